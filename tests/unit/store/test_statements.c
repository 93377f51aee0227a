/* tests/unit/store/test_statements.c - every query there is: it prepares, its plan reads no big table whole, and it takes as many
 * steps in a large book as in a small one.
 *
 * STORE_TEST_BOOKINGS in the environment makes the larger book larger than what suits `make check`; it and STORE_TEST_PRINT print
 * the counts. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define SMALL 1000
#define LARGE 20000
#define MORE_STEPS 1.5 /* at most */
#define MORE_PAGES 3.0 /* at most: a deeper tree, and a list of rows that FTS5 has to skip through */
#define ROW_PAGES 6    /* at most, of each row read: the ways down the trees of those it is joined with */

/* --- the class's own statements, made from the field tables --- */

enum { ROW_GET, ROW_PUT, ROW_IDS, ROW_KINDS };

static sqlite3_stmt **row_stmt(Store *store, int kind, int cls)
{
	return kind == ROW_GET ? &store->get[cls] : kind == ROW_PUT ? &store->put[cls] : &store->ids[cls];
}

/* Uses each once, which prepares it. */
static void touch_rows(Store *store, const ModelClass *cls)
{
	g_autoptr(GError) error = NULL;
	gpointer row = fixture_row(cls, 7, "x");
	gpointer back;

	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE(cls->name, store_put(store, cls, row, &error)); /* a new one, and one that is there */
	T_TRUE(cls->name, store_put(store, cls, row, &error));
	T_NO_ERROR(cls->name, error);
	back = store_get(store, cls, ((Row *)row)->id, &error);
	T_NOT_NULL(cls->name, back);
	g_autoptr(GPtrArray) ids = store_ids(store, cls, "000000", 3, &error);
	T_NOT_NULL(cls->name, ids);
	store_rollback(store);
	model_free(cls, row);
	model_free(cls, back);
}

/* --- preparing and plans --- */

static void test_prepare(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	for (int id = 0; id < STMT_COUNT; id++) {
		g_autoptr(GError) error = NULL;
		T_NOT_NULL(store_stmt_name(id), store_stmt(store, id, &error));
		T_NO_ERROR(store_stmt_name(id), error);
	}
	for (const ModelClass *const *cls = store_classes(); *cls; cls++)
		touch_rows(store, *cls);
}

/* The tables that grow with the book. FTS5's own are asked by MATCH or row number, which the plan shows as an INDEX. */
static const char *const big_tables[] = { "booking",   "booking_part", "customer", "event",
					  "change",    "word",         "request",  "series",
					  "sync_link", "sync_series",  "sync_run", "sync_exception",
					  NULL };

/* The table that a line of a plan reads whole, by its name in the statement ("SCAN b" of "booking b"); NULL for a good line. */
static const char *scanned_table(const char *line, const char *sql)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);

	if (!g_str_equal(words[0], "SCAN") || (g_str_equal(words[1], "j") && strstr(sql, "json_each(?1) j")))
		return NULL; /* what was handed in is read whole */
	if (strstr(line,
		   "VIRTUAL TABLE INDEX")) /* what follows is what FTS5 was given: M a MATCH, = a row number */
		return g_str_has_suffix(line, ":") ? "a search index" : NULL;
	for (const char *const *table = big_tables; *table; table++) {
		g_autofree char *as_alias = g_strdup_printf("%s %s", *table, words[1]);
		if (g_str_equal(words[1], *table) || strstr(sql, as_alias))
			return *table;
	}
	return NULL;
}

static void check_plan(Store *store, const char *name, const char *sql)
{
	g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	sqlite3_stmt *stmt = NULL;

	T_INT(name, sqlite3_prepare_v2(store->db, explain, -1, &stmt, NULL), SQLITE_OK);
	while (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(stmt, 3);
		unit_check(!scanned_table(line, sql), __LINE__, __FILE__, "%s reads a big table whole: %s",
			   name, line);
	}
	sqlite3_finalize(stmt);
}

/* Statements that read everything say so; what the plan of each other one may not do. A walk along an index that a LIMIT or the
 * caller ends is a SCAN too, and so is one along the index of the few links that are not settled: those are held by their step counts. */
static gboolean walks(int id)
{
	return id == STMT_EVENT_LAST || id == STMT_CHANGES || id == STMT_RUNS || id == STMT_LINK_COUNTS ||
	       id == STMT_LINKS_OPEN || id == STMT_LINKS_EDITED;
}

/* A customer refers to another (merged_into), so SQLite plans to look for rows that a new one makes whole again. It does so only
 * while a broken reference is pending, which never is; the steps show it. */
static gboolean looks_for_orphans(const ModelClass *cls, int kind)
{
	return cls == &customer_class && kind == ROW_PUT;
}

static void test_plans(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	for (int id = 0; id < STMT_COUNT; id++) {
		g_autofree char *sql = store_stmt_sql(id);
		if (!(store_stmt_flags(id) & STMT_READS_ALL) && !walks(id))
			check_plan(store, store_stmt_name(id), sql);
	}
	for (int at = 0; at < STORE_CLASSES; at++) {
		touch_rows(store, store_classes()[at]);
		for (int kind = 0; kind < ROW_KINDS; kind++)
			if (!looks_for_orphans(store_classes()[at], kind))
				check_plan(store, store_classes()[at]->name,
					   sqlite3_sql(*row_stmt(store, kind, at)));
	}
}

/* The judge of plans itself: it must see what it is there for. */
static void test_plan_judge(void)
{
	static const struct {
		const char *line, *sql;
		gboolean wrong;
	} rows[] = {
		{ "SCAN b", "SELECT * FROM booking b WHERE title = 'x'", TRUE },
		{ "SCAN booking", "SELECT * FROM booking", TRUE },
		{ "SCAN booking USING COVERING INDEX booking_start", "SELECT count(*) FROM booking", TRUE },
		{ "SCAN customer_text VIRTUAL TABLE INDEX 0:", "SELECT * FROM customer_text", TRUE },
		{ "SCAN customer_text VIRTUAL TABLE INDEX 0:M1", "SELECT * FROM customer_text", FALSE },
		{ "SCAN customer_text VIRTUAL TABLE INDEX 0:=", "SELECT * FROM customer_text", FALSE },
		{ "SEARCH b USING INDEX booking_start (start>?)", "SELECT * FROM booking b", FALSE },
		{ "SCAN staff", "SELECT * FROM staff", FALSE },
		{ "USE TEMP B-TREE FOR ORDER BY", "SELECT 1", FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_INT(rows[i].line, scanned_table(rows[i].line, rows[i].sql) != NULL, rows[i].wrong);
}

/* --- steps --- */

typedef struct {
	Store *store;
	gint64 bookings; /* how many are in it */
	gint64 number;   /* of a booking in its middle, with notes, a UID and a series */
	gint64 day;      /* the instant that booking's day begins */
	gint64 row;      /* its row number */
	GPtrArray *held; /* texts that statements are bound to */
} Filled;

/* The row number, of one of the filled book's bookings: they were put in order. */
static Filled filled_new(const char *name, gint64 bookings)
{
	gint64 number = bookings / 2;
	Filled filled = { fixture_new(name),
			  bookings,
			  number,
			  (A_DAY + number / BOOKINGS_A_DAY) * STORE_DAY,
			  number + 1,
			  g_ptr_array_new_with_free_func(g_free) };

	fixture_fill(filled.store, bookings);
	return filled;
}

static void filled_clear(Filled *filled)
{
	store_close(filled->store);
	g_ptr_array_unref(filled->held);
}

/* What a statement is asked with: one letter for each argument, see bind_one. */
typedef struct {
	int id;
	const char *args;
} Asked;

#define STEPS_ALONE "!" /* a statement of transactions: nothing to count */

/* As fixture_fill made it. */
static char *remote_id(gint64 number)
{
	g_autofree char *id = fixture_id("booking", number);
	g_auto(GStrv) parts = g_strsplit(id, "-", -1);
	g_autofree char *digits = g_strjoinv("", parts);

	return g_strconcat(digits, "0", NULL);
}

static char *json_of(gint64 number)
{
	g_autofree char *id = fixture_id("booking", number);

	return g_strdup_printf("[\"%s\"]", id);
}

/* Each letter a value that means the same in a book of any size.
 * b booking's id, c its customer's, e a staff member, r a resource, s a series, t a change, x an unknown id, u UID, v series' UID,
 * w the booking's row, W a row that is free, D its day, E the day's end, f/g the bounds of a rare word, F/G of a common one,
 * l the calendar, o its account, q the booking's id there, S its repeating event there, J a JSON array of its id, K every status,
 * m a rare match, M a common one, p/P the same of bookings, a an actor, A nobody, k a key, n NULL, 0..9 the number, L 50 */
static char *text_of(const Filled *filled, char letter)
{
	gint64 n = filled->number, series = n / 5 / BOOKINGS_A_SERIES;
	const struct {
		char letter;
		const char *text;
	} plain[] = { { 'f', "k000050" },
		      { 'g', "k000051" },
		      { 'F', "a" },
		      { 'G', "b" },
		      { 'm', "\"k000050\"" },
		      { 'M', "\"muller\"" },
		      { 'P', "\"review\"" },
		      { 'a', "boris" },
		      { 'A', "nobody" },
		      { 'k', "key" },
		      { 'K', "pending failed conflict syncing" } };

	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		if (plain[i].letter == letter)
			return g_strdup(plain[i].text);
	switch (letter) {
	case 'b':
		return fixture_id("booking", n);
	case 'c':
		return fixture_id("customer", n % (filled->bookings / BOOKINGS_A_CUSTOMER));
	case 'e':
		return fixture_id("staff", 1);
	case 'r':
		return fixture_id("resource", 0);
	case 's':
		return fixture_id("series", series);
	case 't':
		return fixture_id("change", n);
	case 'x':
		return fixture_id("nothing", n);
	case 'u':
		return g_strdup_printf("booking-%" G_GINT64_FORMAT "@example", n);
	case 'v':
		return g_strdup_printf("series-%" G_GINT64_FORMAT "@example", series);
	case 'l':
		return fixture_id("calendar", 0);
	case 'o':
		return fixture_id("account", 0);
	case 'q':
		return remote_id(n);
	case 'S':
		return g_strdup_printf("r%" G_GINT64_FORMAT, filled->row / 50);
	case 'J':
		return json_of(n);
	case 'p':
		return g_strdup_printf("\"b%07" G_GINT64_FORMAT "\"", n);
	default:
		return NULL;
	}
}

static gint64 number_of(const Filled *filled, char letter)
{
	switch (letter) {
	case 'w':
		return filled->row;
	case 'W':
		return 100000000;
	case 'D':
		return filled->day;
	case 'E':
		return filled->day + STORE_DAY;
	case 'L':
		return 50;
	case 'n':
		return NONE;
	default:
		return letter - '0';
	}
}

static void bind_one(const Filled *filled, sqlite3_stmt *stmt, int at, char letter)
{
	char *text = text_of(filled, letter);

	if (!text) {
		store_bind_opt(stmt, at, number_of(filled, letter));
		return;
	}
	g_ptr_array_add(filled->held, text);
	store_bind_text(stmt, at, text);
}

/* A statement may stand here more than once: asked for something rare and for something common. */
static const Asked asked[] = {
	{ STMT_BEGIN, STEPS_ALONE },
	{ STMT_BEGIN_READ, STEPS_ALONE },
	{ STMT_COMMIT, STEPS_ALONE },
	{ STMT_ROLLBACK, STEPS_ALONE },
	{ STMT_SCHEMA_VERSION, "" },
	{ STMT_DATA_VERSION, "" },
	{ STMT_META_GET, "k" },
	{ STMT_META_SET, "kk" },
	{ STMT_BOOKING_ROW, "b" },
	{ STMT_BOOKING_LINE, "b" },
	{ STMT_BOOKING_AT, "w" },
	{ STMT_BOOKING_ALONE_AT, "w" },
	{ STMT_BOOKINGS_SHORT, "DE" },
	{ STMT_BOOKINGS_LONG, "DE" },
	{ STMT_BOOKINGS_FROM, "D" },
	{ STMT_BOOKINGS_OF, "c" },
	{ STMT_BOOKINGS_OF_BACK, "c" },
	{ STMT_BOOKING_STARTS_OF, "c" },
	{ STMT_LAST_VISIT, "cD" },
	{ STMT_BOOKINGS_OF_SERIES, "s" },
	{ STMT_BOOKINGS_BY_UID, "u" },
	{ STMT_BOOKING_BY_UID, "uk" },
	{ STMT_SERIES_LATEST, "s" },
	{ STMT_SERIES_OCCURRENCES, "s" },
	{ STMT_SERIES_AT, "s0" },
	{ STMT_PARTS, "w" },
	{ STMT_PARTS_DELETE, "w" },
	{ STMT_PART_INSERT, "w9nerDEn1DE1" },
	{ STMT_PARTS_OF_STAFF, "eDE" },
	{ STMT_PARTS_OF_RESOURCE, "rDE" },
	{ STMT_PARTS_STARTING, "DE" },
	{ STMT_CUSTOMER_ROW, "c" },
	{ STMT_CUSTOMER_AT, "9" },
	{ STMT_CUSTOMER_LINE_AT, "9" },
	{ STMT_CUSTOMER_NAME_AT, "9" },
	{ STMT_CUSTOMER_TEXT, "9" },
	{ STMT_CUSTOMER_TEXT_DELETE, "9" },
	{ STMT_CUSTOMER_TEXT_PUT, "Wm" },
	{ STMT_BOOKING_TEXT, "w" },
	{ STMT_BOOKING_TEXT_DELETE, "w" },
	{ STMT_BOOKING_TEXT_PUT, "Wm" },
	{ STMT_WORD_PUT, "k0W" },
	{ STMT_WORD_DELETE, "f0W" },
	{ STMT_FIND_PREFIX, "fg0L" },
	{ STMT_FIND_PREFIX, "FG09" },
	{ STMT_FIND_PREFIX, "FG1L" },
	{ STMT_FIND_PREFIX, "uv1L" },
	{ STMT_FIND_CUSTOMER_TEXT, "mL" },
	{ STMT_FIND_CUSTOMER_TEXT, "M5" },
	{ STMT_FIND_BOOKING_TEXT, "pL" },
	{ STMT_FIND_BOOKING_TEXT, "PL" },
	{ STMT_WORD_NEXT, "fg" },
	{ STMT_WORD_NEXT, "FG" },
	{ STMT_WORD_IS, "f" },
	{ STMT_WORD_IS, "P" },
	{ STMT_EVENT_LAST, "" },
	{ STMT_EVENT_PUT, "nxk1Dkkxkxkkxxk" },
	{ STMT_EVENTS_OF_ENTITY, "b" },
	{ STMT_EVENTS_OF_CORRELATION, "t" },
	{ STMT_EVENT_BEFORE, "bW" },
	{ STMT_EVENT_IMAGE, "bDk" },
	{ STMT_EVENT_IMAGE_SINCE, "bn" },
	{ STMT_EVENT_BLANK, "b" },
	{ STMT_EVENT_SEQ_SINCE, "D" },
	{ STMT_CHANGE_PUT, "x0akDkn01" },
	{ STMT_CHANGE_GET, "t" },
	{ STMT_CHANGE_NEWEST, "a0" },
	{ STMT_CHANGE_NEWEST, "a1" },
	{ STMT_CHANGE_NEWEST, "A0" },
	{ STMT_CHANGE_NEWEST_SEQ, "a0" },
	{ STMT_CHANGE_NEWEST_SEQ, "a2" },
	{ STMT_CHANGE_UNDONE, "t1" },
	{ STMT_CHANGE_WORDS, "tk1" },
	{ STMT_CHANGE_FORGET, "bkk" },
	{ STMT_CHANGE_FINAL, "b" },
	{ STMT_CHANGES, "L" },
	{ STMT_CHANGES_OF, "La" },
	{ STMT_LAST_BOOKING, "a" },
	{ STMT_LAST_BOOKING, "A" },
	{ STMT_REQUEST_GET, "t" },
	{ STMT_REQUEST_PUT, "xktD" },
	{ STMT_REQUEST_ANSWER, "tk" },
	{ STMT_HOLDS, "D" },
	{ STMT_HOLD_PUT, "xakDEEk0" },
	{ STMT_HOLD_DELETE, "x" },
	{ STMT_HOLDS_EXPIRE, "0" },
	{ STMT_HOLDS_FORGET, "" },
	{ STMT_WAITLIST_LINE, "x" },
	{ STMT_WAITLIST_TOUCHING, "DE0" },
	{ STMT_WAITLIST_ANY, "" },
	{ STMT_WAITLIST_OF, "c" },
	{ STMT_ACCOUNTS, "" },
	{ STMT_ACCOUNT_GET, "o" },
	{ STMT_ACCOUNT_PUT, "o10kkkkkkkkkkkk0000000000000" },
	{ STMT_CALENDARS, "" },
	{ STMT_CALENDAR_GET, "l" },
	{ STMT_CALENDARS_BEFORE, "k" },
	{ STMT_CALENDAR_PUT, "l10okkknnkk0kkk000" },
	{ STMT_CALENDARS_UNPLAN, "" },
	{ STMT_LINK_GET, "b" },
	{ STMT_LINK_PUT, "blkq0kkn0nnk00kk0n0nnk0" },
	{ STMT_LINK_ADD, "blkq0kkn0nnk00kk0n0nnk0" },
	{ STMT_LINK_DELETE, "b" },
	{ STMT_LINK_AT, "lq" },
	{ STMT_LINK_SENT_TO, "lq" },
	{ STMT_LINK_OF_OCCURRENCE, "lSw" },
	{ STMT_LINKS_OF_SERIES, "lS" },
	{ STMT_LINKS_OF_CALENDAR, "lqbL" },
	{ STMT_LINKS_OF, "J" },
	{ STMT_LINKS_SHORT, "DE" },
	{ STMT_LINKS_LONG, "DE" },
	{ STMT_LINKS_DUE, "l0" },
	{ STMT_LINKS_IN, "lkL" },
	{ STMT_LINKS_OPEN, "KL" },
	{ STMT_LINKS_EDITED, "L" },
	{ STMT_LINK_COUNTS, "" },
	{ STMT_LINKS_LIVE, "lL" },
	{ STMT_LINKS_MARK_CUSTOMER, "0cD" },
	{ STMT_LINKS_RETRY, "l0" },
	{ STMT_WINDOW, "D0E" },
	{ STMT_SERIES_OF_REMOTE, "lS" },
	{ STMT_SERIES_REMOTE_PUT, "lSk0" },
	{ STMT_SERIES_REMOTE_UNFILLED, "L" },
	{ STMT_SERIES_REMOTE_DELETE, "lS" },
	{ STMT_EXCEPTIONS, "lS" },
	{ STMT_EXCEPTION_GET, "lSw" },
	{ STMT_EXCEPTION_PUT, "lSwk" },
	{ STMT_EXCEPTION_DELETE, "lSw" },
	{ STMT_EXCEPTIONS_DELETE, "lS" },
	{ STMT_HELD_GET, "b" },
	{ STMT_HELD_PUT, "blk0" },
	{ STMT_HELD_DELETE, "b" },
	{ STMT_HELD_CLEAR, "l" },
	{ STMT_GUARD_COUNT, "lk0" },
	{ STMT_GUARD_GET, "lkb" },
	{ STMT_GUARD_PUT, "lkb00" },
	{ STMT_GUARD_DELETE, "lkb" },
	{ STMT_GUARD_PRUNE, "lk9" },
	{ STMT_GUARD_CLEAR, "l" },
	{ STMT_REMOVAL_ADD, "lkkb" },
	{ STMT_REMOVAL_GET, "lk" },
	{ STMT_REMOVALS_DUE, "l0L" },
	{ STMT_REMOVAL_DONE, "9" },
	{ STMT_REMOVAL_DROP, "lk" },
	{ STMT_REMOVAL_AGAIN, "90k" },
	{ STMT_REMOVAL_NEXT, "l" },
	{ STMT_REMOVALS_CLEAR, "l" },
	{ STMT_ORPHAN_PUT, "lkk" },
	{ STMT_ORPHAN_DELETE, "lk" },
	{ STMT_ORPHANS_CLEAR, "l" },
	{ STMT_RUN_ADD, "o000000000kk" },
	{ STMT_RUNS, "L" },
	{ STMT_RUNS_OF, "Lo" },
	{ STMT_RUN_SUMS, "ow" },
	{ STMT_RUNS_PRUNE, "9" },
};

/* A statement whose caller stops reading: this many rows are taken. */
static int rows_taken(int id)
{
	return id == STMT_BOOKINGS_FROM ? 20 : G_MAXINT;
}

typedef struct {
	int steps, pages, rows;
} Cost;

static int pages_touched(Store *store)
{
	int hit = 0, missed = 0, peak;

	sqlite3_db_status(store->db, SQLITE_DBSTATUS_CACHE_HIT, &hit, &peak, 1);
	sqlite3_db_status(store->db, SQLITE_DBSTATUS_CACHE_MISS, &missed, &peak, 1);
	return hit + missed;
}

/* What is written is taken back. */
static Cost cost_of(Filled *filled, const Asked *asked_)
{
	g_autoptr(GError) error = NULL;
	Store *store = filled->store;
	Cost cost = { 0 };
	sqlite3_stmt *stmt;
	int got = 1;

	T_TRUE("begins", store_begin(store, NULL));
	if (!(stmt = store_stmt(store, asked_->id, &error))) {
		T_NO_ERROR(store_stmt_name(asked_->id), error);
		store_rollback(store);
		return cost;
	}
	T_INT(store_stmt_name(asked_->id), sqlite3_bind_parameter_count(stmt), strlen(asked_->args));
	for (int i = 0; asked_->args[i]; i++)
		bind_one(filled, stmt, i + 1, asked_->args[i]);
	pages_touched(store);
	sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	while (cost.rows < rows_taken(asked_->id) && (got = store_step(store, stmt, &error)) > 0)
		cost.rows++;
	T_NO_ERROR(store_stmt_name(asked_->id), error);
	cost.pages = pages_touched(store);
	sqlite3_reset(stmt); /* the steps of a statement are added up when it is reset */
	cost.steps = sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	store_rollback(store);
	return cost;
}

static gint64 large_size(void)
{
	const char *asked_for = g_getenv("STORE_TEST_BOOKINGS");

	return asked_for ? MAX(g_ascii_strtoll(asked_for, NULL, 10), 10 * SMALL) : LARGE;
}

static void test_asked_is_whole(void)
{
	gboolean there[STMT_COUNT] = { FALSE };

	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
		there[asked[i].id] = TRUE;
	for (int id = 0; id < STMT_COUNT; id++)
		unit_check(there[id] != ((store_stmt_flags(id) & STMT_READS_ALL) != 0), __LINE__, __FILE__,
			   "%s is counted here, or flagged as one that reads everything; and not both",
			   store_stmt_name(id));
}

static void compare(const char *name, const char *args, Cost less, Cost more)
{
	if (g_getenv("STORE_TEST_BOOKINGS") || g_getenv("STORE_TEST_PRINT"))
		printf("\n  %-22s %-14s rows %4d %4d  steps %6d %8d  x%.2f  pages %4d %6d", name, args,
		       less.rows, more.rows, less.steps, more.steps, (double)more.steps / MAX(less.steps, 1),
		       less.pages, more.pages);
	unit_check(more.steps <= MORE_STEPS * less.steps + 10, __LINE__, __FILE__,
		   "%s(%s) takes %d steps in a small book, %d in a large one", name, args, less.steps,
		   more.steps);
	unit_check(more.pages <= MORE_PAGES * less.pages + ROW_PAGES * less.rows + 10, __LINE__, __FILE__,
		   "%s(%s) looks at %d pages in a small book, %d in a large one", name, args, less.pages,
		   more.pages);
}

/* What a row statement costs: put of a row that is there when `number` is one, and of a new one. */
static Cost cost_of_row(Filled *filled, int kind, int at, gint64 number)
{
	const ModelClass *cls = store_classes()[at];
	g_autofree char *id = fixture_id(cls->name, number);
	gpointer row = store_get(filled->store, cls, id, NULL);
	sqlite3_stmt *stmt = *row_stmt(filled->store, kind, at);
	Cost cost = { 0 };

	if (!row)
		row = fixture_row(cls, number, "x");
	T_TRUE("begins", store_begin(filled->store, NULL));
	sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	if (kind == ROW_PUT) {
		T_TRUE(cls->name, store_put(filled->store, cls, row, NULL));
	} else if (kind == ROW_GET) {
		model_free(cls, store_get(filled->store, cls, id, NULL));
	} else {
		g_autofree char *prefix = g_strndup(id, 8);
		g_autoptr(GPtrArray) ids = store_ids(filled->store, cls, prefix, 5, NULL);
		cost.rows = (int)ids->len;
	}
	cost.steps = sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	store_rollback(filled->store);
	model_free(cls, row);
	return cost;
}

static void compare_rows(Filled *small, Filled *large)
{
	static const char *const names[ROW_KINDS] = { "get", "put", "ids" };

	for (int at = 0; at < STORE_CLASSES; at++) {
		const ModelClass *cls = store_classes()[at];
		touch_rows(small->store, cls);
		touch_rows(large->store, cls);
		for (int kind = 0; kind < ROW_KINDS; kind++) {
			compare(cls->name, names[kind], cost_of_row(small, kind, at, 3),
				cost_of_row(large, kind, at, 3));
			compare(cls->name, names[kind], cost_of_row(small, kind, at, 80000000),
				cost_of_row(large, kind, at, 80000000));
		}
	}
}

static void test_steps(void)
{
	Filled small = filled_new("small.db", SMALL), large = filled_new("large.db", large_size());

	for (gsize i = 0; i < G_N_ELEMENTS(asked); i++)
		if (!g_str_equal(asked[i].args, STEPS_ALONE))
			compare(store_stmt_name(asked[i].id), asked[i].args, cost_of(&small, &asked[i]),
				cost_of(&large, &asked[i]));
	compare_rows(&small, &large);
	filled_clear(&small);
	filled_clear(&large);
}

UNIT_SUITE("statements", NULL, NULL, { "each prepares on a fresh schema", test_prepare },
	   { "the judge of plans sees", test_plan_judge }, { "no plan reads a big table whole", test_plans },
	   { "every one is asked", test_asked_is_whole }, { "steps do not grow with the book", test_steps })
