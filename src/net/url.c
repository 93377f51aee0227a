/* net/url.c - addresses. Strict on purpose: what libcurl might read in another way than this file is not an address at all. */
#include "net/url.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <string.h>

char *url_escape(const char *text)
{
	return g_uri_escape_string(text, NULL, FALSE); /* bytes of UTF-8 too */
}

char *url_fields(const char *name, const char *value, ...)
{
	GString *out = g_string_new(NULL);
	va_list args;
	va_start(args, value);
	while (name) {
		if (value) {
			g_autofree char *field = url_escape(name);
			g_autofree char *escaped = url_escape(value);
			g_string_append_printf(out, "%s%s=%s", out->len ? "&" : "", field, escaped);
		}
		name = va_arg(args, const char *);
		value = name ? va_arg(args, const char *) : NULL;
	}
	va_end(args);
	return g_string_free(out, FALSE);
}

/* Decoded: '+' is a blank, as in forms. A stray '%' stands for itself; NULL where a NUL or broken UTF-8 comes out. */
static char *unescape(const char *text, gsize length)
{
	GString *out = g_string_sized_new(length);
	for (gsize i = 0; i < length; i++) {
		char c = text[i];
		if (c == '%' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
		    g_ascii_isxdigit(text[i + 2])) {
			c = (char)(g_ascii_xdigit_value(text[i + 1]) << 4 |
				   g_ascii_xdigit_value(text[i + 2]));
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		g_string_append_c(out, c);
	}
	gboolean sound = g_utf8_validate_len(out->str, out->len, NULL); /* no NUL either */
	return g_string_free(out, !sound);
}

char *url_field(const char *query, const char *name)
{
	while (query && *query) {
		gsize length = strcspn(query, "&");
		const char *equals = memchr(query, '=', length);
		gsize name_length = equals ? (gsize)(equals - query) : length;
		g_autofree char *key = unescape(query, name_length);
		if (g_strcmp0(key, name) == 0)
			return equals ? unescape(equals + 1, length - name_length - 1) : g_strdup("");
		query += length;
		if (*query)
			query++;
	}
	return NULL;
}

/* --- what may be used --- */

typedef struct {
	gboolean tls;
	char *host; /* lower case, without brackets */
	gboolean v6;
	guint port;
} Parts;

static void parts_clear(Parts *parts)
{
	g_free(parts->host);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parts, parts_clear)

static gboolean is_clean(const char *url)
{
	for (const char *p = url; *p; p++)
		if (*p <= 0x20 || *p >= 0x7F || *p == '\\' || *p == '#' || *p == '"' || *p == '<' ||
		    *p == '>')
			return FALSE;
	return TRUE;
}

/* ":443" or nothing. */
static gboolean read_port(const char *text, const char *end, guint *port)
{
	if (text == end)
		return TRUE;
	if (*text != ':' || end - text < 2 || end - text > 6)
		return FALSE;
	*port = 0;
	for (text++; text < end; text++) {
		if (!g_ascii_isdigit(*text))
			return FALSE;
		*port = *port * 10 + (guint)(*text - '0');
	}
	return *port > 0 && *port < 65536;
}

static gboolean read_host(const char *text, const char *end, Parts *parts)
{
	if (*text == '[') {
		const char *close = memchr(text, ']', (gsize)(end - text));
		struct in6_addr address;
		if (!close)
			return FALSE;
		parts->v6 = TRUE;
		parts->host = g_ascii_strdown(text + 1, close - text - 1);
		return inet_pton(AF_INET6, parts->host, &address) == 1 &&
		       read_port(close + 1, end, &parts->port);
	}
	const char *p = text;
	while (p < end && (g_ascii_isalnum(*p) || *p == '.' || *p == '-'))
		p++;
	parts->host = g_ascii_strdown(text, p - text);
	return p > text && read_port(p, end, &parts->port);
}

static gboolean read_parts(const char *url, Parts *parts)
{
	if (!url || !is_clean(url))
		return FALSE;
	gsize scheme = strcspn(url, ":");
	if (strncmp(url + scheme, "://", 3) != 0)
		return FALSE;
	if (scheme == 5 && g_ascii_strncasecmp(url, "https", 5) == 0)
		parts->tls = TRUE;
	else if (scheme != 4 || g_ascii_strncasecmp(url, "http", 4) != 0)
		return FALSE;
	parts->port = parts->tls ? 443 : 80;
	const char *host = url + scheme + 3;
	return read_host(host, host + strcspn(host, "/?"), parts); /* a user's '@' is in no host */
}

static gboolean is_loopback(const Parts *parts)
{
	struct in_addr v4;
	struct in6_addr v6;
	if (parts->v6)
		return inet_pton(AF_INET6, parts->host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
	if (inet_pton(AF_INET, parts->host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return strcmp(parts->host, "localhost") == 0;
}

gboolean url_may_be_used(const char *url)
{
	g_auto(Parts) parts = { 0 };
	return read_parts(url, &parts) && (parts.tls || is_loopback(&parts));
}

gboolean url_is_loopback(const char *url)
{
	g_auto(Parts) parts = { 0 };
	return read_parts(url, &parts) && is_loopback(&parts);
}

char *url_origin(const char *url)
{
	g_auto(Parts) parts = { 0 };
	if (!read_parts(url, &parts))
		return NULL;
	g_autofree char *port =
		parts.port == (parts.tls ? 443 : 80) ? g_strdup("") : g_strdup_printf(":%u", parts.port);
	return g_strdup_printf(parts.v6 ? "%s://[%s]%s" : "%s://%s%s", parts.tls ? "https" : "http",
			       parts.host, port);
}
