/* model/booking.c - the statuses of a booking and which may follow which; sums over its parts */
#include "model/booking.h"

#include <string.h>

#include "base/i18n.h"

MODEL_DEFINE(Part, part, "booking_part", PART_FIELDS)
MODEL_DEFINE(Booking, booking, "booking", BOOKING_FIELDS)

#define TO(status) (1u << STATUS_##status)

/* The steps. A step back is there where somebody may have pressed the wrong key: arrived, in service, completed and no-show
 * can each be taken back by one. Who has arrived is no no-show, so that takes the way back over confirmed. The two kinds
 * of cancellation become each other and nothing else: a cancelled booking comes back through undo alone, and can
 * never become a no-show. A no-show that becomes confirmed or arrived takes its time again. */
static const struct {
	const char *name;
	const char *words;
	guint next; /* bits of TO */
} table[STATUS_COUNT] = {
	[STATUS_TENTATIVE] = { "tentative", N_("tentative"),
			       TO(CONFIRMED) | TO(ARRIVED) | TO(IN_SERVICE) | TO(COMPLETED) | TO(NO_SHOW) |
				       TO(CANCELLED) | TO(LATE_CANCELLED) },
	[STATUS_CONFIRMED] = { "confirmed", N_("confirmed"),
			       TO(TENTATIVE) | TO(ARRIVED) | TO(IN_SERVICE) | TO(COMPLETED) | TO(NO_SHOW) |
				       TO(CANCELLED) | TO(LATE_CANCELLED) },
	[STATUS_ARRIVED] = { "arrived", N_("arrived"),
			     TO(CONFIRMED) | TO(IN_SERVICE) | TO(COMPLETED) | TO(CANCELLED) |
				     TO(LATE_CANCELLED) },
	[STATUS_IN_SERVICE] = { "in_service", N_("in service"), TO(ARRIVED) | TO(COMPLETED) | TO(CANCELLED) },
	[STATUS_COMPLETED] = { "completed", N_("completed"), TO(IN_SERVICE) },
	[STATUS_NO_SHOW] = { "no_show", N_("no-show"), TO(CONFIRMED) | TO(ARRIVED) },
	[STATUS_CANCELLED] = { "cancelled", N_("cancelled"), TO(LATE_CANCELLED) },
	[STATUS_LATE_CANCELLED] = { "late_cancelled", N_("cancelled late"), TO(CANCELLED) },
};

const char *status_name(BookingStatus status)
{
	return table[status].name;
}

const char *status_words(BookingStatus status)
{
	return _(table[status].words);
}

static int status_by_name(const char *name)
{
	for (int i = 0; i < STATUS_COUNT; i++)
		if (strcmp(table[i].name, name) == 0)
			return i;
	return -1;
}

int status_parse(const char *text)
{
	if (!text)
		return -1;
	g_autofree char *name = g_ascii_strdown(text, -1);
	g_strdelimit(name, "-", '_');
	if (strcmp(name, "done") == 0)
		return STATUS_COMPLETED;
	if (strcmp(name, "noshow") == 0)
		return STATUS_NO_SHOW;
	return status_by_name(name);
}

gboolean status_may_follow(BookingStatus from, BookingStatus to)
{
	return (table[from].next & (1u << to)) != 0;
}

gboolean status_frees_time(BookingStatus status)
{
	return status == STATUS_NO_SHOW || status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED;
}

/* The database holds known names only; a new booking's "" is what it will be by default. */
BookingStatus booking_status(const Booking *booking)
{
	int status = status_by_name(booking->status);
	return status < 0 ? STATUS_CONFIRMED : (BookingStatus)status;
}

gboolean booking_is_live(const Booking *booking)
{
	return !booking->removed && !status_frees_time(booking_status(booking));
}

gint64 booking_price(const Booking *booking)
{
	gint64 sum = NONE;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (part->price != NONE)
			sum = (sum == NONE ? 0 : sum) + part->price;
	}
	return sum;
}

const Part *booking_first_part(const Booking *booking)
{
	return booking->parts->len ? booking->parts->pdata[0] : NULL;
}
