/* tests/unit/ical/test_rule.c - rules as typed -> canonical, and what is refused */
#include "base/error.h"
#include "base/zone.h"
#include "ical/ical.h"
#include "ical/rule_p.h"
#include "tests/unit/unit.h"

#include <string.h>

static void test_normal(void)
{
	static const struct {
		const char *rule, *zone, *want;
	} rows[] = {
		{ "FREQ=WEEKLY;COUNT=6", NULL, "FREQ=WEEKLY;COUNT=6" },
		{ "RRULE:FREQ=WEEKLY;COUNT=6", NULL, "FREQ=WEEKLY;COUNT=6" },
		{ "rrule:freq=weekly;count=6", NULL, "FREQ=WEEKLY;COUNT=6" },
		{ "COUNT=6;FREQ=WEEKLY;", NULL, "FREQ=WEEKLY;COUNT=6" },
		{ " FREQ = WEEKLY ; BYDAY = FR , mo ", NULL, "FREQ=WEEKLY;BYDAY=MO,FR" },
		{ "FREQ=DAILY;INTERVAL=1;WKST=MO", NULL, "FREQ=DAILY" },
		{ "FREQ=DAILY;INTERVAL=02;WKST=SU", NULL, "FREQ=DAILY;INTERVAL=2;WKST=SU" },
		{ "FREQ=MONTHLY;BYDAY=-1FR,+2MO,MO,2 TH", NULL, "FREQ=MONTHLY;BYDAY=MO,2MO,2TH,-1FR" },
		{ "FREQ=YEARLY;BYMONTHDAY=-1,31,1,1;BYMONTH=12,2", NULL,
		  "FREQ=YEARLY;BYMONTH=2,12;BYMONTHDAY=1,31,-1" },
		{ "FREQ=YEARLY;BYSETPOS=-1,1;BYYEARDAY=366,-366;BYHOUR=9,0;BYMINUTE=59;BYSECOND=60", NULL,
		  "FREQ=YEARLY;BYYEARDAY=366,-366;BYHOUR=0,9;BYMINUTE=59;BYSECOND=59;BYSETPOS=1,-1" },
		{ "FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=SU", NULL, "FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=SU" },
		{ "FREQ=DAILY;UNTIL=20260405", "Europe/Berlin", "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY;UNTIL=20260405T100000", "Europe/Berlin", "FREQ=DAILY;UNTIL=20260405T100000" },
		{ "FREQ=DAILY;UNTIL=20260405T080000Z", "Europe/Berlin", "FREQ=DAILY;UNTIL=20260405T100000" },
		{ "FREQ=DAILY;UNTIL=20260105t080000z", "Europe/Berlin", "FREQ=DAILY;UNTIL=20260105T090000" },
		{ "FREQ=DAILY;UNTIL=20260405T080000Z", NULL, "FREQ=DAILY;UNTIL=20260405T080000" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got = ical_rule_normal(rows[i].rule, rows[i].zone, &error);
		T_NO_ERROR(rows[i].rule, error);
		T_STR(rows[i].rule, got, rows[i].want);
		g_autofree char *again = got ? ical_rule_normal(got, rows[i].zone, NULL) : NULL;
		T_STR("canonical is what it stays", again, got);
	}
}

static void test_refused(void)
{
	static const struct {
		const char *rule, *part; /* a part of the message */
	} rows[] = {
		{ "", "FREQ" },
		{ "COUNT=3", "FREQ" },
		{ "FREQ=", "FREQ=" },
		{ "FREQ=SOMETIMES", "FREQ=SOMETIMES" },
		{ "WEEKLY", "WEEKLY" },
		{ "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY" },
		{ "FREQ=DAILY;COUNT=0", "COUNT=0" },
		{ "FREQ=DAILY;COUNT=-3", "COUNT=-3" },
		{ "FREQ=DAILY;COUNT=three", "COUNT=three" },
		{ "FREQ=DAILY;COUNT=99999999999999999999", "COUNT=9" },
		{ "FREQ=DAILY;INTERVAL=0", "INTERVAL=0" },
		{ "FREQ=DAILY;INTERVAL=1000001", "INTERVAL=1000001" },
		{ "FREQ=DAILY;UNTIL=tomorrow", "UNTIL=tomorrow" },
		{ "FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230" },
		{ "FREQ=DAILY;COUNT=3;UNTIL=20260405", "COUNT or UNTIL" },
		{ "FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0" },
		{ "FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32" },
		{ "FREQ=MONTHLY;BYMONTHDAY=1,", "BYMONTHDAY=1," },
		{ "FREQ=YEARLY;BYMONTH=13", "BYMONTH=13" },
		{ "FREQ=YEARLY;BYMONTH=5L", "BYMONTH=5L" },
		{ "FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO=54" },
		{ "FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY=367" },
		{ "FREQ=DAILY;BYHOUR=24", "BYHOUR=24" },
		{ "FREQ=DAILY;BYMINUTE=60", "BYMINUTE=60" },
		{ "FREQ=DAILY;BYSECOND=61", "BYSECOND=61" },
		{ "FREQ=DAILY;BYHOUR=-1", "BYHOUR=-1" },
		{ "FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX" },
		{ "FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO" },
		{ "FREQ=YEARLY;BYDAY=54MO", "BYDAY=54MO" },
		{ "FREQ=WEEKLY;WKST=XX", "WKST=XX" },
		{ "FREQ=WEEKLY;BYDAY=1MO", "BYDAY" },
		{ "FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "BYDAY" },
		{ "FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY" },
		{ "FREQ=MONTHLY;BYYEARDAY=3", "BYYEARDAY" },
		{ "FREQ=MONTHLY;BYWEEKNO=3", "BYWEEKNO" },
		{ "FREQ=DAILY;BYSETPOS=1", "BYSETPOS" },
		{ "FREQ=DAILY;BYMONTH=1;BYSETPOS=400", "BYSETPOS=400" },
		{ "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY" },
		{ "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31,-31", "BYMONTHDAY" },
		{ "RSCALE=GREGORIAN;FREQ=YEARLY", "RSCALE=GREGORIAN" },
		{ "FREQ=YEARLY;SKIP=FORWARD", "SKIP=FORWARD" },
		{ "FREQ=DAILY;X-MINE=1", "X-MINE=1" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got = ical_rule_normal(rows[i].rule, NULL, &error);
		T_NULL(rows[i].rule, got);
		T_ERROR(rows[i].rule, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
		T_TRUE(error ? error->message : rows[i].rule, error && strstr(error->message, rows[i].part));
	}
}

static void test_refused_zone(void)
{
	g_autoptr(GError) error = NULL;

	T_NULL("a zone that is none",
	       ical_rule_normal("FREQ=DAILY;UNTIL=20260405T080000Z", "Moon/Tycho", &error));
	T_ERROR("a zone that is none", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

/* A long part is told by its beginning. */
static void test_refused_long(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *tail = g_strnfill(100000, 'x');
	g_autofree char *long_rule = g_strconcat("FREQ=", tail, NULL);

	T_NULL("a long one", ical_rule_normal(long_rule, NULL, &error));
	T_TRUE("a short message", error && strlen(error->message) < 200);
	for (int i = 0; i < 4; i++) { /* cut between characters, wherever the end falls */
		g_autofree char *odd = g_strdup_printf(
			"FREQ=%.*s王王王王王王王王王王王王王王王王王王王王王王王王王王王王王王王", i, "xxxx");
		g_clear_error(&error);
		T_NULL(odd, ical_rule_normal(odd, NULL, &error));
		T_TRUE(odd, error && g_utf8_validate(error->message, -1, NULL));
	}
}

/* UNTIL of an event, as rule_settle_until tells it. */
static void test_until(void)
{
	static const struct {
		const char *rule, *zone;
		gboolean all_day;
		const char *want;
	} rows[] = {
		{ "FREQ=DAILY;UNTIL=20260405T080000Z", "Europe/Berlin", FALSE,
		  "FREQ=DAILY;UNTIL=20260405T100000" },
		{ "FREQ=DAILY;UNTIL=20260405", "Europe/Berlin", FALSE, "FREQ=DAILY;UNTIL=20260405T235959" },
		{ "FREQ=DAILY;UNTIL=20260405T080000Z", NULL, FALSE, "FREQ=DAILY;UNTIL=20260405T080000" },
		{ "FREQ=DAILY;UNTIL=20260405", NULL, TRUE, "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY;UNTIL=20260405T120000", NULL, TRUE, "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY;UNTIL=20260405T000000Z", "America/New_York", TRUE,
		  "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY;UNTIL=20260406T035959Z", "America/New_York", TRUE,
		  "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY;UNTIL=20260405T215959Z", "Europe/Berlin", TRUE, "FREQ=DAILY;UNTIL=20260405" },
		{ "FREQ=DAILY", "Europe/Berlin", FALSE, "FREQ=DAILY" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Rule rule;
		g_autoptr(GTimeZone) zone = rows[i].zone ? zone_new(rows[i].zone, NULL) : NULL;
		T_TRUE(rows[i].rule, rule_parse(rows[i].rule, &rule, NULL));
		rule_settle_until(&rule, zone, rows[i].all_day);
		g_autofree char *got = rule_text(&rule);
		T_STR(rows[i].rule, got, rows[i].want);
	}
}

UNIT_SUITE("rule", NULL, NULL, { "canonical", test_normal }, { "refused", test_refused },
	   { "refused: a zone", test_refused_zone }, { "refused: long", test_refused_long },
	   { "UNTIL", test_until })
