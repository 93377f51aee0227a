/* tests/unit/book/desk.c - see desk.h */
#include "tests/unit/book/desk.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "model/series.h"
#include "tests/unit/unit.h"

/* --- the house --- */

gint64 desk_day(const char *day)
{
	int year, month, mday;
	return sscanf(day, "%d-%d-%d", &year, &month, &mday) == 3 ? day_from_civil(year, month, mday) : NONE;
}

gint64 desk_at(const Book *book, const char *wall)
{
	int hour, minute;
	if (sscanf(wall + 11, "%d:%d", &hour, &minute) != 2)
		return NONE;
	return zone_resolve(book_zone(book), desk_day(wall) * ZONE_DAY_SECONDS + hour * 3600 + minute * 60);
}

void desk_set_now(Book *book, const char *wall)
{
	book->clock = (Clock){ TRUE, desk_at(book, wall) };
}

static const char *id_by_name(const GPtrArray *rows, gsize name, const char *wanted)
{
	for (guint i = 0; wanted && i < rows->len; i++)
		if (strcmp(G_STRUCT_MEMBER(char *, rows->pdata[i], name), wanted) == 0)
			return ((const Row *)rows->pdata[i])->id;
	if (wanted)
		unit_check(FALSE, __LINE__, __FILE__, "there is no %s", wanted);
	return NULL;
}

const char *desk_staff(const Book *book, const char *name)
{
	return id_by_name(book_staff(book), G_STRUCT_OFFSET(Staff, name), name);
}

const char *desk_service(const Book *book, const char *name)
{
	return id_by_name(book_services(book), G_STRUCT_OFFSET(Service, name), name);
}

const char *desk_resource(const Book *book, const char *name)
{
	return id_by_name(book_resources(book), G_STRUCT_OFFSET(Resource, name), name);
}

void desk_add_service(Book *book, const ServiceEdit *edit)
{
	g_autoptr(GError) error = NULL;
	service_free(book_service_add(book, edit, &error));
	T_NO_ERROR(edit->name, error);
}

void desk_policy(Book *book, const char *name, const char *value)
{
	g_autoptr(GError) error = NULL;
	book_policy_set(book, name, value, &error);
	T_NO_ERROR(name, error);
}

static void add_room(Book *book, const char *name)
{
	g_autoptr(GError) error = NULL;
	ResourceEdit edit = { .name = name, .kind = "room", .active = NONE };
	resource_free(book_resource_add(book, &edit, &error));
	T_NO_ERROR(name, error);
}

static ServiceEdit service(const char *name, gint64 minutes, gint64 price)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = name;
	edit.duration = minutes;
	edit.price = price;
	return edit;
}

static GPtrArray *ids(const char *first, const char *second)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(list, g_strdup(first));
	if (second)
		g_ptr_array_add(list, g_strdup(second));
	return list;
}

static void add_services(Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) colourists = ids(desk_staff(book, "Ana"), desk_staff(book, "Boris"));
	g_autoptr(GPtrArray) teachers = ids(desk_staff(book, "Cleo"), NULL);
	g_autoptr(GPtrArray) segments = book_segments_parse("30 busy, 45 free, 30 busy", &error);
	ServiceEdit cut = service("Cut", 45, 3800), talk = service("Talk", 15, NONE);
	ServiceEdit colour = service("Colour", NONE, 8400);
	ServiceEdit massage = service("Massage", 60, 7000), yoga = service("Yoga", 60, 1200);
	colour.segments = segments;
	colour.skills = colourists;
	massage.buffer_before = 10;
	massage.buffer_after = 15;
	massage.resource_kind = "room";
	yoga.capacity = 3;
	yoga.skills = teachers;
	desk_add_service(book, &cut);
	desk_add_service(book, &colour);
	desk_add_service(book, &massage);
	desk_add_service(book, &yoga);
	desk_add_service(book, &talk);
}

static Book *open_as(const char *path, const char *actor, Clock clock)
{
	g_autoptr(GError) error = NULL;
	BookOptions options = { .path = path, .actor = actor, .source = "cli", .clock = clock };
	Book *book = book_open(&options, &error);
	if (!T_NO_ERROR(actor, error))
		g_error("no book to test with");
	return book;
}

Book *desk_open(const Book *book, const char *actor)
{
	return open_as(book_path(book), actor, book->clock);
}

Book *desk_new(const char *zone)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) staff = g_ptr_array_new();
	g_autofree char *path = unit_path("book.db");
	BookOptions options = {
		.path = path, .actor = "owner", .source = "cli", .clock = { TRUE, 1790000000 }
	};
	BookInit init = {
		.name = "Shop", .zone = zone, .currency = "EUR", .hours = "mo-sa 09:00-18:00", .staff = staff
	};
	static const char *const names[] = { "Ana", "Boris", "Cleo" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_ptr_array_add(staff, (gpointer)names[i]);
	book_init(&options, &init, &error);
	T_NO_ERROR("init", error);
	g_autoptr(Book) owner = open_as(path, "owner", options.clock);
	desk_set_now(owner, DESK_NOW);
	add_room(owner, "Room 1");
	add_room(owner, "Room 2");
	add_services(owner);
	return desk_open(owner, "ana");
}

void desk_done(Book *book)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	g_autofree char *path = g_strdup(book_path(book));
	book_close(book);
	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *file = g_strconcat(path, ends[i], NULL);
		g_unlink(file);
	}
}

static gboolean take_customer(gpointer take, gpointer data)
{
	Customer *customer = take;
	char **name_then_id = data;
	gboolean found = strcmp(customer->name, name_then_id[0]) == 0;
	if (found)
		name_then_id[1] = g_strdup(customer->id);
	customer_free(customer);
	return !found;
}

char *desk_customer(Book *book, const char *name)
{
	g_autoptr(GError) error = NULL;
	char *name_then_id[2] = { (char *)name, NULL };
	store_customers_all(book->store, take_customer, name_then_id, &error);
	if (name_then_id[1] || !T_NO_ERROR(name, error))
		return name_then_id[1];
	g_autoptr(Book) owner = desk_open(book, "owner");
	CustomerEdit edit = { .name = name };
	g_autoptr(Customer) customer = book_customer_add(owner, &edit, &error);
	T_NO_ERROR(name, error);
	return customer ? g_strdup(customer->id) : NULL;
}

/* --- asking --- */

static BookRequest *ask(const Book *book, const char *kind, const char *when)
{
	BookRequest *request = book_request_new();
	model_set(&book_request_class, request, &request->kind, kind);
	request->start = desk_at(book, when);
	return request;
}

Visit *desk_then(const Book *book, BookRequest *request, const char *service_name, const char *staff)
{
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, desk_service(book, service_name));
	model_set(&visit_class, visit, &visit->staff, desk_staff(book, staff));
	g_ptr_array_add(request->visits, visit);
	return visit;
}

BookRequest *desk_ask(const Book *book, const char *when, const char *service_name, const char *staff)
{
	BookRequest *request = ask(book, "appointment", when);
	desk_then(book, request, service_name, staff);
	return request;
}

BookRequest *desk_block(const Book *book, const char *when, gint64 minutes, const char *staff)
{
	BookRequest *request = ask(book, "block", when);
	desk_then(book, request, NULL, staff)->seconds = minutes * 60;
	return request;
}

Booking *desk_book(const char *label, Book *book, BookRequest *take)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookRequest) request = take;
	g_autoptr(BookResult) result = NULL;
	gboolean done = book_add(book, request, &result, &error);
	if (!T_NO_ERROR(label, error) || !T_TRUE(label, done && result->bookings->len > 0))
		return NULL;
	return booking_copy(result->bookings->pdata[0]);
}

char *desk_made(Book *book, const char *when, const char *service_name, const char *staff,
		const char *customer)
{
	gboolean changed; /* by another desk */
	book_refresh(book, &changed, NULL);
	g_autofree char *id = customer ? desk_customer(book, customer) : NULL;
	BookRequest *request = desk_ask(book, when, service_name, staff);
	model_set(&book_request_class, request, &request->customer, id);
	g_autoptr(Booking) booking = desk_book(when, book, request);
	return booking ? g_strdup(booking->id) : NULL;
}

GError *desk_refused(const char *label, Book *book, BookRequest *take, DaybookErrorCode code)
{
	g_autoptr(BookRequest) request = take;
	GError *error = NULL;
	gint64 events = desk_events(book);
	T_FALSE(label, book_add(book, request, NULL, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	T_INT(label, desk_events(book), events);
	T_FALSE(label, store_in_transaction(book->store));
	return error;
}

void desk_must(const char *label, Book *book, BookRequest *take)
{
	g_autoptr(Booking) booking = desk_book(label, book, take);
	T_NOT_NULL(label, booking);
}

void desk_make(Book *book, const char *when, const char *service_name, const char *staff,
	       const char *customer)
{
	g_autofree char *id = desk_made(book, when, service_name, staff, customer);
	T_NOT_NULL(when, id);
}

void desk_must_not(const char *label, Book *book, BookRequest *take, DaybookErrorCode code)
{
	g_autoptr(GError) error = desk_refused(label, book, take, code);
	T_NOT_NULL(label, error);
}

Booking *desk_get(Book *book, const char *id)
{
	g_autoptr(GError) error = NULL;
	Booking *booking = store_get(book->store, &booking_class, id, &error);
	T_NO_ERROR(id, error);
	T_NOT_NULL(id, booking);
	return booking;
}

static void append_part(GString *out, const Book *book, const Part *part)
{
	gint64 from = zone_local(book_zone(book), part->start);
	g_autofree char *start = local_hhmm(from);
	g_autofree char *end = local_hhmm(zone_local(book_zone(book), part->end));
	const Staff *staff = book_staff_by_id(book, part->staff);
	const Service *what = book_service_by_id(book, part->service);
	const Resource *resource = book_resource_by_id(book, part->resource);
	int mday;
	day_to_civil(local_day(from), NULL, NULL, &mday);
	g_string_append_printf(out, "%s%s%02dT%s-%s", out->len ? ", " : "", part->busy ? "" : "(", mday,
			       start, end);
	if (staff)
		g_string_append_printf(out, " %s", staff->name);
	if (what)
		g_string_append_printf(out, " %s", what->name);
	if (resource)
		g_string_append_printf(out, " @%s", resource->name);
	g_string_append(out, part->busy ? "" : ")");
}

char *desk_words(const Book *book, const Booking *booking)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < booking->parts->len; i++)
		append_part(out, book, booking->parts->pdata[i]);
	return g_string_free(out, FALSE);
}

void desk_check_words(const char *label, const Book *book, const Booking *booking, const char *want)
{
	g_autofree char *got = booking ? desk_words(book, booking) : NULL;
	T_STR(label, got, want);
}

/* --- every row --- */

static gboolean keep_row(gpointer take, gpointer data)
{
	g_ptr_array_add(data, take);
	return TRUE;
}

static gboolean keep_booking(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	return keep_row(take, data);
}

/* Removed ones of customers and bookings are left out. */
static GPtrArray *rows_of(Book *book, const ModelClass *cls)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *rows = NULL;
	if (cls != &booking_class && cls != &customer_class) {
		rows = store_all(book->store, cls, &error);
	} else {
		rows = model_list_new(cls);
		if (cls == &booking_class)
			store_bookings_all(book->store, keep_booking, rows, &error);
		else
			store_customers_all(book->store, keep_row, rows, &error);
	}
	T_NO_ERROR(cls->name, error);
	return rows ? rows : model_list_new(cls);
}

static void blank(const ModelClass *cls, gpointer row, const char *name)
{
	const ModelField *field = model_field(cls, name);
	if (field)
		G_STRUCT_MEMBER(gint64, row, field->offset) = 0;
}

GHashTable *desk_content(Book *book)
{
	GHashTable *content = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (const ModelClass *const *cls = store_classes(); *cls; cls++) {
		g_autoptr(GPtrArray) rows = rows_of(book, *cls);
		for (guint i = 0; i < rows->len; i++) {
			Row *row = rows->pdata[i];
			if (row->removed)
				continue;
			blank(*cls, row, "version");
			blank(*cls, row, "updated");
			g_hash_table_insert(content, g_strdup_printf("%s %s", (*cls)->name, row->id),
					    model_image(*cls, row));
		}
	}
	return content;
}

gboolean desk_check_same(const char *label, GHashTable *got, GHashTable *want)
{
	GHashTableIter iter;
	gpointer key, image;
	g_hash_table_iter_init(&iter, want);
	while (g_hash_table_iter_next(&iter, &key, &image))
		if (!T_STR(label, g_hash_table_lookup(got, key), image))
			return FALSE;
	g_hash_table_iter_init(&iter, got);
	while (g_hash_table_iter_next(&iter, &key, &image))
		if (!T_STR(label, image, g_hash_table_lookup(want, key)))
			return FALSE;
	return TRUE;
}

gint64 desk_events(Book *book)
{
	g_autoptr(GError) error = NULL;
	gint64 seq = store_event_last_seq(book->store, &error);
	T_NO_ERROR("events", error);
	return seq;
}

/* --- the rule of sharing time --- */

typedef struct {
	const Booking *booking;
	const Part *part;
} Taking;

static GArray *all_takings(const GPtrArray *bookings)
{
	GArray *takings = g_array_new(FALSE, FALSE, sizeof(Taking));
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		gboolean frees = strcmp(booking->status, "cancelled") == 0 ||
				 strcmp(booking->status, "late_cancelled") == 0 ||
				 strcmp(booking->status, "no_show") == 0;
		for (guint j = 0; booking->busy && !frees && j < booking->parts->len; j++) {
			Taking taking = { booking, booking->parts->pdata[j] };
			g_array_append_val(takings, taking);
		}
	}
	return takings;
}

static gboolean same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static gboolean meet(const Taking *a, const Taking *b)
{
	gboolean person = same(a->part->staff, b->part->staff) && a->part->busy && b->part->busy;
	gboolean thing = same(a->part->resource, b->part->resource);
	return a->booking != b->booking && (person || thing) && a->part->busy_from < b->part->busy_to &&
	       b->part->busy_from < a->part->busy_to;
}

static gboolean same_class(const Part *a, const Part *b)
{
	return same(a->service, b->service) && g_strcmp0(a->staff, b->staff) == 0 &&
	       g_strcmp0(a->resource, b->resource) == 0 && a->start == b->start && a->end == b->end;
}

char *desk_overlap(Book *book)
{
	g_autoptr(GPtrArray) bookings = rows_of(book, &booking_class);
	g_autoptr(GArray) takings = all_takings(bookings);
	for (guint i = 0; i < takings->len; i++) {
		const Taking *a = &g_array_index(takings, Taking, i);
		const Service *what = book_service_by_id(book, a->part->service);
		gint64 places = 1;
		for (guint j = 0; j < takings->len; j++) {
			const Taking *b = &g_array_index(takings, Taking, j);
			if (a->booking->overbooked || b->booking->overbooked || !meet(a, b) ||
			    (same_class(a->part, b->part) && what && ++places <= what->capacity))
				continue;
			g_autofree char *one = desk_words(book, a->booking);
			g_autofree char *two = desk_words(book, b->booking);
			return g_strdup_printf("%s (%s) and %s (%s) share time", a->booking->id, one,
					       b->booking->id, two);
		}
	}
	return NULL;
}

/* --- rows and their events --- */

typedef struct {
	GHashTable *last; /* id -> Event, its last */
	char *wrong;
} Logged;

static gboolean see_event(const Event *event, gpointer data)
{
	Logged *logged = data;
	const ModelClass *cls = store_class(event->entity);
	const Event *before = g_hash_table_lookup(logged->last, event->entity_id);
	g_autoptr(GError) error = NULL;
	Row *row = cls ? model_from_image(cls, event->after, &error) : NULL;
	Row *old = before ? model_from_image(cls, before->after, NULL) : NULL;
	Event *copy = g_new0(Event, 1);
	if (!row)
		logged->wrong = g_strdup_printf("event %d: %s", (int)event->seq,
						error ? error->message : "unknown class");
	else if (row->version != (old ? old->version : 0) + 1)
		logged->wrong = g_strdup_printf("event %d: version %d after %d", (int)event->seq,
						(int)row->version, old ? (int)old->version : 0);
	else if (strcmp(row->id, event->entity_id) != 0)
		logged->wrong = g_strdup_printf("event %d is of another id than its image", (int)event->seq);
	copy->entity = g_strdup(event->entity);
	copy->entity_id = g_strdup(event->entity_id);
	copy->after = g_strdup(event->after);
	g_hash_table_replace(logged->last, copy->entity_id, copy);
	if (cls) {
		model_free(cls, row);
		model_free(cls, old);
	}
	return logged->wrong == NULL;
}

static char *row_differs(Book *book, const Event *event)
{
	g_autoptr(GError) error = NULL;
	const ModelClass *cls = store_class(event->entity);
	gpointer row = store_get(book->store, cls, event->entity_id, &error);
	g_autofree char *image = row ? model_image(cls, row) : NULL;
	model_free(cls, row);
	if (g_strcmp0(image, event->after) == 0)
		return NULL;
	return g_strdup_printf("%s %s is %s, and its last event says %s", event->entity, event->entity_id,
			       image ? image : "not there", event->after);
}

/* Rows that no event speaks of. */
static char *row_too_many(Book *book, GHashTable *last)
{
	for (const ModelClass *const *cls = store_classes(); *cls; cls++) {
		g_autoptr(GPtrArray) rows = rows_of(book, *cls);
		for (guint i = 0; i < rows->len; i++)
			if (!g_hash_table_contains(last, ((const Row *)rows->pdata[i])->id))
				return g_strdup_printf("%s %s has no event", (*cls)->name,
						       ((const Row *)rows->pdata[i])->id);
	}
	return NULL;
}

static void free_event(gpointer event)
{
	event_free(event);
}

char *desk_unlogged(Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_event);
	Logged logged = { last, NULL };
	GHashTableIter iter;
	gpointer event;
	store_events(book->store, 0, see_event, &logged, &error);
	T_NO_ERROR("events", error);
	g_hash_table_iter_init(&iter, last);
	while (!logged.wrong && g_hash_table_iter_next(&iter, NULL, &event))
		logged.wrong = row_differs(book, event);
	return logged.wrong ? logged.wrong : row_too_many(book, last);
}

gboolean desk_check(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *overlap = desk_overlap(book);
	g_autofree char *unlogged = desk_unlogged(book);
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &error);
	gboolean ok = T_STR(label, overlap, NULL);
	ok = T_STR(label, unlogged, NULL) && ok;
	ok = T_NO_ERROR(label, error) && ok;
	return verdict && T_STR(label, verdict->problem, NULL) && T_TRUE(label, verdict->ok) && ok;
}
