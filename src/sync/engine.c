/* sync/engine.c - a run from its beginning to its end: which accounts can be asked, what became of each, and what is written down of it */
#include "sync/engine_p.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/said.h"
#include "net/backoff.h"
#include <string.h>

/* A pause that lies further ahead than this comes from a clock that was wrong. */
#define LONGEST_PAUSE (2 * 86400)
#define QUOTA_PAUSE 3600
/* Seconds by which a clock must have gone wrong, or right, to be worth writing down: an idle run writes nothing. */
#define SKEW_NEWS 60

Engine *engine_new(NetStop *stop, GError **error)
{
	const NetApi *net = net_open(error);
	/* The standard variable of OpenSSL: the store of certificates to believe. */
	const char *ca_file = g_getenv("SSL_CERT_FILE");
	Http *http = net ? net->http_new(ca_file && *ca_file ? ca_file : NULL, error) : NULL;
	if (!http)
		return NULL;
	Engine *engine = g_new0(Engine, 1);
	engine->base = (SessionBase){ .net = net, .http = http, .stop = stop };
	engine->pace = pace_new();
	engine->probed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return engine;
}

void engine_free(Engine *engine)
{
	if (!engine)
		return;
	engine->base.net->http_free(engine->base.http);
	pace_free(engine->pace);
	g_hash_table_unref(engine->probed);
	g_free(engine);
}

void engine_set_stop(Engine *engine, NetStop *stop)
{
	engine->base.stop = stop;
}

const SessionBase *engine_base(const Engine *engine)
{
	return &engine->base;
}

void engine_list_free(EngineList *list)
{
	if (!list)
		return;
	g_ptr_array_unref(list->events);
	g_free(list->token);
	g_free(list);
}

/* --- the parts of a run --- */

static void calendar_run_free(gpointer one_)
{
	CalendarRun *one = one_;
	calendar_free(one->calendar);
	g_ptr_array_unref(one->events);
	g_ptr_array_unref(one->absent);
	g_ptr_array_unref(one->unread);
	g_free(one->token);
	g_free(one);
}

static void account_run_free(gpointer account_)
{
	AccountRun *account = account_;
	session_free(account->session);
	account_free(account->account);
	g_ptr_array_unref(account->calendars);
	g_free(account->zone);
	g_free(account->correlation);
	reply_clear(&account->worst);
	reply_clear(&account->writes);
	g_free(account);
}

CalendarRun *run_calendar(const Run *run, const char *id, AccountRun **account)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		AccountRun *one = run->accounts->pdata[a];
		for (guint c = 0; c < one->calendars->len; c++) {
			CalendarRun *calendar = one->calendars->pdata[c];
			if (strcmp(calendar->calendar->id, id) != 0)
				continue;
			if (account)
				*account = one;
			return calendar;
		}
	}
	return NULL;
}

gboolean run_goes_on(Run *run, guint done, guint total, const char *what)
{
	const EngineHow *how = run->how;
	if (!run->cancelled && how->progress && !how->progress(done, total, what, how->data))
		run->cancelled = TRUE;
	return !run->cancelled && !net_stop_is_set(run->engine->base.stop);
}

/* Asked by a session that waits. */
static gboolean waits_on(gpointer run_)
{
	return run_goes_on(run_, 0, 0, NULL);
}

gboolean run_pause_calendar(Run *run, CalendarRun *one, const char *words, GError **error)
{
	one->open = one->read = FALSE;
	if (strcmp(one->calendar->state, "paused") == 0 && strcmp(one->calendar->state_text, words) == 0)
		return TRUE;
	g_log_structured(ENGINE_LOG, G_LOG_LEVEL_INFO, "CALENDAR", one->calendar->id, "MESSAGE", "rests");
	model_set(&calendar_class, one->calendar, &one->calendar->state, "paused");
	model_set(&calendar_class, one->calendar, &one->calendar->state_text, words);
	return book_sync_calendar_save(run->book, one->calendar, error);
}

/* --- what became of an account --- */

/* The larger, the worse. */
static guint weight(ReplyKind kind)
{
	static const ReplyKind order[] = { REPLY_STOPPED, REPLY_RATE, REPLY_UNAUTHORIZED, REPLY_SERVER, REPLY_OFFLINE, REPLY_SETUP, REPLY_SIGN_IN };
	for (guint i = 0; i < G_N_ELEMENTS(order); i++)
		if (order[i] == kind)
			return i + 2;
	return kind == REPLY_DONE ? 0 : 1;
}

static void keep(Reply *reply, const Reply *news)
{
	reply_set(reply, news->kind, news->words);
	reply->status = news->status;
	reply->retry_after = news->retry_after;
}

gboolean run_note(AccountRun *account, const Reply *reply)
{
	if (reply->kind == REPLY_QUOTA || reply->kind == REPLY_DAILY)
		keep(&account->writes, reply);
	else if (weight(reply->kind) > weight(account->worst.kind))
		keep(&account->worst, reply);
	return !reply_is_of_account(account->worst.kind);
}

static void set_state(Account *account, const char *state, const char *words)
{
	model_set(&account_class, account, &account->state, state);
	model_set(&account_class, account, &account->state_text, words ? words : "");
}

/* Back-off between runs, or as long as the server said (then pause_round is 0, and not even a person's asking shortens it). */
static void rest(Account *account, const Reply *reply, gint64 now)
{
	if (reply->retry_after >= 0) {
		account->pause_round = 0;
		account->pause_until = now + MIN(reply->retry_after, LONGEST_PAUSE);
		return;
	}
	gint64 ms = backoff_ms((guint)MIN(account->pause_round, 20), 5 * BACKOFF_BASE_MS, BACKOFF_CAP_BETWEEN_MS, NULL);
	account->pause_round++;
	account->pause_until = now + (ms + 999) / 1000;
}

static void pause_writes(Account *account, const Provider *provider, const Reply *reply, gint64 now)
{
	gint64 until = reply->kind == REPLY_DAILY ? provider->next_day(now) : now + MAX(QUOTA_PAUSE, reply->retry_after);
	account->write_pause_until = MAX(account->write_pause_until, MIN(until, now + LONGEST_PAUSE));
	set_state(account, "paused", reply->words);
}

static void settle_state(AccountRun *run, gint64 now)
{
	Account *account = run->account;
	switch (run->worst.kind) {
	case REPLY_STOPPED:
		return;
	case REPLY_OFFLINE:
		set_state(account, "offline", run->worst.words);
		rest(account, &run->worst, now);
		return;
	case REPLY_SIGN_IN:
		set_state(account, "needs_sign_in", run->worst.words);
		return;
	case REPLY_DONE:
		account->pause_until = account->pause_round = 0;
		break;
	default: /* a list that is refused, too: what cannot be looked at is not in step */
		set_state(account, "paused", run->worst.words);
		rest(account, &run->worst, now);
		return;
	}
	if (run->writes.kind != REPLY_DONE)
		pause_writes(account, provider_of(account->kind), &run->writes, now);
	else if (account->write_pause_until <= now) {
		account->write_pause_until = 0;
		set_state(account, "ok", NULL);
	}
}

/* --- beginning --- */

static AccountRun *account_run(Run *run, const Account *account, GError **error)
{
	AccountRun *one = g_new0(AccountRun, 1);
	one->account = account_copy(account);
	one->calendars = g_ptr_array_new_with_free_func(calendar_run_free);
	one->zone = g_strdup(book_business(run->book)->zone);
	one->worst.retry_after = one->writes.retry_after = -1;
	one->began = g_get_monotonic_time();
	g_ptr_array_add(run->accounts, one);
	g_autoptr(GPtrArray) calendars = book_sync_calendars(run->book, account->id, error);
	for (guint i = 0; calendars && i < calendars->len; i++) {
		CalendarRun *calendar = g_new0(CalendarRun, 1);
		calendar->calendar = calendar_copy(calendars->pdata[i]);
		calendar->events = model_list_new(&remote_event_class);
		calendar->absent = model_list_new(&sync_link_class);
		calendar->unread = model_list_new(&remote_event_class);
		g_ptr_array_add(one->calendars, calendar);
	}
	return calendars ? one : NULL;
}

/* May it be asked now? What a person asks for does not wait for our own back-off. */
static gboolean may_ask(const Run *run, const Account *account, gint64 now)
{
	gboolean offline = strcmp(account->state, "offline") == 0;
	if (strcmp(account->state, "needs_sign_in") == 0)
		return FALSE;
	if (account->pause_until <= now || account->pause_until - now > LONGEST_PAUSE)
		return TRUE;
	return account->pause_round > 0 && (run->how->asked || (run->how->network && offline));
}

static gboolean open_account(Run *run, AccountRun *one, GError **error)
{
	g_auto(Reply) reply = { 0 };
	if (!one->calendars->len || !may_ask(run, one->account, clock_real()))
		return TRUE;
	one->session = session_open(&run->engine->base, one->account, &reply);
	if (!one->session) {
		run_note(one, &reply);
		return TRUE;
	}
	return pull_fetch(run, one, error);
}

/* --- ending --- */

static char *unread_words(guint n)
{
	return g_strdup_printf(ngettext("%u event could not be understood, and was left as it was known", "%u events could not be understood, and were left as they were known", n), n);
}

static gboolean write_run(const Run *run, const AccountRun *one, GError **error)
{
	const Session *session = one->session;
	gboolean failed = one->worst.kind != REPLY_DONE && one->worst.kind != REPLY_STOPPED;
	/* A renewed token alone is no news: it is counted with the next run that has some. */
	if (!one->pulled && !one->pushed && !one->failed && !one->conflicts && !one->unread && !failed)
		return TRUE;
	gint64 took = (g_get_monotonic_time() - one->began) / G_USEC_PER_SEC;
	g_autoptr(SyncRun) row = sync_run_new();
	g_autofree char *operations = session ? session_operations(session) : NULL;
	model_set(&sync_run_class, row, &row->account, one->account->id);
	model_set(&sync_run_class, row, &row->operations, operations ? operations : "{}");
	g_autofree char *unread = one->unread ? unread_words(one->unread) : NULL;
	model_set(&sync_run_class, row, &row->error, failed && one->worst.words ? one->worst.words : unread);
	row->ended = clock_real();
	row->started = row->ended - took;
	row->pulled = one->pulled;
	row->pushed = one->pushed;
	row->failed = one->failed;
	row->conflicts = one->conflicts;
	row->refreshes = session ? session_tell_renewals(one->session) : 0;
	row->requests = session ? session->requests : 0;
	row->total_ms = session ? session->total_us / 1000 : 0;
	return book_sync_run_add(run->book, row, error);
}

/* The account as it stands now (a person may have changed it meanwhile), with what this run found. */
static gboolean write_account(const Run *run, AccountRun *one, GError **error)
{
	gint64 now = clock_real();
	g_autoptr(GError) missing = NULL;
	g_autoptr(Account) was = book_sync_account(run->book, one->account->id, &missing);
	if (!was)
		return TRUE; /* removed meanwhile */
	account_free(one->account);
	one->account = account_copy(was);
	settle_state(one, now);
	if (one->session && one->session->clock_skew != NONE && ABS(one->session->clock_skew - was->clock_skew) >= SKEW_NEWS)
		one->account->clock_skew = one->session->clock_skew;
	if (one->pulled || one->pushed)
		one->account->last_sync = now;
	return model_equal(&account_class, was, one->account) || book_sync_account_save(run->book, one->account, error);
}

static gboolean end_account(const Run *run, AccountRun *one, GError **error)
{
	SyncReport *report = run->report;
	report->pulled += one->pulled;
	report->pushed += one->pushed;
	report->requests += one->session ? one->session->requests : 0;
	if (one->session || one->worst.kind != REPLY_DONE)
		if (!write_account(run, one, error) || !write_run(run, one, error))
			return FALSE;
	if (!one->calendars->len)
		return TRUE;
	report->offline |= strcmp(one->account->state, "offline") == 0;
	report->paused |= strcmp(one->account->state, "paused") == 0;
	report->needs_sign_in |= strcmp(one->account->state, "needs_sign_in") == 0;
	if (one->session)
		g_log_structured(ENGINE_LOG, G_LOG_LEVEL_INFO, "ACCOUNT", one->account->id, "MESSAGE",
				 "run: %u in, %u out, %u failed, %u requests, %s", one->pulled, one->pushed, one->failed, one->session->requests,
				 one->account->state);
	return TRUE;
}

static char *labelled(const char *label, const char *said)
{
	g_autofree char *words = said_words(said);
	return g_strdup_printf("%s: %s", label, words);
}

static char *trouble_words(const Run *run)
{
	for (guint a = 0; a < run->accounts->len; a++) {
		const AccountRun *one = run->accounts->pdata[a];
		if (one->calendars->len && strcmp(one->account->state, "ok") != 0 && *one->account->state_text)
			return labelled(one->account->label, one->account->state_text);
	}
	return NULL;
}

/* What waits because the day's new events are made. */
static char *full_day_words(const Run *run, guint pending)
{
	for (guint a = 0; pending && a < run->accounts->len; a++) {
		const Account *account = ((const AccountRun *)run->accounts->pdata[a])->account;
		if (book_sync_day_is_full(account, clock_real(), NULL))
			return g_strdup_printf(_("%s: no more than %d new events a day are made; the rest goes tomorrow."), account->label,
					       (int)account->daily);
	}
	return NULL;
}

static gboolean end_run(Run *run, GError **error)
{
	SyncReport *report = run->report;
	for (guint a = 0; a < run->accounts->len; a++)
		if (!end_account(run, run->accounts->pdata[a], error))
			return FALSE;
	g_autoptr(SyncSummary) summary = book_sync_header(run->book, error);
	if (!summary)
		return FALSE;
	report->pending = summary->pending;
	report->failed = summary->failed;
	report->conflicts = summary->conflicts;
	report->held = summary->held;
	report->cancelled = run->cancelled || net_stop_is_set(run->engine->base.stop);
	g_free(report->words);
	report->words = trouble_words(run);
	if (!report->words)
		report->words = full_day_words(run, summary->pending);
	if (!report->words)
		report->words = g_strdup(summary->words ? summary->words : "");
	return TRUE;
}

static guint pulled_so_far(const Run *run)
{
	guint pulled = 0;
	for (guint a = 0; a < run->accounts->len; a++)
		pulled += ((const AccountRun *)run->accounts->pdata[a])->pulled;
	return pulled;
}

/* Nothing of this account's is taken in (again). */
static gboolean pull_skip(AccountRun *one)
{
	for (guint c = 0; c < one->calendars->len; c++)
		((CalendarRun *)one->calendars->pdata[c])->read = FALSE;
	return TRUE;
}

static gboolean take_in(Run *run, GError **error)
{
	if (!pull_ask(run, error))
		return FALSE;
	return !run_goes_on(run, 0, 0, NULL) || pull_apply(run, error);
}

/* What was sent comes back with the next list. It is asked for now, so that a run after this one finds nothing; and what else came meanwhile is
 * merged and sent at once. */
static gboolean see_own(Run *run, GError **error)
{
	guint before = pulled_so_far(run);
	run->again = TRUE;
	for (guint a = 0; a < run->accounts->len; a++) {
		AccountRun *one = run->accounts->pdata[a];
		gboolean well = one->session && !reply_is_of_account(one->worst.kind) && run_goes_on(run, 0, 0, NULL);
		if (well ? !pull_fetch(run, one, error) : !pull_skip(one))
			return FALSE;
	}
	if (!take_in(run, error))
		return FALSE;
	return pulled_so_far(run) == before || push_all(run, error);
}

static gboolean run_accounts(Run *run, const char *account, GError **error)
{
	if (!book_sync_take_over(run->book, error) || !(run->unread = book_sync_unread(run->book, error)))
		return FALSE;
	g_autoptr(GPtrArray) accounts = book_sync_accounts(run->book, error);
	for (guint i = 0; accounts && i < accounts->len; i++) {
		const Account *row = accounts->pdata[i];
		if (account && strcmp(account, row->id) != 0)
			continue;
		AccountRun *one = account_run(run, row, error);
		if (!one || !open_account(run, one, error))
			return FALSE;
	}
	return accounts && take_in(run, error) && push_all(run, error) && see_own(run, error) && end_run(run, error);
}

gboolean engine_run(Engine *engine, Book *book, const char *account, const EngineHow *how, SyncReport *report, GError **error)
{
	Run run = { .engine = engine, .book = book, .how = how, .report = report };
	*report = (SyncReport){ 0 };
	run.accounts = g_ptr_array_new_with_free_func(account_run_free);
	run.gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	run.echoes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	run.stands = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	run.deadline = how->budget_ms ? g_get_monotonic_time() + how->budget_ms * 1000 : 0;
	engine->base.go_on = waits_on;
	engine->base.data = &run;
	gboolean good = run_accounts(&run, account, error);
	engine->base.go_on = NULL;
	engine->base.data = NULL;
	g_ptr_array_unref(run.accounts);
	g_clear_pointer(&run.unread, g_ptr_array_unref);
	g_hash_table_unref(run.gone);
	g_hash_table_unref(run.stands);
	g_hash_table_unref(run.echoes);
	return good;
}
