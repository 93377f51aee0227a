/* tests/unit/book/test_changes.c - what happens to a booking that stands; and how one is named */
#include <string.h>

#include "base/id.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

typedef gboolean (*ChangeFunc)(Book *book, const char *id, const BookEdit *edit, BookResult **result,
			       GError **error);

/* "title notes": the fields in which two bookings differ, but for version and updated. */
static char *differences(const Booking *before, const Booking *after)
{
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < booking_class.n_fields; i++) {
		const ModelField *field = &booking_class.fields[i];
		if (strcmp(field->name, "version") != 0 && strcmp(field->name, "updated") != 0 &&
		    !model_field_equal(field, before, after))
			g_string_append_printf(names, "%s%s", names->len ? " " : "", field->name);
	}
	return g_string_free(names, FALSE);
}

/* Must be done; what changed is `fields`. Returns the booking afterwards. */
static Booking *check_change(const char *label, Book *book, const char *id, ChangeFunc how,
			     const BookEdit *edit, const char *fields)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(Booking) before = desk_get(book, id);
	gint64 events = desk_events(book);
	gboolean done = how(book, id, edit, &result, &error);
	Booking *after = desk_get(book, id);
	g_autofree char *got = differences(before, after);
	T_NO_ERROR(label, error);
	T_STR(label, got, fields);
	T_INT(label, after->version, before->version + (*fields ? 1 : 0));
	T_INT(label, desk_events(book) > events, *fields != '\0');
	if (T_TRUE(label, done)) {
		T_INT(label, result->correlation != NULL, *fields != '\0');
		T_TRUE(label, model_equal(&booking_class, result->bookings->pdata[0], after));
	}
	return after;
}

/* Must be refused; nothing changes. */
static GError *check_refused(const char *label, Book *book, const char *id, ChangeFunc how,
			     const BookEdit *edit, DaybookErrorCode code)
{
	GError *error = NULL;
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	gint64 events = desk_events(book);
	T_FALSE(label, how(book, id, edit, NULL, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	after = desk_content(book);
	desk_check_same(label, after, before);
	T_INT(label, desk_events(book), events);
	return error;
}

static void must_not(const char *label, Book *book, const char *id, ChangeFunc how, const BookEdit *edit,
		     DaybookErrorCode code)
{
	g_autoptr(GError) error = check_refused(label, book, id, how, edit, code);
	T_NOT_NULL(label, error);
}

static BookEdit to_time(const Book *book, const char *when)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.start = when ? desk_at(book, when) : NONE;
	return edit;
}

static BookEdit to_length(gint64 minutes)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.seconds = minutes * 60;
	return edit;
}

static void check_newest(const char *label, Book *book, const char *want)
{
	g_autoptr(GPtrArray) changes = book_changes(book, TRUE, 1, NULL);
	T_STR(label, changes && changes->len ? ((const Change *)changes->pdata[0])->what : NULL, want);
}

static char *newest_event_type(Book *book)
{
	LogQuery query = { .since_at = NONE, .limit = 1 };
	g_autoptr(GPtrArray) events = book_log(book, &query, NULL);
	return g_strdup(events && events->len ? ((const Event *)events->pdata[0])->type : "");
}

/* --- moving --- */

#define MOVED "start end local_start parts"

static void test_move(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	BookEdit edit = to_time(book, "2026-11-25 15:07");
	g_autoptr(Booking) moved = check_change("another day", book, id, book_move, &edit, MOVED);
	g_autofree char *type = newest_event_type(book);
	desk_check_words("another day", book, moved, "25T15:07-15:52 Ana Cut");
	T_STR("event", type, "booking.moved");
	check_newest("in words", book, "Moved Maria Lopez to Wed 25 Nov 15:07");
	booking_free(check_change("the same time", book, id, book_move, &edit, ""));
	edit = to_time(book, "2026-11-25 15:20");
	booking_free(check_change("over its own time", book, id, book_move, &edit, MOVED));
	edit.staff = desk_staff(book, "Boris");
	edit.start = NONE;
	g_autoptr(Booking) other = check_change("somebody else", book, id, book_move, &edit, "parts");
	desk_check_words("somebody else", book, other, "25T15:20-16:05 Boris Cut");
	T_INT("the price stays", booking_price(other), 3800);
	desk_check("after", book);
}

static void test_move_parts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Colour", "Ana");
	desk_then(book, request, "Cut", "Boris");
	desk_then(book, request, "Talk", "Ana");
	g_autoptr(Booking) visit = desk_book("visit", book, request);
	BookEdit edit = to_time(book, "2026-11-24 12:00");
	g_autoptr(Booking) moved = check_change("all parts", book, visit->id, book_move, &edit, MOVED);
	desk_check_words("all parts", book, moved,
			 "24T12:00-12:30 Ana Colour, (24T12:30-13:15 Ana Colour), 24T13:15-13:45 Ana Colour, "
			 "24T13:45-14:30 "
			 "Boris Cut, 24T14:30-14:45 Ana Talk");
	edit = to_time(book, NULL);
	edit.staff = desk_staff(book, "Boris");
	g_autoptr(Booking) other =
		check_change("the first service", book, visit->id, book_move, &edit, "parts");
	desk_check_words("the first service", book, other,
			 "24T12:00-12:30 Boris Colour, (24T12:30-13:15 Boris Colour), 24T13:15-13:45 Boris "
			 "Colour, 24T13:45-14:30 "
			 "Boris Cut, 24T14:30-14:45 Ana Talk");
	desk_check("after", book);
}

static void test_move_resource(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Massage", "Ana", NULL);
	desk_make(book, "2026-11-24 10:00", "Massage", "Boris", NULL);
	BookEdit edit = to_time(book, NULL);
	edit.resource = desk_resource(book, "Room 2");
	must_not("taken", book, id, book_move, &edit, DAYBOOK_ERROR_CONFLICT);
	edit.start = desk_at(book, "2026-11-24 14:00");
	g_autoptr(Booking) moved = check_change("time and room", book, id, book_move, &edit, MOVED);
	const Part *part = moved->parts->pdata[0];
	desk_check_words("time and room", book, moved, "24T14:00-15:00 Ana Massage @Room 2");
	T_INT("buffers move along", part->busy_from, part->start - 600);
	T_INT("buffers move along", part->busy_to, part->end + 900);
	desk_check("after", book);
}

static void test_length(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *colour = desk_made(book, "2026-11-24 10:00", "Colour", "Ana", NULL);
	g_autofree char *massage = desk_made(book, "2026-11-24 10:00", "Massage", "Boris", NULL);
	BookEdit longer = to_length(120), shorter = to_length(80), nothing = to_length(75),
		 hour = to_length(90);
	g_autoptr(Booking) two = check_change("longer", book, colour, book_move, &longer, "end parts");
	desk_check_words("the last busy part", book, two,
			 "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-12:00 Ana Colour");
	g_autoptr(Booking) less = check_change("shorter", book, colour, book_move, &shorter, "end parts");
	desk_check_words("shorter", book, less,
			 "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-11:20 Ana Colour");
	must_not("nothing left", book, colour, book_move, &nothing, DAYBOOK_ERROR_USAGE);
	g_autoptr(Booking) rub =
		check_change("with its buffers", book, massage, book_move, &hour, "end parts");
	const Part *part = rub->parts->pdata[0];
	T_INT("with its buffers", part->busy_to, part->start + 90 * 60 + 900);
	desk_make(book, "2026-11-24 12:30", "Cut", "Ana", NULL);
	BookEdit far = to_length(160);
	must_not("into the next", book, colour, book_move, &far, DAYBOOK_ERROR_CONFLICT);
	desk_check("after", book);
}

/* Elapsed time stays what it was, whatever the clocks do. */
static void test_move_over_clock_change(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) night = desk_book("night", book, desk_block(book, "2027-03-20 22:00", 480, "Ana"));
	desk_check_words("a night", book, night, "20T22:00-06:00 Ana");
	BookEdit edit = to_time(book, "2027-03-27 22:00");
	g_autoptr(Booking) spring = check_change("spring", book, night->id, book_move, &edit, MOVED);
	desk_check_words("an hour is missing on the wall", book, spring, "27T22:00-07:00 Ana");
	T_INT("eight hours", spring->end - spring->start, 8 * 3600);
	T_INT("on the wall", spring->local_start, night->local_start + 7 * ZONE_DAY_SECONDS);
	edit = to_time(book, "2027-10-30 22:00");
	g_autoptr(Booking) autumn = check_change("autumn", book, night->id, book_move, &edit, MOVED);
	desk_check_words("an hour is there twice", book, autumn, "30T22:00-05:00 Ana");
}

static void test_move_whole_days(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_block(book, "2026-11-24 00:00", 60, "Ana");
	request->all_day = 2;
	g_autoptr(Booking) days = desk_book("two days", book, request);
	BookEdit edit = to_time(book, "2027-03-27 14:00");
	g_autoptr(Booking) moved = check_change("moved", book, days->id, book_move, &edit, MOVED);
	T_INT("47 hours", moved->end - moved->start, 47 * 3600);
	T_INT("from midnight", moved->local_start, desk_day("2027-03-27") * ZONE_DAY_SECONDS);
	edit = to_length(3 * 24 * 60);
	g_autoptr(Booking) more =
		check_change("a day more", book, days->id, book_move, &edit, "end all_day parts");
	T_INT("three days", more->all_day, 3);
	T_INT("71 hours", more->end - more->start, 71 * 3600);
	edit = to_time(book, NULL);
	edit.staff = desk_staff(book, "Cleo");
	g_autoptr(Booking) hers = check_change("somebody else's", book, days->id, book_move, &edit, "parts");
	T_STR("hers", ((const Part *)hers->parts->pdata[0])->staff, desk_staff(book, "Cleo"));
}

static void test_move_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	desk_make(book, "2026-11-24 12:00", "Cut", "Ana", "Søren Ås");
	BookEdit edit = to_time(book, "2026-11-24 11:30");
	g_autoptr(GError) error = check_refused("taken", book, one, book_move, &edit, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", strstr(error->message, "Ana has Søren Ås (Cut) 12:00–12:45.") != NULL);
	T_TRUE("and what else", strstr(daybook_error_details(error), "\"alternatives\":[{") != NULL);
	edit.overbook = "she is quick";
	g_autoptr(Booking) over = check_change("with a reason", book, one, book_move, &edit,
					       "start end local_start overbooked parts");
	T_STR("marked", over->overbooked, "she is quick");
	edit = to_time(book, "2026-11-24 14:00");
	g_autoptr(Booking) away =
		check_change("away", book, one, book_move, &edit, "start end local_start overbooked parts");
	T_STR("the mark goes", away->overbooked, NULL);
	edit = to_time(book, "2026-11-24 08:00");
	must_not("closed", book, one, book_move, &edit, DAYBOOK_ERROR_POLICY);
	edit = to_time(book, "2026-11-24 15:00");
	g_autoptr(GError) nobody = NULL;
	T_FALSE("unknown", book_move(book, "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11", &edit, NULL, &nobody));
	T_ERROR("unknown", nobody, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	T_TRUE("cancelled", book_cancel(book, one, NULL, FALSE, NULL, NULL));
	must_not("of a cancelled one", book, one, book_move, &edit, DAYBOOK_ERROR_POLICY);
	must_not("of a cancelled one", book, one, book_edit, &edit, DAYBOOK_ERROR_POLICY);
	desk_check("after", book);
}

/* --- editing --- */

static void test_edit_texts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	BookEdit title = BOOK_EDIT_INIT, notes = BOOK_EDIT_INIT, note = BOOK_EDIT_INIT,
		 deposit = BOOK_EDIT_INIT, price = BOOK_EDIT_INIT, status = BOOK_EDIT_INIT,
		 none = BOOK_EDIT_INIT;
	title.title = "Wedding";
	notes.notes = "two hours, perhaps";
	note.public_note = "bring photo";
	deposit.deposit = 500;
	price.price = 4200;
	status.status = "arrived";
	booking_free(check_change("title", book, id, book_edit, &title, "title"));
	booking_free(check_change("notes", book, id, book_edit, &notes, "notes"));
	booking_free(check_change("public note", book, id, book_edit, &note, "public_note"));
	booking_free(check_change("deposit", book, id, book_edit, &deposit, "deposit"));
	booking_free(check_change("price", book, id, book_edit, &price, "parts"));
	g_autoptr(Booking) f = check_change("status", book, id, book_edit, &status, "status");
	g_autofree char *type = newest_event_type(book);
	T_STR("event", type, "booking.changed");
	T_STR("title", f->title, "Wedding");
	T_STR("notes", f->notes, "two hours, perhaps");
	T_STR("public note", f->public_note, "bring photo");
	T_INT("deposit", f->deposit, 500);
	T_INT("price", booking_price(f), 4200);
	T_STR("status", f->status, "arrived");
	booking_free(check_change("the same again", book, id, book_edit, &title, ""));
	booking_free(check_change("nothing", book, id, book_edit, &none, ""));
	title.title = "";
	booking_free(check_change("emptied", book, id, book_edit, &title, "title"));
	check_newest("in words", book, "Changed the booking, Tue 24 Nov 10:00");
	desk_check("after", book);
}

static void test_edit_customer(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	g_autofree char *ben = desk_customer(book, "Ben");
	BookEdit known = BOOK_EDIT_INIT, fresh = BOOK_EDIT_INIT, none = BOOK_EDIT_INIT, both = BOOK_EDIT_INIT,
		 bad = BOOK_EDIT_INIT, ghost = BOOK_EDIT_INIT;
	known.customer = ben;
	fresh.new_customer = "Max  Muster";
	fresh.phone = "+49 170 5550123";
	fresh.email = "max@example.com";
	none.customer = "";
	both.customer = ben;
	both.new_customer = "Max";
	bad.new_customer = "Max";
	bad.email = "nowhere";
	ghost.customer = "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11";
	g_autoptr(Booking) a = check_change("known", book, id, book_edit, &known, "customer");
	T_STR("known", a->customer, ben);
	g_autoptr(Booking) b = check_change("new", book, id, book_edit, &fresh, "customer");
	g_autoptr(Customer) max = book_customer(book, b->customer, &error);
	T_NO_ERROR("new", error);
	T_STR("new", max->name, "Max Muster");
	T_STR("phone", ((const Phone *)max->phones->pdata[0])->number, "+491705550123");
	check_newest("in words", book, "Changed Max Muster, Tue 24 Nov 10:00");
	g_autoptr(Booking) c = check_change("nobody", book, id, book_edit, &none, "customer");
	T_STR("nobody", c->customer, NULL);
	must_not("both", book, id, book_edit, &both, DAYBOOK_ERROR_USAGE);
	must_not("no e-mail", book, id, book_edit, &bad, DAYBOOK_ERROR_USAGE);
	must_not("unknown", book, id, book_edit, &ghost, DAYBOOK_ERROR_NOT_FOUND);
	desk_check("after", book);
}

static void test_edit_visits(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-11-24 12:00", "Cut", "Ana", NULL);
	g_autoptr(BookRequest) colour = desk_ask(book, "2026-11-24 10:00", "Colour", NULL);
	g_autoptr(BookRequest) longer = desk_ask(book, "2026-11-24 10:00", "Colour", "Ana");
	((Visit *)longer->visits->pdata[0])->seconds = 150 * 60;
	BookEdit edit = BOOK_EDIT_INIT;
	edit.visits = colour->visits;
	g_autoptr(Booking) a = check_change("another service", book, id, book_edit, &edit, "end parts");
	desk_check_words("another service", book, a,
			 "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-11:45 Ana Colour");
	T_INT("at its price", booking_price(a), 8400);
	edit.visits = longer->visits;
	must_not("too long", book, id, book_edit, &edit, DAYBOOK_ERROR_CONFLICT);
	edit.start = desk_at(book, "2026-11-24 14:00");
	edit.price = 9000;
	g_autoptr(Booking) b = check_change("moved with it", book, id, book_edit, &edit, MOVED);
	T_INT("with its own price", booking_price(b), 9000);
	desk_check("after", book);
}

/* Who is chosen is free for all of it, days away too. */
static void test_edit_long(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	ServiceEdit service = SERVICE_EDIT_INIT;
	service.name = "Boarding";
	service.duration = 5 * 24 * 60;
	desk_add_service(book, &service);
	opening_hours_free(book_hours_set(book, NULL, NONE, NONE, "mo-su 00:00-24:00", NULL, &error));
	T_NO_ERROR("always open", error);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Cleo", NULL);
	desk_must("in four days", book, desk_block(book, "2026-11-28 10:00", 60, "Ana"));
	g_autoptr(BookRequest) boarding = desk_ask(book, "2026-11-24 10:00", "Boarding", NULL);
	BookEdit edit = BOOK_EDIT_INIT;
	edit.visits = boarding->visits;
	g_autoptr(Booking) after = check_change("five days", book, id, book_edit, &edit, "end parts");
	desk_check_words("five days", book, after, "24T10:00-10:00 Boris Boarding");
}

static void test_edit_checks_time_alone(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	BookRequest *over = desk_ask(book, "2026-11-24 10:15", "Cut", "Ana");
	model_set(&book_request_class, over, &over->overbook, "a friend");
	g_autoptr(Booking) friend = desk_book("over it", book, over);
	g_autofree char *ana = g_strdup(desk_staff(book, "Ana"));
	BookEdit price = BOOK_EDIT_INIT, title = BOOK_EDIT_INIT;
	price.price = 100;
	title.title = "x";
	booking_free(check_change("what lies under it can be changed", book, id, book_edit, &price, "parts"));
	g_autoptr(Booking) b = check_change("and it itself", book, friend->id, book_edit, &price, "parts");
	T_STR("the mark stays", b->overbooked, "a friend");
	staff_free(book_staff_retire(book, ana, NULL, &error));
	T_NO_ERROR("retired", error);
	booking_free(check_change("also of who is gone", book, id, book_edit, &title, "title"));
	desk_check("after", book);
}

static void test_expect_version(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(Book) boris = desk_open(book, "boris");
	desk_set_now(boris, "2026-11-20 09:30");
	BookEdit his = BOOK_EDIT_INIT, mine = BOOK_EDIT_INIT;
	his.title = "his";
	his.expect_version = 1;
	mine.title = "mine";
	mine.expect_version = 1;
	booking_free(check_change("as seen", boris, id, book_edit, &his, "title"));
	g_autoptr(GError) error =
		check_refused("changed meanwhile", book, id, book_edit, &mine, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", strstr(error->message, "boris") != NULL);
	T_TRUE("and when", strstr(error->message, "Fri 20 Nov 09:30") != NULL);
	mine.expect_version = 2;
	booking_free(check_change("seen again", book, id, book_edit, &mine, "title"));
}

static void test_dry_run(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-11-24 12:00", "Cut", "Ana", NULL);
	g_autoptr(GHashTable) before = desk_content(book), after = NULL;
	BookEdit edit = to_time(book, "2026-11-24 14:00");
	edit.new_customer = "Ben";
	edit.dry_run = TRUE;
	g_autoptr(Book) other = desk_open(book, "boris");
	T_TRUE("another desk is writing", book_begin(other, &error));
	T_TRUE("fits", book_move(book, id, &edit, &result, &error));
	T_NO_ERROR("fits, without waiting", error);
	book_abort(other);
	desk_check_words("where it would be", book, result->bookings->pdata[0], "24T14:00-14:45 Ana Cut");
	T_NULL("no change", result->correlation);
	edit.start = desk_at(book, "2026-11-24 12:15");
	T_FALSE("does not", book_move(book, id, &edit, NULL, &error));
	T_ERROR("does not", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	after = desk_content(book);
	desk_check_same("nothing is written", after, before);
}

/* --- statuses --- */

/* Rows from, columns to, in the order of BookingStatus: tentative, confirmed, arrived, in service, completed, no-show, cancelled,
 * cancelled late. */
static const char *const steps[STATUS_COUNT] = {
	"=xxxxxxx", /* tentative */
	"x=xxxxxx", /* confirmed */
	".x=xx.xx", /* arrived */
	"..x=x.x.", /* in service */
	"...x=...", /* completed */
	".xx..=..", /* no-show */
	"......=x", /* cancelled */
	"......x=", /* cancelled late */
};

/* A booking of its own hour, brought to a status. */
static char *booking_in(Book *book, int number, BookingStatus status)
{
	g_autofree char *when = g_strdup_printf("2026-12-%02d %02d:00", 1 + number / 8, 9 + number % 8);
	g_autoptr(GError) error = NULL;
	char *id = NULL;
	if (day_weekday(desk_day(when)) == 6)
		memcpy(when + 5, "11-30", 5);
	id = desk_made(book, when, "Cut", "Ana", NULL);
	if (status != STATUS_CONFIRMED)
		book_mark(book, id, status, NULL, &error);
	T_NO_ERROR(status_name(status), error);
	return id;
}

static void check_step(Book *book, int number, BookingStatus from, BookingStatus to)
{
	g_autofree char *label = g_strdup_printf("%s -> %s", status_name(from), status_name(to));
	g_autofree char *id = booking_in(book, number, from);
	g_autoptr(GError) error = NULL;
	gint64 events = desk_events(book);
	char step = steps[from][to];
	gboolean done = book_mark(book, id, to, NULL, &error);
	g_autoptr(Booking) after = desk_get(book, id);
	T_INT(label, done, step != '.');
	T_STR(label, after->status, status_name(step == '.' ? from : to));
	T_INT(label, desk_events(book) - events, step == 'x');
	if (step != '.')
		return;
	T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	for (int i = 0; error && i < STATUS_COUNT; i++)
		if (steps[from][i] == 'x')
			T_TRUE(label, strstr(strstr(error->message, "From here"),
					     status_words((BookingStatus)i)) != NULL);
}

static void test_mark(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	for (int from = 0; from < STATUS_COUNT; from++)
		for (int to = 0; to < STATUS_COUNT; to++)
			check_step(book, from * STATUS_COUNT + to, (BookingStatus)from, (BookingStatus)to);
	desk_check("after", book);
}

static void test_mark_words(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	T_TRUE("arrived", book_mark(book, id, STATUS_ARRIVED, NULL, NULL));
	g_autofree char *type = newest_event_type(book);
	T_STR("event", type, "booking.marked");
	check_newest("in words", book, "Marked Maria Lopez, Tue 24 Nov 10:00: arrived");
}

static void test_no_show_frees_time(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL, mine = NULL;
	g_autofree char *late = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	T_TRUE("no-show", book_mark(book, late, STATUS_NO_SHOW, NULL, &error));
	g_autofree char *instead = desk_made(book, "2026-11-24 10:15", "Talk", "Ana", "Ben");
	T_FALSE("she comes after all", book_mark(book, late, STATUS_ARRIVED, NULL, &error));
	T_ERROR("the time is taken", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", error && strstr(error->message, "Ana has Ben (Talk) 10:15–10:30.") != NULL);
	T_TRUE("he is gone", book_cancel(book, instead, NULL, FALSE, NULL, &mine));
	T_TRUE("now she fits", book_mark(book, late, STATUS_ARRIVED, NULL, &mine));
	T_NO_ERROR("now she fits", mine);
	desk_check("after", book);
}

static void check_block_step(const char *label, gboolean done, const GError *error, gboolean may)
{
	T_INT(label, done, may);
	if (may)
		T_NO_ERROR(label, error);
	else
		T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
}

/* It stands, or it is cancelled. */
static void test_mark_block(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	for (int to = 0; to < STATUS_COUNT; to++) {
		g_autoptr(Booking) one =
			desk_book("one", book, desk_block(book, "2026-11-24 10:00", 60, "Ana"));
		g_autoptr(Booking) two =
			desk_book("two", book, desk_block(book, "2026-11-24 12:00", 60, "Ana"));
		g_autoptr(GError) marked = NULL, edited = NULL, cancelled = NULL;
		gboolean may = to == STATUS_CONFIRMED || to == STATUS_CANCELLED;
		BookEdit edit = BOOK_EDIT_INIT;
		edit.status = status_name((BookingStatus)to);
		gboolean was_marked = book_mark(book, one->id, (BookingStatus)to, NULL, &marked);
		gboolean was_edited = book_edit(book, two->id, &edit, NULL, &edited);
		check_block_step(edit.status, was_marked, marked, may);
		check_block_step(edit.status, was_edited, edited, may);
		T_TRUE("cancelled", book_cancel(book, one->id, NULL, FALSE, NULL, &cancelled));
		T_TRUE("cancelled", book_cancel(book, two->id, NULL, TRUE, NULL, &cancelled));
		g_autoptr(Booking) after = desk_get(book, two->id);
		T_STR("a block is not cancelled late", after->status, "cancelled");
		T_NO_ERROR("cancelled", cancelled);
	}
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_check("after", book);
}

/* --- cancelling --- */

static void test_cancel(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) again = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	T_TRUE("cancelled", book_cancel(book, id, "is ill", FALSE, NULL, &error));
	T_NO_ERROR("cancelled", error);
	g_autoptr(Booking) booking = desk_get(book, id);
	g_autofree char *type = newest_event_type(book);
	T_STR("status", booking->status, "cancelled");
	T_STR("why", booking->cancel_reason, "is ill");
	T_STR("event", type, "booking.cancelled");
	check_newest("in words", book, "Cancelled Maria Lopez, Tue 24 Nov 10:00");
	gint64 events = desk_events(book);
	T_TRUE("again", book_cancel(book, id, "changed her mind", FALSE, &again, &error));
	T_NULL("nothing changed", again->correlation);
	T_INT("no event", desk_events(book), events);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autofree char *done = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", NULL);
	T_TRUE("completed", book_mark(book, done, STATUS_COMPLETED, NULL, &error));
	T_FALSE("what is done is done", book_cancel(book, done, NULL, FALSE, NULL, &error));
	T_ERROR("what is done is done", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	desk_check("after", book);
}

static void test_deadline(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL, marked = NULL, edited = NULL;
	desk_policy(book, "cancel-deadline", "24h");
	g_autofree char *near = desk_made(book, "2026-11-20 10:00", "Cut", "Ana", NULL);
	g_autofree char *edge = desk_made(book, "2026-11-21 09:00", "Cut", "Ana", NULL);
	g_autofree char *free = desk_made(book, "2026-11-21 10:00", "Cut", "Ana", NULL);
	g_autoptr(Booking) block = desk_book("block", book, desk_block(book, "2026-11-20 12:00", 60, "Ana"));
	BookEdit edit = BOOK_EDIT_INIT;
	edit.status = "cancelled";
	T_FALSE("too late", book_cancel(book, near, NULL, FALSE, NULL, &error));
	T_ERROR("too late", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	T_FALSE("by editing either", book_edit(book, near, &edit, NULL, &edited));
	T_ERROR("by editing either", edited, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	g_autofree char *noon = desk_made(book, "2026-11-20 11:00", "Cut", "Ana", NULL);
	T_TRUE("a mark looks at no clock", book_mark(book, noon, STATUS_CANCELLED, NULL, &marked));
	g_clear_error(&error);
	T_TRUE("as late", book_cancel(book, near, "train", TRUE, NULL, &error));
	g_autoptr(Booking) late = desk_get(book, near);
	T_STR("as late", late->status, "late_cancelled");
	T_STR("why", late->cancel_reason, "train");
	T_TRUE("again", book_cancel(book, near, NULL, FALSE, NULL, &error));
	T_TRUE("not late any more", book_cancel(book, noon, NULL, TRUE, NULL, &error));
	g_autoptr(Booking) stays = desk_get(book, noon);
	T_STR("it is cancelled already", stays->status, "cancelled");
	T_TRUE("forgiven", book_mark(book, near, STATUS_CANCELLED, NULL, &error));
	T_TRUE("a day before", book_cancel(book, edge, NULL, FALSE, NULL, &error));
	T_TRUE("earlier", book_cancel(book, free, NULL, FALSE, NULL, &error));
	T_TRUE("a block has no deadline", book_cancel(book, block->id, NULL, FALSE, NULL, &error));
	T_NO_ERROR("all of it", error);
}

/* --- money, notes --- */

static void test_paid(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	g_autofree char *talk = desk_made(book, "2026-11-24 12:00", "Talk", "Ana", NULL);
	T_TRUE("part of it", book_paid(book, id, 2000, NULL, &error));
	g_autoptr(Booking) part = desk_get(book, id);
	T_INT("part of it", part->paid, 2000);
	T_TRUE("the whole price", book_paid(book, id, NONE, NULL, &error));
	g_autoptr(Booking) whole = desk_get(book, id);
	T_INT("the whole price", whole->paid, 3800);
	check_newest("in words", book, "Payment of Maria Lopez, Tue 24 Nov 10:00");
	T_NO_ERROR("paid", error);
	T_FALSE("without a price", book_paid(book, talk, NONE, NULL, &error));
	T_ERROR("without a price", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_TRUE("an amount", book_paid(book, talk, 500, NULL, NULL));
	g_clear_error(&error);
	T_FALSE("less than nothing", book_paid(book, talk, -500, NULL, &error));
	T_ERROR("less than nothing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

static void test_note(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	T_TRUE("first", book_note(book, id, " allergic to ammonia\n", NULL, &error));
	T_TRUE("second", book_note(book, id, "rang back", NULL, &error));
	T_NO_ERROR("noted", error);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("dated lines", booking->notes,
	      "2026-11-20 08:00: allergic to ammonia\n2026-11-20 08:00: rang back");
	T_FALSE("empty", book_note(book, id, " \n", NULL, &error));
	T_ERROR("empty", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

/* --- again --- */

static Booking *check_rebooked(const char *label, Book *book, const char *id, gint64 days, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	book_rebook(book, id, days * ZONE_DAY_SECONDS, NULL, &result, &error);
	if (!T_NO_ERROR(label, error))
		return NULL;
	Booking *made = booking_copy(result->bookings->pdata[0]);
	desk_check_words(label, book, made, words);
	T_TRUE(label, strcmp(made->id, id) != 0);
	return made;
}

/* At the same hour on the wall, over both clock changes. */
static void test_rebook(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_set_now(book, "2026-10-01 08:00");
	g_autofree char *id = desk_made(book, "2026-10-13 14:30", "Cut", "Boris", "Maria Lopez");
	g_autoptr(Booking) old = desk_get(book, id);
	T_TRUE("noted", book_note(book, id, "not for the next one", NULL, NULL));
	g_autoptr(Booking) autumn =
		check_rebooked("over the end of summer", book, id, 28, "10T14:30-15:15 Boris Cut");
	T_INT("an hour more", autumn->start - old->start, 28 * ZONE_DAY_SECONDS + 3600);
	T_STR("the same customer", autumn->customer, old->customer);
	T_STR("no private notes", autumn->notes, "");
	T_STR("its own status", autumn->status, "confirmed");
	g_autofree char *winter = desk_made(book, "2027-03-26 14:30", "Cut", "Boris", NULL);
	booking_free(check_rebooked("into summer", book, winter, 7, "02T14:30-15:15 Boris Cut"));
	T_TRUE("cancelled", book_cancel(book, id, NULL, FALSE, NULL, NULL));
	booking_free(check_rebooked("a cancelled one too", book, id, 14, "27T14:30-15:15 Boris Cut"));
	desk_check("after", book);
}

static void test_rebook_parts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Colour", "Boris");
	desk_then(book, request, "Cut", "Boris")->seconds = 30 * 60;
	desk_then(book, request, "Cut", "Boris");
	desk_then(book, request, "Massage", "Ana");
	g_autoptr(Booking) visit = desk_book("visit", book, request);
	g_autoptr(Booking) again =
		check_rebooked("all of it", book, visit->id, 7,
			       "01T10:00-10:30 Boris Colour, (01T10:30-11:15 Boris Colour), 01T11:15-11:45 "
			       "Boris Colour, 01T11:45-12:15 "
			       "Boris Cut, 01T12:15-13:00 Boris Cut, 01T13:00-14:00 Ana Massage @Room 1");
	T_INT("its price", again ? booking_price(again) : 0, booking_price(visit));
	BookRequest *day = desk_block(book, "2026-11-26 00:00", 60, "Ana");
	day->all_day = 1;
	g_autoptr(Booking) away = desk_book("a day", book, day);
	g_autoptr(Booking) days = check_rebooked("a whole day", book, away->id, 7, "03T00:00-00:00 Ana");
	T_INT("a whole day", days ? days->all_day : 0, 1);
	desk_check("after", book);
}

static void test_rebook_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-12-01 10:15", "Cut", "Ana", "Ben");
	T_FALSE("taken", book_rebook(book, id, 7 * ZONE_DAY_SECONDS, NULL, NULL, &error));
	T_ERROR("taken", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", error && strstr(error->message, "Ben") != NULL);
	g_clear_error(&error);
	T_TRUE("with a reason", book_rebook(book, id, 7 * ZONE_DAY_SECONDS, "regular", &result, &error));
	T_STR("marked", ((const Booking *)result->bookings->pdata[0])->overbooked, "regular");
	T_FALSE("unknown", book_rebook(book, "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11", 0, NULL, NULL, &error));
	T_ERROR("unknown", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

/* --- naming one --- */

/* want NULL: an error of that code. */
static void check_found(const char *label, Book *book, const char *text, const char *want,
			DaybookErrorCode code)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *id = book_find_booking(book, text, &error);
	T_STR(label, id, want);
	if (want)
		T_NO_ERROR(label, error);
	else
		T_ERROR(label, error, DAYBOOK_ERROR, code);
	if (!want && code == DAYBOOK_ERROR_USAGE)
		T_TRUE(label, error && strstr(daybook_error_details(error), "\"candidates\":[{\"id\""));
}

static void test_find_by_id(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	g_autoptr(Booking) like = desk_get(book, id);
	g_autofree char *prefix = g_strndup(id, 8), *upper = g_ascii_strup(id, -1);
	check_found("whole", book, id, id, 0);
	check_found("in capitals", book, upper, id, 0);
	check_found("its beginning", book, prefix, id, 0);
	check_found("unknown", book, "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11", NULL, DAYBOOK_ERROR_NOT_FOUND);
	/* another that begins alike */
	like->id[ID_LENGTH - 1] = like->id[ID_LENGTH - 1] == '0' ? '1' : '0';
	T_TRUE("another", store_put(book->store, &booking_class, like, &error));
	check_found("two begin so", book, prefix, NULL, DAYBOOK_ERROR_USAGE);
	check_found("whole still", book, like->id, like->id, 0);
}

static void test_find_by_words(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Book) boris = desk_open(book, "boris");
	g_autoptr(GError) error = NULL;
	check_found("nothing yet", book, "last", NULL, DAYBOOK_ERROR_NOT_FOUND);
	check_found("nothing yet", book, "next", NULL, DAYBOOK_ERROR_NOT_FOUND);
	desk_make(book, "2026-11-17 10:00", "Cut", "Ana", "Maria Lopez");
	g_autofree char *second = desk_made(book, "2026-11-25 10:00", "Cut", "Ana", "Søren Ås");
	g_autofree char *first = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	g_autofree char *his = desk_made(boris, "2026-11-26 10:00", "Cut", "Ana", "Ben Adler");
	check_found("next", book, "next", first, 0);
	check_found("last", book, "last", first, 0);
	check_found("his last", boris, "last", his, 0);
	check_found("the only one to come", book, "maria", first, 0);
	check_found("accents ignored", book, "as", second, 0);
	check_found("nobody", book, "zoe", NULL, DAYBOOK_ERROR_NOT_FOUND);
	g_autofree char *third = desk_made(book, "2026-11-27 10:00", "Cut", "Ana", "Maria Lopez");
	check_found("two to come", book, "maria", NULL, DAYBOOK_ERROR_USAGE);
	T_TRUE("cancelled", book_cancel(book, first, NULL, FALSE, NULL, &error));
	check_found("one again", book, "maria", third, 0);
	check_found("the one cancelled", book, "last", first, 0);
	check_found("the one after it", book, "next", second, 0);
	desk_set_now(book, "2026-11-27 10:20");
	check_found("it has begun", book, "maria", third, 0);
	desk_set_now(book, "2026-11-27 10:45");
	check_found("it is over", book, "maria", NULL, DAYBOOK_ERROR_NOT_FOUND);
	T_NO_ERROR("found", error);
}

/* What was taken back is not there to be named, and nobody has changed what the book filled in by itself. */
static void test_find_last(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", NULL);
	desk_make(book, "2026-11-24 12:00", "Cut", "Ana", NULL);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("undone", error);
	check_found("the one before it", book, "last", one, 0);
}

UNIT_SUITE("changes", NULL, NULL, { "move", test_move }, { "move all parts", test_move_parts },
	   { "move into another room", test_move_resource }, { "length", test_length },
	   { "move over a clock change", test_move_over_clock_change },
	   { "move whole days", test_move_whole_days }, { "a move refused", test_move_refused },
	   { "edit texts and money", test_edit_texts }, { "edit the customer", test_edit_customer },
	   { "edit the services", test_edit_visits }, { "edit into days", test_edit_long },
	   { "only time is checked", test_edit_checks_time_alone },
	   { "changed meanwhile", test_expect_version }, { "dry run", test_dry_run },
	   { "the table of steps", test_mark }, { "mark in words", test_mark_words },
	   { "a no-show frees the time", test_no_show_frees_time }, { "marking a block", test_mark_block },
	   { "cancel", test_cancel }, { "deadline", test_deadline }, { "paid", test_paid },
	   { "note", test_note }, { "rebook", test_rebook }, { "rebook several services", test_rebook_parts },
	   { "rebook refused", test_rebook_refused }, { "found by id", test_find_by_id },
	   { "found by words", test_find_by_words }, { "last", test_find_last })
