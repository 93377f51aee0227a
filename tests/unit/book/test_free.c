/* tests/unit/book/test_free.c - free time in a real book: read in pieces, explained, remembered
 *
 * The seed is printed: DAYBOOK_SEED=… repeats a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static GPtrArray *visits_of(const Book *book, const char *service, const char *staff)
{
	g_autoptr(BookRequest) request = desk_ask(book, "2026-11-24 10:00", service, staff);
	return g_ptr_array_ref(request->visits);
}

static GPtrArray *slots_of(const char *label, Book *book, const FreeQuery *query)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *slots = book_free(book, query, &error);
	T_NO_ERROR(label, error);
	return slots;
}

static gboolean same_slot(const Slot *a, const Slot *b)
{
	return a->start == b->start && a->end == b->end && g_strcmp0(a->staff, b->staff) == 0 &&
	       g_strcmp0(a->resource, b->resource) == 0;
}

/* --- a business by chance --- */

static guint32 new_seed(void)
{
	const char *given = g_getenv("DAYBOOK_SEED");
	guint32 seed = given ? (guint32)strtoul(given, NULL, 10) : g_random_int();
	printf("\n    DAYBOOK_SEED=%u ", seed);
	return seed;
}

static const char *const services[] = { "Cut", "Colour", "Massage", "Yoga", "Talk" };
static const char *const people[] = { "Ana", "Boris", "Cleo" };

static gint64 random_start(Book *book, GRand *rand)
{
	return desk_at(book, "2026-11-21 00:00") + g_rand_int_range(rand, 0, 9 * 24 * 12) * 300;
}

static BookRequest *random_ask(Book *book, GRand *rand)
{
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", services[g_rand_int_range(rand, 0, 5)],
					g_rand_boolean(rand) ? people[g_rand_int_range(rand, 0, 3)] : NULL);
	request->start = random_start(book, rand);
	if (g_rand_int_range(rand, 0, 5) == 0)
		desk_then(book, request, services[g_rand_int_range(rand, 0, 5)], NULL);
	return request;
}

static void fill(Book *book, GRand *rand, int tries)
{
	for (int i = 0; i < tries; i++) {
		g_autoptr(BookRequest) request = random_ask(book, rand);
		book_add(book, request, NULL, NULL);
	}
}

/* --- in pieces --- */

/* However few are asked for, they are the first of all. */
static void test_pieces(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GRand) rand = g_rand_new_with_seed(new_seed());
	fill(book, rand, 120);
	desk_policy(book, "max-per-day", "12");
	for (gsize s = 0; s < G_N_ELEMENTS(services); s++) {
		g_autoptr(GPtrArray) visits = visits_of(book, services[s], NULL);
		FreeQuery query = { .visits = visits,
				    .from = desk_at(book, "2026-11-20 13:20"),
				    .to = desk_at(book, "2027-02-01 00:00"),
				    .limit = G_MAXUINT };
		g_autoptr(GPtrArray) all = slots_of("all", book, &query);
		static const guint limits[] = { 1, 7, 60, 700 };
		for (gsize l = 0; l < G_N_ELEMENTS(limits); l++) {
			query.limit = limits[l];
			g_autoptr(GPtrArray) some = slots_of("some", book, &query);
			T_INT(services[s], some->len, MIN(limits[l], all->len));
			for (guint i = 0; i < some->len && i < all->len; i++)
				T_TRUE(services[s], same_slot(some->pdata[i], all->pdata[i]));
		}
	}
}

static void test_far(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GPtrArray) visits = visits_of(book, "Cut", NULL);
	FreeQuery query = { .visits = visits,
			    .from = desk_at(book, "2026-11-20 13:20"),
			    .to = desk_at(book, "2199-01-01 00:00"),
			    .limit = G_MAXUINT };
	g_autoptr(GPtrArray) slots = slots_of("to the end of time", book, &query);
	const Slot *last = slots->pdata[slots->len - 1];
	T_TRUE("nothing beyond the horizon", last->start <= desk_at(book, "2028-11-20 08:00"));
	query.from = desk_at(book, "2030-01-01 00:00");
	g_autoptr(GPtrArray) none = slots_of("beyond it", book, &query);
	T_INT("none", none->len, 0);
}

/* --- explained --- */

static void check_fits(const char *label, Book *book, const GPtrArray *visits, gint64 start,
		       const char *except)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Explanation) again = book_explain(book, visits, start, TRUE, except, &error);
	T_NO_ERROR(label, error);
	T_TRUE(label, again && again->fits);
	T_TRUE(label, again && !again->change && !again->nearest);
}

static void check_nearest(Book *book, const GPtrArray *visits, gint64 start, const char *except,
			  const Slot *nearest)
{
	FreeQuery query = { .visits = visits,
			    .from = book_now(book),
			    .to = book_now(book) + 60 * 86400,
			    .limit = G_MAXUINT,
			    .except = except };
	g_autoptr(GPtrArray) slots = slots_of("nearest", book, &query);
	const Slot *best = NULL;
	for (guint i = 0; i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		if (!best || ABS(slot->start - start) < ABS(best->start - start))
			best = slot;
	}
	T_INT("the nearest of what is listed", nearest ? nearest->start : 0, best ? best->start : 0);
	T_STR("with whom", nearest ? nearest->staff : NULL, best ? best->staff : NULL);
}

/* What is refused says what would fit, and it does; booking says the same as explaining. */
static void test_explained(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GRand) rand = g_rand_new_with_seed(new_seed());
	guint changes = 0;
	fill(book, rand, 150);
	desk_policy(book, "min-notice", "3h");
	for (int i = 0; i < 80; i++) {
		g_autoptr(BookRequest) request = random_ask(book, rand);
		g_autoptr(GError) error = NULL, refused = NULL;
		g_autoptr(Explanation) why =
			book_explain(book, request->visits, request->start, TRUE, NULL, &error);
		T_NO_ERROR("explained", error);
		T_INT("every rule", why->rules->len, 11);
		request->dry_run = 1;
		T_INT("the same decides", book_add(book, request, NULL, &refused), why->fits);
		if (why->fits)
			continue;
		check_nearest(book, request->visits, request->start, NULL, why->nearest);
		T_TRUE("it says it last", !why->change || g_strrstr(refused->message, why->change) != NULL);
		if (why->change)
			check_fits(why->change, book, why->changed, why->changed_start, NULL);
		changes += why->change ? 1 : 0;
	}
	T_TRUE("there was something to change", changes > 5);
}

/* A visit that is moved is not in its own way, and keeps its own buffers. */
static void test_moved(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Massage", "Ana", "Maria");
	desk_make(book, "2026-11-24 12:00", "Cut", "Ana", NULL);
	g_autoptr(GError) error = NULL;
	BookEdit edit = BOOK_EDIT_INIT;
	edit.start = desk_at(book, "2026-11-24 10:50"); /* to 11:50, and 15 min after */
	T_FALSE("too close", book_move(book, one, &edit, NULL, &error));
	T_TRUE("5 min", error && g_str_has_suffix(error->message, "It would fit: start 5 min earlier."));
	edit.start -= 300;
	T_TRUE("applied", book_move(book, one, &edit, NULL, NULL));
}

static void test_block_explained(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(BookRequest) request = desk_block(book, "2026-11-24 10:30", 60, "Ana");
	g_autoptr(Explanation) why = book_explain(book, request->visits, request->start, FALSE, NULL, NULL);
	T_FALSE("busy", why->fits);
	T_STR("after it", why->change, "start 15 min later");
	request->start = desk_at(book, "2026-11-24 03:00");
	g_autoptr(Explanation) night = book_explain(book, request->visits, request->start, FALSE, NULL, NULL);
	T_TRUE("a block knows no hours", night->fits);
	T_STR("and says so", ((ExplainedRule *)night->rules->pdata[PLAN_OPEN])->message,
	      "Blocked time is not asked for that.");
}

static void test_preview(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(BookRequest) request = desk_ask(book, "2026-11-24 10:15", "Cut", "Ana");
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, NULL);
	T_TRUE("says why", preview && preview->why && !preview->why->fits);
	T_STR("and what would do", preview->why->change, "start 30 min later");
	request->start = desk_at(book, "2026-11-24 11:00");
	g_autoptr(BookPreview) fits = book_preview(book, request, NULL, NULL);
	T_TRUE("nothing to explain", fits && fits->fits && !fits->why);
}

/* --- the length that is usual --- */

static void visit_of(Book *book, const char *customer, const char *when, int minutes)
{
	BookRequest *request = desk_ask(book, when, "Cut", "Ana");
	model_set(&book_request_class, request, &request->customer, customer);
	((Visit *)request->visits->pdata[0])->seconds = minutes * 60;
	desk_must(when, book, request);
}

static void check_usual(const char *label, Book *book, const char *customer, gint64 want)
{
	g_autoptr(GError) error = NULL;
	gint64 got =
		book_usual_length(book, customer, desk_service(book, "Cut"), desk_staff(book, "Ana"), &error);
	T_NO_ERROR(label, error);
	T_INT(label, got / 60, want);
}

static void test_usual(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *maria = desk_customer(book, "Maria");
	g_autofree char *tom = desk_customer(book, "Tom");
	check_usual("nobody", book, NULL, 0);
	visit_of(book, maria, "2026-11-02 10:00", 60);
	check_usual("once is no habit", book, maria, 0);
	visit_of(book, maria, "2026-11-03 10:00", 60);
	check_usual("twice", book, maria, 60);
	check_usual("not another's", book, tom, 0);
	g_autoptr(BookRequest) request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	model_set(&book_request_class, request, &request->customer, maria);
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, NULL);
	T_INT("offered in the form", preview->usual, 3600);
	T_INT("and not taken by itself", preview->end - preview->start, 45 * 60);
	visit_of(book, maria, "2026-11-04 10:00", 45);
	check_usual("the own length once", book, maria, 60);
	visit_of(book, maria, "2026-11-05 10:00", 45);
	check_usual("as often, and newer", book, maria, 0);
	for (int day = 6; day < 12; day++) {
		g_autofree char *when = g_strdup_printf("2026-11-%02d 15:00", day);
		if (day_weekday(desk_day("2026-11-01") + day - 1) != 6)
			visit_of(book, maria, when, 30);
	}
	check_usual("the last five count", book, maria, 30);
	desk_policy(book, "remember-length", "off");
	check_usual("switched off", book, maria, 0);
}

UNIT_SUITE("free", NULL, NULL, { "read in pieces", test_pieces }, { "far ahead", test_far },
	   { "explained, and applied", test_explained }, { "moved", test_moved },
	   { "blocks explained", test_block_explained }, { "the preview explains", test_preview },
	   { "the usual length", test_usual })
