/* book/series_p.h - inside the book room: the dates of a series, all looked at before any is written.
 *
 * The rules and what is taken are read once for all dates. The dates stand in each other's way too: those that fit as they are take their time
 * first, in time order; then each of the others becomes what was chosen for it. */
#pragma once
#include "book/book_p.h"

typedef struct {
	Booking *wanted;       /* where the rule puts it */
	Booking *booking;      /* what becomes of it; NULL: it is left out */
	const Booking *stands; /* borrowed: the row as it is; NULL: a new date */
	GPtrArray *visits;     /* what it asks for: of Visit, for finding another time */
	gboolean unmoved;      /* takes the time that it has already: there is nothing to check */
	gboolean kept;         /* a row that is left out of the change and stays as it is */
	GPtrArray *findings;   /* of PlanFinding; NULL: not checked */
	SeriesDate *says;
} LineDate;

typedef struct {
	GPtrArray *dates;    /* of LineDate, in the order of the rule; the caller fills it */
	gboolean appointment;
	gboolean beyond; /* a series that reaches to the horizon may be moved past it */
	const GPtrArray *gives_way; /* of Booking: rows that are cancelled with this change, in nobody's way; NULL */
	const char *overbook; /* NULL: nobody has given a reason */
	DateChoice clash;
	const GPtrArray *choices; /* of DateChosen, or NULL */
	guint clashing, refused;  /* do not fit; and nothing was chosen for them that can be done */
	gboolean conflict;        /* of those that are refused: another booking stands against one */
	char *gone;               /* what is not there can be overridden on no date; NULL */
} Lineup;

void lineup_init(Lineup *lineup);
void lineup_clear(Lineup *lineup);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lineup, lineup_clear)
/** Takes the booking and the visits. stands (may be NULL): the row as it is. */
LineDate *lineup_add(Lineup *lineup, gint64 date, Booking *booking, GPtrArray *visits, const Booking *stands);
/** Looks at every date and settles what becomes of it. Writes nothing. Errors: USAGE for a choice of a date that is none, or to overbook without
 *  a reason. */
gboolean lineup_settle(Book *book, Lineup *lineup, GError **error);
/** Lays a request at each date, in order: rooms that it leaves open are the first that are free then. */
gboolean lineup_lay(Book *book, Lineup *lineup, const BookRequest *request, GError **error);
/** Does every date fit as it is? Stops at the first that does not. */
gboolean lineup_fits(Book *book, const Lineup *lineup);
/** The refusal, with the table of dates; change: nothing was changed, else booked. TRUE when nothing is refused. */
gboolean lineup_allows(Book *book, const Lineup *lineup, gboolean change, GError **error);
/** What it says of each date, of SeriesDate. Takes them out of the lineup. */
GPtrArray *lineup_table(Lineup *lineup);

/** The same visit at another instant. */
void series_shift(Book *book, Booking *booking, gint64 start);
/** A date of a series like another booking: its id, its time. */
Booking *series_occurrence(Book *book, const Booking *model, const Series *series, gint64 date);
/** How far a series that begins then is filled. */
gint64 series_filled_to(const Book *book, gint64 start);
/** How far it is filled, where its rule has come to its end before the horizon: for ever. */
gint64 series_filled(const Series *series, gint64 horizon);
void series_skip(Series *series, gint64 date);

/** The parts of a request at an instant: no more than placed. */
GPtrArray *book_parts_at(Book *book, const BookRequest *request, const PlanRules *rules, const PlanTaken *taken, gint64 start, GError **error);

/* --- changes.c: one row of a change --- */

/** The booking as it is now, inside the change. CONFLICT when the caller has seen another version. */
Booking *book_fetch(Book *book, const char *id, gint64 expect_version, GError **error);
/** Every field of an edit but its customer. Whether the time is free is not asked. */
gboolean book_alter(Book *book, Booking *booking, const BookEdit *edit, GError **error);
gboolean book_edit_customer(Book *book, Booking *booking, const BookEdit *edit, GError **error);
/** Does it stand elsewhere, or with others, than before? */
gboolean book_takes_other_time(const Booking *before, const Booking *after);
typedef struct {
	const char *reason;
	gboolean late;
} BookCancelling;
gboolean book_alter_cancel(Book *book, Booking *booking, const BookCancelling *how, GError **error);
/** Whose it is in a change's words: the customer, the title, "the block". */
char *book_booking_name(Book *book, const Booking *booking);

/* --- series_edit.c --- */

/** A change of a date of a series and those that its scope takes along. move: it is called a move. */
gboolean series_change(Book *book, const char *id, const BookEdit *edit, gboolean move, BookResult **result, GError **error);

/* --- series_rule.c: rules as text, in canonical form --- */

/** The value of a part ("COUNT"); NULL: it has none. */
char *rule_part(const char *rrule, const char *name);
/** The rule with a part set, or (NULL) without it. */
char *rule_with(const char *rrule, const char *name, const char *value);
/** It ends before a wall time. */
char *rule_until(const char *rrule, gint64 before);
/** So many dates fewer. */
char *rule_less(const char *rrule, gint64 dates);
typedef enum { RULE_SHIFTED, RULE_REMADE, RULE_UNCLEAR } RuleShift;
/** The rule whose date `from` has gone to `to`. SHIFTED: every date lies as much later; REMADE: it has other dates, as many ("the second tuesday"
 *  is another day in each month); UNCLEAR: a person has to say which are meant. */
RuleShift rule_shift(const char *rrule, gint64 from, gint64 to, char **shifted);
