/* net/oauth.h - OAuth 2.0 for installed programs: RFC 8252 (loopback redirect), RFC 7636 (PKCE, S256), RFC 6749, RFC 7009 (revocation).
 *
 * Ownership: structs own their strings. Times go by the real clock.
 * Errors: AUTH when a person must sign in again (invalid_grant, unauthorized_client; a person's access_denied, a scope left out, no refresh token);
 *         NETWORK for everything that may pass (no answer, 5xx, an answer that cannot be read); USAGE for a client that the server does not know
 *         (invalid_client, invalid_request), saying which value to look at. Messages never hold a token, a code or a secret. */
#pragma once
#include "net/net.h"

typedef struct {
	char *auth_url, *token_url, *revoke_url;
	char *client_id, *client_secret; /* secret "" when there is none */
	char *scope;                     /* space separated */
	char *login_hint;                /* e-mail, or NULL */
} OAuthClient;
void oauth_client_clear(OAuthClient *client);

typedef struct {
	char *access_token, *refresh_token, *scope;
	char *email;            /* from id_token, NULL */
	gint64 expires;         /* instant; of the access token */
	gint64 refresh_expires; /* instant; 0: not limited (Google's testing status limits it to 7 days) */
	gint64 untold;          /* how often it was renewed since any run's figures told of that; kept here, left alone */
} OAuthTokens;
void oauth_tokens_clear(OAuthTokens *tokens);

/* One sign-in under way: a listener on 127.0.0.1 with a port of the kernel's choice, a verifier and a state. */
typedef struct OAuthFlow OAuthFlow;
OAuthFlow *oauth_flow_new(const OAuthClient *client, GError **error);
void oauth_flow_free(OAuthFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OAuthFlow, oauth_flow_free)
/** The address to open in a browser. Borrowed. */
const char *oauth_flow_url(const OAuthFlow *flow);
/** Waits for the redirect, or for a line on paste_fd (-1: none) holding the redirected address; the end of paste_fd is no answer. What is not
 *  ours (a wrong state, favicon, a scanner) is answered 4xx or passed over and the wait goes on. The browser gets a small page in the person's language.
 *  Errors besides: USAGE for a pasted line that is not that address, FAILED when stopped; after either it may be called again. */
gboolean oauth_flow_wait(OAuthFlow *flow, int paste_fd, NetStop *stop, char **code, GError **error);
/** The code for tokens; checks that a refresh token and every scope asked for came. */
gboolean oauth_exchange(const NetApi *net, Http *http, OAuthFlow *flow, const char *code, NetStop *stop,
			OAuthTokens *tokens, GError **error);

/** A new access token; a new refresh token in the answer replaces the old one, else the old one stays. tokens is changed whole or not at all. */
gboolean oauth_refresh(const NetApi *net, Http *http, const OAuthClient *client, NetStop *stop,
		       OAuthTokens *tokens, GError **error);
gboolean oauth_revoke(const NetApi *net, Http *http, const OAuthClient *client, NetStop *stop,
		      const OAuthTokens *tokens, GError **error);
/** Should it be renewed now (60 s before its end)? */
gboolean oauth_is_stale(const OAuthTokens *tokens, gint64 now);
