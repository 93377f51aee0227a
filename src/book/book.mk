noinst_LIBRARIES += src/book/libdb-book.a
src_book_libdb_book_a_SOURCES = \
	src/book/as_of.c src/book/as_of_p.h \
	src/book/absent.c src/book/board.c src/book/delay.c \
	src/book/book.c src/book/book.h src/book/book_p.h \
	src/book/booking.c src/book/booking.h \
	src/book/business.c \
	src/book/care.c src/book/care.h src/book/care_p.h \
	src/book/changes.c \
	src/book/closures_import.c \
	src/book/day.c \
	src/book/demo.c src/book/demo_days.c src/book/demo_guests.c src/book/demo_p.h \
	src/book/doctor.c src/book/doctor_book.c src/book/doctor_p.h \
	src/book/erase.c \
	src/book/explain.c \
	src/book/exchange.h src/book/exchange_csv.c src/book/exchange_image.c src/book/exchange_p.h \
	src/book/export_ical.c \
	src/book/fields.c src/book/fields_p.h \
	src/book/find_who.c \
	src/book/history.c src/book/history.h \
	src/book/hold.c src/book/lay.c src/book/rescue_p.h \
	src/book/hours.c \
	src/book/import_ical.c \
	src/book/house.c src/book/house.h src/book/house_p.h \
	src/book/init.c src/book/init_p.h \
	src/book/json.c src/book/json.h src/book/json_poll.c src/book/json_rescue.c \
	src/book/judge.c \
	src/book/merge_staff.c \
	src/book/people.c src/book/people.h src/book/people_p.h \
	src/book/poll.c src/book/poll_p.h src/book/poll_rank.c \
	src/book/search.c \
	src/book/series.c src/book/series_dates.c src/book/series_edit.c src/book/series_p.h src/book/series_rule.c \
	src/book/services.c \
	src/book/story.c \
	src/book/sync.h \
	src/book/sync_service.c src/book/sync_service.h \
	src/book/sync_accounts.c src/book/sync_mark.c src/book/sync_p.h src/book/sync_render.c src/book/sync_send.c src/book/sync_status.c \
	src/book/sync_chunk.c src/book/sync_decide.c src/book/sync_lay.c src/book/sync_mirror.c src/book/sync_mirror_series.c \
	src/book/sync_take.c src/book/sync_take_p.h \
	src/book/upkeep.c \
	src/book/free.c src/book/free.h src/book/poll.h src/book/rescue.h \
	src/book/view.c src/book/view.h \
	src/book/waitlist.c src/book/waitlist_match.c
nodist_src_book_libdb_book_a_SOURCES = src/book/demo_data.c

# What `init --demo` fills a book with.
DEMO_FILES = data/demo/customers.tsv
EXTRA_DIST += $(DEMO_FILES)
CLEANFILES += src/book/demo_data.c
src/book/demo_data.c: $(DEMO_FILES) build-aux/embed
	$(AM_V_GEN)$(MKDIR_P) src/book && ($(EMBED) book_demo_data $(DEMO_FILES)) > $@.tmp && mv $@.tmp $@
