/* plan/parts.c - how a visit lies in time: segments, buffers, lengths, prices */
#include "base/error.h"
#include "base/i18n.h"
#include "plan/plan_p.h"

void plan_shape_free(PlanShape *shape)
{
	if (!shape)
		return;
	g_array_unref(shape->pieces);
	g_free(shape);
}

static PlanPiece *nth(const GArray *pieces, guint i)
{
	return &g_array_index(pieces, PlanPiece, i);
}

static void append(GArray *pieces, gint64 seconds, gboolean busy)
{
	gint64 start = pieces->len ? nth(pieces, pieces->len - 1)->end : 0;
	PlanPiece piece = { start, start + seconds, start, start + seconds, busy };
	g_array_append_val(pieces, piece);
}

/* Makes the last busy segment longer or shorter, and moves what comes after it. FALSE when nothing of it is left. */
static gboolean stretch(GArray *pieces, gint64 by)
{
	guint last = pieces->len;
	while (last > 0 && !nth(pieces, last - 1)->busy)
		last--;
	if (last == 0 || nth(pieces, last - 1)->end - nth(pieces, last - 1)->start + by <= 0)
		return FALSE;
	for (guint i = last - 1; i < pieces->len; i++) {
		if (i >= last)
			nth(pieces, i)->start += by;
		nth(pieces, i)->end += by;
	}
	return TRUE;
}

static gboolean no_length(const Service *service, GError **error)
{
	if (!service)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("It is not said how long that takes. Give a service or a length."));
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” has no length. Give one of at least a minute."), service->name);
}

/* seconds: the whole length that is wanted. */
static gboolean cut_to_length(GArray *pieces, const Service *service, gint64 seconds, GError **error)
{
	if (seconds <= 0)
		return no_length(service, error);
	if (!service || service->segments->len == 0) {
		append(pieces, seconds, TRUE);
		return TRUE;
	}
	for (guint i = 0; i < service->segments->len; i++) {
		const Segment *segment = service->segments->pdata[i];
		append(pieces, segment->minutes * 60, segment->busy != 0);
	}
	gint64 own = nth(pieces, pieces->len - 1)->end;
	if (seconds == own || stretch(pieces, seconds - own))
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” cannot be done in %d min: its last part would have no time left."),
			    service->name, (int)(seconds / 60));
}

static gint64 buffer_seconds(gint64 asked_min, gint64 service_min)
{
	return (asked_min == NONE ? service_min : asked_min) * 60;
}

/* The buffers are the staff member's, so on the first and last busy segments; a service begins and ends with one. */
static void put_buffers(GArray *pieces, const Service *service, const Visit *visit)
{
	PlanPiece *first = nth(pieces, 0), *last = nth(pieces, pieces->len - 1);
	if (first->busy)
		first->busy_from -= buffer_seconds(visit->before_min, service ? service->buffer_before : 0);
	if (last->busy)
		last->busy_to += buffer_seconds(visit->after_min, service ? service->buffer_after : 0);
}

PlanShape *plan_shape_new(const Service *service, const Visit *visit, const char *staff, GError **error)
{
	g_autoptr(PlanShape) shape = g_new0(PlanShape, 1);
	shape->pieces = g_array_new(FALSE, FALSE, sizeof(PlanPiece));
	gint64 seconds = visit->seconds;
	if (!seconds && service)
		seconds = service_minutes(service, staff) * 60;
	if (!cut_to_length(shape->pieces, service, seconds, error))
		return NULL;
	for (guint i = 0; i < shape->pieces->len; i++) {
		PlanPiece *piece = nth(shape->pieces, i);
		piece->busy_from = piece->start;
		piece->busy_to = piece->end;
	}
	put_buffers(shape->pieces, service, visit);
	shape->length = nth(shape->pieces, shape->pieces->len - 1)->end;
	shape->busy_to = shape->length;
	for (guint i = 0; i < shape->pieces->len; i++) {
		shape->busy_from = MIN(shape->busy_from, nth(shape->pieces, i)->busy_from);
		shape->busy_to = MAX(shape->busy_to, nth(shape->pieces, i)->busy_to);
	}
	return g_steal_pointer(&shape);
}

void plan_shape_lay(const PlanShape *shape, const Service *service, const char *staff, const char *resource,
		    gint64 start, GPtrArray *parts)
{
	for (guint i = 0; i < shape->pieces->len; i++) {
		const PlanPiece *piece = nth(shape->pieces, i);
		Part *part = part_new();
		model_set(&part_class, part, &part->service, service ? service->id : NULL);
		model_set(&part_class, part, &part->staff, staff);
		model_set(&part_class, part, &part->resource, resource);
		part->start = start + piece->start;
		part->end = start + piece->end;
		part->busy = piece->busy;
		part->busy_from = start + piece->busy_from;
		part->busy_to = start + piece->busy_to;
		if (i == 0 && service) /* one price for the service, however many segments */
			part->price = service_price(service, staff);
		g_ptr_array_add(parts, part);
	}
}

gboolean plan_visit_service(const PlanRules *rules, const Visit *visit, const Service **service,
			    GError **error)
{
	*service = plan_service(rules, visit->service);
	if (visit->service && !*service)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such service."));
	return TRUE;
}

GPtrArray *plan_parts(const PlanRules *rules, const GPtrArray *visits, gint64 start, GError **error)
{
	g_autoptr(GPtrArray) parts = model_list_new(&part_class);
	gint64 begun = start; /* the visit before */
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service;
		if (!plan_visit_service(rules, visit, &service, error))
			return NULL;
		g_autoptr(PlanShape) shape = plan_shape_new(service, visit, visit->staff, error);
		if (!shape)
			return NULL;
		begun = visit->beside ? begun : start;
		plan_shape_lay(shape, service, visit->staff, visit->resource, begun, parts);
		start = MAX(start, begun + shape->length);
	}
	return g_steal_pointer(&parts);
}
