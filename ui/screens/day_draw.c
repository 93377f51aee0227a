/* ui/screens/day_draw.c - the grid: hours, closed time, gaps, the now-line, bookings in their lanes, the cursor */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/link.h"
#include "ui/screens/day_state.h"
#include "ui/words.h"

/* A lane narrower than this shows no more than the bar and a letter or two. */
#define LANE_MIN 3

/* What every function here needs. */
typedef struct {
	const Screen *screen;
	const DayState *state;
	const Book *book;
	const Canvas *canvas;
	const DayGrid *grid;
	gint64 now;
} Drawing;

/* One column being drawn. */
typedef struct {
	int index; /* of the DayView's columns */
	int x, width;
	const DayColumn *column;
	const DayTrack *track;
} Place;

/* A booking's looks. */
typedef struct {
	Ground ground;
	Ink tint;
	gboolean cursor;
} Looks;

static Pen pen(const Drawing *d, Ink ink, Ground ground)
{
	return theme_pen(d->canvas->theme, ink, ground);
}

static const char *glyph(const Drawing *d, Glyph which)
{
	return theme_glyph(d->canvas->theme, which);
}

/* The screen's row of a grid row; what lies above or below the grid is clipped by the callers. */
static int screen_row(const Drawing *d, int row)
{
	return d->grid->area.y + row - d->state->top;
}

static int first_shown(const Drawing *d)
{
	return d->state->top;
}

static int end_shown(const Drawing *d)
{
	return MIN(d->state->top + d->grid->area.h, d->state->layout->rows);
}

static gboolean is_today(const Drawing *d)
{
	return d->now >= d->state->view->from && d->now < d->state->view->to;
}

static int now_row(const Drawing *d)
{
	return is_today(d) ? day_row_of(d->state->layout, d->now, FALSE) : -1;
}

/* --- the time column --- */

static void draw_times(const Drawing *d)
{
	GTimeZone *zone = book_zone(d->book);
	gint64 step = d->state->layout->row_seconds;
	for (int row = first_shown(d); row < end_shown(d); row++) {
		gint64 local = zone_local(zone, day_row_start(d->state->layout, row));
		int minute = local_minute(local);
		g_autofree char *hhmm = local_hhmm(local);
		int y = screen_row(d, row);
		if (row == now_row(d)) {
			g_autofree char *now = words_time(d->book, d->now);
			draw_right(d->canvas, y, 0, DAY_TIME_COLUMNS - 1, now,
				   theme_bold(d->canvas->theme, INK_BAD, GROUND_BASE));
		} else if (minute % 60 < step / 60) {
			draw_right(d->canvas, y, 0, DAY_TIME_COLUMNS - 1, hhmm,
				   pen(d, INK_TEXT, GROUND_BASE));
		} else if (minute % 60 >= 30 && minute % 60 - 30 < step / 60) {
			draw_right(d->canvas, y, 0, DAY_TIME_COLUMNS - 1, strchr(hhmm, ':'),
				   pen(d, INK_FAINT, GROUND_BASE));
		}
	}
}

/* --- open and closed --- */

static gboolean is_open(const DayColumn *column, gint64 at)
{
	for (guint i = 0; i < column->open->len; i++) {
		const Interval *open = &g_array_index(column->open, Interval, i);
		if (open->start <= at && at < open->end)
			return TRUE;
	}
	return FALSE;
}

/* Why the time up to the next opening is closed, or until when. NULL: nothing worth saying. */
static char *closed_words(const Drawing *d, const DayColumn *column, gint64 at)
{
	if (column->closed && *column->closed)
		return g_strdup(column->closed);
	for (guint i = 0; i < column->open->len; i++) {
		const Interval *open = &g_array_index(column->open, Interval, i);
		if (open->start > at) {
			g_autofree char *time = words_time(d->book, open->start);
			return g_strdup_printf(_("from %s"), time);
		}
	}
	return g_strdup(_("closed"));
}

/* Where a line cannot be faint, or has only a heavy sign, it is drawn in every third place only. */
static void draw_hatch(const Drawing *d, Area area)
{
	Pen line = pen(d, INK_LINE, GROUND_BASE);
	if (d->canvas->theme->colours == COLOURS_256 && d->canvas->theme->utf8) {
		draw_fill(d->canvas, area, glyph(d, GLYPH_HATCH), line);
		return;
	}
	for (int y = area.y; y < area.y + area.h; y++)
		for (int x = area.x; x < area.x + area.w; x++)
			if ((x + y) % 3 == 0)
				draw_text(d->canvas, y, x, 1, glyph(d, GLYPH_HATCH), line);
}

/* Rows [from, until) of a column, shown and closed: hatched, with a label in the middle of the first few. */
static void draw_closed(const Drawing *d, const Place *place, int from, int until)
{
	int y = screen_row(d, from), label = y + MIN((until - from) / 2, 2);
	draw_hatch(d, (Area){ place->x, y, place->width, until - from });
	g_autofree char *words = closed_words(d, place->column, day_row_start(d->state->layout, from));
	g_autofree char *spaced = g_strdup_printf(" %s ", words);
	draw_text(d->canvas, label, place->x + 2, place->width - 3, spaced, pen(d, INK_DIM, GROUND_BASE));
}

static void draw_hours(const Drawing *d, const Place *place)
{
	int from = -1;
	for (int row = first_shown(d); row <= end_shown(d); row++) {
		gboolean closed =
			row < end_shown(d) && !is_open(place->column, day_row_start(d->state->layout, row));
		if (closed && from < 0)
			from = row;
		if (!closed && from >= 0) {
			draw_closed(d, place, from, row);
			from = -1;
		}
	}
}

/* --- the now-line --- */

static void draw_now(const Drawing *d)
{
	int row = now_row(d);
	if (row < first_shown(d) || row >= end_shown(d))
		return;
	draw_fill(d->canvas, (Area){ DAY_TIME_COLUMNS - 1, screen_row(d, row), d->grid->area.w + 1, 1 },
		  glyph(d, GLYPH_HLINE), pen(d, INK_BAD, GROUND_BASE));
}

/* --- bookings --- */

const char *day_status_glyph(const Theme *theme, BookingStatus status)
{
	static const int glyphs[STATUS_COUNT] = {
		[STATUS_TENTATIVE] = GLYPH_TENTATIVE,
		[STATUS_CONFIRMED] = -1,
		[STATUS_ARRIVED] = GLYPH_ARRIVED,
		[STATUS_IN_SERVICE] = GLYPH_IN_SERVICE,
		[STATUS_COMPLETED] = GLYPH_DONE,
		[STATUS_NO_SHOW] = GLYPH_NO_SHOW,
		[STATUS_CANCELLED] = -1,
		[STATUS_LATE_CANCELLED] = -1,
	};
	return glyphs[status] < 0 ? "" : theme_glyph(theme, (Glyph)glyphs[status]);
}

Ink day_status_ink(BookingStatus status)
{
	switch (status) {
	case STATUS_TENTATIVE:
	case STATUS_NO_SHOW:
		return INK_WARN;
	case STATUS_ARRIVED:
	case STATUS_IN_SERVICE:
		return INK_INFO;
	case STATUS_COMPLETED:
		return INK_GOOD;
	default:
		return INK_DIM;
	}
}

static gboolean is_block(const Booking *booking)
{
	return strcmp(booking->kind, "block") == 0;
}

static Ink tint_of(const Drawing *d, const DayBlock *block)
{
	const Booking *booking = block->view->booking;
	const Part *part = block->part < booking->parts->len ? booking->parts->pdata[block->part]
							     : booking_first_part(booking);
	const Service *service = part ? book_service_by_id(d->book, part->service) : NULL;
	if (is_block(booking) || !service)
		return INK_DIM;
	return theme_tint(d->canvas->theme, service->color, (guint)service->position);
}

static gboolean is_over(const Booking *booking)
{
	BookingStatus status = booking_status(booking);
	return status == STATUS_COMPLETED || status == STATUS_NO_SHOW;
}

static Looks looks_of(const Drawing *d, const DayBlock *block, gboolean cursor)
{
	const Booking *booking = block->view->booking;
	Looks looks = { .ground = GROUND_BLOCK, .tint = tint_of(d, block), .cursor = cursor };
	/* what is being carried stays, quietly, where it still is */
	gboolean quiet = is_over(booking) ||
			 (d->state->carry && strcmp(d->state->carry->booking->id, booking->id) == 0);
	if (cursor)
		looks.ground = GROUND_CURSOR;
	else if (quiet || block->gap)
		looks.ground = GROUND_QUIET;
	if (quiet)
		looks.tint = INK_FAINT;
	return looks;
}

/* "● done", "? tentative · overbooked": NULL when there is nothing to say. */
static char *state_words(const Drawing *d, const DayBlock *block)
{
	const Booking *booking = block->view->booking;
	BookingStatus status = booking_status(booking);
	const char *mark = day_status_glyph(d->canvas->theme, status);
	GString *words = g_string_new(NULL);
	if (is_block(booking))
		g_string_append(words, *booking->title ? _("blocked") : "");
	else if (*mark)
		g_string_append_printf(words, "%s %s", mark, status_words(status));
	if (booking->overbooked)
		g_string_append_printf(words, "%s%s %s", words->len ? " · " : "", glyph(d, GLYPH_OVERBOOKED),
				       _("overbooked"));
	return g_string_free(words, FALSE);
}

/* How many columns the sign of the calendar takes at the right of a block: in a narrow one only what needs somebody is shown. */
static int link_columns(const Drawing *d, const Booking *booking, int width)
{
	if (width >= 12)
		return 2;
	return width >= 6 && link_needs_person(day_link(d->state, booking->id)) ? 2 : 0;
}

/* The marks at the right of the first line, for a block without room for their words. The last two columns are the calendar's.
 * Returns the width they take. */
static int draw_marks(const Drawing *d, const DayBlock *block, int y, Area at, Looks looks)
{
	const Booking *booking = block->view->booking;
	const char *mark = day_status_glyph(d->canvas->theme, booking_status(booking));
	int link = link_columns(d, booking, at.w), x = at.x + at.w - link;
	if (link)
		day_draw_link(d->state, d->canvas, y, x, booking->id, looks.ground);
	if (at.w < 6 || at.h > 2)
		return link;
	if (booking->overbooked)
		x = draw_right(d->canvas, y, x - 2, 2, glyph(d, GLYPH_OVERBOOKED),
			       theme_bold(d->canvas->theme, INK_WARN, looks.ground)) -
		    1;
	if (*mark && !is_block(booking))
		x = draw_right(d->canvas, y, x - 2, 2, mark,
			       pen(d, day_status_ink(booking_status(booking)), looks.ground)) -
		    1;
	return at.x + at.w - x;
}

/* The first line: the name, and before it the time when the block does not begin on its row's time. */
static void draw_name(const Drawing *d, const DayBlock *block, int y, Area at, Looks looks, gboolean alone)
{
	int indent = at.w >= 8 ? 2 : 1, marks = draw_marks(d, block, y, at, looks);
	int x = at.x + indent, end = at.x + at.w - MAX(marks, indent == 2 ? 1 : 0);
	if ((block->start - d->state->view->from) % d->state->layout->row_seconds != 0 && at.w >= 14) {
		g_autofree char *time = words_time(d->book, block->start);
		x = draw_text(d->canvas, y, x, end - x, time, pen(d, INK_DIM, looks.ground)) + 1;
	}
	x = draw_text(d->canvas, y, x, end - x, booking_view_name(block->view),
		      is_over(block->view->booking) && !looks.cursor
			      ? pen(d, INK_TEXT, looks.ground)
			      : theme_bold(d->canvas->theme, INK_BRIGHT, looks.ground));
	g_autofree char *services = alone ? booking_view_services(d->book, block->view) : NULL;
	if (services && *services && end - x > 6) {
		g_autofree char *more = g_strdup_printf(" · %s", services);
		draw_text(d->canvas, y, x, end - x, more, pen(d, INK_DIM, looks.ground));
	}
}

/* A block's rows on the screen: area clipped to the grid, lines of text from its first visible row. */
static void draw_block(const Drawing *d, const DayBlock *block, Area at, Looks looks)
{
	int indent = at.w >= 8 ? 2 : 1;
	draw_fill(d->canvas, at, " ", pen(d, INK_TEXT, looks.ground));
	draw_fill(d->canvas, (Area){ at.x, at.y, 1, at.h }, glyph(d, GLYPH_BAR),
		  pen(d, looks.tint, looks.ground));
	draw_name(d, block, at.y, at, looks, at.h == 1);
	if (at.h < 2 || at.w < 6)
		return;
	g_autofree char *services = booking_view_services(d->book, block->view);
	g_autofree char *state = state_words(d, block);
	int line = 1;
	if (*services)
		draw_text(d->canvas, at.y + line++, at.x + indent, at.w - indent - 1, services,
			  pen(d, INK_TEXT, looks.ground));
	if (*state && line < at.h)
		draw_text(d->canvas, at.y + line, at.x + indent, at.w - indent - 1, state,
			  pen(d, looks.cursor ? INK_DIM : looks.tint, looks.ground));
}

/* The rows [top, bottom) that show; h is 0 when none does. */
static Area visible(const Drawing *d, int x, int width, int top, int bottom)
{
	int from = MAX(top, first_shown(d)), until = MIN(bottom, end_shown(d));
	return (Area){ x, screen_row(d, from), width, MAX(until - from, 0) };
}

static gboolean is_cursor(const Drawing *d, const Place *place, const DayBox *box)
{
	const DayCursor *cursor = &d->state->cursor;
	return !cursor->all_day && cursor->booking && !d->state->carry && cursor->column == place->index &&
	       strcmp(cursor->booking, box->block->view->booking->id) == 0;
}

/* The lanes of a box's group that there is room for, and the first of them: always those around the cursor. */
static guint first_lane(const Drawing *d, const Place *place, const DayBox *box, guint *shown)
{
	*shown = MIN(box->lanes, (guint)MAX(place->width / LANE_MIN, 1));
	for (guint i = 0; i < place->track->boxes->len; i++) {
		const DayBox *each = &g_array_index(place->track->boxes, DayBox, i);
		gboolean meets = each->top < box->bottom && box->top < each->bottom;
		if (meets && is_cursor(d, place, each) && each->lane >= *shown)
			return each->lane - *shown + 1;
	}
	return 0;
}

static void draw_boxes(const Drawing *d, const Place *place)
{
	for (guint i = 0; i < place->track->boxes->len; i++) {
		const DayBox *box = &g_array_index(place->track->boxes, DayBox, i);
		guint shown, first = first_lane(d, place, box, &shown);
		if (box->lane < first || box->lane >= first + shown)
			continue;
		int inset = box->inside_gap && place->width > 12 ? 2 : 0, room = place->width - inset;
		int left = (int)(box->lane - first) * room / (int)shown,
		    right = (int)(box->lane - first + 1) * room / (int)shown;
		Area at = visible(d, place->x + inset + left, right - left, box->top, box->bottom);
		if (at.h)
			draw_block(d, box->block, at, looks_of(d, box->block, is_cursor(d, place, box)));
		if (at.h && box->lanes > shown && box->lane == first + shown - 1) {
			g_autofree char *more = g_strdup_printf("+%u", box->lanes - shown);
			draw_right(d->canvas, at.y, at.x, at.w, more,
				   theme_bold(d->canvas->theme, INK_WARN, GROUND_BASE));
		}
	}
}

/* --- gaps --- */

/* The time in which a visit needs nobody: its edge goes on, thinner, and what stands there stands inside it. */
static void draw_processing(const Drawing *d, const Place *place)
{
	for (guint i = 0; i < place->track->gaps->len; i++) {
		const DayBox *box = &g_array_index(place->track->gaps, DayBox, i);
		Area at = visible(d, place->x, place->width, box->top, box->bottom);
		Looks looks = looks_of(d, box->block, FALSE);
		draw_fill(d->canvas, at, " ", pen(d, INK_TEXT, looks.ground));
		draw_fill(d->canvas, (Area){ at.x, at.y, 1, at.h }, glyph(d, GLYPH_VLINE),
			  pen(d, looks.tint, looks.ground));
	}
}

/* What a row of free time lies on. */
static Ground ground_of_row(const Place *place, int row)
{
	for (guint i = 0; i < place->track->gaps->len; i++) {
		const DayBox *box = &g_array_index(place->track->gaps, DayBox, i);
		if (box->top <= row && row < box->bottom)
			return GROUND_QUIET;
	}
	return GROUND_BASE;
}

/* What is left of a gap: the past cannot be booked. */
static gboolean gap_left(const Drawing *d, const Interval *gap, Interval *left)
{
	*left = *gap;
	if (d->now > d->state->view->from)
		left->start = MAX(left->start, day_row_start(d->state->layout,
							     day_row_of(d->state->layout, d->now, FALSE)));
	return left->end - left->start >= d->state->layout->row_seconds;
}

static void draw_gaps(const Drawing *d, const Place *place)
{
	for (guint i = 0; i < place->column->gaps->len; i++) {
		Interval left;
		if (!gap_left(d, &g_array_index(place->column->gaps, Interval, i), &left))
			continue;
		int from = MAX(day_row_of(d->state->layout, left.start, TRUE), first_shown(d));
		int until = MIN(day_row_of(d->state->layout, left.end, TRUE), end_shown(d));
		if (until <= from)
			continue;
		int row = from + (until - from - 1) / 2;
		if (row == now_row(d) && row + 1 < until)
			row++;
		g_autofree char *length = when_duration_words(left.end - left.start);
		g_autofree char *words = g_strdup_printf(_("%s free"), length);
		draw_text(d->canvas, screen_row(d, row), place->x + 2, place->width - 2, words,
			  pen(d, INK_FAINT, ground_of_row(place, row)));
	}
}

/* --- what is held, and what is on offer --- */

static gboolean is_held_by(const Hold *hold, const char *staff)
{
	for (guint i = 0; i < hold->parts->len; i++)
		if (g_strcmp0(((const HeldPart *)hold->parts->pdata[i])->staff, staff) == 0)
			return TRUE;
	return FALSE;
}

/* A slot that somebody keeps while they talk. */
static void draw_holds(const Drawing *d, const Place *place)
{
	for (guint i = 0; i < d->state->view->holds->len; i++) {
		const Hold *hold = d->state->view->holds->pdata[i];
		if (!is_held_by(hold, place->column->staff))
			continue;
		int top = day_row_of(d->state->layout, hold->start, TRUE);
		int bottom = MAX(day_row_of(d->state->layout, hold->end, TRUE), top + 1);
		Area at = visible(d, place->x, place->width, top, bottom);
		if (at.h == 0)
			continue;
		g_autofree char *until = words_time(d->book, hold->until);
		g_autofree char *words = g_strdup_printf(_("held to %s · %s"), until, hold->owner);
		draw_fill(d->canvas, at, " ", pen(d, INK_TEXT, GROUND_QUIET));
		draw_fill(d->canvas, (Area){ at.x, at.y, 1, at.h }, glyph(d, GLYPH_BAR),
			  pen(d, INK_WARN, GROUND_QUIET));
		draw_text(d->canvas, at.y, at.x + 2, at.w - 3, words, pen(d, INK_WARN, GROUND_QUIET));
		if (at.h > 1)
			draw_text(d->canvas, at.y + 1, at.x + 2, at.w - 3, hold->note,
				  pen(d, INK_DIM, GROUND_QUIET));
	}
}

/* Where what is on offer could begin. */
static void draw_offer(const Drawing *d, const Place *place)
{
	const DayOffer *offer = d->state->offer;
	for (guint i = 0; offer && i < offer->slots->len; i++) {
		const Slot *slot = offer->slots->pdata[i];
		if (g_strcmp0(slot->staff, place->column->staff) != 0)
			continue;
		int row = day_row_of(d->state->layout, slot->start, FALSE);
		Area at = visible(d, place->x, place->width, row, row + 1);
		if (at.h == 0)
			continue;
		g_autofree char *time = words_time(d->book, slot->start);
		Pen ink = pen(d, INK_GOOD, ground_of_row(place, row));
		draw_fill(d->canvas, at, " ", ink);
		draw_text(d->canvas, at.y, at.x, 1, glyph(d, GLYPH_OFFER), ink);
		draw_text(d->canvas, at.y, at.x + 2, at.w - 3, time, ink);
	}
}

/* --- the cursor on free time --- */

static void draw_free_cursor(const Drawing *d, const Place *place)
{
	DayStop stop = day_cursor_stop(d->state);
	if (d->state->cursor.all_day || stop.box || d->state->carry || stop.column != place->index)
		return;
	Area at = visible(d, place->x, place->width, stop.top, stop.bottom);
	if (at.h == 0)
		return;
	gint64 start = day_cursor_start(d->state);
	g_autofree char *time = words_time(d->book, start), *words = NULL;
	Interval gap;
	if (day_gap_at(place->column, start, &gap)) {
		g_autofree char *length = when_duration_words(gap.end - start);
		words = g_strdup_printf(_("%s  %s free"), time, length);
	} else {
		words = g_strdup(time);
	}
	draw_fill(d->canvas, at, " ", pen(d, INK_TEXT, GROUND_CURSOR));
	draw_text(d->canvas, at.y, at.x + 2, at.w - 3, words,
		  theme_bold(d->canvas->theme, INK_BRIGHT, GROUND_CURSOR));
}

/* --- what is being carried --- */

static void draw_carry(const Drawing *d, const Place *place)
{
	const DayCarry *carry = d->state->carry;
	if (!carry || d->state->cursor.column != place->index || carry->booking->all_day)
		return;
	int top = day_row_of(d->state->layout, carry->start, TRUE);
	int bottom = day_row_of(d->state->layout, carry->start + carry->seconds, TRUE);
	Area at = visible(d, place->x, place->width, top, MAX(bottom, top + 1));
	gboolean fits = !carry->preview || carry->preview->fits;
	Ground ground = fits ? GROUND_CARRY : GROUND_CLASH;
	if (at.h == 0)
		return;
	g_autofree char *span = words_span(d->book, carry->start, carry->start + carry->seconds);
	g_autofree char *length = when_duration_words(carry->seconds);
	g_autofree char *first = g_strdup_printf("%s%s", fits ? "" : "! ", span);
	draw_fill(d->canvas, at, " ", pen(d, INK_TEXT, ground));
	draw_fill(d->canvas, (Area){ at.x, at.y, 1, at.h }, glyph(d, GLYPH_BAR), pen(d, INK_BRIGHT, ground));
	draw_text(d->canvas, at.y, at.x + 2, at.w - 3, first,
		  theme_bold(d->canvas->theme, INK_BRIGHT, ground));
	if (at.h > 1)
		draw_text(d->canvas, at.y + 1, at.x + 2, at.w - 3, carry->name,
			  theme_bold(d->canvas->theme, INK_BRIGHT, ground));
	if (at.h > 2)
		draw_text(d->canvas, at.y + 2, at.x + 2, at.w - 3, length, pen(d, INK_TEXT, ground));
}

/* --- all of it --- */

static Place place_of(const Drawing *d, int i)
{
	int index = d->state->first_column + i;
	Place place = { .index = index,
			.column = d->state->view->columns->pdata[index],
			.track = d->state->layout->columns->pdata[index] };
	day_column_place(d->grid, i, &place.x, &place.width);
	return place;
}

void day_draw_grid(const Screen *screen, const Canvas *canvas, const DayGrid *grid)
{
	const DayState *state = day_state(screen);
	Drawing d = { screen, state, screen->app->book, canvas, grid, app_now(screen->app) };
	int n = MIN(grid->columns, (int)state->view->columns->len - state->first_column);
	draw_times(&d);
	for (int i = 0; i < n; i++) {
		Place place = place_of(&d, i);
		draw_fill(canvas, (Area){ place.x - 1, grid->area.y, 1, grid->area.h },
			  glyph(&d, GLYPH_VLINE), pen(&d, INK_LINE, GROUND_BASE));
		draw_hours(&d, &place);
		draw_processing(&d, &place);
		draw_gaps(&d, &place);
		draw_holds(&d, &place);
		draw_offer(&d, &place);
	}
	draw_now(&d);
	for (int i = 0; i < n; i++) {
		Place place = place_of(&d, i);
		draw_boxes(&d, &place);
		draw_free_cursor(&d, &place);
		draw_carry(&d, &place);
	}
}
