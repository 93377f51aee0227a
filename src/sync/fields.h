/* sync/fields.h - start and end of events apart, which merge and patches need; the rest of equality is model/sync.h's. Pure. */
#pragma once
#include "model/sync.h"

gboolean fields_same_start(const EventFields *a, const EventFields *b); /* instants; of whole days the days, each in its zone */
gboolean fields_same_end(const EventFields *a, const EventFields *b);
/** event_fields_same, where NULL equals nothing, not even NULL. */
gboolean fields_same(const EventFields *a, const EventFields *b);
/** The day, in its own zone, of a whole-day event's start. */
gint64 fields_day(const EventFields *fields);
/** From an image (SyncLink.base, .sent …); NULL for NULL and for one that cannot be read. */
EventFields *fields_from_image(const char *image);
