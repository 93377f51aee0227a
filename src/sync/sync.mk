# Agrees with calendar servers. Knows the network only through src/net's tables.
noinst_LIBRARIES += src/sync/libdb-sync.a
src_sync_libdb_sync_a_SOURCES = \
	src/sync/account.c src/sync/account.h \
	src/sync/apply.c \
	src/sync/doctor.c \
	src/sync/engine.c src/sync/engine.h src/sync/engine_p.h \
	src/sync/google.c src/sync/google_errors.c src/sync/google_p.h src/sync/google_read.c src/sync/google_write.c \
	src/sync/json.c src/sync/json.h \
	src/sync/limit.c src/sync/limit.h \
	src/sync/lock.c src/sync/lock.h \
	src/sync/looks.c src/sync/looks.h \
	src/sync/merge.c src/sync/merge.h \
	src/sync/moves.c \
	src/sync/plan.c \
	src/sync/planner.c src/sync/planner.h \
	src/sync/provider.c src/sync/provider.h \
	src/sync/pull.c src/sync/pull_p.h \
	src/sync/push.c \
	src/sync/service.c src/sync/service.h src/sync/service_p.h \
	src/sync/session.c src/sync/session.h \
	src/sync/sign_in.c \
	src/sync/watch.c \
	src/sync/worker.c
