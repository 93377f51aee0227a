/* say/repeat.c - how often, alone: "every 4 weeks, 6 times", "every second tuesday". */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "say/say_p.h"

static gboolean not_a_repeat(const char *text, GError **error)
{
	return daybook_fail(
		error, DAYBOOK_ERROR_USAGE,
		_("“%s” is no repeat. Try “every 4 weeks, 6 times”, “every second tuesday” or a rule such as "
		  "FREQ=WEEKLY;COUNT=6."),
		text);
}

/* Nothing but how often, and words that change nothing. */
static gboolean says_nothing_else(const SayReading *reading)
{
	for (guint i = 0; i < reading->spans->len; i++) {
		SayRole role = ((const SaySpan *)reading->spans->pdata[i])->role;
		if (role != SAY_REPEAT && role != SAY_FILLER)
			return FALSE;
	}
	return TRUE;
}

/* "BYDAY=TU", "BYDAY=2TU": does the day it begins with go with it? A rule's first date is its start, whatever else it says. */
static gboolean goes_with(const char *rrule, gint64 day)
{
	static const char weekdays[] = "MOTUWETHFRSASU";
	const char *by = strstr(rrule, "BYDAY=");
	int mday;

	if (!by)
		return TRUE;
	by += strlen("BYDAY=");
	day_to_civil(day, NULL, NULL, &mday);
	if (g_ascii_isdigit(*by) && (mday - 1) / 7 + 1 != g_ascii_digit_value(*by++))
		return FALSE;
	return strncmp(by, weekdays + 2 * day_weekday(day), 2) == 0;
}

char *say_repeat(const SayLanguages *languages, const When *when, gint64 start, const char *text,
		 GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	SayContext context = {
		.when = *when, .currency = "", .open_to = 1440, .services = none, .staff = none
	};
	gint64 day = zone_day_of(when->zone, start);

	if (strchr(text, '='))
		return g_strdup(text);
	g_autoptr(SayReading) reading = say_read(languages, &context, text);
	if (!reading->rrule || !says_nothing_else(reading)) {
		const SayQuestion *question = reading->questions->len ? reading->questions->pdata[0] : NULL;
		if (question && question->role == SAY_REPEAT)
			daybook_fail(error, DAYBOOK_ERROR_USAGE, "%s", question->message);
		else
			not_a_repeat(text, error);
		return NULL;
	}
	if (goes_with(reading->rrule, day))
		return g_strdup(reading->rrule);
	g_autofree char *begins = day_short(day);
	daybook_fail(error, DAYBOOK_ERROR_USAGE,
		     _("“%s” does not go with the first date, %s. Let it begin on a day of the repeat."),
		     text, begins);
	return NULL;
}
