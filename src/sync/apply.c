/* sync/apply.c - what came, put into the book in chunks: of all calendars the living before the gone, and the tokens with the last of it */
#include "sync/pull_p.h"

#include "base/clock.h"
#include "sync/merge.h"
#include <string.h>

/* A chunk: so many rows, or so long with the write lock. */
#define CHUNK_ROWS 200
#define CHUNK_US 20000

typedef struct {
	Run *run;
	AccountRun *account;
	gint64 began;         /* monotonic: when this chunk did */
	GHashTable *deleted;  /* calendar's id -> GPtrArray of booking ids: cancelled there, live here */
	gboolean unsure;      /* some of them may stand in a calendar that could not be read for long */
} Chunk;

static gboolean chunk_begin(Chunk *chunk, GError **error)
{
	chunk->began = g_get_monotonic_time();
	return book_sync_begin(chunk->run->book, chunk->account->account->id, chunk->account->correlation, error);
}

static gboolean chunk_commit(Chunk *chunk, GError **error)
{
	char *correlation = NULL;
	if (!book_sync_commit(chunk->run->book, &correlation, error))
		return FALSE;
	if (correlation) {
		g_free(chunk->account->correlation);
		chunk->account->correlation = correlation;
	}
	return TRUE;
}

/* After each event: a full chunk is committed, and the next begun. */
static gboolean chunk_turn(Chunk *chunk, GError **error)
{
	if (book_sync_written(chunk->run->book) < CHUNK_ROWS && g_get_monotonic_time() - chunk->began < CHUNK_US)
		return TRUE;
	return chunk_commit(chunk, error) && chunk_begin(chunk, error);
}

/* A title of its own at a level that shows names is the same title there. */
static gboolean has_two_way_title(const BookingView *view, const Calendar *calendar)
{
	return *view->booking->title && strcmp(calendar->show, "busy") != 0 && strcmp(calendar->show, "initials") != 0;
}

static gboolean merge_into_book(Chunk *chunk, CalendarRun *one, const SyncLink *link, const SyncWant *want, const RemoteEvent *event, GError **error)
{
	Book *book = chunk->run->book;
	/* what was sent to another calendar says nothing of what stands here */
	g_autoptr(EventFields) base = event_fields_read(link->base), sent = sync_link_is_moving(link) ? NULL : event_fields_read(link->sent);
	/* none: one that was taken back, which is to be gone there */
	g_autoptr(BookingView) view = book_view(book, link->booking, NULL);
	MergeSides sides = { .base = base,
			     .sent = sent,
			     .here = want->want,
			     .there = remote_event_fields(event),
			     .two_way_title = view && has_two_way_title(view, one->calendar),
			     .policy = merge_policy(one->calendar->on_conflict),
			     .here_updated = view ? view->booking->updated : 0,
			     .there_updated = event->updated };
	Merge merge = merge_sides(&sides);
	/* somebody took back there what was in conflict: then it is none any more */
	gboolean settled = merge.echo && strcmp(link->status, sync_status_name(SYNC_CONFLICT)) == 0;
	if (merge.echo && !settled)
		return book_sync_echo(book, link->booking, event, error);
	merge.keeps_ours |= settled;
	g_autofree char *lost = merge_lost_words(&sides, &merge, book_zone(book));
	if (merge.conflict)
		chunk->account->conflicts++;
	chunk->account->pulled++;
	SyncMerge apply = { .booking = link->booking,
			    .there = sides.there,
			    .remote_id = event->remote_id,
			    .etag = event->etag,
			    .link = event->link,
			    .start = merge.take_start,
			    .end = merge.take_end,
			    .summary = merge.take_title,
			    .keeps_ours = merge.keeps_ours,
			    .conflict = merge.conflict,
			    .lost = lost,
			    .lost_theirs = lost && !merge.lost_ours,
			    .edited_text = merge.edited_text };
	return book_sync_merge(book, &apply, error);
}

static gboolean apply_linked(Chunk *chunk, CalendarRun *one, const char *booking, const RemoteEvent *event, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autoptr(SyncLink) link = book_sync_link(chunk->run->book, booking, &failed);
	g_autoptr(SyncWant) want = link ? book_sync_want(chunk->run->book, booking, &failed) : NULL;
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	return !want || merge_into_book(chunk, one, link, want, event, error);
}

static gboolean is_unread(const Run *run, const AccountRun *account, const CalendarRun *one)
{
	return pull_is_state(one->calendar, "linked") && (run->again ? !pull_can_say(account) : !one->read);
}

/* Was it moved, as far as can be told? An event of ours may have gone to a calendar that is not read now. One that failed for the first time is
 * waited for; one that has been away for longer is not, but read whole when it is back. */
static gboolean may_live_elsewhere(Chunk *chunk, const CalendarRun *except, const char *event)
{
	const Run *run = chunk->run;
	gboolean may = FALSE;
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++) {
			const CalendarRun *one = account->calendars->pdata[c];
			g_autofree char *place = run_place(one->calendar->id, event);
			if (one == except)
				continue;
			gboolean unread = is_unread(run, account, one);
			may |= g_hash_table_contains(run->stands, place) || (unread && strcmp(account->account->state, "ok") == 0);
			chunk->unsure |= unread;
		}
	}
	return may;
}

/* Cancelled here too (or our own deletion, whose answer was lost): noted at once. Else it waits for the guard. */
static gboolean note_deleted(Chunk *chunk, CalendarRun *one, const SyncLink *link, GError **error)
{
	g_autoptr(GError) failed = NULL;
	if (may_live_elsewhere(chunk, one, link->remote_id)) {
		one->waits = TRUE;
		return TRUE;
	}
	g_autoptr(SyncWant) want = book_sync_want(chunk->run->book, link->booking, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	if (!want || !want->want)
		return book_sync_deleted(chunk->run->book, link->booking, FALSE, error);
	GPtrArray *bookings = g_hash_table_lookup(chunk->deleted, one->calendar->id);
	if (!bookings) {
		bookings = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(chunk->deleted, g_strdup(one->calendar->id), bookings);
	}
	g_ptr_array_add(bookings, g_strdup(link->booking));
	return TRUE;
}

typedef struct {
	SyncLink *link, *other;
	char *booking;
	gboolean from_sent; /* it was moved from where the booking was sent to with a lost answer */
	PullFacts facts;
} Looked;

static void looked_clear(Looked *looked)
{
	sync_link_free(looked->link);
	sync_link_free(looked->other);
	g_free(looked->booking);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Looked, looked_clear)

static gboolean is_in(GHashTable *places, const char *calendar, const char *event)
{
	g_autofree char *place = run_place(calendar, event);
	return g_hash_table_contains(places, place);
}

/* Where the link's booking was sent to without an answer, while the link still is of what stands elsewhere. */
static gboolean is_sent_there(const SyncLink *link, const char *calendar, const RemoteEvent *event)
{
	return sync_link_is_moving(link) && strcmp(link->sent_calendar, calendar) == 0 && strcmp(link->sent_remote_id, event->remote_id) == 0;
}

static gboolean look(const Run *run, const CalendarRun *one, const RemoteEvent *event, Looked *looked, GError **error)
{
	GError *failed = NULL;
	gboolean leaving = FALSE;
	looked->link = book_sync_link_at(run->book, one->calendar->id, event, &failed);
	gboolean ours = !failed && !looked->link && event->booking && book_sync_is_ours(run->book, event, &looked->booking, &failed);
	if (!failed && looked->booking)
		looked->other = book_sync_link(run->book, looked->booking, &failed);
	if (!failed && looked->booking)
		book_sync_is_leaving(run->book, one->calendar->id, event->remote_id, &leaving, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	const SyncLink *other = looked->other;
	gboolean left = other && other->base && is_in(run->gone, other->calendar, other->remote_id);
	looked->from_sent = other && !left && other->sent && g_strcmp0(other->sent_remote_id, event->remote_id) == 0 &&
			    is_in(run->gone, other->sent_calendar, other->sent_remote_id);
	looked->facts = (PullFacts){ .event = event,
				     .link = looked->link,
				     .ours = ours,
				     .known = looked->booking != NULL,
				     .other = other,
				     .left = left || looked->from_sent,
				     .stands = other && is_in(run->stands, other->calendar, other->remote_id),
				     .arrived = looked->link && is_sent_there(looked->link, one->calendar->id, event),
				     .leaving = leaving };
	return TRUE;
}

/* Somebody else's: news only where something here became another, for a full list tells all of it again. */
static gboolean mirror(Chunk *chunk, const char *calendar, const RemoteEvent *event,
		       gboolean (*put)(Book *book, const char *calendar, const RemoteEvent *event, GError **error), GError **error)
{
	guint before = book_sync_written(chunk->run->book);
	if (!put(chunk->run->book, calendar, event, error))
		return FALSE;
	chunk->account->pulled += book_sync_written(chunk->run->book) > before;
	return TRUE;
}

/* An event of ours that somebody made to repeat: its first date is the appointment, the others are busy times, as long as it does. */
static gboolean other_dates(Chunk *chunk, const char *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(RemoteEvent) none = pull_tombstone(event->remote_id);
	gboolean repeats = !event->deleted && *event->recurrence;
	return event->series || mirror(chunk, calendar, repeats ? event : none, book_sync_mirror_series, error);
}

/* What was sent comes back with the next list, often a thousand at once: where it stands as it was agreed, there is nothing to look at. */
static gboolean is_known(const SyncLink *link, const RemoteEvent *event)
{
	if (!link || event->deleted || pull_is_mirror(link) || link->sent_calendar || link->held || strcmp(link->status, sync_status_name(SYNC_SYNCED)) != 0 ||
	    !*event->etag || strcmp(link->etag, event->etag) != 0 || strcmp(link->link, event->link) != 0 ||
	    strcmp(link->remote_id, event->remote_id) != 0 || *event->recurrence)
		return FALSE;
	g_autoptr(EventFields) base = event_fields_read(link->base);
	return event_fields_same(base, remote_event_fields(event));
}

static gboolean apply_event(Chunk *chunk, CalendarRun *one, const RemoteEvent *event, GError **error)
{
	g_auto(Looked) looked = { 0 };
	Book *book = chunk->run->book;
	if (!look(chunk->run, one, event, &looked, error))
		return FALSE;
	if (is_known(looked.link, event))
		return TRUE;
	const char *calendar = one->calendar->id, *booking = looked.link ? looked.link->booking : looked.booking;
	switch (planner_pull(&looked.facts)) {
	case PULL_IGNORE:
		return TRUE;
	case PULL_WAIT:
		one->waits = TRUE;
		return TRUE;
	case PULL_MIRROR:
		return mirror(chunk, calendar, event, book_sync_mirror, error);
	case PULL_SERIES:
		return mirror(chunk, calendar, event, book_sync_mirror_series, error);
	case PULL_MERGE:
		return apply_linked(chunk, one, booking, event, error) && other_dates(chunk, calendar, event, error);
	case PULL_ARRIVED:
		return book_sync_arrived(book, booking, error) && apply_linked(chunk, one, booking, event, error) &&
		       other_dates(chunk, calendar, event, error);
	case PULL_RESEND:
		chunk->account->pulled++;
		return book_sync_resend(book, booking, error);
	case PULL_AGAIN:
		chunk->account->pulled++;
		return book_sync_reappeared(book, booking, calendar, event, error);
	case PULL_MOVED:
		chunk->account->pulled++;
		if (looked.from_sent && !book_sync_arrived(book, booking, error))
			return FALSE;
		return book_sync_moved(book, booking, calendar, event, error) && apply_linked(chunk, one, booking, event, error);
	case PULL_BIND:
		chunk->account->pulled++;
		return book_sync_bind(book, booking, calendar, event, error);
	case PULL_ORPHAN:
		return book_sync_orphan(book, calendar, event, error);
	case PULL_STRAY:
		chunk->account->pulled++;
		return book_sync_stray(book, booking, calendar, event, error);
	case PULL_DELETED:
		return note_deleted(chunk, one, looked.link, error) && other_dates(chunk, calendar, event, error);
	}
	return TRUE;
}

static gboolean apply_events(Chunk *chunk, CalendarRun *one, const GPtrArray *events, gboolean deleted, GError **error)
{
	for (guint i = 0; i < events->len; i++) {
		const RemoteEvent *event = events->pdata[i];
		if (!event->deleted == !deleted && (!apply_event(chunk, one, event, error) || !chunk_turn(chunk, error)))
			return FALSE;
	}
	return TRUE;
}

/* What was deleted there and lives here: all of it, or nothing before a person says yes. */
static gboolean apply_deleted(Chunk *chunk, CalendarRun *one, GError **error)
{
	Run *run = chunk->run;
	const GPtrArray *bookings = g_hash_table_lookup(chunk->deleted, one->calendar->id);
	gboolean free = g_strcmp0(run->how->unguarded, one->calendar->id) == 0;
	if (!bookings)
		return TRUE;
	if (!free && !book_sync_guard_here(run->book, one->calendar->id, bookings->len, clock_real(), &free, error))
		return FALSE;
	for (guint i = 0; i < bookings->len; i++)
		if (!book_sync_deleted(run->book, bookings->pdata[i], !free, error) || !chunk_turn(chunk, error))
			return FALSE;
	chunk->account->pulled += free ? bookings->len : 0;
	g_log_structured(ENGINE_LOG, G_LOG_LEVEL_INFO, "CALENDAR", one->calendar->id, "MESSAGE", "%u deleted there: %s", bookings->len,
			 free ? "cancelled here" : "held");
	return TRUE;
}

static gboolean apply_absent_mirrors(Chunk *chunk, const CalendarRun *one, GError **error)
{
	for (guint i = 0; i < one->absent->len; i++)
		if (!book_sync_mirror_gone(chunk->run->book, one->absent->pdata[i], error) || !chunk_turn(chunk, error))
			return FALSE;
	return TRUE;
}

static gboolean has_news(const CalendarRun *one)
{
	return one->read && (one->events->len || one->absent->len || one->unread->len || one->full || one->echoed);
}

static const RemoteEvent *known_unread(const Run *run, const CalendarRun *one, const char *remote_id)
{
	for (guint i = 0; i < run->unread->len; i++) {
		const SyncUnread *unread = run->unread->pdata[i];
		if (strcmp(unread->calendar, one->calendar->id) == 0 && strcmp(unread->event->remote_id, remote_id) == 0)
			return unread->event;
	}
	return NULL;
}

static gboolean is_in_list(const GPtrArray *events, const char *remote_id)
{
	for (guint i = 0; i < events->len; i++)
		if (strcmp(((const RemoteEvent *)events->pdata[i])->remote_id, remote_id) == 0)
			return TRUE;
	return FALSE;
}

/* What could not be understood is named to a person, and what can be by now, or is gone, no longer. The token goes on: what changes there is told again. */
static gboolean apply_unread(Chunk *chunk, const CalendarRun *one, GError **error)
{
	const Run *run = chunk->run;
	for (guint i = 0; i < one->unread->len; i++) {
		const RemoteEvent *event = one->unread->pdata[i], *known = known_unread(run, one, event->remote_id);
		if (known && (!*event->etag || strcmp(known->etag, event->etag) == 0))
			continue;
		chunk->account->unread++;
		g_log_structured(ENGINE_LOG, G_LOG_LEVEL_WARNING, "CALENDAR", one->calendar->id, "MESSAGE", "event %s is not as documented: left as it was known",
				 event->remote_id);
		if (!book_sync_unread_put(run->book, one->calendar->id, event, error))
			return FALSE;
	}
	for (guint i = 0; i < run->unread->len; i++) {
		const SyncUnread *unread = run->unread->pdata[i];
		const char *remote_id = unread->event->remote_id;
		gboolean over = is_in_list(one->events, remote_id) || (one->full && !is_in_list(one->unread, remote_id));
		if (over && strcmp(unread->calendar, one->calendar->id) == 0 && !book_sync_unread_over(run->book, one->calendar->id, remote_id, error))
			return FALSE;
	}
	return TRUE;
}

/* Those that could not be read are read whole when they can be: what moved there shows then. */
static gboolean forget_unread(Chunk *chunk, GError **error)
{
	const Run *run = chunk->run;
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++) {
			CalendarRun *one = account->calendars->pdata[c];
			if (is_unread(run, account, one) && !book_sync_token(run->book, one->calendar, "", FALSE, error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean apply_tokens(Chunk *chunk, GError **error)
{
	const AccountRun *account = chunk->account;
	if (chunk->unsure && g_hash_table_size(chunk->deleted) && !forget_unread(chunk, error))
		return FALSE;
	for (guint c = 0; c < account->calendars->len; c++) {
		CalendarRun *one = account->calendars->pdata[c];
		if (has_news(one) && !one->waits && !book_sync_token(chunk->run->book, one->calendar, one->token ? one->token : "", one->full, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean apply_gone(Chunk *chunk, GError **error)
{
	const AccountRun *account = chunk->account;
	for (guint c = 0; c < account->calendars->len; c++) {
		CalendarRun *one = account->calendars->pdata[c];
		if (one->read && (!apply_unread(chunk, one, error) || !apply_events(chunk, one, one->events, TRUE, error) || !apply_absent_mirrors(chunk, one, error) ||
				  !apply_deleted(chunk, one, error)))
			return FALSE;
	}
	return apply_tokens(chunk, error);
}

static gboolean apply_living(Chunk *chunk, GError **error)
{
	const AccountRun *account = chunk->account;
	for (guint c = 0; c < account->calendars->len; c++) {
		CalendarRun *one = account->calendars->pdata[c];
		if (one->read && !apply_events(chunk, one, one->events, FALSE, error))
			return FALSE;
	}
	return TRUE;
}

/* Runs `apply` in chunks; on failure the open one is rolled back. */
static gboolean in_chunks(Run *run, AccountRun *account, gboolean (*apply)(Chunk *chunk, GError **error), GError **error)
{
	Chunk chunk = { .run = run, .account = account };
	chunk.deleted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	gboolean good = chunk_begin(&chunk, error);
	if (good && !apply(&chunk, error)) {
		book_sync_abort(run->book);
		good = FALSE;
	}
	good = good && chunk_commit(&chunk, error);
	g_hash_table_unref(chunk.deleted);
	return good;
}

static gboolean account_has_news(const AccountRun *account)
{
	for (guint c = 0; c < account->calendars->len; c++)
		if (has_news(account->calendars->pdata[c]))
			return TRUE;
	return FALSE;
}

static gboolean apply_to_all(Run *run, gboolean (*apply)(Chunk *chunk, GError **error), GError **error)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		AccountRun *account = run->accounts->pdata[a];
		if (account_has_news(account) && !in_chunks(run, account, apply, error))
			return FALSE;
	}
	return TRUE;
}

/* Of calendars that were never listed before. */
static guint first_events(const Run *run)
{
	guint n = 0;
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++) {
			const CalendarRun *one = account->calendars->pdata[c];
			n += one->read && !one->calendar->last_full ? one->events->len : 0;
		}
	}
	return n;
}

static gboolean apply_all(Run *run, GError **error)
{
	return apply_to_all(run, apply_living, error) && apply_to_all(run, apply_gone, error);
}

/* A first list fills many chunks and waits for the disk once; the tokens come last, so that what a crash takes away is told again. */
gboolean pull_apply(Run *run, GError **error)
{
	if (first_events(run) <= 2 * CHUNK_ROWS)
		return apply_all(run, error);
	if (!book_sync_many_begin(run->book, error))
		return FALSE;
	gboolean good = apply_all(run, error);
	return book_sync_many_end(run->book, good ? error : NULL) && good;
}

/* --- single events, while sending --- */

typedef struct {
	CalendarRun *calendar;
	const GPtrArray *events;
} Single;

static gboolean apply_single(Chunk *chunk, const Single *single, GError **error)
{
	return apply_events(chunk, single->calendar, single->events, FALSE, error) &&
	       apply_events(chunk, single->calendar, single->events, TRUE, error) && apply_deleted(chunk, single->calendar, error);
}

gboolean pull_events(Run *run, AccountRun *account, CalendarRun *calendar, const GPtrArray *events, GError **error)
{
	Chunk chunk = { .run = run, .account = account };
	Single single = { calendar, events };
	if (!events->len)
		return TRUE;
	chunk.deleted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	gboolean good = chunk_begin(&chunk, error);
	if (good && !apply_single(&chunk, &single, error)) {
		book_sync_abort(run->book);
		good = FALSE;
	}
	good = good && chunk_commit(&chunk, error);
	g_hash_table_unref(chunk.deleted);
	return good;
}
