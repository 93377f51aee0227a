/* cli/cli_p.h - what the commands share: the rows of the table, the call being run, and how it answers.
 *
 * A command is a function of a Cli. It reads what was typed (typed_p.h), calls the book, and answers twice over where both are
 * wanted: cli_answer for programs, cli_say for people. Nothing is printed before the command has returned, but what is
 * by its nature a stream (export, log --follow) or may be very long (list).
 * Ownership: strings of the call are borrowed for its length; ids found are the caller's. */
#pragma once
#include <cjson/cJSON.h>
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/book.h"
#include "cli/cli.h"

/* --- the table --- */

typedef enum {
	CLI_FLAG,  /* takes nothing */
	CLI_VALUE, /* takes one value, once */
	CLI_LIST,  /* takes a value, as often as wanted */
} CliKind;

typedef struct {
	const char *name; /* without its dashes; NULL ends a list of options */
	CliKind kind;
	const char *value;   /* what it takes, in the contract's words ("WHO"); NULL for a flag */
	const char *help;    /* N_() */
	const char *choices; /* the words it takes, a blank between, where there are few; else NULL */
} CliOption;

typedef enum {
	CLI_GROUP_DAY,
	CLI_GROUP_CHANGE,
	CLI_GROUP_PEOPLE,
	CLI_GROUP_HOUSE,
	CLI_GROUP_SYNC,
	CLI_GROUP_BOOK,
	CLI_GROUP_HIDDEN, /* not in help, not in the manual */
	CLI_GROUP_COUNT
} CliGroup;

typedef enum {
	CLI_ALONE,   /* opens the book by itself, or not at all */
	CLI_READS,   /* opens it */
	CLI_CHANGES, /* opens it, and --request-id holds */
} CliUse;

typedef struct Cli Cli;

typedef struct {
	const char *name;  /* "customer add" */
	const char *alias; /* another name, or NULL */
	const char *
		arguments; /* "ID [TEXT…]": how many it takes is read from this; with … the rest is one text */
	CliGroup group;
	CliUse use;
	const CliOption *options; /* NULL: none of its own */
	const char *summary;      /* N_(), one line, no full stop */
	const char *details;      /* N_(), or NULL */
	gboolean (*run)(Cli *cli, GError **error);
} CliCommand;

extern const CliCommand cli_commands[]; /* ends with a NULL name */
extern const CliOption cli_globals[];   /* every command takes these */

/** The command of that name or alias; NULL. */
const CliCommand *cli_command(const char *name);
/** How many arguments a command takes; most is G_MAXUINT where the last one may have many words. */
void cli_arity(const CliCommand *command, guint *least, guint *most);
/** The first words of all commands shown in help, or with first ("customer") the second words that follow it; NULL-terminated, words
 *  borrowed. g_free. */
const char **cli_words_after(const char *first);

/* --- one call --- */

struct Cli {
	const CliCommand *command; /* NULL: none was given */
	GPtrArray *args;           /* of char* */
	GHashTable *given;         /* option's name -> GPtrArray of its values, "" for a flag */
	gboolean json, quiet, verbose;
	gboolean fails_with_answer; /* what was answered is printed though the command fails (doctor) */
	gboolean logs;              /* the log was started */
	int status;                 /* the front end's */
	char *path;                 /* the book's file */
	char *request_words;        /* what a request id stands for; NULL without one */
	Clock clock;                /* --now */
	const SyncService *service; /* of account, calendar, sync */
	Book *book;
	GString *text;    /* for people */
	GString *remarks; /* for people, beside it */
	cJSON *answer;    /* for programs */
	GString *document; /* for programs, instead of answer: its finished text, or as much of it as has not gone out; NULL */
	gboolean streamed; /* something is in the list of document already */
	int unwritten;     /* errno of what could not be poured out */
};

/** Fills command, args and given. */
gboolean cli_parse(Cli *cli, int argc, char **argv, GError **error);
/** Opens the book into cli->book, --now read in its zone. */
gboolean cli_open(Cli *cli, GError **error);
/** What book_open and the front end are given. Borrowed from cli. */
BookOptions cli_book_options(const Cli *cli);
/** --now or DAYBOOK_NOW, read in this zone, into cli->clock. */
gboolean cli_read_clock(Cli *cli, GTimeZone *zone, GError **error);
/** --request-id: was that request made in the open book before? Then its answer is this call's. For a command that opens the book by itself;
 *  the others are kept from running twice already. */
gboolean cli_repeat_answer(Cli *cli, gboolean *repeated, GError **error);
/** Keeps the answer of a request that has just been made. */
gboolean cli_keep_answer(Cli *cli, GError **error);
/** For a command that opens the book by itself: what the book has to say beside goes to the log, not to the terminal. */
gboolean cli_start_log(Cli *cli, GError **error);

/* --- answers --- */

/* Marks in what people read: they take no room on the screen and become colours on a terminal, nothing elsewhere. A mark
 * holds to the end of its line at most. */
#define MARK_PLAIN "\001"
#define MARK_STRONG "\002"
#define MARK_FAINT "\003"
#define MARK_WARN "\004"

gboolean cli_wants_json(const Cli *cli);
gboolean cli_wants_text(const Cli *cli);
/** For people, on stdout, once the command is done. */
void cli_say(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/** What a change did: as cli_say, but not with --quiet. */
void cli_confirm_done(Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/** For people, on stderr, after the answer; not with --quiet or --json. */
void cli_remark(const Cli *cli, const char *format, ...) G_GNUC_PRINTF(2, 3);
/** A remark that the book returned; frees it. NULL is fine. */
void cli_remark_take(const Cli *cli, char *remark);
/** For programs: the document. Takes it. */
void cli_answer(Cli *cli, cJSON *document);
/** {"name": list}. Takes the list. */
void cli_answer_list(Cli *cli, const char *name, cJSON *list);
/** A thing of a long list as its finished text, which takes a fraction of the memory of its tree. Takes the tree. */
cJSON *cli_as_text(cJSON *take);
/** {"name": [...]}, thing by thing into document: for lists that may be longer than memory. Add takes its tree. */
void cli_stream_begin(Cli *cli, const char *name);
void cli_stream_add(Cli *cli, cJSON *take);
void cli_stream_end(Cli *cli);
/** For long lists: what was said, or is in document, goes out once it is much. FALSE: stdout takes no more, and cli_flush will tell. */
gboolean cli_pour(Cli *cli);
/** Prints what was said or answered. Errors: FAILED when stdout takes no more. */
gboolean cli_flush(Cli *cli, GError **error);
/** Text for people to a stream: marks become colours or nothing, control characters visible. */
void cli_write(FILE *file, const char *text, gboolean color);
/** One JSON document and a newline. */
void cli_write_json(FILE *file, const cJSON *document);
/** The error, with what its details hold that a person needs. */
void cli_write_error(const Cli *cli, const GError *error);
/** May this stream be coloured? */
gboolean cli_is_colorful(FILE *file);
/** Columns of the terminal on stdout; G_MAXINT where it is none. */
int cli_columns(void);
