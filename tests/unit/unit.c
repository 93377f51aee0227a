/* tests/unit/unit.c - the harness of unit.h over CUnit */
#include "tests/unit/unit.h"

#include <CUnit/Basic.h>
#include <CUnit/TestRun.h>
#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static UnitSuite *suites;
static char *test_dir;

void unit_register(UnitSuite *suite)
{
	UnitSuite **last = &suites;
	while (*last)
		last = &(*last)->next;
	*last = suite;
}

/* --- assertions --- */

gboolean unit_check(gboolean ok, int line, const char *file, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *message = g_strdup_vprintf(format, args);
	va_end(args);
	CU_assertImplementation(ok ? CU_TRUE : CU_FALSE, (unsigned)line, message, file, "", CU_FALSE);
	return ok;
}

gboolean unit_check_int(int line, const char *file, const char *label, const char *what, gint64 got, gint64 want)
{
	return unit_check(got == want, line, file, "%s: %s is %" G_GINT64_FORMAT ", want %" G_GINT64_FORMAT, label,
			  what, got, want);
}

static char *quoted(const char *text)
{
	return text ? g_strdup_printf("\"%s\"", text) : g_strdup("NULL");
}

gboolean unit_check_str(int line, const char *file, const char *label, const char *what, const char *got,
			const char *want)
{
	g_autofree char *is = quoted(got);
	g_autofree char *should = quoted(want);
	return unit_check(g_strcmp0(got, want) == 0, line, file, "%s: %s is %s, want %s", label, what, is, should);
}

static char *error_text(const GError *error)
{
	if (!error)
		return g_strdup("no error");
	return g_strdup_printf("%s %d: %s", g_quark_to_string(error->domain), error->code, error->message);
}

gboolean unit_check_error(int line, const char *file, const char *label, const GError *got, GQuark domain, int code)
{
	g_autofree char *is = error_text(got);
	if (!domain)
		return unit_check(got == NULL, line, file, "%s: %s", label, is);
	return unit_check(g_error_matches(got, domain, code), line, file, "%s: %s, want %s %d", label, is,
			  g_quark_to_string(domain), code);
}

/* --- folders --- */

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *walk)
{
	(void)info;
	(void)walk;
	if (type == FTW_DP ? g_rmdir(path) != 0 : g_unlink(path) != 0)
		fprintf(stderr, "cannot remove %s: %s\n", path, g_strerror(errno));
	return 0;
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static char *make_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *path = g_dir_make_tmp("daybook-test-XXXXXX", &error);
	if (!path) {
		fprintf(stderr, "no temporary folder: %s\n", error->message);
		exit(99);
	}
	return path;
}

const char *unit_dir(void)
{
	if (!test_dir)
		test_dir = make_folder();
	return test_dir;
}

char *unit_path(const char *name)
{
	return g_build_filename(unit_dir(), name, NULL);
}

/* --- running --- */

static const UnitSuite *current_suite(void)
{
	const CU_Suite *running = CU_get_current_suite();
	const UnitSuite *suite = suites;
	while (suite && strcmp(suite->name, running->pName) != 0)
		suite = suite->next;
	return suite;
}

static void before_test(void)
{
	const UnitSuite *suite = current_suite();
	if (suite->setup)
		suite->setup();
}

static void after_test(void)
{
	const UnitSuite *suite = current_suite();
	if (suite->teardown)
		suite->teardown();
	if (test_dir)
		remove_tree(test_dir);
	g_clear_pointer(&test_dir, g_free);
}

/* TRUE when every suite whose name holds `part` (all when NULL) was added, and there was one. */
static gboolean add_suites(const char *part)
{
	gboolean any = FALSE;
	for (const UnitSuite *suite = suites; suite; suite = suite->next) {
		if (part && !strstr(suite->name, part))
			continue;
		CU_pSuite added = CU_add_suite_with_setup_and_teardown(suite->name, NULL, NULL, before_test, after_test);
		for (gsize i = 0; added && i < suite->n_tests; i++)
			CU_add_test(added, suite->tests[i].name, suite->tests[i].run);
		if (CU_get_error() != CUE_SUCCESS) {
			fprintf(stderr, "%s: %s\n", suite->name, CU_get_error_msg());
			return FALSE;
		}
		any = TRUE;
	}
	if (!any)
		fprintf(stderr, "no such tests\n");
	return any;
}

/* Nothing is read from, or written to, the person's own files; nothing depends on the machine's zone or language. */
static void set_surroundings(const char *home)
{
	static const char *const unset[] = { "DAYBOOK_BOOK", "DAYBOOK_NOW", "DAYBOOK_CONFIG", "LANGUAGE", "LANG", "COLUMNS", "LINES" };
	static const char *const folders[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
					       "XDG_RUNTIME_DIR" };
	for (gsize i = 0; i < G_N_ELEMENTS(unset); i++)
		g_unsetenv(unset[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		g_setenv(folders[i], home, TRUE);
	g_setenv("TZ", "UTC", TRUE);
	g_setenv("LC_ALL", "C.UTF-8", TRUE);
	tzset();
	setlocale(LC_ALL, "");
}

int main(int argc, char **argv)
{
	g_autofree char *home = make_folder();
	set_surroundings(home);
	g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

	gboolean passed = FALSE;
	if (CU_initialize_registry() == CUE_SUCCESS && add_suites(argc > 1 ? argv[1] : NULL)) {
		CU_basic_set_mode(CU_BRM_VERBOSE);
		CU_basic_run_tests();
		passed = CU_get_number_of_failure_records() == 0 && CU_get_number_of_tests_run() > 0;
		printf("\n");
	}
	CU_cleanup_registry();
	remove_tree(home);
	return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
