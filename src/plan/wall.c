/* plan/wall.c - minutes of a day's wall -> instants, with the zone asked once a day and not once a minute */
#include "plan/plan_p.h"

PlanDays *plan_days_new(GTimeZone *zone, gint64 from, gint64 to)
{
	PlanDays *days = g_new0(PlanDays, 1);
	days->zone = zone;
	days->first = zone_day_of(zone, from) - 1;
	days->n = (guint)(zone_day_of(zone, MAX(from, to)) + 2 - days->first);
	days->start = g_new(gint64, days->n + 1);
	days->offset = g_new(gint64, days->n);
	days->start[0] = zone_day_start(zone, days->first);
	gint64 offset = zone_offset(zone, days->start[0]);
	for (guint i = 0; i < days->n; i++) {
		days->start[i + 1] = zone_day_start(zone, days->first + i + 1);
		gint64 next = zone_offset(zone, days->start[i + 1]);
		days->offset[i] = next == offset ? offset : NONE;
		offset = next;
	}
	return days;
}

void plan_days_free(PlanDays *days)
{
	if (!days)
		return;
	g_free(days->start);
	g_free(days->offset);
	g_free(days);
}

gboolean plan_days_exact(const PlanDays *days, guint i, int minute, gint64 *instant)
{
	gint64 local = (days->first + i) * ZONE_DAY_SECONDS + minute * 60;
	if (days->offset[i] == NONE)
		return zone_fit(days->zone, local, instant, NULL, NULL) != ZONE_NEVER;
	*instant = local - days->offset[i];
	return *instant >= days->start[i]; /* a day that begins with a gap has its offset all day long too */
}

gint64 plan_days_instant(const PlanDays *days, guint i, int minute)
{
	gint64 instant, after;
	if (minute <= 0)
		return days->start[i];
	if (minute >= 1440)
		return days->start[i + 1];
	if (days->offset[i] == NONE) {
		gint64 local = (days->first + i) * ZONE_DAY_SECONDS + minute * 60;
		if (zone_fit(days->zone, local, &instant, NULL, &after) == ZONE_NEVER)
			instant = zone_resolve(days->zone, after);
	} else {
		plan_days_exact(days, i, minute, &instant);
	}
	return CLAMP(instant, days->start[i], days->start[i + 1]);
}
