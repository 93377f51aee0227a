/* ui/keymap.h - which key does what: the tables' own keys, changed by keys.conf.
 *
 * keys.conf is a GKeyFile: [day] booking-new = n F2. A line replaces all keys of its action; an empty one takes them away. */
#pragma once
#include "ui/screen.h"

typedef struct Keymap Keymap;

/** Reads keys.conf at path (missing is fine). What is wrong with it goes to problems, a line for each: unknown names, and keys
 *  that two actions of one screen want (the one in the file wins). */
Keymap *keymap_load(const char *path, GPtrArray *problems);
void keymap_free(Keymap *keymap);

/** The action that a key does on a screen, or NULL. */
const Action *keymap_action(const Keymap *keymap, const ScreenClass *cls, Key key);
/** An action's keys as a person reads them, separated by spaces: "Enter e". The caller frees. */
char *keymap_keys(const Keymap *keymap, const ScreenClass *cls, const Action *action);
/** The first of them, or NULL when it has none; typing: the first that is no text, for a screen where text is being typed.
 *  The caller frees. */
char *keymap_key(const Keymap *keymap, const ScreenClass *cls, const Action *action, gboolean typing);
/** The same of the action of that name, for a screen where nothing is being typed. */
char *keymap_key_of(const Keymap *keymap, const ScreenClass *cls, const char *name);
const Action *keymap_named(const ScreenClass *cls, const char *name); /* NULL: there is none of that name */

/* Every screen's class, in the order of the help; NULL-terminated. */
extern const ScreenClass *const all_screens[];
