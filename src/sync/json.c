/* sync/json.c - JSON from a stranger, read strictly */
#include "sync/json.h"

#include <math.h>
#include <string.h>

/* From so many keys on a table is faster than looking at all pairs. */
#define MANY_KEYS 24

static gboolean twice_among_many(const cJSON *object)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (const cJSON *item = object->child; item; item = item->next)
		if (!g_hash_table_add(seen, item->string))
			return TRUE;
	return FALSE;
}

static gboolean has_key_twice(const cJSON *object)
{
	guint n = 0;
	for (const cJSON *item = object->child; item; item = item->next)
		if (++n > MANY_KEYS)
			return twice_among_many(object);
	for (const cJSON *item = object->child; item; item = item->next)
		for (const cJSON *other = item->next; other; other = other->next)
			if (strcmp(item->string, other->string) == 0)
				return TRUE;
	return FALSE;
}

/* cJSON has bounded the depth (CJSON_NESTING_LIMIT). */
static gboolean is_sound(const cJSON *node)
{
	if (cJSON_IsObject(node) && has_key_twice(node))
		return FALSE;
	for (const cJSON *child = node->child; child; child = child->next)
		if (child->child && !is_sound(child))
			return FALSE;
	return TRUE;
}

/* "\u0000" would end a string early. After a backslash that is itself escaped it is what a person wrote, and anybody may write that into an invitation. */
static gboolean hides_nul(const char *text, gsize length)
{
	const char *end = text + length;
	for (const char *at = text; (at = memchr(at, '\\', (gsize)(end - at))); at += 2)
		if (end - at >= 6 && memcmp(at, "\\u0000", 6) == 0)
			return TRUE;
		else if (end - at < 2)
			return FALSE;
	return FALSE;
}

cJSON *json_object(const char *text, gsize length)
{
	if (!length || !g_utf8_validate(text, (gssize)length, NULL) || hides_nul(text, length))
		return NULL;
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(text, length, &end, FALSE);
	while (root && end < text + length && g_ascii_isspace(*end))
		end++;
	if (root && end == text + length && cJSON_IsObject(root) && is_sound(root))
		return root;
	cJSON_Delete(root);
	return NULL;
}

static const cJSON *look(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
	return item && !cJSON_IsNull(item) ? item : NULL;
}

gboolean json_text(const cJSON *object, const char *key, gboolean need, const char **value)
{
	const cJSON *item = look(object, key);
	if (!item)
		return !need;
	if (!cJSON_IsString(item))
		return FALSE;
	*value = item->valuestring;
	return TRUE;
}

gboolean json_flag(const cJSON *object, const char *key, gboolean *value)
{
	const cJSON *item = look(object, key);
	if (!item)
		return TRUE;
	if (!cJSON_IsBool(item))
		return FALSE;
	*value = cJSON_IsTrue(item);
	return TRUE;
}

gboolean json_whole(const cJSON *object, const char *key, gint64 *value)
{
	const cJSON *item = look(object, key);
	if (!item)
		return TRUE;
	if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) <= 9007199254740992.0) || floor(item->valuedouble) < item->valuedouble)
		return FALSE;
	*value = (gint64)item->valuedouble;
	return TRUE;
}

gboolean json_child(const cJSON *object, const char *key, const cJSON **value)
{
	const cJSON *item = look(object, key);
	if (item && !cJSON_IsObject(item))
		return FALSE;
	*value = item;
	return TRUE;
}

gboolean json_list(const cJSON *object, const char *key, const cJSON **value)
{
	const cJSON *item = look(object, key);
	if (item && !cJSON_IsArray(item))
		return FALSE;
	*value = item;
	return TRUE;
}
