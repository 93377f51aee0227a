/* ui/screens/form.c - the keys of the form
 *
 * Enter accepts what a row offers and goes on to what is still missing; when nothing is, to the button, where Enter saves. Tab goes
 * through every row. ^S saves from anywhere. */
#include "ui/screens/form.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "ui/screens/day.h"
#include "ui/screens/form_state.h"
#include "ui/widgets/prompt.h"

Form *form_of(const Screen *screen)
{
	return screen->state;
}

/* --- focus --- */

static void changed(Screen *screen)
{
	Form *form = form_of(screen);
	form->changed = form->unwritten = TRUE;
	form_preview(screen);
}

typedef enum { TAKE_NONE, TAKE_TYPED, TAKE_SHOWN } Take;

/* Settles the row in focus. What is highlighted in its list is picked by Enter (TAKE_SHOWN), and on the way to another row
 * when the person typed or moved for it. */
static void leave_row(Screen *screen, Take take)
{
	Form *form = form_of(screen);
	gboolean typed = !input_is_empty(form_focus_row(form)->field) || form->pick > 0;
	if (take == TAKE_SHOWN || (take == TAKE_TYPED && typed))
		form_take_pick(screen);
	form_unlist(form);
	form_row_left(screen, form_focus_row(form));
	changed(screen);
}

static void focus_on(Screen *screen, guint i)
{
	Form *form = form_of(screen);
	form->focus = i;
	FormRow *row = form_focus_row(form);
	row->field->fresh = *input_text(row->field) != '\0';
	/* a service has to be chosen: all there are, at once */
	if (row->kind == ROW_SERVICE && !row->chosen && input_is_empty(row->field))
		form_list(screen, TRUE);
}

static void step_row(Screen *screen, int step, Take take)
{
	Form *form = form_of(screen);
	guint n;
	leave_row(screen, take);
	n = form->rows->len;
	focus_on(screen, (guint)CLAMP((int)form->focus + step, 0, (int)n - 1));
}

/* What is still missing, after the row in focus: a service nobody has looked at yet. Otherwise the button. */
static guint next_missing(const Form *form)
{
	for (guint i = form->focus + 1; i < form->rows->len; i++) {
		const FormRow *row = form->rows->pdata[i];
		if (row->kind == ROW_SERVICE && !row->touched && !form->before)
			return i;
		if (row->kind == ROW_SERVICE && !row->chosen)
			return i;
	}
	return form->rows->len - 1;
}

/* --- typing --- */

static gboolean form_text(Screen *screen, gunichar c)
{
	Form *form = form_of(screen);
	FormRow *row = form_focus_row(form);
	if (row->kind == ROW_SAVE)
		return FALSE;
	input_insert(row->field, c);
	form_row_read(screen, row);
	changed(screen);
	return TRUE;
}

static gboolean form_edit(Screen *screen, Key key)
{
	Form *form = form_of(screen);
	FormRow *row = form_focus_row(form);
	gboolean other = FALSE;
	if (row->kind == ROW_SAVE || !input_key(row->field, screen->app->keymap, key, &other))
		return FALSE;
	if (other) {
		form_row_read(screen, row);
		changed(screen);
	}
	return TRUE;
}

/* --- actions --- */

static void form_accept(Screen *screen)
{
	Form *form = form_of(screen);
	if (form_focus_row(form)->kind == ROW_SAVE) {
		form_save(screen, NULL);
		return;
	}
	leave_row(screen, TAKE_SHOWN);
	FormRow *row = form_focus_row(form);
	if (row->problem ||
	    (row->kind == ROW_SERVICE && !row->chosen && row->part == 0 && !input_is_empty(row->field)))
		return;
	row->touched = row->touched || row->kind == ROW_SERVICE;
	focus_on(screen, next_missing(form));
}

static void form_next(Screen *screen)
{
	step_row(screen, 1, TAKE_TYPED);
}

static void form_previous(Screen *screen)
{
	step_row(screen, -1, TAKE_NONE);
}

static void form_up(Screen *screen)
{
	Form *form = form_of(screen);
	if (form->picks->len)
		form->pick = MAX(form->pick - 1, 0);
	else
		step_row(screen, -1, TAKE_NONE);
}

static void form_down(Screen *screen)
{
	Form *form = form_of(screen);
	if (form->picks->len)
		form->pick = MIN(form->pick + 1, (int)form->picks->len - 1);
	else
		step_row(screen, 1, TAKE_NONE);
}

static void form_list_all(Screen *screen)
{
	form_list(screen, TRUE);
}

static void form_do_save(Screen *screen)
{
	leave_row(screen, TAKE_TYPED);
	form_save(screen, NULL);
}

static void shift(Screen *screen, int steps)
{
	Form *form = form_of(screen);
	FormRow *when = form_row(form, ROW_WHEN, 0);
	form_set_start(screen, form->start + steps * book_policy(screen->app->book)->slot_step * 60);
	when->touched = TRUE;
	changed(screen);
}

static void form_earlier(Screen *screen)
{
	shift(screen, -1);
}

static void form_later_start(Screen *screen)
{
	shift(screen, 1);
}

static void form_another(Screen *screen)
{
	leave_row(screen, TAKE_TYPED);
	form_add_service(screen);
	focus_on(screen, form_of(screen)->focus);
}

static void form_do_turn(Screen *screen)
{
	form_turn(screen);
	focus_on(screen, 0);
	changed(screen);
}

static void alternative(Screen *screen, guint n)
{
	Form *form = form_of(screen);
	form_take_alternative(screen, n);
	form_unlist(form);
	form->unwritten = TRUE;
	focus_on(screen, form->rows->len - 1);
}

static void alternative_1(Screen *screen)
{
	alternative(screen, 0);
}

static void alternative_2(Screen *screen)
{
	alternative(screen, 1);
}

static void alternative_3(Screen *screen)
{
	alternative(screen, 2);
}

static gboolean overbook_done(Screen *screen, const char *text, GError **error)
{
	if (!*text)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("An overbooking needs a reason."));
	form_save(screen, text);
	return TRUE;
}

static void form_overbook(Screen *screen)
{
	prompt_ask(screen, &(Question){ .label = _("Overbook, because:"), .done = overbook_done });
}

static void hold(Screen *screen)
{
	form_hold(screen);
}

static gboolean has_usual(const Screen *screen)
{
	const BookPreview *preview = form_of(screen)->preview;
	return preview && preview->usual;
}

static void form_leave(Screen *screen)
{
	Form *form = form_of(screen);
	App *app = screen->app;
	if (form->picks->len) {
		form_unlist(form);
		return;
	}
	if (form->changed) {
		app_push(app, &form_leave_class);
		app_say(app, SAY_WARNING, _("This form is not saved."));
		return;
	}
	draft_remove(g_steal_pointer(&form->draft));
	app_pop(app);
}

/* --- when they apply --- */

static gboolean is_new(const Screen *screen)
{
	return form_of(screen)->before == NULL;
}

static gboolean is_visit(const Screen *screen)
{
	return !form_of(screen)->block;
}

static gboolean has_list(const Screen *screen)
{
	return form_is_picker(form_focus_row(form_of(screen))->kind);
}

static gboolean has_alternative(const Screen *screen, guint n)
{
	const BookPreview *preview = form_of(screen)->preview;
	return preview && preview->alternatives->len > n;
}

static gboolean has_1(const Screen *screen)
{
	return has_alternative(screen, 0);
}

static gboolean has_2(const Screen *screen)
{
	return has_alternative(screen, 1);
}

static gboolean has_3(const Screen *screen)
{
	return has_alternative(screen, 2);
}

static gboolean does_not_fit(const Screen *screen)
{
	const BookPreview *preview = form_of(screen)->preview;
	return preview && !preview->fits;
}

#define NO_ALTERNATIVE N_("There is no other time to take.")

static const Action actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("accept"),
	  .help = N_("Accept, and on to what is missing; on the button: save"),
	  .run = form_accept },
	{ .name = "save",
	  .keys = "C-s",
	  .brief = N_("save"),
	  .help = N_("Save from anywhere"),
	  .run = form_do_save },
	{ .name = "next",
	  .keys = "Tab",
	  .brief = N_("next"),
	  .help = N_("To the next row"),
	  .run = form_next },
	{ .name = "previous", .keys = "BTab", .help = N_("To the row before"), .run = form_previous },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("back"),
	  .help = N_("Back; an unsaved form asks"),
	  .run = form_leave },
	{ .name = "up", .keys = "Up", .help = N_("Up in the list, or to the row before"), .run = form_up },
	{ .name = "down",
	  .keys = "Down",
	  .help = N_("Down in the list, or to the next row"),
	  .run = form_down },
	{ .name = "list",
	  .keys = "C-o",
	  .brief = N_("list"),
	  .help = N_("List everything that may be picked"),
	  .run = form_list_all,
	  .applies = has_list,
	  .otherwise = N_("There is nothing to pick for this row: type it.") },
	{ .name = "earlier", .keys = "PgUp", .help = N_("One step earlier"), .run = form_earlier },
	{ .name = "later", .keys = "PgDn", .help = N_("One step later"), .run = form_later_start },
	{ .name = "usual-length",
	  .keys = "C-y",
	  .brief = N_("usual length"),
	  .help = N_("Take the length that this customer's visits usually have"),
	  .run = form_take_usual,
	  .applies = has_usual,
	  .otherwise = N_("There is no other usual length to take.") },
	{ .name = "hold",
	  .keys = "C-k",
	  .help = N_("Keep the time for ten minutes while you talk; Esc lets it go"),
	  .run = hold,
	  .applies = is_new,
	  .otherwise = N_("The booking keeps its time as it is.") },
	{ .name = "another-service",
	  .keys = "C-n",
	  .brief = N_("another service"),
	  .help = N_("One more service in the same visit"),
	  .run = form_another,
	  .applies = is_visit,
	  .otherwise = N_("Blocked time has no services.") },
	{ .name = "turn",
	  .keys = "C-b",
	  .brief = N_("block"),
	  .help = N_("Block the time instead, or book after all"),
	  .run = form_do_turn,
	  .applies = is_new,
	  .otherwise = N_("A booking stays a booking, and a block a block.") },
	{ .name = "alternative-1",
	  .keys = "1 A-1",
	  .help = N_("Take the first free time instead"),
	  .run = alternative_1,
	  .applies = has_1,
	  .otherwise = NO_ALTERNATIVE },
	{ .name = "alternative-2",
	  .keys = "2 A-2",
	  .help = N_("Take the second"),
	  .run = alternative_2,
	  .applies = has_2,
	  .otherwise = NO_ALTERNATIVE },
	{ .name = "alternative-3",
	  .keys = "3 A-3",
	  .help = N_("Take the third"),
	  .run = alternative_3,
	  .applies = has_3,
	  .otherwise = NO_ALTERNATIVE },
	{ .name = "overbook",
	  .keys = "o A-o",
	  .help = N_("Book although it does not fit, saying why"),
	  .run = form_overbook,
	  .applies = does_not_fit,
	  .otherwise = N_("It fits as it is.") },
};

/* --- leaving a form that is not saved --- */

static void leave_keep(Screen *screen)
{
	App *app = screen->app;
	app_pop(app);
	app_pop(app); /* the form, whose draft stays */
	app_refresh(app);
	app_say(app, SAY_PLAIN, _("The form is kept."));
}

static void leave_discard(Screen *screen)
{
	App *app = screen->app;
	Form *form = form_of(app_below(screen));
	draft_remove(g_steal_pointer(&form->draft));
	app_pop(app);
	app_pop(app);
	app_refresh(app); /* another one may be left */
}

static void leave_go_on(Screen *screen)
{
	app_pop(screen->app);
}

static const Action leave_actions[] = {
	{ .name = "keep",
	  .keys = "k",
	  .brief = N_("keep it for later"),
	  .help = N_("Keep the form for later"),
	  .run = leave_keep },
	{ .name = "discard",
	  .keys = "d",
	  .brief = N_("throw it away"),
	  .help = N_("Throw the form away"),
	  .run = leave_discard },
	{ .name = "go-on",
	  .keys = "Esc Enter",
	  .brief = N_("go on"),
	  .help = N_("Go on with the form"),
	  .run = leave_go_on },
};

const ScreenClass form_leave_class = {
	.name = "leave",
	.title = N_("Leaving an unsaved form"),
	.actions = leave_actions,
	.n_actions = G_N_ELEMENTS(leave_actions),
};

/* --- life --- */

static void form_close(Screen *screen)
{
	Form *form = form_of(screen);
	if (form->draft) {
		form_write_draft(screen);
		draft_keep(form->draft);
	}
	if (form->held) /* over already: nothing is lost */
		book_hold_release(screen->app->book, form->held, NULL);
	g_free(form->held);
	form_rows_free(form);
	g_clear_pointer(&form->preview, book_preview_free);
	g_clear_pointer(&form->before, booking_free);
	g_free(form->before_name);
	g_free(form->problem);
}

/* The book changed: what stands in the way, and who can be picked, may be something else. */
static gboolean form_refresh(Screen *screen, GError **error)
{
	(void)error;
	form_preview(screen);
	return TRUE;
}

static Screen *open_form(Screen *day, const BookingView *view, const FormStart *start, gboolean block)
{
	Screen *screen = app_push(day->app, &form_class);
	Form *form = form_of(screen);
	form->day = day;
	form->block = block;
	if (view) {
		form->before = booking_copy(view->booking);
		form->before_name = g_strdup(view->customer_name);
	}
	form_rows_make(screen, start);
	return screen;
}

void form_open_new(Screen *day, const FormStart *start)
{
	Screen *screen = open_form(day, NULL, start, FALSE);
	Form *form = form_of(screen);
	form->draft = draft_new(day->app->book);
	if (start->customer)
		form->focus = 1;
	focus_on(screen, form->focus);
	form_preview(screen);
}

void form_open_edit(Screen *day, const BookingView *view)
{
	Screen *screen = open_form(day, view, NULL, strcmp(view->booking->kind, "block") == 0);
	form_of(screen)->draft = draft_new(day->app->book);
	focus_on(screen, 0);
	form_preview(screen);
}

void form_open_draft(Screen *day)
{
	App *app = day->app;
	GKeyFile *content = NULL;
	Draft *draft = draft_take(app->book, &content);
	if (!draft) {
		app_say(app, SAY_WARNING, _("That form is open somewhere else, or was finished."));
		return;
	}
	g_autofree char *id = g_key_file_get_string(content, "form", "booking", NULL);
	g_autoptr(BookingView) view = id ? book_view(app->book, id, NULL) : NULL;
	FormStart start = { .start = g_key_file_get_int64(content, "form", "start", NULL) };
	Screen *screen = open_form(day, view, &start, g_key_file_get_boolean(content, "form", "block", NULL));
	form_of(screen)->draft = draft;
	form_read_draft(screen, content);
	focus_on(screen, 0);
	form_preview(screen);
	if (id && !view)
		app_say(app, SAY_WARNING, _("The booking it was about is gone: this would be a new one."));
	g_key_file_unref(content);
}

const ScreenClass form_class = {
	.name = "form",
	.title = N_("Form of a booking"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Form),
	.covers = TRUE,
	.close = form_close,
	.refresh = form_refresh,
	.later = form_write_draft,
	.draw = form_draw,
	.text = form_text,
	.edit = form_edit,
};
