/* base/money.h - money is an integer in minor units with an ISO 4217 code, never a double. */
#pragma once
#include <glib.h>

/** Digits after the point for a currency: 2 for most, 0 for JPY …, 3 for KWD …; -1 for a code ISO 4217 does not have. */
int money_digits(const char *currency);

/** "45", "45.00", "45,50" -> minor units. Errors: USAGE for too many digits, a sign, or garbage. */
gboolean money_parse(const char *text, const char *currency, gint64 *minor, GError **error);

char *money_plain(gint64 minor, const char *currency);  /* "45.00" */
char *money_words(gint64 minor, const char *currency);  /* "€45.00", "45.00 CHF" */
