/* ui/screens/setup.c - the first-run form */
#include "ui/screens/setup.h"

#include <locale.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/app.h"
#include "ui/widgets/input.h"

#define LABEL_WIDTH 12
#define N_SERVICES 4

enum {
	SETUP_NAME,
	SETUP_ZONE,
	SETUP_CURRENCY,
	SETUP_HOURS,
	SETUP_STAFF,
	SETUP_SERVICE,
	SETUP_FIELDS = SETUP_SERVICE + N_SERVICES,
	SETUP_SAVE = SETUP_FIELDS
};

typedef struct {
	Input *fields[SETUP_FIELDS];
	guint focus; /* SETUP_SAVE: the button */
} Setup;

static Setup *setup_of(const Screen *screen)
{
	return screen->state;
}

/* --- what is offered --- */

/* The locale's own currency, where it has one. */
static const char *currency_here(void)
{
	static char code[4];
	const struct lconv *locale = localeconv();
	g_strlcpy(code, locale->int_curr_symbol ? locale->int_curr_symbol : "", sizeof code);
	return strlen(code) == 3 && money_digits(code) >= 0 ? code : "EUR";
}

static char *name_here(void)
{
	const char *real = g_get_real_name();
	g_autofree char *name = real && strcmp(real, "Unknown") != 0 ? text_name(real) : NULL;
	return name ? g_steal_pointer(&name) : g_strdup(g_get_user_name());
}

void setup_open(App *app)
{
	Screen *screen = app_push(app, &setup_class);
	Setup *setup = setup_of(screen);
	g_autofree char *zone = zone_system_name(), *person = name_here();
	for (guint i = 0; i < SETUP_FIELDS; i++)
		setup->fields[i] = input_new(NULL);
	input_set(setup->fields[SETUP_NAME], _("My business"));
	input_set(setup->fields[SETUP_ZONE], zone);
	input_set(setup->fields[SETUP_CURRENCY], currency_here());
	input_set(setup->fields[SETUP_HOURS], "mo-fr 09:00-18:00");
	input_set(setup->fields[SETUP_STAFF], person);
	input_set(setup->fields[SETUP_SERVICE], _("Appointment 60"));
}

static void setup_close(Screen *screen)
{
	Setup *setup = setup_of(screen);
	for (guint i = 0; i < SETUP_FIELDS; i++)
		input_free(setup->fields[i]);
}

/* --- what is wrong with it --- */

static void ignore_range(int weekday, int from_min, int to_min, gpointer data)
{
	(void)weekday;
	(void)from_min;
	(void)to_min;
	(void)data;
}

/* In words, or NULL when a field is fine. The caller frees. */
static char *problem_of(const Setup *setup, guint i)
{
	const char *text = input_text(setup->fields[i]);
	g_autoptr(GError) error = NULL;
	switch (i) {
	case SETUP_NAME:
	case SETUP_STAFF:
		return input_is_empty(setup->fields[i]) ? g_strdup(_("is needed")) : NULL;
	case SETUP_ZONE:
		return zone_exists(text) ? NULL : g_strdup(_("not known; like Europe/Berlin"));
	case SETUP_CURRENCY:
		return money_digits(text) >= 0 ? NULL : g_strdup(_("not known; like EUR, CHF, USD"));
	case SETUP_HOURS:
		return when_hours(text, ignore_range, NULL, &error) ? NULL : g_strdup(error->message);
	default:
		return NULL;
	}
}

static const char *hint_of(guint i)
{
	switch (i) {
	case SETUP_HOURS:
		return _("mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00");
	case SETUP_STAFF:
		return _("one or more, with commas");
	case SETUP_SERVICE:
		return _("name, minutes, price: Cut 45 38.00");
	default:
		return NULL;
	}
}

/* --- making the book --- */

/* The names of a line, at its commas. */
static GPtrArray *names_of(const char *text)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	for (guint i = 0; parts[i]; i++) {
		char *name = text_name(parts[i]);
		if (name)
			g_ptr_array_add(names, name);
	}
	return names;
}

static void make(Screen *screen, gboolean demo)
{
	const Setup *setup = setup_of(screen);
	App *app = screen->app;
	GError *error = NULL;
	g_autoptr(GPtrArray) staff = names_of(input_text(setup->fields[SETUP_STAFF]));
	g_autoptr(GPtrArray) services = g_ptr_array_new_with_free_func(g_free);
	for (guint i = SETUP_SERVICE; i < SETUP_FIELDS; i++)
		if (!input_is_empty(setup->fields[i]))
			g_ptr_array_add(services, text_name(input_text(setup->fields[i])));
	BookInit init = { .name = input_text(setup->fields[SETUP_NAME]),
			  .zone = input_text(setup->fields[SETUP_ZONE]),
			  .currency = input_text(setup->fields[SETUP_CURRENCY]),
			  .hours = input_text(setup->fields[SETUP_HOURS]),
			  .staff = staff,
			  .services = services };
	/* the demo is a business of its own, in this machine's zone */
	BookInit of_demo = { .zone = init.zone, .demo = TRUE };
	if (book_init(app->options, demo ? &of_demo : &init, &error))
		app_pop(app);
	else
		app_fail(app, error);
}

static void save(Screen *screen)
{
	Setup *setup = setup_of(screen);
	for (guint i = 0; i < SETUP_FIELDS; i++) {
		g_autofree char *problem = problem_of(setup, i);
		if (problem) {
			setup->focus = i;
			app_say(screen->app, SAY_ERROR, "%s: %s", input_text(setup->fields[i]), problem);
			return;
		}
	}
	make(screen, FALSE);
}

static void demo(Screen *screen)
{
	make(screen, TRUE);
}

/* --- keys --- */

static void focus_on(Screen *screen, int i)
{
	Setup *setup = setup_of(screen);
	setup->focus = (guint)CLAMP(i, 0, SETUP_SAVE);
	if (setup->focus < SETUP_FIELDS)
		setup->fields[setup->focus]->fresh = !input_is_empty(setup->fields[setup->focus]);
}

static void next(Screen *screen)
{
	focus_on(screen, (int)setup_of(screen)->focus + 1);
}

static void previous(Screen *screen)
{
	focus_on(screen, (int)setup_of(screen)->focus - 1);
}

static void accept(Screen *screen)
{
	if (setup_of(screen)->focus == SETUP_SAVE)
		save(screen);
	else
		next(screen);
}

static void leave(Screen *screen)
{
	app_quit(screen->app);
}

static gboolean setup_text(Screen *screen, gunichar c)
{
	Setup *setup = setup_of(screen);
	if (setup->focus == SETUP_SAVE)
		return FALSE;
	input_insert(setup->fields[setup->focus], c);
	return TRUE;
}

static gboolean setup_edit(Screen *screen, Key key)
{
	Setup *setup = setup_of(screen);
	return setup->focus != SETUP_SAVE &&
	       input_key(setup->fields[setup->focus], screen->app->keymap, key, NULL);
}

static const Action actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("next"),
	  .help = N_("To the next field; on the button: open the book"),
	  .run = accept },
	{ .name = "save",
	  .keys = "C-s",
	  .brief = N_("open the book"),
	  .help = N_("Make the book as it stands here, and open it"),
	  .run = save },
	{ .name = "demo",
	  .keys = "C-d",
	  .brief = N_("try a demo first"),
	  .help = N_("Make a demonstration business instead"),
	  .run = demo },
	{ .name = "next", .keys = "Tab Down", .help = N_("To the next field"), .run = next },
	{ .name = "previous", .keys = "BTab Up", .help = N_("To the field before"), .run = previous },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("quit"),
	  .help = N_("Leave; no book is made"),
	  .run = leave },
};

/* --- drawing --- */

static void draw_field(const Screen *screen, const Canvas *canvas, Area sheet, guint i)
{
	static const char *const labels[SETUP_FIELDS] = { N_("Business"), N_("Time zone"), N_("Currency"),
							  N_("Open"),     N_("Staff"),     N_("Services") };
	const Setup *setup = setup_of(screen);
	gboolean focus = setup->focus == i;
	int y = sheet.y + 5 + (int)i, x = sheet.x + 2 + LABEL_WIDTH, width = 32;
	Theme *theme = canvas->theme;
	g_autofree char *problem = problem_of(setup, i);
	const char *hint = problem ? problem : focus || i == SETUP_SERVICE ? hint_of(i) : NULL;
	if (labels[i])
		draw_text(canvas, y, sheet.x + 2, LABEL_WIDTH, _(labels[i]),
			  theme_pen(theme, focus ? INK_TEXT : INK_DIM, GROUND_SHEET));
	int caret = input_draw(setup->fields[i], canvas, y, x, width, focus);
	int room = sheet.w - LABEL_WIDTH - width - 4;
	Pen pen = theme_pen(theme, problem ? INK_BAD : INK_DIM, GROUND_SHEET);
	/* what is too long to stand beside its field stands below them all, while one is in it */
	if (hint && text_width(hint) <= room)
		draw_text(canvas, y, x + width + 1, room, hint, pen);
	else if (hint && focus)
		draw_text(canvas, sheet.y + 5 + SETUP_FIELDS, x, sheet.w - LABEL_WIDTH - 4, hint, pen);
	else if (problem)
		draw_text(canvas, y, x + width + 1, room, problem, pen);
	if (focus) {
		screen->app->caret_x = caret;
		screen->app->caret_y = y;
	}
}

static void setup_draw(Screen *screen, const Canvas *canvas)
{
	const Setup *setup = setup_of(screen);
	Theme *theme = canvas->theme;
	Area sheet = { .w = MIN(78, canvas->cols - 2), .h = MIN(SETUP_FIELDS + 8, canvas->rows - 2) };
	sheet.x = (canvas->cols - sheet.w) / 2;
	sheet.y = MAX((canvas->rows - 2 - sheet.h) / 2, 0);
	draw_sheet(canvas, sheet, _("A new appointment book"));
	g_autofree char *where = g_strdup_printf(_("There is no book yet. This one will be kept in %s"),
						 screen->app->options->path);
	draw_wrapped(canvas, (Area){ sheet.x + 2, sheet.y + 2, sheet.w - 4, 2 }, where,
		     theme_pen(theme, INK_DIM, GROUND_SHEET));
	for (guint i = 0; i < SETUP_FIELDS; i++)
		draw_field(screen, canvas, sheet, i);
	g_autofree char *button = g_strdup_printf("  %s  ", _("Open the book"));
	gboolean focus = setup->focus == SETUP_SAVE;
	draw_text(canvas, sheet.y + 6 + SETUP_FIELDS, sheet.x + 2 + LABEL_WIDTH, 30, button,
		  focus ? theme_bold(theme, INK_BRIGHT, GROUND_PICK)
			: theme_pen(theme, INK_TEXT, GROUND_FIELD));
	draw_text(canvas, sheet.y + 6 + SETUP_FIELDS, sheet.x + LABEL_WIDTH + 4 + text_width(button), 40,
		  _("everything can be changed later"), theme_pen(theme, INK_DIM, GROUND_SHEET));
}

const ScreenClass setup_class = {
	.name = "setup",
	.title = N_("First run"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Setup),
	.close = setup_close,
	.draw = setup_draw,
	.text = setup_text,
	.edit = setup_edit,
};
