/* book/rescue_p.h - inside the book room: holds, the waitlist and bad days, as other use cases touch them.
 *
 * A use case that sets time free says so inside its own change, when its rows are saved: waitlist_after_booking, waitlist_after_hours. */
#pragma once
#include "book/book_p.h"
#include "book/free.h"
#include "book/rescue.h"

/** Where visits would stand at an instant, checked: as book_add for errors. Inside a change, or a reading. GPtrArray of Part. */
GPtrArray *book_lay(Book *book, const GPtrArray *visits, gint64 start, GError **error);

/** Adds what others than the actor hold in [from, to) to what is taken. */
gboolean hold_add_taken(Book *book, PlanTaken *taken, gint64 from, gint64 to, GError **error);
/** "Ana 11:30–12:15 is held by boris until 10:52."; NULL for an id that is no hold's. */
char *hold_against(Book *book, const char *id);
/** The actor's own holds have served once a booking stands in their time. Inside a change. */
gboolean hold_used(Book *book, const Booking *booking, GError **error);

/* --- the waitlist --- */

GPtrArray *waitlist_views_new(void);
/** One entry with its names. NOT_FOUND. */
WaitlistView *waitlist_view(Book *book, const char *id, GError **error);
/** What it asks for; staff NULL: the entry's own. GPtrArray of Visit. */
GPtrArray *waitlist_visits(const Waitlist *entry, const char *staff);
/** Is this when it wishes to come: in one of its windows, on its weekdays, within its hours? */
gboolean waitlist_suits(const Book *book, const Waitlist *entry, const Slot *slot);
/** Books parts for it, inside a change: both rows are saved, `entry` is what stands. source NULL: this front end's. */
Booking *waitlist_book_parts(Book *book, Waitlist *entry, GPtrArray *parts, const char *source, GError **error);
/** An event of an entry in words, as book_event_words. */
char *waitlist_event_words(const Book *book, const Event *event, const char *before);

/** A booking was `before` and is `after` now (saved; NULL: it was made to stand nowhere): what of its time is free goes to who asked to be
 *  booked by itself (result->filled, remarks, and the change's words `what` grow), and is offered to others (result->offers, remarks). */
gboolean waitlist_after_booking(Book *book, const Booking *before, const Booking *after, BookResult *result, char **what, GError **error);
/** The same for longer hours: the plans and closures as they will be, while the house in `book` is still the old one; NULL: as they are. remark
 *  (may be NULL) and what grow. */
gboolean waitlist_after_hours(Book *book, const GPtrArray *hours, const GPtrArray *closures, char **remark, char **what, GError **error);
/** Everything that waits of one customer becomes another's; of one staff member, another's. Inside a change. */
gboolean waitlist_hand_over(Book *book, const char *from, const char *into, GError **error);
gboolean waitlist_hand_staff_over(Book *book, const char *from, const char *into, GError **error);
/** Are the customer, staff member and service that a waiting entry names still there? CONFLICT for undo. */
gboolean waitlist_is_whole(Book *book, const Waitlist *entry, GError **error);
/** How many entries of a customer, a staff member or a service wait; -1 on error. */
gint64 waitlist_count(Book *book, const char *customer, const char *named, GError **error);

/* --- bad days --- */

/* The bookings of some days, as they stand and as they may come to stand: altered here, and written only when all is thought over. */
typedef struct {
	Book *book;
	BookRules rules;
	GPtrArray *views;  /* of BookingView: every one that takes time, altered in place, by start */
	GPtrArray *before; /* of Booking: the same as they were */
} Board;
/** What lies in [from, to), and a day around it. */
Board *board_new(Book *book, gint64 from, gint64 to, GError **error);
void board_free(Board *board);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Board, board_free)
Booking *board_booking(const Board *board, guint i);
/** What is taken but by the i-th: by the others as they are on the board, and by what others than the actor hold. */
PlanTaken *board_taken(const Board *board, guint i, GError **error);
/** May these parts stand there? Skill, hours, people, rooms, places and buffers count; how soon it is and how many there are that day do not. */
gboolean board_fits(const Board *board, const PlanTaken *taken, const GPtrArray *parts);
/** A step of the i-th; words is taken. */
RescueStep *rescue_step_new(const Board *board, guint i, char *words);
Rescue *rescue_new(void);
/** "10:00–10:45 → 10:20–11:05", with the day where it is another one. */
char *rescue_times(const Book *book, const Booking *before, const Booking *after);
