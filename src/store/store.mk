noinst_LIBRARIES += src/store/libdb-store.a
src_store_libdb_store_a_SOURCES =
nodist_src_store_libdb_store_a_SOURCES = src/store/schema_sql.c

# The numbered migrations, in order.
SCHEMA_SQL =
EXTRA_DIST += $(SCHEMA_SQL)
CLEANFILES += src/store/schema_sql.c
src/store/schema_sql.c: $(SCHEMA_SQL) build-aux/embed
	$(AM_V_GEN)$(MKDIR_P) src/store && ($(EMBED) store_schema_sql $(SCHEMA_SQL)) > $@.tmp && mv $@.tmp $@
