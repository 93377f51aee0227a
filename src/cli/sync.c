/* cli/sync.c - sync, sync status, retry, take, confirm, adopt, release. */
#include "cli/sync_p.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/said.h"

#define LOCK_WAIT_MS 30000
#define PROGRESS_US 100000 /* between two drawings of the line */
#define STATUS_LIMIT 50

/* --- a run, seen from the terminal --- */

static gboolean on_progress(guint done, guint total, const char *what, gpointer data)
{
	CliRun *run = data;
	gint64 now = g_get_monotonic_time();
	if (run->draws && now - run->drawn_at >= PROGRESS_US) {
		g_autofree char *line = total ? g_strdup_printf(_("%u of %u"), done, total) : g_strdup("");
		fputs("\r\033[K", stderr);
		cli_write(stderr, what ? what : _("Syncing"), FALSE);
		fputc(' ', stderr);
		cli_write(stderr, line, FALSE);
		fflush(stderr);
		run->drawn = TRUE;
		run->drawn_at = now;
	}
	return !cli_stop_asked(run->stop_fd);
}

SyncRunOptions cli_run_begin(Cli *cli, CliRun *run)
{
	/* The first drawing waits a moment too: most runs are over by then. */
	*run = (CliRun){ .cli = cli,
			 .stop_fd = cli_stop_begin(),
			 .draws = !cli->json && !cli->quiet && isatty(STDERR_FILENO),
			 .drawn_at = g_get_monotonic_time() };
	return (SyncRunOptions){
		.asked = TRUE, .wait_ms = LOCK_WAIT_MS, .progress = on_progress, .data = run
	};
}

void cli_run_end(CliRun *run)
{
	if (run->drawn) {
		fputs("\r\033[K", stderr);
		fflush(stderr);
	}
	cli_stop_end(run->stop_fd);
}

cJSON *cli_report_json(const SyncReport *report)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddNumberToObject(document, "pulled", report->pulled);
	cJSON_AddNumberToObject(document, "pushed", report->pushed);
	cJSON_AddNumberToObject(document, "failed", report->failed);
	cJSON_AddNumberToObject(document, "conflicts", report->conflicts);
	cJSON_AddNumberToObject(document, "held", report->held);
	cJSON_AddNumberToObject(document, "pending", report->pending);
	cJSON_AddNumberToObject(document, "requests", report->requests);
	return document;
}

/* The exit status of a run that was not wholly good, by what a person has to know first: nothing goes on without the network or a
 * sign-in; then what was refused; then what waits for a yes. */
static DaybookErrorCode code_of(const SyncReport *report, gboolean plan_waits)
{
	if (report->needs_sign_in)
		return DAYBOOK_ERROR_AUTH;
	if (report->offline || report->paused)
		return DAYBOOK_ERROR_NETWORK;
	if (report->cancelled || report->failed || report->conflicts)
		return DAYBOOK_ERROR_FAILED;
	return report->held || plan_waits ? DAYBOOK_ERROR_POLICY : DAYBOOK_ERROR_NETWORK;
}

static const char *advice_for(const SyncReport *report, gboolean plan_waits)
{
	if (report->needs_sign_in)
		return _("To sign in: daybook account sign-in ACCOUNT");
	if (report->cancelled)
		return _("It was broken off; the next run goes on from there.");
	if (report->offline || report->paused)
		return _("Nothing is lost; the next run goes on from there.");
	if (report->failed || report->conflicts)
		return _("What and why: daybook sync status");
	if (report->held)
		return _("If they are meant: daybook sync confirm");
	return plan_waits ? _("Look at it and say yes: daybook calendar link CALENDAR")
			  : _("See: daybook sync status");
}

void cli_report_say(Cli *cli, const SyncReport *report)
{
	cli_confirm_done(cli, _("All is in step: %u sent, %u taken in.\n"), report->pushed, report->pulled);
}

/* Does a calendar wait for a yes to its plan? Nothing is sent to it or taken from it till then. */
static gboolean any_plan_waits(Cli *cli)
{
	g_autoptr(GPtrArray) calendars = book_sync_calendars(cli->book, NULL, NULL);
	for (guint i = 0; calendars && i < calendars->len; i++)
		if (strcmp(((const Calendar *)calendars->pdata[i])->state, "needs_plan") == 0)
			return TRUE;
	return FALSE;
}

static gboolean in_step(const SyncReport *report, gboolean plan_waits)
{
	return !report->failed && !report->conflicts && !report->held && !report->pending &&
	       !report->offline && !report->paused && !report->needs_sign_in && !report->cancelled &&
	       !plan_waits;
}

gboolean cli_run_verdict(Cli *cli, const SyncReport *report, GError **error)
{
	gboolean plan_waits = any_plan_waits(cli);
	if (in_step(report, plan_waits))
		return TRUE;
	GError *failed = NULL;
	cJSON *details = cli_report_json(report);
	char *text = cJSON_PrintUnformatted(details);
	const char *words = report->words && *report->words ? report->words : _("Not all is in step.");
	daybook_fail(&failed, code_of(report, plan_waits), "%s%s %s", words,
		     g_str_has_suffix(words, ".") ? "" : ".", advice_for(report, plan_waits));
	daybook_error_set_details(failed, text);
	cJSON_free(text);
	cJSON_Delete(details);
	g_propagate_error(error, failed);
	return FALSE;
}

static gboolean run_once(Cli *cli, gboolean full, GError **error)
{
	CliRun run;
	SyncReport report = { 0 };
	BookOptions options = cli_book_options(cli);
	options.request_id = options.request_of = NULL;
	SyncRunOptions how = cli_run_begin(cli, &run);
	how.full = full;
	gboolean good = cli->service->run(&options, NULL, &how, &report, error);
	cli_run_end(&run);
	good = good && cli_run_verdict(cli, &report, error);
	if (good) {
		cli_answer(cli, cli_report_json(&report));
		cli_report_say(cli, &report);
	}
	sync_report_clear(&report);
	return good;
}

/* A line of JSON a run: its figures, when it ended, and why not all is in step. */
static void on_ran(const SyncReport *report, gpointer cli_)
{
	Cli *cli = cli_;
	cJSON *document = cli_report_json(report);
	gboolean fine = in_step(report, any_plan_waits(cli));
	cJSON_AddItemToObject(document, "ended", json_instant(book_zone(cli->book), clock_real()));
	cJSON_AddBoolToObject(document, "ok", fine);
	cJSON_AddItemToObject(document, "reason",
			      fine || !report->words ? cJSON_CreateNull()
						     : cJSON_CreateString(report->words));
	cli_write_json(stdout, document);
	fflush(stdout);
	cJSON_Delete(document);
}

/* Until it is interrupted, which is how it is meant to end. */
static gboolean watch(Cli *cli, GError **error)
{
	BookOptions options = cli_book_options(cli);
	options.request_id = options.request_of = NULL;
	int stop = cli_stop_begin();
	if (stop < 0)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("Too many files are open to wait for a signal."));
	if (!cli->json && !cli->quiet && isatty(STDERR_FILENO))
		cli_write(stderr, _("Keeping in step until Ctrl-C ends it.\n"), FALSE);
	gboolean good = cli->service->watch(&options, stop, cli->json ? on_ran : NULL, cli, error);
	cli_stop_end(stop);
	return good;
}

/* TRUE with a remark where sync has nothing to do: no account, or no calendar linked. */
static gboolean nothing_to_sync(Cli *cli, gboolean *nothing, GError **error)
{
	g_autoptr(GPtrArray) accounts = book_sync_accounts(cli->book, error);
	g_autoptr(GPtrArray) calendars = accounts ? book_sync_calendars(cli->book, NULL, error) : NULL;
	if (!calendars)
		return FALSE;
	*nothing = calendars->len == 0;
	if (accounts->len == 0)
		cli_remark(cli, _("There is no account to sync with yet. See: daybook help account add"));
	else if (calendars->len == 0)
		cli_remark(cli, _("No calendar is linked yet. See: daybook calendar list"));
	return TRUE;
}

gboolean cmd_sync(Cli *cli, GError **error)
{
	gboolean nothing;
	if (!cli_not_both(cli, "full", "watch", error))
		return FALSE;
	if (cli_flag(cli, "watch"))
		return watch(cli, error);
	if (!nothing_to_sync(cli, &nothing, error))
		return FALSE;
	if (!nothing)
		return run_once(cli, cli_flag(cli, "full"), error);
	SyncReport report = { 0 };
	cli_answer(cli, cli_report_json(&report));
	return TRUE;
}

/* --- status --- */

static void add_instant(Cli *cli, cJSON *object, const char *key, gint64 instant)
{
	cJSON_AddItemToObject(object, key, json_instant(book_zone(cli->book), instant > 0 ? instant : NONE));
}

/* What stands in the calendar where both sides were changed; null where nothing did. */
static cJSON *theirs_json(Cli *cli, const char *image)
{
	g_autoptr(EventFields) there = image ? event_fields_read(image) : NULL;
	cJSON *object;
	if (!there)
		return cJSON_CreateNull();
	object = cJSON_CreateObject();
	add_instant(cli, object, "start", there->start);
	add_instant(cli, object, "end", there->end);
	cJSON_AddBoolToObject(object, "all_day", there->all_day != 0);
	cJSON_AddStringToObject(object, "title", there->summary);
	cJSON_AddStringToObject(object, "description", there->description);
	return object;
}

static cJSON *item_json(Cli *cli, const SyncItem *item)
{
	const SyncLink *link = item->link;
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", link->booking);
	cJSON_AddStringToObject(object, "status", link->status);
	cJSON_AddStringToObject(object, "name", item->view ? booking_view_name(item->view) : "");
	add_instant(cli, object, "start", item->view ? item->view->booking->start : NONE);
	cJSON_AddStringToObject(object, "reason", item->reason);
	cJSON_AddNumberToObject(object, "attempts", (double)link->attempts);
	add_instant(cli, object, "next_attempt", item->next_try);
	g_autoptr(Calendar) calendar = book_sync_calendar(cli->book, link->calendar, NULL, NULL);
	cJSON *account = cJSON_AddObjectToObject(object, "account");
	cJSON_AddStringToObject(account, "id", calendar ? calendar->account : "");
	cJSON_AddStringToObject(account, "label", item->account ? item->account : "");
	cJSON *where = cJSON_AddObjectToObject(object, "calendar");
	cJSON_AddStringToObject(where, "id", calendar ? calendar->remote_id : "");
	cJSON_AddStringToObject(where, "name", item->calendar ? item->calendar : "");
	cJSON_AddBoolToObject(object, "held", link->held != 0);
	cJSON_AddItemToObject(object, "theirs", theirs_json(cli, link->theirs));
	return object;
}

static cJSON *orphan_json(Cli *cli, const RemoteEvent *event)
{
	const EventFields *fields = remote_event_fields(event);
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "remote_id", event->remote_id);
	cJSON_AddStringToObject(object, "title", fields ? fields->summary : "");
	add_instant(cli, object, "start", fields ? fields->start : NONE);
	add_instant(cli, object, "end", fields ? fields->end : NONE);
	return object;
}

static void say_account(Cli *cli, const SyncAccountStatus *status)
{
	const Account *account = status->account;
	g_autofree char *last =
		account->last_sync > 0 ? cli_instant_words(cli, account->last_sync) : g_strdup(_("never"));
	g_autofree char *rate = g_strdup_printf(_("%.0f %% of %lld went well"), status->success_rate * 100,
						(long long)(status->done + status->refused));
	g_autofree char *id = cli_short_id(cli, account->id);
	cli_say(cli, MARK_STRONG "%s" MARK_PLAIN "%s%s  " MARK_FAINT "%s\n", account->label,
		*account->email ? " · " : "", account->email, id);
	g_autofree char *why = said_words(account->state_text);
	if (strcmp(account->state, "ok") != 0)
		cli_say(cli, "  " MARK_WARN "%s\n", *why ? why : account->state);
	cli_say(cli, _("  last synced: %s · waiting: %u · failed: %u · conflicts: %u · held: %u\n"), last,
		status->pending, status->failed, status->conflicts, status->held);
	if (status->requests > 0)
		cli_say(cli, _("  30 days: %s · %.0f ms a request · token renewed %lld times\n"), rate,
			status->average_ms, (long long)status->refreshes);
	for (guint i = 0; i < status->calendars->len; i++) {
		const Calendar *calendar = status->calendars->pdata[i];
		g_autofree char *rests = said_words(calendar->state_text);
		cli_say(cli, "  %s · %s · %s%s%s\n", calendar->name, cli_calendar_staff(cli, calendar),
			calendar->show, *rests ? " · " : "", rests);
		if (strcmp(calendar->state, "needs_plan") == 0)
			cli_say(cli, "    " MARK_WARN "%s\n",
				_("waits for a yes to its plan: daybook calendar link CALENDAR"));
	}
}

/* "3 tries, again Tue 24 Nov 09:10"; NULL before the first. */
static char *tries_words(const Cli *cli, const SyncLink *link, gint64 next_try)
{
	if (link->attempts == 0)
		return NULL;
	g_autofree char *tries = g_strdup_printf(ngettext("%lld try", "%lld tries", (gulong)link->attempts),
						 (long long)link->attempts);
	if (next_try <= 0)
		return g_steal_pointer(&tries);
	g_autofree char *next = cli_instant_words(cli, next_try);
	return g_strdup_printf(_("%s, again %s"), tries, next);
}

static const char *status_of(const SyncLink *link)
{
	int status = sync_status_parse(link->status);
	return status < 0 ? link->status : sync_status_words((SyncStatus)status);
}

SyncStatus cli_sync_status(const SyncLink *link, const Booking *booking)
{
	int status = link ? sync_status_parse(link->status) : SYNC_LOCAL;
	BookingStatus is = booking_status(booking);
	gboolean over = is == STATUS_CANCELLED || is == STATUS_LATE_CANCELLED;
	return status < 0 || (status == SYNC_DELETED && !over) ? SYNC_LOCAL : (SyncStatus)status;
}

char *cli_link_words(const Cli *cli, const SyncLink *link)
{
	g_autoptr(Calendar) calendar = book_sync_calendar(cli->book, link->calendar, NULL, NULL);
	g_autoptr(Account) account = calendar ? book_sync_account(cli->book, calendar->account, NULL) : NULL;
	g_autofree char *tries = tries_words(cli, link, link->next_attempt);
	g_autofree char *when = link->last_synced > 0 ? cli_instant_words(cli, link->last_synced) : NULL;
	g_autofree char *last = when ? g_strdup_printf(_("last synced %s"), when) : NULL;
	g_autofree char *error = said_words(link->error);
	const char *const parts[] = { status_of(link),
				      calendar ? calendar->name : NULL,
				      account ? account->label : NULL,
				      last,
				      tries,
				      link->held ? _("held until `daybook sync confirm`") : NULL,
				      error };
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i] && *parts[i])
			g_ptr_array_add(words, (gpointer)parts[i]);
	return cli_join(words, " · ");
}

static void say_items(Cli *cli, const GPtrArray *items)
{
	CliTable *table = cli_table_new("lcllcr");
	for (guint i = 0; i < items->len; i++) {
		const SyncItem *item = items->pdata[i];
		g_autofree char *start =
			item->view ? cli_instant_words(cli, item->view->booking->start) : NULL;
		g_autofree char *tries = tries_words(cli, item->link, item->next_try);
		g_autofree char *id = cli_short_id(cli, item->link->booking);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		CLI_ROW(table, start, item->view ? booking_view_name(item->view) : NULL,
			status_of(item->link), tries, item->reason, faint_id);
	}
	cli_table_say(cli, table);
}

static void say_orphans(Cli *cli, const GPtrArray *orphans)
{
	CliTable *table = cli_table_new("lcl");
	if (orphans->len > 0)
		cli_say(cli, "\n%s\n",
			_("In the calendar, of this book, but not in it (bring one back: daybook sync adopt "
			  "ID):"));
	for (guint i = 0; i < orphans->len; i++) {
		const RemoteEvent *event = orphans->pdata[i];
		const EventFields *fields = remote_event_fields(event);
		g_autofree char *start = fields ? cli_instant_words(cli, fields->start) : NULL;
		CLI_ROW(table, start, fields ? fields->summary : NULL, event->remote_id);
	}
	cli_table_say(cli, table);
}

/* Busy times that are not known here, or only as they were: a person looks there. */
static void say_unread(Cli *cli, const GPtrArray *unread)
{
	CliTable *table = cli_table_new("lll");
	if (unread->len > 0)
		cli_say(cli, "\n%s\n", _("Not understood, and left as it was known (an edit there may mend it; see for yourself):"));
	for (guint i = 0; i < unread->len; i++) {
		const SyncUnread *one = unread->pdata[i];
		const EventFields *fields = remote_event_fields(one->event);
		CLI_ROW(table, one->name, fields && *fields->summary ? fields->summary : one->event->remote_id, one->event->link);
	}
	cli_table_say(cli, table);
}

static cJSON *unread_json(const SyncUnread *unread)
{
	const EventFields *fields = remote_event_fields(unread->event);
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "calendar", unread->name);
	cJSON_AddStringToObject(object, "remote_id", unread->event->remote_id);
	cJSON_AddStringToObject(object, "title", fields ? fields->summary : "");
	cJSON_AddStringToObject(object, "link", unread->event->link);
	return object;
}

static void answer_status(Cli *cli, const SyncSummary *summary, const GPtrArray *items,
			  const GPtrArray *orphans, const GPtrArray *unread)
{
	cJSON *document = book_sync_status_json(cli->book, summary);
	cJSON *list = cJSON_AddArrayToObject(document, "bookings");
	for (guint i = 0; i < items->len; i++)
		cJSON_AddItemToArray(list, item_json(cli, items->pdata[i]));
	cJSON *back = cJSON_AddArrayToObject(document, "bring_back");
	for (guint i = 0; i < orphans->len; i++)
		cJSON_AddItemToArray(back, orphan_json(cli, orphans->pdata[i]));
	cJSON *not_read = cJSON_AddArrayToObject(document, "not_understood");
	for (guint i = 0; i < unread->len; i++)
		cJSON_AddItemToArray(not_read, unread_json(unread->pdata[i]));
	cli_answer(cli, document);
}

gboolean cmd_sync_status(Cli *cli, GError **error)
{
	gint64 limit = STATUS_LIMIT;
	if (!cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	g_autoptr(SyncSummary) summary = book_sync_summary(cli->book, error);
	g_autoptr(GPtrArray) items =
		summary ? book_sync_items(cli->book, 0, TRUE, limit ? (guint)limit : G_MAXUINT, error) : NULL;
	g_autoptr(GPtrArray) orphans = items ? book_sync_orphans(cli->book, error) : NULL;
	g_autoptr(GPtrArray) unread = orphans ? book_sync_unread(cli->book, error) : NULL;
	if (!unread)
		return FALSE;
	answer_status(cli, summary, items, orphans, unread);
	if (summary->accounts->len == 0)
		cli_remark(cli, _("There is no account to sync with yet. See: daybook help account add"));
	for (guint i = 0; i < summary->accounts->len; i++)
		say_account(cli, summary->accounts->pdata[i]);
	if (items->len > 0)
		cli_say(cli, "\n");
	say_items(cli, items);
	say_orphans(cli, orphans);
	say_unread(cli, unread);
	return TRUE;
}

/* --- what a person decides --- */

gboolean cmd_sync_retry(Cli *cli, GError **error)
{
	guint count = 0;
	g_autofree char *id = NULL;
	if (cli_arg(cli, 0) && !(id = book_find_booking(cli->book, cli_arg(cli, 0), error)))
		return FALSE;
	return book_sync_retry(cli->book, id, &count, error) && run_once(cli, FALSE, error);
}

gboolean cmd_sync_confirm(Cli *cli, GError **error)
{
	guint count = 0;
	if (!book_sync_confirm(cli->book, &count, error))
		return FALSE;
	if (count == 0)
		cli_remark(cli, _("Nothing was held."));
	return run_once(cli, FALSE, error);
}

/* Answers with the booking after a change. */
static gboolean answer_booking(Cli *cli, const char *id, const char *done, GError **error)
{
	g_autoptr(BookingView) view = book_view(cli->book, id, error);
	if (!view)
		return FALSE;
	g_autofree char *words = cli_booking_words(cli, view);
	cli_answer(cli, json_booking(cli->book, view));
	cli_confirm_done(cli, "%s %s\n", done, words);
	return TRUE;
}

gboolean cmd_sync_take(Cli *cli, GError **error)
{
	const char *whose = cli_arg(cli, 0);
	gboolean theirs = strcmp(whose, "theirs") == 0;
	if (!theirs && strcmp(whose, "ours") != 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is neither “theirs” (the calendar's) nor “ours” (the book's)."),
				    whose);
	g_autofree char *id = book_find_booking(cli->book, cli_arg(cli, 1), error);
	return id && book_sync_take(cli->book, id, theirs, error) &&
	       answer_booking(cli, id, theirs ? _("As the calendar has it:") : _("As the book has it:"),
			      error);
}

/* "Bring back": the event's own id names it, for no booking has one yet. */
static gboolean bring_back(Cli *cli, const char *remote_id, gboolean *brought, GError **error)
{
	g_autoptr(GPtrArray) orphans = book_sync_orphans(cli->book, error);
	*brought = FALSE;
	if (!orphans)
		return FALSE;
	for (guint i = 0; i < orphans->len && !*brought; i++) {
		const RemoteEvent *event = orphans->pdata[i];
		if (strcmp(event->remote_id, remote_id) != 0)
			continue;
		if (!book_sync_bring_back(cli->book, remote_id, error) ||
		    !answer_booking(cli, event->booking, _("Brought back:"), error))
			return FALSE;
		*brought = TRUE;
	}
	return TRUE;
}

gboolean cmd_sync_adopt(Cli *cli, GError **error)
{
	gboolean brought;
	if (!bring_back(cli, cli_arg(cli, 0), &brought, error))
		return FALSE;
	if (brought)
		return TRUE;
	g_autofree char *id = book_find_booking(cli->book, cli_arg(cli, 0), error);
	return id && book_sync_adopt(cli->book, id, error) &&
	       answer_booking(cli, id, _("Now an appointment:"), error);
}

gboolean cmd_sync_release(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_booking(cli->book, cli_arg(cli, 0), error);
	return id && book_sync_release(cli->book, id, error) &&
	       answer_booking(cli, id, _("Follows its calendar again:"), error);
}
