/* tests/unit/base/test_text.c - folding, words, phones, slips of typing */
#include "base/text.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct {
	const char *text, *want;
} folds[] = {
	{ "", "" },
	{ "Maria LOPEZ", "maria lopez" },
	{ "  Anna \t\n  Berg  ", "anna berg" },
	{ " \v ", "" },
	/* Latin */
	{ "Müller", "muller" },
	{ "Mu\xCC\x88ller", "muller" }, /* the same in two characters */
	{ "MÜLLER", "muller" },
	{ "Weiß", "weiss" },
	{ "WEISS", "weiss" },
	{ "GROẞ", "gross" },
	{ "Łukasz Żółć", "lukasz zolc" },
	{ "Søren Ærø", "soren aero" },
	{ "Œuvre Þór Ðorđe", "oeuvre thor dorde" },
	{ "José Ñuñez Çelik", "jose nunez celik" },
	{ "Ħal Għaxaq Ŧ ŋ", "hal ghaxaq t n" },
	{ "ﬁne ﬂow", "fine flow" },
	{ "ＡＢＣ　１２３", "abc 123" }, /* full width, with its own space */
	{ "a\xC2\xA0\xC2\xA0"
	  "b",
	  "a b" }, /* no-break spaces */
	{ "soft\xC2\xADhyphen", "softhyphen" },
	{ "zero\xE2\x80\x8Bwidth\xEF\xBB\xBF", "zerowidth" },
	/* Turkish: all four letters i are one */
	{ "Işık", "isik" },
	{ "IŞIK", "isik" },
	{ "ışık", "isik" },
	{ "İZMİR", "izmir" },
	{ "izmir", "izmir" },
	/* Greek: both small sigmas, accents, the subscript iota */
	{ "ΟΔΥΣΣΕΥΣ", "οδυσσευσ" },
	{ "Οδυσσεύς", "οδυσσευσ" },
	{ "ᾳ", "α" },
	/* Vietnamese stacks its marks */
	{ "Nguyễn Thị Hằng", "nguyen thi hang" },
	{ "NGUYỄN THỊ HẰNG", "nguyen thi hang" },
	{ "Đỗ Ước", "do uoc" },
	/* Cyrillic */
	{ "ЁЛКА", "елка" },
	{ "Щукин Йод", "щукин иод" },
	/* CJK: width is folded, nothing else; the dots of kana make another letter */
	{ "山田 太郎", "山田 太郎" },
	{ "ﾔﾏﾀﾞ", "ヤマダ" },
	{ "ガ", "ガ" },
	{ "カ\xE3\x82\x99", "ガ" },
	{ "김민수", "김민수" },
	{ "\xE1\x84\x80\xE1\x85\xB5\xE1\x86\xB7", "김" }, /* the same as three letters */
	/* Arabic and Hebrew: vowel signs, hamza seats, keyboards */
	{ "أحمد", "احمد" },
	{ "مُحَمَّد", "محمد" },
	{ "مـحـمـد", "محمد" },
	{ "علی", "علي" },
	{ "کریم", "كريم" },
	{ "שָׁלוֹם", "שלום" },
	/* the signs of Devanagari and Thai are letters */
	{ "की", "की" },
	{ "कु", "कु" },
	{ "น้ำ", "น้ํา" },
	/* Cherokee, whose small letters came late */
	{ "ᏣᎳᎩ", "ꮳꮃꭹ" },
	{ "ꮳꮃꭹ", "ꮳꮃꭹ" },
	/* emoji stay, without their variation selector */
	{ "❤\xEF\xB8\x8F Anna 😀", "❤ anna 😀" },
	{ "x² ½", "x2 1⁄2" },
	/* what is no UTF-8 does no harm */
	{ "a\xFF\xFE"
	  "b",
	  "a\xEF\xBF\xBD\xEF\xBF\xBD"
	  "b" },
	{ "M\xFCller", "m\xEF\xBF\xBDller" },
};

static void test_fold(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(folds); i++) {
		g_autofree char *got = text_fold(folds[i].text);
		g_autofree char *again = text_fold(got);
		T_STR(folds[i].text, got, folds[i].want);
		T_STR(folds[i].text, again, folds[i].want);
	}
	g_autofree char *none = text_fold(NULL);
	T_STR("NULL", none, "");
}

/* Of every character: folding twice is folding once, and the small and the capital letter fold to the same. */
static void test_fold_every_character(void)
{
	int twice = 0, cases = 0;
	for (gunichar c = 1; c < 0x20000; c++) {
		if (!g_unichar_validate(c))
			continue;
		char text[16], upper[16];
		text[g_unichar_to_utf8(c, text)] = '\0';
		upper[g_unichar_to_utf8(g_unichar_toupper(c), upper)] = '\0';
		g_autofree char *folded = text_fold(text);
		g_autofree char *again = text_fold(folded);
		g_autofree char *of_upper = text_fold(upper);
		twice += strcmp(folded, again) != 0;
		cases += strcmp(folded, of_upper) != 0;
	}
	T_INT("folded twice is another", twice, 0);
	T_INT("capital and small differ", cases, 0);
}

static void test_words(void)
{
	static const struct {
		const char *text, *want; /* words between bars */
	} rows[] = {
		{ "", "" },
		{ " - , ", "" },
		{ "Maria Lopez", "maria|lopez" },
		{ "O'Brien-Smith, Anne (Dr.)", "o|brien|smith|anne|dr" },
		{ "cut 45min #2", "cut|45min|2" },
		{ "Müller&Söhne", "muller|sohne" },
		{ "山田太郎・花子", "山田太郎|花子" },
		{ "😀Anna😀", "anna" },
		{ "की बात", "की|बात" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(GStrv) words = text_words(rows[i].text);
		g_autofree char *got = g_strjoinv("|", words);
		T_STR(rows[i].text, got, rows[i].want);
	}
}

static void test_cjk(void)
{
	static const struct {
		gunichar c;
		gboolean want;
	} rows[] = {
		{ 0x5C71, TRUE },  /* 山 */
		{ 0x20000, TRUE }, /* an ideograph outside the BMP */
		{ 0x3042, TRUE },  /* あ */
		{ 0x30AB, TRUE },  /* カ */
		{ 0x30FC, TRUE },  /* ー */
		{ 0x3005, TRUE },  /* 々 */
		{ 0xAE40, TRUE },  /* 김 */
		{ 0x3105, TRUE },  /* ㄅ */
		{ 0x0E01, TRUE },  /* ก */
		{ 'a', FALSE },     { 0x00FC, FALSE }, { 0x0430, FALSE },
		{ 0x0627, FALSE },  { 0x3002, FALSE }, /* 。 */
		{ 0x1F600, FALSE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label = g_strdup_printf("U+%04X", rows[i].c);
		T_INT(label, text_is_cjk(rows[i].c), rows[i].want);
	}
}

static void test_digits(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "+49 (170) 12", "4917012" }, { "", "" },   { "none", "" }, { "١٢٣ 4", "1234" },
		{ "０１７０", "0170" },        { "½²", "" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_digits(rows[i].text);
		T_STR(rows[i].text, got, rows[i].want);
	}
}

static void test_phone(void)
{
	static const struct {
		const char *typed, *want;
	} rows[] = {
		{ "+49 170 1234567", "+491701234567" },
		{ "+49 (0)170 123 45 67", "+491701234567" },
		{ "+49-(0) 170/1234567", "+491701234567" },
		{ "0049 170 1234567", "+491701234567" },
		{ "0049 (0) 170 1234567", "+491701234567" },
		{ "(+49) 170 1234567", "+491701234567" },
		{ "tel:+49-170-1234567", "+491701234567" },
		{ "Mobile: +49 170 1234567", "+491701234567" },
		{ "＋４９ １７０ １２３４５６７", "+491701234567" },
		{ "+1 (212) 555-0100", "+12125550100" },
		{ "+1 212 555 0100 ext. 12", "+12125550100" },
		{ "+1 212 555 0100 x12", "+12125550100" },
		{ "tel:+1-212-555-0100;ext=12", "+12125550100" },
		/* no country is guessed */
		{ "0170 / 123 45 67", "01701234567" },
		{ "(0)170 1234567", "01701234567" },
		{ "(212) 555-0100", "2125550100" },
		{ "110", "110" },
		{ "00", "00" },
		{ "0012", "0012" },
		{ "+49", "49" },
		{ "+0170 1234567", "01701234567" },
		{ "+1234567890123456", "1234567890123456" }, /* 16 digits: no such number */
		{ "", "" },
		{ "none", "" },
		{ "+", "" },
		{ "\xFF+49 170 1234567", "+491701234567" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = text_phone(rows[i].typed);
		g_autofree char *again = text_phone(got);
		T_STR(rows[i].typed, got, rows[i].want);
		T_STR(rows[i].typed, again, rows[i].want);
	}
	g_autofree char *none = text_phone(NULL);
	T_STR("NULL", none, "");
}

static void test_one_typo(void)
{
	static const struct {
		const char *a, *b;
		gboolean want;
	} rows[] = {
		{ "maria", "maria", TRUE },
		{ "maria", "mara", TRUE },
		{ "maria", "mariia", TRUE },
		{ "maria", "marie", TRUE },
		{ "maria", "mraia", TRUE },
		{ "maria", "amria", TRUE },
		{ "maria", "marai", TRUE },
		{ "maria", "aria", TRUE },
		{ "maria", "marian", TRUE },
		{ "maria", "maira", TRUE },
		{ "maria", "mario ", FALSE },
		{ "maria", "amira", FALSE },
		{ "maria", "marines", FALSE },
		{ "maria", "mar", FALSE },
		{ "ab", "ba", TRUE },
		{ "abc", "cab", FALSE },
		{ "", "", TRUE },
		{ "", "a", TRUE },
		{ "", "ab", FALSE },
		{ "a", "b", TRUE },
		{ "山田", "山口", TRUE },
		{ "山田太郎", "田山太郎", TRUE },
		{ "山", "山田太", FALSE },
		{ "aa", "bb", FALSE },
		{ "οδυσσευσ", "οδυσευσ", TRUE },
		{ "é", "è", TRUE },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label = g_strdup_printf("%s/%s", rows[i].a, rows[i].b);
		T_INT(label, text_one_typo(rows[i].a, rows[i].b), rows[i].want);
		T_INT(label, text_one_typo(rows[i].b, rows[i].a), rows[i].want);
	}
}

static void test_nearest(void)
{
	static const char *const commands[] = { "init",   "book",       "block",    "list", "next", "show",
						"move",   "cancel",     "customer", "undo", "redo", "import",
						"export", "--customer", "--json",   NULL };
	static const struct {
		const char *word, *want;
	} rows[] = {
		{ "bok", "book" },
		{ "boook", "book" },
		{ "Book", "book" },
		{ "obok", "book" },
		{ "lsit", "list" },
		{ "cancle", "cancel" },
		{ "cansel", "cancel" },
		{ "exprot", "export" },
		{ "cust", "customer" },
		{ "costumer", "customer" },
		{ "customers", "customer" },
		{ "--custmer", "--customer" },
		{ "--jsno", "--json" },
		{ "frobnicate", NULL },
		{ "xyz", NULL },
		{ "", NULL },
		{ "x", NULL },
		{ "qq", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_STR(rows[i].word, text_nearest(rows[i].word, commands), rows[i].want);
	g_autofree char *endless = g_strnfill(100000, 'b');
	T_NULL("no time is lost over nonsense", text_nearest(endless, commands));
}

UNIT_SUITE("text", NULL, NULL, { "folding", test_fold },
	   { "folding every character", test_fold_every_character }, { "words", test_words },
	   { "scripts without spaces", test_cjk }, { "digits", test_digits }, { "phones", test_phone },
	   { "one slip", test_one_typo }, { "did you mean", test_nearest })
