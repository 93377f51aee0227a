/* tests/unit/say/test_repeat.c - how often, typed alone */
#include <string.h>

#include "base/error.h"
#include "say/say.h"
#include "tests/unit/say/salon.h"
#include "tests/unit/unit.h"

/* Dates begin on Tuesday 24 November 2026, 14:00. */
static const struct {
	const char *text, *want; /* NULL: refused */
} rows[] = {
	{ "every 4 weeks, 6 times", "FREQ=WEEKLY;INTERVAL=4;COUNT=6" },
	{ "every second tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" },
	{ "every other week until 24.12.", "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261224" },
	{ "daily 5 times", "FREQ=DAILY;COUNT=5" },
	{ "the fourth tuesday of every month", "FREQ=MONTHLY;BYDAY=4TU" },
	{ "every fourth tuesday of the month", "FREQ=MONTHLY;BYDAY=4TU" },
	{ "alle 4 wochen, 6 mal", "FREQ=WEEKLY;INTERVAL=4;COUNT=6" },
	{ "jeden zweiten Dienstag", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU" },
	{ "dienstags", "FREQ=WEEKLY;BYDAY=TU" },
	{ "FREQ=WEEKLY;COUNT=6", "FREQ=WEEKLY;COUNT=6" },
	{ "freq=often", "freq=often" },
	{ "every second wednesday", NULL },
	{ "the first tuesday of every month", NULL },
	{ "6 times", NULL },
	{ "every 4 weeks for maria", NULL },
	{ "every 4 weeks at 3pm", NULL },
	{ "every 4 weeks, 6 times until 24.12.", NULL },
	{ "often", NULL },
	{ "", NULL },
};

static void test_repeat(void)
{
	Salon salon;
	salon_open(&salon, "en");
	gint64 start = zone_resolve(salon.context.when.zone,
				    day_from_civil(2026, 11, 24) * ZONE_DAY_SECONDS + 14 * 3600);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got =
			say_repeat(salon.languages, &salon.context.when, start, rows[i].text, &error);
		T_STR(rows[i].text, got, rows[i].want);
		if (!rows[i].want)
			T_ERROR(rows[i].text, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	}
	salon_close(&salon);
}

UNIT_SUITE("a repeat alone", NULL, NULL, { "repeats", test_repeat })
