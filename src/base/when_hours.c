/* base/when_hours.c - opening hours as one line: "mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00". */
#include "base/when_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

#define DAY_MINUTES 1440

typedef struct {
	int weekday, from, to; /* minutes */
} Range;

/* What is being read: the days named, and whether their hours came yet. */
typedef struct {
	const char *spec; /* as typed, for messages */
	guint days;       /* bit 0 Monday */
	gboolean used;    /* hours for these days were read, so that the next day word begins anew */
	gboolean one_day; /* hours of one day: no day words, nothing past midnight */
	GArray *ranges;
} Reading;

static gboolean not_understood(const Reading *reading, const char *word, GError **error)
{
	return daybook_fail(
		error, DAYBOOK_ERROR_USAGE,
		reading->one_day
			? _("“%s” in the hours “%s” is not understood. Write them like “09:00-12:30 "
			    "13:30-18:00”.")
			: _("“%s” in the opening hours “%s” is not understood. Write them like “mo-fr "
			    "09:00-12:30 13:30-18:00, sa 09:00-13:00”."),
		word, reading->spec);
}

static gboolean is_closed(const char *word)
{
	return strcmp(word, "closed") == 0 || strcmp(word, "geschlossen") == 0;
}

/* "mo-fr", "sa", "fr-mo" (over the weekend), "sa:" -> a bit for each day; 0 for any other word. */
static guint read_days(const char *word)
{
	g_autofree char *bare = g_strdup(word);
	gsize length = strlen(bare);
	if (length > 0 && bare[length - 1] == ':')
		bare[length - 1] = '\0';
	char *dash = strchr(bare, '-');
	if (dash)
		*dash = '\0';
	int first = when_read_weekday(bare), last = dash ? when_read_weekday(dash + 1) : first;
	if (first < 0 || last < 0)
		return 0;
	guint days = 1u << first;
	for (int day = first; day != last; day = (day + 1) % 7)
		days |= 1u << ((day + 1) % 7);
	return days;
}

/* A clock time of whole minutes; in opening hours a bare hour is clear enough. */
static gboolean read_minute(const char *text, int *minute)
{
	int seconds, hour;
	const char *rest = when_read_number(text, 2, &hour);
	if (rest && !*rest && hour <= 24) {
		*minute = hour * 60;
		return TRUE;
	}
	if (!when_read_clock(text, &seconds) || seconds % 60 != 0)
		return FALSE;
	*minute = seconds / 60;
	return TRUE;
}

static gboolean read_range(const char *word, int *from, int *to)
{
	const char *dash = strchr(word, '-');
	if (!dash)
		return FALSE;
	g_autofree char *first = g_strndup(word, (gsize)(dash - word));
	if (!read_minute(first, from) || !read_minute(dash + 1, to))
		return FALSE;
	if (*from == *to || *from == DAY_MINUTES)
		return FALSE;
	if (*to == 0)
		*to = DAY_MINUTES; /* "20:00-0:00" */
	return TRUE;
}

static void add_range(Reading *reading, int weekday, int from, int to)
{
	Range range = { weekday, from, to };
	g_array_append_val(reading->ranges, range);
}

static gboolean add_hours(Reading *reading, const char *word, GError **error)
{
	int from, to;
	if (!read_range(word, &from, &to))
		return not_understood(reading, word, error);
	if (reading->one_day && from > to)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The hours “%s” go past midnight. Give the next day its own."),
				    reading->spec);
	if (reading->days == 0)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("The opening hours “%s” do not say on which days. Write them like “mo-fr %s”."),
			reading->spec, word);
	reading->used = TRUE;
	for (int day = 0; day < 7; day++) {
		if (!(reading->days & 1u << day))
			continue;
		add_range(reading, day, from, from < to ? to : DAY_MINUTES);
		if (from > to)
			add_range(reading, (day + 1) % 7, 0, to);
	}
	return TRUE;
}

static gboolean read_word(Reading *reading, const char *word, GError **error)
{
	guint days = reading->one_day ? 0 : read_days(word);
	if (days) {
		reading->days = reading->used ? days : reading->days | days;
		reading->used = FALSE;
		return TRUE;
	}
	if (is_closed(word)) {
		reading->days = 0;
		return TRUE;
	}
	return add_hours(reading, word, error);
}

static gint by_time(gconstpointer a_, gconstpointer b_)
{
	const Range *a = a_, *b = b_;
	return a->weekday != b->weekday ? a->weekday - b->weekday : a->from - b->from;
}

static gboolean finish(Reading *reading, WhenHoursFunc each, gpointer data, GError **error)
{
	g_array_sort(reading->ranges, by_time);
	for (guint i = 1; i < reading->ranges->len; i++) {
		const Range *last = &g_array_index(reading->ranges, Range, i - 1);
		const Range *range = last + 1;
		if (last->weekday == range->weekday && range->from < last->to)
			return daybook_fail(
				error, DAYBOOK_ERROR_USAGE,
				_("The opening hours “%s” overlap at %02d:%02d. Write each time once."),
				reading->spec, range->from / 60, range->from % 60);
	}
	for (guint i = 0; i < reading->ranges->len; i++) {
		const Range *range = &g_array_index(reading->ranges, Range, i);
		each(range->weekday, range->from, range->to, data);
	}
	return TRUE;
}

/* The words of a spec, folded: commas and semicolons part them as spaces do, dashes (of any length) join. */
static char **spec_words(const char *spec)
{
	g_autofree char *folded = text_fold(spec);
	g_autoptr(GString) text = g_string_new(folded);
	g_string_replace(text, "–", "-", 0);
	g_string_replace(text, "—", "-", 0);
	g_string_replace(text, " -", "-", 0);
	g_string_replace(text, "- ", "-", 0);
	g_string_replace(text, " uhr", "", 0);
	g_string_replace(text, " am", "am", 0);
	g_string_replace(text, " pm", "pm", 0);
	return g_strsplit_set(text->str, " ,;", -1);
}

static gboolean read_spec(Reading *reading, WhenHoursFunc each, gpointer data, GError **error)
{
	g_auto(GStrv) words = spec_words(reading->spec);
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
	reading->ranges = ranges;
	for (gsize i = 0; words[i]; i++)
		if (*words[i] && !read_word(reading, words[i], error))
			return FALSE;
	if (!reading->used && reading->days && !reading->one_day)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The opening hours “%s” name a day without a time. Write them like "
				      "“mo-fr 09:00-18:00”, "
				      "or “closed”."),
				    reading->spec);
	return finish(reading, each, data, error);
}

gboolean when_hours(const char *spec, WhenHoursFunc each, gpointer data, GError **error)
{
	Reading reading = { .spec = spec };
	return read_spec(&reading, each, data, error);
}

gboolean when_day_ranges(const char *spec, WhenHoursFunc each, gpointer data, GError **error)
{
	Reading reading = { .spec = spec, .days = 1, .one_day = TRUE };
	return read_spec(&reading, each, data, error);
}
