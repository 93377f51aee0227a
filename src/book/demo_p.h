/* book/demo_p.h - inside the book room: the demo's house (demo.c) and its calendar (demo_days.c).
 *
 * Chance comes from a generator seeded by constants, so that the same day of now always gives the same book; the hour of now
 * decides the statuses alone. */
#pragma once
#include "book/init_p.h"

/* Three ways to work, given to the staff in turn. */
enum { DEMO_FULL, DEMO_LATE, DEMO_HALF, DEMO_PLANS };

/* The demo's services, in their order. */
enum {
	DEMO_CUT,
	DEMO_CUT_DRY,
	DEMO_BEARD,
	DEMO_COLOUR,
	DEMO_HIGHLIGHTS,
	DEMO_BROWS,
	DEMO_FACIAL,
	DEMO_CLASS,
	DEMO_SERVICES
};

typedef struct {
	NewBook *new;
	gint64 today;       /* the day of now */
	int closed;         /* the weekday that the business is closed */
	guint first;        /* where the demo's services begin in the list of services */
	GPtrArray *notes;   /* of char*: what somebody noted about a visit */
	GPtrArray *bearded; /* of Customer, borrowed: who would want that done */
} Demo;

/** splitmix64 (Steele, Lea, Flood 2014): small, and the same on every machine. */
guint64 demo_next(guint64 *state);
guint demo_below(guint64 *state, guint n); /* 0 … n - 1 */

const Service *demo_service(const Demo *demo, int service);
/** In the currency's minor units, from hundredths of something worth about a euro. */
gint64 demo_price(const Demo *demo, gint64 hundredths);
/** Half a year back and six weeks ahead. */
void demo_fill_days(Demo *demo);
