/* net/notify.c - org.freedesktop.Notifications. Source: the Desktop Notifications Specification 1.2. */
#include "net/module.h"

#include "base/error.h"
#include "base/i18n.h"
#include <gio/gio.h>

#define ANSWER_MS 5000

/* The number that the desktop gave the last notification of each key: what replaces it names that. */
static GMutex lock;
static GHashTable *numbers; /* char* -> GUINT_TO_POINTER */

static guint number_of(const char *key)
{
	g_mutex_lock(&lock);
	guint number = numbers ? GPOINTER_TO_UINT(g_hash_table_lookup(numbers, key)) : 0;
	g_mutex_unlock(&lock);
	return number;
}

static void keep_number(const char *key, guint number)
{
	g_mutex_lock(&lock);
	if (!numbers)
		numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_hash_table_insert(numbers, g_strdup(key), GUINT_TO_POINTER(number));
	g_mutex_unlock(&lock);
}

static GVariant *arguments(const char *key, const char *summary, const char *body)
{
	g_autofree char *plain = g_markup_escape_text(body, -1); /* the body is markup, the summary is not */
	GVariantBuilder hints;
	g_variant_builder_init(&hints, G_VARIANT_TYPE_VARDICT);
	g_variant_builder_add(&hints, "{sv}", "desktop-entry", g_variant_new_string("daybook"));
	return g_variant_new("(susssasa{sv}i)", "daybook", number_of(key), "x-office-calendar", summary,
			     plain, NULL, &hints, -1);
}

gboolean net_notify(const char *key, const char *summary, const char *body, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GDBusConnection) bus = NULL;
	g_autoptr(GVariant) answer = NULL;
	if (net_session_bus(&why))
		bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &why);
	if (bus)
		answer = g_dbus_connection_call_sync(
			bus, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
			"org.freedesktop.Notifications", "Notify", arguments(key, summary, body),
			G_VARIANT_TYPE("(u)"), G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, &why);
	if (!answer)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("No desktop takes notifications here (%s)."), why->message);
	guint number = 0;
	g_variant_get(answer, "(u)", &number);
	keep_number(key, number);
	return TRUE;
}
