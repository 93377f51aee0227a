/* ui/app.c - the stack of screens, the status line, and the one drawing pass */
#include "ui/app.h"

#include <stdarg.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/everywhere.h"
#include "ui/syncing.h"
#include "ui/term.h"

/* --- the stack --- */

Screen *app_push(App *app, const ScreenClass *cls)
{
	Screen *screen = g_new(Screen, 1);
	*screen = (Screen){ .cls = cls, .app = app, .state = g_malloc0(cls->state_bytes) };
	g_ptr_array_add(app->stack, screen);
	app->stale = TRUE;
	return screen;
}

void app_pop(App *app)
{
	Screen *screen = app_top(app);
	if (screen->cls->close)
		screen->cls->close(screen);
	g_ptr_array_remove_index(app->stack, app->stack->len - 1);
	g_free(screen->state);
	g_free(screen);
	app->stale = TRUE;
	if (app->stack->len == 0)
		app_quit(app);
}

Screen *app_top(const App *app)
{
	return app->stack->pdata[app->stack->len - 1];
}

Screen *app_below(const Screen *screen)
{
	guint place;
	if (!g_ptr_array_find(screen->app->stack, screen, &place) || place == 0)
		return NULL;
	return screen->app->stack->pdata[place - 1];
}

void app_quit(App *app)
{
	app->running = FALSE;
	g_main_loop_quit(app->loop);
}

/* --- telling the person --- */

void app_say(App *app, Tone tone, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_free(app->status);
	app->status = g_strdup_vprintf(format, args);
	app->tone = tone;
	app->stale = TRUE;
	va_end(args);
}

void app_fail(App *app, GError *error)
{
	if (!error)
		return;
	app_say(app, SAY_ERROR, "%s", error->message);
	g_error_free(error);
}

/* --- what happens --- */

static gboolean too_small(void)
{
	return COLS < APP_MIN_COLS || LINES < APP_MIN_ROWS;
}

static void run_action(Screen *screen, const Action *action)
{
	if (action->applies && !action->applies(screen))
		app_say(screen->app, SAY_WARNING, "%s",
			_(action->otherwise ? action->otherwise
					    : N_("There is nothing here that this could be done to.")));
	else
		action->run(screen);
}

static void no_such_key(App *app, Key key)
{
	g_autofree char *name = key_words(key);
	g_autofree char *help = keymap_key(app->keymap, &everywhere_class, everywhere_help(),
					   app_top(app)->cls->text != NULL);
	if (help)
		app_say(app, SAY_PLAIN, _("%s does nothing here; %s shows the keys."), name, help);
}

void app_key(App *app, Key key)
{
	Screen *top = app_top(app);
	const ScreenClass *cls = top->cls;
	app->stale = TRUE;
	app_later(app);
	syncing_key(app);
	g_clear_pointer(&app->status, g_free);
	const Action *action = keymap_action(app->keymap, &everywhere_class, key);
	if (too_small()) {
		/* keys for a screen that cannot be seen would be dangerous */
		if (action)
			run_action(top, action);
		return;
	}
	if (key_is_text(key) && cls->text && cls->text(top, key))
		return;
	if (cls->edit && cls->edit(top, key))
		return;
	const Action *own = keymap_action(app->keymap, cls, key);
	if (own || action)
		run_action(top, own ? own : action);
	else
		no_such_key(app, key);
}

static void ask_again(App *app, gboolean here)
{
	for (guint i = 0; i < app->stack->len; i++) {
		Screen *screen = app->stack->pdata[i];
		GError *error = NULL;
		if (screen->cls->refresh && !screen->cls->refresh(screen, &error))
			app_fail(app, error);
	}
	app->stale = TRUE;
	syncing_changed(app, here);
	app_later(app);
}

void app_refresh(App *app)
{
	ask_again(app, TRUE);
}

void app_check_book(App *app)
{
	GError *error = NULL;
	gboolean changed = FALSE;
	if (!app->book)
		return; /* the first-run form */
	if (!book_refresh(app->book, &changed, &error))
		app_fail(app, error);
	else if (changed)
		ask_again(app, FALSE);
}

static gboolean on_later(gpointer app_)
{
	App *app = app_;
	app->later = 0;
	syncing_later(app);
	for (guint i = 0; i < app->stack->len; i++) {
		Screen *screen = app->stack->pdata[i];
		if (screen->cls->later)
			screen->cls->later(screen);
	}
	app_draw(app);
	return G_SOURCE_REMOVE;
}

void app_later(App *app)
{
	if (!app->later)
		app->later = g_idle_add(on_later, app);
}

gint64 app_now(const App *app)
{
	return app->book ? book_now(app->book) : clock_now(&app->options->clock);
}

/* --- drawing --- */

int app_status_row(const Canvas *canvas)
{
	return canvas->rows - 2;
}

static void draw_status(const App *app, const Canvas *canvas)
{
	static const Ink inks[] = {
		[SAY_PLAIN] = INK_TEXT, [SAY_GOOD] = INK_GOOD, [SAY_WARNING] = INK_WARN, [SAY_ERROR] = INK_BAD
	};
	int y = app_status_row(canvas);
	draw_fill(canvas, (Area){ 0, y, canvas->cols, 1 }, " ",
		  theme_pen(canvas->theme, INK_TEXT, GROUND_PANEL));
	if (app->status)
		draw_text(canvas, y, 1, canvas->cols - 2, app->status,
			  theme_pen(canvas->theme, inks[app->tone], GROUND_PANEL));
}

/* One "key what" of the footer; the column after it, or x when it does not fit before `end`. */
static int draw_hint(const Screen *screen, const Canvas *canvas, int x, int end, const Action *action)
{
	const ScreenClass *cls = action == everywhere_help() ? &everywhere_class : screen->cls;
	g_autofree char *key = keymap_key(screen->app->keymap, cls, action, screen->cls->text != NULL);
	if (!key || x + text_width(key) + 1 + text_width(_(action->brief)) > end)
		return x;
	int y = canvas->rows - 1;
	x = draw_text(canvas, y, x, end - x, key, theme_bold(canvas->theme, INK_ACCENT, GROUND_BASE)) + 1;
	return draw_text(canvas, y, x, end - x, _(action->brief),
			 theme_pen(canvas->theme, INK_DIM, GROUND_BASE)) +
	       2;
}

void app_draw_footer(const Screen *screen, const Canvas *canvas)
{
	const Action *help = everywhere_help();
	g_autofree char *key =
		keymap_key(screen->app->keymap, &everywhere_class, help, screen->cls->text != NULL);
	int x = 1, reserve = key ? text_width(key) + 1 + text_width(_(help->brief)) + 2 : 0;
	draw_fill(canvas, (Area){ 0, canvas->rows - 1, canvas->cols, 1 }, " ",
		  theme_pen(canvas->theme, INK_TEXT, GROUND_BASE));
	for (guint i = 0; i < screen->cls->n_actions; i++) {
		const Action *action = &screen->cls->actions[i];
		if (action->brief && (!action->applies || action->applies(screen)))
			x = draw_hint(screen, canvas, x, canvas->cols - reserve, action);
	}
	draw_hint(screen, canvas, x, canvas->cols, help);
}

static void draw_notice(const App *app, const Canvas *canvas)
{
	g_autofree char *leave = keymap_key_of(app->keymap, &everywhere_class, "leave-now");
	g_autofree char *text =
		g_strdup_printf(_("daybook needs %d x %d; this window is %d x %d.\n%s leaves."), APP_MIN_COLS,
				APP_MIN_ROWS, canvas->cols, canvas->rows, leave ? leave : "q");
	draw_wrapped(canvas, (Area){ 0, 0, canvas->cols, canvas->rows }, text,
		     theme_pen(canvas->theme, INK_TEXT, GROUND_BASE));
}

static void draw_screens(App *app, const Canvas *canvas)
{
	for (guint i = 0; i < app->stack->len; i++) {
		Screen *screen = app->stack->pdata[i];
		if (screen->cls->covers)
			draw_dim(canvas);
		if (i == app->stack->len - 1) {
			draw_status(app, canvas);
			app_draw_footer(screen, canvas);
		}
		app->caret_x = app->caret_y = -1; /* only the top screen's field shows one */
		if (screen->cls->draw)
			screen->cls->draw(screen, canvas);
	}
}

static void set_ground(const App *app, const Canvas *canvas)
{
	cchar_t ground;
	Pen pen = theme_pen(canvas->theme, INK_TEXT, GROUND_BASE);
	(void)app;
	if (setcchar(&ground, L" ", pen.attr, pen.pair, NULL) == OK)
		wbkgrndset(canvas->window, &ground);
}

void app_draw(App *app)
{
	if (!app->stale || !app->running || app->stack->len == 0)
		return;
	g_autoptr(GArray) fragile = g_array_new(FALSE, FALSE, sizeof(FragileSpan));
	Canvas canvas = {
		.window = stdscr, .theme = &app->theme, .rows = LINES, .cols = COLS, .fragile = fragile
	};
	app->stale = FALSE;
	set_ground(app, &canvas);
	werase(stdscr); /* in memory: curses sends only what differs from what the terminal shows */
	app->caret_x = app->caret_y = -1;
	if (too_small())
		draw_notice(app, &canvas);
	else
		draw_screens(app, &canvas);
	gboolean caret = app->caret_x >= 0 && !too_small();
	term_frame_begin();
	curs_set(caret);
	draw_send(&canvas, caret ? app->caret_y : 0, caret ? MIN(app->caret_x, canvas.cols - 1) : 0);
	term_frame_end();
}
