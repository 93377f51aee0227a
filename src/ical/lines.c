/* ical/lines.c - reading and unfolding */
#include "ical/lines_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ical/ical.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (128 * 1024)
#define FIRST_READ 4096 /* after a seek little is wanted: one event */

struct Lines {
	int fd;
	gint64 next;       /* the file's offset after the buffer */
	gsize at, end;     /* what of the buffer is not yet given out */
	gsize read_bytes;  /* of the next pread */
	gboolean finished; /* the file ends with the buffer */
	guint number;      /* of the physical line at `at` */
	GString *folded;   /* a line that did not stand in the buffer as one */
	char buffer[BUFFER_BYTES];
};

Lines *lines_new(int fd)
{
	Lines *lines = g_malloc(sizeof *lines);
	lines->fd = fd;
	lines->folded = g_string_new(NULL);
	lines->end = 0;
	lines_seek(lines, 0, 1);
	lines->read_bytes = BUFFER_BYTES;
	return lines;
}

void lines_free(Lines *lines)
{
	if (!lines)
		return;
	g_string_free(lines->folded, TRUE);
	g_free(lines);
}

void lines_seek(Lines *lines, gint64 offset, guint number)
{
	lines->number = number;
	/* Often what is wanted stands right behind what was last read. */
	gint64 first = lines->end ? lines->next - (gint64)lines->end : 0;
	if (lines->end && offset >= first && offset < lines->next) {
		lines->at = (gsize)(offset - first);
		return;
	}
	lines->next = offset;
	lines->at = lines->end = 0;
	lines->finished = FALSE;
	lines->read_bytes = FIRST_READ;
}

/* More of the file behind what is left of the buffer. FALSE only on an error. */
static gboolean fill(Lines *lines, GError **error)
{
	gsize left = lines->end - lines->at;
	memmove(lines->buffer, lines->buffer + lines->at, left);
	lines->at = 0;
	lines->end = left;
	gsize room = MIN(BUFFER_BYTES - left, lines->read_bytes);
	ssize_t got;
	do {
		got = pread(lines->fd, lines->buffer + left, room, lines->next);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The file cannot be read: %s."),
				    g_strerror(errno));
	if (lines->next == 0 && got >= 3 && memcmp(lines->buffer, "\xef\xbb\xbf", 3) == 0)
		lines->at = 3;
	lines->next += got;
	lines->end += (gsize)got;
	lines->finished = got == 0;
	lines->read_bytes = MIN(lines->read_bytes * 4, BUFFER_BYTES);
	return TRUE;
}

/* Sees to it that the buffer holds a physical line and the byte behind it, or is full, or the file is at its end. */
static gboolean want_line(Lines *lines, const char **newline, GError **error)
{
	gsize looked = 0;
	for (;;) {
		const char *from = lines->buffer + lines->at;
		gsize left = lines->end - lines->at;
		*newline = memchr(from + looked, '\n', left - looked);
		if (*newline && (gsize)(*newline - from) + 1 < left)
			return TRUE;
		if (lines->finished || left == BUFFER_BYTES)
			return TRUE;
		looked = *newline ? (gsize)(*newline - from) : left;
		if (!fill(lines, error))
			return FALSE;
	}
}

static void fold_in(Lines *lines, Line *line, const char *text, gsize length)
{
	gsize room = ICAL_MAX_LINE_BYTES + 1 - lines->folded->len; /* one for a CR, which does not stay */
	line->too_long |= length > room;
	g_string_append_len(lines->folded, text, (gssize)MIN(length, room));
}

/* Whether the line goes on after the one that ended before `at`. */
static gboolean goes_on(const Lines *lines)
{
	return lines->at < lines->end &&
	       (lines->buffer[lines->at] == ' ' || lines->buffer[lines->at] == '\t');
}

/* A line that is folded, or longer than the buffer: gathered piece by piece. */
static gboolean gather(Lines *lines, Line *line, GError **error)
{
	const char *newline;
	g_string_truncate(lines->folded, 0);
	do {
		gboolean ended;
		do {
			if (!want_line(lines, &newline, error))
				return FALSE;
			const char *from = lines->buffer + lines->at;
			gsize length = newline ? (gsize)(newline - from) : lines->end - lines->at;
			/* At the very end of a full buffer the byte behind the newline is not known yet. */
			ended = newline != NULL || lines->finished;
			fold_in(lines, line, from, length);
			lines->at += length + (newline != NULL);
		} while (!ended);
		if (newline)
			lines->number++;
		gsize length = lines->folded->len;
		if (length && lines->folded->str[length - 1] == '\r' && !line->too_long)
			g_string_truncate(lines->folded, length - 1);
		if (newline && lines->at == lines->end && !lines->finished && !fill(lines, error))
			return FALSE;
		if (!goes_on(lines))
			break;
		lines->at++; /* the blank that folds */
	} while (TRUE);
	if (lines->folded->len > ICAL_MAX_LINE_BYTES) {
		line->too_long = TRUE;
		g_string_truncate(lines->folded, ICAL_MAX_LINE_BYTES);
	}
	line->text = lines->folded->str;
	line->length = lines->folded->len;
	return TRUE;
}

gboolean lines_next(Lines *lines, Line *line, GError **error)
{
	const char *newline;
	if (!want_line(lines, &newline, error))
		return FALSE;
	if (lines->at == lines->end)
		return FALSE;
	const char *from = lines->buffer + lines->at;
	*line = (Line){ .text = from,
			.number = lines->number,
			.offset = lines->next - (gint64)(lines->end - lines->at) };
	gsize length = newline ? (gsize)(newline - from) : 0;
	gboolean last = newline && length + 1 == lines->end - lines->at;
	if (!newline || (last && !lines->finished) || (!last && (newline[1] == ' ' || newline[1] == '\t')))
		return gather(lines, line, error);
	lines->at += length + 1;
	lines->number++;
	line->length = length && from[length - 1] == '\r' ? length - 1 : length;
	return TRUE;
}
