/* secrets/keyring_p.h - the keyring, for the module's table (module.c). Links libsecret: nothing outside the module may call it. */
#pragma once
#include <glib.h>

gboolean keyring_store(const char *account, const char *label, const char *secret, GError **error);
char *keyring_load(const char *account, GError **error);
gboolean keyring_clear(const char *account, GError **error);
