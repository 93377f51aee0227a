/* tests/unit/book/test_series_edit.c - moving, editing and cancelling this date, the following ones, all that are to come */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "ical/ical.h"
#include "model/series.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static BookResult *repeated(Book *book, const char *when, const char *service, const char *staff,
			    const char *rrule)
{
	g_autoptr(BookRequest) request = desk_ask(book, when, service, staff);
	g_autoptr(GError) error = NULL;
	BookResult *result = NULL;
	model_set(&book_request_class, request, &request->rrule, rrule);
	model_set(&book_request_class, request, &request->new_customer, "Maria Lopez");
	book_add(book, request, &result, &error);
	T_NO_ERROR(when, error);
	return result;
}

static const char *nth_id(const BookResult *result, guint i)
{
	return ((const Booking *)result->bookings->pdata[i])->id;
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Booking *a = *(Booking *const *)a_, *b = *(Booking *const *)b_;
	gboolean a_live = booking_is_live(a), b_live = booking_is_live(b);
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a_live != b_live ? (a_live ? 1 : -1) : strcmp(a->id, b->id);
}

static gboolean take(Booking *booking, const char *customer, const char *phones, gpointer data)
{
	(void)customer;
	(void)phones;
	g_ptr_array_add(data, booking);
	return TRUE;
}

/* Every booking of any series, by start. */
static GPtrArray *all_dates(Book *book)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *bookings = model_list_new(&booking_class);
	g_autoptr(GPtrArray) series = store_all(book->store, &series_class, &error);
	for (guint i = 0; series && i < series->len; i++)
		store_bookings_of_series(book->store, ((const Series *)series->pdata[i])->id, take, bookings,
					 &error);
	T_NO_ERROR("dates", error);
	g_ptr_array_sort(bookings, by_start);
	return bookings;
}

/* "11-24 10:00 | 12-01 11:00x": a bar where another series begins, an x where it is cancelled. */
static char *dates_words(Book *book)
{
	g_autoptr(GPtrArray) bookings = all_dates(book);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		gint64 local = zone_local(book_zone(book), booking->start);
		g_autofree char *day = day_iso(local_day(local)), *time = local_hhmm(local);
		gboolean other = i > 0 && strcmp(((const Booking *)bookings->pdata[i - 1])->series,
						 booking->series) != 0;
		g_string_append_printf(out, "%s%s%s %s%s", i ? " " : "", other ? "| " : "", day + 5, time,
				       booking_is_live(booking) ? "" : "x");
	}
	return g_string_free(out, FALSE);
}

static void check_dates(const char *label, Book *book, const char *want)
{
	g_autofree char *got = dates_words(book);
	T_STR(label, got, want);
}

static char *rule_of(Book *book, const char *booking)
{
	g_autoptr(Booking) row = desk_get(book, booking);
	g_autoptr(Series) series = store_get(book->store, &series_class, row->series, NULL);
	return g_strdup(series ? series->rrule : NULL);
}

static void check_rule(const char *label, Book *book, const char *booking, const char *want)
{
	g_autofree char *got = rule_of(book, booking);
	T_STR(label, got, want);
}

/* Once more, after it was undone and done again: the same; and undone it is as before. */
static void check_undo(const char *label, Book *book, GHashTable *before)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) after = desk_content(book);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR(label, error);
	g_autoptr(GHashTable) undone = desk_content(book);
	desk_check_same(label, undone, before);
	change_free(book_redo(book, &error));
	T_NO_ERROR(label, error);
	g_autoptr(GHashTable) redone = desk_content(book);
	desk_check_same(label, redone, after);
	desk_check(label, book);
}

static gboolean changed(const char *label, Book *book, const char *id, const BookEdit *edit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) before = desk_content(book);
	book_edit(book, id, edit, NULL, &error);
	if (!T_NO_ERROR(label, error))
		return FALSE;
	check_undo(label, book, before);
	return TRUE;
}

static BookEdit wide(SeriesScope scope)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.scope = scope;
	return edit;
}

#define SIX "11-24 10:00 12-01 10:00 12-08 10:00 12-15 10:00 12-22 10:00 12-29 10:00"

static void test_move_following(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(BookResult) made =
		repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;BYDAY=TU;COUNT=6");
	check_dates("six", book, SIX);
	BookEdit edit = wide(SERIES_FOLLOWING);
	edit.start = desk_at(book, "2026-12-08 11:00");
	changed("an hour later", book, nth_id(made, 2), &edit);
	check_dates("an hour later", book,
		    "11-24 10:00 12-01 10:00 | 12-08 11:00 12-15 11:00 12-22 11:00 12-29 11:00");
	check_rule("the old one ends", book, nth_id(made, 0), "FREQ=WEEKLY;UNTIL=20261208T095959;BYDAY=TU");
	check_rule("the new one has the rest", book, nth_id(made, 2), "FREQ=WEEKLY;COUNT=4;BYDAY=TU");
	for (guint i = 0; i < 6; i++) {
		g_autoptr(Booking) row = desk_get(book, nth_id(made, i));
		T_TRUE("the same rows", row != NULL && !row->removed);
		T_INT("at the wall time of its rule", row->occurrence, row->local_start);
	}
	edit.start = desk_at(book, "2026-12-17 09:00");
	changed("to another weekday", book, nth_id(made, 3), &edit);
	check_dates("to another weekday", book,
		    "11-24 10:00 12-01 10:00 | 12-08 11:00 | 12-17 09:00 12-24 09:00 12-31 09:00");
	check_rule("to another weekday", book, nth_id(made, 5), "FREQ=WEEKLY;COUNT=3;BYDAY=TH");
	edit.start = desk_at(book, "2026-11-25 12:00");
	edit.scope = SERIES_FOLLOWING;
	changed("the first and what follows in its series", book, nth_id(made, 0), &edit);
	check_dates("the first and what follows in its series", book,
		    "11-25 12:00 12-02 12:00 | 12-08 11:00 | 12-17 09:00 12-24 09:00 12-31 09:00");
}

static void test_fields(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;COUNT=6");
	BookEdit alone = BOOK_EDIT_INIT;
	alone.start = desk_at(book, "2026-12-15 14:00");
	T_TRUE("one alone", book_move(book, nth_id(made, 3), &alone, NULL, &error));
	T_TRUE("one is cancelled", book_cancel(book, nth_id(made, 4), NULL, FALSE, NULL, &error));
	T_NO_ERROR("before", error);
	desk_set_now(book, "2026-12-02 08:00");
	BookEdit edit = wide(SERIES_ALL);
	edit.staff = desk_staff(book, "Boris");
	edit.public_note = "second floor";
	edit.price = 1000;
	changed("all", book, nth_id(made, 1), &edit);
	check_dates("each keeps its hour, and the series goes on", book,
		    "11-24 10:00 12-01 10:00 12-08 10:00 12-15 14:00 12-22 10:00x 12-29 10:00");
	static const char *const staff[] = { "Ana", "Ana", "Boris", "Boris", "Ana", "Boris" };
	for (guint i = 0; i < 6; i++) {
		g_autoptr(Booking) row = desk_get(book, nth_id(made, i));
		gboolean new = strcmp(staff[i], "Boris") == 0;
		T_STR("old dates are untouched", ((const Part *)row->parts->pdata[0])->staff,
		      desk_staff(book, staff[i]));
		T_STR("old dates are untouched", row->public_note, new ? "second floor" : "");
		T_INT("old dates are untouched", booking_price(row), new ? 1000 : 3800);
	}
	edit = wide(SERIES_FOLLOWING);
	edit.title = "later";
	changed("following", book, nth_id(made, 3), &edit);
	check_dates("stands apart", book,
		    "11-24 10:00 12-01 10:00 12-08 10:00 | 12-15 14:00 | 12-22 10:00x | 12-29 10:00");
	edit = wide(SERIES_ALL);
	edit.start = desk_at(book, "2026-12-15 16:00");
	changed("the hour of all", book, nth_id(made, 3), &edit);
	check_dates("those changed by themselves too", book,
		    "11-24 10:00 12-01 10:00 12-08 10:00 | 12-15 16:00 | 12-22 10:00x | 12-29 16:00");
}

static void test_new_customer(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;COUNT=3");
	BookEdit edit = wide(SERIES_ALL);
	edit.new_customer = "Tom";
	changed("one new customer", book, nth_id(made, 0), &edit);
	g_autoptr(Booking) first = desk_get(book, nth_id(made, 0)), last = desk_get(book, nth_id(made, 2));
	T_STR("the same for all", last->customer, first->customer);
	g_autoptr(Customer) customer = book_customer(book, last->customer, NULL);
	T_STR("Tom", customer->name, "Tom");
}

/* --- clashes --- */

static void clashes(const char *label, DateChoice clash, const char *want)
{
	Book *book = desk_new(DESK_ZONE);
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;COUNT=4");
	desk_make(book, "2026-12-08 15:00", "Cut", "Ana", "Ben");
	BookEdit edit = wide(SERIES_ALL);
	edit.start = desk_at(book, "2026-11-24 15:00");
	edit.clash = clash;
	edit.overbook = clash == DATE_OVERBOOK ? "so be it" : NULL;
	g_autoptr(BookPreview) preview = book_edit_preview(book, nth_id(made, 0), &edit, NULL);
	T_INT(label, preview ? preview->dates : 0, 4);
	T_INT(label, preview ? preview->dates_clashing : 0, 1);
	T_INT(label, preview ? preview->fits : -1, clash != DATE_REFUSE);
	if (clash == DATE_REFUSE) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GHashTable) before = desk_content(book);
		T_FALSE(label, book_move(book, nth_id(made, 0), &edit, NULL, &error));
		T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
		T_STR(label, error ? error->message : NULL,
		      "1 of 4 dates does not fit (Tue 8 Dec 15:00); nothing was changed.");
		T_TRUE(label, error && strstr(daybook_error_details(error), "\"choice\":\"refuse\""));
		g_autoptr(GHashTable) after = desk_content(book);
		desk_check_same(label, after, before);
	} else {
		changed(label, book, nth_id(made, 0), &edit);
	}
	check_dates(label, book, want);
	desk_done(book);
}

static void test_clashes(void)
{
	clashes("refused", DATE_REFUSE, "11-24 10:00 12-01 10:00 12-08 10:00 12-15 10:00");
	clashes("stays", DATE_SKIP, "11-24 15:00 12-01 15:00 12-08 10:00 12-15 15:00");
	clashes("moved", DATE_MOVE, "11-24 15:00 12-01 15:00 12-08 14:15 12-15 15:00");
	clashes("overbooked", DATE_OVERBOOK, "11-24 15:00 12-01 15:00 12-08 15:00 12-15 15:00");
}

/* A date that stays stands in the way of the one before it, which would come to its place. */
static void test_chain(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=DAILY;COUNT=4");
	desk_make(book, "2026-11-28 10:00", "Cut", "Ana", "Ben");
	BookEdit edit = wide(SERIES_ALL);
	edit.start = desk_at(book, "2026-11-25 10:00");
	edit.clash = DATE_SKIP;
	T_FALSE("none can go", book_edit(book, nth_id(made, 0), &edit, NULL, &error));
	T_ERROR("none can go", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	check_dates("none can go", book, "11-24 10:00 11-25 10:00 11-26 10:00 11-27 10:00");
	edit.clash = DATE_REFUSE;
	edit.start = desk_at(book, "2026-11-24 10:30");
	changed("in their own way as they were", book, nth_id(made, 0), &edit);
}

/* --- another rule --- */

static void test_rules(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;COUNT=6");
	BookEdit edit = wide(SERIES_FOLLOWING);
	edit.rrule = "FREQ=WEEKLY;INTERVAL=2;COUNT=3";
	changed("every other", book, nth_id(made, 1), &edit);
	check_dates("every other", book,
		    "11-24 10:00 | 12-01 10:00 | 12-08 10:00x | 12-15 10:00 | 12-22 10:00x | 12-29 10:00");
	edit.rrule = "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4";
	changed("twice a week", book, nth_id(made, 3), &edit);
	check_dates("twice a week", book,
		    "11-24 10:00 | 12-01 10:00 | 12-08 10:00x | 12-15 10:00 12-17 10:00 | 12-22 10:00x | "
		    "12-22 10:00 12-24 10:00 | 12-29 10:00x");
	edit.rrule = "FREQ=WEEKLY;BYDAY=WE;COUNT=2";
	edit.start = desk_at(book, "2026-12-02 09:00");
	changed("another day and hour", book, nth_id(made, 1), &edit);
	check_dates("another day and hour", book,
		    "11-24 10:00 | 12-02 09:00 | 12-08 10:00x | 12-09 09:00 | 12-15 10:00 12-17 10:00 | "
		    "12-22 10:00x | "
		    "12-22 10:00 12-24 10:00 | 12-29 10:00x");
	edit = wide(SERIES_THIS);
	edit.rrule = "FREQ=DAILY;COUNT=2";
	T_FALSE("one alone", book_edit(book, nth_id(made, 0), &edit, NULL, &error));
	T_ERROR("one alone", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

static void test_months(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) made =
		repeated(book, "2026-12-08 10:00", "Cut", "Ana", "FREQ=MONTHLY;BYDAY=2TU;COUNT=4");
	check_dates("the second tuesday", book, "12-08 10:00 01-12 10:00 02-09 10:00 03-09 10:00");
	BookEdit edit = wide(SERIES_FOLLOWING);
	edit.start = desk_at(book, "2027-01-15 11:00");
	changed("the third friday", book, nth_id(made, 1), &edit);
	check_dates("the third friday", book, "12-08 10:00 | 01-15 11:00 02-19 11:00 03-19 11:00");
	check_rule("the third friday", book, nth_id(made, 3), "FREQ=MONTHLY;COUNT=3;BYDAY=3FR");
	edit = wide(SERIES_ALL);
	edit.start = desk_at(book, "2027-03-16 11:00");
	T_FALSE("which days are meant", book_move(book, nth_id(made, 3), &edit, NULL, &error));
	T_ERROR("which days are meant", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	edit.start = desk_at(book, "2027-03-19 12:00");
	changed("another hour alone is clear", book, nth_id(made, 3), &edit);
	check_dates("another hour", book, "12-08 10:00 | 01-15 12:00 02-19 12:00 03-19 12:00");
}

/* --- cancelling --- */

static void cancelled(const char *label, Book *book, const char *id, SeriesScope scope)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) before = desk_content(book);
	g_autoptr(BookResult) result = NULL;
	book_cancel_series(book, id, scope, "moved away", FALSE, &result, &error);
	if (T_NO_ERROR(label, error))
		check_undo(label, book, before);
}

static void test_cancel(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_policy(book, "horizon", "2");
	g_autoptr(BookResult) made = repeated(book, "2026-12-22 10:00", "Cut", "Ana", "FREQ=WEEKLY");
	check_dates("endless", book, "12-22 10:00 12-29 10:00 01-05 10:00 01-12 10:00 01-19 10:00");
	cancelled("following", book, nth_id(made, 3), SERIES_FOLLOWING);
	check_dates("following", book, "12-22 10:00 12-29 10:00 01-05 10:00 01-12 10:00x 01-19 10:00x");
	check_rule("it ends there", book, nth_id(made, 0), "FREQ=WEEKLY;UNTIL=20270112T095959");
	T_TRUE("topped up", book_series_top_up(book, desk_at(book, "2027-03-01 08:00"), &error));
	check_dates("no more", book, "12-22 10:00 12-29 10:00 01-05 10:00 01-12 10:00x 01-19 10:00x");
	desk_set_now(book, "2026-12-23 08:00");
	cancelled("all to come", book, nth_id(made, 0), SERIES_ALL);
	check_dates("what was stays", book,
		    "12-22 10:00 12-29 10:00x 01-05 10:00x 01-12 10:00x 01-19 10:00x");
	T_FALSE("nothing is left",
		book_cancel_series(book, nth_id(made, 0), SERIES_ALL, NULL, FALSE, NULL, &error));
	T_ERROR("nothing is left", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	g_clear_error(&error);
	T_TRUE("topped up", book_series_top_up(book, desk_at(book, "2027-03-01 08:00"), &error));
	check_dates("nor now", book, "12-22 10:00 12-29 10:00x 01-05 10:00x 01-12 10:00x 01-19 10:00x");
}

static void test_cancel_late(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_policy(book, "cancel-deadline", "24h");
	g_autoptr(BookResult) made = repeated(book, "2026-11-24 10:00", "Cut", "Ana", "FREQ=WEEKLY;COUNT=3"),
			      done = NULL;
	desk_set_now(book, "2026-11-23 18:00");
	T_FALSE("too late for the first",
		book_cancel_series(book, nth_id(made, 0), SERIES_ALL, NULL, FALSE, NULL, &error));
	T_ERROR("too late for the first", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	g_clear_error(&error);
	T_TRUE("late", book_cancel_series(book, nth_id(made, 0), SERIES_ALL, NULL, TRUE, &done, &error));
	T_NO_ERROR("late", error);
	g_autoptr(Booking) first = desk_get(book, nth_id(made, 0)), second = desk_get(book, nth_id(made, 1));
	T_STR("the first is late", first->status, "late_cancelled");
	T_STR("the others are not", second->status, "cancelled");
}

/* --- topping up --- */

static void test_topped_up(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_policy(book, "horizon", "2");
	g_autoptr(BookResult) made = repeated(book, "2026-12-22 10:00", "Cut", "Ana", "FREQ=WEEKLY");
	BookEdit edit = wide(SERIES_FOLLOWING);
	edit.start = desk_at(book, "2027-01-06 15:00");
	edit.staff = desk_staff(book, "Boris");
	changed("from the third on", book, nth_id(made, 2), &edit);
	T_TRUE("topped up", book_series_top_up(book, desk_at(book, "2026-12-10 08:00"), &error));
	check_dates("by the new rule", book,
		    "12-22 10:00 12-29 10:00 | 01-06 15:00 01-13 15:00 01-20 15:00 01-27 15:00 02-03 15:00");
	g_autoptr(GPtrArray) dates = all_dates(book);
	const Booking *last = dates->pdata[dates->len - 1];
	T_STR("like the new ones", ((const Part *)last->parts->pdata[0])->staff, desk_staff(book, "Boris"));
	g_autofree char *local = local_iso(last->occurrence), *id = id_derive(last->series, local);
	T_STR("its id", last->id, id);
	edit = wide(SERIES_FOLLOWING);
	edit.rrule = "FREQ=WEEKLY;INTERVAL=2";
	changed("another rule", book, nth_id(made, 3), &edit);
	T_TRUE("topped up", book_series_top_up(book, desk_at(book, "2027-01-10 08:00"), &error));
	check_dates("by the newest rule", book,
		    "12-22 10:00 12-29 10:00 | 01-06 15:00 | 01-13 15:00 | 01-20 15:00x | 01-27 15:00 | "
		    "02-03 15:00x | "
		    "02-10 15:00 02-24 15:00");
	desk_check("after", book);
}

static void test_not_a_series(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Ben");
	BookEdit edit = wide(SERIES_ALL);
	edit.start = desk_at(book, "2026-11-24 11:00");
	T_TRUE("alone", book_move(book, id, &edit, NULL, &error));
	T_NO_ERROR("alone", error);
	g_autoptr(Booking) moved = desk_get(book, id);
	T_INT("moved", moved->start, edit.start);
	T_TRUE("cancelled", book_cancel_series(book, id, SERIES_ALL, NULL, FALSE, NULL, &error));
}

/* --- random series against a slow reference --- */

/* Europe has both clock changes in reach; Lord Howe moves by half an hour, Kathmandu lies at a quarter, Kiritimati beyond the date line. */
static const char *const zones[] = { "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu",
				     "Pacific/Kiritimati", "America/St_Johns" };
static const char *const rules[] = { "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;COUNT=7",
				     "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9",
				     "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;COUNT=6",
				     "FREQ=DAILY;INTERVAL=3;UNTIL=20270425" };

/* Minute by minute: the instant at which this wall time is first shown; where it never is, the instant as if the clock had not changed. */
static gint64 slow_instant(GTimeZone *zone, gint64 wall)
{
	gint64 before = wall - zone_offset(zone, wall - 2 * ZONE_DAY_SECONDS);
	for (gint64 at = before - 7200; at <= before + 7200; at += 60)
		if (zone_local(zone, at) == wall)
			return at;
	return before;
}

typedef struct {
	char *id;
	gint64 wall; /* where it has to stand */
	gboolean live;
} Expected;

static void check_expected(Book *book, const GArray *expected, guint32 seed, const char *what)
{
	for (guint i = 0; i < expected->len; i++) {
		const Expected *want = &g_array_index(expected, Expected, i);
		g_autoptr(Booking) row = desk_get(book, want->id);
		gint64 instant = slow_instant(book_zone(book), want->wall);
		if (!unit_check(booking_is_live(row) == want->live, __LINE__, __FILE__,
				"seed %u, %s: date %u lives", seed, what, i) ||
		    !unit_check(row->start == instant, __LINE__, __FILE__,
				"seed %u, %s: date %u stands %d min elsewhere in %s", seed, what, i,
				(int)((row->start - instant) / 60), row->zone))
			return;
	}
}

static void step(Book *book, GRand *random, GArray *expected, guint32 seed)
{
	g_autoptr(GError) error = NULL;
	guint at = (guint)g_rand_int_range(random, 0, (gint32)expected->len);
	SeriesScope scope = (SeriesScope)g_rand_int_range(random, 0, 3);
	Expected *named = &g_array_index(expected, Expected, at);
	g_autoptr(Booking) row = desk_get(book, named->id);
	gint64 by = g_rand_int_range(random, -4, 5) * 1800 +
		    (g_rand_boolean(random) ? 0 : g_rand_int_range(random, -1, 3) * ZONE_DAY_SECONDS);
	g_autofree char *series = g_strdup(row->series);
	BookEdit edit = wide(scope);
	edit.start = slow_instant(book_zone(book), row->occurrence + by);
	if (zone_local(book_zone(book), edit.start) != row->occurrence + by || edit.start < book_now(book))
		return; /* no such time */
	g_autoptr(GHashTable) before = desk_content(book);
	gint64 events = desk_events(book);
	g_autoptr(GPtrArray) rows = model_list_new(&booking_class);
	store_bookings_of_series(book->store, series, take, rows, NULL);
	edit.overbook = "as it comes";
	if (!book_move(book, named->id, &edit, NULL, &error)) {
		unit_check(!booking_is_live(row) || row->start < book_now(book), __LINE__, __FILE__,
			   "seed %u: %s", seed, error->message);
		return;
	}
	for (guint i = 0; i < expected->len; i++) {
		Expected *each = &g_array_index(expected, Expected, i);
		for (guint r = 0; r < rows->len; r++) {
			const Booking *old = rows->pdata[r];
			gboolean along = scope == SERIES_ALL || old->occurrence >= row->occurrence;
			gboolean goes =
				scope == SERIES_THIS ? i == at : along && old->start >= book_now(book);
			if (strcmp(old->id, each->id) == 0 && each->live && goes)
				each->wall = old->occurrence + by;
		}
	}
	check_expected(book, expected, seed, "moved");
	if (desk_events(book) > events)
		check_undo("random", book, before);
}

static void random_run(Book *book, GRand *random, guint32 seed)
{
	g_autoptr(GArray) expected = g_array_new(FALSE, FALSE, sizeof(Expected));
	g_autofree char *when =
		g_strdup_printf("2027-03-%02d %02d:%02d", g_rand_int_range(random, 18, 24),
				g_rand_int_range(random, 0, 24), 30 * g_rand_int_range(random, 0, 2));
	g_autoptr(BookRequest) request = desk_block(book, when, 30, "Ana");
	g_autoptr(BookResult) made = NULL;
	g_autoptr(GError) error = NULL;
	model_set(&book_request_class, request, &request->rrule, rules[g_rand_int_range(random, 0, 5)]);
	model_set(&book_request_class, request, &request->overbook, "as it comes");
	book_add(book, request, &made, &error);
	if (!T_NO_ERROR(when, error))
		return;
	for (guint i = 0; i < made->bookings->len; i++) {
		const Booking *row = made->bookings->pdata[i];
		Expected each = { row->id, row->occurrence, TRUE };
		g_array_append_val(expected, each);
	}
	check_expected(book, expected, seed, "made");
	for (guint i = 0; i < 6; i++) {
		step(book, random, expected, seed);
		if (i == 3)
			desk_set_now(book, "2027-03-29 12:00");
	}
}

static void test_random(void)
{
	const char *text = g_getenv("DAYBOOK_SEED");
	guint32 seed = text ? (guint32)strtoul(text, NULL, 10) : g_random_int();
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	printf("\n    DAYBOOK_SEED=%u ", seed);
	for (guint run = 0; run < 15; run++) {
		Book *book = desk_new(zones[run % G_N_ELEMENTS(zones)]);
		random_run(book, random, seed);
		desk_done(book);
	}
}

UNIT_SUITE("series, changed", NULL, NULL, { "move the following", test_move_following },
	   { "other fields", test_fields }, { "a new customer", test_new_customer },
	   { "clashes", test_clashes }, { "in their own way", test_chain }, { "another rule", test_rules },
	   { "months", test_months }, { "cancel", test_cancel }, { "cancel late", test_cancel_late },
	   { "topped up", test_topped_up }, { "none of a series", test_not_a_series },
	   { "random", test_random })
