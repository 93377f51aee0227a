/* plan/plan.h - pure scheduling: intervals in, intervals out. No clock, no database, no zone names.
 *
 * The caller (book) gathers what the rules are (PlanRules) and what is taken (PlanTaken) and asks. One function both decides
 * and explains: plan_check. Times are half-open intervals of instants; wall steps and opening hours go through the zone.
 * Ownership: PlanRules and PlanTaken borrow everything they point at; what a function returns is the caller's.
 * Same input, same order, always. */
#pragma once
#include "base/zone.h"
#include "model/booking.h"
#include "model/business.h"
#include "model/catalog.h"
#include "model/hours.h"
#include "model/slot.h"

typedef struct {
	GTimeZone *zone;
	gint64 now;
	const Policy *policy;
	const GPtrArray *staff;     /* of Staff, in their order; the inactive and removed are never offered */
	const GPtrArray *resources; /* of Resource, in their order */
	const GPtrArray *services;  /* of Service */
	const GPtrArray *hours;     /* of OpeningHours (not removed) */
	const GPtrArray *closures;  /* of Closure (not removed) that touch the range asked about */
} PlanRules;

const Staff *plan_staff(const PlanRules *rules, const char *id);       /* NULL for an unknown id or NULL */
const Resource *plan_resource(const PlanRules *rules, const char *id);
const Service *plan_service(const PlanRules *rules, const char *id);

/* --- what is taken --- */

/* One part of a live booking that occupies somebody or something. */
typedef struct {
	const char *booking; /* its id */
	const char *service, *staff, *resource; /* NULL where none */
	gint64 start, end, busy_from, busy_to;
	gboolean busy; /* FALSE: a processing gap; holds only the resource */
} PlanPart;

typedef struct PlanTaken PlanTaken;

PlanTaken *plan_taken_new(void);
void plan_taken_free(PlanTaken *taken);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanTaken, plan_taken_free)
/** Copies the part, strings interned in taken. Each part once; order does not matter, the first question sorts. */
void plan_taken_add(PlanTaken *taken, const PlanPart *part);
/** Appointments already standing on a day (for max-per-day), added up: of the business (service NULL) or of a service. */
void plan_taken_count(PlanTaken *taken, gint64 day, const char *service, guint appointments);
/** The same of a staff member. */
void plan_taken_count_staff(PlanTaken *taken, gint64 day, const char *staff, guint appointments);

/* --- opening hours --- */

/** When somebody works (staff id), or the business is open (NULL), within [from, to): sorted, merged (adjoining ranges are one,
 *  over midnight too), closures taken out, extra openings in. GArray of Interval. A person without a plan of their own has the
 *  business's; a business-wide closure closes everybody but for that person's own "open". */
GArray *plan_open(const PlanRules *rules, const char *staff, gint64 from, gint64 to);

/** Sorts a GArray of Interval; what overlaps or adjoins becomes one. */
void plan_merge(GArray *intervals);

/** Open minus busy: the gaps of one staff member (buffers respected), at least min_seconds long. GArray of Interval. */
GArray *plan_gaps(const PlanRules *rules, const PlanTaken *taken, const char *staff, gint64 from, gint64 to, gint64 min_seconds);

/** How a day's intervals stand beside each other: fills lane[i] (from 0) and lanes[i] (how many share the width of the overlapping
 *  group that i belongs to). Input sorted by start. */
void plan_lanes(const Interval *intervals, guint n, guint *lane, guint *lanes);

/* --- one visit --- */

/** Lays visits (of Visit) one after the other from start: the parts with segments, buffers (before on a service's first segment, after
 *  on its last), prices and the staff and resources named; those left open stay NULL. GPtrArray of Part.
 *  Errors: NOT_FOUND for an unknown service, USAGE when a visit has no length. A length other than the service's own stretches
 *  or shrinks its last busy segment; USAGE when that leaves nothing of it. */
GPtrArray *plan_parts(const PlanRules *rules, const GPtrArray *visits, gint64 start, GError **error);

/** Chooses staff (first who fits, in staff order) and resources where the visit left them open, and lays the parts. With nobody
 *  who fits, the first who could do it: plan_check then says why not. as plan_parts for errors. */
GPtrArray *plan_place(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, gint64 start, GError **error);

/** The same for blocked time, which knows no hours: whoever is named, else the first in staff order who is not busy; the first where
 *  everybody is. */
GPtrArray *plan_place_block(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, gint64 start, GError **error);

typedef enum {
	PLAN_EXISTS,   /* service, staff and resource are there and active */
	PLAN_OPEN,     /* within opening hours */
	PLAN_CLOSURE,  /* no closure, no leave */
	PLAN_STAFF,    /* the person works then and is not busy */
	PLAN_SKILL,    /* and does that service */
	PLAN_RESOURCE, /* a resource of the kind is there and free */
	PLAN_CAPACITY, /* a place is left in the class */
	PLAN_BUFFERS,  /* the times between bookings are kept */
	PLAN_NOTICE,   /* not sooner than the notice asks (a past time is a record, and fits) */
	PLAN_HORIZON,
	PLAN_MAX_PER_DAY,
	PLAN_RULE_COUNT
} PlanRule;

const char *plan_rule_name(PlanRule rule); /* "max-per-day": the contract's names */

typedef struct {
	PlanRule rule;
	gboolean ok;
	gboolean conflict; /* it is another booking that stands against it (exit 4), not a rule of the house (5) */
	char *message;     /* why not, in words; "" where ok. Names no other customer: `with` says whom */
	GPtrArray *with;   /* of char*: ids of the bookings against it, in time order; never NULL */
} PlanFinding;

void plan_finding_free(PlanFinding *finding);

/** May these parts be booked? All rules are tried, in the order of PlanRule: GPtrArray of PlanFinding, one for each.
 *  appointment FALSE: a block, to which only exists, staff (busy), resource, buffers apply. */
GPtrArray *plan_check(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *parts, gboolean appointment);
gboolean plan_fits(const GPtrArray *findings);

/** What a rule says of parts that keep it: "Open 09:00-18:00." The caller frees. */
char *plan_kept_words(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *parts, gboolean appointment, PlanRule rule);

/* What would fit instead. words: "start 15 min later" */
typedef struct {
	GPtrArray *visits; /* of Visit */
	gint64 start;
	char *words;
} PlanChange;
void plan_change_free(PlanChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanChange, plan_change_free)

/** The smallest change that makes visits fit which do not, on the day that was asked for; NULL when there is none. Applied, it fits. Which is smaller
 *  goes by what it means for the customer, the first of these that helps:
 *    1. another resource of the same kind in place of a named one
 *    2. the start, by up to an hour: the nearest minute, the earlier of two
 *    3. another person in place of a named one, the first in staff order
 *    4. shorter, by as few times five minutes as will do, and to no less than half
 *    5. the start, any time of that day, as in 2
 *  Nobody is sent into the past who did not ask for a past time. taken and the closures reach from the day before to the day after, the visits'
 *  length besides. Beyond the day it is the caller who looks for slots: then plan_change_to_slot. */
PlanChange *plan_change(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, gint64 start, gboolean appointment);
/** To begin at a slot that was found for them. anybody: it was found for anybody, and its person is named in the change. NULL when that does not fit
 *  after all. */
PlanChange *plan_change_to_slot(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, const Slot *slot, gboolean appointment,
                                gboolean anybody);

/** The quick answer for the rule of sharing time alone (data.md, "Who may share time"): may this part stand beside what is taken?
 *  The class with equal service, staff, resource, start, end is allowed up to its capacity. */
gboolean plan_may_share(const PlanRules *rules, const PlanTaken *taken, const Part *part);

/** The last instant at which a visit may begin. */
gint64 plan_horizon(const PlanRules *rules);

/* --- free slots --- */

/* What is wished for beyond the range; zeros wish nothing.
 * weekdays          bits 1 << weekday (0 Monday) of the day on which the slot begins
 * from_min, to_min  minutes of the wall, 0..1440, between which the slot lies wholly; to_min not above from_min: over midnight
 * least_gap         seconds: between the visit and each booking beside it of the same person there is nothing, or at least so much */
typedef struct {
	guint weekdays;
	int from_min, to_min;
	gint64 least_gap;
} PlanWish;

/* Where slots are looked for.
 * from, to       they lie wholly inside
 * starts_before  they begin before that (a long range is looked at in pieces); NONE: anywhere
 * step_min       starts lie on so many minutes of the wall from local midnight
 * limit          at most so many
 * wish           NULL: none */
typedef struct {
	gint64 from, to, starts_before;
	int step_min;
	guint limit;
	const PlanWish *wish;
} PlanSearch;

/** Free slots for the visits: one for each start and each staff member who can do the first visit, in time order then staff order.
 *  A skipped time gives no start, a repeated hour only its first pass. Never before now plus the notice, never beyond the horizon.
 *  Buffers may reach past closing unless the policy says they stay inside. With a service that has no staff at all and no staff in
 *  the business able: none. GPtrArray of Slot. */
GPtrArray *plan_free_slots(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, const PlanSearch *search, GError **error);

/* --- ranking --- */

/* What a customer has done so far: how many of their visits were with whom, on which day of the week, and began in which hour of the wall. */
typedef struct {
	guint visits;
	GHashTable *staff; /* id -> GUINT_TO_POINTER(visits) */
	guint weekdays[7], hours[24];
} PlanHabits;

/* The best come first. A slot's score, 0 to 1000, is the mean of what counts, each from 0 to 1000, by weight:
 *
 *   gaps        40  not with the policy rank-gaps off. The mean of both sides: 1000 where the visit with its buffers touches what is beside it (a
 *                   booking of the same person, opening or closing time); 500 where what stays free between holds the shortest service that
 *                   they do; 0 where it is shorter, and so dead
 *   neighbours  20  1000 between two bookings, or in a class that takes place anyway; 700 beside one; 0 alone
 *   staff       15  only with habits: the share of the customer's visits that were with that person
 *   hour        10  only with habits: the share that began in the same hour, the one before or the one after
 *   weekday      5  only with habits: the share on that day of the week
 *   load        20  only with the policy rank-spread: the share of the person's hours that day that is still free, or with gather that is not
 *   soon        10  1000 at the beginning of the range, 0 at its end
 *
 * Equal scores stand in time order, then staff order. Reasons say in words what speaks for a slot, and a dead gap.
 * found: the slots of plan_free_slots for the same question, in their order; it keeps the best of them. habits: NULL for nobody's. */
gboolean plan_rank(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, const PlanSearch *search, const PlanHabits *habits,
                   guint keep, GPtrArray *found, GError **error);
