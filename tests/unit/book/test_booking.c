/* tests/unit/book/test_booking.c - booking: placed, checked, written; refused with whom and what else; looked at before */
#include "tests/unit/book/desk.h"

#include <string.h>

#include "tests/unit/unit.h"

static GPtrArray *log_since(Book *book, gint64 seq)
{
	g_autoptr(GError) error = NULL;
	LogQuery query = { .since_at = NONE, .since_seq = seq + 1 };
	GPtrArray *events = book_log(book, &query, &error);
	T_NO_ERROR("log", error);
	return events;
}

/* "customer.created booking.created", all of one correlation. */
static void check_events(const char *label, Book *book, gint64 since, const char *want)
{
	g_autoptr(GPtrArray) events = log_since(book, since);
	g_autoptr(GString) types = g_string_new(NULL);
	for (guint i = 0; events && i < events->len; i++) {
		const Event *event = events->pdata[i];
		g_string_append_printf(types, "%s%s", i ? " " : "", event->type);
		T_STR(label, event->correlation, ((const Event *)events->pdata[0])->correlation);
	}
	T_STR(label, types->str, want);
}

static const char *newest_words(Book *book, char **keep)
{
	g_autoptr(GPtrArray) changes = book_changes(book, FALSE, 1, NULL);
	g_free(*keep);
	*keep = changes && changes->len ? g_strdup(((const Change *)changes->pdata[0])->what) : NULL;
	return *keep;
}

/* --- what is written --- */

static void test_fields(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *maria = desk_customer(book, "Maria Lopez"), *words = NULL;
	gint64 events = desk_events(book);
	BookRequest *request = desk_ask(book, "2026-11-24 14:30", "Cut", "Ana");
	model_set(&book_request_class, request, &request->customer, maria);
	model_set(&book_request_class, request, &request->title, "Wedding");
	model_set(&book_request_class, request, &request->notes, "likes tea");
	model_set(&book_request_class, request, &request->public_note, "bring photo");
	request->deposit = 1000;
	g_autoptr(Booking) made = desk_book("made", book, request);
	g_autoptr(Booking) booking = desk_get(book, made->id);
	T_TRUE("what is returned is what is written", model_equal(&booking_class, made, booking));
	desk_check_words("part", book, booking, "24T14:30-15:15 Ana Cut");
	T_STR("kind", booking->kind, "appointment");
	T_STR("customer", booking->customer, maria);
	T_INT("start", booking->start, 1795527000);
	T_INT("end", booking->end, 1795527000 + 45 * 60);
	T_STR("zone", booking->zone, DESK_ZONE);
	T_INT("local start", booking->local_start, booking->start + 3600);
	T_STR("status", booking->status, "confirmed");
	T_STR("title", booking->title, "Wedding");
	T_STR("notes", booking->notes, "likes tea");
	T_STR("public note", booking->public_note, "bring photo");
	T_STR("source", booking->source, "cli");
	T_STR("not overbooked", booking->overbooked, NULL);
	T_STR("no series", booking->series, NULL);
	T_TRUE("no occurrence", booking->occurrence == NONE);
	T_INT("busy", booking->busy, 1);
	T_STR("currency", booking->currency, "EUR");
	T_TRUE("not paid", booking->paid == NONE);
	T_INT("deposit", booking->deposit, 1000);
	T_INT("price", booking_price(booking), 3800);
	T_INT("version", booking->version, 1);
	T_INT("created", booking->created, desk_at(book, DESK_NOW));
	T_INT("updated", booking->updated, desk_at(book, DESK_NOW));
	check_events("one event", book, events, "booking.created");
	T_STR("in words", newest_words(book, &words), "Booked Maria Lopez, Tue 24 Nov 14:30");
	desk_check("after", book);
}

/* A processing gap frees the person and belongs to the visit. */
static void test_segments(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) colour =
		desk_book("colour", book, desk_ask(book, "2026-11-24 10:00", "Colour", "Ana"));
	desk_check_words("three parts", book, colour,
			 "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-11:45 Ana Colour");
	T_INT("one price", booking_price(colour), 8400);
	T_INT("on the first", ((const Part *)colour->parts->pdata[0])->price, 8400);
	T_TRUE("and no other", ((const Part *)colour->parts->pdata[2])->price == NONE);
	g_autoptr(Booking) cut =
		desk_book("in the gap", book, desk_ask(book, "2026-11-24 10:30", "Cut", "Ana"));
	desk_check_words("the whole gap", book, cut, "24T10:30-11:15 Ana Cut");
	desk_must_not("the gap is taken", book, desk_ask(book, "2026-11-24 10:45", "Talk", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must_not("the last part", book, desk_ask(book, "2026-11-24 11:30", "Talk", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must("after it", book, desk_ask(book, "2026-11-24 11:45", "Talk", "Ana"));
	desk_check("after", book);
}

static void test_buffers(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) massage =
		desk_book("massage", book, desk_ask(book, "2026-11-24 10:00", "Massage", "Ana"));
	const Part *part = massage->parts->pdata[0];
	desk_check_words("in a room", book, massage, "24T10:00-11:00 Ana Massage @Room 1");
	T_INT("before", part->busy_from, part->start - 600);
	T_INT("after", part->busy_to, part->end + 900);
	g_autoptr(GError) near =
		desk_refused("into the buffer after", book, desk_ask(book, "2026-11-24 11:14", "Talk", "Ana"),
			     DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says how much is kept free", strstr(near->message, "15 min") != NULL);
	desk_must_not("into the buffer before", book, desk_ask(book, "2026-11-24 09:36", "Talk", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must_not("two buffers add up", book, desk_ask(book, "2026-11-24 11:24", "Massage", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must("after both", book, desk_ask(book, "2026-11-24 11:25", "Massage", "Ana"));
	desk_must("right before", book, desk_ask(book, "2026-11-24 09:35", "Talk", "Ana"));
	desk_check("after", book);
}

static void test_parts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Colour", "Ana");
	desk_then(book, request, "Cut", "Boris");
	desk_then(book, request, "Talk", NULL)->seconds = 30 * 60;
	g_autoptr(Booking) visit = desk_book("three services", book, request);
	desk_check_words("one after the other", book, visit,
			 "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-11:45 Ana Colour, "
			 "24T11:45-12:30 Boris Cut, 24T12:30-13:00 Ana Talk");
	T_INT("the prices' sum", booking_price(visit), 8400 + 3800);
	desk_must_not("Boris is taken", book, desk_ask(book, "2026-11-24 12:00", "Talk", "Boris"),
		      DAYBOOK_ERROR_CONFLICT);
	BookRequest *own = desk_ask(book, "2026-11-24 15:00", "Cut", "Ana");
	own->price = 5000;
	desk_then(book, own, "Talk", "Ana");
	g_autoptr(Booking) priced = desk_book("a price of its own", book, own);
	T_INT("is the whole price", booking_price(priced), 5000);
	desk_check("after", book);
}

static BookRequest *for_new_customer(const Book *book, const char *when, const char *name, const char *phone,
				     const char *email)
{
	BookRequest *request = desk_ask(book, when, "Cut", NULL);
	model_set(&book_request_class, request, &request->new_customer, name);
	model_set(&book_request_class, request, &request->phone, phone);
	model_set(&book_request_class, request, &request->email, email);
	return request;
}

static void test_new_customer(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *words = NULL;
	gint64 events = desk_events(book);
	g_autoptr(Booking) booking = desk_book("new", book,
					       for_new_customer(book, "2026-11-24 10:00", "  Søren   Ås ",
								"0170 5550123", "soren@example.com"));
	g_autoptr(Customer) customer = book_customer(book, booking->customer, &error);
	if (!T_NO_ERROR("customer", error))
		return;
	T_STR("name", customer->name, "Søren Ås");
	T_STR("e-mail", customer->email, "soren@example.com");
	T_INT("one phone", customer->phones->len, 1);
	T_STR("phone", ((const Phone *)customer->phones->pdata[0])->typed, "0170 5550123");
	T_STR("its digits", ((const Phone *)customer->phones->pdata[0])->number, "01705550123");
	check_events("one change", book, events, "customer.created booking.created");
	T_STR("in words", newest_words(book, &words), "Booked Søren Ås, Tue 24 Nov 10:00");
	g_clear_error(&error);
	error = desk_refused("an e-mail that is none", book,
			     for_new_customer(book, "2026-11-24 12:00", "Ben", NULL, "ben at home"),
			     DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	error = desk_refused("a phone that is none", book,
			     for_new_customer(book, "2026-11-24 12:00", "Ben", "at work", NULL),
			     DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	error = desk_refused("no name", book, for_new_customer(book, "2026-11-24 12:00", " ", NULL, NULL),
			     DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	BookRequest *refused = for_new_customer(book, "2026-11-24 03:00", "Ben", NULL, NULL);
	error = desk_refused("closed: no customer either", book, refused, DAYBOOK_ERROR_POLICY);
	g_autoptr(Booking) twin =
		desk_book("the same name again", book,
			  for_new_customer(book, "2026-11-24 10:00", "Søren Ås", "0170 5550123", NULL));
	T_TRUE("is another person", strcmp(twin->customer, booking->customer) != 0);
	desk_check("after", book);
}

/* As `walkin` asks: now, arrived already. */
static void test_walk_in(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_set_now(book, "2026-11-24 10:07");
	BookRequest *request = for_new_customer(book, "2026-11-24 10:07", "Ben", NULL, NULL);
	model_set(&book_request_class, request, &request->status, "arrived");
	g_autoptr(BookRequest) asked = request;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL;
	book_add(book, asked, &result, &error);
	if (!T_NO_ERROR("walk-in", error))
		return;
	const Booking *booking = result->bookings->pdata[0];
	T_STR("arrived", booking->status, "arrived");
	desk_check_words("at any minute", book, booking, "24T10:07-10:52 Ana Cut");
	T_INT("now is not past", result->remarks->len, 0);
	model_set(&book_request_class, asked, &asked->status, "no-show");
	T_FALSE("nobody begins as a no-show", book_add(book, asked, NULL, &error));
	T_ERROR("nobody begins as a no-show", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
}

static void test_past(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL, today = NULL;
	g_autoptr(BookRequest) request = desk_ask(book, "2026-11-17 14:30", "Cut", "Ana");
	book_add(book, request, &result, &error);
	T_NO_ERROR("a past time is a record", error);
	if (T_INT("said", result->remarks->len, 1))
		T_STR("said", result->remarks->pdata[0], "Tue 17 Nov 14:30 is past.");
	g_autoptr(BookRequest) day = desk_block(book, "2026-11-20 00:00", 60, "Cleo");
	day->all_day = 1;
	book_add(book, day, &today, &error);
	T_NO_ERROR("today, whole", error);
	T_INT("today is not past", today->remarks->len, 0);
}

/* --- blocks --- */

static void test_block(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *words = NULL;
	BookRequest *request = desk_block(book, "2026-11-24 22:00", 30, "Boris");
	model_set(&book_request_class, request, &request->title, "Stocktaking");
	g_autoptr(Booking) block = desk_book("outside hours", book, request);
	desk_check_words("just time", book, block, "24T22:00-22:30 Boris");
	T_STR("kind", block->kind, "block");
	T_STR("title", block->title, "Stocktaking");
	T_TRUE("no price", booking_price(block) == NONE);
	T_STR("in words", newest_words(book, &words), "Blocked Tue 24 Nov 22:00, Stocktaking");
	desk_must("lunch", book, desk_block(book, "2026-11-24 12:00", 60, "Ana"));
	T_STR("in words", newest_words(book, &words), "Blocked Tue 24 Nov 12:00");
	desk_must_not("nobody at lunch", book, desk_ask(book, "2026-11-24 12:30", "Cut", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	g_autoptr(GError) twice = desk_refused(
		"two blocks", book, desk_block(book, "2026-11-24 12:59", 5, "Ana"), DAYBOOK_ERROR_CONFLICT);
	T_TRUE("named", strstr(twice->message, "Ana has Blocked 12:00–13:00.") != NULL);
	g_autoptr(Booking) any =
		desk_book("of whom it fits", book, desk_block(book, "2026-11-24 22:00", 30, NULL));
	desk_check_words("the first", book, any, "24T22:00-22:30 Ana");
	g_autoptr(Booking) other =
		desk_book("of the next", book, desk_block(book, "2026-11-24 22:10", 10, NULL));
	desk_check_words("who is free then, open or not", book, other, "24T22:10-22:20 Cleo");
	g_autoptr(GError) status = NULL;
	BookRequest *arrived = desk_block(book, "2026-11-24 16:00", 60, "Ana");
	model_set(&book_request_class, arrived, &arrived->status, "arrived");
	status = desk_refused("a block does not arrive", book, arrived, DAYBOOK_ERROR_POLICY);
	desk_check("after", book);
}

static Booking *whole_days(const char *label, Book *book, const char *when, gint64 days, const char *staff)
{
	BookRequest *request = desk_block(book, when, 60, staff);
	request->all_day = days;
	return desk_book(label, book, request);
}

static void test_whole_days(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) plain = whole_days("one day", book, "2026-11-24 14:30", 1, "Ana");
	T_INT("from midnight", plain->local_start, desk_day("2026-11-24") * ZONE_DAY_SECONDS);
	T_INT("24 hours", plain->end - plain->start, 24 * 3600);
	T_INT("days", plain->all_day, 1);
	g_autoptr(Booking) spring = whole_days("spring", book, "2027-03-28 09:00", 1, "Ana");
	T_INT("23 hours", spring->end - spring->start, 23 * 3600);
	g_autoptr(Booking) autumn = whole_days("autumn", book, "2026-10-25 00:00", 2, "Ana");
	T_INT("25 and 24 hours", autumn->end - autumn->start, 49 * 3600);
	desk_must_not("she is away", book, desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must("until midnight", book, desk_block(book, "2026-11-23 23:00", 60, "Ana"));
	desk_must_not("over midnight", book, desk_block(book, "2026-11-23 23:30", 60, "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_check("after", book);
}

static void test_whole_day_without_midnight(void)
{
	g_autoptr(Book) book = desk_new("Africa/Cairo");
	g_autoptr(Booking) day = whole_days("no midnight", book, "2026-04-24 12:00", 1, "Ana");
	g_autofree char *start = zone_rfc3339(book_zone(book), day->start);
	T_STR("its first instant", start, "2026-04-24T01:00:00+03:00");
	T_INT("23 hours", day->end - day->start, 23 * 3600);
	g_autoptr(Booking) any = whole_days("anybody's", book, "2026-04-24 12:00", 1, NULL);
	T_STR("is the next one's who is free",
	      any->parts->len ? ((const Part *)any->parts->pdata[0])->staff : NULL,
	      desk_staff(book, "Boris"));
}

/* --- classes and resources --- */

static void test_class(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 3; i++) {
		g_autoptr(Booking) place =
			desk_book("a place", book, desk_ask(book, "2026-11-24 10:00", "Yoga", NULL));
		desk_check_words("with her", book, place, "24T10:00-11:00 Cleo Yoga");
	}
	error = desk_refused("full", book, desk_ask(book, "2026-11-24 10:00", "Yoga", "Cleo"),
			     DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says how many", strstr(error->message, "3 of 3 places") != NULL);
	desk_must_not("not the same time", book, desk_ask(book, "2026-11-24 10:30", "Yoga", NULL),
		      DAYBOOK_ERROR_CONFLICT);
	BookRequest *more = desk_ask(book, "2026-11-24 10:00", "Yoga", "Cleo");
	model_set(&book_request_class, more, &more->overbook, "brings her own mat");
	g_autoptr(Booking) fourth = desk_book("one more, with a reason", book, more);
	T_STR("marked", fourth->overbooked, "brings her own mat");
	desk_must("the next class", book, desk_ask(book, "2026-11-24 11:00", "Yoga", NULL));
	desk_check("after", book);
}

/* A class in a room: its places are counted once, for her and for the room. */
static void test_class_in_a_room(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = "Pilates";
	edit.duration = 60;
	edit.capacity = 3;
	edit.resource_kind = "room";
	desk_add_service(book, &edit);
	for (int i = 0; i < 3; i++) {
		g_autoptr(Booking) place =
			desk_book("a place", book, desk_ask(book, "2026-11-24 10:00", "Pilates", NULL));
		desk_check_words("together", book, place, "24T10:00-11:00 Ana Pilates @Room 1");
	}
	g_autoptr(Booking) next =
		desk_book("the next class", book, desk_ask(book, "2026-11-24 10:00", "Pilates", NULL));
	desk_check_words("with another, elsewhere", book, next, "24T10:00-11:00 Boris Pilates @Room 2");
	desk_must_not("no third room", book, desk_ask(book, "2026-11-24 10:00", "Pilates", "Cleo"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_check("after", book);
}

static void test_resource(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) one = desk_book("one", book, desk_ask(book, "2026-11-24 10:00", "Massage", NULL));
	g_autoptr(Booking) two = desk_book("two", book, desk_ask(book, "2026-11-24 10:30", "Massage", NULL));
	desk_check_words("the first room", book, one, "24T10:00-11:00 Ana Massage @Room 1");
	desk_check_words("the other", book, two, "24T10:30-11:30 Boris Massage @Room 2");
	g_autoptr(GError) error =
		desk_refused("no room for Cleo", book, desk_ask(book, "2026-11-24 10:15", "Massage", "Cleo"),
			     DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says which", strstr(error->message, "Room 1 is taken") != NULL);
	BookRequest *named = desk_ask(book, "2026-11-24 11:30", "Massage", "Cleo");
	Visit *visit = named->visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, desk_resource(book, "Room 2"));
	desk_must_not("the room, too, keeps its time between", book, named, DAYBOOK_ERROR_CONFLICT);
	g_autoptr(Booking) three =
		desk_book("in the first room", book, desk_ask(book, "2026-11-24 11:30", "Massage", "Cleo"));
	desk_check_words("in the first room", book, three, "24T11:30-12:30 Cleo Massage @Room 1");
	desk_check("after", book);
}

static void add_rinse(Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) segments = book_segments_parse("15 busy, 30 free, 15 busy", &error);
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = "Steam";
	edit.segments = segments;
	edit.resource_kind = "room";
	desk_add_service(book, &edit);
}

/* A free segment frees the person, never the room. */
static void test_resource_gap(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	add_rinse(book);
	desk_must("steam", book, desk_ask(book, "2026-11-24 10:00", "Steam", "Ana"));
	BookRequest *request = desk_ask(book, "2026-11-24 10:15", "Talk", "Ana");
	Visit *visit = request->visits->pdata[0];
	model_set(&visit_class, visit, &visit->resource, desk_resource(book, "Room 1"));
	desk_must_not("the room is held", book, request, DAYBOOK_ERROR_CONFLICT);
	desk_must("she is free", book, desk_ask(book, "2026-11-24 10:15", "Talk", "Ana"));
	desk_check("after", book);
}

/* --- overbooking, policies --- */

static BookRequest *with_reason(BookRequest *request, const char *reason)
{
	model_set(&book_request_class, request, &request->overbook, reason);
	return request;
}

static void test_overbook(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_must("first", book, desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"));
	g_autoptr(Booking) over = desk_book(
		"over it", book, with_reason(desk_ask(book, "2026-11-24 10:15", "Cut", "Ana"), "a friend"));
	T_STR("marked", over->overbooked, "a friend");
	g_autoptr(Booking) closed = desk_book(
		"closed", book, with_reason(desk_ask(book, "2026-11-22 10:00", "Cut", "Ana"), "emergency"));
	T_STR("marked", closed->overbooked, "emergency");
	g_autoptr(Booking) fits = desk_book(
		"fits", book, with_reason(desk_ask(book, "2026-11-24 12:00", "Cut", "Ana"), "no need"));
	T_STR("what fits is not marked", fits->overbooked, NULL);
	error = desk_refused("no reason", book,
			     with_reason(desk_ask(book, "2026-11-24 10:15", "Cut", "Ana"), ""),
			     DAYBOOK_ERROR_USAGE);
	g_autoptr(GError) onto =
		desk_refused("not onto an overbooked one either", book,
			     desk_ask(book, "2026-11-24 10:45", "Talk", "Ana"), DAYBOOK_ERROR_CONFLICT);
	g_autofree char *boris = g_strdup(desk_staff(book, "Boris"));
	desk_must("his", book, desk_ask(book, "2026-11-24 16:00", "Cut", "Boris"));
	staff_free(book_staff_retire(book, boris, NULL, &onto));
	g_autoptr(GError) gone =
		desk_refused("who is gone cannot be overbooked", book,
			     with_reason(desk_ask(book, "2026-11-24 15:00", "Cut", "Boris"), "please"),
			     DAYBOOK_ERROR_POLICY);
	T_TRUE("says so", strstr(gone->message, "Boris no longer works here") != NULL);
	desk_must_not("all rules are tried, and 4 wins", book,
		      desk_ask(book, "2026-11-24 16:00", "Cut", "Boris"), DAYBOOK_ERROR_CONFLICT);
	desk_check("after", book);
}

typedef struct {
	const char *label, *policy, *value;
	const char *when, *service, *staff;
	DaybookErrorCode code; /* COUNT: fits */
	const char *says;
} Rule;

static const Rule rules[] = {
	{ "open", NULL, NULL, "2026-11-24 08:30", "Cut", "Ana", DAYBOOK_ERROR_POLICY, "open 09:00-18:00" },
	{ "closed on Sundays", NULL, NULL, "2026-11-22 10:00", "Cut", "Ana", DAYBOOK_ERROR_POLICY,
	  "closed on Sunday" },
	{ "over closing time", NULL, NULL, "2026-11-24 17:30", "Cut", "Ana", DAYBOOK_ERROR_POLICY,
	  "open 09:00-18:00" },
	{ "until closing time", NULL, NULL, "2026-11-24 17:15", "Cut", "Cleo", DAYBOOK_ERROR_COUNT, NULL },
	{ "skill", NULL, NULL, "2026-11-24 12:00", "Colour", "Cleo", DAYBOOK_ERROR_POLICY,
	  "Cleo does not do “Colour”" },
	{ "4 wins over 5", NULL, NULL, "2026-11-24 10:30", "Yoga", "Ana", DAYBOOK_ERROR_CONFLICT,
	  "Ana does not do “Yoga”" },
	{ "notice", "min-notice", "2d", "2026-11-21 12:00", "Cut", "Ana", DAYBOOK_ERROR_POLICY, "too soon" },
	{ "notice kept", "min-notice", "2d", "2026-11-23 12:00", "Cut", "Ana", DAYBOOK_ERROR_COUNT, NULL },
	{ "a past time is a record", "min-notice", "2d", "2026-11-19 12:00", "Cut", "Ana",
	  DAYBOOK_ERROR_COUNT, NULL },
	{ "horizon", "horizon", "2", "2027-01-21 12:00", "Cut", "Ana", DAYBOOK_ERROR_POLICY,
	  "too far ahead" },
	{ "within the horizon", "horizon", "2", "2027-01-19 12:00", "Cut", "Ana", DAYBOOK_ERROR_COUNT, NULL },
	{ "one more that day", "max-per-day", "3", "2026-11-24 12:00", "Cut", "Ana", DAYBOOK_ERROR_COUNT,
	  NULL },
	{ "a full day", "max-per-day", "3", "2026-11-24 14:00", "Cut", "Ana", DAYBOOK_ERROR_POLICY,
	  "3 of at most 3" },
	{ "another day", "max-per-day", "3", "2026-11-25 14:00", "Cut", "Ana", DAYBOOK_ERROR_COUNT, NULL },
};

static void test_rules(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	const char *set = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
		const Rule *rule = &rules[i];
		if (set && g_strcmp0(set, rule->policy) != 0)
			desk_policy(book, set,
				    strcmp(set, "horizon") == 0       ? "24"
				    : strcmp(set, "max-per-day") == 0 ? "none"
								      : "0");
		if (rule->policy)
			desk_policy(book, rule->policy, rule->value);
		set = rule->policy;
		BookRequest *request = desk_ask(book, rule->when, rule->service, rule->staff);
		if (rule->code == DAYBOOK_ERROR_COUNT) {
			desk_must(rule->label, book, request);
			continue;
		}
		g_autoptr(GError) error = desk_refused(rule->label, book, request, rule->code);
		T_TRUE(rule->label, error && strstr(error->message, rule->says));
	}
	desk_check("after", book);
}

/* Days' worth of time is checked to its end. */
static void test_long(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = "Boarding";
	edit.duration = 5 * 24 * 60;
	desk_add_service(book, &edit);
	desk_must("later", book, desk_block(book, "2026-11-28 10:00", 60, "Ana"));
	desk_must_not("in four days", book, desk_ask(book, "2026-11-24 10:00", "Boarding", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_must("with a reason", book,
		  with_reason(desk_ask(book, "2026-11-24 10:00", "Boarding", "Boris"), "no opening hours"));
	desk_must_not("in the middle of it", book, desk_ask(book, "2026-11-27 10:00", "Cut", "Boris"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_check("after", book);
}

static void test_any_staff(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	static const char *const want[] = { "Ana", "Boris", "Cleo" };
	for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
		g_autoptr(Booking) booking =
			desk_book(want[i], book, desk_ask(book, "2026-11-24 10:00", "Cut", NULL));
		g_autofree char *words = g_strdup_printf("24T10:00-10:45 %s Cut", want[i]);
		desk_check_words("in their order", book, booking, words);
	}
	desk_must_not("nobody is left", book, desk_ask(book, "2026-11-24 10:30", "Cut", NULL),
		      DAYBOOK_ERROR_CONFLICT);
	g_autoptr(Booking) colour =
		desk_book("who can", book, desk_ask(book, "2026-11-24 10:45", "Yoga", NULL));
	desk_check_words("who can", book, colour, "24T10:45-11:45 Cleo Yoga");
}

/* --- what cannot be asked --- */

static void test_bad_requests(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	static const char *const labels[] = {
		"no kind",   "nothing asked for", "a status nobody knows", "both customers", "year 1700",
		"no length", "unknown customer",  "unknown service",       "minus one day"
	};
	g_autofree char *max = desk_customer(book, "Max");
	for (gsize i = 0; i < G_N_ELEMENTS(labels); i++) {
		BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
		Visit *visit = request->visits->pdata[0];
		DaybookErrorCode code = i < 6 || i == 8 ? DAYBOOK_ERROR_USAGE : DAYBOOK_ERROR_NOT_FOUND;
		switch (i) {
		case 0:
			model_set(&book_request_class, request, &request->kind, "meeting");
			break;
		case 1:
			g_ptr_array_set_size(request->visits, 0);
			break;
		case 2:
			model_set(&book_request_class, request, &request->status, "sleeping");
			break;
		case 3:
			model_set(&book_request_class, request, &request->customer, max);
			model_set(&book_request_class, request, &request->new_customer, "Max");
			break;
		case 4:
			request->start = G_GINT64_CONSTANT(-8520336000);
			break;
		case 5:
			model_set(&visit_class, visit, &visit->service, NULL);
			break;
		case 6:
			model_set(&book_request_class, request, &request->customer,
				  "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11");
			break;
		case 7:
			model_set(&visit_class, visit, &visit->service,
				  "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11");
			break;
		default:
			request->all_day = -1;
		}
		g_autoptr(GError) refusal = desk_refused(labels[i], book, request, code);
		T_TRUE(labels[i], refusal && *refusal->message);
	}
}

/* Somebody else may have merged, or erased, a customer who is still on this screen. */
static void test_customer_meanwhile(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *ben = desk_customer(book, "Ben"), *max = desk_customer(book, "Max");
	customer_free(book_customer_merge(book, ben, max, &error));
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	model_set(&book_request_class, request, &request->customer, ben);
	g_autoptr(BookRequest) again = book_request_copy(request);
	g_autoptr(Booking) booking = desk_book("merged", book, request);
	T_STR("is whom they became", booking->customer, max);
	T_TRUE("erased", book_customer_erase(book, max, &error));
	T_NO_ERROR("erased", error);
	again->start += 3600;
	error = desk_refused("erased", book, g_steal_pointer(&again), DAYBOOK_ERROR_POLICY);
}

/* What another desk has changed of the house holds here at once, though nobody has looked again. */
static void test_house_meanwhile(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Book) other = desk_open(book, "boris");
	g_autoptr(GError) error = NULL;
	staff_free(book_staff_retire(other, desk_staff(other, "Boris"), NULL, &error));
	T_NO_ERROR("retired", error);
	error = desk_refused("who has retired", book, desk_ask(book, "2026-11-24 10:00", "Cut", "Boris"),
			     DAYBOOK_ERROR_POLICY);
	T_TRUE("says so", strstr(error->message, "Boris no longer works here") != NULL);
}

/* --- the refusal --- */

static cJSON *details_of(const char *label, const GError *error)
{
	const char *text = error ? daybook_error_details(error) : NULL;
	cJSON *details = text ? cJSON_Parse(text) : NULL;
	T_NOT_NULL(label, details);
	return details;
}

static const char *text_at(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* "10:45 Ana, 11:00 Ana" – and each of them can be booked. */
static char *slots_words(const char *label, Book *book, const BookRequest *asked, const cJSON *slots)
{
	GString *out = g_string_new(NULL);
	const cJSON *slot;
	cJSON_ArrayForEach (slot, slots) {
		g_autoptr(BookRequest) request = book_request_copy(asked);
		g_autoptr(GError) error = NULL;
		Visit *first = request->visits->pdata[0];
		When when = book_when(book);
		WhenTime time = { 0 };
		const cJSON *staff = cJSON_GetObjectItemCaseSensitive(slot, "staff");
		g_string_append_printf(out, "%s%.5s %s", out->len ? ", " : "", text_at(slot, "start") + 11,
				       text_at(staff, "name"));
		T_TRUE(label, when_time(&when, text_at(slot, "start"), &time, &error));
		request->start = time.instant;
		request->dry_run = 1;
		model_set(&visit_class, first, &first->staff, text_at(staff, "id"));
		T_TRUE(label, book_add(book, request, NULL, &error));
		T_NO_ERROR(label, error);
	}
	return g_string_free(out, FALSE);
}

static void check_alternatives(const char *label, Book *book, BookRequest *take, DaybookErrorCode code,
			       const char *want)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(GError) error = desk_refused(label, book, book_request_copy(request), code);
	cJSON *details = details_of(label, error);
	const cJSON *slots = cJSON_GetObjectItemCaseSensitive(details, "alternatives");
	g_autofree char *got = slots_words(label, book, request, slots);
	T_STR(label, got, want);
	cJSON_Delete(details);
}

static void test_refusal(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *one = desk_made(book, "2026-11-24 11:30", "Cut", "Ana", "Søren Ås");
	g_autofree char *two = desk_made(book, "2026-11-24 12:15", "Talk", "Ana", "Maria Lopez");
	BookRequest *request = desk_ask(book, "2026-11-24 11:45", "Cut", "Ana");
	g_autoptr(GError) error =
		desk_refused("twice", book, book_request_copy(request), DAYBOOK_ERROR_CONFLICT);
	T_STR("in words", error->message,
	      "Ana has Søren Ås (Cut) 11:30–12:15. Ana has Maria Lopez (Talk) 12:15–12:30. Choose another "
	      "time, or overbook with a "
	      "reason. It would fit: start 45 min later.");
	cJSON *details = details_of("details", error);
	const cJSON *with = cJSON_GetObjectItemCaseSensitive(details, "with");
	T_INT("both", cJSON_GetArraySize(with), 2);
	T_STR("in time order", text_at(cJSON_GetArrayItem(with, 0), "id"), one);
	T_STR("in time order", text_at(cJSON_GetArrayItem(with, 1), "id"), two);
	T_STR("whole bookings", text_at(cJSON_GetArrayItem(with, 0), "status"), "confirmed");
	cJSON_Delete(details);
	check_alternatives("the nearest three", book, request, DAYBOOK_ERROR_CONFLICT,
			   "10:45 Ana, 12:30 Ana, 12:45 Ana");
	check_alternatives("anybody else", book, desk_ask(book, "2026-11-24 08:00", "Cut", NULL),
			   DAYBOOK_ERROR_POLICY, "09:00 Ana, 09:00 Boris, 09:00 Cleo");
	check_alternatives("the next day", book, desk_ask(book, "2026-11-24 17:50", "Cut", "Ana"),
			   DAYBOOK_ERROR_POLICY, "16:45 Ana, 17:00 Ana, 17:15 Ana");
	check_alternatives("after a past one", book, desk_ask(book, "2026-11-15 10:00", "Cut", "Ana"),
			   DAYBOOK_ERROR_POLICY, "09:00 Ana, 09:15 Ana, 09:30 Ana");
}

/* None of them twice, though a slot's buffers reach over the start that was asked for. */
static void test_distinct_alternatives(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 11:30", "Talk", "Cleo", NULL);
	desk_make(book, "2026-11-24 11:45", "Talk", "Cleo", NULL);
	check_alternatives("right after", book, desk_ask(book, "2026-11-24 12:00", "Massage", "Cleo"),
			   DAYBOOK_ERROR_CONFLICT, "12:15 Cleo, 12:30 Cleo, 12:45 Cleo");
}

/* Nearest on both sides also where days are full of time for many. */
static void test_far_alternatives(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	for (int day = 23; day <= 30; day++) {
		g_autofree char *when = g_strdup_printf("2026-11-%02d 00:00", day);
		booking_free(whole_days("away", book, when, 1, "Ana"));
	}
	check_alternatives("on either side of a week", book, desk_ask(book, "2026-11-26 12:00", "Cut", "Ana"),
			   DAYBOOK_ERROR_CONFLICT, "16:45 Ana, 17:00 Ana, 17:15 Ana");
}

/* The nearest ones, however many slots there are in the weeks before. */
static void test_many_alternatives(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	static const char *const names[] = { "Ana", "Boris", "Cleo" };
	desk_policy(book, "slot-step", "5");
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		booking_free(whole_days(names[i], book, "2027-01-10 00:00", 21, names[i]));
	}
	check_alternatives("three weeks closed", book, desk_ask(book, "2027-01-20 12:00", "Cut", NULL),
			   DAYBOOK_ERROR_CONFLICT, "17:15 Ana, 17:15 Boris, 17:15 Cleo");
}

/* --- trying without booking --- */

static void test_dry_run(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	gint64 events = desk_events(book);
	g_autoptr(BookRequest) request = for_new_customer(book, "2026-11-24 10:00", "Ben", NULL, NULL);
	request->dry_run = 1;
	g_autoptr(Book) other = desk_open(book, "boris");
	T_TRUE("another desk is writing", book_begin(other, &error));
	T_TRUE("fits", book_add(book, request, &result, &error));
	T_NO_ERROR("fits, without waiting", error);
	book_abort(other);
	desk_check_words("where it would be", book, result->bookings->pdata[0], "24T10:00-10:45 Ana Cut");
	T_NULL("no change", result->correlation);
	after = desk_content(book);
	desk_check_same("nothing is written", after, before);
	T_INT("no event", desk_events(book), events);
	desk_must("then for real", book, desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"));
	model_set(&visit_class, request->visits->pdata[0], &((Visit *)request->visits->pdata[0])->staff,
		  desk_staff(book, "Ana"));
	T_FALSE("refused as for real", book_add(book, request, NULL, &error));
	T_ERROR("refused as for real", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
}

/* What the form shows is what booking then does. */
static void check_preview(const char *label, Book *book, BookRequest *take)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(GError) error = NULL, refusal = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, &error);
	if (!T_NO_ERROR(label, error))
		return;
	gboolean done = book_add(book, request, &result, &refusal);
	T_INT(label, preview->fits, done);
	T_INT(label, preview->conflict, !done && refusal->code == DAYBOOK_ERROR_CONFLICT);
	for (guint i = 0; i < preview->messages->len; i++)
		T_TRUE(label, !done && strstr(refusal->message, preview->messages->pdata[i]));
	T_INT(label, preview->messages->len > 0, !done);
	if (!done) {
		cJSON *details = details_of(label, refusal);
		T_INT(label, preview->with->len,
		      cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(details, "with")));
		T_INT(label, preview->alternatives->len,
		      cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(details, "alternatives")));
		cJSON_Delete(details);
		return;
	}
	T_INT(label, preview->alternatives->len, 0);
	const Booking *booking = result->bookings->pdata[0];
	T_INT(label, preview->start, booking->start);
	T_INT(label, preview->end, booking->end);
	T_TRUE(label, preview->price == booking_price(booking));
	if (!T_INT(label, preview->parts->len, booking->parts->len))
		return;
	for (guint i = 0; i < booking->parts->len; i++)
		T_TRUE(label, model_equal(&part_class, preview->parts->pdata[i], booking->parts->pdata[i]));
}

static void test_preview(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	static const char *const services[] = { "Cut", "Colour", "Massage", "Yoga", "Talk" };
	static const char *const staff[] = { NULL, "Ana", "Boris", "Cleo" };
	g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
	for (int i = 0; i < 150; i++) {
		g_autofree char *when =
			g_strdup_printf("2026-11-2%d %02d:%02d", g_rand_int_range(random, 4, 6),
					g_rand_int_range(random, 8, 18), 5 * g_rand_int_range(random, 0, 12));
		const char *who = staff[g_rand_int_range(random, 0, 4)];
		BookRequest *request =
			i % 10 == 9 ? desk_block(book, when, 40, who)
				    : desk_ask(book, when, services[g_rand_int_range(random, 0, 5)], who);
		if (i % 4 == 0)
			desk_then(book, request, services[g_rand_int_range(random, 0, 5)], NULL);
		if (i % 5 == 0)
			request->price = 1234;
		check_preview(when, book, request);
	}
	desk_check("after", book);
}

/* A booking that is being changed is not in its own way. */
static void test_preview_except(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(BookRequest) request = desk_ask(book, "2026-11-24 10:15", "Cut", "Ana");
	g_autoptr(BookPreview) other = book_preview(book, request, NULL, &error);
	g_autoptr(BookPreview) itself = book_preview(book, request, id, &error);
	T_NO_ERROR("looked at", error);
	T_FALSE("another", other->fits);
	T_TRUE("itself", itself->fits);
}

/* --- a request that is repeated --- */

static Book *with_request(const Book *book, const char *key, const char *words)
{
	g_autoptr(GError) error = NULL;
	BookOptions options = { .path = book_path(book),
				.actor = "ana",
				.source = "cli",
				.clock = book->clock,
				.request_id = key,
				.request_of = words };
	Book *opened = book_open(&options, &error);
	T_NO_ERROR(words, error);
	return opened;
}

static void test_request_id(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Book) first = with_request(book, "k1", "book cut");
	g_autoptr(GError) error = NULL;
	g_autofree char *answer = NULL, *again = NULL, *other = NULL, *lost = NULL;
	T_TRUE("new", book_request_answer(first, &answer, &error));
	T_NULL("new", answer);
	desk_must("made", first, desk_ask(book, "2026-11-24 10:00", "Cut", "Ana"));
	g_autoptr(Book) between = with_request(book, "k1", "book cut");
	T_FALSE("done, but no answer kept", book_request_answer(between, &lost, &error));
	T_ERROR("done, but no answer kept", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	T_TRUE("kept", book_request_store(first, "{\"id\":1}", &error));
	g_autoptr(Book) second = with_request(book, "k1", "book cut");
	T_TRUE("the same again", book_request_answer(second, &again, &error));
	T_STR("gives the same answer", again, "{\"id\":1}");
	desk_must_not("and does nothing", second, desk_ask(book, "2026-11-24 12:00", "Cut", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	g_autoptr(Book) third = with_request(book, "k1", "book colour");
	T_FALSE("something else", book_request_answer(third, &other, &error));
	T_ERROR("something else", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_NULL("something else", other);
}

UNIT_SUITE("booking", NULL, NULL, { "writes every field", test_fields }, { "segments", test_segments },
	   { "buffers", test_buffers }, { "several parts", test_parts },
	   { "a new customer in the same change", test_new_customer }, { "walk-in", test_walk_in },
	   { "past times", test_past }, { "blocks", test_block }, { "whole days", test_whole_days },
	   { "a day without midnight", test_whole_day_without_midnight }, { "classes", test_class },
	   { "a class in a room", test_class_in_a_room }, { "resources", test_resource },
	   { "a free segment holds the room", test_resource_gap }, { "overbooking", test_overbook },
	   { "policies", test_rules }, { "longer than days", test_long }, { "any staff", test_any_staff },
	   { "what cannot be asked", test_bad_requests },
	   { "the house changed meanwhile", test_house_meanwhile },
	   { "a customer merged or erased meanwhile", test_customer_meanwhile },
	   { "a refusal names whom and what else", test_refusal },
	   { "alternatives are three", test_distinct_alternatives },
	   { "alternatives far away", test_far_alternatives },
	   { "alternatives among thousands", test_many_alternatives }, { "dry run", test_dry_run },
	   { "the preview is what booking does", test_preview },
	   { "the preview of a change", test_preview_except }, { "the same request again", test_request_id })
