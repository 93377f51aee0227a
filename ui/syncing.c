/* ui/syncing.c - the front end's side of the worker thread */
#include "ui/syncing.h"

#include <string.h>

#include "base/i18n.h"
#include "base/browser.h"
#include "ui/screens/sync.h"

#define TICK_MS 200     /* how often a run under way is looked at */
#define POKED_SECONDS 6 /* in which the worker begins when it was told of a change */

struct Syncing {
	SyncWorker *worker; /* NULL: no account yet */
	BookOptions options;
	char *path, *actor;
	SyncSummary *header; /* NULL: not asked yet */
	gboolean stale;      /* header is of before a change */
	gboolean here;       /* the change was made at these keys */
	gboolean running;
	guint done, total;
	gboolean asked; /* for a run: what came of it is said */
	gboolean over;  /* a run has ended since */
	gboolean signing;
	gboolean opened;   /* the browser, for this sign-in */
	gboolean given_up; /* it is ending */
	char *then;        /* the account to sign in to when the one that was given up has ended; NULL */
	char *url, *problem;
	guint tick;      /* source: a run or a sign-in is under way, or may be any moment */
	gint64 tick_end; /* monotonic: not before then */
	guint idle_tick; /* source */
	gint64 last_key; /* monotonic */
	gboolean idle;
};

/* --- how it stands --- */

const SyncSummary *syncing_header(const App *app)
{
	const Syncing *syncing = app->syncing;
	return syncing && syncing->header && syncing->header->accounts->len ? syncing->header : NULL;
}

gboolean syncing_runs(const App *app, guint *done, guint *total)
{
	const Syncing *syncing = app->syncing;
	*done = syncing ? syncing->done : 0;
	*total = syncing ? syncing->total : 0;
	return syncing && syncing->running;
}

gboolean syncing_signs_in(const App *app, const char **url)
{
	const Syncing *syncing = app->syncing;
	gboolean ends = syncing && syncing->given_up;
	*url = syncing && !ends ? syncing->url : NULL;
	return syncing && syncing->signing && (!ends || syncing->then);
}

gboolean syncing_is_busy(const App *app)
{
	return app->syncing && (app->syncing->running || app->syncing->signing);
}

/* --- what the worker is at --- */

static void look(App *app);

static gboolean on_tick(gpointer app_)
{
	App *app = app_;
	look(app);
	gboolean more = syncing_is_busy(app) || g_get_monotonic_time() < app->syncing->tick_end;
	if (!more)
		app->syncing->tick = 0;
	app_draw(app);
	return more;
}

static void tick(App *app, gint64 seconds)
{
	app->syncing->tick_end = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
	if (!app->syncing->tick)
		app->syncing->tick = g_timeout_add(TICK_MS, on_tick, app);
}

/* The account with which nothing could be synced; NULL: there is none. */
static const Account *stopped_account(const SyncSummary *summary)
{
	for (guint i = 0; i < summary->accounts->len; i++) {
		const SyncAccountStatus *status = summary->accounts->pdata[i];
		if (strcmp(status->account->state, "ok") != 0)
			return status->account;
	}
	return NULL;
}

/* What came of a run that was asked for. */
static void say_result(App *app)
{
	const SyncSummary *header = syncing_header(app);
	const Account *stopped = header ? stopped_account(header) : NULL;
	app->syncing->asked = FALSE;
	if (stopped && strcmp(stopped->state, "offline") == 0)
		app_say(app, SAY_WARNING,
			_("%s cannot be reached. Nothing is lost; the next run goes on from there."),
			stopped->label);
	else if (stopped)
		app_say(app, SAY_WARNING, _("Not all was synced: %s."), header->words);
	else if (header)
		app_say(app, header->worst == SYNC_HEALTH_OK ? SAY_GOOD : SAY_WARNING, _("Synced: %s."),
			header->words);
}

static void look_at_run(App *app)
{
	Syncing *syncing = app->syncing;
	guint done = 0, total = 0;
	gboolean running = app->service->worker_progress(syncing->worker, &done, &total);
	if (running != syncing->running || done != syncing->done || total != syncing->total)
		app->stale = TRUE;
	if (!running && syncing->running)
		syncing_changed(app, FALSE);
	syncing->running = running;
	syncing->done = done;
	syncing->total = total;
}

static void begin_sign_in(App *app, const char *account)
{
	Syncing *syncing = app->syncing;
	syncing->signing = TRUE;
	syncing->opened = syncing->given_up = FALSE;
	app->service->worker_sign_in(syncing->worker, account);
}

/* The address may take a moment; the browser is opened once. */
static void look_at_sign_in(App *app)
{
	Syncing *syncing = app->syncing;
	gboolean was = syncing->signing;
	if (!was)
		return;
	g_clear_pointer(&syncing->url, g_free);
	g_clear_pointer(&syncing->problem, g_free);
	syncing->signing =
		app->service->worker_sign_in_state(syncing->worker, &syncing->url, &syncing->problem);
	if (syncing->signing && syncing->url && !syncing->opened && !syncing->given_up) {
		syncing->opened = TRUE;
		if (browser_open(syncing->url, NULL))
			app_say(app, SAY_PLAIN, _("Your browser asks for the yes."));
		else
			app_say(app, SAY_WARNING,
				_("No browser could be opened: open the address yourself."));
	}
	if (syncing->signing)
		return;
	if (syncing->then) {
		g_autofree char *account = g_steal_pointer(&syncing->then);
		begin_sign_in(app, account);
		return;
	}
	syncing_changed(app, FALSE);
	if (syncing->given_up)
		return;
	if (syncing->problem)
		app_say(app, SAY_ERROR, "%s", syncing->problem);
	else
		app_say(app, SAY_GOOD, _("Signed in."));
	if (app_top(app)->cls == &sync_sign_in_class)
		app_pop(app); /* at once: a key pressed now is for what lies below */
}

static void look(App *app)
{
	if (!app->syncing->worker)
		return;
	look_at_run(app);
	look_at_sign_in(app);
	if (syncing_is_busy(app))
		tick(app, 0);
}

static void on_told(gpointer app_)
{
	App *app = app_;
	if (!app->syncing)
		return;
	app_check_book(app);
	syncing_changed(app, FALSE);
	look(app);
	app->syncing->over = !app->syncing->running; /* it is told at the end of each run */
	app_draw(app);
}

/* --- nobody at the keys --- */

/* Without a key for five minutes the worker looks less often. */
static gint64 idle_ms(void)
{
	return SYNC_IDLE_LOOKS * sync_look_ms();
}

static gboolean on_idle_tick(gpointer app_)
{
	App *app = app_;
	Syncing *syncing = app->syncing;
	gboolean idle = g_get_monotonic_time() - syncing->last_key >= idle_ms() * G_TIME_SPAN_MILLISECOND;
	if (idle && !syncing->idle && syncing->worker)
		app->service->worker_idle(syncing->worker, TRUE);
	syncing->idle = idle;
	return G_SOURCE_CONTINUE;
}

void syncing_key(App *app)
{
	Syncing *syncing = app->syncing;
	if (!syncing)
		return;
	syncing->last_key = g_get_monotonic_time();
	if (syncing->idle && syncing->worker)
		app->service->worker_idle(syncing->worker, FALSE);
	syncing->idle = FALSE;
}

/* --- life --- */

void syncing_start(App *app)
{
	if (!app->book || !app->service)
		return;
	Syncing *syncing = app->syncing = g_new0(Syncing, 1);
	syncing->path = g_strdup(book_path(app->book));
	syncing->actor = g_strdup(book_actor(app->book));
	syncing->options = (BookOptions){
		.path = syncing->path, .actor = syncing->actor, .source = "ui", .clock = app->options->clock
	};
	syncing->last_key = g_get_monotonic_time();
	syncing->idle_tick = g_timeout_add((guint)(idle_ms() / 10), on_idle_tick, app);
	syncing->stale = TRUE;
	app_later(app);
}

void syncing_stop(App *app)
{
	Syncing *syncing = g_steal_pointer(&app->syncing);
	if (!syncing)
		return;
	if (syncing->worker)
		app->service->worker_stop(syncing->worker);
	g_clear_handle_id(&syncing->tick, g_source_remove);
	g_clear_handle_id(&syncing->idle_tick, g_source_remove);
	g_clear_pointer(&syncing->header, sync_summary_free);
	g_free(syncing->url);
	g_free(syncing->problem);
	g_free(syncing->then);
	g_free(syncing->path);
	g_free(syncing->actor);
	g_free(syncing);
}

void syncing_changed(App *app, gboolean here)
{
	if (!app->syncing)
		return;
	app->syncing->stale = TRUE;
	app->syncing->here |= here;
	app_later(app);
}

/* Somebody else's change is the worker's own, mostly: it is told only where more waits than before. */
static void poke(App *app, guint waited)
{
	Syncing *syncing = app->syncing;
	gboolean here = syncing->here;
	syncing->here = FALSE;
	gboolean due = here ? book_sync_next_due(app->book, NULL) <= clock_real()
			    : syncing->header->pending > waited;
	if (!due)
		return;
	app->service->worker_poke(syncing->worker);
	tick(app, POKED_SECONDS);
}

void syncing_later(App *app)
{
	Syncing *syncing = app->syncing;
	if (!syncing || !syncing->stale)
		return;
	guint waited = syncing->header ? syncing->header->pending : 0;
	SyncSummary *header = book_sync_header(app->book, NULL); /* a header without it is no failure */
	syncing->stale = FALSE;
	app->stale = TRUE;
	if (!header)
		return;
	g_clear_pointer(&syncing->header, sync_summary_free);
	syncing->header = header;
	if (header->accounts->len == 0) {
		syncing->here = FALSE;
		return;
	}
	if (!syncing->worker)
		syncing->worker = app->service->worker_start(&syncing->options, on_told, app);
	else
		poke(app, waited);
	look(app);
	if (syncing->asked && syncing->over)
		say_result(app);
}

void syncing_suspend(App *app, gboolean suspended)
{
	if (app->syncing && app->syncing->worker)
		app->service->worker_suspend(app->syncing->worker, suspended);
}

/* --- what a person asks for --- */

static gboolean has_worker(App *app)
{
	if (app->syncing && app->syncing->worker)
		return TRUE;
	app_say(app, SAY_WARNING, _("No calendar account is connected yet."));
	return FALSE;
}

void syncing_now(App *app)
{
	if (!has_worker(app))
		return;
	app->syncing->asked = TRUE;
	app->syncing->over = FALSE;
	app->service->worker_now(app->syncing->worker);
	app_say(app, SAY_PLAIN, _("Syncing …"));
	tick(app, POKED_SECONDS);
}

void syncing_sign_in(App *app, const char *account)
{
	Syncing *syncing = app->syncing;
	if (!has_worker(app))
		return;
	if (syncing->signing) {
		g_free(syncing->then);
		syncing->then = g_strdup(account);
	} else {
		begin_sign_in(app, account);
	}
	tick(app, 0);
}

gboolean syncing_cancel(App *app)
{
	if (!syncing_is_busy(app))
		return FALSE;
	app->service->worker_cancel(app->syncing->worker);
	app->syncing->asked = FALSE;
	app->syncing->given_up = app->syncing->signing;
	g_clear_pointer(&app->syncing->then, g_free);
	tick(app, 0);
	return TRUE;
}
