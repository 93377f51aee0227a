/* tests of the HTTP client, through the module's table, against a peer that breaks the rules */
#include "base/error.h"
#include "net/net.h"
#include "tests/unit/net/peer.h"
#include "tests/unit/unit.h"
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#define MIB ((gsize)1024 * 1024)

static NetStop *stop; /* set by the peer when a request asks for it */
static Peer *peer;
static Http *http;
static const NetApi *net;

/* --- what the peer answers, by path --- */

static gboolean send_gzip(int fd, gsize length)
{
	g_autofree char *zeros = g_malloc0(length);
	g_autofree char *packed = g_malloc(length / 500 + 4096);
	gsize read = 0, wrote = 0;
	g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
	g_assert(g_converter_convert(G_CONVERTER(gzip), zeros, length, packed, length / 500 + 4096,
				     G_CONVERTER_INPUT_AT_END, &read, &wrote, NULL) == G_CONVERTER_FINISHED);
	return peer_say(fd,
			"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT
			"\r\n\r\n",
			wrote) &&
	       peer_send(fd, packed, wrote);
}

static gboolean reset(int fd)
{
	const struct linger now = { 1, 0 };
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	return FALSE;
}

static gboolean endless(int fd, const char *begin, const char *more)
{
	gboolean heard = peer_say(fd, "%s", begin);
	while (heard)
		heard = peer_say(fd, "%s", more);
	return FALSE;
}

/* Says a part and then nothing, till the other side goes. */
static gboolean wait_for_end(int fd, const char *begin)
{
	char byte;
	peer_say(fd, "%s", begin);
	return recv(fd, &byte, 1, 0) > 0;
}

static const char rest_of_answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":";

static gboolean answer_broken(int fd, const char *path)
{
	if (strcmp(path, "/truncated") == 0)
		return peer_say(fd, "%s", rest_of_answer) && FALSE;
	if (strcmp(path, "/reset") == 0)
		return reset(fd);
	if (strcmp(path, "/reset-half") == 0)
		return peer_say(fd, "%s", rest_of_answer) && reset(fd);
	if (strcmp(path, "/closed") == 0)
		return FALSE;
	if (strcmp(path, "/garbage") == 0)
		return peer_say(fd, "\x16\x03 what?\r\n\r\n") && FALSE;
	if (strcmp(path, "/bad-chunks") == 0)
		return peer_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n") &&
		       FALSE;
	if (strcmp(path, "/cut-chunks") == 0)
		return peer_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n") &&
		       FALSE;
	if (strcmp(path, "/bad-gzip") == 0)
		return peer_reply(fd, "200 OK", "Content-Encoding: gzip\r\n", "this is not gzip") && FALSE;
	if (strcmp(path, "/endless") == 0)
		return endless(fd, "HTTP/1.1 200 OK\r\n\r\n",
			       "more and more and more and more and more and more and more\n");
	if (strcmp(path, "/endless-headers") == 0)
		return endless(fd, "HTTP/1.1 200 OK\r\n",
			       "X-More: and more and more and more and more and more and more\r\n");
	if (strcmp(path, "/silent") == 0)
		return wait_for_end(fd, "");
	if (strcmp(path, "/stuck") == 0)
		return wait_for_end(fd, rest_of_answer);
	net_stop_set(stop); /* "/stop" */
	return wait_for_end(fd, rest_of_answer);
}

static gboolean answer(int fd, const char *request, gpointer data)
{
	(void)data;
	g_auto(GStrv) words = g_strsplit(request, " ", 3);
	const char *path = words[1];
	if (strcmp(path, "/fine") == 0)
		return peer_reply(fd, "200 OK",
				  "Content-Type: application/json\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
				  "{}");
	if (strcmp(path, "/echo") == 0)
		return peer_reply(fd, "200 OK", "", request);
	if (strcmp(path, "/gone") == 0)
		return peer_say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
	if (strcmp(path, "/redirect") == 0)
		return peer_reply(fd, "302 Found", "Location: http://169.254.169.254/\r\n", "");
	if (strcmp(path, "/early") == 0)
		return peer_say(fd, "HTTP/1.1 103 Early Hints\r\nLocation: /x\r\nRetry-After: 9\r\n\r\n") &&
		       peer_reply(fd, "200 OK", "", "ok");
	if (strcmp(path, "/trailer") == 0)
		return peer_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
				    "chunked\r\n\r\n2\r\nok\r\n0\r\nRetry-After: 9\r\n\r\n");
	if (strcmp(path, "/gzip") == 0)
		return send_gzip(fd, MIB);
	if (strcmp(path, "/bomb") == 0)
		return send_gzip(fd, 64 * MIB);
	if (g_str_has_prefix(path, "/busy?")) {
		g_autofree char *wait = g_uri_unescape_string(path + strlen("/busy?"), NULL);
		g_autofree char *headers =
			g_strdup_printf("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: %s\r\n", wait);
		return peer_reply(fd, "429 Slow", headers, "");
	}
	if (g_str_has_prefix(path, "/dies")) /* answers, and leaves a connection that is dead */
		return peer_reply(fd, "200 OK", "", "ok") && FALSE;
	return answer_broken(fd, path);
}

static void setup(void)
{
	g_autoptr(GError) error = NULL;
	net = net_open(&error);
	T_NO_ERROR("the module", error);
	peer = peer_new(answer, NULL);
	stop = net_stop_new();
	http = net ? net->http_new(NULL, &error) : NULL;
	T_NO_ERROR("the client", error);
}

static void teardown(void)
{
	net->http_free(http);
	peer_free(peer);
	net_stop_free(stop);
}

/* --- asking --- */

static gboolean get(const char *path, HttpResponse *response, GError **error)
{
	g_autofree char *url = peer_url(peer, path);
	const HttpRequest request = { .method = "GET", .url = url, .max_bytes = 2 * MIB, .timeout_s = 20 };
	return net->http_do(http, &request, response, stop, error);
}

static void test_fine(void)
{
	g_auto(HttpResponse) response = { 0 };
	g_autoptr(GError) error = NULL;
	T_TRUE("fine", get("/fine", &response, &error));
	T_NO_ERROR("fine", error);
	T_INT("failure", response.failure, HTTP_FINE);
	T_INT("status", response.status, 200);
	T_STR("body", response.body->str, "{}");
	T_STR("type", response.content_type, "application/json");
	T_NULL("location", response.location);
	T_INT("date", response.date, 784111777);
	T_INT("no wait", response.retry_after, -1);
	T_TRUE("time", response.took_us > 0);
	http_response_clear(&response);
	T_TRUE("empty", get("/gone", &response, &error));
	T_INT("status", response.status, 204);
	T_INT("body", response.body->len, 0);
	http_response_clear(&response);
	T_TRUE("hints before the answer", get("/early", &response, &error));
	T_INT("status", response.status, 200);
	T_NULL("they are not the answer", response.location);
	T_INT("they are not the answer", response.retry_after, -1);
	http_response_clear(&response);
	T_TRUE("a trailer", get("/trailer", &response, &error));
	T_STR("body", response.body->str, "ok");
	T_INT("is not believed", response.retry_after, -1);
	T_INT("one connection for all", peer_connections(peer), 1);
}

/* What the server hears. */
static void test_request(void)
{
	g_auto(HttpResponse) response = { 0 };
	g_autoptr(GError) error = NULL;
	g_autofree char *url = peer_url(peer, "/echo");
	const HttpRequest request = { .method = "PATCH",
				      .url = url,
				      .bearer = "ya29.token",
				      .content_type = "application/json; charset=UTF-8",
				      .if_match = "\"318\"",
				      .body = "{\"a\":1}",
				      .length = 7 };
	T_TRUE("patch", net->http_do(http, &request, &response, NULL, &error));
	T_NO_ERROR("patch", error);
	static const char *const lines[] = { "PATCH /echo HTTP/1.1\r\n",
					     "\r\nAuthorization: Bearer ya29.token\r\n",
					     "\r\nIf-Match: \"318\"\r\n",
					     "\r\nContent-Type: application/json; charset=UTF-8\r\n",
					     "\r\nContent-Length: 7\r\n",
					     "\r\nAccept-Encoding: gzip\r\n",
					     "\r\nUser-Agent: daybook/" PACKAGE_VERSION " (gzip)\r\n",
					     "\r\n\r\n{\"a\":1}" };
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
		T_TRUE(lines[i], strstr(response.body->str, lines[i]));
	T_NULL("no waiting for a 100", strstr(response.body->str, "Expect"));
	http_response_clear(&response);
	const HttpRequest bare = { .method = "DELETE", .url = url };
	T_TRUE("delete", net->http_do(http, &bare, &response, NULL, &error));
	T_TRUE("delete", g_str_has_prefix(response.body->str, "DELETE /echo HTTP/1.1\r\n"));
	T_NULL("nothing of the last one", strstr(response.body->str, "Bearer"));
	T_NULL("nothing of the last one", strstr(response.body->str, "If-Match"));
	T_NULL("no body", strstr(response.body->str, "Content-"));
}

/* Faults: what kind each is, that nothing of the answer is given, and that the client works afterwards. */
static void test_faults(void)
{
	static const struct {
		const char *path;
		HttpFailure failure;
		gboolean answered; /* its status is known */
	} rows[] = {
		{ "/truncated", HTTP_TRUNCATED, TRUE },  { "/reset-half", HTTP_TRUNCATED, TRUE },
		{ "/reset", HTTP_NO_ROUTE, FALSE },      { "/closed", HTTP_NO_ROUTE, FALSE },
		{ "/garbage", HTTP_TRUNCATED, FALSE },   { "/bad-chunks", HTTP_TRUNCATED, TRUE },
		{ "/cut-chunks", HTTP_TRUNCATED, TRUE }, { "/bad-gzip", HTTP_TRUNCATED, TRUE },
		{ "/endless", HTTP_TOO_BIG, TRUE },      { "/endless-headers", HTTP_TOO_BIG, FALSE },
		{ "/bomb", HTTP_TOO_BIG, TRUE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(HttpResponse) response = { 0 };
		g_autoptr(GError) error = NULL;
		T_FALSE(rows[i].path, get(rows[i].path, &response, &error));
		T_ERROR(rows[i].path, error, DAYBOOK_ERROR, DAYBOOK_ERROR_NETWORK);
		T_INT(rows[i].path, response.failure, rows[i].failure);
		T_INT(rows[i].path, response.status, rows[i].answered ? 200 : 0);
		T_INT(rows[i].path, response.body->len, 0);
		T_TRUE("it is said which server", error && strstr(error->message, "http://127.0.0.1:"));
		T_NULL("and no more of the address", error ? strstr(error->message, rows[i].path) : NULL);
		http_response_clear(&response);
		g_clear_error(&error);
		T_TRUE("after it", get("/fine", &response, &error));
		T_NO_ERROR(rows[i].path, error);
	}
}

static void test_limits(void)
{
	g_auto(HttpResponse) response = { 0 };
	g_autofree char *url = peer_url(peer, "/gzip");
	HttpRequest request = { .method = "GET", .url = url, .max_bytes = MIB };
	T_TRUE("as big as it may be", net->http_do(http, &request, &response, NULL, NULL));
	T_INT("unpacked", response.body->len, MIB);
	http_response_clear(&response);
	request.max_bytes = MIB - 1;
	T_FALSE("a byte more", net->http_do(http, &request, &response, NULL, NULL));
	T_INT("a byte more", response.failure, HTTP_TOO_BIG);
}

static void test_redirect(void)
{
	g_auto(HttpResponse) response = { 0 };
	T_TRUE("an answer like any", get("/redirect", &response, NULL));
	T_INT("status", response.status, 302);
	T_STR("told, not followed", response.location, "http://169.254.169.254/");
}

static void test_retry_after(void)
{
	static const struct {
		const char *sent;
		gint64 want;
	} rows[] = { { "0", 0 },
		     { "120", 120 },
		     { "99999999999999999999", 86400 },
		     { "Sun, 06 Nov 1994 08:50:37 GMT", 60 }, /* held against the server's Date */
		     { "Sun, 06 Nov 1994 08:00:00 GMT", 0 },
		     { "Wed, 06 Nov 2030 08:00:00 GMT", 86400 },
		     { "soon", -1 },
		     { "-5", -1 },
		     { "1.5", -1 },
		     { "", -1 } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(HttpResponse) response = { 0 };
		g_autofree char *escaped = g_uri_escape_string(rows[i].sent, NULL, FALSE);
		g_autofree char *path = g_strconcat("/busy?", escaped, NULL);
		T_TRUE(rows[i].sent, get(path, &response, NULL));
		T_INT(rows[i].sent, response.status, 429);
		T_INT(rows[i].sent, response.retry_after, rows[i].want);
	}
}

/* A kept connection that died in between is made anew, without anybody noticing. */
static void test_dead_connection(void)
{
	for (int i = 0; i < 5; i++) {
		g_auto(HttpResponse) response = { 0 };
		g_autoptr(GError) error = NULL;
		T_TRUE("again", get("/dies", &response, &error));
		T_NO_ERROR("again", error);
	}
	T_INT("a connection each", peer_connections(peer), 5);
}

static void test_timeout(void)
{
	static const char *const paths[] = { "/silent", "/stuck" };
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_auto(HttpResponse) response = { 0 };
		g_autoptr(GError) error = NULL;
		g_autofree char *url = peer_url(peer, paths[i]);
		const HttpRequest request = { .method = "GET", .url = url, .timeout_s = 1 };
		T_FALSE(paths[i], net->http_do(http, &request, &response, stop, &error));
		T_ERROR(paths[i], error, DAYBOOK_ERROR, DAYBOOK_ERROR_NETWORK);
		T_INT(paths[i], response.failure, HTTP_TIMEOUT);
		T_INT(paths[i], response.body->len, 0);
	}
}

/* Started, and waited for later; or given up. */
static void test_in_two(void)
{
	g_autofree char *url = peer_url(peer, "/fine");
	const HttpRequest request = { .method = "GET", .url = url, .timeout_s = 20 };
	for (int i = 0; i < 3; i++) {
		g_auto(HttpResponse) given_up = { 0 }, response = { 0 };
		g_autoptr(GError) error = NULL;
		T_TRUE("started", net->http_start(http, &request, &given_up, &error));
		net->http_drop(http);
		net->http_drop(http); /* nothing is under way: nothing happens */
		T_TRUE("started again", net->http_start(http, &request, &response, &error));
		T_TRUE("finished", net->http_finish(http, stop, &error));
		T_NO_ERROR("in two", error);
		T_INT("in two", response.status, 200);
		http_response_clear(&given_up);
		T_TRUE("and at once", get("/gone", &given_up, &error));
	}
	g_auto(HttpResponse) response = { 0 };
	g_autoptr(GError) error = NULL;
	T_TRUE("started", net->http_start(http, &request, &response, &error));
	net_stop_set(stop);
	T_FALSE("stopped", net->http_finish(http, stop, &error));
	T_ERROR("stopped", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_INT("stopped", response.failure, HTTP_STOPPED);
}

static void test_stop(void)
{
	for (int i = 0; i < 2; i++) { /* in the middle of an answer, then before anything is sent */
		g_auto(HttpResponse) response = { 0 };
		g_autoptr(GError) error = NULL;
		T_FALSE("stopped", get("/stop", &response, &error));
		T_ERROR("stopped", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
		T_INT("stopped", response.failure, HTTP_STOPPED);
		T_INT("stopped", response.body->len, 0);
	}
	T_INT("the second was not begun", peer_connections(peer), 1);
}

static void test_refused(void)
{
	static const char *const urls[] = { "http://example.com/", "ftp://127.0.0.1/",
					    "http://127.0.0.1@example.com/", "", NULL };
	for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
		g_auto(HttpResponse) response = { 0 };
		g_autoptr(GError) error = NULL;
		const HttpRequest request = { .method = "GET", .url = urls[i] };
		T_FALSE("refused", net->http_do(http, &request, &response, NULL, &error));
		T_ERROR("refused", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NETWORK);
		T_INT("refused", response.failure, HTTP_REFUSED);
		T_NOT_NULL("body", response.body);
	}
	g_autofree char *url = peer_url(peer, "/fine");
	const HttpRequest sly[] = {
		{ .method = "GET", .url = url, .if_match = "\"1\"\r\nX-Evil: 1" },
		{ .method = "GET", .url = url, .bearer = "a\nb" },
		{ .method = "GET / HTTP/1.1\r\nX: y\r\n", .url = url },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(sly); i++) {
		g_auto(HttpResponse) response = { 0 };
		T_FALSE("a line in a header", net->http_do(http, &sly[i], &response, NULL, NULL));
		T_INT("a line in a header", response.failure, HTTP_REFUSED);
	}
	T_INT("nobody was asked", peer_connections(peer), 0);
}

static void test_nobody_there(void)
{
	g_auto(HttpResponse) response = { 0 };
	g_autoptr(GError) error = NULL;
	Peer *gone = peer_new(answer, NULL);
	g_autofree char *url = peer_url(gone, "/fine");
	peer_free(gone);
	const HttpRequest request = { .method = "GET", .url = url };
	T_FALSE("nobody", net->http_do(http, &request, &response, NULL, &error));
	T_INT("nobody", response.failure, HTTP_NO_ROUTE);
	T_ERROR("nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NETWORK);
}

/* A proxy of the environment is for the world outside, never for this machine. */
static void test_proxy(void)
{
	static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
					     "ALL_PROXY" };
	g_auto(HttpResponse) response = { 0 };
	Peer *proxy = peer_new(answer, NULL);
	g_autofree char *address = peer_url(proxy, "");
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_setenv(names[i], address, TRUE);
	T_TRUE("straight there", get("/fine", &response, NULL));
	T_INT("not by the proxy", peer_connections(proxy), 0);
	http_response_clear(&response);
	const HttpRequest outside = { .method = "GET",
				      .url = "https://calendar.invalid/",
				      .bearer = "secret" };
	T_FALSE("the proxy refuses", net->http_do(http, &outside, &response, NULL, NULL));
	T_INT("it was asked", peer_connections(proxy), 1);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
	peer_free(proxy);
}

static void test_ca_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("none.pem");
	T_NULL("none", net->http_new(path, &error));
	T_ERROR("none", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	g_clear_error(&error);
	g_setenv("DAYBOOK_CA_FILE", path, TRUE);
	T_NULL("of the environment", net->http_new(NULL, &error));
	T_ERROR("of the environment", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	g_unsetenv("DAYBOOK_CA_FILE");
}

UNIT_SUITE("http", setup, teardown, { "takes an answer", test_fine }, { "says what it should", test_request },
	   { "tells faults apart", test_faults }, { "bounds what is unpacked", test_limits },
	   { "follows no redirect", test_redirect }, { "reads how long to wait", test_retry_after },
	   { "notices a dead connection", test_dead_connection }, { "ends in time", test_timeout },
	   { "goes in two", test_in_two }, { "can be stopped", test_stop },
	   { "sends nothing to where it may not", test_refused }, { "finds nobody there", test_nobody_there },
	   { "passes a proxy by on this machine", test_proxy }, { "needs its certificates", test_ca_file })
