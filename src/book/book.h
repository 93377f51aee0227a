/* book/book.h - the appointment book: the one way in.
 *
 * Every change to the business is one call of a book_* function: one transaction with its events, or nothing. Both front
 * ends, import and sync come through here. Rooms of this folder: booking.h (book, move, mark …), people.h, house.h (staff,
 * services, hours …), view.h (what screens and lists show), history.h (undo, log), exchange.h (iCalendar, CSV), care.h
 * (backup, restore, doctor, upkeep), json.h (the contract's JSON).
 * Threads:   one Book per thread; several may share a file.
 * Ownership: arguments stay the caller's; const results are borrowed until the next change or book_refresh on the same Book;
 *            everything else returned is the caller's.
 * Errors:    DAYBOOK_ERROR with a message for a person, see base/error.h. */
#pragma once
#include "base/clock.h"
#include "base/when.h"
#include "model/booking.h"
#include "model/business.h"
#include "model/catalog.h"
#include "model/customer.h"
#include "model/hours.h"

typedef struct Book Book;

typedef struct {
	const char *path;       /* the file; "~" is not expanded */
	const char *actor;      /* who acts, for the log; NULL: the login name */
	const char *source;     /* "ui" or "cli" */
	Clock clock;            /* --now */
	const char *request_id; /* NULL, or the key that makes a repeated change do nothing */
	const char *request_of; /* what the key was used for (the command's words): the same key for something else is USAGE */
} BookOptions;

/** Opens an existing book. Errors: NOT_FOUND when there is none (says how to make one), DAMAGED when the file is not a book,
 *  TOO_NEW, FAILED when it is locked, unreadable or its folder read-only. Older schemas are migrated (a copy is kept). */
Book *book_open(const BookOptions *options, GError **error);
void book_close(Book *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Book, book_close)

/* What a new book is made of. NULL or empty: name "My business", the machine's zone, EUR, "mo-fr 09:00-18:00" , the login name. */
typedef struct {
	const char *name, *zone, *currency, *hours;
	const GPtrArray *staff;    /* of char* names, or NULL */
	const GPtrArray *services; /* of char*: "Cut 45 38.00" = name, minutes, price; or NULL (the first-run form) */
	gboolean demo;             /* a believable business around today */
} BookInit;

/** Makes a book. CONFLICT where the file exists, which stays untouched; on any failure no file is left. */
gboolean book_init(const BookOptions *options, const BookInit *init, GError **error);

const char *book_path(const Book *book);
const char *book_actor(const Book *book);
gint64 book_now(const Book *book);
/** Another clock from here on: the hour of --now is one of the book's zone, which is known once the book is open. */
void book_set_clock(Book *book, const Clock *clock);
GTimeZone *book_zone(const Book *book);   /* borrowed */
/** A zone as bookings name them: IANA, or a fixed offset "+05:30" that an import brought. The house's own for a name nobody knows. */
GTimeZone *book_zone_named(const Book *book, const char *name);
const Business *book_business(const Book *book);
const Policy *book_policy(const Book *book);
/** What times typed by a person are read against. */
When book_when(const Book *book);
gint64 book_today(const Book *book);      /* the day of now in the business's zone */

/* The house, in its order; removed ones never, inactive ones in. Borrowed. */
const GPtrArray *book_staff(const Book *book);     /* of Staff */
const GPtrArray *book_resources(const Book *book); /* of Resource */
const GPtrArray *book_services(const Book *book);  /* of Service */
const GPtrArray *book_hours(const Book *book);     /* of OpeningHours */
/* By id; NULL for an unknown id or NULL. The removed and inactive too, so that old bookings keep their names. */
const Staff *book_staff_by_id(const Book *book, const char *id);
const Resource *book_resource_by_id(const Book *book, const char *id);
const Service *book_service_by_id(const Book *book, const char *id);
/** The only active staff member, or NULL when there are several. */
const Staff *book_only_staff(const Book *book);

/** Has somebody else changed the book since the last look (PRAGMA data_version)? Reloads the house when so. */
gboolean book_refresh(Book *book, gboolean *changed, GError **error);

/** For --request-id. The answer given the first time, or NULL when the key is new (or none was given). */
gboolean book_request_answer(Book *book, char **answer, GError **error);
/** Keeps the answer of a change made under the key. */
gboolean book_request_store(Book *book, const char *answer, GError **error);
