/* base/when_p.h - what the files of when.h share; nobody else includes it. All text is folded (text_fold). */
#pragma once
#include "base/when.h"

/** A clock time: `14:30`, `14:30:15`, `2pm`, `2:30 pm`, `14 uhr`, `14:30 uhr`, `noon`, `24:00`. Seconds from midnight,
 *  0..86400. */
gboolean when_read_clock(const char *text, int *seconds);

/** A weekday's name, 0 Monday … 6 Sunday; -1 for any other word. */
int when_read_weekday(const char *text);

/** Any length of time, 0 too; whole_days (may be NULL) tells that it was written in days and weeks alone. */
gboolean when_read_length(const char *text, gint64 *seconds, gboolean *whole_days);

/** Up to max digits; NULL where there is none or one too many, else what follows them. */
const char *when_read_number(const char *text, int max, int *value);
