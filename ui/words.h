/* ui/words.h - times, people and bookings in a few words. Every string is the caller's to free. */
#pragma once
#include "book/booking.h"
#include "book/view.h"

char *words_time(const Book *book, gint64 instant);           /* "14:30" */
char *words_span(const Book *book, gint64 start, gint64 end); /* "14:30 – 15:15" */
char *words_when(const Book *book, gint64 instant);           /* "Tue 24 Nov 14:30" */
/** As short as it stays clear today: "14:30", "Wed 9:00" within a week, "Tue 8 Dec 9:00". */
char *words_when_short(const Book *book, gint64 instant);
char *words_hours(gint64 seconds); /* "5¼" */
/** Where a day lies from today: "today", "tomorrow", "in 5 days", "3 days ago". */
char *words_distance(gint64 days);
/** "Kim Lee, Tue 24 Nov 14:30". */
char *words_booking(const Book *book, const BookingView *view);
/** "1 failed · 3 waiting" in so many columns: whole parts, and "…" for those left out. */
char *words_parts(const char *words, int width);
/** "11:45 Boris": a slot that could be taken, seen from a day. */
char *words_slot(const Book *book, const Slot *slot, gint64 day);
/** The lines of a result that a person should be told, in one; NULL when there are none. */
char *words_remarks(const BookResult *result);
