/* model/hours.c - the field tables of opening hours and closures */
#include "model/hours.h"

MODEL_DEFINE(HoursRange, hours_range, "hours_range", HOURS_RANGE_FIELDS)
MODEL_DEFINE(OpeningHours, opening_hours, "opening_hours", OPENING_HOURS_FIELDS)
MODEL_DEFINE(Closure, closure, "closure", CLOSURE_FIELDS)
