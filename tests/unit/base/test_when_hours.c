/* tests/unit/base/test_when_hours.c - lengths of time, and opening hours in one line */
#include "base/error.h"
#include "base/when.h"
#include "tests/unit/unit.h"

enum { MIN = 60, HOUR = 3600, DAY = 86400 };

static void test_durations(void)
{
	static const struct {
		const char *text;
		gint64 want;
	} rows[] = {
		{ "45", 45 * MIN },
		{ "45m", 45 * MIN },
		{ "45min", 45 * MIN },
		{ "45 min", 45 * MIN },
		{ "45 Minuten", 45 * MIN },
		{ "1", MIN },
		{ "90", 90 * MIN },
		{ "1h30", 90 * MIN },
		{ "1h30m", 90 * MIN },
		{ "1h 30", 90 * MIN },
		{ "1 h 30 min", 90 * MIN },
		{ "1h05", 65 * MIN },
		{ "2h", 2 * HOUR },
		{ "2 Stunden", 2 * HOUR },
		{ "1 hour", HOUR },
		{ "1H30", 90 * MIN },
		{ "1.5h", 90 * MIN },
		{ "1,5h", 90 * MIN },
		{ "0.25h", 15 * MIN },
		{ "1.25 h", 75 * MIN },
		{ "4w", 28 * DAY },
		{ "4 weeks", 28 * DAY },
		{ "2d", 2 * DAY },
		{ "1d12h", 36 * HOUR },
		{ "1w2d3h4m", 9 * DAY + 3 * HOUR + 4 * MIN },
		{ "0.5d", 12 * HOUR },
		{ "366d", 366 * DAY },
		{ "PT45M", 45 * MIN },
		{ "pt45m", 45 * MIN },
		{ "PT1H30M", 90 * MIN },
		{ "P1DT2H", 26 * HOUR },
		{ "P2W", 14 * DAY },
		{ "P3D", 3 * DAY },
		{ "PT90S", -1 },
		{ "PT60S", MIN },
		{ "PT45M0S", 45 * MIN },
		{ "P0DT1H0M0S", HOUR },
		{ "PT120M", 2 * HOUR },
		/* not a length */
		{ "", -1 },
		{ " ", -1 },
		{ "h", -1 },
		{ "1:30", -1 },
		{ "-45", -1 },
		{ "+45", -1 },
		{ "45x", -1 },
		{ "45 mm", -1 },
		{ "1.5", -1 },
		{ "1.33h", -1 },
		{ "1.h", -1 },
		{ ".5h", -1 },
		{ "1h60", -1 },
		{ "1h30h", -1 },
		{ "30m1h", -1 },
		{ "1h1h", -1 },
		{ "1d30", -1 },
		{ "1w 2", -1 },
		{ "45s", -1 },
		{ "1e3", -1 },
		{ "1y", -1 },
		{ "3mo", -1 },
		{ "1.0001h", -1 },
		{ "P", -1 },
		{ "PT", -1 },
		{ "P1", -1 },
		{ "P1H", -1 },
		{ "PT1D", -1 },
		{ "P1Y", -1 },
		{ "P1M", -1 },
		{ "P1DT", -1 },
		{ "PT1H1H", -1 },
		{ "PT1M1H", -1 },
		{ "PTT1H", -1 },
		{ "P-1D", -1 },
		{ "-PT15M", -1 },
		{ "PT1.5H", -1 },
		{ "PT1H ", HOUR },
		/* too long or too short */
		{ "367d", -1 },
		{ "9999999", -1 },
		{ "99999999999999999999h", -1 },
		{ "0", -1 },
		{ "0m", -1 },
		{ "PT0M", -1 },
		{ "53w", -1 },
		{ "0.0h", -1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gint64 seconds = -1;
		T_INT(rows[i].text, when_duration(rows[i].text, FALSE, &seconds, &error), rows[i].want >= 0);
		T_INT(rows[i].text, seconds, rows[i].want);
		if (rows[i].want < 0)
			T_ERROR(rows[i].text, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
		else
			T_NO_ERROR(rows[i].text, error);
	}
}

static void test_zero(void)
{
	static const char *const zeros[] = { "0", "0m", "0h", "PT0M", "0 min", "0.0h" };
	for (gsize i = 0; i < G_N_ELEMENTS(zeros); i++) {
		gint64 seconds = -1;
		T_TRUE(zeros[i], when_duration(zeros[i], TRUE, &seconds, NULL));
		T_INT(zeros[i], seconds, 0);
	}
	gint64 seconds = -1;
	T_TRUE("a buffer of 5", when_duration("5", TRUE, &seconds, NULL));
	T_INT("a buffer of 5", seconds, 300);
	T_FALSE("nothing", when_duration("", TRUE, &seconds, NULL));
}

static void test_duration_words(void)
{
	static const struct {
		gint64 seconds;
		const char *want;
	} rows[] = {
		{ 0, "0 min" },
		{ 15 * MIN, "15 min" },
		{ 59 * MIN, "59 min" },
		{ HOUR, "1h" },
		{ 75 * MIN, "1h15" },
		{ 65 * MIN, "1h05" },
		{ 10 * HOUR, "10h" },
		{ DAY, "1 d" },
		{ 2 * DAY, "2 d" },
		{ 26 * HOUR, "1 d 2h" },
		{ DAY + 5 * MIN, "1 d 0h05" },
		{ 28 * DAY, "28 d" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = when_duration_words(rows[i].seconds);
		T_STR(rows[i].want, words, rows[i].want);
	}
}

/* --- opening hours --- */

static void collect(int weekday, int from, int to, gpointer text_)
{
	GString *text = text_;
	g_string_append_printf(text, "%s%d %d-%d", text->len ? ", " : "", weekday, from, to);
}

static void test_hours(void)
{
	static const struct {
		const char *spec, *want; /* weekday minutes-minutes; NULL where it is refused */
	} rows[] = {
		{ "mo 09:00-12:30", "0 540-750" },
		{ "mo-we 9-12", "0 540-720, 1 540-720, 2 540-720" },
		{ "mo-tu 09:00-12:30 13:30-18:00, sa 09:00-13:00",
		  "0 540-750, 0 810-1080, 1 540-750, 1 810-1080, 5 540-780" },
		{ "sa 9:00-13:00; mo 9:00-12:00", "0 540-720, 5 540-780" },
		{ "Montag 9:00-12:00, Dienstag 9:00-12:00", "0 540-720, 1 540-720" },
		{ "mo, we 9:00-12:00", "0 540-720, 2 540-720" },
		{ "mo we 9:00-12:00, fr 9:00-10:00", "0 540-720, 2 540-720, 4 540-600" },
		{ "mo 9:00-12:00, 13:00-14:00", "0 540-720, 0 780-840" },
		{ "mo 13:00-14:00, mo 9:00-12:00", "0 540-720, 0 780-840" },
		{ "mo 9:00-12:00 12:00-14:00", "0 540-720, 0 720-840" },
		{ "sa-mo 10:00-11:00", "0 600-660, 5 600-660, 6 600-660" },
		{ "mo: 9:00-12:00", "0 540-720" },
		{ "Mo. 9:00 – 12:00 Uhr", "0 540-720" },
		{ "mo - tu 9:00 - 12:00", "0 540-720, 1 540-720" },
		{ "mo 9am-5pm", "0 540-1020" },
		{ "mo 9 am - 5:30 pm", "0 540-1050" },
		{ "su 00:00-24:00", "6 0-1440" },
		{ "fr 20:00-02:00", "4 1200-1440, 5 0-120" },
		{ "su 20:00-02:00", "0 0-120, 6 1200-1440" },
		{ "fr 20:00-0:00", "4 1200-1440" },
		{ "fr 20:00-24:00", "4 1200-1440" },
		{ "fr-sa 20:00-02:00", "4 1200-1440, 5 0-120, 5 1200-1440, 6 0-120" },
		{ "mo 9:00-12:00, tu closed", "0 540-720" },
		{ "closed", "" },
		{ "geschlossen", "" },
		{ "", "" },
		{ "  ", "" },
		{ "su closed", "" },
		/* refused */
		{ "mo", NULL },
		{ "mo-fr", NULL },
		{ "mo 9:00-12:00, tu", NULL },
		{ "9:00-12:00", NULL },
		{ "closed 9:00-12:00", NULL },
		{ "mo 9:00", NULL },
		{ "mo 9:00-", NULL },
		{ "mo -9:00", NULL },
		{ "mo 9:00-25:00", NULL },
		{ "mo 9:00-12:60", NULL },
		{ "mo 9:00-9:00", NULL },
		{ "mo 0:00-0:00", NULL },
		{ "mo 24:00-2:00", NULL },
		{ "mo 9:00-12:00-13:00", NULL },
		{ "mo 9:00:30-12:00", NULL },
		{ "xx 9:00-12:00", NULL },
		{ "mo-xx 9:00-12:00", NULL },
		{ "mo 9:00-12:00 11:00-13:00", NULL },
		{ "mo 9:00-12:00, mo-fr 11:00-13:00", NULL },
		{ "fr 20:00-02:00, sa 01:00-03:00", NULL },
		{ "mo 9:00-12:00 & 13:00-14:00", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) got = g_string_new(NULL);
		gboolean read = when_hours(rows[i].spec, collect, got, &error);
		T_INT(rows[i].spec, read, rows[i].want != NULL);
		T_STR(rows[i].spec, got->str,
		      rows[i].want ? rows[i].want : ""); /* nothing is called back for bad ones */
		if (rows[i].want)
			T_NO_ERROR(rows[i].spec, error);
		else
			T_ERROR(rows[i].spec, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	}
}

static void test_hours_messages(void)
{
	static const struct {
		const char *spec, *want;
	} rows[] = {
		{ "mo 9:00-12:00 11:00-13:00",
		  "The opening hours “mo 9:00-12:00 11:00-13:00” overlap at 11:00. Write each time once." },
		{ "mon-fri 9-lunch",
		  "“9-lunch” in the opening hours “mon-fri 9-lunch” is not understood. Write them like "
		  "“mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00”." },
		{ "9:00-12:00", "The opening hours “9:00-12:00” do not say on which days. Write them like "
				"“mo-fr 9:00-12:00”." },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) got = g_string_new(NULL);
		T_FALSE(rows[i].spec, when_hours(rows[i].spec, collect, got, &error));
		T_STR(rows[i].spec, error->message, rows[i].want);
	}
}

static void test_day_ranges(void)
{
	static const struct {
		const char *spec, *want;
	} rows[] = {
		{ "10:00-14:00", "0 600-840" },
		{ "10:00-14:00 15:00-16:00", "0 600-840, 0 900-960" },
		{ "15:00-16:00, 10:00-14:00", "0 600-840, 0 900-960" },
		{ "00:00-24:00", "0 0-1440" },
		{ "closed", "" },
		{ "", "" },
		{ "mo 10:00-14:00", NULL },
		{ "20:00-02:00", NULL },
		{ "10:00-14:00 13:00-16:00", NULL },
		{ "10:00", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GString) got = g_string_new(NULL);
		T_INT(rows[i].spec, when_day_ranges(rows[i].spec, collect, got, &error),
		      rows[i].want != NULL);
		T_STR(rows[i].spec, got->str, rows[i].want ? rows[i].want : "");
		T_INT(rows[i].spec, error != NULL, rows[i].want == NULL);
	}
}

UNIT_SUITE("when_hours", NULL, NULL, { "lengths of time", test_durations }, { "zero", test_zero },
	   { "lengths in words", test_duration_words }, { "opening hours", test_hours },
	   { "what a person is told", test_hours_messages }, { "hours of one day", test_day_ranges })
