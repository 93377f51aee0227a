# The facade, which opens the module on first use; no libical in it.
noinst_LIBRARIES += src/ical/libdb-ical.a
src_ical_libdb_ical_a_SOURCES =

# The module: the only part that links libical. base and model it finds in the program.
module_PROGRAMS += modules/daybook-ical.so
modules_daybook_ical_so_SOURCES =
modules_daybook_ical_so_CPPFLAGS = $(AM_CPPFLAGS) $(ICAL_CFLAGS)
modules_daybook_ical_so_CFLAGS = $(COMPILE_MODULE)
modules_daybook_ical_so_LDFLAGS = $(LINK_MODULE)
modules_daybook_ical_so_LDADD = $(ICAL_LIBS)
