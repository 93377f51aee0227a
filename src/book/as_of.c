/* book/as_of.c - the book as it was */
#include "book/as_of_p.h"

#include <string.h>

struct AsOf {
	Book *book;
	const ListQuery *query;
	AsOfWanted wanted;
	GHashTable *changed;   /* ids of rows that have changed since -> were they not there before? */
	GHashTable *customers; /* id -> Customer as they were */
	GPtrArray *views;      /* the wanted of those bookings as they were, by start */
	guint next;
	GPtrArray *staff, *resources, *services; /* the book's own, put aside */
};

static void see_changed(const char *id, gboolean made, gpointer data)
{
	AsOf *as_of = data;

	if (!g_hash_table_contains(as_of->changed, id))
		g_hash_table_insert(as_of->changed, g_strdup(id), GINT_TO_POINTER(made));
}

/* --- bookings --- */

/* The number after a key of the image, whose keys stand in a fixed order: the first is the booking's own, for what comes before it are ids. */
static gboolean number_in(const char *image, const char *key, gint64 *number)
{
	const char *at = strstr(image, key);

	if (at)
		*number = g_ascii_strtoll(at + strlen(key), NULL, 10);
	return at != NULL;
}

/* Whether it can be one of those wanted, before the whole image is read: a long log has many. */
static gboolean may_be_wanted(const ListQuery *query, const char *image)
{
	gint64 start, end, removed;

	if (number_in(image, "\"removed\":", &removed) && removed)
		return FALSE;
	if (query->customer && !strstr(image, query->customer))
		return FALSE;
	if (!number_in(image, "\"start\":", &start) || !number_in(image, "\"end\":", &end))
		return TRUE;
	return (query->to == NONE || start < query->to) &&
	       (query->from == NONE || end > query->from || start >= query->from);
}

static gboolean add_as_it_was(AsOf *as_of, const char *id, GError **error)
{
	g_autofree char *image = NULL;
	g_autoptr(Booking) booking = NULL;
	BookingView *view;

	if (!store_image_at(as_of->book->store, &booking_class, id, as_of->query->as_of, &image, error))
		return FALSE;
	if (!image || !may_be_wanted(as_of->query, image))
		return TRUE;
	if (!(booking = model_from_image(&booking_class, image, error)))
		return FALSE;
	if (!as_of->wanted(as_of->query, booking))
		return TRUE;
	view = book_view_take(g_steal_pointer(&booking), NULL, NULL);
	as_of_rename(as_of, view);
	g_ptr_array_add(as_of->views, view);
	return TRUE;
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Booking *a = (*(BookingView *const *)a_)->booking, *b = (*(BookingView *const *)b_)->booking;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return strcmp(a->id, b->id);
}

static gboolean add_all_as_they_were(AsOf *as_of, GError **error)
{
	GHashTableIter iter;
	gpointer id, made;

	g_hash_table_iter_init(&iter, as_of->changed);
	while (g_hash_table_iter_next(&iter, &id, &made))
		if (!GPOINTER_TO_INT(made) && !add_as_it_was(as_of, id, error))
			return FALSE;
	g_ptr_array_sort(as_of->views, by_start);
	return TRUE;
}

gboolean as_of_changed(const AsOf *as_of, const char *booking)
{
	return g_hash_table_contains(as_of->changed, booking);
}

BookingView *as_of_next(AsOf *as_of, gint64 until)
{
	const BookingView *next = as_of->next < as_of->views->len ? as_of->views->pdata[as_of->next] : NULL;

	return next && next->booking->start <= until ? g_steal_pointer(&as_of->views->pdata[as_of->next++])
						     : NULL;
}

/* --- names --- */

gpointer as_of_row(Book *book, const ModelClass *cls, const char *id)
{
	g_autofree char *image = NULL;

	if (!id || !book->as_of)
		return id ? store_get(book->store, cls, id, NULL) : NULL;
	if (!store_image_at(book->store, cls, id, book->as_of->query->as_of, &image, NULL) || !image)
		return NULL;
	return model_from_image(cls, image, NULL);
}

/* Borrowed; NULL where it was not there. */
static const Customer *customer_then(AsOf *as_of, const char *id)
{
	Customer *customer = g_hash_table_lookup(as_of->customers, id);

	if (!customer && (customer = as_of_row(as_of->book, &customer_class, id)))
		g_hash_table_insert(as_of->customers, g_strdup(id), customer);
	return customer;
}

void as_of_rename(AsOf *as_of, BookingView *view)
{
	const char *id = view->booking->customer;
	const Customer *customer;
	const Phone *phone;

	if (!id || (view->customer_name && !g_hash_table_contains(as_of->changed, id)) ||
	    !(customer = customer_then(as_of, id)))
		return;
	g_free(view->customer_name);
	g_clear_pointer(&view->customer_phone, g_free);
	view->customer_name = g_strdup(customer->name);
	phone = customer->phones->len ? customer->phones->pdata[0] : NULL;
	if (phone)
		view->customer_phone = g_strdup(*phone->typed ? phone->typed : phone->number);
}

/* In their order; small, so nothing asks for it sorted elsewhere. */
static gint by_position(gconstpointer a, gconstpointer b, gpointer cls)
{
	gint64 x = G_STRUCT_MEMBER(gint64, *(gpointer const *)a, model_field(cls, "position")->offset);
	gint64 y = G_STRUCT_MEMBER(gint64, *(gpointer const *)b, model_field(cls, "position")->offset);
	const Row *row = *(Row *const *)a, *other = *(Row *const *)b;

	return x != y ? (x < y ? -1 : 1) : strcmp(row->id, other->id);
}

/* A part of the house as it was. Who came later is in no booking of then, and does no harm. */
static GPtrArray *house_then(AsOf *as_of, const ModelClass *cls, const GPtrArray *now)
{
	GPtrArray *then = model_list_new(cls);

	for (guint i = 0; i < now->len; i++) {
		gpointer row = as_of_row(as_of->book, cls, ((const Row *)now->pdata[i])->id);
		g_ptr_array_add(then, row ? row : model_copy(cls, now->pdata[i]));
	}
	g_ptr_array_sort_with_data(then, by_position, (gpointer)cls);
	return then;
}

static void put_house_aside(AsOf *as_of)
{
	Book *book = as_of->book;

	as_of->staff = book->all_staff;
	as_of->resources = book->all_resources;
	as_of->services = book->all_services;
	book->all_staff = house_then(as_of, &staff_class, as_of->staff);
	book->all_resources = house_then(as_of, &resource_class, as_of->resources);
	book->all_services = house_then(as_of, &service_class, as_of->services);
}

/* --- the moment --- */

AsOf *as_of_begin(Book *book, const ListQuery *query, AsOfWanted wanted, GError **error)
{
	AsOf *as_of = g_new0(AsOf, 1);

	as_of->book = book;
	as_of->query = query;
	as_of->wanted = wanted;
	as_of->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	as_of->customers =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)customer_free);
	as_of->views = booking_views_new();
	book->as_of = as_of;
	put_house_aside(as_of);
	if (store_changed_since(book->store, query->as_of, see_changed, as_of, error) &&
	    add_all_as_they_were(as_of, error))
		return as_of;
	as_of_end(as_of);
	return NULL;
}

void as_of_end(AsOf *as_of)
{
	Book *book = as_of->book;

	g_ptr_array_unref(book->all_staff);
	g_ptr_array_unref(book->all_resources);
	g_ptr_array_unref(book->all_services);
	book->all_staff = as_of->staff;
	book->all_resources = as_of->resources;
	book->all_services = as_of->services;
	book->as_of = NULL;
	g_hash_table_unref(as_of->changed);
	g_hash_table_unref(as_of->customers);
	g_ptr_array_unref(as_of->views);
	g_free(as_of);
}
