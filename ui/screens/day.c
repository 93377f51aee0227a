/* ui/screens/day.c - the day that is shown, and the cursor on it */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "ui/screens/day_state.h"
#include "ui/screens/draft.h"

DayState *day_state(const Screen *screen)
{
	return screen->state;
}

/* --- geometry --- */

static int panel_width(int cols)
{
	if (cols < DAY_PANEL_FROM_COLS)
		return 0;
	return cols < 140 ? 30 : cols < 180 ? 36 : 44;
}

DayGrid day_grid(const DayState *state, int rows, int cols)
{
	DayGrid grid = { .panel = panel_width(cols) };
	int count = state->view ? (int)state->view->columns->len : 0;
	int room = cols - DAY_TIME_COLUMNS - grid.panel;
	grid.all_day = state->view ? MIN((int)state->view->all_day->len, MAX(rows / 8, 2)) : 0;
	grid.columns = CLAMP(room / DAY_COLUMN_MIN, 1, MAX(count, 1));
	grid.area = (Area){ .x = DAY_TIME_COLUMNS,
			    .y = 3 + grid.all_day,
			    .w = MIN(room, grid.columns * DAY_COLUMN_MAX) };
	grid.area.h = rows - 2 - grid.area.y;
	return grid;
}

void day_column_place(const DayGrid *grid, int i, int *x, int *width)
{
	int left = grid->area.x + i * grid->area.w / grid->columns;
	*x = left;
	*width = grid->area.x + (i + 1) * grid->area.w / grid->columns - left - 1;
}

/* --- the cursor --- */

DayStop day_cursor_stop(const DayState *state)
{
	const DayCursor *cursor = &state->cursor;
	DayStop stop;
	if (!cursor->all_day && cursor->booking &&
	    day_stop_of(state->layout, cursor->booking, cursor->part, &stop) && stop.column == cursor->column)
		return stop;
	int row = MIN(day_row_of(state->layout, cursor->at, FALSE), state->layout->rows - 1);
	return (DayStop){ .column = cursor->column, .top = row, .bottom = row + 1 };
}

const BookingView *day_cursor_view(const DayState *state)
{
	if (!state->view || !state->cursor.booking)
		return NULL;
	for (guint i = 0; i < state->view->bookings->len; i++) {
		const BookingView *view = state->view->bookings->pdata[i];
		if (strcmp(view->booking->id, state->cursor.booking) == 0)
			return view;
	}
	return NULL;
}

const DayColumn *day_cursor_column(const DayState *state)
{
	return state->view->columns->pdata[state->cursor.column];
}

void day_set_cursor(DayState *state, const DayStop *stop)
{
	DayCursor *cursor = &state->cursor;
	char *old = cursor->booking;
	cursor->all_day = FALSE;
	cursor->column = stop->column;
	cursor->booking = stop->box ? g_strdup(stop->box->block->view->booking->id) : NULL;
	cursor->part = stop->box ? stop->box->block->part : 0;
	cursor->at = stop->box ? stop->box->block->start : day_row_start(state->layout, stop->top);
	g_free(old);
}

static int column_of_staff(const DayView *view, const char *staff)
{
	for (guint i = 0; i < view->columns->len; i++) {
		const DayColumn *column = view->columns->pdata[i];
		if (g_strcmp0(column->staff, staff) == 0)
			return (int)i;
	}
	return -1;
}

static gboolean is_all_day(const DayView *view, const char *booking)
{
	for (guint i = 0; i < view->all_day->len; i++) {
		const BookingView *each = view->all_day->pdata[i];
		if (strcmp(each->booking->id, booking) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Puts the cursor back where it was: on its booking wherever that went, or else at its time in the column of that person. */
static void restore_cursor(DayState *state, const char *staff)
{
	DayCursor *cursor = &state->cursor;
	DayStop stop;
	int column = column_of_staff(state->view, staff);
	if (column >= 0)
		cursor->column = column;
	cursor->column = CLAMP(cursor->column, 0, (int)state->view->columns->len - 1);
	if (cursor->booking && is_all_day(state->view, cursor->booking)) {
		cursor->all_day = TRUE;
	} else if (cursor->booking && day_stop_of(state->layout, cursor->booking, cursor->part, &stop)) {
		day_set_cursor(state, &stop);
	} else {
		gint64 at = cursor->at;
		int row = MIN(day_row_of(state->layout, at, FALSE), state->layout->rows - 1);
		stop = day_stop_at(state->layout, cursor->column, row, FALSE);
		day_set_cursor(state, &stop);
		cursor->at = at;
	}
}

/* --- what is shown --- */

/* Where the day's bookings stand in calendars: nothing is asked for where no calendar is linked. A day without its signs is no failure. */
static void load_links(DayState *state, Book *book)
{
	g_clear_pointer(&state->links, g_hash_table_unref);
	g_clear_pointer(&state->calendars, g_ptr_array_unref);
	g_autoptr(GPtrArray) calendars = book_sync_calendars(book, NULL, NULL);
	if (!calendars || calendars->len == 0)
		return;
	state->links = book_sync_links_between(book, state->view->from, state->view->to, NULL);
	if (state->links)
		state->calendars = g_steal_pointer(&calendars);
}

const SyncLink *day_link(const DayState *state, const char *booking)
{
	return state->links ? g_hash_table_lookup(state->links, booking) : NULL;
}

static gboolean load(Screen *screen, gint64 day, GError **error)
{
	DayState *state = day_state(screen);
	Book *book = screen->app->book;
	DayView *view = book_day(book, day, error);
	if (!view)
		return FALSE;
	if (view->columns->len == 0) {
		day_view_free(view);
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("Nobody works here, so there is no day to show. Add somebody: daybook "
				      "staff add NAME"));
	}
	g_clear_pointer(&state->layout, day_layout_free);
	g_clear_pointer(&state->view, day_view_free);
	state->view = view;
	state->layout = day_layout_new(view, day_row_seconds(book_policy(book)->slot_step));
	state->placed = state->day == day ? state->placed : 0;
	load_links(state, book);
	state->day = day;
	return day_offer_load(screen, error);
}

gboolean day_reload(Screen *screen, GError **error)
{
	DayState *state = day_state(screen);
	g_autofree char *staff = state->view ? g_strdup(day_cursor_column(state)->staff) : NULL;
	state->late_stale = TRUE; /* the book has changed, and not only the day that is shown */
	if (!load(screen, state->day, error))
		return FALSE;
	restore_cursor(state, staff);
	return TRUE;
}

gboolean day_go(Screen *screen, gint64 day)
{
	DayState *state = day_state(screen);
	GTimeZone *zone = book_zone(screen->app->book);
	GError *error = NULL;
	gint64 local = zone_local(zone, state->cursor.at);
	g_autofree char *staff = g_strdup(day_cursor_column(state)->staff);
	gboolean same = day == state->day;
	if (!load(screen, day, &error)) {
		app_fail(screen->app, error);
		return FALSE;
	}
	if (!same) {
		g_clear_pointer(&state->cursor.booking, g_free);
		state->cursor.all_day = FALSE;
		state->cursor.at = zone_resolve(zone, day * ZONE_DAY_SECONDS + local -
							      local_day(local) * ZONE_DAY_SECONDS);
	}
	restore_cursor(state, staff);
	return TRUE;
}

void day_go_to_booking(Screen *screen, const Booking *booking)
{
	DayState *state = day_state(screen);
	GTimeZone *zone = book_zone(screen->app->book);
	gint64 day = booking->all_day ? local_day(booking->local_start) : zone_day_of(zone, booking->start);
	if (!day_go(screen, day))
		return;
	g_free(state->cursor.booking);
	state->cursor.booking = g_strdup(booking->id);
	state->cursor.part = 0;
	state->cursor.at = booking->start;
	const Part *first = booking_first_part(booking);
	restore_cursor(state, first ? first->staff : NULL);
}

gboolean day_go_to(Screen *screen, const char *staff, gint64 at)
{
	DayState *state = day_state(screen);
	if (!day_go(screen, zone_day_of(book_zone(screen->app->book), at)))
		return FALSE;
	g_clear_pointer(&state->cursor.booking, g_free);
	state->cursor.all_day = FALSE;
	state->cursor.at = at;
	restore_cursor(state, staff);
	return TRUE;
}

void day_show_booking(Screen *day, const Booking *booking)
{
	day_go_to_booking(day, booking);
}

/* --- where it opens --- */

static gboolean is_waited_for(const Booking *booking)
{
	BookingStatus status = booking_status(booking);
	return strcmp(booking->kind, "appointment") == 0 &&
	       (status == STATUS_TENTATIVE || status == STATUS_CONFIRMED || status == STATUS_ARRIVED);
}

/* The next customer, or who is being served; NULL when nobody comes any more. */
static const Booking *next_customer(const DayState *state, gint64 now)
{
	const Booking *current = NULL;
	for (guint i = 0; i < state->view->bookings->len; i++) {
		const BookingView *view = state->view->bookings->pdata[i];
		const Booking *booking = view->booking;
		if (booking->all_day)
			continue;
		if (is_waited_for(booking) && booking->start >= now)
			return booking;
		if (booking_is_live(booking) && booking->start <= now && now < booking->end && !current)
			current = booking;
	}
	return current;
}

static void cursor_to_now(Screen *screen)
{
	DayState *state = day_state(screen);
	gint64 now = app_now(screen->app);
	const Booking *next = next_customer(state, now);
	g_clear_pointer(&state->cursor.booking, g_free);
	state->cursor = (DayCursor){ .at = now };
	if (next) {
		const Part *first = booking_first_part(next);
		state->cursor.booking = g_strdup(next->id);
		restore_cursor(state, first ? first->staff : NULL);
		return;
	}
	for (guint i = 0; i < state->view->columns->len; i++) {
		Interval gap;
		state->cursor.column = (int)i;
		if (day_gap_at(state->view->columns->pdata[i], now, &gap))
			break;
	}
	DayStop stop =
		day_stop_at(state->layout, state->cursor.column,
			    MIN(day_row_of(state->layout, now, FALSE), state->layout->rows - 1), FALSE);
	day_set_cursor(state, &stop);
}

void day_today(Screen *screen)
{
	DayState *state = day_state(screen);
	state->placed = 0;
	if (day_go(screen, book_today(screen->app->book)))
		cursor_to_now(screen);
}

/* The first thing of the day: opening, or a booking before it. */
static int first_row(const DayState *state)
{
	gint64 first = G_MAXINT64;
	for (guint c = 0; c < state->view->columns->len; c++) {
		const DayColumn *column = state->view->columns->pdata[c];
		if (column->open->len)
			first = MIN(first, g_array_index(column->open, Interval, 0).start);
		if (column->blocks->len)
			first = MIN(first, ((const DayBlock *)column->blocks->pdata[0])->start);
	}
	if (first == G_MAXINT64) /* nobody works and nothing is booked: the middle of the day */
		first = state->view->from + 9 * 3600;
	return day_row_of(state->layout, first, FALSE);
}

static void place_top(DayState *state, gint64 now, int rows)
{
	int row = day_row_of(state->layout, now, FALSE);
	state->top = first_row(state);
	if (now >= state->view->from && now < state->view->to && row >= state->top + rows * 2 / 3)
		state->top = row - rows / 4;
	state->placed = rows;
}

static void scroll_to(int *first, int shown, int total, int from, int until)
{
	if (until > *first + shown)
		*first = until - shown;
	if (from < *first)
		*first = from;
	*first = CLAMP(*first, 0, MAX(total - shown, 0));
}

void day_show_cursor(DayState *state, gint64 now, int rows, int cols)
{
	DayGrid grid = day_grid(state, rows, cols);
	const DayCursor *cursor = &state->cursor;
	if (state->placed != grid.area.h)
		place_top(state, now, grid.area.h);
	scroll_to(&state->first_column, grid.columns, (int)state->view->columns->len, cursor->column,
		  cursor->column + 1);
	if (cursor->all_day) {
		for (guint i = 0; i < state->view->all_day->len; i++) {
			const BookingView *each = state->view->all_day->pdata[i];
			if (g_strcmp0(each->booking->id, cursor->booking) == 0)
				scroll_to(&state->first_all_day, grid.all_day, (int)state->view->all_day->len,
					  (int)i, (int)i + 1);
		}
		scroll_to(&state->top, grid.area.h, state->layout->rows, state->top, state->top);
		return;
	}
	DayStop stop = day_cursor_stop(state);
	if (state->carry) {
		stop.top = day_row_of(state->layout, state->carry->start, TRUE);
		stop.bottom =
			MAX(stop.top + 1,
			    day_row_of(state->layout, state->carry->start + state->carry->seconds, TRUE));
	}
	/* a booking longer than the screen shows its beginning */
	scroll_to(&state->top, grid.area.h, state->layout->rows, stop.top,
		  MIN(stop.bottom, stop.top + grid.area.h));
}

/* --- what is free --- */

gboolean day_gap_at(const DayColumn *column, gint64 at, Interval *gap)
{
	for (guint i = 0; i < column->gaps->len; i++) {
		const Interval *each = &g_array_index(column->gaps, Interval, i);
		if (each->start <= at && at < each->end) {
			*gap = *each;
			return TRUE;
		}
	}
	return FALSE;
}

/* The first free moment of a column from an instant on; the instant itself when nothing is free any more. */
static gint64 first_free(const DayColumn *column, gint64 from)
{
	for (guint i = 0; i < column->gaps->len; i++) {
		const Interval *gap = &g_array_index(column->gaps, Interval, i);
		if (gap->end > from)
			return MAX(gap->start, from);
	}
	return from;
}

gint64 day_cursor_start(const DayState *state)
{
	DayStop stop = day_cursor_stop(state);
	Interval gap;
	if (stop.box)
		return first_free(day_cursor_column(state), stop.box->block->end);
	gint64 at = day_row_start(state->layout, stop.top), next = day_row_start(state->layout, stop.top + 1);
	/* a gap that begins within the row: its very beginning, not a time that is taken */
	for (guint i = 0; i < day_cursor_column(state)->gaps->len; i++) {
		gap = g_array_index(day_cursor_column(state)->gaps, Interval, i);
		if (gap.start > at && gap.start < next)
			return gap.start;
	}
	return at;
}

gint64 day_start_here(const Screen *day)
{
	return day_cursor_start(day_state(day));
}

/* --- what waits until the screen is up --- */

static void load_card(Screen *screen)
{
	DayState *state = day_state(screen);
	const BookingView *view = day_cursor_view(state);
	const char *customer = view ? view->booking->customer : NULL;
	if (COLS < DAY_PANEL_FROM_COLS || g_strcmp0(customer, state->card_of) == 0)
		return;
	g_clear_pointer(&state->card, customer_card_free);
	g_free(state->card_of);
	state->card_of = g_strdup(customer);
	if (customer)
		state->card = book_customer_card(screen->app->book, customer,
						 NULL); /* a panel without it is no failure */
	screen->app->stale = TRUE;
}

static void load_story(Screen *screen)
{
	DayState *state = day_state(screen);
	const BookingView *view = day_cursor_view(state);
	const char *booking = view ? view->booking->id : NULL;
	if (COLS < DAY_PANEL_FROM_COLS || g_strcmp0(booking, state->story_of) == 0)
		return;
	g_clear_pointer(&state->story, g_ptr_array_unref);
	g_free(state->story_of);
	state->story_of = g_strdup(booking);
	if (booking)
		state->story = book_story(screen->app->book, booking, DAY_STORY_STEPS, NULL);
	screen->app->stale = TRUE;
}

static void load_around(Screen *screen)
{
	DayState *state = day_state(screen);
	Book *book = screen->app->book;
	gint64 minute = book_now(book) / 60;
	if (!state->late_stale && state->minute == minute)
		return;
	state->late_stale = FALSE;
	state->minute = minute;
	g_clear_pointer(&state->next, g_ptr_array_unref);
	g_clear_pointer(&state->undo_next, change_free);
	g_clear_pointer(&state->card_of, g_free);
	g_clear_pointer(&state->story_of, g_free);
	state->next = book_next(book, 3, NULL);
	state->undo_next = book_undo_next(book, NULL);
	g_free(state->draft);
	state->draft = draft_words(book);
	screen->app->stale = TRUE;
}

/* At midnight a screen that shows today goes along. */
static void follow_midnight(Screen *screen)
{
	DayState *state = day_state(screen);
	gint64 today = book_today(screen->app->book), before = state->today;
	state->today = today;
	if (today != before && state->day == before && app_top(screen->app) == screen)
		day_today(screen);
}

void day_later(Screen *screen)
{
	follow_midnight(screen);
	load_around(screen);
	load_card(screen);
	load_story(screen);
}

/* --- life --- */

void day_close(Screen *screen)
{
	DayState *state = day_state(screen);
	day_offer_clear(state);
	g_clear_pointer(&state->layout, day_layout_free);
	g_clear_pointer(&state->view, day_view_free);
	g_clear_pointer(&state->links, g_hash_table_unref);
	g_clear_pointer(&state->calendars, g_ptr_array_unref);
	g_clear_pointer(&state->next, g_ptr_array_unref);
	g_clear_pointer(&state->card, customer_card_free);
	g_clear_pointer(&state->undo_next, change_free);
	g_clear_pointer(&state->story, g_ptr_array_unref);
	g_free(state->story_of);
	g_free(state->card_of);
	g_free(state->cursor.booking);
	g_free(state->asked);
	g_free(state->asked_name);
	g_free(state->reason);
	g_free(state->draft);
}

Screen *day_open(App *app, GError **error)
{
	Screen *screen = app_push(app, &day_class);
	DayState *state = day_state(screen);
	state->day = state->today = book_today(app->book);
	state->late_stale = TRUE;
	if (!load(screen, state->day, error)) {
		app_pop(app);
		return NULL;
	}
	cursor_to_now(screen);
	return screen;
}
