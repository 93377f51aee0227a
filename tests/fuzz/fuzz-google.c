/* tests/fuzz/fuzz-google.c - what a calendar server (or whoever answers in its name) may send: lists, events, refusals, batches, client files.
 *
 * The first byte says which: l list, e event, c calendars, r refusal (its status the two bytes that follow), b batch, f client file, t tokens (status
 * as before). */
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "tests/fuzz/fuzz.h"
#include "net/multipart.h"
#include "net/oauth.h"
#include "sync/google_p.h"

#define ZONE "Europe/Berlin"

static void fuzz_list(const char *text, gsize length)
{
	ProviderPage page;
	if (!google_read_events(text, length, ZONE, &page))
		return;
	for (guint i = 0; i < page.events->len; i++) {
		const RemoteEvent *event = page.events->pdata[i];
		const EventFields *fields = remote_event_fields(event);
		MUST(*event->remote_id && (event->deleted || fields));
		MUST(!fields || fields->start <= fields->end);
	}
	provider_page_clear(&page);
}

static void fuzz_calendars(const char *text, gsize length)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)provider_calendar_free);
	char *next = NULL;
	google_read_calendars(text, length, list, &next);
	g_free(next);
}

static int status_of(const char *text)
{
	return 200 + ((guchar)text[0] << 8 | (guchar)text[1]) % 400;
}

static void fuzz_refusal(const char *text, gsize length)
{
	g_auto(Reply) reply = { 0 };
	if (length < 2)
		return;
	g_autoptr(GString) body = g_string_new_len(text + 2, (gssize)length - 2);
	HttpResponse response = { .status = status_of(text), .body = body, .retry_after = -1 };
	google_judge(&response, &reply);
	MUST(reply.kind == REPLY_DONE || (reply.words && g_utf8_validate(reply.words, -1, NULL)));
}

static void fuzz_batch(const char *text, gsize length)
{
	MultipartAnswer *answers = multipart_read("multipart/mixed; boundary=b", text, length, 3);
	for (guint i = 0; i < 3; i++) {
		RemoteEvent *event = answers[i].body ? google_read_event_text(answers[i].body, strlen(answers[i].body), ZONE) : NULL;
		remote_event_free(event);
	}
	multipart_answers_free(answers, 3);
}

static void fuzz_client(const char *text, gsize length)
{
	g_autofree char *copy = g_strndup(text, length), *id = NULL, *secret = NULL;
	google_read_client(copy, &id, &secret, NULL);
}

static HttpResponse token_answer;

static gboolean answer_tokens(Http *http, const HttpRequest *request, HttpResponse *response, NetStop *stop, GError **error)
{
	(void)http, (void)request, (void)stop, (void)error;
	*response = token_answer;
	token_answer = (HttpResponse){ 0 };
	return TRUE;
}

/* An answer to a refresh: all of it, or what was there before; and nothing of what was sent is in the words of a refusal. */
static void fuzz_tokens(const char *text, gsize length)
{
	static const NetApi net = { .version = NET_API_VERSION, .http_do = answer_tokens };
	const OAuthClient client = { .token_url = (char *)"https://example.com/token", .client_id = (char *)"id", .client_secret = (char *)"secret" };
	OAuthTokens tokens = { .access_token = g_strdup("access"), .refresh_token = g_strdup("refresh-0123456789"), .scope = g_strdup("") };
	g_autoptr(GError) error = NULL;
	if (length >= 2) {
		token_answer = (HttpResponse){ .status = status_of(text), .body = g_string_new_len(text + 2, (gssize)length - 2), .retry_after = -1 };
		if (oauth_refresh(&net, NULL, &client, NULL, &tokens, &error))
			MUST(*tokens.access_token && *tokens.refresh_token && g_utf8_validate(tokens.access_token, -1, NULL));
		else
			MUST(error && g_utf8_validate(error->message, -1, NULL) && strcmp(tokens.access_token, "access") == 0);
	}
	oauth_tokens_clear(&tokens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;
	if (!size)
		return 0;
	gsize length = size - 1;
	switch (data[0]) {
	case 'l':
		fuzz_list(text, length);
		break;
	case 'e':
		remote_event_free(google_read_event_text(text, length, ZONE));
		break;
	case 'c':
		fuzz_calendars(text, length);
		break;
	case 'r':
		fuzz_refusal(text, length);
		break;
	case 'b':
		fuzz_batch(text, length);
		break;
	case 'f':
		fuzz_client(text, length);
		break;
	case 't':
		fuzz_tokens(text, length);
	}
	return 0;
}
