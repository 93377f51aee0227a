/* base/i18n.h - the words a person reads: everything shown goes through gettext.
 *
 * _() translates, N_() marks a string of a table for later, ngettext() counts. */
#pragma once
#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)

/** Sets the locale and binds the catalogue. DAYBOOK_LOCALEDIR in the environment wins over the installed
 *  folder, so that an uninstalled build speaks too. Called once, first thing in main. */
void i18n_start(void);

/** True when the locale's character set is UTF-8 (line drawing, glyphs). */
int i18n_is_utf8(void);
