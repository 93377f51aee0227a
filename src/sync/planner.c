/* sync/planner.c - what to do, as data */
#include "sync/planner.h"

#include <string.h>

void step_free(Step *step)
{
	if (!step)
		return;
	event_fields_free(step->base);
	event_fields_free(step->sent);
	g_free(step);
}

/* --- sending --- */

static gboolean is(const SyncLink *link, SyncStatus status)
{
	return strcmp(link->status, sync_status_name(status)) == 0;
}

static Step *aim(Step *step, StepKind kind, const char *calendar, const char *event, GHashTable *open)
{
	step->calendar = calendar;
	step->event = event;
	step->kind = g_hash_table_contains(open, calendar) ? kind : STEP_SKIP;
	return step;
}

static const char *sent_event(const SyncLink *link)
{
	return link->sent_remote_id ? link->sent_remote_id : link->remote_id;
}

/* A date of somebody's series, never written to: it has no id and no version of its own that we know, and may have been edited since. */
static gboolean needs_look(const SyncLink *link, gboolean asked)
{
	return link->series && !*link->etag && !link->sent_calendar && !asked;
}

/* It is to be gone. Where an insert is on its way whose answer was lost, it was asked for and is not there. */
static Step *plan_gone(Step *step, const SyncLink *link, GHashTable *open, gboolean asked)
{
	if (step->base)
		return aim(step, needs_look(link, asked) ? STEP_ASK : STEP_DELETE, link->calendar, link->remote_id, open);
	if (link->sent_calendar && !step->sent)
		return aim(step, STEP_DELETE, link->sent_calendar, sent_event(link), open);
	step->kind = STEP_NOTHING;
	return step;
}

static Step *plan_stand(Step *step, const SyncWant *want, GHashTable *open, gboolean asked)
{
	const SyncLink *link = want->link;
	/* an event that is not ours (any more): no mark of ours was ever written into it */
	if (strcmp(link->kind, "mirror") == 0) {
		step->kind = STEP_SAME;
		return step;
	}
	gboolean elsewhere = strcmp(want->target, link->calendar) != 0;
	if (step->base && elsewhere && needs_look(link, asked))
		return aim(step, STEP_ASK, link->calendar, link->remote_id, open);
	if (!step->base || elsewhere)
		return aim(step, STEP_INSERT, want->target, "", open);
	if (!link->sent_calendar && event_fields_sent_same(want->want, step->base)) {
		step->kind = STEP_SAME;
		return step;
	}
	if (needs_look(link, asked))
		return aim(step, STEP_ASK, link->calendar, link->remote_id, open);
	return aim(step, STEP_PATCH, link->calendar, link->remote_id, open);
}

Step *planner_step(const SyncWant *want, GHashTable *open, gboolean asked)
{
	const SyncLink *link = want->link;
	Step *step = g_new0(Step, 1);
	step->want = want;
	step->base = event_fields_read(link->base);
	step->sent = event_fields_read(link->sent);
	if (is(link, SYNC_CONFLICT) || link->held) {
		step->kind = STEP_SKIP;
		return step;
	}
	/* The same again does no harm; anything else first needs to know what the lost answer was. */
	gboolean again = want->want && step->sent && event_fields_sent_same(want->want, step->sent) &&
			 g_strcmp0(want->target, link->sent_calendar) == 0;
	gboolean deleting = !want->want && !step->sent;
	if (link->sent_calendar && !again && !deleting && !asked)
		return aim(step, STEP_ASK, link->sent_calendar, sent_event(link), open);
	return want->want ? plan_stand(step, want, open, asked) : plan_gone(step, link, open, asked);
}

static char *place_of(const Step *step)
{
	return *step->event ? g_strconcat(step->calendar, "\n", step->event, NULL)
			    : g_strconcat(step->calendar, "\n", step->want->link->booking, NULL);
}

gboolean planner_makes(const Step *step)
{
	return step->kind == STEP_INSERT && !step->sent;
}

guint planner_batch(GPtrArray *steps, guint from, guint most, guint inserts)
{
	g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint n = 0;
	for (guint i = from; i < steps->len && n < most; i++) {
		Step *step = steps->pdata[i];
		if (planner_makes(step) && !inserts)
			continue;
		if (!g_hash_table_add(places, place_of(step)))
			continue;
		inserts -= planner_makes(step) ? 1 : 0;
		if (i != from + n) {
			memmove(&steps->pdata[from + n + 1], &steps->pdata[from + n], (i - from - n) * sizeof(gpointer));
			steps->pdata[from + n] = step;
		}
		n++;
	}
	return n;
}

/* --- pace --- */

struct Pace {
	GHashTable *due; /* calendar -> gint64: when all that was sent so far has had its time, in microseconds */
};

Pace *pace_new(void)
{
	Pace *pace = g_new(Pace, 1);
	pace->due = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return pace;
}

void pace_free(Pace *pace)
{
	if (!pace)
		return;
	g_hash_table_unref(pace->due);
	g_free(pace);
}

/* A bucket of PACE_BURST writes that fills up again at the pace. */
gint64 pace_take(Pace *pace, const char *calendar, guint n, gint64 per_second, gint64 now)
{
	if (per_second <= 0)
		return 0;
	gint64 *due = g_hash_table_lookup(pace->due, calendar);
	if (!due) {
		due = g_new0(gint64, 1);
		g_hash_table_insert(pace->due, g_strdup(calendar), due);
	}
	gint64 each = G_USEC_PER_SEC / per_second;
	*due = MAX(*due, now) + (gint64)n * each;
	return MAX(0, *due - now - PACE_BURST * each + 999) / 1000;
}

void pace_give_back(Pace *pace, const char *calendar, guint n, gint64 per_second)
{
	gint64 *due = per_second > 0 ? g_hash_table_lookup(pace->due, calendar) : NULL;
	if (due)
		*due -= (gint64)n * (G_USEC_PER_SEC / per_second);
}

/* --- taking in --- */

static gboolean is_series(const RemoteEvent *event)
{
	return event->series || *event->recurrence;
}

static PullKind pull_own(const PullFacts *facts)
{
	const SyncLink *link = facts->link;
	if (facts->arrived)
		return facts->event->deleted ? PULL_RESEND : PULL_ARRIVED;
	if (!facts->event->deleted) {
		/* What a list still shows although we deleted it is what we knew; anything else is new. */
		if (is(link, SYNC_DELETED))
			return strcmp(link->etag, facts->event->etag) == 0 ? PULL_IGNORE : PULL_AGAIN;
		return PULL_MERGE;
	}
	/* Never there, as far as anybody knows, or gone already: nothing new. */
	if (is(link, SYNC_DELETED) || (!link->base && !link->sent_calendar))
		return PULL_IGNORE;
	return PULL_DELETED;
}

static PullKind pull_made_here(const PullFacts *facts)
{
	if (!facts->known)
		return PULL_ORPHAN;
	if (facts->leaving)
		return PULL_IGNORE;
	if (!facts->other)
		return PULL_BIND;
	if (facts->left)
		return PULL_MOVED;
	if (!facts->other->base)
		return is(facts->other, SYNC_DELETED) ? PULL_AGAIN : PULL_BIND;
	return facts->stands ? PULL_STRAY : PULL_WAIT;
}

PullKind planner_pull(const PullFacts *facts)
{
	const RemoteEvent *event = facts->event;
	if (facts->link && strcmp(facts->link->kind, "mirror") != 0)
		return pull_own(facts);
	if (event->deleted) {
		if (event->series)
			return PULL_SERIES;
		return facts->ours && !facts->known ? PULL_ORPHAN : PULL_MIRROR;
	}
	if (!facts->link && facts->ours)
		return pull_made_here(facts);
	return is_series(event) ? PULL_SERIES : PULL_MIRROR;
}
