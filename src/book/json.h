/* book/json.h - the contract's JSON (cli.md, "JSON"). Each returned tree is the caller's. */
#pragma once
#include "book/people.h"
#include "book/poll.h"
#include "book/rescue.h"
#include "book/view.h"
#include "book/history.h"
#include "model/series.h"

cJSON *json_booking(Book *book, const BookingView *view);   /* with "sync" */
cJSON *json_bookings(Book *book, const GPtrArray *views);   /* array */
cJSON *json_slot(const Book *book, const Slot *slot);
cJSON *json_slots(const Book *book, const GPtrArray *slots);
/** explain's answer: {"fits","rules","nearest","change"}, and what to ask for instead as "changed". */
cJSON *json_explanation(const Book *book, const Explanation *explanation);
/** The last three of it, added to an object. */
void json_add_change(const Book *book, cJSON *object, const Explanation *explanation);
cJSON *json_customer(Book *book, const Customer *customer); /* with its figures */
cJSON *json_staff(const Book *book, const Staff *staff);
cJSON *json_resource(const Book *book, const Resource *resource);
cJSON *json_service(const Book *book, const Service *service);
cJSON *json_hours(const Book *book, const OpeningHours *hours);
cJSON *json_closure(const Book *book, const Closure *closure);
cJSON *json_hold(const Book *book, const Hold *hold);
cJSON *json_waitlist(const Book *book, const WaitlistView *view); /* with "slots" where they are known */
cJSON *json_rescue(Book *book, const Rescue *rescue, gboolean dry_run);
cJSON *json_waitlists(const Book *book, const GPtrArray *views);
cJSON *json_series(const Book *book, const Series *series);
cJSON *json_series_dates(Book *book, const GPtrArray *dates); /* array, of SeriesDate */
cJSON *json_poll(const Book *book, const Poll *poll);
cJSON *json_poll_candidate(const Book *book, const PollCandidate *candidate, guint n); /* n: its number among the ranked */
cJSON *json_change(const Book *book, const Change *change);
cJSON *json_event(const Book *book, const Event *event);
cJSON *json_money(gint64 minor, const char *currency);      /* null for NONE */
cJSON *json_instant(GTimeZone *zone, gint64 instant);       /* RFC 3339 text; null for NONE */
