/* book/rescue.h - when the day goes wrong: running late, somebody absent, and the waitlist that fills what frees. */
#pragma once
#include "book/booking.h"
#include "model/waitlist.h"

/* What would become of one booking. */
typedef struct {
	Booking *booking;      /* as it stands */
	char *customer_name, *customer_phone; /* NULL where none */
	GPtrArray *parts;      /* of Part: where it would stand; NULL: no place was found, somebody must be called */
	gint64 start, end;     /* of those */
	char *words;           /* "11:00–11:45 → 11:20–12:05 with Ana", "nobody can do Colour then" */
	GPtrArray *alternatives; /* of Slot: where parts is NULL, the three nearest times with somebody else; else NULL */
	gboolean outside;      /* it would end after closing, or clash with what cannot move: taken along with a reason all the same (delay) */
} RescueStep;
typedef struct {
	GPtrArray *steps;  /* of RescueStep, in time order; what stays as it is is not in it */
	guint placed, calls; /* how many move, how many must be called */
	char *correlation; /* NULL: a dry run, or nothing to do */
} Rescue;
void rescue_free(Rescue *rescue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rescue, rescue_free)

/** Pushes what a person (NULL: everybody) still has that day from `from` on: the first booking that has not ended by `minutes` (one that is in service takes
 *  so much longer), each next one only as far as the gaps before it do not swallow. Buffers are kept; completed, cancelled ones, blocks and breaks stay where
 *  they are and are jumped over. One that would run past closing or into what cannot move (somebody else's booking, a room) goes there all the same,
 *  marked `outside` (overbooked "running late"). A visit moves as a whole. One change, one undo. */
Rescue *book_delay(Book *book, const char *staff, gint64 from, gint64 minutes, gboolean dry_run, GError **error);
/** Somebody is away in [from, to): each of their coming appointments there goes to another who has the skill and the time (the same hour and length; the
 *  price stays; of a visit of several people only their parts), else it is listed to be called, with other times; what stays is not touched. closure: also
 *  writes their leave. One change, one undo. */
Rescue *book_absent(Book *book, const char *staff, gint64 from, gint64 to, gboolean closure, const char *reason, gboolean dry_run, GError **error);

/* --- the waitlist --- */

/* NULL, NONE: leave (edit) or default (add). service, staff "": none (edit). windows of WishWindow; NULL: leave, none in it: any time. */
typedef struct {
	const char *customer, *new_customer, *phone, *email, *service, *staff;
	gint64 seconds;
	const GPtrArray *windows;
	gint64 weekdays, from_min, to_min, priority, auto_book;
	const char *reach, *notes;
} WaitlistEdit;
#define WAITLIST_EDIT_INIT { .seconds = NONE, .weekdays = NONE, .from_min = NONE, .to_min = NONE, .priority = NONE, .auto_book = NONE }

/* An entry with the names a person knows it by. */
typedef struct {
	Waitlist *entry;
	char *customer_name, *customer_phone; /* phone NULL when none */
	GPtrArray *slots; /* of Slot: where it fits now, the earliest first; filled by book_waitlist_match only, and in offers; else NULL */
} WaitlistView;
void waitlist_view_free(WaitlistView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WaitlistView, waitlist_view_free)

Waitlist *book_waitlist_add(Book *book, const WaitlistEdit *edit, GError **error);
Waitlist *book_waitlist_edit(Book *book, const char *id, const WaitlistEdit *edit, GError **error);
gboolean book_waitlist_remove(Book *book, const char *id, GError **error);
/** Waiting ones (all: the booked and gone too): by priority, then who has waited longest. GPtrArray of WaitlistView. */
GPtrArray *book_waitlist(Book *book, gboolean all, GError **error);
WaitlistView *book_waitlist_view(Book *book, const char *id, GError **error);
/** Who could take what is free in [from, to) (NONE: from now to the horizon), staff NULL: anybody's; most of the slots of each: `slots`. Only entries with
 *  at least one slot. An index keeps it fast with 10,000 entries. GPtrArray of WaitlistView in the list's order. */
GPtrArray *book_waitlist_match(Book *book, const char *staff, gint64 from, gint64 to, guint slots, GError **error);
/** Books an entry at an instant (staff NULL: the entry's, else any who can) and takes it off the list, in one change. As book_add for errors. */
gboolean book_waitlist_book(Book *book, const char *id, gint64 start, const char *staff, BookResult **result, GError **error);
/** An id, a prefix, or a customer with one entry. */
char *book_find_waitlist(Book *book, const char *text, GError **error);
/* What a change sets free (cancel, move, shorter, no-show; longer hours, a closure less) is matched at once inside that change: entries with auto_book
 * are booked, in the list's order and as the change's own doing (undo takes both back; the booking's source is "system"), see BookResult.filled; whom
 * else it would suit is told in BookResult.offers and remarks. Longer hours are looked at for WAITLIST_REACH_DAYS. */
#define WAITLIST_REACH_DAYS 90
#define WAITLIST_OFFERS 20 /* at most, of one change */
