/* sync/session.c - one account's server: tokens, tries, figures */
#include "sync/session.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "net/backoff.h"
#include "sync/account.h"
#include <poll.h>
#include <string.h>

#define LOG_DOMAIN "daybook-sync"
/* How often go_on is asked while waiting. */
#define SLICE_MS 200

Session *session_open(const SessionBase *base, const Account *account, Reply *reply)
{
	g_autoptr(Session) session = g_new0(Session, 1);
	g_autoptr(GError) error = NULL;
	session->base = base;
	session->provider = provider_of(account->kind);
	session->account = account_copy(account);
	session->clock_skew = NONE;
	session->figures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!session->provider) {
		reply_set(reply, REPLY_SETUP, N_("This daybook knows no such service."));
		return NULL;
	}
	if (account_load(base->net, account, &session->client, &session->tokens, &error))
		return g_steal_pointer(&session);
	/* A keyring that does not open is no sign-out: nothing is lost, and the next run asks again. */
	gboolean signed_out = g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	reply_fail(reply, signed_out ? REPLY_SIGN_IN : REPLY_OFFLINE, error);
	return NULL;
}

void session_free(Session *session)
{
	if (!session)
		return;
	account_free(session->account);
	oauth_client_clear(&session->client);
	oauth_tokens_clear(&session->tokens);
	if (session->figures)
		g_hash_table_unref(session->figures);
	g_free(session);
}

/* --- waiting --- */

gboolean session_stopped(const SessionBase *base)
{
	return net_stop_is_set(base->stop) || (base->go_on && !base->go_on(base->data));
}

gboolean session_wait(const SessionBase *base, gint64 ms)
{
	gint64 until = g_get_monotonic_time() + ms * 1000;
	for (;;) {
		if (session_stopped(base))
			return FALSE;
		gint64 left = (until - g_get_monotonic_time() + 999) / 1000;
		if (left <= 0)
			return TRUE;
		struct pollfd stop = { .fd = net_stop_fd(base->stop), .events = POLLIN };
		poll(&stop, stop.fd >= 0 ? 1 : 0, (int)MIN(left, SLICE_MS));
	}
}

static gpointer read_base(gpointer unused)
{
	const char *set = g_getenv("DAYBOOK_BACKOFF_MS");
	gint64 ms = set ? g_ascii_strtoll(set, NULL, 10) : 0;
	(void)unused;
	return GINT_TO_POINTER((int)(ms > 0 && ms <= BACKOFF_BASE_MS ? ms : BACKOFF_BASE_MS));
}

gint64 session_backoff_ms(guint n)
{
	static GOnce once = G_ONCE_INIT;
	int base = GPOINTER_TO_INT(g_once(&once, read_base, NULL));
	return backoff_ms(n, base, (gint64)base * (BACKOFF_CAP_RUN_MS / BACKOFF_BASE_MS), NULL);
}

/* --- tokens --- */

/* invalid_grant and unauthorized_client are DAYBOOK_ERROR_AUTH; all else passes. */
static gboolean renew(Session *session, Reply *reply)
{
	g_autoptr(GError) error = NULL;
	const SessionBase *base = session->base;
	gint64 began = g_get_monotonic_time();
	gboolean good = oauth_refresh(base->net, base->http, &session->client, base->stop, &session->tokens, &error);
	gint64 took = g_get_monotonic_time() - began;
	session->requests++;
	session->total_us += took;
	session_count(session, "token", good, took);
	if (good) {
		session->tokens.untold++;
		good = account_store(base->net, session->account, &session->client, &session->tokens, &error);
	}
	g_log_structured(LOG_DOMAIN, good ? G_LOG_LEVEL_DEBUG : G_LOG_LEVEL_INFO, "ACCOUNT", session->account->id, "MESSAGE",
			 "token renewed: %s", good ? "yes" : "no");
	if (good) {
		session->renewed = TRUE;
		return TRUE;
	}
	if (net_stop_is_set(base->stop))
		return reply_fail(reply, REPLY_STOPPED, error);
	if (g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_AUTH)) {
		g_autofree char *words = account_signed_out_words(session->account, clock_real());
		return reply_set(reply, REPLY_SIGN_IN, words);
	}
	return reply_fail(reply, g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE) ? REPLY_SETUP : REPLY_OFFLINE, error);
}

/* --- one request --- */

static void judge_failure(const HttpResponse *response, const GError *error, Reply *reply)
{
	static const ReplyKind kinds[] = {
		[HTTP_FINE] = REPLY_SERVER,   [HTTP_NO_ROUTE] = REPLY_OFFLINE, [HTTP_TLS] = REPLY_OFFLINE,   [HTTP_TIMEOUT] = REPLY_OFFLINE,
		[HTTP_TOO_BIG] = REPLY_SERVER, [HTTP_TRUNCATED] = REPLY_SERVER, [HTTP_STOPPED] = REPLY_STOPPED, [HTTP_REFUSED] = REPLY_OFFLINE,
	};
	reply_fail(reply, kinds[response->failure], error);
}

static void note_clock(Session *session, const HttpResponse *response)
{
	if (response->date)
		session->clock_skew = response->date - clock_real();
}

/* started: the request is under way. */
static void send_once(Session *session, const char *what, const HttpRequest *request, gboolean started, HttpResponse *response, Reply *reply)
{
	g_autoptr(GError) error = NULL;
	const SessionBase *base = session->base;
	HttpRequest own = *request;
	own.bearer = session->tokens.access_token;
	reply_clear(reply);
	gboolean answered = started ? base->net->http_finish(base->http, base->stop, &error)
				    : base->net->http_do(base->http, &own, response, base->stop, &error);
	session->requests++;
	session->total_us += response->took_us;
	if (answered) {
		note_clock(session, response);
		session->provider->judge(response, reply);
	} else {
		judge_failure(response, error, reply);
	}
	g_log_structured(LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "ACCOUNT", session->account->id, "MESSAGE", "%s: status %d, %u bytes in, %.0f ms",
			 what, response->status, response->body ? (guint)response->body->len : 0, (double)response->took_us / 1000.0);
}

/* How long to wait before the next try, in milliseconds; -1: not in this run. */
static gint64 wait_before_next(const Reply *reply, guint tries)
{
	if ((reply->kind != REPLY_RATE && reply->kind != REPLY_SERVER) || tries >= SESSION_TRIES)
		return -1;
	if (reply->retry_after >= 0)
		return reply->retry_after <= SESSION_PATIENCE ? reply->retry_after * 1000 : -1;
	return session_backoff_ms(tries - 1);
}

static gboolean refuse_new(Reply *reply)
{
	return reply_set(reply, REPLY_SERVER, N_("The server does not accept a sign-in that is new."));
}

/* After a 401: once with a new token. A 401 with that one is the server's fault. */
static gboolean may_renew(Session *session, Reply *reply)
{
	return session->renewed ? refuse_new(reply) : renew(session, reply);
}

gboolean session_start(Session *session, const HttpRequest *request, HttpResponse *response)
{
	HttpRequest own = *request;
	own.bearer = session->tokens.access_token;
	*response = (HttpResponse){ 0 };
	/* whatever stands against it is session_finish's to tell */
	return !session_stopped(session->base) && !oauth_is_stale(&session->tokens, clock_real()) &&
	       session->base->net->http_start(session->base->http, &own, response, NULL);
}

gboolean session_finish(Session *session, const char *what, const HttpRequest *request, gboolean started, HttpResponse *response, Reply *reply)
{
	reply_clear(reply);
	for (guint tries = 1;; tries++) {
		gboolean under_way = started && tries == 1;
		if (!under_way) {
			if (session_stopped(session->base))
				return reply_set(reply, REPLY_STOPPED, NULL);
			if (oauth_is_stale(&session->tokens, clock_real()) && !renew(session, reply))
				return FALSE;
			http_response_clear(response);
		}
		send_once(session, what, request, under_way, response, reply);
		if (reply->kind == REPLY_DONE)
			return TRUE;
		if (reply->kind == REPLY_UNAUTHORIZED) {
			if (!may_renew(session, reply))
				return FALSE;
			continue;
		}
		gint64 ms = wait_before_next(reply, tries);
		if (ms < 0)
			return FALSE;
		if (!session_wait(session->base, ms))
			return reply_set(reply, REPLY_STOPPED, NULL);
	}
}

void session_drop(Session *session)
{
	session->base->net->http_drop(session->base->http);
}

gboolean session_do(Session *session, const char *what, const HttpRequest *request, HttpResponse *response, Reply *reply)
{
	*response = (HttpResponse){ 0 };
	return session_finish(session, what, request, FALSE, response, reply);
}

/* --- many in one --- */

/* Those with their numbers; how many. */
static guint unauthorized(const ProviderAnswer *answers, const ProviderCall *calls, guint n, ProviderCall *some, guint *numbers)
{
	guint found = 0;
	for (guint i = 0; i < n; i++)
		if (answers[i].reply.kind == REPLY_UNAUTHORIZED) {
			some[found] = calls[i];
			numbers[found++] = i;
		}
	return found;
}

/* Says of these what became of the repetition: its own answer, or why there is none. */
static void put_answers(ProviderAnswer *answers, const guint *numbers, guint n, ProviderAnswer *again, const Reply *why)
{
	for (guint i = 0; i < n; i++) {
		ProviderAnswer *answer = &answers[numbers[i]];
		if (again) {
			reply_clear(&answer->reply);
			*answer = again[i];
			again[i] = (ProviderAnswer){ 0 };
		} else {
			reply_set(&answer->reply, why->kind, why->words);
		}
		if (answer->reply.kind == REPLY_UNAUTHORIZED)
			refuse_new(&answer->reply);
	}
}

void session_repeat(Session *session, const ProviderCall *calls, guint n, ProviderAnswer *answers)
{
	g_autofree ProviderCall *some = g_new(ProviderCall, n);
	g_autofree guint *numbers = g_new(guint, n);
	g_auto(Reply) why = { .retry_after = -1 };
	guint refused = unauthorized(answers, calls, n, some, numbers);
	if (!refused)
		return;
	ProviderAnswer *again = may_renew(session, &why) ? session->provider->call(session, some, refused, &why) : NULL;
	put_answers(answers, numbers, refused, again, &why);
	provider_answers_free(again, refused);
}

ProviderAnswer *session_call(Session *session, const ProviderCall *calls, guint n, Reply *outer)
{
	ProviderAnswer *answers = session->provider->call(session, calls, n, outer);
	if (answers)
		session_repeat(session, calls, n, answers);
	return answers;
}

/* --- figures --- */

guint session_tell_renewals(Session *session)
{
	guint untold = (guint)CLAMP(session->tokens.untold, 0, G_MAXINT);
	session->tokens.untold = 0;
	if (untold)
		account_store(session->base->net, session->account, &session->client, &session->tokens, NULL);
	return untold;
}

void session_count(Session *session, const char *op, gboolean done, gint64 us)
{
	SessionFigures *figures = g_hash_table_lookup(session->figures, op);
	if (!figures) {
		figures = g_new0(SessionFigures, 1);
		g_hash_table_insert(session->figures, g_strdup(op), figures);
	}
	if (done)
		figures->done++;
	else
		figures->failed++;
	figures->us += us;
}

char *session_operations(const Session *session)
{
	cJSON *all = cJSON_CreateObject();
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(session->figures), (GCompareFunc)strcmp);
	for (const GList *name = names; name; name = name->next) {
		const SessionFigures *figures = g_hash_table_lookup(session->figures, name->data);
		cJSON *one = cJSON_AddObjectToObject(all, name->data);
		cJSON_AddNumberToObject(one, "done", figures->done);
		cJSON_AddNumberToObject(one, "failed", figures->failed);
		cJSON_AddNumberToObject(one, "ms", (double)(figures->us / 1000));
	}
	char *text = cJSON_PrintUnformatted(all), *copy = g_strdup(text);
	cJSON_free(text);
	cJSON_Delete(all);
	return copy;
}
