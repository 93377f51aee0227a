/* sync/planner.h - what to do, as data. Pure: reads links, wants and what the server told; asks nobody, changes nothing. The engine does it. */
#pragma once
#include "book/sync.h"

/* --- sending --- */

typedef enum {
	STEP_SKIP,   /* not now: its calendar is not open */
	STEP_SAME,   /* nothing to send */
	STEP_NOTHING, /* to be gone, and never was there */
	STEP_INSERT, /* also where it goes to another calendar: what it leaves is deleted afterwards */
	STEP_PATCH,
	STEP_ASK,    /* an answer was lost, and something else is to be sent now: what stands there? */
	STEP_DELETE
} StepKind;

typedef struct {
	StepKind kind;
	const SyncWant *want; /* borrowed */
	const char *calendar; /* id of the one to be written to; borrowed */
	const char *event;    /* remote id; "" where the provider makes it (an occurrence); borrowed */
	EventFields *base, *sent; /* what stands there, what may; NULL */
} Step;
void step_free(Step *step);

/** open: ids of calendars that may be written to now (keys). asked: STEP_ASK was answered in this run. */
Step *planner_step(const SyncWant *want, GHashTable *open, gboolean asked);

/** Does it make an event that no earlier try has been counted for? */
gboolean planner_makes(const Step *step);
/** How many of the steps from `from` on make the next request: at most `most`, none of an event twice, at most `inserts` of them make one. Those of them are
 *  moved to the front, in their order. steps: of Step. */
guint planner_batch(GPtrArray *steps, guint from, guint most, guint inserts);

/* --- pace: so many writes a second to each calendar, over time --- */

typedef struct Pace Pace;
Pace *pace_new(void);
void pace_free(Pace *pace);
/** Notes n writes to a calendar at `now` (microseconds, monotonic); how long to wait before sending them, in milliseconds. per_second 0: as fast as
 *  it goes. The first `burst` are free. */
gint64 pace_take(Pace *pace, const char *calendar, guint n, gint64 per_second, gint64 now);
/** They were not sent after all. */
void pace_give_back(Pace *pace, const char *calendar, guint n, gint64 per_second);
#define PACE_BURST 50

/* --- taking in --- */

typedef struct {
	const RemoteEvent *event;
	const SyncLink *link;  /* that it belongs to here; NULL */
	gboolean ours;         /* made by this book */
	gboolean known;        /* … and the booking is there */
	const SyncLink *other; /* the link of that booking, at another event or calendar; NULL */
	gboolean left;         /* that other event is gone (seen in this run) */
	gboolean stands;       /* that other event is alive (seen in this run) */
	gboolean arrived;      /* it stands where the link's booking was sent, and not where the link says */
	gboolean leaving;      /* it is about to be deleted */
} PullFacts;

typedef enum {
	PULL_IGNORE,
	PULL_WAIT,       /* it cannot be said yet what it is */
	PULL_MIRROR,     /* a foreign event (or the end of one) */
	PULL_SERIES,     /* … that repeats, or an occurrence of one */
	PULL_MERGE,      /* one of ours as it stands there: echo or three-way */
	PULL_ARRIVED,    /* … where it was sent to with a lost answer */
	PULL_RESEND,     /* … where somebody deleted it, while what it left still stands */
	PULL_AGAIN,      /* one of ours stands again */
	PULL_MOVED,      /* one of ours stands in another calendar now */
	PULL_BIND,       /* one of ours without a link */
	PULL_ORPHAN,     /* made by this book, which knows no such booking */
	PULL_STRAY,      /* a double of one of ours, that somebody took out of the bin or that never left */
	PULL_DELETED     /* one of ours was deleted there */
} PullKind;

PullKind planner_pull(const PullFacts *facts);
