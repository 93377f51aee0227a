/* sync/looks.h - when the worker looks at the calendars again. Pure. */
#pragma once
#include <glib.h>

/* Instants are seconds since 1970 by the real clock. */
typedef struct {
	gint64 look_ms;      /* between two looks while somebody is at the keys */
	gboolean idle;       /* nobody is */
	gboolean progressed; /* the last run did something: what is due may go on */
	gint64 now;
	gint64 due;       /* when the first thing that waits may be sent; G_MAXINT64: nothing does */
	gint64 pause_end; /* the first end of an account's pause; G_MAXINT64: none rests */
} LookFacts;

/** Milliseconds to the next look: the first of the next turn, what becomes due, and the end of a pause. rand NULL: GLib's. */
gint64 looks_next_ms(const LookFacts *facts, GRand *rand);
