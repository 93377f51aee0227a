/* book/exchange_image.c - may a row that a file carries stand in this book?
 *
 * An export with private notes holds the image of each row, and anybody can write such a file. Every number is held against what
 * this book itself would write, so that no time, length or amount of somebody else's making can overflow or fill a screen later. */
#include <string.h>

#include "base/id.h"
#include "book/exchange_p.h"
#include "book/fields_p.h"
#include "ical/ical.h"
#include "model/customer.h"
#include "model/series.h"

#define YEAR_1900 G_GINT64_CONSTANT(-2208988800)
#define YEAR_2200 G_GINT64_CONSTANT(7258118400)
#define YEAR_9999 G_GINT64_CONSTANT(253402300800) /* a series that is over is filled to there */
#define MINUTES_MOST (366 * 24 * 60)
#define DAYS_MOST 3660
#define AMOUNT_MOST G_GINT64_CONSTANT(99999999999999)
#define COUNT_MOST 1000000000
#define BUFFER_MOST ZONE_DAY_SECONDS

/* What a field of this name may hold, in whatever row; any other is a count, or none. */
static const struct {
	const char *field;
	gint64 low, high;
} ranges[] = {
	{ "version", 1, COUNT_MOST },
	{ "removed", 0, 1 },
	{ "active", 0, 1 },
	{ "busy", 0, 1 },
	{ "start", YEAR_1900, YEAR_2200 },
	{ "end", YEAR_1900, YEAR_2200 },
	{ "busy_from", YEAR_1900 - BUFFER_MOST, YEAR_2200 },
	{ "busy_to", YEAR_1900, YEAR_2200 + BUFFER_MOST },
	{ "local_start", YEAR_1900 - ZONE_DAY_SECONDS, YEAR_2200 + ZONE_DAY_SECONDS },
	{ "occurrence", YEAR_1900 - ZONE_DAY_SECONDS, YEAR_9999 },
	{ "filled_until", YEAR_1900, YEAR_9999 },
	{ "created", YEAR_1900, YEAR_2200 },
	{ "updated", YEAR_1900, YEAR_2200 },
	{ "erased", YEAR_1900, YEAR_2200 },
	{ "all_day", 0, DAYS_MOST },
	{ "price", 0, AMOUNT_MOST },
	{ "paid", 0, AMOUNT_MOST },
	{ "deposit", 0, AMOUNT_MOST },
	{ "duration", 1, MINUTES_MOST },
	{ "minutes", 1, MINUTES_MOST },
	{ "buffer_before", 0, BUFFER_MOST / 60 },
	{ "buffer_after", 0, BUFFER_MOST / 60 },
	{ "capacity", 1, 10000 },
};

static gboolean in_range(const char *field, gint64 value)
{
	for (guint i = 0; i < G_N_ELEMENTS(ranges); i++)
		if (strcmp(ranges[i].field, field) == 0)
			return value >= ranges[i].low && value <= ranges[i].high;
	return value >= 0 && value <= COUNT_MOST;
}

static gboolean numbers_hold(const ModelClass *cls, gconstpointer thing)
{
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		gconstpointer at = (const char *)thing + field->offset;
		if (field->kind == MODEL_LIST) {
			const GPtrArray *list = *(GPtrArray *const *)at;
			for (guint j = 0; j < list->len; j++)
				if (!numbers_hold(field->of, list->pdata[j]))
					return FALSE;
		} else if (field->kind == MODEL_INT || field->kind == MODEL_OPT) {
			gint64 value = *(const gint64 *)at;
			if (!(field->kind == MODEL_OPT && value == NONE) && !in_range(field->name, value))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean is_kept_zone(const char *name)
{
	g_autoptr(GTimeZone) zone = zone_new(name, NULL);

	return zone != NULL;
}

/* A name as a person could have given it. */
static gboolean is_name(const char *name)
{
	g_autofree char *own = field_name(name, "", NULL);

	return own && strcmp(own, name) == 0;
}

/* Topping up goes by it. */
static gboolean is_rule(const Series *series)
{
	g_autoptr(GArray) dates = ical_expand(series->rrule, series->local_start, NULL, NULL,
					      series->local_start, series->local_start + 1, 1, NULL, NULL);

	return dates != NULL;
}

static gboolean part_holds(const Booking *booking, const Part *part)
{
	return part->start >= booking->start && part->start <= part->end && part->end <= booking->end &&
	       part->busy_from <= part->start && part->busy_from >= part->start - BUFFER_MOST &&
	       part->busy_to >= part->end && part->busy_to <= part->end + BUFFER_MOST;
}

static gboolean booking_holds(const Booking *booking)
{
	gint64 whole = booking->all_day * ZONE_DAY_SECONDS, length = booking->end - booking->start;

	if (status_parse(booking->status) < 0 || booking->parts->len == 0 || length < 0 || booking->removed ||
	    (booking->all_day && ABS(length - whole) > ZONE_DAY_SECONDS) || !is_kept_zone(booking->zone) ||
	    (!g_str_equal(booking->kind, "appointment") && !g_str_equal(booking->kind, "block")))
		return FALSE;
	for (guint i = 0; i < booking->parts->len; i++)
		if (!part_holds(booking, booking->parts->pdata[i]))
			return FALSE;
	return TRUE;
}

gboolean exchange_may_stand(const ModelClass *cls, gconstpointer row)
{
	if (!id_is_uuid(((const Row *)row)->id) || !numbers_hold(cls, row))
		return FALSE;
	if (cls == &booking_class)
		return booking_holds(row);
	if (cls == &staff_class)
		return is_name(((const Staff *)row)->name);
	if (cls == &resource_class)
		return is_name(((const Resource *)row)->name);
	if (cls == &service_class)
		return is_name(((const Service *)row)->name);
	if (cls == &series_class)
		return is_kept_zone(((const Series *)row)->zone) && is_rule(row);
	return TRUE;
}
