noinst_LIBRARIES += ui/libdb-ui.a
ui_libdb_ui_a_SOURCES =
