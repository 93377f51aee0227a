/* tests/unit/store/test_faults.c - kill -9 and power loss at random moments of writing, upgrading, copying and restoring: what was
 * confirmed is there, nothing is half there; a disk that is full or errs is told, and the work goes on when it is well again.
 *
 * STORE_TEST_SEED in the environment repeats a run, STORE_TEST_ROUNDS makes it longer. */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/store/faults.h"
#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define BOOKINGS 12 /* written one by one */
#define LARGER 40   /* in a book that is copied */

/* --- what is tried --- */

/* One try. run says after each thing done how much is confirmed, by `confirm`; it runs in a process that may die at any moment, so it
 * asserts nothing. check looks at what is left. */
typedef struct {
	const char *name;
	void (*prepare)(const char *path);
	void (*run)(const char *path, void (*confirm)(void));
	void (*check)(const char *label, const char *path, int confirmed);
} Attempt;

static void prepare_empty(const char *path)
{
	store_close(store_create(path, NULL));
}

static gboolean write_one(Store *store, gint64 number, GError **error)
{
	g_autofree char *id = fixture_id("booking", number);
	g_autofree char *correlation = fixture_id("change", number);
	g_autoptr(Booking) booking = fixture_booking(number, number * 3600, 30, NULL, NULL);
	g_autoptr(Event) event = fixture_event("booking", id, correlation, "{}");

	model_set(&booking_class, booking, &booking->notes, "some words to look for");
	if (!store_begin(store, error))
		return FALSE;
	if (store_put(store, &booking_class, booking, error) && store_event_append(store, event, error))
		return store_commit(store, error);
	store_rollback(store);
	return FALSE;
}

/* Small enough a WAL that it is put into the file, and begun anew, several times. */
static void run_writing(const char *path, void (*confirm)(void))
{
	g_autoptr(Store) store = store_open(path, NULL);

	if (!store || !store_exec(store, "PRAGMA wal_autocheckpoint = 40", NULL))
		return;
	for (gint64 i = 0; i < BOOKINGS; i++)
		if (write_one(store, i, NULL))
			confirm();
}

static gint64 last_event(const char *path)
{
	g_autoptr(Store) store = store_open(path, NULL);

	return store ? store_event_last_seq(store, NULL) : -1;
}

static void check_writing(const char *label, const char *path, int confirmed)
{
	gint64 there = fixture_whole(label, path);

	unit_check(there == confirmed || there == confirmed + 1, __LINE__, __FILE__,
		   "%s: %d bookings of %d confirmed", label, (int)there, confirmed);
	T_INT(label, last_event(path), there); /* each with its event */
}

/* --- upgrading --- */

static void prepare_old(const char *path)
{
	fixture_old(path, 1, LARGER);
}

static void run_opening(const char *path, void (*confirm)(void))
{
	g_autoptr(Store) store = store_open(path, NULL);

	if (store)
		confirm();
}

/* Every copy that has a copy's name is whole. */
static int check_copies(const char *label, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *copies = g_build_filename(folder, "backups", NULL);
	g_autoptr(GDir) dir = g_dir_open(copies, 0, NULL);
	const char *name;
	int whole = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(copies, name, NULL);
		if (!g_str_has_suffix(name, ".db"))
			continue;
		T_INT(label, store_count_in(file, NULL), LARGER);
		whole++;
	}
	return whole;
}

static void check_upgrade(const char *label, const char *path, int confirmed)
{
	T_INT(label, fixture_whole(label, path), LARGER);
	T_TRUE(label, check_copies(label, path) >= 1);
	(void)confirmed; /* it is upgraded now in any case, by having been opened */
}

/* --- copying and restoring --- */

static char *other_file(const char *path)
{
	return g_strconcat(path, ".other", NULL);
}

static void prepare_two(const char *path)
{
	g_autofree char *other = other_file(path);
	g_autoptr(Store) store = store_create(other, NULL);

	fixture_fill(store, 20);
	fixture_old(path, STORE_SCHEMA_VERSION, LARGER);
}

static void run_restoring(const char *path, void (*confirm)(void))
{
	g_autofree char *other = other_file(path);
	g_autoptr(Store) store = store_open(path, NULL);

	if (store && store_restore(store, other, NULL, NULL, NULL))
		confirm();
}

static void check_restore(const char *label, const char *path, int confirmed)
{
	gint64 there = fixture_whole(label, path), restored = 20 + FILLED_LONG;

	T_TRUE(label, there == restored || (there == LARGER && !confirmed));
}

static void run_copying(const char *path, void (*confirm)(void))
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *copy = g_build_filename(folder, "backups", "daily.db", NULL);
	g_autoptr(Store) store = store_open(path, NULL);
	gint64 bookings;

	if (store && store_backup(store, copy, &bookings, NULL))
		confirm();
}

static void check_copy(const char *label, const char *path, int confirmed)
{
	T_INT(label, fixture_whole(label, path), LARGER);
	T_TRUE(label, check_copies(label, path) >= confirmed);
}

static const Attempt attempts[] = {
	{ "writing", prepare_empty, run_writing, check_writing },
	{ "upgrading", prepare_old, run_opening, check_upgrade },
	{ "restoring", prepare_two, run_restoring, check_restore },
	{ "copying", prepare_two, run_copying, check_copy },
};

/* --- dying --- */

static int confirm_fd = -1;

static void tell(void)
{
	if (write(confirm_fd, "+", 1) != 1)
		_exit(80);
}

static void nothing(void)
{
}

/* Runs it in a process of its own that has the fault; how much was confirmed. */
static int run_dying(const Attempt *attempt, const char *path, FaultKind kind, int at, guint32 seed)
{
	int ends[2], status = 0, confirmed = 0;
	char sign;
	pid_t child;

	T_INT("pipe", pipe(ends), 0);
	child = fork();
	if (child == 0) {
		confirm_fd = ends[1];
		faults_arm(kind, at, seed);
		attempt->run(path, tell);
		_exit(0);
	}
	close(ends[1]);
	while (read(ends[0], &sign, 1) == 1)
		confirmed++;
	close(ends[0]);
	T_INT("waited", waitpid(child, &status, 0), child);
	T_TRUE("it was killed, or done", (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) ||
						 (WIFEXITED(status) && WEXITSTATUS(status) == 0));
	return confirmed;
}

/* A folder for one try. The caller frees. */
static char *new_folder(const char *name)
{
	char *folder = unit_path(name);

	g_mkdir(folder, 0700);
	return folder;
}

static void remove_folder(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			remove_folder(path);
		else
			g_unlink(path);
	}
	g_rmdir(folder);
}

/* How many operations it takes when nothing goes wrong. */
static int operations_of(const Attempt *attempt)
{
	g_autofree char *folder = new_folder("count");
	g_autofree char *path = g_build_filename(folder, "book.db", NULL);
	int operations;

	attempt->prepare(path);
	faults_arm(FAULT_NONE, 0, 0);
	attempt->run(path, nothing);
	operations = faults_counted();
	remove_folder(folder);
	T_TRUE(attempt->name, operations > 5);
	return operations;
}

static gint64 number_from(const char *variable, gint64 otherwise)
{
	const char *text = g_getenv(variable);

	return text ? g_ascii_strtoll(text, NULL, 10) : otherwise;
}

static void die_at_random(const Attempt *attempt, FaultKind kind, GRand *random, gint64 seed)
{
	int operations = operations_of(attempt);
	gint64 rounds = number_from("STORE_TEST_ROUNDS", 20);

	for (gint64 round = 0; round < rounds; round++) {
		int at = g_rand_int_range(random, 1, operations + 1);
		g_autofree char *label = g_strdup_printf(
			"%s, %s at %d of %d, STORE_TEST_SEED=%d", attempt->name,
			kind == FAULT_POWER ? "power lost" : "killed", at, operations, (int)seed);
		g_autofree char *folder = new_folder("try");
		g_autofree char *path = g_build_filename(folder, "book.db", NULL);
		attempt->prepare(path);
		int confirmed = run_dying(attempt, path, kind, at, g_rand_int(random));
		attempt->check(label, path, confirmed);
		remove_folder(folder);
	}
}

static void die(FaultKind kind)
{
	gint64 seed = number_from("STORE_TEST_SEED", g_random_int_range(1, G_MAXINT));
	GRand *random = g_rand_new_with_seed((guint32)seed);

	for (gsize i = 0; i < G_N_ELEMENTS(attempts); i++)
		die_at_random(&attempts[i], kind, random, seed);
	g_rand_free(random);
}

static void test_killed(void)
{
	die(FAULT_KILL);
}

static void test_power_lost(void)
{
	die(FAULT_POWER);
}

/* --- a disk that is full, or errs --- */

static int refused, done;

static gboolean try_to_write(Store *store, gint64 number, const char *label, const char *says)
{
	g_autoptr(GError) error = NULL;

	if (write_one(store, number, &error)) {
		done++;
		return TRUE;
	}
	refused++;
	T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	unit_check(strstr(error->message, says) && strstr(error->message, store_path(store)), __LINE__,
		   __FILE__, "%s: says “%s”", label, error->message);
	T_FALSE(label, store_in_transaction(store));
	return FALSE;
}

/* From the at-th operation on nothing can be written; then there is room again. */
static void fill_up(FaultKind kind, int at, const char *says)
{
	g_autofree char *label = g_strdup_printf("%s at %d", says, at);
	g_autofree char *folder = new_folder("full");
	g_autofree char *path = g_build_filename(folder, "book.db", NULL);
	gint64 number = 0;

	prepare_empty(path);
	g_autoptr(Store) store = store_open(path, NULL);
	T_TRUE(label, store && store_exec(store, "PRAGMA wal_autocheckpoint = 40", NULL));
	refused = done = 0;
	faults_arm(kind, at, 0);
	while (number < BOOKINGS)
		try_to_write(store, number++, label, says);
	faults_arm(FAULT_NONE, 0, 0);
	T_INT(label, store_count(store, &booking_class, NULL), done);
	T_TRUE(label, try_to_write(store, number, label, says)); /* it is well again */
	g_clear_pointer(&store, store_close);
	T_INT(label, fixture_whole(label, path), done);
	T_INT(label, last_event(path), done);
	remove_folder(folder);
}

static void test_full(void)
{
	int operations = operations_of(&attempts[0]), any = 0;

	for (int at = 1; at <= operations; at += 5) {
		fill_up(FAULT_FULL, at, "The disk is full");
		any += refused;
	}
	T_TRUE("some were refused", any > operations / 5);
}

static void test_errs(void)
{
	int operations = operations_of(&attempts[0]), any = 0;

	for (int at = 1; at <= operations; at += 5) {
		fill_up(FAULT_ERROR, at, "The disk refused");
		any += refused;
	}
	T_TRUE("some were refused", any > 5);
}

/* The upgrade, with too little room: told, and the old file is what it was; with room it is upgraded. */
static void test_full_while_upgrading(void)
{
	int operations = operations_of(&attempts[1]);

	for (int at = 1; at < operations; at += 3) {
		g_autofree char *label = g_strdup_printf("full at %d", at);
		g_autofree char *folder = new_folder("full");
		g_autofree char *path = g_build_filename(folder, "book.db", NULL);
		g_autoptr(GError) error = NULL;
		prepare_old(path);
		faults_arm(FAULT_FULL, at, 0);
		g_autoptr(Store) store = store_open(path, &error);
		if (!store)
			T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
		faults_arm(FAULT_NONE, 0, 0);
		g_clear_pointer(&store, store_close);
		check_upgrade(label, path, 0);
		remove_folder(folder);
	}
}

/* A copy that finds no room leaves nothing, neither under its name nor another; restoring leaves the book as it was. */
static void test_full_while_copying(void)
{
	g_autofree char *path = unit_path("book.db");
	g_autofree char *other = other_file(path);
	g_autofree char *copy = unit_path("backups/copy.db");
	g_autofree char *folder = unit_path("backups");
	int operations = operations_of(&attempts[3]);

	prepare_two(path);
	for (int at = 1; at < operations; at += 3) {
		g_autofree char *label = g_strdup_printf("full at %d", at);
		g_autoptr(GError) error = NULL;
		gint64 bookings;
		g_autoptr(Store) store = store_open(path, NULL);
		faults_arm(FAULT_FULL, at, 0);
		if (!store_backup(store, copy, &bookings, &error)) {
			T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
			T_TRUE(label, g_rmdir(folder) == 0); /* which is empty */
		}
		g_unlink(copy);
		g_clear_error(&error);
		faults_arm(FAULT_FULL, at, 0);
		if (!store_restore(store, other, NULL, NULL, &error)) {
			T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
			faults_arm(FAULT_NONE, 0, 0);
			T_INT(label, store_count(store, &booking_class, NULL), LARGER);
		}
		faults_arm(FAULT_NONE, 0, 0);
		g_clear_pointer(&store, store_close);
	}
}

/* The kernel's own refusal: a limit of the file's size (EFBIG), in a process of its own. */
static void test_file_limit(void)
{
	g_autofree char *path = unit_path("book.db");
	int status = 0;
	pid_t child;

	prepare_empty(path);
	child = fork();
	if (child == 0) {
		struct rlimit limit = { 300 * 1024, 300 * 1024 };
		g_autoptr(GError) error = NULL;
		g_autoptr(Store) store = store_open(path, NULL);
		gint64 number = 0;
		signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || !store ||
		    !store_exec(store, "PRAGMA wal_autocheckpoint = 0", NULL))
			_exit(1);
		while (number < 1000 && write_one(store, number, &error))
			number++;
		_exit(!g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED) ? 2
		      : number < 3 || number > 250                                 ? 3
										   : 10 + (int)number % 200);
	}
	T_INT("waited", waitpid(child, &status, 0), child);
	T_TRUE("refused in time", WIFEXITED(status) && WEXITSTATUS(status) >= 10);
	T_INT("what was confirmed is there", fixture_whole("limit", path) % 200 + 10, WEXITSTATUS(status));
}

UNIT_SUITE("faults", faults_install, faults_remove, { "killed", test_killed },
	   { "power lost", test_power_lost }, { "full", test_full }, { "errs", test_errs },
	   { "full while upgrading", test_full_while_upgrading },
	   { "full while copying", test_full_while_copying },
	   { "a limit of the file's size", test_file_limit })
