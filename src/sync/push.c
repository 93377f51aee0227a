/* sync/push.c - sending: what waits becomes steps (planner.h), steps go out in batches, and each answer is its own. What a batch leaves unclear is asked
 * for, put into the book as news from there, and planned again: at most PUSH_ROUNDS times in a run. */
#include "sync/engine_p.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/zone.h"
#include "net/backoff.h"
#include "sync/merge.h"
#include <string.h>

#define PUSH_ROUNDS 3
#define WANTS_MOST 20000
/* Older than this, what a batch is to say is looked up again. */
#define STALE_US (2 * G_USEC_PER_SEC)

/* Sending of one run. */
typedef struct {
	Run *run;
	GHashTable *tries; /* booking -> how often a step of it was sent */
	GHashTable *ended; /* bookings that are done with in this run */
	GHashTable *asked; /* bookings whose STEP_ASK was answered */
	guint backoffs;    /* waits after parts that were too many */
	guint done, total;
	guint requests;    /* rounds without one end the run */
	gboolean slow;     /* some part was told to come later: wait before the next round */
} Push;

static gboolean has(GHashTable *set, const char *booking)
{
	return g_hash_table_contains(set, booking);
}

static void end_for_now(const Push *push, const char *booking)
{
	g_hash_table_add(push->ended, g_strdup(booking));
}

static guint tried(const Push *push, const char *booking)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(push->tries, booking));
}

/* --- planning --- */

static GHashTable *open_calendars(const Run *run)
{
	GHashTable *open = g_hash_table_new(g_str_hash, g_str_equal);
	gint64 now = clock_real();
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		gboolean paused = account->account->write_pause_until > now && account->account->write_pause_until - now < 2 * ZONE_DAY_SECONDS;
		if (!account->session || paused || account->writes.kind != REPLY_DONE || reply_is_of_account(account->worst.kind))
			continue;
		for (guint c = 0; c < account->calendars->len; c++) {
			const CalendarRun *one = account->calendars->pdata[c];
			if (one->open && strcmp(one->calendar->state, "linked") == 0)
				g_hash_table_add(open, one->calendar->id);
		}
	}
	return open;
}

static SyncAnswer *answer_new(const char *booking, SyncAnswerKind kind)
{
	SyncAnswer *answer = sync_answer_new();
	answer->booking = g_strdup(booking);
	answer->kind = kind;
	return answer;
}

static GPtrArray *answers_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)sync_answer_free);
}

static gboolean answered(Push *push, GPtrArray *answers, GError **error)
{
	gboolean good = book_sync_answered(push->run->book, answers, error);
	g_ptr_array_set_size(answers, 0);
	return good;
}

/* What needs no sending is settled at once, in chunks. */
static gboolean settle_now(Push *push, GPtrArray *answers, const char *booking, GError **error)
{
	g_ptr_array_add(answers, answer_new(booking, SYNC_ANSWER_SAME));
	end_for_now(push, booking);
	return answers->len < 200 || answered(push, answers, error);
}

/* steps: of those that are to be sent to this account's calendars. */
static gboolean plan_wants(Push *push, const GPtrArray *wants, GHashTable *open, GPtrArray *steps, GError **error)
{
	g_autoptr(GPtrArray) answers = answers_new();
	for (guint i = 0; i < wants->len; i++) {
		const SyncWant *want = wants->pdata[i];
		const char *booking = want->link->booking;
		if (has(push->ended, booking) || tried(push, booking) > PUSH_ROUNDS)
			continue;
		Step *step = planner_step(want, open, has(push->asked, booking));
		if (step->kind >= STEP_INSERT) {
			g_ptr_array_add(steps, step);
			continue;
		}
		gboolean settle = step->kind != STEP_SKIP;
		step_free(step);
		if (settle && !settle_now(push, answers, booking, error))
			return FALSE;
	}
	return answered(push, answers, error);
}

/* Deletions are under the guard: all of a calendar's go, or none before a person says yes. */
static gboolean guard_calendar(Push *push, const char *calendar, GPtrArray *steps, GError **error)
{
	g_autoptr(GPtrArray) bookings = g_ptr_array_new();
	guint held = 0;
	for (guint i = 0; i < steps->len; i++) {
		const Step *step = steps->pdata[i];
		if (step->kind == STEP_DELETE && strcmp(step->calendar, calendar) == 0)
			g_ptr_array_add(bookings, step->want->link->booking);
	}
	if (!bookings->len || g_strcmp0(push->run->how->unguarded, calendar) == 0)
		return TRUE;
	if (!book_sync_guard_there(push->run->book, calendar, bookings, clock_real(), &held, error))
		return FALSE;
	for (guint i = steps->len; held && i-- > 0;) {
		const Step *step = steps->pdata[i];
		if (step->kind == STEP_DELETE && strcmp(step->calendar, calendar) == 0) {
			end_for_now(push, step->want->link->booking);
			g_ptr_array_remove_index(steps, i);
		}
	}
	return TRUE;
}

/* --- one batch --- */

/* The id of an event of ours: the booking's 32 digits and its generation. */
static char *own_event(const SyncLink *link)
{
	g_autoptr(GString) id = g_string_new(NULL);
	for (const char *c = link->booking; *c; c++)
		if (*c != '-')
			g_string_append_c(id, *c);
	return g_strdup_printf("%s%" G_GINT64_FORMAT, id->str, link->generation);
}

static char *event_of(const Step *step, const Provider *provider)
{
	const SyncLink *link = step->want->link;
	if (step->kind == STEP_INSERT)
		return own_event(link);
	if (!*step->event && link->series)
		return provider->occurrence_id(link->series, link->original, step->base && step->base->all_day);
	return g_strdup(step->event);
}

static const char *etag_of(const Step *step)
{
	return step->kind == STEP_DELETE && !step->base ? "" : step->want->link->etag;
}

typedef struct {
	Push *push;
	AccountRun *account;
	Step **steps;
	guint n;
	char **events;      /* remote ids, one a step */
	ProviderCall *calls;
	ProviderFlight *flight; /* NULL: not made up yet */
	gint64 wait;        /* its pace: how long before it may go, in milliseconds */
	gboolean marked;    /* the book says that it is on its way */
} Batch;

static void batch_free(Batch *batch)
{
	if (!batch)
		return;
	batch->account->session->provider->end(batch->flight);
	for (guint i = 0; i < batch->n; i++)
		g_free(batch->events[i]);
	g_free(batch->events);
	g_free(batch->calls);
	g_free(batch);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, batch_free)

static CallKind call_kind(StepKind kind)
{
	return kind == STEP_INSERT ? CALL_INSERT : kind == STEP_PATCH ? CALL_PATCH : kind == STEP_DELETE ? CALL_DELETE : CALL_GET;
}

static Batch *batch_new(Push *push, AccountRun *account, Step **steps, guint n, const char *book_id)
{
	Batch *batch = g_new(Batch, 1);
	*batch = (Batch){ push, account, steps, n, g_new0(char *, n), g_new0(ProviderCall, n), NULL, 0, FALSE };
	for (guint i = 0; i < n; i++) {
		const Step *step = steps[i];
		batch->events[i] = event_of(step, account->session->provider);
		batch->calls[i] = (ProviderCall){ .kind = call_kind(step->kind),
						  .calendar = run_calendar(push->run, step->calendar, NULL)->calendar->remote_id,
						  .event = batch->events[i],
						  .etag = etag_of(step),
						  .zone = account->zone,
						  .want = step->want->want,
						  .base = step->base,
						  .sent = step->sent,
						  .booking = step->want->link->booking,
						  .book = book_id };
	}
	return batch;
}

/* The request. */
static void make_up(Batch *batch)
{
	Session *session = batch->account->session;
	if (!batch->flight)
		batch->flight = session->provider->prepare(session, batch->calls, batch->n);
}

/* What the book is told of a batch before it is sent. Of SyncSend. */
static GPtrArray *sends_of(const Batch *batch)
{
	GPtrArray *sends = g_ptr_array_new_with_free_func((GDestroyNotify)sync_send_free);
	for (guint i = 0; i < batch->n; i++) {
		const Step *step = batch->steps[i];
		SyncSend *send = sync_send_new();
		send->booking = g_strdup(step->want->link->booking);
		send->sent = step->kind == STEP_DELETE ? NULL : event_fields_copy(step->want->want);
		send->version = step->want->version;
		send->calendar = g_strdup(step->calendar);
		send->remote_id = g_strdup(batch->events[i]);
		send->generation = step->want->link->generation;
		send->makes = planner_makes(step);
		g_ptr_array_add(sends, send);
	}
	return sends;
}

/* --- what an answer means --- */

static const char *error_kind(ReplyKind kind)
{
	switch (kind) {
	case REPLY_OFFLINE:
	case REPLY_STOPPED:
		return "offline";
	case REPLY_RATE:
	case REPLY_QUOTA:
	case REPLY_DAILY:
		return "rate";
	case REPLY_SIGN_IN:
	case REPLY_SETUP:
	case REPLY_READ_ONLY:
		return "forbidden";
	case REPLY_NOT_FOUND:
	case REPLY_GONE:
		return "gone";
	case REPLY_REFUSED:
		return "refused";
	default:
		return "server";
	}
}

static SyncAnswer *answer_failed(const Step *step, SyncAnswerKind kind, const Reply *reply)
{
	SyncAnswer *answer = answer_new(step->want->link->booking, kind);
	answer->error_kind = g_strdup(error_kind(reply->kind));
	answer->error = g_strdup(reply->words ? reply->words : "");
	if (kind == SYNC_ANSWER_AGAIN) {
		guint round = (guint)MIN(step->want->link->attempts, 20);
		gint64 ms = backoff_ms(round, BACKOFF_BASE_MS, BACKOFF_CAP_BETWEEN_MS, NULL);
		answer->next_attempt = clock_real() + (reply->retry_after >= 0 ? MIN(reply->retry_after, 86400) : (ms + 999) / 1000);
	}
	return answer;
}

static SyncAnswer *answer_done(const Step *step, const ProviderAnswer *got)
{
	SyncAnswer *answer = answer_new(step->want->link->booking, SYNC_ANSWER_DONE);
	if (got->event) {
		answer->etag = g_strdup(got->event->etag);
		answer->link = g_strdup(got->event->link);
	}
	return answer;
}

/* What could not be settled by its answer alone. */
typedef enum { DOUBT_NONE, DOUBT_EVENT, DOUBT_CALENDAR } Doubt;

typedef struct {
	SyncAnswer *answer; /* NULL: none yet */
	Doubt doubt;
} Verdict;

static Verdict later(Push *push, const Step *step, const Reply *reply)
{
	if (tried(push, step->want->link->booking) < PUSH_ROUNDS) {
		push->slow |= reply->kind == REPLY_RATE || reply->kind == REPLY_SERVER;
		/* in this run again: not due later, and not counted */
		return (Verdict){ .answer = answer_failed(step, SYNC_ANSWER_OFFLINE, reply) };
	}
	end_for_now(push, step->want->link->booking);
	return (Verdict){ .answer = answer_failed(step, SYNC_ANSWER_AGAIN, reply) };
}

static Verdict refused(Push *push, const Step *step, const Reply *reply)
{
	end_for_now(push, step->want->link->booking);
	return (Verdict){ .answer = answer_failed(step, SYNC_ANSWER_REFUSED, reply) };
}

/* What the next list will say of it, where the server made of it what was sent. got: NULL for a deletion. */
static void note_echo(Run *run, const Step *step, const char *event, const RemoteEvent *got)
{
	const EventFields *stands = got ? remote_event_fields(got) : NULL;
	if (!got || (!got->deleted && !*got->recurrence && stands && event_fields_same(stands, step->want->want)))
		g_hash_table_insert(run->echoes, run_place(step->calendar, event), g_strdup(got ? got->etag : ""));
}

/* The answer to a write of this event (its id there). */
static Verdict judge(Push *push, AccountRun *account, const Step *step, const char *event, const ProviderAnswer *got)
{
	const Reply *reply = &got->reply;
	gboolean deletion = step->kind == STEP_DELETE;
	switch (reply->kind) {
	case REPLY_DONE:
		account->pushed++;
		note_echo(push->run, step, event, got->event);
		return (Verdict){ .answer = answer_done(step, got) };
	case REPLY_NOT_FOUND:
	case REPLY_GONE:
		/* not found may also be said of its calendar: then it is not gone, and stands there when that comes back */
		if (deletion && reply->kind == REPLY_GONE) {
			account->pushed++;
			return (Verdict){ .answer = answer_done(step, got) };
		}
		return (Verdict){ .doubt = step->kind == STEP_INSERT && reply->kind == REPLY_NOT_FOUND ? DOUBT_CALENDAR : DOUBT_EVENT };
	case REPLY_TAKEN:
	case REPLY_CHANGED:
		return (Verdict){ .doubt = DOUBT_EVENT };
	case REPLY_READ_ONLY:
		return (Verdict){ .doubt = DOUBT_CALENDAR };
	case REPLY_QUOTA:
	case REPLY_DAILY:
		run_note(account, reply);
		end_for_now(push, step->want->link->booking);
		return (Verdict){ .answer = answer_failed(step, SYNC_ANSWER_OFFLINE, reply) };
	case REPLY_SIGN_IN:
	case REPLY_SETUP:
		run_note(account, reply);
		end_for_now(push, step->want->link->booking);
		return (Verdict){ .answer = answer_failed(step, SYNC_ANSWER_OFFLINE, reply) };
	case REPLY_REFUSED:
		account->failed++;
		return refused(push, step, reply);
	default:
		return later(push, step, reply);
	}
}

/* Nothing is known of any of them; they are not to blame. */
static gboolean all_unknown(const Batch *batch, const Reply *outer, GError **error)
{
	g_autoptr(GPtrArray) answers = answers_new();
	for (guint i = 0; i < batch->n; i++) {
		end_for_now(batch->push, batch->steps[i]->want->link->booking);
		g_ptr_array_add(answers, answer_failed(batch->steps[i], SYNC_ANSWER_OFFLINE, outer));
	}
	run_note(batch->account, outer);
	return answered(batch->push, answers, error);
}

/* --- doubts --- */

static gboolean is_ours(const RemoteEvent *event, const char *booking, const char *book_id)
{
	return g_strcmp0(event->booking, booking) == 0 && g_strcmp0(event->book, book_id) == 0;
}

/* The id of an insert is taken. Alive and ours: it stands there, by an answer that was lost. Deleted: by a person, where it may have arrived before and
 * nothing else stands; else it is an id that was used long ago. */
static SyncAnswer *judge_taken(const Step *step, const ProviderAnswer *got, const char *book_id, GPtrArray *news)
{
	const SyncLink *link = step->want->link;
	const RemoteEvent *event = got->event;
	if (event->deleted)
		return answer_new(link->booking, step->sent && !step->base ? SYNC_ANSWER_GONE : SYNC_ANSWER_GENERATION);
	if (!is_ours(event, link->booking, book_id))
		return answer_new(link->booking, SYNC_ANSWER_GENERATION);
	if (event_fields_same(remote_event_fields(event), step->want->want))
		return answer_done(step, got);
	g_ptr_array_add(news, remote_event_copy(event));
	return NULL;
}

/* A write was sent with a lost answer, and its event does not stand there. NULL: the next round goes on from that. */
static SyncAnswer *judge_asked_gone(const Step *step, gboolean missing)
{
	const SyncLink *link = step->want->link;
	gboolean insert = !link->base || strcmp(link->calendar, link->sent_calendar) != 0;
	if (!step->want->want || !step->sent || (insert && missing))
		return NULL;
	return answer_new(link->booking, insert && link->base ? SYNC_ANSWER_GENERATION : SYNC_ANSWER_GONE);
}

/* What a GET says of one that changed, is not found, or was sent with a lost answer. NULL: it is news for the book, or nothing. */
static SyncAnswer *judge_asked(Push *push, const Step *step, const ProviderAnswer *got, const char *book_id, GPtrArray *news)
{
	const SyncLink *link = step->want->link;
	gboolean missing = got->reply.kind == REPLY_NOT_FOUND || got->reply.kind == REPLY_GONE;
	if (!missing && got->reply.kind != REPLY_DONE) {
		Verdict verdict = later(push, step, &got->reply);
		return verdict.answer;
	}
	if (step->kind == STEP_INSERT && !missing)
		return judge_taken(step, got, book_id, news);
	if (step->kind == STEP_INSERT) {
		Verdict verdict = later(push, step, &got->reply);
		return verdict.answer;
	}
	gboolean gone = missing || got->event->deleted;
	if (step->kind == STEP_ASK) {
		g_hash_table_add(push->asked, g_strdup(link->booking));
		if (gone && link->sent_calendar)
			return judge_asked_gone(step, missing);
	}
	if (gone)
		return step->kind == STEP_DELETE ? answer_done(step, &(ProviderAnswer){ 0 }) : answer_new(link->booking, SYNC_ANSWER_GONE);
	g_ptr_array_add(news, remote_event_copy(got->event));
	return NULL;
}

/* A calendar that refuses is looked at: gone or read-only it rests, and its bookings are not to blame. */
static gboolean look_at_calendar(Run *run, AccountRun *account, CalendarRun *one, GError **error)
{
	g_auto(Reply) reply = { 0 };
	g_auto(ProviderPage) page = { 0 };
	ProviderQuery query = { one->calendar->remote_id, one->calendar->sync_token, one->calendar->since, NULL, account->zone, FALSE };
	if (account->session->provider->events(account->session, &query, &page, &reply))
		return page.writable ||
		       run_pause_calendar(run, one, N_("This calendar may only be read now. Nothing is sent to it until it may be written to again."),
					  error);
	if (reply.kind == REPLY_NOT_FOUND)
		return run_pause_calendar(run, one, N_("This calendar is not there any more. Nothing here was cancelled."), error);
	if (reply.kind != REPLY_FULL)
		run_note(account, &reply);
	return TRUE;
}

typedef struct {
	Step *step;
	char *event;
	Reply reply;
	Doubt doubt;
} Open;

static void open_free(gpointer open_)
{
	Open *open = open_;
	g_free(open->event);
	reply_clear(&open->reply);
	g_free(open);
}

static gboolean settle_calendar(Push *push, AccountRun *account, const Open *open, GPtrArray *answers, GHashTable *looked, GError **error)
{
	CalendarRun *one = run_calendar(push->run, open->step->calendar, NULL);
	if (g_hash_table_add(looked, one) && !look_at_calendar(push->run, account, one, error))
		return FALSE;
	if (one->open && !reply_is_of_account(account->worst.kind)) {
		account->failed++;
		g_ptr_array_add(answers, refused(push, open->step, &open->reply).answer);
		return TRUE;
	}
	end_for_now(push, open->step->want->link->booking);
	g_ptr_array_add(answers, answer_failed(open->step, SYNC_ANSWER_OFFLINE, &open->reply));
	return TRUE;
}

/* The book knows what stands there; what was on its way did not arrive, and is planned again. */
static gboolean wait_again(Push *push, const GPtrArray *doubts, const GHashTable *unanswered, GPtrArray *answers, GError **error)
{
	for (guint i = 0; i < doubts->len; i++) {
		const Open *open = doubts->pdata[i];
		const char *booking = open->step->want->link->booking;
		GError *failed = NULL;
		if (!g_hash_table_contains((GHashTable *)unanswered, booking))
			continue;
		g_autoptr(SyncLink) link = book_sync_link(push->run->book, booking, &failed);
		if (failed) {
			g_propagate_error(error, failed);
			return FALSE;
		}
		if (!link || strcmp(link->status, sync_status_name(SYNC_SYNCING)) != 0)
			continue;
		SyncAnswer *answer = answer_new(booking, SYNC_ANSWER_OFFLINE);
		answer->error_kind = g_strdup("");
		g_ptr_array_add(answers, answer);
	}
	return TRUE;
}

/* The events in doubt, asked for together; news go into the book, calendar by calendar. */
static gboolean settle_events(Push *push, AccountRun *account, const GPtrArray *doubts, GPtrArray *answers, const char *book_id, GError **error)
{
	g_autoptr(GHashTable) news = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) unanswered = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree ProviderCall *calls = g_new0(ProviderCall, doubts->len);
	for (guint i = 0; i < doubts->len; i++) {
		const Open *open = doubts->pdata[i];
		CalendarRun *one = run_calendar(push->run, open->step->calendar, NULL);
		calls[i] = (ProviderCall){ .kind = CALL_GET, .calendar = one->calendar->remote_id, .event = open->event, .zone = account->zone };
		if (!g_hash_table_contains(news, one))
			g_hash_table_insert(news, one, model_list_new(&remote_event_class));
	}
	ProviderAnswer *got = pull_get(push->run, account, calls, doubts->len);
	for (guint i = 0; i < doubts->len; i++) {
		const Open *open = doubts->pdata[i];
		GPtrArray *events = g_hash_table_lookup(news, run_calendar(push->run, open->step->calendar, NULL));
		SyncAnswer *answer = got ? judge_asked(push, open->step, &got[i], book_id, events)
					 : answer_failed(open->step, SYNC_ANSWER_OFFLINE, &account->worst);
		if (!got)
			end_for_now(push, open->step->want->link->booking);
		if (answer && answer->kind == SYNC_ANSWER_DONE)
			account->pushed++;
		if (answer)
			g_ptr_array_add(answers, answer);
		else
			g_hash_table_add(unanswered, open->step->want->link->booking);
	}
	provider_answers_free(got, doubts->len);
	GHashTableIter iter;
	gpointer one, events;
	g_hash_table_iter_init(&iter, news);
	while (g_hash_table_iter_next(&iter, &one, &events))
		if (!pull_events(push->run, account, one, events, error))
			return FALSE;
	return wait_again(push, doubts, unanswered, answers, error);
}

/* Before "gone" is believed of an event that was merely not found, its calendar is seen to be there. */
static gboolean calendars_stand(Push *push, AccountRun *account, const GPtrArray *doubts, GHashTable *looked, GError **error)
{
	for (guint i = 0; i < doubts->len; i++) {
		const Open *open = doubts->pdata[i];
		CalendarRun *one = run_calendar(push->run, open->step->calendar, NULL);
		gboolean suspicious = open->reply.kind == REPLY_NOT_FOUND;
		if (suspicious && g_hash_table_add(looked, one) && !look_at_calendar(push->run, account, one, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean settle_doubts(Push *push, AccountRun *account, GPtrArray *doubts, GPtrArray *answers, const char *book_id, GError **error)
{
	g_autoptr(GHashTable) looked = g_hash_table_new(NULL, NULL);
	if (!calendars_stand(push, account, doubts, looked, error))
		return FALSE;
	for (guint i = doubts->len; i-- > 0;) {
		const Open *open = doubts->pdata[i];
		gboolean shut = !run_calendar(push->run, open->step->calendar, NULL)->open;
		if (open->doubt == DOUBT_EVENT && !shut)
			continue;
		if (!settle_calendar(push, account, open, answers, looked, error))
			return FALSE;
		g_ptr_array_remove_index(doubts, i);
	}
	return !doubts->len || settle_events(push, account, doubts, answers, book_id, error);
}

/* --- sending --- */

static void add_doubt(GPtrArray *doubts, const Batch *batch, guint i, Doubt doubt, const Reply *reply)
{
	Open *open = g_new0(Open, 1);
	*open = (Open){ batch->steps[i], g_strdup(batch->events[i]), { .retry_after = -1 }, doubt };
	if (reply)
		reply_set(&open->reply, reply->kind, reply->words);
	g_ptr_array_add(doubts, open);
}

/* Each answer of a batch that landed: what it means, or that it leaves a doubt. */
static void judge_all(Batch *batch, GPtrArray *answers, GPtrArray *doubts)
{
	Push *push = batch->push;
	Session *session = batch->account->session;
	ProviderAnswer *got = session->provider->read(batch->flight);
	session_repeat(session, batch->calls, batch->n, got);
	for (guint i = 0; i < batch->n; i++) {
		const char *booking = batch->steps[i]->want->link->booking;
		g_hash_table_insert(push->tries, g_strdup(booking), GUINT_TO_POINTER(tried(push, booking) + 1));
		Verdict verdict = judge(push, batch->account, batch->steps[i], batch->events[i], &got[i]);
		if (verdict.answer)
			g_ptr_array_add(answers, verdict.answer);
		else
			add_doubt(doubts, batch, i, verdict.doubt, &got[i].reply);
	}
	push->done += batch->n;
	provider_answers_free(got, batch->n);
}

static gboolean take_answers(Batch *batch, const char *book_id, GError **error)
{
	Push *push = batch->push;
	g_autoptr(GPtrArray) answers = answers_new(), doubts = g_ptr_array_new_with_free_func(open_free);
	judge_all(batch, answers, doubts);
	if (!answered(push, answers, error))
		return FALSE;
	return !doubts->len || (settle_doubts(push, batch->account, doubts, answers, book_id, error) && answered(push, answers, error));
}

static gint64 pace_wait(const Batch *batch)
{
	gint64 wait = 0, now = g_get_monotonic_time();
	for (guint i = 0; i < batch->n; i++) {
		/* not inside MAX, which calls it twice */
		gint64 its = pace_take(batch->push->run->engine->pace, batch->steps[i]->calendar, 1, batch->account->account->pace, now);
		wait = MAX(wait, its);
	}
	return wait;
}

/* It is not sent after all. */
static void pace_undo(const Batch *batch)
{
	for (guint i = 0; i < batch->n; i++)
		pace_give_back(batch->push->run->engine->pace, batch->steps[i]->calendar, 1, batch->account->account->pace);
}

static void count_made(AccountRun *account, const Batch *batch)
{
	Account *row = account->account;
	gint64 today = clock_real() / ZONE_DAY_SECONDS;
	if (row->made_day != today) {
		row->made_day = today;
		row->made = 0;
	}
	for (guint i = 0; i < batch->n; i++)
		row->made += planner_makes(batch->steps[i]);
}

static gboolean ask_batch(const Batch *batch, const char *book_id, GError **error)
{
	g_autoptr(GPtrArray) answers = answers_new(), doubts = g_ptr_array_new_with_free_func(open_free);
	for (guint i = 0; i < batch->n; i++)
		add_doubt(doubts, batch, i, DOUBT_EVENT, NULL);
	return settle_events(batch->push, batch->account, doubts, answers, book_id, error) && answered(batch->push, answers, error);
}

static guint inserts_left(const Account *account)
{
	gint64 today = clock_real() / ZONE_DAY_SECONDS;
	gint64 made = account->made_day == today ? account->made : 0;
	return account->daily <= 0 ? G_MAXUINT : (guint)CLAMP(account->daily - made, 0, G_MAXINT);
}

/* Of one kind of request: questions are not mixed with writes. */
static gint questions_first(gconstpointer a, gconstpointer b)
{
	const Step *one = *(const Step *const *)a, *two = *(const Step *const *)b;
	return (two->kind == STEP_ASK) - (one->kind == STEP_ASK);
}

static guint next_batch(GPtrArray *steps, guint from, const AccountRun *account)
{
	guint questions = 0;
	while (from + questions < steps->len && ((const Step *)steps->pdata[from + questions])->kind == STEP_ASK)
		questions++;
	guint most = account->session->provider->batch;
	return questions ? MIN(questions, most) : planner_batch(steps, from, most, inserts_left(account->account));
}

/* What was planned a while ago, and somebody wrote the book meanwhile, is planned anew by the next round. */
static gboolean is_stale(const Push *push, gint64 planned, gboolean *stale, GError **error)
{
	*stale = FALSE;
	return g_get_monotonic_time() - planned < STALE_US || book_refresh(push->run->book, stale, error);
}

/* The steps of one account on their way: while the server thinks about one batch, the answers of the one before are put into the book and the next is
 * made ready and marked, in one transaction. That only goes on as long as all is well; whatever else an answer says is settled before anything
 * more is sent. */
typedef struct {
	Push *push;
	AccountRun *account;
	GPtrArray *steps;
	const char *book_id;
	gint64 planned; /* monotonic: when the steps were */
	guint from;     /* the first that is in no batch yet */
	Batch *last;    /* landed, and all was well: its answers are not in the book yet */
} Sending;

/* Those that ask before anything is sent come first, and one after the other. */
static gboolean ask_first(Sending *sending, GError **error)
{
	Push *push = sending->push;
	GPtrArray *steps = sending->steps;
	gboolean good = TRUE;
	while (good && sending->from < steps->len && ((const Step *)steps->pdata[sending->from])->kind == STEP_ASK &&
	       !reply_is_of_account(sending->account->worst.kind) && run_goes_on(push->run, push->done, MAX(push->total, push->done), NULL)) {
		guint n = next_batch(steps, sending->from, sending->account);
		g_autoptr(Batch) batch = batch_new(push, sending->account, (Step **)&steps->pdata[sending->from], n, sending->book_id);
		push->requests++;
		sending->from += n;
		good = ask_batch(batch, sending->book_id, error);
	}
	return good;
}

static gboolean may_write(const AccountRun *account)
{
	return !reply_is_of_account(account->worst.kind) && account->writes.kind == REPLY_DONE;
}

/* The next batch; NULL: there is none, or none that may go now. */
static gboolean choose(Sending *sending, Batch **batch, GError **error)
{
	Push *push = sending->push;
	GPtrArray *steps = sending->steps;
	gboolean stale = FALSE;
	*batch = NULL;
	guint n = sending->from < steps->len ? next_batch(steps, sending->from, sending->account) : 0;
	if (!n || ((const Step *)steps->pdata[sending->from])->kind == STEP_ASK || !may_write(sending->account) ||
	    !run_goes_on(push->run, push->done, MAX(push->total, push->done), sending->account->account->label))
		return TRUE;
	if (sending->from && !is_stale(push, sending->planned, &stale, error))
		return FALSE;
	if (stale)
		return TRUE;
	g_autoptr(Batch) next = batch_new(push, sending->account, (Step **)&steps->pdata[sending->from], n, sending->book_id);
	next->wait = pace_wait(next);
	if (push->run->deadline && g_get_monotonic_time() + next->wait * 1000 > push->run->deadline && push->requests) {
		pace_undo(next);
		return TRUE;
	}
	push->requests++;
	sending->from += n;
	*batch = g_steal_pointer(&next);
	return TRUE;
}

/* The answers of the batch before go into the book. */
static gboolean take_last(Sending *sending, GError **error)
{
	g_autoptr(Batch) last = g_steal_pointer(&sending->last);
	return !last || take_answers(last, sending->book_id, error);
}

/* One that has to wait for its pace is not marked before it may go. FALSE with no error set: the run is at its end. */
static gboolean wait_and_mark(Sending *sending, Batch *now, GError **error)
{
	Push *push = sending->push;
	if (now->marked)
		return TRUE;
	if (!take_last(sending, error) || !session_wait(&push->run->engine->base, now->wait))
		return FALSE;
	g_autoptr(GPtrArray) sends = sends_of(now);
	now->marked = book_sync_sending(push->run->book, sends, error);
	return now->marked;
}

/* It is not sent after all, though it may be marked. */
static gboolean give_back(Batch *batch, GError **error)
{
	g_autoptr(GPtrArray) answers = answers_new();
	if (batch)
		pace_undo(batch);
	for (guint i = 0; batch && batch->marked && i < batch->n; i++) {
		SyncAnswer *answer = answer_new(batch->steps[i]->want->link->booking, SYNC_ANSWER_OFFLINE);
		answer->error_kind = g_strdup("");
		g_ptr_array_add(answers, answer);
	}
	return !answers->len || answered(batch->push, answers, error);
}

/* While a batch is under way: one transaction for what the one before was answered and for the one that follows. */
static gboolean meanwhile(Sending *sending, Batch **next, GError **error)
{
	Book *book = sending->push->run->book;
	g_autoptr(GPtrArray) answers = answers_new(), doubts = g_ptr_array_new_with_free_func(open_free), sends = NULL;
	g_autoptr(Batch) last = NULL;
	if (!choose(sending, next, error))
		return FALSE;
	if (*next && (*next)->wait <= 0)
		sends = sends_of(*next);
	last = g_steal_pointer(&sending->last);
	if (last)
		judge_all(last, answers, doubts); /* all was well: nobody doubts */
	if (!book_sync_turn(book, answers, sends, error)) {
		book_sync_answered(book, answers, NULL); /* what cannot be marked must not take what was answered with it */
		return FALSE;
	}
	if (sends) {
		(*next)->marked = TRUE;
		make_up(*next);
	}
	return TRUE;
}

/* Sends a batch, and works meanwhile; next gets what may follow. FALSE with no error set: the account, or the run, is at its end. */
static gboolean send_batch(Sending *sending, Batch *take, Batch **next, GError **error)
{
	const Provider *provider = sending->account->session->provider;
	g_autoptr(Batch) now = take;
	g_auto(Reply) outer = { 0 };
	gboolean well = FALSE;
	if (!wait_and_mark(sending, now, error)) {
		pace_undo(now);
		return FALSE;
	}
	make_up(now);
	count_made(sending->account, now);
	for (guint i = 0; i < now->n; i++)
		run_calendar(sending->push->run, now->steps[i]->calendar, NULL)->written = TRUE;
	provider->start(now->flight);
	if (!meanwhile(sending, next, error))
		return FALSE;
	if (!provider->land(now->flight, &well, &outer)) {
		sending->push->done += now->n;
		return all_unknown(now, &outer, error) && run_note(sending->account, &outer) && may_write(sending->account);
	}
	if (!well)
		return take_answers(now, sending->book_id, error) && may_write(sending->account);
	sending->last = g_steal_pointer(&now);
	return TRUE;
}

static gboolean send_steps(Push *push, AccountRun *account, GPtrArray *steps, const char *book_id, GError **error)
{
	Sending sending = { push, account, steps, book_id, g_get_monotonic_time(), 0, NULL };
	GError *failed = NULL;
	Batch *now = NULL;
	g_ptr_array_sort(steps, questions_first);
	gboolean goes_on = ask_first(&sending, &failed) && choose(&sending, &now, &failed);
	while (goes_on && now) {
		Batch *next = NULL;
		goes_on = send_batch(&sending, now, &next, &failed);
		now = next;
	}
	if (!failed)
		take_last(&sending, &failed);
	if (!failed)
		give_back(now, &failed);
	batch_free(now);
	batch_free(sending.last);
	if (failed)
		g_propagate_error(error, failed);
	return !failed;
}

/* --- what no link stands for any more --- */

/* It was edited there while it was on its way out: kept in the log, for the visit stands elsewhere by now. */
static gboolean note_edited(Push *push, AccountRun *account, const SyncRemoval *removal, const RemoteEvent *event, GError **error)
{
	g_autoptr(GError) failed = NULL;
	g_autoptr(SyncLink) link = book_sync_link(push->run->book, removal->booking, &failed);
	g_autoptr(EventFields) base = link ? event_fields_read(link->base) : NULL;
	if (!base || event_fields_same(base, remote_event_fields(event)))
		return TRUE;
	MergeSides sides = { .base = base, .there = remote_event_fields(event), .two_way_title = TRUE };
	Merge merge = merge_sides(&sides);
	g_autofree char *lost = merge_lost_words(&sides, &merge, book_zone(push->run->book));
	SyncMerge note = { .booking = link->booking, .there = base, .etag = link->etag, .link = link->link, .lost = lost };
	if (!book_sync_begin(push->run->book, account->account->id, account->correlation, error))
		return FALSE;
	if (!book_sync_merge(push->run->book, &note, error)) {
		book_sync_abort(push->run->book);
		return FALSE;
	}
	return book_sync_commit(push->run->book, NULL, error);
}

static gboolean remove_changed(Push *push, AccountRun *account, ProviderCall *call, const SyncRemoval *removal, gboolean *done, GError **error)
{
	g_auto(Reply) outer = { 0 };
	ProviderCall get = { .kind = CALL_GET, .calendar = call->calendar, .event = call->event, .zone = account->zone };
	ProviderAnswer *got = pull_get(push->run, account, &get, 1);
	*done = FALSE;
	if (!got)
		return TRUE;
	gboolean good = TRUE;
	if (got->reply.kind == REPLY_DONE && !got->event->deleted) {
		good = note_edited(push, account, removal, got->event, error);
		call->etag = got->event->etag;
		ProviderAnswer *again = good ? session_call(account->session, call, 1, &outer) : NULL;
		*done = again && again->reply.kind == REPLY_DONE;
		provider_answers_free(again, 1);
	} else {
		*done = got->reply.kind == REPLY_DONE || got->reply.kind == REPLY_NOT_FOUND || got->reply.kind == REPLY_GONE;
	}
	provider_answers_free(got, 1);
	return good;
}

/* Of a removal that this run has tried. Its number alone is not it: that of one that is done is given to the next. */
static char *removal_key(const SyncRemoval *removal)
{
	return g_strdup_printf("removal %" G_GINT64_FORMAT "\n%s\n%s", removal->id, removal->calendar, removal->remote_id);
}

static gboolean removal_answer(Push *push, AccountRun *account, ProviderCall *call, const SyncRemoval *removal, const ProviderAnswer *got, GError **error)
{
	ReplyKind kind = got->reply.kind;
	CalendarRun *one = run_calendar(push->run, removal->calendar, NULL);
	gboolean done = kind == REPLY_DONE || kind == REPLY_GONE;
	if (kind == REPLY_NOT_FOUND && one->open && !look_at_calendar(push->run, account, one, error))
		return FALSE;
	if ((kind == REPLY_CHANGED || (kind == REPLY_NOT_FOUND && one->open)) && !remove_changed(push, account, call, removal, &done, error))
		return FALSE;
	if (done) {
		g_autofree char *key = removal_key(removal);
		g_hash_table_remove(push->ended, key);
		account->pushed++;
	}
	gint64 ms = backoff_ms((guint)MIN(removal->attempts, 20), BACKOFF_BASE_MS, BACKOFF_CAP_BETWEEN_MS, NULL);
	return book_sync_removed(push->run->book, removal->id, done, done ? 0 : clock_real() + ms / 1000 + 1,
				 done || !got->reply.words ? "" : got->reply.words, error);
}

static gboolean send_removals(Push *push, AccountRun *account, GHashTable *open, GError **error)
{
	const Provider *provider = account->session->provider;
	gint64 now = push->run->how->asked ? G_MAXINT64 : clock_real();
	g_autoptr(GPtrArray) removals = book_sync_removals(push->run->book, account->account->id, now, provider->batch, error);
	g_autofree ProviderCall *calls = g_new0(ProviderCall, provider->batch);
	g_autofree SyncRemoval **sent = g_new0(SyncRemoval *, provider->batch);
	g_auto(Reply) outer = { 0 };
	guint n = 0;
	for (guint i = 0; removals && i < removals->len; i++) {
		SyncRemoval *removal = removals->pdata[i];
		const CalendarRun *one = g_hash_table_contains(open, removal->calendar) ? run_calendar(push->run, removal->calendar, NULL) : NULL;
		g_autofree char *key = removal_key(removal);
		if (!one || !g_hash_table_add(push->ended, g_steal_pointer(&key)))
			continue;
		run_calendar(push->run, removal->calendar, NULL)->written = TRUE;
		sent[n] = removal;
		calls[n++] = (ProviderCall){ .kind = CALL_DELETE, .calendar = one->calendar->remote_id, .event = removal->remote_id,
					     .etag = removal->etag, .zone = account->zone };
	}
	ProviderAnswer *got = n && run_goes_on(push->run, push->done, MAX(push->total, push->done), NULL)
				      ? session_call(account->session, calls, n, &outer)
				      : NULL;
	gboolean good = removals != NULL;
	push->requests += n > 0; /* there may be more of them than one batch */
	for (guint i = 0; got && good && i < n; i++)
		good = removal_answer(push, account, &calls[i], sent[i], &got[i], error);
	if (n && !got)
		run_note(account, &outer);
	provider_answers_free(got, n);
	return good;
}

/* --- rounds --- */

/* An account's steps out of everybody's: a visit may go from one account's calendar to another's. */
static GPtrArray *steps_of(const Push *push, GPtrArray *steps, const AccountRun *account)
{
	GPtrArray *own = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	for (guint i = 0; i < steps->len; i++) {
		Step *step = steps->pdata[i];
		AccountRun *whose = NULL;
		if (step && run_calendar(push->run, step->calendar, &whose) && whose == account) {
			g_ptr_array_add(own, step);
			steps->pdata[i] = NULL;
		}
	}
	return own;
}

static gboolean send_account(Push *push, AccountRun *account, GPtrArray *steps, GHashTable *open, GError **error)
{
	const char *book_id = book_sync_book_id(push->run->book, error);
	if (!book_id)
		return FALSE;
	for (guint c = 0; c < account->calendars->len; c++) {
		const CalendarRun *one = account->calendars->pdata[c];
		if (!guard_calendar(push, one->calendar->id, steps, error))
			return FALSE;
	}
	push->total = MAX(push->total, push->done + steps->len);
	if (!send_steps(push, account, steps, book_id, error))
		return FALSE;
	return reply_is_of_account(account->worst.kind) || push->run->cancelled || send_removals(push, account, open, error);
}

static GPtrArray *all_wants(const Push *push, GError **error)
{
	const Run *run = push->run;
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)sync_want_free);
	gint64 now = run->how->asked ? G_MAXINT64 : clock_real();
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		GPtrArray *wants = account->session ? book_sync_wants(run->book, account->account->id, now, WANTS_MOST, error) : NULL;
		if (account->session && !wants) {
			g_ptr_array_unref(all);
			return NULL;
		}
		if (wants)
			g_ptr_array_extend_and_steal(all, wants);
	}
	return all;
}

/* *more: something was sent, so that there may be more to say. */
static gboolean push_round(Push *push, gboolean *more, GError **error)
{
	Run *run = push->run;
	guint before = push->requests;
	g_autoptr(GHashTable) open = open_calendars(run);
	g_autoptr(GPtrArray) wants = all_wants(push, error);
	g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	*more = FALSE;
	if (!wants || !plan_wants(push, wants, open, steps, error))
		return FALSE;
	for (guint a = 0; a < run->accounts->len; a++) {
		AccountRun *account = run->accounts->pdata[a];
		if (!account->session || reply_is_of_account(account->worst.kind))
			continue;
		g_autoptr(GPtrArray) own = steps_of(push, steps, account);
		if (!send_account(push, account, own, open, error))
			return FALSE;
	}
	*more = push->requests > before;
	return TRUE;
}

static gboolean time_is_up(const Run *run)
{
	return run->deadline && g_get_monotonic_time() >= run->deadline;
}

gboolean push_all(Run *run, GError **error)
{
	Push push = { .run = run };
	push.tries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	push.ended = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	push.asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	gboolean more = TRUE, good = TRUE;
	while (good && more && run_goes_on(run, push.done, push.total, NULL) && !time_is_up(run)) {
		if (push.slow && !session_wait(&run->engine->base, session_backoff_ms(push.backoffs++)))
			break;
		push.slow = FALSE;
		good = push_round(&push, &more, error);
	}
	g_hash_table_unref(push.tries);
	g_hash_table_unref(push.ended);
	g_hash_table_unref(push.asked);
	return good;
}
