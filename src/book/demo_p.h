/* book/demo_p.h - inside the book room: the demo's house (demo.c), who comes and how often (demo_guests.c) and its
 * calendar (demo_days.c).
 *
 * Chance comes from a generator seeded by constants, so that the same day of now always gives the same book; the hour of now
 * decides the statuses alone, the language the words alone. */
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

/* The demo has this many days behind it and so many ahead. */
#define DEMO_DAYS_BACK 182
#define DEMO_DAYS_AHEAD 42

/* A customer's habits. */
typedef struct {
	Customer *customer; /* borrowed */
	gboolean beard;     /* would want that done */
	guint rhythm;       /* days from one visit to the next */
	guint staff;        /* with whom, if it can be had */
	gint64 last;        /* the day of the last visit so far, as a number of days from today */
	gboolean known;     /* has been here already */
} Guest;

typedef struct {
	NewBook *new;
	gint64 today;   /* the day of now */
	int closed;     /* the weekday that the business is closed */
	guint first;    /* where the demo's services begin in the list of services */
	GArray *guests; /* of Guest, in the customers' order */
} Demo;

/** splitmix64 (Steele, Lea, Flood 2014): small, and the same on every machine. */
guint64 demo_next(guint64 *state);
guint demo_below(guint64 *state, guint n); /* 0 … n - 1 */

const Service *demo_service(const Demo *demo, int service);
/** In the currency's minor units, from hundredths of something worth about a euro. */
gint64 demo_price(const Demo *demo, gint64 hundredths);
/** Adds a customer to the guests, with habits made up from the place in the list. */
void demo_guest_add(const Demo *demo, Customer *customer, gboolean beard);
/** Who comes on that day (counted from today) for a service with a staff member: of those for whom it is time, one that has waited
 *  long; NULL when it is time for nobody. */
Guest *demo_guest_due(const Demo *demo, gint64 offset, int service, guint staff, guint64 *chance);
/** The one who comes every week. */
Guest *demo_guest_weekly(const Demo *demo);

/** Half a year back and six weeks ahead. */
void demo_fill_days(Demo *demo);
