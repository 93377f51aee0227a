/* base/csv.h - tables as text (RFC 4180), a row at a time.
 *
 * Reads what spreadsheets write: commas, semicolons or tabs (told from the first row), quoted fields with line ends in them,
 * CRLF, LF or CR, a byte order mark, UTF-8 or Windows-1252. Blank lines are passed over. Memory: one row. */
#pragma once
#include <glib.h>

#define CSV_MAX_FIELD_BYTES (1024 * 1024)
#define CSV_MAX_ROW_BYTES (4 * 1024 * 1024)
#define CSV_MAX_FIELDS 1000

typedef struct CsvReader CsvReader;

CsvReader *csv_reader_new(int fd); /* may be a pipe; stays the caller's */
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/** The next row: fields (of char*, UTF-8; the caller's) and the line it begins in, from 1. FALSE at the end, or with an error, after
 *  which nothing more comes. Errors: USAGE for what is no table (naming the line), FAILED when it cannot be read. */
gboolean csv_reader_row(CsvReader *reader, GPtrArray **fields, guint *line, GError **error);

/** Appends a row, commas between, ended with CRLF; quotes where they are needed. */
void csv_write_row(GString *out, const char *const *fields, guint n);
