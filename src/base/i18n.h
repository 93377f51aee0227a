/* base/i18n.h - the words a person reads: everything shown goes through gettext.
 *
 * _() translates, N_() marks a string of a table for later, ngettext() counts. */
#pragma once
#include <libintl.h>

/** Is there a catalogue? Without one gettext would look for each word in vain, a hundred times for a list. */
extern int i18n_translates;

#define _(s) (i18n_translates ? gettext(s) : (s))
#define N_(s) (s)

/** Sets the locale and binds the catalogue. DAYBOOK_LOCALEDIR in the environment wins over the installed
 *  folder, so that an uninstalled build speaks too. Called once, first thing in main. */
void i18n_start(void);

/** True when the locale's character set is UTF-8 (line drawing, glyphs). */
int i18n_is_utf8(void);
