/* plan/slots.c - free slots: every start on the grid of the wall, every staff member who can */
#include "base/error.h"
#include "base/i18n.h"
#include "plan/plan_p.h"

typedef struct {
	const PlanRules *rules;
	PlanSites *sites;
	gint64 from, starts_to; /* starts lie in [from, starts_to) */
	gint64 to;              /* and ends not after this */
	guint limit;
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

static void add_start(Finder *finder, gint64 start)
{
	for (guint staff = 0; staff < finder->rules->staff->len && finder->slots->len < finder->limit;
	     staff++) {
		gint64 end;
		const Resource *resource;
		if (plan_sites_fit(finder->sites, staff, start, &end, &resource) && end <= finder->to)
			add_slot(finder, staff, start, end, resource);
	}
}

static void add_day(Finder *finder, const PlanDays *days, guint i, int step_min)
{
	for (int minute = 0; minute < 1440 && finder->slots->len < finder->limit; minute += step_min) {
		gint64 start;
		if (!plan_days_exact(days, i, minute, &start) || start < finder->from)
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
			   gint64 from, gint64 to, int step_min, guint limit, GError **error)
{
	if (!well_asked(visits, step_min, error))
		return NULL;
	from = MAX(from, rules->now + rules->policy->min_notice * 60);
	gint64 starts_to = MAX(from, MIN(to, plan_horizon(rules) + 1));
	g_autoptr(PlanSites) sites = plan_sites_new(rules, taken, visits, from, starts_to, error);
	if (!sites)
		return NULL;
	g_autoptr(PlanDays) days = plan_days_new(rules->zone, from, starts_to);
	g_autoptr(GPtrArray) services = services_of(rules, visits);
	Finder finder = { rules, sites, from, starts_to, to, limit, model_list_new(&slot_class) };
	for (guint i = 0; i < days->n && finder.slots->len < limit; i++)
		if (days->start[i + 1] > from && days->start[i] < starts_to &&
		    plan_day_has_room(rules, taken, days->first + i, services))
			add_day(&finder, days, i, step_min);
	return finder.slots;
}
