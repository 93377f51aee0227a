/* cli/completion.c - the completion for bash, made from the table. It needs nothing but bash: not the bash-completion package, and not
 * the program itself, so that pressing Tab opens no book. */
#include "cli/commands_p.h"

#include <string.h>

/* "--staff --with" of a list of options; with values, only those that take one. */
static void append_options(GString *out, const CliOption *options, gboolean with_value)
{
	for (; options && options->name; options++)
		if (!with_value || options->value)
			g_string_append_printf(out, "%s--%s",
					       out->len && out->str[out->len - 1] != '\'' ? " " : "",
					       options->name);
}

static void append_first_words(GString *out)
{
	g_autofree const char **words = cli_words_after(NULL);
	g_autofree char *all = g_strjoinv(" ", (char **)words);
	g_string_append_printf(out, "\t'') words='%s' ;;\n", all);
	for (const char **word = words; *word; word++) {
		g_autofree const char **second = cli_words_after(*word);
		g_autofree char *seconds = g_strjoinv(" ", (char **)second);
		if (*seconds)
			g_string_append_printf(out, "\t'%s') words='%s' ;;\n", *word, seconds);
	}
}

/* The words an argument may be, by what the contract calls it. */
static const char *argument_words(const char *arguments)
{
	static const struct {
		const char *name, *words;
	} rows[] = {
		{ "theirs|ours", "theirs ours last next" },
		{ "google", "google" },
		{ "CALENDAR", "primary" },
		{ "STATUS",
		  "tentative confirmed arrived in-service completed no-show cancelled late-cancelled" },
		{ "RANGE", "today tomorrow yesterday week month" },
		{ "ID", "last next" },
		{ "FILE", "@" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strstr(arguments, rows[i].name))
			return rows[i].words;
	return NULL;
}

static void append_commands(GString *out)
{
	for (const CliCommand *command = cli_commands; command->name; command++) {
		if (command->group == CLI_GROUP_HIDDEN)
			continue;
		g_autoptr(GString) options = g_string_new("'");
		append_options(options, command->options, FALSE);
		const char *words = argument_words(command->arguments);
		g_string_append_printf(out, "\t'%s'%s%s%s) options=%s' arguments='%s' ;;\n", command->name,
				       command->alias ? " | '" : "", command->alias ? command->alias : "",
				       command->alias ? "'" : "", options->str, words ? words : "");
	}
}

/* What follows an option: a file, one of a few words, or something only the person knows. */
static void append_values(GString *out, const char *command, const CliOption *options)
{
	for (; options && options->name; options++) {
		const char *words = options->choices;
		if (!options->value)
			continue;
		if (strcmp(options->value, "FILE") == 0)
			words = "@";
		g_string_append_printf(out, "\t%s' --%s') values='%s' ;;\n", command, options->name,
				       words ? words : "");
	}
}

/* clang-format off */
/* The part that is the same whatever the table holds. */
static const char functions[] =
	"_daybook_reply() {\n"
	"\tif [ \"$1\" = @ ]; then\n"
	"\t\tcompopt -o filenames 2> /dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$2\")\n"
	"\telse\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$2\")\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_daybook() {\n"
	"\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tlocal command= options= arguments= values= word i\n"
	"\tCOMPREPLY=()\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tif [[ $word == --* ]]; then\n"
	"\t\t\t_daybook_value \"$command $word\" && ((i++))\n"
	"\t\telif [ -z \"$command\" ] || [[ \" $(_daybook_words \"$command\") \" == *\" "
	"$word \"* ]]; then\n"
	"\t\t\tcommand=${command:+$command }$word\n"
	"\t\tfi\n"
	"\tdone\n"
	"\t_daybook_command \"$command\"\n"
	"\tvalues=\n"
	"\tif [[ $previous == --* ]] && _daybook_value \"$command $previous\"; then\n"
	"\t\t_daybook_reply \"$values\" \"$current\"\n"
	"\telif [[ $current == -* ]]; then\n"
	"\t\t_daybook_reply \"$options $_daybook_globals\" \"$current\"\n"
	"\telif [ \"$arguments\" = @ ]; then\n"
	"\t\t_daybook_reply @ \"$current\"\n"
	"\telse\n"
	"\t\t_daybook_reply \"$(_daybook_words \"$command\") $arguments\" \"$current\"\n"
	"\tfi\n"
	"}\n"
	"complete -F _daybook daybook\n";
/* clang-format on */

char *cli_bash_completion(void)
{
	GString *out = g_string_new("# bash completion for daybook, made from its table of commands.\n"
				    "\n"
				    "# What may stand after a command's first word ('' is none yet).\n"
				    "_daybook_words() {\n"
				    "\tlocal words=\n"
				    "\tcase $1 in\n");
	append_first_words(out);
	g_string_append(out, "\tesac\n"
			     "\tprintf '%s' \"$words\"\n"
			     "}\n"
			     "\n"
			     "# A command's options and the words its arguments may be (@ is a file). False "
			     "for no command.\n"
			     "_daybook_command() {\n"
			     "\tcase $1 in\n");
	append_commands(out);
	g_string_append(
		out,
		"\t*) return 1 ;;\n"
		"\tesac\n"
		"}\n"
		"\n"
		"# The words an option's value may be (@ is a file). False for an option that takes none.\n"
		"_daybook_value() {\n"
		"\tcase $1 in\n");
	for (const CliCommand *command = cli_commands; command->name; command++) {
		g_autofree char *quoted = g_strdup_printf("'%s'", command->name);
		if (command->group != CLI_GROUP_HIDDEN)
			append_values(out, quoted, command->options);
	}
	append_values(out, "*", cli_globals);
	g_string_append(out, "\t*) return 1 ;;\n"
			     "\tesac\n"
			     "}\n"
			     "\n");
	g_autoptr(GString) globals = g_string_new("'");
	append_options(globals, cli_globals, FALSE);
	g_string_append_printf(out, "_daybook_globals=%s'\n\n", globals->str);
	g_string_append(out, functions);
	return g_string_free(out, FALSE);
}
