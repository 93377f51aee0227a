/* tests/unit/base/iso.c - see iso.h. The days are counted by the C library, not by what is tested. */
#include "tests/unit/base/iso.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

gint64 iso(const char *text)
{
	struct tm tm = { 0 };
	if (sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec) < 3) {
		fprintf(stderr, "a test's table has no time at %s\n", text);
		exit(99);
	}
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	return timegm(&tm);
}

gint64 iso_day(const char *text)
{
	return iso(text) / 86400; /* no table has days before 1970 */
}

char *iso_text(gint64 instant)
{
	char text[64];
	time_t time = instant;
	struct tm tm;
	gmtime_r(&time, &tm);
	strftime(text, sizeof text, tm.tm_sec ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M", &tm);
	return g_strdup(text);
}
