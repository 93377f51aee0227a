/* ui/screens/sync.c - what the Sync screen shows, its cursor and its keys */
#include <string.h>

#include "base/i18n.h"
#include "book/history.h"
#include "base/browser.h"
#include "ui/link.h"
#include "ui/screens/day.h"
#include "ui/screens/sync_join.h"
#include "ui/screens/sync_state.h"
#include "ui/syncing.h"
#include "ui/words.h"

#define ITEM_LIMIT 300
#define RUNS_SHOWN 12
#define RUNS_COUNTED 2000 /* for the error rates of 30 days */
#define RATE_SECONDS (30 * 86400)

SyncState *sync_state(const Screen *screen)
{
	return screen->state;
}

/* --- the cursor --- */

const SyncRow *sync_row(const SyncState *state)
{
	return state->pick < (int)state->rows->len ? &g_array_index(state->rows, SyncRow, state->pick) : NULL;
}

static gboolean is_item(const SyncRow *row)
{
	return row && (row->kind == SYNC_ROW_PERSON || row->kind == SYNC_ROW_WAITING);
}

const SyncItem *sync_item(const SyncState *state)
{
	const SyncRow *row = sync_row(state);
	return is_item(row) ? state->items->pdata[row->index] : NULL;
}

static const SyncAccountStatus *account_of_calendar(const SyncState *state, const char *id)
{
	for (guint i = 0; i < state->summary->accounts->len; i++) {
		const SyncAccountStatus *status = state->summary->accounts->pdata[i];
		for (guint j = 0; j < status->calendars->len; j++)
			if (strcmp(((const Calendar *)status->calendars->pdata[j])->id, id) == 0)
				return status;
	}
	return NULL;
}

/* An account that somebody must sign in to goes before the first one. */
static const SyncAccountStatus *account_by_default(const SyncState *state)
{
	const GPtrArray *accounts = state->summary->accounts;
	for (guint i = 0; i < accounts->len; i++) {
		const SyncAccountStatus *status = accounts->pdata[i];
		if (strcmp(status->account->state, "needs_sign_in") == 0)
			return status;
	}
	return accounts->len ? accounts->pdata[0] : NULL;
}

const SyncAccountStatus *sync_account(const SyncState *state)
{
	const SyncRow *row = sync_row(state);
	const SyncItem *item = sync_item(state);
	const SyncAccountStatus *status = item ? account_of_calendar(state, item->link->calendar) : NULL;
	if (row && row->kind == SYNC_ROW_ACCOUNT)
		return state->summary->accounts->pdata[row->index];
	return status ? status : account_by_default(state);
}

/* What a row is about, so that the cursor stays on it. The caller frees. */
static char *row_key(const SyncState *state, const SyncRow *row)
{
	if (!row)
		return NULL;
	switch (row->kind) {
	case SYNC_ROW_ACCOUNT:
		return g_strdup(((const SyncAccountStatus *)state->summary->accounts->pdata[row->index])
					->account->id);
	case SYNC_ROW_PERSON:
	case SYNC_ROW_WAITING:
		return g_strdup(((const SyncItem *)state->items->pdata[row->index])->link->booking);
	case SYNC_ROW_ORPHAN:
		return g_strdup(((const RemoteEvent *)state->orphans->pdata[row->index])->remote_id);
	case SYNC_ROW_RUN:
		break;
	}
	return g_strdup_printf("%" G_GINT64_FORMAT, ((const SyncRun *)state->runs->pdata[row->index])->id);
}

static void add_rows(SyncState *state, SyncRowKind kind, guint n)
{
	for (guint i = 0; i < n; i++) {
		SyncRow row = { kind, i };
		g_array_append_val(state->rows, row);
	}
}

/* Needs somebody: it will not go by itself, or (in step) a text was edited there. */
static gboolean needs_person(const SyncItem *item)
{
	return link_needs_person(item->link) ||
	       strcmp(item->link->status, sync_status_name(SYNC_SYNCED)) == 0;
}

static void add_items(SyncState *state, SyncRowKind kind)
{
	for (guint i = 0; i < state->items->len; i++)
		if (needs_person(state->items->pdata[i]) == (kind == SYNC_ROW_PERSON)) {
			SyncRow row = { kind, i };
			g_array_append_val(state->rows, row);
		}
}

static void make_rows(SyncState *state, const char *before)
{
	g_array_set_size(state->rows, 0);
	add_rows(state, SYNC_ROW_ACCOUNT, state->summary->accounts->len);
	add_items(state, SYNC_ROW_PERSON);
	add_items(state, SYNC_ROW_WAITING);
	add_rows(state, SYNC_ROW_ORPHAN, state->orphans->len);
	add_rows(state, SYNC_ROW_RUN, MIN(state->runs->len, RUNS_SHOWN));
	for (guint i = 0; before && i < state->rows->len; i++) {
		g_autofree char *key = row_key(state, &g_array_index(state->rows, SyncRow, i));
		if (strcmp(key, before) == 0)
			state->pick = (int)i;
	}
	state->pick = CLAMP(state->pick, 0, MAX((int)state->rows->len - 1, 0));
}

/* --- the figures --- */

typedef struct {
	gint64 done, failed;
} Rate;

static gint64 number_of(const cJSON *object, const char *key)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
	return cJSON_IsNumber(number) ? (gint64)number->valuedouble : 0;
}

static void count_run(GHashTable *rates, const SyncRun *run)
{
	cJSON *operations = cJSON_Parse(run->operations);
	const cJSON *each;
	cJSON_ArrayForEach (each, operations) {
		Rate *rate = each->string ? g_hash_table_lookup(rates, each->string) : NULL;
		if (!each->string)
			continue;
		if (!rate)
			g_hash_table_insert(rates, g_strdup(each->string), rate = g_new0(Rate, 1));
		rate->done += number_of(each, "done");
		rate->failed += number_of(each, "failed");
	}
	cJSON_Delete(operations);
}

static int by_word(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

/* What a run asked the server for; a word of a newer daybook stays as it is. */
static const char *operation_words(const char *name)
{
	static const char *const words[][2] = {
		{ "get", N_("look-ups") },  { "insert", N_("new events") },
		{ "patch", N_("changes") }, { "delete", N_("deletions") },
		{ "list", N_("lists") },    { "token", N_("sign-in refreshes") }
	};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i][0], name) == 0)
			return _(words[i][1]);
	return name;
}

/* "new events 2 of 310 · changes 1 of 42": of each operation that failed at all, how often. The caller frees. */
static char *rates_of(const SyncState *state, const char *account, gint64 since)
{
	g_autoptr(GHashTable) rates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GString *words = g_string_new(NULL);
	for (guint i = 0; i < state->runs->len; i++) {
		const SyncRun *run = state->runs->pdata[i];
		if (strcmp(run->account, account) == 0 && run->ended >= since)
			count_run(rates, run);
	}
	GList *names = g_list_sort(g_hash_table_get_keys(rates), by_word);
	for (GList *name = names; name; name = name->next) {
		const Rate *rate = g_hash_table_lookup(rates, name->data);
		if (rate->failed == 0)
			continue;
		g_string_append(words, words->len ? " · " : "");
		g_string_append_printf(words, _("%s %ld of %ld"), operation_words(name->data),
				       (long)rate->failed, (long)(rate->done + rate->failed));
	}
	g_list_free(names);
	return g_string_free(words, FALSE);
}

/* --- asking the book --- */

static void clear_state(SyncState *state)
{
	g_clear_pointer(&state->summary, sync_summary_free);
	g_clear_pointer(&state->items, g_ptr_array_unref);
	g_clear_pointer(&state->orphans, g_ptr_array_unref);
	g_clear_pointer(&state->unread, g_ptr_array_unref);
	g_clear_pointer(&state->runs, g_ptr_array_unref);
	g_clear_pointer(&state->rates, g_ptr_array_unref);
}

static gboolean ask(SyncState *state, Book *book, GError **error)
{
	return (state->summary = book_sync_summary(book, error)) &&
	       (state->items = book_sync_items(book, 0, TRUE, ITEM_LIMIT, error)) &&
	       (state->orphans = book_sync_orphans(book, error)) &&
	       (state->unread = book_sync_unread(book, error)) &&
	       (state->runs = book_sync_runs(book, NULL, RUNS_COUNTED, error));
}

static gboolean sync_refresh(Screen *screen, GError **error)
{
	SyncState *state = sync_state(screen), fresh = { 0 };
	g_autofree char *before = state->summary ? row_key(state, sync_row(state)) : NULL;
	if (!ask(&fresh, screen->app->book, error)) {
		clear_state(&fresh);
		return FALSE;
	}
	clear_state(state);
	state->summary = fresh.summary;
	state->items = fresh.items;
	state->orphans = fresh.orphans;
	state->unread = fresh.unread;
	state->runs = fresh.runs;
	state->rates = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < state->summary->accounts->len; i++) {
		const SyncAccountStatus *status = state->summary->accounts->pdata[i];
		g_ptr_array_add(state->rates,
				rates_of(state, status->account->id, clock_real() - RATE_SECONDS));
	}
	make_rows(state, before);
	return TRUE;
}

/* "next try in 18 s" counts down. */
static gboolean on_second(gpointer screen_)
{
	Screen *screen = screen_;
	if (app_top(screen->app) == screen) {
		screen->app->stale = TRUE;
		app_draw(screen->app);
	}
	return G_SOURCE_CONTINUE;
}

static void sync_close(Screen *screen)
{
	SyncState *state = sync_state(screen);
	g_clear_handle_id(&state->second, g_source_remove);
	clear_state(state);
	g_clear_pointer(&state->rows, g_array_unref);
}

void sync_open(Screen *day)
{
	App *app = day->app;
	GError *error = NULL;
	Screen *screen = app_push(app, &sync_class);
	SyncState *state = sync_state(screen);
	state->day = day;
	state->rows = g_array_new(FALSE, FALSE, sizeof(SyncRow));
	if (!sync_refresh(screen, &error)) {
		app_pop(app);
		app_fail(app, error);
		return;
	}
	/* the first thing that needs somebody */
	for (guint i = 0; i < state->rows->len; i++)
		if (g_array_index(state->rows, SyncRow, i).kind == SYNC_ROW_PERSON) {
			state->pick = (int)i;
			break;
		}
	state->second = g_timeout_add_seconds(1, on_second, screen);
}

/* --- moving --- */

static void to_row(Screen *screen, int row)
{
	SyncState *state = sync_state(screen);
	state->pick = CLAMP(row, 0, MAX((int)state->rows->len - 1, 0));
}

static void up(Screen *screen)
{
	to_row(screen, sync_state(screen)->pick - 1);
}

static void down(Screen *screen)
{
	to_row(screen, sync_state(screen)->pick + 1);
}

static void page_up(Screen *screen)
{
	to_row(screen, sync_state(screen)->pick - LINES / 3);
}

static void page_down(Screen *screen)
{
	to_row(screen, sync_state(screen)->pick + LINES / 3);
}

static void first(Screen *screen)
{
	to_row(screen, 0);
}

static void last(Screen *screen)
{
	to_row(screen, (int)sync_state(screen)->rows->len - 1);
}

/* --- when an action applies --- */

static gboolean has_status(const Screen *screen, SyncStatus status)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item && !item->link->held && strcmp(item->link->status, sync_status_name(status)) == 0;
}

static gboolean has_item(const Screen *screen)
{
	return sync_item(sync_state(screen)) != NULL;
}

static gboolean has_view(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item && item->view;
}

/* Only words were edited there, on a booking that is in step. */
static gboolean is_edited(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	if (!has_status(screen, SYNC_SYNCED) || !item->link->theirs || !item->link->base)
		return FALSE;
	g_autoptr(EventFields) theirs = event_fields_read(item->link->theirs),
			       base = event_fields_read(item->link->base);
	return theirs && base && event_time_same(theirs, base);
}

/* There is another side: of a conflict, of what the book overruled, of a cancellation that is held back. */
static gboolean has_other_side(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item && (item->link->theirs || item->link->held);
}

static gboolean may_take(const Screen *screen)
{
	return has_other_side(screen) && !is_edited(screen);
}

static gboolean may_retry(const Screen *screen)
{
	return has_status(screen, SYNC_FAILED) || has_status(screen, SYNC_PENDING);
}

static gboolean any_item(const Screen *screen)
{
	return sync_state(screen)->items->len > 0;
}

static gboolean any_held(const Screen *screen)
{
	return sync_state(screen)->summary->held > 0;
}

static gboolean has_account(const Screen *screen)
{
	return sync_state(screen)->summary->accounts->len > 0;
}

static gboolean has_orphan(const Screen *screen)
{
	const SyncRow *row = sync_row(sync_state(screen));
	return row && row->kind == SYNC_ROW_ORPHAN;
}

static gboolean has_page(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item && *item->link->link;
}

static gboolean is_foreign(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item && strcmp(item->link->kind, "own") != 0;
}

static gboolean is_busy(const Screen *screen)
{
	return syncing_is_busy(screen->app);
}

/* --- what is done to a booking --- */

static char *item_name(const Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	return item->view ? words_booking(screen->app->book, item->view)
			  : g_strdup(_("a booking that is gone"));
}

/* After a change: everything is asked again, and it is said. */
static void after(App *app, gboolean well, GError *error, const char *words)
{
	if (!well) {
		app_fail(app, error);
		return;
	}
	app_refresh(app);
	app_say(app, SAY_GOOD, "%s", words);
}

static void retry(Screen *screen)
{
	App *app = screen->app;
	GError *error = NULL;
	g_autofree char *name = item_name(screen);
	gboolean well =
		book_sync_retry(app->book, sync_item(sync_state(screen))->link->booking, NULL, &error);
	g_autofree char *words = g_strdup_printf(_("%s is tried again."), name);
	after(app, well, error, words);
}

static void retry_all(Screen *screen)
{
	App *app = screen->app;
	GError *error = NULL;
	guint count = 0;
	gboolean well = book_sync_retry(app->book, NULL, &count, &error);
	g_autofree char *words =
		g_strdup_printf(ngettext("%u is tried again.", "%u are tried again.", count), count);
	after(app, well, error, words);
}

static void take(Screen *screen, gboolean theirs, const char *format)
{
	App *app = screen->app;
	GError *error = NULL;
	g_autofree char *name = item_name(screen);
	gboolean well =
		book_sync_take(app->book, sync_item(sync_state(screen))->link->booking, theirs, &error);
	g_autofree char *words = g_strdup_printf("%s: %s", name, format);
	after(app, well, error, words);
}

static void take_theirs(Screen *screen)
{
	take(screen, TRUE, _("what stands in the calendar was taken."));
}

static void keep_ours(Screen *screen)
{
	take(screen, FALSE, _("the book's own goes to the calendar."));
}

static void keep_text(Screen *screen)
{
	take(screen, TRUE, _("the text is the shared note now."));
}

static void confirm(Screen *screen)
{
	App *app = screen->app;
	GError *error = NULL;
	guint count = 0;
	gboolean well = book_sync_confirm(app->book, &count, &error);
	g_autofree char *words = g_strdup_printf(
		ngettext("%u cancellation goes ahead.", "%u cancellations go ahead.", count), count);
	after(app, well, error, words);
}

gboolean sync_do_adopt(App *app, const char *booking, gboolean mirror)
{
	GError *error = NULL;
	gboolean well = mirror ? book_sync_adopt(app->book, booking, &error)
			       : book_sync_release(app->book, booking, &error);
	after(app, well, error,
	      mirror ? _("It is an appointment of this book now, and keeps its place in the calendar.")
		     : _("It follows the calendar again, as blocked time."));
	return well;
}

static void adopt(Screen *screen)
{
	const SyncItem *item = sync_item(sync_state(screen));
	g_autofree char *booking = g_strdup(item->link->booking);
	sync_do_adopt(screen->app, booking, strcmp(item->link->kind, "mirror") == 0);
}

static void bring_back(Screen *screen)
{
	SyncState *state = sync_state(screen);
	const RemoteEvent *event = state->orphans->pdata[sync_row(state)->index];
	GError *error = NULL;
	gboolean well = book_sync_bring_back(screen->app->book, event->remote_id, &error);
	after(screen->app, well, error, _("It is in the book again."));
}

static void open_page(Screen *screen)
{
	GError *error = NULL;
	if (browser_open(sync_item(sync_state(screen))->link->link, &error))
		app_say(screen->app, SAY_PLAIN, _("Your browser opens it."));
	else
		app_fail(screen->app, error);
}

static void show_day(Screen *screen)
{
	Screen *day = sync_state(screen)->day;
	g_autoptr(Booking) booking = booking_copy(sync_item(sync_state(screen))->view->booking);
	app_pop(screen->app);
	day_show_booking(day, booking);
}

static void open_card(Screen *screen)
{
	sync_card_open(screen, sync_item(sync_state(screen))->link->booking);
}

/* --- accounts and runs --- */

static void sign_in(Screen *screen)
{
	sync_sign_in_open(screen->app, sync_account(sync_state(screen))->account->id);
}

static void sync_now(Screen *screen)
{
	syncing_now(screen->app);
}

static void stop(Screen *screen)
{
	if (syncing_cancel(screen->app))
		app_say(screen->app, SAY_PLAIN,
			_("Stopping after this step; the next run goes on from there."));
}

static void join(Screen *screen)
{
	sync_join_open(screen->app, sync_account(sync_state(screen))->account);
}

static void connect_account(Screen *screen)
{
	sync_account_open(screen->app);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

#define NOT_HERE N_("There is no booking under the cursor.")
#define NO_CONFLICT N_("Nothing else stands in the calendar for what is under the cursor.")
#define NO_ACCOUNT N_("No calendar account is connected yet.")

static const Action actions[] = {
	{ .name = "take-theirs",
	  .keys = "t",
	  .brief = N_("take theirs"),
	  .help = N_("Take what stands in the calendar"),
	  .run = take_theirs,
	  .applies = may_take,
	  .otherwise = NO_CONFLICT },
	{ .name = "keep-ours",
	  .keys = "o",
	  .brief = N_("keep ours"),
	  .help = N_("Keep what stands here, and send it there"),
	  .run = keep_ours,
	  .applies = has_other_side,
	  .otherwise = NO_CONFLICT },
	{ .name = "keep-text",
	  .keys = "n",
	  .brief = N_("keep as note"),
	  .help = N_("Keep the text edited there as shared note"),
	  .run = keep_text,
	  .applies = is_edited,
	  .otherwise = N_("No text of what is under the cursor was edited in the calendar.") },
	{ .name = "bring-back",
	  .keys = "B",
	  .brief = N_("bring back"),
	  .help = N_("Bring back an event of this book that it has lost"),
	  .run = bring_back,
	  .applies = has_orphan,
	  .otherwise = N_("Nothing under the cursor was lost from the book.") },
	{ .name = "confirm-held",
	  .keys = "C",
	  .brief = N_("let them go"),
	  .help = N_("Say yes to all cancellations that are held back"),
	  .run = confirm,
	  .applies = any_held,
	  .otherwise = N_("No cancellation is held back.") },
	{ .name = "retry",
	  .keys = "r",
	  .brief = N_("try again"),
	  .help = N_("Try this booking again"),
	  .run = retry,
	  .applies = may_retry,
	  .otherwise = N_("This waits for no further try.") },
	{ .name = "retry-all",
	  .keys = "R",
	  .brief = N_("all"),
	  .help = N_("Try all of them again"),
	  .run = retry_all,
	  .applies = any_item,
	  .otherwise = N_("Nothing waits to be tried again.") },
	{ .name = "open",
	  .keys = "Enter e",
	  .brief = N_("details"),
	  .help = N_("The booking before, here and there, field by field"),
	  .run = open_card,
	  .applies = has_item,
	  .otherwise = NOT_HERE },
	{ .name = "show-day",
	  .keys = "g",
	  .brief = N_("its day"),
	  .help = N_("Show the booking on its day"),
	  .run = show_day,
	  .applies = has_view,
	  .otherwise = NOT_HERE },
	{ .name = "browser",
	  .keys = "b",
	  .brief = N_("browser"),
	  .help = N_("Open the event's page in the browser"),
	  .run = open_page,
	  .applies = has_page,
	  .otherwise = N_("What is under the cursor has no page in a browser.") },
	{ .name = "adopt",
	  .keys = "A",
	  .help = N_("Take in an event from there, or let it go again"),
	  .run = adopt,
	  .applies = is_foreign,
	  .otherwise = N_("That did not come from a calendar.") },
	{ .name = "stop",
	  .keys = "x",
	  .brief = N_("stop"),
	  .help = N_("Stop the run or the sign-in under way"),
	  .run = stop,
	  .applies = is_busy,
	  .otherwise = N_("Nothing is under way.") },
	{ .name = "sign-in",
	  .keys = "s",
	  .brief = N_("sign in"),
	  .help = N_("Sign in to the account in the browser"),
	  .run = sign_in,
	  .applies = has_account,
	  .otherwise = NO_ACCOUNT },
	{ .name = "sync-now",
	  .keys = "y",
	  .brief = N_("sync now"),
	  .help = N_("Look now, at both sides"),
	  .run = sync_now,
	  .applies = has_account,
	  .otherwise = NO_ACCOUNT },
	{ .name = "link",
	  .keys = "l",
	  .brief = N_("link"),
	  .help = N_("Link a calendar; what that would do is shown first"),
	  .run = join,
	  .applies = has_account,
	  .otherwise = NO_ACCOUNT },
	{ .name = "account-new",
	  .keys = "+ N",
	  .brief = N_("new account"),
	  .help = N_("Connect an account"),
	  .run = connect_account },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "down", .keys = "Down j Tab", .help = N_("Down"), .run = down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("A page up"), .run = page_up },
	{ .name = "page-down", .keys = "PgDn Space", .help = N_("A page down"), .run = page_down },
	{ .name = "first", .keys = "Home", .help = N_("To the first line"), .run = first },
	{ .name = "last", .keys = "End", .help = N_("To the last line"), .run = last },
	{ .name = "leave",
	  .keys = "q Esc 1",
	  .brief = N_("back"),
	  .help = N_("Back to the day"),
	  .run = leave },
};

const ScreenClass sync_class = {
	.name = "sync",
	.title = N_("Sync"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(SyncState),
	.close = sync_close,
	.refresh = sync_refresh,
	.draw = sync_draw,
};
