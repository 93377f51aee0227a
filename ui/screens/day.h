/* ui/screens/day.h - the Day screen: a column for each person, the home of the front end. */
#pragma once
#include "model/booking.h"
#include "ui/screen.h"

typedef struct DayState DayState;

extern const ScreenClass day_class;

/** Shows today, with the next customer under the cursor. */
Screen *day_open(App *app, GError **error);
/** For screens that lie over it: shows a booking, with the cursor on it. */
void day_show_booking(Screen *day, const Booking *booking);
/** When a booking made at the cursor would begin. */
gint64 day_start_here(const Screen *day);
