/* sync/engine_p.h - inside the engine: a run, its accounts and calendars. engine.c opens and ends it, pull.c lists, moves.c asks, apply.c takes in, push.c sends. */
#pragma once
#include "sync/engine.h"

#define ENGINE_LOG "daybook-sync"

struct Engine {
	SessionBase base;
	Pace *pace;
	GHashTable *probed;  /* paused calendar's id -> gint64, when it was last tried (real clock) */
};

/* One calendar in one run. */
typedef struct {
	Calendar *calendar;
	GPtrArray *events;   /* of RemoteEvent: the delta, or all */
	GPtrArray *absent;   /* of SyncLink: mirrors that a full list did not name */
	GPtrArray *unread;   /* of RemoteEvent: named, and not as documented (provider.h) */
	char *token;         /* NULL: none was given */
	gboolean full, read; /* read: all pages came */
	gboolean open;       /* may be written to */
	gboolean written;    /* something was sent to it */
	gboolean echoed;     /* its list held nothing but what this run wrote */
	gboolean waits;      /* it cannot be said yet what became of some of ours: its list is read again, no token is kept */
} CalendarRun;

typedef struct {
	Account *account;
	Session *session;     /* NULL: not reached in this run */
	GPtrArray *calendars; /* of CalendarRun */
	char *zone;           /* of whole days */
	Reply worst;          /* kind DONE: nothing went wrong */
	Reply writes;         /* what made writing pause */
	guint pulled, pushed, failed, conflicts;
	guint unread;         /* events that could not be read, and could before */
	gint64 began;
	char *correlation;    /* of what was taken in */
} AccountRun;

typedef struct {
	Engine *engine;
	Book *book;
	const EngineHow *how;
	SyncReport *report;
	GPtrArray *accounts;  /* of AccountRun */
	GHashTable *gone;     /* "calendar id\nremote id" of events seen to be gone */
	GHashTable *stands;   /* … of those of ours that were listed or asked for, and are alive */
	GHashTable *echoes;   /* … that were written in this run -> the etag they had then, "" for one that was deleted */
	GPtrArray *unread;    /* of SyncUnread: events that could not be read in an earlier run */
	gint64 deadline;      /* monotonic, 0: none */
	gboolean cancelled;
	gboolean again;       /* the lists after what was sent */
} Run;

/** The calendar of a run by id; NULL. account (may be NULL) gets whose it is. */
CalendarRun *run_calendar(const Run *run, const char *id, AccountRun **account);
/** Notes what became of a request: the worst of an account is what is told. TRUE when the account can go on. */
gboolean run_note(AccountRun *account, const Reply *reply);
/** Between two steps: FALSE when the run is to end. */
gboolean run_goes_on(Run *run, guint done, guint total, const char *what);
/** Puts a calendar to rest, and says why. */
gboolean run_pause_calendar(Run *run, CalendarRun *calendar, const char *words, GError **error);
char *run_place(const char *calendar, const char *event);

/** Lists all linked calendars of the account. FALSE when the book fails. */
gboolean pull_fetch(Run *run, AccountRun *account, GError **error);
/** Asks what the lists leave open: what is gone from one calendar may stand in another. */
gboolean pull_ask(Run *run, GError **error);
/** Puts what came into the book: of all accounts the living before the gone, and the tokens with the last of it. */
gboolean pull_apply(Run *run, GError **error);
/** Asks for single events: answers in the order of places; NULL when the account cannot go on. */
ProviderAnswer *pull_get(Run *run, AccountRun *account, const ProviderCall *calls, guint n);
/** Puts single events (of RemoteEvent) of a calendar into the book: a tombstone is a deletion, under the guard. */
gboolean pull_events(Run *run, AccountRun *account, CalendarRun *calendar, const GPtrArray *events, GError **error);

gboolean push_all(Run *run, GError **error);
