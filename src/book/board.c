/* book/board.c - some days laid out, to move things about before anything is written */
#include "base/i18n.h"
#include "book/rescue_p.h"

static void rescue_step_free(gpointer step_)
{
	RescueStep *step = step_;

	booking_free(step->booking);
	g_free(step->customer_name);
	g_free(step->customer_phone);
	g_clear_pointer(&step->parts, g_ptr_array_unref);
	g_clear_pointer(&step->alternatives, g_ptr_array_unref);
	g_free(step->words);
	g_free(step);
}

void rescue_free(Rescue *rescue)
{
	if (!rescue)
		return;
	g_ptr_array_unref(rescue->steps);
	g_free(rescue->correlation);
	g_free(rescue);
}

Rescue *rescue_new(void)
{
	Rescue *rescue = g_new0(Rescue, 1);

	rescue->steps = g_ptr_array_new_with_free_func(rescue_step_free);
	return rescue;
}

Booking *board_booking(const Board *board, guint i)
{
	return ((BookingView *)board->views->pdata[i])->booking;
}

RescueStep *rescue_step_new(const Board *board, guint i, char *words)
{
	RescueStep *step = g_new0(RescueStep, 1);
	const BookingView *view = board->views->pdata[i];

	step->booking = booking_copy(board->before->pdata[i]);
	step->customer_name = g_strdup(view->customer_name);
	step->customer_phone = g_strdup(view->customer_phone);
	step->start = view->booking->start;
	step->end = view->booking->end;
	step->words = words;
	return step;
}

/* --- the board --- */

static gboolean keep_taking(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	if (booking_is_live(take) && take->busy && take->parts->len)
		return book_collect_view(take, customer, phones_json, data);
	booking_free(take);
	return TRUE;
}

static guint staff_order(const Book *book, const Booking *booking)
{
	const Staff *staff = book_staff_by_id(book, booking_first_part(booking)->staff);
	guint at = G_MAXUINT;

	return staff && g_ptr_array_find(book->all_staff, staff, &at) ? at : G_MAXUINT;
}

static gint by_start(gconstpointer a_, gconstpointer b_, gpointer book)
{
	const Booking *a = (*(BookingView *const *)a_)->booking, *b = (*(BookingView *const *)b_)->booking;
	guint a_at, b_at;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	a_at = staff_order(book, a);
	b_at = staff_order(book, b);
	return a_at != b_at ? (a_at < b_at ? -1 : 1) : g_strcmp0(a->id, b->id);
}

Board *board_new(Book *book, gint64 from, gint64 to, GError **error)
{
	g_autoptr(Board) board = g_new0(Board, 1);

	board->book = book;
	board->views = booking_views_new();
	board->before = model_list_new(&booking_class);
	if (!book_rules(book, &board->rules, from - ZONE_DAY_SECONDS, to + ZONE_DAY_SECONDS, error) ||
	    !store_bookings_overlapping(book->store, from - ZONE_DAY_SECONDS, to + ZONE_DAY_SECONDS,
					keep_taking, board->views, error))
		return NULL;
	g_ptr_array_sort_with_data(board->views, by_start, book);
	for (guint i = 0; i < board->views->len; i++)
		g_ptr_array_add(board->before, booking_copy(board_booking(board, i)));
	return g_steal_pointer(&board);
}

void board_free(Board *board)
{
	if (!board)
		return;
	book_rules_clear(&board->rules);
	g_ptr_array_unref(board->views);
	g_ptr_array_unref(board->before);
	g_free(board);
}

PlanTaken *board_taken(const Board *board, guint i, GError **error)
{
	g_autoptr(PlanTaken) taken = plan_taken_new();

	for (guint j = 0; j < board->views->len; j++) {
		const Booking *booking = board_booking(board, j);
		for (guint k = 0; j != i && k < booking->parts->len; k++) {
			const Part *part = booking->parts->pdata[k];
			PlanPart plan = { booking->id,     part->service, part->staff,
					  part->resource,  part->start,   part->end,
					  part->busy_from, part->busy_to, part->busy != 0 };
			plan_taken_add(taken, &plan);
		}
	}
	return hold_add_taken(board->book, taken, NONE, NONE, error) ? g_steal_pointer(&taken) : NULL;
}

gboolean board_fits(const Board *board, const PlanTaken *taken, const GPtrArray *parts)
{
	static const PlanRule counting[] = { PLAN_EXISTS, PLAN_OPEN,     PLAN_CLOSURE,  PLAN_STAFF,
					     PLAN_SKILL,  PLAN_RESOURCE, PLAN_CAPACITY, PLAN_BUFFERS };
	g_autoptr(GPtrArray) findings = plan_check(&board->rules.rules, taken, parts, TRUE);

	for (gsize i = 0; i < G_N_ELEMENTS(counting); i++)
		if (!((const PlanFinding *)findings->pdata[counting[i]])->ok)
			return FALSE;
	return TRUE;
}

static char *span(const Book *book, const Booking *booking, gboolean day)
{
	g_autofree char *from = day ? book_time_words(book, booking->start)
				    : local_hhmm(zone_local(book->zone, booking->start));
	g_autofree char *to = local_hhmm(zone_local(book->zone, booking->end));

	return g_strdup_printf("%s–%s", from, to);
}

char *rescue_times(const Book *book, const Booking *before, const Booking *after)
{
	gboolean other = zone_day_of(book->zone, before->start) != zone_day_of(book->zone, after->start);
	g_autofree char *was = span(book, before, FALSE), *is = span(book, after, other);

	return g_strdup_printf("%s → %s", was, is);
}
