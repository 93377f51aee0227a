/* store/store.c - the connection, its statements, transactions. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/paths.h"
#include "model/sync.h"
#include "store/store_p.h"

#define X_SQL(id, flags, sql) [STMT_##id] = { #id, flags, sql },
static const struct {
	const char *name;
	int flags;
	const char *sql;
} statements[STMT_COUNT] = { STMTS(X_SQL) };
#undef X_SQL

const char *store_stmt_name(int id)
{
	return statements[id].name;
}

int store_stmt_flags(int id)
{
	return statements[id].flags;
}

char *store_stmt_sql(int id)
{
	return store_expand(statements[id].sql);
}

gboolean store_fail(Store *store, GError **error)
{
	return store->db
		       ? store_fail_with(store, sqlite3_errcode(store->db), sqlite3_errmsg(store->db), error)
		       : store_fail_with(store, SQLITE_CANTOPEN, "", error);
}

/* Is that why the system refused? */
static gboolean no_room(const Store *store)
{
	int why = store->db ? sqlite3_system_errno(store->db) : 0;

	return why == ENOSPC || why == EDQUOT;
}

/* What SQLite's answer means to a person. */
gboolean store_fail_with(Store *store, int code, const char *said, GError **error)
{
	const char *file = store->path;

	if ((code & 0xff) == SQLITE_IOERR && no_room(store))
		code = SQLITE_FULL;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("Another desk is writing to %s. Try again in a moment."), file);
	case SQLITE_FULL:
		return daybook_fail(
			error, DAYBOOK_ERROR_FAILED,
			_("The disk is full: nothing was changed in %s. Free some space and do it again."),
			file);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("%s is read-only: nothing was changed. Give yourself the right to "
				      "write to it and its folder."),
				    file);
	case SQLITE_NOTADB:
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s is not an appointment book. Name another file with --book, or "
				      "restore a backup."),
				    file);
	case SQLITE_CORRUPT:
		return daybook_fail(
			error, DAYBOOK_ERROR_DAMAGED,
			_("%s is damaged (%s). Run `daybook doctor`, and restore the newest backup."), file,
			said);
	case SQLITE_CANTOPEN:
		return daybook_fail(
			error, DAYBOOK_ERROR_FAILED,
			_("%s cannot be opened: %s. Look at the file and the rights of its folder."), file,
			g_strerror(store->db ? sqlite3_system_errno(store->db) : errno));
	case SQLITE_IOERR:
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The disk refused to read or write %s (%s). Nothing was changed."),
				    file, said);
	default:
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The book %s refused: %s. Nothing was changed."), file, said);
	}
}

/* {class:alias} -> the class's columns, but for lists kept as rows. */
/* The classes that have columns: those that are logged, a booking's parts, holds, and those of sync. */
static const ModelClass *class_named(const char *name)
{
	static const ModelClass *const others[] = { &part_class, &account_class, &calendar_class,
						    &sync_link_class, &sync_run_class, &hold_class };

	for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_equal(others[i]->name, name))
			return others[i];
	return store_class(name);
}

/* {=class}, {+class} */
static void expand_put(GString *out, const char *token, gsize length)
{
	g_autofree char *name = g_strndup(token + 1, length - 1);
	g_autofree char *sql = (*token == '+' ? store_add_sql : store_put_sql)(class_named(name));

	g_string_append(out, sql);
}

/* {class:alias} */
static void expand_columns(GString *out, const char *token, gsize length)
{
	const char *colon = memchr(token, ':', length);
	g_autofree char *name = g_strndup(token, (gsize)(colon - token));
	g_autofree char *alias = g_strndup(colon + 1, length - (gsize)(colon - token) - 1);
	const ModelClass *cls = class_named(name);

	for (guint i = 0, n = 0; i < cls->n_fields; i++) {
		if (store_field_is_rows(&cls->fields[i]))
			continue;
		g_string_append_printf(out, "%s%s.[%s]", n++ ? ", " : "", alias, cls->fields[i].name);
	}
}

char *store_expand(const char *sql)
{
	GString *out = g_string_new(NULL);

	while (*sql) {
		const char *end = *sql == '{' ? strchr(sql, '}') : NULL;
		if (end) {
			(sql[1] == '=' || sql[1] == '+' ? expand_put : expand_columns)(out, sql + 1, (gsize)(end - sql - 1));
			sql = end + 1;
		} else {
			g_string_append_c(out, *sql++);
		}
	}
	return g_string_free(out, FALSE);
}

sqlite3_stmt *store_prepare(Store *store, const char *sql, GError **error)
{
	g_autofree char *text = store_expand(sql);
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
		store_fail(store, error);
		return NULL;
	}
	return stmt;
}

sqlite3_stmt *store_stmt(Store *store, int id, GError **error)
{
	if (!store->stmt[id] && !(store->stmt[id] = store_prepare(store, statements[id].sql, error)))
		return NULL;
	sqlite3_reset(store->stmt[id]); /* a half-read cursor never leaks into the next use */
	sqlite3_clear_bindings(store->stmt[id]);
	return store->stmt[id];
}

int store_step(Store *store, sqlite3_stmt *stmt, GError **error)
{
	int code = sqlite3_step(stmt);

	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE) {
		sqlite3_reset(stmt);
		return 0;
	}
	store_fail(store, error);
	sqlite3_reset(stmt);
	return -1;
}

gboolean store_run(Store *store, sqlite3_stmt *stmt, GError **error)
{
	int got;

	if (!stmt)
		return FALSE;
	while ((got = store_step(store, stmt, error)) > 0)
		;
	return got == 0;
}

gboolean store_exec(Store *store, const char *sql, GError **error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fail(store, error);
}

gboolean store_number(Store *store, const char *sql, gint64 *value, GError **error)
{
	sqlite3_stmt *stmt = store_prepare(store, sql, error);
	int got = stmt ? store_step(store, stmt, error) : -1;

	if (got > 0)
		*value = sqlite3_column_int64(stmt, 0);
	else if (got == 0)
		*value = 0;
	sqlite3_finalize(stmt);
	return got >= 0;
}

void store_bind_int(sqlite3_stmt *stmt, int at, gint64 value)
{
	sqlite3_bind_int64(stmt, at, value);
}

void store_bind_opt(sqlite3_stmt *stmt, int at, gint64 value)
{
	if (value == NONE)
		sqlite3_bind_null(stmt, at);
	else
		sqlite3_bind_int64(stmt, at, value);
}

void store_bind_text(sqlite3_stmt *stmt, int at, const char *value)
{
	if (value)
		sqlite3_bind_text(stmt, at, value, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(stmt, at);
}

char *store_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return g_strdup(text ? text : "");
}

/* --- opening --- */

static Store *store_alloc(const char *path)
{
	Store *store = g_new0(Store, 1);

	store->path = g_strdup(path);
	return store;
}

static void close_statements(Store *store)
{
	for (int i = 0; i < STMT_COUNT; i++)
		g_clear_pointer(&store->stmt[i], sqlite3_finalize);
	for (int i = 0; i < STORE_CLASSES; i++) {
		g_clear_pointer(&store->get[i], sqlite3_finalize);
		g_clear_pointer(&store->add[i], sqlite3_finalize);
		g_clear_pointer(&store->put[i], sqlite3_finalize);
		g_clear_pointer(&store->all[i], sqlite3_finalize);
		g_clear_pointer(&store->ids[i], sqlite3_finalize);
	}
	g_clear_pointer(&store->link_changes, g_hash_table_unref);
}

void store_close(Store *store)
{
	if (!store)
		return;
	store_rollback(store);
	close_statements(store);
	sqlite3_close(store->db);
	g_free(store->path);
	g_free(store);
}

const char *store_path(const Store *store)
{
	return store->path;
}

/* Counted in looks, not read off a clock: a machine too busy to let us look has not made us wait. */
static int wait_for_lock(void *nothing, int looks)
{
	(void)nothing;
	if (looks >= STORE_BUSY_MS / STORE_LOOK_MS)
		return 0;
	g_usleep(STORE_LOOK_MS * 1000);
	return 1;
}

/* SQLite's own waiting (sqlite3_busy_timeout) soon looks only ten times a second: beside a desk that writes without pause on a slow
 * disk it hardly ever finds the moment between two writes, and gives up. */
void store_wait_for_others(Store *store)
{
	sqlite3_busy_handler(store->db, wait_for_lock, NULL);
}

static gboolean connect(Store *store, int flags, GError **error)
{
	if (sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return store_fail(store, error);
	sqlite3_extended_result_codes(store->db, 1);
	store_wait_for_others(store);
	/* secure_delete: what an erasure takes out must not stay in the file's free space. Debian's SQLite has it on by itself. */
	return store_exec(store,
			  "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; "
			  "PRAGMA secure_delete = ON; PRAGMA cache_size = -512",
			  error);
}

/* A book on a medium that cannot be written, or is full, has no -shm to share; with no -wal beside it, it can be read as it stands. */
static gboolean reconnect_immutable(Store *store, GError **error)
{
	g_autofree char *wal = g_strconcat(store->path, "-wal", NULL);
	GStatBuf at;

	if (g_stat(wal, &at) == 0 && at.st_size > 0)
		return store_fail(store, error);
	sqlite3_close(store->db);
	store->db = NULL;
	return store_connect_immutable(store, error);
}

gboolean store_connect_immutable(Store *store, GError **error)
{
	g_autofree char *escaped = g_uri_escape_string(store->path, "/", TRUE);
	g_autofree char *uri = g_strconcat("file:", escaped, "?immutable=1", NULL);

	if (sqlite3_open_v2(uri, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return store_fail(store, error);
	sqlite3_extended_result_codes(store->db, 1);
	return TRUE;
}

static gboolean connect_as_it_stands(Store *store, gint64 *application, GError **error)
{
	return reconnect_immutable(store, error) &&
	       store_number(store, "PRAGMA application_id", application, error);
}

/* pending: there is a -wal. */
static gboolean connect_somehow(Store *store, gboolean pending, gint64 *application, GError **error)
{
	g_autoptr(GError) problem = NULL;
	int code;

	/* nobody writes a file without a write bit; a -wal made beside it now would be as read-only, and stay */
	if (store->marked_read_only && !pending)
		return connect_as_it_stands(store, application, error);
	store->no_room = FALSE;
	if (connect(store, SQLITE_OPEN_READWRITE, &problem) &&
	    store_number(store, "PRAGMA application_id", application, &problem))
		return TRUE;
	code = store->db ? sqlite3_errcode(store->db) & 0xff : SQLITE_ERROR;
	store->no_room = code == SQLITE_FULL || (code == SQLITE_IOERR && no_room(store));
	if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY || store->no_room) &&
	    connect_as_it_stands(store, application, NULL))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* Is there room by now? */
static gboolean connect_again(Store *store)
{
	gint64 application;

	close_statements(store);
	sqlite3_close(store->db);
	store->db = NULL;
	return connect_somehow(store, FALSE, &application, NULL) && !store->no_room;
}

/* Is it a book, and one that this program understands? */
static gboolean check_identity(Store *store, gint64 application, gint64 *version, GError **error)
{
	if (application != STORE_APPLICATION_ID)
		return daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
				    _("%s is not an appointment book. Name another file with --book, or "
				      "restore a backup."),
				    store->path);
	if (!store_number(store, "PRAGMA user_version", version, error))
		return FALSE;
	if (*version > STORE_SCHEMA_VERSION)
		return daybook_fail(error, DAYBOOK_ERROR_TOO_NEW,
				    _("%s was written by a newer daybook. It was left untouched: install the "
				      "newer version to open it."),
				    store->path);
	return TRUE;
}

Store *store_open(const char *path, GError **error)
{
	g_autoptr(Store) store = store_alloc(path);
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	gint64 application = 0, version = 0;
	gboolean pending;
	GStatBuf at;

	if (g_stat(path, &at) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
				     _("There is no appointment book at %s. Make one with `daybook init`."),
				     path);
		else
			daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be opened: %s."), path,
				     g_strerror(errno));
		return NULL;
	}
	if (!S_ISREG(at.st_mode)) {
		daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
			     _("%s is not a file. Name the appointment book's file with --book."), path);
		return NULL;
	}
	store->marked_read_only = (at.st_mode & 0222) == 0;
	pending = g_file_test(wal, G_FILE_TEST_EXISTS);
	if (!connect_somehow(store, pending, &application, error) ||
	    !check_identity(store, application, &version, error)) {
		/* what is not ours to open is not ours to tidy up: its -wal is left to whoever wrote it */
		if (pending && store->db)
			sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return NULL;
	}
	if (version < STORE_SCHEMA_VERSION && !store_migrate(store, FALSE, error))
		return NULL;
	return g_steal_pointer(&store);
}

Store *store_create(const char *path, GError **error)
{
	g_autoptr(Store) store = store_alloc(path);
	int fd;

	if (!paths_make_parent(path, error))
		return NULL;
	fd = g_open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		if (errno == EEXIST)
			daybook_fail(
				error, DAYBOOK_ERROR_CONFLICT,
				_("%s exists already and was left as it is. Name another file with --book."),
				path);
		else
			daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be made: %s."), path,
				     g_strerror(errno));
		return NULL;
	}
	close(fd);
	if (!connect(store, SQLITE_OPEN_READWRITE, error) ||
	    !store_exec(store, "PRAGMA journal_mode = WAL", error) || !store_migrate(store, TRUE, error)) {
		g_clear_pointer(&store, store_close);
		store_delete(path);
		return NULL;
	}
	return g_steal_pointer(&store);
}

Store *store_temporary(GError **error)
{
	g_autoptr(Store) store =
		store_alloc(""); /* SQLite's own temporary database: in memory, spilled to an unlinked file */

	store->temporary = TRUE;
	if (!connect(store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) ||
	    !store_exec(store, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF", error) ||
	    !store_migrate(store, TRUE, error))
		return NULL;
	return g_steal_pointer(&store);
}

/* --- transactions --- */

/* Another file stands under the book's name (or none): what is written here now would be gone with the last program that has it open. */
static gboolean was_replaced(Store *store)
{
	int moved = 0;

	return !store->temporary &&
	       sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved;
}

gboolean store_begin(Store *store, GError **error)
{
	sqlite3_stmt *stmt;
	gint64 version;

	if (store->no_room && !connect_again(store))
		return store_fail_with(store, SQLITE_FULL, "", error);
	/* SQLite would begin, and refuse the first change only */
	if (store->marked_read_only || sqlite3_db_readonly(store->db, "main") == 1)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("%s is read-only: nothing was changed. Give yourself the right to "
				      "write to it and its folder."),
				    store->path);
	if (was_replaced(store))
		return daybook_fail(
			error, DAYBOOK_ERROR_FAILED,
			_("%s was moved or replaced while it was open. Restart daybook; nothing was "
			  "changed."),
			store->path);
	if (!store->journal_seen && !store->temporary)
		store->journal_seen =
			sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) == SQLITE_OK;
	if (!store_run(store, store_stmt(store, STMT_BEGIN, error), error))
		return FALSE;
	store->writing = TRUE;
	if (!(stmt = store_stmt(store, STMT_SCHEMA_VERSION, error)) || store_step(store, stmt, error) < 0) {
		store_rollback(store);
		return FALSE;
	}
	version = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	if (version != STORE_SCHEMA_VERSION) {
		store_rollback(store);
		return daybook_fail(error, DAYBOOK_ERROR_TOO_NEW,
				    _("daybook was upgraded while this one was running. Restart it; nothing "
				      "was changed."));
	}
	return TRUE;
}

gboolean store_commit(Store *store, GError **error)
{
	if (!store_run(store, store_stmt(store, STMT_COMMIT, error), error)) {
		store_rollback(store);
		return FALSE;
	}
	store->writing = FALSE;
	return TRUE;
}

void store_rollback(Store *store)
{
	if (store->writing && !sqlite3_get_autocommit(store->db))
		store_run(store, store_stmt(store, STMT_ROLLBACK, NULL), NULL);
	store->writing = FALSE;
}

/* WAL with synchronous=NORMAL keeps the order of commits and syncs at checkpoints only (sqlite.org/wal.html, "Performance
 * Considerations"). */
gboolean store_bulk_begin(Store *store, GError **error)
{
	return store_exec(
		store,
		"PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -12000",
		error);
}

/* One commit under FULL syncs the whole log file, and with it every commit before. */
gboolean store_bulk_end(Store *store, GError **error)
{
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, clock_real());

	return store_exec(store,
			  "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = "
			  "-512",
			  error) &&
	       store_begin(store, error) && store_meta_set(store, "settled", now, error) &&
	       store_commit(store, error);
}

gboolean store_in_transaction(const Store *store)
{
	return store->writing;
}

gboolean store_read_begin(Store *store, GError **error)
{
	if (store->reading == 0 && !store->writing &&
	    !store_run(store, store_stmt(store, STMT_BEGIN_READ, error), error))
		return FALSE;
	store->reading++;
	return TRUE;
}

void store_read_end(Store *store)
{
	if (--store->reading == 0 && !store->writing)
		store_run(store, store_stmt(store, STMT_COMMIT, NULL), NULL);
}

gboolean store_data_version(Store *store, gint64 *version, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_DATA_VERSION, error);

	if (!stmt || store_step(store, stmt, error) <= 0)
		return FALSE;
	*version = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return TRUE;
}

char *store_meta(Store *store, const char *key, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_META_GET, error);
	char *value = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, key);
	if (store_step(store, stmt, error) > 0) {
		value = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return value;
}

gboolean store_meta_set(Store *store, const char *key, const char *value, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_META_SET, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, key);
	store_bind_text(stmt, 2, value);
	return store_run(store, stmt, error);
}

/* --- requests --- */

gboolean store_request(Store *store, const char *key, char **words, char **answer, char **correlation,
		       GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_REQUEST_GET, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, key);
	if (store_step(store, stmt, error) <= 0)
		return FALSE;
	*words = store_text(stmt, 0);
	*answer = sqlite3_column_type(stmt, 1) == SQLITE_NULL ? NULL : store_text(stmt, 1);
	*correlation = store_text(stmt, 2);
	sqlite3_reset(stmt);
	return TRUE;
}

gboolean store_request_add(Store *store, const char *key, const char *words, const char *correlation,
			   gint64 at, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_REQUEST_PUT, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, key);
	store_bind_text(stmt, 2, words);
	store_bind_text(stmt, 3, correlation);
	store_bind_int(stmt, 4, at);
	return store_run(store, stmt, error);
}

gboolean store_request_answer(Store *store, const char *key, const char *answer, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_REQUEST_ANSWER, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, key);
	store_bind_text(stmt, 2, answer);
	return store_run(store, stmt, error);
}
