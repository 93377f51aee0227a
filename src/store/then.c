/* store/then.c - what the log says of a moment: which rows were changed since, and how they stood
 *
 * Rows are judged by when their events were, not by their place in the log: a clock that was set back must not hide what was done before. */
#include "store/store_p.h"

#define FEW 20000 /* events: so many are read one by one; of more, the index alone is read */

/* Where the log goes on after an instant (G_MAXINT64: it does not), and whether something older comes behind that, for the clock was set back. */
static gboolean first_since(Store *store, gint64 at, gint64 *seq, gboolean *went_back, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_EVENT_FIRST_SINCE, error);
	int got;

	*seq = G_MAXINT64;
	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, at);
	if ((got = store_step(store, stmt, error)) <= 0)
		return got == 0;
	if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
		*seq = sqlite3_column_int64(stmt, 0);
	*went_back = sqlite3_column_int(stmt, 1) != 0;
	sqlite3_reset(stmt);
	return TRUE;
}

gboolean store_changed_since(Store *store, gint64 at, StoreChangedFunc each, gpointer data, GError **error)
{
	gboolean went_back = FALSE, few;
	gint64 first, last;
	sqlite3_stmt *stmt;
	int got;

	if (!first_since(store, at, &first, &went_back, error) ||
	    (last = store_event_last_seq(store, error)) < 0)
		return FALSE;
	if (first > last)
		return TRUE;
	few = last - first < FEW;
	if (!(stmt = store_stmt(store, few ? STMT_EVENTS_SINCE : STMT_ENTITIES_SINCE, error)))
		return FALSE;
	store_bind_int(stmt, 1, first);
	while ((got = store_step(store, stmt, error)) > 0)
		each((const char *)sqlite3_column_text(stmt, 0),
		     !few && !went_back && sqlite3_column_int64(stmt, 1) >= first, data);
	return got == 0;
}

static gboolean image_by(Store *store, int id, const ModelClass *cls, const char *row, gint64 at,
			 char **image, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, id, error);
	int got;

	*image = NULL;
	if (!stmt)
		return FALSE;
	store_bind_text(stmt, 1, row);
	store_bind_int(stmt, 2, at);
	if (cls)
		store_bind_text(stmt, 3, cls->name);
	if ((got = store_step(store, stmt, error)) > 0) {
		*image = store_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	return got >= 0;
}

gboolean store_image_at(Store *store, const ModelClass *cls, const char *id, gint64 at, char **image,
			GError **error)
{
	if (!image_by(store, STMT_EVENT_IMAGE, cls, id, at, image, error))
		return FALSE;
	if (!*image || **image)
		return TRUE;
	g_clear_pointer(image, g_free);
	return image_by(store, STMT_EVENT_IMAGE_SINCE, NULL, id, at, image, error);
}
