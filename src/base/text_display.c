/* base/text_display.c - how much room text takes on a screen, and making foreign text safe to show.
 *
 * Widths come from Unicode's tables in GLib, not from wcwidth(): they are the same in every locale. */
#include "base/i18n.h"
#include "base/text.h"

#include <string.h>

int text_width_char(gunichar c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return 0;
	if (c < 0x300)
		return 1;
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

int text_width(const char *text)
{
	int columns = 0;
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		guchar byte = (guchar)*p;
		columns += byte < 0x80 ? (byte >= 0x20 && byte != 0x7F) : text_width_char(g_utf8_get_char(p));
	}
	return columns;
}

/* The end of the longest beginning of text that fits; its width in *used. Marks stay with their letter. */
static const char *fitting(const char *text, int columns, int *used)
{
	const char *p = text;
	*used = 0;
	for (; *p; p = g_utf8_next_char(p)) {
		int width = text_width_char(g_utf8_get_char(p));
		if (*used + width > columns)
			break;
		*used += width;
	}
	return p;
}

char *text_cut(const char *text, int columns)
{
	int used;
	const char *end = fitting(text, columns, &used);
	if (!*end)
		return g_strdup(text);
	if (columns <= 0)
		return g_strdup("");
	end = fitting(text, columns - 1, &used);
	return g_strdup_printf("%.*s%s", (int)(end - text), text, i18n_is_utf8() ? "…" : "~");
}

char *text_pad(const char *text, int columns)
{
	g_autofree char *cut = text_cut(text, columns);
	return g_strdup_printf("%s%*s", cut, MAX(columns - text_width(cut), 0), "");
}

gboolean text_turns_direction(gunichar c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Nothing in it to look at twice: most text, and every line that is printed comes by here. */
static gboolean is_plain_ascii(const char *text)
{
	while ((*text >= 0x20 && *text < 0x7F) || *text == '\n' || *text == '\t')
		text++;
	return !*text;
}

char *text_clean(const char *text)
{
	if (text && is_plain_ascii(text))
		return g_strdup(text);
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_sized_new(strlen(valid));
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '\r' && p[1] == '\n')
			continue;
		if (c == 0x2028 || c == 0x2029)
			g_string_append_c(out, '\n');
		else if (c < 0x20 && c != '\n' && c != '\t')
			g_string_append_unichar(out, 0x2400 + c); /* ␀ … ␟ */
		else if (c == 0x7F)
			g_string_append_unichar(out, 0x2421); /* ␡ */
		else if ((c >= 0x80 && c < 0xA0) || text_turns_direction(c))
			g_string_append_unichar(out, 0xFFFD);
		else
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

char *text_name(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autoptr(GString) out = g_string_sized_new(strlen(valid));
	gboolean gap = FALSE, seen = FALSE;
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_isspace(c) || c == '\v') {
			gap = out->len > 0;
			continue;
		}
		if (gap)
			g_string_append_c(out, ' ');
		gap = FALSE;
		seen = seen || g_unichar_isgraph(c);
		g_string_append_unichar(out, c);
	}
	return seen ? g_strdup(out->str) : NULL;
}
