/* ical/vtimezone_p.h - a VTIMEZONE as a list of changes of the clock */
#pragma once
#include "ical/scan_p.h"

typedef struct {
	gint64 wall;  /* by the clock before the change */
	int from, to; /* seconds east of UTC */
} Onset;

/** The onsets, in order (of Onset), 1900 to 2100; NULL when the description makes no sense or would take too long. budget: steps
 *  left for the whole file's descriptions. The caller frees. */
GArray *vtimezone_onsets(const Block *block, gint64 *budget);
/** Seconds east of UTC at a wall time. Where the wall time exists twice, the earlier; where it does not, as before the gap. */
int vtimezone_offset(const GArray *onsets, gint64 local);
