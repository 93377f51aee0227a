/* net/module.h - what daybook-net.so is made of: the functions behind the table of net.h. src/secrets/module.c, which adds the keyring,
 * fills it. Everything here links a foreign library; nothing outside the module may call it. */
#pragma once
#include "net/net.h"

#define NET_MODULE "daybook-net"
#define NET_MODULE_SYMBOL "daybook_net_module"
extern const NetApi daybook_net_module;

Http *net_http_new(const char *ca_file, GError **error);
void net_http_free(Http *http);
gboolean net_http_do(Http *http, const HttpRequest *request, HttpResponse *response, NetStop *stop, GError **error);
gboolean net_http_start(Http *http, const HttpRequest *request, HttpResponse *response, GError **error);
gboolean net_http_finish(Http *http, NetStop *stop, GError **error);
void net_http_drop(Http *http);

NetMonitor *net_monitor_new(NetChanged changed, gpointer data);
void net_monitor_free(NetMonitor *monitor);

gboolean net_notify(const char *key, const char *summary, const char *body, GError **error);

/** Before anything is asked over the session bus: connects to it, so that its end does not end us. FALSE: there is none.
 *  Errors: GIO's own. */
gboolean net_session_bus(GError **error);
