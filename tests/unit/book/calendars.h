/* tests/unit/book/calendars.h - linked calendars for a desk's book, and what a server says of events, step by step
 *
 * Made straight in the store: an account "Google", and calendars "ana" (Ana's bookings and time), "boris" (Boris's), "all" (everybody's
 * bookings, nobody's time). Their ids are their names filled up to a UUID. Events are "REMOTE 2026-11-24 10:00 - 2026-11-24 11:00". */
#pragma once
#include "book/sync.h"
#include "book/sync_p.h"
#include "book/sync_take_p.h"
#include "tests/unit/book/desk.h"

#define CAL_ACCOUNT "00000000-0000-4000-8000-00000000000a"
#define CAL_ANA "00000000-0000-4000-8000-0000000000a1"
#define CAL_BORIS "00000000-0000-4000-8000-0000000000b1"
#define CAL_ALL "00000000-0000-4000-8000-0000000000c1"

/** desk_new with the account and the three calendars. */
Book *cal_book(void);
/** Another zone for a calendar. */
void cal_zone(Book *book, const char *calendar, const char *zone);

/** An event; all_day 0: from and to are walls in zone; else from is a day and to is not looked at. */
RemoteEvent *cal_event(Book *book, const char *remote_id, const char *from, const char *to, const char *summary);
RemoteEvent *cal_days(const char *remote_id, const char *zone, const char *day, gint64 days, const char *summary);
RemoteEvent *cal_gone(const char *remote_id);
/** Makes it an exception (or, with deleted, a cancelled one) of a series. */
RemoteEvent *cal_exception(RemoteEvent *take, const char *series, gint64 original);

/** The link as it stands; must be there (NULL and a failed assertion where not). */
SyncLink *cal_link(Book *book, const char *booking);
/** Gives a booking an own link to a calendar that stands as the booking is now, synced. etag "1". */
void cal_stand(Book *book, const char *booking, const char *calendar);
/** What stands there now, as an event, for changing. */
RemoteEvent *cal_there(Book *book, const char *booking);

/* A chunk around one call. */
void cal_begin(const char *label, Book *book);
void cal_commit(const char *label, Book *book);
/** Each in a chunk of its own; frees the event. */
void cal_mirror(const char *label, Book *book, const char *calendar, RemoteEvent *take);
void cal_deleted(const char *label, Book *book, const char *booking, gboolean hold);
void cal_merge(const char *label, Book *book, const char *booking, const RemoteEvent *event, gboolean start, gboolean end);

/** "24T10:00-11:00 Ana dentist; …": the blocks that stand (not removed), by start; "!" before one that is marked, "~" before one that takes
 *  nobody's time, "x" before a cancelled one. */
char *cal_blocks(Book *book);
guint cal_count_blocks(Book *book);
