noinst_LIBRARIES += src/base/libdb-base.a
src_base_libdb_base_a_SOURCES = \
	src/base/browser.c src/base/browser.h \
	src/base/civil.c \
	src/base/clock.c src/base/clock.h \
	src/base/csv.c src/base/csv.h \
	src/base/embedded.h \
	src/base/encoding.c src/base/encoding.h \
	src/base/error.c src/base/error.h \
	src/base/i18n.c src/base/i18n.h \
	src/base/id.c src/base/id.h \
	src/base/log.c src/base/log.h \
	src/base/module.c src/base/module.h \
	src/base/money.c src/base/money.h \
	src/base/paths.c src/base/paths.h \
	src/base/said.c src/base/said.h \
	src/base/settings.c src/base/settings.h \
	src/base/text.c src/base/text.h src/base/text_display.c \
	src/base/watch.c src/base/watch.h \
	src/base/when.c src/base/when.h src/base/when_clock.c src/base/when_duration.c src/base/when_hours.c src/base/when_p.h \
	src/base/zone.c src/base/zone.h
