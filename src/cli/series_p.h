/* cli/series_p.h - what `book`, `block`, `move`, `edit` and `cancel` share about series. */
#pragma once
#include "cli/commands_p.h"
#include "book/booking.h"
#include "book/view.h"

/** --repeat as a rule: in words too. start: the first date. Without the option the rule stays as it is. */
gboolean cli_repeat(const Cli *cli, gint64 start, char **rrule, GError **error);
/** --clash and --date DAY=CHOICE: a DateChoice, and DateChosen added to choices. */
gboolean cli_clash(const Cli *cli, gint64 *clash, GPtrArray *choices, GError **error);
/** --series this|following|all. */
gboolean cli_scope(const Cli *cli, SeriesScope *scope, GError **error);
/** A line for each date that does not stand where the rule has it (all: for every date), what becomes of it, and why. */
void cli_say_dates(Cli *cli, const GPtrArray *dates, gboolean all);
/** A change of several dates: the series that they belong to now, each booking, what became of each date. */
gboolean cli_answer_series(Cli *cli, const BookResult *result, const char *done, gboolean dry_run, GError **error);
/** change.c: the view of what was only tried, and stands nowhere else than in a result. */
BookingView *cli_tried(Cli *cli, const Booking *booking);
/** change.c: "filled" and "offers" of the waitlist, where there are any. */
void cli_add_freed(Cli *cli, cJSON *answer, const BookResult *result);
