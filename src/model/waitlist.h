/* model/waitlist.h - who wants to come and has no time yet, and what they wish for; and a slot held while talking. */
#pragma once
#include "model/booking.h"

/* A span in which something may lie: instants, half-open. One without an end has this (2200), beyond which nothing can be booked. */
#define WISH_OPEN_END G_GINT64_CONSTANT(7258118400)
#define WISH_WINDOW_FIELDS(I, O, T, R, L, S) I(S, start) I(S, end)
MODEL_STRUCT(WishWindow, WISH_WINDOW_FIELDS)
MODEL_DECLARE(WishWindow, wish_window)

/* service       NULL: just time, of `seconds`; else seconds 0 is the service's own length
 * staff         NULL: anybody who can
 * windows       empty: any time; else the visit lies wholly in one of them
 * weekdays      bits 1 << weekday (0 Monday), 0: any
 * from_min, to_min  minutes of the wall within which it lies, 0 and 0: any
 * earliest, latest  of all windows: first start and last end; NONE where they are open (kept by waitlist_bound)
 * priority      the higher the sooner; 0 for most
 * auto_book     1: booked at once when something frees, without asking
 * reach         how to reach them, as typed ("call after 5pm"); "" : the customer's phone
 * status        "waiting", "booked" (then booking is what came of it) or "gone" (taken off the list) */
#define WAITLIST_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) R(S, customer) R(S, service) R(S, staff) I(S, seconds) L(S, windows, wish_window) \
	I(S, weekdays) I(S, from_min) I(S, to_min) O(S, earliest) O(S, latest) I(S, priority) I(S, auto_book) T(S, reach) T(S, notes) \
	T(S, status) R(S, booking) I(S, created)
MODEL_STRUCT(Waitlist, WAITLIST_FIELDS)
MODEL_DECLARE(Waitlist, waitlist)

/** Sets earliest and latest from the windows. */
void waitlist_bound(Waitlist *entry);

/* A slot kept while somebody talks on the phone. Never logged: it counts only until `until` (by the business's clock), for everybody but its
 * owner. parts: as the booking's would lie (model/booking.h). */
#define HELD_PART_FIELDS(I, O, T, R, L, S) \
	R(S, service) R(S, staff) R(S, resource) I(S, start) I(S, end) I(S, busy) I(S, busy_from) I(S, busy_to)
MODEL_STRUCT(HeldPart, HELD_PART_FIELDS)
MODEL_DECLARE(HeldPart, held_part)

#define HOLD_FIELDS(I, O, T, R, L, S) \
	T(S, id) T(S, owner) T(S, note) I(S, start) I(S, end) I(S, until) L(S, parts, held_part) I(S, created)
MODEL_STRUCT(Hold, HOLD_FIELDS)
MODEL_DECLARE(Hold, hold)
