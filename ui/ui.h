/* ui/ui.h - the front end, as the rest of the program sees it.
 *
 * Layer: ui. May include book, say, model, base. The only room that knows curses. */
#pragma once
#include <glib.h>
#include <stdio.h>

#include "book/book.h"
#include "book/sync_service.h"

/** Runs the front end until the person leaves it. take: the book, open, taken over; NULL: it is made with the first-run form.
 *  service: borrowed. The exit status: 0, or that of the error. Needs a terminal on stdin and stdout.
 *  Errors: those of book_open; FAILED when the terminal cannot be used. */
int ui_run(const BookOptions *options, const SyncService *service, Book *take, GError **error);

/* One key of one screen, for lists made outside the front end (the manual, `help`). Everything is borrowed. */
typedef struct {
	const char *section; /* of keys.conf: "day" */
	const char *title;   /* of the section, in the person's language: "Day" */
	const char *action;  /* name in keys.conf: "booking-new" */
	const char *keys;    /* as shipped, space separated: "Enter e" */
	const char *help;    /* in the person's language */
} UiAction;

/** Calls back for every action of every screen, as shipped, in the table's order. */
void ui_actions_each(void (*each)(const UiAction *action, gpointer data), gpointer data);

/** Prints the list: a line `[section]<TAB>title`, then lines `action<TAB>keys<TAB>help`. Needs no terminal. */
void ui_print_keys(FILE *out);
