/* tests/unit/ical/test_read.c - reading: each fixture against what it must give, and the file as a whole */
#include "base/error.h"
#include "tests/unit/ical/reading.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* tests/fixtures/ics/NAME.ics gives NAME.want, word for word. */
static void test_fixtures(void)
{
	static const char *const names[] = { "exceptions", "zones",    "lengths", "rules",        "text",
					     "calendars",  "same-uid", "no-uid",  "windows-1252", "broken" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_strconcat(names[i], ".ics", NULL);
		g_autofree char *wanted = g_strconcat(names[i], ".want", NULL);
		g_autofree char *path = reading_fixture(file);
		g_autofree char *want_path = reading_fixture(wanted);
		g_autofree char *want = NULL;
		T_TRUE(want_path, g_file_get_contents(want_path, &want, NULL, NULL));
		g_autofree char *got = reading_of_file(path, "Europe/Berlin");
		T_STR(names[i], got, want);
	}
}

/* Line ends, a byte order mark, and blank lines change nothing. */
static void test_line_ends(void)
{
	g_autofree char *path = reading_fixture("exceptions.ics");
	g_autofree char *text = NULL;
	g_autofree char *want = reading_of_file(path, "Europe/Berlin");
	if (!T_TRUE("the fixture", g_file_get_contents(path, &text, NULL, NULL)))
		return;
	g_autoptr(GString) crlf = g_string_new(text);
	g_string_replace(crlf, "\n", "\r\n", 0);
	g_autofree char *got = reading_of(crlf->str, "Europe/Berlin");
	T_STR("CRLF", got, want);
	g_string_prepend(crlf, "\xef\xbb\xbf");
	g_autofree char *bom = reading_of(crlf->str, "Europe/Berlin");
	T_STR("byte order mark", bom, want);
	/* every line folded after its first three characters */
	g_autoptr(GString) folded = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] && lines[i][0]; i++) {
		gboolean marked = g_str_has_prefix(lines[i], "BEGIN") || g_str_has_prefix(lines[i], "END");
		gsize at = marked || strlen(lines[i]) < 6 ? strlen(lines[i]) : 3;
		g_string_append_printf(folded, "%.*s%s%s\r\n", (int)at, lines[i],
				       lines[i][at] ? "\r\n\t" : "", lines[i] + at);
	}
	g_autofree char *unfolded = reading_of(folded->str, "Europe/Berlin");
	/* the lines are others now; compare what stands beside them */
	g_autoptr(GRegex) number = g_regex_new("line [0-9]+", 0, 0, NULL);
	g_autofree char *got_bare = g_regex_replace(number, unfolded, -1, 0, "line", 0, NULL);
	g_autofree char *want_bare = g_regex_replace(number, want, -1, 0, "line", 0, NULL);
	T_STR("folding", got_bare, want_bare);
}

static void check_refused(const char *label, const char *bytes, gsize length, int code, const char *part)
{
	g_autofree char *path = unit_path("file.ics");
	T_TRUE(label, g_file_set_contents(path, bytes, (gssize)length, NULL));
	g_autofree char *got = reading_of_file(path, NULL);
	g_autofree char *lead = g_strdup_printf("! %d: ", code);
	T_TRUE(got, g_str_has_prefix(got, lead) && strstr(got, part));
}

static void test_other_files(void)
{
	static const char binary[] = "\x7f"
				     "ELF\0\0\0\0BEGIN:VCALENDAR";
	g_autofree char *deep = g_strnfill(2 * 1024 * 1024, '\n');
	g_autofree char *late = g_strconcat(deep, "BEGIN:VCALENDAR\nEND:VCALENDAR\n", NULL);
	g_autofree char *one_line = g_strnfill(3 * 1024 * 1024, 'x');
	check_refused("empty", "", 0, DAYBOOK_ERROR_USAGE, "empty");
	check_refused("web page", "<html><body>Not found</body></html>\n", 36, DAYBOOK_ERROR_USAGE,
		      "no iCalendar file");
	check_refused("binary", binary, sizeof binary, DAYBOOK_ERROR_USAGE, "no iCalendar file");
	check_refused("UTF-16",
		      "\xff\xfe"
		      "B\0E\0",
		      6, DAYBOOK_ERROR_USAGE, "UTF-16");
	check_refused("nothing within the first megabyte", late, strlen(late), DAYBOOK_ERROR_USAGE,
		      "no iCalendar file");
	check_refused("one long line", one_line, strlen(one_line), DAYBOOK_ERROR_USAGE, "no iCalendar file");
	g_autofree char *none = unit_path("is-not-there.ics");
	g_autofree char *missing = reading_of_file(none, NULL);
	T_TRUE(missing, g_str_has_prefix(missing, "! 0: ") && strstr(missing, "No such file"));
	g_autofree char *folder = reading_of_file(unit_dir(), NULL);
	T_TRUE(folder, g_str_has_prefix(folder, "! 0: ") && strstr(folder, "directory"));
	g_autofree char *empty = reading_of("BEGIN:VCALENDAR\nEND:VCALENDAR\n", NULL);
	T_STR("a calendar without events", empty, "");
	g_autofree char *cut =
		reading_of("junk before it\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20260105\n", NULL);
	T_STR("cut off", cut, "broken x line 3: The file ends in the middle of it.\n");
}

typedef struct {
	const char *fifo, *text;
} Feeding;

static gpointer feed(gpointer data)
{
	const Feeding *feeding = data;
	int fd = g_open(feeding->fifo, O_WRONLY | O_CLOEXEC, 0);
	gssize wrote = write(fd, feeding->text, strlen(feeding->text));
	close(fd);
	return GSIZE_TO_POINTER(wrote);
}

/* Standard input, and what else cannot be read twice, is kept aside while it is read. */
static void test_streams(void)
{
	g_autofree char *path = reading_fixture("exceptions.ics");
	g_autofree char *want = reading_of_file(path, "Europe/Berlin");
	g_autofree char *fifo = unit_path("fifo");
	g_autofree char *spool = unit_path("spool");
	g_autofree char *text = NULL;
	int keep = dup(STDIN_FILENO), fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	T_INT("spool", g_mkdir(spool, 0700), 0);
	g_setenv("TMPDIR", spool, TRUE);
	T_TRUE("stdin", dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	g_autofree char *got = reading_of_file("-", "Europe/Berlin");
	T_STR("standard input", got, want);
	dup2(keep, STDIN_FILENO);
	close(keep);
	close(fd);

	if (!T_TRUE("the fixture", g_file_get_contents(path, &text, NULL, NULL)))
		return;
	T_INT("a pipe with a name", mkfifo(fifo, 0600), 0);
	Feeding feeding = { fifo, text };
	GThread *thread = g_thread_new("feed", feed, &feeding);
	g_autofree char *piped = reading_of_file(fifo, "Europe/Berlin");
	T_INT("all of it was taken", GPOINTER_TO_SIZE(g_thread_join(thread)), strlen(text));
	T_STR("a pipe with a name", piped, want);
	T_INT("nothing is left of the copies", g_rmdir(spool), 0);
	keep = dup(STDIN_FILENO);
	fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
	dup2(fd, STDIN_FILENO);
	g_autofree char *refused = reading_of_file("-", "Europe/Berlin");
	T_TRUE(refused, g_str_has_prefix(refused, "! 0: No temporary file can be made"));
	dup2(keep, STDIN_FILENO);
	close(keep);
	close(fd);
	g_unsetenv("TMPDIR");
}

/* An event's own words, one thing at a time. */
static void test_events(void)
{
	static const struct {
		const char *properties, *want;
	} rows[] = {
		{ "DTSTART:20260105T090000Z\r\n", "2026-01-05T09:00:00 UTC 0s" },
		{ "DTSTART;TZID=Europe/Berlin:20260105T090000\r\nDURATION:PT45M\r\n",
		  "2026-01-05T09:00:00 Europe/Berlin 2700s" },
		/* in the hour that is not there, and the one that comes twice (RFC 5545 3.3.5) */
		{ "DTSTART;TZID=Europe/Berlin:20260329T023000\r\nDTEND;TZID=Europe/"
		  "Berlin:20260329T033000\r\n",
		  "2026-03-29T02:30:00 Europe/Berlin 0s" },
		{ "DTSTART;TZID=Europe/Berlin:20261025T023000\r\nDTEND;TZID=Europe/"
		  "Berlin:20261025T030000\r\n",
		  "2026-10-25T02:30:00 Europe/Berlin 5400s" },
		{ "DTSTART:20260105T090000Z\r\nSTATUS:CANCELLED\r\n",
		  "2026-01-05T09:00:00 UTC 0s\n  status CANCELLED" },
		{ "DTSTART:20260105T090000Z\r\nTRANSP:OPAQUE\r\n", "2026-01-05T09:00:00 UTC 0s" },
		{ "DTSTART:20260105T090000Z\r\nDTSTART:20270105T090000Z\r\n", "2026-01-05T09:00:00 UTC 0s" },
		{ "DTSTART;TZID=Moon/Tycho:20260105T090000\r\n",
		  "broken x line 4: Its time zone “Moon/Tycho” is not known, and the file does not describe "
		  "it." },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = reading_of_event(rows[i].properties);
		T_STR(rows[i].properties, got, rows[i].want);
	}
}

/* Without a floating zone a UTC UNTIL stays the number it is. */
static void test_no_floating_zone(void)
{
	static const char text[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20260105T090000\n"
				   "RRULE:FREQ=DAILY;UNTIL=20260107T090000Z\nEND:VEVENT\nEND:VCALENDAR\n";
	g_autofree char *without = reading_of(text, NULL);
	g_autofree char *with = reading_of(text, "Asia/Tokyo");
	T_TRUE(without, strstr(without, "UNTIL=20260107T090000\n"));
	T_TRUE(with, strstr(with, "UNTIL=20260107T180000\n"));
}

typedef struct {
	int groups, until;
} Stopping;

static gboolean stop_after(const IcalEvent *master, const GPtrArray *exceptions, gpointer data,
			   GError **error)
{
	Stopping *stopping = data;
	(void)master, (void)exceptions;
	stopping->groups++;
	if (stopping->groups < stopping->until)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_CONFLICT, "enough");
}

static void count_broken(const char *uid, guint line, const char *message, gpointer data)
{
	(void)uid, (void)line, (void)message, (void)data;
}

static gboolean refuse_calendar(const char *name, const char *text, gpointer data, GError **error)
{
	(void)name, (void)text, (void)data;
	return daybook_fail(error, DAYBOOK_ERROR_POLICY, "not this calendar");
}

/* What the callbacks say ends the reading, and is what comes back. */
static void test_stopping(void)
{
	static const IcalReader stopper = { stop_after, count_broken, NULL };
	static const IcalReader refuser = { stop_after, count_broken, refuse_calendar };
	g_autoptr(GError) error = NULL;
	g_autofree char *path = reading_fixture("exceptions.ics");
	g_autofree char *marked = reading_fixture("calendars.ics");
	Stopping stopping = { 0, 2 };
	T_FALSE("stopped", ical_read(path, NULL, &stopper, &stopping, &error));
	T_ERROR("its own error", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_INT("at once", stopping.groups, 2);
	g_clear_error(&error);
	stopping = (Stopping){ 0, 5 }; /* among those without a master */
	T_FALSE("stopped late", ical_read(path, NULL, &stopper, &stopping, &error));
	T_INT("at the fifth", stopping.groups, 5);
	g_clear_error(&error);
	stopping = (Stopping){ 0, 99 };
	T_FALSE("refused", ical_read(marked, NULL, &refuser, &stopping, &error));
	T_ERROR("by the calendar's property", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	T_INT("before any group", stopping.groups, 0);
}

/* Many events, so that they lie across the edges of what is read at once; each with an exception far from it. */
static void test_many(void)
{
	enum { EVENTS = 3000 };
	g_autoptr(GString) text = g_string_new("BEGIN:VCALENDAR\r\n");
	for (int i = 0; i < EVENTS; i++)
		g_string_append_printf(text,
				       "BEGIN:VEVENT\r\nUID:e%d@x\r\nDTSTART:20260105T090000Z\r\nRRULE:FREQ="
				       "DAILY;COUNT=3\r\n"
				       "DESCRIPTION:%0*d\r\n %0*d\r\nEND:VEVENT\r\n",
				       i, i % 97 + 1, 0, i % 1013 + 1, 1);
	for (int i = EVENTS; i-- > 0;)
		g_string_append_printf(text,
				       "BEGIN:VEVENT\r\nUID:e%d@x\r\nRECURRENCE-ID:"
				       "20260106T090000Z\r\nDTSTART:20260106T100000Z\r\n"
				       "END:VEVENT\r\n",
				       i);
	g_string_append(text, "END:VCALENDAR\r\n");
	g_autofree char *got = reading_of(text->str, NULL);
	g_autoptr(GString) want = g_string_new(NULL);
	for (int i = 0; i < EVENTS; i++)
		g_string_append_printf(want,
				       "event e%d@x line %d\n  2026-01-05T09:00:00 UTC 0s\n  rule "
				       "FREQ=DAILY;COUNT=3\n  description "
				       "%0*d%0*d\nchanged e%d@x line %d\n  2026-01-06T10:00:00 UTC 0s\n"
				       "  instead of 2026-01-06T09:00:00\n",
				       i, 2 + i * 7, i % 97 + 1, 0, i % 1013 + 1, 1, i,
				       2 + EVENTS * 7 + (EVENTS - 1 - i) * 5);
	T_TRUE("all of them, each with its own", strcmp(got, want->str) == 0);
}

UNIT_SUITE("read", NULL, NULL, { "fixtures", test_fixtures }, { "line ends and folding", test_line_ends },
	   { "files that are something else", test_other_files }, { "streams", test_streams },
	   { "events", test_events }, { "no floating zone", test_no_floating_zone },
	   { "stopping", test_stopping }, { "many events", test_many })
