/* book/hours.c - opening hours and closures, and which coming bookings a new one leaves outside */
#include "book/house_p.h"
#include "book/rescue_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/fields_p.h"

/* --- what falls outside --- */

static gboolean keep_coming(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	if (booking_is_live(take) && take->busy && strcmp(take->kind, "appointment") == 0)
		g_ptr_array_add(data, take);
	else
		booking_free(take);
	return TRUE;
}

/* Somebody's open time, worked out once for each. */
typedef struct {
	const PlanRules *rules;
	gint64 from, to;
	GHashTable *open; /* staff id ("" for nobody's) -> GArray of Interval */
} OpenTimes;

static const GArray *open_of(OpenTimes *times, const char *staff)
{
	GArray *open = g_hash_table_lookup(times->open, staff ? staff : "");
	if (!open) {
		open = plan_open(times->rules, staff, times->from, times->to);
		g_hash_table_insert(times->open, g_strdup(staff ? staff : ""), open);
	}
	return open;
}

static gboolean part_inside(OpenTimes *times, const Part *part)
{
	const GArray *open = open_of(times, part->staff);
	for (guint i = 0; i < open->len; i++) {
		const Interval *each = &g_array_index(open, Interval, i);
		if (each->start <= part->start && part->end <= each->end)
			return TRUE;
	}
	return FALSE;
}

static gboolean booking_inside(OpenTimes *times, const Booking *booking)
{
	for (guint i = 0; i < booking->parts->len; i++)
		if (!part_inside(times, booking->parts->pdata[i]))
			return FALSE;
	return TRUE;
}

static void open_times_init(OpenTimes *times, const PlanRules *rules, gint64 from, gint64 to)
{
	*times = (OpenTimes){ rules, from, to,
			      g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						    (GDestroyNotify)g_array_unref) };
}

/* Those that were inside before and are not after: their ids go into outside. The start of the first; NONE. */
static gint64 find_outside(const GPtrArray *bookings, const PlanRules *before, const PlanRules *after,
			   GPtrArray *outside)
{
	gint64 from = G_MAXINT64, to = G_MININT64;
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		from = MIN(from, booking->start - ZONE_DAY_SECONDS);
		to = MAX(to, booking->end + ZONE_DAY_SECONDS);
	}
	OpenTimes old, new;
	open_times_init(&old, before, from, to);
	open_times_init(&new, after, from, to);
	gint64 first = NONE;
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		if (booking_inside(&new, booking) || !booking_inside(&old, booking))
			continue;
		first = first == NONE ? booking->start : first;
		g_ptr_array_add(outside, g_strdup(booking->id));
	}
	g_hash_table_unref(old.open);
	g_hash_table_unref(new.open);
	return first;
}

void book_outside_begin(Book *book)
{
	g_clear_pointer(&book->outside, g_ptr_array_unref);
	book->outside = g_ptr_array_new_with_free_func(g_free);
}

GPtrArray *book_outside(Book *book, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	for (guint i = 0; book->outside && i < book->outside->len; i++) {
		BookingView *view = book_view(book, book->outside->pdata[i], error);
		if (!view)
			return NULL;
		g_ptr_array_add(views, view);
	}
	return g_steal_pointer(&views);
}

/* Inside the change, before anything is saved: the house's rules are the old ones, `hours` and `closures` (NULL: as they are)
 * the new. said: NULL when nothing falls outside. */
gboolean hours_outside(Book *book, const GPtrArray *hours, const GPtrArray *closures, char **said,
		       GError **error)
{
	g_autoptr(GPtrArray) coming = model_list_new(&booking_class);
	book_outside_begin(book);
	if (!store_bookings_from(book->store, book_now(book), keep_coming, coming, error))
		return FALSE;
	BookRules before;
	if (coming->len == 0)
		return TRUE;
	if (!book_rules(book, &before, NONE, NONE, error))
		return FALSE;
	PlanRules after = before.rules;
	if (hours)
		after.hours = hours;
	if (closures)
		after.closures = closures;
	gint64 first = find_outside(coming, &before.rules, &after, book->outside);
	guint n = book->outside->len;
	book_rules_clear(&before);
	if (n == 0)
		return TRUE;
	g_autofree char *when = book_time_words(book, first);
	*said = g_strdup_printf(
		ngettext("%u coming booking is now outside the opening hours: %s.",
			 "%u coming bookings are now outside the opening hours, the first on %s.", n),
		n, when);
	return TRUE;
}

/* The rows that are not removed, the one of the same id replaced (or left out, when it is removed now), or the new one added. Borrowed
 * rows. */
static GPtrArray *with_row(const GPtrArray *rows, gpointer row)
{
	GPtrArray *list = g_ptr_array_new();
	gboolean found = FALSE;
	for (guint i = 0; i < rows->len; i++) {
		Row *each = rows->pdata[i];
		gboolean same = strcmp(each->id, ((Row *)row)->id) == 0;
		found = found || same;
		Row *now = same ? row : each;
		if (!each->removed && !now->removed)
			g_ptr_array_add(list, now);
	}
	if (!found)
		g_ptr_array_add(list, row);
	return list;
}

/* --- opening hours --- */

static void add_range(int weekday, int from_min, int to_min, gpointer data)
{
	HoursRange *range = hours_range_new();
	range->weekday = weekday;
	range->from_min = from_min;
	range->to_min = to_min;
	g_ptr_array_add(data, range);
}

static gboolean read_ranges(const char *spec, GPtrArray *ranges, GError **error)
{
	g_ptr_array_set_size(ranges, 0);
	return when_hours(spec, add_range, ranges, error);
}

static gboolean who_exists(const Book *book, const char *staff, GError **error)
{
	return !staff || book_staff_by_id(book, staff) ||
	       daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no staff member “%s”."), staff);
}

/* The plan of exactly these days; NULL. */
static const OpeningHours *plan_of_days(const Book *book, const char *staff, gint64 from_day,
					gint64 until_day)
{
	for (guint i = 0; i < book->hours->len; i++) {
		const OpeningHours *each = book->hours->pdata[i];
		if (g_strcmp0(each->staff, staff) == 0 && each->from_day == from_day &&
		    each->until_day == until_day)
			return each;
	}
	return NULL;
}

/* That plan as it is, to be changed in place; else a new one. */
static OpeningHours *plan_to_set(const Book *book, const char *staff, gint64 from_day, gint64 until_day)
{
	const OpeningHours *stands = plan_of_days(book, staff, from_day, until_day);
	if (stands)
		return opening_hours_copy(stands);
	OpeningHours *hours = opening_hours_new();
	field_new_id(&opening_hours_class, hours);
	model_set(&opening_hours_class, hours, &hours->staff, staff);
	hours->from_day = from_day;
	hours->until_day = until_day;
	hours->created = book_now(
		book); /* of several plans that hold on a day the one made last wins, in the look ahead too */
	return hours;
}

static gboolean set_plan(Book *book, OpeningHours *hours, const char *spec, char **said, char **what,
			 GError **error)
{
	g_autoptr(OpeningHours) before = opening_hours_copy(hours);
	if (!read_ranges(spec, hours->ranges, error))
		return FALSE;
	if (hours->version > 0 && model_equal(&opening_hours_class, hours, before))
		return TRUE;
	g_autoptr(GPtrArray) all = with_row(book->hours, hours);
	return hours_outside(book, all, NULL, said, error) &&
	       book_save(book, &opening_hours_class, hours, "hours.changed", error) &&
	       waitlist_after_hours(book, all, NULL, said, what, error);
}

OpeningHours *book_hours_set(Book *book, const char *staff, gint64 from_day, gint64 until_day,
			     const char *spec, char **remark, GError **error)
{
	book_outside_begin(book);
	if (from_day != NONE && until_day != NONE && until_day < from_day) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("The hours end before they begin. Let --until be the later day."));
		return NULL;
	}
	if (!book_begin(book, error))
		return NULL;
	g_autofree char *said = NULL;
	g_autoptr(OpeningHours) hours = plan_to_set(book, staff, from_day, until_day);
	const Staff *who = book_staff_by_id(book, staff);
	g_autofree char *what = who ? g_strdup_printf(_("Set the hours of %s"), who->name)
				    : g_strdup(_("Set the opening hours"));
	if (!who_exists(book, staff, error) ||
	    !set_plan(book, hours, spec ? spec : "", &said, &what, error)) {
		book_abort(book);
		return NULL;
	}
	if (!book_commit(book, what, NULL, error))
		return NULL;
	if (remark)
		*remark = g_steal_pointer(&said);
	return g_steal_pointer(&hours);
}

/* Takes a person's plan of those days away, inside a change; none is none. */
static gboolean drop_plan(Book *book, const char *staff, gint64 from_day, gint64 until_day, char **said,
			  char **what, GError **error)
{
	const OpeningHours *plan = plan_of_days(book, staff, from_day, until_day);
	g_autoptr(OpeningHours) gone = plan ? opening_hours_copy(plan) : NULL;
	if (!gone)
		return TRUE;
	gone->removed = 1;
	g_autoptr(GPtrArray) left = with_row(book->hours, gone);
	return hours_outside(book, left, NULL, said, error) &&
	       book_save(book, &opening_hours_class, gone, "hours.removed", error) &&
	       waitlist_after_hours(book, left, NULL, said, what, error);
}

OpeningHours *book_hours_default(Book *book, const char *staff, gint64 from_day, gint64 until_day,
				 char **remark, GError **error)
{
	book_outside_begin(book);
	g_autofree char *said = NULL;
	if (!staff) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("Whose hours? Only a staff member can go back to the business's: name one "
			       "with --staff."));
		return NULL;
	}
	if (!book_begin(book, error))
		return NULL;
	const Staff *who = book_staff_by_id(book, staff);
	g_autofree char *what = g_strdup_printf(_("Gave %s the business's hours"), who ? who->name : staff);
	if (!who_exists(book, staff, error) ||
	    !drop_plan(book, staff, from_day, until_day, &said, &what, error)) {
		book_abort(book);
		return NULL;
	}
	if (!book_commit(book, what, NULL, error))
		return NULL;
	if (remark)
		*remark = g_steal_pointer(&said);
	const OpeningHours *holds =
		book_hours_on(book, staff, from_day == NONE ? book_today(book) : from_day);
	if (holds)
		return opening_hours_copy(holds);
	daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
		     _("The business has no opening hours. Set them with `daybook hours set`."));
	return NULL;
}

/* --- a plan in words: what `hours set` would take --- */

static char *day_spec(const GPtrArray *ranges, int weekday)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < ranges->len; i++) {
		const HoursRange *range = ranges->pdata[i];
		if (range->weekday == weekday)
			g_string_append_printf(out, " %02d:%02d-%02d:%02d", (int)range->from_min / 60,
					       (int)range->from_min % 60, (int)range->to_min / 60,
					       (int)range->to_min % 60);
	}
	return g_strdup(out->str);
}

char *book_hours_spec(const OpeningHours *hours)
{
	static const char *const days[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };
	g_autoptr(GString) out = g_string_new(NULL);
	for (int day = 0; day < 7;) {
		g_autofree char *spec = day_spec(hours->ranges, day);
		int last = day;
		for (gboolean same = TRUE; same && last + 1 < 7;) {
			g_autofree char *next = day_spec(hours->ranges, last + 1);
			same = strcmp(next, spec) == 0;
			last += same ? 1 : 0;
		}
		if (*spec)
			g_string_append_printf(out, "%s%s%s%s%s", out->len ? ", " : "", days[day],
					       last > day ? "-" : "", last > day ? days[last] : "", spec);
		day = last + 1;
	}
	return g_strdup(out->len ? out->str : "closed");
}

/* How closely a plan is meant for a day: both ends, one, none. -1: not at all. */
static int closeness(const OpeningHours *hours, gint64 day)
{
	gboolean from = hours->from_day != NONE, until = hours->until_day != NONE;
	if ((from && day < hours->from_day) || (until && day > hours->until_day))
		return -1;
	return from + until;
}

static const OpeningHours *plan_on(const Book *book, const char *staff, gint64 day)
{
	const OpeningHours *best = NULL;
	int closest = -1;
	for (guint i = 0; i < book->hours->len; i++) {
		const OpeningHours *each = book->hours->pdata[i];
		int close = g_strcmp0(each->staff, staff) == 0 ? closeness(each, day) : -1;
		if (close < 0 || close < closest)
			continue;
		if (!best || close > closest || each->created >= best->created)
			best = each;
		closest = close;
	}
	return best;
}

const OpeningHours *book_hours_on(const Book *book, const char *staff, gint64 day)
{
	const OpeningHours *own = staff ? plan_on(book, staff, day) : NULL;
	return own ? own : plan_on(book, NULL, day);
}

/* --- closures --- */

static gboolean check_range(const ClosureEdit *edit, GError **error)
{
	gboolean days = edit->first_day != NONE;
	if (days ? edit->last_day == NONE || edit->last_day < edit->first_day
		 : edit->start == NONE || edit->end == NONE || edit->end <= edit->start)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("A closure needs a first and a last day, the last one not before the first."));
	if (edit->open && !days)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("An extra opening is for whole days: name the days, and the times after --open."));
	return TRUE;
}

static Closure *make_closure(const Book *book, const ClosureEdit *edit, GError **error)
{
	const ModelClass *cls = &closure_class;
	g_autoptr(Closure) closure = closure_new();
	if (!check_range(edit, error) || !who_exists(book, edit->staff, error))
		return NULL;
	field_new_id(cls, closure);
	model_set(cls, closure, &closure->staff, edit->staff);
	model_set(cls, closure, &closure->kind, edit->open ? "open" : edit->staff ? "leave" : "holiday");
	field_take(cls, closure, &closure->reason, field_text(edit->reason));
	if (edit->first_day != NONE) {
		closure->first_day = edit->first_day;
		closure->last_day = edit->last_day;
	} else {
		closure->start = edit->start;
		closure->end = edit->end;
	}
	if (edit->open && !when_day_ranges(edit->open, add_range, closure->ranges, error))
		return NULL;
	if (edit->open && closure->ranges->len == 0) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("An extra opening needs its times, like --open \"10:00-14:00\"."));
		return NULL;
	}
	return g_steal_pointer(&closure);
}

/* The same closure made twice is one. */
const Closure *closure_same(const Book *book, const Closure *closure)
{
	for (guint i = 0; i < book->closures->len; i++) {
		const Closure *each = book->closures->pdata[i];
		gboolean same = !each->removed;
		for (guint f = 0; same && f < closure_class.n_fields; f++) {
			const ModelField *field = &closure_class.fields[f];
			same = strcmp(field->name, "id") == 0 || strcmp(field->name, "version") == 0 ||
			       strcmp(field->name, "created") == 0 || model_field_equal(field, each, closure);
		}
		if (same)
			return each;
	}
	return NULL;
}

static char *closure_words(const Book *book, const Closure *closure)
{
	g_autofree char *first = closure->first_day != NONE ? day_short(closure->first_day)
							    : book_time_words(book, closure->start);
	g_autofree char *last = closure->first_day != NONE ? day_short(closure->last_day)
							   : book_time_words(book, closure->end);
	return strcmp(first, last) == 0 ? g_strdup(first) : g_strdup_printf("%s – %s", first, last);
}

static char *added_words(const Book *book, const Closure *closure)
{
	g_autofree char *when = closure_words(book, closure);
	const Staff *who = book_staff_by_id(book, closure->staff);
	if (strcmp(closure->kind, "open") == 0)
		return g_strdup_printf(_("Extra opening, %s"), when);
	return who ? g_strdup_printf(_("%s is away, %s"), who->name, when)
		   : g_strdup_printf(_("Closed, %s"), when);
}

Closure *book_closure_add(Book *book, const ClosureEdit *edit, char **remark, GError **error)
{
	book_outside_begin(book);
	if (!book_begin(book, error))
		return NULL;
	g_autofree char *said = NULL;
	g_autoptr(Closure) closure = make_closure(book, edit, error);
	const Closure *same = closure ? closure_same(book, closure) : NULL;
	if (same) {
		Closure *copy = closure_copy(same);
		book_abort(book);
		return copy;
	}
	g_autoptr(GPtrArray) all = closure ? with_row(book->closures, closure) : NULL;
	g_autofree char *what = closure ? added_words(book, closure) : NULL;
	if (!closure || !hours_outside(book, NULL, all, &said, error) ||
	    !book_save(book, &closure_class, closure, "closure.added", error) ||
	    !waitlist_after_hours(book, NULL, all, &said, &what, error)) {
		book_abort(book);
		return NULL;
	}
	if (!book_commit(book, what, NULL, error))
		return NULL;
	if (remark)
		*remark = g_steal_pointer(&said);
	return g_steal_pointer(&closure);
}

/* The one whose id begins so; NULL with the error set. */
static const Closure *find_closure(const Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const Closure *found = NULL;
	for (guint i = 0; id_is_prefix(id) && i < book->closures->len; i++) {
		const Closure *each = book->closures->pdata[i];
		if (each->removed || g_ascii_strncasecmp(each->id, id, strlen(id)) != 0)
			continue;
		found = each;
		g_ptr_array_add(ids, each->id);
		g_ptr_array_add(names, closure_words(book, each));
	}
	if (ids->len == 1)
		return found;
	if (ids->len > 1)
		book_ambiguous(error, _("closure"), id, ids, names);
	else
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no closure “%s”. `daybook closure list` shows them."), id ? id : "");
	return NULL;
}

gboolean book_closure_remove(Book *book, const char *id, char **remark, GError **error)
{
	if (!book_begin(book, error))
		return FALSE;
	const Closure *found = find_closure(book, id, error);
	if (!found)
		return book_abort(book);
	g_autoptr(Closure) closure = closure_copy(found);
	g_autofree char *when = closure_words(book, closure);
	g_autofree char *what = g_strdup_printf(_("Removed the closure %s"), when);
	closure->removed = 1;
	g_autoptr(GPtrArray) left = with_row(book->closures, closure);
	g_autofree char *said = NULL;
	if (!book_save(book, &closure_class, closure, "closure.removed", error) ||
	    !waitlist_after_hours(book, NULL, left, &said, &what, error))
		return book_abort(book);
	if (!book_commit(book, what, NULL, error))
		return FALSE;
	if (remark)
		*remark = g_steal_pointer(&said);
	return TRUE;
}

static gint64 closure_start(const Book *book, const Closure *closure)
{
	return closure->first_day != NONE ? zone_day_start(book->zone, closure->first_day) : closure->start;
}

static gint64 closure_end(const Book *book, const Closure *closure)
{
	return closure->first_day != NONE ? zone_day_start(book->zone, closure->last_day + 1) : closure->end;
}

static gint by_start(gconstpointer a_, gconstpointer b_, gpointer book)
{
	const Closure *a = *(Closure *const *)a_, *b = *(Closure *const *)b_;
	gint64 a_start = closure_start(book, a), b_start = closure_start(book, b);
	return a_start != b_start ? (a_start < b_start ? -1 : 1) : strcmp(a->id, b->id);
}

GPtrArray *book_closures(Book *book, gboolean all, G_GNUC_UNUSED GError **error)
{
	gint64 today = zone_day_start(book->zone, book_today(book));
	GPtrArray *closures = model_list_new(&closure_class);
	for (guint i = 0; i < book->closures->len; i++) {
		const Closure *each = book->closures->pdata[i];
		if (!each->removed && (all || closure_end(book, each) > today))
			g_ptr_array_add(closures, closure_copy(each));
	}
	g_ptr_array_sort_with_data(closures, by_start, book);
	return closures;
}
