/* book/sync_status.c - how sync stands, in words and figures */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/said.h"
#include "book/json.h"
#include "book/sync_p.h"
#include "book/sync_take_p.h"

#define FIGURE_DAYS 30 /* what success and time are told of */
#define KEPT_DAYS 90   /* of runs */

void sync_item_free(SyncItem *item)
{
	if (!item)
		return;
	sync_link_free(item->link);
	booking_view_free(item->view);
	g_free(item->calendar);
	g_free(item->account);
	g_free(item->reason);
	g_free(item);
}

static void account_status_free(gpointer status_)
{
	SyncAccountStatus *status = status_;

	account_free(status->account);
	g_ptr_array_unref(status->calendars);
	g_free(status);
}

void sync_summary_free(SyncSummary *summary)
{
	if (!summary)
		return;
	g_clear_pointer(&summary->accounts, g_ptr_array_unref);
	g_free(summary->words);
	g_free(summary);
}

static gboolean is_status(const SyncLink *link, SyncStatus status)
{
	return g_str_equal(link->status, sync_status_name(status));
}

/* --- links --- */

SyncLink *book_sync_link(Book *book, const char *booking, GError **error)
{
	return store_link(book->store, booking, error);
}

/* booking id -> SyncLink, out of a list of links. */
static GHashTable *by_booking(GPtrArray *take)
{
	GHashTable *links =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)sync_link_free);

	g_ptr_array_set_free_func(take, NULL);
	for (guint i = 0; i < take->len; i++) {
		SyncLink *link = take->pdata[i];
		g_hash_table_replace(links, link->booking, link);
	}
	g_ptr_array_unref(take);
	return links;
}

GHashTable *book_sync_links_between(Book *book, gint64 from, gint64 to, GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);
	GPtrArray *links;

	if (!calendars)
		return NULL;
	links = calendars->len ? store_links_between(book->store, from, to, error)
			       : model_list_new(&sync_link_class);
	return links ? by_booking(links) : NULL;
}

GHashTable *sync_links_of_views(Book *book, const GPtrArray *views)
{
	const GPtrArray *calendars = sync_calendars(book, NULL);
	GPtrArray *links = NULL;

	if (calendars && calendars->len && views->len) {
		cJSON *ids = cJSON_CreateArray();
		char *text;
		for (guint i = 0; i < views->len; i++)
			cJSON_AddItemToArray(
				ids, cJSON_CreateString(((const BookingView *)views->pdata[i])->booking->id));
		text = cJSON_PrintUnformatted(ids);
		links = store_links_of(book->store, text, NULL);
		cJSON_free(text);
		cJSON_Delete(ids);
	}
	return by_booking(links ? links : model_list_new(&sync_link_class));
}

/* --- a booking's "sync" --- */

static void add_text(cJSON *object, const char *key, const char *text)
{
	if (text && *text)
		cJSON_AddStringToObject(object, key, text);
	else
		cJSON_AddNullToObject(object, key);
}

static void add_said(cJSON *object, const char *key, const char *said)
{
	g_autofree char *words = said_words(said);

	add_text(object, key, words);
}

static void add_instant(const Book *book, cJSON *object, const char *key, gint64 instant)
{
	cJSON_AddItemToObject(object, key, json_instant(book->zone, instant ? instant : NONE));
}

/* Gone from every calendar, but here to stay: nobody's calendar takes it. */
static gboolean is_local_again(const SyncLink *link, const Booking *booking)
{
	return is_status(link, SYNC_DELETED) && booking && !sync_is_gone(booking);
}

cJSON *sync_link_json(Book *book, const SyncLink *link, const Booking *booking)
{
	cJSON *sync = cJSON_CreateObject();
	gboolean local = !link || is_local_again(link, booking);
	const Calendar *calendar = local ? NULL : sync_calendar_of(book, link->calendar);
	const Account *account = calendar ? sync_account_named(book, calendar->account) : NULL;
	gboolean waits = !local && is_status(link, SYNC_PENDING);

	cJSON_AddStringToObject(sync, "status", local ? sync_status_name(SYNC_LOCAL) : link->status);
	cJSON_AddNumberToObject(sync, "attempts", local ? 0 : (double)link->attempts);
	add_instant(book, sync, "next_attempt", waits ? link->next_attempt : 0);
	add_said(sync, "error", local ? NULL : link->error);
	add_instant(book, sync, "last_synced", local ? 0 : link->last_synced);
	add_text(sync, "account", account ? account->id : NULL);
	add_text(sync, "calendar", calendar ? calendar->remote_id : NULL);
	add_text(sync, "remote_id", local ? NULL : link->remote_id);
	if (!local)
		cJSON_AddBoolToObject(sync, "held", link->held != 0);
	return sync;
}

/* --- items --- */

static char *time_there(const Book *book, const char *image)
{
	g_autoptr(EventFields) fields = event_fields_read(image);

	return fields ? book_time_words(book, fields->start) : NULL;
}

/* "Wed 25 Nov 14:00–14:45", "Wed 25 Nov" of whole days. */
static char *span_words(const Book *book, const EventFields *fields)
{
	gint64 from = zone_local(book->zone, fields->start), to = zone_local(book->zone, fields->end);
	g_autofree char *start = book_time_words(book, fields->start), *end = NULL;

	if (fields->all_day)
		return day_short(event_day(fields));
	end = local_day(from) == local_day(to) ? local_hhmm(to) : book_time_words(book, fields->end);
	return g_strconcat(start, "–", end, NULL);
}

/* One-way text: what somebody made of it there. What the book would have there is compared with, for it may not have been put back yet. */
static char *edited_words(Book *book, const SyncLink *link, const EventFields *theirs)
{
	g_autoptr(SyncWant) want = book_sync_want(book, link->booking, NULL);
	const EventFields *stands = want ? want->want : NULL;
	const char *const texts[][2] = { { theirs ? theirs->description : "", stands ? stands->description : "" },
					 { theirs ? theirs->summary : "", stands ? stands->summary : "" },
					 { theirs ? theirs->place : "", stands ? stands->place : "" } };

	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *plain = event_text_plain(texts[i][0]);
		if (*plain && !event_text_same(texts[i][0], texts[i][1]))
			return g_strdup_printf(_("Its text was edited in the calendar: “%s”."), g_strdelimit(plain, "\n", ' '));
	}
	return g_strdup(_("Its text was edited in the calendar."));
}

/* What stands there is the book's, and what the calendar had is kept. */
static char *overruled_words(Book *book, const SyncLink *link, const BookingView *view)
{
	g_autoptr(EventFields) theirs = event_fields_read(link->theirs),
			       stands = event_fields_read(link->base);

	if (theirs && stands && !event_time_same(theirs, stands)) {
		g_autofree char *there = span_words(book, theirs), *here = span_words(book, stands);
		return g_strdup_printf(_("Moved on both sides: here to %s, which stands; there to %s."), here,
				       there);
	}
	if (theirs && stands && view && *view->booking->title &&
	    !event_text_same(theirs->summary, stands->summary))
		return g_strdup_printf(
			_("Its title was changed on both sides: the book's stands; there it was “%s”."),
			theirs->summary);
	return edited_words(book, link, theirs);
}

static char *conflict_words(Book *book, const SyncLink *link, const BookingView *view)
{
	g_autofree char *there = time_there(book, link->theirs);
	g_autofree char *here = view ? book_time_words(book, view->booking->start) : NULL;

	if (!there || !here || g_str_equal(there, here))
		return g_strdup(_("Changed here and there: say which side is right."));
	return g_strdup_printf(_("Changed on both sides: %s here, %s there. Say which is right."), here,
			       there);
}

static char *held_words(Book *book, const SyncLink *link)
{
	g_autoptr(StoreHeld) held = store_held(book->store, link->booking, NULL);

	if (held && g_str_equal(held->direction, "here"))
		return g_strdup(_(
			"Deleted in the calendar together with many others: waits for your yes before it is "
			"cancelled here."));
	return g_strdup(
		_("Cancelled here together with many others: waits for your yes before it is deleted in the "
		  "calendar."));
}

/* Why nothing is sent to a calendar; NULL: it is. only_person: nothing but a person helps; until: not before. */
static char *stopped_words(const Calendar *calendar, const Account *account, gboolean *only_person,
			   gint64 *until)
{
	*only_person = TRUE;
	if (!calendar || !account)
		return g_strdup(_("Its calendar is no longer linked."));
	if (g_str_equal(calendar->state, "needs_plan"))
		return g_strdup_printf(_("The calendar “%s” waits for a yes to its plan."), calendar->name);
	if (g_str_equal(account->state, "needs_sign_in"))
		return g_strdup_printf(_("Somebody must sign in to %s again."), sync_server_words(account));
	if (g_str_equal(calendar->state, "paused"))
		return *calendar->state_text
			       ? said_words(calendar->state_text)
			       : g_strdup_printf(_("The calendar “%s” is paused."), calendar->name);
	*only_person = FALSE;
	*until = MAX(*until, MAX(account->pause_until, account->write_pause_until));
	if (g_str_equal(account->state, "offline"))
		return g_strdup_printf(_("%s cannot be reached."), sync_server_words(account));
	if (g_str_equal(account->state, "paused"))
		return *account->state_text
			       ? said_words(account->state_text)
			       : g_strdup_printf(_("%s asked for a pause."), sync_server_words(account));
	return NULL;
}

gboolean book_sync_day_is_full(const Account *account, gint64 now, gint64 *until)
{
	gint64 today = now / ZONE_DAY_SECONDS; /* as the runs count it */

	if (until)
		*until = (today + 1) * ZONE_DAY_SECONDS;
	return account->daily > 0 && account->made_day == today && account->made >= account->daily;
}

static char *waiting_words(const SyncLink *link, const Calendar *calendar, const Account *account,
			   gint64 *next)
{
	gboolean only_person;
	gint64 tomorrow;
	g_autofree char *stopped = stopped_words(calendar, account, &only_person, next);

	if (stopped && only_person)
		*next = NONE;
	if (stopped)
		return g_steal_pointer(&stopped);
	if (*link->error)
		return said_words(link->error);
	if (!link->base && !link->sent && book_sync_day_is_full(account, clock_real(), &tomorrow)) {
		*next = tomorrow;
		return g_strdup_printf(_("No more than %d new events a day are made: it goes tomorrow."),
				       (int)account->daily);
	}
	return g_strdup(_("Goes with the next run."));
}

static SyncItem *item_new(Book *book, const SyncLink *link)
{
	SyncItem *item = g_new0(SyncItem, 1);
	g_autoptr(Account) account = NULL;
	const Calendar *calendar = sync_calendar_of(book, link->calendar);

	item->link = sync_link_copy(link);
	item->view = book_view(book, link->booking, NULL);
	account = calendar ? store_account(book->store, calendar->account, NULL) : NULL;
	item->calendar = g_strdup(calendar ? calendar->name : "");
	item->account = g_strdup(account ? account->label : "");
	item->next_try = link->next_attempt;
	if (link->held) {
		item->reason = held_words(book, link);
		item->next_try = NONE;
	} else if (is_status(link, SYNC_CONFLICT)) {
		item->reason = conflict_words(book, link, item->view);
		item->next_try = NONE;
	} else if (is_status(link, SYNC_FAILED)) {
		item->reason = said_words(*link->error ? link->error
						     : N_("The server refused it and did not say why."));
		item->next_try = NONE;
	} else if (is_status(link, SYNC_SYNCED)) {
		item->reason = overruled_words(book, link, item->view);
		item->next_try = NONE;
	} else if (is_status(link, SYNC_SYNCING)) {
		item->reason = g_strdup(_("It is on its way."));
	} else {
		item->reason = waiting_words(link, calendar, account, &item->next_try);
	}
	return item;
}

static void add_items(Book *book, GPtrArray *items, const GPtrArray *links)
{
	for (guint i = 0; i < links->len; i++)
		g_ptr_array_add(items, item_new(book, links->pdata[i]));
}

GPtrArray *book_sync_items(Book *book, guint statuses, gboolean edited, guint limit, GError **error)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)sync_item_free);
	g_autoptr(GPtrArray) open = NULL, texts = NULL;
	g_autoptr(GString) names = g_string_new(NULL);
	guint most = limit ? limit : G_MAXINT;

	for (int i = 0; i < SYNC_STATUS_COUNT; i++)
		if (!statuses || (statuses & (1u << i)))
			g_string_append_printf(names, "%s ", sync_status_name((SyncStatus)i));
	if (!sync_calendars(book, error) || !(open = store_links_open(book->store, names->str, most, error)))
		return NULL;
	add_items(book, items, open);
	if (!edited || items->len >= most)
		return g_steal_pointer(&items);
	if (!(texts = store_links_edited(book->store, most - items->len, error)))
		return NULL;
	add_items(book, items, texts);
	return g_steal_pointer(&items);
}

/* --- the summary --- */

static SyncAccountStatus *status_of(const SyncSummary *summary, const char *calendar)
{
	for (guint i = 0; i < summary->accounts->len; i++) {
		SyncAccountStatus *status = summary->accounts->pdata[i];
		for (guint j = 0; j < status->calendars->len; j++)
			if (g_str_equal(((const Calendar *)status->calendars->pdata[j])->id, calendar))
				return status;
	}
	return NULL;
}

static void count_in(SyncSummary *summary, const StoreLinkCount *count)
{
	SyncAccountStatus *status = status_of(summary, count->calendar);
	guint n = (guint)count->count;

	if (!status)
		return;
	if (count->held) {
		status->held += n;
		summary->held += n;
	} else if (count->status == SYNC_FAILED) {
		status->failed += n;
		summary->failed += n;
	} else if (count->status == SYNC_CONFLICT) {
		status->conflicts += n;
		summary->conflicts += n;
	} else {
		status->pending += n;
		summary->pending += n;
		if (count->oldest && (status->oldest == NONE || count->oldest < status->oldest))
			status->oldest = count->oldest;
	}
}

static gboolean any_state(const SyncSummary *summary, const char *state, const Account **account)
{
	for (guint i = 0; i < summary->accounts->len; i++) {
		const SyncAccountStatus *status = summary->accounts->pdata[i];
		if (g_str_equal(status->account->state, state)) {
			*account = status->account;
			return TRUE;
		}
	}
	return FALSE;
}

static const Calendar *stopped_calendar(const SyncSummary *summary, const char *state)
{
	for (guint i = 0; i < summary->accounts->len; i++) {
		const SyncAccountStatus *status = summary->accounts->pdata[i];
		for (guint j = 0; j < status->calendars->len; j++) {
			const Calendar *calendar = status->calendars->pdata[j];
			if (g_str_equal(calendar->state, state))
				return calendar;
		}
	}
	return NULL;
}

static SyncHealth worst_of(const SyncSummary *summary)
{
	const Account *account;

	if (summary->accounts->len == 0)
		return SYNC_HEALTH_NONE;
	if (any_state(summary, "needs_sign_in", &account))
		return SYNC_HEALTH_SIGN_IN;
	if (summary->conflicts)
		return SYNC_HEALTH_CONFLICT;
	if (summary->failed)
		return SYNC_HEALTH_FAILED;
	if (summary->held)
		return SYNC_HEALTH_HELD;
	if (any_state(summary, "paused", &account) || stopped_calendar(summary, "needs_plan") ||
	    stopped_calendar(summary, "paused"))
		return SYNC_HEALTH_PAUSED;
	if (any_state(summary, "offline", &account))
		return SYNC_HEALTH_OFFLINE;
	return summary->pending ? SYNC_HEALTH_WAITING : SYNC_HEALTH_OK;
}

/* "2 changed on both sides · 1 failed · offline · 3 waiting", the worst first. */
static char *count_words(const SyncSummary *summary)
{
	const Account *account;
	const guint counts[] = { summary->conflicts, summary->failed, summary->held,
				 any_state(summary, "offline", &account) ? 1 : 0, summary->pending };
	g_autofree char *conflicts = g_strdup_printf(
		ngettext("%u changed on both sides", "%u changed on both sides", counts[0]), counts[0]);
	g_autofree char *failed = g_strdup_printf(ngettext("%u failed", "%u failed", counts[1]), counts[1]);
	g_autofree char *held =
		g_strdup_printf(ngettext("%u needs a yes", "%u need a yes", counts[2]), counts[2]);
	g_autofree char *pending =
		g_strdup_printf(ngettext("%u waiting", "%u waiting", counts[4]), counts[4]);
	const char *const words[] = { conflicts, failed, held, _("offline"), pending };
	GString *all = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (counts[i])
			g_string_append_printf(all, "%s%s", all->len ? " · " : "", words[i]);
	return g_string_free(all, FALSE);
}

/* "paused · 3 waiting" */
static char *with_counts(const char *state, const SyncSummary *summary)
{
	g_autofree char *counts = count_words(summary);

	return *counts ? g_strconcat(state, " · ", counts, NULL) : g_strdup(state);
}

static char *words_of(const SyncSummary *summary)
{
	const Account *account = NULL;
	const Calendar *calendar;
	g_autofree char *state = NULL;

	switch (summary->worst) {
	case SYNC_HEALTH_NONE:
		return g_strdup("");
	case SYNC_HEALTH_SIGN_IN:
		any_state(summary, "needs_sign_in", &account);
		return g_strdup_printf(account->signed_in ? _("Sign in to %s again") : _("Sign in to %s"),
				       sync_server_words(account));
	case SYNC_HEALTH_PAUSED:
		if ((calendar = stopped_calendar(summary, "needs_plan")))
			state = g_strdup_printf(_("%s waits for a yes to its plan"), calendar->name);
		else if (!any_state(summary, "paused", &account) &&
			 (calendar = stopped_calendar(summary, "paused")))
			state = g_strdup_printf(_("%s is paused"), calendar->name);
		else
			state = g_strdup(_("paused"));
		return with_counts(state, summary);
	case SYNC_HEALTH_OK:
		return g_strdup(_("in step"));
	default:
		return count_words(summary);
	}
}

char *book_sync_account_words(const SyncAccountStatus *status)
{
	g_autoptr(GPtrArray) alone = g_ptr_array_new();
	SyncSummary summary = { .pending = status->pending,
				.failed = status->failed,
				.conflicts = status->conflicts,
				.held = status->held,
				.accounts = alone };

	g_ptr_array_add(alone, (gpointer)status);
	summary.worst = worst_of(&summary);
	return words_of(&summary);
}

/* --- what a person is told on the desktop --- */

#define CAUSE_SIGN_IN 1u
#define CAUSE_CONFLICT 2u
#define CAUSE_FAILED 4u
#define CAUSE_HELD 8u
#define CAUSE_CALENDAR 16u /* one waits for a yes to its plan, or cannot be read or written any more */

static guint causes_of(const SyncAccountStatus *status)
{
	guint causes = g_str_equal(status->account->state, "needs_sign_in") ? CAUSE_SIGN_IN : 0;

	causes |= status->conflicts ? CAUSE_CONFLICT : 0;
	causes |= status->failed ? CAUSE_FAILED : 0;
	causes |= status->held ? CAUSE_HELD : 0;
	for (guint i = 0; i < status->calendars->len; i++)
		if (!g_str_equal(((const Calendar *)status->calendars->pdata[i])->state, "linked"))
			causes |= CAUSE_CALENDAR;
	return causes;
}

static char *told_key(const SyncAccountStatus *status)
{
	return g_strconcat("sync_told:", status->account->id, NULL);
}

static guint told_of(Book *book, const char *key)
{
	g_autofree char *text = store_meta(book->store, key, NULL);

	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : 0;
}

guint book_sync_untold(Book *book, const SyncAccountStatus *status)
{
	g_autofree char *key = told_key(status);

	return causes_of(status) & ~told_of(book, key);
}

gboolean book_sync_told(Book *book, const SyncAccountStatus *status, guint causes, GError **error)
{
	g_autofree char *key = told_key(status);
	guint before = told_of(book, key), now = causes_of(status) & (before | causes);
	g_autofree char *text = g_strdup_printf("%u", now);

	if (now == before)
		return TRUE;
	if (!book_lock(book, error))
		return FALSE;
	if (store_meta_set(book->store, key, text, error) && store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

/* --- all of it --- */

static gboolean add_accounts(Book *book, SyncSummary *summary, GError **error)
{
	g_autoptr(GPtrArray) accounts = store_accounts(book->store, error);
	g_autoptr(GPtrArray) calendars = accounts ? store_calendars(book->store, error) : NULL;

	for (guint i = 0; calendars && i < accounts->len; i++) {
		SyncAccountStatus *status = g_new0(SyncAccountStatus, 1);
		status->account = account_copy(accounts->pdata[i]);
		status->calendars = model_list_new(&calendar_class);
		status->oldest = NONE;
		status->success_rate = 1;
		for (guint j = 0; j < calendars->len; j++)
			if (g_str_equal(((const Calendar *)calendars->pdata[j])->account,
					status->account->id))
				g_ptr_array_add(status->calendars, calendar_copy(calendars->pdata[j]));
		g_ptr_array_add(summary->accounts, status);
	}
	return calendars != NULL;
}

SyncSummary *book_sync_header(Book *book, GError **error)
{
	g_autoptr(SyncSummary) summary = g_new0(SyncSummary, 1);
	g_autoptr(GArray) counts = NULL;

	summary->accounts = g_ptr_array_new_with_free_func(account_status_free);
	if (!add_accounts(book, summary, error))
		return NULL;
	counts = summary->accounts->len ? store_link_counts(book->store, error) : NULL;
	if (summary->accounts->len && !counts)
		return NULL;
	for (guint i = 0; counts && i < counts->len; i++)
		count_in(summary, &g_array_index(counts, StoreLinkCount, i));
	summary->worst = worst_of(summary);
	summary->words = words_of(summary);
	return g_steal_pointer(&summary);
}

SyncSummary *book_sync_summary(Book *book, GError **error)
{
	g_autoptr(SyncSummary) summary = NULL;

	if (!store_read_begin(book->store, error))
		return NULL;
	summary = book_sync_header(book, error);
	for (guint i = 0; summary && i < summary->accounts->len; i++) {
		SyncAccountStatus *status = summary->accounts->pdata[i];
		StoreRunSums sums;
		if (!store_run_sums(book->store, status->account->id,
				    clock_real() - FIGURE_DAYS * ZONE_DAY_SECONDS, &sums, error)) {
			g_clear_pointer(&summary, sync_summary_free);
			break;
		}
		status->done = sums.pushed;
		status->refused = sums.failed;
		status->requests = sums.requests;
		status->total_ms = sums.total_ms;
		status->refreshes = sums.refreshes;
		if (sums.pushed + sums.failed)
			status->success_rate = (double)sums.pushed / (double)(sums.pushed + sums.failed);
		if (sums.requests)
			status->average_ms = (double)sums.total_ms / (double)sums.requests;
	}
	store_read_end(book->store);
	return g_steal_pointer(&summary);
}

static cJSON *calendar_json(const Book *book, const Calendar *calendar)
{
	const Staff *staff = book_staff_by_id(book, calendar->staff);
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "id", calendar->remote_id);
	cJSON_AddStringToObject(object, "name", calendar->name);
	cJSON_AddStringToObject(object, "state", calendar->state);
	add_said(object, "why", calendar->state_text);
	add_text(object, "staff", staff ? staff->name : NULL);
	cJSON_AddStringToObject(object, "show", calendar->show);
	cJSON_AddStringToObject(object, "on_conflict", calendar->on_conflict);
	add_instant(book, object, "last_pull", calendar->last_pull);
	return object;
}

static cJSON *account_json(const Book *book, const SyncAccountStatus *status)
{
	const Account *account = status->account;
	cJSON *object = cJSON_CreateObject(), *calendars;

	cJSON_AddStringToObject(object, "id", account->id);
	cJSON_AddStringToObject(object, "kind", account->kind);
	cJSON_AddStringToObject(object, "label", account->label);
	cJSON_AddStringToObject(object, "email", account->email);
	cJSON_AddStringToObject(object, "state", account->state);
	add_said(object, "why", account->state_text);
	add_instant(book, object, "last_sync", account->last_sync);
	cJSON_AddNumberToObject(object, "pending", status->pending);
	cJSON_AddNumberToObject(object, "failed", status->failed);
	cJSON_AddNumberToObject(object, "conflicts", status->conflicts);
	cJSON_AddNumberToObject(object, "held", status->held);
	cJSON_AddNumberToObject(object, "success_rate", status->success_rate);
	cJSON_AddNumberToObject(object, "average_ms", status->average_ms);
	cJSON_AddNumberToObject(object, "token_refreshes", (double)status->refreshes);
	add_instant(book, object, "waiting_since", status->oldest == NONE ? 0 : status->oldest);
	calendars = cJSON_AddArrayToObject(object, "calendars");
	for (guint i = 0; i < status->calendars->len; i++)
		cJSON_AddItemToArray(calendars, calendar_json(book, status->calendars->pdata[i]));
	return object;
}

cJSON *book_sync_status_json(const Book *book, const SyncSummary *summary)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *accounts = cJSON_AddArrayToObject(object, "accounts");

	for (guint i = 0; i < summary->accounts->len; i++)
		cJSON_AddItemToArray(accounts, account_json(book, summary->accounts->pdata[i]));
	return object;
}

/* --- runs --- */

GPtrArray *book_sync_runs(Book *book, const char *account, guint limit, GError **error)
{
	return store_runs(book->store, account, limit ? limit : G_MAXINT, error);
}

gboolean book_sync_run_add(Book *book, SyncRun *run, GError **error)
{
	if (!book_lock(book, error))
		return FALSE;
	if (store_run_add(book->store, run, error) &&
	    store_runs_prune(book->store, run->started - KEPT_DAYS * ZONE_DAY_SECONDS, error) &&
	    store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

/* --- again --- */

static gboolean retry_one(Book *book, const char *booking, guint *count, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SyncLink) link = store_link(book->store, booking, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!link || !(is_status(link, SYNC_FAILED) || is_status(link, SYNC_PENDING)))
		return TRUE;
	++*count;
	sync_link_mark(link, clock_real());
	return store_link_put(book->store, link, error);
}

static gboolean retry_all(Book *book, guint *count, GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);

	for (guint i = 0; calendars && i < calendars->len; i++) {
		guint n;
		if (!store_links_retry(book->store, ((const Calendar *)calendars->pdata[i])->id, clock_real(),
				       &n, error))
			return FALSE;
		*count += n;
	}
	return calendars != NULL;
}

gboolean book_sync_retry(Book *book, const char *booking, guint *count, GError **error)
{
	guint n = 0;

	if (!book_lock(book, error))
		return FALSE;
	if ((booking ? retry_one(book, booking, &n, error) : retry_all(book, &n, error)) &&
	    store_commit(book->store, error)) {
		if (count)
			*count = n;
		return TRUE;
	}
	store_rollback(book->store);
	return FALSE;
}

/* --- erasure --- */

/* What stands there is told apart by its times; its words go. */
static void blank_image(SyncLink *link, char **field)
{
	g_autoptr(EventFields) fields = event_fields_read(*field);
	g_autofree char *image = NULL;

	if (!fields)
		return;
	model_set(&event_fields_class, fields, &fields->summary, NULL);
	model_set(&event_fields_class, fields, &fields->description, NULL);
	model_set(&event_fields_class, fields, &fields->place, NULL);
	image = model_image(&event_fields_class, fields);
	model_set(&sync_link_class, link, field, image);
}

gboolean sync_forget(Book *book, const char *booking, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SyncLink) link = store_link(book->store, booking, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!link)
		return TRUE;
	blank_image(link, &link->base);
	blank_image(link, &link->sent);
	model_set(&sync_link_class, link, &link->theirs, NULL);
	model_set(&sync_link_class, link, &link->error, NULL);
	return store_link_put(book->store, link, error);
}
