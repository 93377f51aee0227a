/* sync/fields.c - start and end of events apart */
#include "sync/fields.h"

#include "base/zone.h"

gint64 fields_day(const EventFields *fields)
{
	g_autoptr(GTimeZone) zone = zone_new(fields->zone, NULL);
	if (!zone)
		zone = g_time_zone_new_utc();
	return zone_day_of(zone, fields->start);
}

gboolean fields_same_start(const EventFields *a, const EventFields *b)
{
	if (!a->all_day != !b->all_day)
		return FALSE;
	return a->all_day ? fields_day(a) == fields_day(b) : a->start == b->start;
}

gboolean fields_same_end(const EventFields *a, const EventFields *b)
{
	if (!a->all_day != !b->all_day)
		return FALSE;
	return a->all_day ? fields_day(a) + a->all_day == fields_day(b) + b->all_day : a->end == b->end;
}

gboolean fields_same(const EventFields *a, const EventFields *b)
{
	return a && b && event_fields_same(a, b);
}

EventFields *fields_from_image(const char *image)
{
	return image ? model_from_image(&event_fields_class, image, NULL) : NULL;
}
