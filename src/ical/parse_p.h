/* ical/parse_p.h - a VEVENT's lines -> an event */
#pragma once
#include "ical/ical.h"
#include "ical/zones_p.h"

/* What parsing stands on. */
typedef struct {
	Zones *zones;
	Place *floating; /* where a floating time is, when an instant is to be set beside it; NULL: taken as UTC */
} ParseContext;

/* An event, and what its exceptions need to be set beside it. */
typedef struct {
	IcalEvent *event;
	Place *place;     /* NULL: floating, or all day */
	char *tzid;       /* of DTSTART as it stood, or NULL */
	gboolean has_rid; /* a RECURRENCE-ID, not yet in event->recurrence_id: draft_settle does that */
	Stamp rid;
	char *rid_tzid;
	gsize bytes; /* about what it takes in memory */
} Draft;

typedef struct {
	guint line;
	char *message;
} Trouble;

void draft_clear(Draft *draft);

/** Reads a kept block that has no trouble of its own. FALSE: trouble is filled (message the caller's), the draft is clear. */
gboolean parse_event(const ParseContext *context, const Block *block, Draft *draft, Trouble *trouble);

/** The UID of a kept block that has none of its own, "daybook-sha256-…". */
char *parse_made_uid(const Block *block);

/** Puts an exception beside its master (NULL: alone): its RECURRENCE-ID becomes a wall time, and both it and the start are told in
 *  the master's zone. FALSE when the RECURRENCE-ID's own zone is not known. */
gboolean draft_settle(const ParseContext *context, Draft *exception, const Draft *master, Trouble *trouble);
