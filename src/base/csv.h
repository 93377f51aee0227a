/* base/csv.h - comma-separated values (RFC 4180), a row at a time.
 *
 * Fields may be quoted, with doubled quotes and line breaks inside; LF or CRLF; a BOM is passed over. The separator (`,` `;` or a tab)
 * is the one the first line has most of outside quotes. Bytes that are not UTF-8 are read as Windows-1252, as spreadsheets write them.
 * Memory: one row; a row longer than CSV_MAX_ROW_BYTES ends the reading with a message. */
#pragma once
#include <glib.h>

#define CSV_MAX_ROW_BYTES (1024 * 1024)

typedef struct CsvReader CsvReader;

/** Reads from a descriptor (not closed). */
CsvReader *csv_reader_new(int fd);
void csv_reader_free(CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)

/** The next row: of char*, the caller's; an empty line is one empty field. line (from 1) is where the row begins. FALSE without
 *  error at the end. Errors: FAILED when reading fails; USAGE for a row that is too long or a quote that is never closed. */
gboolean csv_reader_row(CsvReader *reader, GPtrArray **fields, guint *line, GError **error);

/** Appends a row, quoted where it must be, ended by CRLF. */
void csv_write_row(GString *out, const char *const *fields, guint n);
