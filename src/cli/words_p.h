/* cli/words_p.h - things in words and tables, for people. Every string returned is the caller's. */
#pragma once
#include "book/view.h"
#include "cli/cli_p.h"

/* --- a table, aligned by display width --- */

typedef struct CliTable CliTable;
/** One letter for each column: l left, r right, c left and cut first where the terminal is too narrow. */
CliTable *cli_table_new(const char *columns);
/** For a table that may be very long: its rows are said as they come, a thousand at a time. */
void cli_table_flow(Cli *cli, CliTable *table);
/** One cell for each column, copied; NULL is an empty one. */
void cli_table_row(CliTable *table, const char *const *cells);
#define CLI_ROW(table, ...) cli_table_row((table), (const char *const[]){ __VA_ARGS__ })
/** A line across all columns. */
void cli_table_line(CliTable *table, const char *text);
/** Says the table and frees it. A column with nothing in it takes no room. */
void cli_table_say(Cli *cli, CliTable *table);

/* --- words --- */

/** "Maria Lopez · Cut · Ana · Tue 24 Nov 14:30–15:15 (45 min) · €45.00 · confirmed · 1a2b3c4d" */
char *cli_booking_words(const Cli *cli, const BookingView *view);
/** "14:30–15:15", "23:00–01:00 (+1)", "all day": on the business's clock, wherever the booking came from. */
char *cli_booking_times(const Cli *cli, const Booking *booking);
/** The names of everybody who has a part in it: "Ana, Boris"; "" when nobody. */
char *cli_booking_staff(const Cli *cli, const Booking *booking);
/** "Tue 24 Nov 14:30" in the business's zone, with the year where it is another one. */
char *cli_instant_words(const Cli *cli, gint64 instant);
/** "Tue 24 Nov", with the year where it is another one. */
char *cli_day_words(const Cli *cli, gint64 day);
/** The first eight characters of an id, enough to name it by; all of it with --verbose. */
char *cli_short_id(const Cli *cli, const char *id);
/** The names in a list of ids of staff. */
char *cli_join(const GPtrArray *words, const char *between);

/* --- the fields of `list --format` and --tsv --- */

typedef struct {
	const char *name;
	const char *help;                                       /* N_() */
	gboolean tsv;                                           /* a column of --tsv */
	char *(*text)(const Cli *cli, const BookingView *view); /* never NULL */
} CliField;
extern const CliField cli_fields[]; /* ends with a NULL name */

/** USAGE for a field that there is none of, naming the nearest. */
gboolean cli_format_check(const char *format, GError **error);
void cli_format_append(GString *out, const Cli *cli, const char *format, const BookingView *view);
void cli_tsv_append(GString *out, const Cli *cli, const BookingView *view);
