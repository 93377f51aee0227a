/* book/sync_mirror_series.c - repeating events that others made: kept as their rule and their exceptions, shown as a block each date.
 *
 * The window is filled in steps: a series knows up to which original start its blocks stand (filled), and a step goes on from there until
 * it has written enough. So a changed rule, a series that ends and the months that come nearer are one thing: go through the dates from
 * some point on, and make each what it should be.
 *   - A date is known by its original start: an instant, of whole days the day's midnight UTC (RFC 5545's RECURRENCE-ID).
 *   - An exception says what becomes of its date, whether the rule (still) gives that date or not; a cancelled one is kept as long as its
 *     series is. Exceptions may come first, or without any series (an invitation to one date alone).
 *   - A date that became an appointment of the book is never touched here. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "book/sync_take_p.h"
#include "ical/ical.h"

#define CHUNK_ROWS 200
#define MOST_DATES 3000 /* of one series: eight years of days. A rule that makes more is cut off there */
#define SLACK_DAYS 7    /* filled so much farther, so that not every day writes something */

/* --- the rule's dates --- */

typedef struct {
	GPtrArray *rules;         /* of char*, normal */
	GArray *rdates, *exdates; /* wall times */
} Recurrence;

static void recurrence_clear(Recurrence *recurrence)
{
	g_ptr_array_unref(recurrence->rules);
	g_array_unref(recurrence->rdates);
	g_array_unref(recurrence->exdates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Recurrence, recurrence_clear)

/* "20261124T140000Z", "20261124T140000" of tzid, "20261124": a wall time in zone. */
static gboolean wall_of(const char *text, GTimeZone *tzid, GTimeZone *zone, gint64 *wall)
{
	int y, mo, d, h = 0, mi = 0, s = 0, used = 0;

	if (sscanf(text, "%4d%2d%2d%n", &y, &mo, &d, &used) != 3 || used != 8 || !day_is_valid(y, mo, d))
		return FALSE;
	*wall = day_from_civil(y, mo, d) * ZONE_DAY_SECONDS;
	if (text[8] == '\0' || text[8] == '/')
		return TRUE;
	used = 0;
	if (sscanf(text + 8, "T%2d%2d%2d%n", &h, &mi, &s, &used) != 3 || used != 7 || h > 23 || mi > 59 ||
	    s > 60 || h < 0 || mi < 0 || s < 0)
		return FALSE;
	*wall += h * 3600 + mi * 60 + MIN(s, 59);
	if (text[15] == 'Z')
		*wall = zone_local(zone, *wall);
	else if (tzid)
		*wall = zone_local(zone, zone_resolve(tzid, *wall));
	return TRUE;
}

static GTimeZone *tzid_of(const char *name_and_parameters)
{
	g_auto(GStrv) parts = g_strsplit(name_and_parameters, ";", 8);

	for (guint i = 1; parts[0] && parts[i]; i++)
		if (g_ascii_strncasecmp(parts[i], "TZID=", 5) == 0) {
			g_strdelimit(parts[i] + 5, "\"", ' ');
			return zone_new(g_strstrip(parts[i] + 5), NULL);
		}
	return NULL;
}

static void read_dates(const char *head, const char *values, GTimeZone *zone, GArray *dates)
{
	g_autoptr(GTimeZone) tzid = tzid_of(head);
	g_auto(GStrv) list = g_strsplit(values, ",", ICAL_MAX_OCCURRENCES);

	for (guint i = 0; list[i] && dates->len < ICAL_MAX_OCCURRENCES; i++) {
		gint64 wall;
		if (wall_of(g_strstrip(list[i]), tzid, zone, &wall))
			g_array_append_val(dates, wall);
	}
}

/* What cannot be read repeats nothing: the rest of the event is still somebody's time. */
static void read_line(const char *line, const char *zone_name, GTimeZone *zone, Recurrence *recurrence)
{
	const char *colon = strchr(line, ':');
	g_autofree char *head = colon ? g_ascii_strup(line, colon - line) : NULL;

	if (!colon)
		return;
	if (g_str_has_prefix(head, "RRULE")) {
		char *rule = ical_rule_normal(colon + 1, zone_exists(zone_name) ? zone_name : NULL, NULL);
		if (rule)
			g_ptr_array_add(recurrence->rules, rule);
	} else if (g_str_has_prefix(head, "RDATE")) {
		read_dates(head, colon + 1, zone, recurrence->rdates);
	} else if (g_str_has_prefix(head, "EXDATE")) {
		read_dates(head, colon + 1, zone, recurrence->exdates);
	}
}

static Recurrence recurrence_of(const RemoteEvent *master, const char *zone_name, GTimeZone *zone)
{
	Recurrence recurrence = { g_ptr_array_new_with_free_func(g_free),
				  g_array_new(FALSE, FALSE, sizeof(gint64)),
				  g_array_new(FALSE, FALSE, sizeof(gint64)) };
	g_auto(GStrv) lines = g_strsplit(master->recurrence, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		read_line(g_strstrip(lines[i]), zone_name, zone, &recurrence);
	return recurrence;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
	return x < y ? -1 : x > y;
}

/* Adds the original starts that one rule (NULL: the given dates alone) makes. FALSE: it was cut off. */
static gboolean add_dates(const char *rule, const Recurrence *recurrence, gint64 start, gint64 from,
			  gint64 to, gboolean all_day, GTimeZone *zone, GArray *originals)
{
	gboolean truncated = FALSE;
	g_autoptr(GArray) walls = ical_expand(rule, start, recurrence->rdates, recurrence->exdates, from,
					      MAX(to, from + 1), MOST_DATES, &truncated, NULL);

	for (guint i = 0; walls && i < walls->len; i++) {
		gint64 wall = g_array_index(walls, gint64, i),
		       original = all_day ? wall : zone_resolve(zone, wall);
		g_array_append_val(originals, original);
	}
	return !truncated;
}

/* The original starts of a series from the window's beginning up to `to`, in order. complete: nothing was cut off. */
static GArray *series_dates(const Book *book, const Calendar *calendar, const RemoteEvent *master, gint64 to,
			    gboolean *complete)
{
	GArray *originals = g_array_new(FALSE, FALSE, sizeof(gint64));
	const EventFields *fields = remote_event_fields(master);
	g_autoptr(GTimeZone) zone = NULL;
	gint64 start, from;

	*complete = TRUE;
	if (!fields || master->deleted)
		return originals;
	zone = book_zone_named(book, fields->zone);
	start = fields->all_day ? zone_day_of(zone, fields->start) * ZONE_DAY_SECONDS
				: zone_local(zone, fields->start);
	/* one that began before the window may reach into it */
	from = zone_local(zone, calendar->since) - (fields->end - fields->start) - ZONE_DAY_SECONDS;
	{
		g_auto(Recurrence) recurrence = recurrence_of(master, fields->zone, zone);
		guint n = 0;
		do
			*complete &= add_dates(recurrence.rules->len ? recurrence.rules->pdata[n] : NULL,
					       &recurrence, start, from, zone_local(zone, to),
					       fields->all_day != 0, zone, originals);
		while (++n < recurrence.rules->len);
	}
	g_array_sort(originals, by_number);
	if (originals->len > MOST_DATES) {
		*complete = FALSE;
		g_array_set_size(originals, MOST_DATES);
	}
	return originals;
}

/* The series' event as it is on one date. */
static EventFields *fields_on(const Book *book, const EventFields *master, gint64 original)
{
	EventFields *fields = event_fields_copy(master);

	if (master->all_day) {
		g_autoptr(GTimeZone) zone = book_zone_named(book, master->zone);
		fields->start = zone_day_start(zone, local_day(original));
		fields->end = zone_day_start(zone, local_day(original) + master->all_day);
	} else {
		fields->start = original;
		fields->end = original + (master->end - master->start);
	}
	return fields;
}

/* --- one date --- */

typedef struct {
	Book *book;
	const Calendar *calendar;
	const RemoteEvent *master; /* NULL: unknown (yet) */
	const char *series;
} Sweep;

static gboolean show_exception(const Sweep *sweep, const RemoteEvent *exception, const SyncLink *link,
			       GError **error)
{
	return sync_show(sweep->book,
			 &(SyncShown){ .calendar = sweep->calendar,
				       .fields = remote_event_fields(exception),
				       .blocks = exception->blocks != 0,
				       .remote_id = exception->remote_id,
				       .etag = exception->etag,
				       .link = exception->link,
				       .series = sweep->series,
				       .original = exception->original },
			 link, error);
}

static gboolean show_date(const Sweep *sweep, gint64 original, const SyncLink *link, GError **error)
{
	g_autoptr(EventFields) fields = fields_on(sweep->book, remote_event_fields(sweep->master), original);

	return sync_show(sweep->book,
			 &(SyncShown){ .calendar = sweep->calendar,
				       .fields = fields,
				       .blocks = sweep->master->blocks != 0,
				       .remote_id = "",
				       .etag = "",
				       .link = sweep->master->link,
				       .series = sweep->series,
				       .original = original },
			 link, error);
}

static gboolean make_date(const Sweep *sweep, gint64 original, gboolean in_rule, const RemoteEvent *exception,
			  const SyncLink *link, GError **error)
{
	if (link && !g_str_equal(link->kind, "mirror"))
		return TRUE;
	if (sweep->master && sweep->master->deleted)
		return !link || sync_take_away(sweep->book, link, error);
	if (exception && !exception->deleted && remote_event_fields(exception))
		return show_exception(sweep, exception, link, error);
	if (in_rule && !exception)
		return show_date(sweep, original, link, error);
	return !link || sync_take_away(sweep->book, link, error);
}

/* --- many --- */

/* A date that something is to be done for, or may be. */
typedef struct {
	gint64 original;
	gboolean in_rule;
	const RemoteEvent *exception;
	const SyncLink *link;
} Date;

static int by_original(gconstpointer a, gconstpointer b)
{
	return by_number(&((const Date *)a)->original, &((const Date *)b)->original);
}

/* Everything that is known of each date, once each, in order. */
static GArray *gather_dates(const GArray *in_rule, const GPtrArray *exceptions, const GPtrArray *links)
{
	GArray *dates = g_array_new(FALSE, TRUE, sizeof(Date));
	guint kept = 0;

	for (guint i = 0; i < in_rule->len; i++)
		g_array_append_vals(dates, &(Date){ g_array_index(in_rule, gint64, i), TRUE, NULL, NULL }, 1);
	for (guint i = 0; i < exceptions->len; i++)
		g_array_append_vals(dates,
				    &(Date){ ((const RemoteEvent *)exceptions->pdata[i])->original, FALSE,
					     exceptions->pdata[i], NULL },
				    1);
	for (guint i = 0; i < links->len; i++)
		g_array_append_vals(dates,
				    &(Date){ ((const SyncLink *)links->pdata[i])->original, FALSE, NULL,
					     links->pdata[i] },
				    1);
	g_array_sort(dates, by_original);
	for (guint i = 0; i < dates->len; i++) {
		Date *date = &g_array_index(dates, Date, i),
		     *last = kept ? &g_array_index(dates, Date, kept - 1) : NULL;
		if (!last || last->original != date->original) {
			g_array_index(dates, Date, kept++) = *date;
			continue;
		}
		last->in_rule |= date->in_rule;
		last->exception = last->exception ? last->exception : date->exception;
		last->link = last->link ? last->link : date->link;
	}
	g_array_set_size(dates, kept);
	return dates;
}

/* Twelve months from today on, in the business's clock. */
static gint64 horizon_of(const Book *book)
{
	return zone_day_start(book->zone, day_add_months(book_today(book), 12));
}

/* Has the rule come to its end with these dates? */
static gboolean is_over(const Book *book, const Calendar *calendar, const RemoteEvent *master,
			const GArray *in_rule)
{
	gboolean complete;
	g_autoptr(GArray) farther = series_dates(book, calendar, master,
						 day_from_civil(2200, 1, 1) * ZONE_DAY_SECONDS, &complete);
	gboolean ends = strstr(master->recurrence, "COUNT=") || strstr(master->recurrence, "UNTIL=") ||
			!strstr(master->recurrence, "RRULE");

	return ends && complete && farther->len == in_rule->len;
}

/* The date that is an appointment of the book, its event having been given a rule there. */
static gint64 own_date(Book *book, const Calendar *calendar, const RemoteEvent *master, gboolean *own)
{
	g_autoptr(SyncLink) link = store_link_at(book->store, calendar->id, master->remote_id, NULL);
	const EventFields *fields = remote_event_fields(master);
	g_autoptr(GTimeZone) zone = fields ? book_zone_named(book, fields->zone) : NULL;

	*own = fields && link && !g_str_equal(link->kind, "mirror");
	if (!*own)
		return NONE;
	return fields->all_day ? zone_day_of(zone, fields->start) * ZONE_DAY_SECONDS : fields->start;
}

/* Goes through the dates from `from` on; stops where enough is written. filled: up to where it got. */
static gboolean make_dates(const Sweep *sweep, const GArray *dates, gint64 from, gint64 to, gint64 *filled,
			   GError **error)
{
	gboolean own;
	gint64 mine = own_date(sweep->book, sweep->calendar, sweep->master, &own);

	for (guint i = 0; i < dates->len; i++) {
		const Date *date = &g_array_index(dates, Date, i);
		if (date->original < from || (own && date->original == mine))
			continue;
		if (book_sync_written(sweep->book) >= CHUNK_ROWS) {
			*filled = MIN(date->original,
				      horizon_of(sweep->book) - 1); /* what lies beyond is come back to */
			return TRUE;
		}
		if (!make_date(sweep, date->original, date->in_rule, date->exception, date->link, error))
			return FALSE;
	}
	*filled = to;
	return TRUE;
}

/* One step of a series: from where it is filled to the horizon, or to where enough is written. The last step of one that is gone takes its
 * row with it. */
static gboolean sweep_on(Book *book, const Calendar *calendar, const RemoteEvent *master, gint64 from,
			 GError **error)
{
	gint64 to = horizon_of(book) + SLACK_DAYS * ZONE_DAY_SECONDS, filled = from;
	gboolean complete;
	g_autoptr(GArray) in_rule = series_dates(book, calendar, master, to, &complete);
	g_autoptr(GPtrArray) exceptions =
		store_exceptions(book->store, calendar->id, master->remote_id, error);
	g_autoptr(GPtrArray) links =
		exceptions ? store_links_of_series(book->store, calendar->id, master->remote_id, error)
			   : NULL;
	g_autoptr(GArray) dates = links ? gather_dates(in_rule, exceptions, links) : NULL;
	Sweep sweep = { book, calendar, master, master->remote_id };

	if (!dates || !make_dates(&sweep, dates, from, to, &filled, error))
		return FALSE;
	sync_wrote(book);
	if (filled == to && master->deleted)
		return store_remote_series_delete(book->store, calendar->id, master->remote_id, error);
	if (filled == to && (!complete || is_over(book, calendar, master, in_rule)))
		filled = G_MAXINT64;
	return store_remote_series_put(book->store, calendar->id, master, filled, error);
}

/* --- a series changes or goes --- */

static RemoteEvent *gone(const char *remote_id)
{
	RemoteEvent *event = remote_event_new();

	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	event->deleted = 1;
	return event;
}

/* The appointments that were dates of it: what their event was is gone with the series, unless that is very many. */
static gboolean cancel_adopted(Book *book, const Calendar *calendar, const char *series, GError **error)
{
	g_autoptr(GPtrArray) links = store_links_of_series(book->store, calendar->id, series, error);
	gboolean free = TRUE;
	guint n = 0;

	for (guint i = 0; links && i < links->len; i++) {
		const SyncLink *link = links->pdata[i];
		n += !g_str_equal(link->kind, "mirror") && link->base && !link->held;
	}
	if (!links || (n && !book_sync_guard_here(book, calendar->id, n, clock_real(), &free, error)))
		return FALSE;
	for (guint i = 0; n && i < links->len; i++) {
		const SyncLink *link = links->pdata[i];
		if (!g_str_equal(link->kind, "mirror") && link->base &&
		    !book_sync_deleted(book, link->booking, !free, error))
			return FALSE;
	}
	return TRUE;
}

gboolean sync_series_drop(Book *book, const Calendar *calendar, const char *remote_id, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(RemoteEvent) stands =
		store_remote_series(book->store, calendar->id, remote_id, NULL, &problem);
	g_autoptr(GPtrArray) exceptions =
		problem ? NULL : store_exceptions(book->store, calendar->id, remote_id, &problem);
	g_autoptr(RemoteEvent) event = NULL;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (stands ? stands->deleted : exceptions->len == 0)
		return TRUE;
	event = gone(remote_id);
	return cancel_adopted(book, calendar, remote_id, error) &&
	       sweep_on(book, calendar, event, G_MININT64, error);
}

/* Does anything differ that its dates show? */
static gboolean shows_same(const RemoteEvent *a, const RemoteEvent *b)
{
	const EventFields *one = remote_event_fields(a), *other = remote_event_fields(b);

	return a->deleted == b->deleted && a->blocks == b->blocks &&
	       strcmp(a->recurrence, b->recurrence) == 0 && one && other &&
	       model_equal(&event_fields_class, one, other);
}

static gboolean take_master(Book *book, const Calendar *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(RemoteEvent) stands =
		store_remote_series(book->store, calendar->id, event->remote_id, NULL, &problem);
	g_autoptr(SyncLink) single =
		problem ? NULL : store_link_at(book->store, calendar->id, event->remote_id, &problem);

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (stands && shows_same(stands, event))
		return TRUE;
	/* it stood once, and repeats now */
	if (single && g_str_equal(single->kind, "mirror") && !single->series &&
	    !sync_take_away(book, single, error))
		return FALSE;
	return sweep_on(book, calendar, event, G_MININT64, error);
}

/* --- exceptions --- */

/* Original starts of a tombstone that names only itself. */
static gint64 original_of(Book *book, const Calendar *calendar, const RemoteEvent *event)
{
	g_autoptr(SyncLink) link =
		event->original == NONE ? book_sync_link_at(book, calendar->id, event, NULL) : NULL;

	return link ? link->original : event->original;
}

static gboolean is_date(const Book *book, const Calendar *calendar, const RemoteEvent *master,
			gint64 original)
{
	gboolean complete;
	g_autoptr(GArray) dates = NULL;

	if (!master || master->deleted)
		return FALSE;
	dates = series_dates(book, calendar, master, horizon_of(book) + SLACK_DAYS * ZONE_DAY_SECONDS,
			     &complete);
	for (guint i = 0; i < dates->len; i++)
		if (g_array_index(dates, gint64, i) == original)
			return TRUE;
	return FALSE;
}

/* Makes one date what it should be now. */
static gboolean make_one(Book *book, const Calendar *calendar, const char *series, gint64 original,
			 GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(RemoteEvent) master =
		store_remote_series(book->store, calendar->id, series, NULL, &problem);
	g_autoptr(RemoteEvent) exception =
		problem ? NULL : store_exception(book->store, calendar->id, series, original, &problem);
	g_autoptr(SyncLink) link =
		problem ? NULL
			: store_link_of_occurrence(book->store, calendar->id, series, original, &problem);
	Sweep sweep = { book, calendar, master, series };

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	return make_date(&sweep, original, !exception && is_date(book, calendar, master, original), exception,
			 link, error);
}

static gboolean take_exception(Book *book, const Calendar *calendar, const RemoteEvent *event, GError **error)
{
	g_autoptr(RemoteEvent) kept = remote_event_copy(event);
	g_autoptr(RemoteEvent) stands = NULL;
	g_autoptr(GError) problem = NULL;

	if ((kept->original = original_of(book, calendar, event)) == NONE)
		return TRUE;
	stands = store_exception(book->store, calendar->id, kept->series, kept->original, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (stands && model_equal(&remote_event_class, stands, kept))
		return TRUE;
	sync_wrote(book);
	return store_exception_put(book->store, calendar->id, kept, error) &&
	       make_one(book, calendar, kept->series, kept->original, error);
}

gboolean book_sync_mirror_series(Book *book, const char *calendar_id, const RemoteEvent *event,
				 GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, calendar_id, error);

	if (!calendar)
		return FALSE;
	if (event->series)
		return take_exception(book, calendar, event, error);
	if (event->deleted)
		return sync_series_drop(book, calendar, event->remote_id, error);
	return !remote_event_fields(event) || take_master(book, calendar, event, error);
}

gboolean book_sync_mirror_gone(Book *book, const SyncLink *link, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, link->calendar, error);

	if (!calendar)
		return FALSE;
	if (!link->series)
		return sync_take_away(book, link, error);
	if (link->original == NONE)
		return sync_series_drop(book, calendar, link->series, error);
	sync_wrote(book);
	return store_exception_delete(book->store, link->calendar, link->series, link->original, error) &&
	       make_one(book, calendar, link->series, link->original, error);
}

/* --- as the months come nearer --- */

/* One step; correlation goes from chunk to chunk. */
static gboolean step(Book *book, const char *calendar_id, const char *series, char **correlation,
		     GError **error)
{
	g_autoptr(Calendar) seen = store_calendar(book->store, calendar_id, error);
	g_autoptr(Calendar) calendar = NULL;
	g_autoptr(RemoteEvent) master = NULL;
	gint64 filled = 0;

	if (!seen || !book_sync_begin(book, seen->account, *correlation, error))
		return FALSE;
	g_clear_pointer(correlation, g_free);
	calendar = store_calendar(book->store, calendar_id, error);
	master = calendar ? store_remote_series(book->store, calendar_id, series, &filled, error) : NULL;
	if (!calendar || (!master && error && *error) ||
	    (master && !sweep_on(book, calendar, master, filled, error)))
		return book_abort(book);
	return book_sync_commit(book, correlation, error);
}

gboolean sync_mirror_top_up(Book *book, GError **error)
{
	g_autofree char *correlation = NULL, *account = NULL;
	gint64 before = horizon_of(book);

	for (;;) {
		g_autofree char *calendar = NULL;
		g_autoptr(RemoteEvent) master = NULL;
		g_autoptr(Calendar) row = NULL;
		gint64 filled = 0;
		if (!store_remote_series_unfilled(book->store, before, &calendar, &master, &filled, error))
			return FALSE;
		if (!master)
			return TRUE;
		if (!(row = store_calendar(book->store, calendar, error)))
			return FALSE;
		if (g_strcmp0(account, row->account) != 0) {
			g_clear_pointer(&correlation, g_free);
			g_free(account);
			account = g_strdup(row->account);
		}
		if (!step(book, calendar, master->remote_id, &correlation, error))
			return FALSE;
	}
}
