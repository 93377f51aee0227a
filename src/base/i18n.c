/* base/i18n.c - locale and catalogue. */
#include "base/i18n.h"

#include <glib.h>
#include <langinfo.h>
#include <locale.h>

#define DOMAIN PACKAGE

int i18n_translates;

void i18n_start(void)
{
	const char *folder = g_getenv("DAYBOOK_LOCALEDIR");
	/* Only what is used: characters and words. Numbers in files, JSON and SQL have a point whatever the country, and the
	 * other ten categories are ten files to open at every start. */
	setlocale(LC_CTYPE, "");
	setlocale(LC_MESSAGES, "");
	bindtextdomain(DOMAIN, folder && *folder ? folder : DAYBOOK_LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8"); /* all our text is UTF-8; the screen converts */
	textdomain(DOMAIN);
	i18n_translates = *gettext("") != '\0'; /* a catalogue's own head */
}

int i18n_is_utf8(void)
{
	return g_ascii_strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
