/* ui/screens/help.c - ? : every key of the screen it was asked on, and those that work everywhere */
#include "ui/screens/help.h"

#include "base/i18n.h"
#include "base/text.h"
#include "ui/app.h"
#include "ui/everywhere.h"
#include "ui/widgets/input.h"

#define KEYS_WIDTH 12

typedef struct {
	const ScreenClass *about;
	int first; /* line at the top */
	int lines, shown;
} Help;

static Help *help_of(const Screen *screen)
{
	return screen->state;
}

void help_open(Screen *about)
{
	if (about->cls == &help_class)
		return;
	Screen *screen = app_push(about->app, &help_class);
	help_of(screen)->about = about->cls;
}

/* --- drawing --- */

typedef struct {
	const Screen *screen;
	const Canvas *canvas;
	Area area;
	int line;
} Page;

static int next_line(Page *page)
{
	int y = page->area.y + page->line++ - help_of(page->screen)->first;
	return y >= page->area.y && y < page->area.y + page->area.h ? y : -1;
}

static void draw_section(Page *page, const ScreenClass *cls)
{
	Theme *theme = page->canvas->theme;
	int y = next_line(page);
	if (y >= 0)
		draw_text(page->canvas, y, page->area.x + 1, page->area.w - 2, _(cls->title),
			  theme_bold(theme, INK_BRIGHT, GROUND_SHEET));
	for (guint i = 0; i < cls->n_actions; i++) {
		const Action *action = &cls->actions[i];
		g_autofree char *keys = keymap_keys(page->screen->app->keymap, cls, action);
		if (!*keys)
			continue; /* taken away in keys.conf */
		if ((y = next_line(page)) < 0)
			continue;
		draw_text(page->canvas, y, page->area.x + 1, KEYS_WIDTH, keys,
			  theme_bold(theme, INK_ACCENT, GROUND_SHEET));
		draw_text(page->canvas, y, page->area.x + 2 + KEYS_WIDTH, page->area.w - KEYS_WIDTH - 3,
			  _(action->help), theme_pen(theme, INK_TEXT, GROUND_SHEET));
	}
	next_line(page);
}

static void help_draw(Screen *screen, const Canvas *canvas)
{
	Help *help = help_of(screen);
	Area sheet = { .w = MIN(72, canvas->cols - 4), .h = canvas->rows - 4, .y = 1 };
	sheet.x = (canvas->cols - sheet.w) / 2;
	draw_sheet(canvas, sheet, _("Keys"));
	Page page = { screen, canvas, { sheet.x + 1, sheet.y + 2, sheet.w - 2, sheet.h - 3 }, 0 };
	help->first = CLAMP(help->first, 0, MAX(help->lines - page.area.h, 0));
	draw_section(&page, help->about);
	if (help->about->text)
		draw_section(&page, &input_class);
	draw_section(&page, &everywhere_class);
	help->lines = page.line - 1;
	help->shown = page.area.h;
	if (help->lines > page.area.h) {
		int percent = (help->first + page.area.h) * 100 / help->lines;
		g_autofree char *where = g_strdup_printf(" %d %% ", MIN(percent, 100));
		draw_right(canvas, sheet.y, sheet.x, sheet.w - 2, where,
			   theme_pen(canvas->theme, INK_DIM, GROUND_SHEET));
	}
}

/* --- keys --- */

static void scroll_by(Screen *screen, int lines)
{
	Help *help = help_of(screen);
	help->first = CLAMP(help->first + lines, 0, MAX(help->lines - help->shown, 0));
}

static void up(Screen *screen)
{
	scroll_by(screen, -1);
}

static void down(Screen *screen)
{
	scroll_by(screen, 1);
}

static void page_up(Screen *screen)
{
	scroll_by(screen, -help_of(screen)->shown);
}

static void page_down(Screen *screen)
{
	scroll_by(screen, help_of(screen)->shown);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "leave", .keys = "Esc q Enter ?", .brief = N_("back"), .help = N_("Back"), .run = leave },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "down", .keys = "Down j", .brief = N_("down"), .help = N_("Down"), .run = down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("A page up"), .run = page_up },
	{ .name = "page-down",
	  .keys = "PgDn Space",
	  .brief = N_("a page"),
	  .help = N_("A page down"),
	  .run = page_down },
};

const ScreenClass help_class = {
	.name = "help",
	.title = N_("Help"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Help),
	.covers = TRUE,
	.draw = help_draw,
};
