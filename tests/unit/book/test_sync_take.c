/* tests/unit/book/test_sync_take.c - what a calendar server says of appointments, put into the book; and what a person decides about it */
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "tests/unit/book/calendars.h"
#include "tests/unit/unit.h"

/* --- helpers --- */

static EventFields *fields_of(RemoteEvent *event)
{
	return event->fields->pdata[0];
}

/* The event of a booking, at other times. */
static RemoteEvent *there_at(Book *book, const char *id, const char *from, const char *to)
{
	RemoteEvent *event = cal_there(book, id);
	fields_of(event)->start = desk_at(book, from);
	fields_of(event)->end = desk_at(book, to);
	fields_of(event)->all_day = 0;
	return event;
}

/* Says that it was moved there. */
static void move_there(const char *label, Book *book, const char *id, const char *from, const char *to)
{
	g_autoptr(RemoteEvent) event = there_at(book, id, from, to);
	cal_merge(label, book, id, event, TRUE, TRUE);
}

static void check_link(const char *label, Book *book, const char *id, const char *status)
{
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR(label, link ? link->status : NULL, status);
}

static void check_booking(const char *label, Book *book, const char *id, const char *words,
			  const char *status)
{
	g_autoptr(Booking) booking = desk_get(book, id);
	desk_check_words(label, book, booking, words);
	T_STR(label, booking->status, status);
}

static char *newest_words(Book *book)
{
	g_autoptr(GPtrArray) changes = book_changes(book, FALSE, 1, NULL);
	return changes && changes->len ? g_strdup(((const Change *)changes->pdata[0])->what) : NULL;
}

static char *newest_id(Book *book)
{
	g_autoptr(GPtrArray) changes = book_changes(book, FALSE, 1, NULL);
	return changes && changes->len ? g_strdup(((const Change *)changes->pdata[0])->id) : NULL;
}

static void check_words(const char *label, Book *book, const char *want)
{
	g_autofree char *words = newest_words(book);
	T_STR(label, words, want);
}

static Event *newest_event(Book *book)
{
	LogQuery query = { .since_at = NONE, .limit = 1 };
	g_autoptr(GPtrArray) log = book_log(book, &query, NULL);
	return log && log->len ? g_ptr_array_steal_index(log, 0) : NULL;
}

static void undo(const char *label, Book *book, const char *correlation)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = book_undo(book, correlation, &error);
	T_NO_ERROR(label, error);
	T_NOT_NULL(label, change);
}

/* A colour with its gap by Ana, then a cut by Boris. */
static char *long_visit(Book *book, const char *when)
{
	BookRequest *request = desk_ask(book, when, "Colour", "Ana");
	desk_then(book, request, "Cut", "Boris");
	g_autoptr(Booking) booking = desk_book("long visit", book, request);
	return booking ? g_strdup(booking->id) : NULL;
}

/* --- times --- */

static void test_moved_whole(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = long_visit(book, "2026-11-24 10:00");
	g_autoptr(Event) event = NULL;
	cal_stand(book, id, CAL_ANA);
	check_booking("before", book, id,
		      "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour), 24T11:15-11:45 Ana Colour, "
		      "24T11:45-12:30 Boris Cut",
		      "confirmed");
	move_there("moved", book, id, "2026-11-25 14:00", "2026-11-25 16:30");
	check_booking("moved", book, id,
		      "25T14:00-14:30 Ana Colour, (25T14:30-15:15 Ana Colour), 25T15:15-15:45 Ana Colour, "
		      "25T15:45-16:30 Boris Cut",
		      "confirmed");
	check_link("moved", book, id, "synced");
	event = newest_event(book);
	T_STR("type", event->type, "booking.moved");
	T_STR("source", event->source, "sync:Google");
	T_STR("actor", event->actor, "Google Calendar");
	T_STR("the handle's own", book_actor(book), "ana");
	move_there("longer", book, id, "2026-11-25 14:00", "2026-11-25 17:00");
	check_booking("a new length goes to the last busy part", book, id,
		      "25T14:00-14:30 Ana Colour, (25T14:30-15:15 Ana Colour), 25T15:15-15:45 Ana Colour, "
		      "25T15:45-17:00 Boris Cut",
		      "confirmed");
	move_there("much shorter", book, id, "2026-11-25 14:00", "2026-11-25 15:30");
	check_booking("all shrink where nothing of it would be left", book, id,
		      "25T14:00-14:15 Ana Colour, (25T14:15-14:37 Ana Colour), 25T14:37-14:52 Ana Colour, "
		      "25T14:52-15:30 Boris Cut",
		      "confirmed");
	desk_check("moved", book);
}

static void test_one_end(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) end = there_at(book, id, "2026-11-24 09:00", "2026-11-24 11:30");
	cal_merge("the end alone", book, id, end, FALSE, TRUE);
	check_booking("the end alone", book, id, "24T10:00-11:30 Ana Cut", "confirmed");
	g_autoptr(RemoteEvent) start = there_at(book, id, "2026-11-24 10:30", "2026-11-24 12:00");
	cal_merge("the start alone", book, id, start, TRUE, FALSE);
	check_booking("the start alone", book, id, "24T10:30-11:30 Ana Cut", "confirmed");
	g_autoptr(RemoteEvent) beyond = there_at(book, id, "2026-11-24 15:00", "2026-11-24 16:00");
	cal_merge("a start beyond the end that stays", book, id, beyond, TRUE, FALSE);
	check_booking("keeps the length", book, id, "24T15:00-16:00 Ana Cut", "confirmed");
	g_autoptr(RemoteEvent) nothing = there_at(book, id, "2026-11-24 15:00", "2026-11-24 15:00");
	cal_merge("no length", book, id, nothing, TRUE, TRUE);
	check_booking("no length: its own stays", book, id, "24T15:00-16:00 Ana Cut", "confirmed");
	check_link("and goes there", book, id, "pending");
	move_there("a length again", book, id, "2026-11-24 15:00", "2026-11-24 15:45");
	check_booking("a length again", book, id, "24T15:00-15:45 Ana Cut", "confirmed");
	desk_check("one end", book);
}

static void test_whole_days(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = cal_days("x", "America/New_York", "2026-11-26", 1, "Maria");
	cal_merge("whole day, in another zone", book, id, event, TRUE, TRUE);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_INT("days", booking->all_day, 1);
	T_INT("from the day's first instant here", booking->start, desk_at(book, "2026-11-26 00:00"));
	T_INT("to its last", booking->end, desk_at(book, "2026-11-27 00:00"));
	T_INT("its part", ((const Part *)booking->parts->pdata[0])->end, booking->end);
	move_there("and timed again", book, id, "2026-11-25 09:00", "2026-11-25 10:00");
	check_booking("and timed again", book, id, "25T09:00-10:00 Ana Cut", "confirmed");
	g_autoptr(Booking) timed = desk_get(book, id);
	T_INT("no days", timed->all_day, 0);
	/* the clock goes back on 25 October 2027: that day has 25 hours */
	g_autoptr(RemoteEvent) autumn = cal_days("x", DESK_ZONE, "2027-10-30", 2, "Maria");
	cal_merge("two days with the hour put back", book, id, autumn, TRUE, TRUE);
	g_autoptr(Booking) longer = desk_get(book, id);
	T_INT("49 hours", longer->end - longer->start, 49 * 3600);
	desk_check("days", book);
}

static void test_double_booking(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *two = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	cal_stand(book, two, CAL_ANA);
	move_there("onto another", book, two, "2026-11-24 10:15", "2026-11-24 11:00");
	g_autoptr(Booking) marked = desk_get(book, two);
	T_STR("marked, with a sentence", marked->overbooked, "moved in Google Calendar");
	check_booking("taken in", book, two, "24T10:15-11:00 Ana Cut", "confirmed");
	check_booking("the other stays", book, one, "24T10:00-10:45 Ana Cut", "confirmed");
	desk_check("overbooked", book);
	move_there("away", book, two, "2026-11-24 14:00", "2026-11-24 14:45");
	g_autoptr(Booking) free_again = desk_get(book, two);
	T_STR("the mark goes with it", free_again->overbooked, NULL);
	desk_check("away", book);
}

static void test_retired(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Boris", "Maria");
	g_autoptr(GError) error = NULL;
	cal_stand(book, id, CAL_BORIS);
	g_autoptr(Staff) boris = staff_copy(book_staff_by_id(book, desk_staff(book, "Boris")));
	boris->active = 0;
	book_begin(book, &error);
	book_save(book, &staff_class, boris, "staff.changed", &error);
	book_commit(book, "Boris retires", NULL, &error);
	T_NO_ERROR("retired", error);
	move_there("his booking is moved", book, id, "2026-11-24 12:00", "2026-11-24 12:45");
	check_booking("his booking is moved", book, id, "24T12:00-12:45 Boris Cut", "confirmed");
}

static void test_private_notes(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	BookEdit edit = BOOK_EDIT_INIT;
	edit.notes = "allergic to ammonia";
	edit.title = "Trial";
	book_edit(book, id, &edit, NULL, &error);
	T_NO_ERROR("edit", error);
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-24 11:00", "2026-11-24 11:45");
	model_set(&event_fields_class, fields_of(event), &fields_of(event)->summary, "Trial and error");
	model_set(&event_fields_class, fields_of(event), &fields_of(event)->description, "something else");
	SyncMerge merge = { .booking = id,
			    .there = fields_of(event),
			    .etag = "2",
			    .link = "",
			    .start = TRUE,
			    .end = TRUE,
			    .summary = TRUE };
	cal_begin("merge", book);
	T_TRUE("merge", book_sync_merge(book, &merge, &error));
	cal_commit("merge", book);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("notes", booking->notes, "allergic to ammonia");
	T_STR("public note", booking->public_note, "");
	T_STR("the title is taken where it says so", booking->title, "Trial and error");
}

/* --- the log, and undo --- */

static void test_undo(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *other = desk_made(book, "2026-11-24 15:00", "Cut", "Ana", "Paul");
	g_autofree char *move = NULL, *cancellation = NULL;
	cal_stand(book, id, CAL_ANA);
	move_there("moved", book, id, "2026-11-25 10:00", "2026-11-25 10:45");
	check_words("what it did", book, "Google Calendar: moved Maria to Wed 25 Nov 10:00");
	move = newest_id(book);
	undo("undo passes over it", book, NULL);
	g_autoptr(Booking) own = desk_get(book, other);
	T_INT("what was undone is the person's own", own->removed, 1);
	check_booking("it stays moved", book, id, "25T10:00-10:45 Ana Cut", "confirmed");
	undo("by naming it", book, move);
	check_booking("put back", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
	check_link("and to be put back there", book, id, "pending");

	cal_stand(book, id, CAL_ANA);
	cal_deleted("deleted there", book, id, FALSE);
	check_booking("deleted there", book, id, "24T10:00-10:45 Ana Cut", "cancelled");
	check_words("what it did", book, "Google Calendar: cancelled Maria, Tue 24 Nov 10:00");
	cancellation = newest_id(book);
	undo("the cancellation", book, cancellation);
	check_booking("stands again", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("to be made there", link->status, "pending");
	T_INT("as a new event", link->generation, 1);
	T_STR("with nothing agreed on", link->base, NULL);
	desk_check("undone", book);
}

static void test_blocks_are_not_undone(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *change = NULL, *blocks = NULL;
	g_autoptr(GError) error = NULL;
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) block =
		cal_event(book, "b1", "2026-11-25 10:00", "2026-11-25 11:00", "dentist");
	cal_begin("both", book);
	book_sync_mirror(book, CAL_ANA, block, &error);
	book_sync_deleted(book, id, FALSE, &error);
	T_NO_ERROR("both", error);
	cal_commit("both", book);
	change = newest_id(book);
	undo("the cancellation", book, change);
	check_booking("stands again", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
	blocks = cal_blocks(book);
	T_STR("the block follows its event", blocks, "25T10:00-11:00 Ana dentist");
	g_autoptr(RemoteEvent) later =
		cal_event(book, "b1", "2026-11-25 12:00", "2026-11-25 13:00", "dentist");
	cal_mirror("blocks alone", book, CAL_ANA, remote_event_copy(later));
	check_words("blocks alone", book, "Busy times from Google Calendar");
	g_autofree char *alone = newest_id(book);
	g_autoptr(Change) none = book_undo(book, alone, &error);
	T_NULL("there is nothing to undo", none);
	T_ERROR("there is nothing to undo", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
}

static void test_chunks(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *two = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	g_autofree char *first = NULL, *second = NULL, *third = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(RemoteEvent) block =
		cal_event(book, "b1", "2026-11-25 10:00", "2026-11-25 11:00", "dentist");
	cal_stand(book, one, CAL_ANA);
	cal_stand(book, two, CAL_ANA);
	cal_begin("first", book);
	T_INT("nothing yet", book_sync_written(book), 0);
	book_sync_mirror(book, CAL_ANA, block, &error);
	T_INT("a block and its link", book_sync_written(book), 2);
	T_TRUE("first", book_sync_commit(book, &first, &error));
	check_words("busy times alone", book, "Busy times from Google Calendar");
	T_TRUE("second", book_sync_begin(book, CAL_ACCOUNT, first, &error));
	book_sync_deleted(book, one, FALSE, &error);
	T_TRUE("second", book_sync_commit(book, &second, &error));
	T_STR("one change", second, first);
	check_words("its words grow", book, "Google Calendar: cancelled Maria, Tue 24 Nov 10:00");
	T_TRUE("third", book_sync_begin(book, CAL_ACCOUNT, second, &error));
	book_sync_deleted(book, two, FALSE, &error);
	T_TRUE("third", book_sync_commit(book, &third, &error));
	T_STR("one change", third, first);
	check_words("its words grow", book,
		    "Google Calendar: cancelled Maria, Tue 24 Nov 10:00; cancelled Paul, Tue 24 Nov 12:00");
	T_NO_ERROR("chunks", error);
	undo("all of it", book, first);
	check_booking("one", book, one, "24T10:00-10:45 Ana Cut", "confirmed");
	check_booking("two", book, two, "24T12:00-12:45 Ana Cut", "confirmed");
	desk_check("chunks", book);
}

static void test_nothing_written(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(Book) other = desk_open(book, "boris");
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	gboolean changed;
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) same = cal_there(book, id);
	book_refresh(other, &changed, &error);
	model_set(&remote_event_class, same, &same->etag, "1");
	cal_begin("an echo", book);
	T_TRUE("an echo", book_sync_echo(book, id, same, &error));
	T_INT("an echo", book_sync_written(book), 0);
	cal_commit("an echo", book);
	cal_begin("nothing at all", book);
	cal_commit("nothing at all", book);
	g_autoptr(Calendar) calendar = store_calendar(book->store, CAL_ANA, NULL);
	cal_begin("the same token", book);
	T_TRUE("the same token", book_sync_token(book, calendar, "", FALSE, &error));
	cal_commit("the same token", book);
	book_refresh(other, &changed, &error);
	T_FALSE("the file has not moved", changed);
	cal_begin("a token", book);
	T_TRUE("a token", book_sync_token(book, calendar, "t1", TRUE, &error));
	cal_commit("a token", book);
	g_autoptr(Calendar) after = store_calendar(book->store, CAL_ANA, NULL);
	T_STR("a token", after->sync_token, "t1");
	T_TRUE("full", after->last_full > 0 && after->last_full == after->last_pull);
	T_STR("the caller's too", calendar->sync_token, "t1");
	cal_begin("no token", book);
	T_TRUE("a server that gives none", book_sync_token(book, calendar, "", TRUE, &error));
	cal_commit("no token", book);
	cal_begin("none again", book);
	T_TRUE("read whole each time", book_sync_token(book, calendar, "", TRUE, &error));
	T_INT("that alone is nothing", book_sync_written(book), 0);
	cal_commit("none again", book);
	T_NO_ERROR("nothing", error);
}

/* --- both sides --- */

static void test_keeps_ours(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	g_autofree char *words = NULL;
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-25 09:00", "2026-11-25 09:45");
	SyncMerge merge = { .booking = id,
			    .there = fields_of(event),
			    .etag = "2",
			    .link = "",
			    .keeps_ours = TRUE,
			    .lost = "Wed 25 Nov 09:00",
			    .lost_theirs = TRUE };
	cal_begin("ours", book);
	T_TRUE("ours", book_sync_merge(book, &merge, &error));
	cal_commit("ours", book);
	check_booking("the book's stays", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
	check_link("to be sent again", book, id, "pending");
	words = newest_words(book);
	T_STR("what was not taken is in the log", words,
	      "Google Calendar: Maria: not taken: Wed 25 Nov 09:00");
	g_autoptr(Event) logged = newest_event(book);
	T_STR("and with the booking", logged->type, "booking.overruled");
	gint64 events = desk_events(book);
	cal_begin("again", book);
	T_TRUE("again", book_sync_merge(book, &merge, &error));
	T_INT("again", book_sync_written(book), 0);
	cal_commit("again", book);
	T_INT("the same again is nothing", desk_events(book), events);
	T_TRUE("a person takes it after all", book_sync_take(book, id, TRUE, &error));
	T_NO_ERROR("takes", error);
	check_booking("theirs", book, id, "25T09:00-09:45 Ana Cut", "confirmed");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("nothing is left to decide", link->theirs, NULL);
	T_FALSE("nothing is left to decide", book_sync_take(book, id, TRUE, &error));
	T_ERROR("nothing is left", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	desk_check("ours", book);
}

/* What the Sync screen says of the one booking that has another side. */
static char *reason_of_item(Book *book)
{
	g_autoptr(GPtrArray) items = book_sync_items(book, 0, TRUE, 0, NULL);
	const SyncItem *item = items->len == 1 ? items->pdata[0] : NULL;

	return g_strdup(item ? item->reason : NULL);
}

static void test_overruled_words(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-25 09:00", "2026-11-25 09:45");
	SyncMerge merge = { .booking = id, .there = fields_of(event), .etag = "2", .link = "", .start = TRUE, .end = TRUE, .lost = "Tue 24 Nov 10:00" };
	cal_begin("theirs won", book);
	T_TRUE("theirs won", book_sync_merge(book, &merge, &error));
	cal_commit("theirs won", book);
	g_autofree char *none = reason_of_item(book);
	T_STR("nothing of theirs is left to keep", none, NULL);

	g_autoptr(RemoteEvent) later = there_at(book, id, "2026-11-26 09:00", "2026-11-27 10:00");
	merge = (SyncMerge){ .booking = id, .there = fields_of(later), .etag = "3", .link = "", .keeps_ours = TRUE, .lost = "Thu 26 Nov 09:00", .lost_theirs = TRUE };
	cal_begin("ours won", book);
	T_TRUE("ours won", book_sync_merge(book, &merge, &error));
	cal_commit("ours won", book);
	g_autoptr(SyncLink) link = cal_link(book, id);
	g_autoptr(EventFields) ours = event_fields_read(link->base);
	ours->start -= 86400;
	ours->end = ours->start + 2700;
	g_autofree char *image = model_image(&event_fields_class, ours);
	model_set(&sync_link_class, link, &link->base, image); /* as after the push */
	model_set(&sync_link_class, link, &link->status, "synced");
	T_TRUE("pushed", store_begin(book->store, &error) && store_link_put(book->store, link, &error) && store_commit(book->store, &error));
	g_autofree char *words = reason_of_item(book);
	T_STR("which stands and which does not", words, "Moved on both sides: here to Wed 25 Nov 09:00–09:45, which stands; there to Thu 26 Nov 09:00–Fri 27 Nov 10:00.");
	T_NO_ERROR("words", error);
}

static void make_conflict(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-25 09:00", "2026-11-25 09:45");
	SyncMerge merge = {
		.booking = id, .there = fields_of(event), .etag = "2", .link = "", .conflict = TRUE
	};
	cal_begin("conflict", book);
	T_TRUE("conflict", book_sync_merge(book, &merge, &error));
	cal_commit("conflict", book);
	T_NO_ERROR("conflict", error);
}

static void test_conflict(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *two = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	g_autoptr(GError) error = NULL;
	gint64 events;
	cal_stand(book, one, CAL_ANA);
	cal_stand(book, two, CAL_ANA);
	events = desk_events(book);
	make_conflict(book, one);
	make_conflict(book, two);
	T_INT("the book is not touched", desk_events(book), events);
	check_link("conflict", book, one, "conflict");
	T_TRUE("theirs", book_sync_take(book, one, TRUE, &error));
	check_booking("theirs", book, one, "25T09:00-09:45 Ana Cut", "confirmed");
	T_TRUE("ours", book_sync_take(book, two, FALSE, &error));
	T_NO_ERROR("taken", error);
	check_booking("ours", book, two, "24T12:00-12:45 Ana Cut", "confirmed");
	check_link("ours is sent over theirs", book, two, "pending");
	g_autoptr(SyncLink) link = cal_link(book, two);
	g_autoptr(EventFields) base = event_fields_read(link->base);
	T_INT("from what stands there", base->start, desk_at(book, "2026-11-25 09:00"));
	desk_check("conflicts", book);
}

static void test_edited_text(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	model_set(&event_fields_class, fields_of(event), &fields_of(event)->description,
		  "bring <b>photos</b>");
	SyncMerge merge = { .booking = id,
			    .there = fields_of(event),
			    .etag = "2",
			    .link = "",
			    .keeps_ours = TRUE,
			    .edited_text = TRUE };
	cal_begin("edited", book);
	T_TRUE("edited", book_sync_merge(book, &merge, &error));
	cal_commit("edited", book);
	T_TRUE("kept as public note", book_sync_take(book, id, TRUE, &error));
	T_NO_ERROR("kept", error);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("kept as public note", booking->public_note, "bring photos");
	check_booking("its time is its own", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
}

static void test_echo_of_sent(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autoptr(GError) error = NULL;
	for (int later = 0; later < 2; later++) {
		const char *label = later ? "changed since it was sent" : "sent";
		cal_stand(book, id, CAL_ANA);
		g_autoptr(SyncLink) link = cal_link(book, id);
		g_autoptr(Booking) booking = desk_get(book, id);
		model_set(&sync_link_class, link, &link->sent, link->base);
		model_set(&sync_link_class, link, &link->sent_calendar, CAL_ANA);
		model_set(&sync_link_class, link, &link->sent_remote_id, link->remote_id);
		model_set(&sync_link_class, link, &link->base, NULL);
		model_set(&sync_link_class, link, &link->status, "syncing");
		link->sent_version = booking->version - later;
		store_begin(book->store, &error);
		store_link_put(book->store, link, &error);
		store_commit(book->store, &error);
		g_autoptr(RemoteEvent) event = cal_there(book, id);
		g_autoptr(SyncLink) found = book_sync_link_at(book, CAL_ANA, event, &error);
		T_STR(label, found ? found->booking : NULL, id);
		cal_begin(label, book);
		T_TRUE(label, book_sync_echo(book, id, event, &error));
		cal_commit(label, book);
		T_NO_ERROR(label, error);
		g_autoptr(SyncLink) after = cal_link(book, id);
		T_STR(label, after->status, later ? "pending" : "synced");
		T_STR(label, after->base, link->sent);
		T_STR(label, after->sent, NULL);
		T_STR(label, after->etag, "2");
	}
}

/* A visit of Ana's that was sent to Boris's calendar under the same id, without an answer; what was sent starts an hour later. */
static char *moving_visit(Book *book, const char *when)
{
	g_autoptr(GError) error = NULL;
	char *id = desk_made(book, when, "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(SyncLink) link = cal_link(book, id);
	g_autoptr(EventFields) sent = event_fields_read(link->base);
	sent->start += 3600;
	sent->end += 3600;
	g_autofree char *image = model_image(&event_fields_class, sent);
	model_set(&sync_link_class, link, &link->sent, image);
	model_set(&sync_link_class, link, &link->sent_calendar, CAL_BORIS);
	model_set(&sync_link_class, link, &link->sent_remote_id, link->remote_id);
	model_set(&sync_link_class, link, &link->status, "pending");
	store_begin(book->store, &error);
	store_link_put(book->store, link, &error);
	store_commit(book->store, &error);
	T_NO_ERROR("moving", error);
	T_TRUE("moving", sync_link_is_moving(link));
	return id;
}

/* "synced ana 0", with "->boris" while it is sent there, and "-ana" for what waits to be deleted. */
static void check_place(const char *label, Book *book, const char *id, const char *want)
{
	static const char *const ids[] = { CAL_ANA, CAL_BORIS }, *const names[] = { "ana", "boris" };
	g_autoptr(SyncLink) link = cal_link(book, id);
	g_autoptr(GPtrArray) removals = book_sync_removals(book, CAL_ACCOUNT, G_MAXINT64, 100, NULL);
	g_autoptr(GString) words = g_string_new(NULL);
	g_string_printf(words, "%s %s %d", link->status, names[strcmp(link->calendar, CAL_ANA) != 0], (int)link->generation);
	if (sync_link_is_moving(link))
		g_string_append_printf(words, " ->%s", names[strcmp(link->sent_calendar, CAL_ANA) != 0]);
	for (guint c = 0; c < G_N_ELEMENTS(ids); c++)
		for (guint i = 0; removals && i < removals->len; i++)
			if (strcmp(((const SyncRemoval *)removals->pdata[i])->calendar, ids[c]) == 0)
				g_string_append_printf(words, " -%s", names[c]);
	T_STR(label, words->str, want);
}

static void test_moving_where_it_was(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = moving_visit(book, "2026-11-24 10:00");
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	g_autoptr(SyncLink) before = cal_link(book, id);
	model_set(&sync_link_class, before, &before->sent, before->base); /* to the letter what stands at Ana's */
	store_begin(book->store, &error);
	store_link_put(book->store, before, &error);
	store_commit(book->store, &error);
	cal_begin("echo", book);
	T_TRUE("echo", book_sync_echo(book, id, event, &error));
	cal_commit("echo", book);
	T_NO_ERROR("echo", error);
	check_place("what stands at Ana's is no answer to what went to Boris's", book, id, "pending ana 0 ->boris");
	move_there("moved at Ana's", book, id, "2026-11-24 15:00", "2026-11-24 15:45");
	check_place("nor is an edit there", book, id, "pending ana 0 ->boris");
	check_booking("taken", book, id, "24T15:00-15:45 Ana Cut", "confirmed");
	cal_deleted("deleted at Ana's", book, id, FALSE);
	check_place("what may have come to Boris's goes too", book, id, "deleted ana 0 -boris");
	check_booking("cancelled", book, id, "24T15:00-15:45 Ana Cut", "cancelled");
}

static void test_moving_where_it_goes(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = moving_visit(book, "2026-11-24 10:00");
	g_autoptr(SyncLink) before = cal_link(book, id);
	cal_begin("arrived", book);
	T_TRUE("arrived", book_sync_arrived(book, id, &error));
	cal_commit("arrived", book);
	T_NO_ERROR("arrived", error);
	check_place("it stands at Boris's, and what it left goes", book, id, "pending boris 1 -ana");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("what was sent is what is agreed on", link->base, before->sent);
	g_autofree char *other = moving_visit(book, "2026-11-24 12:00");
	cal_begin("deleted there", book);
	T_TRUE("deleted there", book_sync_resend(book, other, &error));
	cal_commit("deleted there", book);
	T_NO_ERROR("deleted there", error);
	check_place("it is sent anew under another id", book, other, "pending ana 1 -ana");
}

static void test_bound_while_sent(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = moving_visit(book, "2026-11-24 10:00");
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	g_autoptr(SyncLink) link = cal_link(book, id);
	model_set(&sync_link_class, link, &link->base, NULL);
	link->generation = 3;
	store_begin(book->store, &error);
	store_link_put(book->store, link, &error);
	store_removal_add(book->store, CAL_ANA, event->remote_id, "", id, &error);
	store_commit(book->store, &error);
	cal_begin("bind", book);
	T_TRUE("bind", book_sync_bind(book, id, CAL_ANA, event, &error));
	cal_commit("bind", book);
	T_NO_ERROR("bind", error);
	check_place("bound here, perhaps there too; its deletion is forgotten", book, id, "pending ana 3 ->boris");
}

/* --- gone there --- */

static void set_status_here(Book *book, const char *id, const char *const *steps)
{
	g_autoptr(GError) error = NULL;
	for (; *steps; steps++) {
		book_mark(book, id, (BookingStatus)status_parse(*steps), NULL, &error);
		T_NO_ERROR(*steps, error);
	}
}

static void test_deleted(void)
{
	static const char *const done[] = { "arrived", "in_service", "completed", NULL };
	static const char *const missed[] = { "no_show", NULL };
	static const char *const cancelled[] = { "cancelled", NULL };
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *past = desk_made(book, "2026-11-23 10:00", "Cut", "Ana", "Paul");
	g_autofree char *away = desk_made(book, "2026-11-23 12:00", "Cut", "Ana", "Lea");
	g_autofree char *both = desk_made(book, "2026-11-23 14:00", "Cut", "Ana", "Ida");
	const char *all[] = { id, past, away, both };
	for (guint i = 0; i < 4; i++)
		cal_stand(book, all[i], CAL_ANA);
	set_status_here(book, past, done);
	set_status_here(book, away, missed);
	set_status_here(book, both, cancelled);
	gint64 events = desk_events(book);
	for (guint i = 0; i < 4; i++) {
		cal_deleted("deleted", book, all[i], FALSE);
		check_link("deleted", book, all[i], "deleted");
	}
	T_INT("one change of the book", desk_events(book), events + 1);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("cancelled", booking->status, "cancelled");
	T_STR("with the reason", booking->cancel_reason, "deleted in Google Calendar");
	check_booking("what was completed stays so", book, past, "23T10:00-10:45 Ana Cut", "completed");
	check_booking("a no-show too", book, away, "23T12:00-12:45 Ana Cut", "no_show");
	cal_deleted("again", book, id, FALSE);
	cal_deleted("and cannot be held", book, id, TRUE);
	g_autoptr(SyncLink) not_held = cal_link(book, id);
	T_INT("and cannot be held", not_held->held, 0);
	T_INT("again is nothing", desk_events(book), events + 1);
	g_autoptr(GError) error = NULL;
	book_paid(book, past, 1000, NULL, &error);
	T_NO_ERROR("paid", error);
	check_link("touching what was completed does not bring it back", book, past, "deleted");
	desk_check("deleted", book);
}

static void stand_many(Book *book, guint n, GPtrArray *ids)
{
	for (guint i = 0; i < n; i++) {
		guint day = 1 + i / 8; /* the 6th is a Sunday */
		g_autofree char *when =
			g_strdup_printf("2026-12-%02u %02u:00", day < 6 ? day : day + 1, 9 + i % 8);
		char *id = desk_made(book, when, "Cut", "Ana", "Maria");
		g_ptr_array_add(ids, id);
		cal_stand(book, id, CAL_ANA);
	}
}

static gboolean may(Book *book, guint n)
{
	g_autoptr(GError) error = NULL;
	gboolean free = FALSE;
	T_TRUE("guard", book_sync_guard_here(book, CAL_ANA, n, clock_real(), &free, &error));
	T_NO_ERROR("guard", error);
	return free;
}

static void test_guard(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	stand_many(book, 20, ids);
	T_TRUE("four are never held", may(book, 4));
	T_FALSE("five of twenty are", may(book, 5));
	for (guint i = 0; i < 3; i++)
		cal_deleted("one", book, ids->pdata[i], FALSE);
	T_TRUE("with three in this hour one more may", may(book, 1));
	T_FALSE("but not two", may(book, 2));
	g_autoptr(GError) error = NULL;
	gboolean free = FALSE;
	book_sync_guard_here(book, CAL_ANA, 4, clock_real() + 3601, &free, &error);
	T_TRUE("an hour later they do not count", free);
	desk_check("guard", book);
}

static void test_guard_of_many(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	stand_many(book, 56, ids);
	T_TRUE("ten of 56", may(book, 10));
	T_FALSE("eleven", may(book, 11));
}

static void test_held(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *two = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	g_autofree char *three = desk_made(book, "2026-11-24 14:00", "Cut", "Ana", "Ida");
	const char *all[] = { one, two, three };
	guint count = 0;
	gint64 events;
	for (guint i = 0; i < 3; i++) {
		cal_stand(book, all[i], CAL_ANA);
	}
	events = desk_events(book);
	for (guint i = 0; i < 3; i++)
		cal_deleted("held", book, all[i], TRUE);
	T_INT("held touches nothing", desk_events(book), events);
	g_autoptr(SyncLink) link = cal_link(book, one);
	T_INT("held", link->held, 1);
	g_autoptr(RemoteEvent) again = cal_there(book, one);
	cal_begin("it stands again", book);
	T_TRUE("it stands again", book_sync_reappeared(book, one, CAL_ANA, again, &error));
	cal_commit("it stands again", book);
	g_autoptr(SyncLink) after = cal_link(book, one);
	T_INT("no longer held", after->held, 0);
	check_booking("stands", book, one, "24T10:00-10:45 Ana Cut", "confirmed");
	T_TRUE("a person puts it back there", book_sync_take(book, three, FALSE, &error));
	T_NO_ERROR("puts back", error);
	g_autoptr(SyncLink) back = cal_link(book, three);
	T_STR("to be made there", back->status, "pending");
	T_INT("as a new event", back->generation, 1);
	T_INT("no longer held", back->held, 0);
	T_TRUE("confirm", book_sync_confirm(book, &count, &error));
	T_NO_ERROR("confirm", error);
	T_INT("confirm", count, 1);
	check_booking("cancelled", book, two, "24T12:00-12:45 Ana Cut", "cancelled");
	check_link("cancelled", book, two, "deleted");
	T_INT("confirmed ones do not count", store_guard_count(book->store, CAL_ANA, "here", 0, NULL), 0);
	T_TRUE("nothing is held", book_sync_confirm(book, &count, &error));
	T_INT("nothing is held", count, 0);
	undo("the yes", book, NULL);
	check_booking("stands again", book, two, "24T12:00-12:45 Ana Cut", "confirmed");
	check_link("and goes there again", book, two, "pending");
	desk_check("held", book);
}

static void hold_there(Book *book, const char *id)
{
	static const char *const cancelled[] = { "cancelled", NULL };
	g_autoptr(GError) error = NULL;
	set_status_here(book, id, cancelled);
	g_autoptr(SyncLink) link = cal_link(book, id);
	link->held = 1;
	store_begin(book->store, &error);
	store_link_put(book->store, link, &error);
	store_held_put(book->store, id, CAL_ANA, "there", clock_real(), &error);
	store_commit(book->store, &error);
	T_NO_ERROR("held there", error);
}

static void test_held_there(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *one = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *two = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	guint count;
	cal_stand(book, one, CAL_ANA);
	cal_stand(book, two, CAL_ANA);
	hold_there(book, one);
	hold_there(book, two);
	T_TRUE("theirs", book_sync_take(book, one, TRUE, &error));
	T_NO_ERROR("theirs", error);
	check_booking("stands here again", book, one, "24T10:00-10:45 Ana Cut", "confirmed");
	T_TRUE("confirm", book_sync_confirm(book, &count, &error));
	T_INT("confirm", count, 1);
	g_autoptr(SyncLink) link = cal_link(book, two);
	T_STR("to be deleted there", link->status, "pending");
	T_INT("free to go", link->held, 0);
	gboolean counted, confirmed = FALSE;
	store_guard_get(book->store, CAL_ANA, "there", two, 0, &counted, &confirmed, &error);
	T_TRUE("the guard knows of the yes", confirmed);
}

/* --- it stands again, or elsewhere --- */

static void test_stands_again(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-24 11:00", "2026-11-24 11:45");
	cal_deleted("deleted", book, id, FALSE);
	g_autofree char *other = desk_made(book, "2026-11-24 11:00", "Cut", "Ana", "Paul");
	cal_begin("again", book);
	T_TRUE("again", book_sync_reappeared(book, id, CAL_ANA, event, &error));
	cal_commit("again", book);
	T_NO_ERROR("again", error);
	check_booking("stands as it stands there", book, id, "24T11:00-11:45 Ana Cut", "confirmed");
	g_autoptr(Booking) booking = desk_get(book, id);
	T_NOT_NULL("marked, its time was taken meanwhile", booking->overbooked);
	T_STR("no reason to be cancelled", booking->cancel_reason, "");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_NOT_NULL("agreed on", link->base);
	gint64 events = desk_events(book);
	cal_begin("once more", book);
	T_TRUE("once more", book_sync_reappeared(book, id, CAL_ANA, event, &error));
	T_INT("once more", book_sync_written(book), 0);
	cal_commit("once more", book);
	T_INT("once more", desk_events(book), events);
	/* and at the time it had, which is taken too */
	g_autofree char *third = desk_made(book, "2026-11-24 14:00", "Cut", "Ana", "Ida");
	cal_stand(book, third, CAL_ANA);
	g_autoptr(RemoteEvent) stays = cal_there(book, third);
	cal_deleted("deleted", book, third, FALSE);
	desk_make(book, "2026-11-24 14:15", "Cut", "Ana", "Lea");
	cal_begin("unmoved", book);
	T_TRUE("unmoved", book_sync_reappeared(book, third, CAL_ANA, stays, &error));
	cal_commit("unmoved", book);
	g_autoptr(Booking) unmoved = desk_get(book, third);
	T_STR("marked too", unmoved->overbooked, "put back in Google Calendar");
	T_NOT_NULL("the other one", other);
	desk_check("again", book);
}

static void test_moved_calendar(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = long_visit(book, "2026-11-24 10:00");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	cal_begin("to Boris", book);
	T_TRUE("to Boris", book_sync_moved(book, id, CAL_BORIS, event, &error));
	cal_commit("to Boris", book);
	T_NO_ERROR("to Boris", error);
	check_booking("what was Ana's is his", book, id,
		      "24T10:00-10:30 Boris Colour, (24T10:30-11:15 Boris Colour), 24T11:15-11:45 Boris "
		      "Colour, 24T11:45-12:30 Boris Cut",
		      "confirmed");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("the link follows", link->calendar, CAL_BORIS);
	T_STR("as it stands there", link->etag, "2");
	check_words("said", book, "Google Calendar: moved the booking, now with Boris");
	g_autoptr(SyncLink) found = book_sync_link_at(book, CAL_BORIS, event, &error);
	T_NOT_NULL("found there", found);
	cal_begin("to everybody's", book);
	T_TRUE("to everybody's", book_sync_moved(book, id, CAL_ALL, event, &error));
	cal_commit("to everybody's", book);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("it stays his", booking_first_part(booking)->staff, desk_staff(book, "Boris"));
	/* deleted in one, seen in the other: put back by the move */
	cal_deleted("deleted", book, id, FALSE);
	cal_begin("seen at Ana's", book);
	T_TRUE("seen at Ana's", book_sync_reappeared(book, id, CAL_ANA, event, &error));
	cal_commit("seen at Ana's", book);
	T_NO_ERROR("seen at Ana's", error);
	g_autoptr(Booking) back = desk_get(book, id);
	T_STR("stands", back->status, "confirmed");
	T_STR("with Ana", booking_first_part(back)->staff, desk_staff(book, "Ana"));
	desk_check("moved", book);
}

/* --- whose it is --- */

static gboolean ours(Book *book, const RemoteEvent *event, char **booking)
{
	g_autoptr(GError) error = NULL;
	gboolean is = book_sync_is_ours(book, event, booking, &error);
	T_NO_ERROR("is ours", error);
	return is;
}

static void test_ours(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	g_autofree char *found = NULL, *copy = NULL, *lost = NULL, *foreign = NULL, *none = NULL;
	T_TRUE("its own id", ours(book, event, &found));
	T_STR("its own id", found, id);
	model_set(&remote_event_class, event, &event->remote_id, "copy1234");
	T_FALSE("a copy on the phone", ours(book, event, &copy));
	model_set(&remote_event_class, event, &event->remote_id, "0123456789abcdef0123456789abcdef0");
	T_FALSE("an id that looks like one of ours", ours(book, event, &copy));
	g_autofree char *unknown = id_new(), *remote = sync_remote_id(unknown, 12);
	model_set(&remote_event_class, event, &event->booking, unknown);
	model_set(&remote_event_class, event, &event->remote_id, remote);
	T_TRUE("one this book has no booking for", ours(book, event, &lost));
	T_STR("one this book has no booking for", lost, NULL);
	model_set(&remote_event_class, event, &event->book, unknown);
	T_FALSE("another book's", ours(book, event, &foreign));
	g_autoptr(RemoteEvent) bare = cal_gone("x");
	T_FALSE("a tombstone that carries nothing", ours(book, bare, &none));
}

static void test_bring_back(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *lost = id_new(), *remote = sync_remote_id(lost, 2);
	g_autoptr(RemoteEvent) event =
		cal_event(book, remote, "2026-11-24 10:00", "2026-11-24 11:00", "Maria Lopez");
	model_set(&remote_event_class, event, &event->booking, lost);
	model_set(&remote_event_class, event, &event->book, book_sync_book_id(book, NULL));
	cal_begin("orphan", book);
	T_TRUE("orphan", book_sync_orphan(book, CAL_ANA, event, &error));
	cal_commit("orphan", book);
	g_autoptr(GPtrArray) offered = book_sync_orphans(book, &error);
	T_INT("offered", offered->len, 1);
	T_INT("no block", cal_count_blocks(book), 0);
	T_TRUE("brought back", book_sync_bring_back(book, remote, &error));
	T_NO_ERROR("brought back", error);
	check_booking("under its id", book, lost, "24T10:00-11:00 Ana", "confirmed");
	g_autoptr(Booking) booking = desk_get(book, lost);
	T_STR("an appointment", booking->kind, "appointment");
	T_STR("by its title", booking->title, "Maria Lopez");
	g_autoptr(SyncLink) link = cal_link(book, lost);
	T_STR("its own event", link->kind, "own");
	T_INT("of that generation", link->generation, 2);
	g_autoptr(GPtrArray) left = book_sync_orphans(book, &error);
	T_INT("none is left", left->len, 0);
	T_FALSE("twice", book_sync_bring_back(book, remote, &error));
	T_ERROR("twice", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	desk_check("brought back", book);
}

static void test_bind(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = there_at(book, id, "2026-11-24 12:00", "2026-11-24 12:45");
	store_begin(book->store, &error);
	store_link_delete(book->store, id, &error);
	store_commit(book->store, &error);
	cal_begin("bind", book);
	T_TRUE("bind", book_sync_bind(book, id, CAL_ANA, event, &error));
	cal_commit("bind", book);
	T_NO_ERROR("bind", error);
	check_booking("binding changes no booking", book, id, "24T10:00-10:45 Ana Cut", "confirmed");
	g_autoptr(SyncLink) link = cal_link(book, id);
	g_autoptr(EventFields) base = event_fields_read(link->base);
	T_INT("what stands there is agreed on", base->start, fields_of(event)->start);
	T_STR("and ours is sent", link->status, "pending");
	cal_begin("again", book);
	T_TRUE("again", book_sync_bind(book, id, CAL_ANA, event, &error));
	T_INT("again", book_sync_written(book), 0);
	cal_commit("again", book);
}

static void test_absent(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autofree char *named_id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	g_autofree char *gone_id = desk_made(book, "2026-11-24 12:00", "Cut", "Ana", "Paul");
	g_autofree char *old_id = desk_made(book, "2026-11-18 12:00", "Cut", "Ana", "Ida");
	const char *all[] = { named_id, gone_id, old_id };
	g_autoptr(GHashTable) named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(RemoteEvent) series = cal_event(book, "s1", "2026-11-25 10:00", "2026-11-25 11:00", "yoga");
	for (guint i = 0; i < 3; i++)
		cal_stand(book, all[i], CAL_ANA);
	model_set(&remote_event_class, series, &series->recurrence, "RRULE:FREQ=WEEKLY;COUNT=3");
	cal_mirror("series", book, CAL_ANA, remote_event_copy(series));
	model_set(&remote_event_class, series, &series->remote_id, "s2");
	fields_of(series)->start += 7200;
	fields_of(series)->end += 7200;
	cal_mirror("series that stays", book, CAL_ANA, remote_event_copy(series));
	cal_mirror("single", book, CAL_ANA,
		   cal_event(book, "b1", "2026-11-25 15:00", "2026-11-25 16:00", "dentist"));
	g_hash_table_add(named, sync_remote_id(named_id, 0));
	g_hash_table_add(named, g_strdup("s2"));
	g_autoptr(GPtrArray) absent = book_sync_absent(book, CAL_ANA, named, &error);
	T_NO_ERROR("absent", error);
	T_INT("the appointment, the single event, the series once", absent->len, 3);
	cal_begin("absent", book);
	for (guint i = 0; i < absent->len; i++) {
		const SyncLink *link = absent->pdata[i];
		if (strcmp(link->kind, "mirror") == 0)
			T_TRUE("gone", book_sync_mirror_gone(book, link, &error));
		else
			T_STR("the appointment", link->booking, gone_id);
	}
	cal_commit("absent", book);
	T_NO_ERROR("absent", error);
	g_autofree char *blocks = cal_blocks(book);
	T_STR("what was named stays", blocks,
	      "25T12:00-13:00 Ana yoga; 02T12:00-13:00 Ana yoga; 09T12:00-13:00 Ana yoga");
	desk_check("absent", book);
}

UNIT_SUITE("sync take", NULL, NULL, { "moved whole", test_moved_whole }, { "one end", test_one_end },
	   { "whole days", test_whole_days }, { "double booking", test_double_booking },
	   { "retired staff", test_retired }, { "private notes", test_private_notes }, { "undo", test_undo },
	   { "blocks are not undone", test_blocks_are_not_undone }, { "chunks", test_chunks },
	   { "nothing written", test_nothing_written }, { "keeps ours", test_keeps_ours },
	   { "overruled, in words", test_overruled_words },
	   { "conflict", test_conflict }, { "edited text", test_edited_text },
	   { "echo of what was sent", test_echo_of_sent },
	   { "moving, where it was", test_moving_where_it_was }, { "moving, where it goes", test_moving_where_it_goes },
	   { "bound while sent elsewhere", test_bound_while_sent }, { "deleted", test_deleted },
	   { "guard", test_guard }, { "guard of many", test_guard_of_many }, { "held", test_held },
	   { "held there", test_held_there }, { "stands again", test_stands_again },
	   { "moved to another calendar", test_moved_calendar }, { "ours", test_ours },
	   { "bring back", test_bring_back }, { "bind", test_bind }, { "absent", test_absent })
