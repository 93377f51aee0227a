/* tests/unit/store/test_copies.c - copies of a book in use, bringing them back, and telling two books apart */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define LIVE 40
#define KEPT 20

static Store *filled(const char *name, gint64 bookings)
{
	Store *store = fixture_new(name);

	for (gint64 i = 0; i < bookings; i++)
		fixture_put(store, &booking_class, fixture_booking(i, i * 3600, 30, NULL, NULL));
	return store;
}

static int files_in(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	int n = 0;

	while (dir && g_dir_read_name(dir))
		n++;
	return n;
}

/* --- making copies --- */

static void test_backup(void)
{
	g_autoptr(Store) store = filled("book.db", LIVE);
	g_autofree char *copy = unit_path("copies/one.db");
	g_autofree char *folder = unit_path("copies");
	g_autoptr(GError) error = NULL;
	gint64 bookings = 0;
	GStatBuf at;

	T_TRUE("made", store_backup(store, copy, &bookings, &error));
	T_NO_ERROR("made", error);
	T_INT("counted", bookings, LIVE);
	T_INT("counted", store_count_in(copy, NULL), LIVE);
	T_INT("stat", g_stat(copy, &at), 0);
	T_INT("its owner's", at.st_mode & 0777, 0600);
	T_INT("one file", files_in(folder), 1);
	T_INT("whole", fixture_whole("copy", copy), LIVE);

	g_autofree char *before = fixture_sum(copy);
	T_FALSE("there already", store_backup(store, copy, &bookings, &error));
	T_ERROR("there already", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_autofree char *after = fixture_sum(copy);
	T_STR("untouched", after, before);
}

/* A -wal of some other file under that name would be taken for the copy's own. */
static void test_backup_beside_a_wal(void)
{
	g_autoptr(Store) store = filled("book.db", LIVE);
	g_autofree char *copy = unit_path("one.db");
	g_autofree char *wal = unit_path("one.db-wal");
	g_autoptr(GError) error = NULL;
	gint64 bookings;

	T_TRUE("left over", g_file_set_contents(wal, "x", 1, NULL));
	T_FALSE("refused", store_backup(store, copy, &bookings, &error));
	T_ERROR("refused", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("names it", strstr(error->message, wal));
}

static void test_backup_nowhere(void)
{
	g_autoptr(Store) store = filled("book.db", 1);
	g_autofree char *below_a_file = unit_path("book.db/copy.db");
	const char *const places[] = { below_a_file, "/proc/copy.db", "/dev/full/copy.db" };

	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GError) error = NULL;
		gint64 bookings;
		T_FALSE(places[i], store_backup(store, places[i], &bookings, &error));
		T_ERROR(places[i], error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	}
}

/* A desk that never stops booking does not keep a copy from being made, and each copy is one state of the book. */
static void test_backup_in_use(void)
{
	g_autofree char *path = unit_path("book.db");
	pid_t child;
	int status;

	store_close(fixture_new("book.db"));
	child = fork();
	if (child == 0) {
		g_autoptr(Store) store = store_open(path, NULL);
		for (gint64 i = 0; store && store_exec(store, "PRAGMA synchronous = OFF", NULL); i++) {
			g_autofree char *id = fixture_id("booking", i);
			g_autoptr(Booking) booking = fixture_booking(i, i, 30, NULL, NULL);
			g_autoptr(Event) event = fixture_event("booking", id, "c", "{}");
			if (!store_begin(store, NULL) || !store_put(store, &booking_class, booking, NULL) ||
			    !store_event_append(store, event, NULL) || !store_commit(store, NULL))
				_exit(1);
		}
		_exit(2);
	}
	g_autoptr(Store) store = store_open(path, NULL);
	for (int i = 0; i < 8; i++) {
		g_autofree char *name = g_strdup_printf("copy%d.db", i);
		g_autofree char *copy = unit_path(name);
		g_autoptr(GError) error = NULL;
		gint64 bookings = -1;
		T_TRUE(name, store_backup(store, copy, &bookings, &error));
		T_NO_ERROR(name, error);
		g_autoptr(Store) copied = store_open(copy, NULL);
		T_INT(name, store_event_last_seq(copied, NULL), bookings); /* each booking with its event */
		T_INT(name, fixture_whole(name, copy), bookings);
	}
	kill(child, SIGKILL);
	T_INT("waits", waitpid(child, &status, 0), child);
	T_TRUE("it was booking to the end", WIFSIGNALED(status));
}

static void test_count_in(void)
{
	g_autofree char *text = unit_path("text");
	g_autofree char *missing = unit_path("missing");
	g_autoptr(GError) error = NULL;

	T_TRUE("text", g_file_set_contents(text, "Dear diary", -1, NULL));
	T_INT("text", store_count_in(text, &error), -1);
	T_ERROR("text", error, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED);
	g_clear_error(&error);
	T_INT("missing", store_count_in(missing, &error), -1);
	T_ERROR("missing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_FALSE("not made", g_file_test(missing, G_FILE_TEST_EXISTS));
}

/* --- bringing back --- */

static gboolean count_call(gpointer data, G_GNUC_UNUSED GError **error)
{
	(*(int *)data)++;
	return TRUE;
}

static void test_restore(void)
{
	g_autofree char *kept = unit_path("kept.db");
	g_autoptr(Store) store = filled("book.db", KEPT);
	g_autoptr(GError) error = NULL;
	gint64 bookings, before, after;
	int calls = 0;

	T_TRUE("kept", store_backup(store, kept, &bookings, NULL));
	for (gint64 i = KEPT; i < LIVE; i++)
		fixture_put(store, &booking_class, fixture_booking(i, i * 3600, 30, NULL, NULL));
	g_autoptr(Store) other = store_open(store_path(store), NULL);
	T_TRUE("another desk", store_data_version(other, &before, NULL));
	T_INT("sees all", store_count(other, &booking_class, NULL), LIVE);
	g_autofree char *sum = fixture_sum(kept);
	T_TRUE("brought back", store_restore(store, kept, count_call, &calls, &error));
	T_NO_ERROR("brought back", error);
	T_INT("asked once", calls, 1);
	T_INT("as it was", store_count(store, &booking_class, NULL), KEPT);
	T_TRUE("another desk", store_data_version(other, &after, NULL));
	T_TRUE("sees that it changed", before != after);
	T_INT("and to what", store_count(other, &booking_class, NULL), KEPT);
	fixture_put(store, &booking_class, fixture_booking(LIVE, 0, 30, NULL, NULL));
	fixture_put(other, &booking_class, fixture_booking(LIVE + 1, 0, 30, NULL, NULL));
	g_autofree char *still = fixture_sum(kept);
	T_STR("the copy is as it was", still, sum);
	g_clear_pointer(&store, store_close);
	g_clear_pointer(&other, store_close);
	g_autofree char *path = unit_path("book.db");
	T_INT("whole", fixture_whole("restored", path), KEPT + 2);
}

/* While another desk reads, it goes on reading what it read. */
static void test_restore_under_a_reader(void)
{
	g_autofree char *kept = unit_path("kept.db");
	g_autoptr(Store) store = filled("book.db", KEPT);
	gint64 bookings;

	T_TRUE("kept", store_backup(store, kept, &bookings, NULL));
	fixture_put(store, &booking_class, fixture_booking(KEPT, 0, 30, NULL, NULL));
	g_autoptr(Store) reader = store_open(store_path(store), NULL);
	T_TRUE("reads", store_read_begin(reader, NULL));
	T_INT("reads", store_count(reader, &booking_class, NULL), KEPT + 1);
	T_TRUE("brought back", store_restore(store, kept, NULL, NULL, NULL));
	T_INT("still", store_count(reader, &booking_class, NULL), KEPT + 1);
	store_read_end(reader);
	T_INT("then", store_count(reader, &booking_class, NULL), KEPT);
}

static gboolean say_no(G_GNUC_UNUSED gpointer data, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_CONFLICT, "no");
}

static void make_too_new(const char *path)
{
	g_autoptr(Store) store = store_create(path, NULL);

	T_TRUE(path, store_exec(store, "PRAGMA user_version = 99", NULL));
}

static void make_damaged(const char *path)
{
	g_autoptr(Store) store = store_create(path, NULL);

	fixture_fill(store, 50);
	T_TRUE(path,
	       store_exec(store,
			  "PRAGMA foreign_keys = OFF; UPDATE booking SET customer = 'nobody' WHERE row = 3",
			  NULL));
}

/* Whatever stands against it, the live book is as it was. */
static void test_restore_refused(void)
{
	g_autoptr(Store) store = filled("book.db", LIVE);
	g_autofree char *good = unit_path("good.db");
	g_autofree char *text = unit_path("text");
	g_autofree char *new = unit_path("new.db");
	g_autofree char *damaged = unit_path("damaged.db");
	g_autofree char *missing = unit_path("missing.db");
	const struct {
		const char *file;
		StoreLockedFunc locked;
		int code;
	} rows[] = {
		{ missing, NULL, DAYBOOK_ERROR_NOT_FOUND },  { text, NULL, DAYBOOK_ERROR_DAMAGED },
		{ new, NULL, DAYBOOK_ERROR_TOO_NEW },        { damaged, NULL, DAYBOOK_ERROR_DAMAGED },
		{ unit_dir(), NULL, DAYBOOK_ERROR_DAMAGED }, { store_path(store), NULL, DAYBOOK_ERROR_USAGE },
		{ good, say_no, DAYBOOK_ERROR_CONFLICT },
	};

	store_close(filled("good.db", KEPT));
	T_TRUE("text", g_file_set_contents(text, "Dear diary", -1, NULL));
	make_too_new(new);
	make_damaged(damaged);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		T_FALSE(rows[i].file, store_restore(store, rows[i].file, rows[i].locked, NULL, &error));
		T_ERROR(rows[i].file, error, DAYBOOK_ERROR, rows[i].code);
		T_INT(rows[i].file, store_count(store, &booking_class, NULL), LIVE);
		fixture_put(store, &staff_class,
			    fixture_row(&staff_class, (gint64)i, "x")); /* nothing is locked */
	}
	T_FALSE("not made", g_file_test(missing, G_FILE_TEST_EXISTS));
}

static void test_restore_while_writing(void)
{
	g_autofree char *kept = unit_path("kept.db");
	g_autoptr(Store) store = filled("book.db", LIVE);
	g_autoptr(Store) writer = store_open(store_path(store), NULL);
	g_autoptr(GError) error = NULL;

	store_close(filled("kept.db", KEPT));
	sqlite3_busy_timeout(store->db, 30);
	T_TRUE("somebody writes", store_begin(writer, NULL));
	T_FALSE("not now", store_restore(store, kept, NULL, NULL, &error));
	T_ERROR("not now", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_TRUE("says why", strstr(error->message, "Another desk"));
	store_rollback(writer);
	T_TRUE("now", store_restore(store, kept, NULL, NULL, NULL));
}

/* An older copy is upgraded on the way. */
static void test_restore_older(void)
{
	g_autofree char *old = unit_path("old.db");
	g_autoptr(Store) store = filled("book.db", LIVE);
	g_autoptr(GError) error = NULL;

	fixture_old(old, 1, KEPT);
	T_TRUE("brought back", store_restore(store, old, NULL, NULL, &error));
	T_NO_ERROR("brought back", error);
	T_INT("as it was", store_count(store, &booking_class, NULL), KEPT);
	fixture_put(store, &booking_class, fixture_booking(1, 0, 30, NULL, NULL));
}

/* A copy that somebody put in the book's place by hand is a book again: two desks may use it at once. */
static void test_copied_by_hand(void)
{
	g_autofree char *copy = unit_path("copy.db");
	g_autofree char *path = unit_path("book.db");
	g_autoptr(Store) store = filled("book.db", KEPT);
	gint64 bookings, wal = 0;

	T_TRUE("kept", store_backup(store, copy, &bookings, NULL));
	g_clear_pointer(&store, store_close);
	T_INT("by hand", g_rename(copy, path), 0);
	store = store_open(path, NULL);
	fixture_put(store, &booking_class, fixture_booking(KEPT, 0, 30, NULL, NULL));
	T_TRUE("asks",
	       store_number(store, "SELECT journal_mode = 'wal' FROM pragma_journal_mode", &wal, NULL));
	T_INT("a WAL", wal, 1);
}

/* --- comparing --- */

static void test_differs(void)
{
	static const struct {
		const char *sql, *says;
	} rows[] = {
		{ "UPDATE booking SET title = 'x' WHERE row = 3", "not as its last event left it" },
		{ "UPDATE booking_part SET busy_to = busy_to + 1 WHERE booking = 3",
		  "not as its last event left it" },
		{ "DELETE FROM booking_part WHERE booking = 3; DELETE FROM booking WHERE row = 3",
		  "in the log but not in the book" },
		{ "UPDATE booking SET id = 'a' WHERE row = 3", "booking 00000002" },
		{ "INSERT INTO staff VALUES('zoe', 1, 0, 'Zoe', '', 1, 1, NULL)", "no event that made it" },
	};
	gint64 bookings;

	g_autoptr(Store) one = filled("one.db", 10);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("two%d.db", (int)i);
		g_autofree char *copy = unit_path(name);
		T_TRUE(name, store_backup(one, copy, &bookings, NULL));
		g_autoptr(Store) two = store_open(copy, NULL);
		g_autofree char *same = store_differs(one, two, NULL);
		T_STR("the same", same, NULL);
		T_TRUE(rows[i].sql, store_exec(two, rows[i].sql, NULL));
		g_autofree char *difference = store_differs(two, one, NULL);
		unit_check(difference && strstr(difference, rows[i].says), __LINE__, __FILE__, "%s: says %s",
			   rows[i].sql, difference);
	}
}

UNIT_SUITE("copies", NULL, NULL, { "backup", test_backup }, { "beside a WAL", test_backup_beside_a_wal },
	   { "nowhere", test_backup_nowhere }, { "in use", test_backup_in_use },
	   { "counting in a file", test_count_in }, { "restore", test_restore },
	   { "under a reader", test_restore_under_a_reader }, { "refused", test_restore_refused },
	   { "while somebody writes", test_restore_while_writing }, { "an older copy", test_restore_older },
	   { "copied by hand", test_copied_by_hand }, { "telling two books apart", test_differs })
