/* ui/screens/dates.c - the table of a series' dates, and the question how far a change goes */
#include "ui/screens/dates.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/view.h"
#include "ui/widgets/listing.h"
#include "ui/widgets/prompt.h"
#include "ui/words.h"

typedef struct {
	Screen *asking;
	DatesQuestion question;
	Listing *listing;
	GPtrArray *table;   /* of SeriesDate */
	GPtrArray *choices; /* of DateChosen */
	char *reason;       /* for overbooking; NULL: not given yet */
	gboolean all;       /* the reason that is asked for is for every date that does not fit */
} Dates;

static Dates *dates_of(const Screen *screen)
{
	return screen->state;
}

gboolean dates_clash(const GPtrArray *table)
{
	for (guint i = 0; table && i < table->len; i++)
		if (!((const SeriesDate *)table->pdata[i])->fits)
			return TRUE;
	return FALSE;
}

/* --- the table --- */

static char *choice_words(const Book *book, const SeriesDate *date)
{
	switch (date->choice) {
	case DATE_SKIP:
		return g_strdup(date->booking ? _("stays as it is") : _("left out"));
	case DATE_MOVE:
		if (date->nearest) {
			g_autofree char *when = words_when(book, date->nearest->start);
			return g_strdup_printf(_("moved to %s"), when);
		}
		return g_strdup(_("nothing is free near it"));
	case DATE_OVERBOOK:
		return g_strdup(_("overbooked"));
	default:
		return g_strdup(date->fits ? "" : _("what becomes of it?"));
	}
}

static void fill(Dates *dates, const Book *book)
{
	listing_begin(dates->listing);
	for (guint i = 0; i < dates->table->len; i++) {
		const SeriesDate *date = dates->table->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, date->date),
				*when = words_when(book, date->start), *choice = choice_words(book, date);
		ListingRow *row =
			listing_add(dates->listing, 0, id, NULL, when, date->fits ? _("fits") : choice,
				    date->fits ? choice : date->message, NULL);
		row->ink = date->fits ? INK_GOOD : date->choice == DATE_REFUSE ? INK_BAD : INK_WARN;
	}
	listing_end(dates->listing);
}

static gboolean look(Screen *screen, GError **error)
{
	Dates *dates = dates_of(screen);
	GPtrArray *table = dates->question.look(dates->asking, dates->choices, dates->reason, error);
	if (!table)
		return FALSE;
	g_clear_pointer(&dates->table, g_ptr_array_unref);
	dates->table = table;
	fill(dates, screen->app->book);
	return TRUE;
}

static void forget(Dates *dates)
{
	listing_free(dates->listing);
	g_clear_pointer(&dates->table, g_ptr_array_unref);
	g_clear_pointer(&dates->choices, g_ptr_array_unref);
	g_free(dates->reason);
}

static void dates_close(Screen *screen)
{
	forget(dates_of(screen));
}

/* --- choosing --- */

static void choose(Dates *dates, const SeriesDate *date, DateChoice choice)
{
	for (guint i = dates->choices->len; i-- > 0;)
		if (((const DateChosen *)dates->choices->pdata[i])->date == date->date)
			g_ptr_array_remove_index(dates->choices, i);
	if (choice == DATE_REFUSE)
		return;
	DateChosen *chosen = date_chosen_new();
	chosen->date = date->date;
	chosen->choice = choice;
	g_ptr_array_add(dates->choices, chosen);
}

static void look_again(Screen *screen)
{
	GError *error = NULL;
	if (!look(screen, &error))
		app_fail(screen->app, error);
}

static void choose_here(Screen *screen, DateChoice choice)
{
	Dates *dates = dates_of(screen);
	const SeriesDate *date = dates->table->pdata[dates->listing->pick];
	choose(dates, date, choice);
	look_again(screen);
	listing_move(dates->listing, 1);
}

static void choose_all(Screen *screen, DateChoice choice)
{
	Dates *dates = dates_of(screen);
	for (guint i = 0; i < dates->table->len; i++) {
		const SeriesDate *date = dates->table->pdata[i];
		if (!date->fits)
			choose(dates, date, choice);
	}
	look_again(screen);
}

static void skip(Screen *screen)
{
	choose_here(screen, DATE_SKIP);
}

static void move_it(Screen *screen)
{
	choose_here(screen, DATE_MOVE);
}

static gboolean reason_given(Screen *screen, const char *text, GError **error)
{
	Dates *dates = dates_of(screen);
	if (!*text)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("An overbooking needs a reason."));
	g_free(dates->reason);
	dates->reason = g_strdup(text);
	if (dates->all)
		choose_all(screen, DATE_OVERBOOK);
	else
		choose_here(screen, DATE_OVERBOOK);
	return TRUE;
}

/* One reason is for all of them, and is asked for once. */
static void overbook_some(Screen *screen, gboolean all)
{
	Dates *dates = dates_of(screen);
	dates->all = all;
	if (!dates->reason)
		prompt_ask(screen, &(Question){ .label = _("Overbook, because:"), .done = reason_given });
	else if (all)
		choose_all(screen, DATE_OVERBOOK);
	else
		choose_here(screen, DATE_OVERBOOK);
}

static void overbook(Screen *screen)
{
	overbook_some(screen, FALSE);
}

static void undecide(Screen *screen)
{
	choose_here(screen, DATE_REFUSE);
}

static void skip_all(Screen *screen)
{
	choose_all(screen, DATE_SKIP);
}

static void move_all(Screen *screen)
{
	choose_all(screen, DATE_MOVE);
}

static void overbook_all(Screen *screen)
{
	overbook_some(screen, TRUE);
}

/* --- doing --- */

/* The table is out of the way before it is done; refused, it comes back. */
static gboolean finish(Screen *screen, GError **error)
{
	App *app = screen->app;
	Dates kept = *dates_of(screen);
	*dates_of(screen) = (Dates){ 0 };
	app_pop(app);
	if (kept.question.done(kept.asking, kept.choices, kept.reason, error)) {
		forget(&kept);
		return TRUE;
	}
	Screen *again = app_push(app, &dates_class);
	*dates_of(again) = kept;
	look(again, NULL);
	return FALSE;
}

static guint undecided(const GPtrArray *table)
{
	guint n = 0;
	for (guint i = 0; i < table->len; i++) {
		const SeriesDate *date = table->pdata[i];
		n += !date->fits && date->choice == DATE_REFUSE;
	}
	return n;
}

static void save(Screen *screen)
{
	GError *error = NULL;
	App *app = screen->app;
	guint n = undecided(dates_of(screen)->table);
	if (n)
		app_say(app, SAY_WARNING,
			ngettext("%u date does not fit yet: leave it out, move it, or overbook it.",
				 "%u dates do not fit yet: leave them out, move them, or overbook them.", n),
			n);
	else if (!finish(screen, &error))
		app_fail(app, error);
}

static void up(Screen *screen)
{
	listing_move(dates_of(screen)->listing, -1);
}

static void down(Screen *screen)
{
	listing_move(dates_of(screen)->listing, 1);
}

static void page_up(Screen *screen)
{
	listing_move(dates_of(screen)->listing, -10);
}

static void page_down(Screen *screen)
{
	listing_move(dates_of(screen)->listing, 10);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "do",
	  .keys = "Enter C-s",
	  .brief = N_("do it"),
	  .help = N_("Book the dates as they stand here"),
	  .run = save },
	{ .name = "skip",
	  .keys = "s",
	  .brief = N_("leave out"),
	  .help = N_("Leave this date out; one that stands already stays as it is"),
	  .run = skip },
	{ .name = "move",
	  .keys = "m",
	  .brief = N_("move"),
	  .help = N_("Move this date to the nearest free time"),
	  .run = move_it },
	{ .name = "overbook",
	  .keys = "o",
	  .brief = N_("overbook"),
	  .help = N_("Overbook this date"),
	  .run = overbook },
	{ .name = "undecided", .keys = "Del BS", .help = N_("As the rule puts it"), .run = undecide },
	{ .name = "skip-all",
	  .keys = "S",
	  .brief = N_("all out"),
	  .help = N_("Leave out every date that does not fit"),
	  .run = skip_all },
	{ .name = "move-all",
	  .keys = "M",
	  .brief = N_("move all"),
	  .help = N_("Move every date that does not fit"),
	  .run = move_all },
	{ .name = "overbook-all",
	  .keys = "O",
	  .help = N_("Overbook every date that does not fit"),
	  .run = overbook_all },
	{ .name = "down", .keys = "Down j", .help = N_("Down"), .run = down },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "page-down", .keys = "PgDn", .help = N_("Ten lines down"), .run = page_down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("Ten lines up"), .run = page_up },
	{ .name = "leave",
	  .keys = "Esc q",
	  .brief = N_("back"),
	  .help = N_("Back; nothing is written"),
	  .run = leave },
};

static void dates_draw(Screen *screen, const Canvas *canvas)
{
	const Dates *dates = dates_of(screen);
	guint clashing = 0;
	for (guint i = 0; i < dates->table->len; i++)
		clashing += !((const SeriesDate *)dates->table->pdata[i])->fits;
	g_autofree char *title = g_strdup_printf(
		ngettext("%u of %u date does not fit", "%u of %u dates do not fit", dates->table->len),
		clashing, dates->table->len);
	listing_head(screen, canvas, clashing ? title : _("All dates fit"));
	listing_draw(dates->listing, canvas, listing_area(canvas), "");
}

static gboolean dates_refresh(Screen *screen, GError **error)
{
	return look(screen, error);
}

const ScreenClass dates_class = {
	.name = "dates",
	.title = N_("The dates of a series"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Dates),
	.close = dates_close,
	.refresh = dates_refresh,
	.draw = dates_draw,
};

gboolean dates_ask(Screen *asking, const DatesQuestion *question, GError **error)
{
	Screen *screen = app_push(asking->app, &dates_class);
	Dates *dates = dates_of(screen);
	dates->asking = asking;
	dates->question = *question;
	dates->listing = listing_new();
	dates->choices = model_list_new(&date_chosen_class);
	if (!look(screen, error)) {
		app_pop(asking->app);
		return FALSE;
	}
	for (guint i = 0; i < dates->table->len; i++) /* the cursor on the first that needs a choice */
		if (!((const SeriesDate *)dates->table->pdata[i])->fits) {
			dates->listing->pick = (int)i;
			break;
		}
	return TRUE;
}

/* --- how far a change goes --- */

typedef struct {
	Screen *asking;
	void (*chosen)(Screen *asking, SeriesScope scope);
} Scope;

static void take_scope(Screen *screen, SeriesScope scope)
{
	Scope kept = *(const Scope *)screen->state;
	app_pop(screen->app);
	kept.chosen(kept.asking, scope);
}

static void this_one(Screen *screen)
{
	take_scope(screen, SERIES_THIS);
}

static void following(Screen *screen)
{
	take_scope(screen, SERIES_FOLLOWING);
}

static void all_of_them(Screen *screen)
{
	take_scope(screen, SERIES_ALL);
}

static const Action scope_actions[] = {
	{ .name = "this",
	  .keys = "Enter t 1",
	  .brief = N_("only this date"),
	  .help = N_("Only this date"),
	  .run = this_one },
	{ .name = "following",
	  .keys = "f 2",
	  .brief = N_("this and the following"),
	  .help = N_("This date and those that follow"),
	  .run = following },
	{ .name = "all",
	  .keys = "a 3",
	  .brief = N_("all to come"),
	  .help = N_("Every date that is still to come"),
	  .run = all_of_them },
	{ .name = "leave",
	  .keys = "Esc",
	  .brief = N_("back"),
	  .help = N_("Back; nothing is changed"),
	  .run = leave },
};

const ScreenClass scope_class = {
	.name = "scope",
	.title = N_("One of a series: how much changes along"),
	.actions = scope_actions,
	.n_actions = G_N_ELEMENTS(scope_actions),
	.state_bytes = sizeof(Scope),
};

void scope_ask(Screen *asking, void (*chosen)(Screen *asking, SeriesScope scope))
{
	Screen *screen = app_push(asking->app, &scope_class);
	*(Scope *)screen->state = (Scope){ asking, chosen };
	app_say(asking->app, SAY_PLAIN, _("It is one of a series."));
}
