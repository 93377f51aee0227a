/* planner: links and wants become steps, steps batches; news of events become decisions */
#include "sync/planner.h"
#include "tests/unit/unit.h"

#define ROW(...) { __VA_ARGS__ }

static char *image(gint64 start)
{
	g_autoptr(EventFields) fields = event_fields_new();
	fields->start = start;
	fields->end = start + 60;
	return model_image(&event_fields_class, fields);
}

static EventFields *fields_at(gint64 start)
{
	g_autofree char *text = image(start);
	return event_fields_read(text);
}

/* 0: none */
typedef struct {
	const char *label, *status, *kind;
	gint64 base, sent;
	const char *sent_to;
	gint64 want;
	const char *target;
	gboolean asked, held, date; /* date: of somebody's series, never written to */
	StepKind step;
	const char *calendar;
} StepRow;

static void set_link(SyncLink *link, const StepRow *row)
{
	const ModelClass *cls = &sync_link_class;
	g_autofree char *base = row->base ? image(row->base) : NULL, *sent = row->sent ? image(row->sent) : NULL;
	model_set(cls, link, &link->booking, "b1");
	model_set(cls, link, &link->calendar, "A");
	model_set(cls, link, &link->remote_id, "e0");
	model_set(cls, link, &link->status, row->status ? row->status : "pending");
	model_set(cls, link, &link->kind, row->kind ? row->kind : "own");
	model_set(cls, link, &link->base, base);
	model_set(cls, link, &link->sent, sent);
	model_set(cls, link, &link->sent_calendar, row->sent_to);
	model_set(cls, link, &link->series, row->date ? "s" : NULL);
	model_set(cls, link, &link->etag, row->date ? "" : "1");
	link->held = row->held;
}

static void test_steps(void)
{
	static const StepRow rows[] = {
		ROW("new", .want = 1, .target = "A", .step = STEP_INSERT, .calendar = "A"),
		ROW("changed", .base = 1, .want = 2, .target = "A", .step = STEP_PATCH, .calendar = "A"),
		ROW("equal", .base = 1, .want = 1, .target = "A", .step = STEP_SAME),
		ROW("to another", .base = 1, .want = 1, .target = "B", .step = STEP_INSERT, .calendar = "B"),
		ROW("to one that is shut", .base = 1, .want = 2, .target = "C", .step = STEP_SKIP),
		ROW("cancelled", .base = 1, .step = STEP_DELETE, .calendar = "A"),
		ROW("cancelled, never there", .step = STEP_NOTHING),
		ROW("in conflict", .status = "conflict", .base = 1, .want = 2, .target = "A", .step = STEP_SKIP),
		ROW("held", .base = 1, .held = TRUE, .step = STEP_SKIP),
		ROW("let go", .kind = "mirror", .base = 1, .want = 1, .target = "A", .step = STEP_SAME),
		ROW("insert lost, the same again", .sent = 1, .sent_to = "A", .want = 1, .target = "A", .step = STEP_INSERT, .calendar = "A"),
		ROW("insert lost, changed since", .sent = 1, .sent_to = "A", .want = 2, .target = "A", .step = STEP_ASK, .calendar = "A"),
		ROW("… and it is not there", .sent = 1, .sent_to = "A", .want = 2, .target = "A", .asked = TRUE, .step = STEP_INSERT, .calendar = "A"),
		ROW("insert lost, cancelled since", .sent = 1, .sent_to = "A", .step = STEP_ASK, .calendar = "A"),
		ROW("… and it is not there", .sent = 1, .sent_to = "A", .asked = TRUE, .step = STEP_NOTHING),
		ROW("patch lost, the same again", .base = 1, .sent = 2, .sent_to = "A", .want = 2, .target = "A", .step = STEP_PATCH, .calendar = "A"),
		ROW("patch lost, taken back since", .base = 1, .sent = 2, .sent_to = "A", .want = 1, .target = "A", .step = STEP_ASK, .calendar = "A"),
		ROW("… and asked for", .base = 1, .sent = 2, .sent_to = "A", .want = 1, .target = "A", .asked = TRUE, .step = STEP_PATCH, .calendar = "A"),
		ROW("patch lost, cancelled since", .base = 1, .sent = 2, .sent_to = "A", .step = STEP_ASK, .calendar = "A"),
		ROW("deletion lost", .base = 1, .sent_to = "A", .step = STEP_DELETE, .calendar = "A"),
		ROW("a date of a series", .kind = "adopted", .base = 1, .want = 2, .target = "A", .date = TRUE, .step = STEP_ASK, .calendar = "A"),
		ROW("… and asked for", .kind = "adopted", .base = 1, .want = 2, .target = "A", .date = TRUE, .asked = TRUE, .step = STEP_PATCH, .calendar = "A"),
		ROW("… cancelled", .kind = "adopted", .base = 1, .date = TRUE, .step = STEP_ASK, .calendar = "A"),
		ROW("… to another", .kind = "adopted", .base = 1, .want = 1, .target = "B", .date = TRUE, .step = STEP_ASK, .calendar = "A"),
		ROW("move lost, wanted back", .base = 1, .sent = 1, .sent_to = "B", .want = 1, .target = "A", .step = STEP_ASK, .calendar = "B"),
	};
	g_autoptr(GHashTable) open = g_hash_table_new(g_str_hash, g_str_equal);
	g_hash_table_add(open, (gpointer) "A");
	g_hash_table_add(open, (gpointer) "B");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const StepRow *row = &rows[i];
		g_autoptr(SyncLink) link = sync_link_new();
		g_autoptr(EventFields) want_fields = row->want ? fields_at(row->want) : NULL;
		set_link(link, row);
		SyncWant want = { link, want_fields, (char *)row->target, 1 };
		Step *step = planner_step(&want, open, row->asked);
		T_INT(row->label, step->kind, row->step);
		if (row->calendar)
			T_STR(row->label, step->calendar, row->calendar);
		step_free(step);
	}
}

static Step *step_at(StepKind kind, const char *calendar, const char *event, SyncWant *want)
{
	Step *step = g_new0(Step, 1);
	*step = (Step){ .kind = kind, .want = want, .calendar = calendar, .event = event };
	return step;
}

static void test_batches(void)
{
	g_autoptr(SyncLink) link = sync_link_new();
	SyncWant want = { .link = link };
	g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	const char *const events[] = { "a", "b", "a", "c", "b", "d" };
	for (guint i = 0; i < G_N_ELEMENTS(events); i++)
		g_ptr_array_add(steps, step_at(STEP_PATCH, "A", events[i], &want));
	T_INT("none of an event twice", planner_batch(steps, 0, 50, 9), 4);
	T_STR("in their order", ((Step *)steps->pdata[2])->event, "c");
	T_INT("the rest", planner_batch(steps, 4, 50, 9), 2);
	T_INT("at most so many", planner_batch(steps, 0, 3, 9), 3);
	g_ptr_array_set_size(steps, 0);
	g_ptr_array_add(steps, step_at(STEP_INSERT, "A", "a", &want));
	g_ptr_array_add(steps, step_at(STEP_INSERT, "A", "b", &want));
	g_ptr_array_add(steps, step_at(STEP_PATCH, "A", "c", &want));
	T_INT("one more insert today", planner_batch(steps, 0, 50, 1), 2);
	T_STR("… and what is no insert", ((Step *)steps->pdata[1])->event, "c");
	T_INT("none", planner_batch(steps, 2, 50, 0), 0);
}

static void test_pace(void)
{
	Pace *pace = pace_new();
	gint64 now = 1000000;
	T_INT("the first fifty are free", pace_take(pace, "A", 50, 5, now), 0);
	T_INT("the next fifty wait", pace_take(pace, "A", 50, 5, now), 10000);
	T_INT("another calendar does not", pace_take(pace, "B", 50, 5, now), 0);
	T_INT("later there is room again", pace_take(pace, "A", 5, 5, now + 60 * G_USEC_PER_SEC), 0);
	T_INT("as fast as it goes", pace_take(pace, "A", 5000, 0, now), 0);
	pace_take(pace, "C", 50, 5, now);
	pace_take(pace, "C", 30, 5, now);
	pace_give_back(pace, "C", 30, 5);
	T_INT("what was not sent does not count", pace_take(pace, "C", 10, 5, now), 2000);
	pace_give_back(pace, "nobody", 1, 5);
	pace_free(pace);
}

typedef struct {
	const char *label;
	gboolean deleted, series, ours, known, left, stands, arrived, leaving;
	const char *link;   /* status of the link here; NULL: none */
	const char *kind;
	gint64 base;
	const char *other;  /* status of the booking's link elsewhere */
	gint64 other_base;
	gboolean same_etag;
	PullKind want;
} PullRow;

static SyncLink *link_of(const char *status, const char *kind, gint64 base)
{
	SyncLink *link = status ? sync_link_new() : NULL;
	g_autofree char *text = base ? image(base) : NULL;
	if (!link)
		return NULL;
	model_set(&sync_link_class, link, &link->status, status);
	model_set(&sync_link_class, link, &link->kind, kind ? kind : "own");
	model_set(&sync_link_class, link, &link->base, text);
	model_set(&sync_link_class, link, &link->etag, "1");
	return link;
}

static void test_pulls(void)
{
	static const PullRow rows[] = {
		ROW("foreign", .want = PULL_MIRROR),
		ROW("foreign series", .series = TRUE, .want = PULL_SERIES),
		ROW("end of a foreign one", .deleted = TRUE, .want = PULL_MIRROR),
		ROW("end of an occurrence", .deleted = TRUE, .series = TRUE, .want = PULL_SERIES),
		ROW("mirrored", .link = "synced", .kind = "mirror", .base = 1, .want = PULL_MIRROR),
		ROW("ours", .link = "synced", .base = 1, .want = PULL_MERGE),
		ROW("ours, deleted there", .deleted = TRUE, .link = "synced", .base = 1, .want = PULL_DELETED),
		ROW("ours, deleted by us", .deleted = TRUE, .link = "deleted", .want = PULL_IGNORE),
		ROW("ours, never there", .deleted = TRUE, .link = "pending", .want = PULL_IGNORE),
		ROW("deleted by us, an old list", .link = "deleted", .same_etag = TRUE, .want = PULL_IGNORE),
		ROW("deleted, and back", .link = "deleted", .want = PULL_AGAIN),
		ROW("adopted occurrence", .series = TRUE, .link = "synced", .kind = "adopted", .base = 1, .want = PULL_MERGE),
		ROW("ours without a link", .ours = TRUE, .known = TRUE, .want = PULL_BIND),
		ROW("ours, booking unknown", .ours = TRUE, .want = PULL_ORPHAN),
		ROW("moved there", .ours = TRUE, .known = TRUE, .other = "synced", .other_base = 1, .left = TRUE, .want = PULL_MOVED),
		ROW("a double", .ours = TRUE, .known = TRUE, .other = "synced", .other_base = 1, .stands = TRUE, .want = PULL_STRAY),
		ROW("nobody could say", .ours = TRUE, .known = TRUE, .other = "synced", .other_base = 1, .want = PULL_WAIT),
		ROW("cancelled, and back elsewhere", .ours = TRUE, .known = TRUE, .other = "deleted", .want = PULL_AGAIN),
		ROW("moved from where it was sent", .ours = TRUE, .known = TRUE, .other = "pending", .left = TRUE, .want = PULL_MOVED),
		ROW("where it was sent", .link = "pending", .base = 1, .arrived = TRUE, .want = PULL_ARRIVED),
		ROW("where it was sent, and deleted", .deleted = TRUE, .link = "pending", .base = 1, .arrived = TRUE, .want = PULL_RESEND),
		ROW("about to be deleted", .ours = TRUE, .known = TRUE, .other = "deleted", .leaving = TRUE, .want = PULL_IGNORE),
		ROW("on its way elsewhere", .ours = TRUE, .known = TRUE, .other = "pending", .want = PULL_BIND),
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const PullRow *row = &rows[i];
		g_autoptr(RemoteEvent) event = remote_event_new();
		g_autoptr(SyncLink) link = link_of(row->link, row->kind, row->base), other = link_of(row->other, NULL, row->other_base);
		event->deleted = row->deleted;
		model_set(&remote_event_class, event, &event->series, row->series ? "s" : NULL);
		model_set(&remote_event_class, event, &event->etag, row->same_etag ? "1" : "2");
		PullFacts facts = { event, link, row->ours, row->known, other, row->left, row->stands, row->arrived, row->leaving };
		T_INT(row->label, planner_pull(&facts), row->want);
	}
}

UNIT_SUITE("planner", NULL, NULL, { "steps", test_steps }, { "batches", test_batches }, { "pace", test_pace }, { "pulls", test_pulls })
