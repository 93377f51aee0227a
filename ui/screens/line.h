/* ui/screens/line.h - o: one line of language, its reading shown word by word as it is typed, and what it comes to; and f: the best times for what
 * a line says, found the same way. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass line_class;
extern const ScreenClass line_find_class;

/** day: the Day screen below; it shows what the line was about when it is done. */
void line_open(Screen *day);
/** The same, to find a time; text: what it begins with ("María López cut"), or NULL. */
void line_open_find(Screen *day, const char *text);
