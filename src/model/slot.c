/* model/slot.c - the field tables of a slot and of what is asked for */
#include "model/slot.h"

MODEL_DEFINE(Reason, reason, "reason", REASON_FIELDS)
MODEL_DEFINE(Slot, slot, "slot", SLOT_FIELDS)
MODEL_DEFINE(Visit, visit, "visit", VISIT_FIELDS)
