/* said: sentences kept in no language */
#include "base/error.h"
#include "base/said.h"
#include "tests/unit/unit.h"

static void test_words(void)
{
	g_autofree char *said = said_new("%s of %d, 100 %%: %1$s", "one\x1fmore", "3", NULL),
			*words = said_words(said);
	T_STR("in their order, and by number", words, "one more of 3, 100 %: one more");
	g_autofree char *missing = said_new("%s and %s and %9$s", "one", NULL), *shown = said_words(missing);
	T_STR("a string that is not there is nothing", shown, "one and  and ");
	g_autofree char *plain = said_words("50 % of something"), *none = said_words(NULL),
			*empty = said_words(""), *odd = said_words("\x1f");
	T_STR("somebody else's words", plain, "50 % of something");
	T_STR("NULL", none, "");
	T_STR("nothing", empty, "");
	T_STR("no pattern", odd, "");
	g_autofree char *cut = said_words("\x1f"
					  "ends with %");
	T_STR("a pattern that ends too early", cut, "ends with ");
}

static void test_errors(void)
{
	g_autoptr(GError) error = NULL, copy = NULL, plain = NULL;
	daybook_fail_said(&error, DAYBOOK_ERROR_NETWORK, "%s is away", "It", NULL);
	T_STR("the message", error->message, "It is away");
	copy = g_error_copy(error);
	g_autofree char *said = daybook_error_said(copy);
	g_autofree char *words = said_words(said);
	T_TRUE("kept in no language", said[0] == '\x1f');
	T_STR("and read again", words, "It is away");
	daybook_fail(&plain, DAYBOOK_ERROR_FAILED, "only this");
	g_autofree char *only = daybook_error_said(plain);
	T_STR("of another error its message", only, "only this");
	T_FALSE("nobody wants it", daybook_fail_said(NULL, DAYBOOK_ERROR_FAILED, "x", NULL));
}

UNIT_SUITE("said", NULL, NULL, { "words", test_words }, { "errors", test_errors })
