/* ui/screens/settings.c - the Settings screen: what holds for the business, in groups, each line open to a change */
#include "ui/screens/settings.h"

#include <string.h>

#include "base/i18n.h"
#include "book/house.h"
#include "ui/undo.h"
#include "ui/widgets/listing.h"
#include "ui/widgets/prompt.h"
#include "ui/words.h"

typedef enum { ROW_HOURS, ROW_STAFF_HOURS, ROW_CLOSURE, ROW_POLICY, ROW_BUSINESS } RowKind;

typedef struct {
	Listing *listing;
	GPtrArray *closures; /* of Closure */
} Settings;

static Settings *settings_of(const Screen *screen)
{
	return screen->state;
}

/* --- words --- */

/* "from 1 Jul", "Wed 1 Jul – Mon 31 Aug"; "" where it always holds. */
static char *validity(gint64 from, gint64 until)
{
	g_autofree char *first = from == NONE ? NULL : day_short(from),
			*last = until == NONE ? NULL : day_short(until);
	if (first && last)
		return from == until ? g_strdup(first) : g_strdup_printf("%s – %s", first, last);
	if (first)
		return g_strdup_printf(_("from %s"), first);
	return last ? g_strdup_printf(_("until %s"), last) : g_strdup("");
}

static const char *whose(const Book *book, const char *staff)
{
	const Staff *one = book_staff_by_id(book, staff);
	return one ? one->name : _("Everybody");
}

static char *closure_when(const Book *book, const Closure *closure)
{
	if (closure->first_day == NONE) {
		g_autofree char *start = words_when(book, closure->start),
				*end = words_when(book, closure->end);
		return g_strdup_printf("%s – %s", start, end);
	}
	GString *words = g_string_new(NULL);
	g_autofree char *days = validity(closure->first_day, closure->last_day);
	g_string_append(words, days);
	for (guint i = 0; i < closure->ranges->len; i++) {
		const HoursRange *range = closure->ranges->pdata[i];
		g_string_append_printf(words, " %02d:%02d–%02d:%02d", (int)(range->from_min / 60),
				       (int)(range->from_min % 60), (int)(range->to_min / 60),
				       (int)(range->to_min % 60));
	}
	return g_string_free(words, FALSE);
}

static const char *closure_kind(const Closure *closure)
{
	if (strcmp(closure->kind, "open") == 0)
		return _("open");
	return strcmp(closure->kind, "leave") == 0 ? _("leave") : _("closed");
}

static const char *setting_words(const char *name)
{
	static const char *const words[][2] = {
		{ "slot-step", N_("Times begin every … minutes") },
		{ "min-notice", N_("Notice before a booking, minutes") },
		{ "horizon", N_("Booked ahead at most") },
		{ "cancel-deadline", N_("Cancelled in time until … minutes before") },
		{ "max-per-day", N_("Appointments a day at most") },
		{ "buffers-inside-hours", N_("Buffers stay inside opening hours") },
		{ "rank-spread", N_("Best times spread the load, or gather it") },
		{ "rank-gaps", N_("Best times leave no dead gaps") },
		{ "remember-length", N_("A customer's usual length is offered") },
		{ "name", N_("Name") },
		{ "timezone", N_("Time zone") },
		{ "currency", N_("Currency") },
		{ "locale", N_("Language and country") },
		{ "week-start", N_("The week begins on") },
		{ "phone", N_("Phone") },
		{ "email", N_("E-mail") },
		{ "address", N_("Address") },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i][0], name) == 0)
			return _(words[i][1]);
	return name;
}

/* --- filling --- */

static char *hours_id(const char *staff, gint64 from, gint64 until)
{
	return g_strdup_printf("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, staff ? staff : "", from, until);
}

static void add_hours(Settings *settings, const Book *book, const char *heading, const OpeningHours *hours)
{
	g_autofree char *id = hours_id(hours->staff, hours->from_day, hours->until_day),
			*spec = book_hours_spec(hours), *when = validity(hours->from_day, hours->until_day);
	listing_add(settings->listing, ROW_HOURS, id, heading, whose(book, hours->staff),
		    *spec ? spec : _("closed"), when, NULL);
}

static gboolean has_own(const GPtrArray *all, const char *staff)
{
	for (guint i = 0; i < all->len; i++) {
		const OpeningHours *hours = all->pdata[i];
		if (g_strcmp0(hours->staff, staff) == 0 && hours->from_day == NONE &&
		    hours->until_day == NONE)
			return TRUE;
	}
	return FALSE;
}

/* The business first, then each person: the plan that always holds, or that there is none, then the exceptions. */
static void fill_hours(Settings *settings, const Book *book)
{
	const GPtrArray *all = book_hours(book), *staff = book_staff(book);
	const char *heading = _("Opening hours");
	for (int s = -1; s < (int)staff->len; s++) {
		const Staff *one = s < 0 ? NULL : staff->pdata[s];
		const char *id = one ? one->id : NULL;
		if (one && !one->active)
			continue;
		if (one && !has_own(all, id)) {
			g_autofree char *row = hours_id(id, NONE, NONE);
			listing_add(settings->listing, ROW_STAFF_HOURS, row, heading, one->name,
				    _("works the business's hours"), NULL);
			heading = NULL;
		}
		for (guint i = 0; i < all->len; i++) {
			const OpeningHours *hours = all->pdata[i];
			if (g_strcmp0(hours->staff, id) != 0)
				continue;
			add_hours(settings, book, heading, hours);
			heading = NULL;
		}
	}
}

static void fill_closures(Settings *settings, const Book *book)
{
	for (guint i = 0; i < settings->closures->len; i++) {
		const Closure *closure = settings->closures->pdata[i];
		g_autofree char *when = closure_when(book, closure);
		listing_add(settings->listing, ROW_CLOSURE, closure->id,
			    i ? NULL : _("Closures, leave and extra openings"), whose(book, closure->staff),
			    when, closure_kind(closure), closure->reason, NULL);
	}
}

typedef struct {
	Settings *settings;
	RowKind kind;
	const char *heading;
} Filling;

static void add_setting(const char *name, const char *value, gpointer filling_)
{
	Filling *filling = filling_;
	listing_add(filling->settings->listing, (int)filling->kind, name, filling->heading,
		    setting_words(name), value, NULL);
	filling->heading = NULL;
}

static gboolean settings_refresh(Screen *screen, GError **error)
{
	Settings *settings = settings_of(screen);
	Book *book = screen->app->book;
	GPtrArray *closures = book_closures(book, FALSE, error);
	if (!closures)
		return FALSE;
	g_clear_pointer(&settings->closures, g_ptr_array_unref);
	settings->closures = closures;
	listing_begin(settings->listing);
	fill_hours(settings, book);
	fill_closures(settings, book);
	book_policy_each(book, add_setting, &(Filling){ settings, ROW_POLICY, _("Rules of booking") });
	book_business_each(book, add_setting, &(Filling){ settings, ROW_BUSINESS, _("The business") });
	listing_end(settings->listing);
	return TRUE;
}

/* --- what a row stands for --- */

/* Whose hours, and which days they hold. staff is the caller's. */
static void read_hours_id(const char *id, char **staff, gint64 *from, gint64 *until)
{
	g_auto(GStrv) words = g_strsplit(id, " ", 3);
	*staff = *words[0] ? g_strdup(words[0]) : NULL;
	*from = g_ascii_strtoll(words[1], NULL, 10);
	*until = g_ascii_strtoll(words[2], NULL, 10);
}

static void edit(Screen *screen)
{
	const ListingRow *row = listing_row(settings_of(screen)->listing);
	g_autofree char *staff = NULL;
	gint64 from, until;
	if (!row)
		return;
	switch (row->kind) {
	case ROW_HOURS:
	case ROW_STAFF_HOURS:
		read_hours_id(row->id, &staff, &from, &until);
		settings_edit_week(screen, staff, from, until, FALSE);
		break;
	case ROW_CLOSURE:
		app_say(screen->app, SAY_PLAIN, _("A closure is taken away and made again: d, then n."));
		break;
	default:
		settings_edit_value(screen, row->kind == ROW_POLICY, row->id, row->cells[1]);
	}
}

/* In the hours another plan for some days, among the closures another closure. */
static void new_row(Screen *screen)
{
	const ListingRow *row = listing_row(settings_of(screen)->listing);
	g_autofree char *staff = NULL;
	gint64 from, until;
	if (row && (row->kind == ROW_HOURS || row->kind == ROW_STAFF_HOURS)) {
		read_hours_id(row->id, &staff, &from, &until);
		settings_edit_week(screen, staff, NONE, NONE, TRUE);
	} else {
		settings_new_closure(screen);
	}
}

static void new_closure(Screen *screen)
{
	settings_new_closure(screen);
}

/* --- holidays out of a file --- */

static gboolean import_done(Screen *screen, const char *path, GError **error)
{
	g_autofree char *home =
		g_str_has_prefix(path, "~/") ? g_build_filename(g_get_home_dir(), path + 2, NULL) : NULL;
	g_autoptr(ClosureImport) import =
		book_closures_import(screen->app->book, home ? home : path, NULL, FALSE, error);
	if (!import)
		return FALSE;
	app_refresh(screen->app);
	app_say(screen->app, import->report->errors->len ? SAY_WARNING : SAY_GOOD,
		_("Closures taken in: %u. There already: %u. Events that could not be read: %u."),
		import->report->created, import->report->unchanged, import->report->errors->len);
	return TRUE;
}

static void import(Screen *screen)
{
	prompt_ask(screen,
		   &(Question){ .label = _("Calendar file with the holidays:"), .done = import_done });
}

static void say_changed(Screen *screen, char *remark_take)
{
	g_autofree char *remark = remark_take;
	app_refresh(screen->app);
	app_say(screen->app, remark ? SAY_WARNING : SAY_GOOD, "%s", remark ? remark : _("Done."));
}

static void take_away(Screen *screen)
{
	const ListingRow *row = listing_row(settings_of(screen)->listing);
	Book *book = screen->app->book;
	GError *error = NULL;
	char *remark = NULL;
	if (row->kind == ROW_CLOSURE) {
		if (book_closure_remove(book, row->id, &remark, &error))
			say_changed(screen, remark);
		else
			app_fail(screen->app, error);
		return;
	}
	g_autofree char *staff = NULL;
	gint64 from, until;
	read_hours_id(row->id, &staff, &from, &until);
	g_autoptr(OpeningHours) left = book_hours_default(book, staff, from, until, &remark, &error);
	if (left)
		say_changed(screen, remark);
	else
		app_fail(screen->app, error);
}

static gboolean may_take_away(const Screen *screen)
{
	const ListingRow *row = listing_row(settings_of(screen)->listing);
	return row && (row->kind == ROW_CLOSURE || (row->kind == ROW_HOURS && *row->id != ' '));
}

static void up(Screen *screen)
{
	listing_move(settings_of(screen)->listing, -1);
}

static void down(Screen *screen)
{
	listing_move(settings_of(screen)->listing, 1);
}

static void page_up(Screen *screen)
{
	listing_move(settings_of(screen)->listing, -10);
}

static void page_down(Screen *screen)
{
	listing_move(settings_of(screen)->listing, 10);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "change",
	  .keys = "Enter e",
	  .brief = N_("change"),
	  .help = N_("Change the line"),
	  .run = edit },
	{ .name = "new",
	  .keys = "n +",
	  .brief = N_("new"),
	  .help = N_("In the hours: other hours for some days; elsewhere: a new closure"),
	  .run = new_row },
	{ .name = "closure",
	  .keys = "c",
	  .brief = N_("closure"),
	  .help = N_("A closure, leave, or an extra opening"),
	  .run = new_closure },
	{ .name = "import",
	  .keys = "i",
	  .brief = N_("import holidays"),
	  .help = N_("Take the days of a calendar file (.ics) as closures"),
	  .run = import },
	{ .name = "take-away",
	  .keys = "d Del",
	  .brief = N_("take away"),
	  .help = N_("Take a closure or a person's own hours away"),
	  .run = take_away,
	  .applies = may_take_away,
	  .otherwise = N_("This line can be changed, and not taken away.") },
	{ .name = "undo",
	  .keys = "u",
	  .brief = N_("undo"),
	  .help = N_("Take back your last change"),
	  .run = undo_last },
	{ .name = "redo", .keys = "C-r", .help = N_("Do again what was taken back"), .run = redo_last },
	{ .name = "down", .keys = "Down j", .help = N_("Down"), .run = down },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "page-down", .keys = "PgDn", .help = N_("Ten lines down"), .run = page_down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("Ten lines up"), .run = page_up },
	{ .name = "leave",
	  .keys = "Esc q 1",
	  .brief = N_("back"),
	  .help = N_("Back to the day"),
	  .run = leave },
};

static void settings_draw(Screen *screen, const Canvas *canvas)
{
	listing_head(screen, canvas, _("Settings"));
	listing_draw(settings_of(screen)->listing, canvas, listing_area(canvas), "");
}

static void settings_close(Screen *screen)
{
	Settings *settings = settings_of(screen);
	listing_free(settings->listing);
	g_clear_pointer(&settings->closures, g_ptr_array_unref);
}

void settings_open(App *app)
{
	Screen *screen = app_push(app, &settings_class);
	GError *error = NULL;
	settings_of(screen)->listing = listing_new();
	if (settings_refresh(screen, &error))
		return;
	app_pop(app);
	app_fail(app, error);
}

const ScreenClass settings_class = {
	.name = "settings",
	.title = N_("Settings"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Settings),
	.close = settings_close,
	.refresh = settings_refresh,
	.draw = settings_draw,
};
