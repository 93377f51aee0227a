/* ical/zones_p.h - what a TZID means.
 *
 * A name that tzdata has; one behind a prefix (/mozilla.org/20070129_1/Europe/Berlin); a Windows name; one with _ for / ; an
 * offset (UTC+01:00). Else what the file's own VTIMEZONE of that id says: its X-LIC-LOCATION, or, where its clocks change, a
 * place whose clocks change alike, or the offset it has at that time. Else nothing: never silently UTC. */
#pragma once
#include "ical/place_p.h"
#include "ical/scan_p.h"

typedef struct {
	const char *windows, *iana;
} WindowsZone;
extern const WindowsZone windows_zones[];
extern const gsize n_windows_zones;

typedef struct Zones Zones;

/** fd: the file, where descriptions are read again when they are needed. */
Zones *zones_new(int fd);
void zones_free(Zones *zones);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Zones, zones_free)

/** Takes note of a VTIMEZONE. */
void zones_add(Zones *zones, const Block *block);

/** The place of a TZID for a wall time there; borrowed for the life of zones. NULL: not known, and *why (the caller's) says so. */
Place *zones_find(Zones *zones, Span tzid, gint64 local, char **why);
/** A place by a name that tzdata has, or an offset; NULL when it is none. */
Place *zones_named(Zones *zones, const char *name);
