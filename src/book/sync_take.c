/* book/sync_take.c - what a calendar server said of appointments, put into the book.
 *
 * What to take is decided in src/sync; here it is done, inside a chunk (sync_chunk.c): the booking through book_save, then its link. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/sync_p.h"
#include "book/sync_take_p.h"

#define PAGE 500

/* --- links --- */

/* What only says when it was looked at or began to wait is no difference. */
static gboolean same_link(const SyncLink *a, const SyncLink *b)
{
	for (guint i = 0; i < sync_link_class.n_fields; i++) {
		const ModelField *field = &sync_link_class.fields[i];
		if (strcmp(field->name, "last_synced") != 0 && strcmp(field->name, "since") != 0 &&
		    !model_field_equal(field, a, b))
			return FALSE;
	}
	return TRUE;
}

gboolean sync_put_link(Book *book, const SyncLink *before, SyncLink *link, GError **error)
{
	if (before && same_link(before, link))
		return TRUE;
	link->last_synced = clock_real();
	sync_wrote(book);
	return before ? store_link_put(book->store, link, error) : store_link_add(book->store, link, error);
}

static void set_status(SyncLink *link, SyncStatus status)
{
	model_set(&sync_link_class, link, &link->status, sync_status_name(status));
}

static gboolean has_status(const SyncLink *link, SyncStatus status)
{
	return strcmp(link->status, sync_status_name(status)) == 0;
}

static void forget_trouble(SyncLink *link)
{
	model_set(&sync_link_class, link, &link->error_kind, "");
	model_set(&sync_link_class, link, &link->error, "");
	link->attempts = link->next_attempt = 0;
}

void sync_link_settle(SyncLink *link)
{
	sync_link_unsend(link);
	forget_trouble(link);
}

void sync_link_wait(SyncLink *link)
{
	if (!has_status(link, SYNC_PENDING))
		link->since = clock_real();
	set_status(link, SYNC_PENDING);
	forget_trouble(link);
}

/* base as it stands there; the colour is never what came back. */
static void set_base(SyncLink *link, const EventFields *there)
{
	g_autoptr(EventFields) was = event_fields_read(link->base);
	g_autoptr(EventFields) base = event_fields_copy(there);
	g_autofree char *image = NULL;

	model_set(&event_fields_class, base, &base->color, was ? was->color : "");
	image = model_image(&event_fields_class, base);
	model_set(&sync_link_class, link, &link->base, image);
}

static void set_from_event(SyncLink *link, const char *etag, const char *address)
{
	if (etag && *etag)
		model_set(&sync_link_class, link, &link->etag, etag);
	if (address && *address)
		model_set(&sync_link_class, link, &link->link, address);
}

static SyncLink *must_link(Book *book, const char *booking, GError **error)
{
	SyncLink *link = store_link(book->store, booking, error);

	if (!link && !(error && *error))
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("This booking stands in no calendar."));
	return link;
}

Booking *sync_booking(Book *book, const char *id, GError **error)
{
	Booking *booking = store_get(book->store, &booking_class, id, error);

	if (!booking && !(error && *error))
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no booking %s (any more)."), id);
	return booking;
}

char *sync_name_of(Book *book, const Booking *booking)
{
	g_autoptr(Customer) customer =
		booking->customer ? store_get(book->store, &customer_class, booking->customer, NULL) : NULL;

	if (customer)
		return g_strdup(customer->name);
	return g_strdup(*booking->title ? booking->title : _("the booking"));
}

/* --- whose event is it? --- */

SyncLink *book_sync_link_at(Book *book, const char *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(GError) problem = NULL;
	SyncLink *link =
		*event->remote_id ? store_link_at(book->store, calendar, event->remote_id, &problem) : NULL;

	if (!link && !problem && event->series && event->original != NONE)
		link = store_link_of_occurrence(book->store, calendar, event->series, event->original,
						&problem);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return link;
}

/* The UUID's 32 digits and a generation's decimal ones. */
static gboolean derives_from(const char *remote_id, const char *booking, gint64 *generation)
{
	char hex[ID_LENGTH + 1];
	guint n = 0;

	for (const char *c = booking; *c && n < ID_LENGTH; c++)
		if (*c != '-')
			hex[n++] = g_ascii_tolower(*c);
	hex[n] = '\0';
	if (n != 32 || strncmp(remote_id, hex, n) != 0 || !remote_id[n] || strlen(remote_id + n) > 9 ||
	    strspn(remote_id + n, "0123456789") != strlen(remote_id + n))
		return FALSE;
	*generation = g_ascii_strtoll(remote_id + n, NULL, 10);
	return TRUE;
}

gboolean book_sync_is_ours(Book *book, const RemoteEvent *event, char **booking, GError **error)
{
	const char *own = book_sync_book_id(book, error);
	g_autoptr(Booking) row = NULL;
	gint64 generation;

	*booking = NULL;
	if (!own || !event->booking || g_strcmp0(event->book, own) != 0 || !id_is_uuid(event->booking) ||
	    !derives_from(event->remote_id, event->booking, &generation))
		return FALSE;
	row = store_get(book->store, &booking_class, event->booking, error);
	*booking = row ? g_strdup(row->id) : NULL;
	return TRUE;
}

/* --- changed there --- */

gboolean sync_let_go(Book *book, SyncLink *link, GError **error)
{
	link->held = 0;
	sync_wrote(book);
	return store_held_delete(book->store, link->booking, error);
}

gboolean sync_reopen(Book *book, Booking *booking, const EventFields *there, const char *server,
		     GError **error)
{
	g_autofree char *why = g_strdup_printf(_("put back in %s"), server);
	gboolean tentative = there && there->tentative;

	if (booking_is_live(booking))
		return TRUE;
	booking->removed = 0;
	if (!booking_is_live(booking))
		model_set(&booking_class, booking, &booking->status,
			  status_name(tentative ? STATUS_TENTATIVE : STATUS_CONFIRMED));
	model_set(&booking_class, booking, &booking->cancel_reason, "");
	return sync_mark(book, booking, why, error);
}

static gboolean same_time(const Booking *a, const Booking *b)
{
	return a->start == b->start && a->end == b->end && a->all_day == b->all_day;
}

/* Says and saves what became of a booking; nothing where nothing did. */
static gboolean save_taken(Book *book, Booking *booking, const Booking *before, const char *server,
			   GError **error)
{
	g_autofree char *name = NULL, *when = NULL, *why = NULL;
	gboolean opened = booking_is_live(booking) && !booking_is_live(before),
		 moved = !same_time(booking, before);

	if (model_equal(&booking_class, booking, before))
		return TRUE;
	name = sync_name_of(book, booking);
	when = book_time_words(book, booking->start);
	why = g_strdup_printf(_("moved in %s"), server);
	if (moved && !sync_mark(book, booking, why, error))
		return FALSE;
	if (opened)
		sync_say(book, g_strdup_printf(_("put back %s, %s"), name, when));
	else if (moved)
		sync_say(book, g_strdup_printf(_("moved %s to %s"), name, when));
	else
		sync_say(book, g_strdup_printf(_("changed %s, %s"), name, when));
	return book_save(book, &booking_class, booking,
			 opened  ? "booking.reopened"
			 : moved ? "booking.moved"
				 : "booking.changed",
			 error);
}

/* The values that were not taken stay with the link for a person, and in the log. */
static gboolean note_lost(Book *book, const SyncMerge *merge, Booking *booking, gboolean saved,
			  GError **error)
{
	g_autofree char *name = sync_name_of(book, booking);
	g_autoptr(GString) lost = NULL;

	if (!merge->lost)
		return TRUE;
	lost = g_string_new(merge->lost);
	g_string_replace(lost, "; ", ", ", 0); /* which ends a sentence */
	/* translators: a customer, then what the calendar said that was not taken */
	sync_say_overruled(book, g_strdup_printf(_("%s: not taken: %s"), name, lost->str));
	return saved || book_save(book, &booking_class, booking, "booking.overruled", error);
}

static gboolean merge_conflict(Book *book, const SyncMerge *merge, const SyncLink *before, GError **error)
{
	g_autoptr(SyncLink) link = sync_link_copy(before);
	g_autofree char *image = model_image(&event_fields_class, merge->there);

	set_status(link, SYNC_CONFLICT);
	model_set(&sync_link_class, link, &link->theirs, image);
	set_from_event(link, merge->etag, merge->link);
	return sync_put_link(book, before, link, error);
}

/* The book may give a time of its own to what it takes (an event without a length): that is to go there. */
static gboolean stands_otherwise(const Booking *booking, const SyncMerge *merge)
{
	return (merge->start || merge->end) && !merge->there->all_day &&
	       (booking->start != merge->there->start || booking->end != merge->there->end);
}

/* The link after a merge; `before` is what it was. */
static gboolean merged_link(Book *book, const SyncMerge *merge, const Booking *booking,
			    const SyncLink *before, SyncLink *link, GError **error)
{
	gboolean waits = merge->keeps_ours || stands_otherwise(booking, merge) ||
			 has_status(before, SYNC_PENDING) || has_status(before, SYNC_SYNCING) ||
			 has_status(before, SYNC_FAILED);

	if (before->held && !sync_let_go(book, link, error))
		return FALSE;
	/* what was sent to another calendar may stand there: that is not settled by this */
	if (sync_link_is_moving(link)) {
		forget_trouble(link);
		waits = TRUE;
	} else {
		if (!sync_link_arrive(book, link, error))
			return FALSE;
		sync_link_settle(link);
	}
	set_base(link, merge->there);
	if (!*link->remote_id && merge->remote_id)
		model_set(&sync_link_class, link, &link->remote_id, merge->remote_id);
	set_from_event(link, merge->etag, merge->link);
	if (merge->lost_theirs || merge->edited_text) {
		g_autofree char *image = model_image(&event_fields_class, merge->there);
		model_set(&sync_link_class, link, &link->theirs, image);
	} else if (has_status(before, SYNC_CONFLICT)) {
		model_set(&sync_link_class, link, &link->theirs, NULL);
	}
	if (waits)
		sync_link_wait(link);
	else
		set_status(link, SYNC_SYNCED);
	return TRUE;
}

gboolean book_sync_merge(Book *book, const SyncMerge *merge, GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, merge->booking, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;
	g_autoptr(Booking) was = before ? sync_booking(book, merge->booking, error) : NULL;
	g_autoptr(Booking) booking = was ? booking_copy(was) : NULL;
	const char *server = sync_server_words(book->taking->account);

	if (!booking)
		return FALSE;
	if (merge->conflict)
		return merge_conflict(book, merge, before, error);
	sync_take_times(book, booking, merge->there, merge->start, merge->end);
	if (merge->summary) {
		g_autofree char *title = text_clean(merge->there->summary);
		model_set(&booking_class, booking, &booking->title, title);
	}
	/* both had let go of it, and there it stands again */
	if (has_status(before, SYNC_DELETED) && !sync_reopen(book, booking, merge->there, server, error))
		return FALSE;
	if (!merged_link(book, merge, booking, before, link, error))
		return FALSE;
	if (!same_link(before, link) || !model_equal(&booking_class, booking, was)) {
		gboolean saved = !model_equal(&booking_class, booking, was);
		if (!save_taken(book, booking, was, server, error) ||
		    !note_lost(book, merge, booking, saved, error))
			return FALSE;
	}
	return sync_put_link(book, before, link, error);
}

gboolean book_sync_echo(Book *book, const char *booking_id, const RemoteEvent *event, GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking_id, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;
	g_autoptr(EventFields) sent = before ? event_fields_read(before->sent) : NULL;
	const EventFields *there = remote_event_fields(event);

	if (!before)
		return FALSE;
	if (has_status(before, SYNC_DELETED))
		return book_sync_reappeared(book, booking_id, before->calendar, event, error);
	if (before->held && !sync_let_go(book, link, error))
		return FALSE;
	if (sent && there && !sync_link_is_moving(before) && event_fields_same(sent, there)) {
		g_autoptr(Booking) booking = sync_booking(book, booking_id, error);
		if (!booking || !sync_link_arrive(book, link, error))
			return FALSE;
		model_set(&sync_link_class, link, &link->base, before->sent);
		sync_link_settle(link);
		if (booking->version == before->sent_version)
			set_status(link, SYNC_SYNCED);
		else
			sync_link_wait(link);
	}
	if (!*link->remote_id)
		model_set(&sync_link_class, link, &link->remote_id, event->remote_id);
	set_from_event(link, event->etag, event->link);
	return sync_put_link(book, before, link, error);
}

/* --- on its way to another calendar --- */

gboolean book_sync_arrived(Book *book, const char *booking, GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;

	if (!before || !before->sent)
		return before != NULL;
	if (!sync_link_arrive(book, link, error))
		return FALSE;
	/* of what it is there nothing is agreed on but what was sent; that stays on its way until the event itself is looked at */
	model_set(&sync_link_class, link, &link->base, before->sent);
	model_set(&sync_link_class, link, &link->etag, "");
	return sync_put_link(book, before, link, error);
}

gboolean book_sync_resend(Book *book, const char *booking, GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;

	if (!before)
		return FALSE;
	sync_link_settle(link);
	link->generation++;
	if (!has_status(link, SYNC_CONFLICT))
		sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

gboolean book_sync_is_leaving(Book *book, const char *calendar, const char *remote_id, gboolean *leaving, GError **error)
{
	return store_removal_waits(book->store, calendar, remote_id, leaving, error);
}

/* What may have arrived in another calendar is to go from there. */
static gboolean forget_sent(Book *book, const SyncLink *link, GError **error)
{
	return !sync_link_is_moving(link) ||
	       store_removal_add(book->store, link->sent_calendar, link->sent_remote_id, "", link->booking, error);
}

/* --- gone there --- */

gboolean sync_cancel_here(Book *book, const SyncLink *before, gboolean confirmed, GError **error)
{
	g_autoptr(SyncLink) link = sync_link_copy(before);
	g_autoptr(Booking) booking = sync_booking(book, before->booking, error);
	g_autoptr(Account) account = booking ? sync_account_of(book, before->calendar, error) : NULL;

	if (!account)
		return FALSE;
	if (booking_is_live(booking) && status_may_follow(booking_status(booking), STATUS_CANCELLED)) {
		g_autofree char *reason = g_strdup_printf(_("deleted in %s"), sync_server_words(account));
		g_autofree char *name = sync_name_of(book, booking),
				*when = book_time_words(book, booking->start);
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_CANCELLED));
		model_set(&booking_class, booking, &booking->cancel_reason, reason);
		sync_say(book, g_strdup_printf(_("cancelled %s, %s"), name, when));
		if (!book_save(book, &booking_class, booking, "booking.cancelled", error) ||
		    !store_guard_put(book->store, before->calendar, "here", before->booking, clock_real(),
				     confirmed, error))
			return FALSE;
		sync_wrote(book);
	}
	if (before->held && !sync_let_go(book, link, error))
		return FALSE;
	if (!forget_sent(book, link, error))
		return FALSE;
	sync_link_settle(link);
	set_status(link, SYNC_DELETED);
	model_set(&sync_link_class, link, &link->base, NULL);
	model_set(&sync_link_class, link, &link->theirs, NULL);
	model_set(&sync_link_class, link, &link->etag, "");
	return sync_put_link(book, before, link, error);
}

gboolean book_sync_deleted(Book *book, const char *booking, gboolean hold, GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking, error);
	g_autoptr(SyncLink) link = NULL;

	if (!before || has_status(before, SYNC_DELETED))
		return before != NULL;
	if (g_str_equal(before->kind, "mirror"))
		return sync_take_away(book, before, error);
	if (!hold)
		return sync_cancel_here(book, before, FALSE, error);
	if (before->held)
		return TRUE;
	link = sync_link_copy(before);
	link->held = 1;
	sync_link_wait(link); /* the two sides differ until somebody decides: it is counted among what is not in step */
	return store_held_put(book->store, booking, before->calendar, "here", clock_real(), error) &&
	       sync_put_link(book, before, link, error);
}

gboolean book_sync_guard_here(Book *book, const char *calendar, guint n, gint64 now, gboolean *free,
			      GError **error)
{
	*free = FALSE;
	return sync_guard_free(book, calendar, "here", NULL, n, now, free, error);
}

/* --- it stands again, or elsewhere --- */

/* The first part's person hands over to the calendar's: every part that was theirs. */
static void hand_over(Booking *booking, const char *staff)
{
	const Part *first = booking_first_part(booking);
	g_autofree char *was = first ? g_strdup(first->staff) : NULL;

	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (g_strcmp0(part->staff, was) == 0)
			model_set(&part_class, part, &part->staff, staff);
	}
}

static gboolean hand_to_calendar(Book *book, Booking *booking, const char *calendar_id, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, calendar_id, error);
	g_autoptr(Booking) before = booking_copy(booking);
	g_autofree char *name = NULL, *why = NULL;
	const Staff *staff;

	if (!calendar)
		return !(error && *error) &&
		       daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That calendar is no longer linked."));
	if (!calendar->staff) /* everybody's: whose it is does not change */
		return TRUE;
	hand_over(booking, calendar->staff);
	if (model_equal(&booking_class, booking, before))
		return TRUE;
	staff = book_staff_by_id(book, calendar->staff);
	name = sync_name_of(book, booking);
	why = g_strdup_printf(_("moved in %s"), sync_server_words(book->taking->account));
	sync_say(book, g_strdup_printf(_("moved %s, now with %s"), name, staff ? staff->name : calendar->name));
	return sync_mark(book, booking, why, error);
}

gboolean book_sync_moved(Book *book, const char *booking_id, const char *calendar, const RemoteEvent *event,
			 GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking_id, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;
	g_autoptr(Booking) was = before ? sync_booking(book, booking_id, error) : NULL;
	g_autoptr(Booking) booking = was ? booking_copy(was) : NULL;
	g_autoptr(EventFields) base = before ? event_fields_read(before->base) : NULL;
	const EventFields *there = remote_event_fields(event);

	if (!booking || !hand_to_calendar(book, booking, calendar, error))
		return FALSE;
	if (!model_equal(&booking_class, booking, was) &&
	    !book_save(book, &booking_class, booking, "booking.moved", error))
		return FALSE;
	if (before->held && !sync_let_go(book, link, error))
		return FALSE;
	model_set(&sync_link_class, link, &link->calendar, calendar);
	model_set(&sync_link_class, link, &link->remote_id, event->remote_id);
	/* what it was sent as there is what stands there; anything else is the merge's, which comes next */
	if (base && there && event_fields_same(base, there))
		set_from_event(link, event->etag, event->link);
	if (!has_status(link, SYNC_CONFLICT) && !same_link(before, link))
		sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

/* The link of a booking that was gone on both sides, and stands there again. */
static gboolean stands_again(Book *book, const SyncLink *before, SyncLink *link, const RemoteEvent *event,
			     GError **error)
{
	const EventFields *there = remote_event_fields(event);
	g_autoptr(Booking) was = sync_booking(book, before->booking, error);
	g_autoptr(Booking) booking = was ? booking_copy(was) : NULL;
	const char *server = sync_server_words(book->taking->account);

	if (!booking)
		return FALSE;
	if (!booking_is_live(booking)) {
		sync_take_times(book, booking, there, TRUE, TRUE);
		if (!sync_reopen(book, booking, there, server, error) ||
		    !save_taken(book, booking, was, server, error))
			return FALSE;
	}
	sync_link_settle(link);
	model_set(&sync_link_class, link, &link->remote_id, event->remote_id);
	set_base(link, there);
	set_from_event(link, event->etag, event->link);
	sync_link_wait(link);
	return TRUE;
}

gboolean book_sync_reappeared(Book *book, const char *booking, const char *calendar, const RemoteEvent *event,
			      GError **error)
{
	g_autoptr(SyncLink) before = must_link(book, booking, error);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : NULL;

	if (!before)
		return FALSE;
	if (before->held && !sync_let_go(book, link, error))
		return FALSE;
	if (has_status(before, SYNC_DELETED) && remote_event_fields(event) &&
	    !stands_again(book, before, link, event, error))
		return FALSE;
	if (!sync_put_link(book, before, link, error))
		return FALSE;
	return strcmp(before->calendar, calendar) == 0 ||
	       book_sync_moved(book, booking, calendar, event, error);
}

/* --- binding --- */

gboolean book_sync_bind(Book *book, const char *booking_id, const char *calendar, const RemoteEvent *event,
			GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(SyncLink) before = store_link(book->store, booking_id, &problem);
	g_autoptr(SyncLink) link = before ? sync_link_copy(before) : sync_link_new();
	const EventFields *there = remote_event_fields(event);
	gint64 generation = 0;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!there)
		return TRUE;
	if (before && before->base && strcmp(before->calendar, calendar) == 0 &&
	    strcmp(before->remote_id, event->remote_id) == 0)
		return book_sync_echo(book, booking_id, event, error);
	if (before && before->held && !sync_let_go(book, link, error))
		return FALSE;
	if (!store_removal_drop(book->store, calendar, event->remote_id, error))
		return FALSE;
	/* one that was sent to another place may stand there as well */
	if (!link->sent || (g_strcmp0(link->sent_calendar, calendar) == 0 && g_strcmp0(link->sent_remote_id, event->remote_id) == 0))
		sync_link_settle(link);
	model_set(&sync_link_class, link, &link->booking, booking_id);
	model_set(&sync_link_class, link, &link->calendar, calendar);
	model_set(&sync_link_class, link, &link->remote_id, event->remote_id);
	model_set(&sync_link_class, link, &link->kind,
		  derives_from(event->remote_id, booking_id, &generation) ? "own" : "adopted");
	link->generation = MAX(generation, link->generation);
	set_base(link, there);
	set_from_event(link, event->etag, event->link);
	sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

/* --- what a full list did not name --- */

typedef struct {
	const Calendar *calendar;
	GHashTable *named;  /* remote ids */
	GHashTable *series; /* those found gone already */
	GPtrArray *absent;
} Absence;

static gboolean is_named(const Absence *absence, const char *remote_id)
{
	return g_hash_table_contains(absence->named, remote_id);
}

static SyncLink *series_link(const SyncLink *occurrence)
{
	SyncLink *link = sync_link_new();

	model_set(&sync_link_class, link, &link->calendar, occurrence->calendar);
	model_set(&sync_link_class, link, &link->kind, "mirror");
	model_set(&sync_link_class, link, &link->remote_id, occurrence->series);
	model_set(&sync_link_class, link, &link->series, occurrence->series);
	set_status(link, SYNC_SYNCED);
	return link;
}

/* A full list names what ends after the window's beginning; what it leaves out that lies before says nothing. */
static gboolean in_list(const Absence *absence, const SyncLink *link)
{
	g_autoptr(EventFields) base = event_fields_read(link->base);

	return base && base->end > absence->calendar->since;
}

static void see_link(Absence *absence, SyncLink *take)
{
	g_autoptr(SyncLink) link = take;
	gboolean mirror = g_str_equal(link->kind, "mirror");

	if (link->held || has_status(link, SYNC_DELETED) ||
	    (*link->remote_id && is_named(absence, link->remote_id)) || !in_list(absence, link))
		return;
	/* an occurrence without an event of its own stands as long as its series does */
	if (link->series && !*link->remote_id && is_named(absence, link->series))
		return;
	if (mirror && link->series && !is_named(absence, link->series) && !*link->remote_id) {
		if (g_hash_table_add(absence->series, g_strdup(link->series)))
			g_ptr_array_add(absence->absent, series_link(link));
		return;
	}
	g_ptr_array_add(absence->absent, g_steal_pointer(&link));
}

GPtrArray *book_sync_absent(Book *book, const char *calendar_id, GHashTable *named, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, calendar_id, error);
	g_autoptr(GPtrArray) absent = model_list_new(&sync_link_class);
	g_autoptr(GHashTable) series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *remote_id = g_strdup(""), *booking = g_strdup("");
	Absence absence = { calendar, named, series, absent };
	guint n = PAGE;

	while (calendar && n == PAGE) {
		g_autoptr(GPtrArray) page =
			store_links_of_calendar(book->store, calendar_id, remote_id, booking, PAGE, error);
		if (!page)
			return NULL;
		n = page->len;
		if (n) {
			const SyncLink *last = page->pdata[n - 1];
			g_free(remote_id);
			g_free(booking);
			remote_id = g_strdup(last->remote_id);
			booking = g_strdup(last->booking);
		}
		for (guint i = 0; i < n; i++)
			see_link(&absence, g_steal_pointer(&page->pdata[i]));
	}
	return calendar ? g_steal_pointer(&absent) : NULL;
}

gboolean book_sync_stray(Book *book, const char *booking_id, const char *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(Booking) booking = sync_booking(book, booking_id, error);
	g_autofree char *name = booking ? sync_name_of(book, booking) : NULL;

	if (!name)
		return FALSE;
	sync_say(book, g_strdup_printf(_("%s stands there twice: the older one is deleted"), name));
	sync_wrote(book);
	return store_removal_add(book->store, calendar, event->remote_id, event->etag, booking_id, error);
}

/* --- what this book has no booking for --- */

gboolean book_sync_orphan(Book *book, const char *calendar, const RemoteEvent *event, GError **error)
{
	sync_wrote(book);
	return event->deleted ? store_orphan_delete(book->store, calendar, event->remote_id, error)
			      : store_orphan_put(book->store, calendar, event, error);
}

/* --- what cannot be understood --- */

/* They lie with those that have no booking here, told apart by the booking that they do not name. */
gboolean book_sync_unread_put(Book *book, const char *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(RemoteEvent) bare = remote_event_copy(event);

	model_set(&remote_event_class, bare, &bare->booking, NULL);
	sync_wrote(book);
	return store_orphan_put(book->store, calendar, bare, error);
}

gboolean book_sync_unread_over(Book *book, const char *calendar, const char *remote_id, GError **error)
{
	sync_wrote(book);
	return store_orphan_delete(book->store, calendar, remote_id, error);
}

void sync_unread_free(SyncUnread *unread)
{
	if (!unread)
		return;
	g_free(unread->calendar);
	g_free(unread->name);
	remote_event_free(unread->event);
	g_free(unread);
}

typedef struct {
	Book *book;
	GPtrArray *all;
} Unread;

static gboolean collect_unread(const char *calendar, RemoteEvent *take, gpointer data)
{
	const Unread *to = data;
	const Calendar *row = sync_calendar_of(to->book, calendar);
	SyncUnread *unread;

	if (take->booking) {
		remote_event_free(take);
		return TRUE;
	}
	unread = g_new(SyncUnread, 1);
	*unread = (SyncUnread){ g_strdup(calendar), g_strdup(row ? row->name : ""), take };
	g_ptr_array_add(to->all, unread);
	return TRUE;
}

GPtrArray *book_sync_unread(Book *book, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)sync_unread_free);
	Unread to = { book, all };

	if (!sync_calendars(book, error) || !store_orphans(book->store, collect_unread, &to, error))
		return NULL;
	return g_steal_pointer(&all);
}

gboolean book_sync_token(Book *book, Calendar *calendar, const char *token, gboolean full, GError **error)
{
	g_autoptr(Calendar) row = store_calendar(book->store, calendar->id, error);

	if (!row)
		return !(error && *error) &&
		       daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That calendar is no longer linked."));
	/* a server that gives no tokens is read whole each time: that alone is nothing to write down */
	if (strcmp(row->sync_token, token) == 0 && (!full || (!*token && row->last_full)) && !book_sync_written(book))
		return TRUE;
	model_set(&calendar_class, row, &row->sync_token, token);
	row->last_pull = clock_real();
	if (full)
		row->last_full = row->last_pull;
	row->version++;
	if (!store_calendar_put(book->store, row, error))
		return FALSE;
	sync_wrote(book);
	model_set(&calendar_class, calendar, &calendar->sync_token, token);
	calendar->last_pull = row->last_pull;
	calendar->last_full = row->last_full;
	calendar->version = row->version;
	return TRUE;
}
