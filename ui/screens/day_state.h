/* ui/screens/day_state.h - the Day screen's state, shared by its files: day.c (what is shown, the cursor), day_actions.c,
 * day_move.c, day_draw.c (the grid), day_frame.c (what stands around it), day_side.c (the panel). */
#pragma once
#include "book/booking.h"
#include "book/history.h"
#include "book/people.h"
#include "book/sync.h"
#include "ui/app.h"
#include "ui/screens/day.h"
#include "ui/screens/day_layout.h"

/* Where the cursor is. It holds on to its booking through every change of the book; without one, to a time of a column. */
typedef struct {
	gboolean all_day; /* on a whole-day booking, above the grid */
	int column;
	gint64 at;     /* instant: where going left and right looks */
	char *booking; /* id; NULL on free time */
	guint part;    /* of the booking, where the block begins */
} DayCursor;

/* A booking being moved: it follows the cursor keys and is where it was until it is dropped. */
typedef struct {
	Booking *booking;      /* as it stands */
	char *name;            /* what it is called */
	GPtrArray *visits;     /* of Visit, as they would be asked for */
	char *staff;           /* where it would go; NULL: nobody's */
	gint64 start, seconds; /* and when */
	gint64 day;            /* where it came from */
	gboolean one_person;   /* all its parts are one person's: it may change the column */
	SeriesScope scope;     /* of a series: how much moves along */
	BookPreview *preview;  /* may it stand there? NULL for what is in nobody's way */
} DayCarry;

/* Times on offer in the grid, for a visit that has no time yet (day_offer.c). */
typedef struct {
	GPtrArray *visits; /* of Visit */
	char *customer;    /* id; NULL */
	char *words;       /* what it is for */
	GPtrArray *slots;  /* of Slot: all of the day that is shown */
} DayOffer;

struct DayState {
	gint64 day;    /* shown */
	gint64 today;  /* when it was last looked at: at midnight the screen goes along */
	DayView *view; /* of that day; NULL before the first refresh */
	DayLayout *layout;
	GPtrArray *calendars; /* of Calendar: the linked ones; NULL: there are none, and no signs are shown */
	GHashTable *links;    /* booking id -> SyncLink, of the day; NULL with calendars */
	DayCursor cursor;
	int top;           /* first row shown */
	int first_column;  /* first column shown */
	int first_all_day; /* first whole-day line shown */
	int placed;        /* top was chosen for a grid of so many rows; 0: not yet for this day */
	DayCarry *carry;
	DayOffer *offer; /* NULL: none */
	/* what can wait until the screen is up */
	GPtrArray *next;          /* of BookingView; NULL: not asked for yet */
	CustomerCard *card;       /* of the customer under the cursor */
	char *card_of;            /* whose it is, asked for or not there */
	GPtrArray *story;         /* of StoryStep: what became of the booking under the cursor, the newest first; NULL */
	char *story_of;           /* its id */
	Change *undo_next;        /* what u would take back */
	gboolean late_stale;      /* next and undo_next are of before a change */
	gint64 minute;            /* when they were asked for */
	char *asked, *asked_name; /* the booking that a question is about */
	SeriesScope asked_scope;  /* how much of its series it is about */
	char *reason;             /* given for cancelling, while the deadline is asked about */
	char *draft;              /* words of an unfinished form that was found; NULL: none */
};

/* Where things are on the screen, for its size now. */
typedef struct {
	Area area;   /* of the grid: without time column, heads and panel */
	int columns; /* shown, from first_column */
	int panel;   /* width of the side panel; 0: none */
	int all_day; /* lines above the grid */
} DayGrid;

#define DAY_TIME_COLUMNS 6
#define DAY_COLUMN_MIN 20
#define DAY_COLUMN_MAX 64
#define DAY_PANEL_FROM_COLS 100
#define DAY_STORY_STEPS 4 /* that the panel shows at most */

DayState *day_state(const Screen *screen);
DayGrid day_grid(const DayState *state, int rows, int cols);
/** The i-th shown column: its left edge and width, the separator line left out. */
void day_column_place(const DayGrid *grid, int i, int *x, int *width);

/** The stop under the cursor; box NULL on free time and on whole-day lines. */
DayStop day_cursor_stop(const DayState *state);
/** The booking under the cursor, or NULL. Borrowed. */
const BookingView *day_cursor_view(const DayState *state);
const DayColumn *day_cursor_column(const DayState *state);
void day_set_cursor(DayState *state, const DayStop *stop);
/** Makes the grid show the cursor (or what is being carried). */
void day_show_cursor(DayState *state, gint64 now, int rows, int cols);

/** Where a booking stands in a calendar, or NULL. Borrowed. */
const SyncLink *day_link(const DayState *state, const char *booking);

/** Shows another day, the cursor at the same time of day; FALSE (with the reason in the status line): it stays. */
gboolean day_go(Screen *screen, gint64 day);
/** Shows a booking's day with the cursor on it. */
void day_go_to_booking(Screen *screen, const Booking *booking);
/** Shows a day with the cursor at that time in that person's column. FALSE: it stays, the reason is said. */
gboolean day_go_to(Screen *screen, const char *staff, gint64 at);
/** Asks the book for the day again. */
gboolean day_reload(Screen *screen, GError **error);

/** Today, with the next customer under the cursor. */
void day_today(Screen *screen);

/** When a new booking would begin that is made here: the free row, or the end of the booking under the cursor. */
gint64 day_cursor_start(const DayState *state);
/** The free interval of the cursor's column that holds an instant: FALSE when it is not free. */
gboolean day_gap_at(const DayColumn *column, gint64 at, Interval *gap);

void day_draw(Screen *screen, const Canvas *canvas);                                 /* day_frame.c */
void day_draw_grid(const Screen *screen, const Canvas *canvas, const DayGrid *grid); /* day_draw.c */
void day_draw_side(const Screen *screen, const Canvas *canvas, const DayGrid *grid); /* day_side.c */

void day_draw_link(const DayState *state, const Canvas *canvas, int y, int x, const char *booking,
		   Ground ground); /* day_frame.c */

/* The mark of a status, for what has no room for its words; "" for the ordinary one. */
const char *day_status_glyph(const Theme *theme, BookingStatus status);
Ink day_status_ink(BookingStatus status);

/* --- day_offer.c --- */

/** Asks for the times of the day that is shown; FALSE with an error. Nothing is asked where nothing is on offer. */
gboolean day_offer_load(Screen *screen, GError **error);
void day_offer_clear(DayState *state);
/** The time on offer that begins in this row of a column; NULL. Borrowed. */
const Slot *day_offer_at(const DayState *state, const DayColumn *column, int row);
/** Opens the form at the cursor for what is on offer. */
void day_offer_take(Screen *screen);

/* day.c, for the class */
void day_close(Screen *screen);
void day_later(Screen *screen);
