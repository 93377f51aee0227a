/* plan/hours.c - when somebody works
 *
 * Each day is made in layers, the later ones winning: the weekly plan that holds on it; the business's exceptions; the person's own.
 * Within a layer: whole days closed; then extra openings by days, which stand instead of all so far; then hours closed; then
 * hours opened. The business's extra openings are for those who keep the business's hours: a person with a plan of
 * their own for that day has said when they are there. The business's closures are for everybody. */
#include "plan/plan_p.h"

/* --- lists of intervals --- */

static GArray *intervals_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(Interval));
}

static Interval *nth(const GArray *intervals, guint i)
{
	return &g_array_index(intervals, Interval, i);
}

static void add_interval(GArray *intervals, gint64 start, gint64 end)
{
	Interval interval = { start, end };
	if (start < end)
		g_array_append_val(intervals, interval);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const Interval *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

void plan_merge(GArray *intervals)
{
	g_array_sort(intervals, by_start);
	guint kept = 0;
	for (guint i = 0; i < intervals->len; i++) {
		Interval next = *nth(intervals, i);
		if (kept && next.start <= nth(intervals, kept - 1)->end)
			nth(intervals, kept - 1)->end = MAX(nth(intervals, kept - 1)->end, next.end);
		else
			*nth(intervals, kept++) = next;
	}
	g_array_set_size(intervals, kept);
}

static void subtract(GArray *intervals, Interval gone)
{
	guint n = intervals->len; /* what is split off is appended behind */
	for (guint i = 0; i < n; i++) {
		Interval whole = *nth(intervals, i);
		if (whole.end <= gone.start || whole.start >= gone.end)
			continue;
		nth(intervals, i)->end =
			MAX(whole.start, gone.start); /* may be left empty: clip and add_interval drop it */
		if (whole.end > gone.end)
			add_interval(intervals, MAX(gone.end, whole.start), whole.end);
	}
}

int plan_holding(const GArray *intervals, gint64 from, gint64 to, guint *hint)
{
	guint low = 0, high = intervals->len;
	if (*hint < intervals->len && nth(intervals, *hint)->start <= from) {
		low = *hint;
		if (nth(intervals, low)->end >= to)
			return (int)low;
	}
	while (low < high) { /* the first that begins after `from` */
		guint middle = low + (high - low) / 2;
		if (nth(intervals, middle)->start <= from)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return -1;
	*hint = low - 1;
	return nth(intervals, low - 1)->end >= to ? (int)low - 1 : -1;
}

/* --- weekly plans --- */

static gboolean holds(const OpeningHours *hours, gint64 day)
{
	return !hours->removed && (hours->from_day == NONE || hours->from_day <= day) &&
	       (hours->until_day == NONE || day <= hours->until_day);
}

static int dated_ends(const OpeningHours *hours)
{
	return (hours->from_day != NONE) + (hours->until_day != NONE);
}

/* The more ends it has the more it is an exception; then the one made last, which of two made together is the later in the list. */
static gboolean wins_over(const OpeningHours *hours, const OpeningHours *other)
{
	if (!other)
		return TRUE;
	if (dated_ends(hours) != dated_ends(other))
		return dated_ends(hours) > dated_ends(other);
	return hours->created >= other->created;
}

/* plans: of OpeningHours, all of one owner. NULL when none holds. */
static const OpeningHours *plan_of_day(const GPtrArray *plans, gint64 day)
{
	const OpeningHours *best = NULL;
	for (guint i = 0; i < plans->len; i++)
		if (holds(plans->pdata[i], day) && wins_over(plans->pdata[i], best))
			best = plans->pdata[i];
	return best;
}

/* What belongs to one owner (NULL: the business), out of a list whose elements have that in `owner`. */
#define OWNED_BY(Type, list, who, out)                                                                       \
	for (guint i_ = 0; i_ < (list)->len; i_++) {                                                         \
		Type *each_ = (list)->pdata[i_];                                                             \
		if (!each_->removed && g_strcmp0(each_->staff, (who)) == 0)                                  \
			g_ptr_array_add((out), each_);                                                       \
	}

/* --- closures --- */

static gboolean opens(const Closure *closure)
{
	return g_strcmp0(closure->kind, "open") == 0;
}

static gboolean by_days(const Closure *closure)
{
	return closure->first_day != NONE;
}

static gboolean on_day(const Closure *closure, gint64 day)
{
	return by_days(closure) && closure->first_day <= day && day <= closure->last_day;
}

gboolean plan_closes(const Closure *closure, const char *staff)
{
	return !closure->removed && !opens(closure) &&
	       (!closure->staff || g_strcmp0(closure->staff, staff) == 0);
}

Interval plan_closure_span(GTimeZone *zone, const Closure *closure)
{
	if (!by_days(closure))
		return (Interval){ closure->start, closure->end };
	return (Interval){ zone_day_start(zone, closure->first_day),
			   zone_day_start(zone, closure->last_day + 1) };
}

/* --- one day --- */

typedef struct {
	const PlanDays *days;
	GPtrArray *plans, *closures;         /* the business's */
	GPtrArray *own_plans, *own_closures; /* the person's */
	gboolean closing;                    /* FALSE: as if nothing were closed */
} Sources;

static void add_ranges(const PlanDays *days, guint i, const GPtrArray *ranges, int weekday, GArray *out)
{
	for (guint r = 0; r < ranges->len; r++) {
		const HoursRange *range = ranges->pdata[r];
		if (weekday < 0 || range->weekday == weekday)
			add_interval(out, plan_days_instant(days, i, (int)range->from_min),
				     plan_days_instant(days, i, (int)range->to_min));
	}
}

static void add_weekly(const PlanDays *days, guint i, const OpeningHours *plan, GArray *out)
{
	if (plan)
		add_ranges(days, i, plan->ranges, day_weekday(days->first + i), out);
}

static void apply_days(const Sources *sources, guint i, const GPtrArray *closures, gboolean opening,
		       GArray *out)
{
	gint64 day = sources->days->first + i;
	gboolean instead = FALSE;
	for (guint c = 0; sources->closing && c < closures->len; c++)
		if (!opens(closures->pdata[c]) && on_day(closures->pdata[c], day))
			g_array_set_size(out, 0);
	for (guint c = 0; opening && c < closures->len; c++) {
		const Closure *closure = closures->pdata[c];
		if (!opens(closure) || !on_day(closure, day))
			continue;
		if (!instead)
			g_array_set_size(out, 0);
		instead = TRUE;
		add_ranges(sources->days, i, closure->ranges, -1, out);
	}
}

static void apply_hours(const Sources *sources, guint i, const GPtrArray *closures, gboolean opening,
			GArray *out)
{
	gint64 from = sources->days->start[i], to = sources->days->start[i + 1];
	for (guint c = 0; sources->closing && c < closures->len; c++) {
		const Closure *closure = closures->pdata[c];
		if (!opens(closure) && !by_days(closure) && closure->start < closure->end)
			subtract(out, (Interval){ closure->start, closure->end });
	}
	for (guint c = 0; opening && c < closures->len; c++) {
		const Closure *closure = closures->pdata[c];
		if (opens(closure) && !by_days(closure))
			add_interval(out, MAX(closure->start, from), MIN(closure->end, to));
	}
}

static void open_day(const Sources *sources, guint i, GArray *out)
{
	gint64 day = sources->days->first + i;
	const OpeningHours *own = plan_of_day(sources->own_plans, day);
	add_weekly(sources->days, i, own ? own : plan_of_day(sources->plans, day), out);
	apply_days(sources, i, sources->closures, !own, out);
	apply_hours(sources, i, sources->closures, !own, out);
	apply_days(sources, i, sources->own_closures, TRUE, out);
	apply_hours(sources, i, sources->own_closures, TRUE, out);
}

/* --- the questions --- */

static void clip(GArray *intervals, gint64 from, gint64 to)
{
	guint kept = 0;
	for (guint i = 0; i < intervals->len; i++) {
		Interval each = { MAX(nth(intervals, i)->start, from), MIN(nth(intervals, i)->end, to) };
		if (each.start < each.end)
			*nth(intervals, kept++) = each;
	}
	g_array_set_size(intervals, kept);
}

GArray *plan_open_days(const PlanRules *rules, const PlanDays *days, const char *staff, gint64 from,
		       gint64 to, gboolean closures)
{
	g_autoptr(GPtrArray) plans = g_ptr_array_new();
	g_autoptr(GPtrArray) house = g_ptr_array_new();
	g_autoptr(GPtrArray) own_plans = g_ptr_array_new();
	g_autoptr(GPtrArray) own = g_ptr_array_new();
	OWNED_BY(OpeningHours, rules->hours, NULL, plans)
	OWNED_BY(Closure, rules->closures, NULL, house)
	if (staff) {
		OWNED_BY(OpeningHours, rules->hours, staff, own_plans)
		OWNED_BY(Closure, rules->closures, staff, own)
	}
	Sources sources = { days, plans, house, own_plans, own, closures };
	GArray *open = intervals_new();
	g_autoptr(GArray) day = intervals_new();
	for (guint i = 0; i < days->n; i++) {
		if (days->start[i + 1] <= from || days->start[i] >= to)
			continue;
		g_array_set_size(day, 0);
		open_day(&sources, i, day);
		g_array_append_vals(open, day->data, day->len);
	}
	clip(open, from, to);
	plan_merge(open);
	return open;
}

gboolean plan_own_hours(const PlanRules *rules, const char *staff, gint64 day)
{
	for (guint i = 0; staff && i < rules->hours->len; i++) {
		const OpeningHours *hours = rules->hours->pdata[i];
		if (g_strcmp0(hours->staff, staff) == 0 && holds(hours, day))
			return TRUE;
	}
	for (guint i = 0; staff && i < rules->closures->len; i++) {
		const Closure *closure = rules->closures->pdata[i];
		if (!closure->removed && g_strcmp0(closure->staff, staff) == 0 && opens(closure) &&
		    on_day(closure, day))
			return TRUE;
	}
	return FALSE;
}

GArray *plan_open(const PlanRules *rules, const char *staff, gint64 from, gint64 to)
{
	g_autoptr(PlanDays) days = plan_days_new(rules->zone, from, to);
	return plan_open_days(rules, days, staff, from, to, TRUE);
}

GArray *plan_gaps(const PlanRules *rules, const PlanTaken *taken, const char *staff, gint64 from, gint64 to,
		  gint64 min_seconds)
{
	GArray *gaps = plan_open(rules, staff, from, to);
	PlanOverlap overlap = plan_overlap(plan_line_staff(taken, staff), from, to);
	for (const PlanPart *part; (part = plan_overlap_next(&overlap));)
		subtract(gaps, (Interval){ part->busy_from, part->busy_to });
	clip(gaps, from, to);
	guint kept = 0;
	for (guint i = 0; i < gaps->len; i++)
		if (nth(gaps, i)->end - nth(gaps, i)->start >= min_seconds)
			*nth(gaps, kept++) = *nth(gaps, i);
	g_array_set_size(gaps, kept);
	g_array_sort(gaps, by_start);
	return gaps;
}
