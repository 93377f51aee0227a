/* ui/undo.c - taking back, and doing again */
#include "ui/undo.h"

#include "base/i18n.h"
#include "book/history.h"

static void tell(Screen *screen, Change *change, GError *error, const char *said)
{
	App *app = screen->app;
	if (!change) {
		app_fail(app, error);
		return;
	}
	g_autofree char *words = g_strdup_printf("%s: %s", said, change->what);
	change_free(change);
	app_refresh(app);
	app_say(app, SAY_GOOD, "%s", words);
}

void undo_last(Screen *screen)
{
	GError *error = NULL;
	Change *change = book_undo(screen->app->book, NULL, &error);
	tell(screen, change, error, _("Taken back"));
}

void redo_last(Screen *screen)
{
	GError *error = NULL;
	Change *change = book_redo(screen->app->book, &error);
	tell(screen, change, error, _("Done again"));
}
