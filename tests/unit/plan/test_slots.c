/* tests/unit/plan/test_slots.c - free slots */
#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

/* "24T14:00 Ana, 24T14:15 Ana/Red": start, staff, resource. */
static char *words(const World *world, const GPtrArray *slots)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		gint64 local = zone_local(world->rules.zone, slot->start);
		g_autofree char *time = local_hhmm(local);
		int mday;
		day_to_civil(local_day(local), NULL, NULL, &mday);
		g_string_append_printf(out, "%s%02dT%s %s%s%s", i ? ", " : "", mday, time, slot->staff,
				       slot->resource ? "/" : "", slot->resource ? slot->resource : "");
	}
	return g_string_free(out, FALSE);
}

static void check_slots(const char *label, const World *world, const GPtrArray *visits, const char *from,
			const char *to, int step, guint limit, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) slots =
		world_slots(world, visits, world_at(world, from), world_at(world, to), step, limit, &error);
	T_NO_ERROR(label, error);
	g_autofree char *got = words(world, slots);
	T_STR(label, got, want);
}

static World *salon(const char *zone, const char *hours)
{
	World *world = world_new(zone);
	world_staff(world, "Ana");
	world_service(world, "Cut", 60);
	world_hours(world, NULL, NULL, NULL, hours);
	return world;
}

static void test_window(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-fr 09:00-18:00");
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	check_slots("wholly inside the window", world, cut, "2026-11-24 14:00", "2026-11-24 16:00", 15, 50,
		    "24T14:00 Ana, 24T14:15 Ana, 24T14:30 Ana, 24T14:45 Ana, 24T15:00 Ana");
	check_slots("the grid is the wall's, not the window's", world, cut, "2026-11-24 14:01",
		    "2026-11-24 15:29", 15, 50, "24T14:15 Ana");
	check_slots("another step", world, cut, "2026-11-24 14:00", "2026-11-24 16:00", 40, 50,
		    "24T14:00 Ana, 24T14:40 Ana");
	check_slots("a limit", world, cut, "2026-11-24 14:00", "2026-11-24 16:00", 15, 2,
		    "24T14:00 Ana, 24T14:15 Ana");
	check_slots("a limit of none", world, cut, "2026-11-24 14:00", "2026-11-24 16:00", 15, 0, "");
	check_slots("too short a window", world, cut, "2026-11-24 14:00", "2026-11-24 14:59", 15, 50, "");
	check_slots("backwards", world, cut, "2026-11-24 16:00", "2026-11-24 14:00", 15, 50, "");
	check_slots("closing time, the night, the weekend", world, cut, "2026-11-27 16:30",
		    "2026-11-30 10:30", 30, 50, "27T16:30 Ana, 27T17:00 Ana, 30T09:00 Ana, 30T09:30 Ana");
	((Visit *)cut->pdata[0])->seconds = 7200;
	check_slots("a longer visit", world, cut, "2026-11-24 14:00", "2026-11-24 16:30", 15, 50,
		    "24T14:00 Ana, 24T14:15 Ana, 24T14:30 Ana");
}

static void test_midnight(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-su 00:00-01:00 22:00-24:00");
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	check_slots("over midnight", world, cut, "2026-11-24 00:00", "2026-11-25 12:00", 30, 50,
		    "24T00:00 Ana, 24T22:00 Ana, 24T22:30 Ana, 24T23:00 Ana, 24T23:30 Ana, 25T00:00 Ana");
}

static void test_busy(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-fr 09:00-12:00");
	Service *cut_service = world->services->pdata[0];
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 10:15", 0, 0);
	check_slots("around a booking", world, cut, "2026-11-24 08:00", "2026-11-24 13:00", 15, 50,
		    "24T09:00 Ana, 24T10:15 Ana, 24T10:30 Ana, 24T10:45 Ana, 24T11:00 Ana");
	cut_service->buffer_before = 15;
	check_slots("buffer before: not against closing", world, cut, "2026-11-24 08:00", "2026-11-24 13:00",
		    15, 50, "24T09:00 Ana, 24T10:30 Ana, 24T10:45 Ana, 24T11:00 Ana");
	cut_service->buffer_after = 5;
	check_slots("buffer after", world, cut, "2026-11-24 08:00", "2026-11-24 13:00", 15, 50,
		    "24T10:30 Ana, 24T10:45 Ana, 24T11:00 Ana");
	world->policy->buffers_inside_hours = 1;
	check_slots("buffers inside hours", world, cut, "2026-11-24 08:00", "2026-11-24 13:00", 15, 50,
		    "24T10:30 Ana, 24T10:45 Ana");
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-24 12:00", "2026-11-24 13:00", 3, 0);
	check_slots("two buffers add up", world, cut, "2026-11-24 08:00", "2026-11-24 13:00", 1, 3,
		    "24T10:30 Ana, 24T10:31 Ana, 24T10:32 Ana");
}

static void test_staff(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-fr 09:00-18:00");
	world_staff(world, "Boris");
	world_staff(world, "Carla")->active = 0;
	world_staff(world, "Dora");
	world_hours(world, "Dora", NULL, NULL, "tu 09:30-11:00");
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	check_slots("in time order, then in staff order", world, cut, "2026-11-24 09:00", "2026-11-24 10:30",
		    30, 50, "24T09:00 Ana, 24T09:00 Boris, 24T09:30 Ana, 24T09:30 Boris, 24T09:30 Dora");
	check_slots("a limit in the midst of a start", world, cut, "2026-11-24 09:00", "2026-11-24 10:30", 30,
		    4, "24T09:00 Ana, 24T09:00 Boris, 24T09:30 Ana, 24T09:30 Boris");
	g_autoptr(GPtrArray) dora = world_visit("Cut", "Dora");
	check_slots("who is named", world, dora, "2026-11-24 09:00", "2026-11-24 18:00", 30, 50,
		    "24T09:30 Dora, 24T10:00 Dora");
	g_autoptr(GPtrArray) carla = world_visit("Cut", "Carla");
	check_slots("who has left", world, carla, "2026-11-24 09:00", "2026-11-24 18:00", 30, 50, "");
	g_autoptr(GPtrArray) zoe = world_visit("Cut", "Zoe");
	check_slots("who was never there", world, zoe, "2026-11-24 09:00", "2026-11-24 18:00", 30, 50, "");
	Service *service = world->services->pdata[0];
	world_skill(service, "Boris")->minutes = 90;
	world_skill(service, "Dora")->minutes = 30;
	check_slots(
		"who does it, each at their own pace", world, cut, "2026-11-24 09:00", "2026-11-24 10:45", 15,
		50,
		"24T09:00 Boris, 24T09:15 Boris, 24T09:30 Dora, 24T09:45 Dora, 24T10:00 Dora, 24T10:15 Dora");
	service->active = 0;
	check_slots("no longer offered", world, cut, "2026-11-24 09:00", "2026-11-24 18:00", 30, 50, "");
	g_autoptr(World) empty = world_new("UTC");
	world_service(empty, "Cut", 60);
	world_hours(empty, NULL, NULL, NULL, "mo-su 00:00-24:00");
	check_slots("a business of nobody", empty, cut, "2026-11-24 09:00", "2026-11-24 18:00", 30, 50, "");
}

static void test_resources(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-fr 09:00-11:00");
	world_staff(world, "Boris");
	world_resource(world, "Red", "room");
	Service *service = world->services->pdata[0];
	model_set(&service_class, service, &service->resource_kind, "room");
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	world_take(world, "b1", "Cut", "Boris", "Red", "2026-11-24 09:00", "2026-11-24 10:00", 0, 0);
	check_slots("while the room is free", world, cut, "2026-11-24 09:00", "2026-11-24 11:00", 30, 50,
		    "24T10:00 Ana/Red, 24T10:00 Boris/Red");
	world_resource(world, "Blue", "room");
	check_slots("another room", world, cut, "2026-11-24 09:00", "2026-11-24 11:00", 60, 50,
		    "24T09:00 Ana/Blue, 24T10:00 Ana/Red, 24T10:00 Boris/Red");
	service->capacity = 2;
	check_slots("a place in the class", world, cut, "2026-11-24 09:00", "2026-11-24 10:00", 60, 50,
		    "24T09:00 Ana/Blue, 24T09:00 Boris/Red");
}

static void test_policies(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-su 00:00-24:00");
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	check_slots("never the past: it is 09:00", world, cut, "2026-11-20 00:00", "2026-11-20 10:20", 15, 50,
		    "20T09:00 Ana, 20T09:15 Ana");
	world->policy->min_notice = 70;
	check_slots("nor before the notice", world, cut, "2026-11-20 00:00", "2026-11-20 11:30", 15, 50,
		    "20T10:15 Ana, 20T10:30 Ana");
	world->policy->horizon = 1;
	check_slots("nor beyond the horizon", world, cut, "2026-12-20 08:40", "2026-12-24 00:00", 10, 50,
		    "20T08:40 Ana, 20T08:50 Ana, 20T09:00 Ana");
	check_slots("all of it beyond", world, cut, "2026-12-20 09:10", "9999-12-31 00:00", 10, 50, "");
	world->policy->max_per_day = 2;
	plan_taken_count(world->taken, world_day("2026-11-24"), NULL, 2);
	plan_taken_count(world->taken, world_day("2026-11-25"), NULL, 1);
	check_slots("a full day", world, cut, "2026-11-24 22:00", "2026-11-25 02:00", 30, 2,
		    "25T00:00 Ana, 25T00:30 Ana");
	((Service *)world->services->pdata[0])->max_per_day = 1;
	plan_taken_count(world->taken, world_day("2026-11-25"), "Cut", 1);
	check_slots("full for that service", world, cut, "2026-11-24 00:00", "2026-11-26 01:30", 30, 9,
		    "26T00:00 Ana, 26T00:30 Ana");
}

static void test_several(void)
{
	g_autoptr(World) world = salon("Europe/Berlin", "mo-fr 09:00-18:00");
	world_staff(world, "Boris");
	world_skill(world_service(world, "Shave", 30), "Boris");
	g_autoptr(GPtrArray) visits = world_visit("Cut", NULL);
	world_visit_more(visits, "Shave", NULL);
	world_take(world, "b1", NULL, "Boris", NULL, "2026-11-24 10:30", "2026-11-24 11:00", 0, 0);
	check_slots("one slot for each who does the first", world, visits, "2026-11-24 09:00",
		    "2026-11-24 12:00", 30, 50, "24T09:00 Ana, 24T09:00 Boris, 24T10:00 Ana, 24T10:30 Ana");
	g_autoptr(GPtrArray) slots = world_slots(world, visits, world_at(world, "2026-11-24 09:00"),
						 world_at(world, "2026-11-24 12:00"), 30, 1, NULL);
	T_INT("to the end of the last", ((Slot *)slots->pdata[0])->end, world_at(world, "2026-11-24 10:30"));
}

static void test_clock_changes(void)
{
	static const struct {
		const char *label, *zone, *from, *to;
		int step;
		const char *want;
	} rows[] = {
		{ "a skipped time gives none", "Europe/Berlin", "2026-03-29 00:30", "2026-03-29 05:00", 30,
		  "29T00:30 Ana, 29T01:00 Ana, 29T01:30 Ana, 29T03:00 Ana, 29T03:30 Ana, 29T04:00 Ana" },
		{ "a repeated hour its first pass", "Europe/Berlin", "2026-10-25 01:00", "2026-10-25 05:00",
		  60, "25T01:00 Ana, 25T02:00 Ana, 25T03:00 Ana, 25T04:00 Ana" },
		{ "half an hour", "Australia/Lord_Howe", "2026-10-04 01:00", "2026-10-04 04:00", 30,
		  "04T01:00 Ana, 04T01:30 Ana, 04T02:30 Ana, 04T03:00 Ana" },
		{ "half an hour back", "Australia/Lord_Howe", "2026-04-05 01:00", "2026-04-05 03:30", 30,
		  "05T01:00 Ana, 05T01:30 Ana, 05T02:00 Ana, 05T02:30 Ana" },
		{ "no midnight", "America/Sao_Paulo", "2018-11-03 22:30", "2018-11-04 03:00", 30,
		  "03T22:30 Ana, 03T23:00 Ana, 03T23:30 Ana, 04T01:00 Ana, 04T01:30 Ana, 04T02:00 Ana" },
		{ "eleven twice", "America/Sao_Paulo", "2018-02-17 22:00", "2018-02-18 02:00", 60,
		  "17T22:00 Ana, 17T23:00 Ana, 18T00:00 Ana, 18T01:00 Ana" },
		{ "a day that never was", "Pacific/Apia", "2011-12-29 22:00", "2011-12-31 02:00", 60,
		  "29T22:00 Ana, 29T23:00 Ana, 31T00:00 Ana, 31T01:00 Ana" },
		{ "quarters of an hour east", "Asia/Kathmandu", "2026-11-24 09:00", "2026-11-24 11:00", 30,
		  "24T09:00 Ana, 24T09:30 Ana, 24T10:00 Ana" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(World) world = salon(rows[i].zone, "mo-su 00:00-24:00");
		world->rules.now = 0;
		world->policy->horizon = 1200;
		g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
		check_slots(rows[i].label, world, cut, rows[i].from, rows[i].to, rows[i].step, 50,
			    rows[i].want);
	}
}

UNIT_SUITE("slots", NULL, NULL, { "a window", test_window }, { "over midnight", test_midnight },
	   { "busy", test_busy }, { "staff", test_staff }, { "resources", test_resources },
	   { "policies", test_policies }, { "several services", test_several },
	   { "when the clocks change", test_clock_changes })
