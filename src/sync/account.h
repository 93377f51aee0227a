/* sync/account.h - an account's secrets: where they lie, and in which words a lost sign-in is told. */
#pragma once
#include "model/sync.h"
#include "net/oauth.h"
#include "secrets/secrets.h"

/** client and tokens as stored, with the account's addresses. Errors: NOT_FOUND when there is no sign-in, AUTH or FAILED for a place that cannot
 *  be read. */
gboolean account_load(const NetApi *net, const Account *account, OAuthClient *client, OAuthTokens *tokens, GError **error);
/** The client alone: fine without a sign-in. */
gboolean account_load_client(const NetApi *net, const Account *account, OAuthClient *client, GError **error);
/** Whole or not at all. tokens NULL: only the client's secret. */
gboolean account_store(const NetApi *net, const Account *account, const OAuthClient *client, const OAuthTokens *tokens, GError **error);
gboolean account_forget(const NetApi *net, const Account *account, GError **error);

/** Why a person must sign in again: recognises the seven days of an unpublished project. */
char *account_signed_out_words(const Account *account, gint64 now);
/** Does this account lose its sign-in every seven days? */
gboolean account_is_testing(const Account *account, gint64 now);
