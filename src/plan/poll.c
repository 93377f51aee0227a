/* plan/poll.c - who can when, in one sweep over everybody's free time */
#include "plan/poll.h"

#include <string.h>

#include "plan/plan_p.h"

#define BITS 64 /* of a word of the set */

void plan_poll_free(PlanPoll *poll)
{
	if (!poll)
		return;
	g_array_unref(poll->times);
	g_free(poll->who);
	g_free(poll);
}

/* --- when it could be --- */

/* The first instant, not before `from`, at which the clock shows this wall time; FALSE where it never does. The wall time is that of `from`
 * or a later one. */
static gboolean shown_at(const PlanDays *days, gint64 from, gint64 local, gint64 *instant)
{
	gint64 i = local_day(local) - days->first;

	if (i < days->n && days->offset[i] != NONE) {
		*instant = local - days->offset[i];
		return *instant >= days->start[i];
	}
	if (zone_fit(days->zone, local, instant, NULL, NULL) == ZONE_NEVER)
		return FALSE;
	/* the window begins in the second pass of an hour, whose offset it has */
	if (*instant < from)
		*instant = local - zone_offset(days->zone, from);
	return TRUE;
}

static void add_starts(GTimeZone *zone, const Interval *window, gint64 seconds, int step_min, guint most,
		       GArray *starts)
{
	g_autoptr(PlanDays) days = plan_days_new(zone, window->start, window->end);
	gint64 first = zone_local(zone, window->start), last = window->end - seconds;

	for (gint64 local = first; starts->len <= most; local += step_min * 60) {
		gint64 instant;
		if (local_day(local) - days->first >= days->n)
			return;
		if (!shown_at(days, window->start, local, &instant))
			continue;
		if (instant > last)
			return;
		g_array_append_val(starts, instant);
	}
}

static gint by_time(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

	return (x > y) - (x < y);
}

GArray *plan_poll_starts(GTimeZone *zone, const GArray *windows, gint64 seconds, int step_min, guint most)
{
	GArray *starts = g_array_new(FALSE, FALSE, sizeof(gint64));
	guint kept = 0;

	for (guint i = 0; i < windows->len; i++) {
		const Interval *window = &g_array_index(windows, Interval, i);
		if (window->end - window->start >= seconds)
			add_starts(zone, window, seconds, step_min, most, starts);
	}
	g_array_sort(starts, by_time);
	for (guint i = 0; i < starts->len; i++) {
		gint64 start = g_array_index(starts, gint64, i);
		if (!kept || g_array_index(starts, gint64, kept - 1) != start)
			g_array_index(starts, gint64, kept++) = start;
	}
	g_array_set_size(starts, kept);
	return starts;
}

/* --- who can --- */

/* From here on somebody can, or can no more. */
typedef struct {
	gint64 at;
	guint voter;
} Edge;

static gint by_edge(gconstpointer a, gconstpointer b)
{
	return by_time(&((const Edge *)a)->at, &((const Edge *)b)->at);
}

/* Merged intervals lie apart, so those of one person never begin and end at one instant: each edge just turns their bit. */
static GArray *edges_of(gint64 seconds, const PlanVoter *voters, guint n_voters)
{
	GArray *edges = g_array_new(FALSE, FALSE, sizeof(Edge));

	for (guint i = 0; i < n_voters; i++) {
		for (guint j = 0; voters[i].free && j < voters[i].free->len; j++) {
			const Interval *free = &g_array_index(voters[i].free, Interval, j);
			Edge ends[2] = { { free->start, i }, { free->end - seconds + 1, i } };
			if (free->end - free->start >= seconds)
				g_array_append_vals(edges, ends, 2);
		}
	}
	g_array_sort(edges, by_edge);
	return edges;
}

static guint count_bits(const guint64 *words, const guint64 *mask, guint n)
{
	guint count = 0;

	for (guint i = 0; i < n; i++)
		count += (guint)__builtin_popcountll(mask ? words[i] & mask[i] : words[i]);
	return count;
}

static void turn(guint64 *words, guint voter)
{
	words[voter / BITS] ^= G_GUINT64_CONSTANT(1) << (voter % BITS);
}

/* Two of them are never equal: their starts differ. */
static gint by_worth(gconstpointer a, gconstpointer b)
{
	const PlanPollTime *x = a, *y = b;

	if (x->can != y->can)
		return x->can > y->can ? -1 : 1;
	if (x->musts != y->musts)
		return x->musts > y->musts ? -1 : 1;
	return by_time(&x->start, &y->start);
}

PlanPoll *plan_poll(const GArray *starts, gint64 seconds, const PlanVoter *voters, guint n_voters,
		    gboolean ranked)
{
	PlanPoll *poll = g_new0(PlanPoll, 1);
	g_autoptr(GArray) edges = edges_of(seconds, voters, n_voters);
	guint words = poll->words = MAX(1, (n_voters + BITS - 1) / BITS), e = 0;
	g_autofree guint64 *now = g_new0(guint64, words), *musts = g_new0(guint64, words);

	for (guint i = 0; i < n_voters; i++)
		if (voters[i].must)
			turn(musts, i);
	poll->times = g_array_new(FALSE, FALSE, sizeof(PlanPollTime));
	poll->who = g_new(guint64, MAX(1, (gsize)starts->len * words));
	for (guint i = 0; i < starts->len; i++) {
		gint64 start = g_array_index(starts, gint64, i);
		while (e < edges->len && g_array_index(edges, Edge, e).at <= start)
			turn(now, g_array_index(edges, Edge, e++).voter);
		PlanPollTime time = { start, start + seconds, count_bits(now, NULL, words),
				      count_bits(now, musts, words), poll->times->len };
		if (!time.can)
			continue;
		memcpy(poll->who + (gsize)time.row * words, now, words * sizeof *now);
		g_array_append_val(poll->times, time);
	}
	if (ranked)
		g_array_sort(poll->times, by_worth);
	return poll;
}

gboolean plan_poll_can(const PlanPoll *poll, const PlanPollTime *time, guint voter)
{
	return (poll->who[(gsize)time->row * poll->words + voter / BITS] >> (voter % BITS) & 1) != 0;
}
