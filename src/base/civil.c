/* base/civil.c - the calendar half of zone.h: days, dates and their words. No zones here.
 *
 * Day numbers: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (https://howardhinnant.github.io/date_algorithms.html): years that begin in March, in eras of 400 years. */
#include "base/i18n.h"
#include "base/zone.h"

#define ERA_DAYS 146097    /* days in 400 years */
#define EPOCH_SHIFT 719468 /* days from 0000-03-01 to 1970-01-01 */

static gint64 floor_div(gint64 a, gint64 b)
{
	return a / b - (a % b < 0);
}

gint64 day_from_civil(int year, int month, int day)
{
	gint64 y = (gint64)year - (month <= 2);
	gint64 era = floor_div(y, 400);
	gint64 year_of_era = y - era * 400;
	gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * ERA_DAYS + day_of_era - EPOCH_SHIFT;
}

void day_to_civil(gint64 day, int *year, int *month, int *mday)
{
	gint64 z = day + EPOCH_SHIFT;
	gint64 era = floor_div(z, ERA_DAYS);
	gint64 day_of_era = z - era * ERA_DAYS;
	gint64 year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
	gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (int)((5 * day_of_year + 2) / 153); /* 0 is March */
	int m = shifted < 10 ? shifted + 3 : shifted - 9;
	if (year)
		*year = (int)(year_of_era + era * 400 + (m <= 2));
	if (month)
		*month = m;
	if (mday)
		*mday = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
}

static int month_length(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : lengths[month - 1];
}

gboolean day_is_valid(int year, int month, int mday)
{
	return month >= 1 && month <= 12 && mday >= 1 && mday <= month_length(year, month);
}

int day_weekday(gint64 day)
{
	gint64 shifted = day + 3; /* 1970-01-01 was a Thursday */
	return (int)(shifted - floor_div(shifted, 7) * 7);
}

int day_iso_week(gint64 day)
{
	gint64 thursday = day - day_weekday(day) + 3; /* a week belongs to the year that has its Thursday */
	int year;
	day_to_civil(thursday, &year, NULL, NULL);
	return (int)((thursday - day_from_civil(year, 1, 1)) / 7) + 1;
}

gint64 day_add_months(gint64 day, int months)
{
	int year, month, mday;
	day_to_civil(day, &year, &month, &mday);
	gint64 count = (gint64)year * 12 + month - 1 + months;
	year = (int)floor_div(count, 12);
	month = (int)(count - (gint64)year * 12) + 1;
	return day_from_civil(year, month, MIN(mday, month_length(year, month)));
}

gint64 local_day(gint64 local)
{
	return floor_div(local, ZONE_DAY_SECONDS);
}

int local_minute(gint64 local)
{
	return (int)((local - local_day(local) * ZONE_DAY_SECONDS) / 60);
}

char *day_iso(gint64 day)
{
	int year, month, mday;
	day_to_civil(day, &year, &month, &mday);
	return g_strdup_printf("%04d-%02d-%02d", year, month, mday);
}

char *local_iso(gint64 local)
{
	int year, month, mday;
	gint64 day = local_day(local);
	int second = (int)(local - day * ZONE_DAY_SECONDS);
	day_to_civil(day, &year, &month, &mday);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d", year, month, mday, second / 3600,
			       second / 60 % 60, second % 60);
}

char *local_hhmm(gint64 local)
{
	int minute = local_minute(local);
	return g_strdup_printf("%02d:%02d", minute / 60, minute % 60);
}

/* Names go through our own catalogue, not strftime: they follow LANGUAGE even where the locale is only C.UTF-8. */
static const char *const weekday_names[] = { N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
					     N_("Friday"), N_("Saturday"), N_("Sunday") };
static const char *const weekday_short[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
					     N_("Fri"), N_("Sat"), N_("Sun") };
static const char *const month_names[] = { N_("January"),   N_("February"), N_("March"),    N_("April"),
					   N_("May"),       N_("June"),     N_("July"),     N_("August"),
					   N_("September"), N_("October"),  N_("November"), N_("December") };
static const char *const month_short[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
					   N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };

char *day_words(gint64 day)
{
	int year, month, mday;
	day_to_civil(day, &year, &month, &mday);
	/* TRANSLATORS: weekday, day of the month, month, year: Tuesday 24 November 2026 */
	return g_strdup_printf(_("%1$s %2$d %3$s %4$d"), _(weekday_names[day_weekday(day)]), mday,
			       _(month_names[month - 1]), year);
}

char *day_short(gint64 day)
{
	int month, mday;
	day_to_civil(day, NULL, &month, &mday);
	/* TRANSLATORS: weekday, day of the month, month, all short: Tue 24 Nov */
	return g_strdup_printf(_("%1$s %2$d %3$s"), _(weekday_short[day_weekday(day)]), mday,
			       _(month_short[month - 1]));
}
