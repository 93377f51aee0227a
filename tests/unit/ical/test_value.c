/* tests/unit/ical/test_value.c - content lines, their values, and texts */
#include "base/zone.h"
#include "ical/ical.h"
#include "ical/value_p.h"
#include "tests/unit/unit.h"

#include <string.h>

static Span span(const char *text)
{
	return (Span){ text, strlen(text) };
}

static void test_split(void)
{
	static const struct {
		const char *line, *name, *tzid, *value; /* name NULL: no content line */
	} rows[] = {
		{ "SUMMARY:Cut", "SUMMARY", NULL, "Cut" },
		{ "SUMMARY:", "SUMMARY", NULL, "" },
		{ "dtstart;tzid=Europe/Berlin:2026", "dtstart", "Europe/Berlin", "2026" },
		{ "DTSTART;X=\"a:b;c\";TZID=\"Eu:ro;pe\":2026", "DTSTART", "Eu:ro;pe", "2026" },
		{ "DTSTART;VALUE=DATE;TZID= Asia/Tokyo :2026", "DTSTART", "Asia/Tokyo", "2026" },
		{ "DTSTART;TZID:2026", "DTSTART", NULL, "2026" },
		{ "DTSTART;TZID=:2026", "DTSTART", "", "2026" },
		{ "DTSTART;TZID=\":2026", "DTSTART", "\"", "2026" },
		{ "X-a_B1:x:y", "X-a_B1", NULL, "x:y" },
		{ "X;:", "X", NULL, "" },
		{ "no colon", NULL, NULL, NULL },
		{ "NOCOLON", NULL, NULL, NULL },
		{ "X;A=b", NULL, NULL, NULL },
		{ ":value", NULL, NULL, NULL },
		{ "SUM MARY:x", NULL, NULL, NULL },
		{ "", NULL, NULL, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		ContentLine line;
		Span tzid;
		gboolean split = content_split(rows[i].line, strlen(rows[i].line), &line);
		T_INT(rows[i].line, split, rows[i].name != NULL);
		if (!split)
			continue;
		g_autofree char *name = span_dup(line.name);
		g_autofree char *value = span_dup(line.value);
		g_autofree char *id = content_parameter(&line, "TZID", &tzid) ? span_dup(tzid) : NULL;
		T_STR(rows[i].line, name, rows[i].name);
		T_STR(rows[i].line, value, rows[i].value);
		T_STR(rows[i].line, id, rows[i].tzid);
	}
	ContentLine line;
	Span tzid;
	const char *microsoft = "DTSTART;TZID=tzone://Microsoft/Utc:20260701T090000";
	T_TRUE("colons in a TZID", content_split(microsoft, strlen(microsoft), &line));
	line = content_of_time(line);
	g_autofree char *value = span_dup(line.value);
	T_STR("a time stands behind the last", value, "20260701T090000");
	T_TRUE("and the TZID before it",
	       content_parameter(&line, "TZID", &tzid) && span_is(tzid, "TZONE://MICROSOFT/UTC"));
}

static void test_stamps(void)
{
	static const struct {
		const char *text, *want; /* NULL: none */
	} rows[] = {
		{ "20260105T091530", "2026-01-05T09:15:30" },
		{ "20260105T091530Z", "2026-01-05T09:15:30 UTC" },
		{ " 20260105t091530z ", "2026-01-05T09:15:30 UTC" },
		{ "20260105", "2026-01-05T00:00:00 date" },
		{ "20240229", "2024-02-29T00:00:00 date" },
		{ "20161231T235960", "2016-12-31T23:59:59" },
		{ "00010101", "0001-01-01T00:00:00 date" },
		{ "99991231T235959", "9999-12-31T23:59:59" },
		{ "20260229", NULL },
		{ "00000101", NULL },
		{ "20261301", NULL },
		{ "20260105T240000", NULL },
		{ "20260105T096000", NULL },
		{ "20260105T090061", NULL },
		{ "20260105T0900", NULL },
		{ "20260105T090000X", NULL },
		{ "20260105 090000", NULL },
		{ "2026-01-05", NULL },
		{ "2026010x", NULL },
		{ "", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Stamp stamp;
		gboolean read = stamp_read(span(rows[i].text), &stamp);
		g_autofree char *iso = read ? local_iso(stamp.local) : NULL;
		g_autofree char *got = read ? g_strconcat(iso, stamp.is_date ? " date" : "",
							  stamp.is_utc ? " UTC" : "", NULL)
					    : NULL;
		T_STR(rows[i].text, got, rows[i].want);
	}
}

static void test_lengths(void)
{
	static const struct {
		const char *text;
		gboolean read;
		gint64 days, seconds;
	} rows[] = {
		{ "PT45M", TRUE, 0, 2700 },
		{ "P1W", TRUE, 7, 0 },
		{ "P1DT2H3M4S", TRUE, 1, 7384 },
		{ "+PT1H0M0S", TRUE, 0, 3600 },
		{ "-P1D", TRUE, -1, 0 },
		{ "-PT15M", TRUE, 0, -900 },
		{ "pt1h", TRUE, 0, 3600 },
		{ "PT0S", TRUE, 0, 0 },
		{ "P1W2D", TRUE, 9, 0 },
		{ "P", FALSE, 0, 0 },
		{ "PT", FALSE, 0, 0 },
		{ "P1", FALSE, 0, 0 },
		{ "P1H", FALSE, 0, 0 },
		{ "PT1D", FALSE, 0, 0 },
		{ "PTH", FALSE, 0, 0 },
		{ "1H", FALSE, 0, 0 },
		{ "", FALSE, 0, 0 },
		{ "P1DT", TRUE, 1, 0 },
		{ "P99999999999D", FALSE, 0, 0 },
		{ "P36600D", TRUE, 36600, 0 },
		{ "P36600DP1D", FALSE, 0, 0 },
		{ "PT99999999999999999999999S", FALSE, 0, 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Length length = { 0, 0 };
		T_INT(rows[i].text, length_read(span(rows[i].text), &length), rows[i].read);
		if (!rows[i].read)
			continue;
		T_INT(rows[i].text, length.days, rows[i].days);
		T_INT(rows[i].text, length.seconds, rows[i].seconds);
	}
}

static void test_numbers(void)
{
	static const struct {
		const char *text;
		int want; /* G_MININT: none */
	} offsets[] = {
		{ "+0100", 3600 },      { "-0330", -12600 },   { "+034152", 13312 },  { "+0000", 0 },
		{ "+2359", 86340 },     { "+2400", G_MININT }, { "+0160", G_MININT }, { "0100", G_MININT },
		{ "+01:00", G_MININT }, { "", G_MININT },
	};
	static const struct {
		const char *text;
		gint64 want; /* G_MININT64: none */
	} integers[] = {
		{ "7", 7 },
		{ " -7 ", -7 },
		{ "+007", 7 },
		{ "100", 100 },
		{ "101", G_MININT64 },
		{ "-101", G_MININT64 },
		{ "7x", G_MININT64 },
		{ "-", G_MININT64 },
		{ "", G_MININT64 },
		{ "99999999999999999999", G_MININT64 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(offsets); i++) {
		int got = G_MININT;
		offset_read(span(offsets[i].text), &got);
		T_INT(offsets[i].text, got, offsets[i].want);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(integers); i++) {
		gint64 got = G_MININT64;
		integer_read(span(integers[i].text), -100, 100, &got);
		T_INT(integers[i].text, got, integers[i].want);
	}
}

static void test_texts(void)
{
	static const struct {
		const char *text, *escaped;
	} both[] = {
		{ "", ":" },
		{ "plain", ":plain" },
		{ "a,b;c\\d", ":a\\,b\\;c\\\\d" },
		{ "two\nlines", ":two\\nlines" },
		{ "colon: \"quotes\" stay", ":colon: \"quotes\" stay" },
		{ "Müller 王", ":Müller 王" },
	};
	static const struct {
		const char *label, *value, *want;
	} back[] = {
		{ "capital N", ":a\\Nb", "a\nb" },
		{ "parameters", ";LANGUAGE=de;X=\"a:b\":Text", "Text" },
		{ "another backslash stands for itself", ":C:\\Users\\", "C:\\Users\\" },
		{ "no colon", "text", NULL },
		{ "nothing", "", NULL },
		{ "octets are no text", ";ENCODING=BASE64;VALUE=BINARY:AAAA", NULL },
		{ "a name in front is no value", "NAME:x", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		g_autofree char *escaped = ical_escape(both[i].text);
		T_STR(both[i].text, escaped, both[i].escaped);
		g_autofree char *again = ical_unescape(escaped);
		T_STR("and back", again, both[i].text);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(back); i++) {
		g_autofree char *got = ical_unescape(back[i].value);
		T_STR(back[i].label, got, back[i].want);
	}
	g_autofree char *crlf = ical_escape("a\r\nb\rc");
	T_STR("line ends of every kind", crlf, ":a\\nb\\nc");
	g_autofree char *name = parameter_value(span("^'a^^b^n^x^"));
	T_STR("RFC 6868", name, "\"a^b\n^x^");
}

static void test_extra(void)
{
	g_autoptr(IcalEvent) event = ical_event_new();
	T_NULL("none yet", ical_event_extra_text(event, "X-DAYBOOK-ID"));
	for (int i = 0; i < 2; i++) {
		IcalProperty *property = g_new(IcalProperty, 1);
		property->name = g_strdup("X-DAYBOOK-ID");
		property->value = ical_escape(i ? "second" : "first; really");
		g_ptr_array_add(event->extra, property);
	}
	g_autofree char *text = ical_event_extra_text(event, "x-daybook-id");
	T_STR("the first", text, "first; really");
	T_STR("a new event is empty", event->summary, "");
	T_INT("and no occurrence's", event->recurrence_id == G_MININT64, TRUE);
	ical_event_free(NULL);
}

UNIT_SUITE("value", NULL, NULL, { "content lines", test_split }, { "times", test_stamps },
	   { "lengths", test_lengths }, { "numbers", test_numbers }, { "texts", test_texts },
	   { "extra properties", test_extra })
