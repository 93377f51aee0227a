/* ui/screens/settings.h - 0: when the business and its people work, closures, the rules of booking, the business itself. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass settings_class;

void settings_open(App *app);

/* settings_edit.c: the forms. Each is a change of its own, and says what it leaves outside the hours. */

/** A week's plan of the business (staff NULL) or of a person; from_day, until_day NONE: the one that always holds. fresh: a new exception, whose
 *  days are still to be said. */
void settings_edit_week(Screen *screen, const char *staff, gint64 from_day, gint64 until_day, gboolean fresh);
void settings_new_closure(Screen *screen);
/** One policy or one field of the business. */
void settings_edit_value(Screen *screen, gboolean policy, const char *name, const char *value);
