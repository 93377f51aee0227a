/* say/settle.c - the days and times that were found, put together: one when, one start, one rule. */
#include "say/say_p.h"

#include "base/i18n.h"
#include "base/money.h"
#include <string.h>

char *say_day_words(gint64 day)
{
	return day_words(day);
}

char *say_minute_words(int minute)
{
	return minute == 1440 ? g_strdup("24:00") : local_hhmm((gint64)minute * 60);
}

static SaySpan *span_at(const Reader *reader, guint token)
{
	guint from = say_token(reader, token)->from;
	for (guint s = 0; s < reader->out->spans->len; s++) {
		SaySpan *span = reader->out->spans->pdata[s];
		if (span->from <= from && from < span->to)
			return span;
	}
	return NULL;
}

static void set_became(const Reader *reader, guint token, char *take)
{
	SaySpan *span = span_at(reader, token);
	g_free(span->became);
	span->became = take;
}

/* Does what begins at this token say when something is now, rather than when it is to be? */
static gboolean is_old(const Reader *reader, guint token)
{
	SayVerb verb = reader->out->verb;
	return verb == SAY_CANCEL ||
	       (verb == SAY_MOVE && reader->to_token != G_MAXUINT && token < reader->to_token);
}

/* --- hours --- */

static gboolean is_open(const Reader *reader, int minute)
{
	return minute >= reader->context->open_from && minute < reader->context->open_to;
}

static gboolean ask_hour(Reader *reader, FoundTime *time, int early, int late)
{
	g_autoptr(GPtrArray) choices = say_choices_new();
	g_autofree char *one = say_minute_words(early), *other = say_minute_words(late);
	g_autofree char *text = say_text(reader, time->token, time->n);
	say_choice_add(choices, SAY_TIME, NULL, one, early);
	say_choice_add(choices, SAY_TIME, NULL, other, late);
	int answer = say_ask(reader, time->token, time->n, SAY_TIME, choices,
			     g_strdup_printf(_("“%s” can be %s or %s."), text, one, other));
	if (answer < 0)
		return FALSE;
	time->minute = answer == 0 ? early : late;
	return TRUE;
}

/* Which twelve hours are meant: those of the part of the day that is said, else those in which the house is open. */
static gboolean settle_half(Reader *reader, FoundTime *time, const FoundTime *part)
{
	int early = time->minute, late = early + 720, was = early;
	if (!time->half)
		return TRUE;
	gboolean first = part ? early >= part->minute && early < part->end : is_open(reader, early);
	gboolean second = part ? late >= part->minute && late < part->end : is_open(reader, late);
	if (first && second && time->literal)
		second = FALSE;
	if (first != second)
		time->minute = first ? early : late;
	else if (!ask_hour(reader, time, early, late))
		return FALSE;
	if (time->end >= 0 && time->end_half)
		time->end += time->minute - was;
	return TRUE;
}

/* --- times --- */

static void window(SayWhen *when, int from, int to)
{
	when->from = MAX(when->from, from);
	when->to = when->to < 0 ? to : MIN(when->to, to);
}

static void ask_more(Reader *reader, guint token, guint n, SayRole role, const char *message)
{
	g_autofree char *text = say_text(reader, token, n);
	say_ask(reader, token, n, role, NULL, g_strdup_printf(message, text));
}

/* Several parts of a day, or several times: the last word is a person's. */
static void add_time(Reader *reader, FoundTime *time, SayWhen *when)
{
	if (time->kind == AT_TIME && when->minute >= 0 && when->minute != time->minute) {
		ask_more(reader, time->token, time->n, SAY_TIME, _("“%s” is a second time. Which is meant?"));
		return;
	}
	switch (time->kind) {
	case AT_TIME:
		when->minute = time->minute;
		when->end = time->end;
		break;
	case AT_AFTER:
		window(when, time->minute, 1440);
		break;
	case AT_BEFORE:
		window(when, 0, time->minute);
		break;
	default:
		window(when, time->minute, time->end);
		break;
	}
}

static char *time_words(const FoundTime *time)
{
	g_autofree char *from = say_minute_words(time->minute);
	g_autofree char *to = time->end >= 0 ? say_minute_words(time->end) : NULL;
	if (time->kind == AT_AFTER)
		return g_strdup_printf(_("from %s"), from);
	if (time->kind == AT_BEFORE)
		return g_strdup_printf(_("before %s"), from);
	return to ? g_strdup_printf("%s–%s", from, to) : g_steal_pointer(&from);
}

/* A part of the day that the same side of the line says. */
static const FoundTime *part_of(const Reader *reader, guint token)
{
	for (guint i = 0; i < reader->times->len; i++) {
		const FoundTime *time = &g_array_index(reader->times, FoundTime, i);
		if (time->kind == AT_PART && is_old(reader, time->token) == is_old(reader, token))
			return time;
	}
	return NULL;
}

static void settle_instant(Reader *reader, const FoundTime *time, SayWhen *when)
{
	GTimeZone *zone = reader->context->when.zone;
	gint64 local = zone_local(zone, time->instant);
	when->instant = time->instant;
	when->day = when->last = local_day(local);
	when->minute = local_minute(local);
	set_became(reader, time->token, say_minute_words(when->minute));
}

static void settle_times(Reader *reader)
{
	for (guint i = 0; i < reader->times->len; i++) {
		FoundTime *time = &g_array_index(reader->times, FoundTime, i);
		SayWhen *when = is_old(reader, time->token) ? &reader->out->was : &reader->out->at;
		if (time->kind == AT_INSTANT) {
			settle_instant(reader, time, when);
			continue;
		}
		if (time->kind != AT_PART && !settle_half(reader, time, part_of(reader, time->token)))
			continue;
		if (time->kind == AT_TIME && time->end >= 0 && time->end <= time->minute) {
			ask_more(reader, time->token, time->n, SAY_TIME, _("“%s” ends before it begins."));
			continue;
		}
		add_time(reader, time, when);
		if (time->kind == AT_PART && time->instant != NONE && when->day == NONE)
			when->day = when->last = zone_day_of(reader->context->when.zone, time->instant);
		set_became(reader, time->token, time_words(time));
	}
}

/* A time makes the window of "afternoon" mean nothing more; one that lies outside of it is two times. */
static void settle_window(Reader *reader, SayWhen *when)
{
	if (when->minute < 0 || when->from < 0)
		return;
	if (when->minute < when->from || when->minute >= when->to) {
		const FoundTime *time = &g_array_index(reader->times, FoundTime, 0);
		ask_more(reader, time->token, time->n, SAY_TIME, _("“%s” does not go with the time."));
	}
	when->from = when->to = -1;
}

/* --- days --- */

static gboolean ask_day(Reader *reader, const FoundDay *found, gint64 one, gint64 other, gint64 *day)
{
	g_autoptr(GPtrArray) choices = say_choices_new();
	g_autofree char *first = say_day_words(one), *second = say_day_words(other);
	g_autofree char *text = say_text(reader, found->token, found->n);
	say_choice_add(choices, SAY_DAY, NULL, first, one);
	say_choice_add(choices, SAY_DAY, NULL, second, other);
	int answer = say_ask(reader, found->token, found->n, SAY_DAY, choices,
			     g_strdup_printf(_("“%s” can be %s or %s."), text, first, second));
	*day = answer == 1 ? other : one;
	return answer >= 0;
}

static char *range_words(gint64 first, gint64 last)
{
	g_autofree char *from = say_day_words(first), *to = last != first ? day_short(last) : NULL;
	return to ? g_strdup_printf("%s – %s", from, to) : g_steal_pointer(&from);
}

/* "next week tuesday": a weekday within a range, or that agrees with a date, says no more than that. */
static gboolean agrees(SayWhen *when, const FoundDay *found)
{
	if (when->day <= found->day && found->last <= when->last) {
		when->day = found->day;
		when->last = found->last;
		return TRUE;
	}
	if (found->day <= when->day && when->last <= found->last)
		return TRUE;
	if (!found->weekday || when->last - when->day > 6)
		return FALSE;
	for (gint64 day = when->day; day <= when->last; day++)
		if (day_weekday(day) == day_weekday(found->day)) {
			when->day = when->last = day;
			return TRUE;
		}
	return FALSE;
}

/* Dates first: a weekday then only confirms. */
static void settle_day(Reader *reader, FoundDay *found, gboolean weekdays)
{
	SayWhen *when = is_old(reader, found->token) ? &reader->out->was : &reader->out->at;
	if (found->weekday != weekdays)
		return;
	if (found->alt != NONE) {
		if (!ask_day(reader, found, MIN(found->day, found->alt), MAX(found->day, found->alt),
			     &found->day))
			return;
		found->last = found->day;
	}
	if (when->day == NONE) {
		when->day = found->day;
		when->last = found->last;
	} else if (!agrees(when, found)) {
		ask_more(reader, found->token, found->n, SAY_DAY,
			 _("“%s” is another day than the rest of the line says."));
		return;
	}
	if (found->weekday && reader->out->verb == SAY_PICK) /* which tuesday the offer knows */
		set_became(reader, found->token, say_text(reader, found->token, found->n));
	else
		set_became(reader, found->token,
			   weekdays ? range_words(when->day, when->last)
				    : range_words(found->day, found->last));
}

/* A weekday that is today, and the hour is past: today, or in a week? */
static void settle_past(Reader *reader)
{
	SayReading *out = reader->out;
	gint64 now = zone_local(reader->context->when.zone, reader->context->when.now);
	if (out->at.minute < 0 || out->at.day != local_day(now) || out->at.minute >= local_minute(now))
		return;
	for (guint i = 0; i < reader->days->len; i++) {
		const FoundDay *found = &g_array_index(reader->days, FoundDay, i);
		gint64 day;
		if (!found->weekday || found->day != out->at.day || is_old(reader, found->token) ||
		    found->last != found->day)
			continue;
		if (ask_day(reader, found, found->day, found->day + 7, &day)) {
			out->at.day = out->at.last = day;
			set_became(reader, found->token, say_day_words(day));
		}
		return;
	}
}

static void settle_days(Reader *reader)
{
	for (int round = 0; round < 2; round++)
		for (guint i = 0; i < reader->days->len; i++)
			settle_day(reader, &g_array_index(reader->days, FoundDay, i), round == 1);
}

/* --- the rule --- */

static gint64 nth_weekday(gint64 from, int weekday, int nth)
{
	int mday;
	for (gint64 day = from;; day++) {
		day_to_civil(day, NULL, NULL, &mday);
		if (day_weekday(day) == weekday && (mday - 1) / 7 + 1 == nth)
			return day;
		if (day > from + 400)
			return NONE;
	}
}

/* Where no day is said, a rule's weekday is the first of them. */
static void settle_first_day(Reader *reader)
{
	const FoundRepeat *rule = &reader->repeat;
	SayWhen *at = &reader->out->at;
	gint64 today = zone_day_of(reader->context->when.zone, reader->context->when.now);
	if (rule->weekday < 0 || rule->frequency == NULL)
		return;
	gint64 from = at->day != NONE ? at->day : today;
	gint64 first = rule->nth ? nth_weekday(from, rule->weekday, rule->nth)
				 : from + (rule->weekday - day_weekday(from) + 7) % 7;
	gint64 now = zone_local(reader->context->when.zone, reader->context->when.now);
	if (at->day == NONE && first == today && at->minute >= 0 && at->minute < local_minute(now))
		first = rule->nth ? nth_weekday(today + 1, rule->weekday, rule->nth) : first + 7;
	if (at->day != NONE && first > at->last) {
		ask_more(reader, reader->repeat_token, 1, SAY_REPEAT, _("“%s” does not go with the day."));
		return;
	}
	at->day = at->last = first;
}

static void write_rule(Reader *reader)
{
	static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	const FoundRepeat *rule = &reader->repeat;
	int year, month, mday;
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_printf(text, "FREQ=%s", rule->frequency);
	if (rule->interval > 1)
		g_string_append_printf(text, ";INTERVAL=%d", rule->interval);
	if (rule->weekday >= 0) {
		g_string_append(text, ";BYDAY=");
		if (rule->nth)
			g_string_append_printf(text, "%d", rule->nth);
		g_string_append(text, weekdays[rule->weekday]);
	}
	if (rule->count)
		g_string_append_printf(text, ";COUNT=%d", rule->count);
	if (rule->until != NONE && !rule->count) {
		day_to_civil(rule->until, &year, &month, &mday);
		g_string_append_printf(text, ";UNTIL=%04d%02d%02d", year, month, mday);
	}
	reader->out->rrule = g_string_free(g_steal_pointer(&text), FALSE);
}

static void settle_repeat(Reader *reader)
{
	const FoundRepeat *rule = &reader->repeat;
	if (!rule->frequency && !rule->count && rule->until == NONE)
		return;
	if (!rule->frequency || (rule->count && rule->until != NONE)) {
		ask_more(reader, reader->repeat_token, 1, SAY_REPEAT,
			 rule->frequency ? _("“%s”: say how often or until when, not both.")
					 : _("“%s”: say how often too, such as every 4 weeks."));
		return;
	}
	settle_first_day(reader);
	write_rule(reader);
}

/* --- the whole --- */

/* A time without a day is today's; one that is past is asked about. */
static void settle_today(Reader *reader)
{
	SayReading *out = reader->out;
	gint64 now = zone_local(reader->context->when.zone, reader->context->when.now);
	gboolean needs_day = out->verb == SAY_BOOK || out->verb == SAY_FREE;
	if (!needs_day || say_question(out, SAY_DAY) || say_question(out, SAY_UNKNOWN) ||
	    out->at.day != NONE || (out->at.minute < 0 && out->at.from < 0))
		return;
	if (out->at.minute >= 0 && out->at.minute < local_minute(now)) {
		const FoundTime *time = &g_array_index(reader->times, FoundTime, 0);
		ask_more(reader, time->token, time->n, SAY_DAY, _("“%s” is past today. On which day?"));
		return;
	}
	if (out->at.minute >= 0)
		out->at.day = out->at.last = local_day(now);
}

static void settle_start(Reader *reader)
{
	SayReading *out = reader->out;
	g_autoptr(GError) error = NULL;
	if (out->at.instant != NONE) {
		out->start = out->at.instant;
		return;
	}
	if (out->at.day == NONE || out->at.day != out->at.last || out->at.minute < 0 ||
	    out->at.minute >= 1440 || say_question(out, SAY_DAY) || say_question(out, SAY_TIME))
		return;
	gint64 local = out->at.day * ZONE_DAY_SECONDS + out->at.minute * 60;
	if (zone_instant(reader->context->when.zone, local, &out->start, &out->twice, &error))
		return;
	out->start = NONE;
	for (guint i = 0; i < reader->times->len; i++) {
		const FoundTime *time = &g_array_index(reader->times, FoundTime, i);
		if (!is_old(reader, time->token)) {
			say_ask(reader, time->token, time->n, SAY_TIME, NULL, g_strdup(error->message));
			return;
		}
	}
}

static void settle_length(Reader *reader)
{
	SayReading *out = reader->out;
	if (out->at.end < 0 || out->at.minute < 0)
		return;
	gint64 seconds = (out->at.end - out->at.minute) * 60;
	if (out->seconds && out->seconds != seconds) {
		const FoundTime *time = &g_array_index(reader->times, FoundTime, 0);
		ask_more(reader, time->token, time->n, SAY_LENGTH,
			 _("“%s” is another length than the rest of the line says."));
	}
	out->seconds = seconds;
}

/* "rebook maria in 4 weeks": so much later than the last time. */
static void settle_later(Reader *reader)
{
	SayReading *out = reader->out;
	gint64 today = zone_day_of(reader->context->when.zone, reader->context->when.now);
	if (out->verb != SAY_REBOOK || out->at.day == NONE || reader->days->len != 1)
		return;
	const FoundDay *found = &g_array_index(reader->days, FoundDay, 0);
	if (say_token(reader, found->token) && out->at.minute < 0 && found->n >= 3 && out->at.day > today)
		out->later = (out->at.day - today) * ZONE_DAY_SECONDS;
}

void say_settle(Reader *reader)
{
	SayReading *out = reader->out;
	settle_days(reader);
	settle_times(reader);
	settle_window(reader, &out->at);
	settle_window(reader, &out->was);
	settle_repeat(reader);
	settle_today(reader);
	settle_past(reader);
	settle_length(reader);
	settle_later(reader);
	settle_start(reader);
	for (guint s = 0; s < out->spans->len; s++) {
		SaySpan *span = out->spans->pdata[s];
		if (span->role != SAY_PRICE)
			continue;
		g_free(span->became);
		span->became = money_words(out->price, reader->context->currency);
	}
}
