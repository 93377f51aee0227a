/* base/log.h - one structured log: JSON lines in $XDG_STATE_HOME/daybook/daybook.log, 0600, rotated at 1 MiB.
 *
 * Written through GLib's structured logging (g_log_structured, g_info, g_debug …). Ids, never names, phones, notes or
 * tokens. Never to the terminal. */
#pragma once
#include <glib.h>

/** Takes over GLib's log writer. level: "error" "warning" "info" "debug" (NULL is warning). A log that cannot be
 *  written is no error: the work goes on. */
void log_start(const char *level);
/** Is it one of those words? */
gboolean log_is_level(const char *level);
