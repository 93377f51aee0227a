/* ui/screens/search.h - everything that is known, as it is typed. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass search_class;

/** Enter there shows the found booking on the Day screen. */
void search_open(Screen *day);
