/* ui/screens/day_actions.c - what can be done on the Day screen, and the table of its keys */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/screens/day_ask.h"
#include "ui/screens/day_move.h"
#include "ui/screens/day_state.h"
#include "ui/screens/form.h"
#include "ui/screens/line.h"
#include "ui/screens/polls.h"
#include "ui/screens/rescue.h"
#include "ui/screens/search.h"
#include "ui/screens/settings.h"
#include "ui/screens/sync.h"
#include "ui/screens/waitlist.h"
#include "ui/syncing.h"
#include "ui/undo.h"
#include "ui/words.h"

/* --- the cursor --- */

/* The whole-day line n; FALSE when there is none. */
static gboolean to_all_day(DayState *state, int n)
{
	if (n < 0 || n >= (int)state->view->all_day->len)
		return FALSE;
	const BookingView *view = state->view->all_day->pdata[n];
	g_free(state->cursor.booking);
	state->cursor.booking = g_strdup(view->booking->id);
	state->cursor.all_day = TRUE;
	return TRUE;
}

static int all_day_line(const DayState *state)
{
	for (guint i = 0; i < state->view->all_day->len; i++) {
		const BookingView *view = state->view->all_day->pdata[i];
		if (g_strcmp0(view->booking->id, state->cursor.booking) == 0)
			return (int)i;
	}
	return 0;
}

static gboolean same_stop(const DayStop *a, const DayStop *b)
{
	return a->box == b->box && a->top == b->top;
}

/* The next (1) or previous (-1) stop of the cursor's column. */
static void step_stop(Screen *screen, int step)
{
	DayState *state = day_state(screen);
	DayStop here = day_cursor_stop(state);
	g_autoptr(GArray) stops = day_stops(state->layout, here.column);
	if (state->cursor.all_day) {
		if (!to_all_day(state, all_day_line(state) + step) && step > 0) {
			DayStop first = day_stop_at(state->layout, here.column, state->top, FALSE);
			day_set_cursor(state, &first);
		}
		return;
	}
	for (guint i = 0; i < stops->len; i++) {
		if (!same_stop(&g_array_index(stops, DayStop, i), &here))
			continue;
		if (step < 0 && i == 0)
			to_all_day(state, (int)state->view->all_day->len - 1);
		else if (i + (guint)step < stops->len)
			day_set_cursor(state, &g_array_index(stops, DayStop, i + (guint)step));
		return;
	}
}

/* Beside it in its own column first (lanes), then the neighbouring column at the same time. */
static void step_column(Screen *screen, int step)
{
	DayState *state = day_state(screen);
	DayStop here = day_cursor_stop(state), there;
	gint64 at = state->cursor.at;
	int column = state->cursor.column + step;
	if (state->cursor.all_day)
		return;
	if (day_stop_beside(state->layout, &here, step, &there)) {
		day_set_cursor(state, &there);
		return;
	}
	if (column < 0 || column >= (int)state->view->columns->len)
		return;
	there = day_stop_at(state->layout, column,
			    MIN(day_row_of(state->layout, at, FALSE), state->layout->rows - 1), step < 0);
	day_set_cursor(state, &there);
	state->cursor.at = at; /* going on sideways stays on the same line */
}

/* All bookings of the day in order: whole-day ones, then by time. */
static void step_booking(Screen *screen, int step)
{
	DayState *state = day_state(screen);
	g_autoptr(GArray) tour = day_tour(state->layout);
	int all_day = (int)state->view->all_day->len, total = all_day + (int)tour->len, here = -1;
	if (total == 0) {
		app_say(screen->app, SAY_PLAIN, _("Nothing is booked on this day."));
		return;
	}
	if (state->cursor.all_day)
		here = all_day_line(state);
	for (guint i = 0; i < tour->len && !state->cursor.all_day; i++) {
		const DayStop *stop = &g_array_index(tour, DayStop, i);
		const DayBlock *block = stop->box->block;
		if (g_strcmp0(block->view->booking->id, state->cursor.booking) == 0)
			here = all_day + (int)i;
		else if (!state->cursor.booking && block->start < state->cursor.at + (step < 0 ? 0 : 1))
			here = all_day + (int)i +
			       (step < 0 ? 1 : 0); /* from free time: the nearest that way */
	}
	here = CLAMP(here + step, 0, total - 1);
	if (here < all_day)
		to_all_day(state, here);
	else
		day_set_cursor(state, &g_array_index(tour, DayStop, here - all_day));
}

static void to_row(Screen *screen, int row)
{
	DayState *state = day_state(screen);
	DayStop stop = day_stop_at(state->layout, state->cursor.column,
				   CLAMP(row, 0, state->layout->rows - 1), FALSE);
	day_set_cursor(state, &stop);
}

static void step_page(Screen *screen, int step)
{
	DayState *state = day_state(screen);
	DayGrid grid = day_grid(state, LINES, COLS);
	DayStop here = day_cursor_stop(state);
	to_row(screen, (step > 0 ? here.bottom - 1 : here.top) + step * (grid.area.h - 2));
}

/* The first or the last moment that anybody works on the day. */
static gint64 edge_of_day(const DayState *state, gboolean last)
{
	gint64 edge = last ? G_MININT64 : G_MAXINT64;
	for (guint i = 0; i < state->view->columns->len; i++) {
		const DayColumn *column = state->view->columns->pdata[i];
		if (column->open->len == 0)
			continue;
		gint64 start = g_array_index(column->open, Interval, 0).start;
		gint64 end = g_array_index(column->open, Interval, column->open->len - 1).end - 1;
		edge = last ? MAX(edge, end) : MIN(edge, start);
	}
	if (edge == G_MININT64 || edge == G_MAXINT64)
		return last ? state->view->to - 1 : state->view->from;
	return edge;
}

static void cursor_up(Screen *screen)
{
	step_stop(screen, -1);
}

static void cursor_down(Screen *screen)
{
	step_stop(screen, 1);
}

static void cursor_left(Screen *screen)
{
	step_column(screen, -1);
}

static void cursor_right(Screen *screen)
{
	step_column(screen, 1);
}

static void booking_next(Screen *screen)
{
	step_booking(screen, 1);
}

static void booking_previous(Screen *screen)
{
	step_booking(screen, -1);
}

static void page_up(Screen *screen)
{
	step_page(screen, -1);
}

static void page_down(Screen *screen)
{
	step_page(screen, 1);
}

static void day_first(Screen *screen)
{
	DayState *state = day_state(screen);
	to_row(screen, day_row_of(state->layout, edge_of_day(state, FALSE), FALSE));
}

static void day_last(Screen *screen)
{
	DayState *state = day_state(screen);
	to_row(screen, day_row_of(state->layout, edge_of_day(state, TRUE), FALSE));
}

/* --- days --- */

static void day_before(Screen *screen)
{
	day_go(screen, day_state(screen)->day - 1);
}

static void day_after(Screen *screen)
{
	day_go(screen, day_state(screen)->day + 1);
}

static void week_before(Screen *screen)
{
	day_go(screen, day_state(screen)->day - 7);
}

static void week_after(Screen *screen)
{
	day_go(screen, day_state(screen)->day + 7);
}

/* --- when an action applies --- */

static const Booking *booking_here(const Screen *screen)
{
	const BookingView *view = day_cursor_view(day_state(screen));
	return view ? view->booking : NULL;
}

static gboolean has_booking(const Screen *screen)
{
	return booking_here(screen) != NULL;
}

static gboolean has_appointment(const Screen *screen)
{
	const Booking *booking = booking_here(screen);
	return booking && strcmp(booking->kind, "appointment") == 0;
}

static gboolean may_become(const Screen *screen, BookingStatus status)
{
	return has_appointment(screen) && status_may_follow(booking_status(booking_here(screen)), status);
}

static gboolean may_arrive(const Screen *screen)
{
	return may_become(screen, STATUS_ARRIVED);
}

static gboolean may_start(const Screen *screen)
{
	return may_become(screen, STATUS_IN_SERVICE);
}

static gboolean may_complete(const Screen *screen)
{
	return may_become(screen, STATUS_COMPLETED);
}

static gboolean may_no_show(const Screen *screen)
{
	return may_become(screen, STATUS_NO_SHOW);
}

/* From the other statuses it would be a step back, and that is undo's. */
static gboolean may_confirm(const Screen *screen)
{
	return may_become(screen, STATUS_CONFIRMED) &&
	       (booking_status(booking_here(screen)) == STATUS_TENTATIVE ||
		booking_status(booking_here(screen)) == STATUS_NO_SHOW);
}

static gboolean may_cancel(const Screen *screen)
{
	const Booking *booking = booking_here(screen);
	return booking && status_may_follow(booking_status(booking), STATUS_CANCELLED);
}

static gboolean has_draft(const Screen *screen)
{
	return day_state(screen)->draft != NULL;
}

/* --- marks --- */

static void mark(Screen *screen, BookingStatus status)
{
	App *app = screen->app;
	const BookingView *view = day_cursor_view(day_state(screen));
	g_autofree char *name = g_strdup(booking_view_name(view));
	g_autoptr(BookResult) result = NULL;
	GError *error = NULL;
	if (!book_mark(app->book, view->booking->id, status, &result, &error)) {
		app_fail(app, error);
		return;
	}
	app_refresh(app);
	app_say(app, SAY_GOOD, "%s: %s", name, status_words(status));
	waitlist_offer(screen, result);
}

static void mark_arrived(Screen *screen)
{
	mark(screen, STATUS_ARRIVED);
}

static void mark_in_service(Screen *screen)
{
	mark(screen, STATUS_IN_SERVICE);
}

static void mark_completed(Screen *screen)
{
	mark(screen, STATUS_COMPLETED);
}

static void mark_no_show(Screen *screen)
{
	mark(screen, STATUS_NO_SHOW);
}

static void mark_confirmed(Screen *screen)
{
	mark(screen, STATUS_CONFIRMED);
}

/* --- forms and other screens --- */

static void book_new(Screen *screen)
{
	DayState *state = day_state(screen);
	if (state->offer) {
		day_offer_take(screen);
		return;
	}
	FormStart start = { .staff = day_cursor_column(state)->staff, .start = day_cursor_start(state) };
	form_open_new(screen, &start);
}

static void open_booking(Screen *screen)
{
	const BookingView *view = day_cursor_view(day_state(screen));
	GError *error = NULL;
	if (!view)
		book_new(screen);
	else if (book_may_change(screen->app->book, view->booking, &error))
		form_open_edit(screen, view);
	else
		app_fail(screen->app, error);
}

static void open_draft(Screen *screen)
{
	form_open_draft(screen);
}

static void open_line(Screen *screen)
{
	line_open(screen);
}

/* For the customer under the cursor it begins with their name. */
static void open_find(Screen *screen)
{
	const BookingView *view = day_cursor_view(day_state(screen));
	g_autofree char *text =
		view && view->customer_name ? g_strconcat(view->customer_name, " ", NULL) : NULL;
	line_open_find(screen, text);
}

static void open_waitlist(Screen *screen)
{
	waitlist_open(screen);
}

/* The free time under the cursor; of a booking there is none. */
static void waitlist_here(Screen *screen)
{
	const DayState *state = day_state(screen);
	const DayColumn *column = day_cursor_column(state);
	Interval gap;
	if (day_cursor_view(state) || !day_gap_at(column, day_cursor_start(state), &gap))
		app_say(screen->app, SAY_PLAIN, _("This time is not free. 7 shows the waitlist."));
	else
		waitlist_for_slot(screen, column->staff, day_cursor_start(state), gap.end);
}

static void open_polls(Screen *screen)
{
	polls_open(screen);
}

static void running_late(Screen *screen)
{
	rescue_ask_delay(screen, day_cursor_column(day_state(screen))->staff, day_state(screen)->day);
}

static void somebody_away(Screen *screen)
{
	rescue_ask_absent(screen, day_cursor_column(day_state(screen))->staff, day_state(screen)->day);
}

static void open_settings(Screen *screen)
{
	settings_open(screen->app);
}

static void open_search(Screen *screen)
{
	search_open(screen);
}

/* --- calendars --- */

static const SyncLink *link_here(const Screen *screen)
{
	const Booking *booking = booking_here(screen);
	return booking ? day_link(day_state(screen), booking->id) : NULL;
}

/* Made in a calendar, whatever it is here. */
static gboolean is_from_calendar(const Screen *screen)
{
	const SyncLink *link = link_here(screen);
	return link && (strcmp(link->kind, "mirror") == 0 || strcmp(link->kind, "adopted") == 0);
}

static void adopt(Screen *screen)
{
	const SyncLink *link = link_here(screen);
	g_autofree char *booking = g_strdup(link->booking);
	sync_do_adopt(screen->app, booking, strcmp(link->kind, "mirror") == 0);
}

static void sync_now(Screen *screen)
{
	syncing_now(screen->app);
}

static gboolean has_account(const Screen *screen)
{
	return syncing_header(screen->app) != NULL;
}

/* --- undo and redo --- */

/* --- out --- */

static void leave(Screen *screen)
{
	app_quit(screen->app);
}

static void back(Screen *screen)
{
	g_autofree char *key = keymap_key_of(screen->app->keymap, &day_class, "quit");
	if (day_state(screen)->offer) {
		day_offer_clear(day_state(screen));
		return;
	}
	if (day_state(screen)->day != book_today(screen->app->book))
		day_today(screen);
	else if (key)
		app_say(screen->app, SAY_PLAIN, _("This is the first screen; %s leaves daybook."), key);
}

#define NO_BOOKING N_("There is no booking under the cursor.")
#define NO_STEP N_("That does not follow from the status it has; u takes back the last step.")

static const Action actions[] = {
	{ .name = "unfinished",
	  .keys = "R",
	  .brief = N_("unfinished form"),
	  .help = N_("Open the form that was left unfinished"),
	  .run = open_draft,
	  .applies = has_draft,
	  .otherwise = N_("No form was left unfinished.") },
	{ .name = "book",
	  .keys = "n",
	  .brief = N_("book"),
	  .help = N_("Book at the cursor"),
	  .run = book_new },
	{ .name = "line",
	  .keys = "o",
	  .brief = N_("one line"),
	  .help = N_("One line: maria cut tue 2pm, read as it is typed"),
	  .run = open_line },
	{ .name = "find-time",
	  .keys = "f",
	  .brief = N_("find time"),
	  .help = N_("Find a time: the best for a service, a person, a range of days"),
	  .run = open_find },
	{ .name = "walk-in",
	  .keys = "W",
	  .brief = N_("walk-in"),
	  .help = N_("Book somebody who is here now, by name"),
	  .run = day_ask_walk_in },
	{ .name = "move",
	  .keys = "m",
	  .brief = N_("move"),
	  .help = N_("Move: carry it with the arrows, Enter drops it"),
	  .run = day_move_open,
	  .applies = has_booking,
	  .otherwise = NO_BOOKING },
	{ .name = "confirm",
	  .keys = "C",
	  .brief = N_("confirm"),
	  .help = N_("Confirm a tentative booking"),
	  .run = mark_confirmed,
	  .applies = may_confirm,
	  .otherwise = NO_STEP },
	{ .name = "arrived",
	  .keys = "a",
	  .brief = N_("arrived"),
	  .help = N_("The customer has arrived"),
	  .run = mark_arrived,
	  .applies = may_arrive,
	  .otherwise = NO_STEP },
	{ .name = "in-service",
	  .keys = "s",
	  .brief = N_("start"),
	  .help = N_("The service begins"),
	  .run = mark_in_service,
	  .applies = may_start,
	  .otherwise = NO_STEP },
	{ .name = "completed",
	  .keys = "c",
	  .brief = N_("done"),
	  .help = N_("Done"),
	  .run = mark_completed,
	  .applies = may_complete,
	  .otherwise = NO_STEP },
	{ .name = "no-show",
	  .keys = "x",
	  .brief = N_("no-show"),
	  .help = N_("The customer did not come"),
	  .run = mark_no_show,
	  .applies = may_no_show,
	  .otherwise = NO_STEP },
	{ .name = "cancel",
	  .keys = "d",
	  .brief = N_("cancel"),
	  .help = N_("Cancel, with a reason"),
	  .run = day_ask_cancel,
	  .applies = may_cancel,
	  .otherwise = NO_STEP },
	{ .name = "rebook",
	  .keys = "b",
	  .brief = N_("again"),
	  .help = N_("Book the same again in some weeks"),
	  .run = day_ask_rebook,
	  .applies = has_appointment,
	  .otherwise = NO_BOOKING },
	{ .name = "search",
	  .keys = "/",
	  .brief = N_("search"),
	  .help = N_("Search customers and bookings as you type"),
	  .run = open_search },
	{ .name = "undo",
	  .keys = "u",
	  .brief = N_("undo"),
	  .help = N_("Take back your last change"),
	  .run = undo_last },
	{ .name = "redo", .keys = "C-r", .help = N_("Do again what was taken back"), .run = redo_last },
	{ .name = "edit",
	  .keys = "Enter e",
	  .help = N_("Open the booking; on free time: book"),
	  .run = open_booking },
	{ .name = "block",
	  .keys = "B",
	  .brief = N_("block"),
	  .help = N_("Block time: how long, and why"),
	  .run = day_ask_block },
	{ .name = "note",
	  .keys = "N",
	  .help = N_("Add a dated note to the booking"),
	  .run = day_ask_note,
	  .applies = has_booking,
	  .otherwise = NO_BOOKING },
	{ .name = "paid",
	  .keys = "P",
	  .help = N_("Record what was paid"),
	  .run = day_ask_paid,
	  .applies = has_appointment,
	  .otherwise = NO_BOOKING },
	{ .name = "adopt",
	  .keys = "A",
	  .help = N_("Take in an event from a calendar, or let it go again"),
	  .run = adopt,
	  .applies = is_from_calendar,
	  .otherwise = N_("What is under the cursor did not come from a calendar.") },
	{ .name = "sync-now",
	  .keys = "y",
	  .help = N_("Look at the calendars now, at both sides"),
	  .run = sync_now,
	  .applies = has_account,
	  .otherwise = N_("No calendar account is connected yet.") },
	{ .name = "sync",
	  .keys = "9",
	  .brief = N_("sync"),
	  .help = N_("The Sync screen: accounts, what needs you, what waits"),
	  .run = sync_open },
	{ .name = "waitlist-here",
	  .keys = "w",
	  .help = N_("Who on the waitlist could take this time"),
	  .run = waitlist_here },
	{ .name = "waitlist",
	  .keys = "7",
	  .help = N_("The Waitlist screen: who waits, and what would suit them"),
	  .run = open_waitlist },
	{ .name = "polls",
	  .keys = "T",
	  .help = N_("A time for several people: ask, answer, book the best"),
	  .run = open_polls },
	{ .name = "late",
	  .keys = "L",
	  .help = N_("Running late: push the rest of the day, shown before it is done"),
	  .run = running_late },
	{ .name = "away",
	  .keys = "I",
	  .help = N_("Somebody is away: give their bookings to others, or list whom to call"),
	  .run = somebody_away },
	{ .name = "settings",
	  .keys = "0",
	  .help = N_("The Settings screen: opening hours, closures, rules"),
	  .run = open_settings },
	{ .name = "go-to-date",
	  .keys = "g",
	  .brief = N_("date"),
	  .help = N_("Go to a date: fri, +2w, 24.12."),
	  .run = day_ask_date },
	{ .name = "today", .keys = "t", .help = N_("Go to today, to the next customer"), .run = day_today },
	{ .name = "day-before", .keys = "[", .help = N_("The day before"), .run = day_before },
	{ .name = "day-after", .keys = "]", .help = N_("The day after"), .run = day_after },
	{ .name = "week-before", .keys = "{", .help = N_("A week earlier"), .run = week_before },
	{ .name = "week-after", .keys = "}", .help = N_("A week later"), .run = week_after },
	{ .name = "cursor-up",
	  .keys = "Up k",
	  .help = N_("Up: the booking or free row before"),
	  .run = cursor_up },
	{ .name = "cursor-down",
	  .keys = "Down j",
	  .help = N_("Down: the booking or free row after"),
	  .run = cursor_down },
	{ .name = "cursor-left",
	  .keys = "Left h",
	  .help = N_("To what stands on the left"),
	  .run = cursor_left },
	{ .name = "cursor-right",
	  .keys = "Right l",
	  .help = N_("To what stands on the right"),
	  .run = cursor_right },
	{ .name = "booking-next",
	  .keys = "Tab",
	  .help = N_("The next booking of the day, whoever's"),
	  .run = booking_next },
	{ .name = "booking-previous",
	  .keys = "BTab",
	  .help = N_("The booking before it"),
	  .run = booking_previous },
	{ .name = "page-up", .keys = "PgUp", .help = N_("A screenful earlier"), .run = page_up },
	{ .name = "page-down", .keys = "PgDn", .help = N_("A screenful later"), .run = page_down },
	{ .name = "day-start", .keys = "Home", .help = N_("To the opening"), .run = day_first },
	{ .name = "day-end", .keys = "End", .help = N_("To the closing"), .run = day_last },
	{ .name = "quit", .keys = "q", .help = N_("Leave daybook"), .run = leave },
	{ .name = "back", .keys = "Esc", .help = N_("Back to today"), .run = back },
};

const ScreenClass day_class = {
	.name = "day",
	.title = N_("Day"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(DayState),
	.close = day_close,
	.refresh = day_reload,
	.later = day_later,
	.draw = day_draw,
};
