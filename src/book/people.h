/* book/people.h - customers: two may share everything but the id; they are never merged by themselves. */
#pragma once
#include "book/book.h"

/* NULL leaves a field as it is (edit) or empty (add). phones: of char*, as typed; in an edit they replace all. */
typedef struct {
	const char *name, *email, *zone, *language, *notes, *preferences, *consents;
	const GPtrArray *phones;
	gint64 expect_version; /* as in BookEdit */
} CustomerEdit;

Customer *book_customer_add(Book *book, const CustomerEdit *edit, GError **error);
Customer *book_customer_edit(Book *book, const char *id, const CustomerEdit *edit, GError **error);
/** Everything of `from` becomes `into`'s: bookings, phones, notes; one undo step. */
Customer *book_customer_merge(Book *book, const char *from, const char *into, GError **error);
/** Appends a dated line to the notes. */
Customer *book_customer_note(Book *book, const char *id, const char *text, GError **error);
/** Everything the book knows of one person, as JSON text for them to take away: the customer, bookings, log. */
char *book_customer_export(Book *book, const char *id, GError **error);
/** Privacy erasure: blanks the person in every row and event that names them; bookings stay as anonymous time. Cannot be undone. */
gboolean book_customer_erase(Book *book, const char *id, GError **error);
Customer *book_customer(Book *book, const char *id, GError **error);

/** WHO -> a customer's id: an id or prefix, a whole name, the start of any word of it, four or more digits of a phone. A whole
 *  name wins. NOT_FOUND; ambiguous: USAGE with details.candidates. */
char *book_find_customer(Book *book, const char *who, GError **error);
char *book_find_staff(Book *book, const char *who, GError **error);
char *book_find_resource(Book *book, const char *who, GError **error);
char *book_find_service(Book *book, const char *what, GError **error);

/* Figures of one customer. */
typedef struct {
	Customer *customer;
	guint visits, no_shows, upcoming;
	guint waiting; /* entries on the waitlist */
	gint64 last_visit, next_booking; /* instants, or NONE */
	char *next_id;
	char *last_service, *usual_staff; /* names, NULL when none */
	gint64 spent;                     /* minor: prices of completed visits */
} CustomerCard;
void customer_card_free(CustomerCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CustomerCard, customer_card_free)
CustomerCard *book_customer_card(Book *book, const char *id, GError **error);

/** Customers whose name, phone or e-mail matches (NULL or "": all, by name); digits looks at phones alone. limit 0: no limit.
 *  GPtrArray of Customer. */
GPtrArray *book_customers(Book *book, const char *text, const char *digits, guint limit, GError **error);
