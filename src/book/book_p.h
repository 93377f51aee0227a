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
#include "book/people.h"
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
	GPtrArray *all_hours, *closures;                     /* own the rows of hours; closures of Closure, removed ones too */
	GPtrArray *calendars, *accounts;                     /* of Calendar, Account, not removed; NULL: not asked for yet (sync_p.h) */
	const char *sync_book;                               /* the book's own id in calendars, interned; NULL: not asked for yet */
	gint64 data_version;
	gint64 wanted_version, wanted_seq; /* data_version and the log's end when book_sync_wants last looked: as long as both stand, so does what it said */
	/* the change being made; NULL and 0 outside book_begin … book_commit */
	char *correlation;
	guint saved;         /* rows written in it */
	gboolean undoable;   /* TRUE from book_begin; a use case that undo passes over sets FALSE */
	ChangeKind kind;     /* CHANGE_DO from book_begin */
	char *undoes;
	const char *source_now; /* overrides source for this change ("system", "import", "undo"); NULL */
	gboolean change_written; /* book_commit_chunk has put the Change down already */
	gboolean house_touched;  /* a row of the house was saved */
	GPtrArray *outside;      /* of char*: bookings that the last change of the house left outside, by start (book_outside) */
	gboolean dry;            /* nothing is written (book_begin_dry) */
	gboolean keep_stamps;    /* rows come with their own created and updated (an export of daybook's taken in again) */
	struct AsOf *as_of;      /* a list of the book as it was is being read (as_of_p.h); NULL */
	struct SyncTaking *taking; /* a chunk of what a calendar server said is being taken in (sync_take_p.h); NULL */
};

gboolean book_begin(Book *book, GError **error);
/** The same for a dry run: checks against what is there now without the write lock, and book_save only says yes. Ends with book_abort. */
gboolean book_begin_dry(Book *book, GError **error);
/** The write lock alone, and what others changed meanwhile: for rows that are no change of the business (sync). store_commit ends it. On
 *  failure it is given back. */
gboolean book_lock(Book *book, GError **error);
/** Writes a row: version + 1, `updated` (and `created` for a new one) set to now where the class has them, then its event. */
gboolean book_save(Book *book, const ModelClass *cls, gpointer row, const char *type, GError **error);
/** what: the change in words, past tense ("Booked Maria Lopez, Tue 24 Nov 14:30"). correlation (may be NULL) gets the change's id, NULL when
 *  nothing was saved. On failure everything is rolled back. */
gboolean book_commit(Book *book, const char *what, char **correlation, GError **error);
/** Commits what is saved so far but stays in the same change (imports: chunks of at most 200 rows); what as in book_commit. */
gboolean book_commit_chunk(Book *book, const char *what, GError **error);
/** Rolls back; always FALSE. Fine outside a transaction. */
gboolean book_abort(Book *book);

/** For what is no change of the business (a hold): takes the request's key, under the lock. CONFLICT when it was used already. */
gboolean book_request_claim(Book *book, const char *stands_for, GError **error);

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
/** The same but for a set of bookings' ids. */
PlanTaken *book_taken_without(Book *book, const PlanRules *rules, const GPtrArray *visits, gint64 from, gint64 to, GHashTable *without, GError **error);

/** How many seconds the visits occupy somebody at most, buffers in, whoever does them. */
gint64 book_longest(const Book *book, const GPtrArray *visits);

/** StoreBookingFunc that collects BookingViews into a GPtrArray (data). */
gboolean book_collect_view(Booking *take, const char *customer, const char *phones_json, gpointer data);
BookingView *book_view_take(Booking *take, const char *customer, const char *phones_json);
char *book_first_phone(const char *phones_json); /* as typed; NULL where there is none */

/** "Tue 24 Nov 14:30" in the business's zone and the person's language. */
char *book_time_words(const Book *book, gint64 instant);
/* What was asked for.
 * except    a booking that is not in its own way, or NULL
 * as_it_is  nothing else would do: no change is looked for (whole days; what an undo brings back) */
typedef struct {
	const GPtrArray *visits; /* of Visit */
	gint64 start;
	gboolean appointment, as_it_is;
	const char *except;
} BookWanted;
/** Why these parts may not stand, as an error (booking.h): FALSE with the error set; TRUE when they fit or everything is overridden by a
 *  reason. overbooked gets the reason to keep on the booking (NULL when it simply fits). */
gboolean book_judge(Book *book, const GPtrArray *findings, const BookWanted *wanted, const char *reason, char **overbooked, GError **error);
/** All rules as found; where they do not fit, the nearest of the alternatives (may be NULL) and the smallest change. Without parts. */
Explanation *book_explanation(Book *book, const BookWanted *wanted, const GPtrArray *findings, const GPtrArray *alternatives, GError **error);
/** What speaks against it in words, naming whom: "Ana has Søren Ås (Cut) 11:30–12:15." GPtrArray of char*. with (may be NULL) gets BookingViews. */
GPtrArray *book_objections(Book *book, const GPtrArray *findings, GPtrArray *with);
/** The three nearest slots that fit within 60 days, in time order. except: a booking that is not in its own way, or NULL. GPtrArray of Slot. */
GPtrArray *book_alternatives(Book *book, const GPtrArray *visits, gint64 start, const char *except, GError **error);
/** Visits that describe parts as they stand (for asking what is taken, or for alternatives). GPtrArray of Visit. */
GPtrArray *book_visits_of(const Booking *booking);
/** The same with the buffers that its parts have, whatever those of the services are now. */
GPtrArray *book_visits_as_laid(const Booking *booking);
/* Is this booking no hindrance? */
typedef gboolean (*BookSpare)(Book *book, const char *id, gpointer data);
/** May this live booking stand beside what is taken now, but for those that are spared (may be NULL)? For undo and for marks that
 *  take time again. */
gboolean book_check_sharing(Book *book, const Booking *booking, BookSpare spare, gpointer data, GError **error);

/** Who acts, where the options name nobody: the login name. */
char *book_actor_of(const BookOptions *options);
/** Sets start, end and local_start of a booking from its parts. */
void book_fit_to_parts(Book *book, Booking *booking);
/** Whose a booking is, inside a change: a new customer is made; of a known one the customer that it has become by now ("" or NULL: nobody's). */
gboolean book_set_customer(Book *book, Booking *booking, const char *known, const CustomerEdit *new_customer, GError **error);
/** A booking with the defaults of this house: id, kind, zone, currency, source … */
Booking *book_booking_new(Book *book, const char *kind);
/** Series: writes the series and its occurrences (inside a change). first: the booking of the first date, complete but for its id. */
gboolean book_series_add(Book *book, const BookRequest *request, const Booking *first, BookResult *result, GError **error);
/** Does every date of the rule fit, for the people of the first? */
gboolean book_series_fits(Book *book, const BookRequest *request, const Booking *first);
/** Fills the preview's table, dates and clashes. Writes nothing. */
gboolean book_series_look(Book *book, const BookRequest *request, const Booking *first, BookPreview *preview, GError **error);
/** The wall times of a rule from an instant up to the horizon. GArray of gint64. Errors: USAGE. */
GArray *book_series_dates(Book *book, const char *rrule, gint64 start, GError **error);
/** Tops up every series to the horizon from the real now, source `system`, outside undo. Dates that clash are kept as skipped. One that cannot be
 *  filled does not stop the others; its error is told at the end. */
gboolean book_series_top_up(Book *book, gint64 real_now, GError **error);
/** The wall time up to which series are filled. */
gint64 book_series_horizon(const Book *book, gint64 now);

BookResult *book_result_new(void);

/** How many coming bookings a staff member, resource (or service) still has from now on; first: when the first is (may be NULL). -1 on error. */
gint64 book_coming(Book *book, const char *staff, const char *resource, const char *service, gint64 *first, GError **error);

/** "2026-11-24 14:30: text" appended to notes. The caller frees. */
char *book_dated_note(const Book *book, const char *notes, const char *text);

/** How WHO and WHAT are matched (cli.md): a whole name wins, else the start of any word, folded. Returns 0 no, 1 start of words, 2 whole name. */
int book_name_match(const char *name, const char *folded_query);
/** USAGE with details.candidates [{"id","name"}…]. */
gboolean book_ambiguous(GError **error, const char *what, const char *text, const GPtrArray *ids, const GPtrArray *names);
