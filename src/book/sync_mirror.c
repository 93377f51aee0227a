/* book/sync_mirror.c - blocks that follow events which others made: one event, or one occurrence.
 *
 * A block's id comes from the calendar and what the event is called there, so that the same news twice makes the same rows. A block that
 * a person here cancelled (it is in nobody's way) stays so until its event moves. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/sync_take_p.h"

#define BLOCK_SPACE "b6a0f6e6-0b7e-4c9d-8a54-5d3f0a7c2e11" /* name space of the ids of mirrored blocks */
#define EARLIEST G_GINT64_CONSTANT(-2208988800)            /* 1900 and 2200: what can be booked */
#define LATEST G_GINT64_CONSTANT(7258118400)
#define NOTE_CHARACTERS 4000 /* of a description; the rest is read there */

static char *block_id(const char *calendar, const char *remote_id, const char *series, gint64 original)
{
	g_autofree char *key =
		series ? g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT, calendar, series, original)
		       : g_strdup_printf("%s\n%s", calendar, remote_id);

	return id_derive(BLOCK_SPACE, key);
}

/* --- adopted, unlinked, and linked again --- */

/* An appointment that nothing is known of there: it may be given this event. */
static gboolean is_loose(Book *book, const Calendar *calendar, const char *id, gboolean *loose,
			 GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, id, &problem);
	g_autoptr(SyncLink) link = booking ? store_link(book->store, id, &problem) : NULL;

	*loose =
		booking && !booking->removed && g_str_equal(booking->kind, "appointment") &&
		(!link || (!link->base && !link->sent_calendar && g_str_equal(link->calendar, calendar->id)));
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return problem == NULL;
}

/* What was adopted keeps the id that its block had, which comes from the calendar's row of that time and from the event. */
char *book_sync_adopted_before(Book *book, const Calendar *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(GPtrArray) rows = store_calendars_before(book->store, calendar->remote_id, error);

	for (guint i = 0; rows && i < rows->len; i++) {
		const Calendar *row = rows->pdata[i];
		g_autofree char *id = block_id(row->id, event->remote_id, event->series, event->original);
		gboolean loose;
		if (!is_loose(book, calendar, id, &loose, error))
			return NULL;
		if (loose)
			return g_steal_pointer(&id);
	}
	return NULL;
}

static void set_text(Booking *block, char **field, const char *text)
{
	g_autofree char *plain = event_text_plain(text);
	g_autofree char *clean = text_clean(plain);

	if (g_utf8_strlen(clean, -1) > NOTE_CHARACTERS)
		*g_utf8_offset_to_pointer(clean, NOTE_CHARACTERS) = '\0';
	model_set(&booking_class, block, field, clean);
}

void sync_fill_block(Book *book, Booking *block, const SyncShown *shown)
{
	const EventFields *fields = shown->fields;
	Part *part = part_new();

	model_set(&booking_class, block, &block->kind, "block");
	model_set(&booking_class, block, &block->customer, NULL);
	block->all_day = fields->all_day;
	block->start = fields->start;
	block->end = MAX(fields->start, fields->end);
	if (fields->all_day)
		sync_days_here(book, fields, &block->start, &block->end);
	/* a moment without a length takes nobody's time */
	block->busy = shown->blocks && shown->calendar->blocks_for && block->end > block->start;
	model_set(&booking_class, block, &block->zone,
		  !fields->all_day && zone_exists(fields->zone) ? fields->zone : book->business->zone);
	set_text(block, &block->title, fields->summary);
	set_text(block, &block->public_note, fields->description);
	model_set(&part_class, part, &part->staff, shown->calendar->blocks_for);
	part->start = part->busy_from = block->start;
	part->end = part->busy_to = block->end;
	part->busy = 1;
	part->price = NONE;
	g_ptr_array_set_size(block->parts, 0);
	g_ptr_array_add(block->parts, part);
	book_fit_to_parts(book, block);
}

static Booking *wanted_block(Book *book, const SyncShown *shown, const char *id)
{
	Booking *block = book_booking_new(book, "block");

	g_free(block->id);
	block->id = g_strdup(id);
	sync_fill_block(book, block, shown);
	return block;
}

/* The block that stands, with what its event says written over it. */
static Booking *followed(const Booking *stands, const Booking *wanted)
{
	static const char *const fields[] = { "kind",        "customer",    "start",   "end",
					      "zone",        "local_start", "all_day", "title",
					      "public_note", "busy",        NULL };
	Booking *block = booking_copy(stands);
	gboolean moved = stands->start != wanted->start || stands->end != wanted->end;

	for (const char *const *name = fields; *name; name++)
		model_field_copy(model_field(&booking_class, *name), block, wanted);
	model_field_copy(model_field(&booking_class, "parts"), block, wanted);
	if (stands->removed || moved)
		model_set(&booking_class, block, &block->status, wanted->status);
	block->removed = 0;
	return block;
}

static gboolean takes_other_time(const Booking *a, const Booking *b)
{
	return a->busy != b->busy || booking_is_live(a) != booking_is_live(b) ||
	       !model_field_equal(model_field(&booking_class, "parts"), a, b);
}

static gboolean save_block(Book *book, Booking *block, const Booking *stands, GError **error)
{
	g_autofree char *why = NULL;

	if (stands && model_equal(&booking_class, block, stands))
		return TRUE;
	if (!stands || takes_other_time(block, stands)) {
		why = g_strdup_printf(_("stands in %s at that time"),
				      book->taking ? sync_server_words(book->taking->account)
						   : _("the calendar"));
		if (!sync_mark(book, block, why, error))
			return FALSE;
	}
	if (book->taking)
		book->taking->blocks = TRUE;
	return book_save(book, &booking_class, block, stands ? "booking.changed" : "booking.created", error);
}

static SyncLink *shown_link(const SyncShown *shown, const SyncLink *stands, const char *booking)
{
	SyncLink *link = stands ? sync_link_copy(stands) : sync_link_new();
	g_autofree char *base = model_image(&event_fields_class, shown->fields);

	model_set(&sync_link_class, link, &link->booking, booking);
	model_set(&sync_link_class, link, &link->calendar, shown->calendar->id);
	model_set(&sync_link_class, link, &link->kind, "mirror");
	model_set(&sync_link_class, link, &link->remote_id, shown->remote_id);
	model_set(&sync_link_class, link, &link->etag, shown->etag);
	model_set(&sync_link_class, link, &link->base, base);
	model_set(&sync_link_class, link, &link->link, shown->link);
	model_set(&sync_link_class, link, &link->series, shown->series);
	link->original = shown->series ? shown->original : NONE;
	if (!stands) /* one that was let go and waits for its properties to be cleared there goes on waiting */
		model_set(&sync_link_class, link, &link->status, sync_status_name(SYNC_SYNCED));
	return link;
}

/* An event that was adopted before: its appointment has it again. done: it was so. */
static gboolean bind_again(Book *book, const SyncShown *shown, gboolean *done, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(RemoteEvent) event = remote_event_new();
	g_autofree char *id = NULL;
	g_autoptr(SyncLink) before = NULL, link = NULL;

	model_set(&remote_event_class, event, &event->remote_id, shown->remote_id);
	model_set(&remote_event_class, event, &event->series, shown->series);
	event->original = shown->original;
	id = book_sync_adopted_before(book, shown->calendar, event, &problem);
	before = id ? store_link(book->store, id, &problem) : NULL;
	*done = id != NULL;
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!id)
		return TRUE;
	link = shown_link(shown, before, id);
	model_set(&sync_link_class, link, &link->kind, "adopted");
	sync_link_settle(link);
	sync_link_wait(link);
	return sync_put_link(book, before, link, error);
}

gboolean sync_show(Book *book, const SyncShown *shown, const SyncLink *before, GError **error)
{
	g_autofree char *id =
		before ? g_strdup(before->booking)
		       : block_id(shown->calendar->id, shown->remote_id, shown->series, shown->original);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Booking) stands = store_get(book->store, &booking_class, id, &problem);
	g_autoptr(Booking) wanted = NULL, block = NULL;
	g_autoptr(SyncLink) link = NULL;
	gboolean bound = FALSE;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (shown->fields->start < EARLIEST || shown->fields->end > LATEST)
		return !before || sync_take_away(book, before, error);
	if (!before && shown->fields->end <= shown->calendar->since)
		return TRUE;
	if (!before && (!bind_again(book, shown, &bound, error) || bound))
		return bound;
	wanted = wanted_block(book, shown, id);
	block = stands ? followed(stands, wanted) : booking_copy(wanted);
	if (!save_block(book, block, stands, error))
		return FALSE;
	link = shown_link(shown, before, id);
	return sync_put_link(book, before, link, error);
}

gboolean sync_take_away(Book *book, const SyncLink *link, GError **error)
{
	g_autoptr(Booking) block = sync_booking(book, link->booking, error);

	if (!block)
		return FALSE;
	if (book->taking)
		book->taking->blocks = TRUE;
	sync_wrote(book);
	if (!store_link_delete(book->store, link->booking, error))
		return FALSE;
	if (block->removed)
		return TRUE;
	block->removed = 1;
	return book_save(book, &booking_class, block, "booking.removed", error);
}

gboolean book_sync_mirror(Book *book, const char *calendar_id, const RemoteEvent *event, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(SyncLink) link = NULL;
	const EventFields *fields = remote_event_fields(event);
	gboolean waits = FALSE;

	if (event->series || *event->recurrence)
		return book_sync_mirror_series(book, calendar_id, event, error);
	if (!(calendar = store_calendar(book->store, calendar_id, error)) ||
	    !sync_series_drop(book, calendar, event->remote_id,
			      error) || /* it repeated, and does no longer */
	    !store_removal_waits(book->store, calendar_id, event->remote_id, &waits, error))
		return FALSE;
	link = store_link_at(book->store, calendar_id, event->remote_id, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if ((link && !g_str_equal(link->kind, "mirror")) ||
	    waits) /* an appointment's, or one that we are about to delete */
		return TRUE;
	if (event->deleted || !fields)
		return !event->deleted || !link || sync_take_away(book, link, error);
	return sync_show(book,
			 &(SyncShown){ .calendar = calendar,
				       .fields = fields,
				       .blocks = event->blocks != 0,
				       .remote_id = event->remote_id,
				       .etag = event->etag,
				       .link = event->link,
				       .original = NONE },
			 link, error);
}
