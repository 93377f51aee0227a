/* cli/history.c - undo, redo, log. */
#include "cli/commands_p.h"

#include "base/id.h"
#include "base/watch.h"
#include "book/history.h"
#include "book/people.h"
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define UNDO_LIMIT 20
#define FOLLOW_FIRST 10 /* what --follow shows of the past when it is not told */

/* --- undo and redo --- */

gboolean cli_answer_undone(Cli *cli, const char *name, Change *change, const char *done)
{
	if (!change)
		return FALSE;
	cJSON *document = cJSON_CreateObject();
	cJSON *body = cJSON_AddObjectToObject(document, name);
	cJSON_AddStringToObject(body, "correlation", change->undoes ? change->undoes : change->id);
	cJSON_AddStringToObject(body, "what", change->what);
	cli_answer(cli, document);
	cli_confirm_done(cli, "%s %s\n", done, change->what);
	change_free(change);
	return TRUE;
}

static void change_row(const Cli *cli, CliTable *table, const Change *change)
{
	g_autofree char *when = cli_instant_words(cli, change->at);
	g_autofree char *id = cli_short_id(cli, change->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	const char *state = change->undone ? _("undone") : change->undoable ? "" : _("stays");
	CLI_ROW(table, when, change->actor, change->what, state, faint_id);
}

static gboolean list_changes(Cli *cli, GError **error)
{
	gint64 limit = UNDO_LIMIT;
	if (cli_arg(cli, 0))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Either --list, or the change to take back."));
	if (!cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	g_autoptr(GPtrArray) changes = book_changes(cli->book, FALSE, (guint)limit, error);
	if (!changes)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("lccll");
	for (guint i = 0; i < changes->len; i++) {
		cJSON_AddItemToArray(list, json_change(cli->book, changes->pdata[i]));
		change_row(cli, table, changes->pdata[i]);
	}
	cli_answer_list(cli, "changes", list);
	cli_table_say(cli, table);
	if (changes->len == 0)
		cli_remark(cli, _("Nothing has been changed yet."));
	return TRUE;
}

gboolean cmd_undo(Cli *cli, GError **error)
{
	if (cli_flag(cli, "list"))
		return list_changes(cli, error);
	if (cli_text(cli, "limit"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--limit goes with --list."));
	return cli_answer_undone(cli, "undone", book_undo(cli->book, cli_arg(cli, 0), error), _("Undone:"));
}

gboolean cmd_redo(Cli *cli, GError **error)
{
	return cli_answer_undone(cli, "redone", book_redo(cli->book, error), _("Redone:"));
}

/* --- log --- */

static void append_event(Cli *cli, const Event *event)
{
	g_autofree char *before = book_event_before(cli->book, event, NULL);
	g_autofree char *words = book_event_words(cli->book, event, before);
	g_autofree char *when = cli_instant_words(cli, event->at);
	g_autofree char *id = cli_short_id(cli, event->entity_id);
	cli_say(cli, MARK_FAINT "%6lld" MARK_PLAIN "  %s  %s  %s  " MARK_FAINT "%s %s\n",
		(long long)event->seq, when, event->actor, words, event->entity, id);
}

/* Anything that has an id, or a name: a booking as everywhere, else a customer, a staff member, a service, a resource, a poll. */
static char *find_entity(const Cli *cli, const char *text, GError **error)
{
	static const CliFind others[] = { book_find_customer, book_find_staff, book_find_service,
					  book_find_resource, book_find_poll };
	if (id_is_uuid(text))
		return g_strdup(text);
	g_autoptr(GError) no_booking = NULL;
	char *id = book_find_booking(cli->book, text, &no_booking);
	for (guint i = 0; i < G_N_ELEMENTS(others) && !id; i++)
		id = others[i](cli->book, text, NULL);
	if (!id)
		g_propagate_error(error, g_steal_pointer(&no_booking));
	return id;
}

/* SEQ is digits alone; anything else is a TIME. */
static gboolean read_query(const Cli *cli, LogQuery *query, char **entity, GError **error)
{
	const char *since = cli_text(cli, "since");
	gint64 limit = cli_flag(cli, "follow") && !since ? FOLLOW_FIRST : 0;
	if (!cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	query->limit = (guint)limit;
	query->since_at = NONE;
	if (since && strspn(since, "0123456789") == strlen(since)) {
		if (!cli_read_number(since, 0, G_MAXINT64, &query->since_seq, error))
			return FALSE;
	} else if (since) {
		WhenTime time;
		if (!cli_time(cli, since, &time, error))
			return FALSE;
		query->since_at = time.instant;
	}
	if (cli_arg(cli, 0) && !(*entity = find_entity(cli, cli_arg(cli, 0), error)))
		return FALSE;
	query->entity_id = *entity;
	return TRUE;
}

/* --- log --follow: what comes, as it comes --- */

typedef struct {
	Cli *cli;
	LogQuery query;
	GMainLoop *loop;
	GError *error;
} Follow;

/* Prints what is new and remembers how far that went. */
static gboolean print_new(Follow *follow)
{
	Cli *cli = follow->cli;
	g_autoptr(GPtrArray) events = book_log(cli->book, &follow->query, &follow->error);
	if (!events)
		return FALSE;
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		follow->query.since_seq = event->seq + 1;
		if (cli->json) {
			cJSON *document = json_event(cli->book, event);
			cli_write_json(stdout, document);
			cJSON_Delete(document);
		} else {
			append_event(cli, event);
		}
	}
	follow->query.since_at = NONE;
	follow->query.limit = 0;
	gboolean good = cli_flush(cli, &follow->error);
	g_string_truncate(cli->text, 0);
	return good;
}

static void on_change(gpointer data)
{
	Follow *follow = data;
	gboolean changed = FALSE;
	if (follow->error ||
	    (book_refresh(follow->cli->book, &changed, &follow->error) && (!changed || print_new(follow))))
		return;
	g_main_loop_quit(follow->loop);
}

static gboolean on_stop(gpointer data)
{
	g_main_loop_quit(((Follow *)data)->loop);
	return G_SOURCE_CONTINUE;
}

/* Nobody reads any more. */
static gboolean on_reader_gone(G_GNUC_UNUSED gint fd, G_GNUC_UNUSED GIOCondition condition, gpointer data)
{
	return on_stop(data);
}

static gboolean follow_log(Cli *cli, const LogQuery *query, GError **error)
{
	Follow follow = { .cli = cli, .query = *query, .loop = g_main_loop_new(NULL, FALSE) };
	/* before the first look, so that nothing falls between */
	Watch *watch = watch_start(book_path(cli->book), on_change, &follow);
	g_unix_signal_add(SIGINT, on_stop, &follow);
	g_unix_signal_add(SIGTERM, on_stop, &follow);
	g_unix_fd_add(STDOUT_FILENO, G_IO_ERR | G_IO_HUP, on_reader_gone, &follow);
	if (print_new(&follow))
		g_main_loop_run(follow.loop);
	watch_stop(watch);
	g_main_loop_unref(follow.loop);
	if (follow.error)
		g_propagate_error(error, follow.error);
	return !follow.error;
}

typedef struct {
	Cli *cli;
	gboolean any;
} Telling;

static gboolean tell_event(const Event *event, gpointer data)
{
	Telling *telling = data;
	Cli *cli = telling->cli;
	telling->any = TRUE;
	if (cli->json)
		cli_stream_add(cli, json_event(cli->book, event));
	else
		append_event(cli, event);
	return cli_pour(cli);
}

/* One by one as they are read: the log only ever grows. */
/* --- log ID, for people: a story --- */

static void story_row(const Cli *cli, CliTable *table, const StoryStep *step)
{
	g_autofree char *when = cli_instant_words(cli, step->at);
	g_autofree char *change = cli_short_id(cli, step->correlation);
	g_autofree char *faint = g_strconcat(MARK_FAINT, change, NULL);
	CLI_ROW(table, when, step->who, step->words, faint);
}

/* The newest first, each with the change that undo would name. */
static gboolean tell_story(Cli *cli, const LogQuery *query, GError **error)
{
	g_autoptr(GPtrArray) steps = book_story(cli->book, query->entity_id, 0, error);
	guint said = 0;
	if (!steps)
		return FALSE;
	CliTable *table = cli_table_new("llcl");
	for (guint i = 0; i < steps->len && (!query->limit || said < query->limit); i++) {
		const StoryStep *step = steps->pdata[i];
		if (step->seq < query->since_seq || (query->since_at != NONE && step->at < query->since_at))
			continue;
		story_row(cli, table, step);
		said++;
	}
	cli_table_say(cli, table);
	if (!said)
		cli_remark(cli, _("Nothing is in the log there."));
	return TRUE;
}

gboolean cmd_log(Cli *cli, GError **error)
{
	LogQuery query = { .since_at = NONE };
	g_autofree char *entity = NULL;
	if (!read_query(cli, &query, &entity, error))
		return FALSE;
	if (cli_flag(cli, "follow"))
		return follow_log(cli, &query, error);
	if (entity && !cli_wants_json(cli) && book_has_story(cli->book, entity))
		return tell_story(cli, &query, error);
	Telling telling = { cli, FALSE };
	if (cli->json)
		cli_stream_begin(cli, "events");
	if (!book_log_each(cli->book, &query, tell_event, &telling, error))
		return FALSE;
	if (!telling.any && entity && !cli_text(cli, "since"))
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("Nothing in the book has the id “%s”."),
				    cli_arg(cli, 0));
	if (cli->json)
		cli_stream_end(cli);
	if (!telling.any)
		cli_remark(cli, _("Nothing is in the log there."));
	return TRUE;
}

gboolean cmd_log_verify(Cli *cli, GError **error)
{
	g_autoptr(LogVerdict) verdict = book_log_verify(cli->book, error);
	if (!verdict)
		return FALSE;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddBoolToObject(document, "ok", verdict->ok);
	cJSON_AddNumberToObject(document, "events", (double)verdict->events);
	cJSON_AddNumberToObject(document, "rows", (double)verdict->rows);
	cJSON_AddItemToObject(document, "problem",
			      verdict->problem ? cJSON_CreateString(verdict->problem) : cJSON_CreateNull());
	cli_answer(cli, document);
	if (verdict->ok) {
		cli_say(cli, _("The log is whole: %lld events give exactly the %lld rows of the book.\n"),
			(long long)verdict->events, (long long)verdict->rows);
		return TRUE;
	}
	cli->fails_with_answer = TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_DAMAGED, _("The log does not give the book as it is: %s"),
			    verdict->problem);
}
