/* book/series.c - a rule becomes real bookings, checked date by date, topped up to the horizon.
 *
 * Occurrences keep the wall time of their rule whatever the clocks do (RFC 5545 3.3.5 where it does not exist). Their ids are
 * UUIDv5(series, original local start), so that making one twice is impossible. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/book_p.h"
#include "book/json.h"
#include "ical/ical.h"

#define CHUNK 200
#define FOREVER 9999 /* the year that a series which is over is filled to */

gint64 book_series_horizon(const Book *book, gint64 now)
{
	gint64 local = zone_local(book->zone, now);

	return day_add_months(local_day(local), (int)book->policy->horizon) * ZONE_DAY_SECONDS;
}

/* A new series is filled as far as bookings are taken; its first date is looked at wherever it lies. */
static gint64 filled_to(const Book *book, gint64 start)
{
	gint64 next_day = (zone_day_of(book->zone, start) + 1) * ZONE_DAY_SECONDS;

	return MAX(book_series_horizon(book, book_now(book)), next_day);
}

GArray *book_series_dates(Book *book, const char *rrule, gint64 start, GError **error)
{
	gint64 local = zone_local(book->zone, start);
	gint64 horizon = filled_to(book, start);
	g_autofree char *rule = ical_rule_normal(rrule, book->business->zone, error);
	gboolean truncated = FALSE;
	g_autoptr(GArray) dates = NULL;

	if (!rule || !(dates = ical_expand(rule, local, NULL, NULL, local, horizon, ICAL_MAX_OCCURRENCES,
					   &truncated, error)))
		return NULL;
	if (truncated) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("“%s” makes more than %d dates. Make it rarer, or end it sooner."), rrule,
			     ICAL_MAX_OCCURRENCES);
		return NULL;
	}
	if (dates->len == 0) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” gives no date from the start on."), rrule);
		return NULL;
	}
	return g_steal_pointer(&dates);
}

/* The same visit at another instant. */
static void shift_to(Book *book, Booking *booking, gint64 start)
{
	gint64 by = start - booking->start;

	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		part->start += by;
		part->end += by;
		part->busy_from += by;
		part->busy_to += by;
	}
	if (booking->all_day) {
		Part *part = booking->parts->pdata[0];
		part->end = part->busy_to =
			zone_day_start(book->zone, zone_day_of(book->zone, start) + booking->all_day);
	}
	book_fit_to_parts(book, booking);
}

static Booking *occurrence_of(Book *book, const Booking *first, const Series *series, gint64 date)
{
	Booking *booking = booking_copy(first);
	g_autofree char *local = local_iso(date);
	g_autoptr(GTimeZone) zone = book_zone_named(book, series->zone);

	g_free(booking->id);
	booking->id = id_derive(series->id, local);
	booking->version = 0;
	model_set(&booking_class, booking, &booking->series, series->id);
	booking->occurrence = date;
	shift_to(book, booking, zone_resolve(zone, date));
	booking->local_start = date;
	return booking;
}

/* The dates of a series that is being made stand in each other's way too (an hour's visit every half hour), and are counted. They come in
 * time order. */
static void add_siblings(Book *book, PlanTaken *taken, const GPtrArray *siblings, const Booking *booking)
{
	for (guint i = siblings ? siblings->len : 0; i-- > 0;) {
		const Booking *other = siblings->pdata[i];
		gint64 day = zone_day_of(book->zone, other->start);
		if (other == booking)
			continue;
		if (other->end < booking->start - 2 * ZONE_DAY_SECONDS)
			break;
		plan_taken_count(taken, day, NULL, 1);
		for (guint j = 0; j < other->parts->len; j++) {
			const Part *part = other->parts->pdata[j],
				   *before = j ? other->parts->pdata[j - 1] : NULL;
			PlanPart plan = { other->id,       part->service, part->staff,
					  part->resource,  part->start,   part->end,
					  part->busy_from, part->busy_to, part->busy != 0 };
			plan_taken_add(taken, &plan);
			if (part->service && (!before || g_strcmp0(before->service, part->service) != 0))
				plan_taken_count(taken, day, part->service, 1);
		}
	}
}

/* What speaks against an occurrence, asked at `now`; siblings (may be NULL): the dates of the same series not yet written. NULL on error. */
static GPtrArray *check_date(Book *book, const Booking *booking, const GPtrArray *siblings, gint64 now,
			     GError **error)
{
	BookRules rules;
	g_autoptr(GPtrArray) visits = book_visits_of(booking);
	g_autoptr(PlanTaken) taken = NULL;
	GPtrArray *findings = NULL;

	if (!book_rules(book, &rules, booking->start - ZONE_DAY_SECONDS, booking->end + ZONE_DAY_SECONDS,
			error))
		return NULL;
	rules.rules.now = now;
	taken = book_taken(book, &rules.rules, visits, booking->start - ZONE_DAY_SECONDS,
			   booking->end + ZONE_DAY_SECONDS, NULL, error);
	if (taken) {
		add_siblings(book, taken, siblings, booking);
		findings = plan_check(&rules.rules, taken, booking->parts,
				      g_str_equal(booking->kind, "appointment"));
	}
	book_rules_clear(&rules);
	return findings;
}

/* --- making one --- */

/* One line of the refusal's table: {"start","fits","with","nearest"}. */
static cJSON *date_json(Book *book, const Booking *booking, const GPtrArray *findings)
{
	cJSON *line = cJSON_CreateObject();
	gboolean fits = plan_fits(findings);
	g_autoptr(GPtrArray) with = booking_views_new();
	g_autoptr(GPtrArray) said = book_objections(book, findings, with);
	g_autoptr(GPtrArray) visits = book_visits_of(booking);
	g_autoptr(GPtrArray) slots =
		fits || booking->all_day ? NULL : book_alternatives(book, visits, booking->start, NULL);
	const Slot *nearest = NULL;

	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		if (!nearest || ABS(slot->start - booking->start) < ABS(nearest->start - booking->start))
			nearest = slot;
	}
	cJSON_AddItemToObject(line, "start", json_instant(book->zone, booking->start));
	cJSON_AddBoolToObject(line, "fits", fits);
	cJSON_AddItemToObject(line, "with", json_bookings(book, with));
	cJSON_AddItemToObject(line, "nearest", nearest ? json_slot(book, nearest) : cJSON_CreateNull());
	if (said->len)
		cJSON_AddStringToObject(line, "message", said->pdata[0]);
	return line;
}

typedef struct {
	GPtrArray *bookings; /* of Booking */
	GPtrArray *findings; /* of GPtrArray, beside them */
	guint clashing;
	gboolean conflict;
	const PlanFinding *gone; /* what is not there can be overridden on no date; NULL */
} Dates;

static void count_findings(Dates *checked, const GPtrArray *findings)
{
	checked->clashing += !plan_fits(findings);
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		checked->conflict |= !finding->ok && finding->conflict;
		if (!finding->ok && finding->rule == PLAN_EXISTS)
			checked->gone = finding;
	}
}

static gboolean check_dates(Book *book, const Booking *first, const Series *series, const GArray *dates,
			    Dates *checked, GError **error)
{
	for (guint i = 0; i < dates->len; i++) {
		Booking *booking = occurrence_of(book, first, series, g_array_index(dates, gint64, i));
		GPtrArray *findings;
		g_ptr_array_add(checked->bookings, booking);
		if (!(findings = check_date(book, booking, checked->bookings, book_now(book), error)))
			return FALSE;
		g_ptr_array_add(checked->findings, findings);
		count_findings(checked, findings);
	}
	return TRUE;
}

static gboolean refuse_dates(Book *book, const Dates *checked, GError **error)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *lines = cJSON_AddArrayToObject(details, "dates");
	GString *days = g_string_new(NULL);
	char *printed;
	guint named = 0;

	for (guint i = 0; i < checked->bookings->len; i++) {
		const Booking *booking = checked->bookings->pdata[i];
		cJSON_AddItemToArray(lines, date_json(book, booking, checked->findings->pdata[i]));
		if (!plan_fits(checked->findings->pdata[i]) && named++ < 5) {
			g_autofree char *when = book_time_words(book, booking->start);
			g_string_append_printf(days, "%s%s", named > 1 ? ", " : "", when);
		}
	}
	if (named > 5)
		g_string_append(days, ", …");
	daybook_fail(error, checked->conflict ? DAYBOOK_ERROR_CONFLICT : DAYBOOK_ERROR_POLICY,
		     ngettext("%u of %u dates does not fit (%s); nothing was booked.",
			      "%u of %u dates do not fit (%s); nothing was booked.", checked->clashing),
		     checked->clashing, checked->bookings->len, days->str);
	printed = cJSON_PrintUnformatted(details);
	if (error)
		daybook_error_set_details(*error, printed);
	cJSON_free(printed);
	cJSON_Delete(details);
	g_string_free(days, TRUE);
	return FALSE;
}

static Series *series_for(Book *book, const char *rrule, gint64 start, GError **error)
{
	g_autoptr(Series) series = series_new();
	g_autofree char *rule = ical_rule_normal(rrule, book->business->zone, error);

	if (!rule)
		return NULL;
	g_free(series->id);
	series->id = id_new();
	model_set(&series_class, series, &series->rrule, rule);
	model_set(&series_class, series, &series->zone, book->business->zone);
	series->local_start = zone_local(book->zone, start);
	series->filled_until = filled_to(book, start);
	return g_steal_pointer(&series);
}

gboolean book_series_look(Book *book, const char *rrule, gint64 start, const Booking *first, guint *dates,
			  guint *clashing, gboolean *conflict, GError **error)
{
	g_autoptr(Series) series = series_for(book, rrule, start, error);
	g_autoptr(GArray) times = series ? book_series_dates(book, rrule, start, error) : NULL;
	g_autoptr(GPtrArray) bookings = model_list_new(&booking_class);
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	Dates checked = { .bookings = bookings, .findings = findings };

	if (!times || !check_dates(book, first, series, times, &checked, error))
		return FALSE;
	*dates = bookings->len;
	*clashing = checked.clashing;
	*conflict = checked.conflict;
	return TRUE;
}

gboolean book_series_add(Book *book, const BookRequest *request, const Booking *first, BookResult *result,
			 GError **error)
{
	g_autoptr(Series) series = series_for(book, request->rrule, request->start, error);
	g_autoptr(GArray) dates =
		series ? book_series_dates(book, request->rrule, request->start, error) : NULL;
	g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	Dates checked = { .bookings = result->bookings, .findings = findings };

	if (!dates || !check_dates(book, first, series, dates, &checked, error))
		return FALSE;
	if (checked.clashing && !request->overbook)
		return refuse_dates(book, &checked, error);
	if (checked.gone)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, "%s", checked.gone->message);
	if (!book_save(book, &series_class, series, "series.created", error))
		return FALSE;
	for (guint i = 0; i < result->bookings->len; i++) {
		Booking *booking = result->bookings->pdata[i];
		if (!plan_fits(findings->pdata[i]))
			model_set(&booking_class, booking, &booking->overbooked, request->overbook);
		if (!book_save(book, &booking_class, booking, "booking.created", error))
			return FALSE;
	}
	result->series = g_steal_pointer(&series);
	return TRUE;
}

/* --- topping up --- */

/* The dates of the rule in [filled_until, horizon) that are not skipped. A skipped one may be a whole day (a date-only EXDATE). */
static GArray *dates_to_fill(const Series *series, gint64 horizon, GError **error)
{
	g_autoptr(GArray) skipped = g_array_new(FALSE, FALSE, sizeof(gint64));

	for (guint i = 0; i < series->skipped->len; i++)
		g_array_append_val(skipped, ((const Skipped *)series->skipped->pdata[i])->occurrence);
	return ical_expand(series->rrule, series->local_start, NULL, skipped, series->filled_until, horizon,
			   ICAL_MAX_OCCURRENCES, NULL, error);
}

/* Is this date there already? One that its source has moved or called off stands by itself, under the date's name. */
static gboolean is_made(Book *book, const Series *series, const GArray *made, gint64 date)
{
	g_autofree char *local = local_iso(date);
	g_autoptr(Booking) detached =
		*series->uid ? store_booking_by_uid(book->store, series->uid, local, NULL) : NULL;

	for (guint i = 0; i < made->len; i++)
		if (g_array_index(made, gint64, i) == date)
			return TRUE;
	return detached != NULL;
}

/* A date of a rule: made like the newest occurrence, or kept as skipped where it clashes. An imported series belongs to its source and
 * is taken in, marked. */
static gboolean top_up_date(Book *book, Series *series, const Booking *model, gint64 date, gint64 real_now,
			    GError **error)
{
	g_autoptr(Booking) booking = occurrence_of(book, model, series, date);
	g_autoptr(GPtrArray) findings = NULL;

	model_set(&booking_class, booking, &booking->status, status_name(STATUS_CONFIRMED));
	model_set(&booking_class, booking, &booking->source, "system");
	model_set(&booking_class, booking, &booking->overbooked, NULL);
	model_set(&booking_class, booking, &booking->cancel_reason, "");
	model_set(&booking_class, booking, &booking->notes, "");
	booking->paid = booking->deposit = NONE;
	booking->created = 0;
	if (*booking->uid) {
		g_autofree char *local = local_iso(date);
		model_set(&booking_class, booking, &booking->recurrence_id, local);
	}
	if (!(findings = check_date(book, booking, NULL, real_now, error)))
		return FALSE;
	if (!plan_fits(findings) && !*booking->uid) {
		Skipped *skipped = skipped_new();
		skipped->occurrence = date;
		g_ptr_array_add(series->skipped, skipped);
		return TRUE;
	}
	if (!plan_fits(findings) && booking->busy)
		model_set(&booking_class, booking, &booking->overbooked, _("imported"));
	return book_save(book, &booking_class, booking, "booking.created", error);
}

/* How far it is filled now: a rule that has come to its end is never looked at again. */
static gint64 filled(const Series *series, gint64 horizon)
{
	gboolean ends = strstr(series->rrule, "COUNT=") || strstr(series->rrule, "UNTIL=");
	gint64 forever = day_from_civil(FOREVER, 1, 1) * ZONE_DAY_SECONDS;
	g_autoptr(GArray) left = ends ? ical_expand(series->rrule, series->local_start, NULL, NULL, horizon,
						    forever, 1, NULL, NULL)
				      : NULL;

	return left && left->len == 0 ? forever : horizon;
}

/* One series, in its own change; the lock is let go after every CHUNK rows. */
static gboolean top_up(Book *book, const char *id, gint64 horizon, gint64 real_now, GError **error)
{
	g_autoptr(Series) series = store_get(book->store, &series_class, id, error);
	g_autoptr(Booking) model = series ? store_series_latest(book->store, id, error) : NULL;
	g_autoptr(GArray) made = model ? store_series_occurrences(book->store, id, error) : NULL;
	g_autoptr(GArray) dates = NULL;

	if (!made)
		return !(error && *error); /* an emptied series has nothing to go by */
	if (series->removed || series->filled_until >= horizon)
		return TRUE;
	if (!(dates = dates_to_fill(series, horizon, error)))
		return FALSE;
	for (guint i = 0; i < dates->len; i++) {
		gint64 date = g_array_index(dates, gint64, i);
		if (is_made(book, series, made, date))
			continue;
		if (!top_up_date(book, series, model, date, real_now, error))
			return FALSE;
		if (book->saved >= CHUNK && !book_commit_chunk(book, _("Topped up series"), error))
			return FALSE;
	}
	series->filled_until = filled(series, horizon);
	return book_save(book, &series_class, series, "series.filled", error);
}

static gboolean fill_one(Book *book, const char *id, gint64 horizon, gint64 real_now, GError **error)
{
	if (!book_begin(book, error))
		return FALSE;
	book->source_now = "system";
	book->undoable = FALSE;
	if (!top_up(book, id, horizon, real_now, error))
		return book_abort(book);
	return book_commit(book, _("Topped up series"), NULL, error);
}

/* Something is wrong with one series alone: a rule that nobody can read. */
static gboolean is_its_own_fault(const GError *error)
{
	return g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE) ||
	       g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
}

gboolean book_series_top_up(Book *book, gint64 real_now, GError **error)
{
	gint64 horizon = book_series_horizon(book, real_now);
	g_autoptr(GPtrArray) all = store_all(book->store, &series_class, error);
	GError *first = NULL;

	for (guint i = 0; all && i < all->len; i++) {
		const Series *series = all->pdata[i];
		GError *problem = NULL;
		/* a week's slack: not a row for every series every day */
		if (series->removed || series->filled_until > horizon - 7 * ZONE_DAY_SECONDS ||
		    fill_one(book, series->id, horizon, real_now, &problem))
			continue;
		gboolean others_too = is_its_own_fault(problem);
		if (first)
			g_error_free(problem);
		else
			first = problem;
		if (!others_too)
			break;
	}
	if (first)
		g_propagate_error(error, first);
	return all && !first;
}
