/* cli/help.c - help and version, from the table. */
#include "cli/commands_p.h"

#include "base/text.h"
#include <string.h>

const char *const cli_groups[CLI_GROUP_COUNT] = {
	[CLI_GROUP_DAY] = N_("The day"),   [CLI_GROUP_CHANGE] = N_("Bookings"),
	[CLI_GROUP_PEOPLE] = N_("People"), [CLI_GROUP_HOUSE] = N_("The business"),
	[CLI_GROUP_SYNC] = N_("In step with a calendar elsewhere"),
	[CLI_GROUP_BOOK] = N_("The book"),
};

gboolean cmd_version(Cli *cli, G_GNUC_UNUSED GError **error)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "version", VERSION);
	cli_answer(cli, document);
	cli_say(cli, "daybook %s\n", VERSION);
	return TRUE;
}

/* --- words --- */

static char *usage_of(const CliCommand *command)
{
	return g_strconcat(command->name, *command->arguments ? " " : "", command->arguments, NULL);
}

static char *option_words(const CliOption *option)
{
	return g_strconcat("--", option->name, option->value ? " " : "", option->value, NULL);
}

static void say_options(Cli *cli, const char *heading, const CliOption *options)
{
	CliTable *table = cli_table_new("ll");
	cli_say(cli, "\n%s\n", heading);
	for (; options && options->name; options++) {
		g_autofree char *words = option_words(options);
		g_autofree char *indented = g_strconcat("  ", words, NULL);
		CLI_ROW(table, indented, _(options->help));
	}
	cli_table_say(cli, table);
}

static void say_overview(Cli *cli)
{
	cli_say(cli, "%s\n",
		_("daybook is the appointment book of a small business. Without a command it opens on the "
		  "screen."));
	for (guint group = 0; group < CLI_GROUP_HIDDEN; group++) {
		CliTable *table = cli_table_new("ll");
		cli_say(cli, "\n" MARK_STRONG "%s\n", _(cli_groups[group]));
		for (const CliCommand *command = cli_commands; command->name; command++) {
			if (command->group != group)
				continue;
			g_autofree char *usage = usage_of(command);
			g_autofree char *indented = g_strconcat("  ", usage, NULL);
			CLI_ROW(table, indented, _(command->summary));
		}
		cli_table_say(cli, table);
	}
	say_options(cli, _("With every command:"), cli_globals);
	cli_say(cli, "\n%s\n", _("daybook help COMMAND explains one."));
}

/* The fields of list --format are the one list that help must show beside the options. */
static void say_fields(Cli *cli)
{
	CliTable *table = cli_table_new("ll");
	cli_say(cli, "\n%s\n", _("Fields of --format (--tsv prints those with a star, in this order):"));
	for (const CliField *field = cli_fields; field->name; field++) {
		g_autofree char *name = g_strdup_printf("  {%s}%s", field->name, field->tsv ? " *" : "");
		CLI_ROW(table, name, _(field->help));
	}
	cli_table_say(cli, table);
}

static void say_command(Cli *cli, const CliCommand *command)
{
	g_autofree char *usage = usage_of(command);
	cli_say(cli, MARK_STRONG "daybook %s" MARK_PLAIN "%s\n", usage,
		command->options ? _(" [OPTIONS]") : "");
	if (command->alias)
		cli_say(cli, _("(also: daybook %s)\n"), command->alias);
	cli_say(cli, "%s.\n", _(command->summary));
	if (command->details)
		cli_say(cli, "%s\n", _(command->details));
	if (command->options)
		say_options(cli, _("Options:"), command->options);
	if (command->run == cmd_list)
		say_fields(cli);
}

/* --- the table as JSON --- */

static cJSON *options_json(const CliOption *options)
{
	cJSON *list = cJSON_CreateArray();
	for (; options && options->name; options++) {
		cJSON *item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "name", options->name);
		cJSON_AddItemToObject(item, "value",
				      options->value ? cJSON_CreateString(options->value)
						     : cJSON_CreateNull());
		cJSON_AddBoolToObject(item, "repeatable", options->kind == CLI_LIST);
		cJSON_AddStringToObject(item, "help", _(options->help));
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

static cJSON *command_json(const CliCommand *command)
{
	cJSON *item = cJSON_CreateObject();
	cJSON_AddStringToObject(item, "name", command->name);
	cJSON_AddItemToObject(item, "alias",
			      command->alias ? cJSON_CreateString(command->alias) : cJSON_CreateNull());
	cJSON_AddStringToObject(item, "arguments", command->arguments);
	cJSON_AddStringToObject(item, "summary", _(command->summary));
	cJSON_AddStringToObject(item, "details", command->details ? _(command->details) : "");
	cJSON_AddItemToObject(item, "options", options_json(command->options));
	return item;
}

/* --- help --- */

/* "customer" is no command, but a family of them. */
static gboolean help_family(Cli *cli, const char *name)
{
	gsize length = strlen(name);
	cJSON *list = cJSON_CreateArray();
	for (const CliCommand *command = cli_commands; command->name; command++) {
		if (strncmp(command->name, name, length) != 0 || command->name[length] != ' ')
			continue;
		if (cli->text->len > 0)
			cli_say(cli, "\n");
		say_command(cli, command);
		cJSON_AddItemToArray(list, command_json(command));
	}
	gboolean found = cJSON_GetArraySize(list) > 0;
	cli_answer_list(cli, "commands", list);
	return found;
}

static void help_all(Cli *cli, gboolean explain)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(document, "commands");
	if (!explain)
		say_overview(cli);
	for (const CliCommand *command = cli_commands; command->name; command++) {
		if (command->group == CLI_GROUP_HIDDEN)
			continue;
		cJSON_AddItemToArray(list, command_json(command));
		if (!explain)
			continue;
		say_command(cli, command);
		cli_say(cli, "\n");
	}
	if (explain)
		say_options(cli, _("With every command:"), cli_globals);
	cJSON_AddItemToObject(document, "options", options_json(cli_globals));
	cli_answer(cli, document);
}

gboolean cmd_help(Cli *cli, GError **error)
{
	const char *name = cli_arg(cli, 0);
	const CliCommand *command = name ? cli_command(name) : NULL;
	if (!name) {
		help_all(cli, cli_flag(cli, "all"));
		return TRUE;
	}
	if (command) {
		say_command(cli, command);
		cli_answer(cli, command_json(command));
		return TRUE;
	}
	if (help_family(cli, name))
		return TRUE;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (command = cli_commands; command->name; command++)
		g_ptr_array_add(names, (gpointer)command->name);
	g_ptr_array_add(names, NULL);
	g_autofree char *hint = cli_did_you_mean(name, (const char *const *)names->pdata);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no command “%s”.%s"), name, hint);
}

/* --- what the build makes of the table --- */

gboolean cmd_generate(Cli *cli, GError **error)
{
	const char *what = cli_arg(cli, 0);
	g_autofree char *text = NULL;
	if (strcmp(what, "bash") == 0)
		text = cli_bash_completion();
	else if (strcmp(what, "manual") == 0)
		text = cli_manual();
	else
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Only bash and manual can be generated."));
	cli->json = FALSE;
	cli_say(cli, "%s", text);
	return TRUE;
}
