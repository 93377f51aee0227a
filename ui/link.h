/* ui/link.h - how a booking's place in a calendar looks: a sign, its ink, a few words. */
#pragma once
#include "book/sync.h"
#include "ui/theme.h"

/* NULL for a link: the booking is in no calendar. */
const char *link_glyph(const Theme *theme, const SyncLink *link);
Ink link_ink(const SyncLink *link);
/** Does it wait for a person? */
gboolean link_needs_person(const SyncLink *link);
/** "tried 3 times · next try in 51 s"; "" when it was not tried and goes with the next run. next_try as in SyncItem; now: the real clock. The
 *  caller frees. */
char *link_try_words(const SyncLink *link, gint64 next_try, gint64 now);
/** "in 51 s", "in 4 min": short, from now. The caller frees. */
char *link_in_words(gint64 seconds);

/** The sign and the ink of the whole, for a header. */
const char *health_glyph(const Theme *theme, SyncHealth health);
Ink health_ink(SyncHealth health);
