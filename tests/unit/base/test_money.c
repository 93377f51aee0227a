/* tests/unit/base/test_money.c */
#include "base/error.h"
#include "base/money.h"
#include "tests/unit/unit.h"

static void test_digits(void)
{
	static const struct {
		const char *currency;
		int want;
	} rows[] = {
		{ "EUR", 2 },   { "USD", 2 },  { "CHF", 2 },  { "JPY", 0 },  { "KRW", 0 },  { "ISK", 0 },
		{ "KWD", 3 },   { "BHD", 3 },  { "CLF", 4 },  { "UYW", 4 },  { "ZWG", 2 },  { "XCG", 2 },
		{ "XAF", 0 },   { "AED", 2 },  { "TND", 3 },  { "VND", 0 },  { "eur", -1 }, { "EU", -1 },
		{ "EURO", -1 }, { "", -1 },    { "XYZ", -1 }, { "DEM", -1 }, { "EU ", -1 }, { "UR ", -1 },
		{ "R U", -1 },  { "XAU", -1 }, { NULL, -1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_INT(rows[i].currency ? rows[i].currency : "NULL", money_digits(rows[i].currency),
		      rows[i].want);
}

static void test_parse(void)
{
	static const struct {
		const char *text, *currency;
		gint64 want; /* -1: refused */
	} rows[] = {
		{ "45", "EUR", 4500 },
		{ "45.00", "EUR", 4500 },
		{ "45,50", "EUR", 4550 },
		{ "45.5", "EUR", 4550 },
		{ "0", "EUR", 0 },
		{ "0.05", "EUR", 5 },
		{ " 45 ", "EUR", 4500 },
		{ "007", "EUR", 700 },
		{ "4500", "JPY", 4500 },
		{ "1.234", "KWD", 1234 },
		{ "1.2", "KWD", 1200 },
		{ "1.2345", "CLF", 12345 },
		{ "999999999999.99", "EUR", G_GINT64_CONSTANT(99999999999999) },
		{ "1000000000000", "EUR", -1 },
		{ "99999999999999999999999", "EUR", -1 },
		{ "100000000000000", "JPY", -1 },
		{ "", "EUR", -1 },
		{ " ", "EUR", -1 },
		{ "45.000", "EUR", -1 },
		{ "45.", "EUR", -1 },
		{ ".50", "EUR", -1 },
		{ "-45", "EUR", -1 },
		{ "+45", "EUR", -1 },
		{ "1,000.00", "EUR", -1 },
		{ "45 EUR", "EUR", -1 },
		{ "€45", "EUR", -1 },
		{ "4 5", "EUR", -1 },
		{ "45.5.5", "EUR", -1 },
		{ "45.0", "JPY", -1 },
		{ "1e3", "EUR", -1 },
		{ "0x10", "EUR", -1 },
		{ "abc", "EUR", -1 },
		{ "45", "eur", -1 },
		{ "45", NULL, -1 },
		{ "٤٥", "EUR", -1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gint64 minor = -1;
		T_INT(rows[i].text, money_parse(rows[i].text, rows[i].currency, &minor, &error),
		      rows[i].want >= 0);
		T_INT(rows[i].text, minor, rows[i].want);
		if (rows[i].want < 0)
			T_ERROR(rows[i].text, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
		else
			T_NO_ERROR(rows[i].text, error);
	}
	g_autoptr(GError) error = NULL;
	gint64 minor;
	T_FALSE("message", money_parse("a lot", "JPY", &minor, &error));
	T_STR("message", error->message, "“a lot” is not an amount of JPY. Write it like 45.");
}

static void test_words(void)
{
	static const struct {
		gint64 minor;
		const char *currency, *plain, *words;
	} rows[] = {
		{ 4500, "EUR", "45.00", "€45.00" },
		{ 5, "EUR", "0.05", "€0.05" },
		{ 0, "EUR", "0.00", "€0.00" },
		{ -4550, "EUR", "-45.50", "-€45.50" },
		{ -5, "USD", "-0.05", "-$0.05" },
		{ 4500, "CHF", "45.00", "45.00 CHF" },
		{ -4500, "CHF", "-45.00", "-45.00 CHF" },
		{ 4500, "JPY", "4500", "¥4500" },
		{ 1234, "KWD", "1.234", "1.234 KWD" },
		{ 12345, "CLF", "1.2345", "1.2345 CLF" },
		{ 100, "GBP", "1.00", "£1.00" },
		{ G_MININT64, "JPY", "-9223372036854775808", "-¥9223372036854775808" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *plain = money_plain(rows[i].minor, rows[i].currency);
		g_autofree char *words = money_words(rows[i].minor, rows[i].currency);
		T_STR(rows[i].words, plain, rows[i].plain);
		T_STR(rows[i].words, words, rows[i].words);
	}
}

UNIT_SUITE("money", NULL, NULL, { "digits of currencies", test_digits }, { "amounts as typed", test_parse },
	   { "amounts in words", test_words })
