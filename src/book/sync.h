/* book/sync.h - what sync keeps in the book: accounts, calendars, links; and the only way a calendar server's news gets into the bookings.
 *
 * Three users: the front ends (status, conflicts, adopt …), book_save (marks links in the transaction of every change), and src/sync, which
 * asks what is to be sent, says what became of it, and hands in what it pulled. Rules: sync.md. The book knows no provider and no network;
 * what to do with what was pulled is decided in src/sync (merge, planner) from what stands here, inside the same write transaction.
 * Nothing here takes long: chunks of at most 200 rows. Accounts, links and mirrored events are passed over by undo. */
#pragma once
#include "book/book.h"
#include "book/view.h"
#include "model/sync.h"

/* --- accounts and calendars (front ends, and src/sync for their states) --- */

/** Not removed, in the order they were made. GPtrArray of Account. */
GPtrArray *book_sync_accounts(Book *book, GError **error);
/** By id, prefix of 6 or more, label or e-mail (NULL: the only one). NOT_FOUND, ambiguous: USAGE. */
Account *book_sync_account(Book *book, const char *which, GError **error);
/** Makes or writes one. Labels are unique: CONFLICT. */
gboolean book_sync_account_save(Book *book, Account *account, GError **error);
/** Unlinks its calendars first. */
gboolean book_sync_account_remove(Book *book, const char *id, GError **error);

/** Linked ones (needs_plan and paused too), in the order they were linked; account NULL: of all. GPtrArray of Calendar. */
GPtrArray *book_sync_calendars(Book *book, const char *account, GError **error);
/** A linked one by id, remote id or name; NULL without error when there is none. */
Calendar *book_sync_calendar(Book *book, const char *which, const char *account, GError **error);
/** Links (or changes staff, level, policy, window of a linked one): marks what the change touches, CONFLICT when another calendar already
 *  takes this staff member's bookings. Fills id. state "linked". */
gboolean book_sync_calendar_link(Book *book, Calendar *calendar, GError **error);
/** state, state_text, sync_token, last_pull, last_full, name, zone as they are: no marks. */
gboolean book_sync_calendar_save(Book *book, Calendar *calendar, GError **error);
/** Its links, queue, holds, mirrored blocks and remote series go (the blocks as one change, source sync:…); bookings stay, `local`. */
gboolean book_sync_calendar_unlink(Book *book, const char *id, GError **error);
/** The book's own random id, as it stands in every event (daybook_book). Borrowed. */
const char *book_sync_book_id(Book *book, GError **error);

/* --- looking --- */

/** NULL without error: the booking is local. */
SyncLink *book_sync_link(Book *book, const char *booking, GError **error);
/** Of the bookings of a day's view, for glyphs: booking id -> SyncLink. One query. */
GHashTable *book_sync_links_between(Book *book, gint64 from, gint64 to, GError **error);

typedef struct {
	SyncLink *link;
	BookingView *view;        /* NULL: an erased or removed booking */
	char *calendar, *account; /* names */
	char *reason;             /* in words, never NULL: why it waits, failed, is held, is in conflict */
	gint64 next_try;          /* real clock; 0: with the next run; NONE: only a person can help */
} SyncItem;
void sync_item_free(SyncItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncItem, sync_item_free)
/** Those that are not synced or deleted, the worst first (conflict, failed, held, waiting), then by start; statuses: bits 1 << SyncStatus, 0: all of
 *  those; edited: TRUE adds synced ones whose one-way text was edited there. GPtrArray of SyncItem. */
GPtrArray *book_sync_items(Book *book, guint statuses, gboolean edited, guint limit, GError **error);

typedef enum {
	SYNC_HEALTH_NONE,
	SYNC_HEALTH_OK,
	SYNC_HEALTH_WAITING,
	SYNC_HEALTH_OFFLINE,
	SYNC_HEALTH_PAUSED,
	SYNC_HEALTH_HELD,
	SYNC_HEALTH_FAILED,
	SYNC_HEALTH_CONFLICT,
	SYNC_HEALTH_SIGN_IN
} SyncHealth;
typedef struct {
	Account *account;
	guint pending, failed, conflicts, held;
	gint64 done, refused, requests, total_ms, refreshes; /* of the last 30 days' runs */
	double success_rate;                                 /* 0..1; 1 when nothing was tried */
	double average_ms;                                   /* of a request; 0 when there was none */
	gint64 oldest;        /* since when the oldest waiting one waits; NONE */
	GPtrArray *calendars; /* of Calendar */
} SyncAccountStatus;
typedef struct {
	SyncHealth worst;
	guint pending, failed, conflicts, held;
	GPtrArray *accounts; /* of SyncAccountStatus */
	char *words; /* "3 waiting · 1 failed", "Sign in to Google again", "in step", "" with no account: computed from the worst */
} SyncSummary;
void sync_summary_free(SyncSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncSummary, sync_summary_free)
SyncSummary *book_sync_summary(Book *book, GError **error);
/** Cheap: the words and the counts alone, for the header (no runs read). */
SyncSummary *book_sync_header(Book *book, GError **error);
/** Has the day's number of new events been made? What else is new goes from until on (may be NULL). Instants are the real clock's. */
gboolean book_sync_day_is_full(const Account *account, gint64 now, gint64 *until);
/** One account's line as the header's words have it. */
char *book_sync_account_words(const SyncAccountStatus *status);
/** Causes (bits) for which this account needs a person, and of which nobody was told on the desktop yet. */
guint book_sync_untold(Book *book, const SyncAccountStatus *status);
/** These were told now; what is over is forgotten. Writes only what differs. */
gboolean book_sync_told(Book *book, const SyncAccountStatus *status, guint causes, GError **error);
/** The newest runs. GPtrArray of SyncRun. */
GPtrArray *book_sync_runs(Book *book, const char *account, guint limit, GError **error);
cJSON *book_sync_status_json(const Book *book, const SyncSummary *summary); /* cli.md, sync status */

/* --- what a person decides (undo passes over links, but not over changed bookings) --- */

/** Makes failed and backed-off ones pending now; booking NULL: all. count may be NULL. */
gboolean book_sync_retry(Book *book, const char *booking, guint *count, GError **error);
/** A conflict's other side into the booking, or ours over theirs. Of one-way text (theirs on a synced link): theirs becomes the public note.
 *  NOT_FOUND when there is nothing to take. */
gboolean book_sync_take(Book *book, const char *booking, gboolean theirs, GError **error);
/** Lets go what is held (both directions): what was deleted there is cancelled here, what was cancelled here may be deleted there. */
gboolean book_sync_confirm(Book *book, guint *count, GError **error);
/** A mirrored block becomes an appointment that keeps its event; of an occurrence, that one alone. */
gboolean book_sync_adopt(Book *book, const char *booking, GError **error);
/** An adopted one becomes a mirrored block again. POLICY for one made here. */
gboolean book_sync_release(Book *book, const char *booking, GError **error);

/* --- for src/sync: sending --- */

/* A link whose booking may differ from what stands there. want NULL: it is to be gone (cancelled, removed, no calendar takes it any more).
 * target: id of the calendar that takes it now, NULL with want. */
typedef struct {
	SyncLink *link;
	EventFields *want;
	char *target;
	gint64 version; /* of the booking, as want shows it */
} SyncWant;
void sync_want_free(SyncWant *want);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncWant, sync_want_free)

/** At the start of a run: `syncing` of a run that died becomes pending (sent is kept), bookings that came into the window (12 months ahead, rolling)
 *  get their links. Writes only when there is something to write. */
gboolean book_sync_take_over(Book *book, GError **error);
/** Pending links of an account that are due at `now` (real clock; G_MAXINT64: all), not held, oldest first, at most limit. GPtrArray of SyncWant.
 *  Cheap when there are none. */
GPtrArray *book_sync_wants(Book *book, const char *account, gint64 now, guint limit, GError **error);
/** One link with what it should be; NULL without error when it has none. */
SyncWant *book_sync_want(Book *book, const char *booking, GError **error);

/* What one link is sent, or was answered. */
typedef struct {
	char *booking;
	EventFields *sent; /* NULL: deletion */
	gint64 version;
	char *calendar; /* to which */
	char *remote_id;
	gint64 generation;
	gboolean makes; /* an event: counted among those that the account makes in a day, once */
} SyncSend;
SyncSend *sync_send_new(void);
void sync_send_free(SyncSend *send);
/** One transaction, all of one account: stores sent, sent_version, sent_calendar, remote_id, generation; status syncing; and how many events the
 *  account has made today, for a run that is killed has made them all the same. */
gboolean book_sync_sending(Book *book, const GPtrArray *sends, GError **error);

typedef enum {
	SYNC_ANSWER_DONE,       /* it stands there (or is gone there): base := sent, with etag and link */
	SYNC_ANSWER_SAME,       /* nothing had to be sent: synced */
	SYNC_ANSWER_AGAIN,      /* not this time: pending, attempts + 1, next_attempt, error */
	SYNC_ANSWER_OFFLINE,    /* no answer at all: pending, not counted against it */
	SYNC_ANSWER_REFUSED,    /* failed: waits for a person or an edit */
	SYNC_ANSWER_CONFLICT,   /* conflict: theirs holds the other side */
	SYNC_ANSWER_GENERATION, /* its id is taken: generation + 1, pending */
	SYNC_ANSWER_GONE /* it is not there any more although nobody said so (404, 410 on an update, a GET says deleted): see book_sync_deleted */
} SyncAnswerKind;
typedef struct {
	char *booking;
	SyncAnswerKind kind;
	char *etag, *link; /* DONE */
	EventFields *
		stands; /* DONE: what stands there, when it is not just what was sent; CONFLICT: theirs; else NULL */
	char *error_kind, *error; /* for a person */
	gint64 next_attempt;      /* AGAIN; real clock */
} SyncAnswer;
SyncAnswer *sync_answer_new(void);
void sync_answer_free(SyncAnswer *answer);
/** One transaction. An insert into another calendar queues the deletion in the one it left. */
gboolean book_sync_answered(Book *book, const GPtrArray *answers, GError **error);
/** book_sync_answered of what came and book_sync_sending of what goes out next (either may be NULL) in one transaction: the disk is waited for once. No
 *  booking may be in both. */
gboolean book_sync_turn(Book *book, const GPtrArray *answers, const GPtrArray *sends, GError **error);

/* Events to be deleted that no link stands for any more (a visit that moved to another calendar, an unlinked booking). */
typedef struct {
	gint64 id;
	char *calendar, *remote_id, *etag, *booking;
	gint64 attempts;
} SyncRemoval;
void sync_removal_free(SyncRemoval *removal);
GPtrArray *book_sync_removals(Book *book, const char *account, gint64 now, guint limit, GError **error);
/** done: it is gone. Else again at next_attempt. */
gboolean book_sync_removed(Book *book, gint64 id, gboolean done, gint64 next_attempt, const char *error_words,
			   GError **error);
/** The next instant (real clock) at which something waiting becomes due; G_MAXINT64: nothing waits. */
gint64 book_sync_next_due(Book *book, GError **error);

/** Guard (sync.md) for deletions there: how many of `wants` deletions may go in this run for a calendar; the others are held by this call. */
gboolean book_sync_guard_there(Book *book, const char *calendar, const GPtrArray *bookings, gint64 now,
			       guint *held, GError **error);

/* --- for src/sync: taking in. All between book_sync_begin and book_sync_commit: one write transaction, one correlation a run --- */

/** account: id, for the source `sync:LABEL`. correlation: NULL for the first chunk of a run, then what the commit before gave. */
gboolean book_sync_begin(Book *book, const char *account, const char *correlation, GError **error);
gboolean book_sync_commit(Book *book, char **correlation, GError **error);
void book_sync_abort(Book *book);
/** Around many chunks in a row: each is whole and in order, but only the end waits until all of them are on the disk. After a crash in between the
 *  newest chunks may be missing, and with them the token that would say they were taken in. Outside a transaction; the end writes. */
gboolean book_sync_many_begin(Book *book, GError **error);
gboolean book_sync_many_end(Book *book, GError **error);
/** Rows written since book_sync_begin: a chunk ends at 200 or after 20 ms. */
guint book_sync_written(const Book *book);

/** The link that an event in a calendar belongs to (by remote id and, of an occurrence, series and original); also one that was sent there and not
 *  answered yet. NULL without error. */
SyncLink *book_sync_link_at(Book *book, const char *calendar, const RemoteEvent *event, GError **error);
/** Is this event one that this book made (our id derives from its own daybook_id, and the book's id is ours)? booking gets the id; NULL when there is no such booking (after a restore). */
gboolean book_sync_is_ours(Book *book, const RemoteEvent *event, char **booking, GError **error);

/* What the merge decided about a linked event. */
typedef struct {
	const char *booking;
	const EventFields *there; /* as it stands there */
	const char *remote_id, *etag, *link;
	gboolean start, end,
		summary; /* which two-way fields the booking takes from there (start, end carry all_day) */
	gboolean keeps_ours; /* something differs that the book wins: the link becomes pending again */
	gboolean conflict;   /* ask: neither side is touched */
	const char *lost;    /* what was overruled, in words for the log and the Sync screen; NULL */
	gboolean
		lost_theirs; /* what was overruled is what stands there: kept in theirs, where one key takes it after all */
	gboolean edited_text; /* one-way text was edited there: kept in theirs */
} SyncMerge;
/** Applies one: moves the booking where it says so (double booking is taken in and marked), base := there, etag; status synced or pending. Returns
 *  the booking unchanged when nothing of it is taken. A cancelled booking that stands there again is opened again. */
gboolean book_sync_merge(Book *book, const SyncMerge *merge, GError **error);
/** What was sent to another calendar stands there, though no answer said so: that is where the booking's event is now, and what it left is queued for
 *  deletion. The caller then merges or echoes the event. */
gboolean book_sync_arrived(Book *book, const char *booking, GError **error);
/** … or was deleted there, while the event that it left still stands: it is sent anew, under another id. */
gboolean book_sync_resend(Book *book, const char *booking, GError **error);
/** Is this event queued for deletion? Then it is nobody's any more. */
gboolean book_sync_is_leaving(Book *book, const char *calendar, const char *remote_id, gboolean *leaving, GError **error);
/** An echo: equals base or sent. Stores the etag; sent becomes base where it was sent. Writes nothing when nothing changes. */
gboolean book_sync_echo(Book *book, const char *booking, const RemoteEvent *event, GError **error);
/** The event was deleted there: cancels here with that reason (link deleted), or, when cancelled here too, just notes it. hold: goes to sync_held
 *  instead. What was completed or a no-show stays what it was, only its link is deleted: a calendar that is tidied up takes no record away. */
gboolean book_sync_deleted(Book *book, const char *booking, gboolean hold, GError **error);
/** Guard for cancellations here: may these n go ahead now? FALSE in *free: hold them all. */
gboolean book_sync_guard_here(Book *book, const char *calendar, guint n, gint64 now, gboolean *free,
			      GError **error);
/** The caller then merges or echoes as for any event (this one takes the event's time only where it opens a cancelled booking again).
 *  It stands again in a calendar although held or cancelled by sync: held is forgotten, the booking opened again; moved to the staff of that calendar
 *  when it is another. */
gboolean book_sync_reappeared(Book *book, const char *booking, const char *calendar, const RemoteEvent *event,
			      GError **error);
/** Takes no time: the caller then merges or echoes as for any event.
 *  A person moved it to another linked calendar there: the booking goes to that calendar's staff; the link follows. */
gboolean book_sync_moved(Book *book, const char *booking, const char *calendar, const RemoteEvent *event,
			 GError **error);
/** A foreign single event: makes, changes or takes away its block, however far ahead it lies (nobody would tell of it again). One with recurrence or
 *  series goes on to book_sync_mirror_series. Events that are an appointment's, or that wait to be deleted, are left alone. */
gboolean book_sync_mirror(Book *book, const char *calendar, const RemoteEvent *event, GError **error);
/** A foreign series or an exception of one (which may come first): kept whole in sync_series, its occurrences in the window made, changed, taken away as
 *  block rows keyed (calendar, series, original). At most 200 rows a call; the rest, and the months that come nearer, come with
 *  book_sync_take_over. A plain occurrence's link has remote_id "". A series that is deleted cancels the appointments that were adopted from it, with
 *  the guard. An event of ours that was given a rule there: its first date is the appointment, the others are blocks. */
gboolean book_sync_mirror_series(Book *book, const char *calendar, const RemoteEvent *event, GError **error);
/** A double of a booking's event, which stands elsewhere (somebody took an old one out of the bin there): it is to be deleted. */
gboolean book_sync_stray(Book *book, const char *booking, const char *calendar, const RemoteEvent *event,
			 GError **error);
/** Everything of a calendar that a complete full list did not name: remote ids of links (and mirrors) inside the window. GPtrArray of SyncLink. */
GPtrArray *book_sync_absent(Book *book, const char *calendar, GHashTable *named, GError **error);
/** Takes away what book_sync_absent named of kind mirror: an event, one exception of a series, or (no booking, original NONE) a whole series. */
gboolean book_sync_mirror_gone(Book *book, const SyncLink *link, GError **error);
/** The appointment that was adopted from this event when the calendar (linked, or about to be) was linked before, and that stands in no calendar since:
 *  its id; NULL without error: none. A copy of the event has another id, and is nobody's. Of a date of a series, series and original say which. */
char *book_sync_adopted_before(Book *book, const Calendar *calendar, const RemoteEvent *event,
			       GError **error);
/** Binds a booking of ours to an event of ours found there (first link, after a restore): link with base := there. */
gboolean book_sync_bind(Book *book, const char *booking, const char *calendar, const RemoteEvent *event,
			GError **error);
/** An event of this book without a booking here (after a restore): offered as "bring back" (kept in sync_orphan), no block. */
gboolean book_sync_orphan(Book *book, const char *calendar, const RemoteEvent *event, GError **error);
/** Inside a chunk: the calendar's new token, with everything before it. */
gboolean book_sync_token(Book *book, Calendar *calendar, const char *token, gboolean full, GError **error);

/** Bookings that linking would send: live appointments in [since, +12 months) that this calendar would take. GPtrArray of SyncWant (kind own, no base). */
GPtrArray *book_sync_would_send(Book *book, const Calendar *calendar, GError **error);
/* An event that is not as its service says events are: what it is is unknown, and what was known of it here stays. */
typedef struct {
	char *calendar, *name; /* id and name */
	RemoteEvent *event;    /* id, etag, page, and its title in fields, where it could be told */
} SyncUnread;
void sync_unread_free(SyncUnread *unread);
/** GPtrArray of SyncUnread. */
GPtrArray *book_sync_unread(Book *book, GError **error);
/** Inside a chunk: one more; and one that can be understood by now, or is gone. */
gboolean book_sync_unread_put(Book *book, const char *calendar, const RemoteEvent *event, GError **error);
gboolean book_sync_unread_over(Book *book, const char *calendar, const char *remote_id, GError **error);
/** Events of this book without a booking, offered as "bring back". GPtrArray of RemoteEvent; and taking one back as an appointment. */
GPtrArray *book_sync_orphans(Book *book, GError **error);
gboolean book_sync_bring_back(Book *book, const char *remote_id, GError **error);

gboolean book_sync_run_add(Book *book, SyncRun *run, GError **error);
