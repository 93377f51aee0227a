/* tests/unit/unit.h - what every unit test is written with
 *
 * A file holds one suite, which registers itself: UNIT_SUITE("text", NULL, NULL, { "folds accents", test_fold }, ...);
 * unit.c has main(). Each program runs with an empty home folder, zone UTC, locale C.UTF-8 and none of daybook's own variables
 * but DAYBOOK_MODULEDIR; a GLib critical ends it.   test-base [PART OF A SUITE'S NAME]   runs some only. */
#pragma once
#include <CUnit/CUnit.h>
#include <glib.h>

typedef struct {
	const char *name;
	void (*run)(void);
} UnitTest;

typedef struct UnitSuite UnitSuite;
struct UnitSuite {
	const char *name;
	void (*setup)(void);    /* before each test; may be NULL */
	void (*teardown)(void); /* after each test; may be NULL */
	const UnitTest *tests;
	gsize n_tests;
	UnitSuite *next; /* unit.c's */
};

void unit_register(UnitSuite *suite); /* borrowed for the life of the program */

#define UNIT_SUITE(NAME, SETUP, TEARDOWN, ...) \
	static const UnitTest unit_tests_[] = { __VA_ARGS__ }; \
	static UnitSuite unit_suite_ = { NAME, SETUP, TEARDOWN, unit_tests_, G_N_ELEMENTS(unit_tests_), NULL }; \
	static void __attribute__((constructor)) unit_register_(void) \
	{ \
		unit_register(&unit_suite_); \
	}

/* A folder for this test alone, made at the first call, gone with all in it when the test ends. Borrowed. */
const char *unit_dir(void);
/* A path in it. Caller frees. */
char *unit_path(const char *name);

/* Records one assertion; what is printed when it fails is the message. Returns ok. */
gboolean unit_check(gboolean ok, int line, const char *file, const char *format, ...) G_GNUC_PRINTF(4, 5);
gboolean unit_check_str(int line, const char *file, const char *label, const char *what, const char *got,
			const char *want);
gboolean unit_check_error(int line, const char *file, const char *label, const GError *got, GQuark domain, int code);

/* The label says which row or step it is; each is an expression, true when the assertion held. */
#define T_INT(label, got, want) unit_check_int(__LINE__, __FILE__, (label), #got, (gint64)(got), (gint64)(want))
#define T_STR(label, got, want) unit_check_str(__LINE__, __FILE__, (label), #got, (got), (want))
#define T_TRUE(label, got) unit_check((got) ? TRUE : FALSE, __LINE__, __FILE__, "%s: %s is false", (label), #got)
#define T_FALSE(label, got) unit_check((got) ? FALSE : TRUE, __LINE__, __FILE__, "%s: %s is true", (label), #got)
#define T_NULL(label, got) unit_check((got) == NULL, __LINE__, __FILE__, "%s: %s is not NULL", (label), #got)
#define T_NOT_NULL(label, got) unit_check((got) != NULL, __LINE__, __FILE__, "%s: %s is NULL", (label), #got)
/* A GError that must not, or must, have been set; its message is printed when it is wrong. Neither frees it. */
#define T_NO_ERROR(label, error) unit_check_error(__LINE__, __FILE__, (label), (error), 0, 0)
#define T_ERROR(label, error, domain, code) unit_check_error(__LINE__, __FILE__, (label), (error), (domain), (int)(code))

gboolean unit_check_int(int line, const char *file, const char *label, const char *what, gint64 got, gint64 want);
