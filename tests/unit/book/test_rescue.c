/* tests/unit/book/test_rescue.c - running late, somebody absent: what moves, what stays, who is called */
#include <string.h>

#include "book/rescue.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* "11:00–11:45 → 11:20–12:05 with Ana; …", "!" before one that does not fit. */
static char *steps_words(const Rescue *rescue)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; rescue && i < rescue->steps->len; i++) {
		const RescueStep *step = rescue->steps->pdata[i];
		g_string_append_printf(out, "%s%s%s", i ? "; " : "", step->outside ? "!" : "", step->words);
	}
	return g_string_free(out, FALSE);
}

/* Looked at, and done: both say the same, and looking writes nothing. */
static void check_delay(const char *label, Book *book, const char *staff, const char *from, gint64 minutes,
			const char *want)
{
	g_autoptr(GError) error = NULL;
	gint64 events = desk_events(book);
	const char *id = staff ? desk_staff(book, staff) : NULL;
	g_autoptr(Rescue) dry = book_delay(book, id, desk_at(book, from), minutes, TRUE, &error);
	T_NO_ERROR(label, error);
	T_INT(label, desk_events(book), events);
	g_autofree char *shown = steps_words(dry);
	T_STR(label, shown, want);
	g_autoptr(GHashTable) before = desk_content(book);
	g_autoptr(Rescue) done = book_delay(book, id, desk_at(book, from), minutes, FALSE, &error);
	T_NO_ERROR(label, error);
	g_autofree char *did = steps_words(done);
	T_STR(label, did, want);
	T_INT(label, done->correlation != NULL, *want != '\0');
	desk_check(label, book);
	if (!*want)
		return;
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR(label, error);
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same(label, after, before);
}

static void test_delay_gaps(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	desk_make(book, "2026-11-24 10:00", "Cut", "Ana", "One");
	desk_make(book, "2026-11-24 10:45", "Cut", "Ana", "Two");
	desk_make(book, "2026-11-24 11:45", "Cut", "Ana", "Three"); /* 15 minutes before it */
	desk_make(book, "2026-11-24 14:00", "Cut", "Ana", "Four");
	desk_make(book, "2026-11-24 10:00", "Cut", "Boris", "Other");
	desk_set_now(book, "2026-11-24 09:50");
	check_delay("eats the gap", book, "Ana", "2026-11-24 09:50", 20,
		    "10:00–10:45 → 10:20–11:05 with Ana; 10:45–11:30 → 11:05–11:50 with Ana; "
		    "11:45–12:30 → 11:50–12:35 with Ana");
	check_delay("the whole of it", book, "Ana", "2026-11-24 09:50", 15,
		    "10:00–10:45 → 10:15–11:00 with Ana; 10:45–11:30 → 11:00–11:45 with Ana");
	check_delay("the rest of the day", book, "Ana", "2026-11-24 11:00", 30,
		    "10:45–11:30 → 11:15–12:00 with Ana; 11:45–12:30 → 12:00–12:45 with Ana");
	check_delay("everybody", book, NULL, "2026-11-24 09:50", 15,
		    "10:00–10:45 → 10:15–11:00 with Ana; 10:00–10:45 → 10:15–11:00 with Boris; "
		    "10:45–11:30 → 11:00–11:45 with Ana");
	check_delay("after the last", book, "Ana", "2026-11-24 15:00", 30, "");
	check_delay("another day", book, "Ana", "2026-11-25 09:00", 30, "");
}

static void test_delay_in_service(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "One");
	desk_make(book, "2026-11-24 10:45", "Cut", "Ana", "Two");
	T_TRUE("arrived", book_mark(book, id, STATUS_ARRIVED, NULL, &error));
	T_TRUE("begun", book_mark(book, id, STATUS_IN_SERVICE, NULL, &error));
	check_delay("takes longer", book, "Ana", "2026-11-24 10:30", 20,
		    "10:00–10:45 → 10:00–11:05 with Ana; 10:45–11:30 → 11:05–11:50 with Ana");
	T_TRUE("done", book_mark(book, id, STATUS_COMPLETED, NULL, &error));
	check_delay("what is done stays", book, "Ana", "2026-11-24 10:30", 20,
		    "10:45–11:30 → 11:05–11:50 with Ana");
}

/* Blocks and breaks are jumped over, whoever comes after too. */
static void test_delay_jumps(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	opening_hours_free(
		book_hours_set(book, NULL, NONE, NONE, "mo-sa 09:00-12:00 13:00-18:00", NULL, &error));
	desk_make(book, "2026-11-24 09:00", "Cut", "Ana", "One");
	desk_must("block", book, desk_block(book, "2026-11-24 10:00", 30, "Ana"));
	desk_make(book, "2026-11-24 10:30", "Cut", "Ana", "Two");
	desk_make(book, "2026-11-24 11:15", "Cut", "Ana", "Three");
	desk_make(book, "2026-11-24 13:00", "Cut", "Ana", "Four");
	check_delay("over the block and the break", book, "Ana", "2026-11-24 08:00", 20,
		    "09:00–09:45 → 10:30–11:15 with Ana; 10:30–11:15 → 11:15–12:00 with Ana; "
		    "11:15–12:00 → 13:00–13:45 with Ana; 13:00–13:45 → 13:45–14:30 with Ana");
}

static void test_delay_outside(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 17:15", "Cut", "Ana", "Late");
	check_delay("past closing", book, "Ana", "2026-11-24 17:00", 20,
		    "!17:15–18:00 → 17:35–18:20 with Ana");
	g_autoptr(Rescue) done = book_delay(book, desk_staff(book, "Ana"), desk_at(book, "2026-11-24 17:00"),
					    20, FALSE, &error);
	T_INT("moved", done->placed, 1);
	g_autoptr(Booking) late = desk_get(book, id);
	T_STR("marked", late->overbooked, "running late");
	/* a room that somebody else has from eleven on */
	g_autofree char *one = desk_made(book, "2026-11-25 09:30", "Massage", "Ana", "One");
	g_autofree char *two = desk_made(book, "2026-11-25 11:00", "Massage", "Boris", "Two");
	g_autofree char *three = desk_made(book, "2026-11-25 11:00", "Massage", "Cleo", "Three");
	check_delay("into somebody's room", book, "Ana", "2026-11-25 09:00", 40,
		    "!09:30–10:30 → 10:10–11:10 with Ana");
}

/* A visit of two people moves as a whole; a gap in it still takes another in; a class stays together. */
static void test_delay_visits(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Ana");
	desk_then(book, request, "Cut", "Boris");
	desk_must("two people", book, request);
	desk_make(book, "2026-11-24 11:30", "Cut", "Boris", "After");
	check_delay("as a whole", book, "Ana", "2026-11-24 09:00", 20, "!10:00–11:30 → 10:20–11:50 with Ana");
	check_delay("everybody", book, NULL, "2026-11-24 09:00", 20,
		    "10:00–11:30 → 10:20–11:50 with Ana; 11:30–12:15 → 11:50–12:35 with Boris");
	desk_make(book, "2026-11-25 10:00", "Colour", "Ana", "Colour");
	desk_make(book, "2026-11-25 10:30", "Cut", "Ana", "In the gap");
	check_delay("in the gap", book, "Ana", "2026-11-25 09:00", 20,
		    "10:00–11:45 → 10:20–12:05 with Ana; 10:30–11:15 → 10:50–11:35 with Ana");
	desk_make(book, "2026-11-26 10:00", "Yoga", "Cleo", "A");
	desk_make(book, "2026-11-26 10:00", "Yoga", "Cleo", "B");
	check_delay("a class", book, "Cleo", "2026-11-26 09:00", 20,
		    "10:00–11:00 → 10:20–11:20 with Cleo; 10:00–11:00 → 10:20–11:20 with Cleo");
}

static void test_delay_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	T_NULL("none", book_delay(book, NULL, desk_at(book, "2026-11-24 09:00"), 0, FALSE, &error));
	T_ERROR("none", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	T_NULL("nobody", book_delay(book, "xyz", desk_at(book, "2026-11-24 09:00"), 5, FALSE, &error));
	T_ERROR("nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	T_FALSE("nothing open", store_in_transaction(book->store));
}

/* --- absent --- */

static Rescue *absent(Book *book, const char *who, const char *from, const char *to, gboolean closure,
		      gboolean dry_run)
{
	g_autoptr(GError) error = NULL;
	Rescue *rescue = book_absent(book, desk_staff(book, who), desk_at(book, from), desk_at(book, to),
				     closure, "ill", dry_run, &error);
	T_NO_ERROR(who, error);
	return rescue;
}

static guint leaves(Book *book)
{
	g_autoptr(GPtrArray) closures = book_closures(book, FALSE, NULL);
	return closures->len;
}

static void test_absent(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *cut = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Kim");
	g_autofree char *colour = desk_made(book, "2026-11-24 11:00", "Colour", "Ana", "Max");
	g_autofree char *clash = desk_made(book, "2026-11-24 14:00", "Colour", "Ana", "Zoe");
	g_autofree char *next_day = desk_made(book, "2026-11-25 10:00", "Cut", "Ana", "Later");
	desk_make(book, "2026-11-24 10:00", "Cut", "Boris", "Boris's");
	desk_make(book, "2026-11-24 14:15", "Cut", "Boris", "Boris's too");
	g_autoptr(GHashTable) before = desk_content(book);
	gint64 events = desk_events(book);
	g_autoptr(Rescue) dry = absent(book, "Ana", "2026-11-24 00:00", "2026-11-25 00:00", TRUE, TRUE);
	T_INT("nothing written", desk_events(book), events);
	g_autoptr(Rescue) rescue = absent(book, "Ana", "2026-11-24 00:00", "2026-11-25 00:00", TRUE, FALSE);
	g_autofree char *shown = steps_words(dry), *did = steps_words(rescue);
	T_STR("what would be", shown, did);
	T_STR("what is", did,
	      "Tue 24 Nov 10:00 with Cleo; Tue 24 Nov 11:00 with Boris; nobody can do Colour then");
	T_INT("placed", rescue->placed, 2);
	T_INT("calls", rescue->calls, 1);
	const RescueStep *call = rescue->steps->pdata[2];
	T_STR("whom", call->customer_name, "Zoe");
	T_INT("three other times", call->alternatives->len, 3);
	for (guint i = 0; i < call->alternatives->len; i++) {
		const Slot *slot = call->alternatives->pdata[i];
		/* the nearest lie on that day, and there is nobody else who does it */
		T_STR("with somebody else", book_staff_by_id(book, slot->staff)->name, "Boris");
		T_TRUE("that day", slot->start < desk_at(book, "2026-11-25 00:00"));
	}
	g_autoptr(Booking) given = desk_get(book, colour), stays = desk_get(book, clash),
			   other = desk_get(book, next_day);
	desk_check_words(
		"gap and all", book, given,
		"24T11:00-11:30 Boris Colour, (24T11:30-12:15 Boris Colour), 24T12:15-12:45 Boris Colour");
	desk_check_words("where it was", book, stays,
			 "24T14:00-14:30 Ana Colour, (24T14:30-15:15 Ana Colour), 24T15:15-15:45 Ana Colour");
	desk_check_words("not that day", book, other, "25T10:00-10:45 Ana Cut");
	T_INT("on leave", leaves(book), 1);
	desk_must_not("closed for her", book, desk_ask(book, "2026-11-24 16:00", "Cut", "Ana"),
		      DAYBOOK_ERROR_POLICY);
	desk_check("in order", book);
	change_free(book_undo(book, NULL, &error));
	T_NO_ERROR("one undo", error);
	g_autoptr(GHashTable) after = desk_content(book);
	desk_check_same("as before", after, before);
}

/* Only the hours, only her parts, the price as it was; and no leave. */
static void test_absent_parts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Cut", "Boris");
	desk_then(book, request, "Colour", "Ana");
	desk_then(book, request, "Cut", "Cleo");
	request->price = 9900;
	g_autoptr(Booking) visit = desk_book("visit", book, request);
	g_autofree char *early = desk_made(book, "2026-11-24 09:00", "Cut", "Ana", "Early");
	g_autoptr(Rescue) rescue = absent(book, "Ana", "2026-11-24 10:30", "2026-11-24 14:00", FALSE, FALSE);
	g_autoptr(Booking) now = desk_get(book, visit->id), stays = desk_get(book, early);
	desk_check_words(
		"hers alone", book, now,
		"24T10:00-10:45 Boris Cut, 24T10:45-11:15 Boris Colour, (24T11:15-12:00 Boris Colour), "
		"24T12:00-12:30 Boris Colour, 24T12:30-13:15 Cleo Cut");
	T_INT("the price", booking_price(now), 9900);
	desk_check_words("before it", book, stays, "24T09:00-09:45 Ana Cut");
	T_INT("one", rescue->steps->len, 1);
	T_INT("no leave", leaves(book), 0);
	desk_check("in order", book);
}

/* Two of hers at one time do not both go to the only other one; what is done or past stays. */
static void test_absent_each_once(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	desk_set_now(book, "2026-11-24 12:00");
	g_autofree char *past = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Past");
	desk_make(book, "2026-11-24 13:00", "Colour", "Ana", "One");
	desk_make(book, "2026-11-24 13:30", "Cut", "Ana", "In the gap");
	desk_must("Cleo", book, desk_block(book, "2026-11-24 12:00", 360, "Cleo"));
	g_autoptr(Rescue) rescue = absent(book, "Ana", "2026-11-24 00:00", "2026-11-25 00:00", FALSE, FALSE);
	g_autofree char *did = steps_words(rescue);
	T_STR("both fit one", did, "Tue 24 Nov 13:00 with Boris; Tue 24 Nov 13:30 with Boris");
	desk_make(book, "2026-11-26 13:00", "Cut", "Ana", "One");
	BookRequest *second = desk_ask(book, "2026-11-26 13:00", "Cut", "Ana");
	model_set(&book_request_class, second, &second->overbook, "twins");
	desk_must("Ana's second", book, second);
	desk_must("Cleo", book, desk_block(book, "2026-11-26 12:00", 360, "Cleo"));
	g_autoptr(Rescue) twins = absent(book, "Ana", "2026-11-26 00:00", "2026-11-27 00:00", FALSE, FALSE);
	T_INT("one goes", twins->placed, 1);
	T_INT("one is called", twins->calls, 1);
	desk_check("in order", book);
	T_NULL("nobody", book_absent(book, "xyz", 0, 1, TRUE, NULL, FALSE, &error));
	T_ERROR("nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

UNIT_SUITE("rescue", NULL, NULL, { "late: gaps", test_delay_gaps },
	   { "late: in service", test_delay_in_service }, { "late: jumps", test_delay_jumps },
	   { "late: outside", test_delay_outside }, { "late: visits", test_delay_visits },
	   { "late: refused", test_delay_refused }, { "absent", test_absent },
	   { "absent: parts", test_absent_parts }, { "absent: each once", test_absent_each_once })
