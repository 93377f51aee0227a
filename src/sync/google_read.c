/* sync/google_read.c - events and calendars as Google tells them. One value that is not as documented, and the whole event is refused; without its id the
 * whole answer. */
#include "sync/google_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/zone.h"
#include "net/url.h"
#include <stdio.h>
#include <string.h>

/* Ids and etags are opaque; longer ones than this nobody gives. */
#define LONGEST_ID 2048
/* A page with more events that cannot be read is no list of events at all. */
#define UNREAD_MOST 50

/* --- times --- */

static gboolean read_day(const char *text, gint64 *day)
{
	int year, month, mday, length = 0;
	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &mday, &length) != 3 || length != 10 || text[10] || !day_is_valid(year, month, mday))
		return FALSE;
	*day = day_from_civil(year, month, mday);
	return TRUE;
}

/* RFC 3339; without an offset it is a wall time of the zone named. A zone that this machine does not know is no mistake: the offset says enough. */
static gboolean read_instant(const char *text, const char *zone_name, gint64 *instant)
{
	if (strlen(text) > 64 || !strchr(text, 'T'))
		return FALSE;
	g_autoptr(GTimeZone) zone = zone_name ? zone_new(zone_name, NULL) : NULL;
	g_autoptr(GDateTime) as_told = g_date_time_new_from_iso8601(text, NULL);
	if (as_told) {
		*instant = g_date_time_to_unix(as_told);
		return TRUE;
	}
	g_autoptr(GTimeZone) plain = g_time_zone_new_utc();
	g_autoptr(GDateTime) wall = zone ? g_date_time_new_from_iso8601(text, plain) : NULL;
	if (!wall)
		return FALSE;
	*instant = zone_resolve(zone, g_date_time_to_unix(wall));
	return TRUE;
}

typedef struct {
	gboolean whole_day;
	gint64 day, instant;
	const char *zone; /* NULL */
} Time;

static gboolean read_time(const cJSON *object, Time *time)
{
	const char *date = NULL, *date_time = NULL;
	*time = (Time){ 0 };
	if (!json_text(object, "date", FALSE, &date) || !json_text(object, "dateTime", FALSE, &date_time) ||
	    !json_text(object, "timeZone", FALSE, &time->zone) || !date == !date_time)
		return FALSE;
	time->whole_day = date != NULL;
	return date ? read_day(date, &time->day) : read_instant(date_time, time->zone, &time->instant);
}

/* Whole days go from their first instant to the last one's end in the zone of whole days; one that ends as it begins is one day. */
static void set_days(EventFields *fields, gint64 from, gint64 to, const char *zone_name)
{
	g_autoptr(GTimeZone) zone = zone_new(zone_name, NULL);
	if (!zone)
		zone = g_time_zone_new_utc();
	fields->all_day = MAX(to - from, 1);
	fields->start = zone_day_start(zone, from);
	fields->end = zone_day_start(zone, from + fields->all_day);
	model_set(&event_fields_class, fields, &fields->zone, zone_name);
}

static gboolean read_times(const cJSON *object, EventFields *fields, const char *zone)
{
	const cJSON *start = NULL, *end = NULL;
	Time from, to;
	if (!json_child(object, "start", &start) || !json_child(object, "end", &end) || !start || !end || !read_time(start, &from) ||
	    !read_time(end, &to) || from.whole_day != to.whole_day)
		return FALSE;
	if (from.whole_day) {
		if (to.day < from.day)
			return FALSE;
		set_days(fields, from.day, to.day, zone);
		return TRUE;
	}
	if (to.instant < from.instant)
		return FALSE;
	fields->start = from.instant;
	fields->end = to.instant;
	model_set(&event_fields_class, fields, &fields->zone, from.zone ? from.zone : zone);
	return TRUE;
}

/* --- an event --- */

static void set(RemoteEvent *event, char **field, const char *value)
{
	model_set(&remote_event_class, event, field, value);
}

static gboolean read_private(const cJSON *object, RemoteEvent *event)
{
	const cJSON *extended = NULL, *private_ones = NULL;
	const char *booking = NULL, *book = NULL;
	if (!json_child(object, "extendedProperties", &extended) || (extended && !json_child(extended, "private", &private_ones)))
		return FALSE;
	if (!private_ones)
		return TRUE;
	if (!json_text(private_ones, "daybook_id", FALSE, &booking) || !json_text(private_ones, "daybook_book", FALSE, &book))
		return FALSE;
	set(event, &event->booking, booking);
	set(event, &event->book, book);
	return TRUE;
}

/* Does the person whose calendar it is say no? */
static gboolean read_declined(const cJSON *object, gboolean *declined)
{
	const cJSON *attendees = NULL;
	if (!json_list(object, "attendees", &attendees))
		return FALSE;
	for (const cJSON *one = attendees ? attendees->child : NULL; one; one = one->next) {
		gboolean own = FALSE;
		const char *answer = "";
		if (!cJSON_IsObject(one) || !json_flag(one, "self", &own) || !json_text(one, "responseStatus", FALSE, &answer))
			return FALSE;
		*declined |= own && strcmp(answer, "declined") == 0;
	}
	return TRUE;
}

/* transparent, declined, birthdays, working locations occupy nobody. */
static gboolean read_blocking(const cJSON *object, RemoteEvent *event, EventFields *fields)
{
	gboolean declined = FALSE;
	const char *transparency = "opaque", *type = "default";
	if (!json_text(object, "transparency", FALSE, &transparency) || !json_text(object, "eventType", FALSE, &type) ||
	    !read_declined(object, &declined))
		return FALSE;
	fields->transparent = strcmp(transparency, "transparent") == 0;
	event->blocks = !fields->transparent && !declined &&
			(strcmp(type, "default") == 0 || strcmp(type, "focusTime") == 0 || strcmp(type, "outOfOffice") == 0);
	return TRUE;
}

static gboolean read_editable(const cJSON *object, RemoteEvent *event)
{
	gboolean locked = FALSE, guests = FALSE, own = TRUE;
	const cJSON *organizer = NULL;
	if (!json_flag(object, "locked", &locked) || !json_flag(object, "guestsCanModify", &guests) ||
	    !json_child(object, "organizer", &organizer))
		return FALSE;
	if (organizer) {
		own = FALSE;
		if (!json_flag(organizer, "self", &own))
			return FALSE;
	}
	event->editable = !locked && (own || guests);
	return TRUE;
}

static gboolean read_words(const cJSON *object, EventFields *fields)
{
	const char *summary = "", *description = "", *place = "";
	if (!json_text(object, "summary", FALSE, &summary) || !json_text(object, "description", FALSE, &description) ||
	    !json_text(object, "location", FALSE, &place))
		return FALSE;
	model_set(&event_fields_class, fields, &fields->summary, summary);
	model_set(&event_fields_class, fields, &fields->description, description);
	model_set(&event_fields_class, fields, &fields->place, place);
	return TRUE;
}

/* series and original of an occurrence. A whole day's original is its midnight in UTC: a name, not an instant. */
static gboolean read_series(const cJSON *object, RemoteEvent *event)
{
	const char *series = NULL;
	const cJSON *original = NULL;
	Time time;
	if (!json_text(object, "recurringEventId", FALSE, &series) || !json_child(object, "originalStartTime", &original))
		return FALSE;
	if (!series)
		return TRUE;
	if (!original || strlen(series) > LONGEST_ID || !read_time(original, &time))
		return FALSE;
	set(event, &event->series, series);
	event->original = time.whole_day ? time.day * ZONE_DAY_SECONDS : time.instant;
	return TRUE;
}

static gboolean read_recurrence(const cJSON *object, RemoteEvent *event)
{
	const cJSON *lines = NULL;
	if (!json_list(object, "recurrence", &lines))
		return FALSE;
	g_autoptr(GString) all = g_string_new(NULL);
	for (const cJSON *line = lines ? lines->child : NULL; line; line = line->next) {
		if (!cJSON_IsString(line) || strpbrk(line->valuestring, "\r\n"))
			return FALSE;
		g_string_append_printf(all, "%s%s", all->len ? "\n" : "", line->valuestring);
	}
	set(event, &event->recurrence, all->str);
	return TRUE;
}

static gboolean read_identity(const cJSON *object, RemoteEvent *event)
{
	const char *id = NULL, *etag = "", *status = "confirmed", *link = "", *updated = NULL;
	if (!json_text(object, "id", TRUE, &id) || !*id || strlen(id) > LONGEST_ID || !json_text(object, "etag", FALSE, &etag) ||
	    strlen(etag) > LONGEST_ID || strpbrk(etag, "\r\n") || !json_text(object, "status", FALSE, &status) ||
	    !json_text(object, "htmlLink", FALSE, &link) || !json_text(object, "updated", FALSE, &updated))
		return FALSE;
	if (updated && !read_instant(updated, NULL, &event->updated))
		return FALSE;
	set(event, &event->remote_id, id);
	set(event, &event->etag, etag);
	set(event, &event->link, url_may_be_used(link) ? link : "");
	event->deleted = strcmp(status, "cancelled") == 0;
	return TRUE;
}

static gboolean read_alive(const cJSON *object, RemoteEvent *event, const char *zone)
{
	const char *status = "confirmed";
	g_autoptr(EventFields) fields = event_fields_new();
	if (!read_times(object, fields, zone) || !read_words(object, fields) || !read_blocking(object, event, fields) ||
	    !read_editable(object, event) || !json_text(object, "status", FALSE, &status))
		return FALSE;
	fields->tentative = strcmp(status, "tentative") == 0;
	g_ptr_array_add(event->fields, g_steal_pointer(&fields));
	return TRUE;
}

RemoteEvent *google_read_event(const cJSON *object, const char *zone)
{
	g_autoptr(RemoteEvent) event = remote_event_new();
	if (!cJSON_IsObject(object) || !read_identity(object, event) || !read_private(object, event) || !read_series(object, event) ||
	    !read_recurrence(object, event) || (!event->deleted && !read_alive(object, event, zone)))
		return NULL;
	return g_steal_pointer(&event);
}

RemoteEvent *google_read_event_text(const char *text, gsize length, const char *zone)
{
	cJSON *root = json_object(text, length);
	RemoteEvent *event = root ? google_read_event(root, zone) : NULL;
	cJSON_Delete(root);
	return event;
}

/* Never a deletion: what says so must be as documented in all. */
static RemoteEvent *read_outline(const cJSON *object)
{
	const char *id = NULL, *etag = "", *link = "", *summary = "";
	if (!cJSON_IsObject(object) || !json_text(object, "id", TRUE, &id) || !*id || strlen(id) > LONGEST_ID)
		return NULL;
	RemoteEvent *event = remote_event_new();
	g_autoptr(EventFields) fields = event_fields_new();
	set(event, &event->remote_id, id);
	if (json_text(object, "etag", FALSE, &etag) && strlen(etag) <= LONGEST_ID && !strpbrk(etag, "\r\n"))
		set(event, &event->etag, etag);
	if (json_text(object, "htmlLink", FALSE, &link) && url_may_be_used(link))
		set(event, &event->link, link);
	if (json_text(object, "summary", FALSE, &summary))
		model_set(&event_fields_class, fields, &fields->summary, summary);
	g_ptr_array_add(event->fields, g_steal_pointer(&fields));
	return event;
}

RemoteEvent *google_read_outline_text(const char *text, gsize length)
{
	cJSON *root = json_object(text, length);
	RemoteEvent *event = root ? read_outline(root) : NULL;
	cJSON_Delete(root);
	return event;
}

/* --- lists --- */

typedef RemoteEvent *(*ReadEvent)(const cJSON *object, const char *zone);

/* One that cannot be read does not take the others with it, as long as it can be said which it is. */
static gboolean read_item(const cJSON *item, const char *zone, ReadEvent read, ProviderPage *page)
{
	RemoteEvent *event = read(item, zone);
	if (event) {
		g_ptr_array_add(page->events, event);
		return TRUE;
	}
	if (!(event = read_outline(item)))
		return FALSE;
	g_ptr_array_add(page->unread, event);
	return page->unread->len <= UNREAD_MOST;
}

static gboolean can_write(const char *role)
{
	return strcmp(role, "writer") == 0 || strcmp(role, "owner") == 0;
}

static RemoteEvent *read_brief(const cJSON *object, const char *zone)
{
	g_autoptr(RemoteEvent) event = remote_event_new();
	(void)zone;
	return cJSON_IsObject(object) && read_identity(object, event) ? g_steal_pointer(&event) : NULL;
}

static gboolean read_page(const cJSON *root, const char *zone, ReadEvent read, ProviderPage *page)
{
	const cJSON *items = NULL;
	const char *next = NULL, *token = NULL, *role = "", *name = "", *own_zone = "";
	if (!json_text(root, "nextPageToken", FALSE, &next) || !json_text(root, "nextSyncToken", FALSE, &token) ||
	    !json_text(root, "accessRole", FALSE, &role) || !json_text(root, "summary", FALSE, &name) ||
	    !json_text(root, "timeZone", FALSE, &own_zone) || !json_list(root, "items", &items) || (next && !*next) || (token && !*token))
		return FALSE;
	for (const cJSON *item = items ? items->child : NULL; item; item = item->next)
		if (!read_item(item, zone, read, page))
			return FALSE;
	page->next = g_strdup(next);
	page->token = next ? NULL : g_strdup(token);
	page->name = g_strdup(name);
	page->zone = g_strdup(own_zone);
	page->writable = can_write(role);
	return TRUE;
}

static gboolean read_list(const char *text, gsize length, const char *zone, ReadEvent read, ProviderPage *page)
{
	*page = (ProviderPage){ .events = model_list_new(&remote_event_class), .unread = model_list_new(&remote_event_class) };
	cJSON *root = json_object(text, length);
	gboolean good = root && read_page(root, zone, read, page);
	cJSON_Delete(root);
	if (!good)
		provider_page_clear(page);
	return good;
}

gboolean google_read_events(const char *text, gsize length, const char *zone, ProviderPage *page)
{
	return read_list(text, length, zone, google_read_event, page);
}

gboolean google_read_brief(const char *text, gsize length, ProviderPage *page)
{
	return read_list(text, length, NULL, read_brief, page);
}

static ProviderCalendar *read_calendar(const cJSON *object)
{
	const char *id = NULL, *name = "", *own_name = NULL, *zone = "", *role = "", *color = "";
	gboolean primary = FALSE;
	if (!cJSON_IsObject(object) || !json_text(object, "id", TRUE, &id) || !*id || strlen(id) > LONGEST_ID ||
	    !json_text(object, "summary", FALSE, &name) || !json_text(object, "summaryOverride", FALSE, &own_name) ||
	    !json_text(object, "timeZone", FALSE, &zone) || !json_text(object, "accessRole", FALSE, &role) ||
	    !json_text(object, "backgroundColor", FALSE, &color) || !json_flag(object, "primary", &primary))
		return NULL;
	ProviderCalendar *calendar = g_new(ProviderCalendar, 1);
	*calendar = (ProviderCalendar){ .id = g_strdup(id),
					.name = g_strdup(own_name ? own_name : name),
					.zone = g_strdup(zone),
					.role = g_strdup(role),
					.color = g_strdup(color),
					.primary = primary,
					.writable = can_write(role) };
	return calendar;
}

gboolean google_read_calendars(const char *text, gsize length, GPtrArray *list, char **next)
{
	const cJSON *items = NULL;
	const char *page = NULL;
	cJSON *root = json_object(text, length);
	gboolean good = root && json_text(root, "nextPageToken", FALSE, &page) && json_list(root, "items", &items);
	for (const cJSON *item = good && items ? items->child : NULL; item && good; item = item->next) {
		ProviderCalendar *calendar = read_calendar(item);
		if (calendar)
			g_ptr_array_add(list, calendar);
		good = calendar != NULL;
	}
	*next = good ? g_strdup(page) : NULL;
	cJSON_Delete(root);
	return good;
}

gboolean google_read_client(const char *text, char **id, char **secret, GError **error)
{
	const cJSON *client = NULL;
	const char *client_id = NULL, *client_secret = "";
	cJSON *root = json_object(text, strlen(text));
	gboolean good = root && json_child(root, "installed", &client) && client && json_text(client, "client_id", TRUE, &client_id) &&
			*client_id && json_text(client, "client_secret", FALSE, &client_secret);
	if (good) {
		*id = g_strdup(client_id);
		*secret = g_strdup(client_secret);
	}
	gboolean web = !good && root && cJSON_GetObjectItemCaseSensitive(root, "web");
	cJSON_Delete(root);
	if (good)
		return TRUE;
	if (web)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("This client file is for a web server. Make a client of the type “Desktop app” and download its file."));
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("This is not a client file. Download the JSON file of a client of the type “Desktop app”."));
}
