/* book/waitlist.c - who wants to come and has no time yet: put on the list, changed, taken off, booked from it */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/fields_p.h"
#include "book/people_p.h"
#include "book/rescue_p.h"

#define WINDOWS_MOST 100 /* of one entry */

static const char *const waiting = "waiting";

/* --- entries with their names --- */

void waitlist_view_free(WaitlistView *view)
{
	if (!view)
		return;
	waitlist_free(view->entry);
	g_free(view->customer_name);
	g_free(view->customer_phone);
	g_clear_pointer(&view->slots, g_ptr_array_unref);
	g_free(view);
}

GPtrArray *waitlist_views_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)waitlist_view_free);
}

static gboolean take_view(Waitlist *take, const char *customer, const char *phones_json, gpointer data)
{
	WaitlistView *view = g_new0(WaitlistView, 1);
	g_autoptr(Customer) named = customer_new();

	view->entry = take;
	view->customer_name = g_strdup(customer);
	if (phones_json)
		model_list_read(model_field(&customer_class, "phones"), named, phones_json);
	if (named->phones->len)
		view->customer_phone = g_strdup(((const Phone *)named->phones->pdata[0])->typed);
	g_ptr_array_add(data, view);
	return TRUE;
}

GPtrArray *book_waitlist(Book *book, gboolean all, GError **error)
{
	g_autoptr(GPtrArray) views = waitlist_views_new();

	return store_waitlist(book->store, all, take_view, views, error) ? g_steal_pointer(&views) : NULL;
}

WaitlistView *waitlist_view(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) views = waitlist_views_new();

	if (!store_waitlist_line(book->store, id, take_view, views, error))
		return NULL;
	if (views->len)
		return g_ptr_array_steal_index(views, 0);
	daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no entry %s on the waitlist (any more)."),
		     id);
	return NULL;
}

WaitlistView *book_waitlist_view(Book *book, const char *id, GError **error)
{
	return waitlist_view(book, id, error);
}

/* --- what is wished for --- */

static gboolean check_windows(const Waitlist *entry, GError **error)
{
	if (entry->windows->len > WINDOWS_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("That is more than %d spans of time."),
				    WINDOWS_MOST);
	for (guint i = 0; i < entry->windows->len; i++) {
		const WishWindow *window = entry->windows->pdata[i];
		if (window->end <= window->start)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("A span of time must end after it starts."));
	}
	return TRUE;
}

static gboolean check_wish(const Book *book, const Waitlist *entry, GError **error)
{
	const Staff *staff = book_staff_by_id(book, entry->staff);
	const Service *service = book_service_by_id(book, entry->service);

	if (!entry->service && entry->seconds == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Say which service, or how long."));
	if (entry->service && (!service || service->removed))
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such service."));
	if (entry->staff && (!staff || staff->removed))
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such staff member."));
	if (staff && service && !service_done_by(service, staff->id))
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, _("%s does not do %s."), staff->name,
				    service->name);
	if (entry->seconds < 0 || entry->seconds > ZONE_DAY_SECONDS)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("A visit takes a day at most."));
	if (entry->from_min < 0 || entry->from_min > 1440 || entry->to_min < 0 || entry->to_min > 1440)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The hours of a day reach from 00:00 to 24:00."));
	return check_windows(entry, error);
}

static void set_windows(Waitlist *entry, const GPtrArray *windows)
{
	g_ptr_array_set_size(entry->windows, 0);
	for (guint i = 0; i < windows->len; i++)
		g_ptr_array_add(entry->windows, wish_window_copy(windows->pdata[i]));
	waitlist_bound(entry);
}

static void set_ref(Waitlist *entry, char **field, const char *value)
{
	if (value)
		model_set(&waitlist_class, entry, field, *value ? value : NULL);
}

static void set_number(gint64 *field, gint64 value)
{
	if (value != NONE)
		*field = value;
}

/* Everything but whose it is. */
static gboolean apply(Book *book, Waitlist *entry, const WaitlistEdit *edit, GError **error)
{
	const ModelClass *cls = &waitlist_class;

	set_ref(entry, &entry->service, edit->service);
	set_ref(entry, &entry->staff, edit->staff);
	set_number(&entry->seconds, edit->seconds);
	set_number(&entry->weekdays, edit->weekdays);
	set_number(&entry->from_min, edit->from_min);
	set_number(&entry->to_min, edit->to_min);
	set_number(&entry->priority, edit->priority);
	set_number(&entry->auto_book, edit->auto_book);
	if (edit->windows)
		set_windows(entry, edit->windows);
	if (edit->reach)
		field_take(cls, entry, &entry->reach, field_text(edit->reach));
	if (edit->notes)
		field_take(cls, entry, &entry->notes, field_text(edit->notes));
	return check_wish(book, entry, error);
}

/* A new customer is made, a known one looked up, as for a booking. */
static gboolean set_customer(Book *book, Waitlist *entry, const WaitlistEdit *edit, GError **error)
{
	g_autoptr(Booking) whose = booking_new();
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit made = { .name = edit->new_customer, .email = edit->email, .phones = phones };

	if (edit->customer && edit->new_customer)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Either a customer or a new one, not both."));
	if (!edit->customer && !edit->new_customer)
		return entry->customer ||
		       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Who waits? Name a customer."));
	if (edit->phone)
		g_ptr_array_add(phones, (gpointer)edit->phone);
	if (!book_set_customer(book, whose, edit->customer, edit->new_customer ? &made : NULL, error))
		return FALSE;
	model_set(&waitlist_class, entry, &entry->customer, whose->customer);
	return TRUE;
}

/* --- the words of its changes --- */

static char *name_of(Book *book, const Waitlist *entry)
{
	g_autoptr(Customer) customer =
		entry->customer ? store_get(book->store, &customer_class, entry->customer, NULL) : NULL;

	return g_strdup(customer && *customer->name ? customer->name : _("somebody"));
}

char *waitlist_event_words(const Book *book, const Event *event, const char *before_image)
{
	g_autoptr(Waitlist) after = model_from_image(&waitlist_class, event->after, NULL);
	g_autoptr(Waitlist) before =
		before_image ? model_from_image(&waitlist_class, before_image, NULL) : NULL;
	const Service *service = after ? book_service_by_id(book, after->service) : NULL;

	if (!after)
		return g_strdup(_("erased"));
	if (after->removed)
		return g_strdup(_("taken back"));
	if (!before || before->removed)
		return service ? g_strdup_printf(_("put on the waitlist for %s"), service->name)
			       : g_strdup(_("put on the waitlist"));
	if (strcmp(before->status, after->status) == 0)
		return g_strdup(_("changed what is waited for"));
	if (strcmp(after->status, "booked") == 0)
		return g_strdup(_("booked from the waitlist"));
	return strcmp(after->status, "gone") == 0 ? g_strdup(_("taken off the waitlist"))
						  : g_strdup(_("waits again"));
}

/* --- use cases --- */

static Waitlist *add_locked(Book *book, const WaitlistEdit *edit, GError **error)
{
	g_autoptr(Waitlist) entry = waitlist_new();

	field_new_id(&waitlist_class, entry);
	model_set(&waitlist_class, entry, &entry->status, waiting);
	if (!set_customer(book, entry, edit, error) || !apply(book, entry, edit, error) ||
	    !book_save(book, &waitlist_class, entry, "waitlist.added", error))
		return NULL;
	return g_steal_pointer(&entry);
}

Waitlist *book_waitlist_add(Book *book, const WaitlistEdit *asked, GError **error)
{
	g_autoptr(Waitlist) entry = NULL;
	/* ids that are borrowed from the house are gone when the lock reloads it */
	g_autofree char *service = g_strdup(asked->service), *staff = g_strdup(asked->staff);
	g_autofree char *name = NULL, *what = NULL;
	WaitlistEdit edit = *asked;

	edit.service = service;
	edit.staff = staff;
	if (!book_begin(book, error))
		return NULL;
	if (!(entry = add_locked(book, &edit, error))) {
		book_abort(book);
		return NULL;
	}
	name = name_of(book, entry);
	what = g_strdup_printf(_("Put %s on the waitlist"), name);
	return book_commit(book, what, NULL, error) ? g_steal_pointer(&entry) : NULL;
}

/* The entry as it stands, inside a change; one that waits no more: CONFLICT. */
static Waitlist *fetch(Book *book, const char *id, GError **error)
{
	g_autoptr(Waitlist) entry = store_get(book->store, &waitlist_class, id, error);

	if (!entry || entry->removed) {
		if (!(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
				     _("There is no entry %s on the waitlist (any more)."), id);
		return NULL;
	}
	if (strcmp(entry->status, waiting) == 0)
		return g_steal_pointer(&entry);
	g_autofree char *name = name_of(book, entry);
	daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
		     strcmp(entry->status, "booked") == 0 ? _("%s has been booked from the waitlist already.")
							  : _("%s has been taken off the waitlist already."),
		     name);
	return NULL;
}

Waitlist *book_waitlist_edit(Book *book, const char *id, const WaitlistEdit *asked, GError **error)
{
	g_autoptr(Waitlist) entry = NULL, before = NULL;
	g_autofree char *service = g_strdup(asked->service), *staff = g_strdup(asked->staff);
	g_autofree char *name = NULL, *what = NULL;
	WaitlistEdit edit = *asked;

	edit.service = service;
	edit.staff = staff;
	if (!book_begin(book, error))
		return NULL;
	if ((entry = fetch(book, id, error)))
		before = waitlist_copy(entry);
	if (!entry || !set_customer(book, entry, &edit, error) || !apply(book, entry, &edit, error) ||
	    (!model_equal(&waitlist_class, entry, before) &&
	     !book_save(book, &waitlist_class, entry, "waitlist.changed", error))) {
		book_abort(book);
		return NULL;
	}
	name = name_of(book, entry);
	what = g_strdup_printf(_("Changed what %s waits for"), name);
	return book_commit(book, what, NULL, error) ? g_steal_pointer(&entry) : NULL;
}

gboolean book_waitlist_remove(Book *book, const char *id, GError **error)
{
	g_autoptr(Waitlist) entry = NULL;
	g_autofree char *name = NULL, *what = NULL;

	if (!book_begin(book, error))
		return FALSE;
	if (!(entry = fetch(book, id, error)))
		return book_abort(book);
	model_set(&waitlist_class, entry, &entry->status, "gone");
	if (!book_save(book, &waitlist_class, entry, "waitlist.removed", error))
		return book_abort(book);
	name = name_of(book, entry);
	what = g_strdup_printf(_("Took %s off the waitlist"), name);
	return book_commit(book, what, NULL, error);
}

GPtrArray *waitlist_visits(const Waitlist *entry, const char *staff)
{
	GPtrArray *visits = model_list_new(&visit_class);
	Visit *visit = visit_new();

	model_set(&visit_class, visit, &visit->service, entry->service);
	model_set(&visit_class, visit, &visit->staff, staff ? staff : entry->staff);
	visit->seconds = entry->seconds;
	g_ptr_array_add(visits, visit);
	return visits;
}

Booking *waitlist_book_parts(Book *book, Waitlist *entry, GPtrArray *parts, const char *source,
			     GError **error)
{
	g_autoptr(Booking) booking = book_booking_new(book, "appointment");

	if (source)
		model_set(&booking_class, booking, &booking->source, source);
	model_set(&booking_class, booking, &booking->customer, entry->customer);
	model_set(&booking_class, booking, &booking->notes, entry->notes);
	g_ptr_array_unref(booking->parts);
	booking->parts = g_ptr_array_ref(parts);
	book_fit_to_parts(book, booking);
	model_set(&waitlist_class, entry, &entry->status, "booked");
	model_set(&waitlist_class, entry, &entry->booking, booking->id);
	if (!book_save(book, &booking_class, booking, "booking.created", error) ||
	    !book_save(book, &waitlist_class, entry, "waitlist.booked", error))
		return NULL;
	return g_steal_pointer(&booking);
}

/* A slot that the entry does not wish for may be booked all the same: it was asked about. */
static void remark_wish(Book *book, const Waitlist *entry, const char *name, const Booking *booking,
			BookResult *result)
{
	g_autoptr(Slot) slot = slot_new();

	slot->start = booking->start;
	slot->end = booking->end;
	if (!waitlist_suits(book, entry, slot))
		g_ptr_array_add(result->remarks, g_strdup_printf(_("%s had wished for another time."), name));
}

gboolean book_waitlist_book(Book *book, const char *id, gint64 start, const char *staff, BookResult **result,
			    GError **error)
{
	g_autoptr(BookResult) made = book_result_new();
	g_autoptr(Waitlist) entry = NULL;
	g_autoptr(GPtrArray) visits = NULL, parts = NULL;
	g_autoptr(Booking) booking = NULL;
	g_autofree char *named = g_strdup(staff), *name = NULL, *when = NULL, *what = NULL;

	if (!book_begin(book, error))
		return FALSE;
	if ((entry = fetch(book, id, error)))
		visits = waitlist_visits(entry, named);
	if (!entry || !(parts = book_lay(book, visits, start, error)) ||
	    !(booking = waitlist_book_parts(book, entry, parts, NULL, error)))
		return book_abort(book);
	name = name_of(book, entry);
	when = book_time_words(book, booking->start);
	/* translators: name, then when */
	what = g_strdup_printf(_("Booked %s from the waitlist, %s"), name, when);
	remark_wish(book, entry, name, booking, made);
	if (!book_commit(book, what, &made->correlation, error))
		return FALSE;
	g_ptr_array_add(made->bookings, g_steal_pointer(&booking));
	if (result)
		*result = g_steal_pointer(&made);
	return TRUE;
}

/* --- naming an entry --- */

static char *only_entry(Book *book, const char *customer, const char *text, GError **error)
{
	g_autoptr(GPtrArray) entries = store_waitlist_of(book->store, customer, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new(), names = g_ptr_array_new();

	for (guint i = 0; entries && i < entries->len; i++) {
		const Waitlist *entry = entries->pdata[i];
		const Service *service = book_service_by_id(book, entry->service);
		if (strcmp(entry->status, waiting) != 0)
			continue;
		g_ptr_array_add(ids, entry->id);
		g_ptr_array_add(names, service ? service->name : (gpointer) "");
	}
	if (ids->len == 1)
		return g_strdup(ids->pdata[0]);
	if (entries && ids->len == 0)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("“%s” is not on the waitlist."), text);
	else if (entries)
		book_ambiguous(error, _("entry of the waitlist"), text, ids, names);
	return NULL;
}

char *book_find_waitlist(Book *book, const char *text, GError **error)
{
	g_autoptr(GPtrArray) ids =
		id_is_prefix(text) ? store_ids(book->store, &waitlist_class, text, 2, NULL) : NULL;
	g_autofree char *customer = NULL;
	g_autoptr(GError) problem = NULL;

	if (ids && ids->len == 1)
		return g_strdup(ids->pdata[0]);
	if (ids && ids->len > 1) {
		book_ambiguous(error, _("entry of the waitlist"), text, ids, ids);
		return NULL;
	}
	customer = book_find_customer(book, text, &problem);
	if (customer)
		return only_entry(book, customer, text, error);
	if (g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND))
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no entry “%s” on the waitlist. `daybook waitlist list` shows them."),
			     text);
	else
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* --- when those that are named change --- */

static gboolean hand_over(Book *book, GPtrArray *entries, gsize field, const char *from, const char *into,
			  GError **error)
{
	for (guint i = 0; entries && i < entries->len; i++) {
		Waitlist *entry = entries->pdata[i];
		char **named = (char **)(void *)((char *)entry + field);
		if (g_strcmp0(*named, from) != 0)
			continue;
		model_set(&waitlist_class, entry, named, into);
		if (!book_save(book, &waitlist_class, entry, "waitlist.changed", error))
			return FALSE;
	}
	return entries != NULL;
}

gboolean waitlist_hand_over(Book *book, const char *from, const char *into, GError **error)
{
	g_autoptr(GPtrArray) entries = store_waitlist_of(book->store, from, error);

	return hand_over(book, entries, G_STRUCT_OFFSET(Waitlist, customer), from, into, error);
}

gboolean waitlist_hand_staff_over(Book *book, const char *from, const char *into, GError **error)
{
	g_autoptr(GPtrArray) entries = store_waitlist_naming(book->store, from, error);

	return hand_over(book, entries, G_STRUCT_OFFSET(Waitlist, staff), from, into, error);
}

gint64 waitlist_count(Book *book, const char *customer, const char *named, GError **error)
{
	g_autoptr(GPtrArray) entries = customer ? store_waitlist_of(book->store, customer, error)
						: store_waitlist_naming(book->store, named, error);
	gint64 count = 0;

	for (guint i = 0; entries && i < entries->len; i++)
		count += strcmp(((const Waitlist *)entries->pdata[i])->status, waiting) == 0;
	return entries ? count : -1;
}

gboolean waitlist_is_whole(Book *book, const Waitlist *entry, GError **error)
{
	g_autoptr(Customer) customer =
		entry->customer ? store_get(book->store, &customer_class, entry->customer, error) : NULL;
	const Staff *staff = book_staff_by_id(book, entry->staff);
	const Service *service = book_service_by_id(book, entry->service);

	if (entry->removed || strcmp(entry->status, waiting) != 0)
		return TRUE;
	if (error && *error)
		return FALSE;
	return (customer && !customer->removed && !(staff && staff->removed) &&
		!(service && service->removed)) ||
	       daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
			    _("That cannot be taken back: somebody or something it names is gone since. "
			      "Nothing was changed."));
}
