# The tests: make check. One program for each room's unit tests, one file for each subject of the end-to-end tests, and checks of
# the sources and of what was built.

UNIT_TESTS =
UNIT_HARNESS = tests/unit/unit.c tests/unit/unit.h
UNIT_LIBS = $(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS) $(CUNIT_LIBS)

# --- base ---
UNIT_TESTS += tests/unit/test-base
tests_unit_test_base_SOURCES = $(UNIT_HARNESS) tests/unit/base/iso.c tests/unit/base/iso.h \
	tests/unit/base/test_civil.c tests/unit/base/test_csv.c tests/unit/base/test_error.c tests/unit/base/test_files.c \
	tests/unit/base/test_i18n.c \
	tests/unit/base/test_id.c tests/unit/base/test_log.c tests/unit/base/test_money.c tests/unit/base/test_said.c tests/unit/base/test_text.c \
	tests/unit/base/test_text_display.c tests/unit/base/test_when.c tests/unit/base/test_when_hours.c tests/unit/base/test_zone.c
tests_unit_test_base_LDADD = src/base/libdb-base.a $(UNIT_LIBS)

# --- model ---
UNIT_TESTS += tests/unit/test-model
tests_unit_test_model_SOURCES = $(UNIT_HARNESS) \
	tests/unit/model/test_booking.c tests/unit/model/test_catalog.c tests/unit/model/test_model.c
tests_unit_test_model_LDADD = src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# --- store ---
UNIT_TESTS += tests/unit/test-store
tests_unit_test_store_SOURCES = $(UNIT_HARNESS) tests/unit/store/faults.c tests/unit/store/faults.h \
	tests/unit/store/fixture.c tests/unit/store/fixture.h tests/unit/store/test_copies.c tests/unit/store/test_events.c \
	tests/unit/store/test_faults.c tests/unit/store/test_file.c tests/unit/store/test_migrate.c tests/unit/store/test_rows.c \
	tests/unit/store/test_search.c tests/unit/store/test_statements.c tests/unit/store/test_sync.c
tests_unit_test_store_LDADD = src/store/libdb-store.a src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# Every statement's steps at 1 k and 1 M bookings, printed (about a minute, 2 GB in TMPDIR); make check compares with 20 k.
.PHONY: check-large
check-large: tests/unit/test-store
	STORE_TEST_BOOKINGS=1000000 tests/unit/test-store statements

# --- plan ---
UNIT_TESTS += tests/unit/test-plan
tests_unit_test_plan_SOURCES = $(UNIT_HARNESS) tests/unit/plan/world.c tests/unit/plan/world.h \
	tests/unit/plan/test_agree.c tests/unit/plan/test_check.c tests/unit/plan/test_hours.c tests/unit/plan/test_lanes.c \
	tests/unit/plan/test_parts.c tests/unit/plan/test_place.c tests/unit/plan/test_poll.c tests/unit/plan/test_rank.c tests/unit/plan/test_slots.c tests/unit/plan/test_taken.c
tests_unit_test_plan_LDADD = src/plan/libdb-plan.a src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)

# --- say ---
UNIT_TESTS += tests/unit/test-say
tests_unit_test_say_SOURCES = $(UNIT_HARNESS) tests/unit/say/salon.c tests/unit/say/salon.h \
	tests/unit/say/test_phrases.c tests/unit/say/test_read.c tests/unit/say/test_repeat.c
tests_unit_test_say_LDADD = src/say/libdb-say.a src/model/libdb-model.a src/base/libdb-base.a $(UNIT_LIBS)
# language, line, and what it must be read as
EXTRA_DIST += tests/fixtures/say/phrases.tsv

# --- ical ---
UNIT_TESTS += tests/unit/test-ical
tests_unit_test_ical_SOURCES = $(UNIT_HARNESS) tests/unit/ical/reading.c tests/unit/ical/reading.h \
	tests/unit/ical/test_expand.c tests/unit/ical/test_hostile.c tests/unit/ical/test_read.c tests/unit/ical/test_rule.c tests/unit/ical/test_rule_reference.c tests/unit/ical/test_value.c \
	tests/unit/ical/test_write.c tests/unit/ical/test_zones.c
tests_unit_test_ical_LDADD = src/ical/libdb-ical.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_ical_LDFLAGS = $(LINK_HOST)
# NAME.ics and what reading it must give, NAME.want
EXTRA_DIST += tests/fixtures/ics

# --- book ---
UNIT_TESTS += tests/unit/test-book
tests_unit_test_book_SOURCES = $(UNIT_HARNESS) tests/unit/book/shop.c tests/unit/book/shop.h \
	tests/unit/book/test_house.c tests/unit/book/test_init.c tests/unit/book/test_people.c
tests_unit_test_book_SOURCES += tests/unit/book/desk.c tests/unit/book/desk.h \
	tests/unit/book/test_booking.c tests/unit/book/test_changes.c tests/unit/book/test_day.c tests/unit/book/test_free.c tests/unit/book/test_history.c tests/unit/book/test_poll.c tests/unit/book/test_story.c \
	tests/unit/book/test_rules_desks.c tests/unit/book/test_rules_random.c tests/unit/book/test_search.c tests/unit/book/test_series.c
tests_unit_test_book_SOURCES += tests/unit/book/test_series_clash.c tests/unit/book/test_series_edit.c
tests_unit_test_book_SOURCES += tests/unit/book/test_care.c
tests_unit_test_book_SOURCES += tests/unit/book/test_hold.c tests/unit/book/test_rescue.c tests/unit/book/test_waitlist.c
tests_unit_test_book_SOURCES += tests/unit/book/calendars.c tests/unit/book/calendars.h tests/unit/book/test_sync_mirror.c \
	tests/unit/book/test_sync_send.c tests/unit/book/test_sync_take.c
tests_unit_test_book_LDADD = src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_book_LDFLAGS = $(LINK_HOST)

# --- sync ---
UNIT_TESTS += tests/unit/test-sync
tests_unit_test_sync_SOURCES = $(UNIT_HARNESS) \
	tests/unit/sync/test_google.c tests/unit/sync/test_looks.c tests/unit/sync/test_merge.c tests/unit/sync/test_planner.c tests/unit/sync/test_worker.c \
	tests/unit/book/calendars.c tests/unit/book/calendars.h tests/unit/book/desk.c tests/unit/book/desk.h \
	tests/unit/net/peer.c tests/unit/net/peer.h
tests_unit_test_sync_LDADD = src/sync/libdb-sync.a src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a \
	src/secrets/libdb-secrets.a src/net/libdb-net.a $(HOST_ARCHIVES) $(UNIT_LIBS)
tests_unit_test_sync_LDFLAGS = $(LINK_HOST)

# --- ui ---
UNIT_TESTS += tests/unit/test-ui
tests_unit_test_ui_SOURCES = $(UNIT_HARNESS) tests/unit/ui/test_day_layout.c tests/unit/ui/test_input.c tests/unit/ui/test_keys.c \
	tests/unit/ui/test_link.c
tests_unit_test_ui_LDADD = ui/libdb-ui.a src/talk/libdb-talk.a src/say/libdb-say.a src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) $(NCURSES_LIBS) $(UNIT_LIBS)
tests_unit_test_ui_LDFLAGS = $(LINK_HOST)

# --- net, secrets: against servers of raw bytes; GIO packs what the client must unpack ---
UNIT_TESTS += tests/unit/test-net
tests_unit_test_net_SOURCES = $(UNIT_HARNESS) tests/unit/net/peer.c tests/unit/net/peer.h \
	tests/unit/net/test_backoff.c tests/unit/net/test_http.c tests/unit/net/test_monitor.c tests/unit/net/test_multipart.c tests/unit/net/test_oauth.c \
	tests/unit/net/test_secrets.c tests/unit/net/test_url.c
tests_unit_test_net_CPPFLAGS = $(AM_CPPFLAGS) $(GIO_CFLAGS)
tests_unit_test_net_LDADD = src/secrets/libdb-secrets.a src/net/libdb-net.a $(HOST_ARCHIVES) $(GIO_LIBS) $(UNIT_LIBS)
tests_unit_test_net_LDFLAGS = $(LINK_HOST)

check_PROGRAMS += $(UNIT_TESTS)

# --- the harness itself: tests that must fail are seen to fail (tests/check-harness) ---
check_PROGRAMS += tests/unit/test-harness
tests_unit_test_harness_SOURCES = $(UNIT_HARNESS) tests/unit/harness/test_wrong.c
tests_unit_test_harness_LDADD = $(UNIT_LIBS)

# --- the built program, end to end: tests/e2e/test_*.py, each file one test of make check ---
# Commands, with pipes:
COMMAND_TESTS = \
	tests/e2e/test_cli_book.py \
	tests/e2e/test_cli_book_file.py \
	tests/e2e/test_cli_call.py \
	tests/e2e/test_cli_day.py tests/e2e/test_cli_free.py tests/e2e/test_cli_hold.py tests/e2e/test_cli_rescue.py tests/e2e/test_cli_waitlist.py \
	tests/e2e/test_cli_people.py \
	tests/e2e/test_cli_poll.py \
	tests/e2e/test_cli_rules.py \
	tests/e2e/test_cli_say.py \
	tests/e2e/test_cli_series.py \
	tests/e2e/test_cli_sync.py \
	tests/e2e/test_cli_then.py \
	tests/e2e/test_contract_call.py \
	tests/e2e/test_contract_life.py \
	tests/e2e/test_contract_rules.py \
	tests/e2e/test_contract_times.py \
	tests/e2e/test_crash.py \
	tests/e2e/test_sync_engine.py \
	tests/e2e/test_net_emulate.py \
	tests/e2e/test_net_keyring.py \
	tests/e2e/test_net_signin.py \
	tests/e2e/test_net_tls.py \
	tests/e2e/test_server_google.py \
	tests/e2e/test_sync_clock.py \
	tests/e2e/test_sync_hostile.py \
	tests/e2e/test_sync_law.py \
	tests/e2e/test_sync_places.py \
	tests/e2e/test_sync_service.py \
	tests/e2e/test_sync_trouble.py \
	tests/e2e/test_sync_wakes.py
# The full screen, in a pseudo-terminal:
SCREEN_TESTS = \
	tests/e2e/test_screen_change.py \
	tests/e2e/test_screen_clock.py \
	tests/e2e/test_screen_day.py \
	tests/e2e/test_screen_find.py \
	tests/e2e/test_screen_form.py \
	tests/e2e/test_screen_keys.py tests/e2e/test_screen_line.py \
	tests/e2e/test_screen_life.py \
	tests/e2e/test_screen_polls.py tests/e2e/test_screen_rescue.py tests/e2e/test_screen_search.py tests/e2e/test_screen_series.py tests/e2e/test_screen_settings.py \
	tests/e2e/test_screen_sync.py
# Both, in German:
SCREEN_TESTS += tests/e2e/test_german.py

# --- the sources and what was built ---
CHECKS = tests/check-layers tests/check-headers tests/check-listed tests/check-po tests/check-embed tests/check-needed \
	tests/check-harness

TESTS += $(CHECKS) $(UNIT_TESTS) $(COMMAND_TESTS) $(SCREEN_TESTS)
EXTRA_DIST += $(CHECKS) $(COMMAND_TESTS) $(SCREEN_TESTS) tests/tally tests/e2e/run tests/e2e/contract.py tests/e2e/salon.py tests/e2e/sandbox.py tests/e2e/screens.py tests/e2e/syncing.py tests/e2e/tuiterm.py

# The servers that the tests bring with them (python3 tests/servers/google.py runs one by hand)
TEST_SERVERS = tests/servers/google.py tests/servers/google_api.py tests/servers/google_control.py tests/servers/google_event.py \
	tests/servers/google_faults.py tests/servers/google_http.py tests/servers/google_oauth.py tests/servers/google_phone.py \
	tests/servers/google_state.py tests/servers/google_times.py tests/servers/google_tls.py
EXTRA_DIST += $(TEST_SERVERS)

# Somebody else's, which npm installs in the build's folder
EXTRA_DIST += tests/servers/with-keyring tests/servers/emulate/package.json tests/servers/emulate/package-lock.json

distclean-local:
	rm -rf tests/emulate-installed

# --- the net module by hand, for tests/e2e/test_net_*.py ---
check_PROGRAMS += tests/e2e/netcall
EXTRA_DIST += tests/e2e/netcalls.py
tests_e2e_netcall_SOURCES = tests/e2e/netcall.c
tests_e2e_netcall_CPPFLAGS = $(AM_CPPFLAGS) $(GIO_CFLAGS)
tests_e2e_netcall_LDADD = src/net/libdb-net.a $(HOST_ARCHIVES) $(GIO_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)
tests_e2e_netcall_LDFLAGS = $(LINK_HOST)

# --- what is around the program on a person's machine, for tests/e2e/machine.py ---
check_PROGRAMS += tests/e2e/desktop tests/e2e/clockshift.so
EXTRA_DIST += tests/e2e/machine.py
tests_e2e_desktop_SOURCES = tests/e2e/desktop.c
tests_e2e_desktop_CPPFLAGS = $(AM_CPPFLAGS) $(GIO_CFLAGS)
tests_e2e_desktop_LDADD = $(GIO_LIBS) $(GLIB_LIBS)
tests_e2e_clockshift_so_SOURCES = tests/e2e/clockshift.c
tests_e2e_clockshift_so_CFLAGS = $(COMPILE_MODULE)
tests_e2e_clockshift_so_LDFLAGS = $(LINK_MODULE)

TEST_EXTENSIONS = .py
PY_LOG_COMPILER = $(PYTHON) $(srcdir)/tests/e2e/run
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	DAYBOOK='$(abs_top_builddir)/src/daybook'; export DAYBOOK; \
	DAYBOOK_MODULEDIR='$(abs_top_builddir)/modules'; export DAYBOOK_MODULEDIR; \
	DAYBOOK_LOCALEDIR='$(abs_top_builddir)/locale'; export DAYBOOK_LOCALEDIR; \
	CC='$(CC)'; export CC; PYTHON='$(PYTHON)'; export PYTHON; \
	COMPILE_FLAGS='$(INCLUDE_FLAGS) $(ICAL_CFLAGS) $(CUNIT_CFLAGS) $(CPPFLAGS) $(AM_CFLAGS) $(CFLAGS)'; export COMPILE_FLAGS; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;

# The worker's thread beside a front end's, under ThreadSanitizer, in threads-build/. GLib is not built with it and what it locks is not seen, so what two
# threads share is guarded by pthread's own mutexes.
.PHONY: check-threads
check-threads:
	$(MKDIR_P) threads-build
	top=`cd $(srcdir) && pwd`; cd threads-build && \
		{ test -f Makefile || "$$top/configure" -q CFLAGS='-g -O1 -fsanitize=thread' LDFLAGS='-fsanitize=thread'; }
	$(MAKE) -C threads-build HARDEN_CPPFLAGS= all
	$(MAKE) -C threads-build HARDEN_CPPFLAGS= tests/unit/test-sync
	DAYBOOK_MODULEDIR="`pwd`/threads-build/modules" G_SLICE=always-malloc TSAN_OPTIONS=ignore_noninstrumented_modules=1 \
		threads-build/tests/unit/test-sync worker

# In a tree configured with --enable-sanitizers, what a sanitizer sees into: not the terminal, whose tests tell it nothing more.
.PHONY: check-sanitized
check-sanitized: all
	$(MAKE) check TESTS='$(UNIT_TESTS) $(COMMAND_TESTS)'
