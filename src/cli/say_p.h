/* cli/say_p.h - a line of language on the command line: read against the book, its questions asked, its verbs done. */
#pragma once
#include "cli/commands_p.h"
#include "talk/talk.h"

/* --- one line --- */

typedef struct {
	Cli *cli;
	Talk *talk;
	char *line;
	GArray *answers; /* of SayAnswer, to this line */
	gboolean offered;
	SayReading *reading; /* of line and answers */
} CliSaying;

/** Reads the line; cli_saying_end in any case. */
gboolean cli_saying_begin(CliSaying *saying, Cli *cli, const char *line, gboolean offered, GError **error);
void cli_saying_end(CliSaying *saying);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliSaying, cli_saying_end)
/** Asks on the terminal until nothing is open but roles of ignored (bits, 1 << SayRole); without one, USAGE with details.candidates and
 *  details.reading. */
gboolean cli_saying_settle(CliSaying *saying, guint ignored, GError **error);
/** The line lacks something: asked for on the terminal and put at its end; without one, USAGE. FALSE where nothing came. */
gboolean cli_saying_want(CliSaying *saying, const char *question, GError **error);
/** Until the verb lacks nothing more (talk_lacks). */
gboolean cli_saying_complete(CliSaying *saying, GError **error);
/** A choice from a list on the terminal, 0 up; -1: USAGE with the list as candidates. ids may hold NULL. */
int cli_saying_choose(CliSaying *saying, const char *question, const GPtrArray *ids, const GPtrArray *names, GError **error);
/** Shows the reading and what it comes to, and asks for a yes; without a terminal USAGE, naming --yes. */
gboolean cli_saying_confirm(CliSaying *saying, const char *plan, const char *question, GError **error);
cJSON *cli_reading_json(const CliSaying *saying);
/** Is somebody there to be asked? */
gboolean cli_can_talk(const Cli *cli);
/** A line typed at a prompt, trimmed; NULL: nothing. */
char *cli_prompt(const char *prompt);

/* --- what the reading asks for, as the options of `book` --- */

/** Puts it into cli->given where an option was not given. */
void cli_fill_given(Cli *cli, const SayReading *reading);
void cli_give(Cli *cli, const char *option, const char *value);
/** `book LINE`: read, its questions settled, and put into cli->given. */
gboolean cli_book_line(Cli *cli, const char *line, GError **error);

/* --- what is on offer --- */

/** Keeps cli->given and the slots (of Slot) for this actor and book. */
gboolean cli_offer_keep(const Cli *cli, const GPtrArray *slots, GError **error);
/** The slots on offer, and their options put into cli->given; NULL without error: nothing is. */
GPtrArray *cli_offer_load(Cli *cli, GError **error);
gboolean cli_offer_is_there(const Cli *cli);
void cli_offer_forget(const Cli *cli);

/* --- the verbs; each answers --- */

gboolean cli_say_book(CliSaying *saying, GError **error);
gboolean cli_say_pick(CliSaying *saying, GError **error);
gboolean cli_say_free(CliSaying *saying, GError **error);
/** The booking that the reading names by customer, day, time, service; NULL with an error. latest: the customer's last one. */
BookingView *cli_say_find(CliSaying *saying, gboolean latest, GError **error);
