/* ui/screens/settings_edit.c - the forms of the Settings screen: a week's hours, a closure, one value */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/house.h"
#include "book/people.h"
#include "ui/screens/settings.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/prompt.h"
#include "ui/words.h"

static void say_done(Screen *screen, char *remark_take)
{
	g_autofree char *remark = remark_take;
	app_refresh(screen->app);
	app_say(screen->app, remark ? SAY_WARNING : SAY_GOOD, "%s", remark ? remark : _("Done."));
}

/* --- a week --- */

enum { WEEK_FROM = 7, WEEK_UNTIL, WEEK_FIELDS };

typedef struct {
	char *staff; /* NULL: the business */
	gboolean fresh;
} Week;

static void week_free(gpointer week_)
{
	Week *week = week_;
	g_free(week->staff);
	g_free(week);
}

static void ignore_range(int weekday, int from_min, int to_min, gpointer data)
{
	(void)weekday;
	(void)from_min;
	(void)to_min;
	(void)data;
}

static char *message_of(GError *error)
{
	char *message = g_strdup(error->message);
	g_error_free(error);
	return message;
}

/* A day, or nothing; NONE for nothing. */
static gboolean read_day(Screen *asking, const char *text, gint64 *day, GError **error)
{
	When when = book_when(asking->app->book);
	*day = NONE;
	return !*text || when_day(&when, text, day, error);
}

static char *week_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer week_)
{
	const Week *week = week_;
	GError *error = NULL;
	gint64 day, from;
	if (i < WEEK_FROM)
		return when_day_ranges(typed->texts[i], ignore_range, NULL, &error) ? NULL
										    : message_of(error);
	if (!read_day(asking, typed->texts[i], &day, &error))
		return message_of(error);
	if (week->fresh && i == WEEK_FROM && day == NONE)
		return g_strdup(_("other hours need a first day"));
	if (i == WEEK_UNTIL && day != NONE && read_day(asking, typed->texts[WEEK_FROM], &from, NULL) &&
	    from != NONE && day < from)
		return g_strdup(_("before the first day"));
	return NULL;
}

/* "mo 09:00-18:00, tu …", as the book takes it. */
static char *week_spec(const FieldTexts *typed)
{
	static const char *const days[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };
	GString *spec = g_string_new(NULL);
	for (guint i = 0; i < WEEK_FROM; i++)
		if (*typed->texts[i])
			g_string_append_printf(spec, "%s%s %s", spec->len ? ", " : "", days[i],
					       typed->texts[i]);
	return g_string_free(spec, FALSE);
}

static gboolean week_done(Screen *asking, const FieldTexts *typed, gpointer week_, GError **error)
{
	const Week *week = week_;
	g_autofree char *spec = week_spec(typed);
	char *remark = NULL;
	gint64 from, until;
	if (!read_day(asking, typed->texts[WEEK_FROM], &from, error) ||
	    !read_day(asking, typed->texts[WEEK_UNTIL], &until, error))
		return FALSE;
	g_autoptr(OpeningHours) hours = book_hours_set(asking->app->book, week->staff, from, until,
						       *spec ? spec : "closed", &remark, error);
	if (hours)
		say_done(asking, remark);
	return hours != NULL;
}

/* "09:00-12:30 13:30-18:00" of one weekday. */
static char *ranges_of(const OpeningHours *hours, int weekday)
{
	GString *words = g_string_new(NULL);
	for (guint i = 0; hours && i < hours->ranges->len; i++) {
		const HoursRange *range = hours->ranges->pdata[i];
		if (range->weekday == weekday)
			g_string_append_printf(words, "%s%02d:%02d-%02d:%02d", words->len ? " " : "",
					       (int)(range->from_min / 60), (int)(range->from_min % 60),
					       (int)(range->to_min / 60), (int)(range->to_min % 60));
	}
	return g_string_free(words, FALSE);
}

/* The plan of exactly these days; else the one that holds (for what is new). */
static const OpeningHours *plan_of(const Book *book, const char *staff, gint64 from, gint64 until)
{
	const GPtrArray *all = book_hours(book);
	for (guint i = 0; i < all->len; i++) {
		const OpeningHours *hours = all->pdata[i];
		if (g_strcmp0(hours->staff, staff) == 0 && hours->from_day == from &&
		    hours->until_day == until)
			return hours;
	}
	return book_hours_on(book, staff, from == NONE ? book_today(book) : from);
}

void settings_edit_week(Screen *screen, const char *staff, gint64 from_day, gint64 until_day, gboolean fresh)
{
	static const char *const names[] = { N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
					     N_("Friday"), N_("Saturday"), N_("Sunday") };
	const Book *book = screen->app->book;
	const OpeningHours *hours = plan_of(book, staff, from_day, until_day);
	const Staff *one = book_staff_by_id(book, staff);
	Field rows[WEEK_FIELDS] = { 0 };
	char *offers[WEEK_FIELDS] = { 0 };
	for (int i = 0; i < WEEK_FROM; i++) {
		offers[i] = ranges_of(hours, i);
		rows[i] = (Field){ .label = _(names[i]),
				   .hint = i ? _("closed") : _("09:00-12:30 13:30-18:00"),
				   .offer = offers[i] };
	}
	offers[WEEK_FROM] = from_day == NONE ? NULL : day_iso(from_day);
	offers[WEEK_UNTIL] = until_day == NONE ? NULL : day_iso(until_day);
	rows[WEEK_FROM] =
		(Field){ .label = _("Holds from"), .hint = _("always"), .offer = offers[WEEK_FROM] };
	rows[WEEK_UNTIL] = (Field){ .label = _("until"), .hint = _("for good"), .offer = offers[WEEK_UNTIL] };
	Week *week = g_new0(Week, 1);
	week->staff = g_strdup(staff);
	week->fresh = fresh;
	g_autofree char *title = g_strdup_printf(_("Hours: %s"), one ? one->name : _("the business"));
	fields_ask(screen, &(Fields){ .title = title,
				      .intro = _("Times of each weekday, several with a blank between. With "
						 "days to hold from and until it is an "
						 "exception: it wins over the plan that always holds."),
				      .save = _("Save"),
				      .n = WEEK_FIELDS,
				      .fields = rows,
				      .problem = week_problem,
				      .done = week_done,
				      .data = week,
				      .free_data = week_free });
	for (int i = 0; i < WEEK_FIELDS; i++)
		g_free(offers[i]);
}

/* --- a closure --- */

enum { CLOSURE_WHO, CLOSURE_DAYS, CLOSURE_OPEN, CLOSURE_REASON, CLOSURE_FIELDS_N };

/* Whole days, or from one hour to another. */
static gboolean read_span(Screen *asking, const char *text, ClosureEdit *edit, GError **error)
{
	When when = book_when(asking->app->book);
	g_autoptr(GError) no_days = NULL;
	if (when_days(&when, text, &edit->first_day, &edit->last_day, &no_days))
		return TRUE;
	edit->first_day = edit->last_day = NONE;
	if (when_range(&when, text, &edit->start, &edit->end, NULL))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&no_days));
	return FALSE;
}

static char *closure_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer data)
{
	GError *error = NULL;
	ClosureEdit edit = { .first_day = NONE, .last_day = NONE, .start = NONE, .end = NONE };
	(void)data;
	switch (i) {
	case CLOSURE_WHO:
		if (*typed->texts[i] && !typed->ids[i]) {
			g_autofree char *id = book_find_staff(asking->app->book, typed->texts[i], &error);
			return id ? NULL : message_of(error);
		}
		return NULL;
	case CLOSURE_DAYS:
		if (!*typed->texts[i])
			return g_strdup(_("say which days"));
		return read_span(asking, typed->texts[i], &edit, &error) ? NULL : message_of(error);
	case CLOSURE_OPEN:
		return when_day_ranges(typed->texts[i], ignore_range, NULL, &error) ? NULL
										    : message_of(error);
	default:
		return NULL;
	}
}

static void closure_picks(Screen *asking, guint i, const char *text, GPtrArray *picks, gpointer data)
{
	(void)data;
	if (i != CLOSURE_WHO || !*text)
		return;
	g_autoptr(GPtrArray) staff = book_match_staff(asking->app->book, text, NULL);
	for (guint s = 0; s < staff->len; s++) {
		const Staff *one = staff->pdata[s];
		fields_pick(picks, one->id, one->name, NULL);
	}
}

static char *closure_outcome(Screen *asking, const FieldTexts *typed, gpointer data)
{
	ClosureEdit edit = { .first_day = NONE, .last_day = NONE, .start = NONE, .end = NONE };
	(void)data;
	if (!read_span(asking, typed->texts[CLOSURE_DAYS], &edit, NULL))
		return NULL;
	if (edit.first_day == NONE) {
		g_autofree char *from = words_when(asking->app->book, edit.start),
				*to = words_when(asking->app->book, edit.end);
		return g_strdup_printf("%s – %s", from, to);
	}
	g_autofree char *from = day_words(edit.first_day), *to = day_words(edit.last_day);
	gint64 days = edit.last_day - edit.first_day + 1;
	return days == 1 ? g_strdup(from)
			 : g_strdup_printf(ngettext("%s – %s, %u day", "%s – %s, %u days", (gulong)days),
					   from, to, (guint)days);
}

static gboolean closure_done(Screen *asking, const FieldTexts *typed, gpointer data, GError **error)
{
	ClosureEdit edit = { .first_day = NONE, .last_day = NONE, .start = NONE, .end = NONE };
	g_autofree char *staff = NULL;
	char *remark = NULL;
	(void)data;
	if (*typed->texts[CLOSURE_WHO] &&
	    !(staff = typed->ids[CLOSURE_WHO]
			      ? g_strdup(typed->ids[CLOSURE_WHO])
			      : book_find_staff(asking->app->book, typed->texts[CLOSURE_WHO], error)))
		return FALSE;
	if (!read_span(asking, typed->texts[CLOSURE_DAYS], &edit, error))
		return FALSE;
	edit.staff = staff;
	edit.open = *typed->texts[CLOSURE_OPEN] ? typed->texts[CLOSURE_OPEN] : NULL;
	edit.reason = *typed->texts[CLOSURE_REASON] ? typed->texts[CLOSURE_REASON] : NULL;
	g_autoptr(Closure) closure = book_closure_add(asking->app->book, &edit, &remark, error);
	if (closure)
		say_done(asking, remark);
	return closure != NULL;
}

void settings_new_closure(Screen *screen)
{
	const Field rows[CLOSURE_FIELDS_N] = {
		[CLOSURE_WHO] = { .label = _("Whose"), .hint = _("everybody; or a name") },
		[CLOSURE_DAYS] = { .label = _("Days"), .hint = _("24.12.") },
		[CLOSURE_OPEN] = { .label = _("Open all the same"), .hint = _("closed; or 10:00-14:00") },
		[CLOSURE_REASON] = { .label = _("Why"), .hint = _("Christmas, training …") },
	};
	fields_ask(screen, &(Fields){ .title = _("Closure, leave, or an extra opening"),
				      .intro = _("Days are one (24.12.), several (mon..fri, "
						 "2026-12-24..2026-12-26), or hours (tomorrow 2pm..4pm). "
						 "With times to be open it is an extra opening."),
				      .save = _("Save"),
				      .n = CLOSURE_FIELDS_N,
				      .fields = rows,
				      .problem = closure_problem,
				      .picks = closure_picks,
				      .outcome = closure_outcome,
				      .done = closure_done });
}

/* --- one value --- */

typedef struct {
	gboolean policy;
	char *name;
} Value;

static void value_free(gpointer value_)
{
	Value *value = value_;
	g_free(value->name);
	g_free(value);
}

static gboolean value_done(Screen *asking, const FieldTexts *typed, gpointer value_, GError **error)
{
	const Value *value = value_;
	char *remark = NULL;
	gboolean done =
		value->policy
			? book_policy_set(asking->app->book, value->name, typed->texts[0], error)
			: book_business_set(asking->app->book, value->name, typed->texts[0], &remark, error);
	if (done)
		say_done(asking, remark);
	return done;
}

void settings_edit_value(Screen *screen, gboolean policy, const char *name, const char *text)
{
	Value *value = g_new0(Value, 1);
	value->policy = policy;
	value->name = g_strdup(name);
	const Field row = { .label = name, .offer = text };
	fields_ask(screen, &(Fields){ .title = policy ? _("Rules of booking") : _("The business"),
				      .save = _("Save"),
				      .n = 1,
				      .fields = &row,
				      .done = value_done,
				      .data = value,
				      .free_data = value_free });
}
