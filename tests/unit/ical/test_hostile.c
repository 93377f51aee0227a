/* tests/unit/ical/test_hostile.c - files made to hang, to fill the memory, or to be taken for something else: each ends in a message,
 * and what stands beside it is read all the same */
#include "ical/ical.h"
#include "tests/unit/ical/reading.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define EVENT(uid, more) "BEGIN:VEVENT\r\nUID:" uid "\r\nDTSTART:20260105T090000Z\r\n" more "END:VEVENT\r\n"
#define MEGABYTE (1024 * 1024)

/* AddressSanitizer's own memory is not what is measured. */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED TRUE
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED TRUE
#endif
#endif
#ifndef SANITIZED
#define SANITIZED FALSE
#endif

/* A calendar being made, in a file of its own. */
typedef struct {
	char *path;
	FILE *file;
} Making;

static Making making_new(void)
{
	Making making = { unit_path("hostile.ics"), NULL };
	making.file = fopen(making.path, "we");
	T_NOT_NULL("the file", making.file);
	fputs("BEGIN:VCALENDAR\r\n" EVENT("before", ""), making.file);
	return making;
}

static void repeat(const Making *making, const char *text, guint times)
{
	for (guint i = 0; i < times; i++)
		fputs(text, making->file);
}

/* Ends the calendar with a good event, and reads it. */
static char *made(Making *making)
{
	fputs(EVENT("after", "") "END:VCALENDAR\r\n", making->file);
	fclose(making->file);
	char *got = reading_of_file(making->path, NULL);
	g_free(making->path);
	return got;
}

static void check_around(const char *label, const char *got, const char *broken)
{
	T_TRUE(label, g_str_has_prefix(got, "event before line 2\n  2026-01-05T09:00:00 UTC 0s\n"));
	T_TRUE(got, strstr(got, broken) != NULL);
	T_TRUE(label, strstr(got, "\nevent after line "));
}

/* How many lines begin so. By memchr: AddressSanitizer's strstr goes to the text's end, each time. */
static guint count_lines(const char *got, const char *lead)
{
	gsize length = strlen(lead);
	const char *end = got + strlen(got);
	guint n = 0;
	for (const char *line = got, *stop; line < end; line = stop + 1) {
		stop = memchr(line, '\n', (gsize)(end - line));
		stop = stop ? stop : end;
		n += (gsize)(stop - line) >= length && memcmp(line, lead, length) == 0;
	}
	return n;
}

static void test_long_lines(void)
{
	g_autofree char *piece = g_strnfill(MEGABYTE, 'x');
	Making making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:long\r\nDTSTART:20260105T090000Z\r\nDESCRIPTION:", making.file);
	repeat(&making, piece, 20);
	fputs("\r\nEND:VEVENT\r\n", making.file);
	g_autofree char *one = made(&making);
	check_around("a line of 20 megabytes", one,
		     "broken long line 9: One of its lines is longer than a megabyte.\n");

	making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:folded\r\nDTSTART:20260105T090000Z\r\nDESCRIPTION:", making.file);
	repeat(&making, "x\r\n ", 3 * MEGABYTE);
	fputs("\r\nEND:VEVENT\r\n", making.file);
	g_autofree char *folded = made(&making);
	check_around("a line of three million folds", folded,
		     "broken folded line 9: One of its lines is longer than a megabyte.\n");

	making = making_new();
	fputs("X-NOTHING:", making.file);
	repeat(&making, piece, 3);
	fputs("\r\n", making.file);
	g_autofree char *outside = made(&making);
	check_around("a long line outside events", outside,
		     "broken - line 6: A line longer than a megabyte was left out.\n");

	making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:hole\r\nDTSTART:20260105T090000Z\r\nDESCRIPTION:", making.file);
	fseek(making.file, 1024L * MEGABYTE, SEEK_CUR); /* takes no room on the disk */
	fputs("\r\nEND:VEVENT\r\n", making.file);
	g_autofree char *hole = made(&making);
	check_around("a line of a gigabyte of nothing", hole,
		     "broken hole line 9: One of its lines is longer than a megabyte.\n");

	/* as long as may be */
	piece[MEGABYTE - strlen("DESCRIPTION:")] = '\0';
	making = making_new();
	fprintf(making.file,
		"BEGIN:VEVENT\r\nUID:full\r\nDTSTART:20260105T090000Z\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n",
		piece);
	g_autofree char *full = made(&making);
	check_around("a line of a megabyte", full, "event full line 6\n");
	T_TRUE("whole", strlen(full) > MEGABYTE);
}

static void test_large_events(void)
{
	g_autofree char *piece = g_strnfill(100 * 1024, 'x');
	Making making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:large\r\nDTSTART:20260105T090000Z\r\n", making.file);
	for (int i = 0; i < 60; i++)
		fprintf(making.file, "X-MANY:%s\r\n", piece);
	fputs("END:VEVENT\r\n", making.file);
	g_autofree char *large = made(&making);
	check_around("6 megabytes", large, "broken large line 6: It is larger than 4 megabytes.\n");

	making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:many\r\nDTSTART:20260105T090000Z\r\n", making.file);
	repeat(&making, "X:\r\n", 300000);
	fputs("END:VEVENT\r\n", making.file);
	g_autofree char *many = made(&making);
	check_around("many lines", many, "broken many line 6: It has more than 10,000 lines.\n");

	making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:dates\r\nDTSTART:20260105T090000Z\r\nRDATE:20260101T000000Z", making.file);
	repeat(&making, ",20260101T000000Z", ICAL_MAX_OCCURRENCES);
	fputs("\r\nEND:VEVENT\r\n", making.file);
	g_autofree char *dates = made(&making);
	check_around("many dates", dates, "broken dates line 9: It names more than 20000 single dates.\n");
}

static void test_depth(void)
{
	Making making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:deep\r\nDTSTART:20260105T090000Z\r\n", making.file);
	repeat(&making, "BEGIN:X-BOX\r\n", 200000);
	repeat(&making, "END:X-BOX\r\n", 200000);
	fputs("END:VEVENT\r\n", making.file);
	g_autofree char *inside = made(&making);
	check_around("within an event", inside,
		     "broken deep line 23: Its parts lie within each other, deeper than 16.\n");

	making = making_new();
	repeat(&making, "BEGIN:X-BOX\r\n", 500000);
	fputs(EVENT("boxed", ""), making.file);
	repeat(&making, "END:X-BOX\r\n", 1000000);
	g_autofree char *outside = made(&making);
	check_around("outside, it harms nobody", outside, "event boxed line 500006\n");

	making = making_new();
	fputs("BEGIN:VEVENT\r\nUID:shallow\r\nDTSTART:20260105T090000Z\r\n", making.file);
	repeat(&making, "BEGIN:X-BOX\r\n", ICAL_MAX_DEPTH - 2);
	repeat(&making, "END:X-BOX\r\n", ICAL_MAX_DEPTH - 2);
	fputs("END:VEVENT\r\n", making.file);
	g_autofree char *shallow = made(&making);
	check_around("as deep as may be", shallow, "event shallow line 6\n");
}

static void test_many_exceptions(void)
{
	Making making = making_new();
	fputs(EVENT("series", "RRULE:FREQ=MINUTELY\r\n"), making.file);
	for (int i = 0; i < ICAL_MAX_EXCEPTIONS + 5; i++)
		fprintf(making.file,
			"BEGIN:VEVENT\r\nUID:series\r\nRECURRENCE-ID:202601%02dT%02d%02d00Z\r\nDTSTART:"
			"20260105T090000Z\r\nEND:VEVENT\r\n",
			6 + i / 1440, i / 60 % 24, i % 60);
	g_autofree char *got = made(&making);
	check_around("more than 10,000", got, ": This event has more than 10,000 changed occurrences.\n");
	T_INT("taken", count_lines(got, "changed series "), ICAL_MAX_EXCEPTIONS);
	T_INT("named", count_lines(got, "broken series "), 5);
}

/* One UID again and again, as masters and as exceptions: no work is done twice for it. */
static void test_one_uid(void)
{
	Making making = making_new();
	for (int i = 0; i < 60000; i++)
		fputs(i % 2 ? EVENT("again", "") : EVENT("again", "RECURRENCE-ID:20260105T090000Z\r\n"),
		      making.file);
	g_autofree char *got = made(&making);
	check_around("one of each", got, "event again line ");
	T_INT("the others are named", count_lines(got, "broken again "), 60000 - 2);
}

static void test_zone_bombs(void)
{
	static const char part[] =
		"BEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
		"RRULE:FREQ=%s\r\nEND:STANDARD\r\n";
	Making making = making_new();
	for (int i = 0; i < 3000; i++) {
		fprintf(making.file, "BEGIN:VTIMEZONE\r\nTZID:Z%d\r\n", i);
		for (int j = 0; j < 3; j++)
			fprintf(making.file, part, i % 2 ? "SECONDLY" : "DAILY;COUNT=1000000000");
		fputs("END:VTIMEZONE\r\n", making.file);
	}
	for (int i = 0; i < 3000; i++)
		fprintf(making.file,
			"BEGIN:VEVENT\r\nUID:z%d\r\nDTSTART;TZID=Z%d:20260105T090000\r\nEND:VEVENT\r\n", i,
			i);
	g_autofree char *got = made(&making);
	check_around("3,000 zones", got, "broken z2999 line ");
	check_around("3,000 zones", got,
		     ": The file describes its time zone “Z1” in a way that makes no sense.\n");
}

static void test_names(void)
{
	g_autofree char *name = g_strnfill(MEGABYTE / 2, 'n');
	Making making = making_new();
	fprintf(making.file, "BEGIN:VEVENT\r\nUID:%s\r\nDTSTART;TZID=%s:20260105T090000\r\nEND:VEVENT\r\n",
		name, name);
	fprintf(making.file, "BEGIN:VEVENT\r\nUID:none\r\n%s:1\r\nDTSTART:20260105T090000Z\r\nEND:VEVENT\r\n",
		name);
	g_autofree char *got = made(&making);
	check_around("long names", got, "Its time zone “nnnnnnnnnn");
	T_TRUE("kept as it stands", strstr(got, "event none line 10\n"));
}

static gboolean count_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data,
			    GError **error)
{
	guint *count = data;
	(void)error;
	*count += (master != NULL) + exceptions->len;
	return TRUE;
}

static void no_broken(const char *uid, guint line, const char *message, gpointer data)
{
	guint *count = data;
	(void)uid, (void)line, (void)message;
	*count += 1000000;
}

/* The most that a process of its own has in memory while it reads a file, in kilobytes; 0 when it did not read it all. */
static long memory_to_read(const char *path, guint want)
{
	static const IcalReader reader = { count_group, no_broken, NULL };
	struct rusage use;
	int status;
	pid_t child = fork();
	if (child == 0) {
		guint count = 0;
		gboolean good = ical_read(path, NULL, &reader, &count, NULL);
		_exit(good && count == want ? 0 : 1);
	}
	T_INT("the child", wait4(child, &status, 0, &use), child);
	T_INT("read it all", status, 0);
	return status ? 0 : use.ru_maxrss;
}

/* A file ten times as large takes no more memory; a million exceptions take 16 bytes each. */
static void test_memory(void)
{
	static const guint sizes[] = { 20000, 200000 };
	long used[G_N_ELEMENTS(sizes)] = { 0 };
	for (gsize i = 0; !SANITIZED && i < G_N_ELEMENTS(sizes); i++) {
		Making making = making_new();
		for (guint n = 0; n + 2 < sizes[i]; n++)
			fprintf(making.file,
				"BEGIN:VEVENT\r\nUID:event-%u@salon.example\r\nDTSTART;TZID=Europe/"
				"Berlin:20260105T090000\r\nDURATION:PT45M\r\n"
				"SUMMARY:Cut\r\n%sEND:VEVENT\r\n",
				n / 2, n % 2 ? "RECURRENCE-ID:20260105T080000Z\r\n" : "RRULE:FREQ=DAILY\r\n");
		fputs(EVENT("after", "") "END:VCALENDAR\r\n", making.file);
		fclose(making.file);
		used[i] = memory_to_read(making.path, sizes[i]);
		g_free(making.path);
	}
	T_TRUE("under 32 megabytes", used[1] < 32 * 1024);
	/* 90,000 exceptions more: 1.4 megabytes, twice while their table grows, and the filter's 4 */
	T_TRUE("no more for ten times as much", used[1] - used[0] < 8 * 1024);
}

UNIT_SUITE("hostile", NULL, NULL, { "long lines", test_long_lines }, { "large events", test_large_events },
	   { "depth", test_depth }, { "many exceptions", test_many_exceptions }, { "one UID", test_one_uid },
	   { "zones", test_zone_bombs }, { "long names", test_names }, { "memory", test_memory })
