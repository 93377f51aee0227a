/* base/id.c - UUIDs as lower-case text (RFC 9562). */
#include "base/id.h"

#include <string.h>

#define UUID_BYTES 16
#define SHA1_BYTES 20

static gboolean is_dash_place(gsize at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

/* The number of leading characters that stand where a UUID has them. */
static gsize uuid_run(const char *text)
{
	gsize i = 0;
	while (i < ID_LENGTH && text[i] && (is_dash_place(i) ? text[i] == '-' : g_ascii_isxdigit(text[i])))
		i++;
	return i;
}

gboolean id_is_uuid(const char *text)
{
	return text && uuid_run(text) == ID_LENGTH && !text[ID_LENGTH];
}

gboolean id_is_prefix(const char *text)
{
	if (!text)
		return FALSE;
	gsize run = uuid_run(text);
	return run >= 6 && !text[run];
}

char *id_new(void)
{
	return g_uuid_string_random();
}

static void bytes_of(const char *uuid, guint8 out[UUID_BYTES])
{
	gsize n = 0;
	for (const char *p = uuid; *p && n < UUID_BYTES; p += 2) {
		if (*p == '-')
			p++;
		out[n++] = (guint8)(g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]));
	}
}

char *id_derive(const char *name_space, const char *name)
{
	g_return_val_if_fail(id_is_uuid(name_space) && name, NULL);
	guint8 bytes[SHA1_BYTES];
	gsize length = sizeof bytes;
	bytes_of(name_space, bytes);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	g_checksum_update(sum, bytes, UUID_BYTES);
	g_checksum_update(sum, (const guchar *)name, (gssize)strlen(name));
	g_checksum_get_digest(sum, bytes, &length);
	bytes[6] = (guint8)((bytes[6] & 0x0f) | 0x50); /* version 5 */
	bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80); /* the variant of RFC 9562 */

	GString *out = g_string_sized_new(ID_LENGTH);
	for (gsize i = 0; i < UUID_BYTES; i++)
		g_string_append_printf(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
				       bytes[i]);
	return g_string_free(out, FALSE);
}
