/* desktop - what a person's machine has around the program, on the private bus in DBUS_SESSION_BUS_ADDRESS: somewhere for notifications to go, and
 * NetworkManager, which GLib's network monitor listens to. For tests/e2e/machine.py.
 *
 * Prints "ready" when both names are its own, then each notification as "notified REPLACES<tab>SUMMARY<tab>BODY". Reads "network up" and
 * "network down"; answers "network". Ends when its stdin does. */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define NETWORK "org.freedesktop.NetworkManager"
#define NETWORK_PATH "/org/freedesktop/NetworkManager"
#define NOTES "org.freedesktop.Notifications"
#define NOTES_PATH "/org/freedesktop/Notifications"
/* NMState, NMConnectivityState, NMMetered */
#define STATE_DISCONNECTED 20
#define STATE_GLOBAL 70
#define CONNECTIVITY_NONE 1
#define CONNECTIVITY_FULL 4
#define METERED_NO 2

static const char interfaces[] =
	"<node><interface name='" NOTES "'><method name='Notify'>"
	"<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
	"<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
	"<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' "
	"direction='out'/></method></interface>"
	"<interface name='" NETWORK "'><property name='State' type='u' access='read'/><property "
				    "name='Connectivity' type='u' access='read'/>"
	"<property name='Metered' type='u' access='read'/></interface></node>";

static gboolean connected = TRUE;

static void on_notify(GDBusConnection *bus, const char *sender, const char *path, const char *interface,
		      const char *method, GVariant *arguments, GDBusMethodInvocation *call, gpointer data)
{
	static guint last = 40;
	const char *summary, *body;
	guint replaces;
	(void)bus, (void)sender, (void)path, (void)interface, (void)method, (void)data;
	g_variant_get(arguments, "(&su&s&s&sasa{sv}i)", NULL, &replaces, NULL, &summary, &body, NULL, NULL,
		      NULL);
	printf("notified %u\t%s\t%s\n", replaces, summary, body);
	fflush(stdout);
	g_dbus_method_invocation_return_value(call, g_variant_new("(u)", replaces ? replaces : ++last));
}

static GVariant *on_property(GDBusConnection *bus, const char *sender, const char *path,
			     const char *interface, const char *property, GError **error, gpointer data)
{
	(void)bus, (void)sender, (void)path, (void)interface, (void)error, (void)data;
	if (strcmp(property, "State") == 0)
		return g_variant_new_uint32(connected ? STATE_GLOBAL : STATE_DISCONNECTED);
	if (strcmp(property, "Connectivity") == 0)
		return g_variant_new_uint32(connected ? CONNECTIVITY_FULL : CONNECTIVITY_NONE);
	return g_variant_new_uint32(METERED_NO);
}

/* As NetworkManager does: the standard signal, and its own older one. */
static void tell_network(GDBusConnection *bus)
{
	g_autoptr(GVariant) changed = g_variant_ref_sink(g_variant_new_parsed(
		"{'State': <%u>, 'Connectivity': <%u>}", connected ? STATE_GLOBAL : STATE_DISCONNECTED,
		connected ? CONNECTIVITY_FULL : CONNECTIVITY_NONE));
	g_dbus_connection_emit_signal(bus, NULL, NETWORK_PATH, "org.freedesktop.DBus.Properties",
				      "PropertiesChanged",
				      g_variant_new("(s@a{sv}as)", NETWORK, changed, NULL), NULL);
	g_dbus_connection_emit_signal(bus, NULL, NETWORK_PATH, NETWORK, "PropertiesChanged",
				      g_variant_new("(@a{sv})", changed), NULL);
	g_dbus_connection_flush_sync(bus, NULL, NULL);
	printf("network\n");
	fflush(stdout);
}

typedef struct {
	GDBusConnection *bus;
	GMainLoop *loop;
} Desktop;

static gboolean on_line(GIOChannel *channel, GIOCondition condition, gpointer desktop_)
{
	Desktop *desktop = desktop_;
	g_autofree char *line = NULL;
	(void)condition;
	if (g_io_channel_read_line(channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL) {
		g_main_loop_quit(desktop->loop);
		return G_SOURCE_REMOVE;
	}
	connected = g_str_has_prefix(line, "network up");
	tell_network(desktop->bus);
	return G_SOURCE_CONTINUE;
}

static gboolean own(GDBusConnection *bus, const char *name, GError **error)
{
	g_autoptr(GVariant) owned = g_dbus_connection_call_sync(
		bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
		g_variant_new("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
	return owned != NULL;
}

static gboolean stand(GDBusConnection *bus, GError **error)
{
	static const GDBusInterfaceVTable notes = { .method_call = on_notify },
					  network = { .get_property = on_property };
	g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml(interfaces, error);
	return info &&
	       g_dbus_connection_register_object(bus, NOTES_PATH, info->interfaces[0], &notes, NULL, NULL,
						 error) &&
	       g_dbus_connection_register_object(bus, NETWORK_PATH, info->interfaces[1], &network, NULL, NULL,
						 error) &&
	       own(bus, NOTES, error) && own(bus, NETWORK, error);
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusConnection) bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
	if (!bus || !stand(bus, &error)) {
		printf("failed: %s\n", error->message);
		return 1;
	}
	g_dbus_connection_set_exit_on_close(bus, FALSE);
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	Desktop desktop = { bus, loop };
	g_autoptr(GIOChannel) in = g_io_channel_unix_new(0);
	g_io_add_watch(in, G_IO_IN | G_IO_HUP, on_line, &desktop);
	printf("ready\n");
	fflush(stdout);
	g_main_loop_run(loop);
	return 0;
}
