/* plan/kept.c - what a rule says where it is kept, so that an explanation names every rule with its yes */
#include <string.h>

#include "base/i18n.h"
#include "plan/plan_p.h"

typedef struct {
	const PlanRules *rules;
	const PlanTaken *taken;
	const GPtrArray *parts;
	const Part *first;
	gint64 day;
} Kept;

static const char *name_of_staff(const Kept *kept)
{
	const Staff *staff = plan_staff(kept->rules, kept->first->staff);
	return staff ? staff->name : NULL;
}

static const char *name_of_service(const Kept *kept)
{
	const Service *service = plan_service(kept->rules, kept->first->service);
	return service ? service->name : NULL;
}

static const char *name_of_resource(const Kept *kept)
{
	for (guint i = 0; i < kept->parts->len; i++) {
		const Resource *resource =
			plan_resource(kept->rules, ((const Part *)kept->parts->pdata[i])->resource);
		if (resource)
			return resource->name;
	}
	return NULL;
}

/* "09:00-12:30 13:30-18:00" */
static char *hours_of_day(const Kept *kept, const char *staff)
{
	gint64 from = zone_day_start(kept->rules->zone, kept->day),
	       to = zone_day_start(kept->rules->zone, kept->day + 1);
	g_autoptr(GArray) open = plan_open(kept->rules, staff, from, to);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < open->len; i++) {
		const Interval *each = &g_array_index(open, Interval, i);
		g_autofree char *start = local_hhmm(zone_local(kept->rules->zone, each->start));
		g_autofree char *end = each->end == to ? g_strdup("24:00")
						       : local_hhmm(zone_local(kept->rules->zone, each->end));
		g_string_append_printf(out, "%s%s-%s", i ? ", " : "", start, end);
	}
	return g_string_free(out, FALSE);
}

static char *open_words(const Kept *kept)
{
	g_autofree char *hours = hours_of_day(kept, kept->first->staff);
	return *hours ? g_strdup_printf(_("Open %s."), hours) : g_strdup(_("Open then."));
}

static char *staff_words(const Kept *kept)
{
	const char *name = name_of_staff(kept);
	return name ? g_strdup_printf(_("%s is there and free."), name) : g_strdup(_("Nobody is asked for."));
}

static char *skill_words(const Kept *kept)
{
	const char *name = name_of_staff(kept), *service = name_of_service(kept);
	return name && service ? g_strdup_printf(_("%s does “%s”."), name, service)
			       : g_strdup(_("No service is asked for."));
}

static char *resource_words(const Kept *kept)
{
	const char *name = name_of_resource(kept);
	return name ? g_strdup_printf(_("%s is free."), name)
		    : g_strdup(_("No room, chair or the like is needed."));
}

static char *capacity_words(const Kept *kept)
{
	const Service *service = plan_service(kept->rules, kept->first->service);
	PlanPart part = plan_part_of(kept->first);
	gint64 taken = 0;
	if (plan_capacity(service) == 1)
		return g_strdup(_("It is for one customer."));
	PlanOverlap overlap =
		plan_overlap(plan_line_staff(kept->taken, part.staff), part.busy_from, part.busy_to);
	for (const PlanPart *other; (other = plan_overlap_next(&overlap));)
		taken += plan_same_class(&part, other);
	return g_strdup_printf(_("The class has %d of %d places taken."), (int)taken, (int)service->capacity);
}

static char *buffers_words(const Kept *kept)
{
	const Part *last = kept->parts->pdata[kept->parts->len - 1];
	gint64 before = kept->first->start - kept->first->busy_from, after = last->busy_to - last->end;
	if (before <= 0 && after <= 0)
		return g_strdup(_("No time is kept free before or after."));
	return g_strdup_printf(_("%d min before and %d min after are kept free."), (int)(MAX(before, 0) / 60),
			       (int)(MAX(after, 0) / 60));
}

static char *notice_words(const Kept *kept)
{
	const PlanRules *rules = kept->rules;
	if (kept->first->start <= rules->now)
		return g_strdup(_("It is past, and so a record."));
	if (rules->policy->min_notice == 0)
		return g_strdup(_("No notice is needed."));
	gint64 local = zone_local(rules->zone, rules->now + rules->policy->min_notice * 60);
	g_autofree char *day = day_short(local_day(local));
	g_autofree char *time = local_hhmm(local);
	/* translators: day, then time */
	return g_strdup_printf(_("Bookings are taken from %s %s on."), day, time);
}

static char *horizon_words(const Kept *kept)
{
	g_autofree char *day = day_words(zone_day_of(kept->rules->zone, plan_horizon(kept->rules)));
	return g_strdup_printf(_("Bookings are taken until %s."), day);
}

static char *max_words(const Kept *kept)
{
	g_autofree char *day = day_short(kept->day);
	const Staff *staff = plan_staff(kept->rules, kept->first->staff);
	const Service *service = plan_service(kept->rules, kept->first->service);
	if (kept->rules->policy->max_per_day != NONE)
		return g_strdup_printf(_("%s has %d of at most %d appointments."), day,
				       (int)plan_taken_on(kept->taken, kept->day, NULL),
				       (int)kept->rules->policy->max_per_day);
	if (staff && staff->max_per_day != NONE)
		return g_strdup_printf(_("%s has, on %s, %d of at most %d appointments."), staff->name, day,
				       (int)plan_taken_on_staff(kept->taken, kept->day, staff->id),
				       (int)staff->max_per_day);
	if (service && service->max_per_day != NONE)
		return g_strdup_printf(_("%s has “%s” %d of at most %d times."), day, service->name,
				       (int)plan_taken_on(kept->taken, kept->day, service->id),
				       (int)service->max_per_day);
	return g_strdup(_("There is no limit a day."));
}

static char *exists_words(G_GNUC_UNUSED const Kept *kept)
{
	return g_strdup(_("All that is asked for is there."));
}

static char *closure_words(G_GNUC_UNUSED const Kept *kept)
{
	return g_strdup(_("Nothing is closed, nobody is away."));
}

char *plan_kept_words(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *parts,
		      gboolean appointment, PlanRule rule)
{
	static char *(*const words[PLAN_RULE_COUNT])(const Kept *kept) = {
		[PLAN_EXISTS] = exists_words,     [PLAN_OPEN] = open_words,
		[PLAN_CLOSURE] = closure_words,   [PLAN_STAFF] = staff_words,
		[PLAN_SKILL] = skill_words,       [PLAN_RESOURCE] = resource_words,
		[PLAN_CAPACITY] = capacity_words, [PLAN_BUFFERS] = buffers_words,
		[PLAN_NOTICE] = notice_words,     [PLAN_HORIZON] = horizon_words,
		[PLAN_MAX_PER_DAY] = max_words,
	};
	static const gboolean of_blocks[PLAN_RULE_COUNT] = {
		[PLAN_EXISTS] = TRUE, [PLAN_STAFF] = TRUE, [PLAN_RESOURCE] = TRUE, [PLAN_BUFFERS] = TRUE
	};
	if (parts->len == 0 || (!appointment && !of_blocks[rule]))
		return g_strdup(_("Blocked time is not asked for that."));
	Kept kept = { rules, taken, parts, parts->pdata[0], 0 };
	kept.day = zone_day_of(rules->zone, kept.first->start);
	return words[rule](&kept);
}
