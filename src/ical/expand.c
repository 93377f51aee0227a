/* ical/expand.c - the wall times of a rule
 *
 * A rule goes by periods (a year, a month, … a second). In each, BYMONTH … BYDAY choose days, BYHOUR … BYSECOND times on them,
 * and BYSETPOS chooses among those. Nothing is built up but the days of one period: positions are counted through. Periods that
 * cannot hold anything are jumped over, and a budget of steps ends what would go on for ever. */
#include "ical/ical.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/zone.h"
#include "ical/rule_p.h"
#include <string.h>

/* Days looked at, periods passed and occurrences counted, for one call: some hundredths of a second. */
#define MOST_STEPS 1000000
/* The days a wall time may be on: the calendar of four-digit years. */
#define FIRST_DAY G_GINT64_CONSTANT(-719162) /* 0001-01-01 */
#define LAST_DAY G_GINT64_CONSTANT(2932896)  /* 9999-12-31 */

typedef struct {
	Rule rule;
	gint64 start, from, to;
	gint64 counted; /* occurrences so far, the start among them */
	gint64 steps, most_steps;
	guint most;    /* in out, at most */
	gboolean full; /* more would have come */
	gboolean done;
	gint64 midnight;      /* of from's day */
	gboolean at_midnight; /* an occurrence lies there, before from */
	GArray *out;          /* those from `from` on */
} Expansion;

/* Times of day as three lists that multiply. */
typedef struct {
	guint32 hours;
	guint64 minutes, seconds;
} Times;

static int bits(guint64 set)
{
	return __builtin_popcountll(set);
}

/* The lowest bit of a set. */
static int first_bit(guint64 set)
{
	return __builtin_ctzll(set);
}

/* The n-th bit of a set, from 0. */
static int nth_bit(guint64 set, int n)
{
	while (n-- > 0)
		set &= set - 1;
	return first_bit(set);
}

/* --- which days --- */

typedef struct {
	gint64 day;
	int year, month, mday, weekday;
	gint64 new_year, month_start; /* days */
	int year_length, month_length;
} Date;

static void date_set(Date *date, gint64 day)
{
	date->day = day;
	day_to_civil(day, &date->year, &date->month, &date->mday);
	date->weekday = day_weekday(day);
	date->new_year = day_from_civil(date->year, 1, 1);
	date->year_length = (int)(day_from_civil(date->year + 1, 1, 1) - date->new_year);
	date->month_start = day - date->mday + 1;
	gint64 next = date->month == 12 ? date->new_year + date->year_length
					: day_from_civil(date->year, date->month + 1, 1);
	date->month_length = (int)(next - date->month_start);
}

/* The day after, cheaper than from anew. */
static void date_next(Date *date)
{
	if (date->mday == date->month_length) {
		date_set(date, date->day + 1);
		return;
	}
	date->day++;
	date->mday++;
	date->weekday = (date->weekday + 1) % 7;
}

/* n counted from 1 among `length`, from the front or from the end. */
static gboolean set_has(const RuleSet *set, int n, int length)
{
	return rule_bit(set->front, n) || rule_bit(set->back, length - n + 1);
}

/* Week 1 is the first with four days or more in its year, weeks beginning on WKST (RFC 5545 3.3.10). */
static gint64 first_week(int year, int week_start)
{
	gint64 fourth = day_from_civil(year, 1, 4);
	return fourth - (day_weekday(fourth) - week_start + 7) % 7;
}

static gboolean week_matches(const Rule *rule, const Date *date)
{
	int year = date->year;
	gint64 first = first_week(year, rule->week_start), next = first_week(year + 1, rule->week_start);
	if (date->day < first) {
		next = first;
		first = first_week(year - 1, rule->week_start);
	} else if (date->day >= next) {
		first = next;
		next = first_week(year + 2, rule->week_start);
	}
	return set_has(&rule->week_numbers, (int)((date->day - first) / 7) + 1, (int)((next - first) / 7));
}

/* BYDAY, with numbers: within the month in a MONTHLY rule and with BYMONTH, else within the year. */
static gboolean weekday_matches(const Rule *rule, const Date *date)
{
	if (rule->weekdays >> date->weekday & 1)
		return TRUE;
	const RuleSet *set = &rule->nth[date->weekday];
	if (!set->any)
		return FALSE;
	gboolean in_month = rule->frequency == RULE_MONTHLY || rule->months;
	int before = in_month ? date->mday - 1 : (int)(date->day - date->new_year);
	int after = (in_month ? date->month_length : date->year_length) - before - 1;
	return rule_bit(set->front, before / 7 + 1) || rule_bit(set->back, after / 7 + 1);
}

static gboolean day_matches(const Rule *rule, const Date *date)
{
	if (rule->months && !(rule->months >> date->month & 1))
		return FALSE;
	if ((rule->weekdays || rule->any_nth) && !weekday_matches(rule, date))
		return FALSE;
	if (rule->month_days.any && !set_has(&rule->month_days, date->mday, date->month_length))
		return FALSE;
	if (rule->year_days.any &&
	    !set_has(&rule->year_days, (int)(date->day - date->new_year) + 1, date->year_length))
		return FALSE;
	return !rule->week_numbers.any || week_matches(rule, date);
}

/* What the rule leaves open comes from the start (RFC 5545 3.3.10). */
static void fill_days(Rule *rule, gint64 start_day)
{
	int month, mday;
	gboolean any_weekday = rule->weekdays || rule->any_nth;
	day_to_civil(start_day, NULL, &month, &mday);
	if (any_weekday || rule->month_days.any || rule->year_days.any)
		return;
	if (rule->frequency == RULE_WEEKLY || (rule->frequency == RULE_YEARLY && rule->week_numbers.any)) {
		rule->weekdays = 1u << day_weekday(start_day);
	} else if (rule->frequency == RULE_MONTHLY || rule->frequency == RULE_YEARLY) {
		rule->month_days.any = TRUE;
		rule->month_days.front[0] |= G_GUINT64_CONSTANT(1) << mday;
		if (rule->frequency == RULE_YEARLY && !rule->months)
			rule->months = 1u << month;
	}
}

/* Likewise for times, where the rule's period is longer than the part. */
static void fill_times(Rule *rule, gint64 second)
{
	if (rule->frequency > RULE_HOURLY && !rule->hours)
		rule->hours = 1u << (second / 3600);
	if (rule->frequency > RULE_MINUTELY && !rule->minutes)
		rule->minutes = G_GUINT64_CONSTANT(1) << (second / 60 % 60);
	if (rule->frequency > RULE_SECONDLY && !rule->seconds)
		rule->seconds = G_GUINT64_CONSTANT(1) << (second % 60);
}

/* --- giving out --- */

/* One occurrence of the rule, in order. Sets done when no later one is wanted. */
static void give(Expansion *x, gint64 at)
{
	const Rule *rule = &x->rule;
	if (at <= x->start) /* the start itself was the first */
		return;
	if ((rule->until_kind != UNTIL_NONE && at > rule->until) ||
	    (rule->count && x->counted >= rule->count) || at >= x->to) {
		x->done = TRUE;
		return;
	}
	x->steps++;
	x->counted++;
	if (at < x->from) {
		x->at_midnight |= at == x->midnight;
		return;
	}
	if (x->out->len >= x->most) {
		x->full = x->done = TRUE;
		return;
	}
	g_array_append_val(x->out, at);
}

static void give_times(Expansion *x, gint64 day, const Times *times)
{
	for (guint64 hours = times->hours; hours; hours &= hours - 1)
		for (guint64 minutes = times->minutes; minutes; minutes &= minutes - 1)
			for (guint64 seconds = times->seconds; seconds && !x->done; seconds &= seconds - 1) {
				if (x->steps > x->most_steps)
					return;
				give(x, day * ZONE_DAY_SECONDS + first_bit(hours) * 3600 +
						first_bit(minutes) * 60 + first_bit(seconds));
			}
}

static int by_number(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
	return x < y ? -1 : x > y;
}

/* BYSETPOS: the positions within the days x times of a period. */
static void give_positions(Expansion *x, const gint64 *days, int n_days, const Times *times)
{
	const RuleSet *set = &x->rule.positions;
	gint64 seconds = bits(times->seconds), minutes = bits(times->minutes) * seconds,
	       per_day = bits(times->hours) * minutes;
	gint64 total = per_day * n_days, picked[2 * 366], n = 0;
	for (int i = 1; i <= 366 && i <= total; i++) {
		if (rule_bit(set->front, i))
			picked[n++] = i - 1;
		if (rule_bit(set->back, i))
			picked[n++] = total - i;
	}
	qsort(picked, (size_t)n, sizeof *picked, by_number);
	x->steps += n;
	for (gint64 i = 0; i < n && !x->done; i++) {
		gint64 p = picked[i], in_day = p % per_day;
		if (i && p == picked[i - 1])
			continue;
		give(x, days[p / per_day] * ZONE_DAY_SECONDS +
				nth_bit(times->hours, (int)(in_day / minutes)) * 3600 +
				nth_bit(times->minutes, (int)(in_day % minutes / seconds)) * 60 +
				nth_bit(times->seconds, (int)(in_day % seconds)));
	}
}

static void give_period(Expansion *x, const gint64 *days, int n_days, const Times *times)
{
	if (x->rule.positions.any) {
		give_positions(x, days, n_days, times);
		return;
	}
	for (int i = 0; i < n_days && !x->done; i++)
		give_times(x, days[i], times);
}

/* --- periods of a day and more --- */

/* The first day of the n-th period and how many days it has. */
static gint64 period_days(const Rule *rule, gint64 start_day, gint64 n, int *length)
{
	int year, month;
	switch (rule->frequency) {
	case RULE_DAILY:
		*length = 1;
		return start_day + n * rule->interval;
	case RULE_WEEKLY:
		*length = 7;
		return start_day - (day_weekday(start_day) - rule->week_start + 7) % 7 +
		       n * rule->interval * 7;
	case RULE_MONTHLY: {
		day_to_civil(start_day, &year, &month, NULL);
		gint64 count = (gint64)year * 12 + month - 1 + n * rule->interval;
		gint64 first = day_from_civil((int)(count / 12), (int)(count % 12) + 1, 1), next = count + 1;
		*length = (int)(day_from_civil((int)(next / 12), (int)(next % 12) + 1, 1) - first);
		return first;
	}
	default: {
		day_to_civil(start_day, &year, NULL, NULL);
		int then = (int)(year + n * rule->interval);
		gint64 first = day_from_civil(then, 1, 1);
		*length = (int)(day_from_civil(then + 1, 1, 1) - first);
		return first;
	}
	}
}

/* A period not later than the one that `from` is in, as near to it as is easily told; 0 where each must be counted. */
static gint64 period_before(const Expansion *x, gint64 longest_seconds)
{
	if (x->rule.count || x->from <= x->start)
		return 0;
	return MAX((x->from - x->start) / (longest_seconds * x->rule.interval) - 1, 0);
}

static void expand_days(Expansion *x)
{
	static const gint64 longest[] = {
		[RULE_DAILY] = 1, [RULE_WEEKLY] = 7, [RULE_MONTHLY] = 31, [RULE_YEARLY] = 366
	};
	const Rule *rule = &x->rule;
	const Times times = { rule->hours, rule->minutes, rule->seconds };
	gint64 start_day = local_day(x->start), days[366]; /* the longest period */
	for (gint64 n = period_before(x, longest[rule->frequency] * ZONE_DAY_SECONDS);
	     !x->done && x->steps <= x->most_steps; n++) {
		int length, found = 0;
		gint64 first = period_days(rule, start_day, n, &length);
		if (first > LAST_DAY || first * ZONE_DAY_SECONDS >= x->to)
			return;
		Date date;
		date_set(&date, first);
		while (date.day < first + length && date.day <= LAST_DAY) {
			x->steps++;
			if (rule->months && !(rule->months >> date.month & 1)) {
				date_set(&date, date.month_start + date.month_length);
				continue;
			}
			if (day_matches(rule, &date))
				days[found++] = date.day;
			date_next(&date);
		}
		give_period(x, days, found, &times);
	}
}

/* --- periods below a day --- */

/* The first second from `at` on whose day, and hour, and minute, as far as they are longer than the period, the rule lets pass.
 * When `at` itself passes, it is given back. */
static gint64 next_open(Expansion *x, gint64 at)
{
	const Rule *rule = &x->rule;
	gint64 day = local_day(at);
	Date date;
	date_set(&date, day);
	while (date.day <= LAST_DAY && date.day * ZONE_DAY_SECONDS < x->to && !day_matches(rule, &date) &&
	       x->steps++ <= x->most_steps)
		date_next(&date);
	if (date.day > day)
		return date.day * ZONE_DAY_SECONDS;
	gint64 second = at - day * ZONE_DAY_SECONDS, hour = second / 3600, minute = second / 60 % 60;
	if (rule->hours && !(rule->hours >> hour & 1)) {
		guint32 later = rule->hours & ~((2u << hour) - 1);
		return later ? day * ZONE_DAY_SECONDS + first_bit(later) * 3600
			     : (day + 1) * ZONE_DAY_SECONDS;
	}
	if (rule->frequency <= RULE_MINUTELY && rule->minutes && !(rule->minutes >> minute & 1)) {
		guint64 later = rule->minutes & ~((G_GUINT64_CONSTANT(2) << minute) - 1);
		return at - second % 3600 + (later ? first_bit(later) * 60 : 3600);
	}
	return at;
}

/* The times of the period at `at`. */
static Times times_at(const Rule *rule, gint64 at)
{
	gint64 second = at - local_day(at) * ZONE_DAY_SECONDS;
	Times times = { 1u << (second / 3600), rule->minutes, rule->seconds };
	if (rule->frequency <= RULE_MINUTELY)
		times.minutes = G_GUINT64_CONSTANT(1) << (second / 60 % 60);
	if (rule->frequency == RULE_SECONDLY) {
		times.seconds = G_GUINT64_CONSTANT(1) << (second % 60);
		if (rule->seconds)
			times.seconds &= rule->seconds;
	}
	return times;
}

static void expand_times(Expansion *x)
{
	const Rule *rule = &x->rule;
	gint64 unit = rule->frequency == RULE_HOURLY ? 3600 : rule->frequency == RULE_MINUTELY ? 60 : 1;
	gint64 midnight = local_day(x->start) * ZONE_DAY_SECONDS, step = unit * rule->interval;
	gint64 base = midnight + (x->start - midnight) / unit * unit;
	gint64 n = period_before(x, unit);
	while (!x->done && x->steps++ <= x->most_steps) {
		gint64 at = base + n * step;
		if (at >= x->to || local_day(at) > LAST_DAY)
			return;
		gint64 open = next_open(x, at);
		if (open > at) {
			n = (open - base + step - 1) / step;
			continue;
		}
		gint64 day = local_day(at);
		Times times = times_at(rule, at);
		if (times.seconds)
			give_period(x, &day, 1, &times);
		n++;
	}
}

/* --- all together --- */

static void sort_unique(GArray *times)
{
	guint kept = 0;
	g_array_sort(times, by_number);
	gint64 *at = (gint64 *)(void *)times->data;
	for (guint i = 0; i < times->len; i++)
		if (!i || at[i] != at[kept - 1])
			at[kept++] = at[i];
	g_array_set_size(times, kept);
}

static gboolean has(const GArray *sorted, gint64 at)
{
	return sorted->len && bsearch(&at, sorted->data, sorted->len, sizeof at, by_number);
}

/* Takes out the EXDATEs. A date among them (a midnight that no occurrence has) takes its whole day's. */
static void exclude(const Expansion *x, GArray *times, const GArray *exdates)
{
	g_autoptr(GArray) out = g_array_sized_new(FALSE, FALSE, sizeof(gint64), exdates->len);
	g_autoptr(GArray) all = g_array_sized_new(FALSE, FALSE, sizeof(gint64), times->len);
	g_array_append_vals(out, exdates->data, exdates->len);
	g_array_append_vals(all, times->data, times->len);
	sort_unique(out);
	g_array_set_size(times, 0);
	for (guint i = 0; i < all->len; i++) {
		gint64 at = g_array_index(all, gint64, i), midnight = local_day(at) * ZONE_DAY_SECONDS;
		gboolean is_time = has(all, midnight) || (midnight == x->midnight && x->at_midnight);
		if (!has(out, at) && (!has(out, midnight) || is_time))
			g_array_append_val(times, at);
	}
}

static void expand_rule(Expansion *x)
{
	Rule *rule = &x->rule;
	fill_days(rule, local_day(x->start));
	fill_times(rule, x->start - local_day(x->start) * ZONE_DAY_SECONDS);
	if (rule->frequency >= RULE_DAILY)
		expand_days(x);
	else
		expand_times(x);
	x->full |= x->steps > x->most_steps;
}

gboolean rule_walls(const Rule *rule, gint64 start, gint64 from, gint64 to, guint most, GArray *out,
		    gint64 *budget)
{
	Expansion x = {
		.rule = *rule, .start = start, .from = from, .to = to, .counted = 1, .most = most, .out = out
	};
	x.midnight = G_MININT64;
	x.most_steps = *budget;
	if (start < to && local_day(start) >= FIRST_DAY)
		expand_rule(&x);
	*budget = MAX(*budget - x.steps, 0);
	return !x.full;
}

/* The start and the RDATEs, which follow no rule. */
static void add_given(Expansion *x, gint64 at)
{
	x->at_midnight |= at == x->midnight && at < x->from;
	if (at >= x->from && at < x->to)
		g_array_append_val(x->out, at);
}

GArray *ical_expand(const char *rrule, gint64 start, const GArray *rdates, const GArray *exdates, gint64 from,
		    gint64 to, guint limit, gboolean *truncated, GError **error)
{
	Expansion x = { .start = start, .from = from, .to = to, .counted = 1, .most_steps = MOST_STEPS };
	if (rrule && !rule_parse(rrule, &x.rule, error))
		return NULL;
	rule_settle_until(&x.rule, NULL, FALSE);
	limit = MIN(limit, ICAL_MAX_OCCURRENCES);
	x.midnight = from > G_MININT64 + ZONE_DAY_SECONDS ? local_day(from) * ZONE_DAY_SECONDS : from;
	x.most = limit + 1 + (exdates ? MIN(exdates->len, ICAL_MAX_OCCURRENCES) : 0);
	x.out = g_array_new(FALSE, FALSE, sizeof(gint64));
	add_given(&x, start);
	if (rrule && start < to && local_day(start) >= FIRST_DAY)
		expand_rule(&x);
	for (guint i = 0; rdates && i < rdates->len; i++)
		add_given(&x, g_array_index(rdates, gint64, i));
	sort_unique(x.out);
	if (exdates)
		exclude(&x, x.out, exdates);
	gboolean too_many = x.out->len > limit;
	if (too_many)
		g_array_set_size(x.out, limit);
	if (truncated)
		*truncated = too_many || x.full;
	return x.out;
}
