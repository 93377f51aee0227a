/* sync/google.c - Google Calendar as a provider: addresses, and which answer belongs to which question */
#include "sync/google_p.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "net/multipart.h"
#include "net/url.h"
#include "sync/session.h"
#include <string.h>

#define API_ROOT "https://www.googleapis.com"
#define API_PATH "/calendar/v3"
#define BATCH_PATH "/batch/calendar/v3"
/* Google's guide once said 50 and now 1,000; 50 is taken everywhere. */
#define BATCH_MOST 50
#define PAGE_EVENTS "2500"
#define PAGE_CALENDARS "250"
/* Of the list of calendars; nobody has so many. */
#define PAGES_MOST 100
/* 2,500 events with descriptions as long as they may be. */
#define LIST_MOST_BYTES (64u << 20)
#define EVENT_MOST_BYTES (8u << 20)
#define JSON_TYPE "application/json; charset=UTF-8"

static void defaults(Account *account)
{
	struct {
		char **field;
		const char *value;
	} texts[] = { { &account->api_url, API_ROOT },
		      { &account->auth_url, "https://accounts.google.com/o/oauth2/v2/auth" },
		      { &account->token_url, "https://oauth2.googleapis.com/token" },
		      { &account->revoke_url, "https://oauth2.googleapis.com/revoke" },
		      { &account->scope, "https://www.googleapis.com/auth/calendar.events "
					 "https://www.googleapis.com/auth/calendar.calendarlist.readonly openid email" } };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (!**texts[i].field)
			model_set(&account_class, account, texts[i].field, texts[i].value);
	if (!account->pace)
		account->pace = 5;
	if (!account->daily)
		account->daily = 5000;
}

static char *root_of(const Session *session)
{
	char *root = g_strdup(session->account->api_url);
	while (g_str_has_suffix(root, "/"))
		root[strlen(root) - 1] = 0;
	return root;
}

static gboolean nonsense(Reply *reply)
{
	return reply_set(reply, REPLY_SERVER, N_("The server's answer could not be understood; nothing of it was taken."));
}

/* --- reading --- */

static char *calendars_url(const Session *session, const char *page)
{
	g_autofree char *root = root_of(session);
	g_autofree char *query = url_fields("maxResults", PAGE_CALENDARS, "fields",
					    "nextPageToken,items(id,summary,summaryOverride,timeZone,accessRole,primary,backgroundColor)",
					    "pageToken", page, NULL);
	return g_strdup_printf("%s" API_PATH "/users/me/calendarList?%s", root, query);
}

static gboolean calendars(Session *session, GPtrArray *list, Reply *reply)
{
	g_autofree char *page = NULL;
	guint pages = 0;
	do {
		g_auto(HttpResponse) response = { 0 };
		g_autofree char *url = calendars_url(session, page);
		HttpRequest request = { .method = "GET", .url = url };
		if (!session_do(session, "calendars", &request, &response, reply))
			return FALSE;
		g_clear_pointer(&page, g_free);
		if (!google_read_calendars(response.body->str, response.body->len, list, &page) || ++pages > PAGES_MOST)
			return nonsense(reply);
	} while (page);
	return TRUE;
}

/* Everything but token, page, start and fields must be the same in all of them, or the server refuses the token. */
static char *events_url(const Session *session, const ProviderQuery *ask)
{
	g_autofree char *root = root_of(session);
	g_autofree char *calendar = url_escape(ask->calendar);
	g_autofree char *since = NULL;
	if (!*ask->token) {
		g_autoptr(GDateTime) start = g_date_time_new_from_unix_utc(ask->since);
		since = start ? g_date_time_format(start, "%Y-%m-%dT%H:%M:%SZ") : NULL;
	}
	g_autofree char *query = url_fields("maxResults", PAGE_EVENTS, "singleEvents", "false", "fields", ask->brief ? GOOGLE_BRIEF_FIELDS : GOOGLE_LIST_FIELDS, "timeMin", since,
					    "syncToken", *ask->token ? ask->token : NULL, "pageToken", ask->page, NULL);
	return g_strdup_printf("%s" API_PATH "/calendars/%s/events?%s", root, calendar, query);
}

static gboolean events(Session *session, const ProviderQuery *ask, ProviderPage *page, Reply *reply)
{
	g_auto(HttpResponse) response = { 0 };
	g_autofree char *url = events_url(session, ask);
	HttpRequest request = { .method = "GET", .url = url, .max_bytes = LIST_MOST_BYTES };
	*page = (ProviderPage){ 0 };
	gboolean done = session_do(session, "list", &request, &response, reply);
	if (done && !(ask->brief ? google_read_brief(response.body->str, response.body->len, page)
				: google_read_events(response.body->str, response.body->len, ask->zone, page)))
		done = nonsense(reply);
	session_count(session, "list", done, response.took_us);
	/* Of a list, whatever is gone is what the token knew. */
	if (reply->kind == REPLY_GONE)
		reply->kind = REPLY_FULL;
	return done;
}

/* --- writing --- */

static const char *const methods[CALL_COUNT] = { "GET", "POST", "PATCH", "DELETE" };

/* Path and query alone, as a part of a batch has it. */
static char *call_path(const ProviderCall *call)
{
	g_autofree char *calendar = url_escape(call->calendar);
	g_autofree char *event = url_escape(call->event);
	/* a write is answered with the whole event: what stands there now is held against what was sent */
	g_autofree char *query = call->kind == CALL_GET ? url_fields("fields", GOOGLE_EVENT_FIELDS, NULL) : url_fields("sendUpdates", "none", NULL);
	return g_strdup_printf(API_PATH "/calendars/%s/events%s%s%s%s", calendar, call->kind == CALL_INSERT ? "" : "/",
			       call->kind == CALL_INSERT ? "" : event, *query ? "?" : "", query);
}

static char *call_body(const ProviderCall *call)
{
	if (call->kind == CALL_GET || call->kind == CALL_DELETE)
		return NULL;
	char *body = google_write_event(call);
	return body ? body : g_strdup("{}");
}

static const char *call_if_match(const ProviderCall *call)
{
	return (call->kind == CALL_PATCH || call->kind == CALL_DELETE) && *call->etag ? call->etag : NULL;
}

static gboolean differs(const ProviderCall *call)
{
	g_autofree char *body = google_write_event(call);
	return body != NULL;
}

/* An event that is not as documented: a write of it is done all the same; asked for, it stands there, and that is all that can be said. */
static void read_outline(const ProviderCall *call, const char *body, gsize length, ProviderAnswer *answer)
{
	answer->event = google_read_outline_text(body, length);
	if (call->kind != CALL_GET || !answer->event || strcmp(answer->event->remote_id, call->event) != 0)
		return;
	reply_set(&answer->reply, REPLY_UNREADABLE, _("What stands in the calendar is not as it should be, and cannot be understood."));
	g_clear_pointer(&answer->event, remote_event_free);
}

/* What a single call, or a part, brought: the event, unless it is a deletion. */
static void read_answer(const ProviderCall *call, const char *body, gsize length, ProviderAnswer *answer)
{
	if (answer->reply.kind != REPLY_DONE)
		return;
	if (call->kind == CALL_DELETE) {
		/* 204 and nothing else says that it was done: any other success is somebody between, or a fault */
		if (answer->reply.status != 204)
			nonsense(&answer->reply);
		return;
	}
	answer->event = google_read_event_text(body ? body : "", length, call->zone);
	if (!answer->event)
		read_outline(call, body ? body : "", length, answer);
	if (answer->reply.kind == REPLY_DONE && (!answer->event || strcmp(answer->event->remote_id, call->event) != 0))
		nonsense(&answer->reply);
}

/* A request that is on its way: a single call, or a batch. */
struct ProviderFlight {
	Session *session;
	const ProviderCall *calls; /* borrowed */
	guint n;
	char *url, *type, *body;
	HttpRequest request;
	HttpResponse response;
	gboolean started;
	MultipartAnswer *parts; /* of a batch that was answered */
	ProviderAnswer *answers;
};

static void single_request(ProviderFlight *flight, const char *root)
{
	const ProviderCall *call = flight->calls;
	g_autofree char *path = call_path(call);
	flight->url = g_strconcat(root, path, NULL);
	flight->body = call_body(call);
	flight->request = (HttpRequest){ .method = methods[call->kind],
					 .url = flight->url,
					 .content_type = flight->body ? JSON_TYPE : NULL,
					 .if_match = call_if_match(call),
					 .body = flight->body,
					 .length = flight->body ? strlen(flight->body) : 0,
					 .max_bytes = EVENT_MOST_BYTES };
}

static char *batch_body(const ProviderCall *calls, guint n, char **type)
{
	g_autofree MultipartCall *parts = g_new0(MultipartCall, n);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < n; i++) {
		char *path = call_path(&calls[i]), *body = call_body(&calls[i]);
		g_ptr_array_add(texts, path);
		g_ptr_array_add(texts, body);
		parts[i] = (MultipartCall){ methods[calls[i].kind], path, call_if_match(&calls[i]), body };
	}
	return multipart_write(parts, n, type);
}

static void batch_request(ProviderFlight *flight, const char *root)
{
	flight->url = g_strconcat(root, BATCH_PATH, NULL);
	flight->body = batch_body(flight->calls, flight->n, &flight->type);
	flight->request = (HttpRequest){ .method = "POST",
					 .url = flight->url,
					 .content_type = flight->type,
					 .body = flight->body,
					 .length = strlen(flight->body),
					 .max_bytes = LIST_MOST_BYTES };
}

static ProviderFlight *prepare(Session *session, const ProviderCall *calls, guint n)
{
	ProviderFlight *flight = g_new0(ProviderFlight, 1);
	g_autofree char *root = root_of(session);
	*flight = (ProviderFlight){ .session = session, .calls = calls, .n = n, .answers = g_new0(ProviderAnswer, n) };
	if (n == 1)
		single_request(flight, root);
	else
		batch_request(flight, root);
	return flight;
}

static void start(ProviderFlight *flight)
{
	flight->started = session_start(flight->session, &flight->request, &flight->response);
}

/* An answer that makes no sense is no landing: nothing is known of the call. */
static gboolean land_single(ProviderFlight *flight, Reply *outer)
{
	Reply *reply = &flight->answers->reply;
	session_finish(flight->session, call_kind_name(flight->calls->kind), &flight->request, flight->started, &flight->response, reply);
	const GString *body = flight->response.body;
	read_answer(flight->calls, body ? body->str : NULL, body ? body->len : 0, flight->answers);
	if (!reply_is_of_account(reply->kind))
		return TRUE;
	session_count(flight->session, call_kind_name(flight->calls->kind), FALSE, flight->response.took_us);
	reply_clear(outer);
	*outer = *reply;
	*reply = (Reply){ .retry_after = -1 };
	return FALSE;
}

static void judge_part(const MultipartAnswer *part, Reply *reply)
{
	reply->retry_after = -1;
	if (!part->status) {
		reply_set(reply, REPLY_SERVER, N_("The server did not say what became of it."));
		return;
	}
	GString body = { .str = part->body ? part->body : (char[]){ 0 }, .len = part->body ? strlen(part->body) : 0 };
	HttpResponse as_response = { .status = part->status, .body = &body, .retry_after = part->retry_after };
	google_judge(&as_response, reply);
}

static gboolean land_batch(ProviderFlight *flight, Reply *outer)
{
	const HttpResponse *response = &flight->response;
	if (!session_finish(flight->session, "batch", &flight->request, flight->started, &flight->response, outer)) {
		/* A batch that is refused as a whole says nothing of its parts. */
		if (!reply_is_of_account(outer->kind) && outer->kind != REPLY_QUOTA && outer->kind != REPLY_DAILY)
			outer->kind = REPLY_SERVER;
		return FALSE;
	}
	flight->parts = multipart_read(response->content_type, response->body->str, response->body->len, flight->n);
	for (guint i = 0; i < flight->n; i++)
		judge_part(&flight->parts[i], &flight->answers[i].reply);
	return TRUE;
}

static gboolean land(ProviderFlight *flight, gboolean *well, Reply *outer)
{
	gboolean landed = flight->n == 1 ? land_single(flight, outer) : land_batch(flight, outer);
	flight->started = FALSE;
	*well = landed;
	for (guint i = 0; *well && i < flight->n; i++)
		*well = flight->answers[i].reply.kind == REPLY_DONE;
	return landed;
}

static ProviderAnswer *read_answers(ProviderFlight *flight)
{
	for (guint i = 0; i < flight->n; i++) {
		const ProviderCall *call = &flight->calls[i];
		ProviderAnswer *answer = &flight->answers[i];
		const char *body = flight->parts ? flight->parts[i].body : NULL;
		if (flight->parts)
			read_answer(call, body, body ? strlen(body) : 0, answer);
		session_count(flight->session, call_kind_name(call->kind), answer->reply.kind == REPLY_DONE, flight->response.took_us / flight->n);
	}
	return g_steal_pointer(&flight->answers);
}

static void end(ProviderFlight *flight)
{
	if (!flight)
		return;
	if (flight->started)
		session_drop(flight->session);
	provider_answers_free(flight->answers, flight->n);
	multipart_answers_free(flight->parts, flight->n);
	http_response_clear(&flight->response);
	g_free(flight->url);
	g_free(flight->type);
	g_free(flight->body);
	g_free(flight);
}

static ProviderAnswer *call(Session *session, const ProviderCall *calls, guint n, Reply *outer)
{
	ProviderFlight *flight = prepare(session, calls, n);
	gboolean well;
	ProviderAnswer *answers = land(flight, &well, outer) ? read_answers(flight) : NULL;
	end(flight);
	return answers;
}

/* <series>_<when the rule has it, in UTC>; of whole days the date alone. */
static char *occurrence_id(const char *series, gint64 original, gboolean all_day)
{
	g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(original);
	g_autofree char *text = when ? g_date_time_format(when, all_day ? "%Y%m%d" : "%Y%m%dT%H%M%SZ") : NULL;
	return g_strdup_printf("%s_%s", series, text ? text : "");
}

const Provider provider_google = { .kind = "google",
				   .title = "Google Calendar",
				   .batch = BATCH_MOST,
				   .defaults = defaults,
				   .read_client = google_read_client,
				   .judge = google_judge,
				   .calendars = calendars,
				   .events = events,
				   .occurrence_id = occurrence_id,
				   .differs = differs,
				   .call = call,
				   .prepare = prepare,
				   .start = start,
				   .land = land,
				   .read = read_answers,
				   .end = end,
				   .next_day = google_next_day };
