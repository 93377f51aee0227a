/* looks: when the worker looks at the calendars again, and how often in an hour. */
#include "sync/looks.h"
#include "tests/unit/unit.h"

#define MINUTE_MS 60000
#define HOUR_MS (60 * MINUTE_MS)
#define NOW 1795000000

static LookFacts quiet(gboolean idle)
{
	return (LookFacts){
		.look_ms = MINUTE_MS, .idle = idle, .now = NOW, .due = G_MAXINT64, .pause_end = G_MAXINT64
	};
}

static int looks_in_an_hour(gboolean idle, GRand *rand)
{
	LookFacts facts = quiet(idle);
	int looks = 0;
	for (gint64 ms = looks_next_ms(&facts, rand); ms <= HOUR_MS; ms += looks_next_ms(&facts, rand))
		looks++;
	return looks;
}

static void test_turns(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	LookFacts used = quiet(FALSE), idle = quiet(TRUE);
	gint64 least = G_MAXINT64, most = 0;
	T_INT("in use", looks_next_ms(&used, rand), MINUTE_MS);
	for (int i = 0; i < 1000; i++) {
		gint64 ms = looks_next_ms(&idle, rand);
		least = MIN(least, ms);
		most = MAX(most, ms);
	}
	T_TRUE("idle: 5 min less a fifth", least >= 4 * MINUTE_MS && least < 4 * MINUTE_MS + 2000);
	T_TRUE("and more", most < 6 * MINUTE_MS && most > 6 * MINUTE_MS - 2000);
	T_INT("an hour in use", looks_in_an_hour(FALSE, rand), 60);
	int slow = looks_in_an_hour(TRUE, rand);
	T_TRUE("an idle hour", slow >= 10 && slow <= 15);
}

static void test_sooner(void)
{
	LookFacts facts = quiet(FALSE);
	facts.due = NOW;
	T_INT("due, and the last run got nowhere", looks_next_ms(&facts, NULL), MINUTE_MS);
	facts.progressed = TRUE;
	T_TRUE("due, and it goes on", looks_next_ms(&facts, NULL) < 1000);
	facts = quiet(FALSE);
	facts.due = NOW + 20;
	T_INT("due in 20 s", looks_next_ms(&facts, NULL) / 1000, 20);
	facts.pause_end = NOW + 7;
	T_INT("a pause ends before", looks_next_ms(&facts, NULL) / 1000, 7);
	facts = quiet(FALSE);
	facts.due = NOW + 3600;
	T_INT("due in an hour: the turn first", looks_next_ms(&facts, NULL), MINUTE_MS);
}

UNIT_SUITE("looks", NULL, NULL, { "turns", test_turns }, { "sooner", test_sooner })
