/* ui/screens/sync_card.c - one booking and its event: before, here and there, field by field; why it does not go, and what can be done */
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "base/browser.h"
#include "ui/link.h"
#include "ui/screens/sync_state.h"
#include "ui/words.h"

#define NAME_WIDTH 12

typedef struct {
	char *booking;
	GPtrArray *differences; /* of SyncDifference */
} Card;

/* --- what differs --- */

static void difference_free(gpointer difference_)
{
	SyncDifference *difference = difference_;
	g_free(difference->before);
	g_free(difference->here);
	g_free(difference->there);
	g_free(difference);
}

static EventFields *fields_of(const char *image)
{
	return image ? model_from_image(&event_fields_class, image, NULL) : NULL;
}

/* When, as a person says it: "Thu 26 Nov 14:30 – 15:15", of whole days the days. */
static char *time_words(Book *book, const EventFields *fields)
{
	if (!fields)
		return g_strdup("");
	if (fields->all_day) {
		gint64 day = zone_day_of(book_zone_named(book, fields->zone), fields->start);
		g_autofree char *first = day_short(day), *last = day_short(day + fields->all_day - 1);
		return fields->all_day > 1 ? g_strdup_printf("%s – %s", first, last)
					   : g_steal_pointer(&first);
	}
	g_autofree char *when = words_when(book, fields->start), *until = words_time(book, fields->end);
	return g_strdup_printf("%s – %s", when, until);
}

static char *text_of(const EventFields *fields, const char *text)
{
	g_autofree char *plain = fields ? event_text_plain(text) : g_strdup("");
	return text_clean(plain);
}

static void add(GPtrArray *list, const char *name, gboolean two_way, char *before, char *here, char *there)
{
	SyncDifference *difference = g_new(SyncDifference, 1);
	*difference = (SyncDifference){ name, before, here, there, two_way };
	g_ptr_array_add(list, difference);
}

/* A text that is the same everywhere is no difference. there: NULL when nothing else stands there. */
static void add_text(GPtrArray *list, const char *name, gboolean two_way, const EventFields *sides[3],
		     const char *texts[3])
{
	gboolean differs = sides[1] && sides[2] && !event_text_same(texts[1], texts[2]);
	if (differs)
		add(list, name, two_way, text_of(sides[0], texts[0]), text_of(sides[1], texts[1]),
		    text_of(sides[2], texts[2]));
}

#define TEXTS(field)                                                                                         \
	(const char *[])                                                                                     \
	{                                                                                                    \
		sides[0] ? sides[0]->field : "", sides[1] ? sides[1]->field : "",                            \
			sides[2] ? sides[2]->field : ""                                                      \
	}

GPtrArray *sync_differences(Book *book, const SyncItem *item)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(difference_free);
	g_autoptr(SyncWant) want = book_sync_want(book, item->link->booking, NULL);
	g_autoptr(EventFields) before = fields_of(item->link->base), there = fields_of(item->link->theirs);
	const EventFields *sides[3] = { before, want ? want->want : NULL, there ? there : before };
	gboolean titled = item->view && *item->view->booking->title;
	if (!sides[1] || !sides[2] || !event_time_same(sides[1], sides[2]))
		add(list, N_("time"), TRUE, time_words(book, sides[0]), time_words(book, sides[1]),
		    time_words(book, sides[2]));
	add_text(list, N_("title"), titled, sides, TEXTS(summary));
	add_text(list, N_("text"), FALSE, sides, TEXTS(description));
	add_text(list, N_("place"), FALSE, sides, TEXTS(place));
	return list;
}

/* --- the screen --- */

static Card *card_of(const Screen *screen)
{
	return screen->state;
}

/* The booking among those that the Sync screen below shows. */
static const SyncItem *item_below(const Screen *screen)
{
	const Screen *below = app_below(screen);
	const SyncState *state = sync_state(below);
	for (guint i = 0; i < state->items->len; i++) {
		const SyncItem *item = state->items->pdata[i];
		if (strcmp(item->link->booking, card_of(screen)->booking) == 0)
			return item;
	}
	return NULL;
}

static void load(Screen *screen)
{
	const SyncItem *item = item_below(screen);
	Card *card = card_of(screen);
	g_clear_pointer(&card->differences, g_ptr_array_unref);
	if (item)
		card->differences = sync_differences(screen->app->book, item);
}

static gboolean card_refresh(Screen *screen, GError **error)
{
	(void)error;
	load(screen);
	return TRUE;
}

static void card_close(Screen *screen)
{
	g_clear_pointer(&card_of(screen)->differences, g_ptr_array_unref);
	g_free(card_of(screen)->booking);
}

void sync_card_open(Screen *sync, const char *booking)
{
	g_autofree char *id = g_strdup(booking);
	Screen *screen = app_push(sync->app, &sync_card_class);
	card_of(screen)->booking = g_steal_pointer(&id);
	load(screen);
}

/* --- drawing --- */

typedef struct {
	const Canvas *canvas;
	Area area; /* what is left */
} Lines;

static void wrapped(Lines *lines, int x, int width, const char *text, Pen pen, int most)
{
	int used = draw_wrapped(lines->canvas,
				(Area){ lines->area.x + x, lines->area.y, width, MIN(most, lines->area.h) },
				text, pen);
	lines->area.y += used;
	lines->area.h -= used;
}

static void space(Lines *lines)
{
	lines->area.y++;
	lines->area.h--;
}

/* The three sides of a field, one under the other: each has the whole width. */
static void draw_difference(Lines *lines, const SyncDifference *each)
{
	Theme *theme = lines->canvas->theme;
	const struct {
		const char *what, *text;
		Ink ink;
	} sides[] = { { _("was"), each->before, INK_DIM },
		      { _("here"), each->here, INK_ACCENT },
		      { _("there"), each->there, INK_WARN } };
	g_autofree char *head = each->two_way ? g_strdup(_(each->name))
					      : g_strdup_printf(_("%s (always made here)"), _(each->name));
	wrapped(lines, 0, lines->area.w, head, theme_bold(theme, INK_BRIGHT, GROUND_SHEET), 1);
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
		if (lines->area.h <= 0)
			return;
		draw_text(lines->canvas, lines->area.y, lines->area.x + 2, NAME_WIDTH - 3, sides[i].what,
			  theme_pen(theme, INK_DIM, GROUND_SHEET));
		wrapped(lines, NAME_WIDTH, lines->area.w - NAME_WIDTH, *sides[i].text ? sides[i].text : "–",
			theme_pen(theme, sides[i].ink, GROUND_SHEET), 3);
	}
	space(lines);
}

static void draw_item(const Screen *screen, Lines *lines, const SyncItem *item)
{
	Theme *theme = lines->canvas->theme;
	Book *book = screen->app->book;
	const SyncLink *link = item->link;
	const Card *card = card_of(screen);
	g_autofree char *who =
		item->view ? words_booking(book, item->view) : g_strdup(_("a booking that is gone"));
	g_autofree char *state = g_strdup_printf(
		"%s %s · %s", link_glyph(theme, link),
		link->held ? _("waits for a yes")
			   : sync_status_words((SyncStatus)MAX(sync_status_parse(link->status), 0)),
		item->calendar);
	g_autofree char *tries = link_try_words(link, item->next_try, clock_real());
	wrapped(lines, 0, lines->area.w, who, theme_bold(theme, INK_BRIGHT, GROUND_SHEET), 2);
	wrapped(lines, 0, lines->area.w, state, theme_pen(theme, link_ink(link), GROUND_SHEET), 1);
	space(lines);
	wrapped(lines, 0, lines->area.w, item->reason, theme_pen(theme, INK_TEXT, GROUND_SHEET), 6);
	wrapped(lines, 0, lines->area.w, tries, theme_pen(theme, INK_DIM, GROUND_SHEET), 1);
	space(lines);
	for (guint i = 0; card->differences && i < card->differences->len; i++)
		draw_difference(lines, card->differences->pdata[i]);
	wrapped(lines, 0, lines->area.w, link->link, theme_pen(theme, INK_DIM, GROUND_SHEET), 3);
}

static void card_draw(Screen *screen, const Canvas *canvas)
{
	const SyncItem *item = item_below(screen);
	Area sheet = { .w = MIN(88, canvas->cols - 4), .h = canvas->rows - 4, .y = 1 };
	sheet.x = (canvas->cols - sheet.w) / 2;
	draw_sheet(canvas, sheet, _("Before, here, there"));
	Lines lines = { canvas, { sheet.x + 2, sheet.y + 2, sheet.w - 4, sheet.h - 3 } };
	if (item)
		draw_item(screen, &lines, item);
	else
		wrapped(&lines, 0, lines.area.w, _("It needs nobody any more."),
			theme_pen(canvas->theme, INK_GOOD, GROUND_SHEET), 2);
}

/* --- keys: those of the list, for the booking it is about, which is under its cursor --- */

static gboolean below_applies(const Screen *screen, const char *name)
{
	const Screen *sync = app_below(screen);
	const SyncItem *item = sync_item(sync_state(sync));
	const Action *action = keymap_named(&sync_class, name);
	return item && strcmp(item->link->booking, card_of(screen)->booking) == 0 &&
	       (!action->applies || action->applies(sync));
}

static void below_do(Screen *screen, const char *name)
{
	Screen *sync = app_below(screen);
	app_pop(screen->app);
	keymap_named(&sync_class, name)->run(sync);
}

static gboolean may_take(const Screen *screen)
{
	return below_applies(screen, "take-theirs");
}

static gboolean may_keep(const Screen *screen)
{
	return below_applies(screen, "keep-ours");
}

static gboolean may_note(const Screen *screen)
{
	return below_applies(screen, "keep-text");
}

static gboolean may_retry(const Screen *screen)
{
	return below_applies(screen, "retry");
}

static gboolean may_browse(const Screen *screen)
{
	return below_applies(screen, "browser");
}

static void take(Screen *screen)
{
	below_do(screen, "take-theirs");
}

static void keep(Screen *screen)
{
	below_do(screen, "keep-ours");
}

static void note(Screen *screen)
{
	below_do(screen, "keep-text");
}

static void retry(Screen *screen)
{
	below_do(screen, "retry");
}

static void browse(Screen *screen)
{
	below_do(screen, "browser");
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "take-theirs",
	  .keys = "t",
	  .brief = N_("take theirs"),
	  .help = N_("Take what stands in the calendar"),
	  .run = take,
	  .applies = may_take },
	{ .name = "keep-ours",
	  .keys = "o",
	  .brief = N_("keep ours"),
	  .help = N_("Keep what stands here, and send it there"),
	  .run = keep,
	  .applies = may_keep },
	{ .name = "keep-text",
	  .keys = "n",
	  .brief = N_("keep as note"),
	  .help = N_("Keep the text edited there as shared note"),
	  .run = note,
	  .applies = may_note },
	{ .name = "retry",
	  .keys = "r",
	  .brief = N_("try again"),
	  .help = N_("Try this booking again"),
	  .run = retry,
	  .applies = may_retry },
	{ .name = "browser",
	  .keys = "b",
	  .brief = N_("browser"),
	  .help = N_("Open the event's page in the browser"),
	  .run = browse,
	  .applies = may_browse },
	{ .name = "leave",
	  .keys = "Esc q Enter",
	  .brief = N_("back"),
	  .help = N_("Back to the list"),
	  .run = leave },
};

const ScreenClass sync_card_class = {
	.name = "sync-details",
	.title = N_("Sync: one booking"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Card),
	.covers = TRUE,
	.close = card_close,
	.refresh = card_refresh,
	.draw = card_draw,
};
