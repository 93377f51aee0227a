/* say/amounts.c - repeats and prices, as people write them. */
#include "say/say_p.h"

#include "base/i18n.h"
#include "base/money.h"
#include <string.h>

/* --- repeats --- */

static const char *const frequencies[] = {
	[UNIT_DAY] = "DAILY", [UNIT_WEEK] = "WEEKLY", [UNIT_MONTH] = "MONTHLY", [UNIT_YEAR] = "YEARLY"
};

static void repeat_found(FoundRepeat *found, const char *frequency, int interval)
{
	*found = (FoundRepeat){ .frequency = frequency, .interval = interval, .weekday = -1, .until = NONE };
}

/* "every tuesday", "every second tuesday", "every second tuesday of the month" */
static guint read_every_weekday(const Reader *reader, guint i, int nth, FoundRepeat *found)
{
	int weekday;
	guint n = say_lex(reader, i, LEX_WEEKDAY, &weekday);
	if (n == 0)
		return 0;
	guint of = say_value(reader, i + n, LEX_REPEAT, REPEAT_OF_MONTH);
	repeat_found(found, of ? "MONTHLY" : "WEEKLY", of ? 1 : nth);
	found->weekday = weekday;
	found->nth = of ? nth : 0;
	return n + of;
}

/* "every 4 weeks", "every other week", "jeden zweiten dienstag" */
static guint read_every(const Reader *reader, guint i, FoundRepeat *found)
{
	int interval = 1, unit;
	guint every = say_value(reader, i, LEX_REPEAT, REPEAT_EVERY);
	if (every == 0)
		return 0;
	guint other = say_value(reader, i + every, LEX_REPEAT, REPEAT_OTHER);
	guint n = every + other;
	if (other)
		interval = 2;
	else if ((other = say_lex(reader, i + n, LEX_ORDINAL, &interval)) > 0 ||
		 (other = say_number(reader, i + n, &interval)) > 0) {
		n += other + say_mark(reader, i + n + other, MARK_NTH);
		n += say_is_sign(reader, i + n, ".") ? 1 : 0;
	}
	if (interval < 1 || interval > 366)
		return 0;
	guint u = say_lex(reader, i + n, LEX_UNIT, &unit);
	if (u > 0 && unit >= UNIT_DAY) {
		repeat_found(found, frequencies[unit], interval);
		return n + u;
	}
	u = read_every_weekday(reader, i + n, interval, found);
	return u ? n + u : 0;
}

/* "weekly", "14-tägig" is every 14 days, "4-wöchentlich" every 4 weeks */
static guint read_adverb(const Reader *reader, guint i, FoundRepeat *found)
{
	static const struct {
		LexRepeat word;
		const char *frequency;
		int interval;
	} adverbs[] = { { REPEAT_DAILY, "DAILY", 1 },
			{ REPEAT_WEEKLY, "WEEKLY", 1 },
			{ REPEAT_FORTNIGHTLY, "WEEKLY", 2 },
			{ REPEAT_MONTHLY, "MONTHLY", 1 },
			{ REPEAT_YEARLY, "YEARLY", 1 } };
	int interval = 1;
	guint n = say_is_free(reader, i) && say_token(reader, i)->kind == TOKEN_NUMBER
			  ? say_number(reader, i, &interval)
			  : 0;
	n += n && say_is_sign(reader, i + n, "-") ? 1 : 0;
	for (gsize a = 0; a < G_N_ELEMENTS(adverbs); a++) {
		guint word = say_value(reader, i + n, LEX_REPEAT, (int)adverbs[a].word);
		if (word == 0 || interval < 1 || interval > 366)
			continue;
		repeat_found(found, adverbs[a].frequency, interval * adverbs[a].interval);
		return n + word;
	}
	return 0;
}

/* "the second tuesday of every month" */
static guint read_nth_of_month(const Reader *reader, guint i, FoundRepeat *found)
{
	int nth;
	guint the = say_mark(reader, i, MARK_THE);
	guint n = say_lex(reader, i + the, LEX_ORDINAL, &nth);
	guint w = n && nth <= 5 ? read_every_weekday(reader, i + the + n, nth, found) : 0;
	return w && found->nth ? the + n + w : 0;
}

static guint read_count(const Reader *reader, guint i, FoundRepeat *found)
{
	int count;
	guint lead = say_mark(reader, i, MARK_FOR);
	guint n = say_lex(reader, i + lead, LEX_COUNT, &count);
	if (n == 0) {
		n = say_number(reader, i + lead, &count);
		guint times = n ? say_value(reader, i + lead + n, LEX_REPEAT, REPEAT_TIMES) : 0;
		n = times ? n + times : 0;
	}
	if (n == 0 || count < 1 || count > 1000)
		return 0;
	repeat_found(found, NULL, 0);
	found->count = count;
	return lead + n;
}

static guint read_until(const Reader *reader, guint i, FoundRepeat *found)
{
	FoundDay day;
	char *problem = NULL;
	guint until = say_mark(reader, i, MARK_UNTIL);
	guint n = until ? say_read_day((Reader *)reader, i + until, &day, &problem) : 0;
	gboolean wrong = problem != NULL;
	g_free(problem);
	if (n == 0 || wrong || day.alt != NONE)
		return 0;
	repeat_found(found, NULL, 0);
	found->until = day.last;
	return until + n;
}

/* "tuesdays", "dienstags" */
static guint read_plural(const Reader *reader, guint i, FoundRepeat *found)
{
	int weekday;
	guint on = say_mark(reader, i, MARK_ON);
	guint n = say_lex(reader, i + on, LEX_WEEKLY, &weekday);
	if (n == 0)
		return 0;
	repeat_found(found, "WEEKLY", 1);
	found->weekday = weekday;
	found->plural = TRUE;
	return on + n;
}

guint say_read_repeat(const Reader *reader, guint i, FoundRepeat *found)
{
	guint n = read_every(reader, i, found);
	if (n == 0)
		n = read_plural(reader, i, found);
	if (n == 0)
		n = read_adverb(reader, i, found);
	if (n == 0)
		n = read_nth_of_month(reader, i, found);
	if (n == 0)
		n = read_count(reader, i, found);
	if (n == 0)
		n = read_until(reader, i, found);
	return n;
}

/* --- in words --- */

static char *every_words(const FoundRepeat *rule)
{
	guint n = (guint)MAX(rule->interval, 1);
	if (strcmp(rule->frequency, "DAILY") == 0)
		return g_strdup_printf(ngettext("every day", "every %u days", n), n);
	if (strcmp(rule->frequency, "WEEKLY") == 0)
		return g_strdup_printf(ngettext("every week", "every %u weeks", n), n);
	if (strcmp(rule->frequency, "MONTHLY") == 0)
		return g_strdup_printf(ngettext("every month", "every %u months", n), n);
	return g_strdup_printf(ngettext("every year", "every %u years", n), n);
}

char *say_repeat_words(const FoundRepeat *piece)
{
	guint count = (guint)piece->count;
	if (piece->frequency)
		return every_words(piece);
	return count ? g_strdup_printf(ngettext("%u time", "%u times", count), count)
		     : say_day_words(piece->until);
}

/* --- prices --- */

static gboolean is_amount(const Token *token)
{
	return token->kind == TOKEN_NUMBER || (token->kind == TOKEN_DECIMAL && token->minor_digits <= 3);
}

/* "€45", "45.50 eur", "price 45"; in the house's currency, as no other is kept. */
guint say_read_price(const Reader *reader, guint i, gint64 *minor)
{
	guint lead = say_mark(reader, i, MARK_FOR);
	guint price = say_mark(reader, i + lead, MARK_PRICE);
	int before = 0, after = 0;
	price += price && say_is_sign(reader, i + lead + price, ":") ? 1 : 0;
	lead += price;
	guint sign = say_lex(reader, i + lead, LEX_CURRENCY, &before);
	if (!say_is_free(reader, i + lead + sign) || !is_amount(say_token(reader, i + lead + sign)))
		return 0;
	guint word = sign ? 0 : say_lex(reader, i + lead + 1, LEX_CURRENCY, &after);
	if (price == 0 && sign == 0 && word == 0)
		return 0;
	int currency = sign ? before : after;
	if (currency && g_strcmp0(g_quark_to_string((GQuark)currency), reader->context->currency) != 0)
		return 0;
	if (!money_parse(say_token(reader, i + lead + sign)->text, reader->context->currency, minor, NULL))
		return 0;
	return lead + sign + 1 + word;
}
