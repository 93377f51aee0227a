/* book/view.c - lists: bookings with the names a person knows them by. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/as_of_p.h"
#include "book/house_p.h"

void booking_view_free(BookingView *view)
{
	if (!view)
		return;
	booking_free(view->booking);
	g_free(view->customer_name);
	g_free(view->customer_phone);
	g_free(view);
}

GPtrArray *booking_views_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)booking_view_free);
}

const char *booking_view_name(const BookingView *view)
{
	if (view->customer_name)
		return view->customer_name;
	return *view->booking->title                       ? view->booking->title
	       : g_str_equal(view->booking->kind, "block") ? _("Blocked")
							   : _("Nobody");
}

char *booking_view_services(const Book *book, const BookingView *view)
{
	GString *names = g_string_new(NULL);
	const char *before = NULL;

	for (guint i = 0; i < view->booking->parts->len; i++) {
		const Part *part = view->booking->parts->pdata[i];
		const Service *service = book_service_by_id(book, part->service);
		/* the segments of one service are one word */
		if (service && g_strcmp0(before, part->service) != 0)
			g_string_append_printf(names, "%s%s", names->len ? " + " : "", service->name);
		before = part->service;
	}
	return g_string_free(names, FALSE);
}

/* The first phone of a customer's list, as typed. Every line of every list comes by here: no Customer is made for it. */
char *book_first_phone(const char *phones_json)
{
	cJSON *list = phones_json && !g_str_equal(phones_json, "[]") ? cJSON_Parse(phones_json) : NULL;
	const cJSON *first = cJSON_GetArrayItem(list, 0);
	const char *typed = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(first, "typed"));
	const char *number = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(first, "number"));
	char *phone = g_strdup(typed && *typed ? typed : number);

	cJSON_Delete(list);
	return phone;
}

BookingView *book_view_take(Booking *take, const char *customer, const char *phones_json)
{
	BookingView *view = g_new(BookingView, 1);

	view->booking = take;
	view->customer_name = g_strdup(customer);
	view->customer_phone = book_first_phone(phones_json);
	return view;
}

gboolean book_collect_view(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	g_ptr_array_add(data, book_view_take(take, customer, phones_json));
	return TRUE;
}

BookingView *book_view(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();

	if (!store_booking_line(book->store, id, book_collect_view, views, error))
		return NULL;
	if (views->len == 0 || ((BookingView *)views->pdata[0])->booking->removed) {
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking %s (any more)."), id);
		return NULL;
	}
	return g_steal_pointer(&views->pdata[0]);
}

/* --- lists --- */

static gboolean part_matches(const Booking *booking, const char *staff, const char *service)
{
	gboolean by_staff = !staff, by_service = !service;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		by_staff |= staff && g_strcmp0(part->staff, staff) == 0;
		by_service |= service && g_strcmp0(part->service, service) == 0;
	}
	return by_staff && by_service;
}

static gboolean wanted(const ListQuery *query, const Booking *booking)
{
	BookingStatus status = booking_status(booking);
	guint hidden = (1u << STATUS_CANCELLED) | (1u << STATUS_LATE_CANCELLED);
	guint statuses = query->statuses ? query->statuses : query->all ? ~0u : ~hidden;

	if (!(statuses & (1u << status)) || booking->removed)
		return FALSE;
	if ((query->to != NONE && booking->start >= query->to) ||
	    (query->from != NONE && booking->end <= query->from && booking->start < query->from))
		return FALSE;
	if (query->customer && g_strcmp0(booking->customer, query->customer) != 0)
		return FALSE;
	return part_matches(booking, query->staff, query->service);
}

static gint64 staff_place(const Book *book, const Booking *booking)
{
	const Part *part = booking_first_part(booking);

	for (guint i = 0; part && part->staff && i < book->all_staff->len; i++)
		if (g_str_equal(((const Staff *)book->all_staff->pdata[i])->id, part->staff))
			return i;
	return G_MAXINT64;
}

static gint by_start_staff_id(gconstpointer a_, gconstpointer b_, gpointer book)
{
	const Booking *a = (*(BookingView *const *)a_)->booking, *b = (*(BookingView *const *)b_)->booking;
	gint64 one, two;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	one = staff_place(book, a);
	two = staff_place(book, b);
	return one != two ? (one < two ? -1 : 1) : strcmp(a->id, b->id);
}

/* They are read by start; those that begin together wait for each other, to be put in order. */
typedef struct {
	Book *book;
	const ListQuery *query;
	AsOf *as_of; /* NULL: as it is now */
	GPtrArray *together;
	guint given;
	gboolean stopped; /* no more are wanted */
	BookListFunc each;
	gpointer data;
} Listing;

/* FALSE: no more are wanted. */
static gboolean give_together(Listing *listing)
{
	GPtrArray *views = listing->together;
	gboolean more = TRUE;

	g_ptr_array_sort_with_data(views, by_start_staff_id, listing->book);
	for (guint i = 0; i < views->len && more; i++) {
		more = listing->each(g_steal_pointer(&views->pdata[i]), listing->data);
		more = more && (!listing->query->limit || ++listing->given < listing->query->limit);
	}
	g_ptr_array_set_size(views, 0);
	return more;
}

static gboolean add_view(Listing *listing, BookingView *take)
{
	const GPtrArray *views = listing->together;

	if (views->len && ((const BookingView *)views->pdata[0])->booking->start != take->booking->start &&
	    !give_together(listing)) {
		listing->stopped = TRUE;
		booking_view_free(take);
		return FALSE;
	}
	g_ptr_array_add(listing->together, take);
	return TRUE;
}

/* Those that stood elsewhere then, up to a start: they come between the others. */
static gboolean add_of_then(Listing *listing, gint64 until)
{
	BookingView *view;

	while (listing->as_of && (view = as_of_next(listing->as_of, until)))
		if (!add_view(listing, view))
			return FALSE;
	return TRUE;
}

static gboolean take_wanted(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	Listing *listing = data;
	BookingView *view;

	if (!wanted(listing->query, take) || (listing->as_of && as_of_changed(listing->as_of, take->id))) {
		booking_free(take);
		return TRUE;
	}
	if (!add_of_then(listing, take->start)) {
		booking_free(take);
		return FALSE;
	}
	view = book_view_take(take, customer, phones_json);
	if (listing->as_of)
		as_of_rename(listing->as_of, view);
	return add_view(listing, view);
}

static gboolean read_list(Listing *listing, GError **error)
{
	Book *book = listing->book;
	const ListQuery *query = listing->query;

	if (query->customer)
		return store_bookings_of(book->store, query->customer, FALSE, take_wanted, listing, error);
	if (query->from == NONE && query->to == NONE)
		return store_bookings_all(book->store, take_wanted, listing, error);
	return store_bookings_overlapping(book->store, query->from == NONE ? G_MININT64 / 4 : query->from,
					  query->to == NONE ? G_MAXINT64 / 4 : query->to, take_wanted, listing, error);
}

/* A booking and its customer's name are of one moment, and so is all that the list names. */
static gboolean list_as_of(Listing *listing, GError **error)
{
	gboolean done = FALSE;

	if (!store_read_begin(listing->book->store, error))
		return FALSE;
	listing->as_of = as_of_begin(listing->book, listing->query, wanted, error);
	if (listing->as_of) {
		done = read_list(listing, error);
		if (done && !listing->stopped && add_of_then(listing, G_MAXINT64) && !listing->stopped)
			give_together(listing);
		as_of_end(listing->as_of);
	}
	store_read_end(listing->book->store);
	return done;
}

gboolean book_list_each(Book *book, const ListQuery *query, BookListFunc each, gpointer data, GError **error)
{
	g_autoptr(GPtrArray) together = booking_views_new();
	Listing listing = { .book = book, .query = query, .together = together, .each = each, .data = data };

	if (query->as_of != NONE)
		return list_as_of(&listing, error);
	if (!read_list(&listing, error))
		return FALSE;
	give_together(&listing);
	return TRUE;
}

static gboolean keep_view(BookingView *take, gpointer views)
{
	g_ptr_array_add(views, take);
	return TRUE;
}

GPtrArray *book_list(Book *book, const ListQuery *query, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();

	return book_list_each(book, query, keep_view, views, error) ? g_steal_pointer(&views) : NULL;
}

typedef struct {
	GPtrArray *views;
	guint wanted;
	gint64 last; /* the start of the last one wanted: those beside it are still read, for the order */
} NextOnes;

static gboolean collect_next(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	NextOnes *next = data;
	BookingStatus status = booking_status(take);
	gboolean waits = status == STATUS_CONFIRMED || status == STATUS_TENTATIVE || status == STATUS_ARRIVED;

	if (next->views->len >= next->wanted && take->start > next->last) {
		booking_free(take);
		return FALSE;
	}
	if (!waits || !g_str_equal(take->kind, "appointment")) {
		booking_free(take);
		return TRUE;
	}
	next->last = take->start;
	return book_collect_view(take, customer, phones_json, next->views);
}

GPtrArray *book_next(Book *book, guint n, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	NextOnes next = { views, n, 0 };

	if (!store_bookings_from(book->store, book_now(book), collect_next, &next, error))
		return NULL;
	g_ptr_array_sort_with_data(views, by_start_staff_id, book);
	if (views->len > n)
		g_ptr_array_set_size(views, (gint)n);
	return g_steal_pointer(&views);
}

/* --- what is still to come --- */

typedef struct {
	const char *staff, *resource, *service;
	gint64 count, first;
	GPtrArray *ids; /* of char* */
} Coming;

static gboolean see_coming(Booking *take, G_GNUC_UNUSED const char *customer,
			   G_GNUC_UNUSED const char *phones, gpointer data)
{
	Coming *coming = data;

	for (guint i = 0; booking_is_live(take) && i < take->parts->len; i++) {
		const Part *part = take->parts->pdata[i];
		if ((coming->staff && g_strcmp0(part->staff, coming->staff) == 0) ||
		    (coming->resource && g_strcmp0(part->resource, coming->resource) == 0) ||
		    (coming->service && g_strcmp0(part->service, coming->service) == 0)) {
			if (coming->count++ == 0)
				coming->first = take->start;
			g_ptr_array_add(coming->ids, g_strdup(take->id));
			break;
		}
	}
	booking_free(take);
	return TRUE;
}

gint64 book_coming(Book *book, const char *staff, const char *resource, const char *service, gint64 *first,
		   GError **error)
{
	Coming coming = { staff, resource, service, 0, NONE, NULL };

	book_outside_begin(book);
	coming.ids = book->outside;
	if (!store_bookings_from(book->store, book_now(book), see_coming, &coming, error))
		return -1;
	if (first)
		*first = coming.first;
	return coming.count;
}
