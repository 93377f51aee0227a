/* book/people_p.h - inside the book room: customers looked for and made by more than one use case. */
#pragma once
#include "book/book_p.h"
#include "book/people.h"

/** Do these digits stand in one of the customer's phones (with or without the 0 or the country before them)? */
gboolean customer_has_digits(const Customer *customer, const char *digits);
/** Customers that hold every word (text_words), or these digits: by prefix first, at most `most`. The callback owns the customer. Search looks at more
 *  than names and phones: the callback judges. */
gboolean customer_each_found(Book *book, const char *const *words, guint most, StoreRowFunc each,
			     gpointer data, GError **error);
gboolean customer_each_with_digits(Book *book, const char *digits, guint most, StoreRowFunc each,
				   gpointer data, GError **error);

/** A new row, checked, not yet saved: for people.c and for `book --new-customer`. */
Customer *customer_make(const CustomerEdit *edit, GError **error);
gboolean customer_has_number(const Customer *customer, const char *number); /* as text_phone makes it */
/** Not removed ones, by start. GPtrArray of Booking. */
GPtrArray *customer_bookings(Book *book, const char *id, GError **error);
CustomerCard *customer_card_of(Book *book, const Customer *customer, GError **error);
