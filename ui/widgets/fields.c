/* ui/widgets/fields.c - a small form over the screen that asks */
#include "ui/widgets/fields.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/widgets/input.h"

#define SHEET_WIDTH 76
#define PICKS_SHOWN 6
#define FIELD_WIDTH 34

typedef struct {
	char *label, *hint;
	Input *input;
	char *id;      /* of what its text was picked as; NULL */
	char *problem; /* NULL: none, or it was not left yet */
	gboolean left; /* the focus was on it and went on: its problem is shown */
} Line;

typedef struct {
	Screen *asking;
	Fields fields;
	char *title, *intro, *save;
	GPtrArray *rows; /* of Line */
	guint focus;     /* rows->len: the button */
	GPtrArray *picks;
	int pick;
	char *outcome;
	gboolean stale; /* outcome is of an older text */
} State;

static State *state_of(const Screen *screen)
{
	return screen->state;
}

static void row_free(gpointer row_)
{
	Line *row = row_;
	g_free(row->label);
	g_free(row->hint);
	g_free(row->id);
	g_free(row->problem);
	input_free(row->input);
	g_free(row);
}

static void pick_free(gpointer pick_)
{
	FieldPick *pick = pick_;
	g_free(pick->id);
	g_free(pick->name);
	g_free(pick->right);
	g_free(pick);
}

static void forget(State *state)
{
	g_clear_pointer(&state->rows, g_ptr_array_unref);
	g_clear_pointer(&state->picks, g_ptr_array_unref);
	g_free(state->title);
	g_free(state->intro);
	g_free(state->save);
	g_free(state->outcome);
	if (state->fields.free_data)
		state->fields.free_data(state->fields.data);
}

void fields_pick(GPtrArray *picks, const char *id, const char *name, const char *right)
{
	FieldPick *pick = g_new0(FieldPick, 1);
	pick->id = g_strdup(id);
	pick->name = g_strdup(name);
	pick->right = g_strdup(right);
	g_ptr_array_add(picks, pick);
}

/* --- what was typed --- */

static Line *row_at(const State *state, guint i)
{
	return i < state->rows->len ? state->rows->pdata[i] : NULL;
}

typedef struct {
	FieldTexts typed;
	GPtrArray *texts, *ids;
} Typed;

static Typed typed_of(const State *state)
{
	Typed all = { .texts = g_ptr_array_new_with_free_func(g_free), .ids = g_ptr_array_new() };
	for (guint i = 0; i < state->rows->len; i++) {
		const Line *row = state->rows->pdata[i];
		g_ptr_array_add(all.texts, g_strstrip(g_strdup(input_text(row->input))));
		g_ptr_array_add(all.ids, row->id);
	}
	all.typed = (FieldTexts){ state->rows->len, (const char **)all.texts->pdata,
				  (const char **)all.ids->pdata };
	return all;
}

static void typed_clear(Typed *all)
{
	g_ptr_array_unref(all->texts);
	g_ptr_array_unref(all->ids);
}

/* Asks what is wrong with each; TRUE when nothing is. */
static gboolean look(State *state)
{
	gboolean fine = TRUE;
	Typed all = typed_of(state);
	for (guint i = 0; i < state->rows->len; i++) {
		Line *row = state->rows->pdata[i];
		g_free(row->problem);
		row->problem = state->fields.problem ? state->fields.problem(state->asking, i, &all.typed,
									     state->fields.data)
						     : NULL;
		fine = fine && !row->problem;
	}
	typed_clear(&all);
	return fine;
}

static void settle_outcome(State *state)
{
	if (!state->stale)
		return;
	state->stale = FALSE;
	g_clear_pointer(&state->outcome, g_free);
	if (!look(state) || !state->fields.outcome)
		return;
	Typed all = typed_of(state);
	state->outcome = state->fields.outcome(state->asking, &all.typed, state->fields.data);
	typed_clear(&all);
}

static void list(State *state)
{
	const Line *row = row_at(state, state->focus);
	g_ptr_array_set_size(state->picks, 0);
	state->pick = 0;
	if (!row || row->id || !state->fields.picks)
		return;
	g_autofree char *text = g_strstrip(g_strdup(input_text(row->input)));
	state->fields.picks(state->asking, state->focus, text, state->picks, state->fields.data);
}

static void changed(Screen *screen)
{
	State *state = state_of(screen);
	Line *row = row_at(state, state->focus);
	if (row) {
		g_clear_pointer(&row->id, g_free);
		g_clear_pointer(&row->problem, g_free);
		row->left = FALSE;
	}
	state->stale = TRUE;
	list(state);
}

/* --- keys --- */

static gboolean fields_text(Screen *screen, gunichar c)
{
	State *state = state_of(screen);
	Line *row = row_at(state, state->focus);
	if (!row)
		return FALSE;
	input_insert(row->input, c);
	changed(screen);
	return TRUE;
}

static gboolean fields_edit(Screen *screen, Key key)
{
	State *state = state_of(screen);
	Line *row = row_at(state, state->focus);
	gboolean other = FALSE;
	if (!row || !input_key(row->input, screen->app->keymap, key, &other))
		return FALSE;
	if (other)
		changed(screen);
	return TRUE;
}

/* What is highlighted becomes the text. */
static void take_pick(State *state)
{
	Line *row = row_at(state, state->focus);
	if (!row || state->picks->len == 0 || (input_is_empty(row->input) && !state->pick))
		return;
	const FieldPick *pick = state->picks->pdata[state->pick];
	g_free(row->id);
	row->id = g_strdup(pick->id);
	input_set(row->input, pick->name);
	row->input->fresh = FALSE;
	state->stale = TRUE;
	g_ptr_array_set_size(state->picks, 0);
}

static void focus_on(Screen *screen, int i)
{
	State *state = state_of(screen);
	Line *row = row_at(state, state->focus);
	if (row)
		row->left = TRUE;
	state->focus = (guint)CLAMP(i, 0, (int)state->rows->len);
	row = row_at(state, state->focus);
	if (row)
		row->input->fresh = !input_is_empty(row->input);
	look(state);
	list(state);
}

/* The first field with something wrong gets the focus, and all of them say it. */
static gboolean says_what_is_wrong(Screen *screen)
{
	State *state = state_of(screen);
	if (look(state))
		return FALSE;
	for (guint i = state->rows->len; i-- > 0;) {
		Line *row = state->rows->pdata[i];
		row->left = TRUE;
		if (row->problem) {
			state->focus = i;
			app_say(screen->app, SAY_WARNING, "%s: %s", row->label, row->problem);
		}
	}
	list(state);
	return TRUE;
}

/* The form is out of the way before it is acted on, for that may open a screen of its own; refused, it comes back as it was. */
static void save(Screen *screen)
{
	App *app = screen->app;
	GError *error = NULL;
	take_pick(state_of(screen));
	if (says_what_is_wrong(screen))
		return;
	State kept = *state_of(screen);
	*state_of(screen) = (State){ 0 };
	app_pop(app);
	Typed all = typed_of(&kept);
	if (kept.fields.done(kept.asking, &all.typed, kept.fields.data, &error)) {
		forget(&kept);
	} else {
		*state_of(app_push(app, &fields_class)) = kept;
		app_fail(app, error);
	}
	typed_clear(&all);
}

static void next(Screen *screen)
{
	State *state = state_of(screen);
	take_pick(state);
	focus_on(screen, (int)state->focus + 1);
}

static void accept(Screen *screen)
{
	if (row_at(state_of(screen), state_of(screen)->focus))
		next(screen);
	else
		save(screen);
}

static void previous(Screen *screen)
{
	focus_on(screen, (int)state_of(screen)->focus - 1);
}

static void down(Screen *screen)
{
	State *state = state_of(screen);
	if (state->picks->len)
		state->pick = MIN(state->pick + 1, (int)state->picks->len - 1);
	else
		focus_on(screen, (int)state->focus + 1);
}

static void up(Screen *screen)
{
	State *state = state_of(screen);
	if (state->picks->len && state->pick > 0)
		state->pick--;
	else
		focus_on(screen, (int)state->focus - 1);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("next"),
	  .help = N_("Take what is picked and go on; on the last line: do it"),
	  .run = accept },
	{ .name = "save", .keys = "C-s", .brief = N_("save"), .help = N_("Save from anywhere"), .run = save },
	{ .name = "next", .keys = "Tab", .help = N_("To the next field"), .run = next },
	{ .name = "previous", .keys = "BTab", .help = N_("To the field before"), .run = previous },
	{ .name = "down", .keys = "Down", .help = N_("Down in the list, or to the next field"), .run = down },
	{ .name = "up", .keys = "Up", .help = N_("Up in the list, or to the field before"), .run = up },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("back"),
	  .help = N_("Back; nothing is saved"),
	  .run = leave },
};

/* --- drawing --- */

typedef struct {
	Screen *screen;
	const State *state;
	const Canvas *canvas;
	Area sheet;
	int label, y; /* width of the labels; the next line */
} Drawing;

static Pen pen(const Drawing *d, Ink ink, Ground ground)
{
	return theme_pen(d->canvas->theme, ink, ground);
}

static void draw_row(Drawing *d, guint i)
{
	const Line *row = d->state->rows->pdata[i];
	gboolean focus = i == d->state->focus;
	int x = d->sheet.x + 2 + d->label, width = MIN(FIELD_WIDTH, d->sheet.w - d->label - 4);
	draw_text(d->canvas, d->y, d->sheet.x + 2, d->label - 1, row->label,
		  pen(d, focus ? INK_TEXT : INK_DIM, GROUND_SHEET));
	int caret = input_draw(row->input, d->canvas, d->y, x, width, focus);
	if (focus) {
		d->screen->app->caret_x = caret;
		d->screen->app->caret_y = d->y;
	}
	const char *words = row->problem && row->left             ? row->problem
			    : focus || input_is_empty(row->input) ? row->hint
								  : NULL;
	draw_text(d->canvas, d->y, x + width + 1, d->sheet.x + d->sheet.w - x - width - 2, words,
		  pen(d, row->problem && row->left ? INK_BAD : INK_DIM, GROUND_SHEET));
	d->y++;
}

static void draw_picks(Drawing *d)
{
	const State *state = d->state;
	int shown = MIN((int)state->picks->len, PICKS_SHOWN), first = MAX(state->pick - shown + 1, 0);
	int x = d->sheet.x + 2 + d->label, width = MIN(48, d->sheet.w - d->label - 4);
	for (int i = first; i < first + shown && d->y < d->sheet.y + d->sheet.h - 1; i++, d->y++) {
		const FieldPick *pick = state->picks->pdata[i];
		Ground ground = i == state->pick ? GROUND_PICK : GROUND_LIST;
		draw_fill(d->canvas, (Area){ x, d->y, width, 1 }, " ", pen(d, INK_TEXT, ground));
		draw_text(d->canvas, d->y, x + 1, width - 16, pick->name, pen(d, INK_TEXT, ground));
		draw_right(d->canvas, d->y, x + width - 15, 14, pick->right, pen(d, INK_DIM, ground));
	}
}

static void draw_button(Drawing *d)
{
	gboolean focus = d->state->focus == d->state->rows->len;
	g_autofree char *text = g_strdup_printf("  %s  ", d->state->save);
	draw_text(d->canvas, d->y, d->sheet.x + 2 + d->label, d->sheet.w - d->label - 4, text,
		  focus ? theme_bold(d->canvas->theme, INK_BRIGHT, GROUND_PICK)
			: pen(d, INK_TEXT, GROUND_FIELD));
	d->y++;
}

static int label_width(const State *state)
{
	int widest = 8;
	for (guint i = 0; i < state->rows->len; i++)
		widest = MAX(widest, text_width(((const Line *)state->rows->pdata[i])->label));
	return MIN(widest, 22) + 2;
}

static int intro_lines(const State *state, int width)
{
	g_auto(GStrv) lines = state->intro ? draw_broken(state->intro, width, 3) : NULL;
	return lines ? (int)g_strv_length(lines) + 1 : 0;
}

/* What is wrong, whole: beside its field there may be no room for it. */
static const char *shown_problem(const State *state)
{
	for (guint i = 0; i < state->rows->len; i++) {
		const Line *row = state->rows->pdata[i];
		if (row->left && row->problem)
			return row->problem;
	}
	return NULL;
}

static void fields_draw(Screen *screen, const Canvas *canvas)
{
	const State *state = state_of(screen);
	Area sheet = { .w = MIN(SHEET_WIDTH + 20, canvas->cols - 4), .y = 1 };
	int intro = canvas->rows < 22 ? 0 : intro_lines(state, sheet.w - 4);
	sheet.x = (canvas->cols - sheet.w) / 2;
	sheet.h = MIN(intro + (int)state->rows->len + 8 + PICKS_SHOWN / 2, canvas->rows - 3);
	draw_sheet(canvas, sheet, state->title);
	Drawing d = { screen, state, canvas, sheet, label_width(state), sheet.y + 2 };
	draw_wrapped(canvas, (Area){ sheet.x + 2, d.y, sheet.w - 4, intro }, intro ? state->intro : NULL,
		     pen(&d, INK_DIM, GROUND_SHEET));
	d.y += intro;
	int bottom = sheet.y + sheet.h - 1, room = MAX(bottom - d.y, 1);
	/* where not all fit, those up to the one in focus and one more */
	guint first = (guint)MAX((int)state->focus + 2 - room, 0);
	for (guint i = first; i < state->rows->len && d.y < bottom; i++) {
		draw_row(&d, i);
		if (i == state->focus && state->picks->len)
			draw_picks(&d);
	}
	if (d.y < bottom)
		draw_button(&d);
	const char *problem = shown_problem(state);
	if (d.y + 1 < sheet.y + sheet.h)
		draw_wrapped(canvas, (Area){ sheet.x + 2, d.y + 1, sheet.w - 4, sheet.y + sheet.h - d.y - 1 },
			     problem ? problem : state->outcome,
			     pen(&d, problem ? INK_BAD : INK_INFO, GROUND_SHEET));
}

static void fields_later(Screen *screen)
{
	State *state = state_of(screen);
	screen->app->stale |= state->stale;
	settle_outcome(state);
}

static void fields_close(Screen *screen)
{
	forget(state_of(screen));
}

/* The book changed: what it would do may be something else now. */
static gboolean fields_refresh(Screen *screen, GError **error)
{
	(void)error;
	state_of(screen)->stale = TRUE;
	return TRUE;
}

const ScreenClass fields_class = {
	.name = "fields",
	.title = N_("A small form"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(State),
	.covers = TRUE,
	.close = fields_close,
	.refresh = fields_refresh,
	.later = fields_later,
	.draw = fields_draw,
	.text = fields_text,
	.edit = fields_edit,
};

void fields_ask(Screen *asking, const Fields *fields)
{
	Screen *screen = app_push(asking->app, &fields_class);
	State *state = state_of(screen);
	state->asking = asking;
	state->fields = *fields;
	state->title = g_strdup(fields->title);
	state->intro = g_strdup(fields->intro);
	state->save = g_strdup(fields->save);
	state->rows = g_ptr_array_new_with_free_func(row_free);
	state->picks = g_ptr_array_new_with_free_func(pick_free);
	for (guint i = 0; i < fields->n; i++) {
		Line *row = g_new0(Line, 1);
		row->label = g_strdup(fields->fields[i].label);
		row->hint = g_strdup(fields->fields[i].hint);
		row->input = input_new(fields->fields[i].offer);
		row->id = g_strdup(fields->fields[i].id);
		g_ptr_array_add(state->rows, row);
	}
	state->stale = TRUE;
	list(state);
}
