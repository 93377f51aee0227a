/* model/series.c - the field tables of a series */
#include "model/series.h"

MODEL_DEFINE(Skipped, skipped, "skipped", SKIPPED_FIELDS)
MODEL_DEFINE(Series, series, "series", SERIES_FIELDS)
