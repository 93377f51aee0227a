/* tests/unit/ui/test_input.c - typing into one line */
#include <string.h>

#include "tests/unit/unit.h"
#include "ui/widgets/input.h"

static struct {
	Keymap *keymap;
	Input *input;
} fx;

static void setup(void)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = unit_path("missing.conf");
	fx.keymap = keymap_load(path, problems);
	fx.input = input_new(NULL);
}

static void teardown(void)
{
	keymap_free(fx.keymap);
	input_free(fx.input);
}

static void type(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		input_insert(fx.input, g_utf8_get_char(p));
}

static void press(const char *key)
{
	T_TRUE(key, input_key(fx.input, fx.keymap, key_parse(key), NULL));
}

static void test_typing(void)
{
	type("müler");
	press("Left");
	press("Left");
	type("l");
	T_STR("a letter in the middle", input_text(fx.input), "müller");
	press("Home");
	press("Del");
	type("M");
	T_STR("at the beginning", input_text(fx.input), "Müller");
	press("End");
	press("BS");
	T_STR("at the end", input_text(fx.input), "Mülle");
	T_FALSE("a key that edits nothing", input_key(fx.input, fx.keymap, key_parse("F5"), NULL));
}

static void test_marks(void)
{
	type("กัญ"); /* the second character is a vowel on the first */
	press("Left");
	press("Left");
	press("Del");
	T_STR("a letter goes with its marks", input_text(fx.input), "ญ");
}

static void test_words(void)
{
	type("anna maria  lopez");
	press("C-w");
	T_STR("one word", input_text(fx.input), "anna maria  ");
	press("C-w");
	T_STR("and the spaces behind it", input_text(fx.input), "anna ");
	press("C-u");
	T_STR("all of it", input_text(fx.input), "");
	T_TRUE("is empty", input_is_empty(fx.input));
}

static void test_offered(void)
{
	gboolean changed = FALSE;
	input_set(fx.input, "30m");
	type("4");
	T_STR("typing replaces what was offered", input_text(fx.input), "4");
	input_set(fx.input, "30m");
	press("Left");
	type("5");
	T_STR("moving keeps it", input_text(fx.input), "305m");
	input_set(fx.input, "30m");
	T_TRUE("rubbing out", input_key(fx.input, fx.keymap, KEY_RUBOUT, &changed));
	T_STR("takes all of it away", input_text(fx.input), "");
	T_TRUE("and says that it did", changed);
}

static void test_foreign(void)
{
	input_set(fx.input, "two\nlines\tand \xff");
	T_TRUE("one line, valid",
	       g_utf8_validate(input_text(fx.input), -1, NULL) && !strpbrk(input_text(fx.input), "\n\t"));
	press("C-u");
	input_insert(fx.input, 7);
	T_STR("control characters do not get in", input_text(fx.input), "");
	for (int i = 0; i < 5000; i++)
		input_insert(fx.input, 0x738b);
	T_TRUE("there is an end to it", strlen(input_text(fx.input)) <= 4096);
	T_TRUE("on a character", g_utf8_validate(input_text(fx.input), -1, NULL));
}

UNIT_SUITE("input", setup, teardown, { "typing", test_typing }, { "marks", test_marks },
	   { "words", test_words }, { "what was offered", test_offered },
	   { "what must not get in", test_foreign })
