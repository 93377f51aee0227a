/* store/waitlist.c - slots held while talking, and the entries of the waitlist that a time could suit */
#include "store/store_p.h"

/* --- holds --- */

GPtrArray *store_holds(Store *store, gint64 now, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_HOLDS, error);
	g_autoptr(GPtrArray) holds = model_list_new(&hold_class);
	int got = -1;

	if (!stmt)
		return NULL;
	store_bind_int(stmt, 1, now);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(holds, store_row_read(stmt, &hold_class, 0, NULL));
	return got == 0 ? g_steal_pointer(&holds) : NULL;
}

gboolean store_hold_put(Store *store, const Hold *hold, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_HOLD_PUT, error);

	if (!stmt)
		return FALSE;
	store_row_bind(stmt, &hold_class, hold);
	return store_run(store, stmt, error);
}

gboolean store_hold_delete(Store *store, const char *id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_HOLD_DELETE, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, id);
	return store_run(store, stmt, error);
}

gboolean store_holds_expire(Store *store, gint64 now, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_HOLDS_EXPIRE, error);

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, now);
	return store_run(store, stmt, error);
}

gboolean store_holds_forget(Store *store, GError **error)
{
	return store_run(store, store_stmt(store, STMT_HOLDS_FORGET, error), error);
}

/* --- the waitlist --- */

gboolean store_waitlist(Store *store, gboolean all, StoreWaitlistFunc each, gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, all ? STMT_WAITLIST_ALL : STMT_WAITLIST_WAITING, error);
	int got = stmt ? 1 : -1;
	gboolean more = TRUE;

	while (more && (got = store_step(store, stmt, error)) > 0) {
		int next;
		Waitlist *entry = store_row_read(stmt, &waitlist_class, 0, &next);
		more = each(entry, (const char *)sqlite3_column_text(stmt, next),
			    (const char *)sqlite3_column_text(stmt, next + 1), data);
	}
	if (stmt)
		sqlite3_reset(stmt);
	return got >= 0;
}

gboolean store_waitlist_line(Store *store, const char *id, StoreWaitlistFunc each, gpointer data,
			     GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_WAITLIST_LINE, error);
	int got = -1, next;

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, id);
	if ((got = store_step(store, stmt, error)) > 0) {
		Waitlist *entry = store_row_read(stmt, &waitlist_class, 0, &next);
		each(entry, (const char *)sqlite3_column_text(stmt, next),
		     (const char *)sqlite3_column_text(stmt, next + 1), data);
		sqlite3_reset(stmt);
	}
	return got >= 0;
}

gboolean store_waitlist_touching(Store *store, gint64 from, gint64 to, gboolean auto_book, StoreWishFunc each,
				 gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_WAITLIST_TOUCHING, error);
	int got = stmt ? 1 : -1;
	gboolean more = TRUE;

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, from);
	store_bind_int(stmt, 2, to);
	store_bind_int(stmt, 3, auto_book);
	while (more && (got = store_step(store, stmt, error)) > 0) {
		StoreWish wish = { .id = (const char *)sqlite3_column_text(stmt, 0),
				   .service = (const char *)sqlite3_column_text(stmt, 1),
				   .staff = (const char *)sqlite3_column_text(stmt, 2),
				   .seconds = sqlite3_column_int64(stmt, 3) };
		more = each(&wish, data);
	}
	sqlite3_reset(stmt);
	return got >= 0;
}

gboolean store_waitlist_any(Store *store, gboolean *any, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_WAITLIST_ANY, error);
	int got = stmt ? store_step(store, stmt, error) : -1;

	*any = got > 0;
	if (got > 0)
		sqlite3_reset(stmt);
	return got >= 0;
}

/* Every entry of a statement with one id in it. */
static GPtrArray *entries(Store *store, int id, const char *of, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);
	g_autoptr(GPtrArray) rows = model_list_new(&waitlist_class);
	int got = -1;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, of);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(rows, store_row_read(stmt, &waitlist_class, 0, NULL));
	return got == 0 ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *store_waitlist_of(Store *store, const char *customer, GError **error)
{
	return entries(store, STMT_WAITLIST_OF, customer, error);
}

GPtrArray *store_waitlist_naming(Store *store, const char *id, GError **error)
{
	return entries(store, STMT_WAITLIST_NAMING, id, error);
}
