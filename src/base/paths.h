/* base/paths.h - where things lie (XDG base directories). Strings are the caller's. */
#pragma once
#include <glib.h>

char *paths_book(void);    /* $DAYBOOK_BOOK, else $XDG_DATA_HOME/daybook/book.db */
char *paths_config(void);  /* $DAYBOOK_CONFIG, else $XDG_CONFIG_HOME/daybook/daybook.conf */
char *paths_keys(void);    /* keys.conf beside daybook.conf */
char *paths_log(void);     /* $XDG_STATE_HOME/daybook/daybook.log */
char *paths_drafts(void);  /* $XDG_STATE_HOME/daybook: unfinished forms */
char *paths_accounts(void); /* $XDG_DATA_HOME/daybook/accounts: sign-ins that are kept in no keyring */

/** Makes the folder of a file, 0700, with its parents. */
gboolean paths_make_parent(const char *file, GError **error);
