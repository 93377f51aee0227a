/* tests/unit/ical/test_zones.c - what a TZID means */
#include "base/zone.h"
#include "ical/place_p.h"
#include "ical/vtimezone_p.h"
#include "ical/zones_p.h"
#include "tests/unit/ical/reading.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void test_windows_table(void)
{
	T_TRUE("all of CLDR's", n_windows_zones >= 139);
	for (gsize i = 0; i < n_windows_zones; i++) {
		T_TRUE(windows_zones[i].windows, zone_exists(windows_zones[i].iana));
		T_TRUE(windows_zones[i].windows, i == 0 || g_ascii_strcasecmp(windows_zones[i - 1].windows,
									      windows_zones[i].windows) < 0);
	}
}

static void test_windows_names(void)
{
	for (gsize i = 0; i < n_windows_zones; i++) {
		g_autofree char *properties =
			g_strdup_printf("DTSTART;TZID=%s:20260105T090000\r\n", windows_zones[i].windows);
		g_autofree char *want = g_strdup_printf("2026-01-05T09:00:00 %s 0s", windows_zones[i].iana);
		g_autofree char *got = reading_of_event(properties);
		T_STR(windows_zones[i].windows, got, want);
	}
}

/* The memory of a place gives what is given without it, over the nights when clocks change too. */
static void test_places(void)
{
	static const char *const names[] = { "UTC",
					     "Europe/Berlin",
					     "America/New_York",
					     "Australia/Lord_Howe",
					     "Africa/Casablanca",
					     "Pacific/Apia",
					     "Europe/Dublin",
					     "America/Sao_Paulo",
					     "+05:45",
					     "Asia/Kathmandu",
					     "Asia/Tehran" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		Place *place = place_new(names[i]);
		g_autoptr(GTimeZone) zone = zone_new(names[i], NULL);
		gint64 first = day_from_civil(2009, 1, 1) * ZONE_DAY_SECONDS, wrong = 0;
		for (gint64 local = first; local < first + 20 * 366 * ZONE_DAY_SECONDS;
		     local += 3 * 3600 + 1800)
			wrong += place_instant(place, local) != zone_resolve(zone, local);
		T_INT(names[i], wrong, 0);
		T_INT(names[i], place_local(place, first), zone_local(zone, first));
		place_free(place);
	}
	T_NULL("no place", place_new("Moon/Tycho"));
	place_free(NULL);
}

/* A VTIMEZONE with these lines, as its block. */
static GArray *onsets_of(const char *lines)
{
	g_autofree char *path = unit_path("zone.ics");
	g_autofree char *text = g_strconcat("BEGIN:VTIMEZONE\nTZID:x\n", lines, "END:VTIMEZONE\n", NULL);
	T_TRUE("writing", g_file_set_contents(path, text, -1, NULL));
	int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	g_autoptr(Scan) scan = scan_new(fd, TRUE);
	gint64 budget = 10000000;
	T_INT("the zone", scan_at(scan, 0, 1, NULL), SCAN_ZONE);
	GArray *onsets = vtimezone_onsets(scan_block(scan), &budget);
	close(fd);
	return onsets;
}

#define BERLIN                                                                                               \
	"BEGIN:STANDARD\nDTSTART:19961027T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"                    \
	"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"                                            \
	"BEGIN:DAYLIGHT\nDTSTART:19810329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"                    \
	"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n"

/* A description with the same changes gives the same instants as tzdata, hour by hour. */
static void test_descriptions(void)
{
	g_autoptr(GArray) onsets = onsets_of(BERLIN);
	g_autoptr(GTimeZone) berlin = zone_new("Europe/Berlin", NULL);
	gint64 first = day_from_civil(1997, 1, 1) * ZONE_DAY_SECONDS, wrong = 0;
	if (!T_NOT_NULL("Berlin", onsets))
		return;
	for (gint64 local = first; local < first + 40 * 365 * ZONE_DAY_SECONDS; local += 1800)
		wrong += local - vtimezone_offset(onsets, local) != zone_resolve(berlin, local);
	T_INT("Berlin, 40 years", wrong, 0);
	T_INT("before the first change", vtimezone_offset(onsets, 0), 3600);
}

static void test_odd_descriptions(void)
{
	static const struct {
		const char *label, *lines;
		gboolean good;
		int in_2026; /* July */
	} rows[] = {
		{ "nothing", "", FALSE, 0 },
		{ "no part is whole",
		  "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:+0100\nEND:STANDARD\n", FALSE, 0 },
		{ "a bad part among good ones",
		  "BEGIN:STANDARD\nDTSTART:18930401T000000\nTZOFFSETFROM:+5328\nTZOFFSETTO:+0100\nEND:"
		  "STANDARD\n" BERLIN,
		  TRUE, 7200 },
		{ "dates instead of a rule",
		  "BEGIN:DAYLIGHT\nDTSTART:20260329T020000\nRDATE:20270328T020000,"
		  "20280326T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
		  "END:DAYLIGHT\n",
		  TRUE, 7200 },
		{ "UNTIL in UTC is by the clock before",
		  "BEGIN:DAYLIGHT\nDTSTART:20000501T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
		  "RRULE:FREQ=YEARLY;UNTIL=20260430T230000Z\nEND:DAYLIGHT\n"
		  "BEGIN:STANDARD\nDTSTART:20000401T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ="
		  "YEARLY\nEND:STANDARD\n",
		  TRUE, 7200 },
		{ "a rule that is none is passed over",
		  "BEGIN:STANDARD\nDTSTART:20000401T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nRRULE:FREQ="
		  "NEVER\nEND:STANDARD\n",
		  TRUE, 10800 },
		{ "clocks that change every second",
		  "BEGIN:STANDARD\nDTSTART:20000401T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\nRRULE:FREQ="
		  "SECONDLY\nEND:STANDARD\n",
		  FALSE, 0 },
		{ "a part that is never closed",
		  "BEGIN:STANDARD\nDTSTART:20000401T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0300\n", FALSE,
		  0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) onsets = onsets_of(rows[i].lines);
		T_INT(rows[i].label, onsets != NULL, rows[i].good);
		if (onsets)
			T_INT(rows[i].label,
			      vtimezone_offset(onsets, day_from_civil(2026, 7, 1) * ZONE_DAY_SECONDS),
			      rows[i].in_2026);
	}
}

/* A series in a zone with a name of somebody's own keeps its wall time over the changes of the clock. */
static void test_own_names(void)
{
	static const char head[] = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Ours\n";
	static const char tail[] =
		"END:VTIMEZONE\nBEGIN:VEVENT\nUID:x\nDTSTART;TZID=Ours:20260105T090000\nRRULE:FREQ=WEEKLY\n"
		"EXDATE;TZID=Ours:20260706T090000\nEND:VEVENT\n"
		"BEGIN:VEVENT\nUID:x\nRECURRENCE-ID;TZID=Ours:20260713T090000\nDTSTART;TZID=Ours:"
		"20260713T100000\n"
		"END:VEVENT\nEND:VCALENDAR\n";
	static const char odd[] = "BEGIN:STANDARD\nDTSTART:20000901T030000\nTZOFFSETFROM:+0400\nTZOFFSETTO:+"
				  "0300\nRRULE:FREQ=YEARLY\n"
				  "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20000501T020000\nTZOFFSETFROM:+"
				  "0300\nTZOFFSETTO:+0400\n"
				  "RRULE:FREQ=YEARLY\nEND:DAYLIGHT\n";
	g_autofree char *alike = g_strconcat(head, BERLIN, tail, NULL);
	g_autofree char *fixed = g_strconcat(head, odd, tail, NULL);
	g_autofree char *got = reading_of(alike, NULL);
	T_TRUE(got, strstr(got, "2026-01-05T09:00:00 Europe/"));
	T_TRUE(got, strstr(got, "exdates 2026-07-06T09:00:00"));
	T_TRUE(got, strstr(got, "instead of 2026-07-13T09:00:00"));
	T_TRUE(got, strstr(got, "2026-07-13T10:00:00 Europe/"));
	/* The series has the offset of its start; an occurrence in summer comes an hour earlier on that clock. */
	g_autofree char *got_fixed = reading_of(fixed, NULL);
	T_TRUE(got_fixed, strstr(got_fixed, "2026-01-05T09:00:00 +03:00"));
	T_TRUE(got_fixed, strstr(got_fixed, "exdates 2026-07-06T09:00:00"));
	T_TRUE(got_fixed, strstr(got_fixed, "instead of 2026-07-13T09:00:00"));
	T_TRUE(got_fixed, strstr(got_fixed, "2026-07-13T09:00:00 +03:00"));
}

UNIT_SUITE("zones", NULL, NULL, { "the table of Windows names", test_windows_table },
	   { "Windows names", test_windows_names }, { "places", test_places },
	   { "descriptions", test_descriptions }, { "odd descriptions", test_odd_descriptions },
	   { "names of one's own", test_own_names })
