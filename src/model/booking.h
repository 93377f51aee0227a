/* model/booking.h - a booking: an appointment of a customer, or a block of time; and its parts.
 *
 * Units: instants in seconds since 1970 UTC; local_start in wall seconds (base/zone.h); money in minor units of currency. */
#pragma once
#include "model/model.h"

/* Time is occupied by parts: conflicts, free slots and load look here and nowhere else. A processing gap is a part that is
 * not busy: it frees the staff member, never the resource. busy_from and busy_to hold the buffers; for a part that is
 * not busy they are its start and end. */
#define PART_FIELDS(I, O, T, R, L, S) \
	R(S, service) R(S, staff) R(S, resource) I(S, start) I(S, end) O(S, price) I(S, busy) I(S, busy_from) I(S, busy_to)
MODEL_STRUCT(Part, PART_FIELDS)
MODEL_DECLARE(Part, part)

/* kind         "appointment" or "block"
 * all_day      0, or the number of whole days from local_start's day
 * status       see BookingStatus; a block is always confirmed or cancelled
 * series, occurrence  its series, and the wall time that its rule gave it (NONE without series)
 * source       "ui", "cli", "import", "system", later "sync:<account>"
 * overbooked   why it stands although a rule speaks against it; NULL when none does
 * busy         0: shown, occupies nobody (TRANSP:TRANSPARENT)
 * uid, recurrence_id  iCalendar's; "" for a booking made here; recurrence_id as local_iso, "" when none
 * extra        unknown iCalendar properties, a JSON array of [name, value] */
#define BOOKING_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, kind) R(S, customer) I(S, start) I(S, end) T(S, zone) I(S, local_start) \
	I(S, all_day) T(S, status) T(S, title) T(S, notes) T(S, public_note) R(S, series) O(S, occurrence) T(S, source) \
	R(S, overbooked) I(S, busy) T(S, currency) O(S, paid) O(S, deposit) T(S, uid) T(S, recurrence_id) I(S, sequence) \
	T(S, extra) T(S, cancel_reason) I(S, created) I(S, updated) L(S, parts, part)
MODEL_STRUCT(Booking, BOOKING_FIELDS)
MODEL_DECLARE(Booking, booking)

typedef enum {
	STATUS_TENTATIVE,
	STATUS_CONFIRMED,
	STATUS_ARRIVED,
	STATUS_IN_SERVICE,
	STATUS_COMPLETED,
	STATUS_NO_SHOW,
	STATUS_CANCELLED,
	STATUS_LATE_CANCELLED,
	STATUS_COUNT
} BookingStatus;

const char *status_name(BookingStatus status);   /* "in_service": database and JSON */
const char *status_words(BookingStatus status);  /* "in service", in the person's language */
/** Reads a name, - or _; also "done" (completed) and "noshow". -1 for none. */
int status_parse(const char *text);
/** The one table of steps: may a booking go from one status to another? (Not to itself.) Cancelled can never become no-show. */
gboolean status_may_follow(BookingStatus from, BookingStatus to);
/** No-show and the two cancelled ones free the time. */
gboolean status_frees_time(BookingStatus status);

BookingStatus booking_status(const Booking *booking);
gboolean booking_is_live(const Booking *booking);         /* not removed, and its time is not freed */
gint64 booking_price(const Booking *booking);             /* the parts' sum; NONE when no part has one */
const Part *booking_first_part(const Booking *booking);   /* NULL when it has none */
