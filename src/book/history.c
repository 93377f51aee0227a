/* book/history.c - undo and redo, field by field; the log, its words and its proof. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/book_p.h"
#include "book/history.h"
#include "book/house_p.h"
#include "book/rescue_p.h"
#include "book/sync_take_p.h"
#include "model/customer.h"
#include "model/series.h"

/* --- taking a change back --- */

/* What a correlation did to one entity: its image before the first event and after the last. */
typedef struct {
	const ModelClass *cls;
	char *id;
	gpointer before, after; /* before NULL: it was made */
	gint64 seq;             /* of the first event */
} Touched;

static void touched_free(gpointer touched_)
{
	Touched *touched = touched_;

	model_free(touched->cls, touched->before);
	model_free(touched->cls, touched->after);
	g_free(touched->id);
	g_free(touched);
}

static gboolean collect_event(const Event *event, gpointer data)
{
	Event *copy = g_new0(Event, 1);

	copy->seq = event->seq;
	copy->entity = g_strdup(event->entity);
	copy->entity_id = g_strdup(event->entity_id);
	copy->after = g_strdup(event->after);
	copy->at = event->at;
	copy->actor = g_strdup(event->actor);
	g_ptr_array_add(data, copy);
	return TRUE;
}

static gboolean touch(Book *book, const Event *event, GPtrArray *all, GHashTable *by_id, GError **error)
{
	Touched *touched = g_hash_table_lookup(by_id, event->entity_id);
	const ModelClass *cls = store_class(event->entity);

	if (!cls || !*event->after)
		return daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("That change cannot be taken back: what it did has been erased."));
	if (!touched) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(Event) before = store_event_before(book->store, event->entity_id, event->seq, &problem);
		if (problem) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		touched = g_new0(Touched, 1);
		touched->cls = cls;
		touched->id = g_strdup(event->entity_id);
		touched->seq = event->seq;
		g_ptr_array_add(all, touched);
		g_hash_table_insert(by_id, touched->id, touched);
		if (before && *before->after && !(touched->before = model_from_image(cls, before->after, error)))
			return FALSE;
	}
	model_free(cls, touched->after);
	return (touched->after = model_from_image(cls, event->after, error)) != NULL;
}

static GPtrArray *touched_by(Book *book, const char *correlation, GError **error)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(touched_free);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);

	if (!store_events_of_correlation(book->store, correlation, collect_event, events, error))
		return NULL;
	for (guint i = 0; i < events->len; i++)
		if (!touch(book, events->pdata[i], all, by_id, error))
			return NULL;
	return g_steal_pointer(&all);
}

/* Fields that every change alters and that say nothing by themselves. */
static gboolean is_bookkeeping(const ModelField *field)
{
	return g_str_equal(field->name, "version") || g_str_equal(field->name, "updated") || g_str_equal(field->name, "id") ||
	       g_str_equal(field->name, "created");
}

/* The newest event that gave this field another value; NULL on error. Borrowed. */
static const Event *last_to_change(const Touched *touched, const ModelField *field, const GPtrArray *events)
{
	for (guint i = events->len; i-- > 1;) {
		const Event *event = events->pdata[i], *earlier = events->pdata[i - 1];
		gpointer after = model_from_image(touched->cls, event->after, NULL);
		gpointer before = model_from_image(touched->cls, earlier->after, NULL);
		gboolean changed = after && before && !model_field_equal(field, before, after);
		model_free(touched->cls, after);
		model_free(touched->cls, before);
		if (changed)
			return event;
	}
	return NULL;
}

static gboolean changed_since(Book *book, const Touched *touched, const ModelField *field, GError **error)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	g_autofree char *when = NULL;
	const Event *last;

	if (!store_events_of_entity(book->store, touched->id, collect_event, events, error))
		return FALSE;
	last = last_to_change(touched, field, events);
	when = last ? book_time_words(book, last->at) : g_strdup("?");
	return daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("That cannot be taken back: %s changed the same thing again (%s). Nothing was changed."),
	                    last ? last->actor : _("somebody"), when);
}

/* A visit's parts are compared one by one and field by field, so that its price and its time do not stand in each other's way. FALSE when
 * one has changed since, or there are more or fewer. */
static gboolean put_back_parts(const Touched *touched, Booking *now)
{
	const Booking *before = touched->before, *after = touched->after;

	if (!before || before->parts->len != after->parts->len || now->parts->len != after->parts->len)
		return FALSE;
	for (guint i = 0; i < now->parts->len; i++) {
		for (guint j = 0; j < part_class.n_fields; j++) {
			const ModelField *field = &part_class.fields[j];
			gpointer was = before->parts->pdata[i], is = now->parts->pdata[i];
			if (model_field_equal(field, was, after->parts->pdata[i]))
				continue;
			if (!model_field_equal(field, is, after->parts->pdata[i]))
				return FALSE;
			model_field_copy(field, is, was);
		}
	}
	return TRUE;
}

static gboolean is_parts(const Touched *touched, const ModelField *field)
{
	return touched->cls == &booking_class && g_str_equal(field->name, "parts");
}

/* The row as it stands, with the fields that the change altered put back. NULL with an error when one of them has changed since. */
static gpointer put_back(Book *book, const Touched *touched, GError **error)
{
	gpointer now = store_get(book->store, touched->cls, touched->id, error);

	if (!now) {
		if (!(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("That cannot be taken back: what it changed is gone."));
		return NULL;
	}
	for (guint i = 0; i < touched->cls->n_fields; i++) {
		const ModelField *field = &touched->cls->fields[i];
		if (is_bookkeeping(field) || (touched->before && model_field_equal(field, touched->before, touched->after)))
			continue;
		if (!model_field_equal(field, now, touched->after)) {
			if (is_parts(touched, field) && put_back_parts(touched, now))
				continue;
			changed_since(book, touched, field, error);
			model_free(touched->cls, now);
			return NULL;
		}
		if (touched->before)
			model_field_copy(field, now, touched->before);
	}
	if (!touched->before)
		((Row *)now)->removed = 1;
	return now;
}

/* Is a row there no more once the change is taken back: made by it, or made to come back (as by the undo of a merge)? */
static gboolean takes_away(const Touched *touched)
{
	const Row *before = touched->before, *after = touched->after;

	return !after->removed && (!before || before->removed);
}

/* Nobody is left without what they are named by: an undone customer, staff member or service must not be in use. */
static gboolean in_use(Book *book, const Touched *touched, GError **error)
{
	gint64 coming = 0;

	if (touched->cls == &customer_class) {
		g_autoptr(GPtrArray) views = booking_views_new();
		g_autoptr(GPtrArray) entries = store_waitlist_of(book->store, touched->id, error);
		if (!entries || !store_bookings_of(book->store, touched->id, FALSE, book_collect_view, views, error))
			return TRUE;
		coming = views->len + entries->len;
	} else if (touched->cls == &staff_class || touched->cls == &service_class || touched->cls == &resource_class) {
		coming = book_coming(book, touched->cls == &staff_class ? touched->id : NULL, touched->cls == &resource_class ? touched->id : NULL,
		                     touched->cls == &service_class ? touched->id : NULL, NULL, error);
		if (coming == 0)
			coming = waitlist_count(book, NULL, touched->id, error);
	}
	if (coming > 0)
		daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("That cannot be taken back: bookings made since need it. Undo or change those first."));
	return coming != 0;
}

/* Whom and what a booking names must be there. */
static gboolean is_whole(Book *book, const Booking *booking, GError **error)
{
	g_autoptr(Customer) customer = booking->customer ? store_get(book->store, &customer_class, booking->customer, error) : NULL;
	gboolean whole = !booking->customer || (customer && !customer->removed);

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Staff *staff = book_staff_by_id(book, part->staff);
		const Service *service = book_service_by_id(book, part->service);
		const Resource *resource = book_resource_by_id(book, part->resource);
		whole = whole && !(staff && staff->removed) && !(service && service->removed) && !(resource && resource->removed);
	}
	if (!whole && !(error && *error))
		daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
		             _("That cannot be taken back: somebody or something it names is gone since. Nothing was changed."));
	return whole;
}

/* A marked booking that stood at the same time before the change (data: its first event) has taken nothing meanwhile. */
static gboolean stood_before(Book *book, const char *id, gpointer data)
{
	const gint64 *seq = data;
	g_autoptr(Booking) now = store_get(book->store, &booking_class, id, NULL);
	g_autoptr(Event) event = store_event_before(book->store, id, *seq, NULL);
	g_autoptr(Booking) then = event && *event->after ? model_from_image(&booking_class, event->after, NULL) : NULL;

	return now && then && now->overbooked && booking_is_live(then) &&
	       model_field_equal(model_field(&booking_class, "parts"), now, then);
}

/* A block that was and stays a calendar's event: it follows that, and nothing here takes it back. */
static gboolean follows_elsewhere(const Touched *touched)
{
	const Booking *before = touched->before, *after = touched->after;

	return touched->cls == &booking_class && g_str_equal(after->kind, "block") && g_str_has_prefix(after->source, "sync:") &&
	       (!before || g_str_equal(before->kind, "block"));
}

static gboolean restore_row(Book *book, const Touched *one, const char *suffix, GPtrArray *bookings, GError **error)
{
	g_autofree char *type = g_strdup_printf("%s.%s", one->cls->name, suffix);
	gpointer row = put_back(book, one, error);
	gboolean done = row != NULL;

	if (done && takes_away(one) && in_use(book, one, error))
		done = FALSE;
	if (done && one->cls == &waitlist_class && !waitlist_is_whole(book, row, error))
		done = FALSE;
	done = done && house_name_is_free(book, one->cls, row, error) && book_save(book, one->cls, row, type, error);
	if (done && one->cls == &booking_class && !((Row *)row)->removed)
		g_ptr_array_add(bookings, g_steal_pointer(&row));
	model_free(one->cls, row);
	return done;
}

/* All rows of a change, put back; then the rule of sharing time for those whose time is taken again. */
static gboolean restore_rows(Book *book, const GPtrArray *touched, const char *suffix, GError **error)
{
	g_autoptr(GPtrArray) bookings = model_list_new(&booking_class);
	gint64 seq = G_MAXINT64;

	/* backwards: what was made last goes first, so that a booking is gone before its customer is looked at */
	for (guint i = touched->len; i-- > 0;) {
		const Touched *one = touched->pdata[i];
		seq = MIN(seq, one->seq);
		if (!follows_elsewhere(one) && !restore_row(book, one, suffix, bookings, error))
			return FALSE;
	}
	for (guint i = 0; i < bookings->len; i++)
		if (!is_whole(book, bookings->pdata[i], error) ||
		    !book_check_sharing(book, bookings->pdata[i], stood_before, &seq, error))
			return FALSE;
	return TRUE;
}

static gboolean is_correlation_prefix(const char *text)
{
	return strlen(text) >= 6;
}

static Change *pick_undo(Book *book, const char *correlation, GError **error)
{
	g_autoptr(Change) change = NULL;
	g_autoptr(GError) problem = NULL;

	if (!correlation) {
		change = store_change_newest(book->store, book->actor, CHANGE_DO, &problem);
		if (!change && !problem)
			daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("%s has nothing to undo."), book->actor);
	} else if (!is_correlation_prefix(correlation)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Give at least 6 characters of the change's id (`daybook undo --list`)."));
	} else {
		change = store_change(book->store, correlation, &problem);
		if (!change && !problem)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no change %s."), correlation);
	}
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	if (change && change->undone) {
		daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("That change was taken back already."));
		return NULL;
	}
	if (change && !change->undoable) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY, _("“%s” cannot be undone."), change->what);
		return NULL;
	}
	return g_steal_pointer(&change);
}

/* A change that is taken back: what it had itself taken back stands again, and so on down to the first. */
static gboolean mark_undone(Book *book, const Change *target, GError **error)
{
	g_autofree char *id = g_strdup(target->id);
	gboolean undone = TRUE;

	while (id) {
		g_autoptr(Change) change = NULL;
		GError *problem = NULL;
		if (!store_change_set_undone(book->store, id, undone, error))
			return FALSE;
		change = store_change(book->store, id, &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		g_free(id);
		id = change ? g_strdup(change->undoes) : NULL;
		undone = !undone;
	}
	return TRUE;
}

/* Writes the change that takes `target` back, by undo or by redo. */
static gboolean take_back(Book *book, const Change *target, ChangeKind kind, GError **error)
{
	g_autoptr(GPtrArray) touched = touched_by(book, target->id, error);
	g_autofree char *what = NULL;

	if (!touched)
		return FALSE;
	book->kind = kind;
	g_free(book->undoes);
	book->undoes = g_strdup(target->id);
	book->source_now = "undo";
	if (!restore_rows(book, touched, kind == CHANGE_UNDO ? "undone" : "redone", error) || !mark_undone(book, target, error))
		return FALSE;
	what = kind == CHANGE_UNDO ? g_strdup_printf(_("Undid: %s"), target->what) : g_strdup(target->what);
	return book_commit(book, what, NULL, error);
}

Change *book_undo(Book *book, const char *correlation, GError **error)
{
	g_autoptr(Change) change = NULL;

	if (!book_begin(book, error))
		return NULL;
	change = pick_undo(book, correlation, error);
	if (!change || !take_back(book, change, CHANGE_UNDO, error)) {
		book_abort(book);
		return NULL;
	}
	return g_steal_pointer(&change);
}

/* The newest undo that nothing of this actor's came after; NULL without error when there is none. */
static Change *pick_redo(Book *book, GError **error)
{
	g_autoptr(Change) undo = store_change_newest(book->store, book->actor, CHANGE_UNDO, error);

	if (!undo || store_change_newest_seq(book->store, book->actor, CHANGE_DO, error) > undo->seq)
		return NULL;
	return g_steal_pointer(&undo);
}

/* The change an undo took back, for its words; the undo itself when it cannot be found. */
static Change *undone_by(Book *book, Change *undo_take)
{
	Change *original = undo_take->undoes ? store_change(book->store, undo_take->undoes, NULL) : NULL;

	if (!original)
		return undo_take;
	change_free(undo_take);
	return original;
}

Change *book_redo(Book *book, GError **error)
{
	g_autoptr(Change) undo = NULL;
	g_autoptr(GError) problem = NULL;

	if (!book_begin(book, error))
		return NULL;
	undo = pick_redo(book, &problem);
	if (!undo) {
		if (problem)
			g_propagate_error(error, g_steal_pointer(&problem));
		else
			daybook_fail(error, DAYBOOK_ERROR_CONFLICT, _("%s has nothing to redo."), book->actor);
		book_abort(book);
		return NULL;
	}
	if (!take_back(book, undo, CHANGE_REDO, error)) {
		book_abort(book);
		return NULL;
	}
	return undone_by(book, g_steal_pointer(&undo));
}

Change *book_undo_next(Book *book, GError **error)
{
	return store_change_newest(book->store, book->actor, CHANGE_DO, error);
}

GPtrArray *book_changes(Book *book, gboolean mine, guint limit, GError **error)
{
	return store_changes(book->store, mine ? book->actor : NULL, limit, error);
}

/* --- reading the log --- */

static Event *event_copy(const Event *event)
{
	Event *copy = g_new(Event, 1);

	*copy = (Event){
		.seq = event->seq,
		.id = g_strdup(event->id),
		.type = g_strdup(event->type),
		.version = event->version,
		.at = event->at,
		.source = g_strdup(event->source),
		.actor = g_strdup(event->actor),
		.correlation = g_strdup(event->correlation),
		.entity = g_strdup(event->entity),
		.entity_id = g_strdup(event->entity_id),
		.after = g_strdup(event->after),
		.salt = g_strdup(event->salt),
		.payload_hash = g_strdup(event->payload_hash),
		.prev_hash = g_strdup(event->prev_hash),
		.hash = g_strdup(event->hash),
	};
	return copy;
}

typedef struct {
	gint64 since;
	BookLogFunc each;
	gpointer data;
} Reading;

static gboolean read_event(const Event *event, gpointer data)
{
	Reading *reading = data;

	return event->seq < reading->since || reading->each(event, reading->data);
}

static gboolean keep_event(const Event *event, gpointer events)
{
	g_ptr_array_add(events, event_copy(event));
	return TRUE;
}

/* The newest `limit` of one entity: which those are is known at its last event. */
static gboolean newest_of_entity(Book *book, const LogQuery *query, Reading *reading, GError **error)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
	Reading keeping = { reading->since, keep_event, events };

	if (!store_events_of_entity(book->store, query->entity_id, read_event, &keeping, error))
		return FALSE;
	for (guint i = events->len > query->limit ? events->len - query->limit : 0; i < events->len; i++)
		if (!reading->each(events->pdata[i], reading->data))
			break;
	return TRUE;
}

gboolean book_log_each(Book *book, const LogQuery *query, BookLogFunc each, gpointer data, GError **error)
{
	Reading reading = { query->since_seq, each, data };
	gint64 last = 0;

	if (query->since_at != NONE && !store_event_seq_since(book->store, query->since_at, &reading.since, error))
		return FALSE;
	if (query->entity_id && query->limit)
		return newest_of_entity(book, query, &reading, error);
	if (query->entity_id)
		return store_events_of_entity(book->store, query->entity_id, read_event, &reading, error);
	/* seq has no holes: the newest `limit` begin at a known number */
	if (query->limit && (last = store_event_last_seq(book->store, error)) < 0)
		return FALSE;
	if (query->limit)
		reading.since = MAX(reading.since, last - query->limit + 1);
	return store_events(book->store, MAX(reading.since, 1) - 1, read_event, &reading, error);
}

GPtrArray *book_log(Book *book, const LogQuery *query, GError **error)
{
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);

	return book_log_each(book, query, keep_event, events, error) ? g_steal_pointer(&events) : NULL;
}

char *book_event_before(Book *book, const Event *event, GError **error)
{
	g_autoptr(Event) before = store_event_before(book->store, event->entity_id, event->seq, error);

	return before && *before->after ? g_strdup(before->after) : NULL;
}

static char *deed_words(const Book *book, const Event *event, const char *before_image)
{
	g_autoptr(Booking) after = model_from_image(&booking_class, event->after, NULL);
	g_autoptr(Booking) before = before_image ? model_from_image(&booking_class, before_image, NULL) : NULL;
	g_autofree char *when = after ? book_time_words(book, after->start) : NULL;
	const Staff *staff = after && booking_first_part(after) ? book_staff_by_id(book, booking_first_part(after)->staff) : NULL;

	if (!after)
		return g_strdup(_("erased"));
	if (after->removed)
		return g_strdup(_("taken back"));
	if (!before || before->removed)
		return staff ? g_strdup_printf(_("booked for %s with %s"), when, staff->name) : g_strdup_printf(_("booked for %s"), when);
	if (strcmp(before->status, after->status) != 0)
		return *after->cancel_reason && status_frees_time(booking_status(after)) ?
		               g_strdup_printf(_("%s: %s"), status_words(booking_status(after)), after->cancel_reason) :
		               g_strdup(status_words(booking_status(after)));
	if (g_str_equal(event->type, "booking.overruled"))
		return g_strdup(_("changed in the calendar too; what stands here was kept"));
	if (before->start != after->start)
		return g_strdup_printf(_("moved to %s"), when);
	if (before->paid != after->paid)
		return g_strdup(_("payment recorded"));
	if (before->end != after->end) {
		g_autofree char *length = when_duration_words(after->end - after->start);
		return g_strdup_printf(_("length changed to %s"), length);
	}
	if (staff && before->parts->len && g_strcmp0(booking_first_part(before)->staff, staff->id) != 0)
		return g_strdup_printf(_("now with %s"), staff->name);
	return g_strdup(_("changed"));
}

static char *booking_words(const Book *book, const Event *event, const char *before_image)
{
	g_autoptr(Booking) after = model_from_image(&booking_class, event->after, NULL);
	g_autofree char *deed = deed_words(book, event, before_image), *lost = after ? sync_overruled_words((Book *)book, event, after) : NULL;

	return lost ? g_strdup_printf("%s · %s", deed, lost) : g_steal_pointer(&deed);
}

char *book_event_words(const Book *book, const Event *event, const char *before)
{
	const char *verb = strchr(event->type, '.');
	g_autofree char *words = NULL;

	if (g_str_equal(event->entity, "booking"))
		return booking_words(book, event, before);
	if (g_str_equal(event->entity, waitlist_class.name))
		return waitlist_event_words(book, event, before);
	if (!*event->after)
		return g_strdup(_("erased"));
	words = g_strdup(verb ? verb + 1 : event->type);
	return g_strdup_printf("%s %s", event->entity, words);
}

/* --- proving it --- */

void log_verdict_free(LogVerdict *verdict)
{
	if (!verdict)
		return;
	g_free(verdict->problem);
	g_free(verdict);
}

typedef struct {
	Store *replay;
	LogVerdict *verdict;
	char *last_hash;
	gint64 last_seq;
	GHashTable *blank; /* ids of which an event has lost its image, and no erasure has come yet */
	GError *error;
} Proof;

static gboolean wrong(Proof *proof, const Event *event, const char *what)
{
	proof->verdict->problem = g_strdup_printf(_("event %lld (%s, %s): %s"), (long long)event->seq, event->type, event->entity_id, what);
	return FALSE;
}

/* An erasure takes salt and image away together, and nothing else does. */
static gboolean image_is_right(const Event *event)
{
	g_autofree char *payload = NULL;

	if (!*event->salt)
		return !*event->after;
	payload = store_payload_hash(event->salt, event->after);
	return strcmp(payload, event->payload_hash) == 0;
}

static gboolean check_chain(Proof *proof, const Event *event)
{
	g_autofree char *hash = store_event_hash(event);

	if (event->seq != proof->last_seq + 1)
		return wrong(proof, event, _("an event before it is missing"));
	if (strcmp(event->prev_hash, proof->last_hash) != 0)
		return wrong(proof, event, _("it does not follow the one before it"));
	if (!image_is_right(event))
		return wrong(proof, event, _("what it holds was altered"));
	if (strcmp(hash, event->hash) != 0)
		return wrong(proof, event, _("it was altered"));
	g_free(proof->last_hash);
	proof->last_hash = g_strdup(event->hash);
	proof->last_seq = event->seq;
	if (!*event->after)
		g_hash_table_add(proof->blank, g_strdup(event->entity_id));
	else if (g_str_equal(event->type, "customer.erased"))
		g_hash_table_remove(proof->blank, event->entity_id);
	return TRUE;
}

/* Chain first; then the row as this event left it goes into the empty book. An erased payload is passed over. */
static gboolean prove_event(const Event *event, gpointer data)
{
	Proof *proof = data;
	const ModelClass *cls = store_class(event->entity);
	gpointer row;
	gboolean done;

	proof->verdict->events++;
	if (!check_chain(proof, event))
		return FALSE;
	if (!*event->after)
		return TRUE;
	if (!cls || !(row = model_from_image(cls, event->after, NULL)))
		return wrong(proof, event, _("its image cannot be read"));
	done = store_put(proof->replay, cls, row, &proof->error);
	model_free(cls, row);
	return done;
}

/* Images that are gone, and no erasure tells why. */
static char *lost_image(const Proof *proof)
{
	GHashTableIter iter;
	gpointer id;

	g_hash_table_iter_init(&iter, proof->blank);
	if (!g_hash_table_iter_next(&iter, &id, NULL))
		return NULL;
	return g_strdup_printf(_("what an event of %s held is gone, and no erasure took it"), (char *)id);
}

static gint64 count_rows(Book *book)
{
	gint64 rows = 0;

	for (const ModelClass *const *cls = store_classes(); *cls; cls++)
		rows += MAX(0, store_count(book->store, *cls, NULL));
	return rows;
}

/* What the parts take of people and things, whatever their order. */
typedef struct {
	guint64 parts, sum;
} Occupied;

static void count_occupied(const StorePart *part, gpointer data)
{
	Occupied *occupied = data;
	g_autofree char *text = g_strdup_printf("%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", part->booking,
	                                        part->staff ? part->staff : "", part->resource ? part->resource : "", part->busy_from,
	                                        part->busy_to, part->busy);

	occupied->parts++;
	occupied->sum += g_str_hash(text);
}

static gboolean count_all_occupied(Store *store, Occupied *occupied, GError **error)
{
	return store_overlaps(store, FALSE, count_occupied, occupied, error) && store_overlaps(store, TRUE, count_occupied, occupied, error);
}

/* What keeps two bookings from one time is not in the images: it follows from them. NULL when it does, or on error. */
static char *wrongly_occupied(Store *store, Store *replay, GError **error)
{
	Occupied here = { 0 }, there = { 0 };

	if (!count_all_occupied(store, &here, error) || !count_all_occupied(replay, &there, error) ||
	    (here.parts == there.parts && here.sum == there.sum))
		return NULL;
	return g_strdup(_("the times taken are not those of the bookings"));
}

/* What is wrong when the chain is right; NULL when nothing is, or on error. */
static char *wrong_in_rows(Book *book, const Proof *proof, GError **error)
{
	char *problem = lost_image(proof);

	if (!problem)
		problem = store_differs(book->store, proof->replay, error);
	return problem ? problem : wrongly_occupied(book->store, proof->replay, error);
}

LogVerdict *book_log_verify(Book *book, GError **error)
{
	g_autoptr(LogVerdict) verdict = g_new0(LogVerdict, 1);
	g_autoptr(Store) replay = store_temporary(error);
	g_autoptr(GHashTable) blank = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Proof proof = { replay, verdict, g_strnfill(64, '0'), 0, blank, NULL };
	gboolean done;

	if (!replay || !store_read_begin(book->store, error)) {
		g_free(proof.last_hash);
		return NULL;
	}
	done = store_begin(replay, &proof.error) && store_events(book->store, 0, prove_event, &proof, &proof.error) && !proof.error;
	if (done && !verdict->problem && (done = store_commit(replay, &proof.error)))
		verdict->problem = wrong_in_rows(book, &proof, &proof.error);
	verdict->rows = count_rows(book);
	verdict->ok = !verdict->problem;
	store_read_end(book->store);
	g_free(proof.last_hash);
	if (!proof.error)
		return g_steal_pointer(&verdict);
	g_propagate_error(error, proof.error);
	return NULL;
}
