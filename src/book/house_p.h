/* book/house_p.h - inside the book room: what the use cases of staff, resources and services share. */
#pragma once
#include "book/book_p.h"
#include "book/house.h"

/* Where a Staff, Resource or Service keeps what all three have, and how they are called. */
typedef struct {
	const ModelClass *cls;
	gsize name, active, position;
	const char *word;                              /* N_() "staff member": in messages */
	const char *added, *changed, *retired;         /* the events' types */
	const char *did_add, *did_change, *did_retire; /* N_() with %s: the change in words */
} HouseClass;

extern const HouseClass house_staff, house_resource, house_service;

char **house_name(const HouseClass *house, gpointer row);
gint64 *house_active(const HouseClass *house, gpointer row);

/** A copy of the row to change, inside a change; NULL with NOT_FOUND. */
gpointer house_copy(Book *book, const HouseClass *house, const char *id, GError **error);
/** A name is checked, put into the row, and must be nobody else's: CONFLICT. */
gboolean house_rename(Book *book, const HouseClass *house, gpointer row, const char *name, GError **error);
/** Undo: may this row of the house (of another class: TRUE) have its name, which it does not have now? Else CONFLICT. */
gboolean house_name_is_free(Book *book, const ModelClass *cls, gpointer row, GError **error);
/** Gives a new row its id and place, saves it and commits; the row, or NULL (freed) on error. take is the row made inside a change. */
gpointer house_add(Book *book, const HouseClass *house, gpointer take, GError **error);
/** Saves what differs from the row in the book and commits; the row, or NULL (freed). */
gpointer house_change(Book *book, const HouseClass *house, gpointer take, GError **error);
/** Makes it inactive. remark: what still comes for it. */
gpointer house_retire(Book *book, const HouseClass *house, const char *id, char **remark, GError **error);
/** Rolls back and frees; always NULL. */
gpointer house_give_up(Book *book, const HouseClass *house, gpointer take);
/** The kind of resource as the house spells it; NULL when no resource is of that kind and no service needs one. Borrowed. */
const char *house_kind(const Book *book, const char *kind);
/** Somebody must be left to be booked: the last active staff member may not go (POLICY). */
gboolean house_may_retire(const Book *book, const HouseClass *house, gpointer row, GError **error);

/* --- hours.c --- */

/** Forgets which bookings the last change left outside. */
void book_outside_begin(Book *book);
/** Inside the change, before anything is saved: the house's rules are the old ones, `hours` and `closures` (NULL: as they are) the new. Which coming
 *  bookings are left outside is kept for book_outside. said: NULL when none is. */
gboolean hours_outside(Book *book, const GPtrArray *hours, const GPtrArray *closures, char **said, GError **error);
/** The closure that is the same but for its id; NULL. Borrowed. */
const Closure *closure_same(const Book *book, const Closure *closure);
