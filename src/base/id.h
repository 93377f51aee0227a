/* base/id.h - ids are UUIDs, as text, for life (RFC 9562). */
#pragma once
#include <glib.h>

#define ID_LENGTH 36

char *id_new(void);                                         /* version 4, random */
char *id_derive(const char *name_space, const char *name);  /* version 5: SHA-1 of a UUID and a name */
gboolean id_is_uuid(const char *text);
gboolean id_is_prefix(const char *text);                    /* 6 to 36 hex digits and dashes as a UUID has them */
