/* ical/write.c - events -> a file
 *
 * What is written reads back as the same event, and writing that again gives the same bytes: nothing here asks for the time. */
#include "ical/ical.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/module.h"
#include "base/zone.h"
#include "ical/module_p.h"
#include "ical/place_p.h"
#include "ical/rule_p.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_BYTES (64 * 1024)
#define FOLD_OCTETS 75 /* of a line, without its end (RFC 5545 3.1) */

struct IcalWriter {
	int fd;
	GString *out;       /* not yet written */
	GString *line;      /* being made */
	GHashTable *places; /* name -> Place: the zones told so far */
};

/* --- lines --- */

static gboolean flush(IcalWriter *writer, GError **error)
{
	for (gsize done = 0; done < writer->out->len;) {
		ssize_t wrote = write(writer->fd, writer->out->str + done, writer->out->len - done);
		if (wrote < 0 && errno != EINTR)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED,
					    _("The calendar cannot be written: %s."), g_strerror(errno));
		done += wrote > 0 ? (gsize)wrote : 0;
	}
	g_string_truncate(writer->out, 0);
	return TRUE;
}

/* The end of what fits in `room` octets without cutting a character. */
static gsize fold_at(const char *text, gsize length, gsize room)
{
	if (length <= room)
		return length;
	gsize at = room;
	while (at && ((guchar)text[at] & 0xc0) == 0x80)
		at--;
	return at ? at : room; /* no character is that long: no text, octets */
}

/* A line, folded. */
static void put(IcalWriter *writer, const char *text, gsize length)
{
	gsize room = FOLD_OCTETS;
	while (length) {
		gsize part = fold_at(text, length, room);
		g_string_append_len(writer->out, text, (gssize)part);
		text += part;
		length -= part;
		if (length)
			g_string_append_len(writer->out, "\r\n ", 3);
		room = FOLD_OCTETS - 1;
	}
	g_string_append_len(writer->out, "\r\n", 2);
}

static void put_line(IcalWriter *writer)
{
	put(writer, writer->line->str, writer->line->len);
	g_string_truncate(writer->line, 0);
}

static void put_text(IcalWriter *writer, const char *name, const char *text)
{
	GString *line = writer->line;
	g_string_append(line, name);
	g_string_append_c(line, ':');
	for (const char *p = text; *p; p++) {
		if (*p == '\n' || (*p == '\r' && p[1] != '\n')) {
			g_string_append_len(line, "\\n", 2);
		} else if (*p != '\r') {
			if (*p == '\\' || *p == ';' || *p == ',')
				g_string_append_c(line, '\\');
			g_string_append_c(line, *p);
		}
	}
	put_line(writer);
}

static void put_text_if(IcalWriter *writer, const char *name, const char *text)
{
	if (*text)
		put_text(writer, name, text);
}

/* A property as it was read; a whole component has its lines with \n between. */
static void put_property(IcalWriter *writer, const IcalProperty *property)
{
	g_string_append(writer->line, property->name);
	for (const char *p = property->value; *p; p++) {
		if (*p == '\n')
			put_line(writer);
		else if (*p != '\r')
			g_string_append_c(writer->line, *p);
	}
	put_line(writer);
}

/* A name of RFC 5545, and a value that begins as one; a newline only within a component. What is neither would make the whole
 * file unreadable. */
static gboolean is_property(const IcalProperty *property)
{
	const char *name = property->name, *value = property->value;
	if (!*name || (*value != ':' && *value != ';') || !strchr(value, ':'))
		return FALSE;
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
			return FALSE;
	return strcmp(name, "BEGIN") == 0 || (!strpbrk(value, "\r\n") && strcmp(name, "END") != 0);
}

static void put_properties(IcalWriter *writer, const GPtrArray *properties)
{
	for (guint i = 0; properties && i < properties->len; i++) {
		const IcalProperty *property = g_ptr_array_index(properties, i);
		if (is_property(property))
			put_property(writer, property);
	}
}

/* --- times --- */

static void two_digits(char *to, int n)
{
	to[0] = (char)('0' + n / 10);
	to[1] = (char)('0' + n % 10);
}

static void append_date(GString *line, gint64 day)
{
	int year, month, mday;
	char text[8];
	day_to_civil(day, &year, &month, &mday);
	two_digits(text, year / 100 % 100);
	two_digits(text + 2, year % 100);
	two_digits(text + 4, month);
	two_digits(text + 6, mday);
	g_string_append_len(line, text, sizeof text);
}

static void append_time(GString *line, gint64 local)
{
	gint64 day = local_day(local);
	int second = (int)(local - day * ZONE_DAY_SECONDS);
	char text[7] = { 'T' };
	append_date(line, day);
	two_digits(text + 1, second / 3600);
	two_digits(text + 3, second / 60 % 60);
	two_digits(text + 5, second % 60);
	g_string_append_len(line, text, sizeof text);
}

/* How times of an event are written. */
typedef struct {
	gboolean is_date;
	Place *place; /* NULL: floating */
} Manner;

static void put_time(IcalWriter *writer, const char *name, gint64 local, const Manner *manner)
{
	GString *line = writer->line;
	gboolean utc = manner->place && strcmp(manner->place->name, "UTC") == 0;
	g_string_append(line, name);
	if (manner->is_date)
		g_string_append_len(line, ";VALUE=DATE:", 12);
	else if (manner->place && !utc) {
		gboolean quoted = strchr(manner->place->name, ':') != NULL; /* "+05:30" */
		g_string_append_len(line, ";TZID=", 6);
		if (quoted)
			g_string_append_c(line, '"');
		g_string_append(line, manner->place->name);
		g_string_append(line, quoted ? "\":" : ":");
	} else {
		g_string_append_c(line, ':');
	}
	if (manner->is_date)
		append_date(line, local_day(local));
	else
		append_time(line, local);
	if (utc && !manner->is_date)
		g_string_append_c(line, 'Z');
	put_line(writer);
}

static void put_instant(IcalWriter *writer, const char *name, gint64 instant)
{
	g_string_append(writer->line, name);
	g_string_append_c(writer->line, ':');
	append_time(writer->line, instant);
	g_string_append_c(writer->line, 'Z');
	put_line(writer);
}

/* --- zones --- */

/* "+05:30" -> "+0530" */
static char *offset_digits(const char *name)
{
	return g_strdup_printf("%.3s%s", name, name + 4);
}

static char *fixed_vtimezone(const char *name)
{
	g_autofree char *digits = offset_digits(name);
	return g_strdup_printf("BEGIN:VTIMEZONE\r\nTZID:%s\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
			       "TZOFFSETFROM:%s\r\nTZOFFSETTO:%s\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
			       name, digits, digits);
}

static gboolean put_vtimezone(IcalWriter *writer, const char *name, GError **error)
{
	g_autofree char *text = NULL;
	if (strcmp(name, "UTC") == 0)
		return TRUE;
	if (*name == '+' || *name == '-') {
		text = fixed_vtimezone(name);
	} else {
		const IcalModule *module = module_table(ICAL_MODULE, ICAL_MODULE_SYMBOL, error);
		if (!module)
			return FALSE;
		text = module->vtimezone(name);
	}
	if (!text)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The time zone “%s” cannot be described in iCalendar."), name);
	g_string_append(writer->out, text);
	return TRUE;
}

/* The place of an event's zone, told to the file before its first use. FALSE: no such zone. */
static gboolean find_place(IcalWriter *writer, const char *name, Place **place, GError **error)
{
	*place = name ? g_hash_table_lookup(writer->places, name) : NULL;
	if (!name || *place)
		return TRUE;
	Place *found = place_new(name);
	if (!found)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The time zone “%s” is not known to this machine."), name);
	if (!put_vtimezone(writer, name, error)) {
		place_free(found);
		return FALSE;
	}
	g_hash_table_insert(writer->places, found->name, found);
	*place = found;
	return TRUE;
}

/* --- events --- */

/* In hours, minutes and seconds: those are exact, days would be days on the wall. */
static void put_duration(IcalWriter *writer, gint64 seconds)
{
	GString *line = writer->line;
	g_string_append(line, "DURATION:PT");
	if (seconds >= 3600)
		g_string_append_printf(line, "%" G_GINT64_FORMAT "H", seconds / 3600);
	if (seconds / 60 % 60)
		g_string_append_printf(line, "%dM", (int)(seconds / 60 % 60));
	if (seconds % 60)
		g_string_append_printf(line, "%dS", (int)(seconds % 60));
	put_line(writer);
}

/* DTEND where it says the length exactly; DURATION where the end's wall time does not: in the hour that comes twice, and without a
 * zone, for who reads it knows better how long a night is. */
static void put_end(IcalWriter *writer, const IcalEvent *event, const Manner *manner)
{
	if (event->seconds <= 0)
		return;
	if (manner->is_date) {
		put_time(writer, "DTEND", event->start + event->seconds, manner);
		return;
	}
	if (manner->place) {
		gint64 instant = place_instant(manner->place, event->start) + event->seconds;
		gint64 end = place_local(manner->place, instant);
		if (place_instant(manner->place, end) == instant) {
			put_time(writer, "DTEND", end, manner);
			return;
		}
	}
	put_duration(writer, event->seconds);
}

/* UNTIL is UTC in the file where the event has a zone (RFC 5545 3.3.10). */
static gboolean put_rule(IcalWriter *writer, const IcalEvent *event, const Manner *manner, GError **error)
{
	Rule rule;
	if (!event->rrule)
		return TRUE;
	if (!rule_parse(event->rrule, &rule, error))
		return FALSE;
	rule_settle_until(&rule, NULL, event->all_day);
	if (manner->place && rule.until_kind == UNTIL_WALL) {
		rule.until = place_instant(manner->place, rule.until);
		rule.until_kind = UNTIL_UTC;
	}
	g_autofree char *text = rule_text(&rule);
	g_string_append(writer->line, "RRULE:");
	g_string_append(writer->line, text);
	put_line(writer);
	return TRUE;
}

static void put_rdates(IcalWriter *writer, const IcalEvent *event, const Manner *manner)
{
	for (guint i = 0; i < event->rdates->len; i++)
		put_time(writer, "RDATE", g_array_index(event->rdates, gint64, i), manner);
}

/* A midnight among times of another hour is a date: it takes the whole day's occurrence, and other programs should see that. */
static void put_exdates(IcalWriter *writer, const IcalEvent *event, const Manner *manner)
{
	static const Manner date = { TRUE, NULL };
	gboolean at_midnight = event->start % ZONE_DAY_SECONDS == 0;
	for (guint i = 0; i < event->exdates->len; i++) {
		gint64 at = g_array_index(event->exdates, gint64, i);
		put_time(writer, "EXDATE", at, at % ZONE_DAY_SECONDS == 0 && !at_midnight ? &date : manner);
	}
}

static void put_recurrence_id(IcalWriter *writer, const IcalEvent *event, const Manner *manner)
{
	/* An all-day occurrence in the place of a timed one: the time is the master's, in its zone. */
	Manner own = { manner->is_date && event->recurrence_id % ZONE_DAY_SECONDS == 0, manner->place };
	if (event->recurrence_id != G_MININT64)
		put_time(writer,
			 event->this_and_future ? "RECURRENCE-ID;RANGE=THISANDFUTURE" : "RECURRENCE-ID",
			 event->recurrence_id, &own);
}

/* DTSTAMP has to be there. It is the time of the last change, not of writing: the same book is the same file. */
static gint64 stamp_of(const IcalEvent *event)
{
	if (event->modified != G_MININT64)
		return event->modified;
	return event->created != G_MININT64 ? event->created : 0;
}

static void put_rest(IcalWriter *writer, const IcalEvent *event)
{
	put_text_if(writer, "SUMMARY", event->summary);
	put_text_if(writer, "DESCRIPTION", event->description);
	put_text_if(writer, "LOCATION", event->location);
	put_text_if(writer, "STATUS", event->status);
	if (event->transparent)
		put_text(writer, "TRANSP", "TRANSPARENT");
	if (event->sequence > 0) {
		g_string_append_printf(writer->line, "SEQUENCE:%d", event->sequence);
		put_line(writer);
	}
	if (event->created != G_MININT64)
		put_instant(writer, "CREATED", event->created);
	if (event->modified != G_MININT64)
		put_instant(writer, "LAST-MODIFIED", event->modified);
	put_properties(writer, event->extra);
}

gboolean ical_writer_event(IcalWriter *writer, const IcalEvent *event, GError **error)
{
	Manner manner = { .is_date = event->all_day };
	if (!event->all_day && !find_place(writer, event->zone, &manner.place, error))
		return FALSE;
	gsize before = writer->out->len;
	g_string_append(writer->out, "BEGIN:VEVENT\r\n");
	put_text(writer, "UID", event->uid);
	put_instant(writer, "DTSTAMP", stamp_of(event));
	put_time(writer, "DTSTART", event->start, &manner);
	put_end(writer, event, &manner);
	put_recurrence_id(writer, event, &manner);
	if (!put_rule(writer, event, &manner, error)) {
		g_string_truncate(writer->out, before);
		return FALSE;
	}
	put_rdates(writer, event, &manner);
	put_exdates(writer, event, &manner);
	put_rest(writer, event);
	g_string_append(writer->out, "END:VEVENT\r\n");
	return writer->out->len < FLUSH_BYTES || flush(writer, error);
}

/* --- the file --- */

static void free_place(gpointer place)
{
	place_free(place);
}

IcalWriter *ical_writer_new(int fd, const GPtrArray *properties, GError **error)
{
	g_autoptr(IcalWriter) writer = g_new0(IcalWriter, 1);
	writer->fd = fd;
	writer->out = g_string_sized_new(2 * FLUSH_BYTES);
	writer->line = g_string_new(NULL);
	writer->places =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_place); /* keyed by its own name */
	g_string_append(
		writer->out,
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//daybook//daybook//EN\r\nCALSCALE:GREGORIAN\r\n");
	put_properties(writer, properties);
	return flush(writer, error) ? g_steal_pointer(&writer) : NULL;
}

gboolean ical_writer_finish(IcalWriter *writer, GError **error)
{
	g_string_append(writer->out, "END:VCALENDAR\r\n");
	gboolean good = flush(writer, error);
	ical_writer_free(writer);
	return good;
}

void ical_writer_free(IcalWriter *writer)
{
	if (!writer)
		return;
	g_string_free(writer->out, TRUE);
	g_string_free(writer->line, TRUE);
	g_hash_table_unref(writer->places);
	g_free(writer);
}
