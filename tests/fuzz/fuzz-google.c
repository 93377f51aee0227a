/* tests/fuzz/fuzz-google.c - what a calendar server (or whoever answers in its name) may send: lists, events, refusals, batches, client files.
 *
 * The first byte says which: l list, e event, c calendars, r refusal (its status the two bytes that follow), b batch, f client file. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "net/multipart.h"
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

static void fuzz_refusal(const char *text, gsize length)
{
	g_auto(Reply) reply = { 0 };
	if (length < 2)
		return;
	g_autoptr(GString) body = g_string_new_len(text + 2, (gssize)length - 2);
	HttpResponse response = { .status = 200 + ((guchar)text[0] << 8 | (guchar)text[1]) % 400, .body = body, .retry_after = -1 };
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
	}
	return 0;
}
