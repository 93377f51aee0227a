/* talk/talk.h - a line of language against the book: what it is read against, which booking it means, which times it allows.
 *
 * say/ reads words and knows no book; the book knows no words. Both front ends put the two together here, and ask by themselves what
 * is to be asked: nothing here prints, writes or guesses.
 * Threads: as the Book. Ownership: the Talk borrows its Book; what is returned is the caller's. Errors: as the Book's. */
#pragma once
#include "book/booking.h"
#include "book/free.h"
#include "book/view.h"
#include "say/say.h"

typedef struct Talk Talk;

/** The languages are read once, the person's own first. */
Talk *talk_new(Book *book, GError **error);
void talk_free(Talk *talk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Talk, talk_free)
Book *talk_book(const Talk *talk);

/** Reads a line of valid UTF-8. offered: times are on offer, and it may pick one of them. Opening hours are those of now. */
SayReading *talk_read(const Talk *talk, const char *line, gboolean offered, const SayAnswer *answers, guint n_answers);

/* --- what it asks for --- */

/** Does it say what is to be done: a service, or a length? */
gboolean talk_has_what(const SayReading *reading);
/** What a verb lacks before it can be done, as a question for a person ("Who is it for? …"); NULL: nothing. */
const char *talk_lacks(const SayReading *reading);
/** What the verb has no use for is not passed over in silence: USAGE, naming the words of the line. */
gboolean talk_check_words(const SayReading *reading, const char *line, GError **error);
/** Its services and people, at least one: GPtrArray of Visit. */
GPtrArray *talk_visits(const SayReading *reading);
/** All that it says of a booking; start is NONE where it names no day and time. */
BookRequest *talk_request(const SayReading *reading);

/** How often, typed alone: "every 4 weeks, 6 times", "every second tuesday", or a rule, which comes back as it is. start: the first date. USAGE. */
char *talk_repeat(const Talk *talk, const char *text, gint64 start, GError **error);

/* --- a booking that stands --- */

/** Those that the line means, by start: by customer, day, time and service, from now on or on the day it says; latest: the customer's past ones too.
 *  NOT_FOUND in words when there is none. GPtrArray of BookingView. */
GPtrArray *talk_meant(const Talk *talk, const SayReading *reading, gboolean latest, GError **error);
/** Where it is moved to: the wall time that the line and the booking's own make together. */
gboolean talk_start(const Talk *talk, const SayReading *reading, const Booking *booking, gint64 *start, GError **error);
/** How much later it is booked again, in seconds of wall time. */
gboolean talk_later(const Talk *talk, const SayReading *reading, const Booking *booking, gint64 *seconds, GError **error);
/** What a move changes. expect_version is the booking's. Strings are borrowed from the reading. */
gboolean talk_edit(const Talk *talk, const SayReading *reading, const Booking *booking, BookEdit *edit, GError **error);

/* --- free times --- */

/** All that the reading allows, in time order (a day, a window, a person; without a day the next 14). GPtrArray of Slot. */
GPtrArray *talk_slots(const Talk *talk, const SayReading *reading, GError **error);
/** The best of those, at most `most`, with their scores and reasons (book/free.h); in_order: the earliest instead. */
GPtrArray *talk_best(const Talk *talk, const SayReading *reading, guint most, gboolean in_order, GError **error);
/** At most `most` of them, each start once: the first of each of several days, so that "the tuesday one" says which; of one day some spread over
 *  it. Changes slots. GPtrArray of Slot. */
GPtrArray *talk_offer(const Talk *talk, GPtrArray *slots, guint most);
/** Those of the slots that a reading picks: its number, or its day, time and person. GPtrArray of borrowed Slot. */
GPtrArray *talk_pick(const Talk *talk, const GPtrArray *slots, const SayReading *reading);
