/* ui/screens/setup.h - the first run: a business in one short form, or the demo by one key. */
#pragma once
#include "ui/screen.h"

extern const ScreenClass setup_class;

/** Asks what the book is made of and makes it (book_init). The front end's loop ends when it was made, or when the person left. */
void setup_open(App *app);
