/* sync/looks.c */
#include "sync/looks.h"

#include "book/sync_service.h"

#define SOON_MS 50 /* there is more to send */
#define JITTER 0.2

/* In use exactly a minute: less would be more than one request a minute, more would be too late for "within 60 s". People start at
 * different seconds, so they do not ask all at once; those who idle are spread. */
static gint64 turn_ms(const LookFacts *facts, GRand *rand)
{
	if (!facts->idle)
		return facts->look_ms;
	double share = rand ? g_rand_double(rand) : g_random_double(); /* [0, 1) */
	return (gint64)((double)(SYNC_IDLE_LOOKS * facts->look_ms) * (1 - JITTER + 2 * JITTER * share));
}

gint64 looks_next_ms(const LookFacts *facts, GRand *rand)
{
	gint64 turn = turn_ms(facts, rand), first = MIN(facts->due, facts->pause_end);
	if (facts->due <= facts->now)
		return facts->progressed ? SOON_MS : turn;
	return first - facts->now < turn / 1000 ? (first - facts->now) * 1000 + SOON_MS : turn;
}
