/* ui/screens/form_draw.c - the form on its sheet, the list of what may be picked, and what the book says to it */
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/screens/form_state.h"
#include "ui/words.h"

#define SHEET_WIDTH 74
#define LABEL_WIDTH 11
#define FIELD_WIDTH 34
#define LIST_WIDTH 59
#define PANEL_HEIGHT 5

static const char *const labels[ROW_KINDS] = {
	[ROW_CUSTOMER] = N_("Customer"), [ROW_PHONE] = N_("Phone"),   [ROW_TITLE] = N_("What for"),
	[ROW_SERVICE] = N_("Service"),   [ROW_STAFF] = N_("With"),    [ROW_RESOURCE] = N_("Place"),
	[ROW_WHEN] = N_("When"),         [ROW_LENGTH] = N_("Length"), [ROW_PRICE] = N_("Price"),
	[ROW_REPEAT] = N_("Repeat"),     [ROW_STATUS] = N_("Status"), [ROW_NOTE] = N_("Note"),
};

/* What every function here needs. */
typedef struct {
	Screen *screen;
	const Form *form;
	const Canvas *canvas;
	const Book *book;
	Area sheet;
	int first_row, rows; /* rows shown, when not all fit */
} Drawing;

static Pen pen(const Drawing *d, Ink ink, Ground ground)
{
	return theme_pen(d->canvas->theme, ink, ground);
}

static Pen bold(const Drawing *d, Ink ink, Ground ground)
{
	return theme_bold(d->canvas->theme, ink, ground);
}

static int row_y(const Drawing *d, guint i)
{
	return d->sheet.y + 2 + (int)i - d->first_row;
}

static int field_x(const Drawing *d)
{
	return d->sheet.x + 2 + LABEL_WIDTH;
}

/* --- what stands in an empty field, and beside it --- */

/* What holds where nothing is typed: shown in the empty field. The caller frees; NULL: nothing. */
static char *placeholder(const Drawing *d, const FormRow *row)
{
	const BookPreview *preview = d->form->preview;
	const Part *part = preview && preview->parts->len ? preview->parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(d->book, part->staff) : NULL;
	switch (row->kind) {
	case ROW_STAFF:
		if (d->form->block)
			return g_strdup(_("nobody"));
		return staff && row->part == 0 ? g_strdup_printf(_("any (%s)"), staff->name)
					       : g_strdup(_("any"));
	case ROW_RESOURCE:
		return g_strdup(d->form->block ? _("none") : _("any"));
	case ROW_LENGTH:
		return preview ? when_duration_words(preview->end - preview->start) : NULL;
	case ROW_PRICE:
		return preview && preview->price != NONE
			       ? money_words(preview->price, book_business(d->book)->currency)
			       : NULL;
	case ROW_REPEAT:
		return g_strdup(_("no"));
	case ROW_STATUS:
		return g_strdup(status_words(STATUS_CONFIRMED));
	default:
		return NULL;
	}
}

static char *customer_hint(const Drawing *d, const FormRow *row)
{
	const CustomerCard *card = d->form->card;
	gboolean here = form_focus_row(d->form) == row;
	if (here && d->form->picks->len > 1)
		return g_strdup_printf(ngettext("%u found", "%u found", d->form->picks->len - 1),
				       d->form->picks->len - 1);
	if (form_new_name(d->form))
		return g_strdup(_("a new customer"));
	if (!card || !row->chosen)
		return here ? g_strdup(_("name or phone")) : NULL;
	if (card->visits == 0)
		return g_strdup(_("first visit"));
	return g_strdup_printf(ngettext("%u visit", "%u visits", card->visits), card->visits);
}

static char *service_hint(const Drawing *d, const FormRow *row)
{
	const Service *service = book_service_by_id(d->book, row->chosen);
	const FormRow *staff = form_row(d->form, ROW_STAFF, row->part);
	if (!service)
		return NULL;
	g_autofree char *length = when_duration_words(service_minutes(service, staff->chosen) * 60);
	gint64 price = service_price(service, staff->chosen);
	g_autofree char *money = price == NONE ? NULL : money_words(price, book_business(d->book)->currency);
	return g_strdup_printf("%s%s%s", length, money ? "  " : "", money ? money : "");
}

static char *hint_of(const Drawing *d, const FormRow *row)
{
	const BookPreview *preview = d->form->preview;
	if (row->problem)
		return g_strdup(row->problem);
	switch (row->kind) {
	case ROW_CUSTOMER:
		return customer_hint(d, row);
	case ROW_SERVICE:
		return service_hint(d, row);
	case ROW_WHEN:
		if (preview) {
			g_autofree char *end = words_time(d->book, preview->end);
			return g_strdup_printf(_("until %s"), end);
		}
		return NULL;
	case ROW_LENGTH:
		if (preview && preview->usual) {
			g_autofree char *length = when_duration_words(preview->usual);
			return g_strdup_printf(_("usually %s: ^Y"), length);
		}
		return g_strdup(_("75, 1h15, or 12:30"));
	case ROW_REPEAT:
		if (preview && preview->dates > 1)
			return preview->dates_clashing
				       ? g_strdup_printf(_("%u of %u clash"), preview->dates_clashing,
							 preview->dates)
				       : g_strdup_printf(ngettext("%u date, fits", "%u dates, all fit",
								  preview->dates),
							 preview->dates);
		return form_focus_row(d->form) == row ? g_strdup(_("every 4 weeks, 6 times")) : NULL;
	case ROW_NOTE:
		return g_strdup(_("stays in this book"));
	default:
		return NULL;
	}
}

/* --- rows --- */

static void draw_button(const Drawing *d, int y, gboolean focus)
{
	const char *what = d->form->before ? _("Save") : d->form->block ? _("Block") : _("Book");
	g_autofree char *text = g_strdup_printf("  %s  ", what);
	gboolean fits = d->form->preview && d->form->preview->fits;
	draw_text(d->canvas, y, field_x(d), 20, text,
		  focus ? bold(d, INK_BRIGHT, GROUND_PICK) : pen(d, fits ? INK_TEXT : INK_DIM, GROUND_FIELD));
	if (focus && fits)
		draw_text(d->canvas, y, field_x(d) + text_width(text) + 2, 30, _("Enter saves"),
			  pen(d, INK_DIM, GROUND_SHEET));
}

static void draw_row(const Drawing *d, guint i)
{
	const FormRow *row = d->form->rows->pdata[i];
	gboolean focus = i == d->form->focus;
	int y = row_y(d, i), x = field_x(d);
	if (row->kind == ROW_SAVE) {
		draw_button(d, y, focus);
		return;
	}
	g_autofree char *hint = hint_of(d, row), *empty = placeholder(d, row);
	draw_text(d->canvas, y, d->sheet.x + 2, LABEL_WIDTH, _(labels[row->kind]),
		  pen(d, focus ? INK_TEXT : INK_DIM, GROUND_SHEET));
	int caret = input_draw(row->field, d->canvas, y, x, FIELD_WIDTH, focus);
	if (input_text(row->field)[0] == '\0')
		draw_text(d->canvas, y, x + 1, FIELD_WIDTH - 2, empty,
			  pen(d, INK_DIM, focus ? GROUND_FOCUS : GROUND_FIELD));
	draw_text(d->canvas, y, x + FIELD_WIDTH + 2, d->sheet.w - LABEL_WIDTH - FIELD_WIDTH - 5, hint,
		  pen(d, row->problem ? INK_BAD : INK_DIM, GROUND_SHEET));
	if (focus) {
		d->screen->app->caret_x = caret;
		d->screen->app->caret_y = y;
	}
}

static void draw_picks(const Drawing *d)
{
	int y = row_y(d, d->form->focus) + 1, x = field_x(d);
	for (guint i = 0; i < d->form->picks->len && y < d->canvas->rows - 2; i++, y++) {
		const FormPick *pick = d->form->picks->pdata[i];
		gboolean on = (int)i == d->form->pick;
		Ground ground = on ? GROUND_PICK : GROUND_LIST;
		draw_fill(d->canvas, (Area){ x, y, LIST_WIDTH, 1 }, " ", pen(d, INK_TEXT, ground));
		if (pick->is_new || (!pick->middle && !pick->right)) {
			draw_text(d->canvas, y, x + 1, LIST_WIDTH - 2, pick->name,
				  pen(d, pick->is_new ? INK_ACCENT : INK_TEXT, ground));
			continue;
		}
		draw_text(d->canvas, y, x + 1, 20, pick->name,
			  on ? bold(d, INK_BRIGHT, ground) : pen(d, INK_TEXT, ground));
		draw_text(d->canvas, y, x + 22, 17, pick->middle, pen(d, on ? INK_TEXT : INK_DIM, ground));
		draw_text(d->canvas, y, x + 40, LIST_WIDTH - 41, pick->right,
			  pen(d, on ? INK_TEXT : INK_DIM, ground));
	}
}

/* --- what the book says --- */

/* A key of the panel as it works now: while text is being typed, with Alt. The caller frees. */
static char *panel_key(const Drawing *d, const char *action)
{
	gboolean typing = form_focus_row(d->form)->kind != ROW_SAVE;
	return keymap_key(d->screen->app->keymap, &form_class, keymap_named(&form_class, action), typing);
}

/* "1  14:00 Ana", a line for each; the keys in a column of their own. */
static void draw_alternatives(const Drawing *d, Area area)
{
	const BookPreview *preview = d->form->preview;
	gint64 day = zone_day_of(book_zone(d->book), d->form->start);
	for (guint i = 0; i < preview->alternatives->len && i < 3; i++) {
		g_autofree char *name = g_strdup_printf("alternative-%u", i + 1);
		g_autofree char *key = panel_key(d, name),
				*words = words_slot(d->book, preview->alternatives->pdata[i], day);
		int x = draw_text(d->canvas, area.y + (int)i, area.x + 2, 8, key,
				  bold(d, INK_ACCENT, GROUND_LIST));
		draw_text(d->canvas, area.y + (int)i, x + 2, area.x + area.w - x - 2, words,
			  pen(d, INK_TEXT, GROUND_LIST));
	}
}

static void draw_conflict(const Drawing *d, Area area)
{
	const BookPreview *preview = d->form->preview;
	const char *first = preview->messages->len ? preview->messages->pdata[0] : _("This does not fit.");
	const char *change = preview->why ? preview->why->change : NULL;
	g_autofree char *instead = preview->alternatives->len ? g_strdup_printf("%s  %s", _("Free instead:"),
										change ? change : "")
							      : NULL;
	const char *second = preview->messages->len > 1 && !change ? preview->messages->pdata[1] : instead;
	draw_fill(d->canvas, area, " ", pen(d, INK_TEXT, GROUND_LIST));
	draw_fill(d->canvas, (Area){ area.x, area.y, 1, area.h }, theme_glyph(d->canvas->theme, GLYPH_BAR),
		  pen(d, INK_BAD, GROUND_LIST));
	draw_text(d->canvas, area.y, area.x + 2, area.w - 3, first, bold(d, INK_BAD, GROUND_LIST));
	draw_text(d->canvas, area.y + 1, area.x + 2, area.w - 3, second, pen(d, INK_TEXT, GROUND_LIST));
	draw_alternatives(d, (Area){ area.x, area.y + 2, area.w / 2 + 6, 3 });
	g_autofree char *key = panel_key(d, "overbook"),
			*words = g_strdup_printf(" %s", _("overbook, saying why"));
	int x = area.x + area.w - text_width(words) - (key ? text_width(key) : 0) - 1;
	if (!key)
		return;
	x = draw_text(d->canvas, area.y + 4, x, 8, key, bold(d, INK_ACCENT, GROUND_LIST));
	draw_text(d->canvas, area.y + 4, x, area.w, words, pen(d, INK_DIM, GROUND_LIST));
}

static void draw_verdict(const Drawing *d, Area area)
{
	const BookPreview *preview = d->form->preview;
	if (preview && !preview->fits) {
		draw_conflict(d, area);
		return;
	}
	if (!preview) {
		draw_wrapped(d->canvas, (Area){ area.x + 1, area.y, area.w - 2, 3 }, d->form->problem,
			     pen(d, INK_WARN, GROUND_SHEET));
		return;
	}
	const Part *part = preview->parts->len ? preview->parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(d->book, part->staff) : NULL;
	g_autofree char *span = words_span(d->book, preview->start, preview->end);
	g_autofree char *money =
		preview->price == NONE ? NULL : money_words(preview->price, book_business(d->book)->currency);
	g_autofree char *words = g_strdup_printf("%s %s%s%s%s%s", theme_glyph(d->canvas->theme, GLYPH_FITS),
						 span, staff ? " · " : "", staff ? staff->name : "",
						 money ? " · " : "", money ? money : "");
	draw_text(d->canvas, area.y, area.x + 1, area.w - 2, words, pen(d, INK_GOOD, GROUND_SHEET));
	draw_wrapped(d->canvas, (Area){ area.x + 1, area.y + 1, area.w - 2, 3 }, d->form->problem,
		     pen(d, INK_BAD, GROUND_SHEET));
}

/* --- all of it --- */

static Area place_sheet(const Form *form, const Canvas *canvas, int *rows)
{
	int room = canvas->rows - 3,
	    wanted = (int)form->rows->len + 4 + PANEL_HEIGHT; /* head, line, rows, line, verdict, line */
	Area sheet = { .w = MIN(SHEET_WIDTH, canvas->cols - 2), .h = MIN(wanted, room) };
	*rows = sheet.h - 4 - PANEL_HEIGHT;
	if (sheet.h < wanted)
		*rows = sheet.h - 3 - PANEL_HEIGHT;
	sheet.x = (canvas->cols - sheet.w) / 2;
	sheet.y = MAX((canvas->rows - 2 - sheet.h) / 2, 1);
	return sheet;
}

void form_draw(Screen *screen, const Canvas *canvas)
{
	const Form *form = form_of(screen);
	Drawing d = { screen, form, canvas, screen->app->book, { 0 }, 0, 0 };
	d.sheet = place_sheet(form, canvas, &d.rows);
	d.rows = MIN(d.rows, (int)form->rows->len);
	d.first_row = CLAMP((int)form->focus - d.rows + 1, 0, (int)form->rows->len - d.rows);
	const char *title = form->before  ? (form->block ? _("Blocked time") : _("Booking"))
			    : form->block ? _("Block time")
					  : _("New booking");
	draw_sheet(canvas, d.sheet, title);
	for (int i = d.first_row; i < d.first_row + d.rows; i++)
		draw_row(&d, (guint)i);
	draw_verdict(&d, (Area){ d.sheet.x + 1, d.sheet.y + 3 + d.rows, d.sheet.w - 2, PANEL_HEIGHT });
	draw_picks(&d);
}
