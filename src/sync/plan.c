/* sync/plan.c - before a calendar is linked: which calendars there are, and what linking one would do. Looks, and changes nothing. */
#include "sync/service_p.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/said.h"
#include "base/zone.h"
#include "book/view.h"
#include <string.h>

/* --- asking the server once --- */

/* A conversation beside the runs: under their lock, for tokens may be renewed in it. */
typedef struct {
	Engine *engine;
	Lock *lock;
	Account *account;
	Session *session;
} Talk;

static void talk_clear(Talk *talk)
{
	session_free(talk->session);
	account_free(talk->account);
	lock_free(talk->lock);
	engine_free(talk->engine);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Talk, talk_clear)

static gboolean fail_reply(const Reply *reply, GError **error)
{
	static const DaybookErrorCode codes[REPLY_COUNT] = {
		[REPLY_SIGN_IN] = DAYBOOK_ERROR_AUTH,     [REPLY_SETUP] = DAYBOOK_ERROR_AUTH,
		[REPLY_UNAUTHORIZED] = DAYBOOK_ERROR_AUTH, [REPLY_NOT_FOUND] = DAYBOOK_ERROR_NOT_FOUND,
	};
	DaybookErrorCode code = codes[reply->kind] ? codes[reply->kind] : DAYBOOK_ERROR_NETWORK;
	g_autofree char *words = said_words(reply->words ? reply->words : N_("The server could not be asked."));
	return daybook_fail(error, code, "%s", words);
}

/* A person is told at once that the sign-in is over, and so is the account. */
static void note_sign_out(Book *book, const Talk *talk, const Reply *reply)
{
	g_autoptr(Account) row = reply->kind == REPLY_SIGN_IN ? book_sync_account(book, talk->account->id, NULL) : NULL;
	if (!row)
		return;
	model_set(&account_class, row, &row->state, "needs_sign_in");
	model_set(&account_class, row, &row->state_text, reply->words ? reply->words : "");
	book_sync_account_save(book, row, NULL);
}

static gboolean talk_begin(Talk *talk, Book *book, const char *account, GError **error)
{
	g_auto(Reply) reply = { 0 };
	talk->account = book_sync_account(book, account, error);
	talk->lock = talk->account ? lock_take(book_path(book), SERVICE_WAIT_MS, -1, error) : NULL;
	talk->engine = talk->lock ? engine_new(NULL, error) : NULL;
	if (!talk->engine)
		return FALSE;
	talk->session = session_open(engine_base(talk->engine), talk->account, &reply);
	if (talk->session)
		return TRUE;
	note_sign_out(book, talk, &reply);
	return fail_reply(&reply, error);
}

static gboolean talk_failed(const Talk *talk, Book *book, const Reply *reply, GError **error)
{
	note_sign_out(book, talk, reply);
	return fail_reply(reply, error);
}

/* --- calendars --- */

static SyncRemoteCalendar *remote_calendar(Book *book, const Account *account, const ProviderCalendar *there)
{
	SyncRemoteCalendar *calendar = g_new0(SyncRemoteCalendar, 1);
	*calendar = (SyncRemoteCalendar){ .remote_id = g_strdup(there->id),
					  .name = g_strdup(there->name),
					  .zone = g_strdup(there->zone),
					  .role = g_strdup(there->role),
					  .color = g_strdup(there->color),
					  .primary = there->primary,
					  .writable = there->writable,
					  .linked = book_sync_calendar(book, there->id, account->id, NULL) };
	return calendar;
}

static GPtrArray *list_calendars(const Talk *talk, Book *book, GError **error)
{
	g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func((GDestroyNotify)provider_calendar_free);
	g_auto(Reply) reply = { 0 };
	if (!talk->session->provider->calendars(talk->session, there, &reply)) {
		talk_failed(talk, book, &reply, error);
		return NULL;
	}
	GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)sync_remote_calendar_free);
	for (guint i = 0; i < there->len; i++)
		g_ptr_array_add(list, remote_calendar(book, talk->account, there->pdata[i]));
	return list;
}

GPtrArray *service_calendars(Book *book, const char *account, GError **error)
{
	g_auto(Talk) talk = { 0 };
	return talk_begin(&talk, book, account, error) ? list_calendars(&talk, book, error) : NULL;
}

static gboolean is_called(const SyncRemoteCalendar *calendar, const char *which)
{
	return strcmp(calendar->remote_id, which) == 0 || (strcmp(which, "primary") == 0 && calendar->primary) ||
	       g_utf8_collate(calendar->name, which) == 0 || (calendar->linked && strcmp(calendar->linked->id, which) == 0);
}

static const SyncRemoteCalendar *find_calendar(const GPtrArray *list, const char *which, GError **error)
{
	const SyncRemoteCalendar *found = NULL;
	for (guint i = 0; i < list->len; i++) {
		const SyncRemoteCalendar *one = list->pdata[i];
		if (!is_called(one, which))
			continue;
		if (found) {
			daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Several calendars are called “%s”. Name one by its id."), which);
			return NULL;
		}
		found = one;
	}
	if (!found)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("This account has no calendar “%s”. See: daybook calendar list"), which);
	return found;
}

/* --- the plan --- */

static void plan_item_free(gpointer item_)
{
	SyncPlanItem *item = item_;
	g_free(item->what);
	g_free(item->booking);
	g_free(item->remote_id);
	g_free(item);
}

void service_plan_free(SyncPlan *plan)
{
	if (!plan)
		return;
	g_ptr_array_unref(plan->items);
	g_ptr_array_unref(plan->remarks);
	calendar_free(plan->calendar);
	engine_list_free(plan->opaque);
	g_free(plan);
}

static void add_item(SyncPlan *plan, SyncPlanKind kind, const char *what, gint64 start, const char *booking, const char *remote_id)
{
	SyncPlanItem *item = g_new(SyncPlanItem, 1);
	*item = (SyncPlanItem){ kind, g_strdup(what && *what ? what : _("(no title)")), start, g_strdup(booking), g_strdup(remote_id) };
	plan->counts[kind]++;
	g_ptr_array_add(plan->items, item);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const SyncPlanItem *one = *(SyncPlanItem *const *)a, *two = *(SyncPlanItem *const *)b;
	return one->start < two->start ? -1 : one->start > two->start;
}

static char *name_of(Book *book, const char *booking)
{
	g_autoptr(BookingView) view = book_view(book, booking, NULL);
	return g_strdup(view ? booking_view_name(view) : "");
}

/* Of a calendar that is linked already, what is in step with it is no part of a plan. A series has no link of its own, only its occurrences have. */
static gboolean is_in_step(const SyncPlan *plan, Book *book, const RemoteEvent *event)
{
	if (!*plan->calendar->id || !*plan->calendar->sync_token)
		return FALSE;
	g_autoptr(SyncLink) link = book_sync_link_at(book, plan->calendar->id, event, NULL);
	return link ? strcmp(link->status, sync_status_name(SYNC_SYNCED)) == 0 : *event->recurrence || event->series;
}

/* An event of ours that stands there. */
static gboolean plan_ours(SyncPlan *plan, Book *book, GHashTable *sends, const RemoteEvent *event, const char *booking)
{
	const EventFields *there = remote_event_fields(event);
	const SyncWant *want = g_hash_table_lookup(sends, booking);
	g_autofree char *name = name_of(book, booking);
	g_autoptr(BookingView) view = book_view(book, booking, NULL);
	gboolean live = view && booking_is_live(view->booking);
	if (want && want->want && !event_fields_same(want->want, there))
		add_item(plan, SYNC_PLAN_UPDATE_THERE, name, there->start, booking, event->remote_id);
	else if ((want || live) && !(live && is_in_step(plan, book, event)))
		add_item(plan, SYNC_PLAN_BIND, name, there->start, booking, event->remote_id);
	else if (!want && !live)
		add_item(plan, SYNC_PLAN_CANCEL_THERE, name, there->start, booking, event->remote_id);
	g_hash_table_remove(sends, booking);
	return TRUE;
}

/* A series may have dates that were adopted, and have no event of their own: they stand there in it. */
static void plan_dates(SyncPlan *plan, Book *book, GHashTable *sends, const RemoteEvent *series)
{
	g_autoptr(RemoteEvent) date = remote_event_new();
	GHashTableIter iter;
	gpointer key, value;
	model_set(&remote_event_class, date, &date->series, series->remote_id);
	g_hash_table_iter_init(&iter, sends);
	while (*series->recurrence && g_hash_table_iter_next(&iter, &key, &value)) {
		const EventFields *want = ((const SyncWant *)value)->want;
		if (!want)
			continue;
		date->original = want->all_day ? event_day(want) * ZONE_DAY_SECONDS : want->start;
		g_autofree char *booking = book_sync_adopted_before(book, plan->calendar, date, NULL);
		if (g_strcmp0(booking, key) != 0)
			continue;
		g_autofree char *name = name_of(book, booking);
		add_item(plan, SYNC_PLAN_BIND, name, want->start, booking, series->remote_id);
		g_hash_table_iter_remove(&iter);
	}
}

static gboolean plan_event(SyncPlan *plan, Book *book, GHashTable *sends, const RemoteEvent *event, GError **error)
{
	const EventFields *there = remote_event_fields(event);
	g_autofree char *booking = NULL;
	GError *failed = NULL;
	if (event->deleted || !there)
		return TRUE;
	gboolean ours = event->booking && book_sync_is_ours(book, event, &booking, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (ours && booking)
		return plan_ours(plan, book, sends, event, booking);
	if (is_in_step(plan, book, event))
		return TRUE;
	g_autofree char *adopted =
		ours ? NULL : book_sync_adopted_before(book, plan->calendar, event, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (adopted)
		return plan_ours(plan, book, sends, event, adopted);
	add_item(plan, ours ? SYNC_PLAN_BRING_BACK : SYNC_PLAN_CREATE_HERE, there->summary, there->start, NULL, event->remote_id);
	return TRUE;
}

/* Linked before (a restore put it aside): what stands in a link and not there would be cancelled here. */
static gboolean plan_absent(SyncPlan *plan, Book *book, GHashTable *sends, GHashTable *named, GError **error)
{
	g_autoptr(GPtrArray) absent = *plan->calendar->id ? book_sync_absent(book, plan->calendar->id, named, error) : NULL;
	if (*plan->calendar->id && !absent)
		return FALSE;
	for (guint i = 0; absent && i < absent->len; i++) {
		const SyncLink *link = absent->pdata[i];
		if (strcmp(link->kind, "mirror") == 0 || !*link->booking)
			continue;
		g_autoptr(BookingView) view = book_view(book, link->booking, NULL);
		if (!view || !booking_is_live(view->booking))
			continue;
		add_item(plan, SYNC_PLAN_CANCEL_HERE, booking_view_name(view), view->booking->start, link->booking, link->remote_id);
		g_hash_table_remove(sends, link->booking);
	}
	return TRUE;
}

static EngineList *all_events(const Talk *talk, Book *book, const Calendar *calendar, GError **error)
{
	g_autoptr(GPtrArray) all = model_list_new(&remote_event_class);
	g_autofree char *next = NULL, *token = NULL;
	gboolean unread = FALSE;
	do {
		g_auto(Reply) reply = { 0 };
		g_auto(ProviderPage) page = { 0 };
		ProviderQuery query = { calendar->remote_id, "", calendar->since, next, book_business(book)->zone, FALSE };
		if (!talk->session->provider->events(talk->session, &query, &page, &reply)) {
			talk_failed(talk, book, &reply, error);
			return NULL;
		}
		g_ptr_array_extend_and_steal(all, g_steal_pointer(&page.events));
		unread |= page.unread->len > 0;
		g_free(next);
		next = g_steal_pointer(&page.next);
		token = g_steal_pointer(&page.token);
	} while (next);
	EngineList *list = g_new(EngineList, 1);
	/* what could not be understood is the run's to tell of: it lists all of it again */
	*list = (EngineList){ g_steal_pointer(&all), unread ? NULL : g_steal_pointer(&token) };
	return list;
}

static gboolean plan_events(SyncPlan *plan, Book *book, const GPtrArray *events, GError **error)
{
	g_autoptr(GPtrArray) wants = book_sync_would_send(book, plan->calendar, error);
	g_autoptr(GHashTable) sends = g_hash_table_new(g_str_hash, g_str_equal), named = g_hash_table_new(g_str_hash, g_str_equal);
	if (!wants)
		return FALSE;
	for (guint i = 0; i < wants->len; i++) {
		SyncWant *want = wants->pdata[i];
		g_hash_table_insert(sends, want->link->booking, want);
	}
	for (guint i = 0; i < events->len; i++) {
		const RemoteEvent *event = events->pdata[i];
		g_hash_table_add(named, event->remote_id);
		if (!plan_event(plan, book, sends, event, error))
			return FALSE;
	}
	for (guint i = 0; i < events->len; i++)
		plan_dates(plan, book, sends, events->pdata[i]);
	if (!plan_absent(plan, book, sends, named, error))
		return FALSE;
	GHashTableIter iter;
	gpointer booking, want;
	g_hash_table_iter_init(&iter, sends);
	while (g_hash_table_iter_next(&iter, &booking, &want)) {
		g_autofree char *name = name_of(book, booking);
		add_item(plan, SYNC_PLAN_CREATE_THERE, name, ((const SyncWant *)want)->want ? ((const SyncWant *)want)->want->start : 0, booking, NULL);
	}
	g_ptr_array_sort(plan->items, by_start);
	return TRUE;
}

/* --- what a person should know before saying yes --- */

static void remark(SyncPlan *plan, char *take)
{
	g_ptr_array_add(plan->remarks, take);
}

/* A visit goes whole into the calendar of its first part's person. */
static guint shared_visits(const SyncPlan *plan, Book *book)
{
	guint n = 0;
	for (guint i = 0; i < plan->items->len; i++) {
		const SyncPlanItem *item = plan->items->pdata[i];
		g_autoptr(BookingView) view = item->kind == SYNC_PLAN_CREATE_THERE ? book_view(book, item->booking, NULL) : NULL;
		const Part *first = view ? booking_first_part(view->booking) : NULL;
		for (guint p = 1; first && p < view->booking->parts->len; p++)
			if (g_strcmp0(((const Part *)view->booking->parts->pdata[p])->staff, first->staff) != 0) {
				n++;
				break;
			}
	}
	return n;
}

static void add_remarks(SyncPlan *plan, Book *book, const Account *account)
{
	guint made = plan->counts[SYNC_PLAN_CREATE_THERE], shared = shared_visits(plan, book);
	if (account->daily > 0 && made > account->daily)
		remark(plan, g_strdup_printf(_("%u events are more than the service takes in a day: they are sent over %u days."), made,
					     (guint)((made + account->daily - 1) / account->daily)));
	if (shared)
		remark(plan, g_strdup_printf(ngettext("%u visit with several people goes whole into the calendar of whoever begins it.",
						      "%u visits with several people go whole into the calendar of whoever begins them.", shared),
					     shared));
}

/* What is wanted of a calendar, on what it is already. */
static Calendar *planned_calendar(const SyncRemoteCalendar *there, const Account *account, const Calendar *wanted)
{
	Calendar *calendar = there->linked ? calendar_copy(there->linked) : calendar_new();
	const ModelClass *cls = &calendar_class;
	model_set(cls, calendar, &calendar->account, account->id);
	model_set(cls, calendar, &calendar->remote_id, there->remote_id);
	model_set(cls, calendar, &calendar->name, there->name);
	model_set(cls, calendar, &calendar->zone, there->zone);
	model_set(cls, calendar, &calendar->staff, wanted->staff);
	model_set(cls, calendar, &calendar->blocks_for, wanted->blocks_for);
	model_set(cls, calendar, &calendar->show, wanted->show);
	model_set(cls, calendar, &calendar->on_conflict, wanted->on_conflict);
	calendar->since = wanted->since;
	return calendar;
}

SyncPlan *service_plan(Book *book, const char *account, const char *calendar, const Calendar *wanted, GError **error)
{
	g_auto(Talk) talk = { 0 };
	if (!talk_begin(&talk, book, account, error))
		return NULL;
	g_autoptr(GPtrArray) list = list_calendars(&talk, book, error);
	const SyncRemoteCalendar *there = list ? find_calendar(list, calendar, error) : NULL;
	if (!there)
		return NULL;
	if (!there->writable) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY, _("“%s” may only be read by this account; a calendar to link must be writable."), there->name);
		return NULL;
	}
	SyncPlan *plan = g_new0(SyncPlan, 1);
	plan->items = g_ptr_array_new_with_free_func(plan_item_free);
	plan->remarks = g_ptr_array_new_with_free_func(g_free);
	plan->calendar = planned_calendar(there, talk.account, wanted);
	EngineList *listed = plan->opaque = all_events(&talk, book, plan->calendar, error);
	if (!listed || !plan_events(plan, book, listed->events, error)) {
		service_plan_free(plan);
		return NULL;
	}
	add_remarks(plan, book, talk.account);
	return plan;
}

/* --- going ahead --- */

gboolean service_plan_apply(Book *book, SyncPlan *plan, const SyncRunOptions *how, SyncReport *report, GError **error)
{
	*report = (SyncReport){ 0 };
	model_set(&calendar_class, plan->calendar, &plan->calendar->state, "linked");
	model_set(&calendar_class, plan->calendar, &plan->calendar->state_text, "");
	model_set(&calendar_class, plan->calendar, &plan->calendar->sync_token, "");
	/* all accounts: what stands in one may have come from another */
	return service_run_on(book, NULL, how, plan->calendar, plan->opaque, report, error);
}
