/* say/read.c - a line read: what belongs together, and who takes which words. */
#include "say/say_p.h"

#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

/* --- tokens --- */

Token *say_token(const Reader *reader, guint i)
{
	return i < reader->tokens->len ? &g_array_index(reader->tokens, Token, i) : NULL;
}

gboolean say_is_free(const Reader *reader, guint i)
{
	const Token *token = say_token(reader, i);
	return token && !token->taken;
}

static gboolean all_free(const Reader *reader, guint i, guint n)
{
	for (guint j = i; j < i + n; j++)
		if (!say_is_free(reader, j))
			return FALSE;
	return TRUE;
}

guint say_lex(const Reader *reader, guint i, LexGroup group, int *value)
{
	const Token *token = say_token(reader, i);
	guint best = 0;
	for (guint h = 0; token && token->hits && h < token->hits->len; h++) {
		const Hit *hit = &g_array_index(token->hits, Hit, h);
		if (hit->group == group && !hit->last && hit->n > best && all_free(reader, i, hit->n)) {
			best = hit->n;
			*value = hit->value;
		}
	}
	return best;
}

guint say_value(const Reader *reader, guint i, LexGroup group, int value)
{
	const Token *token = say_token(reader, i);
	guint best = 0;
	for (guint h = 0; token && token->hits && h < token->hits->len; h++) {
		const Hit *hit = &g_array_index(token->hits, Hit, h);
		if (hit->group == group && hit->value == value && !hit->last && hit->n > best &&
		    all_free(reader, i, hit->n))
			best = hit->n;
	}
	return best;
}

guint say_mark(const Reader *reader, guint i, LexMark mark)
{
	return say_value(reader, i, LEX_MARK, (int)mark);
}

gboolean say_is_sign(const Reader *reader, guint i, const char *sign)
{
	return say_is_free(reader, i) && say_token(reader, i)->kind == TOKEN_SIGN &&
	       strcmp(say_token(reader, i)->text, sign) == 0;
}

guint say_number(const Reader *reader, guint i, int *number)
{
	int ones;
	if (!say_is_free(reader, i))
		return 0;
	if (say_token(reader, i)->kind == TOKEN_NUMBER) {
		*number = say_token(reader, i)->number;
		return say_token(reader, i)->digits <= 4 ? 1 : 0;
	}
	guint n = say_lex(reader, i, LEX_NUMBER, number);
	if (n > 0 && *number >= 20 && *number % 10 == 0) {
		guint hyphen = say_is_sign(reader, i + n, "-") ? 1 : 0;
		guint more = say_lex(reader, i + n + hyphen, LEX_NUMBER, &ones);
		if (more > 0 && ones > 0 && ones < 10) {
			*number += ones;
			return n + hyphen + more;
		}
	}
	return n;
}

char *say_text(const Reader *reader, guint i, guint n)
{
	const Token *first = say_token(reader, i), *last = say_token(reader, i + n - 1);
	return g_strndup(reader->line + first->from, last->to - first->from);
}

/* --- spans and questions --- */

static void span_free(gpointer span_)
{
	SaySpan *span = span_;
	g_free(span->became);
	g_free(span);
}

SaySpan *say_take(Reader *reader, guint i, guint n, SayRole role, char *became)
{
	SaySpan *span = g_new0(SaySpan, 1);
	span->role = role;
	span->from = say_token(reader, i)->from;
	span->to = say_token(reader, i + n - 1)->to;
	span->became = became ? became : g_strdup("");
	for (guint j = i; j < i + n; j++) {
		say_token(reader, j)->taken = TRUE;
		span->typo |= say_token(reader, j)->typo;
	}
	g_ptr_array_add(reader->out->spans, span);
	return span;
}

static void choice_free(gpointer choice_)
{
	SayChoice *choice = choice_;
	g_free(choice->id);
	g_free(choice->name);
	g_free(choice);
}

static void question_free(gpointer question_)
{
	SayQuestion *question = question_;
	g_free(question->message);
	g_ptr_array_unref(question->choices);
	g_free(question);
}

GPtrArray *say_choices_new(void)
{
	return g_ptr_array_new_with_free_func(choice_free);
}

void say_choice_add(GPtrArray *choices, SayRole role, const char *id, const char *name, gint64 value)
{
	SayChoice *choice = g_new0(SayChoice, 1);
	choice->role = role;
	choice->id = g_strdup(id);
	choice->name = g_strdup(name);
	choice->value = value;
	g_ptr_array_add(choices, choice);
}

int say_ask(Reader *reader, guint i, guint n, SayRole role, GPtrArray *choices, char *message)
{
	guint from = say_token(reader, i)->from, to = say_token(reader, i + n - 1)->to;
	for (guint a = 0; choices && a < reader->context->n_answers; a++) {
		const SayAnswer *answer = &reader->context->answers[a];
		if (answer->from == from && answer->to == to && answer->choice < choices->len) {
			g_free(message);
			return (int)answer->choice;
		}
	}
	SayQuestion *question = g_new0(SayQuestion, 1);
	question->role = role;
	question->from = from;
	question->to = to;
	question->message = message;
	question->choices = choices ? g_ptr_array_ref(choices) : say_choices_new();
	g_ptr_array_add(reader->out->questions, question);
	return -1;
}

/* --- the tables' words in this line --- */

static void find_phrases(Reader *reader, guint i)
{
	Token *first = say_token(reader, i);
	g_autoptr(GString) phrase = g_string_new(NULL);
	for (guint n = 1; n <= LEX_WORDS_MOST && i + n <= reader->tokens->len; n++) {
		const Token *token = say_token(reader, i + n - 1);
		gboolean sign = token->kind == TOKEN_SIGN;
		if (token->taken || (token->kind != TOKEN_WORD && !sign) || (sign && n > 1))
			break;
		if (n > 1)
			g_string_append_c(phrase, ' ');
		g_string_append(phrase, token->text);
		const GArray *lexemes = say_lexemes(reader->languages, phrase->str);
		for (guint l = 0; lexemes && l < lexemes->len; l++) {
			const Lexeme *lexeme = &g_array_index(lexemes, Lexeme, l);
			Hit hit = { lexeme->group, lexeme->value, n, lexeme->last };
			if (!first->hits)
				first->hits = g_array_new(FALSE, FALSE, sizeof(Hit));
			g_array_append_val(first->hits, hit);
		}
	}
}

/* The one word of the tables that is a typo away; NULL: none, or several that mean different things. */
static const char *near_word(const Reader *reader, const char *text)
{
	const char *near = NULL;
	for (guint w = 0; w < reader->languages->words->len; w++) {
		const char *word = reader->languages->words->pdata[w];
		if (!text_one_typo(text, word))
			continue;
		const GArray *one = say_lexemes(reader->languages, word);
		const GArray *other = near ? say_lexemes(reader->languages, near) : one;
		const Lexeme *a = &g_array_index(one, Lexeme, 0), *b = &g_array_index(other, Lexeme, 0);
		if (a->group != b->group || a->value != b->value)
			return NULL;
		near = word;
	}
	return near;
}

/* A word that neither the tables nor anybody's name knows may be a slip. Capital letters or not: people do not care. */
static void forgive_typo(Reader *reader, guint i)
{
	Token *token = say_token(reader, i);
	if (token->taken || token->kind != TOKEN_WORD || token->hits || g_utf8_strlen(token->text, -1) < 5)
		return;
	const char *near = near_word(reader, token->text);
	if (!near || say_is_name(reader, i))
		return;
	g_free(token->text);
	token->text = g_strdup(near);
	token->typo = TRUE;
}

static void find_all_phrases(Reader *reader)
{
	for (guint i = 0; i < reader->tokens->len; i++)
		if (!say_token(reader, i)->taken)
			find_phrases(reader, i);
}

static void forgive_typos(Reader *reader)
{
	gboolean any = FALSE;
	for (guint i = 0; i < reader->tokens->len; i++) {
		forgive_typo(reader, i);
		any |= say_token(reader, i)->typo;
	}
	for (guint i = 0; any && i < reader->tokens->len; i++) {
		Token *token = say_token(reader, i);
		g_clear_pointer(&token->hits, g_array_unref);
	}
	if (any)
		find_all_phrases(reader);
}

/* --- texts: note, title, phone, e-mail --- */

/* "note: …" to the end of the line, or to the other of the two. */
static void take_text(Reader *reader, LexMark mark, LexMark other, SayRole role, char **text)
{
	for (guint i = 0; i + 1 < reader->tokens->len; i++) {
		guint n = say_mark(reader, i, mark), end = i;
		if (n == 0 || !say_is_sign(reader, i + n, ":"))
			continue;
		while (say_is_free(reader, end) &&
		       (end == i || !(say_mark(reader, end, other) > 0 && say_is_sign(reader, end + 1, ":"))))
			end++;
		if (end <= i + n + 1) {
			say_ask(reader, i, n + 1, SAY_UNKNOWN, NULL,
				g_strdup(_("There is nothing after the colon.")));
			say_take(reader, i, n + 1, SAY_UNKNOWN, NULL);
			return;
		}
		*text = say_text(reader, i + n + 1, end - i - n - 1);
		say_take(reader, i, end - i, role, g_strdup(*text));
		return;
	}
}

/* Tokens that a phone number is written with, from i on; digits: how many. */
static guint phone_tokens(const Reader *reader, guint i, guint *count)
{
	guint n = 0, last = 0;
	*count = 0;
	for (; say_is_free(reader, i + n); n++) {
		const Token *token = say_token(reader, i + n);
		gboolean sign = token->kind == TOKEN_SIGN && strchr("+-()/", *token->text);
		gboolean number = token->kind == TOKEN_NUMBER || token->kind == TOKEN_SLASH ||
				  (token->kind == TOKEN_DECIMAL && token->digits + token->minor_digits > 4);
		if (!sign && !number)
			break;
		if (number) {
			*count += token->digits + token->minor_digits;
			last = n + 1;
		}
	}
	return last;
}

/* A number that begins with 0 or +, or that says that it is one. "555 1234" alone could be anything. */
static void take_phone(Reader *reader)
{
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint count, mark = say_mark(reader, i, MARK_PHONE);
		guint start = i + mark + (mark && say_is_sign(reader, i + mark, ":"));
		if (!say_is_free(reader, start))
			continue;
		const Token *token = say_token(reader, start);
		gboolean dialled =
			say_is_sign(reader, start, "+") || say_is_sign(reader, start, "(") ||
			(token->text[0] == '0' && token->kind != TOKEN_CLOCK && token->kind != TOKEN_DATE) ||
			(token->kind == TOKEN_NUMBER && token->digits >= 6);
		guint n = mark || dialled ? phone_tokens(reader, start, &count) : 0;
		if (n == 0 || count < (mark ? 4 : 6))
			continue;
		reader->out->phone = say_text(reader, start, n);
		say_take(reader, i, start - i + n, SAY_PHONE, g_strdup(reader->out->phone));
		return;
	}
}

static void take_email(Reader *reader)
{
	for (guint i = 1; i + 1 < reader->tokens->len; i++) {
		if (!say_is_sign(reader, i, "@") || !say_token(reader, i)->glued ||
		    !say_token(reader, i + 1)->glued)
			continue;
		guint from = i - 1, to = i + 2;
		while (from > 0 && say_token(reader, from)->glued && say_is_free(reader, from - 1))
			from--;
		while (say_is_free(reader, to) && say_token(reader, to)->glued &&
		       !say_is_sign(reader, to, ",") && !say_is_sign(reader, to, ";"))
			to++;
		reader->out->email = say_text(reader, from, to - from);
		say_take(reader, from, to - from, SAY_EMAIL, g_strdup(reader->out->email));
		return;
	}
}

/* --- the verb --- */

static const char *verb_words(SayVerb verb)
{
	static const char *const words[SAY_VERB_COUNT] = {
		"",         N_("book"), N_("move"), N_("cancel"),         N_("book again"), N_("free times"),
		N_("next"), N_("undo"), N_("redo"), N_("take the offer"),
	};
	return *words[verb] ? _(words[verb]) : "";
}

static guint last_word(const Reader *reader)
{
	for (guint i = reader->tokens->len; i-- > 0;)
		if (say_is_free(reader, i) && say_token(reader, i)->kind == TOKEN_WORD)
			return i;
	return G_MAXUINT;
}

/* "sag tom morgen ab": the last word of the line belongs to the verb. */
static gboolean take_separable(Reader *reader)
{
	guint last = last_word(reader);
	for (guint i = 0; i < reader->tokens->len && last != G_MAXUINT; i++) {
		const Token *token = say_token(reader, i);
		for (guint h = 0; !token->taken && token->hits && i < last && h < token->hits->len; h++) {
			const Hit *hit = &g_array_index(token->hits, Hit, h);
			if (hit->group != LEX_VERB || !hit->last ||
			    strcmp(hit->last, say_token(reader, last)->text) != 0)
				continue;
			reader->out->verb = (SayVerb)hit->value;
			guint n = hit->n;
			say_take(reader, last, 1, SAY_VERB, g_strdup(verb_words(reader->out->verb)));
			say_take(reader, i, n, SAY_VERB, g_strdup(verb_words(reader->out->verb)));
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean is_next_alone(const Reader *reader)
{
	guint n = say_mark(reader, 0, MARK_NEXT);
	int number;
	if (n == 0)
		return FALSE;
	return n == reader->tokens->len || n + say_number(reader, n, &number) == reader->tokens->len;
}

/* The longest of the line's verbs; two that want different things are asked about. */
static void take_verb(Reader *reader)
{
	int value = SAY_NOTHING, other;
	guint at = 0, best = 0;
	if (take_separable(reader))
		return;
	if (is_next_alone(reader)) {
		best = say_mark(reader, 0, MARK_NEXT);
		reader->out->verb = SAY_NEXT;
		say_take(reader, 0, best, SAY_VERB, g_strdup(verb_words(SAY_NEXT)));
		return;
	}
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint n = say_lex(reader, i, LEX_VERB, &other);
		if (n > best) {
			best = n;
			at = i;
			value = other;
		}
	}
	if (best == 0)
		return;
	reader->out->verb = (SayVerb)value;
	say_take(reader, at, best, SAY_VERB, g_strdup(verb_words(reader->out->verb)));
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint n = say_lex(reader, i, LEX_VERB, &other);
		if (n == 0 || say_value(reader, i, LEX_VERB, value) > 0)
			continue;
		say_ask(reader, i, n, SAY_VERB, NULL,
			g_strdup_printf(_("The line wants two things: “%s” and “%s”. Say one of them."),
					verb_words((SayVerb)value), verb_words((SayVerb)other)));
		say_take(reader, i, n, SAY_VERB, NULL);
	}
}

/* --- what is left --- */

/* "number 2", "the second one", "2": which of the offer. */
static guint read_which(const Reader *reader, guint i, int *number)
{
	guint n = say_mark(reader, i, MARK_NUMBER);
	guint more = say_number(reader, i + n, number);
	if (more == 0)
		more = say_lex(reader, i + n, LEX_ORDINAL, number);
	if (more == 0)
		return 0;
	return n + more + (say_mark(reader, i + n + more, MARK_NTH) ? 1 : 0);
}

static void take_number(Reader *reader)
{
	SayReading *out = reader->out;
	for (guint i = 0; i < reader->tokens->len && out->number == 0; i++) {
		int number, filler;
		guint n = read_which(reader, i, &number);
		if (n == 0 || number < 1)
			continue;
		if (n == 1 && say_token(reader, i)->kind == TOKEN_WORD &&
		    (say_mark(reader, i, MARK_ONE) > 0 || say_lex(reader, i, LEX_FILLER, &filler) > 0))
			continue; /* "the tuesday one" */
		out->number = number;
		say_take(reader, i, n, SAY_NUMBER, g_strdup_printf("%d", number));
	}
}

/* A line of nothing but a day, a time, a person or a number, that says "the … one", or that is said when slots are on offer. */
static void see_pick(Reader *reader)
{
	SayReading *out = reader->out;
	gboolean says_so = FALSE, which = FALSE;
	if (out->verb != SAY_NOTHING || out->customer || out->new_customer || out->phone || out->rrule ||
	    out->seconds || out->note)
		return;
	for (guint i = 0; i < reader->tokens->len; i++) {
		int number;
		const Token *token = say_token(reader, i);
		gboolean filler = say_lex(reader, i, LEX_FILLER, &number) > 0;
		says_so |= say_mark(reader, i, MARK_ONE) > 0 || say_mark(reader, i, MARK_TAKE) > 0 ||
			   say_mark(reader, i, MARK_NUMBER) > 0;
		if (read_which(reader, i, &number) > 0 && !filler)
			which = TRUE;
		else if (!token->taken && token->kind == TOKEN_WORD && !filler && !token->hits)
			return;
	}
	gboolean timed = reader->days->len > 0 || reader->times->len > 0;
	if ((says_so && (timed || which)) || (which && !timed && reader->tokens->len <= 3) ||
	    (reader->context->offered && (timed || which))) {
		out->verb = SAY_PICK;
		take_number(reader);
	}
}

static gboolean is_filler(const Reader *reader, guint i, guint *n)
{
	int value;
	*n = say_lex(reader, i, LEX_FILLER, &value);
	if (*n == 0)
		*n = say_lex(reader, i, LEX_MARK, &value);
	if (*n == 0 && say_is_free(reader, i) && say_token(reader, i)->kind == TOKEN_SIGN)
		*n = strchr(",;.:-!?&+()/\"", *say_token(reader, i)->text) ? 1 : 0;
	return *n > 0;
}

/* Fillers go; words that nobody took are asked about, neighbours together. */
static void take_rest(Reader *reader)
{
	guint n;
	for (guint i = 0; i < reader->tokens->len; i++)
		if (say_is_free(reader, i) && is_filler(reader, i, &n))
			say_take(reader, i, n, SAY_FILLER, NULL);
	for (guint i = 0; i < reader->tokens->len; i++) {
		for (n = 0; say_is_free(reader, i + n);)
			n++;
		if (n == 0)
			continue;
		g_autofree char *text = say_text(reader, i, n);
		say_ask(reader, i, n, SAY_UNKNOWN, NULL, g_strdup_printf(_("“%s” is not understood."), text));
		say_take(reader, i, n, SAY_UNKNOWN, NULL);
	}
}

/* --- days, times, lengths, prices --- */

typedef struct {
	SayRole role;
	guint n;
	FoundDay day;
	FoundTime time;
	FoundRepeat repeat;
	gint64 seconds, price;
	char *problem;
} Best;

/* The longest that begins at token i; among equals the first of this order. */
static void read_at(Reader *reader, guint i, Best *best)
{
	FoundTime time;
	FoundDay day;
	char *problem = NULL;
	gint64 number;
	guint n = say_read_repeat(reader, i, &best->repeat);
	*best = (Best){ .role = SAY_REPEAT, .n = n, .repeat = best->repeat };
	if ((n = say_read_price(reader, i, &number)) > best->n)
		*best = (Best){ .role = SAY_PRICE, .n = n, .price = number };
	if ((n = say_read_day(reader, i, &day, &problem)) > best->n)
		*best = (Best){ .role = SAY_DAY, .n = n, .day = day, .problem = problem };
	else
		g_free(problem);
	if ((n = say_read_time(reader, i, &time)) > best->n) {
		g_free(best->problem);
		*best = (Best){ .role = SAY_TIME, .n = n, .time = time };
	}
	if ((n = say_read_length(reader, i, &number)) > best->n) {
		g_free(best->problem);
		*best = (Best){ .role = SAY_LENGTH, .n = n, .seconds = number };
	}
}

static void ask_twice(Reader *reader, guint i, guint n, SayRole role)
{
	g_autofree char *text = say_text(reader, i, n);
	say_ask(reader, i, n, role, NULL,
		g_strdup_printf(_("“%s” is one too many of its kind. Say one."), text));
}

static void take_length(Reader *reader, guint i, const Best *best)
{
	if (reader->out->seconds && reader->out->seconds != best->seconds)
		ask_twice(reader, i, best->n, SAY_LENGTH);
	reader->out->seconds = best->seconds;
	say_take(reader, i, best->n, SAY_LENGTH, when_duration_words(best->seconds));
}

static void take_price(Reader *reader, guint i, const Best *best)
{
	if (reader->out->price != NONE && reader->out->price != best->price)
		ask_twice(reader, i, best->n, SAY_PRICE);
	reader->out->price = best->price;
	say_take(reader, i, best->n, SAY_PRICE, NULL);
}

/* "every 3 weeks" and "tuesdays" are one: the weeks of the one, the weekday of the other. */
static gboolean is_one_rule(const FoundRepeat *weeks, const FoundRepeat *weekday)
{
	return weekday->plural && !weeks->plural && weeks->frequency && weeks->weekday < 0 &&
	       strcmp(weeks->frequency, "WEEKLY") == 0;
}

/* "every tuesday … 6 times … until 24.12.": one rule from its pieces. */
static void take_repeat(Reader *reader, guint i, const Best *best)
{
	FoundRepeat *all = &reader->repeat;
	const FoundRepeat *more = &best->repeat;
	gboolean adds_weekday = is_one_rule(all, more), adds_weeks = is_one_rule(more, all);
	if ((all->frequency && more->frequency && !adds_weekday && !adds_weeks) ||
	    (all->count && more->count) || (all->until != NONE && more->until != NONE))
		ask_twice(reader, i, best->n, SAY_REPEAT);
	if (more->frequency && !adds_weekday) {
		all->frequency = more->frequency;
		all->interval = more->interval;
	}
	if (more->frequency && !adds_weeks) {
		all->weekday = more->weekday;
		all->nth = more->nth;
		all->plural = more->plural;
	}
	if (more->count)
		all->count = more->count;
	if (more->until != NONE)
		all->until = more->until;
	reader->repeat_token = i;
	say_take(reader, i, best->n, SAY_REPEAT, say_repeat_words(more));
}

static void take_day(Reader *reader, guint i, Best *best)
{
	if (best->problem) {
		say_ask(reader, i, best->n, SAY_DAY, NULL, best->problem);
		say_take(reader, i, best->n, SAY_DAY, NULL);
		return;
	}
	best->day.token = i;
	best->day.n = best->n;
	g_array_append_val(reader->days, best->day);
	say_take(reader, i, best->n, SAY_DAY, NULL);
}

static void take_time(Reader *reader, guint i, Best *best)
{
	best->time.token = i;
	best->time.n = best->n;
	g_array_append_val(reader->times, best->time);
	say_take(reader, i, best->n, SAY_TIME, NULL);
}

static void take_found(Reader *reader, guint i, Best *best)
{
	switch (best->role) {
	case SAY_REPEAT:
		take_repeat(reader, i, best);
		break;
	case SAY_PRICE:
		take_price(reader, i, best);
		break;
	case SAY_DAY:
		take_day(reader, i, best);
		break;
	case SAY_TIME:
		take_time(reader, i, best);
		break;
	default:
		take_length(reader, i, best);
		break;
	}
}

/* In a move what stands after "to" is the new time. */
static void find_to(Reader *reader)
{
	reader->to_token = G_MAXUINT;
	if (reader->out->verb != SAY_MOVE)
		return;
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint n = say_mark(reader, i, MARK_TO);
		if (n == 0)
			continue;
		reader->to_token = i;
		say_take(reader, i, n, SAY_FILLER, NULL);
		return;
	}
}

static void take_times(Reader *reader)
{
	for (guint i = 0; i < reader->tokens->len; i++) {
		Best best = { .n = 0 };
		if (!say_is_free(reader, i))
			continue;
		read_at(reader, i, &best);
		if (best.n > 0)
			take_found(reader, i, &best);
	}
	if (reader->out->verb == SAY_MOVE && reader->to_token == G_MAXUINT)
		find_to(reader);
}

/* --- the whole --- */

static gint by_place(gconstpointer a_, gconstpointer b_)
{
	const SaySpan *a = *(SaySpan *const *)a_, *b = *(SaySpan *const *)b_;
	return a->from < b->from ? -1 : a->from > b->from;
}

static gint by_question_place(gconstpointer a_, gconstpointer b_)
{
	const SayQuestion *a = *(SayQuestion *const *)a_, *b = *(SayQuestion *const *)b_;
	return a->from < b->from ? -1 : a->from > b->from;
}

static void visit_free_(gpointer visit_)
{
	SayVisit *visit = visit_;
	g_free(visit->service);
	g_free(visit->service_name);
	g_free(visit->staff);
	g_free(visit->staff_name);
	g_free(visit);
}

static const SayWhen nowhen = { NONE, NONE, -1, -1, -1, -1, NONE };

static SayReading *reading_new(void)
{
	SayReading *out = g_new0(SayReading, 1);
	out->visits = g_ptr_array_new_with_free_func(visit_free_);
	out->spans = g_ptr_array_new_with_free_func(span_free);
	out->questions = g_ptr_array_new_with_free_func(question_free);
	out->at = out->was = nowhen;
	out->start = NONE;
	out->price = NONE;
	return out;
}

void say_reading_free(SayReading *reading)
{
	if (!reading)
		return;
	g_ptr_array_unref(reading->visits);
	g_ptr_array_unref(reading->spans);
	g_ptr_array_unref(reading->questions);
	char *texts[] = { reading->customer, reading->customer_name, reading->new_customer, reading->phone,
			  reading->email,    reading->rrule,         reading->note,         reading->title };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(reading);
}

static void read_all(Reader *reader)
{
	SayReading *out = reader->out;
	find_all_phrases(reader);
	take_text(reader, MARK_NOTE, MARK_TITLE, SAY_NOTE, &out->note);
	take_text(reader, MARK_TITLE, MARK_NOTE, SAY_TITLE, &out->title);
	take_email(reader);
	take_phone(reader);
	forgive_typos(reader);
	take_verb(reader);
	take_times(reader);
	if (out->verb == SAY_NEXT)
		take_number(reader);
	see_pick(reader);
	say_read_names(reader);
	if (out->verb == SAY_NOTHING && reader->tokens->len > 0)
		out->verb = SAY_BOOK;
	take_rest(reader);
	say_settle(reader);
	g_ptr_array_sort(out->spans, by_place);
	g_ptr_array_sort(out->questions, by_question_place);
}

SayReading *say_read(const SayLanguages *languages, const SayContext *context, const char *line)
{
	g_autofree char *valid = g_utf8_make_valid(line, -1);
	g_autoptr(GArray) tokens = say_tokens(valid);
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(FoundDay));
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(FoundTime));
	Reader reader = { .languages = languages,
			  .context = context,
			  .line = valid,
			  .tokens = tokens,
			  .out = reading_new(),
			  .days = days,
			  .times = times,
			  .repeat = { .weekday = -1, .until = NONE },
			  .to_token = G_MAXUINT };
	read_all(&reader);
	return reader.out;
}
