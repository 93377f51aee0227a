/* ui/draw.h - text and areas on the screen, by display width. Columns and rows count from 0; what lies outside is cut off. */
#pragma once
#include "ui/theme.h"

typedef struct {
	WINDOW *window;
	Theme *theme;
	int rows, cols;
	GArray *fragile; /* of FragileSpan, see draw_fragile */
} Canvas;

/* Where text ends whose width terminals do not agree about. */
typedef struct {
	int y, end;
} FragileSpan;

typedef struct {
	int x, y, w, h;
} Area;

/** Text in at most `width` columns, cut with "…"; returns the column after it. NULL is nothing. */
int draw_text(const Canvas *canvas, int y, int x, int width, const char *text, Pen pen);
/** The same, ending at column x + width. Returns the column where it begins. */
int draw_right(const Canvas *canvas, int y, int x, int width, const char *text, Pen pen);
/** Text over several lines, broken between words; returns the number of lines used, at most `height`. */
int draw_wrapped(const Canvas *canvas, Area area, const char *text, Pen pen);
/** A text broken between words into at most `lines` lines; the last one has all that is left. g_strfreev. */
char **draw_broken(const char *text, int width, int lines);
void draw_fill(const Canvas *canvas, Area area, const char *glyph, Pen pen);
/** Everything drawn so far goes quiet, as background of what comes over it. */
void draw_dim(const Canvas *canvas);
/** Sends what was drawn to the terminal: only what changed. After text whose width terminals do not agree about the cursor is placed
 *  anew, so that nothing right of it stands in the wrong column. */
void draw_send(const Canvas *canvas, int caret_y, int caret_x);
/** A bar of so many columns, filled as far as a job has come. */
void draw_progress(const Canvas *canvas, int y, int x, int width, guint done, guint total, Ground ground);
/** A ground for a form, with a frame where grounds cannot be told apart. */
void draw_sheet(const Canvas *canvas, Area area, const char *title);
