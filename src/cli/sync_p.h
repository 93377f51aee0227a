/* cli/sync_p.h - what account, calendar and sync share: a run under way, how it ended, and how it is broken off. */
#pragma once
#include "book/sync.h"
#include "book/sync_service.h"
#include "cli/commands_p.h"

/* --- being interrupted --- */

/** From here on the first SIGINT or SIGTERM only makes the descriptor returned readable, and a second one ends the program as ever. -1
 *  where no descriptor is to be had: the signals stay what they were. */
int cli_stop_begin(void);
gboolean cli_stop_asked(int stop_fd);
void cli_stop_end(int stop_fd);

/* --- one run --- */

typedef struct {
	Cli *cli;
	int stop_fd;
	gboolean draws; /* a line on the terminal says how far it is */
	gboolean drawn;
	gint64 drawn_at; /* monotonic, microseconds */
} CliRun;
/** What a person's run is told: everything now, 30 s for another process, progress on a terminal, ending in order. run is filled and
 *  must outlive the options. cli_run_end before anything is printed. */
SyncRunOptions cli_run_begin(Cli *cli, CliRun *run);
void cli_run_end(CliRun *run);
/** What came of it as the command's end: TRUE when all is in step, else the error whose code is the exit status, with the figures in its
 *  details. */
gboolean cli_run_verdict(Cli *cli, const SyncReport *report, GError **error);
cJSON *cli_report_json(const SyncReport *report);
/** Says what a run did that was wholly good. */
void cli_report_say(Cli *cli, const SyncReport *report);

/* --- things --- */

cJSON *cli_account_json(Cli *cli, const Account *account);
cJSON *cli_calendar_json(Cli *cli, const Calendar *calendar);
/** What its sync is: SYNC_LOCAL without a link, and where it is gone from every calendar and stays here. */
SyncStatus cli_sync_status(const SyncLink *link, const Booking *booking);
/** "waiting · Work · Google · 3 tries · again Tue 24 Nov 09:10 · why": the link of a booking. The caller frees. */
char *cli_link_words(const Cli *cli, const SyncLink *link);
/** "everybody's bookings", or the name of the staff member. Borrowed. */
const char *cli_calendar_staff(const Cli *cli, const Calendar *calendar);
