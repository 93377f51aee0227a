/* book/series.c - a rule becomes real bookings, checked date by date, topped up to the horizon.
 *
 * Occurrences keep the wall time of their rule whatever the clocks do (RFC 5545 3.3.5 where it does not exist). Their ids are
 * UUIDv5(series, original local start), so that making one twice is impossible. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/series_p.h"
#include "ical/ical.h"

#define CHUNK 200
#define FOREVER 9999 /* the year that a series which is over is filled to */

gint64 book_series_horizon(const Book *book, gint64 now)
{
	gint64 local = zone_local(book->zone, now);

	return day_add_months(local_day(local), (int)book->policy->horizon) * ZONE_DAY_SECONDS;
}

/* A new series is filled as far as bookings are taken; its first date is looked at wherever it lies. */
gint64 series_filled_to(const Book *book, gint64 start)
{
	gint64 next_day = (zone_day_of(book->zone, start) + 1) * ZONE_DAY_SECONDS;

	return MAX(book_series_horizon(book, book_now(book)), next_day);
}

GArray *book_series_dates(Book *book, const char *rrule, gint64 start, GError **error)
{
	gint64 local = zone_local(book->zone, start);
	gint64 horizon = series_filled_to(book, start);
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
void series_shift(Book *book, Booking *booking, gint64 start)
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

Booking *series_occurrence(Book *book, const Booking *model, const Series *series, gint64 date)
{
	Booking *booking = booking_copy(model);
	g_autofree char *local = local_iso(date);
	g_autoptr(GTimeZone) zone = book_zone_named(book, series->zone);

	g_free(booking->id);
	booking->id = id_derive(series->id, local);
	booking->version = 0;
	model_set(&booking_class, booking, &booking->series, series->id);
	booking->occurrence = date;
	series_shift(book, booking, zone_resolve(zone, date));
	booking->local_start = date;
	return booking;
}

/* What speaks against an occurrence, asked at `now`. NULL on error. */
static GPtrArray *check_date(Book *book, const Booking *booking, gint64 now, GError **error)
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
	if (taken)
		findings = plan_check(&rules.rules, taken, booking->parts,
				      g_str_equal(booking->kind, "appointment"));
	book_rules_clear(&rules);
	return findings;
}

/* --- making one --- */

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
	series->filled_until = series_filled_to(book, start);
	return g_steal_pointer(&series);
}

void series_skip(Series *series, gint64 date)
{
	Skipped *skipped = skipped_new();

	skipped->occurrence = date;
	g_ptr_array_add(series->skipped, skipped);
}

/* The request with the people of its first date: all dates are theirs. Rooms that were not named may differ. */
static BookRequest *with_its_people(const BookRequest *request, const Booking *first)
{
	BookRequest *named = book_request_copy(request);
	g_autoptr(GPtrArray) visits = book_visits_as_laid(first);

	if (visits->len != named->visits->len) {
		g_ptr_array_unref(named->visits);
		named->visits = g_steal_pointer(&visits);
		return named;
	}
	for (guint i = 0; i < visits->len; i++) {
		Visit *visit = named->visits->pdata[i];
		model_set(&visit_class, visit, &visit->staff, ((const Visit *)visits->pdata[i])->staff);
	}
	return named;
}

static GPtrArray *copies_of(const GPtrArray *visits)
{
	GPtrArray *copies = model_list_new(&visit_class);

	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(copies, visit_copy(visits->pdata[i]));
	return copies;
}

/* Where the rule puts each date. Which room it is is found out one by one, the dates before it in place. */
static gboolean line_up(Book *book, const BookRequest *request, const Booking *first, const Series *series,
			const GArray *dates, Lineup *lineup, GError **error)
{
	g_autoptr(BookRequest) named = with_its_people(request, first);

	lineup->appointment = g_str_equal(request->kind, "appointment");
	lineup->overbook = request->overbook;
	lineup->clash = (DateChoice)request->clash;
	lineup->choices = request->choices;
	for (guint i = 0; i < dates->len; i++)
		lineup_add(lineup, g_array_index(dates, gint64, i),
			   series_occurrence(book, first, series, g_array_index(dates, gint64, i)),
			   copies_of(named->visits), NULL);
	return lineup_lay(book, lineup, named, error);
}

gboolean book_series_fits(Book *book, const BookRequest *request, const Booking *first)
{
	g_autoptr(Series) series = series_for(book, request->rrule, request->start, NULL);
	g_autoptr(GArray) dates =
		series ? book_series_dates(book, request->rrule, request->start, NULL) : NULL;
	g_auto(Lineup) lineup;

	lineup_init(&lineup);
	return dates && line_up(book, request, first, series, dates, &lineup, NULL) &&
	       lineup_fits(book, &lineup);
}

gboolean book_series_look(Book *book, const BookRequest *request, const Booking *first, BookPreview *preview,
			  GError **error)
{
	g_autoptr(Series) series = series_for(book, request->rrule, request->start, error);
	g_autoptr(GArray) dates =
		series ? book_series_dates(book, request->rrule, request->start, error) : NULL;
	g_auto(Lineup) lineup;

	lineup_init(&lineup);
	if (!dates || !line_up(book, request, first, series, dates, &lineup, error) ||
	    !lineup_settle(book, &lineup, error))
		return FALSE;
	preview->dates = dates->len;
	preview->dates_clashing = lineup.clashing;
	preview->fits = lineup.refused == 0 && !lineup.gone;
	preview->conflict = lineup.conflict;
	preview->table = lineup_table(&lineup);
	return TRUE;
}

/* The dates that are not left out, and the series with those that are. */
static gboolean write_dates(Book *book, Series *series, Lineup *lineup, BookResult *result, GError **error)
{
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if (!line->booking)
			series_skip(series, line->says->date);
	}
	if (series->skipped->len == lineup->dates->len)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Every date is left out; nothing would be booked."));
	if (!book_save(book, &series_class, series, "series.created", error))
		return FALSE;
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if (!line->booking)
			continue;
		if (!book_save(book, &booking_class, line->booking, "booking.created", error))
			return FALSE;
		line->says->booking = g_strdup(line->booking->id);
		g_ptr_array_add(result->bookings, g_steal_pointer(&line->booking));
	}
	return TRUE;
}

gboolean book_series_add(Book *book, const BookRequest *request, const Booking *first, BookResult *result,
			 GError **error)
{
	g_autoptr(Series) series = series_for(book, request->rrule, request->start, error);
	g_autoptr(GArray) dates =
		series ? book_series_dates(book, request->rrule, request->start, error) : NULL;
	g_auto(Lineup) lineup;

	lineup_init(&lineup);
	if (!dates || !line_up(book, request, first, series, dates, &lineup, error) ||
	    !lineup_settle(book, &lineup, error) || !lineup_allows(book, &lineup, FALSE, error) ||
	    !write_dates(book, series, &lineup, result, error))
		return FALSE;
	result->series = g_steal_pointer(&series);
	result->dates = lineup_table(&lineup);
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
	g_autoptr(Booking) booking = series_occurrence(book, model, series, date);
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
	if (!(findings = check_date(book, booking, real_now, error)))
		return FALSE;
	if (!plan_fits(findings) && !*booking->uid) {
		series_skip(series, date);
		return TRUE;
	}
	if (!plan_fits(findings) && booking->busy)
		model_set(&booking_class, booking, &booking->overbooked, _("imported"));
	return book_save(book, &booking_class, booking, "booking.created", error);
}

/* How far it is filled now: a rule that has come to its end is never looked at again. */
gint64 series_filled(const Series *series, gint64 horizon)
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
	series->filled_until = series_filled(series, horizon);
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
