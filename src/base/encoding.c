/* base/encoding.c - UTF-8, or else Windows-1252 */
#include "base/encoding.h"

#include <string.h>

/* Between 0x80 and 0x9f; above, a byte is its own code point. 0: none. */
static const guint16 windows_1252[32] = { 0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
					  0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
					  0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
					  0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };

/* Most text is: eight bytes at a time. */
static gboolean is_ascii(const char *text, gsize length)
{
	guint64 word, high = 0;
	for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
		memcpy(&word, text, sizeof word);
		high |= word;
	}
	for (; length; text++, length--)
		high |= (guchar)*text;
	return !(high & G_GUINT64_CONSTANT(0x8080808080808080));
}

void encoding_append(GString *out, const char *bytes, gsize length)
{
	if (is_ascii(bytes, length) || g_utf8_validate_len(bytes, length, NULL)) {
		g_string_append_len(out, bytes, (gssize)length);
		return;
	}
	for (gsize i = 0; i < length; i++) {
		guchar byte = (guchar)bytes[i];
		gunichar c = byte < 0x80 || byte > 0x9f ? byte : windows_1252[byte - 0x80];
		g_string_append_unichar(out, c ? c : 0xfffd);
	}
}
