/* book/init.c - a new book: its house, checked, then written as one change; no file is left where that fails */
#include "book/init_p.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/money.h"
#include "base/text.h"
#include "base/when.h"
#include "book/book_p.h"
#include "book/fields_p.h"
#include "book/house.h"

#define DEFAULT_HOURS "mo-fr 09:00-18:00"
#define DEFAULT_CURRENCY "EUR"

/* What the ids of a demo are derived from: the same demo has the same ids, on every machine. */
#define DEMO_NAMESPACE "5b1f6a52-0c9e-4e63-9a55-7a2d1f0c5e11"

/* --- rows in memory --- */

void new_book_id(const NewBook *new, const ModelClass *cls, gpointer row, const char *key)
{
	g_autofree char *name = g_strconcat(cls->name, "/", key, NULL);
	g_autofree char *id = new->asked->demo ? id_derive(DEMO_NAMESPACE, name) : id_new();
	model_set(cls, row, &((Row *)row)->id, id);
}

static void add_range(int weekday, int from_min, int to_min, gpointer data)
{
	HoursRange *range = hours_range_new();
	range->weekday = weekday;
	range->from_min = from_min;
	range->to_min = to_min;
	g_ptr_array_add(data, range);
}

gboolean new_book_hours(NewBook *new, const char *staff, const char *spec, GError **error)
{
	g_autoptr(OpeningHours) hours = opening_hours_new();
	new_book_id(new, &opening_hours_class, hours, staff ? staff : BUSINESS_ID);
	model_set(&opening_hours_class, hours, &hours->staff, staff);
	hours->created = new->now;
	if (!when_hours(spec, add_range, hours->ranges, error))
		return FALSE;
	g_ptr_array_add(new->hours, g_steal_pointer(&hours));
	return TRUE;
}

static gboolean name_is_new(const GPtrArray *rows, gsize name_offset, const char *name, GError **error)
{
	for (guint i = 0; i < rows->len; i++)
		if (field_same(G_STRUCT_MEMBER(char *, rows->pdata[i], name_offset), name))
			return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
					    _("“%s” is there twice. Give each its own name."), name);
	return TRUE;
}

gboolean new_book_staff(NewBook *new, const char *name, GError **error)
{
	g_autoptr(Staff) staff = staff_new();
	g_autofree char *own = field_name(name, _("staff member"), error);
	if (!own || !name_is_new(new->staff, G_STRUCT_OFFSET(Staff, name), own, error))
		return FALSE;
	g_autofree char *key = g_strdup_printf("%u", new->staff->len);
	new_book_id(new, &staff_class, staff, key);
	model_set(&staff_class, staff, &staff->name, own);
	model_set(&staff_class, staff, &staff->color, field_colors()[new->staff->len % FIELD_PALETTE]);
	staff->active = 1;
	staff->position = new->staff->len;
	g_ptr_array_add(new->staff, g_steal_pointer(&staff));
	return TRUE;
}

/* --- "Cut & colour 75 84.00": the name, then how long, then how much --- */

static gboolean is_money(const NewBook *new, const char *text, gint64 *minor)
{
	return money_parse(text, new->business->currency, minor, NULL);
}

/* How many words at the end are not of the name: 2 length and price, 1 length alone, 0 neither. */
static guint read_tail(const NewBook *new, char **words, guint n, gint64 *seconds, gint64 *price)
{
	*price = NONE;
	if (n >= 3 && when_duration(words[n - 2], FALSE, seconds, NULL) && is_money(new, words[n - 1], price))
		return 2;
	*price = NONE;
	return n >= 2 && when_duration(words[n - 1], FALSE, seconds, NULL) ? 1 : 0;
}

static gboolean add_service(NewBook *new, const char *line, GError **error)
{
	g_autofree char *text = text_name(line);
	if (!text)
		return TRUE; /* an empty line of the form */
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	guint n = g_strv_length(words);
	gint64 seconds = 0, price = NONE;
	guint tail = read_tail(new, words, n, &seconds, &price);
	if (tail == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is not understood. Write a service as its name, its minutes and "
				      "its price, like “Cut 45 38.00”."),
				    text);
	g_autoptr(Service) service = service_new();
	for (guint i = n - tail; i < n; i++) /* what is left is the name */
		g_clear_pointer(&words[i], g_free);
	g_autofree char *joined = g_strjoinv(" ", words);
	g_autofree char *name = field_name(joined, _("service"), error);
	if (!name || !name_is_new(new->services, G_STRUCT_OFFSET(Service, name), name, error))
		return FALSE;
	new_book_id(new, &service_class, service, name);
	model_set(&service_class, service, &service->name, name);
	service->duration = seconds / 60;
	service->price = price;
	service->capacity = service->active = 1;
	service->position = new->services->len;
	g_ptr_array_add(new->services, g_steal_pointer(&service));
	return TRUE;
}

/* --- the house --- */

static const char *or_default(const char *text, const char *fallback)
{
	return text && *text ? text : fallback;
}

static gboolean make_business(NewBook *new, GError **error)
{
	const ModelClass *cls = &business_class;
	const BookInit *asked = new->asked;
	Business *business = new->business = business_new();
	g_autofree char *zone = asked->zone && *asked->zone ? g_strdup(asked->zone) : zone_system_name();
	const char *name = or_default(asked->name, asked->demo ? "Salon Lumière" : _("My business"));
	model_set(cls, business, &business->id, BUSINESS_ID);
	if (!field_take(cls, business, &business->name, field_name(name, _("the business"), error)) ||
	    !field_take(cls, business, &business->zone, field_zone(zone, error)) ||
	    !field_take(cls, business, &business->currency,
			field_currency(or_default(asked->currency, DEFAULT_CURRENCY), error)))
		return FALSE;
	new->zone = zone_new(business->zone, error);
	return new->zone != NULL;
}

static void make_policy(NewBook *new)
{
	Policy *policy = new->policy = policy_new();
	model_set(&policy_class, policy, &policy->id, POLICY_ID);
	policy->slot_step = 15;
	policy->horizon = 24;
}

static gboolean make_staff(NewBook *new, const char *actor, GError **error)
{
	const GPtrArray *names = new->asked->staff;
	for (guint i = 0; names && i < names->len; i++)
		if (!new_book_staff(new, names->pdata[i], error))
			return FALSE;
	return new->staff->len > 0 || new->asked->demo || new_book_staff(new, actor, error);
}

static gboolean make_services(NewBook *new, GError **error)
{
	const GPtrArray *lines = new->asked->services;
	for (guint i = 0; lines && i < lines->len; i++)
		if (!add_service(new, lines->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* A demo has hours of its own unless they were asked for. */
static gboolean make_hours(NewBook *new, GError **error)
{
	const char *spec = new->asked->hours;
	if (new->asked->demo && !(spec && *spec))
		return TRUE;
	return new_book_hours(new, NULL, or_default(spec, DEFAULT_HOURS), error);
}

static gboolean make_house(NewBook *new, const char *actor, GError **error)
{
	if (!make_business(new, error))
		return FALSE;
	make_policy(new);
	return make_staff(new, actor, error) && make_services(new, error) && make_hours(new, error) &&
	       (!new->asked->demo || demo_fill(new, error));
}

static void new_book_init(NewBook *new, const BookOptions *options, const BookInit *asked)
{
	*new = (NewBook){ .asked = asked,
			  .now = clock_now(&options->clock),
			  .source = options->source ? options->source : "cli" };
	new->staff = model_list_new(&staff_class);
	new->resources = model_list_new(&resource_class);
	new->services = model_list_new(&service_class);
	new->customers = model_list_new(&customer_class);
	new->hours = model_list_new(&opening_hours_class);
	new->closures = model_list_new(&closure_class);
	new->series = model_list_new(&series_class);
	new->bookings = model_list_new(&booking_class);
}

static void new_book_clear(NewBook *new)
{
	GPtrArray *lists[] = { new->staff, new->resources, new->services, new->customers,
			       new->hours, new->closures,  new->series,   new->bookings };
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		g_ptr_array_unref(lists[i]);
	business_free(new->business);
	policy_free(new->policy);
	g_clear_pointer(&new->zone, g_time_zone_unref);
}

/* --- writing --- */

typedef struct {
	Store *store;
	char *correlation;
	const char *actor, *source;
	gint64 now;
	const BookOptions *options;
} Writer;

static gboolean write_event(const Writer *writer, const ModelClass *cls, gpointer row, const char *type,
			    GError **error)
{
	Event *event = g_new0(Event, 1);
	event->type = g_strdup(type);
	event->version = 1;
	event->at = writer->now;
	event->source = g_strdup(writer->source);
	event->actor = g_strdup(writer->actor);
	event->correlation = g_strdup(writer->correlation);
	event->entity = g_strdup(cls->name);
	event->entity_id = g_strdup(((Row *)row)->id);
	event->after = model_image(cls, row);
	gboolean done = store_event_append(writer->store, event, error);
	event_free(event);
	return done;
}

static gboolean write_row(const Writer *writer, const ModelClass *cls, gpointer row, const char *type,
			  GError **error)
{
	((Row *)row)->version = 1;
	return store_put(writer->store, cls, row, error) && write_event(writer, cls, row, type, error);
}

static gboolean write_list(const Writer *writer, const ModelClass *cls, const GPtrArray *rows,
			   const char *type, GError **error)
{
	for (guint i = 0; i < rows->len; i++)
		if (!write_row(writer, cls, rows->pdata[i], type, error))
			return FALSE;
	return TRUE;
}

/* In an order that satisfies their references. */
static gboolean write_rows(const Writer *writer, const NewBook *new, GError **error)
{
	return write_row(writer, &business_class, new->business, "business.changed", error) &&
	       write_row(writer, &policy_class, new->policy, "policy.changed", error) &&
	       write_list(writer, &staff_class, new->staff, "staff.added", error) &&
	       write_list(writer, &resource_class, new->resources, "resource.added", error) &&
	       write_list(writer, &service_class, new->services, "service.added", error) &&
	       write_list(writer, &customer_class, new->customers, "customer.created", error) &&
	       write_list(writer, &opening_hours_class, new->hours, "hours.changed", error) &&
	       write_list(writer, &closure_class, new->closures, "closure.added", error) &&
	       write_list(writer, &series_class, new->series, "series.created", error) &&
	       write_list(writer, &booking_class, new->bookings, "booking.created", error);
}

static gboolean write_request(const Writer *writer, GError **error)
{
	const BookOptions *options = writer->options;
	return !options->request_id || store_request_add(writer->store, options->request_id,
							 options->request_of ? options->request_of : "",
							 writer->correlation, clock_real(), error);
}

static gboolean write_book(const Writer *writer, const NewBook *new, GError **error)
{
	g_autofree char *what = g_strdup_printf(_("Made the book of %s"), new->business->name);
	Change change = { .id = writer->correlation,
			  .kind = CHANGE_DO,
			  .actor = (char *)writer->actor,
			  .source = (char *)writer->source,
			  .at = writer->now,
			  .what = what,
			  .undoable = FALSE };
	return store_begin(writer->store, error) && write_rows(writer, new, error) &&
	       store_change_add(writer->store, &change, error) && write_request(writer, error) &&
	       store_commit(writer->store, error);
}

/* Under another name until it is whole: a book that somebody may open is never half made, whenever we are killed. */
static gboolean create(const BookOptions *options, const NewBook *new, const char *actor, GError **error)
{
	g_autofree char *unfinished = g_strdup_printf("%s.new-%d", options->path, (int)getpid());
	Writer writer = { NULL, id_new(), actor, new->source, new->now, options };
	gboolean created = FALSE, done = FALSE;

	if (g_file_test(options->path, G_FILE_TEST_EXISTS)) {
		daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
			     _("%s exists already and was left as it is. Name another file with --book."),
			     options->path);
	} else if ((writer.store = store_create(unfinished, error))) {
		created = TRUE;
		done = write_book(&writer, new, error);
		store_rollback(writer.store);
		store_close(writer.store);
		done = done && store_name(unfinished, options->path, error);
	}
	if (created && !done)
		store_delete(unfinished);
	g_free(writer.correlation);
	return done;
}

gboolean book_init(const BookOptions *options, const BookInit *init, GError **error)
{
	g_autofree char *actor = book_actor_of(options);
	NewBook new;
	new_book_init(&new, options, init);
	gboolean done = make_house(&new, actor, error) && create(options, &new, actor, error);
	new_book_clear(&new);
	return done;
}
