noinst_LIBRARIES += src/model/libdb-model.a
src_model_libdb_model_a_SOURCES =
