/* model/model.c - structs made, freed, copied, compared and put into words of JSON, all from their field tables */
#include "model/model.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

/* cJSON reads numbers as doubles: beyond this an integer would lose its last digits. */
#define EXACT_MAX 9007199254740992.0 /* 2^53 */

static gint64 *int_at(const ModelField *field, gpointer thing)
{
	return G_STRUCT_MEMBER_P(thing, field->offset);
}

static char **text_at(const ModelField *field, gpointer thing)
{
	return G_STRUCT_MEMBER_P(thing, field->offset);
}

static GPtrArray **list_at(const ModelField *field, gpointer thing)
{
	return G_STRUCT_MEMBER_P(thing, field->offset);
}

static gint64 int_of(const ModelField *field, gconstpointer thing)
{
	return *(const gint64 *)((const char *)thing + field->offset);
}

static const char *text_of(const ModelField *field, gconstpointer thing)
{
	return *(char *const *)((const char *)thing + field->offset);
}

static const GPtrArray *list_of(const ModelField *field, gconstpointer thing)
{
	return *(GPtrArray *const *)((const char *)thing + field->offset);
}

/* --- life --- */

gpointer model_new(const ModelClass *cls)
{
	gpointer thing = g_malloc0(cls->size);
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		switch (field->kind) {
		case MODEL_OPT:
			*int_at(field, thing) = NONE;
			break;
		case MODEL_TEXT:
			*text_at(field, thing) = g_strdup("");
			break;
		case MODEL_LIST:
			*list_at(field, thing) = model_list_new(field->of);
			break;
		case MODEL_INT:
		case MODEL_REF:
			break;
		}
	}
	return thing;
}

void model_free(const ModelClass *cls, gpointer thing)
{
	if (!thing)
		return;
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		if (field->kind == MODEL_TEXT || field->kind == MODEL_REF)
			g_free(*text_at(field, thing));
		else if (field->kind == MODEL_LIST)
			g_ptr_array_unref(*list_at(field, thing));
	}
	g_free(thing);
}

GPtrArray *model_list_new(const ModelClass *cls)
{
	return g_ptr_array_new_with_free_func(cls->destroy);
}

gpointer model_copy(const ModelClass *cls, gconstpointer thing)
{
	gpointer copy = model_new(cls);
	for (guint i = 0; i < cls->n_fields; i++)
		model_field_copy(&cls->fields[i], copy, thing);
	return copy;
}

gboolean model_equal(const ModelClass *cls, gconstpointer a, gconstpointer b)
{
	for (guint i = 0; i < cls->n_fields; i++)
		if (!model_field_equal(&cls->fields[i], a, b))
			return FALSE;
	return TRUE;
}

/* --- fields --- */

const ModelField *model_field(const ModelClass *cls, const char *name)
{
	for (guint i = 0; i < cls->n_fields; i++)
		if (strcmp(cls->fields[i].name, name) == 0)
			return &cls->fields[i];
	return NULL;
}

static void replace_text(const ModelField *field, char **at, const char *value)
{
	char *old = *at; /* freed last: value may lie in it */
	*at = g_strdup(!value && field->kind == MODEL_TEXT ? "" : value);
	g_free(old);
}

void model_set(const ModelClass *cls, gpointer thing, char **field, const char *value)
{
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *each = &cls->fields[i];
		if ((each->kind == MODEL_TEXT || each->kind == MODEL_REF) && text_at(each, thing) == field) {
			replace_text(each, field, value);
			return;
		}
	}
	g_return_if_reached();
}

static gboolean lists_equal(const ModelClass *cls, const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (!model_equal(cls, a->pdata[i], b->pdata[i]))
			return FALSE;
	return TRUE;
}

gboolean model_field_equal(const ModelField *field, gconstpointer a, gconstpointer b)
{
	switch (field->kind) {
	case MODEL_INT:
	case MODEL_OPT:
		return int_of(field, a) == int_of(field, b);
	case MODEL_TEXT:
	case MODEL_REF:
		return g_strcmp0(text_of(field, a), text_of(field, b)) == 0;
	case MODEL_LIST:
		return lists_equal(field->of, list_of(field, a), list_of(field, b));
	}
	g_return_val_if_reached(FALSE);
}

static GPtrArray *list_copy(const ModelClass *cls, const GPtrArray *list)
{
	GPtrArray *copy = g_ptr_array_new_full(list->len, cls->destroy);
	for (guint i = 0; i < list->len; i++)
		g_ptr_array_add(copy, model_copy(cls, list->pdata[i]));
	return copy;
}

void model_field_copy(const ModelField *field, gpointer to, gconstpointer from)
{
	switch (field->kind) {
	case MODEL_INT:
	case MODEL_OPT:
		*int_at(field, to) = int_of(field, from);
		return;
	case MODEL_TEXT:
	case MODEL_REF:
		replace_text(field, text_at(field, to), text_of(field, from));
		return;
	case MODEL_LIST: {
		GPtrArray *old = *list_at(field, to); /* released last: `to` may be `from` */
		*list_at(field, to) = list_copy(field->of, list_of(field, from));
		g_ptr_array_unref(old);
		return;
	}
	}
}

/* --- to JSON ---
 * Written straight into the text: one way to write each value, so that equal structs have equal images, byte by byte. */

static void write_int(GString *out, gint64 value)
{
	char digits[24];
	char *at = digits + sizeof digits;
	guint64 rest = value < 0 ? -(guint64)value : (guint64)value;
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		*--at = '-';
	g_string_append_len(out, at, digits + sizeof digits - at);
}

static void write_escape(GString *out, char c)
{
	static const char *const short_ones[0x20] = {
		['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"
	};
	if (c == '"' || c == '\\') {
		g_string_append_c(out, '\\');
		g_string_append_c(out, c);
	} else if (short_ones[(guchar)c]) {
		g_string_append(out, short_ones[(guchar)c]);
	} else {
		g_string_append_printf(out, "\\u%04x", (guint)(guchar)c);
	}
}

/* Only what JSON says must be escaped is; everything else stays as it is, UTF-8 too. */
static void write_text(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	const char *run = text;
	const char *at = text;
	for (; *at; at++) {
		if ((guchar)*at >= 0x20 && *at != '"' && *at != '\\')
			continue;
		g_string_append_len(out, run, at - run);
		write_escape(out, *at);
		run = at + 1;
	}
	g_string_append_len(out, run, at - run);
	g_string_append_c(out, '"');
}

static void write_thing(GString *out, const ModelClass *cls, gconstpointer thing);

static void write_list(GString *out, const ModelClass *cls, const GPtrArray *list)
{
	g_string_append_c(out, '[');
	for (guint i = 0; i < list->len; i++) {
		if (i)
			g_string_append_c(out, ',');
		write_thing(out, cls, list->pdata[i]);
	}
	g_string_append_c(out, ']');
}

static void write_value(GString *out, const ModelField *field, gconstpointer thing)
{
	switch (field->kind) {
	case MODEL_INT:
		write_int(out, int_of(field, thing));
		return;
	case MODEL_OPT:
		if (int_of(field, thing) == NONE)
			g_string_append_len(out, "null", 4);
		else
			write_int(out, int_of(field, thing));
		return;
	case MODEL_TEXT:
	case MODEL_REF:
		if (text_of(field, thing))
			write_text(out, text_of(field, thing));
		else
			g_string_append_len(out, "null", 4);
		return;
	case MODEL_LIST:
		write_list(out, field->of, list_of(field, thing));
		return;
	}
}

static void write_thing(GString *out, const ModelClass *cls, gconstpointer thing)
{
	for (guint i = 0; i < cls->n_fields; i++) {
		g_string_append_c(out, i ? ',' : '{');
		g_string_append_c(out, '"');
		g_string_append(out, cls->fields[i].name);
		g_string_append_len(out, "\":", 2);
		write_value(out, &cls->fields[i], thing);
	}
	g_string_append_c(out, '}');
}

char *model_image(const ModelClass *cls, gconstpointer thing)
{
	GString *out = g_string_sized_new(1024);
	write_thing(out, cls, thing);
	return g_string_free(out, FALSE);
}

char *model_list_image(const ModelField *field, gconstpointer thing)
{
	GString *out = g_string_sized_new(256);
	write_list(out, field->of, list_of(field, thing));
	return g_string_free(out, FALSE);
}

/* --- from JSON --- */

static gboolean damaged(const ModelField *field, GError **error)
{
	return daybook_fail(
		error, DAYBOOK_ERROR_DAMAGED,
		_("A record of the book cannot be read: its field “%s” does not hold what it should."),
		field->name);
}

static gboolean read_int(const ModelField *field, gpointer thing, const cJSON *json, GError **error)
{
	if (field->kind == MODEL_OPT && cJSON_IsNull(json)) {
		*int_at(field, thing) = NONE;
		return TRUE;
	}
	if (!cJSON_IsNumber(json) || !(json->valuedouble >= -EXACT_MAX && json->valuedouble <= EXACT_MAX))
		return damaged(field, error);
	gint64 value = (gint64)json->valuedouble;
	if ((double)value < json->valuedouble || (double)value > json->valuedouble)
		return damaged(field, error); /* a fraction */
	*int_at(field, thing) = value;
	return TRUE;
}

static gboolean read_text(const ModelField *field, gpointer thing, const cJSON *json, GError **error)
{
	if (!cJSON_IsString(json) && !(field->kind == MODEL_REF && cJSON_IsNull(json)))
		return damaged(field, error);
	replace_text(field, text_at(field, thing), cJSON_IsString(json) ? json->valuestring : NULL);
	return TRUE;
}

static gpointer read_thing(const ModelClass *cls, const cJSON *json, GError **error);

static gboolean read_list(const ModelField *field, gpointer thing, const cJSON *json, GError **error)
{
	if (!cJSON_IsArray(json))
		return damaged(field, error);
	GPtrArray *list = *list_at(field, thing);
	g_ptr_array_set_size(list, 0);
	const cJSON *each;
	cJSON_ArrayForEach (each, json) {
		if (!cJSON_IsObject(each))
			return damaged(field, error);
		gpointer element = read_thing(field->of, each, error);
		if (!element)
			return FALSE;
		g_ptr_array_add(list, element);
	}
	return TRUE;
}

static gboolean read_value(const ModelField *field, gpointer thing, const cJSON *json, GError **error)
{
	if (field->kind == MODEL_LIST)
		return read_list(field, thing, json, error);
	if (field->kind == MODEL_TEXT || field->kind == MODEL_REF)
		return read_text(field, thing, json, error);
	return read_int(field, thing, json, error);
}

/* json is an object. A canonical image has its keys in the fields' order, so the key after the last one found is tried first. */
static gpointer read_thing(const ModelClass *cls, const cJSON *json, GError **error)
{
	gpointer thing = model_new(cls);
	const cJSON *next = json->child;
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		const cJSON *value = next;
		if (!value || strcmp(value->string, field->name) != 0)
			value = cJSON_GetObjectItemCaseSensitive(json, field->name);
		if (!value)
			continue;
		if (!read_value(field, thing, value, error)) {
			model_free(cls, thing);
			return NULL;
		}
		next = value->next;
	}
	return thing;
}

static cJSON *parse(const char *text)
{
	/* With the final NUL in its length, so that what follows the value is seen and refused. */
	return cJSON_ParseWithLengthOpts(text, strlen(text) + 1, NULL, TRUE);
}

gpointer model_from_image(const ModelClass *cls, const char *image, GError **error)
{
	cJSON *json = parse(image);
	gpointer thing = NULL;
	if (cJSON_IsObject(json))
		thing = read_thing(cls, json, error);
	else
		daybook_fail(error, DAYBOOK_ERROR_DAMAGED,
			     _("A record of the book (%s) cannot be read: it is not what daybook wrote."),
			     cls->name);
	cJSON_Delete(json);
	return thing;
}

void model_list_read(const ModelField *field, gpointer thing, const char *json)
{
	cJSON *parsed = json ? parse(json) : NULL;
	if (!parsed || !read_list(field, thing, parsed, NULL))
		g_ptr_array_set_size(*list_at(field, thing), 0);
	cJSON_Delete(parsed);
}
