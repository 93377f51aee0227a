/* cli/cli.c - one call of the program, from its words to its exit status. */
#include "cli/commands_p.h"

#include "base/log.h"
#include "base/paths.h"
#include "base/settings.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LOG_DOMAIN "daybook-cli"

/* How long a repeated request waits for the answer of the one that is just being done. */
#define LATE_LOOKS 40
#define LATE_LOOK_MS 50

static gboolean given(const Cli *cli, const char *option)
{
	return g_hash_table_contains(cli->given, option);
}

static const char *global(const Cli *cli, const char *option)
{
	const GPtrArray *values = g_hash_table_lookup(cli->given, option);
	return values ? values->pdata[0] : NULL;
}

/* --- the book --- */

BookOptions cli_book_options(const Cli *cli)
{
	return (BookOptions){ .path = cli->path,
			      .actor = global(cli, "by"),
			      .source = "cli",
			      .clock = cli->clock,
			      .request_id = global(cli, "request-id"),
			      .request_of = cli->request_words };
}

gboolean cli_read_clock(Cli *cli, GTimeZone *zone, GError **error)
{
	const char *set = g_getenv("DAYBOOK_NOW");
	const char *text = global(cli, "now");
	if (!text)
		text = set && *set ? set : NULL;
	if (!text)
		return TRUE;
	When when = { .zone = zone, .now = clock_real() };
	WhenTime now;
	if (!when_time(&when, text, &now, error)) {
		g_prefix_error(error, "--now: ");
		return FALSE;
	}
	cli->clock = (Clock){ .frozen = TRUE, .at = now.instant };
	return TRUE;
}

gboolean cli_open(Cli *cli, GError **error)
{
	BookOptions options = cli_book_options(cli);
	cli->book = book_open(&options, error);
	if (!cli->book)
		return FALSE;
	/* The hour of --now is one of the business's zone, which only the book knows. */
	if (!cli_read_clock(cli, book_zone(cli->book), error))
		return FALSE;
	book_set_clock(cli->book, &cli->clock);
	return TRUE;
}

/* daybook.conf is read for the log's level alone, and only where it is there. */
gboolean cli_start_log(Cli *cli, GError **error)
{
	g_autofree char *path = paths_config();
	g_autofree char *level = NULL;
	if (access(path, F_OK) == 0) {
		g_autoptr(Settings) settings = settings_load(error);
		if (!settings)
			return FALSE;
		level = settings_text(settings, "log", "level", NULL);
	}
	if (level && !log_is_level(level))
		cli_remark(cli,
			   _("%s: “%s” is no level of the log. Write error, warning, info or debug; until "
			     "then it is warning."),
			   path, level);
	log_start(level);
	cli->logs = TRUE;
	return TRUE;
}

/* --- --request-id --- */

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(a, b);
}

static gboolean is_global(const char *name)
{
	for (const CliOption *option = cli_globals; option->name; option++)
		if (strcmp(option->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* The command, and a hash of its words in one order, without the global options: the same request, however it was typed. Not the
 * words themselves, for they name customers, and the book keeps this. */
static char *request_words(const Cli *cli)
{
	g_autoptr(GString) words = g_string_new(NULL);
	for (guint i = 0; i < cli->args->len; i++)
		g_string_append_printf(words, "%s\x1f", (char *)cli->args->pdata[i]);
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(cli->given), by_name);
	for (const GList *name = names; name; name = name->next) {
		const GPtrArray *values = g_hash_table_lookup(cli->given, name->data);
		for (guint i = 0; i < values->len && !is_global(name->data); i++)
			g_string_append_printf(words, "--%s=%s\x1f", (char *)name->data,
					       (char *)values->pdata[i]);
	}
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, words->str, (gssize)words->len);
	return g_strdup_printf("%s %.16s", cli->command->name, hash);
}

/* What is kept under the key holds both answers, for the second call may want the other one. */
gboolean cli_repeat_answer(Cli *cli, gboolean *repeated, GError **error)
{
	g_autofree char *kept = NULL;
	*repeated = FALSE;
	if (!book_request_answer(cli->book, &kept, error))
		return FALSE;
	if (!kept)
		return TRUE;
	cJSON *both = cJSON_Parse(kept);
	cli->answer = cJSON_DetachItemFromObjectCaseSensitive(both, "json");
	const cJSON *text = cJSON_GetObjectItemCaseSensitive(both, "text");
	if (cJSON_IsString(text))
		g_string_append(cli->text, text->valuestring);
	cJSON_Delete(both);
	*repeated = TRUE;
	cli_remark(cli, _("That request was done before; nothing is done again."));
	return TRUE;
}

gboolean cli_keep_answer(Cli *cli, GError **error)
{
	cJSON *both = cJSON_CreateObject();
	if (cli->answer)
		cJSON_AddItemReferenceToObject(both, "json", cli->answer);
	cJSON_AddStringToObject(both, "text", cli->text->str);
	char *kept = cJSON_PrintUnformatted(both);
	cJSON_Delete(both);
	gboolean good = book_request_store(cli->book, kept, error);
	cJSON_free(kept);
	return good;
}

/* Another process may have used the key since it was looked up, and be about to keep its answer: that answer is ours too. The
 * error stays where there is none. */
static gboolean repeat_late(Cli *cli, GError **failed)
{
	gboolean repeated = FALSE;
	for (guint look = 0; look < LATE_LOOKS; look++) {
		g_autoptr(GError) not_kept = NULL;
		if (cli_repeat_answer(cli, &repeated, &not_kept))
			break;
		if (!g_error_matches(not_kept, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT))
			break;
		g_usleep(LATE_LOOK_MS * 1000);
	}
	if (repeated)
		g_clear_error(failed);
	return repeated;
}

/* --- running --- */

static gboolean run_keyed(Cli *cli, GError **error)
{
	gboolean repeated;
	GError *failed = NULL;
	if (cli_repeat_answer(cli, &repeated, &failed)) {
		if (repeated)
			return TRUE;
		if (cli->command->run(cli, &failed))
			return cli_keep_answer(cli, error);
	}
	if (g_error_matches(failed, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT) && repeat_late(cli, &failed))
		return TRUE;
	g_propagate_error(error, failed);
	return FALSE;
}

static gboolean run_on_book(Cli *cli, GError **error)
{
	if (!cli_start_log(cli, error) || !cli_open(cli, error))
		return FALSE;
	if (cli->command->use == CLI_CHANGES && cli->request_words)
		return run_keyed(cli, error);
	return cli->command->run(cli, error);
}

/* Where there is no book yet, --now is read in the machine's zone, and the front end makes one. */
static gboolean run_front_end(Cli *cli, CliFrontEnd front_end, GError **error)
{
	if (!cli_start_log(cli, error))
		return FALSE;
	GError *failed = NULL;
	BookOptions options = cli_book_options(cli);
	options.source = "ui";
	g_autoptr(Book) book = book_open(&options, &failed);
	if (!book && !g_error_matches(failed, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND)) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	g_clear_error(&failed);
	if (global(cli, "now") || g_getenv("DAYBOOK_NOW")) {
		g_autofree char *name = book ? NULL : zone_system_name();
		g_autoptr(GTimeZone) zone = book ? g_time_zone_ref(book_zone(book)) : zone_new(name, error);
		if (!zone || !cli_read_clock(cli, zone, error))
			return FALSE;
		options.clock = cli->clock;
		if (book)
			book_set_clock(book, &cli->clock);
	}
	cli->status = front_end(&options, cli->service, g_steal_pointer(&book), &failed);
	if (failed)
		g_propagate_error(error, failed);
	return !failed;
}

static gboolean run(Cli *cli, CliFrontEnd front_end, GError **error)
{
	if (given(cli, "version"))
		return cmd_version(cli, error);
	if (given(cli, "help")) {
		g_ptr_array_set_size(cli->args, 0);
		if (cli->command)
			g_ptr_array_add(cli->args, g_strdup(cli->command->name));
		cli->command = cli_command("help");
		return cmd_help(cli, error);
	}
	if (given(cli, "by") && !*g_strstrip((char *)global(cli, "by")))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“--by” needs a name."));
	if (given(cli, "request-id") && !*global(cli, "request-id"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“--request-id” needs a key that is not empty."));
	if (!cli->command) {
		if (front_end && !cli->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
			return run_front_end(cli, front_end, error);
		cli->command = cli_command("list");
	}
	if (given(cli, "request-id"))
		cli->request_words = request_words(cli);
	return cli->command->use == CLI_ALONE ? cli->command->run(cli, error) : run_on_book(cli, error);
}

/* Before the words are read: a mistake in them is told in the way that was asked for. */
static gboolean wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--json") == 0)
			return TRUE;
	return FALSE;
}

static void cli_clear(Cli *cli)
{
	g_clear_pointer(&cli->book, book_close);
	g_clear_pointer(&cli->answer, cJSON_Delete);
	g_string_free(cli->text, TRUE);
	if (cli->document)
		g_string_free(cli->document, TRUE);
	g_string_free(cli->remarks, TRUE);
	g_ptr_array_unref(cli->args);
	g_hash_table_unref(cli->given);
	g_free(cli->request_words);
	g_free(cli->path);
}

static int finish(Cli *cli, gboolean good, GError *error)
{
	GError *unwritten = NULL;
	if ((good || cli->fails_with_answer) && !cli_flush(cli, &unwritten)) {
		g_clear_error(&error);
		error = unwritten;
		good = FALSE;
	}
	if (good)
		return cli->status;
	int status = daybook_error_exit_status(error);
	cli_write_error(cli, error);
	if (cli->logs)
		g_log_structured(LOG_DOMAIN,
				 status == 1 || status == 7 ? G_LOG_LEVEL_WARNING : G_LOG_LEVEL_INFO,
				 "COMMAND", cli->command ? cli->command->name : "", "CODE",
				 daybook_error_name(error), "MESSAGE", "ended with status %d", status);
	g_error_free(error);
	return status;
}

int cli_main(int argc, char **argv, CliFrontEnd front_end, const SyncService *service)
{
	/* `daybook list | head` ends quietly, whatever the parent did with the signal. */
	signal(SIGPIPE, SIG_DFL);
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);

	GError *error = NULL;
	Cli cli = { .service = service,
		    .args = g_ptr_array_new_with_free_func(g_free),
		    .given = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						   (GDestroyNotify)g_ptr_array_unref),
		    .text = g_string_new(NULL),
		    .remarks = g_string_new(NULL),
		    .json = wants_json(argc, argv) };
	gboolean good = cli_parse(&cli, argc, argv, &error);
	cli.json |= given(&cli, "json");
	cli.quiet = given(&cli, "quiet");
	cli.verbose = given(&cli, "verbose");
	cli.path = global(&cli, "book") ? g_strdup(global(&cli, "book")) : paths_book();
	if (good)
		good = run(&cli, front_end, &error);
	int status = finish(&cli, good, error);
	cli_clear(&cli);
	return status;
}
