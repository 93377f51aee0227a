/* book/sync_service.h - what the front ends may ask of sync. They may not include src/sync (check-layers): src/main.c hands them this table.
 *
 * Everything but worker_* waits for the network and is for the command line or a thread, never for the front end's own.
 * Errors: NETWORK, AUTH (6), NOT_FOUND, CONFLICT, POLICY, USAGE as cli.md says. */
#pragma once
#include "book/book.h"
#include "book/sync.h"

typedef struct SyncWorker SyncWorker;

/* A calendar as the server lists it. */
typedef struct {
	char *remote_id, *name, *zone, *role, *color;
	gboolean primary, writable;
	Calendar *linked; /* NULL */
} SyncRemoteCalendar;
void sync_remote_calendar_free(SyncRemoteCalendar *calendar);

typedef enum {
	SYNC_PLAN_CREATE_THERE,
	SYNC_PLAN_UPDATE_THERE,
	SYNC_PLAN_CREATE_HERE,
	SYNC_PLAN_BIND,
	SYNC_PLAN_CANCEL_HERE,
	SYNC_PLAN_CANCEL_THERE,
	SYNC_PLAN_BRING_BACK,
	SYNC_PLAN_COUNT
} SyncPlanKind;
typedef struct {
	SyncPlanKind kind;
	char *what; /* a name for a person */
	gint64 start;
	char *booking;   /* id, NULL */
	char *remote_id; /* NULL */
} SyncPlanItem;
typedef struct {
	guint counts[SYNC_PLAN_COUNT];
	GPtrArray *items;   /* of SyncPlanItem, by start */
	GPtrArray *remarks; /* of char*: spread over days, visits with several staff … */
	Calendar *calendar; /* as it would be linked */
	gpointer opaque;    /* src/sync's own */
} SyncPlan;

/* A sign-in under way, told to the front end. Called on the thread that signs in. */
typedef void (*SyncOpenFunc)(const char *url, gpointer data);

typedef struct {
	gboolean full;  /* forget the tokens, list everything */
	gboolean asked; /* a person asked: everything pending now, back-off or not */
	gint64 wait_ms; /* for another process's lock; 30000 from the command line */
	gboolean (*progress)(guint done, guint total, const char *what,
			     gpointer data); /* FALSE cancels between steps; NULL */
	gpointer data;
} SyncRunOptions;

typedef struct {
	guint pulled, pushed, failed, conflicts, held, pending, requests;
	gboolean offline, paused, needs_sign_in, cancelled;
	char *words; /* for a person: what came of it */
} SyncReport;
void sync_report_clear(SyncReport *report);
/* report is the caller's; its words say why nothing ran where nothing could. */
typedef void (*SyncRanFunc)(const SyncReport *report, gpointer data);

/** How often the calendars are looked at while somebody is at the keys, in milliseconds: a minute, or DAYBOOK_LOOK_MS. */
gint64 sync_look_ms(void);
/* Nobody at the keys for so many looks: they come so many times less often. */
#define SYNC_IDLE_LOOKS 5

typedef struct {
	/** One run over every account (account NULL) or one. FALSE only when it could not run at all; what failed is in the report. Errors: NETWORK when
	 *  another process is syncing. */
	gboolean (*run)(const BookOptions *options, const char *account, const SyncRunOptions *run,
			SyncReport *report, GError **error);
	/** Runs, and looks again as sync.md says, until `stop_fd` is readable. ran (may be NULL) is told, on this thread, what came of each run. */
	gboolean (*watch)(const BookOptions *options, int stop_fd, SyncRanFunc ran, gpointer data,
			  GError **error);

	/** account: filled but for id; client_secret and, with a client file, both. Stores the secret, saves the account (needs_sign_in). */
	gboolean (*account_add)(Book *book, Account *account, const char *client_secret,
				const char *client_file, GError **error);
	/** Revokes and forgets its tokens, unlinks, removes. A server that cannot be reached is no hindrance: remark (may be NULL) says so. */
	gboolean (*account_remove)(Book *book, const char *id, char **remark, GError **error);
	/** paste_fd -1: none. stop_fd -1: none. */
	gboolean (*sign_in)(Book *book, const char *id, SyncOpenFunc open, gpointer data, int paste_fd,
			    int stop_fd, GError **error);

	/** GPtrArray of SyncRemoteCalendar. */
	GPtrArray *(*calendars)(Book *book, const char *account, GError **error);
	/** What linking would do; calendar: an id, a name or "primary". wanted holds staff, show, on_conflict, since. Changes nothing. */
	SyncPlan *(*plan)(Book *book, const char *account, const char *calendar, const Calendar *wanted,
			  GError **error);
	/** Goes ahead with a plan: links, and takes and sends in a run (progress as in run). */
	gboolean (*plan_apply)(Book *book, SyncPlan *plan, const SyncRunOptions *run, SyncReport *report,
			       GError **error);
	void (*plan_free)(SyncPlan *plan);

	/** Reaches the server? Tokens, clock skew, queue age: of DoctorFinding (care.h), appended. Ends within 10 s. */
	void (*doctor)(const BookOptions *options, GPtrArray *findings);

	/* --- the worker thread of the front end --- */
	/** Starts it; told is called on the main context's thread whenever something may have changed. Returns at once. */
	SyncWorker *(*worker_start)(const BookOptions *options, void (*told)(gpointer data), gpointer data);
	void (*worker_poke)(SyncWorker *worker); /* something changed here: look in 2 s */
	void (*worker_now)(SyncWorker *worker);  /* a person asks: now */
	void (*worker_idle)(SyncWorker *worker,
			    gboolean idle); /* nobody at the keys: every 5 min; else every 60 s */
	/** Is a run under way, how far; what: borrowed for the call. FALSE: none. */
	gboolean (*worker_progress)(SyncWorker *worker, guint *done, guint *total);
	void (*worker_cancel)(
		SyncWorker
			*worker); /* ends the run under way, and a sign-in, without waiting for the server */
	/** Sign-in on the worker: the address comes through url (g_free), told is called when it is there and when it ends. */
	void (*worker_sign_in)(SyncWorker *worker, const char *account);
	gboolean (*worker_sign_in_state)(SyncWorker *worker, char **url,
					 char **problem); /* TRUE while it waits */
	void (*worker_suspend)(SyncWorker *worker,
			       gboolean suspended); /* Ctrl-Z: the lock is given up meanwhile */
	/** Does not wait for the network: at most 300 ms for a step under way, then it is left to end by itself. */
	void (*worker_stop)(SyncWorker *worker);
} SyncService;
