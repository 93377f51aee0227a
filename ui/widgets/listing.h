/* ui/widgets/listing.h - a screen's list: rows in groups, cells in columns, a cursor that stays on its row through every change.
 *
 * The screen fills it in refresh and draws it in draw; nothing here asks the book. */
#pragma once
#include "ui/app.h"

#define LISTING_CELLS 5

typedef struct {
	char *id;      /* what the row is about: the cursor stays on it; NULL: nothing that lasts */
	int kind;      /* the screen's own */
	char *heading; /* begins a group with these words above it; NULL: goes on */
	char *cells[LISTING_CELLS]; /* NULL: empty */
	char *below;   /* a second line, faint; NULL */
	Ink ink;       /* of the first cell */
} ListingRow;

typedef struct {
	GPtrArray *rows; /* of ListingRow */
	int pick, top;
	char *before; /* where the cursor was when filling began */
} Listing;

Listing *listing_new(void);
void listing_free(Listing *listing);
/** Before it is filled anew: remembers where the cursor is. */
void listing_begin(Listing *listing);
/** Adds a row; cells end with NULL and are copied. The row, to set below and ink. */
ListingRow *listing_add(Listing *listing, int kind, const char *id, const char *heading, ...) G_GNUC_NULL_TERMINATED;
/** After it is filled: the cursor is on the same row again, or on the nearest. */
void listing_end(Listing *listing);
/** The row under the cursor; NULL: there is none. Borrowed. */
const ListingRow *listing_row(const Listing *listing);
void listing_go(Listing *listing, const char *id);
void listing_move(Listing *listing, int by);

/** Columns are as wide as what stands in them; the last but one gives way first where room is short. empty: what stands there without rows. */
void listing_draw(Listing *listing, const Canvas *canvas, Area area, const char *empty);
/** The first line of a whole screen: the business, the screen's name, the time. */
void listing_head(const Screen *screen, const Canvas *canvas, const char *title);
/** The area below the head and above the status line, cleared. */
Area listing_area(const Canvas *canvas);
