/* book/poll.h - a time for several people: asked, answered, ranked, booked. Every change is logged and undone like any other. */
#pragma once
#include "book/booking.h"
#include "model/poll.h"

typedef struct {
	const char *title;
	gint64 seconds, step; /* step: minutes, NONE: 15 */
	const GPtrArray *windows; /* of WishWindow, at least one */
	const GPtrArray *people;  /* of PollPerson: staff by id, outsiders by name and e-mail; at least one */
	const GPtrArray *musts;   /* of char*, or NULL: names, of those asked, without whom it makes no sense */
} PollNew;
Poll *book_poll_add(Book *book, const PollNew *poll, GError **error);
/** A person answers: the times they can, read in `zone` by the caller (NULL: the business's; kept to show it). A second answer replaces the first and
 *  keeps its place in the order. An unknown name: NOT_FOUND with those there are. Staff answer by the book: USAGE. */
Poll *book_poll_answer(Book *book, const char *id, const char *who, const GPtrArray *free, const char *zone, GError **error);
/** Whom a name means among those asked: as it is written there. A whole name, or the start of any word; NOT_FOUND, ambiguous: USAGE. */
char *book_poll_person(Book *book, const char *id, const char *who, GError **error);
Poll *book_poll_decline(Book *book, const char *id, const char *who, GError **error);
Poll *book_poll_close(Book *book, const char *id, GError **error);

/* One time it could be. The names are borrowed from the poll. score: thousandths: the share of those asked who can. */
typedef struct {
	gint64 start, end;
	GPtrArray *can, *cannot, *unknown; /* of const PollPerson*; can in order of first answer, staff (who need not answer) first */
	guint musts;   /* how many of the must-haves can */
	gint64 score;
} PollCandidate;
void poll_candidate_free(PollCandidate *candidate);
/** ranked: how many can, then how many must-haves, then earlier; else in time order. A time that nobody can is none. What is past, or sooner than the
 *  policy's notice, is left out, unless all is. 100 people over 30 days at once. GPtrArray of PollCandidate. */
GPtrArray *book_poll_rank(Book *book, const Poll *poll, gboolean ranked, GError **error);
/** Books the n-th (from 1) of the ranked: an appointment of all staff who can, a part for each, all at that time; the outsiders are named in its notes.
 *  Where no staff can it has one part, nobody's, and no rule binds it. One change. No such number: NOT_FOUND; booked or closed: POLICY. */
gboolean book_poll_book(Book *book, const char *id, guint n, BookResult **result, GError **error);
GPtrArray *book_polls(Book *book, gboolean all, GError **error); /* open ones, newest first; GPtrArray of Poll */
Poll *book_poll(Book *book, const char *id, GError **error);
char *book_find_poll(Book *book, const char *text, GError **error); /* id, prefix, or the start of any word of a title */
