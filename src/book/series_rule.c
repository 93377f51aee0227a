/* book/series_rule.c - a rule's text (canonical, RFC 5545 3.3.10) when its dates move: ended, shortened, shifted */
#include <stdio.h>
#include <string.h>

#include "book/series_p.h"

static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

char *rule_part(const char *rrule, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(rrule, ";", -1);
	gsize length = strlen(name);

	for (guint i = 0; parts[i]; i++)
		if (strncmp(parts[i], name, length) == 0 && parts[i][length] == '=')
			return g_strdup(parts[i] + length + 1);
	return NULL;
}

char *rule_with(const char *rrule, const char *name, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(rrule, ";", -1);
	GString *rule = g_string_new(NULL);
	gsize length = strlen(name);

	for (guint i = 0; parts[i]; i++)
		if (strncmp(parts[i], name, length) != 0 || parts[i][length] != '=')
			g_string_append_printf(rule, "%s%s", rule->len ? ";" : "", parts[i]);
	if (value)
		g_string_append_printf(rule, ";%s=%s", name, value);
	return g_string_free(rule, FALSE);
}

static char *until_text(gint64 wall)
{
	int year, month, mday;
	gint64 seconds = wall - local_day(wall) * ZONE_DAY_SECONDS;

	day_to_civil(local_day(wall), &year, &month, &mday);
	return g_strdup_printf("%04d%02d%02dT%02d%02d%02d", year, month, mday, (int)(seconds / 3600),
			       (int)(seconds / 60 % 60), (int)(seconds % 60));
}

char *rule_until(const char *rrule, gint64 before)
{
	g_autofree char *uncounted = rule_with(rrule, "COUNT", NULL);
	g_autofree char *until = until_text(before - 1);

	return rule_with(uncounted, "UNTIL", until);
}

char *rule_less(const char *rrule, gint64 dates)
{
	g_autofree char *count = rule_part(rrule, "COUNT");
	g_autofree char *left =
		count ? g_strdup_printf("%" G_GINT64_FORMAT, g_ascii_strtoll(count, NULL, 10) - dates) : NULL;

	return count ? rule_with(rrule, "COUNT", left) : g_strdup(rrule);
}

/* --- shifting --- */

/* UNTIL goes along, so that as many dates are left. A day alone goes along by days. */
static char *shift_until(const char *rrule, gint64 from, gint64 to)
{
	g_autofree char *until = rule_part(rrule, "UNTIL");
	int year, month, mday, hour = 0, minute = 0, second = 0;
	gint64 wall;

	if (!until || sscanf(until, "%4d%2d%2dT%2d%2d%2d", &year, &month, &mday, &hour, &minute, &second) < 3)
		return g_strdup(rrule);
	wall = day_from_civil(year, month, mday) * ZONE_DAY_SECONDS + hour * 3600 + minute * 60 + second;
	wall += strchr(until, 'T') ? to - from : (local_day(to) - local_day(from)) * ZONE_DAY_SECONDS;
	g_autofree char *text = until_text(wall);
	if (!strchr(until, 'T'))
		text[8] = '\0';
	return rule_with(rrule, "UNTIL", text);
}

static int weekday_of(const char *name)
{
	for (int i = 0; i < 7; i++)
		if (strcmp(name, weekdays[i]) == 0)
			return i;
	return -1;
}

/* "MO,WE" so many days later; NULL: a weekday is counted in its month. */
static char *shift_weekdays(const char *days, gint64 by)
{
	g_auto(GStrv) each = g_strsplit(days, ",", -1);
	gboolean has[7] = { FALSE };
	GString *shifted = g_string_new(NULL);

	for (guint i = 0; each[i]; i++) {
		int weekday = weekday_of(each[i]);
		if (weekday < 0) {
			g_string_free(shifted, TRUE);
			return NULL;
		}
		has[(weekday + by % 7 + 7) % 7] = TRUE;
	}
	for (int i = 0; i < 7; i++)
		if (has[i])
			g_string_append_printf(shifted, "%s%s", shifted->len ? "," : "", weekdays[i]);
	return g_string_free(shifted, FALSE);
}

static gboolean has_any(const char *rrule, const char *const *names)
{
	for (guint i = 0; names[i]; i++) {
		g_autofree char *value = rule_part(rrule, names[i]);
		if (value)
			return TRUE;
	}
	return FALSE;
}

/* Days of the week that go along, and the day on which the weeks begin with them. */
static char *shift_week(const char *rrule, gint64 by)
{
	g_autofree char *days = rule_part(rrule, "BYDAY"), *start = rule_part(rrule, "WKST");
	g_autofree char *shifted = days ? shift_weekdays(days, by) : NULL;
	g_autofree char *begins = shift_weekdays(start ? start : "MO", by);
	g_autofree char *interval = rule_part(rrule, "INTERVAL");
	g_autofree char *rule = days ? rule_with(rrule, "BYDAY", shifted) : g_strdup(rrule);

	if (days && !shifted)
		return NULL;
	/* of every week it does not matter on which day weeks begin */
	return rule_with(rule, "WKST", days && interval && strcmp(begins, "MO") != 0 ? begins : NULL);
}

/* The second tuesday becomes the second wednesday, the 15th the 16th: what the new date is in its month. */
static char *remake_month(const char *rrule, gint64 to)
{
	g_autofree char *days = rule_part(rrule, "BYDAY"), *mdays = rule_part(rrule, "BYMONTHDAY");
	g_autofree char *value = NULL;
	int mday;

	day_to_civil(local_day(to), NULL, NULL, &mday);
	if (days && mdays)
		return NULL;
	if (mdays) {
		value = g_strdup_printf("%d", mday);
		return strpbrk(mdays, ",-") ? NULL : rule_with(rrule, "BYMONTHDAY", value);
	}
	if (!days)
		return g_strdup(rrule);
	if (!g_ascii_isdigit(*days) || strchr(days, ','))
		return NULL;
	value = g_strdup_printf("%d%s", (mday - 1) / 7 + 1, weekdays[day_weekday(local_day(to))]);
	return rule_with(rrule, "BYDAY", value);
}

RuleShift rule_shift(const char *rrule, gint64 from, gint64 to, char **shifted)
{
	static const char *const clocked[] = { "BYHOUR", "BYMINUTE", "BYSECOND", NULL },
				 *const seldom[] = { "BYMONTH", "BYSETPOS", "BYWEEKNO", "BYYEARDAY", NULL },
				 *const dated[] = { "BYMONTHDAY", "BYDAY", NULL };
	gint64 days = local_day(to) - local_day(from);
	g_autofree char *frequency = rule_part(rrule, "FREQ"), *rule = shift_until(rrule, from, to);
	gboolean daily = strcmp(frequency, "DAILY") == 0, weekly = strcmp(frequency, "WEEKLY") == 0,
		 monthly = strcmp(frequency, "MONTHLY") == 0, yearly = strcmp(frequency, "YEARLY") == 0;

	*shifted = NULL;
	if (from == to) {
		*shifted = g_strdup(rrule);
		return RULE_SHIFTED;
	}
	if (has_any(rrule, clocked))
		return RULE_UNCLEAR;
	if (daily || weekly || monthly || yearly) {
		if (days == 0) {
			*shifted = g_steal_pointer(&rule);
			return RULE_SHIFTED;
		}
		if (has_any(rrule, seldom) ||
		    ((daily || weekly) && has_any(rrule, (const char *const[]){ "BYMONTHDAY", NULL })))
			return RULE_UNCLEAR;
		if (daily || weekly) {
			*shifted = shift_week(rule, days);
			return *shifted ? RULE_SHIFTED : RULE_UNCLEAR;
		}
		*shifted = yearly && has_any(rrule, dated) ? NULL : remake_month(rule, to);
		return *shifted ? RULE_REMADE : RULE_UNCLEAR;
	}
	if (has_any(rrule, seldom) || has_any(rrule, dated))
		return RULE_UNCLEAR;
	*shifted = g_steal_pointer(&rule);
	return RULE_SHIFTED;
}
