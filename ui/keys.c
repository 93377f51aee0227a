/* ui/keys.c - the names of keys */
#include "ui/keys.h"

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <string.h>

static const struct {
	const char *name;
	Key key;
} names[] = {
	/* the first name of a key is the one shown */
	{ "Enter", KEY_RETURN },
	{ "Return", KEY_RETURN },
	{ "Esc", KEY_ESCAPE },
	{ "Escape", KEY_ESCAPE },
	{ "Tab", KEY_TAB },
	{ "BTab", KEY_OF_CURSES | KEY_BTAB },
	{ "S-Tab", KEY_OF_CURSES | KEY_BTAB },
	{ "Space", ' ' },
	{ "BS", KEY_RUBOUT },
	{ "Backspace", KEY_RUBOUT },
	{ "Del", KEY_OF_CURSES | KEY_DC },
	{ "Ins", KEY_OF_CURSES | KEY_IC },
	{ "Up", KEY_OF_CURSES | KEY_UP },
	{ "Down", KEY_OF_CURSES | KEY_DOWN },
	{ "Left", KEY_OF_CURSES | KEY_LEFT },
	{ "Right", KEY_OF_CURSES | KEY_RIGHT },
	{ "Home", KEY_OF_CURSES | KEY_HOME },
	{ "End", KEY_OF_CURSES | KEY_END },
	{ "PgUp", KEY_OF_CURSES | KEY_PPAGE },
	{ "PgDn", KEY_OF_CURSES | KEY_NPAGE },
};

Key key_from_curses(int code)
{
	switch (code) {
	case KEY_ENTER:
		return KEY_RETURN;
	case KEY_BACKSPACE:
		return KEY_RUBOUT;
	case KEY_SUSPEND:
		return KEY_CTRL('z');
	case KEY_FIND: /* Home and End of the linux console and of old terminals */
		return KEY_OF_CURSES | KEY_HOME;
	case KEY_SELECT:
		return KEY_OF_CURSES | KEY_END;
	default:
		return KEY_OF_CURSES | (Key)code;
	}
}

Key key_from_char(gunichar c)
{
	if (c == '\n')
		return KEY_RETURN;
	return c == '\b' ? KEY_RUBOUT : c;
}

/* One character, and nothing after it; 0 otherwise. */
static Key single_char(const char *text)
{
	gunichar c = g_utf8_get_char_validated(text, -1);
	if (c == (gunichar)-1 || c == (gunichar)-2 || !g_unichar_isprint(c))
		return 0;
	return *g_utf8_next_char(text) ? 0 : c;
}

static Key control_char(const char *text)
{
	Key c = single_char(text);
	return g_ascii_isalpha((int)c) && c < 128 ? KEY_CTRL(c) : 0;
}

static Key function_key(const char *name)
{
	char *end;
	if ((name[0] != 'F' && name[0] != 'f') || !g_ascii_isdigit(name[1]))
		return 0;
	guint64 n = g_ascii_strtoull(name + 1, &end, 10);
	return *end == '\0' && n >= 1 && n <= 24 ? KEY_OF_CURSES | (Key)KEY_F((int)n) : 0;
}

Key key_parse(const char *name)
{
	Key c = single_char(name);
	if (c)
		return c;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(names[i].name, name) == 0)
			return names[i].key;
	if (name[0] == '^')
		return control_char(name + 1);
	if (g_ascii_strncasecmp(name, "C-", 2) == 0)
		return control_char(name + 2);
	if (g_ascii_strncasecmp(name, "Ctrl-", 5) == 0)
		return control_char(name + 5);
	const char *with_alt = g_ascii_strncasecmp(name, "A-", 2) == 0     ? name + 2
			       : g_ascii_strncasecmp(name, "Alt-", 4) == 0 ? name + 4
									   : NULL;
	if (with_alt)
		return (c = single_char(with_alt)) ? c | KEY_WITH_ALT : 0;
	return function_key(name);
}

char *key_words(Key key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i].key == key)
			return g_strdup(names[i].name);
	if (key & KEY_OF_CURSES) {
		Key code = key & ~KEY_OF_CURSES;
		return code > KEY_F0 && code <= KEY_F0 + 63 ? g_strdup_printf("F%u", code - KEY_F0)
							    : g_strdup("?");
	}
	char text[8] = "";
	text[g_unichar_to_utf8(key & ~KEY_WITH_ALT, text)] = '\0';
	if (key & KEY_WITH_ALT)
		return g_strdup_printf("Alt-%s", text);
	return key < 32 ? g_strdup_printf("^%c", (char)(key + '@')) : g_strdup(text);
}

gboolean key_is_text(Key key)
{
	return key >= ' ' && key < KEY_OF_CURSES && key != KEY_RUBOUT && !(key >= 0x80 && key < 0xa0);
}
