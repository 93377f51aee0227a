/* sync/service.c - the table of functions that the front ends are given */
#include "sync/service.h"

#include "base/error.h"
#include "base/i18n.h"

static gboolean not_yet(GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_NETWORK, _("Nothing can be synced: this daybook was built without it."));
}

static gboolean run(const BookOptions *options, const char *account, const SyncRunOptions *how, SyncReport *report, GError **error)
{
	(void)options, (void)account, (void)how;
	*report = (SyncReport){ 0 };
	return not_yet(error);
}

static gboolean watch(const BookOptions *options, int stop_fd, GError **error)
{
	(void)options, (void)stop_fd;
	return not_yet(error);
}

static gboolean account_add(Book *book, Account *account, const char *client_secret, const char *client_file, GError **error)
{
	(void)book, (void)account, (void)client_secret, (void)client_file;
	return not_yet(error);
}

static gboolean account_remove(Book *book, const char *id, char **remark, GError **error)
{
	(void)book, (void)id, (void)remark;
	return not_yet(error);
}

static gboolean sign_in(Book *book, const char *id, SyncOpenFunc open, gpointer data, int paste_fd, int stop_fd, GError **error)
{
	(void)book, (void)id, (void)open, (void)data, (void)paste_fd, (void)stop_fd;
	return not_yet(error);
}

static GPtrArray *calendars(Book *book, const char *account, GError **error)
{
	(void)book, (void)account;
	not_yet(error);
	return NULL;
}

static SyncPlan *plan(Book *book, const char *account, const char *calendar, const Calendar *wanted, GError **error)
{
	(void)book, (void)account, (void)calendar, (void)wanted;
	not_yet(error);
	return NULL;
}

static gboolean plan_apply(Book *book, SyncPlan *what, const SyncRunOptions *how, SyncReport *report, GError **error)
{
	(void)book, (void)what, (void)how;
	*report = (SyncReport){ 0 };
	return not_yet(error);
}

static void plan_free(SyncPlan *what)
{
	(void)what;
}

static void doctor(const BookOptions *options, GPtrArray *findings)
{
	(void)options, (void)findings;
}

struct SyncWorker {
	int none;
};

static SyncWorker *worker_start(const BookOptions *options, void (*told)(gpointer data), gpointer data)
{
	(void)options, (void)told, (void)data;
	return g_new0(SyncWorker, 1);
}

static void worker_nothing(SyncWorker *worker)
{
	(void)worker;
}

static void worker_flag(SyncWorker *worker, gboolean flag)
{
	(void)worker, (void)flag;
}

static gboolean worker_progress(SyncWorker *worker, guint *done, guint *total)
{
	(void)worker;
	*done = *total = 0;
	return FALSE;
}

static void worker_sign_in(SyncWorker *worker, const char *account)
{
	(void)worker, (void)account;
}

static gboolean worker_sign_in_state(SyncWorker *worker, char **url, char **problem)
{
	(void)worker;
	*url = *problem = NULL;
	return FALSE;
}

static void worker_stop(SyncWorker *worker)
{
	g_free(worker);
}

const SyncService *sync_service(void)
{
	static const SyncService service = { run, watch, account_add, account_remove, sign_in, calendars, plan, plan_apply,
					     plan_free, doctor, worker_start, worker_nothing, worker_nothing, worker_flag,
					     worker_progress, worker_nothing, worker_sign_in, worker_sign_in_state, worker_flag,
					     worker_stop };
	return &service;
}
