# Fuzzing. make check replays every corpus; make fuzz builds the targets again with clang's libFuzzer and the sanitizers, in
# fuzz-build/, and looks for more.
#
#   make fuzz                  every target, FUZZ_SECONDS each
#   make fuzz FUZZ=when FUZZ_SECONDS=600
#
# A target is tests/fuzz/fuzz-NAME.c with libFuzzer's LLVMFuzzerTestOneInput, and inputs in tests/fuzz/corpus/NAME/. What the
# fuzzer finds worth keeping lies in fuzz-build/corpus/NAME/; an input that broke something belongs into the corpus of the tree.
FUZZ = when csv ical rule say google
FUZZ_SECONDS = 60
FUZZ_CC = clang
FUZZ_FLAGS = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK_FUZZ = $(AM_LDFLAGS) -fsanitize=fuzzer

EXTRA_PROGRAMS += tests/fuzz/fuzz-when tests/fuzz/fuzz-csv tests/fuzz/fuzz-ical tests/fuzz/fuzz-rule tests/fuzz/fuzz-say
EXTRA_DIST += tests/fuzz/corpus

# --- when: times, days, ranges, lengths, opening hours ---
check_PROGRAMS += tests/fuzz/replay-when
TESTS += tests/fuzz/replay-when
tests_fuzz_replay_when_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz-when.c
tests_fuzz_replay_when_LDADD = src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_when_SOURCES = tests/fuzz/fuzz.h tests/fuzz/fuzz-when.c
tests_fuzz_fuzz_when_LDADD = src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_when_LDFLAGS = $(LINK_FUZZ)

# --- csv: tables ---
check_PROGRAMS += tests/fuzz/replay-csv
TESTS += tests/fuzz/replay-csv
tests_fuzz_replay_csv_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz-csv.c
tests_fuzz_replay_csv_LDADD = src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_csv_SOURCES = tests/fuzz/fuzz.h tests/fuzz/fuzz-csv.c
tests_fuzz_fuzz_csv_LDADD = src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_csv_LDFLAGS = $(LINK_FUZZ)

# --- ical: iCalendar files ---
check_PROGRAMS += tests/fuzz/replay-ical
TESTS += tests/fuzz/replay-ical
tests_fuzz_replay_ical_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz-ical.c
tests_fuzz_replay_ical_LDADD = src/ical/libdb-ical.a src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_ical_SOURCES = tests/fuzz/fuzz.h tests/fuzz/fuzz-ical.c
tests_fuzz_fuzz_ical_LDADD = src/ical/libdb-ical.a src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_ical_LDFLAGS = $(LINK_FUZZ)

# --- rule: repeat rules ---
check_PROGRAMS += tests/fuzz/replay-rule
TESTS += tests/fuzz/replay-rule
tests_fuzz_replay_rule_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz-rule.c
tests_fuzz_replay_rule_LDADD = src/ical/libdb-ical.a src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_rule_SOURCES = tests/fuzz/fuzz.h tests/fuzz/fuzz-rule.c
tests_fuzz_fuzz_rule_LDADD = src/ical/libdb-ical.a src/base/libdb-base.a $(GLIB_LIBS)
tests_fuzz_fuzz_rule_LDFLAGS = $(LINK_FUZZ)

# --- google: what a calendar server answers ---
FUZZ_GOOGLE_LIBS = src/sync/libdb-sync.a src/secrets/libdb-secrets.a src/net/libdb-net.a $(HOST_ARCHIVES) $(CJSON_LIBS) $(GLIB_LIBS)
EXTRA_PROGRAMS += tests/fuzz/fuzz-google
check_PROGRAMS += tests/fuzz/replay-google
TESTS += tests/fuzz/replay-google
tests_fuzz_replay_google_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz-google.c
tests_fuzz_replay_google_LDADD = $(FUZZ_GOOGLE_LIBS)
tests_fuzz_fuzz_google_SOURCES = tests/fuzz/fuzz.h tests/fuzz/fuzz-google.c
tests_fuzz_fuzz_google_LDADD = $(FUZZ_GOOGLE_LIBS)
tests_fuzz_fuzz_google_LDFLAGS = $(LINK_FUZZ)

# --- say: one line of language ---
check_PROGRAMS += tests/fuzz/replay-say
TESTS += tests/fuzz/replay-say
FUZZ_SAY = tests/fuzz/fuzz.h tests/fuzz/fuzz-say.c tests/unit/say/salon.c tests/unit/say/salon.h
FUZZ_SAY_LIBS = src/say/libdb-say.a src/model/libdb-model.a src/base/libdb-base.a $(CJSON_LIBS) $(GLIB_LIBS)
tests_fuzz_replay_say_SOURCES = tests/fuzz/replay.c $(FUZZ_SAY)
tests_fuzz_replay_say_LDADD = $(FUZZ_SAY_LIBS)
tests_fuzz_fuzz_say_SOURCES = $(FUZZ_SAY)
tests_fuzz_fuzz_say_LDADD = $(FUZZ_SAY_LIBS)
tests_fuzz_fuzz_say_LDFLAGS = $(LINK_FUZZ)

.PHONY: fuzz
fuzz:
	$(MKDIR_P) fuzz-build
	top=`cd $(srcdir) && pwd`; cd fuzz-build && { test -f Makefile || "$$top/configure" -q CC=$(FUZZ_CC); }
	for name in $(FUZZ); do \
		$(MAKE) -C fuzz-build HARDEN_CPPFLAGS= SANITIZE_CFLAGS='$(FUZZ_FLAGS)' tests/fuzz/fuzz-$$name || exit; \
	done
	for name in $(FUZZ); do \
		$(MKDIR_P) fuzz-build/corpus/$$name && \
		fuzz-build/tests/fuzz/fuzz-$$name -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=fuzz-build/$$name- \
			fuzz-build/corpus/$$name $(srcdir)/tests/fuzz/corpus/$$name || exit; \
	done
