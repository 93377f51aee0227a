/* model/slot.h - intervals, slots, and what a visit asks for. Instants in seconds since 1970 UTC; half-open [start, end). */
#pragma once
#include "model/model.h"

typedef struct {
	gint64 start, end;
} Interval;

/* A time that could be booked. */
#define SLOT_FIELDS(I, O, T, R, L, S) I(S, start) I(S, end) R(S, staff) R(S, resource)
MODEL_STRUCT(Slot, SLOT_FIELDS)
MODEL_DECLARE(Slot, slot)

/* One service of a visit as it is asked for. service NULL: just time (then seconds > 0). staff NULL: any who can. resource NULL:
 * any of the kind that the service needs. seconds 0: the service's length for that staff member.
 * before_min, after_min: NONE, or buffers that replace the service's. */
#define VISIT_FIELDS(I, O, T, R, L, S) R(S, service) R(S, staff) R(S, resource) I(S, seconds) O(S, before_min) O(S, after_min)
MODEL_STRUCT(Visit, VISIT_FIELDS)
MODEL_DECLARE(Visit, visit)
