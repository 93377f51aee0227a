/* model/series.h - a rule, whose occurrences are real bookings, topped up to the horizon. Wall times (base/zone.h). */
#pragma once
#include "model/model.h"

#define SKIPPED_FIELDS(I, O, T, R, L, S) I(S, occurrence)
MODEL_STRUCT(Skipped, SKIPPED_FIELDS)
MODEL_DECLARE(Skipped, skipped)

/* rrule        canonical RRULE value, UNTIL in wall time
 * local_start  DTSTART; zone its zone
 * filled_until wall time up to which occurrences have been made
 * skipped      dates without a booking: EXDATEs, and those that clashed when topped up */
#define SERIES_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, rrule) I(S, local_start) T(S, zone) I(S, filled_until) L(S, skipped, skipped) \
	T(S, uid) I(S, created)
MODEL_STRUCT(Series, SERIES_FIELDS)
MODEL_DECLARE(Series, series)
