/* tests/unit/book/test_care.c - copies, bringing them back, what is done once a day, and the doctor */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "base/id.h"
#include "book/care_p.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* By other means than daybook. */
static void run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	T_INT(path, sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	T_INT(sql, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* An appointment, which must be booked. */
static void made(Book *book, const char *when, const char *service, const char *staff, const char *customer)
{
	g_free(desk_made(book, when, service, staff, customer));
}

static gint64 bookings_in(Book *book)
{
	return store_count(book->store, &booking_class, NULL);
}

/* Everything in the folder but the book itself and what SQLite lays beside it: "backups other". */
static char *left_beside(const Book *book)
{
	g_autofree char *folder = g_path_get_dirname(book_path(book));
	g_autofree char *name = g_path_get_basename(book_path(book));
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *entry;

	while (dir && (entry = g_dir_read_name(dir)))
		if (!g_str_has_prefix(entry, name))
			g_ptr_array_add(names, g_strdup(entry));
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}

/* --- backup and its list --- */

static void test_backup(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *file = unit_path("copy/one.db");
	g_autoptr(GError) error = NULL;
	g_autoptr(BackupInfo) info = book_backup(book, file, &error);

	T_NO_ERROR("made", error);
	T_STR("where", info->path, file);
	T_INT("counted", info->bookings, 1);
	T_TRUE("size and time", info->bytes > 4096 && info->at > 0);
	T_NULL("twice", book_backup(book, file, &error));
	T_ERROR("twice", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
}

/* Files as daybook names them, made at second `at`; a copy where copy_of is not NULL. */
static void lay_copy(Book *book, const char *name, time_t at, Book *copy_of)
{
	g_autofree char *folder = care_folder(book_path(book));
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct utimbuf times = { at, at };

	g_mkdir(folder, 0700);
	if (copy_of)
		backup_info_free(book_backup(copy_of, path, NULL));
	else
		T_TRUE(path, g_file_set_contents(path, "no book", -1, NULL));
	T_INT(path, utime(path, &times), 0);
}

static void test_list(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	static const char *const order[] = { "daily-2026-01-03.db", "before-restore-2026-01-02-101010.db",
					     "daily-2026-01-01.db", "before-version-2-from-1-5.db" };
	g_autoptr(GPtrArray) none = book_backups(book, NULL);

	T_INT("no folder, no copies", none->len, 0);
	lay_copy(book, "daily-2026-01-01.db", 1000, book);
	lay_copy(book, "before-version-2-from-1-5.db", 500, NULL);
	lay_copy(book, "daily-2026-01-03.db", 3000, book);
	lay_copy(book, "before-restore-2026-01-02-101010.db", 2000, book);
	lay_copy(book, "holiday.jpg", 4000, NULL);
	lay_copy(book, "daily-2026-01-04.db.part-AbCdEf", 4000, NULL);
	g_autoptr(GPtrArray) copies = book_backups(book, NULL);
	T_INT("its own", copies->len, G_N_ELEMENTS(order));
	for (guint i = 0; i < copies->len && i < G_N_ELEMENTS(order); i++) {
		const BackupInfo *info = copies->pdata[i];
		T_TRUE(order[i], g_str_has_suffix(info->path, order[i]));
		T_INT(order[i], info->bookings, i == 3 ? NONE : 0); /* the last is no book */
	}
}

/* --- restore --- */

static char *copy_of(Book *book)
{
	char *file = unit_path("kept.db");
	g_autoptr(GError) error = NULL;

	backup_info_free(book_backup(book, file, &error));
	T_NO_ERROR("kept", error);
	return file;
}

static void test_restore(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *kept = copy_of(book);
	made(book, "2026-11-24 11:00", "Cut", "Ana", "Maria");
	StaffEdit edit = { .name = "Dora", .active = NONE };
	g_autoptr(Staff) dora = book_staff_add(book, &edit, NULL);
	g_autoptr(GHashTable) before = desk_content(book);
	g_autoptr(Book) other = desk_open(book, "boris");
	g_autoptr(BackupInfo) saved = NULL;
	g_autoptr(GError) error = NULL;
	gboolean changed = FALSE;

	T_TRUE("brought back", book_restore(book, kept, &saved, &error));
	T_NO_ERROR("brought back", error);
	T_INT("as it was", bookings_in(book), 1);
	T_NULL("not yet hired", book_staff_by_id(book, dora->id));
	T_TRUE("another desk looks", book_refresh(other, &changed, NULL) && changed);
	T_NULL("and sees the same", book_staff_by_id(other, dora->id));
	T_INT("the old state", saved->bookings, 2);
	desk_check("restored", book);
	g_autofree char *beside = left_beside(book);
	T_TRUE("nothing else is left", !strstr(beside, ".restore-"));

	/* and back again, from what was saved */
	g_autoptr(BackupInfo) again = NULL;
	T_TRUE("and back", book_restore(book, saved->path, &again, &error));
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same("all as it was before", after, before);
	made(book, "2026-11-24 12:00", "Cut", "Ana", "Maria");
	desk_check("restored twice", book);
}

/* TRUE when the file's bytes hold the text. */
static gboolean file_holds(const char *path, const char *text)
{
	g_autofree char *bytes = NULL;
	gsize length = 0;

	return g_file_get_contents(path, &bytes, &length, NULL) &&
	       memmem(bytes, length, text, strlen(text)) != NULL;
}

/* Who was erased since does not come back, in no row, no event and no page of the file; who once was the same person does. */
static void test_restore_erased(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	made(book, "2026-11-24 10:00", "Cut", "Ana", "Zebulon Unforgettable");
	made(book, "2026-11-24 11:00", "Cut", "Ana", "Maria Kept");
	g_autofree char *gone = desk_customer(book, "Zebulon Unforgettable");
	g_autofree char *twin = desk_customer(book, "Zebulon Twin");
	g_autofree char *stays = desk_customer(book, "Maria Kept");
	g_autofree char *kept = copy_of(book);
	g_autofree char *late = desk_customer(book, "Nora Later");
	g_autoptr(GError) error = NULL;

	customer_free(book_customer_merge(book, twin, gone, &error));
	customer_free(book_customer_merge(book, stays, gone, &error));
	change_free(book_undo(book, NULL, &error)); /* that was a mistake */
	T_TRUE("forgotten", book_customer_erase(book, gone, &error));
	T_TRUE("forgotten", book_customer_erase(book, late, &error));
	T_NO_ERROR("forgotten", error);
	T_TRUE("the copy knows", file_holds(kept, "Unforgettable") && file_holds(kept, "Zebulon Twin"));

	T_TRUE("brought back", book_restore(book, kept, NULL, &error));
	T_NO_ERROR("brought back", error);
	g_autoptr(Customer) erased = book_customer(book, gone, NULL);
	g_autoptr(Customer) other = book_customer(book, twin, NULL);
	g_autoptr(Customer) maria = book_customer(book, stays, NULL);
	T_STR("no name", erased ? erased->name : "missing", "");
	T_STR("nor the other's", other ? other->name : "missing", "");
	T_STR("she stays", maria->name, "Maria Kept");
	T_INT("the time stays", bookings_in(book), 2);
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &error);
	T_STR("the log", verdict->problem, NULL);
	g_clear_pointer(&book, book_close);
	T_FALSE("not in the file", file_holds(path, "Unforgettable") || file_holds(path, "Zebulon Twin"));
	T_FALSE("nor beside it", file_holds(wal, "Unforgettable"));
	T_TRUE("she is", file_holds(path, "Maria Kept"));
}

static void test_restore_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autofree char *text = unit_path("text");
	g_autofree char *missing = unit_path("missing");
	const struct {
		const char *file;
		int code;
	} rows[] = { { text, DAYBOOK_ERROR_DAMAGED },
		     { missing, DAYBOOK_ERROR_NOT_FOUND },
		     { unit_dir(), DAYBOOK_ERROR_DAMAGED } };

	T_TRUE("text", g_file_set_contents(text, "Dear diary", -1, NULL));
	g_autofree char *before = left_beside(book);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		BackupInfo *saved = NULL;
		T_FALSE(rows[i].file, book_restore(book, rows[i].file, &saved, &error));
		T_ERROR(rows[i].file, error, DAYBOOK_ERROR, rows[i].code);
		T_NULL(rows[i].file, saved);
		T_INT(rows[i].file, bookings_in(book), 1);
	}
	g_autofree char *after = left_beside(book);
	T_STR("nothing is left", after, before);
}

/* A desk that books all the while: each booking it was told of is in the book, or in what was saved before it was replaced. */
static void keep_booking(const char *path, int fd)
{
	BookOptions options = { .path = path, .actor = "boris", .source = "cli" };
	g_autoptr(Book) book = book_open(&options, NULL);

	if (!book)
		_exit(2);
	for (int day = 0;; day++) {
		g_autoptr(BookRequest) request = desk_block(book, "2026-12-01 10:00", 30, "Boris");
		g_autoptr(BookResult) result = NULL;
		request->start += day * (gint64)ZONE_DAY_SECONDS;
		if (!book_add(book, request, &result, NULL))
			continue;
		if (write(fd, ((Booking *)result->bookings->pdata[0])->id, ID_LENGTH) != ID_LENGTH)
			_exit(1);
	}
}

static gboolean holds(Store *store, const char *id)
{
	g_autoptr(Booking) booking = store_get(store, &booking_class, id, NULL);

	return booking != NULL;
}

static void check_told(const char *label, Book *book, GPtrArray *saved, int fd)
{
	g_autoptr(GPtrArray) stores = g_ptr_array_new_with_free_func((GDestroyNotify)store_close);
	char id[ID_LENGTH + 1] = "";
	int told = 0, lost = 0;

	for (guint i = 0; i < saved->len; i++)
		g_ptr_array_add(stores, store_open(saved->pdata[i], NULL));
	while (read(fd, id, ID_LENGTH) == ID_LENGTH) {
		gboolean there = holds(book->store, id);
		for (guint i = 0; i < stores->len && !there; i++)
			there = holds(stores->pdata[i], id);
		lost += !there;
		told++;
	}
	T_INT(label, lost, 0);
	T_TRUE(label, told > 0);
}

static void test_restore_in_use(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	g_autofree char *kept = copy_of(book);
	g_autoptr(GPtrArray) saved = g_ptr_array_new_with_free_func(g_free);
	int ends[2], status;
	pid_t child;

	T_INT("pipe", pipe(ends), 0);
	g_clear_pointer(&book, book_close);
	if ((child = fork()) == 0)
		keep_booking(path, ends[1]);
	close(ends[1]);
	BookOptions options = { .path = path, .actor = "ana", .source = "cli" };
	book = book_open(&options, NULL);
	while (saved->len < 4) {
		g_autoptr(GError) error = NULL;
		g_autoptr(BackupInfo) info = NULL;
		if (book_restore(book, kept, &info, &error))
			g_ptr_array_add(saved, g_strdup(info->path));
		else if (!T_ERROR("somebody was first", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT))
			break;
	}
	kill(child, SIGKILL);
	T_INT("waits", waitpid(child, &status, 0), child);
	T_TRUE("it was booking to the end", WIFSIGNALED(status));
	check_told("told and lost", book, saved, ends[0]);
	close(ends[0]);
	desk_check("in use", book);
}

/* --- restore where no book opens --- */

static int copies_named(const char *path, const char *prefix)
{
	g_autofree char *folder = care_folder(path);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;
	int n = 0;

	while (dir && (name = g_dir_read_name(dir)))
		n += g_str_has_prefix(name, prefix);
	return n;
}

static void restore_at(const char *label, const char *path, const char *kept)
{
	BookOptions options = { .path = path, .actor = "ana", .source = "cli" };
	g_autoptr(BackupInfo) saved = NULL;
	g_autoptr(GError) error = NULL;

	T_TRUE(label, book_restore_at(&options, kept, &saved, &error));
	T_NO_ERROR(label, error);
	T_NOT_NULL(label, saved);
	g_autoptr(Book) book = book_open(&options, &error);
	T_NO_ERROR(label, error);
	if (!book)
		return;
	T_INT(label, bookings_in(book), 1);
	desk_check(label, book);
	g_autofree char *beside = left_beside(book);
	T_TRUE(label, !strstr(beside, ".restore-"));
}

/* What would have been logged is counted. */
static guint warned;

static void count_warning(G_GNUC_UNUSED const char *domain, G_GNUC_UNUSED GLogLevelFlags level,
			  G_GNUC_UNUSED const char *message, G_GNUC_UNUSED gpointer data)
{
	warned++;
}

static guint count_warnings(void)
{
	warned = 0;
	return g_log_set_handler(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, count_warning, NULL);
}

static void test_restore_at(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autofree char *kept = copy_of(book);
	g_autofree char *elsewhere = unit_path("new/place/book.db");
	g_autoptr(GError) error = NULL;

	restore_at("one that opens", path, kept);
	g_clear_pointer(&book, book_close);
	guint handler = count_warnings();
	T_TRUE("no book", g_file_set_contents(path, "Dear diary", -1, NULL));
	restore_at("damaged", path, kept);
	T_INT("who was erased could not be told", warned, 1);
	T_TRUE("no book", g_file_set_contents(path, "Dear diary", -1, NULL));
	T_TRUE("with a -wal", g_file_set_contents(wal, "rubbish", -1, NULL));
	restore_at("damaged, with a -wal", path, kept);
	g_log_remove_handler(G_LOG_DOMAIN, handler);
	g_autoptr(GPtrArray) copies = book_backups_at(path, &error);
	T_INT("what was there is kept, each time", copies->len, 3);
	T_TRUE("with its -wal", copies_named(path, "damaged-") > 2);

	BookOptions options = { .path = elsewhere };
	T_FALSE("nothing there", book_restore_at(&options, kept, NULL, &error));
	T_ERROR("nothing there", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	T_FALSE("and nothing made", g_file_test(elsewhere, G_FILE_TEST_EXISTS));
	g_clear_error(&error);
	options.path = path;
	run_sql(path, "PRAGMA user_version = 99");
	T_FALSE("too new", book_restore_at(&options, kept, NULL, &error));
	T_ERROR("too new", error, DAYBOOK_ERROR, DAYBOOK_ERROR_TOO_NEW);
}

/* Wherever the damage lies, and whether the book opens with it or not, a copy can be brought back. */
static void test_restore_over_damage(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *kept = copy_of(book);
	guint handler = count_warnings();
	GStatBuf at;
	char noise[4096];

	memset(noise, 0xA5, sizeof noise);
	g_clear_pointer(&book, book_close);
	T_INT("stat", g_stat(path, &at), 0);
	for (gint64 page = 0; page * 4096 < at.st_size; page += 3) {
		g_autofree char *label = g_strdup_printf("page %d", (int)page);
		int fd = open(path, O_RDWR | O_CLOEXEC);
		T_INT(label, pwrite(fd, noise, sizeof noise, page * 4096), sizeof noise);
		close(fd);
		restore_at(label, path, kept);
	}
	g_log_remove_handler(G_LOG_DOMAIN, handler);
}

/* --- once a day --- */

/* "2026-11-24 2026-11-23": the days of a list that are not dropped. */
static char *days_kept(gint64 newest, const int *ages, gsize n)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
	GString *kept = g_string_new(NULL);

	for (gsize i = 0; i < n; i++) {
		gint64 day = newest - ages[i];
		g_array_append_val(days, day);
	}
	g_autoptr(GArray) drop = care_days_to_drop(days);
	for (guint i = 0, d = 0; i < days->len; i++) {
		gint64 day = g_array_index(days, gint64, i);
		g_autofree char *iso = day_iso(day);
		if (d < drop->len && g_array_index(drop, gint64, d) == day)
			d++;
		else
			g_string_append_printf(kept, "%s%s", kept->len ? " " : "", iso);
	}
	return g_string_free(kept, FALSE);
}

/* A copy a day for 500 days, the last a Tuesday. */
static void test_rotation(void)
{
	int ages[500], few[] = { 400, 0, 30, 3 };

	for (int i = 0; i < 500; i++)
		ages[i] = (i * 7) % 500; /* in any order */
	g_autofree char *kept = days_kept(desk_day("2026-11-24"), ages, G_N_ELEMENTS(ages));
	T_STR("7 days, 4 weeks' and 12 months' last", kept,
	      "2026-11-24 2026-11-23 2026-11-22 2026-11-21 2026-11-20 2026-11-19 2026-11-18 " /* days */
	      "2026-11-15 2026-11-08 "                                                        /* Sundays */
	      "2026-10-31 2026-09-30 2026-08-31 2026-07-31 2026-06-30 2026-05-31 2026-04-30 2026-03-31 "
	      "2026-02-28 2026-01-31 "
	      "2025-12-31");
	g_autofree char *all = days_kept(desk_day("2026-11-24"), few, G_N_ELEMENTS(few));
	T_STR("few stay", all, "2026-11-24 2026-11-21 2026-10-25 2025-10-20");
}

/* Day by day what was kept yesterday is all there is: the months' copies are still there, and never more than these. */
static void test_rotation_daily(void)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 first = desk_day("2025-01-01");

	for (gint64 day = first; day < first + 900; day++) {
		g_array_append_val(days, day);
		g_autoptr(GArray) drop = care_days_to_drop(days);
		for (guint i = days->len; i-- > 0;)
			for (guint d = 0; d < drop->len; d++)
				if (g_array_index(days, gint64, i) == g_array_index(drop, gint64, d)) {
					g_array_remove_index(days, i);
					break;
				}
		T_TRUE("never more", days->len <= 7 + 4 + 12);
	}
	T_INT("all that are promised", days->len, 20);
	T_TRUE("eleven months back",
	       g_array_index(days, gint64, 0) - g_array_index(days, gint64, days->len - 1) > 300);
}

static char *todays_copy(const Book *book)
{
	g_autofree char *folder = care_folder(book_path(book));
	g_autofree char *iso = day_iso(zone_day_of(book_zone(book), clock_real()));
	g_autofree char *name = g_strconcat("daily-", iso, ".db", NULL);

	return g_build_filename(folder, name, NULL);
}

static void test_upkeep(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autofree char *copy = todays_copy(book);
	g_autoptr(GError) error = NULL;
	GStatBuf first, second;

	for (int i = 0; i < 8; i++) {
		g_autofree char *version = g_strdup_printf("before-version-2-from-1-%d.db", i);
		g_autofree char *restore = g_strdup_printf("before-restore-2020-01-0%d-000000.db", i + 1);
		lay_copy(book, version, 1000 + i, NULL);
		lay_copy(book, restore, 1000 + i, NULL);
	}
	lay_copy(book, "daily-2019-01-01.db.part-AbCdEf", 1000, NULL);
	lay_copy(book, "daily-2019-01-02.db.part-AbCdEf", (time_t)clock_real(), NULL);
	lay_copy(book, "daily-holiday.db", 1000, NULL);
	T_TRUE("done", book_upkeep(book, &error));
	T_NO_ERROR("done", error);
	T_INT("today's", store_count_in(copy, NULL), 1);
	T_INT("stat", g_stat(copy, &first), 0);
	T_INT("of each kind", copies_named(book_path(book), "before-version-"), 5);
	T_INT("of each kind", copies_named(book_path(book), "before-restore-"), 5);
	T_INT("the oldest went", copies_named(book_path(book), "before-restore-2020-01-03"), 0);
	T_INT("half made ones too, but for what may be being made",
	      copies_named(book_path(book), "daily-2019"), 1);
	T_INT("what is none of ours stays", copies_named(book_path(book), "daily-holiday"), 1);

	lay_copy(book, "daily-2019-01-03.db.part-AbCdEf", 1000, NULL);
	T_TRUE("again", book_upkeep(book, &error));
	T_INT("half made by another desk", copies_named(book_path(book), "daily-2019-01-03"), 0);
	T_INT("stat", g_stat(copy, &second), 0);
	T_TRUE("is nothing new", first.st_ino == second.st_ino && first.st_mtime == second.st_mtime);
	desk_check("after upkeep", book);
}

static gboolean last_source(const Event *event, gpointer data)
{
	g_free(*(char **)data);
	*(char **)data = g_strdup(event->source);
	return TRUE;
}

/* What is committed stands, though the house cannot be read again after it; the next look says what is wrong. */
static void test_unread_house(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	StaffEdit edit = { .name = "Dora", .active = NONE };
	gboolean changed;

	run_sql(book_path(book),
		"CREATE TRIGGER harm AFTER INSERT ON staff BEGIN UPDATE business SET zone = 'No/Where'; END");
	guint handler = count_warnings();
	g_autoptr(Staff) dora = book_staff_add(book, &edit, &error);
	g_log_remove_handler(G_LOG_DOMAIN, handler);
	T_NO_ERROR("it stands", error);
	T_TRUE("it stands", dora && store_count(book->store, &staff_class, NULL) == 4);
	T_FALSE("the next look", book_refresh(book, &changed, &error));
	T_NOT_NULL("the next look", error);
}

/* A book that stood still for years (by its own clock it still does): its series are filled by the real clock, by `system`. */
static void test_upkeep_series(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *source = NULL;

	desk_set_now(book, "2020-01-01 08:00");
	g_autoptr(BookRequest) request = desk_ask(book, "2020-01-07 10:00", "Cut", "Ana");
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY");
	T_TRUE("a series", book_add(book, request, &result, &error));
	T_NO_ERROR("a series", error);
	gint64 before = bookings_in(book);
	T_TRUE("two years of it", before > 100 && before < 110);
	T_TRUE("done", book_upkeep(book, &error));
	T_NO_ERROR("done", error);
	gint64 filled = bookings_in(book);
	T_TRUE("filled", filled > before + 100);
	T_TRUE("read", store_events(book->store, 0, last_source, &source, NULL));
	T_STR("by whom", source, "system");
	T_TRUE("done", book_upkeep(book, &error));
	T_INT("once", bookings_in(book), filled);
	desk_check("filled", book);
}

static gboolean quiet_upkeep(Book *book, GError **error)
{
	guint handler = count_warnings();
	gboolean done = book_upkeep(book, error);

	g_log_remove_handler(G_LOG_DOMAIN, handler);
	return done;
}

/* What the disk refuses does not keep a front end from opening. */
static void test_upkeep_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *folder = care_folder(book_path(book));
	g_autofree char *copy = todays_copy(book);
	g_autoptr(GError) error = NULL;

	T_TRUE("a file in the way", g_file_set_contents(folder, "x", 1, NULL));
	T_TRUE("goes on", quiet_upkeep(book, &error));
	T_NO_ERROR("goes on", error);
	T_INT("and says so", warned, 1);
	g_unlink(folder);
	T_TRUE("the next time", quiet_upkeep(book, &error));
	T_INT("nothing to say", warned, 0);
	T_INT("it is made", store_count_in(copy, NULL), 0);
}

static void test_upkeep_search(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_free(desk_customer(book, "Maria"));

	run_sql(book_path(book), "DELETE FROM customer_text");
	T_TRUE("done", quiet_upkeep(book, NULL));
	T_INT("says so", warned, 1);
	T_INT("mended", store_search_wrong(book->store, NULL), 0);
	desk_check("after upkeep", book);
}

/* --- the doctor --- */

static GPtrArray *examine(const char *path)
{
	BookOptions options = {
		.path = path, .actor = "ana", .source = "cli", .clock = { TRUE, 1795158000 /* DESK_NOW */ }
	};

	return book_doctor(&options);
}

static const DoctorFinding *finding(const GPtrArray *findings, const char *check)
{
	for (guint i = 0; i < findings->len; i++)
		if (strcmp(((const DoctorFinding *)findings->pdata[i])->check, check) == 0)
			return findings->pdata[i];
	return NULL;
}

/* This check alone is not fine: of that grade, and it says what. */
static void expect_finding(const char *path, const char *check, DoctorGrade grade, const char *says)
{
	g_autoptr(GPtrArray) findings = examine(path);
	const DoctorFinding *found = finding(findings, check);

	if (T_NOT_NULL(check, found)) {
		T_INT(found->message, found->grade, grade);
		unit_check(strstr(found->message, says) != NULL, __LINE__, __FILE__, "%s says “%s”, not “%s”",
			   check, found->message, says);
	}
}

static void test_doctor_fine(void)
{
	static const char *const checks[] = { "book",    "mode",    "folder",   "integrity",
					      "writing", "sharing", "log",      "search",
					      "zones",   "wal",     "backups",  "disk",
					      "clock",   "modules", "terminal", "locale" };
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	made(book, "2026-11-24 10:00", "Massage", "Ana", "Maria");
	made(book, "2026-11-24 10:00", "Yoga", "Cleo", "Maria");
	made(book, "2026-11-24 10:00", "Yoga", "Cleo", "Boris B");
	g_autofree char *path = g_strdup(book_path(book));

	g_unsetenv("TERM");
	g_autoptr(GPtrArray) findings = examine(path);
	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
		const DoctorFinding *found = finding(findings, checks[i]);
		if (T_NOT_NULL(checks[i], found))
			T_INT(found->message, found->grade, DOCTOR_OK);
	}
	T_INT("no other", findings->len, G_N_ELEMENTS(checks));
}

static void test_doctor_modes(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *folder = g_path_get_dirname(book_path(book));

	g_chmod(book_path(book), 0644);
	g_chmod(folder, 0755);
	expect_finding(book_path(book), "mode", DOCTOR_WARNING, "can read");
	expect_finding(book_path(book), "folder", DOCTOR_WARNING, "can read");
	g_chmod(book_path(book), 0400);
	expect_finding(book_path(book), "writing", DOCTOR_PROBLEM, "read-only");
	g_chmod(book_path(book), 0600);
	g_chmod(folder, 0700);
}

/* What somebody did to the file by other means: each shows where it should. */
static void test_doctor_inside(void)
{
	static const struct {
		const char *sql, *check;
		DoctorGrade grade;
		const char *says;
	} rows[] = {
		{ "UPDATE booking SET customer = 'nobody'", "integrity", DOCTOR_PROBLEM, "damaged" },
		{ "UPDATE booking_part SET busy_from = busy_from - 3600", "sharing", DOCTOR_PROBLEM,
		  "2 pairs" },
		{ "UPDATE booking_part SET busy_from = busy_from - 3600; UPDATE booking SET overbooked = "
		  "'why not'",
		  "sharing", DOCTOR_OK, "" },
		{ "UPDATE event SET actor = 'eve' WHERE seq = 3", "log", DOCTOR_PROBLEM, "does not match" },
		{ "UPDATE booking SET title = 'x'", "log", DOCTOR_PROBLEM, "does not match" },
		{ "DELETE FROM customer_text", "search", DOCTOR_WARNING, "1 customer" },
		{ "UPDATE booking SET start = start + 3600, [end] = [end] + 3600", "zones", DOCTOR_WARNING,
		  "another hour" },
		{ "UPDATE event SET at = at + 90000 WHERE seq = (SELECT max(seq) FROM event)", "clock",
		  DOCTOR_WARNING, "after" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Book) book = desk_new(DESK_ZONE);
		g_autofree char *path = g_strdup(book_path(book));
		made(book, "2026-11-24 10:00", "Massage", "Ana", "Maria");
		made(book, "2026-11-24 11:25", "Massage", "Ana", "Maria");
		g_clear_pointer(&book, book_close);
		run_sql(path, rows[i].sql);
		expect_finding(path, rows[i].check, rows[i].grade, rows[i].says);
		g_unlink(path);
	}
}

/* A class: as many as it has places, and not one more. */
static void test_doctor_class(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));

	for (int i = 0; i < 3; i++)
		made(book, "2026-11-24 10:00", "Yoga", "Cleo", "Maria");
	expect_finding(path, "sharing", DOCTOR_OK, "");
	run_sql(path, "UPDATE service SET capacity = 2 WHERE name = 'Yoga'");
	expect_finding(path, "sharing", DOCTOR_PROBLEM, "1 pair");
}

static void test_doctor_unopened(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	g_autofree char *missing = unit_path("nowhere/book.db");

	expect_finding(missing, "book", DOCTOR_PROBLEM, "no appointment book");
	lay_copy(book, "daily-2026-01-03.db", 3000, book);
	g_clear_pointer(&book, book_close);
	run_sql(path, "PRAGMA user_version = 99");
	expect_finding(path, "book", DOCTOR_PROBLEM, "newer daybook");
	T_TRUE("no book", g_file_set_contents(path, "Dear diary", -1, NULL));
	expect_finding(path, "book", DOCTOR_PROBLEM, "not an appointment book");
	g_autoptr(GPtrArray) findings = examine(path);
	T_TRUE("says which copy to take", strstr(finding(findings, "book")->advice, "daily-2026-01-03.db"));
	T_NOT_NULL("and looks at what it can", finding(findings, "disk"));
	T_NULL("not at what it cannot", finding(findings, "log"));
}

static void test_doctor_copies(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);

	lay_copy(book, "daily-2026-01-03.db", 3000, book);
	expect_finding(book_path(book), "backups", DOCTOR_OK, "1 copy");
	lay_copy(book, "daily-2026-01-04.db", 4000, NULL);
	expect_finding(book_path(book), "backups", DOCTOR_WARNING, "cannot be read");
}

static void test_doctor_module(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *was = g_strdup(g_getenv("DAYBOOK_MODULEDIR"));
	g_autofree char *broken = unit_path("daybook-ical.so");

	T_TRUE("no module", g_file_set_contents(broken, "no code", -1, NULL));
	g_setenv("DAYBOOK_MODULEDIR", unit_dir(), TRUE);
	expect_finding(book_path(book), "modules", DOCTOR_PROBLEM, broken);
	if (was)
		g_setenv("DAYBOOK_MODULEDIR", was, TRUE);
	else
		g_unsetenv("DAYBOOK_MODULEDIR");
}

/* As large as one that a program held open for long; there is nothing in it. */
static void test_doctor_wal(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book));
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);

	g_clear_pointer(&book, book_close);
	T_TRUE("made", g_file_set_contents(wal, "", 0, NULL));
	T_INT("grown", truncate(wal, 300 << 20), 0);
	expect_finding(path, "wal", DOCTOR_WARNING, wal);
	expect_finding(path, "wal", DOCTOR_OK, "0 bytes"); /* closing it put it away */
}

static void test_doctor_terminal(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *entries = unit_path("terminfo");
	g_autofree char *folder = g_build_filename(entries, "m", NULL);
	g_autofree char *entry = g_build_filename(folder, "my-own", NULL);

	g_setenv("TERM", "my-own", TRUE);
	expect_finding(book_path(book), "terminal", DOCTOR_WARNING, "my-own");
	g_mkdir_with_parents(folder, 0700);
	T_TRUE("an entry", g_file_set_contents(entry, "", 0, NULL));
	g_setenv("TERMINFO", entries, TRUE);
	expect_finding(book_path(book), "terminal", DOCTOR_OK, "my-own");
	g_unsetenv("TERMINFO");
	g_setenv("TERM", "../../etc/passwd", TRUE);
	expect_finding(book_path(book), "terminal", DOCTOR_WARNING, "not known");
	g_unsetenv("TERM");
	setlocale(LC_ALL, "C");
	expect_finding(book_path(book), "locale", DOCTOR_WARNING, "not UTF-8");
	setlocale(LC_ALL, "C.UTF-8");
	expect_finding(book_path(book), "locale", DOCTOR_OK, "UTF-8");
}

UNIT_SUITE("care", NULL, NULL, { "backup", test_backup },
	   { "a house that cannot be read again", test_unread_house }, { "the list", test_list },
	   { "restore", test_restore }, { "who was erased stays so", test_restore_erased },
	   { "restore refused", test_restore_refused },
	   { "restore while another desk books", test_restore_in_use },
	   { "restore where no book opens", test_restore_at },
	   { "restore over damage", test_restore_over_damage }, { "which copies stay", test_rotation },
	   { "which copies stay, day by day", test_rotation_daily }, { "upkeep", test_upkeep },
	   { "upkeep of series", test_upkeep_series },
	   { "upkeep on a disk that refuses", test_upkeep_refused },
	   { "upkeep of search", test_upkeep_search }, { "doctor, all fine", test_doctor_fine },
	   { "doctor, modes", test_doctor_modes }, { "doctor, inside", test_doctor_inside },
	   { "doctor, a class", test_doctor_class }, { "doctor, no book", test_doctor_unopened },
	   { "doctor, copies", test_doctor_copies }, { "doctor, a module", test_doctor_module },
	   { "doctor, the WAL", test_doctor_wal }, { "doctor, the terminal", test_doctor_terminal })
