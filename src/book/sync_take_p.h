/* book/sync_take_p.h - inside the book room: what taking in, mirroring and deciding share. */
#pragma once
#include "book/book_p.h"
#include "book/sync.h"
#include "store/sync.h"

/* What stands for a chunk between book_sync_begin and book_sync_commit; book->taking. While it stands, book_save marks no links: whoever
 * changes a booking here says himself what its link is then. */
typedef struct SyncTaking {
	Account *account;
	char *source;             /* "sync:LABEL" */
	char *actor_before;       /* the change is the server's: its name stands in the log as who acted */
	char *request_id_before;  /* a run is many changes: a key for one cannot cover it */
	GString *said;            /* what became of appointments, "; " between */
	guint sentences;
	guint written;            /* rows of sync itself; those of the book are book->saved */
	gboolean blocks;          /* busy times were written */
	gboolean overruled;       /* said holds what must not be cut off */
} SyncTaking;

/** Puts back what book_sync_begin changed in the handle. NULL is fine. Called by whatever ends a change. */
void sync_taking_end(Book *book);

/** What a person calls a server: "Google Calendar". Borrowed. */
const char *sync_server_words(const Account *account);
/** The account of a calendar; NULL with an error when there is none. */
Account *sync_account_of(Book *book, const char *calendar, GError **error);
/** One more thing that was done to an appointment, for the change's words; takes the sentence. Outside a chunk: nothing. */
void sync_say(Book *book, char *take);
/** The same of what must not be cut off; it begins with the booking's name and a colon, by which the log finds it again. */
void sync_say_overruled(Book *book, char *take);
/** What the change of this event did not take of its booking, in the change's words; NULL: nothing. The caller frees. */
char *sync_overruled_words(Book *book, const Event *event, const Booking *booking);
/** Maria Lopez, the title, or "the booking". The caller frees. */
char *sync_name_of(Book *book, const Booking *booking);

/** Writes a link where it differs from what stands (before; NULL: it is new), but for when it was last looked at. */
gboolean sync_put_link(Book *book, const SyncLink *before, SyncLink *link, GError **error);
/** Counts a row of sync's that was written. */
void sync_wrote(Book *book);
/** Pending from now on, as after a change here. */
void sync_link_wait(SyncLink *link);
/** What was on its way is no more; what went wrong is forgotten. */
void sync_link_settle(SyncLink *link);
/** The booking of a link, removed or not; NULL with an error when it is missing. */
Booking *sync_booking(Book *book, const char *id, GError **error);

/** The instants of whole days as this book has them: the first day in the event's zone, from the first instant of it here. */
void sync_days_here(const Book *book, const EventFields *there, gint64 *start, gint64 *end);
/** Lays a booking's parts anew: shifted whole; a new length goes to the last busy part, and where that leaves nothing of it, all shrink alike. */
void sync_lay(Book *book, Booking *booking, gint64 start, gint64 end, gint64 all_day);
/** Marks a booking with `why` where it takes somebody's time twice, and takes the mark away where it does not. */
gboolean sync_mark(Book *book, Booking *booking, const char *why, GError **error);
/** Puts the times (start, end say which) of what stands there into the booking. */
void sync_take_times(Book *book, Booking *booking, const EventFields *there, gboolean start, gboolean end);
/** A cancelled or taken back booking stands again; its time may be taken meanwhile: then it is marked. */
gboolean sync_reopen(Book *book, Booking *booking, const EventFields *there, const char *server, GError **error);
/** Its event is gone there: cancelled here where that can be, link deleted. confirmed: a person said yes, the guard does not count it. */
gboolean sync_cancel_here(Book *book, const SyncLink *link, gboolean confirmed, GError **error);
/** The hold is over, whatever comes now. */
gboolean sync_let_go(Book *book, SyncLink *link, GError **error);

/* --- blocks that follow an event --- */

/* What a block is to show. remote_id "": an occurrence that has no event of its own there. */
typedef struct {
	const Calendar *calendar;
	const EventFields *fields;
	gboolean blocks;
	const char *remote_id, *etag, *link;
	const char *series; /* NULL: a single event */
	gint64 original;
} SyncShown;
/** Makes or changes a block; stands: its link, or NULL. Nothing is written where nothing differs. */
gboolean sync_show(Book *book, const SyncShown *shown, const SyncLink *stands, GError **error);
gboolean sync_take_away(Book *book, const SyncLink *link, GError **error);
/** Fills a booking in as a block of an event. */
void sync_fill_block(Book *book, Booking *block, const SyncShown *shown);

/** Takes away (the blocks of) a series in steps; its row goes with the last. */
gboolean sync_series_drop(Book *book, const Calendar *calendar, const char *remote_id, GError **error);
/** Tops up what is not filled to the horizon; its own transactions of at most 200 rows, none when there is nothing to do. */
gboolean sync_mirror_top_up(Book *book, GError **error);
