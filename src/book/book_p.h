/* book/book_p.h - inside the book room: the handle, and the one way a change is written.
 *
 *     if (!book_begin(book, error))
 *             return FALSE;
 *     … check the rules, change rows …
 *     if (!book_save(book, &booking_class, booking, "booking.moved", error) || …)
 *             return book_abort(book);
 *     return book_commit(book, what, NULL, error);
 *
 * book_begin takes the write lock and reloads what others changed, so everything is checked against what will be true at the
 * commit. book_save writes the row and its event; book_commit writes the Change and commits, or does nothing when nothing was
 * saved. */
#pragma once
#include "book/book.h"
#include "book/booking.h"
#include "book/view.h"
#include "model/event.h"
#include "plan/plan.h"
#include "store/store.h"

struct Book {
	Store *store;
	char *path, *actor, *source, *request_id, *request_of;
	Clock clock;
	GTimeZone *zone;
	Business *business;
	Policy *policy;
	GPtrArray *all_staff, *all_resources, *all_services; /* with the removed and inactive, in position order */
	GPtrArray *staff, *resources, *services;             /* borrowed from those: not removed */
	GPtrArray *hours;                                    /* of OpeningHours, not removed */
	gint64 data_version;
	/* the change being made; NULL and 0 outside book_begin … book_commit */
	char *correlation;
	guint saved;         /* rows written in it */
	gboolean undoable;   /* TRUE from book_begin; a use case that undo passes over sets FALSE */
	ChangeKind kind;     /* CHANGE_DO from book_begin */
	char *undoes;
	char *source_now;    /* overrides source for this change ("system", "import", "undo"); NULL */
};

gboolean book_begin(Book *book, GError **error);
/** Writes a row: version + 1, `updated` (and `created` for a new one) set to now where the class has them, then its event. */
gboolean book_save(Book *book, const ModelClass *cls, gpointer row, const char *type, GError **error);
/** what: the change in words, past tense ("Booked Maria Lopez, Tue 24 Nov 14:30"). correlation (may be NULL) gets the change's id, NULL when
 *  nothing was saved. On failure everything is rolled back. */
gboolean book_commit(Book *book, const char *what, char **correlation, GError **error);
/** Commits what is saved so far but stays in the same change (imports: chunks of at most 200 rows). */
gboolean book_commit_chunk(Book *book, GError **error);
/** Rolls back; always FALSE. Fine outside a transaction. */
gboolean book_abort(Book *book);

/** Loads business, policy, staff … again. */
gboolean book_load_house(Book *book, GError **error);

/** What plan needs to know: the house, and the closures touching [from, to) (NONE: all). Free with book_rules_clear. */
typedef struct {
	PlanRules rules;
	GPtrArray *closures;
	Policy policy;
} BookRules;
gboolean book_rules(Book *book, BookRules *rules, gint64 from, gint64 to, GError **error);
void book_rules_clear(BookRules *rules);

/** What is taken in [from, to) of the staff and resources that these visits or parts could touch. except: a booking's id to leave out. */
PlanTaken *book_taken(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from, gint64 to, const char *except, GError **error);

/** StoreBookingFunc that collects BookingViews into a GPtrArray (data). */
gboolean book_collect_view(Booking *take, const char *customer, const char *phones_json, gpointer data);
BookingView *book_view_take(Booking *take, const char *customer, const char *phones_json);

/** "Tue 24 Nov 14:30" in the business's zone and the person's language. */
char *book_time_words(const Book *book, gint64 instant);
/** How many coming bookings a staff member, resource (or service) still has from now on; first: when the first is (may be NULL). -1 on error. */
gint64 book_coming(Book *book, const char *staff, const char *resource, const char *service, gint64 *first, GError **error);

/** "2026-11-24 14:30: text" appended to notes. The caller frees. */
char *book_dated_note(const Book *book, const char *notes, const char *text);

/** How WHO and WHAT are matched (cli.md): a whole name wins, else the start of any word, folded. Returns 0 no, 1 start of words, 2 whole name. */
int book_name_match(const char *name, const char *folded_query);
/** USAGE with details.candidates [{"id","name"}…]. */
gboolean book_ambiguous(GError **error, const char *what, const char *text, const GPtrArray *ids, const GPtrArray *names);
