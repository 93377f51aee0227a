/* floor-events.h - reads a file's events with libical alone, one at a time. */
#pragma once
#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

static char *floor_next_line(char *out, size_t size, void *file)
{
	return fgets(out, (int)size, file);
}

/* Feeds the parser only what lies in a VEVENT, so that it gives each one as it ends; each owns the event. Returns how many. */
static inline size_t floor_events(FILE *file, void (*each)(icalcomponent *event, void *data), void *data)
{
	icalparser *parser = icalparser_new();
	int inside = 0;
	size_t n = 0;
	char *line;
	icalparser_set_gen_data(parser, file);
	while ((line = icalparser_get_line(parser, floor_next_line))) {
		if (strncmp(line, "BEGIN:VEVENT", 12) == 0)
			inside = 1;
		icalcomponent *event = inside ? icalparser_add_line(parser, line) : NULL;
		icalmemory_free_buffer(line);
		if (!event)
			continue;
		inside = 0;
		n++;
		each(event, data);
	}
	icalparser_free(parser);
	return n;
}
