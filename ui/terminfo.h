/* ui/terminfo.h - what curses is told about the terminal. */
#pragma once
#include <glib.h>

/** A value for TERMINFO ("hex:…") with the terminal's own entry, but for three functions that many a terminal which calls itself
 *  xterm-256color has never heard of, and leaves out silently: REP (repeat a character), SU and SD (scroll by several lines).
 *  Curses uses what the entry has and cannot be told otherwise. NULL: the entry was not found, or has none of them. */
char *terminfo_without_rare(const char *terminal);
