/* say/days.c - days and ranges of days, as people write them. */
#include "say/say_p.h"

#include "base/i18n.h"
#include <string.h>

static gint64 today(const Reader *reader)
{
	return zone_day_of(reader->context->when.zone, reader->context->when.now);
}

static gint64 week_start(const Reader *reader, gint64 day)
{
	return day - (day_weekday(day) - reader->context->when.week_start + 7) % 7;
}

static void set_day(FoundDay *found, gint64 day)
{
	*found = (FoundDay){ .day = day, .last = day, .alt = NONE };
}

/* --- dates --- */

/* "24.12.", "2026-12-24": as everywhere in daybook. */
static guint read_date(const Reader *reader, guint i, FoundDay *found, char **problem)
{
	const Token *token = say_token(reader, i);
	g_autoptr(GError) error = NULL;
	gint64 day;
	if (!say_is_free(reader, i) || token->kind != TOKEN_DATE)
		return 0;
	if (when_day(&reader->context->when, token->text, &day, &error))
		set_day(found, day);
	else
		*problem = g_strdup(error->message);
	return 1;
}

/* The next day of that date, today included; a year makes it that one. NONE: the calendar has none. */
static gint64 next_date(const Reader *reader, int month, int mday, int year)
{
	int first;
	if (year >= 0)
		return day_is_valid(year, month, mday) ? day_from_civil(year, month, mday) : NONE;
	day_to_civil(today(reader), &first, NULL, NULL);
	for (year = first; year <= first + 8; year++)
		if (day_is_valid(year, month, mday) && day_from_civil(year, month, mday) >= today(reader))
			return day_from_civil(year, month, mday);
	return NONE;
}

static guint date_found(const Reader *reader, guint i, guint n, gint64 day, FoundDay *found, char **problem)
{
	g_autofree char *text = say_text(reader, i, n);
	if (day == NONE)
		*problem = g_strdup_printf(_("There is no day “%s”."), text);
	else
		set_day(found, day);
	return n;
}

/* "24/12", "12/24": the one that the calendar has; both: either can be meant. */
static guint read_slash(const Reader *reader, guint i, FoundDay *found, char **problem)
{
	const Token *token = say_token(reader, i);
	if (!say_is_free(reader, i) || token->kind != TOKEN_SLASH || token->digits > 2 ||
	    token->minor_digits > 2)
		return 0;
	gint64 one = next_date(reader, token->minor, token->number, -1);
	gint64 other = next_date(reader, token->number, token->minor, -1);
	guint n = date_found(reader, i, 1, one != NONE ? one : other, found, problem);
	if (one != NONE && other != NONE && one != other)
		found->alt = other;
	return n;
}

/* "24", "24.", "24th", "twenty fourth": of a month. marked: it says that it is one of several. */
static guint read_mday(const Reader *reader, guint i, int *mday, gboolean *marked)
{
	guint n = say_lex(reader, i, LEX_ORDINAL, mday);
	*marked = TRUE;
	if (n > 0)
		return n;
	if (!say_is_free(reader, i) || say_token(reader, i)->kind != TOKEN_NUMBER ||
	    say_token(reader, i)->digits > 2)
		return 0;
	const Token *after = say_token(reader, i + 1);
	*mday = say_token(reader, i)->number;
	if (after && after->glued &&
	    (say_is_sign(reader, i + 1, ".") || say_mark(reader, i + 1, MARK_NTH) > 0))
		return 2;
	*marked = FALSE;
	return 1;
}

static guint read_year(const Reader *reader, guint i, int *year)
{
	guint comma = say_is_sign(reader, i, ",") ? 1 : 0;
	const Token *token = say_token(reader, i + comma);
	*year = -1;
	if (!say_is_free(reader, i + comma) || token->kind != TOKEN_NUMBER || token->digits != 4 ||
	    token->number < 1900 || token->number > 2999)
		return 0;
	*year = token->number;
	return comma + 1;
}

/* "24 december", "24th of december 2026", "december 24", "24. dezember" */
static guint read_month_date(const Reader *reader, guint i, FoundDay *found, char **problem)
{
	int mday, month, year;
	gboolean marked;
	guint n = read_mday(reader, i, &mday, &marked);
	if (n > 0) {
		guint of = say_mark(reader, i + n, MARK_OF);
		guint m = say_lex(reader, i + n + of, LEX_MONTH, &month);
		if (m == 0)
			return 0;
		n += of + m;
	} else {
		n = say_lex(reader, i, LEX_MONTH, &month);
		n += n && say_is_sign(reader, i + n, ".") ? 1 : 0;
		n += n ? say_mark(reader, i + n, MARK_THE) : 0;
		guint d = n ? read_mday(reader, i + n, &mday, &marked) : 0;
		if (d == 0)
			return 0;
		int unit;
		if (say_value(reader, i + n + d, LEX_CLOCK, CLOCK_AM) > 0 ||
		    say_value(reader, i + n + d, LEX_CLOCK, CLOCK_PM) > 0 ||
		    say_value(reader, i + n + d, LEX_CLOCK, CLOCK_OCLOCK) > 0 ||
		    say_lex(reader, i + n + d, LEX_UNIT, &unit) > 0)
			return 0; /* "may 3 pm": who is May? */
		n += d;
	}
	n += read_year(reader, i + n, &year);
	return date_found(reader, i, n, next_date(reader, month, mday, year), found, problem);
}

/* "the 24th", "am 24.": the next one. The number alone could be anything. */
static guint read_mday_alone(const Reader *reader, guint i, FoundDay *found, char **problem)
{
	int mday, year, month;
	gboolean marked;
	guint n = read_mday(reader, i, &mday, &marked);
	if (n == 0 || !marked || say_token(reader, i)->kind != TOKEN_NUMBER || mday < 1 || mday > 31)
		return 0;
	day_to_civil(today(reader), &year, &month, NULL);
	for (int k = 0; k < 12; k++, month = month % 12 + 1, year += month == 1)
		if (day_is_valid(year, month, mday) && day_from_civil(year, month, mday) >= today(reader))
			return date_found(reader, i, n, day_from_civil(year, month, mday), found, problem);
	return date_found(reader, i, n, NONE, found, problem);
}

/* --- from today --- */

/* "in 2 weeks", "2 weeks from now": how many days or months; exact days, or the month's same day. */
static guint read_later(const Reader *reader, guint i, gint64 *day, int *weeks)
{
	int number, unit;
	guint in = say_mark(reader, i, MARK_IN);
	guint n = say_number(reader, i + in, &number);
	guint u = n ? say_lex(reader, i + in + n, LEX_UNIT, &unit) : 0;
	if (u == 0 || unit < UNIT_DAY || number > 400)
		return 0;
	guint now = in ? 0 : say_mark(reader, i + n + u, MARK_FROM_NOW);
	if (in == 0 && now == 0)
		return 0;
	*weeks = unit == UNIT_WEEK ? number : 0;
	*day = unit == UNIT_DAY    ? today(reader) + number
	       : unit == UNIT_WEEK ? today(reader) + 7 * number
				   : day_add_months(today(reader), number * (unit == UNIT_YEAR ? 12 : 1));
	return in + n + u + now;
}

static guint read_period(const Reader *reader, guint i, FoundDay *found)
{
	int period, mday;
	guint n = say_lex(reader, i, LEX_PERIOD, &period);
	gint64 day = today(reader);
	if (n == 0)
		return 0;
	if (period <= PERIOD_WEEK_AFTER) {
		set_day(found, week_start(reader, day) + 7 * (period - PERIOD_THIS_WEEK));
		found->last = found->day + 6;
	} else {
		day_to_civil(day, NULL, NULL, &mday);
		set_day(found, day_add_months(day - (mday - 1), period == PERIOD_NEXT_MONTH ? 1 : 0));
		found->last = day_add_months(found->day, 1) - 1;
	}
	return n;
}

/* --- weekdays --- */

static gint64 weekday_in_week(const Reader *reader, gint64 week, int weekday)
{
	return week + (weekday - reader->context->when.week_start + 7) % 7;
}

/* "next friday", said on a Tuesday, is the coming one to some and the one of next week to others: both can be meant. The same of "this
 * tuesday" on a Tuesday. */
static void weekday_found(const Reader *reader, int weekday, gboolean next, gboolean this, FoundDay *found)
{
	gint64 now = today(reader), day = now + (weekday - day_weekday(now) + 7) % 7;
	set_day(found, day);
	found->weekday = !next && !this;
	if (next && day == now)
		set_day(found, day + 7);
	else if (next && day < week_start(reader, now) + 7)
		found->alt = day + 7;
	else if (this && day == now)
		found->alt = day + 7;
}

/* What may stand after a weekday: "next week", "in two weeks". */
static guint read_after_weekday(const Reader *reader, guint i, int weekday, FoundDay *found)
{
	FoundDay period;
	gint64 day;
	int weeks;
	guint n = read_period(reader, i, &period);
	if (n > 0 && period.last - period.day == 6) {
		set_day(found, weekday_in_week(reader, period.day, weekday));
		return n;
	}
	n = read_later(reader, i, &day, &weeks);
	if (n == 0 || weeks == 0)
		return 0;
	set_day(found, found->day + 7 * weeks);
	gint64 other = weekday_in_week(reader, week_start(reader, day), weekday);
	if (other != found->day)
		found->alt = other;
	return n;
}

static guint read_weekday(const Reader *reader, guint i, FoundDay *found)
{
	int weekday;
	guint next = say_mark(reader, i, MARK_NEXT), this = say_mark(reader, i, MARK_THIS);
	guint n = say_lex(reader, i + next + this, LEX_WEEKDAY, &weekday);
	if (n == 0)
		return 0;
	n += next + this;
	weekday_found(reader, weekday, next > 0, this > 0, found);
	n += say_is_sign(reader, i + n, ".") && say_token(reader, i + n)->glued ? 1 : 0;
	return n + read_after_weekday(reader, i + n, weekday, found);
}

/* "next week tuesday", "in two weeks on tuesday": the weekday of that week. */
static guint read_week_and_day(const Reader *reader, guint i, FoundDay *found)
{
	int weekday, weeks = 0;
	gint64 day = 0;
	FoundDay period;
	guint n = read_period(reader, i, &period);
	if (n == 0 || period.last - period.day != 6)
		n = read_later(reader, i, &day, &weeks);
	if (n == 0)
		return 0;
	guint on = say_mark(reader, i + n, MARK_ON);
	guint w = say_lex(reader, i + n + on, LEX_WEEKDAY, &weekday);
	if (w == 0 || (weeks == 0 && day != 0))
		return 0;
	if (weeks == 0) {
		set_day(found, weekday_in_week(reader, period.day, weekday));
		return n + on + w;
	}
	weekday_found(reader, weekday, FALSE, FALSE, found);
	gint64 other = found->day + 7 * weeks;
	set_day(found, weekday_in_week(reader, week_start(reader, day), weekday));
	if (other != found->day)
		found->alt = other;
	return n + on + w;
}

/* --- any day --- */

/* "heute", "übermorgen"; but "morgen" after a day is its morning. */
static guint read_day_word(const Reader *reader, guint i, FoundDay *found)
{
	int offset, part;
	guint n = say_lex(reader, i, LEX_DAY, &offset);
	const Token *before = i > 0 ? say_token(reader, i - 1) : NULL;
	gboolean after_day = before && before->taken && reader->days->len > 0 &&
			     g_array_index(reader->days, FoundDay, reader->days->len - 1).token +
					     g_array_index(reader->days, FoundDay, reader->days->len - 1).n ==
				     i;
	if (n == 0 || (after_day && say_lex(reader, i, LEX_PART, &part) > 0))
		return 0;
	set_day(found, today(reader) + offset);
	return n;
}

static guint read_bare_day(const Reader *reader, guint i, FoundDay *found, char **problem)
{
	gint64 day;
	int weeks;
	guint n = read_date(reader, i, found, problem);
	if (n == 0)
		n = read_slash(reader, i, found, problem);
	if (n == 0)
		n = read_month_date(reader, i, found, problem);
	if (n == 0)
		n = read_week_and_day(reader, i, found);
	if (n == 0)
		n = read_weekday(reader, i, found);
	if (n == 0)
		n = read_period(reader, i, found);
	if (n == 0)
		n = read_day_word(reader, i, found);
	if (n == 0 && (n = read_later(reader, i, &day, &weeks)) > 0)
		set_day(found, day);
	return n;
}

guint say_read_day(Reader *reader, guint i, FoundDay *found, char **problem)
{
	guint lead = say_mark(reader, i, MARK_ON);
	*problem = NULL;
	lead += say_mark(reader, i + lead, MARK_THE);
	guint n = read_bare_day(reader, i + lead, found, problem);
	if (n == 0 && lead > 0)
		n = read_mday_alone(reader, i + lead, found, problem);
	if (n == 0 && lead > 0)
		return (n = read_bare_day(reader, i, found, problem));
	return n ? lead + n : 0;
}
