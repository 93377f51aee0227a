/* ui/screens/day_side.c - the side panel: whatever is under the cursor, and the day in figures */
#include <string.h>

#include "base/i18n.h"
#include "base/said.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/link.h"
#include "ui/screens/day_state.h"
#include "ui/words.h"

/* A column of lines being filled from the top. */
typedef struct {
	const Screen *screen;
	const Canvas *canvas;
	const Book *book;
	Area area; /* what is left of it */
} Panel;

static void line(Panel *panel, Ink ink, const char *text)
{
	if (panel->area.h <= 0 || !text)
		return;
	draw_text(panel->canvas, panel->area.y, panel->area.x, panel->area.w, text,
		  theme_pen(panel->canvas->theme, ink, GROUND_BASE));
	panel->area.y++;
	panel->area.h--;
}

static void title(Panel *panel, const char *text)
{
	if (panel->area.h <= 0)
		return;
	draw_text(panel->canvas, panel->area.y, panel->area.x, panel->area.w, text,
		  theme_bold(panel->canvas->theme, INK_BRIGHT, GROUND_BASE));
	panel->area.y++;
	panel->area.h--;
}

static void space(Panel *panel)
{
	panel->area.y++;
	panel->area.h--;
}

static void paragraph(Panel *panel, Ink ink, const char *text, int lines)
{
	Area area = panel->area;
	area.h = MIN(lines, area.h);
	if (area.h <= 0 || !text || !*text)
		return;
	int used = draw_wrapped(panel->canvas, area, text, theme_pen(panel->canvas->theme, ink, GROUND_BASE));
	panel->area.y += used;
	panel->area.h -= used;
}

static void line_f(Panel *panel, Ink ink, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void line_f(Panel *panel, Ink ink, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	line(panel, ink, text);
}

/* --- the booking --- */

/* "Colour · Ana", a line for each service of the visit; two parts of one service are one line. */
static void draw_parts(Panel *panel, const Booking *booking)
{
	const Part *last = NULL;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Service *service = book_service_by_id(panel->book, part->service);
		const Staff *staff = book_staff_by_id(panel->book, part->staff);
		const Resource *resource = book_resource_by_id(panel->book, part->resource);
		if (last && g_strcmp0(last->service, part->service) == 0 &&
		    g_strcmp0(last->staff, part->staff) == 0)
			continue;
		last = part;
		line_f(panel, INK_TEXT, "%s%s%s%s%s", service ? service->name : "",
		       service && staff ? " · " : "", staff ? staff->name : "",
		       (service || staff) && resource ? " · " : "", resource ? resource->name : "");
	}
}

static void draw_times(Panel *panel, const Booking *booking)
{
	if (booking->all_day) {
		g_autofree char *from = day_short(local_day(booking->local_start));
		g_autofree char *until = day_short(local_day(booking->local_start) + booking->all_day - 1);
		line_f(panel, INK_TEXT, "%s%s%s", from, booking->all_day > 1 ? " – " : "",
		       booking->all_day > 1 ? until : "");
		return;
	}
	g_autofree char *span = words_span(panel->book, booking->start, booking->end);
	g_autofree char *length = when_duration_words(booking->end - booking->start);
	gint64 price = booking_price(booking);
	g_autofree char *money = price == NONE ? NULL : money_words(price, booking->currency);
	g_autofree char *all =
		g_strdup_printf("%s   %s%s%s", span, length, money ? "   " : "", money ? money : "");
	if (text_width(all) <= panel->area.w) {
		line(panel, INK_TEXT, all);
		return;
	}
	line_f(panel, INK_TEXT, "%s   %s", span, length);
	line(panel, INK_TEXT, money);
}

static void draw_money(Panel *panel, const Booking *booking)
{
	if (booking->paid != NONE) {
		g_autofree char *paid = money_words(booking->paid, booking->currency);
		line_f(panel, INK_GOOD, _("paid %s"), paid);
	}
	if (booking->deposit != NONE) {
		g_autofree char *deposit = money_words(booking->deposit, booking->currency);
		line_f(panel, INK_TEXT, _("deposit %s"), deposit);
	}
}

static void draw_state(Panel *panel, const Booking *booking)
{
	BookingStatus status = booking_status(booking);
	const char *mark = day_status_glyph(panel->canvas->theme, status);
	Ink ink = day_status_ink(status);
	if (strcmp(booking->kind, "block") == 0)
		line(panel, INK_DIM, _("blocked time"));
	else
		line_f(panel, ink, "%s%s%s", mark, *mark ? " " : "", status_words(status));
	if (booking->series)
		line_f(panel, INK_DIM, "%s %s", theme_glyph(panel->canvas->theme, GLYPH_REPEATS),
		       _("one of a series"));
	if (booking->overbooked) {
		g_autofree char *why = g_strdup_printf(
			"%s %s%s%s", theme_glyph(panel->canvas->theme, GLYPH_OVERBOOKED), _("overbooked"),
			*booking->overbooked ? ": " : "", booking->overbooked);
		paragraph(panel, INK_WARN, why, 2);
	}
}

static void draw_customer(Panel *panel, const CustomerCard *card)
{
	if (!card)
		return;
	space(panel);
	if (card->visits) {
		g_autofree char *count =
			g_strdup_printf(ngettext("%u visit", "%u visits", card->visits), card->visits);
		g_autofree char *last =
			card->last_visit == NONE
				? NULL
				: day_short(zone_day_of(book_zone(panel->book), card->last_visit));
		g_autofree char *since = last ? g_strdup_printf(_("last %s"), last) : NULL;
		line_f(panel, INK_DIM, "%s%s%s", count, since ? " · " : "", since ? since : "");
	} else {
		line(panel, INK_INFO, _("first visit"));
	}
	if (card->last_service)
		line_f(panel, INK_DIM, _("last time: %s"), card->last_service);
	if (card->usual_staff)
		line_f(panel, INK_DIM, _("usually with %s"), card->usual_staff);
	if (card->no_shows)
		line_f(panel, INK_WARN, ngettext("%u no-show", "%u no-shows", card->no_shows),
		       card->no_shows);
	if (card->spent > 0) {
		g_autofree char *spent = money_words(card->spent, book_business(panel->book)->currency);
		line_f(panel, INK_DIM, _("%s so far"), spent);
	}
	if (*card->customer->preferences)
		paragraph(panel, INK_TEXT, card->customer->preferences, 2);
}

static void draw_note(Panel *panel, const char *heading, const char *text)
{
	if (!text || !*text)
		return;
	space(panel);
	line(panel, INK_DIM, heading);
	paragraph(panel, INK_TEXT, text, MAX(panel->area.h / 4, 3));
}

/* --- its place in a calendar --- */

static const char *calendar_name(const DayState *state, const char *id)
{
	for (guint i = 0; i < state->calendars->len; i++) {
		const Calendar *calendar = state->calendars->pdata[i];
		if (strcmp(calendar->id, id) == 0)
			return calendar->name;
	}
	return NULL;
}

/* "✓ Salon · in step since 09:58", or what keeps it from that: why, how often it was tried, when it is next. */
static void draw_link(Panel *panel, const Booking *booking)
{
	const DayState *state = day_state(panel->screen);
	const SyncLink *link = day_link(state, booking->id);
	if (!state->links)
		return;
	space(panel);
	const char *name = link ? calendar_name(state, link->calendar) : NULL;
	gboolean synced = link && g_strcmp0(link->status, sync_status_name(SYNC_SYNCED)) == 0,
		 stuck = link_needs_person(link);
	const char *status =
		link ? sync_status_words((SyncStatus)MAX(sync_status_parse(link->status), 0)) : NULL;
	g_autofree char *since =
		synced && link->last_synced > 0 ? words_when_short(panel->book, link->last_synced) : NULL;
	g_autofree char *head = g_strdup_printf("%s %s%s%s%s%s", link_glyph(panel->canvas->theme, link),
						name ? name : "", name ? " · " : "",
						!link        ? _("in no calendar")
						: link->held ? _("waits for a yes")
							     : status,
						since ? " · " : "", since ? since : "");
	paragraph(panel, link_ink(link), head, 2);
	if (!link || synced)
		return;
	g_autofree char *error = said_words(link->error);
	if (*error)
		paragraph(panel, INK_TEXT, error, 4);
	g_autofree char *tries = link_try_words(link, stuck ? NONE : link->next_attempt, clock_real());
	paragraph(panel, INK_DIM, tries, 2);
}

/* --- what became of it --- */

#define LEFT_FOR_THE_DAY 9 /* lines that the day's figures keep */

/* "10:42 · ana", and what was done: the newest first, as far as there is room. */
static void draw_story(Panel *panel, const GPtrArray *story)
{
	for (guint i = 0; i < story->len; i++) {
		const StoryStep *step = story->pdata[i];
		if (panel->area.h < LEFT_FOR_THE_DAY + (i == 0 ? 5 : 3))
			return;
		if (i == 0) {
			space(panel);
			line(panel, INK_DIM, _("History"));
		}
		g_autofree char *when = words_when_short(panel->book, step->at);
		line_f(panel, INK_DIM, "%s · %s", when, step->who);
		paragraph(panel, INK_TEXT, step->words, 2);
	}
}

static void draw_booking(Panel *panel, const BookingView *view)
{
	const DayState *state = day_state(panel->screen);
	const Booking *booking = view->booking;
	title(panel, booking_view_name(view));
	if (view->customer_phone && *view->customer_phone)
		line(panel, INK_TEXT, view->customer_phone);
	if (view->customer_name && *booking->title)
		line(panel, INK_DIM, booking->title);
	space(panel);
	draw_parts(panel, booking);
	draw_times(panel, booking);
	draw_state(panel, booking);
	draw_money(panel, booking);
	if (booking->customer && g_strcmp0(state->card_of, booking->customer) == 0)
		draw_customer(panel, state->card);
	draw_link(panel, booking);
	draw_note(panel, _("Note"), booking->notes);
	draw_note(panel, _("Shared note"), booking->public_note);
	if (state->card && booking->customer && g_strcmp0(state->card_of, booking->customer) == 0)
		draw_note(panel, _("About the customer"), state->card->customer->notes);
	if (state->story && g_strcmp0(state->story_of, booking->id) == 0)
		draw_story(panel, state->story);
}

/* --- free time --- */

static void draw_free(Panel *panel)
{
	const DayState *state = day_state(panel->screen);
	const DayColumn *column = day_cursor_column(state);
	gint64 start = day_cursor_start(state);
	g_autofree char *when = words_when(panel->book, start);
	Interval gap;
	title(panel, when);
	if (column->staff)
		line(panel, INK_TEXT, column->name);
	if (day_gap_at(column, start, &gap)) {
		g_autofree char *length = when_duration_words(gap.end - start),
				*until = words_time(panel->book, gap.end);
		line_f(panel, INK_GOOD, _("%s free, until %s"), length, until);
	} else {
		line(panel, INK_DIM, column->closed && *column->closed ? column->closed : _("not open"));
	}
}

/* --- the day --- */

static void draw_gaps(Panel *panel, const DayView *view, gint64 now)
{
	gboolean first = TRUE;
	for (guint c = 0; c < view->columns->len; c++) {
		const DayColumn *column = view->columns->pdata[c];
		for (guint i = 0; i < column->gaps->len && panel->area.h > 0; i++) {
			const Interval *gap = &g_array_index(column->gaps, Interval, i);
			gint64 start = MAX(gap->start, now - now % 60);
			if (gap->end - start < book_policy(panel->book)->slot_step * 60)
				continue;
			g_autofree char *time = words_time(panel->book, start),
					*length = when_duration_words(gap->end - start);
			g_autofree char *label =
				text_pad(first ? _("gaps") : "", MAX(text_width(_("gaps")), 4));
			line_f(panel, INK_DIM, "%s  %s %s %s", label, time, column->name, length);
			first = FALSE;
		}
	}
}

static void draw_totals(Panel *panel)
{
	const DayState *state = day_state(panel->screen);
	const DayView *view = state->view;
	const char *currency = book_business(panel->book)->currency;
	gint64 ahead = state->day - book_today(panel->book);
	g_autofree char *day = day_short(state->day);
	GString *counts = g_string_new(NULL);
	title(panel, ahead == 0 ? _("Today") : day);
	g_string_append_printf(counts, ngettext("%u booked", "%u booked", view->appointments),
			       view->appointments);
	if (view->done)
		g_string_append_printf(counts, " · %u %s", view->done, _("done"));
	if (view->tentative)
		g_string_append_printf(counts, " · %u %s", view->tentative, status_words(STATUS_TENTATIVE));
	if (view->no_shows)
		g_string_append_printf(counts, " · %u %s", view->no_shows, status_words(STATUS_NO_SHOW));
	paragraph(panel, INK_DIM, counts->str, 2);
	g_string_free(counts, TRUE);
	if (view->income > 0) {
		g_autofree char *all = money_words(view->income, currency),
				*done = money_words(view->income_done, currency);
		g_autofree char *income = view->income_done > 0
						  ? g_strdup_printf(_("%s expected, %s done"), all, done)
						  : g_strdup_printf(_("%s expected"), all);
		paragraph(panel, INK_DIM, income, 2);
	}
	draw_gaps(panel, view, app_now(panel->screen->app));
}

void day_draw_side(const Screen *screen, const Canvas *canvas, const DayGrid *grid)
{
	const DayState *state = day_state(screen);
	int x = grid->area.x + grid->area.w - 1, top = 2, height = canvas->rows - 2 - top;
	draw_fill(canvas, (Area){ x, top + 1, 1, height - 1 }, theme_glyph(canvas->theme, GLYPH_VLINE),
		  theme_pen(canvas->theme, INK_LINE, GROUND_BASE));
	Panel panel = { screen,
			canvas,
			screen->app->book,
			{ x + 2, top, MIN(grid->panel - 2, canvas->cols - x - 3), height } };
	const BookingView *view = day_cursor_view(state);
	if (view)
		draw_booking(&panel, view);
	else
		draw_free(&panel);
	space(&panel);
	draw_totals(&panel);
}
