/* net/bus.c - the session bus, shared by the keyring and by notifications.
 *
 * GLib ends the program when its shared connection to the session bus closes. A terminal in tmux or over ssh outlives the desktop it
 * was opened from, so that is switched off, before anybody else (libsecret) asks for the connection. */
#include "net/module.h"

#include <gio/gio.h>

gboolean net_session_bus(GError **error)
{
	static GMutex lock;
	static GDBusConnection
		*kept; /* a reference for good: else GLib makes a new one, which would end us, each time */
	g_mutex_lock(&lock);
	if (kept && g_dbus_connection_is_closed(kept))
		g_clear_object(&kept);
	if (!kept) {
		kept = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, error);
		if (kept)
			g_dbus_connection_set_exit_on_close(kept, FALSE);
	}
	gboolean there = kept != NULL;
	g_mutex_unlock(&lock);
	return there;
}
