/* sync/account.c - an account's secrets */
#include "sync/account.h"

#include "base/error.h"
#include "base/i18n.h"
#include "sync/json.h"
#include <string.h>

/* A project whose consent screen is in "Testing" gives refresh tokens that die after this. */
#define TESTING_SECONDS (7 * 86400)
/* A sign-out this close to it is one of those. */
#define TESTING_SLACK (12 * 3600)

static SecretsPlace place_of(const Account *account)
{
	return strcmp(account->store, "file") == 0 ? SECRETS_FILE : SECRETS_KEYRING;
}

static gboolean read_secrets(const char *text, OAuthClient *client, OAuthTokens *tokens)
{
	const char *secret = "", *refresh = "", *access = "", *scope = "";
	gint64 expires = 0, refresh_expires = 0, untold = 0;
	cJSON *root = json_object(text, strlen(text));
	gboolean good = root && json_text(root, "client_secret", FALSE, &secret) && json_text(root, "refresh_token", FALSE, &refresh) &&
			json_text(root, "access_token", FALSE, &access) && json_text(root, "scope", FALSE, &scope) &&
			json_whole(root, "expires", &expires) && json_whole(root, "refresh_expires", &refresh_expires) &&
			json_whole(root, "untold", &untold);
	if (good) {
		client->client_secret = g_strdup(secret);
		*tokens = (OAuthTokens){ .access_token = g_strdup(access),
					 .refresh_token = g_strdup(refresh),
					 .scope = g_strdup(scope),
					 .expires = expires,
					 .refresh_expires = refresh_expires,
					 .untold = untold };
	}
	cJSON_Delete(root);
	return good;
}

static gboolean load(const NetApi *net, const Account *account, OAuthClient *client, OAuthTokens *tokens, GError **error)
{
	*client = (OAuthClient){ .auth_url = g_strdup(account->auth_url),
				 .token_url = g_strdup(account->token_url),
				 .revoke_url = g_strdup(account->revoke_url),
				 .client_id = g_strdup(account->client_id),
				 .scope = g_strdup(account->scope),
				 .login_hint = *account->email ? g_strdup(account->email) : NULL };
	*tokens = (OAuthTokens){ 0 };
	GError *failed = NULL;
	char *text = secrets_load(net, place_of(account), account->id, &failed);
	gboolean good = text ? read_secrets(text, client, tokens) : !failed;
	secrets_wipe(text);
	if (failed)
		g_propagate_error(error, failed);
	else if (!good)
		daybook_fail_said(error, DAYBOOK_ERROR_NOT_FOUND, N_("What is stored of the sign-in of “%s” cannot be read. Sign in again."),
				  account->label, NULL);
	return good;
}

gboolean account_load(const NetApi *net, const Account *account, OAuthClient *client, OAuthTokens *tokens, GError **error)
{
	gboolean good = load(net, account, client, tokens, error);
	if (good && tokens->refresh_token && *tokens->refresh_token)
		return TRUE;
	if (good)
		daybook_fail_said(error, DAYBOOK_ERROR_NOT_FOUND, N_("“%s” is not signed in yet."), account->label, NULL);
	oauth_client_clear(client);
	oauth_tokens_clear(tokens);
	return FALSE;
}

gboolean account_load_client(const NetApi *net, const Account *account, OAuthClient *client, GError **error)
{
	OAuthTokens tokens;
	gboolean good = load(net, account, client, &tokens, error);
	oauth_tokens_clear(&tokens);
	if (!good)
		oauth_client_clear(client);
	return good;
}

gboolean account_store(const NetApi *net, const Account *account, const OAuthClient *client, const OAuthTokens *tokens, GError **error)
{
	cJSON *root = cJSON_CreateObject();
	cJSON_AddStringToObject(root, "client_secret", client->client_secret ? client->client_secret : "");
	if (tokens) {
		cJSON_AddStringToObject(root, "refresh_token", tokens->refresh_token ? tokens->refresh_token : "");
		cJSON_AddStringToObject(root, "access_token", tokens->access_token ? tokens->access_token : "");
		cJSON_AddNumberToObject(root, "expires", (double)tokens->expires);
		cJSON_AddNumberToObject(root, "refresh_expires", (double)tokens->refresh_expires);
		cJSON_AddStringToObject(root, "scope", tokens->scope ? tokens->scope : "");
		cJSON_AddNumberToObject(root, "untold", (double)tokens->untold);
	}
	char *text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	g_autofree char *label = g_strdup_printf(_("daybook: %s"), account->label);
	gboolean good = secrets_store(net, place_of(account), account->id, label, text, error);
	memset(text, 0, strlen(text));
	cJSON_free(text);
	return good;
}

gboolean account_forget(const NetApi *net, const Account *account, GError **error)
{
	return secrets_clear(net, place_of(account), account->id, error);
}

gboolean account_is_testing(const Account *account, gint64 now)
{
	if (account->refresh_expires)
		return account->refresh_expires - account->signed_in <= TESTING_SECONDS + TESTING_SLACK;
	gint64 since = now - account->signed_in;
	return strcmp(account->state, "needs_sign_in") == 0 && account->signed_in && since >= TESTING_SECONDS - TESTING_SLACK &&
	       since <= TESTING_SECONDS + TESTING_SLACK;
}

char *account_signed_out_words(const Account *account, gint64 now)
{
	gint64 since = now - account->signed_in;
	gboolean seven_days = account->signed_in && since >= TESTING_SECONDS - TESTING_SLACK && since <= TESTING_SECONDS + TESTING_SLACK;
	if (seven_days || (account->refresh_expires && now >= account->refresh_expires - TESTING_SLACK))
		return g_strdup(N_("The sign-in ended after 7 days, as it does while the Google project of this client id is in “Testing”. Sign in again, "
				  "and set the project to “In production” on its consent screen to end this."));
	return g_strdup(N_("The sign-in has been withdrawn or has expired. Sign in again; nothing is lost meanwhile."));
}
