/* say/tokens.c - a line cut into words, numbers and signs. */
#include "say/say_p.h"

#include "base/text.h"
#include <string.h>

static void token_clear(gpointer token_)
{
	Token *token = token_;
	g_free(token->text);
	if (token->hits)
		g_array_unref(token->hits);
}

static const char *digits(const char *at, int *value, guint *n)
{
	int sum = 0;
	guint count = 0;
	for (; g_ascii_isdigit(*at); at++, count++)
		sum = sum < 100000000 ? sum * 10 + (*at - '0') : sum;
	*value = sum;
	*n = count;
	return at;
}

/* "2026-11-24" */
static const char *iso_end(const char *at)
{
	for (int i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? at[i] != '-' : !g_ascii_isdigit(at[i]))
			return NULL;
	return g_ascii_isdigit(at[10]) ? NULL : at + 10;
}

/* "24.12.", "24.12.2026", "24.12.26", and "24. 12." as people also write it. */
static const char *dotted_end(const char *at)
{
	int value;
	guint n, year;
	at = digits(at, &value, &n);
	if (n > 2 || *at++ != '.')
		return NULL;
	at += *at == ' ' && g_ascii_isdigit(at[1]);
	at = digits(at, &value, &n);
	if (n == 0 || n > 2 || *at++ != '.')
		return NULL;
	const char *end = digits(at, &value, &year);
	return year == 0 ? at : year == 2 || year == 4 ? end : NULL;
}

/* What begins with a digit: the end of it. */
static const char *read_digits(Token *token, const char *at)
{
	const char *end = iso_end(at);
	if (!end)
		end = dotted_end(at);
	if (end) {
		token->kind = TOKEN_DATE;
		return end;
	}
	end = digits(at, &token->number, &token->digits);
	token->kind = TOKEN_NUMBER;
	if (!*end || !strchr(":.,/", *end) || !g_ascii_isdigit(end[1]))
		return end;
	const char *after = digits(end + 1, &token->minor, &token->minor_digits);
	if (*end == ':' && (token->minor_digits != 2 || token->digits > 2))
		return end;
	token->kind = *end == ':' ? TOKEN_CLOCK : *end == '/' ? TOKEN_SLASH : TOKEN_DECIMAL;
	return after;
}

static gboolean is_letter(const char *at)
{
	gunichar c = g_utf8_get_char(at);
	return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

static gboolean is_apostrophe(const char *at)
{
	return *at == '\'' || g_utf8_get_char(at) == 0x2019;
}

/* A word: letters, an apostrophe between two of them, and the dots of "p.m.". */
static const char *word_end(const char *at)
{
	const char *start = at;
	while (*at) {
		const char *next = g_utf8_next_char(at);
		gboolean possessive = (*next == 's' || *next == 'S') && !is_letter(next + 1);
		if (*at == '.' && at - start == 1 && g_ascii_isalpha(*next) && next[1] == '.')
			return next + 2;
		if (!is_letter(at) && !(is_apostrophe(at) && is_letter(next) && !possessive))
			break;
		at = next;
	}
	return at;
}

/* The word for the tables: folded, without apostrophes and dots. */
static char *word_text(const char *at, gsize length)
{
	g_autofree char *written = g_strndup(at, length);
	char *text = text_fold(written), *to = text;
	for (const char *from = text; *from; from++)
		if (*from != '\'' && *from != '.')
			*to++ = *from;
	*to = '\0';
	if (strstr(text, "\xe2\x80\x99")) {
		g_auto(GStrv) halves = g_strsplit(text, "\xe2\x80\x99", -1);
		g_free(text);
		text = g_strjoinv("", halves);
	}
	return text;
}

static const char *read_word(Token *token, const char *at)
{
	const char *end = word_end(at);
	token->kind = TOKEN_WORD;
	token->text = word_text(at, (gsize)(end - at));
	return end;
}

/* "maria's": the 's says nothing. */
static const char *skip_possessive(const char *at)
{
	if (!is_apostrophe(at))
		return at;
	const char *next = g_utf8_next_char(at);
	return (*next == 's' || *next == 'S') && !is_letter(next + 1) ? next + 1 : at;
}

static void add_token(GArray *tokens, Token *token, const char *line, const char *at, const char *end)
{
	token->from = (guint)(at - line);
	token->to = (guint)(end - line);
	if (!token->text)
		token->text = g_strndup(at, (gsize)(end - at));
	if (tokens->len > 0)
		token->glued = g_array_index(tokens, Token, tokens->len - 1).to == token->from;
	g_array_append_val(tokens, *token);
}

GArray *say_tokens(const char *line)
{
	GArray *tokens = g_array_new(FALSE, TRUE, sizeof(Token));
	g_array_set_clear_func(tokens, token_clear);
	for (const char *at = line; *at;) {
		Token token = { .kind = TOKEN_SIGN };
		const char *end = g_utf8_next_char(at);
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_isspace(c) || g_unichar_iscntrl(c)) {
			at = end;
			continue;
		}
		if (g_ascii_isdigit(*at))
			end = read_digits(&token, at);
		else if (is_letter(at))
			end = read_word(&token, at);
		add_token(tokens, &token, line, at, end);
		at = token.kind == TOKEN_WORD ? skip_possessive(end) : end;
	}
	return tokens;
}
