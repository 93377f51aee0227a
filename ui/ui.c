/* ui/ui.c - starts the front end, and puts everything back at its end
 *
 * Before the first screen: open the book, ask for its day, draw. Nothing else. */
#include "ui/ui.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "ui/app.h"
#include "ui/screens/day.h"
#include "ui/screens/setup.h"
#include "ui/term.h"

static void load_keys(App *app)
{
	g_autofree char *path = paths_keys();
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	app->keymap = keymap_load(path, problems);
	for (guint i = 0; i < problems->len; i++)
		g_warning("%s", (const char *)problems->pdata[i]);
	if (problems->len == 1)
		app_say(app, SAY_WARNING, "%s", (const char *)problems->pdata[0]);
	else if (problems->len)
		app_say(app, SAY_WARNING, ngettext("%s (and %u more)", "%s (and %u more)", problems->len - 1),
			(const char *)problems->pdata[0], problems->len - 1);
}

static void app_start(App *app, const BookOptions *options, const SyncService *service)
{
	*app = (App){ .options = options, .service = service, .loop = g_main_loop_new(NULL, FALSE), .stack = g_ptr_array_new() };
	theme_start(&app->theme);
	load_keys(app);
}

static void app_stop(App *app)
{
	while (app->stack->len)
		app_pop(app);
	g_ptr_array_unref(app->stack);
	keymap_free(app->keymap);
	theme_stop(&app->theme);
	g_main_loop_unref(app->loop);
	g_free(app->status);
}

/* The first-run form; then the book it made. NULL without error: the person left. */
static Book *first_run(App *app, const BookOptions *options, GError **error)
{
	setup_open(app);
	app_run(app);
	gboolean made = app->stack->len == 0;
	while (app->stack->len)
		app_pop(app);
	return made ? book_open(options, error) : NULL;
}

static gboolean run(App *app, const BookOptions *options, Book *book, GError **error)
{
	GError *failed = NULL;
	app->book = book ? book : first_run(app, options, &failed);
	if (!app->book) {
		if (failed)
			g_propagate_error(error, failed);
		return failed == NULL;
	}
	if (!day_open(app, error))
		return FALSE;
	app_run(app);
	return TRUE;
}

int ui_run(const BookOptions *options, const SyncService *service, Book *take, GError **error)
{
	App app;
	GError *missing = NULL;
	g_autoptr(Book) book = take;
	if (!term_start(&missing)) {
		g_propagate_error(error, missing);
		return 1;
	}
	app_start(&app, options, service);
	gboolean ok = run(&app, options, book, &missing);
	/* the form's drafts need the book; the book goes last */
	Book *own = book ? NULL : app.book;
	app_stop(&app);
	term_stop();
	book_close(own);
	if (ok)
		return 0;
	int status = daybook_error_exit_status(missing);
	g_propagate_error(error, missing);
	return status;
}
