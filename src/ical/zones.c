/* ical/zones.c - TZID -> place */
#include "ical/zones_p.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/zone.h"
#include "ical/vtimezone_p.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_FILE_ZONES 2000 /* VTIMEZONEs; calendars of the whole world have some 400 */
#define MOST_KEPT_ONSETS 400000
#define MOST_ID_BYTES 256
#define MOST_REMEMBERED 2000
#define STEPS_FOR_ZONES 20000000 /* some tenths of a second for all descriptions of a file */
#define WHY_CHARACTERS 80        /* of a TZID, in a message */

/* A VTIMEZONE of the file. */
typedef struct {
	char *location; /* X-LIC-LOCATION or NULL */
	gint64 offset;
	guint line;
	gboolean read;
	GArray *onsets; /* of Onset; NULL when it makes no sense */
	Place *alike;   /* its clocks change as this place's */
} FileZone;

struct Zones {
	int fd;
	Scan *scan;         /* made when first needed */
	GHashTable *places; /* name -> Place */
	GHashTable *known;  /* TZID -> Place by its name, borrowed; NULL: its name says nothing */
	GHashTable *file;   /* TZID -> FileZone */
	guint kept_onsets;
	gint64 budget;
	char last_id[MOST_ID_BYTES + 1]; /* the TZID asked for last, and its place; most files have one */
	Place *last;
};

static void file_zone_free(gpointer data)
{
	FileZone *zone = data;
	g_free(zone->location);
	g_clear_pointer(&zone->onsets, g_array_unref);
	g_free(zone);
}

static void free_place(gpointer place)
{
	place_free(place);
}

Zones *zones_new(int fd)
{
	Zones *zones = g_new0(Zones, 1);
	zones->fd = fd;
	zones->places =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_place); /* keyed by its own name */
	zones->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	zones->file = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_zone_free);
	zones->budget = STEPS_FOR_ZONES;
	return zones;
}

void zones_free(Zones *zones)
{
	if (!zones)
		return;
	scan_free(zones->scan);
	g_hash_table_unref(zones->known);
	g_hash_table_unref(zones->file);
	g_hash_table_unref(zones->places);
	g_free(zones);
}

/* A TZID as it is compared: UTF-8, and without the backslashes that it has as a property and may lack as a parameter. NULL for one
 * too long to be remembered. */
static char *comparable(const char *text, gsize length)
{
	if (!length || length > MOST_ID_BYTES)
		return NULL;
	g_autoptr(GString) utf8 = g_string_new(NULL);
	encoding_append(utf8, text, length);
	return text_value((Span){ utf8->str, utf8->len });
}

void zones_add(Zones *zones, const Block *block)
{
	g_autofree char *id = comparable(block->id->str, block->id->len);
	if (!id || block->trouble || g_hash_table_size(zones->file) >= MOST_FILE_ZONES ||
	    g_hash_table_contains(zones->file, id))
		return;
	FileZone *zone = g_new0(FileZone, 1);
	zone->offset = block->offset;
	zone->line = block->line;
	zone->location = comparable(block->location->str, block->location->len);
	g_hash_table_insert(zones->file, g_steal_pointer(&id), zone);
}

Place *zones_named(Zones *zones, const char *name)
{
	Place *place = g_hash_table_lookup(zones->places, name);
	if (!place && (place = place_new(name)))
		g_hash_table_insert(zones->places, place->name, place);
	return place;
}

/* --- by name --- */

/* "/freeassociation.sourceforge.net/Tzfile/Europe/Berlin": the longest end that is a name. */
static Place *behind_prefix(Zones *zones, const char *id)
{
	Place *place = NULL;
	const char *slash = strchr(id, '/'), *last = id;
	while (slash && !place) {
		last = slash + 1;
		place = zones_named(zones, last);
		slash = strchr(last, '/');
	}
	if (!place && g_ascii_strcasecmp(last, "UTC") == 0) /* tzone://Microsoft/Utc */
		place = zones_named(zones, "UTC");
	return place;
}

static Place *by_windows(Zones *zones, const char *id)
{
	gsize low = 0, high = n_windows_zones;
	while (low < high) {
		gsize middle = low + (high - low) / 2;
		int order = g_ascii_strcasecmp(id, windows_zones[middle].windows);
		if (order == 0)
			return zones_named(zones, windows_zones[middle].iana);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* "Europe_Berlin", "America_Argentina_Salta": names that had to be file names once. */
static Place *with_slashes(Zones *zones, const char *id)
{
	g_autofree char *name = g_strdup(id);
	Place *place = NULL;
	char *p = strchr(name, '/') ? NULL : strchr(name, '_');
	for (int i = 0; i < 2 && p && !place; i++) {
		*p = '/';
		place = zones_named(zones, name);
		p = strchr(p, '_');
	}
	return place;
}

static Place *by_offset(Zones *zones, int seconds)
{
	char name[8];
	int minutes = ABS(seconds) / 60;
	if (seconds % 60) /* local mean time of the century before last; nothing is booked by it */
		return NULL;
	if (!seconds)
		return zones_named(zones, "UTC");
	g_snprintf(name, sizeof name, "%c%02d:%02d", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return zones_named(zones, name);
}

/* "UTC+01:00", "GMT-0330", "+05:30". With fewer digits nobody knows which way it is meant. */
static Place *as_offset(Zones *zones, const char *id)
{
	int seconds;
	if (g_ascii_strncasecmp(id, "UTC", 3) == 0 || g_ascii_strncasecmp(id, "GMT", 3) == 0)
		id += 3;
	gsize length = strlen(id);
	char digits[8];
	if (length == 6 && id[3] == ':')
		g_snprintf(digits, sizeof digits, "%.3s%s", id, id + 4);
	else if (length == 5)
		g_strlcpy(digits, id, sizeof digits);
	else
		return NULL;
	return offset_read((Span){ digits, strlen(digits) }, &seconds) ? by_offset(zones, seconds) : NULL;
}

static Place *by_name(Zones *zones, const char *id)
{
	Place *place = zones_named(zones, id);
	if (!place)
		place = behind_prefix(zones, id);
	if (!place)
		place = by_windows(zones, id);
	if (!place)
		place = with_slashes(zones, id);
	return place;
}

/* --- by the file's own description --- */

static void read_description(Zones *zones, FileZone *zone)
{
	g_autoptr(GError) unreadable = NULL; /* then the reading of the events fails too, and tells it */
	zone->read = TRUE;
	if (!zones->scan)
		zones->scan = scan_new(zones->fd, TRUE);
	if (scan_at(zones->scan, zone->offset, zone->line, &unreadable) != SCAN_ZONE)
		return;
	zone->onsets = vtimezone_onsets(scan_block(zones->scan), &zones->budget);
	zones->kept_onsets += zone->onsets ? zone->onsets->len : 0;
	if (zones->kept_onsets > MOST_KEPT_ONSETS)
		g_clear_pointer(&zone->onsets, g_array_unref);
}

static gint64 offset_at(const Place *place, gint64 instant)
{
	return place_local(place, instant) - instant;
}

/* Whether a place's clocks change as told from onset `first` to onset `last`, and at no other time in between. */
static gboolean changes_alike(const Place *place, const GArray *onsets, guint first, guint last)
{
	gint64 before = 0;
	for (guint i = first; i <= last; i++) {
		const Onset *onset = &g_array_index(onsets, Onset, i);
		gint64 instant = onset->wall - onset->from;
		if (offset_at(place, instant - 1) != onset->from || offset_at(place, instant) != onset->to)
			return FALSE;
		for (gint64 at = before; i > first && at < instant; at += 14 * ZONE_DAY_SECONDS)
			if (offset_at(place, at) != onset->from)
				return FALSE;
		before = instant;
	}
	return TRUE;
}

static gboolean names_its_city(const char *id, const char *name)
{
	const char *city = strrchr(name, '/');
	return city && strstr(id, city + 1);
}

/* A place whose clocks change as those of a zone with a name of somebody's own ("(UTC+01:00) Amsterdam, Berlin …"), in the three
 * years from a time on: a series there would be wrong by an hour, half of each year, at a fixed offset. */
static Place *find_alike(Zones *zones, const char *id, const GArray *onsets, gint64 local)
{
	gint64 until = local + 3 * 366 * ZONE_DAY_SECONDS;
	guint first = 0, last;
	while (first < onsets->len &&
	       g_array_index(onsets, Onset, first).wall < local - 366 * ZONE_DAY_SECONDS)
		first++;
	last = first;
	while (last + 1 < onsets->len && g_array_index(onsets, Onset, last + 1).wall < until)
		last++;
	if (first >= onsets->len || last < first + 1 || last - first > 24) /* no summer time, or no sense */
		return NULL;
	Place *alike = NULL;
	for (gsize i = 0; i < n_windows_zones; i++) {
		Place *place = zones_named(zones, windows_zones[i].iana);
		if (!place || !changes_alike(place, onsets, first, last))
			continue;
		if (names_its_city(id, place->name)) /* "Berlin" */
			return place;
		alike = alike ? alike : place;
	}
	return alike;
}

/* What the file says of the TZID; NULL when that is nothing, or makes no sense. */
static Place *by_description(Zones *zones, const char *id, FileZone *zone, gint64 local)
{
	if (!zone->read) {
		read_description(zones, zone);
		zone->alike = zone->onsets ? find_alike(zones, id, zone->onsets, local) : NULL;
	}
	if (zone->alike)
		return zone->alike;
	return zone->onsets ? by_offset(zones, vtimezone_offset(zone->onsets, local)) : NULL;
}

/* --- all together --- */

/* What the names say, found once: looking for a name that is none costs file accesses. */
static Place *by_any_name(Zones *zones, const char *id, const FileZone *zone)
{
	gpointer found;
	if (g_hash_table_lookup_extended(zones->known, id, NULL, &found))
		return found;
	Place *place = by_name(zones, id);
	if (!place && zone && zone->location)
		place = by_name(zones, zone->location);
	if (g_hash_table_size(zones->known) >= MOST_REMEMBERED)
		g_hash_table_remove_all(zones->known);
	g_hash_table_insert(zones->known, g_strdup(id), place);
	return place;
}

Place *zones_find(Zones *zones, Span tzid, gint64 local, char **why)
{
	if (zones->last && strlen(zones->last_id) == tzid.length &&
	    memcmp(zones->last_id, tzid.text, tzid.length) == 0)
		return zones->last;
	g_autofree char *id = comparable(tzid.text, tzid.length);
	FileZone *zone = id ? g_hash_table_lookup(zones->file, id) : NULL;
	Place *place = id ? by_any_name(zones, id, zone) : NULL;
	if (place) {
		g_snprintf(zones->last_id, sizeof zones->last_id, "%.*s", (int)tzid.length, tzid.text);
		zones->last = place;
		return place;
	}
	if (id)
		place = zone ? by_description(zones, id, zone, local) : as_offset(zones, id);
	if (place)
		return place;
	g_autofree char *name = span_quote(tzid);
	*why = g_strdup_printf(
		zone ? _("The file describes its time zone “%s” in a way that makes no sense.")
		     : _("Its time zone “%s” is not known, and the file does not describe it."),
		name);
	return NULL;
}
