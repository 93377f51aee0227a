/* sync/google_errors.c - what Google's refusals mean. Decided by HTTP's status first and errors[0].reason second: proxies and portals answer with
 * anything, so a refusal that would change something here (404, 409, 410) counts only in Google's own shape. */
#include "sync/google_p.h"

#include "base/i18n.h"
#include "base/said.h"
#include "base/zone.h"
#include <string.h>

/* Longest piece of the server's words that is shown. */
#define LONGEST_WORDS 300

typedef struct {
	const char *reason, *message; /* "" when it said none */
} Refusal;

/* In Google's shape? reason may still be "". */
static gboolean read_refusal(const cJSON *root, Refusal *refusal)
{
	const cJSON *error = NULL, *errors = NULL;
	*refusal = (Refusal){ "", "" };
	if (!root || !json_child(root, "error", &error) || !error)
		return FALSE;
	gint64 code = 0;
	if (!json_whole(error, "code", &code) || !code || !json_text(error, "message", FALSE, &refusal->message) ||
	    !json_list(error, "errors", &errors))
		return FALSE;
	if (errors && cJSON_IsObject(errors->child))
		json_text(errors->child, "reason", FALSE, &refusal->reason);
	return TRUE;
}

static const struct {
	int status;
	const char *reason, *message; /* NULL: any; message: how it begins or what it holds */
	ReplyKind kind;
} meanings[] = {
	{ 400, NULL, "Invalid sync token value", REPLY_FULL },
	{ 400, NULL, "Invalid sequence value", REPLY_CHANGED },
	{ 400, NULL, NULL, REPLY_REFUSED },
	{ 403, NULL, "Queries per day", REPLY_DAILY },
	{ 403, "rateLimitExceeded", NULL, REPLY_RATE },
	{ 403, "userRateLimitExceeded", NULL, REPLY_RATE },
	{ 403, "quotaExceeded", NULL, REPLY_QUOTA },
	{ 403, "dailyLimitExceeded", NULL, REPLY_DAILY },
	{ 403, "insufficientPermissions", NULL, REPLY_SIGN_IN },
	{ 403, "accessNotConfigured", NULL, REPLY_SETUP },
	{ 403, "requiredAccessLevel", NULL, REPLY_READ_ONLY },
	{ 403, "forbidden", NULL, REPLY_READ_ONLY },
	{ 403, NULL, NULL, REPLY_REFUSED },
	{ 404, NULL, NULL, REPLY_NOT_FOUND },
	{ 409, "duplicate", NULL, REPLY_TAKEN },
	{ 409, NULL, NULL, REPLY_ALONE },
	{ 410, "fullSyncRequired", NULL, REPLY_FULL },
	{ 410, "updatedMinTooLongAgo", NULL, REPLY_FULL },
	{ 410, NULL, NULL, REPLY_GONE },
	{ 412, NULL, NULL, REPLY_CHANGED },
};

static ReplyKind kind_of(int status, const Refusal *refusal)
{
	for (guint i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (meanings[i].status == status && (!meanings[i].reason || strcmp(meanings[i].reason, refusal->reason) == 0) &&
		    (!meanings[i].message || strstr(refusal->message, meanings[i].message)))
			return meanings[i].kind;
	return status >= 400 && status < 500 && status != 408 ? REPLY_REFUSED : REPLY_SERVER;
}

static char *with_status(const char *pattern, int status)
{
	g_autofree char *number = g_strdup_printf("%d", status);
	return said_new(pattern, number, NULL);
}

/* The server's words, short and harmless on a terminal. */
static char *words_of(const Refusal *refusal, int status)
{
	g_autofree char *cut = g_utf8_substring(refusal->message, 0, MIN(g_utf8_strlen(refusal->message, -1), LONGEST_WORDS));
	for (char *c = cut; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	g_strstrip(cut);
	switch (kind_of(status, refusal)) {
	case REPLY_QUOTA:
	case REPLY_DAILY:
	case REPLY_RATE:
		return said_new(N_("Google takes no more for now (%s)."), *cut ? cut : refusal->reason, NULL);
	case REPLY_SIGN_IN:
		return g_strdup(N_("The sign-in does not allow calendars to be read and written. Sign in again and leave both ticked."));
	case REPLY_SETUP:
		return said_new(N_("The Google Calendar API is switched off in the project of this client id: %s"), cut, NULL);
	case REPLY_READ_ONLY:
		return g_strdup(N_("This calendar may only be read."));
	default:
		return *cut ? said_new(N_("Google refused it: %s"), cut, NULL) : with_status(N_("Google refused it (%d)."), status);
	}
}

static gboolean is_html(const char *content_type)
{
	return content_type && (g_ascii_strncasecmp(content_type, "text/html", 9) == 0 ||
				g_ascii_strncasecmp(content_type, "application/xhtml", 17) == 0);
}

/* A web page where an answer should be: somebody stands between (a hotel's sign-in page). */
static void judge_success(const HttpResponse *response, Reply *reply)
{
	if (is_html(response->content_type))
		reply_set(reply, REPLY_OFFLINE, N_("A web page came instead of the calendar: this network may want a sign-in of its own."));
	else
		reply_set(reply, REPLY_DONE, NULL);
}

static void judge_refusal(const HttpResponse *response, Reply *reply)
{
	Refusal refusal;
	cJSON *root = response->body ? json_object(response->body->str, response->body->len) : NULL;
	if (read_refusal(root, &refusal)) {
		g_autofree char *words = words_of(&refusal, response->status);
		reply_set(reply, kind_of(response->status, &refusal), words);
	} else {
		g_autofree char *words = with_status(N_("The server answered with an error (%d)."), response->status);
		reply_set(reply, response->status == 412 ? REPLY_CHANGED : REPLY_SERVER, words);
	}
	cJSON_Delete(root);
}

void google_judge(const HttpResponse *response, Reply *reply)
{
	int status = response->status;
	reply->status = status;
	reply->retry_after = response->retry_after;
	if (status >= 200 && status < 300) {
		judge_success(response, reply);
	} else if (status >= 300 && status < 400) {
		reply_set(reply, REPLY_SERVER, N_("The server sent us elsewhere, where daybook does not follow."));
	} else if (status == 401) {
		reply_set(reply, REPLY_UNAUTHORIZED, N_("The server does not accept the sign-in."));
	} else if (status == 429) {
		reply_set(reply, REPLY_RATE, N_("Google takes no more for now."));
	} else if (status >= 500) {
		g_autofree char *words = with_status(N_("The server has a fault (%d)."), status);
		reply_set(reply, REPLY_SERVER, words);
	} else {
		judge_refusal(response, reply);
	}
}

gint64 google_next_day(gint64 now)
{
	g_autoptr(GTimeZone) zone = zone_new("America/Los_Angeles", NULL);
	if (!zone)
		return now + ZONE_DAY_SECONDS;
	return zone_day_start(zone, zone_day_of(zone, now) + 1);
}
