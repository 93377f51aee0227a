/* book/booking.c - booking: place, check, write; and the form's look before it. */
#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/book_p.h"
#include "book/people_p.h"
#include "book/series_p.h"

#define DAYS_MOST 3660 /* of one block: ten years */

MODEL_DEFINE(DateChosen, date_chosen, "choice", DATE_CHOSEN_FIELDS)
MODEL_DEFINE(BookRequest, book_request, "request", BOOK_REQUEST_FIELDS)

BookResult *book_result_new(void)
{
	BookResult *result = g_new0(BookResult, 1);

	result->bookings = model_list_new(&booking_class);
	result->remarks = g_ptr_array_new_with_free_func(g_free);
	return result;
}

void book_result_free(BookResult *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->bookings);
	g_ptr_array_unref(result->remarks);
	series_free(result->series);
	g_clear_pointer(&result->dates, g_ptr_array_unref);
	g_clear_pointer(&result->filled, g_ptr_array_unref);
	g_clear_pointer(&result->offers, g_ptr_array_unref);
	g_free(result->correlation);
	g_free(result);
}

Booking *book_booking_new(Book *book, const char *kind)
{
	Booking *booking = booking_new();

	booking->id = (g_free(booking->id), id_new());
	model_set(&booking_class, booking, &booking->kind, kind);
	model_set(&booking_class, booking, &booking->zone, book->business->zone);
	model_set(&booking_class, booking, &booking->currency, book->business->currency);
	model_set(&booking_class, booking, &booking->source,
		  book->source_now ? book->source_now : book->source);
	model_set(&booking_class, booking, &booking->status, status_name(STATUS_CONFIRMED));
	booking->busy = 1;
	return booking;
}

void book_fit_to_parts(Book *book, Booking *booking)
{
	const Part *first = booking->parts->pdata[0];
	g_autoptr(GTimeZone) zone = book_zone_named(book, booking->zone);

	booking->start = first->start;
	booking->end = first->end;
	for (guint i = 1; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		booking->start = MIN(booking->start, part->start);
		booking->end = MAX(booking->end, part->end);
	}
	booking->local_start = zone_local(zone, booking->start);
}

/* --- placing --- */

/* A block of whole days: one part from the first instant of the first day. */
static GPtrArray *whole_days(Book *book, const BookRequest *request, gint64 start)
{
	GPtrArray *parts = model_list_new(&part_class);
	const Visit *visit = request->visits->pdata[0];
	gint64 day = zone_day_of(book->zone, start);
	Part *part = part_new();

	model_set(&part_class, part, &part->staff, visit->staff);
	model_set(&part_class, part, &part->resource, visit->resource);
	part->start = part->busy_from = zone_day_start(book->zone, day);
	part->end = part->busy_to = zone_day_start(book->zone, day + request->all_day);
	part->busy = 1;
	g_ptr_array_add(parts, part);
	return parts;
}

static void set_price(GPtrArray *parts, gint64 price)
{
	if (price == NONE)
		return;
	for (guint i = 0; i < parts->len; i++)
		((Part *)parts->pdata[i])->price = i ? NONE : price;
}

GPtrArray *book_parts_at(Book *book, const BookRequest *request, const PlanRules *rules,
			 const PlanTaken *taken, gint64 start, GError **error)
{
	GPtrArray *parts = request->all_day ? whole_days(book, request, start)
					    : plan_place(rules, taken, request->visits, start, error);

	if (parts)
		set_price(parts, request->price);
	return parts;
}

/* One try at a time: where it would stand, and what speaks against it. */
typedef struct {
	BookRules rules;
	PlanTaken *taken;
	GPtrArray *parts, *findings;
} Trial;

static void trial_clear(Trial *trial)
{
	book_rules_clear(&trial->rules);
	g_clear_pointer(&trial->taken, plan_taken_free);
	g_clear_pointer(&trial->parts, g_ptr_array_unref);
	g_clear_pointer(&trial->findings, g_ptr_array_unref);
}

/* How long the visits can be at most, with buffers: a day on each side, and their lengths. */
static gint64 reach(const Book *book, const BookRequest *request)
{
	return 2 * ZONE_DAY_SECONDS + request->all_day * (ZONE_DAY_SECONDS + 7200) +
	       book_longest(book, request->visits);
}

static gboolean lay(Book *book, const BookRequest *request, Trial *trial, GError **error)
{
	g_clear_pointer(&trial->parts, g_ptr_array_unref);
	g_clear_pointer(&trial->findings, g_ptr_array_unref);
	trial->parts = book_parts_at(book, request, &trial->rules.rules, trial->taken, request->start, error);
	if (!trial->parts)
		return FALSE;
	trial->findings = plan_check(&trial->rules.rules, trial->taken, trial->parts,
				     g_str_equal(request->kind, "appointment"));
	return TRUE;
}

static gboolean names_nobody(const BookRequest *request)
{
	for (guint i = 0; i < request->visits->len; i++)
		if (((const Visit *)request->visits->pdata[i])->staff)
			return FALSE;
	return TRUE;
}

/* A block knows no hours, so it takes whoever is not busy, in staff order; the first where everybody is. */
static gboolean lay_for_anybody(Book *book, const BookRequest *request, Trial *trial, GError **error)
{
	g_autoptr(BookRequest) named = book_request_copy(request);
	const Staff *first = NULL;

	for (guint i = 0; i <= book->staff->len; i++) {
		const Staff *staff = i < book->staff->len ? book->staff->pdata[i] : first;
		if (!staff || !staff->active)
			continue;
		for (guint j = 0; j < named->visits->len; j++) {
			Visit *visit = named->visits->pdata[j];
			model_set(&visit_class, visit, &visit->staff, staff->id);
		}
		if (!lay(book, named, trial, error))
			return FALSE;
		if (plan_fits(trial->findings))
			return TRUE;
		first = first ? first : staff;
	}
	return trial->findings || lay(book, request, trial, error);
}

static gboolean try_at(Book *book, const BookRequest *request, const char *except, Trial *trial,
		       GError **error)
{
	gint64 from = request->start - ZONE_DAY_SECONDS, to = request->start + reach(book, request);

	if (!book_rules(book, &trial->rules, from, to, error))
		return FALSE;
	trial->taken = book_taken(book, &trial->rules.rules, request->visits, from, to, except, error);
	if (!trial->taken)
		return FALSE;
	if (g_str_equal(request->kind, "block") && names_nobody(request))
		return lay_for_anybody(book, request, trial, error);
	return lay(book, request, trial, error);
}

/* --- checking what is asked --- */

static gboolean check_request(const BookRequest *request, GError **error)
{
	if (!g_str_equal(request->kind, "appointment") && !g_str_equal(request->kind, "block"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("A booking is an appointment or a block."));
	if (request->visits->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Say which service, or how long."));
	if (*request->status && status_parse(request->status) < 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a status."), request->status);
	if (*request->status && status_frees_time((BookingStatus)status_parse(request->status)))
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, _("A new booking cannot begin as %s."),
				    request->status);
	if (*request->status && g_str_equal(request->kind, "block") &&
	    status_parse(request->status) != STATUS_CONFIRMED)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("A block of time has no such steps; it can only be cancelled."));
	if (request->customer && request->new_customer)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Either a customer or a new one, not both."));
	if (request->overbook && !*request->overbook)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Overbooking needs a reason, for whoever reads the book later."));
	if (request->start < G_GINT64_CONSTANT(-2208988800) || request->start > G_GINT64_CONSTANT(7258118400))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Only times between 1900 and 2200 can be booked."));
	for (guint i = 0; i < request->visits->len; i++) {
		const Visit *visit = request->visits->pdata[i];
		if (visit->before_min > BOOK_BUFFER_MOST || visit->after_min > BOOK_BUFFER_MOST)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("At most a day is kept free before or after a booking."));
	}
	if (request->all_day < 0 || request->all_day > DAYS_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A block of whole days lasts from 1 to %d days."), DAYS_MOST);
	return TRUE;
}

/* A day is past when it is over, a time when it has come. */
static void remark_past(Book *book, const Booking *booking, BookResult *result)
{
	if ((booking->all_day ? booking->end : booking->start) < book_now(book) - 59) {
		g_autofree char *when = book_time_words(book, booking->start);
		g_ptr_array_add(result->remarks, g_strdup_printf(_("%s is past."), when));
	}
}

static Booking *fill(Book *book, const BookRequest *request, GPtrArray *parts)
{
	Booking *booking = book_booking_new(book, request->kind);

	model_set(&booking_class, booking, &booking->customer, request->customer);
	model_set(&booking_class, booking, &booking->title, request->title);
	model_set(&booking_class, booking, &booking->notes, request->notes);
	model_set(&booking_class, booking, &booking->public_note, request->public_note);
	if (*request->status)
		model_set(&booking_class, booking, &booking->status,
			  status_name((BookingStatus)status_parse(request->status)));
	booking->deposit = request->deposit;
	booking->all_day = request->all_day;
	g_ptr_array_unref(booking->parts);
	booking->parts = g_ptr_array_ref(parts);
	book_fit_to_parts(book, booking);
	return booking;
}

/* "Booked Maria Lopez, Tue 24 Nov 14:30" */
static char *booked_words(Book *book, const Booking *booking, guint dates)
{
	g_autofree char *when = book_time_words(book, booking->start);
	g_autoptr(Customer) customer =
		booking->customer ? store_get(book->store, &customer_class, booking->customer, NULL) : NULL;
	const char *name = customer ? customer->name : *booking->title ? booking->title : NULL;

	if (dates > 1)
		return g_strdup_printf(
			ngettext("Booked %s %u time from %s", "Booked %s %u times from %s", dates),
			name ? name : _("time"), dates, when);
	if (g_str_equal(booking->kind, "block"))
		return name ? g_strdup_printf(_("Blocked %s, %s"), when, name)
			    : g_strdup_printf(_("Blocked %s"), when);
	return g_strdup_printf(_("Booked %s, %s"), name ? name : _("time"), when);
}

gboolean book_set_customer(Book *book, Booking *booking, const char *known, const CustomerEdit *new_customer,
			   GError **error)
{
	g_autoptr(Customer) customer = NULL;

	if (!new_customer && (!known || !*known)) {
		model_set(&booking_class, booking, &booking->customer, NULL);
		return TRUE;
	}
	customer = new_customer ? customer_make(new_customer, error) : book_customer(book, known, error);
	if (!customer ||
	    (new_customer && !book_save(book, &customer_class, customer, "customer.created", error)))
		return FALSE;
	if (customer->erased != NONE)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("This customer was erased. Book for a new one."));
	model_set(&booking_class, booking, &booking->customer, customer->id);
	return TRUE;
}

static gboolean set_customer(Book *book, const BookRequest *request, Booking *booking, GError **error)
{
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit edit = { .name = request->new_customer, .email = request->email, .phones = phones };

	if (request->phone)
		g_ptr_array_add(phones, request->phone);
	return book_set_customer(book, booking, request->customer, request->new_customer ? &edit : NULL,
				 error);
}

/* Do all dates of a repeated request fit as it is, with this staff member for everything? */
static gboolean fits_each_date(Book *book, const BookRequest *named)
{
	Trial trial = { 0 };
	gboolean fits = FALSE;

	if (try_at(book, named, NULL, &trial, NULL) && plan_fits(trial.findings)) {
		g_autoptr(Booking) first = fill(book, named, trial.parts);
		fits = book_series_fits(book, named, first);
	}
	trial_clear(&trial);
	return fits;
}

/* Who does all dates of a repeated booking that names nobody: the first in order who is free on every one. NULL: nobody is, or it is said
 * already who. */
static BookRequest *for_all_dates(Book *book, const BookRequest *request)
{
	if (!request->rrule || !names_nobody(request))
		return NULL;
	for (guint i = 0; i < book->staff->len; i++) {
		const Staff *staff = book->staff->pdata[i];
		g_autoptr(BookRequest) named = book_request_copy(request);
		for (guint j = 0; j < named->visits->len; j++) {
			Visit *visit = named->visits->pdata[j];
			model_set(&visit_class, visit, &visit->staff, staff->id);
		}
		if (staff->active && fits_each_date(book, named))
			return g_steal_pointer(&named);
	}
	return NULL;
}

static BookWanted wanted_of(const BookRequest *request, const char *except)
{
	return (BookWanted){ .visits = request->visits,
			     .start = request->start,
			     .appointment = g_str_equal(request->kind, "appointment"),
			     .as_it_is = request->all_day != 0,
			     .except = except };
}

static gboolean judge(Book *book, const BookRequest *request, const Trial *trial, char **overbooked,
		      GError **error)
{
	BookWanted wanted = wanted_of(request, NULL);

	return book_judge(book, trial->findings, &wanted, request->overbook, overbooked, error);
}

static gboolean add_locked(Book *book, const BookRequest *asked, BookResult *result, GError **error)
{
	Trial trial = { 0 };
	g_autoptr(BookRequest) named = for_all_dates(book, asked);
	g_autoptr(Booking) booking = NULL;
	const BookRequest *request = named ? named : asked;
	gboolean done = FALSE;

	if (try_at(book, request, NULL, &trial, error)) {
		booking = fill(book, request, trial.parts);
		if (!set_customer(book, request, booking, error))
			done = FALSE;
		else if (request->rrule)
			done = book_series_add(book, request, booking, result, error);
		else
			done = judge(book, request, &trial, &booking->overbooked, error) &&
			       book_save(book, &booking_class, booking, "booking.created", error);
		if (done && !request->rrule)
			g_ptr_array_add(result->bookings, g_steal_pointer(&booking));
	}
	trial_clear(&trial);
	return done;
}

gboolean book_add(Book *book, const BookRequest *request, BookResult **result, GError **error)
{
	g_autoptr(BookResult) made = book_result_new();
	g_autofree char *what = NULL;
	gboolean done;

	if (!check_request(request, error) ||
	    !(request->dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return FALSE;
	if (!add_locked(book, request, made, error))
		return book_abort(book);
	remark_past(book, made->bookings->pdata[0], made);
	what = booked_words(book, made->bookings->pdata[0], made->bookings->len);
	if (request->dry_run) {
		book_abort(book);
		done = TRUE;
	} else {
		done = book_commit(book, what, &made->correlation, error);
	}
	if (done && result)
		*result = g_steal_pointer(&made);
	return done;
}

/* --- looking before booking --- */

void book_preview_free(BookPreview *preview)
{
	if (!preview)
		return;
	g_clear_pointer(&preview->parts, g_ptr_array_unref);
	g_clear_pointer(&preview->messages, g_ptr_array_unref);
	g_clear_pointer(&preview->with, g_ptr_array_unref);
	g_clear_pointer(&preview->alternatives, g_ptr_array_unref);
	g_clear_pointer(&preview->why, explanation_free);
	g_clear_pointer(&preview->table, g_ptr_array_unref);
	g_free(preview);
}

static void preview_series(Book *book, const BookRequest *request, const Booking *first, BookPreview *preview)
{
	g_autoptr(GError) problem = NULL;

	if (!book_series_look(book, request, first, preview, &problem)) {
		preview->fits = FALSE;
		g_ptr_array_add(preview->messages, g_strdup(problem->message));
		return;
	}
	if (preview->dates_clashing)
		g_ptr_array_add(preview->messages,
				g_strdup_printf(ngettext("%u of %u date does not fit.",
							 "%u of %u dates do not fit.", preview->dates),
						preview->dates_clashing, preview->dates));
}

/* What would do instead, where it does not fit. */
static gboolean preview_others(Book *book, const BookRequest *request, const char *except, const Trial *trial,
			       BookPreview *preview, GError **error)
{
	BookWanted wanted = wanted_of(request, except);

	preview->alternatives =
		preview->fits || request->all_day
			? model_list_new(&slot_class)
			: book_alternatives(book, request->visits, request->start, except, error);
	if (preview->alternatives && !preview->fits)
		preview->why = book_explanation(book, &wanted, trial->findings, preview->alternatives, error);
	return preview->alternatives && (preview->fits || preview->why);
}

/* The length that is usual for this customer, where no other was asked for. */
static gboolean preview_usual(Book *book, const BookRequest *request, BookPreview *preview, GError **error)
{
	const Visit *visit = request->visits->pdata[0];
	const Part *first = preview->parts->pdata[0];

	if (request->customer && visit->service && visit->seconds == 0)
		preview->usual =
			book_usual_length(book, request->customer, visit->service, first->staff, error);
	return preview->usual >= 0;
}

static gboolean preview_fill(Book *book, const BookRequest *request, const char *except, const Trial *trial,
			     BookPreview *preview, GError **error)
{
	g_autoptr(Booking) booking = fill(book, request, trial->parts);

	preview->start = booking->start;
	preview->end = booking->end;
	preview->price = booking_price(booking);
	preview->fits = plan_fits(trial->findings);
	for (guint i = 0; i < trial->findings->len; i++) {
		const PlanFinding *finding = trial->findings->pdata[i];
		preview->conflict |= !finding->ok && finding->conflict;
	}
	preview->with = booking_views_new();
	preview->messages = book_objections(book, trial->findings, preview->with);
	if (!preview_others(book, request, except, trial, preview, error) ||
	    !preview_usual(book, request, preview, error))
		return FALSE;
	if (request->rrule)
		preview_series(book, request, booking, preview);
	return TRUE;
}

BookPreview *book_preview(Book *book, const BookRequest *request, const char *except, GError **error)
{
	g_autoptr(BookPreview) preview = g_new0(BookPreview, 1);
	g_autoptr(BookRequest) named = NULL;
	Trial trial = { 0 };
	gboolean done;

	if (!check_request(request, error) || !store_read_begin(book->store, error))
		return NULL;
	named = for_all_dates(book, request);
	done = try_at(book, named ? named : request, except, &trial, error);
	if (done) {
		preview->parts = g_ptr_array_ref(trial.parts);
		done = preview_fill(book, named ? named : request, except, &trial, preview, error);
	}
	trial_clear(&trial);
	store_read_end(book->store);
	return done ? g_steal_pointer(&preview) : NULL;
}
