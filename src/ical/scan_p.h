/* ical/scan_p.h - a file's components, one at a time: the events, the time zones, the calendar's own properties.
 *
 * Only lines are looked at here, not what they mean. An event that is not well formed comes all the same, with its trouble. */
#pragma once
#include "ical/lines_p.h"
#include "ical/value_p.h"

#define SCAN_MAX_PROPERTIES 10000 /* lines of one event */

typedef struct {
	guint32 offset, length; /* in text */
	guint number;           /* of the file */
} BlockLine;

/* A VEVENT or VTIMEZONE. Borrowed until the next scan. */
typedef struct {
	gint64 offset; /* of its BEGIN in the file */
	guint line;
	GString *text;         /* its lines, unfolded, each ended with \n; empty unless kept */
	GArray *lines;         /* of BlockLine; without its own BEGIN and END */
	GString *id;           /* the value of UID, or TZID, as it stands; empty when there is none */
	GString *location;     /* of X-LIC-LOCATION */
	gint64 sequence;       /* of SEQUENCE, or 0 */
	gboolean is_exception; /* it has a RECURRENCE-ID */
	const char *trouble;   /* what is wrong with it, for _(); NULL when nothing is */
	guint trouble_line;
	gsize bytes;
} Block;

typedef enum {
	SCAN_END,
	SCAN_EVENT,
	SCAN_ZONE,
	SCAN_PROPERTY, /* of the calendar itself: scan_property */
	SCAN_TROUBLE,  /* outside any event: block's trouble and trouble_line */
	SCAN_FAILED    /* with an error */
} ScanItem;

typedef struct Scan Scan;

/** keep: the text of components too. The descriptor stays the caller's. */
Scan *scan_new(int fd, gboolean keep);
void scan_free(Scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scan, scan_free)

ScanItem scan_next(Scan *scan, GError **error);
/** The component whose BEGIN stands at an offset. */
ScanItem scan_at(Scan *scan, gint64 offset, guint line, GError **error);
const Block *scan_block(const Scan *scan);
const ContentLine *scan_property(const Scan *scan);
/** Whether anything of iCalendar has been seen; when not within the first megabyte, the scan ends. */
gboolean scan_has_begun(const Scan *scan);

/** "BEGIN:VEVENT" (upper: BEGIN) -> VEVENT. */
gboolean scan_is_border(Span line, const char *upper, Span *name);

/** The n-th line of a kept block. */
static inline Span block_line(const Block *block, guint n)
{
	const BlockLine *line = &g_array_index(block->lines, BlockLine, n);
	return (Span){ block->text->str + line->offset, line->length };
}
static inline guint block_line_number(const Block *block, guint n)
{
	return g_array_index(block->lines, BlockLine, n).number;
}
