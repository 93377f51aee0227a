/* store/sync_waiting.c - what sync keeps beside the links: repeating events made elsewhere, held cancellations and the guard that holds
 * them, events to be deleted, events without a booking, runs */
#include "store/store_p.h"
#include "store/sync.h"

static sqlite3_stmt *with_text(Store *store, int id, const char *one, const char *two, const char *three,
			       GError **error)
{
	const char *const texts[] = { one, two, three };
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	for (int i = 0; stmt && i < 3 && texts[i]; i++)
		store_bind_text(stmt, i + 1, texts[i]);
	return stmt;
}

static gboolean run(Store *store, sqlite3_stmt *stmt, GError **error)
{
	return stmt && store_run(store, stmt, error);
}

/* One number of the first row; nothing where the row has none. */
static gboolean number(Store *store, sqlite3_stmt *stmt, gint64 nothing, gint64 *value, GError **error)
{
	int got = stmt ? store_step(store, stmt, error) : -1;

	*value = nothing;
	if (got > 0) {
		if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
			*value = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return got >= 0;
}

/* --- images of events --- */

static RemoteEvent *event_at(sqlite3_stmt *stmt, int column, GError **error)
{
	return model_from_image(&remote_event_class, (const char *)sqlite3_column_text(stmt, column), error);
}

static gboolean put_event(Store *store, sqlite3_stmt *stmt, int at, const RemoteEvent *event, GError **error)
{
	if (!stmt)
		return FALSE;
	sqlite3_bind_text(stmt, at, model_image(&remote_event_class, event), -1, g_free);
	return store_run(store, stmt, error);
}

/* Rows of (calendar, event). */
static gboolean each_event(Store *store, sqlite3_stmt *stmt, StoreRemoteFunc each, gpointer data,
			   GError **error)
{
	int got = stmt ? 1 : -1;

	while (got > 0 && (got = store_step(store, stmt, error)) > 0) {
		RemoteEvent *event = event_at(stmt, 1, error);
		if (!event || !each((const char *)sqlite3_column_text(stmt, 0), event, data)) {
			sqlite3_reset(stmt);
			return event != NULL;
		}
	}
	return got == 0;
}

/* --- repeating events made elsewhere --- */

/* The first row's event, and its filled where asked for. */
static RemoteEvent *one_event(Store *store, sqlite3_stmt *stmt, gint64 *filled, GError **error)
{
	RemoteEvent *event = NULL;

	if (stmt && store_step(store, stmt, error) > 0) {
		event = event_at(stmt, 0, error);
		if (filled)
			*filled = sqlite3_column_int64(stmt, 1);
		sqlite3_reset(stmt);
	}
	return event;
}

RemoteEvent *store_remote_series(Store *store, const char *calendar, const char *remote_id, gint64 *filled,
				 GError **error)
{
	return one_event(store, with_text(store, STMT_SERIES_OF_REMOTE, calendar, remote_id, NULL, error),
			 filled, error);
}

gboolean store_remote_series_all(Store *store, const char *calendar, StoreRemoteFunc each, gpointer data,
				 GError **error)
{
	return each_event(store, with_text(store, STMT_SERIES_REMOTE_ALL, calendar, NULL, NULL, error), each,
			  data, error);
}

gboolean store_remote_series_put(Store *store, const char *calendar, const RemoteEvent *event, gint64 filled,
				 GError **error)
{
	sqlite3_stmt *stmt =
		with_text(store, STMT_SERIES_REMOTE_PUT, calendar, event->remote_id, NULL, error);

	if (stmt)
		store_bind_int(stmt, 4, filled);
	return put_event(store, stmt, 3, event, error);
}

gboolean store_remote_series_unfilled(Store *store, gint64 before, char **calendar, RemoteEvent **event,
				      gint64 *filled, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_SERIES_REMOTE_UNFILLED, error);
	int got;

	*calendar = NULL;
	*event = NULL;
	*filled = G_MAXINT64;
	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, before);
	if ((got = store_step(store, stmt, error)) <= 0)
		return got == 0;
	if ((*event = event_at(stmt, 1, error))) {
		*calendar = store_text(stmt, 0);
		*filled = sqlite3_column_int64(stmt, 2);
	}
	sqlite3_reset(stmt);
	return *event != NULL;
}

gboolean store_remote_series_refill(Store *store, const char *calendar, GError **error)
{
	return run(store, with_text(store, STMT_SERIES_REMOTE_REFILL, calendar, NULL, NULL, error), error);
}

gboolean store_remote_series_delete(Store *store, const char *calendar, const char *remote_id, GError **error)
{
	return run(store, with_text(store, STMT_SERIES_REMOTE_DELETE, calendar, remote_id, NULL, error),
		   error) &&
	       run(store, with_text(store, STMT_EXCEPTIONS_DELETE, calendar, remote_id, NULL, error), error);
}

GPtrArray *store_exceptions(Store *store, const char *calendar, const char *series, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_EXCEPTIONS, calendar, series, NULL, error);
	g_autoptr(GPtrArray) events = model_list_new(&remote_event_class);
	int got = stmt ? 1 : -1;

	while (got > 0 && (got = store_step(store, stmt, error)) > 0) {
		RemoteEvent *event = event_at(stmt, 0, error);
		if (!event) {
			sqlite3_reset(stmt);
			return NULL;
		}
		g_ptr_array_add(events, event);
	}
	return got == 0 ? g_steal_pointer(&events) : NULL;
}

static sqlite3_stmt *exception(Store *store, int id, const char *calendar, const char *series,
			       gint64 original, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, id, calendar, series, NULL, error);

	if (stmt)
		store_bind_int(stmt, 3, original);
	return stmt;
}

RemoteEvent *store_exception(Store *store, const char *calendar, const char *series, gint64 original,
			     GError **error)
{
	return one_event(store, exception(store, STMT_EXCEPTION_GET, calendar, series, original, error), NULL,
			 error);
}

gboolean store_exception_put(Store *store, const char *calendar, const RemoteEvent *event, GError **error)
{
	return put_event(
		store, exception(store, STMT_EXCEPTION_PUT, calendar, event->series, event->original, error),
		4, event, error);
}

gboolean store_exception_delete(Store *store, const char *calendar, const char *series, gint64 original,
				GError **error)
{
	return run(store, exception(store, STMT_EXCEPTION_DELETE, calendar, series, original, error), error);
}

/* --- held cancellations --- */

void store_held_free(StoreHeld *held)
{
	if (!held)
		return;
	g_free(held->booking);
	g_free(held->calendar);
	g_free(held->direction);
	g_free(held);
}

static StoreHeld *read_held(sqlite3_stmt *stmt)
{
	StoreHeld *held = g_new(StoreHeld, 1);

	*held = (StoreHeld){ store_text(stmt, 0), store_text(stmt, 1), store_text(stmt, 2),
			     sqlite3_column_int64(stmt, 3) };
	return held;
}

StoreHeld *store_held(Store *store, const char *booking, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_HELD_GET, booking, NULL, NULL, error);
	StoreHeld *held = NULL;

	if (stmt && store_step(store, stmt, error) > 0) {
		held = read_held(stmt);
		sqlite3_reset(stmt);
	}
	return held;
}

GPtrArray *store_held_all(Store *store, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_HELD_ALL, error);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)store_held_free);
	int got = stmt ? 1 : -1;

	while (got > 0 && (got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(all, read_held(stmt));
	return got == 0 ? g_steal_pointer(&all) : NULL;
}

gboolean store_held_put(Store *store, const char *booking, const char *calendar, const char *direction,
			gint64 at, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_HELD_PUT, booking, calendar, direction, error);

	if (stmt)
		store_bind_int(stmt, 4, at);
	return run(store, stmt, error);
}

gboolean store_held_delete(Store *store, const char *booking, GError **error)
{
	return run(store, with_text(store, STMT_HELD_DELETE, booking, NULL, NULL, error), error);
}

/* --- the guard --- */

static sqlite3_stmt *guard_at(Store *store, int id, const char *calendar, const char *direction, gint64 at,
			      GError **error)
{
	sqlite3_stmt *stmt = with_text(store, id, calendar, direction, NULL, error);

	if (stmt)
		store_bind_int(stmt, 3, at);
	return stmt;
}

gint64 store_guard_count(Store *store, const char *calendar, const char *direction, gint64 since,
			 GError **error)
{
	gint64 count;

	return number(store, guard_at(store, STMT_GUARD_COUNT, calendar, direction, since, error), 0, &count,
		      error)
		       ? count
		       : -1;
}

gboolean store_guard_put(Store *store, const char *calendar, const char *direction, const char *booking,
			 gint64 at, gboolean confirmed, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_GUARD_PUT, calendar, direction, booking, error);

	if (stmt) {
		store_bind_int(stmt, 4, at);
		store_bind_int(stmt, 5, confirmed != FALSE);
	}
	return run(store, stmt, error);
}

gboolean store_guard_get(Store *store, const char *calendar, const char *direction, const char *booking,
			 gint64 since, gboolean *counted, gboolean *confirmed, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_GUARD_GET, calendar, direction, booking, error);
	int got = stmt ? store_step(store, stmt, error) : -1;

	*counted = *confirmed = FALSE;
	if (got > 0) {
		*counted = sqlite3_column_int64(stmt, 0) > since;
		*confirmed = sqlite3_column_int64(stmt, 1) != 0;
		sqlite3_reset(stmt);
	}
	return got >= 0;
}

gboolean store_guard_delete(Store *store, const char *calendar, const char *direction, const char *booking,
			    GError **error)
{
	return run(store, with_text(store, STMT_GUARD_DELETE, calendar, direction, booking, error), error);
}

gboolean store_guard_prune(Store *store, const char *calendar, const char *direction, gint64 before,
			   GError **error)
{
	return run(store, guard_at(store, STMT_GUARD_PRUNE, calendar, direction, before, error), error);
}

/* --- removals --- */

void store_removal_free(StoreRemoval *removal)
{
	if (!removal)
		return;
	g_free(removal->calendar);
	g_free(removal->remote_id);
	g_free(removal->etag);
	g_free(removal->booking);
	g_free(removal);
}

gboolean store_removal_add(Store *store, const char *calendar, const char *remote_id, const char *etag,
			   const char *booking, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_REMOVAL_ADD, calendar, remote_id, etag, error);

	if (stmt)
		store_bind_text(stmt, 4, booking);
	return run(store, stmt, error);
}

gboolean store_removal_waits(Store *store, const char *calendar, const char *remote_id, gboolean *waits,
			     GError **error)
{
	gint64 found = 0;
	gboolean done = number(store, with_text(store, STMT_REMOVAL_GET, calendar, remote_id, NULL, error), 0,
			       &found, error);

	*waits = found != 0;
	return done;
}

GPtrArray *store_removals(Store *store, const char *calendar, gint64 now, guint limit, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_REMOVALS_DUE, calendar, NULL, NULL, error);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)store_removal_free);
	int got = stmt ? 1 : -1;

	if (stmt) {
		store_bind_int(stmt, 2, now);
		store_bind_int(stmt, 3, limit);
	}
	while (got > 0 && (got = store_step(store, stmt, error)) > 0) {
		StoreRemoval *removal = g_new(StoreRemoval, 1);
		*removal = (StoreRemoval){ sqlite3_column_int64(stmt, 0), store_text(stmt, 1),
					   store_text(stmt, 2),           store_text(stmt, 3),
					   store_text(stmt, 4),           sqlite3_column_int64(stmt, 5) };
		g_ptr_array_add(all, removal);
	}
	return got == 0 ? g_steal_pointer(&all) : NULL;
}

gboolean store_removal_done(Store *store, gint64 id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_REMOVAL_DONE, error);

	if (stmt)
		store_bind_int(stmt, 1, id);
	return run(store, stmt, error);
}

gboolean store_removal_drop(Store *store, const char *calendar, const char *remote_id, GError **error)
{
	return run(store, with_text(store, STMT_REMOVAL_DROP, calendar, remote_id, NULL, error), error);
}

gboolean store_removal_again(Store *store, gint64 id, gint64 next_attempt, const char *error_words,
			     GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_REMOVAL_AGAIN, error);

	if (stmt) {
		store_bind_int(stmt, 1, id);
		store_bind_int(stmt, 2, next_attempt);
		store_bind_text(stmt, 3, error_words ? error_words : "");
	}
	return run(store, stmt, error);
}

gint64 store_removal_next(Store *store, const char *calendar, GError **error)
{
	gint64 next;

	return number(store, with_text(store, STMT_REMOVAL_NEXT, calendar, NULL, NULL, error), G_MAXINT64,
		      &next, error)
		       ? next
		       : -1;
}

/* --- orphans --- */

gboolean store_orphan_put(Store *store, const char *calendar, const RemoteEvent *event, GError **error)
{
	return put_event(store, with_text(store, STMT_ORPHAN_PUT, calendar, event->remote_id, NULL, error), 3,
			 event, error);
}

gboolean store_orphans(Store *store, StoreRemoteFunc each, gpointer data, GError **error)
{
	return each_event(store, store_stmt(store, STMT_ORPHANS, error), each, data, error);
}

gboolean store_orphan_delete(Store *store, const char *calendar, const char *remote_id, GError **error)
{
	return run(store, with_text(store, STMT_ORPHAN_DELETE, calendar, remote_id, NULL, error), error);
}

gboolean store_orphans_forget(Store *store, const char *const *words, GError **error)
{
	for (; *words; words++)
		if (!run(store, with_text(store, STMT_ORPHANS_FORGET, *words, NULL, NULL, error), error))
			return FALSE;
	return TRUE;
}

/* --- runs --- */

gboolean store_run_add(Store *store, SyncRun *run_, GError **error)
{
	const gint64 numbers[] = { run_->started,   run_->ended,    run_->pulled,
				   run_->pushed,    run_->failed,   run_->conflicts,
				   run_->refreshes, run_->requests, run_->total_ms };
	const int n = G_N_ELEMENTS(numbers);
	sqlite3_stmt *stmt = with_text(store, STMT_RUN_ADD, run_->account, NULL, NULL, error);

	for (int i = 0; stmt && i < n; i++)
		store_bind_int(stmt, i + 2, numbers[i]);
	if (stmt) {
		store_bind_text(stmt, n + 2, run_->operations);
		store_bind_text(stmt, n + 3, run_->error);
	}
	if (!run(store, stmt, error))
		return FALSE;
	run_->id = sqlite3_last_insert_rowid(store->db);
	return TRUE;
}

GPtrArray *store_runs(Store *store, const char *account, guint limit, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, account ? STMT_RUNS_OF : STMT_RUNS, error);
	g_autoptr(GPtrArray) runs = model_list_new(&sync_run_class);
	int got = stmt ? 1 : -1;

	if (stmt) {
		store_bind_int(stmt, 1, limit);
		if (account)
			store_bind_text(stmt, 2, account);
	}
	while (got > 0 && (got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(runs, store_row_read(stmt, &sync_run_class, 0, NULL));
	return got == 0 ? g_steal_pointer(&runs) : NULL;
}

gboolean store_run_sums(Store *store, const char *account, gint64 since, StoreRunSums *sums, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_RUN_SUMS, account, NULL, NULL, error);
	int got;

	*sums = (StoreRunSums){ 0 };
	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 2, since);
	if ((got = store_step(store, stmt, error)) > 0) {
		*sums = (StoreRunSums){ sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
					sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3),
					sqlite3_column_int64(stmt, 4), sqlite3_column_int64(stmt, 5) };
		sqlite3_reset(stmt);
	}
	return got >= 0;
}

gboolean store_runs_prune(Store *store, gint64 before, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_RUNS_PRUNE, error);

	if (stmt)
		store_bind_int(stmt, 1, before);
	return run(store, stmt, error);
}
