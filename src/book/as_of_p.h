/* book/as_of_p.h - inside the book room: a list of the book as it was at a moment (data.md, "The event log"). Not a replay: rows that nothing has
 * happened to since are as they were, and of the others the log has the last image before.
 *
 * A row is as its newest event not later than the moment left it. While an AsOf stands, the staff, services and resources of
 * the book are those of then, so that whoever writes the list's lines names them so. */
#pragma once
#include "book/book_p.h"

typedef struct AsOf AsOf;
typedef gboolean (*AsOfWanted)(const ListQuery *query, const Booking *booking);

/** Inside a read transaction that lasts until as_of_end. query (borrowed) names the moment; wanted judges bookings as they were. */
AsOf *as_of_begin(Book *book, const ListQuery *query, AsOfWanted wanted, GError **error);
void as_of_end(AsOf *as_of);
/** Has anything happened to this booking since? Then what stands in its row is not what was. */
gboolean as_of_changed(const AsOf *as_of, const char *booking);
/** The next of the wanted ones that have changed since, by start, as they were; NULL when it begins after `until`. The caller's. */
BookingView *as_of_next(AsOf *as_of, gint64 until);
/** Gives a booking that has not changed the name and the phone that its customer had. */
void as_of_rename(AsOf *as_of, BookingView *view);
/** A row by id: of the moment that is being listed, else as it is. NULL without error when there is none. */
gpointer as_of_row(Book *book, const ModelClass *cls, const char *id);
