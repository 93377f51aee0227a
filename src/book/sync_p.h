/* book/sync_p.h - inside the book room: what the sending half of sync and the rest of the book share. The taking half: sync_take_p.h.
 *
 * A link is "own" or "adopted" (its booking is sent) or "mirror" (its block follows an event there). Where a booking belongs is never stored:
 * it is looked up (sync_target) whenever it is asked, so that a change of staff, of a calendar's staff or of the window cannot be missed. */
#pragma once
#include "book/book_p.h"
#include "book/sync.h"
#include "store/sync.h"

#define SYNC_MONTHS 12           /* the window: so far ahead bookings are sent */
#define SYNC_GUARD_SECONDS 3600  /* the guard's rolling hour */
#define SYNC_CHUNK 200           /* rows a transaction */

/** The linked calendars (needs_plan and paused too), loaded with the house when first asked for. Borrowed; NULL on error. */
const GPtrArray *sync_calendars(Book *book, GError **error);
/** They changed: they are read again when asked for. */
void sync_calendars_changed(Book *book);
/** NULL: it is not linked (any more). Asks nothing: after sync_calendars. */
const Calendar *sync_calendar_of(const Book *book, const char *id);
/** What an account is called: its state may have changed since it was read. NULL for none. */
const Account *sync_account_named(Book *book, const char *id);
/** Which of these calendars takes a booking: its first part's staff's, else everybody's; NULL for none. */
const Calendar *sync_target_among(const GPtrArray *calendars, const Booking *booking);

/** Cancelled or removed: to be gone there too. */
gboolean sync_is_gone(const Booking *booking);
/** Adopted and own ones are sent. */
gboolean sync_is_mirror(const SyncLink *link);
/** The instant up to which bookings are sent. NONE on error. */
gint64 sync_horizon(Book *book, GError **error);
/** The id an event of ours is made with: the UUID's 32 hex digits and the generation. */
char *sync_remote_id(const char *booking, gint64 generation);

/** A booking as a calendar shows it. */
EventFields *sync_render(const Book *book, const BookingView *view, const char *show);
/** What a link's booking should be there now. NULL on error. */
SyncWant *sync_want_of(Book *book, const SyncLink *link, GError **error);

/* --- marks --- */

/** Must a save of this class be followed by marks? */
gboolean sync_watches(Book *book, const ModelClass *cls, gboolean *watches, GError **error);
/** A row was saved, in its transaction. before: as it stood, of all but bookings. */
gboolean sync_saved(Book *book, const ModelClass *cls, gconstpointer row, gconstpointer before, GError **error);
/** Pending since now, without back-off, if it is not on its way or in conflict. */
void sync_link_mark(SyncLink *link, gint64 now);
/** What was on its way is not any more. */
void sync_link_unsend(SyncLink *link);
/** A link that is deleted, or being deleted with an unknown outcome, and whose booking is wanted again: a new generation; what may be left
 *  of the old one is queued for deletion. woken may be NULL. */
gboolean sync_link_wake(Book *book, SyncLink *link, const Booking *booking, gint64 now, gboolean *woken, GError **error);
/** Gives the bookings that came into the window their links, in chunks; writes nothing where there are none. Outside a transaction. */
gboolean sync_fill_window(Book *book, GError **error);
/** From this instant on bookings are looked through again by sync_fill_window. Inside a transaction. */
gboolean sync_window_from(Book *book, gint64 instant, GError **error);

/* --- answers --- */

/** What was sent is seen to stand: the link goes to that place, and what it leaves elsewhere is queued for deletion. Puts nothing. */
gboolean sync_link_arrive(Book *book, SyncLink *link, GError **error);
/** An event stands there, as `stands` says (NULL: as it was sent): base, etag, page; out of what is on its way. Where it had been sent to another
 *  calendar, what it leaves is queued for deletion. synced, or pending when the booking is to be otherwise by now. Puts nothing. */
gboolean sync_link_stands(Book *book, SyncLink *link, const EventFields *stands, const char *etag, const char *page, GError **error);
/** May these cancellations (booking ids) go ahead, in this direction? Those that were counted or confirmed before do not count again. */
gboolean sync_guard_free(Book *book, const char *calendar, const char *direction, const GPtrArray *bookings, guint unnamed, gint64 now,
			 gboolean *free, GError **error);
/** After a restore (care.c). */
gboolean sync_after_restore(Book *book, GError **error);
/** Erasure: a link that names a person loses its words, and the times stay. */
gboolean sync_forget(Book *book, const char *booking, GError **error);
/** JSON's "sync" (cli.md); link NULL: local. */
cJSON *sync_link_json(Book *book, const SyncLink *link, const Booking *booking);
/** Of these views: booking id -> SyncLink; empty without a query where no calendar is linked. */
GHashTable *sync_links_of_views(Book *book, const GPtrArray *views);
