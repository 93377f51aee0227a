/* book/booking.h - the use cases of a booking. Each is one transaction with its events.
 *
 * A refusal says every rule that stands against it; CONFLICT (4) wins over POLICY (5), and its details are
 * {"with":[booking…],"alternatives":[slot,slot,slot]}. An overbook reason overrides everything but what does not exist. */
#pragma once
#include "book/book.h"
#include "book/free.h"
#include "model/slot.h"
#include "model/series.h"

/* What becomes of a date of a series that does not fit. */
typedef enum {
	DATE_REFUSE,   /* nothing at all is written (CONFLICT or POLICY, with the table of dates) */
	DATE_SKIP,     /* this date is left out, also where it fits, and the series remembers it; of dates that stand already (an edit): it stays as it is */
	DATE_MOVE,     /* to the nearest slot that fits; none within the reach of alternatives: refused */
	DATE_OVERBOOK, /* booked all the same, with the request's reason (overbook must be given: USAGE) */
} DateChoice;
/* date: the wall time that the rule gives it (base/zone.h); a midnight is every date of that day */
#define DATE_CHOSEN_FIELDS(I, O, T, R, L, S) I(S, date) I(S, choice)
MODEL_STRUCT(DateChosen, DATE_CHOSEN_FIELDS)
MODEL_DECLARE(DateChosen, date_chosen)

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
 * clash        with rrule, what becomes of a date that does not fit and has no choice of its own: a DateChoice
 * choices      of DateChosen: one date each
 * dry_run      1: everything is checked, nothing written; the result's booking is what it would have been */
#define BOOK_REQUEST_FIELDS(I, O, T, R, L, S) \
	T(S, kind) R(S, customer) R(S, new_customer) R(S, phone) R(S, email) L(S, visits, visit) I(S, start) I(S, all_day) \
	T(S, title) T(S, notes) T(S, public_note) O(S, price) O(S, deposit) T(S, status) R(S, rrule) R(S, overbook) I(S, dry_run) \
	I(S, clash) L(S, choices, date_chosen)
MODEL_STRUCT(BookRequest, BOOK_REQUEST_FIELDS)
MODEL_DECLARE(BookRequest, book_request)

/* What came of a change. */
typedef struct {
	GPtrArray *bookings; /* of Booking: as they now stand, in time order */
	Series *series;      /* with rrule; else NULL */
	GPtrArray *remarks;  /* of char*: what a person should be told ("14:30 is past.") */
	char *correlation;   /* NULL when nothing changed */
	GPtrArray *dates;    /* of SeriesDate: with rrule or a scope wider than one date, what became of each; NULL */
	GPtrArray *filled;   /* of Booking: made at once for who waited for what has just become free; NULL: none */
	GPtrArray *offers;   /* of WaitlistView (rescue.h): whom what has just become free would suit; NULL: nobody */
} BookResult;
void book_result_free(BookResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookResult, book_result_free)

/** Books. With rrule every date is checked, all for the same staff, and any clash writes nothing: CONFLICT with details
 *  {"dates":[{"start","fits","with","nearest"}…]} unless the request chooses what becomes of them. result may be NULL. */
gboolean book_add(Book *book, const BookRequest *request, BookResult **result, GError **error);

/* One date of a series, looked at before anything is written. */
typedef struct {
	gint64 date;         /* the wall time of the rule */
	gint64 start, end;   /* where the rule puts it */
	gboolean fits, conflict;
	DateChoice choice;   /* what becomes of it where it does not fit (or is left out) */
	char *message;       /* why it does not fit; "" */
	GPtrArray *with;     /* of BookingView; NULL where it fits */
	Slot *nearest;       /* where it would fit; NULL: nowhere near, or it fits */
	char *booking;       /* the occurrence that stands (an edit of a series); NULL: a new one */
} SeriesDate;
void series_date_free(SeriesDate *date);
const char *date_choice_name(DateChoice choice); /* "refuse", "skip", "move", "overbook" */

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
	Explanation *why;        /* every rule, the nearest slot and the smallest change (free.h); NULL where it fits */
	gint64 usual;            /* seconds that this customer's visits of the first service usually take, where no length was asked for and it
	                          * would get another; 0: nothing to offer. An offer: the length is the service's own until it is taken */
	guint dates, dates_clashing; /* with rrule */
	GPtrArray *table;        /* of SeriesDate: every date, with rrule or a scope wider than this one; NULL without */
} BookPreview;
void book_preview_free(BookPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPreview, book_preview_free)

/** except: the id of a booking that is being changed (it is not in its own way), or NULL. */
BookPreview *book_preview(Book *book, const BookRequest *request, const char *except, GError **error);

/* How much of a series a change takes along. Dates that are past (or done, missed, cancelled) stay as they are, always; a date that was changed
 * by itself keeps its own hour where only other fields change. */
typedef enum { SERIES_THIS, SERIES_FOLLOWING, SERIES_ALL } SeriesScope;

/* What to change: NULL and NONE leave a field as it is; customer "" takes the customer away.
 * visits       NULL: the same services, staff and resources (staff and resource below replace the first part's service's)
 * seconds      the whole visit's new length, NONE: as it is
 * buffer_before, buffer_after  minutes kept free around the whole visit, in place of the services'
 * expect_version  0, or the version that was seen: another one is CONFLICT, naming who changed it and when */
typedef struct {
	const char *customer, *new_customer, *phone, *email;
	const GPtrArray *visits; /* of Visit */
	const char *staff, *resource;
	gint64 start, seconds;
	const char *title, *notes, *public_note, *status, *overbook;
	gint64 price, deposit;
	gint64 buffer_before, buffer_after;
	gint64 expect_version;
	gboolean dry_run;
	SeriesScope scope;   /* of an occurrence: how much of its series changes along. A single booking: always SERIES_THIS */
	DateChoice clash;    /* with a wider scope: dates that do not fit */
	const GPtrArray *choices; /* of DateChosen, or NULL */
	const char *rrule;   /* with a wider scope: another rule from here on; NULL: as it is */
} BookEdit;
#define BOOK_EDIT_INIT { .start = NONE, .seconds = NONE, .price = NONE, .deposit = NONE, .buffer_before = NONE, .buffer_after = NONE }
#define BOOK_BUFFER_MOST (24 * 60) /* minutes */

/** FALSE (POLICY) for a block that follows an event in a calendar: book_move, book_edit, book_mark and book_cancel refuse it too, but for its
 *  private notes. */
gboolean book_may_change(Book *book, const Booking *booking, GError **error);
/** Moves and resizes: start, seconds, staff, resource of edit. A cancelled booking: POLICY. */
gboolean book_move(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error);
/** Any field. A cancelled booking: POLICY. Nothing different: no change, no event. Of an occurrence with a wider scope: every date is checked, and
 *  what does not fit and has no choice refuses it all, as in book_add; the dates are in the result. The bookings stay the rows they are. */
gboolean book_edit(Book *book, const char *id, const BookEdit *edit, BookResult **result, GError **error);
/** What such a change of an occurrence with a wider scope would do: its table, and whether it would be done. For the form. */
BookPreview *book_edit_preview(Book *book, const char *id, const BookEdit *edit, GError **error);
/** A step of the status table (model/booking.h); another: POLICY naming the steps that are allowed. The same: no change. */
gboolean book_mark(Book *book, const char *id, BookingStatus status, BookResult **result, GError **error);
/** A cancelled one: done, unchanged. After the policy's deadline only with late: POLICY. late records late_cancelled. */
gboolean book_cancel(Book *book, const char *id, const char *reason, gboolean late, BookResult **result, GError **error);
/** The same for an occurrence and what follows it, or the whole series from now on: one change, one undo. The series ends there (its rule gets an
 *  UNTIL) and is topped up no more. */
gboolean book_cancel_series(Book *book, const char *id, SeriesScope scope, const char *reason, gboolean late, BookResult **result, GError **error);
/** The same customer, services and staff again, `seconds` later in wall time (4 weeks: 2419200), at the same hour. */
gboolean book_rebook(Book *book, const char *id, gint64 seconds, const char *overbook, BookResult **result, GError **error);
/** Records money; amount NONE is the whole price. */
gboolean book_paid(Book *book, const char *id, gint64 amount, BookResult **result, GError **error);
/** Appends a dated line to the private notes of a booking. */
gboolean book_note(Book *book, const char *id, const char *text, BookResult **result, GError **error);

/** ID of the contract -> a booking's id: a UUID, a prefix of 6 or more characters, `last`, `next`, or a customer with exactly one
 *  upcoming booking. NOT_FOUND; ambiguous: USAGE with details.candidates. */
char *book_find_booking(Book *book, const char *text, GError **error);
