/* tests/unit/base/test_id.c */
#include "base/id.h"
#include "tests/unit/unit.h"

#include <string.h>

#define DNS "6ba7b810-9dad-11d1-80b4-00c04fd430c8"

static void test_new(void)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int wrong = 0;
	for (int i = 0; i < 1000; i++) {
		char *id = id_new();
		wrong += !id_is_uuid(id) || id[14] != '4' || !strchr("89ab", id[19]);
		g_hash_table_add(seen, id);
	}
	T_INT("version and variant", wrong, 0);
	T_INT("no two alike", g_hash_table_size(seen), 1000);
}

static void test_derive(void)
{
	static const struct {
		const char *name_space, *name, *want;
	} rows[] = {
		{ DNS, "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2" }, /* RFC 9562, A.4 */
		{ "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "www.example.com",
		  "2ed6657d-e927-568b-95e1-2665a8aea6a2" },
		{ DNS, "python.org",
		  "886313e1-3b8a-5372-9b90-0c9aee199e5d" }, /* the example of Python's manual */
		{ DNS, "", "4ebd0208-8328-5d69-8c44-ec50939c0967" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *id = id_derive(rows[i].name_space, rows[i].name);
		T_STR(rows[i].name, id, rows[i].want);
		T_TRUE(rows[i].name, id_is_uuid(id));
	}
}

static void test_shapes(void)
{
	static const struct {
		const char *text;
		gboolean uuid, prefix;
	} rows[] = {
		{ DNS, TRUE, TRUE },
		{ "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", TRUE, TRUE },
		{ "6ba7b810-9dad-11d1-80b4-00c04fd430c", FALSE, TRUE },
		{ DNS "0", FALSE, FALSE },
		{ "6ba7b81", FALSE, TRUE },
		{ "6ba7b8", FALSE, TRUE },
		{ "6ba7b", FALSE, FALSE },
		{ "6ba7b810-", FALSE, TRUE },
		{ "6ba7b8109dad", FALSE, FALSE },
		{ "6ba7-b810", FALSE, FALSE },
		{ "6ba7b81g", FALSE, FALSE },
		{ "6ba7b8 ", FALSE, FALSE },
		{ "last", FALSE, FALSE },
		{ "", FALSE, FALSE },
		{ NULL, FALSE, FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *label = rows[i].text ? rows[i].text : "NULL";
		T_INT(label, id_is_uuid(rows[i].text), rows[i].uuid);
		T_INT(label, id_is_prefix(rows[i].text), rows[i].prefix);
	}
}

UNIT_SUITE("id", NULL, NULL, { "random ones", test_new }, { "derived ones", test_derive },
	   { "shapes", test_shapes })
