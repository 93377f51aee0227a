/* ui/browser.c - a browser is another program: started apart from this terminal, and left alone */
#include "ui/browser.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

static gboolean is_address(const char *url)
{
	return url && (g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://"));
}

/* $BROWSER is a list of commands, the first of them wanted most; "%s" stands for the address. */
static char **browser_of_environment(const char *url)
{
	g_auto(GStrv) commands = g_strsplit(g_getenv("BROWSER") ? g_getenv("BROWSER") : "", ":", -1);
	g_auto(GStrv) words = NULL;
	gboolean placed = FALSE;
	if (!commands[0] || !g_shell_parse_argv(commands[0], NULL, &words, NULL))
		return NULL;
	GPtrArray *argv = g_ptr_array_new();
	for (guint i = 0; words[i]; i++) {
		gboolean here = strcmp(words[i], "%s") == 0;
		placed |= here;
		g_ptr_array_add(argv, g_strdup(here ? url : words[i]));
	}
	if (!placed)
		g_ptr_array_add(argv, g_strdup(url));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

/* Without a desktop xdg-open would start a browser that wants this very terminal. */
static char **browser_of_desktop(const char *url)
{
	g_autofree char *program = g_find_program_in_path("xdg-open");
	if (!program || (!g_getenv("DISPLAY") && !g_getenv("WAYLAND_DISPLAY")))
		return NULL;
	const char *argv[] = { program, url, NULL };
	return g_strdupv((char **)argv);
}

/* Ctrl-C and Ctrl-Z here are not for it, and it cannot take the terminal. */
static void apart(gpointer none)
{
	(void)none;
	setsid();
}

gboolean browser_open(const char *url, GError **error)
{
	GError *failed = NULL;
	if (!is_address(url))
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("This has no page in a browser."));
	g_auto(GStrv) argv = browser_of_environment(url);
	if (!argv)
		argv = browser_of_desktop(url);
	if (!argv)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("There is no browser here. The address: %s"), url);
	if (g_spawn_async(NULL, argv, NULL,
			  G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
			  apart, NULL, NULL, &failed))
		return TRUE;
	daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The browser did not start (%s). The address: %s"),
		     failed->message, url);
	g_error_free(failed);
	return FALSE;
}
