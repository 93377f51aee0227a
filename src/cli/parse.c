/* cli/parse.c - the words of a call, by the table.
 *
 * Global options are taken anywhere, a command's own after its name. Not GOptionContext: it wants an address for each option of
 * each command, stops at the first word or takes every option anywhere, and names no neighbour of a mistyped one. */
#include "cli/typed_p.h"

#include "base/text.h"
#include <string.h>

typedef struct {
	Cli *cli;
	char **argv;
	int argc, next; /* the word to be read */
	gboolean plain; /* after --: no more options */
	char *family;   /* "customer" while its second word is awaited; NULL */
} Parser;

/* --- the table, by name --- */

const CliCommand *cli_command(const char *name)
{
	for (const CliCommand *command = cli_commands; command->name; command++)
		if (strcmp(command->name, name) == 0 || g_strcmp0(command->alias, name) == 0)
			return command;
	return NULL;
}

/* The word of a command's name that cli_words_after is after, or NULL. */
static const char *word_after(const CliCommand *command, const char *first)
{
	const char *blank = strchr(command->name, ' ');
	if (command->group == CLI_GROUP_HIDDEN)
		return NULL;
	if (first)
		return blank && strncmp(command->name, first, (gsize)(blank - command->name)) == 0 &&
				       strlen(first) == (gsize)(blank - command->name)
			       ? blank + 1
			       : NULL;
	if (!blank)
		return command->name;
	g_autofree char *family = g_strndup(command->name, (gsize)(blank - command->name));
	return g_intern_string(family);
}

const char **cli_words_after(const char *first)
{
	GPtrArray *words = g_ptr_array_new();
	for (const CliCommand *command = cli_commands; command->name; command++) {
		const char *word = word_after(command, first);
		if (word && !g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
			g_ptr_array_add(words, (gpointer)word);
		if (word && !first && command->alias)
			g_ptr_array_add(words, (gpointer)command->alias);
	}
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_free(words, FALSE);
}

static gboolean is_family(const char *word)
{
	g_autofree const char **words = cli_words_after(word);
	return words[0] != NULL;
}

void cli_arity(const CliCommand *command, guint *least, guint *most)
{
	*least = *most = 0;
	g_auto(GStrv) words = g_strsplit(command->arguments, " ", -1);
	for (char **word = words; *word && **word; word++) {
		if (**word != '[')
			++*least;
		*most = strstr(*word, "…") ? G_MAXUINT : *most + 1;
	}
}

static const CliOption *option_in(const CliOption *options, const char *name)
{
	for (; options && options->name; options++)
		if (strcmp(options->name, name) == 0)
			return options;
	return NULL;
}

/* --- mistakes --- */

char *cli_did_you_mean(const char *word, const char *const *words)
{
	const char *nearest = text_nearest(word, words);
	return nearest ? g_strdup_printf(_(" Did you mean “%s”?"), nearest) : g_strdup("");
}

static gboolean unknown_option(const Parser *parser, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const CliOption *option = cli_globals; option->name; option++)
		g_ptr_array_add(names, (gpointer)option->name);
	const CliCommand *command = parser->cli->command;
	for (const CliOption *option = command ? command->options : NULL; option && option->name; option++)
		g_ptr_array_add(names, (gpointer)option->name);
	g_ptr_array_add(names, NULL);
	const char *nearest = text_nearest(name, (const char *const *)names->pdata);
	g_autofree char *hint = nearest ? g_strdup_printf(_(" Did you mean “--%s”?"), nearest) : g_strdup("");
	if (!command)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("There is no option “--%s” before a command.%s See: daybook help"),
				    name, hint);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” has no option “--%s”.%s See: daybook help %s"), command->name, name, hint,
			    command->name);
}

static gboolean unknown_command(const char *word, GError **error)
{
	g_autofree const char **words = cli_words_after(NULL);
	g_autofree char *hint = cli_did_you_mean(word, words);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no command “%s”.%s See: daybook help"),
			    word, hint);
}

static gboolean unknown_second(const char *family, const char *word, GError **error)
{
	g_autofree const char **words = cli_words_after(family);
	g_autofree char *all = g_strjoinv(", ", (char **)words);
	g_autofree char *hint = cli_did_you_mean(word, words);
	if (!*word)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” needs one more word: %s."), family,
				    all);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no “%s %s”, only: %s.%s"), family, word,
			    all, hint);
}

/* --- words and options --- */

static gboolean keep(Parser *parser, const CliOption *option, const char *value, GError **error)
{
	GHashTable *given = parser->cli->given;
	GPtrArray *values = g_hash_table_lookup(given, option->name);
	if (values && option->kind == CLI_VALUE && !option_in(cli_globals, option->name))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“--%s” was given twice, and only one can be meant."), option->name);
	if (!values) {
		values = g_ptr_array_new_with_free_func(g_free);
		g_hash_table_insert(given, (gpointer)option->name, values);
	}
	if (option->kind != CLI_LIST)
		g_ptr_array_set_size(values, 0); /* a global one again: the last counts */
	g_ptr_array_add(values, g_strdup(value));
	return TRUE;
}

/* The word at argv[next] is an option; its value may be the next word. */
static gboolean read_option(Parser *parser, GError **error)
{
	const char *word = parser->argv[parser->next++];
	if (strcmp(word, "-h") == 0)
		word = "--help";
	if (!g_str_has_prefix(word, "--"))
		return unknown_option(parser, word + 1, error);
	const char *equals = strchr(word, '=');
	g_autofree char *name = equals ? g_strndup(word + 2, (gsize)(equals - word - 2)) : g_strdup(word + 2);

	const CliCommand *command = parser->cli->command;
	const CliOption *option = option_in(cli_globals, name);
	if (!option && command)
		option = option_in(command->options, name);
	if (!option)
		return unknown_option(parser, name, error);
	if (option->kind == CLI_FLAG) {
		if (equals)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“--%s” takes no value."), name);
		return keep(parser, option, "", error);
	}
	if (equals)
		return keep(parser, option, equals + 1, error);
	if (parser->next >= parser->argc)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“--%s” needs a value: --%s %s"), name,
				    name, option->value);
	return keep(parser, option, parser->argv[parser->next++], error);
}

/* `log --follow verify`: the option was log's, and the command is another. */
static gboolean check_options_so_far(const Parser *parser, GError **error)
{
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, parser->cli->given);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (!option_in(cli_globals, name) && !option_in(parser->cli->command->options, name))
			return unknown_option(parser, name, error);
	return TRUE;
}

/* A word that is no option: part of the command's name, or an argument. */
static gboolean read_word(Parser *parser, GError **error)
{
	Cli *cli = parser->cli;
	const char *word = parser->argv[parser->next++];
	if (parser->family) { /* a second word, or "log" alone and its argument */
		g_autofree char *name = g_strdup_printf("%s %s", parser->family, word);
		const CliCommand *command = cli_command(name);
		g_autofree char *family = g_steal_pointer(&parser->family);
		if (command) {
			cli->command = command;
			return check_options_so_far(parser, error);
		}
		/* `sync statsu`: sync itself takes no word that this could be */
		if (!cli->command || !*cli->command->arguments)
			return unknown_second(family, word, error);
	}
	if (cli->command) {
		g_ptr_array_add(cli->args, g_strdup(word));
		return TRUE;
	}
	cli->command = strchr(word, ' ') ? NULL : cli_command(word);
	if (is_family(word))
		parser->family = g_strdup(word);
	return cli->command || parser->family || unknown_command(word, error);
}

/* "-1d" is a day. */
static gboolean is_option(const Parser *parser)
{
	const char *word = parser->argv[parser->next];
	return !parser->plain && word[0] == '-' && word[1] && !g_ascii_isdigit(word[1]);
}

/* The words after the last that is counted belong to it. */
static void join_rest(GPtrArray *args, guint count)
{
	while (count > 0 && args->len > count) {
		char *longer =
			g_strdup_printf("%s %s", (char *)args->pdata[count - 1], (char *)args->pdata[count]);
		g_free(args->pdata[count - 1]);
		args->pdata[count - 1] = longer;
		g_ptr_array_remove_index(args, count);
	}
}

static gboolean check_arity(Cli *cli, GError **error)
{
	const CliCommand *command = cli->command;
	guint least, most;
	cli_arity(command, &least, &most);
	if (cli->args->len < least)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Something is missing. It is: daybook %s %s"), command->name,
				    command->arguments);
	if (cli->args->len > most)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE, _("“%s” is one word too many. It is: daybook %s%s%s%s"),
			(char *)cli->args->pdata[most], command->name, *command->arguments ? " " : "",
			command->arguments, command->options ? _(" [OPTIONS]") : "");
	if (most == G_MAXUINT) {
		g_auto(GStrv) words = g_strsplit(command->arguments, " ", -1);
		join_rest(cli->args, g_strv_length(words));
	}
	return TRUE;
}

/* Everything inside is UTF-8; words come in the locale's character set. */
static gboolean make_utf8(Parser *parser, GStrvBuilder *builder, GError **error)
{
	for (int i = 0; i < parser->argc; i++) {
		g_autofree char *converted = NULL;
		const char *word = parser->argv[i];
		if (!g_utf8_validate(word, -1, NULL))
			word = converted = g_locale_to_utf8(word, -1, NULL, NULL, NULL);
		if (!word)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("Word %d of the command is no valid text."), i);
		g_strv_builder_add(builder, word);
	}
	return TRUE;
}

static gboolean parse_words(Parser *parser, GError **error)
{
	Cli *cli = parser->cli;
	while (parser->next < parser->argc) {
		if (!parser->plain && strcmp(parser->argv[parser->next], "--") == 0) {
			parser->plain = TRUE;
			parser->next++;
		} else if (!(is_option(parser) ? read_option(parser, error) : read_word(parser, error))) {
			return FALSE;
		}
	}
	if (g_hash_table_contains(cli->given, "help") || g_hash_table_contains(cli->given, "version"))
		return TRUE;
	if (parser->family && !cli->command)
		return unknown_second(parser->family, "", error);
	return !cli->command || check_arity(cli, error);
}

gboolean cli_parse(Cli *cli, int argc, char **argv, GError **error)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	Parser parser = { .cli = cli, .argv = argv, .argc = argc, .next = 1 };
	if (!make_utf8(&parser, builder, error))
		return FALSE;
	g_auto(GStrv) words = g_strv_builder_end(builder);
	parser.argv = words;
	gboolean good = parse_words(&parser, error);
	g_free(parser.family);
	return good;
}
