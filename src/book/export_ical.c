/* book/export_ical.c - iCalendar out, one booking at a time. With private notes each event also carries its row's image
 * (X-DAYBOOK-BOOKING, X-DAYBOOK-CUSTOMER) and the calendar the house, so that daybook takes in what it gave out. */
#include <string.h>

#include "base/i18n.h"
#include "book/exchange_p.h"
#include "ical/ical.h"
#include "model/series.h"

typedef struct {
	Book *book;
	const ExportOptions *options;
	IcalWriter *writer;
	GError *error;
} Export;

static void property_free(gpointer property_)
{
	IcalProperty *property = property_;

	g_free(property->name);
	g_free(property->value);
	g_free(property);
}

static void add_property(GPtrArray *list, const char *name, char *value_take)
{
	IcalProperty *property = g_new(IcalProperty, 1);

	*property = (IcalProperty){ g_strdup(name), value_take };
	g_ptr_array_add(list, property);
}

static void add_image(GPtrArray *list, const char *name, const ModelClass *cls, gconstpointer row)
{
	g_autofree char *image = model_image(cls, row);

	add_property(list, name, ical_escape(image));
}

static void set_text(char **field, char *value_take)
{
	g_free(*field);
	*field = value_take;
}

static const char *ical_status(BookingStatus status)
{
	return status == STATUS_TENTATIVE                                      ? "TENTATIVE"
	       : status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED ? "CANCELLED"
									       : "CONFIRMED";
}

/* The unknown properties an import kept. LOCATION has a field of its own. */
static void add_extra(IcalEvent *event, const char *json)
{
	cJSON *list = *json ? cJSON_Parse(json) : NULL;
	const cJSON *pair;

	cJSON_ArrayForEach (pair, list) {
		const char *name = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 0));
		const char *value = cJSON_GetStringValue(cJSON_GetArrayItem(pair, 1));
		char *text;
		if (!name || !value)
			continue;
		if (strcmp(name, "LOCATION") == 0 && (text = ical_unescape(value)))
			set_text(&event->location, text);
		else
			add_property(event->extra, name, g_strdup(value));
	}
	cJSON_Delete(list);
}

static char *summary_of(const Book *book, const BookingView *view)
{
	g_autofree char *services = booking_view_services(book, view);

	if (*view->booking->title)
		return g_strdup(view->booking->title);
	return *services ? g_strdup_printf("%s · %s", booking_view_name(view), services)
			 : g_strdup(booking_view_name(view));
}

static char *description_of(const Export *export, const Booking *booking)
{
	if (!export->options->private_notes || !*booking->notes)
		return g_strdup(booking->public_note);
	return *booking->public_note ? g_strdup_printf("%s\n\n%s", booking->public_note, booking->notes)
				     : g_strdup(booking->notes);
}

static gboolean add_private(const Export *export, const Booking *booking, IcalEvent *event, GError **error)
{
	g_autoptr(Customer) customer = NULL;

	add_image(event->extra, "X-DAYBOOK-BOOKING", &booking_class, booking);
	if (!booking->customer)
		return TRUE;
	if (!(customer = store_get(export->book->store, &customer_class, booking->customer, error)))
		return !(error && *error);
	add_image(event->extra, "X-DAYBOOK-CUSTOMER", &customer_class, customer);
	return TRUE;
}

static IcalEvent *event_of(const Export *export, const BookingView *view, GError **error)
{
	const Booking *booking = view->booking;
	g_autoptr(IcalEvent) event = ical_event_new();

	set_text(&event->uid, g_strdup(*booking->uid ? booking->uid : booking->id));
	event->all_day = booking->all_day > 0;
	event->start =
		event->all_day ? local_day(booking->local_start) * ZONE_DAY_SECONDS : booking->local_start;
	event->seconds = event->all_day ? booking->all_day * ZONE_DAY_SECONDS : booking->end - booking->start;
	set_text(&event->zone, event->all_day ? NULL : g_strdup(booking->zone));
	if (*booking->recurrence_id && booking->occurrence != NONE)
		event->recurrence_id = booking->occurrence;
	set_text(&event->status, g_strdup(ical_status(booking_status(booking))));
	event->transparent = !booking->busy;
	set_text(&event->summary, summary_of(export->book, view));
	set_text(&event->description, description_of(export, booking));
	event->sequence = (int)booking->sequence;
	event->created = booking->created;
	event->modified = booking->updated;
	add_extra(event, booking->extra);
	if (export->options->private_notes && !add_private(export, booking, event, error))
		return NULL;
	return g_steal_pointer(&event);
}

static gboolean export_one(Booking *take, const char *customer, G_GNUC_UNUSED const char *phones_json,
			   gpointer data)
{
	Export *export = data;
	g_autoptr(BookingView) view =
		book_view_take(take, customer, NULL); /* no phone goes into a calendar */
	g_autoptr(IcalEvent) event = event_of(export, view, &export->error);

	return event && ical_writer_event(export->writer, event, &export->error);
}

static GPtrArray *house_properties(Book *book, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(property_free);
	g_autoptr(GPtrArray) series = store_all(book->store, &series_class, error);

	if (!series)
		return NULL;
	for (guint i = 0; i < book->all_staff->len; i++)
		add_image(list, "X-DAYBOOK-STAFF", &staff_class, book->all_staff->pdata[i]);
	for (guint i = 0; i < book->all_resources->len; i++)
		add_image(list, "X-DAYBOOK-RESOURCE", &resource_class, book->all_resources->pdata[i]);
	for (guint i = 0; i < book->all_services->len; i++)
		add_image(list, "X-DAYBOOK-SERVICE", &service_class, book->all_services->pdata[i]);
	for (guint i = 0; i < series->len; i++)
		add_image(list, "X-DAYBOOK-SERIES", &series_class, series->pdata[i]);
	return g_steal_pointer(&list);
}

static gboolean export_range(Export *export, GError **error)
{
	const ExportOptions *options = export->options;
	gboolean done;

	if (options->from == NONE && options->to == NONE)
		done = store_bookings_all(export->book->store, export_one, export, error);
	else
		done = store_bookings_overlapping(
			export->book->store, options->from == NONE ? G_MININT64 / 4 : options->from,
			options->to == NONE ? G_MAXINT64 / 4 : options->to, export_one, export, error);
	if (export->error) {
		g_propagate_error(error, g_steal_pointer(&export->error));
		return FALSE;
	}
	return done;
}

gboolean book_export_ical(Book *book, const ExportOptions *options, GError **error)
{
	Export export = { book, options, NULL, NULL };
	g_autoptr(GPtrArray) properties = NULL;
	gboolean done;

	if (options->private_notes && !(properties = house_properties(book, error)))
		return FALSE;
	if (!(export.writer = ical_writer_new(options->fd, properties, error)))
		return FALSE;
	if (!store_read_begin(book->store, error)) {
		ical_writer_free(export.writer);
		return FALSE;
	}
	done = export_range(&export, error);
	store_read_end(book->store);
	if (!done) {
		ical_writer_free(export.writer);
		return FALSE;
	}
	return ical_writer_finish(export.writer, error);
}

/* --- taking the house in --- */

/* Everything of the house that has a name begins with these. */
typedef struct {
	char *id;
	gint64 version, removed;
	char *name;
} Named;

G_STATIC_ASSERT(G_STRUCT_OFFSET(Staff, name) == G_STRUCT_OFFSET(Named, name));
G_STATIC_ASSERT(G_STRUCT_OFFSET(Resource, name) == G_STRUCT_OFFSET(Named, name));
G_STATIC_ASSERT(G_STRUCT_OFFSET(Service, name) == G_STRUCT_OFFSET(Named, name));

static const char *same_name(const GPtrArray *rows, const char *name)
{
	for (guint i = 0; i < rows->len; i++) {
		const Named *row = rows->pdata[i];
		g_autofree char *one = g_utf8_casefold(row->name, -1), *two = g_utf8_casefold(name, -1);
		if (strcmp(one, two) == 0)
			return row->id;
	}
	return NULL;
}

/* A service names the staff who do it: by their ids here. */
static void rename_skills(Service *service, GHashTable *renamed)
{
	for (guint i = 0; i < service->skills->len; i++) {
		Skill *skill = service->skills->pdata[i];
		const char *other = g_hash_table_lookup(renamed, skill->staff);
		if (other)
			model_set(&skill_class, skill, &skill->staff, other);
	}
}

/* NULL where the file holds no such row, or one that may not stand. */
static Row *house_row(const ModelClass *cls, const char *image)
{
	Row *row = model_from_image(cls, image, NULL);

	if (row && !exchange_may_stand(cls, row)) {
		model_free(cls, row);
		row = NULL;
	}
	return row;
}

gboolean exchange_take_house(Book *book, const ModelClass *cls, const char *image, GHashTable *renamed,
			     ImportReport *report, gboolean dry_run, GError **error)
{
	Row *row = house_row(cls, image);
	gpointer stands = row ? store_get(book->store, cls, row->id, NULL) : NULL;
	const GPtrArray *rows = cls == &staff_class      ? book->staff
				: cls == &resource_class ? book->resources
				: cls == &service_class  ? book->services
							 : NULL;
	const char *known =
		row && !stands && rows ? same_name(rows, ((const Named *)(const void *)row)->name) : NULL;
	g_autofree char *type = g_strdup_printf("%s.added", cls->name);
	gboolean done = TRUE;

	if (!row) {
		g_autofree char *wrong = g_strdup_printf(
			_("A record of the book (%s) cannot be read: it is not what daybook wrote."),
			cls->name);
		import_report_problem(report, NULL, 0, wrong);
	} else if (known) {
		g_hash_table_insert(renamed, g_strdup(row->id), g_strdup(known));
	} else if (!stands && !dry_run) {
		if (cls == &service_class)
			rename_skills((Service *)(void *)row, renamed);
		row->version--; /* saving counts it up again */
		done = book_save(book, cls, row, type, error) && book_load_house(book, error);
	}
	model_free(cls, stands);
	model_free(cls, row);
	return done;
}
