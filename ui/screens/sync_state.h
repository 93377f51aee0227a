/* ui/screens/sync_state.h - the Sync screen's state, shared by its files: sync.c (what is shown, the cursor, the keys), sync_draw.c (the
 * list), sync_card.c (one booking before, here and there). */
#pragma once
#include "book/sync.h"
#include "ui/app.h"
#include "ui/screens/sync.h"

typedef enum {
	SYNC_ROW_ACCOUNT,
	SYNC_ROW_PERSON,
	SYNC_ROW_WAITING,
	SYNC_ROW_ORPHAN,
	SYNC_ROW_RUN
} SyncRowKind;

/* What the cursor can be on, in the order of the screen. */
typedef struct {
	SyncRowKind kind;
	guint index; /* of accounts, items, orphans, runs */
} SyncRow;

typedef struct {
	Screen *day;
	SyncSummary *summary;
	GPtrArray *items;   /* of SyncItem */
	GPtrArray *orphans; /* of RemoteEvent */
	GPtrArray *unread;  /* of SyncUnread */
	GPtrArray *runs;    /* of SyncRun, the newest first */
	GPtrArray *rates;   /* of char*: "insert 2 of 310 refused", one an account; "" */
	GArray *rows;       /* of SyncRow */
	int pick;           /* of rows */
	int top;            /* the first line shown */
	guint second;       /* source: counts down to the next try */
} SyncState;

SyncState *sync_state(const Screen *screen);
/** The row under the cursor, NULL when there is none. */
const SyncRow *sync_row(const SyncState *state);
/** The booking under the cursor; NULL on anything else. */
const SyncItem *sync_item(const SyncState *state);
/** The account under the cursor, or the one that what is under it belongs to; NULL when there is no account at all. */
const SyncAccountStatus *sync_account(const SyncState *state);

void sync_draw(Screen *screen, const Canvas *canvas); /* sync_draw.c */

/* --- before, here, there: sync_card.c --- */

typedef struct {
	const char *name; /* N_() */
	char *before, *here, *there;
	gboolean two_way; /* may be taken from there; else the text is composed here */
} SyncDifference;
/** What differs between here and there, field by field; a field of which there is nothing is "". GPtrArray of SyncDifference. */
GPtrArray *sync_differences(Book *book, const SyncItem *item);
void sync_card_open(Screen *sync, const char *booking);
