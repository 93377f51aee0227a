# The benchmarks: make bench. Not part of make check, which only builds their programs, so that they keep up with the rest.
#
#   make bench                          books of 1 k and 100 k bookings, about three minutes
#   make bench BENCH_SIZES="1k 100k 1m" the large one too; it is built once, into BENCH_DIR
#   make bench BENCH_ONLY=import        the figures with that word in their name
BENCH_SIZES = 1k 100k
BENCH_DIR = $(abs_builddir)/tests/bench/books
BENCH_ONLY =

BENCH_TOOLS = tests/bench/measure tests/bench/make-book tests/bench/inprocess tests/bench/free-times tests/bench/reading tests/bench/floor-empty tests/bench/floor-find \
	tests/bench/floor-ical tests/bench/floor-import tests/bench/floor-list tests/bench/floor-screen tests/bench/floor-sync tests/bench/floor-write
check_PROGRAMS += $(BENCH_TOOLS)
EXTRA_DIST += tests/bench/run

tests_bench_measure_SOURCES = tests/bench/measure.c

# make-book writes a book as the program does, inprocess books as it does.
tests_bench_make_book_SOURCES = tests/bench/make-book.c
tests_bench_make_book_LDADD = src/store/libdb-store.a src/model/libdb-model.a src/base/libdb-base.a $(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)

tests_bench_inprocess_SOURCES = tests/bench/inprocess.c
tests_bench_inprocess_LDFLAGS = $(LINK_HOST)
tests_bench_inprocess_LDADD = src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) \
	$(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)

# Free slots and SQLite's read of the same, in turn in one process.
tests_bench_free_times_SOURCES = tests/bench/free-times.c tests/bench/floor.h
tests_bench_free_times_LDFLAGS = $(LINK_HOST)
tests_bench_free_times_LDADD = src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a src/ical/libdb-ical.a $(HOST_ARCHIVES) \
	$(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)

# A line of language, key by key.
tests_bench_reading_SOURCES = tests/bench/reading.c
tests_bench_reading_LDFLAGS = $(LINK_HOST)
tests_bench_reading_LDADD = src/talk/libdb-talk.a src/say/libdb-say.a src/book/libdb-book.a src/store/libdb-store.a src/plan/libdb-plan.a \
	src/ical/libdb-ical.a $(HOST_ARCHIVES) $(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)

# The floors link what they measure and nothing else.
tests_bench_floor_empty_SOURCES = tests/bench/floor-empty.c
tests_bench_floor_find_SOURCES = tests/bench/floor-find.c tests/bench/floor.h
tests_bench_floor_find_LDADD = $(SQLITE_LIBS)
tests_bench_floor_ical_SOURCES = tests/bench/floor-ical.c tests/bench/floor-events.h
tests_bench_floor_ical_CPPFLAGS = $(AM_CPPFLAGS) $(ICAL_CFLAGS)
tests_bench_floor_ical_LDADD = $(ICAL_LIBS)
tests_bench_floor_import_SOURCES = tests/bench/floor-import.c tests/bench/floor-events.h tests/bench/floor.h
tests_bench_floor_import_CPPFLAGS = $(AM_CPPFLAGS) $(ICAL_CFLAGS)
tests_bench_floor_import_LDADD = $(SQLITE_LIBS) $(ICAL_LIBS)
tests_bench_floor_list_SOURCES = tests/bench/floor-list.c tests/bench/floor.h
tests_bench_floor_list_LDADD = $(SQLITE_LIBS)
tests_bench_floor_screen_SOURCES = tests/bench/floor-screen.c tests/bench/floor.h
tests_bench_floor_screen_LDADD = $(NCURSES_LIBS) $(SQLITE_LIBS)
tests_bench_floor_sync_SOURCES = tests/bench/floor-sync.c tests/bench/floor.h
tests_bench_floor_sync_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
tests_bench_floor_sync_LDADD = $(CURL_LIBS) $(CJSON_LIBS) $(SQLITE_LIBS)
tests_bench_floor_write_SOURCES = tests/bench/floor-write.c tests/bench/floor.h
tests_bench_floor_write_LDADD = $(SQLITE_LIBS)

.PHONY: bench bench-programs
bench-programs: $(BENCH_TOOLS)
bench: all bench-programs
	DAYBOOK='$(abs_top_builddir)/src/daybook' DAYBOOK_MODULEDIR='$(abs_top_builddir)/modules' \
	DAYBOOK_LOCALEDIR='$(abs_top_builddir)/locale' PYTHONDONTWRITEBYTECODE=1 BENCH_TOOLS='$(abs_top_builddir)/tests/bench' \
	BENCH_SIZES='$(BENCH_SIZES)' BENCH_DIR='$(BENCH_DIR)' BENCH_ONLY='$(BENCH_ONLY)' $(PYTHON) $(srcdir)/tests/bench/run

# The books may be gigabytes: they go with the rest that was built.
clean-local:
	rm -rf tests/bench/books
