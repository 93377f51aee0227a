/* ui/screens/dates.h - a series before it is written: how much of it changes along, and what becomes of each date that does not fit. */
#pragma once
#include "book/booking.h"
#include "ui/screen.h"

extern const ScreenClass dates_class;
extern const ScreenClass scope_class;

/** Asks whether this date, this and the following, or all that are coming change along; chosen is called when the question is gone. */
void scope_ask(Screen *asking, void (*chosen)(Screen *asking, SeriesScope scope));

typedef struct {
	/* Every date as it would be with these choices (of DateChosen), overbook as in done: GPtrArray of SeriesDate, the caller's. */
	GPtrArray *(*look)(Screen *asking, const GPtrArray *choices, const char *overbook, GError **error);
	/* Does it, the table out of the way; overbook: why, where a date is to be overbooked, else NULL. */
	gboolean (*done)(Screen *asking, const GPtrArray *choices, const char *overbook, GError **error);
} DatesQuestion;

/** Shows the table of dates; each that does not fit is left out, moved or overbooked. FALSE: there is no table to show. */
gboolean dates_ask(Screen *asking, const DatesQuestion *question, GError **error);
/** Does any of them not fit? */
gboolean dates_clash(const GPtrArray *table);
