/* tests/unit/book/test_series.c - a rule becomes bookings, date by date; topped up by the machine's clock */
#include <string.h>

#include "base/id.h"
#include "book/exchange.h"
#include "model/series.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static BookRequest *repeated(BookRequest *request, const char *rrule)
{
	model_set(&book_request_class, request, &request->rrule, rrule);
	return request;
}

static BookResult *made(const char *label, Book *book, BookRequest *take)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(GError) error = NULL;
	BookResult *result = NULL;
	book_add(book, request, &result, &error);
	T_NO_ERROR(label, error);
	return result;
}

/* "24 Nov 10:00, 1 Dec 10:00": where the bookings begin. */
static char *starts(const Book *book, const GPtrArray *bookings)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; bookings && i < bookings->len; i++) {
		gint64 local = zone_local(book_zone(book), ((const Booking *)bookings->pdata[i])->start);
		g_autofree char *day = day_iso(local_day(local)), *time = local_hhmm(local);
		g_string_append_printf(out, "%s%s %s", i ? ", " : "", day + 5, time);
	}
	return g_string_free(out, FALSE);
}

static void check_starts(const char *label, const Book *book, const BookResult *result, const char *want)
{
	g_autofree char *got = result ? starts(book, result->bookings) : NULL;
	T_STR(label, got, want);
}

static gboolean keep(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	g_ptr_array_add(data, take);
	return TRUE;
}

/* Those of the series as they are in the file. */
static GPtrArray *rows_of(Book *book, const char *series)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *bookings = model_list_new(&booking_class);
	store_bookings_of_series(book->store, series, keep, bookings, &error);
	T_NO_ERROR("series", error);
	return bookings;
}

static Series *series_now(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	Series *series = store_get(book->store, &series_class, id, &error);
	T_NO_ERROR("series", error);
	return series;
}

/* --- made --- */

static void test_rows(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	g_autoptr(GError) error = NULL;
	BookRequest *request =
		repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "freq=weekly;count=4");
	model_set(&book_request_class, request, &request->new_customer, "Maria Lopez");
	g_autoptr(BookResult) result = made("weekly", book, request);
	check_starts("weekly", book, result, "11-24 10:00, 12-01 10:00, 12-08 10:00, 12-15 10:00");
	g_autoptr(GPtrArray) rows = rows_of(book, result->series->id);
	g_autoptr(Series) series = series_now(book, result->series->id);
	T_INT("rows", rows->len, 4);
	for (guint i = 0; i < rows->len; i++) {
		const Booking *row = rows->pdata[i];
		g_autofree char *local = local_iso(row->occurrence), *id = id_derive(series->id, local);
		T_STR("id", row->id, id);
		T_INT("wall time", row->occurrence,
		      (desk_day("2026-11-24") + 7 * i) * ZONE_DAY_SECONDS + 10 * 3600);
		T_INT("wall time", row->local_start, row->occurrence);
		T_STR("series", row->series, series->id);
		T_TRUE("as returned", model_equal(&booking_class, row, result->bookings->pdata[i]));
	}
	T_STR("rule", series->rrule, "FREQ=WEEKLY;COUNT=4");
	T_STR("zone", series->zone, DESK_ZONE);
	T_INT("first", series->local_start, ((const Booking *)rows->pdata[0])->occurrence);
	g_autoptr(GPtrArray) changes = book_changes(book, TRUE, 1, NULL);
	T_STR("one change", ((const Change *)changes->pdata[0])->what,
	      "Booked Maria Lopez 4 times from Tue 24 Nov 10:00");
	desk_check("after", book);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("undone", error);
	after = desk_content(book);
	desk_check_same("undone in one step, customer and all", after, before);
}

/* A date whose hour was missing that day keeps its hour, also when something else of it changes. */
static void check_own_hour(Book *book, const Booking *booking)
{
	g_autoptr(GError) error = NULL;
	gint64 half_past_two = desk_day("2027-03-28") * ZONE_DAY_SECONDS + 9000;
	BookEdit edit = BOOK_EDIT_INIT;
	T_INT("the rule's", booking->occurrence, half_past_two);
	T_INT("its own", booking->local_start, half_past_two);
	edit.title = "night";
	T_TRUE("titled", book_edit(book, booking->id, &edit, NULL, &error));
	T_NO_ERROR("titled", error);
	g_autoptr(Booking) after = desk_get(book, booking->id);
	T_INT("still its own", after->local_start, half_past_two);
}

/* The same hour on the wall, over both clock changes. */
static void test_clock_changes(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_set_now(book, "2026-10-01 08:00");
	g_autoptr(BookResult) autumn =
		made("autumn", book,
		     repeated(desk_ask(book, "2026-10-20 10:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=2"));
	const Booking *a = autumn->bookings->pdata[0], *b = autumn->bookings->pdata[1];
	check_starts("autumn", book, autumn, "10-20 10:00, 10-27 10:00");
	T_INT("an hour more", b->start - a->start, 7 * ZONE_DAY_SECONDS + 3600);
	g_autoptr(BookResult) spring =
		made("spring", book,
		     repeated(desk_ask(book, "2027-03-24 10:00", "Colour", "Ana"), "FREQ=WEEKLY;COUNT=2"));
	const Booking *c = spring->bookings->pdata[0], *d = spring->bookings->pdata[1];
	T_INT("an hour less", d->start - c->start, 7 * ZONE_DAY_SECONDS - 3600);
	desk_check_words("all its parts", book, d,
			 "31T10:00-10:30 Ana Colour, (31T10:30-11:15 Ana Colour), 31T11:15-11:45 Ana Colour");
	g_autoptr(BookResult) gap =
		made("gap", book,
		     repeated(desk_block(book, "2027-03-27 02:30", 20, "Boris"), "FREQ=DAILY;COUNT=3"));
	check_starts("a time that is missing comes later, on that day alone", book, gap,
		     "03-27 02:30, 03-28 03:30, 03-29 02:30");
	check_own_hour(book, gap->bookings->pdata[1]);
	g_autoptr(BookResult) twice =
		made("twice", book,
		     repeated(desk_block(book, "2026-10-24 02:30", 20, "Boris"), "FREQ=DAILY;COUNT=3"));
	const Booking *e = twice->bookings->pdata[0], *f = twice->bookings->pdata[1];
	T_INT("of two the earlier", f->start - e->start, ZONE_DAY_SECONDS);
	BookRequest *days = desk_block(book, "2027-03-27 00:00", 60, "Cleo");
	days->all_day = 1;
	g_autoptr(BookResult) whole = made("days", book, repeated(days, "FREQ=DAILY;COUNT=3"));
	const Booking *short_day = whole->bookings->pdata[1];
	T_INT("a short day", short_day->end - short_day->start, 23 * 3600);
	desk_check("after", book);
}

static void test_same_staff(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(BookResult) result =
		made("any", book,
		     repeated(desk_ask(book, "2026-11-24 10:00", "Massage", NULL), "FREQ=WEEKLY;COUNT=3"));
	for (guint i = 0; i < result->bookings->len; i++)
		T_STR("all with the one of the first date",
		      ((const Part *)((const Booking *)result->bookings->pdata[i])->parts->pdata[0])->staff,
		      desk_staff(book, "Boris"));
	desk_make(book, "2026-12-22 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-12-15 10:00", "Cut", "Boris", NULL);
	g_autoptr(BookResult) other =
		made("Ana the first date, Boris the second: Cleo both", book,
		     repeated(desk_ask(book, "2026-12-15 10:00", "Cut", NULL), "FREQ=WEEKLY;COUNT=2"));
	for (guint i = 0; i < other->bookings->len; i++)
		T_STR("who has time on all dates",
		      ((const Part *)((const Booking *)other->bookings->pdata[i])->parts->pdata[0])->staff,
		      desk_staff(book, "Cleo"));
	desk_must_not("nobody has, and no two share it", book,
		      repeated(desk_ask(book, "2026-12-15 10:00", "Cut", NULL), "FREQ=WEEKLY;COUNT=2"),
		      DAYBOOK_ERROR_CONFLICT);
}

/* --- refused --- */

static const char *text_at(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* "11-24T10:00 yes, 12-01T10:00 no (1) 12-01T10:45": what `dates` says of each: whether it fits, with how many, the nearest. */
static char *dates_words(const GError *error)
{
	cJSON *details =
		error && daybook_error_details(error) ? cJSON_Parse(daybook_error_details(error)) : NULL;
	GString *out = g_string_new(NULL);
	const cJSON *date;
	cJSON_ArrayForEach (date, cJSON_GetObjectItemCaseSensitive(details, "dates")) {
		gboolean fits = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(date, "fits"));
		int with = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(date, "with"));
		const char *nearest = text_at(cJSON_GetObjectItemCaseSensitive(date, "nearest"), "start");
		g_string_append_printf(out, "%s%.11s %s", out->len ? ", " : "", text_at(date, "start") + 5,
				       fits ? "yes" : "no");
		if (!fits)
			g_string_append_printf(out, " (%d) %.11s", with, nearest ? nearest + 5 : "");
	}
	cJSON_Delete(details);
	return g_string_free(out, FALSE);
}

static void test_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-12-01 10:30", "Cut", "Ana", "Ben");
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	BookRequest *request =
		repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=3");
	model_set(&book_request_class, request, &request->new_customer, "Maria Lopez");
	g_autoptr(GError) error = desk_refused("one clashes", book, request, DAYBOOK_ERROR_CONFLICT);
	g_autofree char *dates = dates_words(error);
	T_STR("every date is told", dates,
	      "11-24T10:00 yes, 12-01T10:00 no (1) 12-01T09:45, 12-08T10:00 yes");
	T_STR("in words", error->message, "1 of 3 dates does not fit (Tue 1 Dec 10:00); nothing was booked.");
	after = desk_content(book);
	desk_check_same("nothing is written", after, before);
	g_autoptr(GError) sunday =
		desk_refused("Sunday", book,
			     repeated(desk_ask(book, "2026-11-27 10:00", "Cut", "Ana"), "FREQ=DAILY;COUNT=3"),
			     DAYBOOK_ERROR_POLICY);
	g_autofree char *week = dates_words(sunday);
	T_STR("closed", week, "11-27T10:00 yes, 11-28T10:00 yes, 11-29T10:00 no (0) 11-28T17:15");
	desk_must_not("4 wins over 5", book,
		      repeated(desk_ask(book, "2026-11-29 10:00", "Cut", "Ana"), "FREQ=DAILY;COUNT=3"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must_not("no rule", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "FREQ=OFTEN"),
		      DAYBOOK_ERROR_USAGE);
	desk_must_not("too many", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "FREQ=MINUTELY"),
		      DAYBOOK_ERROR_USAGE);
}

static void test_overbook(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-12-01 10:30", "Cut", "Ana", "Ben");
	BookRequest *request =
		repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=3");
	model_set(&book_request_class, request, &request->overbook, "a regular");
	g_autoptr(BookResult) result = made("with a reason", book, request);
	T_STR("not this one", ((const Booking *)result->bookings->pdata[0])->overbooked, NULL);
	T_STR("this one is marked", ((const Booking *)result->bookings->pdata[1])->overbooked, "a regular");
	T_STR("not this one", ((const Booking *)result->bookings->pdata[2])->overbooked, NULL);
	desk_check("after", book);
	g_autofree char *boris = g_strdup(desk_staff(book, "Boris"));
	staff_free(book_staff_retire(book, boris, NULL, &error));
	T_NO_ERROR("retired", error);
	BookRequest *gone =
		repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Boris"), "FREQ=WEEKLY;COUNT=3");
	model_set(&book_request_class, gone, &gone->overbook, "please");
	error = desk_refused("who is gone cannot be overbooked", book, gone, DAYBOOK_ERROR_POLICY);
}

/* The dates of one rule can stand in each other's way. */
static void test_own_way(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = desk_refused("every half hour", book,
					       repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"),
							"FREQ=MINUTELY;INTERVAL=30;COUNT=3"),
					       DAYBOOK_ERROR_CONFLICT);
	g_autofree char *dates = dates_words(error);
	T_TRUE("the second stands in the way of the first",
	       strstr(dates, "11-24T10:00 yes, 11-24T10:30 no (0)") != NULL);
	book_result_free(
		made("every hour", book,
		     repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"), "FREQ=HOURLY;COUNT=3")));
	book_result_free(
		made("hourly classes", book,
		     repeated(desk_ask(book, "2026-11-24 10:00", "Yoga", "Cleo"), "FREQ=HOURLY;COUNT=3")));
	BookRequest *days = desk_block(book, "2026-12-01 00:00", 60, "Boris");
	days->all_day = 3;
	desk_must_not("three days every other day", book, repeated(days, "FREQ=DAILY;INTERVAL=2;COUNT=3"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_policy(book, "max-per-day", "7");
	g_autoptr(GError) full = desk_refused(
		"two more, when one may", book,
		repeated(desk_ask(book, "2026-11-24 14:00", "Cut", "Boris"), "FREQ=HOURLY;COUNT=2"),
		DAYBOOK_ERROR_POLICY);
	g_autofree char *two = dates_words(full);
	T_TRUE("one fits, the next does not", strstr(two, "11-24T14:00 yes, 11-24T15:00 no") != NULL);
	desk_check("after", book);
}

static void test_horizon(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_policy(book, "horizon", "2");
	g_autoptr(BookResult) endless = made(
		"endless", book, repeated(desk_ask(book, "2026-12-15 10:00", "Cut", "Ana"), "FREQ=WEEKLY"));
	check_starts("as far as bookings are taken", book, endless,
		     "12-15 10:00, 12-22 10:00, 12-29 10:00, 01-05 10:00, 01-12 10:00, 01-19 10:00");
	g_autoptr(BookResult) counted =
		made("counted", book,
		     repeated(desk_ask(book, "2026-12-15 11:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=100"));
	T_INT("a long one too", counted->bookings->len, 6);
	error = desk_refused(
		"beyond it", book,
		repeated(desk_ask(book, "2027-02-15 10:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=2"),
		DAYBOOK_ERROR_POLICY);
}

/* What the form says of a rule is what booking does. */
static void check_preview(const char *label, Book *book, BookRequest *take, guint dates, guint clashing)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(GError) error = NULL, refusal = NULL;
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, &error);
	if (!T_NO_ERROR(label, error))
		return;
	request->dry_run = 1;
	T_INT(label, preview->dates, dates);
	T_INT(label, preview->dates_clashing, clashing);
	T_INT(label, preview->fits, book_add(book, request, NULL, &refusal));
	T_INT(label, preview->fits, clashing == 0 && dates > 0);
	T_INT(label, preview->conflict, g_error_matches(refusal, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT));
	T_INT(label, preview->messages->len > 0, !preview->fits);
}

static void test_preview(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-12-01 10:00", "Cut", "Boris", NULL);
	check_preview("fits", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Cleo"), "FREQ=WEEKLY;COUNT=3"), 3,
		      0);
	check_preview("clashes", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", "Boris"), "FREQ=WEEKLY;COUNT=3"), 3,
		      1);
	check_preview("with the first who has time on all dates", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", NULL), "FREQ=WEEKLY;COUNT=3"), 3, 0);
	desk_make(book, "2026-12-08 10:00", "Cut", "Cleo", NULL);
	check_preview("where nobody has, with the first of the first date", book,
		      repeated(desk_ask(book, "2026-11-24 10:00", "Cut", NULL), "FREQ=WEEKLY;COUNT=3"), 3, 1);
	check_preview("in its own way", book,
		      repeated(desk_ask(book, "2026-11-25 10:00", "Cut", "Ana"),
			       "FREQ=MINUTELY;INTERVAL=30;COUNT=2"),
		      2, 1);
	check_preview("no rule", book,
		      repeated(desk_ask(book, "2026-11-25 10:00", "Cut", "Ana"), "FREQ=OFTEN"), 0, 0);
}

/* --- topped up --- */

static void top_up(const char *label, Book *book, const char *real)
{
	g_autoptr(GError) error = NULL;
	T_TRUE(label, book_series_top_up(book, desk_at(book, real), &error));
	T_NO_ERROR(label, error);
}

/* A book whose series reach two months ahead, with an endless weekly one; its id. */
static char *weekly(Book *book)
{
	desk_policy(book, "horizon", "2");
	g_autoptr(BookResult) result = made(
		"weekly", book, repeated(desk_ask(book, "2026-12-29 10:00", "Cut", "Ana"), "FREQ=WEEKLY"));
	check_starts("weekly", book, result, "12-29 10:00, 01-05 10:00, 01-12 10:00, 01-19 10:00");
	return g_strdup(result->series->id);
}

static void check_rows(const char *label, Book *book, const char *series, const char *want)
{
	g_autoptr(GPtrArray) rows = rows_of(book, series);
	g_autofree char *got = starts(book, rows);
	T_STR(label, got, want);
}

/* Nobody has changed what the book filled in by itself. */
static void check_by_itself(Book *book, const char *id)
{
	LogQuery query = { .entity_id = id, .since_at = NONE };
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) events = book_log(book, &query, &error),
			     changes = book_changes(book, FALSE, 1, &error);
	g_autofree char *last = book_find_booking(book, "last", &error);
	T_NO_ERROR("by itself", error);
	T_STR("event", ((const Event *)events->pdata[0])->source, "system");
	T_STR("change", ((const Change *)changes->pdata[0])->source, "system");
	T_TRUE("not the last that she changed", strcmp(last, id) != 0);
}

#define FIRST_FOUR "12-29 10:00, 01-05 10:00, 01-12 10:00, 01-19 10:00"

static void test_top_up(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *series = weekly(book);
	gint64 events = desk_events(book);
	top_up("within the week", book, "2026-11-26 08:00");
	T_INT("nothing to do", desk_events(book), events);
	/* the business's clock stands still: it is the machine's that counts */
	top_up("a month on", book, "2026-12-20 08:00");
	check_rows("a month on", book, series,
		   FIRST_FOUR ", 01-26 10:00, 02-02 10:00, 02-09 10:00, 02-16 10:00");
	g_autoptr(GPtrArray) rows = rows_of(book, series);
	const Booking *last = rows->pdata[rows->len - 1];
	g_autofree char *local = local_iso(last->occurrence), *id = id_derive(series, local);
	T_STR("id", last->id, id);
	T_STR("by itself", last->source, "system");
	check_by_itself(book, last->id);
	T_STR("as the others", last->status, "confirmed");
	T_INT("first version", last->version, 1);
	events = desk_events(book);
	top_up("again", book, "2026-12-20 09:00");
	T_INT("nothing new", desk_events(book), events);
	g_autoptr(Change) next = book_undo_next(book, &error);
	T_STR("undo passes over it", next ? next->what : NULL, "Booked time 4 times from Tue 29 Dec 10:00");
	top_up("into summer", book, "2027-02-20 08:00");
	g_autoptr(GPtrArray) more = rows_of(book, series);
	g_autofree char *all = starts(book, more);
	T_TRUE("the same hour on the wall",
	       g_str_has_suffix(all, "03-23 10:00, 03-30 10:00, 04-06 10:00, 04-13 10:00"));
	desk_check("after", book);
}

static void check_skipped(const char *label, Book *book, const char *id, const char *want)
{
	g_autoptr(Series) series = series_now(book, id);
	g_autoptr(GString) got = g_string_new(NULL);
	for (guint i = 0; i < series->skipped->len; i++) {
		g_autofree char *local = local_iso(((const Skipped *)series->skipped->pdata[i])->occurrence);
		g_string_append_printf(got, "%s%.11s", i ? ", " : "", local + 5);
	}
	T_STR(label, got->str, want);
}

/* A date that clashes is never placed silently. */
static void test_skipped(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *series = weekly(book);
	BookRequest *far = desk_ask(book, "2027-02-02 10:30", "Cut", "Ana");
	model_set(&book_request_class, far, &far->overbook, "far ahead");
	g_autoptr(Booking) in_the_way = desk_book("in the way", book, far);
	ClosureEdit edit = { .first_day = desk_day("2027-02-16"),
			     .last_day = desk_day("2027-02-16"),
			     .start = NONE,
			     .end = NONE };
	closure_free(book_closure_add(book, &edit, NULL, &error));
	T_NO_ERROR("closed", error);
	top_up("a month on", book, "2026-12-20 08:00");
	check_rows("a month on", book, series, FIRST_FOUR ", 01-26 10:00, 02-09 10:00");
	check_skipped("kept as skipped", book, series, "02-02T10:00, 02-16T10:00");
	T_TRUE("cancelled", book_cancel(book, in_the_way->id, NULL, FALSE, NULL, &error));
	top_up("two months on", book, "2027-01-20 08:00");
	check_rows("skipped is skipped", book, series,
		   FIRST_FOUR
		   ", 01-26 10:00, 02-09 10:00, 02-23 10:00, 03-02 10:00, 03-09 10:00, 03-16 10:00");
	check_skipped("no more than those", book, series, "02-02T10:00, 02-16T10:00");
	desk_check("after", book);
}

/* As an import leaves it: a date taken out of the rule before the book has come so far. */
static void test_skipped_ahead(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = weekly(book);
	g_autoptr(Series) series = series_now(book, id);
	Skipped *skipped = skipped_new();
	skipped->occurrence = desk_day("2027-02-02") * ZONE_DAY_SECONDS + 10 * 3600;
	g_ptr_array_add(series->skipped, skipped);
	T_TRUE("taken out", store_put(book->store, &series_class, series, &error));
	T_NO_ERROR("taken out", error);
	top_up("a month on", book, "2026-12-20 08:00");
	check_rows("without it", book, id, FIRST_FOUR ", 01-26 10:00, 02-09 10:00, 02-16 10:00");
}

/* The next ones are made like the newest, but at the rule's own time and without what belongs to one date alone. */
static void test_model(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *series = weekly(book);
	g_autoptr(GPtrArray) rows = rows_of(book, series);
	const Booking *newest = rows->pdata[rows->len - 1];
	BookEdit edit = BOOK_EDIT_INIT;
	edit.start = desk_at(book, "2027-01-19 15:00");
	edit.staff = desk_staff(book, "Boris");
	edit.deposit = 500;
	T_TRUE("moved", book_edit(book, newest->id, &edit, NULL, &error));
	T_TRUE("paid", book_paid(book, newest->id, NONE, NULL, &error));
	T_TRUE("cancelled", book_cancel(book, newest->id, "ill", FALSE, NULL, &error));
	T_NO_ERROR("changed", error);
	top_up("a month on", book, "2026-12-20 08:00");
	g_autoptr(GPtrArray) more = rows_of(book, series);
	const Booking *made_now = more->pdata[more->len - 1];
	desk_check_words("at the rule's time", book, made_now, "16T10:00-10:45 Boris Cut");
	T_STR("stands", made_now->status, "confirmed");
	T_STR("not cancelled", made_now->cancel_reason, "");
	T_TRUE("not paid", made_now->paid == NONE && made_now->deposit == NONE);
	desk_check("after", book);
}

/* What was written down about one date is not about the next; title and public note are of them all. */
static void test_notes(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_policy(book, "horizon", "2");
	BookRequest *request = repeated(desk_ask(book, "2026-12-29 10:00", "Cut", "Ana"), "FREQ=WEEKLY");
	model_set(&book_request_class, request, &request->notes, "came late");
	model_set(&book_request_class, request, &request->public_note, "second floor");
	g_autoptr(BookResult) result = made("weekly", book, request);
	top_up("a month on", book, "2026-12-20 08:00");
	g_autoptr(GPtrArray) rows = rows_of(book, result->series->id);
	const Booking *last = rows->pdata[rows->len - 1];
	T_INT("more", rows->len, 8);
	T_STR("its own notes", last->notes, "");
	T_STR("what all are told", last->public_note, "second floor");
}

/* A rule that nobody can read keeps no other series from going on. */
static void test_broken(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *one = weekly(book);
	g_autoptr(BookResult) two = made(
		"another", book, repeated(desk_ask(book, "2026-12-29 12:00", "Cut", "Ana"), "FREQ=WEEKLY"));
	g_autoptr(GPtrArray) all = store_all(book->store, &series_class, &error);
	g_autoptr(Series) first = series_copy(all->pdata[0]);
	const char *other = ((const Series *)all->pdata[1])->id;
	model_set(&series_class, first, &first->rrule, "FREQ=NEVER");
	T_TRUE("broken", store_put(book->store, &series_class, first, &error));
	T_FALSE("told", book_series_top_up(book, desk_at(book, "2026-12-20 08:00"), &error));
	T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_autoptr(GPtrArray) rows = rows_of(book, other);
	T_INT("the other goes on", rows->len, 8);
}

static void test_undone(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *series = weekly(book);
	g_autoptr(GHashTable) before = desk_content(book);
	change_free(book_undo(book, NULL, &error));
	top_up("undone", book, "2026-12-20 08:00");
	check_rows("an undone series stays empty", book, series, "");
	change_free(book_redo(book, &error));
	T_NO_ERROR("redone", error);
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same("redone", after, before);
	top_up("redone", book, "2026-12-20 08:00");
	check_rows("is topped up", book, series,
		   FIRST_FOUR ", 01-26 10:00, 02-02 10:00, 02-09 10:00, 02-16 10:00");
	gint64 events = desk_events(book);
	T_NULL("now it has grown", book_undo(book, NULL, &error));
	T_ERROR("now it has grown", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_INT("nothing written", desk_events(book), events);
	desk_check("after", book);
}

/* A rule that has ended is written down as such once, and not touched again. */
static void test_ended(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_policy(book, "horizon", "2");
	g_autoptr(BookResult) result =
		made("three", book,
		     repeated(desk_ask(book, "2026-12-29 10:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=3"));
	top_up("a month on", book, "2026-12-20 08:00");
	gint64 events = desk_events(book);
	top_up("a year on", book, "2027-12-20 08:00");
	T_INT("left alone", desk_events(book), events);
	check_rows("three", book, result->series->id, "12-29 10:00, 01-05 10:00, 01-12 10:00");
	g_autoptr(BookResult) longer =
		made("ten", book,
		     repeated(desk_ask(book, "2026-12-29 11:00", "Cut", "Ana"), "FREQ=WEEKLY;COUNT=10"));
	T_INT("as far as it goes", longer->bookings->len, 4);
	top_up("a month on", book, "2026-12-20 08:00");
	top_up("far on", book, "2027-12-20 08:00");
	g_autoptr(GPtrArray) rows = rows_of(book, longer->series->id);
	T_INT("to its end", rows->len, 10);
}

/* --- imported --- */

/* Takes in an event of every Thursday at ten, Boris's, with these lines more in it and these events beside it; the series' id. */
static char *take_in(const char *label, Book *book, const char *lines, const char *beside)
{
	g_autofree char *path = unit_path("weekly.ics");
	g_autofree char *text =
		g_strconcat("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\n"
			    "DTSTART:20261203T100000\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY\r\n",
			    lines, "END:VEVENT\r\n", beside, "END:VCALENDAR\r\n", NULL);
	ImportOptions options = { .path = path, .staff = desk_staff(book, "Boris") };
	g_autoptr(GError) error = NULL;
	T_TRUE(label, g_file_set_contents(path, text, -1, NULL));
	g_autoptr(ImportReport) report = book_import_ical(book, &options, &error);
	T_NO_ERROR(label, error);
	T_INT(label, report ? report->errors->len : 1, 0);
	g_autoptr(GPtrArray) series = store_all(book->store, &series_class, &error);
	T_INT(label, series->len, 1);
	return series->len ? g_strdup(((const Series *)series->pdata[0])->id) : NULL;
}

#define SEVEN "12-03 10:00, 12-10 10:00, 12-17 10:00, 12-24 10:00, 12-31 10:00, 01-07 10:00, 01-14 10:00"

/* It goes on as its file says, also where that is farther ahead than the book reached when it was taken in. */
static void test_imported(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_policy(book, "horizon", "2");
	g_autofree char *id =
		take_in("first", book, "EXDATE:20261224T100000\r\nEXDATE;VALUE=DATE:20270128\r\n", "");
	check_rows("without a date", book, id,
		   "12-03 10:00, 12-10 10:00, 12-17 10:00, 12-31 10:00, 01-07 10:00, 01-14 10:00");
	top_up("a month on", book, "2026-12-31 08:00");
	check_rows("nor the day that is out", book, id,
		   "12-03 10:00, 12-10 10:00, 12-17 10:00, 12-31 10:00, 01-07 10:00, 01-14 10:00, "
		   "01-21 10:00, 02-04 10:00, 02-11 10:00, 02-18 10:00, 02-25 10:00");
	desk_check("after", book);
}

static void test_imported_again(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_policy(book, "horizon", "2");
	g_free(take_in("first", book, "", ""));
	g_autofree char *id = take_in("with a date less", book, "EXDATE:20270204T100000\r\n", "");
	gint64 events = desk_events(book);
	g_free(take_in("the same", book, "EXDATE:20270204T100000\r\n", ""));
	T_INT("nothing new", desk_events(book), events);
	top_up("a month on", book, "2026-12-31 08:00");
	check_rows("without it", book, id,
		   SEVEN ", 01-21 10:00, 01-28 10:00, 02-11 10:00, 02-18 10:00, 02-25 10:00");
	desk_check("after", book);
}

/* One of its dates far ahead has been moved, another called off: neither is made a second time where the rule has it. */
static void test_imported_detached(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_policy(book, "horizon", "2");
	g_autofree char *id =
		take_in("with exceptions", book, "",
			"BEGIN:VEVENT\r\nUID:weekly@x\r\nRECURRENCE-ID:20270204T100000\r\n"
			"DTSTART:20270205T120000\r\nDURATION:PT30M\r\nEND:VEVENT\r\n"
			"BEGIN:VEVENT\r\nUID:weekly@x\r\nRECURRENCE-ID:20270211T100000\r\n"
			"DTSTART:20270211T100000\r\nDURATION:PT30M\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n");
	top_up("a month on", book, "2026-12-31 08:00");
	check_rows("the others", book, id, SEVEN ", 01-21 10:00, 01-28 10:00, 02-18 10:00, 02-25 10:00");
	g_autoptr(GPtrArray) all = model_list_new(&booking_class);
	T_TRUE("all", store_bookings_by_uid(book->store, "weekly@x", keep, all, NULL));
	T_INT("each once", all->len, 13);
	desk_check("after", book);
}

UNIT_SUITE("series", NULL, NULL, { "rows", test_rows }, { "over clock changes", test_clock_changes },
	   { "all with the same staff", test_same_staff }, { "any clash writes nothing", test_refused },
	   { "overbook", test_overbook }, { "in its own way", test_own_way }, { "horizon", test_horizon },
	   { "preview", test_preview }, { "topping up", test_top_up }, { "skipped dates", test_skipped },
	   { "skipped ahead", test_skipped_ahead }, { "what the next ones are like", test_model },
	   { "notes", test_notes }, { "one broken", test_broken }, { "undone and redone", test_undone },
	   { "ended", test_ended }, { "imported", test_imported }, { "imported again", test_imported_again },
	   { "imported, with dates detached", test_imported_detached })
