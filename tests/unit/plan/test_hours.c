/* tests/unit/plan/test_hours.c - opening hours, exceptions, closures, leave, extra openings; gaps */
#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

static void check_open(const char *label, const World *world, const char *staff, const char *from,
		       const char *to, const char *want)
{
	g_autoptr(GArray) open = plan_open(&world->rules, staff, world_at(world, from), world_at(world, to));
	g_autofree char *got = world_words(world, open);
	T_STR(label, got, want);
}

/* On one day, from midnight to midnight. */
static void check_day(const char *label, const World *world, const char *staff, const char *day,
		      const char *want)
{
	g_autoptr(GArray) open =
		plan_open(&world->rules, staff, zone_day_start(world->rules.zone, world_day(day)),
			  zone_day_start(world->rules.zone, world_day(day) + 1));
	g_autofree char *got = world_words(world, open);
	T_STR(label, got, want);
}

static void test_week(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	check_day("no plan at all", world, NULL, "2026-11-24", "");
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00");
	check_day("Tuesday", world, NULL, "2026-11-24", "24T09:00/24T12:30 24T13:30/24T18:00");
	check_day("Saturday", world, NULL, "2026-11-28", "28T09:00/28T13:00");
	check_day("Sunday", world, NULL, "2026-11-29", "");
	check_open("clipped on both sides", world, NULL, "2026-11-24 12:00", "2026-11-24 14:00",
		   "24T12:00/24T12:30 24T13:30/24T14:00");
	check_open("over several days", world, NULL, "2026-11-27 14:00", "2026-11-30 10:00",
		   "27T14:00/27T18:00 28T09:00/28T13:00 30T09:00/30T10:00");
	check_open("nothing asked", world, NULL, "2026-11-24 12:00", "2026-11-24 12:00", "");
	check_open("backwards", world, NULL, "2026-11-24 12:00", "2026-11-24 10:00", "");
	check_day("staff without a plan of their own", world, "Ana", "2026-11-28", "28T09:00/28T13:00");
}

static void test_adjoining(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL,
		    "mo 09:00-12:00 12:00-15:00, fr 20:00-24:00, sa 00:00-02:00 10:00-24:00");
	check_day("adjoining ranges are one", world, NULL, "2026-11-23", "23T09:00/23T15:00");
	check_open("over midnight too", world, NULL, "2026-11-27 00:00", "2026-11-30 00:00",
		   "27T20:00/28T02:00 28T10:00/29T00:00");
	world_hours(world, "Ana", NULL, NULL, "mo-su 00:00-24:00");
	check_open("round the clock", world, "Ana", "2026-11-24 00:00", "2026-11-27 12:00",
		   "24T00:00/27T12:00");
}

static void test_exceptions(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	OpeningHours *usual = world_hours(world, NULL, NULL, NULL, "mo-su 09:00-18:00");
	world_hours(world, NULL, "2026-11-25", "2026-11-26", "mo-su 11:00-12:00");
	OpeningHours *new_plan = world_hours(world, NULL, "2026-11-24", NULL, "mo-su 08:00-16:00");
	usual->created = 100;
	new_plan->created = 1;
	check_day("before the new plan", world, NULL, "2026-11-23", "23T09:00/23T18:00");
	check_day("its first day: one end wins over none", world, NULL, "2026-11-24", "24T08:00/24T16:00");
	check_day("two ends win over one", world, NULL, "2026-11-25", "25T11:00/25T12:00");
	check_day("the exception's last day", world, NULL, "2026-11-26", "26T11:00/26T12:00");
	check_day("after it", world, NULL, "2026-11-27", "27T08:00/27T16:00");
	OpeningHours *later = world_hours(world, NULL, "2026-11-20", NULL, "mo-su 07:00-08:00");
	later->created = 2;
	check_day("of two alike the one made last", world, NULL, "2026-11-24", "24T07:00/24T08:00");
	new_plan->created = 3;
	check_day("wherever it stands in the list", world, NULL, "2026-11-24", "24T08:00/24T16:00");
	new_plan->removed = 1;
	check_day("a removed plan is none", world, NULL, "2026-11-24", "24T07:00/24T08:00");
	world_hours(world, NULL, "2026-11-23", "2026-11-23", "closed");
	check_day("an exception may close", world, NULL, "2026-11-23", "");
}

static void test_own_plan(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-18:00");
	world_hours(world, "Ana", NULL, NULL, "tu 10:00-14:00");
	world_hours(world, "Boris", "2026-11-23", "2026-11-29", "mo-su 20:00-22:00");
	check_day("her own", world, "Ana", "2026-11-24", "24T10:00/24T14:00");
	check_day("her own has no Wednesday", world, "Ana", "2026-11-25", "");
	check_day("his week", world, "Boris", "2026-11-29", "29T20:00/29T22:00");
	check_day("the next is the business's", world, "Boris", "2026-11-30", "30T09:00/30T18:00");
	check_day("the business does not change", world, NULL, "2026-11-24", "24T09:00/24T18:00");
	check_day("nor does Carla", world, "Carla", "2026-11-24", "24T09:00/24T18:00");
}

static void test_closures(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL, "mo-su 09:00-18:00");
	world_hours(world, "Ana", NULL, NULL, "mo-su 08:00-20:00");
	world_days(world, NULL, "holiday", "2026-12-24", "2026-12-26", NULL);
	world_span(world, NULL, "holiday", "2026-12-28 12:00", "2026-12-28 14:00");
	world_span(world, NULL, "holiday", "2026-12-29 17:00", "2026-12-30 10:00");
	check_open("whole days, both included", world, NULL, "2026-12-23 00:00", "2026-12-28 00:00",
		   "23T09:00/23T18:00 27T09:00/27T18:00");
	check_day("everybody, her own plan or not", world, "Ana", "2026-12-25", "");
	check_day("hours taken out", world, NULL, "2026-12-28", "28T09:00/28T12:00 28T14:00/28T18:00");
	check_day("and of hers", world, "Ana", "2026-12-28", "28T08:00/28T12:00 28T14:00/28T20:00");
	check_open("over night", world, NULL, "2026-12-29 00:00", "2026-12-31 00:00",
		   "29T09:00/29T17:00 30T10:00/30T18:00");
	world_days(world, "Boris", "leave", "2026-12-28", "2026-12-30", NULL);
	world_span(world, "Boris", "leave", "2026-12-31 09:00", "2026-12-31 10:30");
	check_open("leave", world, "Boris", "2026-12-27 00:00", "2027-01-01 00:00",
		   "27T09:00/27T18:00 31T10:30/31T18:00");
	check_day("is his alone", world, "Carla", "2026-12-31", "31T09:00/31T18:00");
	((Closure *)world->closures->pdata[0])->removed = 1;
	check_day("a removed closure is none", world, NULL, "2026-12-25", "25T09:00/25T18:00");
}

static void test_extra_openings(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-18:00");
	world_hours(world, "Ana", NULL, NULL, "mo-fr 10:00-14:00");
	world_days(world, NULL, "open", "2026-11-28", "2026-11-29", "11:00-13:00 15:00-16:00");
	check_day("on a day that is closed", world, NULL, "2026-11-28",
		  "28T11:00/28T13:00 28T15:00/28T16:00");
	check_day("for those who keep the business's hours", world, "Boris", "2026-11-29",
		  "29T11:00/29T13:00 29T15:00/29T16:00");
	check_day("not for those who have their own", world, "Ana", "2026-11-28", "");
	world_days(world, NULL, "open", "2026-11-24", "2026-11-24", "11:00-12:00");
	check_day("instead of the weekly plan", world, NULL, "2026-11-24", "24T11:00/24T12:00");
	world_days(world, NULL, "open", "2026-11-24", "2026-11-24", "20:00-21:00");
	check_day("two for one day add up", world, NULL, "2026-11-24", "24T11:00/24T12:00 24T20:00/24T21:00");
	world_span(world, NULL, "open", "2026-11-25 17:00", "2026-11-25 20:00");
	check_day("hours are added to the plan", world, NULL, "2026-11-25", "25T09:00/25T20:00");
	world_span(world, NULL, "open", "2026-11-28 23:00", "2026-11-29 01:00");
	check_open("over midnight", world, NULL, "2026-11-28 20:00", "2026-11-29 12:00",
		   "28T23:00/29T01:00 29T11:00/29T12:00");
}

/* What wins over what, when a day has all of them. */
static void test_layers(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL, "mo-su 09:00-18:00");
	world_days(world, NULL, "holiday", "2026-12-01", "2026-12-09", NULL);
	world_days(world, NULL, "open", "2026-12-02", "2026-12-02", "10:00-16:00");
	check_day("open wins over closed days", world, NULL, "2026-12-02", "02T10:00/02T16:00");
	world_span(world, NULL, "holiday", "2026-12-02 12:00", "2026-12-02 13:00");
	check_day("closed hours over open days", world, NULL, "2026-12-02",
		  "02T10:00/02T12:00 02T13:00/02T16:00");
	world_span(world, NULL, "open", "2026-12-02 12:30", "2026-12-02 12:45");
	check_day("open hours over closed hours", world, NULL, "2026-12-02",
		  "02T10:00/02T12:00 02T12:30/02T12:45 02T13:00/02T16:00");
	world_days(world, "Ana", "open", "2026-12-03", "2026-12-04", "10:00-11:00");
	check_day("her own opening against the business's closure", world, "Ana", "2026-12-03",
		  "03T10:00/03T11:00");
	check_day("the business stays closed", world, NULL, "2026-12-03", "");
	world_days(world, "Ana", "leave", "2026-12-02", "2026-12-03", NULL);
	check_day("her leave against the business's opening", world, "Ana", "2026-12-02", "");
	check_day("her own opening on a day of her leave", world, "Ana", "2026-12-03", "03T10:00/03T11:00");
	world_span(world, "Ana", "leave", "2026-12-04 10:30", "2026-12-04 10:40");
	check_day("hours of leave out of her own opening", world, "Ana", "2026-12-04",
		  "04T10:00/04T10:30 04T10:40/04T11:00");
	world_span(world, NULL, "holiday", "2026-12-04 10:00", "2026-12-04 10:10");
	check_day("the business's hours do not close her own", world, "Ana", "2026-12-04",
		  "04T10:00/04T10:30 04T10:40/04T11:00");
}

static gint64 seconds_open(const World *world, const char *day)
{
	g_autoptr(GArray) open =
		plan_open(&world->rules, NULL, zone_day_start(world->rules.zone, world_day(day)),
			  zone_day_start(world->rules.zone, world_day(day) + 1));
	gint64 sum = 0;
	for (guint i = 0; i < open->len; i++)
		sum += g_array_index(open, Interval, i).end - g_array_index(open, Interval, i).start;
	return sum;
}

static void test_clock_changes(void)
{
	static const struct {
		const char *zone, *day, *spec;
		int minutes;
	} rows[] = {
		{ "Europe/Berlin", "2026-03-28", "mo-su 00:00-24:00", 24 * 60 },
		{ "Europe/Berlin", "2026-03-29", "mo-su 00:00-24:00", 23 * 60 },
		{ "Europe/Berlin", "2026-10-25", "mo-su 00:00-24:00", 25 * 60 },
		{ "Europe/Berlin", "2026-03-29", "mo-su 01:00-04:00", 2 * 60 },
		{ "Europe/Berlin", "2026-03-29", "mo-su 02:15-02:45", 0 },  /* jumped over */
		{ "Europe/Berlin", "2026-03-29", "mo-su 02:30-04:00", 60 }, /* begins when the clocks jump */
		{ "Europe/Berlin", "2026-03-29", "mo-su 01:00-02:30", 60 }, /* ends when they do */
		{ "Europe/Berlin", "2026-10-25", "mo-su 01:00-04:00", 4 * 60 },
		{ "Europe/Berlin", "2026-10-25", "mo-su 01:00-02:30", 90 },  /* the first 02:30 */
		{ "Europe/Berlin", "2026-10-25", "mo-su 02:30-04:00", 150 }, /* from the first 02:30 */
		{ "Australia/Lord_Howe", "2026-10-04", "mo-su 00:00-24:00", 23 * 60 + 30 },
		{ "Australia/Lord_Howe", "2026-04-05", "mo-su 00:00-24:00", 24 * 60 + 30 },
		{ "America/Sao_Paulo", "2018-11-04", "mo-su 00:00-24:00",
		  23 * 60 }, /* there is no midnight */
		{ "America/Sao_Paulo", "2018-11-04", "mo-su 00:30-02:00", 60 },
		{ "America/Sao_Paulo", "2018-02-17", "mo-su 22:00-24:00", 3 * 60 },
		{ "America/Sao_Paulo", "2018-02-18", "mo-su 00:00-24:00", 24 * 60 },
		{ "Pacific/Apia", "2011-12-29", "mo-su 00:00-24:00", 24 * 60 },
		{ "Pacific/Apia", "2011-12-30", "mo-su 00:00-24:00", 0 }, /* there was no such day */
		{ "Pacific/Apia", "2011-12-31", "mo-su 00:00-24:00", 24 * 60 },
		{ "Asia/Kathmandu", "2026-11-24", "mo-su 09:15-10:00", 45 },
		{ "UTC", "2026-03-29", "mo-su 00:00-24:00", 24 * 60 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(World) world = world_new(rows[i].zone);
		world_hours(world, NULL, NULL, NULL, rows[i].spec);
		g_autofree char *label = g_strdup_printf("%s %s %s", rows[i].zone, rows[i].day, rows[i].spec);
		T_INT(label, seconds_open(world, rows[i].day) / 60, rows[i].minutes);
	}
}

static void check_gaps(const char *label, const World *world, const char *staff, int minutes,
		       const char *want)
{
	g_autoptr(GArray) gaps =
		plan_gaps(&world->rules, world->taken, staff, world_at(world, "2026-11-24 00:00"),
			  world_at(world, "2026-11-25 00:00"), minutes * 60);
	g_autofree char *got = world_words(world, gaps);
	T_STR(label, got, want);
}

static void test_gaps(void)
{
	g_autoptr(World) world = world_new("Europe/Berlin");
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-12:00 13:00-18:00");
	check_gaps("an empty day", world, "Ana", 1, "24T09:00/24T12:00 24T13:00/24T18:00");
	world_take(world, "b2", NULL, "Ana", NULL, "2026-11-24 14:00", "2026-11-24 15:00", 10, 15);
	world_take(world, "b1", NULL, "Ana", NULL, "2026-11-24 09:00", "2026-11-24 10:00", 10, 0);
	world_take(world, "b3", NULL, "Ana", NULL, "2026-11-24 15:30", "2026-11-24 16:00", 0, 0);
	world_take(world, "b4", NULL, "Ana", NULL, "2026-11-24 15:45", "2026-11-24 17:50", 0, 0);
	check_gaps("between bookings, buffers kept", world, "Ana", 1,
		   "24T10:00/24T12:00 24T13:00/24T13:50 24T15:15/24T15:30 24T17:50/24T18:00");
	check_gaps("of half an hour", world, "Ana", 30, "24T10:00/24T12:00 24T13:00/24T13:50");
	check_gaps("exactly that long", world, "Ana", 50, "24T10:00/24T12:00 24T13:00/24T13:50");
	check_gaps("Boris is free", world, "Boris", 1, "24T09:00/24T12:00 24T13:00/24T18:00");
	check_gaps("the business is nobody's time", world, NULL, 1, "24T09:00/24T12:00 24T13:00/24T18:00");
	PlanPart processing = { "b5",
				"colour",
				"Ana",
				NULL,
				world_at(world, "2026-11-24 10:00"),
				world_at(world, "2026-11-24 11:00"),
				world_at(world, "2026-11-24 10:00"),
				world_at(world, "2026-11-24 11:00"),
				FALSE };
	plan_taken_add(world->taken, &processing);
	check_gaps("a processing gap is free", world, "Ana", 60, "24T10:00/24T12:00");
	world_take(world, "b6", NULL, "Ana", NULL, "2026-11-23 08:00", "2026-11-26 10:00", 0, 0);
	check_gaps("one over days takes all", world, "Ana", 1, "");
}

UNIT_SUITE("hours", NULL, NULL, { "the week", test_week }, { "adjoining ranges", test_adjoining },
	   { "exceptions with dates", test_exceptions }, { "plans of one's own", test_own_plan },
	   { "closures and leave", test_closures }, { "extra openings", test_extra_openings },
	   { "what wins over what", test_layers }, { "when the clocks change", test_clock_changes },
	   { "gaps", test_gaps })
