/* ui/screens/day.h - the Day screen: a column for each person, the home of the front end. */
#pragma once
#include "model/booking.h"
#include "model/slot.h"
#include "ui/screen.h"

typedef struct DayState DayState;

extern const ScreenClass day_class;

/** Shows today, with the next customer under the cursor. */
Screen *day_open(App *app, GError **error);
/** For screens that lie over it: shows a booking, with the cursor on it. */
void day_show_booking(Screen *day, const Booking *booking);
/** Shows in the grid when these visits (of Visit) could be, day by day, the cursor on a first one; Enter there opens the form, Esc ends it.
 *  customer: id or NULL. */
void day_offer_slots(Screen *day, const GPtrArray *visits, const char *customer, const Slot *first);
/** When a booking made at the cursor would begin. */
gint64 day_start_here(const Screen *day);
