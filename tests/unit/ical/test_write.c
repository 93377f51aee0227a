/* tests/unit/ical/test_write.c - writing: what comes out, that it reads back, and that writing it again gives the same bytes */
#include "base/error.h"
#include "base/zone.h"
#include "tests/unit/ical/reading.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gint64 at(int year, int month, int day, int hour, int minute)
{
	return day_from_civil(year, month, day) * ZONE_DAY_SECONDS + hour * 3600 + minute * 60;
}

static IcalEvent *event_new(const char *uid, gint64 start, const char *zone, gint64 seconds)
{
	IcalEvent *event = ical_event_new();
	g_free(event->uid);
	event->uid = g_strdup(uid);
	event->start = start;
	event->zone = g_strdup(zone);
	event->seconds = seconds;
	return event;
}

static void add_extra(GPtrArray *list, const char *name, const char *value)
{
	IcalProperty *property = g_new(IcalProperty, 1);
	property->name = g_strdup(name);
	property->value = g_strdup(value);
	g_ptr_array_add(list, property);
}

/* What is written for some events (NULL-terminated). */
static char *written(const GPtrArray *properties, IcalEvent *const *events)
{
	g_autofree char *path = unit_path("written.ics");
	g_autoptr(GError) error = NULL;
	char *text = NULL;
	int fd = g_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	IcalWriter *writer = ical_writer_new(fd, properties, &error);
	for (; *events && !error; events++)
		ical_writer_event(writer, *events, &error);
	T_NO_ERROR("writing", error);
	T_TRUE("the end", ical_writer_finish(writer, NULL));
	close(fd);
	T_TRUE("read again", g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

/* The lines of one event, without BEGIN, UID and END, joined by spaces. */
static char *lines_of(IcalEvent *event)
{
	IcalEvent *events[] = { event, NULL };
	g_autofree char *text = written(NULL, events);
	char *begin = strstr(text, "BEGIN:VEVENT\r\n"), *end = strstr(text, "END:VEVENT");
	char *from = begin ? strstr(begin, "DTSTAMP") : NULL;
	if (!from || !end)
		return g_strdup(text);
	g_autoptr(GString) lines = g_string_new_len(from, end - from);
	g_string_replace(lines, "\r\n", " ", 0);
	return g_strdup(g_strchomp(lines->str));
}

static void test_times(void)
{
	static const struct {
		const char *label;
		int month, day, hour;
		const char *zone;
		gint64 seconds;
		gboolean all_day;
		const char *want;
	} rows[] = {
		{ "a zone", 1, 5, 9, "Europe/Berlin", 2700, FALSE,
		  "DTSTART;TZID=Europe/Berlin:20260105T090000 DTEND;TZID=Europe/Berlin:20260105T094500" },
		{ "UTC", 1, 5, 9, "UTC", 2700, FALSE, "DTSTART:20260105T090000Z DTEND:20260105T094500Z" },
		{ "floating", 1, 5, 9, NULL, 2700, FALSE, "DTSTART:20260105T090000 DURATION:PT45M" },
		{ "an offset", 1, 5, 9, "+05:30", 2700, FALSE,
		  "DTSTART;TZID=\"+05:30\":20260105T090000 DTEND;TZID=\"+05:30\":20260105T094500" },
		{ "no length", 1, 5, 9, "UTC", 0, FALSE, "DTSTART:20260105T090000Z" },
		{ "a day", 1, 5, 0, NULL, ZONE_DAY_SECONDS, TRUE,
		  "DTSTART;VALUE=DATE:20260105 DTEND;VALUE=DATE:20260106" },
		{ "over the spring night", 3, 28, 20, "Europe/Berlin", 12 * 3600, FALSE,
		  "DTSTART;TZID=Europe/Berlin:20260328T200000 DTEND;TZID=Europe/Berlin:20260329T090000" },
		{ "to the first of the hours that come twice", 10, 24, 20, "Europe/Berlin", 6 * 3600, FALSE,
		  "DTSTART;TZID=Europe/Berlin:20261024T200000 DTEND;TZID=Europe/Berlin:20261025T020000" },
		{ "to the second of them: no end on the wall says so", 10, 24, 20, "Europe/Berlin", 7 * 3600,
		  FALSE, "DTSTART;TZID=Europe/Berlin:20261024T200000 DURATION:PT7H" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(IcalEvent) event =
			event_new("x", at(2026, rows[i].month, rows[i].day, rows[i].hour, 0), rows[i].zone,
				  rows[i].seconds);
		event->all_day = rows[i].all_day;
		g_autofree char *got = lines_of(event);
		g_autofree char *want = g_strconcat("DTSTAMP:19700101T000000Z ", rows[i].want, NULL);
		T_STR(rows[i].label, got, want);
	}
}

static void test_repeating(void)
{
	gint64 first = at(2026, 3, 2, 10, 0), rdate = at(2026, 3, 8, 11, 0), exdate = at(2026, 4, 3, 10, 0),
	       day = at(2026, 4, 4, 0, 0);
	g_autoptr(IcalEvent) event = event_new("x", first, "Europe/Berlin", 0);
	event->rrule = g_strdup("FREQ=DAILY;UNTIL=20260405T100000");
	g_array_append_val(event->rdates, rdate);
	g_array_append_val(event->exdates, exdate);
	g_array_append_val(event->exdates, day);
	g_autofree char *timed = lines_of(event);
	T_STR("UNTIL in UTC; a date stays one", timed,
	      "DTSTAMP:19700101T000000Z DTSTART;TZID=Europe/Berlin:20260302T100000 "
	      "RRULE:FREQ=DAILY;UNTIL=20260405T080000Z "
	      "RDATE;TZID=Europe/Berlin:20260308T110000 EXDATE;TZID=Europe/Berlin:20260403T100000 "
	      "EXDATE;VALUE=DATE:20260404");
	g_clear_pointer(&event->zone, g_free);
	g_autofree char *floating = lines_of(event);
	T_TRUE(floating, strstr(floating, "RRULE:FREQ=DAILY;UNTIL=20260405T100000 "));
	event->all_day = TRUE;
	event->start = at(2026, 3, 2, 0, 0);
	event->seconds = ZONE_DAY_SECONDS;
	g_autofree char *dated = lines_of(event);
	T_TRUE(dated, strstr(dated, "RRULE:FREQ=DAILY;UNTIL=20260405 "));
	T_TRUE(dated, strstr(dated, "EXDATE;VALUE=DATE:20260403 EXDATE;VALUE=DATE:20260404"));
	g_autoptr(IcalEvent) changed = event_new("x", first, "Europe/Berlin", 0);
	changed->recurrence_id = exdate;
	changed->this_and_future = TRUE;
	g_autofree char *exception = lines_of(changed);
	T_TRUE(exception,
	       strstr(exception, "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260403T100000"));
}

static void test_rest(void)
{
	g_autoptr(IcalEvent) event = event_new("a,b\nc", at(2026, 1, 5, 9, 0), "UTC", 0);
	g_free(event->summary);
	event->summary = g_strdup("Cut, colour; \\o/\nand more");
	g_free(event->status);
	event->status = g_strdup("CANCELLED");
	event->transparent = TRUE;
	event->sequence = 7;
	event->created = at(2025, 12, 1, 10, 15);
	event->modified = at(2025, 12, 2, 11, 15);
	add_extra(event->extra, "CATEGORIES", ":HAIR,COLOUR");
	add_extra(event->extra, "X-NOTE", ";X=\"a;b\":as it stood\\, all");
	add_extra(event->extra, "BEGIN", ":VALARM\nTRIGGER:-PT5M\nEND:VALARM");
	/* what would break the file is not written */
	add_extra(event->extra, "X-BAD", ":one\r\nEND:VEVENT");
	add_extra(event->extra, "END", ":VEVENT");
	add_extra(event->extra, "X BAD", ":text");
	add_extra(event->extra, "X-BAD", "text");
	add_extra(event->extra, "X-BAD", ";A=b");
	add_extra(event->extra, "", ":text");
	IcalEvent *events[] = { event, NULL };
	g_autoptr(GPtrArray) properties = g_ptr_array_new();
	IcalProperty own = { (char *)"X-DAYBOOK-BOOK", (char *)":salon" };
	g_ptr_array_add(properties, &own);
	g_autofree char *got = written(properties, events);
	T_STR("the whole file", got,
	      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//daybook//daybook//"
	      "EN\r\nCALSCALE:GREGORIAN\r\nX-DAYBOOK-BOOK:salon\r\n"
	      "BEGIN:VEVENT\r\nUID:a\\,b\\nc\r\nDTSTAMP:20251202T111500Z\r\nDTSTART:20260105T090000Z\r\n"
	      "SUMMARY:Cut\\, colour\\; \\\\o/\\nand "
	      "more\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nSEQUENCE:7\r\n"
	      "CREATED:20251201T101500Z\r\nLAST-MODIFIED:20251202T111500Z\r\nCATEGORIES:HAIR,COLOUR\r\n"
	      "X-NOTE;X=\"a;b\":as it stood\\, "
	      "all\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

/* No line is longer than 75 octets, and none is cut within a character. */
static void test_folding(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (int i = 0; i < 120; i++) {
		g_autoptr(IcalEvent) event = event_new("x", at(2026, 1, 5, 9, 0), "UTC", 0);
		g_string_append(text, i % 3 == 0 ? "ü" : i % 3 == 1 ? "王" : "a😀");
		g_free(event->description);
		event->description = g_strdup(text->str);
		IcalEvent *events[] = { event, NULL };
		g_autofree char *out = written(NULL, events);
		g_auto(GStrv) lines = g_strsplit(out, "\r\n", -1);
		for (guint n = 0; lines[n]; n++) {
			T_TRUE("75 octets", strlen(lines[n]) <= 75);
			T_TRUE("whole characters", g_utf8_validate(lines[n], -1, NULL));
		}
		g_autofree char *again = reading_of(out, NULL);
		g_autofree char *want = g_strdup_printf("  description %s\n", text->str);
		T_TRUE(text->str, strstr(again, want));
	}
}

static guint count_of(const char *text, const char *part)
{
	guint n = 0;
	for (const char *p = text; (p = strstr(p, part)); p++)
		n++;
	return n;
}

/* Each zone is described once, before it is first used, under its own name; libical's description is the one that reads back. */
static void test_zones(void)
{
	g_autoptr(IcalEvent) berlin = event_new("a", at(2026, 1, 5, 9, 0), "Europe/Berlin", 0);
	g_autoptr(IcalEvent) salta =
		event_new("b", at(2026, 1, 5, 9, 0), "America/Argentina/ComodRivadavia", 0);
	g_autoptr(IcalEvent) fixed = event_new("c", at(2026, 1, 5, 9, 0), "-03:30", 0);
	IcalEvent *events[] = { berlin, salta, berlin, fixed, fixed, NULL };
	g_autofree char *text = written(NULL, events);
	T_INT("three descriptions", count_of(text, "BEGIN:VTIMEZONE"), 3);
	T_INT("Berlin's name", count_of(text, "\r\nTZID:Europe/Berlin\r\n"), 1);
	T_INT("a long name", count_of(text, "\r\nTZID:America/Argentina/ComodRivadavia\r\n"), 1);
	T_INT("an offset", count_of(text, "\r\nTZID:-03:30\r\n"), 1);
	T_INT("no name of libical's", count_of(text, "freeassociation"), 0);
	T_TRUE("before its use", strstr(text, "TZID:Europe/Berlin") < strstr(text, "TZID=Europe/Berlin"));

	/* Read as the zone of another name it is still Berlin: what is described is right. */
	g_autoptr(GString) renamed = g_string_new(text);
	g_string_replace(renamed, "X-LIC-LOCATION:Europe/Berlin\r\n", "", 0);
	g_string_replace(renamed, "Europe/Berlin", "Somewhere", 0);
	g_autofree char *again = reading_of(renamed->str, NULL);
	T_TRUE(again, strstr(again, "event a line"));
	T_TRUE(again, strstr(again, "2026-01-05T09:00:00 Europe/"));
	T_TRUE(again, strstr(again, "2026-01-05T09:00:00 -03:30"));
}

/* Out, in, and out again: the same events, the same bytes. */
static void test_round_trip(void)
{
	static const char *const names[] = { "exceptions", "zones",    "lengths", "rules",       "text",
					     "calendars",  "same-uid", "no-uid",  "windows-1252" };
	g_autoptr(GRegex) number = g_regex_new("line [0-9]+", 0, 0, NULL);
	g_autoptr(GRegex) broken = g_regex_new("^(broken|calendar|  text) .*\n", G_REGEX_MULTILINE, 0, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *name = g_strconcat(names[i], ".ics", NULL);
		g_autofree char *path = reading_fixture(name);
		g_autofree char *copy = unit_path("copy.ics");
		g_autofree char *first = rewritten(path);
		T_TRUE("the copy", g_file_set_contents(copy, first, -1, NULL));
		g_autofree char *second = rewritten(copy);
		T_STR(names[i], second, first);
		g_autofree char *in = reading_of_file(path, "Europe/Berlin");
		g_autofree char *out = reading_of_file(copy, "Europe/Berlin");
		g_autofree char *in_bare = g_regex_replace(number, in, -1, 0, "line", 0, NULL);
		g_autofree char *out_bare = g_regex_replace(number, out, -1, 0, "line", 0, NULL);
		g_autofree char *want = g_regex_replace(broken, in_bare, -1, 0, "", 0, NULL);
		T_STR(names[i], out_bare, want);
	}
}

static void test_failing(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("read-only");
	T_TRUE("a file", g_file_set_contents(path, "", 0, NULL));
	int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	T_NULL("a file that cannot be written", ical_writer_new(fd, NULL, &error));
	T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	close(fd);
	g_clear_error(&error);

	fd = g_open("/dev/full", O_WRONLY | O_CLOEXEC, 0);
	if (fd >= 0) {
		T_NULL("a full disk", ical_writer_new(fd, NULL, &error));
		T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
		close(fd);
		g_clear_error(&error);
	}
	fd = g_open("/dev/null", O_WRONLY | O_CLOEXEC, 0);
	g_autoptr(IcalWriter) writer = ical_writer_new(fd, NULL, &error);
	g_autoptr(IcalEvent) nowhere = event_new("x", 0, "Moon/Tycho", 0);
	T_FALSE("a zone that is none", ical_writer_event(writer, nowhere, &error));
	T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	g_clear_error(&error);
	g_autoptr(IcalEvent) odd = event_new("x", 0, "UTC", 0);
	odd->rrule = g_strdup("FREQ=SOMETIMES");
	T_FALSE("a rule that is none", ical_writer_event(writer, odd, &error));
	T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	g_autofree char *modules = g_strdup(g_getenv("DAYBOOK_MODULEDIR"));
	g_autoptr(IcalEvent) berlin = event_new("x", 0, "Europe/Berlin", 0);
	g_setenv("DAYBOOK_MODULEDIR", unit_dir(), TRUE);
	if (!g_file_test(DAYBOOK_PKGLIBDIR "/daybook-ical.so", G_FILE_TEST_EXISTS)) {
		T_FALSE("without the module", ical_writer_event(writer, berlin, &error));
		T_ERROR("told", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	}
	g_setenv("DAYBOOK_MODULEDIR", modules ? modules : "", TRUE);
	close(fd);
}

UNIT_SUITE("write", NULL, NULL, { "times", test_times }, { "repeating", test_repeating },
	   { "the rest", test_rest }, { "folding", test_folding }, { "zones", test_zones },
	   { "out, in and out again", test_round_trip }, { "failing", test_failing })
