/* book/rescue_p.h - inside the book room: holds, the waitlist and bad days, as other use cases touch them.
 *
 * A use case that sets time free says so inside its own change: waitlist_freed. */
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
