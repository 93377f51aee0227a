/* tests/unit/book/test_search.c - find: every word anywhere, accents ignored; the house by the start of any word */
#include <string.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static char *add_customer(Book *book, const char *name, const char *phone, const char *email,
			  const char *notes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit edit = { .name = name, .email = email, .notes = notes, .phones = phones };
	if (phone)
		g_ptr_array_add(phones, (gpointer)phone);
	g_autoptr(Customer) customer = book_customer_add(book, &edit, &error);
	T_NO_ERROR(name, error);
	return customer ? g_strdup(customer->id) : NULL;
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The customers' names in order of the alphabet: which are found, not in which order. */
static char *customer_words(const SearchHits *hits)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < hits->customers->len; i++)
		g_ptr_array_add(names, ((CustomerHit *)hits->customers->pdata[i])->name);
	g_ptr_array_sort(names, by_text);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(", ", (char **)names->pdata);
}

/* "24 Nov 10:00 Maria": in the order given. */
static char *booking_words(const Book *book, const SearchHits *hits)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < hits->bookings->len; i++) {
		const BookingView *view = hits->bookings->pdata[i];
		g_autofree char *when = book_time_words(book, view->booking->start);
		g_string_append_printf(out, "%s%s %s", i ? ", " : "", when + 4, booking_view_name(view));
	}
	return g_string_free(out, FALSE);
}

static void check_found(Book *book, const char *text, const char *customers, const char *bookings)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SearchHits) hits = book_search(book, text, TRUE, 0, &error);
	if (!T_NO_ERROR(text, error))
		return;
	g_autofree char *people = customer_words(hits), *found = booking_words(book, hits);
	T_STR(text, people, customers);
	T_STR(text, found, bookings);
	T_FALSE(text, hits->typo);
}

static void check_typo(Book *book, const char *text, const char *customers)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SearchHits) hits = book_search(book, text, TRUE, 0, &error);
	T_NO_ERROR(text, error);
	g_autofree char *people = customer_words(hits);
	T_STR(text, people, customers);
	T_INT(text, hits->typo, *customers != '\0');
	T_INT(text, hits->bookings->len, 0);
}

static const struct {
	const char *name, *phone, *email, *notes;
} people[] = {
	{ "Maria Lopez", "+49 170 5550123", "ml@example.com", "likes tea" },
	{ "Søren Ås", "0171 4440000", NULL, NULL },
	{ "Ute Weiß-Müller", NULL, NULL, "Mutter von Maria" },
	{ "李小龍", NULL, NULL, NULL },
	{ "Μαρία Παπαδοπούλου", NULL, NULL, NULL },
	{ "Seán O'Brien \"Bo\"", NULL, NULL, "100% wool" },
	{ "Al", NULL, NULL, NULL },
};

static Book *phone_book(void)
{
	Book *book = desk_new(DESK_ZONE);
	for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
		g_free(add_customer(book, people[i].name, people[i].phone, people[i].email, people[i].notes));
	}
	return book;
}

static const struct {
	const char *text, *want;
} searches[] = {
	{ "maria", "Maria Lopez, Ute Weiß-Müller" },
	{ "MARIA lop", "Maria Lopez" },
	{ "lopez maria", "Maria Lopez" },
	{ "opez", "Maria Lopez" },
	{ "lo", "Maria Lopez" },
	{ "op", "" },
	{ "soren as", "Søren Ås" },
	{ "ås", "Søren Ås" },
	{ "weiss", "Ute Weiß-Müller" },
	{ "muller", "Ute Weiß-Müller" },
	{ "mu ut", "Ute Weiß-Müller" },
	{ "李", "李小龍" },
	{ "小", "李小龍" },
	{ "小龍", "李小龍" },
	{ "李小龍", "李小龍" },
	{ "μαρια", "Μαρία Παπαδοπούλου" },
	{ "ΠΑΠΑ", "Μαρία Παπαδοπούλου" },
	{ "5550123", "Maria Lopez" },
	{ "170 555", "Maria Lopez" },
	{ "+49 (170) 555-0123", "Maria Lopez" },
	{ "0123", "Maria Lopez" },
	{ "555 170", "" },
	{ "23", "Maria Lopez" },
	{ "0171", "Søren Ås" },
	{ "example.com", "Maria Lopez" },
	{ "tea", "Maria Lopez" },
	{ "o'brien", "Seán O'Brien \"Bo\"" },
	{ "sean \"bo\"", "Seán O'Brien \"Bo\"" },
	{ "100%", "Seán O'Brien \"Bo\"" },
	{ "al", "Al" },
	{ "maria zzz", "" },
	{ "%", "" },
	{ "\"", "" },
	{ "", "" },
	{ "  ", "" },
};

static void test_customers(void)
{
	g_autoptr(Book) book = phone_book();
	for (gsize i = 0; i < G_N_ELEMENTS(searches); i++)
		check_found(book, searches[i].text, searches[i].want, "");
}

static void test_typo(void)
{
	g_autoptr(Book) book = phone_book();
	check_typo(book, "lopes", "Maria Lopez");
	check_typo(book, "loepz", "Maria Lopez");
	check_typo(book, "mara lopez", "Maria Lopez");
	check_typo(book, "sorenn", "Søren Ås");
	check_typo(book, "lxpxz", "");
	check_typo(book, "ax", "");
}

/* What a hit of the list says beside the name. */
static void test_hit(void)
{
	g_autoptr(Book) book = phone_book();
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-11-17 10:00", "Cut", "Ana", "Maria Lopez");
	desk_make(book, "2026-11-10 10:00", "Colour", "Ana", "Maria Lopez");
	desk_make(book, "2026-11-24 10:00", "Talk", "Ana", "Maria Lopez");
	desk_make(book, "2026-11-18 10:00", "Talk", "Ana", "Maria Lopez");
	g_autofree char *cancelled = book_find_booking(book, "last", &error);
	T_TRUE("cancelled", book_cancel(book, cancelled, "", FALSE, NULL, &error));
	g_autoptr(SearchHits) hits = book_search(book, "lopez", FALSE, 0, &error);
	T_NO_ERROR("hits", error);
	const CustomerHit *hit = hits->customers->pdata[0];
	g_autofree char *id = desk_customer(book, "Maria Lopez");
	T_STR("id", hit->id, id);
	T_STR("phone", hit->phone, "+49 170 5550123");
	T_INT("last visit", hit->last_visit, desk_at(book, "2026-11-17 10:00"));
	T_STR("what for", hit->last_service, "Cut");
	T_INT("bookings were not asked for", hits->bookings->len, 0);
	g_autoptr(SearchHits) never = book_search(book, "soren", FALSE, 0, &error);
	T_TRUE("never", ((const CustomerHit *)never->customers->pdata[0])->last_visit == NONE);
}

static void test_bookings(void)
{
	g_autoptr(Book) book = phone_book();
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	desk_make(book, "2026-11-27 10:00", "Colour", "Boris", "Maria Lopez");
	desk_make(book, "2026-11-18 10:00", "Cut", "Boris", "Maria Lopez");
	g_autofree char *d = desk_made(book, "2026-11-25 10:00", "Massage", "Cleo", "Søren Ås");
	BookRequest *request = desk_block(book, "2026-11-26 09:00", 60, "Ana");
	model_set(&book_request_class, request, &request->title, "Stocktaking");
	desk_must("block", book, request);
	T_TRUE("noted", book_note(book, d, "bring the Zürich papers", NULL, &error));
	check_found(book, "lopez", "Maria Lopez",
		    "18 Nov 10:00 Maria Lopez, 24 Nov 10:00 Maria Lopez, 27 Nov 10:00 Maria Lopez");
	check_found(book, "lopez cut", "", "18 Nov 10:00 Maria Lopez, 24 Nov 10:00 Maria Lopez");
	check_found(book, "boris lopez", "", "18 Nov 10:00 Maria Lopez, 27 Nov 10:00 Maria Lopez");
	check_found(book, "massage", "", "25 Nov 10:00 Søren Ås");
	check_found(book, "zurich", "", "25 Nov 10:00 Søren Ås");
	check_found(book, "stock", "", "26 Nov 09:00 Stocktaking");
	check_found(book, "stock ana", "", "26 Nov 09:00 Stocktaking");
	check_found(book, "ml@", "Maria Lopez",
		    "18 Nov 10:00 Maria Lopez, 24 Nov 10:00 Maria Lopez, 27 Nov 10:00 Maria Lopez");
	g_autoptr(SearchHits) two = book_search(book, "lopez", TRUE, 2, &error);
	T_INT("at most", two->bookings->len, 2);
	T_NO_ERROR("found", error);
}

/* The indexes follow every change, and back. */
static void test_changes(void)
{
	g_autoptr(Book) book = phone_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autofree char *maria = desk_customer(book, "Maria Lopez"), *soren = desk_customer(book, "Søren Ås");
	BookEdit edit = BOOK_EDIT_INIT;
	CustomerEdit name = { .name = "Maria Gomez" };
	edit.title = "Wedding";
	T_TRUE("titled", book_edit(book, id, &edit, NULL, &error));
	check_found(book, "wedding", "", "24 Nov 10:00 Wedding");
	change_free(book_undo(book, NULL, &error));
	check_found(book, "wedding", "", "");
	change_free(book_redo(book, &error));
	check_found(book, "wedding", "", "24 Nov 10:00 Wedding");
	customer_free(book_customer_edit(book, maria, &name, &error));
	check_found(book, "gomez", "Maria Gomez", "");
	customer_free(book_customer_merge(book, maria, soren, &error));
	check_found(book, "gomez", "", "");
	check_found(book, "5550123", "Søren Ås", "");
	change_free(book_undo(book, NULL, &error));
	check_found(book, "gomez", "Maria Gomez", "");
	check_found(book, "5550123", "Maria Gomez", "");
	T_TRUE("cancelled", book_cancel(book, id, NULL, FALSE, NULL, &error));
	check_found(book, "wedding", "", "24 Nov 10:00 Wedding");
	T_NO_ERROR("changed", error);
}

static char *names(const GPtrArray *rows, gsize name)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "",
				       G_STRUCT_MEMBER(char *, rows->pdata[i], name));
	return g_string_free(out, FALSE);
}

static void check_house(const char *text, const Book *book, const char *services, const char *staff)
{
	g_autoptr(GPtrArray) what = book_match_services(book, text), who = book_match_staff(book, text, NULL);
	g_autofree char *one = names(what, G_STRUCT_OFFSET(Service, name)),
			*two = names(who, G_STRUCT_OFFSET(Staff, name));
	T_STR(text, one, services);
	T_STR(text, two, staff);
}

static void test_house(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	check_house("", book, "Cut, Colour, Massage, Yoga, Talk", "Ana, Boris, Cleo");
	check_house("c", book, "Cut, Colour", "Cleo");
	check_house("BO", book, "", "Boris");
	check_house("ut", book, "", "");
	g_autoptr(GPtrArray) able = book_match_staff(book, "", desk_service(book, "Colour"));
	g_autofree char *colourists = names(able, G_STRUCT_OFFSET(Staff, name));
	T_STR("who can", colourists, "Ana, Boris");
	g_autofree char *boris = g_strdup(desk_staff(book, "Boris")),
			*cut = g_strdup(desk_service(book, "Cut"));
	staff_free(book_staff_retire(book, boris, NULL, &error));
	service_free(book_service_retire(book, cut, NULL, &error));
	T_NO_ERROR("retired", error);
	check_house("", book, "Colour, Massage, Yoga, Talk", "Ana, Cleo");
}

UNIT_SUITE("search", NULL, NULL, { "customers", test_customers }, { "one typo", test_typo },
	   { "what a hit says", test_hit }, { "bookings", test_bookings }, { "after changes", test_changes },
	   { "the house", test_house })
