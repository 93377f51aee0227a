/* cli/manual.c - the part of daybook(1) that is made from the table of commands, in mdoc: man/man.mk puts it into the page. */
#include "cli/commands_p.h"

#include <string.h>

#define LINE_COLUMNS 80

/* --- text --- */

/* One stretch of text. Dots are three characters in a manual, and what mdoc would read as its own is escaped. */
static void append_escaped(GString *out, const char *text, gssize length)
{
	g_autofree char *stretch = g_strndup(text, length < 0 ? strlen(text) : (gsize)length);
	g_auto(GStrv) parts = g_strsplit(stretch, "…", -1);
	g_autofree char *plain = g_strjoinv("...", parts);
	if (*plain == '.' || *plain == '\'')
		g_string_append(out, "\\&");
	for (const char *p = plain; *p; p++) {
		if (*p == '\\')
			g_string_append(out, "\\e");
		else if (*p == '"')
			g_string_append(out, "\\(dq"); /* in a macro's line a quote begins an argument */
		else if (*p == '`')
			g_string_append(out, "\\(ga");
		else
			g_string_append_c(out, *p);
	}
}

/* A word, on the line of the one before it where there is room; an option gets a line and a macro of its own, with what follows
 * it (".Fl -staff ,"). Lines of a manual's source are short, and a sentence ends where a line does. */
static void append_word(GString *out, const char *word)
{
	const char *line = strrchr(out->str, '\n');
	gsize column = out->len - (gsize)(line ? line + 1 - out->str : 0);
	if (g_str_has_prefix(word, "--")) {
		gsize name = strspn(word, "abcdefghijklmnopqrstuvwxyz-");
		g_string_append_printf(out, "%s.Fl %.*s", column ? "\n" : "", (int)name - 1, word + 1);
		for (const char *p = word + name; *p; p++)
			g_string_append_printf(out, " %c", *p);
		g_string_append_c(out, '\n');
		return;
	}
	if (column)
		g_string_append_c(out, column + strlen(word) < LINE_COLUMNS ? ' ' : '\n');
	append_escaped(out, word, -1);
	if (g_str_has_suffix(word, ".") && !g_str_has_suffix(word, ".."))
		g_string_append_c(out, '\n');
}

static void end_line(GString *out)
{
	if (!g_str_has_suffix(out->str, "\n"))
		g_string_append_c(out, '\n');
}

static void append_text(GString *out, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	for (char **word = words; *word; word++)
		append_word(out, *word);
	end_line(out);
}

/* --- the table --- */

/* "NAME [SERVICE]" -> " Ar NAME Op Ar SERVICE" */
static void append_arguments(GString *out, const char *arguments)
{
	g_auto(GStrv) words = g_strsplit(arguments, " ", -1);
	for (char **word = words; *word && **word; word++) {
		gboolean optional = **word == '[';
		g_string_append(out, optional ? " Op Ar " : " Ar ");
		append_escaped(out, *word + optional, (gssize)strlen(*word) - 2 * optional);
	}
}

static void append_options(GString *out, const CliOption *options)
{
	g_string_append(out, ".Bl -tag -width Ds -compact\n");
	for (; options->name; options++) {
		g_string_append_printf(out, ".It Fl -%s", options->name);
		if (options->value) {
			g_string_append(out, " Ar ");
			append_escaped(out, options->value, -1);
		}
		g_string_append_c(out, '\n');
		append_text(out, options->help);
	}
	g_string_append(out, ".El\n");
}

static void append_fields(GString *out)
{
	g_string_append(out,
			".Pp\nFields of\n.Fl -format ;\n.Fl -tsv\nprints those with a star, in this order:\n"
			".Pp\n.Bl -tag -width \"{public_note}\" -compact\n");
	for (const CliField *field = cli_fields; field->name; field++) {
		g_string_append_printf(out, ".It {%s}%s\n", field->name, field->tsv ? " *" : "");
		append_text(out, field->help);
	}
	g_string_append(out, ".El\n");
}

static void append_command(GString *out, const CliCommand *command)
{
	g_string_append_printf(out, ".It Ic %s", command->name);
	append_arguments(out, command->arguments);
	g_string_append_c(out, '\n');
	append_text(out, command->summary);
	g_string_truncate(out, out->len - 1);
	g_string_append(out, ".\n");
	if (command->alias)
		g_string_append_printf(out, "Also:\n.Ic %s .\n", command->alias);
	if (command->details)
		append_text(out, command->details);
	if (command->options) {
		g_string_append(out, ".Pp\n");
		append_options(out, command->options);
	}
	if (command->run == cmd_list)
		append_fields(out);
}

static void append_group(GString *out, guint group)
{
	g_string_append_printf(out, ".Ss %s\n.Bl -tag -width Ds\n", cli_groups[group]);
	for (const CliCommand *command = cli_commands; command->name; command++)
		if (command->group == group)
			append_command(out, command);
	g_string_append(out, ".El\n");
}

char *cli_manual(void)
{
	GString *out =
		g_string_new(".Sh OPTIONS\nEvery command takes these, before or after its name.\n.Pp\n");
	append_options(out, cli_globals);
	g_string_append(out, ".Sh COMMANDS\n");
	for (guint group = 0; group < CLI_GROUP_HIDDEN; group++)
		append_group(out, group);
	return g_string_free(out, FALSE);
}
