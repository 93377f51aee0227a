/* cli/hours.c - hours show, set; closure add, list, remove, import; and which bookings a change leaves outside. */
#include "cli/commands_p.h"

#include "book/house.h"
#include "book/people.h"
#include <string.h>

/* --- what falls outside --- */

gboolean cli_answer_outside(Cli *cli, cJSON *answer, char *remark, GError **error)
{
	g_autoptr(GPtrArray) outside = book_outside(cli->book, error);
	cli_remark_take(cli, remark);
	if (!outside) {
		cJSON_Delete(answer);
		return FALSE;
	}
	for (guint i = 0; i < outside->len; i++) {
		g_autofree char *words = cli_booking_words(cli, outside->pdata[i]);
		cli_remark(cli, "  %s", words);
	}
	cJSON_AddItemToObject(answer, "outside", json_bookings(cli->book, outside));
	cli_answer(cli, answer);
	return TRUE;
}

/* --- opening hours --- */

/* "from Mon 3 Aug", "until …", "Mon 3 Aug – Fri 7 Aug", "". */
static char *validity(const Cli *cli, gint64 from, gint64 until)
{
	g_autofree char *first = from == NONE ? NULL : cli_day_words(cli, from);
	g_autofree char *last = until == NONE ? NULL : cli_day_words(cli, until);
	if (first && last)
		return from == until ? g_strdup(first) : g_strdup_printf("%s – %s", first, last);
	if (first)
		return g_strdup_printf(_("from %s"), first);
	return last ? g_strdup_printf(_("until %s"), last) : g_strdup("");
}

static const char *whose(const Cli *cli, const char *staff)
{
	const Staff *one = book_staff_by_id(cli->book, staff);
	return one ? one->name : _("Business");
}

static void hours_row(const Cli *cli, CliTable *table, const OpeningHours *hours)
{
	g_autofree char *when = validity(cli, hours->from_day, hours->until_day);
	g_autofree char *spec = book_hours_spec(hours);
	CLI_ROW(table, whose(cli, hours->staff), *spec ? spec : _("closed"), when);
}

gboolean cmd_hours_show(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	if (!cli_find(cli, "staff", book_find_staff, &staff, error))
		return FALSE;
	const GPtrArray *all = book_hours(cli->book);
	gboolean own = FALSE;
	for (guint i = 0; i < all->len && staff; i++)
		own |= g_strcmp0(((const OpeningHours *)all->pdata[i])->staff, staff) == 0;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("lll");
	for (guint i = 0; i < all->len; i++) {
		const OpeningHours *hours = all->pdata[i];
		/* Who has no plan works the business's. */
		if (staff && g_strcmp0(hours->staff, own ? staff : NULL) != 0)
			continue;
		cJSON_AddItemToArray(list, json_hours(cli->book, hours));
		hours_row(cli, table, hours);
	}
	cli_answer_list(cli, "hours", list);
	cli_table_say(cli, table);
	if (staff && !own)
		cli_remark(cli, _("%s has no hours of their own and works the business's."),
			   whose(cli, staff));
	return TRUE;
}

gboolean cmd_hours_set(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	char *remark = NULL;
	gint64 from = NONE, until = NONE;
	if (!cli_find(cli, "staff", book_find_staff, &staff, error) || !cli_day(cli, "from", &from, error) ||
	    !cli_day(cli, "until", &until, error))
		return FALSE;
	if (from != NONE && until != NONE && until < from)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--until is before --from."));
	const char *spec = cli_arg(cli, 0);
	if (!spec[strspn(spec, " \t")])
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Say the hours, like \"mo-fr 09:00-18:00\", or \"closed\"."));
	gboolean back = g_ascii_strcasecmp(cli_arg(cli, 0), "default") == 0;
	g_autoptr(OpeningHours) hours =
		back ? book_hours_default(cli->book, staff, from, until, &remark, error)
		     : book_hours_set(cli->book, staff, from, until, cli_arg(cli, 0), &remark, error);
	if (!hours)
		return FALSE;
	if (!cli_answer_outside(cli, json_hours(cli->book, hours), remark, error))
		return FALSE;
	if (!cli->quiet) {
		CliTable *table = cli_table_new("lll");
		hours_row(cli, table, hours);
		cli_table_say(cli, table);
	}
	return TRUE;
}

/* --- closures --- */

static char *kind_words(const Closure *closure)
{
	if (strcmp(closure->kind, "open") == 0)
		return g_strdup(_("open"));
	return g_strdup(strcmp(closure->kind, "leave") == 0 ? _("leave") : _("closed"));
}

static char *closure_times(const Cli *cli, const Closure *closure)
{
	if (closure->first_day != NONE) {
		g_autofree char *days = validity(cli, closure->first_day, closure->last_day);
		GString *words = g_string_new(days);
		for (guint i = 0; i < closure->ranges->len; i++) {
			const HoursRange *range = closure->ranges->pdata[i];
			g_string_append_printf(words, " %02d:%02d–%02d:%02d", (int)(range->from_min / 60),
					       (int)(range->from_min % 60), (int)(range->to_min / 60),
					       (int)(range->to_min % 60));
		}
		return g_string_free(words, FALSE);
	}
	g_autofree char *start = cli_instant_words(cli, closure->start);
	g_autofree char *end = cli_instant_words(cli, closure->end);
	return g_strdup_printf("%s – %s", start, end);
}

static void closure_row(const Cli *cli, CliTable *table, const Closure *closure)
{
	g_autofree char *when = closure_times(cli, closure);
	g_autofree char *kind = kind_words(closure);
	g_autofree char *id = cli_short_id(cli, closure->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	CLI_ROW(table, when, whose(cli, closure->staff), kind, closure->reason, faint_id);
}

static void say_closure(Cli *cli, const Closure *closure)
{
	if (cli->quiet)
		return;
	CliTable *table = cli_table_new("lclcr");
	closure_row(cli, table, closure);
	cli_table_say(cli, table);
}

/* Whole days, or from one hour to another. */
static gboolean read_range(const Cli *cli, const char *text, ClosureEdit *edit, GError **error)
{
	When when = book_when(cli->book);
	g_autoptr(GError) no_days = NULL;
	if (when_days(&when, text, &edit->first_day, &edit->last_day, &no_days))
		return TRUE;
	edit->first_day = edit->last_day = NONE;
	if (when_range(&when, text, &edit->start, &edit->end, NULL))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&no_days));
	return FALSE;
}

gboolean cmd_closure_add(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	char *remark = NULL;
	ClosureEdit edit = { .reason = cli_text(cli, "reason"),
			     .open = cli_text(cli, "open"),
			     .first_day = NONE,
			     .last_day = NONE,
			     .start = NONE,
			     .end = NONE };
	if (!read_range(cli, cli_arg(cli, 0), &edit, error) ||
	    !cli_find(cli, "staff", book_find_staff, &staff, error))
		return FALSE;
	edit.staff = staff;
	g_autoptr(Closure) closure = book_closure_add(cli->book, &edit, &remark, error);
	if (!closure)
		return FALSE;
	if (!cli_answer_outside(cli, json_closure(cli->book, closure), remark, error))
		return FALSE;
	say_closure(cli, closure);
	return TRUE;
}

gboolean cmd_closure_import(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	gboolean dry_run = cli_flag(cli, "dry-run");
	if (!cli_find(cli, "staff", book_find_staff, &staff, error))
		return FALSE;
	g_autoptr(ClosureImport) import =
		book_closures_import(cli->book, cli_arg(cli, 0), staff, dry_run, error);
	if (!import)
		return FALSE;
	cJSON *answer = cli_import_json(import->report), *made = cJSON_AddArrayToObject(answer, "closures");
	CliTable *table = cli_table_new("lclcr");
	for (guint i = 0; i < import->closures->len; i++) {
		cJSON_AddItemToArray(made, json_closure(cli->book, import->closures->pdata[i]));
		closure_row(cli, table, import->closures->pdata[i]);
	}
	if (!cli_answer_outside(cli, answer, g_steal_pointer(&import->remark), error)) {
		cli_table_say(cli, table);
		return FALSE;
	}
	cli_table_say(cli, table);
	cli_say_import(cli, import->report, dry_run);
	return TRUE;
}

gboolean cmd_closure_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) closures = book_closures(cli->book, cli_flag(cli, "all"), error);
	if (!closures)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("lclcr");
	for (guint i = 0; i < closures->len; i++) {
		cJSON_AddItemToArray(list, json_closure(cli->book, closures->pdata[i]));
		closure_row(cli, table, closures->pdata[i]);
	}
	cli_answer_list(cli, "closures", list);
	cli_table_say(cli, table);
	if (closures->len == 0)
		cli_remark(cli, _("No closures are coming."));
	return TRUE;
}

gboolean cmd_closure_remove(Cli *cli, GError **error)
{
	const char *id = cli_arg(cli, 0);
	g_autoptr(GPtrArray) closures = book_closures(cli->book, TRUE, error);
	char *remark = NULL;
	if (!closures || !book_closure_remove(cli->book, id, &remark, error))
		return FALSE;
	cli_remark_take(cli, remark);
	for (guint i = 0; i < closures->len; i++) {
		const Closure *closure = closures->pdata[i];
		if (g_ascii_strncasecmp(closure->id, id, strlen(id)) == 0) {
			cli_answer(cli, json_closure(cli->book, closure));
			say_closure(cli, closure);
			break;
		}
	}
	return TRUE;
}
