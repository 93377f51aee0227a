/* book/care.h - looking after the file: backup, restore, doctor, upkeep. */
#pragma once
#include "book/book.h"

typedef struct {
	char *path;
	gint64 at; /* made, instant */
	gint64 bytes;
	gint64 bookings; /* counted in it; NONE when it could not be opened */
} BackupInfo;
void backup_info_free(BackupInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupInfo, backup_info_free)

/** A consistent copy while the book is in use, opened and counted afterwards. An existing file: CONFLICT. */
BackupInfo *book_backup(Book *book, const char *file, GError **error);
/** Backs up first, then copies `file` into the live book, without whoever was erased since. saved (may be NULL): where the old state lies. */
gboolean book_restore(Book *book, const char *file, BackupInfo **saved, GError **error);
/** The same onto a book that may be too damaged to open: that one is put aside whole. */
gboolean book_restore_at(const BookOptions *options, const char *file, BackupInfo **saved, GError **error);
/** The copies daybook made by itself, newest first; GPtrArray of BackupInfo. By path: also of a book that does not open. */
GPtrArray *book_backups(Book *book, GError **error);
GPtrArray *book_backups_at(const char *path, GError **error);

/** What a front end does after its first screen: tops up series (source `system`), one rotated copy a day (7 days, 4 weeks, 12 months
 *  are kept), search indexes made whole. Goes by the real clock. What the disk refuses is a warning in the log, no error. */
gboolean book_upkeep(Book *book, GError **error);

typedef enum { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_PROBLEM } DoctorGrade;
typedef struct {
	char *check; /* "integrity", "log" … */
	DoctorGrade grade;
	char *message; /* what was found */
	char *advice;  /* what to do; NULL when nothing */
} DoctorFinding;
void doctor_finding_free(DoctorFinding *finding);
/** Modes, integrity, foreign keys, the rule of sharing time, chain, free disk, clock, modules. GPtrArray of DoctorFinding. Works on a book
 *  that does not open: options, not a Book. */
GPtrArray *book_doctor(const BookOptions *options);
