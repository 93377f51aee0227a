/* base/csv.c - RFC 4180, read byte by byte from a buffer. */
#include "base/csv.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"

#define BUFFER_BYTES 65536
#define END (-1)

struct CsvReader {
	int fd;
	char buffer[BUFFER_BYTES];
	gsize at, filled;
	gboolean ended, failed, started;
	char separator;
	guint line; /* of the next byte, from 1 */
};

CsvReader *csv_reader_new(int fd)
{
	CsvReader *reader = g_new0(CsvReader, 1);

	reader->fd = fd;
	reader->line = 1;
	return reader;
}

void csv_reader_free(CsvReader *reader)
{
	g_free(reader);
}

static gboolean fill(CsvReader *reader)
{
	gssize n;

	if (reader->ended)
		return FALSE;
	memmove(reader->buffer, reader->buffer + reader->at, reader->filled - reader->at);
	reader->filled -= reader->at;
	reader->at = 0;
	while ((n = read(reader->fd, reader->buffer + reader->filled, BUFFER_BYTES - reader->filled)) < 0 && errno == EINTR)
		;
	reader->failed = n < 0;
	reader->ended = n <= 0;
	if (n > 0)
		reader->filled += (gsize)n;
	return n > 0;
}

static int peek(CsvReader *reader)
{
	if (reader->at == reader->filled && !fill(reader))
		return END;
	return (guchar)reader->buffer[reader->at];
}

static int next(CsvReader *reader)
{
	int c = peek(reader);

	if (c != END)
		reader->at++;
	if (c == '\n')
		reader->line++;
	return c;
}

/* Passes a BOM over, and sees which separator the first line has most of. */
static void start(CsvReader *reader)
{
	static const char separators[] = { ',', ';', '\t' };
	guint count[G_N_ELEMENTS(separators)] = { 0 };
	gboolean quoted = FALSE;
	guint best = 0;

	reader->started = TRUE;
	while (reader->filled < BUFFER_BYTES / 2 && fill(reader))
		;
	if (reader->filled >= 3 && memcmp(reader->buffer, "\xef\xbb\xbf", 3) == 0)
		reader->at = 3;
	for (gsize i = reader->at; i < reader->filled && (quoted || reader->buffer[i] != '\n'); i++) {
		quoted ^= reader->buffer[i] == '"';
		for (guint j = 0; !quoted && j < G_N_ELEMENTS(separators); j++)
			count[j] += reader->buffer[i] == separators[j];
	}
	for (guint j = 1; j < G_N_ELEMENTS(separators); j++)
		if (count[j] > count[best])
			best = j;
	reader->separator = separators[best];
}

static char *field_text(GString *bytes)
{
	char *text;

	if (g_utf8_validate(bytes->str, (gssize)bytes->len, NULL))
		return g_strdup(bytes->str);
	text = g_convert_with_fallback(bytes->str, (gssize)bytes->len, "UTF-8", "WINDOWS-1252", "?", NULL, NULL, NULL);
	return text ? text : g_utf8_make_valid(bytes->str, (gssize)bytes->len);
}

/* Up to the closing quote; a doubled one is one. */
static gboolean read_quoted(CsvReader *reader, GString *bytes, gsize *left)
{
	int c;

	while ((c = next(reader)) != END && *left > 0) {
		if (c == '"') {
			if (peek(reader) != '"')
				return TRUE;
			next(reader);
		}
		if (c != '\0')
			g_string_append_c(bytes, (char)c);
		(*left)--;
	}
	return FALSE;
}

static gboolean too_long(guint line, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
	                    _("The row that begins in line %u is longer than %d bytes, or a quote in it is never closed."), line, CSV_MAX_ROW_BYTES);
}

gboolean csv_reader_row(CsvReader *reader, GPtrArray **fields, guint *line, GError **error)
{
	g_autoptr(GPtrArray) row = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) bytes = g_string_new(NULL);
	gsize left = CSV_MAX_ROW_BYTES;
	int c;

	if (!reader->started)
		start(reader);
	*line = reader->line;
	c = peek(reader);
	if (c == END) {
		if (reader->failed)
			daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The file cannot be read: %s."), g_strerror(errno));
		return FALSE;
	}
	for (;;) {
		if (left == 0)
			return too_long(*line, error);
		c = next(reader);
		if (c == '"' && bytes->len == 0) {
			if (!read_quoted(reader, bytes, &left))
				return too_long(*line, error);
			continue;
		}
		if (c == '\r' && (peek(reader) == '\n' || peek(reader) == END))
			continue;
		if (c == END || c == '\n' || c == reader->separator) {
			g_ptr_array_add(row, field_text(bytes));
			g_string_truncate(bytes, 0);
			if (c != reader->separator)
				break;
			continue;
		}
		if (c != '\0')
			g_string_append_c(bytes, (char)c);
		left--;
	}
	*fields = g_steal_pointer(&row);
	return TRUE;
}

void csv_write_row(GString *out, const char *const *fields, guint n)
{
	for (guint i = 0; i < n; i++) {
		gboolean quote = strpbrk(fields[i], "\",;\t\r\n") || g_str_has_prefix(fields[i], " ") || g_str_has_suffix(fields[i], " ") ||
		                 (n == 1 && !*fields[i]);
		if (i)
			g_string_append_c(out, ',');
		if (!quote) {
			g_string_append(out, fields[i]);
			continue;
		}
		g_string_append_c(out, '"');
		for (const char *at = fields[i]; *at; at++) {
			if (*at == '"')
				g_string_append_c(out, '"');
			g_string_append_c(out, *at);
		}
		g_string_append_c(out, '"');
	}
	g_string_append(out, "\r\n");
}
