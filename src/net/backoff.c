/* net/backoff.c */
#include "net/backoff.h"

gint64 backoff_ms(guint n, gint64 base_ms, gint64 cap_ms, GRand *rand)
{
	gint64 limit = MIN(base_ms, cap_ms);
	for (; n > 0 && limit < cap_ms && limit > 0; n--)
		limit = limit > cap_ms / 2 ? cap_ms : limit * 2;
	double share = rand ? g_rand_double(rand) : g_random_double(); /* [0, 1) */
	return CLAMP((gint64)(share * (double)(limit + 1)), 0, MAX(limit, 0));
}
