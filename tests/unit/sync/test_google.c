/* google: what its JSON says, what it must not say, and what its refusals mean */
#include "base/zone.h"
#include "sync/google_p.h"
#include "tests/unit/unit.h"
#include <string.h>

#define ZONE "Europe/Berlin"

static RemoteEvent *parse(const char *text)
{
	return google_read_event_text(text, strlen(text), ZONE);
}

static void test_event(void)
{
	g_autoptr(RemoteEvent) event = parse(
		"{\"id\":\"abc_20261125T090000Z\",\"etag\":\"\\\"7\\\"\",\"status\":\"tentative\",\"summary\":\"Cut\",\"start\":{\"dateTime\":"
		"\"2026-11-25T10:00:00.250+01:00\",\"timeZone\":\"Europe/Berlin\"},\"end\":{\"dateTime\":\"2026-11-25T09:30:00Z\"},"
		"\"recurringEventId\":\"abc\",\"originalStartTime\":{\"date\":\"2026-11-25\"},\"transparency\":\"transparent\",\"htmlLink\":"
		"\"https://x.example/e\",\"extendedProperties\":{\"private\":{\"daybook_id\":\"d\",\"daybook_book\":\"b\"}},\"unknown\":[{}]}");
	T_NOT_NULL("event", event);
	if (!event)
		return;
	const EventFields *fields = remote_event_fields(event);
	T_INT("start", fields->start, 1795597200);
	T_INT("end, in another offset", fields->end, 1795599000);
	T_STR("etag with its quotes", event->etag, "\"7\"");
	T_INT("a day's name is its midnight in UTC", event->original, 1795564800);
	T_INT("tentative", fields->tentative, 1);
	T_INT("free", event->blocks, 0);
	T_STR("booking", event->booking, "d");
	T_STR("page", event->link, "https://x.example/e");
}

static void test_days(void)
{
	g_autoptr(RemoteEvent) event = parse("{\"id\":\"a\",\"start\":{\"date\":\"2026-11-24\"},\"end\":{\"date\":\"2026-11-26\"}}");
	T_NOT_NULL("event", event);
	if (!event)
		return;
	const EventFields *fields = remote_event_fields(event);
	T_INT("days", fields->all_day, 2);
	T_INT("from midnight in Berlin, never UTC's", fields->start, 1795474800);
	T_INT("end", fields->end, 1795474800 + 2 * 86400);
}

static void test_tombstone(void)
{
	g_autoptr(RemoteEvent) event = parse("{\"id\":\"a\",\"status\":\"cancelled\"}");
	T_TRUE("an id is enough", event && event->deleted && !remote_event_fields(event));
}

static void test_blocking(void)
{
	static const struct {
		const char *more;
		gint64 blocks, editable;
	} rows[] = {
		{ "", 1, 1 },
		{ ",\"eventType\":\"outOfOffice\"", 1, 1 },
		{ ",\"eventType\":\"birthday\"", 0, 1 },
		{ ",\"eventType\":\"workingLocation\"", 0, 1 },
		{ ",\"attendees\":[{\"self\":true,\"responseStatus\":\"declined\"}]", 0, 1 },
		{ ",\"attendees\":[{\"responseStatus\":\"declined\"}]", 1, 1 },
		{ ",\"locked\":true", 1, 0 },
		{ ",\"organizer\":{\"self\":false}", 1, 0 },
		{ ",\"organizer\":{},\"guestsCanModify\":true", 1, 1 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf("{\"id\":\"a\",\"start\":{\"date\":\"2026-11-24\"},\"end\":{\"date\":\"2026-11-25\"}%s}", rows[i].more);
		g_autoptr(RemoteEvent) event = parse(text);
		T_NOT_NULL(rows[i].more, event);
		if (event) {
			T_INT(rows[i].more, event->blocks, rows[i].blocks);
			T_INT(rows[i].more, event->editable, rows[i].editable);
		}
	}
}

static void test_hostile(void)
{
	static const char *const texts[] = {
		"", "null", "[]", "\"a\"", "{", "{}", "{\"id\":null}", "{\"id\":1}", "{\"id\":\"\"}", "{\"id\":{\"a\":1}}",
		"{\"id\":\"a\"}",                                              /* alive without times */
		"{\"id\":\"a\",\"status\":\"cancelled\"} x",                   /* something after its end */
		"{\"id\":\"a\",\"id\":\"b\",\"status\":\"cancelled\"}",        /* a key twice */
		"{\"id\":\"a\",\"status\":\"cancelled\",\"x\":{\"y\":1,\"y\":2}}",
		"{\"id\":\"a\\u0000b\",\"status\":\"cancelled\"}",
		"{\"id\":\"a\xff\",\"status\":\"cancelled\"}",                 /* not UTF-8 */
		"{\"id\":\"a\",\"status\":true}",
		"{\"id\":\"a\",\"etag\":\"x\\r\\nEvil: 1\",\"status\":\"cancelled\"}",
		"{\"id\":\"a\",\"start\":{\"date\":\"2026-11-24\"},\"end\":{\"dateTime\":\"2026-11-25T10:00:00Z\"}}",
		"{\"id\":\"a\",\"start\":{\"date\":\"2026-11-31\"},\"end\":{\"date\":\"2026-12-01\"}}",
		"{\"id\":\"a\",\"start\":{\"date\":\"2026-11-24\"},\"end\":{\"date\":\"2026-11-23\"}}",
		"{\"id\":\"a\",\"start\":{\"dateTime\":\"2026-11-25T10:00:00Z\"},\"end\":{\"dateTime\":\"2026-11-25T09:00:00Z\"}}",
		"{\"id\":\"a\",\"start\":{\"dateTime\":\"2026-11-25T10:00:00\"},\"end\":{\"dateTime\":\"2026-11-25T11:00:00\"}}",
		"{\"id\":\"a\",\"start\":{\"dateTime\":1e99},\"end\":{\"dateTime\":1}}",
		"{\"id\":\"a\",\"start\":{\"dateTime\":\"yesterday\"},\"end\":{\"dateTime\":\"tomorrow\"}}",
		"{\"id\":\"a\",\"start\":{},\"end\":{}}",
		"{\"id\":\"a\",\"status\":\"cancelled\",\"recurringEventId\":\"s\"}",
		"{\"id\":\"a\",\"status\":\"cancelled\",\"recurrence\":[\"RRULE:X\\nEXDATE:Y\"]}",
		"{\"id\":\"a\",\"status\":\"cancelled\",\"recurrence\":[1]}",
		"{\"id\":\"a\",\"status\":\"cancelled\",\"updated\":\"x\"}",
		"{\"id\":\"a\",\"status\":\"cancelled\",\"extendedProperties\":{\"private\":{\"daybook_id\":3}}}",
	};
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		T_NULL(texts[i], parse(texts[i]));
	g_autofree char *deep = g_strnfill(5000, '[');
	T_NULL("deep", parse(deep));
	g_autoptr(RemoteEvent) nulls = parse("{\"id\":\"a\",\"status\":\"cancelled\",\"start\":null,\"summary\":null,\"recurringEventId\":null}");
	T_NOT_NULL("null is absent", nulls);
}

static void test_brief(void)
{
	g_auto(ProviderPage) page = { 0 };
	const char *good = "{\"nextSyncToken\":\"t\",\"accessRole\":\"owner\",\"items\":[{\"id\":\"a\",\"etag\":\"\\\"1\\\"\",\"status\":\"confirmed\"},"
			   "{\"id\":\"b\",\"status\":\"cancelled\"}]}";
	T_TRUE("brief", google_read_brief(good, strlen(good), &page));
	T_INT("events", page.events->len, 2);
	const RemoteEvent *first = page.events->pdata[0], *second = page.events->pdata[1];
	T_STR("its version", first->etag, "\"1\"");
	T_FALSE("lives", first->deleted);
	T_TRUE("gone", second->deleted);
	provider_page_clear(&page);
	T_TRUE("read whole", google_read_events(good, strlen(good), ZONE, &page));
	T_INT("what lives says too little", page.unread->len, 1);
	provider_page_clear(&page);
	const char *nameless = "{\"nextSyncToken\":\"t\",\"items\":[{\"etag\":\"1\"}]}";
	T_FALSE("one without a name", google_read_brief(nameless, strlen(nameless), &page));
}

static void test_list(void)
{
	g_auto(ProviderPage) page = { 0 };
	const char *good = "{\"nextSyncToken\":\"t\",\"accessRole\":\"owner\",\"items\":[{\"id\":\"a\",\"status\":\"cancelled\"}]}";
	T_TRUE("list", google_read_events(good, strlen(good), ZONE, &page));
	T_INT("events", page.events->len, 1);
	T_STR("token", page.token, "t");
	T_TRUE("writable", page.writable);
	provider_page_clear(&page);
	const char *bad = "{\"nextSyncToken\":\"t\",\"items\":[{\"id\":\"a\",\"status\":\"cancelled\"},{\"id\":7}]}";
	T_FALSE("one bad event, and nothing of it", google_read_events(bad, strlen(bad), ZONE, &page));
	T_NULL("nothing", page.events);
	const char *more = "{\"nextPageToken\":\"p\",\"nextSyncToken\":\"t\",\"items\":[]}";
	T_TRUE("an empty page", google_read_events(more, strlen(more), ZONE, &page));
	T_STR("next", page.next, "p");
	T_NULL("a token before the last page is none", page.token);
}

typedef struct {
	int status;
	const char *reason, *message;
	ReplyKind kind;
} ErrorRow;

static void judge(const char *label, int status, const char *body, const char *type, ReplyKind want)
{
	g_auto(Reply) reply = { 0 };
	g_autoptr(GString) text = g_string_new(body);
	HttpResponse response = { .status = status, .body = text, .content_type = (char *)type, .retry_after = -1 };
	google_judge(&response, &reply);
	T_INT(label, reply.kind, want);
	T_INT(label, reply.words != NULL, want != REPLY_DONE);
}

static void test_errors(void)
{
	static const ErrorRow rows[] = {
		{ 400, "timeRangeEmpty", "The specified time range is empty.", REPLY_REFUSED },
		{ 400, "invalid", "Invalid sync token value.", REPLY_FULL },
		{ 400, "invalid", "Invalid sequence value.", REPLY_CHANGED },
		{ 400, "parseError", "Parse Error", REPLY_REFUSED },
		{ 401, "authError", "Invalid Credentials", REPLY_UNAUTHORIZED },
		{ 403, "rateLimitExceeded", "Rate Limit Exceeded", REPLY_RATE },
		{ 403, "userRateLimitExceeded", "User Rate Limit Exceeded", REPLY_RATE },
		{ 403, "rateLimitExceeded", "Quota exceeded for quota metric 'Queries' and limit 'Queries per day'", REPLY_DAILY },
		{ 403, "quotaExceeded", "Calendar usage limits exceeded.", REPLY_QUOTA },
		{ 403, "dailyLimitExceeded", "Daily Limit Exceeded", REPLY_DAILY },
		{ 403, "forbiddenForNonOrganizer", "x", REPLY_REFUSED },
		{ 403, "forbidden", "x", REPLY_READ_ONLY },
		{ 403, "requiredAccessLevel", "x", REPLY_READ_ONLY },
		{ 403, "insufficientPermissions", "x", REPLY_SIGN_IN },
		{ 403, "accessNotConfigured", "x", REPLY_SETUP },
		{ 404, "notFound", "Not Found", REPLY_NOT_FOUND },
		{ 409, "duplicate", "x", REPLY_TAKEN },
		{ 409, "conflict", "x", REPLY_ALONE },
		{ 410, "deleted", "x", REPLY_GONE },
		{ 410, "fullSyncRequired", "x", REPLY_FULL },
		{ 410, "updatedMinTooLongAgo", "x", REPLY_FULL },
		{ 412, "conditionNotMet", "x", REPLY_CHANGED },
		{ 429, "rateLimitExceeded", "x", REPLY_RATE },
		{ 500, "backendError", "x", REPLY_SERVER },
		{ 503, "backendError", "x", REPLY_SERVER },
		{ 418, "teapot", "x", REPLY_REFUSED },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *body = g_strdup_printf("{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"domain\":\"global\",\"reason\":\"%s\"}]}}",
							rows[i].status, rows[i].message, rows[i].reason);
		judge(rows[i].reason, rows[i].status, body, "application/json", rows[i].kind);
	}
	/* not in Google's shape: somebody else speaks, and nothing here may come of it */
	static const int strangers[] = { 400, 403, 404, 409, 410, 500, 502, 302, 408 };
	for (guint i = 0; i < G_N_ELEMENTS(strangers); i++) {
		judge("HTML", strangers[i], "<html>Sign in to the hotel</html>", "text/html", REPLY_SERVER);
		judge("nothing", strangers[i], "", NULL, REPLY_SERVER);
		judge("another shape", strangers[i], "{\"error\":\"not_found\"}", "application/json", REPLY_SERVER);
		judge("a code in words", strangers[i], "{\"error\":{\"code\":\"404\"}}", "application/json", REPLY_SERVER);
	}
	judge("a portal's page", 200, "<html>", "text/html; charset=utf-8", REPLY_OFFLINE);
	judge("fine", 200, "{}", "application/json", REPLY_DONE);
	judge("deleted", 204, "", NULL, REPLY_DONE);
}

static EventFields *fields(gint64 start, const char *summary, const char *place)
{
	EventFields *made = event_fields_new();
	made->start = start;
	made->end = start + 1800;
	model_set(&event_fields_class, made, &made->zone, ZONE);
	model_set(&event_fields_class, made, &made->summary, summary);
	model_set(&event_fields_class, made, &made->place, place);
	return made;
}

static void test_bodies(void)
{
	g_autoptr(EventFields) base = fields(1795597200, "Cut", "Main St"), want = fields(1795597200, "Cut", ""), sent = fields(1795600800, "Cut", "");
	ProviderCall call = { .kind = CALL_PATCH, .want = want, .base = base, .booking = "b", .book = "k", .event = "e0" };
	g_autofree char *cleared = google_write_event(&call);
	T_STR("only what differs; null clears", cleared, "{\"location\":null}");
	call.base = want;
	T_NULL("nothing differs", google_write_event(&call));
	call.sent = sent;
	g_autofree char *unknown = google_write_event(&call);
	T_TRUE("a lost answer may stand there", unknown && strstr(unknown, "\"start\"") && strstr(unknown, "\"end\""));
	call = (ProviderCall){ .kind = CALL_INSERT, .want = base, .booking = "b", .book = "k", .event = "e0" };
	g_autofree char *insert = google_write_event(&call);
	T_STR("insert", insert,
	      "{\"id\":\"e0\",\"summary\":\"Cut\",\"location\":\"Main St\",\"start\":{\"dateTime\":\"2026-11-25T10:00:00+01:00\",\"timeZone\":\"Europe/"
	      "Berlin\"},\"end\":{\"dateTime\":\"2026-11-25T10:30:00+01:00\",\"timeZone\":\"Europe/Berlin\"},\"extendedProperties\":{\"private\":{"
	      "\"daybook_id\":\"b\",\"daybook_book\":\"k\"}}}");
	want->all_day = 1;
	want->start = 1795561200;
	want->end = want->start + 86400;
	call = (ProviderCall){ .kind = CALL_PATCH, .want = want, .base = base, .event = "e0" };
	g_autofree char *days = google_write_event(&call);
	T_TRUE("a time becomes a day", strstr(days, "\"start\":{\"date\":\"2026-11-25\",\"dateTime\":null,\"timeZone\":null}"));
	T_TRUE("the end is the day after", strstr(days, "\"end\":{\"date\":\"2026-11-26\""));
	T_STR("the nearest colour", google_color("#d60000"), "11");
	T_NULL("none", google_color(""));
}

static void test_client_file(void)
{
	g_autofree char *id = NULL, *secret = NULL;
	g_autoptr(GError) web = NULL, other = NULL;
	T_TRUE("installed", google_read_client("{\"installed\":{\"client_id\":\"i\",\"client_secret\":\"s\",\"redirect_uris\":[]}}", &id, &secret, NULL));
	T_STR("id", id, "i");
	T_STR("secret", secret, "s");
	T_FALSE("web", google_read_client("{\"web\":{\"client_id\":\"i\"}}", &id, &secret, &web));
	T_TRUE("says which type is needed", web && strstr(web->message, "Desktop"));
	T_FALSE("something else", google_read_client("[1]", &id, &secret, &other));
	T_NOT_NULL("says so", other);
}

static void test_next_day(void)
{
	T_INT("midnight in California", google_next_day(1795597200), 1795680000);
}

UNIT_SUITE("google", NULL, NULL, { "event", test_event }, { "days", test_days }, { "tombstone", test_tombstone }, { "what blocks", test_blocking },
	   { "hostile", test_hostile }, { "list", test_list }, { "lists, briefly", test_brief }, { "errors", test_errors }, { "bodies", test_bodies },
	   { "client file", test_client_file }, { "next day", test_next_day })
