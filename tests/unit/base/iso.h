/* tests/unit/base/iso.h - times in test tables as "2026-11-24 14:30" rather than as numbers */
#pragma once
#include "base/zone.h"

/* The number of seconds that a wall time, or an instant in UTC, is written for: "2026-11-24 14:30[:15]". */
gint64 iso(const char *text);
gint64 iso_day(const char *text); /* "2026-11-24" */

/* An instant in UTC as iso() reads it, with seconds only where there are some. The caller frees. */
char *iso_text(gint64 instant);
