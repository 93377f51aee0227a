noinst_LIBRARIES += src/model/libdb-model.a
src_model_libdb_model_a_SOURCES = \
	src/model/booking.c src/model/booking.h \
	src/model/business.c src/model/business.h \
	src/model/catalog.c src/model/catalog.h \
	src/model/customer.c src/model/customer.h \
	src/model/event.c src/model/event.h \
	src/model/hours.c src/model/hours.h \
	src/model/model.c src/model/model.h \
	src/model/poll.c src/model/poll.h \
	src/model/series.c src/model/series.h \
	src/model/slot.c src/model/slot.h \
	src/model/sync.c src/model/sync.h \
	src/model/waitlist.c src/model/waitlist.h
