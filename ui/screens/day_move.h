/* ui/screens/day_move.h - carrying the booking under the cursor to another time, person or day. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass day_move_class;

/** Takes up the booking under the Day screen's cursor. */
void day_move_open(Screen *day);
