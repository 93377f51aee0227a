/* tests/fuzz/fuzz-rule.c - repeat rules.
 *
 * The first four bytes are the start and where the window lies, the rest is the rule. Whatever it says: it is refused, or it has a
 * canonical form that stays itself and means the same; the window holds what it should, in order, each once. */
#include "tests/fuzz/fuzz.h"

#include "ical/ical.h"
#include <string.h>

#define DAY G_GINT64_CONSTANT(86400)

static GArray *expand(const char *rule, gint64 start, gint64 from, gint64 to, guint limit,
		      gboolean *truncated)
{
	g_autoptr(GError) error = NULL;
	GArray *walls = ical_expand(rule, start, NULL, NULL, from, to, limit, truncated, &error);
	MUST(walls && !error && walls->len <= limit);
	for (guint i = 0; i < walls->len; i++) {
		gint64 at = g_array_index(walls, gint64, i);
		MUST(at >= from && at < to && at >= start);
		MUST(i == 0 || at > g_array_index(walls, gint64, i - 1));
	}
	return walls;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 4)
		return 0;
	g_autofree char *text = g_strndup((const char *)data + 4, size - 4);
	g_autoptr(GError) error = NULL;
	g_autofree char *normal = ical_rule_normal(text, "Europe/Berlin", &error);
	MUST((normal == NULL) == (error != NULL));
	if (!normal)
		return 0;
	g_autofree char *again = ical_rule_normal(normal, "Europe/Berlin", NULL);
	MUST(again && strcmp(again, normal) == 0);

	gint64 start = (data[0] * 256 + data[1]) * DAY / 2, from = start + data[2] * 10 * DAY,
	       to = from + data[3] * 4 * DAY + 1;
	gboolean cut, whole_cut;
	g_autoptr(GArray) some = expand(normal, start, from, to, 100, &cut);
	g_autoptr(GArray) whole = expand(normal, start, start, to, ICAL_MAX_OCCURRENCES, &whole_cut);
	MUST(whole->len == 0 || g_array_index(whole, gint64, 0) == start);
	if (cut || whole_cut)
		return 0;
	/* the window holds the end of the whole */
	MUST(some->len <= whole->len);
	for (guint i = 0; i < some->len; i++)
		MUST(g_array_index(some, gint64, i) ==
		     g_array_index(whole, gint64, whole->len - some->len + i));
	MUST(whole->len == some->len || g_array_index(whole, gint64, whole->len - some->len - 1) < from);
	return 0;
}
