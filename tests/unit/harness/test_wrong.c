/* The harness under test: each of these tests must be told to have failed, but the first. tests/check-harness runs them. */
#include "tests/unit/unit.h"

#include <glib/gstdio.h>

static gboolean was_set_up;
static char *last_folder;

static void setup(void)
{
	was_set_up = TRUE;
}

static void teardown(void)
{
	was_set_up = FALSE;
}

static void test_right(void)
{
	g_autofree char *path = unit_path("a file"), *missing = unit_path("missing"), *text = NULL;
	g_autoptr(GError) error = NULL;
	T_TRUE("setup ran first", was_set_up);
	T_INT("equal", 1 + 1, 2);
	T_STR("equal", "a", "a");
	T_STR("both NULL", NULL, NULL);
	T_NULL("NULL", error);
	T_TRUE("written", g_file_set_contents(path, "x", 1, &error));
	T_NO_ERROR("written", error);
	T_FALSE("no such file", g_file_get_contents(missing, &text, NULL, &error));
	T_ERROR("no such file", error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	last_folder = g_strdup(unit_dir());
}

static void test_int(void)
{
	T_FALSE("the last test's folder is gone", g_file_test(last_folder, G_FILE_TEST_EXISTS));
	T_INT("one and two", 1, 2);
}

static void test_str(void)
{
	T_STR("text and NULL", "got this", NULL);
}

static void test_true(void)
{
	T_TRUE("false", 1 > 2);
	g_clear_pointer(&last_folder, g_free);
}

static void test_error(void)
{
	g_autoptr(GError) error = g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOENT, "it is not there");
	T_NO_ERROR("reading", error);
}

static void test_other_error(void)
{
	T_ERROR("reading", NULL, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

UNIT_SUITE("harness", setup, teardown, { "right", test_right }, { "int", test_int }, { "str", test_str }, { "true", test_true },
	   { "error", test_error }, { "other error", test_other_error })
