/* model/waitlist.c - the field tables of waitlist entries and holds */
#include "model/waitlist.h"

MODEL_DEFINE(WishWindow, wish_window, "wish_window", WISH_WINDOW_FIELDS)
MODEL_DEFINE(Waitlist, waitlist, "waitlist", WAITLIST_FIELDS)
MODEL_DEFINE(HeldPart, held_part, "held_part", HELD_PART_FIELDS)
MODEL_DEFINE(Hold, hold, "hold", HOLD_FIELDS)

void waitlist_bound(Waitlist *entry)
{
	entry->earliest = entry->latest = NONE;
	for (guint i = 0; i < entry->windows->len; i++) {
		const WishWindow *window = entry->windows->pdata[i];
		entry->earliest = i ? MIN(entry->earliest, window->start) : window->start;
		entry->latest = MAX(entry->latest, window->end);
	}
}
