/* plan/check.c - every rule tried, and said in words; what is against it is named by id */
#include <string.h>

#include "base/i18n.h"
#include "plan/plan_p.h"

#define MOST_SPANS 4 /* how many bookings a message lists */

typedef struct {
	const PlanRules *rules;
	const PlanTaken *taken;
	const GPtrArray *parts; /* of Part */
	gint64 from, to;        /* all the parts, with their buffers */
	PlanDays *days;         /* those of [from, to), and one on either side */
	PlanFinding *findings[PLAN_RULE_COUNT];
	GPtrArray *against[PLAN_RULE_COUNT]; /* of PlanPart, borrowed from taken */
	GArray *close;                       /* of Pair: those whose buffers overlap */
} Check;

typedef struct {
	PlanPart part;
	const PlanPart *other;
} Pair;

/* Takes the sentence. What is said already is not said twice. */
static void refuse(Check *check, PlanRule rule, gboolean conflict, char *sentence)
{
	g_autofree char *says = sentence;
	PlanFinding *finding = check->findings[rule];
	finding->ok = FALSE;
	finding->conflict |= conflict;
	if (!*finding->message) {
		g_free(finding->message);
		finding->message = g_steal_pointer(&says);
	} else if (!strstr(finding->message, says)) {
		char *both = g_strconcat(finding->message, " ", says, NULL);
		g_free(finding->message);
		finding->message = both;
	}
}

/* --- words --- */

static const char *weekday_words(gint64 day)
{
	static const char *const names[] = { N_("Monday"), N_("Tuesday"),  N_("Wednesday"), N_("Thursday"),
					     N_("Friday"), N_("Saturday"), N_("Sunday") };
	return _(names[day_weekday(day)]);
}

static char *moment_words(const Check *check, gint64 instant)
{
	gint64 local = zone_local(check->rules->zone, instant);
	g_autofree char *day = day_short(local_day(local));
	g_autofree char *time = local_hhmm(local);
	return g_strdup_printf("%s %s", day, time);
}

/* "10:00-11:00", "22:00-24:00"; with both days where it lasts longer. */
static char *span_words(const Check *check, gint64 start, gint64 end)
{
	gint64 from = zone_local(check->rules->zone, start), to = zone_local(check->rules->zone, end);
	if (local_day(from) != local_day(to) && (local_day(from) + 1) * ZONE_DAY_SECONDS != to) {
		g_autofree char *first = moment_words(check, start);
		g_autofree char *last = moment_words(check, end);
		return g_strdup_printf("%s - %s", first, last);
	}
	g_autofree char *first = local_hhmm(from);
	g_autofree char *last = local_day(from) == local_day(to) ? local_hhmm(to) : g_strdup("24:00");
	return g_strdup_printf("%s-%s", first, last);
}

static char *spans_words(const Check *check, const GArray *intervals)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < intervals->len && i < MOST_SPANS; i++) {
		const Interval *each = &g_array_index(intervals, Interval, i);
		g_autofree char *span = span_words(check, each->start, each->end);
		g_string_append_printf(out, "%s%s", i ? ", " : "", span);
	}
	if (intervals->len > MOST_SPANS)
		g_string_append(out, ", …");
	return g_string_free(out, FALSE);
}

static const char *staff_name(const Check *check, const char *id)
{
	const Staff *staff = plan_staff(check->rules, id);
	return staff ? staff->name : _("This person");
}

static const char *resource_name(const Check *check, const char *id)
{
	const Resource *resource = plan_resource(check->rules, id);
	return resource ? resource->name : _("This resource");
}

/* --- exists --- */

static void check_exists(Check *check)
{
	for (guint i = 0; i < check->parts->len; i++) {
		const Part *part = check->parts->pdata[i];
		const Service *service = plan_service(check->rules, part->service);
		const Staff *staff = plan_staff(check->rules, part->staff);
		const Resource *resource = plan_resource(check->rules, part->resource);
		if (part->service && (!service || service->removed))
			refuse(check, PLAN_EXISTS, FALSE, g_strdup(_("There is no such service.")));
		else if (service && !service->active)
			refuse(check, PLAN_EXISTS, FALSE,
			       g_strdup_printf(_("“%s” is no longer offered."), service->name));
		if (part->staff && (!staff || staff->removed))
			refuse(check, PLAN_EXISTS, FALSE, g_strdup(_("There is no such staff member.")));
		else if (staff && !staff->active)
			refuse(check, PLAN_EXISTS, FALSE,
			       g_strdup_printf(_("%s no longer works here."), staff->name));
		if (part->resource && (!resource || resource->removed))
			refuse(check, PLAN_EXISTS, FALSE, g_strdup(_("There is no such resource.")));
		else if (resource && !resource->active)
			refuse(check, PLAN_EXISTS, FALSE,
			       g_strdup_printf(_("%s is no longer in use."), resource->name));
	}
}

/* --- open, closure, and the hours of staff --- */

/* What has to lie within the hours. */
static Interval wanted_time(const Check *check, const Part *part)
{
	if (check->rules->policy->buffers_inside_hours)
		return (Interval){ MIN(part->start, part->busy_from), MAX(part->end, part->busy_to) };
	return (Interval){ part->start, part->end };
}

/* The first instant of [from, to) that no interval holds; `to` when there is none. */
static gint64 first_outside(const GArray *open, Interval wanted)
{
	gint64 at = wanted.start;
	for (guint i = 0; i < open->len; i++) {
		const Interval *each = &g_array_index(open, Interval, i);
		if (each->start <= at && at < each->end)
			at = each->end;
	}
	return MIN(at, wanted.end);
}

static void refuse_hours(Check *check, const Part *part, gint64 day)
{
	gint64 from = zone_day_start(check->rules->zone, day),
	       to = zone_day_start(check->rules->zone, day + 1);
	g_autoptr(PlanDays) days = plan_days_new(check->rules->zone, from, to);
	g_autoptr(GArray) open = plan_open_days(check->rules, days, part->staff, from, to, FALSE);
	g_autofree char *ranges = spans_words(check, open);
	const char *weekday = weekday_words(day);
	gboolean own = plan_own_hours(check->rules, part->staff, day);
	PlanRule rule = own ? PLAN_STAFF : PLAN_OPEN;
	if (own && open->len)
		refuse(check, rule, FALSE,
		       g_strdup_printf(_("%s works %s on %s."), staff_name(check, part->staff), ranges,
				       weekday));
	else if (own)
		refuse(check, rule, FALSE,
		       g_strdup_printf(_("%s does not work on %s."), staff_name(check, part->staff),
				       weekday));
	else if (open->len)
		refuse(check, rule, FALSE,
		       g_strdup_printf(_("The business is open %s on %s."), ranges, weekday));
	else
		refuse(check, rule, FALSE, g_strdup_printf(_("The business is closed on %s."), weekday));
	if (part->busy_from < part->start || part->end < part->busy_to)
		if (check->rules->policy->buffers_inside_hours)
			refuse(check, rule, FALSE,
			       g_strdup(_("The time before and after it has to lie within, too.")));
}

/* "Thu 24 Dec", "Thu 24 Dec - Sat 26 Dec", "Thu 24 Dec 12:00-13:00" */
static char *closure_words(const Check *check, const Closure *closure)
{
	if (closure->first_day == NONE) {
		g_autofree char *span = span_words(check, closure->start, closure->end);
		if (strchr(span, ' ')) /* it has its days already */
			return g_steal_pointer(&span);
		g_autofree char *day = day_short(zone_day_of(check->rules->zone, closure->start));
		return g_strdup_printf("%s %s", day, span);
	}
	g_autofree char *first = day_short(closure->first_day);
	if (closure->first_day == closure->last_day)
		return g_steal_pointer(&first);
	g_autofree char *last = day_short(closure->last_day);
	return g_strdup_printf("%s - %s", first, last);
}

static void refuse_closure(Check *check, const Closure *closure)
{
	g_autofree char *when = closure_words(check, closure);
	g_autofree char *why = *closure->reason ? g_strdup_printf(" (%s)", closure->reason) : g_strdup("");
	char *sentence = closure->staff ? g_strdup_printf(_("%s is away: %s%s."),
							  staff_name(check, closure->staff), when, why)
					: g_strdup_printf(_("The business is closed: %s%s."), when, why);
	refuse(check, PLAN_CLOSURE, FALSE, sentence);
}

/* A closure is against it where it touches it and nothing has opened that time again. */
static void check_closures(Check *check, const Part *part, Interval wanted, const GArray *open)
{
	for (guint i = 0; i < check->rules->closures->len; i++) {
		const Closure *closure = check->rules->closures->pdata[i];
		if (!plan_closes(closure, part->staff))
			continue;
		Interval span = plan_closure_span(check->rules->zone, closure);
		Interval both = { MAX(span.start, wanted.start), MIN(span.end, wanted.end) };
		if (first_outside(open, both) < both.end)
			refuse_closure(check, closure);
	}
}

/* The hours that would hold with nothing closed say which rule it is; then the closures are looked at for themselves. What lies
 * within the hours without closures, and touches none that counts, lies within the hours. */
static void check_hours(Check *check)
{
	g_autoptr(PlanDays) days = plan_days_new(check->rules->zone, check->from, check->to);
	for (guint i = 0; i < check->parts->len; i++) {
		const Part *part = check->parts->pdata[i];
		Interval wanted = wanted_time(check, part);
		g_autoptr(GArray) open =
			plan_open_days(check->rules, days, part->staff, check->from, check->to, TRUE);
		if (first_outside(open, wanted) == wanted.end)
			continue;
		g_autoptr(GArray) usual =
			plan_open_days(check->rules, days, part->staff, check->from, check->to, FALSE);
		gint64 outside = first_outside(usual, wanted);
		if (outside < wanted.end)
			refuse_hours(check, part, zone_day_of(check->rules->zone, outside));
		check_closures(check, part, wanted, open);
	}
}

/* --- skill --- */

static void check_skill(Check *check)
{
	for (guint i = 0; i < check->parts->len; i++) {
		const Part *part = check->parts->pdata[i];
		const Service *service = plan_service(check->rules, part->service);
		if (!service)
			continue;
		if (!part->staff)
			refuse(check, PLAN_SKILL, FALSE,
			       g_strdup_printf(_("There is nobody for “%s”."), service->name));
		else if (!service_done_by(service, part->staff))
			refuse(check, PLAN_SKILL, FALSE,
			       g_strdup_printf(_("%s does not do “%s”."), staff_name(check, part->staff),
					       service->name));
	}
}

/* --- who else is there --- */

static gboolean visits_overlap(const PlanPart *a, const PlanPart *b)
{
	return a->start < b->end && b->start < a->end;
}

static void add_against(Check *check, PlanRule rule, const PlanPart *other)
{
	check->findings[rule]->ok = FALSE;
	check->findings[rule]->conflict = TRUE;
	g_ptr_array_add(check->against[rule], (gpointer)other);
}

static void refuse_buffers(Check *check, const PlanPart *part, const PlanPart *other)
{
	const PlanPart *first = part->start < other->start ? part : other;
	const PlanPart *second = first == part ? other : part;
	gint64 there = MAX(second->start - first->end, 0);
	gint64 needed = first->busy_to - first->end + second->start - second->busy_from;
	g_autofree char *span = span_words(check, other->start, other->end);
	refuse(check, PLAN_BUFFERS, TRUE,
	       g_strdup_printf(
		       _("Between this and the booking %s there would be %d min; %d min are kept free."),
		       span, (int)(there / 60), (int)((needed + 59) / 60)));
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const PlanPart *x = *(const PlanPart *const *)a, *y = *(const PlanPart *const *)b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return g_strcmp0(x->booking, y->booking);
}

/* Goes through a line: returns, in time order, those whose visit itself overlaps; keeps those whose buffers do for later, and adds
 * those in the same class to it. */
static GPtrArray *in_the_way(Check *check, PlanRule rule, const PlanPart *part, const PlanLine *line,
			     GPtrArray *class)
{
	gboolean is_class = plan_capacity(plan_service(check->rules, part->service)) > 1;
	GPtrArray *found = g_ptr_array_new();
	PlanOverlap overlap = plan_overlap(line, part->busy_from, part->busy_to);
	for (const PlanPart *other; (other = plan_overlap_next(&overlap));) {
		Pair pair = { *part, other };
		if (is_class && plan_same_class(part, other))
			g_ptr_array_add(class, (gpointer)other);
		else if (visits_overlap(part, other))
			g_ptr_array_add(found, (gpointer)other);
		else
			g_array_append_val(check->close, pair);
	}
	g_ptr_array_sort(found, by_start);
	for (guint i = 0; i < found->len; i++)
		add_against(check, rule, found->pdata[i]);
	return found;
}

static gboolean is_against(const Check *check, PlanRule rule, const char *booking)
{
	for (guint i = 0; i < check->against[rule]->len; i++)
		if (g_strcmp0(((const PlanPart *)check->against[rule]->pdata[i])->booking, booking) == 0)
			return TRUE;
	return FALSE;
}

static gint by_other(gconstpointer a, gconstpointer b)
{
	const Pair *x = a, *y = b;
	return by_start(&x->other, &y->other);
}

/* Whom another part of the visit overlaps outright is not too close: that is said already. */
static void check_buffers(Check *check)
{
	g_array_sort(check->close, by_other);
	for (guint i = 0; i < check->close->len; i++) {
		const Pair *pair = &g_array_index(check->close, Pair, i);
		if (is_against(check, PLAN_STAFF, pair->other->booking) ||
		    is_against(check, PLAN_RESOURCE, pair->other->booking))
			continue;
		add_against(check, PLAN_BUFFERS, pair->other);
		refuse_buffers(check, &pair->part, pair->other);
	}
}

static char *parts_words(const Check *check, const GPtrArray *parts)
{
	g_autoptr(GArray) intervals = g_array_new(FALSE, FALSE, sizeof(Interval));
	for (guint i = 0; i < parts->len; i++) {
		const PlanPart *part = parts->pdata[i];
		Interval interval = { part->start, part->end };
		g_array_append_val(intervals, interval);
	}
	return spans_words(check, intervals);
}

static char *day_of_part(const Check *check, const PlanPart *part)
{
	return day_short(zone_day_of(check->rules->zone, part->start));
}

static void check_busy_staff(Check *check, const PlanPart *part, GPtrArray *class)
{
	if (!part->busy || !part->staff)
		return;
	const PlanLine *line = plan_line_staff(check->taken, part->staff);
	g_autoptr(GPtrArray) found = in_the_way(check, PLAN_STAFF, part, line, class);
	if (!found->len)
		return;
	g_autofree char *spans = parts_words(check, found);
	g_autofree char *day = day_of_part(check, part);
	refuse(check, PLAN_STAFF, TRUE,
	       g_strdup_printf(_("%s is busy %s on %s."), staff_name(check, part->staff), spans, day));
}

static void check_busy_resource(Check *check, const PlanPart *part, GPtrArray *class)
{
	const PlanLine *line = plan_line_resource(check->taken, part->resource);
	g_autoptr(GPtrArray) found = in_the_way(check, PLAN_RESOURCE, part, line, class);
	if (!found->len)
		return;
	g_autofree char *spans = parts_words(check, found);
	g_autofree char *day = day_of_part(check, part);
	refuse(check, PLAN_RESOURCE, TRUE,
	       g_strdup_printf(_("%s is taken %s on %s."), resource_name(check, part->resource), spans, day));
}

static void check_class(Check *check, const PlanPart *part, const GPtrArray *class)
{
	gint64 capacity = plan_capacity(plan_service(check->rules, part->service));
	g_autoptr(GHashTable) bookings = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < class->len; i++)
		g_hash_table_add(bookings, (gpointer)((const PlanPart *)class->pdata[i])->booking);
	guint places = g_hash_table_size(bookings);
	if (places + 1 <= capacity)
		return;
	for (guint i = 0; i < class->len; i++)
		add_against(check, PLAN_CAPACITY, class->pdata[i]);
	refuse(check, PLAN_CAPACITY, TRUE,
	       g_strdup_printf(_("The class has %d of %d places taken."), (int)places, (int)capacity));
}

static void check_others(Check *check)
{
	for (guint i = 0; i < check->parts->len; i++) {
		PlanPart part = plan_part_of(check->parts->pdata[i]);
		g_autoptr(GPtrArray) class = g_ptr_array_new();
		check_busy_staff(check, &part, class);
		check_busy_resource(check, &part, class);
		check_class(check, &part, class);
	}
	check_buffers(check);
}

/* --- resources of the right kind --- */

static gboolean kind_exists(const Check *check, const char *kind)
{
	for (guint i = 0; i < check->rules->resources->len; i++) {
		const Resource *resource = check->rules->resources->pdata[i];
		if (resource->active && !resource->removed && strcmp(resource->kind, kind) == 0)
			return TRUE;
	}
	return FALSE;
}

static void check_kind(Check *check)
{
	for (guint i = 0; i < check->parts->len; i++) {
		const Part *part = check->parts->pdata[i];
		const Service *service = plan_service(check->rules, part->service);
		const Resource *resource = plan_resource(check->rules, part->resource);
		if (!service || !*service->resource_kind ||
		    (resource && strcmp(resource->kind, service->resource_kind) == 0))
			continue;
		char *sentence;
		if (resource)
			sentence = g_strdup_printf(_("“%s” needs a “%s”, and %s is none."), service->name,
						   service->resource_kind, resource->name);
		else if (kind_exists(check, service->resource_kind))
			sentence = g_strdup_printf(_("“%s” needs a “%s”: say which."), service->name,
						   service->resource_kind);
		else
			sentence = g_strdup_printf(_("“%s” needs a “%s”, and there is none."), service->name,
						   service->resource_kind);
		refuse(check, PLAN_RESOURCE, FALSE, sentence);
	}
}

/* --- policies --- */

static gint64 first_start(const GPtrArray *parts)
{
	gint64 start = G_MAXINT64;
	for (guint i = 0; i < parts->len; i++)
		start = MIN(start, ((const Part *)parts->pdata[i])->start);
	return start;
}

gint64 plan_horizon(const PlanRules *rules)
{
	gint64 local = zone_local(rules->zone, rules->now);
	gint64 day = day_add_months(local_day(local), (int)rules->policy->horizon);
	return zone_resolve(rules->zone,
			    day * ZONE_DAY_SECONDS + local - local_day(local) * ZONE_DAY_SECONDS);
}

static void check_notice(Check *check, gint64 start)
{
	gint64 earliest = check->rules->now + check->rules->policy->min_notice * 60;
	if (start <= check->rules->now || start >= earliest)
		return;
	g_autofree char *when = moment_words(check, earliest);
	refuse(check, PLAN_NOTICE, FALSE,
	       g_strdup_printf(_("That is too soon: bookings are taken from %s on."), when));
}

static void check_horizon(Check *check, gint64 start)
{
	gint64 last = plan_horizon(check->rules);
	if (start <= last)
		return;
	g_autofree char *when = day_words(zone_day_of(check->rules->zone, last));
	refuse(check, PLAN_HORIZON, FALSE,
	       g_strdup_printf(_("That is too far ahead: bookings are taken until %s."), when));
}

static gboolean has_room(const PlanTaken *taken, gint64 day, const char *service, gint64 most)
{
	return most == NONE || plan_taken_on(taken, day, service) < most;
}

gboolean plan_staff_has_room(const PlanTaken *taken, gint64 day, const Staff *staff)
{
	return staff->max_per_day == NONE || plan_taken_on_staff(taken, day, staff->id) < staff->max_per_day;
}

gboolean plan_day_has_room(const PlanRules *rules, const PlanTaken *taken, gint64 day,
			   const GPtrArray *services)
{
	if (!has_room(taken, day, NULL, rules->policy->max_per_day))
		return FALSE;
	for (guint i = 0; i < services->len; i++) {
		const Service *service = services->pdata[i];
		if (service && !has_room(taken, day, service->id, service->max_per_day))
			return FALSE;
	}
	return TRUE;
}

static void check_staff_per_day(Check *check, gint64 day, const char *when)
{
	for (guint i = 0; i < check->parts->len; i++) {
		const Staff *staff = plan_staff(check->rules, ((const Part *)check->parts->pdata[i])->staff);
		if (staff && !plan_staff_has_room(check->taken, day, staff))
			refuse(check, PLAN_MAX_PER_DAY, FALSE,
			       /* translators: name, day, how many there are, how many there may be */
			       g_strdup_printf(_("%s has, on %s, %d of at most %d appointments."),
					       staff->name, when,
					       (int)plan_taken_on_staff(check->taken, day, staff->id),
					       (int)staff->max_per_day));
	}
}

static void check_max_per_day(Check *check, gint64 start)
{
	gint64 day = zone_day_of(check->rules->zone, start);
	g_autofree char *when = day_short(day);
	gint64 most = check->rules->policy->max_per_day;
	if (!has_room(check->taken, day, NULL, most))
		refuse(check, PLAN_MAX_PER_DAY, FALSE,
		       g_strdup_printf(_("%s has %d of at most %d appointments."), when,
				       (int)plan_taken_on(check->taken, day, NULL), (int)most));
	for (guint i = 0; i < check->parts->len; i++) {
		const Service *service =
			plan_service(check->rules, ((const Part *)check->parts->pdata[i])->service);
		if (service && !has_room(check->taken, day, service->id, service->max_per_day))
			refuse(check, PLAN_MAX_PER_DAY, FALSE,
			       g_strdup_printf(_("%s has “%s” %d of at most %d times."), when, service->name,
					       (int)plan_taken_on(check->taken, day, service->id),
					       (int)service->max_per_day));
	}
	check_staff_per_day(check, day, when);
}

/* --- all of it --- */

static void start_check(Check *check)
{
	for (int i = 0; i < PLAN_RULE_COUNT; i++) {
		check->findings[i] = g_new0(PlanFinding, 1);
		check->findings[i]->rule = (PlanRule)i;
		check->findings[i]->ok = TRUE;
		check->findings[i]->message = g_strdup("");
		check->findings[i]->with = g_ptr_array_new_with_free_func(g_free);
		check->against[i] = g_ptr_array_new();
	}
	check->close = g_array_new(FALSE, FALSE, sizeof(Pair));
	check->from = G_MAXINT64;
	check->to = G_MININT64;
	for (guint i = 0; i < check->parts->len; i++) {
		const Part *part = check->parts->pdata[i];
		check->from = MIN(check->from, MIN(part->start, part->busy_from));
		check->to = MAX(check->to, MAX(part->end, part->busy_to));
	}
}

static GPtrArray *end_check(Check *check)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)plan_finding_free);
	for (int rule = 0; rule < PLAN_RULE_COUNT; rule++) {
		g_autoptr(GPtrArray) against = check->against[rule];
		g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
		g_ptr_array_sort(against, by_start);
		for (guint i = 0; i < against->len; i++) {
			const char *booking = ((const PlanPart *)against->pdata[i])->booking;
			if (g_hash_table_add(named, (gpointer)booking))
				g_ptr_array_add(check->findings[rule]->with, g_strdup(booking));
		}
		g_ptr_array_add(findings, check->findings[rule]);
	}
	g_array_unref(check->close);
	return findings;
}

GPtrArray *plan_check(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *parts,
		      gboolean appointment)
{
	Check check = { .rules = rules, .taken = taken, .parts = parts };
	start_check(&check);
	check_exists(&check);
	check_others(&check);
	if (appointment && parts->len) {
		gint64 start = first_start(parts);
		check_hours(&check);
		check_skill(&check);
		check_kind(&check);
		check_notice(&check, start);
		check_horizon(&check, start);
		check_max_per_day(&check, start);
	}
	return end_check(&check);
}
