/* ui/screens/line_draw.c - the line, each of its words with what it became, and below that what it comes to */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/screens/line_state.h"
#include "ui/words.h"

#define SHEET_WIDTH 76
#define FIND_WIDTH 104 /* reasons beside the times */
#define WORDS_WIDTH 22

typedef struct {
	const Screen *screen;
	const Line *line;
	const Canvas *canvas;
	Area area; /* what is left, inside the sheet */
} Drawing;

static Pen pen(const Drawing *d, Ink ink)
{
	return theme_pen(d->canvas->theme, ink, GROUND_SHEET);
}

static int take_row(Drawing *d)
{
	if (d->area.h <= 0)
		return -1;
	d->area.h--;
	return d->area.y++;
}

/* --- the words --- */

static const char *role_words(SayRole role)
{
	static const char *const words[SAY_ROLE_COUNT] = {
		[SAY_VERB] = N_("to do"),
		[SAY_CUSTOMER] = N_("customer"),
		[SAY_NEW_CUSTOMER] = N_("a new customer"),
		[SAY_PHONE] = N_("phone"),
		[SAY_EMAIL] = N_("e-mail"),
		[SAY_SERVICE] = N_("service"),
		[SAY_STAFF] = N_("with"),
		[SAY_DAY] = N_("day"),
		[SAY_TIME] = N_("time"),
		[SAY_LENGTH] = N_("length"),
		[SAY_REPEAT] = N_("repeats"),
		[SAY_PRICE] = N_("price"),
		[SAY_NOTE] = N_("note"),
		[SAY_TITLE] = N_("title"),
		[SAY_NUMBER] = N_("number"),
		[SAY_FILLER] = "",
		[SAY_UNKNOWN] = N_("not understood"),
	};
	return *words[role] ? _(words[role]) : "";
}

static gboolean is_asked_about(const Line *line, const SaySpan *span)
{
	for (guint i = 0; i < line->reading->questions->len; i++) {
		const SayQuestion *question = line->reading->questions->pdata[i];
		if (question->from < span->to && span->from < question->to)
			return TRUE;
	}
	return FALSE;
}

static void draw_span(Drawing *d, const SaySpan *span)
{
	gboolean asked = is_asked_about(d->line, span);
	g_autofree char *text = g_strndup(d->line->line + span->from, span->to - span->from);
	int y = take_row(d), x = d->area.x;
	if (y < 0)
		return;
	draw_text(d->canvas, y, x, WORDS_WIDTH, text, pen(d, asked ? INK_WARN : INK_TEXT));
	x += WORDS_WIDTH + 1;
	draw_text(d->canvas, y, x, 2, theme_glyph(d->canvas->theme, GLYPH_INTO), pen(d, INK_FAINT));
	x += 2;
	int width = d->area.x + d->area.w - x - 17;
	if (asked)
		draw_text(d->canvas, y, x, width, "?", theme_bold(d->canvas->theme, INK_WARN, GROUND_SHEET));
	else
		x = draw_text(d->canvas, y, x, width, span->became,
			      theme_bold(d->canvas->theme, INK_BRIGHT, GROUND_SHEET));
	if (span->typo && !asked)
		draw_text(d->canvas, y, x + 1, d->area.x + d->area.w - 17 - x, _("(a slip?)"),
			  pen(d, INK_WARN));
	draw_right(d->canvas, y, d->area.x + d->area.w - 16, 16, role_words(span->role), pen(d, INK_DIM));
}

/* So many rows stay for what comes below. */
static void draw_words(Drawing *d, int below)
{
	const GPtrArray *spans = d->line->reading->spans;
	for (guint i = 0; i < spans->len && d->area.h > below; i++) {
		const SaySpan *span = spans->pdata[i];
		if (span->role != SAY_FILLER)
			draw_span(d, span);
	}
}

/* --- what it comes to --- */

typedef struct {
	const char *line, *says;
} Example;

static const Example examples[] = {
	{ N_("maria cut tue 2pm ana"), N_("books") },
	{ N_("new Jane Doe beard tomorrow 10:30 phone 0170 1234567"), N_("books somebody new") },
	{ N_("maria cut next week"), N_("offers times") },
	{ N_("move maria to thursday"), N_("moves") },
	{ N_("cancel tom tomorrow"), N_("cancels") },
	{ N_("free friday afternoon for colour"), N_("looks for a time") },
	{ N_("who is next"), N_("answers") },
};

static const Example finds[] = {
	{ N_("cut"), N_("the best times for it") },
	{ N_("colour ana next week"), N_("with one person, in a range") },
	{ N_("maria cut friday afternoon"), N_("for a customer") },
	{ N_("90m tomorrow"), N_("just time") },
};

static void draw_examples(Drawing *d)
{
	const Example *shown = d->line->finding ? finds : examples;
	gsize n = d->line->finding ? G_N_ELEMENTS(finds) : G_N_ELEMENTS(examples);
	for (gsize i = 0; i < n; i++) {
		int y = take_row(d);
		if (y < 0)
			return;
		draw_text(d->canvas, y, d->area.x, d->area.w - 28, _(shown[i].line), pen(d, INK_TEXT));
		draw_right(d->canvas, y, d->area.x + d->area.w - 28, 28, _(shown[i].says), pen(d, INK_DIM));
	}
}

static Ink outcome_ink(LineOutcome outcome)
{
	switch (outcome) {
	case LINE_READY:
		return INK_GOOD;
	case LINE_WRONG:
		return INK_BAD;
	case LINE_ASKS:
		return INK_WARN;
	default:
		return INK_TEXT;
	}
}

static void draw_message(Drawing *d)
{
	const Line *line = d->line;
	if (!line->message || d->area.h <= 0)
		return;
	g_autofree char *ready =
		line->outcome == LINE_READY
			? g_strdup_printf("%s %s", theme_glyph(d->canvas->theme, GLYPH_FITS), line->message)
			: NULL;
	int rows = draw_wrapped(d->canvas, (Area){ d->area.x, d->area.y, d->area.w, MIN(d->area.h, 3) },
				ready ? ready : line->message,
				theme_bold(d->canvas->theme, outcome_ink(line->outcome), GROUND_SHEET));
	d->area.y += rows;
	d->area.h -= rows;
}

/* One of those to pick from, in words; right (may be set): what stands at the end of its row. */
static char *pick_words(const Drawing *d, int i, char **right)
{
	const Line *line = d->line;
	const Book *book = d->screen->app->book;
	if (line->outcome == LINE_ASKS) {
		const SayChoice *choice = line->question->choices->pdata[i];
		*right = g_strdup(role_words(choice->role));
		return g_strdup(choice->name);
	}
	if (line->outcome == LINE_TIMES) {
		const Slot *slot = line->slots->pdata[i];
		const Staff *staff = book_staff_by_id(book, slot->staff);
		g_autofree char *when = words_when(book, slot->start), *end = words_time(book, slot->end);
		*right = g_strdup(staff ? staff->name : NULL);
		return g_strdup_printf("%s %s %s", when, theme_glyph(d->canvas->theme, GLYPH_DASH), end);
	}
	const BookingView *view = line->bookings->pdata[i];
	*right = booking_view_services(book, view);
	return words_booking(book, view);
}

/* --- ranked times --- */

#define WHEN_WIDTH 27
#define WHO_WIDTH 14
#define SCORE_CELLS 5

static char *reasons_of(const Slot *slot)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < slot->reasons->len; i++)
		g_string_append_printf(all, "%s%s", i ? ", " : "",
				       ((const Reason *)slot->reasons->pdata[i])->words);
	return g_string_free(all, FALSE);
}

/* How good a time is: cells of a bar; a number where colours and glyphs cannot tell. */
static void draw_score(const Drawing *d, int y, int x, const Slot *slot, Ground ground)
{
	Theme *theme = d->canvas->theme;
	int cells = (int)((slot->score * SCORE_CELLS + 500) / 1000);
	for (int i = 0; i < SCORE_CELLS; i++)
		draw_text(d->canvas, y, x + i, 1, theme_glyph(theme, i < cells ? GLYPH_LOAD : GLYPH_DOT),
			  theme_pen(theme, i < cells ? INK_GOOD : INK_FAINT, ground));
}

/* "Thu 26 Nov 14:00 – 14:45   Ana   ■■■■·  joins the 13:15" */
static void draw_time(const Drawing *d, int y, int i, gboolean on)
{
	const Slot *slot = d->line->slots->pdata[i];
	Ground ground = on ? GROUND_PICK : GROUND_LIST;
	Theme *theme = d->canvas->theme;
	g_autofree char *right = NULL, *reasons = reasons_of(slot);
	g_autofree char *words = pick_words(d, i, &right);
	int x = d->area.x + 1, end = d->area.x + d->area.w - 1;
	draw_text(d->canvas, y, x, WHEN_WIDTH, words,
		  on ? theme_bold(theme, INK_BRIGHT, ground) : theme_pen(theme, INK_TEXT, ground));
	draw_text(d->canvas, y, x + WHEN_WIDTH, WHO_WIDTH, right, theme_pen(theme, INK_TEXT, ground));
	x += WHEN_WIDTH + WHO_WIDTH + 1;
	if (slot->score == NONE)
		return;
	draw_score(d, y, x, slot, ground);
	x += SCORE_CELLS + 1;
	draw_text(d->canvas, y, x, end - x, reasons, theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
}

static void draw_picks(Drawing *d)
{
	int n = line_picks(d->line), shown = MIN(n, d->area.h);
	int first = MAX(d->line->pick - shown + 1, 0);
	for (int i = first; i < first + shown; i++) {
		gboolean on = i == d->line->pick;
		Ground ground = on ? GROUND_PICK : GROUND_LIST;
		Theme *theme = d->canvas->theme;
		g_autofree char *right = NULL, *words = pick_words(d, i, &right);
		int y = take_row(d);
		draw_fill(d->canvas, (Area){ d->area.x, y, d->area.w, 1 }, " ",
			  theme_pen(theme, INK_TEXT, ground));
		if (d->line->finding && d->line->outcome == LINE_TIMES) {
			draw_time(d, y, i, on);
			continue;
		}
		draw_text(d->canvas, y, d->area.x + 1, d->area.w - 26, words,
			  on ? theme_bold(theme, INK_BRIGHT, ground) : theme_pen(theme, INK_TEXT, ground));
		draw_right(d->canvas, y, d->area.x + d->area.w - 25, 24, right,
			   theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
	}
}

void line_draw(Screen *screen, const Canvas *canvas)
{
	const Line *line = line_of(screen);
	Area sheet = { .w = MIN(line->finding ? FIND_WIDTH : SHEET_WIDTH, canvas->cols - 4),
		       .h = MIN(line->finding ? 34 : 22, canvas->rows - 3) };
	sheet.x = (canvas->cols - sheet.w) / 2;
	sheet.y = 1;
	draw_sheet(canvas, sheet, line->finding ? _("Find a time") : _("One line"));
	screen->app->caret_x = input_draw(line->field, canvas, sheet.y + 1, sheet.x + 2, sheet.w - 4, TRUE);
	screen->app->caret_y = sheet.y + 1;
	Drawing d = { screen, line, canvas, { sheet.x + 2, sheet.y + 3, sheet.w - 4, sheet.h - 4 } };
	if (line->outcome == LINE_EMPTY && line->reading->spans->len == 0) {
		draw_examples(&d);
		return;
	}
	draw_words(&d, MIN(MAX(line_picks(line), 1) + 3, 8));
	d.area.y++;
	d.area.h--;
	draw_message(&d);
	draw_picks(&d);
}
