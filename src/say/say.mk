noinst_LIBRARIES += src/say/libdb-say.a
src_say_libdb_say_a_SOURCES = src/say/say.h src/say/say_p.h \
	src/say/amounts.c src/say/clock.c src/say/days.c src/say/language.c src/say/names.c src/say/read.c src/say/repeat.c src/say/settle.c \
	src/say/tokens.c src/say/words.c
nodist_src_say_libdb_say_a_SOURCES = src/say/language_data.c

# The languages that a line may be in: a language is a file here.
SAY_LANGUAGES = data/languages/de data/languages/en
EXTRA_DIST += $(SAY_LANGUAGES)
CLEANFILES += src/say/language_data.c
src/say/language_data.c: $(SAY_LANGUAGES) build-aux/embed
	$(AM_V_GEN)$(MKDIR_P) src/say && ($(EMBED) say_language_data $(SAY_LANGUAGES)) > $@.tmp && mv $@.tmp $@
