/* tests/unit/store/fixture.h - books to try the store on: an empty one, and one filled like a business's, of any size.
 *
 * A filled book of n bookings has 40 bookings a day whatever n is, so a larger one is a longer one: a day, a customer, a series
 * and a change hold as much in each. Names and ids are made from numbers, so that a test can name any of them. */
#pragma once
#include "model/business.h"
#include "model/catalog.h"
#include "model/customer.h"
#include "model/hours.h"
#include "model/series.h"
#include "store/store_p.h"

#define A_DAY 20000 /* 2024-10-04: where a filled book begins */
#define BOOKINGS_A_DAY 40
#define BOOKINGS_A_CUSTOMER 10
#define BOOKINGS_A_SERIES 10
#define FILLED_STAFF 4
#define FILLED_LONG 10 /* of more than a day, whatever the size */

/* ids: 8 digits of the number, then the kind; valid UUIDs. The caller frees. */
char *fixture_id(const char *kind, gint64 number);

/** A new book in the test's folder; its path is unit_path(name). NULL, with a failed assertion, when it cannot be made. */
Store *fixture_new(const char *name);

/** Fills an empty book. */
void fixture_fill(Store *store, gint64 bookings);

/* Rows of every class with every field set; text is put into every TEXT. number tells them apart. */
gpointer fixture_row(const ModelClass *cls, gint64 number, const char *text);

Customer *fixture_customer(gint64 number, const char *name);
Booking *fixture_booking(gint64 number, gint64 start, gint64 minutes, const char *customer,
			 const char *staff);
/** Puts one row in a transaction of its own; the row is freed. */
void fixture_put(Store *store, const ModelClass *cls, gpointer take);

Event *fixture_event(const char *entity, const char *entity_id, const char *correlation, const char *after);

/** A file of an older schema, as that daybook would have left it, with that many bookings. */
void fixture_old(const char *path, int version, gint64 bookings);

/** Opens and looks at everything: that the file is whole, each event follows the one before, and search is right. The number of
 *  bookings; -1, with a failed assertion, when something is wrong. */
gint64 fixture_whole(const char *label, const char *path);

/** The file's bytes, as a checksum. The caller frees. */
char *fixture_sum(const char *path);
