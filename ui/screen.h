/* ui/screen.h - what a screen is: a table of functions over a block of state, and a table of actions.
 *
 * refresh asks the book and draws nothing; draw draws from the state and asks nothing; later fetches what can wait until the
 * screen is up. Screens lie on a stack (ui/app.h): the one on top gets the keys. */
#pragma once
#include <glib.h>

#include "ui/draw.h"
#include "ui/keys.h"

typedef struct App App;
typedef struct Screen Screen;
typedef struct ScreenClass ScreenClass;

/* One thing a person can do. Keys are bound to names, never to functions: keys.conf, the help, the footer and the manual's
 * list are made from this. */
typedef struct {
	const char *name;  /* stable, for keys.conf: "booking-new" */
	const char *keys;  /* as shipped, space separated; "" has none */
	const char *brief; /* for the footer, N_(); NULL is not shown there */
	const char *help;  /* N_() */
	void (*run)(Screen *screen);
	gboolean (*applies)(const Screen *screen); /* NULL: always. What does not apply is not offered */
	const char *otherwise; /* N_(): what is said when it does not apply; NULL: nothing fits here */
} Action;

struct ScreenClass {
	const char *name;  /* section of keys.conf */
	const char *title; /* N_() */
	const Action *actions;
	guint n_actions;
	gsize state_bytes; /* zeroed block at screen->state */
	gboolean covers;   /* what lies below goes dim */
	void (*close)(Screen *screen);
	gboolean (*refresh)(Screen *screen, GError **error);
	void (*later)(Screen *screen);
	void (*draw)(Screen *screen,
		     const Canvas *canvas); /* NULL: the footer and the status line are all of it */
	/* A typed or pasted character, before the actions: TRUE when it went into a field. NULL: this screen takes no text. */
	gboolean (*text)(Screen *screen, gunichar c);
	/* A key that edits the field in focus (arrows, Del …), before the actions; NULL or FALSE: not taken. */
	gboolean (*edit)(Screen *screen, Key key);
};

struct Screen {
	const ScreenClass *cls;
	App *app;
	gpointer state;
};
