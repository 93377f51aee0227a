/* base/browser.h - opens an address in the person's browser, by one rule for both front ends: the commands of $BROWSER, a colon between, of which the
 * first that starts is taken; without it xdg-open, where there is a desktop. */
#pragma once
#include <glib.h>

/** Starts it and goes on. Only http and https addresses are opened. Errors: FAILED, with the address, where there is no browser or none starts. */
gboolean browser_open(const char *url, GError **error);
