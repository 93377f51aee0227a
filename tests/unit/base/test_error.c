/* tests/unit/base/test_error.c - errors and the clock */
#include "base/clock.h"
#include "base/error.h"
#include "tests/unit/unit.h"

static void test_codes(void)
{
	static const struct {
		DaybookErrorCode code;
		const char *name;
		int status;
	} rows[] = {
		{ DAYBOOK_ERROR_FAILED, "failed", 1 },       { DAYBOOK_ERROR_USAGE, "usage", 2 },
		{ DAYBOOK_ERROR_NOT_FOUND, "not_found", 3 }, { DAYBOOK_ERROR_CONFLICT, "conflict", 4 },
		{ DAYBOOK_ERROR_POLICY, "policy", 5 },       { DAYBOOK_ERROR_NETWORK, "network", 6 },
		{ DAYBOOK_ERROR_AUTH, "auth", 6 },           { DAYBOOK_ERROR_DAMAGED, "damaged", 7 },
		{ DAYBOOK_ERROR_TOO_NEW, "too_new", 7 },
	};
	T_INT("every code has a row", G_N_ELEMENTS(rows), DAYBOOK_ERROR_COUNT);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		T_FALSE(rows[i].name,
			daybook_fail(&error, rows[i].code, "row %d of %s", (int)i, rows[i].name));
		g_autofree char *message = g_strdup_printf("row %d of %s", (int)i, rows[i].name);
		T_ERROR(rows[i].name, error, DAYBOOK_ERROR, rows[i].code);
		T_STR(rows[i].name, error->message, message);
		T_STR(rows[i].name, daybook_error_name(error), rows[i].name);
		T_INT(rows[i].name, daybook_error_exit_status(error), rows[i].status);
	}
	T_FALSE("nobody asks", daybook_fail(NULL, DAYBOOK_ERROR_FAILED, "x"));
}

static void test_foreign(void)
{
	g_autoptr(GError) option = g_error_new(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "x");
	g_autoptr(GError) file = g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOSPC, "x");
	T_STR("an option", daybook_error_name(option), "usage");
	T_INT("an option", daybook_error_exit_status(option), 2);
	T_STR("a file", daybook_error_name(file), "failed");
	T_INT("a file", daybook_error_exit_status(file), 1);
	daybook_error_set_details(file, "{}");
	T_NULL("only ours have details", daybook_error_details(file));
}

static void test_details(void)
{
	g_autoptr(GError) error = NULL;
	daybook_fail(&error, DAYBOOK_ERROR_CONFLICT, "taken");
	T_NULL("none yet", daybook_error_details(error));
	daybook_error_set_details(error, "{\"with\":[]}");
	daybook_error_set_details(error, daybook_error_details(error));
	T_STR("given", daybook_error_details(error), "{\"with\":[]}");
	g_autoptr(GError) copy = g_error_copy(error);
	daybook_error_set_details(error, NULL);
	T_NULL("taken away", daybook_error_details(error));
	T_STR("the copy keeps its own", daybook_error_details(copy), "{\"with\":[]}");

	/* as a layer above does it */
	GError *above = NULL;
	g_propagate_prefixed_error(&above, g_steal_pointer(&copy), "Anna: ");
	T_STR("propagated", daybook_error_details(above), "{\"with\":[]}");
	T_STR("propagated", above->message, "Anna: taken");
	g_error_free(above);
	T_NULL("no error", daybook_error_details(NULL));
	daybook_error_set_details(NULL, "{}");
}

static void test_clock(void)
{
	Clock frozen = { .frozen = TRUE, .at = 1795513320 }, running = { .frozen = FALSE, .at = 1795513320 };
	gint64 before = g_get_real_time() / G_USEC_PER_SEC;
	gint64 shown[] = { clock_now(NULL), clock_now(&running), clock_real() };
	gint64 after = g_get_real_time() / G_USEC_PER_SEC;
	for (gsize i = 0; i < G_N_ELEMENTS(shown); i++)
		T_TRUE("it runs", shown[i] >= before && shown[i] <= after);
	T_INT("it stands", clock_now(&frozen), 1795513320);
}

UNIT_SUITE("error", NULL, NULL, { "codes", test_codes }, { "foreign errors", test_foreign },
	   { "details", test_details }, { "the clock", test_clock })
