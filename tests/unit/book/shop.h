/* tests/unit/book/shop.h - a book for a test: Europe/Berlin, Tuesday 24 November 2026 10:42, Ana and Boris, by "tester" */
#pragma once
#include "book/book.h"
#include "book/booking.h"
#include "book/people.h"

#define SHOP_NOW G_GINT64_CONSTANT(1795513320) /* 2026-11-24 10:42 in Berlin */

extern Book *shop;

/* Makes and opens it, before a test; closes it, after. */
void shop_open(void);
void shop_close(void);
/* The options it was opened with; another actor where not NULL. */
BookOptions shop_options(const char *actor);

/* The instant of "2026-11-24 14:30" on the shop's clock; the day of "2026-11-24". */
gint64 shop_time(const char *text);
gint64 shop_day(const char *text);

/* Ids of what is added; kept for the test's life. */
const char *shop_customer(const char *name, const char *phone);
const char *shop_service(const char *name, gint64 minutes, gint64 price);
const char *shop_staff(const char *name); /* one that is there */
/* Books an appointment (customer an id; service an id or NULL: 30 minutes); the booking's id. */
const char *shop_book(const char *customer, const char *service, const char *staff, const char *start);

/* The last event's seq; the types of those after a seq ("a b c"). The caller frees. */
gint64 shop_events(void);
char *shop_types_since(gint64 seq);

/* The value of a key of a JSON object as text: strings bare, everything else printed. The caller frees. */
char *shop_json(const cJSON *object, const char *key);
