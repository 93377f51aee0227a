/* ui/screens/visits.c - visits out of parts */
#include "ui/screens/visits.h"

/* How many parts, from the i-th on, are the segments of one service. */
static guint parts_of_visit(const Booking *booking, const Service *service, guint i)
{
	const Part *first = booking->parts->pdata[i];
	guint n = service ? MAX(service->segments->len, 1) : 1;
	if (i + n > booking->parts->len)
		return 1;
	for (guint k = 1; k < n; k++) {
		const Part *part = booking->parts->pdata[i + k];
		if (g_strcmp0(part->service, first->service) != 0)
			return 1; /* the service has other segments now than it had then */
	}
	return n;
}

GPtrArray *visits_of(const Book *book, const Booking *booking)
{
	GPtrArray *visits = model_list_new(&visit_class);
	gint64 begun = NONE; /* the visit before */
	for (guint i = 0, n; i < booking->parts->len; i += n) {
		const Part *first = booking->parts->pdata[i];
		const Service *service = book_service_by_id(book, first->service);
		n = parts_of_visit(booking, service, i);
		const Part *last = booking->parts->pdata[i + n - 1];
		Visit *visit = visit_new();
		model_set(&visit_class, visit, &visit->service, first->service);
		model_set(&visit_class, visit, &visit->staff, first->staff);
		model_set(&visit_class, visit, &visit->resource, first->resource);
		visit->seconds = last->end - first->start;
		visit->beside = first->start == begun;
		begun = first->start;
		if (service && visit->seconds == service_minutes(service, first->staff) * 60)
			visit->seconds = 0;
		g_ptr_array_add(visits, visit);
	}
	return visits;
}

gboolean visits_set_length(const Book *book, GPtrArray *visits, gint64 seconds)
{
	if (visits->len == 0)
		return FALSE;
	/* of several people at the same time each stays as long as the others */
	guint n = visits->len;
	while (n > 1 && ((const Visit *)visits->pdata[n - 1])->beside)
		n--;
	for (guint i = 0; i + 1 < n; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service = book_service_by_id(book, visit->service);
		seconds -= visit->seconds > 0 || !service ? visit->seconds
							  : service_minutes(service, visit->staff) * 60;
	}
	if (seconds < 60)
		return FALSE;
	for (guint i = n - 1; i < visits->len; i++)
		((Visit *)visits->pdata[i])->seconds = seconds;
	return TRUE;
}

BookRequest *visits_request(const Booking *booking, const GPtrArray *visits, gint64 start)
{
	BookRequest *request = book_request_new();
	model_set(&book_request_class, request, &request->kind, booking->kind);
	model_set(&book_request_class, request, &request->customer, booking->customer);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(request->visits, visit_copy(visits->pdata[i]));
	request->start = start;
	request->all_day = booking->all_day;
	request->dry_run = 1;
	return request;
}
