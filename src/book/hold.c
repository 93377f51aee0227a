/* book/hold.c - a slot kept while somebody talks on the phone: no change of the business, so neither logged nor undone */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "book/fields_p.h"
#include "book/rescue_p.h"

#define HOLD_MOST ZONE_DAY_SECONDS /* seconds */

/* --- what is held --- */

static gboolean is_own(const Book *book, const Hold *hold)
{
	return strcmp(hold->owner, book->actor) == 0;
}

static gboolean touches(const Hold *hold, gint64 from, gint64 to)
{
	for (guint i = 0; i < hold->parts->len; i++) {
		const HeldPart *part = hold->parts->pdata[i];
		if ((to == NONE || part->busy_from < to) && (from == NONE || part->busy_to > from))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *book_holds(Book *book, gint64 from, gint64 to, GError **error)
{
	GPtrArray *holds = store_holds(book->store, book_now(book), error);

	for (guint i = holds ? holds->len : 0; i-- > 0;)
		if (!touches(holds->pdata[i], from, to))
			g_ptr_array_remove_index(holds, i);
	return holds;
}

gboolean hold_add_taken(Book *book, PlanTaken *taken, gint64 from, gint64 to, GError **error)
{
	g_autoptr(GPtrArray) holds = book_holds(book, from, to, error);

	for (guint i = 0; holds && i < holds->len; i++) {
		const Hold *hold = holds->pdata[i];
		for (guint j = 0; !is_own(book, hold) && j < hold->parts->len; j++) {
			const HeldPart *part = hold->parts->pdata[j];
			PlanPart plan = { hold->id,        part->service, part->staff,
					  part->resource,  part->start,   part->end,
					  part->busy_from, part->busy_to, part->busy != 0 };
			plan_taken_add(taken, &plan);
		}
	}
	return holds != NULL;
}

static const Hold *of_id(const GPtrArray *holds, const char *id)
{
	for (guint i = 0; holds && i < holds->len; i++)
		if (strcmp(((const Hold *)holds->pdata[i])->id, id) == 0)
			return holds->pdata[i];
	return NULL;
}

char *hold_against(Book *book, const char *id)
{
	g_autoptr(GPtrArray) holds = book_holds(book, NONE, NONE, NULL);
	const Hold *hold = of_id(holds, id);
	const HeldPart *part = hold && hold->parts->len ? hold->parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(book, part->staff) : NULL;
	const Resource *resource = part ? book_resource_by_id(book, part->resource) : NULL;
	g_autofree char *from = hold ? local_hhmm(zone_local(book->zone, hold->start)) : NULL;
	g_autofree char *to = hold ? local_hhmm(zone_local(book->zone, hold->end)) : NULL;
	g_autofree char *until = hold ? local_hhmm(zone_local(book->zone, hold->until)) : NULL;

	if (!hold)
		return NULL;
	/* translators: whose time, from and to, then who holds it and until when */
	return g_strdup_printf(_("%s %s–%s is held by %s until %s."),
			       staff      ? staff->name
			       : resource ? resource->name
					  : _("Somebody"),
			       from, to, hold->owner, until);
}

/* --- held, let go --- */

static Hold *hold_of(const Book *book, const GPtrArray *parts, gint64 seconds, const char *note)
{
	const ModelClass *cls = &hold_class;
	Hold *hold = hold_new();

	hold->id = (g_free(hold->id), id_new());
	model_set(cls, hold, &hold->owner, book->actor);
	field_take(cls, hold, &hold->note, field_text(note));
	hold->created = book_now(book);
	hold->until = hold->created + seconds;
	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		HeldPart *held = held_part_new();
		model_set(&held_part_class, held, &held->service, part->service);
		model_set(&held_part_class, held, &held->staff, part->staff);
		model_set(&held_part_class, held, &held->resource, part->resource);
		held->start = part->start;
		held->end = part->end;
		held->busy = part->busy;
		held->busy_from = part->busy_from;
		held->busy_to = part->busy_to;
		hold->start = i ? MIN(hold->start, part->start) : part->start;
		hold->end = i ? MAX(hold->end, part->end) : part->end;
		g_ptr_array_add(hold->parts, held);
	}
	return hold;
}

static const char *staff_of(const Hold *hold)
{
	return hold->parts->len ? ((const HeldPart *)hold->parts->pdata[0])->staff : NULL;
}

/* Held once more by the same person: the older one goes. */
static gboolean replace_own(Book *book, const Hold *hold, GError **error)
{
	g_autoptr(GPtrArray) holds = book_holds(book, NONE, NONE, error);

	for (guint i = 0; holds && i < holds->len; i++) {
		const Hold *older = holds->pdata[i];
		if (is_own(book, older) && older->start == hold->start &&
		    g_strcmp0(staff_of(older), staff_of(hold)) == 0 &&
		    !store_hold_delete(book->store, older->id, error))
			return FALSE;
	}
	return holds != NULL;
}

static Hold *hold_locked(Book *book, const GPtrArray *visits, gint64 start, gint64 seconds, const char *note,
			 GError **error)
{
	g_autoptr(GPtrArray) parts = book_lay(book, visits, start, error);
	g_autoptr(Hold) hold = parts ? hold_of(book, parts, seconds, note) : NULL;

	if (!hold || !book_request_claim(book, hold->id, error) ||
	    !store_holds_expire(book->store, book_now(book), error) || !replace_own(book, hold, error) ||
	    !store_hold_put(book->store, hold, error))
		return NULL;
	return g_steal_pointer(&hold);
}

Hold *book_hold(Book *book, const GPtrArray *visits, gint64 start, gint64 seconds, const char *note,
		GError **error)
{
	g_autoptr(Hold) hold = NULL;

	if (seconds == 0)
		seconds = HOLD_SECONDS;
	if (seconds < 60 || seconds > HOLD_MOST) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("A slot is held for a minute at least and a day at most."));
		return NULL;
	}
	if (!book_lock(book, error))
		return NULL;
	hold = hold_locked(book, visits, start, seconds, note ? note : "", error);
	if (hold && store_commit(book->store, error))
		return g_steal_pointer(&hold);
	store_rollback(book->store);
	return NULL;
}

/* The one whose id begins so; NULL with an error. */
static const Hold *find(const GPtrArray *holds, const char *id, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new(), names = g_ptr_array_new();
	const Hold *found = NULL;

	for (guint i = 0; id_is_prefix(id) && i < holds->len; i++) {
		const Hold *hold = holds->pdata[i];
		if (g_ascii_strncasecmp(hold->id, id, strlen(id)) != 0)
			continue;
		found = hold;
		g_ptr_array_add(ids, hold->id);
		g_ptr_array_add(names, *hold->note ? hold->note : hold->owner);
	}
	if (ids->len == 1)
		return found;
	if (ids->len > 1)
		book_ambiguous(error, _("hold"), id, ids, names);
	else
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no hold “%s” (any more). `daybook hold list` shows them."), id);
	return NULL;
}

gboolean book_hold_release(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;
	const Hold *hold = NULL;

	if (!book_lock(book, error))
		return FALSE;
	holds = book_holds(book, NONE, NONE, error);
	if (holds)
		hold = find(holds, id, error);
	if (hold && book_request_claim(book, hold->id, error) &&
	    store_hold_delete(book->store, hold->id, error) &&
	    store_holds_expire(book->store, book_now(book), error) && store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

static gboolean is_served(const Hold *hold, const Booking *booking)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (part->start < hold->end && part->end > hold->start &&
		    g_strcmp0(part->staff, staff_of(hold)) == 0)
			return TRUE;
	}
	return FALSE;
}

gboolean hold_used(Book *book, const Booking *booking, GError **error)
{
	g_autoptr(GPtrArray) holds = NULL;

	if (book->source_now || !booking_is_live(booking) || !(holds = book_holds(book, NONE, NONE, error)))
		return book->source_now || !booking_is_live(booking);
	for (guint i = 0; i < holds->len; i++) {
		const Hold *hold = holds->pdata[i];
		if (is_own(book, hold) && is_served(hold, booking) &&
		    !store_hold_delete(book->store, hold->id, error))
			return FALSE;
	}
	return TRUE;
}
