/* book/sync_lay.c - what a calendar's times do to a booking: its parts laid anew, and the mark where time is taken twice. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/sync_take_p.h"

void sync_days_here(const Book *book, const EventFields *there, gint64 *start, gint64 *end)
{
	g_autoptr(GTimeZone) zone = book_zone_named(book, there->zone);
	gint64 day = zone_day_of(zone, there->start);

	*start = zone_day_start(book->zone, day);
	*end = zone_day_start(book->zone, day + MAX(1, there->all_day));
}

static void shift_part(Part *part, gint64 by)
{
	part->start += by;
	part->end += by;
	part->busy_from += by;
	part->busy_to += by;
}

/* Every bound keeps its share of the length; buffers stay as long as they are. */
static void shrink(Booking *booking, gint64 start, gint64 length)
{
	gint64 was = booking->end - booking->start;

	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		gint64 before = part->start - part->busy_from, after = part->busy_to - part->end;
		part->start = start + (part->start - start) * length / was;
		part->end = start + (part->end - start) * length / was;
		part->busy_from = part->start - before;
		part->busy_to = part->end + after;
	}
}

static void stretch(Booking *booking, gint64 start, gint64 length)
{
	gint64 by = length - (booking->end - booking->start);
	guint last = booking->parts->len;
	Part *part;

	do
		part = booking->parts->pdata[--last];
	while (last > 0 && !part->busy);
	if (part->end + by <= part->start && booking->end > booking->start) {
		shrink(booking, start, length);
		return;
	}
	part->end += by;
	part->busy_to += by;
	for (guint i = last + 1; i < booking->parts->len; i++)
		shift_part(booking->parts->pdata[i], by);
}

void sync_lay(Book *book, Booking *booking, gint64 start, gint64 end, gint64 all_day)
{
	gint64 by = start - booking->start;

	if (by == 0 && end == booking->end && all_day == booking->all_day)
		return;
	for (guint i = 0; i < booking->parts->len; i++)
		shift_part(booking->parts->pdata[i], by);
	if (booking->parts->len && end - start != booking->end - booking->start)
		stretch(booking, start, end - start);
	booking->all_day = all_day;
	if (all_day)
		model_set(&booking_class, booking, &booking->zone, book->business->zone);
	if (booking->parts->len) {
		book_fit_to_parts(book, booking);
	} else {
		booking->start = start;
		booking->end = end;
	}
}

void sync_take_times(Book *book, Booking *booking, const EventFields *there, gboolean start, gboolean end)
{
	gint64 from = there->start, to = MAX(there->end, there->start), all_day = there->all_day;
	gboolean other_kind = (there->all_day != 0) != (booking->all_day != 0);

	if (!start && !end)
		return;
	if (there->all_day)
		sync_days_here(book, there, &from, &to);
	if (!other_kind && !start)
		from = booking->start;
	if (!other_kind && !end)
		to = booking->end;
	/* one end taken, beyond the other that stays; or an event without a length, which nobody meant: the length stays */
	if (to <= from)
		to = from + (booking->end - booking->start);
	if (all_day) {
		all_day = MAX(1, zone_day_of(book->zone, to) - zone_day_of(book->zone, from));
		to = zone_day_start(book->zone, zone_day_of(book->zone, from) + all_day);
	}
	sync_lay(book, booking, from, to, all_day);
}

/* --- the mark --- */

static gboolean takes_anybody(const Booking *booking)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (part->staff || part->resource)
			return TRUE;
	}
	return FALSE;
}

/* Whoever else takes time within what its parts take: no more is read, for thousands of blocks may come in one run. */
static gboolean shares(Book *book, const Booking *booking, gboolean *fits, GError **error)
{
	gint64 from = booking->start, to = booking->end;
	g_autoptr(GPtrArray) visits = book_visits_of(booking);
	g_autoptr(PlanTaken) taken = NULL;
	BookRules rules;

	*fits = TRUE;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		from = MIN(from, part->busy_from);
		to = MAX(to, part->busy_to);
	}
	if (!book_rules(book, &rules, from, to, error))
		return FALSE;
	taken = book_taken(book, &rules.rules, visits, from, to, booking->id, error);
	for (guint i = 0; taken && i < booking->parts->len; i++)
		*fits = *fits && plan_may_share(&rules.rules, taken, booking->parts->pdata[i]);
	book_rules_clear(&rules);
	return taken != NULL;
}

gboolean sync_mark(Book *book, Booking *booking, const char *why, GError **error)
{
	gboolean fits = TRUE;

	if (booking_is_live(booking) && booking->busy && takes_anybody(booking) &&
	    !shares(book, booking, &fits, error))
		return FALSE;
	model_set(&booking_class, booking, &booking->overbooked, fits ? NULL : why);
	return TRUE;
}
