/* plan/plan_p.h - what the files of this room share, and nobody else includes.
 *
 * Three small tools stand under plan_check, plan_place and plan_free_slots: PlanDays turns minutes of a day's wall into instants,
 * PlanLine finds what overlaps in one staff member's or resource's time, PlanSites answers whether a visit fits somewhere. */
#pragma once
#include "plan/plan.h"

/* --- wall.c: the days of a range, their first instants known --- */

typedef struct {
	GTimeZone *zone; /* borrowed */
	gint64 first;    /* day */
	guint n;         /* days */
	gint64 *start;   /* n + 1: each day's first instant, and the end of the last */
	gint64 *offset;  /* n: seconds east of UTC all day long, or NONE where the clocks change */
} PlanDays;

/** The days that [from, to) touches, and one more on either side. */
PlanDays *plan_days_new(GTimeZone *zone, gint64 from, gint64 to);
void plan_days_free(PlanDays *days);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanDays, plan_days_free)
/** When the clock of that day (the i-th) shows that minute for the first time, 0..1440; where it jumps over it: when it jumps. */
gint64 plan_days_instant(const PlanDays *days, guint i, int minute);
/** The same, but FALSE where the clock never shows it. */
gboolean plan_days_exact(const PlanDays *days, guint i, int minute, gint64 *instant);

/* --- hours.c --- */

/** plan_open, on days already known (they hold [from, to)). With closures FALSE, as if no closure or leave were there. */
GArray *plan_open_days(const PlanRules *rules, const PlanDays *days, const char *staff, gint64 from,
		       gint64 to, gboolean closures);
/** Do hours of their own hold for that person on that day, rather than the business's? */
gboolean plan_own_hours(const PlanRules *rules, const char *staff, gint64 day);
/** Is it one that closes, for this person (NULL: the business)? */
gboolean plan_closes(const Closure *closure, const char *staff);
Interval plan_closure_span(GTimeZone *zone, const Closure *closure);
/** The index of the interval that holds [from, to) whole, or -1. hint: where the last one was found; may be any number. */
int plan_holding(const GArray *intervals, gint64 from, gint64 to, guint *hint);

/* --- taken.c --- */

/* All that takes one staff member's (busy parts only) or one resource's time (every part), by busy_from. */
typedef struct {
	GArray *parts; /* of PlanPart */
	GArray *reach; /* of gint64: the largest busy_to up to there; as long as `parts` once settled */
} PlanLine;

const PlanLine *plan_line_staff(const PlanTaken *taken, const char *id); /* NULL: nothing, or id NULL */
const PlanLine *plan_line_resource(const PlanTaken *taken, const char *id);

/* for (PlanOverlap o = plan_overlap(line, from, to); (part = plan_overlap_next(&o)); ) – latest first */
typedef struct {
	const PlanLine *line;
	gint64 from;
	guint i;
} PlanOverlap;

PlanOverlap plan_overlap(const PlanLine *line, gint64 from, gint64 to);
const PlanPart *plan_overlap_next(PlanOverlap *overlap);

guint plan_taken_on(const PlanTaken *taken, gint64 day, const char *service);
guint plan_taken_on_staff(const PlanTaken *taken, gint64 day, const char *staff);
/** What stands beside [from, to) in a line; NULL where nothing does. What overlaps it is passed over. */
typedef struct {
	const PlanPart *before, *after;
	gint64 gap_before, gap_after; /* seconds free up to there; NONE */
} PlanBeside;
PlanBeside plan_line_beside(const PlanLine *line, gint64 from, gint64 to);

/** The same place in the same class: service, staff, resource, start and end all equal. */
gboolean plan_same_class(const PlanPart *a, const PlanPart *b);
/** 1, or more for a class; 1 for an unknown service and for NULL. */
gint64 plan_capacity(const Service *service);
/** The rule of sharing time, for a part and the two lines it would stand in. */
gboolean plan_shares(const PlanPart *part, gint64 capacity, const PlanLine *staff, const PlanLine *resource);
PlanPart plan_part_of(const Part *part);

/* --- parts.c --- */

/* How a visit lies in time, seconds from its start. */
typedef struct {
	gint64 start, end, busy_from, busy_to;
	gboolean busy;
} PlanPiece;

typedef struct {
	GArray *pieces;            /* of PlanPiece */
	gint64 length;             /* seconds */
	gint64 busy_from, busy_to; /* with all buffers */
} PlanShape;

/** Errors: USAGE, as plan_parts. */
PlanShape *plan_shape_new(const Service *service, const Visit *visit, const char *staff, GError **error);
void plan_shape_free(PlanShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanShape, plan_shape_free)
/** Appends a shape's parts to parts, beginning at start. */
void plan_shape_lay(const PlanShape *shape, const Service *service, const char *staff, const char *resource,
		    gint64 start, GPtrArray *parts);
/** The service of a visit (NULL for none). Errors: NOT_FOUND. */
gboolean plan_visit_service(const PlanRules *rules, const Visit *visit, const Service **service,
			    GError **error);

/* --- place.c --- */

typedef struct PlanSites PlanSites;

/** What the visits need, and who could give it, for starts in [from, to). Errors: as plan_parts. */
PlanSites *plan_sites_new(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
			  gint64 from, gint64 to, GError **error);
void plan_sites_free(PlanSites *sites);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanSites, plan_sites_free)
/** From here on only places that leave no shorter gap than that to the bookings beside them (PlanWish.least_gap). */
void plan_sites_keep_gap(PlanSites *sites, gint64 least_gap);
/** Does the whole visit fit at start, the first service done by the staff member of that index? Then its end and the resource. For one
 *  staff member starts are asked about in time order: what has to pass before anything fits again is passed over. */
gboolean plan_sites_fit(PlanSites *sites, guint staff, gint64 start, gint64 *end, const Resource **resource);

/** What the first staff member's own time is of the visit found last, to the end of the services that they do without a break: with buffers. For a
 *  single service nothing need have been found. */
Interval plan_sites_time(const PlanSites *sites, guint staff, gint64 start);

/* --- block.c --- */

/** The parts of a block at start, for each who might do it: GPtrArray of GPtrArray of Part. */
GPtrArray *plan_block_parts(const PlanRules *rules, const GPtrArray *visits, gint64 start);

/* --- check.c --- */

/** Does that staff member take one more appointment on that day? */
gboolean plan_staff_has_room(const PlanTaken *taken, gint64 day, const Staff *staff);
/** Is a place left on that day for these services (of Service; NULLs are passed over)? */
gboolean plan_day_has_room(const PlanRules *rules, const PlanTaken *taken, gint64 day,
			   const GPtrArray *services);
