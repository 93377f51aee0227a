/* ui/syncing.h - the worker that keeps the book in step with calendars, as the front end has it: started once the first screen is up
 * and an account exists, told what happens here, asked how it stands. No key ever waits for it. */
#pragma once
#include "ui/app.h"

typedef struct Syncing Syncing;

/** When the first screen is up. */
void syncing_start(App *app);
/** Leaves the worker to itself: the network is not waited for. */
void syncing_stop(App *app);
/** The book changed; here: by a key, so that somebody waits for it to arrive there. */
void syncing_changed(App *app, gboolean here);
/** What can wait until the screen is up: how it stands, and a word to the worker. */
void syncing_later(App *app);
/** A key was pressed. */
void syncing_key(App *app);
/** Ctrl-Z, and fg. */
void syncing_suspend(App *app, gboolean suspended);

/** A person asks for a run: says so, and in the end what came of it. */
void syncing_now(App *app);
/** Signs in: the browser is opened with the address as soon as there is one. */
void syncing_sign_in(App *app, const char *account);
/** Ends what is under way: the sign-in, or the run. FALSE: nothing was. */
gboolean syncing_cancel(App *app);

/* How it stands. */
const SyncSummary *syncing_header(const App *app); /* NULL: no account, or not asked yet */
gboolean syncing_runs(const App *app, guint *done, guint *total);
/** Waits for somebody to sign in; url (borrowed) may be NULL yet. */
gboolean syncing_signs_in(const App *app, const char **url);
/** Is the worker at anything that cancel would end? */
gboolean syncing_is_busy(const App *app);
