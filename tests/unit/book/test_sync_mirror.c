/* tests/unit/book/test_sync_mirror.c - blocks that follow events which others made: single ones, series, and those that are adopted */
#include <string.h>

#include "base/clock.h"
#include "tests/unit/book/calendars.h"
#include "tests/unit/unit.h"

/* --- helpers --- */

static EventFields *fields_of(RemoteEvent *event)
{
	return event->fields->pdata[0];
}

static void check_blocks(const char *label, Book *book, const char *want)
{
	g_autofree char *got = cal_blocks(book);
	T_STR(label, got, want);
}

static RemoteEvent *series(Book *book, const char *remote_id, const char *from, const char *to,
			   const char *rules)
{
	RemoteEvent *event = cal_event(book, remote_id, from, to, "yoga");
	model_set(&remote_event_class, event, &event->recurrence, rules);
	return event;
}

/* The id of the only block that begins then. */
static char *block_at(Book *book, const char *calendar, const char *series_id, gint64 original)
{
	g_autoptr(SyncLink) link = store_link_of_occurrence(book->store, calendar, series_id, original, NULL);
	T_NOT_NULL(series_id, link);
	return link ? g_strdup(link->booking) : NULL;
}

static char *single_block(Book *book, const char *calendar, const char *remote_id)
{
	g_autoptr(SyncLink) link = store_link_at(book->store, calendar, remote_id, NULL);
	T_NOT_NULL(remote_id, link);
	return link ? g_strdup(link->booking) : NULL;
}

/* Says the same once more: nothing may change. */
static void check_nothing_new(const char *label, Book *book, const char *calendar, const RemoteEvent *event)
{
	gint64 events = desk_events(book);
	g_autoptr(GError) error = NULL;
	cal_begin(label, book);
	T_TRUE(label, book_sync_mirror(book, calendar, event, &error));
	T_INT(label, book_sync_written(book), 0);
	cal_commit(label, book);
	T_INT(label, desk_events(book), events);
	T_NO_ERROR(label, error);
}

static void top_up(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	T_TRUE(label, sync_mirror_top_up(book, &error));
	T_NO_ERROR(label, error);
}

/* --- single events --- */

static void test_single(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(RemoteEvent) event =
		cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "dentist");
	cal_mirror("made", book, CAL_ANA, remote_event_copy(event));
	check_blocks("made", book, "24T10:00-11:00 Ana dentist");
	check_nothing_new("the same again", book, CAL_ANA, event);
	g_autofree char *id = single_block(book, CAL_ANA, "e1");
	g_autoptr(Booking) block = desk_get(book, id);
	T_STR("from there", block->source, "sync:Google");
	fields_of(event)->start += 3600;
	fields_of(event)->end += 7200;
	cal_mirror("moved", book, CAL_ANA, remote_event_copy(event));
	check_blocks("moved", book, "24T11:00-13:00 Ana dentist");
	event->blocks = 0;
	cal_mirror("transparent", book, CAL_ANA, remote_event_copy(event));
	check_blocks("transparent", book, "~24T11:00-13:00 Ana dentist");
	model_set(&event_fields_class, fields_of(event), &fields_of(event)->summary, "");
	cal_mirror("private", book, CAL_ANA, remote_event_copy(event));
	check_blocks("private", book, "~24T11:00-13:00 Ana");
	cal_mirror("deleted", book, CAL_ANA, cal_gone("e1"));
	check_blocks("deleted", book, "");
	g_autoptr(RemoteEvent) gone = cal_gone("e1");
	check_nothing_new("deleted again", book, CAL_ANA, gone);
	cal_mirror("unknown and deleted", book, CAL_ANA, cal_gone("e9"));
	cal_mirror("it is put back there", book, CAL_ANA, remote_event_copy(event));
	g_autofree char *again = single_block(book, CAL_ANA, "e1");
	T_STR("the same block", again, id);
	cal_mirror("nobody's", book, CAL_ALL,
		   cal_event(book, "e2", "2026-11-24 15:00", "2026-11-24 16:00", "party"));
	check_blocks("nobody's", book, "~24T11:00-13:00 Ana; ~24T15:00-16:00 party");
	desk_check("single", book);
}

static void test_window(void)
{
	g_autoptr(Book) book = cal_book();
	cal_mirror("over before the window", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-19 10:00", "2026-11-19 11:00", "old"));
	check_blocks("over before the window", book, "");
	cal_mirror("reaches into it", book, CAL_ANA,
		   cal_event(book, "e2", "2026-11-19 23:00", "2026-11-20 01:00", "night"));
	check_blocks("reaches into it", book, "19T23:00-01:00 Ana night");
	cal_mirror("far ahead: nobody would tell of it again", book, CAL_ANA,
		   cal_event(book, "e3", "2028-03-01 10:00", "2028-03-01 11:00", "far"));
	T_INT("far ahead", cal_count_blocks(book), 2);
	cal_mirror("moved out of it", book, CAL_ANA,
		   cal_event(book, "e2", "2026-11-18 10:00", "2026-11-18 11:00", "night"));
	check_blocks("follows", book, "18T10:00-11:00 Ana night; 01T10:00-11:00 Ana far");
	g_autoptr(RemoteEvent) absurd =
		cal_event(book, "e4", "2026-11-24 10:00", "2026-11-24 11:00", "absurd");
	fields_of(absurd)->end = G_GINT64_CONSTANT(7258118401);
	cal_mirror("beyond 2200", book, CAL_ANA, remote_event_copy(absurd));
	T_INT("beyond 2200", cal_count_blocks(book), 2);
	desk_check("window", book);
}

static void test_marked(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_mirror("over an appointment", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 10:30", "2026-11-24 11:30", "dentist"));
	check_blocks("marked", book, "!24T10:30-11:30 Ana dentist");
	g_autofree char *block_id = single_block(book, CAL_ANA, "e1");
	g_autoptr(Booking) block = desk_get(book, block_id);
	T_STR("with a sentence", block->overbooked, "stands in Google Calendar at that time");
	desk_check("marked", book);
	cal_mirror("moved away", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 12:30", "2026-11-24 13:30", "dentist"));
	check_blocks("not any more", book, "24T12:30-13:30 Ana dentist");
	T_NOT_NULL("the appointment", id);
	desk_check("moved", book);
}

/* What books of before hold: a person may not do it any more. */
static void cancel_block(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Booking) block = desk_get(book, id);
	model_set(&booking_class, block, &block->status, status_name(STATUS_CANCELLED));
	if (book_begin(book, &error) && book_save(book, &booking_class, block, "booking.cancelled", &error))
		book_commit(book, "Cancelled", NULL, &error);
	T_NO_ERROR("cancel", error);
}

static void test_cancelled_here(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(RemoteEvent) event =
		cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "dentist");
	cal_mirror("made", book, CAL_ANA, remote_event_copy(event));
	g_autofree char *id = single_block(book, CAL_ANA, "e1");
	cancel_block(book, id);
	model_set(&event_fields_class, fields_of(event), &fields_of(event)->summary, "dentist, 2nd floor");
	cal_mirror("another title", book, CAL_ANA, remote_event_copy(event));
	check_blocks("stays out of the way", book, "x24T10:00-11:00 Ana dentist, 2nd floor");
	fields_of(event)->start += 3600;
	fields_of(event)->end += 3600;
	cal_mirror("moved", book, CAL_ANA, remote_event_copy(event));
	check_blocks("until it moves", book, "24T11:00-12:00 Ana dentist, 2nd floor");
}

static void test_whole_days(void)
{
	g_autoptr(Book) book = cal_book();
	cal_zone(book, CAL_ANA, "Pacific/Auckland");
	/* in Auckland the 24th begins at noon of the 23rd in Berlin; in New York it begins six hours late */
	cal_mirror("Auckland", book, CAL_ANA, cal_days("d1", "Pacific/Auckland", "2026-11-24", 1, "trip"));
	cal_mirror("New York", book, CAL_ANA, cal_days("d2", "America/New_York", "2026-11-26", 2, "fair"));
	check_blocks("the same days here", book, "24T00:00-00:00 Ana trip; 26T00:00-00:00 Ana fair");
	g_autofree char *one = single_block(book, CAL_ANA, "d1"), *two = single_block(book, CAL_ANA, "d2");
	g_autoptr(Booking) trip = desk_get(book, one), fair = desk_get(book, two);
	T_INT("one day", trip->all_day, 1);
	T_INT("one day", trip->end - trip->start, 24 * 3600);
	T_INT("two days", fair->all_day, 2);
	T_INT("local", trip->local_start, desk_day("2026-11-24") * ZONE_DAY_SECONDS);
	cal_mirror("the day the clock goes forward", book, CAL_ANA,
		   cal_days("d3", "Pacific/Auckland", "2027-03-28", 1, "short"));
	g_autofree char *three = single_block(book, CAL_ANA, "d3");
	g_autoptr(Booking) brief = desk_get(book, three);
	T_INT("23 hours", brief->end - brief->start, 23 * 3600);
	desk_check("days", book);
}

/* --- series --- */

static void test_series(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(RemoteEvent) event = series(book, "s1", "2026-11-24 10:00", "2026-11-24 11:00",
					      "RRULE:FREQ=WEEKLY;UNTIL=20261216T090000Z\nEXDATE;TZID=Europe/"
					      "Berlin:20261201T100000\nRDATE:20261203T140000Z");
	cal_mirror("made", book, CAL_ANA, remote_event_copy(event));
	check_blocks("rule, EXDATE and RDATE", book,
		     "24T10:00-11:00 Ana yoga; 03T15:00-16:00 Ana yoga; 08T10:00-11:00 Ana yoga; "
		     "15T10:00-11:00 Ana yoga");
	check_nothing_new("the same again", book, CAL_ANA, event);
	top_up("nothing to top up", book);
	g_autofree char *id = block_at(book, CAL_ANA, "s1", desk_at(book, "2026-12-08 10:00"));
	g_autoptr(Booking) before = desk_get(book, id);
	model_set(&remote_event_class, event, &event->recurrence, "RRULE:FREQ=WEEKLY;UNTIL=20261209T090000Z");
	cal_mirror("ends sooner", book, CAL_ANA, remote_event_copy(event));
	check_blocks("what the rule no longer gives goes", book,
		     "24T10:00-11:00 Ana yoga; 01T10:00-11:00 Ana yoga; 08T10:00-11:00 Ana yoga");
	g_autoptr(Booking) after = desk_get(book, id);
	T_INT("what it still gives is not written again", after->version, before->version);
	fields_of(event)->start += 1800;
	fields_of(event)->end += 1800;
	cal_mirror("later", book, CAL_ANA, remote_event_copy(event));
	check_blocks("later", book,
		     "24T10:30-11:30 Ana yoga; 01T10:30-11:30 Ana yoga; 08T10:30-11:30 Ana yoga");
	cal_mirror("deleted", book, CAL_ANA, cal_gone("s1"));
	check_blocks("deleted", book, "");
	g_autoptr(RemoteEvent) kept = store_remote_series(book->store, CAL_ANA, "s1", NULL, NULL);
	T_NULL("nothing is kept of it", kept);
	cal_mirror("put back", book, CAL_ANA, remote_event_copy(event));
	T_INT("put back", cal_count_blocks(book), 3);
	desk_check("series", book);
}

static void test_clock_changes(void)
{
	g_autoptr(Book) book = cal_book();
	cal_mirror("weekly over the change", book, CAL_ANA,
		   series(book, "s1", "2027-03-21 10:00", "2027-03-21 11:00", "RRULE:FREQ=WEEKLY;COUNT=3"));
	check_blocks("at the same hour", book,
		     "21T10:00-11:00 Ana yoga; 28T10:00-11:00 Ana yoga; 04T10:00-11:00 Ana yoga");
	cal_mirror("gone", book, CAL_ANA, cal_gone("s1"));
	/* 02:30 does not exist on 28 March: RFC 5545 takes the offset before */
	cal_mirror("in the gap", book, CAL_ANA,
		   series(book, "s2", "2027-03-27 02:30", "2027-03-27 02:45", "RRULE:FREQ=DAILY;COUNT=3"));
	check_blocks("in the gap", book,
		     "27T02:30-02:45 Ana yoga; 28T03:30-03:45 Ana yoga; 29T02:30-02:45 Ana yoga");
	cal_mirror("gone", book, CAL_ANA, cal_gone("s2"));
	/* a series in New York moves by an hour for the weeks between the two changes */
	g_autoptr(RemoteEvent) york =
		series(book, "s3", "2027-03-07 16:00", "2027-03-07 17:00", "RRULE:FREQ=WEEKLY;COUNT=5");
	model_set(&event_fields_class, fields_of(york), &fields_of(york)->zone, "America/New_York");
	cal_mirror("New York", book, CAL_ANA, remote_event_copy(york));
	check_blocks("New York", book,
		     "07T16:00-17:00 Ana yoga; 14T15:00-16:00 Ana yoga; 21T15:00-16:00 Ana yoga; "
		     "28T16:00-17:00 Ana yoga; 04T16:00-17:00 Ana yoga");
	cal_mirror("gone", book, CAL_ANA, cal_gone("s3"));
	g_autoptr(RemoteEvent) days = cal_days("s4", "Pacific/Auckland", "2027-03-27", 1, "trip");
	model_set(&remote_event_class, days, &days->recurrence,
		  "RRULE:FREQ=DAILY;COUNT=4\nEXDATE;VALUE=DATE:20270329");
	cal_mirror("whole days", book, CAL_ANA, remote_event_copy(days));
	check_blocks("whole days", book,
		     "27T00:00-00:00 Ana trip; 28T00:00-00:00 Ana trip; 30T00:00-00:00 Ana trip");
	check_nothing_new("whole days", book, CAL_ANA, days);
	cal_mirror("gone", book, CAL_ANA, cal_gone("s4"));
	g_autoptr(RemoteEvent) west = cal_days("s5", "America/New_York", "2027-03-13", 1, "fair");
	model_set(&remote_event_class, west, &west->recurrence, "RRULE:FREQ=DAILY;UNTIL=20270315");
	cal_mirror("west of here", book, CAL_ANA, remote_event_copy(west));
	check_blocks("west of here", book,
		     "13T00:00-00:00 Ana fair; 14T00:00-00:00 Ana fair; 15T00:00-00:00 Ana fair");
	desk_check("clock changes", book);
}

static void test_exceptions(void)
{
	g_autoptr(Book) book = cal_book();
	gint64 second = desk_at(book, "2026-12-01 10:00"), third = desk_at(book, "2026-12-08 10:00");
	g_autoptr(RemoteEvent) moved = cal_exception(
		cal_event(book, "s1_1", "2026-12-02 16:00", "2026-12-02 17:00", "yoga, later"), "s1", second);
	g_autoptr(RemoteEvent) cancelled = cal_exception(cal_gone("s1_2"), "s1", third);
	g_autoptr(RemoteEvent) master =
		series(book, "s1", "2026-11-24 10:00", "2026-11-24 11:00", "RRULE:FREQ=WEEKLY;COUNT=4");
	cal_mirror("an exception first", book, CAL_ANA, remote_event_copy(moved));
	check_blocks("stands by itself", book, "02T16:00-17:00 Ana yoga, later");
	cal_mirror("a cancelled one first", book, CAL_ANA, remote_event_copy(cancelled));
	cal_mirror("then the series", book, CAL_ANA, remote_event_copy(master));
	check_blocks("with both", book,
		     "24T10:00-11:00 Ana yoga; 02T16:00-17:00 Ana yoga, later; 15T10:00-11:00 Ana yoga");
	check_nothing_new("again", book, CAL_ANA, moved);
	check_nothing_new("again", book, CAL_ANA, cancelled);
	check_nothing_new("again", book, CAL_ANA, master);
	model_set(&remote_event_class, master, &master->recurrence, "RRULE:FREQ=WEEKLY;COUNT=5");
	cal_mirror("one more date", book, CAL_ANA, remote_event_copy(master));
	check_blocks("a cancelled exception is kept", book,
		     "24T10:00-11:00 Ana yoga; 02T16:00-17:00 Ana yoga, later; 15T10:00-11:00 Ana yoga; "
		     "22T10:00-11:00 Ana yoga");
	model_set(&remote_event_class, master, &master->recurrence, "RRULE:FREQ=WEEKLY;COUNT=1");
	cal_mirror("one date alone", book, CAL_ANA, remote_event_copy(master));
	check_blocks("an exception stands though the rule gives it no more", book,
		     "24T10:00-11:00 Ana yoga; 02T16:00-17:00 Ana yoga, later");
	fields_of(moved)->start = desk_at(book, "2028-01-01 10:00");
	fields_of(moved)->end = desk_at(book, "2028-01-01 11:00");
	cal_mirror("moved out of the window", book, CAL_ANA, remote_event_copy(moved));
	check_blocks("moved out of the window", book,
		     "24T10:00-11:00 Ana yoga; 01T10:00-11:00 Ana yoga, later");
	moved->blocks = 0;
	cal_mirror("declined", book, CAL_ANA, remote_event_copy(moved));
	check_blocks("declined", book, "24T10:00-11:00 Ana yoga; ~01T10:00-11:00 Ana yoga, later");
	cal_mirror("a tombstone that names only itself", book, CAL_ANA,
		   cal_exception(cal_gone("s1_1"), "s1", NONE));
	check_blocks("gone", book, "24T10:00-11:00 Ana yoga");
	cal_mirror("and back", book, CAL_ANA, remote_event_copy(moved));
	cal_mirror("the series is deleted", book, CAL_ANA, cal_gone("s1"));
	check_blocks("with its exceptions", book, "");
	g_autoptr(GPtrArray) left = store_exceptions(book->store, CAL_ANA, "s1", NULL);
	T_INT("none is kept", left->len, 0);
	cal_mirror("an invitation to one date", book, CAL_ANA,
		   cal_exception(cal_event(book, "s2_1", "2026-12-02 16:00", "2026-12-02 17:00", "talk"),
				 "s2", second));
	cal_mirror("whose series is deleted", book, CAL_ANA, cal_gone("s2"));
	check_blocks("goes with it", book, "");
	desk_check("exceptions", book);
}

static void test_dropped_exception(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	gint64 second = desk_at(book, "2026-12-01 10:00");
	g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
	cal_mirror("series", book, CAL_ANA,
		   series(book, "s1", "2026-11-24 10:00", "2026-11-24 11:00", "RRULE:FREQ=WEEKLY;COUNT=2"));
	cal_mirror("exception", book, CAL_ANA,
		   cal_exception(cal_event(book, "s1_1", "2026-12-02 16:00", "2026-12-02 17:00", "later"),
				 "s1", second));
	g_hash_table_add(named, (gpointer) "s1");
	g_autoptr(GPtrArray) absent = book_sync_absent(book, CAL_ANA, named, &error);
	if (!T_INT("the exception alone", absent->len, 1))
		return;
	cal_begin("gone", book);
	T_TRUE("gone", book_sync_mirror_gone(book, absent->pdata[0], &error));
	cal_commit("gone", book);
	T_NO_ERROR("gone", error);
	check_blocks("its date is the rule's again", book,
		     "24T10:00-11:00 Ana yoga; 01T10:00-11:00 Ana yoga");
	desk_check("dropped", book);
}

static void test_endless(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autoptr(RemoteEvent) master =
		series(book, "s1", "2026-11-01 10:00", "2026-11-01 11:00", "RRULE:FREQ=DAILY");
	cal_begin("daily", book);
	T_TRUE("daily", book_sync_mirror(book, CAL_ANA, master, &error));
	T_TRUE("a chunk is not much more than 200 rows", book_sync_written(book) <= 205);
	cal_commit("daily", book);
	top_up("the rest", book);
	/* from 20 November 2026 (the window) up to 20 November 2027 and a week */
	T_INT("twelve months and a week", cal_count_blocks(book), 365 + 7);
	gint64 events = desk_events(book);
	top_up("nothing is left to do", book);
	T_INT("nothing is left to do", desk_events(book), events);
	desk_set_now(book, "2026-11-25 08:00");
	top_up("some days later", book);
	T_INT("not every day writes", desk_events(book), events);
	desk_set_now(book, "2026-12-20 08:00");
	top_up("a month later", book);
	T_INT("a month more", cal_count_blocks(book), 365 + 7 + 30);
	cal_mirror("gone", book, CAL_ANA, cal_gone("s1"));
	T_TRUE("taken away in steps", cal_count_blocks(book) > 0);
	top_up("the rest", book);
	check_blocks("the rest", book, "");
	desk_check("endless", book);
}

static void test_bomb(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	gint64 began = g_get_monotonic_time();
	cal_mirror("every second", book, CAL_ALL,
		   series(book, "s1", "2026-11-24 10:00", "2026-11-24 10:01", "RRULE:FREQ=SECONDLY"));
	top_up("every second", book);
	T_INT("cut off", cal_count_blocks(book), 3000);
	desk_set_now(book, "2027-03-01 08:00");
	top_up("never more", book);
	T_INT("never more", cal_count_blocks(book), 3000);
	cal_mirror("no rule at all", book, CAL_ANA,
		   series(book, "s2", "2026-11-24 10:00", "2026-11-24 11:00",
			  "RRULE:FREQ=NEVER\nnonsense\nRDATE:x,20261"));
	T_INT("stands once", cal_count_blocks(book), 3001);
	T_TRUE("in bounded time", g_get_monotonic_time() - began < 60 * G_USEC_PER_SEC);
	T_NO_ERROR("bomb", error);
}

static void test_single_becomes_series(void)
{
	g_autoptr(Book) book = cal_book();
	cal_mirror("single", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "yoga"));
	cal_mirror("repeats", book, CAL_ANA,
		   series(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "RRULE:FREQ=WEEKLY;COUNT=2"));
	check_blocks("repeats", book, "24T10:00-11:00 Ana yoga; 01T10:00-11:00 Ana yoga");
	cal_mirror("no longer", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "yoga"));
	check_blocks("no longer", book, "24T10:00-11:00 Ana yoga");
	desk_check("single, series, single", book);
}

/* An event of ours that was given a rule on the phone: its first date is the appointment, the others are somebody's time. */
static void test_ours_repeats(void)
{
	g_autoptr(Book) book = cal_book();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	cal_stand(book, id, CAL_ANA);
	g_autoptr(RemoteEvent) event = cal_there(book, id);
	model_set(&remote_event_class, event, &event->recurrence, "RRULE:FREQ=WEEKLY;COUNT=3");
	cal_mirror("ours", book, CAL_ANA, remote_event_copy(event));
	check_blocks("the others alone", book, "01T10:00-10:45 Ana Maria; 08T10:00-10:45 Ana Maria");
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("the appointment's link stays", link->kind, "own");
	desk_check("ours", book);
}

/* --- adopt, release --- */

static void test_adopt(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	cal_mirror("block", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "Maria, colour"));
	g_autofree char *id = single_block(book, CAL_ANA, "e1");
	T_TRUE("adopt", book_sync_adopt(book, id, &error));
	T_NO_ERROR("adopt", error);
	g_autoptr(Booking) booking = desk_get(book, id);
	T_STR("an appointment", booking->kind, "appointment");
	T_STR("title from the summary", booking->title, "Maria, colour");
	T_STR("nobody's yet", booking->customer, NULL);
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("adopted", link->kind, "adopted");
	T_STR("keeps its event", link->remote_id, "e1");
	T_STR("our properties go there", link->status, "pending");
	T_NOT_NULL("as it stands there", link->base);
	T_FALSE("twice", book_sync_adopt(book, id, &error));
	T_ERROR("twice", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	g_clear_error(&error);
	g_autoptr(RemoteEvent) event = cal_event(book, "e1", "2026-11-24 12:00", "2026-11-24 13:00", "x");
	check_nothing_new("it is no block any more", book, CAL_ANA, event);
	T_TRUE("let go", book_sync_release(book, id, &error));
	T_NO_ERROR("let go", error);
	check_blocks("a block again", book, "24T10:00-11:00 Ana Maria, colour");
	g_autoptr(SyncLink) released = cal_link(book, id);
	T_STR("a mirror", released->kind, "mirror");
	T_STR("whose properties are to be cleared", released->status, "pending");
	g_autoptr(SyncWant) want = book_sync_want(book, id, &error);
	T_NOT_NULL("not to be deleted", want ? want->want : NULL);
	g_autoptr(Change) undone = book_undo(book, NULL, &error);
	T_NOT_NULL("undo lets go of letting go", undone);
	g_autoptr(SyncLink) again = cal_link(book, id);
	T_STR("adopted again", again->kind, "adopted");
	g_autoptr(Change) undone_too = book_undo(book, NULL, &error);
	T_NOT_NULL("undo of the adoption", undone_too);
	g_autoptr(SyncLink) mirror = cal_link(book, id);
	T_STR("a mirror again", mirror->kind, "mirror");
	check_blocks("a block again", book, "24T10:00-11:00 Ana Maria, colour");
	cal_mirror("it follows again", book, CAL_ANA, remote_event_copy(event));
	check_blocks("it follows again", book, "24T12:00-13:00 Ana x");
	g_autofree char *own = desk_made(book, "2026-11-25 10:00", "Cut", "Ana", "Paul");
	cal_stand(book, own, CAL_ANA);
	T_FALSE("one made here", book_sync_release(book, own, &error));
	T_ERROR("one made here", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	desk_check("adopted", book);
}

/* The calendar is unlinked and linked again: what was adopted has its event back, a copy of it is a block, and so is a date let alone. */
static void test_linked_again(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	g_autoptr(Calendar) again = book_sync_calendar(book, CAL_ANA, NULL, &error);
	gint64 second = desk_at(book, "2026-12-01 10:00");
	g_autoptr(RemoteEvent) event =
		cal_event(book, "e1", "2026-11-24 15:00", "2026-11-24 16:00", "Maria, colour");
	g_autoptr(RemoteEvent) master =
		series(book, "s1", "2026-11-24 10:00", "2026-11-24 11:00", "RRULE:FREQ=WEEKLY;COUNT=2");
	cal_mirror("single", book, CAL_ANA, remote_event_copy(event));
	cal_mirror("series", book, CAL_ANA, remote_event_copy(master));
	g_autofree char *id = single_block(book, CAL_ANA, "e1"),
			*date = block_at(book, CAL_ANA, "s1", second);
	T_TRUE("adopt", book_sync_adopt(book, id, &error) && book_sync_adopt(book, date, &error));
	T_TRUE("unlink", book_sync_calendar_unlink(book, CAL_ALL, &error) &&
				 book_sync_calendar_unlink(book, CAL_ANA, &error));
	model_set(&calendar_class, again, &again->id, "");
	g_autofree char *before = book_sync_adopted_before(book, again, event, &error);
	T_STR("known before it is linked", before, id);
	T_TRUE("link", book_sync_calendar_link(book, again, &error));
	T_NO_ERROR("link", error);
	cal_mirror("again", book, again->id, remote_event_copy(event));
	cal_mirror("series again", book, again->id, remote_event_copy(master));
	cal_mirror("a copy", book, again->id,
		   cal_event(book, "e2", "2026-11-24 15:00", "2026-11-24 16:00", "Maria, colour"));
	check_blocks("the rest", book, "24T10:00-11:00 Ana yoga; !24T15:00-16:00 Ana Maria, colour");
	g_autoptr(SyncLink) link = cal_link(book, id), other = cal_link(book, date);
	T_STR("adopted", link->kind, "adopted");
	T_STR("its event", link->remote_id, "e1");
	T_STR("the date is adopted", other->kind, "adopted");
	T_STR("of the series", other->series, "s1");
	g_autofree char *taken = book_sync_adopted_before(book, again, event, &error);
	T_TRUE("once", taken == NULL && !error);
	desk_check("linked again", book);
}

static void test_adopt_occurrence(void)
{
	g_autoptr(Book) book = cal_book();
	g_autoptr(GError) error = NULL;
	gint64 second = desk_at(book, "2026-12-01 10:00"), third = desk_at(book, "2026-12-08 10:00");
	g_autoptr(RemoteEvent) master =
		series(book, "s1", "2026-11-24 10:00", "2026-11-24 11:00", "RRULE:FREQ=WEEKLY;COUNT=4");
	cal_mirror("series", book, CAL_ANA, remote_event_copy(master));
	g_autofree char *id = block_at(book, CAL_ANA, "s1", second),
			*other = block_at(book, CAL_ANA, "s1", third);
	T_TRUE("adopt one", book_sync_adopt(book, id, &error));
	T_TRUE("adopt another", book_sync_adopt(book, other, &error));
	T_NO_ERROR("adopt", error);
	check_blocks("the others stay blocks", book, "24T10:00-11:00 Ana yoga; 15T10:00-11:00 Ana yoga");
	g_autoptr(RemoteEvent) exception = cal_exception(
		cal_event(book, "s1_1", "2026-12-01 10:00", "2026-12-01 11:00", "yoga"), "s1", second);
	g_autoptr(SyncLink) found = book_sync_link_at(book, CAL_ANA, exception, &error);
	T_STR("found by its date", found ? found->booking : NULL, id);
	cal_begin("its event comes back", book);
	T_TRUE("its event comes back", book_sync_echo(book, id, exception, &error));
	cal_commit("its event comes back", book);
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("now it has an id", link->remote_id, "s1_1");
	fields_of(master)->start += 3600;
	fields_of(master)->end += 3600;
	cal_mirror("the series moves", book, CAL_ANA, remote_event_copy(master));
	g_autoptr(Booking) booking = desk_get(book, id);
	desk_check_words("the appointment stays", book, booking, "01T10:00-11:00 Ana");
	T_TRUE("let go", book_sync_release(book, other, &error));
	T_NO_ERROR("let go", error);
	cal_mirror("the series is deleted", book, CAL_ANA, cal_gone("s1"));
	check_blocks("no block is left", book, "");
	g_autoptr(Booking) gone = desk_get(book, id);
	T_STR("nor the appointment that was one of its dates", gone->status, "cancelled");
	T_STR("with the reason", gone->cancel_reason, "deleted in Google Calendar");
	desk_check("occurrence", book);
}

/* --- a random history --- */

typedef struct {
	Book *book;
	GRand *rand;
	GPtrArray *ids;     /* of appointments with a link */
	GPtrArray *foreign; /* of RemoteEvent: what stands there */
	guint made;
} World;

static gint64 some_time(World *world)
{
	return desk_at(world->book, "2026-11-23 09:00") +
	       g_rand_int_range(world->rand, 0, 10) * ZONE_DAY_SECONDS +
	       g_rand_int_range(world->rand, 0, 32) * 900;
}

static RemoteEvent *some_event(World *world)
{
	g_autofree char *name = g_strdup_printf("e%u", world->made++);
	RemoteEvent *event = cal_event(world->book, name, "2026-11-24 10:00", "2026-11-24 11:00", name);
	fields_of(event)->start = some_time(world);
	fields_of(event)->end = fields_of(event)->start + g_rand_int_range(world->rand, 0, 9) * 900;
	event->blocks = g_rand_int_range(world->rand, 0, 5) != 0;
	if (g_rand_int_range(world->rand, 0, 3) == 0) {
		g_autofree char *rule = g_strdup_printf("RRULE:FREQ=%s;COUNT=%d",
							g_rand_boolean(world->rand) ? "DAILY" : "WEEKLY",
							g_rand_int_range(world->rand, 1, 6));
		model_set(&remote_event_class, event, &event->recurrence, rule);
	}
	return event;
}

static void foreign_step(World *world)
{
	guint n = world->foreign->len;
	RemoteEvent *event = n && g_rand_int_range(world->rand, 0, 3)
				     ? world->foreign->pdata[g_rand_int_range(world->rand, 0, (gint32)n)]
				     : NULL;
	g_autoptr(RemoteEvent) said = NULL;
	int what = g_rand_int_range(world->rand, 0, 4);
	if (!event) {
		event = some_event(world);
		g_ptr_array_add(world->foreign, event);
	} else if (what == 0) {
		g_autofree char *id = g_strdup(event->remote_id);
		g_ptr_array_remove(world->foreign, event);
		cal_mirror("gone", world->book, CAL_ANA, cal_gone(id));
		return;
	} else if (what == 1 && *event->recurrence) {
		g_autofree char *id = g_strdup_printf("%s_1", event->remote_id);
		RemoteEvent *exception =
			g_rand_boolean(world->rand) ? cal_gone(id) : remote_event_copy(event);
		gint64 original = fields_of(event)->start;
		model_set(&remote_event_class, exception, &exception->remote_id, id);
		model_set(&remote_event_class, exception, &exception->recurrence, "");
		if (!exception->deleted) {
			fields_of(exception)->start = some_time(world);
			fields_of(exception)->end = fields_of(exception)->start + 1800;
		}
		cal_mirror("exception", world->book, CAL_ANA,
			   cal_exception(exception, event->remote_id, original));
		return;
	} else {
		fields_of(event)->start = some_time(world);
		fields_of(event)->end = fields_of(event)->start + g_rand_int_range(world->rand, 0, 9) * 900;
	}
	said = remote_event_copy(event);
	cal_mirror("event", world->book, CAL_ANA, remote_event_copy(said));
	check_nothing_new("said twice", world->book, CAL_ANA, said);
}

static void ours_step(World *world)
{
	const char *id =
		world->ids->len ? world->ids->pdata[g_rand_int_range(world->rand, 0, (gint32)world->ids->len)]
				: NULL;
	g_autoptr(SyncLink) link = id ? cal_link(world->book, id) : NULL;
	g_autoptr(RemoteEvent) event = link && link->base ? cal_there(world->book, id) : NULL;
	g_autoptr(GError) error = NULL;
	if (!event)
		return;
	fields_of(event)->start = some_time(world);
	fields_of(event)->end = fields_of(event)->start + g_rand_int_range(world->rand, 1, 8) * 900;
	switch (g_rand_int_range(world->rand, 0, 6)) {
	case 0:
		cal_deleted("deleted there", world->book, id, g_rand_boolean(world->rand));
		return;
	case 1:
		cal_begin("other calendar", world->book);
		book_sync_moved(world->book, id, g_rand_boolean(world->rand) ? CAL_BORIS : CAL_ANA, event,
				&error);
		cal_commit("other calendar", world->book);
		break;
	case 2:
		cal_begin("again", world->book);
		book_sync_reappeared(world->book, id, link->calendar, event, &error);
		cal_commit("again", world->book);
		break;
	default:
		cal_merge("moved there", world->book, id, event, g_rand_boolean(world->rand), TRUE);
	}
	T_NO_ERROR("there", error);
}

/* What a person at the desk does: refusals are fine. */
static void desk_step(World *world)
{
	g_autoptr(GError) error = NULL;
	const char *id =
		world->ids->len ? world->ids->pdata[g_rand_int_range(world->rand, 0, (gint32)world->ids->len)]
				: NULL;
	BookEdit edit = BOOK_EDIT_INIT;
	switch (g_rand_int_range(world->rand, 0, id ? 6 : 1)) {
	case 0: {
		BookRequest *request = desk_ask(world->book, "2026-11-24 10:00",
						g_rand_boolean(world->rand) ? "Cut" : "Colour", "Ana");
		g_autoptr(BookResult) result = NULL;
		request->start = some_time(world);
		if (book_add(world->book, request, &result, &error)) {
			const Booking *booking = result->bookings->pdata[0];
			g_ptr_array_add(world->ids, g_strdup(booking->id));
			cal_stand(world->book, booking->id, CAL_ANA);
		}
		book_request_free(request);
		return;
	}
	case 1:
		edit.start = some_time(world);
		book_move(world->book, id, &edit, NULL, &error);
		return;
	case 2:
		book_cancel(world->book, id, NULL, FALSE, NULL, &error);
		return;
	case 3:
		change_free(book_undo(world->book, NULL, &error));
		return;
	case 4:
		book_sync_confirm(world->book, NULL, &error);
		T_NO_ERROR("confirm", error);
		return;
	default: {
		const RemoteEvent *event = world->foreign->len
						   ? world->foreign->pdata[g_rand_int_range(
							     world->rand, 0, (gint32)world->foreign->len)]
						   : NULL;
		g_autoptr(SyncLink) link =
			event ? store_link_at(world->book->store, CAL_ANA, event->remote_id, NULL) : NULL;
		if (link && strcmp(link->kind, "mirror") == 0)
			book_sync_adopt(world->book, link->booking, &error);
		else if (link)
			book_sync_release(world->book, link->booking, &error);
	}
	}
}

/* A mirrored block stands for each link of kind mirror, and for nothing else. */
static void check_mirrors(const char *label, Book *book)
{
	g_autoptr(GPtrArray) links = store_links_of_calendar(book->store, CAL_ANA, "", "", 10000, NULL);
	guint mirrors = 0;
	for (guint i = 0; i < links->len; i++) {
		const SyncLink *link = links->pdata[i];
		g_autoptr(Booking) booking = desk_get(book, link->booking);
		gboolean mirror = strcmp(link->kind, "mirror") == 0;
		mirrors += mirror ? 1 : 0;
		if (mirror)
			T_TRUE(label, strcmp(booking->kind, "block") == 0 && !booking->removed);
	}
	T_INT(label, cal_count_blocks(book), mirrors);
}

static void test_random(void)
{
	const char *given = g_getenv("DAYBOOK_SEED");
	guint32 seed = given ? (guint32)g_ascii_strtoull(given, NULL, 10) : g_random_int();
	g_autoptr(Book) book = cal_book();
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free),
			     foreign = model_list_new(&remote_event_class);
	World world = { book, g_rand_new_with_seed(seed), ids, foreign, 0 };
	g_autofree char *label = g_strdup_printf("DAYBOOK_SEED=%u", seed);
	printf(" %s ", label);
	for (guint i = 0; i < 400; i++) {
		int who = g_rand_int_range(world.rand, 0, 3);
		if (who == 0)
			foreign_step(&world);
		else if (who == 1)
			ours_step(&world);
		else
			desk_step(&world);
	}
	top_up(label, book);
	check_mirrors(label, book);
	desk_check(label, book);
	g_rand_free(world.rand);
}

/* --- what may be done with them here --- */

static void check_refused(const char *label, Book *book, gboolean done, GError **error)
{
	T_FALSE(label, done);
	T_ERROR(label, *error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	T_TRUE(label, *error && strstr((*error)->message, "sync adopt"));
	g_clear_error(error);
	check_blocks(label, book, "24T10:00-11:00 Ana dentist");
}

/* They follow their source: what is changed here would differ from it for ever. Private notes are the book's own. */
static void test_not_changed_here(void)
{
	g_autoptr(Book) book = cal_book();
	GError *error = NULL;
	BookEdit move = BOOK_EDIT_INIT, title = BOOK_EDIT_INIT, notes = BOOK_EDIT_INIT;
	cal_mirror("made", book, CAL_ANA,
		   cal_event(book, "e1", "2026-11-24 10:00", "2026-11-24 11:00", "dentist"));
	g_autofree char *id = single_block(book, CAL_ANA, "e1");
	g_autoptr(Booking) block = desk_get(book, id);
	move.start = block->start + 3600;
	title.title = "surgeon";
	notes.notes = "bring the card";
	check_refused("may it be", book, book_may_change(book, block, &error), &error);
	check_refused("moved", book, book_move(book, id, &move, NULL, &error), &error);
	check_refused("edited", book, book_edit(book, id, &title, NULL, &error), &error);
	check_refused("cancelled", book, book_cancel(book, id, "", FALSE, NULL, &error), &error);
	check_refused("marked", book, book_mark(book, id, STATUS_CANCELLED, NULL, &error), &error);
	T_TRUE("noted", book_note(book, id, "a note", NULL, &error));
	T_TRUE("notes", book_edit(book, id, &notes, NULL, &error));
	T_TRUE("adopted", book_sync_adopt(book, id, &error));
	T_TRUE("then moved", book_move(book, id, &move, NULL, &error));
	T_NO_ERROR("after all", error);
}

UNIT_SUITE("sync mirror", NULL, NULL, { "single", test_single }, { "window", test_window },
	   { "marked", test_marked }, { "cancelled here", test_cancelled_here }, { "not changed here", test_not_changed_here },
	   { "whole days", test_whole_days }, { "series", test_series },
	   { "clock changes", test_clock_changes }, { "exceptions", test_exceptions },
	   { "dropped exception", test_dropped_exception }, { "endless", test_endless },
	   { "bomb", test_bomb }, { "single becomes series", test_single_becomes_series },
	   { "ours repeats", test_ours_repeats }, { "adopt", test_adopt },
	   { "linked again", test_linked_again },
	   { "adopt an occurrence", test_adopt_occurrence }, { "random history", test_random })
