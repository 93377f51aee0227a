/* base/csv.c - a state machine over bytes */
#include "base/csv.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/i18n.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (64 * 1024)
#define END_OF_FILE (-1)
#define UNREADABLE (-2)

struct CsvReader {
	int fd, failure; /* errno of a read */
	gsize at, end;
	gboolean finished, begun;
	char separator;
	guint line; /* of the next byte */
	gsize row_bytes;
	GString *field; /* bytes as they stand */
	GString *text;  /* the same as UTF-8 */
	char buffer[BUFFER_BYTES];
};

CsvReader *csv_reader_new(int fd)
{
	CsvReader *reader = g_malloc(sizeof *reader);
	reader->fd = fd;
	reader->failure = 0;
	reader->at = reader->end = 0;
	reader->finished = reader->begun = FALSE;
	reader->separator = ',';
	reader->line = 1;
	reader->field = g_string_new(NULL);
	reader->text = g_string_new(NULL);
	return reader;
}

void csv_reader_free(CsvReader *reader)
{
	if (!reader)
		return;
	g_string_free(reader->field, TRUE);
	g_string_free(reader->text, TRUE);
	g_free(reader);
}

/* More bytes behind those in the buffer, as far as it has room. */
static void fill(CsvReader *reader)
{
	ssize_t got;
	do {
		got = read(reader->fd, reader->buffer + reader->end, BUFFER_BYTES - reader->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		reader->failure = errno;
	reader->finished = got <= 0;
	reader->end += got > 0 ? (gsize)got : 0;
}

/* The next byte without taking it; END_OF_FILE or UNREADABLE. */
static int peek(CsvReader *reader)
{
	if (reader->at == reader->end && !reader->finished) {
		reader->at = reader->end = 0;
		fill(reader);
	}
	if (reader->at < reader->end)
		return (guchar)reader->buffer[reader->at];
	return reader->failure ? UNREADABLE : END_OF_FILE;
}

/* --- the first row --- */

/* What the first row, or as much of it as fits the buffer, has most of outside quotes. */
static char guess_separator(const CsvReader *reader)
{
	static const char separators[] = { ',', ';', '\t' };
	gsize count[G_N_ELEMENTS(separators)] = { 0 }, best = 0;
	gboolean quoted = FALSE;
	for (gsize i = reader->at; i < reader->end; i++) {
		char c = reader->buffer[i];
		quoted ^= c == '"';
		if (!quoted && (c == '\n' || c == '\r') && i > reader->at)
			break;
		for (gsize j = 0; !quoted && j < G_N_ELEMENTS(separators); j++)
			count[j] += c == separators[j];
	}
	for (gsize j = 1; j < G_N_ELEMENTS(separators); j++)
		if (count[j] > count[best])
			best = j;
	return separators[best];
}

static gboolean begin(CsvReader *reader, GError **error)
{
	reader->begun = TRUE;
	while (!reader->finished && reader->end < BUFFER_BYTES) /* a pipe gives less at a time */
		fill(reader);
	const char *b = reader->buffer;
	if (reader->end >= 2 && (memcmp(b, "\xff\xfe", 2) == 0 || memcmp(b, "\xfe\xff", 2) == 0))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The table is written in UTF-16. Save it as UTF-8."));
	if (reader->end >= 3 && memcmp(b, "\xef\xbb\xbf", 3) == 0)
		reader->at = 3;
	reader->separator = guess_separator(reader);
	return TRUE;
}

/* --- fields --- */

/* Adds a byte to the field; FALSE with an error when there are too many, or it is none of a text. */
static gboolean take(CsvReader *reader, int c, GError **error)
{
	if (c == '\0')
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Line %u has a NUL byte in it: this is no table."), reader->line);
	if (reader->field->len >= CSV_MAX_FIELD_BYTES)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Line %u has a field longer than a megabyte."), reader->line);
	if (reader->row_bytes >= CSV_MAX_ROW_BYTES)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Line %u has a row longer than 4 megabytes."), reader->line);
	reader->row_bytes++;
	g_string_append_c(reader->field, (char)c);
	return TRUE;
}

/* Passes over a line's end: CRLF, LF or CR. */
static void end_line(CsvReader *reader)
{
	gboolean cr = peek(reader) == '\r';
	reader->at++;
	if (cr && peek(reader) == '\n')
		reader->at++;
	reader->line++;
}

/* What stands between quotes; line ends in it become \n. */
static gboolean quoted_part(CsvReader *reader, GError **error)
{
	guint first = reader->line;
	reader->at++; /* the quote */
	for (;;) {
		int c = peek(reader);
		if (c == UNREADABLE)
			return TRUE; /* told by the caller */
		if (c == END_OF_FILE)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("The quote opened in line %u is never closed."), first);
		if (c == '\r' || c == '\n') {
			end_line(reader);
			c = '\n';
		} else {
			reader->at++;
			if (c == '"' && peek(reader) != '"')
				return TRUE;
			reader->at += c == '"';
		}
		if (!take(reader, c, error))
			return FALSE;
	}
}

/* One field, up to what ends it. A quote opens only at its beginning; what follows a closed one belongs to the field too. */
static gboolean read_field(CsvReader *reader, GPtrArray *fields, GError **error)
{
	g_string_truncate(reader->field, 0);
	if (fields->len >= CSV_MAX_FIELDS)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Line %u has more than %d fields."),
				    reader->line, CSV_MAX_FIELDS);
	if (peek(reader) == '"' && !quoted_part(reader, error))
		return FALSE;
	for (int c = peek(reader); c >= 0 && c != reader->separator && c != '\r' && c != '\n';
	     c = peek(reader)) {
		if (!take(reader, c, error))
			return FALSE;
		reader->at++;
	}
	if (reader->failure)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The table cannot be read: %s."),
				    g_strerror(reader->failure));
	g_string_truncate(reader->text, 0);
	encoding_append(reader->text, reader->field->str, reader->field->len);
	g_ptr_array_add(fields, g_strdup(reader->text->str));
	return TRUE;
}

/* Nothing more comes. */
static gboolean give_up(CsvReader *reader)
{
	reader->at = reader->end;
	reader->finished = TRUE;
	return FALSE;
}

gboolean csv_reader_row(CsvReader *reader, GPtrArray **fields, guint *line, GError **error)
{
	if (!reader->begun && !begin(reader, error))
		return give_up(reader);
	while (peek(reader) == '\r' || peek(reader) == '\n')
		end_line(reader);
	if (peek(reader) == END_OF_FILE)
		return FALSE;
	g_autoptr(GPtrArray) row = g_ptr_array_new_with_free_func(g_free);
	*line = reader->line;
	reader->row_bytes = 0;
	for (;;) {
		if (!read_field(reader, row, error))
			return give_up(reader);
		if (peek(reader) != reader->separator)
			break;
		reader->at++;
	}
	if (peek(reader) != END_OF_FILE)
		end_line(reader);
	*fields = g_steal_pointer(&row);
	return TRUE;
}

/* --- writing --- */

void csv_write_row(GString *out, const char *const *fields, guint n)
{
	for (guint i = 0; i < n; i++) {
		const char *field = fields[i];
		/* The other separators too: a reader must not take them for its own. A row of one empty field would be a blank line. */
		gboolean quoted = strpbrk(field, ",;\t\"\r\n") || g_str_has_prefix(field, " ") ||
				  g_str_has_suffix(field, " ") || (n == 1 && !*field);
		if (i)
			g_string_append_c(out, ',');
		if (quoted)
			g_string_append_c(out, '"');
		for (const char *p = field; *p; p++) {
			if (*p == '"')
				g_string_append_c(out, '"');
			g_string_append_c(out, *p);
		}
		if (quoted)
			g_string_append_c(out, '"');
	}
	g_string_append(out, "\r\n");
}
