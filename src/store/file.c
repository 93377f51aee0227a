/* store/file.c - the file as a whole: copies, checks, comparison. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "store/store_p.h"

#define BACKUP_PAGES 512 /* a step: others may write between two */

/* Copies one open database into another with SQLite's backup API. */
static gboolean copy_pages(Store *to, Store *from, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code;

	if (!backup)
		return store_fail(to, error);
	do {
		code = sqlite3_backup_step(backup, BACKUP_PAGES);
		if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
			sqlite3_sleep(20);
	} while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE || store_fail(to, error);
}

static Store *open_plain(const char *path, int flags, GError **error)
{
	Store *store = g_new0(Store, 1);

	store->path = g_strdup(path);
	if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		store_fail(store, error);
		store_close(store);
		return NULL;
	}
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
	return store;
}

gint64 store_count_in(const char *file, GError **error)
{
	g_autoptr(Store) store = open_plain(file, SQLITE_OPEN_READONLY, error);
	gint64 application = 0, count = -1;

	if (!store || !store_number(store, "PRAGMA application_id", &application, error))
		return -1;
	if (application != STORE_APPLICATION_ID) {
		daybook_fail(error, DAYBOOK_ERROR_DAMAGED, _("%s is not an appointment book."), file);
		return -1;
	}
	return store_number(store, "SELECT count(*) FROM booking WHERE removed = 0", &count, error) ? count : -1;
}

static gboolean sync_file(const char *file)
{
	int fd = g_open(file, O_RDONLY | O_CLOEXEC, 0);
	gboolean done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

gboolean store_backup(Store *store, const char *file, gint64 *bookings, GError **error)
{
	g_autoptr(Store) copy = NULL;
	gboolean done;
	gint64 count;
	int fd;

	if (!paths_make_parent(file, error))
		return FALSE;
	fd = g_open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ?
		               daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("%s exists already and was left as it is. Name another file."), file) :
		               daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be written: %s."), file, g_strerror(errno));
	close(fd);
	copy = open_plain(file, SQLITE_OPEN_READWRITE, error);
	/* a single file that can be carried away: no -wal beside it */
	done = copy && copy_pages(copy, store, error) && store_exec(copy, "PRAGMA journal_mode = DELETE", error);
	g_clear_pointer(&copy, store_close);
	if (!done || !sync_file(file) || (count = store_count_in(file, error)) < 0) {
		if (done && error && !*error)
			daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s could not be written to the disk: %s."), file, g_strerror(errno));
		g_unlink(file);
		return FALSE;
	}
	if (bookings)
		*bookings = count;
	return TRUE;
}

gboolean store_restore(Store *store, const char *file, GError **error)
{
	g_autoptr(Store) source = NULL;
	g_autofree char *wrong = NULL;
	gint64 application = 0, version = 0;

	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no file %s to restore from."), file);
	if (!(source = open_plain(file, SQLITE_OPEN_READONLY, error)) || !store_number(source, "PRAGMA application_id", &application, error))
		return FALSE;
	if (application != STORE_APPLICATION_ID)
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED, _("%s is not an appointment book; nothing was restored."), file);
	if (!store_number(source, "PRAGMA user_version", &version, error))
		return FALSE;
	if (version > STORE_SCHEMA_VERSION)
		return daybook_fail(error, DAYBOOK_ERROR_TOO_NEW, _("%s was written by a newer daybook; nothing was restored."), file);
	if ((wrong = store_check(source, error)))
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED, _("%s is damaged (%s); nothing was restored."), file, wrong);
	for (int i = 0; i < STMT_COUNT; i++)
		g_clear_pointer(&store->stmt[i], sqlite3_finalize);
	if (!copy_pages(store, source, error) || !store_exec(store, "PRAGMA journal_mode = WAL", error))
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
	if (store_step(store, stmt, error) > 0 && !g_str_equal((const char *)sqlite3_column_text(stmt, 0), "ok"))
		wrong = store_text(stmt, 0);
	sqlite3_finalize(stmt);
	if (!wrong && store_number(store, "SELECT count(*) FROM pragma_foreign_key_check", &rows, error) && rows > 0)
		wrong = g_strdup_printf(ngettext("%d row names another that is not there", "%d rows name others that are not there", (gulong)rows),
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

	while (here && there && !difference && (a = next_id(store, here, error)) && (b = next_id(other, there, error))) {
		gpointer mine, theirs;
		int order = strcmp(a, b);
		if (*a == '\x7f' && *b == '\x7f')
			break;
		if (order != 0) {
			difference = order < 0 ? g_strdup_printf(_("%s %s has no event that made it"), cls->name, a) :
			                         g_strdup_printf(_("%s %s is in the log but not in the book"), cls->name, b);
			break;
		}
		mine = store_get(store, cls, a, error);
		theirs = store_get(other, cls, a, error);
		if (!mine || !theirs || !model_equal(cls, mine, theirs))
			difference = g_strdup_printf(_("%s %s is not as its last event left it"), cls->name, a);
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
