/* model/hours.h - when the business is open, and when it is not. Days and minutes of the wall (base/zone.h). */
#pragma once
#include "model/model.h"

/* weekday 0 Monday … 6 Sunday; minutes from midnight, to_min up to 1440 */
#define HOURS_RANGE_FIELDS(I, O, T, R, L, S) I(S, weekday) I(S, from_min) I(S, to_min)
MODEL_STRUCT(HoursRange, HOURS_RANGE_FIELDS)
MODEL_DECLARE(HoursRange, hours_range)

/* One week's plan, of the business (staff NULL) or of one person, valid on days [from_day, until_day] (NONE: open-ended).
 * A person's own plan replaces the business's for that person. Of several plans that hold on a day, one with both ends
 * wins over one with one end, over one with none; then the one made last. No ranges: closed. */
#define OPENING_HOURS_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) R(S, staff) O(S, from_day) O(S, until_day) L(S, ranges, hours_range) I(S, created)
MODEL_STRUCT(OpeningHours, OPENING_HOURS_FIELDS)
MODEL_DECLARE(OpeningHours, opening_hours)

/* kind "holiday", "leave" or "open" (extra opening: on those days the ranges count instead of the weekly plan).
 * Whole days: first_day..last_day (both included), start and end NONE. Else start and end are instants and the days NONE.
 * staff NULL: the whole business. ranges only for "open", weekday 0. */
#define CLOSURE_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) R(S, staff) T(S, kind) O(S, first_day) O(S, last_day) O(S, start) O(S, end) \
	L(S, ranges, hours_range) T(S, reason) I(S, created)
MODEL_STRUCT(Closure, CLOSURE_FIELDS)
MODEL_DECLARE(Closure, closure)
