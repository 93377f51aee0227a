/* book/free.c - free time: what can be booked, and why something cannot. */
#include "base/error.h"
#include "base/i18n.h"
#include "book/book_p.h"

#define HABIT_VISITS 20 /* so many of the newest visits make a habit */
#define HABIT_SEEN 200  /* and no more bookings are looked at for them */

gint64 book_longest(const Book *book, const GPtrArray *visits)
{
	gint64 seconds = 0;

	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service = book_service_by_id(book, visit->service);
		gint64 minutes =
			service ? service->duration + service->buffer_before + service->buffer_after : 0;
		for (guint j = 0; service && j < service->skills->len; j++) {
			const Skill *skill = service->skills->pdata[j];
			if (skill->minutes != NONE)
				minutes = MAX(minutes, skill->minutes + service->buffer_before +
							       service->buffer_after);
		}
		seconds += MAX(visit->seconds, minutes * 60) +
			   (visit->before_min == NONE ? 0 : visit->before_min * 60) +
			   (visit->after_min == NONE ? 0 : visit->after_min * 60);
	}
	return seconds;
}

/* --- what a customer usually does --- */

static void count_visit(Book *book, const Booking *booking, PlanHabits *habits)
{
	const char *staff = ((const Part *)booking->parts->pdata[0])->staff;
	gint64 local = zone_local(book->zone, booking->start);
	guint with = staff ? GPOINTER_TO_UINT(g_hash_table_lookup(habits->staff, staff)) : 0;

	habits->visits++;
	habits->weekdays[day_weekday(local_day(local))]++;
	habits->hours[local_minute(local) / 60]++;
	if (staff)
		g_hash_table_insert(habits->staff, g_strdup(staff), GUINT_TO_POINTER(with + 1));
}

typedef struct {
	Book *book;
	PlanHabits *habits;
	guint seen;
} Habits;

static gboolean see_habit(Booking *take, G_GNUC_UNUSED const char *customer, G_GNUC_UNUSED const char *phones,
			  gpointer data)
{
	Habits *habits = data;

	if (booking_is_live(take) && g_str_equal(take->kind, "appointment") && take->parts->len)
		count_visit(habits->book, take, habits->habits);
	booking_free(take);
	return habits->habits->visits < HABIT_VISITS && ++habits->seen < HABIT_SEEN;
}

static gboolean rank(Book *book, const PlanRules *rules, const PlanTaken *taken, const FreeQuery *query,
		     const PlanSearch *search, GPtrArray *found, GError **error)
{
	g_autoptr(GHashTable) staff = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	PlanHabits habits = { .staff = staff };
	Habits reading = { book, &habits, 0 };
	guint keep = query->limit > G_MAXUINT - query->offset ? G_MAXUINT : query->limit + query->offset;

	if (query->customer &&
	    !store_bookings_of(book->store, query->customer, TRUE, see_habit, &reading, error))
		return FALSE;
	return plan_rank(rules, taken, query->visits, search, query->customer ? &habits : NULL, keep, found,
			 error);
}

/* --- what is free --- */

/* Days that are read at a time, so that the first slots of a long range are there at once; the last for all that follow. */
static const int piece_days[] = { 2, 5, 7, 14, 28 };

static gboolean well_wished(const FreeQuery *query, GError **error)
{
	if (query->from_min < 0 || query->from_min > 1440 || query->to_min < 0 || query->to_min > 1440)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The hours of a day reach from 00:00 to 24:00."));
	return query->least_gap >= 0 ||
	       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("A gap is not shorter than nothing."));
}

/* The slots of one piece, added to slots. The neighbours of a slot may lie as far away as the gap that is wished for, and where they are ranked those
 * of a day count. */
static gboolean add_piece(Book *book, const PlanRules *rules, const FreeQuery *query, const PlanSearch *piece,
			  GPtrArray *slots, GError **error)
{
	gint64 margin =
		book_longest(book, query->visits) + MAX(query->least_gap, query->rank ? ZONE_DAY_SECONDS : 0);
	g_autoptr(PlanTaken) taken =
		book_taken(book, rules, query->visits, piece->from - margin,
			   MIN(piece->starts_before, piece->to) + margin, query->except, error);
	g_autoptr(GPtrArray) found =
		taken ? plan_free_slots(rules, taken, query->visits, piece, error) : NULL;

	if (!found)
		return FALSE;
	if (query->rank && !rank(book, rules, taken, query, piece, found, error))
		return FALSE;
	g_ptr_array_extend_and_steal(slots, g_steal_pointer(&found));
	return TRUE;
}

/* Piece by piece, until there are enough; all at once where all are wanted, or the best of all. */
static gboolean add_pieces(Book *book, const PlanRules *rules, const FreeQuery *query, gint64 from,
			   guint most, GPtrArray *slots, GError **error)
{
	PlanWish wish = { query->weekdays, query->from_min, query->to_min, query->least_gap };
	PlanSearch piece = { .from = from,
			     .to = query->to,
			     .step_min = query->step ? query->step : (int)book->policy->slot_step,
			     .wish = &wish };
	gint64 day = zone_day_of(book->zone, from), end = MIN(query->to, plan_horizon(rules) + 1);

	for (guint i = 0; piece.from < end && slots->len < most; i++) {
		day += piece_days[MIN(i, G_N_ELEMENTS(piece_days) - 1)];
		piece.starts_before =
			query->rank || most == G_MAXUINT ? end : zone_day_start(book->zone, day);
		piece.limit = query->rank ? G_MAXUINT : most - slots->len;
		if (!add_piece(book, rules, query, &piece, slots, error))
			return FALSE;
		piece.from = piece.starts_before;
	}
	return TRUE;
}

GPtrArray *book_free(Book *book, const FreeQuery *query, GError **error)
{
	BookRules rules;
	g_autoptr(GPtrArray) slots = model_list_new(&slot_class);
	gint64 from = MAX(query->from, book_now(book));
	guint most = query->limit > G_MAXUINT - query->offset ? G_MAXUINT : query->limit + query->offset;
	gboolean done;

	if (!well_wished(query, error))
		return NULL;
	if (query->to <= from)
		return g_steal_pointer(&slots);
	if (!book_rules(book, &rules, from - ZONE_DAY_SECONDS, query->to + ZONE_DAY_SECONDS, error))
		return NULL;
	done = store_read_begin(book->store, error);
	if (done) {
		done = add_pieces(book, &rules.rules, query, from, most, slots, error);
		store_read_end(book->store);
	}
	book_rules_clear(&rules);
	if (!done)
		return NULL;
	g_ptr_array_remove_range(slots, 0, MIN(query->offset, slots->len));
	return g_steal_pointer(&slots);
}

/* --- length remembered --- */

#define LENGTH_VISITS 5
#define LENGTH_SEEN 100 /* and no more bookings are looked at for them */

typedef struct {
	const Service *service;
	gint64 lengths[LENGTH_VISITS]; /* seconds, newest first; 0: the service's own */
	guint n, seen;
} Lengths;

/* How long a visit's part with that service was, processing gaps in; who did it. */
static gint64 length_in(const Booking *booking, const char *service, const char **staff)
{
	gint64 start = NONE, end = NONE;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (g_strcmp0(part->service, service) != 0)
			continue;
		if (start == NONE) {
			start = part->start;
			*staff = part->staff;
		}
		end = part->end;
	}
	return start == NONE ? 0 : end - start;
}

static gboolean see_length(Booking *take, G_GNUC_UNUSED const char *customer,
			   G_GNUC_UNUSED const char *phones, gpointer data)
{
	Lengths *lengths = data;
	const char *staff = NULL;
	gint64 length = booking_is_live(take) && g_str_equal(take->kind, "appointment")
				? length_in(take, lengths->service->id, &staff)
				: 0;

	if (length > 0)
		lengths->lengths[lengths->n++] =
			length == service_minutes(lengths->service, staff) * 60 ? 0 : length;
	booking_free(take);
	return lengths->n < LENGTH_VISITS && ++lengths->seen < LENGTH_SEEN;
}

/* The one that came most often; of equally many the newest. 0 where that is the service's own, or none came twice. */
static gint64 most_often(const Lengths *lengths)
{
	gint64 best = 0;
	guint best_times = 1;

	for (guint i = 0; i < lengths->n; i++) {
		guint times = 0;
		for (guint j = 0; j < lengths->n; j++)
			times += lengths->lengths[j] == lengths->lengths[i];
		if (times > best_times) {
			best = lengths->lengths[i];
			best_times = times;
		}
	}
	return best;
}

gint64 book_usual_length(Book *book, const char *customer, const char *service, const char *staff,
			 GError **error)
{
	Lengths lengths = { .service = book_service_by_id(book, service) };
	gint64 usual;

	if (book->policy->forget_length || !customer || !lengths.service)
		return 0;
	if (!store_bookings_of(book->store, customer, TRUE, see_length, &lengths, error))
		return -1;
	usual = most_often(&lengths);
	return usual == service_minutes(lengths.service, staff) * 60 ? 0 : usual;
}
