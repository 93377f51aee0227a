/* tests/unit/base/test_i18n.c - another language, with a catalogue made here */
#include "base/i18n.h"
#include "base/when.h"
#include "base/zone.h"
#include "tests/unit/base/iso.h"
#include "tests/unit/unit.h"

#include <locale.h>
#include <string.h>

/* Sorted by the original, as gettext searches them. */
static const struct {
	const char *original, *german;
} words[] = {
	{ "", "Content-Type: text/plain; charset=UTF-8\n" },
	{ "%1$s %2$d %3$s", "%1$s, %2$d. %3$s" },
	{ "%1$s %2$d %3$s %4$d", "%1$s, %2$d. %3$s %4$d" },
	{ "%d d", "%d T." },
	{ "March", "März" },
	{ "Sun", "So" },
	{ "Sunday", "Sonntag" },
};

static void append_number(GString *out, gsize number)
{
	guint32 word = (guint32)number;
	g_string_append_len(out, (const char *)&word, sizeof word);
}

/* The format of gettext's manual, "The Format of GNU MO Files". */
static void write_catalogue(const char *path)
{
	enum { HEADER = 28, ENTRY = 8, N = G_N_ELEMENTS(words) };
	const gsize numbers[] = { 0x950412DE, 0, N, HEADER, HEADER + N * ENTRY, 0, 0 };
	g_autoptr(GString) file = g_string_new(NULL);
	g_autoptr(GString) texts = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		append_number(file, numbers[i]);
	for (int german = 0; german < 2; german++)
		for (gsize i = 0; i < N; i++) {
			const char *text = german ? words[i].german : words[i].original;
			append_number(file, strlen(text));
			append_number(file, HEADER + 2 * N * ENTRY + texts->len);
			g_string_append_len(texts, text, (gssize)strlen(text) + 1);
		}
	g_string_append_len(file, texts->str, (gssize)texts->len);
	g_autofree char *folder = g_path_get_dirname(path);
	T_INT("a folder", g_mkdir_with_parents(folder, 0700), 0);
	T_TRUE("a catalogue", g_file_set_contents(path, file->str, (gssize)file->len, NULL));
}

static char *kept;

static void setup(void)
{
	kept = g_strdup(g_getenv("DAYBOOK_LOCALEDIR"));
}

static void teardown(void)
{
	g_unsetenv("LANGUAGE");
	if (kept)
		g_setenv("DAYBOOK_LOCALEDIR", kept, TRUE);
	else
		g_unsetenv("DAYBOOK_LOCALEDIR");
	g_clear_pointer(&kept, g_free);
	i18n_start();
}

static void test_german(void)
{
	g_autofree char *catalogue = unit_path("de/LC_MESSAGES/daybook.mo");
	write_catalogue(catalogue);
	g_setenv("DAYBOOK_LOCALEDIR", unit_dir(), TRUE);
	g_setenv("LANGUAGE", "de", TRUE);
	i18n_start();
	g_autofree char *long_day = day_words(iso_day("2026-03-29"));
	g_autofree char *short_day = day_short(iso_day("2026-06-28"));
	g_autofree char *length = when_duration_words(2 * ZONE_DAY_SECONDS);
	T_STR("in German's order", long_day, "Sonntag, 29. März 2026");
	T_STR("a word without a translation", short_day, "So, 28. Jun");
	T_STR("a length", length, "2 T.");
}

static void test_character_set(void)
{
	i18n_start();
	T_TRUE("C.UTF-8", i18n_is_utf8());
	setlocale(LC_ALL, "C");
	T_FALSE("C", i18n_is_utf8());
	setlocale(LC_ALL, "C.UTF-8");
}

UNIT_SUITE("i18n", setup, teardown, { "German", test_german }, { "the character set", test_character_set })
