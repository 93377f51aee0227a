/* cli/say_find.c - the booking that a line means. */
#include "cli/say_p.h"

#include <string.h>

#define LOOKED_AT 500
#define SHOWN 20

static gboolean has_service(const Booking *booking, const char *service)
{
	for (guint i = 0; service && i < booking->parts->len; i++)
		if (g_strcmp0(((Part *)booking->parts->pdata[i])->service, service) == 0)
			return TRUE;
	return !service;
}

static gboolean has_staff(const Booking *booking, const char *staff)
{
	for (guint i = 0; staff && i < booking->parts->len; i++)
		if (g_strcmp0(((Part *)booking->parts->pdata[i])->staff, staff) == 0)
			return TRUE;
	return !staff;
}

/* A person named in a move is where it goes to. */
static gboolean is_meant(const CliSaying *saying, const Booking *booking)
{
	const SayReading *reading = saying->reading;
	const SayVisit *visit = reading->visits->len ? reading->visits->pdata[0] : NULL;
	gint64 start = zone_local(book_zone(saying->cli->book), booking->start);
	int minute = local_minute(start);
	if (!booking_is_live(booking) || strcmp(booking->kind, "appointment") != 0)
		return FALSE;
	if (reading->was.minute >= 0 && minute != reading->was.minute)
		return FALSE;
	if (reading->was.from >= 0 && (minute < reading->was.from || minute >= reading->was.to))
		return FALSE;
	if (reading->was.day != NONE &&
	    (local_day(start) < reading->was.day || local_day(start) > reading->was.last))
		return FALSE;
	return !visit || (has_service(booking, visit->service) &&
			  (reading->verb == SAY_MOVE || has_staff(booking, visit->staff)));
}

/* From now on, or on the day that is said. */
static GPtrArray *meant(const CliSaying *saying, gboolean latest, GError **error)
{
	const SayReading *reading = saying->reading;
	Book *book = saying->cli->book;
	ListQuery query = LIST_QUERY_INIT;
	query.customer = reading->customer;
	query.from = latest ? NONE : book_now(book);
	if (reading->was.day != NONE) {
		query.from = zone_day_start(book_zone(book), reading->was.day);
		query.to = zone_day_start(book_zone(book), reading->was.last + 1);
	} else if (!reading->customer) {
		query.from = zone_day_start(book_zone(book), book_today(book));
		query.to = zone_day_start(book_zone(book), book_today(book) + 1);
	}
	if (!latest)
		query.limit = LOOKED_AT;
	GPtrArray *views = book_list(book, &query, error);
	for (guint i = views ? views->len : 0; i-- > 0;)
		if (!is_meant(saying, ((BookingView *)views->pdata[i])->booking))
			g_ptr_array_remove_index(views, i);
	return views;
}

static BookingView *none_meant(const CliSaying *saying, GError **error)
{
	const char *name = saying->reading->customer_name;
	if (name)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     saying->reading->was.day != NONE ? _("%s has no booking then.")
							      : _("%s has no booking from now on."),
			     name);
	else
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking then."));
	return NULL;
}

static BookingView *choose(CliSaying *saying, GPtrArray *views, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < views->len && i < SHOWN; i++) {
		const BookingView *view = views->pdata[i];
		g_ptr_array_add(ids, view->booking->id);
		g_ptr_array_add(names, cli_booking_words(saying->cli, view));
	}
	int chosen = cli_saying_choose(saying, _("Several bookings can be meant. Which?"), ids, names, error);
	return chosen >= 0 ? g_ptr_array_steal_index(views, (guint)chosen) : NULL;
}

BookingView *cli_say_find(CliSaying *saying, gboolean latest, GError **error)
{
	const SayReading *reading = saying->reading;
	if (!reading->customer && reading->was.minute < 0 && reading->was.day == NONE) {
		if (!cli_saying_want(saying, _("Whose booking? Name the customer, or the day and the time."),
				     error))
			return NULL;
		return cli_say_find(saying, latest, error);
	}
	g_autoptr(GPtrArray) views = meant(saying, latest, error);
	if (!views)
		return NULL;
	if (views->len == 0)
		return none_meant(saying, error);
	if (views->len == 1 || latest)
		return g_ptr_array_steal_index(views, views->len - 1);
	return choose(saying, views, error);
}
