/* net/open.c - opens daybook-net.so, and what both sides of it share. */
#include "net/module.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/module.h"

const NetApi *net_open(GError **error)
{
	static GMutex lock;
	static const NetApi *found;
	g_mutex_lock(&lock);
	if (!found) /* one that is missing is looked for again: it may be installed while we run */
		found = module_table(NET_MODULE, NET_MODULE_SYMBOL, error);
	const NetApi *api = found;
	g_mutex_unlock(&lock);
	if (api && api->version != NET_API_VERSION) {
		daybook_fail(
			error, DAYBOOK_ERROR_FAILED,
			_("A part of daybook, “%s”, is of another version. Install daybook again, whole."),
			NET_MODULE);
		return NULL;
	}
	return api;
}

void http_response_clear(HttpResponse *response)
{
	if (response->body)
		g_string_free(response->body, TRUE);
	g_free(response->content_type);
	g_free(response->location);
	*response = (HttpResponse){ .retry_after = -1 };
}
