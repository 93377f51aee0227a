/* tests/unit/plan/test_parts.c - segments, buffers, lengths and prices of a visit */
#include "base/error.h"
#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

/* "cut Ana 0-30 (-5..40) 4500; ...": minutes from the visit's start; in brackets the busy time where it is another; ~ where not busy. */
static char *words(const GPtrArray *parts, gint64 start)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		g_string_append_printf(out, "%s%s %s %s%d-%d", i ? "; " : "",
				       part->service ? part->service : "-", part->staff ? part->staff : "-",
				       part->busy ? "" : "~", (int)((part->start - start) / 60),
				       (int)((part->end - start) / 60));
		if (part->busy_from != part->start || part->busy_to != part->end)
			g_string_append_printf(out, " (%d..%d)", (int)((part->busy_from - start) / 60),
					       (int)((part->busy_to - start) / 60));
		if (part->resource)
			g_string_append_printf(out, " in %s", part->resource);
		if (part->price != NONE)
			g_string_append_printf(out, " %d", (int)part->price);
	}
	return g_string_free(out, FALSE);
}

static void check_parts(const char *label, const World *world, const GPtrArray *visits, const char *want)
{
	g_autoptr(GError) error = NULL;
	gint64 start = world_at(world, "2026-11-24 10:00");
	g_autoptr(GPtrArray) parts = plan_parts(&world->rules, visits, start, &error);
	if (!T_NO_ERROR(label, error))
		return;
	g_autofree char *got = words(parts, start);
	T_STR(label, got, want);
}

static void check_error(const char *label, const World *world, const GPtrArray *visits, DaybookErrorCode code)
{
	g_autoptr(GError) error = NULL;
	T_NULL(label, plan_parts(&world->rules, visits, 0, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	g_autoptr(GError) placing = NULL;
	T_NULL(label, plan_place(&world->rules, world->taken, visits, 0, &placing));
	T_ERROR(label, placing, DAYBOOK_ERROR, code);
	g_autoptr(GError) finding = NULL;
	T_NULL(label, world_slots(world, visits, 0, 86400, 15, 10, &finding));
	T_ERROR(label, finding, DAYBOOK_ERROR, code);
}

static World *salon(void)
{
	World *world = world_new("Europe/Berlin");
	Service *cut = world_service(world, "cut", 30);
	cut->price = 4500;
	cut->buffer_before = 5;
	cut->buffer_after = 10;
	Skill *boris = world_skill(cut, "Boris");
	boris->minutes = 45;
	boris->price = 4000;
	world_skill(cut, "Ana");
	Service *colour = world_service(world, "colour", 0);
	world_segment(colour, 30, TRUE);
	world_segment(colour, 45, FALSE);
	world_segment(colour, 20, TRUE);
	colour->price = 9000;
	colour->buffer_before = 5;
	colour->buffer_after = 10;
	world_skill(colour, "Ana");
	world_skill(colour, "Dora")->minutes = 75; /* leaves nothing for the last segment */
	return world;
}

static void test_laid(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) cut = world_visit("cut", NULL);
	check_parts("a service", world, cut, "cut - 0-30 (-5..40) 4500");
	g_autoptr(GPtrArray) with_boris = world_visit("cut", "Boris");
	Visit *visit = with_boris->pdata[0];
	check_parts("his own length and price", world, with_boris, "cut Boris 0-45 (-5..55) 4000");
	visit->seconds = 20 * 60;
	model_set(&visit_class, visit, &visit->resource, "Chair");
	check_parts("a length asked for, in a chair", world, with_boris,
		    "cut Boris 0-20 (-5..30) in Chair 4000");
	visit->before_min = 0;
	check_parts("no buffer before", world, with_boris, "cut Boris 0-20 (0..30) in Chair 4000");
	visit->after_min = 60;
	check_parts("a longer one after", world, with_boris, "cut Boris 0-20 (0..80) in Chair 4000");
	g_autoptr(GPtrArray) time = world_visit(NULL, "Ana");
	((Visit *)time->pdata[0])->seconds = 90;
	check_parts("just time, to the second", world, time, "- Ana 0-1");
	((Visit *)time->pdata[0])->after_min = 3;
	check_parts("just time with a buffer", world, time, "- Ana 0-1 (0..4)");
	g_autoptr(GPtrArray) none = model_list_new(&visit_class);
	check_parts("nothing", world, none, "");
}

static void test_segments(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("colour", "Ana");
	Visit *visit = visits->pdata[0];
	check_parts("before on the first, after on the last, one price", world, visits,
		    "colour Ana 0-30 (-5..30) 9000; colour Ana ~30-75; colour Ana 75-95 (75..105)");
	visit->seconds = 100 * 60;
	check_parts("longer", world, visits,
		    "colour Ana 0-30 (-5..30) 9000; colour Ana ~30-75; colour Ana 75-100 (75..110)");
	visit->seconds = 76 * 60;
	check_parts("shorter", world, visits,
		    "colour Ana 0-30 (-5..30) 9000; colour Ana ~30-75; colour Ana 75-76 (75..86)");
	visit->seconds = 75 * 60;
	check_error("nothing left of the last", world, visits, DAYBOOK_ERROR_USAGE);
	Service *mask = world_service(world, "mask", 0);
	world_segment(mask, 10, TRUE);
	world_segment(mask, 20, FALSE);
	mask->buffer_after = 5;
	g_autoptr(GPtrArray) longer = world_visit("mask", "Ana");
	((Visit *)longer->pdata[0])->seconds = 40 * 60;
	check_parts("one that ends with a wait: nobody needs a buffer", world, longer,
		    "mask Ana 0-20; mask Ana ~20-40");
	g_autoptr(GPtrArray) dora = world_visit("colour", "Dora");
	check_error("nothing left at her own length", world, dora, DAYBOOK_ERROR_USAGE);
}

static void test_several(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) visits = world_visit("colour", "Ana");
	world_visit_more(visits, "cut", "Boris");
	check_parts("one after the other; buffers between them do not add", world, visits,
		    "colour Ana 0-30 (-5..30) 9000; colour Ana ~30-75; colour Ana 75-95 (75..105); "
		    "cut Boris 95-140 (90..150) 4000");
}

static void test_errors(void)
{
	g_autoptr(World) world = salon();
	g_autoptr(GPtrArray) unknown = world_visit("perm", NULL);
	check_error("an unknown service", world, unknown, DAYBOOK_ERROR_NOT_FOUND);
	g_autoptr(GPtrArray) nothing = world_visit(NULL, "Ana");
	check_error("no service and no length", world, nothing, DAYBOOK_ERROR_USAGE);
	((Visit *)nothing->pdata[0])->seconds = -60;
	check_error("a length below nothing", world, nothing, DAYBOOK_ERROR_USAGE);
	g_autoptr(GPtrArray) second = world_visit("cut", NULL);
	world_visit_more(second, "perm", NULL);
	check_error("an unknown service in second place", world, second, DAYBOOK_ERROR_NOT_FOUND);
	world_service(world, "empty", 0);
	g_autoptr(GPtrArray) empty = world_visit("empty", NULL);
	check_error("a service without a length", world, empty, DAYBOOK_ERROR_USAGE);
	g_autoptr(GPtrArray) cut = world_visit("cut", NULL);
	g_autoptr(GError) error = NULL;
	T_NULL("no step", world_slots(world, cut, 0, 86400, 0, 10, &error));
	T_ERROR("no step", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_autoptr(GError) nothing_asked = NULL;
	g_autoptr(GPtrArray) none = model_list_new(&visit_class);
	T_NULL("no visit", world_slots(world, none, 0, 86400, 15, 10, &nothing_asked));
	T_ERROR("no visit", nothing_asked, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

UNIT_SUITE("parts", NULL, NULL, { "laid in time", test_laid }, { "segments", test_segments },
	   { "several services", test_several }, { "errors", test_errors })
