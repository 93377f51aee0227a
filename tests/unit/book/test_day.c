/* tests/unit/book/test_day.c - what lists and the Day screen show; free time */
#include <string.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* "24T10:00 Maria, 24T12:00 Blocked" */
static char *views_words(const Book *book, const GPtrArray *views)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; views && i < views->len; i++) {
		const BookingView *view = views->pdata[i];
		gint64 local = zone_local(book_zone(book), view->booking->start);
		g_autofree char *day = day_iso(local_day(local)), *time = local_hhmm(local);
		g_string_append_printf(out, "%s%sT%s %s", i ? ", " : "", day + 8, time,
				       booking_view_name(view));
	}
	return g_string_free(out, FALSE);
}

static void check_list(const char *label, Book *book, const ListQuery *query, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) views = book_list(book, query, &error);
	g_autofree char *got = views_words(book, views);
	T_NO_ERROR(label, error);
	T_STR(label, got, want);
}

static ListQuery days(const Book *book, const char *from, const char *to)
{
	ListQuery query = LIST_QUERY_INIT;
	query.from = zone_day_start(book_zone(book), desk_day(from));
	query.to = zone_day_start(book_zone(book), desk_day(to) + 1);
	return query;
}

/* --- one booking, and lists --- */

static void test_view(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Colour", "Ana");
	desk_then(book, request, "Cut", "Boris");
	desk_then(book, request, "Cut", "Ana");
	model_set(&book_request_class, request, &request->new_customer, "Maria Lopez");
	model_set(&book_request_class, request, &request->phone, "0170 555");
	g_autoptr(Booking) visit = desk_book("visit", book, request);
	g_autoptr(BookingView) view = book_view(book, visit->id, &error);
	if (!T_NO_ERROR("view", error))
		return;
	g_autofree char *services = booking_view_services(book, view);
	T_STR("whose", view->customer_name, "Maria Lopez");
	T_STR("phone", view->customer_phone, "0170 555");
	T_STR("name", booking_view_name(view), "Maria Lopez");
	T_STR("what", services, "Colour + Cut");
	change_free(book_undo(book, NULL, &error));
	T_NULL("gone", book_view(book, visit->id, &error));
	T_ERROR("gone", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

static void test_list(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-11-24 10:00", "Cut", "Cleo", "Cara");
	desk_make(book, "2026-11-24 10:00", "Colour", "Ana", "Anna");
	desk_make(book, "2026-11-24 09:00", "Cut", "Boris", "Bela");
	desk_make(book, "2026-11-25 09:00", "Cut", "Ana", "Anna");
	g_autofree char *gone = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Gone");
	g_autofree char *absent = desk_made(book, "2026-11-24 13:00", "Cut", "Ana", "Absent");
	desk_must("night", book, desk_block(book, "2026-11-24 23:00", 120, "Boris"));
	T_TRUE("cancelled", book_cancel(book, gone, NULL, FALSE, NULL, &error));
	T_TRUE("no-show", book_mark(book, absent, STATUS_NO_SHOW, NULL, &error));
	T_NO_ERROR("made", error);
	ListQuery query = days(book, "2026-11-24", "2026-11-24");
	check_list("by start, then staff", book, &query,
		   "24T09:00 Bela, 24T10:00 Anna, 24T10:00 Cara, 24T13:00 Absent, 24T23:00 Blocked");
	query.all = TRUE;
	check_list("all", book, &query,
		   "24T09:00 Bela, 24T10:00 Anna, 24T10:00 Cara, 24T12:00 Gone, 24T13:00 Absent, 24T23:00 "
		   "Blocked");
	query.all = FALSE;
	query.statuses = 1u << STATUS_CANCELLED | 1u << STATUS_NO_SHOW;
	check_list("by status", book, &query, "24T12:00 Gone, 24T13:00 Absent");
	query.statuses = 0;
	query.staff = desk_staff(book, "Ana");
	check_list("by staff", book, &query, "24T10:00 Anna, 24T13:00 Absent");
	query.service = desk_service(book, "Colour");
	check_list("and service", book, &query, "24T10:00 Anna");
	query = days(book, "2026-11-24", "2026-11-25");
	query.limit = 2;
	check_list("the first two", book, &query, "24T09:00 Bela, 24T10:00 Anna");
	query = days(book, "2026-11-25", "2026-11-25");
	check_list("over midnight", book, &query, "24T23:00 Blocked, 25T09:00 Anna");
	ListQuery hers = LIST_QUERY_INIT, everything = LIST_QUERY_INIT, since = LIST_QUERY_INIT,
		  until = LIST_QUERY_INIT;
	g_autofree char *anna = desk_customer(book, "Anna");
	hers.customer = anna;
	check_list("hers", book, &hers, "24T10:00 Anna, 25T09:00 Anna");
	hers.from = desk_at(book, "2026-11-25 00:00");
	check_list("hers from then on", book, &hers, "25T09:00 Anna");
	hers.from = desk_at(book, "2026-11-24 11:45");
	check_list("hers from the end of one on", book, &hers, "25T09:00 Anna");
	hers.from = NONE;
	hers.to = desk_at(book, "2026-11-25 09:00");
	check_list("hers until one begins", book, &hers, "24T10:00 Anna");
	check_list("everything", book, &everything,
		   "24T09:00 Bela, 24T10:00 Anna, 24T10:00 Cara, 24T13:00 Absent, 24T23:00 Blocked, 25T09:00 "
		   "Anna");
	since.from = desk_at(book, "2026-11-24 13:45");
	check_list("from its end on", book, &since, "24T23:00 Blocked, 25T09:00 Anna");
	since.from = desk_at(book, "2026-11-24 13:44");
	check_list("a minute of it", book, &since, "24T13:00 Absent, 24T23:00 Blocked, 25T09:00 Anna");
	until.to = desk_at(book, "2026-11-24 10:00");
	check_list("until", book, &until, "24T09:00 Bela");
}

/* Longer than a day, and whole days. */
static void test_list_long(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_block(book, "2026-11-20 00:00", 60, "Ana");
	request->all_day = 7;
	model_set(&book_request_class, request, &request->title, "Holiday");
	desk_must("holiday", book, request);
	desk_must("storm", book, desk_block(book, "2026-11-23 12:00", 3 * 24 * 60, "Boris"));
	desk_make(book, "2026-11-25 10:00", "Cut", "Cleo", "Cara");
	ListQuery middle = days(book, "2026-11-25", "2026-11-25"),
		  after = days(book, "2026-11-27", "2026-11-27"),
		  last = days(book, "2026-11-26", "2026-11-26");
	check_list("in the middle", book, &middle, "20T00:00 Holiday, 23T12:00 Blocked, 25T10:00 Cara");
	check_list("the last day", book, &last, "20T00:00 Holiday, 23T12:00 Blocked");
	check_list("after", book, &after, "");
}

static void check_next(const char *label, Book *book, guint n, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) views = book_next(book, n, &error);
	g_autofree char *got = views_words(book, views);
	T_NO_ERROR(label, error);
	T_STR(label, got, want);
}

static void test_next(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-11-19 10:00", "Cut", "Ana", "Past");
	desk_make(book, "2026-11-24 10:00", "Cut", "Cleo", "Cara");
	desk_make(book, "2026-11-24 10:00", "Cut", "Boris", "Bela");
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", "Anna");
	g_autofree char *done = desk_made(book, "2026-11-23 10:00", "Cut", "Ana", "Done");
	g_autofree char *gone = desk_made(book, "2026-11-23 12:00", "Cut", "Ana", "Gone");
	g_autofree char *here = desk_made(book, "2026-11-23 13:00", "Cut", "Ana", "Here");
	desk_must("block", book, desk_block(book, "2026-11-21 10:00", 60, "Ana"));
	T_TRUE("done", book_mark(book, done, STATUS_COMPLETED, NULL, &error));
	T_TRUE("gone", book_cancel(book, gone, NULL, FALSE, NULL, &error));
	T_TRUE("here", book_mark(book, here, STATUS_ARRIVED, NULL, &error));
	T_NO_ERROR("made", error);
	check_next("one", book, 1, "23T13:00 Here");
	check_next("two, in staff order", book, 2, "23T13:00 Here, 24T10:00 Anna");
	check_next("all", book, 10, "23T13:00 Here, 24T10:00 Anna, 24T10:00 Bela, 24T10:00 Cara");
	desk_set_now(book, "2026-11-24 10:00");
	check_next("one that begins now", book, 1, "24T10:00 Anna");
	desk_set_now(book, "2026-11-24 10:01");
	check_next("begun ones are not next", book, 1, "");
}

/* --- a day --- */

static DayView *day_of(Book *book, const char *day)
{
	g_autoptr(GError) error = NULL;
	DayView *view = book_day(book, desk_day(day), &error);
	T_NO_ERROR(day, error);
	return view;
}

static void append_time(GString *out, const Book *book, gint64 from, gint64 to)
{
	g_autofree char *start = local_hhmm(zone_local(book_zone(book), from)),
			*end = local_hhmm(zone_local(book_zone(book), to));
	g_string_append_printf(out, "%s%s-%s", out->len ? ", " : "", start, end);
}

static char *intervals_words(const Book *book, const GArray *intervals)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < intervals->len; i++)
		append_time(out, book, g_array_index(intervals, Interval, i).start,
			    g_array_index(intervals, Interval, i).end);
	return g_string_free(out, FALSE);
}

/* "10:00-10:45 Anna 0/1, (10:30-11:15 Anna) 0/1": lane and lanes; a gap in brackets. */
static char *blocks_words(const Book *book, const DayColumn *column)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < column->blocks->len; i++) {
		const DayBlock *block = column->blocks->pdata[i];
		append_time(out, book, block->start, block->end);
		g_string_append_printf(out, " %s%s %u/%u", booking_view_name(block->view),
				       block->gap ? " gap" : "", block->lane, block->lanes);
	}
	return g_string_free(out, FALSE);
}

static const DayColumn *column_of(const DayView *day, const char *name)
{
	for (guint i = 0; i < day->columns->len; i++)
		if (strcmp(((const DayColumn *)day->columns->pdata[i])->name, name) == 0)
			return day->columns->pdata[i];
	unit_check(FALSE, __LINE__, __FILE__, "there is no column of %s", name);
	return NULL;
}

static void check_column(const char *label, const Book *book, const DayView *day, const char *name,
			 const char *open, const char *gaps, const char *blocks)
{
	const DayColumn *column = column_of(day, name);
	if (!column)
		return;
	g_autofree char *is_open = intervals_words(book, column->open),
			*has_gaps = intervals_words(book, column->gaps),
			*has_blocks = blocks_words(book, column);
	T_STR(label, is_open, open);
	T_STR(label, has_gaps, gaps);
	T_STR(label, has_blocks, blocks);
}

static char *column_names(const DayView *day)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < day->columns->len; i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "",
				       ((const DayColumn *)day->columns->pdata[i])->name);
	return g_string_free(out, FALSE);
}

static void test_day(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_make(book, "2026-11-24 10:00", "Colour", "Ana", "Anna");
	g_autofree char *cut = desk_made(book, "2026-11-24 10:30", "Cut", "Ana", "Gina");
	g_autofree char *massage = desk_made(book, "2026-11-24 12:00", "Massage", "Boris", "Bela");
	g_autofree char *gone = desk_made(book, "2026-11-24 14:00", "Cut", "Boris", "Gone");
	g_autofree char *absent = desk_made(book, "2026-11-24 15:00", "Cut", "Boris", "Absent");
	BookRequest *over = desk_ask(book, "2026-11-24 10:15", "Talk", "Ana");
	model_set(&book_request_class, over, &over->overbook, "quick");
	desk_must("over", book, over);
	desk_must("block", book, desk_block(book, "2026-11-24 17:30", 60, "Cleo"));
	T_TRUE("gone", book_cancel(book, gone, NULL, FALSE, NULL, &error));
	T_TRUE("absent", book_mark(book, absent, STATUS_NO_SHOW, NULL, &error));
	T_TRUE("done", book_mark(book, cut, STATUS_COMPLETED, NULL, &error));
	T_TRUE("tentative", book_mark(book, massage, STATUS_TENTATIVE, NULL, &error));
	T_NO_ERROR("made", error);
	g_autoptr(DayView) day = day_of(book, "2026-11-24");
	g_autofree char *names = column_names(day);
	T_STR("columns", names, "Ana, Boris, Cleo");
	check_column("Ana", book, day, "Ana", "09:00-18:00", "09:00-10:00, 11:45-18:00",
		     "10:00-10:30 Anna 0/2, 10:15-10:30 Nobody 1/2, 10:30-11:15 Anna gap 0/2, 10:30-11:15 "
		     "Gina 1/2, 11:15-11:45 Anna 0/1");
	check_column("Boris", book, day, "Boris", "09:00-18:00", "09:00-11:50, 13:15-18:00",
		     "12:00-13:00 Bela 0/1, 15:00-15:45 Absent 0/1");
	check_column("Cleo", book, day, "Cleo", "09:00-18:00", "09:00-17:30", "17:30-18:30 Blocked 0/1");
	T_INT("open", column_of(day, "Ana")->available, 9 * 3600);
	T_INT("booked: no gaps, and nobody twice at a time", column_of(day, "Ana")->booked,
	      (30 + 45 + 30) * 60);
	T_INT("a no-show is not booked", column_of(day, "Boris")->booked, 3600);
	T_INT("nor is a block", column_of(day, "Cleo")->booked, 0);
	T_INT("bookings shown", day->bookings->len, 6);
	T_INT("appointments", day->appointments, 4);
	T_INT("done", day->done, 1);
	T_INT("tentative", day->tentative, 1);
	T_INT("no-shows", day->no_shows, 1);
	T_INT("income", day->income, 8400 + 3800 + 7000);
	T_INT("of it done", day->income_done, 3800);
	T_INT("from", day->from, desk_at(book, "2026-11-24 00:00"));
	T_INT("to", day->to, desk_at(book, "2026-11-25 00:00"));
}

/* What one person does in one go for somebody is one block. */
static void test_day_blocks(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	desk_then(book, request, "Talk", "Ana");
	desk_then(book, request, "Talk", "Boris");
	desk_then(book, request, "Talk", "Ana");
	desk_must("visit", book, request);
	g_autoptr(DayView) day = day_of(book, "2026-11-24");
	check_column("together, and later again", book, day, "Ana", "09:00-18:00",
		     "09:00-10:00, 11:00-11:15, 11:30-18:00",
		     "10:00-11:00 Nobody 0/1, 11:15-11:30 Nobody 0/1");
	check_column("his part", book, day, "Boris", "09:00-18:00", "09:00-11:00, 11:15-18:00",
		     "11:00-11:15 Nobody 0/1");
	const DayBlock *later = column_of(day, "Ana")->blocks->pdata[1];
	T_INT("which part it begins with", later->part, 3);
}

static void test_day_closed(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *ana = g_strdup(desk_staff(book, "Ana"));
	ClosureEdit holiday = { .first_day = desk_day("2026-12-24"),
				.last_day = desk_day("2026-12-26"),
				.start = NONE,
				.end = NONE,
				.reason = "Christmas" };
	ClosureEdit leave = { .staff = ana,
			      .first_day = NONE,
			      .last_day = NONE,
			      .start = desk_at(book, "2026-11-24 09:00"),
			      .end = desk_at(book, "2026-11-24 12:00") };
	closure_free(book_closure_add(book, &holiday, NULL, &error));
	closure_free(book_closure_add(book, &leave, NULL, &error));
	T_NO_ERROR("closed", error);
	g_autoptr(DayView) christmas = day_of(book, "2026-12-25");
	check_column("Christmas", book, christmas, "Boris", "", "", "");
	T_STR("why", column_of(christmas, "Boris")->closed, "Christmas");
	g_autoptr(DayView) morning = day_of(book, "2026-11-24");
	check_column("away in the morning", book, morning, "Ana", "12:00-18:00", "12:00-18:00", "");
	T_STR("why", column_of(morning, "Ana")->closed, "on leave");
	T_STR("not he", column_of(morning, "Boris")->closed, NULL);
	g_autoptr(DayView) sunday = day_of(book, "2026-11-22");
	check_column("Sunday", book, sunday, "Ana", "", "", "");
	T_STR("no closure", column_of(sunday, "Ana")->closed, NULL);
}

/* Whoever has something that day is shown, also who is gone, and what is nobody's. */
static void test_day_columns(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *his = desk_made(book, "2026-11-24 10:00", "Cut", "Boris", "Bela"),
			*boris = g_strdup(desk_staff(book, "Boris"));
	staff_free(book_staff_retire(book, boris, NULL, &error));
	T_NO_ERROR("retired", error);
	g_autoptr(Booking) nobodys = desk_get(book, his);
	g_autoptr(DayView) day = day_of(book, "2026-11-24"), other = day_of(book, "2026-11-25");
	g_autofree char *names = column_names(day), *others = column_names(other);
	T_STR("he has something", names, "Ana, Boris, Cleo");
	T_STR("he has nothing", others, "Ana, Cleo");
	nobodys->id[0] = nobodys->id[0] == '0' ? '1' : '0';
	model_set(&part_class, nobodys->parts->pdata[0], &((Part *)nobodys->parts->pdata[0])->staff, NULL);
	T_TRUE("nobody's", store_put(book->store, &booking_class, nobodys, &error));
	T_NO_ERROR("nobody's", error);
	g_autoptr(DayView) with = day_of(book, "2026-11-24");
	g_autofree char *all = column_names(with);
	T_STR("what is nobody's comes last", all, "Ana, Boris, Cleo, Nobody");
	T_STR("of nobody", column_of(with, "Nobody")->staff, NULL);
	check_column("what is nobody's", book, with, "Nobody", "09:00-18:00", "", "10:00-10:45 Bela 0/1");
}

static void test_day_edges(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_must("night", book, desk_block(book, "2026-11-23 22:00", 240, "Ana"));
	BookRequest *request = desk_block(book, "2026-11-24 00:00", 60, "Boris");
	request->all_day = 1;
	g_autoptr(Booking) whole = desk_book("whole day", book, request);
	g_autoptr(DayView) first = day_of(book, "2026-11-23"), second = day_of(book, "2026-11-24"),
			   third = day_of(book, "2026-11-25");
	check_column("until midnight", book, first, "Ana", "09:00-18:00", "09:00-18:00",
		     "22:00-00:00 Blocked 0/1");
	check_column("from midnight", book, second, "Ana", "09:00-18:00", "09:00-18:00",
		     "00:00-02:00 Blocked 0/1");
	check_column("a whole day stands above, and leaves no gap", book, second, "Boris", "09:00-18:00", "",
		     "");
	if (T_INT("above", second->all_day->len, 1))
		T_STR("above", ((const BookingView *)second->all_day->pdata[0])->booking->id, whole->id);
	T_INT("not the day before", first->all_day->len, 0);
	T_INT("nor after", third->all_day->len, 0);
	T_INT("nothing left", third->bookings->len, 0);
	g_autoptr(DayView) spring = day_of(book, "2027-03-28"), autumn = day_of(book, "2026-10-25");
	T_INT("23 hours", spring->to - spring->from, 23 * 3600);
	T_INT("25 hours", autumn->to - autumn->from, 25 * 3600);
}

/* --- free time --- */

static void check_free(const char *label, Book *book, const char *service, const char *staff,
		       const char *from, const char *to, guint limit, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookRequest) request = desk_ask(book, from, service, staff);
	FreeQuery query = { .visits = request->visits,
			    .from = desk_at(book, from),
			    .to = desk_at(book, to),
			    .limit = limit };
	g_autoptr(GPtrArray) slots = book_free(book, &query, &error);
	g_autoptr(GString) got = g_string_new(NULL);
	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		append_time(got, book, slot->start, slot->end);
		g_string_append_printf(got, " %s", book_staff_by_id(book, slot->staff)->name);
	}
	T_NO_ERROR(label, error);
	T_STR(label, got->str, want);
}

static void test_free(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 09:30", "Cut", "Ana", NULL);
	desk_make(book, "2026-11-24 10:00", "Massage", "Boris", NULL);
	desk_make(book, "2026-11-24 10:00", "Massage", "Cleo", NULL);
	check_free("around what is taken", book, "Talk", "Ana", "2026-11-24 09:00", "2026-11-24 11:00", 50,
		   "09:00-09:15 Ana, 09:15-09:30 Ana, 10:15-10:30 Ana, 10:30-10:45 Ana, 10:45-11:00 Ana");
	check_free("buffers count", book, "Talk", "Boris", "2026-11-24 09:30", "2026-11-24 11:45", 50,
		   "09:30-09:45 Boris, 11:15-11:30 Boris, 11:30-11:45 Boris");
	check_free("rooms count", book, "Massage", "Ana", "2026-11-24 10:30", "2026-11-24 12:45", 50,
		   "11:30-12:30 Ana, 11:45-12:45 Ana");
	check_free("each who can, in their order", book, "Cut", NULL, "2026-11-24 14:00", "2026-11-24 15:00",
		   4, "14:00-14:45 Ana, 14:00-14:45 Boris, 14:00-14:45 Cleo, 14:15-15:00 Ana");
	check_free("never before now", book, "Talk", "Ana", "2026-11-20 07:00", "2026-11-20 09:30", 50,
		   "09:00-09:15 Ana, 09:15-09:30 Ana");
	desk_set_now(book, "2026-11-24 14:20");
	check_free("nor in the past", book, "Talk", "Ana", "2026-11-24 14:00", "2026-11-24 15:00", 50,
		   "14:30-14:45 Ana, 14:45-15:00 Ana");
	check_free("all of it past", book, "Talk", "Ana", "2026-11-24 09:00", "2026-11-24 12:00", 50, "");
	desk_policy(book, "min-notice", "2h");
	check_free("with notice", book, "Talk", "Ana", "2026-11-24 14:00", "2026-11-24 17:00", 50,
		   "16:30-16:45 Ana, 16:45-17:00 Ana");
	desk_policy(book, "slot-step", "30");
	check_free("another step", book, "Talk", "Ana", "2026-11-24 14:00", "2026-11-24 18:00", 50,
		   "16:30-16:45 Ana, 17:00-17:15 Ana, 17:30-17:45 Ana");
}

/* Every slot that is offered can be booked, and nothing else on the grid can. */
static void test_free_is_true(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	static const char *const services[] = { "Cut", "Colour", "Massage", "Yoga", "Talk" };
	for (int i = 0; i < 25; i++) {
		BookRequest *request =
			desk_ask(book, "2026-11-24 09:00", services[g_rand_int_range(random, 0, 5)], NULL);
		request->start += 900 * g_rand_int_range(random, 0, 36);
		book_add(book, request, NULL, NULL);
		book_request_free(request);
	}
	for (gsize s = 0; s < G_N_ELEMENTS(services); s++) {
		g_autoptr(BookRequest) request = desk_ask(book, "2026-11-24 00:00", services[s], NULL);
		FreeQuery query = { .visits = request->visits,
				    .from = request->start,
				    .to = request->start + ZONE_DAY_SECONDS,
				    .limit = 10000 };
		g_autoptr(GPtrArray) slots = book_free(book, &query, NULL);
		guint at = 0;
		Visit *visit = request->visits->pdata[0];
		for (int step = 0; step < 96; step++, request->start += 900)
			for (guint i = 0; i < book_staff(book)->len; i++) {
				const Staff *staff = book_staff(book)->pdata[i];
				const Slot *slot = at < slots->len ? slots->pdata[at] : NULL;
				gboolean offered = slot && slot->start == request->start &&
						   strcmp(slot->staff, staff->id) == 0;
				model_set(&visit_class, visit, &visit->staff, staff->id);
				g_autoptr(BookPreview) preview = book_preview(book, request, NULL, NULL);
				T_INT(services[s], offered, preview->fits);
				at += offered ? 1 : 0;
			}
		T_INT(services[s], at, slots->len);
	}
}

UNIT_SUITE("day", NULL, NULL, { "one booking", test_view }, { "list", test_list },
	   { "list of long ones", test_list_long }, { "next", test_next }, { "a day", test_day },
	   { "blocks", test_day_blocks }, { "closed", test_day_closed }, { "columns", test_day_columns },
	   { "the edges of a day", test_day_edges }, { "free time", test_free },
	   { "what is free can be booked", test_free_is_true })
