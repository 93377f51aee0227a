/* tests/unit/model/test_booking.c - statuses and their steps, sums */
#include "model/booking.h"

#include "tests/unit/unit.h"

static void test_names(void)
{
	for (int i = 0; i < STATUS_COUNT; i++) {
		T_INT(status_name((BookingStatus)i), status_parse(status_name((BookingStatus)i)), i);
		T_TRUE(status_name((BookingStatus)i), *status_words((BookingStatus)i));
	}
	static const struct {
		const char *text;
		int status;
	} rows[] = {
		{ "in-service", STATUS_IN_SERVICE },
		{ "in_service", STATUS_IN_SERVICE },
		{ "no-show", STATUS_NO_SHOW },
		{ "noshow", STATUS_NO_SHOW },
		{ "done", STATUS_COMPLETED },
		{ "Late-Cancelled", STATUS_LATE_CANCELLED },
		{ "in service", -1 },
		{ "cancel", -1 },
		{ "", -1 },
		{ NULL, -1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_INT(rows[i].text ? rows[i].text : "NULL", status_parse(rows[i].text), rows[i].status);
}

/* Row by row what may follow, in the order of BookingStatus. */
static void test_steps(void)
{
	static const char *const may[STATUS_COUNT] = {
		[STATUS_TENTATIVE] = ".1111111", [STATUS_CONFIRMED] = "1.111111",
		[STATUS_ARRIVED] = ".1.11.11",   [STATUS_IN_SERVICE] = "..1.1.1.",
		[STATUS_COMPLETED] = "...1....", [STATUS_NO_SHOW] = ".11.....",
		[STATUS_CANCELLED] = ".......1", [STATUS_LATE_CANCELLED] = "......1.",
	};
	for (int from = 0; from < STATUS_COUNT; from++) {
		for (int to = 0; to < STATUS_COUNT; to++) {
			g_autofree char *label = g_strdup_printf("%s to %s", status_name((BookingStatus)from),
								 status_name((BookingStatus)to));
			T_INT(label, status_may_follow((BookingStatus)from, (BookingStatus)to),
			      may[from][to] == '1');
		}
	}
}

static void test_live(void)
{
	g_autoptr(Booking) booking = booking_new();
	T_INT("a new one is", booking_status(booking), STATUS_CONFIRMED);
	for (int i = 0; i < STATUS_COUNT; i++) {
		const char *name = status_name((BookingStatus)i);
		gboolean frees = i >= STATUS_NO_SHOW;
		model_set(&booking_class, booking, &booking->status, name);
		T_INT(name, booking_status(booking), i);
		T_INT(name, status_frees_time((BookingStatus)i), frees);
		T_INT(name, booking_is_live(booking), !frees);
	}
	model_set(&booking_class, booking, &booking->status, "confirmed");
	booking->removed = 1;
	T_FALSE("removed", booking_is_live(booking));
}

static void test_parts(void)
{
	g_autoptr(Booking) booking = booking_new();
	T_NULL("no part", booking_first_part(booking));
	T_INT("no part, no price", booking_price(booking), NONE);
	static const gint64 prices[] = { NONE, 4500, 0, NONE, 250 };
	static const gint64 sums[] = { NONE, 4500, 4500, 4500, 4750 };
	for (gsize i = 0; i < G_N_ELEMENTS(prices); i++) {
		Part *part = part_new();
		part->price = prices[i];
		g_ptr_array_add(booking->parts, part);
		T_INT("the sum so far", booking_price(booking), sums[i]);
	}
	T_TRUE("the first", booking_first_part(booking) == booking->parts->pdata[0]);
}

UNIT_SUITE("booking", NULL, NULL, { "status names", test_names }, { "status steps", test_steps },
	   { "who takes time", test_live }, { "sums over parts", test_parts })
