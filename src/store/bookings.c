/* store/bookings.c - bookings by time, customer, series, UID; and what their parts occupy. */
#include "store/store_p.h"

gboolean store_lines(Store *store, sqlite3_stmt *stmt, StoreBookingFunc each, gpointer data, GError **error)
{
	int got;

	if (!stmt)
		return FALSE;
	while ((got = store_step(store, stmt, error)) > 0) {
		int next;
		Booking *booking = store_row_read(stmt, &booking_class, 0, &next);
		if (!store_parts_read(store, sqlite3_column_int64(stmt, next), booking, error)) {
			booking_free(booking);
			sqlite3_reset(stmt);
			return FALSE;
		}
		if (!each(booking, (const char *)sqlite3_column_text(stmt, next + 1),
			  (const char *)sqlite3_column_text(stmt, next + 2), data)) {
			sqlite3_reset(stmt);
			return TRUE;
		}
	}
	return got == 0;
}

/* The short and the long ones come from two indexes; the few long ones are held and merged in by start. */
typedef struct {
	Booking *booking;
	char *customer, *phones;
} HeldLine;

typedef struct {
	GQueue held; /* of HeldLine, by start */
	StoreBookingFunc each;
	gpointer data;
	gboolean stopped;
} Merge;

static gboolean hold_line(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	HeldLine *line = g_new(HeldLine, 1);

	*line = (HeldLine){ take, g_strdup(customer), g_strdup(phones_json) };
	g_queue_push_tail(&((Merge *)data)->held, line);
	return TRUE;
}

static void held_line_free(gpointer line_)
{
	HeldLine *line = line_;

	booking_free(line->booking);
	g_free(line->customer);
	g_free(line->phones);
	g_free(line);
}

/* Hands over what is held and begins no later than the limit. */
static gboolean give_held(Merge *merge, gint64 until)
{
	while (!merge->stopped && merge->held.head) {
		HeldLine *line = merge->held.head->data;
		if (line->booking->start > until)
			break;
		g_queue_pop_head(&merge->held);
		merge->stopped = !merge->each(g_steal_pointer(&line->booking), line->customer, line->phones,
					      merge->data);
		held_line_free(line);
	}
	return !merge->stopped;
}

static gboolean merge_line(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	Merge *merge = data;

	if (!give_held(merge, take->start)) {
		booking_free(take);
		return FALSE;
	}
	merge->stopped = !merge->each(take, customer, phones_json, merge->data);
	return !merge->stopped;
}

static sqlite3_stmt *range_stmt(Store *store, int id, gint64 from, gint64 to, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt) {
		store_bind_int(stmt, 1, from);
		store_bind_int(stmt, 2, to);
	}
	return stmt;
}

gboolean store_bookings_overlapping(Store *store, gint64 from, gint64 to, StoreBookingFunc each,
				    gpointer data, GError **error)
{
	Merge merge = { G_QUEUE_INIT, each, data, FALSE };
	gboolean done;

	if (!store_read_begin(store, error))
		return FALSE;
	done = store_lines(store, range_stmt(store, STMT_BOOKINGS_LONG, from, to, error), hold_line, &merge,
			   error) &&
	       store_lines(store, range_stmt(store, STMT_BOOKINGS_SHORT, from, to, error), merge_line, &merge,
			   error);
	if (done)
		give_held(&merge, G_MAXINT64);
	g_queue_clear_full(&merge.held, held_line_free);
	store_read_end(store);
	return done;
}

gboolean store_bookings_all(Store *store, StoreBookingFunc each, gpointer data, GError **error)
{
	/* Their parts and customers lie all over the file; what a screen needs at a time does not. */
	gboolean done = store_exec(store, "PRAGMA cache_size = -8000", error) &&
			store_lines(store, store_stmt(store, STMT_BOOKINGS_ALL, error), each, data, error);

	return store_exec(store, "PRAGMA cache_size = -512", done ? error : NULL) && done;
}

gboolean store_bookings_from(Store *store, gint64 from, StoreBookingFunc each, gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_BOOKINGS_FROM, error);

	if (stmt)
		store_bind_int(stmt, 1, from);
	return store_lines(store, stmt, each, data, error);
}

static gboolean lines_of_text(Store *store, int id, const char *text, StoreBookingFunc each, gpointer data,
			      GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt)
		store_bind_text(stmt, 1, text);
	return store_lines(store, stmt, each, data, error);
}

gboolean store_bookings_of(Store *store, const char *customer, gboolean backwards, StoreBookingFunc each,
			   gpointer data, GError **error)
{
	return lines_of_text(store, backwards ? STMT_BOOKINGS_OF_BACK : STMT_BOOKINGS_OF, customer, each,
			     data, error);
}

gboolean store_booking_starts_of(Store *store, const char *customer, StoreStartFunc each, gpointer data,
				 GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_BOOKING_STARTS_OF, error);
	int got;

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, customer);
	while ((got = store_step(store, stmt, error)) > 0)
		each(sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), data);
	return got == 0;
}

gboolean store_last_visit(Store *store, const char *customer, gint64 until, gint64 *start, char **service,
			  GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LAST_VISIT, error);
	int got;

	*start = NONE;
	*service = NULL;
	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, customer);
	store_bind_int(stmt, 2, until);
	if ((got = store_step(store, stmt, error)) <= 0)
		return got == 0;
	*start = sqlite3_column_int64(stmt, 0);
	*service = g_strdup((const char *)sqlite3_column_text(stmt, 1));
	sqlite3_reset(stmt);
	return TRUE;
}

gboolean store_bookings_of_series(Store *store, const char *series, StoreBookingFunc each, gpointer data,
				  GError **error)
{
	return lines_of_text(store, STMT_BOOKINGS_OF_SERIES, series, each, data, error);
}

gboolean store_bookings_by_uid(Store *store, const char *uid, StoreBookingFunc each, gpointer data,
			       GError **error)
{
	return lines_of_text(store, STMT_BOOKINGS_BY_UID, uid, each, data, error);
}

gboolean store_booking_line(Store *store, const char *id, StoreBookingFunc each, gpointer data,
			    GError **error)
{
	return lines_of_text(store, STMT_BOOKING_LINE, id, each, data, error);
}

gboolean store_booking_at(Store *store, gint64 row, StoreBookingFunc each, gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_BOOKING_AT, error);

	if (stmt)
		store_bind_int(stmt, 1, row);
	return store_lines(store, stmt, each, data, error);
}

gboolean store_booking_alone_at(Store *store, gint64 row, StoreBookingFunc each, gpointer data,
				GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_BOOKING_ALONE_AT, error);

	if (stmt)
		store_bind_int(stmt, 1, row);
	return store_lines(store, stmt, each, data, error);
}

/* The id a statement's first row gives, or NULL. */
static char *one_id(Store *store, sqlite3_stmt *stmt, GError **error)
{
	char *id = NULL;

	if (store_step(store, stmt, error) > 0) {
		id = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return id;
}

Booking *store_booking_by_uid(Store *store, const char *uid, const char *recurrence_id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_BOOKING_BY_UID, error);
	g_autofree char *id = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, uid);
	store_bind_text(stmt, 2, recurrence_id);
	id = one_id(store, stmt, error);
	return id ? store_get(store, &booking_class, id, error) : NULL;
}

Booking *store_series_latest(Store *store, const char *series, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_SERIES_LATEST, error);
	g_autofree char *id = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, series);
	id = one_id(store, stmt, error);
	return id ? store_get(store, &booking_class, id, error) : NULL;
}

GArray *store_series_occurrences(Store *store, const char *series, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_SERIES_OCCURRENCES, error);
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, series);
	while ((got = store_step(store, stmt, error)) > 0) {
		gint64 at = sqlite3_column_int64(stmt, 0);
		g_array_append_val(times, at);
	}
	return got == 0 ? g_steal_pointer(&times) : NULL;
}

char *store_series_at(Store *store, const char *series, gint64 occurrence, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_SERIES_AT, error);

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, series);
	store_bind_int(stmt, 2, occurrence);
	return one_id(store, stmt, error);
}

/* --- parts --- */

static gboolean each_part(Store *store, sqlite3_stmt *stmt, StorePartFunc each, gpointer data, GError **error)
{
	int got;

	if (!stmt)
		return FALSE;
	while ((got = store_step(store, stmt, error)) > 0) {
		StorePart part = {
			.booking = (const char *)sqlite3_column_text(stmt, 0),
			.service = (const char *)sqlite3_column_text(stmt, 1),
			.staff = (const char *)sqlite3_column_text(stmt, 2),
			.resource = (const char *)sqlite3_column_text(stmt, 3),
			.start = sqlite3_column_int64(stmt, 4),
			.end = sqlite3_column_int64(stmt, 5),
			.busy_from = sqlite3_column_int64(stmt, 6),
			.busy_to = sqlite3_column_int64(stmt, 7),
			.busy = sqlite3_column_int(stmt, 8) != 0,
		};
		each(&part, data);
	}
	return got == 0;
}

static gboolean parts_of(Store *store, int id, const char *who, gint64 from, gint64 to, StorePartFunc each,
			 gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt) {
		store_bind_text(stmt, 1, who);
		store_bind_int(stmt, 2, from);
		store_bind_int(stmt, 3, to);
	}
	return each_part(store, stmt, each, data, error);
}

gboolean store_parts_of_staff(Store *store, const char *staff, gint64 from, gint64 to, StorePartFunc each,
			      gpointer data, GError **error)
{
	return parts_of(store, STMT_PARTS_OF_STAFF, staff, from, to, each, data, error);
}

gboolean store_parts_of_resource(Store *store, const char *resource, gint64 from, gint64 to,
				 StorePartFunc each, gpointer data, GError **error)
{
	return parts_of(store, STMT_PARTS_OF_RESOURCE, resource, from, to, each, data, error);
}

gboolean store_parts_starting(Store *store, gint64 from, gint64 to, StorePartFunc each, gpointer data,
			      GError **error)
{
	return each_part(store, range_stmt(store, STMT_PARTS_STARTING, from, to, error), each, data, error);
}

gboolean store_overlaps(Store *store, gboolean of_resources, StorePartFunc each, gpointer data,
			GError **error)
{
	int id = of_resources ? STMT_OVERLAPS_RESOURCE : STMT_OVERLAPS_STAFF;

	return each_part(store, store_stmt(store, id, error), each, data, error);
}

/* --- customers --- */

gboolean store_customers_all(Store *store, StoreRowFunc each, gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CUSTOMERS_ALL, error);
	int got;

	if (!stmt)
		return FALSE;
	while ((got = store_step(store, stmt, error)) > 0) {
		if (!each(store_row_read(stmt, &customer_class, 0, NULL), data)) {
			sqlite3_reset(stmt);
			return TRUE;
		}
	}
	return got == 0;
}

gpointer store_customer_at(Store *store, gint64 row, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CUSTOMER_AT, error);
	gpointer customer;

	if (!stmt)
		return NULL;
	store_bind_int(stmt, 1, row);
	if (store_step(store, stmt, error) <= 0)
		return NULL;
	customer = store_row_read(stmt, &customer_class, 0, NULL);
	sqlite3_reset(stmt);
	return customer;
}

gboolean store_customer_line_at(Store *store, gint64 row, char **id, char **name, char **phones_json,
				GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CUSTOMER_LINE_AT, error);
	int got;

	*id = *name = *phones_json = NULL;
	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, row);
	if ((got = store_step(store, stmt, error)) <= 0)
		return got == 0;
	*id = store_text(stmt, 0);
	*name = store_text(stmt, 1);
	*phones_json = store_text(stmt, 2);
	sqlite3_reset(stmt);
	return TRUE;
}
