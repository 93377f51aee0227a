/* tests/unit/book/test_series_clash.c - the table of a series' dates: what does not fit is left out, moved, overbooked, or refused */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/series.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* Weekly at ten with Ana from 24 November, six times; 1, 15 and 22 December are taken from 10:30 on. */
static Book *busy_desk(void)
{
	Book *book = desk_new(DESK_ZONE);
	desk_make(book, "2026-12-01 10:30", "Cut", "Ana", "Ben");
	desk_make(book, "2026-12-15 10:30", "Cut", "Ana", "Ben");
	desk_make(book, "2026-12-22 10:30", "Cut", "Ana", "Ben");
	return book;
}

static BookRequest *weekly(const Book *book)
{
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY;COUNT=6");
	model_set(&book_request_class, request, &request->new_customer, "Maria Lopez");
	return request;
}

static void choose(const Book *book, BookRequest *request, const char *date, DateChoice choice)
{
	DateChosen *chosen = date_chosen_new();
	chosen->date = strlen(date) > 10 ? zone_local(book_zone(book), desk_at(book, date))
					 : desk_day(date) * ZONE_DAY_SECONDS;
	chosen->choice = choice;
	g_ptr_array_add(request->choices, chosen);
}

static char *short_time(const Book *book, gint64 instant)
{
	gint64 local = zone_local(book_zone(book), instant);
	g_autofree char *day = day_iso(local_day(local)), *time = local_hhmm(local);
	return g_strdup_printf("%s %s", day + 5, time);
}

/* "11-24 10:00, 12-01 10:00 skip 12-01 09:45": each date, what becomes of it, and the nearest. */
static char *table_words(const Book *book, const GPtrArray *table)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; table && i < table->len; i++) {
		const SeriesDate *date = table->pdata[i];
		g_autofree char *start = short_time(book, date->start);
		g_autofree char *nearest =
			date->nearest ? short_time(book, date->nearest->start) : g_strdup("nowhere");
		g_string_append_printf(out, "%s%s", i ? ", " : "", start);
		if (!date->fits || date->choice)
			g_string_append_printf(out, " %s", date_choice_name(date->choice));
		if (!date->fits)
			g_string_append_printf(out, " %s", nearest);
	}
	return g_string_free(out, FALSE);
}

static char *starts_words(const Book *book, const GPtrArray *bookings)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		g_autofree char *start = short_time(book, booking->start);
		g_string_append_printf(out, "%s%s%s", i ? ", " : "", start, booking->overbooked ? "!" : "");
	}
	return g_string_free(out, FALSE);
}

/* The same table before and after; what stands; and gone again with one undo. Frees the request. */
static void check_booked(const char *label, Book *book, BookRequest *take, const char *table,
			 const char *stands)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, &error);
	g_autoptr(BookResult) result = NULL;
	g_autofree char *seen = table_words(book, preview ? preview->table : NULL);
	T_STR(label, seen, table);
	T_TRUE(label, preview && preview->fits);
	book_add(book, request, &result, &error);
	if (!T_NO_ERROR(label, error))
		return;
	g_autofree char *got = table_words(book, result->dates),
			*starts = starts_words(book, result->bookings);
	T_STR(label, got, table);
	T_STR(label, starts, stands);
	desk_check(label, book);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR(label, error);
	after = desk_content(book);
	desk_check_same(label, after, before);
}

static void test_choices(void)
{
	g_autoptr(Book) book = busy_desk();
	BookRequest *request = weekly(book);
	request->clash = DATE_SKIP;
	check_booked("left out", book, request,
		     "11-24 10:00, 12-01 10:00 skip 12-01 09:45, 12-08 10:00, 12-15 10:00 skip 12-15 09:45, "
		     "12-22 10:00 skip 12-22 09:45, 12-29 10:00",
		     "11-24 10:00, 12-08 10:00, 12-29 10:00");
	request = weekly(book);
	request->clash = DATE_MOVE;
	check_booked("moved", book, request,
		     "11-24 10:00, 12-01 10:00 move 12-01 09:45, 12-08 10:00, 12-15 10:00 move 12-15 09:45, "
		     "12-22 10:00 move 12-22 09:45, 12-29 10:00",
		     "11-24 10:00, 12-01 09:45, 12-08 10:00, 12-15 09:45, 12-22 09:45, 12-29 10:00");
	request = weekly(book);
	request->clash = DATE_OVERBOOK;
	model_set(&book_request_class, request, &request->overbook, "a regular");
	choose(book, request, "2026-12-15", DATE_SKIP);
	choose(book, request, "2026-12-22 10:00", DATE_MOVE);
	check_booked(
		"each its own", book, request,
		"11-24 10:00, 12-01 10:00 overbook 12-01 09:45, 12-08 10:00, 12-15 10:00 skip 12-15 09:45, "
		"12-22 10:00 move 12-22 09:45, 12-29 10:00",
		"11-24 10:00, 12-01 10:00!, 12-08 10:00, 12-22 09:45, 12-29 10:00");
}

static void test_kept_in_mind(void)
{
	g_autoptr(Book) book = busy_desk();
	g_autoptr(GError) error = NULL;
	BookRequest *request = weekly(book);
	request->clash = DATE_MOVE;
	choose(book, request, "2026-11-24", DATE_SKIP);
	choose(book, request, "2026-12-29", DATE_SKIP);
	g_autoptr(BookResult) result = NULL;
	book_add(book, request, &result, &error);
	book_request_free(request);
	if (!T_NO_ERROR("dates that fit can be left out too", error))
		return;
	T_STR("said",
	      result->dates ? date_choice_name(((SeriesDate *)result->dates->pdata[0])->choice) : NULL,
	      "skip");
	g_autoptr(Series) series = store_get(book->store, &series_class, result->series->id, &error);
	T_INT("both", series->skipped->len, 2);
	T_INT("the first", ((const Skipped *)series->skipped->pdata[0])->occurrence, series->local_start);
	const Booking *moved = result->bookings->pdata[0];
	g_autofree char *start = short_time(book, moved->start);
	T_STR("moved", start, "12-01 09:45");
	T_INT("the date that the rule gave it", moved->occurrence,
	      desk_day("2026-12-01") * ZONE_DAY_SECONDS + 10 * 3600);
	T_INT("its own hour", moved->local_start, moved->occurrence - 900);
}

static void refused(const char *label, Book *book, BookRequest *take, DaybookErrorCode code,
		    const char *message)
{
	g_autoptr(GError) error = desk_refused(label, book, take, code);
	T_STR(label, error ? error->message : NULL, message);
}

static void test_refused(void)
{
	g_autoptr(Book) book = busy_desk();
	BookRequest *request = weekly(book);
	choose(book, request, "2026-12-01", DATE_SKIP);
	refused("two are left", book, request, DAYBOOK_ERROR_CONFLICT,
		"2 of 6 dates do not fit (Tue 15 Dec 10:00, Tue 22 Dec 10:00); nothing was booked.");
	request = weekly(book);
	request->clash = DATE_SKIP;
	choose(book, request, "2026-12-02", DATE_SKIP);
	refused("no such date", book, request, DAYBOOK_ERROR_USAGE, "Wed 2 Dec is no date of this series.");
	request = weekly(book);
	request->clash = DATE_OVERBOOK;
	refused("no reason", book, request, DAYBOOK_ERROR_USAGE,
		"Overbooking needs a reason, for whoever reads the book later.");
	request = weekly(book);
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY;COUNT=1");
	choose(book, request, "2026-11-24", DATE_SKIP);
	refused("nothing is left", book, request, DAYBOOK_ERROR_USAGE,
		"Every date is left out; nothing would be booked.");
	request = weekly(book);
	request->clash = DATE_MOVE;
	model_set(&book_request_class, request, &request->kind, "block");
	Visit *visit = request->visits->pdata[0];
	model_set(&visit_class, visit, &visit->service, NULL);
	visit->seconds = 60;
	model_set(&book_request_class, request, &request->new_customer, NULL);
	request->all_day = 1;
	request->start = desk_at(book, "2026-11-24 00:00");
	refused("whole days are not moved", book, request, DAYBOOK_ERROR_CONFLICT,
		"3 of 6 dates do not fit (Tue 1 Dec 00:00, Tue 15 Dec 00:00, Tue 22 Dec 00:00); nothing was "
		"booked.");
}

/* Two dates that are moved do not take the same time, and none takes a later date's own. */
static void test_own_way(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	model_set(&book_request_class, request, &request->rrule, "FREQ=MINUTELY;INTERVAL=30;COUNT=4");
	request->clash = DATE_MOVE;
	check_booked("every half hour", book, request,
		     "11-24 10:00, 11-24 10:30 move 11-24 09:15, 11-24 11:00, 11-24 11:30 move 11-24 11:45",
		     "11-24 10:00, 11-24 09:15, 11-24 11:00, 11-24 11:45");
}

/* All dates are with the same people; the room is any that is free then. */
static void test_rooms(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	BookRequest *other = desk_ask(book, "2026-12-01 10:00", "Massage", "Boris");
	Visit *visit = other->visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, desk_resource(book, "Room 1"));
	desk_must("one room is taken", book, other);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Massage", "Ana");
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY;COUNT=2");
	T_TRUE("the other is free", book_add(book, request, &result, &error));
	T_NO_ERROR("the other is free", error);
	book_request_free(request);
	desk_check_words("first", book, result->bookings->pdata[0], "24T10:00-11:00 Ana Massage @Room 1");
	desk_check_words("second", book, result->bookings->pdata[1], "01T10:00-11:00 Ana Massage @Room 2");
	request = desk_ask(book, "2026-11-24 10:00", "Massage", "Cleo");
	visit = request->visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, desk_resource(book, "Room 2"));
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY;COUNT=2");
	desk_must_not("the room that was named is taken", book, request, DAYBOOK_ERROR_CONFLICT);
}

/* --- against a slow search --- */

static const char *const zones[] = { "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe",
				     "Pacific/Kiritimati", "America/New_York" };

/* Every quarter of an hour nearer to the rule's time than where the date was put (or as near, and earlier): nothing fits there. */
static void check_nearest(Book *book, const BookRequest *asked, const SeriesDate *date, guint32 seed)
{
	g_autoptr(BookRequest) request = book_request_copy(asked);
	gint64 away = ABS(date->nearest->start - date->start);
	model_set(&book_request_class, request, &request->rrule, NULL);
	g_ptr_array_set_size(request->choices, 0);
	for (gint64 at = date->start - away; at < date->start + away; at += 900) {
		if (at == date->nearest->start || at < book_now(book))
			continue;
		request->start = at;
		g_autoptr(BookPreview) preview = book_preview(book, request, date->booking, NULL);
		if (preview && preview->fits) {
			g_autofree char *nearer = short_time(book, at);
			unit_check(FALSE, __LINE__, __FILE__, "seed %u: %s is nearer", seed, nearer);
			return;
		}
	}
}

static void check_date(Book *book, const BookRequest *request, const SeriesDate *date, guint32 seed)
{
	g_autoptr(Booking) booking = date->booking ? desk_get(book, date->booking) : NULL;
	gint64 stands = booking ? booking->start : NONE;
	gint64 want = date->fits                  ? date->start
		      : date->choice == DATE_MOVE ? date->nearest->start
		      : date->choice == DATE_SKIP ? NONE
						  : date->start;
	unit_check(stands == want, __LINE__, __FILE__, "seed %u: stands elsewhere", seed);
	unit_check(!booking ||
			   (booking->overbooked != NULL) == (date->choice == DATE_OVERBOOK && !date->fits),
		   __LINE__, __FILE__, "seed %u: the mark of overbooking", seed);
	if (date->nearest && date->choice == DATE_MOVE)
		check_nearest(book, request, date, seed);
}

static void random_run(Book *book, GRand *random, guint32 seed)
{
	g_autofree char *days = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL;
	static const char *const services[] = { "Cut", "Colour", "Massage", "Talk" };
	static const char *const rules[] = { "FREQ=DAILY;COUNT=8", "FREQ=WEEKLY;COUNT=5;BYDAY=TU,TH",
					     "FREQ=HOURLY;COUNT=5", "FREQ=DAILY;INTERVAL=2;COUNT=5" };
	for (guint i = 0; i < 12; i++) {
		g_autofree char *day = day_iso(desk_day("2027-03-22") + g_rand_int_range(random, 0, 14));
		g_autofree char *when = g_strdup_printf("%s %02d:%02d", day, g_rand_int_range(random, 9, 17),
							15 * g_rand_int_range(random, 0, 4));
		g_autoptr(BookRequest) other = desk_ask(book, when, services[g_rand_int_range(random, 0, 4)],
							i % 2 ? "Ana" : "Boris");
		book_add(book, other, NULL, NULL);
	}
	days = g_strdup_printf("2027-03-%02d %02d:00", g_rand_int_range(random, 22, 27),
			       g_rand_int_range(random, 9, 16));
	g_autoptr(BookRequest) request =
		desk_ask(book, days, services[g_rand_int_range(random, 0, 4)], "Ana");
	model_set(&book_request_class, request, &request->rrule, rules[g_rand_int_range(random, 0, 4)]);
	model_set(&book_request_class, request, &request->overbook, "so be it");
	request->clash = g_rand_int_range(random, 1, 4);
	book_add(book, request, &result, &error);
	model_set(&book_request_class, request, &request->overbook, NULL);
	request->clash = DATE_REFUSE;
	if (!result) { /* nowhere near, or nothing left */
		unit_check(error != NULL, __LINE__, __FILE__, "seed %u: refused without a word", seed);
		return;
	}
	for (guint i = 0; i < result->dates->len; i++)
		check_date(book, request, result->dates->pdata[i], seed);
	desk_check("random", book);
}

static void test_random(void)
{
	const char *text = g_getenv("DAYBOOK_SEED");
	guint32 seed = text ? (guint32)strtoul(text, NULL, 10) : g_random_int();
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	printf("\n    DAYBOOK_SEED=%u ", seed);
	for (guint run = 0; run < 20; run++) {
		Book *book = desk_new(zones[run % G_N_ELEMENTS(zones)]);
		random_run(book, random, seed);
		desk_done(book);
	}
}

UNIT_SUITE("series, clashes", NULL, NULL, { "what is chosen", test_choices },
	   { "kept in mind", test_kept_in_mind }, { "refused", test_refused },
	   { "in its own way", test_own_way }, { "rooms", test_rooms },
	   { "against a slow search", test_random })
