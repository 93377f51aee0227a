/* ui/errand.h - what the front end has done elsewhere, because it waits for the network or the keyring: a thread with a Book of its own, one
 * job, one answer. Nobody waits for it: one that is left goes on or is cancelled by itself, and its answer is thrown away. */
#pragma once
#include "ui/app.h"

typedef struct Errand Errand;

/** Done on the thread. The answer (may be NULL) is the errand's to free. */
typedef gpointer (*ErrandWork)(Errand *errand, Book *book, gpointer job, GError **error);
/** Called on the main loop, once, unless the errand was left. Takes the answer; error is the errand's. */
typedef void (*ErrandDone)(gpointer answer, const GError *error, gpointer data);

/** job: owned by the errand. progress: called on the main loop when something moved; NULL. */
Errand *errand_start(App *app, ErrandWork work, gpointer job, GDestroyNotify free_job,
		     GDestroyNotify free_answer, ErrandDone done, void (*progress)(gpointer data),
		     gpointer data);
/** On the thread: tells how far it is. FALSE: end between two steps. */
gboolean errand_step(Errand *errand, guint done, guint total);
/** How far it is. */
void errand_progress(Errand *errand, guint *done, guint *total);
/** Asks it to end between two steps; done is still called. */
void errand_cancel(Errand *errand);
/** Forgets it, and asks it to end. done is not called any more. NULL is fine. */
void errand_leave(Errand *errand);
