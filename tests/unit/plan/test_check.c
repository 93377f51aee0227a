/* tests/unit/plan/test_check.c - each rule, its words, and what it names */
#include <string.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

static GPtrArray *check_visits(const World *world, const GPtrArray *visits, const char *start,
			       gboolean appointment)
{
	g_autoptr(GPtrArray) parts = plan_parts(&world->rules, visits, world_at(world, start), NULL);
	return plan_check(&world->rules, world->taken, parts, appointment);
}

/* "staff! Ana is busy ... [b1 b2] / buffers ...": the rules that fail; ! where it is a conflict. "" when it fits. */
static char *words(const GPtrArray *findings)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		T_INT("in order", finding->rule, i);
		T_INT("words where it fails", *finding->message != '\0', !finding->ok);
		if (finding->ok) {
			T_FALSE("no conflict where it is well", finding->conflict);
			T_INT("nobody named where it is well", finding->with->len, 0);
			continue;
		}
		g_string_append_printf(out, "%s%s%s %s", out->len ? " / " : "", plan_rule_name(finding->rule),
				       finding->conflict ? "!" : "", finding->message);
		for (guint j = 0; j < finding->with->len; j++)
			g_string_append_printf(out, "%s%s%s", j ? " " : " [", (char *)finding->with->pdata[j],
					       j + 1 == finding->with->len ? "]" : "");
	}
	T_INT("eleven", findings->len, PLAN_RULE_COUNT);
	T_INT("fits", plan_fits(findings), out->len == 0);
	return g_string_free(out, FALSE);
}

static void check_at(const char *label, const World *world, const GPtrArray *visits, const char *start,
		     const char *want)
{
	g_autoptr(GPtrArray) findings = check_visits(world, visits, start, TRUE);
	g_autofree char *got = words(findings);
	T_STR(label, got, want);
}

static void check_one(const char *label, const World *world, const char *service, const char *staff,
		      const char *start, const char *want)
{
	g_autoptr(GPtrArray) visits = world_visit(service, staff);
	check_at(label, world, visits, start, want);
}

static World *salon(void)
{
	World *world = world_new("Europe/Berlin");
	world_staff(world, "Ana");
	world_staff(world, "Boris");
	world_service(world, "Cut", 60);
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-18:00");
	return world;
}

static void test_names(void)
{
	static const char *const names[] = { "exists", "open",     "closure",    "staff",
					     "skill",  "resource", "capacity",   "buffers",
					     "notice", "horizon",  "max-per-day" };
	for (int i = 0; i < PLAN_RULE_COUNT; i++)
		T_STR("rule", plan_rule_name((PlanRule)i), names[i]);
	plan_finding_free(NULL);
}

static void test_exists(void)
{
	g_autoptr(World) world = salon();
	check_one("all is well", world, "Cut", "Ana", "2026-11-24 10:00", "");
	check_one("an unknown person", world, "Cut", "Zoe", "2026-11-24 10:00",
		  "exists There is no such staff member.");
	world_staff(world, "Carla")->active = 0;
	check_one("one who left", world, "Cut", "Carla", "2026-11-24 10:00",
		  "exists Carla no longer works here.");
	world_staff(world, "Dora")->removed = 1;
	check_one("one undone", world, "Cut", "Dora", "2026-11-24 10:00",
		  "exists There is no such staff member.");
	world_service(world, "Perm", 60)->active = 0;
	check_one("a service no longer offered", world, "Perm", "Ana", "2026-11-24 10:00",
		  "exists “Perm” is no longer offered.");
	world_service(world, "Mistake", 60)->removed = 1;
	check_one("a service undone", world, "Mistake", "Ana", "2026-11-24 10:00",
		  "exists There is no such service.");
	world_resource(world, "Old chair", "chair")->active = 0;
	g_autoptr(GPtrArray) visits = world_visit("Cut", "Ana");
	Visit *visit = visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, "Old chair");
	check_at("a resource out of use", world, visits, "2026-11-24 10:00",
		 "exists Old chair is no longer in use.");
	model_set(&visit_class, visit, &visit->resource, "Lift");
	check_at("an unknown resource", world, visits, "2026-11-24 10:00",
		 "exists There is no such resource.");
	g_autoptr(GPtrArray) none = model_list_new(&visit_class);
	check_at("no parts, no objection", world, none, "2026-11-24 10:00", "");
}

static void test_open(void)
{
	g_autoptr(World) world = salon();
	world_hours(world, "Boris", NULL, NULL, "tu 10:00-14:00, we 10:00-12:00 13:00-14:00");
	check_one("too early", world, "Cut", "Ana", "2026-11-24 08:30",
		  "open The business is open 09:00-18:00 on Tuesday.");
	check_one("to the last minute", world, "Cut", "Ana", "2026-11-24 17:00", "");
	check_one("a minute over", world, "Cut", "Ana", "2026-11-24 17:01",
		  "open The business is open 09:00-18:00 on Tuesday.");
	check_one("a closed day", world, "Cut", "Ana", "2026-11-29 10:00",
		  "open The business is closed on Sunday.");
	check_one("his own hours", world, "Cut", "Boris", "2026-11-24 14:00",
		  "staff Boris works 10:00-14:00 on Tuesday.");
	check_one("over his break", world, "Cut", "Boris", "2026-11-25 11:30",
		  "staff Boris works 10:00-12:00, 13:00-14:00 on Wednesday.");
	check_one("his day off", world, "Cut", "Boris", "2026-11-26 10:00",
		  "staff Boris does not work on Thursday.");
	world_days(world, "Ana", "open", "2026-11-29", "2026-11-29", "10:00-12:00");
	check_one("her extra opening", world, "Cut", "Ana", "2026-11-29 11:00", "");
	check_one("outside of it", world, "Cut", "Ana", "2026-11-29 12:00",
		  "staff Ana works 10:00-12:00 on Sunday.");
	g_autoptr(GPtrArray) night = world_visit(NULL, "Ana");
	((Visit *)night->pdata[0])->seconds = 20 * 3600;
	check_at("into the night: from where it no longer fits", world, night, "2026-11-24 09:00",
		 "open The business is open 09:00-18:00 on Tuesday.");
	g_autoptr(GPtrArray) nobodys = world_visit(NULL, NULL);
	((Visit *)nobodys->pdata[0])->seconds = 3600;
	check_at("nobody's is the business's", world, nobodys, "2026-11-24 08:00",
		 "open The business is open 09:00-18:00 on Tuesday.");
	check_at("nobody's", world, nobodys, "2026-11-24 10:00", "");
}

static void test_buffers_inside(void)
{
	g_autoptr(World) world = salon();
	Service *cut = world->services->pdata[0];
	cut->buffer_before = 10;
	cut->buffer_after = 15;
	check_one("they may reach past closing", world, "Cut", "Ana", "2026-11-24 17:00", "");
	world->policy->buffers_inside_hours = 1;
	check_one("unless the policy says no", world, "Cut", "Ana", "2026-11-24 17:00",
		  "open The business is open 09:00-18:00 on Tuesday. The time before and after it has to lie "
		  "within, too.");
	check_one("inside", world, "Cut", "Ana", "2026-11-24 16:45", "");
	check_one("before too", world, "Cut", "Ana", "2026-11-24 09:10", "");
	check_one("before is one minute short", world, "Cut", "Ana", "2026-11-24 09:09",
		  "open The business is open 09:00-18:00 on Tuesday. The time before and after it has to lie "
		  "within, too.");
}

static void test_closure(void)
{
	g_autoptr(World) world = salon();
	Closure *christmas = world_days(world, NULL, "holiday", "2026-12-24", "2026-12-26", NULL);
	check_one("no reason given", world, "Cut", "Ana", "2026-12-24 10:00",
		  "closure The business is closed: Thu 24 Dec - Sat 26 Dec.");
	model_set(&closure_class, christmas, &christmas->reason, "Christmas");
	check_one("the last day, which is closed anyway", world, "Cut", "Ana", "2026-12-26 10:00",
		  "open The business is closed on Saturday. / closure The business is closed: Thu 24 Dec - "
		  "Sat 26 Dec (Christmas).");
	world_days(world, "Ana", "leave", "2026-12-01", "2026-12-01", NULL);
	check_one("leave", world, "Cut", "Ana", "2026-12-01 10:00", "closure Ana is away: Tue 1 Dec.");
	check_one("is hers alone", world, "Cut", "Boris", "2026-12-01 10:00", "");
	Closure *dentist = world_span(world, "Ana", "leave", "2026-12-02 12:00", "2026-12-02 13:30");
	model_set(&closure_class, dentist, &dentist->reason, "dentist");
	check_one("hours", world, "Cut", "Ana", "2026-12-02 13:00",
		  "closure Ana is away: Wed 2 Dec 12:00-13:30 (dentist).");
	check_one("until they begin", world, "Cut", "Ana", "2026-12-02 11:00", "");
	check_one("from their end", world, "Cut", "Ana", "2026-12-02 13:30", "");
	world_span(world, NULL, "holiday", "2026-12-03 16:00", "2026-12-04 10:00");
	check_one("over night", world, "Cut", "Ana", "2026-12-03 16:00",
		  "closure The business is closed: Thu 3 Dec 16:00 - Fri 4 Dec 10:00.");
	world_span(world, "Ana", "leave", "2026-12-07 12:00", "2026-12-07 13:00");
	world_span(world, "Ana", "open", "2026-12-07 12:00", "2026-12-07 13:00");
	g_autoptr(GPtrArray) afternoon = world_visit("Cut", "Ana");
	((Visit *)afternoon->pdata[0])->seconds = 6 * 3600;
	check_at("what has been opened again is not closed", world, afternoon, "2026-12-07 12:30",
		 "open The business is open 09:00-18:00 on Monday.");
	world_days(world, "Boris", "open", "2026-12-25", "2026-12-25", "10:00-11:00");
	check_one("his own opening against the closure", world, "Cut", "Boris", "2026-12-25 10:00", "");
	check_one("and around it", world, "Cut", "Boris", "2026-12-25 10:30",
		  "closure The business is closed: Thu 24 Dec - Sat 26 Dec (Christmas). / "
		  "staff Boris works 10:00-11:00 on Friday.");
}

static void test_busy(void)
{
	g_autoptr(World) world = salon();
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-24 11:00", "2026-11-24 12:00", 0, 0);
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	check_one("busy", world, "Cut", "Ana", "2026-11-24 10:00",
		  "staff! Ana is busy 10:00-11:00 on Tue 24 Nov. [b1]");
	check_one("busy twice", world, "Cut", "Ana", "2026-11-24 10:30",
		  "staff! Ana is busy 10:00-11:00, 11:00-12:00 on Tue 24 Nov. [b1 b2]");
	check_one("just before", world, "Cut", "Ana", "2026-11-24 09:00", "");
	check_one("just after", world, "Cut", "Ana", "2026-11-24 12:00", "");
	check_one("Boris is free", world, "Cut", "Boris", "2026-11-24 10:00", "");
	world_take(world, "b5", "Cut", "Ana", NULL, "2026-11-25 10:00", "2026-11-25 16:00", 0, 0);
	world_take(world, "b6", "Cut", "Ana", NULL, "2026-11-25 11:00", "2026-11-25 12:00", 0, 0);
	check_one("not who has just left", world, "Cut", "Ana", "2026-11-25 12:00",
		  "staff! Ana is busy 10:00-16:00 on Wed 25 Nov. [b5]");
	world_take(world, "b5", "Cut", "Ana", NULL, "2026-11-25 16:00", "2026-11-25 17:00", 0, 0);
	check_one("a booking of two parts is named once", world, "Cut", "Ana", "2026-11-25 15:30",
		  "staff! Ana is busy 10:00-16:00, 16:00-17:00 on Wed 25 Nov. [b5]");
	world_hours(world, "Ana", NULL, NULL, "tu 13:00-14:00");
	check_one("busy, and not at work either", world, "Cut", "Ana", "2026-11-24 10:00",
		  "staff! Ana is busy 10:00-11:00 on Tue 24 Nov. Ana works 13:00-14:00 on Tuesday. [b1]");
	world_take(world, "b3", NULL, "Boris", NULL, "2026-11-23 22:00", "2026-11-25 10:00", 0, 0);
	check_one("over days", world, "Cut", "Boris", "2026-11-24 10:00",
		  "staff! Boris is busy Mon 23 Nov 22:00 - Wed 25 Nov 10:00 on Tue 24 Nov. [b3]");
	world_take(world, "b4", NULL, "Boris", NULL, "2026-11-26 17:00", "2026-11-27 00:00", 0, 0);
	check_one("until midnight", world, "Cut", "Boris", "2026-11-26 17:00",
		  "staff! Boris is busy 17:00-24:00 on Thu 26 Nov. [b4]");
}

static void test_many(void)
{
	g_autoptr(World) world = salon();
	static const char *const starts[] = { "10:00", "10:10", "10:20", "10:30", "10:40", "10:50" };
	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
		g_autofree char *start = g_strconcat("2026-11-24 ", starts[i], NULL);
		world_take(world, starts[i], NULL, "Ana", NULL, start, "2026-11-24 11:00", 0, 0);
	}
	check_one("a long list is cut", world, "Cut", "Ana", "2026-11-24 10:00",
		  "staff! Ana is busy 10:00-11:00, 10:10-11:00, 10:20-11:00, 10:30-11:00, … on Tue 24 Nov. "
		  "[10:00 10:10 10:20 10:30 10:40 10:50]");
}

static void test_buffers(void)
{
	g_autoptr(World) world = salon();
	Service *cut = world->services->pdata[0];
	cut->buffer_before = 10;
	cut->buffer_after = 15;
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 12:00", "2026-11-24 13:00", 10, 15);
	check_one("too close after it", world, "Cut", "Ana", "2026-11-24 13:05",
		  "buffers! Between this and the booking 12:00-13:00 there would be 5 min; 25 min are kept "
		  "free. [b1]");
	check_one("touching is too close, not an overlap", world, "Cut", "Ana", "2026-11-24 13:00",
		  "buffers! Between this and the booking 12:00-13:00 there would be 0 min; 25 min are kept "
		  "free. [b1]");
	check_one("they add up", world, "Cut", "Ana", "2026-11-24 13:25", "");
	check_one("too close before it", world, "Cut", "Ana", "2026-11-24 10:36",
		  "buffers! Between this and the booking 12:00-13:00 there would be 24 min; 25 min are kept "
		  "free. [b1]");
	check_one("before it", world, "Cut", "Ana", "2026-11-24 10:35", "");
	check_one("the visits themselves overlap", world, "Cut", "Ana", "2026-11-24 12:59",
		  "staff! Ana is busy 12:00-13:00 on Tue 24 Nov. [b1]");
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-24 14:00", "2026-11-24 15:00", 0, 0);
	check_one("one overlaps, one is too close", world, "Cut", "Ana", "2026-11-24 13:05",
		  "staff! Ana is busy 14:00-15:00 on Tue 24 Nov. [b2] / "
		  "buffers! Between this and the booking 12:00-13:00 there would be 5 min; 25 min are kept "
		  "free. [b1]");
}

static void test_skill(void)
{
	g_autoptr(World) world = salon();
	Service *perm = world_service(world, "Perm", 60);
	world_skill(perm, "Ana");
	check_one("she does", world, "Perm", "Ana", "2026-11-24 10:00", "");
	check_one("he does not", world, "Perm", "Boris", "2026-11-24 10:00",
		  "skill Boris does not do “Perm”.");
	check_one("nobody", world, "Perm", NULL, "2026-11-24 10:00", "skill There is nobody for “Perm”.");
}

static void test_resource(void)
{
	g_autoptr(World) world = salon();
	Service *massage = world_service(world, "Massage", 60);
	model_set(&service_class, massage, &massage->resource_kind, "room");
	check_one("there is none", world, "Massage", "Ana", "2026-11-24 10:00",
		  "resource “Massage” needs a “room”, and there is none.");
	world_resource(world, "Chair", "chair");
	world_resource(world, "Red room", "room");
	check_one("none is named", world, "Massage", "Ana", "2026-11-24 10:00",
		  "resource “Massage” needs a “room”: say which.");
	g_autoptr(GPtrArray) visits = world_visit("Massage", "Ana");
	Visit *visit = visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, "Chair");
	check_at("another kind", world, visits, "2026-11-24 10:00",
		 "resource “Massage” needs a “room”, and Chair is none.");
	model_set(&visit_class, visit, &visit->resource, "Red room");
	check_at("the room", world, visits, "2026-11-24 10:00", "");
	world_take(world, "b1", "Massage", "Boris", "Red room", "2026-11-24 10:30", "2026-11-24 11:30", 0,
		   10);
	check_at("taken", world, visits, "2026-11-24 10:00",
		 "resource! Red room is taken 10:30-11:30 on Tue 24 Nov. [b1]");
	check_at("its buffers", world, visits, "2026-11-24 11:35",
		 "buffers! Between this and the booking 10:30-11:30 there would be 5 min; 10 min are kept "
		 "free. [b1]");
	world_resource(world, "Old room", "room")->active = 0;
	world_resource(world, "Blue room", "room");
	check_at("another room does not help here", world, visits, "2026-11-24 10:00",
		 "resource! Red room is taken 10:30-11:30 on Tue 24 Nov. [b1]");
	model_set(&visit_class, visit, &visit->resource, "Blue room");
	check_at("in the other", world, visits, "2026-11-24 10:00", "");
	g_autoptr(GPtrArray) cut = world_visit("Cut", "Ana");
	visit = cut->pdata[0];
	model_set(&visit_class, visit, &visit->resource, "Red room");
	check_at("one that is not needed", world, cut, "2026-11-24 09:00", "");
	check_at("one that is not needed, but taken", world, cut, "2026-11-24 11:00",
		 "resource! Red room is taken 10:30-11:30 on Tue 24 Nov. [b1]");
}

static void test_class(void)
{
	g_autoptr(World) world = salon();
	world_service(world, "Yoga", 60)->capacity = 3;
	world_take(world, "b1", "Yoga", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	world_take(world, "b2", "Yoga", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	check_one("the last place", world, "Yoga", "Ana", "2026-11-24 10:00", "");
	world_take(world, "b3", "Yoga", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	check_one("full", world, "Yoga", "Ana", "2026-11-24 10:00",
		  "capacity! The class has 3 of 3 places taken. [b1 b2 b3]");
	check_one("not at the same time", world, "Yoga", "Ana", "2026-11-24 10:30",
		  "staff! Ana is busy 10:00-11:00, 10:00-11:00, 10:00-11:00 on Tue 24 Nov. [b1 b2 b3]");
	world_take(world, "b4", "Cut", "Ana", NULL, "2026-11-24 10:30", "2026-11-24 11:00", 0, 0);
	check_one("full, and somebody else", world, "Yoga", "Ana", "2026-11-24 10:00",
		  "staff! Ana is busy 10:30-11:00 on Tue 24 Nov. [b4] / "
		  "capacity! The class has 3 of 3 places taken. [b1 b2 b3]");
	check_one("with another teacher", world, "Yoga", "Boris", "2026-11-24 10:00", "");
	world_take(world, "b5", "Cut", "Boris", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	check_one("no class: the same again", world, "Cut", "Boris", "2026-11-24 10:00",
		  "staff! Boris is busy 10:00-11:00 on Tue 24 Nov. [b5]");
}

static void test_policies(void)
{
	g_autoptr(World) world = salon(); /* it is Friday 2026-11-20, 09:00 in Berlin */
	world_hours(world, "Ana", NULL, NULL, "mo-su 00:00-24:00");
	world->policy->min_notice = 120;
	world->policy->horizon = 2;
	check_one("a past time is a record", world, "Cut", "Ana", "2026-11-19 10:00", "");
	check_one("now, too", world, "Cut", "Ana", "2026-11-20 09:00", "");
	check_one("a minute later is too soon", world, "Cut", "Ana", "2026-11-20 09:01",
		  "notice That is too soon: bookings are taken from Fri 20 Nov 11:00 on.");
	check_one("still too soon", world, "Cut", "Ana", "2026-11-20 10:59",
		  "notice That is too soon: bookings are taken from Fri 20 Nov 11:00 on.");
	check_one("soon enough", world, "Cut", "Ana", "2026-11-20 11:00", "");
	check_one("on the horizon", world, "Cut", "Ana", "2027-01-20 09:00", "");
	check_one("beyond", world, "Cut", "Ana", "2027-01-20 09:01",
		  "horizon That is too far ahead: bookings are taken until Wednesday 20 January 2027.");
	world->policy->max_per_day = 3;
	plan_taken_count(world->taken, world_day("2026-11-24"), NULL, 2);
	check_one("one more today", world, "Cut", "Ana", "2026-11-24 10:00", "");
	plan_taken_count(world->taken, world_day("2026-11-24"), NULL, 1);
	check_one("enough", world, "Cut", "Ana", "2026-11-24 10:00",
		  "max-per-day Tue 24 Nov has 3 of at most 3 appointments.");
	check_one("another day", world, "Cut", "Ana", "2026-11-25 00:00", "");
	((Service *)world->services->pdata[0])->max_per_day = 1;
	plan_taken_count(world->taken, world_day("2026-11-25"), "Cut", 1);
	check_one("enough of that service", world, "Cut", "Ana", "2026-11-25 00:00",
		  "max-per-day Wed 25 Nov has “Cut” 1 of at most 1 times.");
	((Staff *)world->staff->pdata[0])->max_per_day = 2;
	plan_taken_count_staff(world->taken, world_day("2026-11-26"), "Ana", 1);
	plan_taken_count_staff(world->taken, world_day("2026-11-26"), "Boris", 5);
	check_one("one more of hers", world, "Cut", "Ana", "2026-11-26 10:00", "");
	plan_taken_count_staff(world->taken, world_day("2026-11-26"), "Ana", 1);
	check_one("enough for her", world, "Cut", "Ana", "2026-11-26 10:00",
		  "max-per-day Ana has, on Thu 26 Nov, 2 of at most 2 appointments.");
}

static void test_block(void)
{
	g_autoptr(World) world = salon();
	world->policy->min_notice = 6000000;
	world->policy->horizon = 0;
	world->policy->max_per_day = 0;
	world_days(world, NULL, "holiday", "2026-11-29", "2026-11-29", NULL);
	g_autoptr(GPtrArray) visits = world_visit(NULL, "Ana");
	((Visit *)visits->pdata[0])->seconds = 3600;
	g_autoptr(GPtrArray) sunday = check_visits(world, visits, "2026-11-29 03:00", FALSE);
	g_autofree char *at_night = words(sunday);
	T_STR("a block is held to no hours and no policy", at_night, "");
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-29 03:30", "2026-11-29 04:00", 0, 0);
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-29 04:10", "2026-11-29 05:00", 15, 0);
	g_autoptr(GPtrArray) clash = check_visits(world, visits, "2026-11-29 03:00", FALSE);
	g_autofree char *busy = words(clash);
	T_STR("but to others' time", busy,
	      "staff! Ana is busy 03:30-04:00 on Sun 29 Nov. [b1] / "
	      "buffers! Between this and the booking 04:10-05:00 there would be 10 min; 15 min are kept "
	      "free. [b2]");
	g_autoptr(GPtrArray) zoe = world_visit(NULL, "Zoe");
	((Visit *)zoe->pdata[0])->seconds = 3600;
	g_autoptr(GPtrArray) unknown = check_visits(world, zoe, "2026-11-29 03:00", FALSE);
	g_autofree char *who = words(unknown);
	T_STR("and somebody there is", who, "exists There is no such staff member.");
}

static void test_several_parts(void)
{
	g_autoptr(World) world = salon();
	Service *colour = world_service(world, "Colour", 0);
	world_segment(colour, 30, TRUE);
	world_segment(colour, 60, FALSE);
	world_segment(colour, 30, TRUE);
	colour->buffer_after = 30;
	g_autoptr(GPtrArray) visits = world_visit("Colour", "Ana");
	world_visit_more(visits, "Cut", "Ana");
	check_at("its own parts do not conflict, buffers or not", world, visits, "2026-11-24 10:00", "");
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 10:30", "2026-11-24 11:30", 0, 0);
	check_at("another in the processing gap", world, visits, "2026-11-24 10:00", "");
	check_at("not quite in the gap", world, visits, "2026-11-24 10:15",
		 "staff! Ana is busy 10:30-11:30 on Tue 24 Nov. [b1]");
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-24 12:30", "2026-11-24 13:30", 0, 0);
	check_at("the second part", world, visits, "2026-11-24 10:00",
		 "staff! Ana is busy 12:30-13:30 on Tue 24 Nov. [b2]");
	colour->buffer_after = 31;
	check_at("whom a part overlaps is not too close as well", world, visits, "2026-11-24 10:00",
		 "staff! Ana is busy 12:30-13:30 on Tue 24 Nov. [b2]");
	model_set(&visit_class, visits->pdata[1], &((Visit *)visits->pdata[1])->staff, "Boris");
	check_at("somebody else's part does not overlap her", world, visits, "2026-11-24 10:00",
		 "buffers! Between this and the booking 12:30-13:30 there would be 30 min; 31 min are kept "
		 "free. [b2]");
}

UNIT_SUITE("check", NULL, NULL, { "the rules' names", test_names }, { "exists", test_exists },
	   { "open", test_open }, { "buffers inside hours", test_buffers_inside },
	   { "closure", test_closure }, { "busy", test_busy }, { "a long list", test_many },
	   { "buffers", test_buffers }, { "skill", test_skill }, { "resource", test_resource },
	   { "classes", test_class }, { "policies", test_policies }, { "blocks", test_block },
	   { "several parts", test_several_parts })
