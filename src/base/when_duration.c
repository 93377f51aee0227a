/* base/when_duration.c - lengths of time: as people type them, as ISO 8601 writes them, and back in words. */
#include "base/when_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

#define MINUTE 60
#define HOUR 3600
#define DAY ZONE_DAY_SECONDS
#define WEEK (7 * DAY)
#define LONGEST (366 * (gint64)DAY)

/* Before the first unit was read: longer than all. */
#define NO_UNIT (2 * (gint64)WEEK)

/* Six digits: far more than 366 days of minutes, and far from an overflow. */
enum { MOST_DIGITS = 6 };

static const struct {
	const char *words; /* each between spaces */
	gint64 seconds;
} units[] = {
	{ " w wk wks week weeks woche wochen ", WEEK },
	{ " d day days tag tage tagen ", DAY },
	{ " h hr hrs hour hours std stunde stunden ", HOUR },
	{ " m min mins minute minutes minuten ", MINUTE },
};

/* The unit that text begins with; 0 for none. */
static gint64 read_unit(const char **text)
{
	gsize length = strspn(*text, "abcdefghijklmnopqrstuvwxyz");
	if (length == 0 || length > 8)
		return 0;
	g_autofree char *word = g_strdup_printf(" %.*s ", (int)length, *text);
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (strstr(units[i].words, word)) {
			*text += length;
			return units[i].seconds;
		}
	return 0;
}

/* "1", "1.5", "1,5": thousandths. */
static const char *read_amount(const char *text, gint64 *thousandths, gboolean *whole)
{
	int number, fraction = 0, scale = 1000;
	const char *p = when_read_number(text, MOST_DIGITS, &number);
	if (!p)
		return NULL;
	*whole = !((*p == '.' || *p == ',') && g_ascii_isdigit(p[1]));
	if (!*whole)
		for (p++; g_ascii_isdigit(*p); p++) {
			if (scale == 1)
				return NULL;
			scale /= 10;
			fraction += (*p - '0') * scale;
		}
	*thousandths = (gint64)number * 1000 + fraction;
	return p;
}

/* "1h30", "2 h", "1.5h", "4w", "1 d 2 h", "45": units from long to short, each once; a last number without one is
 * minutes, after hours or alone. */
static gboolean read_plain(const char *text, gint64 *seconds, gboolean *whole_days)
{
	gint64 sum = 0, last_unit = NO_UNIT;
	while (*text) {
		gint64 amount;
		gboolean whole;
		const char *p = read_amount(text, &amount, &whole);
		if (!p)
			return FALSE;
		while (*p == ' ')
			p++;
		gint64 unit = read_unit(&p);
		if (unit == 0) {
			if (*p || !whole || (last_unit != HOUR && last_unit != NO_UNIT))
				return FALSE;
			if (last_unit == HOUR && amount >= 60 * 1000)
				return FALSE;
			unit = MINUTE;
		}
		if (unit >= last_unit || amount * unit % (MINUTE * 1000) != 0)
			return FALSE;
		sum += amount * unit / 1000;
		last_unit = unit;
		while (*p == ' ')
			p++;
		text = p;
	}
	*seconds = sum;
	*whole_days = (last_unit == DAY || last_unit == WEEK) && sum % DAY == 0;
	return last_unit != NO_UNIT;
}

/* ISO 8601 as iCalendar has it (RFC 5545 3.3.6): P2W, P1D, PT1H30M, P1DT2H, PT45M0S. No months: they have no length. */
static gboolean read_iso(const char *text, gint64 *seconds)
{
	static const struct {
		char letter;
		gboolean after_t;
		gint64 seconds;
	} parts[] = { { 'w', FALSE, WEEK }, { 'd', FALSE, DAY },   { 't', FALSE, 0 },
		      { 'h', TRUE, HOUR },  { 'm', TRUE, MINUTE }, { 's', TRUE, 1 } };
	gboolean in_time = FALSE, any = FALSE;
	gint64 sum = 0;
	gsize next = 0;
	for (const char *p = text + 1; *p; p++) {
		int number = 0;
		if (*p != 't' && !(p = when_read_number(p, MOST_DIGITS, &number)))
			return FALSE;
		while (next < G_N_ELEMENTS(parts) && parts[next].letter != *p)
			next++;
		if (next == G_N_ELEMENTS(parts) || parts[next].after_t != in_time)
			return FALSE;
		in_time = in_time || *p == 't';
		any = *p != 't';
		sum += number * parts[next].seconds;
		next++;
	}
	*seconds = sum;
	return any && sum % MINUTE == 0;
}

gboolean when_read_length(const char *text, gint64 *seconds, gboolean *whole_days)
{
	gboolean days = FALSE;
	gboolean read = text[0] == 'p' ? read_iso(text, seconds) : read_plain(text, seconds, &days);
	if (whole_days)
		*whole_days = days;
	return read;
}

gboolean when_duration(const char *text, gboolean zero_ok, gint64 *seconds, GError **error)
{
	g_autofree char *folded = text_fold(text);
	gint64 length;
	if (!when_read_length(folded, &length, NULL))
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("“%s” is not a length of time. Write it like 45 (minutes), 1h30, 2h or 4w."), text);
	if (length < MINUTE && !(zero_ok && length == 0))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is too short: at least 1 minute is needed."), text);
	if (length > LONGEST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is too long: at most 366 days are possible."), text);
	*seconds = length;
	return TRUE;
}

char *when_duration_words(gint64 seconds)
{
	int days = (int)(seconds / DAY), hours = (int)(seconds % DAY / HOUR),
	    minutes = (int)(seconds % HOUR / MINUTE);
	if (days == 0 && hours == 0) {
		/* TRANSLATORS: minutes, short */
		return g_strdup_printf(_("%d min"), minutes);
	}
	/* TRANSLATORS: days, short */
	g_autofree char *day_part = g_strdup_printf(_("%d d"), days);
	/* TRANSLATORS: hours, short; with minutes after them: 1h15 */
	g_autofree char *hour_part =
		minutes ? g_strdup_printf(_("%dh%02d"), hours, minutes) : g_strdup_printf(_("%dh"), hours);
	if (days == 0)
		return g_steal_pointer(&hour_part);
	if (hours == 0 && minutes == 0)
		return g_steal_pointer(&day_part);
	return g_strdup_printf("%s %s", day_part, hour_part);
}
