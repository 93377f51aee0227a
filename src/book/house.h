/* book/house.h - the business itself: who and what can be booked, when it is open, its policies. */
#pragma once
#include "book/book.h"
#include "book/exchange.h"

/* In every edit NULL and NONE leave a field as it is, where nothing else is said. */
typedef struct {
	const char *name, *color;
	gint64 active;      /* NONE, 0, 1 */
	gint64 max_per_day; /* appointments; 0 leaves it, NONE takes it away */
} StaffEdit;
#define PER_DAY_MOST 10000
Staff *book_staff_add(Book *book, const StaffEdit *edit, GError **error);   /* a name already in use: CONFLICT */
Staff *book_staff_edit(Book *book, const char *id, const StaffEdit *edit, GError **error);
/** Nobody is deleted: retired ones keep their past and take no new bookings. The last active one: POLICY. remarks (may be NULL) says
 *  how many coming bookings they still have. */
Staff *book_staff_retire(Book *book, const char *id, char **remark, GError **error);
/** Everything of one staff member becomes another's (skills, hours stay the other's); the first is retired. */
Staff *book_staff_merge(Book *book, const char *from, const char *into, GError **error);

typedef struct {
	const char *name, *kind, *color;
	gint64 active;
} ResourceEdit;
Resource *book_resource_add(Book *book, const ResourceEdit *edit, GError **error);
Resource *book_resource_edit(Book *book, const char *id, const ResourceEdit *edit, GError **error);
Resource *book_resource_retire(Book *book, const char *id, char **remark, GError **error);

/* Lengths in minutes, price in minor units. segments: of Segment, or NULL. skills: of char* staff ids ("who does it"; an
 * empty list: everybody), or NULL. for_staff: duration and price are that person's own (edit only). */
typedef struct {
	const char *name, *color, *resource_kind, *description, *for_staff;
	gint64 duration, price, buffer_before, buffer_after, capacity, max_per_day, active;
	gboolean no_price, no_max; /* take them away */
	const GPtrArray *segments, *skills;
} ServiceEdit;
#define SERVICE_EDIT_INIT { .duration = NONE, .price = NONE, .buffer_before = NONE, .buffer_after = NONE, .capacity = NONE, \
	                    .max_per_day = NONE, .active = NONE }
Service *book_service_add(Book *book, const ServiceEdit *edit, GError **error);
Service *book_service_edit(Book *book, const char *id, const ServiceEdit *edit, GError **error);
Service *book_service_retire(Book *book, const char *id, char **remark, GError **error);
/** "30 busy, 45 free, 30 busy" -> of Segment. USAGE: first and last must be busy. */
GPtrArray *book_segments_parse(const char *text, GError **error);

/** Sets the weekly plan (or, with days, an exception's) of the business (staff NULL) or of a person; the same days again replace
 *  it. SPEC as base/when.h. remark: which coming bookings now fall outside (how many, the first). NONE: open-ended. */
OpeningHours *book_hours_set(Book *book, const char *staff, gint64 from_day, gint64 until_day, const char *spec, char **remark, GError **error);
/** Takes a person's own plan (or, with days, that exception) away: the business's hours hold again. Gives the plan that holds now, on the
 *  first of those days; a person without one has lost nothing. USAGE without a person. remark as above. */
OpeningHours *book_hours_default(Book *book, const char *staff, gint64 from_day, gint64 until_day, char **remark, GError **error);
/** The coming bookings that a remark of the last change through this handle counts: those left outside by new hours or a closure, or those
 *  that somebody or something retired still has; by start. Empty where it said nothing. GPtrArray of BookingView (view.h). */
GPtrArray *book_outside(Book *book, GError **error);
/** "mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00" of a plan. */
char *book_hours_spec(const OpeningHours *hours);
/** The plan that holds for somebody (NULL: the business) on a day; NULL when there is none. Borrowed. */
const OpeningHours *book_hours_on(const Book *book, const char *staff, gint64 day);

/* Whole days when first_day is not NONE, else the instants. open: ranges "10:00-14:00" of an extra opening, or NULL. */
typedef struct {
	const char *staff, *reason, *open;
	gint64 first_day, last_day, start, end;
} ClosureEdit;
Closure *book_closure_add(Book *book, const ClosureEdit *edit, char **remark, GError **error);
/** The events of an iCalendar file as closures: each date that is still to come, up to the horizon; the same file twice changes nothing. Whole days
 *  become days, times instants. staff: an id, or NULL: the whole business. One change. */
typedef struct {
	ImportReport *report;  /* of dates; skipped: over, cancelled or beyond the horizon */
	GPtrArray *closures;   /* of Closure: those made */
	char *remark;          /* as book_closure_add; NULL */
} ClosureImport;
void closure_import_free(ClosureImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClosureImport, closure_import_free)
ClosureImport *book_closures_import(Book *book, const char *path, const char *staff, gboolean dry_run, GError **error);
/** By id or prefix. remark: who of the waitlist could come now. */
gboolean book_closure_remove(Book *book, const char *id, char **remark, GError **error);
/** Those ending today or later (all: every one), by start. GPtrArray of Closure. */
GPtrArray *book_closures(Book *book, gboolean all, GError **error);

/** NAME of cli.md: name, timezone, currency, locale, week-start, phone, email, address. NOT_FOUND names the known ones. A new
 *  timezone says in remark what it means for bookings that stand. */
gboolean book_business_set(Book *book, const char *name, const char *value, char **remark, GError **error);
/** slot-step, min-notice, horizon, cancel-deadline, max-per-day, buffers-inside-hours, rank-spread, rank-gaps, remember-length. */
gboolean book_policy_set(Book *book, const char *name, const char *value, GError **error);
/** Name and value of each, as `set` takes them: calls back in order. */
typedef void (*BookSettingFunc)(const char *name, const char *value, gpointer data);
void book_business_each(const Book *book, BookSettingFunc each, gpointer data);
void book_policy_each(const Book *book, BookSettingFunc each, gpointer data);
