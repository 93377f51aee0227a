# Reading, writing, repeating; opens the module when it writes its first time zone. No libical in it.
noinst_LIBRARIES += src/ical/libdb-ical.a
src_ical_libdb_ical_a_SOURCES = \
	src/ical/event.c src/ical/ical.h \
	src/ical/expand.c \
	src/ical/index.c src/ical/index_p.h \
	src/ical/lines.c src/ical/lines_p.h \
	src/ical/module_p.h \
	src/ical/parse.c src/ical/parse_p.h \
	src/ical/place.c src/ical/place_p.h \
	src/ical/read.c \
	src/ical/rule.c src/ical/rule_p.h \
	src/ical/scan.c src/ical/scan_p.h \
	src/ical/value.c src/ical/value_p.h \
	src/ical/vtimezone.c src/ical/vtimezone_p.h \
	src/ical/windows_zones.c \
	src/ical/write.c \
	src/ical/zones.c src/ical/zones_p.h

# The module: the only part that links libical. base and model it finds in the program.
module_PROGRAMS += modules/daybook-ical.so
modules_daybook_ical_so_SOURCES = src/ical/module.c
modules_daybook_ical_so_CPPFLAGS = $(AM_CPPFLAGS) $(ICAL_CFLAGS)
modules_daybook_ical_so_CFLAGS = $(COMPILE_MODULE)
modules_daybook_ical_so_LDFLAGS = $(LINK_MODULE)
modules_daybook_ical_so_LDADD = $(ICAL_LIBS)
