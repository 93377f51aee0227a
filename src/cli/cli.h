/* cli/cli.h - the command line (the contract: daybook(1)).
 *
 * One table of commands (table.c) is read by the parser, by help, by the completion and by the manual. */
#pragma once
#include "book/book.h"
#include "book/sync_service.h"

/* What `daybook` alone opens on a terminal; NULL: today's list is printed instead. take: the book, open, or NULL where there is none
 * yet. Returns the exit status; an error is told afterwards. */
typedef int (*CliFrontEnd)(const BookOptions *options, const SyncService *service, Book *take, GError **error);

/** The whole program but for the screens. service: what account, calendar and sync call; borrowed. Returns the exit status, 0 to 7. */
int cli_main(int argc, char **argv, CliFrontEnd front_end, const SyncService *service);
