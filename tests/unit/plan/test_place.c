/* tests/unit/plan/test_place.c - who is chosen, and in which room */
#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

/* "Cut Ana 10:00, Shave Boris/Red 10:30": each part. */
static void check_place(const char *label, const World *world, const GPtrArray *visits, const char *start,
			gboolean fits, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parts =
		plan_place(&world->rules, world->taken, visits, world_at(world, start), &error);
	if (!T_NO_ERROR(label, error))
		return;
	g_autoptr(GString) got = g_string_new(NULL);
	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		g_autofree char *time = local_hhmm(zone_local(world->rules.zone, part->start));
		g_string_append_printf(got, "%s%s %s%s%s %s", i ? ", " : "",
				       part->service ? part->service : "-", part->staff ? part->staff : "-",
				       part->resource ? "/" : "", part->resource ? part->resource : "", time);
	}
	T_STR(label, got->str, want);
	g_autoptr(GPtrArray) findings = plan_check(&world->rules, world->taken, parts, TRUE);
	T_INT(label, plan_fits(findings), fits);
}

static void place_one(const char *label, const World *world, const char *service, const char *staff,
		      const char *start, gboolean fits, const char *want)
{
	g_autoptr(GPtrArray) visits = world_visit(service, staff);
	check_place(label, world, visits, start, fits, want);
}

static World *salon(void)
{
	World *world = world_new("Europe/Berlin");
	world_staff(world, "Ana");
	world_staff(world, "Boris");
	world_staff(world, "Carla");
	world_service(world, "Cut", 30);
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-18:00");
	return world;
}

static void test_staff(void)
{
	g_autoptr(World) world = salon();
	place_one("the first", world, "Cut", NULL, "2026-11-24 10:00", TRUE, "Cut Ana 10:00");
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 10:30", 0, 0);
	place_one("the next who is free", world, "Cut", NULL, "2026-11-24 10:00", TRUE, "Cut Boris 10:00");
	place_one("who is named, busy or not", world, "Cut", "Ana", "2026-11-24 10:00", FALSE,
		  "Cut Ana 10:00");
	world_days(world, "Boris", "leave", "2026-11-24", "2026-11-24", NULL);
	place_one("not who is away", world, "Cut", NULL, "2026-11-24 10:00", TRUE, "Cut Carla 10:00");
	((Staff *)world->staff->pdata[2])->active = 0;
	place_one("with nobody, the first who could", world, "Cut", NULL, "2026-11-24 10:00", FALSE,
		  "Cut Ana 10:00");
	world_skill(world->services->pdata[0], "Carla");
	world_skill(world->services->pdata[0], "Boris");
	place_one("who does it and is there", world, "Cut", NULL, "2026-11-24 10:00", FALSE,
		  "Cut Boris 10:00");
	((Staff *)world->staff->pdata[1])->removed = 1;
	place_one("nobody at all", world, "Cut", NULL, "2026-11-24 10:00", FALSE, "Cut - 10:00");
	place_one("a name that is not there", world, "Cut", "Zoe", "2026-11-24 10:00", FALSE,
		  "Cut Zoe 10:00");
	((Service *)world->services->pdata[0])->active = 0;
	place_one("a service no longer offered", world, "Cut", NULL, "2026-11-24 10:00", FALSE,
		  "Cut - 10:00");
}

static void test_time(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit(NULL, NULL);
	((Visit *)visits->pdata[0])->seconds = 600;
	check_place("just time: anybody", world, visits, "2026-11-24 10:00", TRUE, "- Ana 10:00");
	check_place("on a Sunday: the first, and why not", world, visits, "2026-11-29 10:00", FALSE,
		    "- Ana 10:00");
	g_autoptr(GPtrArray) none = model_list_new(&visit_class);
	check_place("nothing asked, nothing placed", world, none, "2026-11-24 10:00", TRUE, "");
}

static void test_resources(void)
{
	g_autoptr(World) world = salon();
	world_resource(world, "Old", "room")->active = 0;
	world_resource(world, "Chair", "chair");
	world_resource(world, "Red", "room");
	world_resource(world, "Blue", "room");
	Service *massage = world_service(world, "Massage", 60);
	model_set(&service_class, massage, &massage->resource_kind, "room");
	place_one("the first of the kind", world, "Massage", NULL, "2026-11-24 10:00", TRUE,
		  "Massage Ana/Red 10:00");
	world_take(world, "b1", "Massage", "Boris", "Red", "2026-11-24 10:30", "2026-11-24 11:30", 0, 0);
	place_one("the next that is free", world, "Massage", NULL, "2026-11-24 10:00", TRUE,
		  "Massage Ana/Blue 10:00");
	place_one("Boris is not", world, "Massage", "Boris", "2026-11-24 10:00", FALSE,
		  "Massage Boris/Blue 10:00");
	world_take(world, "b2", "Massage", "Carla", "Blue", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	place_one("all taken: the first, and why not", world, "Massage", NULL, "2026-11-24 10:00", FALSE,
		  "Massage Ana/Red 10:00");
	g_autoptr(GPtrArray) visits = world_visit("Massage", NULL);
	model_set(&visit_class, visits->pdata[0], &((Visit *)visits->pdata[0])->resource, "Blue");
	check_place("the one that is named", world, visits, "2026-11-24 11:00", TRUE,
		    "Massage Ana/Blue 11:00");
	check_place("taken or not", world, visits, "2026-11-24 10:00", FALSE, "Massage Ana/Blue 10:00");
	model_set(&visit_class, visits->pdata[0], &((Visit *)visits->pdata[0])->resource, "Chair");
	check_place("of the wrong kind", world, visits, "2026-11-24 10:00", FALSE, "Massage Ana/Chair 10:00");
	model_set(&service_class, massage, &massage->resource_kind, "pool");
	place_one("none of the kind", world, "Massage", NULL, "2026-11-24 10:00", FALSE, "Massage Ana 10:00");
}

static void test_class(void)
{
	g_autoptr(World) world = salon();
	world_resource(world, "Red", "room");
	world_resource(world, "Blue", "room");
	Service *yoga = world_service(world, "Yoga", 60);
	model_set(&service_class, yoga, &yoga->resource_kind, "room");
	yoga->capacity = 2;
	world_take(world, "b1", "Yoga", "Boris", "Blue", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	place_one("a class is joined in its own room", world, "Yoga", "Boris", "2026-11-24 10:00", TRUE,
		  "Yoga Boris/Blue 10:00");
	world_take(world, "b2", "Yoga", "Boris", "Blue", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	place_one("full: with somebody else, in another room", world, "Yoga", NULL, "2026-11-24 10:00", TRUE,
		  "Yoga Ana/Red 10:00");
}

static void test_several(void)
{
	g_autoptr(World) world = salon();
	Service *shave = world_service(world, "Shave", 30);
	world_skill(shave, "Boris");
	g_autoptr(GPtrArray) visits = world_visit("Cut", NULL);
	world_visit_more(visits, "Shave", NULL);
	check_place("each by who can", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Ana 10:00, Shave Boris 10:30");
	world_take(world, "b1", "Cut", "Boris", NULL, "2026-11-24 10:30", "2026-11-24 10:45", 0, 0);
	check_place("Boris is late: each as well as may be", world, visits, "2026-11-24 10:00", FALSE,
		    "Cut Ana 10:00, Shave Boris 10:30");
	world_skill(world->services->pdata[0], "Ana");
	world_skill(world->services->pdata[0], "Carla")->minutes = 45;
	check_place("Carla takes longer, and then he is free", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Carla 10:00, Shave Boris 10:45");
	world_visit_more(visits, "Cut", NULL);
	check_place("three", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Carla 10:00, Shave Boris 10:45, Cut Ana 11:15");
}

/* That a later service cannot begin at some time says nothing of an earlier one at that time. */
static void test_backtracking(void)
{
	g_autoptr(World) world = salon();
	Service *wash = world_service(world, "Wash", 30), *shave = world_service(world, "Shave", 30);
	world_skill(world->services->pdata[0], "Ana");
	world_skill(world->services->pdata[0], "Boris")->minutes = 60;
	world_skill(wash, "Ana");
	world_skill(shave, "Carla");
	g_autoptr(GPtrArray) visits = world_visit("Cut", NULL);
	world_visit_more(visits, "Wash", NULL);
	world_visit_more(visits, "Shave", NULL);
	world_take(world, "b1", NULL, "Carla", NULL, "2026-11-24 11:00", "2026-11-24 11:30", 0, 0);
	check_place("Boris is slower, and so Carla is back", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Boris 10:00, Wash Ana 11:00, Shave Carla 11:30");
}

/* Fourteen services and ten people, none of whom is there at the end: each time is tried once, not each of 10^13 ways. */
static void test_hopeless(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("Cut", NULL);
	for (int i = 0; i < 7; i++)
		world_staff(world, "X");
	for (int i = 0; i < 13; i++)
		world_visit_more(visits, "Cut", NULL);
	g_autoptr(GPtrArray) parts =
		plan_place(&world->rules, world->taken, visits, world_at(world, "2026-11-24 11:01"), NULL);
	T_INT("all are laid", parts->len, 14);
	T_STR("as well as may be", ((Part *)parts->pdata[13])->staff, "Ana");
	g_autoptr(GPtrArray) findings = plan_check(&world->rules, world->taken, parts, TRUE);
	T_FALSE("past closing", plan_fits(findings));
}

/* Several people at the same time, and what comes after them. */
static void test_beside(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("Cut", "Ana");
	world_visit_more(visits, "Cut", "Boris")->beside = 1;
	((Visit *)visits->pdata[1])->seconds = 3600;
	check_place("both at once", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Ana 10:00, Cut Boris 10:00");
	world_visit_more(visits, "Cut", "Ana");
	check_place("what follows, when both are over", world, visits, "2026-11-24 10:00", TRUE,
		    "Cut Ana 10:00, Cut Boris 10:00, Cut Ana 11:00");
	g_autoptr(GPtrArray) parts =
		plan_parts(&world->rules, visits, world_at(world, "2026-11-24 10:00"), NULL);
	T_INT("the same where nobody is chosen", ((Part *)parts->pdata[1])->start,
	      world_at(world, "2026-11-24 10:00"));
	T_INT("the same where nobody is chosen", ((Part *)parts->pdata[2])->start,
	      world_at(world, "2026-11-24 11:00"));
	world_take(world, "b1", "Cut", "Boris", NULL, "2026-11-24 10:30", "2026-11-24 11:00", 0, 0);
	check_place("one of them is busy", world, visits, "2026-11-24 10:00", FALSE,
		    "Cut Ana 10:00, Cut Boris 10:00, Cut Ana 11:00");
	g_autoptr(GPtrArray) open = world_visit("Cut", NULL);
	world_visit_more(open, "Cut", NULL)->beside = 1;
	check_place("nobody is there twice", world, open, "2026-11-24 09:00", TRUE,
		    "Cut Ana 09:00, Cut Boris 09:00");
	check_place("whoever is free", world, open, "2026-11-24 10:30", TRUE,
		    "Cut Ana 10:30, Cut Carla 10:30");
	check_place("the first gives way", world, open, "2026-11-24 10:15", TRUE,
		    "Cut Ana 10:15, Cut Carla 10:15");
	PlanSearch search = { .starts_before = NONE,
			      .from = world_at(world, "2026-11-24 09:00"),
			      .to = world_at(world, "2026-11-24 12:30"),
			      .step_min = 30,
			      .limit = 50 };
	g_autoptr(GPtrArray) slots = plan_free_slots(&world->rules, world->taken, visits, &search, NULL);
	T_INT("free for all of it", slots->len, 3);
	T_INT("before", ((Slot *)slots->pdata[0])->start, world_at(world, "2026-11-24 09:00"));
	T_INT("its end is that of the last", ((Slot *)slots->pdata[0])->end,
	      world_at(world, "2026-11-24 10:30"));
	T_INT("and after", ((Slot *)slots->pdata[2])->start, world_at(world, "2026-11-24 11:00"));
}

UNIT_SUITE("place", NULL, NULL, { "staff in their order", test_staff }, { "just time", test_time },
	   { "resources", test_resources }, { "classes", test_class }, { "several services", test_several },
	   { "side by side", test_beside }, { "one choice taken back", test_backtracking },
	   { "without hope", test_hopeless })
