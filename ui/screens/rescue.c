/* ui/screens/rescue.c - a delay, an absence: asked for, shown, done, and then the list of whom to call */
#include "ui/screens/rescue.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/people.h"
#include "book/rescue.h"
#include "ui/undo.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/listing.h"
#include "ui/words.h"

/* What is asked of the book, twice: to look, and to do. */
typedef struct {
	gboolean absent;
	char *staff, *reason;
	gint64 from, to, minutes;
} Plan;

typedef struct {
	Plan plan;
	Listing *listing;
	Rescue *rescue;
	gboolean done; /* it is done, and the list says whom to call */
} Rescuing;

static Rescuing *rescuing_of(const Screen *screen)
{
	return screen->state;
}

static Rescue *ask_book(Book *book, const Plan *plan, gboolean dry_run, GError **error)
{
	return plan->absent ? book_absent(book, plan->staff, plan->from, plan->to, TRUE, plan->reason,
					  dry_run, error)
			    : book_delay(book, plan->staff, plan->from, plan->minutes, dry_run, error);
}

/* --- the list --- */

static void add_step(Rescuing *rescuing, const Book *book, const RescueStep *step, const char *heading)
{
	g_autofree char *when = words_when(book, step->booking->start);
	const char *name = step->customer_name     ? step->customer_name
			   : *step->booking->title ? step->booking->title
						   : _("Blocked");
	ListingRow *row = listing_add(rescuing->listing, 0, step->booking->id, heading, when, name,
				      step->words, step->customer_phone ? step->customer_phone : "", NULL);
	row->ink = !step->parts ? INK_BAD : step->outside ? INK_WARN : INK_GOOD;
}

static void fill(Rescuing *rescuing, const Book *book)
{
	const GPtrArray *steps = rescuing->rescue->steps;
	const char *heading =
		rescuing->done ? _("Done. These know nothing of it yet:") : _("This is what would be done:");
	listing_begin(rescuing->listing);
	for (guint i = 0; i < steps->len; i++) {
		const RescueStep *step = steps->pdata[i];
		if (step->parts) {
			add_step(rescuing, book, step, heading);
			heading = NULL;
		}
	}
	heading = _("No place was found; somebody must call:");
	for (guint i = 0; i < steps->len; i++) {
		const RescueStep *step = steps->pdata[i];
		if (!step->parts) {
			add_step(rescuing, book, step, heading);
			heading = NULL;
		}
	}
	listing_end(rescuing->listing);
}

/* Before it is done it follows the book; what was done stays as it was done. */
static gboolean rescue_refresh(Screen *screen, GError **error)
{
	Rescuing *rescuing = rescuing_of(screen);
	if (rescuing->done)
		return TRUE;
	Rescue *rescue = ask_book(screen->app->book, &rescuing->plan, TRUE, error);
	if (!rescue)
		return FALSE;
	g_clear_pointer(&rescuing->rescue, rescue_free);
	rescuing->rescue = rescue;
	fill(rescuing, screen->app->book);
	return TRUE;
}

static void rescue_close(Screen *screen)
{
	Rescuing *rescuing = rescuing_of(screen);
	listing_free(rescuing->listing);
	g_clear_pointer(&rescuing->rescue, rescue_free);
	g_free(rescuing->plan.staff);
	g_free(rescuing->plan.reason);
}

static void carry_out(Screen *screen)
{
	Rescuing *rescuing = rescuing_of(screen);
	App *app = screen->app;
	GError *error = NULL;
	if (rescuing->done) {
		app_pop(app);
		return;
	}
	Rescue *rescue = ask_book(app->book, &rescuing->plan, FALSE, &error);
	if (!rescue) {
		app_refresh(app);
		app_fail(app, error);
		return;
	}
	rescue_free(rescuing->rescue);
	rescuing->rescue = rescue;
	rescuing->done = TRUE;
	fill(rescuing, app->book);
	app_refresh(app);
	app_say(app, SAY_GOOD, _("Done: %u moved, %u to be called. One u takes all of it back."),
		rescue->placed, rescue->calls);
}

/* What was done is taken back, and the list of it goes. */
static void undo(Screen *screen)
{
	Screen *below = app_below(screen);
	app_pop(screen->app);
	undo_last(below);
}

static gboolean is_done(const Screen *screen)
{
	return rescuing_of(screen)->done;
}

static void up(Screen *screen)
{
	listing_move(rescuing_of(screen)->listing, -1);
}

static void down(Screen *screen)
{
	listing_move(rescuing_of(screen)->listing, 1);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static const Action actions[] = {
	{ .name = "do",
	  .keys = "Enter",
	  .brief = N_("do it"),
	  .help = N_("Do all of it; afterwards, back to the day"),
	  .run = carry_out },
	{ .name = "undo",
	  .keys = "u",
	  .help = N_("Take back all that was done"),
	  .run = undo,
	  .applies = is_done,
	  .otherwise = N_("Nothing is done yet.") },
	{ .name = "down", .keys = "Down j", .help = N_("Down"), .run = down },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "leave",
	  .keys = "Esc q",
	  .brief = N_("back"),
	  .help = N_("Back; what was not done is left"),
	  .run = leave },
};

static char *title_of(const Screen *screen)
{
	const Plan *plan = &rescuing_of(screen)->plan;
	const Staff *staff = book_staff_by_id(screen->app->book, plan->staff);
	const char *who = staff ? staff->name : _("Everybody");
	if (plan->absent)
		return g_strdup_printf(_("%s is away"), who);
	return g_strdup_printf(ngettext("%s: %u minute late", "%s: %u minutes late", (gulong)plan->minutes),
			       who, (guint)plan->minutes);
}

static void rescue_draw(Screen *screen, const Canvas *canvas)
{
	g_autofree char *title = title_of(screen);
	listing_head(screen, canvas, title);
	listing_draw(rescuing_of(screen)->listing, canvas, listing_area(canvas),
		     _("Nothing has to be moved: nobody is booked there, or the gaps swallow it."));
}

/* Takes what the plan holds. */
static gboolean show(Screen *asking, Plan plan, GError **error)
{
	Screen *screen = app_push(asking->app, &rescue_class);
	Rescuing *rescuing = rescuing_of(screen);
	rescuing->plan = plan;
	rescuing->listing = listing_new();
	if (rescue_refresh(screen, error))
		return TRUE;
	app_pop(asking->app);
	return FALSE;
}

const ScreenClass rescue_class = {
	.name = "rescue",
	.title = N_("Running late, or somebody is away"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Rescuing),
	.close = rescue_close,
	.refresh = rescue_refresh,
	.draw = rescue_draw,
};

/* --- asking --- */

enum { ASK_WHO, ASK_WHAT, ASK_REASON, ASK_FIELDS };

static void staff_picks(Screen *asking, guint i, const char *text, GPtrArray *picks, gpointer data)
{
	(void)data;
	if (i != ASK_WHO || !*text)
		return;
	g_autoptr(GPtrArray) staff = book_match_staff(asking->app->book, text, NULL);
	for (guint s = 0; s < staff->len; s++)
		fields_pick(picks, ((const Staff *)staff->pdata[s])->id,
			    ((const Staff *)staff->pdata[s])->name, NULL);
}

static gboolean read_staff(Book *book, const FieldTexts *typed, char **staff, GError **error)
{
	const char *text = typed->texts[ASK_WHO];
	*staff = NULL;
	if (!*text)
		return TRUE;
	*staff = typed->ids[ASK_WHO] ? g_strdup(typed->ids[ASK_WHO]) : book_find_staff(book, text, error);
	return *staff != NULL;
}

static char *problem_with(Screen *asking, guint i, const FieldTexts *typed, gboolean absent)
{
	g_autofree char *staff = NULL;
	When when = book_when(asking->app->book);
	GError *error = NULL;
	gint64 from, to;
	gboolean fine = TRUE;
	if (i == ASK_WHO && absent && !*typed->texts[i])
		return g_strdup(_("who is away?"));
	if (i == ASK_WHO)
		fine = read_staff(asking->app->book, typed, &staff, &error);
	else if (i == ASK_WHAT && absent)
		fine = when_range(&when, typed->texts[i], &from, &to, &error);
	else if (i == ASK_WHAT)
		fine = when_duration(typed->texts[i], FALSE, &from, &error);
	if (fine)
		return NULL;
	char *message = g_strdup(error->message);
	g_error_free(error);
	return message;
}

static char *delay_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer data)
{
	(void)data;
	return problem_with(asking, i, typed, FALSE);
}

static char *absent_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer data)
{
	(void)data;
	return problem_with(asking, i, typed, TRUE);
}

/* Of a day that is not today from its beginning. */
static gboolean delay_done(Screen *asking, const FieldTexts *typed, gpointer day, GError **error)
{
	Book *book = asking->app->book;
	Plan plan = { .from = book_now(book) };
	gint64 seconds, start = zone_day_start(book_zone(book), *(const gint64 *)day);
	if (!read_staff(book, typed, &plan.staff, error) ||
	    !when_duration(typed->texts[ASK_WHAT], FALSE, &seconds, error))
		return FALSE;
	plan.minutes = seconds / 60;
	plan.from = MAX(plan.from, start);
	return show(asking, plan, error);
}

static gboolean absent_done(Screen *asking, const FieldTexts *typed, gpointer day, GError **error)
{
	Book *book = asking->app->book;
	When when = book_when(book);
	Plan plan = { .absent = TRUE };
	(void)day;
	if (!when_range(&when, typed->texts[ASK_WHAT], &plan.from, &plan.to, error) ||
	    !read_staff(book, typed, &plan.staff, error))
		return FALSE;
	plan.reason = *typed->texts[ASK_REASON] ? g_strdup(typed->texts[ASK_REASON]) : NULL;
	return show(asking, plan, error);
}

static void ask(Screen *screen, const char *staff, gint64 day, gboolean absent)
{
	const Staff *one = book_staff_by_id(screen->app->book, staff);
	g_autofree char *days = day_iso(day);
	gint64 *kept = g_new(gint64, 1);
	*kept = day;
	const Field rows[ASK_FIELDS] = {
		[ASK_WHO] = { .label = _("Who"),
			      .hint = absent ? NULL : _("everybody"),
			      .offer = one ? one->name : NULL,
			      .id = one ? one->id : NULL },
		[ASK_WHAT] = absent ? (Field){ .label = _("Days"), .hint = _("fri, mon..wed"), .offer = days }
				    : (Field){ .label = _("How late"), .hint = _("minutes"), .offer = "15" },
		[ASK_REASON] = { .label = _("Why"), .hint = _("ill, training …") },
	};
	fields_ask(screen, &(Fields){ .title = absent ? _("Somebody is away") : _("Running late"),
				      .intro = absent ? _("Their coming bookings go to others who can do "
							  "them at the same hour; who cannot be placed is "
							  "listed to be called. Their leave is written down.")
						      : _("The rest of the day is pushed; gaps are eaten "
							  "first, and what cannot move is jumped over."),
				      .save = _("Show what it would do"),
				      .n = absent ? ASK_FIELDS : ASK_REASON,
				      .fields = rows,
				      .problem = absent ? absent_problem : delay_problem,
				      .picks = staff_picks,
				      .done = absent ? absent_done : delay_done,
				      .data = kept,
				      .free_data = g_free });
}

void rescue_ask_delay(Screen *screen, const char *staff, gint64 day)
{
	ask(screen, staff, day, FALSE);
}

void rescue_ask_absent(Screen *screen, const char *staff, gint64 day)
{
	ask(screen, staff, day, TRUE);
}
