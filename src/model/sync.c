/* model/sync.c - the field tables of what sync keeps, the names of a link's statuses, and when two events are the same */
#include "model/sync.h"

#include <string.h>

#include "base/i18n.h"
#include "base/zone.h"

MODEL_DEFINE(EventFields, event_fields, "event_fields", EVENT_FIELDS_FIELDS)
MODEL_DEFINE(RemoteEvent, remote_event, "remote_event", REMOTE_EVENT_FIELDS)
MODEL_DEFINE(Account, account, "account", ACCOUNT_FIELDS)
MODEL_DEFINE(Calendar, calendar, "calendar", CALENDAR_FIELDS)
MODEL_DEFINE(SyncLink, sync_link, "sync_link", SYNC_LINK_FIELDS)
MODEL_DEFINE(SyncRun, sync_run, "sync_run", SYNC_RUN_FIELDS)

static const struct {
	const char *name, *words;
} table[SYNC_STATUS_COUNT] = {
	[SYNC_LOCAL] = { "local", N_("only here") },
	[SYNC_PENDING] = { "pending", N_("waiting") },
	[SYNC_SYNCING] = { "syncing", N_("on its way") },
	[SYNC_SYNCED] = { "synced", N_("in step") },
	[SYNC_FAILED] = { "failed", N_("failed") },
	[SYNC_CONFLICT] = { "conflict", N_("changed on both sides") },
	[SYNC_DELETED] = { "deleted", N_("gone on both sides") },
};

const char *sync_status_name(SyncStatus status)
{
	return table[status].name;
}

const char *sync_status_words(SyncStatus status)
{
	return _(table[status].words);
}

int sync_status_parse(const char *text)
{
	for (int i = 0; text && i < SYNC_STATUS_COUNT; i++)
		if (strcmp(table[i].name, text) == 0)
			return i;
	return -1;
}

EventFields *event_fields_read(const char *image)
{
	return image ? model_from_image(&event_fields_class, image, NULL) : NULL;
}

const EventFields *remote_event_fields(const RemoteEvent *event)
{
	return event->fields->len ? event->fields->pdata[0] : NULL;
}

/* --- the same event --- */

static gboolean is_tag(const char *at, const char *name, gsize length)
{
	return g_ascii_strncasecmp(at, name, length) == 0 && strchr(" />", at[length]) != NULL;
}

/* A line break for the tags that make one; anything else between angle brackets that begins like a tag is left out. */
static const char *skip_tag(const char *at, GString *out)
{
	const char *name = at[1] == '/' ? at + 2 : at + 1;
	const char *end = strchr(at, '>');

	if (!end || !g_ascii_isalpha(*name)) {
		g_string_append_c(out, *at);
		return at + 1;
	}
	if (is_tag(name, "br", 2) || (at[1] == '/' && (is_tag(name, "p", 1) || is_tag(name, "div", 3))))
		g_string_append_c(out, '\n');
	return end + 1;
}

static const char *skip_entity(const char *at, GString *out)
{
	static const struct {
		const char *entity, *text;
	} known[] = { { "&amp;", "&" },   { "&lt;", "<" },  { "&gt;", ">" },
		      { "&quot;", "\"" }, { "&#39;", "'" }, { "&nbsp;", " " } };

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_has_prefix(at, known[i].entity)) {
			g_string_append(out, known[i].text);
			return at + strlen(known[i].entity);
		}
	g_string_append_c(out, '&');
	return at + 1;
}

/* Blanks at a line's end, and empty lines at the text's. */
static void trim_lines(GString *text)
{
	gsize kept = 0;

	for (gsize i = 0; i < text->len; i++) {
		if (text->str[i] == '\n')
			while (kept > 0 && (text->str[kept - 1] == ' ' || text->str[kept - 1] == '\t'))
				kept--;
		text->str[kept++] = text->str[i];
	}
	while (kept > 0 && strchr(" \t\n", text->str[kept - 1]))
		kept--;
	g_string_truncate(text, kept);
}

char *event_text_plain(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text)
		if (*text == '<')
			text = skip_tag(text, out);
		else if (*text == '&')
			text = skip_entity(text, out);
		else if (*text == '\r')
			text++;
		else if (g_str_has_prefix(
				 text,
				 "\xc2\xa0")) { /* a no-break space, which editors there make of blanks */
			g_string_append_c(out, ' ');
			text += 2;
		} else
			g_string_append_c(out, *text++);
	trim_lines(out);
	return g_string_free(out, FALSE);
}

gboolean event_text_same(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return TRUE;
	g_autofree char *one = event_text_plain(a);
	g_autofree char *other = event_text_plain(b);
	return strcmp(one, other) == 0;
}

gboolean sync_link_is_moving(const SyncLink *link)
{
	/* a date of somebody's series gets its id with the first write to it: that is no other place */
	return link->base && link->sent && link->sent_calendar && link->sent_remote_id &&
	       (strcmp(link->sent_calendar, link->calendar) != 0 ||
		(*link->remote_id && strcmp(link->sent_remote_id, link->remote_id) != 0));
}

/* Whole days are days, wherever their midnight lies. */
gint64 event_day(const EventFields *fields)
{
	g_autoptr(GTimeZone) zone = zone_new(fields->zone, NULL);

	if (!zone)
		zone = g_time_zone_new_utc();
	return zone_day_of(zone, fields->start);
}

gboolean event_start_same(const EventFields *a, const EventFields *b)
{
	if (!a->all_day != !b->all_day)
		return FALSE;
	return a->all_day ? event_day(a) == event_day(b) : a->start == b->start;
}

gboolean event_end_same(const EventFields *a, const EventFields *b)
{
	if (!a->all_day != !b->all_day)
		return FALSE;
	return a->all_day ? event_day(a) + a->all_day == event_day(b) + b->all_day : a->end == b->end;
}

gboolean event_time_same(const EventFields *a, const EventFields *b)
{
	return event_start_same(a, b) && event_end_same(a, b);
}

gboolean event_fields_same(const EventFields *a, const EventFields *b)
{
	return a && b && event_time_same(a, b) && !a->tentative == !b->tentative && !a->transparent == !b->transparent &&
	       event_text_same(a->summary, b->summary) && event_text_same(a->description, b->description) &&
	       event_text_same(a->place, b->place);
}

gboolean event_fields_sent_same(const EventFields *a, const EventFields *b)
{
	return event_fields_same(a, b) && strcmp(a->color, b->color) == 0;
}
