/* ui/screens/waitlist.h - 7: who waits for a time, and what would suit them now; w: who could take the time under the cursor. */
#pragma once
#include "book/booking.h"
#include "ui/screen.h"

extern const ScreenClass waiting_class;
extern const ScreenClass waiting_offer_class;

void waitlist_open(Screen *day);
/** Whom a free time would suit: one key books. Nobody: said. staff: id or NULL. */
void waitlist_for_slot(Screen *day, const char *staff, gint64 from, gint64 to);
/** After a change: whom what it freed would suit; nothing where it suits nobody. */
void waitlist_offer(Screen *day, const BookResult *result);
