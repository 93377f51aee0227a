/* talk/find.c - the booking that a line means */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "talk/talk.h"

#define LOOKED_AT 500

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
static gboolean is_meant(const Talk *talk, const SayReading *reading, const Booking *booking)
{
	const SayVisit *visit = reading->visits->len ? reading->visits->pdata[0] : NULL;
	gint64 start = zone_local(book_zone(talk_book(talk)), booking->start);
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

/* Where to look: from now on, or on the day that is said; without a customer on that of today. */
static ListQuery where(const Talk *talk, const SayReading *reading, gboolean latest)
{
	Book *book = talk_book(talk);
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
	return query;
}

GPtrArray *talk_meant(const Talk *talk, const SayReading *reading, gboolean latest, GError **error)
{
	ListQuery query = where(talk, reading, latest);
	g_autoptr(GPtrArray) views = book_list(talk_book(talk), &query, error);
	if (!views)
		return NULL;
	for (guint i = views->len; i-- > 0;)
		if (!is_meant(talk, reading, ((BookingView *)views->pdata[i])->booking))
			g_ptr_array_remove_index(views, i);
	if (views->len)
		return g_steal_pointer(&views);
	if (reading->customer_name)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     reading->was.day != NONE ? _("%s has no booking then.")
						      : _("%s has no booking from now on."),
			     reading->customer_name);
	else
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking then."));
	return NULL;
}
