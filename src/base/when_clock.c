/* base/when_clock.c - the smallest words of time: a clock time, a weekday. */
#include "base/when_p.h"

#include <string.h>

const char *when_read_number(const char *text, int max, int *value)
{
	int digits = 0, sum = 0;
	for (; g_ascii_isdigit(*text) && digits <= max; text++, digits++)
		sum = sum * 10 + (*text - '0');
	if (digits == 0 || digits > max)
		return NULL;
	*value = sum;
	return text;
}

/* ":30", two digits below 60. */
static const char *read_sixtieths(const char *text, int *value)
{
	if (text[0] != ':' || !g_ascii_isdigit(text[1]) || !g_ascii_isdigit(text[2]))
		return NULL;
	const char *rest = when_read_number(text + 1, 2, value);
	return rest && *value < 60 ? rest : NULL;
}

/* What may follow the digits. hour12 is set by am and pm. */
static gboolean read_clock_ending(const char *text, gboolean *hour12, gboolean *pm, gboolean *uhr)
{
	while (*text == ' ')
		text++;
	*pm = strcmp(text, "pm") == 0 || strcmp(text, "p.m.") == 0;
	*hour12 = *pm || strcmp(text, "am") == 0 || strcmp(text, "a.m.") == 0;
	*uhr = strcmp(text, "uhr") == 0;
	return !*text || *hour12 || *uhr;
}

gboolean when_read_clock(const char *text, int *seconds)
{
	int hour, minute = 0, second = 0;
	gboolean hour12, pm, uhr;
	if (strcmp(text, "noon") == 0 || strcmp(text, "mittag") == 0) {
		*seconds = 12 * 3600;
		return TRUE;
	}
	const char *p = when_read_number(text, 2, &hour);
	if (!p)
		return FALSE;
	gboolean bare = *p != ':';
	if (!bare && !(p = read_sixtieths(p, &minute)))
		return FALSE;
	if (*p == ':' && !(p = read_sixtieths(p, &second)))
		return FALSE;
	if (!read_clock_ending(p, &hour12, &pm, &uhr) || (bare && !hour12 && !uhr))
		return FALSE;
	if (hour12) {
		if (hour < 1 || hour > 12)
			return FALSE;
		hour = hour % 12 + (pm ? 12 : 0);
	}
	*seconds = hour * 3600 + minute * 60 + second;
	return *seconds <= ZONE_DAY_SECONDS;
}

int when_read_weekday(const char *text)
{
	/* English and German; "fr", "mo" and "sa" are the same in both. */
	static const char *const names[7] = {
		" mo mon monday montag ",
		" tu tue tues tuesday di dienstag ",
		" we wed weds wednesday mi mittwoch ",
		" th thu thur thurs thursday do donnerstag ",
		" fr fri friday freitag ",
		" sa sat saturday samstag sonnabend ",
		" su sun sunday so sonntag ",
	};
	gsize length = strlen(text);
	if (length > 2 && text[length - 1] == '.') /* "Di." */
		length--;
	if (length < 2 || length > 10 || strspn(text, "abcdefghijklmnopqrstuvwxyz") < length)
		return -1;
	g_autofree char *word = g_strdup_printf(" %.*s ", (int)length, text);
	for (int weekday = 0; weekday < 7; weekday++)
		if (strstr(names[weekday], word))
			return weekday;
	return -1;
}
