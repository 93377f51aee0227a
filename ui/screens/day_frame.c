/* ui/screens/day_frame.c - what stands around the grid: the header, who is next, the heads of the columns, whole-day bookings */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/link.h"
#include "ui/screens/day_state.h"
#include "ui/syncing.h"
#include "ui/words.h"

#define LOAD_CELLS 6
#define DATE_COLUMNS 16 /* the shortest date, with its arrows */

static Pen pen(const Canvas *canvas, Ink ink, Ground ground)
{
	return theme_pen(canvas->theme, ink, ground);
}

/* --- the first line --- */

/* "‹ Tuesday 24 November 2026 · week 48 · in 3 days ›", as much of it as there is room for. */
static char *date_words(const Screen *screen, const Canvas *canvas, int room)
{
	const DayState *state = day_state(screen);
	gint64 ahead = state->day - book_today(screen->app->book);
	const char *left = theme_glyph(canvas->theme, GLYPH_PREVIOUS),
		   *right = theme_glyph(canvas->theme, GLYPH_NEXT);
	g_autofree char *day = day_words(state->day), *brief = day_short(state->day),
			*distance = words_distance(ahead);
	g_autofree char *week = g_strdup_printf(_("week %d"), day_iso_week(state->day));
	char *all = ahead ? g_strdup_printf("%s %s · %s · %s %s", left, day, week, distance, right)
			  : g_strdup_printf("%s %s · %s %s", left, day, week, right);
	if (text_width(all) > room) {
		g_free(all);
		all = ahead ? g_strdup_printf("%s %s · %s %s", left, day, distance, right)
			    : g_strdup_printf("%s %s %s", left, day, right);
	}
	if (text_width(all) > room) {
		g_free(all);
		all = g_strdup_printf("%s %s %s", left, brief, right);
	}
	return all;
}

void day_draw_link(const DayState *state, const Canvas *canvas, int y, int x, const char *booking,
		   Ground ground)
{
	const SyncLink *link = day_link(state, booking);
	if (!state->links)
		return;
	draw_text(canvas, y, x, 1, link_glyph(canvas->theme, link),
		  link_needs_person(link) ? theme_bold(canvas->theme, link_ink(link), ground)
					  : pen(canvas, link_ink(link), ground));
}

/* How the book stands with its calendars, ending at column `end`; where it begins. The key of the Sync screen goes before what needs
 * somebody; in step is a sign alone where room is short. */
static int draw_health(const Screen *screen, const Canvas *canvas, int end)
{
	const SyncSummary *header = syncing_header(screen->app);
	Theme *theme = canvas->theme;
	guint done, total;
	if (!header)
		return end;
	gboolean runs = syncing_runs(screen->app, &done, &total), fine = header->worst == SYNC_HEALTH_OK;
	g_autofree char *key = fine ? NULL : keymap_key_of(screen->app->keymap, &day_class, "sync");
	int name = 1 + MIN(text_width(book_business(screen->app->book)->name), canvas->cols / 3) + 2;
	int room = MAX(end - name - DATE_COLUMNS - 4, 20);
	const char *sign = runs ? theme_glyph(theme, GLYPH_IN_FLIGHT) : health_glyph(theme, header->worst);
	g_autofree char *words = runs && total > 0            ? g_strdup_printf(_("%u of %u"), done, total)
				 : fine && canvas->cols < 100 ? g_strdup("")
							      : words_parts(header->words, room - 4);
	g_autofree char *all = g_strdup_printf("%s%s%s", sign, *words ? " " : "", words);
	int x = end - MIN(text_width(all), room);
	draw_text(canvas, 0, x, end - x, all,
		  pen(canvas, runs ? INK_INFO : health_ink(header->worst), GROUND_HEAD));
	if (!key)
		return x;
	x -= text_width(key) + 1;
	draw_text(canvas, 0, x, end - x, key, theme_bold(theme, INK_ACCENT, GROUND_HEAD));
	return x;
}

static void draw_header(const Screen *screen, const Canvas *canvas)
{
	Book *book = screen->app->book;
	const DayState *state = day_state(screen);
	Pen bright = theme_bold(canvas->theme, INK_BRIGHT, GROUND_HEAD);
	draw_fill(canvas, (Area){ 0, 0, canvas->cols, 1 }, " ", pen(canvas, INK_TEXT, GROUND_HEAD));
	g_autofree char *clock = words_time(book, app_now(screen->app));
	int end = draw_health(screen, canvas, draw_right(canvas, 0, canvas->cols - 8, 7, clock, bright) - 2) -
		  2;
	int name = draw_text(canvas, 0, 1, canvas->cols / 3, book_business(book)->name, bright) + 2;
	g_autofree char *date = date_words(screen, canvas, end - name);
	int x = MAX(name, (canvas->cols - text_width(date)) / 2);
	gboolean today = state->day == book_today(book);
	draw_text(canvas, 0, MIN(x, MAX(end - text_width(date), name)), end - name, date,
		  today ? bright : theme_bold(canvas->theme, INK_ACCENT, GROUND_HEAD));
}

/* --- the second: the next three customers --- */

static void draw_next(const Screen *screen, const Canvas *canvas)
{
	const DayState *state = day_state(screen);
	int x = draw_text(canvas, 1, 1, canvas->cols, _("next"), pen(canvas, INK_DIM, GROUND_BASE)) + 2;
	if (!state->next)
		return;
	if (state->next->len == 0)
		draw_text(canvas, 1, x, canvas->cols - x, _("nobody"), pen(canvas, INK_FAINT, GROUND_BASE));
	for (guint i = 0; i < state->next->len; i++) {
		const BookingView *view = state->next->pdata[i];
		g_autofree char *when = words_when_short(screen->app->book, view->booking->start);
		g_autofree char *words = g_strdup_printf("%s %s", when, booking_view_name(view));
		if (i && x + 3 + text_width(words) > canvas->cols)
			break; /* a name cut in half helps nobody */
		if (i)
			x = draw_text(canvas, 1, x, canvas->cols - x, " · ",
				      pen(canvas, INK_FAINT, GROUND_BASE));
		x = draw_text(canvas, 1, x, canvas->cols - x, when, pen(canvas, INK_TEXT, GROUND_BASE)) + 1;
		x = draw_text(canvas, 1, x, canvas->cols - x, booking_view_name(view),
			      pen(canvas, INK_DIM, GROUND_BASE));
	}
}

/* --- the heads of the columns --- */

static void draw_load(const Canvas *canvas, int y, int x, const DayColumn *column)
{
	int halves =
		column->available > 0
			? (int)(MIN(column->booked, column->available) * LOAD_CELLS * 2 / column->available)
			: 0;
	gboolean full = column->booked >= column->available;
	Pen filled = pen(canvas, full ? INK_WARN : INK_ACCENT, GROUND_BASE),
	    rest = pen(canvas, INK_LINE, GROUND_BASE);
	for (int i = 0; i < LOAD_CELLS; i++) {
		if (halves >= 2 * i + 2)
			draw_text(canvas, y, x + i, 1, theme_glyph(canvas->theme, GLYPH_LOAD), filled);
		else if (halves == 2 * i + 1)
			draw_text(canvas, y, x + i, 1, theme_glyph(canvas->theme, GLYPH_LOAD_HALF), filled);
		else
			draw_text(canvas, y, x + i, 1,
				  canvas->theme->colours == COLOURS_256
					  ? theme_glyph(canvas->theme, GLYPH_LOAD)
					  : theme_glyph(canvas->theme, GLYPH_DOT),
				  rest);
	}
}

static void draw_head(const DayState *state, const Canvas *canvas, const DayGrid *grid, int y, int i)
{
	const DayColumn *column = state->view->columns->pdata[state->first_column + i];
	gboolean here = !state->cursor.all_day && state->cursor.column == state->first_column + i;
	int x, width;
	day_column_place(grid, i, &x, &width);
	const char *name = column->staff ? column->name : _("nobody's");
	int after = draw_text(canvas, y, x + 1, width - 2, name,
			      theme_bold(canvas->theme, here ? INK_ACCENT : INK_BRIGHT, GROUND_BASE));
	if (!column->staff || column->available <= 0)
		return;
	g_autofree char *booked = words_hours(column->booked), *open = words_hours(column->available);
	g_autofree char *load = g_strdup_printf(_("%s of %s h"), *booked ? booked : "0", open);
	int room = x + width - 1 - after - 1,
	    bar = room >= text_width(load) + 1 + LOAD_CELLS ? LOAD_CELLS + 1 : 0;
	if (room < text_width(load))
		return;
	draw_right(canvas, y, after + 1, room - bar, load, pen(canvas, INK_DIM, GROUND_BASE));
	if (bar)
		draw_load(canvas, y, x + width - 1 - LOAD_CELLS, column);
}

/* More columns than fit: how many lie to either side. */
static void draw_more_columns(const DayState *state, const Canvas *canvas, const DayGrid *grid, int y)
{
	int left = state->first_column, right = (int)state->view->columns->len - left - grid->columns;
	Pen bold = theme_bold(canvas->theme, INK_ACCENT, GROUND_BASE);
	g_autofree char *before = g_strdup_printf("%s%d", theme_glyph(canvas->theme, GLYPH_PREVIOUS), left);
	g_autofree char *after = g_strdup_printf("%d%s", right, theme_glyph(canvas->theme, GLYPH_NEXT));
	if (left > 0)
		draw_right(canvas, y, 0, DAY_TIME_COLUMNS - (right > 0 ? 3 : 0) - 1, before, bold);
	if (right > 0)
		draw_right(canvas, y, 0, DAY_TIME_COLUMNS, after, bold);
}

/* --- whole-day bookings --- */

static char *all_day_words(const Screen *screen, const Canvas *canvas, const BookingView *view)
{
	const Booking *booking = view->booking;
	const Part *part = booking_first_part(booking);
	const Staff *staff = part ? book_staff_by_id(screen->app->book, part->staff) : NULL;
	gint64 last = local_day(booking->local_start) + booking->all_day - 1;
	g_autofree char *until = booking->all_day > 1 ? day_short(last) : NULL;
	GString *words = g_string_new(booking_view_name(view));
	if (staff)
		g_string_append_printf(words, " · %s", staff->name);
	if (until) {
		g_string_append(words, " · ");
		g_string_append_printf(words, _("until %s"), until);
	}
	if (booking->overbooked)
		g_string_append_printf(words, " · %s %s", theme_glyph(canvas->theme, GLYPH_OVERBOOKED),
				       _("overbooked"));
	return g_string_free(words, FALSE);
}

static void draw_all_day(const Screen *screen, const Canvas *canvas, const DayGrid *grid)
{
	const DayState *state = day_state(screen);
	for (int i = 0; i < grid->all_day; i++) {
		const BookingView *view = state->view->all_day->pdata[state->first_all_day + i];
		gboolean here =
			state->cursor.all_day && g_strcmp0(state->cursor.booking, view->booking->id) == 0;
		gboolean carried = state->carry && strcmp(state->carry->booking->id, view->booking->id) == 0;
		Ground ground = carried ? GROUND_CARRY : here ? GROUND_CURSOR : GROUND_BLOCK;
		int y = grid->area.y - grid->all_day + i,
		    hidden = (int)state->view->all_day->len - grid->all_day;
		g_autofree char *words = all_day_words(screen, canvas, view);
		if (i == 0)
			draw_text(canvas, y, 0, DAY_TIME_COLUMNS - 1, _("day"),
				  pen(canvas, INK_DIM, GROUND_BASE));
		draw_fill(canvas, (Area){ grid->area.x, y, grid->area.w - 1, 1 }, " ",
			  pen(canvas, INK_TEXT, ground));
		draw_text(canvas, y, grid->area.x, 1, theme_glyph(canvas->theme, GLYPH_BAR),
			  pen(canvas, INK_DIM, ground));
		draw_text(canvas, y, grid->area.x + 2, grid->area.w - 10, words,
			  theme_bold(canvas->theme, INK_BRIGHT, ground));
		day_draw_link(state, canvas, y, grid->area.x + grid->area.w - 3, view->booking->id, ground);
		if (hidden > 0 && i == grid->all_day - 1) {
			g_autofree char *more = g_strdup_printf(_("+%d more"), hidden);
			draw_right(canvas, y, grid->area.x, grid->area.w - 4, more,
				   pen(canvas, INK_WARN, ground));
		}
	}
}

/* --- the status line's right side: what u would take back --- */

static void draw_undo(const Screen *screen, const Canvas *canvas)
{
	const DayState *state = day_state(screen);
	App *app = screen->app;
	if (!state->undo_next || app_top(app) != screen)
		return;
	g_autofree char *key = keymap_key_of(app->keymap, &day_class, "undo");
	int begin = 2 + (app->status ? text_width(app->status) + 2 : 0), room = canvas->cols - begin - 1;
	if (!key || room < 24)
		return;
	g_autofree char *words = g_strdup_printf(_("%s takes back: %s"), key, state->undo_next->what);
	draw_right(canvas, app_status_row(canvas), begin, room, words, pen(canvas, INK_DIM, GROUND_PANEL));
}

void day_draw(Screen *screen, const Canvas *canvas)
{
	DayState *state = day_state(screen);
	day_show_cursor(state, app_now(screen->app), canvas->rows, canvas->cols);
	DayGrid grid = day_grid(state, canvas->rows, canvas->cols);
	int heads = 2, n = MIN(grid.columns, (int)state->view->columns->len - state->first_column);
	draw_header(screen, canvas);
	draw_next(screen, canvas);
	for (int i = 0; i < n; i++)
		draw_head(state, canvas, &grid, heads, i);
	draw_more_columns(state, canvas, &grid, heads);
	draw_all_day(screen, canvas, &grid);
	day_draw_grid(screen, canvas, &grid);
	if (grid.panel)
		day_draw_side(screen, canvas, &grid);
	draw_undo(screen, canvas);
}
