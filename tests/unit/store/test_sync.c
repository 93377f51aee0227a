/* tests/unit/store/test_sync.c - the rows of sync: written and found again, marked, counted, and cleared whole */
#include <string.h>

#include "store/sync.h"
#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define DAY (A_DAY * (gint64)STORE_DAY)
#define CALENDAR "00000001-ca00-4000-8000-000000000000"
#define OTHER "00000002-ca00-4000-8000-000000000000"
#define ACCOUNT "00000001-acc0-4000-8000-000000000000"

static Store *store;

static void set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

static void put_calendar(const char *id, const char *name)
{
	g_autoptr(Calendar) calendar = calendar_new();

	set(&calendar->id, id);
	set(&calendar->account, ACCOUNT);
	set(&calendar->remote_id, name);
	set(&calendar->name, name);
	set(&calendar->state, "linked");
	set(&calendar->sync_token, "token");
	calendar->version = 1;
	T_TRUE(name, store_calendar_put(store, calendar, NULL));
}

static void open_store(void)
{
	g_autoptr(Account) account = account_new();
	g_autofree char *customer = fixture_id("customer", 1);
	g_autofree char *staff = fixture_id("staff", 0);

	store = fixture_new("book.db");
	fixture_put(store, &staff_class, fixture_row(&staff_class, 0, "x"));
	fixture_put(store, &customer_class, fixture_customer(1, "Maria"));
	for (gint64 i = 0; i < 12; i++)
		fixture_put(store, &booking_class,
			    fixture_booking(i, DAY + i * 3600, 30, i < 6 ? customer : NULL, staff));
	T_TRUE("begins", store_begin(store, NULL));
	set(&account->id, ACCOUNT);
	set(&account->label, "Salon");
	T_TRUE("account", store_account_put(store, account, NULL));
	put_calendar(CALENDAR, "salon");
	put_calendar(OTHER, "other");
}

static void close_store(void)
{
	store_rollback(store);
	g_clear_pointer(&store, store_close);
}

static SyncLink *link_new(gint64 number, SyncStatus status)
{
	SyncLink *link = sync_link_new();
	g_autofree char *id = fixture_id("booking", number);
	g_autofree char *remote = g_strdup_printf("r%02d", (int)number);

	set(&link->booking, id);
	set(&link->calendar, CALENDAR);
	set(&link->kind, "own");
	set(&link->remote_id, remote);
	set(&link->status, sync_status_name(status));
	set(&link->base, status == SYNC_SYNCED || status == SYNC_FAILED ? "{}" : NULL);
	link->since = number;
	return link;
}

static void put_link(SyncLink *take)
{
	g_autoptr(SyncLink) link = take;
	g_autoptr(GError) error = NULL;

	T_TRUE("put", store_link_put(store, link, &error));
	T_NO_ERROR("put", error);
}

static SyncLink *get_link(gint64 number)
{
	g_autofree char *id = fixture_id("booking", number);

	return store_link(store, id, NULL);
}

/* "0 3 7": the numbers of the bookings of these links. */
static char *numbers(const GPtrArray *links)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < links->len; i++)
		g_string_append_printf(text, "%s%d", text->len ? " " : "",
				       atoi(((const SyncLink *)links->pdata[i])->booking));
	return g_string_free(text, FALSE);
}

static void check_numbers(const char *label, GPtrArray *take, const char *want)
{
	g_autoptr(GPtrArray) links = take;
	g_autofree char *got = links ? numbers(links) : NULL;

	T_STR(label, got, want);
}

/* --- rows --- */

static void test_rows(void)
{
	const ModelClass *classes[] = { &account_class, &calendar_class };
	g_autoptr(SyncLink) link = link_new(3, SYNC_CONFLICT), back = NULL;
	g_autoptr(GPtrArray) accounts = store_accounts(store, NULL), calendars = store_calendars(store, NULL);

	T_INT("accounts", accounts->len, 1);
	T_INT("calendars", calendars->len, 2);
	for (gsize i = 0; i < G_N_ELEMENTS(classes); i++) {
		gpointer row = ((GPtrArray *[]){ accounts, calendars })[i]->pdata[0];
		gpointer again;
		((Row *)row)->version = 7;
		((Row *)row)->removed = 1;
		T_TRUE("written",
		       i ? store_calendar_put(store, row, NULL) : store_account_put(store, row, NULL));
		again = i ? (gpointer)store_calendar(store, CALENDAR, NULL)
			  : (gpointer)store_account(store, ACCOUNT, NULL);
		T_TRUE(classes[i]->name, again && model_equal(classes[i], row, again));
		model_free(classes[i], again);
	}
	g_autoptr(GPtrArray) left = store_calendars(store, NULL);
	T_INT("a removed one is not listed", left->len, 1);
	for (guint i = 0; i < sync_link_class.n_fields; i++) {
		const ModelField *field = &sync_link_class.fields[i];
		if (field->kind == MODEL_INT || field->kind == MODEL_OPT)
			*(gint64 *)(gpointer)((char *)link + field->offset) = 100 + i;
	}
	set(&link->sent_calendar, OTHER);
	set(&link->sent_remote_id, "there");
	set(&link->series, "weekly");
	put_link(sync_link_copy(link));
	back = get_link(3);
	T_TRUE("every field", model_equal(&sync_link_class, link, back));
	T_NULL("nothing", get_link(4));
}

/* Where it stands, and where it was sent and is not answered. */
static void test_at(void)
{
	SyncLink *moving = link_new(1, SYNC_SYNCING), *weekly = link_new(2, SYNC_SYNCED);

	set(&moving->sent_calendar, OTHER);
	set(&moving->sent_remote_id, "new");
	set(&weekly->series, "weekly");
	weekly->original = 77;
	put_link(moving);
	put_link(weekly);
	g_autoptr(SyncLink) here = store_link_at(store, CALENDAR, "r01", NULL);
	g_autoptr(SyncLink) there = store_link_at(store, OTHER, "new", NULL);
	g_autoptr(SyncLink) of_series = store_link_of_occurrence(store, CALENDAR, "weekly", 77, NULL);
	T_NOT_NULL("where it stands", here);
	T_NOT_NULL("where it goes", there);
	T_NOT_NULL("an occurrence", of_series);
	T_NULL("elsewhere", store_link_at(store, OTHER, "r01", NULL));
	T_NULL("another day", store_link_of_occurrence(store, CALENDAR, "weekly", 78, NULL));
	check_numbers("of the series", store_links_of_series(store, CALENDAR, "weekly", NULL), "2");
}

static gboolean collect_link(SyncLink *take, gpointer links)
{
	g_ptr_array_add(links, take);
	return ((GPtrArray *)links)->len < 3;
}

static GPtrArray *due(gint64 now)
{
	GPtrArray *links = model_list_new(&sync_link_class);

	T_TRUE("due", store_links_due(store, CALENDAR, now, collect_link, links, NULL));
	return links;
}

static void test_queue(void)
{
	SyncLink *later = link_new(0, SYNC_PENDING), *held = link_new(1, SYNC_PENDING);

	later->next_attempt = 1000;
	held->held = 1;
	put_link(later);
	put_link(held);
	put_link(link_new(4, SYNC_PENDING));
	put_link(link_new(3, SYNC_PENDING));
	put_link(link_new(5, SYNC_SYNCED));
	put_link(link_new(6, SYNC_FAILED));
	put_link(link_new(7, SYNC_CONFLICT));
	check_numbers("due now", due(10), "3 4");
	check_numbers("later", due(1000), "3 4 0");
	check_numbers("open, the worst first", store_links_open(store, "conflict failed pending", 99, NULL),
		      "7 6 1 0 3 4");
	check_numbers("some statuses", store_links_open(store, "failed", 99, NULL), "6");
	g_autoptr(GArray) counts = store_link_counts(store, NULL);
	gint64 sum = 0;
	for (guint i = 0; i < counts->len; i++)
		sum += g_array_index(counts, StoreLinkCount, i).count *
		       (g_array_index(counts, StoreLinkCount, i).held ? 100 : 1);
	T_INT("settled ones are not counted", sum, 5 + 100);
	T_INT("those that stand there", store_links_live(store, CALENDAR, 9, NULL), 2);
	T_INT("counted no further", store_links_live(store, CALENDAR, 1, NULL), 1);
}

/* --- marks --- */

static char *status_of(gint64 number)
{
	g_autoptr(SyncLink) link = get_link(number);

	return g_strdup(link ? link->status : "none");
}

static void check_statuses(const char *label, const char *want)
{
	GString *got = g_string_new(NULL);

	for (gint64 i = 0; i < 8; i++) {
		g_autofree char *status = status_of(i);
		g_string_append_printf(got, "%.4s ", status);
	}
	T_STR(label, got->str, want);
	g_string_free(got, TRUE);
}

static void fill_statuses(void)
{
	static const SyncStatus statuses[] = { SYNC_SYNCED,  SYNC_FAILED,  SYNC_SYNCING, SYNC_CONFLICT,
					       SYNC_PENDING, SYNC_DELETED, SYNC_SYNCED,  SYNC_SYNCED };

	for (gint64 i = 0; i < 8; i++) {
		SyncLink *link = link_new(i, statuses[i]);
		if (i == 7)
			set(&link->kind, "mirror");
		link->next_attempt = statuses[i] == SYNC_PENDING ? 500 : 0;
		put_link(link);
	}
}

static void test_marks(void)
{
	g_autofree char *customer = fixture_id("customer", 1);
	guint count = 0;

	fill_statuses();
	T_TRUE("marks", store_links_mark_customer(store, customer, DAY + 1, 9, NULL));
	check_statuses("a customer's, from then on", "sync pend sync conf pend dele sync sync ");
	g_autoptr(SyncLink) pending = get_link(4);
	T_INT("its back-off is over", pending->next_attempt, 0);
	T_INT("it has waited since before", pending->since, 4);
	g_autoptr(SyncLink) failed = get_link(1);
	T_INT("it waits since now", failed->since, 9);
	T_TRUE("marks", store_links_mark_calendar(store, CALENDAR, 9, NULL));
	check_statuses("a calendar's, but mirrors", "pend pend sync conf pend dele pend sync ");
	fill_statuses();
	T_TRUE("marks", store_links_mark_from(store, DAY + 6 * 3600, 9, NULL));
	check_statuses("from then on", "sync fail sync conf pend dele pend sync ");
	T_TRUE("again", store_links_retry(store, CALENDAR, 9, &count, NULL));
	check_statuses("failed ones again", "sync pend sync conf pend dele pend sync ");
	T_INT("failed, and one that was backed off", count, 2);
}

/* --- lists --- */

static gboolean collect_row(const StoreWindowRow *row, gpointer text)
{
	g_string_append_printf(text, "%d ", atoi(row->id));
	return TRUE;
}

static void test_pages(void)
{
	g_autofree char *b2 = fixture_id("booking", 2);
	g_autofree char *json = g_strdup_printf("[\"%s\",\"nobody\"]", b2);
	g_autoptr(GString) window = g_string_new(NULL);

	for (gint64 i = 0; i < 8; i++)
		put_link(link_new(i, SYNC_SYNCED));
	check_numbers("a page", store_links_of_calendar(store, CALENDAR, "", "", 3, NULL), "0 1 2");
	check_numbers("the next", store_links_of_calendar(store, CALENDAR, "r02", b2, 3, NULL), "3 4 5");
	check_numbers("these", store_links_of(store, json, NULL), "2");
	check_numbers("between", store_links_between(store, DAY + 3600, DAY + 3 * 3600, NULL), "0 1 2");
	T_TRUE("window", store_window(store, DAY + 3600, -1, DAY + 4 * 3600, collect_row, window, NULL));
	T_STR("window", window->str, "1 2 3 ");
	g_string_truncate(window, 0);
	T_TRUE("window", store_window(store, DAY + 3600, 2, DAY + 4 * 3600, collect_row, window, NULL));
	T_STR("after a row", window->str, "2 3 ");
}

/* --- what waits --- */

static void test_guard(void)
{
	gboolean counted, confirmed;

	T_TRUE("one", store_guard_put(store, CALENDAR, "there", "a", 100, FALSE, NULL));
	T_TRUE("two", store_guard_put(store, CALENDAR, "there", "b", 200, FALSE, NULL));
	T_TRUE("again", store_guard_put(store, CALENDAR, "there", "b", 300, FALSE, NULL));
	T_TRUE("other way", store_guard_put(store, CALENDAR, "here", "b", 300, FALSE, NULL));
	T_INT("counted", store_guard_count(store, CALENDAR, "there", 0, NULL), 2);
	T_INT("within the hour", store_guard_count(store, CALENDAR, "there", 200, NULL), 1);
	T_TRUE("yes", store_guard_put(store, CALENDAR, "there", "b", 400, TRUE, NULL));
	T_TRUE("stays yes", store_guard_put(store, CALENDAR, "there", "b", 500, FALSE, NULL));
	T_INT("a confirmed one is not counted", store_guard_count(store, CALENDAR, "there", 0, NULL), 1);
	T_TRUE("get", store_guard_get(store, CALENDAR, "there", "b", 0, &counted, &confirmed, NULL));
	T_TRUE("confirmed", confirmed);
	T_TRUE("prune", store_guard_prune(store, CALENDAR, "there", 900, NULL));
	T_TRUE("get", store_guard_get(store, CALENDAR, "there", "b", 0, &counted, &confirmed, NULL));
	T_TRUE("a yes is kept", confirmed);
	T_TRUE("get", store_guard_get(store, CALENDAR, "there", "a", 0, &counted, &confirmed, NULL));
	T_FALSE("an old one is forgotten", counted);
}

static void test_held(void)
{
	g_autofree char *id = fixture_id("booking", 1);

	T_TRUE("held", store_held_put(store, id, CALENDAR, "here", 5, NULL));
	T_TRUE("held again", store_held_put(store, id, CALENDAR, "there", 9, NULL));
	g_autoptr(StoreHeld) held = store_held(store, id, NULL);
	T_STR("direction", held->direction, "there");
	T_INT("since", held->at, 5);
	g_autoptr(GPtrArray) all = store_held_all(store, NULL);
	T_INT("all", all->len, 1);
	T_TRUE("gone", store_held_delete(store, id, NULL));
	T_NULL("gone", store_held(store, id, NULL));
}

static void test_removals(void)
{
	gboolean waits;

	T_INT("none", store_removal_next(store, CALENDAR, NULL), G_MAXINT64);
	T_TRUE("add", store_removal_add(store, CALENDAR, "x", "e1", "b", NULL));
	T_TRUE("once", store_removal_add(store, CALENDAR, "x", "e2", "b", NULL));
	g_autoptr(GPtrArray) due_ = store_removals(store, CALENDAR, 0, 9, NULL);
	T_INT("one", due_->len, 1);
	const StoreRemoval *removal = due_->pdata[0];
	T_STR("etag", removal->etag, "e2");
	T_TRUE("again", store_removal_again(store, removal->id, 700, "no", NULL));
	T_INT("later", store_removal_next(store, CALENDAR, NULL), 700);
	g_autoptr(GPtrArray) none = store_removals(store, CALENDAR, 699, 9, NULL);
	T_INT("not due", none->len, 0);
	T_TRUE("asked", store_removal_waits(store, CALENDAR, "x", &waits, NULL));
	T_TRUE("waits", waits);
	T_TRUE("drop", store_removal_drop(store, CALENDAR, "x", NULL));
	T_TRUE("asked", store_removal_waits(store, CALENDAR, "x", &waits, NULL));
	T_FALSE("waits no more", waits);
}

static void test_runs(void)
{
	StoreRunSums sums;

	for (gint64 i = 0; i < 4; i++) {
		g_autoptr(SyncRun) run = sync_run_new();
		set(&run->account, ACCOUNT);
		run->started = i * 100;
		run->pushed = i;
		run->total_ms = 10;
		T_TRUE("add", store_run_add(store, run, NULL));
		T_INT("id", run->id, i + 1);
	}
	T_TRUE("sums", store_run_sums(store, ACCOUNT, 100, &sums, NULL));
	T_INT("pushed", sums.pushed, 6);
	T_INT("time", sums.total_ms, 30);
	T_TRUE("prune", store_runs_prune(store, 200, NULL));
	g_autoptr(GPtrArray) runs = store_runs(store, NULL, 9, NULL);
	T_INT("two left", runs->len, 2);
	T_INT("the newest first", ((const SyncRun *)runs->pdata[0])->started, 300);
}

/* --- events made elsewhere --- */

static RemoteEvent *event_new(const char *id, const char *summary)
{
	RemoteEvent *event = remote_event_new();
	EventFields *fields = event_fields_new();

	set(&event->remote_id, id);
	set(&fields->summary, summary);
	g_ptr_array_add(event->fields, fields);
	return event;
}

static gboolean count_event(const char *calendar, RemoteEvent *take, gpointer n)
{
	T_STR("calendar", calendar, CALENDAR);
	remote_event_free(take);
	++*(guint *)n;
	return TRUE;
}

static void test_events(void)
{
	static const char *const words[] = { "Maria", NULL };
	g_autoptr(RemoteEvent) weekly = event_new("weekly", "Yoga"),
			       once = event_new("weekly_1", "Late yoga"),
			       orphan = event_new("orphan", "Maria");
	g_autofree char *calendar = NULL;
	g_autoptr(RemoteEvent) unfilled = NULL;
	gint64 filled = 0;
	guint n = 0;

	set(&once->series, "weekly");
	once->original = 9;
	T_TRUE("exception first", store_exception_put(store, CALENDAR, once, NULL));
	T_TRUE("series", store_remote_series_put(store, CALENDAR, weekly, 50, NULL));
	g_autoptr(RemoteEvent) back = store_remote_series(store, CALENDAR, "weekly", &filled, NULL);
	T_TRUE("series", back && model_equal(&remote_event_class, back, weekly));
	T_INT("filled", filled, 50);
	T_TRUE("asked", store_remote_series_unfilled(store, 50, &calendar, &unfilled, &filled, NULL));
	T_NULL("filled so far", unfilled);
	T_TRUE("anew", store_remote_series_refill(store, CALENDAR, NULL));
	T_TRUE("asked", store_remote_series_unfilled(store, 50, &calendar, &unfilled, &filled, NULL));
	T_INT("nothing is filled", filled, G_MININT64);
	g_autoptr(RemoteEvent) exception = store_exception(store, CALENDAR, "weekly", 9, NULL);
	T_STR("exception", remote_event_fields(exception)->summary, "Late yoga");
	T_TRUE("deleted", store_remote_series_delete(store, CALENDAR, "weekly", NULL));
	T_NULL("with its exceptions", store_exception(store, CALENDAR, "weekly", 9, NULL));
	T_TRUE("orphan", store_orphan_put(store, CALENDAR, orphan, NULL));
	T_TRUE("orphans", store_orphans(store, count_event, &n, NULL));
	T_INT("orphans", n, 1);
	T_TRUE("erased", store_orphans_forget(store, words, NULL));
	n = 0;
	T_TRUE("orphans", store_orphans(store, count_event, &n, NULL));
	T_INT("nobody is named any more", n, 0);
}

/* --- whole --- */

static gint64 rows_of(const char *table)
{
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", table);
	gint64 n = -1;

	T_TRUE(table, store_number(store, sql, &n, NULL));
	return n;
}

static void fill_all(void)
{
	static const char *const tables[] = { "sync_held",   "sync_guard",  "sync_removal",
					      "sync_orphan", "sync_series", "sync_exception" };
	g_autofree char *id = fixture_id("booking", 0);
	g_autoptr(RemoteEvent) event = event_new("e", "x");

	fill_statuses();
	set(&event->series, "e");
	event->original = 1;
	T_TRUE("held", store_held_put(store, id, CALENDAR, "there", 1, NULL));
	T_TRUE("guard", store_guard_put(store, CALENDAR, "there", id, 1, FALSE, NULL));
	T_TRUE("removal", store_removal_add(store, CALENDAR, "x", "", id, NULL));
	T_TRUE("orphan", store_orphan_put(store, CALENDAR, event, NULL));
	T_TRUE("series", store_remote_series_put(store, CALENDAR, event, 1, NULL));
	T_TRUE("exception", store_exception_put(store, CALENDAR, event, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		T_INT(tables[i], rows_of(tables[i]), 1);
}

static void test_clear(void)
{
	static const char *const tables[] = { "sync_link",   "sync_held",   "sync_guard",    "sync_removal",
					      "sync_orphan", "sync_series", "sync_exception" };
	SyncLink *elsewhere = link_new(9, SYNC_SYNCING);

	fill_all();
	set(&elsewhere->calendar, OTHER);
	set(&elsewhere->sent_calendar, CALENDAR);
	set(&elsewhere->sent_remote_id, "x");
	put_link(elsewhere);
	T_TRUE("clear", store_calendar_clear(store, CALENDAR, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		T_INT(tables[i], rows_of(tables[i]), i == 0);
	g_autoptr(SyncLink) left = get_link(9);
	T_NULL("nothing is on its way there", left->sent_calendar);
}

static void test_unplan(void)
{
	g_autoptr(GPtrArray) calendars = NULL;

	fill_all();
	T_TRUE("unplan", store_sync_unplan(store, 5, NULL));
	check_statuses("all is to be looked at", "pend pend pend pend pend dele pend sync ");
	g_autoptr(SyncLink) link = get_link(0), mirror = get_link(7);
	T_NULL("nothing is agreed", link->base);
	T_STR("a block still follows", mirror->base, "{}");
	T_INT("nothing is held", rows_of("sync_held") + rows_of("sync_guard"), 0);
	calendars = store_calendars(store, NULL);
	for (guint i = 0; i < calendars->len; i++) {
		T_STR("state", ((const Calendar *)calendars->pdata[i])->state, "needs_plan");
		T_STR("token", ((const Calendar *)calendars->pdata[i])->sync_token, "");
	}
}

UNIT_SUITE("sync", open_store, close_store, { "rows", test_rows }, { "where an event stands", test_at },
	   { "the queue", test_queue }, { "marks", test_marks }, { "pages", test_pages },
	   { "the guard", test_guard }, { "held", test_held }, { "removals", test_removals },
	   { "runs", test_runs }, { "events made elsewhere", test_events },
	   { "a calendar is cleared", test_clear }, { "after a restore", test_unplan })
