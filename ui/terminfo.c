/* ui/terminfo.c - a terminal's compiled entry with a few functions taken out
 *
 * The format is term(5)'s: six little-endian shorts (magic, sizes of names and flags, counts of numbers and strings, size of the
 * table), the names, the flags, a byte to even, the numbers, then a short for each string: its place in the table, or -1. */
#include "ui/terminfo.h"

#include <string.h>

#define HEADER_BYTES 12
#define MAGIC_SHORT 0432 /* numbers of two bytes */
#define MAGIC_WIDE 01036 /* of four */
#define ENTRY_MAX_BYTES 32768

/* Places in the list of strings: fixed by the format, named in curses' term.h. */
static const gsize rare[] = { 109 /* parm_index, SU */, 113 /* parm_rindex, SD */,
			      121 /* repeat_char, REP */ };

static gsize short_at(const guint8 *entry, gsize at)
{
	return (gsize)entry[at] | (gsize)entry[at + 1] << 8;
}

/* Where the strings' places begin; 0 for what is no entry. */
static gsize strings_at(const guint8 *entry, gsize length, gsize *count)
{
	if (length < HEADER_BYTES || length > ENTRY_MAX_BYTES)
		return 0;
	gsize magic = short_at(entry, 0), number_bytes = magic == MAGIC_WIDE ? 4 : 2;
	gsize at = HEADER_BYTES + short_at(entry, 2) + short_at(entry, 4);
	if (magic != MAGIC_SHORT && magic != MAGIC_WIDE)
		return 0;
	at += at % 2;
	at += short_at(entry, 6) * number_bytes;
	*count = short_at(entry, 8);
	return at + *count * 2 <= length ? at : 0;
}

/* TRUE when there was one of them. */
static gboolean take_out(guint8 *entry, gsize length)
{
	gsize count = 0, at = strings_at(entry, length, &count);
	gboolean any = FALSE;
	for (gsize i = 0; at && i < G_N_ELEMENTS(rare); i++) {
		if (rare[i] >= count)
			continue;
		guint8 *place = entry + at + rare[i] * 2;
		any = any || !(place[0] == 0xff && place[1] == 0xff);
		place[0] = place[1] = 0xff;
	}
	return any;
}

static char *in_hex(const guint8 *entry, gsize length)
{
	GString *text = g_string_new("hex:");
	for (gsize i = 0; i < length; i++)
		g_string_append_printf(text, "%02X", entry[i]);
	return g_string_free(text, FALSE);
}

/* The entry in a folder: under the first letter, or under its code in hex. NULL: it is not there. */
static char *read_in(const char *folder, const char *terminal, gsize *length)
{
	g_autofree char *letter = g_strdup_printf("%s/%c/%s", folder, terminal[0], terminal);
	g_autofree char *code = g_strdup_printf("%s/%02x/%s", folder, (guint)(guchar)terminal[0], terminal);
	char *entry = NULL;
	if (g_file_get_contents(letter, &entry, length, NULL) ||
	    g_file_get_contents(code, &entry, length, NULL))
		return entry;
	return NULL;
}

/* Where curses looks, in its order. */
static GPtrArray *folders(void)
{
	static const char *const usual[] = { "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo",
					     "/usr/lib/terminfo", "/usr/local/share/terminfo" };
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	const char *own = g_getenv("TERMINFO"), *more = g_getenv("TERMINFO_DIRS");
	g_auto(GStrv) dirs = g_strsplit(more ? more : "", ":", -1);
	if (own)
		g_ptr_array_add(list, g_strdup(own));
	g_ptr_array_add(list, g_build_filename(g_get_home_dir(), ".terminfo", NULL));
	for (guint i = 0; dirs[i]; i++)
		if (*dirs[i])
			g_ptr_array_add(list, g_strdup(dirs[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
		g_ptr_array_add(list, g_strdup(usual[i]));
	return list;
}

char *terminfo_without_rare(const char *terminal)
{
	if (!terminal || !*terminal || strchr(terminal, '/'))
		return NULL;
	g_autoptr(GPtrArray) list = folders();
	for (guint i = 0; i < list->len; i++) {
		gsize length;
		g_autofree char *entry = read_in(list->pdata[i], terminal, &length);
		if (entry)
			return take_out((guint8 *)entry, length) ? in_hex((guint8 *)entry, length) : NULL;
	}
	return NULL;
}
