/* base/module.c - dlopen, and words for when it fails. */
#include "base/module.h"

#include "base/error.h"
#include "base/i18n.h"
#include <dlfcn.h>

static char *module_in(const char *folder, const char *module)
{
	g_autofree char *name =
		g_str_has_suffix(module, ".so") ? g_strdup(module) : g_strconcat(module, ".so", NULL);
	return g_build_filename(folder, name, NULL);
}

char *module_path(const char *module)
{
	const char *own = g_getenv("DAYBOOK_MODULEDIR");
	const char *folders[] = { own && *own ? own : NULL, DAYBOOK_PKGLIBDIR };
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (!folders[i])
			continue;
		g_autofree char *path = module_in(folders[i], module);
		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			return g_steal_pointer(&path);
	}
	return NULL;
}

gconstpointer module_table(const char *module, const char *symbol, GError **error)
{
	g_autofree char *path = module_path(module);
	if (!path) {
		g_autofree char *wanted = module_in(DAYBOOK_PKGLIBDIR, module);
		daybook_fail(error, DAYBOOK_ERROR_FAILED,
			     _("A part of daybook is missing: “%s”. Install daybook again, whole."), wanted);
		return NULL;
	}
	/* RTLD_NOW: a library that is missing is told here, not by a crash later. */
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED,
			     _("A part of daybook, “%s”, cannot be opened (%s). Install what it needs."),
			     path, dlerror());
		return NULL;
	}
	gconstpointer table = dlsym(handle, symbol);
	if (!table)
		daybook_fail(
			error, DAYBOOK_ERROR_FAILED,
			_("A part of daybook, “%s”, is of another version. Install daybook again, whole."),
			path);
	return table; /* the handle stays open: the table is valid for ever */
}
