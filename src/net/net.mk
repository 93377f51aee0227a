# What needs no foreign library is in the program; the rest is in the module, with src/secrets/secrets.mk's.
noinst_LIBRARIES += src/net/libdb-net.a
src_net_libdb_net_a_SOURCES = \
	src/net/backoff.c src/net/backoff.h \
	src/net/module.h \
	src/net/multipart.c src/net/multipart.h \
	src/net/oauth.c src/net/oauth.h src/net/oauth_listen.c src/net/oauth_p.h \
	src/net/net.h src/net/open.c src/net/stop.c \
	src/net/url.c src/net/url.h

# url.c and stop.c are in it too: they keep nothing, and base is all that it may count on to be in whatever opens it.
NET_MODULE_SOURCES = \
	src/net/bus.c \
	src/net/http.c \
	src/net/module.h \
	src/net/monitor.c \
	src/net/net.h src/net/stop.c \
	src/net/notify.c \
	src/net/url.c src/net/url.h
