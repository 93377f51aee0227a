/* sync/google_write.c - an event's body for Google: whole for an insert, what differs for a patch. Null clears. */
#include "sync/google_p.h"

#include "base/zone.h"
#include <stdio.h>
#include <string.h>

/* The colours of events, as the web page shows them. There is no promise that one sent comes back: it is never compared. */
static const guint palette[] = { 0x7986cb, 0x33b679, 0x8e24aa, 0xe67c73, 0xf6bf26, 0xf4511e, 0x039be5, 0x616161, 0x3f51b5, 0x0b8043, 0xd50000 };

const char *google_color(const char *color)
{
	static const char *const ids[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11" };
	guint value = 0, best = 0;
	gint64 least = G_MAXINT64;
	if (sscanf(color, "#%6x", &value) != 1)
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(palette); i++) {
		gint64 red = (gint64)(value >> 16 & 255) - (palette[i] >> 16 & 255);
		gint64 green = (gint64)(value >> 8 & 255) - (palette[i] >> 8 & 255);
		gint64 blue = (gint64)(value & 255) - (palette[i] & 255);
		gint64 distance = red * red + green * green + blue * blue;
		if (distance < least) {
			least = distance;
			best = i;
		}
	}
	return ids[best];
}

/* patch: what the other kind of time would have left there is cleared. */
static void add_time(cJSON *body, const char *key, const EventFields *fields, gboolean end, gboolean patch)
{
	cJSON *time = cJSON_AddObjectToObject(body, key);
	g_autoptr(GTimeZone) zone = zone_new(fields->zone, NULL);
	if (fields->all_day) {
		g_autofree char *day = day_iso(event_day(fields) + (end ? fields->all_day : 0));
		cJSON_AddStringToObject(time, "date", day);
	} else {
		g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
		g_autofree char *text = zone_rfc3339(zone ? zone : utc, end ? fields->end : fields->start);
		cJSON_AddStringToObject(time, "dateTime", text);
		if (zone_exists(fields->zone))
			cJSON_AddStringToObject(time, "timeZone", fields->zone);
	}
	if (patch)
		cJSON_AddNullToObject(time, fields->all_day ? "dateTime" : "date");
	if (patch && fields->all_day)
		cJSON_AddNullToObject(time, "timeZone");
}

static void add_text(cJSON *body, const char *key, const char *text, gboolean patch)
{
	if (text && *text)
		cJSON_AddStringToObject(body, key, text);
	else if (patch)
		cJSON_AddNullToObject(body, key);
}

static char *print(cJSON *body)
{
	char *text = cJSON_PrintUnformatted(body), *copy = g_strdup(text);
	cJSON_free(text);
	cJSON_Delete(body);
	return copy;
}

static char *write_insert(const ProviderCall *call)
{
	const EventFields *want = call->want;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddStringToObject(body, "id", call->event);
	add_text(body, "summary", want->summary, FALSE);
	add_text(body, "description", want->description, FALSE);
	add_text(body, "location", want->place, FALSE);
	add_time(body, "start", want, FALSE, FALSE);
	add_time(body, "end", want, TRUE, FALSE);
	if (want->tentative)
		cJSON_AddStringToObject(body, "status", "tentative");
	if (want->transparent)
		cJSON_AddStringToObject(body, "transparency", "transparent");
	add_text(body, "colorId", google_color(want->color), FALSE);
	cJSON *own = cJSON_AddObjectToObject(cJSON_AddObjectToObject(body, "extendedProperties"), "private");
	cJSON_AddStringToObject(own, "daybook_id", call->booking);
	cJSON_AddStringToObject(own, "daybook_book", call->book);
	return print(body);
}

typedef gboolean (*Same)(const EventFields *a, const EventFields *b);


static gboolean same_summary(const EventFields *a, const EventFields *b)
{
	return event_text_same(a->summary, b->summary);
}

static gboolean same_description(const EventFields *a, const EventFields *b)
{
	return event_text_same(a->description, b->description);
}

static gboolean same_place(const EventFields *a, const EventFields *b)
{
	return event_text_same(a->place, b->place);
}

static gboolean same_tentative(const EventFields *a, const EventFields *b)
{
	return !a->tentative == !b->tentative;
}

static gboolean same_transparent(const EventFields *a, const EventFields *b)
{
	return !a->transparent == !b->transparent;
}

static gboolean same_color(const EventFields *a, const EventFields *b)
{
	return g_strcmp0(google_color(a->color), google_color(b->color)) == 0;
}

/* Against what stands there, and against what may stand there: while an answer is lost, either does. */
static gboolean differs(const ProviderCall *call, Same same)
{
	return !call->base || !same(call->want, call->base) || (call->sent && !same(call->want, call->sent));
}

static char *write_patch(const ProviderCall *call)
{
	const EventFields *want = call->want;
	cJSON *body = cJSON_CreateObject();
	/* Both ends together: a start alone may come after the end that stands there. */
	if (differs(call, event_start_same) || differs(call, event_end_same)) {
		add_time(body, "start", want, FALSE, TRUE);
		add_time(body, "end", want, TRUE, TRUE);
	}
	if (differs(call, same_summary))
		add_text(body, "summary", want->summary, TRUE);
	if (differs(call, same_description))
		add_text(body, "description", want->description, TRUE);
	if (differs(call, same_place))
		add_text(body, "location", want->place, TRUE);
	if (differs(call, same_tentative))
		cJSON_AddStringToObject(body, "status", want->tentative ? "tentative" : "confirmed");
	if (differs(call, same_transparent))
		cJSON_AddStringToObject(body, "transparency", want->transparent ? "transparent" : "opaque");
	if (differs(call, same_color))
		add_text(body, "colorId", google_color(want->color), TRUE);
	if (body->child)
		return print(body);
	cJSON_Delete(body);
	return NULL;
}

char *google_write_event(const ProviderCall *call)
{
	return call->kind == CALL_INSERT ? write_insert(call) : write_patch(call);
}
