# The manual. What the program's own tables know is put into the pages by the build, in the line "@TABLE@"; a release carries the
# pages as they were made, for a build that cannot run the program.
dist_man_MANS = man/daybook.1 man/daybook.conf.5 man/keys.conf.5
EXTRA_DIST += man/daybook.1.in man/keys.conf.5.in man/keys.awk

EXTRA_PROGRAMS += man/list-keys
man_list_keys_SOURCES = man/list-keys.c
man_list_keys_LDFLAGS = $(LINK_HOST)
man_list_keys_LDADD = $(PROGRAM_ARCHIVES) $(NCURSES_LIBS) $(SQLITE_LIBS) $(CJSON_LIBS) $(GLIB_LIBS)

if !CROSS_COMPILING
CLEANFILES += man/daybook.1 man/keys.conf.5 man/list-keys$(EXEEXT)

# The C locale, because the pages are English whoever makes them.
PLAIN = LC_ALL=C DAYBOOK_CONFIG=/dev/null

man/daybook.1: man/daybook.1.in src/daybook$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && $(PLAIN) src/daybook$(EXEEXT) generate manual > man/commands.tmp && \
		sed -e '/^@TABLE@$$/r man/commands.tmp' -e '/^@TABLE@$$/d' $(srcdir)/man/daybook.1.in > $@.tmp && \
		rm man/commands.tmp && mv $@.tmp $@

man/keys.conf.5: man/keys.conf.5.in man/keys.awk man/list-keys$(EXEEXT)
	$(AM_V_GEN)$(PLAIN) man/list-keys$(EXEEXT) > man/keys.tmp && \
		LC_ALL=C $(AWK) -f $(srcdir)/man/keys.awk man/keys.tmp > man/actions.tmp && \
		sed -e '/^@TABLE@$$/r man/actions.tmp' -e '/^@TABLE@$$/d' $(srcdir)/man/keys.conf.5.in > $@.tmp && \
		rm man/keys.tmp man/actions.tmp && mv $@.tmp $@
endif

EXTRA_DIST += README.md NEWS.md HACKING.md

# What the documents say is held to the program.
TESTS += tests/check-man tests/e2e/test_docs.py
EXTRA_DIST += tests/check-man tests/e2e/test_docs.py
