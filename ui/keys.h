/* ui/keys.h - keys: what the terminal sends, and what a person calls it. */
#pragma once
#include <glib.h>

/* A character (its code point; control keys are 1..31, backspace 127), or one of curses' function keys, or a
 * character with Alt. 0 is no key. */
typedef guint32 Key;

#define KEY_OF_CURSES 0x01000000u
#define KEY_WITH_ALT 0x02000000u

#define KEY_ESCAPE 27u
#define KEY_RETURN 13u
#define KEY_TAB 9u
#define KEY_RUBOUT 127u
#define KEY_CTRL(letter) ((Key)(letter)&0x1fu)

/** A curses function key as a Key; the spellings of Enter and Backspace become one. */
Key key_from_curses(int code);
/** A typed character as a Key, line feed and backspace made one with their siblings. */
Key key_from_char(gunichar c);

/** "n", "Enter", "C-r" (or "^R"), "A-1", "F1", "PgUp" -> its key; 0 for a name nobody knows. */
Key key_parse(const char *name);
/** As a person reads it: "n", "Enter", "^R", "Alt-1". The caller frees. */
char *key_words(Key key);

/** True for what can stand in a text field. */
gboolean key_is_text(Key key);
