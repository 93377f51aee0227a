/* tests/unit/base/test_zone.c - wall times and instants, where clocks are at their worst. The instants of the tables
 * are those that Python's zoneinfo gives. */
#include "base/error.h"
#include "base/zone.h"
#include "tests/unit/base/iso.h"
#include "tests/unit/unit.h"

#include <time.h>

static GTimeZone *zone_or_fail(const char *name)
{
	g_autoptr(GError) error = NULL;
	GTimeZone *zone = zone_new(name, &error);
	if (!T_NO_ERROR(name, error))
		g_error("no zone %s: is tzdata installed?", name);
	return zone;
}

/* --- a wall time and its instant --- */

static const struct {
	const char *zone, *local, *utc;
	ZoneFit fit;
	const char *before, *after; /* only where it does not exist */
} fits[] = {
	/* Berlin: 02:00 -> 03:00, 03:00 -> 02:00 */
	{ "Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59", ZONE_ONCE, NULL, NULL },
	{ "Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00", ZONE_NEVER, "2026-03-29 01:59",
	  "2026-03-29 03:00" },
	{ "Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30", ZONE_NEVER, "2026-03-29 01:59",
	  "2026-03-29 03:00" },
	{ "Europe/Berlin", "2026-03-29 02:59:59", "2026-03-29 01:59:59", ZONE_NEVER, "2026-03-29 01:59",
	  "2026-03-29 03:00" },
	{ "Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00", ZONE_ONCE, NULL, NULL },
	{ "Europe/Berlin", "2026-10-25 01:59:59", "2026-10-24 23:59:59", ZONE_ONCE, NULL, NULL },
	{ "Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00", ZONE_TWICE, NULL, NULL },
	{ "Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30", ZONE_TWICE, NULL, NULL },
	{ "Europe/Berlin", "2026-10-25 02:59:59", "2026-10-25 00:59:59", ZONE_TWICE, NULL, NULL },
	{ "Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00", ZONE_ONCE, NULL, NULL },
	{ "Europe/Berlin", "2026-07-01 12:00", "2026-07-01 10:00", ZONE_ONCE, NULL, NULL },
	/* New York: west of UTC */
	{ "America/New_York", "2026-03-08 01:59", "2026-03-08 06:59", ZONE_ONCE, NULL, NULL },
	{ "America/New_York", "2026-03-08 02:30", "2026-03-08 07:30", ZONE_NEVER, "2026-03-08 01:59",
	  "2026-03-08 03:00" },
	{ "America/New_York", "2026-03-08 03:00", "2026-03-08 07:00", ZONE_ONCE, NULL, NULL },
	{ "America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", ZONE_TWICE, NULL, NULL },
	{ "America/New_York", "2026-11-01 02:00", "2026-11-01 07:00", ZONE_ONCE, NULL, NULL },
	/* Lord Howe: by half an hour */
	{ "Australia/Lord_Howe", "2025-04-06 01:29", "2025-04-05 14:29", ZONE_ONCE, NULL, NULL },
	{ "Australia/Lord_Howe", "2025-04-06 01:45", "2025-04-05 14:45", ZONE_TWICE, NULL, NULL },
	{ "Australia/Lord_Howe", "2025-10-05 02:15", "2025-10-04 15:45", ZONE_NEVER, "2025-10-05 01:59",
	  "2025-10-05 02:30" },
	{ "Australia/Lord_Howe", "2025-10-05 02:30", "2025-10-04 15:30", ZONE_ONCE, NULL, NULL },
	/* Kathmandu: 5 hours 45; Marquesas: -9:30 */
	{ "Asia/Kathmandu", "2026-01-01 00:00", "2025-12-31 18:15", ZONE_ONCE, NULL, NULL },
	{ "Pacific/Marquesas", "2026-01-01 00:00", "2026-01-01 09:30", ZONE_ONCE, NULL, NULL },
	/* Apia went over the date line: there was no 30 December 2011 */
	{ "Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59", ZONE_ONCE, NULL, NULL },
	{ "Pacific/Apia", "2011-12-30 00:00", "2011-12-30 10:00", ZONE_NEVER, "2011-12-29 23:59",
	  "2011-12-31 00:00" },
	{ "Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00", ZONE_NEVER, "2011-12-29 23:59",
	  "2011-12-31 00:00" },
	{ "Pacific/Apia", "2011-12-30 23:59", "2011-12-31 09:59", ZONE_NEVER, "2011-12-29 23:59",
	  "2011-12-31 00:00" },
	{ "Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00", ZONE_ONCE, NULL, NULL },
	/* and no 21 August 1993 in Kwajalein */
	{ "Pacific/Kwajalein", "1993-08-21 12:00", "1993-08-22 00:00", ZONE_NEVER, "1993-08-20 23:59",
	  "1993-08-22 00:00" },
	/* midnights that do not exist, or stand after a repeated hour */
	{ "America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00", ZONE_NEVER, "2018-11-03 23:59",
	  "2018-11-04 01:00" },
	{ "America/Sao_Paulo", "2018-11-04 01:00", "2018-11-04 03:00", ZONE_ONCE, NULL, NULL },
	{ "America/Sao_Paulo", "2018-02-17 23:30", "2018-02-18 01:30", ZONE_TWICE, NULL, NULL },
	{ "America/Sao_Paulo", "2018-02-18 00:00", "2018-02-18 03:00", ZONE_ONCE, NULL, NULL },
	{ "Asia/Beirut", "2024-03-31 00:30", "2024-03-30 22:30", ZONE_NEVER, "2024-03-30 23:59",
	  "2024-03-31 01:00" },
	{ "Asia/Beirut", "2024-10-26 23:30", "2024-10-26 20:30", ZONE_TWICE, NULL, NULL },
	{ "Asia/Beirut", "2024-10-27 00:00", "2024-10-26 22:00", ZONE_ONCE, NULL, NULL },
	{ "America/Havana", "2024-11-03 00:30", "2024-11-03 04:30", ZONE_TWICE, NULL, NULL },
	/* tzdata says of Dublin that winter is its daylight time, and of Casablanca's Ramadan too */
	{ "Europe/Dublin", "2026-03-29 01:30", "2026-03-29 01:30", ZONE_NEVER, "2026-03-29 00:59",
	  "2026-03-29 02:00" },
	{ "Europe/Dublin", "2026-10-25 01:30", "2026-10-25 00:30", ZONE_TWICE, NULL, NULL },
	{ "Europe/Dublin", "2026-07-01 12:00", "2026-07-01 11:00", ZONE_ONCE, NULL, NULL },
	{ "Africa/Casablanca", "2024-03-10 02:30", "2024-03-10 01:30", ZONE_TWICE, NULL, NULL },
	{ "Africa/Casablanca", "2024-04-14 02:30", "2024-04-14 02:30", ZONE_NEVER, "2024-04-14 01:59",
	  "2024-04-14 03:00" },
	{ "UTC", "2026-03-29 02:30", "2026-03-29 02:30", ZONE_ONCE, NULL, NULL },
	{ "+05:30", "2026-03-29 02:30", "2026-03-28 21:00", ZONE_ONCE, NULL, NULL },
};

static void test_fit(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fits); i++) {
		g_autofree char *label = g_strdup_printf("%s %s", fits[i].zone, fits[i].local);
		g_autoptr(GTimeZone) zone = zone_or_fail(fits[i].zone);
		gint64 instant = 0, before = 0, after = 0;
		ZoneFit how = zone_fit(zone, iso(fits[i].local), &instant, &before, &after);
		g_autofree char *utc = iso_text(instant);
		T_INT(label, how, fits[i].fit);
		T_STR(label, utc, fits[i].utc);
		T_INT(label, zone_resolve(zone, iso(fits[i].local)), iso(fits[i].utc));
		if (how != ZONE_NEVER) {
			T_INT(label, zone_local(zone, instant), iso(fits[i].local));
			T_INT(label, before, 0);
		} else {
			g_autofree char *last = iso_text(before);
			g_autofree char *first = iso_text(after);
			T_STR(label, last, fits[i].before);
			T_STR(label, first, fits[i].after);
		}
		T_INT(label, zone_fit(zone, iso(fits[i].local), &instant, NULL, NULL), fits[i].fit);
	}
}

static void test_for_a_person(void)
{
	g_autoptr(GTimeZone) berlin = zone_or_fail("Europe/Berlin");
	g_autoptr(GTimeZone) apia = zone_or_fail("Pacific/Apia");
	g_autoptr(GError) gap = NULL, missing_day = NULL, none = NULL;
	gint64 instant = 0;
	gboolean twice = FALSE;

	T_TRUE("the repeated hour", zone_instant(berlin, iso("2026-10-25 02:30"), &instant, &twice, &none));
	T_INT("the earlier", instant, iso("2026-10-25 00:30"));
	T_TRUE("told", twice);
	T_TRUE("an ordinary one", zone_instant(berlin, iso("2026-10-25 12:30"), &instant, &twice, NULL));
	T_FALSE("told", twice);
	T_TRUE("nobody asks", zone_instant(berlin, iso("2026-10-25 02:30"), &instant, NULL, NULL));
	instant = 7;
	T_FALSE("the missing hour", zone_instant(berlin, iso("2026-03-29 02:30"), &instant, &twice, &gap));
	T_ERROR("the missing hour", gap, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_STR("the missing hour", gap->message,
	      "There is no 02:30 on Sunday 29 March 2026: the clocks jump over it. The nearest times are "
	      "01:59 and "
	      "03:00.");
	T_INT("untouched", instant, 7);
	T_FALSE("the missing day",
		zone_instant(apia, iso("2011-12-30 12:00"), &instant, &twice, &missing_day));
	T_STR("the missing day", missing_day->message,
	      "There is no 12:00 on Friday 30 December 2011: the clocks jump over it. The nearest times are "
	      "23:59 (Thu 29 "
	      "Dec) and 00:00 (Sat 31 Dec).");
}

/* --- days --- */

static const struct {
	const char *zone, *day, *start; /* the instant in UTC */
	int hours_x4;                   /* the day's length in quarters of an hour */
} days[] = {
	{ "Europe/Berlin", "2026-03-28", "2026-03-27 23:00", 96 },
	{ "Europe/Berlin", "2026-03-29", "2026-03-28 23:00", 92 },
	{ "Europe/Berlin", "2026-10-25", "2026-10-24 22:00", 100 },
	{ "America/New_York", "2026-03-08", "2026-03-08 05:00", 92 },
	{ "America/New_York", "2026-11-01", "2026-11-01 04:00", 100 },
	{ "Australia/Lord_Howe", "2025-04-06", "2025-04-05 13:00", 98 },
	{ "Australia/Lord_Howe", "2025-10-05", "2025-10-04 13:30", 94 },
	{ "Asia/Kathmandu", "2026-01-01", "2025-12-31 18:15", 96 },
	{ "Pacific/Apia", "2011-12-29", "2011-12-29 10:00", 96 },
	{ "Pacific/Apia", "2011-12-30", "2011-12-30 10:00", 0 },
	{ "Pacific/Apia", "2011-12-31", "2011-12-30 10:00", 96 },
	{ "America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00", 92 },
	{ "America/Sao_Paulo", "2018-02-17", "2018-02-17 02:00", 100 },
	{ "Asia/Beirut", "2024-03-31", "2024-03-30 22:00", 92 },
	{ "Asia/Beirut", "2024-10-26", "2024-10-25 21:00", 100 },
	{ "America/Havana", "2024-03-10", "2024-03-10 05:00", 92 },
	{ "America/Havana", "2024-11-03", "2024-11-03 04:00", 100 },
	{ "Europe/Dublin", "2026-10-25", "2026-10-24 23:00", 100 },
};

static void test_days(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
		g_autofree char *label = g_strdup_printf("%s %s", days[i].zone, days[i].day);
		g_autoptr(GTimeZone) zone = zone_or_fail(days[i].zone);
		gint64 day = iso_day(days[i].day), start = zone_day_start(zone, day);
		gint64 end = zone_day_start(zone, day + 1);
		g_autofree char *utc = iso_text(start);
		T_STR(label, utc, days[i].start);
		T_INT(label, (end - start) / 900, days[i].hours_x4);
		if (end > start) {
			T_INT(label, zone_day_of(zone, start), day);
			T_INT(label, zone_day_of(zone, end - 1), day);
			T_TRUE(label, zone_day_of(zone, start - 1) < day);
		}
	}
}

/* Every instant comes back from its wall time, or is the later of two; and the C library agrees about the offset. */
static void test_round_trips(void)
{
	static const char *const names[] = { "Europe/Berlin",     "America/New_York", "Australia/Lord_Howe",
					     "Asia/Kathmandu",    "Pacific/Apia",     "America/Sao_Paulo",
					     "Asia/Beirut",       "Europe/Dublin",    "America/St_Johns",
					     "Africa/Casablanca", "Antarctica/Troll", "Asia/Gaza",
					     "Pacific/Kwajalein", "America/Havana" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GTimeZone) zone = zone_or_fail(names[i]);
		int wrong = 0;
		g_setenv("TZ", names[i], TRUE);
		tzset();
		for (gint64 at = iso("1970-01-03 00:00"); at < iso("2037-01-01 00:00");
		     at += 7 * 3600 + 1777) {
			time_t time = at;
			struct tm tm;
			gint64 back, local = zone_local(zone, at);
			localtime_r(&time, &tm);
			ZoneFit how = zone_fit(zone, local, &back, NULL, NULL);
			gboolean same = how == ZONE_ONCE ? back == at : how == ZONE_TWICE && back <= at;
			wrong += !same || zone_local(zone, back) != local || tm.tm_gmtoff != local - at;
		}
		T_INT(names[i], wrong, 0);
	}
	g_setenv("TZ", "UTC", TRUE);
	tzset();
}

/* --- names --- */

static void test_names(void)
{
	static const char *const good[] = { "Europe/Berlin", "UTC",
					    "Etc/GMT+1",     "America/Argentina/Buenos_Aires",
					    "GMT0",          "America/Port-au-Prince",
					    "EST5EDT" };
	static const char *const bad[] = { "",
					   "Bogus",
					   "Europe",
					   "Europe/",
					   "/Europe/Berlin",
					   "europe/berlin",
					   "/usr/share/zoneinfo/Europe/Berlin",
					   "../zoneinfo/Europe/Berlin",
					   "Europe/../Europe/Berlin",
					   "Europe//Berlin",
					   "./Europe/Berlin",
					   ":Europe/Berlin",
					   "Europe/Berlin ",
					   "posix/Europe/Berlin",
					   "right/Europe/Berlin",
					   "posixrules",
					   "localtime",
					   "Factory",
					   "zone.tab",
					   "tzdata.zi",
					   "leapseconds",
					   "UTC+3",
					   "EST5EDT,M3.2.0,M11.1.0",
					   "W. Europe Standard Time",
					   "Z",
					   "+2",
					   "+0200" };
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autoptr(GTimeZone) zone = zone_new(good[i], NULL);
		T_TRUE(good[i], zone_exists(good[i]));
		T_NOT_NULL(good[i], zone);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GTimeZone) zone = zone_new(bad[i], &error);
		T_FALSE(bad[i], zone_exists(bad[i]));
		T_NULL(bad[i], zone);
		T_ERROR(bad[i], error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	}
	g_autoptr(GTimeZone) none = zone_new(NULL, NULL);
	T_NULL("NULL", none);
	T_FALSE("NULL", zone_exists(NULL));
	T_FALSE("an offset is no name", zone_exists("+05:30"));
	g_autoptr(GTimeZone) mad = zone_new("+99:99", NULL);
	T_NULL("an offset that is none", mad);
}

static void test_system_name(void)
{
	static const struct {
		const char *tz, *want;
	} rows[] = {
		{ "Europe/Berlin", "Europe/Berlin" },
		{ ":Asia/Tokyo", "Asia/Tokyo" },
		{ "/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo" },
		{ "Bogus/Zone", "UTC" },
		{ "", "UTC" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_setenv("TZ", rows[i].tz, TRUE);
		g_autofree char *name = zone_system_name();
		T_STR(rows[i].tz, name, rows[i].want);
	}
	g_unsetenv("TZ");
	g_autofree char *machine = zone_system_name();
	T_TRUE("the machine's own", zone_exists(machine));
	g_setenv("TZ", "UTC", TRUE);
}

static void test_rfc3339(void)
{
	static const struct {
		const char *zone, *utc, *want;
	} rows[] = {
		{ "Europe/Berlin", "2026-11-24 13:30", "2026-11-24T14:30:00+01:00" },
		{ "Europe/Berlin", "2026-10-25 00:30", "2026-10-25T02:30:00+02:00" },
		{ "Europe/Berlin", "2026-10-25 01:30", "2026-10-25T02:30:00+01:00" },
		{ "America/New_York", "2026-11-24 13:30:05", "2026-11-24T08:30:05-05:00" },
		{ "UTC", "2026-11-24 13:30", "2026-11-24T13:30:00+00:00" },
		{ "Asia/Kathmandu", "2026-11-24 13:30", "2026-11-24T19:15:00+05:45" },
		{ "Pacific/Marquesas", "2026-11-24 01:00", "2026-11-23T15:30:00-09:30" },
		{ "Africa/Monrovia", "1971-06-01 00:44:30",
		  "1971-06-01T00:00:30-00:44" }, /* it was -00:44:30 */
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GTimeZone) zone = zone_or_fail(rows[i].zone);
		g_autofree char *text = zone_rfc3339(zone, iso(rows[i].utc));
		T_STR(rows[i].zone, text, rows[i].want);
	}
}

UNIT_SUITE("zone", NULL, NULL, { "wall times and instants", test_fit },
	   { "told to a person", test_for_a_person }, { "first instants and lengths of days", test_days },
	   { "round trips", test_round_trips }, { "names", test_names },
	   { "the machine's zone", test_system_name }, { "RFC 3339", test_rfc3339 })
