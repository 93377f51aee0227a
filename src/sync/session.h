/* sync/session.h - a run's conversation with one account's server: the connection, the tokens, waiting, counting.
 *
 * session_do sends one request: with a token that is fresh (renewed before its end, and once after a 401), again after what passes (429, 5xx: full
 * jitter, at most SESSION_TRIES), and says what became of it. Belongs to one thread. Sends no word of a request to the log. */
#pragma once
#include "net/oauth.h"
#include "sync/provider.h"

#define SESSION_TRIES 4
/* A Retry-After up to this is waited for in the run; a longer one makes the account rest. Seconds. */
#define SESSION_PATIENCE 10

/* What all sessions of a process share. */
typedef struct {
	const NetApi *net;
	Http *http;
	NetStop *stop; /* borrowed, NULL */
	/** Asked while waiting and between steps; FALSE ends the run. NULL: yes. */
	gboolean (*go_on)(gpointer data);
	gpointer data;
} SessionBase;

typedef struct {
	guint done, failed;
	gint64 us;
} SessionFigures;

struct Session {
	const SessionBase *base;
	const Provider *provider;
	Account *account; /* own copy */
	OAuthClient client;
	OAuthTokens tokens;
	gboolean renewed; /* in this session: a 401 now is the server's fault */
	guint requests;
	gint64 total_us;
	gint64 clock_skew; /* server's minus ours, seconds; NONE when no answer said */
	GHashTable *figures; /* op -> SessionFigures */
};

/** Reads the tokens. NULL: reply says why (SIGN_IN, OFFLINE for a keyring that does not open). */
Session *session_open(const SessionBase *base, const Account *account, Reply *reply);
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/** what: "list", "batch" …, for the log. TRUE when it was done; response is cleared first, the caller clears it. */
gboolean session_do(Session *session, const char *what, const HttpRequest *request, HttpResponse *response, Reply *reply);
/** session_do in two. start: TRUE when the request is under way, FALSE when finish is to do all of it. The request and what it points to stay where they
 *  are until then, the response too; no other request of the process's sessions in between. One that is not finished is given up with session_drop. */
gboolean session_start(Session *session, const HttpRequest *request, HttpResponse *response);
gboolean session_finish(Session *session, const char *what, const HttpRequest *request, gboolean started, HttpResponse *response, Reply *reply);
void session_drop(Session *session);
/** The provider's calls, in one request (provider.h). Parts that the access token is refused for are sent once more with a new one; refused again it is
 *  the server's fault. */
ProviderAnswer *session_call(Session *session, const ProviderCall *calls, guint n, Reply *outer);
/** The second half of session_call, for answers that were come by otherwise. */
void session_repeat(Session *session, const ProviderCall *calls, guint n, ProviderAnswer *answers);
/** How often the token was renewed since this was last asked, by whichever process: a run that had nothing to write down said nothing of it. */
guint session_tell_renewals(Session *session);
/** Notes how an operation ended, for the figures. */
void session_count(Session *session, const char *op, gboolean done, gint64 us);
/** {"insert":{"done":n,"failed":n,"ms":n}, …} */
char *session_operations(const Session *session);
/** Waits; FALSE when told to stop. */
gboolean session_wait(const SessionBase *base, gint64 ms);
/** The wait before repeat n (0: the first) within a run. */
gint64 session_backoff_ms(guint n);
gboolean session_stopped(const SessionBase *base);
