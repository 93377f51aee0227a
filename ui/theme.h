/* ui/theme.h - how things look: inks on grounds, for 256 colours, 8 and none; and the glyphs of the locale.
 *
 * A screen says what a thing is (ink) and what it lies on (ground); only this file knows colours. State is never shown by
 * colour alone. Dark, as designed; other themes come later. */
#pragma once
#define NCURSES_NOMACROS 1 /* its macros take names like refresh and erase */
#include <curses.h>
#include <glib.h>

typedef enum {
	INK_TEXT,
	INK_BRIGHT, /* what the eye should find */
	INK_DIM,
	INK_FAINT,
	INK_LINE,
	INK_ACCENT,
	INK_GOOD,
	INK_WARN,
	INK_BAD,
	INK_INFO,
	INK_COUNT
} InkName;

/* An InkName, or a colour of the terminal's palette: INK_PALETTE + number (theme_tint gives them). */
typedef int Ink;
#define INK_PALETTE 1000

typedef enum {
	GROUND_BASE,
	GROUND_HEAD,  /* the first line */
	GROUND_PANEL, /* the status line; whatever lies behind a form */
	GROUND_BLOCK, /* a booking */
	GROUND_QUIET, /* a booking that is over, a processing gap */
	GROUND_CURSOR,
	GROUND_CARRY, /* a booking being moved */
	GROUND_CLASH, /* where it cannot go; the conflict panel */
	GROUND_SHEET, /* a form */
	GROUND_FIELD,
	GROUND_FOCUS, /* the field being typed in */
	GROUND_LIST,  /* what may be picked */
	GROUND_PICK,  /* what Enter would pick */
	GROUND_COUNT
} Ground;

typedef struct {
	attr_t attr;
	short pair;
} Pen;

typedef enum {
	GLYPH_BAR, /* the left edge of a booking */
	GLYPH_VLINE,
	GLYPH_HLINE,
	GLYPH_HATCH,
	GLYPH_PREVIOUS,
	GLYPH_NEXT,
	GLYPH_UP,
	GLYPH_DOWN,
	GLYPH_DOT,
	GLYPH_DASH, /* between two times */
	GLYPH_LOAD, /* a filled cell of a load bar */
	GLYPH_LOAD_HALF,
	GLYPH_OVERBOOKED,
	GLYPH_TENTATIVE,
	GLYPH_ARRIVED,
	GLYPH_IN_SERVICE,
	GLYPH_DONE,
	GLYPH_NO_SHOW,
	GLYPH_FITS, /* also: in step */
	GLYPH_REPEATS,
	GLYPH_WAITING,
	GLYPH_IN_FLIGHT,
	GLYPH_FAILED,
	GLYPH_CONFLICT,
	GLYPH_OFFER, /* a time on offer */
	GLYPH_INTO,  /* what goes where */
	GLYPH_BULLET,
	GLYPH_CORNER_TL,
	GLYPH_CORNER_TR,
	GLYPH_CORNER_BL,
	GLYPH_CORNER_BR,
	GLYPH_COUNT
} Glyph;

typedef enum { COLOURS_NONE, COLOURS_8, COLOURS_256 } Colours;

typedef struct {
	Colours colours;
	gboolean utf8;
	int next_pair;
	GHashTable *pairs; /* (foreground, background) -> pair number */
	GArray *blanks;    /* of short, by pair number: the pair for blanks on the same ground */
} Theme;

/** After curses was started. Looks at the terminal, the locale, and NO_COLOR. */
void theme_start(Theme *theme);
void theme_stop(Theme *theme);

Pen theme_pen(Theme *theme, Ink ink, Ground ground);
Pen theme_bold(Theme *theme, Ink ink, Ground ground);

/** A pen for blanks: the same ground, always the same ink, so that runs of blanks are runs for the terminal too. */
Pen theme_blank(const Theme *theme, Pen pen);

/** The tint of a service or a person: "#5aa9f8" to the nearest colour there is; "" or an unknown word: one of a fixed
 *  row of tints, by number. Without colours it is INK_TEXT. */
Ink theme_tint(const Theme *theme, const char *color, guint number);

const char *theme_glyph(const Theme *theme, Glyph glyph);
/** Grounds cannot be told apart without colours: then forms get a frame. */
gboolean theme_needs_frames(const Theme *theme);
