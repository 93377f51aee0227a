/* tests/unit/book/desk.h - a small business in a real book, and what can be asked of any book
 *
 * Times are walls of the shop's zone: "2026-11-24 14:30" (a Tuesday). Staff, services and resources go by name. What a function
 * cannot do is recorded as a failed assertion. */
#pragma once
#include "base/error.h"
#include "book/book_p.h"
#include "book/history.h"
#include "book/house.h"
#include "book/people.h"

#define DESK_NOW "2026-11-20 08:00" /* the clock's wall time, a Friday */
#define DESK_ZONE "Europe/Berlin"

/** A new book in the test's folder; made by "owner", opened as "ana". Open mo-sa 09:00-18:00. Staff Ana, Boris, Cleo. Services:
 *  Cut 45 min 38.00; Colour 30 busy, 45 free, 30 busy 84.00, by Ana and Boris; Massage 60 min 70.00 with 10 min before and 15 after,
 *  in a room; Yoga 60 min 12.00, a class of 3, by Cleo; Talk 15 min without a price. Room 1 and Room 2. */
Book *desk_new(const char *zone);
/** Closes it and takes its files away, so that a test can make another. */
void desk_done(Book *book);
/** Another handle on the same file, with the same clock. */
Book *desk_open(const Book *book, const char *actor);
void desk_set_now(Book *book, const char *wall);
gint64 desk_at(const Book *book, const char *wall);
gint64 desk_day(const char *day);

/* Ids by name, borrowed; a customer who is not there is added by "owner". */
const char *desk_staff(const Book *book, const char *name);
const char *desk_service(const Book *book, const char *name);
const char *desk_resource(const Book *book, const char *name);
char *desk_customer(Book *book, const char *name);

/** Adds a service; .name and the rest as in ServiceEdit. */
void desk_add_service(Book *book, const ServiceEdit *edit);
void desk_policy(Book *book, const char *name, const char *value);

/* --- asking --- */

/** An appointment of one service; staff NULL: any. */
BookRequest *desk_ask(const Book *book, const char *when, const char *service, const char *staff);
/** A block of some minutes. */
BookRequest *desk_block(const Book *book, const char *when, gint64 minutes, const char *staff);
/** One more service after those. Borrowed. */
Visit *desk_then(const Book *book, BookRequest *request, const char *service, const char *staff);

/** Must be booked; frees the request; returns the booking. */
Booking *desk_book(const char *label, Book *book, BookRequest *take);
/** The same for one service and a customer (NULL: none); the id. */
char *desk_made(Book *book, const char *when, const char *service, const char *staff, const char *customer);
/** Must be refused with that code, nothing written; frees the request. */
GError *desk_refused(const char *label, Book *book, BookRequest *take, DaybookErrorCode code);
/* The same three where nothing more is asked of them. */
void desk_must(const char *label, Book *book, BookRequest *take);
void desk_make(Book *book, const char *when, const char *service, const char *staff, const char *customer);
void desk_must_not(const char *label, Book *book, BookRequest *take, DaybookErrorCode code);
/** The booking as it is in the file, removed or not. */
Booking *desk_get(Book *book, const char *id);

/** "24T10:00-10:30 Ana Colour, (24T10:30-11:15 Ana Colour)": day and wall of each part, not busy ones in brackets, "@Room 1". */
char *desk_words(const Book *book, const Booking *booking);
void desk_check_words(const char *label, const Book *book, const Booking *booking, const char *want);

/* --- what is true of any book --- */

/** Every row that is not removed: "class id" -> its image without version and updated. */
GHashTable *desk_content(Book *book);
/** Are they the same? The first difference is the message. */
gboolean desk_check_same(const char *label, GHashTable *got, GHashTable *want);
gint64 desk_events(Book *book); /* how many there are */

/** Two live parts of one person or one resource at one time, neither marked, beyond a class's places: in words; NULL when there
 *  are none. Written apart from plan: every part is held against every other. */
char *desk_overlap(Book *book);
/** The rows hold what their last events say, each version in its turn: NULL, or what is wrong. */
char *desk_unlogged(Book *book);
/** Both, and `log verify`. */
gboolean desk_check(const char *label, Book *book);
