/* floor-ical - libical alone, one event at a time.
 *   floor-ical parse FILE	reads every event into libical's form and lets it go
 *   floor-ical write FILE	the same, kept; then prints the milliseconds that writing them all out as text takes */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
	icalcomponent **events;
	size_t n, room;
} Kept;

static char *next_line(char *out, size_t size, void *file)
{
	return fgets(out, (int)size, file);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void keep(Kept *kept, icalcomponent *event)
{
	if (kept->n == kept->room) {
		kept->room = 2 * kept->room + 1024;
		kept->events = realloc(kept->events, kept->room * sizeof(icalcomponent *));
		if (!kept->events)
			exit(1);
	}
	kept->events[kept->n++] = event;
}

/* Feeds the parser only what lies in a VEVENT, so that it gives each one as it ends. kept may be NULL. Returns how many. */
static size_t read_events(FILE *file, Kept *kept)
{
	icalparser *parser = icalparser_new();
	int inside = 0;
	size_t n = 0;
	char *line;
	icalparser_set_gen_data(parser, file);
	while ((line = icalparser_get_line(parser, next_line))) {
		if (strncmp(line, "BEGIN:VEVENT", 12) == 0)
			inside = 1;
		icalcomponent *event = inside ? icalparser_add_line(parser, line) : NULL;
		icalmemory_free_buffer(line);
		if (!event)
			continue;
		inside = 0;
		n++;
		if (kept)
			keep(kept, event);
		else
			icalcomponent_free(event);
	}
	icalparser_free(parser);
	return n;
}

static void write_events(Kept *kept)
{
	FILE *out = fopen("/dev/null", "w");
	double start = now_ms();
	if (!out)
		exit(1);
	for (size_t i = 0; i < kept->n; i++) {
		char *text = icalcomponent_as_ical_string_r(kept->events[i]);
		fputs(text, out);
		icalmemory_free_buffer(text);
	}
	fclose(out);
	printf("%.4f\n", now_ms() - start);
	for (size_t i = 0; i < kept->n; i++)
		icalcomponent_free(kept->events[i]);
	free(kept->events);
}

int main(int argc, char **argv)
{
	Kept kept = { 0 };
	FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
	if (!file) {
		fprintf(stderr, "usage: floor-ical parse|write FILE\n");
		return 2;
	}
	int writing = strcmp(argv[1], "write") == 0;
	size_t n = read_events(file, writing ? &kept : NULL);
	fclose(file);
	if (writing)
		write_events(&kept);
	else
		printf("%zu events\n", n);
	return 0;
}
