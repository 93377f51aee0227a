/* ical/module.c - the module daybook-ical.so: the only file that includes libical */
#include "ical/module_p.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

/* libical loads zones into tables of its own, without a lock. */
static GMutex lock;

/* libical's TZIDs have a prefix of its own (/freeassociation.sourceforge.net/); ours is the name and nothing else. */
static char *with_tzid(const char *text, const char *zone)
{
	const char *tzid = strstr(text, "\r\nTZID:");
	const char *end = tzid ? strstr(tzid + 2, "\r\n") : NULL;
	while (end && end[2] == ' ') /* folded */
		end = strstr(end + 2, "\r\n");
	if (!end)
		return NULL;
	return g_strdup_printf("%.*s\r\nTZID:%s%s", (int)(tzid - text), text, zone, end);
}

static char *vtimezone(const char *zone)
{
	g_mutex_lock(&lock);
	icaltimezone *found = icaltimezone_get_builtin_timezone(zone);
	icalcomponent *component = found ? icaltimezone_get_component(found) : NULL;
	char *text = component ? icalcomponent_as_ical_string_r(component) : NULL;
	g_mutex_unlock(&lock);
	char *ours = text ? with_tzid(text, zone) : NULL;
	free(text);
	return ours;
}

const IcalModule daybook_ical_module = { .vtimezone = vtimezone };
