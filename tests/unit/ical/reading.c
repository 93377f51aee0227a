/* tests/unit/ical/reading.c */
#include "tests/unit/ical/reading.h"

#include "base/zone.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void add_walls(GString *out, const char *name, const GArray *walls)
{
	for (guint i = 0; i < walls->len; i++) {
		g_autofree char *iso = local_iso(g_array_index(walls, gint64, i));
		g_string_append_printf(out, "%s%s", i ? " " : name, iso);
	}
	if (walls->len)
		g_string_append_c(out, '\n');
}

static void add_text(GString *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	g_autoptr(GString) one_line = g_string_new(text);
	g_string_replace(one_line, "\n", "\\n", 0);
	g_string_append_printf(out, "  %s %s\n", name, one_line->str);
}

static void add_instant(GString *out, const char *name, gint64 instant)
{
	if (instant == G_MININT64)
		return;
	g_autofree char *iso = local_iso(instant);
	g_string_append_printf(out, "  %s %sZ\n", name, iso);
}

static void add_event(GString *out, const char *kind, const IcalEvent *event)
{
	g_autofree char *start = local_iso(event->start);
	g_string_append_printf(out, "%s %s line %u\n", kind, event->uid, event->line);
	g_string_append_printf(out, "  %s %s %" G_GINT64_FORMAT "s%s%s\n", start,
			       event->zone ? event->zone : "floating", event->seconds,
			       event->all_day ? " all day" : "", event->transparent ? " transparent" : "");
	if (event->recurrence_id != G_MININT64) {
		g_autofree char *iso = local_iso(event->recurrence_id);
		g_string_append_printf(out, "  instead of %s%s\n", iso,
				       event->this_and_future ? " and all later" : "");
	}
	add_text(out, "rule", event->rrule);
	add_walls(out, "  rdates ", event->rdates);
	add_walls(out, "  exdates ", event->exdates);
	add_text(out, "status", event->status);
	add_text(out, "summary", event->summary);
	add_text(out, "description", event->description);
	add_text(out, "location", event->location);
	for (guint i = 0; i < event->attendees->len; i++)
		add_text(out, "attendee", g_ptr_array_index(event->attendees, i));
	if (event->sequence)
		g_string_append_printf(out, "  sequence %d\n", event->sequence);
	add_instant(out, "created", event->created);
	add_instant(out, "modified", event->modified);
	for (guint i = 0; i < event->extra->len; i++) {
		const IcalProperty *property = g_ptr_array_index(event->extra, i);
		g_autofree char *name = g_strconcat("extra ", property->name, NULL);
		add_text(out, name, property->value);
	}
}

static gboolean on_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data, GError **error)
{
	(void)error;
	if (master)
		add_event(data, "event", master);
	for (guint i = 0; i < exceptions->len; i++)
		add_event(data,
			  master ? "changed"
			  : i    ? "lone too"
				 : "lone",
			  g_ptr_array_index(exceptions, i));
	return TRUE;
}

static void on_broken(const char *uid, guint line, const char *message, gpointer data)
{
	g_string_append_printf(data, "broken %s line %u: %s\n", uid ? uid : "-", line, message);
}

static gboolean on_calendar(const char *name, const char *text, gpointer data, GError **error)
{
	(void)error;
	g_string_append_printf(data, "calendar %s\n", name);
	add_text(data, "text", text);
	return TRUE;
}

char *reading_of_file(const char *path, const char *floating_zone)
{
	static const IcalReader reader = { on_group, on_broken, on_calendar };
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);
	gboolean good = ical_read(path, floating_zone, &reader, out, &error);
	T_TRUE("an error, or none", good == (error == NULL));
	if (error)
		g_string_append_printf(out, "! %d: %s\n", error->code, error->message);
	return g_string_free(out, FALSE);
}

char *reading_of(const char *text, const char *floating_zone)
{
	g_autofree char *path = unit_path("calendar.ics");
	T_TRUE("writing the file", g_file_set_contents(path, text, -1, NULL));
	return reading_of_file(path, floating_zone);
}

char *reading_of_event(const char *properties)
{
	g_autofree char *text = g_strconcat("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\n", properties,
					    "END:VEVENT\r\nEND:VCALENDAR\r\n", NULL);
	g_autofree char *all = reading_of(text, "Europe/Berlin");
	static const char lead[] = "event x line 2\n  ";
	g_strchomp(all);
	return g_strdup(g_str_has_prefix(all, lead) ? all + strlen(lead) : all);
}

char *reading_fixture(const char *name)
{
	const char *top = g_getenv("top_srcdir");
	return g_build_filename(top ? top : ".", "tests", "fixtures", "ics", name, NULL);
}

static gboolean write_group(const IcalEvent *master, const GPtrArray *exceptions, gpointer data,
			    GError **error)
{
	if (master && !ical_writer_event(data, master, error))
		return FALSE;
	for (guint i = 0; i < exceptions->len; i++)
		if (!ical_writer_event(data, g_ptr_array_index(exceptions, i), error))
			return FALSE;
	return TRUE;
}

static void pass_over(const char *uid, guint line, const char *message, gpointer data)
{
	(void)uid, (void)line, (void)message, (void)data;
}

char *rewritten(const char *path)
{
	static const IcalReader reader = { write_group, pass_over, NULL };
	g_autoptr(GError) error = NULL;
	g_autofree char *out_path = unit_path("out.ics");
	char *bytes = NULL;
	int fd = g_open(out_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	IcalWriter *writer = ical_writer_new(fd, NULL, &error);
	T_NO_ERROR("the writer", error);
	ical_read(path, "Europe/Berlin", &reader, writer, &error);
	T_NO_ERROR("reading and writing", error);
	ical_writer_finish(writer, error ? NULL : &error);
	T_NO_ERROR("the end", error);
	close(fd);
	T_TRUE("what was written", g_file_get_contents(out_path, &bytes, NULL, NULL));
	return bytes;
}
