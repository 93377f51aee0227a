/* ui/browser.h - opens an address in the person's browser: $BROWSER, else xdg-open where there is a desktop. */
#pragma once
#include <glib.h>

/** Starts it and goes on. Only http and https addresses are opened. Errors: FAILED when there is no browser. */
gboolean browser_open(const char *url, GError **error);
