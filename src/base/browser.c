/* base/browser.c - a browser is another program: started apart from this terminal, and left alone */
#include "base/browser.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

static gboolean is_address(const char *url)
{
	return url && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://"));
}

/* Ctrl-C and Ctrl-Z here are not for it, and it cannot take the terminal. */
static void apart(gpointer none)
{
	(void)none;
	setsid();
}

/* "firefox -new-tab %s": the address takes the place of %s, or comes last. */
static gboolean start(const char *command, const char *url, GError **error)
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	gboolean placed = FALSE;

	if (!g_shell_parse_argv(command, NULL, &words, error))
		return FALSE;
	for (guint i = 0; words[i]; i++) {
		gboolean here = strcmp(words[i], "%s") == 0;
		placed |= here;
		g_ptr_array_add(argv, here ? (gpointer)url : words[i]);
	}
	if (!placed)
		g_ptr_array_add(argv, (gpointer)url);
	g_ptr_array_add(argv, NULL);
	return g_spawn_async(NULL, (char **)argv->pdata, NULL,
			     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
			     apart, NULL, NULL, error);
}

/* Without a desktop xdg-open would start a browser that wants this very terminal. */
static char *wanted(void)
{
	const char *named = g_getenv("BROWSER");

	if (named && *named)
		return g_strdup(named);
	return g_getenv("DISPLAY") || g_getenv("WAYLAND_DISPLAY") ? g_find_program_in_path("xdg-open") : NULL;
}

gboolean browser_open(const char *url, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autofree char *list = wanted();
	g_auto(GStrv) commands = g_strsplit(list ? list : "", ":", -1);

	if (!is_address(url))
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("This has no page in a browser."));
	for (char **command = commands; *command; command++) {
		g_clear_error(&failed);
		if (**command && start(*command, url, &failed))
			return TRUE;
	}
	if (failed)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The browser did not start (%s). The address: %s"), failed->message,
				    url);
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("There is no browser here. The address: %s"), url);
}
