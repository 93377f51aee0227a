/* ical/value_p.h - one content line of RFC 5545, taken apart, and the values that lines hold.
 *
 * Everything here reads text that is not ours: nothing is trusted, nothing runs past its end. A ContentLine points into the
 * text it was made from. */
#pragma once
#include <glib.h>

typedef struct {
	const char *text;
	gsize length;
} Span;

gboolean span_is(Span span, const char *upper); /* case ignored; upper is in upper case */
Span span_trim(Span span);
char *span_dup(Span span);
/** Its beginning, whole characters, for a message. */
char *span_quote(Span span);

typedef struct {
	Span name;  /* "DTSTART" */
	Span rest;  /* what follows the name: ";TZID=Europe/Berlin:20260101T090000" */
	Span value; /* what follows the colon */
} ContentLine;

/** FALSE for a line that has no name or no colon. */
gboolean content_split(const char *text, gsize length, ContentLine *out);
/** The same line cut at its last colon: a time has none, and a TZID (tzone://Microsoft/Utc) may, unquoted. */
ContentLine content_of_time(ContentLine line);
/** A parameter's value, without quotes; FALSE when the line has none of that name. */
gboolean content_parameter(const ContentLine *line, const char *upper_name, Span *out);

/* A DATE or DATE-TIME as it is written. */
typedef struct {
	gint64 local; /* wall time; a date's midnight */
	gboolean is_date;
	gboolean is_utc; /* it ends in Z */
} Stamp;
gboolean stamp_read(Span text, Stamp *out);

/* A hundred years: longer than any booking, and far from where 64 bits end. */
#define LENGTH_MAX_SECONDS (G_GINT64_CONSTANT(86400) * 366 * 100)

/* A DURATION: the days are nominal, the rest is exact (RFC 5545 3.3.6). */
typedef struct {
	gint64 days, seconds; /* of one sign */
} Length;
gboolean length_read(Span text, Length *out);

/** "+0130", "-083015" -> seconds east of UTC. FALSE for what no clock shows (a day or more). */
gboolean offset_read(Span text, int *seconds);

/** An integer and nothing else, within [low, high]. */
gboolean integer_read(Span text, gint64 low, gint64 high, gint64 *out);

/** TEXT, unescaped (RFC 5545 3.3.11). A backslash before anything else stands for itself. */
char *text_value(Span value);
/** A parameter's text: RFC 6868 (^n ^' ^^). */
char *parameter_value(Span value);
