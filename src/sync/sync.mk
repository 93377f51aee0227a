# Agrees with calendar servers. Knows the network only through src/net's tables.
noinst_LIBRARIES += src/sync/libdb-sync.a
src_sync_libdb_sync_a_SOURCES = \
	src/sync/service.c src/sync/service.h
