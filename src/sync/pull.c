/* sync/pull.c - listing: what every linked calendar of an account says, whole or since the last time, and what a whole list leaves out */
#include "sync/pull_p.h"

#include "base/clock.h"
#include "base/i18n.h"
#include <string.h>

/* A full list every so often, whatever the tokens say. */
#define FULL_EVERY (7 * 86400)
/* A calendar that rests is tried again after this. */
#define PROBE_EVERY 900
/* A server that always has one more page: a list is cut off after so many of them, or so many events. */
#define PAGES_MOST 1000
#define EVENTS_MOST 500000

/* --- listing --- */

static gboolean has_no_end(const char *page, const char *next, guint pages, guint events)
{
	return next && (pages >= PAGES_MOST || events > EVENTS_MOST || g_strcmp0(page, next) == 0);
}

static gboolean read_pages(Run *run, AccountRun *account, CalendarRun *one, const char *token, gboolean brief, Reply *reply)
{
	g_autofree char *next = NULL;
	guint pages = 0;
	g_ptr_array_set_size(one->events, 0);
	g_ptr_array_set_size(one->unread, 0);
	g_clear_pointer(&one->token, g_free);
	do {
		g_auto(ProviderPage) page = { 0 };
		ProviderQuery query = { one->calendar->remote_id, token, one->calendar->since, next, account->zone, brief };
		if (!run_goes_on(run, 0, 0, one->calendar->name))
			return reply_set(reply, REPLY_STOPPED, NULL);
		if (!account->session->provider->events(account->session, &query, &page, reply))
			return FALSE;
		g_ptr_array_extend_and_steal(one->events, g_steal_pointer(&page.events));
		g_ptr_array_extend_and_steal(one->unread, g_steal_pointer(&page.unread));
		if (has_no_end(next, page.next, ++pages, one->events->len))
			return reply_set(reply, REPLY_SERVER, N_("The server's list has no end; nothing of it was taken."));
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

gboolean pull_is_state(const Calendar *calendar, const char *state)
{
	return strcmp(calendar->state, state) == 0;
}

/* One that rests is tried when a person asks, and now and then. */
static gboolean is_due(Run *run, const Calendar *calendar)
{
	if (pull_is_state(calendar, "linked"))
		return TRUE;
	if (!pull_is_state(calendar, "paused"))
		return FALSE;
	gint64 *last = g_hash_table_lookup(run->engine->probed, calendar->id), now = clock_real();
	if (!run->how->asked && last && now - *last < PROBE_EVERY)
		return FALSE;
	g_hash_table_insert(run->engine->probed, g_strdup(calendar->id), g_memdup2(&now, sizeof now));
	return TRUE;
}

static gboolean resume_calendar(Run *run, CalendarRun *one, GError **error)
{
	if (pull_is_state(one->calendar, "linked"))
		return TRUE;
	model_set(&calendar_class, one->calendar, &one->calendar->state, "linked");
	model_set(&calendar_class, one->calendar, &one->calendar->state_text, "");
	return book_sync_calendar_save(run->book, one->calendar, error);
}

/* After sending, a list most often tells nothing but what was just sent: then names and versions are enough to know that. */
static gboolean is_echo(const Run *run, const CalendarRun *one, const RemoteEvent *event)
{
	g_autofree char *place = run_place(one->calendar->id, event->remote_id);
	const char *etag = g_hash_table_lookup(run->echoes, place);
	return etag && (event->deleted ? !*etag : *etag && strcmp(etag, event->etag) == 0);
}

/* FALSE: something else is among them, or the list was not given, and all of it is to be read. */
static gboolean read_echoes(Run *run, AccountRun *account, CalendarRun *one)
{
	g_auto(Reply) reply = { 0 };
	gboolean only = read_pages(run, account, one, one->calendar->sync_token, TRUE, &reply) && one->token && one->open && !one->unread->len;
	for (guint i = 0; only && i < one->events->len; i++)
		only = is_echo(run, one, one->events->pdata[i]);
	one->echoed = only && one->events->len;
	g_ptr_array_set_size(one->events, 0);
	return only;
}

/* A plan has just listed all of it: what changed since then is enough to ask for. FALSE: it is to be listed again. */
static gboolean read_after_plan(Run *run, AccountRun *account, CalendarRun *one)
{
	EngineList *listed = run->how->listed;
	g_auto(Reply) reply = { 0 };
	if (run->again || !one->full || !listed || !listed->token || g_strcmp0(run->how->unguarded, one->calendar->id) != 0 ||
	    !read_pages(run, account, one, listed->token, FALSE, &reply) || !one->token)
		return FALSE;
	g_autoptr(GHashTable) changed = g_hash_table_new(g_str_hash, g_str_equal);
	guint news = one->events->len;
	for (guint i = 0; i < news; i++)
		g_hash_table_add(changed, ((const RemoteEvent *)one->events->pdata[i])->remote_id);
	for (guint i = 0; i < listed->events->len; i++) {
		const RemoteEvent *event = listed->events->pdata[i];
		if (!g_hash_table_contains(changed, event->remote_id))
			g_ptr_array_add(one->events, g_steal_pointer(&listed->events->pdata[i]));
	}
	g_ptr_array_set_size(listed->events, 0);
	g_clear_pointer(&listed->token, g_free); /* it is used up */
	return TRUE;
}

static gboolean fetch_calendar(Run *run, AccountRun *account, CalendarRun *one, GError **error)
{
	g_auto(Reply) reply = { 0 };
	one->full = wants_full(run, one->calendar);
	one->echoed = FALSE;
	if (run->again && !one->full && read_echoes(run, account, one)) {
		one->read = TRUE;
		return TRUE;
	}
	gboolean good = read_after_plan(run, account, one) ||
			read_pages(run, account, one, one->full ? "" : one->calendar->sync_token, FALSE, &reply);
	if (!good && reply.kind == REPLY_FULL && !one->full) {
		one->full = TRUE;
		good = read_pages(run, account, one, "", FALSE, &reply);
	}
	if (!good && (reply.kind == REPLY_NOT_FOUND || reply.kind == REPLY_READ_ONLY))
		return run_pause_calendar(run, one, reply.kind == REPLY_NOT_FOUND ? N_("This calendar is not there any more. Nothing here was cancelled.")
										  : reply.words, error);
	if (!good) {
		one->open = FALSE;
		run_note(account, &reply);
		return TRUE;
	}
	if (!one->open)
		return run_pause_calendar(run, one, N_("This calendar may only be read now. Nothing is sent to it until it may be written to again."), error);
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
		ProviderAnswer *answers = run_goes_on(run, 0, 0, NULL) ? session_call(account->session, calls + from, part, &outer) : NULL;
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

RemoteEvent *pull_tombstone(const char *remote_id)
{
	RemoteEvent *event = remote_event_new();
	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	event->deleted = 1;
	return event;
}

gboolean pull_says_gone(const ProviderAnswer *answer)
{
	return answer->reply.kind == REPLY_NOT_FOUND || answer->reply.kind == REPLY_GONE ||
	       (answer->reply.kind == REPLY_DONE && answer->event && answer->event->deleted);
}

gboolean pull_says_alive(const ProviderAnswer *answer)
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
gboolean pull_all_say(AccountRun *account, const ProviderAnswer *answers, guint n)
{
	for (guint i = 0; i < n; i++)
		if (says_nothing(&answers[i])) {
			run_note(account, &answers[i].reply);
			return FALSE;
		}
	return TRUE;
}

gboolean pull_is_mirror(const SyncLink *link)
{
	return strcmp(link->kind, "mirror") == 0;
}

/* One that stands there, and of which no more is known. */
static RemoteEvent *outline(const char *remote_id)
{
	RemoteEvent *event = remote_event_new();
	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	return event;
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
	gboolean good = !own->len || (answers && pull_all_say(account, answers, own->len));
	for (guint i = 0; good && i < own->len; i++) {
		if (pull_says_gone(&answers[i]))
			g_ptr_array_add(one->events, pull_tombstone(calls[i].event));
		else if (pull_says_alive(&answers[i]))
			g_ptr_array_add(one->events, g_steal_pointer(&answers[i].event));
		else if (answers[i].reply.kind == REPLY_UNREADABLE)
			g_ptr_array_add(one->unread, outline(calls[i].event));
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
	for (guint i = 0; i < one->unread->len; i++)
		g_hash_table_add(named, ((const RemoteEvent *)one->unread->pdata[i])->remote_id);
	g_autoptr(GPtrArray) absent = book_sync_absent(run->book, one->calendar->id, named, error);
	if (!absent)
		return FALSE;
	for (guint i = 0; i < absent->len; i++) {
		SyncLink *link = g_steal_pointer(&absent->pdata[i]);
		gboolean on_its_way = link->sent_calendar && !link->base;
		if (pull_is_mirror(link))
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

/* --- what cannot be understood --- */

/* Those that a person's asking looks at once more: earlier ones that no list names. */
static void add_earlier(const Run *run, CalendarRun *one)
{
	for (guint i = 0; i < run->unread->len; i++) {
		const SyncUnread *unread = run->unread->pdata[i];
		if (strcmp(unread->calendar, one->calendar->id) == 0 && !pull_names(one, unread->event->remote_id))
			g_ptr_array_add(one->unread, remote_event_copy(unread->event));
	}
}

/* What a list says of an event may be a slip of the list: it is asked for by itself. What cannot be understood then either stays as it is known here. */
static void ask_for_unread(Run *run, AccountRun *account, CalendarRun *one)
{
	if (run->how->asked && !run->again)
		add_earlier(run, one);
	guint n = one->unread->len;
	g_autofree ProviderCall *calls = g_new0(ProviderCall, n + 1);
	for (guint i = 0; i < n; i++) {
		const RemoteEvent *event = one->unread->pdata[i];
		calls[i] = (ProviderCall){ .kind = CALL_GET, .calendar = one->calendar->remote_id, .event = event->remote_id, .zone = account->zone };
	}
	ProviderAnswer *answers = n ? pull_get(run, account, calls, n) : NULL;
	one->read = !n || (answers && pull_all_say(account, answers, n));
	for (guint i = n; one->read && i-- > 0;) {
		if (pull_says_gone(&answers[i]))
			g_ptr_array_add(one->events, pull_tombstone(calls[i].event));
		else if (pull_says_alive(&answers[i]))
			g_ptr_array_add(one->events, g_steal_pointer(&answers[i].event));
		else
			continue;
		g_ptr_array_remove_index(one->unread, i);
	}
	provider_answers_free(answers, n);
}

gboolean pull_names(const CalendarRun *one, const char *remote_id)
{
	const GPtrArray *const lists[] = { one->events, one->unread };
	for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
		for (guint i = 0; i < lists[l]->len; i++)
			if (strcmp(((const RemoteEvent *)lists[l]->pdata[i])->remote_id, remote_id) == 0)
				return TRUE;
	return FALSE;
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
		if (one->read)
			ask_for_unread(run, account, one);
		if (one->read && one->full && !find_absent(run, account, one, error))
			return FALSE;
	}
	return TRUE;
}
