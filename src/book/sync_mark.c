/* book/sync_mark.c - which bookings may differ from what stands in a calendar: marked in the transaction that changed them */
#include "book/sync_p.h"

#include <string.h>

#define WINDOW_KEY "sync_window"            /* meta: the instant up to which bookings were looked through */
#define WINDOW_BACK (14 * ZONE_DAY_SECONDS) /* no appointment is longer */
#define WINDOW_IDLE (7 * ZONE_DAY_SECONDS)  /* so far may the window run ahead of what is written down */

/* --- calendars --- */

void sync_calendars_changed(Book *book)
{
	g_clear_pointer(&book->calendars, g_ptr_array_unref);
	g_clear_pointer(&book->accounts, g_ptr_array_unref);
}

const GPtrArray *sync_calendars(Book *book, GError **error)
{
	if (!book->calendars)
		book->calendars = store_calendars(book->store, error);
	return book->calendars;
}

const Account *sync_account_named(Book *book, const char *id)
{
	if (!book->accounts)
		book->accounts = store_accounts(book->store, NULL);
	for (guint i = 0; book->accounts && i < book->accounts->len; i++) {
		const Account *account = book->accounts->pdata[i];
		if (g_str_equal(account->id, id))
			return account;
	}
	return NULL;
}

const Calendar *sync_calendar_of(const Book *book, const char *id)
{
	for (guint i = 0; id && book->calendars && i < book->calendars->len; i++) {
		const Calendar *calendar = book->calendars->pdata[i];
		if (g_str_equal(calendar->id, id))
			return calendar;
	}
	return NULL;
}

const Calendar *sync_target_among(const GPtrArray *calendars, const Booking *booking)
{
	const Part *part = booking_first_part(booking);
	const Calendar *everybodys = NULL;

	for (guint i = 0; i < calendars->len; i++) {
		const Calendar *calendar = calendars->pdata[i];
		if (!calendar->staff)
			everybodys = calendar;
		else if (part && g_strcmp0(calendar->staff, part->staff) == 0)
			return calendar;
	}
	return everybodys;
}

/* --- what a booking is to sync --- */

gboolean sync_is_gone(const Booking *booking)
{
	BookingStatus status = booking_status(booking);

	return booking->removed || status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED;
}

gboolean sync_is_mirror(const SyncLink *link)
{
	return g_str_equal(link->kind, "mirror");
}

char *sync_remote_id(const char *booking, gint64 generation)
{
	GString *id = g_string_new(NULL);

	for (const char *at = booking; *at; at++)
		if (*at != '-')
			g_string_append_c(id, g_ascii_tolower(*at));
	g_string_append_printf(id, "%" G_GINT64_FORMAT, generation);
	return g_string_free(id, FALSE);
}

static gint64 months_ahead(const Book *book)
{
	return zone_day_start(book->zone, day_add_months(book_today(book), SYNC_MONTHS));
}

/* Up to where bookings were looked through; NONE: never. */
static gboolean window_done(Book *book, gint64 *until, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = store_meta(book->store, WINDOW_KEY, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	*until = text ? g_ascii_strtoll(text, NULL, 10) : NONE;
	return TRUE;
}

static gboolean set_window(Book *book, gint64 until, GError **error)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, until);

	return store_meta_set(book->store, WINDOW_KEY, text, error);
}

gboolean sync_window_from(Book *book, gint64 instant, GError **error)
{
	gint64 until;

	if (!window_done(book, &until, error))
		return FALSE;
	return (until != NONE && until <= instant - WINDOW_BACK) ||
	       set_window(book, instant - WINDOW_BACK, error);
}

/* What was looked through once stays in the window, should the business's clock be set back. */
gint64 sync_horizon(Book *book, GError **error)
{
	gint64 until;

	return window_done(book, &until, error) ? MAX(months_ahead(book), until) : NONE;
}

/* --- one link --- */

void sync_link_unsend(SyncLink *link)
{
	model_set(&sync_link_class, link, &link->sent, NULL);
	model_set(&sync_link_class, link, &link->sent_calendar, NULL);
	model_set(&sync_link_class, link, &link->sent_remote_id, NULL);
	link->sent_version = 0;
}

static void set_status(SyncLink *link, SyncStatus status)
{
	model_set(&sync_link_class, link, &link->status, sync_status_name(status));
}

static gboolean is_status(const SyncLink *link, SyncStatus status)
{
	return g_str_equal(link->status, sync_status_name(status));
}

void sync_link_mark(SyncLink *link, gint64 now)
{
	if (is_status(link, SYNC_SYNCING) || is_status(link, SYNC_CONFLICT))
		return;
	if (!is_status(link, SYNC_PENDING))
		link->since = now;
	set_status(link, SYNC_PENDING);
	link->attempts = link->next_attempt = 0;
	model_set(&sync_link_class, link, &link->error_kind, NULL);
	model_set(&sync_link_class, link, &link->error, NULL);
}

/* A deletion was sent, and nobody knows what became of it. */
static gboolean may_be_deleted(const SyncLink *link)
{
	return is_status(link, SYNC_PENDING) && !link->sent && link->sent_calendar;
}

/* One that was over when its event was deleted there does not come back by being touched. */
static gboolean is_wanted(const Booking *booking)
{
	return booking_is_live(booking) && booking_status(booking) != STATUS_COMPLETED;
}

static void renew(SyncLink *link, const Calendar *target, gint64 now)
{
	g_autofree char *id = sync_remote_id(link->booking, ++link->generation);

	sync_link_unsend(link);
	model_set(&sync_link_class, link, &link->kind, "own");
	model_set(&sync_link_class, link, &link->calendar, target->id);
	model_set(&sync_link_class, link, &link->remote_id, id);
	model_set(&sync_link_class, link, &link->etag, NULL);
	model_set(&sync_link_class, link, &link->link, NULL);
	model_set(&sync_link_class, link, &link->base, NULL);
	model_set(&sync_link_class, link, &link->theirs, NULL);
	model_set(&sync_link_class, link, &link->series, NULL);
	link->original = NONE;
	link->held = 0;
	set_status(link, SYNC_DELETED);
	sync_link_mark(link, now);
}

gboolean sync_link_wake(Book *book, SyncLink *link, const Booking *booking, gint64 now, gboolean *woken,
			GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);
	gboolean uncertain = may_be_deleted(link);
	const Calendar *target;

	if (woken)
		*woken = FALSE;
	if (!calendars)
		return FALSE;
	if (sync_is_mirror(link) || !(uncertain || is_status(link, SYNC_DELETED)) ||
	    !(uncertain ? !sync_is_gone(booking) : is_wanted(booking)) ||
	    !(target = sync_target_among(calendars, booking)))
		return TRUE;
	if (uncertain &&
	    !store_removal_add(book->store, link->calendar, link->remote_id, link->etag, link->booking, error))
		return FALSE;
	renew(link, target, now);
	if (woken)
		*woken = TRUE;
	return TRUE;
}

/* --- a booking was saved --- */

static gboolean make_link(Book *book, const Booking *booking, const Calendar *target, GError **error)
{
	g_autoptr(SyncLink) link = sync_link_new();
	g_autofree char *id = sync_remote_id(booking->id, 0);

	model_set(&sync_link_class, link, &link->booking, booking->id);
	model_set(&sync_link_class, link, &link->calendar, target->id);
	model_set(&sync_link_class, link, &link->kind, "own");
	model_set(&sync_link_class, link, &link->remote_id, id);
	sync_link_mark(link, clock_real());
	return store_link_add(book->store, link, error);
}

/* The calendar that a booking without a link should get one to, or NULL. */
static const Calendar *new_target(Book *book, const Booking *booking, gint64 horizon)
{
	const Calendar *target;

	if (!g_str_equal(booking->kind, "appointment") || !booking_is_live(booking) ||
	    booking->start >= horizon)
		return NULL;
	target = sync_target_among(book->calendars, booking);
	return target && booking->end > target->since ? target : NULL;
}

/* Adopting makes an appointment of a block, letting go a block of an appointment; undo does both backwards. */
static gboolean follow_kind(SyncLink *link, const Booking *booking, gint64 now)
{
	gboolean block = g_str_equal(booking->kind, "block");
	const char *kind = block && g_str_equal(link->kind, "adopted") ? "mirror"
			   : !block && sync_is_mirror(link)            ? "adopted"
								       : NULL;

	if (!kind)
		return FALSE;
	model_set(&sync_link_class, link, &link->kind, kind);
	sync_link_mark(link, now);
	return TRUE;
}

/* Held because it was cancelled here, and it is not any more; or because it was deleted there, and a person has cancelled it here. */
static gboolean end_hold(Book *book, SyncLink *link, const Booking *booking, gboolean *settled,
			 GError **error)
{
	g_autoptr(StoreHeld) held = NULL;
	g_autoptr(GError) problem = NULL;
	gboolean here;

	*settled = FALSE;
	if (!link->held)
		return TRUE;
	held = store_held(book->store, link->booking, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	here = held && g_str_equal(held->direction, "here");
	if (here != sync_is_gone(booking)) {
		*settled = here; /* it is not there any more: nothing to send until somebody decides */
		return TRUE;
	}
	link->held = 0;
	if (here) {
		sync_link_unsend(link);
		model_set(&sync_link_class, link, &link->base, NULL);
		set_status(link, SYNC_DELETED);
		*settled = TRUE;
	}
	return store_held_delete(book->store, link->booking, error);
}

/* It never stood there, and nothing was ever sent. */
static gboolean never_left(const SyncLink *link)
{
	return !link->base && !link->sent_calendar && link->last_synced == 0 && link->generation == 0 &&
	       !is_status(link, SYNC_SYNCING);
}

static gboolean mark_link(Book *book, SyncLink *link, const Booking *booking, GError **error)
{
	gint64 now = clock_real();
	gboolean settled, gone = sync_is_gone(booking);

	if (follow_kind(link, booking, now) || sync_is_mirror(link))
		return TRUE;
	if (!end_hold(book, link, booking, &settled, error))
		return FALSE;
	if (settled)
		return TRUE;
	if (gone && is_status(link, SYNC_CONFLICT)) { /* that is an answer */
		model_set(&sync_link_class, link, &link->theirs, NULL);
		set_status(link, SYNC_SYNCED);
	}
	if (!sync_link_wake(book, link, booking, now, NULL, error))
		return FALSE;
	if (!is_status(link, SYNC_DELETED))
		sync_link_mark(link, now);
	return TRUE;
}

static gboolean mark_booking(Book *book, const Booking *booking, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SyncLink) link = store_link(book->store, booking->id, &problem), before = NULL;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!link) {
		gint64 horizon = sync_horizon(book, error);
		const Calendar *target = horizon == NONE ? NULL : new_target(book, booking, horizon);
		return target ? make_link(book, booking, target, error) : horizon != NONE;
	}
	if (sync_is_gone(booking) && !sync_is_mirror(link) && never_left(link))
		return store_link_delete(book->store, booking->id, error);
	before = sync_link_copy(link);
	return mark_link(book, link, booking, error) &&
	       store_link_change(book->store, before, link, error);
}

/* --- something else was saved --- */

gboolean sync_watches(Book *book, const ModelClass *cls, gboolean *watches, GError **error)
{
	const GPtrArray *calendars;

	*watches = FALSE;
	if (book->taking || (cls != &booking_class && cls != &customer_class && cls != &service_class &&
			     cls != &staff_class && cls != &business_class))
		return TRUE;
	if (!(calendars = sync_calendars(book, error)))
		return FALSE;
	*watches = calendars->len > 0;
	return TRUE;
}

static gboolean differs(const ModelClass *cls, gconstpointer a, gconstpointer b, const char *const *fields)
{
	for (; *fields; fields++)
		if (!model_field_equal(model_field(cls, *fields), a, b))
			return TRUE;
	return FALSE;
}

gboolean sync_saved(Book *book, const ModelClass *cls, gconstpointer row, gconstpointer before,
		    GError **error)
{
	static const char *const of_customer[] = { "name", "phones", NULL };
	static const char *const of_service[] = { "name", "color", NULL };
	static const char *const of_staff[] = { "color", NULL };
	static const char *const of_business[] = { "address", NULL };
	const char *const *shown = cls == &customer_class  ? of_customer
				   : cls == &service_class ? of_service
				   : cls == &staff_class   ? of_staff
							   : of_business;
	gint64 today;

	if (cls == &booking_class)
		return mark_booking(book, row, error);
	if (!before || !differs(cls, row, before, shown))
		return TRUE;
	today = zone_day_start(book->zone, book_today(book));
	if (cls == &customer_class)
		return store_links_mark_customer(book->store, ((const Row *)row)->id, today, clock_real(),
						 error);
	return store_links_mark_from(book->store, today, clock_real(), error);
}

/* --- the window --- */

typedef struct {
	GPtrArray *ids;    /* of char* */
	gint64 start, row; /* of the last */
} Page;

static gboolean keep_row(const StoreWindowRow *row, gpointer data)
{
	Page *page = data;

	g_ptr_array_add(page->ids, g_strdup(row->id));
	page->start = row->start;
	page->row = row->row;
	return page->ids->len < SYNC_CHUNK;
}

/* Is it where it belongs? Else, where `write`, it gets its link, or its link is marked. */
static gboolean link_up(Book *book, const char *id, gint64 horizon, gboolean write, gboolean *needed,
			GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, id, &problem);
	g_autoptr(SyncLink) link = problem ? NULL : store_link(book->store, id, &problem);
	const Calendar *target;

	*needed = FALSE;
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!booking)
		return TRUE;
	if (!link) {
		target = new_target(book, booking, horizon);
		*needed = target != NULL;
		return !*needed || !write || make_link(book, booking, target, error);
	}
	target = sync_target_among(book->calendars, booking);
	*needed = !sync_is_mirror(link) && !sync_is_gone(booking) && target &&
		  (((is_status(link, SYNC_SYNCED) || is_status(link, SYNC_FAILED)) &&
		    !g_str_equal(target->id, link->calendar)) ||
		   (is_status(link, SYNC_DELETED) && is_wanted(booking) && booking->end > target->since));
	return !*needed || !write || mark_booking(book, booking, error);
}

static gboolean link_up_page(Book *book, const Page *page, gint64 horizon, gboolean write, gboolean *needed,
			     GError **error)
{
	*needed = FALSE;
	for (guint i = 0; i < page->ids->len; i++) {
		gboolean one;
		if (!link_up(book, page->ids->pdata[i], horizon, write, &one, error))
			return FALSE;
		*needed |= one;
		if (one && !write)
			return TRUE;
	}
	return TRUE;
}

/* One chunk, in a transaction of its own. */
static gboolean write_page(Book *book, const Page *page, gint64 horizon, GError **error)
{
	gboolean needed;

	if (!book_lock(book, error))
		return FALSE;
	if (!sync_calendars(book, error) || !link_up_page(book, page, horizon, TRUE, &needed, error) ||
	    !set_window(book, page->start, error) || !store_commit(book->store, error)) {
		store_rollback(book->store);
		return FALSE;
	}
	return TRUE;
}

static gboolean end_window(Book *book, gint64 horizon, GError **error)
{
	if (!book_lock(book, error))
		return FALSE;
	if (set_window(book, horizon, error) && store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

gboolean sync_fill_window(Book *book, GError **error)
{
	gint64 horizon = months_ahead(book), from, at, row = -1;
	gboolean wrote = FALSE;
	const GPtrArray *calendars = sync_calendars(book, error);

	if (!calendars || !window_done(book, &from, error))
		return FALSE;
	if (calendars->len == 0 || from == NONE || from >= horizon)
		return TRUE;
	for (at = from;;) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
		Page page = { ids, at, row };
		gboolean needed;
		if (!store_window(book->store, at, row, horizon, keep_row, &page, error) ||
		    !sync_calendars(book, error) ||
		    !link_up_page(book, &page, horizon, FALSE, &needed, error) ||
		    (needed && !write_page(book, &page, horizon, error)))
			return FALSE;
		wrote |= needed;
		if (ids->len < SYNC_CHUNK)
			break;
		at = page.start;
		row = page.row;
	}
	return (!wrote && horizon - from < WINDOW_IDLE) || end_window(book, horizon, error);
}
