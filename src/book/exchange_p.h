/* book/exchange_p.h - what import and export share. */
#pragma once
#include "book/book_p.h"
#include "book/exchange.h"

ImportReport *import_report_new(void);
/** Names an event or row that could not be taken in; the list is bounded. */
void import_report_problem(ImportReport *report, const char *uid, guint line, const char *message);

/** Takes a row of the house (its image) where its id is not known; where its name is, renamed gets id -> the id here. */
gboolean exchange_take_house(Book *book, const ModelClass *cls, const char *image, GHashTable *renamed, gboolean dry_run, GError **error);
