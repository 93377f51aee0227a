/* ui/screens/line_state.h - the state of the one-line screen, shared by line.c (keys, what the line comes to) and line_draw.c. */
#pragma once
#include "book/history.h"
#include "talk/talk.h"
#include "ui/app.h"
#include "ui/screens/line.h"
#include "ui/widgets/input.h"

/* What the line comes to. */
typedef enum {
	LINE_EMPTY,    /* nothing is typed: examples */
	LINE_LACKS,    /* something is still missing; message says what */
	LINE_ASKS,     /* words mean several things: choices, picked with the arrows */
	LINE_TIMES,    /* free times to take, after message */
	LINE_BOOKINGS, /* bookings to choose from (a move, a cancellation), or to look at (who is next) */
	LINE_READY,    /* Enter does it; message says what */
	LINE_WRONG     /* it cannot be: message says why */
} LineOutcome;

typedef struct {
	SayAnswer answer;
	char *words; /* that were asked about: another text there is another question */
} LineAnswer;

typedef struct {
	Screen *day;
	gboolean finding;    /* f: times are looked for, and a customer need not be named */
	gboolean in_order;   /* the earliest times instead of the best */
	Talk *talk;
	Input *field;
	char *line;          /* as it was read */
	GPtrArray *answers;  /* of LineAnswer */
	SayReading *reading;
	gboolean stale;      /* what follows is of an older reading */
	LineOutcome outcome;
	char *message;
	const SayQuestion *question; /* of LINE_ASKS; the reading's */
	GPtrArray *slots;    /* of Slot; NULL */
	GPtrArray *bookings; /* of BookingView; NULL */
	int pick;            /* in choices, slots or bookings */
	char *chosen;        /* the booking picked of several: holds for this line; NULL */
	Change *undo;        /* what would be taken back; NULL */
} Line;

static inline Line *line_of(const Screen *screen)
{
	return screen->state;
}

/** How many there are to pick from. */
int line_picks(const Line *line);
/** What the line comes to, where that is not known yet. */
void line_settle(Screen *screen);
void line_draw(Screen *screen, const Canvas *canvas); /* line_draw.c */
