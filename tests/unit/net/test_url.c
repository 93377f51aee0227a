/* tests of net/url.h */
#include "net/url.h"
#include "tests/unit/unit.h"

static void test_escape(void)
{
	g_autofree char *id = url_escape("de.german#holiday@group.v.calendar.google.com");
	T_STR("a calendar's id", id, "de.german%23holiday%40group.v.calendar.google.com");
	g_autofree char *plain = url_escape("AZaz09-._~");
	T_STR("unreserved", plain, "AZaz09-._~");
	g_autofree char *other = url_escape("a b/ü+&=?%");
	T_STR("the rest", other, "a%20b%2F%C3%BC%2B%26%3D%3F%25");
}

static void test_fields(void)
{
	g_autofree char *query = url_fields("a", "1 2", "left out", NULL, "b&", "", "c", "ü", NULL);
	T_STR("query", query, "a=1%202&b%26=&c=%C3%BC");
	g_autofree char *none = url_fields(NULL, NULL, NULL);
	T_STR("no field", none, "");
	static const struct {
		const char *query, *name, *want;
	} rows[] = {
		{ "a=1&b=2", "b", "2" },
		{ "a=1&b=2", "c", NULL },
		{ "a=1&a=2", "a", "1" },
		{ "a=x+y%20z", "a", "x y z" },
		{ "a", "a", "" },
		{ "a=", "a", "" },
		{ "aa=1&a=2", "a", "2" },
		{ "a=b=c", "a", "b=c" },
		{ "a=%C3%BC", "a", "ü" },
		{ "a=%", "a", "%" },
		{ "a=%4", "a", "%4" },
		{ "a=%zz", "a", "%zz" },
		{ "a=%00", "a", NULL },
		{ "a=%ff", "a", NULL },
		{ "&&a=1&&", "a", "1" },
		{ "%61=1", "a", "1" },
		{ NULL, "a", NULL },
		{ "", "a", NULL },
		{ "a=4/0AX%2Fy&x=1", "a", "4/0AX/y" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = url_field(rows[i].query, rows[i].name);
		T_STR(rows[i].query ? rows[i].query : "NULL", got, rows[i].want);
	}
}

static void test_use(void)
{
	static const struct {
		const char *url;
		gboolean may, loopback;
		const char *origin;
	} rows[] = {
		{ "https://www.googleapis.com/calendar/v3/x?y=z", TRUE, FALSE, "https://www.googleapis.com" },
		{ "HTTPS://Example.COM:443", TRUE, FALSE, "https://example.com" },
		{ "https://example.com:8443/?secret", TRUE, FALSE, "https://example.com:8443" },
		{ "https://example.com?x", TRUE, FALSE, "https://example.com" },
		{ "http://127.0.0.1:4002/x", TRUE, TRUE, "http://127.0.0.1:4002" },
		{ "http://127.1.2.3", TRUE, TRUE, "http://127.1.2.3" },
		{ "http://localhost/x", TRUE, TRUE, "http://localhost" },
		{ "http://[::1]:80/", TRUE, TRUE, "http://[::1]" },
		{ "https://[2001:db8::1]:1/", TRUE, FALSE, "https://[2001:db8::1]:1" },
		{ "http://example.com/", FALSE, FALSE, "http://example.com" },
		{ "http://128.0.0.1/", FALSE, FALSE, "http://128.0.0.1" },
		{ "http://127.0.0.1.example.com/", FALSE, FALSE, "http://127.0.0.1.example.com" },
		{ "http://localhost.example.com/", FALSE, FALSE, "http://localhost.example.com" },
		{ "http://[::2]/", FALSE, FALSE, "http://[::2]" },
		{ "http://127.1/", FALSE, FALSE, "http://127.1" },
		{ "http://0x7f.0.0.1/", FALSE, FALSE, "http://0x7f.0.0.1" },
		/* no addresses at all */
		{ "http://127.0.0.1@example.com/", FALSE, FALSE, NULL },
		{ "https://user:password@example.com/", FALSE, FALSE, NULL },
		{ "http://127.0.0.1\\@example.com/", FALSE, FALSE, NULL },
		{ "https://example.com/#here", FALSE, FALSE, NULL },
		{ "http://127.0.0.1#.example.com/", FALSE, FALSE, NULL },
		{ "https://exa mple.com/", FALSE, FALSE, NULL },
		{ "https://example.com/a\r\nHost: b", FALSE, FALSE, NULL },
		{ "https://ex\xC3\xA4mple.com/", FALSE, FALSE, NULL },
		{ "https://example.com:/", FALSE, FALSE, NULL },
		{ "https://example.com:0/", FALSE, FALSE, NULL },
		{ "https://example.com:65536/", FALSE, FALSE, NULL },
		{ "https://example.com:44x/", FALSE, FALSE, NULL },
		{ "https:///path", FALSE, FALSE, NULL },
		{ "https://", FALSE, FALSE, NULL },
		{ "https:example.com", FALSE, FALSE, NULL },
		{ "http://[::1", FALSE, FALSE, NULL },
		{ "http://[::1]x/", FALSE, FALSE, NULL },
		{ "http://[127.0.0.1]/", FALSE, FALSE, NULL },
		{ "ftp://127.0.0.1/", FALSE, FALSE, NULL },
		{ "file:///etc/passwd", FALSE, FALSE, NULL },
		{ "", FALSE, FALSE, NULL },
		{ NULL, FALSE, FALSE, NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *label = rows[i].url ? rows[i].url : "NULL";
		g_autofree char *origin = url_origin(rows[i].url);
		T_INT(label, url_may_be_used(rows[i].url), rows[i].may);
		T_INT(label, url_is_loopback(rows[i].url), rows[i].loopback);
		T_STR(label, origin, rows[i].origin);
	}
}

UNIT_SUITE("url", NULL, NULL, { "encodes a segment", test_escape },
	   { "writes and reads fields", test_fields }, { "knows what may be used", test_use })
