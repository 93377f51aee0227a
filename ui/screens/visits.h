/* ui/screens/visits.h - from a booking's parts back to what was asked for. */
#pragma once
#include "book/booking.h"

/** The visits that these parts came from: a service's segments are one visit again. A length that is the service's own is 0.
 *  GPtrArray of Visit; the caller's. */
GPtrArray *visits_of(const Book *book, const Booking *booking);

/** Gives the whole visit a length: the last of its visits becomes longer or shorter. FALSE when nothing would be left of it. */
gboolean visits_set_length(const Book *book, GPtrArray *visits, gint64 seconds);

/** A request to book the same things at another time: the booking's kind, customer and the visits given (borrowed copies are
 *  made). The caller frees. */
BookRequest *visits_request(const Booking *booking, const GPtrArray *visits, gint64 start);
