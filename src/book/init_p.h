/* book/init_p.h - inside the book room: a new book's rows, gathered in memory, then written as one change. */
#pragma once
#include "book/book_p.h"
#include "model/series.h"

/* Each list owns its rows; their versions are 0 until written. */
typedef struct {
	const BookInit *asked;
	gint64 now;
	GTimeZone *zone;
	const char *source;
	Business *business;
	Policy *policy;
	GPtrArray *staff, *resources, *services, *customers, *hours, *closures, *series, *bookings;
} NewBook;

/** Sets the row's id: random, or in a demo always the same for the same key. */
void new_book_id(const NewBook *new, const ModelClass *cls, gpointer row, const char *key);
/** "mo-fr 09:00-18:00" of somebody (NULL: the business) into a plan, added to the list. */
gboolean new_book_hours(NewBook *new, const char *staff, const char *spec, GError **error);
/** A staff member, with the next colour of the palette. */
gboolean new_book_staff(NewBook *new, const char *name, GError **error);

/** Makes it a believable business around the day of now: always the same for the same now (book/demo.c). */
gboolean demo_fill(NewBook *new, GError **error);
