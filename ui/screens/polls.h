/* ui/screens/polls.h - T: a time for several people: what was asked, the best times so far, one key to book. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass polls_class;

void polls_open(Screen *day);
