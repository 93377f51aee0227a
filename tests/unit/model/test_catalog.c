/* tests/unit/model/test_catalog.c - who does a service, how long, for how much */
#include "model/catalog.h"

#include "tests/unit/unit.h"

static void add_skill(Service *service, const char *staff, gint64 minutes, gint64 price)
{
	Skill *skill = skill_new();
	model_set(&skill_class, skill, &skill->staff, staff);
	skill->minutes = minutes;
	skill->price = price;
	g_ptr_array_add(service->skills, skill);
}

static void test_skills(void)
{
	g_autoptr(Service) service = service_new();
	service->duration = 30;
	service->price = NONE;
	T_TRUE("no skills: anybody", service_done_by(service, "ana"));
	T_TRUE("no skills: nobody's", service_done_by(service, NULL));
	T_INT("the service's length", service_minutes(service, "ana"), 30);
	T_INT("no price", service_price(service, "ana"), NONE);

	add_skill(service, "ana", NONE, NONE);
	add_skill(service, "boris", 45, 0);
	service->price = 2000;
	T_TRUE("Ana", service_done_by(service, "ana"));
	T_TRUE("Boris", service_done_by(service, "boris"));
	T_FALSE("Carla", service_done_by(service, "carla"));
	T_FALSE("nobody", service_done_by(service, NULL));
	T_INT("Ana takes the usual", service_minutes(service, "ana"), 30);
	T_INT("Boris takes longer", service_minutes(service, "boris"), 45);
	T_INT("nobody in particular", service_minutes(service, NULL), 30);
	T_INT("Ana's price", service_price(service, "ana"), 2000);
	T_INT("Boris does it for nothing", service_price(service, "boris"), 0);
	T_INT("Carla would cost the usual", service_price(service, "carla"), 2000);
}

UNIT_SUITE("catalog", NULL, NULL, { "skills", test_skills })
