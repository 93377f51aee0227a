/* net/monitor.c - the network coming and going, through GNetworkMonitor.
 *
 * GNetworkMonitor is one object for the process, and speaks in the main context of the thread that asked for it first, for ever: that
 * thread must be the worker, and must go on iterating its context. Should it be another, the news is handed over to the context of whoever
 * made the monitor. One change makes several signals; they are passed on as they come.
 *
 * "network-changed" is of the kernel's routes alone: what NetworkManager or a portal knows beyond them (that there is no network behind the
 * route, that a hotel's sign-in page is behind us) comes as a change of a property. */
#include "net/module.h"

#include <gio/gio.h>

/* Shared by its owner and by news that is on its way between two contexts. */
struct NetMonitor {
	GNetworkMonitor *source;
	GMainContext *context;
	gulong routes, properties; /* handlers */
	NetChanged changed;        /* NULL once it was freed */
	gpointer data;
};

typedef struct {
	NetMonitor *monitor; /* a reference */
	gboolean available;
} News;

static void monitor_clear(gpointer data)
{
	NetMonitor *monitor = data;
	g_main_context_unref(monitor->context);
	g_object_unref(monitor->source);
}

static void news_free(gpointer data)
{
	News *news = data;
	g_atomic_rc_box_release_full(news->monitor, monitor_clear);
	g_free(news);
}

static gboolean tell(gpointer data)
{
	const News *news = data;
	if (news->monitor->changed)
		news->monitor->changed(news->available, news->monitor->data);
	return G_SOURCE_REMOVE;
}

static void pass_on(NetMonitor *monitor, gboolean available)
{
	News *news = g_new(News, 1);
	*news = (News){ g_atomic_rc_box_acquire(monitor), available };
	/* Never from within the signal: whoever is told may free the monitor. */
	GSource *idle = g_idle_source_new();
	g_source_set_priority(idle, G_PRIORITY_DEFAULT);
	g_source_set_callback(idle, tell, news, news_free);
	g_source_attach(idle, news->monitor->context);
	g_source_unref(idle);
}

static void on_routes(GNetworkMonitor *source, gboolean available, gpointer monitor)
{
	(void)source;
	pass_on(monitor, available);
}

static void on_property(GObject *source, GParamSpec *property, gpointer monitor)
{
	(void)property;
	pass_on(monitor, g_network_monitor_get_network_available(G_NETWORK_MONITOR(source)));
}

NetMonitor *net_monitor_new(NetChanged changed, gpointer data)
{
	NetMonitor *monitor = g_atomic_rc_box_new0(NetMonitor);
	monitor->context = g_main_context_ref_thread_default();
	monitor->source = g_object_ref(g_network_monitor_get_default());
	monitor->changed = changed;
	monitor->data = data;
	monitor->routes =
		g_signal_connect(monitor->source, "network-changed", G_CALLBACK(on_routes), monitor);
	/* whatever the property: each says something of whether servers can be reached now */
	monitor->properties = g_signal_connect(monitor->source, "notify", G_CALLBACK(on_property), monitor);
	return monitor;
}

void net_monitor_free(NetMonitor *monitor)
{
	if (!monitor)
		return;
	g_signal_handler_disconnect(monitor->source, monitor->routes);
	g_signal_handler_disconnect(monitor->source, monitor->properties);
	monitor->changed = NULL;
	g_atomic_rc_box_release_full(monitor, monitor_clear);
}
