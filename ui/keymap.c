/* ui/keymap.c - actions by key */
#include "ui/keymap.h"

#include <string.h>

#include "base/i18n.h"

/* The keys of one screen: Key -> Action, and each action's keys in their order. */
typedef struct {
	GHashTable *by_key;
	GHashTable *keys; /* Action -> GArray of Key */
} Section;

struct Keymap {
	GHashTable *sections; /* ScreenClass -> Section */
};

static void section_free(gpointer section_)
{
	Section *section = section_;
	g_hash_table_unref(section->by_key);
	g_hash_table_unref(section->keys);
	g_free(section);
}

static GArray *keys_of(const char *text, const char *where, GPtrArray *problems)
{
	GArray *keys = g_array_new(FALSE, FALSE, sizeof(Key));
	g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
	for (guint i = 0; words[i]; i++) {
		if (!*words[i])
			continue;
		Key key = key_parse(words[i]);
		if (key)
			g_array_append_val(keys, key);
		else
			g_ptr_array_add(problems, g_strdup_printf(_("keys.conf: %s: there is no key “%s”. "
								    "Write one character, C-r, A-1, F1, "
								    "Enter, PgUp …"),
								  where, words[i]));
	}
	return keys;
}

static void bind(Section *section, const Action *action, Key key, const char *where, GPtrArray *problems)
{
	const Action *taken = g_hash_table_lookup(section->by_key, GUINT_TO_POINTER(key));
	if (taken && taken != action) {
		g_autofree char *name = key_words(key);
		g_ptr_array_add(problems,
				g_strdup_printf(_("keys.conf: [%s]: %s is both %s and %s; it does %s."),
						where, name, taken->name, action->name, taken->name));
		return;
	}
	g_hash_table_insert(section->by_key, GUINT_TO_POINTER(key), (gpointer)action);
}

/* What the file says goes first, so that it wins a key from those that keep their own. */
static void bind_all(Section *section, const ScreenClass *cls, const GHashTable *changed, gboolean from_file,
		     GPtrArray *problems)
{
	for (guint i = 0; i < cls->n_actions; i++) {
		const Action *action = &cls->actions[i];
		if (g_hash_table_contains((GHashTable *)changed, action) != from_file)
			continue;
		GArray *keys = g_hash_table_lookup(section->keys, action);
		for (guint k = 0; k < keys->len; k++)
			bind(section, action, g_array_index(keys, Key, k), cls->name, problems);
	}
}

static Section *section_new(const ScreenClass *cls, GKeyFile *file, GPtrArray *problems)
{
	g_autoptr(GHashTable) changed = g_hash_table_new(NULL, NULL);
	Section *section = g_new(Section, 1);
	section->by_key = g_hash_table_new(NULL, NULL);
	section->keys = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < cls->n_actions; i++) {
		const Action *action = &cls->actions[i];
		g_autofree char *own =
			file ? g_key_file_get_string(file, cls->name, action->name, NULL) : NULL;
		g_autofree char *where = g_strdup_printf("[%s] %s", cls->name, action->name);
		if (own)
			g_hash_table_add(changed, (gpointer)action);
		g_hash_table_insert(section->keys, (gpointer)action,
				    keys_of(own ? own : action->keys, where, problems));
	}
	bind_all(section, cls, changed, TRUE, problems);
	bind_all(section, cls, changed, FALSE, problems);
	return section;
}

static const ScreenClass *screen_named(const char *name)
{
	for (guint i = 0; all_screens[i]; i++)
		if (strcmp(all_screens[i]->name, name) == 0)
			return all_screens[i];
	return NULL;
}

const Action *keymap_named(const ScreenClass *cls, const char *name)
{
	for (guint i = 0; i < cls->n_actions; i++)
		if (strcmp(cls->actions[i].name, name) == 0)
			return &cls->actions[i];
	return NULL;
}

/* Names in the file that nothing here has. */
static void check_names(GKeyFile *file, GPtrArray *problems)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
	for (guint g = 0; groups[g]; g++) {
		const ScreenClass *cls = screen_named(groups[g]);
		if (!cls) {
			g_ptr_array_add(problems,
					g_strdup_printf(_("keys.conf: there is no screen [%s]."), groups[g]));
			continue;
		}
		g_auto(GStrv) names = g_key_file_get_keys(file, groups[g], NULL, NULL);
		for (guint n = 0; names && names[n]; n++)
			if (!keymap_named(cls, names[n]))
				g_ptr_array_add(problems, g_strdup_printf(_("keys.conf: [%s] has no action "
									    "“%s”; keys.conf(5) lists them."),
									  groups[g], names[n]));
	}
}

Keymap *keymap_load(const char *path, GPtrArray *problems)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) error = NULL;
	Keymap *keymap = g_new(Keymap, 1);
	keymap->sections = g_hash_table_new_full(NULL, NULL, NULL, section_free);
	if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &error)) {
		if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			g_ptr_array_add(problems,
					g_strdup_printf(_("keys.conf was not read, the usual keys hold: %s"),
							error->message));
		g_clear_pointer(&file, g_key_file_unref);
	} else {
		check_names(file, problems);
	}
	for (guint i = 0; all_screens[i]; i++)
		g_hash_table_insert(keymap->sections, (gpointer)all_screens[i],
				    section_new(all_screens[i], file, problems));
	return keymap;
}

void keymap_free(Keymap *keymap)
{
	if (!keymap)
		return;
	g_hash_table_unref(keymap->sections);
	g_free(keymap);
}

const Action *keymap_action(const Keymap *keymap, const ScreenClass *cls, Key key)
{
	const Section *section = g_hash_table_lookup(keymap->sections, cls);
	return section ? g_hash_table_lookup(section->by_key, GUINT_TO_POINTER(key)) : NULL;
}

/* The keys that are really an action's: a clash may have given one to somebody else. GArray of Key. */
static GArray *keys_held(const Keymap *keymap, const ScreenClass *cls, const Action *action)
{
	GArray *held = g_array_new(FALSE, FALSE, sizeof(Key));
	const Section *section = g_hash_table_lookup(keymap->sections, cls);
	const GArray *keys = section ? g_hash_table_lookup(section->keys, action) : NULL;
	for (guint i = 0; keys && i < keys->len; i++) {
		Key key = g_array_index(keys, Key, i);
		if (g_hash_table_lookup(section->by_key, GUINT_TO_POINTER(key)) == action)
			g_array_append_val(held, key);
	}
	return held;
}

char *keymap_keys(const Keymap *keymap, const ScreenClass *cls, const Action *action)
{
	g_autoptr(GArray) held = keys_held(keymap, cls, action);
	GString *names = g_string_new(NULL);
	for (guint i = 0; i < held->len; i++) {
		g_autofree char *name = key_words(g_array_index(held, Key, i));
		g_string_append_printf(names, "%s%s", i ? " " : "", name);
	}
	return g_string_free(names, FALSE);
}

char *keymap_key(const Keymap *keymap, const ScreenClass *cls, const Action *action, gboolean typing)
{
	g_autoptr(GArray) held = keys_held(keymap, cls, action);
	for (guint i = 0; i < held->len; i++) {
		Key key = g_array_index(held, Key, i);
		if (!typing || !key_is_text(key))
			return key_words(key);
	}
	return NULL;
}

char *keymap_key_of(const Keymap *keymap, const ScreenClass *cls, const char *name)
{
	const Action *action = keymap_named(cls, name);
	return action ? keymap_key(keymap, cls, action, FALSE) : NULL;
}
