/* store/store_p.h - inside the store: the connection, its statements, binding and reading. */
#pragma once
#include <sqlite3.h>

#include "base/error.h"
#include "base/i18n.h"
#include "model/business.h"
#include "model/catalog.h"
#include "model/customer.h"
#include "model/hours.h"
#include "model/poll.h"
#include "model/series.h"
#include "model/waitlist.h"
#include "store/statements.h"
#include "store/store.h"

#define X_ID(id, flags, sql) STMT_##id,
enum StmtId { STMTS(X_ID) STMT_COUNT };
#undef X_ID

#define STORE_APPLICATION_ID 0x64626b31 /* "dbk1" */
#define STORE_CLASSES 12
#define STORE_BUSY_MS 5000 /* for so long another desk is waited for */
#define STORE_LOOK_MS 2
#define STORE_DAY 86400

struct Store {
	sqlite3 *db;
	char *path;
	sqlite3_stmt *stmt[STMT_COUNT];
	sqlite3_stmt *get[STORE_CLASSES], *add[STORE_CLASSES], *put[STORE_CLASSES], *all[STORE_CLASSES], *ids[STORE_CLASSES];
	GHashTable *link_changes; /* which columns (bits) -> the statement that writes them; NULL: none yet */
	gboolean writing;
	int reading;
	gboolean marked_read_only; /* the file's mode has no write bit */
	gboolean no_room;          /* the disk was so full that the book could only be opened as it stands */
	gboolean temporary;
	gboolean journal_seen; /* that it is a WAL; a copy that was put in the book's place by hand has none yet */
};

/* The name and text of a statement, and its flags: for the tests of plans and step counts. SQL is expanded; the caller frees. */
const char *store_stmt_name(int id);
int store_stmt_flags(int id);
char *store_stmt_sql(int id);

/** The prepared statement, reset, bindings cleared. Borrowed. NULL on error. */
sqlite3_stmt *store_stmt(Store *store, int id, GError **error);
/** Prepares SQL with {class:alias} (its columns) {=class} (store_put_sql) and {+class} (store_add_sql) expanded. */
sqlite3_stmt *store_prepare(Store *store, const char *sql, GError **error);
char *store_expand(const char *sql);

/** Sets the error from SQLite's state; always FALSE. */
gboolean store_fail(Store *store, GError **error);
gboolean store_fail_with(Store *store, int code, const char *said, GError **error);
/** What another desk has locked is waited for, up to STORE_BUSY_MS. */
void store_wait_for_others(Store *store);
/** Opens a file that nobody writes, as it stands: nothing is made beside it. */
gboolean store_connect_immutable(Store *store, GError **error);
/** Steps: 1 a row, 0 done, -1 error. A done or failed statement is reset. */
int store_step(Store *store, sqlite3_stmt *stmt, GError **error);
/** Runs a statement that gives no rows. */
gboolean store_run(Store *store, sqlite3_stmt *stmt, GError **error);

void store_bind_int(sqlite3_stmt *stmt, int at, gint64 value);
void store_bind_opt(sqlite3_stmt *stmt, int at, gint64 value);  /* NONE: NULL */
void store_bind_text(sqlite3_stmt *stmt, int at, const char *value); /* borrowed until the statement's next reset; NULL: NULL */
char *store_text(sqlite3_stmt *stmt, int column); /* copy; "" for NULL */

/** The statement that writes a row of a class, new or not; and the row's values for it. Free the text. */
char *store_put_sql(const ModelClass *cls);
char *store_add_sql(const ModelClass *cls);
void store_row_bind(sqlite3_stmt *stmt, const ModelClass *cls, gconstpointer row);
/** Index of a class in store_classes(), -1 for another. */
int store_class_index(const ModelClass *cls);
/** Is this LIST kept as rows of its own (a booking's parts)? */
gboolean store_field_is_rows(const ModelField *field);
/** Binds one field's value. */
void store_field_bind(sqlite3_stmt *stmt, int at, const ModelField *field, gconstpointer row);
/** Reads the class's columns from `column` on into a new struct; next (may be NULL) is the column after them. */
gpointer store_row_read(sqlite3_stmt *stmt, const ModelClass *cls, int column, int *next);
gboolean store_parts_read(Store *store, gint64 row, Booking *booking, GError **error);
/** Runs a LINE statement. */
gboolean store_lines(Store *store, sqlite3_stmt *stmt, StoreBookingFunc each, gpointer data, GError **error);

/** Keeps the search indexes of a customer or booking row right. fresh: the row is new, nothing of it is in them. */
gboolean store_index_customer(Store *store, gint64 row, const Customer *customer, gboolean fresh, GError **error);
gboolean store_index_booking(Store *store, gint64 row, const Booking *booking, gboolean fresh, GError **error);

/** Brings the file to STORE_SCHEMA_VERSION. create: an empty file of ours. */
gboolean store_migrate(Store *store, gboolean create, GError **error);
/** One number of a PRAGMA or query. */
gboolean store_number(Store *store, const char *sql, gint64 *value, GError **error);
gboolean store_exec(Store *store, const char *sql, GError **error);
