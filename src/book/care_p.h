/* book/care_p.h - what the files of care.h share: the folder of copies beside the book. */
#pragma once
#include "book/book_p.h"
#include "book/care.h"

/* What a copy's name begins with, in the folder backups/ beside the book. */
#define COPY_DAILY "daily-"
#define COPY_BEFORE_VERSION "before-version-"
#define COPY_BEFORE_RESTORE "before-restore-"
#define COPY_DAMAGED "damaged-"

/** The folder of a book's copies. The caller frees. */
char *care_folder(const char *book_path);
/** A path in it that is not taken: PREFIX2026-11-24-083000.db, "-2" and so on after it. The caller frees. */
char *care_new_name(const char *book_path, const char *prefix, GTimeZone *zone);
/** The copies beside a book, newest first; count: each is opened and its bookings counted. GPtrArray of BackupInfo. */
GPtrArray *care_copies(const char *book_path, gboolean count, GError **error);
/** Which of the days with a copy need none any more; sorts them, newest first. GArray of gint64. */
GArray *care_days_to_drop(GArray *days);
/** Removes what a crash left half made there and beside the book, if it is a day old. */
void care_sweep(const char *book_path);
/** A folder with everything in it; what cannot be removed stays. */
void care_remove_folder(const char *path);
