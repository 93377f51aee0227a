/* store/rows.c - rows of the logged classes, by the model's field tables. */
#include <string.h>

#include "store/store_p.h"

/* in an order that satisfies their references */
static const ModelClass *const classes[STORE_CLASSES + 1] = {
	&business_class, &policy_class,        &staff_class,   &resource_class, &service_class,
	&customer_class, &opening_hours_class, &closure_class, &series_class,   &booking_class,
	&waitlist_class, &poll_class,          NULL,
};

const ModelClass *const *store_classes(void)
{
	return classes;
}

int store_class_index(const ModelClass *cls)
{
	for (int i = 0; i < STORE_CLASSES; i++)
		if (classes[i] == cls)
			return i;
	return -1;
}

const ModelClass *store_class(const char *name)
{
	for (int i = 0; i < STORE_CLASSES; i++)
		if (g_str_equal(classes[i]->name, name))
			return classes[i];
	return NULL;
}

gboolean store_field_is_rows(const ModelField *field)
{
	return field->kind == MODEL_LIST && field->of == &part_class;
}

/* --- reading --- */

gpointer store_row_read(sqlite3_stmt *stmt, const ModelClass *cls, int column, int *next)
{
	char *row = model_new(cls);

	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		gpointer at = row + field->offset;
		if (store_field_is_rows(field))
			continue;
		switch (field->kind) {
		case MODEL_INT:
			*(gint64 *)at = sqlite3_column_int64(stmt, column);
			break;
		case MODEL_OPT:
			*(gint64 *)at = sqlite3_column_type(stmt, column) == SQLITE_NULL
						? NONE
						: sqlite3_column_int64(stmt, column);
			break;
		case MODEL_TEXT:
		case MODEL_REF: {
			const char *text = (const char *)sqlite3_column_text(stmt, column);
			if (text && (*text || field->kind == MODEL_REF))
				model_set(cls, row, (char **)at, text);
			break;
		}
		case MODEL_LIST: {
			const char *text = (const char *)sqlite3_column_text(stmt, column);
			if (text && strcmp(text, "[]") != 0)
				model_list_read(field, row, text);
			break;
		}
		}
		column++;
	}
	if (next)
		*next = column;
	return row;
}

gboolean store_parts_read(Store *store, gint64 row, Booking *booking, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, STMT_PARTS, error);
	int got;

	if (!stmt)
		return FALSE;
	store_bind_int(stmt, 1, row);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(booking->parts, store_row_read(stmt, &part_class, 0, NULL));
	return got == 0;
}

/* The numeric row of an id, or 0 when there is none; -1 on error. */
static gint64 row_number(Store *store, int statement, const char *id, GError **error)
{
	sqlite3_stmt *stmt = store_stmt(store, statement, error);
	gint64 row = 0;
	int got;

	if (!stmt)
		return -1;
	store_bind_text(stmt, 1, id);
	if ((got = store_step(store, stmt, error)) > 0) {
		row = sqlite3_column_int64(stmt, 0);
		sqlite3_reset(stmt);
	}
	return got < 0 ? -1 : row;
}

static sqlite3_stmt *class_stmt(Store *store, sqlite3_stmt **slot, char *sql_take, GError **error)
{
	g_autofree char *sql = sql_take;

	if (!*slot && !(*slot = store_prepare(store, sql, error)))
		return NULL;
	sqlite3_reset(*slot);
	sqlite3_clear_bindings(*slot);
	return *slot;
}

gpointer store_get(Store *store, const ModelClass *cls, const char *id, GError **error)
{
	int at = store_class_index(cls);
	sqlite3_stmt *stmt =
		class_stmt(store, &store->get[at],
			   store->get[at] ? NULL
					  : g_strdup_printf("SELECT {%s:t} FROM %s t WHERE t.id = ?1",
							    cls->name, cls->name),
			   error);
	gpointer row;

	if (!stmt || !id)
		return NULL;
	store_bind_text(stmt, 1, id);
	if (store_step(store, stmt, error) <= 0)
		return NULL;
	row = store_row_read(stmt, cls, 0, NULL);
	sqlite3_reset(stmt);
	if (cls == &booking_class) {
		gint64 number = row_number(store, STMT_BOOKING_ROW, id, error);
		if (number < 0 || !store_parts_read(store, number, row, error)) {
			model_free(cls, row);
			return NULL;
		}
	}
	return row;
}

static const char *class_order(const ModelClass *cls)
{
	if (model_field(cls, "position"))
		return "t.position, t.id";
	return model_field(cls, "created") ? "t.created, t.id" : "t.id";
}

GPtrArray *store_all(Store *store, const ModelClass *cls, GError **error)
{
	int at = store_class_index(cls);
	sqlite3_stmt *stmt =
		class_stmt(store, &store->all[at],
			   store->all[at] ? NULL
					  : g_strdup_printf("SELECT {%s:t} FROM %s t ORDER BY %s", cls->name,
							    cls->name, class_order(cls)),
			   error);
	g_autoptr(GPtrArray) rows = model_list_new(cls);
	int got;

	if (!stmt)
		return NULL;
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(rows, store_row_read(stmt, cls, 0, NULL));
	return got == 0 ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *store_ids(Store *store, const ModelClass *cls, const char *prefix, guint limit, GError **error)
{
	int at = store_class_index(cls);
	sqlite3_stmt *stmt = class_stmt(
		store, &store->ids[at],
		store->ids[at]
			? NULL
			: g_strdup_printf(
				  "SELECT id FROM %s WHERE id >= ?1 AND id <= ?2 AND removed = 0 LIMIT ?3",
				  cls->name),
		error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *low = g_ascii_strdown(prefix, -1);
	g_autofree char *high = g_strconcat(low, "~", NULL);
	int got;

	if (!stmt)
		return NULL;
	store_bind_text(stmt, 1, low);
	store_bind_text(stmt, 2, high);
	store_bind_int(stmt, 3, limit);
	while ((got = store_step(store, stmt, error)) > 0)
		g_ptr_array_add(ids, store_text(stmt, 0));
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}

gint64 store_count(Store *store, const ModelClass *cls, GError **error)
{
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s WHERE removed = 0", cls->name);
	gint64 count = -1;

	return store_number(store, sql, &count, error) ? count : -1;
}

/* --- writing --- */

/* A row that must not be there yet; where it is, or may not be, nothing is written. Not as an upsert of a new row: that one opens a savepoint
 * when the table refers to another, and each savepoint makes FTS5 write out the few words that it has gathered. */
char *store_add_sql(const ModelClass *cls)
{
	GString *sql = g_string_new("INSERT OR IGNORE INTO "), *values = g_string_new(NULL);

	g_string_append_printf(sql, "%s(", cls->name);
	for (guint i = 0, n = 0; i < cls->n_fields; i++)
		if (!store_field_is_rows(&cls->fields[i])) {
			g_string_append_printf(sql, "%s[%s]", n ? ", " : "", cls->fields[i].name);
			g_string_append_printf(values, "%s?%u", n ? ", " : "", n + 1);
			n++;
		}
	g_string_append_printf(sql, ") VALUES(%s)", values->str);
	g_string_free(values, TRUE);
	return g_string_free(sql, FALSE);
}

char *store_put_sql(const ModelClass *cls)
{
	GString *columns = g_string_new(NULL), *values = g_string_new(NULL), *sets = g_string_new(NULL);
	char *sql;

	for (guint i = 0, n = 0; i < cls->n_fields; i++) {
		const char *name = cls->fields[i].name;
		if (store_field_is_rows(&cls->fields[i]))
			continue;
		g_string_append_printf(columns, "%s[%s]", n ? ", " : "", name);
		g_string_append_printf(values, "%s?%u", n ? ", " : "", n + 1);
		if (n) /* the key never changes */
			g_string_append_printf(sets, "%s[%s] = excluded.[%s]", n > 1 ? ", " : "", name, name);
		n++;
	}
	sql = g_strdup_printf("INSERT INTO %s(%s) VALUES(%s) ON CONFLICT(%s) DO UPDATE SET %s", cls->name,
			      columns->str, values->str, cls->fields[0].name, sets->str);
	g_string_free(columns, TRUE);
	g_string_free(values, TRUE);
	g_string_free(sets, TRUE);
	return sql;
}

void store_field_bind(sqlite3_stmt *stmt, int at, const ModelField *field, gconstpointer row)
{
	gconstpointer value = (const char *)row + field->offset;

	switch (field->kind) {
	case MODEL_INT:
		store_bind_int(stmt, at, *(const gint64 *)value);
		break;
	case MODEL_OPT:
		store_bind_opt(stmt, at, *(const gint64 *)value);
		break;
	case MODEL_TEXT:
	case MODEL_REF:
		store_bind_text(stmt, at, *(char *const *)value);
		break;
	case MODEL_LIST:
		sqlite3_bind_text(stmt, at, model_list_image(field, row), -1, g_free);
		break;
	}
}

void store_row_bind(sqlite3_stmt *stmt, const ModelClass *cls, gconstpointer row)
{
	int at = 1;

	for (guint i = 0; i < cls->n_fields; i++)
		if (!store_field_is_rows(&cls->fields[i]))
			store_field_bind(stmt, at++, &cls->fields[i], row);
}

static gboolean put_parts(Store *store, gint64 row, const Booking *booking, gboolean fresh, GError **error)
{
	gboolean live = booking_is_live(booking) && booking->busy;
	sqlite3_stmt *stmt;

	if (!fresh) {
		if (!(stmt = store_stmt(store, STMT_PARTS_DELETE, error)))
			return FALSE;
		store_bind_int(stmt, 1, row);
		if (!store_run(store, stmt, error))
			return FALSE;
	}
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (!(stmt = store_stmt(store, STMT_PART_INSERT, error)))
			return FALSE;
		store_bind_int(stmt, 1, row);
		store_bind_int(stmt, 2, i);
		store_bind_text(stmt, 3, part->service);
		store_bind_text(stmt, 4, part->staff);
		store_bind_text(stmt, 5, part->resource);
		store_bind_int(stmt, 6, part->start);
		store_bind_int(stmt, 7, part->end);
		store_bind_opt(stmt, 8, part->price);
		store_bind_int(stmt, 9, part->busy);
		store_bind_int(stmt, 10, part->busy_from);
		store_bind_int(stmt, 11, part->busy_to);
		store_bind_int(stmt, 12, live);
		if (!store_run(store, stmt, error))
			return FALSE;
	}
	return TRUE;
}

/* One of the two statements that write a row. */
static gboolean write_row(Store *store, sqlite3_stmt **slot, char *(*sql)(const ModelClass *cls),
			  const ModelClass *cls, gconstpointer row, GError **error)
{
	sqlite3_stmt *stmt = class_stmt(store, slot, *slot ? NULL : sql(cls), error);

	if (!stmt)
		return FALSE;
	store_row_bind(stmt, cls, row);
	return store_run(store, stmt, error);
}

gboolean store_put(Store *store, const ModelClass *cls, gconstpointer row, GError **error)
{
	int at = store_class_index(cls);
	gboolean searched = cls == &booking_class || cls == &customer_class, fresh;
	gint64 number;

	sqlite3_set_last_insert_rowid(store->db, 0); /* an update leaves it so */
	if (searched && ((const Row *)row)->version <= 1 &&
	    !write_row(store, &store->add[at], store_add_sql, cls, row, error))
		return FALSE;
	number = sqlite3_last_insert_rowid(store->db);
	if (number == 0 && !write_row(store, &store->put[at], store_put_sql, cls, row, error))
		return FALSE;
	if (!searched)
		return TRUE;
	number = sqlite3_last_insert_rowid(store->db);
	fresh = number != 0;
	if (!fresh)
		number = row_number(store, cls == &booking_class ? STMT_BOOKING_ROW : STMT_CUSTOMER_ROW,
				    ((const Row *)row)->id, error);
	if (number < 0)
		return FALSE;
	if (store->temporary) /* a replay is compared, not searched */
		return cls == &customer_class || put_parts(store, number, row, fresh, error);
	if (cls == &customer_class)
		return store_index_customer(store, number, row, fresh, error);
	return put_parts(store, number, row, fresh, error) &&
	       store_index_booking(store, number, row, fresh, error);
}
