/* floor-ical - libical alone, one event at a time.
 *   floor-ical parse FILE	reads every event into libical's form and lets it go
 *   floor-ical write FILE	the same, kept; then prints the milliseconds that writing them all out as text takes */
#include <stdlib.h>
#include <time.h>

#include "floor-events.h"

typedef struct {
	icalcomponent **events;
	size_t n, room;
} Kept;

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void let_go(icalcomponent *event, void *nothing)
{
	(void)nothing;
	icalcomponent_free(event);
}

static void keep(icalcomponent *event, void *data)
{
	Kept *kept = data;
	if (kept->n == kept->room) {
		kept->room = 2 * kept->room + 1024;
		kept->events = realloc(kept->events, kept->room * sizeof(icalcomponent *));
		if (!kept->events)
			exit(1);
	}
	kept->events[kept->n++] = event;
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
	if (strcmp(argv[1], "write") == 0) {
		floor_events(file, keep, &kept);
		write_events(&kept);
	} else {
		printf("%zu events\n", floor_events(file, let_go, NULL));
	}
	fclose(file);
	return 0;
}
