/* book/day.c - one day as the Day screen shows it: columns, blocks in lanes, gaps, load. */
#include <string.h>

#include "base/i18n.h"
#include "book/book_p.h"

static void column_free(gpointer column_)
{
	DayColumn *column = column_;

	g_free(column->staff);
	g_free(column->name);
	g_free(column->color);
	g_free(column->closed);
	g_array_unref(column->open);
	g_array_unref(column->gaps);
	g_ptr_array_unref(column->blocks);
	g_free(column);
}

void day_view_free(DayView *day)
{
	if (!day)
		return;
	g_clear_pointer(&day->columns, g_ptr_array_unref);
	g_clear_pointer(&day->all_day, g_ptr_array_unref);
	g_clear_pointer(&day->bookings, g_ptr_array_unref);
	g_clear_pointer(&day->holds, g_ptr_array_unref);
	g_free(day);
}

static gboolean collect_shown(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	BookingStatus status = booking_status(take);

	if (status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED) {
		booking_free(take);
		return TRUE;
	}
	return book_collect_view(take, customer, phones_json, data);
}

static DayColumn *column_new(const Staff *staff)
{
	DayColumn *column = g_new0(DayColumn, 1);

	column->staff = staff ? g_strdup(staff->id) : NULL;
	column->name = g_strdup(staff ? staff->name : _("Nobody"));
	column->color = g_strdup(staff ? staff->color : "");
	column->blocks = g_ptr_array_new_with_free_func(g_free);
	return column;
}

/* Why it is closed: the first closure of that person or of everybody on that day. */
static char *closed_words(const Book *book, const BookRules *rules, const DayView *day, const char *staff)
{
	for (guint i = 0; i < rules->closures->len; i++) {
		const Closure *closure = rules->closures->pdata[i];
		gint64 start = closure->first_day != NONE ? zone_day_start(book->zone, closure->first_day)
							  : closure->start;
		gint64 end = closure->first_day != NONE ? zone_day_start(book->zone, closure->last_day + 1)
							: closure->end;
		if (g_str_equal(closure->kind, "open") ||
		    (closure->staff && g_strcmp0(closure->staff, staff) != 0) || start >= day->to ||
		    end <= day->from)
			continue;
		if (*closure->reason)
			return g_strdup(closure->reason);
		return g_strdup(g_str_equal(closure->kind, "leave") ? _("on leave") : _("closed"));
	}
	return NULL;
}

/* One block for each run of adjoining parts of the same person; a processing gap is a block of its own, drawn lighter. */
static void add_blocks(DayColumn *column, const BookingView *view, const DayView *day)
{
	const GPtrArray *parts = view->booking->parts;
	DayBlock *block = NULL;

	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		gboolean gap = !part->busy && view->booking->busy;
		if (g_strcmp0(part->staff, column->staff) != 0 || part->start >= day->to ||
		    (part->end <= day->from && part->start < day->from)) {
			block = NULL;
			continue;
		}
		if (block && block->end == part->start && block->gap == gap) {
			block->end = MIN(part->end, day->to);
			continue;
		}
		block = g_new0(DayBlock, 1);
		block->view = view;
		block->part = i;
		block->gap = gap;
		block->start = MAX(part->start, day->from);
		block->end = MIN(part->end, day->to);
		g_ptr_array_add(column->blocks, block);
	}
}

/* A processing gap stands before what fills it, so that its visit keeps its lane. */
static gint by_block_start(gconstpointer a_, gconstpointer b_)
{
	const DayBlock *a = *(DayBlock *const *)a_, *b = *(DayBlock *const *)b_;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return a->gap != b->gap ? b->gap - a->gap : strcmp(a->view->booking->id, b->view->booking->id);
}

static void lay_lanes(DayColumn *column)
{
	guint n = column->blocks->len;
	g_autofree Interval *times = g_new(Interval, n + 1);
	g_autofree guint *lane = g_new0(guint, n + 1);
	g_autofree guint *lanes = g_new0(guint, n + 1);

	g_ptr_array_sort(column->blocks, by_block_start);
	for (guint i = 0; i < n; i++) {
		const DayBlock *block = column->blocks->pdata[i];
		times[i] = (Interval){ block->start, MAX(block->end, block->start + 60) };
	}
	plan_lanes(times, n, lane, lanes);
	for (guint i = 0; i < n; i++) {
		DayBlock *block = column->blocks->pdata[i];
		block->lane = lane[i];
		block->lanes = lanes[i];
	}
}

static gint64 total(const GArray *intervals)
{
	gint64 seconds = 0;

	for (guint i = 0; i < intervals->len; i++)
		seconds += g_array_index(intervals, Interval, i).end -
			   g_array_index(intervals, Interval, i).start;
	return seconds;
}

/* The blocks lie by their start. Who is there for several at once, in a class or overbooked, is there once. */
static gint64 booked_seconds(const GPtrArray *blocks)
{
	gint64 seconds = 0, until = G_MININT64;

	for (guint i = 0; i < blocks->len; i++) {
		const DayBlock *block = blocks->pdata[i];
		const Booking *booking = block->view->booking;
		if (block->gap || !booking->busy || !booking_is_live(booking) ||
		    !g_str_equal(booking->kind, "appointment") || block->end <= until)
			continue;
		seconds += block->end - MAX(block->start, until);
		until = block->end;
	}
	return seconds;
}

static void fill_column(Book *book, const BookRules *rules, const PlanTaken *taken, const DayView *day,
			DayColumn *column)
{
	gint64 least = book->policy->slot_step * 60;

	column->open = plan_open(&rules->rules, column->staff, day->from, day->to);
	column->gaps = column->staff
			       ? plan_gaps(&rules->rules, taken, column->staff, day->from, day->to, least)
			       : g_array_new(FALSE, FALSE, sizeof(Interval));
	column->closed = closed_words(book, rules, day, column->staff);
	column->available = total(column->open);
	for (guint i = 0; i < day->bookings->len; i++) {
		const BookingView *view = day->bookings->pdata[i];
		if (!view->booking->all_day)
			add_blocks(column, view, day);
	}
	lay_lanes(column);
	column->booked = booked_seconds(column->blocks);
}

static gboolean has_parts_of(const DayView *day, const char *staff)
{
	for (guint i = 0; i < day->bookings->len; i++) {
		const Booking *booking = ((const BookingView *)day->bookings->pdata[i])->booking;
		for (guint j = 0; !booking->all_day && j < booking->parts->len; j++)
			if (g_strcmp0(((const Part *)booking->parts->pdata[j])->staff, staff) == 0)
				return TRUE;
	}
	return FALSE;
}

static void take_part(PlanTaken *taken, const Booking *booking, const Part *part)
{
	PlanPart plan = { booking->id, part->service,   part->staff,   part->resource, part->start,
			  part->end,   part->busy_from, part->busy_to, part->busy != 0 };

	plan_taken_add(taken, &plan);
}

static PlanTaken *taken_that_day(const DayView *day)
{
	PlanTaken *taken = plan_taken_new();

	for (guint i = 0; i < day->bookings->len; i++) {
		const Booking *booking = ((const BookingView *)day->bookings->pdata[i])->booking;
		for (guint j = 0; booking_is_live(booking) && booking->busy && j < booking->parts->len; j++)
			take_part(taken, booking, booking->parts->pdata[j]);
	}
	return taken;
}

static void count_totals(DayView *day)
{
	for (guint i = 0; i < day->bookings->len; i++) {
		const Booking *booking = ((const BookingView *)day->bookings->pdata[i])->booking;
		gint64 price = booking_price(booking);
		BookingStatus status = booking_status(booking);
		if (!g_str_equal(booking->kind, "appointment") || booking->start < day->from ||
		    booking->start >= day->to)
			continue;
		if (status == STATUS_NO_SHOW) {
			day->no_shows++;
			continue;
		}
		day->appointments++;
		day->done += status == STATUS_COMPLETED;
		day->tentative += status == STATUS_TENTATIVE;
		day->income += price == NONE ? 0 : price;
		day->income_done += price == NONE || status != STATUS_COMPLETED ? 0 : price;
	}
}

static void lay_out(Book *book, const BookRules *rules, DayView *day)
{
	g_autoptr(PlanTaken) taken = taken_that_day(day);

	for (guint i = 0; i < book->all_staff->len; i++) {
		const Staff *staff = book->all_staff->pdata[i];
		if ((staff->active && !staff->removed) || has_parts_of(day, staff->id))
			g_ptr_array_add(day->columns, column_new(staff));
	}
	if (has_parts_of(day, NULL))
		g_ptr_array_add(day->columns, column_new(NULL));
	for (guint i = 0; i < day->columns->len; i++)
		fill_column(book, rules, taken, day, day->columns->pdata[i]);
	for (guint i = 0; i < day->bookings->len; i++) {
		BookingView *view = day->bookings->pdata[i];
		if (view->booking->all_day)
			g_ptr_array_add(day->all_day, view);
	}
	count_totals(day);
}

DayView *book_day(Book *book, gint64 at, GError **error)
{
	g_autoptr(DayView) day = g_new0(DayView, 1);
	BookRules rules;

	day->day = at;
	day->from = zone_day_start(book->zone, at);
	day->to = zone_day_start(book->zone, at + 1);
	day->bookings = booking_views_new();
	day->columns = g_ptr_array_new_with_free_func(column_free);
	day->all_day = g_ptr_array_new();
	if (!store_bookings_overlapping(book->store, day->from, day->to, collect_shown, day->bookings,
					error) ||
	    !(day->holds = book_holds(book, day->from, day->to, error)) ||
	    !book_rules(book, &rules, day->from, day->to, error))
		return NULL;
	lay_out(book, &rules, day);
	book_rules_clear(&rules);
	return g_steal_pointer(&day);
}
