/* ical/rule.c - reading and writing an RRULE */
#include "ical/rule_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/zone.h"
#include "ical/ical.h"
#include "ical/value_p.h"
#include <string.h>

/* Far more than a calendar needs, and far from where 64 bits end. */
#define MOST_INTERVAL 1000000
#define MOST_COUNT 1000000000

static const char *const frequencies[] = { "SECONDLY", "MINUTELY", "HOURLY", "DAILY",
					   "WEEKLY",   "MONTHLY",  "YEARLY" };
static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

static gboolean bad_part(Span part, GError **error)
{
	g_autofree char *words = span_quote(part);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” is not a part of a repeat rule as RFC 5545 has it."), words);
}

static int index_of(Span word, const char *const *list, int count)
{
	for (int i = 0; i < count; i++)
		if (span_is(word, list[i]))
			return i;
	return -1;
}

/* The next of a comma-separated list; FALSE at its end. A list that ends in a comma has an empty last item. */
static gboolean next_item(Span *list, Span *item)
{
	if (!list->text)
		return FALSE;
	const char *comma = memchr(list->text, ',', list->length);
	gsize length = comma ? (gsize)(comma - list->text) : list->length;
	*item = span_trim((Span){ list->text, length });
	*list = comma ? (Span){ comma + 1, list->length - length - 1 } : (Span){ NULL, 0 };
	return TRUE;
}

static void set_add(RuleSet *set, gint64 n)
{
	guint64 *words = n > 0 ? set->front : set->back;
	gint64 bit = ABS(n);
	words[bit / 64] |= G_GUINT64_CONSTANT(1) << (bit % 64);
	set->any = TRUE;
}

/* A list of numbers from ±1 to ±high. */
static gboolean read_signed(Span list, gint64 high, RuleSet *set)
{
	Span item;
	gint64 n;
	while (next_item(&list, &item)) {
		if (!integer_read(item, -high, high, &n) || n == 0)
			return FALSE;
		set_add(set, n);
	}
	return TRUE;
}

/* A list of numbers from low to high (below 64), as bits. */
static gboolean read_bits(Span list, gint64 low, gint64 high, guint64 *bits)
{
	Span item;
	gint64 n;
	while (next_item(&list, &item)) {
		if (!integer_read(item, low, high, &n))
			return FALSE;
		*bits |= G_GUINT64_CONSTANT(1) << n;
	}
	return TRUE;
}

/* "MO", "2TU", "-1FR"; some programs write "2 TH". */
static gboolean read_days(Span list, Rule *rule)
{
	Span item;
	while (next_item(&list, &item)) {
		if (item.length < 2)
			return FALSE;
		int day = index_of((Span){ item.text + item.length - 2, 2 }, weekdays, 7);
		Span number = { item.text, item.length - 2 };
		gint64 n;
		if (day < 0)
			return FALSE;
		if (number.length == 0) {
			rule->weekdays |= 1u << day;
		} else {
			if (!integer_read(number, -53, 53, &n) || n == 0)
				return FALSE;
			set_add(&rule->nth[day], n);
			rule->any_nth = TRUE;
		}
	}
	return TRUE;
}

static gboolean read_until(Span value, Rule *rule)
{
	Stamp stamp;
	if (!stamp_read(value, &stamp))
		return FALSE;
	rule->until = stamp.local;
	rule->until_kind = stamp.is_date ? UNTIL_DATE : stamp.is_utc ? UNTIL_UTC : UNTIL_WALL;
	return TRUE;
}

enum {
	PART_FREQ,
	PART_UNTIL,
	PART_COUNT,
	PART_INTERVAL,
	PART_BYMONTH,
	PART_BYWEEKNO,
	PART_BYYEARDAY,
	PART_BYMONTHDAY,
	PART_BYDAY,
	PART_BYHOUR,
	PART_BYMINUTE,
	PART_BYSECOND,
	PART_BYSETPOS,
	PART_WKST,
	N_PARTS
};
static const char *const parts[N_PARTS] = { "FREQ",     "UNTIL",     "COUNT",      "INTERVAL", "BYMONTH",
					    "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY",    "BYHOUR",
					    "BYMINUTE", "BYSECOND",  "BYSETPOS",   "WKST" };

static gboolean read_small_bits(Span value, gint64 low, gint64 high, guint32 *bits)
{
	guint64 wide = 0;
	gboolean good = read_bits(value, low, high, &wide);
	*bits = (guint32)wide;
	return good;
}

static gboolean read_seconds(Span value, Rule *rule)
{
	guint64 leap = G_GUINT64_CONSTANT(1) << 60;
	if (!read_bits(value, 0, 60, &rule->seconds))
		return FALSE;
	if (rule->seconds & leap) /* RFC 5545 3.3.12: a leap second is read as the one before it */
		rule->seconds = (rule->seconds & ~leap) | (leap >> 1);
	return TRUE;
}

static gboolean read_part(int part, Span value, Rule *rule)
{
	int found;
	switch (part) {
	case PART_FREQ:
		found = index_of(value, frequencies, G_N_ELEMENTS(frequencies));
		rule->frequency = (RuleFrequency)MAX(found, 0);
		return found >= 0;
	case PART_UNTIL:
		return read_until(value, rule);
	case PART_COUNT:
		return integer_read(value, 1, MOST_COUNT, &rule->count);
	case PART_INTERVAL:
		return integer_read(value, 1, MOST_INTERVAL, &rule->interval);
	case PART_BYMONTH:
		return read_small_bits(value, 1, 12, &rule->months);
	case PART_BYWEEKNO:
		return read_signed(value, 53, &rule->week_numbers);
	case PART_BYYEARDAY:
		return read_signed(value, 366, &rule->year_days);
	case PART_BYMONTHDAY:
		return read_signed(value, 31, &rule->month_days);
	case PART_BYDAY:
		return read_days(value, rule);
	case PART_BYHOUR:
		return read_small_bits(value, 0, 23, &rule->hours);
	case PART_BYMINUTE:
		return read_bits(value, 0, 59, &rule->minutes);
	case PART_BYSECOND:
		return read_seconds(value, rule);
	case PART_BYSETPOS:
		return read_signed(value, 366, &rule->positions);
	default:
		found = index_of(value, weekdays, 7);
		rule->week_start = found;
		return found >= 0;
	}
}

/* What RFC 5545's grammar allows and its text forbids. */
static gboolean check_together(const Rule *rule, guint seen, GError **error)
{
	RuleFrequency f = rule->frequency;
	const char *part = NULL;
	if (!(seen & 1u << PART_FREQ))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A repeat rule needs FREQ, such as FREQ=WEEKLY."));
	if (rule->count && rule->until_kind != UNTIL_NONE)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A repeat rule has COUNT or UNTIL, not both."));
	if (rule->any_nth && ((f != RULE_MONTHLY && f != RULE_YEARLY) || rule->week_numbers.any))
		part = "BYDAY";
	else if (rule->month_days.any && f == RULE_WEEKLY)
		part = "BYMONTHDAY";
	else if (rule->year_days.any && (f == RULE_DAILY || f == RULE_WEEKLY || f == RULE_MONTHLY))
		part = "BYYEARDAY";
	else if (rule->week_numbers.any && f != RULE_YEARLY)
		part = "BYWEEKNO";
	if (part)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("%s as it stands has no meaning in a rule of FREQ=%s (RFC 5545)."),
				    part, frequencies[f]);
	guint others = seen & ~(1u << PART_BYSETPOS) & ((1u << PART_WKST) - (1u << PART_BYMONTH));
	if (rule->positions.any && !others)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("BYSETPOS chooses among what other BY… parts give; there is none."));
	return TRUE;
}

/* BYMONTH=2;BYMONTHDAY=30: the one way for a rule to name a day that no calendar has. */
static gboolean check_possible(const Rule *rule, GError **error)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (!rule->month_days.any)
		return TRUE;
	guint32 months = rule->months ? rule->months : 0x1ffe;
	for (int month = 1; month <= 12; month++)
		for (int day = 1; months >> month & 1 && day <= lengths[month - 1]; day++)
			if (rule_bit(rule->month_days.front, day) || rule_bit(rule->month_days.back, day))
				return TRUE;
	return daybook_fail(
		error, DAYBOOK_ERROR_USAGE,
		_("The rule never comes to a date: BYMONTHDAY names a day that its months do not have."));
}

gboolean rule_parse(const char *text, Rule *rule, GError **error)
{
	guint seen = 0;
	*rule = (Rule){ .interval = 1 };
	if (g_ascii_strncasecmp(text, "RRULE:", 6) == 0)
		text += 6;
	for (const char *p = text; p;) {
		const char *semicolon = strchr(p, ';');
		Span part = span_trim((Span){ p, semicolon ? (gsize)(semicolon - p) : strlen(p) });
		p = semicolon ? semicolon + 1 : NULL;
		if (!part.length)
			continue;
		const char *equals = memchr(part.text, '=', part.length);
		gsize name = equals ? (gsize)(equals - part.text) : part.length;
		int which = index_of(span_trim((Span){ part.text, name }), parts, N_PARTS);
		if (!equals || which < 0 || seen & 1u << which ||
		    !read_part(which, span_trim((Span){ equals + 1, part.length - name - 1 }), rule))
			return bad_part(part, error);
		seen |= 1u << which;
	}
	return check_together(rule, seen, error) && check_possible(rule, error);
}

/* --- writing --- */

/* Appends ";NAME=" before the first item of a list and "," before the others. */
static void list_lead(GString *out, const char **name)
{
	if (*name)
		g_string_append_printf(out, ";%s=", *name);
	else
		g_string_append_c(out, ',');
	*name = NULL;
}

static void write_bits(GString *out, const char *name, guint64 bits)
{
	for (int i = 0; i < 64; i++) {
		if (bits >> i & 1) {
			list_lead(out, &name);
			g_string_append_printf(out, "%d", i);
		}
	}
}

static void write_set(GString *out, const char **name, const RuleSet *set, const char *suffix)
{
	for (int i = 1; set->any && i < RULE_WORDS * 64; i++) {
		if (rule_bit(set->front, i)) {
			list_lead(out, name);
			g_string_append_printf(out, "%d%s", i, suffix);
		}
	}
	for (int i = 1; set->any && i < RULE_WORDS * 64; i++) {
		if (rule_bit(set->back, i)) {
			list_lead(out, name);
			g_string_append_printf(out, "-%d%s", i, suffix);
		}
	}
}

static void write_days(GString *out, const Rule *rule)
{
	const char *name = "BYDAY";
	for (int day = 0; day < 7; day++) {
		if (rule->weekdays >> day & 1) {
			list_lead(out, &name);
			g_string_append(out, weekdays[day]);
		}
		write_set(out, &name, &rule->nth[day], weekdays[day]);
	}
}

static void write_named_set(GString *out, const char *name, const RuleSet *set)
{
	write_set(out, &name, set, "");
}

static void write_until(GString *out, const Rule *rule)
{
	int year, month, day;
	gint64 date = local_day(rule->until);
	int second = (int)(rule->until - date * ZONE_DAY_SECONDS);
	if (rule->until_kind == UNTIL_NONE)
		return;
	day_to_civil(date, &year, &month, &day);
	g_string_append_printf(out, ";UNTIL=%04d%02d%02d", year, month, day);
	if (rule->until_kind != UNTIL_DATE)
		g_string_append_printf(out, "T%02d%02d%02d%s", second / 3600, second / 60 % 60, second % 60,
				       rule->until_kind == UNTIL_UTC ? "Z" : "");
}

char *rule_text(const Rule *rule)
{
	GString *out = g_string_new("FREQ=");
	g_string_append(out, frequencies[rule->frequency]);
	write_until(out, rule);
	if (rule->count)
		g_string_append_printf(out, ";COUNT=%" G_GINT64_FORMAT, rule->count);
	if (rule->interval != 1)
		g_string_append_printf(out, ";INTERVAL=%" G_GINT64_FORMAT, rule->interval);
	write_bits(out, "BYMONTH", rule->months);
	write_named_set(out, "BYWEEKNO", &rule->week_numbers);
	write_named_set(out, "BYYEARDAY", &rule->year_days);
	write_named_set(out, "BYMONTHDAY", &rule->month_days);
	write_days(out, rule);
	write_bits(out, "BYHOUR", rule->hours);
	write_bits(out, "BYMINUTE", rule->minutes);
	write_bits(out, "BYSECOND", rule->seconds);
	write_named_set(out, "BYSETPOS", &rule->positions);
	if (rule->week_start != 0)
		g_string_append_printf(out, ";WKST=%s", weekdays[rule->week_start]);
	return g_string_free(out, FALSE);
}

void rule_settle_until(Rule *rule, GTimeZone *zone, gboolean all_day)
{
	if (rule->until_kind == UNTIL_NONE)
		return;
	/* RFC 5545 wants a date for an all-day event. Programs that write a time mean the date of a midnight UTC, or else the date
	 * on their own wall. */
	gboolean as_written = all_day && rule->until % ZONE_DAY_SECONDS == 0;
	if (rule->until_kind == UNTIL_UTC && zone && !as_written)
		rule->until = zone_local(zone, rule->until);
	if (all_day)
		rule->until = local_day(rule->until) * ZONE_DAY_SECONDS;
	else if (rule->until_kind == UNTIL_DATE)
		rule->until += ZONE_DAY_SECONDS - 1; /* that day is still in */
	rule->until_kind = all_day ? UNTIL_DATE : UNTIL_WALL;
}

char *ical_rule_normal(const char *rrule, const char *zone, GError **error)
{
	Rule rule;
	if (!rule_parse(rrule, &rule, error))
		return NULL;
	if (rule.until_kind == UNTIL_UTC) {
		g_autoptr(GTimeZone) where = zone ? zone_new(zone, error) : NULL;
		if (zone && !where)
			return NULL;
		rule_settle_until(&rule, where, FALSE);
	}
	return rule_text(&rule);
}
