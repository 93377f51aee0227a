/* book/fields.c - what a person may write into a field */
#include "book/fields_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/money.h"
#include "base/text.h"
#include "base/zone.h"

#define NAME_LENGTH 200
#define EMAIL_LENGTH 254 /* RFC 5321, 4.5.3.1.3 */

char *field_name(const char *text, const char *what, GError **error)
{
	char *name = text_name(text);
	if (!name) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("A name is missing: %s. Write at least one letter."), what);
		return NULL;
	}
	if (g_utf8_strlen(name, -1) > NAME_LENGTH) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("A name has at most %d characters: %s."),
			     NAME_LENGTH, what);
		g_clear_pointer(&name, g_free);
	}
	return name;
}

/* Not more than what keeps a slip out: one @ with something on both sides, no space. */
static gboolean is_email(const char *text)
{
	const char *at = strchr(text, '@');
	if (!at || at == text || !at[1] || strchr(at + 1, '@') || strlen(text) > EMAIL_LENGTH)
		return FALSE;
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (g_unichar_isspace(g_utf8_get_char(p)) || g_unichar_iscntrl(g_utf8_get_char(p)))
			return FALSE;
	return at[1] != '.' && !g_str_has_suffix(text, ".");
}

char *field_email(const char *text, GError **error)
{
	char *email = field_text(text);
	if (!*email || is_email(email))
		return email;
	daybook_fail(error, DAYBOOK_ERROR_USAGE,
		     _("“%s” is not an e-mail address. Write it like ana@example.com."), email);
	g_free(email);
	return NULL;
}

char *field_zone(const char *text, GError **error)
{
	char *zone = field_text(text);
	if (!*zone || zone_exists(zone))
		return zone;
	daybook_fail(error, DAYBOOK_ERROR_USAGE,
		     _("There is no time zone “%s”. Write it like Europe/Berlin."), zone);
	g_free(zone);
	return NULL;
}

static gboolean is_language(const char *text)
{
	return g_regex_match_simple("^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*([.@][A-Za-z0-9-]+)*$", text, 0, 0);
}

char *field_language(const char *text, GError **error)
{
	char *language = field_text(text);
	if (!*language || is_language(language))
		return language;
	daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a language. Write it like de or pt-BR."),
		     language);
	g_free(language);
	return NULL;
}

char *field_currency(const char *text, GError **error)
{
	g_autofree char *valid = field_text(text);
	g_autofree char *bare = g_utf8_strup(valid, -1);
	if (money_digits(bare) >= 0)
		return g_steal_pointer(&bare);
	daybook_fail(error, DAYBOOK_ERROR_USAGE,
		     _("“%s” is not a currency. Write its three letters, like EUR."), valid);
	return NULL;
}

/* --- colours --- */

static const char *const colors[] = { "blue", "magenta", "cyan", "green", "yellow", "red", "white", NULL };

const char *const *field_colors(void)
{
	return colors;
}

char *field_color(const char *text, GError **error)
{
	g_autofree char *valid = field_text(text);
	g_autofree char *color = g_ascii_strdown(valid, -1);
	if (!*color || g_strv_contains(colors, color) || g_regex_match_simple("^#[0-9a-f]{6}$", color, 0, 0))
		return g_steal_pointer(&color);
	g_autofree char *known = field_words(colors, G_MAXUINT);
	daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a colour. Write %s, or one like #4080c0."),
		     valid, known);
	return NULL;
}

/* --- the rest --- */

char *field_text(const char *text)
{
	return g_strstrip(g_utf8_make_valid(text ? text : "", -1));
}

gboolean field_take(const ModelClass *cls, gpointer row, char **field, char *take)
{
	if (!take)
		return FALSE;
	model_set(cls, row, field, take);
	g_free(take);
	return TRUE;
}

void field_new_id(const ModelClass *cls, gpointer row)
{
	g_autofree char *id = id_new();
	model_set(cls, row, &((Row *)row)->id, id);
}

char *field_words(const char *const *words, guint most)
{
	guint n = words ? g_strv_length((char **)words) : 0;
	guint shown = MIN(n, most);
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < shown; i++) {
		gboolean last = i + 1 == n;
		g_string_append_printf(out, i == 0 ? "%s" : last ? _(" and %s") : _(", %s"), words[i]);
	}
	if (n > shown)
		g_string_append_printf(out, ngettext(" and %u more", " and %u more", n - shown), n - shown);
	return g_strdup(out->str);
}

gboolean field_number(const char *what, gint64 value, gint64 low, gint64 high, GError **error)
{
	if (value >= low && value <= high)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s must be from %lld to %lld, and not %lld."),
			    what, (long long)low, (long long)high, (long long)value);
}

gboolean field_same(const char *a, const char *b)
{
	g_autofree char *folded_a = text_fold(a), *folded_b = text_fold(b);
	return strcmp(folded_a, folded_b) == 0;
}
