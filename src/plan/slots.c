/* plan/slots.c - free slots: every start on the grid of the wall, every staff member who can */
#include "base/error.h"
#include "base/i18n.h"
#include "plan/plan_p.h"

typedef struct {
	const PlanRules *rules;
	const PlanDays *days;
	PlanSites *sites;
	gint64 from, starts_to; /* starts lie in [from, starts_to) */
	gint64 to;              /* and ends not after this */
	int step_min;
	guint limit;
	PlanWish wish;
	Interval within[2]; /* the hours wished for that touch the day being looked at */
	guint n_within;
	GPtrArray *slots;
} Finder;

static void add_slot(Finder *finder, guint staff, gint64 start, gint64 end, const Resource *resource)
{
	Slot *slot = slot_new();
	slot->start = start;
	slot->end = end;
	model_set(&slot_class, slot, &slot->staff, ((const Staff *)finder->rules->staff->pdata[staff])->id);
	model_set(&slot_class, slot, &slot->resource, resource ? resource->id : NULL);
	g_ptr_array_add(finder->slots, slot);
}

static gboolean is_within(const Finder *finder, gint64 start, gint64 end)
{
	for (guint i = 0; i < finder->n_within; i++)
		if (finder->within[i].start <= start && end <= finder->within[i].end)
			return TRUE;
	return FALSE;
}

static void add_start(Finder *finder, gint64 start)
{
	if (!is_within(finder, start, start))
		return;
	for (guint staff = 0; staff < finder->rules->staff->len && finder->slots->len < finder->limit;
	     staff++) {
		gint64 end;
		const Resource *resource;
		if (plan_sites_fit(finder->sites, staff, start, &end, &resource) && end <= finder->to &&
		    is_within(finder, start, end))
			add_slot(finder, staff, start, end, resource);
	}
}

/* The hours wished for, as hours of opening are meant: from when the clock first shows the one to when it first shows the other. Over
 * midnight those of the day before reach into this one. */
static void set_within(Finder *finder, guint i)
{
	const PlanWish *wish = &finder->wish;
	if (wish->from_min == 0 && (wish->to_min == 0 || wish->to_min == 1440)) {
		finder->within[0] = (Interval){ G_MININT64, G_MAXINT64 };
		finder->n_within = 1;
		return;
	}
	gint64 from = plan_days_instant(finder->days, i, wish->from_min);
	gint64 to = plan_days_instant(finder->days, i, wish->to_min);
	finder->n_within = 1;
	finder->within[0] = (Interval){ from, to };
	if (wish->from_min < wish->to_min)
		return;
	finder->within[0] = (Interval){ plan_days_instant(finder->days, i - 1, wish->from_min), to };
	finder->within[finder->n_within++] =
		(Interval){ from, plan_days_instant(finder->days, i + 1, wish->to_min) };
}

static void add_day(Finder *finder, guint i)
{
	guint weekday = (guint)day_weekday(finder->days->first + i);
	if (finder->wish.weekdays && !(finder->wish.weekdays & 1u << weekday))
		return;
	set_within(finder, i);
	for (int minute = 0; minute < 1440 && finder->slots->len < finder->limit;
	     minute += finder->step_min) {
		gint64 start;
		if (!plan_days_exact(finder->days, i, minute, &start) || start < finder->from)
			continue;
		if (start >= finder->starts_to)
			return;
		add_start(finder, start);
	}
}

static GPtrArray *services_of(const PlanRules *rules, const GPtrArray *visits)
{
	GPtrArray *services = g_ptr_array_new();
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(services,
				(gpointer)plan_service(rules, ((const Visit *)visits->pdata[i])->service));
	return services;
}

static gboolean well_asked(const GPtrArray *visits, int step_min, GError **error)
{
	if (!visits->len)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("It is not said what for. Give a service or a length."));
	if (step_min < 1)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The step between slots is at least one minute."));
	return TRUE;
}

GPtrArray *plan_free_slots(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
			   const PlanSearch *search, GError **error)
{
	if (!well_asked(visits, search->step_min, error))
		return NULL;
	gint64 from = MAX(search->from, rules->now + rules->policy->min_notice * 60);
	gint64 before = search->starts_before == NONE ? search->to : MIN(search->starts_before, search->to);
	gint64 starts_to = MAX(from, MIN(before, plan_horizon(rules) + 1));
	g_autoptr(PlanSites) sites = plan_sites_new(rules, taken, visits, from, starts_to, error);
	if (!sites)
		return NULL;
	g_autoptr(PlanDays) days = plan_days_new(rules->zone, from, starts_to);
	g_autoptr(GPtrArray) services = services_of(rules, visits);
	Finder finder = { .rules = rules,
			  .days = days,
			  .sites = sites,
			  .from = from,
			  .starts_to = starts_to,
			  .to = search->to,
			  .step_min = search->step_min,
			  .limit = search->limit,
			  .slots = model_list_new(&slot_class) };
	if (search->wish)
		finder.wish = *search->wish;
	plan_sites_keep_gap(sites, finder.wish.least_gap);
	for (guint i = 0; i < days->n && finder.slots->len < search->limit; i++)
		if (days->start[i + 1] > from && days->start[i] < starts_to &&
		    plan_day_has_room(rules, taken, days->first + i, services))
			add_day(&finder, i);
	return finder.slots;
}
