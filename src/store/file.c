/* store/file.c - the file as a whole: copies, checks, comparison. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "store/store_p.h"

#define BACKUP_PAGES 512 /* a step */

/* Copies one open database into another with SQLite's backup API; locked as in store_restore. */
static gboolean step_pages(sqlite3_backup *backup, Store *to, StoreLockedFunc locked, gpointer data,
			   GError **error)
{
	int code = SQLITE_OK;

	if (locked) {
		code = sqlite3_backup_step(backup, 0); /* no page, but the lock to write */
		if (code == SQLITE_OK && !locked(data, error))
			return FALSE;
	}
	while (code == SQLITE_OK)
		code = sqlite3_backup_step(backup, BACKUP_PAGES);
	return code == SQLITE_DONE || store_fail_with(to, code, sqlite3_errstr(code), error);
}

void store_delete(const char *file)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

	for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *name = g_strconcat(file, suffixes[i], NULL);
		g_unlink(name);
	}
}

/* Others may go on writing to `from`: one reading transaction holds it as it is, so that the copy is never begun again. */
static gboolean copy_pages(Store *to, Store *from, StoreLockedFunc locked, gpointer data, GError **error)
{
	gboolean hold = sqlite3_get_autocommit(from->db) != 0;
	sqlite3_backup *backup;
	gboolean done;

	if (hold && !store_exec(from, "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1", error))
		return FALSE;
	backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	done = backup ? step_pages(backup, to, locked, data, error) : store_fail(to, error);
	sqlite3_backup_finish(backup);
	if (hold)
		sqlite3_exec(from->db, "COMMIT", NULL, NULL, NULL);
	return done;
}

/* --- a file beside the book --- */

/* A copy that nobody has open is read as it stands: nothing is left beside it, and it may lie where nothing can be. */
static gboolean connect_plain(Store *store, gboolean write, GError **error)
{
	g_autofree char *wal = g_strconcat(store->path, "-wal", NULL);

	if (!write && !g_file_test(wal, G_FILE_TEST_EXISTS))
		return store_connect_immutable(store, error);
	if (sqlite3_open_v2(store->path, &store->db,
			    (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return store_fail(store, error);
	sqlite3_extended_result_codes(store->db, 1);
	store_wait_for_others(store);
	return TRUE;
}

static Store *open_plain(const char *path, gboolean write, GError **error)
{
	g_autoptr(Store) store = g_new0(Store, 1);

	store->path = g_strdup(path);
	return connect_plain(store, write, error) ? g_steal_pointer(&store) : NULL;
}

gint64 store_count_in(const char *file, GError **error)
{
	g_autoptr(Store) store = open_plain(file, FALSE, error);
	gint64 application = 0, count = -1;

	if (!store || !store_number(store, "PRAGMA application_id", &application, error))
		return -1;
	if (application != STORE_APPLICATION_ID) {
		daybook_fail(error, DAYBOOK_ERROR_DAMAGED, _("%s is not an appointment book."), file);
		return -1;
	}
	return store_number(store, "SELECT count(*) FROM booking WHERE removed = 0", &count, error) ? count
												    : -1;
}

static gboolean sync_path(const char *path)
{
	int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	gboolean done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

static gboolean exists_already(const char *file, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
			    _("%s exists already and was left as it is. Name another file."), file);
}

/* Gives a finished file its name, which nobody has yet. */
gboolean store_name(const char *from, const char *to, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(to);

	if (link(from, to) == 0) {
		g_unlink(from);
	} else if (errno == EEXIST || g_file_test(to, G_FILE_TEST_EXISTS)) {
		return exists_already(to, error);
	} else if (g_rename(from, to) != 0) { /* a memory stick has no second names */
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be written: %s."), to,
				    g_strerror(errno));
	}
	sync_path(folder);
	return TRUE;
}

/* The copy, whole and on the disk, in a file that is there already and empty. */
static gboolean fill_copy(Store *store, const char *file, gint64 *bookings, GError **error)
{
	g_autoptr(Store) copy = open_plain(file, TRUE, error);

	/* one file that can be carried away: no -wal beside it */
	if (!copy || !copy_pages(copy, store, NULL, NULL, error) ||
	    !store_exec(copy, "PRAGMA journal_mode = DELETE", error))
		return FALSE;
	g_clear_pointer(&copy, store_close);
	if (!sync_path(file))
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("%s could not be written to the disk: %s."), file, g_strerror(errno));
	return !bookings || (*bookings = store_count_in(file, error)) >= 0;
}

gboolean store_backup(Store *store, const char *file, gint64 *bookings, GError **error)
{
	g_autofree char *unfinished = g_strconcat(file, STORE_UNFINISHED, NULL);
	g_autofree char *wal = g_strconcat(file, "-wal", NULL);
	int fd;

	if (!paths_make_parent(file, error))
		return FALSE;
	if (g_file_test(file, G_FILE_TEST_EXISTS))
		return exists_already(file, error);
	if (g_file_test(wal, G_FILE_TEST_EXISTS)) /* it would be taken for the copy's own */
		return exists_already(wal, error);
	fd = g_mkstemp_full(unfinished, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be written: %s."), file,
				    g_strerror(errno));
	close(fd);
	if (fill_copy(store, unfinished, bookings, error) && store_name(unfinished, file, error))
		return TRUE;
	store_delete(unfinished);
	return FALSE;
}

/* Is it a book that this program can take the place of the live one with? */
static gboolean check_source(Store *source, gint64 *version, GError **error)
{
	g_autofree char *wrong = NULL;
	gint64 application = 0;

	if (!store_number(source, "PRAGMA application_id", &application, error) ||
	    !store_number(source, "PRAGMA user_version", version, error))
		return FALSE;
	if (application != STORE_APPLICATION_ID)
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s is not an appointment book; nothing was restored."), source->path);
	if (*version > STORE_SCHEMA_VERSION)
		return daybook_fail(error, DAYBOOK_ERROR_TOO_NEW,
				    _("%s was written by a newer daybook; nothing was restored."),
				    source->path);
	if ((wrong = store_check(source, NULL)))
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s is damaged (%s); nothing was restored."), source->path, wrong);
	return TRUE;
}

gboolean store_restore(Store *store, const char *file, StoreLockedFunc locked, gpointer data, GError **error)
{
	g_autoptr(Store) source = NULL;
	gint64 version = 0;
	GStatBuf this, that;

	if (g_stat(file, &that) != 0)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no file %s to restore from."),
				    file);
	if (g_stat(store->path, &this) == 0 && this.st_dev == that.st_dev && this.st_ino == that.st_ino)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("%s is the book itself. Name a copy of it."), file);
	if (!S_ISREG(that.st_mode))
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s is not an appointment book; nothing was restored."), file);
	if (!(source = open_plain(file, FALSE, error)) || !check_source(source, &version, error))
		return FALSE;
	for (int i = 0; i < STMT_COUNT; i++)
		g_clear_pointer(&store->stmt[i], sqlite3_finalize);
	if (!copy_pages(store, source, locked, data, error))
		return FALSE;
	return version == STORE_SCHEMA_VERSION || store_migrate(store, FALSE, error);
}

char *store_check(Store *store, GError **error)
{
	sqlite3_stmt *stmt = store_prepare(store, "PRAGMA integrity_check(1)", error);
	char *wrong = NULL;
	gint64 rows = 0;

	if (!stmt)
		return g_strdup(_("it cannot be read"));
	if (store_step(store, stmt, error) > 0 &&
	    !g_str_equal((const char *)sqlite3_column_text(stmt, 0), "ok"))
		wrong = store_text(stmt, 0);
	sqlite3_finalize(stmt);
	if (!wrong && store_number(store, "SELECT count(*) FROM pragma_foreign_key_check", &rows, error) &&
	    rows > 0)
		wrong = g_strdup_printf(ngettext("%d row names another that is not there",
						 "%d rows name others that are not there", (gulong)rows),
					(int)rows);
	return wrong;
}

gboolean store_scrub(Store *store, GError **error)
{
	return store_exec(store,
			  "INSERT INTO customer_text(customer_text) VALUES('optimize');"
			  "INSERT INTO booking_text(booking_text) VALUES('optimize');"
			  "PRAGMA wal_checkpoint(TRUNCATE)",
			  error);
}

/* --- comparing --- */

static sqlite3_stmt *images(Store *store, const ModelClass *cls, GError **error)
{
	g_autofree char *sql = g_strdup_printf("SELECT id FROM %s ORDER BY id", cls->name);

	return store_prepare(store, sql, error);
}

/* The next id of a cursor, "" at its end; NULL on error. */
static const char *next_id(Store *store, sqlite3_stmt *stmt, GError **error)
{
	int got = store_step(store, stmt, error);

	return got < 0 ? NULL : got == 0 ? "\x7f" : (const char *)sqlite3_column_text(stmt, 0);
}

static char *class_differs(Store *store, Store *other, const ModelClass *cls, GError **error)
{
	sqlite3_stmt *here = images(store, cls, error), *there = images(other, cls, error);
	char *difference = NULL;
	const char *a = NULL, *b = NULL;

	while (here && there && !difference && (a = next_id(store, here, error)) &&
	       (b = next_id(other, there, error))) {
		gpointer mine, theirs;
		int order = strcmp(a, b);
		if (*a == '\x7f' && *b == '\x7f')
			break;
		if (order != 0) {
			difference = order < 0 ? g_strdup_printf(_("%s %s has no event that made it"),
								 cls->name, a)
					       : g_strdup_printf(_("%s %s is in the log but not in the book"),
								 cls->name, b);
			break;
		}
		mine = store_get(store, cls, a, error);
		theirs = store_get(other, cls, a, error);
		if (!mine || !theirs || !model_equal(cls, mine, theirs))
			difference =
				g_strdup_printf(_("%s %s is not as its last event left it"), cls->name, a);
		model_free(cls, mine);
		model_free(cls, theirs);
	}
	if ((!a || !b) && !difference)
		difference = g_strdup(_("the book could not be read"));
	sqlite3_finalize(here);
	sqlite3_finalize(there);
	return difference;
}

char *store_differs(Store *store, Store *other, GError **error)
{
	for (const ModelClass *const *cls = store_classes(); *cls; cls++) {
		char *difference = class_differs(store, other, *cls, error);
		if (difference)
			return difference;
	}
	return NULL;
}
