/* store/search.c - the search indexes (data.md, "Search"): folded text in FTS5 trigrams for three characters and more, and a
 * table of words asked by prefix for fewer. Rows hold what base/text's text_fold made; queries come folded. */
#include <string.h>

#include "base/text.h"
#include "store/store_p.h"

enum { WORD_CUSTOMER = 0, WORD_BOOKING = 1, RUNS = 2 }; /* kinds; a run's kind is the word's + RUNS */

typedef struct {
	int text, text_put, text_delete, find_text, kind;
} IndexStmts;

static const IndexStmts customer_index = { STMT_CUSTOMER_TEXT, STMT_CUSTOMER_TEXT_PUT,
					   STMT_CUSTOMER_TEXT_DELETE, STMT_FIND_CUSTOMER_TEXT,
					   WORD_CUSTOMER };
static const IndexStmts booking_index = { STMT_BOOKING_TEXT, STMT_BOOKING_TEXT_PUT, STMT_BOOKING_TEXT_DELETE,
					  STMT_FIND_BOOKING_TEXT, WORD_BOOKING };

/* One row of the table of words, put or taken away. */
static gboolean one_word(Store *store, int statement, const char *fold, int kind, gint64 row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, statement, error);

	if (!stmt || !*fold)
		return stmt != NULL;
	store_bind_text(stmt, 1, fold);
	store_bind_int(stmt, 2, kind);
	store_bind_int(stmt, 3, row);
	return store_run(store, stmt, error);
}

/* Every run of one and two characters of a word in a script without spaces, from the second on: the first is the word's own
 * prefix. */
static gboolean all_runs(Store *store, int statement, const char *word, int kind, gint64 row, GError **error)
{
	for (const char *at = word; *at; at = g_utf8_next_char(at)) {
		const char *next = g_utf8_next_char(at);
		g_autofree char *run = NULL;
		if (at == word || !text_is_cjk(g_utf8_get_char(at)))
			continue;
		run = g_strndup(at, (gsize)((*next ? g_utf8_next_char(next) : next) - at));
		if (!one_word(store, statement, run, kind + RUNS, row, error))
			return FALSE;
	}
	return TRUE;
}

/* The last two digits of a number as long as a phone's, and the last one: people say "the one ending in 34". */
static gboolean last_digits(Store *store, int statement, const char *word, int kind, gint64 row,
			    GError **error)
{
	gsize n = strlen(word);

	if (n < 4 || strspn(word, "0123456789") != n)
		return TRUE;
	return one_word(store, statement, word + n - 2, kind + RUNS, row, error) &&
	       one_word(store, statement, word + n - 1, kind + RUNS, row, error);
}

/* All the words of a text, put or taken away: what was put can be told again from the text, so no index by row is kept. */
static gboolean all_words(Store *store, int statement, const char *text, int kind, gint64 row, GError **error)
{
	g_auto(GStrv) words = text_words(text);

	for (char **word = words; *word; word++)
		if (!one_word(store, statement, *word, kind, row, error) ||
		    !all_runs(store, statement, *word, kind, row, error) ||
		    !last_digits(store, statement, *word, kind, row, error))
			return FALSE;
	return TRUE;
}

static gboolean delete_text(Store *store, int statement, gint64 row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, statement, error);

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, row);
	return store_run(store, stmt, error);
}

static char *indexed_text(Store *store, const IndexStmts *index, gint64 row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, index->text, error);
	char *text = NULL;

	if (!stmt)
		return NULL;
	store_bind_int(stmt, 1, row);
	if (store_step(store, stmt, error) > 0) {
		text = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return text;
}

/* Replaces a row's text and words where they differ from what is there. */
static gboolean replace_text(Store *store, const IndexStmts *index, gint64 row, gboolean fresh,
			     const char *text, GError **error)
{
	g_autofree char *before = fresh ? NULL : indexed_text(store, index, row, error);
	sqlite3_stmt *stmt;

	if (g_strcmp0(before ? before : "", text) == 0)
		return TRUE;
	if (before && (!all_words(store, STMT_WORD_DELETE, before, index->kind, row, error) ||
		       !delete_text(store, index->text_delete, row, error)))
		return FALSE;
	if (!*text)
		return TRUE;
	if (!(stmt = store_stmt(store, index->text_put, error)))
		return FALSE;
	store_bind_int(stmt, 1, row);
	store_bind_text(stmt, 2, text);
	return store_run(store, stmt, error) &&
	       all_words(store, STMT_WORD_PUT, text, index->kind, row, error);
}

gboolean store_index_customer(Store *store, gint64 row, const Customer *customer, gboolean fresh,
			      GError **error)
{
	GString *all = g_string_new(NULL);
	g_autofree char *folded = NULL;
	gboolean done;

	if (!customer->removed && customer->erased == NONE) {
		g_string_append_printf(all, "%s\n%s\n%s\n%s", customer->name, customer->email,
				       customer->notes, customer->preferences);
		for (guint i = 0; i < customer->phones->len; i++) {
			const Phone *phone = customer->phones->pdata[i];
			g_autofree char *digits = text_digits(phone->number);
			g_string_append_printf(all, "\n%s", digits);
		}
	}
	folded = text_fold(all->str);
	done = replace_text(store, &customer_index, row, fresh, folded, error);
	g_string_free(all, TRUE);
	return done;
}

gboolean store_index_booking(Store *store, gint64 row, const Booking *booking, gboolean fresh, GError **error)
{
	g_autofree char *all = booking->removed ? g_strdup("")
						: g_strjoin("\n", booking->title, booking->notes,
							    booking->public_note, NULL);
	g_autofree char *folded = text_fold(g_strstrip(all));

	return replace_text(store, &booking_index, row, fresh, folded, error);
}

static gint64 row_of(Store *store, int statement, const char *id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, statement, error);
	gint64 row = 0;

	if (!stmt)
		return 0;
	store_bind_text(stmt, 1, id);
	if (store_step(store, stmt, error) > 0) {
		row = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return row;
}

typedef struct {
	Store *store;
	GError *error;
} Rebuild;

static gboolean rebuild_customer(gpointer take, gpointer data)
{
	g_autoptr(Customer) customer = take;
	Rebuild *rebuild = data;
	gint64 row = row_of(rebuild->store, STMT_CUSTOMER_ROW, customer->id, &rebuild->error);

	return row && store_index_customer(rebuild->store, row, customer, TRUE, &rebuild->error);
}

static gboolean rebuild_booking(Booking *take, G_GNUC_UNUSED const char *customer,
				G_GNUC_UNUSED const char *phones, gpointer data)
{
	g_autoptr(Booking) booking = take;
	Rebuild *rebuild = data;
	gint64 row = row_of(rebuild->store, STMT_BOOKING_ROW, booking->id, &rebuild->error);

	return row && store_index_booking(rebuild->store, row, booking, TRUE, &rebuild->error);
}

gboolean store_search_rebuild(Store *store, GError **error)
{
	Rebuild rebuild = { store, NULL };

	for (int id = STMT_SEARCH_CLEAR_1; id <= STMT_SEARCH_CLEAR_3; id++)
		if (!store_run(store, store_stmt(store, id, error), error))
			return FALSE;
	if (!store_customers_all(store, rebuild_customer, &rebuild, error) || rebuild.error ||
	    !store_bookings_all(store, rebuild_booking, &rebuild, error) || rebuild.error) {
		if (rebuild.error)
			g_propagate_error(error, rebuild.error);
		return FALSE;
	}
	return TRUE;
}

gint64 store_search_wrong(Store *store, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_SEARCH_WRONG, error);
	gint64 rows = -1;

	if (stmt && store_step(store, stmt, error) > 0) {
		rows = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return rows;
}

/* --- asking --- */

#define CANDIDATES 20000 /* rows looked at for several words at most; more are found by typing more */
#define NO_LIMIT 100000
#define PAST_ALL "\xf4\x8f\xbf\xbf" /* U+10FFFF sorts after every other character */

/* Row numbers in the order they are found, each once. */
typedef struct {
	GArray *rows;     /* of gint64 */
	GHashTable *seen; /* of row numbers */
	guint limit;
} Found;

static void found_add(Found *found, gint64 row)
{
	if (found->rows->len < found->limit && g_hash_table_add(found->seen, GSIZE_TO_POINTER((gsize)row)))
		g_array_append_val(found->rows, row);
}

static gboolean is_full(const Found *found)
{
	return found->rows->len >= found->limit;
}

static gboolean is_short(const char *word)
{
	return g_utf8_strlen(word, -1) < 3;
}

/* Does a word of the text begin so? In a script without spaces every character begins one; a number may also end so. */
static gboolean begins_a_word(const char *text, const char *word)
{
	for (const char *at = strstr(text, word); at; at = strstr(g_utf8_next_char(at), word)) {
		const char *after = at + strlen(word);
		if (at == text || !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(at))) ||
		    text_is_cjk(g_utf8_get_char(at)))
			return TRUE;
		if (g_ascii_isdigit(*at) && !g_unichar_isalnum(g_utf8_get_char(after)))
			return TRUE;
	}
	return FALSE;
}

static gboolean holds_all(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (is_short(*words) ? !begins_a_word(text, *words) : !strstr(text, *words))
			return FALSE;
	return TRUE;
}

static gboolean begins_all(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!begins_a_word(text, *words))
			return FALSE;
	return TRUE;
}

/* A word as FTS5 takes it: in quotes, those in it doubled. */
static void append_quoted(GString *match, const char *word)
{
	g_auto(GStrv) parts = g_strsplit(word, "\"", -1);
	g_autofree char *doubled = g_strjoinv("\"\"", parts);

	g_string_append_printf(match, "%s\"%s\"", match->len ? " AND " : "", doubled);
}

/* The rows with a word that begins so. */
static gboolean by_prefix(Store *store, const IndexStmts *index, const char *lead, guint limit, GArray *rows,
			  GError **error)
{
	g_autofree char *after =
		g_strconcat(lead, "\xf4\x8f\xbf\xbf", NULL); /* U+10FFFF sorts after every other character */
	sqlite3_stmt *stmt = store_stmt(store, STMT_FIND_PREFIX, error);
	int got;

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, lead);
	store_bind_text(stmt, 2, after);
	store_bind_int(stmt, 3, index->kind);
	store_bind_int(stmt, 4, limit);
	while ((got = store_step(store, stmt, error)) > 0) {
		gint64 row = sqlite3_column_int64(stmt, 0);
		g_array_append_val(rows, row);
	}
	return got == 0;
}

/* The statement for rows that hold the words of three characters and more anywhere; NULL with no error when there is no such word. */
static sqlite3_stmt *text_stmt(Store *store, const IndexStmts *index, const char *const *words, guint limit,
			       GError **error)
{
	GString *match = g_string_new(NULL);
	sqlite3_stmt *stmt = NULL;

	for (; *words; words++)
		if (!is_short(*words))
			append_quoted(match, *words);
	if (match->len && (stmt = store_stmt(store, index->find_text, error))) {
		sqlite3_bind_text(stmt, 1, match->str, -1, SQLITE_TRANSIENT);
		store_bind_int(stmt, 2, limit);
	}
	g_string_free(match, TRUE);
	return stmt;
}

/* One word: the rows in which it begins a word, then those that hold it anywhere. */
static gboolean find_one(Store *store, const IndexStmts *index, const char *const *word, Found *found,
			 GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) problem = NULL;
	sqlite3_stmt *stmt;

	if (!by_prefix(store, index, *word, found->limit, rows, error))
		return FALSE;
	for (guint i = 0; i < rows->len; i++)
		found_add(found, g_array_index(rows, gint64, i));
	if (is_full(found))
		return TRUE;
	/* as many again: all those found already may be among them */
	stmt = text_stmt(store, index, word, found->limit * 2, &problem);
	while (stmt && !is_full(found) && store_step(store, stmt, &problem) > 0)
		found_add(found, sqlite3_column_int64(stmt, 0));
	sqlite3_reset(stmt);
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* A row that may hold all of several words: those in which each begins a word come first, the others wait. */
static void consider(const char *text, gint64 row, const char *const *words, Found *found, GArray *others)
{
	if (!text || !holds_all(text, words))
		return;
	if (begins_all(text, words))
		found_add(found, row);
	else
		g_array_append_val(others, row);
}

/* The rows in which each word begins a word, one set for each; the smallest is where to look. */
typedef struct {
	GArray *rows;    /* of the smallest */
	GPtrArray *sets; /* of GHashTable of row numbers, in the words' order; NULL for one that was cut */
} Beginnings;

static GHashTable *set_of(const GArray *rows)
{
	GHashTable *set = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (guint i = 0; i < rows->len; i++)
		g_hash_table_add(set, GSIZE_TO_POINTER((gsize)g_array_index(rows, gint64, i)));
	return set;
}

static gboolean read_beginnings(Store *store, const IndexStmts *index, const char *const *words,
				Beginnings *all, GError **error)
{
	for (; *words; words++) {
		g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
		if (!by_prefix(store, index, *words, CANDIDATES, rows, error))
			return FALSE;
		g_ptr_array_add(all->sets, rows->len < CANDIDATES ? set_of(rows) : NULL);
		if (!all->rows || rows->len < all->rows->len) {
			g_clear_pointer(&all->rows, g_array_unref);
			all->rows = g_steal_pointer(&rows);
		}
	}
	return TRUE;
}

/* What a cut set does not tell, the text does. */
static gboolean begins_each(Store *store, const IndexStmts *index, const Beginnings *all,
			    const char *const *words, gint64 row)
{
	g_autofree char *text = NULL;

	for (guint i = 0; i < all->sets->len; i++) {
		GHashTable *set = all->sets->pdata[i];
		if (set && !g_hash_table_contains(set, GSIZE_TO_POINTER((gsize)row)))
			return FALSE;
		if (!set && !text)
			text = indexed_text(store, index, row, NULL);
		if (!set && (!text || !begins_a_word(text, words[i])))
			return FALSE;
	}
	return TRUE;
}

static void unref_set(gpointer set)
{
	if (set)
		g_hash_table_unref(set);
}

/* Several words, none of them of three characters. */
static gboolean find_short(Store *store, const IndexStmts *index, const char *const *words, Found *found,
			   GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(unref_set);
	Beginnings all = { NULL, sets };
	gboolean done = read_beginnings(store, index, words, &all, error);

	for (guint i = 0; done && i < all.rows->len && !is_full(found); i++) {
		gint64 row = g_array_index(all.rows, gint64, i);
		if (begins_each(store, index, &all, words, row))
			found_add(found, row);
	}
	g_clear_pointer(&all.rows, g_array_unref);
	return done;
}

static gboolean find_several(Store *store, const IndexStmts *index, const char *const *words, Found *found,
			     GError **error)
{
	g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) problem = NULL;
	sqlite3_stmt *stmt = text_stmt(store, index, words, CANDIDATES, &problem);

	while (stmt && !is_full(found) && store_step(store, stmt, &problem) > 0)
		consider((const char *)sqlite3_column_text(stmt, 1), sqlite3_column_int64(stmt, 0), words,
			 found, others);
	sqlite3_reset(stmt);
	if (!stmt && !problem)
		find_short(store, index, words, found, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	for (guint i = 0; i < others->len; i++)
		found_add(found, g_array_index(others, gint64, i));
	return TRUE;
}

static GArray *find(Store *store, const IndexStmts *index, const char *const *words, guint limit,
		    GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
	Found found = { rows, seen, limit ? limit : NO_LIMIT };

	if (!words[0])
		return g_steal_pointer(&rows);
	if (words[1] ? !find_several(store, index, words, &found, error)
		     : !find_one(store, index, words, &found, error))
		return NULL;
	return g_steal_pointer(&rows);
}

GArray *store_find_customers(Store *store, const char *const *words, guint limit, GError **error)
{
	return find(store, &customer_index, words, limit, error);
}

GArray *store_find_bookings(Store *store, const char *const *words, guint limit, GError **error)
{
	return find(store, &booking_index, words, limit, error);
}

GArray *store_customers_beginning(Store *store, const char *const *words, guint limit, GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
	Found found = { rows, seen, limit };
	gboolean done = TRUE;

	if (words[0])
		done = words[1] ? find_short(store, &customer_index, words, &found, error)
				: by_prefix(store, &customer_index, words[0], limit, rows, error);
	return done ? g_steal_pointer(&rows) : NULL;
}

char *store_customer_name_at(Store *store, gint64 row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CUSTOMER_NAME_AT, error);
	char *name = NULL;

	if (!stmt)
		return NULL;
	store_bind_int(stmt, 1, row);
	if (store_step(store, stmt, error) > 0) {
		name = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return name;
}

/* --- one typo --- */

#define LETTERS 400 /* first or second letters tried at most */

/* The words of customers that differ from one word by one typo. A typo after the second letter leaves the first two as they are: those
 * words are a short range of the index. One in the first two leaves the rest: every such word is tried. */
typedef struct {
	Store *store;
	const char *word;
	GPtrArray *near; /* of char* */
	GError *error;
} Near;

/* The first word of customers after `after` that begins with the prefix; NULL when there is none. */
static char *next_word(Near *near, const char *after, const char *prefix)
{
	g_autofree char *end = g_strconcat(prefix, PAST_ALL, NULL);
	sqlite3_stmt *stmt = near->error ? NULL : store_stmt(near->store, STMT_WORD_NEXT, &near->error);
	char *found = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, after);
	store_bind_text(stmt, 2, end);
	if (store_step(near->store, stmt, &near->error) > 0) {
		found = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return found;
}

static void add_near(Near *near, const char *candidate)
{
	for (guint i = 0; i < near->near->len; i++)
		if (strcmp(near->near->pdata[i], candidate) == 0)
			return;
	if (text_one_typo(near->word, candidate))
		g_ptr_array_add(near->near, g_strdup(candidate));
}

/* Takes the candidate. */
static void try_word(Near *near, char *take)
{
	g_autofree char *candidate = take;
	sqlite3_stmt *stmt = near->error ? NULL : store_stmt(near->store, STMT_WORD_IS, &near->error);

	if (!stmt)
		return;
	store_bind_text(stmt, 1, candidate);
	if (store_step(near->store, stmt, &near->error) > 0) {
		sqlite3_reset(stmt);
		add_near(near, candidate);
	}
}

static void try_range(Near *near, const char *prefix)
{
	g_autofree char *at = g_strdup(prefix);

	try_word(near, g_strdup(prefix));
	while (at) {
		char *next = next_word(near, at, prefix);
		g_free(at);
		at = next;
		if (at)
			add_near(near, at);
	}
}

/* The typo is at the letter that `rest` begins with, after head: it is left out, stands after the next one, is another, or one came
 * before it. */
static void try_at(Near *near, const char *head, const char *rest)
{
	const char *second = g_utf8_next_char(rest), *third = g_utf8_next_char(second);
	g_autofree char *at = g_strdup(head);

	try_word(near, g_strconcat(head, second, NULL));
	try_word(near, g_strdup_printf("%s%.*s%.*s%s", head, (int)(third - second), second,
				       (int)(second - rest), rest, third));
	for (int letters = 0; letters < LETTERS; letters++) {
		g_autofree char *word = next_word(near, at, head);
		const char *letter = word ? word + strlen(head) : "";
		if (!*letter)
			break;
		g_autofree char *before = g_strndup(word, (gsize)(g_utf8_next_char(letter) - word));
		try_word(near, g_strconcat(before, second, NULL));
		try_word(near, g_strconcat(before, rest, NULL));
		g_free(at);
		at = g_strconcat(before, PAST_ALL, NULL);
	}
}

GPtrArray *store_near_words(Store *store, const char *word, GError **error)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	Near near = { store, word, words, NULL };

	/* a number with a typo is another number */
	if (is_short(word) || strpbrk(word, "0123456789"))
		return g_steal_pointer(&words);
	const char *second = g_utf8_next_char(word), *third = g_utf8_next_char(second);
	g_autofree char *first = g_strndup(word, (gsize)(second - word));
	g_autofree char *two = g_strndup(word, (gsize)(third - word));
	try_at(&near, "", word);
	try_at(&near, first, second);
	try_range(&near, two);
	if (near.error) {
		g_propagate_error(error, near.error);
		return NULL;
	}
	return g_steal_pointer(&words);
}
