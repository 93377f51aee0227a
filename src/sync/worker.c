/* sync/worker.c - the thread that keeps a book in step while a front end (or `sync --watch`) runs
 *
 * The thread has its own Book, its own connection and its own main context; it shares with the front end only what stands in SyncWorker under its
 * mutex, and is told things by flags and a source in its context. Nobody waits for it: asked to stop it is given 300 ms, then left to
 * end by itself (it holds one reference, and calls nobody back any more). */
#include "sync/service_p.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "sync/looks.h"
#include <pthread.h>
#include <string.h>
#include <time.h>

#define GATHER_MS 2000  /* after a change here, for what follows it */
#define FIRST_MS 1000   /* after the start: the first screen comes first */
#define LOCKED_MS 5000  /* another process is syncing */
#define SOON_MS 50      /* after news of the network, for what follows it */
#define BUDGET_MS 45000 /* of sending in one run, so that the calendars are looked at in between */
#define WAKE_LOOK_S 10  /* how often it is asked whether the machine slept */
#define SLEPT_US (5 * G_USEC_PER_SEC)
#define PATIENCE_MS 300
#define TOLD_EVERY_US 100000

struct SyncWorker {
	/* set once */
	BookOptions options; /* own strings */
	void (*told)(gpointer data);
	SyncRanFunc ran; /* NULL */
	gpointer data;
	GMainContext *context;
	GThread *thread;

	pthread_mutex_t mutex; /* guards what follows; not GLib's, which ThreadSanitizer does not see */
	pthread_cond_t changed;
	gboolean quit, ended, running, idle, cancel, asked, network, suspended;
	guint done, total;
	NetStop *stop;       /* of the run under way; NULL */
	Lock *lock;          /* … */
	gboolean told_waits; /* a call of told is on its way to the main thread */
	/* sign-in */
	gboolean signing_in;
	NetStop *sign_stop;
	char *url, *problem;

	/* the thread's alone */
	GMainLoop *loop;
	GSource *timer, *gather;
	Book *book;
	Engine *engine;
	NetMonitor *monitor;
	gint64 slept; /* boot time less monotonic: grows while the machine sleeps */
	gint64 told_at;
	gboolean progressed; /* the last run did something */
};

static void clear(gpointer worker_)
{
	SyncWorker *worker = worker_;
	g_free((char *)worker->options.path);
	g_free((char *)worker->options.actor);
	g_free((char *)worker->options.source);
	g_main_context_unref(worker->context);
	pthread_mutex_destroy(&worker->mutex);
	pthread_cond_destroy(&worker->changed);
	g_free(worker->url);
	g_free(worker->problem);
}

static void unref(SyncWorker *worker)
{
	g_atomic_rc_box_release_full(worker, clear);
}

/* --- telling the front end --- */

static gboolean tell_now(gpointer worker_)
{
	SyncWorker *worker = worker_;
	pthread_mutex_lock(&worker->mutex);
	gboolean quit = worker->quit;
	worker->told_waits = FALSE;
	pthread_mutex_unlock(&worker->mutex);
	/* quit is set on this thread alone: nobody is called after worker_stop */
	if (!quit && worker->told)
		worker->told(worker->data);
	return G_SOURCE_REMOVE;
}

static void tell(SyncWorker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean again = worker->told_waits || worker->quit;
	worker->told_waits = TRUE;
	pthread_mutex_unlock(&worker->mutex);
	if (!again)
		g_idle_add_full(G_PRIORITY_DEFAULT, tell_now, g_atomic_rc_box_acquire(worker),
				(GDestroyNotify)unref);
}

typedef struct {
	SyncWorker *worker; /* a reference */
	SyncReport report;
} Ran;

static void ran_free(gpointer ran_)
{
	Ran *ran = ran_;
	sync_report_clear(&ran->report);
	unref(ran->worker);
	g_free(ran);
}

static gboolean ran_now(gpointer ran_)
{
	const Ran *ran = ran_;
	pthread_mutex_lock(&ran->worker->mutex);
	gboolean quit = ran->worker->quit;
	pthread_mutex_unlock(&ran->worker->mutex);
	if (!quit)
		ran->worker->ran(&ran->report, ran->worker->data);
	return G_SOURCE_REMOVE;
}

/* take: what came of a run. */
static void tell_ran(SyncWorker *worker, SyncReport *take)
{
	if (!worker->ran) {
		sync_report_clear(take);
		return;
	}
	Ran *ran = g_new(Ran, 1);
	*ran = (Ran){ g_atomic_rc_box_acquire(worker), *take };
	*take = (SyncReport){ 0 };
	g_idle_add_full(G_PRIORITY_DEFAULT, ran_now, ran, ran_free);
}

/* Only what the desktop took is told: where there is none just now, the next one may be asked. */
static void notify_of(SyncWorker *worker, const SyncAccountStatus *status)
{
	guint untold = book_sync_untold(worker->book, status);
	if (untold && status->account->notify) {
		g_autofree char *key = g_strconcat("sync-", status->account->id, NULL),
				*words = book_sync_account_words(status);
		g_autofree char *body = g_strdup_printf("%s: %s", status->account->label, words);
		if (engine_base(worker->engine)
			    ->net->notify(key, _("daybook: the calendar needs you"), body, NULL))
			book_sync_told(worker->book, status, untold, NULL);
	}
	/* what is over may be told again when it comes again */
	book_sync_told(worker->book, status, 0, NULL);
}

/* A person is needed: said on the desktop where the account's owner wants that, once. Under the lock between processes, so by one of them. */
static void notify(SyncWorker *worker)
{
	g_autoptr(SyncSummary) summary = book_sync_header(worker->book, NULL);
	for (guint i = 0; summary && i < summary->accounts->len; i++)
		notify_of(worker, summary->accounts->pdata[i]);
}

/* --- a run --- */

static gboolean on_progress(guint done, guint total, const char *what, gpointer worker_)
{
	SyncWorker *worker = worker_;
	(void)what;
	pthread_mutex_lock(&worker->mutex);
	if (total) {
		worker->done = done;
		worker->total = total;
	}
	gboolean go_on = !worker->quit && !worker->cancel && !worker->suspended &&
			 (!worker->lock || lock_is_held(worker->lock));
	pthread_mutex_unlock(&worker->mutex);
	gint64 now = g_get_monotonic_time();
	if (total && now - worker->told_at > TOLD_EVERY_US) {
		worker->told_at = now;
		tell(worker);
	}
	return go_on;
}

static gboolean has_calendars(Book *book)
{
	g_autoptr(GPtrArray) calendars = book_sync_calendars(book, NULL, NULL);
	return calendars && calendars->len > 0;
}

static gboolean open_book(SyncWorker *worker)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;
	if (!worker->book)
		worker->book = book_open(&worker->options, &error);
	else if (!book_refresh(worker->book, &changed, &error))
		g_clear_pointer(&worker->book, book_close);
	if (error)
		g_log_structured("daybook-sync", G_LOG_LEVEL_WARNING, "MESSAGE",
				 "the book cannot be opened: %s", error->message);
	return worker->book != NULL;
}

static void on_network(gboolean available, gpointer worker_);

static gboolean open_engine(SyncWorker *worker)
{
	g_autoptr(GError) error = NULL;
	if (!worker->engine)
		worker->engine = engine_new(NULL, &error);
	if (error)
		g_log_structured("daybook-sync", G_LOG_LEVEL_WARNING, "MESSAGE", "%s", error->message);
	if (worker->engine && !worker->monitor)
		worker->monitor = engine_base(worker->engine)->net->monitor_new(on_network, worker);
	return worker->engine != NULL;
}

/* Takes the lock between processes and the flags, and shows that a run is under way. FALSE: none may begin; locked: another process syncs.
 * Under the mutex, as its end: whoever suspends the worker finds a run that holds the lock, or no lock. */
static gboolean begin(SyncWorker *worker, EngineHow *how, gboolean *locked)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean may = !worker->quit && !worker->suspended;
	Lock *lock = may ? lock_take(worker->options.path, 0, -1, NULL) : NULL;
	*locked = may && !lock;
	if (lock) {
		*how = (EngineHow){ .asked = worker->asked,
				    .network = worker->network,
				    .budget_ms = BUDGET_MS,
				    .progress = on_progress,
				    .data = worker };
		worker->asked = worker->network = worker->cancel = FALSE;
		worker->running = TRUE;
		worker->done = worker->total = 0;
		worker->stop = net_stop_new();
		worker->lock = lock;
	}
	pthread_mutex_unlock(&worker->mutex);
	return lock != NULL;
}

static void end(SyncWorker *worker)
{
	engine_set_stop(worker->engine, NULL);
	pthread_mutex_lock(&worker->mutex);
	worker->running = FALSE;
	g_clear_pointer(&worker->lock, lock_free);
	g_clear_pointer(&worker->stop, net_stop_free);
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->mutex);
}

/* FALSE: another process syncs. */
static gboolean run_once(SyncWorker *worker)
{
	EngineHow how;
	gboolean locked;
	SyncReport report = { 0 };
	g_autoptr(GError) error = NULL;
	if (!begin(worker, &how, &locked))
		return !locked;
	engine_set_stop(worker->engine, worker->stop);
	if (!engine_run(worker->engine, worker->book, NULL, &how, &report, &error)) {
		g_log_structured("daybook-sync", G_LOG_LEVEL_WARNING, "MESSAGE", "a run failed: %s",
				 error->message);
		g_free(report.words);
		report.words = g_strdup(error->message);
		report.cancelled = TRUE;
	}
	worker->progressed = report.pulled || report.pushed;
	notify(worker);
	end(worker);
	tell_ran(worker, &report);
	tell(worker);
	return TRUE;
}

/* --- when next --- */

static void schedule(SyncWorker *worker, gint64 ms);

static gint64 next_look(const SyncWorker *worker, gboolean idle)
{
	LookFacts facts = { .look_ms = sync_look_ms(),
			    .idle = idle,
			    .progressed = worker->progressed,
			    .now = clock_real(),
			    .due = G_MAXINT64,
			    .pause_end = G_MAXINT64 };
	g_autoptr(GPtrArray) accounts = worker->book ? book_sync_accounts(worker->book, NULL) : NULL;
	if (worker->book)
		facts.due = book_sync_next_due(worker->book, NULL);
	for (guint i = 0; accounts && i < accounts->len; i++) {
		const Account *account = accounts->pdata[i];
		if (account->pause_until > facts.now)
			facts.pause_end = MIN(facts.pause_end, account->pause_until);
		if (account->write_pause_until > facts.now)
			facts.pause_end = MIN(facts.pause_end, account->write_pause_until);
	}
	return looks_next_ms(&facts, NULL);
}

static void look(SyncWorker *worker)
{
	worker->progressed = FALSE;
	pthread_mutex_lock(&worker->mutex);
	gboolean idle = worker->idle;
	pthread_mutex_unlock(&worker->mutex);
	gboolean there = open_book(worker) && has_calendars(worker->book) && open_engine(worker);
	schedule(worker, !there || run_once(worker) ? next_look(worker, idle) : LOCKED_MS);
}

static gboolean on_timer(gpointer worker_)
{
	SyncWorker *worker = worker_;
	g_clear_pointer(&worker->timer, g_source_unref);
	look(worker);
	return G_SOURCE_REMOVE;
}

static void attach(SyncWorker *worker, GSource *source, GSourceFunc call)
{
	g_source_set_callback(source, call, worker, NULL);
	g_source_attach(source, worker->context);
}

static void drop(GSource **source)
{
	if (!*source)
		return;
	g_source_destroy(*source);
	g_clear_pointer(source, g_source_unref);
}

static void schedule(SyncWorker *worker, gint64 ms)
{
	drop(&worker->timer);
	worker->timer = g_timeout_source_new((guint)CLAMP(ms, 0, G_MAXINT));
	attach(worker, worker->timer, on_timer);
}

/* Is something due before the next look? */
static void schedule_sooner(SyncWorker *worker, gint64 ms)
{
	gint64 at = worker->timer ? g_source_get_ready_time(worker->timer) : -1;
	if (at < 0 || at > g_get_monotonic_time() + ms * 1000)
		schedule(worker, ms);
}

/* --- what the thread is told --- */

typedef struct {
	SyncWorker *worker;
	void (*call)(SyncWorker *worker);
} Message;

static gboolean on_message(gpointer message_)
{
	const Message *message = message_;
	message->call(message->worker);
	return G_SOURCE_REMOVE;
}

static void message_free(gpointer message_)
{
	Message *message = message_;
	unref(message->worker);
	g_free(message);
}

static void post(SyncWorker *worker, void (*call)(SyncWorker *worker))
{
	Message *message = g_new(Message, 1);
	*message = (Message){ g_atomic_rc_box_acquire(worker), call };
	g_autoptr(GSource) source = g_idle_source_new();
	g_source_set_callback(source, on_message, message, message_free);
	g_source_attach(source, worker->context);
}

/* Only what waits to be sent is a reason: our own writes wake us too. */
static gboolean on_gathered(gpointer worker_)
{
	SyncWorker *worker = worker_;
	g_clear_pointer(&worker->gather, g_source_unref);
	if (open_book(worker) && book_sync_next_due(worker->book, NULL) <= clock_real())
		schedule_sooner(worker, 0);
	return G_SOURCE_REMOVE;
}

static void do_poke(SyncWorker *worker)
{
	if (worker->gather)
		return;
	worker->gather = g_timeout_source_new(GATHER_MS);
	attach(worker, worker->gather, on_gathered);
}

static void do_now(SyncWorker *worker)
{
	schedule(worker, 0);
}

static void do_idle(SyncWorker *worker)
{
	/* back at the keys: what the slow looks would show late is looked at soon */
	schedule_sooner(worker, sync_look_ms() / 2);
}

static void on_network(gboolean available, gpointer worker_)
{
	SyncWorker *worker = worker_;
	if (!available)
		return;
	pthread_mutex_lock(&worker->mutex);
	worker->network = TRUE;
	pthread_mutex_unlock(&worker->mutex);
	schedule_sooner(worker, SOON_MS);
}

static gint64 slept_so_far(void)
{
	struct timespec boot, running;
	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_MONOTONIC, &running);
	return (boot.tv_sec - running.tv_sec) * G_USEC_PER_SEC + (boot.tv_nsec - running.tv_nsec) / 1000;
}

static gboolean on_wake_look(gpointer worker_)
{
	SyncWorker *worker = worker_;
	gint64 slept = slept_so_far();
	if (slept - worker->slept > SLEPT_US)
		schedule(worker, 0);
	worker->slept = slept;
	return G_SOURCE_CONTINUE;
}

static void do_quit(SyncWorker *worker)
{
	g_main_loop_quit(worker->loop);
}

/* --- the thread --- */

static void thread_end(SyncWorker *worker)
{
	drop(&worker->timer);
	drop(&worker->gather);
	if (worker->monitor)
		engine_base(worker->engine)->net->monitor_free(worker->monitor);
	engine_free(worker->engine);
	book_close(worker->book);
	g_main_loop_unref(worker->loop);
	pthread_mutex_lock(&worker->mutex);
	worker->ended = TRUE;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->mutex);
}

static gpointer thread(gpointer worker_)
{
	SyncWorker *worker = worker_;
	g_main_context_push_thread_default(worker->context);
	worker->loop = g_main_loop_new(worker->context, FALSE);
	worker->slept = slept_so_far();
	g_autoptr(GSource) wake = g_timeout_source_new_seconds(WAKE_LOOK_S);
	attach(worker, wake, on_wake_look);
	schedule(worker, FIRST_MS);
	pthread_mutex_lock(&worker->mutex);
	gboolean quit = worker->quit;
	pthread_mutex_unlock(&worker->mutex);
	if (!quit)
		g_main_loop_run(worker->loop);
	g_source_destroy(wake);
	thread_end(worker);
	g_main_context_pop_thread_default(worker->context);
	unref(worker);
	return NULL;
}

static void start_locks(SyncWorker *worker)
{
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_mutex_init(&worker->mutex, NULL);
}

SyncWorker *service_worker_start(const BookOptions *options, void (*told)(gpointer data), gpointer data)
{
	return service_worker_start_with(options, told, NULL, data);
}

SyncWorker *service_worker_start_with(const BookOptions *options, void (*told)(gpointer data),
				      SyncRanFunc ran, gpointer data)
{
	SyncWorker *worker = g_atomic_rc_box_new0(SyncWorker);
	worker->options = (BookOptions){ .path = g_strdup(options->path),
					 .actor = g_strdup(options->actor),
					 .source = g_strdup(options->source),
					 .clock = options->clock };
	worker->told = told;
	worker->ran = ran;
	worker->data = data;
	worker->context = g_main_context_new();
	start_locks(worker);
	worker->thread = g_thread_new("sync", thread, g_atomic_rc_box_acquire(worker));
	return worker;
}

void service_worker_poke(SyncWorker *worker)
{
	post(worker, do_poke);
}

void service_worker_now(SyncWorker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	worker->asked = TRUE;
	pthread_mutex_unlock(&worker->mutex);
	post(worker, do_now);
}

void service_worker_idle(SyncWorker *worker, gboolean idle)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean back = worker->idle && !idle;
	worker->idle = idle;
	pthread_mutex_unlock(&worker->mutex);
	if (back)
		post(worker, do_idle);
}

gboolean service_worker_progress(SyncWorker *worker, guint *done, guint *total)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean running = worker->running;
	*done = running ? worker->done : 0;
	*total = running ? worker->total : 0;
	pthread_mutex_unlock(&worker->mutex);
	return running;
}

void service_worker_cancel(SyncWorker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	worker->cancel = worker->running;
	if (worker->stop) /* the server may never answer */
		net_stop_set(worker->stop);
	if (worker->sign_stop)
		net_stop_set(worker->sign_stop);
	pthread_mutex_unlock(&worker->mutex);
}

/* The mutex is held. FALSE: until (monotonic, microseconds) is over. */
static gboolean wait_until(SyncWorker *worker, gint64 until)
{
	struct timespec at = { .tv_sec = until / G_USEC_PER_SEC, .tv_nsec = until % G_USEC_PER_SEC * 1000 };
	return pthread_cond_timedwait(&worker->changed, &worker->mutex, &at) == 0;
}

/* The mutex is held. TRUE: there is no run under way (any more). */
static gboolean wait_for_run(SyncWorker *worker)
{
	gint64 until = g_get_monotonic_time() + PATIENCE_MS * 1000;
	while (worker->running)
		if (!wait_until(worker, until))
			return !worker->running;
	return TRUE;
}

void service_worker_suspend(SyncWorker *worker, gboolean suspended)
{
	pthread_mutex_lock(&worker->mutex);
	worker->suspended = suspended;
	if (suspended && worker->stop)
		net_stop_set(worker->stop);
	if (suspended && !wait_for_run(worker) && worker->lock)
		lock_give_up(worker->lock);
	pthread_mutex_unlock(&worker->mutex);
	if (!suspended)
		post(worker, do_now);
}

/* --- signing in, on a thread of its own: it waits for a person --- */

static void on_open(const char *url, gpointer worker_)
{
	SyncWorker *worker = worker_;
	pthread_mutex_lock(&worker->mutex);
	g_free(worker->url);
	worker->url = g_strdup(url);
	pthread_mutex_unlock(&worker->mutex);
	tell(worker);
}

typedef struct {
	SyncWorker *worker;
	char *account;
	NetStop *stop;
} SignIn;

static gpointer sign_in_thread(gpointer sign_in_)
{
	SignIn *in = sign_in_;
	SyncWorker *worker = in->worker;
	g_autoptr(GError) error = NULL;
	g_autoptr(Book) book = book_open(&worker->options, &error);
	g_autoptr(Engine) engine = book ? engine_new(in->stop, &error) : NULL;
	gboolean good = engine && sign_in_with(engine_base(engine), book, in->account, on_open, worker, -1,
					       net_stop_fd(in->stop), &error);
	pthread_mutex_lock(&worker->mutex);
	worker->signing_in = FALSE;
	worker->sign_stop = NULL;
	g_clear_pointer(&worker->url, g_free);
	g_free(worker->problem);
	worker->problem = good ? NULL : g_strdup(error->message);
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->mutex);
	if (good)
		service_worker_now(worker);
	tell(worker);
	g_clear_pointer(&engine, engine_free);
	net_stop_free(in->stop);
	g_free(in->account);
	g_free(in);
	unref(worker);
	return NULL;
}

void service_worker_sign_in(SyncWorker *worker, const char *account)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean busy = worker->signing_in || worker->quit;
	if (!busy) {
		SignIn *in = g_new(SignIn, 1);
		*in = (SignIn){ g_atomic_rc_box_acquire(worker), g_strdup(account), net_stop_new() };
		worker->signing_in = TRUE;
		worker->sign_stop = in->stop;
		g_clear_pointer(&worker->problem, g_free);
		g_thread_unref(g_thread_new("sign-in", sign_in_thread, in));
	}
	pthread_mutex_unlock(&worker->mutex);
}

gboolean service_worker_sign_in_state(SyncWorker *worker, char **url, char **problem)
{
	pthread_mutex_lock(&worker->mutex);
	gboolean waits = worker->signing_in;
	*url = g_strdup(worker->url);
	*problem = g_strdup(worker->problem);
	pthread_mutex_unlock(&worker->mutex);
	return waits;
}

/* --- the end --- */

void service_worker_stop(SyncWorker *worker)
{
	if (!worker)
		return;
	gint64 until = g_get_monotonic_time() + PATIENCE_MS * 1000;
	pthread_mutex_lock(&worker->mutex);
	worker->quit = TRUE;
	if (worker->stop)
		net_stop_set(worker->stop);
	if (worker->sign_stop)
		net_stop_set(worker->sign_stop);
	pthread_mutex_unlock(&worker->mutex);
	post(worker, do_quit);
	pthread_mutex_lock(&worker->mutex);
	while ((!worker->ended || worker->signing_in) && wait_until(worker, until))
		continue;
	gboolean ended = worker->ended;
	pthread_mutex_unlock(&worker->mutex);
	if (ended)
		g_thread_join(worker->thread);
	else
		g_thread_unref(worker->thread);
	unref(worker);
}
