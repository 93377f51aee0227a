/* tests of net/backoff.h */
#include "net/backoff.h"
#include "tests/unit/unit.h"

#define DRAWS 4000

/* Full jitter: anything from nothing to the limit, evenly. */
static void test_spread(void)
{
	static const struct {
		guint n;
		gint64 limit;
	} rows[] = { { 0, 1000 },  { 1, 2000 },   { 5, 32000 },        { 6, 64000 },
		     { 7, 64000 }, { 60, 64000 }, { G_MAXUINT, 64000 } };
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label = g_strdup_printf("try %u", rows[i].n);
		gint64 least = G_MAXINT64, most = 0, sum = 0;
		for (int j = 0; j < DRAWS; j++) {
			gint64 ms = backoff_ms(rows[i].n, BACKOFF_BASE_MS, BACKOFF_CAP_RUN_MS, rand);
			least = MIN(least, ms);
			most = MAX(most, ms);
			sum += ms;
		}
		T_TRUE(label, least >= 0 && least < rows[i].limit / 50);
		T_TRUE(label, most <= rows[i].limit && most > rows[i].limit - rows[i].limit / 50);
		T_TRUE(label, ABS(sum / DRAWS - rows[i].limit / 2) < rows[i].limit / 40);
	}
}

static void test_edges(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	T_INT("no base", backoff_ms(9, 0, 64000, rand), 0);
	T_INT("no cap", backoff_ms(9, 1000, 0, rand), 0);
	for (int i = 0; i < 1000; i++) {
		gint64 ms = backoff_ms(3, BACKOFF_BASE_MS, 500, NULL);
		T_TRUE("a cap below the base", ms >= 0 && ms <= 500);
		ms = backoff_ms(200, G_MAXINT64 / 3, G_MAXINT64 / 2, rand);
		T_TRUE("nothing overflows", ms >= 0 && ms <= G_MAXINT64 / 2);
	}
}

static void test_seed(void)
{
	g_autoptr(GRand) one = g_rand_new_with_seed(7), two = g_rand_new_with_seed(7);
	for (guint n = 0; n < 20; n++)
		T_INT("the same seed, the same wait", backoff_ms(n, 1000, BACKOFF_CAP_BETWEEN_MS, one),
		      backoff_ms(n, 1000, BACKOFF_CAP_BETWEEN_MS, two));
}

UNIT_SUITE("backoff", NULL, NULL, { "is spread over the whole of a doubling range", test_spread },
	   { "has no edges to fall over", test_edges }, { "repeats with its seed", test_seed })
