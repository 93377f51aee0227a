noinst_LIBRARIES += src/cli/libdb-cli.a
src_cli_libdb_cli_a_SOURCES = \
	src/cli/account.c \
	src/cli/answer.c \
	src/cli/book.c \
	src/cli/business.c \
	src/cli/calendar.c \
	src/cli/care.c \
	src/cli/change.c \
	src/cli/cli.c src/cli/cli.h src/cli/cli_p.h \
	src/cli/commands_p.h \
	src/cli/completion.c \
	src/cli/customer.c \
	src/cli/exchange.c \
	src/cli/explain.c \
	src/cli/fields.c \
	src/cli/file.c \
	src/cli/free.c \
	src/cli/grid.c \
	src/cli/help.c \
	src/cli/history.c \
	src/cli/hold.c \
	src/cli/hours.c \
	src/cli/list.c \
	src/cli/manual.c \
	src/cli/parse.c \
	src/cli/poll.c \
	src/cli/say.c src/cli/say_book.c src/cli/say_find.c src/cli/say_offer.c src/cli/say_p.h src/cli/say_read.c \
	src/cli/series.c src/cli/series_p.h \
	src/cli/rescue.c \
	src/cli/service.c \
	src/cli/staff.c \
	src/cli/stop.c \
	src/cli/sync.c src/cli/sync_p.h \
	src/cli/table.c \
	src/cli/typed.c src/cli/typed_p.h \
	src/cli/waitlist.c \
	src/cli/words.c src/cli/words_p.h

# The completion, made from the table of commands by the program itself.
bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = data/completions/daybook
if !CROSS_COMPILING
CLEANFILES += data/completions/daybook
data/completions/daybook: src/daybook$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) data/completions && src/daybook$(EXEEXT) generate bash > $@.tmp && mv $@.tmp $@
endif
