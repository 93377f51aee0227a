/* tests/unit/plan/test_taken.c - the rule of sharing time, and finding what overlaps */
#include <stdio.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

static Part *part_at(const World *world, const char *service, const char *staff, const char *resource,
		     const char *start, const char *end, int before, int after)
{
	Part *part = part_new();
	model_set(&part_class, part, &part->service, service);
	model_set(&part_class, part, &part->staff, staff);
	model_set(&part_class, part, &part->resource, resource);
	part->start = world_at(world, start);
	part->end = world_at(world, end);
	part->busy = 1;
	part->busy_from = part->start - before * 60;
	part->busy_to = part->end + after * 60;
	return part;
}

static void test_rows(void)
{
	g_autoptr(World) world = world_new("UTC");
	world_service(world, "cut", 60);
	world_service(world, "yoga", 60)->capacity = 3;
	world_take(world, "b1", "cut", "Ana", "Chair", "2026-11-24 10:00", "2026-11-24 11:00", 5, 10);
	world_take(world, "b2", NULL, NULL, NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0,
		   0); /* nobody's */
	static const struct {
		const char *label, *service, *staff, *resource, *start, *end;
		int before, after;
		gboolean may;
	} rows[] = {
		{ "the same time", "cut", "Ana", NULL, "10:00", "11:00", 0, 0, FALSE },
		{ "the same service, time, staff and resource", "cut", "Ana", "Chair", "10:00", "11:00", 5,
		  10, FALSE },
		{ "inside", "cut", "Ana", NULL, "10:15", "10:30", 0, 0, FALSE },
		{ "around", "cut", "Ana", NULL, "09:00", "12:00", 0, 0, FALSE },
		{ "another person", "cut", "Boris", NULL, "10:00", "11:00", 0, 0, TRUE },
		{ "another person, same chair", "cut", "Boris", "Chair", "10:00", "11:00", 0, 0, FALSE },
		{ "nobody", "cut", NULL, NULL, "10:00", "11:00", 0, 0, TRUE },
		{ "nobody, same chair", NULL, NULL, "Chair", "10:30", "10:45", 0, 0, FALSE },
		{ "touching ends, but the buffer", "cut", "Ana", NULL, "11:00", "12:00", 0, 0, FALSE },
		{ "after the buffer", "cut", "Ana", NULL, "11:10", "12:00", 0, 0, TRUE },
		{ "two buffers add up", "cut", "Ana", NULL, "11:10", "12:00", 5, 0, FALSE },
		{ "and are kept", "cut", "Ana", NULL, "11:15", "12:00", 5, 0, TRUE },
		{ "before is not after: too late", "cut", "Ana", NULL, "09:00", "10:00", 0, 0, FALSE },
		{ "before is not after", "cut", "Ana", NULL, "09:00", "09:55", 0, 0, TRUE },
		{ "its own after", "cut", "Ana", NULL, "09:00", "09:45", 0, 10, TRUE },
		{ "its own after, too long", "cut", "Ana", NULL, "09:00", "09:45", 0, 11, FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *start = g_strconcat("2026-11-24 ", rows[i].start, NULL);
		g_autofree char *end = g_strconcat("2026-11-24 ", rows[i].end, NULL);
		g_autoptr(Part) part = part_at(world, rows[i].service, rows[i].staff, rows[i].resource, start,
					       end, rows[i].before, rows[i].after);
		T_INT(rows[i].label, plan_may_share(&world->rules, world->taken, part), rows[i].may);
	}
}

static void test_segments(void)
{
	g_autoptr(World) world = world_new("UTC");
	PlanPart processing = { "b1",
				"colour",
				"Ana",
				"Chair",
				world_at(world, "2026-11-24 10:00"),
				world_at(world, "2026-11-24 11:00"),
				world_at(world, "2026-11-24 10:00"),
				world_at(world, "2026-11-24 11:00"),
				FALSE };
	plan_taken_add(world->taken, &processing);
	g_autoptr(Part) in_the_gap =
		part_at(world, "cut", "Ana", NULL, "2026-11-24 10:00", "2026-11-24 11:00", 0, 0);
	T_TRUE("a free segment frees the person", plan_may_share(&world->rules, world->taken, in_the_gap));
	g_autoptr(Part) chair =
		part_at(world, "cut", "Boris", "Chair", "2026-11-24 10:30", "2026-11-24 10:40", 0, 0);
	T_FALSE("never the resource", plan_may_share(&world->rules, world->taken, chair));

	world_take(world, "b2", "cut", "Ana", NULL, "2026-11-24 12:00", "2026-11-24 13:00", 0, 0);
	g_autoptr(Part) free_one =
		part_at(world, "colour", "Ana", "Chair", "2026-11-24 12:00", "2026-11-24 13:00", 0, 0);
	free_one->busy = 0;
	T_TRUE("and the other way round", plan_may_share(&world->rules, world->taken, free_one));
	free_one->start = free_one->busy_from = world_at(world, "2026-11-24 10:59");
	T_FALSE("but holds the resource", plan_may_share(&world->rules, world->taken, free_one));
}

static void test_class(void)
{
	g_autoptr(World) world = world_new("UTC");
	world_service(world, "yoga", 60)->capacity = 3;
	g_autoptr(Part) same =
		part_at(world, "yoga", "Ana", "Hall", "2026-11-24 10:00", "2026-11-24 11:00", 0, 5);
	static const char *const bookings[] = { "b1", "b2", "b3" };
	for (int i = 0; i < 3; i++) {
		T_TRUE(bookings[i], plan_may_share(&world->rules, world->taken, same));
		world_take(world, bookings[i], "yoga", "Ana", "Hall", "2026-11-24 10:00", "2026-11-24 11:00",
			   0, 5);
	}
	T_FALSE("the fourth", plan_may_share(&world->rules, world->taken, same));
	((Service *)world->services->pdata[0])->capacity = 4;
	T_TRUE("with a place more", plan_may_share(&world->rules, world->taken, same));
	g_autoptr(Part) other = part_copy(same);
	other->end += 60;
	T_FALSE("another length", plan_may_share(&world->rules, world->taken, other));
	other->end -= 60;
	model_set(&part_class, other, &other->resource, "Room");
	T_FALSE("another room", plan_may_share(&world->rules, world->taken, other));
	model_set(&part_class, other, &other->staff, "Boris");
	T_TRUE("another room and teacher is another class",
	       plan_may_share(&world->rules, world->taken, other));
	model_set(&part_class, other, &other->resource, "Hall");
	T_FALSE("another teacher in the same hall", plan_may_share(&world->rules, world->taken, other));
	world_take(world, "b4", "cut", "Ana", NULL, "2026-11-24 11:04", "2026-11-24 12:00", 0,
		   0); /* overbooked */
	T_FALSE("somebody else is there as well", plan_may_share(&world->rules, world->taken, same));
}

static void test_counts(void)
{
	g_autoptr(World) world = world_new("UTC");
	g_autoptr(PlanTaken) taken = plan_taken_new();
	plan_taken_count(taken, 5, NULL, 7);
	plan_taken_count(taken, 5, "cut", 2);
	plan_taken_count(taken, 6, NULL, 9);
	world->policy->max_per_day = 8;
	g_autoptr(GPtrArray) parts = model_list_new(&part_class);
	Part *part = part_new();
	part->start = part->busy_from = 5 * 86400;
	part->end = part->busy_to = part->start + 60;
	g_ptr_array_add(parts, part);
	g_autoptr(GPtrArray) findings = plan_check(&world->rules, taken, parts, TRUE);
	T_TRUE("7 of 8", ((PlanFinding *)findings->pdata[PLAN_MAX_PER_DAY])->ok);
	plan_taken_count(taken, 5, NULL, 1);
	g_autoptr(GPtrArray) full = plan_check(&world->rules, taken, parts, TRUE);
	T_FALSE("8 of 8", ((PlanFinding *)full->pdata[PLAN_MAX_PER_DAY])->ok);
}

/* Whatever is added in whatever order, with questions in between: the answer is that of looking at every part. */
static void test_any(void)
{
	guint32 seed = g_random_int();
	printf("seed %u ", seed);
	GRand *rand = g_rand_new_with_seed(seed);
	for (int round = 0; round < 100; round++) {
		g_autoptr(World) world = world_new("UTC");
		PlanPart all[120];
		guint n = (guint)g_rand_int_range(rand, 1, (gint32)G_N_ELEMENTS(all));
		for (guint i = 0; i < n; i++) {
			gint64 start = g_rand_int_range(rand, 0, 500);
			gint64 end =
				start + (g_rand_int_range(rand, 0, 10) ? g_rand_int_range(rand, 0, 20) : 300);
			all[i] = (PlanPart){ "b", NULL, "Ana", NULL, start, end, start, end, TRUE };
			plan_taken_add(world->taken, &all[i]);
			if (g_rand_int_range(rand, 0, 3) && i + 1 < n)
				continue;
			g_autoptr(Part) part = part_new();
			model_set(&part_class, part, &part->staff, "Ana");
			part->busy = 1;
			part->busy_from = part->start = g_rand_int_range(rand, 0, 500);
			part->busy_to = part->end = part->start + g_rand_int_range(rand, 0, 10);
			gboolean free_then = TRUE;
			for (guint j = 0; j <= i; j++)
				if (MAX(all[j].start, part->start) < MIN(all[j].end, part->end))
					free_then = FALSE;
			T_INT("as looking at each", plan_may_share(&world->rules, world->taken, part),
			      free_then);
		}
	}
	g_rand_free(rand);
}

UNIT_SUITE("taken", NULL, NULL, { "one beside another", test_rows }, { "processing gaps", test_segments },
	   { "classes", test_class }, { "counts", test_counts }, { "any parts", test_any })
