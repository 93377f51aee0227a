/* plan/poll.h - a time for several people: when it could be, who can at each of those times, and which of them is best.
 *
 * Candidates lie wholly in a window and begin `step` minutes apart on the wall of the business's zone, counted from that window's own
 * start: 14:00, 14:15, 14:30 on a day with a clock change as on any other. A wall time that the clocks jump over gives none;
 * one that they show twice counts once, at the first instant that is not before the window's start. What two windows give is one candidate.
 * Somebody can where the whole length lies in one of their free intervals, wherever on earth they gave them: intervals are instants.
 *
 * Whoever is free in [a, b) can at every start of [a, b - length]. The two ends of all these spans are sorted and swept once beside the
 * candidates, the set of those who can kept as one bit for each person: the sweep of K. Marzullo, "Maintaining the Time in a Distributed
 * System" (1984), which finds where most intervals overlap. For c candidates, p people and f free intervals: f log f + c p/64. */
#pragma once
#include "plan/plan.h"

/* One of those asked. */
typedef struct {
	const GArray *free; /* of Interval: sorted, merged (plan_merge); borrowed. NULL: never (or not known) */
	gboolean must;
} PlanVoter;

/* A time at which at least one can. */
typedef struct {
	gint64 start, end;
	guint can, musts; /* how many can, and how many of the must-haves */
	guint row;        /* for plan_poll_can */
} PlanPollTime;

typedef struct {
	GArray *times; /* of PlanPollTime */
	guint words;   /* that each row of `who` has */
	guint64 *who;  /* a bit for each of those asked */
} PlanPoll;

void plan_poll_free(PlanPoll *poll);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlanPoll, plan_poll_free)

/** The starts there could be, in time order, each once. windows: of Interval, in any order. Stops when there are more than `most`. GArray of gint64. */
GArray *plan_poll_starts(GTimeZone *zone, const GArray *windows, gint64 seconds, int step_min, guint most);

/** Who can when. starts: in time order. ranked: how many can, then how many of the must-haves, then the earlier; else in time order. A time at
 *  which nobody can is left out. */
PlanPoll *plan_poll(const GArray *starts, gint64 seconds, const PlanVoter *voters, guint n_voters, gboolean ranked);
gboolean plan_poll_can(const PlanPoll *poll, const PlanPollTime *time, guint voter);
