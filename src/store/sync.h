/* store/sync.h - the rows of sync: accounts, calendars, links, and what waits. Not logged, not replayed.
 *
 * Ownership and errors as in store.h; a getter gives NULL without error when there is no such row. Everything that writes belongs inside
 * store_begin … store_commit. Real-clock instants are the caller's: nothing here reads a clock. */
#pragma once
#include "model/sync.h"
#include "store/store.h"

/* --- accounts and calendars --- */

/** Not removed, in the order they were made. GPtrArray of Account (Calendar). */
GPtrArray *store_accounts(Store *store, GError **error);
GPtrArray *store_calendars(Store *store, GError **error);
/** Removed ones too. */
/** Removed ones: the rows that a calendar had when it was linked before, the newest first. GPtrArray of Calendar. */
GPtrArray *store_calendars_before(Store *store, const char *remote_id, GError **error);
Account *store_account(Store *store, const char *id, GError **error);
Calendar *store_calendar(Store *store, const char *id, GError **error);
/** As they are, new or not; the version is the caller's. */
gboolean store_account_put(Store *store, const Account *account, GError **error);
gboolean store_calendar_put(Store *store, const Calendar *calendar, GError **error);

/* --- links --- */

SyncLink *store_link(Store *store, const char *booking, GError **error);
gboolean store_link_put(Store *store, const SyncLink *link, GError **error);
/** The same of one that is most probably new. */
gboolean store_link_add(Store *store, const SyncLink *link, GError **error);
/** Writes what differs from before, as it was read in this transaction: of the six indexes those alone that it concerns. */
gboolean store_link_change(Store *store, const SyncLink *before, const SyncLink *link, GError **error);
gboolean store_link_delete(Store *store, const char *booking, GError **error);
/** Where an event stands, or was sent and is not answered yet. */
SyncLink *store_link_at(Store *store, const char *calendar, const char *remote_id, GError **error);
/** A mirrored (or adopted) occurrence of a repeating event. */
SyncLink *store_link_of_occurrence(Store *store, const char *calendar, const char *series, gint64 original, GError **error);
/** All of a repeating event, by original start. GPtrArray of SyncLink. */
GPtrArray *store_links_of_series(Store *store, const char *calendar, const char *series, GError **error);
/** Of a calendar, after a booking's id ("": from the first), at most limit: in the order of remote ids… by pages. after_remote "": the first.
 *  Rows come by (remote_id, booking); hand in those of the last row for the next page. GPtrArray of SyncLink. */
GPtrArray *store_links_of_calendar(Store *store, const char *calendar, const char *after_remote, const char *after_booking, guint limit,
				   GError **error);
/** Of these bookings (a JSON array of ids): one query. GPtrArray of SyncLink. */
GPtrArray *store_links_of(Store *store, const char *ids_json, GError **error);
/** Of the bookings that overlap [from, to), and maybe a few more that begin on the day before. GPtrArray of SyncLink. */
GPtrArray *store_links_between(Store *store, gint64 from, gint64 to, GError **error);

/** Pending and not held, of one calendar, due at `now`, the longest waiting first. each owns the link; FALSE stops. */
typedef gboolean (*StoreLinkFunc)(SyncLink *take, gpointer data);
gboolean store_links_due(Store *store, const char *calendar, gint64 now, StoreLinkFunc each, gpointer data, GError **error);
/** Of one calendar in one status (not synced or deleted), held ones too; at most limit. GPtrArray of SyncLink. */
GPtrArray *store_links_in(Store *store, const char *calendar, SyncStatus status, guint limit, GError **error);
/** Those in these statuses (names, ' ' between; not synced or deleted), held ones too: conflicts, failed, held, others; in each by start. GPtrArray of
 *  SyncLink. */
GPtrArray *store_links_open(Store *store, const char *statuses, guint limit, GError **error);
/** Synced ones with `theirs`: one-way text that somebody edited there. GPtrArray of SyncLink. */
GPtrArray *store_links_edited(Store *store, guint limit, GError **error);

typedef struct {
	char calendar[40]; /* an id */
	SyncStatus status;
	gint64 held, count, oldest; /* oldest: the least `since` */
} StoreLinkCount;
/** How many there are of each calendar, status, held; not of synced and deleted ones. GArray of StoreLinkCount. */
GArray *store_link_counts(Store *store, GError **error);
/** How many live ones that are no mirrors stand in a calendar, but no more than `limit` are counted. -1 on error. */
gint64 store_links_live(Store *store, const char *calendar, gint64 limit, GError **error);

/** Marks in bulk: synced and failed ones that are no mirrors become pending since `now`; pending ones lose their back-off. of a customer's
 *  bookings that begin at `from` or later; of all bookings from then on; of a calendar. */
gboolean store_links_mark_customer(Store *store, const char *customer, gint64 from, gint64 now, GError **error);
gboolean store_links_mark_from(Store *store, gint64 from, gint64 now, GError **error);
gboolean store_links_mark_calendar(Store *store, const char *calendar, gint64 now, GError **error);
/** Failed and backed-off ones are due now. count: how many. */
gboolean store_links_retry(Store *store, const char *calendar, gint64 now, guint *count, GError **error);

/** Appointments that begin in [from, to), after (from, after_row), by start and row, that are not removed: for giving them links in chunks. */
typedef struct {
	gint64 row, start;
	char *id; /* borrowed */
} StoreWindowRow;
typedef gboolean (*StoreWindowFunc)(const StoreWindowRow *row, gpointer data); /* FALSE stops */
gboolean store_window(Store *store, gint64 from, gint64 after_row, gint64 to, StoreWindowFunc each, gpointer data, GError **error);

/* --- repeating events made elsewhere --- */

/** filled (may be NULL): the instant up to which its occurrences stand. */
RemoteEvent *store_remote_series(Store *store, const char *calendar, const char *remote_id, gint64 *filled, GError **error);
/** Of all linked calendars or one (NULL: all): each gets the calendar's id. */
typedef gboolean (*StoreRemoteFunc)(const char *calendar, RemoteEvent *take, gpointer data); /* FALSE stops */
gboolean store_remote_series_all(Store *store, const char *calendar, StoreRemoteFunc each, gpointer data, GError **error);
gboolean store_remote_series_put(Store *store, const char *calendar, const RemoteEvent *event, gint64 filled, GError **error);
/** Any one that is not filled up to an instant; *event NULL: there is none. */
gboolean store_remote_series_unfilled(Store *store, gint64 before, char **calendar, RemoteEvent **event, gint64 *filled, GError **error);
/** All of a calendar are to be filled anew: filled becomes G_MININT64. */
gboolean store_remote_series_refill(Store *store, const char *calendar, GError **error);
/** With its exceptions. */
gboolean store_remote_series_delete(Store *store, const char *calendar, const char *remote_id, GError **error);
/** By original start. GPtrArray of RemoteEvent. */
GPtrArray *store_exceptions(Store *store, const char *calendar, const char *series, GError **error);
RemoteEvent *store_exception(Store *store, const char *calendar, const char *series, gint64 original, GError **error);
/** event->series and event->original say of what. */
gboolean store_exception_put(Store *store, const char *calendar, const RemoteEvent *event, GError **error);
gboolean store_exception_delete(Store *store, const char *calendar, const char *series, gint64 original, GError **error);

/* --- held cancellations, and the guard --- */

typedef struct {
	char *booking, *calendar, *direction; /* "here", "there" */
	gint64 at;
} StoreHeld;
void store_held_free(StoreHeld *held);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreHeld, store_held_free)
StoreHeld *store_held(Store *store, const char *booking, GError **error);
GPtrArray *store_held_all(Store *store, GError **error); /* of StoreHeld, the oldest first */
gboolean store_held_put(Store *store, const char *booking, const char *calendar, const char *direction, gint64 at, GError **error);
gboolean store_held_delete(Store *store, const char *booking, GError **error);

/** How many cancellations since an instant, those that a person confirmed not counted; -1 on error. */
gint64 store_guard_count(Store *store, const char *calendar, const char *direction, gint64 since, GError **error);
/** Counts one; a second time of the same booking changes its time only, and a confirmed one stays so. */
gboolean store_guard_put(Store *store, const char *calendar, const char *direction, const char *booking, gint64 at, gboolean confirmed,
			 GError **error);
/** Is it counted since then, or confirmed? */
gboolean store_guard_get(Store *store, const char *calendar, const char *direction, const char *booking, gint64 since, gboolean *counted,
			 gboolean *confirmed, GError **error);
gboolean store_guard_delete(Store *store, const char *calendar, const char *direction, const char *booking, GError **error);
/** Forgets what is older and not confirmed. */
gboolean store_guard_prune(Store *store, const char *calendar, const char *direction, gint64 before, GError **error);

/* --- removals, orphans, runs --- */

typedef struct {
	gint64 id;
	char *calendar, *remote_id, *etag, *booking;
	gint64 attempts;
} StoreRemoval;
void store_removal_free(StoreRemoval *removal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreRemoval, store_removal_free)
/** One is kept of each event; asking again makes it due now. */
gboolean store_removal_add(Store *store, const char *calendar, const char *remote_id, const char *etag, const char *booking, GError **error);
/** Does this event wait to be deleted? */
gboolean store_removal_waits(Store *store, const char *calendar, const char *remote_id, gboolean *waits, GError **error);
/** Of one calendar, due at now. GPtrArray of StoreRemoval. */
GPtrArray *store_removals(Store *store, const char *calendar, gint64 now, guint limit, GError **error);
gboolean store_removal_done(Store *store, gint64 id, GError **error);
gboolean store_removal_drop(Store *store, const char *calendar, const char *remote_id, GError **error);
gboolean store_removal_again(Store *store, gint64 id, gint64 next_attempt, const char *error_words, GError **error);
/** The least next_attempt of one calendar's; G_MAXINT64: none; -1 on error. */
gint64 store_removal_next(Store *store, const char *calendar, GError **error);

gboolean store_orphan_put(Store *store, const char *calendar, const RemoteEvent *event, GError **error);
/** GPtrArray of RemoteEvent; each(calendar, event) otherwise. */
gboolean store_orphans(Store *store, StoreRemoteFunc each, gpointer data, GError **error);
gboolean store_orphan_delete(Store *store, const char *calendar, const char *remote_id, GError **error);

/** Fills its id in. */
gboolean store_run_add(Store *store, SyncRun *run, GError **error);
/** The newest first; account NULL: of all. GPtrArray of SyncRun. */
GPtrArray *store_runs(Store *store, const char *account, guint limit, GError **error);
typedef struct {
	gint64 pushed, pulled, failed, requests, refreshes, total_ms;
} StoreRunSums;
gboolean store_run_sums(Store *store, const char *account, gint64 since, StoreRunSums *sums, GError **error);
gboolean store_runs_prune(Store *store, gint64 before, GError **error);

/* --- whole --- */

/** Everything that is kept of a calendar but itself: links, series, holds, guard, removals to it, orphans. What was on its way there is forgotten. */
gboolean store_calendar_clear(Store *store, const char *calendar, GError **error);
/** Restore: every token is dropped, each linked calendar needs a plan, and what was queued or held is forgotten. */
gboolean store_sync_unplan(Store *store, gint64 now, GError **error);
/** Erasure: orphans whose text holds one of these words (NULL-terminated) lose their text. */
gboolean store_orphans_forget(Store *store, const char *const *words, GError **error);
