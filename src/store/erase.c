/* store/erase.c - what a privacy erasure takes out beside the events' payloads (data.md, "The event log"). */
#include "store/store_p.h"

GPtrArray *store_customers_merged_into(Store *store, const char *id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CUSTOMERS_MERGED_INTO, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	int got;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, id);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(ids, store_text(stmt, 0));
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}

static gboolean run_for(Store *store, int statement, const char *id, const char *word, const char *with,
			GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, statement, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, id);
	if (word) {
		store_bind_text(stmt, 2, word);
		store_bind_text(stmt, 3, with);
	}
	return store_run(store, stmt, error);
}

gboolean store_changes_forget(Store *store, const char *entity_id, const char *const *words, const char *with,
			      GError **error)
{
	for (; *words; words++)
		if (!run_for(store, STMT_CHANGE_FORGET, entity_id, *words, with, error))
			return FALSE;
	return run_for(store, STMT_CHANGE_FINAL, entity_id, NULL, NULL, error) &&
	       run_for(store, STMT_REQUEST_FORGET, entity_id, NULL, NULL, error);
}
