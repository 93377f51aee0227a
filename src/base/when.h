/* base/when.h - times as people and programs type them (cli.md: TIME, DAY, RANGE, DURATION).
 *
 * Everything is read against a zone and a now. Units: instants and durations in seconds. Errors are USAGE, and
 * say what was read and what would be understood. */
#pragma once
#include "base/zone.h"

typedef struct {
	GTimeZone *zone; /* the business's; a time without an offset is in it */
	gint64 now;      /* instant */
	int week_start;  /* 0 Monday … 6 Sunday: what `week` means */
} When;

typedef struct {
	gint64 instant;
	gboolean twice;    /* the wall time exists twice; the earlier was taken: say so */
	gboolean is_day;   /* only a day was given: instant is its first */
	gint64 day;        /* the wall's day of instant */
} WhenTime;

/** TIME: `2026-11-24T14:30[:00][Z|+01:00]`, `2026-11-24 14:30`, `14:30`, `now`, `tomorrow 9:00`, `tue 2pm`, `24.12. 9:00`,
 *  `+2h`, `24:00` as the end of a day; a bare DAY is its first instant (is_day). A weekday is the next one, today
 *  included. `now` and `+2h` are cut to the minute. English and German words, case ignored. */
gboolean when_time(const When *when, const char *text, WhenTime *out, GError **error);

/** DAY: `2026-11-24`, `today`, `tomorrow`, `yesterday`, `tue`, `+3d`, `+2w`, `-1d`, `24.12.` (the next one), `24.12.2026`. */
gboolean when_day(const When *when, const char *text, gint64 *day, GError **error);

/** RANGE: DAY, `DAY..DAY` (both included), `week`, `month`, `today..+30d` (the +30d counts from today; a weekday or a
 *  `24.12.` at the end is the next one from the range's first day).
 *  An end before its start is USAGE. */
gboolean when_days(const When *when, const char *text, gint64 *first, gint64 *last, GError **error);

/** The same as instants [from, to), or also `TIME..TIME`. A bare clock time at the end is on the day of the start; where
 *  only one end carries a time of day, the other is a whole day: its start, or its end. */
gboolean when_range(const When *when, const char *text, gint64 *from, gint64 *to, GError **error);

/** DURATION in seconds: `45`, `45m`, `1h30`, `1h30m`, `2h`, `1.5h`, `4w`, `2d`, `PT45M`, `P1DT2H`. Below 1 minute only
 *  `0` and only where zero_ok. At most 366 days. */
gboolean when_duration(const char *text, gboolean zero_ok, gint64 *seconds, GError **error);

/** "1h15", "45 min", "2 d" – short, for screens; in the person's language. */
char *when_duration_words(gint64 seconds);

/** SPEC of opening hours: "mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00". Calls back for each range: weekday 0 Monday,
 *  minutes from midnight; to may be up to 1440; a range past midnight ("20:00-02:00") comes as two. "closed" or ""
 *  gives none. Overlapping ranges of one day are USAGE. */
typedef void (*WhenHoursFunc)(int weekday, int from_min, int to_min, gpointer data);
gboolean when_hours(const char *spec, WhenHoursFunc each, gpointer data, GError **error);

/** "10:00-14:00 15:00-16:00" -> the same callback with weekday 0. */
gboolean when_day_ranges(const char *spec, WhenHoursFunc each, gpointer data, GError **error);
