/* tests/unit/ui/test_keys.c - names of keys, and keys.conf against the tables */
#include <string.h>

#include "tests/unit/unit.h"
#include "ui/keymap.h"
#include "ui/screens/day.h"
#include "ui/screens/form.h"
#include "ui/ui.h"
#include "ui/widgets/input.h"

static void test_names(void)
{
	static const struct {
		const char *name, *shown; /* NULL: no such key */
	} rows[] = {
		{ "n", "n" },          { "N", "N" },         { "ä", "ä" },         { "?", "?" },
		{ "C-r", "^R" },       { "^r", "^R" },       { "Ctrl-R", "^R" },   { "Enter", "Enter" },
		{ "return", "Enter" }, { "Esc", "Esc" },     { "Space", "Space" }, { "BTab", "BTab" },
		{ "S-Tab", "BTab" },   { "PgUp", "PgUp" },   { "F1", "F1" },       { "f12", "F12" },
		{ "A-1", "Alt-1" },    { "Alt-o", "Alt-o" }, { "C-i", "Tab" },     { "F0", NULL },
		{ "F25", NULL },       { "F1x", NULL },      { "C-", NULL },       { "C-ä", NULL },
		{ "Hyper-x", NULL },   { "", NULL },         { "nn", NULL },       { "\001", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Key key = key_parse(rows[i].name);
		g_autofree char *shown = key ? key_words(key) : NULL;
		T_STR(rows[i].name, shown, rows[i].shown);
	}
}

static void test_text(void)
{
	T_TRUE("a letter", key_is_text('a'));
	T_TRUE("a wide one", key_is_text(0x738b));
	T_FALSE("Enter", key_is_text(KEY_RETURN));
	T_FALSE("rubout", key_is_text(KEY_RUBOUT));
	T_FALSE("C1 control", key_is_text(0x9b));
	T_FALSE("an arrow", key_is_text(key_parse("Up")));
	T_FALSE("Alt", key_is_text(key_parse("A-a")));
}

/* A keymap of this text. */
static Keymap *load(const char *text, GPtrArray *problems)
{
	g_autofree char *path = unit_path("keys.conf");
	g_file_set_contents(path, text, -1, NULL);
	return keymap_load(path, problems);
}

static const char *action_of(const Keymap *keymap, const ScreenClass *cls, const char *key)
{
	const Action *action = keymap_action(keymap, cls, key_parse(key));
	return action ? action->name : NULL;
}

static void test_shipped(void)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = unit_path("missing.conf");
	Keymap *keymap = keymap_load(path, problems);
	/* a clash in the tables would be told here */
	T_INT("the tables agree with themselves", problems->len, 0);
	for (guint i = 0; i < problems->len; i++)
		T_STR("problem", problems->pdata[i], NULL);
	T_STR("n", action_of(keymap, &day_class, "n"), "book");
	T_STR("Enter", action_of(keymap, &day_class, "Enter"), "edit");
	T_STR("nothing", action_of(keymap, &day_class, "Z"), NULL);
	g_autofree char *keys = keymap_keys(keymap, &day_class, keymap_named(&day_class, "edit"));
	T_STR("all keys of one", keys, "Enter e");
	g_autofree char *typing =
		keymap_key(keymap, &form_class, keymap_named(&form_class, "overbook"), TRUE);
	T_STR("a key that works while typing", typing, "Alt-o");
	keymap_free(keymap);
}

static void test_changed(void)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	Keymap *keymap = load("[day]\nbook = F2 C-n\nundo =\n", problems);
	T_INT("no problem", problems->len, 0);
	T_STR("the new key", action_of(keymap, &day_class, "F2"), "book");
	T_STR("the other new key", action_of(keymap, &day_class, "C-n"), "book");
	T_STR("the old key is free", action_of(keymap, &day_class, "n"), NULL);
	T_STR("an empty line takes the keys away", action_of(keymap, &day_class, "u"), NULL);
	T_STR("other actions keep theirs", action_of(keymap, &day_class, "m"), "move");
	keymap_free(keymap);
}

static void test_problems(void)
{
	static const struct {
		const char *label, *text, *said; /* said: part of the one problem */
	} rows[] = {
		{ "an unknown key", "[day]\nbook = Hyper-x\n", "“Hyper-x”" },
		{ "an unknown action", "[day]\nbok = n\n", "“bok”" },
		{ "an unknown screen", "[dya]\nbook = n\n", "[dya]" },
		{ "a clash with a shipped key", "[day]\nbook = m\n", "both book and move" },
		{ "a clash in the file", "[move]\ndrop = z\nback = z\n", "both drop and back" },
		{ "no key file", "book = n\n", "keys.conf was not read" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
		Keymap *keymap = load(rows[i].text, problems);
		if (T_INT(rows[i].label, problems->len, 1))
			T_TRUE(rows[i].label, strstr(problems->pdata[0], rows[i].said));
		keymap_free(keymap);
	}
}

static void test_clash_wins(void)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	Keymap *keymap = load("[day]\nbook = m\n", problems);
	T_STR("the file wins the key", action_of(keymap, &day_class, "m"), "book");
	g_autofree char *keys = keymap_keys(keymap, &day_class, keymap_named(&day_class, "move"));
	T_STR("who lost it does not show it", keys, "");
	keymap_free(keymap);
}

static void count(const UiAction *action, gpointer n_)
{
	guint *n = n_;
	(*n)++;
	T_TRUE(action->action, *action->help && *action->section && *action->title);
}

static void test_list(void)
{
	guint n = 0, sum = 0;
	ui_actions_each(count, &n);
	for (guint i = 0; all_screens[i]; i++)
		sum += all_screens[i]->n_actions;
	T_INT("every action is listed", n, sum);
	T_TRUE("and there are many", n > 80);
}

static void test_names_are_unique(void)
{
	for (guint i = 0; all_screens[i]; i++) {
		g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
		for (guint k = 0; k < all_screens[i]->n_actions; k++)
			T_TRUE(all_screens[i]->actions[k].name,
			       g_hash_table_add(seen, (gpointer)all_screens[i]->actions[k].name));
	}
}

UNIT_SUITE("keys", NULL, NULL, { "names", test_names }, { "what is text", test_text },
	   { "as shipped", test_shipped }, { "changed by keys.conf", test_changed },
	   { "what is wrong with keys.conf", test_problems }, { "a clash", test_clash_wins },
	   { "the list for the manual", test_list }, { "names are unique", test_names_are_unique })
