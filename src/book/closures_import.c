/* book/closures_import.c - a calendar of holidays, or of somebody's leave, as closures.
 *
 * The file is read before anything is locked: each date that is still to come becomes a closure, dates of a rule up to the horizon. What the
 * book has already, the same in all but its id, is passed over. */
#include "base/error.h"
#include "base/i18n.h"
#include "book/exchange_p.h"
#include "book/fields_p.h"
#include "book/house_p.h"
#include "ical/ical.h"

void closure_import_free(ClosureImport *import)
{
	if (!import)
		return;
	import_report_free(import->report);
	g_clear_pointer(&import->closures, g_ptr_array_unref);
	g_free(import->remark);
	g_free(import);
}

typedef struct {
	Book *book;
	const char *staff;
	gint64 horizon; /* wall time */
	ClosureImport *import;
	GPtrArray *wanted; /* of Closure: in the order of the file */
} Reading;

/* Does an exception stand for this date? */
static gboolean is_replaced(const GPtrArray *exceptions, gint64 date)
{
	for (guint i = 0; i < exceptions->len; i++)
		if (((const IcalEvent *)exceptions->pdata[i])->recurrence_id == date)
			return TRUE;
	return FALSE;
}

/* An event on one of its dates. What is over, or takes no time, is none. */
static void want(Reading *reading, const IcalEvent *event, gint64 date)
{
	Book *book = reading->book;
	g_autoptr(GTimeZone) zone = book_zone_named(book, event->zone ? event->zone : book->business->zone);
	g_autoptr(Closure) closure = closure_new();
	gint64 end;

	model_set(&closure_class, closure, &closure->staff, reading->staff);
	model_set(&closure_class, closure, &closure->kind, reading->staff ? "leave" : "holiday");
	field_take(&closure_class, closure, &closure->reason, field_text(event->summary));
	if (event->all_day) {
		closure->first_day = local_day(date);
		closure->last_day = closure->first_day + MAX(event->seconds / ZONE_DAY_SECONDS, 1) - 1;
		end = zone_day_start(book->zone, closure->last_day + 1);
	} else {
		closure->start = zone_resolve(zone, date);
		closure->end = end = closure->start + event->seconds;
	}
	if (g_str_equal(event->status, "CANCELLED") || end <= zone_day_start(book->zone, book_today(book)) ||
	    (!event->all_day && event->seconds <= 0)) {
		reading->import->report->skipped++;
		return;
	}
	g_ptr_array_add(reading->wanted, g_steal_pointer(&closure));
}

/* Dates of a rule that are over are not counted: a calendar may begin with the century. */
static gboolean want_dates(Reading *reading, const IcalEvent *master, const GPtrArray *exceptions)
{
	g_autoptr(GError) problem = NULL;
	gint64 length = MAX(master->seconds, ZONE_DAY_SECONDS),
	       from = book_today(reading->book) * ZONE_DAY_SECONDS - length;
	g_autoptr(GArray) dates = NULL;

	if (!master->rrule && master->rdates->len == 0) {
		if (!is_replaced(exceptions, master->start))
			want(reading, master, master->start);
		return TRUE;
	}
	dates = ical_expand(master->rrule, master->start, master->rdates, master->exdates, from,
			    MAX(reading->horizon, from), ICAL_MAX_OCCURRENCES, NULL, &problem);
	if (!dates) {
		import_report_problem(reading->import->report, master->uid, master->line, problem->message);
		return TRUE;
	}
	for (guint i = 0; i < dates->len; i++)
		if (!is_replaced(exceptions, g_array_index(dates, gint64, i)))
			want(reading, master, g_array_index(dates, gint64, i));
	return TRUE;
}

static gboolean take_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data,
			   G_GNUC_UNUSED GError **error)
{
	Reading *reading = data;

	if (master && !want_dates(reading, master, exceptions))
		return FALSE;
	for (guint i = 0; i < exceptions->len; i++) {
		const IcalEvent *event = exceptions->pdata[i];
		want(reading, event, event->start);
	}
	return TRUE;
}

static void take_broken(const char *uid, guint line, const char *message, gpointer data)
{
	import_report_problem(((Reading *)data)->import->report, uid, line, message);
}

/* The same day twice in one file, or in the book already, is one closure. */
static void sort_out(Reading *reading)
{
	ClosureImport *import = reading->import;

	for (guint i = 0; i < reading->wanted->len; i++) {
		Closure *closure = reading->wanted->pdata[i];
		gboolean twice = closure_same(reading->book, closure) != NULL;
		for (guint j = 0; j < import->closures->len && !twice; j++) {
			g_autoptr(Closure) other = closure_copy(import->closures->pdata[j]);
			model_set(&closure_class, other, &other->id, closure->id);
			other->created = closure->created;
			twice = model_equal(&closure_class, other, closure);
		}
		if (twice) {
			import->report->unchanged++;
			continue;
		}
		Closure *made = closure_copy(closure);
		field_new_id(&closure_class, made);
		g_ptr_array_add(import->closures, made);
		import->report->created++;
	}
}

static gboolean write_closures(Book *book, ClosureImport *import, const char *staff, char **what,
			       GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	const Staff *who = book_staff_by_id(book, staff);
	guint n = import->closures->len;

	if (staff && !who)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no staff member “%s”."),
				    staff);
	for (guint i = 0; i < book->closures->len; i++)
		if (!((const Closure *)book->closures->pdata[i])->removed)
			g_ptr_array_add(all, book->closures->pdata[i]);
	for (guint i = 0; i < n; i++)
		g_ptr_array_add(all, import->closures->pdata[i]);
	if (n && !hours_outside(book, NULL, all, &import->remark, error))
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (!book_save(book, &closure_class, import->closures->pdata[i], "closure.added", error))
			return FALSE;
	*what = who ? g_strdup_printf(ngettext("%s is away, %u date from a calendar",
					       "%s is away, %u dates from a calendar", n),
				      who->name, n)
		    : g_strdup_printf(ngettext("Closed, %u date from a calendar",
					       "Closed, %u dates from a calendar", n),
				      n);
	return TRUE;
}

ClosureImport *book_closures_import(Book *book, const char *path, const char *staff, gboolean dry_run,
				    GError **error)
{
	static const IcalReader reader = { take_group, take_broken, NULL };
	g_autoptr(ClosureImport) import = g_new0(ClosureImport, 1);
	g_autoptr(GPtrArray) wanted = model_list_new(&closure_class);
	g_autofree char *what = NULL;
	Reading reading = { book, staff, book_series_horizon(book, book_now(book)), import, wanted };

	import->report = import_report_new();
	import->closures = model_list_new(&closure_class);
	book_outside_begin(book);
	if (!ical_read(path, book->business->zone, &reader, &reading, error) ||
	    !(dry_run ? book_begin_dry(book, error) : book_begin(book, error)))
		return NULL;
	sort_out(&reading);
	if (!write_closures(book, import, staff, &what, error)) {
		book_abort(book);
		return NULL;
	}
	if (dry_run)
		book_abort(book);
	else if (!book_commit(book, what, &import->report->correlation, error))
		return NULL;
	return g_steal_pointer(&import);
}
