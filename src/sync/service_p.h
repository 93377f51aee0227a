/* sync/service_p.h - the functions of SyncService by family; service.c puts them into the table. */
#pragma once
#include "sync/engine.h"
#include "sync/lock.h"
#include "sync/service.h"

/* service.c */
/** A run under the lock. link: a calendar that is linked first, and of which nothing is held; NULL. listed: what its plan found there (the events are
 *  taken out); NULL. */
gboolean service_run_on(Book *book, const char *account, const SyncRunOptions *how, Calendar *link,
			EngineList *listed, SyncReport *report, GError **error);

/* sign_in.c */
gboolean service_account_add(Book *book, Account *account, const char *client_secret, const char *client_file,
			     GError **error);
gboolean service_account_remove(Book *book, const char *id, char **remark, GError **error);
gboolean service_sign_in(Book *book, const char *id, SyncOpenFunc open, gpointer data, int paste_fd,
			 int stop_fd, GError **error);
/** The same with an engine's connection and stop. */
gboolean sign_in_with(const SessionBase *base, Book *book, const char *id, SyncOpenFunc open, gpointer data,
		      int paste_fd, int lock_stop_fd, GError **error);

/* plan.c */
GPtrArray *service_calendars(Book *book, const char *account, GError **error);
SyncPlan *service_plan(Book *book, const char *account, const char *calendar, const Calendar *wanted,
		       GError **error);
gboolean service_plan_apply(Book *book, SyncPlan *plan, const SyncRunOptions *how, SyncReport *report,
			    GError **error);
void service_plan_free(SyncPlan *plan);

/* doctor.c */
void service_doctor(const BookOptions *options, GPtrArray *findings);

/* watch.c */
gboolean service_watch(const BookOptions *options, int stop_fd, SyncRanFunc ran, gpointer data,
		       GError **error);

/* worker.c */
/** ran: told on the main context's thread what came of each run; NULL. told has the same data. */
SyncWorker *service_worker_start_with(const BookOptions *options, void (*told)(gpointer data),
				      SyncRanFunc ran, gpointer data);
SyncWorker *service_worker_start(const BookOptions *options, void (*told)(gpointer data), gpointer data);
void service_worker_poke(SyncWorker *worker);
void service_worker_now(SyncWorker *worker);
void service_worker_idle(SyncWorker *worker, gboolean idle);
gboolean service_worker_progress(SyncWorker *worker, guint *done, guint *total);
void service_worker_cancel(SyncWorker *worker);
void service_worker_sign_in(SyncWorker *worker, const char *account);
gboolean service_worker_sign_in_state(SyncWorker *worker, char **url, char **problem);
void service_worker_suspend(SyncWorker *worker, gboolean suspended);
void service_worker_stop(SyncWorker *worker);

/* How long a command waits for another process's lock. */
#define SERVICE_WAIT_MS 30000
