/* book/series_dates.c - the table of a series' dates: which fit, what stands against the others, and what becomes of them */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/json.h"
#include "book/series_p.h"

#define MARGIN (2 * ZONE_DAY_SECONDS) /* around the dates: the longest day, and buffers */

void series_date_free(SeriesDate *date)
{
	if (!date)
		return;
	g_free(date->message);
	g_clear_pointer(&date->with, g_ptr_array_unref);
	slot_free(date->nearest);
	g_free(date->booking);
	g_free(date);
}

const char *date_choice_name(DateChoice choice)
{
	static const char *const names[] = { [DATE_REFUSE] = "refuse",
					     [DATE_SKIP] = "skip",
					     [DATE_MOVE] = "move",
					     [DATE_OVERBOOK] = "overbook" };

	return names[choice];
}

static void line_free(gpointer line_)
{
	LineDate *line = line_;

	booking_free(line->wanted);
	booking_free(line->booking);
	g_clear_pointer(&line->visits, g_ptr_array_unref);
	g_clear_pointer(&line->findings, g_ptr_array_unref);
	series_date_free(line->says);
	g_free(line);
}

void lineup_init(Lineup *lineup)
{
	*lineup = (Lineup){ .dates = g_ptr_array_new_with_free_func(line_free), .appointment = TRUE };
}

void lineup_clear(Lineup *lineup)
{
	g_clear_pointer(&lineup->dates, g_ptr_array_unref);
	g_clear_pointer(&lineup->gone, g_free);
}

LineDate *lineup_add(Lineup *lineup, gint64 date, Booking *booking, GPtrArray *visits, const Booking *stands)
{
	LineDate *line = g_new0(LineDate, 1);

	line->wanted = booking;
	line->visits = visits;
	line->stands = stands;
	line->says = g_new0(SeriesDate, 1);
	line->says->date = date;
	line->says->start = booking->start;
	line->says->end = booking->end;
	line->says->fits = TRUE;
	line->says->message = g_strdup("");
	line->says->booking = stands ? g_strdup(stands->id) : NULL;
	g_ptr_array_add(lineup->dates, line);
	return line;
}

/* --- what is taken --- */

/* Everything that the dates are held against, between two instants. */
typedef struct {
	Book *book;
	const Lineup *lineup;
	GHashTable *changed; /* ids of the rows that are changed: not in their own way */
	gint64 from, to;
	BookRules rules;
	PlanTaken *taken;
} Ground;

static void ground_clear(Ground *ground)
{
	book_rules_clear(&ground->rules);
	g_clear_pointer(&ground->taken, plan_taken_free);
}

/* An appointment counts once for its day, and once for each service and each person in it. */
static void count_day(Book *book, PlanTaken *taken, const Booking *booking)
{
	gint64 day = zone_day_of(book->zone, booking->start);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	plan_taken_count(taken, day, NULL, 1);
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (part->service && g_hash_table_add(seen, part->service))
			plan_taken_count(taken, day, part->service, 1);
		if (part->staff && g_hash_table_add(seen, part->staff))
			plan_taken_count_staff(taken, day, part->staff, 1);
	}
}

static void occupy(Book *book, PlanTaken *taken, const Booking *booking)
{
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		PlanPart plan = { booking->id, part->service,   part->staff,   part->resource, part->start,
				  part->end,   part->busy_from, part->busy_to, part->busy != 0 };
		plan_taken_add(taken, &plan);
	}
	if (g_str_equal(booking->kind, "appointment"))
		count_day(book, taken, booking);
}

/* Everything that any of the dates could touch. */
static GPtrArray *all_visits(const Lineup *lineup)
{
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; i < lineup->dates->len; i++) {
		const LineDate *line = lineup->dates->pdata[i];
		for (guint j = 0; j < line->visits->len; j++)
			g_ptr_array_add(all, line->visits->pdata[j]);
	}
	return all;
}

static gboolean ground_lay(Ground *ground, Book *book, const Lineup *lineup, const GPtrArray *visits,
			   gint64 from, gint64 to, GError **error)
{
	*ground = (Ground){ .book = book, .lineup = lineup, .from = from, .to = to };
	g_autoptr(GHashTable) changed = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < lineup->dates->len; i++) {
		const LineDate *line = lineup->dates->pdata[i];
		if (line->stands)
			g_hash_table_add(changed, line->stands->id);
	}
	for (guint i = 0; lineup->gives_way && i < lineup->gives_way->len; i++)
		g_hash_table_add(changed, ((const Booking *)lineup->gives_way->pdata[i])->id);
	if (!book_rules(book, &ground->rules, from, to, error))
		return FALSE;
	ground->taken = book_taken_without(book, &ground->rules.rules, visits, from, to, changed, error);
	return ground->taken != NULL;
}

static gboolean ground_for_all(Ground *ground, Book *book, const Lineup *lineup, GError **error)
{
	g_autoptr(GPtrArray) visits = all_visits(lineup);
	gint64 from = G_MAXINT64, to = G_MININT64;

	for (guint i = 0; i < lineup->dates->len; i++) {
		const LineDate *line = lineup->dates->pdata[i];
		from = MIN(from, line->says->start);
		to = MAX(to, line->says->end);
	}
	return ground_lay(ground, book, lineup, visits, from - MARGIN, to + MARGIN, error);
}

static GPtrArray *check(const Ground *ground, const Booking *booking)
{
	GPtrArray *findings =
		plan_check(&ground->rules.rules, ground->taken, booking->parts, ground->lineup->appointment);

	if (ground->lineup->beyond)
		((PlanFinding *)findings->pdata[PLAN_HORIZON])->ok = TRUE;
	return findings;
}

/* --- the nearest time that fits --- */

static const Slot *nearest_in(const GPtrArray *slots, gint64 start)
{
	const Slot *nearest = NULL;

	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		if (!nearest || ABS(slot->start - start) < ABS(nearest->start - start))
			nearest = slot;
	}
	return nearest;
}

/* Has it taken its time by now? */
static gboolean stands_already(const LineDate *line)
{
	return line->booking && (line->kept || line->says->fits || line->says->choice == DATE_MOVE ||
				 line->says->choice == DATE_OVERBOOK);
}

/* Around a date, with all that takes its time by now; the wider ground where it is inside it. */
static GPtrArray *slots_around(const Ground *ground, const LineDate *line, gint64 reach, GError **error)
{
	Book *book = ground->book;
	gint64 length = book_longest(book, line->visits), from = line->says->start - reach,
	       to = line->says->start + reach + length;
	Ground near = { 0 };
	const Ground *at = ground;
	GPtrArray *slots = NULL;

	if (from - length < ground->from || to + length > ground->to) {
		if (ground_lay(&near, book, ground->lineup, line->visits, from - length - MARGIN,
			       to + length + MARGIN, error)) {
			for (guint i = 0; i < ground->lineup->dates->len; i++) {
				const LineDate *other = ground->lineup->dates->pdata[i];
				if (other != line && stands_already(other))
					occupy(book, near.taken, other->booking);
			}
		}
		at = &near;
	}
	PlanSearch search = { .from = MAX(from, book_now(book)),
			      .to = to,
			      .starts_before = NONE,
			      .step_min = (int)book->policy->slot_step,
			      .limit = G_MAXUINT };
	if (at->taken)
		slots = plan_free_slots(&at->rules.rules, at->taken, line->visits, &search, error);
	if (at == &near)
		ground_clear(&near);
	return slots;
}

/* NULL without error: there is none. */
static Slot *nearest_slot(const Ground *ground, const LineDate *line)
{
	static const int reach_days[] = { 1, 7, 60 }; /* as far as alternatives are looked for */

	if (line->booking->all_day)
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(reach_days); i++) {
		g_autoptr(GPtrArray) slots =
			slots_around(ground, line, reach_days[i] * ZONE_DAY_SECONDS, NULL);
		const Slot *nearest = nearest_in(slots, line->says->start);
		if (nearest)
			return slot_copy(nearest);
	}
	return NULL;
}

/* --- what becomes of each --- */

/* Is this choice meant for this date? */
static gboolean is_for(const DateChosen *chosen, gint64 date)
{
	return chosen->date == date ||
	       (chosen->date % ZONE_DAY_SECONDS == 0 && local_day(chosen->date) == local_day(date));
}

/* NULL: nothing was said of this date. */
static const DateChosen *chosen_for(const Lineup *lineup, gint64 date)
{
	const DateChosen *found = NULL;

	for (guint i = 0; lineup->choices && i < lineup->choices->len; i++) {
		const DateChosen *chosen = lineup->choices->pdata[i];
		if (is_for(chosen, date) && (!found || chosen->date == date))
			found = chosen;
	}
	return found;
}

static gboolean check_choices(const Lineup *lineup, GError **error)
{
	gboolean overbooks = lineup->clash == DATE_OVERBOOK;

	for (guint i = 0; lineup->choices && i < lineup->choices->len; i++) {
		const DateChosen *chosen = lineup->choices->pdata[i];
		gboolean found = FALSE;
		for (guint j = 0; j < lineup->dates->len && !found; j++)
			found = is_for(chosen, ((const LineDate *)lineup->dates->pdata[j])->says->date);
		if (!found) {
			g_autofree char *day = day_short(local_day(chosen->date));
			return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s is no date of this series."),
					    day);
		}
		overbooks |= chosen->choice == DATE_OVERBOOK;
	}
	if (overbooks && !lineup->overbook)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Overbooking needs a reason, for whoever reads the book later."));
	return TRUE;
}

static DateChoice choice_of(const Lineup *lineup, const LineDate *line)
{
	const DateChosen *chosen = chosen_for(lineup, line->says->date);
	DateChoice choice = chosen ? (DateChoice)chosen->choice : lineup->clash;

	/* a reason without more overbooks whatever needs it */
	return choice == DATE_REFUSE && lineup->overbook ? DATE_OVERBOOK : choice;
}

static gboolean is_left_out(const Lineup *lineup, const LineDate *line)
{
	const DateChosen *chosen = chosen_for(lineup, line->says->date);

	return chosen && chosen->choice == DATE_SKIP;
}

/* Says what stands against it. */
static void explain(Book *book, LineDate *line)
{
	SeriesDate *says = line->says;
	g_autoptr(GPtrArray) said = NULL;

	g_clear_pointer(&says->with, g_ptr_array_unref);
	says->with = booking_views_new();
	said = book_objections(book, line->findings, says->with);
	g_ptr_array_add(said, NULL);
	g_free(says->message);
	says->message = g_strjoinv(" ", (char **)said->pdata);
	for (guint i = 0; i < line->findings->len; i++) {
		const PlanFinding *finding = line->findings->pdata[i];
		says->conflict |= !finding->ok && finding->conflict;
	}
}

static const char *what_is_gone(const LineDate *line)
{
	const PlanFinding *exists = line->findings->pdata[PLAN_EXISTS];

	return exists->ok ? NULL : exists->message;
}

/* To the nearest slot; FALSE: there is none. */
static gboolean move_to_nearest(const Ground *ground, LineDate *line)
{
	Booking *booking = line->booking;
	const Part *first = booking->parts->pdata[0];
	const Slot *slot = line->says->nearest;
	g_autofree char *was = g_strdup(first->resource);
	g_autoptr(GPtrArray) findings = NULL;

	if (!slot)
		return FALSE;
	series_shift(ground->book, booking, slot->start);
	for (guint i = 0; slot->resource && i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (g_strcmp0(part->resource, was) == 0)
			model_set(&part_class, part, &part->resource, slot->resource);
	}
	findings = check(ground, booking);
	if (plan_fits(findings))
		return TRUE;
	series_shift(ground->book, booking, line->says->start);
	return FALSE;
}

/* A new date is not made, a row stays as it is: then it takes its own time before all others, and everything is tried again. */
static void leave_out(LineDate *line)
{
	line->says->choice = DATE_SKIP;
	g_clear_pointer(&line->booking, booking_free);
	line->kept = line->stands != NULL;
}

static void refuse(Lineup *lineup, LineDate *line)
{
	line->says->choice = DATE_REFUSE;
	lineup->refused++;
	lineup->conflict |= line->says->conflict;
}

/* Where it cannot be what was chosen, it is refused. */
static void settle_clash(Lineup *lineup, Ground *ground, LineDate *line)
{
	DateChoice choice = choice_of(lineup, line);
	const char *gone = what_is_gone(line);

	line->says->nearest = nearest_slot(ground, line);
	line->says->choice = choice;
	lineup->clashing++;
	if (choice == DATE_SKIP) {
		leave_out(line);
		return;
	}
	if (choice == DATE_REFUSE || (choice == DATE_MOVE && !move_to_nearest(ground, line))) {
		refuse(lineup, line);
		return;
	}
	if (choice == DATE_OVERBOOK) {
		if (gone && !lineup->gone)
			lineup->gone = g_strdup(gone);
		model_set(&booking_class, line->booking, &line->booking->overbooked, lineup->overbook);
	}
	occupy(ground->book, ground->taken, line->booking);
}

/* --- the whole --- */

static void start_round(Lineup *lineup)
{
	lineup->clashing = lineup->refused = 0;
	lineup->conflict = FALSE;
	g_clear_pointer(&lineup->gone, g_free);
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		g_clear_pointer(&line->booking, booking_free);
		line->booking = booking_copy(line->kept ? line->stands : line->wanted);
		if (line->kept) {
			lineup->clashing += !line->says->fits;
			continue;
		}
		g_clear_pointer(&line->findings, g_ptr_array_unref);
		g_clear_pointer(&line->says->nearest, slot_free);
		line->says->fits = TRUE;
		line->says->conflict = FALSE;
		line->says->choice = DATE_REFUSE;
	}
}

static gboolean takes_time(const Booking *booking)
{
	return booking->busy && booking_is_live(booking);
}

/* Those whose time is settled stand first; then in order whoever fits. */
static void place_fitting(const Lineup *lineup, Ground *ground)
{
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if ((line->unmoved || line->kept) && takes_time(line->booking))
			occupy(ground->book, ground->taken, line->booking);
	}
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if (line->unmoved || line->kept)
			continue;
		line->findings = check(ground, line->booking);
		line->says->fits = plan_fits(line->findings);
		if (!line->says->fits)
			continue;
		if (is_left_out(lineup, line)) {
			leave_out(line);
			continue;
		}
		model_set(&booking_class, line->booking, &line->booking->overbooked, NULL);
		occupy(ground->book, ground->taken, line->booking);
	}
}

/* again: a row stays after all, so that its time is taken from the start. */
static void settle_rest(Lineup *lineup, Ground *ground, gboolean *again)
{
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if (line->unmoved || line->kept || line->says->fits)
			continue;
		explain(ground->book, line);
		settle_clash(lineup, ground, line);
		*again |= line->kept;
	}
}

gboolean lineup_settle(Book *book, Lineup *lineup, GError **error)
{
	gboolean again = TRUE;

	if (!check_choices(lineup, error))
		return FALSE;
	for (guint i = 0; i < lineup->dates->len; i++) {
		LineDate *line = lineup->dates->pdata[i];
		if (line->stands && is_left_out(lineup, line))
			leave_out(line);
	}
	while (again) {
		Ground ground;
		again = FALSE;
		start_round(lineup);
		if (!ground_for_all(&ground, book, lineup, error)) {
			ground_clear(&ground);
			return FALSE;
		}
		place_fitting(lineup, &ground);
		settle_rest(lineup, &ground, &again);
		ground_clear(&ground);
	}
	return TRUE;
}

/* The rows that it may not stand on are those taken by now. */
gboolean lineup_lay(Book *book, Lineup *lineup, const BookRequest *request, GError **error)
{
	Ground ground;
	gboolean done = ground_for_all(&ground, book, lineup, error);

	for (guint i = 0; done && i < lineup->dates->len; i++) {
		const LineDate *line = lineup->dates->pdata[i];
		GPtrArray *parts = book_parts_at(book, request, &ground.rules.rules, ground.taken,
						 line->wanted->start, error);
		done = parts != NULL;
		if (!done)
			break;
		g_ptr_array_unref(line->wanted->parts);
		line->wanted->parts = parts;
		occupy(book, ground.taken, line->wanted);
	}
	ground_clear(&ground);
	return done;
}

gboolean lineup_fits(Book *book, const Lineup *lineup)
{
	Ground ground;
	gboolean fits = ground_for_all(&ground, book, lineup, NULL);

	for (guint i = 0; fits && i < lineup->dates->len; i++) {
		const LineDate *line = lineup->dates->pdata[i];
		g_autoptr(GPtrArray) findings = check(&ground, line->wanted);
		fits = plan_fits(findings);
		occupy(book, ground.taken, line->wanted);
	}
	ground_clear(&ground);
	return fits;
}

GPtrArray *lineup_table(Lineup *lineup)
{
	GPtrArray *table = g_ptr_array_new_with_free_func((GDestroyNotify)series_date_free);

	for (guint i = 0; i < lineup->dates->len; i++)
		g_ptr_array_add(table, g_steal_pointer(&((LineDate *)lineup->dates->pdata[i])->says));
	return table;
}

/* --- the refusal --- */

static cJSON *json_series_date(Book *book, const SeriesDate *date)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToObject(object, "start", json_instant(book->zone, date->start));
	cJSON_AddItemToObject(object, "end", json_instant(book->zone, date->end));
	cJSON_AddBoolToObject(object, "fits", date->fits);
	cJSON_AddItemToObject(object, "with",
			      date->with ? json_bookings(book, date->with) : cJSON_CreateArray());
	cJSON_AddItemToObject(object, "nearest",
			      date->nearest ? json_slot(book, date->nearest) : cJSON_CreateNull());
	if (date->fits && date->choice == DATE_REFUSE)
		cJSON_AddNullToObject(object, "choice");
	else
		cJSON_AddStringToObject(object, "choice", date_choice_name(date->choice));
	cJSON_AddStringToObject(object, "message", date->message);
	if (date->booking)
		cJSON_AddStringToObject(object, "booking", date->booking);
	else
		cJSON_AddNullToObject(object, "booking");
	return object;
}

cJSON *json_series_dates(Book *book, const GPtrArray *dates)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dates->len; i++)
		cJSON_AddItemToArray(list, json_series_date(book, dates->pdata[i]));
	return list;
}

static gboolean is_refused(const SeriesDate *says)
{
	return !says->fits && says->choice == DATE_REFUSE;
}

/* "Tue 1 Dec 10:00, Tue 8 Dec 10:00": the first of those that are refused. */
static char *refused_words(Book *book, const Lineup *lineup)
{
	GString *days = g_string_new(NULL);
	guint named = 0;

	for (guint i = 0; i < lineup->dates->len; i++) {
		const SeriesDate *says = ((const LineDate *)lineup->dates->pdata[i])->says;
		if (is_refused(says) && named++ < 5) {
			g_autofree char *when = book_time_words(book, says->start);
			g_string_append_printf(days, "%s%s", named > 1 ? ", " : "", when);
		}
	}
	if (named > 5)
		g_string_append(days, ", …");
	return g_string_free(days, FALSE);
}

static char *refusal_details(Book *book, const Lineup *lineup)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *lines = cJSON_AddArrayToObject(details, "dates");
	char *printed, *text;

	for (guint i = 0; i < lineup->dates->len; i++)
		cJSON_AddItemToArray(
			lines, json_series_date(book, ((const LineDate *)lineup->dates->pdata[i])->says));
	printed = cJSON_PrintUnformatted(details);
	text = g_strdup(printed);
	cJSON_free(printed);
	cJSON_Delete(details);
	return text;
}

gboolean lineup_allows(Book *book, const Lineup *lineup, gboolean change, GError **error)
{
	g_autofree char *days = NULL, *details = NULL, *message = NULL;

	if (lineup->refused == 0)
		return !lineup->gone || daybook_fail(error, DAYBOOK_ERROR_POLICY, "%s", lineup->gone);
	days = refused_words(book, lineup);
	message = change ? g_strdup_printf(ngettext("%u of %u dates does not fit (%s); nothing was changed.",
						    "%u of %u dates do not fit (%s); nothing was changed.",
						    lineup->refused),
					   lineup->refused, lineup->dates->len, days)
			 : g_strdup_printf(ngettext("%u of %u dates does not fit (%s); nothing was booked.",
						    "%u of %u dates do not fit (%s); nothing was booked.",
						    lineup->refused),
					   lineup->refused, lineup->dates->len, days);
	daybook_fail(error, lineup->conflict ? DAYBOOK_ERROR_CONFLICT : DAYBOOK_ERROR_POLICY, "%s", message);
	details = refusal_details(book, lineup);
	if (error)
		daybook_error_set_details(*error, details);
	return FALSE;
}
