# The tests: make check. One program for each room's unit tests, one file for each subject of the end-to-end tests, and checks of
# the sources and of what was built.

UNIT_HARNESS = tests/unit/unit.c tests/unit/unit.h
UNIT_LIBS = $(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS) $(CUNIT_LIBS)

# --- base ---
check_PROGRAMS += tests/unit/test-base
tests_unit_test_base_SOURCES = $(UNIT_HARNESS)
tests_unit_test_base_LDADD = src/base/libdb-base.a $(UNIT_LIBS)

# --- model ---
check_PROGRAMS += tests/unit/test-model
tests_unit_test_model_SOURCES = $(UNIT_HARNESS)
tests_unit_test_model_LDADD = src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# --- store ---
check_PROGRAMS += tests/unit/test-store
tests_unit_test_store_SOURCES = $(UNIT_HARNESS)
tests_unit_test_store_LDADD = src/store/libdb-store.a src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# --- plan ---
check_PROGRAMS += tests/unit/test-plan
tests_unit_test_plan_SOURCES = $(UNIT_HARNESS)
tests_unit_test_plan_LDADD = src/plan/libdb-plan.a src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# --- ical ---
check_PROGRAMS += tests/unit/test-ical
tests_unit_test_ical_SOURCES = $(UNIT_HARNESS)
tests_unit_test_ical_LDADD = src/ical/libdb-ical.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_ical_LDFLAGS = $(LINK_HOST)

# --- book ---
check_PROGRAMS += tests/unit/test-book
tests_unit_test_book_SOURCES = $(UNIT_HARNESS)
tests_unit_test_book_LDADD = src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_book_LDFLAGS = $(LINK_HOST)

# --- cli ---
check_PROGRAMS += tests/unit/test-cli
tests_unit_test_cli_SOURCES = $(UNIT_HARNESS)
tests_unit_test_cli_LDADD = src/cli/libdb-cli.a src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_cli_LDFLAGS = $(LINK_HOST)

# --- ui ---
check_PROGRAMS += tests/unit/test-ui
tests_unit_test_ui_SOURCES = $(UNIT_HARNESS)
tests_unit_test_ui_LDADD = ui/libdb-ui.a src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) $(NCURSES_LIBS) $(UNIT_LIBS)
tests_unit_test_ui_LDFLAGS = $(LINK_HOST)

TESTS += $(check_PROGRAMS)
