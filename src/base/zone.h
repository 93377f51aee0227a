/* base/zone.h - instants and wall times.
 *
 * An instant is gint64 seconds since 1970 UTC. A wall time ("local") is gint64 too: the seconds since 1970 that the
 * same numbers would be in UTC, so that 2026-11-24 14:30 on the wall is one integer whatever the zone, and adding
 * 86400 is "the same time tomorrow". A day is gint64 days since 1970-01-01 (local / 86400, floored).
 * Zones are GTimeZone: immutable, safe across threads. Where a wall time exists twice the earlier instant is meant;
 * where it does not exist, RFC 5545 3.3.5 takes the offset before the gap (zone_resolve), a person is told
 * (zone_instant). Ownership: every GTimeZone returned is the caller's; every string too. */
#pragma once
#include <glib.h>

#define ZONE_DAY_SECONDS 86400

/** A zone by its IANA name, or a fixed offset as "+05:30" (what a zone unknown to IANA becomes on import; zone_exists
 *  is FALSE for it). Errors: USAGE for a name tzdata does not know. */
GTimeZone *zone_new(const char *name, GError **error);

/** The machine's own zone name ("Europe/Berlin"; "UTC" when it cannot be told). */
char *zone_system_name(void);

/** True when the tzdata has that name. */
gboolean zone_exists(const char *name);

gint64 zone_local(GTimeZone *zone, gint64 instant);  /* instant -> wall time */
gint64 zone_offset(GTimeZone *zone, gint64 instant); /* seconds east of UTC */

typedef enum { ZONE_ONCE, ZONE_TWICE, ZONE_NEVER } ZoneFit;

/** Wall time -> instant, and how it stands on the clock. TWICE: the earlier. NEVER: RFC 5545's answer (the offset
 *  before the gap); before and after (each may be NULL) get the nearest wall times that exist: the last minute
 *  before the gap and the first after it. */
ZoneFit zone_fit(GTimeZone *zone, gint64 local, gint64 *instant, gint64 *before, gint64 *after);

/** zone_fit for series and imports: always an instant, by RFC 5545's rule. */
gint64 zone_resolve(GTimeZone *zone, gint64 local);

/** zone_fit for a person: a time that does not exist is USAGE, naming the nearest real ones as HH:MM. */
gboolean zone_instant(GTimeZone *zone, gint64 local, gint64 *instant, gboolean *twice, GError **error);

/** The first instant of a day (in some zones midnight does not exist). The next day's is this day's end. */
gint64 zone_day_start(GTimeZone *zone, gint64 day);
gint64 zone_day_of(GTimeZone *zone, gint64 instant);

/* --- the calendar, proleptic Gregorian; no zone needed --- */
gint64 day_from_civil(int year, int month, int day);              /* month 1..12 */
void day_to_civil(gint64 day, int *year, int *month, int *mday);  /* any may be NULL */
gboolean day_is_valid(int year, int month, int mday);
int day_weekday(gint64 day);                                      /* 0 Monday … 6 Sunday */
int day_iso_week(gint64 day);                                     /* 1..53 */
gint64 day_add_months(gint64 day, int months);                    /* the 31st becomes the month's last day */
gint64 local_day(gint64 local);                                   /* floored */
int local_minute(gint64 local);                                   /* minutes since midnight, 0..1439 */

/** "2026-11-24T14:30:00+01:00"; UTC is +00:00. */
char *zone_rfc3339(GTimeZone *zone, gint64 instant);
char *local_iso(gint64 local);        /* "2026-11-24T14:30:00" */
char *day_iso(gint64 day);            /* "2026-11-24" */
char *local_hhmm(gint64 local);       /* "14:30" */
char *day_words(gint64 day);          /* "Tuesday 24 November 2026", in the person's language */
char *day_short(gint64 day);          /* "Tue 24 Nov", in the person's language */
