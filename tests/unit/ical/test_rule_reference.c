/* tests/unit/ical/test_rule_reference.c - ten thousand random rules of every family beside a slow reading of RFC 5545 3.3.10
 *
 * The reference knows no periods to jump over and no positions to count to: it walks through every day (hour, minute, second), asks of each whether every
 * part of the rule names it, lays what is found of one period in a list, and takes BYSETPOS from that list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/zone.h"
#include "ical/ical.h"
#include "tests/unit/unit.h"

#define RULES 10000
#define MOST 8 /* numbers in one part */

enum { SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY };
static const char *const frequencies[] = { "SECONDLY", "MINUTELY", "HOURLY", "DAILY",
					   "WEEKLY",   "MONTHLY",  "YEARLY" };
static const char *const weekday_names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

typedef struct {
	int n, of[MOST];
} Numbers;

/* A rule as it is written; a part with n 0 is not given. by_day: nth * 10 + weekday, nth 0 for every one. */
typedef struct {
	int frequency, interval, count, week_start;
	gint64 until; /* 0: none */
	Numbers months, weeks, year_days, month_days, days_nth, days, hours, minutes, seconds, positions;
	gint64 start;
} Written;

/* --- by chance --- */

static gboolean chance(GRand *rand, int one_in)
{
	return g_rand_int_range(rand, 0, one_in) == 0;
}

static Numbers some(GRand *rand, int most, int low, int high, gboolean negative)
{
	Numbers numbers = { g_rand_int_range(rand, 1, most + 1), { 0 } };
	for (int i = 0; i < numbers.n; i++) {
		numbers.of[i] = g_rand_int_range(rand, low, high + 1);
		if (negative && chance(rand, 3))
			numbers.of[i] = -numbers.of[i];
	}
	return numbers;
}

static void random_days(Written *rule, GRand *rand)
{
	int f = rule->frequency;
	if (chance(rand, 3))
		rule->months = some(rand, 5, 1, 12, FALSE);
	if (f != WEEKLY && chance(rand, 3))
		rule->month_days = some(rand, 6, 1, chance(rand, 2) ? 28 : 31, TRUE);
	if ((f == YEARLY || f < DAILY) && chance(rand, 4))
		rule->year_days = some(rand, 8, 1, 366, TRUE);
	if (f == YEARLY && chance(rand, 3))
		rule->weeks = some(rand, 5, 1, 53, TRUE);
	if (chance(rand, 2))
		rule->days = some(rand, 4, 0, 6, FALSE);
	if ((f == MONTHLY || f == YEARLY) && !rule->weeks.n && chance(rand, 3)) {
		rule->days_nth = some(rand, 3, 1, f == YEARLY && !rule->months.n ? 53 : 5, TRUE);
		rule->days.n = rule->days_nth.n; /* the weekdays of those */
		for (int i = 0; i < rule->days.n; i++)
			rule->days.of[i] = g_rand_int_range(rand, 0, 7);
	}
}

static Written random_rule(GRand *rand)
{
	Written rule = { .frequency = g_rand_int_range(rand, SECONDLY, YEARLY + 1),
			 .interval = chance(rand, 2) ? 1 : g_rand_int_range(rand, 2, 8),
			 .week_start = chance(rand, 2) ? 0 : g_rand_int_range(rand, 0, 7) };
	rule.start = (day_from_civil(2024, 1, 1) + g_rand_int_range(rand, 0, 1200)) * ZONE_DAY_SECONDS +
		     g_rand_int_range(rand, 0, 86400);
	random_days(&rule, rand);
	if (chance(rand, 3))
		rule.hours = some(rand, 4, 0, 23, FALSE);
	if (chance(rand, 4))
		rule.minutes = some(rand, 4, 0, 59, FALSE);
	if (chance(rand, 5))
		rule.seconds = some(rand, 3, 0, 59, FALSE);
	if (chance(rand, 3))
		rule.positions = some(rand, 4, 1, chance(rand, 2) ? 6 : 40, TRUE);
	if (chance(rand, 3))
		rule.count = g_rand_int_range(rand, 1, 30);
	else if (chance(rand, 3))
		rule.until = rule.start + (gint64)g_rand_int_range(rand, 0, 900) * 40000;
	return rule;
}

/* --- as it is written --- */

static void write_numbers(GString *out, const char *name, const Numbers *numbers)
{
	for (int i = 0; i < numbers->n; i++)
		g_string_append_printf(out, "%s%s%d", i ? "," : name, i ? "" : "=", numbers->of[i]);
}

static char *text_of(const Written *rule)
{
	GString *out = g_string_new(NULL);
	g_string_printf(out, "FREQ=%s;INTERVAL=%d;WKST=%s", frequencies[rule->frequency], rule->interval,
			weekday_names[rule->week_start]);
	if (rule->count)
		g_string_append_printf(out, ";COUNT=%d", rule->count);
	if (rule->until) {
		g_autofree char *iso = local_iso(rule->until);
		g_autoptr(GString) compact = g_string_new(iso);
		g_string_replace(compact, "-", "", 0);
		g_string_replace(compact, ":", "", 0);
		g_string_append_printf(out, ";UNTIL=%s", compact->str);
	}
	write_numbers(out, ";BYMONTH", &rule->months);
	write_numbers(out, ";BYWEEKNO", &rule->weeks);
	write_numbers(out, ";BYYEARDAY", &rule->year_days);
	write_numbers(out, ";BYMONTHDAY", &rule->month_days);
	for (int i = 0; i < rule->days.n; i++) {
		g_string_append(out, i ? "," : ";BYDAY=");
		if (rule->days_nth.n)
			g_string_append_printf(out, "%d", rule->days_nth.of[i]);
		g_string_append(out, weekday_names[rule->days.of[i]]);
	}
	write_numbers(out, ";BYHOUR", &rule->hours);
	write_numbers(out, ";BYMINUTE", &rule->minutes);
	write_numbers(out, ";BYSECOND", &rule->seconds);
	write_numbers(out, ";BYSETPOS", &rule->positions);
	return g_string_free(out, FALSE);
}

/* --- the slow reading: one moment --- */

static gboolean among(const Numbers *numbers, int number)
{
	for (int i = 0; i < numbers->n; i++)
		if (numbers->of[i] == number)
			return TRUE;
	return FALSE;
}

/* A number counted from the front, or from the end of `length`. */
static gboolean names(const Numbers *numbers, int number, int length)
{
	return among(numbers, number) || among(numbers, number - length - 1);
}

typedef struct {
	gint64 day;
	int year, month, mday, weekday, yday, year_length, month_length;
} Date;

static Date date_of(gint64 day)
{
	Date date = { .day = day, .weekday = day_weekday(day) };
	day_to_civil(day, &date.year, &date.month, &date.mday);
	date.yday = (int)(day - day_from_civil(date.year, 1, 1)) + 1;
	date.year_length = day_is_valid(date.year, 2, 29) ? 366 : 365;
	for (date.month_length = 28; day_is_valid(date.year, date.month, date.month_length + 1);)
		date.month_length++;
	return date;
}

static gint64 week_begin(const Written *rule, gint64 day)
{
	while (day_weekday(day) != rule->week_start)
		day--;
	return day;
}

/* A week is its fourth day's year's; the weeks of that year are counted to its end. */
static gboolean in_week(const Written *rule, gint64 day)
{
	gint64 fourth = week_begin(rule, day) + 3;
	Date date = date_of(fourth);
	int number = (date.yday - 1) / 7 + 1, weeks = number;
	while (date.yday + 7 * (weeks - number + 1) <= date.year_length)
		weeks++;
	return names(&rule->weeks, number, weeks);
}

static gboolean on_weekday(const Written *rule, const Date *date)
{
	gboolean in_month = rule->frequency == MONTHLY || rule->months.n;
	int at = in_month ? date->mday : date->yday,
	    length = in_month ? date->month_length : date->year_length;
	for (int i = 0; i < rule->days.n; i++) {
		int nth = rule->days_nth.n ? rule->days_nth.of[i] : 0;
		if (rule->days.of[i] == date->weekday &&
		    (nth == 0 || nth == (at + 6) / 7 || nth == -((length - at) / 7 + 1)))
			return TRUE;
	}
	return FALSE;
}

/* Is the day named by every part, those that are not given being the start's where the period is longer than a day? */
static gboolean on_day(const Written *rule, const Date *date, const Date *start)
{
	gboolean open = !rule->days.n && !rule->month_days.n && !rule->year_days.n;
	if (rule->months.n && !among(&rule->months, date->month))
		return FALSE;
	if (rule->weeks.n && !in_week(rule, date->day))
		return FALSE;
	if (rule->year_days.n && !names(&rule->year_days, date->yday, date->year_length))
		return FALSE;
	if (rule->month_days.n && !names(&rule->month_days, date->mday, date->month_length))
		return FALSE;
	if (rule->days.n && !on_weekday(rule, date))
		return FALSE;
	if (!open || rule->frequency <= DAILY)
		return TRUE;
	if (rule->frequency == WEEKLY || (rule->frequency == YEARLY && rule->weeks.n))
		return date->weekday == start->weekday;
	return date->mday == start->mday &&
	       (rule->frequency == MONTHLY || rule->months.n || date->month == start->month);
}

/* Which period it lies in, as a number that grows by one with each. */
static gint64 period_of(const Written *rule, gint64 wall, const Date *date)
{
	switch (rule->frequency) {
	case SECONDLY:
		return wall;
	case MINUTELY:
		return wall / 60;
	case HOURLY:
		return wall / 3600;
	case DAILY:
		return date->day;
	case WEEKLY:
		return (week_begin(rule, date->day) - rule->week_start) / 7;
	case MONTHLY:
		return date->year * 12 + date->month;
	default:
		return date->year;
	}
}

/* --- the slow reading: all of it --- */

typedef struct {
	const Written *rule;
	Date start;
	gint64 last;
	gint64 period; /* that the list is of */
	GArray *list;  /* of gint64: what the parts but BYSETPOS name in it */
	GArray *out;
} Reading;

static void end_period(Reading *reading)
{
	const Written *rule = reading->rule;
	int n = (int)reading->list->len;
	for (int i = 0; i < n; i++) {
		gint64 at = g_array_index(reading->list, gint64, i);
		if (at <= rule->start || at >= reading->last || (rule->until && at > rule->until) ||
		    (rule->count && (int)reading->out->len >= rule->count) ||
		    (rule->positions.n && !names(&rule->positions, i + 1, n)))
			continue;
		g_array_append_val(reading->out, at);
	}
	g_array_set_size(reading->list, 0);
}

/* One moment that has the right day and the right time. */
static void take(Reading *reading, gint64 wall, const Date *date)
{
	const Written *rule = reading->rule;
	gint64 period = period_of(rule, wall, date);
	if (period != reading->period)
		end_period(reading);
	reading->period = period;
	if ((period - period_of(rule, rule->start, &reading->start)) % rule->interval == 0)
		g_array_append_val(reading->list, wall);
}

/* A number is right where it is named, or nothing is named and it is the start's or the period itself runs through it. */
static gboolean is_right(const Numbers *numbers, int number, gboolean runs, int start)
{
	return numbers->n ? among(numbers, number) : runs || number == start;
}

static void read_day(Reading *reading, gint64 day)
{
	const Written *rule = reading->rule;
	int f = rule->frequency, second0 = (int)(rule->start - local_day(rule->start) * ZONE_DAY_SECONDS);
	Date date = date_of(day);
	if (!on_day(rule, &date, &reading->start))
		return;
	for (int hour = 0; hour < 24; hour++) {
		if (!is_right(&rule->hours, hour, f <= HOURLY, second0 / 3600))
			continue;
		for (int minute = 0; minute < 60; minute++) {
			if (!is_right(&rule->minutes, minute, f <= MINUTELY, second0 / 60 % 60))
				continue;
			for (int second = 0; second < 60; second++)
				if (is_right(&rule->seconds, second, f <= SECONDLY, second0 % 60))
					take(reading,
					     day * ZONE_DAY_SECONDS + hour * 3600 + minute * 60 + second,
					     &date);
		}
	}
}

/* From the beginning of the start's year, for so many days that something comes of it. */
static gint64 last_of(const Written *rule)
{
	static const int days[] = { [SECONDLY] = 2, [MINUTELY] = 9,   [HOURLY] = 60,  [DAILY] = 300,
				    [WEEKLY] = 600, [MONTHLY] = 1500, [YEARLY] = 2600 };
	return rule->start + days[rule->frequency] * ZONE_DAY_SECONDS;
}

static GArray *reference(const Written *rule)
{
	gint64 first = local_day(rule->start);
	GArray *list = g_array_new(FALSE, FALSE, sizeof(gint64)),
	       *out = g_array_new(FALSE, FALSE, sizeof(gint64));
	Reading reading = { rule, date_of(first), last_of(rule), G_MININT64, list, out };
	g_array_append_val(out, rule->start); /* always the first */
	if (rule->frequency == WEEKLY)
		first = week_begin(rule, first);
	else if (rule->frequency == MONTHLY)
		first -= reading.start.mday - 1;
	else if (rule->frequency == YEARLY)
		first -= reading.start.yday - 1;
	/* the last period whole, for what counts from its end */
	gint64 after = rule->frequency == YEARLY    ? 366
		       : rule->frequency == MONTHLY ? 31
		       : rule->frequency == WEEKLY  ? 7
						    : 1;
	for (gint64 day = first; day <= local_day(reading.last) + after; day++)
		read_day(&reading, day);
	end_period(&reading);
	g_array_unref(list);
	return out;
}

/* --- held against it --- */

static char *walls_text(const GArray *walls)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < walls->len && i < 40; i++) {
		g_autofree char *iso = local_iso(g_array_index(walls, gint64, i));
		g_string_append_printf(out, "%s ", iso);
	}
	return g_string_free(out, FALSE);
}

/* FALSE where they part. refused: rules that have no meaning, or would never end. */
static gboolean check_rule(const Written *rule, guint *walls, guint *refused)
{
	g_autofree char *text = text_of(rule);
	gboolean truncated = FALSE;
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) got = ical_expand(text, rule->start, NULL, NULL, G_MININT64, last_of(rule),
					    ICAL_MAX_OCCURRENCES, &truncated, &error);
	if (!got || truncated) {
		++*refused;
		return TRUE;
	}
	g_autoptr(GArray) want = reference(rule);
	*walls += want->len;
	if (got->len == want->len && memcmp(got->data, want->data, got->len * sizeof(gint64)) == 0)
		return TRUE;
	g_autofree char *got_text = walls_text(got);
	g_autofree char *want_text = walls_text(want);
	g_autofree char *iso = local_iso(rule->start);
	g_autofree char *label = g_strdup_printf("%s from %s", text, iso);
	T_STR(label, got_text, want_text);
	T_INT(label, got->len, want->len);
	return FALSE;
}

static void test_rules(void)
{
	const char *given = g_getenv("DAYBOOK_SEED");
	guint32 seed = given ? (guint32)strtoul(given, NULL, 10) : g_random_int();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	guint walls = 0, refused = 0, wrong = 0;
	printf("DAYBOOK_SEED=%u ", seed);
	for (int i = 0; i < RULES && wrong < 5; i++) {
		Written rule = random_rule(rand);
		wrong += check_rule(&rule, &walls, &refused) ? 0 : 1;
	}
	T_INT("rules read otherwise", wrong, 0);
	T_TRUE("most of them came to something", walls > 3 * RULES);
	T_TRUE("few were refused", refused < RULES / 2);
}

UNIT_SUITE("rule reference", NULL, NULL, { "ten thousand rules beside a slow reading", test_rules })
