/* ical/lines_p.h - the content lines of a file, unfolded, one at a time, in bounded memory.
 *
 * Reads with pread through one buffer: never maps the file (a mapped file counts as memory, and dies when somebody truncates
 * it). A byte order mark is skipped; LF and CRLF end lines. */
#pragma once
#include <glib.h>

typedef struct {
	const char *text; /* borrowed until the next call; not terminated, may hold NUL bytes */
	gsize length;
	guint number;      /* of its first physical line, from 1 */
	gint64 offset;     /* in the file */
	gboolean too_long; /* longer than ICAL_MAX_LINE_BYTES: text is its beginning */
} Line;

typedef struct Lines Lines;

Lines *lines_new(int fd); /* the descriptor stays the caller's */
void lines_free(Lines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lines, lines_free)

/** Goes on reading at an offset where a line begins, which is number `number`. */
void lines_seek(Lines *lines, gint64 offset, guint number);
/** The next line. FALSE at the end, or with an error (FAILED: the file could not be read). */
gboolean lines_next(Lines *lines, Line *line, GError **error);
