/* ui/draw.c - drawing into a curses window, cell by cell */
#include "ui/draw.h"

#include <string.h>
#include <wchar.h>

#include "base/text.h"

/* A piece of a row being put together: written at once, which is several times as fast as cell by cell. */
typedef struct {
	const Canvas *canvas;
	int y, x;  /* where it begins */
	int width; /* columns of what is in it */
	Pen pen;
	cchar_t cells[64];
	int n;
	wchar_t chars[CCHARW_MAX + 1]; /* the character being put together, with the marks over it */
	int n_chars, char_width;
} Run;

static void run_begin(Run *run, const Canvas *canvas, int y, int x, Pen pen)
{
	*run = (Run){ .canvas = canvas, .y = y, .x = x, .pen = pen };
}

/* Writes what there is; what lies outside is cut off. A wide character takes two columns and one place in cells. */
static void run_flush(Run *run)
{
	const Canvas *canvas = run->canvas;
	if (run->n && run->y >= 0 && run->y < canvas->rows && run->x >= 0 &&
	    run->x + run->width <= canvas->cols)
		mvwadd_wchnstr(canvas->window, run->y, run->x, run->cells, run->n);
	run->x += run->width;
	run->n = run->width = 0;
}

/* The character put together so far becomes a cell. */
static void run_settle(Run *run)
{
	if (run->n_chars == 0)
		return;
	gboolean clipped =
		run->x + run->width < 0 || run->x + run->width + run->char_width > run->canvas->cols;
	if (run->n == (int)G_N_ELEMENTS(run->cells) || clipped)
		run_flush(run);
	run->chars[run->n_chars] = L'\0';
	if (clipped)
		run->x += run->char_width;
	else if (setcchar(&run->cells[run->n], run->chars, run->pen.attr, run->pen.pair, NULL) == OK) {
		run->n++;
		run->width += run->char_width;
	}
	run->n_chars = 0;
}

/* Control characters never reach the terminal; a character that the C library and we measure differently would shift
 * the rest of the line, and is shown as a question mark. */
static void run_add(Run *run, gunichar c)
{
	int width = c >= ' ' && c < 127 ? 1 : text_width_char(c);
	if (g_unichar_iscntrl(c) || text_turns_direction(c))
		return;
	if (width == 0) {
		if (run->n_chars && run->n_chars < CCHARW_MAX - 1 && wcwidth((wchar_t)c) == 0)
			run->chars[run->n_chars++] = (wchar_t)c;
		return;
	}
	run_settle(run);
	gboolean known = c < 127 || (g_unichar_isprint(c) && wcwidth((wchar_t)c) == width);
	run->chars[0] = known ? (wchar_t)c : L'?';
	run->char_width = known ? width : 1;
	run->n_chars = 1;
}

/* Draws what fits; the text has been cut to its width. Returns the column after it. */
static int put_text(const Canvas *canvas, int y, int x, const char *text, Pen pen)
{
	Run run;
	run_begin(&run, canvas, y, x, pen);
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		run_add(&run, g_utf8_get_char(p));
	run_settle(&run);
	run_flush(&run);
	return run.x;
}

/* Signs that stand in the cell of the letter before them without being accents (vowels of Thai, Devanagari, Bengali …; joiners):
 * some terminals give them a column of their own or forget what follows. */
static gboolean is_fragile(gunichar c)
{
	return c >= 0x300 && text_width_char(c) == 0 && g_unichar_combining_class(c) == 0;
}

static void note_fragile(const Canvas *canvas, const char *text, int y, int end)
{
	if (g_str_is_ascii(text))
		return;
	for (const char *p = text; *p; p = g_utf8_next_char(p))
		if (is_fragile(g_utf8_get_char(p))) {
			FragileSpan span = { y, end };
			g_array_append_val(canvas->fragile, span);
			return;
		}
}

/* What is drawn in the end: ASCII where the locale has nothing more. The caller frees. */
static char *drawable(const Canvas *canvas, const char *text, int width)
{
	/* what GLib's table does not have */
	static const struct {
		const char *sign, *ascii;
	} plain[] = { { "·", "-" }, { "¶", "|" }, { "“", "\"" }, { "”", "\"" } };
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	if (canvas->theme->utf8)
		return text_cut(valid, width);
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
		g_auto(GStrv) parts = g_strsplit(valid, plain[i].sign, -1);
		g_free(valid);
		valid = g_strjoinv(plain[i].ascii, parts);
	}
	g_autofree char *ascii = g_str_to_ascii(valid, "C");
	return text_cut(ascii, width);
}

int draw_text(const Canvas *canvas, int y, int x, int width, const char *text, Pen pen)
{
	if (!text || width <= 0 || y < 0 || y >= canvas->rows || x >= canvas->cols)
		return x;
	g_autofree char *shown = drawable(canvas, text, width);
	int end = put_text(canvas, y, x, shown, pen);
	note_fragile(canvas, shown, y, end);
	return end;
}

int draw_right(const Canvas *canvas, int y, int x, int width, const char *text, Pen pen)
{
	if (!text || width <= 0)
		return x + width;
	g_autofree char *shown = drawable(canvas, text, width);
	int begin = x + width - text_width(shown);
	draw_text(canvas, y, begin, width, shown, pen);
	return begin;
}

/* The end of the first line of text that fits in width columns; *next is where the following one begins. */
static const char *line_end(const char *text, int width, const char **next)
{
	const char *end = NULL, *p = text;
	int columns = 0;
	for (; *p && *p != '\n'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c == ' ')
			end = p;
		columns += text_width_char(c);
		if (columns > width && p > text) {
			*next = end ? end + 1 : p;
			return end ? end : p;
		}
	}
	*next = *p ? p + 1 : p;
	return p;
}

char **draw_broken(const char *text, int width, int lines)
{
	GPtrArray *broken = g_ptr_array_new();
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	for (const char *p = valid, *next; *p && (int)broken->len < lines; p = next) {
		const char *end = line_end(p, MAX(width, 1), &next);
		gboolean last = (int)broken->len == lines - 1 && *next;
		/* the last line there is room for shows that there is more */
		char *line = last ? g_strdup(p) : g_strndup(p, (gsize)(end - p));
		g_ptr_array_add(broken, g_strdelimit(line, "\n", ' '));
	}
	g_ptr_array_add(broken, NULL);
	return (char **)g_ptr_array_free(broken, FALSE);
}

int draw_wrapped(const Canvas *canvas, Area area, const char *text, Pen pen)
{
	if (!text || area.w <= 0)
		return 0;
	g_auto(GStrv) lines = draw_broken(text, area.w, area.h);
	int n = 0;
	for (; lines[n]; n++)
		draw_text(canvas, area.y + n, area.x, area.w, lines[n], pen);
	return n;
}

void draw_fill(const Canvas *canvas, Area area, const char *glyph, Pen pen)
{
	cchar_t cell;
	wchar_t chars[] = { (wchar_t)g_utf8_get_char(glyph), L'\0' };
	int left = MAX(area.x, 0), width = MIN(area.x + area.w, canvas->cols) - left;
	if (chars[0] == L' ')
		pen = theme_blank(canvas->theme, pen);
	if (width <= 0 || setcchar(&cell, chars, pen.attr, pen.pair, NULL) != OK)
		return;
	for (int y = MAX(area.y, 0); y < area.y + area.h && y < canvas->rows; y++)
		mvwhline_set(canvas->window, y, left, &cell, width);
}

void draw_dim(const Canvas *canvas)
{
	Pen pen = theme_pen(canvas->theme, INK_FAINT, GROUND_PANEL);
	if (canvas->theme->colours == COLOURS_NONE)
		pen.attr = A_DIM;
	else if (canvas->theme->colours == COLOURS_8)
		pen = theme_pen(canvas->theme, INK_LINE, GROUND_BASE);
	for (int y = 0; y < canvas->rows; y++)
		mvwchgat(canvas->window, y, 0, -1, pen.attr, pen.pair, NULL);
}

void draw_progress(const Canvas *canvas, int y, int x, int width, guint done, guint total, Ground ground)
{
	int full = total ? (int)((guint64)MIN(done, total) * (guint)width / total) : 0;
	for (int i = 0; i < width; i++)
		draw_text(canvas, y, x + i, 1,
			  theme_glyph(canvas->theme, i < full || canvas->theme->colours == COLOURS_256
							     ? GLYPH_LOAD
							     : GLYPH_DOT),
			  theme_pen(canvas->theme, i < full ? INK_ACCENT : INK_LINE, ground));
}

static void draw_frame(const Canvas *canvas, Area area)
{
	const Theme *theme = canvas->theme;
	Pen pen = theme_pen(canvas->theme, INK_DIM, GROUND_SHEET);
	int right = area.x + area.w - 1, bottom = area.y + area.h - 1;
	draw_fill(canvas, (Area){ area.x, area.y, area.w, 1 }, theme_glyph(theme, GLYPH_HLINE), pen);
	draw_fill(canvas, (Area){ area.x, bottom, area.w, 1 }, theme_glyph(theme, GLYPH_HLINE), pen);
	draw_fill(canvas, (Area){ area.x, area.y, 1, area.h }, theme_glyph(theme, GLYPH_VLINE), pen);
	draw_fill(canvas, (Area){ right, area.y, 1, area.h }, theme_glyph(theme, GLYPH_VLINE), pen);
	draw_text(canvas, area.y, area.x, 1, theme_glyph(theme, GLYPH_CORNER_TL), pen);
	draw_text(canvas, area.y, right, 1, theme_glyph(theme, GLYPH_CORNER_TR), pen);
	draw_text(canvas, bottom, area.x, 1, theme_glyph(theme, GLYPH_CORNER_BL), pen);
	draw_text(canvas, bottom, right, 1, theme_glyph(theme, GLYPH_CORNER_BR), pen);
}

void draw_sheet(const Canvas *canvas, Area area, const char *title)
{
	draw_fill(canvas, area, " ", theme_pen(canvas->theme, INK_TEXT, GROUND_SHEET));
	if (theme_needs_frames(canvas->theme))
		draw_frame(canvas, area);
	g_autofree char *spaced = g_strdup_printf(" %s ", title);
	draw_text(canvas, area.y, area.x + 1, area.w - 2, spaced,
		  theme_bold(canvas->theme, INK_BRIGHT, GROUND_SHEET));
}

/* The end of the n-th fragile span of a row; the row's end when it has fewer. */
static int fragile_end(const Canvas *canvas, int y, guint n)
{
	for (guint i = 0; i < canvas->fragile->len; i++) {
		const FragileSpan *span = &g_array_index(canvas->fragile, FragileSpan, i);
		if (span->y == y && n-- == 0)
			return MIN(span->end, canvas->cols);
	}
	return canvas->cols;
}

static int by_place(gconstpointer a_, gconstpointer b_)
{
	const FragileSpan *a = a_, *b = b_;
	return a->y != b->y ? a->y - b->y : a->end - b->end;
}

void draw_send(const Canvas *canvas, int caret_y, int caret_x)
{
	g_array_sort(canvas->fragile, by_place);
	/* Row by row in pieces: what lies beyond the n-th span of a row waits (it stays as the terminal has it) until the piece
	 * before it has been sent and the cursor taken elsewhere, from where the way back is an absolute one. */
	for (guint n = 0, pieces = 1; n < pieces; n++) {
		pieces = 1;
		wmove(canvas->window, n % 2 ? canvas->rows - 1 : 0, 0);
		if (n > 0)
			touchwin(canvas->window); /* curses thinks that it has sent all of it */
		wnoutrefresh(canvas->window);
		for (int y = 0; canvas->fragile->len && y < canvas->rows; y++) {
			int end = fragile_end(canvas, y, n);
			if (end < canvas->cols) {
				copywin(curscr, newscr, y, end, y, end, y, canvas->cols - 1, FALSE);
				pieces = n + 2;
			}
		}
		if (pieces == 1 || n + 1 == pieces)
			wmove(newscr, caret_y, caret_x);
		doupdate();
	}
}
