/* cli/hold.c - hold, hold list, hold release: a slot kept while somebody talks on the phone. */
#include "cli/commands_p.h"

#include "book/free.h"
#include <string.h>

/* What is held where neither a service nor a length is named. */
#define HOLD_LENGTH (30 * 60)

static char *whose(const Cli *cli, const Hold *hold)
{
	const HeldPart *part = hold->parts->len ? hold->parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(cli->book, part->staff) : NULL;
	const Resource *resource = part ? book_resource_by_id(cli->book, part->resource) : NULL;
	return g_strdup(staff ? staff->name : resource ? resource->name : "");
}

static void hold_row(const Cli *cli, CliTable *table, const Hold *hold)
{
	GTimeZone *zone = book_zone(cli->book);
	const HeldPart *part = hold->parts->len ? hold->parts->pdata[0] : NULL;
	const Service *service = part ? book_service_by_id(cli->book, part->service) : NULL;
	g_autofree char *start = cli_instant_words(cli, hold->start);
	g_autofree char *end = local_hhmm(zone_local(zone, hold->end));
	g_autofree char *until = local_hhmm(zone_local(zone, hold->until));
	g_autofree char *when = g_strdup_printf("%s–%s", start, end);
	g_autofree char *who = whose(cli, hold);
	/* translators: who holds a slot, and until when */
	g_autofree char *held = g_strdup_printf(_("held by %s until %s"), hold->owner, until);
	g_autofree char *id = cli_short_id(cli, hold->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	CLI_ROW(table, when, who, service ? service->name : "", held, hold->note, faint_id);
}

static void answer_hold(Cli *cli, const Hold *hold)
{
	cli_answer(cli, json_hold(cli->book, hold));
	if (cli->quiet)
		return;
	CliTable *table = cli_table_new("llllcr");
	hold_row(cli, table, hold);
	cli_table_say(cli, table);
}

gboolean cmd_hold(Cli *cli, GError **error)
{
	gint64 start = NONE, seconds = 0, length = 0;
	const char *duration = cli_text(cli, "for");
	if (!cli_moment(cli, cli_arg(cli, 0), &start, error) || !cli_length(cli, start, &length, error) ||
	    (duration && !when_duration(duration, FALSE, &seconds, error)))
		return FALSE;
	if (!cli_text(cli, "service") && length == 0)
		length = HOLD_LENGTH;
	g_autoptr(GPtrArray) visits = cli_visits(cli, length, error);
	g_autoptr(Hold) hold =
		visits ? book_hold(cli->book, visits, start, seconds, cli_text(cli, "notes"), error) : NULL;
	if (!hold)
		return FALSE;
	answer_hold(cli, hold);
	return TRUE;
}

gboolean cmd_hold_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) holds = book_holds(cli->book, NONE, NONE, error);
	if (!holds)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("llllcr");
	for (guint i = 0; i < holds->len; i++) {
		cJSON_AddItemToArray(list, json_hold(cli->book, holds->pdata[i]));
		hold_row(cli, table, holds->pdata[i]);
	}
	cli_answer_list(cli, "holds", list);
	cli_table_say(cli, table);
	if (holds->len == 0)
		cli_remark(cli, _("Nothing is held."));
	return TRUE;
}

gboolean cmd_hold_release(Cli *cli, GError **error)
{
	const char *id = cli_arg(cli, 0);
	g_autoptr(GPtrArray) holds = book_holds(cli->book, NONE, NONE, error);
	if (!holds || !book_hold_release(cli->book, id, error))
		return FALSE;
	for (guint i = 0; i < holds->len; i++) {
		const Hold *hold = holds->pdata[i];
		if (g_ascii_strncasecmp(hold->id, id, strlen(id)) == 0) {
			cli_answer(cli, json_hold(cli->book, hold));
			cli_confirm_done(cli, _("Let go.\n"));
			break;
		}
	}
	return TRUE;
}
