noinst_LIBRARIES += src/book/libdb-book.a
src_book_libdb_book_a_SOURCES =
nodist_src_book_libdb_book_a_SOURCES = src/book/demo_data.c

# What `init --demo` fills a book with.
DEMO_FILES =
EXTRA_DIST += $(DEMO_FILES)
CLEANFILES += src/book/demo_data.c
src/book/demo_data.c: $(DEMO_FILES) build-aux/embed
	$(AM_V_GEN)$(MKDIR_P) src/book && ($(EMBED) book_demo_data $(DEMO_FILES)) > $@.tmp && mv $@.tmp $@
