/* cli/typed_p.h - what was typed, turned into what the book understands.
 *
 * Functions that fill a result from an option leave it as it is where the option was not given. */
#pragma once
#include "cli/cli_p.h"

const char *cli_arg(const Cli *cli, guint i); /* NULL: not given */
gboolean cli_flag(const Cli *cli, const char *option);
const char *cli_text(const Cli *cli, const char *option);      /* NULL: not given */
const GPtrArray *cli_list(const Cli *cli, const char *option); /* of char*; NULL: not given */
/** USAGE when both are given. */
gboolean cli_not_both(const Cli *cli, const char *a, const char *b, GError **error);

gboolean cli_minutes(const Cli *cli, const char *option, gboolean zero_ok, gint64 *minutes, GError **error);
/** --buffer-before and --buffer-after, in minutes. */
gboolean cli_buffers(const Cli *cli, gint64 *before, gint64 *after, GError **error);
gboolean cli_money(const Cli *cli, const char *option, gint64 *minor, GError **error);
gboolean cli_number(const Cli *cli, const char *option, gint64 least, gint64 most, gint64 *number,
		    GError **error);
gboolean cli_day(const Cli *cli, const char *option, gint64 *day, GError **error);

/** --status as the model names it. Borrowed for ever. */
gboolean cli_status(const Cli *cli, const char **name, GError **error);
/** STATUS, - or _; -1 and USAGE for another word. */
int cli_read_status(const char *text, GError **error);
/** --overbook, which must say why. */
gboolean cli_overbook(const Cli *cli, const char **reason, GError **error);

/* One of book_find_*. */
typedef char *(*CliFind)(Book *book, const char *text, GError **error);
/** The id is the caller's. */
gboolean cli_find(const Cli *cli, const char *option, CliFind find, char **id, GError **error);
/** "Ana,Boris", and the option again: ids. GPtrArray of char*, NULL with an error. */
GPtrArray *cli_find_staff_list(const Cli *cli, const char *option, GError **error);
/** "a, b": the words between the commas, no empty ones. GPtrArray of char*. */
GPtrArray *cli_split(const GPtrArray *texts);

gboolean cli_read_number(const char *text, gint64 least, gint64 most, gint64 *number, GError **error);
/** TIME. Tells the person when that time exists twice. */
gboolean cli_time(const Cli *cli, const char *text, WhenTime *time, GError **error);
/** TIME that must say the hour. */
gboolean cli_moment(const Cli *cli, const char *text, gint64 *instant, GError **error);
/** TIME; a day alone means that day at the wall time of `was`. */
gboolean cli_moment_or_day(const Cli *cli, const char *text, gint64 was, gint64 *instant, GError **error);
/** --duration, or --end (a bare hour is on the day of start), as seconds. */
gboolean cli_length(const Cli *cli, gint64 start, gint64 *seconds, GError **error);

/** The Visits of --service, --staff, --resource, and each --with; seconds is the first one's length, 0 the service's. */
GPtrArray *cli_visits(const Cli *cli, gint64 seconds, GError **error);
/** A Visit for each --with "SERVICE[/STAFF]", appended. */
gboolean cli_visits_with(const Cli *cli, GPtrArray *visits, GError **error);

/** USAGE, naming --yes, where nobody can be asked and --yes was not given: before a long look at what would be asked about. */
gboolean cli_can_ask(const Cli *cli, const char *question, GError **error);
/** Asks on the terminal. Where nobody can be asked: USAGE, naming --yes. TRUE at once with --yes. A no is USAGE too. */
gboolean cli_ask(const Cli *cli, const char *question, GError **error);
/** The nearest of some words (NULL-terminated), as " Did you mean “list”?", or "". The caller frees. */
char *cli_did_you_mean(const char *word, const char *const *words);
