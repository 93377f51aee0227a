/* ui/upkeep.h - what is done beside the work: series topped up, the day's copy of the book (book_upkeep).
 *
 * In a thread, with a Book of its own: copying a large book takes seconds, and no key waits for that. */
#pragma once
#include "book/book.h"

typedef struct Upkeep Upkeep;

/** problem: what the person must be told, or NULL; called on the main loop. */
Upkeep *upkeep_start(const Book *book, void (*done)(const GError *problem, gpointer data), gpointer data);
/** Forgets it; done is not called any more. One that is still at work gets a moment, and is left behind for the process to end
 *  with: a copy that was not finished is thrown away the next time. */
void upkeep_leave(Upkeep *upkeep);
