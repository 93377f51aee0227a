/* tests/unit/base/test_civil.c - the calendar */
#include "base/zone.h"
#include "tests/unit/base/iso.h"
#include "tests/unit/unit.h"

static void test_every_day(void)
{
	int wrong = 0, year, month, mday;
	/* g_date counts from 0001-01-01, which is 719162 days before 1970-01-01. */
	for (guint32 julian = 1; julian <= 3652059; julian += 13) {
		gint64 day = (gint64)julian - 719163;
		GDate date;
		g_date_clear(&date, 1);
		g_date_set_julian(&date, julian);
		day_to_civil(day, &year, &month, &mday);
		wrong += year != g_date_get_year(&date) || month != (int)g_date_get_month(&date) ||
			 mday != g_date_get_day(&date);
		wrong += day_from_civil(year, month, mday) != day || !day_is_valid(year, month, mday);
		wrong += day_weekday(day) != (int)g_date_get_weekday(&date) - 1;
		wrong += day_iso_week(day) != (int)g_date_get_iso8601_week_of_year(&date);
	}
	T_INT("years 1 to 9999", wrong, 0);
	T_INT("before year 1", day_from_civil(0, 12, 31), -719163);
	T_INT("far before", day_from_civil(-400, 1, 1), day_from_civil(0, 1, 1) - 146097);
	day_to_civil(day_from_civil(-400, 2, 29), &year, &month, &mday);
	T_INT("far before", year * 10000 - month * 100 - mday, -4000229);
	day_to_civil(0, NULL, NULL, NULL);
}

static void test_valid(void)
{
	static const struct {
		int year, month, mday;
		gboolean want;
	} rows[] = {
		{ 2024, 2, 29, TRUE },  { 2023, 2, 29, FALSE }, { 2000, 2, 29, TRUE },
		{ 1900, 2, 29, FALSE }, { 2026, 4, 31, FALSE }, { 2026, 12, 31, TRUE },
		{ 2026, 0, 1, FALSE },  { 2026, 13, 1, FALSE }, { 2026, 1, 0, FALSE },
		{ 2026, 1, 32, FALSE }, { 2026, -1, 5, FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label =
			g_strdup_printf("%d-%d-%d", rows[i].year, rows[i].month, rows[i].mday);
		T_INT(label, day_is_valid(rows[i].year, rows[i].month, rows[i].mday), rows[i].want);
	}
}

static void test_months(void)
{
	static const struct {
		const char *day;
		int months;
		const char *want;
	} rows[] = {
		{ "2026-01-31", 1, "2026-02-28" },  { "2024-01-31", 1, "2024-02-29" },
		{ "2026-01-31", 2, "2026-03-31" },  { "2026-03-31", -1, "2026-02-28" },
		{ "2026-11-24", 24, "2028-11-24" }, { "2026-12-15", 1, "2027-01-15" },
		{ "2026-01-15", -1, "2025-12-15" }, { "2024-02-29", 12, "2025-02-28" },
		{ "2026-06-30", 0, "2026-06-30" },  { "2026-05-31", -13, "2025-04-30" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = day_iso(day_add_months(iso_day(rows[i].day), rows[i].months));
		T_STR(rows[i].day, got, rows[i].want);
	}
}

static void test_local(void)
{
	gint64 local = iso("2026-11-24 14:30:59");
	g_autofree char *text = local_iso(local);
	g_autofree char *time = local_hhmm(local);
	g_autofree char *old = local_iso(-1);
	g_autofree char *old_time = local_hhmm(-1);
	T_INT("day", local_day(local), iso_day("2026-11-24"));
	T_INT("minute", local_minute(local), 14 * 60 + 30);
	T_STR("text", text, "2026-11-24T14:30:59");
	T_STR("time", time, "14:30");
	T_INT("before 1970", local_day(-1), -1);
	T_INT("before 1970", local_minute(-1), 1439);
	T_STR("before 1970", old, "1969-12-31T23:59:59");
	T_STR("before 1970", old_time, "23:59");
	T_INT("the last second of a day", local_day(86399), 0);
	T_INT("the first of the next", local_day(86400), 1);
}

static void test_words(void)
{
	static const struct {
		const char *day, *words, *brief;
	} rows[] = {
		{ "2026-11-24", "Tuesday 24 November 2026", "Tue 24 Nov" },
		{ "2026-03-01", "Sunday 1 March 2026", "Sun 1 Mar" },
		{ "2027-05-31", "Monday 31 May 2027", "Mon 31 May" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = day_words(iso_day(rows[i].day));
		g_autofree char *brief = day_short(iso_day(rows[i].day));
		T_STR(rows[i].day, words, rows[i].words);
		T_STR(rows[i].day, brief, rows[i].brief);
	}
}

UNIT_SUITE("civil", NULL, NULL, { "days and dates, both ways", test_every_day },
	   { "dates that exist", test_valid }, { "adding months", test_months }, { "wall times", test_local },
	   { "words", test_words })
