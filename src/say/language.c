/* say/language.c - the tables of words (data/languages). */
#include "say/say_p.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

extern const EmbeddedFile say_language_data[]; /* made from data/languages */

#define TYPO_LETTERS 5 /* a shorter word is too near to others */

/* The names before the = of each group, in the order of its enum; NULL: numbers. */
typedef struct {
	const char *name;
	const char *const *keys;
} GroupKeys;

static const char *const verb_keys[] = { "",     "book", "move", "cancel", "rebook",
					 "free", "next", "undo", "redo",   NULL };
static const char *const weekday_keys[] = { "mo", "tu", "we", "th", "fr", "sa", "su", NULL };
static const char *const unit_keys[] = { "minute", "hour", "day", "week", "month", "year", NULL };
static const char *const part_keys[] = { "morning", "afternoon", "evening", "today-evening", NULL };
static const char *const clock_keys[] = { "half-past", "half-to", "quarter-past", "quarter-to",
					  "past",      "to",      "noon",         "midnight",
					  "am",        "pm",      "oclock",       "now",
					  NULL };
static const char *const period_keys[] = { "this-week",  "next-week",  "week-after",
					   "this-month", "next-month", NULL };
static const char *const repeat_keys[] = { "every",   "other",  "daily", "weekly",   "fortnightly",
					   "monthly", "yearly", "times", "of-month", NULL };
static const char *const mark_keys[] = { "with", "for",    "from",  "to",     "until",   "at",
					 "on",   "in",     "after", "before", "between", "onward",
					 "and",  "the",    "of",    "next",   "this",    "from-now",
					 "new",  "note",   "title", "phone",  "price",   "one",
					 "take", "number", "start", "nth",    NULL };
static const char *const filler_keys[] = { "filler", NULL };

static const GroupKeys groups[LEX_GROUPS] = {
	[LEX_VERB] = { "verbs", verb_keys },          [LEX_DAY] = { "days", NULL },
	[LEX_WEEKDAY] = { "weekdays", weekday_keys }, [LEX_MONTH] = { "months", NULL },
	[LEX_NUMBER] = { "numbers", NULL },           [LEX_ORDINAL] = { "ordinals", NULL },
	[LEX_UNIT] = { "units", unit_keys },          [LEX_LENGTH] = { "lengths", NULL },
	[LEX_PART] = { "parts", part_keys },          [LEX_CLOCK] = { "clock", clock_keys },
	[LEX_PERIOD] = { "periods", period_keys },    [LEX_REPEAT] = { "repeat", repeat_keys },
	[LEX_WEEKLY] = { "weekly", weekday_keys },    [LEX_COUNT] = { "counts", NULL },
	[LEX_MARK] = { "marks", mark_keys },          [LEX_FILLER] = { "fillers", filler_keys },
	[LEX_CURRENCY] = { "currencies", NULL },
};

static gboolean key_value(LexGroup group, const char *key, int *value)
{
	gint64 number;
	if (group == LEX_CURRENCY) {
		*value = (int)g_quark_from_string(key);
		return TRUE;
	}
	for (int i = 0; groups[group].keys && groups[group].keys[i]; i++)
		if (strcmp(groups[group].keys[i], key) == 0) {
			*value = i;
			return TRUE;
		}
	if (groups[group].keys || !g_ascii_string_to_signed(key, 10, -400, 10000, &number, NULL))
		return FALSE;
	*value = (int)number;
	return TRUE;
}

static void lexemes_free(gpointer lexemes_)
{
	GArray *lexemes = lexemes_;
	for (guint i = 0; i < lexemes->len; i++)
		g_free(g_array_index(lexemes, Lexeme, i).last);
	g_array_unref(lexemes);
}

/* "sag .. ab" is the word "sag" with another at the end of the line. */
static void add_phrase(SayLanguages *languages, const char *text, Lexeme lexeme)
{
	g_auto(GStrv) halves = g_strsplit(text, " .. ", 2);
	char *phrase = text_fold(halves[0]);
	GArray *lexemes = g_hash_table_lookup(languages->phrases, phrase);
	lexeme.last = halves[1] ? text_fold(halves[1]) : NULL;
	if (!halves[1] && !strchr(phrase, ' ') && g_utf8_strlen(phrase, -1) >= TYPO_LETTERS)
		g_ptr_array_add(languages->words, g_strdup(phrase));
	if (lexemes) {
		g_free(phrase);
	} else {
		lexemes = g_array_new(FALSE, FALSE, sizeof(Lexeme));
		g_hash_table_insert(languages->phrases, phrase, lexemes);
	}
	g_array_append_val(lexemes, lexeme);
}

static gboolean add_group(SayLanguages *languages, GKeyFile *file, const char *name, LexGroup group,
			  guint8 language, GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, groups[group].name, NULL, NULL);
	for (char **key = keys; key && *key; key++) {
		g_auto(GStrv) texts = g_key_file_get_string_list(file, groups[group].name, *key, NULL, NULL);
		Lexeme lexeme = { .group = (guint8)group, .language = language };
		if (!texts || !key_value(group, *key, &lexeme.value))
			return daybook_fail(error, DAYBOOK_ERROR_FAILED,
					    _("The language file “%s” has a line that is not known: “%s”."),
					    name, *key);
		for (char **text = texts; *text; text++)
			if (**text)
				add_phrase(languages, *text, lexeme);
	}
	return TRUE;
}

static gboolean add_language(SayLanguages *languages, const EmbeddedFile *data, guint8 language,
			     GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	if (!g_key_file_load_from_data(file, data->text, strlen(data->text), G_KEY_FILE_NONE, error)) {
		g_prefix_error(error, "%s: ", data->name);
		return FALSE;
	}
	for (int group = 0; group < LEX_GROUPS; group++)
		if (!add_group(languages, file, data->name, (LexGroup)group, language, error))
			return FALSE;
	return TRUE;
}

static gboolean is_known(const char *language)
{
	for (const EmbeddedFile *data = say_language_data; language && data->name; data++)
		if (strcmp(data->name, language) == 0)
			return TRUE;
	return FALSE;
}

SayLanguages *say_languages_new(const char *first, GError **error)
{
	SayLanguages *languages = g_new0(SayLanguages, 1);
	guint8 rank = 1;
	languages->phrases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, lexemes_free);
	languages->words = g_ptr_array_new_with_free_func(g_free);
	for (int round = 0; round < 2; round++)
		for (const EmbeddedFile *data = say_language_data; data->name; data++) {
			gboolean is_first = strcmp(data->name, is_known(first) ? first : "en") == 0;
			if (is_first == (round == 0) &&
			    !add_language(languages, data, is_first ? 0 : rank++, error)) {
				say_languages_free(languages);
				return NULL;
			}
		}
	return languages;
}

void say_languages_free(SayLanguages *languages)
{
	if (!languages)
		return;
	g_hash_table_unref(languages->phrases);
	g_ptr_array_unref(languages->words);
	g_free(languages);
}

const GArray *say_lexemes(const SayLanguages *languages, const char *phrase)
{
	return g_hash_table_lookup(languages->phrases, phrase);
}
