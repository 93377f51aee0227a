/* tests/unit/say/salon.h - a fixed business to read lines against: Tuesday 24 November 2026, 09:00 in Berlin, open 9 to 18.
 *
 * Services: Cut, Kids cut, Colour, Beard trim, Hot stone massage, Waschen & Föhnen, Gesichtspflege. Staff: Ana, Boris, Clara. */
#pragma once
#include "say/say.h"

typedef struct {
	SayContext context;
	SayLanguages *languages;
	GPtrArray *services, *staff;
	guint asked; /* how often customers were looked for */
} Salon;

void salon_open(Salon *salon, const char *language);
void salon_close(Salon *salon);
/** The same at another hour or in another zone: a TIME of base/when.h. */
void salon_set_now(Salon *salon, const char *zone, const char *now);

/** A reading as one line: "book; customer=Maria Lopez; what=Cut/Ana; at=2026-11-24 14:00; ask=day". The caller frees. */
char *salon_read(Salon *salon, const char *line);
char *salon_words(const SayReading *reading);
