/* book/doctor_book.c - the doctor's look into an open book: its file, who shares time, the log, search, zones, sync. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/said.h"
#include "book/doctor_p.h"
#include "base/when.h"
#include "book/history.h"
#include "book/sync.h"

#define LARGE_WAL_BYTES (256 << 20)
#define OLD_QUEUE_SECONDS 3600 /* what waits longer is not just slow */

/* --- the file --- */

static void check_integrity(GPtrArray *findings, Book *book)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *wrong = store_check(book->store, &problem);
	g_autofree char *advice = wrong ? doctor_newest_copy(book->path) : NULL;

	if (wrong)
		doctor_found(
			findings, "integrity", DOCTOR_PROBLEM,
			g_strdup_printf(_("The file is damaged: %s."), problem ? problem->message : wrong),
			advice);
	else
		doctor_found(findings, "integrity", DOCTOR_OK,
			     g_strdup(_("The file is whole, and all its references hold.")), NULL);
}

static void check_writing(GPtrArray *findings, Book *book)
{
	g_autoptr(GError) problem = NULL;

	if (store_begin(book->store, &problem)) {
		store_rollback(book->store);
		doctor_found(findings, "writing", DOCTOR_OK, g_strdup(_("The book can be written.")), NULL);
	} else {
		doctor_found_error(findings, "writing", problem,
				   _("Until then the book can be read, and nothing booked."));
	}
}

static void check_wal(GPtrArray *findings, const char *path)
{
	g_autofree char *wal = g_strconcat(path, "-wal", NULL);
	g_autofree char *size = NULL;
	GStatBuf at = { 0 };

	if (g_stat(wal, &at) != 0)
		at.st_size = 0;
	size = g_format_size((guint64)at.st_size);
	if (at.st_size > LARGE_WAL_BYTES)
		doctor_found(findings, "wal", DOCTOR_WARNING,
			     g_strdup_printf(_("%s of changes wait beside the book in %s."), size, wal),
			     _("Some program has held the book open for long: close the others, then open "
			       "the book once."));
	else
		doctor_found(findings, "wal", DOCTOR_OK,
			     g_strdup_printf(_("%s of changes wait to be put into the book's file."), size),
			     NULL);
}

/* --- who shares time --- */

/* The parts of one staff member or resource come one after the other by busy_from: each is held against those not yet over. */
typedef struct {
	Book *book;
	GHashTable *overbooked; /* a booking's id -> whether it stands with a reason */
	GPtrArray
		*running; /* of StorePart, strings owned: of `whose`, not over at the last one's busy_from */
	char *whose;      /* id of the staff member or resource */
	gboolean of_resources;
	gint64 overlaps;
	char *first[2]; /* the bookings of the first overlap without a reason */
} Sharing;

static void kept_part_free(gpointer part_)
{
	StorePart *part = part_;

	g_free((char *)part->booking);
	g_free((char *)part->service);
	g_free((char *)part->staff);
	g_free((char *)part->resource);
	g_free(part);
}

static StorePart *part_keep(const StorePart *part)
{
	StorePart *copy = g_new(StorePart, 1);

	*copy = *part;
	copy->booking = g_strdup(part->booking);
	copy->service = g_strdup(part->service);
	copy->staff = g_strdup(part->staff);
	copy->resource = g_strdup(part->resource);
	return copy;
}

static gboolean has_reason(Sharing *sharing, const char *id)
{
	gpointer known = NULL;

	if (!g_hash_table_lookup_extended(sharing->overbooked, id, NULL, &known)) {
		g_autoptr(Booking) booking = store_get(sharing->book->store, &booking_class, id, NULL);
		known = GINT_TO_POINTER(booking && booking->overbooked);
		g_hash_table_insert(sharing->overbooked, g_strdup(id), known);
	}
	return GPOINTER_TO_INT(known) != 0;
}

/* Two places of one class: service, staff, resource, start and end are all equal. */
static gboolean same_class(const StorePart *a, const StorePart *b)
{
	return a->service && g_strcmp0(a->service, b->service) == 0 && g_strcmp0(a->staff, b->staff) == 0 &&
	       g_strcmp0(a->resource, b->resource) == 0 && a->start == b->start && a->end == b->end;
}

static void see_overlap(Sharing *sharing, const StorePart *one, const StorePart *other)
{
	if (has_reason(sharing, one->booking) || has_reason(sharing, other->booking))
		return;
	if (sharing->overlaps++ == 0) {
		sharing->first[0] = g_strdup(one->booking);
		sharing->first[1] = g_strdup(other->booking);
	}
}

static void check_against_running(Sharing *sharing, const StorePart *part)
{
	const Service *service = book_service_by_id(sharing->book, part->service);
	gint64 places = service ? service->capacity : 1;

	for (guint i = sharing->running->len; i-- > 0;) {
		const StorePart *other = sharing->running->pdata[i];
		if (other->busy_to <= part->busy_from)
			g_ptr_array_remove_index_fast(sharing->running, i);
		else if (part->busy_to > other->busy_from && strcmp(part->booking, other->booking) != 0 &&
			 (!same_class(part, other) || --places < 1))
			see_overlap(sharing, other, part);
	}
}

/* StorePartFunc. */
static void see_part(const StorePart *part, gpointer data)
{
	Sharing *sharing = data;
	const char *whose = sharing->of_resources ? part->resource : part->staff;

	if (g_strcmp0(whose, sharing->whose) != 0) {
		g_ptr_array_set_size(sharing->running, 0);
		g_free(sharing->whose);
		sharing->whose = g_strdup(whose);
	}
	check_against_running(sharing, part);
	g_ptr_array_add(sharing->running, part_keep(part));
}

static gboolean look_for_overlaps(Sharing *sharing, gboolean of_resources, GError **error)
{
	sharing->of_resources = of_resources;
	g_ptr_array_set_size(sharing->running, 0);
	g_clear_pointer(&sharing->whose, g_free);
	return store_overlaps(sharing->book->store, of_resources, see_part, sharing, error);
}

static void check_sharing(GPtrArray *findings, Book *book)
{
	g_autoptr(GHashTable) overbooked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) running = g_ptr_array_new_with_free_func(kept_part_free);
	g_autoptr(GError) problem = NULL;
	Sharing sharing = { .book = book, .overbooked = overbooked, .running = running };

	if (!look_for_overlaps(&sharing, FALSE, &problem) || !look_for_overlaps(&sharing, TRUE, &problem)) {
		doctor_found_error(findings, "sharing", problem, NULL);
	} else if (sharing.overlaps == 0) {
		doctor_found(findings, "sharing", DOCTOR_OK,
			     g_strdup(_("Nobody is booked twice at the same time but with a reason.")), NULL);
	} else {
		g_autofree char *advice = g_strdup_printf(
			_("See `daybook show %s` and `daybook show %s`, and move one of them."),
			sharing.first[0], sharing.first[1]);
		doctor_found(findings, "sharing", DOCTOR_PROBLEM,
			     g_strdup_printf(ngettext("%d pair of bookings shares time without a reason.",
						      "%d pairs of bookings share time without a reason.",
						      (gulong)sharing.overlaps),
					     (int)sharing.overlaps),
			     advice);
	}
	g_free(sharing.whose);
	g_free(sharing.first[0]);
	g_free(sharing.first[1]);
}

/* --- the log and search --- */

static void check_log(GPtrArray *findings, Book *book)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &problem);

	if (!verdict)
		doctor_found_error(findings, "log", problem, NULL);
	else if (!verdict->ok)
		doctor_found(findings, "log", DOCTOR_PROBLEM,
			     g_strdup_printf(_("The log does not match the book: %s."), verdict->problem),
			     _("Somebody changed the file by other means than daybook. Compare it with a "
			       "copy: see `daybook backups`."));
	else
		doctor_found(findings, "log", DOCTOR_OK,
			     g_strdup_printf(ngettext("The log's chain of %d event holds, and gives exactly "
						      "what is in the book.",
						      "The log's chain of %d events holds, and gives exactly "
						      "what is in the book.",
						      (gulong)verdict->events),
					     (int)verdict->events),
			     NULL);
}

static void check_search(GPtrArray *findings, Book *book)
{
	g_autoptr(GError) problem = NULL;
	gint64 wrong = store_search_wrong(book->store, &problem);

	if (wrong < 0)
		doctor_found_error(findings, "search", problem, NULL);
	else if (wrong > 0)
		doctor_found(findings, "search", DOCTOR_WARNING,
			     g_strdup_printf(
				     ngettext("Search does not know %d customer or booking as it should.",
					      "Search does not know %d customers or bookings as it should.",
					      (gulong)wrong),
				     (int)wrong),
			     _("The screen makes the indexes again within a day: open it."));
	else
		doctor_found(findings, "search", DOCTOR_OK,
			     g_strdup(_("Search knows every customer and every note.")), NULL);
}

/* --- time --- */

typedef struct {
	GHashTable *zones; /* name -> GTimeZone */
	gint64 shifted;
	char *first; /* its id */
} Shift;

/* A coming booking whose hour on the wall is no longer what was agreed: the rules of its zone have changed since. */
static gboolean see_shift(Booking *take, G_GNUC_UNUSED const char *customer, G_GNUC_UNUSED const char *phones,
			  gpointer data)
{
	g_autoptr(Booking) booking = take;
	Shift *shift = data;
	GTimeZone *zone = g_hash_table_lookup(shift->zones, booking->zone);
	gint64 instant;

	if (!zone && (zone = zone_new(booking->zone, NULL)))
		g_hash_table_insert(shift->zones, g_strdup(booking->zone), zone);
	if (!zone || booking->all_day || zone_local(zone, booking->start) == booking->local_start ||
	    zone_fit(zone, booking->local_start, &instant, NULL, NULL) == ZONE_NEVER)
		return TRUE;
	if (shift->shifted++ == 0)
		shift->first = g_strdup(booking->id);
	return TRUE;
}

static void check_zones(GPtrArray *findings, Book *book)
{
	g_autoptr(GHashTable) zones =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_time_zone_unref);
	g_autoptr(GError) problem = NULL;
	Shift shift = { .zones = zones };

	if (!store_bookings_from(book->store, book_now(book), see_shift, &shift, &problem)) {
		doctor_found_error(findings, "zones", problem, NULL);
	} else if (shift.shifted) {
		g_autofree char *advice = g_strdup_printf(
			_("See `daybook show %s`, and move it to the hour that was agreed."), shift.first);
		doctor_found(findings, "zones", DOCTOR_WARNING,
			     g_strdup_printf(ngettext("%d coming booking is at another hour than was agreed: "
						      "the rules of its time zone have changed.",
						      "%d coming bookings are at another hour than was "
						      "agreed: the rules of their time zone have changed.",
						      (gulong)shift.shifted),
					     (int)shift.shifted),
			     advice);
	} else {
		doctor_found(findings, "zones", DOCTOR_OK,
			     g_strdup(_("Every coming booking is at the hour that was agreed.")), NULL);
	}
	g_free(shift.first);
}

/* --- sync: what can be told without a network --- */

static void check_calendars(GPtrArray *findings, const SyncSummary *summary)
{
	for (guint i = 0; i < summary->accounts->len; i++) {
		const SyncAccountStatus *status = summary->accounts->pdata[i];
		for (guint j = 0; j < status->calendars->len; j++) {
			const Calendar *calendar = status->calendars->pdata[j];
			g_autofree char *why = said_words(calendar->state_text);
			if (g_str_equal(calendar->state, "needs_plan"))
				doctor_found(
					findings, "calendar", DOCTOR_WARNING,
					g_strdup_printf(
						_("The calendar “%s” waits for a yes: nothing is sent to it "
						  "or taken from it."),
						calendar->name),
					_("Look at its plan and say yes with `daybook calendar link`."));
			else if (g_str_equal(calendar->state, "paused"))
				doctor_found(findings, "calendar", DOCTOR_WARNING,
					     g_strdup_printf(_("The calendar “%s” is paused: %s"),
							     calendar->name, why),
					     _("Give the account the right to write to it, or unlink it."));
		}
	}
}

static void check_account(GPtrArray *findings, const SyncAccountStatus *status)
{
	const Account *account = status->account;
	gint64 waited = status->oldest == NONE ? 0 : clock_real() - status->oldest;
	g_autofree char *long_ = when_duration_words(waited - waited % 60);

	if (g_str_equal(account->state, "needs_sign_in"))
		doctor_found(findings, "account", DOCTOR_PROBLEM,
			     g_strdup_printf(_("Nobody is signed in to %s."), account->label),
			     _("Sign in with `daybook account sign-in ACCOUNT`."));
	if (waited > OLD_QUEUE_SECONDS)
		doctor_found(findings, "queue", DOCTOR_WARNING,
			     g_strdup_printf(ngettext("%s: %u booking waits to be sent, for %s.",
						      "%s: %u bookings wait to be sent, the first for %s.",
						      status->pending),
					     account->label, status->pending, long_),
			     _("See `daybook sync status`, and `daybook sync` to try now."));
	else
		doctor_found(findings, "queue", DOCTOR_OK,
			     g_strdup_printf(ngettext("%s: %u booking waits to be sent.",
						      "%s: %u bookings wait to be sent.", status->pending),
					     account->label, status->pending),
			     NULL);
	if (status->failed + status->conflicts + status->held > 0)
		doctor_found(findings, "decide", DOCTOR_WARNING,
			     g_strdup_printf(ngettext("%s: %u booking waits for a person.",
						      "%s: %u bookings wait for a person.",
						      status->failed + status->conflicts + status->held),
					     account->label,
					     status->failed + status->conflicts + status->held),
			     _("`daybook sync status` says why, and what to do."));
}

static void check_sync(GPtrArray *findings, Book *book)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SyncSummary) summary = book_sync_header(book, &problem);

	if (!summary) {
		doctor_found_error(findings, "sync", problem, NULL);
		return;
	}
	for (guint i = 0; i < summary->accounts->len; i++)
		check_account(findings, summary->accounts->pdata[i]);
	check_calendars(findings, summary);
}

void doctor_look_inside(GPtrArray *findings, Book *book)
{
	check_integrity(findings, book);
	check_writing(findings, book);
	check_sharing(findings, book);
	check_log(findings, book);
	check_search(findings, book);
	check_zones(findings, book);
	check_sync(findings, book);
	check_wal(findings, book->path);
}
