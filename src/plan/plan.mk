noinst_LIBRARIES += src/plan/libdb-plan.a
src_plan_libdb_plan_a_SOURCES =
