/* ui/screens/sync_join.c - linking a calendar: which, whose, how much it shows; then the plan; then, after a yes, the first run
 *
 * The list, the plan and the run wait for the network: each is an errand (ui/errand.h), and Esc leaves at any time. */
#include "ui/screens/sync_join.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/errand.h"
#include "ui/words.h"

#define LABEL_WIDTH 20

typedef enum { JOIN_ASKING, JOIN_CHOOSING, JOIN_PLANNING, JOIN_PLAN, JOIN_RUNNING } JoinStep;

typedef struct {
	JoinStep step;
	char *account, *label;
	Errand *errand;
	GPtrArray *calendars; /* of SyncRemoteCalendar */
	guint pick;
	GPtrArray *staff; /* of Staff, borrowed from the book: active ones */
	int who;          /* of staff; -1: everybody */
	guint show, policy;
	SyncPlan *plan;
	const SyncService *service;
	int top; /* first line of the plan shown */
} Join;

static const struct {
	const char *name, *words;
} levels[] = { { "busy", N_("“Busy” and nothing else") },
	       { "initials", N_("initials") },
	       { "name", N_("the name") },
	       { "service", N_("service and name") },
	       { "phone", N_("service, name and phone") } },
  policies[] = { { "book", N_("the book wins") },
		 { "remote", N_("the calendar wins") },
		 { "newest", N_("the newer one wins") },
		 { "ask", N_("ask me") } };

static Join *join_of(const Screen *screen)
{
	return screen->state;
}

/* --- jobs --- */

/* What an errand is given; all its own. */
typedef struct {
	const SyncService *service;
	char *account;
	char *remote_id;
	Calendar *wanted;
	SyncPlan *plan;
	Errand *errand; /* while the plan is gone ahead with */
} Job;

static void job_free(gpointer job_)
{
	Job *job = job_;
	g_clear_pointer(&job->wanted, calendar_free);
	if (job->plan)
		job->service->plan_free(job->plan);
	g_free(job->account);
	g_free(job->remote_id);
	g_free(job);
}

static Job *job_new(const Join *join)
{
	Job *job = g_new0(Job, 1);
	job->service = join->service;
	job->account = g_strdup(join->account);
	return job;
}

static gpointer ask_calendars(Errand *errand, Book *book, gpointer job_, GError **error)
{
	const Job *job = job_;
	(void)errand;
	return job->service->calendars(book, job->account, error);
}

static gpointer make_plan(Errand *errand, Book *book, gpointer job_, GError **error)
{
	const Job *job = job_;
	(void)errand;
	return job->service->plan(book, job->account, job->remote_id, job->wanted, error);
}

static gboolean on_step(guint done, guint total, const char *what, gpointer job_)
{
	(void)what;
	return errand_step(((Job *)job_)->errand, done, total);
}

static void report_free(gpointer report)
{
	sync_report_clear(report);
	g_free(report);
}

static gpointer go_ahead(Errand *errand, Book *book, gpointer job_, GError **error)
{
	Job *job = job_;
	SyncReport *report = g_new0(SyncReport, 1);
	SyncRunOptions how = { .asked = TRUE, .wait_ms = 30000, .progress = on_step, .data = job };
	job->errand = errand;
	if (job->service->plan_apply(book, job->plan, &how, report, error))
		return report;
	report_free(report);
	return NULL;
}

/* --- answers --- */

static void errand_over(Screen *screen)
{
	g_clear_pointer(&join_of(screen)->errand, errand_leave);
	screen->app->stale = TRUE;
}

static void fail_and_leave(Screen *screen, const GError *error)
{
	App *app = screen->app;
	GError *copy = g_error_copy(error);
	app_pop(app);
	app_refresh(app);
	app_fail(app, copy);
	app_draw(app);
}

static const SyncRemoteCalendar *picked(const Join *join)
{
	return join->calendars && join->pick < join->calendars->len ? join->calendars->pdata[join->pick]
								    : NULL;
}

/* Of a calendar that is linked already, how it is: only what is changed then changes. */
static void pick(Join *join, guint i)
{
	join->pick = i;
	const Calendar *linked = picked(join) ? picked(join)->linked : NULL;
	if (!linked)
		return;
	join->who = -1;
	for (guint n = 0; n < join->staff->len; n++)
		if (g_strcmp0(((const Staff *)join->staff->pdata[n])->id, linked->staff) == 0)
			join->who = (int)n;
	for (guint n = 0; n < G_N_ELEMENTS(levels); n++)
		if (strcmp(levels[n].name, linked->show) == 0)
			join->show = n;
	for (guint n = 0; n < G_N_ELEMENTS(policies); n++)
		if (strcmp(policies[n].name, linked->on_conflict) == 0)
			join->policy = n;
}

/* The first one that could be linked. */
static void pick_linkable(Join *join)
{
	for (guint i = 0; i < join->calendars->len; i++) {
		const SyncRemoteCalendar *calendar = join->calendars->pdata[i];
		if (calendar->writable && !calendar->linked) {
			pick(join, i);
			return;
		}
	}
	pick(join, 0);
}

static void on_calendars(gpointer answer, const GError *error, gpointer screen_)
{
	Screen *screen = screen_;
	Join *join = join_of(screen);
	errand_over(screen);
	if (error) {
		fail_and_leave(screen, error);
		return;
	}
	join->calendars = answer;
	join->step = JOIN_CHOOSING;
	pick_linkable(join);
	app_draw(screen->app);
}

static void on_plan(gpointer answer, const GError *error, gpointer screen_)
{
	Screen *screen = screen_;
	Join *join = join_of(screen);
	errand_over(screen);
	join->plan = answer;
	join->step = answer ? JOIN_PLAN : JOIN_CHOOSING;
	join->top = 0;
	if (error)
		app_fail(screen->app, g_error_copy(error));
	app_draw(screen->app);
}

static void on_linked(gpointer report_, const GError *error, gpointer screen_)
{
	Screen *screen = screen_;
	App *app = screen->app;
	SyncReport *report = report_;
	errand_over(screen);
	if (error) {
		fail_and_leave(screen, error);
		return;
	}
	app_pop(app);
	app_check_book(app);
	app_refresh(app);
	gboolean fine = !report->failed && !report->offline && !report->cancelled && !report->needs_sign_in;
	app_say(app, fine ? SAY_GOOD : SAY_WARNING, _("Linked. %s"), report->words ? report->words : "");
	report_free(report);
	app_draw(app);
}

static void on_progress(gpointer screen_)
{
	Screen *screen = screen_;
	screen->app->stale = TRUE;
	app_draw(screen->app);
}

/* --- choosing --- */

/* As it was chosen. Whose time the calendar's own events take goes with whose bookings it gets. */
static Calendar *wanted_of(const Screen *screen)
{
	const Join *join = join_of(screen);
	Book *book = screen->app->book;
	const SyncRemoteCalendar *remote = picked(join);
	const Staff *staff = join->who >= 0 ? join->staff->pdata[join->who] : NULL;
	Calendar *calendar = remote->linked ? calendar_copy(remote->linked) : calendar_new();
	if (!remote->linked)
		calendar->since = zone_day_start(book_zone(book), book_today(book));
	model_set(&calendar_class, calendar, &calendar->account, join->account);
	model_set(&calendar_class, calendar, &calendar->staff, staff ? staff->id : NULL);
	const Staff *blocked = staff ? staff : book_only_staff(book);
	model_set(&calendar_class, calendar, &calendar->blocks_for, blocked ? blocked->id : NULL);
	model_set(&calendar_class, calendar, &calendar->show, levels[join->show].name);
	model_set(&calendar_class, calendar, &calendar->on_conflict, policies[join->policy].name);
	return calendar;
}

static void plan(Screen *screen)
{
	Join *join = join_of(screen);
	Job *job = job_new(join);
	job->remote_id = g_strdup(picked(join)->remote_id);
	job->wanted = wanted_of(screen);
	join->step = JOIN_PLANNING;
	join->errand = errand_start(screen->app, make_plan, job, job_free,
				    (GDestroyNotify)join->service->plan_free, on_plan, NULL, screen);
}

static void accept(Screen *screen)
{
	Join *join = join_of(screen);
	if (join->step == JOIN_CHOOSING) {
		plan(screen);
		return;
	}
	Job *job = job_new(join);
	job->plan = g_steal_pointer(&join->plan);
	join->step = JOIN_RUNNING;
	join->errand = errand_start(screen->app, go_ahead, job, job_free, report_free, on_linked, on_progress,
				    screen);
}

/* From the plan back to the choice; a run is asked to end; else out. */
static void back(Screen *screen)
{
	Join *join = join_of(screen);
	App *app = screen->app;
	if (join->step == JOIN_PLAN) {
		g_clear_pointer(&join->plan, join->service->plan_free);
		join->step = JOIN_CHOOSING;
		return;
	}
	gboolean running = join->step == JOIN_RUNNING;
	app_pop(app);
	app_say(app, SAY_PLAIN, "%s",
		running ? _("Stopped: the calendar is linked, and the next run goes on from there.")
			: _("Nothing was linked."));
}

static void by(Screen *screen, int step)
{
	Join *join = join_of(screen);
	if (join->step == JOIN_PLAN)
		join->top = MAX(join->top + step, 0);
	else if (join->calendars)
		pick(join, (guint)CLAMP((int)join->pick + step, 0, MAX((int)join->calendars->len - 1, 0)));
}

static void up(Screen *screen)
{
	by(screen, -1);
}

static void down(Screen *screen)
{
	by(screen, 1);
}

static void next_staff(Screen *screen)
{
	Join *join = join_of(screen);
	join->who = join->who + 1 >= (int)join->staff->len ? -1 : join->who + 1;
}

static void next_level(Screen *screen)
{
	Join *join = join_of(screen);
	join->show = (join->show + 1) % G_N_ELEMENTS(levels);
}

static void next_policy(Screen *screen)
{
	Join *join = join_of(screen);
	join->policy = (join->policy + 1) % G_N_ELEMENTS(policies);
}

static gboolean chooses(const Screen *screen)
{
	return join_of(screen)->step == JOIN_CHOOSING;
}

static gboolean may_accept(const Screen *screen)
{
	const Join *join = join_of(screen);
	return join->step == JOIN_PLAN || (join->step == JOIN_CHOOSING && picked(join));
}

#define ASKED N_("The answer is still awaited.")

static const Action actions[] = {
	{ .name = "accept",
	  .keys = "Enter",
	  .brief = N_("go on"),
	  .help = N_("Show what linking would do; then: do it"),
	  .run = accept,
	  .applies = may_accept,
	  .otherwise = ASKED },
	{ .name = "staff",
	  .keys = "s",
	  .brief = N_("whose"),
	  .help = N_("Whose bookings go there: the next one"),
	  .run = next_staff,
	  .applies = chooses,
	  .otherwise = ASKED },
	{ .name = "level",
	  .keys = "v",
	  .brief = N_("shows"),
	  .help = N_("How much of a booking is shown there: the next level"),
	  .run = next_level,
	  .applies = chooses,
	  .otherwise = ASKED },
	{ .name = "policy",
	  .keys = "c",
	  .brief = N_("conflicts"),
	  .help = N_("Who wins when both sides changed the same"),
	  .run = next_policy,
	  .applies = chooses,
	  .otherwise = ASKED },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "down", .keys = "Down j", .help = N_("Down"), .run = down },
	{ .name = "leave",
	  .keys = "Esc q",
	  .brief = N_("back"),
	  .help = N_("Back; a run under way is stopped"),
	  .run = back },
};

/* --- drawing --- */

typedef struct {
	const Canvas *canvas;
	Area area; /* what is left */
} Lines;

static void say(Lines *lines, int x, const char *text, Pen pen, int most)
{
	int used = draw_wrapped(
		lines->canvas,
		(Area){ lines->area.x + x, lines->area.y, lines->area.w - x, MIN(most, lines->area.h) }, text,
		pen);
	lines->area.y += used;
	lines->area.h -= used;
}

static void space(Lines *lines)
{
	lines->area.y++;
	lines->area.h--;
}

static void draw_calendar(Lines *lines, const SyncRemoteCalendar *calendar, gboolean on)
{
	Theme *theme = lines->canvas->theme;
	Ground ground = on ? GROUND_PICK : GROUND_SHEET;
	const char *remark = calendar->linked      ? _("linked")
			     : !calendar->writable ? _("read only")
			     : calendar->primary   ? _("primary")
						   : "";
	if (lines->area.h <= 0)
		return;
	draw_fill(lines->canvas, (Area){ lines->area.x, lines->area.y, lines->area.w, 1 }, " ",
		  theme_pen(theme, INK_TEXT, ground));
	int begin = draw_right(lines->canvas, lines->area.y, lines->area.x, lines->area.w - 1, remark,
			       theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
	draw_text(lines->canvas, lines->area.y, lines->area.x + 1, begin - lines->area.x - 2, calendar->name,
		  on ? theme_bold(theme, INK_BRIGHT, ground) : theme_pen(theme, INK_TEXT, ground));
	space(lines);
}

static void draw_choice(const Screen *screen, Lines *lines, const char *action, const char *label,
			const char *value)
{
	Theme *theme = lines->canvas->theme;
	g_autofree char *key = keymap_key_of(screen->app->keymap, &sync_join_class, action);
	if (lines->area.h <= 0)
		return;
	draw_text(lines->canvas, lines->area.y, lines->area.x + 1, 2, key,
		  theme_bold(theme, INK_ACCENT, GROUND_SHEET));
	draw_text(lines->canvas, lines->area.y, lines->area.x + 4, LABEL_WIDTH, label,
		  theme_pen(theme, INK_DIM, GROUND_SHEET));
	draw_text(lines->canvas, lines->area.y, lines->area.x + 5 + LABEL_WIDTH,
		  lines->area.w - LABEL_WIDTH - 5, value, theme_pen(theme, INK_TEXT, GROUND_SHEET));
	space(lines);
}

static void draw_choosing(const Screen *screen, Lines *lines)
{
	const Join *join = join_of(screen);
	Theme *theme = lines->canvas->theme;
	guint shown = (guint)MAX(lines->area.h - 6, 1),
	      first = join->pick >= shown ? join->pick - shown + 1 : 0;
	if (join->calendars->len == 0)
		say(lines, 1, _("This account has no calendar."), theme_pen(theme, INK_WARN, GROUND_SHEET),
		    1);
	for (guint i = first; i < join->calendars->len && i < first + shown; i++)
		draw_calendar(lines, join->calendars->pdata[i], i == join->pick);
	space(lines);
	const Staff *staff = join->who >= 0 ? join->staff->pdata[join->who] : NULL;
	draw_choice(screen, lines, "staff", _("whose bookings"), staff ? staff->name : _("everybody's"));
	draw_choice(screen, lines, "level", _("what it shows"), _(levels[join->show].words));
	draw_choice(screen, lines, "policy", _("both sides changed"), _(policies[join->policy].words));
}

static void draw_plan(const Screen *screen, Lines *lines)
{
	static const char *const kinds[SYNC_PLAN_COUNT] = {
		[SYNC_PLAN_CREATE_THERE] = N_("made there"),
		[SYNC_PLAN_UPDATE_THERE] = N_("changed there"),
		[SYNC_PLAN_CREATE_HERE] = N_("taken in here"),
		[SYNC_PLAN_BIND] = N_("found there, and bound"),
		[SYNC_PLAN_CANCEL_HERE] = N_("cancelled here"),
		[SYNC_PLAN_CANCEL_THERE] = N_("deleted there"),
		[SYNC_PLAN_BRING_BACK] = N_("of this book, but not in it"),
	};
	Join *join = join_of(screen);
	const SyncPlan *plan = join->plan;
	Theme *theme = lines->canvas->theme;
	guint all = 0;
	say(lines, 1, plan->calendar->name, theme_bold(theme, INK_BRIGHT, GROUND_SHEET), 1);
	for (guint i = 0; i < SYNC_PLAN_COUNT; i++) {
		g_autofree char *line = g_strdup_printf("%6u  %s", plan->counts[i], _(kinds[i]));
		all += plan->counts[i];
		if (plan->counts[i])
			say(lines, 1, line,
			    theme_pen(theme,
				      i == SYNC_PLAN_CANCEL_HERE || i == SYNC_PLAN_CANCEL_THERE ? INK_WARN
												: INK_TEXT,
				      GROUND_SHEET),
			    1);
	}
	if (all == 0)
		say(lines, 1, _("Nothing to send and nothing to take in."),
		    theme_pen(theme, INK_TEXT, GROUND_SHEET), 1);
	for (guint i = 0; i < plan->remarks->len; i++)
		say(lines, 1, plan->remarks->pdata[i], theme_pen(theme, INK_DIM, GROUND_SHEET), 2);
	space(lines);
	join->top = CLAMP(join->top, 0, MAX((int)plan->items->len - (lines->area.h - 1), 0));
	for (guint i = (guint)join->top; i < plan->items->len && lines->area.h > 1; i++) {
		const SyncPlanItem *item = plan->items->pdata[i];
		g_autofree char *when = words_when(screen->app->book, item->start);
		g_autofree char *padded = text_pad(when, 18);
		g_autofree char *line =
			g_strdup_printf("%s %s · %s", padded, item->what, _(kinds[item->kind]));
		draw_text(lines->canvas, lines->area.y, lines->area.x + 1, lines->area.w - 2, line,
			  theme_pen(theme, INK_TEXT, GROUND_SHEET));
		space(lines);
	}
	say(lines, 1, _("Nothing has been sent or taken yet."), theme_bold(theme, INK_ACCENT, GROUND_SHEET),
	    1);
}

static void draw_running(const Screen *screen, Lines *lines)
{
	Theme *theme = lines->canvas->theme;
	guint done, total;
	errand_progress(join_of(screen)->errand, &done, &total);
	g_autofree char *count =
		total ? g_strdup_printf(_("%u of %u"), done, total) : g_strdup(_("Preparing …"));
	space(lines);
	draw_progress(lines->canvas, lines->area.y, lines->area.x + 1, lines->area.w - 2, done, total,
		      GROUND_SHEET);
	space(lines);
	say(lines, 1, count, theme_pen(theme, INK_TEXT, GROUND_SHEET), 1);
	space(lines);
	say(lines, 1, _("Stopping is safe: what is left goes with the next runs."),
	    theme_pen(theme, INK_DIM, GROUND_SHEET), 3);
}

static void join_draw(Screen *screen, const Canvas *canvas)
{
	const Join *join = join_of(screen);
	Area sheet = { .w = MIN(84, canvas->cols - 4), .h = canvas->rows - 4, .y = 1 };
	sheet.x = (canvas->cols - sheet.w) / 2;
	g_autofree char *title = g_strdup_printf(_("Link a calendar of %s"), join->label);
	draw_sheet(canvas, sheet, title);
	Lines lines = { canvas, { sheet.x + 1, sheet.y + 2, sheet.w - 2, sheet.h - 3 } };
	Pen plain = theme_pen(canvas->theme, INK_TEXT, GROUND_SHEET);
	switch (join->step) {
	case JOIN_ASKING:
		say(&lines, 1, _("Asking for the calendars of this account …"), plain, 2);
		break;
	case JOIN_CHOOSING:
		draw_choosing(screen, &lines);
		break;
	case JOIN_PLANNING:
		say(&lines, 1, _("Comparing both sides; nothing is changed …"), plain, 2);
		break;
	case JOIN_PLAN:
		draw_plan(screen, &lines);
		break;
	case JOIN_RUNNING:
		draw_running(screen, &lines);
		break;
	}
}

/* --- life --- */

static void join_close(Screen *screen)
{
	Join *join = join_of(screen);
	g_clear_pointer(&join->errand, errand_leave);
	g_clear_pointer(&join->calendars, g_ptr_array_unref);
	g_clear_pointer(&join->staff, g_ptr_array_unref);
	if (join->plan)
		join->service->plan_free(join->plan);
	g_free(join->account);
	g_free(join->label);
}

/* Staff may have changed: the borrowed ones are fetched again. */
static gboolean join_refresh(Screen *screen, GError **error)
{
	Join *join = join_of(screen);
	(void)error;
	g_clear_pointer(&join->staff, g_ptr_array_unref);
	join->staff = book_match_staff(screen->app->book, "", NULL);
	join->who = MIN(join->who, (int)join->staff->len - 1);
	return TRUE;
}

void sync_join_open(App *app, const Account *account)
{
	g_autofree char *id = g_strdup(account->id), *label = g_strdup(account->label);
	Screen *screen = app_push(app, &sync_join_class);
	Join *join = join_of(screen);
	join->account = g_steal_pointer(&id);
	join->label = g_steal_pointer(&label);
	join->service = app->service;
	join->who = 0;
	join->show = 2;
	join_refresh(screen, NULL);
	if (join->staff->len != 1)
		join->who = -1;
	join->errand = errand_start(app, ask_calendars, job_new(join), job_free,
				    (GDestroyNotify)g_ptr_array_unref, on_calendars, NULL, screen);
}

const ScreenClass sync_join_class = {
	.name = "link",
	.title = N_("Linking a calendar"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Join),
	.covers = TRUE,
	.close = join_close,
	.refresh = join_refresh,
	.draw = join_draw,
};
