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
