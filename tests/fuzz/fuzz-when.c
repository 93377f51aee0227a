/* tests/fuzz/fuzz-when.c - everything that reads a time a person typed.
 *
 * The first byte chooses a zone, the rest is the text. Whatever it says: a reader gives an error or a result, never both;
 * what it gives can be written and read again; ranges do not run backwards. */
#include "tests/fuzz/fuzz.h"

#include "base/when.h"

static const char *const zones[] = { "Europe/Berlin",  "America/New_York", "Australia/Lord_Howe",
				     "Asia/Kathmandu", "Pacific/Apia",     "America/Sao_Paulo",
				     "Asia/Beirut",    "Europe/Dublin" };

/* 2011-12-29 20:00 UTC: the day before the one that Apia has not. */
#define NOW G_GINT64_CONSTANT(1325188800)

static void read_time(const When *when, const char *text)
{
	g_autoptr(GError) error = NULL;
	WhenTime out = { 0 }, again = { 0 };
	gboolean read = when_time(when, text, &out, &error);
	MUST(read == (error == NULL));
	if (!read)
		return;
	g_autofree char *written = zone_rfc3339(when->zone, out.instant);
	MUST(when_time(when, written, &again, NULL));
	MUST(again.instant == out.instant);
	MUST(out.is_day || out.day == zone_day_of(when->zone, out.instant));
	MUST(!out.is_day || out.instant == zone_day_start(when->zone, out.day));
}

static void read_days(const When *when, const char *text)
{
	g_autoptr(GError) no_day = NULL, no_days = NULL, no_range = NULL;
	gint64 day, again, first, last, from, to;
	gboolean read = when_day(when, text, &day, &no_day);
	MUST(read == (no_day == NULL));
	if (read) {
		g_autofree char *written = day_iso(day);
		MUST(when_day(when, written, &again, NULL) && again == day);
	}
	read = when_days(when, text, &first, &last, &no_days);
	MUST(read == (no_days == NULL));
	MUST(!read || first <= last);
	gboolean is_range = when_range(when, text, &from, &to, &no_range);
	MUST(is_range == (no_range == NULL));
	MUST(!read || is_range);
	MUST(!is_range || from < to || first == last); /* a day that a zone has not is empty */
}

static void read_length(const char *text)
{
	g_autoptr(GError) error = NULL;
	gint64 seconds = -1;
	gboolean read = when_duration(text, TRUE, &seconds, &error);
	MUST(read == (error == NULL));
	if (!read)
		return;
	MUST(seconds >= 0 && seconds <= 366 * (gint64)ZONE_DAY_SECONDS && seconds % 60 == 0);
	g_autofree char *words = when_duration_words(seconds);
	MUST(when_duration(words, TRUE, &(gint64){ 0 }, NULL));
}

static void note_range(int weekday, int from, int to, gpointer seen_)
{
	int *seen = seen_;
	MUST(weekday >= 0 && weekday < 7 && from >= 0 && from < to && to <= 1440);
	MUST(weekday * 1440 + from >= *seen); /* in order, none over another */
	*seen = weekday * 1440 + to;
}

static void read_hours(const char *text, gboolean (*reader)(const char *, WhenHoursFunc, gpointer, GError **))
{
	g_autoptr(GError) error = NULL;
	int seen = 0;
	gboolean read = reader(text, note_range, &seen, &error);
	MUST(read == (error == NULL));
	MUST(read || seen == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	g_autofree char *text = g_strndup((const char *)data + 1, size - 1);
	g_autoptr(GTimeZone) zone = zone_new(zones[data[0] % G_N_ELEMENTS(zones)], NULL);
	MUST(zone != NULL);
	When when = { .zone = zone, .now = NOW, .week_start = data[0] % 7 };
	read_time(&when, text);
	read_days(&when, text);
	read_length(text);
	read_hours(text, when_hours);
	read_hours(text, when_day_ranges);
	return 0;
}
