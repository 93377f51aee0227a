/* book/exchange_p.h - what import and export share. */
#pragma once
#include "book/book_p.h"
#include "book/exchange.h"

ImportReport *import_report_new(void);
/** Names an event or row that could not be taken in; the list is bounded. */
void import_report_problem(ImportReport *report, const char *uid, guint line, const char *message);

/** Around an import's writing: chunks are not waited for one by one, but all of them before the report (store_bulk_begin). A dry run
 *  reads one state of the book and writes nothing. done: whether the reading went well; close returns whether all did. */
gboolean import_open(Book *book, gboolean dry_run, GError **error);
gboolean import_close(Book *book, gboolean dry_run, gboolean done, const char *what, char **correlation, GError **error);

/** May this row, whose image a file carries, stand in a book? Its id, its numbers and what they say together. */
gboolean exchange_may_stand(const ModelClass *cls, gconstpointer row);
/** Takes a row of the house (its image) where its id is not known; where its name is, renamed gets id -> the id here. One that may not
 *  stand is named in the report. */
gboolean exchange_take_house(Book *book, const ModelClass *cls, const char *image, GHashTable *renamed, ImportReport *report,
                             gboolean dry_run, GError **error);
