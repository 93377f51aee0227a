# The facade, which opens the module on first use; no libical in it.
noinst_LIBRARIES += src/ical/libdb-ical.a
src_ical_libdb_ical_a_SOURCES =
