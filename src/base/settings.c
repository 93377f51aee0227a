/* base/settings.c - daybook.conf through GKeyFile. */
#include "base/settings.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/paths.h"
#include <string.h>

struct Settings {
	GKeyFile *keys;
};

static gboolean parses(const char *text, gsize length, GError **error)
{
	g_autoptr(GKeyFile) keys = g_key_file_new();
	return g_key_file_load_from_data(keys, text, length, G_KEY_FILE_NONE, error);
}

/* GKeyFile tells what is wrong but not where: the line is the last one of the shortest beginning of the file that
 * does not parse (one bad line spoils every longer beginning, so halving finds it). */
static guint bad_line(const char *text, gsize length)
{
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gsize));
	for (gsize i = 0; i < length; i++)
		if (text[i] == '\n' || i + 1 == length) {
			gsize end = i + 1;
			g_array_append_val(ends, end);
		}
	guint good = 0, bad = ends->len;
	while (bad - good > 1) {
		guint middle = good + (bad - good) / 2;
		if (parses(text, g_array_index(ends, gsize, middle - 1), NULL))
			good = middle;
		else
			bad = middle;
	}
	return bad;
}

Settings *settings_load(GError **error)
{
	g_autofree char *path = paths_config();
	g_autofree char *text = NULL;
	g_autoptr(GError) why = NULL;
	g_autoptr(GKeyFile) keys = g_key_file_new();
	gsize length = 0;

	if (!g_file_get_contents(path, &text, &length, &why)) {
		if (!g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
			daybook_fail(error, DAYBOOK_ERROR_USAGE, _("The settings cannot be read: %s."),
				     why->message);
			return NULL;
		}
	} else if (length > 0 && !g_key_file_load_from_data(keys, text, length, G_KEY_FILE_NONE, &why)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("The settings file “%s” is wrong in line %u: %s."),
			     path, bad_line(text, length), why->message);
		return NULL;
	}
	Settings *settings = g_new0(Settings, 1);
	settings->keys = g_steal_pointer(&keys);
	return settings;
}

void settings_free(Settings *settings)
{
	if (!settings)
		return;
	g_key_file_unref(settings->keys);
	g_free(settings);
}

char *settings_text(const Settings *settings, const char *group, const char *key, const char *fallback)
{
	char *value = g_key_file_get_string(settings->keys, group, key, NULL);
	return value ? g_strchomp(value) : g_strdup(fallback);
}

gboolean settings_flag(const Settings *settings, const char *group, const char *key, gboolean fallback)
{
	static const char *const yes[] = { "true", "yes", "on", "1", NULL };
	static const char *const no[] = { "false", "no", "off", "0", NULL };
	g_autofree char *value = settings_text(settings, group, key, "");
	for (char *p = value; *p; p++)
		*p = g_ascii_tolower(*p);
	if (g_strv_contains(yes, value))
		return TRUE;
	return g_strv_contains(no, value) ? FALSE : fallback;
}
