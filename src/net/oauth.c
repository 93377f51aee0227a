/* net/oauth.c - the addresses and forms of OAuth 2.0, and what a server's answers mean. */
#include "net/oauth_p.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "net/url.h"
#include <cjson/cJSON.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define ANSWER_BYTES (256 * 1024)
#define ANSWER_S 30
#define STALE_S 60
#define LIFE_S 3600                       /* of an access token, where the server does not say */
#define LIFE_MAX_S (10 * 365 * 24 * 3600) /* of any token */
#define SAID_COLUMNS 200

static void wipe(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	g_clear_pointer(text, g_free);
}

void oauth_client_clear(OAuthClient *client)
{
	wipe(&client->client_secret);
	g_free(client->auth_url);
	g_free(client->token_url);
	g_free(client->revoke_url);
	g_free(client->client_id);
	g_free(client->scope);
	g_free(client->login_hint);
	*client = (OAuthClient){ 0 };
}

void oauth_tokens_clear(OAuthTokens *tokens)
{
	wipe(&tokens->access_token);
	wipe(&tokens->refresh_token);
	g_free(tokens->scope);
	g_free(tokens->email);
	*tokens = (OAuthTokens){ 0 };
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OAuthTokens, oauth_tokens_clear)

static void json_free(cJSON *json)
{
	cJSON_Delete(json);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cJSON, json_free)

/* --- a flow --- */

/* RFC 4648 5, without padding. */
static char *base64url(const guchar *bytes, gsize length)
{
	char *text = g_base64_encode(bytes, length);
	g_strdelimit(text, "+", '-');
	g_strdelimit(text, "/", '_');
	text[strcspn(text, "=")] = 0;
	return text;
}

/* 256 bits, 43 characters: the least that RFC 7636 allows a verifier, and all that SHA-256 can tell apart. */
static char *random_text(GError **error)
{
	guchar bytes[32];
	if (getrandom(bytes, sizeof bytes, 0) != (gssize)sizeof bytes) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED,
			     _("This machine gives no random numbers to sign in with."));
		return NULL;
	}
	return base64url(bytes, sizeof bytes);
}

static char *challenge_of(const char *verifier)
{
	guint8 digest[32];
	gsize length = sizeof digest;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)verifier, (gssize)strlen(verifier));
	g_checksum_get_digest(sum, digest, &length);
	return base64url(digest, length);
}

static char *address_of(const OAuthFlow *flow)
{
	const OAuthClient *client = &flow->client;
	g_autofree char *challenge = challenge_of(flow->verifier);
	g_autofree char *fields =
		url_fields("client_id", client->client_id, "redirect_uri", flow->redirect, "response_type",
			   "code", "scope", client->scope, "state", flow->state, "code_challenge", challenge,
			   "code_challenge_method", "S256", "access_type", "offline", "prompt", "consent",
			   "login_hint", client->login_hint, NULL);
	return g_strconcat(client->auth_url, strchr(client->auth_url, '?') ? "&" : "?", fields, NULL);
}

static OAuthClient copy_of(const OAuthClient *client)
{
	return (OAuthClient){ g_strdup(client->auth_url),      g_strdup(client->token_url),
			      g_strdup(client->revoke_url),    g_strdup(client->client_id),
			      g_strdup(client->client_secret), g_strdup(client->scope),
			      g_strdup(client->login_hint) };
}

OAuthFlow *oauth_flow_new(const OAuthClient *client, GError **error)
{
	if (!url_may_be_used(client->auth_url)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("The address to sign in at must begin with https:// (http:// only on this "
			       "machine)."));
		return NULL;
	}
	g_autoptr(OAuthFlow) flow = g_new0(OAuthFlow, 1);
	guint16 port = 0;
	flow->client = copy_of(client);
	flow->pasted = g_string_new(NULL);
	flow->listener = oauth_listen(&port, error);
	if (flow->listener < 0)
		return NULL;
	flow->redirect = g_strdup_printf("http://127.0.0.1:%u" OAUTH_PATH, port);
	flow->verifier = random_text(error);
	flow->state = flow->verifier ? random_text(error) : NULL;
	if (!flow->state)
		return NULL;
	flow->url = address_of(flow);
	return g_steal_pointer(&flow);
}

void oauth_flow_free(OAuthFlow *flow)
{
	if (!flow)
		return;
	if (flow->listener >= 0)
		close(flow->listener);
	oauth_client_clear(&flow->client);
	wipe(&flow->verifier);
	g_string_free(flow->pasted, TRUE);
	g_free(flow->redirect);
	g_free(flow->state);
	g_free(flow->url);
	g_free(flow);
}

const char *oauth_flow_url(const OAuthFlow *flow)
{
	return flow->url;
}

/* --- what a server says --- */

/* Strict where cJSON is not: one object, and nothing behind it. */
static cJSON *read_json(const GString *body)
{
	const char *end = NULL;
	if (memchr(body->str, 0, body->len))
		return NULL;
	cJSON *json = cJSON_ParseWithLengthOpts(body->str, body->len + 1, &end, TRUE);
	if (json && cJSON_IsObject(json))
		return json;
	cJSON_Delete(json);
	return NULL;
}

static const char *text_in(const cJSON *json, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, name));
	return text && *text && g_utf8_validate(text, -1, NULL) ? text : NULL;
}

/* A number of seconds, also where it was sent as text; -1 when there is none. */
static gint64 seconds_in(const cJSON *json, const char *name)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, name);
	double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
	if (cJSON_IsString(item))
		value = g_ascii_strtod(item->valuestring, NULL);
	return value > 0 ? (gint64)MIN(value, (double)LIFE_MAX_S) : -1;
}

/* The server's own words about an error: its name, and its sentence unless that repeats what was sent (a code, a token). */
static char *said_by(const cJSON *json, const char *form)
{
	const char *name = text_in(json, "error"), *sentence = text_in(json, "error_description");
	g_autofree char *escaped = sentence ? url_escape(sentence) : NULL;
	gboolean repeats = FALSE;
	g_auto(GStrv) fields = g_strsplit(form, "&", -1);
	for (char **field = fields; sentence && *field; field++) {
		const char *value = strchr(*field, '=');
		repeats = repeats || (value && strlen(value) > 12 && strstr(escaped, value + 1));
	}
	g_autofree char *whole =
		sentence && !repeats ? g_strdup_printf("%s: %s", name, sentence) : g_strdup(name);
	g_autofree char *clean = text_clean(whole);
	return text_cut(clean, SAID_COLUMNS);
}

static gboolean unreadable(const char *url, int status, GError **error)
{
	g_autofree char *origin = url_origin(url);
	g_autofree char *number = g_strdup_printf("%d", status);
	return daybook_fail_said(
		error, DAYBOOK_ERROR_NETWORK,
		N_("%s answered the sign-in with something that cannot be read (status %d). Try again later."),
		origin ? origin : "", number, NULL);
}

/* An answer that is not 2xx. Only invalid_grant and unauthorized_client sign an account out; whatever else may pass must not. */
static gboolean refused(const char *url, int status, const cJSON *json, const char *form, GError **error)
{
	static const char *const sign_in_again[] = { "invalid_grant", "unauthorized_client", NULL };
	static const char *const wrong_client[] = { "invalid_client",         "deleted_client",
						    "disabled_client",        "invalid_request",
						    "invalid_scope",          "redirect_uri_mismatch",
						    "unsupported_grant_type", NULL };
	const char *name = json ? text_in(json, "error") : NULL;
	if (!name || status < 400 || status >= 500 || status == 429)
		return unreadable(url, status, error);
	g_autofree char *said = said_by(json, form);
	if (g_strv_contains(sign_in_again, name))
		return daybook_fail_said(error, DAYBOOK_ERROR_AUTH,
				    N_("The server does not take this sign-in (%s). Sign in again."), said, NULL);
	if (g_strv_contains(wrong_client, name))
		return daybook_fail_said(error, DAYBOOK_ERROR_USAGE,
				    N_("The server does not accept daybook's client (%s). Look at the client "
				      "id and the client "
				      "secret: both must be those of one client of the kind “Desktop app”."),
				    said, NULL);
	return daybook_fail_said(error, DAYBOOK_ERROR_NETWORK,
			    N_("The server refused the sign-in (%s). Try again later."), said, NULL);
}

/* Posts a form. The object answered, or NULL with an error; an empty 2xx answer is an empty object. */
static cJSON *post_form(const NetApi *net, Http *http, const char *url, const char *form, NetStop *stop,
			GError **error)
{
	g_auto(HttpResponse) response = { 0 };
	const HttpRequest request = { .method = "POST",
				      .url = url,
				      .content_type = "application/x-www-form-urlencoded",
				      .body = form,
				      .length = strlen(form),
				      .max_bytes = ANSWER_BYTES,
				      .timeout_s = ANSWER_S };
	if (!net->http_do(http, &request, &response, stop, error))
		return NULL;
	g_autoptr(cJSON) json = read_json(response.body);
	gboolean fine = response.status >= 200 && response.status < 300;
	if (fine && !response.body->len)
		json = cJSON_CreateObject();
	explicit_bzero(response.body->str, response.body->len);
	if (!fine)
		refused(url, response.status, json, form, error);
	else if (!json)
		unreadable(url, response.status, error);
	else
		return g_steal_pointer(&json);
	return NULL;
}

/* --- tokens --- */

/* The claim "email" of an ID token. It came over TLS from the server that made it, so its signature need not be looked at (OpenID
 * Connect Core 3.1.3.7, 6). NULL when there is none. */
static char *email_of(const char *id_token)
{
	const char *from = id_token ? strchr(id_token, '.') : NULL;
	if (!from)
		return NULL;
	g_autofree char *part = g_strndup(from + 1, strcspn(from + 1, "."));
	g_strdelimit(part, "-", '+');
	g_strdelimit(part, "_", '/');
	g_autofree char *padded = g_strconcat(part, &"==="[(strlen(part) + 3) % 4], NULL);
	gsize length = 0;
	g_autofree guchar *bytes = g_base64_decode(padded, &length);
	g_autoptr(GString) payload = g_string_new_len((const char *)bytes, (gssize)length);
	g_autoptr(cJSON) json = read_json(payload);
	const char *email = json ? text_in(json, "email") : NULL;
	return email ? text_clean(email) : NULL;
}

/* Google answers "email" and "profile" with the long names that they stand for. */
static gboolean is_same_scope(const char *asked, const char *given)
{
	static const char *const prefix = "https://www.googleapis.com/auth/userinfo.";
	if (strcmp(asked, given) == 0)
		return TRUE;
	return (strcmp(asked, "email") == 0 || strcmp(asked, "profile") == 0) &&
	       g_str_has_prefix(given, prefix) && strcmp(given + strlen(prefix), asked) == 0;
}

static gboolean is_given(const char *asked, char **given)
{
	for (; *given; given++)
		if (is_same_scope(asked, *given))
			return TRUE;
	return FALSE;
}

/* A person may untick what was asked for. No scope in the answer means all of it (RFC 6749 5.1). */
static gboolean check_scope(const char *asked, const char *given, GError **error)
{
	if (!given)
		return TRUE;
	g_auto(GStrv) wanted = g_strsplit(asked, " ", -1);
	g_auto(GStrv) got = g_strsplit(given, " ", -1);
	g_autoptr(GString) missing = g_string_new(NULL);
	for (char **each = wanted; *each; each++)
		if (**each && !is_given(*each, got)) {
			const char *slash = strrchr(*each, '/');
			g_string_append_printf(missing, "%s%s", missing->len ? ", " : "",
					       slash ? slash + 1 : *each);
		}
	if (!missing->len)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_AUTH,
			    _("Not everything that daybook needs was allowed (missing: %s). Sign in again "
			      "and leave every box "
			      "ticked."),
			    missing->str);
}

/* What every answer with tokens has. */
static gboolean read_tokens(const char *url, const cJSON *json, OAuthTokens *tokens, GError **error)
{
	gint64 now = clock_real(), life = seconds_in(json, "expires_in"),
	       refresh_life = seconds_in(json, "refresh_token_expires_in");
	tokens->access_token = g_strdup(text_in(json, "access_token"));
	tokens->refresh_token = g_strdup(text_in(json, "refresh_token"));
	tokens->scope = g_strdup(text_in(json, "scope"));
	tokens->email = email_of(text_in(json, "id_token"));
	tokens->expires = now + (life > 0 ? life : LIFE_S);
	tokens->refresh_expires = refresh_life > 0 ? now + refresh_life : 0;
	return tokens->access_token ? TRUE : unreadable(url, 200, error);
}

/* A client without a secret sends none; Google's desktop clients have one, and must send it even with PKCE. */
static const char *secret_of(const OAuthClient *client)
{
	return client->client_secret && *client->client_secret ? client->client_secret : NULL;
}

gboolean oauth_exchange(const NetApi *net, Http *http, OAuthFlow *flow, const char *code, NetStop *stop,
			OAuthTokens *tokens, GError **error)
{
	const OAuthClient *client = &flow->client;
	g_auto(OAuthTokens) got = { 0 };
	char *form = url_fields("grant_type", "authorization_code", "code", code, "client_id",
				client->client_id, "client_secret", secret_of(client), "redirect_uri",
				flow->redirect, "code_verifier", flow->verifier, NULL);
	g_autoptr(cJSON) json = post_form(net, http, client->token_url, form, stop, error);
	wipe(&form);
	if (!json || !read_tokens(client->token_url, json, &got, error) ||
	    !check_scope(client->scope, got.scope, error))
		return FALSE;
	if (!got.refresh_token)
		return daybook_fail(error, DAYBOOK_ERROR_AUTH,
				    _("The server gave a sign-in that ends within the hour (no refresh "
				      "token). Take daybook's access "
				      "away in the account's settings there and sign in again."));
	if (!got.scope)
		got.scope = g_strdup(client->scope);
	*tokens = got;
	got = (OAuthTokens){ 0 };
	return TRUE;
}

/* Text that a new answer brought replaces the old one. */
static void replace(char **old, char **new)
{
	if (!*new)
		return;
	wipe(old);
	*old = g_steal_pointer(new);
}

gboolean oauth_refresh(const NetApi *net, Http *http, const OAuthClient *client, NetStop *stop,
		       OAuthTokens *tokens, GError **error)
{
	g_auto(OAuthTokens) got = { 0 };
	if (!tokens->refresh_token || !*tokens->refresh_token)
		return daybook_fail(error, DAYBOOK_ERROR_AUTH,
				    _("Nobody is signed in to this account. Sign in again."));
	char *form = url_fields("grant_type", "refresh_token", "refresh_token", tokens->refresh_token,
				"client_id", client->client_id, "client_secret", secret_of(client), NULL);
	g_autoptr(cJSON) json = post_form(net, http, client->token_url, form, stop, error);
	wipe(&form);
	if (!json || !read_tokens(client->token_url, json, &got, error))
		return FALSE;
	if (got.refresh_token ||
	    got.refresh_expires) /* what is said of the old one holds as long as that does */
		tokens->refresh_expires = got.refresh_expires;
	tokens->expires = got.expires;
	replace(&tokens->access_token, &got.access_token);
	replace(&tokens->refresh_token, &got.refresh_token);
	replace(&tokens->scope, &got.scope);
	return TRUE;
}

gboolean oauth_revoke(const NetApi *net, Http *http, const OAuthClient *client, NetStop *stop,
		      const OAuthTokens *tokens, GError **error)
{
	const char *token = tokens->refresh_token ? tokens->refresh_token : tokens->access_token;
	if (!token)
		return TRUE;
	char *form =
		url_fields("token", token, NULL); /* with the refresh token all of its access tokens go */
	const HttpRequest request = { .method = "POST",
				      .url = client->revoke_url,
				      .content_type = "application/x-www-form-urlencoded",
				      .body = form,
				      .length = strlen(form),
				      .max_bytes = ANSWER_BYTES,
				      .timeout_s = ANSWER_S };
	g_auto(HttpResponse) response = { 0 };
	gboolean answered = net->http_do(http, &request, &response, stop, error);
	wipe(&form);
	if (!answered)
		return FALSE;
	/* RFC 7009 2.2: a token that is not known is as good as revoked; Google says 400 invalid_token. */
	if (response.status >= 200 && response.status < 300)
		return TRUE;
	g_autoptr(cJSON) json = read_json(response.body);
	if (response.status == 400 && json && g_strcmp0(text_in(json, "error"), "invalid_token") == 0)
		return TRUE;
	return unreadable(client->revoke_url, response.status, error);
}

gboolean oauth_is_stale(const OAuthTokens *tokens, gint64 now)
{
	return !tokens->access_token || now >= tokens->expires - STALE_S;
}
