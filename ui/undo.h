/* ui/undo.h - u and Ctrl-R, the same on every screen that changes something. */
#pragma once
#include "ui/app.h"

/** Takes back the person's last change, shows every screen anew and says what it was; or why not. */
void undo_last(Screen *screen);
void redo_last(Screen *screen);
