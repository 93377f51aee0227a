/* base/text.c - folding, words, phones and typing slips. Display is in text_display.c. */
#include "base/text.h"

#include <string.h>

#define ARABIC_TATWEEL 0x0640
#define KANA_VOICED 0x3099
#define KANA_HALF_VOICED 0x309A

/* --- folding --- */

/* Letters that Unicode does not decompose though people type them as plain ones, and Arabic letters that differ by
 * keyboard (Persian, Arabic) alone. Looked at after case folding, so the small ones are enough; ß is "ss" by then. */
static const struct {
	gunichar letter;
	const char *plain;
} plain_letters[] = {
	{ 0x00E6, "ae" }, { 0x00F0, "d" }, { 0x00F8, "o" }, { 0x00FE, "th" }, { 0x0111, "d" },
	{ 0x0127, "h" },  { 0x0131, "i" }, { 0x0142, "l" }, { 0x014B, "n" },  { 0x0153, "oe" },
	{ 0x0167, "t" },  { 0x0180, "b" }, { 0x01E5, "g" }, { 0x0237, "j" },  { 0x0259, "e" },
	{ 0x026B, "l" },  { 0x0649, "ي" }, { 0x06A9, "ك" }, { 0x06CC, "ي" },
};

static const char *plain_letter(gunichar c)
{
	for (gsize i = 0; i < G_N_ELEMENTS(plain_letters); i++)
		if (plain_letters[i].letter == c)
			return plain_letters[i].plain;
	return NULL;
}

/* Accents are dropped; but in scripts such as Devanagari or Thai the signs above and below are vowels, and the dots of
 * kana make another letter: those stay. */
static gboolean is_accent(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);
	if (type != G_UNICODE_NON_SPACING_MARK && type != G_UNICODE_ENCLOSING_MARK)
		return FALSE;
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_INHERITED:
		return c != KANA_VOICED && c != KANA_HALF_VOICED;
	case G_UNICODE_SCRIPT_COMMON:
	case G_UNICODE_SCRIPT_LATIN:
	case G_UNICODE_SCRIPT_GREEK:
	case G_UNICODE_SCRIPT_CYRILLIC:
	case G_UNICODE_SCRIPT_HEBREW:
	case G_UNICODE_SCRIPT_ARABIC:
	case G_UNICODE_SCRIPT_SYRIAC:
		return TRUE;
	default:
		return FALSE;
	}
}

/* Soft hyphens, joiners, direction marks: nothing that a person reads. */
static gboolean is_invisible(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_FORMAT || c == ARABIC_TATWEEL;
}

static gboolean is_ascii(const char *text)
{
	for (; *text; text++)
		if ((guchar)*text >= 0x80)
			return FALSE;
	return TRUE;
}

static gboolean is_space(gunichar c)
{
	return g_unichar_isspace(c) || c == '\v';
}

/* Most text is ASCII: lower case and single spaces, in one pass. */
static char *fold_ascii(const char *text)
{
	char *out = g_malloc(strlen(text) + 1), *to = out;
	gboolean gap = FALSE;
	for (; *text; text++) {
		if (is_space((guchar)*text)) {
			gap = to != out;
			continue;
		}
		if (gap)
			*to++ = ' ';
		gap = FALSE;
		*to++ = g_ascii_tolower(*text);
	}
	*to = '\0';
	return out;
}

/* Decomposed, accents and invisible characters dropped. The caller frees. */
static char *without_accents(const char *text)
{
	g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
	GString *out = g_string_sized_new(strlen(apart));
	for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c < 0x80)
			g_string_append_c(out, (char)c);
		else if (!is_accent(c) && !is_invisible(c))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, FALSE);
}

static void append_folded(GString *out, gunichar c, gboolean *gap)
{
	if (is_space(c)) {
		*gap = out->len > 0;
		return;
	}
	if (*gap)
		g_string_append_c(out, ' ');
	*gap = FALSE;
	const char *plain = c < 0x80 ? NULL : plain_letter(c);
	if (plain)
		g_string_append(out, plain);
	else
		g_string_append_unichar(
			out, g_unichar_tolower(c)); /* Cherokee folds to capitals in GLib's tables */
}

static char *fold_unicode(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *bare = without_accents(valid);
	g_autofree char *lower = g_utf8_casefold(bare, -1);
	g_autofree char *again = without_accents(lower); /* case folding may bring marks of its own */
	g_autoptr(GString) out = g_string_sized_new(strlen(again));
	gboolean gap = FALSE;
	for (const char *p = again; *p; p = g_utf8_next_char(p))
		append_folded(out, g_utf8_get_char(p), &gap);
	/* Put together again what stayed apart: a syllable of hangul is one character of a name, not three. */
	return g_utf8_normalize(out->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
}

char *text_fold(const char *text)
{
	if (!text)
		return g_strdup("");
	return is_ascii(text) ? fold_ascii(text) : fold_unicode(text);
}

static gboolean is_word_char(gunichar c)
{
	return c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c) || g_unichar_ismark(c);
}

char **text_words(const char *text)
{
	g_autofree char *folded = text_fold(text);
	GPtrArray *words = g_ptr_array_new();
	const char *start = NULL;
	for (const char *p = folded;; p = g_utf8_next_char(p)) {
		gboolean inside = *p && is_word_char(g_utf8_get_char(p));
		if (inside && !start)
			start = p;
		if (!inside && start) {
			g_ptr_array_add(words, g_strndup(start, (gsize)(p - start)));
			start = NULL;
		}
		if (!*p)
			break;
	}
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

gboolean text_is_cjk(gunichar c)
{
	if (c < 0x0E00)
		return FALSE;
	switch (g_unichar_get_script(c)) {
	case G_UNICODE_SCRIPT_HAN:
	case G_UNICODE_SCRIPT_HIRAGANA:
	case G_UNICODE_SCRIPT_KATAKANA:
	case G_UNICODE_SCRIPT_HANGUL:
	case G_UNICODE_SCRIPT_BOPOMOFO:
	case G_UNICODE_SCRIPT_THAI:
	case G_UNICODE_SCRIPT_LAO:
	case G_UNICODE_SCRIPT_KHMER:
	case G_UNICODE_SCRIPT_MYANMAR:
		return TRUE;
	default:
		return c == 0x30FC; /* the long-vowel mark belongs to both kana, so to no script */
	}
}

/* --- digits and phones --- */

char *text_digits(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	GString *out = g_string_new(NULL);
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		int digit = g_unichar_digit_value(g_utf8_get_char(p));
		if (digit >= 0)
			g_string_append_c(out, (char)('0' + digit));
	}
	return g_string_free(out, FALSE);
}

/* E.164: a country code, which never begins with 0, and at most 15 digits in all. Eight is the shortest number with
 * its country that is in use. */
static gboolean is_e164(const char *digits)
{
	gsize length = strlen(digits);
	return digits[0] != '0' && length >= 8 && length <= 15;
}

/* True where the first thing that counts is a plus sign (also the full-width one). */
static gboolean begins_with_plus(const char *valid)
{
	for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == '+' || c == 0xFF0B)
			return TRUE;
		if (g_unichar_digit_value(c) >= 0)
			return FALSE;
	}
	return FALSE;
}

/* "+49 (0)170 …": the 0 in brackets is for callers at home only. */
static void drop_bracketed_zero(char *text)
{
	char *at = strstr(text, "(0)");
	if (at && at != text)
		memset(at, ' ', 3);
}

/* "… ext. 12", "… x12", "…;ext=12": an extension is no part of the number. */
static void drop_extension(char *text)
{
	static const char *const marks[] = { ";", "x", "ext", "#" };
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
		char *at = strstr(text, marks[i]);
		if (at && at != text && strcspn(text, "0123456789") < (gsize)(at - text))
			*at = '\0';
	}
}

char *text_phone(const char *typed)
{
	g_autofree char *valid = g_utf8_make_valid(typed ? typed : "", -1);
	g_autofree char *text = g_utf8_strdown(valid, -1);
	drop_extension(text);
	gboolean plus = begins_with_plus(text);
	g_autofree char *all = text_digits(text);
	if (plus || g_str_has_prefix(all, "00"))
		drop_bracketed_zero(text);
	g_autofree char *digits = text_digits(text);
	const char *from_country = plus ? digits : g_str_has_prefix(digits, "00") ? digits + 2 : NULL;
	if (from_country && is_e164(from_country))
		return g_strconcat("+", from_country, NULL);
	return g_steal_pointer(&digits);
}

/* --- slips of typing --- */

gboolean text_one_typo(const char *a, const char *b)
{
	while (*a && *b && g_utf8_get_char(a) == g_utf8_get_char(b)) {
		a = g_utf8_next_char(a);
		b = g_utf8_next_char(b);
	}
	if (!*a && !*b)
		return TRUE;
	const char *a_next = *a ? g_utf8_next_char(a) : a, *b_next = *b ? g_utf8_next_char(b) : b;
	if (strcmp(a_next, b_next) == 0 || strcmp(a_next, b) == 0 || strcmp(a, b_next) == 0)
		return TRUE; /* one changed, one more in a, one more in b */
	if (!*a || !*b || !*a_next || !*b_next)
		return FALSE;
	return g_utf8_get_char(a) == g_utf8_get_char(b_next) &&
	       g_utf8_get_char(a_next) == g_utf8_get_char(b) &&
	       strcmp(g_utf8_next_char(a_next), g_utf8_next_char(b_next)) == 0;
}

/* Damerau-Levenshtein distance (each pair of neighbours swapped once), by the usual table of three rows. */
static guint distance(const gunichar *a, glong a_length, const gunichar *b, glong b_length)
{
	gsize width = (gsize)b_length + 1;
	g_autofree guint *rows = g_new0(guint, 3 * width);
	guint *before = rows, *last = rows + width, *now = rows + 2 * width;
	for (gsize j = 0; j < width; j++)
		last[j] = (guint)j;
	for (glong i = 1; i <= a_length; i++) {
		now[0] = (guint)i;
		for (glong j = 1; j <= b_length; j++) {
			guint best = last[j - 1] + (a[i - 1] != b[j - 1]);
			best = MIN(best, MIN(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				best = MIN(best, before[j - 2] + 1);
			now[j] = best;
		}
		guint *oldest = before;
		before = last;
		last = now;
		now = oldest;
	}
	return last[b_length];
}

const char *text_nearest(const char *word, const char *const *candidates)
{
	enum { LONGEST = 64 }; /* nothing longer is a slip in a command's name */
	g_autofree char *folded = text_fold(word);
	glong length = 0;
	g_autofree gunichar *letters = g_utf8_to_ucs4_fast(folded, -1, &length);
	const char *nearest = NULL;
	guint limit = length < 3 ? 1 : (guint)length / 3 + 1; /* distances from here on are not near */
	if (length == 0 || length > LONGEST)
		return NULL;
	if (length >= 3)
		limit = MAX(limit, 2);
	for (gsize i = 0; candidates[i]; i++) {
		glong other_length = 0;
		g_autofree char *other = text_fold(candidates[i]);
		g_autofree gunichar *other_letters = g_utf8_to_ucs4_fast(other, -1, &other_length);
		if (other_length > LONGEST)
			continue;
		guint far = distance(letters, length, other_letters, other_length);
		if (length >= 3 && g_str_has_prefix(other, folded))
			far = MIN(far, 1); /* "cust" is customer not yet typed to its end */
		if (far < limit) {
			limit = far;
			nearest = candidates[i];
		}
	}
	return nearest;
}
