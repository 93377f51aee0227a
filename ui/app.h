/* ui/app.h - the front end's one object: the book, the terminal's looks, and the stack of screens.
 *
 * Everything runs on the main thread. A GMainLoop waits for keys, signals, the minute, and for the book's folder (ui/loop.c). */
#pragma once
#include "book/book.h"
#include "book/sync_service.h"
#include "ui/keymap.h"
#include "ui/screen.h"

/* Fewer and the day cannot be read: a plain notice stands instead. */
#define APP_MIN_COLS 60
#define APP_MIN_ROWS 16

typedef enum { SAY_PLAIN, SAY_GOOD, SAY_WARNING, SAY_ERROR } Tone;

struct App {
	const BookOptions *options;
	const SyncService *service;
	Book *book; /* NULL during the first-run form */
	Theme theme;
	Keymap *keymap;
	GPtrArray *stack; /* of Screen, the top one last */
	GMainLoop *loop;
	gboolean running;
	/* sources of the loop, 0: none */
	guint later;             /* idle: what waits until the screen is up */
	guint minute;            /* the next full minute */
	guint paste_end;         /* ends a paste whose end never came */
	struct Upkeep *upkeep;   /* NULL: not at work */
	struct Syncing *syncing; /* NULL: not at work */
	gint64 upkeep_day;       /* when it last was, days since 1970 UTC */
	char *status;
	Tone tone;
	gboolean pasting;
	gboolean stale;       /* something changed since the last drawing */
	int caret_x, caret_y; /* where a field wants the terminal's cursor; -1: hidden */
};

/* --- the stack --- */

/** Puts a screen on top; its state is zeroed, and refresh has not been called. */
Screen *app_push(App *app, const ScreenClass *cls);
/** Takes the top screen away (the last one ends the front end). Its state is gone when this returns. */
void app_pop(App *app);
Screen *app_top(const App *app);
/** The screen below this one, or NULL. */
Screen *app_below(const Screen *screen);
/** Makes app_run return. */
void app_quit(App *app);

/* --- telling the person --- */

void app_say(App *app, Tone tone, const char *format, ...) G_GNUC_PRINTF(3, 4);
/** Shows an error's message and frees it; NULL is fine. */
void app_fail(App *app, GError *error);

/* --- what happens --- */

/** A key for the screen on top. */
void app_key(App *app, Key key);
/** Asks every screen to ask the book again. */
void app_refresh(App *app);
/** Asks the book whether somebody else changed it, and refreshes if so. */
void app_check_book(App *app);
/** Fetches, once the screen is up, what screens put off. */
void app_later(App *app);
/** Draws what changed. */
void app_draw(App *app);

/* --- small things that every screen needs --- */

/** The status line's row and the footer's below it. */
int app_status_row(const Canvas *canvas);
/** The footer of a screen: its actions that apply now, as many as fit. */
void app_draw_footer(const Screen *screen, const Canvas *canvas);
gint64 app_now(const App *app);

/* ui/loop.c: keys, signals, the clock and the book's folder, until the front end is left. */
void app_run(App *app);
