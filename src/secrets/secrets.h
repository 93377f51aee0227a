/* secrets/secrets.h - where an account's tokens lie: the keyring, or, only when a person said so, a 0600 file of one's own.
 *
 * What is kept is one JSON text an account: {"client_secret","refresh_token","access_token","expires","refresh_expires","scope"}. Never in the
 * database, the log, an environment variable or a command line.
 * Errors: AUTH for a keyring that cannot be used (says why and what to do), FAILED for a file. */
#pragma once
#include "net/net.h"

typedef enum { SECRETS_KEYRING, SECRETS_FILE } SecretsPlace;

/** label: what a keyring program shows a person. Written whole or not at all; the new one replaces the old. */
gboolean secrets_store(const NetApi *net, SecretsPlace place, const char *account, const char *label,
		       const char *text, GError **error);
/** NULL without error when there is none. The caller frees (secrets_wipe). A file that others can read is refused. */
char *secrets_load(const NetApi *net, SecretsPlace place, const char *account, GError **error);
gboolean secrets_clear(const NetApi *net, SecretsPlace place, const char *account, GError **error);
/** Overwrites and frees; NULL is fine. */
void secrets_wipe(char *text);
/** $XDG_DATA_HOME/daybook/accounts/ID.json */
char *secrets_file(const char *account);
