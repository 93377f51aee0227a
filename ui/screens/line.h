/* ui/screens/line.h - o: one line of language, its reading shown word by word as it is typed, and what it comes to. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass line_class;

/** day: the Day screen below; it shows what the line was about when it is done. */
void line_open(Screen *day);
