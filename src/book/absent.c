/* book/absent.c - somebody is away: their appointments go to others, or somebody must be called */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/fields_p.h"
#include "book/rescue_p.h"

#define ALTERNATIVES 3
#define BEFORE_DAYS 7 /* that are looked at for another time */
#define AFTER_DAYS 21

typedef struct {
	Board *board;
	const Staff *staff;
	gint64 from, to;
	Closure *leave;      /* as if it stood already */
	GHashTable *changed; /* ids of bookings that have another place on the board than in the file */
} Absence;

/* --- whose, and which parts --- */

static gboolean theirs(const Absence *absence, const Part *part)
{
	return g_strcmp0(part->staff, absence->staff->id) == 0;
}

static gboolean is_hit(const Absence *absence, const Part *part)
{
	return theirs(absence, part) && part->busy && part->start < absence->to &&
	       part->end > absence->from && part->end > book_now(absence->board->book);
}

static gboolean is_missed(const Absence *absence, const Booking *booking)
{
	BookingStatus status = booking_status(booking);

	if (strcmp(booking->kind, "appointment") != 0 || status == STATUS_COMPLETED ||
	    status == STATUS_IN_SERVICE)
		return FALSE;
	for (guint i = 0; i < booking->parts->len; i++)
		if (is_hit(absence, booking->parts->pdata[i]))
			return TRUE;
	return FALSE;
}

/* The end of the stretch of parts that one service of one person makes, from i on. */
static guint stretch_end(const Booking *booking, guint i)
{
	const Part *first = booking->parts->pdata[i];

	for (guint j = i + 1; j < booking->parts->len; j++) {
		const Part *before = booking->parts->pdata[j - 1], *part = booking->parts->pdata[j];
		if (g_strcmp0(part->service, first->service) != 0 ||
		    g_strcmp0(part->staff, first->staff) != 0 || before->end != part->start ||
		    (before->busy && part->busy))
			return j;
	}
	return booking->parts->len;
}

static gboolean stretch_is_hit(const Absence *absence, const Booking *booking, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (is_hit(absence, booking->parts->pdata[i]))
			return TRUE;
	return FALSE;
}

static void give(Booking *booking, guint from, guint to, const char *staff)
{
	for (guint i = from; i < to; i++) {
		Part *part = booking->parts->pdata[i];
		model_set(&part_class, part, &part->staff, staff);
	}
}

/* --- to whom --- */

static gboolean may_take(const Absence *absence, const Staff *staff, const char *service_id)
{
	const Service *service = book_service_by_id(absence->board->book, service_id);

	return staff->active && !staff->removed && staff != absence->staff &&
	       (!service || service_done_by(service, staff->id));
}

/* Gives every stretch from part i on to somebody; TRUE when the whole visit fits then. Else it is as it was. */
static gboolean give_from(const Absence *absence, const PlanTaken *taken, Booking *booking, guint i)
{
	const GPtrArray *all = absence->board->book->staff;
	guint end;

	while (i < booking->parts->len && !stretch_is_hit(absence, booking, i, stretch_end(booking, i)))
		i = stretch_end(booking, i);
	if (i >= booking->parts->len)
		return board_fits(absence->board, taken, booking->parts);
	end = stretch_end(booking, i);
	for (guint s = 0; s < all->len; s++) {
		const Staff *staff = all->pdata[s];
		if (!may_take(absence, staff, ((const Part *)booking->parts->pdata[i])->service))
			continue;
		give(booking, i, end, staff->id);
		if (give_from(absence, taken, booking, end))
			return TRUE;
	}
	give(booking, i, end, absence->staff->id);
	return FALSE;
}

/* One for all of it, where there is one. */
static gboolean give_to_one(const Absence *absence, const PlanTaken *taken, Booking *booking)
{
	const GPtrArray *all = absence->board->book->staff;
	g_autoptr(Booking) before = booking_copy(booking);

	for (guint s = 0; s < all->len; s++) {
		const Staff *staff = all->pdata[s];
		gboolean able = TRUE;
		for (guint i = 0, end; i < booking->parts->len; i = end) {
			end = stretch_end(before, i);
			if (!stretch_is_hit(absence, before, i, end))
				continue;
			able = able &&
			       may_take(absence, staff, ((const Part *)before->parts->pdata[i])->service);
			give(booking, i, end, staff->id);
		}
		if (able && board_fits(absence->board, taken, booking->parts))
			return TRUE;
		for (guint i = 0; i < booking->parts->len; i++)
			give(booking, i, i + 1, ((const Part *)before->parts->pdata[i])->staff);
	}
	return FALSE;
}

/* --- another time --- */

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Slot *a = *(Slot *const *)a_, *b = *(Slot *const *)b_;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* The nearest of slots in time order, the earlier of two, one for each start. */
static GPtrArray *nearest(const GPtrArray *slots, gint64 wanted)
{
	GPtrArray *found = model_list_new(&slot_class);

	while (found->len < ALTERNATIVES) {
		const Slot *best = NULL;
		for (guint i = 0; i < slots->len; i++) {
			const Slot *slot = slots->pdata[i];
			gboolean known = FALSE;
			for (guint j = 0; j < found->len; j++)
				known |= ((const Slot *)found->pdata[j])->start == slot->start;
			if (!known && (!best || ABS(slot->start - wanted) < ABS(best->start - wanted)))
				best = slot;
		}
		if (!best)
			break;
		g_ptr_array_add(found, slot_copy(best));
	}
	g_ptr_array_sort(found, by_start);
	return found;
}

/* What they ask for, with anybody but the one who is away; in any room. */
static GPtrArray *open_visits(const Absence *absence, const Booking *booking)
{
	GPtrArray *visits = book_visits_of(booking);

	for (guint i = 0; i < visits->len; i++) {
		Visit *visit = visits->pdata[i];
		const Service *service = book_service_by_id(absence->board->book, visit->service);
		if (g_strcmp0(visit->staff, absence->staff->id) == 0)
			model_set(&visit_class, visit, &visit->staff, NULL);
		if (service && *service->resource_kind)
			model_set(&visit_class, visit, &visit->resource, NULL);
	}
	return visits;
}

static void add_changed(const Absence *absence, PlanTaken *taken)
{
	for (guint i = 0; i < absence->board->views->len; i++) {
		const Booking *booking = board_booking(absence->board, i);
		for (guint j = 0;
		     g_hash_table_contains(absence->changed, booking->id) && j < booking->parts->len; j++) {
			const Part *part = booking->parts->pdata[j];
			PlanPart plan = { booking->id,     part->service, part->staff,
					  part->resource,  part->start,   part->end,
					  part->busy_from, part->busy_to, part->busy != 0 };
			plan_taken_add(taken, &plan);
		}
	}
}

static GPtrArray *other_times(const Absence *absence, const Booking *booking, GError **error)
{
	Book *book = absence->board->book;
	g_autoptr(GPtrArray) visits = open_visits(absence, booking), slots = NULL;
	g_autoptr(GHashTable) without = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(PlanTaken) taken = NULL;
	PlanSearch search = { .from = MAX(book_now(book), booking->start - BEFORE_DAYS * ZONE_DAY_SECONDS),
			      .to = booking->start + AFTER_DAYS * ZONE_DAY_SECONDS,
			      .starts_before = NONE,
			      .step_min = (int)book->policy->slot_step,
			      .limit = G_MAXUINT };
	GHashTableIter iter;
	gpointer id;

	g_hash_table_add(without, booking->id);
	g_hash_table_iter_init(&iter, absence->changed);
	while (g_hash_table_iter_next(&iter, &id, NULL))
		g_hash_table_add(without, id);
	taken = book_taken_without(book, &absence->board->rules.rules, visits, search.from - ZONE_DAY_SECONDS,
				   search.to + ZONE_DAY_SECONDS, without, error);
	if (!taken)
		return NULL;
	add_changed(absence, taken);
	/* a service that is gone has no other time */
	if (search.from < search.to)
		slots = plan_free_slots(&absence->board->rules.rules, taken, visits, &search, NULL);
	return slots ? nearest(slots, booking->start) : model_list_new(&slot_class);
}

/* --- the steps --- */

/* "Colour", "Colour + Cut": what of a visit is theirs. */
static char *their_services(const Absence *absence, const Booking *booking)
{
	GString *words = g_string_new(NULL);

	for (guint i = 0; i < booking->parts->len; i = stretch_end(booking, i)) {
		const Part *part = booking->parts->pdata[i];
		const Service *service = theirs(absence, part)
						 ? book_service_by_id(absence->board->book, part->service)
						 : NULL;
		if (service)
			g_string_append_printf(words, "%s%s", words->len ? " + " : "", service->name);
	}
	return g_string_free(words, FALSE);
}

/* "with Boris", "with Boris, Cleo" */
static char *given_words(const Absence *absence, guint at)
{
	const Booking *before = absence->board->before->pdata[at], *after = board_booking(absence->board, at);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < after->parts->len; i++) {
		const Staff *staff =
			book_staff_by_id(absence->board->book, ((const Part *)after->parts->pdata[i])->staff);
		if (staff && theirs(absence, before->parts->pdata[i]) &&
		    !g_ptr_array_find_with_equal_func(names, staff->name, g_str_equal, NULL))
			g_ptr_array_add(names, staff->name);
	}
	g_ptr_array_add(names, NULL);
	g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
	g_autofree char *when = book_time_words(absence->board->book, after->start);
	/* translators: when, then with whom instead */
	return g_strdup_printf(_("%s with %s"), when, list);
}

static char *call_words(const Absence *absence, const Booking *booking)
{
	g_autofree char *services = their_services(absence, booking);

	return *services ? g_strdup_printf(_("nobody can do %s then"), services)
			 : g_strdup(_("nobody is free then"));
}

static gboolean re_place(Absence *absence, guint i, Rescue *rescue, GError **error)
{
	Booking *booking = board_booking(absence->board, i);
	g_autoptr(PlanTaken) taken = board_taken(absence->board, i, error);
	RescueStep *step;

	if (!taken)
		return FALSE;
	if (give_to_one(absence, taken, booking) || give_from(absence, taken, booking, 0)) {
		g_hash_table_add(absence->changed, booking->id);
		step = rescue_step_new(absence->board, i, given_words(absence, i));
		step->parts = model_list_new(&part_class);
		for (guint j = 0; j < booking->parts->len; j++)
			g_ptr_array_add(step->parts, part_copy(booking->parts->pdata[j]));
		rescue->placed++;
	} else {
		step = rescue_step_new(absence->board, i, call_words(absence, booking));
		rescue->calls++;
	}
	g_ptr_array_add(rescue->steps, step);
	return TRUE;
}

static gboolean run(Absence *absence, Rescue *rescue, GError **error)
{
	Book *book = absence->board->book;
	guint n = absence->board->views->len;

	for (guint i = 0; i < n; i++)
		if (is_missed(absence, board_booking(absence->board, i)) &&
		    !re_place(absence, i, rescue, error))
			return FALSE;
	/* only now is it known what is left */
	for (guint i = 0; i < rescue->steps->len; i++) {
		RescueStep *step = rescue->steps->pdata[i];
		if (!step->parts && !(step->alternatives = other_times(absence, step->booking, error)))
			return FALSE;
	}
	for (guint i = 0; i < n; i++) {
		Booking *booking = board_booking(absence->board, i);
		if (g_hash_table_contains(absence->changed, booking->id) &&
		    !book_save(book, &booking_class, booking, "booking.moved", error))
			return FALSE;
	}
	return TRUE;
}

/* --- the leave --- */

/* Whole days where it is whole days, else the hours. */
static Closure *leave_of(const Book *book, const char *staff, gint64 from, gint64 to, const char *reason)
{
	Closure *leave = closure_new();
	gint64 first = zone_day_of(book->zone, from), after = zone_day_of(book->zone, to);

	field_new_id(&closure_class, leave);
	model_set(&closure_class, leave, &leave->staff, staff);
	model_set(&closure_class, leave, &leave->kind, "leave");
	field_take(&closure_class, leave, &leave->reason, field_text(reason ? reason : ""));
	leave->first_day = leave->last_day = leave->start = leave->end = NONE;
	if (zone_day_start(book->zone, first) == from && zone_day_start(book->zone, after) == to) {
		leave->first_day = first;
		leave->last_day = after - 1;
	} else {
		leave->start = from;
		leave->end = to;
	}
	return leave;
}

static gboolean stands_already(const Book *book, const Closure *leave)
{
	for (guint i = 0; i < book->closures->len; i++) {
		const Closure *each = book->closures->pdata[i];
		if (!each->removed && g_strcmp0(each->staff, leave->staff) == 0 &&
		    strcmp(each->kind, leave->kind) == 0 && each->first_day == leave->first_day &&
		    each->last_day == leave->last_day && each->start == leave->start &&
		    each->end == leave->end)
			return TRUE;
	}
	return FALSE;
}

static char *change_words(const Book *book, const Staff *staff, gint64 from, gint64 to, const Rescue *rescue)
{
	g_autofree char *first = day_short(zone_day_of(book->zone, from));
	g_autofree char *last = day_short(zone_day_of(book->zone, to - 1));
	g_autofree char *when =
		strcmp(first, last) == 0 ? g_strdup(first) : g_strdup_printf("%s – %s", first, last);
	g_autofree char *away = g_strdup_printf(_("%s is away, %s"), staff->name, when);

	if (rescue->placed == 0)
		return g_steal_pointer(&away);
	return g_strdup_printf(ngettext("%s: %u booking goes to somebody else",
					"%s: %u bookings go to somebody else", rescue->placed),
			       away, rescue->placed);
}

static gboolean absent_locked(Book *book, Absence *absence, gboolean closure, Rescue *rescue, GError **error)
{
	gboolean done;

	if (!(absence->board = board_new(book, absence->from, absence->to, error)))
		return FALSE;
	absence->changed = g_hash_table_new(g_str_hash, g_str_equal);
	g_ptr_array_add(absence->board->rules.closures, absence->leave);
	done = run(absence, rescue, error) &&
	       (!closure || stands_already(book, absence->leave) ||
		book_save(book, &closure_class, absence->leave, "closure.added", error));
	g_hash_table_unref(absence->changed);
	board_free(absence->board);
	return done;
}

Rescue *book_absent(Book *book, const char *staff, gint64 from, gint64 to, gboolean closure,
		    const char *reason, gboolean dry_run, GError **error)
{
	g_autoptr(Rescue) rescue = rescue_new();
	g_autofree char *named = g_strdup(staff), *what = NULL;
	g_autoptr(Closure) leave = NULL;
	Absence absence = { .from = from, .to = to };

	if (to <= from) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("A span of time must end after it starts."));
		return NULL;
	}
	if (!(dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return NULL;
	absence.staff = book_staff_by_id(book, named);
	absence.leave = leave = leave_of(book, named, from, to, reason);
	if (absence.staff
		    ? !absent_locked(book, &absence, closure, rescue, error)
		    : !daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such staff member."))) {
		book_abort(book);
		return NULL;
	}
	what = change_words(book, absence.staff, from, to, rescue);
	if (dry_run)
		book_abort(book);
	else if (!book_commit(book, what, &rescue->correlation, error))
		return NULL;
	return g_steal_pointer(&rescue);
}
