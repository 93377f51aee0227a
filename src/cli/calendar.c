/* cli/calendar.c - calendar list, link, unlink. */
#include "cli/sync_p.h"

#include "book/people.h"
#include <string.h>

#include "base/said.h"
#include <unistd.h>

#define SHOWN_ITEMS 20 /* of each kind in a plan, for people */

/* --- a calendar, for programs and people --- */

static cJSON *staff_json(const Cli *cli, const char *id)
{
	const Staff *staff = book_staff_by_id(cli->book, id);
	if (!staff)
		return cJSON_CreateNull();
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", staff->id);
	cJSON_AddStringToObject(object, "name", staff->name);
	return object;
}

static cJSON *link_json(const Cli *cli, const Calendar *calendar)
{
	GTimeZone *zone = book_zone(cli->book);
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", calendar->id);
	cJSON_AddItemToObject(object, "staff", staff_json(cli, calendar->staff));
	cJSON_AddItemToObject(object, "blocks_for", staff_json(cli, calendar->blocks_for));
	cJSON_AddStringToObject(object, "show", calendar->show);
	cJSON_AddStringToObject(object, "on_conflict", calendar->on_conflict);
	cJSON_AddItemToObject(object, "since", json_instant(zone, calendar->since));
	cJSON_AddStringToObject(object, "state", calendar->state);
	g_autofree char *why = said_words(calendar->state_text);
	cJSON_AddStringToObject(object, "reason", why);
	cJSON_AddItemToObject(object, "last_pull",
			      json_instant(zone, calendar->last_pull > 0 ? calendar->last_pull : NONE));
	return object;
}

static void add_account(Cli *cli, cJSON *object, const char *id)
{
	g_autoptr(Account) account = book_sync_account(cli->book, id, NULL);
	cJSON *named = cJSON_AddObjectToObject(object, "account");
	cJSON_AddStringToObject(named, "id", id);
	cJSON_AddStringToObject(named, "label", account ? account->label : "");
}

cJSON *cli_calendar_json(Cli *cli, const Calendar *calendar)
{
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", calendar->remote_id);
	cJSON_AddStringToObject(object, "name", calendar->name);
	cJSON_AddStringToObject(object, "timezone", calendar->zone);
	add_account(cli, object, calendar->account);
	cJSON_AddItemToObject(object, "linked", link_json(cli, calendar));
	return object;
}

static cJSON *remote_json(Cli *cli, const SyncRemoteCalendar *calendar, const char *account)
{
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", calendar->remote_id);
	cJSON_AddStringToObject(object, "name", calendar->name);
	cJSON_AddStringToObject(object, "role", calendar->role ? calendar->role : "");
	cJSON_AddBoolToObject(object, "primary", calendar->primary);
	cJSON_AddBoolToObject(object, "writable", calendar->writable);
	cJSON_AddStringToObject(object, "timezone", calendar->zone ? calendar->zone : "");
	cJSON_AddStringToObject(object, "color", calendar->color ? calendar->color : "");
	add_account(cli, object, account);
	cJSON_AddItemToObject(object, "linked",
			      calendar->linked ? link_json(cli, calendar->linked) : cJSON_CreateNull());
	return object;
}

const char *cli_calendar_staff(const Cli *cli, const Calendar *calendar)
{
	const Staff *staff = book_staff_by_id(cli->book, calendar->staff);
	return staff ? staff->name : _("everybody's bookings");
}

/* --- list --- */

static void say_remote(Cli *cli, CliTable *table, const SyncRemoteCalendar *calendar, const Account *account)
{
	g_autofree char *linked =
		calendar->linked
			? g_strdup_printf(_("linked: %s, %s"), cli_calendar_staff(cli, calendar->linked),
					  calendar->linked->show)
			: NULL;
	CLI_ROW(table, account->label, calendar->name, calendar->primary ? _("primary") : NULL,
		calendar->writable ? NULL : _("read only"), linked, calendar->remote_id);
}

/* One account that does not answer is a remark where another does. */
static gboolean list_of(Cli *cli, const Account *account, cJSON *list, CliTable *table, GError **error)
{
	g_autoptr(GPtrArray) calendars = cli->service->calendars(cli->book, account->id, error);
	for (guint i = 0; calendars && i < calendars->len; i++) {
		const SyncRemoteCalendar *calendar = calendars->pdata[i];
		cJSON_AddItemToArray(list, remote_json(cli, calendar, account->id));
		say_remote(cli, table, calendar, account);
	}
	return calendars != NULL;
}

/* Those of --account, or all. GPtrArray of Account. */
static GPtrArray *accounts_meant(Cli *cli, GError **error)
{
	const char *which = cli_text(cli, "account");
	if (!which)
		return book_sync_accounts(cli->book, error);
	Account *account = book_sync_account(cli->book, which, error);
	if (!account)
		return NULL;
	GPtrArray *one = model_list_new(&account_class);
	g_ptr_array_add(one, account);
	return one;
}

gboolean cmd_calendar_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) accounts = accounts_meant(cli, error);
	g_autoptr(GError) failed = NULL;
	guint answered = 0;
	if (!accounts)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("ccllcl");
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = accounts->pdata[i];
		g_autoptr(GError) silent = NULL;
		if (list_of(cli, account, list, table, &silent)) {
			answered++;
			continue;
		}
		cli_remark(cli, "%s: %s", account->label, silent->message);
		if (!failed)
			failed = g_steal_pointer(&silent);
	}
	cli_answer_list(cli, "calendars", list);
	cli_table_say(cli, table);
	if (accounts->len == 0)
		cli_remark(cli, _("There is no account to sync with yet. See: daybook help account add"));
	if (answered > 0 || !failed)
		return TRUE;
	g_string_truncate(cli->remarks, 0); /* the error says it */
	g_propagate_error(error, g_steal_pointer(&failed));
	return FALSE;
}

/* --- a plan --- */

static const struct {
	const char *key, *words; /* in JSON; for people */
} plan_kinds[SYNC_PLAN_COUNT] = {
	[SYNC_PLAN_CREATE_THERE] = { "create_there", N_("made there") },
	[SYNC_PLAN_UPDATE_THERE] = { "update_there", N_("changed there") },
	[SYNC_PLAN_CREATE_HERE] = { "create_here", N_("taken in here") },
	[SYNC_PLAN_BIND] = { "bind", N_("known already, only tied again") },
	[SYNC_PLAN_CANCEL_HERE] = { "cancel_here", N_("cancelled here") },
	[SYNC_PLAN_CANCEL_THERE] = { "cancel_there", N_("deleted there") },
	[SYNC_PLAN_BRING_BACK] = { "bring_back", N_("of this book, but not in it") },
};

static cJSON *plan_item_json(const Cli *cli, const SyncPlanItem *item)
{
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "kind", plan_kinds[item->kind].key);
	cJSON_AddStringToObject(object, "what", item->what ? item->what : "");
	cJSON_AddItemToObject(object, "start", json_instant(book_zone(cli->book), item->start));
	cJSON_AddItemToObject(object, "booking",
			      item->booking ? cJSON_CreateString(item->booking) : cJSON_CreateNull());
	cJSON_AddItemToObject(object, "remote_id",
			      item->remote_id ? cJSON_CreateString(item->remote_id) : cJSON_CreateNull());
	return object;
}

static cJSON *plan_json(const Cli *cli, const SyncPlan *plan)
{
	cJSON *object = cJSON_CreateObject();
	for (guint kind = 0; kind < SYNC_PLAN_COUNT; kind++)
		cJSON_AddNumberToObject(object, plan_kinds[kind].key, plan->counts[kind]);
	cJSON *items = cJSON_AddArrayToObject(object, "items");
	for (guint i = 0; i < plan->items->len; i++)
		cJSON_AddItemToArray(items, cli_as_text(plan_item_json(cli, plan->items->pdata[i])));
	cJSON *remarks = cJSON_AddArrayToObject(object, "remarks");
	for (guint i = 0; i < plan->remarks->len; i++)
		cJSON_AddItemToArray(remarks, cJSON_CreateString(plan->remarks->pdata[i]));
	return object;
}

static void say_plan_items(Cli *cli, const SyncPlan *plan, SyncPlanKind kind)
{
	CliTable *table = cli_table_new("lc");
	guint shown = 0;
	for (guint i = 0; i < plan->items->len; i++) {
		const SyncPlanItem *item = plan->items->pdata[i];
		if (item->kind != kind)
			continue;
		if (shown == SHOWN_ITEMS && !cli->verbose)
			break;
		g_autofree char *start = cli_instant_words(cli, item->start);
		g_autofree char *indented = g_strconcat("      ", start, NULL);
		CLI_ROW(table, indented, item->what);
		shown++;
	}
	cli_table_say(cli, table);
	if (shown < plan->counts[kind])
		cli_say(cli, _("      … and %u more (--verbose shows all)\n"), plan->counts[kind] - shown);
}

/* listed: with what is counted. */
static void say_plan(Cli *cli, const SyncPlan *plan, gboolean listed)
{
	const Calendar *calendar = plan->calendar;
	const Staff *blocked = book_staff_by_id(cli->book, calendar->blocks_for);
	guint all = 0;
	cli_say(cli, MARK_STRONG "%s" MARK_PLAIN " · %s · %s\n", calendar->name,
		cli_calendar_staff(cli, calendar), calendar->show);
	for (guint kind = 0; kind < SYNC_PLAN_COUNT; kind++) {
		all += plan->counts[kind];
		if (plan->counts[kind] > 0)
			cli_say(cli, "  %u %s\n", plan->counts[kind], _(plan_kinds[kind].words));
		if (plan->counts[kind] > 0 && listed)
			say_plan_items(cli, plan, (SyncPlanKind)kind);
	}
	if (all == 0)
		cli_say(cli, "  %s\n", _("nothing to send and nothing to take in"));
	if (blocked)
		cli_say(cli, _("  its own events take the time of %s\n"), blocked->name);
	else
		cli_say(cli, "  %s\n", _("its own events are shown and take nobody's time"));
	for (guint i = 0; i < plan->remarks->len; i++)
		cli_say(cli, "  %s\n", (const char *)plan->remarks->pdata[i]);
}

/* --- link --- */

/* "primary" is a name that only the server knows: its answer where there is something it could mean. NULL without an error: not linked. */
static Calendar *primary_linked(Cli *cli, const Account *account, GError **error)
{
	g_autoptr(GPtrArray) linked = book_sync_calendars(cli->book, account->id, error);
	for (guint i = 0; linked && i < linked->len; i++) {
		const Calendar *calendar = linked->pdata[i];
		if (g_ascii_strcasecmp(calendar->remote_id, account->email) == 0)
			return calendar_copy(calendar); /* Google's is called as its owner */
	}
	if (!linked || linked->len == 0)
		return NULL;
	g_autoptr(GPtrArray) all = cli->service->calendars(cli->book, account->id, error);
	for (guint i = 0; all && i < all->len; i++) {
		const SyncRemoteCalendar *remote = all->pdata[i];
		if (remote->primary)
			return remote->linked ? calendar_copy(remote->linked) : NULL;
	}
	return NULL;
}

/* The link there is, so that what is not given stays as it is; else a new one. NULL with an error. */
static Calendar *link_there_is(Cli *cli, const Account *account, const char *which, GError **error)
{
	GError *failed = NULL;
	Calendar *calendar = book_sync_calendar(cli->book, which, account->id, &failed);
	if (!calendar && !failed && strcmp(which, "primary") == 0)
		calendar = primary_linked(cli, account, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return NULL;
	}
	if (calendar)
		return calendar;
	const Staff *only = book_only_staff(cli->book);
	calendar = calendar_new();
	model_set(&calendar_class, calendar, &calendar->account, account->id);
	model_set(&calendar_class, calendar, &calendar->show, "name");
	model_set(&calendar_class, calendar, &calendar->on_conflict, "book");
	model_set(&calendar_class, calendar, &calendar->blocks_for, only ? only->id : NULL);
	calendar->since = zone_day_start(book_zone(cli->book), book_today(cli->book));
	return calendar;
}

static gboolean set_choice(const Cli *cli, const char *option, Calendar *calendar, char **field,
			   GError **error)
{
	const char *word = cli_text(cli, option);
	const CliOption *row = cli->command->options;
	if (!word)
		return TRUE;
	while (strcmp(row->name, option) != 0)
		row++;
	g_auto(GStrv) choices = g_strsplit(row->choices, " ", -1);
	if (g_strv_contains((const char *const *)choices, word)) {
		model_set(&calendar_class, calendar, field, word);
		return TRUE;
	}
	g_autofree char *all = g_strjoinv(", ", choices);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--%s: “%s” is none of: %s."), option, word, all);
}

static gboolean read_link(Cli *cli, Calendar *calendar, GError **error)
{
	gint64 day = NONE;
	g_autofree char *staff = NULL;
	if (!cli_find(cli, "staff", book_find_staff, &staff, error) ||
	    !set_choice(cli, "show", calendar, &calendar->show, error) ||
	    !set_choice(cli, "on-conflict", calendar, &calendar->on_conflict, error) ||
	    !cli_day(cli, "since", &day, error))
		return FALSE;
	if (staff) {
		model_set(&calendar_class, calendar, &calendar->staff, staff);
		model_set(&calendar_class, calendar, &calendar->blocks_for, staff);
	}
	if (day != NONE)
		calendar->since = zone_day_start(book_zone(cli->book), day);
	return TRUE;
}

/* The plan stands on the terminal before the question, and its figures before what was said yes to beforehand. */
static gboolean ask_plan(Cli *cli, const SyncPlan *plan, GError **error)
{
	gboolean agreed = cli_flag(cli, "yes");
	if (agreed && (cli->json || cli->quiet))
		return TRUE;
	say_plan(cli, plan, !agreed || cli->verbose);
	if (!cli_flush(cli, error))
		return FALSE;
	g_string_truncate(cli->text, 0);
	if (agreed)
		return TRUE;
	g_autofree char *question = g_strdup_printf(_("Link %s in this way?"), plan->calendar->name);
	return cli_ask(cli, question, error);
}

static gboolean apply_plan(Cli *cli, SyncPlan *plan, GError **error)
{
	CliRun run;
	SyncReport report = { 0 };
	SyncRunOptions how = cli_run_begin(cli, &run);
	gboolean good = cli->service->plan_apply(cli->book, plan, &how, &report, error);
	cli_run_end(&run);
	gboolean changed;
	good = good && book_refresh(cli->book, &changed, error);
	g_autoptr(Calendar) calendar = good ? book_sync_calendar(cli->book, plan->calendar->remote_id,
								 plan->calendar->account, error)
					    : NULL;
	good = good && calendar && cli_run_verdict(cli, &report, error);
	if (good) {
		cJSON *document = cli_calendar_json(cli, calendar);
		cJSON_AddItemToObject(document, "plan", plan_json(cli, plan));
		cJSON_AddItemToObject(document, "run", cli_report_json(&report));
		cli_answer(cli, document);
		cli_confirm_done(cli, _("Linked: %s\n"), calendar->name);
		cli_report_say(cli, &report);
	}
	sync_report_clear(&report);
	return good;
}

gboolean cmd_calendar_link(Cli *cli, GError **error)
{
	const char *which = cli_arg(cli, 0);
	gboolean only_shown = cli_flag(cli, "dry-run");
	if (!only_shown &&
	    !cli_can_ask(cli, _("What linking would do is shown first, and then asked."), error))
		return FALSE;
	g_autoptr(Account) account = book_sync_account(cli->book, cli_text(cli, "account"), error);
	g_autoptr(Calendar) wanted = account ? link_there_is(cli, account, which, error) : NULL;
	if (!wanted || !read_link(cli, wanted, error))
		return FALSE;
	SyncPlan *plan = cli->service->plan(cli->book, account->id, which, wanted, error);
	if (!plan)
		return FALSE;
	gboolean good = TRUE;
	if (only_shown) {
		cJSON *document = cJSON_CreateObject();
		cJSON_AddItemToObject(document, "plan", plan_json(cli, plan));
		cli_answer(cli, document);
		say_plan(cli, plan, TRUE);
	} else {
		good = ask_plan(cli, plan, error) && apply_plan(cli, plan, error);
	}
	cli->service->plan_free(plan);
	return good;
}

/* --- unlink --- */

static Calendar *find_linked(Cli *cli, const char *which, GError **error)
{
	GError *failed = NULL;
	g_autoptr(GPtrArray) accounts = accounts_meant(cli, error);
	Calendar *calendar = NULL;
	if (!accounts)
		return NULL;
	for (guint i = 0; i < accounts->len && !calendar && !failed; i++) {
		const Account *account = accounts->pdata[i];
		calendar = book_sync_calendar(cli->book, which, account->id, &failed);
		if (!calendar && !failed && strcmp(which, "primary") == 0)
			calendar = primary_linked(cli, account, &failed);
	}
	if (failed)
		g_propagate_error(error, failed);
	else if (!calendar)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("No calendar “%s” is linked. See: daybook sync status"), which);
	return calendar;
}

gboolean cmd_calendar_unlink(Cli *cli, GError **error)
{
	g_autoptr(Calendar) calendar = find_linked(cli, cli_arg(cli, 0), error);
	if (!calendar)
		return FALSE;
	g_autofree char *question = g_strdup_printf(
		_("Unlink %s? The bookings stay here, its events stay there; only the busy times that came "
		  "from it go."),
		calendar->name);
	if (!cli_ask(cli, question, error) || !book_sync_calendar_unlink(cli->book, calendar->id, error))
		return FALSE;
	cJSON *document = cli_calendar_json(cli, calendar);
	cJSON_ReplaceItemInObjectCaseSensitive(document, "linked", cJSON_CreateNull());
	cli_answer(cli, document);
	cli_confirm_done(cli, _("Unlinked: %s\n"), calendar->name);
	return TRUE;
}
