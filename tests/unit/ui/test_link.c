/* tests/unit/ui/test_link.c - how a link is shown and said, and words that are short of room */
#include <string.h>

#include "tests/unit/unit.h"
#include "ui/draw.h"
#include "ui/link.h"
#include "ui/words.h"

static SyncLink *link_with(SyncStatus status)
{
	SyncLink *link = sync_link_new();
	model_set(&sync_link_class, link, &link->status, sync_status_name(status));
	return link;
}

static void test_each_state_has_a_sign_of_its_own(void)
{
	static const struct {
		SyncStatus status;
		const char *utf8, *ascii;
	} states[] = { { SYNC_LOCAL, "·", "-" },  { SYNC_PENDING, "↻", "~" }, { SYNC_SYNCING, "⇅", "^" },
		       { SYNC_SYNCED, "✓", "+" }, { SYNC_FAILED, "!", "!" },  { SYNC_CONFLICT, "≠", "#" } };
	Theme utf8 = { .utf8 = TRUE }, ascii = { .utf8 = FALSE };
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(SyncLink) link = link_with(states[i].status);
		T_STR("words", link_glyph(&utf8, link), states[i].utf8);
		T_STR("words", link_glyph(&ascii, link), states[i].ascii);
	}
	T_STR("words", link_glyph(&utf8, NULL), "·");
}

static void test_what_needs_a_person(void)
{
	g_autoptr(SyncLink) failed = link_with(SYNC_FAILED), waits = link_with(SYNC_PENDING);
	T_TRUE("so it is", link_needs_person(failed));
	T_TRUE("so it is not", !link_needs_person(waits));
	T_TRUE("so it is not", !link_needs_person(NULL));
	waits->held = 1;
	T_TRUE("so it is", link_needs_person(waits));
}

static void test_tries_are_told_with_the_next_one(void)
{
	g_autoptr(SyncLink) link = link_with(SYNC_PENDING);
	g_autofree char *fresh = link_try_words(link, 0, 1000);
	link->attempts = 1;
	g_autofree char *once = link_try_words(link, 0, 1000);
	link->attempts = 3;
	g_autofree char *later = link_try_words(link, 1051, 1000),
			*minutes = link_try_words(link, 1900, 1000),
			*person = link_try_words(link, NONE, 1000);
	T_STR("words", fresh, "");
	T_STR("words", once, "tried once · next try with the next run");
	T_STR("words", later, "tried 3 times · next try in 51 s");
	T_STR("words", minutes, "tried 3 times · next try in 15 min");
	T_STR("words", person, "tried 3 times · waits for you");
}

static void test_short_of_room_whole_parts_go(void)
{
	const char *words = "2 changed on both sides · 1 failed · 3 waiting";
	g_autofree char *all = words_parts(words, 80), *two = words_parts(words, 40),
			*one = words_parts(words, 28), *cut = words_parts(words, 10);
	T_STR("words", all, words);
	T_TRUE("so it is", g_str_has_prefix(two, "2 changed on both sides · 1 failed "));
	T_TRUE("so it is", g_str_has_prefix(one, "2 changed on both sides "));
	T_TRUE("not there", strstr(one, "failed") == NULL);
	T_TRUE("so it is", g_utf8_strlen(cut, -1) <= 10);
}

static void test_text_is_broken_between_words(void)
{
	g_auto(GStrv) lines = draw_broken("Google refused it: too early", 12, 5);
	g_auto(GStrv) two = draw_broken("Google refused it: too early", 12, 2);
	g_auto(GStrv) none = draw_broken("", 12, 5);
	T_INT("how many", g_strv_length(lines), 3);
	T_STR("words", lines[0], "Google");
	T_STR("words", lines[1], "refused it:");
	T_STR("words", lines[2], "too early");
	T_INT("how many", g_strv_length(two), 2);
	T_STR("words", two[1],
	      "refused it: too early"); /* the last one has the rest: it is cut where it is drawn */
	T_INT("how many", g_strv_length(none), 0);
}

UNIT_SUITE("link", NULL, NULL, { "signs", test_each_state_has_a_sign_of_its_own },
	   { "what needs a person", test_what_needs_a_person },
	   { "tries", test_tries_are_told_with_the_next_one },
	   { "short of room", test_short_of_room_whole_parts_go },
	   { "broken text", test_text_is_broken_between_words })
