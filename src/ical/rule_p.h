/* ical/rule_p.h - an RRULE taken apart (RFC 5545 3.3.10), as plain sets of bits; nothing to free.
 *
 * libical's iterator is not used: it cannot be stopped within a call (FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30 never comes back), it
 * writes outside its memory for some BYWEEKNO, and it is wrong for BYMONTHDAY=-1 in a DAILY or YEARLY rule, for BYSETPOS below
 * MONTHLY and for BYHOUR lists that are not sorted (3.0.16). */
#pragma once
#include <glib.h>

typedef enum {
	RULE_SECONDLY,
	RULE_MINUTELY,
	RULE_HOURLY,
	RULE_DAILY,
	RULE_WEEKLY,
	RULE_MONTHLY,
	RULE_YEARLY
} RuleFrequency;

typedef enum { UNTIL_NONE, UNTIL_DATE, UNTIL_WALL, UNTIL_UTC } RuleUntil;

#define RULE_WORDS 6 /* of 64 bits: room for a year's days */
/* Numbers 1.. counted from the front, and those counted from the end (-1 is bit 1). */
typedef struct {
	guint64 front[RULE_WORDS], back[RULE_WORDS];
	gboolean any;
} RuleSet;

typedef struct {
	RuleFrequency frequency;
	gint64 interval, count; /* count 0: none */
	RuleUntil until_kind;
	gint64 until;             /* wall time; of a date its midnight */
	int week_start;           /* 0 Monday … 6 Sunday, as everywhere in daybook */
	guint64 seconds, minutes; /* bits 0..59; none set: not given */
	guint32 hours, months;    /* bits 0..23, 1..12 */
	guint32 weekdays;         /* bits 0..6: BYDAY without a number */
	RuleSet nth[7];           /* by weekday: BYDAY with a number */
	gboolean any_nth;
	RuleSet month_days, year_days, week_numbers, positions;
} Rule;

/** Errors: USAGE, naming the part. */
gboolean rule_parse(const char *text, Rule *rule, GError **error);
/** Canonical: RFC 5545's order of parts, lists sorted, what is the default left out. The caller frees. */
char *rule_text(const Rule *rule);
/** UNTIL as wall time of an event: a UTC one converted to the event's zone (NULL: as it stands); a date, for a timed event, to
 *  that day's end; a time, for an all-day event, to its date. */
void rule_settle_until(Rule *rule, GTimeZone *zone, gboolean all_day);

/** The wall times of a settled rule after its start (which is the first occurrence, and not added), in [from, to), at most `most`,
 *  appended to out. FALSE when there are more, or when *budget (steps: days looked at and occurrences counted) is used up. */
gboolean rule_walls(const Rule *rule, gint64 start, gint64 from, gint64 to, guint most, GArray *out,
		    gint64 *budget);

static inline gboolean rule_bit(const guint64 *words, int n)
{
	return (words[n / 64] >> (n % 64)) & 1;
}
