/* tests of net/oauth.h: a browser that is a socket, and a token endpoint that says what each test wants */
#include "net/oauth.h"

#include "base/clock.h"
#include "base/error.h"
#include "net/url.h"
#include "tests/unit/net/peer.h"
#include "tests/unit/unit.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const NetApi *net;
static Http *http;
static Peer *peer;
static OAuthClient client;

/* What the peer answers and what it was asked last. */
static GMutex lock;
static const char *status, *body;
static char *asked;

static gboolean answer(int fd, const char *request, gpointer data)
{
	(void)data;
	g_mutex_lock(&lock);
	g_free(asked);
	asked = g_strdup(request);
	gboolean heard = peer_reply(fd, status, "Content-Type: application/json\r\n", body);
	g_mutex_unlock(&lock);
	return heard;
}

static void setup(void)
{
	g_autoptr(GError) error = NULL;
	net = net_open(&error);
	T_NO_ERROR("the module", error);
	http = net->http_new(NULL, NULL);
	peer = peer_new(answer, NULL);
	client = (OAuthClient){ peer_url(peer, "/auth"),       peer_url(peer, "/token"),
				peer_url(peer, "/revoke"),     g_strdup("id.apps.example"),
				g_strdup("the-client-secret"), g_strdup("scope/events openid email"),
				g_strdup("owner@example.com") };
}

static void teardown(void)
{
	peer_free(peer);
	net->http_free(http);
	oauth_client_clear(&client);
	g_clear_pointer(&asked, g_free);
}

/* --- the flow --- */

/* A field of the address that a browser is sent to. */
static char *field(const OAuthFlow *flow, const char *name)
{
	return url_field(strchr(oauth_flow_url(flow), '?') + 1, name);
}

static void test_address(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL), other = oauth_flow_new(&client, NULL);
	static const struct {
		const char *name, *want;
	} rows[] = { { "client_id", "id.apps.example" },
		     { "response_type", "code" },
		     { "scope", "scope/events openid email" },
		     { "code_challenge_method", "S256" },
		     { "access_type", "offline" },
		     { "prompt", "consent" },
		     { "login_hint", "owner@example.com" },
		     { "client_secret", NULL },
		     { "code_verifier", NULL } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *value = field(flow, rows[i].name);
		T_STR(rows[i].name, value, rows[i].want);
	}
	T_TRUE("begins with the address given", g_str_has_prefix(oauth_flow_url(flow), client.auth_url));
	static const char *const random[] = { "state", "code_challenge", "redirect_uri" };
	for (gsize i = 0; i < G_N_ELEMENTS(random); i++) {
		g_autofree char *one = field(flow, random[i]), *two = field(other, random[i]);
		T_TRUE("differs each time", g_strcmp0(one, two) != 0);
	}
	g_autofree char *challenge = field(flow, "code_challenge"), *redirect = field(flow, "redirect_uri");
	T_INT("SHA-256, base64url, unpadded", strlen(challenge), 43);
	T_TRUE("loopback", g_str_has_prefix(redirect, "http://127.0.0.1:"));
}

static void test_auth_address(void)
{
	g_autoptr(GError) error = NULL;
	g_free(client.auth_url);
	client.auth_url = g_strdup("http://accounts.example.com/auth");
	T_NULL("http to another machine", oauth_flow_new(&client, &error));
	T_ERROR("http to another machine", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_free(client.auth_url);
	client.auth_url = g_strdup("https://accounts.example.com/auth?hd=x");
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	T_TRUE("with a query of its own",
	       g_str_has_prefix(oauth_flow_url(flow), "https://accounts.example.com/auth?hd=x&client_id="));
}

/* --- a browser --- */

static int connect_to(const OAuthFlow *flow)
{
	g_autofree char *redirect = field(flow, "redirect_uri");
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	address.sin_port = htons((guint16)atoi(redirect + strlen("http://127.0.0.1:")));
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	T_INT("connect", connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* A request that waits in the listener's queue until the flow looks. */
static int browse(const OAuthFlow *flow, const char *target)
{
	int fd = connect_to(flow);
	peer_say(fd, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", target);
	return fd;
}

static char *read_page(int fd)
{
	GString *page = g_string_new(NULL);
	char bytes[1024];
	gssize got;
	while ((got = read(fd, bytes, sizeof bytes)) > 0)
		g_string_append_len(page, bytes, got);
	close(fd);
	return g_string_free(page, FALSE);
}

static void page_is(const char *label, int fd, const char *begin)
{
	g_autofree char *page = read_page(fd);
	if (!g_str_has_prefix(page, begin))
		T_STR(label, page, begin);
	else
		T_TRUE(label, strstr(page, "Cache-Control: no-store"));
}

static char *redirected(const OAuthFlow *flow, const char *rest)
{
	g_autofree char *state = field(flow, "state");
	return g_strdup_printf("/daybook?state=%s&%s", state, rest);
}

/* Everything that is not ours is turned away, and the sign-in goes on. */
static void test_browser(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *code = NULL;
	g_autofree char *target = redirected(flow, "code=4/0AX%2Fy&scope=x");
	g_autofree char *empty = redirected(flow, "code=");
	g_autofree char *state = field(flow, "state");
	g_autofree char *cut =
		g_strdup_printf("/daybook?code=evil&state=%.*s", (int)strlen(state) - 1, state);
	g_autofree char *longer = g_strdup_printf("/daybook?code=evil&state=%sx", state);
	int fds[] = { browse(flow, "/favicon.ico"),
		      browse(flow, "/daybook?code=evil&state=wrong"),
		      browse(flow, "/daybook?code=evil"),
		      browse(flow, cut),
		      browse(flow, longer),
		      browse(flow, empty) };
	int post = connect_to(flow);
	peer_say(post, "POST %s HTTP/1.1\r\n\r\n", target);
	int good = browse(flow, target), twice;
	T_TRUE("wait", oauth_flow_wait(flow, -1, NULL, &code, &error));
	T_NO_ERROR("wait", error);
	T_STR("code", code, "4/0AX/y");
	twice = browse(flow, target);
	page_is("favicon", fds[0], "HTTP/1.1 404");
	page_is("wrong state", fds[1], "HTTP/1.1 400");
	page_is("no state", fds[2], "HTTP/1.1 400");
	page_is("a cut state", fds[3], "HTTP/1.1 400");
	page_is("a longer state", fds[4], "HTTP/1.1 400");
	page_is("no code", fds[5], "HTTP/1.1 400");
	page_is("POST", post, "HTTP/1.1 404");
	page_is("ours", good, "HTTP/1.1 200");
	g_clear_pointer(&flow, oauth_flow_free);
	g_autofree char *second = read_page(twice);
	T_STR("a second redirect finds nobody", second, "");
}

/* Bytes one by one, a request without end, more connections than are kept: still the one that is ours gets through. */
static void test_hostile_browser(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *code = NULL;
	int idle[6];
	for (gsize i = 0; i < G_N_ELEMENTS(idle); i++) {
		idle[i] = connect_to(flow);
		peer_say(idle[i], "GET /daybook?sta");
	}
	int endless = connect_to(flow);
	g_autofree char *junk = g_strnfill(9000, 'x');
	peer_say(endless, "GET /%s", junk);
	g_autofree char *target = redirected(flow, "code=c");
	g_autoptr(GString) request = g_string_new(NULL);
	g_string_printf(request, "GET %s HTTP/1.1\r\n\r\n", target);
	int good = connect_to(flow);
	for (gsize i = 0; i < request->len; i++)
		peer_send(good, request->str + i, 1);
	T_TRUE("wait", oauth_flow_wait(flow, -1, NULL, &code, &error));
	T_NO_ERROR("wait", error);
	T_STR("code", code, "c");
	page_is("ours", good, "HTTP/1.1 200");
	for (gsize i = 0; i < G_N_ELEMENTS(idle); i++)
		close(idle[i]);
	close(endless);
}

static void test_refusals(void)
{
	static const struct {
		const char *rest;
		int code;
	} rows[] = { { "error=access_denied", DAYBOOK_ERROR_AUTH },
		     { "error=temporarily_unavailable", DAYBOOK_ERROR_NETWORK },
		     { "error=server_error", DAYBOOK_ERROR_NETWORK },
		     { "error=invalid_scope", DAYBOOK_ERROR_USAGE },
		     { "error=%1b%5b2Jx&code=c", DAYBOOK_ERROR_USAGE } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
		g_autoptr(GError) error = NULL;
		g_autofree char *code = NULL;
		g_autofree char *target = redirected(flow, rows[i].rest);
		int fd = browse(flow, target);
		T_FALSE(rows[i].rest, oauth_flow_wait(flow, -1, NULL, &code, &error));
		T_ERROR(rows[i].rest, error, DAYBOOK_ERROR, rows[i].code);
		T_NULL("no control character", error ? strchr(error->message, 0x1B) : NULL);
		T_NULL("no code", code);
		page_is(rows[i].rest, fd, "HTTP/1.1 200");
	}
}

/* --- a line --- */

static void test_pasted(void)
{
	static const char *const forms[] = { "http://127.0.0.1:1/daybook?state=%s&code=c%%2Fd\n",
					     "?code=c%%2Fd&state=%s\n", "  code=c%%2Fd&state=%s&scope=x \r\n",
					     "\n\n  \nstate=%s&code=c%%2Fd#_=_\n", "state=%s&code=c%%2Fd" };
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
		g_autoptr(GError) error = NULL;
		g_autofree char *code = NULL, *state = field(flow, "state");
		g_autofree char *line = g_strdup_printf(forms[i], state);
		int ends[2];
		g_assert(pipe2(ends, O_CLOEXEC) == 0);
		T_INT("write", write(ends[1], line, strlen(line)), strlen(line));
		close(ends[1]);
		T_TRUE(forms[i], oauth_flow_wait(flow, ends[0], NULL, &code, &error));
		T_NO_ERROR(forms[i], error);
		T_STR(forms[i], code, "c/d");
		close(ends[0]);
	}
}

/* A line that is something else is told at once; the wait can be taken up again, and the rest of the input is not lost. */
static void test_pasted_wrong(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *code = NULL, *state = field(flow, "state");
	g_autofree char *lines = g_strdup_printf("what?\ncode=evil&state=wrong\ncode=c&state=%s\n", state);
	int ends[2];
	g_assert(pipe2(ends, O_CLOEXEC) == 0);
	T_INT("write", write(ends[1], lines, strlen(lines)), strlen(lines));
	for (int i = 0; i < 2; i++) {
		T_FALSE("something else", oauth_flow_wait(flow, ends[0], NULL, &code, &error));
		T_ERROR("something else", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
		g_clear_error(&error);
	}
	close(ends[1]);
	T_TRUE("the third", oauth_flow_wait(flow, ends[0], NULL, &code, &error));
	T_STR("code", code, "c");
	close(ends[0]);
}

static gpointer come_later(gpointer data)
{
	g_autofree char *target = redirected(data, "code=later");
	return GINT_TO_POINTER(browse(data, target));
}

/* The end of the input is no answer. */
static void test_pasted_end(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	g_autofree char *code = NULL;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	GThread *browser = g_thread_new("browser", come_later, flow);
	T_TRUE("wait", oauth_flow_wait(flow, null, NULL, &code, NULL));
	T_STR("code", code, "later");
	close(GPOINTER_TO_INT(g_thread_join(browser)));
	close(null);
}

static gpointer set_stop(gpointer data)
{
	net_stop_set(data);
	return NULL;
}

static void test_stopped(void)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	g_autoptr(NetStop) stop = net_stop_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *code = NULL;
	GThread *other = g_thread_new("stop", set_stop, stop);
	T_FALSE("stopped", oauth_flow_wait(flow, -1, stop, &code, &error));
	T_ERROR("stopped", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	g_thread_join(other);
}

/* --- tokens --- */

#define FINE "\"access_token\":\"ya29.new\",\"expires_in\":3599,\"token_type\":\"Bearer\""
#define SCOPE "\"scope\":\"openid https://www.googleapis.com/auth/userinfo.email scope/events\""
/* {"email":"a@b.example","sub":"1"} */
#define ID_TOKEN "\"id_token\":\"eyJhIjoxfQ.eyJlbWFpbCI6ImFAYi5leGFtcGxlIiwic3ViIjoiMSJ9.sig\""

static gboolean exchange(OAuthTokens *tokens, GError **error)
{
	g_autoptr(OAuthFlow) flow = oauth_flow_new(&client, NULL);
	return oauth_exchange(net, http, flow, "4/the-code-from-the-browser", NULL, tokens, error);
}

static char *asked_field(const char *name)
{
	return url_field(strstr(asked, "\r\n\r\n") + 4, name);
}

static void test_exchange(void)
{
	OAuthTokens tokens = { 0 };
	g_autoptr(GError) error = NULL;
	gint64 now = clock_real();
	status = "200 OK";
	body = "{" FINE ",\"refresh_token\":\"1//r\",\"refresh_token_expires_in\":604799," SCOPE "," ID_TOKEN
	       "}";
	T_TRUE("exchange", exchange(&tokens, &error));
	T_NO_ERROR("exchange", error);
	T_STR("access", tokens.access_token, "ya29.new");
	T_STR("refresh", tokens.refresh_token, "1//r");
	T_STR("email", tokens.email, "a@b.example");
	T_TRUE("expires", tokens.expires >= now + 3599 && tokens.expires <= clock_real() + 3599);
	T_TRUE("a testing client's seven days",
	       tokens.refresh_expires >= now + 604799 && tokens.refresh_expires <= clock_real() + 604799);
	static const struct {
		const char *name, *want;
	} rows[] = { { "grant_type", "authorization_code" },
		     { "code", "4/the-code-from-the-browser" },
		     { "client_id", "id.apps.example" },
		     { "client_secret", "the-client-secret" } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *value = asked_field(rows[i].name);
		T_STR(rows[i].name, value, rows[i].want);
	}
	g_autofree char *verifier = asked_field("code_verifier"), *redirect = asked_field("redirect_uri");
	T_INT("verifier", strlen(verifier), 43);
	T_TRUE("redirect", g_str_has_prefix(redirect, "http://127.0.0.1:"));
	T_TRUE("a form, not a query", g_str_has_prefix(asked, "POST /token HTTP/1.1\r\n"));
	oauth_tokens_clear(&tokens);
}

/* Answers that are no sign-in: which error, that tokens stay as they were, and that no secret is in the words. */
static void test_exchange_refused(void)
{
	static const struct {
		const char *label, *status, *body;
		int code;
	} rows[] = {
		{ "no refresh token", "200 OK", "{" FINE "," SCOPE "}", DAYBOOK_ERROR_AUTH },
		{ "an unticked scope", "200 OK",
		  "{" FINE ",\"refresh_token\":\"1//r\",\"scope\":\"openid email\"}", DAYBOOK_ERROR_AUTH },
		{ "no access token", "200 OK", "{\"refresh_token\":\"1//r\"}", DAYBOOK_ERROR_NETWORK },
		{ "a number for a token", "200 OK", "{\"access_token\":5,\"refresh_token\":\"1//r\"}",
		  DAYBOOK_ERROR_NETWORK },
		{ "a list", "200 OK", "[1]", DAYBOOK_ERROR_NETWORK },
		{ "trailing words", "200 OK", "{" FINE ",\"refresh_token\":\"1//r\"} x",
		  DAYBOOK_ERROR_NETWORK },
		{ "cut", "200 OK", "{" FINE ",\"refresh_tok", DAYBOOK_ERROR_NETWORK },
		{ "nothing", "200 OK", "", DAYBOOK_ERROR_NETWORK },
		{ "a page", "200 OK", "<html>Sign in to this hotel</html>", DAYBOOK_ERROR_NETWORK },
		{ "a redirect", "302 Found", "", DAYBOOK_ERROR_NETWORK },
		{ "invalid_grant", "400 Bad",
		  "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}", DAYBOOK_ERROR_AUTH },
		{ "unauthorized_client", "400 Bad", "{\"error\":\"unauthorized_client\"}",
		  DAYBOOK_ERROR_AUTH },
		{ "invalid_client", "401 No",
		  "{\"error\":\"invalid_client\",\"error_description\":\"The OAuth client was not found.\"}",
		  DAYBOOK_ERROR_USAGE },
		{ "the code repeated", "400 Bad",
		  "{\"error\":\"invalid_request\",\"error_description\":\"no 4/the-code-from-the-browser\"}",
		  DAYBOOK_ERROR_USAGE },
		{ "the secret repeated", "400 Bad",
		  "{\"error\":\"invalid_request\",\"error_description\":\"not the-client-secret\"}",
		  DAYBOOK_ERROR_USAGE },
		{ "another error", "400 Bad", "{\"error\":\"slow_down\"}", DAYBOOK_ERROR_NETWORK },
		{ "another shape", "400 Bad", "{\"error\":{\"code\":400}}", DAYBOOK_ERROR_NETWORK },
		{ "said by somebody in between", "403 Forbidden", "{\"error\":\"access_denied\"}", DAYBOOK_ERROR_NETWORK },
		{ "too many", "429 Slow", "{\"error\":\"invalid_grant\"}", DAYBOOK_ERROR_NETWORK },
		{ "a broken server", "503 Busy", "{\"error\":\"invalid_grant\"}", DAYBOOK_ERROR_NETWORK },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		OAuthTokens tokens = { .expires = 7 };
		g_autoptr(GError) error = NULL;
		status = rows[i].status;
		body = rows[i].body;
		T_FALSE(rows[i].label, exchange(&tokens, &error));
		T_ERROR(rows[i].label, error, DAYBOOK_ERROR, rows[i].code);
		T_TRUE("tokens as they were",
		       !tokens.access_token && !tokens.refresh_token && tokens.expires == 7);
		T_NULL("no code in the words", error ? strstr(error->message, "the-code") : NULL);
		T_NULL("no secret in the words", error ? strstr(error->message, "the-client-secret") : NULL);
	}
}

static void test_email(void)
{
	static const char *const id_tokens[] = {
		"x", "a.b", "a..c", "a.!!!.c", "a.e30.c", "a.bnVsbA.c", "a.eyJlbWFpbCI6NX0.c"
	};
	for (gsize i = 0; i < G_N_ELEMENTS(id_tokens); i++) {
		OAuthTokens tokens = { 0 };
		g_autofree char *text = g_strdup_printf(
			"{" FINE ",\"refresh_token\":\"1//r\",\"id_token\":\"%s\"}", id_tokens[i]);
		status = "200 OK";
		body = text;
		T_TRUE("no scope said: all of it", exchange(&tokens, NULL));
		T_STR("scope", tokens.scope, client.scope);
		T_NULL(id_tokens[i], tokens.email);
		oauth_tokens_clear(&tokens);
	}
}

static OAuthTokens some_tokens(void)
{
	return (OAuthTokens){ g_strdup("ya29.old"),
			      g_strdup("1//old"),
			      g_strdup("scope/events"),
			      g_strdup("a@b.example"),
			      5,
			      99,
			      0 };
}

static void test_refresh(void)
{
	OAuthTokens tokens = some_tokens();
	g_autoptr(GError) error = NULL;
	status = "200 OK";
	body = "{" FINE "}";
	T_TRUE("refresh", oauth_refresh(net, http, &client, NULL, &tokens, &error));
	T_NO_ERROR("refresh", error);
	T_STR("access", tokens.access_token, "ya29.new");
	T_STR("the old one stays", tokens.refresh_token, "1//old");
	T_STR("email", tokens.email, "a@b.example");
	T_INT("so does its end", tokens.refresh_expires, 99);
	T_FALSE("fresh", oauth_is_stale(&tokens, clock_real()));
	T_TRUE("a minute before its end", oauth_is_stale(&tokens, tokens.expires - 60));
	g_autofree char *sent = asked_field("refresh_token"), *secret = asked_field("client_secret");
	T_STR("sent", sent, "1//old");
	T_STR("secret", secret, "the-client-secret");
	body = "{" FINE ",\"refresh_token\":\"1//rotated\"}";
	T_TRUE("again", oauth_refresh(net, http, &client, NULL, &tokens, &error));
	T_STR("replaced", tokens.refresh_token, "1//rotated");
	T_INT("without end", tokens.refresh_expires, 0);
	oauth_tokens_clear(&tokens);
	T_TRUE("none at all is stale", oauth_is_stale(&tokens, 0));
	T_FALSE("none at all", oauth_refresh(net, http, &client, NULL, &tokens, &error));
	T_ERROR("none at all", error, DAYBOOK_ERROR, DAYBOOK_ERROR_AUTH);
}

/* Only two answers sign an account out; after any other the tokens are as before. */
static void test_refresh_refused(void)
{
	static const struct {
		const char *status, *body;
		int code;
	} rows[] = {
		{ "400 Bad",
		  "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or "
		  "revoked.\"}",
		  DAYBOOK_ERROR_AUTH },
		{ "401 No", "{\"error\":\"unauthorized_client\"}", DAYBOOK_ERROR_AUTH },
		{ "401 No", "{\"error\":\"invalid_client\"}", DAYBOOK_ERROR_USAGE },
		{ "500 Oh", "", DAYBOOK_ERROR_NETWORK },
		{ "200 OK", "{\"access_token\":\"ya29.half\"", DAYBOOK_ERROR_NETWORK },
		{ "403 No", "<html>", DAYBOOK_ERROR_NETWORK },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		OAuthTokens tokens = some_tokens();
		g_autoptr(GError) error = NULL;
		status = rows[i].status;
		body = rows[i].body;
		T_FALSE(rows[i].status, oauth_refresh(net, http, &client, NULL, &tokens, &error));
		T_ERROR(rows[i].status, error, DAYBOOK_ERROR, rows[i].code);
		T_STR("access", tokens.access_token, "ya29.old");
		T_STR("refresh", tokens.refresh_token, "1//old");
		T_INT("expires", tokens.expires, 5);
		oauth_tokens_clear(&tokens);
	}
}

static void test_revoke(void)
{
	static const struct {
		const char *status, *body;
		gboolean want;
	} rows[] = { { "200 OK", "", TRUE },
		     { "400 Bad", "{\"error\":\"invalid_token\"}", TRUE },
		     { "400 Bad", "{\"error\":\"invalid_request\"}", FALSE },
		     { "503 Busy", "", FALSE } };
	OAuthTokens tokens = some_tokens();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		status = rows[i].status;
		body = rows[i].body;
		T_INT(rows[i].body, oauth_revoke(net, http, &client, NULL, &tokens, &error), rows[i].want);
		if (!rows[i].want)
			T_ERROR(rows[i].body, error, DAYBOOK_ERROR, DAYBOOK_ERROR_NETWORK);
		g_autofree char *token = asked_field("token");
		T_STR("the one that ends them all", token, "1//old");
	}
	oauth_tokens_clear(&tokens);
	g_clear_pointer(&asked, g_free);
	T_TRUE("none", oauth_revoke(net, http, &client, NULL, &tokens, NULL));
	T_NULL("nobody was asked", asked);
}

UNIT_SUITE("oauth", setup, teardown, { "makes an address", test_address },
	   { "needs a safe one", test_auth_address }, { "believes only its own state", test_browser },
	   { "gets through a crowd", test_hostile_browser }, { "hears a refusal", test_refusals },
	   { "takes a pasted line", test_pasted }, { "tells what is not one", test_pasted_wrong },
	   { "goes on without a line", test_pasted_end }, { "can be stopped", test_stopped },
	   { "changes a code for tokens", test_exchange },
	   { "refuses what is no sign-in", test_exchange_refused }, { "reads who it is", test_email },
	   { "refreshes", test_refresh }, { "keeps tokens that may still be good", test_refresh_refused },
	   { "revokes", test_revoke })
