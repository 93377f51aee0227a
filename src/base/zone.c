/* base/zone.c - instants <-> wall times, by GTimeZone's offsets alone.
 *
 * GLib is asked one thing only: the offset at an instant. It is not asked what a wall time means: its "standard" and
 * "daylight" do not say which of two is the earlier (Dublin's winter is its daylight time). */
#include "base/zone.h"

#include "base/error.h"
#include "base/i18n.h"
#include <stdio.h>
#include <string.h>

/* No zone was ever further from UTC than this, so the instant of a wall time lies within it on either side. */
#define FURTHEST (16 * 3600)

static gint64 floor_to(gint64 value, gint64 step)
{
	gint64 rest = value % step;
	return value - rest - (rest < 0 ? step : 0);
}

/* --- names --- */

static const char *zoneinfo_folder(void)
{
	const char *folder = g_getenv("TZDIR");
	return folder && *folder ? folder : "/usr/share/zoneinfo";
}

/* Names as tzdata makes them: letters, digits, _ + -, in parts. Not a path that leads elsewhere, and not the other
 * things that lie in that folder. */
static gboolean looks_like_a_name(const char *name)
{
	static const char *const others[] = { "localtime", "posixrules", "Factory", NULL };
	if (!g_ascii_isalpha(*name) || strlen(name) > 64 || g_strv_contains(others, name))
		return FALSE;
	if (g_str_has_prefix(name, "posix/") || g_str_has_prefix(name, "right/"))
		return FALSE;
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("_+-", *p) && !(*p == '/' && g_ascii_isalpha(p[1])))
			return FALSE;
	return TRUE;
}

static gboolean has_file(const char *name)
{
	if (!looks_like_a_name(name))
		return FALSE;
	if (strcmp(name, "UTC") == 0) /* also on a machine without tzdata */
		return TRUE;
	g_autofree char *path = g_build_filename(zoneinfo_folder(), name, NULL);
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return FALSE;
	FILE *file = fopen(path, "rbe");
	if (!file)
		return FALSE;
	char magic[4]; /* of a compiled zone, RFC 8536 */
	gboolean is_zone =
		fread(magic, 1, sizeof magic, file) == sizeof magic && memcmp(magic, "TZif", 4) == 0;
	fclose(file);
	return is_zone;
}

/* "+05:30": what a zone unknown to IANA becomes on import. */
static gboolean is_fixed_offset(const char *name)
{
	return (name[0] == '+' || name[0] == '-') && strlen(name) == 6 && name[3] == ':' &&
	       g_ascii_isdigit(name[1]) && g_ascii_isdigit(name[2]) && g_ascii_isdigit(name[4]) &&
	       g_ascii_isdigit(name[5]);
}

/* A list asks for each booking's zone by its name, and looking at the file takes a hundred times as long as finding it
 * here. There are some 600 names; what was found stays for the life of the process. */
static GTimeZone *known_zone(const char *name)
{
	static GMutex lock;
	static GHashTable *zones; /* name -> GTimeZone */
	g_mutex_lock(&lock);
	if (!zones)
		zones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)g_time_zone_unref);
	GTimeZone *zone = g_hash_table_lookup(zones, name);
	if (!zone && (is_fixed_offset(name) || has_file(name))) {
		zone = g_time_zone_new_identifier(name);
		if (zone)
			g_hash_table_insert(zones, g_strdup(name), zone);
	}
	if (zone)
		g_time_zone_ref(zone);
	g_mutex_unlock(&lock);
	return zone;
}

gboolean zone_exists(const char *name)
{
	g_autoptr(GTimeZone) zone = name && !is_fixed_offset(name) ? known_zone(name) : NULL;
	return zone != NULL;
}

GTimeZone *zone_new(const char *name, GError **error)
{
	GTimeZone *zone = name ? known_zone(name) : NULL;
	if (!zone)
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("“%s” is not a time zone that this machine knows. Use a name such as "
			       "Europe/Berlin."),
			     name ? name : "");
	return zone;
}

/* TZ and links may say ":Europe/Berlin" or "/usr/share/zoneinfo/Europe/Berlin". */
static char *name_within(const char *text)
{
	if (*text == ':')
		text++;
	const char *folder = zoneinfo_folder();
	gsize length = strlen(folder);
	if (strncmp(text, folder, length) == 0 && text[length] == '/')
		text += length + 1;
	return zone_exists(text) ? g_strdup(text) : NULL;
}

char *zone_system_name(void)
{
	char *name = NULL;
	const char *variable = g_getenv("TZ");
	if (variable) {
		name = name_within(variable);
		return name ? name
			    : g_strdup("UTC"); /* as the C library does with a TZ that it does not know */
	}
	g_autofree char *text = NULL;
	g_autofree char *target = g_file_read_link("/etc/localtime", NULL);
	const char *at = target ? strstr(target, "zoneinfo/") : NULL;
	if (at)
		name = name_within(at + strlen("zoneinfo/"));
	if (!name && g_file_get_contents("/etc/timezone", &text, NULL, NULL))
		name = name_within(g_strstrip(text));
	return name ? name : g_strdup("UTC");
}

/* --- instants and wall times --- */

gint64 zone_offset(GTimeZone *zone, gint64 instant)
{
	return g_time_zone_get_offset(zone, g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, instant));
}

gint64 zone_local(GTimeZone *zone, gint64 instant)
{
	return instant + zone_offset(zone, instant);
}

/* The instant at which the offset stops being `before`: after low (where it still is) and at or before high. */
static gint64 change_between(GTimeZone *zone, gint64 low, gint64 high, gint64 before)
{
	while (high - low > 1) {
		gint64 middle = low + (high - low) / 2;
		if (zone_offset(zone, middle) == before)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Whether a wall time is in a gap; then *change is the instant at which the clocks jumped over it. */
static ZoneFit fit(GTimeZone *zone, gint64 local, gint64 *instant, gint64 *change)
{
	gint64 before = zone_offset(zone, local - FURTHEST), after = zone_offset(zone, local + FURTHEST);
	gint64 by_before = local - before, by_after = local - after;
	if (before == after) {
		*instant = by_before;
		return ZONE_ONCE;
	}
	gboolean first = zone_offset(zone, by_before) == before,
		 second = zone_offset(zone, by_after) == after;
	if (first || second) {
		*instant =
			first ? by_before
			      : by_after; /* where both are, the clock went back and `before` is the earlier */
		return first && second ? ZONE_TWICE : ZONE_ONCE;
	}
	*instant = by_before;
	*change = change_between(zone, local - FURTHEST, by_before, before);
	return ZONE_NEVER;
}

ZoneFit zone_fit(GTimeZone *zone, gint64 local, gint64 *instant, gint64 *before, gint64 *after)
{
	gint64 change = 0;
	ZoneFit how = fit(zone, local, instant, &change);
	if (how == ZONE_NEVER) {
		if (before)
			*before = floor_to(zone_local(zone, change - 1), 60);
		if (after)
			*after = floor_to(zone_local(zone, change) + 59, 60);
	}
	return how;
}

gint64 zone_resolve(GTimeZone *zone, gint64 local)
{
	gint64 instant, change;
	fit(zone, local, &instant, &change);
	return instant;
}

gint64 zone_day_start(GTimeZone *zone, gint64 day)
{
	gint64 instant, change;
	return fit(zone, day * ZONE_DAY_SECONDS, &instant, &change) == ZONE_NEVER ? change : instant;
}

gint64 zone_day_of(GTimeZone *zone, gint64 instant)
{
	return local_day(zone_local(zone, instant));
}

/* "01:59", or with its date where the clocks jumped from one day into another. */
static char *nearby(gint64 local, gint64 day)
{
	char *time = local_hhmm(local);
	if (local_day(local) == day)
		return time;
	g_autofree char *alone = time;
	g_autofree char *date = day_short(local_day(local));
	return g_strdup_printf("%s (%s)", alone, date);
}

gboolean zone_instant(GTimeZone *zone, gint64 local, gint64 *instant, gboolean *twice, GError **error)
{
	gint64 before = 0, after = 0, found;
	ZoneFit how = zone_fit(zone, local, &found, &before, &after);
	if (how == ZONE_NEVER) {
		gint64 day = local_day(local);
		g_autofree char *time = local_hhmm(local);
		g_autofree char *date = day_words(day);
		g_autofree char *earlier = nearby(before, day);
		g_autofree char *later = nearby(after, day);
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("There is no %s on %s: the clocks jump over it. The nearest times are %s and %s."),
			time, date, earlier, later);
	}
	*instant = found;
	if (twice)
		*twice = how == ZONE_TWICE;
	return TRUE;
}

char *zone_rfc3339(GTimeZone *zone, gint64 instant)
{
	/* RFC 3339 has no seconds in offsets; zones had before about 1972. The instant stays right. */
	gint64 offset = zone_offset(zone, instant);
	offset -= offset % 60;
	g_autofree char *local = local_iso(instant + offset);
	int minutes = (int)(ABS(offset) / 60);
	return g_strdup_printf("%s%c%02d:%02d", local, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
