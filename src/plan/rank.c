/* plan/rank.c - which free slots are the best, and why (plan.h has the weights)
 *
 * Every slot is scored from numbers alone, and words are found only for those that are kept. Scores are whole numbers from 0 to 1000, so
 * counting them sorts them, and equal ones stay in the order in which they came. */
#include <string.h>

#include "base/i18n.h"
#include "plan/plan_p.h"

#define FULL 1000
#define USUAL 500 /* from here on something is a habit */
#define QUIET 700 /* from here on a day is quiet, or busy */

enum {
	WEIGHT_GAPS = 40,
	WEIGHT_BESIDE = 20,
	WEIGHT_STAFF = 15,
	WEIGHT_HOUR = 10,
	WEIGHT_WEEKDAY = 5,
	WEIGHT_LOAD = 20,
	WEIGHT_SOON = 10
};

/* What is known of one staff member. */
typedef struct {
	GArray *open;    /* of Interval: NULL until asked */
	guint at;        /* the open interval that the last slot lay in */
	gint64 shortest; /* seconds of the shortest service that they do; 0 until asked */
	guint load_day;  /* index of the day that load was counted for; G_MAXUINT: none */
	int load;
} Person;

typedef struct {
	const PlanRules *rules;
	const PlanTaken *taken;
	const GPtrArray *visits;
	const PlanHabits *habits; /* NULL: none */
	PlanSites *sites;
	PlanDays *days;
	guint day; /* index of the day of the last slot */
	gint64 from, to;
	Person *people;     /* by staff index */
	GHashTable *places; /* staff id -> index + 1 */
} Ranker;

/* One slot looked at. */
typedef struct {
	guint staff;
	Interval time; /* with buffers */
	PlanBeside beside;
	gint64 before, after; /* seconds free on either side, up to a booking or the end of hours */
	gboolean class;       /* others are in it */
} Look;

/* --- one staff member --- */

static gint64 shortest(Ranker *ranker, guint staff)
{
	Person *person = &ranker->people[staff];
	const char *id = ((const Staff *)ranker->rules->staff->pdata[staff])->id;
	if (person->shortest)
		return person->shortest;
	for (guint i = 0; i < ranker->rules->services->len; i++) {
		const Service *service = ranker->rules->services->pdata[i];
		gint64 seconds = service_minutes(service, id) * 60;
		if (!service->active || service->removed || !service_done_by(service, id) || seconds <= 0)
			continue;
		person->shortest = person->shortest ? MIN(person->shortest, seconds) : seconds;
	}
	if (person->shortest == 0)
		person->shortest = ranker->rules->policy->slot_step * 60;
	return person->shortest;
}

/* The hours around a time within them. */
static Interval hours_around(Ranker *ranker, guint staff, gint64 start)
{
	Person *person = &ranker->people[staff];
	if (!person->open)
		person->open = plan_open_days(
			ranker->rules, ranker->days, ((const Staff *)ranker->rules->staff->pdata[staff])->id,
			ranker->days->start[0], ranker->days->start[ranker->days->n], TRUE);
	int at = plan_holding(person->open, start, start, &person->at);
	return at < 0 ? (Interval){ start, start } : g_array_index(person->open, Interval, at);
}

/* How much of that day's hours is busy, in thousandths. */
static int load_of(Ranker *ranker, guint staff)
{
	Person *person = &ranker->people[staff];
	if (person->load_day == ranker->day)
		return person->load;
	gint64 from = ranker->days->start[ranker->day], to = ranker->days->start[ranker->day + 1];
	gint64 open = 0, busy = 0;
	PlanOverlap overlap = plan_overlap(
		plan_line_staff(ranker->taken, ((const Staff *)ranker->rules->staff->pdata[staff])->id), from,
		to);
	for (const PlanPart *part; (part = plan_overlap_next(&overlap));)
		busy += MIN(part->busy_to, to) - MAX(part->busy_from, from);
	hours_around(ranker, staff, from);
	for (guint i = 0; i < person->open->len; i++) {
		const Interval *each = &g_array_index(person->open, Interval, i);
		if (each->start < to && each->end > from)
			open += MIN(each->end, to) - MAX(each->start, from);
	}
	person->load = open > 0 ? (int)MIN(busy * FULL / open, FULL) : FULL;
	person->load_day = ranker->day;
	return person->load;
}

/* --- one slot --- */

static gint64 nearer(gint64 hours, gint64 booking)
{
	hours = MAX(hours, 0); /* buffers may reach past them */
	return booking == NONE ? hours : MIN(hours, booking);
}

static gboolean in_company(const Ranker *ranker, const Slot *slot, const PlanLine *line)
{
	const Visit *visit = ranker->visits->pdata[0];
	if (plan_capacity(plan_service(ranker->rules, visit->service)) == 1)
		return FALSE;
	PlanOverlap overlap = plan_overlap(line, slot->start, slot->start + 1);
	const PlanPart *other = plan_overlap_next(&overlap);
	return other && other->start == slot->start && g_strcmp0(other->service, visit->service) == 0;
}

static Look look_at(Ranker *ranker, const Slot *slot)
{
	Look look = { .staff = GPOINTER_TO_UINT(g_hash_table_lookup(ranker->places, slot->staff)) - 1 };
	gint64 end;
	const Resource *resource;
	if (ranker->visits->len > 1) /* who does the rest */
		plan_sites_fit(ranker->sites, look.staff, slot->start, &end, &resource);
	look.time = plan_sites_time(ranker->sites, look.staff, slot->start);
	const PlanLine *line = plan_line_staff(ranker->taken, slot->staff);
	Interval hours = hours_around(ranker, look.staff, slot->start);
	look.beside = plan_line_beside(line, look.time.start, look.time.end);
	look.before = nearer(look.time.start - hours.start, look.beside.gap_before);
	look.after = nearer(hours.end - look.time.end, look.beside.gap_after);
	look.class = in_company(ranker, slot, line);
	while (ranker->day > 0 && ranker->days->start[ranker->day] > slot->start)
		ranker->day--;
	while (ranker->day + 1 < ranker->days->n && ranker->days->start[ranker->day + 1] <= slot->start)
		ranker->day++;
	return look;
}

static int side_value(gint64 gap, gint64 least)
{
	return gap == 0 ? FULL : gap < least ? 0 : FULL / 2;
}

static gboolean touches_before(const Look *look)
{
	return look->beside.gap_before == 0 && look->before == 0;
}

static gboolean touches_after(const Look *look)
{
	return look->beside.gap_after == 0 && look->after == 0;
}

static int beside_value(const Look *look)
{
	int touching = touches_before(look) + touches_after(look);
	return look->class || touching == 2 ? FULL : touching ? 700 : 0;
}

static int share(guint part, guint whole)
{
	return whole ? (int)(part * FULL / whole) : 0;
}

static int staff_share(const Ranker *ranker, const Slot *slot)
{
	return share(GPOINTER_TO_UINT(g_hash_table_lookup(ranker->habits->staff, slot->staff)),
		     ranker->habits->visits);
}

static int weekday_share(const Ranker *ranker)
{
	return share(ranker->habits->weekdays[day_weekday(ranker->days->first + ranker->day)],
		     ranker->habits->visits);
}

static int hour_share(const Ranker *ranker, const Slot *slot)
{
	gint64 offset = ranker->days->offset[ranker->day];
	gint64 local = offset == NONE ? zone_local(ranker->rules->zone, slot->start) : slot->start + offset;
	int hour = local_minute(local) / 60;
	guint near = ranker->habits->hours[hour];
	if (hour > 0)
		near += ranker->habits->hours[hour - 1];
	if (hour < 23)
		near += ranker->habits->hours[hour + 1];
	return share(near, ranker->habits->visits);
}

static int load_value(Ranker *ranker, const Look *look)
{
	int load = load_of(ranker, look->staff);
	return ranker->rules->policy->rank_load > 0 ? FULL - load : load;
}

typedef struct {
	gint64 sum, weights;
} Mean;

static void count(Mean *mean, int weight, gint64 value)
{
	mean->sum += weight * value;
	mean->weights += weight;
}

static gint64 score_of(Ranker *ranker, const Slot *slot, const Look *look)
{
	Mean mean = { 0, 0 };
	gint64 least = shortest(ranker, look->staff), range = MAX(ranker->to - ranker->from, 1);
	if (!ranker->rules->policy->ignore_gaps)
		count(&mean, WEIGHT_GAPS,
		      (side_value(look->before, least) + side_value(look->after, least)) / 2);
	count(&mean, WEIGHT_BESIDE, beside_value(look));
	if (ranker->habits && ranker->habits->visits) {
		count(&mean, WEIGHT_STAFF, staff_share(ranker, slot));
		count(&mean, WEIGHT_HOUR, hour_share(ranker, slot));
		count(&mean, WEIGHT_WEEKDAY, weekday_share(ranker));
	}
	if (ranker->rules->policy->rank_load != 0)
		count(&mean, WEIGHT_LOAD, load_value(ranker, look));
	count(&mean, WEIGHT_SOON, FULL - CLAMP((slot->start - ranker->from) * FULL / range, 0, FULL));
	return (mean.sum + mean.weights / 2) / mean.weights;
}

/* --- reasons --- */

static void add_reason(Slot *slot, char *take)
{
	Reason *reason = reason_new();
	model_set(&reason_class, reason, &reason->words, take);
	g_ptr_array_add(slot->reasons, reason);
	g_free(take);
}

static char *time_of(const Ranker *ranker, const PlanPart *part)
{
	return local_hhmm(zone_local(ranker->rules->zone, part->start));
}

static void say_neighbours(const Ranker *ranker, Slot *slot, const Look *look)
{
	gboolean before = touches_before(look), after = touches_after(look);
	g_autofree char *first = before ? time_of(ranker, look->beside.before) : NULL;
	g_autofree char *second = after ? time_of(ranker, look->beside.after) : NULL;
	if (look->class)
		add_reason(slot, g_strdup(_("joins a class that takes place anyway")));
	if (before && after)
		/* translators: two times of day, of the bookings before and after */
		add_reason(slot,
			   g_strdup_printf(_("fills the gap between the %s and the %s"), first, second));
	else if (before || after)
		/* translators: a time of day, of the booking beside it */
		add_reason(slot, g_strdup_printf(_("joins the %s"), before ? first : second));
}

static void say_gaps(Ranker *ranker, Slot *slot, const Look *look)
{
	gint64 least = shortest(ranker, look->staff);
	gint64 dead = (look->before < least ? look->before : 0) + (look->after < least ? look->after : 0);
	if (ranker->rules->policy->ignore_gaps)
		return;
	if (dead > 0)
		add_reason(slot, g_strdup_printf(_("but leaves %d min that hold no service"),
						 (int)((dead + 59) / 60)));
	else if ((look->before == 0 || look->after == 0) && !touches_before(look) && !touches_after(look))
		add_reason(slot, g_strdup(_("leaves no dead gap")));
}

static void say_habits(const Ranker *ranker, Slot *slot, const Look *look)
{
	const Staff *staff = ranker->rules->staff->pdata[look->staff];
	if (staff_share(ranker, slot) >= USUAL)
		/* translators: a name */
		add_reason(slot, g_strdup_printf(_("%s, as usual"), staff->name));
	if (weekday_share(ranker) >= USUAL)
		add_reason(slot, g_strdup(_("the usual day of the week")));
	if (hour_share(ranker, slot) >= USUAL)
		add_reason(slot, g_strdup(_("about the usual hour")));
}

static void say_reasons(Ranker *ranker, Slot *slot)
{
	Look look = look_at(ranker, slot);
	say_neighbours(ranker, slot, &look);
	say_gaps(ranker, slot, &look);
	if (ranker->habits && ranker->habits->visits)
		say_habits(ranker, slot, &look);
	if (ranker->rules->policy->rank_load != 0 && load_value(ranker, &look) >= QUIET)
		add_reason(slot,
			   g_strdup(ranker->rules->policy->rank_load > 0 ? _("a quiet day")
									 : _("a day that is busy anyway")));
}

/* --- all of them --- */

/* found: in time order. */
static gboolean ranker_init(Ranker *ranker, const GPtrArray *found, GError **error)
{
	guint n = ranker->rules->staff->len;
	gint64 first = ((const Slot *)found->pdata[0])->start,
	       last = ((const Slot *)found->pdata[found->len - 1])->start;
	ranker->sites = plan_sites_new(ranker->rules, ranker->taken, ranker->visits, first, last + 1, error);
	if (!ranker->sites)
		return FALSE;
	ranker->days = plan_days_new(ranker->rules->zone, first, last + 1);
	ranker->people = g_new0(Person, n);
	ranker->places = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < n; i++) {
		ranker->people[i].load_day = G_MAXUINT;
		g_hash_table_insert(ranker->places, ((const Staff *)ranker->rules->staff->pdata[i])->id,
				    GUINT_TO_POINTER(i + 1));
	}
	return TRUE;
}

static void ranker_clear(Ranker *ranker)
{
	for (guint i = 0; ranker->people && i < ranker->rules->staff->len; i++)
		g_clear_pointer(&ranker->people[i].open, g_array_unref);
	g_clear_pointer(&ranker->people, g_free);
	g_clear_pointer(&ranker->places, g_hash_table_unref);
	plan_sites_free(ranker->sites);
	plan_days_free(ranker->days);
}

/* Best first; what is equal stays in its order. */
static void sort(GPtrArray *slots)
{
	guint places[FULL + 1] = { 0 };
	g_autofree gpointer *sorted = g_new(gpointer, slots->len);
	for (guint i = 0; i < slots->len; i++)
		places[((const Slot *)slots->pdata[i])->score]++;
	guint before = 0;
	for (int score = FULL; score >= 0; score--) {
		guint n = places[score];
		places[score] = before;
		before += n;
	}
	for (guint i = 0; i < slots->len; i++)
		sorted[places[((const Slot *)slots->pdata[i])->score]++] = slots->pdata[i];
	memcpy(slots->pdata, sorted, slots->len * sizeof *sorted);
}

gboolean plan_rank(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
		   const PlanSearch *search, const PlanHabits *habits, guint keep, GPtrArray *found,
		   GError **error)
{
	if (found->len == 0)
		return TRUE;
	Ranker ranker = { .rules = rules,
			  .taken = taken,
			  .visits = visits,
			  .habits = habits,
			  .from = search->from,
			  .to = search->to };
	gboolean ready = ranker_init(&ranker, found, error);
	for (guint i = 0; ready && i < found->len; i++) {
		Slot *slot = found->pdata[i];
		Look look = look_at(&ranker, slot);
		slot->score = score_of(&ranker, slot, &look);
	}
	if (ready) {
		sort(found);
		g_ptr_array_set_size(found, (gint)MIN(found->len, keep));
	}
	for (guint i = 0; ready && i < found->len; i++)
		say_reasons(&ranker, found->pdata[i]);
	ranker_clear(&ranker);
	return ready;
}
