/* tests/unit/ui/test_day_layout.c - rows, lanes, and a cursor that reaches everything */
#include <string.h>

#include "tests/unit/unit.h"
#include "ui/screens/day_layout.h"

#define ROW (15 * 60)
#define DAY_ROWS 96

/* What a column holds, in minutes from midnight; name is the booking's id. */
typedef struct {
	const char *id;
	int from_min, to_min;
	gboolean gap;
	guint part;
} Span;

static struct {
	DayView view;
	GPtrArray *views;
	DayLayout *layout;
} fx;

static void column_free(gpointer column_)
{
	DayColumn *column = column_;
	g_ptr_array_unref(column->blocks);
	g_free(column);
}

static void setup(void)
{
	fx.view = (DayView){ .from = 1000000000, .to = 1000000000 + DAY_ROWS * ROW };
	fx.view.columns = g_ptr_array_new_with_free_func(column_free);
	fx.views = booking_views_new();
	fx.layout = NULL;
}

static void teardown(void)
{
	day_layout_free(fx.layout);
	g_ptr_array_unref(fx.view.columns);
	g_ptr_array_unref(fx.views);
}

/* A block's booking: the one of that id if there is one already. */
static const BookingView *view_of(const char *id)
{
	for (guint i = 0; i < fx.views->len; i++) {
		BookingView *known = fx.views->pdata[i];
		if (strcmp(known->booking->id, id) == 0)
			return known;
	}
	BookingView *view = g_new0(BookingView, 1);
	view->booking = booking_new();
	model_set(&booking_class, view->booking, &view->booking->id, id);
	g_ptr_array_add(fx.views, view);
	return view;
}

static void add_column(const Span *spans, gsize n)
{
	DayColumn *column = g_new0(DayColumn, 1);
	column->blocks = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < n; i++) {
		DayBlock *block = g_new0(DayBlock, 1);
		block->view = view_of(spans[i].id);
		block->part = spans[i].part;
		block->start = fx.view.from + spans[i].from_min * 60;
		block->end = fx.view.from + spans[i].to_min * 60;
		block->gap = spans[i].gap;
		g_ptr_array_add(column->blocks, block);
	}
	g_ptr_array_add(fx.view.columns, column);
}

static const DayBox *box_of(const char *id)
{
	DayStop stop;
	return day_stop_of(fx.layout, id, 0, &stop) ? stop.box : NULL;
}

static void test_row_seconds(void)
{
	static const struct {
		int step, row_min;
	} rows[] = { { 5, 10 },  { 6, 12 },  { 10, 10 }, { 15, 15 }, { 20, 20 },
		     { 30, 30 }, { 45, 45 }, { 60, 30 }, { 40, 20 } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_INT("a row's minutes", day_row_seconds(rows[i].step), rows[i].row_min * 60);
}

static void test_rows(void)
{
	static const Span spans[] = {
		{ "exact", 540, 570, FALSE, 0 },   /* 9:00-9:30 */
		{ "rounded", 580, 607, FALSE, 0 }, /* 9:40-10:07 */
		{ "short", 630, 633, FALSE, 0 },   /* 10:30-10:33 */
		{ "late", 1435, 1440, FALSE, 0 },  /* to midnight */
	};
	add_column(spans, G_N_ELEMENTS(spans));
	fx.layout = day_layout_new(&fx.view, ROW);
	T_INT("rows of a day", fx.layout->rows, DAY_ROWS);
	T_INT("exact top", box_of("exact")->top, 36);
	T_INT("exact bottom", box_of("exact")->bottom, 38);
	T_INT("rounded top", box_of("rounded")->top, 39);
	T_INT("rounded bottom", box_of("rounded")->bottom, 40);
	T_INT("a short one has a row", box_of("short")->bottom - box_of("short")->top, 1);
	T_INT("the last row is the last", box_of("late")->bottom, DAY_ROWS);
}

static void test_lanes(void)
{
	static const Span spans[] = {
		{ "a", 540, 600, FALSE, 0 }, { "b", 540, 570, FALSE, 0 },     { "c", 555, 600, FALSE, 0 },
		{ "d", 570, 630, FALSE, 0 }, { "alone", 660, 690, FALSE, 0 },
	};
	add_column(spans, G_N_ELEMENTS(spans));
	fx.layout = day_layout_new(&fx.view, ROW);
	T_INT("three beside each other", box_of("a")->lanes, 3);
	T_INT("all of the group alike", box_of("d")->lanes, 3);
	T_INT("a lane is used again", box_of("d")->lane, box_of("b")->lane);
	T_TRUE("no two in one place",
	       box_of("a")->lane != box_of("c")->lane && box_of("c")->lane != box_of("d")->lane);
	T_INT("the next one has the width to itself", box_of("alone")->lanes, 1);
}

/* Three visits of five minutes are one row high each, in the same row. */
static void test_short_ones(void)
{
	static const Span spans[] = { { "x", 540, 545, FALSE, 0 },
				      { "y", 545, 550, FALSE, 0 },
				      { "z", 550, 555, FALSE, 0 } };
	add_column(spans, G_N_ELEMENTS(spans));
	fx.layout = day_layout_new(&fx.view, ROW);
	g_autoptr(GArray) tour = day_tour(fx.layout);
	T_INT("none is missing", tour->len, 3);
	T_TRUE("x and y are in different places",
	       box_of("x")->top != box_of("y")->top || box_of("x")->lane != box_of("y")->lane);
	T_TRUE("y and z are in different places",
	       box_of("y")->top != box_of("z")->top || box_of("y")->lane != box_of("z")->lane);
}

static void test_stops(void)
{
	static const Span spans[] = { { "a", 540, 600, FALSE, 0 },
				      { "b", 555, 570, FALSE, 0 },
				      { "c", 600, 615, FALSE, 0 } };
	add_column(spans, G_N_ELEMENTS(spans));
	fx.layout = day_layout_new(&fx.view, ROW);
	g_autoptr(GArray) stops = day_stops(fx.layout, 0);
	guint boxes = 0;
	int last = -1;
	for (guint i = 0; i < stops->len; i++) {
		const DayStop *stop = &g_array_index(stops, DayStop, i);
		boxes += stop->box != NULL;
		T_TRUE("in order", stop->top >= last);
		last = stop->top;
	}
	T_INT("every block", boxes, 3);
	T_INT("and every row that none covers", stops->len, DAY_ROWS - 5 + 3);
	DayStop here = day_stop_at(fx.layout, 0, 37, FALSE), beside;
	T_STR("two in a row: the first", here.box->block->view->booking->id, "a");
	T_TRUE("the other is beside it", day_stop_beside(fx.layout, &here, 1, &beside));
	T_STR("and is b", beside.box->block->view->booking->id, "b");
	T_FALSE("nothing on its other side", day_stop_beside(fx.layout, &beside, 1, &here));
	T_NULL("free time", day_stop_at(fx.layout, 0, 50, FALSE).box);
}

static void test_gaps(void)
{
	static const Span spans[] = {
		{ "colour", 540, 570, FALSE, 0 },
		{ "colour", 570, 630, TRUE, 1 },
		{ "colour", 630, 660, FALSE, 2 },
		{ "cut", 570, 600, FALSE, 0 },
	};
	add_column(spans, G_N_ELEMENTS(spans));
	fx.layout = day_layout_new(&fx.view, ROW);
	DayStop stop;
	T_TRUE("who stands in the gap", box_of("cut")->inside_gap);
	T_INT("has it to itself", box_of("cut")->lanes, 1);
	T_TRUE("the second half of the visit", day_stop_of(fx.layout, "colour", 2, &stop));
	T_INT("is where it is", stop.top, 42);
	T_NULL("the rest of the gap is free", day_stop_at(fx.layout, 0, 41, FALSE).box);
	g_autoptr(GArray) tour = day_tour(fx.layout);
	T_INT("a visit is toured once", tour->len, 2);
}

static void test_tour(void)
{
	static const Span ana[] = { { "late", 600, 630, FALSE, 0 } };
	static const Span boris[] = { { "early", 540, 570, FALSE, 0 }, { "same", 600, 630, FALSE, 0 } };
	add_column(ana, G_N_ELEMENTS(ana));
	add_column(boris, G_N_ELEMENTS(boris));
	fx.layout = day_layout_new(&fx.view, ROW);
	g_autoptr(GArray) tour = day_tour(fx.layout);
	static const char *const order[] = { "early", "late", "same" };
	T_INT("all", tour->len, 3);
	for (guint i = 0; i < tour->len; i++)
		T_STR("by time, then column", g_array_index(tour, DayStop, i).box->block->view->booking->id,
		      order[i]);
}

UNIT_SUITE("day layout", setup, teardown, { "the step of a row", test_row_seconds }, { "rows", test_rows },
	   { "lanes", test_lanes }, { "several in one row", test_short_ones }, { "stops", test_stops },
	   { "processing gaps", test_gaps }, { "the tour", test_tour })
