/* ui/screens/sync.h - the Sync screen: accounts, what needs somebody, what waits, what happened. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass sync_class;
extern const ScreenClass sync_card_class;    /* one booking: before, here, there */
extern const ScreenClass sync_sign_in_class; /* while a browser is waited for */

/** Lies over the Day screen it is opened from. */
void sync_open(Screen *day);
/** Signs in to an account, and shows the address meanwhile. */
void sync_sign_in_open(App *app, const char *account);

/* What can be done to a booking on more than one screen: done, said, and every screen asked again. FALSE: it was refused, and why is in the
 * status line. */
gboolean sync_do_adopt(App *app, const char *booking, gboolean mirror);
