noinst_LIBRARIES += src/cli/libdb-cli.a
src_cli_libdb_cli_a_SOURCES =
