/* tests/unit/say/test_phrases.c - the list of phrases (tests/fixtures/say/phrases.tsv): language, line, reading.
 *
 * At least 95 of 100 are read exactly, and no line is read as another day or another person than the list has without a question. */
#include "tests/unit/say/salon.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static char *field(const char *reading, const char *name)
{
	g_autofree char *start = g_strdup_printf("; %s=", name);
	const char *at = strstr(reading, start);
	const char *end = at ? strstr(at + 2, "; ") : NULL;
	return !at ? g_strdup("") : end ? g_strndup(at, (gsize)(end - at)) : g_strdup(at);
}

/* Whether a reading says of this field what it should, or asks. */
static gboolean is_safe(const char *got, const char *want, const char *name)
{
	g_autofree char *one = field(got, name), *other = field(want, name), *asks = field(got, "ask");
	return strcmp(one, other) == 0 || *asks;
}

typedef struct {
	int all, exact, asked, wrong;
} Count;

static void count_line(Salon *salon, char **fields, Count *count)
{
	static const char *const names[] = { "customer", "new", "what", "was", "at", "rule" };
	g_autofree char *got = salon_read(salon, fields[1]);
	gboolean exact = strcmp(got, fields[2]) == 0;
	count->all++;
	count->exact += exact;
	count->asked += strstr(got, "; ask=") != NULL;
	if (!exact)
		printf("    %s\n      got  %s\n      want %s\n", fields[1], got, fields[2]);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (!is_safe(got, fields[2], names[i])) {
			unit_check(FALSE, __LINE__, __FILE__, "%s: %s is wrong and nothing is asked: %s",
				   fields[1], names[i], got);
			count->wrong++;
			return;
		}
}

static void test_phrases(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("top_srcdir"), "tests/fixtures/say/phrases.tsv", NULL);
	g_autofree char *text = NULL;
	static const char *const languages[] = { "en", "de" };
	T_TRUE("the list", g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
		Count count = { 0, 0, 0, 0 };
		Salon salon;
		salon_open(&salon, languages[l]);
		for (char **line = lines; *line; line++) {
			g_auto(GStrv) fields = g_strsplit(*line, "\t", -1);
			if (g_strv_length(fields) == 3 && strcmp(fields[0], languages[l]) == 0)
				count_line(&salon, fields, &count);
		}
		salon_close(&salon);
		printf("    %s: %d phrases, %d exact, %d asked about, %d wrong without a question\n",
		       languages[l], count.all, count.exact, count.asked, count.wrong);
		T_TRUE("150 phrases of each", count.all >= 150);
		T_TRUE("95 of 100 exact", count.exact * 100 >= count.all * 95);
	}
}

/* The lines of one language read in the other's locale: never another person, never another day. */
static void test_either_locale(void)
{
	g_autofree char *path =
		g_build_filename(g_getenv("top_srcdir"), "tests/fixtures/say/phrases.tsv", NULL);
	g_autofree char *text = NULL;
	T_TRUE("the list", g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	Count count = { 0, 0, 0, 0 };
	Salon english, german;
	salon_open(&english, "en");
	salon_open(&german, "de");
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, "\t", -1);
		if (g_strv_length(fields) == 3)
			count_line(strcmp(fields[0], "en") == 0 ? &german : &english, fields, &count);
	}
	salon_close(&english);
	salon_close(&german);
	printf("    in the other locale: %d phrases, %d exact\n", count.all, count.exact);
	T_TRUE("95 of 100 exact", count.exact * 100 >= count.all * 95);
}

UNIT_SUITE("phrases", NULL, NULL, { "the list of phrases", test_phrases },
	   { "in the other language's locale", test_either_locale })
