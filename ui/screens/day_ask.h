/* ui/screens/day_ask.h - the Day screen's questions in the status line: a date, a walk-in, a block, a reason, an amount. */
#pragma once
#include "ui/screen.h"

void day_ask_date(Screen *day);
void day_ask_walk_in(Screen *day);
void day_ask_block(Screen *day);
/* of the booking under the cursor */
void day_ask_cancel(Screen *day);
void day_ask_rebook(Screen *day);
void day_ask_paid(Screen *day);
void day_ask_note(Screen *day);

extern const ScreenClass day_late_class; /* the question after the cancelling deadline */
