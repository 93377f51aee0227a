noinst_LIBRARIES += src/plan/libdb-plan.a
src_plan_libdb_plan_a_SOURCES = src/plan/plan.h src/plan/plan_p.h \
	src/plan/block.c src/plan/check.c src/plan/explain.c src/plan/hours.c src/plan/kept.c src/plan/lanes.c src/plan/parts.c src/plan/place.c src/plan/poll.c src/plan/poll.h src/plan/rank.c src/plan/rules.c \
	src/plan/slots.c src/plan/taken.c src/plan/wall.c
