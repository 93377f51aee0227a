/* ui/widgets/input.h - one line of text being typed.
 *
 * A fresh field holds what was offered: typing replaces it, moving in it keeps it. */
#pragma once
#include "ui/keymap.h"

typedef struct {
	GString *text;
	gsize caret; /* byte offset, on a character */
	gboolean fresh;
} Input;

/* The editing keys, a section of keys.conf. They are done by input_key. */
extern const ScreenClass input_class;

Input *input_new(const char *text);
void input_free(Input *field);
void input_set(Input *field, const char *text); /* fresh; the caret at its end */
const char *input_text(const Input *field);     /* borrowed */
gboolean input_is_empty(const Input *field);    /* nothing, or white space only */

/** A typed or pasted character. */
void input_insert(Input *field, gunichar c);
/** An editing key; FALSE when it is none. *changed (may be NULL) tells whether the text is another one now. */
gboolean input_key(Input *field, const Keymap *keymap, Key key, gboolean *changed);

/** Draws it in width columns, scrolled so that the caret shows; returns the caret's column. */
int input_draw(const Input *field, const Canvas *canvas, int y, int x, int width, gboolean focus);
