/* cli/say.c - say: does, or answers, one line of language. */
#include "cli/say_p.h"

#include "book/history.h"
#include <string.h>

/* --- move --- */

static gboolean say_move(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	BookEdit edit;
	if (!cli_saying_complete(saying, error))
		return FALSE;
	g_autoptr(BookingView) view = cli_say_find(saying, FALSE, error);
	if (!view || !talk_edit(saying->talk, saying->reading, view->booking, &edit, error))
		return FALSE;
	edit.dry_run = TRUE;
	g_autoptr(BookResult) tried = NULL, result = NULL;
	if (!book_move(cli->book, view->booking->id, &edit, &tried, error))
		return FALSE;
	g_autofree char *words = cli_booking_words(cli, view), *to = cli_instant_words(cli, edit.start);
	g_autofree char *plan = g_strdup_printf("%s → %s", words, to);
	if (!cli_saying_confirm(saying, plan, _("Move it?"), error))
		return FALSE;
	edit.dry_run = FALSE;
	return book_move(cli->book, view->booking->id, &edit, &result, error) &&
	       cli_answer_change(cli, result, _("Moved:"), FALSE, error);
}

/* --- cancel, book again --- */

static gboolean say_cancel(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	g_autoptr(BookingView) view = cli_say_find(saying, FALSE, error);
	g_autoptr(BookResult) result = NULL;
	if (!view)
		return FALSE;
	g_autofree char *plan = cli_booking_words(cli, view);
	return cli_saying_confirm(saying, plan, _("Cancel it?"), error) &&
	       book_cancel(cli->book, view->booking->id, saying->reading->note, FALSE, &result, error) &&
	       cli_answer_change(cli, result, _("Cancelled:"), FALSE, error);
}

static gboolean say_rebook(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	g_autoptr(BookingView) view = cli_say_find(saying, TRUE, error);
	g_autoptr(BookResult) result = NULL;
	gint64 seconds;
	if (!view || !talk_later(saying->talk, saying->reading, view->booking, &seconds, error))
		return FALSE;
	GTimeZone *zone = book_zone(cli->book);
	gint64 start = zone_resolve(zone, zone_local(zone, view->booking->start) + seconds);
	g_autofree char *words = cli_booking_words(cli, view), *to = cli_instant_words(cli, start);
	g_autofree char *plan = g_strdup_printf("%s → %s", words, to);
	return cli_saying_confirm(saying, plan, _("Book it again?"), error) &&
	       book_rebook(cli->book, view->booking->id, seconds, NULL, &result, error) &&
	       cli_answer_change(cli, result, _("Booked:"), FALSE, error);
}

/* --- next, undo, redo --- */

static gboolean say_next(CliSaying *saying, GError **error)
{
	GPtrArray *args = saying->cli->args;
	g_ptr_array_set_size(args, 0);
	if (saying->reading->number)
		g_ptr_array_add(args, g_strdup_printf("%d", saying->reading->number));
	return cmd_next(saying->cli, error);
}

static gboolean say_undo(CliSaying *saying, GError **error)
{
	GError *problem = NULL;
	Change *next = book_undo_next(saying->cli->book, &problem);
	g_autofree char *plan = next ? g_strdup(next->what) : NULL;
	if (next)
		change_free(next);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (plan && !cli_saying_confirm(saying, plan, _("Take it back?"), error))
		return FALSE;
	return cli_answer_undone(saying->cli, "undone", book_undo(saying->cli->book, NULL, error),
				 _("Undone:"));
}

static gboolean say_redo(CliSaying *saying, GError **error)
{
	return cli_saying_confirm(saying, "", _("Do it again?"), error) &&
	       cli_answer_undone(saying->cli, "redone", book_redo(saying->cli->book, error), _("Redone:"));
}

/* --- any --- */

static gboolean do_verb(CliSaying *saying, GError **error)
{
	switch (saying->reading->verb) {
	case SAY_MOVE:
		return say_move(saying, error);
	case SAY_CANCEL:
		return say_cancel(saying, error);
	case SAY_REBOOK:
		return say_rebook(saying, error);
	case SAY_FREE:
		return cli_say_free(saying, error);
	case SAY_NEXT:
		return say_next(saying, error);
	case SAY_UNDO:
		return say_undo(saying, error);
	case SAY_REDO:
		return say_redo(saying, error);
	case SAY_PICK:
		return cli_say_pick(saying, error);
	case SAY_NOTHING:
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The line says nothing. Write it like: maria cut tue 2pm."));
	default:
		return cli_say_book(saying, error);
	}
}

gboolean cmd_say(Cli *cli, GError **error)
{
	g_auto(CliSaying) saying = { .cli = cli };
	if (!cli_saying_begin(&saying, cli, cli_arg(cli, 0), cli_offer_is_there(cli), error) ||
	    !cli_saying_settle(&saying, 0, error) || !talk_check_words(saying.reading, saying.line, error) ||
	    !do_verb(&saying, error))
		return FALSE;
	if (!cli_wants_json(cli))
		return TRUE;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddItemToObject(document, "reading", cli_reading_json(&saying));
	cJSON_AddItemToObject(document, "result", cli->answer ? cli->answer : cJSON_CreateNull());
	cli->answer = NULL;
	cli_answer(cli, document);
	return TRUE;
}
