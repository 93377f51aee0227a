/* sync/google_p.h - Google Calendar API v3: its JSON and its errors, apart from the asking (google.c). Pure.
 * Source: https://developers.google.com/calendar/api/v3/reference, …/guides/{sync,errors,extended-properties,batch}. */
#pragma once
#include "sync/json.h"
#include "sync/provider.h"

/* What is asked of an event, and of a list of them. */
#define GOOGLE_EVENT_FIELDS \
	"id,etag,status,updated,htmlLink,summary,description,location,transparency,start,end,recurrence,recurringEventId," \
	"originalStartTime,eventType,extendedProperties/private,attendees(self,responseStatus),locked,guestsCanModify,organizer(self)"
#define GOOGLE_LIST_FIELDS "nextPageToken,nextSyncToken,accessRole,summary,timeZone,items(" GOOGLE_EVENT_FIELDS ")"
#define GOOGLE_BRIEF_FIELDS "nextPageToken,nextSyncToken,accessRole,summary,timeZone,items(id,etag,status)"

/* Readers: NULL or FALSE for anything that is not as documented. zone: of whole days. */
RemoteEvent *google_read_event(const cJSON *object, const char *zone);
RemoteEvent *google_read_event_text(const char *text, gsize length, const char *zone);
/** Of an event that is not as documented what can be said all the same: which it is (NULL: not even that), its version, page and title. */
RemoteEvent *google_read_outline_text(const char *text, gsize length);
gboolean google_read_events(const char *text, gsize length, const char *zone, ProviderPage *page);
/** Of each event its name, its version and whether it is gone. */
gboolean google_read_brief(const char *text, gsize length, ProviderPage *page);
/** Appends ProviderCalendars; next (page) is the caller's, NULL on the last. */
gboolean google_read_calendars(const char *text, gsize length, GPtrArray *list, char **next);
/** Client id and secret of a downloaded client file. */
gboolean google_read_client(const char *text, char **id, char **secret, GError **error);

/** The body of an insert, or of a patch: what differs from base, and from sent where that may stand there instead. NULL: nothing differs. */
char *google_write_event(const ProviderCall *call);
/** The nearest of the eleven colours, "1" to "11"; NULL for "". */
const char *google_color(const char *color);

/** From HTTP's status first, errors[0].reason second, the message only where the reason says too little. */
void google_judge(const HttpResponse *response, Reply *reply);
/** Google's days end at midnight in California. */
gint64 google_next_day(gint64 now);
