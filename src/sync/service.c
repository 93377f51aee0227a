/* sync/service.c - the table of functions that the front ends are given */
#include "sync/service_p.h"

#include <poll.h>
#include <pthread.h>

/* --- a run that a person asks for --- */

/* The person may end it at any time, also while a server does not answer: a thread asks every so often. The callback is called by one of
 * both at a time. */
#define ASK_EVERY_MS 200

typedef struct {
	const SyncRunOptions *how;
	NetStop *stop, *end;
	pthread_mutex_t mutex;
	guint done, total;
	gboolean ended;
} Asker;

static gboolean ask(guint done, guint total, const char *what, gpointer asker_)
{
	Asker *asker = asker_;
	pthread_mutex_lock(&asker->mutex);
	if (total) {
		asker->done = done;
		asker->total = total;
	}
	if (!asker->ended && !asker->how->progress(asker->done, asker->total, what, asker->how->data)) {
		asker->ended = TRUE;
		net_stop_set(asker->stop);
	}
	gboolean go_on = !asker->ended;
	pthread_mutex_unlock(&asker->mutex);
	return go_on;
}

static gpointer ask_again_and_again(gpointer asker_)
{
	Asker *asker = asker_;
	struct pollfd end = { .fd = net_stop_fd(asker->end), .events = POLLIN };
	while (poll(&end, 1, ASK_EVERY_MS) <= 0)
		ask(0, 0, NULL, asker);
	return NULL;
}

static gboolean run_to_end(Book *book, const char *account, const SyncRunOptions *how, Calendar *link, EngineList *listed, Asker *asker,
			   SyncReport *report, GError **error)
{
	g_autoptr(Lock) lock = lock_take(book_path(book), how->wait_ms, net_stop_fd(asker->stop), error);
	g_autoptr(Engine) engine = lock ? engine_new(asker->stop, error) : NULL;
	if (!engine || (link && !book_sync_calendar_link(book, link, error)))
		return FALSE;
	EngineHow run = { .full = how->full,
			  .asked = how->asked || link,
			  .unguarded = link ? link->id : NULL,
			  .listed = listed,
			  .progress = how->progress ? ask : NULL,
			  .data = asker };
	return engine_run(engine, book, account, &run, report, error);
}

gboolean service_run_on(Book *book, const char *account, const SyncRunOptions *how, Calendar *link, EngineList *listed, SyncReport *report,
			GError **error)
{
	g_autoptr(NetStop) stop = net_stop_new(), end = net_stop_new();
	Asker asker = { .how = how, .stop = stop, .end = end };
	pthread_mutex_init(&asker.mutex, NULL);
	GThread *thread = how->progress ? g_thread_new("ask", ask_again_and_again, &asker) : NULL;
	gboolean good = run_to_end(book, account, how, link, listed, &asker, report, error);
	net_stop_set(end);
	if (thread)
		g_thread_join(thread);
	pthread_mutex_destroy(&asker.mutex);
	return good;
}

static gboolean run(const BookOptions *options, const char *account, const SyncRunOptions *how, SyncReport *report, GError **error)
{
	*report = (SyncReport){ 0 };
	g_autoptr(Book) book = book_open(options, error);
	if (!book)
		return FALSE;
	g_autoptr(Account) row = account ? book_sync_account(book, account, error) : NULL;
	return (row || !account) && service_run_on(book, row ? row->id : NULL, how, NULL, NULL, report, error);
}

const SyncService *sync_service(void)
{
	static const SyncService service = {
		.run = run,
		.watch = service_watch,
		.account_add = service_account_add,
		.account_remove = service_account_remove,
		.sign_in = service_sign_in,
		.calendars = service_calendars,
		.plan = service_plan,
		.plan_apply = service_plan_apply,
		.plan_free = service_plan_free,
		.doctor = service_doctor,
		.worker_start = service_worker_start,
		.worker_poke = service_worker_poke,
		.worker_now = service_worker_now,
		.worker_idle = service_worker_idle,
		.worker_progress = service_worker_progress,
		.worker_cancel = service_worker_cancel,
		.worker_sign_in = service_worker_sign_in,
		.worker_sign_in_state = service_worker_sign_in_state,
		.worker_suspend = service_worker_suspend,
		.worker_stop = service_worker_stop,
	};
	return &service;
}
