noinst_LIBRARIES += src/store/libdb-store.a
src_store_libdb_store_a_SOURCES = src/store/bookings.c src/store/erase.c src/store/events.c src/store/file.c src/store/migrate.c \
	src/store/rows.c src/store/search.c src/store/statements.h src/store/store.c src/store/store.h src/store/store_p.h \
	src/store/sync.c src/store/sync.h src/store/sync_waiting.c src/store/then.c src/store/waitlist.c
nodist_src_store_libdb_store_a_SOURCES = src/store/schema_sql.c

# The numbered migrations, in order.
SCHEMA_SQL = data/schema/001.sql data/schema/002.sql data/schema/003.sql data/schema/004.sql
EXTRA_DIST += $(SCHEMA_SQL)
CLEANFILES += src/store/schema_sql.c
src/store/schema_sql.c: $(SCHEMA_SQL) build-aux/embed
	$(AM_V_GEN)$(MKDIR_P) src/store && ($(EMBED) store_schema_sql $(SCHEMA_SQL)) > $@.tmp && mv $@.tmp $@
