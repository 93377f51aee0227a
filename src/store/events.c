/* store/events.c - the log's chain, and the changes that undo goes by (data.md, "The event log"). */
#include <string.h>

#include "base/id.h"
#include "store/store_p.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

/* Length-prefixed, so that no two lists of fields make the same bytes. */
static void sum_field(GChecksum *sum, const char *text)
{
	char digits[24], *at = digits + sizeof digits;
	gsize length = strlen(text), rest = length;

	*--at = ':';
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	g_checksum_update(sum, (const guchar *)at, digits + sizeof digits - at);
	g_checksum_update(sum, (const guchar *)text, (gssize)length);
}

static void sum_number(GChecksum *sum, gint64 number)
{
	char text[24];

	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, number);
	sum_field(sum, text);
}

char *store_payload_hash(const char *salt, const char *after)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	sum_field(sum, salt);
	sum_field(sum, after);
	return g_strdup(g_checksum_get_string(sum));
}

char *store_event_hash(const Event *event)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	sum_field(sum, event->prev_hash);
	sum_number(sum, event->seq);
	sum_field(sum, event->id);
	sum_field(sum, event->type);
	sum_number(sum, event->version);
	sum_number(sum, event->at);
	sum_field(sum, event->source);
	sum_field(sum, event->actor);
	sum_field(sum, event->correlation);
	sum_field(sum, event->entity);
	sum_field(sum, event->entity_id);
	sum_field(sum, event->payload_hash);
	return g_strdup(g_checksum_get_string(sum));
}

static char *new_salt(void)
{
	static const char digits[] = "0123456789abcdef";
	guint8 bytes[16];
	char *text = g_malloc0(33);

	sqlite3_randomness(sizeof bytes, bytes);
	for (guint i = 0; i < sizeof bytes; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

static gboolean event_last(Store *store, gint64 *seq, char **hash, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_EVENT_LAST, error);
	int got = stmt ? store_step(store, stmt, error) : -1;

	*seq = got > 0 ? sqlite3_column_int64(stmt, 0) : 0;
	if (hash)
		*hash = got > 0 ? store_text(stmt, 1) : g_strdup(NO_HASH);
	if (got > 0)
		sqlite3_reset(stmt);
	return got >= 0;
}

gint64 store_event_last_seq(Store *store, GError **error)
{
	gint64 seq;

	return event_last(store, &seq, NULL, error) ? seq : -1;
}

gboolean store_event_append(Store *store, Event *event, GError **error)
{
	sqlite3_stmt *stmt;

	g_clear_pointer(&event->prev_hash, g_free);
	if (!event_last(store, &event->seq, &event->prev_hash, error) ||
	    !(stmt = store_stmt(store, STMT_EVENT_PUT, error)))
		return FALSE;
	event->seq++;
	event->version = 1;
	if (!event->id)
		event->id = id_new();
	g_free(event->salt);
	event->salt = new_salt();
	g_free(event->payload_hash);
	event->payload_hash = store_payload_hash(event->salt, event->after);
	g_free(event->hash);
	event->hash = store_event_hash(event);
	store_bind_int(stmt, 1, event->seq);
	store_bind_text(stmt, 2, event->id);
	store_bind_text(stmt, 3, event->type);
	store_bind_int(stmt, 4, event->version);
	store_bind_int(stmt, 5, event->at);
	store_bind_text(stmt, 6, event->source);
	store_bind_text(stmt, 7, event->actor);
	store_bind_text(stmt, 8, event->correlation);
	store_bind_text(stmt, 9, event->entity);
	store_bind_text(stmt, 10, event->entity_id);
	store_bind_text(stmt, 11, event->after);
	store_bind_text(stmt, 12, event->salt);
	store_bind_text(stmt, 13, event->payload_hash);
	store_bind_text(stmt, 14, event->prev_hash);
	store_bind_text(stmt, 15, event->hash);
	return store_run(store, stmt, error);
}

static Event *event_read(sqlite3_stmt *stmt)
{
	Event *event = g_new0(Event, 1);

	event->seq = sqlite3_column_int64(stmt, 0);
	event->id = store_text(stmt, 1);
	event->type = store_text(stmt, 2);
	event->version = sqlite3_column_int64(stmt, 3);
	event->at = sqlite3_column_int64(stmt, 4);
	event->source = store_text(stmt, 5);
	event->actor = store_text(stmt, 6);
	event->correlation = store_text(stmt, 7);
	event->entity = store_text(stmt, 8);
	event->entity_id = store_text(stmt, 9);
	event->after = store_text(stmt, 10);
	event->salt = store_text(stmt, 11);
	event->payload_hash = store_text(stmt, 12);
	event->prev_hash = store_text(stmt, 13);
	event->hash = store_text(stmt, 14);
	return event;
}

static gboolean each_event(Store *store, sqlite3_stmt *stmt, StoreEventFunc each, gpointer data,
			   GError **error)
{
	int got;

	while ((got = store_step(store, stmt, error)) > 0) {
		g_autoptr(Event) event = event_read(stmt);
		if (!each(event, data)) {
			sqlite3_reset(stmt);
			return TRUE;
		}
	}
	return got == 0;
}

gboolean store_events(Store *store, gint64 after_seq, StoreEventFunc each, gpointer data, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_EVENTS, error);

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, after_seq);
	return each_event(store, stmt, each, data, error);
}

static gboolean events_of(Store *store, int id, const char *text, StoreEventFunc each, gpointer data,
			  GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, text);
	return each_event(store, stmt, each, data, error);
}

gboolean store_events_of_entity(Store *store, const char *entity_id, StoreEventFunc each, gpointer data,
				GError **error)
{
	return events_of(store, STMT_EVENTS_OF_ENTITY, entity_id, each, data, error);
}

gboolean store_events_of_correlation(Store *store, const char *correlation, StoreEventFunc each,
				     gpointer data, GError **error)
{
	return events_of(store, STMT_EVENTS_OF_CORRELATION, correlation, each, data, error);
}

Event *store_event_before(Store *store, const char *entity_id, gint64 seq, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_EVENT_BEFORE, error);
	Event *event = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, entity_id);
	store_bind_int(stmt, 2, seq);
	if (store_step(store, stmt, error) > 0) {
		event = event_read(stmt);
		sqlite3_reset(stmt);
	}
	return event;
}

gboolean store_event_seq_since(Store *store, gint64 at, gint64 *seq, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_EVENT_SEQ_SINCE, error);
	int got;

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, at);
	if ((got = store_step(store, stmt, error)) < 0)
		return FALSE;
	*seq = got > 0 && sqlite3_column_type(stmt, 0) != SQLITE_NULL ? sqlite3_column_int64(stmt, 0)
								      : G_MAXINT64;
	sqlite3_reset(stmt);
	return TRUE;
}

gboolean store_events_blank(Store *store, const char *const *entity_ids, GError **error)
{
	for (; *entity_ids; entity_ids++) {
		sqlite3_stmt *stmt = store_stmt(store, STMT_EVENT_BLANK, error);
		if (!stmt)
			return FALSE;
		store_bind_text(stmt, 1, *entity_ids);
		if (!store_run(store, stmt, error))
			return FALSE;
	}
	return TRUE;
}

/* --- changes --- */

static Change *change_read(sqlite3_stmt *stmt)
{
	Change *change = g_new0(Change, 1);

	change->seq = sqlite3_column_int64(stmt, 0);
	change->id = store_text(stmt, 1);
	change->kind = (ChangeKind)sqlite3_column_int(stmt, 2);
	change->actor = store_text(stmt, 3);
	change->source = store_text(stmt, 4);
	change->at = sqlite3_column_int64(stmt, 5);
	change->what = store_text(stmt, 6);
	change->undoes = sqlite3_column_type(stmt, 7) == SQLITE_NULL ? NULL : store_text(stmt, 7);
	change->undone = sqlite3_column_int(stmt, 8) != 0;
	change->undoable = sqlite3_column_int(stmt, 9) != 0;
	return change;
}

gboolean store_change_add(Store *store, const Change *change, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CHANGE_PUT, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, change->id);
	store_bind_int(stmt, 2, change->kind);
	store_bind_text(stmt, 3, change->actor);
	store_bind_text(stmt, 4, change->source);
	store_bind_int(stmt, 5, change->at);
	store_bind_text(stmt, 6, change->what);
	store_bind_text(stmt, 7, change->undoes);
	store_bind_int(stmt, 8, change->undone);
	store_bind_int(stmt, 9, change->undoable);
	return store_run(store, stmt, error);
}

Change *store_change(Store *store, const char *id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CHANGE_GET, error);
	g_autoptr(Change) change = NULL;
	int got;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, id);
	if (store_step(store, stmt, error) <= 0)
		return NULL;
	change = change_read(stmt);
	got = store_step(store, stmt, error);
	if (got > 0) {
		sqlite3_reset(stmt);
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Several changes begin with %s: give more of it."),
			     id);
	}
	return got == 0 ? g_steal_pointer(&change) : NULL;
}

static sqlite3_stmt *newest_stmt(Store *store, int id, const char *actor, ChangeKind kind, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);

	if (stmt) {
		store_bind_text(stmt, 1, actor);
		store_bind_int(stmt, 2, kind);
	}
	return stmt;
}

Change *store_change_newest(Store *store, const char *actor, ChangeKind kind, GError **error)
{
	sqlite3_stmt *stmt = newest_stmt(store, STMT_CHANGE_NEWEST, actor, kind, error);
	Change *change = NULL;

	if (stmt && store_step(store, stmt, error) > 0) {
		change = change_read(stmt);
		sqlite3_reset(stmt);
	}
	return change;
}

gint64 store_change_newest_seq(Store *store, const char *actor, ChangeKind kind, GError **error)
{
	sqlite3_stmt *stmt = newest_stmt(store, STMT_CHANGE_NEWEST_SEQ, actor, kind, error);
	gint64 seq = 0;

	if (stmt && store_step(store, stmt, error) > 0) {
		seq = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return seq;
}

gboolean store_change_words(Store *store, const char *id, const char *what, gboolean undoable, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CHANGE_WORDS, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, id);
	store_bind_text(stmt, 2, what);
	store_bind_int(stmt, 3, undoable != FALSE);
	return store_run(store, stmt, error);
}

gboolean store_change_set_undone(Store *store, const char *id, gboolean undone, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_CHANGE_UNDONE, error);

	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, id);
	store_bind_int(stmt, 2, undone);
	return store_run(store, stmt, error);
}

GPtrArray *store_changes(Store *store, const char *actor, guint limit, GError **error)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
	sqlite3_stmt *stmt = store_stmt(store, actor ? STMT_CHANGES_OF : STMT_CHANGES, error);
	int got;

	if (!stmt)
		return NULL;
	store_bind_int(stmt, 1, limit ? (gint64)limit : -1);
	if (actor)
		store_bind_text(stmt, 2, actor);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(changes, change_read(stmt));
	return got == 0 ? g_steal_pointer(&changes) : NULL;
}

char *store_last_booking_of(Store *store, const char *actor, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_LAST_BOOKING, error);
	char *id = NULL;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, actor);
	if (store_step(store, stmt, error) > 0) {
		id = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return id;
}
