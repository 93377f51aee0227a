/* ui/theme.c - colours, attributes and glyphs */
#include "ui/theme.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/* --- 256 colours: numbers of xterm's palette --- */

static const short ink_256[INK_COUNT] = {
	[INK_TEXT] = 252,   [INK_BRIGHT] = 231, [INK_DIM] = 245,  [INK_FAINT] = 241, [INK_LINE] = 238,
	[INK_ACCENT] = 111, [INK_GOOD] = 114,   [INK_WARN] = 179, [INK_BAD] = 204,   [INK_INFO] = 80,
};
/* The same on a light ground. */
static const short ink_256_light[INK_COUNT] = {
	[INK_TEXT] = 238,  [INK_BRIGHT] = 233, [INK_DIM] = 240, [INK_FAINT] = 244, [INK_LINE] = 250,
	[INK_ACCENT] = 25, [INK_GOOD] = 28,    [INK_WARN] = 94, [INK_BAD] = 124,   [INK_INFO] = 30,
};
static const short ground_256[GROUND_COUNT] = {
	[GROUND_BASE] = 233,  [GROUND_HEAD] = 235,   [GROUND_PANEL] = 234, [GROUND_BLOCK] = 236,
	[GROUND_QUIET] = 235, [GROUND_CURSOR] = 254, [GROUND_CARRY] = 24,  [GROUND_CLASH] = 52,
	[GROUND_SHEET] = 236, [GROUND_FIELD] = 234,  [GROUND_FOCUS] = 239, [GROUND_LIST] = 235,
	[GROUND_PICK] = 24,
};

/* --- 8 colours --- */

typedef struct {
	short color;
	attr_t attr;
} Ink8;

static const Ink8 ink_8[INK_COUNT] = {
	[INK_TEXT] = { COLOR_WHITE, 0 },   [INK_BRIGHT] = { COLOR_WHITE, A_BOLD },
	[INK_DIM] = { COLOR_WHITE, 0 },    [INK_FAINT] = { COLOR_WHITE, A_DIM },
	[INK_LINE] = { COLOR_BLUE, 0 },    [INK_ACCENT] = { COLOR_CYAN, A_BOLD },
	[INK_GOOD] = { COLOR_GREEN, 0 },   [INK_WARN] = { COLOR_YELLOW, 0 },
	[INK_BAD] = { COLOR_RED, A_BOLD }, [INK_INFO] = { COLOR_CYAN, 0 },
};
static const short ground_8[GROUND_COUNT] = {
	[GROUND_BASE] = COLOR_BLACK,  [GROUND_HEAD] = COLOR_BLUE,   [GROUND_PANEL] = COLOR_BLUE,
	[GROUND_BLOCK] = COLOR_BLACK, [GROUND_QUIET] = COLOR_BLACK, [GROUND_CURSOR] = COLOR_WHITE,
	[GROUND_CARRY] = COLOR_CYAN,  [GROUND_CLASH] = COLOR_RED,   [GROUND_SHEET] = COLOR_BLACK,
	[GROUND_FIELD] = COLOR_BLUE,  [GROUND_FOCUS] = COLOR_CYAN,  [GROUND_LIST] = COLOR_BLUE,
	[GROUND_PICK] = COLOR_CYAN,
};

/* --- none: letters, and these --- */

static const attr_t ink_none[INK_COUNT] = {
	[INK_BRIGHT] = A_BOLD, [INK_FAINT] = A_DIM, [INK_ACCENT] = A_BOLD,
	[INK_BAD] = A_BOLD,    [INK_WARN] = A_BOLD,
};
static const attr_t ground_none[GROUND_COUNT] = {
	[GROUND_HEAD] = A_REVERSE,  [GROUND_PANEL] = A_REVERSE, [GROUND_CURSOR] = A_REVERSE,
	[GROUND_CARRY] = A_REVERSE, [GROUND_CLASH] = A_REVERSE, [GROUND_FIELD] = A_UNDERLINE,
	[GROUND_FOCUS] = A_REVERSE, [GROUND_PICK] = A_REVERSE,
};

/* Tints for what has no colour of its own: by palette number, and the basic colour nearest to each. */
static const short tints_256[] = { 75, 141, 80, 185, 210, 114, 216, 176 };
static const short tints_8[] = {
	COLOR_BLUE, COLOR_MAGENTA, COLOR_CYAN, COLOR_YELLOW, COLOR_RED, COLOR_GREEN
};

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_BAR] = { "▌", "[" },        [GLYPH_VLINE] = { "│", "|" },     [GLYPH_HLINE] = { "─", "-" },
	[GLYPH_HATCH] = { "╱", "/" },      [GLYPH_PREVIOUS] = { "‹", "<" },  [GLYPH_NEXT] = { "›", ">" },
	[GLYPH_UP] = { "↑", "^" },         [GLYPH_DOWN] = { "↓", "v" },      [GLYPH_DOT] = { "·", "-" },
	[GLYPH_DASH] = { "–", "-" },       [GLYPH_LOAD] = { "━", "=" },      [GLYPH_LOAD_HALF] = { "╸", "-" },
	[GLYPH_OVERBOOKED] = { "‖", "&" }, [GLYPH_TENTATIVE] = { "?", "?" }, [GLYPH_ARRIVED] = { "◐", "a" },
	[GLYPH_IN_SERVICE] = { "▶", "s" }, [GLYPH_DONE] = { "●", "c" },      [GLYPH_NO_SHOW] = { "✗", "x" },
	[GLYPH_FITS] = { "✓", "+" },       [GLYPH_REPEATS] = { "↻", "*" },   [GLYPH_CORNER_TL] = { "┌", "+" },
	[GLYPH_WAITING] = { "↻", "~" },    [GLYPH_IN_FLIGHT] = { "⇅", "^" }, [GLYPH_FAILED] = { "!", "!" },
	[GLYPH_CONFLICT] = { "≠", "#" },   [GLYPH_INTO] = { "→", ">" },      [GLYPH_BULLET] = { "●", "*" },
	[GLYPH_OFFER] = { "○", "o" },      [GLYPH_CORNER_TR] = { "┐", "+" }, [GLYPH_CORNER_BL] = { "└", "+" },
	[GLYPH_CORNER_BR] = { "┘", "+" },
};

void theme_start(Theme *theme)
{
	const char *no_color = g_getenv("NO_COLOR"); /* https://no-color.org: present and not empty */
	*theme = (Theme){ .utf8 = i18n_is_utf8(), .next_pair = 1, .pairs = g_hash_table_new(NULL, NULL) };
	short none = 0;
	theme->blanks = g_array_new(FALSE, FALSE, sizeof(short));
	g_array_append_val(theme->blanks, none);
	if ((no_color && *no_color) || !has_colors() || start_color() == ERR || COLORS < 8)
		return;
	theme->colours = COLORS >= 256 && COLOR_PAIRS >= 1024 ? COLOURS_256 : COLOURS_8;
}

void theme_stop(Theme *theme)
{
	g_clear_pointer(&theme->pairs, g_hash_table_unref);
	g_clear_pointer(&theme->blanks, g_array_unref);
}

/* Pairs are made as they are asked for: some hundred of the thousands there are. The first one made on a ground is that of its
 * blanks. */
static short pair_of(Theme *theme, short fore, short back)
{
	gpointer key = GINT_TO_POINTER(1 + fore + (back << 9)), ground = GINT_TO_POINTER(-1 - back);
	gpointer known = g_hash_table_lookup(theme->pairs, key);
	if (known)
		return (short)GPOINTER_TO_INT(known);
	short pair = (short)theme->next_pair;
	if (pair >= MIN(COLOR_PAIRS, G_MAXSHORT) || init_pair(pair, fore, back) == ERR)
		return 0;
	gpointer first = g_hash_table_lookup(theme->pairs, ground);
	short blank = first ? (short)GPOINTER_TO_INT(first) : pair;
	g_hash_table_insert(theme->pairs, key, GINT_TO_POINTER((int)pair));
	g_hash_table_insert(theme->pairs, ground, GINT_TO_POINTER((int)blank));
	g_array_append_val(theme->blanks, blank);
	theme->next_pair++;
	return pair;
}

Pen theme_blank(const Theme *theme, Pen pen)
{
	/* reverse and underline show on a blank too */
	return (Pen){ pen.attr & (A_REVERSE | A_UNDERLINE), g_array_index(theme->blanks, short, pen.pair) };
}

static Pen pen_256(Theme *theme, Ink ink, Ground ground)
{
	gboolean light = ground == GROUND_CURSOR;
	short fore = ink >= INK_PALETTE ? (short)(ink - INK_PALETTE)
		     : light            ? ink_256_light[ink]
					: ink_256[ink];
	return (Pen){ 0, pair_of(theme, fore, ground_256[ground]) };
}

static Pen pen_8(Theme *theme, Ink ink, Ground ground)
{
	Ink8 fore = ink >= INK_PALETTE ? (Ink8){ (short)(ink - INK_PALETTE), A_BOLD } : ink_8[ink];
	short back = ground_8[ground];
	gboolean light = back == COLOR_WHITE || back == COLOR_CYAN;
	if (light)
		fore.color = COLOR_BLACK;
	else if (back != COLOR_BLACK &&
		 (ink >= INK_PALETTE || ink == INK_LINE || fore.color == back || ink == INK_BAD))
		fore.color = COLOR_WHITE;
	if (back == COLOR_BLUE &&
	    (fore.color == COLOR_GREEN || fore.color == COLOR_YELLOW || fore.color == COLOR_CYAN))
		fore.attr |= A_BOLD; /* the dark ones can hardly be read on it */
	/* Bold black is dark grey on many terminals: on a light ground it would fade instead of standing out. */
	return (Pen){ light ? 0 : fore.attr, pair_of(theme, fore.color, back) };
}

Pen theme_pen(Theme *theme, Ink ink, Ground ground)
{
	switch (theme->colours) {
	case COLOURS_256:
		return pen_256(theme, ink, ground);
	case COLOURS_8:
		return pen_8(theme, ink, ground);
	case COLOURS_NONE:
		break;
	}
	return (Pen){ (ink < INK_COUNT ? ink_none[ink] : 0) | ground_none[ground], 0 };
}

Pen theme_bold(Theme *theme, Ink ink, Ground ground)
{
	Pen pen = theme_pen(theme, ink, ground);
	if (theme->colours != COLOURS_8 ||
	    !(ground_8[ground] == COLOR_WHITE || ground_8[ground] == COLOR_CYAN))
		pen.attr |= A_BOLD;
	return pen;
}

/* --- tints --- */

/* xterm's 6x6x6 cube: its levels. */
static int cube_level(int value)
{
	return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

static gboolean parse_hex(const char *color, int rgb[3])
{
	if (color[0] != '#' || strlen(color) != 7)
		return FALSE;
	for (int i = 0; i < 3; i++) {
		int high = g_ascii_xdigit_value(color[1 + 2 * i]),
		    low = g_ascii_xdigit_value(color[2 + 2 * i]);
		if (high < 0 || low < 0)
			return FALSE;
		rgb[i] = high * 16 + low;
	}
	return TRUE;
}

/* The basic colour whose hue is nearest; grey has none and is white. */
static short basic_of(const int rgb[3])
{
	int high = MAX(rgb[0], MAX(rgb[1], rgb[2])), low = MIN(rgb[0], MIN(rgb[1], rgb[2]));
	if (high - low < 32)
		return COLOR_WHITE;
	int middle = (high + low) / 2;
	return (short)((rgb[0] > middle ? COLOR_RED : 0) | (rgb[1] > middle ? COLOR_GREEN : 0) |
		       (rgb[2] > middle ? COLOR_BLUE : 0));
}

Ink theme_tint(const Theme *theme, const char *color, guint number)
{
	static const struct {
		const char *name;
		guint tint;
	} words[] = { { "blue", 0 },  { "purple", 1 }, { "violet", 1 }, { "magenta", 1 },
		      { "cyan", 2 },  { "teal", 2 },   { "yellow", 3 }, { "red", 4 },
		      { "green", 5 }, { "orange", 6 }, { "pink", 7 } };
	int rgb[3];
	if (theme->colours == COLOURS_NONE)
		return INK_TEXT;
	if (color && parse_hex(color, rgb)) {
		if (theme->colours == COLOURS_8)
			return INK_PALETTE + basic_of(rgb);
		return INK_PALETTE + 16 + 36 * cube_level(rgb[0]) + 6 * cube_level(rgb[1]) +
		       cube_level(rgb[2]);
	}
	for (gsize i = 0; color && i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(words[i].name, color) == 0)
			number = words[i].tint;
	return INK_PALETTE + (theme->colours == COLOURS_8 ? tints_8[number % G_N_ELEMENTS(tints_8)]
							  : tints_256[number % G_N_ELEMENTS(tints_256)]);
}

const char *theme_glyph(const Theme *theme, Glyph glyph)
{
	return theme->utf8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}

gboolean theme_needs_frames(const Theme *theme)
{
	return theme->colours != COLOURS_256;
}
