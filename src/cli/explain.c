/* cli/explain.c - explain: may this be booked, and what would make it fit? */
#include "cli/commands_p.h"

static void say_rules(Cli *cli, const Explanation *explanation)
{
	CliTable *table = cli_table_new("lll");
	for (guint i = 0; i < explanation->rules->len; i++) {
		const ExplainedRule *rule = explanation->rules->pdata[i];
		g_autofree char *name =
			g_strdup_printf("  %s%s", rule->ok ? MARK_FAINT : MARK_WARN, rule->rule);
		CLI_ROW(table, name, rule->ok ? _("yes") : _("no"), rule->message);
	}
	cli_table_say(cli, table);
}

static void say_change(Cli *cli, const Explanation *explanation)
{
	if (explanation->change)
		/* translators: what to change: "start 15 min later" */
		cli_say(cli, _("It would fit: %s."), explanation->change);
	else
		cli_say(cli, "%s", _("No small change makes it fit."));
	cli_say(cli, "\n");
	if (!explanation->nearest)
		return;
	const Slot *slot = explanation->nearest;
	const Staff *staff = book_staff_by_id(cli->book, slot->staff);
	g_autofree char *when = cli_instant_words(cli, slot->start);
	if (staff)
		/* translators: day and time, then a name */
		cli_say(cli, _("The nearest free time is %s with %s.\n"), when, staff->name);
	else
		cli_say(cli, _("The nearest free time is %s.\n"), when);
}

static void say_explanation(Cli *cli, const Explanation *explanation, gint64 start)
{
	g_autofree char *when = cli_instant_words(cli, start);
	/* translators: day and time */
	g_autofree char *words = explanation->fits ? g_strdup_printf(_("%s can be booked."), when)
						   : g_strdup_printf(_("%s cannot be booked."), when);
	cli_say(cli, MARK_STRONG "%s\n", words);
	say_rules(cli, explanation);
	if (!explanation->fits)
		say_change(cli, explanation);
}

gboolean cmd_explain(Cli *cli, GError **error)
{
	gint64 minutes = 0, start;
	if (!cli_minutes(cli, "duration", FALSE, &minutes, error) ||
	    !cli_moment(cli, cli_arg(cli, 0), &start, error))
		return FALSE;
	if (!cli_text(cli, "service") && minutes == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("How long should it be? Give --service or --duration."));
	g_autoptr(GPtrArray) visits = cli_visits(cli, minutes * 60, error);
	g_autoptr(Explanation) explanation =
		visits ? book_explain(cli->book, visits, start, TRUE, NULL, error) : NULL;
	if (!explanation)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer(cli, json_explanation(cli->book, explanation));
	if (cli_wants_text(cli))
		say_explanation(cli, explanation, start);
	return TRUE;
}
