/* model/slot.h - intervals, slots, and what a visit asks for. Instants in seconds since 1970 UTC; half-open [start, end). */
#pragma once
#include "model/model.h"

typedef struct {
	gint64 start, end;
} Interval;

/* Why a slot stands where it does in a ranking, in words: "joins the 10:00". */
#define REASON_FIELDS(I, O, T, R, L, S) T(S, words)
MODEL_STRUCT(Reason, REASON_FIELDS)
MODEL_DECLARE(Reason, reason)

/* A time that could be booked. score: in thousandths, 0 to 1000, NONE where nothing was ranked. */
#define SLOT_FIELDS(I, O, T, R, L, S) I(S, start) I(S, end) R(S, staff) R(S, resource) O(S, score) L(S, reasons, reason)
MODEL_STRUCT(Slot, SLOT_FIELDS)
MODEL_DECLARE(Slot, slot)

/* One service of a visit as it is asked for. service NULL: just time (then seconds > 0). staff NULL: any who can. resource NULL:
 * any of the kind that the service needs. seconds 0: the service's length for that staff member.
 * before_min, after_min: NONE, or buffers that replace the service's. beside 1: it begins with the one before it in the list, rather than after it
 * (several people at the same time); what follows it begins when both are over. */
#define VISIT_FIELDS(I, O, T, R, L, S) R(S, service) R(S, staff) R(S, resource) I(S, seconds) O(S, before_min) O(S, after_min) I(S, beside)
MODEL_STRUCT(Visit, VISIT_FIELDS)
MODEL_DECLARE(Visit, visit)
