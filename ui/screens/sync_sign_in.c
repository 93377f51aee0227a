/* ui/screens/sync_sign_in.c - while the browser is waited for: the address, for a browser elsewhere */
#include "base/i18n.h"
#include "base/text.h"
#include "base/browser.h"
#include "ui/screens/sync.h"
#include "ui/app.h"
#include "ui/syncing.h"

void sync_sign_in_open(App *app, const char *account)
{
	g_autofree char *id = g_strdup(account);
	app_push(app, &sync_sign_in_class);
	syncing_sign_in(app, id);
}

/* It is over: what came of it is in the status line. */
static void sign_in_later(Screen *screen)
{
	const char *url;
	if (!syncing_signs_in(screen->app, &url) && app_top(screen->app) == screen)
		app_pop(screen->app);
}

static gboolean sign_in_refresh(Screen *screen, GError **error)
{
	(void)screen, (void)error;
	return TRUE;
}

/* The address stands alone on its lines and from the first column on, so that it can be marked and copied. */
static void sign_in_draw(Screen *screen, const Canvas *canvas)
{
	const char *url = NULL;
	Theme *theme = canvas->theme;
	Area area = { 0, 2, canvas->cols, canvas->rows - 5 };
	draw_fill(canvas, (Area){ 0, 1, canvas->cols, canvas->rows - 3 }, " ",
		  theme_pen(theme, INK_TEXT, GROUND_SHEET));
	draw_text(canvas, 1, 1, canvas->cols - 2, _("Signing in"),
		  theme_bold(theme, INK_BRIGHT, GROUND_SHEET));
	syncing_signs_in(screen->app, &url);
	Area words = { 1, 3, canvas->cols - 2, 3 };
	int used = draw_wrapped(canvas, words,
				url ? _("Say yes in your browser; this goes on by itself then. If no browser "
					"has opened, open this "
					"address in one on this machine:")
				    : _("Preparing …"),
				theme_pen(theme, INK_TEXT, GROUND_SHEET));
	area.y = words.y + used + 1;
	area.h = canvas->rows - 3 - area.y;
	draw_wrapped(canvas, area, url, theme_pen(theme, INK_ACCENT, GROUND_SHEET));
}

static gboolean has_address(const Screen *screen)
{
	const char *url;
	return syncing_signs_in(screen->app, &url) && url;
}

static void browse(Screen *screen)
{
	const char *url;
	GError *error = NULL;
	syncing_signs_in(screen->app, &url);
	if (!browser_open(url, &error))
		app_fail(screen->app, error);
}

/* The worker gives it up by itself; nobody waits for that. */
static void give_up(Screen *screen)
{
	App *app = screen->app;
	syncing_cancel(app);
	app_pop(app);
	app_say(app, SAY_PLAIN, _("Not signed in."));
}

static const Action actions[] = {
	{ .name = "browser",
	  .keys = "b Enter",
	  .brief = N_("open the browser"),
	  .help = N_("Open the address in the browser again"),
	  .run = browse,
	  .applies = has_address,
	  .otherwise = N_("There is no address yet.") },
	{ .name = "leave",
	  .keys = "Esc q x",
	  .brief = N_("give up"),
	  .help = N_("Give up signing in"),
	  .run = give_up },
};

const ScreenClass sync_sign_in_class = {
	.name = "sign-in",
	.title = N_("Signing in"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.covers = TRUE,
	.refresh = sign_in_refresh,
	.later = sign_in_later,
	.draw = sign_in_draw,
};
