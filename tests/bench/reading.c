/* reading - lines of language read key by key against a book, as the one-line screen does.
 *   reading FILE NOW LINE...
 * Prints the milliseconds of each key's reading. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "talk/talk.h"

static void stop(const GError *error)
{
	fprintf(stderr, "reading: %s\n", error->message);
	exit(1);
}

static void read_line(const Talk *talk, const char *line)
{
	for (const char *end = g_utf8_next_char(line);; end = g_utf8_next_char(end)) {
		g_autofree char *typed = g_strndup(line, (gsize)(end - line));
		gint64 begun = g_get_monotonic_time();
		say_reading_free(talk_read(talk, typed, FALSE, NULL, 0));
		printf("%.4f\n", (double)(g_get_monotonic_time() - begun) / 1e3);
		if (!*end)
			return;
	}
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	if (argc < 4) {
		fprintf(stderr, "usage: reading FILE NOW LINE...\n");
		return 2;
	}
	BookOptions options = {
		.path = argv[1], .actor = "bench", .source = "cli", .clock = { TRUE, atoll(argv[2]) }
	};
	g_autoptr(Book) book = book_open(&options, &error);
	if (!book)
		stop(error);
	g_autoptr(Talk) talk = talk_new(book, &error);
	if (!talk)
		stop(error);
	for (int i = 3; i < argc; i++)
		read_line(talk, argv[i]);
	return 0;
}
