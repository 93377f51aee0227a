/* book/changes.c - what happens to a booking that stands: move, edit, mark, cancel, rebook, pay, note. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/money.h"
#include "base/text.h"
#include "book/series_p.h"
#include "book/rescue_p.h"
#include "book/sync_p.h"

Booking *book_fetch(Book *book, const char *id, gint64 expect_version, GError **error)
{
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, id, error);

	if (!booking || booking->removed) {
		if (!(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking %s (any more)."),
				     id);
		return NULL;
	}
	if (expect_version && booking->version != expect_version) {
		g_autoptr(Event) event = store_event_before(book->store, id, G_MAXINT64, NULL);
		g_autofree char *when = event ? book_time_words(book, event->at) : g_strdup("");
		daybook_fail(
			error, DAYBOOK_ERROR_CONFLICT,
			_("%s changed this booking meanwhile (%s). Look at it again before changing it."),
			event ? event->actor : _("Somebody"), when);
		return NULL;
	}
	return g_steal_pointer(&booking);
}

/* What was done, for the change's words. */
typedef enum { DID_MOVE, DID_EDIT, DID_MARK, DID_CANCEL, DID_PAY, DID_NOTE } Deed;

static char *deed_words(Deed deed, const Booking *booking, const char *name, const char *when)
{
	switch (deed) {
	case DID_MOVE:
		/* translators: name, then when */
		return g_strdup_printf(_("Moved %s to %s"), name, when);
	case DID_MARK:
		/* translators: name, when, then the status */
		return g_strdup_printf(_("Marked %s, %s: %s"), name, when,
				       status_words(booking_status(booking)));
	case DID_CANCEL:
		return g_strdup_printf(_("Cancelled %s, %s"), name, when);
	case DID_PAY:
		return g_strdup_printf(_("Payment of %s, %s"), name, when);
	case DID_NOTE:
		return g_strdup_printf(_("Note on %s, %s"), name, when);
	case DID_EDIT:
	default:
		return g_strdup_printf(_("Changed %s, %s"), name, when);
	}
}

char *book_booking_name(Book *book, const Booking *booking)
{
	g_autoptr(Customer) customer =
		booking->customer ? store_get(book->store, &customer_class, booking->customer, NULL) : NULL;

	if (customer)
		return g_strdup(customer->name);
	return g_strdup(*booking->title                       ? booking->title
			: g_str_equal(booking->kind, "block") ? _("the block")
							      : _("the booking"));
}

/* --- time, staff, resource --- */

static gboolean refuse_cancelled(const Booking *booking, GError **error)
{
	BookingStatus status = booking_status(booking);

	if (status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("This booking is cancelled. Undo the cancellation, or book again."));
	return TRUE;
}

/* Shifts every part; staff and resource replace those of the first part's service. */
static void shift_parts(Booking *booking, gint64 by, const char *staff, const char *resource)
{
	const Part *first = booking->parts->pdata[0];
	g_autofree char *service = g_strdup(first->service);
	g_autofree char *was = g_strdup(first->staff);
	gboolean leading = TRUE;

	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		part->start += by;
		part->end += by;
		part->busy_from += by;
		part->busy_to += by;
		leading =
			leading && g_strcmp0(part->service, service) == 0 && g_strcmp0(part->staff, was) == 0;
		if (!leading)
			continue;
		if (staff)
			model_set(&part_class, part, &part->staff, *staff ? staff : NULL);
		if (resource)
			model_set(&part_class, part, &part->resource, *resource ? resource : NULL);
	}
}

/* A new length goes to the last busy part; what follows it moves along. */
static gboolean stretch_parts(Booking *booking, gint64 seconds, GError **error)
{
	gint64 by = seconds - (booking->end - booking->start);
	guint last = booking->parts->len;
	Part *part;

	if (by == 0)
		return TRUE;
	do
		part = booking->parts->pdata[--last];
	while (last > 0 && !part->busy);
	if (part->end + by <= part->start)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("So short leaves nothing of the visit's last part."));
	/* of several people at the same time each stays as long as the others */
	for (guint i = 0; i < last; i++) {
		Part *beside = booking->parts->pdata[i];
		if (beside->busy && beside->start == part->start && beside->end == part->end) {
			beside->end += by;
			beside->busy_to += by;
		}
	}
	part->end += by;
	part->busy_to += by;
	for (guint i = last + 1; i < booking->parts->len; i++) {
		Part *after = booking->parts->pdata[i];
		after->start += by;
		after->end += by;
		after->busy_from += by;
		after->busy_to += by;
	}
	return TRUE;
}

/* Whole days move by days, whatever hour was named. */
static gboolean move_whole_days(Book *book, Booking *booking, const BookEdit *edit)
{
	gint64 day =
		edit->start == NONE ? local_day(booking->local_start) : zone_day_of(book->zone, edit->start);
	Part *part = booking->parts->pdata[0];

	if (edit->seconds != NONE)
		booking->all_day = MAX(1, (edit->seconds + ZONE_DAY_SECONDS / 2) / ZONE_DAY_SECONDS);
	shift_parts(booking, 0, edit->staff, edit->resource);
	part->start = part->busy_from = zone_day_start(book->zone, day);
	part->end = part->busy_to = zone_day_start(book->zone, day + booking->all_day);
	return TRUE;
}

static gboolean lay_new_visits(Book *book, Booking *booking, const BookEdit *edit, GError **error)
{
	BookRules rules;
	gint64 start = edit->start == NONE ? booking->start : edit->start;
	gint64 from = start - ZONE_DAY_SECONDS,
	       to = start + 2 * ZONE_DAY_SECONDS + book_longest(book, edit->visits);
	g_autoptr(PlanTaken) taken = NULL;
	GPtrArray *parts = NULL;

	if (!book_rules(book, &rules, from, to, error))
		return FALSE;
	taken = book_taken(book, &rules.rules, edit->visits, from, to, booking->id, error);
	if (taken)
		parts = plan_place(&rules.rules, taken, edit->visits, start, error);
	book_rules_clear(&rules);
	if (!parts)
		return FALSE;
	g_ptr_array_unref(booking->parts);
	booking->parts = parts;
	booking->all_day = 0;
	book_fit_to_parts(book, booking);
	return TRUE;
}

/* What is kept free before the first part and after the last, of several people at once of each. */
static gboolean set_buffers(Booking *booking, const BookEdit *edit, GError **error)
{
	if (edit->buffer_before == NONE && edit->buffer_after == NONE)
		return TRUE;
	if (booking->all_day)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Whole days have no time before or after them."));
	if (edit->buffer_before > BOOK_BUFFER_MOST || edit->buffer_after > BOOK_BUFFER_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("At most a day is kept free before or after a booking."));
	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (edit->buffer_before != NONE && part->busy && part->start == booking->start)
			part->busy_from = part->start - edit->buffer_before * 60;
		if (edit->buffer_after != NONE && part->busy && part->end == booking->end)
			part->busy_to = part->end + edit->buffer_after * 60;
	}
	return TRUE;
}

static gboolean change_time(Book *book, Booking *booking, const BookEdit *edit, GError **error)
{
	if (edit->visits && !lay_new_visits(book, booking, edit, error))
		return FALSE;
	if (booking->all_day)
		move_whole_days(book, booking, edit);
	else
		shift_parts(booking, edit->start == NONE || edit->visits ? 0 : edit->start - booking->start,
			    edit->staff, edit->resource);
	book_fit_to_parts(book, booking);
	if (edit->seconds != NONE && !booking->all_day && !stretch_parts(booking, edit->seconds, error))
		return FALSE;
	book_fit_to_parts(book, booking);
	return set_buffers(booking, edit, error);
}

/* Does it still fit where it stands now? The mark of an overbooking comes and goes with it. */
static gboolean judge_again(Book *book, Booking *booking, const char *reason, GError **error)
{
	BookRules rules;
	g_autoptr(GPtrArray) visits = book_visits_as_laid(booking);
	BookWanted wanted = { .visits = visits,
			      .start = booking->start,
			      .appointment = g_str_equal(booking->kind, "appointment"),
			      .as_it_is = booking->all_day != 0,
			      .except = booking->id };
	g_autoptr(PlanTaken) taken = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	g_autofree char *overbooked = NULL;
	gboolean fits = FALSE;

	if (!book_rules(book, &rules, booking->start - ZONE_DAY_SECONDS, booking->end + ZONE_DAY_SECONDS,
			error))
		return FALSE;
	taken = book_taken(book, &rules.rules, visits, booking->start - ZONE_DAY_SECONDS,
			   booking->end + ZONE_DAY_SECONDS, booking->id, error);
	if (taken) {
		findings = plan_check(&rules.rules, taken, booking->parts, wanted.appointment);
		fits = book_judge(book, findings, &wanted, reason, &overbooked, error);
	}
	book_rules_clear(&rules);
	if (fits)
		model_set(&booking_class, booking, &booking->overbooked, overbooked);
	return fits;
}

static gboolean parts_differ(const Booking *a, const Booking *b)
{
	return !model_field_equal(model_field(&booking_class, "parts"), a, b);
}

/* --- the other fields --- */

static void edit_price(Booking *booking, gint64 price)
{
	if (price == NONE)
		return;
	for (guint i = 0; i < booking->parts->len; i++)
		((Part *)booking->parts->pdata[i])->price = i ? NONE : price;
}

gboolean book_edit_customer(Book *book, Booking *booking, const BookEdit *edit, GError **error)
{
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit made = { .name = edit->new_customer, .email = edit->email, .phones = phones };

	if (edit->customer && edit->new_customer)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Either a customer or a new one, not both."));
	if (!edit->customer && !edit->new_customer)
		return TRUE;
	if (edit->phone)
		g_ptr_array_add(phones, (gpointer)edit->phone);
	return book_set_customer(book, booking, edit->customer, edit->new_customer ? &made : NULL, error);
}

static gboolean refuse_step(const Booking *booking, BookingStatus to, GError **error)
{
	GString *allowed = g_string_new(NULL);

	for (int i = 0; i < STATUS_COUNT; i++)
		if (status_may_follow(booking_status(booking), (BookingStatus)i))
			g_string_append_printf(allowed, "%s%s", allowed->len ? ", " : "",
					       status_words((BookingStatus)i));
	daybook_fail(error, DAYBOOK_ERROR_POLICY,
		     _("A booking that is %s cannot become %s. From here it can become: %s."),
		     status_words(booking_status(booking)), status_words(to),
		     allowed->len ? allowed->str : _("nothing else"));
	g_string_free(allowed, TRUE);
	return FALSE;
}

/* Is there still time to cancel freely? Asked by all but a mark, which does not look at the clock. */
static gboolean in_time_for(Book *book, const Booking *booking, BookingStatus to, GError **error)
{
	gint64 deadline = book->policy->cancel_deadline * 60;
	g_autofree char *length = NULL;

	if (to != STATUS_CANCELLED || !booking_is_live(booking) ||
	    !status_may_follow(booking_status(booking), to))
		return TRUE;
	if (deadline == 0 || !g_str_equal(booking->kind, "appointment") ||
	    booking->start - book_now(book) >= deadline)
		return TRUE;
	length = when_duration_words(deadline);
	return daybook_fail(error, DAYBOOK_ERROR_POLICY,
			    _("It is too late to cancel freely: the deadline is %s before. Cancel it as late "
			      "(--late) to keep that on record."),
			    length);
}

/* One step of the table, however it is asked for. */
static gboolean take_step(Booking *booking, BookingStatus to, GError **error)
{
	if (to == booking_status(booking))
		return TRUE;
	if (g_str_equal(booking->kind, "block") && to != STATUS_CANCELLED)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("A block of time has no such steps; it can only be cancelled."));
	if (!status_may_follow(booking_status(booking), to))
		return refuse_step(booking, to, error);
	model_set(&booking_class, booking, &booking->status, status_name(to));
	return TRUE;
}

static gboolean edit_status(Book *book, Booking *booking, const char *text, GError **error)
{
	int to = text ? status_parse(text) : (int)booking_status(booking);

	if (to < 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a status."), text);
	return in_time_for(book, booking, (BookingStatus)to, error) &&
	       take_step(booking, (BookingStatus)to, error);
}

static void edit_texts(Booking *booking, const BookEdit *edit)
{
	if (edit->title)
		model_set(&booking_class, booking, &booking->title, edit->title);
	if (edit->notes)
		model_set(&booking_class, booking, &booking->notes, edit->notes);
	if (edit->public_note)
		model_set(&booking_class, booking, &booking->public_note, edit->public_note);
	if (edit->deposit != NONE)
		booking->deposit = edit->deposit;
}

/* --- blocks that follow a calendar --- */

/* Does it follow an event that others made? It would differ from it for ever: nothing here is sent there. */
static gboolean follows_calendar(Book *book, const Booking *booking, gboolean *follows, GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);
	g_autoptr(SyncLink) link = NULL;
	g_autoptr(GError) failed = NULL;

	*follows = FALSE;
	if (!calendars || calendars->len == 0 || !g_str_equal(booking->kind, "block"))
		return calendars != NULL;
	link = store_link(book->store, booking->id, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	*follows = link && sync_is_mirror(link) && !g_str_equal(link->status, sync_status_name(SYNC_DELETED));
	return TRUE;
}

static gboolean refuse_follower(GError **error)
{
	return daybook_fail(
		error, DAYBOOK_ERROR_POLICY,
		_("It follows a calendar: change it there, or adopt it first (key A, `daybook sync adopt ID`)."));
}

/* Private notes are the book's own. */
static gboolean only_notes_differ(const Booking *booking, const Booking *before)
{
	g_autoptr(Booking) noted = booking_copy(before);

	model_set(&booking_class, noted, &noted->notes, booking->notes);
	return model_equal(&booking_class, noted, booking);
}

gboolean book_may_change(Book *book, const Booking *booking, GError **error)
{
	gboolean follows;

	return follows_calendar(book, booking, &follows, error) && (!follows || refuse_follower(error));
}

/* --- one change of one booking --- */

typedef gboolean (*Alter)(Book *book, Booking *booking, gconstpointer how, GError **error);

/* Alters it, unless it follows a calendar and more than its notes would be changed; then that it does not fit is of no interest either. */
static gboolean alter_if_ours(Book *book, Booking *booking, const Booking *before, Alter alter,
			      gconstpointer how, Deed deed, GError **error)
{
	g_autoptr(GError) failed = NULL;
	gboolean follows, altered;

	if (!follows_calendar(book, before, &follows, error))
		return FALSE;
	altered = alter(book, booking, how, &failed);
	if (follows && deed != DID_PAY && deed != DID_NOTE &&
	    (altered ? !only_notes_differ(booking, before)
		     : g_error_matches(failed, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT) ||
			       g_error_matches(failed, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY)))
		return refuse_follower(error);
	if (!altered)
		g_propagate_error(error, g_steal_pointer(&failed));
	return altered;
}

/* What every change shares: fetch, alter, save when something differs, commit. Whether the time is free is the alter's own business. */
static gboolean change(Book *book, const char *id, gint64 expect_version, Alter alter, gconstpointer how,
		       const char *type, Deed deed, gboolean dry_run, BookResult **result, GError **error)
{
	g_autoptr(BookResult) made = book_result_new();
	g_autoptr(Booking) booking = NULL, before = NULL;
	g_autofree char *name = NULL, *when = NULL, *what = NULL;

	if (!(dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return FALSE;
	if (!(booking = book_fetch(book, id, expect_version, error)))
		return book_abort(book);
	before = booking_copy(booking);
	if (!alter_if_ours(book, booking, before, alter, how, deed, error))
		return book_abort(book);
	if (!model_equal(&booking_class, booking, before) &&
	    !book_save(book, &booking_class, booking, type, error))
		return book_abort(book);
	name = book_booking_name(book, booking);
	when = book_time_words(book, booking->start);
	what = deed_words(deed, booking, name, when);
	if (!waitlist_after_booking(book, before, booking, made, &what, error))
		return book_abort(book);
	if (dry_run)
		book_abort(book);
	else if (!book_commit(book, what, &made->correlation, error))
		return FALSE;
	g_ptr_array_add(made->bookings, g_steal_pointer(&booking));
	if (result)
		*result = g_steal_pointer(&made);
	return TRUE;
}

gboolean book_alter(Book *book, Booking *booking, const BookEdit *edit, GError **error)
{
	gint64 start = booking->start, end = booking->end, all_day = booking->all_day,
	       local_start = booking->local_start;

	if (!refuse_cancelled(booking, error) || !change_time(book, booking, edit, error) ||
	    !edit_status(book, booking, edit->status, error))
		return FALSE;
	edit_price(booking, edit->price);
	edit_texts(booking, edit);
	if (booking->start == start && booking->end == end && booking->all_day == all_day)
		booking->local_start = local_start;
	return TRUE;
}

gboolean book_takes_other_time(const Booking *before, const Booking *after)
{
	g_autoptr(Booking) placed = booking_copy(after);

	/* a price alone takes no time */
	for (guint i = 0; i < placed->parts->len && i < before->parts->len; i++)
		((Part *)placed->parts->pdata[i])->price = ((Part *)before->parts->pdata[i])->price;
	return booking_is_live(after) && (parts_differ(placed, before) || !booking_is_live(before));
}

static gboolean alter_fields(Book *book, Booking *booking, gconstpointer how, GError **error)
{
	const BookEdit *edit = how;
	g_autoptr(Booking) before = booking_copy(booking);

	if (!book_alter(book, booking, edit, error))
		return FALSE;
	if (booking_is_live(booking) && (edit->overbook || book_takes_other_time(before, booking)) &&
	    !judge_again(book, booking, edit->overbook, error))
		return FALSE;
	return book_edit_customer(book, booking, edit, error);
}

/* Is it one of a series, and more than this one is meant? -1 on error. */
static int is_wide(Book *book, const char *id, const BookEdit *edit, GError **error)
{
	GError *problem = NULL;
	g_autoptr(Booking) booking = NULL;

	if (edit->scope == SERIES_THIS) {
		if (!edit->rrule)
			return FALSE;
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("One date alone does not repeat. Say how much of the series is meant."));
		return -1;
	}
	booking = store_get(book->store, &booking_class, id, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return -1;
	}
	if (booking && !booking->series && edit->rrule) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("This booking is none of a series."));
		return -1;
	}
	return booking && booking->series;
}

gboolean book_move(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error)
{
	int wide = is_wide(book, id, edit, error);

	if (wide)
		return wide > 0 && series_change(book, id, edit, TRUE, result, error);
	return change(book, id, edit->expect_version, alter_fields, edit, "booking.moved", DID_MOVE,
		      edit->dry_run, result, error);
}

gboolean book_edit(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error)
{
	int wide = is_wide(book, id, edit, error);

	if (wide)
		return wide > 0 && series_change(book, id, edit, FALSE, result, error);
	return change(book, id, edit->expect_version, alter_fields, edit, "booking.changed", DID_EDIT,
		      edit->dry_run, result, error);
}

static gboolean alter_status(Book *book, Booking *booking, gconstpointer how, GError **error)
{
	const BookingStatus *status = how;
	gboolean was_live = booking_is_live(booking);

	return take_step(booking, *status, error) &&
	       (was_live || book_check_sharing(book, booking, NULL, NULL, error));
}

gboolean book_mark(Book *book, const char *id, BookingStatus status, BookResult **result, GError **error)
{
	return change(book, id, 0, alter_status, &status, "booking.marked", DID_MARK, FALSE, result, error);
}

gboolean book_alter_cancel(Book *book, Booking *booking, const BookCancelling *how, GError **error)
{
	gboolean late = how->late && g_str_equal(booking->kind, "appointment");
	BookingStatus status = booking_status(booking), to = late ? STATUS_LATE_CANCELLED : STATUS_CANCELLED;

	if (status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED)
		return TRUE; /* how it was cancelled stays; a mark can still say otherwise */
	if (!in_time_for(book, booking, to, error) || !take_step(booking, to, error))
		return FALSE;
	if (how->reason)
		model_set(&booking_class, booking, &booking->cancel_reason, how->reason);
	return TRUE;
}

static gboolean alter_cancel(Book *book, Booking *booking, gconstpointer how, GError **error)
{
	return book_alter_cancel(book, booking, how, error);
}

gboolean book_cancel(Book *book, const char *id, const char *reason, gboolean late, BookResult **result,
		     GError **error)
{
	BookCancelling how = { reason, late };

	return change(book, id, 0, alter_cancel, &how, "booking.cancelled", DID_CANCEL, FALSE, result, error);
}

static gboolean alter_paid(G_GNUC_UNUSED Book *book, Booking *booking, gconstpointer how, GError **error)
{
	gint64 amount = *(const gint64 *)how;

	if (amount == NONE)
		amount = booking_price(booking);
	if (amount == NONE)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("This booking has no price: say how much was paid."));
	if (amount < 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Nobody pays less than nothing. Give what was paid in all."));
	booking->paid = amount;
	return TRUE;
}

gboolean book_paid(Book *book, const char *id, gint64 amount, BookResult **result, GError **error)
{
	return change(book, id, 0, alter_paid, &amount, "booking.paid", DID_PAY, FALSE, result, error);
}

static gboolean alter_note(Book *book, Booking *booking, gconstpointer how, GError **error)
{
	g_autofree char *text = g_strstrip(g_strdup(how));
	g_autofree char *notes = NULL;

	if (!*text)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("The note is empty."));
	notes = book_dated_note(book, booking->notes, text);
	model_set(&booking_class, booking, &booking->notes, notes);
	return TRUE;
}

gboolean book_note(Book *book, const char *id, const char *text, BookResult **result, GError **error)
{
	return change(book, id, 0, alter_note, text, "booking.noted", DID_NOTE, FALSE, result, error);
}

/* The same services, people and rooms; the time kept free around them where it was this booking's own. */
static GPtrArray *visits_again(Book *book, const Booking *old)
{
	GPtrArray *visits = book_visits_as_laid(old);

	for (guint i = 0; i < visits->len; i++) {
		Visit *visit = visits->pdata[i];
		const Service *service = book_service_by_id(book, visit->service);
		if (service && visit->before_min == service->buffer_before)
			visit->before_min = NONE;
		if (service && visit->after_min == service->buffer_after)
			visit->after_min = NONE;
	}
	return visits;
}

gboolean book_rebook(Book *book, const char *id, gint64 seconds, const char *overbook, BookResult **result,
		     GError **error)
{
	g_autoptr(Booking) old = store_get(book->store, &booking_class, id, error);
	g_autoptr(BookRequest) request = book_request_new();

	if (!old || old->removed) {
		if (!(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking %s (any more)."),
				     id);
		return FALSE;
	}
	model_set(&book_request_class, request, &request->kind, old->kind);
	model_set(&book_request_class, request, &request->customer, old->customer);
	model_set(&book_request_class, request, &request->title, old->title);
	model_set(&book_request_class, request, &request->overbook, overbook);
	g_ptr_array_unref(request->visits);
	request->visits = visits_again(book, old);
	request->price = NONE;
	request->deposit = NONE;
	request->all_day = old->all_day;
	/* the same hour on the wall, whatever the clocks do in between */
	request->start = zone_resolve(book->zone, zone_local(book->zone, old->start) + seconds);
	return book_add(book, request, result, error);
}

/* --- naming a booking --- */

static gboolean take_newest(Booking *take, G_GNUC_UNUSED const char *customer,
			    G_GNUC_UNUSED const char *phones, gpointer data)
{
	GPtrArray *bookings = data;

	g_ptr_array_add(bookings, take);
	return bookings->len < 20;
}

static gboolean is_upcoming(const Booking *booking, gint64 now)
{
	return booking->end > now && booking_is_live(booking) && booking_status(booking) != STATUS_COMPLETED;
}

/* A customer with exactly one upcoming booking. */
static char *find_by_customer(Book *book, const char *text, GError **error)
{
	g_autoptr(GPtrArray) bookings = model_list_new(&booking_class);
	g_autoptr(GPtrArray) ids = g_ptr_array_new(), names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *customer = book_find_customer(book, text, error);

	if (!customer || !store_bookings_of(book->store, customer, TRUE, take_newest, bookings, error))
		return NULL;
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		if (!is_upcoming(booking, book_now(book)))
			continue;
		g_ptr_array_add(ids, booking->id);
		g_ptr_array_add(names, book_time_words(book, booking->start));
	}
	if (ids->len == 1)
		return g_strdup(ids->pdata[0]);
	if (ids->len == 0)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("“%s” has no upcoming booking."), text);
	else
		book_ambiguous(error, _("upcoming booking"), text, ids, names);
	return NULL;
}

static char *find_by_prefix(Book *book, const char *text, GError **error)
{
	g_autoptr(GPtrArray) ids = store_ids(book->store, &booking_class, text, 2, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	if (!ids || ids->len == 0)
		return NULL;
	if (ids->len == 1)
		return g_strdup(ids->pdata[0]);
	for (guint i = 0; i < ids->len; i++)
		g_ptr_array_add(names, ids->pdata[i]);
	book_ambiguous(error, _("booking"), text, ids, names);
	return NULL;
}

char *book_find_booking(Book *book, const char *text, GError **error)
{
	g_autoptr(GError) problem = NULL;
	char *id;

	if (g_str_equal(text, "last")) {
		if (!(id = store_last_booking_of(book->store, book->actor, error)) && !(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("%s has not changed any booking yet."),
				     book->actor);
		return id;
	}
	if (g_str_equal(text, "next")) {
		g_autoptr(GPtrArray) next = book_next(book, 1, error);
		if (next && next->len)
			return g_strdup(((const BookingView *)next->pdata[0])->booking->id);
		if (next)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no next appointment."));
		return NULL;
	}
	if (id_is_prefix(text)) {
		if ((id = find_by_prefix(book, text, &problem)))
			return id;
		if (problem) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
	}
	if ((id = find_by_customer(book, text, &problem)))
		return id;
	if (g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND) && id_is_prefix(text)) {
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no booking %s. `daybook list` shows today's; --all the cancelled "
			       "ones too."),
			     text);
		return NULL;
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}
