/* book/import_ical.c - iCalendar in: a UID at a time becomes bookings, held against those of the same UID.
 *
 * What the file says of a UID is first laid out as the bookings that should stand; then each is compared with the one that
 * stands under the same (uid, recurrence_id). So the same file twice changes nothing, and an occurrence gone from the file is
 * cancelled. A file that daybook wrote with private notes carries each row's image and gives the same rows back. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/exchange_p.h"
#include "ical/ical.h"

#define CHUNK_ROWS 200
#define CHUNK_US 20000 /* the write lock is not held longer: another desk may be booking */
#define MOST_PROBLEMS 10000
#define SERIES_SPACE                                                                                         \
	"3f0c1d52-6a3b-4f5e-9c55-6f1f1f0c6f9a" /* name space of the ids of imported series and bookings */

typedef struct {
	Book *book;
	const ImportOptions *options;
	ImportReport *report;
	GHashTable *renamed; /* ids of a file's house -> ids here, where the names are the same */
	char *what;
	gint64 chunk_began; /* monotonic, microseconds */
	gint64 horizon;     /* instant */
} Import;

void import_report_free(ImportReport *report)
{
	if (!report)
		return;
	g_ptr_array_unref(report->errors);
	g_free(report->correlation);
	g_free(report);
}

static void problem_free(gpointer problem_)
{
	ImportProblem *problem = problem_;

	g_free(problem->uid);
	g_free(problem->message);
	g_free(problem);
}

ImportReport *import_report_new(void)
{
	ImportReport *report = g_new0(ImportReport, 1);

	report->errors = g_ptr_array_new_with_free_func(problem_free);
	return report;
}

void import_report_problem(ImportReport *report, const char *uid, guint line, const char *message)
{
	ImportProblem *problem;

	if (report->errors->len > MOST_PROBLEMS)
		return;
	problem = g_new(ImportProblem, 1);
	*problem = (ImportProblem){ g_strdup(uid), line, g_strdup(message) };
	if (report->errors->len == MOST_PROBLEMS) {
		g_clear_pointer(&problem->uid, g_free);
		g_free(problem->message);
		problem->message = g_strdup(_("There are more like these; only the first are named."));
	}
	g_ptr_array_add(report->errors, problem);
}

gboolean import_open(Book *book, gboolean dry_run, GError **error)
{
	if (dry_run)
		return store_read_begin(book->store, error);
	if (!store_bulk_begin(book->store, error) || !book_begin(book, error))
		return FALSE;
	book->source_now = "import";
	return TRUE;
}

gboolean import_close(Book *book, gboolean dry_run, gboolean done, const char *what, char **correlation,
		      GError **error)
{
	if (dry_run) {
		store_read_end(book->store);
		return done;
	}
	done = done ? book_commit(book, what, correlation, error) : book_abort(book);
	/* what was committed before a failure stands, and must be on the disk too */
	return store_bulk_end(book->store, done ? error : NULL) && done;
}

/* --- from an event to a booking --- */

static char *extra_json(const IcalEvent *event)
{
	cJSON *list = cJSON_CreateArray();
	char *printed, *text;

	for (guint i = 0; i < event->extra->len; i++) {
		const IcalProperty *property = event->extra->pdata[i];
		cJSON *pair;
		if (g_str_has_prefix(property->name, "X-DAYBOOK-"))
			continue;
		pair = cJSON_CreateArray();
		cJSON_AddItemToArray(pair, cJSON_CreateString(property->name));
		cJSON_AddItemToArray(pair, cJSON_CreateString(property->value));
		cJSON_AddItemToArray(list, pair);
	}
	if (*event->location) {
		g_autofree char *value = ical_escape(event->location);
		cJSON *pair = cJSON_CreateArray();
		cJSON_AddItemToArray(pair, cJSON_CreateString("LOCATION"));
		cJSON_AddItemToArray(pair, cJSON_CreateString(value));
		cJSON_AddItemToArray(list, pair);
	}
	if (cJSON_GetArraySize(list) == 0) {
		cJSON_Delete(list);
		return g_strdup("");
	}
	printed = cJSON_PrintUnformatted(list);
	text = g_strdup(printed);
	cJSON_free(printed);
	cJSON_Delete(list);
	return text;
}

static void add_part(Booking *booking, const char *staff)
{
	Part *part = part_new();

	model_set(&part_class, part, &part->staff, staff);
	part->start = part->busy_from = booking->start;
	part->end = part->busy_to = booking->end;
	part->busy = 1;
	part->price = NONE;
	g_ptr_array_add(booking->parts, part);
}

/* The event's time at a wall time of its own zone (the master's start, or a date of its rule). */
static void set_time(Book *book, Booking *booking, const IcalEvent *event, gint64 local)
{
	booking->local_start = local;
	if (event->all_day) {
		booking->all_day = MAX(1, event->seconds / ZONE_DAY_SECONDS);
		booking->start = zone_day_start(book->zone, local_day(local));
		booking->end = zone_day_start(book->zone, local_day(local) + booking->all_day);
		model_set(&booking_class, booking, &booking->zone, book->business->zone);
		return;
	}
	model_set(&booking_class, booking, &booking->zone, event->zone ? event->zone : book->business->zone);
	{
		g_autoptr(GTimeZone) zone = book_zone_named(book, booking->zone);
		booking->start = zone_resolve(zone, local);
		booking->end = booking->start + event->seconds;
	}
}

static Booking *booking_of(const Import *import, const IcalEvent *event, gint64 local, gint64 recurrence)
{
	Booking *booking = book_booking_new(import->book, "block");
	g_autofree char *extra = extra_json(event);
	g_autofree char *key = NULL, *summary = text_clean(event->summary),
			*description = text_clean(event->description);

	set_time(import->book, booking, event, local);
	model_set(&booking_class, booking, &booking->uid, event->uid);
	if (recurrence != G_MININT64) {
		g_autofree char *rid = local_iso(recurrence);
		model_set(&booking_class, booking, &booking->recurrence_id, rid);
		booking->occurrence = recurrence;
	}
	/* the id comes from what the file calls it: two desks importing the same file make the same rows */
	key = g_strconcat(event->uid, "\n", booking->recurrence_id, NULL);
	g_free(booking->id);
	booking->id = id_derive(SERIES_SPACE, key);
	model_set(&booking_class, booking, &booking->title, summary);
	model_set(&booking_class, booking, &booking->public_note,
		  description); /* others have read it; notes are for this desk */
	model_set(&booking_class, booking, &booking->extra, extra);
	if (g_str_equal(event->status, "CANCELLED"))
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_CANCELLED));
	else if (g_str_equal(event->status, "TENTATIVE"))
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_TENTATIVE));
	booking->busy = !event->transparent;
	booking->sequence = event->sequence;
	add_part(booking, import->options->staff);
	return booking;
}

/* --- whose appointment is it? --- */

static gboolean words_within(const char *text, const char *name)
{
	g_auto(GStrv) all = text_words(text), wanted = text_words(name);
	guint n = g_strv_length(all), m = g_strv_length(wanted);

	for (guint i = 0; m > 0 && i + m <= n; i++) {
		guint j = 0;
		while (j < m && strcmp(all[i + j], wanted[j]) == 0)
			j++;
		if (j == m)
			return TRUE;
	}
	return FALSE;
}

/* The one customer whose whole name stands in the text; NULL when there is none, or two. */
static char *customer_in(Book *book, const char *text)
{
	g_auto(GStrv) words = text_words(text);
	g_autofree char *found = NULL;

	for (guint i = 0; words[i] && i < 12; i++) {
		const char *one[] = { words[i], NULL };
		g_autoptr(GArray) rows = g_utf8_strlen(words[i], -1) < 2
						 ? NULL
						 : store_find_customers(book->store, one, 50, NULL);
		for (guint j = 0; rows && j < rows->len; j++) {
			g_autoptr(Customer) customer =
				store_customer_at(book->store, g_array_index(rows, gint64, j), NULL);
			if (!customer || !words_within(text, customer->name) ||
			    g_strcmp0(found, customer->id) == 0)
				continue;
			if (found)
				return NULL;
			found = g_strdup(customer->id);
		}
	}
	return g_steal_pointer(&found);
}

static void match_customer(const Import *import, const IcalEvent *event, Booking *booking)
{
	g_autofree char *customer = NULL;

	if (!import->options->match_customers)
		return;
	customer = customer_in(import->book, event->summary);
	for (guint i = 0; !customer && i < event->attendees->len; i++)
		customer = customer_in(import->book, event->attendees->pdata[i]);
	if (!customer)
		return;
	model_set(&booking_class, booking, &booking->kind, "appointment");
	model_set(&booking_class, booking, &booking->customer, customer);
}

/* --- laying a UID out --- */

static const IcalEvent *exception_at(const GPtrArray *exceptions, gint64 date)
{
	for (guint i = 0; i < exceptions->len; i++)
		if (((const IcalEvent *)exceptions->pdata[i])->recurrence_id == date)
			return exceptions->pdata[i];
	return NULL;
}

/* The latest RANGE=THISANDFUTURE that begins at or before a date. */
static const IcalEvent *from_then_on(const GPtrArray *exceptions, gint64 date)
{
	const IcalEvent *found = NULL;

	for (guint i = 0; i < exceptions->len; i++) {
		const IcalEvent *event = exceptions->pdata[i];
		if (event->this_and_future && event->recurrence_id <= date &&
		    (!found || event->recurrence_id > found->recurrence_id))
			found = event;
	}
	return found;
}

static void add_date(const Import *import, const IcalEvent *master, const GPtrArray *exceptions, gint64 date,
		     const char *series, GPtrArray *wanted)
{
	const IcalEvent *own = exception_at(exceptions, date),
			*later = own ? NULL : from_then_on(exceptions, date);
	const IcalEvent *event = own ? own : later ? later : master;
	gint64 local = own ? own->start : later ? date + (later->start - later->recurrence_id) : date;
	Booking *booking = booking_of(import, event, local, date);

	model_set(&booking_class, booking, &booking->series, series);
	if (!own && later && g_str_equal(master->status, "CANCELLED"))
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_CANCELLED));
	match_customer(import, event, booking);
	g_ptr_array_add(wanted, booking);
}

static gint64 local_horizon(const Import *import, const IcalEvent *master)
{
	g_autoptr(GTimeZone) zone =
		book_zone_named(import->book, master->zone ? master->zone : import->book->business->zone);

	return zone_local(zone, import->horizon);
}

static Series *series_of(const Import *import, const IcalEvent *master, gint64 horizon)
{
	Series *series = series_new();

	g_free(series->id);
	series->id = id_derive(SERIES_SPACE, master->uid);
	model_set(&series_class, series, &series->rrule, master->rrule);
	model_set(&series_class, series, &series->uid, master->uid);
	model_set(&series_class, series, &series->zone,
		  master->zone && !master->all_day ? master->zone : import->book->business->zone);
	series->local_start = master->start;
	series->filled_until = horizon;
	for (guint i = 0; i < master->exdates->len; i++) {
		Skipped *skipped = skipped_new();
		skipped->occurrence = g_array_index(master->exdates, gint64, i);
		g_ptr_array_add(series->skipped, skipped);
	}
	return series;
}

/* The bookings that should stand, and the series when there is a rule. FALSE: it cannot be taken in, and is named. */
static gboolean lay_out(Import *import, const IcalEvent *master, const GPtrArray *exceptions,
			GPtrArray *wanted, Series **series)
{
	gint64 horizon = local_horizon(import, master);
	g_autoptr(GArray) dates = NULL;
	g_autoptr(GError) problem = NULL;
	gboolean truncated = FALSE;

	if (!master->rrule && master->rdates->len == 0) {
		Booking *booking = booking_of(import, master, master->start, G_MININT64);
		match_customer(import, master, booking);
		g_ptr_array_add(wanted, booking);
	} else {
		dates = ical_expand(master->rrule, master->start, master->rdates, master->exdates,
				    master->start, MAX(horizon, master->start + 1), ICAL_MAX_OCCURRENCES,
				    &truncated, &problem);
		if (!dates || truncated) {
			g_autofree char *many =
				g_strdup_printf(_("Its rule makes more than %d dates; it was not taken in."),
						ICAL_MAX_OCCURRENCES);
			import_report_problem(import->report, master->uid, master->line,
					      dates ? many : problem->message);
			return FALSE;
		}
		if (master->rrule)
			*series = series_of(import, master, horizon);
		for (guint i = 0; i < dates->len; i++)
			add_date(import, master, exceptions, g_array_index(dates, gint64, i),
				 *series ? (*series)->id : NULL, wanted);
		if (dates->len == 0 && exceptions->len == 0)
			import_report_problem(import->report, master->uid, master->line,
					      _("Its rule gives no date; there is nothing to take in."));
	}
	/* a detached occurrence whose date the rule does not give stands by itself */
	for (guint i = 0; i < exceptions->len; i++) {
		const IcalEvent *event = exceptions->pdata[i];
		gboolean among = FALSE;
		for (guint j = 0; dates && j < dates->len && !among; j++)
			among = g_array_index(dates, gint64, j) == event->recurrence_id;
		if (!among) {
			Booking *booking = booking_of(import, event, event->start, event->recurrence_id);
			match_customer(import, event, booking);
			g_ptr_array_add(wanted, booking);
		}
	}
	return TRUE;
}

/* --- writing --- */

static gboolean breathe(Import *import, GError **error)
{
	guint done = import->report->created + import->report->updated + import->report->unchanged;

	if (import->options->progress && done % CHUNK_ROWS == 0 &&
	    !import->options->progress(done, import->options->data))
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("Stopped. What was taken in so far stands; the same file again goes on "
				      "from there."));
	if (import->options->dry_run)
		return TRUE;
	if (import->book->saved < CHUNK_ROWS && g_get_monotonic_time() - import->chunk_began < CHUNK_US)
		return TRUE;
	if (import->book->saved == 0) {
		import->chunk_began = g_get_monotonic_time();
		return TRUE;
	}
	if (!book_commit_chunk(import->book, import->what, error))
		return FALSE;
	import->chunk_began = g_get_monotonic_time();
	return TRUE;
}

static gboolean save(Import *import, const ModelClass *cls, gpointer row, const char *type, GError **error)
{
	return import->options->dry_run || book_save(import->book, cls, row, type, error);
}

static gboolean takes_anybody(const Booking *booking)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (part->staff || part->resource)
			return TRUE;
	}
	return FALSE;
}

/* Taken in whatever stands there; marked when it takes somebody's time twice. spare: those that are no hindrance, or NULL. */
static gboolean mark_overlap(Import *import, Booking *booking, BookSpare spare, GError **error)
{
	g_autoptr(GError) clash = NULL;

	if (!booking_is_live(booking) || !booking->busy || booking->overbooked || !takes_anybody(booking) ||
	    book_check_sharing(import->book, booking, spare, NULL, &clash))
		return TRUE;
	if (!g_error_matches(clash, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT)) {
		g_propagate_error(error, g_steal_pointer(&clash));
		return FALSE;
	}
	model_set(&booking_class, booking, &booking->overbooked, _("imported"));
	return TRUE;
}

/* The booking that stands, with what the file says written over it; marks made here are kept. */
static Booking *followed(const Booking *stands, const Booking *wanted)
{
	static const char *const fields[] = { "start",  "end",         "zone",    "local_start", "all_day",
					      "title",  "public_note", "busy",    "sequence",    "extra",
					      "series", "occurrence",  "removed", NULL };
	Booking *booking = booking_copy(stands);
	BookingStatus said = booking_status(wanted), is = booking_status(stands);
	gboolean time_moved = stands->start != wanted->start || stands->end != wanted->end;

	for (const char *const *name = fields; *name; name++)
		model_field_copy(model_field(&booking_class, *name), booking, wanted);
	if (said == STATUS_CANCELLED || is == STATUS_CANCELLED || is == STATUS_TENTATIVE ||
	    is == STATUS_CONFIRMED)
		model_set(&booking_class, booking, &booking->status, wanted->status);
	if (wanted->customer && !stands->customer) {
		model_set(&booking_class, booking, &booking->kind, wanted->kind);
		model_set(&booking_class, booking, &booking->customer, wanted->customer);
	}
	if (time_moved) {
		const Part *first = stands->parts->len ? stands->parts->pdata[0] : NULL;
		g_autofree char *staff = first ? g_strdup(first->staff) : NULL;
		g_ptr_array_set_size(booking->parts, 0);
		add_part(booking, staff);
	}
	if (time_moved || wanted->removed != stands->removed)
		model_set(&booking_class, booking, &booking->overbooked, NULL);
	return booking;
}

static gboolean write_one(Import *import, Booking *wanted, const Booking *stands, GError **error)
{
	g_autoptr(Booking) booking = NULL;

	if (wanted->start < G_GINT64_CONSTANT(-2208988800) || wanted->end > G_GINT64_CONSTANT(7258118400)) {
		import_report_problem(import->report, wanted->uid, 0,
				      _("Its time is not between 1900 and 2200."));
		return TRUE;
	}
	if (!stands) {
		import->report->created++;
		return mark_overlap(import, wanted, NULL, error) &&
		       save(import, &booking_class, wanted, "booking.created", error);
	}
	booking = followed(stands, wanted);
	if (model_equal(&booking_class, booking, stands)) {
		import->report->unchanged++;
		return TRUE;
	}
	if (stands->removed)
		import->report->created++;
	else
		import->report->updated++;
	return mark_overlap(import, booking, NULL, error) &&
	       save(import, &booking_class, booking, "booking.changed", error);
}

static gboolean cancel_gone(Import *import, const Booking *stands, GError **error)
{
	g_autoptr(Booking) booking = NULL;

	if (stands->removed || !booking_is_live(stands) || booking_status(stands) == STATUS_COMPLETED)
		return TRUE;
	booking = booking_copy(stands);
	model_set(&booking_class, booking, &booking->status, status_name(STATUS_CANCELLED));
	model_set(&booking_class, booking, &booking->cancel_reason, _("no longer in the imported file"));
	import->report->updated++;
	return save(import, &booking_class, booking, "booking.cancelled", error);
}

static gboolean collect_booking(Booking *take, G_GNUC_UNUSED const char *customer,
				G_GNUC_UNUSED const char *phones, gpointer data)
{
	g_ptr_array_add(data, take);
	return TRUE;
}

static gboolean skips_the_same(const Series *a, const Series *b)
{
	return model_field_equal(model_field(&series_class, "skipped"), a, b);
}

static gboolean write_series(Import *import, Series *series, GError **error)
{
	g_autoptr(Series) stands = store_get(import->book->store, &series_class, series->id, error);

	if (!stands)
		return !(error && *error) && save(import, &series_class, series, "series.created", error);
	if (strcmp(stands->rrule, series->rrule) == 0 && stands->local_start == series->local_start &&
	    !stands->removed && strcmp(stands->zone, series->zone) == 0) {
		if (skips_the_same(stands, series))
			return TRUE;
		series->filled_until = stands->filled_until; /* the horizon reached stays */
	}
	series->version = stands->version;
	series->created = stands->created;
	return save(import, &series_class, series, "series.changed", error);
}

static gboolean reconcile(Import *import, const char *uid, GPtrArray *wanted, GError **error)
{
	g_autoptr(GPtrArray) standing = model_list_new(&booking_class);
	g_autoptr(GHashTable) by_recurrence = g_hash_table_new(g_str_hash, g_str_equal);

	if (!store_bookings_by_uid(import->book->store, uid, collect_booking, standing, error))
		return FALSE;
	for (guint i = 0; i < standing->len; i++) {
		Booking *booking = standing->pdata[i];
		g_hash_table_insert(by_recurrence, booking->recurrence_id, booking);
	}
	for (guint i = 0; i < wanted->len; i++) {
		Booking *booking = wanted->pdata[i];
		const Booking *stands = g_hash_table_lookup(by_recurrence, booking->recurrence_id);
		g_hash_table_remove(by_recurrence, booking->recurrence_id);
		if (!write_one(import, booking, stands, error) || !breathe(import, error))
			return FALSE;
	}
	for (guint i = 0; i < standing->len; i++) {
		Booking *booking = standing->pdata[i];
		if (g_hash_table_contains(by_recurrence, booking->recurrence_id) &&
		    (!cancel_gone(import, booking, error) || !breathe(import, error)))
			return FALSE;
	}
	return TRUE;
}

/* --- what daybook itself wrote --- */

static char *here(const Import *import, const ModelClass *cls, const char *id)
{
	const char *other = id ? g_hash_table_lookup(import->renamed, id) : NULL;
	gpointer row;

	if (!id)
		return NULL;
	if (other)
		return g_strdup(other);
	row = store_get(import->book->store, cls, id, NULL);
	model_free(cls, row);
	return row ? g_strdup(id) : NULL;
}

static void set_ref(const Import *import, const ModelClass *of, const ModelClass *cls, gpointer thing,
		    char **field)
{
	g_autofree char *id = here(import, of, *field);

	model_set(cls, thing, field, id);
}

/* A date of a series has one row. A file may claim it for another: that one then stands by itself. */
static gboolean is_date_of(const Import *import, const Booking *booking)
{
	g_autofree char *stands =
		store_series_at(import->book->store, booking->series, booking->occurrence, NULL);

	return !stands || strcmp(stands, booking->id) == 0;
}

/* The row an event of ours carries; NULL when it carries none or one that makes no sense. */
static Booking *own_image(const Import *import, const IcalEvent *event)
{
	g_autofree char *image = ical_event_extra_text(event, "X-DAYBOOK-BOOKING");
	g_autoptr(Booking) booking = image ? model_from_image(&booking_class, image, NULL) : NULL;

	if (!booking || !exchange_may_stand(&booking_class, booking))
		return NULL;
	set_ref(import, &customer_class, &booking_class, booking, &booking->customer);
	set_ref(import, &series_class, &booking_class, booking, &booking->series);
	if (booking->series && (booking->occurrence == NONE || !is_date_of(import, booking)))
		model_set(&booking_class, booking, &booking->series, NULL);
	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		set_ref(import, &staff_class, &part_class, part, &part->staff);
		set_ref(import, &service_class, &part_class, part, &part->service);
		set_ref(import, &resource_class, &part_class, part, &part->resource);
	}
	return g_steal_pointer(&booking);
}

static gboolean take_customer(Import *import, const IcalEvent *event, GError **error)
{
	g_autofree char *image = ical_event_extra_text(event, "X-DAYBOOK-CUSTOMER");
	g_autoptr(Customer) customer = image ? model_from_image(&customer_class, image, NULL) : NULL;
	g_autoptr(Customer) stands = NULL;

	if (!customer || !exchange_may_stand(&customer_class, customer))
		return TRUE;
	if ((stands = store_get(import->book->store, &customer_class, customer->id, error)) ||
	    (error && *error))
		return stands != NULL;
	model_set(&customer_class, customer, &customer->merged_into, NULL);
	customer->version--; /* saving counts it up again: the same row as in the book it came from */
	return save(import, &customer_class, customer, "customer.created", error);
}

/* What is marked was laid over something; in the file's own book, this booking was there first. */
static gboolean is_marked(Book *book, const char *id, G_GNUC_UNUSED gpointer data)
{
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, id, NULL);

	return booking && booking->overbooked;
}

static gboolean write_own(Import *import, const IcalEvent *event, gboolean *ours, GError **error)
{
	g_autoptr(Booking) booking = NULL;
	g_autoptr(Booking) stands = NULL;
	gboolean done;

	import->book->keep_stamps = TRUE;
	done = take_customer(import, event, error);
	booking = done ? own_image(import, event) : NULL;
	*ours = booking != NULL;
	if (booking) {
		stands = store_get(import->book->store, &booking_class, booking->id, error);
		if (stands && !stands->removed && stands->version >= booking->version) {
			import->report->unchanged++; /* the book knows it at least as well as the file */
		} else {
			if (!stands || stands->removed)
				import->report->created++;
			else
				import->report->updated++;
			booking->version = stands ? stands->version : booking->version - 1;
			done = mark_overlap(import, booking, is_marked, error) &&
			       save(import, &booking_class, booking,
				    stands ? "booking.changed" : "booking.created", error);
		}
	}
	import->book->keep_stamps = FALSE;
	return done;
}

/* An event made from a booking of this book, without its image: the book follows its time, and a cancellation. */
static gboolean follow_known(Import *import, const IcalEvent *event, Booking *stands, GError **error)
{
	g_autoptr(Booking) wanted = booking_of(import, event, event->start, G_MININT64);
	g_autoptr(Booking) booking = booking_copy(stands);
	gint64 by = wanted->start - stands->start;

	if (by != 0 || wanted->end - wanted->start != stands->end - stands->start) {
		Part *last = booking->parts->pdata[booking->parts->len - 1];
		for (guint i = 0; i < booking->parts->len; i++) {
			Part *part = booking->parts->pdata[i];
			part->start += by;
			part->end += by;
			part->busy_from += by;
			part->busy_to += by;
		}
		by = wanted->end - last->end;
		if (last->end + by > last->start) {
			last->end += by;
			last->busy_to += by;
		}
		booking->all_day = wanted->all_day;
		model_set(&booking_class, booking, &booking->overbooked, NULL);
		book_fit_to_parts(import->book, booking);
	}
	if (booking_status(wanted) == STATUS_CANCELLED && booking_is_live(booking))
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_CANCELLED));
	if (model_equal(&booking_class, booking, stands)) {
		import->report->unchanged++;
		return TRUE;
	}
	import->report->updated++;
	return mark_overlap(import, booking, NULL, error) &&
	       save(import, &booking_class, booking, "booking.changed", error);
}

/* --- the reader's callbacks --- */

static gboolean write_master(Import *import, const IcalEvent *master, const GPtrArray *exceptions,
			     GError **error)
{
	g_autoptr(GPtrArray) wanted = model_list_new(&booking_class);
	g_autoptr(Series) series = NULL;
	g_autoptr(Booking) known = NULL;

	if (id_is_uuid(master->uid) && !master->rrule) {
		known = store_get(import->book->store, &booking_class, master->uid, error);
		if (known && !known->removed && !*known->uid)
			return follow_known(import, master, known, error);
	}
	if (!lay_out(import, master, exceptions, wanted, &series))
		return TRUE;
	return (!series || write_series(import, series, error)) &&
	       reconcile(import, master->uid, wanted, error);
}

static gboolean write_detached(Import *import, const GPtrArray *exceptions, GError **error)
{
	g_autoptr(GPtrArray) wanted = model_list_new(&booking_class);

	for (guint i = 0; i < exceptions->len; i++) {
		const IcalEvent *event = exceptions->pdata[i];
		gboolean ours = FALSE;
		if (!write_own(import, event, &ours, error))
			return FALSE;
		if (!ours) {
			Booking *booking = booking_of(import, event, event->start, event->recurrence_id);
			match_customer(import, event, booking);
			g_ptr_array_add(wanted, booking);
		}
	}
	return wanted->len == 0 ||
	       reconcile(import, ((const IcalEvent *)exceptions->pdata[0])->uid, wanted, error);
}

static gboolean on_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data, GError **error)
{
	Import *import = data;
	gboolean ours = FALSE;

	if (!master)
		return write_detached(import, exceptions, error) && breathe(import, error);
	if (!write_own(import, master, &ours, error))
		return FALSE;
	return (ours || write_master(import, master, exceptions, error)) && breathe(import, error);
}

static void on_broken(const char *uid, guint line, const char *message, gpointer data)
{
	import_report_problem(((Import *)data)->report, uid, line, message);
}

/* A row of the house that daybook wrote before its events: taken where neither its id nor its name is known. */
static gboolean on_calendar(const char *name, const char *text, gpointer data, GError **error)
{
	static const struct {
		const char *name;
		const ModelClass *cls;
	} kinds[] = { { "X-DAYBOOK-STAFF", &staff_class },
		      { "X-DAYBOOK-RESOURCE", &resource_class },
		      { "X-DAYBOOK-SERVICE", &service_class },
		      { "X-DAYBOOK-SERIES", &series_class } };
	Import *import = data;

	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(name, kinds[i].name) == 0)
			return exchange_take_house(import->book, kinds[i].cls, text, import->renamed,
						   import->report, import->options->dry_run, error);
	}
	return TRUE;
}

ImportReport *book_import_ical(Book *book, const ImportOptions *options, GError **error)
{
	static const IcalReader reader = { on_group, on_broken, on_calendar };
	g_autoptr(ImportReport) report = import_report_new();
	g_autoptr(GHashTable) renamed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *name = g_path_get_basename(options->path);
	g_autofree char *what = g_strdup_printf(_("Imported %s"), name);
	Import import = { book,
			  options,
			  report,
			  renamed,
			  what,
			  g_get_monotonic_time(),
			  zone_resolve(book->zone, book_series_horizon(book, book_now(book))) };
	gboolean done;

	if (!import_open(book, options->dry_run, error))
		return NULL;
	done = ical_read(options->path, book->business->zone, &reader, &import, error);
	done = import_close(book, options->dry_run, done, what, &report->correlation, error);
	return done ? g_steal_pointer(&report) : NULL;
}
