/* secrets/module.c - the table of daybook-net.so */
#include "net/module.h"
#include "secrets/keyring_p.h"

const NetApi daybook_net_module = {
	.version = NET_API_VERSION,
	.http_new = net_http_new,
	.http_free = net_http_free,
	.http_do = net_http_do,
	.http_start = net_http_start,
	.http_finish = net_http_finish,
	.http_drop = net_http_drop,
	.keyring_store = keyring_store,
	.keyring_load = keyring_load,
	.keyring_clear = keyring_clear,
	.monitor_new = net_monitor_new,
	.monitor_free = net_monitor_free,
	.notify = net_notify,
};
