/* ical/value.c - content lines and their values */
#include "ical/value_p.h"

#include "base/zone.h"
#include <string.h>

/* g_ascii_toupper without the call: this runs for every letter of every name. */
static inline char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

gboolean span_is(Span span, const char *upper)
{
	gsize i = 0;
	for (; i < span.length && upper[i]; i++)
		if (to_upper(span.text[i]) != upper[i])
			return FALSE;
	return i == span.length && !upper[i];
}

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

Span span_trim(Span span)
{
	while (span.length && is_blank(span.text[0]))
		span.text++, span.length--;
	while (span.length && is_blank(span.text[span.length - 1]))
		span.length--;
	return span;
}

char *span_dup(Span span)
{
	return g_strndup(span.text, span.length);
}

#define QUOTE_BYTES 80

char *span_quote(Span span)
{
	gsize length = MIN(span.length, QUOTE_BYTES);
	while (length && length < span.length && ((guchar)span.text[length] & 0xc0) == 0x80)
		length--;
	return g_utf8_make_valid(span.text, (gssize)length);
}

/* --- lines --- */

/* The colon before the value: the first outside quotes, or, where a quote is never closed, the first. */
static const char *find_colon(const char *at, const char *end)
{
	gboolean quoted = FALSE;
	for (const char *p = at; p < end; p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == ':' && !quoted)
			return p;
	}
	return memchr(at, ':', (gsize)(end - at));
}

gboolean content_split(const char *text, gsize length, ContentLine *out)
{
	const char *end = text + length, *p = text;
	while (p < end && (g_ascii_isalnum(*p) || *p == '-' || *p == '_'))
		p++;
	if (p == text || p == end || (*p != ':' && *p != ';'))
		return FALSE;
	const char *colon = *p == ':' ? p : find_colon(p, end);
	if (!colon)
		return FALSE;
	out->name = (Span){ text, (gsize)(p - text) };
	out->rest = (Span){ p, (gsize)(end - p) };
	out->value = (Span){ colon + 1, (gsize)(end - colon - 1) };
	return TRUE;
}

ContentLine content_of_time(ContentLine line)
{
	const char *end = line.value.text + line.value.length, *p = end;
	while (p[-1] != ':') /* there is one, before the value */
		p--;
	line.value = (Span){ p, (gsize)(end - p) };
	return line;
}

/* The end of a parameter that begins at `at`: the next semicolon outside quotes. */
static const char *parameter_end(const char *at, const char *end)
{
	gboolean quoted = FALSE;
	while (at < end && (quoted || *at != ';')) {
		if (*at == '"')
			quoted = !quoted;
		at++;
	}
	return at;
}

gboolean content_parameter(const ContentLine *line, const char *upper_name, Span *out)
{
	const char *end = line->value.text - 1, *at = line->rest.text;
	while (at < end && *at == ';') {
		const char *name = at + 1, *stop = parameter_end(name, end);
		const char *equals = memchr(name, '=', (gsize)(stop - name));
		at = stop;
		if (!equals || !span_is(span_trim((Span){ name, (gsize)(equals - name) }), upper_name))
			continue;
		Span value = span_trim((Span){ equals + 1, (gsize)(stop - equals - 1) });
		if (value.length >= 2 && value.text[0] == '"' && value.text[value.length - 1] == '"')
			value = (Span){ value.text + 1, value.length - 2 };
		*out = value;
		return TRUE;
	}
	return FALSE;
}

/* --- numbers and times --- */

/* `count` digits at p, or -1. */
static int digits(const char *p, int count)
{
	int value = 0;
	for (int i = 0; i < count; i++) {
		if (!g_ascii_isdigit(p[i]))
			return -1;
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

gboolean stamp_read(Span text, Stamp *out)
{
	Span t = span_trim(text);
	const char *p = t.text;
	if (t.length != 8 && t.length != 15 && t.length != 16)
		return FALSE;
	int year = digits(p, 4), month = digits(p + 4, 2), day = digits(p + 6, 2);
	if (year < 1 || month < 1 || day < 1 || !day_is_valid(year, month, day))
		return FALSE;
	*out = (Stamp){ .local = day_from_civil(year, month, day) * ZONE_DAY_SECONDS,
			.is_date = t.length == 8 };
	if (out->is_date)
		return TRUE;
	int hour = digits(p + 9, 2), minute = digits(p + 11, 2), second = digits(p + 13, 2);
	if (g_ascii_toupper(p[8]) != 'T' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    second < 0 || second > 60)
		return FALSE;
	out->is_utc = t.length == 16;
	if (out->is_utc && g_ascii_toupper(p[15]) != 'Z')
		return FALSE;
	/* RFC 5545 3.3.12: without leap seconds a 60 is read as 59. */
	out->local += hour * 3600 + minute * 60 + MIN(second, 59);
	return TRUE;
}

/* Seconds of one step of a duration by its letter; 0 for a letter that has no place there. */
static gint64 duration_unit(char letter, gboolean in_time)
{
	switch (g_ascii_toupper(letter)) {
	case 'W':
		return in_time ? 0 : 7 * ZONE_DAY_SECONDS;
	case 'D':
		return in_time ? 0 : ZONE_DAY_SECONDS;
	case 'H':
		return in_time ? 3600 : 0;
	case 'M':
		return in_time ? 60 : 0;
	case 'S':
		return in_time ? 1 : 0;
	default:
		return 0;
	}
}

/* "1W", "2DT3H" …: what follows the P. */
static gboolean length_steps(const char *p, const char *end, Length *out)
{
	gboolean in_time = FALSE, any = FALSE;
	while (p < end) {
		if (!in_time && g_ascii_toupper(*p) == 'T') {
			in_time = TRUE;
			p++;
			continue;
		}
		gint64 count = 0;
		const char *first = p;
		for (; p < end && g_ascii_isdigit(*p); p++)
			count = MIN(count * 10 + (*p - '0'), LENGTH_MAX_SECONDS + 1);
		gint64 unit = p < end && p > first ? duration_unit(*p++, in_time) : 0;
		if (!unit || count > LENGTH_MAX_SECONDS / unit)
			return FALSE;
		if (unit % ZONE_DAY_SECONDS == 0)
			out->days += count * (unit / ZONE_DAY_SECONDS);
		else
			out->seconds += count * unit;
		if (out->days > LENGTH_MAX_SECONDS / ZONE_DAY_SECONDS || out->seconds > LENGTH_MAX_SECONDS)
			return FALSE;
		any = TRUE;
	}
	return any;
}

gboolean length_read(Span text, Length *out)
{
	Span t = span_trim(text);
	const char *p = t.text, *end = p + t.length;
	gboolean negative = FALSE;
	if (p < end && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	if (p == end || g_ascii_toupper(*p) != 'P')
		return FALSE;
	*out = (Length){ 0, 0 };
	if (!length_steps(p + 1, end, out))
		return FALSE;
	if (negative)
		*out = (Length){ -out->days, -out->seconds };
	return TRUE;
}

gboolean offset_read(Span text, int *seconds)
{
	Span t = span_trim(text);
	if ((t.length != 5 && t.length != 7) || (t.text[0] != '+' && t.text[0] != '-'))
		return FALSE;
	int hour = digits(t.text + 1, 2), minute = digits(t.text + 3, 2),
	    second = t.length == 7 ? digits(t.text + 5, 2) : 0;
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return FALSE;
	int value = hour * 3600 + minute * 60 + second;
	*seconds = t.text[0] == '-' ? -value : value;
	return TRUE;
}

gboolean integer_read(Span text, gint64 low, gint64 high, gint64 *out)
{
	Span t = span_trim(text);
	gboolean negative = t.length && t.text[0] == '-';
	gsize i = t.length && (t.text[0] == '-' || t.text[0] == '+') ? 1 : 0;
	if (i == t.length || t.length - i > 18) /* 18 digits fit */
		return FALSE;
	gint64 value = 0;
	for (; i < t.length; i++) {
		if (!g_ascii_isdigit(t.text[i]))
			return FALSE;
		value = value * 10 + (t.text[i] - '0');
	}
	if (negative)
		value = -value;
	if (value < low || value > high)
		return FALSE;
	*out = value;
	return TRUE;
}

/* --- text --- */

char *text_value(Span value)
{
	const char *p = value.text, *end = p + value.length;
	if (!memchr(p, '\\', value.length))
		return span_dup(value);
	char *out = g_malloc(value.length + 1), *o = out;
	while (p < end) {
		if (*p != '\\' || p + 1 == end) {
			*o++ = *p++;
			continue;
		}
		char c = p[1];
		if (c == 'n' || c == 'N')
			*o++ = '\n';
		else if (c == ',' || c == ';' || c == '\\')
			*o++ = c;
		else {
			*o++ = *p++;
			continue;
		}
		p += 2;
	}
	*o = '\0';
	return out;
}

char *parameter_value(Span value)
{
	GString *out = g_string_sized_new(value.length);
	for (gsize i = 0; i < value.length; i++) {
		char c = value.text[i], next = i + 1 < value.length ? value.text[i + 1] : '\0';
		if (c == '^' && (next == '^' || next == '\'' || next == 'n')) {
			g_string_append_c(out, next == 'n' ? '\n' : next == '^' ? '^' : '"');
			i++;
		} else {
			g_string_append_c(out, c);
		}
	}
	return g_string_free(out, FALSE);
}
