/* base/settings.h - daybook.conf: what belongs to this machine (GKeyFile); today the level of the log.
 * (Named settings, not config: config.h is Autoconf's.) */
#pragma once
#include <glib.h>

typedef struct Settings Settings;

/** Reads paths_config(); a missing file is empty settings; an unreadable or malformed one is USAGE, naming file and line. */
Settings *settings_load(GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

/** A value, or fallback. The caller frees. */
char *settings_text(const Settings *settings, const char *group, const char *key, const char *fallback);
gboolean settings_flag(const Settings *settings, const char *group, const char *key, gboolean fallback);
