/* tests/unit/store/test_search.c - who and what is found, however it is spelled; and the indexes stay right whatever happens to rows */
#include <string.h>

#include "base/text.h"
#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

/* --- a small town --- */

static const struct {
	gint64 number;
	const char *name, *phone, *email, *notes;
} people[] = {
	{ 1, "Maria López", "+491701234567", "maria@example.com", "" },
	{ 2, "Maria Müller", "+4930555", "", "likes Ana" },
	{ 3, "Søren Ås", "+4540112233", "", "" },
	{ 4, "王小明", "", "", "" },
	{ 5, "Li Na", "+8613800138000", "", "" },
	{ 6, "김하늘", "", "", "" },
	{ 7, "Jo O'Brien", "", "", "says \"hello\"" },
	{ 8, "Straßer", "", "", "" },
	{ 9, "みかん さくら", "", "", "" },
	{ 10, "Anne-Marie", "+4999", "", "" },
	{ 11, "Ångström", "", "", "" },
	{ 12, "Lina Olsson", "", "", "" },
};

static Customer *person(gsize i)
{
	Customer *customer = fixture_customer(people[i].number, people[i].name);
	Phone *phone = phone_new();

	model_set(&customer_class, customer, &customer->email, people[i].email);
	model_set(&customer_class, customer, &customer->notes, people[i].notes);
	model_set(&phone_class, phone, &phone->number, people[i].phone);
	g_ptr_array_add(customer->phones, phone);
	return customer;
}

static Store *town(void)
{
	Store *store = fixture_new("book.db");

	for (gsize i = 0; i < G_N_ELEMENTS(people); i++)
		fixture_put(store, &customer_class, person(i));
	return store;
}

/* "1 2": the numbers of who is found, in order. */
static char *found(Store *store, gboolean bookings, const char *query, guint limit)
{
	g_auto(GStrv) words = text_words(query);
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) rows =
		bookings ? store_find_bookings(store, (const char *const *)words, limit, &error)
			 : store_find_customers(store, (const char *const *)words, limit, &error);
	GString *numbers = g_string_new(NULL);

	T_NO_ERROR(query, error);
	for (guint i = 0; rows && i < rows->len; i++)
		g_string_append_printf(numbers, "%s%d", i ? " " : "", (int)g_array_index(rows, gint64, i));
	return g_string_free(numbers, FALSE);
}

static void expect(Store *store, const char *query, const char *wanted)
{
	g_autofree char *got = found(store, FALSE, query, 50);

	T_STR(query, got, wanted);
}

static const struct {
	const char *query, *found;
} queries[] = {
	{ "maria", "1 2" },
	{ "MARIA", "1 2" },
	{ "lopez", "1" }, /* accents ignored */
	{ "lópez", "1" },
	{ "LÓPEZ", "1" },
	{ "muller", "2" },
	{ "mueller", "" },    /* no language is guessed */
	{ "soren", "3" },     /* ø */
	{ "as", "3" },        /* å; two characters, a word's beginning */
	{ "a", "2 11 10 3" }, /* one character; by the word */
	{ "strasser", "8" },  /* ß */
	{ "STRASSER", "8" },
	{ "ngstr", "11" }, /* anywhere, from three characters on */
	{ "opez", "1" },
	{ "pez", "1" },
	{ "ez", "" },         /* two in the middle of a word with spaces around are too few */
	{ "maria lop", "1" }, /* every word */
	{ "lopez maria", "1" },
	{ "maria x", "" },
	{ "ari pez", "1" }, /* neither begins a word */
	{ "li", "5 2 12" }, /* Li, likes, Lina */
	{ "li na", "5" },   /* both short: each begins a word */
	{ "na li", "5" },
	{ "maria 67", "1" }, /* the last two digits */
	{ "maria 6", "" },
	{ "小 王", "4" },
	{ "o brien", "7" },
	{ "o'brien", "7" },
	{ "\"hello\"", "7" },
	{ "hello", "7" }, /* notes */
	{ "ana", "2" },
	{ "example", "1" }, /* e-mail */
	{ "maria@example.com", "1" },
	{ "王", "4" },
	{ "小", "4" }, /* a run of one in the middle */
	{ "明", "4" },
	{ "小明", "4" },
	{ "王小", "4" },
	{ "王小明", "4" },
	{ "小王", "" },
	{ "김", "6" },
	{ "하늘", "6" },
	{ "늘", "6" },
	{ "かん", "9" },
	{ "くら", "9" },
	{ "みかん さくら", "9" },
	{ "491701234567", "1" },
	{ "0123", "1" },
	{ "9876", "" },
	{ "1234", "1" },
	{ "4567", "1" },
	{ "67", "1" }, /* the last two digits */
	{ "00", "5" },
	{ "99", "10" },
	{ "zzz", "" },
	{ "", "" },
	{ "  ", "" },
	{ "' OR 1=1 --", "" },
	{ "*", "" },
	{ "%", "" },
	{ "NOT maria", "" },
	{ "maria AND lopez", "" },
};

static void test_customers(void)
{
	g_autoptr(Store) store = town();

	for (gsize i = 0; i < G_N_ELEMENTS(queries); i++)
		expect(store, queries[i].query, queries[i].found);
	expect(store, "7", "1"); /* the last digit, and nobody's first */
}

/* Words that text_words would not make must do no harm either. */
static void test_raw_words(void)
{
	static const char *const words[] = {
		"\"",   "\"\"\"", "a\"b",     "x\" OR \"maria",   "NEAR(", "maria*", "-maria",
		"^mar", "(mar",   "text:mar", "\xf4\x8f\xbf\xbf", "\\",    "'",      "''"
	};
	g_autoptr(Store) store = town();

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *const alone[] = { words[i], NULL };
		const char *const two[] = { words[i], "maria", NULL };
		g_autoptr(GError) error = NULL;
		g_autoptr(GArray) one = store_find_customers(store, alone, 10, &error);
		g_autoptr(GArray) both = store_find_bookings(store, two, 10, &error);
		T_NO_ERROR(words[i], error);
		T_INT(words[i], one ? one->len : 99, 0);
		T_INT(words[i], both ? both->len : 99, 0);
	}
}

static void test_limit(void)
{
	g_autoptr(Store) store = town();
	g_autofree char *one = found(store, FALSE, "maria", 1);
	g_autofree char *all = found(store, FALSE, "maria", 0);

	T_STR("one", one, "1");
	T_STR("none is no limit", all, "1 2");
	for (gint64 i = 100; i < 1100; i++) {
		g_autofree char *name = g_strdup_printf("Maria Number%d", (int)i);
		fixture_put(store, &customer_class, fixture_customer(i, name));
	}
	const char *const words[] = { "maria", NULL }, *const two[] = { "maria", "umber", NULL };
	g_autoptr(GArray) many = store_find_customers(store, words, 0, NULL);
	g_autoptr(GArray) some = store_find_customers(store, words, 500, NULL);
	g_autoptr(GArray) held = store_find_customers(store, two, 500, NULL);
	T_INT("all of many", many->len, 1002);
	T_INT("some of many", some->len, 500);
	T_INT("of several words", held->len, 500);
}

/* --- what happens to rows --- */

static Customer *read_customer(Store *store, gint64 number)
{
	g_autofree char *id = fixture_id("customer", number);

	return store_get(store, &customer_class, id, NULL);
}

static void put_again(Store *store, Customer *take)
{
	take->version++;
	fixture_put(store, &customer_class, take);
	T_INT("the indexes are right", store_search_wrong(store, NULL), 0);
}

static void test_customers_change(void)
{
	g_autoptr(Store) store = town();
	Customer *customer = read_customer(store, 1);

	model_set(&customer_class, customer, &customer->name, "Mia Gómez");
	put_again(store, customer);
	expect(store, "lopez", "");
	expect(store, "maria", "1 2"); /* her e-mail has it still */
	expect(store, "gomez", "1");
	expect(store, "mi", "1");

	customer = read_customer(store, 1);
	g_ptr_array_set_size(customer->phones, 0);
	put_again(store, customer);
	expect(store, "4567", "");
	expect(store, "67", "");

	customer = read_customer(store, 1); /* nothing that is searched changes */
	model_set(&customer_class, customer, &customer->language, "de");
	put_again(store, customer);
	expect(store, "gomez", "1");

	customer = read_customer(store, 4);
	customer->removed = 1;
	put_again(store, customer);
	expect(store, "王", "");
	expect(store, "小明", "");
	customer = read_customer(store, 4);
	customer->removed = 0;
	put_again(store, customer);
	expect(store, "小明", "4");

	customer = read_customer(store, 3);
	customer->erased = 5;
	model_set(&customer_class, customer, &customer->name, "");
	g_ptr_array_set_size(customer->phones, 0);
	put_again(store, customer);
	expect(store, "soren", "");
	expect(store, "33", "");
}

static Booking *with_words(gint64 number, const char *title, const char *notes, const char *public_note)
{
	Booking *booking = fixture_booking(number, 1000, 30, NULL, NULL);

	model_set(&booking_class, booking, &booking->title, title);
	model_set(&booking_class, booking, &booking->notes, notes);
	model_set(&booking_class, booking, &booking->public_note, public_note);
	return booking;
}

static void expect_bookings(Store *store, const char *query, const char *wanted)
{
	g_autofree char *got = found(store, TRUE, query, 50);

	T_STR(query, got, wanted);
}

static void test_bookings(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	fixture_put(store, &booking_class, with_words(1, "Annual review", "", ""));
	fixture_put(store, &booking_class, with_words(2, "", "Allergic to ammonia", ""));
	fixture_put(store, &booking_class, with_words(3, "", "", "Bring photos"));
	fixture_put(store, &booking_class, with_words(4, "", "", ""));
	fixture_put(store, &booking_class, with_words(5, " \n", "\t", ""));
	fixture_put(store, &booking_class, with_words(6, "会議 準備", "", ""));
	T_INT("the indexes are right", store_search_wrong(store, NULL), 0);
	expect_bookings(store, "review", "1");
	expect_bookings(store, "nual", "1");
	expect_bookings(store, "ammonia", "2");
	expect_bookings(store, "photos bring", "3");
	expect_bookings(store, "an", "1");
	expect_bookings(store, "備", "6");
	expect(store, "review", ""); /* not a customer's word */

	Booking *booking = with_words(1, "Yearly talk", "", "");
	booking->version = 2;
	fixture_put(store, &booking_class, booking);
	expect_bookings(store, "review", "");
	expect_bookings(store, "talk", "1");
	booking = with_words(1, "Yearly talk", "", "");
	booking->version = 3;
	booking->removed = 1;
	fixture_put(store, &booking_class, booking);
	expect_bookings(store, "talk", "");
	T_INT("the indexes are right", store_search_wrong(store, NULL), 0);
}

/* --- the judge of the indexes, and its cure --- */

static void test_wrong_and_rebuilt(void)
{
	static const char *const faults[] = {
		"DELETE FROM customer_text WHERE rowid = 2",
		"DELETE FROM booking_text WHERE rowid = 1",
		"INSERT INTO customer_text(rowid, text) VALUES(999, 'ghost')",
		"INSERT INTO booking_text(rowid, text) VALUES(999, 'ghost')",
		"UPDATE customer SET removed = 1 WHERE row = 1",
	};
	g_autoptr(Store) store = town();

	fixture_put(store, &booking_class, with_words(1, "Annual review", "", ""));
	for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
		T_INT("right before", store_search_wrong(store, NULL), 0);
		T_TRUE(faults[i], store_exec(store, faults[i], NULL));
		T_INT(faults[i], store_search_wrong(store, NULL), 1);
		T_TRUE("begins", store_begin(store, NULL));
		T_TRUE("rebuilt", store_search_rebuild(store, NULL));
		T_TRUE("commits", store_commit(store, NULL));
	}
	T_INT("right after", store_search_wrong(store, NULL), 0);
	expect(store, "muller", "2");
	expect(store, "小明", "4");
	expect(store, "67", ""); /* the one who was removed */
	expect(store, "00", "5");
	expect_bookings(store, "review", "1");
}

/* --- one typo --- */

static void test_near_words(void)
{
	g_autoptr(Store) store = town();
	static const struct {
		const char *word, *near;
	} rows[] = {
		{ "mulle", "muller" },  { "mulller", "muller" }, { "muler", "muller" },
		{ "mullre", "muller" }, { "nuller", "muller" },  { "maira", "maria" },
		{ "lopes", "lopez" },   { "zzzzz", "" },         { "lpz", "" },
		{ "491701234568", "" },
	};

	fixture_put(store, &booking_class,
		    with_words(1, "mullex", "", "")); /* a booking's word is nobody's name */
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) near = store_near_words(store, rows[i].word, &error);
		T_NO_ERROR(rows[i].word, error);
		g_ptr_array_add(near, NULL);
		g_autofree char *all = g_strjoinv(" ", (char **)near->pdata);
		T_STR(rows[i].word, all, rows[i].near);
	}
}

/* Every word of a thousand, by brute force: the same are found. */
static void test_near_words_all(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) distinct = g_hash_table_new(g_str_hash, g_str_equal);
	static const char *const letters[] = { "a", "b", "m", "ö", "王", "й" };
	GRand *random = g_rand_new_with_seed(11);

	for (gint64 i = 0; i < 1000; i++) {
		GString *name = g_string_new(NULL);
		for (int n = g_rand_int_range(random, 2, 7); n > 0; n--)
			g_string_append(name, letters[g_rand_int_range(random, 0, G_N_ELEMENTS(letters))]);
		fixture_put(store, &customer_class, fixture_customer(i, name->str));
		g_autofree char *fold = text_fold(name->str);
		if (!g_hash_table_contains(distinct, fold)) {
			g_ptr_array_add(words, g_strdup(fold));
			g_hash_table_add(distinct, words->pdata[words->len - 1]);
		}
		g_string_free(name, TRUE);
	}
	g_rand_free(random);
	for (guint i = 0; i < words->len; i += 3) {
		const char *word = words->pdata[i];
		guint want = 0;
		if (g_utf8_strlen(word, -1) < 3)
			continue;
		for (guint j = 0; j < words->len; j++)
			want += text_one_typo(word, words->pdata[j]) ? 1 : 0;
		g_autoptr(GPtrArray) near = store_near_words(store, word, NULL);
		T_INT(word, near->len, want);
	}
}

static void test_rows_by_number(void)
{
	g_autoptr(Store) store = town();
	g_autoptr(Customer) customer = store_customer_at(store, 2, NULL);
	g_autoptr(GError) error = NULL;

	T_STR("second", customer->name, "Maria Müller");
	T_NULL("none", store_customer_at(store, 999, &error));
	T_NO_ERROR("none", error);
}

UNIT_SUITE("search", NULL, NULL, { "customers", test_customers }, { "raw words", test_raw_words },
	   { "limits", test_limit }, { "customers change", test_customers_change },
	   { "bookings", test_bookings },
	   { "indexes that are wrong are seen and made again", test_wrong_and_rebuilt },
	   { "one typo", test_near_words }, { "one typo, all of them", test_near_words_all },
	   { "rows by number", test_rows_by_number })
