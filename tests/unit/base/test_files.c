/* tests/unit/base/test_files.c - paths, settings, modules: where things lie and what is in them */
#include "base/error.h"
#include "base/module.h"
#include "base/paths.h"
#include "base/settings.h"
#include "tests/unit/unit.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *const variables[] = { "DAYBOOK_BOOK",    "DAYBOOK_CONFIG", "DAYBOOK_MODULEDIR",
					 "XDG_CONFIG_HOME", "XDG_DATA_HOME",  "XDG_STATE_HOME" };
static char *kept[G_N_ELEMENTS(variables)];

static void setup(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		kept[i] = g_strdup(g_getenv(variables[i]));
		g_unsetenv(variables[i]);
	}
}

static void teardown(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
		if (kept[i])
			g_setenv(variables[i], kept[i], TRUE);
		else
			g_unsetenv(variables[i]);
		g_clear_pointer(&kept[i], g_free);
	}
}

/* --- paths --- */

static void check_path(const char *label, char *got, const char *folder, const char *below)
{
	g_autofree char *path = got;
	g_autofree char *want = g_build_filename(folder, below, NULL);
	T_STR(label, path, want);
}

static void test_paths(void)
{
	const char *home = g_get_home_dir();
	check_path("book", paths_book(), home, ".local/share/daybook/book.db");
	check_path("config", paths_config(), home, ".config/daybook/daybook.conf");
	check_path("keys", paths_keys(), home, ".config/daybook/keys.conf");
	check_path("log", paths_log(), home, ".local/state/daybook/daybook.log");
	check_path("drafts", paths_drafts(), home, ".local/state/daybook");

	g_setenv("XDG_DATA_HOME", "/d", TRUE);
	g_setenv("XDG_CONFIG_HOME", "/c", TRUE);
	g_setenv("XDG_STATE_HOME", "/s", TRUE);
	check_path("XDG book", paths_book(), "/d", "daybook/book.db");
	check_path("XDG config", paths_config(), "/c", "daybook/daybook.conf");
	check_path("XDG log", paths_log(), "/s", "daybook/daybook.log");
	check_path("XDG drafts", paths_drafts(), "/s", "daybook");

	g_setenv("XDG_DATA_HOME", "relative", TRUE);
	check_path("a relative one counts for nothing", paths_book(), home, ".local/share/daybook/book.db");
	g_setenv("DAYBOOK_BOOK", "mine.db", TRUE);
	g_setenv("DAYBOOK_CONFIG", "/elsewhere/my.conf", TRUE);
	check_path("own book", paths_book(), "mine.db", NULL);
	check_path("own config", paths_config(), "/elsewhere/my.conf", NULL);
	check_path("keys lie beside it", paths_keys(), "/elsewhere", "keys.conf");
	g_setenv("DAYBOOK_BOOK", "", TRUE);
	check_path("an empty one counts for nothing", paths_book(), home, ".local/share/daybook/book.db");
}

static void test_make_parent(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *file = unit_path("a/b/book.db");
	g_autofree char *folder = unit_path("a/b");
	g_autofree char *outer = unit_path("a");
	GStatBuf info;
	T_TRUE("made", paths_make_parent(file, &error));
	T_NO_ERROR("made", error);
	T_INT("there", g_stat(folder, &info), 0);
	T_INT("for nobody else", info.st_mode & 0777, 0700);
	T_INT("there", g_stat(outer, &info), 0);
	T_INT("its parent too", info.st_mode & 0777, 0700);
	T_FALSE("the file itself is not made", g_file_test(file, G_FILE_TEST_EXISTS));
	T_TRUE("again", paths_make_parent(file, NULL));

	g_autofree char *plain = unit_path("plain");
	g_autofree char *below = unit_path("plain/book.db");
	T_TRUE("a file", g_file_set_contents(plain, "x", 1, NULL));
	T_FALSE("is no folder", paths_make_parent(below, &error));
	T_ERROR("is no folder", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_NOT_NULL("the message names it", strstr(error->message, plain));
}

/* --- settings --- */

static Settings *settings_of(const char *text, GError **error)
{
	g_autofree char *path = unit_path("daybook.conf");
	g_setenv("DAYBOOK_CONFIG", path, TRUE);
	if (!g_file_set_contents(path, text, -1, NULL))
		g_error("cannot write %s", path);
	return settings_load(error);
}

static void test_settings(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings =
		settings_of("# mine\n[screen]\ntheme = dark \nname=Salon Lumière\nmouse=off\n"
			    "bell=1\nglyphs=Yes\nempty=\nodd=maybe\n[log]\nlevel=debug\n",
			    &error);
	static const struct {
		const char *group, *key, *want;
	} texts[] = {
		{ "screen", "theme", "dark" },  { "screen", "name", "Salon Lumière" },
		{ "screen", "empty", "" },      { "log", "level", "debug" },
		{ "log", "theme", "fallback" }, { "none", "theme", "fallback" },
	};
	static const struct {
		const char *key;
		gboolean fallback, want;
	} flags[] = {
		{ "mouse", TRUE, FALSE }, { "bell", FALSE, TRUE }, { "glyphs", FALSE, TRUE },
		{ "odd", TRUE, TRUE },    { "odd", FALSE, FALSE }, { "none", TRUE, TRUE },
		{ "empty", TRUE, TRUE },
	};
	T_NO_ERROR("read", error);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *got = settings_text(settings, texts[i].group, texts[i].key, "fallback");
		T_STR(texts[i].key, got, texts[i].want);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		T_INT(flags[i].key, settings_flag(settings, "screen", flags[i].key, flags[i].fallback),
		      flags[i].want);
	T_NULL("no fallback", settings_text(settings, "none", "none", NULL));
}

static void test_no_settings(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("nowhere/daybook.conf");
	g_setenv("DAYBOOK_CONFIG", path, TRUE);
	g_autoptr(Settings) missing = settings_load(&error);
	T_NO_ERROR("a missing file", error);
	T_TRUE("a missing file", missing && settings_flag(missing, "screen", "mouse", TRUE));
	g_autoptr(Settings) empty = settings_of("", &error);
	T_NO_ERROR("an empty file", error);
	T_NOT_NULL("an empty file", empty);
	settings_free(NULL);

	g_autofree char *folder = g_strdup(unit_dir());
	g_setenv("DAYBOOK_CONFIG", folder, TRUE);
	T_NULL("a folder", settings_load(&error));
	T_ERROR("a folder", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_NOT_NULL("a folder", strstr(error->message, folder));
}

static void test_bad_settings(void)
{
	static const struct {
		const char *text, *line;
	} rows[] = {
		{ "theme=dark\n", "line 1:" },
		{ "[screen]\ntheme=dark\nnonsense\n[log]\nlevel=info\n", "line 3:" },
		{ "[screen]\ntheme=dark\n=x", "line 3:" },
		{ "# fine\n\n[screen\n", "line 3:" },
		{ "[screen]\ntheme=dark\n[a]b]\n", "line 3:" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		T_NULL(rows[i].text, settings_of(rows[i].text, &error));
		T_ERROR(rows[i].text, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
		T_NOT_NULL(error->message, strstr(error->message, rows[i].line));
		T_NOT_NULL(error->message, strstr(error->message, "daybook.conf"));
	}
}

/* --- modules --- */

static void test_module(void)
{
	g_autoptr(GError) missing = NULL, broken = NULL;
	g_setenv("DAYBOOK_MODULEDIR", unit_dir(), TRUE);
	T_NULL("missing", module_path("no-such-module"));
	T_NULL("missing", module_table("no-such-module", "table", &missing));
	T_ERROR("missing", missing, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_NOT_NULL(missing->message, strstr(missing->message, "no-such-module.so"));

	g_autofree char *file = unit_path("broken.so");
	T_TRUE("no library", g_file_set_contents(file, "x", 1, NULL));
	for (int suffix = 0; suffix < 2; suffix++) {
		g_autofree char *path = module_path(suffix ? "broken.so" : "broken");
		T_STR("found", path, file);
	}
	T_NULL("broken", module_table("broken", "table", &broken));
	T_ERROR("broken", broken, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_NOT_NULL(broken->message, strstr(broken->message, file));
}

/* GLib itself stands in for a module: it is there, and its functions are known. */
static void test_module_table(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *link = unit_path("sample.so");
	Dl_info glib;
	g_setenv("DAYBOOK_MODULEDIR", unit_dir(), TRUE);
	T_TRUE("GLib's file", dladdr(&g_get_host_name, &glib) != 0 && symlink(glib.dli_fname, link) == 0);
	T_TRUE("a symbol",
	       module_table("sample", "g_get_host_name", &error) == dlsym(RTLD_DEFAULT, "g_get_host_name"));
	T_NO_ERROR("a symbol", error);
	T_NULL("not this one", module_table("sample", "daybook_no_such_table", &error));
	T_ERROR("not this one", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_NOT_NULL(error->message, strstr(error->message, "of another version"));
}

UNIT_SUITE("files", setup, teardown, { "paths", test_paths }, { "making folders", test_make_parent },
	   { "settings", test_settings }, { "no settings", test_no_settings },
	   { "bad settings", test_bad_settings }, { "modules", test_module },
	   { "what is in modules", test_module_table })
