/* say/clock.c - times of day, and lengths of time, as people write them. */
#include "say/say_p.h"

#include <string.h>

/* A time of day being read. */
typedef struct {
	int minute;
	gboolean half;    /* it may be twelve hours later */
	gboolean literal; /* as on a 24 h clock */
	gboolean bare;    /* a number alone */
} Clock12;

/* An hour as it was said: 1 to 12 can be before or after noon. */
static gboolean set_hour(Clock12 *clock, int hour, int minute)
{
	if (hour > 24 || minute > 59 || (hour == 24 && minute > 0))
		return FALSE;
	*clock = (Clock12){ .minute = hour * 60 + minute, .half = hour >= 1 && hour < 12 };
	return TRUE;
}

/* "am", "pm", "uhr" after a time. FALSE: what stands there cannot be. */
static gboolean read_ending(const Reader *reader, guint i, Clock12 *clock, guint *n)
{
	int word = -1, hour = clock->minute / 60;
	*n = say_value(reader, i, LEX_CLOCK, CLOCK_OCLOCK);
	if (*n > 0) {
		clock->literal = TRUE;
		return TRUE;
	}
	if ((*n = say_value(reader, i, LEX_CLOCK, CLOCK_AM)) > 0)
		word = CLOCK_AM;
	else if ((*n = say_value(reader, i, LEX_CLOCK, CLOCK_PM)) > 0)
		word = CLOCK_PM;
	int number, other;
	/* German "am" is "on the": 10:00 am dienstag */
	if (word == CLOCK_AM && !say_token(reader, i)->glued &&
	    (say_lex(reader, i + 1, LEX_WEEKDAY, &other) > 0 ||
	     say_lex(reader, i + 1, LEX_PART, &other) > 0 || say_number(reader, i + 1, &number) > 0 ||
	     (say_is_free(reader, i + 1) && say_token(reader, i + 1)->kind == TOKEN_DATE))) {
		*n = 0;
		return TRUE;
	}
	if (word < 0)
		return TRUE;
	if (hour < 1 || hour > 12)
		return FALSE;
	clock->minute = clock->minute % 60 + (hour % 12 + (word == CLOCK_PM ? 12 : 0)) * 60;
	clock->half = FALSE;
	return TRUE;
}

static gboolean is_ending(const Reader *reader, guint i)
{
	return say_value(reader, i, LEX_CLOCK, CLOCK_OCLOCK) > 0 ||
	       say_value(reader, i, LEX_CLOCK, CLOCK_AM) > 0 || say_value(reader, i, LEX_CLOCK, CLOCK_PM) > 0;
}

/* 14:30, 09:00; 14.30 only where something says that it is a time. */
static guint read_digital(const Reader *reader, guint i, gboolean at, Clock12 *clock)
{
	const Token *token = say_token(reader, i);
	guint n;
	if (!say_is_free(reader, i) || (token->kind != TOKEN_CLOCK && token->kind != TOKEN_DECIMAL))
		return 0;
	if (token->kind == TOKEN_DECIMAL && (token->minor_digits != 2 || token->digits > 2 ||
					     strchr(token->text, ',') || !(at || is_ending(reader, i + 1))))
		return 0;
	if (!set_hour(clock, token->number, token->minor))
		return 0;
	if (token->digits == 2)
		clock->half = FALSE; /* 09:00, 10:00 */
	if (token->digits == 2 && token->number >= 10 && token->number < 12)
		clock->half = is_ending(reader, i + 1); /* 10:30 pm */
	clock->literal = TRUE;
	if (!read_ending(reader, i + 1, clock, &n))
		return 0;
	if (token->digits == 2)
		clock->half = FALSE;
	return 1 + n;
}

/* "14h30", "14 uhr 30", "2 uhr dreißig"; the minutes are a number below 60 that nothing else claims. */
static guint read_minutes(const Reader *reader, guint i, Clock12 *clock)
{
	int minute, other;
	guint n = say_number(reader, i, &minute);
	if (n == 0 || minute > 59 || minute < 1 || clock->minute % 60 != 0 ||
	    say_lex(reader, i + n, LEX_UNIT, &other) > 0 ||
	    say_value(reader, i + n, LEX_REPEAT, REPEAT_TIMES) > 0 ||
	    say_lex(reader, i + n, LEX_CURRENCY, &other) > 0 ||
	    say_lex(reader, i + n, LEX_MONTH, &other) > 0 || say_lex(reader, i, LEX_FILLER, &other) > 0 ||
	    say_is_sign(reader, i + n, ".") ||
	    (say_token(reader, i)->kind == TOKEN_NUMBER && say_token(reader, i)->digits != 2))
		return 0;
	clock->minute += minute;
	return n;
}

/* "2pm", "14 uhr", "14h30". A bare number only where bare_ok. */
static guint read_spoken(const Reader *reader, guint i, gboolean bare_ok, Clock12 *clock)
{
	int hour, other;
	guint end, n = say_number(reader, i, &hour);
	const Token *token = say_token(reader, i);
	if (n == 0)
		return 0;
	if (token->kind == TOKEN_NUMBER && token->digits >= 3) { /* at 1430 */
		if (!bare_ok || token->digits != 4 || !set_hour(clock, hour / 100, hour % 100))
			return 0;
		clock->half = FALSE;
		return n;
	}
	if (!set_hour(clock, hour, 0))
		return 0;
	guint h = say_is_free(reader, i + n) && strcmp(say_token(reader, i + n)->text, "h") == 0 ? 1 : 0;
	if (h && (hour >= 13 || (bare_ok && hour > 0) || hour >= 9)) {
		guint m = read_minutes(reader, i + n + 1, clock);
		clock->literal = TRUE;
		return m || hour >= 13 || bare_ok ? n + 1 + m : 0;
	}
	if (is_ending(reader, i + n) && read_ending(reader, i + n, clock, &end)) {
		if (end == 0)
			return bare_ok ? n : 0;
		guint m = clock->literal ? read_minutes(reader, i + n + end, clock) : 0;
		clock->half = clock->half && token->text[0] != '0';
		return n + end + m;
	}
	clock->bare = TRUE;
	if (!bare_ok || say_lex(reader, i + n, LEX_UNIT, &other) > 0 ||
	    say_lex(reader, i + n, LEX_CURRENCY, &other) > 0 ||
	    say_value(reader, i + n, LEX_REPEAT, REPEAT_TIMES) > 0 || say_mark(reader, i + n, MARK_NTH) > 0 ||
	    (say_is_sign(reader, i + n, ".") && say_is_free(reader, i + n + 1)))
		return 0;
	return n;
}

/* "half past two", "halb drei", "viertel nach 3", "ten to four", "zehn vor vier" */
static guint read_relative(const Reader *reader, guint i, Clock12 *clock)
{
	static const int shifts[] = { [CLOCK_HALF_PAST] = 30,
				      [CLOCK_HALF_TO] = -30,
				      [CLOCK_QUARTER_PAST] = 15,
				      [CLOCK_QUARTER_TO] = -15 };
	int word, minutes, hour, unit;
	guint end, n = say_lex(reader, i, LEX_CLOCK, &word);
	if (n > 0 && word <= CLOCK_QUARTER_TO) {
		minutes = shifts[word];
	} else {
		n = say_number(reader, i, &minutes);
		guint u = n ? say_lex(reader, i + n, LEX_UNIT, &unit) : 0;
		gboolean spelled = n && say_token(reader, i)->kind == TOKEN_WORD;
		guint to = say_value(reader, i + n + u, LEX_CLOCK, CLOCK_TO);
		guint past = say_value(reader, i + n + u, LEX_CLOCK, CLOCK_PAST);
		if (n == 0 || minutes > 29 || (to == 0 && past == 0) || (u && unit != UNIT_MINUTE) ||
		    (!spelled && minutes != 5 && minutes != 10 && minutes != 20 && minutes != 25) ||
		    (!spelled && !past && !u && minutes == 10))
			return 0;
		minutes = to ? -minutes : minutes;
		n += u + (to ? to : past);
	}
	guint h = say_number(reader, i + n, &hour);
	if (h == 0 || hour < 1 || hour > 24 || !set_hour(clock, hour, 0))
		return 0;
	clock->half = hour <= 12;
	n += h;
	if (!read_ending(reader, i + n, clock, &end))
		return 0;
	if (clock->half && clock->minute == 12 * 60)
		clock->minute = 0; /* half past twelve: 0:30 or 12:30 */
	clock->minute = (clock->minute + minutes + 1440) % 1440;
	if (clock->half)
		clock->minute %= 720;
	clock->literal = FALSE;
	return n + end;
}

static guint read_clock(const Reader *reader, guint i, gboolean bare_ok, Clock12 *clock)
{
	int word;
	guint n = say_lex(reader, i, LEX_CLOCK, &word);
	if (n > 0 && (word == CLOCK_NOON || word == CLOCK_MIDNIGHT)) {
		set_hour(clock, word == CLOCK_NOON ? 12 : 24, 0);
		return n;
	}
	n = read_relative(reader, i, clock);
	if (n == 0)
		n = read_digital(reader, i, bare_ok, clock);
	if (n == 0)
		n = read_spoken(reader, i, bare_ok, clock);
	return n;
}

/* --- from … to … --- */

static guint read_dash(const Reader *reader, guint i)
{
	guint n = say_is_sign(reader, i, "-") || say_is_sign(reader, i, "–") ? 1 : 0;
	if (n == 0 && reader->out->verb != SAY_MOVE) {
		n = say_mark(reader, i, MARK_UNTIL);
		if (n == 0)
			n = say_mark(reader, i, MARK_TO);
	}
	return n;
}

/* Of "2-3pm" and "11-1pm" the first hour is the nearest before the second. */
static void settle_first(Clock12 *first, const Clock12 *second)
{
	if (!first->half || second->half)
		return;
	if (first->minute + 720 < second->minute)
		first->minute += 720;
	first->half = FALSE;
}

/* Of "14:00 to 3" the second is the next after the first. */
static void settle_second(const Clock12 *first, Clock12 *second)
{
	if (!second->half || first->half)
		return;
	if (second->minute <= first->minute)
		second->minute += 720;
	second->half = FALSE;
}

static guint read_span(const Reader *reader, guint i, gboolean bare_ok, gboolean between, FoundTime *found)
{
	Clock12 first, second;
	guint n = read_clock(reader, i, TRUE, &first);
	guint dash = n ? (between ? say_mark(reader, i + n, MARK_AND) : read_dash(reader, i + n)) : 0;
	guint m = dash ? read_clock(reader, i + n + dash, bare_ok || !first.bare, &second) : 0;
	if (m == 0 || (!bare_ok && first.bare && second.bare))
		return 0;
	/* "10 to 11" is an hour, or ten minutes before one: it is left to be asked about */
	if (first.bare && second.bare && say_mark(reader, i + n, MARK_TO) > 0 && first.minute % 300 == 0 &&
	    !(i > 0 && say_mark(reader, i - 1, MARK_FROM) > 0))
		return 0;
	settle_first(&first, &second);
	settle_second(&first, &second);
	if (second.minute <= first.minute && !first.half)
		return 0;
	*found = (FoundTime){ .kind = between ? AT_BETWEEN : AT_TIME,
			      .minute = first.minute,
			      .end = second.minute,
			      .half = first.half,
			      .end_half = second.half,
			      .literal = first.literal };
	return n + dash + m;
}

/* --- parts of the day, now, in two hours --- */

static void part_found(LexPart part, FoundTime *found)
{
	static const int bounds[][2] = { { 0, 720 }, { 720, 1080 }, { 1020, 1440 }, { 1020, 1440 } };
	*found = (FoundTime){ .kind = AT_PART, .minute = bounds[part][0], .end = bounds[part][1] };
}

static guint read_part(const Reader *reader, guint i, FoundTime *found)
{
	int part;
	guint this = say_mark(reader, i, MARK_THIS);
	guint n = say_lex(reader, i + this, LEX_PART, &part);
	if (n == 0)
		return 0;
	part_found((LexPart)part, found);
	if (this || part == PART_TODAY_EVENING)
		found->instant = reader->context->when.now; /* its day */
	else
		found->instant = NONE;
	return this + n;
}

static guint read_instant(const Reader *reader, guint i, FoundTime *found)
{
	gint64 seconds = 0, now = reader->context->when.now;
	guint n = say_value(reader, i, LEX_CLOCK, CLOCK_NOW);
	if (n == 0) {
		guint in = say_mark(reader, i, MARK_IN);
		guint length = in ? say_read_length(reader, i + in, &seconds) : 0;
		if (length == 0)
			return 0;
		n = in + length;
	}
	*found = (FoundTime){ .kind = AT_INSTANT, .instant = now - ((now % 60) + 60) % 60 + seconds };
	return n;
}

/* --- any time --- */

static guint read_marked(const Reader *reader, guint i, FoundTime *found)
{
	static const struct {
		LexMark mark;
		FoundKind kind;
	} kinds[] = { { MARK_AFTER, AT_AFTER }, { MARK_BEFORE, AT_BEFORE } };
	Clock12 clock;
	guint between = say_mark(reader, i, MARK_BETWEEN), from = say_mark(reader, i, MARK_FROM);
	guint n = between ? read_span(reader, i + between, TRUE, TRUE, found) : 0;
	if (n > 0)
		return between + n;
	n = from ? read_span(reader, i + from, TRUE, FALSE, found) : 0;
	if (n > 0)
		return from + n;
	for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
		guint mark = say_mark(reader, i, kinds[k].mark);
		n = mark ? read_clock(reader, i + mark, TRUE, &clock) : 0;
		if (n == 0)
			continue;
		*found = (FoundTime){ .kind = kinds[k].kind,
				      .minute = clock.minute,
				      .end = -1,
				      .half = clock.half,
				      .literal = clock.literal };
		return mark + n;
	}
	return 0;
}

/* Does a part of the day that belongs to the last day end before token i? "friday morning 11" */
static gboolean follows_part(const Reader *reader, guint i, const FoundDay *day)
{
	const FoundTime *last = reader->times->len > 0
					? &g_array_index(reader->times, FoundTime, reader->times->len - 1)
					: NULL;
	return last && last->kind == AT_PART && last->token == day->token + day->n &&
	       last->token + last->n == i;
}

/* "fri 10": a number alone right after a day is the hour, unless it may be that day's date. */
static gboolean follows_day(const Reader *reader, guint i)
{
	int mday, hour;
	const FoundDay *last =
		reader->days->len > 0 ? &g_array_index(reader->days, FoundDay, reader->days->len - 1) : NULL;
	if (!last || last->last != last->day || say_number(reader, i, &hour) == 0 ||
	    (last->token + last->n != i && !follows_part(reader, i, last)))
		return FALSE;
	day_to_civil(last->day, NULL, NULL, &mday);
	return say_token(reader, i)->kind == TOKEN_NUMBER && mday != hour;
}

/* In a move the mark of the old and of the new time stays where it is. */
static gboolean follows_move_mark(const Reader *reader, guint i)
{
	return reader->out->verb == SAY_MOVE && i > 0 &&
	       (say_mark(reader, i - 1, MARK_TO) > 0 || say_mark(reader, i - 1, MARK_FROM) > 0);
}

static guint read_plain(const Reader *reader, guint i, FoundTime *found)
{
	Clock12 clock;
	gboolean moves = reader->out->verb == SAY_MOVE;
	guint at = say_mark(reader, i, MARK_AT), from = say_mark(reader, i, MARK_FROM);
	if (at == 0 && say_is_sign(reader, i, "@"))
		at = 1;
	guint n = read_span(reader, i + at, at > 0, FALSE, found);
	if (n > 0)
		return at + n;
	guint lead = at ? at : moves ? 0 : from;
	gboolean bare_ok = lead > 0 || follows_move_mark(reader, i) || follows_day(reader, i);
	if ((n = read_clock(reader, i + lead, bare_ok, &clock)) == 0)
		return 0;
	guint onward = say_mark(reader, i + lead + n, MARK_ONWARD);
	*found = (FoundTime){ .kind = (from && !moves) || onward ? AT_AFTER : AT_TIME,
			      .minute = clock.minute,
			      .end = -1,
			      .half = clock.half,
			      .literal = clock.literal };
	return lead + n + onward;
}

guint say_read_time(const Reader *reader, guint i, FoundTime *found)
{
	guint n = read_marked(reader, i, found);
	if (n == 0)
		n = read_instant(reader, i, found);
	if (n == 0)
		n = read_part(reader, i, found);
	return n ? n : read_plain(reader, i, found);
}

/* --- lengths --- */

static guint read_number_and_unit(const Reader *reader, guint i, gint64 *seconds)
{
	const Token *token = say_token(reader, i);
	int number, unit;
	if (say_is_free(reader, i) && token->kind == TOKEN_DECIMAL && token->minor_digits == 1 &&
	    token->number <= 24) { /* 1.5h */
		guint u = say_value(reader, i + 1, LEX_UNIT, UNIT_HOUR);
		*seconds = token->number * 3600 + token->minor * 360;
		return u && *seconds % 60 == 0 ? 1 + u : 0;
	}
	guint n = say_number(reader, i, &number);
	guint u = n ? say_lex(reader, i + n, LEX_UNIT, &unit) : 0;
	if (u == 0 || unit > UNIT_HOUR || number < 1 || number > 1440)
		return 0;
	if (unit == UNIT_HOUR && (number >= 9 && strcmp(say_token(reader, i + n)->text, "h") == 0))
		return 0; /* 14h is a time, 9h may be one */
	*seconds = (gint64)number * (unit == UNIT_HOUR ? 3600 : 60);
	return n + u;
}

/* The minutes after the hours: "1h30", "1 hour and 15 minutes". */
static guint read_more_minutes(const Reader *reader, guint i, gint64 *seconds)
{
	int minutes;
	guint and = say_mark(reader, i, MARK_AND);
	guint n = say_number(reader, i + and, &minutes);
	guint u = n ? say_value(reader, i + and+n, LEX_UNIT, UNIT_MINUTE) : 0;
	gboolean glued = n && !and&&say_token(reader, i)->glued && say_token(reader, i)->kind == TOKEN_NUMBER;
	if (n == 0 || minutes < 1 || minutes > 59 || (u == 0 && !glued))
		return 0;
	*seconds += minutes * 60;
	return and+n + u;
}

guint say_read_length(const Reader *reader, guint i, gint64 *seconds)
{
	int minutes;
	guint lead = say_mark(reader, i, MARK_FOR);
	guint n = say_lex(reader, i + lead, LEX_LENGTH, &minutes);
	if (n > 0) {
		*seconds = minutes * 60;
		return lead + n;
	}
	n = read_number_and_unit(reader, i + lead, seconds);
	if (n == 0)
		return 0;
	if (*seconds % 3600 == 0)
		n += read_more_minutes(reader, i + lead + n, seconds);
	return lead + n;
}
