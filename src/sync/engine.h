/* sync/engine.h - one run: what is linked is listed, merged into the book, and then what waits is sent. Knows no provider.
 *
 * The caller holds the lock between processes (lock.h). The book is the engine's for the length of a run; no transaction is open while the network is
 * waited for. Belongs to one thread. */
#pragma once
#include "book/sync.h"
#include "book/sync_service.h"
#include "sync/planner.h"
#include "sync/session.h"

/* A whole list of a calendar, and the token that goes on from it. */
typedef struct {
	GPtrArray *events; /* of RemoteEvent */
	char *token;
} EngineList;
void engine_list_free(EngineList *list);

typedef struct {
	gboolean full, asked; /* as in SyncRunOptions */
	gboolean network;     /* it came back: who was offline tries at once */
	gint64 budget_ms;     /* sending ends after this, and the next run goes on; 0: when all is sent */
	const char *unguarded; /* id of a calendar whose plan a person said yes to: nothing of it is held; NULL */
	EngineList *listed;    /* what that plan was made from: the run goes on from it, and takes the events out; NULL */
	gboolean (*progress)(guint done, guint total, const char *what, gpointer data); /* FALSE ends the run between steps; NULL */
	gpointer data;
} EngineHow;

typedef struct Engine Engine;
/** stop: ends a run from any thread, for good; borrowed, may be NULL. Errors: FAILED without the net module. */
Engine *engine_new(NetStop *stop, GError **error);
void engine_free(Engine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Engine, engine_free)
/** After a NetStop was set and replaced. */
void engine_set_stop(Engine *engine, NetStop *stop);
const SessionBase *engine_base(const Engine *engine);

/** account: id, NULL for all. FALSE when the book fails; what the servers refuse is in the report. */
gboolean engine_run(Engine *engine, Book *book, const char *account, const EngineHow *how, SyncReport *report, GError **error);
