/* sync/pull.c - taking in: every linked calendar of an account is listed first, then all of it is applied, the living before the gone, so that an
 * event that moved from one calendar to another is seen to have moved and not to have been deleted. */
#include "sync/engine_p.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "sync/merge.h"
#include <string.h>

/* A full list every so often, whatever the tokens say. */
#define FULL_EVERY (7 * 86400)
/* A calendar that rests is tried again after this. */
#define PROBE_EVERY 900
/* A server that always has one more page: a list is cut off after so many of them, or so many events. */
#define PAGES_MOST 1000
#define EVENTS_MOST 500000
/* A chunk: so many rows, or so long with the write lock. */
#define CHUNK_ROWS 200
#define CHUNK_US 20000

/* --- listing --- */

static gboolean has_no_end(const char *page, const char *next, guint pages, guint events)
{
	return next && (pages >= PAGES_MOST || events > EVENTS_MOST || g_strcmp0(page, next) == 0);
}

static gboolean read_pages(Run *run, AccountRun *account, CalendarRun *one, const char *token, Reply *reply)
{
	g_autofree char *next = NULL;
	guint pages = 0;
	g_ptr_array_set_size(one->events, 0);
	g_clear_pointer(&one->token, g_free);
	do {
		g_auto(ProviderPage) page = { 0 };
		ProviderQuery query = { one->calendar->remote_id, token, one->calendar->since, next, account->zone };
		if (!run_goes_on(run, 0, 0, one->calendar->name))
			return reply_set(reply, REPLY_STOPPED, NULL);
		if (!account->session->provider->events(account->session, &query, &page, reply))
			return FALSE;
		g_ptr_array_extend_and_steal(one->events, g_steal_pointer(&page.events));
		if (has_no_end(next, page.next, ++pages, one->events->len))
			return reply_set(reply, REPLY_SERVER, _("The server's list has no end; nothing of it was taken."));
		g_free(next);
		next = g_steal_pointer(&page.next);
		one->token = g_steal_pointer(&page.token);
		one->open = page.writable;
	} while (next);
	g_log_structured(ENGINE_LOG, G_LOG_LEVEL_DEBUG, "CALENDAR", one->calendar->id, "MESSAGE", "listed: %u events in %u pages%s",
			 one->events->len, pages, *token ? "" : ", all");
	return TRUE;
}

/* Every week all of it, but not for a calendar whose first list has no time written down. */
static gboolean wants_full(const Run *run, const Calendar *calendar)
{
	return (run->how->full && !run->again) || !*calendar->sync_token || clock_real() - calendar->last_full >= FULL_EVERY;
}

static gboolean is_state(const Calendar *calendar, const char *state)
{
	return strcmp(calendar->state, state) == 0;
}

/* One that rests is tried when a person asks, and now and then. */
static gboolean is_due(Run *run, const Calendar *calendar)
{
	if (is_state(calendar, "linked"))
		return TRUE;
	if (!is_state(calendar, "paused"))
		return FALSE;
	gint64 *last = g_hash_table_lookup(run->engine->probed, calendar->id), now = clock_real();
	if (!run->how->asked && last && now - *last < PROBE_EVERY)
		return FALSE;
	g_hash_table_insert(run->engine->probed, g_strdup(calendar->id), g_memdup2(&now, sizeof now));
	return TRUE;
}

static gboolean resume_calendar(Run *run, CalendarRun *one, GError **error)
{
	if (is_state(one->calendar, "linked"))
		return TRUE;
	model_set(&calendar_class, one->calendar, &one->calendar->state, "linked");
	model_set(&calendar_class, one->calendar, &one->calendar->state_text, "");
	return book_sync_calendar_save(run->book, one->calendar, error);
}

static gboolean fetch_calendar(Run *run, AccountRun *account, CalendarRun *one, GError **error)
{
	g_auto(Reply) reply = { 0 };
	one->full = wants_full(run, one->calendar);
	gboolean good = read_pages(run, account, one, one->full ? "" : one->calendar->sync_token, &reply);
	if (!good && reply.kind == REPLY_FULL && !one->full) {
		one->full = TRUE;
		good = read_pages(run, account, one, "", &reply);
	}
	if (!good && (reply.kind == REPLY_NOT_FOUND || reply.kind == REPLY_READ_ONLY))
		return run_pause_calendar(run, one, reply.kind == REPLY_NOT_FOUND ? _("This calendar is not there any more. Nothing here was cancelled.")
										  : reply.words, error);
	if (!good) {
		one->open = FALSE;
		run_note(account, &reply);
		return TRUE;
	}
	if (!one->open)
		return run_pause_calendar(run, one, _("This calendar may only be read now. Nothing is sent to it until it may be written to again."), error);
	one->read = TRUE;
	return resume_calendar(run, one, error);
}

/* --- what a list does not say, asked for one by one --- */

ProviderAnswer *pull_get(Run *run, AccountRun *account, const ProviderCall *calls, guint n)
{
	guint most = account->session->provider->batch;
	ProviderAnswer *all = g_new0(ProviderAnswer, n);
	for (guint from = 0; from < n; from += most) {
		g_auto(Reply) outer = { 0 };
		guint part = MIN(most, n - from);
		ProviderAnswer *answers = run_goes_on(run, 0, 0, NULL) ? account->session->provider->call(account->session, calls + from, part, &outer)
								       : NULL;
		if (!answers) {
			run_note(account, &outer);
			provider_answers_free(all, n);
			return NULL;
		}
		memcpy(all + from, answers, part * sizeof *answers);
		g_free(answers);
	}
	return all;
}

static RemoteEvent *tombstone(const char *remote_id)
{
	RemoteEvent *event = remote_event_new();
	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	event->deleted = 1;
	return event;
}

static gboolean says_gone(const ProviderAnswer *answer)
{
	return answer->reply.kind == REPLY_NOT_FOUND || answer->reply.kind == REPLY_GONE ||
	       (answer->reply.kind == REPLY_DONE && answer->event && answer->event->deleted);
}

static gboolean says_alive(const ProviderAnswer *answer)
{
	return answer->reply.kind == REPLY_DONE && answer->event && !answer->event->deleted;
}

/* A part of a batch that got no answer: nothing may be concluded from it. */
static gboolean says_nothing(const ProviderAnswer *answer)
{
	ReplyKind kind = answer->reply.kind;
	return reply_is_unknown(kind) || kind == REPLY_RATE || kind == REPLY_ALONE || kind == REPLY_UNAUTHORIZED || kind == REPLY_QUOTA ||
	       kind == REPLY_DAILY;
}

/* Whether all of them say something; what one that does not said instead is noted. */
static gboolean all_say(AccountRun *account, const ProviderAnswer *answers, guint n)
{
	for (guint i = 0; i < n; i++)
		if (says_nothing(&answers[i])) {
			run_note(account, &answers[i].reply);
			return FALSE;
		}
	return TRUE;
}

static gboolean is_mirror(const SyncLink *link)
{
	return strcmp(link->kind, "mirror") == 0;
}

/* Of our events that a full list did not name each is asked for: a list may lag behind what was just written, and nothing is cancelled by a gap. */
static gboolean check_absent(Run *run, AccountRun *account, CalendarRun *one, GPtrArray *own)
{
	g_autofree ProviderCall *calls = g_new0(ProviderCall, MAX(own->len, 1));
	for (guint i = 0; i < own->len; i++) {
		const SyncLink *link = own->pdata[i];
		calls[i] = (ProviderCall){ .kind = CALL_GET, .calendar = one->calendar->remote_id, .event = link->remote_id, .zone = account->zone };
	}
	ProviderAnswer *answers = own->len ? pull_get(run, account, calls, own->len) : NULL;
	gboolean good = !own->len || (answers && all_say(account, answers, own->len));
	for (guint i = 0; good && i < own->len; i++) {
		if (says_gone(&answers[i]))
			g_ptr_array_add(one->events, tombstone(calls[i].event));
		else if (says_alive(&answers[i]))
			g_ptr_array_add(one->events, g_steal_pointer(&answers[i].event));
	}
	provider_answers_free(answers, own->len);
	return good;
}

static gboolean find_absent(Run *run, AccountRun *account, CalendarRun *one, GError **error)
{
	g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) own = model_list_new(&sync_link_class);
	for (guint i = 0; i < one->events->len; i++) {
		const RemoteEvent *event = one->events->pdata[i];
		g_hash_table_add(named, event->remote_id);
	}
	g_autoptr(GPtrArray) absent = book_sync_absent(run->book, one->calendar->id, named, error);
	if (!absent)
		return FALSE;
	for (guint i = 0; i < absent->len; i++) {
		SyncLink *link = g_steal_pointer(&absent->pdata[i]);
		gboolean on_its_way = link->sent_calendar && !link->base;
		if (is_mirror(link))
			g_ptr_array_add(one->absent, link);
		else if (*link->remote_id && !on_its_way)
			g_ptr_array_add(own, link);
		else
			sync_link_free(link);
	}
	if (!check_absent(run, account, one, own))
		one->read = FALSE;
	return TRUE;
}

/* --- moves between calendars --- */

char *run_place(const char *calendar, const char *event)
{
	return g_strconcat(calendar, "\n", event, NULL);
}

typedef struct {
	CalendarRun *calendar;
	char *event;
	gboolean news; /* that it stands there is news */
} Question;

static void question_free(gpointer question_)
{
	Question *question = question_;
	g_free(question->event);
	g_free(question);
}

static void ask(GPtrArray *questions, CalendarRun *calendar, const char *event, gboolean news)
{
	Question *question = g_new(Question, 1);
	*question = (Question){ calendar, g_strdup(event), news };
	g_ptr_array_add(questions, question);
}

static gboolean lives_elsewhere(const Run *run, const CalendarRun *except, const char *event)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++) {
			const CalendarRun *one = account->calendars->pdata[c];
			for (guint i = 0; one != except && i < one->events->len; i++) {
				const RemoteEvent *other = one->events->pdata[i];
				if (!other->deleted && strcmp(other->remote_id, event) == 0)
					return TRUE;
			}
		}
	}
	return FALSE;
}

static gboolean can_say(const AccountRun *account)
{
	return account->session && !reply_is_of_account(account->worst.kind);
}

static void ask_everywhere(const Run *run, const CalendarRun *except, const char *event, GPtrArray *questions)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; can_say(account) && c < account->calendars->len; c++) {
			CalendarRun *other = account->calendars->pdata[c];
			if (other != except && !is_state(other->calendar, "needs_plan"))
				ask(questions, other, event, TRUE);
		}
	}
}

/* One of ours is gone here: does it stand in another linked calendar, whose list was read before it came there? */
static gboolean ask_for_gone(Run *run, const CalendarRun *one, const RemoteEvent *event, GPtrArray *questions, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autoptr(SyncLink) link = book_sync_link_at(run->book, one->calendar->id, event, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	g_hash_table_add(run->gone, run_place(one->calendar->id, event->remote_id));
	if (link && !is_mirror(link) && link->base && !lives_elsewhere(run, one, event->remote_id))
		ask_everywhere(run, one, event->remote_id, questions);
	return TRUE;
}

/* Is this the event that the link is of, or the one that is on its way? */
static gboolean is_at(const SyncLink *link, const CalendarRun *one, const RemoteEvent *event)
{
	return (strcmp(link->calendar, one->calendar->id) == 0 && strcmp(link->remote_id, event->remote_id) == 0) ||
	       (g_strcmp0(link->sent_calendar, one->calendar->id) == 0 && g_strcmp0(link->sent_remote_id, event->remote_id) == 0);
}

/* One of ours stands here, and as far as we know elsewhere: is it gone there? */
static gboolean ask_for_moved(Run *run, CalendarRun *one, const RemoteEvent *event, GPtrArray *questions, GError **error)
{
	g_autofree char *booking = NULL;
	if (!event->booking || !book_sync_is_ours(run->book, event, &booking, NULL) || !booking)
		return TRUE;
	g_autoptr(GError) failed = NULL;
	g_autoptr(SyncLink) link = book_sync_link(run->book, booking, &failed);
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	if (!link || !link->base || is_at(link, one, event))
		return TRUE;
	g_autofree char *place = run_place(link->calendar, link->remote_id);
	AccountRun *whose = NULL;
	CalendarRun *left = run_calendar(run, link->calendar, &whose);
	if (!left || g_hash_table_contains(run->gone, place))
		return TRUE;
	if (can_say(whose))
		ask(questions, left, link->remote_id, FALSE);
	else
		one->waits = TRUE;
	return TRUE;
}

/* An account's own questions. FALSE: it cannot say, and what its lists said waits. */
static gboolean answer_questions(Run *run, AccountRun *account, const GPtrArray *questions)
{
	guint n = 0;
	g_autofree ProviderCall *calls = g_new0(ProviderCall, MAX(questions->len, 1));
	g_autofree const Question **asked = g_new0(const Question *, MAX(questions->len, 1));
	for (guint i = 0; i < questions->len; i++) {
		const Question *question = questions->pdata[i];
		AccountRun *whose = NULL;
		run_calendar(run, question->calendar->calendar->id, &whose);
		if (whose != account)
			continue;
		asked[n] = question;
		calls[n++] = (ProviderCall){ .kind = CALL_GET,
					     .calendar = question->calendar->calendar->remote_id,
					     .event = question->event,
					     .zone = account->zone };
	}
	ProviderAnswer *answers = n ? pull_get(run, account, calls, n) : NULL;
	gboolean good = !n || (answers && all_say(account, answers, n));
	for (guint i = 0; good && i < n; i++) {
		CalendarRun *calendar = asked[i]->calendar;
		if (says_gone(&answers[i]))
			g_hash_table_add(run->gone, run_place(calendar->calendar->id, asked[i]->event));
		else if (says_alive(&answers[i]))
			g_hash_table_add(run->stands, run_place(calendar->calendar->id, asked[i]->event));
		if (asked[i]->news && calendar->read && says_alive(&answers[i]) && answers[i].event->booking)
			g_ptr_array_add(calendar->events, g_steal_pointer(&answers[i].event));
	}
	provider_answers_free(answers, n);
	return good;
}

static gboolean has_several(const Run *run)
{
	guint read = 0;
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++)
			if (((const CalendarRun *)account->calendars->pdata[c])->calendar)
				read++;
	}
	return read > 1;
}

static gboolean ask_of_calendar(Run *run, CalendarRun *one, gboolean deleted, GPtrArray *questions, GError **error)
{
	for (guint i = 0; one->read && i < one->events->len; i++) {
		const RemoteEvent *event = one->events->pdata[i];
		if (!event->deleted != !deleted)
			continue;
		if (deleted ? !ask_for_gone(run, one, event, questions, error) : !ask_for_moved(run, one, event, questions, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean ask_of_all(Run *run, gboolean deleted, GPtrArray *questions, GError **error)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++)
			if (!ask_of_calendar(run, account->calendars->pdata[c], deleted, questions, error))
				return FALSE;
	}
	return TRUE;
}

static void forget_lists(Run *run)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; c < account->calendars->len; c++)
			((CalendarRun *)account->calendars->pdata[c])->read = FALSE;
	}
}

gboolean pull_ask(Run *run, GError **error)
{
	g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func(question_free);
	if (!has_several(run))
		return TRUE;
	if (!ask_of_all(run, TRUE, questions, error) || !ask_of_all(run, FALSE, questions, error))
		return FALSE;
	for (guint a = 0; questions->len && a < run->accounts->len; a++) {
		AccountRun *account = run->accounts->pdata[a];
		if (account->session && !answer_questions(run, account, questions)) {
			forget_lists(run);
			break;
		}
	}
	return TRUE;
}

gboolean pull_fetch(Run *run, AccountRun *account, GError **error)
{
	for (guint c = 0; c < account->calendars->len; c++) {
		CalendarRun *one = account->calendars->pdata[c];
		one->read = one->waits = FALSE;
		if (run->again ? !one->written || !*one->calendar->sync_token : !is_due(run, one->calendar))
			continue;
		if (!fetch_calendar(run, account, one, error))
			return FALSE;
		if (reply_is_of_account(account->worst.kind))
			break;
		if (one->read && one->full && !find_absent(run, account, one, error))
			return FALSE;
	}
	return TRUE;
}

/* --- applying --- */

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
	g_autoptr(EventFields) base = event_fields_read(link->base), sent = event_fields_read(link->sent);
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
	return is_state(one->calendar, "linked") && (run->again ? !can_say(account) : !one->read);
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
	PullFacts facts;
} Looked;

static void looked_clear(Looked *looked)
{
	sync_link_free(looked->link);
	sync_link_free(looked->other);
	g_free(looked->booking);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Looked, looked_clear)

static gboolean look(const Run *run, const CalendarRun *one, const RemoteEvent *event, Looked *looked, GError **error)
{
	GError *failed = NULL;
	looked->link = book_sync_link_at(run->book, one->calendar->id, event, &failed);
	gboolean ours = !failed && !looked->link && event->booking && book_sync_is_ours(run->book, event, &looked->booking, &failed);
	if (!failed && looked->booking)
		looked->other = book_sync_link(run->book, looked->booking, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	g_autofree char *place = looked->other ? run_place(looked->other->calendar, looked->other->remote_id) : NULL;
	looked->facts = (PullFacts){ .event = event,
				     .link = looked->link,
				     .ours = ours,
				     .known = looked->booking != NULL,
				     .other = looked->other,
				     .left = place && g_hash_table_contains(run->gone, place),
				     .stands = place && g_hash_table_contains(run->stands, place) };
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
	g_autoptr(RemoteEvent) none = tombstone(event->remote_id);
	gboolean repeats = !event->deleted && *event->recurrence;
	return event->series || mirror(chunk, calendar, repeats ? event : none, book_sync_mirror_series, error);
}

/* What was sent comes back with the next list, often a thousand at once: where it stands as it was agreed, there is nothing to look at. */
static gboolean is_known(const SyncLink *link, const RemoteEvent *event)
{
	if (!link || event->deleted || is_mirror(link) || link->sent_calendar || link->held || strcmp(link->status, sync_status_name(SYNC_SYNCED)) != 0 ||
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
	case PULL_MIRROR:
		return mirror(chunk, calendar, event, book_sync_mirror, error);
	case PULL_SERIES:
		return mirror(chunk, calendar, event, book_sync_mirror_series, error);
	case PULL_MERGE:
		return apply_linked(chunk, one, booking, event, error) && other_dates(chunk, calendar, event, error);
	case PULL_AGAIN:
		chunk->account->pulled++;
		return book_sync_reappeared(book, booking, calendar, event, error);
	case PULL_MOVED:
		chunk->account->pulled++;
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
	return one->read && (one->events->len || one->absent->len || one->full);
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
		if (one->read && (!apply_events(chunk, one, one->events, TRUE, error) || !apply_absent_mirrors(chunk, one, error) ||
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
