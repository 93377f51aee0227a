/* tests/fuzz/fuzz-say.c - one line of language.
 *
 * The first byte chooses the language read first and whether slots are on offer, the rest is the line. Whatever it says: every span and
 * question lies within the line, spans do not overlap, and a start is the instant of its day and minute. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/say/salon.h"

#include <string.h>

static void check(const Salon *salon, const SayReading *reading, const char *line)
{
	guint at = 0;
	for (guint i = 0; i < reading->spans->len; i++) {
		const SaySpan *span = reading->spans->pdata[i];
		MUST(span->from >= at && span->to > span->from && span->to <= strlen(line));
		MUST(span->became != NULL && span->role < SAY_ROLE_COUNT);
		at = span->to;
	}
	for (guint i = 0; i < reading->questions->len; i++) {
		const SayQuestion *question = reading->questions->pdata[i];
		MUST(question->from < question->to && question->to <= strlen(line) && *question->message);
	}
	MUST(reading->at.last >= reading->at.day && reading->was.last >= reading->was.day);
	MUST(!reading->customer || !reading->new_customer);
	if (reading->start != NONE && reading->at.instant == NONE)
		MUST(zone_local(salon->context.when.zone, reading->start) ==
		     reading->at.day * ZONE_DAY_SECONDS + reading->at.minute * 60);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Salon salons[2];
	if (!salons[0].languages) {
		salon_open(&salons[0], "en");
		salon_open(&salons[1], "de");
	}
	if (size < 1)
		return 0;
	Salon *salon = &salons[data[0] & 1];
	g_autofree char *text = g_strndup((const char *)data + 1, MIN(size - 1, 400));
	g_autofree char *line = g_utf8_make_valid(text, -1);
	salon->context.offered = (data[0] & 2) != 0;
	g_autoptr(SayReading) reading = say_read(salon->languages, &salon->context, line);
	g_autofree char *words = say_reading_words(reading, line);
	MUST(words != NULL);
	check(salon, reading, line);
	return 0;
}
