/* tests/unit/ical/test_expand.c - the wall times of rules: RFC 5545's own examples, the edges, what is hostile, and random rules
 * beside a slow reading of the same words, day by day */
#include "base/error.h"
#include "base/zone.h"
#include "ical/ical.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

/* "19970902T090000" or "19970902" */
static gint64 wall(const char *text)
{
	int year, month, day, hour = 0, minute = 0, second = 0;
	int n = sscanf(text, "%4d%2d%2dT%2d%2d%2d", &year, &month, &day, &hour, &minute, &second);
	T_TRUE(text, n == 3 || n == 6);
	return day_from_civil(year, month, day) * ZONE_DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/* Space-separated; dates alone where all have the same time of day as the start. */
static char *text_of(const GArray *walls, gboolean dates)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < walls->len; i++) {
		g_autofree char *iso = local_iso(g_array_index(walls, gint64, i));
		g_autoptr(GString) compact = g_string_new(iso);
		g_string_replace(compact, "-", "", 0);
		g_string_replace(compact, ":", "", 0);
		if (dates)
			g_string_truncate(compact, 8);
		g_string_append_printf(out, "%s%s", i ? " " : "", compact->str);
	}
	return g_string_free(out, FALSE);
}

static GArray *walls_of(const char *list)
{
	GArray *walls = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_auto(GStrv) words = g_strsplit(list, " ", -1);
	for (guint i = 0; words[i]; i++) {
		gint64 at = *words[i] ? wall(words[i]) : 0;
		if (*words[i])
			g_array_append_val(walls, at);
	}
	return walls;
}

static void check(const char *rule, const char *start, guint limit, const char *want)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) got =
		ical_expand(rule, wall(start), NULL, NULL, G_MININT64, wall("21000101"), limit, NULL, &error);
	T_NO_ERROR(rule, error);
	if (!got)
		return;
	g_autofree char *text = text_of(got, !strchr(want, 'T'));
	T_STR(rule, text, want);
}

/* RFC 5545 3.8.5.3, on the wall of New York. */
static void test_rfc(void)
{
	static const struct {
		const char *rule, *start;
		guint limit;
		const char *want;
	} rows[] = {
		{ "FREQ=DAILY;COUNT=10", "19970902T090000", 99,
		  "19970902 19970903 19970904 19970905 19970906 19970907 19970908 19970909 19970910 "
		  "19970911" },
		{ "FREQ=DAILY;UNTIL=19970905T090000", "19970902T090000", 99,
		  "19970902 19970903 19970904 19970905" },
		{ "FREQ=DAILY;INTERVAL=2", "19970902T090000", 4, "19970902 19970904 19970906 19970908" },
		{ "FREQ=DAILY;INTERVAL=10;COUNT=5", "19970902T090000", 99,
		  "19970902 19970912 19970922 19971002 19971012" },
		{ "FREQ=DAILY;UNTIL=20000131T140000;BYMONTH=1", "19980101T090000", 3,
		  "19980101 19980102 19980103" },
		{ "FREQ=WEEKLY;COUNT=10", "19970902T090000", 99,
		  "19970902 19970909 19970916 19970923 19970930 19971007 19971014 19971021 19971028 "
		  "19971104" },
		{ "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "19970902T090000", 5,
		  "19970902 19970916 19970930 19971014 19971028" },
		{ "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "19970902T090000", 99,
		  "19970902 19970904 19970909 19970911 19970916 19970918 19970923 19970925 19970930 "
		  "19971002" },
		{ "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000;WKST=SU;BYDAY=MO,WE,FR", "19970901T090000", 8,
		  "19970901 19970903 19970905 19970915 19970917 19970919 19970929 19971001" },
		{ "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "19970902T090000", 99,
		  "19970902 19970904 19970916 19970918 19970930 19971002 19971014 19971016" },
		{ "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "19970905T090000", 99,
		  "19970905 19971003 19971107 19971205 19980102 19980206 19980306 19980403 19980501 "
		  "19980605" },
		{ "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "19970907T090000", 99,
		  "19970907 19970928 19971102 19971130 19980104 19980125 19980301 19980329 19980503 "
		  "19980531" },
		{ "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "19970922T090000", 99,
		  "19970922 19971020 19971117 19971222 19980119 19980216" },
		{ "FREQ=MONTHLY;BYMONTHDAY=-3", "19970928T090000", 6,
		  "19970928 19971029 19971128 19971229 19980129 19980226" },
		{ "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "19970902T090000", 99,
		  "19970902 19970915 19971002 19971015 19971102 19971115 19971202 19971215 19980102 "
		  "19980115" },
		{ "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "19970930T090000", 99,
		  "19970930 19971001 19971031 19971101 19971130 19971201 19971231 19980101 19980131 "
		  "19980201" },
		{ "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "19970910T090000", 99,
		  "19970910 19970911 19970912 19970913 19970914 19970915 19990310 19990311 19990312 "
		  "19990313" },
		{ "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "19970902T090000", 8,
		  "19970902 19970909 19970916 19970923 19970930 19971104 19971111 19971118" },
		{ "FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "19970610T090000", 99,
		  "19970610 19970710 19980610 19980710 19990610 19990710 20000610 20000710 20010610 "
		  "20010710" },
		{ "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "19970310T090000", 99,
		  "19970310 19990110 19990210 19990310 20010110 20010210 20010310 20030110 20030210 "
		  "20030310" },
		{ "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "19970101T090000", 99,
		  "19970101 19970410 19970719 20000101 20000409 20000718 20030101 20030410 20030719 "
		  "20060101" },
		{ "FREQ=YEARLY;BYDAY=20MO", "19970519T090000", 3, "19970519 19980518 19990517" },
		{ "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "19970512T090000", 3, "19970512 19980511 19990517" },
		{ "FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "19970313T090000", 7,
		  "19970313 19970320 19970327 19980305 19980312 19980319 19980326" },
		{ "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "19970605T090000", 5,
		  "19970605 19970612 19970619 19970626 19970703" },
		/* the start itself is the first, though the rule does not hold it (RFC 5545 3.8.5.3) */
		{ "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "19970902T090000", 6,
		  "19970902 19980213 19980313 19981113 19990813 20001013" },
		{ "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "19970913T090000", 5,
		  "19970913 19971011 19971108 19971213 19980110" },
		{ "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "19961105T090000", 3,
		  "19961105 20001107 20041102" },
		{ "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "19970904T090000", 99,
		  "19970904 19971007 19971106" },
		{ "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "19970929T090000", 7,
		  "19970929 19971030 19971127 19971230 19980129 19980226 19980330" },
		{ "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000", "19970902T090000", 99,
		  "19970902T090000 19970902T120000 19970902T150000" },
		{ "FREQ=MINUTELY;INTERVAL=15;COUNT=6", "19970902T090000", 99,
		  "19970902T090000 19970902T091500 19970902T093000 19970902T094500 19970902T100000 "
		  "19970902T101500" },
		{ "FREQ=MINUTELY;INTERVAL=90;COUNT=4", "19970902T090000", 99,
		  "19970902T090000 19970902T103000 19970902T120000 19970902T133000" },
		{ "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "19970902T090000", 25,
		  "19970902T090000 19970902T092000 19970902T094000 19970902T100000 19970902T102000 "
		  "19970902T104000 19970902T110000 "
		  "19970902T112000 19970902T114000 19970902T120000 19970902T122000 19970902T124000 "
		  "19970902T130000 19970902T132000 "
		  "19970902T134000 19970902T140000 19970902T142000 19970902T144000 19970902T150000 "
		  "19970902T152000 19970902T154000 "
		  "19970902T160000 19970902T162000 19970902T164000 19970903T090000" },
		{ "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", "19970902T163000", 4,
		  "19970902T163000 19970902T165000 19970903T091000 19970903T093000" },
		{ "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "19970805T090000", 99,
		  "19970805 19970810 19970819 19970824" },
		{ "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "19970805T090000", 99,
		  "19970805 19970817 19970819 19970831" },
		{ "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20070115T090000", 99,
		  "20070115 20070130 20070215 20070315 20070330" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		check(rows[i].rule, rows[i].start, rows[i].limit, rows[i].want);
}

static void test_edges(void)
{
	static const struct {
		const char *rule, *start;
		guint limit;
		const char *want;
	} rows[] = {
		{ "FREQ=MONTHLY", "20260131T090000", 4, "20260131 20260331 20260531 20260731" },
		{ "FREQ=YEARLY", "20240229T090000", 3, "20240229 20280229 20320229" },
		{ "FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;BYDAY=TU", "20280229T090000", 3,
		  "20280229 20560229 20840229" },
		{ "FREQ=DAILY;BYMONTHDAY=-1", "20260131T090000", 4, "20260131 20260228 20260331 20260430" },
		{ "FREQ=YEARLY;BYMONTHDAY=-1", "20260131T090000", 4, "20260131 20260228 20260331 20260430" },
		{ "FREQ=YEARLY;BYYEARDAY=-1,366", "20261231T090000", 3, "20261231 20271231 20281231" },
		{ "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "20260101T090000", 4,
		  "20260101 20270104 20280103 20290101" },
		{ "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "20260101T090000", 3, "20260101 20270103 20280102" },
		{ "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH", "20261231T090000", 3, "20261231 20321230 20371231" },
		{ "FREQ=YEARLY;BYWEEKNO=12", "20260318T090000", 3, "20260318 20270324 20280322" },
		{ "FREQ=YEARLY;BYWEEKNO=39,16,32;WKST=TU", "20260627T090000", 4,
		  "20260627 20260808 20260926 20270417" },
		{ "FREQ=DAILY;BYHOUR=17,8", "20260105T080000", 3,
		  "20260105T080000 20260105T170000 20260106T080000" },
		{ "FREQ=WEEKLY;BYDAY=SA,SU,TU;BYSETPOS=1", "20260508T113000", 3,
		  "20260508 20260512 20260519" },
		{ "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,10;BYSETPOS=-1", "20260105T090000", 3,
		  "20260105T090000 20260105T100000 20260112T100000" },
		{ "FREQ=HOURLY;BYDAY=MO;BYHOUR=9,10;BYMINUTE=30", "20260105T093000", 4,
		  "20260105T093000 20260105T103000 20260112T093000 20260112T103000" },
		{ "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=23;BYMINUTE=59;BYSECOND=58",
		  "20260101T000000", 3, "20260101T000000 20280229T235958 20320229T235958" },
		{ "FREQ=DAILY;COUNT=1", "20260105T090000", 9, "20260105" },
		{ "FREQ=DAILY;UNTIL=20250101", "20260105T090000", 9, "20260105" },
		{ "FREQ=DAILY;UNTIL=20260106", "20260105T090000", 9, "20260105 20260106" },
		{ "FREQ=DAILY;UNTIL=20260106T085959", "20260105T090000", 9, "20260105" },
		{ "FREQ=DAILY;UNTIL=20260106T090000Z", "20260105T090000", 9, "20260105 20260106" },
		{ "FREQ=WEEKLY;COUNT=3;BYDAY=TU", "20260105T090000", 9, "20260105 20260106 20260113" },
		{ "FREQ=YEARLY;INTERVAL=1000000", "20260105T090000", 9, "20260105" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		check(rows[i].rule, rows[i].start, rows[i].limit, rows[i].want);
}

/* Where a window begins does not change what is in it. */
static void test_windows(void)
{
	static const char *const rules[] = {
		"FREQ=DAILY;INTERVAL=13",
		"FREQ=DAILY;COUNT=900",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA,SU;WKST=SU",
		"FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31,-2",
		"FREQ=YEARLY;INTERVAL=3;BYMONTH=2,11;BYDAY=-1FR",
		"FREQ=HOURLY;INTERVAL=97;BYDAY=TU",
		"FREQ=MINUTELY;INTERVAL=14411",
		"FREQ=SECONDLY;INTERVAL=999983;BYHOUR=3,4,5",
	};
	gint64 start = wall("20200229T071500"), end = wall("20900101");
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
		g_autoptr(GArray) all = ical_expand(rules[i], start, NULL, NULL, start, end,
						    ICAL_MAX_OCCURRENCES, NULL, NULL);
		T_TRUE(rules[i], all && all->len > 20);
		for (guint n = 0; n + 1 < all->len; n += 1 + all->len / 17) {
			gint64 from = g_array_index(all, gint64, n),
			       to = g_array_index(all, gint64, MIN(n + 5, all->len - 1));
			g_autoptr(GArray) some =
				ical_expand(rules[i], start, NULL, NULL, from, to, 99, NULL, NULL);
			T_INT(rules[i], some->len, MIN(5, all->len - 1 - n));
			T_TRUE(rules[i], memcmp(some->data, &g_array_index(all, gint64, n),
						some->len * sizeof(gint64)) == 0);
		}
	}
}

static void test_dates(void)
{
	static const struct {
		const char *label, *rule, *start, *rdates, *exdates, *from, *to, *want;
	} rows[] = {
		{ "RDATEs in order, each once", "FREQ=DAILY;COUNT=3", "20260105T090000",
		  "20260106T090000 20260105T150000 20260110T080000", "", "20260101", "20270101",
		  "20260105T090000 20260105T150000 20260106T090000 20260107T090000 20260110T080000" },
		{ "RDATEs alone", NULL, "20260105T090000", "20260301T090000 20260201T090000", "", "20260101",
		  "20270101", "20260105T090000 20260201T090000 20260301T090000" },
		{ "nothing but the start", NULL, "20260105T090000", "", "", "20260101", "20270101",
		  "20260105T090000" },
		{ "EXDATEs, the start's too", "FREQ=DAILY;COUNT=4", "20260105T090000", "",
		  "20260107T090000 20260105T090000", "20260101", "20270101",
		  "20260106T090000 20260108T090000" },
		{ "EXDATEs count", "FREQ=DAILY;COUNT=2", "20260105T090000", "", "20260106T090000", "20260101",
		  "20270101", "20260105T090000" },
		{ "an EXDATE takes an RDATE", NULL, "20260105T090000", "20260106T090000", "20260106T090000",
		  "20260101", "20270101", "20260105T090000" },
		{ "a date takes its day", "FREQ=DAILY;COUNT=3;BYHOUR=9,15", "20260105T090000", "",
		  "20260105T000000", "20260101", "20270101", "20260106T090000" },
		{ "a midnight that is one takes itself alone", "FREQ=DAILY;COUNT=4;BYHOUR=0,15",
		  "20260105T000000", "", "20260105T000000", "20260101", "20270101",
		  "20260105T150000 20260106T000000 20260106T150000" },
		{ "also where the window cuts that midnight off", "FREQ=DAILY;COUNT=4;BYHOUR=0,15",
		  "20260105T000000", "", "20260105T000000", "20260105T120000", "20270101",
		  "20260105T150000 20260106T000000 20260106T150000" },
		{ "an EXDATE at another time takes nothing", "FREQ=DAILY;COUNT=2", "20260105T090000", "",
		  "20260105T100000", "20260101", "20270101", "20260105T090000 20260106T090000" },
		{ "half-open", "FREQ=DAILY;COUNT=9", "20260105T090000", "20260108T080000", "",
		  "20260106T090000", "20260108T090000", "20260106T090000 20260107T090000 20260108T080000" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GArray) rdates = walls_of(rows[i].rdates);
		g_autoptr(GArray) exdates = walls_of(rows[i].exdates);
		g_autoptr(GArray) got = ical_expand(rows[i].rule, wall(rows[i].start), rdates, exdates,
						    wall(rows[i].from), wall(rows[i].to), 99, NULL, &error);
		T_NO_ERROR(rows[i].label, error);
		g_autofree char *text = text_of(got, FALSE);
		T_STR(rows[i].label, text, rows[i].want);
	}
}

/* A limit is kept, and told. */
static void test_limit(void)
{
	static const struct {
		const char *rule;
		guint limit, want;
		gboolean truncated;
	} rows[] = {
		{ "FREQ=DAILY;COUNT=5", 5, 5, FALSE },
		{ "FREQ=DAILY;COUNT=6", 5, 5, TRUE },
		{ "FREQ=DAILY;COUNT=6", 0, 0, TRUE },
		{ "FREQ=DAILY", 1000, 365, FALSE }, /* the window's end is no limit */
		{ "FREQ=SECONDLY;COUNT=1000000000", ICAL_MAX_OCCURRENCES, ICAL_MAX_OCCURRENCES, TRUE },
		{ "FREQ=SECONDLY", 999999999, ICAL_MAX_OCCURRENCES, TRUE },
	};
	gint64 start = wall("20260101T090000");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean truncated = !rows[i].truncated;
		g_autoptr(GArray) got =
			ical_expand(rows[i].rule, start, NULL, NULL, start, start + 365 * ZONE_DAY_SECONDS,
				    rows[i].limit, &truncated, NULL);
		T_INT(rows[i].rule, got->len, rows[i].want);
		T_INT(rows[i].rule, truncated, rows[i].truncated);
	}
	/* EXDATEs make room. */
	gboolean truncated = TRUE;
	g_autoptr(GArray) exdates = walls_of("20260102T090000 20260103T090000");
	g_autoptr(GArray) got = ical_expand("FREQ=DAILY;COUNT=5", start, NULL, exdates, start,
					    start + 365 * ZONE_DAY_SECONDS, 3, &truncated, NULL);
	T_INT("three of five are left", got->len, 3);
	T_FALSE("and no more", truncated);
}

/* What would go on for ever ends, with what was found and the word that there may be more. */
static void test_hostile(void)
{
	static const struct {
		const char *rule;
		gboolean truncated;
	} rows[] = {
		/* never anything: odd seconds from an even one, in steps of two */
		{ "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1", TRUE },
		/* days that never are: jumped over */
		{ "FREQ=SECONDLY;BYMONTH=2;BYYEARDAY=200", FALSE },
		{ "FREQ=MINUTELY;BYMONTH=2;BYYEARDAY=200;BYSETPOS=7", FALSE },
		{ "FREQ=DAILY;BYMONTH=4,6;BYMONTHDAY=31,30;BYDAY=MO;BYSETPOS=2", FALSE },
		{ "FREQ=YEARLY;BYWEEKNO=1;BYYEARDAY=200", FALSE },
		/* counted to the end: more than anybody counts */
		{ "FREQ=SECONDLY;COUNT=1000000000;BYSETPOS=-1;BYSECOND=1,2,3", TRUE },
	};
	gint64 start = wall("19700101T000000"), from = wall("20260101"), to = wall("20280101");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean truncated = !rows[i].truncated;
		g_autoptr(GError) error = NULL;
		g_autoptr(GArray) got =
			ical_expand(rows[i].rule, start, NULL, NULL, from, to, 100, &truncated, &error);
		T_NO_ERROR(rows[i].rule, error);
		T_INT(rows[i].rule, got->len, 0);
		T_INT(rows[i].rule, truncated, rows[i].truncated);
	}
	/* The whole of time, and starts at its edges. */
	static const char *const starts[] = { "00010101T000000", "99991231T235959" };
	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++) {
		g_autoptr(GArray) got = ical_expand("FREQ=YEARLY;BYWEEKNO=-53,53", wall(starts[i]), NULL,
						    NULL, G_MININT64, G_MAXINT64, 20000, NULL, NULL);
		T_TRUE(starts[i], got && got->len >= 1);
	}
	g_autoptr(GArray) far = ical_expand("FREQ=SECONDLY", G_MAXINT64 - 5, NULL, NULL, G_MININT64,
					    G_MAXINT64, 9, NULL, NULL);
	T_INT("far beyond the calendar: the start alone", far->len, 1);
	g_autoptr(GArray) early = ical_expand("FREQ=SECONDLY", G_MININT64 + 5, NULL, NULL, G_MININT64,
					      G_MAXINT64, 9, NULL, NULL);
	T_INT("far before it", early->len, 1);
}

static void test_errors(void)
{
	g_autoptr(GError) error = NULL;
	T_NULL("a rule that is none", ical_expand("FREQ=SOMETIMES", 0, NULL, NULL, 0, 1, 1, NULL, &error));
	T_ERROR("a rule that is none", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

/* --- beside a slow reading --- */

/* A rule of the families that people use, as numbers. */
typedef struct {
	int frequency; /* 0 daily, 1 weekly, 2 monthly, 3 yearly */
	int interval;
	unsigned weekdays; /* bits; 0: not given */
	int nth;           /* of BYDAY; 0: every */
	int month_day;     /* 0: not given */
	unsigned months;   /* bits 1..12; 0: not given */
	int week_start;
} Plain;

static const char *const weekday_names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

static Plain plain_random(GRand *rand)
{
	Plain p = { .frequency = g_rand_int_range(rand, 0, 4), .interval = g_rand_int_range(rand, 1, 5) };
	int kind = g_rand_int_range(rand, 0, 3);
	if (kind == 0 || p.frequency == 1)
		p.weekdays = (unsigned)g_rand_int_range(rand, 0, 128);
	else if (kind == 1)
		p.month_day = g_rand_int_range(rand, -31, 32);
	if (p.weekdays && p.frequency >= 2)
		p.nth = g_rand_int_range(rand, -5, 6);
	if (g_rand_boolean(rand))
		p.months = (unsigned)g_rand_int_range(rand, 1, 4096) << 1;
	/* A day that the months do not have is refused (test_rule). */
	if (ABS(p.month_day) > 28)
		p.months = 0;
	p.week_start = g_rand_int_range(rand, 0, 7);
	return p;
}

static char *plain_text(const Plain *p)
{
	static const char *const frequencies[] = { "DAILY", "WEEKLY", "MONTHLY", "YEARLY" };
	GString *out = g_string_new(NULL);
	g_string_printf(out, "FREQ=%s;INTERVAL=%d;WKST=%s", frequencies[p->frequency], p->interval,
			weekday_names[p->week_start]);
	const char *lead = ";BYDAY=";
	for (int i = 0; i < 7; i++) {
		if (!(p->weekdays >> i & 1))
			continue;
		g_string_append(out, lead);
		if (p->nth)
			g_string_append_printf(out, "%d", p->nth);
		g_string_append(out, weekday_names[i]);
		lead = ",";
	}
	lead = ";BYMONTH=";
	for (int i = 1; i <= 12; i++) {
		if (!(p->months >> i & 1))
			continue;
		g_string_append_printf(out, "%s%d", lead, i);
		lead = ",";
	}
	if (p->month_day)
		g_string_append_printf(out, ";BYMONTHDAY=%d", p->month_day);
	return g_string_free(out, FALSE);
}

/* The position of a day among the same weekdays of its month (or year), from the front or the end: counted, one by one. */
static int position(gint64 day, gboolean in_year, int step)
{
	int year, month, n = 0;
	day_to_civil(day, &year, &month, NULL);
	for (gint64 d = day;; d += 7 * step) {
		int y, m;
		day_to_civil(d, &y, &m, NULL);
		if (y != year || (!in_year && m != month))
			return n * -step;
		n++;
	}
}

static gboolean interval_fits(const Plain *p, gint64 start, gint64 day)
{
	int y0, m0, y, m;
	day_to_civil(start, &y0, &m0, NULL);
	day_to_civil(day, &y, &m, NULL);
	switch (p->frequency) {
	case 0:
		return (day - start) % p->interval == 0;
	case 1: {
		gint64 w0 = start, w = day;
		while (day_weekday(w0) != p->week_start)
			w0--;
		while (day_weekday(w) != p->week_start)
			w--;
		return (w - w0) / 7 % p->interval == 0;
	}
	case 2:
		return ((y - y0) * 12 + m - m0) % p->interval == 0;
	default:
		return (y - y0) % p->interval == 0;
	}
}

static gboolean plain_holds(const Plain *p, gint64 start, gint64 day)
{
	int m0, d0, m, d, month, left = 0;
	day_to_civil(start, NULL, &m0, &d0);
	day_to_civil(day, NULL, &m, &d);
	if (!interval_fits(p, start, day))
		return FALSE;
	if (p->months && !(p->months >> m & 1))
		return FALSE;
	if (p->month_day > 0 && d != p->month_day)
		return FALSE;
	do { /* days to the month's end, this one too */
		day_to_civil(day + ++left, NULL, &month, NULL);
	} while (month == m);
	if (p->month_day < 0 && left != -p->month_day)
		return FALSE;
	if (p->weekdays) {
		gboolean in_year = p->frequency == 3 && !p->months;
		if (!(p->weekdays >> day_weekday(day) & 1))
			return FALSE;
		return !p->nth || position(day, in_year, p->nth > 0 ? -1 : 1) == p->nth;
	}
	if (p->month_day)
		return TRUE;
	/* nothing said of the day: the start's */
	if (p->frequency == 1)
		return day_weekday(day) == day_weekday(start);
	if (p->frequency >= 2 && d != d0)
		return FALSE;
	return p->frequency < 3 || p->months || m == m0;
}

static void test_slowly(void)
{
	guint32 seed = 20261124;
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	for (int round = 0; round < 1500; round++) {
		Plain p = plain_random(rand);
		g_autofree char *rule = plain_text(&p);
		g_autofree char *label = g_strdup_printf("seed %u round %d: %s", seed, round, rule);
		gint64 day = day_from_civil(2023, 1, 1) + g_rand_int_range(rand, 0, 1500);
		gint64 last = day + 1500, tod = 10 * 3600;
		g_autoptr(GArray) want = g_array_new(FALSE, FALSE, sizeof(gint64));
		for (gint64 d = day; d < last; d++) {
			gint64 at = d * ZONE_DAY_SECONDS + tod;
			if (d == day || plain_holds(&p, day, d))
				g_array_append_val(want, at);
		}
		g_autoptr(GError) error = NULL;
		g_autoptr(GArray) got =
			ical_expand(rule, day * ZONE_DAY_SECONDS + tod, NULL, NULL, G_MININT64,
				    last * ZONE_DAY_SECONDS, ICAL_MAX_OCCURRENCES, NULL, &error);
		if (!T_NO_ERROR(label, error))
			continue;
		g_autofree char *got_text = text_of(got, TRUE);
		g_autofree char *want_text = text_of(want, TRUE);
		if (!T_STR(label, got_text, want_text))
			return;
	}
}

UNIT_SUITE("expand", NULL, NULL, { "RFC 5545's examples", test_rfc }, { "edges", test_edges },
	   { "windows", test_windows }, { "RDATE and EXDATE", test_dates }, { "the limit", test_limit },
	   { "hostile rules", test_hostile }, { "errors", test_errors },
	   { "beside a slow reading", test_slowly })
