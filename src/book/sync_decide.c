/* book/sync_decide.c - what a person decides about events: whose side of a conflict, what is held, a block that becomes an appointment.
 *
 * Each is one change; the booking goes through book_save, which marks its link, and the link is then said here. Undo takes the booking
 * back, and book_save's mark lets the link follow it. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "book/sync_take_p.h"

/* --- shared --- */

static gboolean is_kind(const SyncLink *link, const char *kind)
{
	return strcmp(link->kind, kind) == 0;
}

static gboolean has_status(const SyncLink *link, SyncStatus status)
{
	return strcmp(link->status, sync_status_name(status)) == 0;
}

static gboolean nothing_to_take(GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			    _("There is nothing of the calendar's to decide about this booking."));
}

static SyncLink *fetch_link(Book *book, const char *booking, GError **error)
{
	SyncLink *link = store_link(book->store, booking, error);

	if (!link && !(error && *error))
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("This booking stands in no calendar."));
	return link;
}

/* "Changed Maria Lopez, Tue 24 Nov 14:30", or what else was done. Rows of sync alone are committed without a change. */
static gboolean commit_for(Book *book, const Booking *booking, const char *format, GError **error)
{
	g_autofree char *name = sync_name_of(book, booking), *when = book_time_words(book, booking->start);
	GString *what = g_string_new(format);

	g_string_replace(what, "{name}", name, 1);
	g_string_replace(what, "{when}", when, 1);
	book->change_written = book->saved == 0;
	if (book_commit(book, what->str, NULL, error)) {
		g_string_free(what, TRUE);
		return TRUE;
	}
	g_string_free(what, TRUE);
	return FALSE;
}

static void let_theirs_go(SyncLink *link)
{
	model_set(&sync_link_class, link, &link->theirs, NULL);
}

/* --- whose side --- */

/* The text that somebody edited there: the description where that differs, else the title. */
static void take_text(Booking *booking, const EventFields *theirs, const EventFields *ours)
{
	g_autofree char *plain = NULL, *clean = NULL;

	if (!ours || !event_text_same(theirs->description, ours->description))
		plain = event_text_plain(theirs->description);
	else if (!event_text_same(theirs->summary, ours->summary))
		plain = event_text_plain(theirs->summary);
	else if (!event_text_same(theirs->place, ours->place))
		plain = event_text_plain(theirs->place);
	if (!plain)
		return;
	clean = text_clean(plain);
	model_set(&booking_class, booking, &booking->public_note, clean);
}

/* A title of its own is two-way where the calendar shows names. */
static gboolean title_is_theirs(const Booking *booking, const Calendar *calendar)
{
	return *booking->title && calendar && !g_str_equal(calendar->show, "busy") &&
	       !g_str_equal(calendar->show, "initials");
}

static gboolean put_theirs(Book *book, const SyncLink *link, Booking *booking, const char *server,
			   GError **error)
{
	g_autoptr(EventFields) theirs = event_fields_read(link->theirs);
	g_autoptr(Calendar) calendar = store_calendar(book->store, link->calendar, error);
	g_autoptr(SyncWant) want = calendar ? book_sync_want(book, link->booking, error) : NULL;
	const EventFields *ours = want ? want->want : NULL;
	g_autoptr(Booking) before = booking_copy(booking);

	if (!calendar || (error && *error))
		return FALSE;
	if (!ours || !event_time_same(theirs, ours))
		sync_take_times(book, booking, theirs, TRUE, TRUE);
	if (title_is_theirs(booking, calendar)) {
		g_autofree char *title = event_text_plain(theirs->summary);
		if (*title)
			model_set(&booking_class, booking, &booking->title, title);
	}
	if (!has_status(link, SYNC_CONFLICT))
		take_text(booking, theirs, ours);
	if (booking->start != before->start || booking->end != before->end) {
		g_autofree char *why = g_strdup_printf(_("moved in %s"), server);
		return sync_mark(book, booking, why, error);
	}
	return TRUE;
}

/* Theirs into the booking (or not), and what stands there becomes what was agreed on, so that the push sends the rest. */
static gboolean settle_sides(Book *book, const SyncLink *before, Booking *booking, gboolean theirs,
			     GError **error)
{
	g_autoptr(Account) account = sync_account_of(book, before->calendar, error);
	g_autoptr(SyncLink) link = sync_link_copy(before);
	g_autoptr(Booking) was = booking_copy(booking);

	if (!account || (theirs && !put_theirs(book, before, booking, sync_server_words(account), error)))
		return FALSE;
	if (!model_equal(&booking_class, booking, was) &&
	    !book_save(book, &booking_class, booking, "booking.changed", error))
		return FALSE;
	if (has_status(before, SYNC_CONFLICT))
		model_set(&sync_link_class, link, &link->base, before->theirs);
	if (has_status(before, SYNC_CONFLICT) || theirs)
		sync_link_wait(link);
	let_theirs_go(link);
	return sync_put_link(book, before, link, error);
}

/* Nothing stands there any more: a new event is to be made for it. */
static gboolean put_back_there(Book *book, const SyncLink *before, Booking *booking, GError **error)
{
	g_autoptr(SyncLink) link = sync_link_copy(before);

	if (!sync_let_go(book, link, error))
		return FALSE;
	sync_link_settle(link);
	model_set(&sync_link_class, link, &link->base, NULL);
	model_set(&sync_link_class, link, &link->etag, "");
	model_set(&sync_link_class, link, &link->status, sync_status_name(SYNC_DELETED));
	/* gone on both sides, and wanted again: book_save's mark gives it the next generation */
	return store_link_put(book->store, link, error) &&
	       book_save(book, &booking_class, booking, "booking.reopened", error);
}

/* A cancellation here is let go to the calendar. */
static gboolean let_go_there(Book *book, const SyncLink *before, GError **error)
{
	g_autoptr(SyncLink) link = sync_link_copy(before);

	if (!sync_let_go(book, link, error) || !store_guard_put(book->store, before->calendar, "there",
								before->booking, clock_real(), TRUE, error))
		return FALSE;
	sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

static gboolean decide_held(Book *book, const SyncLink *link, Booking *booking, gboolean theirs,
			    GError **error)
{
	g_autoptr(StoreHeld) held = store_held(book->store, link->booking, error);
	g_autoptr(SyncLink) after = sync_link_copy(link);
	g_autoptr(Account) account = held ? sync_account_of(book, link->calendar, error) : NULL;

	if (!account)
		return !(error && *error) && nothing_to_take(error);
	if (g_str_equal(held->direction, "here"))
		return theirs ? sync_cancel_here(book, link, TRUE, error)
			      : put_back_there(book, link, booking, error);
	if (!theirs)
		return let_go_there(book, link, error);
	/* it still stands there: it stands here again */
	return sync_let_go(book, after, error) && sync_put_link(book, link, after, error) &&
	       sync_reopen(book, booking, NULL, sync_server_words(account), error) &&
	       book_save(book, &booking_class, booking, "booking.reopened", error);
}

gboolean book_sync_take(Book *book, const char *booking_id, gboolean theirs, GError **error)
{
	g_autoptr(SyncLink) link = NULL;
	g_autoptr(Booking) booking = NULL;
	gboolean done;

	if (!book_begin(book, error))
		return FALSE;
	if (!(link = fetch_link(book, booking_id, error)) ||
	    !(booking = sync_booking(book, booking_id, error)))
		return book_abort(book);
	if (link->held)
		done = decide_held(book, link, booking, theirs, error);
	else
		done = link->theirs ? settle_sides(book, link, booking, theirs, error)
				    : nothing_to_take(error);
	if (!done)
		return book_abort(book);
	return commit_for(book, booking,
			  theirs ? _("Took from the calendar: {name}, {when}")
				 : _("Kept as it is here: {name}, {when}"),
			  error);
}

/* --- what is held --- */

static gboolean let_one_go(Book *book, const StoreHeld *held, GError **error)
{
	g_autoptr(SyncLink) link = store_link(book->store, held->booking, error);

	if (!link) {
		sync_wrote(book);
		return !(error && *error) && store_held_delete(book->store, held->booking, error);
	}
	return g_str_equal(held->direction, "here") ? sync_cancel_here(book, link, TRUE, error)
						    : let_go_there(book, link, error);
}

gboolean book_sync_confirm(Book *book, guint *count, GError **error)
{
	g_autoptr(GPtrArray) held = NULL;
	g_autofree char *what = NULL;

	if (count)
		*count = 0;
	if (!book_begin(book, error))
		return FALSE;
	if (!(held = store_held_all(book->store, error)))
		return book_abort(book);
	if (held->len == 0) {
		book_abort(book);
		return TRUE;
	}
	for (guint i = 0; i < held->len; i++)
		if (!let_one_go(book, held->pdata[i], error))
			return book_abort(book);
	what = g_strdup_printf(
		ngettext("Let %u held cancellation go", "Let %u held cancellations go", held->len),
		held->len);
	book->change_written = book->saved == 0;
	if (!book_commit(book, what, NULL, error))
		return FALSE;
	if (count)
		*count = held->len;
	return TRUE;
}

/* --- a block becomes an appointment, and is let go again --- */

static const char *whose(const Book *book, const Calendar *calendar)
{
	const Staff *only = book_only_staff(book);

	return calendar->blocks_for ? calendar->blocks_for
	       : calendar->staff    ? calendar->staff
	       : only               ? only->id
				    : NULL;
}

/* An appointment takes time; an event of none gets the least there is. */
static void give_length(Book *book, Booking *booking)
{
	if (booking->end == booking->start)
		sync_lay(book, booking, booking->start, booking->start + book->policy->slot_step * 60, 0);
}

static gboolean make_appointment(Book *book, Booking *booking, const SyncLink *link, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, link->calendar, error);
	g_autoptr(Account) account = calendar ? sync_account_of(book, link->calendar, error) : NULL;
	g_autoptr(EventFields) base = event_fields_read(link->base);
	g_autofree char *why = NULL;

	if (!account)
		return FALSE;
	why = g_strdup_printf(_("stands in %s at that time"), sync_server_words(account));
	model_set(&booking_class, booking, &booking->kind, "appointment");
	model_set(&booking_class, booking, &booking->status,
		  status_name(base && base->tentative ? STATUS_TENTATIVE : STATUS_CONFIRMED));
	booking->busy = 1;
	give_length(book, booking);
	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (!part->staff)
			model_set(&part_class, part, &part->staff, whose(book, calendar));
	}
	return sync_mark(book, booking, why, error);
}

static gboolean change_kind(Book *book, Booking *booking, const SyncLink *before, const char *kind,
			    const char *type, GError **error)
{
	g_autoptr(SyncLink) link = NULL;

	if (!book_save(book, &booking_class, booking, type, error))
		return FALSE;
	link = sync_link_copy(before);
	model_set(&sync_link_class, link, &link->kind, kind);
	sync_link_settle(link);
	let_theirs_go(link);
	sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

gboolean book_sync_adopt(Book *book, const char *id, GError **error)
{
	g_autoptr(SyncLink) link = NULL;
	g_autoptr(Booking) booking = NULL;

	if (!book_begin(book, error))
		return FALSE;
	if (!(link = fetch_link(book, id, error)) || !(booking = sync_booking(book, id, error)))
		return book_abort(book);
	if (!is_kind(link, "mirror") || booking->removed) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY,
			     _("Only a busy time that came from a calendar can be made an appointment."));
		return book_abort(book);
	}
	if (!make_appointment(book, booking, link, error) ||
	    !change_kind(book, booking, link, "adopted", "booking.adopted", error))
		return book_abort(book);
	return commit_for(book, booking, _("Made an appointment: {name}, {when}"), error);
}

/* An occurrence that was changed there has an event of its own, which its block follows from here on. */
static gboolean keep_exception(Book *book, const SyncLink *link, const EventFields *base, GError **error)
{
	g_autoptr(RemoteEvent) event = NULL;

	if (!link->series || !*link->remote_id)
		return TRUE;
	event = remote_event_new();
	model_set(&remote_event_class, event, &event->remote_id, link->remote_id);
	model_set(&remote_event_class, event, &event->etag, link->etag);
	model_set(&remote_event_class, event, &event->series, link->series);
	model_set(&remote_event_class, event, &event->link, link->link);
	event->original = link->original;
	event->blocks = event->editable = 1;
	g_ptr_array_add(event->fields, event_fields_copy(base));
	return store_exception_put(book->store, link->calendar, event, error);
}

static gboolean make_block(Book *book, Booking *booking, const SyncLink *link, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, link->calendar, error);
	g_autoptr(EventFields) base = event_fields_read(link->base);
	g_autofree char *why = g_strdup(_("stands in the calendar at that time"));

	if (!calendar)
		return FALSE;
	sync_fill_block(
		book, booking,
		&(SyncShown){ .calendar = calendar, .fields = base, .blocks = TRUE, .original = NONE });
	model_set(&booking_class, booking, &booking->status, status_name(STATUS_CONFIRMED));
	model_set(&booking_class, booking, &booking->cancel_reason, "");
	return keep_exception(book, link, base, error) && sync_mark(book, booking, why, error);
}

gboolean book_sync_release(Book *book, const char *id, GError **error)
{
	g_autoptr(SyncLink) link = NULL;
	g_autoptr(Booking) booking = NULL, was = NULL;

	if (!book_begin(book, error))
		return FALSE;
	if (!(link = fetch_link(book, id, error)) || !(booking = sync_booking(book, id, error)))
		return book_abort(book);
	if (!is_kind(link, "adopted")) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY,
			     _("Only an appointment that was made in a calendar can be let go. Cancel one "
			       "that was made here."));
		return book_abort(book);
	}
	if (!link->base || !booking_is_live(booking)) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY,
			     _("This appointment is cancelled; there is nothing to let go."));
		return book_abort(book);
	}
	was = booking_copy(booking);
	if (!make_block(book, booking, link, error) ||
	    !change_kind(book, booking, link, "mirror", "booking.released", error))
		return book_abort(book);
	return commit_for(book, was, _("Let go: {name}, {when}"), error);
}

/* --- events of this book that it has no booking for --- */

typedef struct {
	const char *remote_id;
	GPtrArray *events; /* of RemoteEvent */
	char *calendar;    /* of the one with that remote id */
	RemoteEvent *found;
} Orphans;

static gboolean collect_orphan(const char *calendar, RemoteEvent *take, gpointer data)
{
	Orphans *orphans = data;

	if (!take->booking) { /* one that could not be understood (book_sync_unread) */
		remote_event_free(take);
	} else if (!orphans->remote_id) {
		g_ptr_array_add(orphans->events, take);
	} else if (strcmp(take->remote_id, orphans->remote_id) == 0) {
		orphans->calendar = g_strdup(calendar);
		orphans->found = take;
		return FALSE;
	} else {
		remote_event_free(take);
	}
	return TRUE;
}

GPtrArray *book_sync_orphans(Book *book, GError **error)
{
	g_autoptr(GPtrArray) events = model_list_new(&remote_event_class);
	Orphans orphans = { .events = events };

	return store_orphans(book->store, collect_orphan, &orphans, error) ? g_steal_pointer(&events) : NULL;
}

/* The appointment as far as its event tells: under the id it had. */
static Booking *from_orphan(Book *book, const RemoteEvent *event, const Calendar *calendar)
{
	Booking *booking = book_booking_new(book, "block");
	const EventFields *fields = remote_event_fields(event);
	Part *part;

	sync_fill_block(
		book, booking,
		&(SyncShown){ .calendar = calendar, .fields = fields, .blocks = TRUE, .original = NONE });
	model_set(&booking_class, booking, &booking->id, event->booking);
	model_set(&booking_class, booking, &booking->kind, "appointment");
	if (fields->tentative)
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_TENTATIVE));
	booking->busy = 1;
	give_length(book, booking);
	part = booking->parts->pdata[0];
	model_set(&part_class, part, &part->staff, calendar->staff ? calendar->staff : whose(book, calendar));
	return booking;
}

static gboolean bring_back(Book *book, const RemoteEvent *event, const char *calendar_id, Booking **booking,
			   GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, calendar_id, error);
	g_autoptr(Account) account = calendar ? sync_account_of(book, calendar_id, error) : NULL;
	g_autofree char *why = NULL;

	if (!account)
		return FALSE;
	*booking = store_get(book->store, &booking_class, event->booking, error);
	if (!*booking && error && *error)
		return FALSE;
	if (!*booking) {
		*booking = from_orphan(book, event, calendar);
		why = g_strdup_printf(_("stands in %s at that time"), sync_server_words(account));
		if (!sync_mark(book, *booking, why, error) ||
		    !book_save(book, &booking_class, *booking, "booking.created", error))
			return FALSE;
	}
	return book_sync_bind(book, event->booking, calendar_id, event, error) &&
	       store_orphan_delete(book->store, calendar_id, event->remote_id, error);
}

gboolean book_sync_bring_back(Book *book, const char *remote_id, GError **error)
{
	Orphans orphans = { .remote_id = remote_id };
	g_autofree char *calendar = NULL;
	g_autoptr(RemoteEvent) event = NULL;
	g_autoptr(Booking) booking = NULL;
	gboolean done;

	if (!book_begin(book, error))
		return FALSE;
	done = store_orphans(book->store, collect_orphan, &orphans, error);
	calendar = orphans.calendar;
	event = orphans.found;
	if (done && (!event || !remote_event_fields(event) || !event->booking))
		done = daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
				    _("No such event waits to be brought back."));
	if (!done || !bring_back(book, event, calendar, &booking, error))
		return book_abort(book);
	return commit_for(book, booking, _("Brought back {name}, {when}"), error);
}
