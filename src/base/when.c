/* base/when.c - TIME, DAY and RANGE (cli.md).
 *
 * Text is folded first (case, accents, width, spaces), so the readers below see "ubermorgen 9:00". A reader answers NO
 * when the text is not of its form, so that the next may try, and BAD when it is but names nothing real; then it has
 * set the error. */
#include "base/when_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

typedef enum { NO, YES, BAD } Read;

/* Days that can be meant: whoever types another has slipped. */
#define FIRST_YEAR 1900
#define LAST_YEAR 2999

static gint64 today(const When *when)
{
	return zone_day_of(when->zone, when->now);
}

/* --- days --- */

static Read day_in_reach(gint64 found, gint64 *day, GError **error)
{
	if (found < day_from_civil(FIRST_YEAR, 1, 1) || found > day_from_civil(LAST_YEAR, 12, 31)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("That day is too far away. Days from %d to %d are possible."), FIRST_YEAR,
			     LAST_YEAR);
		return BAD;
	}
	*day = found;
	return YES;
}

static Read civil_day(int year, int month, int mday, gint64 *day, GError **error)
{
	if (!day_is_valid(year, month, mday)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no %04d-%02d-%02d in the calendar."),
			     year, month, mday);
		return BAD;
	}
	return day_in_reach(day_from_civil(year, month, mday), day, error);
}

/* "2026-11-24": ten characters; what follows them in *rest. */
static gboolean is_iso_day(const char *text, int *year, int *month, int *mday)
{
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit(text[i]))
			return FALSE;
	when_read_number(text, 4, year);
	when_read_number(text + 5, 2, month);
	when_read_number(text + 8, 2, mday);
	return TRUE;
}

static Read read_iso_day(const char *text, gint64 *day, GError **error)
{
	int year, month, mday;
	if (!is_iso_day(text, &year, &month, &mday) || text[10])
		return NO;
	return civil_day(year, month, mday, day, error);
}

/* "24.12." is the next one, `from` included; "24.12.2026" and "24.12.26" are that one. */
static Read read_dotted_day(const char *text, gint64 from, gint64 *day, GError **error)
{
	int year, month, mday;
	const char *p = when_read_number(text, 2, &mday);
	if (!p || *p++ != '.')
		return NO;
	while (*p == ' ')
		p++;
	p = when_read_number(p, 2, &month);
	if (!p || *p++ != '.')
		return NO;
	while (*p == ' ')
		p++;
	if (*p) {
		const char *end = when_read_number(p, 4, &year);
		if (!end || *end || (end - p != 2 && end - p != 4))
			return NO;
		return civil_day(end - p == 2 ? 2000 + year : year, month, mday, day, error);
	}
	day_to_civil(from, &year, NULL, NULL);
	for (int later = 0; later <= 8; later++) /* 29.2.: leap years are up to eight years apart */
		if (day_is_valid(year + later, month, mday) &&
		    day_from_civil(year + later, month, mday) >= from)
			return civil_day(year + later, month, mday, day, error);
	daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no %d.%d. in any year."), mday, month);
	return BAD;
}

static Read read_day_word(const char *text, gint64 now, gint64 from, gint64 *day)
{
	static const struct {
		const char *word;
		int days;
	} words[] = {
		{ "today", 0 },      { "heute", 0 },      { "tomorrow", 1 },
		{ "morgen", 1 },     { "ubermorgen", 2 }, { "uebermorgen", 2 },
		{ "yesterday", -1 }, { "gestern", -1 },   { "vorgestern", -2 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(text, words[i].word) == 0) {
			*day = now + words[i].days;
			return YES;
		}
	int weekday = when_read_weekday(text);
	if (weekday < 0)
		return NO;
	*day = from + (weekday - day_weekday(from) + 7) % 7;
	return YES;
}

/* from: the day that "tue" and "24.12." are looked for from; today, or a range's first day. */
static Read read_day(const When *when, const char *text, gint64 from, gint64 *day, GError **error)
{
	gint64 length;
	gboolean whole_days;
	if (text[0] == '+' || text[0] == '-') {
		if (!g_ascii_isdigit(text[1]) || !when_read_length(text + 1, &length, &whole_days) ||
		    !whole_days)
			return NO;
		gint64 days = length / ZONE_DAY_SECONDS;
		return day_in_reach(today(when) + (text[0] == '-' ? -days : days), day, error);
	}
	Read read = read_day_word(text, today(when), from, day);
	if (read == NO)
		read = read_iso_day(text, day, error);
	if (read == NO)
		read = read_dotted_day(text, from, day, error);
	return read;
}

/* --- times --- */

/* "z", "+01:00", "-0530", "+01" at the end of an ISO time: cut off, seconds east in *offset. */
static gboolean take_offset(char *text, gint64 *offset)
{
	gsize length = strlen(text);
	if (length > 1 && text[length - 1] == 'z') {
		text[length - 1] = '\0';
		*offset = 0;
		return TRUE;
	}
	char *sign = strpbrk(text, "+-");
	if (!sign || sign == text)
		return FALSE;
	int hours, minutes = 0;
	const char *p = sign + 1;
	if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]))
		return FALSE;
	hours = (p[0] - '0') * 10 + (p[1] - '0');
	p += 2;
	if (*p) {
		p += *p == ':';
		if (!g_ascii_isdigit(p[0]) || !g_ascii_isdigit(p[1]) || p[2])
			return FALSE;
		minutes = (p[0] - '0') * 10 + (p[1] - '0');
	}
	if (hours > 18 || minutes > 59)
		return FALSE;
	*offset = (hours * 3600 + minutes * 60) * (*sign == '-' ? -1 : 1);
	*sign = '\0';
	return TRUE;
}

/* ".000" after the seconds of a program's time: instants are whole seconds. */
static void drop_fraction(char *text)
{
	char *dot = strrchr(text, '.');
	if (dot && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1) && dot - text == 8)
		*dot = '\0';
}

static Read at_clock(const When *when, gint64 day, int seconds, WhenTime *out, GError **error)
{
	*out = (WhenTime){ .day = day };
	if (seconds == ZONE_DAY_SECONDS) { /* 24:00 ends the day, whatever the clocks do then */
		out->instant = zone_day_start(when->zone, day + 1);
		out->day = zone_day_of(when->zone, out->instant);
		return YES;
	}
	gboolean real =
		zone_instant(when->zone, day * ZONE_DAY_SECONDS + seconds, &out->instant, &out->twice, error);
	return real ? YES : BAD;
}

static void at_instant(const When *when, gint64 instant, WhenTime *out)
{
	*out = (WhenTime){ .instant = instant, .day = zone_day_of(when->zone, instant) };
}

/* "2026-11-24t14:30:00+01:00", also with a space for the t. */
static Read read_iso_time(const When *when, const char *text, WhenTime *out, GError **error)
{
	int year, month, mday, seconds;
	gint64 day, offset = 0;
	if (!is_iso_day(text, &year, &month, &mday) || (text[10] != 't' && text[10] != ' '))
		return NO;
	g_autofree char *clock = g_strdup(text + 11);
	gboolean has_offset = take_offset(clock, &offset);
	drop_fraction(clock);
	if (!when_read_clock(clock, &seconds))
		return NO;
	Read read = civil_day(year, month, mday, &day, error);
	if (read != YES)
		return read;
	if (!has_offset)
		return at_clock(when, day, seconds, out, error);
	at_instant(when, day * ZONE_DAY_SECONDS + seconds - offset, out);
	return YES;
}

/* "now", "+2h", "-30m": by the minute, as appointments are. */
static Read read_from_now(const When *when, const char *text, WhenTime *out, GError **error)
{
	gint64 length = 0, day;
	gboolean is_now = strcmp(text, "now") == 0 || strcmp(text, "jetzt") == 0;
	gboolean is_sum = (text[0] == '+' || text[0] == '-') && g_ascii_isdigit(text[1]);
	if (!is_now && !(is_sum && when_read_length(text + 1, &length, NULL)))
		return NO;
	gint64 instant = when->now + (text[0] == '-' ? -length : length);
	instant -= ((instant % 60) + 60) % 60;
	Read read = day_in_reach(zone_day_of(when->zone, instant), &day, error);
	if (read == YES)
		at_instant(when, instant, out);
	return read;
}

/* "at 9:00", "um 9:00" */
static gboolean read_spoken_clock(const char *text, int *seconds)
{
	if (g_str_has_prefix(text, "at ") || g_str_has_prefix(text, "um "))
		text += 3;
	return when_read_clock(text, seconds);
}

/* "tomorrow 9:00", "9:00 tomorrow", "24.12. 9:00", "tue 2 pm": every space may be the one between day and time. */
static Read read_day_and_clock(const When *when, const char *text, gint64 from, WhenTime *out, GError **error)
{
	for (const char *space = strchr(text, ' '); space; space = strchr(space + 1, ' ')) {
		g_autofree char *left = g_strndup(text, (gsize)(space - text));
		const char *right = space + 1;
		gint64 day;
		int seconds;
		const char *day_text = read_spoken_clock(right, &seconds)  ? left
				       : read_spoken_clock(left, &seconds) ? right
									   : NULL;
		Read read = day_text ? read_day(when, day_text, from, &day, error) : NO;
		if (read == YES)
			return at_clock(when, day, seconds, out, error);
		if (read == BAD)
			return BAD;
	}
	return NO;
}

/* from: the day of a bare clock time, and the one that "tue" is looked for from. */
static Read read_time(const When *when, const char *text, gint64 from, WhenTime *out, GError **error)
{
	gint64 day;
	int seconds;
	Read read = read_day(when, text, from, &day, error);
	if (read == YES)
		*out = (WhenTime){ .instant = zone_day_start(when->zone, day), .is_day = TRUE, .day = day };
	if (read == NO)
		read = read_from_now(when, text, out, error);
	if (read == NO)
		read = read_iso_time(when, text, out, error);
	if (read == NO && read_spoken_clock(text, &seconds))
		read = at_clock(when, from, seconds, out, error);
	if (read == NO)
		read = read_day_and_clock(when, text, from, out, error);
	return read;
}

/* --- ranges --- */

/* "a..b" -> both ends; FALSE where there is no "..". The dots of "24.12." are not the two that part. */
static gboolean split_range(const char *text, char **first, char **last)
{
	const char *dots = strstr(text, "..");
	if (!dots)
		return FALSE;
	while (dots[2] == '.')
		dots++;
	*first = g_strstrip(g_strndup(text, (gsize)(dots - text)));
	*last = g_strstrip(g_strdup(dots + 2));
	return TRUE;
}

static Read read_calendar_range(const When *when, const char *text, gint64 *first, gint64 *last)
{
	gint64 day = today(when);
	if (strcmp(text, "week") == 0 || strcmp(text, "woche") == 0) {
		*first = day - (day_weekday(day) - when->week_start + 7) % 7;
		*last = *first + 6;
		return YES;
	}
	if (strcmp(text, "month") == 0 || strcmp(text, "monat") == 0) {
		int mday;
		day_to_civil(day, NULL, NULL, &mday);
		*first = day - (mday - 1);
		*last = day_add_months(*first, 1) - 1;
		return YES;
	}
	return NO;
}

static Read read_days(const When *when, const char *text, gint64 *first, gint64 *last, GError **error)
{
	g_autofree char *left = NULL, *right = NULL;
	Read read = read_calendar_range(when, text, first, last);
	if (read != NO)
		return read;
	if (!split_range(text, &left, &right)) {
		read = read_day(when, text, today(when), first, error);
		if (read == YES)
			*last = *first;
		return read;
	}
	read = read_day(when, left, today(when), first, error);
	return read == YES ? read_day(when, right, *first, last, error) : read;
}

static Read read_times(const When *when, const char *text, gint64 *from, gint64 *to, GError **error)
{
	WhenTime first, last;
	g_autofree char *left = NULL, *right = NULL;
	if (!split_range(text, &left, &right))
		return NO;
	Read read = read_time(when, left, today(when), &first, error);
	if (read == YES)
		read = read_time(when, right, first.day, &last, error);
	if (read != YES)
		return read;
	*from = first.instant;
	*to = last.is_day ? zone_day_start(when->zone, last.day + 1) : last.instant;
	return YES;
}

static gboolean wrong_way(const char *text, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” ends before it begins."), text);
}

static gboolean not_a_range(const char *text, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” is not a range of days. Write it like today, week, month, 2026-11-24, "
			      "2026-11-24..2026-11-30 or today..+30d."),
			    text);
}

/* --- what others call --- */

gboolean when_time(const When *when, const char *text, WhenTime *out, GError **error)
{
	g_autofree char *folded = text_fold(text);
	Read read = read_time(when, folded, today(when), out, error);
	if (read == NO)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is not a time. Write it like 2026-11-24 14:30, 14:30, tomorrow "
				      "9:00, tue 2pm or "
				      "+2h."),
				    text);
	return read == YES;
}

gboolean when_day(const When *when, const char *text, gint64 *day, GError **error)
{
	g_autofree char *folded = text_fold(text);
	Read read = read_day(when, folded, today(when), day, error);
	if (read == NO)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("“%s” is not a day. Write it like 2026-11-24, today, tomorrow, tue, +3d or 24.12."),
			text);
	return read == YES;
}

gboolean when_days(const When *when, const char *text, gint64 *first, gint64 *last, GError **error)
{
	g_autofree char *folded = text_fold(text);
	Read read = read_days(when, folded, first, last, error);
	if (read == YES && *last < *first)
		return wrong_way(text, error);
	return read == NO ? not_a_range(text, error) : read == YES;
}

gboolean when_range(const When *when, const char *text, gint64 *from, gint64 *to, GError **error)
{
	g_autofree char *folded = text_fold(text);
	g_autoptr(GError) why = NULL;
	gint64 first, last;
	Read read = read_days(when, folded, &first, &last, &why);
	if (read == YES) {
		if (last < first)
			return wrong_way(text, error);
		*from = zone_day_start(when->zone, first);
		*to = zone_day_start(when->zone, last + 1);
		return TRUE;
	}
	if (read == NO)
		read = read_times(when, folded, from, to, &why);
	if (read == YES && *to <= *from)
		return wrong_way(text, error);
	if (read == BAD)
		g_propagate_error(error, g_steal_pointer(&why));
	return read == NO ? not_a_range(text, error) : read == YES;
}
