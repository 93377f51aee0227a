noinst_LIBRARIES += src/secrets/libdb-secrets.a
src_secrets_libdb_secrets_a_SOURCES = src/secrets/secrets.c src/secrets/secrets.h

# The keyring is in the module, beside what net brings to it.
module_PROGRAMS += modules/daybook-net.so
modules_daybook_net_so_SOURCES = $(NET_MODULE_SOURCES) src/secrets/keyring.c src/secrets/keyring_p.h src/secrets/module.c
modules_daybook_net_so_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(SECRET_CFLAGS) $(GIO_CFLAGS)
modules_daybook_net_so_CFLAGS = $(COMPILE_MODULE)
modules_daybook_net_so_LDFLAGS = $(LINK_MODULE)
modules_daybook_net_so_LDADD = $(CURL_LIBS) $(SECRET_LIBS) $(GIO_LIBS)
