/* tests/unit/plan/world.h - a small business to ask plan about
 *
 * Ids are names: staff "Ana" has the id "Ana". Times are walls of the world's zone: "2026-11-24 14:30" (a Tuesday). The world owns all
 * that it makes; what its functions return is borrowed, to be changed by the test. */
#pragma once
#include "plan/plan.h"

typedef struct {
	PlanRules rules; /* ready to ask with */
	PlanTaken *taken;
	Policy *policy;
	GPtrArray *staff, *resources, *services, *hours, *closures;
} World;

/** In that zone, at 2026-11-20 08:00 UTC; no staff, no hours; horizon 24 months, no other policy. */
World *world_new(const char *zone);
void world_free(World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

Staff *world_staff(World *world, const char *name);
Resource *world_resource(World *world, const char *name, const char *kind);
Service *world_service(World *world, const char *name, gint64 minutes);
void world_segment(Service *service, gint64 minutes, gboolean busy); /* the duration is added up */
Skill *world_skill(Service *service, const char *staff);

/** spec as opening hours are typed: "mo-fr 09:00-18:00"; days NULL or "2026-11-24". */
OpeningHours *world_hours(World *world, const char *staff, const char *from, const char *until,
			  const char *spec);
/** Whole days. kind "holiday", "leave", "open" (then with ranges "10:00-14:00"). */
Closure *world_days(World *world, const char *staff, const char *kind, const char *first, const char *last,
		    const char *ranges);
Closure *world_span(World *world, const char *staff, const char *kind, const char *start, const char *end);

gint64 world_day(const char *day);
gint64 world_at(const World *world, const char *wall);
/** "24T09:00/24T18:00 25T09:00/25T18:00": days of the month and walls. The caller frees. */
char *world_words(const World *world, const GArray *intervals);

/** A booking of one part, with buffers in minutes. service, staff, resource may be NULL. */
void world_take(World *world, const char *booking, const char *service, const char *staff,
		const char *resource, const char *start, const char *end, int before, int after);

/** A visit list of one; NULL where nothing is named. The caller's. */
GPtrArray *world_visit(const char *service, const char *staff);
Visit *world_visit_more(GPtrArray *visits, const char *service, const char *staff);

/** plan_free_slots without wishes. */
GPtrArray *world_slots(const World *world, const GPtrArray *visits, gint64 from, gint64 to, int step, guint limit,
		       GError **error);
