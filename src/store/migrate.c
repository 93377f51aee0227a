/* store/migrate.c - numbered migrations, embedded in the program. */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/embedded.h"
#include "store/store_p.h"

extern const EmbeddedFile store_schema_sql[]; /* data/schema/NNN.sql, in order */

/* The copy kept before an upgrade: backups/before-VERSION-SECONDS.db beside the book. */
static gboolean keep_copy(Store *store, gint64 version, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(store->path);
	g_autofree char *name =
		g_strdup_printf("before-version-%d-from-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ".db",
				STORE_SCHEMA_VERSION, version, clock_real());
	g_autofree char *file = g_build_filename(folder, "backups", name, NULL);
	g_autoptr(GError) problem = NULL;
	gint64 bookings;

	/* two desks that begin in the same second after an upgrade: the first one's copy is this one's too */
	if (store_backup(store, file, &bookings, &problem) ||
	    g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

static gboolean run_steps(Store *store, gboolean create, GError **error)
{
	gint64 version = 0;
	gint64 wrong = 0;

	/* read again inside the lock: another process may have been first */
	if (!store_number(store, "PRAGMA user_version", &version, error))
		return FALSE;
	for (const EmbeddedFile *step = store_schema_sql; step->name; step++) {
		g_autofree char *mark = NULL;
		if (atoi(step->name) <= version)
			continue;
		mark = g_strdup_printf("PRAGMA user_version = %d", atoi(step->name));
		if (!store_exec(store, step->text, error) || !store_exec(store, mark, error))
			return FALSE;
	}
	if (create) {
		g_autofree char *mark = g_strdup_printf("PRAGMA application_id = %d", STORE_APPLICATION_ID);
		return store_exec(store, mark, error);
	}
	if (!store_number(store, "SELECT count(*) FROM pragma_foreign_key_check", &wrong, error))
		return FALSE;
	if (wrong > 0)
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s could not be upgraded: some rows name others that are not there. "
				      "It was left as it was."),
				    store->path);
	return TRUE;
}

gboolean store_migrate(Store *store, gboolean create, GError **error)
{
	gint64 version = 0;
	gboolean done;

	if (!create) {
		if (store->marked_read_only)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED,
					    _("%s is of an older daybook and read-only: make it writable "
					      "once so that it can be upgraded."),
					    store->path);
		if (!store_number(store, "PRAGMA user_version", &version, error) ||
		    !keep_copy(store, version, error))
			return FALSE;
	}
	/* foreign_keys cannot change inside a transaction (sqlite.org/lang_altertable.html, step 1) */
	done = store_exec(store, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", error) &&
	       run_steps(store, create, error) && store_exec(store, "COMMIT", error);
	if (!done)
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	if (!store->temporary)
		sqlite3_exec(store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	return done;
}
