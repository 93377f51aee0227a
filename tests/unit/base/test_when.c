/* tests/unit/base/test_when.c - times, days and ranges as they are typed */
#include "base/error.h"
#include "base/when.h"
#include "tests/unit/base/iso.h"
#include "tests/unit/unit.h"

/* Tuesday 24 November 2026, 10:42 in Berlin. */
#define TUESDAY "2026-11-24 09:42"

typedef enum { PLAIN, DAY, TWICE } Kind;

static const struct {
	const char *text, *want; /* an instant in UTC */
	Kind kind;
} berlin_times[] = {
	/* whole times */
	{ "2026-11-24T14:30", "2026-11-24 13:30", PLAIN },
	{ "2026-11-24 14:30", "2026-11-24 13:30", PLAIN },
	{ "2026-11-24T14:30:00", "2026-11-24 13:30", PLAIN },
	{ "2026-11-24T14:30:15", "2026-11-24 13:30:15", PLAIN },
	{ "2026-11-24T14:30:15.250", "2026-11-24 13:30:15", PLAIN },
	{ "2026-11-24t14:30", "2026-11-24 13:30", PLAIN },
	{ "  2026-11-24   14:30  ", "2026-11-24 13:30", PLAIN },
	{ "2026-07-01 14:30", "2026-07-01 12:30", PLAIN },
	{ "2026-11-24 2pm", "2026-11-24 13:00", PLAIN },
	/* with an offset they are converted */
	{ "2026-11-24T14:30Z", "2026-11-24 14:30", PLAIN },
	{ "2026-11-24T14:30:00Z", "2026-11-24 14:30", PLAIN },
	{ "2026-11-24T14:30:00.000Z", "2026-11-24 14:30", PLAIN },
	{ "2026-11-24 14:30z", "2026-11-24 14:30", PLAIN },
	{ "2026-11-24T14:30+01:00", "2026-11-24 13:30", PLAIN },
	{ "2026-11-24T14:30:00-05:00", "2026-11-24 19:30", PLAIN },
	{ "2026-11-24T14:30+0545", "2026-11-24 08:45", PLAIN },
	{ "2026-11-24T14:30-09", "2026-11-24 23:30", PLAIN },
	{ "2026-11-24T24:00Z", "2026-11-25 00:00", PLAIN },
	{ "2026-03-29T02:30Z", "2026-03-29 02:30", PLAIN },
	{ "2026-10-25T02:30+01:00", "2026-10-25 01:30", PLAIN }, /* the second pass can be said so */
	/* today's */
	{ "14:30", "2026-11-24 13:30", PLAIN },
	{ "9:00", "2026-11-24 08:00", PLAIN }, /* past, too */
	{ "0:00", "2026-11-23 23:00", PLAIN },
	{ "24:00", "2026-11-24 23:00", PLAIN },
	{ "2pm", "2026-11-24 13:00", PLAIN },
	{ "2 PM", "2026-11-24 13:00", PLAIN },
	{ "2:30pm", "2026-11-24 13:30", PLAIN },
	{ "2:30 p.m.", "2026-11-24 13:30", PLAIN },
	{ "12am", "2026-11-23 23:00", PLAIN },
	{ "12pm", "2026-11-24 11:00", PLAIN },
	{ "noon", "2026-11-24 11:00", PLAIN },
	{ "14 Uhr", "2026-11-24 13:00", PLAIN },
	{ "14:30 Uhr", "2026-11-24 13:30", PLAIN },
	{ "um 9:00", "2026-11-24 08:00", PLAIN },
	{ "at 2pm", "2026-11-24 13:00", PLAIN },
	/* day and time */
	{ "today 9:00", "2026-11-24 08:00", PLAIN },
	{ "tomorrow 9:00", "2026-11-25 08:00", PLAIN },
	{ "Tomorrow at 9:00", "2026-11-25 08:00", PLAIN },
	{ "9:00 tomorrow", "2026-11-25 08:00", PLAIN },
	{ "yesterday 24:00", "2026-11-23 23:00", PLAIN },
	{ "morgen 9:00", "2026-11-25 08:00", PLAIN },
	{ "Übermorgen um 9:00", "2026-11-26 08:00", PLAIN },
	{ "heute 14 uhr", "2026-11-24 13:00", PLAIN },
	{ "tue 2pm", "2026-11-24 13:00", PLAIN }, /* today included */
	{ "tue 9:00", "2026-11-24 08:00", PLAIN },
	{ "wed 2 pm", "2026-11-25 13:00", PLAIN },
	{ "2pm wed", "2026-11-25 13:00", PLAIN },
	{ "Montag 8:15", "2026-11-30 07:15", PLAIN },
	{ "Mo. 8:15", "2026-11-30 07:15", PLAIN },
	{ "24.12. 9:00", "2026-12-24 08:00", PLAIN },
	{ "24.12.2027 9:00", "2027-12-24 08:00", PLAIN },
	{ "24. 12. 9:00", "2026-12-24 08:00", PLAIN },
	{ "+3d 9:00", "2026-11-27 08:00", PLAIN },
	{ "2026-11-24 24:00", "2026-11-24 23:00", PLAIN },
	/* from now */
	{ "now", "2026-11-24 09:42", PLAIN },
	{ "jetzt", "2026-11-24 09:42", PLAIN },
	{ "+2h", "2026-11-24 11:42", PLAIN },
	{ "+1h30", "2026-11-24 11:12", PLAIN },
	{ "+45", "2026-11-24 10:27", PLAIN },
	{ "+90min", "2026-11-24 11:12", PLAIN },
	{ "-30m", "2026-11-24 09:12", PLAIN },
	{ "+0m", "2026-11-24 09:42", PLAIN },
	{ "+1d2h", "2026-11-25 11:42", PLAIN },
	/* a day alone: its first instant */
	{ "today", "2026-11-23 23:00", DAY },
	{ "2026-11-24", "2026-11-23 23:00", DAY },
	{ "fri", "2026-11-26 23:00", DAY },
	{ "+3d", "2026-11-26 23:00", DAY },
	{ "24.12.", "2026-12-23 23:00", DAY },
	/* the repeated hour */
	{ "2026-10-25 02:30", "2026-10-25 00:30", TWICE },
	{ "2026-10-25 03:00", "2026-10-25 02:00", PLAIN },
	{ "2026-03-29 03:00", "2026-03-29 01:00", PLAIN },
	{ "25.10.2026 2:00", "2026-10-25 00:00", TWICE },
};

static GTimeZone *berlin;
static When when;

static void at(const char *zone, const char *now)
{
	g_clear_pointer(&berlin, g_time_zone_unref);
	berlin = zone_new(zone, NULL);
	when = (When){ .zone = berlin, .now = iso(now), .week_start = 0 };
}

static void setup(void)
{
	at("Europe/Berlin", TUESDAY);
}

static void teardown(void)
{
	g_clear_pointer(&berlin, g_time_zone_unref);
}

static void check_time(const char *text, const char *want, Kind kind)
{
	g_autoptr(GError) error = NULL;
	WhenTime out = { 0 };
	if (!T_TRUE(text, when_time(&when, text, &out, &error)) || !T_NO_ERROR(text, error))
		return;
	g_autofree char *got = iso_text(out.instant);
	T_STR(text, got, want);
	T_INT(text, out.is_day, kind == DAY);
	T_INT(text, out.twice, kind == TWICE);
	T_INT(text, out.day, zone_day_of(when.zone, out.instant));
}

static void test_times(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(berlin_times); i++)
		check_time(berlin_times[i].text, berlin_times[i].want, berlin_times[i].kind);
}

static const struct {
	const char *zone, *now, *text, *want;
	Kind kind;
} other_times[] = {
	/* elapsed time, across the clock's change */
	{ "Europe/Berlin", "2026-03-29 00:30", "+2h", "2026-03-29 02:30", PLAIN }, /* 01:30 -> 04:30 */
	{ "Europe/Berlin", "2026-10-24 23:30", "+2h", "2026-10-25 01:30",
	  PLAIN }, /* 01:30 -> the second 02:30 */
	{ "America/New_York", "2026-11-01 04:30", "+2h", "2026-11-01 06:30", PLAIN },
	/* but a day later is the same time on the wall */
	{ "Europe/Berlin", "2026-03-28 11:00", "+1d 12:00", "2026-03-29 10:00", PLAIN },
	{ "Europe/Berlin", "2026-11-24 09:42:59", "now", "2026-11-24 09:42", PLAIN },
	{ "Europe/Berlin", "2026-11-24 09:42:59", "+1h", "2026-11-24 10:42", PLAIN },
	/* what is today depends on the zone: it is Wednesday in Apia, Tuesday in New York */
	{ "Pacific/Apia", "2026-11-24 12:00", "14:30", "2026-11-25 01:30", PLAIN },
	{ "America/New_York", "2026-11-25 03:00", "14:30", "2026-11-24 19:30", PLAIN },
	{ "Asia/Kathmandu", "2026-11-24 12:00", "tomorrow 9:00", "2026-11-25 03:15", PLAIN },
	/* midnight that does not exist: the day begins at 01:00, and 24:00 is the end of the day before */
	{ "America/Sao_Paulo", "2018-11-03 15:00", "tomorrow", "2018-11-04 03:00", DAY },
	{ "America/Sao_Paulo", "2018-11-03 15:00", "24:00", "2018-11-04 03:00", PLAIN },
	{ "Asia/Beirut", "2024-03-30 12:00", "2024-03-31", "2024-03-30 22:00", DAY },
	{ "Asia/Beirut", "2024-10-26 12:00", "23:30", "2024-10-26 20:30", TWICE },
	{ "Australia/Lord_Howe", "2025-04-05 00:00", "2025-04-06 1:45", "2025-04-05 14:45", TWICE },
	{ "Pacific/Apia", "2011-12-29 20:00", "24:00", "2011-12-30 10:00", PLAIN },
	{ "Europe/Dublin", "2026-10-24 12:00", "2026-10-25 1:30", "2026-10-25 00:30", TWICE },
};

static void test_other_zones(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(other_times); i++) {
		at(other_times[i].zone, other_times[i].now);
		check_time(other_times[i].text, other_times[i].want, other_times[i].kind);
	}
}

static void check_refused(const char *text, gboolean read, const GError *error)
{
	T_FALSE(text, read);
	T_ERROR(text, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

static void test_bad_times(void)
{
	static const char *const bad[] = {
		"",
		" ",
		"14",
		"2026",
		"24:01",
		"25:00",
		"14:60",
		"14:3",
		"14:300",
		"014:30",
		"14:30:60",
		"14.30",
		"0pm",
		"13pm",
		"2 pmm",
		"pm",
		":30",
		"14:",
		"14:30:",
		"-",
		"+",
		"+h",
		"+2x",
		"++2h",
		"+-2h",
		"2h",
		"tomorrow 9",
		"tomorrow x",
		"9:00 9:00",
		"tue wed",
		"tue 9:00 x",
		"2026-11-24T",
		"2026-11-24X14:30",
		"2026-11-24T14:30+25:00",
		"2026-11-24T14:30+1",
		"2026-11-24T14:30+01:60",
		"2026-11-24T14:30ZZ",
		"2026-11-24T14:30 CET",
		"14:30Z",
		"tomorrow 9:00+01:00",
		"2026-13-01 9:00",
		"2026-02-30 9:00",
		"2026-2-3 9:00",
		"26-02-03 9:00",
		"29.2.2026 9:00",
		"31.4. 9:00",
		"1e3",
		"0x10:00",
		"١٤:٣٠",
		"14:30\n15:30",
		"+999999w",
		"-999999w",
		"9999-01-01 9:00",
		"1066-10-14 9:00",
		"yesterday's 9:00",
		"next tue 2pm",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		WhenTime out;
		gboolean read = when_time(&when, bad[i], &out, &error);
		check_refused(bad[i], read, error);
		T_FALSE("no error wanted", when_time(&when, bad[i], &out, NULL));
	}
}

static void test_messages(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "2026-03-29 02:30",
		  "There is no 02:30 on Sunday 29 March 2026: the clocks jump over it. The nearest times "
		  "are 01:59 and 03:00." },
		{ "2026-02-30 9:00", "There is no 2026-02-30 in the calendar." },
		{ "lunch", "“lunch” is not a time. Write it like 2026-11-24 14:30, 14:30, tomorrow 9:00, tue "
			   "2pm or +2h." },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		WhenTime out;
		gboolean read = when_time(&when, rows[i].text, &out, &error);
		check_refused(rows[i].text, read, error);
		T_STR(rows[i].text, error->message, rows[i].want);
	}
}

/* --- days --- */

static void test_days(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "2026-11-24", "2026-11-24" },   { "today", "2026-11-24" },
		{ "TODAY", "2026-11-24" },        { "tomorrow", "2026-11-25" },
		{ "yesterday", "2026-11-23" },    { "heute", "2026-11-24" },
		{ "morgen", "2026-11-25" },       { "gestern", "2026-11-23" },
		{ "übermorgen", "2026-11-26" },   { "ÜBERMORGEN", "2026-11-26" },
		{ "uebermorgen", "2026-11-26" },  { "vorgestern", "2026-11-22" },
		{ "tue", "2026-11-24" },          { "Tuesday", "2026-11-24" },
		{ "di", "2026-11-24" },           { "Dienstag", "2026-11-24" },
		{ "wed", "2026-11-25" },          { "mittwoch", "2026-11-25" },
		{ "thu", "2026-11-26" },          { "thurs", "2026-11-26" },
		{ "do", "2026-11-26" },           { "fri", "2026-11-27" },
		{ "fr", "2026-11-27" },           { "sat", "2026-11-28" },
		{ "Sonnabend", "2026-11-28" },    { "sun", "2026-11-29" },
		{ "so.", "2026-11-29" },          { "mon", "2026-11-30" },
		{ "montag", "2026-11-30" },       { "+3d", "2026-11-27" },
		{ "+0d", "2026-11-24" },          { "-1d", "2026-11-23" },
		{ "+2w", "2026-12-08" },          { "+2 weeks", "2026-12-08" },
		{ "+3 Tage", "2026-11-27" },      { "+1w1d", "2026-12-02" },
		{ "24.12.", "2026-12-24" },       { "24.11.", "2026-11-24" },
		{ "23.11.", "2027-11-23" },       { "1.1.", "2027-01-01" },
		{ "01.01.", "2027-01-01" },       { "24. 12.", "2026-12-24" },
		{ "24.12.2026", "2026-12-24" },   { "24.12.26", "2026-12-24" },
		{ "24. 12. 2020", "2020-12-24" }, { "29.2.", "2028-02-29" },
		{ " 2026-11-24 ", "2026-11-24" }, { "2999-12-31", "2999-12-31" },
	};
	static const char *const bad[] = {
		"",           "2026-11-31", "2026-11-1",  "20261124", "24.12",     "24.13.",
		"32.1.",      "30.2.",      "0.1.",       "24.12.x",  "24.12.126", "24..12.",
		"+3",         "+3h",        "+d",         "3d",       "t",         "tu e",
		"tue.wed",    "tuesd",      "now",        "9:00",     "week",      "2026-11-24T00:00",
		"today..",    "3000-01-01", "1899-12-31", "+999999w", "-999999d",  "+1.5d",
		"24/12/2026",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gint64 day = 0;
		T_TRUE(rows[i].text, when_day(&when, rows[i].text, &day, &error));
		T_NO_ERROR(rows[i].text, error);
		g_autofree char *got = day_iso(day);
		T_STR(rows[i].text, got, rows[i].want);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		gint64 day;
		gboolean read = when_day(&when, bad[i], &day, &error);
		check_refused(bad[i], read, error);
	}
}

/* --- ranges --- */

static void test_ranges_of_days(void)
{
	static const struct {
		const char *text, *first, *last;
	} rows[] = {
		{ "today", "2026-11-24", "2026-11-24" },
		{ "fri", "2026-11-27", "2026-11-27" },
		{ "2026-11-24..2026-11-30", "2026-11-24", "2026-11-30" },
		{ "2026-11-24 .. 2026-11-30", "2026-11-24", "2026-11-30" },
		{ "2026-11-24..2026-11-24", "2026-11-24", "2026-11-24" },
		{ "today..+30d", "2026-11-24", "2026-12-24" },
		{ "tomorrow..+30d", "2026-11-25", "2026-12-24" },
		{ "-7d..today", "2026-11-17", "2026-11-24" },
		{ "-7d..-1d", "2026-11-17", "2026-11-23" },
		{ "yesterday..tomorrow", "2026-11-23", "2026-11-25" },
		{ "week", "2026-11-23", "2026-11-29" },
		{ "Woche", "2026-11-23", "2026-11-29" },
		{ "month", "2026-11-01", "2026-11-30" },
		{ "monat", "2026-11-01", "2026-11-30" },
		{ "20.12...5.1.", "2026-12-20", "2027-01-05" },
		{ "20.11.2026..24.12.", "2026-11-20", "2026-12-24" },
		{ "1.12...31.12.", "2026-12-01", "2026-12-31" },
		{ "mon..wed", "2026-11-30", "2026-12-02" }, /* not the Wednesday before */
		{ "fri..mon", "2026-11-27", "2026-11-30" },
	};
	static const char *const bad[] = { "",
					   "..",
					   "today..",
					   "..today",
					   "today...tomorrow.",
					   "tomorrow..today",
					   "2026-11-30..2026-11-24",
					   "week..",
					   "week..month",
					   "today-tomorrow",
					   "a..b",
					   "9:00..10:00",
					   "today..+30",
					   "today..9:00",
					   "2026-11-31..2026-12-01",
					   "today..2026-02-30" };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gint64 first = 0, last = 0;
		T_TRUE(rows[i].text, when_days(&when, rows[i].text, &first, &last, &error));
		T_NO_ERROR(rows[i].text, error);
		g_autofree char *from = day_iso(first);
		g_autofree char *to = day_iso(last);
		T_STR(rows[i].text, from, rows[i].first);
		T_STR(rows[i].text, to, rows[i].last);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		gint64 first, last;
		gboolean read = when_days(&when, bad[i], &first, &last, &error);
		check_refused(bad[i], read, error);
	}
}

static void test_weeks(void)
{
	static const struct {
		const char *now;
		int week_start;
		const char *first;
	} rows[] = {
		{ "2026-11-24 09:42", 0, "2026-11-23" }, { "2026-11-24 09:42", 6, "2026-11-22" },
		{ "2026-11-24 09:42", 1, "2026-11-24" }, { "2026-11-24 09:42", 2, "2026-11-18" },
		{ "2026-11-22 12:00", 0, "2026-11-16" }, { "2026-11-22 12:00", 6, "2026-11-22" },
		{ "2026-11-22 23:30", 0, "2026-11-23" }, /* it is Monday already in Berlin */
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 first = 0, last = 0;
		at("Europe/Berlin", rows[i].now);
		when.week_start = rows[i].week_start;
		T_TRUE(rows[i].now, when_days(&when, "week", &first, &last, NULL));
		g_autofree char *from = day_iso(first);
		T_STR(rows[i].now, from, rows[i].first);
		T_INT(rows[i].now, last - first, 6);
	}
	at("Europe/Berlin", "2028-02-10 12:00");
	gint64 first = 0, last = 0;
	T_TRUE("February", when_days(&when, "month", &first, &last, NULL));
	T_INT("a leap year's February", last - first + 1, 29);
}

static void test_ranges_of_instants(void)
{
	static const struct {
		const char *text, *from, *to; /* in UTC */
	} rows[] = {
		{ "today", "2026-11-23 23:00", "2026-11-24 23:00" },
		{ "2026-03-29", "2026-03-28 23:00", "2026-03-29 22:00" }, /* 23 hours */
		{ "2026-10-25", "2026-10-24 22:00", "2026-10-25 23:00" }, /* 25 hours */
		{ "week", "2026-11-22 23:00", "2026-11-29 23:00" },
		{ "2026-03-28..2026-03-29", "2026-03-27 23:00", "2026-03-29 22:00" },
		{ "9:00..12:00", "2026-11-24 08:00", "2026-11-24 11:00" },
		{ "fri 9:00..12:00", "2026-11-27 08:00", "2026-11-27 11:00" },
		{ "yesterday 9:00..12:00", "2026-11-23 08:00", "2026-11-23 11:00" },
		{ "now..+2h", "2026-11-24 09:42", "2026-11-24 11:42" },
		{ "now..24:00", "2026-11-24 09:42", "2026-11-24 23:00" },
		{ "now..today", "2026-11-24 09:42", "2026-11-24 23:00" },
		{ "today..14:00", "2026-11-23 23:00", "2026-11-24 13:00" },
		{ "2026-11-24T09:00Z..2026-11-24T10:00+00:00", "2026-11-24 09:00", "2026-11-24 10:00" },
	};
	static const char *const bad[] = { "9:00",
					   "12:00..9:00",
					   "9:00..9:00",
					   "now..yesterday",
					   "9:00..lunch",
					   "fri..tue 9:00..x",
					   "2026-03-29 02:30..5:00",
					   "tomorrow..today",
					   "+2h..now" };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gint64 from = 0, to = 0;
		T_TRUE(rows[i].text, when_range(&when, rows[i].text, &from, &to, &error));
		T_NO_ERROR(rows[i].text, error);
		g_autofree char *start = iso_text(from);
		g_autofree char *end = iso_text(to);
		T_STR(rows[i].text, start, rows[i].from);
		T_STR(rows[i].text, end, rows[i].to);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(GError) error = NULL;
		gint64 from, to;
		gboolean read = when_range(&when, bad[i], &from, &to, &error);
		check_refused(bad[i], read, error);
	}
}

UNIT_SUITE("when", setup, teardown, { "times", test_times }, { "times in other zones", test_other_zones },
	   { "times that are none", test_bad_times }, { "what a person is told", test_messages },
	   { "days", test_days }, { "ranges of days", test_ranges_of_days },
	   { "weeks and months", test_weeks }, { "ranges of instants", test_ranges_of_instants })
