/* sync/merge.h - both sides may have changed: what to take from there, what to keep, what to ask. Pure: no clock, no book, no server.
 *
 * Two-way are start, end (with whole-day) and, where the booking has a title of its own and the level shows names, the title. All else is composed
 * here: an edit of it there is noticed (edited_text) and overwritten only by the next push. */
#pragma once
#include "model/sync.h"

typedef enum { MERGE_BOOK, MERGE_REMOTE, MERGE_NEWEST, MERGE_ASK, MERGE_POLICY_COUNT } MergePolicy;
MergePolicy merge_policy(const char *on_conflict);

typedef struct {
	const EventFields *base;  /* last agreed; NULL: nothing ever was */
	const EventFields *sent;  /* perhaps there, its answer is lost; NULL */
	const EventFields *here;  /* what should stand there; NULL: the booking is to be gone */
	const EventFields *there; /* what stands there */
	gboolean two_way_title;
	MergePolicy policy;
	gint64 here_updated, there_updated;
} MergeSides;

typedef struct {
	gboolean echo; /* there is base, or what was sent: nobody changed anything there */
	gboolean take_start, take_end, take_title;
	gboolean keeps_ours;  /* afterwards here still differs in what is sent: it must be pushed */
	gboolean conflict;    /* a person decides; nothing is taken, nothing pushed */
	gboolean edited_text; /* one-way text was edited there */
	gboolean lost_start, lost_end, lost_title, lost_ours; /* overruled; lost_ours: it is the book's values that were */
} Merge;

Merge merge_sides(const MergeSides *sides);
/** What was overruled, or edited there though it is one-way, for the log and the Sync screen; NULL when nothing was. */
char *merge_lost_words(const MergeSides *sides, const Merge *merge, GTimeZone *zone);
