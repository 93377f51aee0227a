/* ical/event.c - the noun, and texts as iCalendar spells them */
#include "ical/ical.h"

#include "ical/value_p.h"
#include <string.h>

static void property_free(gpointer data)
{
	IcalProperty *property = data;
	g_free(property->name);
	g_free(property->value);
	g_free(property);
}

IcalEvent *ical_event_new(void)
{
	IcalEvent *event = g_new0(IcalEvent, 1);
	event->uid = g_strdup("");
	event->recurrence_id = event->created = event->modified = G_MININT64;
	event->rdates = g_array_new(FALSE, FALSE, sizeof(gint64));
	event->exdates = g_array_new(FALSE, FALSE, sizeof(gint64));
	event->status = g_strdup("");
	event->summary = g_strdup("");
	event->description = g_strdup("");
	event->location = g_strdup("");
	event->attendees = g_ptr_array_new_with_free_func(g_free);
	event->extra = g_ptr_array_new_with_free_func(property_free);
	return event;
}

void ical_event_free(IcalEvent *event)
{
	if (!event)
		return;
	g_free(event->uid);
	g_free(event->zone);
	g_free(event->rrule);
	g_array_unref(event->rdates);
	g_array_unref(event->exdates);
	g_free(event->status);
	g_free(event->summary);
	g_free(event->description);
	g_free(event->location);
	g_ptr_array_unref(event->attendees);
	g_ptr_array_unref(event->extra);
	g_free(event);
}

char *ical_escape(const char *text)
{
	GString *out = g_string_sized_new(strlen(text) + 8);
	g_string_append_c(out, ':');
	for (const char *p = text; *p; p++) {
		if (*p == '\n' || (*p == '\r' && p[1] != '\n')) {
			g_string_append(out, "\\n");
		} else if (*p != '\r') {
			if (*p == '\\' || *p == ';' || *p == ',')
				g_string_append_c(out, '\\');
			g_string_append_c(out, *p);
		}
	}
	return g_string_free(out, FALSE);
}

char *ical_unescape(const char *value)
{
	/* Any name does: only what follows it is looked at. */
	g_autofree char *whole = g_strconcat("X", value, NULL);
	ContentLine line;
	Span encoding;
	if (!content_split(whole, strlen(whole), &line) || line.name.length != 1)
		return NULL;
	if (content_parameter(&line, "ENCODING", &encoding) && !span_is(encoding, "8BIT"))
		return NULL;
	return text_value(line.value);
}

char *ical_event_extra_text(const IcalEvent *event, const char *name)
{
	for (guint i = 0; i < event->extra->len; i++) {
		const IcalProperty *property = g_ptr_array_index(event->extra, i);
		if (g_ascii_strcasecmp(property->name, name) == 0)
			return ical_unescape(property->value);
	}
	return NULL;
}
