/* tests/unit/ical/reading.h - what ical_read gives, as text to compare */
#pragma once
#include "ical/ical.h"

/** Everything a file gives, line by line: calendar properties, groups with their events, what is broken, and an error at the end
 *  ("! code: message"). The caller frees. */
char *reading_of_file(const char *path, const char *floating_zone);
/** The same for a text, put into a file of this test's folder. */
char *reading_of(const char *text, const char *floating_zone);
/** A text between BEGIN:VCALENDAR and END:VCALENDAR as a master's line alone ("2026-01-05T09:00:00 Europe/Berlin 3600s …"), or what
 *  is broken. */
char *reading_of_event(const char *properties);

/** A file of tests/fixtures/ics. */
char *reading_fixture(const char *name);
/** Writes every event of a file out again, in the order they are read; the bytes. */
char *rewritten(const char *path);
