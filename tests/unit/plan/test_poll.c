/* tests/unit/plan/test_poll.c - times for several people: the issue's own example, clock changes, and random ones against a slow look at every
 * minute */
#include "plan/poll.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

static void add(GArray *intervals, gint64 start, gint64 end)
{
	Interval interval = { start, end };

	g_array_append_val(intervals, interval);
}

/* "2026-11-24 14:00/2026-11-24 15:30", a comma between. */
static GArray *spans(const World *world, const char *text)
{
	GArray *intervals = g_array_new(FALSE, FALSE, sizeof(Interval));
	g_auto(GStrv) each = g_strsplit(text, ",", -1);

	for (char **span = each; *span && **span; span++) {
		g_auto(GStrv) ends = g_strsplit(*span, "/", 2);
		add(intervals, world_at(world, ends[0]), world_at(world, ends[1]));
	}
	return intervals;
}

/* "14:00 AB, 14:45 B": the wall's time, and a letter for each who can. */
static char *words(const World *world, const PlanPoll *poll, guint n)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < poll->times->len; i++) {
		const PlanPollTime *time = &g_array_index(poll->times, PlanPollTime, i);
		g_autofree char *start = local_hhmm(zone_local(world->rules.zone, time->start));
		g_string_append_printf(out, "%s%s ", i ? ", " : "", start);
		for (guint j = 0; j < n; j++)
			if (plan_poll_can(poll, time, j))
				g_string_append_c(out, (char)('A' + (int)j));
	}
	return g_string_free(out, FALSE);
}

static char *ask(const World *world, const char *window, const char *const *free, guint must, gboolean ranked)
{
	g_autoptr(GArray) windows = spans(world, window);
	g_autoptr(GArray) starts = plan_poll_starts(world->rules.zone, windows, 3600, 15, 1000);
	PlanVoter voters[8] = { 0 };
	g_autoptr(PlanPoll) poll = NULL;
	guint n = 0;

	for (; free[n]; n++) {
		voters[n].free = spans(world, free[n]);
		voters[n].must = (must >> n & 1) != 0;
	}
	poll = plan_poll(starts, 3600, voters, n, ranked);
	for (guint i = 0; i < n; i++)
		g_array_unref((GArray *)voters[i].free);
	return words(world, poll, n);
}

/* The example of the issue, to the letter. */
static void test_golden(void)
{
	static const char *const free[] = { "2026-11-24 14:00/2026-11-24 15:30",
					    "2026-11-24 14:00/2026-11-24 16:00",
					    "2026-11-24 15:00/2026-11-24 16:00", NULL };
	g_autoptr(World) world = world_new("Europe/Berlin");
	const char *window = "2026-11-24 14:00/2026-11-24 16:00";
	g_autofree char *in_time = ask(world, window, free, 0, FALSE),
			*ranked = ask(world, window, free, 0, TRUE);
	g_autofree char *carla = ask(world, window, free, 4, TRUE);

	T_STR("in time order", in_time, "14:00 AB, 14:15 AB, 14:30 AB, 14:45 B, 15:00 BC");
	T_STR("best first", ranked, "14:00 AB, 14:15 AB, 14:30 AB, 15:00 BC, 14:45 B");
	T_STR("Carla must be there", carla, "15:00 BC, 14:00 AB, 14:15 AB, 14:30 AB, 14:45 B");
}

static void test_nobody(void)
{
	static const char *const one[] = { "2026-11-24 14:10/2026-11-24 15:15", "", NULL }, *const none[] = {
		NULL
	};
	static const char *const short_[] = {
		"2026-11-24 14:00/2026-11-24 14:59,2026-11-24 15:00/2026-11-24 15:59", NULL
	};
	g_autoptr(World) world = world_new("Europe/Berlin");
	const char *window = "2026-11-24 14:00/2026-11-24 16:00";
	g_autofree char *some = ask(world, window, one, 0, TRUE), *nobody = ask(world, window, none, 0, TRUE);
	g_autofree char *brief = ask(world, window, short_, 0, TRUE);
	g_autofree char *narrow = ask(world, "2026-11-24 14:00/2026-11-24 14:59", one, 0, TRUE);

	T_STR("a time that nobody can is left out", some, "14:15 A");
	T_STR("nobody is asked", nobody, "");
	T_STR("the whole length, not two halves", brief, "");
	T_STR("the window is too short", narrow, "");
}

/* Starts as walls of the zone, with the hour of UTC behind, so that the two passes of an hour differ. */
static void check_starts(const char *label, const char *zone, const char *from, gint64 hours, int step,
			 const char *want)
{
	g_autoptr(World) world = world_new(zone);
	g_autoptr(GArray) windows = g_array_new(FALSE, FALSE, sizeof(Interval)), starts = NULL;
	GString *got = g_string_new(NULL);
	gint64 start = world_at(world, from);

	add(windows, start, start + hours * 3600);
	starts = plan_poll_starts(world->rules.zone, windows, 1800, step, 1000);
	for (guint i = 0; i < starts->len; i++) {
		gint64 at = g_array_index(starts, gint64, i);
		g_autofree char *wall = local_hhmm(zone_local(world->rules.zone, at));
		g_autofree char *utc = local_hhmm(at);
		g_string_append_printf(got, "%s%s=%s", i ? " " : "", wall, utc);
	}
	T_STR(label, got->str, want);
	g_string_free(got, TRUE);
}

static void test_clock_changes(void)
{
	check_starts("the clocks jump over an hour", "Europe/Berlin", "2026-03-29 01:15", 2, 30,
		     "01:15=00:15 01:45=00:45 03:15=01:15 03:45=01:45");
	check_starts("what is jumped over is counted, too", "Europe/Berlin", "2026-03-29 01:20", 3, 25,
		     "01:20=00:20 01:45=00:45 03:00=01:00 03:25=01:25 03:50=01:50 04:15=02:15 04:40=02:40");
	check_starts("an hour shown twice counts once", "Europe/Berlin", "2026-10-25 01:30", 4, 30,
		     "01:30=23:30 02:00=00:00 02:30=00:30 03:00=02:00 03:30=02:30 04:00=03:00");
	check_starts("half an hour", "Australia/Lord_Howe", "2026-04-05 01:00", 2, 15,
		     "01:00=14:00 01:15=14:15 01:30=14:30 01:45=14:45 02:00=15:30");
	check_starts("a day that was none", "Pacific/Apia", "2011-12-29 23:00", 2, 30,
		     "23:00=09:00 23:30=09:30 00:00=10:00 00:30=10:30");
	check_starts("45 minutes off", "Asia/Kathmandu", "2026-11-24 09:10", 1, 15,
		     "09:10=03:25 09:25=03:40 09:40=03:55");
}

/* A window that begins in the second pass of an hour. */
static void test_second_pass(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	g_autoptr(GArray) windows = g_array_new(FALSE, FALSE, sizeof(Interval)), starts = NULL;
	gint64 second = world_at(world, "2026-10-25 02:30") + 3600;

	add(windows, second, second + 5400);
	starts = plan_poll_starts(world->rules.zone, windows, 1800, 15, 1000);
	T_INT("as many as on any other day", starts->len, 5);
	for (guint i = 0; i < starts->len; i++)
		T_INT("a quarter of an hour apart", g_array_index(starts, gint64, i), second + i * 900);
}

static void test_windows(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	g_autoptr(GArray) windows =
		spans(world, "2026-11-24 15:10/2026-11-24 16:40,2026-11-24 14:00/2026-11-24 16:00,"
			     "2026-11-24 14:00/2026-11-24 15:00");
	g_autoptr(GArray) starts = plan_poll_starts(world->rules.zone, windows, 3600, 30, 1000), few = NULL;
	static const char *const want[] = { "14:00", "14:30", "15:00", "15:10", "15:40" };

	T_INT("each once", starts->len, G_N_ELEMENTS(want));
	for (guint i = 0; i < starts->len; i++) {
		g_autofree char *wall =
			local_hhmm(zone_local(world->rules.zone, g_array_index(starts, gint64, i)));
		T_STR("in time order, from each window's own start", wall, want[i]);
	}
	few = plan_poll_starts(world->rules.zone, windows, 3600, 1, 20);
	T_TRUE("no more are made than are asked for", few->len <= 3 * 21);
}

/* --- by chance, against a look at every minute --- */

static const struct {
	const char *zone, *day;
} places[] = {
	{ "Europe/Berlin", "2026-03-28 12:00" },
	{ "Europe/Berlin", "2026-10-24 12:00" },
	{ "Australia/Lord_Howe", "2026-04-04 12:00" },
	{ "Australia/Lord_Howe", "2026-10-03 12:00" },
	{ "Asia/Kathmandu", "2026-11-24 12:00" },
	{ "Pacific/Apia", "2011-12-29 12:00" },
	{ "America/Sao_Paulo", "2018-02-17 12:00" },
	{ "America/Sao_Paulo", "2018-11-03 12:00" },
	{ "UTC", "2026-11-24 00:00" },
};

#define MINUTES (36 * 60)
#define PEOPLE 5

typedef struct {
	GTimeZone *zone;
	gint64 zero;    /* the first minute */
	gint64 minutes; /* the length */
	int step;
	GArray *windows;
	GArray *free[PEOPLE];
	gboolean must[PEOPLE], is_free[PEOPLE][MINUTES + 1];
} Case;

static void random_spans(GRand *rand, gint64 zero, guint most, int longest, GArray *out)
{
	for (guint i = (guint)g_rand_int_range(rand, 0, (gint32)most + 1); i > 0; i--) {
		gint64 at = g_rand_int_range(rand, 0, MINUTES);
		gint64 length = g_rand_int_range(rand, 1, longest), end = MIN(MINUTES, at + length);
		add(out, zero + at * 60, zero + end * 60);
	}
}

static gboolean holds(const GArray *intervals, gint64 at)
{
	for (guint i = 0; i < intervals->len; i++)
		if (g_array_index(intervals, Interval, i).start <= at &&
		    at < g_array_index(intervals, Interval, i).end)
			return TRUE;
	return FALSE;
}

static void make_case(GRand *rand, GTimeZone *zone, gint64 zero, Case *one)
{
	static const int steps[] = { 5, 7, 15, 15, 20, 60, 90 };

	one->zone = zone;
	one->zero = zero;
	one->minutes = g_rand_int_range(rand, 1, 13) * 10;
	one->step = steps[g_rand_int_range(rand, 0, G_N_ELEMENTS(steps))];
	one->windows = g_array_new(FALSE, FALSE, sizeof(Interval));
	random_spans(rand, zero, 3, 600, one->windows);
	for (guint i = 0; i < PEOPLE; i++) {
		one->free[i] = g_array_new(FALSE, FALSE, sizeof(Interval));
		random_spans(rand, zero, 6, 400, one->free[i]);
		for (gint64 minute = 0; minute < MINUTES; minute++)
			one->is_free[i][minute] = holds(one->free[i], zero + minute * 60);
		plan_merge(one->free[i]);
		one->must[i] = g_rand_int_range(rand, 0, 3) == 0;
	}
}

static void clear_case(Case *one)
{
	g_array_unref(one->windows);
	for (guint i = 0; i < PEOPLE; i++)
		g_array_unref(one->free[i]);
}

/* Is this minute a start of that window? Its wall is so many steps from the window's, and was not shown since the window began. */
static gboolean begins(const Case *one, const Interval *window, gint64 at)
{
	gint64 first = zone_local(one->zone, window->start), local = zone_local(one->zone, at);

	if (at < window->start || at + one->minutes * 60 > window->end || local < first ||
	    (local - first) % (one->step * 60))
		return FALSE;
	for (gint64 before = window->start; before < at; before += 60)
		if (zone_local(one->zone, before) == local)
			return FALSE;
	return TRUE;
}

static gboolean can(const Case *one, guint person, gint64 minute)
{
	for (gint64 i = minute; i < minute + one->minutes; i++)
		if (!one->is_free[person][i])
			return FALSE;
	return TRUE;
}

/* "minute:AC " for every start at which somebody can, in time order. */
static char *slow(const Case *one)
{
	GString *out = g_string_new(NULL);

	for (gint64 minute = 0; minute + one->minutes <= MINUTES; minute++) {
		gboolean start = FALSE;
		g_autoptr(GString) who = g_string_new(NULL);
		for (guint i = 0; i < one->windows->len && !start; i++)
			start = begins(one, &g_array_index(one->windows, Interval, i),
				       one->zero + minute * 60);
		for (guint i = 0; start && i < PEOPLE; i++)
			if (can(one, i, minute))
				g_string_append_c(who, (char)('A' + (int)i));
		if (who->len)
			g_string_append_printf(out, "%d:%s ", (int)minute, who->str);
	}
	return g_string_free(out, FALSE);
}

static PlanPoll *quick(const Case *one, gboolean ranked)
{
	g_autoptr(GArray) starts =
		plan_poll_starts(one->zone, one->windows, one->minutes * 60, one->step, 100000);
	PlanVoter voters[PEOPLE];

	for (guint i = 0; i < PEOPLE; i++)
		voters[i] = (PlanVoter){ one->free[i], one->must[i] };
	return plan_poll(starts, one->minutes * 60, voters, PEOPLE, ranked);
}

static char *quick_words(const Case *one, const PlanPoll *poll)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < poll->times->len; i++) {
		const PlanPollTime *time = &g_array_index(poll->times, PlanPollTime, i);
		g_string_append_printf(out, "%d:", (int)((time->start - one->zero) / 60));
		for (guint j = 0; j < PEOPLE; j++)
			if (plan_poll_can(poll, time, j))
				g_string_append_c(out, (char)('A' + (int)j));
		g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

/* The order, said again in plain words: more people, then more of those who must, then earlier. */
static void check_order(const char *label, const Case *one, const PlanPoll *poll)
{
	for (guint i = 0; i < poll->times->len; i++) {
		const PlanPollTime *time = &g_array_index(poll->times, PlanPollTime, i);
		guint people = 0, musts = 0;
		for (guint j = 0; j < PEOPLE; j++) {
			people += plan_poll_can(poll, time, j) != 0;
			musts += plan_poll_can(poll, time, j) && one->must[j];
		}
		T_INT(label, time->can, people);
		T_INT(label, time->musts, musts);
		if (i == 0)
			continue;
		const PlanPollTime *better = time - 1;
		T_TRUE(label,
		       better->can > people || (better->can == people &&
						(better->musts > musts ||
						 (better->musts == musts && better->start < time->start))));
	}
}

static guint32 seed_of(void)
{
	const char *text = g_getenv("DAYBOOK_SEED");

	return text ? (guint32)strtoul(text, NULL, 10) : 4711;
}

static void test_random(void)
{
	guint32 seed = seed_of();
	GRand *rand = g_rand_new_with_seed(seed);
	guint found = 0;

	for (guint i = 0; i < 270; i++) {
		g_autoptr(World) world = world_new(places[i % G_N_ELEMENTS(places)].zone);
		g_autofree char *label = g_strdup_printf("DAYBOOK_SEED=%u, case %u, %s", seed, i,
							 places[i % G_N_ELEMENTS(places)].zone);
		Case *one = g_new0(Case, 1);
		make_case(rand, world->rules.zone, world_at(world, places[i % G_N_ELEMENTS(places)].day),
			  one);
		g_autoptr(PlanPoll) in_time = quick(one, FALSE), ranked = quick(one, TRUE);
		g_autofree char *want = slow(one), *got = quick_words(one, in_time);
		T_STR(label, got, want);
		T_INT(label, ranked->times->len, in_time->times->len);
		check_order(label, one, ranked);
		found += in_time->times->len;
		clear_case(one);
		g_free(one);
	}
	T_TRUE("the cases have something in them", found > 1000);
	g_rand_free(rand);
}

/* A hundred people, thirty days around the clock: each of them counted for itself. */
static void test_many(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	g_autoptr(GArray) windows = spans(world, "2026-10-10 00:00/2026-11-09 00:00");
	g_autoptr(GArray) starts = plan_poll_starts(world->rules.zone, windows, 3600, 15, 100000);
	PlanVoter voters[100];
	g_autoptr(PlanPoll) poll = NULL;

	T_INT("thirty days of quarters, the hour shown twice once", starts->len, 30 * 96 - 3);
	for (guint i = 0; i < 100; i++) {
		GArray *free = g_array_new(FALSE, FALSE, sizeof(Interval));
		for (gint64 day = 0; day < 30; day++)
			add(free, g_array_index(starts, gint64, 0) + day * 86400 + i * 600,
			    g_array_index(starts, gint64, 0) + day * 86400 + i * 600 + 7200);
		voters[i] = (PlanVoter){ free, i % 10 == 0 };
	}
	poll = plan_poll(starts, 3600, voters, 100, FALSE);
	T_TRUE("somebody can at most of them", poll->times->len > 30 * 60);
	for (guint i = 0; i < poll->times->len; i += 7) {
		const PlanPollTime *time = &g_array_index(poll->times, PlanPollTime, i);
		guint count = 0;
		for (guint j = 0; j < 100; j++) {
			gboolean fits = FALSE;
			for (guint k = 0; k < voters[j].free->len; k++)
				fits |= g_array_index(voters[j].free, Interval, k).start <= time->start &&
					time->end <= g_array_index(voters[j].free, Interval, k).end;
			T_INT("this one", plan_poll_can(poll, time, j), fits);
			count += fits != 0;
		}
		T_INT("all of them", time->can, count);
	}
	for (guint i = 0; i < 100; i++)
		g_array_unref((GArray *)voters[i].free);
}

UNIT_SUITE("poll", NULL, NULL, { "the issue's example", test_golden }, { "nobody", test_nobody },
	   { "clock changes", test_clock_changes }, { "the second pass", test_second_pass },
	   { "windows", test_windows }, { "random", test_random }, { "a hundred people", test_many })
