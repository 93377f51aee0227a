/* net/net.h - one HTTP client, and what else the net module brings (daybook-net.so: libcurl, libsecret, GIO).
 *
 * net_open opens the module on first use (base/module.h); everything that links a foreign library is reached through the table it returns.
 * What needs none of them (backoff.h, oauth.h, multipart.h, url.h) is linked into the program.
 * Threads:   an Http belongs to one thread; a NetStop may be set from any.
 * Ownership: arguments stay the caller's; responses are cleared with http_response_clear.
 * Rules:     TLS 1.2 or newer, certificates and names always checked; plain http only to a loopback address; redirects are never followed; a
 *            body is bounded after decoding. A request whose kept connection turns out to be dead before anything came back is sent again
 *            on a new one, so any request may arrive twice. A URL, a header or a body never goes into the log: method, host, status, bytes and time do. */
#pragma once
#include <glib.h>

/* --- stopping --- */

/* Ends whatever waits on it, from any thread, once and for all. */
typedef struct NetStop NetStop;
NetStop *net_stop_new(void);
void net_stop_set(NetStop *stop);
gboolean net_stop_is_set(NetStop *stop); /* NULL: FALSE */
int net_stop_fd(NetStop *stop);          /* readable once it is set; -1 for NULL */
void net_stop_free(NetStop *stop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetStop, net_stop_free)

/* --- HTTP --- */

typedef enum {
	HTTP_FINE,      /* an answer came, whatever its status */
	HTTP_NO_ROUTE,  /* DNS, refused, unreachable, reset */
	HTTP_TLS,       /* certificate, name, version */
	HTTP_TIMEOUT,   /* too slow to begin, or too slow on the way */
	HTTP_TOO_BIG,   /* the decoded body went past max_bytes: nothing of it is given */
	HTTP_TRUNCATED, /* the answer ended early, or is no HTTP */
	HTTP_STOPPED,   /* the NetStop was set */
	HTTP_REFUSED    /* not sent: plain http to another machine, or no address at all */
} HttpFailure;

typedef struct {
	const char *method;       /* "GET", "POST", "PATCH", "DELETE" … */
	const char *url;          /* whole */
	const char *bearer;       /* access token, or NULL */
	const char *content_type; /* with a body */
	const char *if_match;     /* an etag with its quotes, or NULL */
	const char *body;
	gsize length;
	gsize max_bytes; /* of the decoded answer; 0: 16 MiB */
	guint timeout_s; /* for all of it; 0: 60. Connecting has 10 */
} HttpRequest;

typedef struct {
	HttpFailure failure;
	int status;         /* 0 without an answer */
	GString *body;      /* decoded; never NULL after http_do */
	char *content_type; /* NULL when none was sent */
	char *location;     /* of a redirect; NULL */
	gint64 retry_after; /* seconds from now, from seconds or a date; -1 when none was sent */
	gint64 date;        /* the server's clock, seconds since 1970; 0 when none was sent */
	gint64 took_us;
} HttpResponse;
void http_response_clear(HttpResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpResponse, http_response_clear)

typedef struct Http Http;

/* --- the module's table --- */

/* Called on the thread that made the monitor, through its thread-default main context. */
typedef void (*NetChanged)(gboolean available, gpointer data);
typedef struct NetMonitor NetMonitor;

typedef struct {
	guint version; /* NET_API_VERSION */

	/** ca_file: a PEM file instead of the system's store, or NULL. One connection is kept and reused. */
	Http *(*http_new)(const char *ca_file, GError **error);
	void (*http_free)(Http *http);
	/** TRUE when an answer came (any status). FALSE: NETWORK with a sentence for a person, response->failure says what kind; FAILED when
	 *  stopped. response is zeroed first; clear it in either case. stop may be NULL. */
	gboolean (*http_do)(Http *http, const HttpRequest *request, HttpResponse *response, NetStop *stop,
			    GError **error);
	/** http_do in two, to do something else while the server thinks: start sends the request off (FALSE: it may not be sent, as http_do says it), finish waits
	 *  for the answer. One at a time; the body and the response must stay where they are until finish, or drop, which gives the request up. */
	gboolean (*http_start)(Http *http, const HttpRequest *request, HttpResponse *response, GError **error);
	gboolean (*http_finish)(Http *http, NetStop *stop, GError **error);
	void (*http_drop)(Http *http);

	/** The keyring (secrets/secrets.h has the rest). Each ends within timeout. load: NULL without error when the keyring is open and holds
	 *  nothing. Errors: AUTH, saying what is missing (no session bus, no keyring service, locked, none made yet) and what to do. */
	gboolean (*keyring_store)(const char *account, const char *label, const char *secret, GError **error);
	char *(*keyring_load)(const char *account, GError **error);
	gboolean (*keyring_clear)(const char *account, GError **error);

	/** Tells of the network coming and going. */
	NetMonitor *(*monitor_new)(NetChanged changed, gpointer data);
	void (*monitor_free)(NetMonitor *monitor);

	/** A desktop notification (org.freedesktop.Notifications) of daybook; replaces the one sent before under this key. FALSE where nobody takes it. */
	gboolean (*notify)(const char *key, const char *summary, const char *body, GError **error);
} NetApi;
#define NET_API_VERSION 2

/** The table, borrowed for ever. Errors: FAILED naming what is missing. Any thread. */
const NetApi *net_open(GError **error);
