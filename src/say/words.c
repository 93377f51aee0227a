/* say/words.c - a reading in words, and the names of its parts in JSON. */
#include "say/say_p.h"

#include "base/i18n.h"

const char *say_verb_name(SayVerb verb)
{
	static const char *const names[SAY_VERB_COUNT] = { "nothing", "book", "move", "cancel", "rebook",
							   "free",    "next", "undo", "redo",   "pick" };
	return names[verb];
}

const char *say_role_name(SayRole role)
{
	static const char *const names[SAY_ROLE_COUNT] = {
		"verb",  "customer", "new_customer", "phone",  "email",   "service",
		"staff", "day",      "time",         "length", "repeat",  "price",
		"note",  "title",    "number",       "filler", "unknown",
	};
	return names[role];
}

const SayQuestion *say_question(const SayReading *reading, SayRole role)
{
	for (guint i = 0; i < reading->questions->len; i++) {
		const SayQuestion *question = reading->questions->pdata[i];
		if (role == SAY_ROLE_COUNT || question->role == role)
			return question;
	}
	return NULL;
}

static const char *role_prefix(SayRole role)
{
	return role == SAY_NEW_CUSTOMER ? _("new customer ")
	       : role == SAY_NOTE       ? _("note ")
	       : role == SAY_TITLE      ? _("title ")
					: "";
}

char *say_reading_words(const SayReading *reading, const char *line)
{
	GString *words = g_string_new(NULL);
	for (guint i = 0; i < reading->spans->len; i++) {
		const SaySpan *span = reading->spans->pdata[i];
		if (span->role == SAY_FILLER)
			continue;
		if (words->len > 0)
			g_string_append(words, " · ");
		g_string_append_len(words, line + span->from, span->to - span->from);
		g_string_append_printf(words, " → %s%s%s", role_prefix(span->role),
				       *span->became ? span->became : "?",
				       span->typo && *span->became ? _(" (a slip?)") : "");
	}
	return g_string_free(words, FALSE);
}
