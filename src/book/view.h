/* book/view.h - what screens and lists show: reading only, nothing here writes. */
#pragma once
#include "book/book.h"
#include "book/free.h"

/* A booking with the names a person knows it by. Names of staff, service and resource: book_*_by_id. */
typedef struct {
	Booking *booking;
	char *customer_name;  /* NULL without customer */
	char *customer_phone; /* the first, as typed; NULL */
} BookingView;
void booking_view_free(BookingView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookingView, booking_view_free)
GPtrArray *booking_views_new(void);
/** What it is called on a screen: the customer, else the title, else "Blocked". Borrowed. */
const char *booking_view_name(const BookingView *view);
/** "Colour · roots + Cut": the services of its parts; "" when none. */
char *booking_view_services(const Book *book, const BookingView *view);

BookingView *book_view(Book *book, const char *id, GError **error);

/* from, to: overlapping [from, to); NONE open. Others NULL: any. statuses: bits (1 << BookingStatus), 0: all that occupy or were
 * (cancelled and late_cancelled out); all: every status in. limit 0: none. */
typedef struct {
	gint64 from, to;
	const char *staff, *customer, *service;
	guint statuses;
	gboolean all;
	guint limit;
	gint64 as_of; /* NONE: now. Else the book as it was then (data.md): from the log, never a full replay */
} ListQuery;
#define LIST_QUERY_INIT { .from = NONE, .to = NONE, .as_of = NONE }

/** By start, then staff order, then id. GPtrArray of BookingView. */
GPtrArray *book_list(Book *book, const ListQuery *query, GError **error);
/** The same one by one as they are read, so that nobody holds a long list. each takes the view; FALSE ends the list. It reads in one
 *  transaction and must not change the book. */
typedef gboolean (*BookListFunc)(BookingView *take, gpointer data);
gboolean book_list_each(Book *book, const ListQuery *query, BookListFunc each, gpointer data, GError **error);
/** The next appointments that begin at now or later (confirmed, tentative, arrived), at most n. */
GPtrArray *book_next(Book *book, guint n, GError **error);

/* --- the Day screen --- */

typedef struct {
	const BookingView *view; /* borrowed from DayView.bookings */
	guint part;              /* the first of booking->parts that this block shows; adjoining parts of one staff are one block */
	gint64 start, end;       /* cut to the day */
	guint lane, lanes;       /* overlaps stand beside each other */
	gboolean gap;            /* a processing gap of the visit: drawn lighter */
} DayBlock;

typedef struct {
	char *staff;        /* id; NULL: nobody's column, there only when something is in it */
	char *name, *color;
	GArray *open;       /* of Interval: within the day */
	GArray *gaps;       /* of Interval: free, at least one slot step */
	GPtrArray *blocks;  /* of DayBlock, by start, then lane */
	char *closed;       /* why it is closed all day or in part ("Holiday: Christmas"), NULL */
	gint64 booked, available; /* seconds */
} DayColumn;

typedef struct {
	gint64 day;
	gint64 from, to;      /* the day's instants; 23 to 25 hours */
	GPtrArray *bookings;  /* of BookingView: every one that is not removed or cancelled, by start */
	GPtrArray *columns;   /* of DayColumn, staff order; active staff and whoever has something that day */
	GPtrArray *all_day;   /* of BookingView, borrowed: whole-day ones, shown above the grid */
	GPtrArray *holds;     /* of Hold: slots held while talking that count now */
	guint appointments, done, tentative, no_shows;
	gint64 income, income_done; /* minor: prices of all and of completed appointments */
} DayView;
void day_view_free(DayView *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DayView, day_view_free)
DayView *book_day(Book *book, gint64 day, GError **error);

/* --- search --- */

typedef struct {
	char *id, *name, *phone;  /* phone "" when none */
	gint64 last_visit;        /* or NONE */
	char *last_service;       /* name, NULL */
} CustomerHit;
typedef struct {
	GPtrArray *customers; /* of CustomerHit */
	GPtrArray *bookings;  /* of BookingView, the nearest to now first */
	gboolean typo;        /* nothing matched as written: these are one letter away */
} SearchHits;
void search_hits_free(SearchHits *hits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchHits, search_hits_free)

/** Every word anywhere, accents ignored; customers by name, phone, e-mail, notes; bookings by customer, title, notes, service.
 *  bookings FALSE: customers alone (type-ahead). limit is for each kind, 0: none. */
SearchHits *book_search(Book *book, const char *text, gboolean bookings, guint limit, GError **error);
/** Customers that folded words can name, for reading a line of language: each word begins a word of the name; slip: one of them may be a
 *  letter off; or the one word is digits of a phone. Exact words first; at most limit. GPtrArray of Customer. */
typedef enum { BOOK_NAMED, BOOK_NAMED_SLIP, BOOK_NAMED_PHONE } BookNamedHow;
GPtrArray *book_customers_named(Book *book, const char *const *words, BookNamedHow how, guint limit, GError **error);
/** Services and staff by the start of any word; all for "". GPtrArray of borrowed Service / Staff, the active ones. */
GPtrArray *book_match_services(const Book *book, const char *text);
GPtrArray *book_match_staff(const Book *book, const char *text, const char *service);
