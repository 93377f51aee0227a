/* ui/screens/help.h - the keys of the screen below, made from its table. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass help_class;

void help_open(Screen *about);
