/* book/series_edit.c - a change of more than one date of a series.
 *
 * Where the rule or its hour changes, or only the dates from one on do, the series is split: the old one ends before the first date that
 * changes, and a new one begins there. The bookings stay the rows they are, with their ids (and so their places in calendars): they are
 * linked to the new series, under the date that it gives them. What is past, done, missed or cancelled stays with the old. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/rescue_p.h"
#include "book/series_p.h"
#include "ical/ical.h"

#define FOREVER 9999                    /* the year that a series which is over is filled to */
#define NEAR (ZONE_DAY_SECONDS * 7 / 2) /* how far a date may go to its place in another rule */

typedef struct {
	Book *book;
	const BookEdit *edit;
	gboolean move;
	Series *series, *begins; /* begins: the new one; NULL: the series goes on as it is */
	GTimeZone *zone;         /* the series' */
	GPtrArray *rows;         /* of Booking: all of the series, in the order of its dates */
	GPtrArray *open;         /* those of them that change, borrowed */
	GPtrArray *surplus;      /* of those, the ones that another rule has no date for, borrowed */
	Booking *named;          /* whose date was named; as it is */
	Booking *model;          /* as it would be: what new dates are like */
	GPtrArray *visits;       /* of Visit: the edit's, with the people of the named date; NULL */
	gint64 pivot;            /* the date of the first that changes */
	gint64 start;            /* the wall time that the named date gets; NONE: it keeps its own */
	Lineup lineup;
} SeriesEdit;

static void change_clear(SeriesEdit *change)
{
	series_free(change->series);
	series_free(change->begins);
	g_clear_pointer(&change->zone, g_time_zone_unref);
	g_clear_pointer(&change->rows, g_ptr_array_unref);
	g_clear_pointer(&change->open, g_ptr_array_unref);
	g_clear_pointer(&change->surplus, g_ptr_array_unref);
	booking_free(change->named);
	booking_free(change->model);
	g_clear_pointer(&change->visits, g_ptr_array_unref);
	lineup_clear(&change->lineup);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SeriesEdit, change_clear)

static void change_init(SeriesEdit *change, Book *book, const BookEdit *edit)
{
	*change = (SeriesEdit){ .book = book, .edit = edit, .start = NONE };
	change->rows = model_list_new(&booking_class);
	change->open = g_ptr_array_new();
	change->surplus = g_ptr_array_new();
	lineup_init(&change->lineup);
}

/* --- which dates --- */

static gboolean take_row(Booking *take, G_GNUC_UNUSED const char *customer, G_GNUC_UNUSED const char *phones,
			 gpointer data)
{
	g_ptr_array_add(data, take);
	return TRUE;
}

/* Old dates stay as they are. */
static gboolean is_open(const Book *book, const Booking *row)
{
	return booking_is_live(row) && booking_status(row) != STATUS_COMPLETED &&
	       row->start >= book_now(book);
}

static gboolean refuse_imported(const Series *series, GError **error)
{
	return !*series->uid || daybook_fail(error, DAYBOOK_ERROR_POLICY,
					     _("This series came with a calendar file, and follows it: "
					       "change it there and import it again, or "
					       "change one date at a time here."));
}

static gboolean load(SeriesEdit *change, const char *id, gint64 expect_version, SeriesScope scope,
		     GError **error)
{
	Book *book = change->book;

	if (!(change->named = book_fetch(book, id, expect_version, error)) ||
	    !(change->series = store_get(book->store, &series_class, change->named->series, error)) ||
	    !refuse_imported(change->series, error) ||
	    !store_bookings_of_series(book->store, change->series->id, take_row, change->rows, error))
		return FALSE;
	change->zone = book_zone_named(book, change->series->zone);
	for (guint i = 0; i < change->rows->len; i++) {
		Booking *row = change->rows->pdata[i];
		if (is_open(book, row) &&
		    (scope == SERIES_ALL || row->occurrence >= change->named->occurrence))
			g_ptr_array_add(change->open, row);
	}
	if (change->open->len)
		change->pivot = ((const Booking *)change->open->pdata[0])->occurrence;
	return TRUE;
}

/* --- the new series --- */

static gint64 forever(void)
{
	return day_from_civil(FOREVER, 1, 1) * ZONE_DAY_SECONDS;
}

/* How many dates the rule has before the first that changes. */
static gboolean dates_before(const SeriesEdit *change, gint64 *count, GError **error)
{
	const Series *series = change->series;
	g_autoptr(GArray) before = NULL;

	*count = 0;
	if (change->pivot <= series->local_start)
		return TRUE;
	before = ical_expand(series->rrule, series->local_start, NULL, NULL, series->local_start,
			     change->pivot, ICAL_MAX_OCCURRENCES, NULL, error);
	if (before)
		*count = before->len;
	return before != NULL;
}

static Series *series_like(const Series *old, gint64 local_start, const char *rrule)
{
	Series *series = series_new();

	g_free(series->id);
	series->id = id_new();
	model_set(&series_class, series, &series->rrule, rrule);
	model_set(&series_class, series, &series->zone, old->zone);
	series->local_start = local_start;
	return series;
}

static gboolean is_skipped(const Series *series, gint64 date)
{
	for (guint i = 0; i < series->skipped->len; i++)
		if (((const Skipped *)series->skipped->pdata[i])->occurrence == date)
			return TRUE;
	return FALSE;
}

/* What was left out stays left out, at its new hour; so do the dates that have been and gone, or were cancelled. */
static void carry_skipped(const SeriesEdit *change, gint64 by)
{
	for (guint i = 0; i < change->series->skipped->len; i++) {
		gint64 date = ((const Skipped *)change->series->skipped->pdata[i])->occurrence;
		if (date >= change->pivot)
			series_skip(change->begins, date + by);
	}
	for (guint i = 0; i < change->rows->len; i++) {
		Booking *row = change->rows->pdata[i];
		if (row->occurrence >= change->pivot && !g_ptr_array_find(change->open, row, NULL))
			series_skip(change->begins, row->occurrence + by);
	}
}

/* The same dates from the first that changes on, all so much later. */
static gboolean begin_shifted(SeriesEdit *change, const char *rrule, gint64 by, GError **error)
{
	gint64 before, filled = change->series->filled_until;
	g_autofree char *rest = NULL, *rule = NULL;

	if (!dates_before(change, &before, error))
		return FALSE;
	rest = rule_less(rrule, before);
	if (!(rule = ical_rule_normal(rest, NULL, error)))
		return FALSE;
	change->begins = series_like(change->series, change->pivot + by, rule);
	change->begins->filled_until = filled >= forever() ? filled : filled + by;
	carry_skipped(change, by);
	return TRUE;
}

/* --- each row as it would be --- */

/* The edit for one row: at its date where the hour changes, else at its own. */
static Booking *altered(const SeriesEdit *change, const Booking *row, gint64 date, gboolean at_date,
			GError **error)
{
	g_autoptr(Booking) booking = booking_copy(row);
	BookEdit edit = *change->edit;

	edit.start = at_date ? zone_resolve(change->zone, date) : NONE;
	edit.visits = change->visits;
	if (!book_may_change(change->book, row, error) || !book_alter(change->book, booking, &edit, error))
		return NULL;
	model_set(&booking_class, booking, &booking->customer, change->model->customer);
	if (!change->edit->customer && !change->edit->new_customer)
		model_set(&booking_class, booking, &booking->customer, row->customer);
	if (at_date)
		booking->local_start = date;
	return g_steal_pointer(&booking);
}

/* What the named date becomes, and with whom: the others are like it. */
static gboolean make_model(SeriesEdit *change, GError **error)
{
	const BookEdit *edit = change->edit;

	change->model = booking_copy(change->named);
	if (!booking_is_live(change->model))
		model_set(&booking_class, change->model, &change->model->status,
			  status_name(STATUS_CONFIRMED));
	if (!book_alter(change->book, change->model, edit, error) ||
	    !book_edit_customer(change->book, change->model, edit, error))
		return FALSE;
	if (!booking_is_live(change->model))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("A series is cancelled with `cancel`, one date at a time is marked."));
	if (edit->visits) {
		g_autoptr(GPtrArray) laid = book_visits_of(change->model);
		change->visits = model_list_new(&visit_class);
		for (guint i = 0; i < edit->visits->len; i++) {
			Visit *visit = visit_copy(edit->visits->pdata[i]);
			if (!visit->staff && laid->len == edit->visits->len)
				model_set(&visit_class, visit, &visit->staff,
					  ((const Visit *)laid->pdata[i])->staff);
			g_ptr_array_add(change->visits, visit);
		}
	}
	return TRUE;
}

static gboolean add_row(SeriesEdit *change, const Booking *row, gint64 date, gboolean at_date, GError **error)
{
	Booking *booking = altered(change, row, date, at_date, error);
	LineDate *line;

	if (!booking)
		return FALSE;
	line = lineup_add(&change->lineup, date, booking, book_visits_as_laid(booking), row);
	line->unmoved = !change->edit->overbook && !book_takes_other_time(row, booking);
	return TRUE;
}

static gboolean add_shifted_rows(SeriesEdit *change, gint64 by, GError **error)
{
	for (guint i = 0; i < change->open->len; i++) {
		const Booking *row = change->open->pdata[i];
		if (!add_row(change, row, row->occurrence + by, change->start != NONE, error))
			return FALSE;
	}
	return TRUE;
}

/* A date that has no row yet. */
static void add_new(SeriesEdit *change, gint64 date)
{
	Booking *booking = series_occurrence(change->book, change->model, change->begins, date);

	model_set(&booking_class, booking, &booking->status, status_name(STATUS_CONFIRMED));
	model_set(&booking_class, booking, &booking->source, change->book->source);
	model_set(&booking_class, booking, &booking->overbooked, NULL);
	model_set(&booking_class, booking, &booking->notes, "");
	model_set(&booking_class, booking, &booking->cancel_reason, "");
	booking->paid = booking->deposit = NONE;
	booking->created = 0;
	lineup_add(&change->lineup, date, booking, book_visits_as_laid(booking), NULL);
}

/* --- another rule --- */

/* Rows and dates that are not paired yet. */
typedef struct {
	const GArray *dates;
	gboolean *date_taken, *row_taken;
	const Booking **row_of; /* of each date; NULL: a new one */
} Pairing;

static void pair(Pairing *pairing, const GPtrArray *rows, gint64 apart)
{
	for (guint d = 0; d < pairing->dates->len; d++) {
		gint64 date = g_array_index(pairing->dates, gint64, d);
		for (guint r = 0; r < rows->len && !pairing->date_taken[d]; r++) {
			const Booking *row = rows->pdata[r];
			gboolean near = apart == ZONE_DAY_SECONDS
						? local_day(row->occurrence) == local_day(date)
						: ABS(row->occurrence - date) <= apart;
			if (pairing->row_taken[r] || !near)
				continue;
			pairing->date_taken[d] = pairing->row_taken[r] = TRUE;
			pairing->row_of[d] = row;
		}
	}
}

/* Is this day's date one that was left out, or is over, or was cancelled? */
static gboolean stays_out(const SeriesEdit *change, gint64 date)
{
	for (guint i = 0; i < change->begins->skipped->len; i++)
		if (local_day(((const Skipped *)change->begins->skipped->pdata[i])->occurrence) ==
		    local_day(date))
			return TRUE;
	return FALSE;
}

/* In the order of the dates: a row that the rule has on its very day, else one near; else a new one. Rows that are left are too many. */
static gboolean add_paired(SeriesEdit *change, const GArray *dates, gboolean *taken, const Booking **rows,
			   GError **error)
{
	gboolean at_date;

	for (guint d = 0; d < dates->len; d++) {
		gint64 date = g_array_index(dates, gint64, d);
		at_date = rows[d] && (change->start != NONE || rows[d]->occurrence != date);
		if (rows[d] && !add_row(change, rows[d], date, at_date, error))
			return FALSE;
		if (!rows[d] && !stays_out(change, date))
			add_new(change, date);
	}
	for (guint r = 0; r < change->open->len; r++)
		if (!taken[r])
			g_ptr_array_add(change->surplus, change->open->pdata[r]);
	change->lineup.gives_way = change->surplus;
	return TRUE;
}

/* The first date that changes becomes the rule's first, the next its next: each row goes where its date goes. */
static gboolean pair_in_order(const SeriesEdit *change, Pairing *pairing, GError **error)
{
	const Series *series = change->series;
	const Booking *last = change->open->pdata[change->open->len - 1];
	g_autoptr(GArray) old = ical_expand(series->rrule, series->local_start, NULL, NULL, change->pivot,
					    last->occurrence + 1, ICAL_MAX_OCCURRENCES, NULL, error);

	for (guint d = 0; old && d < MIN(old->len, pairing->dates->len); d++) {
		for (guint r = 0; r < change->open->len; r++) {
			const Booking *row = change->open->pdata[r];
			if (row->occurrence != g_array_index(old, gint64, d))
				continue;
			pairing->date_taken[d] = pairing->row_taken[r] = TRUE;
			pairing->row_of[d] = row;
		}
	}
	return old != NULL;
}

static gboolean pair_up(SeriesEdit *change, const GArray *dates, gboolean in_order, GError **error)
{
	g_autofree gboolean *date_taken = g_new0(gboolean, dates->len + 1),
			    *row_taken = g_new0(gboolean, change->open->len + 1);
	g_autofree const Booking **row_of = g_new0(const Booking *, dates->len + 1);
	Pairing pairing = { dates, date_taken, row_taken, row_of };

	if (in_order) {
		if (!pair_in_order(change, &pairing, error))
			return FALSE;
	} else {
		pair(&pairing, change->open, 0);
		pair(&pairing, change->open, ZONE_DAY_SECONDS);
		pair(&pairing, change->open, NEAR);
	}
	return add_paired(change, dates, row_taken, row_of, error);
}

/* Where the rule of a person begins: with the first that changes, as much later as the named date goes. */
static gboolean begin_other(SeriesEdit *change, const char *rrule, gint64 by, gboolean in_order,
			    GError **error)
{
	Book *book = change->book;
	const Booking *last = change->open->pdata[change->open->len - 1];
	gint64 start = change->pivot + by, to = MAX(series_filled_to(book, zone_resolve(change->zone, start)),
						    MAX(last->occurrence, last->occurrence + by) + 1);
	g_autofree char *rule = ical_rule_normal(rrule, change->series->zone, error);
	gboolean truncated = FALSE;
	g_autoptr(GArray) dates = NULL;

	if (!rule || !(dates = ical_expand(rule, start, NULL, NULL, start, to, ICAL_MAX_OCCURRENCES,
					   &truncated, error)))
		return FALSE;
	if (truncated || dates->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” makes too many dates, or none."),
				    rrule);
	change->begins = series_like(change->series, start, rule);
	change->begins->filled_until = series_filled(change->begins, to);
	carry_skipped(change, by);
	return pair_up(change, dates, in_order, error);
}

/* --- what changes --- */

/* Only other fields: each date keeps its own hour, and the series goes on unless its earlier dates are to stay apart. */
static gboolean line_up_fields(SeriesEdit *change, GError **error)
{
	gboolean apart =
		change->edit->scope == SERIES_FOLLOWING && change->series->local_start < change->pivot;

	return (!apart || begin_shifted(change, change->series->rrule, 0, error)) &&
	       add_shifted_rows(change, 0, error);
}

static gboolean line_up_moved(SeriesEdit *change, GError **error)
{
	gint64 by = change->start - change->named->occurrence;
	g_autofree char *shifted = NULL;
	RuleShift how = rule_shift(change->series->rrule, change->named->occurrence, change->start, &shifted);

	if (how == RULE_SHIFTED)
		return begin_shifted(change, shifted, by, error) && add_shifted_rows(change, by, error);
	if (how == RULE_REMADE && change->pivot == change->named->occurrence) {
		gint64 before;
		g_autofree char *rest = NULL;
		if (!dates_before(change, &before, error))
			return FALSE;
		rest = rule_less(shifted, before);
		return begin_other(change, rest, by, TRUE, error);
	}
	return daybook_fail(
		error, DAYBOOK_ERROR_USAGE,
		_("It is not clear on which days the others are then. Say how it repeats from now on, too."));
}

static gboolean line_up(SeriesEdit *change, GError **error)
{
	const BookEdit *edit = change->edit;

	change->lineup.appointment = g_str_equal(change->named->kind, "appointment");
	change->lineup.beyond = TRUE;
	change->lineup.overbook = edit->overbook;
	change->lineup.clash = edit->clash;
	change->lineup.choices = edit->choices;
	if (change->open->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("No date of this series is still to come."));
	if (!make_model(change, error))
		return FALSE;
	if (edit->start != NONE) {
		change->start = zone_local(change->zone, edit->start);
		if (change->named->all_day)
			change->start = local_day(change->start) * ZONE_DAY_SECONDS;
	}
	if (edit->rrule)
		return begin_other(change, edit->rrule,
				   change->start == NONE ? 0 : change->start - change->named->occurrence,
				   FALSE, error);
	return change->start == NONE ? line_up_fields(change, error) : line_up_moved(change, error);
}

/* --- writing --- */

/* The old series ends; with no date left of it, it is gone. */
static gboolean end_old(const SeriesEdit *change, GError **error)
{
	g_autoptr(Series) ends = series_copy(change->series);
	g_autofree char *until = rule_until(ends->rrule, MAX(change->pivot, ends->local_start + 1));
	g_autofree char *rule = ical_rule_normal(until, NULL, error);

	if (!rule)
		return FALSE;
	model_set(&series_class, ends, &ends->rrule, rule);
	for (guint i = ends->skipped->len; i-- > 0;)
		if (((const Skipped *)ends->skipped->pdata[i])->occurrence >= change->pivot)
			g_ptr_array_remove_index(ends->skipped, i);
	ends->filled_until = forever();
	ends->removed = change->open->len == change->rows->len && change->surplus->len == 0;
	return book_save(change->book, &series_class, ends, "series.changed", error);
}

static gboolean write_line(const SeriesEdit *change, LineDate *line, GError **error)
{
	Booking *booking = line->booking;

	if (change->begins) {
		model_set(&booking_class, booking, &booking->series, change->begins->id);
		booking->occurrence = line->says->date;
	}
	if (line->stands && model_equal(&booking_class, booking, line->stands))
		return TRUE;
	if (!book_save(change->book, &booking_class, booking,
		       !line->stands  ? "booking.created"
		       : change->move ? "booking.moved"
				      : "booking.changed",
		       error))
		return FALSE;
	if (!line->says->booking)
		line->says->booking = g_strdup(booking->id);
	return TRUE;
}

static gboolean cancel_surplus(const SeriesEdit *change, GError **error)
{
	for (guint i = 0; i < change->surplus->len; i++) {
		g_autoptr(Booking) row = booking_copy(change->surplus->pdata[i]);
		model_set(&booking_class, row, &row->status, status_name(STATUS_CANCELLED));
		model_set(&booking_class, row, &row->cancel_reason, _("the series changed"));
		if (!book_may_change(change->book, row, error) ||
		    !book_save(change->book, &booking_class, row, "booking.cancelled", error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_all(SeriesEdit *change, BookResult *result, GError **error)
{
	const GPtrArray *lines = change->lineup.dates;

	for (guint i = 0; i < lines->len; i++) {
		const LineDate *line = lines->pdata[i];
		if (!line->booking && !is_skipped(change->begins, line->says->date))
			series_skip(change->begins, line->says->date);
	}
	/* whoever no longer comes makes room before the others take it */
	if ((change->begins &&
	     !book_save(change->book, &series_class, change->begins, "series.created", error)) ||
	    !cancel_surplus(change, error))
		return FALSE;
	for (guint i = 0; i < lines->len; i++) {
		LineDate *line = lines->pdata[i];
		if (!line->booking)
			continue;
		if (!write_line(change, line, error))
			return FALSE;
		g_ptr_array_add(result->bookings, booking_copy(line->booking));
	}
	return !change->begins || end_old(change, error);
}

/* Time that the rows no longer take is offered to whoever waits. */
static gboolean offer_freed(const SeriesEdit *change, BookResult *result, char **what, GError **error)
{
	for (guint i = 0; i < change->open->len; i++) {
		const Booking *before = change->open->pdata[i];
		g_autoptr(Booking) after = store_get(change->book->store, &booking_class, before->id, error);
		if (!after || !waitlist_after_booking(change->book, before, after, result, what, error))
			return FALSE;
	}
	return TRUE;
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Booking *a = *(Booking *const *)a_, *b = *(Booking *const *)b_;

	return a->start != b->start ? (a->start < b->start ? -1 : 1) : strcmp(a->id, b->id);
}

/* "Moved Maria Lopez 5 times from Tue 24 Nov 14:30" */
static char *change_words(Book *book, const char *name, const GPtrArray *bookings, gboolean move, guint n)
{
	g_autofree char *when = book_time_words(book, ((const Booking *)bookings->pdata[0])->start);

	return move ? g_strdup_printf(ngettext("Moved %s, %u date from %s", "Moved %s, %u dates from %s", n),
				      name, n, when)
		    : g_strdup_printf(
			      ngettext("Changed %s, %u date from %s", "Changed %s, %u dates from %s", n),
			      name, n, when);
}

/* A move that leaves every date where it stands is none: the rule would say another day than its bookings. */
static gboolean goes_anywhere(const SeriesEdit *change, GError **error)
{
	const GPtrArray *lines = change->lineup.dates;

	if (change->start == NONE || change->edit->rrule)
		return TRUE;
	for (guint i = 0; i < lines->len; i++) {
		const SeriesDate *says = ((const LineDate *)lines->pdata[i])->says;
		if (says->fits || says->choice != DATE_SKIP)
			return TRUE;
	}
	return daybook_fail(
		error, DAYBOOK_ERROR_CONFLICT,
		_("None of the dates fits there, and all would stay as they are. Nothing was changed."));
}

/* The dates that another rule no longer has are named. */
static void tell_surplus(const SeriesEdit *change, BookResult *result)
{
	g_autoptr(GString) days = g_string_new(NULL);

	for (guint i = 0; i < change->surplus->len; i++) {
		g_autofree char *when =
			book_time_words(change->book, ((const Booking *)change->surplus->pdata[i])->start);
		g_string_append_printf(days, "%s%s", i ? ", " : "", when);
	}
	if (days->len)
		g_ptr_array_add(
			result->remarks,
			g_strdup_printf(ngettext("%u date that the rule no longer has is cancelled: %s.",
						 "%u dates that the rule no longer has are cancelled: %s.",
						 change->surplus->len),
					change->surplus->len, days->str));
}

gboolean series_change(Book *book, const char *id, const BookEdit *edit, gboolean move, BookResult **result,
		       GError **error)
{
	g_autoptr(BookResult) made = book_result_new();
	g_auto(SeriesEdit) change;
	g_autofree char *name = NULL, *what = NULL;

	change_init(&change, book, edit);
	change.move = move;
	if (!(edit->dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return FALSE;
	if (!load(&change, id, edit->expect_version, edit->scope, error) || !line_up(&change, error) ||
	    !lineup_settle(book, &change.lineup, error) ||
	    !lineup_allows(book, &change.lineup, TRUE, error) || !goes_anywhere(&change, error) ||
	    !write_all(&change, made, error))
		return book_abort(book);
	tell_surplus(&change, made);
	g_ptr_array_sort(made->bookings, by_start);
	name = book_booking_name(book, change.model);
	what = made->bookings->len ? change_words(book, name, made->bookings, move, made->bookings->len)
				   : g_strdup(name);
	if (!offer_freed(&change, made, &what, error))
		return book_abort(book);
	if (edit->dry_run)
		book_abort(book);
	else if (!book_commit(book, what, &made->correlation, error))
		return FALSE;
	made->dates = lineup_table(&change.lineup);
	made->series = change.begins ? g_steal_pointer(&change.begins) : g_steal_pointer(&change.series);
	if (result)
		*result = g_steal_pointer(&made);
	return TRUE;
}

BookPreview *book_edit_preview(Book *book, const char *id, const BookEdit *edit, GError **error)
{
	g_autoptr(BookPreview) preview = g_new0(BookPreview, 1);
	g_auto(SeriesEdit) change;
	gboolean done;

	change_init(&change, book, edit);
	if (!book_begin_dry(book, error))
		return NULL;
	done = load(&change, id, edit->expect_version, edit->scope, error) && line_up(&change, error) &&
	       lineup_settle(book, &change.lineup, error);
	book_abort(book);
	if (!done)
		return NULL;
	preview->parts = g_ptr_array_ref(change.model->parts);
	preview->start = change.model->start;
	preview->end = change.model->end;
	preview->price = booking_price(change.model);
	preview->fits = change.lineup.refused == 0 && !change.lineup.gone;
	preview->conflict = change.lineup.conflict;
	preview->messages = g_ptr_array_new_with_free_func(g_free);
	preview->with = booking_views_new();
	preview->alternatives = model_list_new(&slot_class);
	preview->dates = change.lineup.dates->len;
	preview->dates_clashing = change.lineup.clashing;
	preview->table = lineup_table(&change.lineup);
	return g_steal_pointer(&preview);
}

/* --- cancelling --- */

static gboolean cancel_rows(const SeriesEdit *change, const BookCancelling *how, BookResult *result,
			    GError **error)
{
	Book *book = change->book;
	gint64 deadline = book->policy->cancel_deadline * 60;

	for (guint i = 0; i < change->open->len; i++) {
		g_autoptr(Booking) row = booking_copy(change->open->pdata[i]);
		/* late is who is late: what lies farther ahead is cancelled freely */
		BookCancelling each = {
			how->reason, how->late && (deadline == 0 ? g_str_equal(row->id, change->named->id)
								 : row->start - book_now(book) < deadline)
		};
		if (!book_may_change(book, row, error) || !book_alter_cancel(book, row, &each, error) ||
		    !book_save(book, &booking_class, row, "booking.cancelled", error))
			return FALSE;
		g_ptr_array_add(result->bookings, g_steal_pointer(&row));
	}
	return TRUE;
}

/* It makes no more dates. */
static gboolean end_series(SeriesEdit *change, GError **error)
{
	Series *series = change->series;
	g_autofree char *until = rule_until(series->rrule, MAX(change->pivot, series->local_start + 1));
	g_autofree char *rule = ical_rule_normal(until, NULL, error);

	if (!rule)
		return FALSE;
	model_set(&series_class, series, &series->rrule, rule);
	series->filled_until = forever();
	return book_save(change->book, &series_class, series, "series.changed", error);
}

static gboolean cancel_locked(SeriesEdit *change, const char *id, SeriesScope scope,
			      const BookCancelling *how, BookResult *result, GError **error)
{
	if (!load(change, id, 0, scope, error))
		return FALSE;
	if (change->open->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("No date of this series is still to come."));
	return cancel_rows(change, how, result, error) && end_series(change, error);
}

gboolean book_cancel_series(Book *book, const char *id, SeriesScope scope, const char *reason, gboolean late,
			    BookResult **result, GError **error)
{
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, id, NULL);
	g_autoptr(BookResult) made = book_result_new();
	BookCancelling how = { reason, late };
	g_auto(SeriesEdit) change;
	g_autofree char *name = NULL, *when = NULL, *what = NULL;

	change_init(&change, book, NULL);
	if (scope == SERIES_THIS || !booking || !booking->series)
		return book_cancel(book, id, reason, late, result, error);
	if (!book_begin(book, error))
		return FALSE;
	if (!cancel_locked(&change, id, scope, &how, made, error))
		return book_abort(book);
	g_ptr_array_sort(made->bookings, by_start);
	name = book_booking_name(book, change.named);
	when = book_time_words(book, ((const Booking *)made->bookings->pdata[0])->start);
	what = g_strdup_printf(ngettext("Cancelled %s, %u date from %s", "Cancelled %s, %u dates from %s",
					made->bookings->len),
			       name, made->bookings->len, when);
	if (!offer_freed(&change, made, &what, error))
		return book_abort(book);
	if (!book_commit(book, what, &made->correlation, error))
		return FALSE;
	made->series = g_steal_pointer(&change.series);
	if (result)
		*result = g_steal_pointer(&made);
	return TRUE;
}
