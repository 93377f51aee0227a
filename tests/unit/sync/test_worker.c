/* worker: its thread beside the front end's, against a server that answers, refuses, or never says a word. `make check-threads` runs it under
 * ThreadSanitizer; that is why all of the worker's functions are called here while its thread is at work. */
#include "base/error.h"
#include "model/sync.h"
#include "net/net.h"
#include "sync/account.h"
#include "sync/service.h"
#include "tests/unit/book/calendars.h"
#include "tests/unit/net/peer.h"
#include "tests/unit/unit.h"

#include <cjson/cJSON.h>
#include <poll.h>
#include <string.h>

/* Far more than anything here takes, on a slow machine under a sanitizer too. */
#define LIMIT_US (60 * G_USEC_PER_SEC)
/* A request that is never answered would end by itself after this. */
#define TIMEOUT_US (60 * G_USEC_PER_SEC)

typedef struct {
	gint silent, lists, inserts; /* atomic */
} Server;

static Server server;
static Peer *peer;
static Book *book;
static SyncWorker *worker;
static guint told;

/* --- the server --- */

static gboolean never(int fd)
{
	struct pollfd gone = { .fd = fd, .events = POLLIN };
	poll(&gone, 1, -1);
	return FALSE;
}

static gboolean made(int fd, const char *body)
{
	cJSON *event = cJSON_Parse(body);
	cJSON_AddStringToObject(event, "etag", "\"1\"");
	char *text = cJSON_PrintUnformatted(event);
	gboolean said = peer_reply(fd, "200 OK", "Content-Type: application/json\r\n", text);
	cJSON_free(text);
	cJSON_Delete(event);
	return said;
}

static gboolean answer(int fd, const char *request, gpointer data)
{
	(void)data;
	const char *body = strstr(request, "\r\n\r\n");
	if (strstr(request, "/ana/events?") && g_str_has_prefix(request, "GET"))
		g_atomic_int_inc(&server.lists);
	if (g_atomic_int_get(&server.silent))
		return never(fd);
	if (g_str_has_prefix(request, "POST")) {
		g_atomic_int_inc(&server.inserts);
		return made(fd, body + 4);
	}
	return peer_reply(fd, "200 OK", "Content-Type: application/json\r\n",
			  "{\"accessRole\":\"owner\",\"nextSyncToken\":\"t\",\"items\":[]}");
}

/* --- a book in step with it --- */

static void sign_in(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Account) account = store_account(book->store, CAL_ACCOUNT, &error);
	g_autofree char *url = peer_url(peer, "");
	char **const urls[] = { &account->api_url, &account->auth_url, &account->token_url, &account->revoke_url };
	for (guint i = 0; i < G_N_ELEMENTS(urls); i++)
		model_set(&account_class, account, urls[i], url);
	model_set(&account_class, account, &account->store, "file");
	model_set(&account_class, account, &account->client_id, "client");
	store_begin(book->store, &error);
	store_account_put(book->store, account, &error);
	store_commit(book->store, &error);
	OAuthClient client = { .client_secret = (char *)"secret" };
	OAuthTokens tokens = { .access_token = (char *)"a", .refresh_token = (char *)"r", .scope = (char *)"", .expires = G_MAXINT32 };
	const NetApi *net = net_open(&error);
	T_TRUE("signed in", net && account_store(net, account, &client, &tokens, &error));
	T_NO_ERROR("account", error);
}

static void on_told(gpointer unused)
{
	(void)unused;
	told++;
}

static void set_up(void)
{
	server = (Server){ 0 };
	told = 0;
	peer = peer_new(answer, NULL);
	book = cal_book();
	sign_in();
	g_autofree char *path = g_strdup(book_path(book));
	BookOptions options = { .path = path, .actor = "ana", .source = "ui", .clock = { TRUE, book_now(book) } };
	worker = sync_service()->worker_start(&options, on_told, NULL);
}

static void tear_down(void)
{
	sync_service()->worker_stop(worker);
	book_close(book);
	peer_free(peer);
}

/* --- waiting, as a front end does --- */

static gboolean on_tick(gpointer unused)
{
	(void)unused;
	return G_SOURCE_CONTINUE;
}

static gboolean wait_for(gboolean (*is)(void))
{
	gint64 until = g_get_monotonic_time() + LIMIT_US;
	guint tick = g_timeout_add(5, on_tick, NULL);
	while (!is() && g_get_monotonic_time() < until)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(tick);
	return is();
}

static gboolean runs(void)
{
	guint done, total;
	return sync_service()->worker_progress(worker, &done, &total);
}

static gboolean rests(void)
{
	return !runs();
}

static gboolean was_asked(void)
{
	return g_atomic_int_get(&server.lists) > 0;
}

static gboolean has_sent(void)
{
	gboolean changed;
	book_refresh(book, &changed, NULL);
	return g_atomic_int_get(&server.inserts) > 0 && rests();
}

static gboolean has_told(void)
{
	return told > 0;
}

static gboolean has_refused(void)
{
	g_autofree char *url = NULL, *problem = NULL;
	return !sync_service()->worker_sign_in_state(worker, &url, &problem) && problem;
}

static gboolean has_address(void)
{
	g_autofree char *url = NULL, *problem = NULL;
	return sync_service()->worker_sign_in_state(worker, &url, &problem) && url;
}

/* --- tests --- */

static void test_sends(void)
{
	const SyncService *sync = sync_service();
	g_autofree char *id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria");
	sync->worker_poke(worker);
	sync->worker_idle(worker, TRUE);
	sync->worker_now(worker);
	T_TRUE("sent", wait_for(has_sent));
	sync->worker_idle(worker, FALSE);
	T_TRUE("told", wait_for(has_told));
	g_autoptr(SyncLink) link = cal_link(book, id);
	T_STR("in step", link->status, "synced");
}

static void test_cancel(void)
{
	g_atomic_int_set(&server.silent, TRUE);
	sync_service()->worker_now(worker);
	T_TRUE("asked", wait_for(was_asked));
	T_TRUE("a run is under way", runs());
	gint64 began = g_get_monotonic_time();
	sync_service()->worker_cancel(worker);
	T_TRUE("it ends", wait_for(rests));
	T_TRUE("without the server", g_get_monotonic_time() - began < TIMEOUT_US / 2);
	g_autoptr(Account) account = store_account(book->store, CAL_ACCOUNT, NULL);
	T_STR("a person's cancelling is no fault of the server's", account->state, "ok");
}

static void test_suspend(void)
{
	g_atomic_int_set(&server.silent, TRUE);
	sync_service()->worker_now(worker);
	T_TRUE("asked", wait_for(was_asked));
	sync_service()->worker_suspend(worker, TRUE);
	T_TRUE("no run while suspended", wait_for(rests));
	g_atomic_int_set(&server.silent, FALSE);
	desk_make(book, "2026-11-24 11:00", "Cut", "Ana", "Maria");
	sync_service()->worker_suspend(worker, FALSE);
	T_TRUE("it goes on", wait_for(has_sent));
}

static void test_sign_in(void)
{
	sync_service()->worker_sign_in(worker, CAL_BORIS);
	T_TRUE("no such account", wait_for(has_refused));
	sync_service()->worker_sign_in(worker, CAL_ACCOUNT);
	sync_service()->worker_now(worker);
	T_TRUE("an address to open", wait_for(has_address));
	/* nobody opens it: worker_stop gives it up */
}

/* Whatever is under way, and however long the server is silent. */
static void test_stop(void)
{
	g_atomic_int_set(&server.silent, TRUE);
	sync_service()->worker_now(worker);
	T_TRUE("asked", wait_for(was_asked));
	sync_service()->worker_sign_in(worker, CAL_ACCOUNT);
	gint64 began = g_get_monotonic_time();
	sync_service()->worker_stop(worker);
	T_TRUE("the front end does not wait for the network", g_get_monotonic_time() - began < TIMEOUT_US / 2);
	guint before = told;
	while (g_main_context_iteration(NULL, FALSE))
		continue;
	T_INT("nobody is told any more", told, before);
	worker = NULL;
}

UNIT_SUITE("worker", set_up, tear_down, { "sends what waits", test_sends }, { "is cancelled while a server is silent", test_cancel },
	   { "is suspended and goes on", test_suspend }, { "signs in", test_sign_in }, { "stops at once", test_stop })
