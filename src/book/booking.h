/* book/booking.h - the use cases of a booking. Each is one transaction with its events.
 *
 * A refusal says every rule that stands against it; CONFLICT (4) wins over POLICY (5), and its details are
 * {"with":[booking…],"alternatives":[slot,slot,slot]}. An overbook reason overrides everything but what does not exist. */
#pragma once
#include "book/book.h"
#include "model/slot.h"
#include "model/series.h"

/* What is asked for.
 * kind         "appointment" or "block"
 * customer     an id, or NULL; new_customer a name to be made in the same transaction, with phone and email
 * visits       of Visit, at least one
 * start        instant
 * all_day      0, or days: a block of whole days from start's day (visits' lengths are not looked at)
 * price, deposit  NONE: the services' own price, no deposit
 * status       "" is confirmed
 * rrule        NULL, or an RRULE: start is its first
 * overbook     NULL, or why
 * dry_run      1: everything is checked, nothing written; the result's booking is what it would have been */
#define BOOK_REQUEST_FIELDS(I, O, T, R, L, S) \
	T(S, kind) R(S, customer) R(S, new_customer) R(S, phone) R(S, email) L(S, visits, visit) I(S, start) I(S, all_day) \
	T(S, title) T(S, notes) T(S, public_note) O(S, price) O(S, deposit) T(S, status) R(S, rrule) R(S, overbook) I(S, dry_run)
MODEL_STRUCT(BookRequest, BOOK_REQUEST_FIELDS)
MODEL_DECLARE(BookRequest, book_request)

/* What came of a change. */
typedef struct {
	GPtrArray *bookings; /* of Booking: as they now stand, in time order */
	Series *series;      /* with rrule; else NULL */
	GPtrArray *remarks;  /* of char*: what a person should be told ("14:30 is past.") */
	char *correlation;   /* NULL when nothing changed */
} BookResult;
void book_result_free(BookResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookResult, book_result_free)

/** Books. With rrule every date is checked, all for the same staff, and any clash writes nothing: CONFLICT with details
 *  {"dates":[{"start","fits","with","nearest"}…]}. result may be NULL. */
gboolean book_add(Book *book, const BookRequest *request, BookResult **result, GError **error);

/* The form's live look, and --dry-run's: never an error for what merely does not fit. */
typedef struct {
	GPtrArray *parts;        /* of Part, as they would be placed */
	gint64 start, end;
	gint64 price;            /* minor, or NONE */
	gboolean fits;
	gboolean conflict;       /* another booking stands against it */
	GPtrArray *messages;     /* of char*: why not, in words, naming whom ("Ana has Søren Ås (Cut) 11:30–12:15") */
	GPtrArray *with;         /* of BookingView (view.h): the bookings against it */
	GPtrArray *alternatives; /* of Slot: the three nearest that fit; empty where it fits */
	guint dates, dates_clashing; /* with rrule */
} BookPreview;
void book_preview_free(BookPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPreview, book_preview_free)

/** except: the id of a booking that is being changed (it is not in its own way), or NULL. */
BookPreview *book_preview(Book *book, const BookRequest *request, const char *except, GError **error);

/* What to change: NULL and NONE leave a field as it is; customer "" takes the customer away.
 * visits       NULL: the same services, staff and resources (staff and resource below replace the first part's service's)
 * seconds      the whole visit's new length, NONE: as it is
 * expect_version  0, or the version that was seen: another one is CONFLICT, naming who changed it and when */
typedef struct {
	const char *customer, *new_customer, *phone, *email;
	const GPtrArray *visits; /* of Visit */
	const char *staff, *resource;
	gint64 start, seconds;
	const char *title, *notes, *public_note, *status, *overbook;
	gint64 price, deposit;
	gint64 expect_version;
	gboolean dry_run;
} BookEdit;
#define BOOK_EDIT_INIT { .start = NONE, .seconds = NONE, .price = NONE, .deposit = NONE }

/** FALSE (POLICY) for a block that follows an event in a calendar: book_move, book_edit, book_mark and book_cancel refuse it too, but for its
 *  private notes. */
gboolean book_may_change(Book *book, const Booking *booking, GError **error);
/** Moves and resizes: start, seconds, staff, resource of edit. A cancelled booking: POLICY. */
gboolean book_move(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error);
/** Any field. A cancelled booking: POLICY. Nothing different: no change, no event. */
gboolean book_edit(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error);
/** A step of the status table (model/booking.h); another: POLICY naming the steps that are allowed. The same: no change. */
gboolean book_mark(Book *book, const char *id, BookingStatus status, BookResult **result, GError **error);
/** A cancelled one: done, unchanged. After the policy's deadline only with late: POLICY. late records late_cancelled. */
gboolean book_cancel(Book *book, const char *id, const char *reason, gboolean late, BookResult **result, GError **error);
/** The same customer, services and staff again, `seconds` later in wall time (4 weeks: 2419200), at the same hour. */
gboolean book_rebook(Book *book, const char *id, gint64 seconds, const char *overbook, BookResult **result, GError **error);
/** Records money; amount NONE is the whole price. */
gboolean book_paid(Book *book, const char *id, gint64 amount, BookResult **result, GError **error);
/** Appends a dated line to the private notes of a booking. */
gboolean book_note(Book *book, const char *id, const char *text, BookResult **result, GError **error);

/** ID of the contract -> a booking's id: a UUID, a prefix of 6 or more characters, `last`, `next`, or a customer with exactly one
 *  upcoming booking. NOT_FOUND; ambiguous: USAGE with details.candidates. */
char *book_find_booking(Book *book, const char *text, GError **error);
