/* ical/place_p.h - a time zone that answers fast: a file asks for the same days again and again. */
#pragma once
#include <glib.h>

#define PLACE_SLOTS 64

typedef struct {
	char *name; /* IANA's, "UTC", or "+05:30" */
	GTimeZone *zone;
	struct {
		gint64 block; /* of four days, by wall time */
		gint64 offset;
		gboolean known, steady; /* the offset is the same all through the block, and near it */
	} slots[PLACE_SLOTS];
} Place;

/** NULL when this machine does not know the name. */
Place *place_new(const char *name);
void place_free(Place *place);

/** Wall time -> instant, as zone_resolve. */
gint64 place_instant(Place *place, gint64 local);
/** Instant -> wall time. */
gint64 place_local(const Place *place, gint64 instant);
