/* tests/unit/plan/world.c */
#include "tests/unit/plan/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"

/* A test whose own words are wrong must not go on. */
static void must(gboolean ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "the test is wrong: %s\n", what);
	abort();
}

World *world_new(const char *zone)
{
	World *world = g_new0(World, 1);
	world->taken = plan_taken_new();
	world->policy = policy_new();
	world->policy->slot_step = 15;
	world->policy->horizon = 24;
	world->staff = model_list_new(&staff_class);
	world->resources = model_list_new(&resource_class);
	world->services = model_list_new(&service_class);
	world->hours = model_list_new(&opening_hours_class);
	world->closures = model_list_new(&closure_class);
	world->rules = (PlanRules){
		.zone = zone_new(zone, NULL),
		.now = day_from_civil(2026, 11, 20) * ZONE_DAY_SECONDS + 8 * 3600,
		.policy = world->policy,
		.staff = world->staff,
		.resources = world->resources,
		.services = world->services,
		.hours = world->hours,
		.closures = world->closures,
	};
	must(world->rules.zone != NULL, zone);
	return world;
}

void world_free(World *world)
{
	if (!world)
		return;
	plan_taken_free(world->taken);
	policy_free(world->policy);
	g_ptr_array_unref(world->staff);
	g_ptr_array_unref(world->resources);
	g_ptr_array_unref(world->services);
	g_ptr_array_unref(world->hours);
	g_ptr_array_unref(world->closures);
	g_time_zone_unref(world->rules.zone);
	g_free(world);
}

Staff *world_staff(World *world, const char *name)
{
	Staff *staff = staff_new();
	model_set(&staff_class, staff, &staff->id, name);
	model_set(&staff_class, staff, &staff->name, name);
	staff->active = 1;
	g_ptr_array_add(world->staff, staff);
	return staff;
}

Resource *world_resource(World *world, const char *name, const char *kind)
{
	Resource *resource = resource_new();
	model_set(&resource_class, resource, &resource->id, name);
	model_set(&resource_class, resource, &resource->name, name);
	model_set(&resource_class, resource, &resource->kind, kind);
	resource->active = 1;
	g_ptr_array_add(world->resources, resource);
	return resource;
}

Service *world_service(World *world, const char *name, gint64 minutes)
{
	Service *service = service_new();
	model_set(&service_class, service, &service->id, name);
	model_set(&service_class, service, &service->name, name);
	service->duration = minutes;
	service->capacity = 1;
	service->active = 1;
	g_ptr_array_add(world->services, service);
	return service;
}

void world_segment(Service *service, gint64 minutes, gboolean busy)
{
	Segment *segment = segment_new();
	segment->minutes = minutes;
	segment->busy = busy;
	service->duration = (service->segments->len ? service->duration : 0) + minutes;
	g_ptr_array_add(service->segments, segment);
}

Skill *world_skill(Service *service, const char *staff)
{
	Skill *skill = skill_new();
	model_set(&skill_class, skill, &skill->staff, staff);
	g_ptr_array_add(service->skills, skill);
	return skill;
}

/* --- hours --- */

static void add_range(int weekday, int from_min, int to_min, gpointer ranges)
{
	HoursRange *range = hours_range_new();
	range->weekday = weekday;
	range->from_min = from_min;
	range->to_min = to_min;
	g_ptr_array_add(ranges, range);
}

OpeningHours *world_hours(World *world, const char *staff, const char *from, const char *until,
			  const char *spec)
{
	OpeningHours *hours = opening_hours_new();
	model_set(&opening_hours_class, hours, &hours->staff, staff);
	hours->from_day = from ? world_day(from) : NONE;
	hours->until_day = until ? world_day(until) : NONE;
	must(when_hours(spec, add_range, hours->ranges, NULL), spec);
	g_ptr_array_add(world->hours, hours);
	return hours;
}

static Closure *add_closure(World *world, const char *staff, const char *kind)
{
	Closure *closure = closure_new();
	model_set(&closure_class, closure, &closure->staff, staff);
	model_set(&closure_class, closure, &closure->kind, kind);
	g_ptr_array_add(world->closures, closure);
	return closure;
}

Closure *world_days(World *world, const char *staff, const char *kind, const char *first, const char *last,
		    const char *ranges)
{
	Closure *closure = add_closure(world, staff, kind);
	closure->first_day = world_day(first);
	closure->last_day = world_day(last);
	must(!ranges || when_day_ranges(ranges, add_range, closure->ranges, NULL), ranges);
	return closure;
}

Closure *world_span(World *world, const char *staff, const char *kind, const char *start, const char *end)
{
	Closure *closure = add_closure(world, staff, kind);
	closure->start = world_at(world, start);
	closure->end = world_at(world, end);
	return closure;
}

/* --- times --- */

gint64 world_day(const char *day)
{
	int year, month, mday;
	must(sscanf(day, "%d-%d-%d", &year, &month, &mday) == 3, day);
	return day_from_civil(year, month, mday);
}

gint64 world_at(const World *world, const char *wall)
{
	int year, month, mday, hour, minute;
	must(sscanf(wall, "%d-%d-%d %d:%d", &year, &month, &mday, &hour, &minute) == 5, wall);
	return zone_resolve(world->rules.zone,
			    day_from_civil(year, month, mday) * ZONE_DAY_SECONDS + hour * 3600 + minute * 60);
}

static void add_moment(const World *world, GString *out, gint64 instant)
{
	gint64 local = zone_local(world->rules.zone, instant);
	int mday;
	day_to_civil(local_day(local), NULL, NULL, &mday);
	g_autofree char *time = local_hhmm(local);
	g_string_append_printf(out, "%02dT%s", mday, time);
}

char *world_words(const World *world, const GArray *intervals)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < intervals->len; i++) {
		const Interval *each = &g_array_index(intervals, Interval, i);
		if (i)
			g_string_append_c(out, ' ');
		add_moment(world, out, each->start);
		g_string_append_c(out, '/');
		add_moment(world, out, each->end);
	}
	return g_string_free(out, FALSE);
}

/* --- what is taken, what is asked --- */

void world_take(World *world, const char *booking, const char *service, const char *staff,
		const char *resource, const char *start, const char *end, int before, int after)
{
	gint64 from = world_at(world, start), to = world_at(world, end);
	PlanPart part = { booking,         service, staff, resource, from, to, from - before * 60,
			  to + after * 60, TRUE };
	plan_taken_add(world->taken, &part);
}

Visit *world_visit_more(GPtrArray *visits, const char *service, const char *staff)
{
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, service);
	model_set(&visit_class, visit, &visit->staff, staff);
	g_ptr_array_add(visits, visit);
	return visit;
}

GPtrArray *world_visit(const char *service, const char *staff)
{
	GPtrArray *visits = model_list_new(&visit_class);
	world_visit_more(visits, service, staff);
	return visits;
}

GPtrArray *world_slots(const World *world, const GPtrArray *visits, gint64 from, gint64 to, int step,
		       guint limit, GError **error)
{
	PlanSearch search = {
		.from = from, .to = to, .starts_before = NONE, .step_min = step, .limit = limit
	};
	return plan_free_slots(&world->rules, world->taken, visits, &search, error);
}
