/* plan/block.c - where blocked time lies: it knows no hours, so it takes whoever is not busy */
#include "plan/plan_p.h"

static gboolean names_nobody(const GPtrArray *visits)
{
	for (guint i = 0; i < visits->len; i++)
		if (((const Visit *)visits->pdata[i])->staff)
			return FALSE;
	return TRUE;
}

static GPtrArray *named(const GPtrArray *visits, const Staff *staff)
{
	GPtrArray *all = model_list_new(&visit_class);
	for (guint i = 0; i < visits->len; i++) {
		Visit *visit = visit_copy(visits->pdata[i]);
		model_set(&visit_class, visit, &visit->staff, staff->id);
		g_ptr_array_add(all, visit);
	}
	return all;
}

GPtrArray *plan_place_block(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
			    gint64 start, GError **error)
{
	g_autoptr(GPtrArray) first = NULL;
	for (guint i = 0; names_nobody(visits) && i < rules->staff->len; i++) {
		const Staff *staff = rules->staff->pdata[i];
		if (!staff->active || staff->removed)
			continue;
		g_autoptr(GPtrArray) all = named(visits, staff);
		g_autoptr(GPtrArray) parts = plan_place(rules, taken, all, start, error);
		g_autoptr(GPtrArray) findings = parts ? plan_check(rules, taken, parts, FALSE) : NULL;
		if (!findings)
			return NULL;
		if (plan_fits(findings))
			return g_steal_pointer(&parts);
		if (!first)
			first = g_steal_pointer(&parts);
	}
	return first ? g_steal_pointer(&first) : plan_place(rules, taken, visits, start, error);
}

GPtrArray *plan_block_parts(const PlanRules *rules, const GPtrArray *visits, gint64 start)
{
	GPtrArray *ways = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	GPtrArray *parts;
	if (!names_nobody(visits) && (parts = plan_parts(rules, visits, start, NULL)))
		g_ptr_array_add(ways, parts);
	for (guint i = 0; names_nobody(visits) && i < rules->staff->len; i++) {
		const Staff *staff = rules->staff->pdata[i];
		g_autoptr(GPtrArray) all = named(visits, staff);
		if (staff->active && !staff->removed && (parts = plan_parts(rules, all, start, NULL)))
			g_ptr_array_add(ways, parts);
	}
	return ways;
}
