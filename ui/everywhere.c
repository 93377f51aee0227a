/* ui/everywhere.c - help, drawing again, Ctrl-Z, Ctrl-C */
#include "ui/everywhere.h"

#include "base/i18n.h"
#include "ui/app.h"
#include "ui/screens/help.h"
#include "ui/syncing.h"
#include "ui/term.h"

static void show_help(Screen *screen)
{
	help_open(screen);
}

static void draw_again(Screen *screen)
{
	term_redraw();
	app_check_book(screen->app);
}

static void suspend(Screen *screen)
{
	syncing_suspend(screen->app, TRUE);
	term_suspend();
	syncing_suspend(screen->app, FALSE);
	app_check_book(screen->app);
	app_later(screen->app);
}

static void leave_now(Screen *screen)
{
	app_quit(screen->app);
}

enum { EVERYWHERE_HELP, EVERYWHERE_REDRAW, EVERYWHERE_SUSPEND, EVERYWHERE_LEAVE };

static const Action actions[] = {
	[EVERYWHERE_HELP] = { .name = "help",
			      .keys = "? F1",
			      .brief = N_("keys"),
			      .help = N_("Show the keys"),
			      .run = show_help },
	[EVERYWHERE_REDRAW] = { .name = "redraw",
				.keys = "C-l",
				.help = N_("Draw the screen again"),
				.run = draw_again },
	[EVERYWHERE_SUSPEND] = { .name = "suspend",
				 .keys = "C-z",
				 .help = N_("Back to the shell for a while (fg returns)"),
				 .run = suspend },
	[EVERYWHERE_LEAVE] = { .name = "leave-now",
			       .keys = "C-c",
			       .help = N_("Leave daybook; an unfinished form is kept"),
			       .run = leave_now },
};

const ScreenClass everywhere_class = { .name = "everywhere",
				       .title = N_("Everywhere"),
				       .actions = actions,
				       .n_actions = G_N_ELEMENTS(actions) };

const Action *everywhere_help(void)
{
	return &actions[EVERYWHERE_HELP];
}
