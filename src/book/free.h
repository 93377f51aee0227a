/* book/free.h - free time: what can be booked, which of it is best, why something cannot be, and slots held while talking.
 * Reading only, but for the holds, which are no change of the business (not logged, not undone). */
#pragma once
#include "book/book.h"
#include "model/slot.h"
#include "model/waitlist.h"

/* visits: of Visit. step 0: the policy's. limit G_MAXUINT: all.
 * weekdays          bits 1 << weekday (0 Monday), 0: any
 * from_min, to_min  minutes of the wall between which a slot lies wholly; 0 and 0: any. to_min may be below from_min: over midnight
 * least_gap         seconds that stay free to the neighbours of the same person, or none at all: no slot leaves a shorter gap
 * rank              best first (plan.h says how it is scored), each slot with score and reasons; else in time order then staff order
 * customer          whose habits count in ranking (usual staff, weekday, hour); NULL: nobody's
 * offset            the first so many are passed over (the next page)
 * except            a booking whose time counts as free (it is being moved); NULL: none */
typedef struct {
	const GPtrArray *visits;
	gint64 from, to;
	guint limit;
	int step;
	guint weekdays;
	int from_min, to_min;
	gint64 least_gap;
	gboolean rank;
	const char *customer;
	guint offset;
	const char *except;
} FreeQuery;
/** GPtrArray of Slot. Same input, same order, always. */
GPtrArray *book_free(Book *book, const FreeQuery *query, GError **error);

/* --- may this be booked, and if not, what would make it fit? --- */

typedef struct {
	const char *rule; /* the contract's names: exists, open, closure, staff, skill, resource, capacity, buffers, notice, horizon, max-per-day */
	gboolean ok, conflict;
	char *message;    /* what the rule says, in words, where it is kept too ("Open 09:00-18:00.") */
	GPtrArray *with;  /* of char*: ids of the bookings against it */
} ExplainedRule;
typedef struct {
	gboolean fits;
	GPtrArray *rules; /* of ExplainedRule, all of them, in order */
	GPtrArray *parts; /* of Part: as they would be placed */
	Slot *nearest;    /* the closest slot that book_free would list, the earlier of two; NULL when it fits or there is none */
	char *change;     /* the smallest change that makes it fit (plan.h says what is small), in words: "start 15 min later"; NULL */
	GPtrArray *changed;   /* of Visit: all of them as changed (staff, resource, length); NULL without change */
	gint64 changed_start; /* apply both and it fits; NONE without change */
} Explanation;
void explanation_free(Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Explanation, explanation_free)
/** The same function decides when booking. appointment FALSE: a block. except: a booking that is not in its own way, or NULL. */
Explanation *book_explain(Book *book, const GPtrArray *visits, gint64 start, gboolean appointment, const char *except, GError **error);

/* --- length remembered --- */

/** Seconds that this customer's last visits of a service took, where two or more were of one other length than the service's own for that person
 *  (staff may be NULL: the service's); 0: nothing to remember, or the policy is off; -1 on error. The newest visits count, at most the last five,
 *  coming ones too: the length that most of them had, of equally many the one of the newest. A visit that took the own length of whoever did it
 *  speaks for the service's own. */
gint64 book_usual_length(Book *book, const char *customer, const char *service, const char *staff, GError **error);

/* --- holds --- */

#define HOLD_SECONDS (10 * 60)

/** Keeps a slot for book_actor for `seconds` (0: HOLD_SECONDS). It must fit now: as book_add for errors. Holds of one owner do not pile up: a new
 *  one of the same staff and start replaces the old. */
Hold *book_hold(Book *book, const GPtrArray *visits, gint64 start, gint64 seconds, const char *note, GError **error);
/** Those that count now, by start; from, to NONE: all. GPtrArray of Hold. */
GPtrArray *book_holds(Book *book, gint64 from, gint64 to, GError **error);
/** By id or prefix; one that is over: NOT_FOUND. Anybody may let go of anybody's. */
gboolean book_hold_release(Book *book, const char *id, GError **error);
