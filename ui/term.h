/* ui/term.h - the terminal: taken over, given back whatever happens. */
#pragma once
#include <glib.h>

#include "ui/keys.h"

/* What term_read found. */
typedef enum {
	TERM_NOTHING,
	TERM_KEY,
	TERM_PASTE_BEGIN, /* what follows, up to the end, is text that was pasted */
	TERM_PASTE_END
} TermInput;

/** Starts curses. Until term_stop, a crash puts the terminal back before it ends the program.
 *  Errors: FAILED when the terminal is unknown or cannot place its cursor. */
gboolean term_start(GError **error);
void term_stop(void);

/** The next key that has arrived; waits for nothing (but 25 ms after an Escape, which may be the first byte of a key). */
TermInput term_read(Key *key);

/** Takes the terminal's size; TRUE when it is another one. */
gboolean term_resize(void);

/** Gives the terminal back, stops the program's process group (Ctrl-Z), and takes the terminal again when it goes on. */
void term_suspend(void);

/** Around everything that one drawing sends: a terminal that knows synchronized output (private mode 2026) shows it at once, never
 *  half of it; the others pass over these bytes. */
void term_frame_begin(void);
void term_frame_end(void);

/** Draws the whole screen again, whatever somebody else wrote over it. */
void term_redraw(void);
