/* tests/unit/plan/test_agree.c - random businesses: what is listed as free can be booked, and nothing that can is missing
 *
 * The reference knows no intervals: it looks at every minute for itself, by the rules as they are told to people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/plan/world.h"
#include "tests/unit/unit.h"

/* Around days on which the clocks change, and one on which they do not. */
static const struct {
	const char *zone, *day;
} places[] = {
	{ "Europe/Berlin", "2026-03-29" },       { "Europe/Berlin", "2026-10-25" },
	{ "Australia/Lord_Howe", "2026-04-05" }, { "Australia/Lord_Howe", "2026-10-04" },
	{ "Asia/Kathmandu", "2026-11-24" },      { "Pacific/Chatham", "2026-04-05" },
	{ "Pacific/Chatham", "2026-09-27" },     { "Pacific/Apia", "2011-12-30" },
	{ "Pacific/Kwajalein", "1993-08-21" },   { "America/Sao_Paulo", "2018-02-18" },
	{ "America/Sao_Paulo", "2018-11-04" },   { "UTC", "2026-11-24" },
};

static const char *const names[] = { "Ana", "Boris", "Carla" };
static const char *const rooms[] = { "Red", "Blue" };
static const char *const services[] = { "Cut", "Colour", "Yoga" };

#define DAYS 4 /* on either side two of the day that matters */
#define MARGIN (2 * 1440)
#define MINUTES (DAYS * 1440 + 2 * MARGIN)

typedef struct {
	World *world;
	gint64 zero; /* the first minute's instant */
	PlanPart taken[40];
	guint n_taken;
	guint counts[DAYS + 8], service_counts[DAYS + 8][3], staff_counts[DAYS + 8][3];
	gint64 first_day;
	gint64 walls[MINUTES]; /* each minute's wall */
	gboolean open[3][MINUTES];
	PlanWish wish;
	gint64 day; /* on which the visit being tried begins */
} Case;

static gboolean chance(GRand *rand, int one_in)
{
	return g_rand_int_range(rand, 0, one_in) == 0;
}

static const char *pick(GRand *rand, const char *const *list, int n)
{
	return list[g_rand_int_range(rand, 0, n)];
}

/* --- a business by chance --- */

static void add_ranges(GPtrArray *ranges, GRand *rand, gboolean week)
{
	for (int weekday = 0; weekday < (week ? 7 : 1); weekday++) {
		gint64 at = chance(rand, 3) ? 0 : g_rand_int_range(rand, 0, 40) * 15;
		while (at < 1440 && !chance(rand, 4)) {
			HoursRange *range = hours_range_new();
			range->weekday = weekday;
			range->from_min = at;
			gint64 to = at + g_rand_int_range(rand, 1, 60) * 15;
			range->to_min = MIN(to, 1440);
			at = range->to_min + (chance(rand, 3) ? 0 : g_rand_int_range(rand, 1, 20) * 15);
			g_ptr_array_add(ranges, range);
		}
	}
}

static void add_plan(Case *test, GRand *rand, const char *staff)
{
	OpeningHours *hours = opening_hours_new();
	model_set(&opening_hours_class, hours, &hours->staff, staff);
	if (chance(rand, 3))
		hours->from_day = test->first_day + g_rand_int_range(rand, 0, DAYS);
	if (chance(rand, 3))
		hours->until_day = test->first_day + g_rand_int_range(rand, 0, DAYS);
	hours->created = g_rand_int_range(rand, 0, 3);
	add_ranges(hours->ranges, rand, TRUE);
	g_ptr_array_add(test->world->hours, hours);
}

static void add_closure(Case *test, GRand *rand)
{
	Closure *closure = closure_new();
	model_set(&closure_class, closure, &closure->staff, chance(rand, 2) ? NULL : pick(rand, names, 3));
	model_set(&closure_class, closure, &closure->kind, chance(rand, 2) ? "open" : "leave");
	if (chance(rand, 2)) {
		closure->first_day = test->first_day + g_rand_int_range(rand, 0, DAYS);
		closure->last_day = closure->first_day + g_rand_int_range(rand, 0, 2);
		if (strcmp(closure->kind, "open") == 0)
			add_ranges(closure->ranges, rand, FALSE);
	} else {
		closure->start = test->zero + (MARGIN + g_rand_int_range(rand, 0, DAYS * 1440)) * 60;
		closure->end = closure->start + g_rand_int_range(rand, 0, 600) * 60;
	}
	g_ptr_array_add(test->world->closures, closure);
}

static void add_services(World *world, GRand *rand)
{
	for (int i = 0; i < 3; i++) {
		Service *service = world_service(world, services[i], g_rand_int_range(rand, 1, 20) * 5);
		service->buffer_before = chance(rand, 2) ? 0 : g_rand_int_range(rand, 0, 5) * 5;
		service->buffer_after = chance(rand, 2) ? 0 : g_rand_int_range(rand, 0, 5) * 5;
		for (int s = 0; s < 3; s++)
			if (chance(rand, 3)) {
				Skill *skill = world_skill(service, names[s]);
				skill->minutes = chance(rand, 2) ? NONE : g_rand_int_range(rand, 1, 30) * 5;
			}
		if (chance(rand, 3))
			model_set(&service_class, service, &service->resource_kind, "room");
		if (chance(rand, 4))
			service->max_per_day = g_rand_int_range(rand, 0, 4);
		service->active = !chance(rand, 12);
	}
	Service *colour = world->services->pdata[1];
	world_segment(colour, 20, TRUE);
	world_segment(colour, 30, FALSE);
	world_segment(colour, 15, TRUE);
	((Service *)world->services->pdata[2])->capacity = 3;
}

static void take(Case *test, const char *booking, const Part *part)
{
	if (test->n_taken == G_N_ELEMENTS(test->taken))
		return;
	const Service *service = plan_service(&test->world->rules, part->service);
	const Staff *staff = plan_staff(&test->world->rules, part->staff);
	const Resource *resource = plan_resource(&test->world->rules, part->resource);
	PlanPart *taken = &test->taken[test->n_taken++];
	*taken = (PlanPart){ booking,
			     service ? service->id : NULL,
			     staff ? staff->id : NULL,
			     resource ? resource->id : NULL,
			     part->start,
			     part->end,
			     part->busy_from,
			     part->busy_to,
			     part->busy != 0 };
	plan_taken_add(test->world->taken, taken);
}

/* Bookings on the quarter hour, so that classes meet; overlapping each other now and then. */
static void add_bookings(Case *test, GRand *rand)
{
	static const char *const ids[] = { "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9" };
	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autoptr(GPtrArray) visits = world_visit(chance(rand, 5) ? NULL : pick(rand, services, 3),
							  chance(rand, 6) ? NULL : pick(rand, names, 3));
		Visit *visit = visits->pdata[0];
		if (!visit->service)
			visit->seconds = g_rand_int_range(rand, 1, 400) * 60;
		if (chance(rand, 2))
			model_set(&visit_class, visit, &visit->resource, pick(rand, rooms, 2));
		gint64 start = test->zero + (MARGIN + g_rand_int_range(rand, 0, DAYS * 96) * 15) * 60;
		g_autoptr(GPtrArray) parts = plan_parts(&test->world->rules, visits, start, NULL);
		for (int copies = chance(rand, 3) ? 3 : 1; parts && copies > 0; copies--, i++)
			for (guint p = 0; p < parts->len && i < G_N_ELEMENTS(ids); p++)
				take(test, ids[i], parts->pdata[p]);
	}
}

static void add_counts(Case *test, GRand *rand)
{
	for (guint day = 0; day < G_N_ELEMENTS(test->counts); day++) {
		test->counts[day] = (guint)g_rand_int_range(rand, 0, 4);
		plan_taken_count(test->world->taken, test->first_day - 4 + day, NULL, test->counts[day]);
		for (int s = 0; s < 3; s++) {
			test->service_counts[day][s] = (guint)g_rand_int_range(rand, 0, 3);
			plan_taken_count(test->world->taken, test->first_day - 4 + day, services[s],
					 test->service_counts[day][s]);
			test->staff_counts[day][s] = (guint)g_rand_int_range(rand, 0, 4);
			plan_taken_count_staff(test->world->taken, test->first_day - 4 + day, names[s],
					       test->staff_counts[day][s]);
		}
	}
}

/* --- the reference --- */

/* The first minute at which the clocks show that wall or more; -1: later than all that we look at. */
static int minute_of_wall(const Case *test, gint64 local)
{
	for (int i = 0; i < MINUTES; i++)
		if (test->walls[i] >= local)
			return i;
	return MINUTES;
}

static void paint(gboolean *open, int from, int to, gboolean value)
{
	for (int i = MAX(from, 0); i < to && i < MINUTES; i++)
		open[i] = value;
}

static void paint_ranges(const Case *test, gboolean *open, gint64 day, const GPtrArray *ranges, gboolean week)
{
	for (guint i = 0; i < ranges->len; i++) {
		const HoursRange *range = ranges->pdata[i];
		if (week && range->weekday != day_weekday(day))
			continue;
		paint(open, minute_of_wall(test, day * 86400 + range->from_min * 60),
		      minute_of_wall(test, day * 86400 + range->to_min * 60), TRUE);
	}
}

static const OpeningHours *best_plan(const Case *test, const char *staff, gint64 day)
{
	const OpeningHours *best = NULL;
	gint64 best_rank = -1;
	for (guint i = 0; i < test->world->hours->len; i++) {
		const OpeningHours *hours = test->world->hours->pdata[i];
		gint64 ends = (hours->from_day != NONE) + (hours->until_day != NONE);
		gint64 rank = ends * 1000000 + hours->created * 1000 + i;
		if (g_strcmp0(hours->staff, staff) != 0 ||
		    (hours->from_day != NONE && day < hours->from_day) ||
		    (hours->until_day != NONE && day > hours->until_day) || rank < best_rank)
			continue;
		best = hours;
		best_rank = rank;
	}
	return best;
}

/* One owner's exceptions painted over a day, from minute `from` to `to` of ours. */
static void paint_exceptions(const Case *test, gboolean *open, const char *owner, gint64 day, int from,
			     int to, gboolean openings)
{
	const GPtrArray *closures = test->world->closures;
	for (int step = 0; step < 5; step++) {
		for (guint i = 0; i < closures->len; i++) {
			const Closure *closure = closures->pdata[i];
			gboolean opens = strcmp(closure->kind, "open") == 0,
				 days = closure->first_day != NONE;
			gboolean today = days && closure->first_day <= day && day <= closure->last_day;
			int first = days ? 0 : MAX(from, (int)((closure->start - test->zero) / 60));
			int last = days ? 0 : MIN(to, (int)((closure->end - test->zero) / 60));
			if (g_strcmp0(closure->staff, owner) != 0 || (opens && !openings))
				continue;
			if ((step == 0 && today && !opens) || (step == 1 && today && opens))
				paint(open, from, to, FALSE);
			else if (step == 2 && today && opens)
				paint_ranges(test, open, day, closure->ranges, FALSE);
			else if ((step == 3 && !days && !opens) || (step == 4 && !days && opens))
				paint(open, first, last, opens);
		}
	}
}

static void paint_staff(Case *test, int who)
{
	gboolean *open = test->open[who];
	memset(open, 0, sizeof test->open[who]);
	for (gint64 day = test->first_day - 3; day < test->first_day + DAYS + 3; day++) {
		int from = minute_of_wall(test, day * 86400), to = minute_of_wall(test, (day + 1) * 86400);
		const OpeningHours *own = best_plan(test, names[who], day);
		const OpeningHours *plan = own ? own : best_plan(test, NULL, day);
		if (plan)
			paint_ranges(test, open, day, plan->ranges, TRUE);
		paint_exceptions(test, open, NULL, day, from, to, !own);
		paint_exceptions(test, open, names[who], day, from, to, TRUE);
	}
}

static int place_of(const char *const *list, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (g_strcmp0(list[i], name) == 0)
			return i;
	return -1;
}

static gboolean is_open(const Case *test, const char *staff, gint64 from, gint64 to)
{
	const gboolean *open = test->open[place_of(names, 3, staff)];
	for (gint64 at = from; at < to; at += 60)
		if (!open[(at - test->zero) / 60])
			return FALSE;
	return TRUE;
}

static gboolean equal_places(const PlanPart *other, const Part *part)
{
	return part->service && g_strcmp0(other->service, part->service) == 0 &&
	       g_strcmp0(other->staff, part->staff) == 0 && g_strcmp0(other->resource, part->resource) == 0 &&
	       other->start == part->start && other->end == part->end;
}

static gboolean is_undisturbed(const Case *test, const Part *part)
{
	const Service *service = plan_service(&test->world->rules, part->service);
	gint64 sharing = 1;
	for (guint i = 0; i < test->n_taken; i++) {
		const PlanPart *other = &test->taken[i];
		gboolean at_once =
			MAX(other->busy_from, part->busy_from) < MIN(other->busy_to, part->busy_to);
		gboolean same_staff =
			part->busy && other->busy && part->staff && g_strcmp0(other->staff, part->staff) == 0;
		gboolean same_room = part->resource && g_strcmp0(other->resource, part->resource) == 0;
		if (!at_once || (!same_staff && !same_room))
			continue;
		if (!equal_places(other, part) || ++sharing > service->capacity)
			return FALSE;
	}
	return TRUE;
}

/* May that service be done by that person in that room (NULL: none) from then on? Its parts; NULL: no. */
static GPtrArray *reference_one(const Case *test, const Visit *asked, const char *staff, const char *room,
				gint64 start)
{
	const Service *service = plan_service(&test->world->rules, asked->service);
	const Resource *resource = plan_resource(&test->world->rules, room);
	const Staff *person = plan_staff(&test->world->rules, staff);
	if ((asked->staff && strcmp(asked->staff, staff) != 0) || !person->active)
		return NULL;
	if (service && (!service->active || !service_done_by(service, staff)))
		return NULL;
	if (resource && !resource->active)
		return NULL;
	if (service && *service->resource_kind && (!resource || strcmp(resource->kind, "room") != 0))
		return NULL;
	g_autoptr(GPtrArray) visits = world_visit(asked->service, staff);
	model_set(&visit_class, visits->pdata[0], &((Visit *)visits->pdata[0])->resource, room);
	((Visit *)visits->pdata[0])->seconds = asked->seconds;
	g_autoptr(GPtrArray) parts = plan_parts(&test->world->rules, visits, start, NULL);
	for (guint i = 0; parts && i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		gboolean inside = test->world->policy->buffers_inside_hours != 0;
		if (!is_open(test, staff, inside ? part->busy_from : part->start,
			     inside ? part->busy_to : part->end) ||
		    !is_undisturbed(test, part))
			return NULL;
	}
	return g_steal_pointer(&parts);
}

/* --- the gaps left, minute by minute --- */

static gboolean is_taken(const Case *test, const char *staff, gint64 minute)
{
	for (guint i = 0; i < test->n_taken; i++) {
		const PlanPart *other = &test->taken[i];
		if (other->busy && g_strcmp0(other->staff, staff) == 0 && other->busy_from <= minute &&
		    minute < other->busy_to)
			return TRUE;
	}
	return FALSE;
}

/* Is that minute the visit's own? laid: of the parts of each service. */
static gboolean is_own(const GPtrArray *laid, const char *staff, gint64 minute)
{
	for (guint i = 0; i < laid->len; i++) {
		const GPtrArray *parts = laid->pdata[i];
		for (guint p = 0; p < parts->len; p++) {
			const Part *part = parts->pdata[p];
			if (part->busy && strcmp(part->staff, staff) == 0 && part->busy_from <= minute &&
			    minute < part->busy_to)
				return TRUE;
		}
	}
	return FALSE;
}

/* From a minute beside the visit on, away from it: is what is free before the next booking long enough, or nothing? */
static gboolean leaves_enough(const Case *test, const GPtrArray *laid, const char *staff, gint64 minute,
			      int step)
{
	for (gint64 seconds = 0; seconds < test->wish.least_gap; seconds += 60, minute += step) {
		if (is_own(laid, staff, minute))
			return TRUE;
		if (is_taken(test, staff, minute))
			return seconds == 0;
	}
	return TRUE;
}

static gboolean reference_gaps(const Case *test, const GPtrArray *laid)
{
	for (guint i = 0; i < laid->len; i++) {
		const GPtrArray *parts = laid->pdata[i];
		for (guint p = 0; p < parts->len; p++) {
			const Part *part = parts->pdata[p];
			if (part->busy &&
			    (!leaves_enough(test, laid, part->staff, part->busy_from - 60, -60) ||
			     !leaves_enough(test, laid, part->staff, part->busy_to, 60)))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean staff_has_room(const Case *test, int who)
{
	gint64 most = ((const Staff *)test->world->staff->pdata[who])->max_per_day;
	return most == NONE || test->staff_counts[test->day - (test->first_day - 4)][who] < most;
}

/* Tries every way to do the visits after those whose parts are in laid; the first that works is left there. room gets the first one's. */
static gboolean reference_visits(const Case *test, const GPtrArray *visits, GPtrArray *laid, const char *only,
				 gint64 start, gint64 *end, const char **room)
{
	guint i = laid->len;
	if (i == visits->len) {
		*end = start;
		return TRUE;
	}
	const Visit *asked = visits->pdata[i];
	const Service *service = plan_service(&test->world->rules, asked->service);
	gboolean needs = asked->resource || (service && *service->resource_kind);
	for (int s = 0; s < 3; s++) {
		for (int r = needs ? 0 : -1; r < (needs ? 2 : 0); r++) {
			const char *in = r < 0 ? NULL : rooms[r];
			if ((only && strcmp(only, names[s]) != 0) || !staff_has_room(test, s) ||
			    (asked->resource && g_strcmp0(asked->resource, in) != 0))
				continue;
			GPtrArray *parts = reference_one(test, asked, names[s], in, start);
			if (!parts)
				continue;
			gint64 after = ((const Part *)parts->pdata[parts->len - 1])->end;
			g_ptr_array_add(laid, parts);
			if (reference_visits(test, visits, laid, NULL, after, end, NULL)) {
				if (room)
					*room = in;
				return TRUE;
			}
			g_ptr_array_set_size(laid, (gint)i);
		}
	}
	return FALSE;
}

/* --- the other wishes --- */

/* Does [start, end) lie in the hours wished for, of the day before or of its own? */
static gboolean reference_hours(const Case *test, gint64 day, gint64 start, gint64 end)
{
	const PlanWish *wish = &test->wish;
	if (wish->from_min == 0 && wish->to_min == 0)
		return TRUE;
	for (gint64 begun = day - 1; begun <= day; begun++) {
		gint64 closes = begun + (wish->to_min <= wish->from_min);
		gint64 from = test->zero + minute_of_wall(test, begun * 86400 + wish->from_min * 60) * 60;
		gint64 to = test->zero + minute_of_wall(test, closes * 86400 + wish->to_min * 60) * 60;
		if (from <= start && end <= to)
			return TRUE;
	}
	return FALSE;
}

static gboolean reference_weekday(const Case *test, gint64 day)
{
	return test->wish.weekdays == 0 || (test->wish.weekdays & 1u << day_weekday(day));
}

static gboolean first_pass(const Case *test, int minute)
{
	for (int i = 0; i < minute; i++)
		if (test->walls[i] == test->walls[minute])
			return FALSE;
	return TRUE;
}

static gboolean day_has_room(const Case *test, gint64 day, const GPtrArray *visits)
{
	guint i = (guint)(day - (test->first_day - 4));
	gint64 most = test->world->policy->max_per_day;
	if (most != NONE && test->counts[i] >= most)
		return FALSE;
	for (guint v = 0; v < visits->len; v++) {
		const Service *service =
			plan_service(&test->world->rules, ((Visit *)visits->pdata[v])->service);
		if (service && service->max_per_day != NONE &&
		    test->service_counts[i][place_of(services, 3, service->id)] >= service->max_per_day)
			return FALSE;
	}
	return TRUE;
}

static void describe(GString *out, gint64 zero, gint64 start, gint64 end, const char *staff, const char *room)
{
	g_string_append_printf(out, "%d-%d %s %s\n", (int)((start - zero) / 60), (int)((end - zero) / 60),
			       staff, room ? room : "-");
}

static char *reference(Case *test, const GPtrArray *visits, gint64 from, gint64 to, int step, guint *n)
{
	GString *out = g_string_new(NULL);
	gint64 soonest = test->world->rules.now + test->world->policy->min_notice * 60;
	for (int minute = 0; minute < MINUTES; minute++) {
		gint64 start = test->zero + minute * 60, wall = test->walls[minute];
		test->day = local_day(wall);
		if (start < from || start >= to || start < soonest || local_minute(wall) % step != 0 ||
		    !first_pass(test, minute) || !day_has_room(test, local_day(wall), visits) ||
		    !reference_weekday(test, local_day(wall)))
			continue;
		for (int s = 0; s < 3; s++) {
			gint64 end;
			const char *room = NULL;
			g_autoptr(GPtrArray) laid =
				g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
			if (reference_visits(test, visits, laid, names[s], start, &end, &room) &&
			    reference_gaps(test, laid) && end <= to &&
			    reference_hours(test, local_day(wall), start, end)) {
				describe(out, test->zero, start, end, names[s], room);
				(*n)++;
			}
		}
	}
	return g_string_free(out, FALSE);
}

/* --- one case --- */

static GPtrArray *random_visits(GRand *rand)
{
	GPtrArray *visits = model_list_new(&visit_class);
	for (int n = chance(rand, 3) ? 2 : 1; n > 0; n--) {
		Visit *visit = world_visit_more(visits, chance(rand, 6) ? NULL : pick(rand, services, 3),
						chance(rand, 4) ? pick(rand, names, 3) : NULL);
		if (!visit->service || chance(rand, 5))
			visit->seconds = g_rand_int_range(rand, 11, 30) * 300;
		if (chance(rand, 6))
			model_set(&visit_class, visit, &visit->resource, pick(rand, rooms, 2));
	}
	return visits;
}

static void fill_case(Case *test, GRand *rand)
{
	World *world = test->world;
	for (int i = 0; i < 3; i++)
		world_staff(world, names[i])->active = !chance(rand, 10);
	for (int i = 0; i < 3; i++)
		if (chance(rand, 4))
			((Staff *)world->staff->pdata[i])->max_per_day = g_rand_int_range(rand, 1, 4);
	for (int i = 0; i < 2; i++)
		world_resource(world, rooms[i], chance(rand, 6) ? "chair" : "room")->active =
			!chance(rand, 10);
	add_services(world, rand);
	for (int i = g_rand_int_range(rand, 1, 4); i > 0; i--)
		add_plan(test, rand, NULL);
	for (int i = g_rand_int_range(rand, 0, 3); i > 0; i--)
		add_plan(test, rand, pick(rand, names, 3));
	for (int i = g_rand_int_range(rand, 0, 6); i > 0; i--)
		add_closure(test, rand);
	add_bookings(test, rand);
	add_counts(test, rand);
	world->policy->buffers_inside_hours = chance(rand, 3);
	world->policy->max_per_day = chance(rand, 4) ? g_rand_int_range(rand, 1, 4) : NONE;
	world->policy->min_notice = chance(rand, 3) ? g_rand_int_range(rand, 0, 600) : 0;
	world->rules.now = test->zero + (chance(rand, 2) ? 0 : MARGIN + g_rand_int_range(rand, 0, 2000)) * 60;
}

static Case *case_new(GRand *rand)
{
	int which = g_rand_int_range(rand, 0, G_N_ELEMENTS(places));
	Case *test = g_new0(Case, 1);
	test->world = world_new(places[which].zone);
	test->first_day = world_day(places[which].day) - DAYS / 2;
	test->zero = zone_day_start(test->world->rules.zone, test->first_day) - MARGIN * 60;
	for (int i = 0; i < MINUTES; i++)
		test->walls[i] = zone_local(test->world->rules.zone, test->zero + i * 60);
	fill_case(test, rand);
	for (int i = 0; i < 3; i++)
		paint_staff(test, i);
	return test;
}

static void case_free(Case *test)
{
	world_free(test->world);
	g_free(test);
}

/* Asked for by name, the slot is what plan_place makes of it, and every rule says yes. */
static void check_bookable(const Case *test, const GPtrArray *visits, const Slot *slot)
{
	g_autoptr(GPtrArray) asked = model_list_new(&visit_class);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(asked, visit_copy(visits->pdata[i]));
	model_set(&visit_class, asked->pdata[0], &((Visit *)asked->pdata[0])->staff, slot->staff);
	const World *world = test->world;
	g_autoptr(GPtrArray) parts = plan_place(&world->rules, world->taken, asked, slot->start, NULL);
	const Part *first = parts->pdata[0], *last = parts->pdata[parts->len - 1];
	T_STR("placed with", first->staff, slot->staff);
	T_STR("placed in", first->resource, slot->resource);
	T_INT("until", last->end, slot->end);
	g_autoptr(GPtrArray) findings = plan_check(&world->rules, world->taken, parts, TRUE);
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		T_STR(plan_rule_name(finding->rule), finding->message, "");
	}
	for (guint i = 0; i < parts->len; i++)
		T_TRUE("shares its time", plan_may_share(&world->rules, world->taken, parts->pdata[i]));
}

/* A start that is not listed: plan_check says no as well, for each who might have done it. */
static void check_refused(const Case *test, const GPtrArray *visits, const GPtrArray *slots, gint64 start)
{
	for (int s = 0; s < 3; s++) {
		const World *world = test->world;
		gboolean listed = FALSE;
		for (guint i = 0; i < slots->len; i++) {
			const Slot *slot = slots->pdata[i];
			listed |= slot->start == start && strcmp(slot->staff, names[s]) == 0;
		}
		const Visit *first = visits->pdata[0];
		if (listed || (first->staff && strcmp(first->staff, names[s]) != 0))
			continue;
		g_autoptr(GPtrArray) asked = model_list_new(&visit_class);
		for (guint i = 0; i < visits->len; i++)
			g_ptr_array_add(asked, visit_copy(visits->pdata[i]));
		model_set(&visit_class, asked->pdata[0], &((Visit *)asked->pdata[0])->staff, names[s]);
		g_autoptr(GPtrArray) parts = plan_place(&world->rules, world->taken, asked, start, NULL);
		if (!parts)
			continue; /* their own length leaves nothing of the last segment */
		g_autoptr(GPtrArray) findings = plan_check(&world->rules, world->taken, parts, TRUE);
		T_FALSE("not listed, so refused", plan_fits(findings));
	}
}

/* Says where two lists part, not all of both. */
static void check_same(const char *got, const char *want)
{
	g_auto(GStrv) a = g_strsplit(got, "\n", -1);
	g_auto(GStrv) b = g_strsplit(want, "\n", -1);
	guint i = 0;
	while (a[i] && b[i] && strcmp(a[i], b[i]) == 0)
		i++;
	T_STR("the same slots (from-to in minutes, staff, room)", a[i], b[i]);
}

static PlanWish random_wish(GRand *rand)
{
	PlanWish wish = { 0 };
	if (chance(rand, 2))
		return wish;
	if (chance(rand, 3))
		wish.weekdays = (guint)g_rand_int_range(rand, 1, 128);
	if (chance(rand, 2)) {
		wish.from_min = g_rand_int_range(rand, 0, 97) * 15;
		wish.to_min = g_rand_int_range(rand, 1, 97) * 15;
	}
	if (chance(rand, 2))
		wish.least_gap = g_rand_int_range(rand, 0, 40) * 300;
	return wish;
}

static guint check_case(GRand *rand)
{
	static const int steps[] = { 5, 10, 15, 20, 25, 30, 45, 60 };
	Case *test = case_new(rand);
	g_autoptr(GPtrArray) visits = random_visits(rand);
	int step = steps[g_rand_int_range(rand, 0, G_N_ELEMENTS(steps))];
	gint64 from = test->zero + (MARGIN + g_rand_int_range(rand, 0, 1440)) * 60;
	gint64 to = from + g_rand_int_range(rand, 0, DAYS * 1440 - 1440) * 60;
	guint n = 0;
	g_autoptr(GError) error = NULL;
	test->wish = random_wish(rand);
	gboolean wishes = test->wish.weekdays || test->wish.to_min || test->wish.least_gap;
	PlanSearch search = { .from = from,
			      .to = to,
			      .starts_before = NONE,
			      .step_min = step,
			      .limit = G_MAXUINT,
			      .wish = wishes ? &test->wish : NULL };
	g_autoptr(GPtrArray) slots =
		plan_free_slots(&test->world->rules, test->world->taken, visits, &search, &error);
	if (slots) {
		g_autofree char *want = reference(test, visits, from, to, step, &n);
		g_autoptr(GString) got = g_string_new(NULL);
		for (guint i = 0; i < slots->len; i++) {
			const Slot *slot = slots->pdata[i];
			describe(got, test->zero, slot->start, slot->end, slot->staff, slot->resource);
			check_bookable(test, visits, slot);
		}
		check_same(got->str, want);
		/* starts that are in the window and on the grid for certain: noon is no time at which clocks change */
		for (gint64 day = local_day(zone_local(test->world->rules.zone, from)) + 1;
		     !wishes && day < test->first_day + DAYS; day++) {
			gint64 start = zone_resolve(test->world->rules.zone, day * 86400 + 12 * 3600);
			if (start >= from + 86400 && start + 86400 <= to && start > test->world->rules.now &&
			    720 % step == 0)
				check_refused(test, visits, slots, start);
		}
	}
	case_free(test);
	return n;
}

/* --- explaining --- */

/* May the visits begin at that minute, for somebody who asked for `asked`? */
static gboolean may(Case *test, const GPtrArray *visits, gint64 start, gint64 asked)
{
	const World *world = test->world;
	gint64 end, wall = test->walls[(start - test->zero) / 60];
	g_autoptr(GPtrArray) laid = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	if (start <= world->rules.now ? asked > world->rules.now
				      : start < world->rules.now + world->policy->min_notice * 60)
		return FALSE;
	test->day = local_day(wall);
	return day_has_room(test, local_day(wall), visits) &&
	       reference_visits(test, visits, laid, NULL, start, &end, NULL);
}

static GPtrArray *copied(const GPtrArray *visits)
{
	GPtrArray *copy = model_list_new(&visit_class);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(copy, visit_copy(visits->pdata[i]));
	return copy;
}

static char *told(const Case *test, const GPtrArray *visits, gint64 start)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "%d", (int)((start - test->zero) / 60));
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		g_string_append_printf(out, ", %s %s %s %d", visit->service ? visit->service : "-",
				       visit->staff ? visit->staff : "-",
				       visit->resource ? visit->resource : "-", (int)visit->seconds);
	}
	return g_string_free(out, FALSE);
}

/* The visits with one name in place of another, if that will do. */
static char *try_name(Case *test, const GPtrArray *visits, gint64 start, gboolean room, const char *was,
		      const char *other)
{
	g_autoptr(GPtrArray) changed = copied(visits);
	for (guint i = 0; i < changed->len; i++) {
		Visit *visit = changed->pdata[i];
		char **field = room ? &visit->resource : &visit->staff;
		if (g_strcmp0(*field, was) == 0)
			model_set(&visit_class, visit, field, other);
	}
	return strcmp(was, other) != 0 && may(test, changed, start, start) ? told(test, changed, start)
									   : NULL;
}

static char *expect_name(Case *test, const GPtrArray *visits, gint64 start, gboolean room)
{
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const char *was = room ? visit->resource : visit->staff;
		for (int other = 0; was && other < (room ? 2 : 3); other++) {
			const char *name = room ? rooms[other] : names[other];
			if (room && strcmp(plan_resource(&test->world->rules, was)->kind,
					   plan_resource(&test->world->rules, name)->kind) != 0)
				continue;
			char *found = try_name(test, visits, start, room, was, name);
			if (found)
				return found;
		}
	}
	return NULL;
}

static char *expect_start(Case *test, const GPtrArray *visits, gint64 start, gint64 from, gint64 to)
{
	for (gint64 away = 60; start - away >= from || start + away < to; away += 60) {
		if (start - away >= from && may(test, visits, start - away, start))
			return told(test, visits, start - away);
		if (start + away < to && may(test, visits, start + away, start))
			return told(test, visits, start + away);
	}
	return NULL;
}

static char *expect_shorter(Case *test, const GPtrArray *visits, gint64 start)
{
	for (gint64 less = 300; less < 86400; less += 300) {
		for (guint i = visits->len; i-- > 0;) {
			g_autoptr(GPtrArray) changed = copied(visits);
			Visit *visit = changed->pdata[i];
			const Service *service = plan_service(&test->world->rules, visit->service);
			gint64 length =
				visit->seconds ? visit->seconds : service_minutes(service, visit->staff) * 60;
			visit->seconds = length - less;
			if (visit->seconds >= 300 && visit->seconds >= length / 2 &&
			    may(test, changed, start, start))
				return told(test, changed, start);
		}
	}
	return NULL;
}

static char *expect_change(Case *test, const GPtrArray *visits, gint64 start)
{
	GTimeZone *zone = test->world->rules.zone;
	gint64 day = zone_day_of(zone, start);
	char *change = expect_name(test, visits, start, TRUE);
	if (!change)
		change = expect_start(test, visits, start, start - 3600, start + 3601);
	if (!change)
		change = expect_name(test, visits, start, FALSE);
	if (!change)
		change = expect_shorter(test, visits, start);
	if (!change)
		change = expect_start(test, visits, start, zone_day_start(zone, day),
				      zone_day_start(zone, day + 1));
	return change;
}

/* What is refused has the smallest change that a slow search finds; and it fits. Gives whether there was one. */
static gboolean check_explained(GRand *rand)
{
	Case *test = case_new(rand);
	const World *world = test->world;
	g_autoptr(GPtrArray) visits = random_visits(rand);
	gint64 start = test->zero + (MARGIN + g_rand_int_range(rand, 0, DAYS * 1440)) * 60;
	g_autoptr(GPtrArray) parts = plan_place(&world->rules, world->taken, visits, start, NULL);
	gboolean changed = FALSE;
	if (parts) {
		g_autoptr(GPtrArray) findings = plan_check(&world->rules, world->taken, parts, TRUE);
		T_INT("what plan_check says", plan_fits(findings), may(test, visits, start, start));
		for (guint i = 0; i < findings->len; i++) {
			g_autofree char *kept =
				plan_kept_words(&world->rules, world->taken, parts, TRUE, (PlanRule)i);
			T_TRUE("a rule that is kept says so", *kept);
		}
		g_autoptr(PlanChange) change =
			plan_fits(findings) ? NULL
					    : plan_change(&world->rules, world->taken, visits, start, TRUE);
		g_autofree char *want = plan_fits(findings) ? NULL : expect_change(test, visits, start);
		g_autofree char *got = change ? told(test, change->visits, change->start) : NULL;
		T_STR("the smallest change", got, want);
		changed = change != NULL;
		if (changed)
			T_TRUE("applied, it fits", may(test, change->visits, change->start, start));
	}
	case_free(test);
	return changed;
}

static guint32 new_seed(void)
{
	const char *given = g_getenv("DAYBOOK_SEED");
	guint32 seed = given ? (guint32)strtoul(given, NULL, 10) : g_random_int();
	printf("seed %u ", seed);
	return seed;
}

static void test_explained(void)
{
	GRand *rand = g_rand_new_with_seed(new_seed());
	guint changes = 0;
	for (int i = 0; i < 600; i++)
		changes += check_explained(rand) ? 1 : 0;
	g_rand_free(rand);
	T_TRUE("there was something to change", changes > 40);
}

static void test_agree(void)
{
	GRand *rand = g_rand_new_with_seed(new_seed());
	guint slots = 0;
	for (int i = 0; i < 400; i++)
		slots += check_case(rand);
	g_rand_free(rand);
	T_TRUE("there was something to agree about", slots > 1000);
}

UNIT_SUITE("agree", NULL, NULL, { "slots, placing and checking agree with a slow reference", test_agree },
	   { "so does the smallest change", test_explained })
