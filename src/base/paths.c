/* base/paths.c - the XDG base directories, read from the environment each time (GLib's own getters keep the
 * first answer for ever, which a test with its own folders cannot use). */
#include "base/paths.h"

#include "base/error.h"
#include "base/i18n.h"
#include <errno.h>

static char *from_environment(const char *variable)
{
	const char *value = g_getenv(variable);
	return value && *value ? g_strdup(value) : NULL;
}

/* An XDG folder; the specification says that a relative one is to be ignored. */
static char *xdg_file(const char *variable, const char *below_home, const char *name)
{
	const char *folder = g_getenv(variable);
	if (folder && g_path_is_absolute(folder))
		return g_build_filename(folder, "daybook", name, NULL);
	return g_build_filename(g_get_home_dir(), below_home, "daybook", name, NULL);
}

char *paths_book(void)
{
	char *given = from_environment("DAYBOOK_BOOK");
	return given ? given : xdg_file("XDG_DATA_HOME", ".local/share", "book.db");
}

char *paths_config(void)
{
	char *given = from_environment("DAYBOOK_CONFIG");
	return given ? given : xdg_file("XDG_CONFIG_HOME", ".config", "daybook.conf");
}

char *paths_keys(void)
{
	g_autofree char *config = paths_config();
	g_autofree char *folder = g_path_get_dirname(config);
	return g_build_filename(folder, "keys.conf", NULL);
}

char *paths_log(void)
{
	return xdg_file("XDG_STATE_HOME", ".local/state", "daybook.log");
}

char *paths_drafts(void)
{
	return xdg_file("XDG_STATE_HOME", ".local/state", NULL);
}

char *paths_accounts(void)
{
	return xdg_file("XDG_DATA_HOME", ".local/share", "accounts");
}

gboolean paths_make_parent(const char *file, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(file);
	if (g_mkdir_with_parents(folder, 0700) == 0)
		return TRUE;
	int why = errno;
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The folder “%s” cannot be made: %s."), folder,
			    g_strerror(why));
}
