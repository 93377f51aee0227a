/* ical/vtimezone.c - STANDARD and DAYLIGHT parts -> changes of the clock */
#include "ical/vtimezone_p.h"

#include "base/zone.h"
#include "ical/rule_p.h"
#include "ical/value_p.h"

#define FIRST_DAY G_GINT64_CONSTANT(-25567) /* 1900-01-01 */
#define LAST_DAY G_GINT64_CONSTANT(47482)   /* 2100-01-01 */
#define MOST_ONSETS 20000

/* A STANDARD or DAYLIGHT part being read. */
typedef struct {
	gboolean open, has_start, has_from, has_to, bad;
	gint64 start;
	int from, to;
	GArray *walls; /* of gint64: RDATEs */
	char *rule;
} Observance;

static void observance_begin(Observance *part)
{
	GArray *walls = part->walls;
	g_array_set_size(walls, 0);
	g_free(part->rule);
	*part = (Observance){ .open = TRUE, .walls = walls };
}

static void add_walls(Observance *part, Span list)
{
	const char *p = list.text, *end = p + list.length;
	while (p < end && part->walls->len < MOST_ONSETS) {
		const char *stop = p;
		while (stop < end && *stop != ',')
			stop++;
		Stamp stamp;
		if (stamp_read((Span){ p, (gsize)(stop - p) }, &stamp))
			g_array_append_val(part->walls, stamp.local);
		p = stop + 1;
	}
}

static void observance_line(Observance *part, const ContentLine *line)
{
	Stamp stamp;
	if (span_is(line->name, "DTSTART")) {
		part->has_start = stamp_read(line->value, &stamp);
		part->start = stamp.local;
	} else if (span_is(line->name, "TZOFFSETFROM")) {
		part->has_from = offset_read(line->value, &part->from);
	} else if (span_is(line->name, "TZOFFSETTO")) {
		part->has_to = offset_read(line->value, &part->to);
	} else if (span_is(line->name, "RDATE")) {
		add_walls(part, line->value);
	} else if (span_is(line->name, "RRULE")) {
		part->bad |= part->rule != NULL;
		g_free(part->rule);
		part->rule = span_dup(line->value);
	}
}

/* Adds a part's onsets. A part that makes no sense is passed over (real files have an odd one, of 1893, among good ones); FALSE
 * when it would take too long. */
static gboolean observance_end(Observance *part, GArray *onsets, gint64 *budget)
{
	if (!part->has_start || !part->has_from || !part->has_to || part->bad)
		return TRUE;
	Rule rule;
	g_array_append_val(part->walls, part->start);
	if (part->rule && rule_parse(part->rule, &rule, NULL)) {
		if (rule.until_kind == UNTIL_UTC) {
			rule.until += part->from;
			rule.until_kind = UNTIL_WALL;
		}
		rule_settle_until(&rule, NULL, FALSE);
		if (!rule_walls(&rule, part->start, FIRST_DAY * ZONE_DAY_SECONDS, LAST_DAY * ZONE_DAY_SECONDS,
				MOST_ONSETS, part->walls, budget))
			return FALSE;
	}
	for (guint i = 0; i < part->walls->len; i++) {
		Onset onset = { g_array_index(part->walls, gint64, i), part->from, part->to };
		g_array_append_val(onsets, onset);
	}
	return onsets->len <= MOST_ONSETS;
}

static int by_wall(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const Onset *)a)->wall, y = ((const Onset *)b)->wall;
	return x < y ? -1 : x > y;
}

GArray *vtimezone_onsets(const Block *block, gint64 *budget)
{
	g_autoptr(GArray) onsets = g_array_new(FALSE, FALSE, sizeof(Onset));
	Observance part = { .walls = g_array_new(FALSE, FALSE, sizeof(gint64)) };
	gboolean good = block->trouble == NULL;
	for (guint i = 0; good && i < block->lines->len; i++) {
		Span text = block_line(block, i);
		ContentLine line;
		if (!content_split(text.text, text.length, &line))
			continue;
		Span value = span_trim(line.value);
		gboolean is_part = span_is(value, "STANDARD") || span_is(value, "DAYLIGHT");
		if (is_part && span_is(line.name, "BEGIN")) {
			observance_begin(&part);
		} else if (is_part && part.open && span_is(line.name, "END")) {
			good = observance_end(&part, onsets, budget);
			part.open = FALSE;
		} else if (part.open) {
			observance_line(&part, &line);
		}
	}
	g_array_unref(part.walls);
	g_free(part.rule);
	if (!good || !onsets->len)
		return NULL;
	g_array_sort(onsets, by_wall);
	return g_steal_pointer(&onsets);
}

int vtimezone_offset(const GArray *onsets, gint64 local)
{
	guint low = 0, high = onsets->len; /* the first onset behind local is within */
	while (low < high) {
		guint middle = low + (high - low) / 2;
		const Onset *onset = &g_array_index(onsets, Onset, middle);
		/* When the clock goes forward, the times it jumps over still count by the offset before. */
		if (onset->wall + MAX(onset->to - onset->from, 0) <= local)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? g_array_index(onsets, Onset, low - 1).to : g_array_index(onsets, Onset, 0).from;
}
