noinst_LIBRARIES += src/base/libdb-base.a
src_base_libdb_base_a_SOURCES = src/base/embedded.h
