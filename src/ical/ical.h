/* ical/ical.h - iCalendar (RFC 5545) in and out, one event at a time; an RRULE -> wall times.
 *
 * The module daybook-ical.so is the only place that knows libical, and describes the zones of what is written; the first of them
 * opens it. One mutex lies around every libical call (it is not thread-safe while zones load). Reading and repeating need neither.
 * Times come out as a wall time (base/zone.h: gint64 local seconds) with the name of its zone; plan and book turn them
 * into instants, by RFC 5545's rule. Nothing here converts with libical (its answers in a clock change are wrong).
 * Ownership: an IcalEvent handed to a callback is borrowed for the call; everything returned is the caller's.
 * Memory: bounded whatever the file's size; see the limits. */
#pragma once
#include <glib.h>

/* A hostile file ends in a message, not in swap. */
#define ICAL_MAX_LINE_BYTES (1024 * 1024)      /* an unfolded content line; a longer one spoils its event */
#define ICAL_MAX_EVENT_BYTES (4 * 1024 * 1024) /* one VEVENT */
#define ICAL_MAX_DEPTH 16                      /* components within components */
#define ICAL_MAX_OCCURRENCES 20000             /* of one rule, before the horizon */
#define ICAL_MAX_EXCEPTIONS 10000              /* of one UID */

typedef struct {
	char *name;  /* upper case: "X-DAYBOOK-ID", "LOCATION" */
	char *value; /* the line after the name as it stood, parameters and all (";X=1:text"), unfolded; for properties made by
	              * us ":text", already escaped by ical_escape */
} IcalProperty;

typedef struct {
	char *uid;                /* the file's, or "daybook-sha256-…" (a hash of the event) where it has none */
	guint line;               /* of its BEGIN:VEVENT, from 1 */
	gint64 start;             /* wall time in zone; a date's midnight where all_day */
	gint64 seconds;           /* elapsed length; for a date a multiple of 86400 (wall days). No end: 0 timed, 1 day for a date */
	char *zone;               /* IANA name, "UTC", a fixed offset "+05:30" for a zone IANA does not know, NULL floating */
	gboolean all_day;
	gint64 recurrence_id;     /* wall time in `zone` of the occurrence it replaces; G_MININT64 on a master. A timed exception comes
	                           * in its master's zone; one that names a day alone means the master's time of day, or, without a
	                           * master, midnight */
	gboolean this_and_future; /* RANGE=THISANDFUTURE on it */
	char *rrule;              /* NULL, or the rule; UNTIL already turned to the event's wall time (floating) */
	GArray *rdates;           /* of gint64 wall times in `zone`, sorted (PERIODs by their starts) */
	GArray *exdates;          /* likewise; a DATE among times takes that whole day's occurrence */
	char *status;             /* "", "TENTATIVE", "CONFIRMED", "CANCELLED" */
	gboolean transparent;     /* TRANSP:TRANSPARENT */
	char *summary, *description, *location; /* "" when absent */
	GPtrArray *attendees;     /* of char*: CN of ATTENDEE and ORGANIZER, else the address without mailto: */
	int sequence;
	gint64 created, modified; /* instants; G_MININT64 when absent */
	GPtrArray *extra;         /* of IcalProperty*: everything the fields above do not hold, kept as it stood: ATTENDEE and ORGANIZER
	                           * too (the writer writes these, not `attendees`), VALARMs whole as one property "BEGIN" with value
	                           * ":VALARM\n…\nEND:VALARM"; never X-LIC-ERROR, nor DTSTAMP, which is the file's */
} IcalEvent;

IcalEvent *ical_event_new(void);  /* empty strings, empty arrays, recurrence_id and instants G_MININT64 */
void ical_event_free(IcalEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IcalEvent, ical_event_free)

/** Text for an IcalProperty's value made by us: ":" and RFC 5545 3.3.11 escaping. And back: NULL when it is no text. */
char *ical_escape(const char *text);
char *ical_unescape(const char *value);
/** The first extra property of that name, unescaped, or NULL. */
char *ical_event_extra_text(const IcalEvent *event, const char *name);

typedef struct {
	/** One UID: its master (NULL when the file has only detached occurrences) and its exceptions (of IcalEvent*, in the
	 *  order of their recurrence_id, the highest SEQUENCE where two claim the same). FALSE with an error stops the reading. */
	gboolean (*group)(const IcalEvent *master, const GPtrArray *exceptions, gpointer data, GError **error);
	/** An event that could not be understood, or one that a newer one of the same UID (and occurrence) replaces; the reading goes
	 *  on. line is that of the property at fault, or the event's. uid may be NULL. message is for a person. */
	void (*broken)(const char *uid, guint line, const char *message, gpointer data);
	/** A calendar-level property beginning with X-DAYBOOK- (unescaped value), before any group. May be NULL. */
	gboolean (*calendar)(const char *name, const char *text, gpointer data, GError **error);
} IcalReader;

/** Reads a file ("-" is stdin, spooled to a 0600 temporary file first). VTIMEZONEs and the offsets of exceptions are
 *  indexed first; then each UID once, where its master stands; then the masterless. LF and CRLF, BOM, folding, several
 *  VCALENDARs in one file. floating_zone (IANA) is only needed to turn a UTC UNTIL of a floating event.
 *  Errors: USAGE when the file as a whole is no iCalendar, FAILED when it cannot be read, or what the callback says. */
gboolean ical_read(const char *path, const char *floating_zone, const IcalReader *reader, gpointer data, GError **error);

typedef struct IcalWriter IcalWriter;

/** Writes to a descriptor (not closed), buffered. properties: calendar-level IcalProperty* or NULL. VTIMEZONEs are written
 *  before the first event of each zone. Lines folded at 75 octets, whole characters; CRLF. */
IcalWriter *ical_writer_new(int fd, const GPtrArray *properties, GError **error);
gboolean ical_writer_event(IcalWriter *writer, const IcalEvent *event, GError **error);
/** Ends the calendar and frees the writer, also on failure. */
gboolean ical_writer_finish(IcalWriter *writer, GError **error);
void ical_writer_free(IcalWriter *writer); /* gives up: nothing more is written */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IcalWriter, ical_writer_free)

/** The wall times a rule yields from start (DTSTART; counted as RFC 5545 3.8.5.3 says, always the first), floating, with
 *  RDATEs and EXDATEs in (either may be NULL): those in [from, to), in order, at most `limit` (<= ICAL_MAX_OCCURRENCES).
 *  rrule may be NULL when there are only RDATEs. UNTIL must be wall time (a UTC one is read as such).
 *  truncated (may be NULL): the limit was reached. Rules that would iterate without yielding are stopped by a step bound.
 *  Errors: USAGE for a rule that RFC 5545 does not have, naming the part. */
GArray *ical_expand(const char *rrule, gint64 start, const GArray *rdates, const GArray *exdates, gint64 from, gint64 to, guint limit,
                    gboolean *truncated, GError **error);

/** A rule as typed (`FREQ=WEEKLY;COUNT=6`, a leading "RRULE:" allowed, case ignored) in canonical form; UNTIL with Z is turned to
 *  wall time in zone. Errors: USAGE. */
char *ical_rule_normal(const char *rrule, const char *zone, GError **error);
