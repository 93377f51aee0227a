/* tests/unit/store/test_migrate.c - a file of every older schema is copied, upgraded and whole; or left as it was */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define BOOKINGS 30

/* The copies beside the book: how many, and the path of one. */
static int copies(char **one)
{
	g_autofree char *folder = unit_path("backups");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	int n = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		T_TRUE(name, g_str_has_prefix(name, "before-version-") && g_str_has_suffix(name, ".db"));
		if (n++ == 0 && one)
			*one = g_build_filename(folder, name, NULL);
	}
	return n;
}

static gint64 version_of(const char *path)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	gint64 version;

	T_INT(path, sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL);
	sqlite3_step(stmt);
	version = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return version;
}

/* What a new file and an upgraded one have: the same tables and indexes. */
static char *schema_of(Store *store)
{
	sqlite3_stmt *stmt = store_prepare(
		store, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1",
		NULL);
	GString *all = g_string_new(NULL);

	while (sqlite3_step(stmt) == SQLITE_ROW)
		g_string_append_printf(all, "%s\n", sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return g_string_free(all, FALSE);
}

static void check_upgrade(int version)
{
	g_autofree char *label = g_strdup_printf("from version %d", version);
	g_autofree char *name = g_strdup_printf("old%d.db", version);
	g_autofree char *path = unit_path(name);
	g_autofree char *kept = NULL;
	g_autoptr(GError) error = NULL;
	int before = copies(NULL);

	fixture_old(path, version, BOOKINGS);
	g_autoptr(Store) store = store_open(path, &error);
	T_NO_ERROR(label, error);
	T_INT(label, version_of(path), STORE_SCHEMA_VERSION);
	T_INT(label, copies(&kept), before + 1);
	if (before == 0) {
		T_INT(label, version_of(kept), version);
		T_INT(label, store_count_in(kept, NULL), BOOKINGS);
	}
	g_autoptr(Store) new = store_temporary(NULL);
	g_autofree char *is = schema_of(store);
	g_autofree char *should = schema_of(new);
	T_STR(label, is, should);
	g_autoptr(Customer) customer = store_get(store, &customer_class, "c", NULL);
	T_STR(label, customer->name, "Maria Müller");
	g_clear_pointer(&store, store_close);
	T_INT(label, fixture_whole(label, path), BOOKINGS);
	T_INT(label, copies(NULL), before + 1); /* not again */
}

static void test_upgrades(void)
{
	for (int version = 1; version < STORE_SCHEMA_VERSION; version++)
		check_upgrade(version);
}

/* Two desks that begin at the same moment after an upgrade: both open it, and it is upgraded once. */
static void test_at_once(void)
{
	g_autofree char *path = unit_path("book.db");
	pid_t children[4];
	int status;

	fixture_old(path, 1, BOOKINGS);
	for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
		children[i] = fork();
		if (children[i] == 0) {
			g_autoptr(Store) store = store_open(path, NULL);
			_exit(store && store_count(store, &booking_class, NULL) == BOOKINGS ? 0 : 1);
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
		T_INT("waits", waitpid(children[i], &status, 0), children[i]);
		T_INT("opened", status, 0);
	}
	T_INT("whole", fixture_whole("at once", path), BOOKINGS);
	T_TRUE("kept", copies(NULL) >= 1);
}

/* What stands against it leaves the file as it was, and is told. */
static void check_refused(const char *label, const char *path, int code)
{
	g_autofree char *before = fixture_sum(path);
	g_autoptr(GError) error = NULL;

	T_NULL(label, store_open(path, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	g_autofree char *after = fixture_sum(path);
	T_STR(label, after, before);
}

static void test_refused(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autofree char *in_the_way = unit_path("backups");
	sqlite3 *db = NULL;

	fixture_old(path, 1, BOOKINGS);
	g_chmod(path, 0400);
	check_refused("read-only", path, DAYBOOK_ERROR_FAILED);
	g_chmod(path, 0600);
	T_TRUE("a file where the copies should lie", g_file_set_contents(in_the_way, "x", 1, NULL));
	check_refused("no place for the copy", path, DAYBOOK_ERROR_FAILED);
	g_unlink(in_the_way);
	T_INT("opens", sqlite3_open(path, &db), SQLITE_OK);
	T_INT("breaks",
	      sqlite3_exec(db, "UPDATE booking SET customer = 'nobody' WHERE row = 3", NULL, NULL, NULL),
	      SQLITE_OK);
	sqlite3_close(db);
	check_refused("a broken reference", path, DAYBOOK_ERROR_DAMAGED);
}

UNIT_SUITE("migrate", NULL, NULL, { "every older version", test_upgrades }, { "at once", test_at_once },
	   { "refused", test_refused })
