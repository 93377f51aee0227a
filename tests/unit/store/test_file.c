/* tests/unit/store/test_file.c - files that are no book, not ours, not whole, not to be written; and what opening them leaves */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define NOBODY 65534 /* a user without rights, where the tests run as root */

/* --- files that cannot be opened --- */

static void write_bytes(const char *path, const char *bytes, gsize length)
{
	T_TRUE(path, g_file_set_contents(path, bytes, (gssize)length, NULL));
}

static void make_missing(const char *path)
{
	(void)path;
}

static void make_link_to_nothing(const char *path)
{
	T_INT("link", symlink("/nonexistent/book.db", path), 0);
}

static void make_folder(const char *path)
{
	T_INT("folder", g_mkdir(path, 0700), 0);
}

static void make_pipe(const char *path)
{
	T_INT("pipe", mkfifo(path, 0600), 0);
}

static void make_empty(const char *path)
{
	write_bytes(path, "", 0);
}

static void make_text(const char *path)
{
	write_bytes(path, "Dear diary,\n", 12);
}

static void make_noise(const char *path)
{
	g_autofree guint8 *bytes = g_malloc(40000);
	GRand *random = g_rand_new_with_seed(7);

	for (int i = 0; i < 40000; i++)
		bytes[i] = (guint8)g_rand_int(random);
	g_rand_free(random);
	write_bytes(path, (char *)bytes, 40000);
}

static void make_header_only(const char *path)
{
	char bytes[100] = "SQLite format 3";

	write_bytes(path, bytes, sizeof bytes);
}

/* A small whole book, closed: one file. */
static void make_book(const char *path)
{
	g_autoptr(Store) store = store_create(path, NULL);

	T_NOT_NULL(path, store);
	fixture_fill(store, 50);
}

static void make_truncated(const char *path)
{
	GStatBuf at;

	make_book(path);
	T_INT("stat", g_stat(path, &at), 0);
	T_INT("cut", truncate(path, at.st_size / 2), 0);
}

static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	T_INT(path, sqlite3_open(path, &db), SQLITE_OK);
	T_INT(sql, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void make_too_new(const char *path)
{
	make_book(path);
	run_sql(path, "PRAGMA user_version = 99; CREATE TABLE of_the_future(x)");
}

static void make_foreign(const char *path)
{
	run_sql(path, "CREATE TABLE bookmark(url TEXT); INSERT INTO bookmark VALUES('x')");
}

static void make_foreign_wal(const char *path)
{
	run_sql(path, "PRAGMA journal_mode = WAL; PRAGMA user_version = 2; CREATE TABLE bookmark(url TEXT)");
}

static void make_other_id(const char *path)
{
	make_book(path);
	run_sql(path, "PRAGMA application_id = 7");
}

/* As a crash leaves it: the last change lies in the -wal alone. */
static void crash_with(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	T_INT(path, sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	T_INT(sql, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void make_too_new_crashed(const char *path)
{
	make_book(path);
	crash_with(path, "PRAGMA user_version = 99; CREATE TABLE of_the_future(x)");
}

static const struct {
	const char *label;
	void (*make)(const char *path);
	int code;
} unopenable[] = {
	{ "missing", make_missing, DAYBOOK_ERROR_NOT_FOUND },
	{ "a link to nothing", make_link_to_nothing, DAYBOOK_ERROR_NOT_FOUND },
	{ "a folder", make_folder, DAYBOOK_ERROR_DAMAGED },
	{ "a pipe", make_pipe, DAYBOOK_ERROR_DAMAGED },
	{ "empty", make_empty, DAYBOOK_ERROR_DAMAGED },
	{ "text", make_text, DAYBOOK_ERROR_DAMAGED },
	{ "noise", make_noise, DAYBOOK_ERROR_DAMAGED },
	{ "a header and no more", make_header_only, DAYBOOK_ERROR_DAMAGED },
	{ "half of a book", make_truncated, DAYBOOK_ERROR_DAMAGED },
	{ "a newer daybook's", make_too_new, DAYBOOK_ERROR_TOO_NEW },
	{ "a newer daybook's that crashed", make_too_new_crashed, DAYBOOK_ERROR_TOO_NEW },
	{ "another program's", make_foreign, DAYBOOK_ERROR_DAMAGED },
	{ "another program's, with a WAL", make_foreign_wal, DAYBOOK_ERROR_DAMAGED },
	{ "of another application", make_other_id, DAYBOOK_ERROR_DAMAGED },
};

/* Everything in the folder: names, sizes and bytes (but those of an -shm, which is an index that any reader makes anew). */
static char *state_of_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GTree) tree = g_tree_new_full((GCompareDataFunc)(void (*)(void))strcmp, NULL, g_free, NULL);
	const char *name;
	GString *all = g_string_new(NULL);

	while (dir && (name = g_dir_read_name(dir)))
		g_tree_insert(tree, g_strdup(name), NULL);
	for (GTreeNode *node = g_tree_node_first(tree); node; node = g_tree_node_next(node)) {
		g_autofree char *path = g_build_filename(folder, g_tree_node_key(node), NULL);
		gboolean read = g_file_test(path, G_FILE_TEST_IS_REGULAR) && !g_str_has_suffix(path, "-shm");
		g_autofree char *sum = read ? fixture_sum(path) : g_strdup("-");
		g_string_append_printf(all, "%s %s\n", (const char *)g_tree_node_key(node), sum);
	}
	return g_string_free(all, FALSE);
}

/* The right code, a sentence that names the file, and nothing in the folder any different. */
static void check_unopenable(gsize i)
{
	const char *label = unopenable[i].label;
	g_autofree char *folder = g_strdup_printf("%s/%d", unit_dir(), (int)i);
	g_autofree char *path = g_build_filename(folder, "book.db", NULL);
	g_autoptr(GError) error = NULL;

	g_mkdir(folder, 0700);
	unopenable[i].make(path);
	g_autofree char *before = state_of_folder(folder);
	T_NULL(label, store_open(path, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, unopenable[i].code);
	T_TRUE(label, error && strstr(error->message, path) && g_str_has_suffix(error->message, "."));
	g_autofree char *after = state_of_folder(folder);
	T_STR(label, after, before);
}

static void test_unopenable(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(unopenable); i++)
		check_unopenable(i);
	g_autofree char *below_a_file = g_strdup_printf("%s/5/book.db/book.db", unit_dir());
	g_autoptr(GError) error = NULL;
	T_NULL("below a file", store_open(below_a_file, &error));
	T_ERROR("below a file", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

/* --- creating --- */

static void test_create(void)
{
	g_autofree char *path = unit_path("deep/er/book.db");
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_create(path, &error);
	GStatBuf at;

	T_NO_ERROR("created", error);
	T_STR("its path", store_path(store), path);
	T_INT("stat", g_stat(path, &at), 0);
	T_INT("only its owner", at.st_mode & 0777, 0600);
	T_INT("stat", g_stat(folder, &at), 0);
	T_INT("and the folder", at.st_mode & 0777, 0700);
	g_clear_pointer(&store, store_close);
	g_autofree char *before = fixture_sum(path);
	T_NULL("twice", store_create(path, &error));
	T_ERROR("twice", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_autofree char *after = fixture_sum(path);
	T_STR("untouched", after, before);
	g_clear_error(&error);
	g_autofree char *below_a_file = g_strconcat(path, "/book.db", NULL);
	T_NULL("below a file", store_create(below_a_file, &error));
	T_ERROR("below a file", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
}

/* What an open book is held to. */
static void test_pragmas(void)
{
	static const struct {
		const char *sql;
		gint64 value;
	} rows[] = {
		{ "PRAGMA foreign_keys", 1 },
		{ "PRAGMA synchronous", 2 },
		{ "PRAGMA user_version", STORE_SCHEMA_VERSION },
		{ "PRAGMA application_id", STORE_APPLICATION_ID },
		{ "PRAGMA trusted_schema", 0 },
		{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
	};
	g_autofree char *path = unit_path("book.db");

	store_close(fixture_new("book.db"));
	g_autoptr(Store) store = store_open(path, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 value = -1;
		T_TRUE(rows[i].sql, store_number(store, rows[i].sql, &value, NULL));
		T_INT(rows[i].sql, value, rows[i].value);
	}
}

static void test_temporary(void)
{
	g_autoptr(Store) store = store_temporary(NULL);

	fixture_fill(store, 50);
	T_INT("like any other", store_count(store, &booking_class, NULL), 50 + FILLED_LONG);
	g_autofree char *all = state_of_folder(unit_dir());
	T_STR("no file", all, "");
}

/* --- others at the book --- */

static void test_locked(void)
{
	g_autoptr(Store) one = fixture_new("book.db");
	g_autoptr(Store) two = store_open(store_path(one), NULL);
	g_autoptr(GError) error = NULL;
	gint64 before, after;

	sqlite3_busy_timeout(two->db, 30); /* not the whole 5 s */
	T_TRUE("asks", store_data_version(two, &before, NULL));
	T_TRUE("one begins", store_begin(one, NULL));
	T_FALSE("two may not", store_begin(two, &error));
	T_ERROR("two may not", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_TRUE("says who", strstr(error->message, "Another desk"));
	T_FALSE("two is in no transaction", store_in_transaction(two));
	T_INT("but two may read", store_count(two, &booking_class, NULL), 0);
	Booking *booking = fixture_booking(1, 0, 30, NULL, NULL);
	T_TRUE("put", store_put(one, &booking_class, booking, NULL));
	booking_free(booking);
	T_INT("not yet", store_count(two, &booking_class, NULL), 0);
	T_TRUE("one commits", store_commit(one, NULL));
	T_TRUE("asks again", store_data_version(two, &after, NULL));
	T_TRUE("two sees that something changed", after != before);
	T_INT("and what", store_count(two, &booking_class, NULL), 1);
	T_TRUE("two may now", store_begin(two, NULL));
	store_rollback(two);
	store_rollback(two); /* nothing to roll back is fine */
}

static void test_locked_for_all(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autoptr(Store) one = fixture_new("book.db");
	g_autoptr(GError) error = NULL;

	T_TRUE("alone",
	       store_exec(one,
			  "PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE",
			  NULL));
	g_autoptr(Store) two = g_new0(Store, 1);
	two->path = g_strdup(path);
	T_INT("opens", sqlite3_open(path, &two->db), SQLITE_OK);
	sqlite3_busy_timeout(two->db, 30);
	T_FALSE("reads nothing", store_exec(two, "SELECT 1 FROM booking", &error));
	T_ERROR("reads nothing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
}

/* A daybook that was upgraded while this one was running. */
static void test_upgraded_meanwhile(void)
{
	g_autoptr(Store) one = fixture_new("book.db");
	g_autoptr(Store) two = store_open(store_path(one), NULL);
	g_autoptr(GError) error = NULL;

	T_TRUE("upgraded", store_exec(two, "PRAGMA user_version = 99", NULL));
	T_FALSE("stops writing", store_begin(one, &error));
	T_ERROR("stops writing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_TOO_NEW);
	T_FALSE("holds nothing", store_in_transaction(one));
	T_TRUE("nobody is kept waiting", store_exec(two, "BEGIN IMMEDIATE; COMMIT", NULL));
}

/* Another file under the book's name, put there by hand: what is written to the old one nobody would find again. */
static void test_replaced_meanwhile(void)
{
	g_autofree char *aside = unit_path("aside.db");
	g_autoptr(Store) one = fixture_new("book.db");
	g_autoptr(GError) gone = NULL, other = NULL;

	T_INT("aside", g_rename(store_path(one), aside), 0);
	T_FALSE("gone", store_begin(one, &gone));
	T_ERROR("gone", gone, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	write_bytes(store_path(one), "another", 7);
	T_FALSE("another", store_begin(one, &other));
	T_ERROR("another", other, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_FALSE("holds nothing", store_in_transaction(one));
	T_INT("back", g_rename(aside, store_path(one)), 0);
	T_TRUE("back", store_begin(one, NULL));
}

/* Between begin and end one state of the book is read, whatever others commit; nested too. */
static void test_reading_holds(void)
{
	g_autoptr(Store) one = fixture_new("book.db");
	g_autoptr(Store) two = store_open(store_path(one), NULL);

	T_TRUE("begins", store_read_begin(one, NULL));
	T_TRUE("begins", store_read_begin(one, NULL));
	T_INT("none", store_count(one, &booking_class, NULL), 0);
	fixture_put(two, &booking_class, fixture_booking(1, 0, 30, NULL, NULL));
	store_read_end(one);
	T_INT("still none", store_count(one, &booking_class, NULL), 0);
	store_read_end(one);
	T_INT("one", store_count(one, &booking_class, NULL), 1);
}

/* --- read-only --- */

static void test_read_only_file(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autoptr(GError) error = NULL;

	make_book(path);
	g_chmod(path, 0400);
	g_autofree char *before = fixture_sum(path);
	g_autoptr(Store) store = store_open(path, &error);
	T_NO_ERROR("opens", error);
	T_INT("reads", store_count(store, &booking_class, NULL), 50 + FILLED_LONG);
	T_FALSE("writes nothing", store_begin(store, &error));
	T_ERROR("writes nothing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_TRUE("says why", strstr(error->message, "read-only") && strstr(error->message, path));
	g_clear_pointer(&store, store_close);
	g_autofree char *after = fixture_sum(path);
	T_STR("untouched", after, before);
	g_autofree char *all = state_of_folder(unit_dir());
	T_TRUE("nothing is left beside it", !strstr(all, "-wal"));
}

/* Run as a person without rights: 0 when the book can be read, and not written; else the number of the step. */
static int read_only_folder(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(path, &error);

	if (!store)
		return 1;
	if (store_count(store, &booking_class, NULL) != 50 + FILLED_LONG)
		return 2;
	if (store_begin(store, &error) || !g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED))
		return 3;
	return strstr(error->message, "read-only") ? 0 : 4;
}

static int as_nobody(int (*run)(const char *path), const char *path)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
			_exit(90);
		_exit(run(path));
	}
	T_INT("waits", waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static void test_read_only_folder(void)
{
	g_autofree char *path = unit_path("book.db");

	make_book(path);
	g_chmod(path, 0444);
	g_chmod(unit_dir(), 0555);
	T_INT("file and folder", as_nobody(read_only_folder, path), 0);
	g_chmod(path, geteuid() == 0 ? 0666 : 0600);
	T_INT("the folder alone", as_nobody(read_only_folder, path), 0);
	g_chmod(unit_dir(), 0700);
	g_chmod(path, 0000);
}

static int unreadable(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(path, &error);

	return store ? 1
	       : g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED) && strstr(error->message, path)
		       ? 0
		       : 2;
}

static int uncreatable(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_create(path, &error);

	return store ? 1 : g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED) ? 0 : 2;
}

static void test_no_rights(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autofree char *new = unit_path("new.db");

	make_book(path);
	g_chmod(path, 0000);
	g_chmod(unit_dir(), 0555);
	T_INT("cannot be read", as_nobody(unreadable, path), 0);
	T_INT("cannot be made", as_nobody(uncreatable, new), 0);
	g_chmod(unit_dir(), 0000);
	T_INT("cannot be looked into", as_nobody(unreadable, path), 0);
	g_chmod(unit_dir(), 0700);
	T_FALSE("nothing is left", g_file_test(new, G_FILE_TEST_EXISTS));
}

/* --- damage --- */

static void spoil(const char *path, gint64 from, gint64 bytes)
{
	int fd = g_open(path, O_RDWR | O_CLOEXEC, 0);
	char noise[512];

	memset(noise, 0xA5, sizeof noise);
	for (gint64 at = from; at < from + bytes; at += (gint64)sizeof noise)
		T_INT("spoiled", pwrite(fd, noise, sizeof noise, at), sizeof noise);
	close(fd);
}

static void test_check(void)
{
	g_autofree char *path = unit_path("book.db");
	GStatBuf at;

	make_book(path);
	g_autoptr(Store) store = store_open(path, NULL);
	T_NULL("fine", store_check(store, NULL));
	T_TRUE("broken by hand",
	       store_exec(store,
			  "PRAGMA foreign_keys = OFF; UPDATE booking SET customer = 'nobody' WHERE row = 3",
			  NULL));
	g_autofree char *reference = store_check(store, NULL);
	T_TRUE("a reference to nothing", reference && strstr(reference, "1 row"));
	T_INT("stat", g_stat(path, &at), 0);
	g_clear_pointer(&store, store_close);

	spoil(path, at.st_size - 8 * 4096, 8 * 4096);
	store = store_open(path, NULL); /* the damage lies deep */
	g_autofree char *pages = store_check(store, NULL);
	T_NOT_NULL("spoiled pages", pages);
}

/* Reading what is damaged is an error with the right code, not rubbish. */
static void test_damaged_pages(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autoptr(GError) error = NULL;
	GStatBuf at;

	make_book(path);
	T_INT("stat", g_stat(path, &at), 0);
	spoil(path, 2 * 4096, at.st_size - 2 * 4096);
	g_autoptr(Store) store = store_open(path, &error);
	if (store) {
		g_autoptr(GPtrArray) staff = store_all(store, &staff_class, &error);
		T_NULL("no rows", staff);
	}
	T_ERROR("damaged", error, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED);
}

UNIT_SUITE("file", NULL, NULL, { "what is no book is refused and left as it is", test_unopenable },
	   { "creating", test_create }, { "pragmas", test_pragmas }, { "temporary", test_temporary },
	   { "another desk is writing", test_locked }, { "locked for all", test_locked_for_all },
	   { "upgraded meanwhile", test_upgraded_meanwhile },
	   { "replaced meanwhile", test_replaced_meanwhile },
	   { "reading holds one state", test_reading_holds }, { "read-only file", test_read_only_file },
	   { "read-only folder", test_read_only_folder }, { "no rights", test_no_rights },
	   { "check", test_check }, { "damaged pages", test_damaged_pages })
