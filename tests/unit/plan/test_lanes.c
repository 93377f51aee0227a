/* tests/unit/plan/test_lanes.c - overlapping bookings side by side */
#include <stdio.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

static void test_rows(void)
{
	static const struct {
		const char *label;
		Interval in[6];
		guint n;
		const char *want; /* lane of lanes, each */
	} rows[] = {
		{ "nothing", { { 0, 0 } }, 0, "" },
		{ "one", { { 0, 10 } }, 1, "0/1" },
		{ "touching ends share a lane", { { 0, 10 }, { 10, 20 } }, 2, "0/1 0/1" },
		{ "two at once", { { 0, 10 }, { 5, 15 } }, 2, "0/2 1/2" },
		{ "a chain takes the lane that is free again",
		  { { 0, 10 }, { 5, 15 }, { 10, 20 } },
		  3,
		  "0/2 1/2 0/2" },
		{ "four at once, all seen",
		  { { 0, 9 }, { 0, 9 }, { 1, 9 }, { 8, 9 } },
		  4,
		  "0/4 1/4 2/4 3/4" },
		{ "a group ends where all have", { { 0, 9 }, { 1, 5 }, { 9, 12 } }, 3, "0/2 1/2 0/1" },
		{ "a long one with short ones beside it",
		  { { 0, 60 }, { 0, 10 }, { 10, 20 }, { 15, 30 }, { 40, 50 }, { 60, 70 } },
		  6,
		  "0/3 1/3 1/3 2/3 1/3 0/1" },
		{ "what takes no time hides nothing", { { 5, 5 }, { 5, 5 }, { 5, 9 } }, 3, "0/3 1/3 2/3" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		guint lane[6], lanes[6];
		plan_lanes(rows[i].in, rows[i].n, lane, lanes);
		g_autoptr(GString) got = g_string_new(NULL);
		for (guint j = 0; j < rows[i].n; j++)
			g_string_append_printf(got, "%s%u/%u", j ? " " : "", lane[j], lanes[j]);
		T_STR(rows[i].label, got->str, rows[i].want);
	}
}

static gint by_start(gconstpointer a, gconstpointer b, gpointer unused G_GNUC_UNUSED)
{
	const Interval *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* No two that overlap share a lane; a group is as wide for each of its members, and as wide as its fullest moment. */
static void test_any(void)
{
	guint32 seed = g_random_int();
	printf("seed %u ", seed);
	GRand *rand = g_rand_new_with_seed(seed);
	for (int round = 0; round < 300; round++) {
		Interval in[40];
		guint lane[40], lanes[40];
		guint n = (guint)g_rand_int_range(rand, 1, 40);
		for (guint i = 0; i < n; i++) {
			in[i].start = g_rand_int_range(rand, 0, 200);
			in[i].end = in[i].start + g_rand_int_range(rand, 1, 30);
		}
		g_qsort_with_data(in, (gint)n, sizeof *in, by_start, NULL);
		plan_lanes(in, n, lane, lanes);
		for (guint i = 0; i < n; i++) {
			guint at_once = 0;
			T_TRUE("the lane is one of them", lane[i] < lanes[i]);
			for (guint j = 0; j < n; j++) {
				gboolean overlap = in[i].start < in[j].end && in[j].start < in[i].end;
				if (i != j && overlap) {
					T_TRUE("not the same lane", lane[i] != lane[j]);
					T_INT("as wide", lanes[i], lanes[j]);
				}
				at_once += in[j].start <= in[i].start && in[i].start < in[j].end;
			}
			T_TRUE("no narrower than needed", at_once <= lanes[i]);
		}
	}
	g_rand_free(rand);
}

UNIT_SUITE("lanes", NULL, NULL, { "rows", test_rows }, { "any intervals", test_any })
