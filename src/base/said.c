/* base/said.c - pattern and strings, a unit separator before each */
#include "base/said.h"

#include <string.h>

#include "base/i18n.h"

#define UNIT '\x1f'

char *said_new_valist(const char *pattern, va_list strings)
{
	GString *said = g_string_new(NULL);

	for (const char *part = pattern; part; part = va_arg(strings, const char *)) {
		g_string_append_c(said, UNIT);
		for (const char *c = part; *c; c++)
			g_string_append_c(said, *c == UNIT ? ' ' : *c);
	}
	return g_string_free(said, FALSE);
}

char *said_new(const char *pattern, ...)
{
	va_list strings;

	va_start(strings, pattern);
	char *said = said_new_valist(pattern, strings);
	va_end(strings);
	return said;
}

/* The string that a conversion ("%s", "%d", "%2$s") stands for; *at goes behind it. */
static const char *string_for(const char **at, char **strings, guint count, guint *next)
{
	char *end;
	guint64 named = g_ascii_strtoull(*at, &end, 10);
	guint index = *end == '$' ? (guint)named : ++*next;

	*at = end + (*end == '$' ? 1 : 0);
	if (**at)
		++*at;
	return index >= 1 && index <= count ? strings[index] : "";
}

char *said_words(const char *said)
{
	if (!said || !*said || g_str_equal(said, "\x1f"))
		return g_strdup("");
	if (*said != UNIT) /* a sentence that is its own pattern, or nothing of ours */
		return g_strdup(_(said));
	g_auto(GStrv) parts = g_strsplit(said + 1, "\x1f", -1); /* the pattern, then the strings */
	guint count = g_strv_length(parts) - 1, next = 0;
	GString *words = g_string_new(NULL);

	for (const char *at = *parts[0] ? _(parts[0]) : ""; *at;) {
		if (at[0] != '%') {
			g_string_append_c(words, *at++);
		} else if (at[1] == '%') {
			g_string_append_c(words, '%');
			at += 2;
		} else {
			at++;
			g_string_append(words, string_for(&at, parts, count, &next));
		}
	}
	return g_string_free(words, FALSE);
}
