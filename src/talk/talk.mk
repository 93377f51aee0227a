noinst_LIBRARIES += src/talk/libdb-talk.a
src_talk_libdb_talk_a_SOURCES = src/talk/talk.h src/talk/find.c src/talk/offer.c src/talk/talk.c
