/* model/sync.h - a booking's place in somebody else's calendar: accounts, calendars, links, and events as a calendar server has them.
 *
 * None of these is logged or replayed (data.md): the book is the truth, they are how far a mirror of it has got.
 * Instants are seconds since 1970 UTC. Those of the back-off (next_attempt, pause_until …) go by the real clock, the others by the business's. */
#pragma once
#include "model/model.h"

/* --- an event's fields, as they stand in a calendar --- */

/* start, end   instants, [start, end); of a whole day its first and last instants in zone
 * all_day      0, or the number of whole days from the day of start in zone
 * zone         IANA name
 * tentative    1: STATUS tentative
 * transparent  1: shown as free
 * summary …    composed here (sync.md, levels); place is the location
 * color        "#rrggbb" or ""; one-way, never compared with what comes back
 * Its image (model_image) is what sync_link.base and .sent hold. */
#define EVENT_FIELDS_FIELDS(I, O, T, R, L, S) \
	I(S, start) I(S, end) I(S, all_day) T(S, zone) I(S, tentative) I(S, transparent) T(S, summary) T(S, description) T(S, place) T(S, color)
MODEL_STRUCT(EventFields, EVENT_FIELDS_FIELDS)
MODEL_DECLARE(EventFields, event_fields)
/** From an image (SyncLink.base, .sent, .theirs); NULL for NULL and for one that cannot be read. */
EventFields *event_fields_read(const char *image);
/** Without CR, blanks at the ends of lines, and what a calendar's editor makes of plain text (<br>, <b>, &amp;, no-break spaces). The caller frees. */
char *event_text_plain(const char *text);
gboolean event_text_same(const char *a, const char *b);       /* as plain text */
/** Instants; of whole days the days, each in its zone. */
gboolean event_start_same(const EventFields *a, const EventFields *b);
gboolean event_end_same(const EventFields *a, const EventFields *b);
gboolean event_time_same(const EventFields *a, const EventFields *b);
/** The day, in its own zone, of a whole-day event's start. */
gint64 event_day(const EventFields *fields);
/** Does what came back equal what stands here? All but the colour; NULL equals nothing, not even NULL. */
gboolean event_fields_same(const EventFields *a, const EventFields *b);
/** Is there nothing to send? As above, and the colour too: base keeps the colour that was sent, never the one that came back. */
gboolean event_fields_sent_same(const EventFields *want, const EventFields *base);

/* An event as a server told of it. A deleted one may carry nothing but remote_id (and, of an occurrence, series and original).
 * etag         opaque, with its quotes
 * series       remote id of the series it is an occurrence of, NULL; original: its original start (instant; a day's midnight UTC for all-day ones)
 * recurrence   RRULE, EXDATE, RDATE lines, newline between; "" for a single event
 * booking, book  our private properties daybook_id and daybook_book; NULL
 * blocks       0: transparent, declined, birthday, working location …: occupies nobody
 * editable     0: locked, or somebody else's that may not be changed
 * link         the address of its page, "" */
#define REMOTE_EVENT_FIELDS(I, O, T, R, L, S) \
	T(S, remote_id) T(S, etag) I(S, deleted) L(S, fields, event_fields) R(S, series) O(S, original) T(S, recurrence) \
	R(S, booking) R(S, book) I(S, blocks) I(S, editable) T(S, link) I(S, updated)
MODEL_STRUCT(RemoteEvent, REMOTE_EVENT_FIELDS)
MODEL_DECLARE(RemoteEvent, remote_event)
/** Its fields, or NULL for a tombstone that carries none. */
const EventFields *remote_event_fields(const RemoteEvent *event);

/* --- accounts and calendars --- */

/* state        "ok", "offline", "needs_sign_in", "paused"; state_text: why, as said_words reads it, "" when ok
 * store        "keyring" or "file": where its tokens lie
 * pause_until  nothing is asked before; write_pause_until: nothing is written before. pause_round: how often in a row (back-off between runs)
 * pace         writes a second to each calendar; daily: events made on the day of a first push at most
 * notify       1: a desktop notification when a person is needed */
#define ACCOUNT_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, kind) T(S, label) T(S, email) T(S, state) T(S, state_text) T(S, store) T(S, client_id) \
	T(S, api_url) T(S, auth_url) T(S, token_url) T(S, revoke_url) T(S, scope) I(S, signed_in) I(S, refresh_expires) I(S, pause_until) \
	I(S, write_pause_until) I(S, pause_round) I(S, pace) I(S, daily) I(S, made_day) I(S, made) I(S, notify) I(S, last_sync) I(S, clock_skew) I(S, created)
MODEL_STRUCT(Account, ACCOUNT_FIELDS)
MODEL_DECLARE(Account, account)

/* A calendar that is (removed: was) linked.
 * staff        whose bookings go there and whose time its own events take; NULL: everybody's bookings
 * blocks_for   whose time its own events take; NULL: nobody's (shown only)
 * show         "busy", "initials", "name", "service", "phone"
 * on_conflict  "book", "remote", "newest", "ask"
 * since        instant: what ends before is not in the window
 * sync_token   "" : the next pull is a full one
 * state        "linked", "needs_plan" (nothing is sent or taken before a yes), "paused" (state_text says why) */
#define CALENDAR_FIELDS(I, O, T, R, L, S) \
	T(S, id) I(S, version) I(S, removed) T(S, account) T(S, remote_id) T(S, name) T(S, zone) R(S, staff) R(S, blocks_for) T(S, show) \
	T(S, on_conflict) I(S, since) T(S, sync_token) T(S, state) T(S, state_text) I(S, last_pull) I(S, last_full) I(S, created)
MODEL_STRUCT(Calendar, CALENDAR_FIELDS)
MODEL_DECLARE(Calendar, calendar)

/* --- links --- */

typedef enum { SYNC_LOCAL, SYNC_PENDING, SYNC_SYNCING, SYNC_SYNCED, SYNC_FAILED, SYNC_CONFLICT, SYNC_DELETED, SYNC_STATUS_COUNT } SyncStatus;
const char *sync_status_name(SyncStatus status);  /* "pending": database and JSON */
const char *sync_status_words(SyncStatus status); /* "waiting": for a person */
int sync_status_parse(const char *text);          /* -1 for none */

/* One row a booking that stands, stood or is to stand in a calendar.
 * kind         "own": made here; "adopted": made there, an appointment here; "mirror": made there, a block that follows it
 * calendar     where it is (before the first answer: where it is going)
 * remote_id    chosen before the first attempt: the id's 32 hex digits and generation; of a mirror or adopted one the server's
 * base         image of the EventFields last agreed; NULL: it is not there (never was, or was deleted)
 * sent, sent_version, sent_calendar, sent_remote_id  what is on its way, of which version of the booking, to where; NULL, 0, NULL, NULL when
 *              nothing is. A deletion on its way: sent NULL with a sent_calendar. Moving to another calendar, calendar, remote_id, etag and base
 *              are still those of the one it leaves
 * etag         of base
 * error_kind   "", "refused", "gone", "forbidden", "rate", "server", "offline" …; error: why, as said_words reads it
 * theirs       image of the EventFields there that were not taken: a conflict's other side, or one-way text that somebody edited there; NULL
 * held         1: waits for `sync confirm`
 * series, original  of a mirrored occurrence: the remote series' id and its original start
 * link         the address of its page, ""
 * since        since when it waits (real clock) */
#define SYNC_LINK_FIELDS(I, O, T, R, L, S) \
	T(S, booking) T(S, calendar) T(S, kind) T(S, remote_id) I(S, generation) T(S, etag) R(S, base) R(S, sent) I(S, sent_version) \
	R(S, sent_calendar) R(S, sent_remote_id) T(S, status) I(S, attempts) I(S, next_attempt) T(S, error_kind) T(S, error) I(S, last_synced) R(S, theirs) I(S, held) \
	R(S, series) O(S, original) T(S, link) I(S, since)
MODEL_STRUCT(SyncLink, SYNC_LINK_FIELDS)
MODEL_DECLARE(SyncLink, sync_link)
/** Was it sent, without an answer so far, to another place than where it stands? A visit that goes to another calendar: it may stand in both. */
gboolean sync_link_is_moving(const SyncLink *link);

/* One run that did something. operations: JSON {"insert":{"done":n,"failed":n,"ms":n}, …} */
#define SYNC_RUN_FIELDS(I, O, T, R, L, S) \
	I(S, id) T(S, account) I(S, started) I(S, ended) I(S, pulled) I(S, pushed) I(S, failed) I(S, conflicts) I(S, refreshes) I(S, requests) \
	I(S, total_ms) T(S, operations) T(S, error)
MODEL_STRUCT(SyncRun, SYNC_RUN_FIELDS)
MODEL_DECLARE(SyncRun, sync_run)
