/* book/poll_p.h - inside the book room: what the files about polls share. */
#pragma once
#include "book/book_p.h"
#include "book/poll.h"

#define POLL_STARTS_MOST 100000 /* candidates of one poll; the step decides */

/** The poll inside a change, and still open: NOT_FOUND, or POLICY saying what became of it. */
Poll *poll_open_one(Book *book, const char *id, GError **error);
/** WishWindows as Intervals, sorted and merged where merge. The caller's. */
GArray *poll_intervals(const GPtrArray *windows, gboolean merge);
