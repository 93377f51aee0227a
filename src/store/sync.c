/* store/sync.c - accounts, calendars and links: where a booking stands in somebody else's calendar */
#include "store/sync.h"

#include "store/store_p.h"

/* --- shared --- */

static sqlite3_stmt *with_text(Store *store, int id, const char *one, const char *two, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt) {
		store_bind_text(stmt, 1, one);
		if (two)
			store_bind_text(stmt, 2, two);
	}
	return stmt;
}

static gboolean run(Store *store, sqlite3_stmt *stmt, GError **error)
{
	return stmt && store_run(store, stmt, error);
}

/* The first row, or NULL. */
static gpointer one_row(Store *store, sqlite3_stmt *stmt, const ModelClass *cls, GError **error)
{
	gpointer row = NULL;

	if (stmt && store_step(store, stmt, error) > 0) {
		row = store_row_read(stmt, cls, 0, NULL);
		sqlite3_reset(stmt);
	}
	return row;
}

static GPtrArray *all_rows(Store *store, sqlite3_stmt *stmt, const ModelClass *cls, GPtrArray *rows,
			   GError **error)
{
	int got = stmt ? 1 : -1;

	while (got > 0 && (got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(rows, store_row_read(stmt, cls, 0, NULL));
	if (got == 0)
		return rows;
	g_ptr_array_unref(rows);
	return NULL;
}

static gboolean put_row(Store *store, int id, const ModelClass *cls, gconstpointer row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (!stmt)
		return FALSE;
	store_row_bind(stmt, cls, row);
	return store_run(store, stmt, error);
}

/* --- accounts and calendars --- */

GPtrArray *store_accounts(Store *store, GError **error)
{
	return all_rows(store, store_stmt(store, STMT_ACCOUNTS, error), &account_class,
			model_list_new(&account_class), error);
}

GPtrArray *store_calendars(Store *store, GError **error)
{
	return all_rows(store, store_stmt(store, STMT_CALENDARS, error), &calendar_class,
			model_list_new(&calendar_class), error);
}

GPtrArray *store_calendars_before(Store *store, const char *remote_id, GError **error)
{
	return all_rows(store, with_text(store, STMT_CALENDARS_BEFORE, remote_id, NULL, error),
			&calendar_class, model_list_new(&calendar_class), error);
}

Account *store_account(Store *store, const char *id, GError **error)
{
	return one_row(store, with_text(store, STMT_ACCOUNT_GET, id, NULL, error), &account_class, error);
}

Calendar *store_calendar(Store *store, const char *id, GError **error)
{
	return one_row(store, with_text(store, STMT_CALENDAR_GET, id, NULL, error), &calendar_class, error);
}

gboolean store_account_put(Store *store, const Account *account, GError **error)
{
	return put_row(store, STMT_ACCOUNT_PUT, &account_class, account, error);
}

gboolean store_calendar_put(Store *store, const Calendar *calendar, GError **error)
{
	return put_row(store, STMT_CALENDAR_PUT, &calendar_class, calendar, error);
}

/* --- one link --- */

SyncLink *store_link(Store *store, const char *booking, GError **error)
{
	return one_row(store, with_text(store, STMT_LINK_GET, booking, NULL, error), &sync_link_class, error);
}

gboolean store_link_put(Store *store, const SyncLink *link, GError **error)
{
	return put_row(store, STMT_LINK_PUT, &sync_link_class, link, error);
}

gboolean store_link_add(Store *store, const SyncLink *link, GError **error)
{
	if (!put_row(store, STMT_LINK_ADD, &sync_link_class, link, error))
		return FALSE;
	return sqlite3_changes(store->db) > 0 || store_link_put(store, link, error);
}

static void finalize(gpointer stmt)
{
	sqlite3_finalize(stmt);
}

/* The statement that writes these columns (bit n: field n), prepared once. */
static sqlite3_stmt *change_stmt(Store *store, guint columns, GError **error)
{
	g_autofree char *text = NULL;
	sqlite3_stmt *stmt;
	GString *sql;

	if (!store->link_changes)
		store->link_changes = g_hash_table_new_full(NULL, NULL, NULL, finalize);
	stmt = g_hash_table_lookup(store->link_changes, GUINT_TO_POINTER(columns));
	if (stmt) {
		sqlite3_reset(stmt);
		sqlite3_clear_bindings(stmt);
		return stmt;
	}
	sql = g_string_new("UPDATE sync_link SET ");
	for (guint i = 1, n = 0; i < sync_link_class.n_fields; i++)
		if (columns & 1U << i)
			g_string_append_printf(sql, "%s[%s] = ?%u", n++ ? ", " : "", sync_link_class.fields[i].name, i + 1);
	g_string_append(sql, " WHERE booking = ?1");
	text = g_string_free(sql, FALSE);
	stmt = store_prepare(store, text, error);
	if (stmt)
		g_hash_table_insert(store->link_changes, GUINT_TO_POINTER(columns), stmt);
	return stmt;
}

gboolean store_link_change(Store *store, const SyncLink *before, const SyncLink *link, GError **error)
{
	const ModelClass *cls = &sync_link_class;
	sqlite3_stmt *stmt;
	guint columns = 0;

	for (guint i = 1; i < cls->n_fields; i++)
		if (!model_field_equal(&cls->fields[i], before, link))
			columns |= 1U << i;
	if (!columns)
		return TRUE;
	if (!(stmt = change_stmt(store, columns, error)))
		return FALSE;
	store_bind_text(stmt, 1, link->booking);
	for (guint i = 1; i < cls->n_fields; i++)
		if (columns & 1U << i)
			store_field_bind(stmt, (int)i + 1, &cls->fields[i], link);
	return store_run(store, stmt, error);
}

gboolean store_link_delete(Store *store, const char *booking, GError **error)
{
	return run(store, with_text(store, STMT_LINK_DELETE, booking, NULL, error), error);
}

SyncLink *store_link_at(Store *store, const char *calendar, const char *remote_id, GError **error)
{
	g_autoptr(GError) problem = NULL;
	SyncLink *link = one_row(store, with_text(store, STMT_LINK_AT, calendar, remote_id, &problem),
				 &sync_link_class, &problem);

	if (!link && !problem)
		link = one_row(store, with_text(store, STMT_LINK_SENT_TO, calendar, remote_id, &problem),
			       &sync_link_class, &problem);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return link;
}

SyncLink *store_link_of_occurrence(Store *store, const char *calendar, const char *series, gint64 original,
				   GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINK_OF_OCCURRENCE, calendar, series, error);

	if (stmt)
		store_bind_int(stmt, 3, original);
	return one_row(store, stmt, &sync_link_class, error);
}

/* --- many links --- */

GPtrArray *store_links_of_series(Store *store, const char *calendar, const char *series, GError **error)
{
	return all_rows(store, with_text(store, STMT_LINKS_OF_SERIES, calendar, series, error),
			&sync_link_class, model_list_new(&sync_link_class), error);
}

GPtrArray *store_links_of_calendar(Store *store, const char *calendar, const char *after_remote,
				   const char *after_booking, guint limit, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINKS_OF_CALENDAR, calendar, after_remote, error);

	if (stmt) {
		store_bind_text(stmt, 3, after_booking);
		store_bind_int(stmt, 4, limit);
	}
	return all_rows(store, stmt, &sync_link_class, model_list_new(&sync_link_class), error);
}

GPtrArray *store_links_of(Store *store, const char *ids_json, GError **error)
{
	return all_rows(store, with_text(store, STMT_LINKS_OF, ids_json, NULL, error), &sync_link_class,
			model_list_new(&sync_link_class), error);
}

static sqlite3_stmt *between(Store *store, int id, gint64 from, gint64 to, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt) {
		store_bind_int(stmt, 1, from);
		store_bind_int(stmt, 2, to);
	}
	return stmt;
}

GPtrArray *store_links_between(Store *store, gint64 from, gint64 to, GError **error)
{
	GPtrArray *links = NULL;

	if (!store_read_begin(store, error))
		return NULL;
	links = all_rows(store, between(store, STMT_LINKS_SHORT, from, to, error), &sync_link_class,
			 model_list_new(&sync_link_class), error);
	if (links)
		links = all_rows(store, between(store, STMT_LINKS_LONG, from, to, error), &sync_link_class,
				 links, error);
	store_read_end(store);
	return links;
}

gboolean store_links_due(Store *store, const char *calendar, gint64 now, StoreLinkFunc each, gpointer data,
			 GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINKS_DUE, calendar, NULL, error);
	int got = stmt ? 1 : -1;

	if (stmt)
		store_bind_int(stmt, 2, now);
	while (got > 0 && (got = store_step(store, stmt, error)) > 0)
		if (!each(store_row_read(stmt, &sync_link_class, 0, NULL), data)) {
			sqlite3_reset(stmt);
			return TRUE;
		}
	return got == 0;
}

GPtrArray *store_links_in(Store *store, const char *calendar, SyncStatus status, guint limit, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINKS_IN, calendar, sync_status_name(status), error);

	if (stmt)
		store_bind_int(stmt, 3, limit);
	return all_rows(store, stmt, &sync_link_class, model_list_new(&sync_link_class), error);
}

GPtrArray *store_links_open(Store *store, const char *statuses, guint limit, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINKS_OPEN, statuses, NULL, error);

	if (stmt)
		store_bind_int(stmt, 2, limit);
	return all_rows(store, stmt, &sync_link_class, model_list_new(&sync_link_class), error);
}

GPtrArray *store_links_edited(Store *store, guint limit, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LINKS_EDITED, error);

	if (stmt)
		store_bind_int(stmt, 1, limit);
	return all_rows(store, stmt, &sync_link_class, model_list_new(&sync_link_class), error);
}

GArray *store_link_counts(Store *store, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LINK_COUNTS, error);
	g_autoptr(GArray) counts = g_array_new(FALSE, TRUE, sizeof(StoreLinkCount));
	int got = stmt ? 1 : -1;

	while (got > 0 && (got = store_step(store, stmt, error)) > 0) {
		StoreLinkCount count = { .held = sqlite3_column_int64(stmt, 2),
					 .count = sqlite3_column_int64(stmt, 3),
					 .oldest = sqlite3_column_int64(stmt, 4) };
		int status = sync_status_parse((const char *)sqlite3_column_text(stmt, 1));
		count.status = status < 0 ? SYNC_PENDING : (SyncStatus)status;
		g_strlcpy(count.calendar, (const char *)sqlite3_column_text(stmt, 0), sizeof(count.calendar));
		g_array_append_val(counts, count);
	}
	return got == 0 ? g_steal_pointer(&counts) : NULL;
}

gint64 store_links_live(Store *store, const char *calendar, gint64 limit, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, STMT_LINKS_LIVE, calendar, NULL, error);
	gint64 count = -1;

	if (!stmt)
		return -1;
	store_bind_int(stmt, 2, limit);
	if (store_step(store, stmt, error) > 0) {
		count = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return count;
}

/* --- marks in bulk --- */

gboolean store_links_mark_customer(Store *store, const char *customer, gint64 from, gint64 now,
				   GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LINKS_MARK_CUSTOMER, error);

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, now);
	store_bind_text(stmt, 2, customer);
	store_bind_int(stmt, 3, from);
	return store_run(store, stmt, error);
}

gboolean store_links_mark_from(Store *store, gint64 from, gint64 now, GError **error)
{
	return run(store, between(store, STMT_LINKS_MARK_FROM, now, from, error), error);
}

static sqlite3_stmt *at_calendar(Store *store, int id, const char *calendar, gint64 now, GError **error)
{
	sqlite3_stmt *stmt = with_text(store, id, calendar, NULL, error);

	if (stmt)
		store_bind_int(stmt, 2, now);
	return stmt;
}

gboolean store_links_mark_calendar(Store *store, const char *calendar, gint64 now, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LINKS_MARK_CALENDAR, error);

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, now);
	store_bind_text(stmt, 2, calendar);
	return store_run(store, stmt, error);
}

gboolean store_links_retry(Store *store, const char *calendar, gint64 now, guint *count, GError **error)
{
	if (!run(store, at_calendar(store, STMT_LINKS_RETRY, calendar, now, error), error))
		return FALSE;
	*count = (guint)sqlite3_changes(store->db);
	return TRUE;
}

gboolean store_window(Store *store, gint64 from, gint64 after_row, gint64 to, StoreWindowFunc each,
		      gpointer data, GError **error)
{
	sqlite3_stmt *stmt = between(store, STMT_WINDOW, from, after_row, error);
	int got = stmt ? 1 : -1;

	if (stmt)
		store_bind_int(stmt, 3, to);
	while (got > 0 && (got = store_step(store, stmt, error)) > 0) {
		StoreWindowRow row = { sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
				       (char *)sqlite3_column_text(stmt, 2) };
		if (!each(&row, data)) {
			sqlite3_reset(stmt);
			return TRUE;
		}
	}
	return got == 0;
}

/* --- whole --- */

gboolean store_calendar_clear(Store *store, const char *calendar, GError **error)
{
	static const int statements[] = { STMT_LINKS_CLEAR,      STMT_LINKS_UNSEND, STMT_SERIES_REMOTE_CLEAR,
					  STMT_EXCEPTIONS_CLEAR, STMT_HELD_CLEAR,   STMT_GUARD_CLEAR,
					  STMT_REMOVALS_CLEAR,   STMT_ORPHANS_CLEAR };

	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++)
		if (!run(store, with_text(store, statements[i], calendar, NULL, error), error))
			return FALSE;
	return TRUE;
}

gboolean store_sync_unplan(Store *store, gint64 now, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LINKS_UNPLAN, error);

	if (stmt)
		store_bind_int(stmt, 1, now);
	return run(store, stmt, error) &&
	       run(store, store_stmt(store, STMT_CALENDARS_UNPLAN, error), error) &&
	       run(store, store_stmt(store, STMT_HELD_FORGET, error), error) &&
	       run(store, store_stmt(store, STMT_GUARD_FORGET, error), error);
}
