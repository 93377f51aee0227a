/* ical/parse.c - the properties of an event */
#include "ical/parse_p.h"

#include "base/i18n.h"
#include "base/zone.h"
#include "ical/rule_p.h"
#include <stdarg.h>
#include <string.h>

/* Where the lines are that need one another; a number beyond the block's lines: not there. */
typedef struct {
	const ParseContext *context;
	const Block *block;
	Draft *draft;
	Trouble *trouble;
	guint start, end, duration, rule, rid;
	GArray *rdates, *exdates; /* of guint; NULL until the first */
	Stamp start_stamp;
} Parse;

static gboolean G_GNUC_PRINTF(3, 4) complain(Trouble *trouble, guint line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	trouble->line = line;
	trouble->message = g_strdup_vprintf(format, args);
	va_end(args);
	return FALSE;
}

static guint line_number(const Parse *parse, guint n)
{
	return block_line_number(parse->block, n);
}

/* The n-th line, which is known to be a content line with a time, a rule or a length. */
static ContentLine line_at(const Parse *parse, guint n)
{
	Span text = block_line(parse->block, n);
	ContentLine line;
	content_split(text.text, text.length, &line);
	return content_of_time(line);
}

static gboolean is_there(const Parse *parse, guint n)
{
	return n < parse->block->lines->len;
}

static gboolean not_understood(Parse *parse, guint n)
{
	ContentLine line = line_at(parse, n);
	g_autofree char *name = g_ascii_strup(line.name.text, (gssize)line.name.length);
	g_autofree char *value = span_quote(line.value);
	return complain(parse->trouble, line_number(parse, n), _("Its %s “%s” cannot be understood."), name,
			value);
}

/* --- times --- */

/* VALUE=DATE beside a midnight: some programs write a date so. */
static void as_date(const ContentLine *line, Stamp *stamp)
{
	Span value;
	if (!stamp->is_date && stamp->local % ZONE_DAY_SECONDS == 0 &&
	    content_parameter(line, "VALUE", &value) && span_is(value, "DATE"))
		*stamp = (Stamp){ .local = stamp->local, .is_date = TRUE };
}

/* The TZID, where it counts: a time in UTC and a date have none. */
static gboolean tzid_of(const ContentLine *line, const Stamp *stamp, Span *tzid)
{
	return !stamp->is_utc && !stamp->is_date && content_parameter(line, "TZID", tzid) && tzid->length;
}

/* The place a stamp is written in: NULL with TRUE for a floating one. */
static gboolean place_of(const ParseContext *context, const Stamp *stamp, const Span *tzid, Place **place,
			 char **why)
{
	*place = NULL;
	if (stamp->is_utc)
		*place = zones_named(context->zones, "UTC");
	else if (tzid)
		*place = zones_find(context->zones, *tzid, stamp->local, why);
	return !tzid || *place;
}

static gint64 instant_of(const ParseContext *context, Place *place, gint64 local)
{
	Place *where = place ? place : context->floating;
	return where ? place_instant(where, local) : local;
}

/* A wall time of one place as that of another; NULL is floating. A floating time is the other's as it stands. */
static gint64 retell(const ParseContext *context, gint64 local, Place *from, Place *to)
{
	if (from == to || !from)
		return local;
	gint64 instant = place_instant(from, local);
	Place *where = to ? to : context->floating;
	return where ? place_local(where, instant) : instant;
}

/* A stamp of this event's RDATE, EXDATE, as wall time of the event. */
static gboolean event_time(Parse *parse, guint n, const Stamp *stamp, const Span *tzid, gint64 *local)
{
	const Draft *draft = parse->draft;
	Place *place = NULL;
	char *why = NULL;
	*local = stamp->local;
	if (draft->event->all_day) {
		*local = local_day(stamp->local) * ZONE_DAY_SECONDS;
		return TRUE;
	}
	/* The event's own TZID: whatever it means, the wall is the same. */
	if (stamp->is_date || (tzid && draft->tzid && strlen(draft->tzid) == tzid->length &&
			       memcmp(draft->tzid, tzid->text, tzid->length) == 0))
		return TRUE;
	if (!place_of(parse->context, stamp, tzid, &place, &why)) {
		parse->trouble->line = line_number(parse, n);
		parse->trouble->message = why;
		return FALSE;
	}
	*local = retell(parse->context, stamp->local, place, draft->place);
	return TRUE;
}

/* --- start and end --- */

static gboolean read_stamp(Parse *parse, guint n, Stamp *stamp)
{
	ContentLine line = line_at(parse, n);
	if (!stamp_read(line.value, stamp))
		return not_understood(parse, n);
	as_date(&line, stamp);
	return TRUE;
}

static gboolean read_start(Parse *parse)
{
	Draft *draft = parse->draft;
	Stamp *stamp = &parse->start_stamp;
	Span tzid;
	char *why = NULL;
	if (!is_there(parse, parse->start))
		return complain(parse->trouble, parse->block->line, _("It has no start (DTSTART)."));
	if (!read_stamp(parse, parse->start, stamp))
		return FALSE;
	ContentLine line = line_at(parse, parse->start);
	gboolean has_tzid = tzid_of(&line, stamp, &tzid);
	draft->event->start = stamp->local;
	draft->event->all_day = stamp->is_date;
	if (!place_of(parse->context, stamp, has_tzid ? &tzid : NULL, &draft->place, &why)) {
		parse->trouble->line = line_number(parse, parse->start);
		parse->trouble->message = why;
		return FALSE;
	}
	draft->tzid = has_tzid ? span_dup(tzid) : NULL;
	draft->event->zone = draft->place ? g_strdup(draft->place->name) : NULL;
	return TRUE;
}

/* The length to an end in any zone. */
static gboolean read_end(Parse *parse)
{
	IcalEvent *event = parse->draft->event;
	Stamp stamp;
	Span tzid;
	Place *place;
	char *why = NULL;
	if (!read_stamp(parse, parse->end, &stamp))
		return FALSE;
	guint number = line_number(parse, parse->end);
	if (event->all_day && !stamp.is_date && stamp.local % ZONE_DAY_SECONDS)
		return complain(parse->trouble, number, _("It starts on a day and ends at a time of day."));
	if (event->all_day) {
		event->seconds = stamp.local - event->start;
		/* The end is the day after the last one; the same day is meant as one day by those who write it. */
		if (event->seconds == 0)
			event->seconds = ZONE_DAY_SECONDS;
	} else {
		ContentLine line = line_at(parse, parse->end);
		gboolean has_tzid = tzid_of(&line, &stamp, &tzid);
		if (!place_of(parse->context, &stamp, has_tzid ? &tzid : NULL, &place, &why)) {
			parse->trouble->line = number;
			parse->trouble->message = why;
			return FALSE;
		}
		if (!place) /* floating beside a start with a zone, or a date: as the start */
			place = parse->draft->place;
		event->seconds = instant_of(parse->context, place, stamp.local) -
				 instant_of(parse->context, parse->draft->place, event->start);
	}
	if (event->seconds < 0)
		return complain(parse->trouble, number, _("It ends before it starts."));
	return TRUE;
}

static gboolean read_duration(Parse *parse)
{
	IcalEvent *event = parse->draft->event;
	ContentLine line = line_at(parse, parse->duration);
	guint number = line_number(parse, parse->duration);
	Length length;
	if (!length_read(line.value, &length))
		return not_understood(parse, parse->duration);
	if (length.days < 0 || length.seconds < 0)
		return complain(parse->trouble, number, _("Its length is negative."));
	gint64 nominal = length.days * ZONE_DAY_SECONDS;
	if (event->all_day) {
		if (length.seconds % ZONE_DAY_SECONDS)
			return complain(parse->trouble, number,
					_("It lasts all day, but not a whole number of days."));
		event->seconds = MAX(nominal + length.seconds, ZONE_DAY_SECONDS);
		return TRUE;
	}
	/* Days are days on the wall, however long; hours are hours (RFC 5545 3.3.6). */
	Place *place = parse->draft->place;
	event->seconds = instant_of(parse->context, place, event->start + nominal) -
			 instant_of(parse->context, place, event->start) + length.seconds;
	return TRUE;
}

static gboolean has_value(const Parse *parse, guint n)
{
	if (!is_there(parse, n))
		return FALSE;
	ContentLine line = line_at(parse, n);
	return span_trim(line.value).length > 0;
}

static gboolean read_length(Parse *parse)
{
	IcalEvent *event = parse->draft->event;
	guint n = has_value(parse, parse->end) ? parse->end : parse->duration;
	event->seconds = event->all_day ? ZONE_DAY_SECONDS : 0;
	if (!has_value(parse, n))
		return TRUE;
	if (!(n == parse->end ? read_end(parse) : read_duration(parse)))
		return FALSE;
	if (event->seconds > LENGTH_MAX_SECONDS)
		return complain(parse->trouble, line_number(parse, n),
				_("It lasts longer than a hundred years."));
	return TRUE;
}

/* --- repeating --- */

static gboolean read_rule(Parse *parse)
{
	g_autoptr(GError) error = NULL;
	Rule rule;
	Draft *draft = parse->draft;
	if (!has_value(parse, parse->rule))
		return TRUE;
	ContentLine line = line_at(parse, parse->rule);
	g_autofree char *text = span_dup(line.value);
	if (!rule_parse(text, &rule, &error))
		return complain(parse->trouble, line_number(parse, parse->rule), "%s", error->message);
	Place *place = draft->place ? draft->place : parse->context->floating;
	rule_settle_until(&rule, place ? place->zone : NULL, draft->event->all_day);
	draft->event->rrule = rule_text(&rule);
	return TRUE;
}

/* One value of an RDATE or EXDATE: a PERIOD counts by its start. */
static gboolean add_date(Parse *parse, guint n, Span item, const ContentLine *line, GArray *out,
			 gboolean is_rdate)
{
	const IcalEvent *event = parse->draft->event;
	const char *slash = memchr(item.text, '/', item.length);
	Stamp stamp;
	Span tzid;
	gint64 local;
	if (slash)
		item.length = (gsize)(slash - item.text);
	if (!stamp_read(item, &stamp))
		return not_understood(parse, n);
	as_date(line, &stamp);
	gboolean has_tzid = tzid_of(line, &stamp, &tzid);
	if (!event_time(parse, n, &stamp, has_tzid ? &tzid : NULL, &local))
		return FALSE;
	/* A further day of a timed event: at the event's time of day. An EXDATE stays a date, its midnight, and takes the day. */
	if (is_rdate && stamp.is_date && !event->all_day)
		local += event->start - local_day(event->start) * ZONE_DAY_SECONDS;
	if (out->len >= ICAL_MAX_OCCURRENCES)
		return complain(parse->trouble, line_number(parse, n),
				_("It names more than %d single dates."), ICAL_MAX_OCCURRENCES);
	g_array_append_val(out, local);
	return TRUE;
}

static int by_time(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
	return x < y ? -1 : x > y;
}

static gboolean read_dates(Parse *parse, const GArray *numbers, GArray *out, gboolean is_rdate)
{
	for (guint i = 0; numbers && i < numbers->len; i++) {
		guint n = g_array_index(numbers, guint, i);
		ContentLine line = line_at(parse, n);
		const char *p = line.value.text, *end = p + line.value.length;
		while (p < end) {
			const char *comma = memchr(p, ',', (gsize)(end - p)), *stop = comma ? comma : end;
			Span item = span_trim((Span){ p, (gsize)(stop - p) });
			if (item.length && !add_date(parse, n, item, &line, out, is_rdate))
				return FALSE;
			p = stop + 1;
		}
	}
	g_array_sort(out, by_time);
	return TRUE;
}

static gboolean read_recurrence_id(Parse *parse)
{
	Draft *draft = parse->draft;
	Span value;
	if (!is_there(parse, parse->rid))
		return TRUE;
	if (!read_stamp(parse, parse->rid, &draft->rid))
		return FALSE;
	ContentLine line = line_at(parse, parse->rid);
	draft->has_rid = TRUE;
	if (tzid_of(&line, &draft->rid, &value))
		draft->rid_tzid = span_dup(value);
	draft->event->this_and_future =
		content_parameter(&line, "RANGE", &value) && span_is(value, "THISANDFUTURE");
	return TRUE;
}

/* --- the other properties --- */

/* Takes the text unless it has been taken before. */
static gboolean take_text(char **field, const ContentLine *line)
{
	if (**field)
		return FALSE;
	g_free(*field);
	*field = text_value(line->value);
	return TRUE;
}

static gboolean take_status(IcalEvent *event, const ContentLine *line)
{
	static const char *const known[] = { "TENTATIVE", "CONFIRMED", "CANCELLED" };
	Span value = span_trim(line->value);
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		if (span_is(value, known[i])) {
			g_free(event->status);
			event->status = g_strdup(known[i]);
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean take_transparency(IcalEvent *event, const ContentLine *line)
{
	Span value = span_trim(line->value);
	event->transparent = span_is(value, "TRANSPARENT");
	return event->transparent || span_is(value, "OPAQUE");
}

static gboolean take_sequence(IcalEvent *event, const ContentLine *line)
{
	gint64 value;
	if (!integer_read(line->value, 0, G_MAXINT, &value))
		return FALSE;
	event->sequence = (int)value;
	return TRUE;
}

/* CREATED, LAST-MODIFIED: always UTC, whether they say so or not. */
static gboolean take_instant(gint64 *field, const ContentLine *line)
{
	Stamp stamp;
	if (!stamp_read(line->value, &stamp))
		return FALSE;
	*field = stamp.local;
	return TRUE;
}

/* The name of a person, or the address. The line itself is kept too: it says more. */
static void note_attendee(IcalEvent *event, const ContentLine *line)
{
	Span name, value = span_trim(line->value);
	if (content_parameter(line, "CN", &name) && span_trim(name).length) {
		g_ptr_array_add(event->attendees, parameter_value(span_trim(name)));
		return;
	}
	if (value.length >= 7 && g_ascii_strncasecmp(value.text, "mailto:", 7) == 0)
		value = (Span){ value.text + 7, value.length - 7 };
	if (value.length)
		g_ptr_array_add(event->attendees, span_dup(value));
}

static void keep_extra(IcalEvent *event, Span name, char *value)
{
	IcalProperty *property = g_new(IcalProperty, 1);
	property->name = g_ascii_strup(name.text, (gssize)name.length);
	property->value = value;
	g_ptr_array_add(event->extra, property);
}

/* Remembers the first line of a kind; FALSE for another. */
static gboolean first_of(guint *field, guint n, const Parse *parse)
{
	if (is_there(parse, *field))
		return FALSE;
	*field = n;
	return TRUE;
}

static void note_line(GArray **lines, guint n)
{
	if (!*lines)
		*lines = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_val(*lines, n);
}

enum {
	NAME_ATTENDEE,
	NAME_CREATED,
	NAME_DESCRIPTION,
	NAME_DTEND,
	NAME_DTSTAMP,
	NAME_DTSTART,
	NAME_DURATION,
	NAME_EXDATE,
	NAME_EXRULE,
	NAME_LAST_MODIFIED,
	NAME_LOCATION,
	NAME_ORGANIZER,
	NAME_RDATE,
	NAME_RECURRENCE_ID,
	NAME_RRULE,
	NAME_SEQUENCE,
	NAME_STATUS,
	NAME_SUMMARY,
	NAME_TRANSP,
	NAME_UID,
	NAME_X_LIC_ERROR,
	N_NAMES
};
static const char *const names[N_NAMES] = {
	"ATTENDEE", "CREATED",  "DESCRIPTION",   "DTEND",    "DTSTAMP",   "DTSTART", "DURATION",
	"EXDATE",   "EXRULE",   "LAST-MODIFIED", "LOCATION", "ORGANIZER", "RDATE",   "RECURRENCE-ID",
	"RRULE",    "SEQUENCE", "STATUS",        "SUMMARY",  "TRANSP",    "UID",     "X-LIC-ERROR"
};

static int name_of(Span name)
{
	char first = g_ascii_toupper(name.text[0]);
	for (int i = 0; i < N_NAMES; i++)
		if (names[i][0] == first && span_is(name, names[i]))
			return i;
	return N_NAMES;
}

/* Two rules, or one that takes away, cannot be kept as one; passing over them would book what is not meant. */
static gboolean second_rule(Parse *parse, guint n, const char *name)
{
	return complain(parse->trouble, line_number(parse, n),
			_("It repeats by more than one rule (%s), which daybook cannot keep."), name);
}

/* TRUE when the fields of the event hold all of the line. */
static gboolean take_property(Parse *parse, int name, guint n, const ContentLine *line)
{
	IcalEvent *event = parse->draft->event;
	switch (name) {
	case NAME_DTSTART:
		first_of(&parse->start, n, parse);
		return TRUE;
	case NAME_DTEND:
		first_of(&parse->end, n, parse);
		return TRUE;
	case NAME_DURATION:
		first_of(&parse->duration, n, parse);
		return TRUE;
	case NAME_RECURRENCE_ID:
		first_of(&parse->rid, n, parse);
		return TRUE;
	case NAME_RDATE:
		note_line(&parse->rdates, n);
		return TRUE;
	case NAME_EXDATE:
		note_line(&parse->exdates, n);
		return TRUE;
	case NAME_UID:
		take_text(&event->uid, line);
		return TRUE;
	case NAME_SUMMARY:
		return take_text(&event->summary, line);
	case NAME_DESCRIPTION:
		return take_text(&event->description, line);
	case NAME_LOCATION:
		return take_text(&event->location, line);
	case NAME_STATUS:
		return take_status(event, line);
	case NAME_TRANSP:
		return take_transparency(event, line);
	case NAME_SEQUENCE:
		return take_sequence(event, line);
	case NAME_CREATED:
		return take_instant(&event->created, line);
	case NAME_LAST_MODIFIED:
		return take_instant(&event->modified, line);
	case NAME_ATTENDEE:
	case NAME_ORGANIZER:
		note_attendee(event, line);
		return FALSE;
	case NAME_DTSTAMP: /* when the file was written: not the event's */
	case NAME_X_LIC_ERROR:
		return TRUE;
	default:
		return FALSE;
	}
}

/* A component within the event, from its BEGIN at n: kept whole as one property. Returns the line behind it. */
static guint keep_component(Parse *parse, guint n)
{
	GString *whole = g_string_new(NULL);
	Span begin = { "BEGIN", 5 }, name;
	int depth = 0;
	do {
		Span text = block_line(parse->block, n++);
		if (depth)
			g_string_append_c(whole, '\n');
		depth += scan_is_border(text, "BEGIN", &name);
		depth -= scan_is_border(text, "END", &name);
		g_string_append_len(whole, text.text, (gssize)text.length);
	} while (depth > 0 && n < parse->block->lines->len);
	keep_extra(parse->draft->event, begin, g_strdup(whole->str + begin.length));
	g_string_free(whole, TRUE);
	return n;
}

static gboolean read_properties(Parse *parse)
{
	guint n_lines = parse->block->lines->len;
	for (guint n = 0; n < n_lines;) {
		Span text = block_line(parse->block, n);
		ContentLine line;
		Span component;
		if (scan_is_border(text, "BEGIN", &component)) {
			n = keep_component(parse, n);
			continue;
		}
		if (!content_split(text.text, text.length, &line)) { /* no property: nothing to keep */
			n++;
			continue;
		}
		int name = name_of(line.name);
		if (name == NAME_EXRULE)
			return second_rule(parse, n, "EXRULE");
		if (name == NAME_RRULE && !first_of(&parse->rule, n, parse))
			return second_rule(parse, n, "RRULE");
		if (name != NAME_RRULE && !take_property(parse, name, n, &line))
			keep_extra(parse->draft->event, line.name, span_dup(line.rest));
		n++;
	}
	return TRUE;
}

/* --- an event without a name --- */

/* The same event gives the same name next time, though the file is written anew: what changes then is left out. */
char *parse_made_uid(const Block *block)
{
	static const char *const changing[] = { "DTSTAMP", "CREATED", "LAST-MODIFIED", "UID" };
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	for (guint n = 0; n < block->lines->len; n++) {
		Span text = block_line(block, n);
		ContentLine line;
		gboolean left_out = FALSE;
		if (content_split(text.text, text.length, &line))
			for (gsize i = 0; i < G_N_ELEMENTS(changing); i++)
				left_out |= span_is(line.name, changing[i]);
		if (left_out)
			continue;
		g_checksum_update(sum, (const guchar *)text.text, (gssize)text.length);
		g_checksum_update(sum, (const guchar *)"\n", 1);
	}
	return g_strconcat("daybook-sha256-", g_checksum_get_string(sum), NULL);
}

/* --- all together --- */

void draft_clear(Draft *draft)
{
	ical_event_free(draft->event);
	g_free(draft->tzid);
	g_free(draft->rid_tzid);
	*draft = (Draft){ 0 };
}

static gboolean read_times(Parse *parse)
{
	IcalEvent *event = parse->draft->event;
	return read_start(parse) && read_length(parse) && read_rule(parse) &&
	       read_dates(parse, parse->rdates, event->rdates, TRUE) &&
	       read_dates(parse, parse->exdates, event->exdates, FALSE) && read_recurrence_id(parse);
}

gboolean parse_event(const ParseContext *context, const Block *block, Draft *draft, Trouble *trouble)
{
	Parse parse = { .context = context, .block = block, .draft = draft, .trouble = trouble };
	parse.start = parse.end = parse.duration = parse.rule = parse.rid = G_MAXUINT;
	*draft = (Draft){ .event = ical_event_new(), .bytes = block->bytes + 1024 };
	IcalEvent *event = draft->event;
	event->line = block->line;
	gboolean good = read_properties(&parse) && read_times(&parse);
	g_strstrip(event->uid);
	if (good && !*event->uid) {
		g_free(event->uid);
		event->uid = parse_made_uid(block);
	}
	g_clear_pointer(&parse.rdates, g_array_unref);
	g_clear_pointer(&parse.exdates, g_array_unref);
	if (!good)
		draft_clear(draft);
	return good;
}

/* The RECURRENCE-ID as a wall time beside the master. */
static gboolean settle_rid(const ParseContext *context, Draft *exception, const Draft *master,
			   Trouble *trouble)
{
	const Draft *beside = master ? master : exception;
	const IcalEvent *event = beside->event;
	const Stamp *rid = &exception->rid;
	gint64 day = local_day(rid->local) * ZONE_DAY_SECONDS;
	Place *place;
	char *why = NULL;
	exception->event->recurrence_id = rid->local;
	if (event->all_day && master) {
		exception->event->recurrence_id = day;
	} else if (rid->is_date) {
		/* That day's occurrence: at the master's time of day. */
		if (master)
			exception->event->recurrence_id =
				day + event->start - local_day(event->start) * ZONE_DAY_SECONDS;
	} else if (g_strcmp0(exception->rid_tzid, beside->tzid) != 0 || rid->is_utc) {
		Span tzid = { exception->rid_tzid, exception->rid_tzid ? strlen(exception->rid_tzid) : 0 };
		if (!place_of(context, rid, exception->rid_tzid ? &tzid : NULL, &place, &why)) {
			trouble->line = exception->event->line;
			trouble->message = why;
			return FALSE;
		}
		exception->event->recurrence_id = retell(context, rid->local, place, beside->place);
	}
	return TRUE;
}

gboolean draft_settle(const ParseContext *context, Draft *exception, const Draft *master, Trouble *trouble)
{
	IcalEvent *event = exception->event;
	if (!settle_rid(context, exception, master, trouble))
		return FALSE;
	if (!master || event->all_day || master->event->all_day || exception->place == master->place)
		return TRUE;
	event->start = retell(context, event->start, exception->place, master->place);
	g_free(event->zone);
	event->zone = g_strdup(master->event->zone);
	exception->place = master->place;
	return TRUE;
}
