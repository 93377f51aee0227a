/* net/http.c - the HTTP client: libcurl's multi interface, one request at a time, woken by a NetStop. A request is under way between
 * net_http_start and net_http_finish; net_http_do is both in one. */
#include "net/module.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "net/url.h"
#include <curl/curl.h>
#include <string.h>

#define LOG_DOMAIN "daybook-net"
#define MAX_BODY ((gsize)16 * 1024 * 1024)
#define MAX_HEADERS ((gsize)256 * 1024) /* all of them together; libcurl itself bounds a single line */
#define MAX_RETRY_AFTER (24 * 60 * 60)  /* seconds: nobody means more */
#define CONNECT_MS 10000L
#define TIMEOUT_S 60
#define SLOW_BYTES 16L /* a second, over… */
#define SLOW_S 30L     /* …so long: a server that drips */
#define CONNECTIONS 4L /* the calendar's and the sign-in's servers, each on its own */

/* One request under way. */
typedef struct {
	HttpResponse *response; /* NULL: none is */
	gsize max_bytes, header_bytes;
	gboolean headers_done, too_big;
	char *retry_after; /* as sent: a date needs the server's own */
	struct curl_slist *headers;
	char *method, *origin; /* for words */
	gint64 began;
	CURLMcode added; /* to the multi handle */
} Exchange;

struct Http {
	CURLM *multi; /* keeps the connections */
	CURL *easy;   /* reset for each request */
	char *ca_file;
	char reason[CURL_ERROR_SIZE];
	Exchange exchange;
};

/* --- the answer as it comes --- */

static size_t on_body(char *bytes, size_t size, size_t n, void *data)
{
	Exchange *exchange = data;
	gsize length = size * n;
	if (length > exchange->max_bytes - exchange->response->body->len) {
		exchange->too_big = TRUE;
		return 0;
	}
	g_string_append_len(exchange->response->body, bytes, (gssize)length);
	return length;
}

/* The value of this header, stripped; NULL when the line is another's. */
static char *header_value(const char *line, gsize length, const char *name)
{
	gsize name_length = strlen(name);
	if (length <= name_length || line[name_length] != ':' ||
	    g_ascii_strncasecmp(line, name, name_length) != 0)
		return NULL;
	return g_strstrip(g_strndup(line + name_length + 1, length - name_length - 1));
}

static void take_header(Exchange *exchange, const char *line, gsize length)
{
	HttpResponse *response = exchange->response;
	const struct {
		const char *name;
		char **value;
	} kept[] = { { "Content-Type", &response->content_type },
		     { "Location", &response->location },
		     { "Retry-After", &exchange->retry_after } };
	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
		char *value = header_value(line, length, kept[i].name);
		if (value) {
			g_free(*kept[i].value);
			*kept[i].value = value;
		}
	}
	g_autofree char *date = header_value(line, length, "Date");
	if (date)
		response->date = MAX(0, (gint64)curl_getdate(date, NULL));
}

/* A new status line: what came before was a 1xx. */
static void begin_headers(Exchange *exchange)
{
	g_clear_pointer(&exchange->response->content_type, g_free);
	g_clear_pointer(&exchange->response->location, g_free);
	g_clear_pointer(&exchange->retry_after, g_free);
	exchange->response->date = 0;
	exchange->headers_done = FALSE;
}

static size_t on_header(char *line, size_t size, size_t n, void *data)
{
	Exchange *exchange = data;
	gsize length = size * n;
	exchange->header_bytes += length;
	if (exchange->header_bytes > MAX_HEADERS) {
		exchange->too_big = TRUE;
		return 0;
	}
	if (length >= 5 && memcmp(line, "HTTP/", 5) == 0)
		begin_headers(exchange);
	else if (length <= 2)
		exchange->headers_done = TRUE;
	else if (!exchange->headers_done) /* a chunked body may be followed by more */
		take_header(exchange, line, length);
	return length;
}

/* RFC 9110 10.2.3: seconds, or a date, which is held against the server's own clock. */
static gint64 seconds_to_wait(const char *text, gint64 server_now)
{
	if (!text || !*text)
		return -1;
	if (strspn(text, "0123456789") == strlen(text))
		return (gint64)MIN(g_ascii_strtoull(text, NULL, 10), MAX_RETRY_AFTER);
	gint64 at = (gint64)curl_getdate(text, NULL);
	if (at <= 0)
		return -1;
	return CLAMP(at - (server_now ? server_now : clock_real()), 0, MAX_RETRY_AFTER);
}

/* --- what went wrong, in words --- */

static HttpFailure failure_of(CURLcode code, const Exchange *exchange)
{
	if (exchange->too_big)
		return HTTP_TOO_BIG;
	switch (code) {
	case CURLE_OK:
		return HTTP_FINE;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_INVALIDCERTSTATUS:
	case CURLE_USE_SSL_FAILED:
		return HTTP_TLS;
	case CURLE_PARTIAL_FILE:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9: the answer is not HTTP at all; a scheme was looked at before */
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WRITE_ERROR: /* while unpacking */
		return HTTP_TRUNCATED;
	default: /* a connection that broke: before the answer or in the middle of it */
		return exchange->headers_done ? HTTP_TRUNCATED : HTTP_NO_ROUTE;
	}
}

static gboolean tell_no_route(CURLcode code, const char *origin, GError **error)
{
	if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY)
		return daybook_fail_said(
			error, DAYBOOK_ERROR_NETWORK,
			N_("The address of %s was not found. Look whether this machine is on the network."),
			origin, NULL);
	if (code == CURLE_COULDNT_CONNECT)
		return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
				    N_("%s cannot be reached. Look whether this machine is on the network."),
				    origin, NULL);
	return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
			    N_("The connection to %s broke off. Look whether this machine is on the network."),
			    origin, NULL);
}

/* reason: libcurl's own words, English; only where they say more than ours. */
static gboolean tell(HttpFailure failure, CURLcode code, const char *origin, const char *reason,
		     GError **error)
{
	switch (failure) {
	case HTTP_TLS:
		return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
				    N_("%s could not prove that it is who it says (%s). Look whether this "
				      "network asks for "
				      "a sign-in of its own, and whether this machine's clock is right."),
				    origin, reason, NULL);
	case HTTP_TIMEOUT:
		return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
				    N_("%s took too long to answer. Try again later."), origin, NULL);
	case HTTP_TOO_BIG:
		return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
				    N_("%s sent more than can be right; nothing of it was used."), origin, NULL);
	case HTTP_TRUNCATED:
		return daybook_fail_said(
			error, DAYBOOK_ERROR_NETWORK,
			N_("The answer of %s broke off or cannot be read; nothing of it was used."), origin, NULL);
	case HTTP_STOPPED:
		return daybook_fail_said(error, DAYBOOK_ERROR_FAILED, N_("Stopped before %s had answered."),
				    origin, NULL);
	default:
		return tell_no_route(code, origin, error);
	}
}

/* --- a request --- */

/* Nothing that a server sent (an etag, a token) may end a line of the header. */
static gboolean is_header_text(const char *text)
{
	for (const char *p = text; p && *p; p++)
		if ((guchar)*p < 0x20 || *p == 0x7F)
			return FALSE;
	return TRUE;
}

static gboolean may_be_sent(const HttpRequest *request, GError **error)
{
	if (!url_may_be_used(request->url)) {
		g_autofree char *origin = url_origin(request->url);
		return daybook_fail(error, DAYBOOK_ERROR_NETWORK,
				    _("Nothing was sent to “%s”: an address must begin with https:// "
				      "(http:// only on this "
				      "machine)."),
				    origin ? origin : "?");
	}
	if (is_header_text(request->bearer) && is_header_text(request->if_match) &&
	    is_header_text(request->content_type) && is_header_text(request->method))
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_NETWORK,
			    _("Nothing was sent: the request holds a control character."));
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
	if (!value)
		return list;
	g_autofree char *line = g_strconcat(name, value, NULL);
	return curl_slist_append(list, line);
}

static struct curl_slist *headers_of(const HttpRequest *request)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:"); /* no waiting for a "100 Continue" */
	list = add_header(list, "Authorization: Bearer ", request->bearer);
	list = add_header(list, "If-Match: ", request->if_match);
	return add_header(list, "Content-Type: ", request->body ? request->content_type : NULL);
}

static void set_method(CURL *easy, const HttpRequest *request)
{
	if (request->body || strcmp(request->method, "POST") == 0) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)(request->body ? request->length : 0));
	} else if (strcmp(request->method, "HEAD") == 0) {
		curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_safety(const Http *http, const char *url)
{
	gboolean loopback = url_is_loopback(url);
	CURL *easy = http->easy;
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	if (http->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* in place of the system's, not beside it */
	}
	if (loopback)
		curl_easy_setopt(easy, CURLOPT_NOPROXY,
				 "*"); /* else https_proxy and no_proxy, as everywhere */
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* a proxy gets no token */
}

static void set_limits(CURL *easy, const HttpRequest *request)
{
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)(request->timeout_s ? request->timeout_s : TIMEOUT_S));
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT,
			 1L); /* to stop does not wait for a name server that is silent */
#endif
}

static void set_up(Http *http, const HttpRequest *request)
{
	CURL *easy = http->easy;
	Exchange *exchange = &http->exchange;
	curl_easy_reset(easy); /* connections, sessions and names stay: they are the multi handle's */
	http->reason[0] = 0;
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, http->reason);
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Google packs an answer only for who names gzip here too. */
	curl_easy_setopt(easy, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION " (gzip)");
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION,
			 on_body); /* gets it unpacked, so the bound is on that */
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	set_method(easy, request);
	set_safety(http, request->url);
	set_limits(easy, request);
}

/* TRUE when the transfer ended, well or not. */
static gboolean is_done(Http *http, CURLcode *code)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(http->multi, &left)))
		if (message->msg == CURLMSG_DONE) {
			*code = message->data.result;
			return TRUE;
		}
	return FALSE;
}

/* The transfer, to its end or until it is stopped. */
static CURLcode run(Http *http, NetStop *stop, gboolean *stopped)
{
	struct curl_waitfd wake = { .fd = net_stop_fd(stop), .events = CURL_WAIT_POLLIN };
	guint n_wake = wake.fd >= 0 ? 1 : 0;
	CURLcode code = CURLE_OK;
	CURLMcode went = http->exchange.added;
	while (went == CURLM_OK) {
		int running;
		*stopped = net_stop_is_set(stop);
		if (*stopped)
			break;
		went = curl_multi_perform(http->multi, &running);
		if (went != CURLM_OK || is_done(http, &code))
			break;
		went = curl_multi_poll(http->multi, n_wake ? &wake : NULL, n_wake, 1000, NULL);
	}
	return went == CURLM_OK ? code : CURLE_FAILED_INIT;
}

static void log_it(const Exchange *exchange)
{
	static const char *const names[] = { "fine",    "no-route",  "tls",     "timeout",
					     "too-big", "truncated", "stopped", "refused" };
	const HttpResponse *response = exchange->response;
	g_log_structured(LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "MESSAGE",
			 "%s %s: %d %s, %" G_GSIZE_FORMAT " bytes, %" G_GINT64_FORMAT " ms", exchange->method,
			 exchange->origin, response->status, names[response->failure], response->body->len,
			 response->took_us / 1000);
}

static void read_status(Http *http)
{
	Exchange *exchange = &http->exchange;
	HttpResponse *response = exchange->response;
	long status = 0;
	curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
	response->status = exchange->headers_done ? (int)status : 0;
	response->retry_after = seconds_to_wait(exchange->retry_after, response->date);
	if (response->failure != HTTP_FINE)
		g_string_truncate(response->body, 0);
}

/* None is under way any more. What is not finished loses its connection. */
static void end_exchange(Http *http)
{
	Exchange *exchange = &http->exchange;
	curl_multi_remove_handle(http->multi, http->easy);
	curl_easy_reset(http->easy); /* it must not keep pointers to what ends here */
	curl_slist_free_all(exchange->headers);
	g_free(exchange->retry_after);
	g_free(exchange->method);
	g_free(exchange->origin);
	*exchange = (Exchange){ 0 };
}

/* Readies it; nothing goes out yet. */
static gboolean begin_exchange(Http *http, const HttpRequest *request, HttpResponse *response, GError **error)
{
	g_return_val_if_fail(!http->exchange.response, FALSE);
	*response = (HttpResponse){ .failure = HTTP_REFUSED, .body = g_string_new(NULL), .retry_after = -1 };
	if (!may_be_sent(request, error))
		return FALSE;
	http->exchange = (Exchange){ .response = response,
				     .max_bytes = request->max_bytes ? request->max_bytes : MAX_BODY,
				     .headers = headers_of(request),
				     .method = g_strdup(request->method),
				     .origin = url_origin(request->url),
				     .began = g_get_monotonic_time() };
	set_up(http, request);
	http->exchange.added = curl_multi_add_handle(http->multi, http->easy);
	return TRUE;
}

gboolean net_http_start(Http *http, const HttpRequest *request, HttpResponse *response, GError **error)
{
	int running;
	if (!begin_exchange(http, request, response, error))
		return FALSE;
	/* on a kept connection it goes out at once; what fails here fails again in run(), which says so */
	if (http->exchange.added == CURLM_OK)
		curl_multi_perform(http->multi, &running);
	return TRUE;
}

gboolean net_http_finish(Http *http, NetStop *stop, GError **error)
{
	Exchange *exchange = &http->exchange;
	HttpResponse *response = exchange->response;
	gboolean stopped = FALSE;
	g_return_val_if_fail(response, FALSE);
	CURLcode code = run(http, stop, &stopped);
	HttpFailure failure = response->failure = stopped ? HTTP_STOPPED : failure_of(code, exchange);
	read_status(http);
	response->took_us = g_get_monotonic_time() - exchange->began;
	log_it(exchange);
	if (failure != HTTP_FINE)
		tell(failure, code, exchange->origin, *http->reason ? http->reason : curl_easy_strerror(code),
		     error);
	end_exchange(http);
	return failure == HTTP_FINE;
}

void net_http_drop(Http *http)
{
	if (http->exchange.response)
		end_exchange(http);
}

gboolean net_http_do(Http *http, const HttpRequest *request, HttpResponse *response, NetStop *stop,
		     GError **error)
{
	return begin_exchange(http, request, response, error) && net_http_finish(http, stop, error);
}

/* --- the client --- */

static gpointer start_curl(gpointer data)
{
	(void)data;
	return GINT_TO_POINTER(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static gboolean check_ca_file(const char *ca_file, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GMappedFile) file = g_mapped_file_new(ca_file, FALSE, &why);
	if (file)
		return TRUE;
	return daybook_fail(
		error, DAYBOOK_ERROR_FAILED,
		_("The certificates to check servers with, “%s” (DAYBOOK_CA_FILE), cannot be read: %s"),
		ca_file, why->message);
}

Http *net_http_new(const char *ca_file, GError **error)
{
	static GOnce started = G_ONCE_INIT;
	if (!ca_file)
		ca_file = g_getenv("DAYBOOK_CA_FILE");
	if (ca_file && *ca_file && !check_ca_file(ca_file, error))
		return NULL;
	g_once(&started, start_curl, NULL);
	Http *http = g_new0(Http, 1);
	http->ca_file = ca_file && *ca_file ? g_strdup(ca_file) : NULL;
	if (started.retval) {
		http->multi = curl_multi_init();
		http->easy = curl_easy_init();
	}
	if (!http->multi || !http->easy) {
		net_http_free(http);
		daybook_fail(error, DAYBOOK_ERROR_FAILED,
			     _("libcurl cannot be used. Install daybook again, whole."));
		return NULL;
	}
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS);
	return http;
}

void net_http_free(Http *http)
{
	if (!http)
		return;
	net_http_drop(http);
	curl_easy_cleanup(http->easy);
	if (http->multi)
		curl_multi_cleanup(http->multi);
	g_free(http->ca_file);
	g_free(http);
}
