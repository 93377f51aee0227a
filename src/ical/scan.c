/* ical/scan.c - where components begin and end */
#include "ical/scan_p.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "ical/ical.h"
#include <string.h>

#define GIVE_UP_BYTES (1024 * 1024) /* without a BEGIN this far, the file is something else */
#define OUTER_DEPTH 2               /* a VEVENT stands in a VCALENDAR */

struct Scan {
	Lines *lines;
	Line line;      /* the one looked at */
	gboolean again; /* it has yet to be looked at */
	gboolean keep, begun;
	int outer; /* components open outside events: 1 in a calendar */
	Block block;
	ContentLine property;
};

Scan *scan_new(int fd, gboolean keep)
{
	Scan *scan = g_new0(Scan, 1);
	scan->lines = lines_new(fd);
	scan->keep = keep;
	scan->block.text = g_string_new(NULL);
	scan->block.lines = g_array_new(FALSE, FALSE, sizeof(BlockLine));
	scan->block.id = g_string_new(NULL);
	scan->block.location = g_string_new(NULL);
	return scan;
}

void scan_free(Scan *scan)
{
	if (!scan)
		return;
	lines_free(scan->lines);
	g_string_free(scan->block.text, TRUE);
	g_array_unref(scan->block.lines);
	g_string_free(scan->block.id, TRUE);
	g_string_free(scan->block.location, TRUE);
	g_free(scan);
}

const Block *scan_block(const Scan *scan)
{
	return &scan->block;
}

const ContentLine *scan_property(const Scan *scan)
{
	return &scan->property;
}

gboolean scan_has_begun(const Scan *scan)
{
	return scan->begun;
}

/* The line, and whether there was one. */
static gboolean advance(Scan *scan, GError **error)
{
	if (scan->again) {
		scan->again = FALSE;
		return TRUE;
	}
	return lines_next(scan->lines, &scan->line, error);
}

gboolean scan_is_border(Span line, const char *upper, Span *name)
{
	gsize length = strlen(upper);
	if (line.length <= length || line.text[length] != ':' || !span_is((Span){ line.text, length }, upper))
		return FALSE;
	*name = span_trim((Span){ line.text + length + 1, line.length - length - 1 });
	return TRUE;
}

static gboolean is_border(const Line *line, const char *upper, Span *name)
{
	return scan_is_border((Span){ line->text, line->length }, upper, name);
}

static void set_trouble(Block *block, const char *trouble, guint line)
{
	if (block->trouble)
		return;
	block->trouble = trouble;
	block->trouble_line = line;
}

static void block_begin(Scan *scan)
{
	Block *block = &scan->block;
	block->offset = scan->line.offset;
	block->line = scan->line.number;
	g_string_truncate(block->text, 0);
	g_array_set_size(block->lines, 0);
	g_string_truncate(block->id, 0);
	g_string_truncate(block->location, 0);
	block->sequence = 0;
	block->is_exception = FALSE;
	block->trouble = NULL;
	block->bytes = 0;
}

static void block_keep(Scan *scan)
{
	Block *block = &scan->block;
	const Line *line = &scan->line;
	guint32 first = (guint32)block->text->len;
	encoding_append(block->text, line->text, line->length);
	BlockLine entry = { first, (guint32)block->text->len - first, line->number };
	g_string_append_c(block->text, '\n');
	g_array_append_val(block->lines, entry);
}

/* Most lines are none of the few properties that an index wants: two letters tell. */
static gboolean may_be_noted(const Line *line)
{
	static const char starts[] = "UIRESETZX-";
	char first = g_ascii_toupper(line->text[0]),
	     second = line->length > 1 ? g_ascii_toupper(line->text[1]) : '\0';
	for (const char *p = starts; *p; p += 2)
		if (p[0] == first && p[1] == second)
			return TRUE;
	return FALSE;
}

static void block_note(Block *block, const Line *line)
{
	ContentLine split;
	if (!may_be_noted(line) || !content_split(line->text, line->length, &split))
		return;
	Span value = span_trim(split.value);
	if (!block->id->len && (span_is(split.name, "UID") || span_is(split.name, "TZID")))
		g_string_append_len(block->id, value.text, (gssize)value.length);
	else if (span_is(split.name, "RECURRENCE-ID"))
		block->is_exception = TRUE;
	else if (span_is(split.name, "SEQUENCE"))
		integer_read(value, 0, G_MAXINT, &block->sequence);
	else if (!block->location->len && span_is(split.name, "X-LIC-LOCATION"))
		g_string_append_len(block->location, value.text, (gssize)value.length);
}

/* One more line within a component. */
static void block_add(Scan *scan, guint *count, gboolean note)
{
	Block *block = &scan->block;
	const Line *line = &scan->line;
	block->bytes += line->length + 1;
	if (line->too_long)
		set_trouble(block, N_("One of its lines is longer than a megabyte."), line->number);
	else if (memchr(line->text, '\0', line->length))
		set_trouble(block, N_("It has a NUL byte in it: the file is damaged."), line->number);
	if (block->bytes > ICAL_MAX_EVENT_BYTES)
		set_trouble(block, N_("It is larger than 4 megabytes."), block->line);
	if (++*count > SCAN_MAX_PROPERTIES)
		set_trouble(block, N_("It has more than 10,000 lines."), block->line);
	if (note)
		block_note(block, line);
	if (scan->keep && !block->trouble)
		block_keep(scan);
}

/* A component that cannot stand within another of these: the one before was not ended. */
static gboolean is_outermost(Span name)
{
	return span_is(name, "VEVENT") || span_is(name, "VCALENDAR") || span_is(name, "VTIMEZONE");
}

/* Reads from behind BEGIN to END. */
static ScanItem collect(Scan *scan, const char *kind, ScanItem item, GError **error)
{
	Block *block = &scan->block;
	GError *failure = NULL;
	guint count = 0;
	int depth = 0;
	Span name;
	block_begin(scan);
	while (advance(scan, &failure)) {
		const Line *line = &scan->line;
		if (!line->length)
			continue;
		gboolean begins = is_border(line, "BEGIN", &name),
			 ends = !begins && is_border(line, "END", &name);
		if ((begins && is_outermost(name)) || (ends && span_is(name, "VCALENDAR"))) {
			set_trouble(block, N_("It has no END."), block->line);
			scan->again = TRUE;
			return item;
		}
		if (ends && span_is(name, kind)) {
			if (depth)
				set_trouble(block, N_("A part of it has no END."), line->number);
			return item;
		}
		if (begins && ++depth + OUTER_DEPTH > ICAL_MAX_DEPTH)
			set_trouble(block, N_("Its parts lie within each other, deeper than 16."),
				    line->number);
		if (ends && !depth)
			continue;
		block_add(scan, &count, depth == 0);
		depth -= ends;
	}
	if (failure) {
		g_propagate_error(error, failure);
		return SCAN_FAILED;
	}
	set_trouble(block, N_("The file ends in the middle of it."), block->line);
	return item;
}

/* A line outside events. SCAN_END: nothing to tell. */
static ScanItem outer_line(Scan *scan, GError **error)
{
	const Line *line = &scan->line;
	Span name;
	if (line->too_long) {
		block_begin(scan);
		set_trouble(&scan->block, N_("A line longer than a megabyte was left out."), line->number);
		return scan->begun ? SCAN_TROUBLE : SCAN_END;
	}
	if (is_border(line, "BEGIN", &name)) {
		gboolean event = span_is(name, "VEVENT"), calendar = span_is(name, "VCALENDAR");
		scan->begun |= event || calendar;
		if (event)
			return collect(scan, "VEVENT", SCAN_EVENT, error);
		if (span_is(name, "VTIMEZONE"))
			return collect(scan, "VTIMEZONE", SCAN_ZONE, error);
		scan->outer = calendar ? 1 : MIN(scan->outer + 1, G_MAXINT - 1);
	} else if (is_border(line, "END", &name)) {
		scan->outer = MAX(scan->outer - 1, 0);
	} else if (scan->outer == 1 && content_split(line->text, line->length, &scan->property)) {
		return SCAN_PROPERTY;
	}
	return SCAN_END;
}

ScanItem scan_next(Scan *scan, GError **error)
{
	GError *failure = NULL;
	while (advance(scan, &failure)) {
		if (!scan->begun && (scan->line.offset > GIVE_UP_BYTES || scan->line.too_long))
			return SCAN_END;
		ScanItem item = scan->line.length ? outer_line(scan, error) : SCAN_END;
		if (item != SCAN_END)
			return item;
	}
	if (!failure)
		return SCAN_END;
	g_propagate_error(error, failure);
	return SCAN_FAILED;
}

ScanItem scan_at(Scan *scan, gint64 offset, guint line, GError **error)
{
	lines_seek(scan->lines, offset, line);
	scan->again = FALSE;
	scan->begun = TRUE; /* who jumps knows the file */
	return scan_next(scan, error);
}
