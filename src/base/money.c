/* base/money.c - amounts as people type them, and back. */
#include "base/money.h"

#include "base/error.h"
#include "base/i18n.h"
#include <string.h>

/* ISO 4217's active currencies by their number of decimals (list one of the maintenance agency, SIX Group; funds of
 * metal and the codes without a minor unit left out). BGN (until 2025) and ANG (until 2025) stay for older books. */
static const char *const currencies[] = {
	[0] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ",
	[2] = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN "
	      "BZD CAD CDF "
	      "CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
	      "GMD GTQ GYD "
	      "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA "
	      "MKD MMK MNT "
	      "MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON "
	      "RSD RUB SAR "
	      "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
	      "USD USN UYU "
	      "UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ",
	[3] = "BHD IQD JOD KWD LYD OMR TND ",
	[4] = "CLF UYW ",
};

/* An amount stays exact in JSON readers that keep numbers as doubles, with room to add a year of them up. */
#define MINOR_MAX G_GINT64_CONSTANT(99999999999999)

int money_digits(const char *currency)
{
	if (!currency || strlen(currency) != 3)
		return -1;
	for (int i = 0; i < 3; i++)
		if (!g_ascii_isupper(currency[i]))
			return -1;
	for (guint digits = 0; digits < G_N_ELEMENTS(currencies); digits++)
		if (currencies[digits] && strstr(currencies[digits], currency))
			return (int)digits;
	return -1;
}

static gint64 power_of_ten(int digits)
{
	gint64 power = 1;
	while (digits-- > 0)
		power *= 10;
	return power;
}

static gboolean not_an_amount(GError **error, const char *text, const char *currency, int digits)
{
	g_autofree char *example = money_plain(45 * power_of_ten(digits), currency);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not an amount of %s. Write it like %s."),
			    text, currency, example);
}

gboolean money_parse(const char *text, const char *currency, gint64 *minor, GError **error)
{
	int digits = money_digits(currency);
	if (digits < 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is not a currency. Use a code of ISO 4217, such as EUR."),
				    currency ? currency : "");
	g_autofree char *trimmed = g_strstrip(g_strdup(text));
	const char *p = trimmed;
	gint64 value = 0;
	int whole = 0, after = 0;

	for (; g_ascii_isdigit(*p); p++, whole++) {
		value = value * 10 + (*p - '0');
		if (value > MINOR_MAX)
			return not_an_amount(error, text, currency, digits);
	}
	if (whole > 0 && (*p == '.' || *p == ',')) {
		for (p++; g_ascii_isdigit(*p) && after < digits; p++, after++)
			value = value * 10 + (*p - '0');
		if (after == 0)
			return not_an_amount(error, text, currency, digits);
	}
	value *= power_of_ten(digits - after);
	if (whole == 0 || *p || value > MINOR_MAX)
		return not_an_amount(error, text, currency, digits);
	*minor = value;
	return TRUE;
}

char *money_plain(gint64 minor, const char *currency)
{
	int digits = MAX(money_digits(currency), 0);
	guint64 unit = (guint64)power_of_ten(digits);
	guint64 size = minor < 0 ? 0 - (guint64)minor : (guint64)minor;
	if (digits == 0)
		return g_strdup_printf("%s%" G_GUINT64_FORMAT, minor < 0 ? "-" : "", size);
	return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, minor < 0 ? "-" : "",
			       size / unit, digits, size % unit);
}

char *money_words(gint64 minor, const char *currency)
{
	static const struct {
		const char *currency, *sign;
	} signs[] = { { "EUR", "€" }, { "USD", "$" }, { "GBP", "£" }, { "JPY", "¥" } };
	g_autofree char *plain = money_plain(minor, currency);
	const char *sign = NULL, *minus = minor < 0 ? "-" : "";
	g_auto(GStrv) parts = g_strsplit(plain + strlen(minus), ".", 2);
	/* TRANSLATORS: an amount of money, before and behind the decimal point: 45.00 */
	g_autofree char *amount = parts[1] ? g_strdup_printf(_("%1$s.%2$s"), parts[0], parts[1]) : g_strdup(parts[0]);

	for (gsize i = 0; i < G_N_ELEMENTS(signs) && !sign; i++)
		if (g_strcmp0(currency, signs[i].currency) == 0)
			sign = signs[i].sign;
	if (!sign)
		return g_strdup_printf("%s%s %s", minus, amount, currency ? currency : "");
	/* TRANSLATORS: a currency's sign and an amount of it: €45.00 */
	g_autofree char *words = g_strdup_printf(_("%1$s%2$s"), sign, amount);
	return g_strconcat(minus, words, NULL);
}
