/* tests/unit/plan/test_rank.c - which slots are the best, and why */
#include <string.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

/* "24T10:00 Ana 850 joins the 09:00; …", one line each. */
static char *words(const World *world, const GPtrArray *slots)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		gint64 local = zone_local(world->rules.zone, slot->start);
		g_autofree char *time = local_hhmm(local);
		int mday;
		day_to_civil(local_day(local), NULL, NULL, &mday);
		g_string_append_printf(out, "%s%02dT%s %s %d", i ? "\n" : "", mday, time, slot->staff,
				       (int)slot->score);
		for (guint r = 0; r < slot->reasons->len; r++)
			g_string_append_printf(out, "%s%s", r ? "; " : " ",
					       ((const Reason *)slot->reasons->pdata[r])->words);
	}
	return g_string_free(out, FALSE);
}

static void check_ranked(const char *label, const World *world, const GPtrArray *visits,
			 const PlanHabits *habits, const char *from, const char *to, guint keep,
			 const char *want)
{
	g_autoptr(GError) error = NULL;
	PlanSearch search = { .from = world_at(world, from),
			      .to = world_at(world, to),
			      .starts_before = NONE,
			      .step_min = 30,
			      .limit = G_MAXUINT };
	g_autoptr(GPtrArray) slots = plan_free_slots(&world->rules, world->taken, visits, &search, &error);
	T_TRUE(label, plan_rank(&world->rules, world->taken, visits, &search, habits, keep, slots, &error));
	T_NO_ERROR(label, error);
	g_autofree char *got = words(world, slots);
	T_STR(label, got, want);
}

/* Open 09:00-13:00; a cut is an hour, a fringe half of one. Ana has somebody 10:00-11:00. */
static World *salon(void)
{
	World *world = world_new("Europe/Berlin");
	world_staff(world, "Ana");
	world_staff(world, "Boris");
	world_service(world, "Cut", 60);
	world_service(world, "Fringe", 30);
	world_hours(world, NULL, NULL, NULL, "mo-fr 09:00-13:00");
	world_take(world, "b1", "Cut", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	return world;
}

#define DAY "2026-11-24 00:00", "2026-11-25 00:00"

static void test_gaps(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) cut = world_visit("Cut", "Ana");
	/* 09:00: 40 x 1000 + 20 x 700 + 10 x 625, by 70 */
	check_ranked("touching, usable gaps, the rest", world, cut, NULL, DAY, 9,
		     "24T09:00 Ana 861 joins the 10:00\n"
		     "24T11:00 Ana 706 joins the 10:00\n"
		     "24T12:00 Ana 500 leaves no dead gap\n"
		     "24T11:30 Ana 360");
	((Service *)world->services->pdata[1])->active = 0;
	check_ranked("half an hour is dead where nothing is so short", world, cut, NULL, DAY, 9,
		     "24T09:00 Ana 861 joins the 10:00\n"
		     "24T11:00 Ana 706 joins the 10:00\n"
		     "24T12:00 Ana 500 leaves no dead gap\n"
		     "24T11:30 Ana 74 but leaves 60 min that hold no service");
	check_ranked("the best alone", world, cut, NULL, DAY, 2,
		     "24T09:00 Ana 861 joins the 10:00\n"
		     "24T11:00 Ana 706 joins the 10:00");
	world->policy->ignore_gaps = 1;
	check_ranked("gaps do not count", world, cut, NULL, DAY, 9,
		     "24T09:00 Ana 675 joins the 10:00\n"
		     "24T11:00 Ana 647 joins the 10:00\n"
		     "24T11:30 Ana 174\n"
		     "24T12:00 Ana 167");
	world->policy->ignore_gaps = 0;
	world_take(world, "b2", "Cut", "Ana", NULL, "2026-11-24 12:00", "2026-11-24 13:00", 0, 0);
	check_ranked("between two", world, cut, NULL, DAY, 1,
		     "24T11:00 Ana 935 fills the gap between the 10:00 and the 12:00");
}

static void test_buffers(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) cut = world_visit("Cut", "Ana");
	((Service *)world->services->pdata[0])->buffer_before = 30;
	check_ranked("what touches is the buffer", world, cut, NULL, DAY, 1,
		     "24T09:00 Ana 861 joins the 10:00");
	check_ranked("and on the other side", world, cut, NULL, "2026-11-24 10:00", "2026-11-25 00:00", 1,
		     "24T11:30 Ana 756 joins the 10:00");
}

static PlanHabits habits_of(GHashTable *staff, guint weekday)
{
	PlanHabits habits = { .visits = 4, .staff = staff };
	g_hash_table_insert(staff, (gpointer) "Boris", GUINT_TO_POINTER(3));
	habits.weekdays[weekday] = 2;
	habits.hours[12] = 4;
	return habits;
}

static void test_habits(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) cut = world_visit("Cut", NULL);
	g_autoptr(GHashTable) staff = g_hash_table_new(g_str_hash, g_str_equal);
	PlanHabits habits = habits_of(staff, 1), nothing = { .staff = staff };
	world->policy->ignore_gaps = 1;
	check_ranked("usual person, hour and weekday", world, cut, &habits, "2026-11-24 11:30",
		     "2026-11-25 00:00", 3,
		     "24T11:30 Boris 563 Boris, as usual; the usual day of the week; about the usual hour\n"
		     "24T12:00 Boris 556 Boris, as usual; the usual day of the week; about the usual hour\n"
		     "24T11:30 Ana 375 the usual day of the week; about the usual hour");
	check_ranked("no visits, no habits", world, cut, &nothing, "2026-11-24 12:00", "2026-11-25 00:00", 3,
		     "24T12:00 Ana 333\n24T12:00 Boris 333");
}

static void test_load(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) fringe = world_visit("Fringe", NULL);
	world->policy->ignore_gaps = 1;
	world->policy->rank_load = 1;
	world_take(world, "b2", NULL, "Ana", NULL, "2026-11-24 09:00", "2026-11-24 11:00", 0, 0);
	check_ranked("spread", world, fringe, NULL, "2026-11-24 12:00", "2026-11-25 00:00", 2,
		     "24T12:00 Boris 600 a quiet day\n24T12:30 Boris 592 a quiet day");
	world->policy->rank_load = -1;
	check_ranked(
		"gather", world, fringe, NULL, "2026-11-24 12:00", "2026-11-25 00:00", 2,
		"24T12:00 Ana 500 a day that is busy anyway\n24T12:30 Ana 492 a day that is busy anyway");
}

static void test_class(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) yoga = world_visit("Yoga", "Boris");
	world_service(world, "Yoga", 60)->capacity = 3;
	world_take(world, "y1", "Yoga", "Boris", NULL, "2026-11-24 11:30", "2026-11-24 12:30", 0, 0);
	check_ranked("where others are already", world, yoga, NULL, "2026-11-24 11:00", "2026-11-25 00:00", 1,
		     "24T11:30 Boris 709 joins a class that takes place anyway");
}

/* Two services done by one person are one stretch of their time. */
static void test_several(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("Fringe", "Ana");
	world_visit_more(visits, "Fringe", "Ana");
	check_ranked("no gap between the two", world, visits, NULL, DAY, 1,
		     "24T09:00 Ana 861 joins the 10:00");
	model_set(&visit_class, visits->pdata[1], &((Visit *)visits->pdata[1])->staff, "Boris");
	check_ranked("half an hour is left of hers", world, visits, NULL, "2026-11-24 09:00",
		     "2026-11-24 10:00", 1, "24T09:00 Ana 571 leaves no dead gap");
}

/* A long list of equals keeps its order, and the scores fall. */
static void test_order(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("Fringe", NULL);
	PlanSearch search = { .from = world_at(world, "2026-11-24 00:00"),
			      .to = world_at(world, "2026-12-24 00:00"),
			      .starts_before = NONE,
			      .step_min = 5,
			      .limit = G_MAXUINT };
	g_autofree char *once = NULL;
	for (int i = 0; i < 2; i++) {
		g_autoptr(GPtrArray) slots =
			plan_free_slots(&world->rules, world->taken, visits, &search, NULL);
		guint n = slots->len;
		T_TRUE("ranked",
		       plan_rank(&world->rules, world->taken, visits, &search, NULL, G_MAXUINT, slots, NULL));
		T_INT("none is lost", slots->len, n);
		for (guint s = 1; s < slots->len; s++) {
			const Slot *a = slots->pdata[s - 1], *b = slots->pdata[s];
			gboolean ordered = a->score > b->score ||
					   (a->score == b->score &&
					    (a->start < b->start ||
					     (a->start == b->start && strcmp(a->staff, b->staff) < 0)));
			T_TRUE("best first, then earlier, then by staff", ordered);
		}
		g_autofree char *said = words(world, slots);
		T_STR("the same again", said, once ? once : said);
		once = once ? once : g_steal_pointer(&said);
	}
}

UNIT_SUITE("rank", NULL, NULL, { "gaps and neighbours", test_gaps }, { "buffers", test_buffers },
	   { "habits", test_habits }, { "load", test_load }, { "classes", test_class },
	   { "several services", test_several }, { "order", test_order })
