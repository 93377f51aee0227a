/* tests/unit/book/test_waitlist.c - who waits, whom a freed time suits, and what is booked at once */
#include <string.h>

#include "tests/unit/book/desk.h"
#include "book/rescue_p.h"
#include "tests/unit/unit.h"

/* An entry that must be taken; its id. */
static char *waits(Book *book, const char *name, const char *service, const char *staff,
		   const WaitlistEdit *more)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *customer = desk_customer(book, name);
	WaitlistEdit edit = more ? *more : (WaitlistEdit)WAITLIST_EDIT_INIT;
	edit.customer = customer;
	edit.service = desk_service(book, service);
	edit.staff = staff ? desk_staff(book, staff) : NULL;
	g_autoptr(Waitlist) entry = book_waitlist_add(book, &edit, &error);
	T_NO_ERROR(name, error);
	return g_strdup(entry ? entry->id : "");
}

static char *waits_auto(Book *book, const char *name, const char *service, gint64 priority)
{
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	edit.auto_book = 1;
	edit.priority = priority;
	return waits(book, name, service, NULL, &edit);
}

/* Fills a person's day but for nothing, 9 to 18 o'clock. */
static void fill_day(Book *book, const char *day, const char *staff)
{
	g_autofree char *when = g_strdup_printf("%s 09:00", day);
	desk_must(staff, book, desk_block(book, when, 9 * 60, staff));
}

static Waitlist *entry_of(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	Waitlist *entry = store_get(book->store, &waitlist_class, id, &error);
	T_NO_ERROR(id, error);
	return entry;
}

/* "Kim 24T10:00 Ana, Max 24T10:15 Ana": each offer with its first slot. */
static char *offers_words(const Book *book, const GPtrArray *views)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; views && i < views->len; i++) {
		const WaitlistView *view = views->pdata[i];
		const Slot *slot = view->slots->pdata[0];
		gint64 local = zone_local(book_zone(book), slot->start);
		g_autofree char *day = day_iso(local_day(local)), *time = local_hhmm(local);
		g_string_append_printf(out, "%s%s %sT%s %s", i ? ", " : "", view->customer_name, day + 8,
				       time, book_staff_by_id(book, slot->staff)->name);
	}
	return g_string_free(out, FALSE);
}

static BookResult *cancelled(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	BookResult *result = NULL;
	T_TRUE(id, book_cancel(book, id, NULL, FALSE, &result, &error));
	T_NO_ERROR(id, error);
	return result;
}

static void check_offers(const char *label, const Book *book, const BookResult *result, const char *want)
{
	g_autofree char *got = offers_words(book, result ? result->offers : NULL);
	T_STR(label, got, want);
}

/* --- the list --- */

static void test_list(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	WaitlistEdit edit = WAITLIST_EDIT_INIT, wrong = WAITLIST_EDIT_INIT;
	g_autofree char *kim = waits(book, "Kim", "Cut", NULL, NULL);
	edit.priority = 3;
	g_autofree char *max = waits(book, "Max", "Colour", "Boris", &edit);
	g_autoptr(GPtrArray) views = book_waitlist(book, FALSE, &error);
	T_INT("both", views->len, 2);
	T_STR("the more urgent first", ((const WaitlistView *)views->pdata[0])->customer_name, "Max");
	edit = (WaitlistEdit)WAITLIST_EDIT_INIT;
	edit.notes = "  call after five ";
	g_autoptr(Waitlist) changed = book_waitlist_edit(book, kim, &edit, &error);
	if (!T_NO_ERROR("noted", error))
		return;
	T_STR("noted", changed->notes, "call after five");
	T_INT("nothing else", changed->priority, 0);
	g_autofree char *found = book_find_waitlist(book, "Kim", &error);
	T_STR("by name", found, kim);
	T_TRUE("off", book_waitlist_remove(book, kim, &error));
	T_FALSE("once", book_waitlist_remove(book, kim, &error));
	T_ERROR("once", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	change_free(book_undo(book, NULL, &error));
	g_autoptr(Waitlist) back = entry_of(book, kim);
	T_STR("waits again", back->status, "waiting");
	change_free(book_redo(book, &error));
	g_autoptr(GPtrArray) rest = book_waitlist(book, FALSE, &error),
			     everybody = book_waitlist(book, TRUE, &error);
	T_INT("one left", rest->len, 1);
	T_INT("the gone too", everybody->len, 2);
	T_NULL("nobody", book_waitlist_add(book, &wrong, &error));
	T_ERROR("nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	wrong.new_customer = "Zoe";
	T_NULL("nothing", book_waitlist_add(book, &wrong, &error));
	T_ERROR("nothing", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	wrong.service = desk_service(book, "Colour");
	wrong.staff = desk_staff(book, "Cleo");
	T_NULL("no skill", book_waitlist_add(book, &wrong, &error));
	T_ERROR("no skill", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	desk_check("in order", book);
}

/* --- when it suits --- */

static void test_suits(void)
{
	static const struct {
		const char *label, *from, *to;
		gint64 weekdays, from_min, to_min;
		const char *window_from, *window_to;
		gboolean suits;
	} rows[] = {
		{ "any time", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0, 0, NULL, NULL, TRUE },
		{ "its weekday", "2026-11-24 10:00", "2026-11-24 11:00", 1 << 1, 0, 0, NULL, NULL, TRUE },
		{ "another", "2026-11-24 10:00", "2026-11-24 11:00", 1 << 2, 0, 0, NULL, NULL, FALSE },
		{ "its hours", "2026-11-24 10:00", "2026-11-24 11:00", 0, 600, 660, NULL, NULL, TRUE },
		{ "too early", "2026-11-24 09:59", "2026-11-24 10:59", 0, 600, 660, NULL, NULL, FALSE },
		{ "too late", "2026-11-24 10:01", "2026-11-24 11:01", 0, 600, 660, NULL, NULL, FALSE },
		{ "to midnight", "2026-11-24 23:00", "2026-11-25 00:00", 0, 1320, 1440, NULL, NULL, TRUE },
		{ "over midnight", "2026-11-24 23:30", "2026-11-25 00:30", 0, 1320, 120, NULL, NULL, TRUE },
		{ "after midnight", "2026-11-25 01:00", "2026-11-25 02:00", 0, 1320, 120, NULL, NULL, TRUE },
		{ "by day", "2026-11-25 12:00", "2026-11-25 13:00", 0, 1320, 120, NULL, NULL, FALSE },
		{ "its window", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0, 0, "2026-11-24 10:00",
		  "2026-11-24 11:00", TRUE },
		{ "half in it", "2026-11-24 10:00", "2026-11-24 11:00", 0, 0, 0, "2026-11-24 10:30",
		  "2026-11-24 12:00", FALSE },
		{ "the clock goes back", "2026-10-25 01:30", "2026-10-25 03:00", 0, 60, 180, NULL, NULL,
		  TRUE },
	};
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Waitlist) entry = waitlist_new();
		g_autoptr(Slot) slot = slot_new();
		entry->weekdays = rows[i].weekdays;
		entry->from_min = rows[i].from_min;
		entry->to_min = rows[i].to_min;
		if (rows[i].window_from) {
			WishWindow *window = wish_window_new();
			window->start = desk_at(book, rows[i].window_from);
			window->end = desk_at(book, rows[i].window_to);
			g_ptr_array_add(entry->windows, window);
		}
		slot->start = desk_at(book, rows[i].from);
		slot->end = desk_at(book, rows[i].to);
		T_INT(rows[i].label, waitlist_suits(book, entry, slot), rows[i].suits);
	}
}

/* --- offered --- */

static void test_offered(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	WaitlistEdit morning = WAITLIST_EDIT_INIT, first = WAITLIST_EDIT_INIT;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", NULL);
	desk_set_now(book, "2026-11-20 08:01");
	morning.from_min = 9 * 60;
	morning.to_min = 10 * 60 + 45;
	first.priority = 1;
	g_autofree char *max = waits(book, "Max", "Cut", NULL, &morning);
	g_autofree char *zoe = waits(book, "Zoe", "Cut", NULL, &first);
	g_autofree char *other = waits(book, "Boris's", "Cut", "Boris", NULL);
	g_autofree char *longer = waits(book, "Yoga", "Yoga", NULL, NULL);
	g_autofree char *self = waits(book, "Maria", "Cut", NULL, NULL);
	g_autoptr(BookResult) result = cancelled(book, id);
	/* nobody who could have come before, and not Maria herself */
	check_offers("freed", book, result, "Zoe 24T09:30 Ana, Kim 24T09:30 Ana, Max 24T09:30 Ana");
	T_INT("told", result->remarks->len, 3);
	T_NOT_NULL("told",
		   strstr(result->remarks->pdata[1], "Kim (Cut, since Fri 20 Nov), Tue 24 Nov 09:30"));
	T_NULL("nothing booked", result->filled);
	T_STR("what was done", result->correlation ? "changed" : NULL, "changed");
	desk_check("in order", book);
}

static void test_freed_by(void)
{
	static const struct {
		const char *label, *day, *want;
		int how;
	} rows[] = {
		{ "cancel", "2026-11-23", "Kim 23T10:00 Ana", 0 },
		{ "move", "2026-11-24", "Kim 24T10:00 Ana", 1 },
		{ "another person", "2026-11-25", "Kim 25T10:00 Ana", 2 },
		{ "shorter", "2026-11-26", "Kim 26T10:45 Ana", 3 },
		{ "no-show", "2026-11-27", "Kim 27T10:00 Ana", 4 },
		{ "a note", "2026-11-28", "", 5 },
		{ "longer", "2026-11-30", "", 6 },
	};
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(BookResult) result = NULL;
		BookEdit edit = BOOK_EDIT_INIT;
		g_autofree char *nine = g_strconcat(rows[i].day, " 09:00", NULL),
				*ten = g_strconcat(rows[i].day, " 10:00", NULL),
				*late = g_strconcat(rows[i].day, " 11:30", NULL);
		desk_must("before", book, desk_block(book, nine, 60, "Ana"));
		desk_must("after", book, desk_block(book, late, 390, "Ana"));
		BookRequest *request = desk_ask(book, ten, "Cut", "Ana");
		((Visit *)request->visits->pdata[0])->seconds = (rows[i].how == 6 ? 60 : 90) * 60;
		g_autoptr(Booking) booking = desk_book("booked", book, request);
		edit.start = rows[i].how == 1 ? desk_at(book, "2026-12-10 10:00") : NONE;
		edit.staff = rows[i].how == 2 ? desk_staff(book, "Boris") : NULL;
		edit.seconds = rows[i].how == 3 ? 45 * 60 : rows[i].how == 6 ? 90 * 60 : NONE;
		gboolean done =
			rows[i].how == 0   ? book_cancel(book, booking->id, NULL, FALSE, &result, &error)
			: rows[i].how == 4 ? book_mark(book, booking->id, STATUS_NO_SHOW, &result, &error)
			: rows[i].how == 5 ? book_note(book, booking->id, "x", &result, &error)
					   : book_move(book, booking->id, &edit, &result, &error);
		T_NO_ERROR(rows[i].label, error);
		T_TRUE(rows[i].label, done);
		check_offers(rows[i].label, book, result, rows[i].want);
	}
	desk_check("in order", book);
}

/* What begins off the grid can be taken just as it stood. */
static void test_off_grid(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_must("before", book, desk_block(book, "2026-11-24 09:00", 65, "Ana"));
	desk_must("after", book, desk_block(book, "2026-11-24 10:50", 430, "Ana"));
	g_autofree char *id = desk_made(book, "2026-11-24 10:05", "Cut", "Ana", "Maria");
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", NULL);
	g_autoptr(BookResult) result = cancelled(book, id);
	check_offers("at 10:05", book, result, "Kim 24T10:05 Ana");
}

/* --- booked at once --- */

static void test_auto(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	fill_day(book, "2026-11-24", "Boris");
	fill_day(book, "2026-11-24", "Cleo");
	desk_must("before", book, desk_block(book, "2026-11-24 09:00", 60, "Ana"));
	desk_must("after", book, desk_block(book, "2026-11-24 10:45", 435, "Ana"));
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *later = waits_auto(book, "Later", "Cut", 0);
	g_autofree char *sooner = waits_auto(book, "Sooner", "Cut", 5);
	g_autofree char *asked = waits(book, "Asked", "Cut", NULL, NULL);
	g_autoptr(GHashTable) before = desk_content(book);
	g_autoptr(BookResult) result = cancelled(book, id);
	T_NOT_NULL("booked", result->filled);
	T_NULL("nothing left to offer", result->offers);
	T_STR("told", result->remarks->pdata[0], "Booked Sooner from the waitlist, Tue 24 Nov 10:00.");
	const Booking *made = result->filled->pdata[0];
	T_STR("whose doing", made->source, "system");
	desk_check_words("where", book, made, "24T10:00-10:45 Ana Cut");
	g_autoptr(Waitlist) booked = entry_of(book, sooner), still = entry_of(book, later);
	T_STR("off the list", booked->status, "booked");
	T_STR("by that", booked->booking, made->id);
	T_STR("waits still", still->status, "waiting");
	g_autoptr(Change) change = book_undo_next(book, &error);
	T_STR("one change", change->what,
	      "Cancelled Maria, Tue 24 Nov 10:00; Booked Sooner from the waitlist, Tue 24 Nov 10:00");
	desk_check("in order", book);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("undone together", error);
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same("as before", after, before);
	change_free(book_redo(book, &error));
	T_NO_ERROR("and again", error);
	g_autoptr(Waitlist) again = entry_of(book, sooner);
	T_STR("booked again", again->status, "booked");
	desk_check("after all that", book);
}

/* Two that fit beside each other are both booked. */
static void test_auto_both(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	fill_day(book, "2026-11-24", "Boris");
	fill_day(book, "2026-11-24", "Cleo");
	desk_must("before", book, desk_block(book, "2026-11-24 09:00", 60, "Ana"));
	desk_must("after", book, desk_block(book, "2026-11-24 11:30", 390, "Ana"));
	g_autoptr(Booking) block = desk_book("block", book, desk_block(book, "2026-11-24 10:00", 90, "Ana"));
	g_autofree char *one = waits_auto(book, "One", "Cut", 0), *two = waits_auto(book, "Two", "Cut", 0),
			*three = waits_auto(book, "Three", "Cut", 0);
	g_autoptr(BookResult) result = cancelled(book, block->id);
	T_INT("two", result->filled ? result->filled->len : 0, 2);
	desk_check("in order", book);
}

/* The one who cancels is not booked again by their own wish, and nobody into the past. */
static void test_auto_not(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *self = waits_auto(book, "Maria", "Cut", 0);
	g_autoptr(BookResult) result = cancelled(book, id);
	T_NULL("not herself", result->filled);
	g_autofree char *past = desk_made(book, "2026-11-19 10:00", "Cut", "Ana", "Kim");
	g_autofree char *max = waits_auto(book, "Max", "Cut", 0);
	g_autoptr(BookResult) second = cancelled(book, past);
	T_NULL("not into the past", second->filled);
}

/* --- longer hours --- */

static void test_hours(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL, *opened = NULL, *dropped = NULL;
	WaitlistEdit sunday = WAITLIST_EDIT_INIT;
	sunday.weekdays = 1 << 6;
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", &sunday);
	g_autoptr(OpeningHours) hours = book_hours_set(book, desk_staff(book, "Ana"), NONE, NONE,
						       "mo-su 09:00-18:00", &remark, &error);
	T_NOT_NULL("Sundays too",
		   remark ? strstr(remark, "Kim (Cut, since Fri 20 Nov), Sun 22 Nov 09:00") : NULL);
	g_autoptr(OpeningHours) back =
		book_hours_default(book, desk_staff(book, "Ana"), NONE, NONE, NULL, &error);
	ClosureEdit open = {
		.open = "10:00-12:00", .first_day = desk_day("2026-11-29"), .start = NONE, .end = NONE
	};
	open.last_day = open.first_day;
	g_autoptr(Closure) extra = book_closure_add(book, &open, &opened, &error);
	T_NOT_NULL("an extra opening", opened ? strstr(opened, "Sun 29 Nov 10:00") : NULL);
	ClosureEdit closed = { .first_day = desk_day("2026-11-29"),
			       .last_day = desk_day("2026-11-29"),
			       .start = NONE,
			       .end = NONE };
	g_autoptr(Closure) shut = book_closure_add(book, &closed, NULL, &error);
	T_TRUE("a closure less", book_closure_remove(book, shut->id, &dropped, &error));
	T_NO_ERROR("all done", error);
	desk_check("in order", book);
}

static void test_hours_auto(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL;
	WaitlistEdit sunday = WAITLIST_EDIT_INIT;
	sunday.weekdays = 1 << 6;
	sunday.auto_book = 1;
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", &sunday);
	g_autoptr(GHashTable) before = desk_content(book);
	g_autoptr(OpeningHours) hours =
		book_hours_set(book, NULL, NONE, NONE, "mo-su 09:00-18:00", &remark, &error);
	g_autoptr(Waitlist) entry = entry_of(book, kim);
	T_STR("booked", entry->status, "booked");
	g_autoptr(Booking) made = desk_get(book, entry->booking);
	desk_check_words("where", book, made, "22T09:00-09:45 Ana Cut");
	T_NULL("it fits", made->overbooked);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("undone together", error);
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same("as before", after, before);
	desk_check("in order", book);
}

/* --- matched when asked, and booked from the list --- */

static void test_match(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	g_autoptr(GPtrArray) windows = model_list_new(&wish_window_class);
	WishWindow *window = wish_window_new();
	window->start = desk_at(book, "2027-03-02 10:00");
	window->end = desk_at(book, "2027-03-02 12:00");
	g_ptr_array_add(windows, window);
	edit.windows = windows;
	g_autofree char *far = waits(book, "Far", "Cut", "Ana", &edit);
	desk_set_now(book, "2026-11-20 08:01");
	g_autofree char *kim = waits(book, "Kim", "Cut", "Boris", NULL);
	desk_set_now(book, "2026-11-20 08:02");
	g_autofree char *zed = waits(book, "Zed", "Talk", "Boris", NULL);
	g_autoptr(GPtrArray) all = book_waitlist_match(book, NULL, NONE, NONE, 2, &error);
	g_autofree char *words = offers_words(book, all);
	T_STR("whom it suits", words, "Far 02T10:00 Ana, Kim 20T09:00 Boris, Zed 20T09:00 Boris");
	g_autoptr(GPtrArray) anas = book_waitlist_match(book, desk_staff(book, "Ana"), NONE, NONE, 5, &error);
	T_INT("Ana's", anas->len, 1);
	T_INT("as many as are asked for", ((const WaitlistView *)anas->pdata[0])->slots->len, 5);
	g_autoptr(GPtrArray) sunday = book_waitlist_match(book, NULL, desk_at(book, "2026-11-22 00:00"),
							  desk_at(book, "2026-11-23 00:00"), 5, &error);
	T_INT("closed", sunday->len, 0);
}

static void test_booked(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autoptr(BookResult) result = NULL;
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	edit.weekdays = 1 << 2;
	edit.notes = "short hair";
	g_autofree char *kim = waits(book, "Kim", "Cut", "Ana", &edit);
	T_FALSE("closed",
		book_waitlist_book(book, kim, desk_at(book, "2026-11-22 10:00"), NULL, NULL, &error));
	T_ERROR("closed", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	g_clear_error(&error);
	T_TRUE("booked",
	       book_waitlist_book(book, kim, desk_at(book, "2026-11-24 10:00"), NULL, &result, &error));
	T_NO_ERROR("booked", error);
	const Booking *made = result->bookings->pdata[0];
	desk_check_words("where", book, made, "24T10:00-10:45 Ana Cut");
	T_STR("what was noted", made->notes, "short hair");
	T_STR("not as wished", result->remarks->pdata[0], "Kim had wished for another time.");
	T_FALSE("once", book_waitlist_book(book, kim, desk_at(book, "2026-11-24 12:00"), NULL, NULL, &error));
	T_ERROR("once", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	change_free(book_undo(book, NULL, &error));
	g_autoptr(Waitlist) entry = entry_of(book, kim);
	T_STR("waits again", entry->status, "waiting");
	desk_check("in order", book);
}

/* --- those who are named --- */

static void test_people(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	edit.reach = "at her sister's";
	edit.notes = "secret";
	g_autofree char *kim = desk_customer(book, "Kim"), *kimmy = desk_customer(book, "Kimmy");
	g_autofree char *id = waits(book, "Kimmy", "Cut", "Boris", &edit);
	g_autoptr(Customer) merged = book_customer_merge(book, kimmy, kim, &error);
	g_autoptr(Waitlist) moved = entry_of(book, id);
	T_STR("goes over", moved->customer, kim);
	g_autoptr(CustomerCard) card = book_customer_card(book, kim, &error);
	T_INT("counted", card->waiting, 1);
	g_autofree char *taken = book_customer_export(book, kim, &error);
	T_NOT_NULL("exported", strstr(taken, "at her sister's"));
	g_autoptr(Staff) one =
		book_staff_merge(book, desk_staff(book, "Boris"), desk_staff(book, "Ana"), &error);
	T_NO_ERROR("merged", error);
	g_autoptr(Waitlist) anas = entry_of(book, id);
	T_STR("of the one that is left", anas->staff, desk_staff(book, "Ana"));
	T_TRUE("erased", book_customer_erase(book, kim, &error));
	g_autoptr(Waitlist) blank = entry_of(book, id);
	T_STR("nobody's", blank->customer, NULL);
	T_STR("unreachable", blank->reach, "");
	T_STR("without notes", blank->notes, "");
	T_STR("gone", blank->status, "gone");
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &error);
	T_STR("in order", verdict->problem, NULL);
}

static void test_undo_of_the_named(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE), other = desk_open(book, "boris");
	g_autoptr(GError) error = NULL;
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	CustomerEdit made = { .name = "Kim" };
	g_autoptr(Customer) kim = book_customer_add(book, &made, &error);
	edit.customer = kim->id;
	edit.seconds = 1800;
	g_autoptr(Waitlist) entry = book_waitlist_add(other, &edit, &error);
	T_NULL("still waits", book_undo(book, NULL, &error));
	T_ERROR("still waits", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	change_free(book_undo(other, NULL, &error));
	T_NO_ERROR("nobody waits", error);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("gone", error);
	T_NULL("for nobody", book_redo(other, &error));
	T_ERROR("for nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	desk_check("in order", book);
}

UNIT_SUITE("waitlist", NULL, NULL, { "list", test_list }, { "suits", test_suits },
	   { "offered", test_offered }, { "freed by", test_freed_by }, { "off the grid", test_off_grid },
	   { "auto", test_auto }, { "auto, both", test_auto_both }, { "auto, not", test_auto_not },
	   { "longer hours", test_hours }, { "longer hours, auto", test_hours_auto }, { "match", test_match },
	   { "booked", test_booked }, { "people", test_people },
	   { "undo of the named", test_undo_of_the_named })
