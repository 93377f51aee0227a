/* tests of the network monitor of the module: GIO's own is made to speak, from wherever it is */
#include "net/net.h"
#include "tests/unit/unit.h"
#include <gio/gio.h>

typedef struct {
	int times;
	gboolean available;
	GThread *on;
} Told;

static void on_changed(gboolean available, gpointer data)
{
	Told *told = data;
	told->times++;
	told->available = available;
	told->on = g_thread_self();
}

static void speak(gboolean available)
{
	g_signal_emit_by_name(g_network_monitor_get_default(), "network-changed", available);
}

static gpointer speak_elsewhere(gpointer data)
{
	speak(GPOINTER_TO_INT(data));
	return NULL;
}

/* News comes through the context of whoever made the monitor, whichever thread GIO speaks on. */
static void test_context(void)
{
	const NetApi *net = net_open(NULL);
	g_autoptr(GMainContext) context = g_main_context_new();
	Told told = { 0 };
	g_main_context_push_thread_default(context);
	NetMonitor *monitor = net->monitor_new(on_changed, &told);
	/* What the machine's own network had to say meanwhile is not what is tested. */
	while (g_main_context_iteration(context, FALSE))
		continue;
	told = (Told){ 0 };
	speak(FALSE);
	T_INT("not from within", told.times, 0);
	while (!told.times)
		g_main_context_iteration(context, TRUE);
	T_FALSE("gone", told.available);
	T_TRUE("here", told.on == g_thread_self());
	told = (Told){ 0 };
	g_thread_join(g_thread_new("elsewhere", speak_elsewhere, GINT_TO_POINTER(TRUE)));
	while (!told.times)
		g_main_context_iteration(context, TRUE);
	T_TRUE("back", told.available);
	T_TRUE("still here", told.on == g_thread_self());
	told = (Told){ 0 };
	speak(FALSE);
	net->monitor_free(monitor);
	speak(TRUE);
	while (g_main_context_iteration(context, FALSE))
		continue;
	T_INT("freed, with news on its way", told.times, 0);
	g_main_context_pop_thread_default(context);
}

UNIT_SUITE("monitor", NULL, NULL, { "speaks through its maker's context", test_context })
