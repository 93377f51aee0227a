/* ui/loop.c - what the front end waits for: keys, signals, the minute, the book's folder */
#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/watch.h"
#include "ui/app.h"
#include "ui/syncing.h"
#include "ui/term.h"
#include "ui/upkeep.h"

/* A terminal sends a paste in one piece: when nothing has come for so long, its end was lost. */
#define PASTE_PATIENCE_MS 2000

/* --- keys --- */

static gboolean on_paste_lost(gpointer app_)
{
	App *app = app_;
	app->pasting = FALSE;
	app->paste_end = 0;
	return G_SOURCE_REMOVE;
}

static void set_pasting(App *app, gboolean pasting)
{
	app->pasting = pasting;
	if (app->paste_end)
		g_source_remove(app->paste_end);
	app->paste_end = pasting ? g_timeout_add(PASTE_PATIENCE_MS, on_paste_lost, app) : 0;
	if (pasting && !app_top(app)->cls->text) {
		app_say(app, SAY_WARNING,
			_("A paste is text, and nothing here takes text: it was left out."));
		app->stale = TRUE;
	}
}

static void take_pasted(App *app, Key key)
{
	Screen *top = app_top(app);
	gunichar c = key == KEY_RETURN || key == KEY_TAB ? ' ' : key;
	if (!top->cls->text || !key_is_text(c))
		return;
	top->cls->text(top, c);
	app->stale = TRUE;
	app_later(app);
}

static gboolean is_bound(const App *app, Key key)
{
	return keymap_action(app->keymap, app_top(app)->cls, key) != NULL;
}

/* Escape and a character that follow each other at once are Alt and that character where that means something; otherwise
 * they are two keys. */
static void take_escape(App *app)
{
	Key next;
	TermInput input = term_read(&next);
	if (input == TERM_KEY && key_is_text(next) && is_bound(app, next | KEY_WITH_ALT)) {
		app_key(app, next | KEY_WITH_ALT);
		return;
	}
	app_key(app, KEY_ESCAPE);
	if (input == TERM_KEY && app->running)
		app_key(app, next);
	else if (input == TERM_PASTE_BEGIN)
		set_pasting(app, TRUE);
}

static void read_keys(App *app)
{
	Key key;
	TermInput input;
	while (app->running && (input = term_read(&key)) != TERM_NOTHING) {
		if (input != TERM_KEY)
			set_pasting(app, input == TERM_PASTE_BEGIN);
		else if (app->pasting)
			take_pasted(app, key);
		else if (key == KEY_ESCAPE)
			take_escape(app);
		else if (key)
			app_key(app, key);
	}
}

/* A key that was pressed in a window of a new size is for what fits there, even where the signal comes a moment later. */
static void take_size(App *app)
{
	if (term_resize())
		app->stale = TRUE;
}

static gboolean on_stdin(gint fd, GIOCondition condition, gpointer app_)
{
	App *app = app_;
	(void)fd;
	if (condition & G_IO_IN) {
		take_size(app);
		read_keys(app);
	}
	if (condition & (G_IO_HUP | G_IO_ERR | G_IO_NVAL)) {
		app_quit(app); /* the terminal is gone: never spin on it */
		return G_SOURCE_REMOVE;
	}
	app_draw(app);
	return G_SOURCE_CONTINUE;
}

/* --- signals --- */

static gboolean on_end(gpointer app)
{
	app_quit(app);
	return G_SOURCE_CONTINUE;
}

static gboolean on_winch(gpointer app_)
{
	App *app = app_;
	term_resize();
	app->stale = TRUE;
	app_draw(app);
	return G_SOURCE_CONTINUE;
}

/* --- upkeep --- */

static void on_upkeep(const GError *problem, gpointer app_)
{
	App *app = app_;
	if (!problem)
		return;
	app_fail(app, g_error_copy(problem));
	app_draw(app);
}

/* Once a day of the machine's own clock, and first of all when the first screen is up. */
static void look_after(App *app)
{
	gint64 day = clock_real() / ZONE_DAY_SECONDS;
	if (!app->book || day == app->upkeep_day)
		return;
	upkeep_leave(app->upkeep);
	app->upkeep_day = day;
	app->upkeep = upkeep_start(app->book, on_upkeep, app);
}

/* --- the minute --- */

static gboolean on_minute(gpointer app);

static guint wait_for_minute(App *app)
{
	gint64 into_minute_ms = g_get_real_time() / 1000 % 60000;
	return g_timeout_add((guint)(60000 - into_minute_ms) + 5, on_minute, app);
}

static gboolean on_minute(gpointer app_)
{
	App *app = app_;
	app->stale = TRUE;
	app_check_book(app);
	app_later(app);
	app_draw(app);
	look_after(app);
	app->minute = wait_for_minute(app);
	return G_SOURCE_REMOVE;
}

/* --- the book's folder --- */

static void on_folder(gpointer app_)
{
	App *app = app_;
	app_check_book(app);
	app_draw(app);
}

static void remove_source(guint id)
{
	GSource *source = id ? g_main_context_find_source_by_id(NULL, id) : NULL;
	if (source)
		g_source_destroy(source);
}

void app_run(App *app)
{
	guint sources[] = {
		g_unix_fd_add(STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_stdin, app),
		g_unix_signal_add(SIGWINCH, on_winch, app),
		g_unix_signal_add(SIGTERM, on_end, app),
		g_unix_signal_add(SIGHUP, on_end, app),
		g_unix_signal_add(SIGINT, on_end, app),
	};
	app->running = TRUE;
	on_winch(app);  /* the first screen, at the size the window has now */
	read_keys(app); /* and what was typed before anybody listened */
	app_later(app);
	/* From here on: the first screen is up. */
	Watch *watch = app->book ? watch_start(book_path(app->book), on_folder, app) : NULL;
	app->minute = app->options->clock.frozen ? 0 : wait_for_minute(app);
	look_after(app);
	syncing_start(app);
	if (app->running)
		g_main_loop_run(app->loop);
	syncing_stop(app);
	g_clear_pointer(&app->upkeep, upkeep_leave);
	watch_stop(watch);
	remove_source(app->minute);
	remove_source(app->later);
	remove_source(app->paste_end);
	app->minute = app->later = app->paste_end = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		remove_source(sources[i]);
}
