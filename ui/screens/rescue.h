/* ui/screens/rescue.h - when the day goes wrong: L running late, I somebody is away. What would be done is shown before it is done, and then whom to
 * call. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass rescue_class;

/** staff: of the column under the cursor, or NULL. day: the day shown. */
void rescue_ask_delay(Screen *screen, const char *staff, gint64 day);
void rescue_ask_absent(Screen *screen, const char *staff, gint64 day);
