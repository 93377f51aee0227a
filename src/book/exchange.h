/* book/exchange.h - iCalendar and CSV, in and out. */
#pragma once
#include "book/book.h"

typedef struct {
	char *uid;  /* NULL where unknown */
	guint line; /* of the file, 0 unknown */
	char *message;
} ImportProblem;
typedef struct {
	guint created, updated, unchanged, skipped; /* bookings (occurrences counted one by one), or customers */
	GPtrArray *errors;                          /* of ImportProblem */
	char *correlation;                          /* NULL when nothing changed; `undo CORRELATION` takes it back */
} ImportReport;
void import_report_free(ImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportReport, import_report_free)

/* Called between chunks with what is done so far; FALSE stops after the chunk. May be NULL. */
typedef gboolean (*ExchangeProgress)(guint done, gpointer data);

typedef struct {
	const char *path;           /* "-": stdin */
	const char *staff;          /* id, or NULL: nobody's */
	gboolean match_customers;
	gboolean dry_run;
	ExchangeProgress progress;
	gpointer data;
} ImportOptions;
/** Events become blocks (or, matched, appointments); in chunks of at most 200 rows under one correlation. Twice changes nothing. */
ImportReport *book_import_ical(Book *book, const ImportOptions *options, GError **error);
/** CSV with a header line: name (or first/last name), phone, mobile, email, notes, language, timezone, id. */
ImportReport *book_import_customers(Book *book, const ImportOptions *options, GError **error);

typedef struct {
	gint64 from, to; /* instants, NONE: the whole book */
	gboolean private_notes;
	int fd;          /* where to; not closed */
} ExportOptions;
gboolean book_export_ical(Book *book, const ExportOptions *options, GError **error);
gboolean book_export_customers(Book *book, const ExportOptions *options, GError **error);
