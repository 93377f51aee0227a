/* sync/moves.c - what is gone from one calendar may stand in another: an event that moved is seen to have moved and not to have been deleted. All
 * calendars are listed first; what their lists leave open is asked for here. */
#include "sync/pull_p.h"

#include <string.h>

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

gboolean pull_can_say(const AccountRun *account)
{
	return account->session && !reply_is_of_account(account->worst.kind);
}

static void ask_everywhere(const Run *run, const CalendarRun *except, const char *event, GPtrArray *questions)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *account = run->accounts->pdata[a];
		for (guint c = 0; pull_can_say(account) && c < account->calendars->len; c++) {
			CalendarRun *other = account->calendars->pdata[c];
			if (other != except && !pull_is_state(other->calendar, "needs_plan"))
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
	if (link && !pull_is_mirror(link) && link->base && !lives_elsewhere(run, one, event->remote_id))
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
	g_autoptr(GError) failed = NULL;
	g_autoptr(SyncLink) link = event->booking ? book_sync_link(run->book, event->booking, &failed) : NULL;
	if (failed) {
		g_propagate_error(error, g_steal_pointer(&failed));
		return FALSE;
	}
	if (link && is_at(link, one, event))
		g_hash_table_add(run->stands, run_place(one->calendar->id, event->remote_id));
	if (!link || !link->base || is_at(link, one, event) || !book_sync_is_ours(run->book, event, &booking, NULL) || !booking)
		return TRUE;
	g_autofree char *place = run_place(link->calendar, link->remote_id);
	AccountRun *whose = NULL;
	CalendarRun *left = run_calendar(run, link->calendar, &whose);
	if (!left || g_hash_table_contains(run->gone, place))
		return TRUE;
	if (pull_can_say(whose))
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
	gboolean good = !n || (answers && pull_all_say(account, answers, n));
	for (guint i = 0; good && i < n; i++) {
		CalendarRun *calendar = asked[i]->calendar;
		if (pull_says_gone(&answers[i]))
			g_hash_table_add(run->gone, run_place(calendar->calendar->id, asked[i]->event));
		else if (pull_says_alive(&answers[i]) || answers[i].reply.kind == REPLY_UNREADABLE)
			g_hash_table_add(run->stands, run_place(calendar->calendar->id, asked[i]->event));
		if (asked[i]->news && calendar->read && pull_says_alive(&answers[i]) && answers[i].event->booking)
			g_ptr_array_add(calendar->events, g_steal_pointer(&answers[i].event));
	}
	provider_answers_free(answers, n);
	return good;
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
