/* sync/sign_in.c - accounts: made, signed in, forgotten */
#include "sync/service_p.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "net/url.h"
#include "sync/account.h"
#include "sync/limit.h"
#include <string.h>

#define CLIENT_FILE_MOST (64 << 10)

/* --- adding --- */

static gboolean read_client_file(const Provider *provider, const char *file, char **id, char **secret, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) failed = NULL;
	gsize length = 0;
	if (!g_file_get_contents(file, &text, &length, &failed))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, "%s", failed->message);
	if (length > CLIENT_FILE_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is too long to be a client file."), file);
	return provider->read_client(text, id, secret, error);
}

static gboolean check_addresses(const Account *account, GError **error)
{
	const char *const urls[] = { account->api_url, account->auth_url, account->token_url, account->revoke_url };
	for (guint i = 0; i < G_N_ELEMENTS(urls); i++)
		if (!url_may_be_used(urls[i]))
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("“%s” cannot be used: an address begins with https://; without TLS only this machine is spoken to."), urls[i]);
	return TRUE;
}

/* A label that somebody else has is noticed before a secret is stored under a new id. */
static gboolean check_label(Book *book, const Account *account, GError **error)
{
	g_autoptr(GPtrArray) all = book_sync_accounts(book, error);
	for (guint i = 0; all && i < all->len; i++)
		if (strcmp(((const Account *)all->pdata[i])->label, account->label) == 0)
			return daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("There is an account “%s” already."), account->label);
	return all != NULL;
}

gboolean service_account_add(Book *book, Account *account, const char *client_secret, const char *client_file, GError **error)
{
	const Provider *provider = provider_of(account->kind);
	g_autofree char *id = NULL, *secret = NULL, *new_id = id_new();
	if (!provider)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("daybook does not know “%s”; it knows google."), account->kind);
	if (client_file && !read_client_file(provider, client_file, &id, &secret, error))
		return FALSE;
	if (id)
		model_set(&account_class, account, &account->client_id, id);
	if (!*account->client_id)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A client id is needed: give --client-id and --client-secret, or --client-file with the file that Google gave you."));
	provider->defaults(account);
	if (!check_addresses(account, error) || !check_label(book, account, error))
		return FALSE;
	if (!*account->store)
		model_set(&account_class, account, &account->store, "keyring");
	model_set(&account_class, account, &account->id, new_id);
	model_set(&account_class, account, &account->state, "needs_sign_in");
	model_set(&account_class, account, &account->state_text, N_("Not signed in yet."));
	account->created = clock_real();
	const NetApi *net = net_open(error);
	OAuthClient client = { .client_secret = client_secret ? (char *)client_secret : secret };
	if (!net || !account_store(net, account, &client, NULL, error))
		return FALSE;
	if (book_sync_account_save(book, account, error))
		return TRUE;
	account_forget(net, account, NULL);
	return FALSE;
}

/* --- removing --- */

static gboolean revoke_tokens(const Account *account, GError **error)
{
	g_autoptr(Engine) engine = engine_new(NULL, error);
	OAuthClient client = { 0 };
	OAuthTokens tokens = { 0 };
	g_autoptr(GError) none = NULL;
	if (!engine)
		return FALSE;
	const SessionBase *base = engine_base(engine);
	/* never signed in: nothing to revoke */
	if (!account_load(base->net, account, &client, &tokens, &none))
		return TRUE;
	gboolean good = oauth_revoke(base->net, base->http, &client, NULL, &tokens, error);
	oauth_client_clear(&client);
	oauth_tokens_clear(&tokens);
	return good;
}

gboolean service_account_remove(Book *book, const char *id, char **remark, GError **error)
{
	g_autoptr(Account) account = book_sync_account(book, id, error);
	g_autoptr(Lock) lock = account ? lock_take(book_path(book), SERVICE_WAIT_MS, -1, error) : NULL;
	g_autoptr(GError) unreached = NULL, kept = NULL;
	if (remark)
		*remark = NULL;
	if (!lock)
		return FALSE;
	revoke_tokens(account, &unreached);
	if (!book_sync_account_remove(book, account->id, error))
		return FALSE;
	const NetApi *net = net_open(NULL);
	if (net)
		account_forget(net, account, &kept);
	if (remark && kept)
		*remark = g_strdup_printf(_("Its sign-in could not be taken out of where it is stored: %s"), kept->message);
	else if (remark && unreached)
		*remark = g_strdup_printf(_("The server could not be told (%s). Take daybook's access away in the account's own settings."),
					  unreached->message);
	return TRUE;
}

/* --- signing in --- */

static gboolean keep_tokens(const SessionBase *base, Book *book, const char *id, const OAuthClient *client, const OAuthTokens *tokens, int stop_fd,
			    GError **error)
{
	g_autoptr(Lock) lock = lock_take(book_path(book), SERVICE_WAIT_MS, stop_fd, error);
	g_autoptr(Account) account = lock ? book_sync_account(book, id, error) : NULL;
	if (!account || !account_store(base->net, account, client, tokens, error))
		return FALSE;
	model_set(&account_class, account, &account->state, "ok");
	model_set(&account_class, account, &account->state_text, "");
	if (tokens->email && *tokens->email)
		model_set(&account_class, account, &account->email, tokens->email);
	account->signed_in = clock_real();
	account->refresh_expires = tokens->refresh_expires;
	account->pause_until = account->pause_round = 0;
	return book_sync_account_save(book, account, error);
}

gboolean sign_in_with(const SessionBase *base, Book *book, const char *id, SyncOpenFunc open, gpointer data, int paste_fd, int lock_stop_fd,
		      GError **error)
{
	g_autoptr(Account) account = book_sync_account(book, id, error);
	OAuthClient client = { 0 };
	OAuthTokens tokens = { 0 };
	g_autofree char *code = NULL;
	if (!account || !account_load_client(base->net, account, &client, error))
		return FALSE;
	OAuthFlow *flow = oauth_flow_new(&client, error);
	gboolean good = flow != NULL;
	if (good) {
		open(oauth_flow_url(flow), data);
		good = oauth_flow_wait(flow, paste_fd, base->stop, &code, error) &&
		       oauth_exchange(base->net, base->http, flow, code, base->stop, &tokens, error) &&
		       keep_tokens(base, book, account->id, &client, &tokens, lock_stop_fd, error);
		oauth_flow_free(flow);
	}
	oauth_client_clear(&client);
	oauth_tokens_clear(&tokens);
	return good;
}

gboolean service_sign_in(Book *book, const char *id, SyncOpenFunc open, gpointer data, int paste_fd, int stop_fd, GError **error)
{
	g_autoptr(NetStop) stop = net_stop_new();
	g_autoptr(Engine) engine = engine_new(stop, error);
	Limit *limit = limit_new(stop, stop_fd, -1);
	gboolean good = engine && sign_in_with(engine_base(engine), book, id, open, data, paste_fd, stop_fd, error);
	limit_free(limit);
	return good;
}
