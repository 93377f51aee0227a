/* netcall - the net module by hand, for test_net_*.py: each argument list is one use of it, each line of output one thing that came of it.
 *
 *   netcall get URL...                                     "fine STATUS BYTES CONTENT-TYPE", or "failed FAILURE CODE: words"
 *   netcall signin AUTH TOKEN REVOKE ID SECRET SCOPE [HINT] url, then exchange, refresh, revoke and refresh again; pasted lines on stdin
 *   netcall store|load|clear ACCOUNT                       the keyring; what is stored is read from stdin
 *   netcall notify                                         is a desktop itself, and says what it was asked to show
 */
#include "base/error.h"
#include "base/i18n.h"
#include "net/oauth.h"
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const NetApi *net;

static int told(const char *what, const GError *error)
{
	printf("%s failed %s: %s\n", what, daybook_error_name(error), error->message);
	return 1;
}

static int get(char **urls)
{
	g_autoptr(GError) error = NULL;
	Http *http = net->http_new(NULL, &error);
	if (!http)
		return told("client", error);
	for (; *urls; urls++) {
		g_auto(HttpResponse) response = { 0 };
		const HttpRequest request = { .method = "GET", .url = *urls, .timeout_s = 30 };
		if (net->http_do(http, &request, &response, NULL, &error))
			printf("fine %d %zu %s\n", response.status, response.body->len,
			       response.content_type);
		else
			printf("failed %d %s: %s\n", response.failure, daybook_error_name(error),
			       error->message);
		g_clear_error(&error);
	}
	net->http_free(http);
	return 0;
}

/* --- signing in --- */

static void show(const char *what, const OAuthTokens *tokens)
{
	printf("%s %s|%s|%s|%s\n", what, tokens->access_token, tokens->refresh_token, tokens->scope,
	       tokens->email ? tokens->email : "-");
	fflush(stdout);
}

static int with_tokens(Http *http, OAuthFlow *flow, const OAuthClient *client, const char *code)
{
	OAuthTokens tokens = { 0 };
	g_autoptr(GError) error = NULL;
	int status = 0;
	if (!oauth_exchange(net, http, flow, code, NULL, &tokens, &error))
		return told("exchange", error);
	show("tokens", &tokens);
	if (!oauth_refresh(net, http, client, NULL, &tokens, &error))
		status = told("refresh", error);
	else
		show("refreshed", &tokens);
	if (!status && !oauth_revoke(net, http, client, NULL, &tokens, &error))
		status = told("revoke", error);
	else if (!status)
		printf("revoked\n");
	if (!status && !oauth_refresh(net, http, client, NULL, &tokens, &error))
		status = told("refresh", error);
	oauth_tokens_clear(&tokens);
	return status;
}

static int sign_in(char **args)
{
	const OAuthClient client = { args[0], args[1], args[2], args[3], args[4], args[5], args[6] };
	g_autoptr(GError) error = NULL;
	g_autofree char *code = NULL;
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, &error);
	if (!flow)
		return told("flow", error);
	printf("%s\n", oauth_flow_url(flow));
	fflush(stdout);
	while (!oauth_flow_wait(flow, STDIN_FILENO, NULL, &code, &error)) {
		told("wait", error);
		fflush(stdout);
		if (!g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE) ||
		    !strstr(error->message, "/daybook"))
			return 1; /* else a line that was not it: once more */
		g_clear_error(&error);
	}
	Http *http = net->http_new(NULL, &error);
	int status = with_tokens(http, flow, &client, code);
	net->http_free(http);
	return status;
}

/* --- the keyring --- */

static int keyring(const char *what, const char *account)
{
	g_autoptr(GError) error = NULL;
	char text[8192] = "";
	if (strcmp(what, "load") == 0) {
		g_autofree char *found = net->keyring_load(account, &error);
		printf("%s\n", found ? found : error ? "" : "(none)");
	} else if (strcmp(what, "store") == 0) {
		if (fread(text, 1, sizeof text - 1, stdin) > 0 &&
		    net->keyring_store(account, "daybook: test", text, &error))
			printf("stored\n");
	} else if (net->keyring_clear(account, &error)) {
		printf("cleared\n");
	}
	return error ? told(what, error) : 0;
}

/* --- notifications --- */

static const char desktop[] = "<node><interface name='org.freedesktop.Notifications'><method name='Notify'>"
			      "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' "
			      "direction='in'/><arg type='s' direction='in'/>"
			      "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg "
			      "type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
			      "<arg type='u' direction='out'/></method></interface></node>";

static void on_notify(GDBusConnection *bus, const char *sender, const char *path, const char *interface,
		      const char *method, GVariant *arguments, GDBusMethodInvocation *call, gpointer data)
{
	static guint last;
	const char *app, *icon, *summary, *body;
	guint replaces;
	(void)bus, (void)sender, (void)path, (void)interface, (void)method, (void)data;
	g_variant_get(arguments, "(&su&s&s&sasa{sv}i)", &app, &replaces, &icon, &summary, &body, NULL, NULL,
		      NULL);
	printf("%s replaces %u: %s: %s\n", app, replaces, summary, body);
	g_dbus_method_invocation_return_value(call, g_variant_new("(u)", replaces ? replaces : ++last + 40));
}

static gpointer run_desktop(gpointer data)
{
	g_main_loop_run(data);
	return NULL;
}

static int notify(void)
{
	static const GDBusInterfaceVTable table = { .method_call = on_notify };
	static const char *const said[][3] = { { "a", "One", "1 < 2" },
					       { "b", "Two", "" },
					       { "a", "Three", "x" } };
	g_autoptr(GError) error = NULL;
	g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml(desktop, NULL);
	if (!net->notify("a", "Nobody is there", "", &error))
		told("notify", error);
	g_clear_error(&error);
	GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
	if (!bus)
		return told("bus", error);
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_dbus_connection_register_object(bus, "/org/freedesktop/Notifications", info->interfaces[0], &table,
					  NULL, NULL, &error);
	g_autoptr(GVariant) named = g_dbus_connection_call_sync(
		bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
		g_variant_new("(su)", "org.freedesktop.Notifications", 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
		NULL, &error);
	if (!named)
		return told("name", error);
	GThread *thread = g_thread_new("desktop", run_desktop, loop);
	for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
		if (!net->notify(said[i][0], said[i][1], said[i][2], &error))
			return told("notify", error);
	g_main_loop_quit(loop);
	g_thread_join(thread);
	g_object_unref(bus);
	return 0;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	i18n_start();
	net = net_open(&error);
	if (!net)
		return told("module", error);
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "get") == 0)
		return get(argv + 2);
	if (strcmp(what, "signin") == 0 && argc >= 8)
		return sign_in(argv + 2);
	if (strcmp(what, "notify") == 0)
		return notify();
	return argc == 3 ? keyring(what, argv[2]) : 2;
}
