/* base/module.h - opens the modules that the first screen does not need (daybook-ical.so; daybook-net.so comes with
 * sync). Looked for in $DAYBOOK_MODULEDIR (a build that is not installed), then in $(pkglibdir). Never closed again. */
#pragma once
#include <glib.h>

/** The module's exported table (a symbol naming a struct of functions). Borrowed, valid for ever.
 *  Errors: FAILED, naming the file that was looked for and what to install. */
gconstpointer module_table(const char *module, const char *symbol, GError **error);

/** The file that would be opened, or NULL: for `doctor`. The caller frees. */
char *module_path(const char *module);
