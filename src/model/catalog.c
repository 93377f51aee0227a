/* model/catalog.c - who does a service, how long it takes them, what it costs with them */
#include "model/catalog.h"

#include <string.h>

MODEL_DEFINE(Staff, staff, "staff", STAFF_FIELDS)
MODEL_DEFINE(Resource, resource, "resource", RESOURCE_FIELDS)
MODEL_DEFINE(Segment, segment, "segment", SEGMENT_FIELDS)
MODEL_DEFINE(Skill, skill, "skill", SKILL_FIELDS)
MODEL_DEFINE(Service, service, "service", SERVICE_FIELDS)

static const Skill *find_skill(const Service *service, const char *staff)
{
	for (guint i = 0; staff && i < service->skills->len; i++) {
		const Skill *skill = service->skills->pdata[i];
		if (strcmp(skill->staff, staff) == 0)
			return skill;
	}
	return NULL;
}

gboolean service_done_by(const Service *service, const char *staff)
{
	return service->skills->len == 0 || find_skill(service, staff) != NULL;
}

gint64 service_minutes(const Service *service, const char *staff)
{
	const Skill *skill = find_skill(service, staff);
	return skill && skill->minutes != NONE ? skill->minutes : service->duration;
}

gint64 service_price(const Service *service, const char *staff)
{
	const Skill *skill = find_skill(service, staff);
	return skill && skill->price != NONE ? skill->price : service->price;
}
