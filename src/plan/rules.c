/* plan/rules.c - who and what is meant by an id; findings */
#include <string.h>

#include "plan/plan_p.h"

/* Every noun of the lists begins as a Row does. */
static gconstpointer find(const GPtrArray *list, const char *id)
{
	for (guint i = 0; id && i < list->len; i++) {
		const Row *row = list->pdata[i];
		if (strcmp(row->id, id) == 0)
			return row;
	}
	return NULL;
}

const Staff *plan_staff(const PlanRules *rules, const char *id)
{
	return find(rules->staff, id);
}

const Resource *plan_resource(const PlanRules *rules, const char *id)
{
	return find(rules->resources, id);
}

const Service *plan_service(const PlanRules *rules, const char *id)
{
	return find(rules->services, id);
}

const char *plan_rule_name(PlanRule rule)
{
	static const char *const names[PLAN_RULE_COUNT] = {
		[PLAN_EXISTS] = "exists",
		[PLAN_OPEN] = "open",
		[PLAN_CLOSURE] = "closure",
		[PLAN_STAFF] = "staff",
		[PLAN_SKILL] = "skill",
		[PLAN_RESOURCE] = "resource",
		[PLAN_CAPACITY] = "capacity",
		[PLAN_BUFFERS] = "buffers",
		[PLAN_NOTICE] = "notice",
		[PLAN_HORIZON] = "horizon",
		[PLAN_MAX_PER_DAY] = "max-per-day",
	};
	return names[rule];
}

void plan_finding_free(PlanFinding *finding)
{
	if (!finding)
		return;
	g_free(finding->message);
	g_ptr_array_unref(finding->with);
	g_free(finding);
}

gboolean plan_fits(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		if (!((const PlanFinding *)findings->pdata[i])->ok)
			return FALSE;
	return TRUE;
}
