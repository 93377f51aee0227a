/* sync/json.h - JSON from a stranger, read strictly: UTF-8, no key twice, no NUL, nothing after its end, numbers that are whole where whole ones
 * are meant. A value of the wrong type is an error, not a default. Pure. */
#pragma once
#include <cjson/cJSON.h>
#include <glib.h>

/** NULL when it is not exactly one JSON object; the length need not end in NUL. */
cJSON *json_object(const char *text, gsize length);

/* All borrow from the object. Present and null is the same as absent. FALSE only for the wrong type (*value is then untouched); `need`: absent
 * is wrong too. */
gboolean json_text(const cJSON *object, const char *key, gboolean need, const char **value);
gboolean json_flag(const cJSON *object, const char *key, gboolean *value);
gboolean json_whole(const cJSON *object, const char *key, gint64 *value); /* within ±2^53 */
gboolean json_child(const cJSON *object, const char *key, const cJSON **value);
gboolean json_list(const cJSON *object, const char *key, const cJSON **value);
