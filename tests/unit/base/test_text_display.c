/* tests/unit/base/test_text_display.c - columns, and text from outside */
#include "base/text.h"
#include "tests/unit/unit.h"

#include <locale.h>
#include <string.h>

static const struct {
	const char *text;
	int want;
} widths[] = {
	{ "", 0 },
	{ "Anna", 4 },
	{ "Müller", 6 },
	{ "Mu\xCC\x88ller", 6 },
	{ "山田太郎", 8 },
	{ "ﾔﾏﾀﾞ", 4 },
	{ "김민수", 6 },
	{ "😀", 2 },
	{ "a😀b", 4 },
	{ "Nguyễn", 6 },
	{ "שָׁלוֹם", 4 },
	{ "की", 2 }, /* a letter and a sign beside it */
	{ "กำ", 2 },
	{ "น้", 1 },
	{ "zero\xE2\x80\x8Bwidth", 9 },
	{ "│┌─", 3 },
	{ "…", 1 },
	{ "tab\there", 7 },
	{ "\x1B[31m", 4 }, /* the escape itself takes none */
	{ "\xC2\x9B", 0 },
	{ "\x7F", 0 },
	{ "Ａ", 2 },
};

static void test_width(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(widths); i++)
		T_INT(widths[i].text, text_width(widths[i].text), widths[i].want);
	T_INT("a control character", text_width_char('\n'), 0);
	T_INT("a combining mark", text_width_char(0x301), 0);
	T_INT("an ideograph", text_width_char(0x5C71), 2);
}

static const struct {
	const char *text;
	int columns;
	const char *cut, *pad;
} cuts[] = {
	{ "Anna", 10, "Anna", "Anna      " },
	{ "Anna", 4, "Anna", "Anna" },
	{ "Anna", 3, "An…", "An…" },
	{ "Anna", 1, "…", "…" },
	{ "Anna", 0, "", "" },
	{ "Anna", -3, "", "" },
	{ "", 0, "", "" },
	{ "", 3, "", "   " },
	{ "山田太郎", 8, "山田太郎", "山田太郎" },
	{ "山田太郎", 7, "山田太…", "山田太…" },
	{ "山田太郎", 6, "山田…", "山田… " }, /* half a character is not shown */
	{ "山田", 1, "…", "…" },
	{ "Mu\xCC\x88ller", 6, "Mu\xCC\x88ller", "Mu\xCC\x88ller" },
	{ "Mu\xCC\x88ller", 3, "Mu\xCC\x88…", "Mu\xCC\x88…" }, /* the mark stays with its letter */
	{ "Zoe\xCC\x88", 3, "Zoe\xCC\x88", "Zoe\xCC\x88" },
	{ "a😀b", 3, "a…", "a… " },
};

static void test_cut(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
		g_autofree char *label = g_strdup_printf("%s in %d", cuts[i].text, cuts[i].columns);
		g_autofree char *cut = text_cut(cuts[i].text, cuts[i].columns);
		g_autofree char *pad = text_pad(cuts[i].text, cuts[i].columns);
		T_STR(label, cut, cuts[i].cut);
		T_STR(label, pad, cuts[i].pad);
		T_INT(label, text_width(pad), MAX(cuts[i].columns, 0));
	}
	setlocale(LC_ALL, "C");
	g_autofree char *plain = text_cut("Anna", 3);
	setlocale(LC_ALL, "C.UTF-8");
	T_STR("without UTF-8", plain, "An~");
}

static void test_clean(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "Anna\tBerg\nline two", "Anna\tBerg\nline two" },
		{ "\x1B[31mred\x07", "␛[31mred␇" },
		{ "a\r\nb", "a\nb" },
		{ "a\rb", "a␍b" },
		{ "a\x7F"
		  "b",
		  "a␡b" },
		{ "a\xC2\x9B"
		  "31m",
		  "a\xEF\xBF\xBD"
		  "31m" }, /* the one-byte escape of old terminals */
		{ "a\xFF"
		  "b",
		  "a\xEF\xBF\xBD"
		  "b" },
		{ "evil\xE2\x80\xAEtxt.exe", "evil\xEF\xBF\xBDtxt.exe" },
		{ "\xE2\x81\xA6"
		  "a\xE2\x81\xA9",
		  "\xEF\xBF\xBD"
		  "a\xEF\xBF\xBD" },
		{ "a\xE2\x80\xA8"
		  "b",
		  "a\nb" },
		{ "Müller 山田 😀", "Müller 山田 😀" },
		{ "", "" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_clean(rows[i].text);
		T_STR(rows[i].want, got, rows[i].want);
		T_TRUE(rows[i].want, g_utf8_validate(got, -1, NULL));
	}
	g_autofree char *none = text_clean(NULL);
	T_STR("NULL", none, "");
}

static void test_name(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "Anna Berg", "Anna Berg" },
		{ "  Anna \t\n Berg ", "Anna Berg" },
		{ "\xC2\xA0"
		  "Anna",
		  "Anna" },
		{ "山田　太郎", "山田 太郎" },
		{ "", NULL },
		{ "   ", NULL },
		{ "\xE2\x80\x8B", NULL }, /* nothing to see */
		{ "a\xFF", "a\xEF\xBF\xBD" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_name(rows[i].text);
		T_STR(rows[i].text, got, rows[i].want);
	}
	g_autofree char *none = text_name(NULL);
	T_NULL("NULL", none);
}

UNIT_SUITE("text_display", NULL, NULL, { "widths", test_width }, { "cutting and filling", test_cut },
	   { "text from outside", test_clean }, { "names", test_name })
