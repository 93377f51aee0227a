/* book/history.h - undo, redo and the log (data.md, "The event log"). */
#pragma once
#include "book/book.h"
#include "model/event.h"

/** Takes back this actor's newest change made at a front end, or the one named (id or prefix of 6 or more). Field by field: CONFLICT
 *  naming who and when if a field it altered has changed since, or the time has been taken. NOT_FOUND when there is nothing. */
Change *book_undo(Book *book, const char *correlation, GError **error);
Change *book_redo(Book *book, GError **error);
/** What undo would take back, for a screen to name it; NULL when nothing (no error). */
Change *book_undo_next(Book *book, GError **error);
/** The changes, newest first; GPtrArray of Change. mine: this actor's alone. */
GPtrArray *book_changes(Book *book, gboolean mine, guint limit, GError **error);

/* entity_id NULL: everything; since_at NONE and since_seq 0: from the beginning. */
typedef struct {
	const char *entity_id;
	gint64 since_at, since_seq;
	guint limit; /* 0: none; the newest are kept */
} LogQuery;
/* FALSE stops it. */
typedef gboolean (*BookLogFunc)(const Event *event, gpointer data);
/** In order of seq, one at a time: a log may be longer than memory. */
gboolean book_log_each(Book *book, const LogQuery *query, BookLogFunc each, gpointer data, GError **error);
/** All of them; GPtrArray of Event. */
GPtrArray *book_log(Book *book, const LogQuery *query, GError **error);
/** One line for a person: "moved to Tue 24 Nov 15:00 by ana". before: the entity's previous image or NULL. */
char *book_event_words(const Book *book, const Event *event, const char *before);
/** The previous image of an event's entity, or NULL. */
char *book_event_before(Book *book, const Event *event, GError **error);

/* One step of a story, newest first: what a person would tell. */
typedef struct {
	gint64 at, seq;
	char *who, *words;   /* "ana", "moved from Tue 14:30 to Wed 9:00" */
	char *booking;       /* id of the booking it is about, NULL: the customer itself */
	char *correlation;   /* what undo would name */
} StoryStep;
void story_step_free(StoryStep *step);
/** The log as a story: of one booking, or of a customer with all their bookings. What changed nothing that a person sees is no step. limit 0: all.
 *  GPtrArray of StoryStep. Errors: NOT_FOUND; USAGE for what is neither. */
GPtrArray *book_story(Book *book, const char *entity_id, guint limit, GError **error);
/** Is it a booking or a customer? */
gboolean book_has_story(Book *book, const char *entity_id);

typedef struct {
	gint64 events, rows;
	gboolean ok;
	char *problem; /* the first thing that is wrong, in words; NULL */
} LogVerdict;
void log_verdict_free(LogVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LogVerdict, log_verdict_free)
/** Checks the chain, and replays the log into an empty book: it must give exactly the logged tables. */
LogVerdict *book_log_verify(Book *book, GError **error);
