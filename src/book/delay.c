/* book/delay.c - running late: the rest of the day is pushed, the gaps eaten first
 *
 * Bookings are gone through as they begin. The first of each person moves by the delay; nobody begins before the person is there; and each
 * moves on until it stands in nobody's way: not of those before it as they stand now, not of what stays, not of a break. What stood in
 * its way already (a class, an overbooking) still may. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/rescue_p.h"

#define MOST (24 * 60 * 60) /* seconds of a delay */
#define BUMPS 2000          /* more never are needed: each goes past something */

typedef struct {
	Board *board;
	const char *staff; /* NULL: everybody */
	gint64 from, day_start, day_end, seconds;
	gboolean *moves;  /* by place on the board: is it one of those that are pushed? */
	gboolean *placed; /* it has been gone through */
	GHashTable *
		there; /* staff id -> when they are there (gint64 *); not in it: nothing of theirs was gone through yet */
	GHashTable *open; /* staff id -> GArray of Interval: that day */
} Delay;

/* --- who is pushed --- */

static gboolean concerns(const Delay *delay, const Part *part)
{
	return part->busy && part->staff && (!delay->staff || strcmp(part->staff, delay->staff) == 0);
}

static gboolean is_pushed(const Delay *delay, const Booking *booking)
{
	BookingStatus status = booking_status(booking);

	if (strcmp(booking->kind, "appointment") != 0 || status == STATUS_COMPLETED ||
	    booking->start >= delay->day_end)
		return FALSE;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (concerns(delay, part) && part->end > delay->from)
			return TRUE;
	}
	return FALSE;
}

/* --- what stands in the way --- */

static gboolean overlap(gint64 from, gint64 to, gint64 other_from, gint64 other_to)
{
	return from < other_to && to > other_from;
}

/* Do they want the same person or room? */
static gboolean same_need(const Part *a, const Part *b)
{
	return (a->busy && b->busy && a->staff && g_strcmp0(a->staff, b->staff) == 0) ||
	       (a->resource && g_strcmp0(a->resource, b->resource) == 0);
}

/* Stood these two in each other's time already? */
static gboolean met_before(const Delay *delay, guint a, guint b)
{
	const Booking *one = delay->board->before->pdata[a], *two = delay->board->before->pdata[b];

	for (guint i = 0; i < one->parts->len; i++)
		for (guint j = 0; j < two->parts->len; j++) {
			const Part *x = one->parts->pdata[i], *y = two->parts->pdata[j];
			if (same_need(x, y) && overlap(x->busy_from, x->busy_to, y->busy_from, y->busy_to))
				return TRUE;
		}
	return FALSE;
}

/* Is it passed, rather than run into? Those gone through already, and what the person has that stays. */
static gboolean is_passed(const Delay *delay, guint other, const Part *part)
{
	return delay->moves[other] ? delay->placed[other] : concerns(delay, part);
}

/* How much further until it is clear of one other booking; 0: it is. */
static gint64 past_other(const Delay *delay, const Booking *booking, gint64 by, guint other)
{
	const Booking *stands = board_booking(delay->board, other);

	for (guint i = 0; i < booking->parts->len; i++)
		for (guint j = 0; j < stands->parts->len; j++) {
			const Part *part = booking->parts->pdata[i], *there = stands->parts->pdata[j];
			if (same_need(part, there) && is_passed(delay, other, there) &&
			    overlap(part->busy_from + by, part->busy_to + by, there->busy_from,
				    there->busy_to))
				return there->busy_to - (part->busy_from + by);
		}
	return 0;
}

static const GArray *open_of(Delay *delay, const char *staff)
{
	GArray *open = g_hash_table_lookup(delay->open, staff);

	if (!open) {
		open = plan_open(&delay->board->rules.rules, staff, delay->day_start, delay->day_end);
		g_hash_table_insert(delay->open, g_strdup(staff), open);
	}
	return open;
}

static gboolean is_open(const GArray *open, gint64 from, gint64 to)
{
	for (guint i = 0; i < open->len; i++) {
		const Interval *each = &g_array_index(open, Interval, i);
		if (from >= each->start && to <= each->end)
			return TRUE;
	}
	return FALSE;
}

/* How much further until it is clear of a break that more of that day follows; 0: it is, or the day is over, or it stood in one before. */
static gint64 past_break(Delay *delay, const Booking *booking, gint64 by)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const GArray *open = concerns(delay, part) ? open_of(delay, part->staff) : NULL;
		if (!open || !is_open(open, part->start, part->end) ||
		    is_open(open, part->start + by, part->end + by))
			continue;
		for (guint j = 1; j < open->len; j++) {
			const Interval *each = &g_array_index(open, Interval, j);
			if (part->start + by < each->start)
				return each->start - (part->start + by);
		}
	}
	return 0;
}

/* Once more past something; FALSE when nothing is in the way. */
static gboolean bump(Delay *delay, guint i, gint64 *by)
{
	const Booking *booking = board_booking(delay->board, i);
	gint64 further = past_break(delay, booking, *by);

	for (guint j = 0; further == 0 && j < delay->board->views->len; j++)
		if (j != i && !met_before(delay, i, j))
			further = past_other(delay, booking, *by, j);
	*by += further;
	return further > 0;
}

/* --- pushing --- */

/* How far it must go at least: the first of a person by the delay, the others not before the person is there. */
static gint64 least(Delay *delay, const Booking *booking)
{
	gint64 by = 0;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const gint64 *there =
			concerns(delay, part) ? g_hash_table_lookup(delay->there, part->staff) : NULL;
		if (concerns(delay, part) && part->end > delay->from)
			by = MAX(by, there ? *there - part->start : delay->seconds);
	}
	return by;
}

static void note_there(Delay *delay, const Booking *booking, gint64 by)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		gint64 when = part->start + by;
		if (concerns(delay, part) && part->end > delay->from &&
		    !g_hash_table_contains(delay->there, part->staff))
			g_hash_table_insert(delay->there, g_strdup(part->staff),
					    g_memdup2(&when, sizeof when));
	}
}

static void shift(Part *part, gint64 by)
{
	part->start += by;
	part->end += by;
	part->busy_from += by;
	part->busy_to += by;
}

/* What is going on takes longer: the part that is being done, and what follows moves along. */
static void lengthen(const Delay *delay, Booking *booking)
{
	gboolean later = FALSE;

	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (later) {
			shift(part, delay->seconds);
		} else if (concerns(delay, part) && part->end > delay->from) {
			part->end += delay->seconds;
			part->busy_to += delay->seconds;
			later = TRUE;
		}
	}
}

/* Is it being done right now, with nobody of those concerned later than that already? */
static gboolean goes_on(const Delay *delay, const Booking *booking)
{
	if (booking_status(booking) != STATUS_IN_SERVICE || booking->start > delay->from)
		return FALSE;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (concerns(delay, part) && g_hash_table_contains(delay->there, part->staff))
			return FALSE;
	}
	return TRUE;
}

static void push(Delay *delay, guint i)
{
	Booking *booking = board_booking(delay->board, i);
	gint64 by;

	if (goes_on(delay, booking)) {
		note_there(delay, booking, 0);
		lengthen(delay, booking);
	} else {
		by = least(delay, booking);
		for (guint n = 0; n < BUMPS && bump(delay, i, &by); n++)
			;
		note_there(delay, booking, by);
		for (guint j = 0; by && j < booking->parts->len; j++)
			shift(booking->parts->pdata[j], by);
	}
	book_fit_to_parts(delay->board->book, booking);
	delay->placed[i] = TRUE;
}

/* --- the steps --- */

static char *step_words(const Delay *delay, guint i)
{
	const Board *board = delay->board;
	const Booking *before = board->before->pdata[i], *after = board_booking(board, i);
	const Staff *staff = book_staff_by_id(board->book, booking_first_part(after)->staff);
	g_autofree char *times = rescue_times(board->book, before, after);

	/* translators: times, then with whom */
	return staff ? g_strdup_printf(_("%s with %s"), times, staff->name) : g_steal_pointer(&times);
}

static gboolean add_step(Delay *delay, guint i, Rescue *rescue, GError **error)
{
	Booking *booking = board_booking(delay->board, i);
	g_autoptr(PlanTaken) taken = NULL;
	RescueStep *step;

	if (model_equal(&booking_class, booking, delay->board->before->pdata[i]))
		return TRUE;
	if (!(taken = board_taken(delay->board, i, error)))
		return FALSE;
	step = rescue_step_new(delay->board, i, step_words(delay, i));
	step->parts = model_list_new(&part_class);
	for (guint j = 0; j < booking->parts->len; j++)
		g_ptr_array_add(step->parts, part_copy(booking->parts->pdata[j]));
	step->outside = !board_fits(delay->board, taken, booking->parts);
	/* the mark of an overbooking comes and goes with it, as with any move */
	if (!step->outside)
		model_set(&booking_class, booking, &booking->overbooked, NULL);
	else if (!booking->overbooked)
		model_set(&booking_class, booking, &booking->overbooked, _("running late"));
	g_ptr_array_add(rescue->steps, step);
	rescue->placed++;
	return TRUE;
}

static gboolean run(Delay *delay, Rescue *rescue, GError **error)
{
	guint n = delay->board->views->len;

	for (guint i = 0; i < n; i++)
		delay->moves[i] = is_pushed(delay, board_booking(delay->board, i));
	for (guint i = 0; i < n; i++)
		if (delay->moves[i])
			push(delay, i);
	for (guint i = 0; i < n; i++)
		if (delay->moves[i] && !add_step(delay, i, rescue, error))
			return FALSE;
	for (guint i = 0; i < n; i++)
		if (delay->moves[i] &&
		    !model_equal(&booking_class, board_booking(delay->board, i),
				 delay->board->before->pdata[i]) &&
		    !book_save(delay->board->book, &booking_class, board_booking(delay->board, i),
			       "booking.moved", error))
			return FALSE;
	return TRUE;
}

static gboolean delay_locked(Book *book, const char *staff, gint64 from, gint64 seconds, Rescue *rescue,
			     GError **error)
{
	gint64 day = zone_day_of(book->zone, from);
	Delay delay = { .staff = staff,
			.from = from,
			.seconds = seconds,
			.day_start = zone_day_start(book->zone, day),
			.day_end = zone_day_start(book->zone, day + 1) };
	gboolean done;

	if (staff && !book_staff_by_id(book, staff))
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such staff member."));
	if (!(delay.board = board_new(book, from, delay.day_end, error)))
		return FALSE;
	delay.moves = g_new0(gboolean, delay.board->views->len);
	delay.placed = g_new0(gboolean, delay.board->views->len);
	delay.there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	delay.open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
	done = run(&delay, rescue, error);
	g_hash_table_unref(delay.there);
	g_hash_table_unref(delay.open);
	g_free(delay.moves);
	g_free(delay.placed);
	board_free(delay.board);
	return done;
}

static char *change_words(const Book *book, const char *staff, gint64 seconds, guint moved)
{
	const Staff *who = book_staff_by_id(book, staff);
	g_autofree char *late = when_duration_words(seconds);

	/* translators: who, how late, how many bookings */
	return g_strdup_printf(
		ngettext("%s: %s late, moved %u booking", "%s: %s late, moved %u bookings", moved),
		who ? who->name : _("Everybody"), late, moved);
}

Rescue *book_delay(Book *book, const char *staff, gint64 from, gint64 minutes, gboolean dry_run,
		   GError **error)
{
	g_autoptr(Rescue) rescue = rescue_new();
	g_autofree char *named = g_strdup(staff), *what = NULL;
	gint64 seconds = minutes * 60;

	if (minutes <= 0 || seconds > MOST) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Late is from one minute to a day."));
		return NULL;
	}
	if (!(dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return NULL;
	if (!delay_locked(book, named, from, seconds, rescue, error)) {
		book_abort(book);
		return NULL;
	}
	what = change_words(book, named, seconds, rescue->placed);
	if (dry_run)
		book_abort(book);
	else if (!book_commit(book, what, &rescue->correlation, error))
		return NULL;
	return g_steal_pointer(&rescue);
}
