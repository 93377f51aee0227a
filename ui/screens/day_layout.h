/* ui/screens/day_layout.h - where a day's bookings stand on the grid, and how the cursor walks over them.
 *
 * A row is a step of time, counted from the day's first instant; a booking takes the rows nearest to its times, at least one.
 * Bookings that meet in a row, because they overlap or because they are short, stand beside each other in lanes: nothing is ever
 * hidden. A stop is a place the cursor can be: a booking's block, or a row of a column that no block covers. */
#pragma once
#include "book/view.h"

typedef struct {
	const DayBlock *block; /* borrowed from the DayView */
	int top, bottom;       /* rows [top, bottom) */
	guint lane, lanes;
	gboolean inside_gap; /* stands in somebody else's processing gap */
} DayBox;

typedef struct {
	GArray *boxes; /* of DayBox, by top, then lane; processing gaps are not in it */
	GArray *gaps;  /* of DayBox: the processing gaps */
} DayTrack;

typedef struct {
	gint64 from, to; /* the day's instants */
	gint64 row_seconds;
	int rows;           /* of the whole day */
	GPtrArray *columns; /* of DayTrack, as the DayView's columns */
} DayLayout;

/* What the cursor can be on. */
typedef struct {
	int column;
	int top, bottom;   /* rows */
	const DayBox *box; /* NULL: a free row. Borrowed from the layout */
} DayStop;

/** The step of the grid for a slot step in minutes: the step itself, doubled or halved until a row is worth reading. */
gint64 day_row_seconds(gint64 slot_step);

/** The layout borrows from the view, which must outlive it. */
DayLayout *day_layout_new(const DayView *view, gint64 row_seconds);
void day_layout_free(DayLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DayLayout, day_layout_free)

/** The row nearest to an instant (round TRUE), or the row it lies in; 0 to rows. */
int day_row_of(const DayLayout *layout, gint64 instant, gboolean round);
gint64 day_row_start(const DayLayout *layout, int row);

/** A column's stops, by time then lane. GArray of DayStop. */
GArray *day_stops(const DayLayout *layout, int column);
/** The stop that holds a row: of several blocks side by side the first, or with last the last. */
DayStop day_stop_at(const DayLayout *layout, int column, int row, gboolean last);
/** The stop of a booking: the block that begins with that part, or else its first. FALSE when it is not on the grid. */
gboolean day_stop_of(const DayLayout *layout, const char *booking, guint part, DayStop *stop);
/** The block beside a stop in its own column, in the next (step 1) or previous (-1) lane: FALSE when there is none. */
gboolean day_stop_beside(const DayLayout *layout, const DayStop *stop, int step, DayStop *beside);
/** Every booking's first block, by time, then column. GArray of DayStop. */
GArray *day_tour(const DayLayout *layout);
