/* ical/place.c - zone_resolve with a memory */
#include "ical/place_p.h"

#include "base/zone.h"

#define BLOCK_SECONDS (4 * ZONE_DAY_SECONDS)
#define FURTHEST (16 * 3600) /* no zone was ever further from UTC */

Place *place_new(const char *name)
{
	GTimeZone *zone = zone_new(name, NULL);
	if (!zone)
		return NULL;
	Place *place = g_new0(Place, 1);
	place->name = g_strdup(name);
	place->zone = zone;
	return place;
}

void place_free(Place *place)
{
	if (!place)
		return;
	g_free(place->name);
	g_time_zone_unref(place->zone);
	g_free(place);
}

gint64 place_instant(Place *place, gint64 local)
{
	gint64 block = local_day(local) >> 2;
	guint at = (guint)(block & (PLACE_SLOTS - 1));
	if (!place->slots[at].known || place->slots[at].block != block) {
		gint64 first = block * BLOCK_SECONDS - FURTHEST, last = first + BLOCK_SECONDS + 2 * FURTHEST;
		gint interval = g_time_zone_find_interval(place->zone, G_TIME_TYPE_UNIVERSAL, first);
		place->slots[at].block = block;
		place->slots[at].known = TRUE;
		place->slots[at].steady =
			g_time_zone_find_interval(place->zone, G_TIME_TYPE_UNIVERSAL, last) == interval;
		place->slots[at].offset = g_time_zone_get_offset(place->zone, interval);
	}
	return place->slots[at].steady ? local - place->slots[at].offset : zone_resolve(place->zone, local);
}

gint64 place_local(const Place *place, gint64 instant)
{
	return zone_local(place->zone, instant);
}
