/* ui/widgets/listing.c - rows in groups and columns */
#include "ui/widgets/listing.h"

#include <string.h>

#include "base/text.h"
#include "ui/words.h"

#define CELL_GAP 2
#define CELL_MOST 60
#define CELL_LEAST 8

static void row_free(gpointer row_)
{
	ListingRow *row = row_;
	g_free(row->id);
	g_free(row->heading);
	g_free(row->below);
	for (int i = 0; i < LISTING_CELLS; i++)
		g_free(row->cells[i]);
	g_free(row);
}

Listing *listing_new(void)
{
	Listing *listing = g_new0(Listing, 1);
	listing->rows = g_ptr_array_new_with_free_func(row_free);
	return listing;
}

void listing_free(Listing *listing)
{
	if (!listing)
		return;
	g_ptr_array_unref(listing->rows);
	g_clear_pointer(&listing->before, g_free);
	g_free(listing);
}

/* --- filling --- */

void listing_begin(Listing *listing)
{
	const ListingRow *row = listing_row(listing);
	g_free(listing->before);
	listing->before = row ? g_strdup(row->id) : NULL;
	g_ptr_array_set_size(listing->rows, 0);
}

ListingRow *listing_add(Listing *listing, int kind, const char *id, const char *heading, ...)
{
	ListingRow *row = g_new0(ListingRow, 1);
	const char *cell;
	va_list cells;
	row->id = g_strdup(id);
	row->kind = kind;
	row->heading = g_strdup(heading);
	row->ink = INK_TEXT;
	va_start(cells, heading);
	for (int i = 0; i < LISTING_CELLS && (cell = va_arg(cells, const char *)); i++)
		row->cells[i] = g_strdup(cell);
	va_end(cells);
	g_ptr_array_add(listing->rows, row);
	return row;
}

void listing_go(Listing *listing, const char *id)
{
	for (guint i = 0; id && i < listing->rows->len; i++)
		if (g_strcmp0(((const ListingRow *)listing->rows->pdata[i])->id, id) == 0)
			listing->pick = (int)i;
	listing->pick = CLAMP(listing->pick, 0, MAX((int)listing->rows->len - 1, 0));
}

void listing_end(Listing *listing)
{
	listing_go(listing, listing->before);
}

const ListingRow *listing_row(const Listing *listing)
{
	return listing->pick < (int)listing->rows->len ? listing->rows->pdata[listing->pick] : NULL;
}

void listing_move(Listing *listing, int by)
{
	listing->pick = CLAMP(listing->pick + by, 0, MAX((int)listing->rows->len - 1, 0));
}

/* --- drawing --- */

typedef struct {
	const Listing *listing;
	const Canvas *canvas;
	Area area;
	int widths[LISTING_CELLS];
	int line, top;  /* the next line; the first that shows */
	int first, end; /* the lines of the cursor's row */
	gboolean draws;
} Page;

/* As wide as their widest cell; where that is too much the widest gives way. */
static void measure(Page *page)
{
	int room = page->area.w - 2, all = 0, widest = 0;
	for (guint r = 0; r < page->listing->rows->len; r++) {
		const ListingRow *row = page->listing->rows->pdata[r];
		for (int i = 0; i < LISTING_CELLS; i++)
			if (row->cells[i])
				page->widths[i] =
					MAX(page->widths[i], MIN(text_width(row->cells[i]), CELL_MOST));
	}
	for (int i = 0; i < LISTING_CELLS; i++)
		all += page->widths[i] ? page->widths[i] + CELL_GAP : 0;
	for (; all > room; all--) { /* a column at a time, of the widest there is then */
		widest = 0;
		for (int i = 1; i < LISTING_CELLS; i++)
			widest = page->widths[i] >= page->widths[widest] ? i : widest;
		if (page->widths[widest] <= CELL_LEAST)
			return;
		page->widths[widest]--;
	}
}

static int next_line(Page *page, Ground ground)
{
	int y = page->area.y + page->line++ - page->top;
	if (!page->draws || y < page->area.y || y >= page->area.y + page->area.h)
		return -1;
	draw_fill(page->canvas, (Area){ page->area.x, y, page->area.w, 1 }, " ",
		  theme_pen(page->canvas->theme, INK_TEXT, ground));
	return y;
}

/* A cell may go on over the empty ones that follow it. */
static void draw_cells(Page *page, const ListingRow *row, Ground ground)
{
	Theme *theme = page->canvas->theme;
	int y = next_line(page, ground), x = page->area.x + 1, from[LISTING_CELLS];
	for (int i = 0; i < LISTING_CELLS; i++) {
		from[i] = x;
		x += page->widths[i] ? page->widths[i] + CELL_GAP : 0;
	}
	for (int i = 0; i < LISTING_CELLS && y >= 0; i++) {
		int next = i + 1;
		if (!row->cells[i] || !*row->cells[i])
			continue;
		while (next < LISTING_CELLS && (!row->cells[next] || !*row->cells[next]))
			next++;
		int end = next < LISTING_CELLS ? from[next] - CELL_GAP : page->area.x + page->area.w - 1;
		Pen pen = i == 0 ? theme_bold(theme, row->ink, ground)
				 : theme_pen(theme, i == 1 ? INK_TEXT : INK_DIM, ground);
		draw_text(page->canvas, y, from[i], end - from[i], row->cells[i], pen);
	}
}

static void draw_row(Page *page, int i)
{
	const ListingRow *row = page->listing->rows->pdata[i];
	gboolean on = i == page->listing->pick;
	Ground ground = on ? GROUND_CURSOR : GROUND_BASE;
	Theme *theme = page->canvas->theme;
	if (on)
		page->first = page->line;
	if (row->heading) {
		if (i > 0)
			next_line(page, GROUND_BASE);
		int y = next_line(page, GROUND_BASE);
		if (y >= 0)
			draw_text(page->canvas, y, page->area.x + 1, page->area.w - 2, row->heading,
				  theme_bold(theme, INK_BRIGHT, GROUND_BASE));
	}
	draw_cells(page, row, ground);
	if (row->below) {
		int y = next_line(page, ground);
		if (y >= 0)
			draw_text(page->canvas, y, page->area.x + 3, page->area.w - 4, row->below,
				  theme_pen(theme, INK_DIM, ground));
	}
	if (on)
		page->end = page->line;
}

static void lay_out(Page *page)
{
	page->line = 0;
	for (int i = 0; i < (int)page->listing->rows->len; i++)
		draw_row(page, i);
}

void listing_draw(Listing *listing, const Canvas *canvas, Area area, const char *empty)
{
	Page page = { .listing = listing, .canvas = canvas, .area = area };
	if (listing->rows->len == 0) {
		draw_wrapped(canvas, (Area){ area.x + 1, area.y + 1, MIN(area.w - 2, 90), area.h - 1 }, empty,
			     theme_pen(canvas->theme, INK_DIM, GROUND_BASE));
		return;
	}
	measure(&page);
	lay_out(&page);
	listing->top = MAX(listing->top, page.end - area.h);
	listing->top = MIN(listing->top, page.first);
	listing->top = CLAMP(listing->top, 0, MAX(page.line - area.h, 0));
	page.top = listing->top;
	page.draws = TRUE;
	lay_out(&page);
}

Area listing_area(const Canvas *canvas)
{
	Area area = { 0, 2, canvas->cols, canvas->rows - 4 };
	draw_fill(canvas, (Area){ 0, 1, canvas->cols, canvas->rows - 3 }, " ",
		  theme_pen(canvas->theme, INK_TEXT, GROUND_BASE));
	return area;
}

void listing_head(const Screen *screen, const Canvas *canvas, const char *title)
{
	const Book *book = screen->app->book;
	Pen bright = theme_bold(canvas->theme, INK_BRIGHT, GROUND_HEAD);
	g_autofree char *clock = words_time(book, app_now(screen->app));
	draw_fill(canvas, (Area){ 0, 0, canvas->cols, 1 }, " ",
		  theme_pen(canvas->theme, INK_TEXT, GROUND_HEAD));
	draw_right(canvas, 0, canvas->cols - 8, 7, clock, bright);
	int end = draw_text(canvas, 0, 1, canvas->cols / 3, book_business(book)->name, bright);
	int width = text_width(title);
	draw_text(canvas, 0, MAX((canvas->cols - width) / 2, end + 2), width, title, bright);
}
