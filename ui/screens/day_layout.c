/* ui/screens/day_layout.c - rows, lanes and stops */
#include "ui/screens/day_layout.h"

#include <string.h>

gint64 day_row_seconds(gint64 slot_step)
{
	gint64 minutes = slot_step;
	while (minutes < 10)
		minutes += slot_step;
	while (minutes > 30 && minutes % 2 == 0)
		minutes /= 2;
	return minutes * 60;
}

int day_row_of(const DayLayout *layout, gint64 instant, gboolean round)
{
	gint64 into = CLAMP(instant, layout->from, layout->to) - layout->from;
	return (int)((into + (round ? layout->row_seconds / 2 : 0)) / layout->row_seconds);
}

gint64 day_row_start(const DayLayout *layout, int row)
{
	return layout->from + row * layout->row_seconds;
}

/* --- lanes --- */

static int by_place(gconstpointer a_, gconstpointer b_)
{
	const DayBox *a = a_, *b = b_;
	if (a->top != b->top)
		return a->top - b->top;
	if (a->block->start != b->block->start)
		return a->block->start < b->block->start ? -1 : 1;
	if (a->block->lane != b->block->lane)
		return a->block->lane < b->block->lane ? -1 : 1;
	return strcmp(a->block->view->booking->id, b->block->view->booking->id);
}

/* The lowest lane whose last box ends at or above row. */
static guint free_lane(GArray *bottoms, int row)
{
	guint lane = 0;
	while (lane < bottoms->len && g_array_index(bottoms, int, lane) > row)
		lane++;
	if (lane == bottoms->len)
		g_array_append_val(bottoms, row);
	return lane;
}

/* Boxes [first, end) touch each other, directly or through others: they share the width. */
static void close_group(GArray *boxes, guint first, guint end, guint lanes)
{
	for (guint i = first; i < end; i++)
		g_array_index(boxes, DayBox, i).lanes = lanes;
}

static void place_lanes(GArray *boxes)
{
	g_autoptr(GArray) bottoms = g_array_new(FALSE, FALSE, sizeof(int)); /* of each lane of the group */
	guint first = 0;
	int group_bottom = 0;
	for (guint i = 0; i < boxes->len; i++) {
		DayBox *box = &g_array_index(boxes, DayBox, i);
		if (box->top >= group_bottom) {
			close_group(boxes, first, i, bottoms->len);
			g_array_set_size(bottoms, 0);
			first = i;
		}
		box->lane = free_lane(bottoms, box->top);
		g_array_index(bottoms, int, box->lane) = box->bottom;
		group_bottom = MAX(group_bottom, box->bottom);
	}
	close_group(boxes, first, boxes->len, bottoms->len);
}

/* --- the layout --- */

static DayBox box_of(const DayLayout *layout, const DayBlock *block)
{
	int top = day_row_of(layout, block->start, TRUE), bottom = day_row_of(layout, block->end, TRUE);
	top = MIN(top, layout->rows - 1);
	return (DayBox){
		.block = block, .top = top, .bottom = CLAMP(bottom, top + 1, layout->rows), .lanes = 1
	};
}

static void mark_inside_gaps(DayTrack *track)
{
	for (guint i = 0; i < track->boxes->len; i++) {
		DayBox *box = &g_array_index(track->boxes, DayBox, i);
		for (guint g = 0; g < track->gaps->len; g++) {
			const DayBox *gap = &g_array_index(track->gaps, DayBox, g);
			if (gap->top < box->bottom && box->top < gap->bottom &&
			    gap->block->view != box->block->view)
				box->inside_gap = TRUE;
		}
	}
}

static DayTrack *track_new(const DayLayout *layout, const DayColumn *column)
{
	DayTrack *track = g_new(DayTrack, 1);
	track->boxes = g_array_new(FALSE, FALSE, sizeof(DayBox));
	track->gaps = g_array_new(FALSE, FALSE, sizeof(DayBox));
	for (guint i = 0; i < column->blocks->len; i++) {
		const DayBlock *block = column->blocks->pdata[i];
		DayBox box = box_of(layout, block);
		g_array_append_val(block->gap ? track->gaps : track->boxes, box);
	}
	g_array_sort(track->boxes, by_place);
	place_lanes(track->boxes);
	mark_inside_gaps(track);
	return track;
}

static void track_free(gpointer track_)
{
	DayTrack *track = track_;
	g_array_unref(track->boxes);
	g_array_unref(track->gaps);
	g_free(track);
}

DayLayout *day_layout_new(const DayView *view, gint64 row_seconds)
{
	DayLayout *layout = g_new(DayLayout, 1);
	*layout = (DayLayout){ .from = view->from, .to = view->to, .row_seconds = row_seconds };
	layout->rows = (int)((view->to - view->from + row_seconds - 1) / row_seconds);
	layout->columns = g_ptr_array_new_with_free_func(track_free);
	for (guint i = 0; i < view->columns->len; i++)
		g_ptr_array_add(layout->columns, track_new(layout, view->columns->pdata[i]));
	return layout;
}

void day_layout_free(DayLayout *layout)
{
	if (!layout)
		return;
	g_ptr_array_unref(layout->columns);
	g_free(layout);
}

/* --- stops --- */

static const GArray *boxes_of(const DayLayout *layout, int column)
{
	const DayTrack *track = layout->columns->pdata[column];
	return track->boxes;
}

static DayStop stop_of_box(int column, const DayBox *box)
{
	return (DayStop){ .column = column, .top = box->top, .bottom = box->bottom, .box = box };
}

GArray *day_stops(const DayLayout *layout, int column)
{
	const GArray *boxes = boxes_of(layout, column);
	GArray *stops = g_array_new(FALSE, FALSE, sizeof(DayStop));
	int row = 0; /* the first row that nothing so far covers */
	for (guint i = 0; i <= boxes->len; i++) {
		const DayBox *box = i < boxes->len ? &g_array_index(boxes, DayBox, i) : NULL;
		for (int end = box ? box->top : layout->rows; row < end; row++) {
			DayStop free_row = { .column = column, .top = row, .bottom = row + 1 };
			g_array_append_val(stops, free_row);
		}
		if (!box)
			break;
		DayStop stop = stop_of_box(column, box);
		g_array_append_val(stops, stop);
		row = MAX(row, box->bottom);
	}
	return stops;
}

DayStop day_stop_at(const DayLayout *layout, int column, int row, gboolean last)
{
	const GArray *boxes = boxes_of(layout, column);
	DayStop found = { .column = column, .top = row, .bottom = row + 1 };
	for (guint i = 0; i < boxes->len; i++) {
		const DayBox *box = &g_array_index(boxes, DayBox, i);
		gboolean better =
			!found.box || (last ? box->lane > found.box->lane : box->lane < found.box->lane);
		if (box->top <= row && row < box->bottom && better)
			found = stop_of_box(column, box);
	}
	return found;
}

gboolean day_stop_of(const DayLayout *layout, const char *booking, guint part, DayStop *stop)
{
	gboolean found = FALSE;
	for (guint c = 0; c < layout->columns->len; c++) {
		const GArray *boxes = boxes_of(layout, (int)c);
		for (guint i = 0; i < boxes->len; i++) {
			const DayBox *box = &g_array_index(boxes, DayBox, i);
			if (strcmp(box->block->view->booking->id, booking) != 0)
				continue;
			if (found && box->block->part != part)
				continue;
			*stop = stop_of_box((int)c, box);
			found = TRUE;
		}
	}
	return found;
}

gboolean day_stop_beside(const DayLayout *layout, const DayStop *stop, int step, DayStop *beside)
{
	if (!stop->box)
		return FALSE;
	const GArray *boxes = boxes_of(layout, stop->column);
	const DayBox *best = NULL;
	for (guint i = 0; i < boxes->len; i++) {
		const DayBox *box = &g_array_index(boxes, DayBox, i);
		gboolean that_way = step > 0 ? box->lane > stop->box->lane : box->lane < stop->box->lane;
		if (!that_way || box->top >= stop->bottom || box->bottom <= stop->top)
			continue;
		if (!best || (step > 0 ? box->lane < best->lane : box->lane > best->lane))
			best = box;
	}
	if (best)
		*beside = stop_of_box(stop->column, best);
	return best != NULL;
}

static int by_time(gconstpointer a_, gconstpointer b_)
{
	const DayStop *a = a_, *b = b_;
	gint64 one = a->box->block->start, two = b->box->block->start;
	if (one != two)
		return one < two ? -1 : 1;
	if (a->column != b->column)
		return a->column - b->column;
	return (int)a->box->lane - (int)b->box->lane;
}

GArray *day_tour(const DayLayout *layout)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(DayStop));
	GArray *tour = g_array_new(FALSE, FALSE, sizeof(DayStop));
	for (guint c = 0; c < layout->columns->len; c++) {
		const GArray *boxes = boxes_of(layout, (int)c);
		for (guint i = 0; i < boxes->len; i++) {
			DayStop stop = stop_of_box((int)c, &g_array_index(boxes, DayBox, i));
			g_array_append_val(all, stop);
		}
	}
	g_array_sort(all, by_time);
	for (guint i = 0; i < all->len; i++) {
		const DayStop *stop = &g_array_index(all, DayStop, i);
		if (g_hash_table_add(seen, stop->box->block->view->booking->id))
			g_array_append_vals(tour, stop, 1);
	}
	return tour;
}
