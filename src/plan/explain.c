/* plan/explain.c - the smallest change that makes a visit fit */
#include <string.h>

#include "base/i18n.h"
#include "base/when.h"
#include "plan/plan_p.h"

#define NEAR 3600        /* a start so near is still about the time that was asked for */
#define SHORTER_STEP 300 /* seconds */

void plan_change_free(PlanChange *change)
{
	if (!change)
		return;
	g_ptr_array_unref(change->visits);
	g_free(change->words);
	g_free(change);
}

/* --- one try --- */

typedef struct {
	const PlanRules *rules;
	const PlanTaken *taken;
	const GPtrArray *visits;
	gint64 start;
	gboolean appointment;
} Asked;

static gboolean fits(const Asked *asked, const GPtrArray *visits, gint64 start)
{
	g_autoptr(GPtrArray) parts =
		asked->appointment ? plan_place(asked->rules, asked->taken, visits, start, NULL)
				   : plan_place_block(asked->rules, asked->taken, visits, start, NULL);
	g_autoptr(GPtrArray) findings =
		parts ? plan_check(asked->rules, asked->taken, parts, asked->appointment) : NULL;
	return findings && plan_fits(findings);
}

/* Nobody is sent into the past who did not come from there, nor where the notice, the horizon or a full day forbid it. */
static gboolean is_offered(const Asked *asked, const GPtrArray *services, gint64 start)
{
	const PlanRules *rules = asked->rules;
	if (start <= rules->now && asked->start > rules->now)
		return FALSE;
	return !asked->appointment ||
	       ((start <= rules->now || start >= rules->now + rules->policy->min_notice * 60) &&
		start <= plan_horizon(rules) &&
		plan_day_has_room(rules, asked->taken, zone_day_of(rules->zone, start), services));
}

static GPtrArray *copy_visits(const GPtrArray *visits)
{
	GPtrArray *copy = model_list_new(&visit_class);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(copy, visit_copy(visits->pdata[i]));
	return copy;
}

static PlanChange *change_to(GPtrArray *take, gint64 start, char *words)
{
	PlanChange *change = g_new0(PlanChange, 1);
	change->visits = take;
	change->start = start;
	change->words = words;
	return change;
}

/* --- another person, another resource --- */

typedef enum { OF_STAFF, OF_RESOURCE } Which;

static char **named(Visit *visit, Which which)
{
	return which == OF_STAFF ? &visit->staff : &visit->resource;
}

/* The visits with another in place of that one, wherever that one is named. */
static GPtrArray *with_other(const GPtrArray *visits, Which which, const char *was, const char *other)
{
	GPtrArray *changed = copy_visits(visits);
	for (guint i = 0; i < changed->len; i++)
		if (g_strcmp0(*named(changed->pdata[i], which), was) == 0)
			model_set(&visit_class, changed->pdata[i], named(changed->pdata[i], which), other);
	return changed;
}

static PlanChange *try_other(const Asked *asked, Which which, const char *was, const char *was_name,
			     const char *other, const char *other_name)
{
	g_autoptr(GPtrArray) changed = with_other(asked->visits, which, was, other);
	if (g_strcmp0(was, other) == 0 || !fits(asked, changed, asked->start))
		return NULL;
	char *words = which == OF_STAFF
			      /* translators: two people */
			      ? g_strdup_printf(_("with %s instead of %s"), other_name, was_name)
			      /* translators: two rooms, chairs or the like */
			      : g_strdup_printf(_("in %s instead of %s"), other_name, was_name);
	return change_to(g_steal_pointer(&changed), asked->start, words);
}

static PlanChange *other_resource(const Asked *asked)
{
	for (guint i = 0; i < asked->visits->len; i++) {
		const Visit *visit = asked->visits->pdata[i];
		const Resource *was = plan_resource(asked->rules, visit->resource);
		for (guint r = 0; was && r < asked->rules->resources->len; r++) {
			const Resource *other = asked->rules->resources->pdata[r];
			PlanChange *change = strcmp(other->kind, was->kind) == 0
						     ? try_other(asked, OF_RESOURCE, was->id, was->name,
								 other->id, other->name)
						     : NULL;
			if (change)
				return change;
		}
	}
	return NULL;
}

static PlanChange *other_person(const Asked *asked)
{
	for (guint i = 0; i < asked->visits->len; i++) {
		const Visit *visit = asked->visits->pdata[i];
		const Staff *was = plan_staff(asked->rules, visit->staff);
		for (guint s = 0; was && s < asked->rules->staff->len; s++) {
			const Staff *other = asked->rules->staff->pdata[s];
			PlanChange *change =
				try_other(asked, OF_STAFF, was->id, was->name, other->id, other->name);
			if (change)
				return change;
		}
	}
	return NULL;
}

/* --- shorter --- */

static gint64 length_of(const Asked *asked, const Visit *visit)
{
	const Service *service = plan_service(asked->rules, visit->service);
	return visit->seconds > 0 ? visit->seconds
	       : service          ? service_minutes(service, visit->staff) * 60
				  : 0;
}

static PlanChange *shorter(const Asked *asked)
{
	for (gint64 less = SHORTER_STEP;; less += SHORTER_STEP) {
		gboolean any = FALSE;
		for (guint i = asked->visits->len; i-- > 0;) {
			gint64 length = length_of(asked, asked->visits->pdata[i]);
			if (length - less < MAX(length / 2, SHORTER_STEP))
				continue;
			any = TRUE;
			g_autoptr(GPtrArray) changed = copy_visits(asked->visits);
			((Visit *)changed->pdata[i])->seconds = length - less;
			if (!fits(asked, changed, asked->start))
				continue;
			g_autofree char *now = when_duration_words(length - less);
			g_autofree char *was = when_duration_words(length);
			return change_to(g_steal_pointer(&changed), asked->start,
					 /* translators: two lengths */
					 g_strdup_printf(_("take %s instead of %s"), now, was));
		}
		if (!any)
			return NULL;
	}
}

/* --- earlier or later --- */

/* Where the visits fit at minutes from the one asked for, going forward through the time. */
typedef struct {
	const Asked *asked;
	GPtrArray *services; /* of Service */
	PlanSites *sites;    /* of an appointment */
	GPtrArray *
		in_parts; /* of a block: of GPtrArray, its parts at the start asked for, for each who might do it */
} Walk;

static void walk_clear(Walk *walk)
{
	g_clear_pointer(&walk->services, g_ptr_array_unref);
	g_clear_pointer(&walk->in_parts, g_ptr_array_unref);
	g_clear_pointer(&walk->sites, plan_sites_free);
}

static gboolean walk_init(Walk *walk, const Asked *asked, gint64 from, gint64 to)
{
	*walk = (Walk){ .asked = asked, .services = g_ptr_array_new() };
	for (guint i = 0; i < asked->visits->len; i++)
		g_ptr_array_add(walk->services,
				(gpointer)plan_service(asked->rules,
						       ((const Visit *)asked->visits->pdata[i])->service));
	if (asked->appointment)
		walk->sites = plan_sites_new(asked->rules, asked->taken, asked->visits, from, to, NULL);
	else
		walk->in_parts = plan_block_parts(asked->rules, asked->visits, asked->start);
	return walk->sites || walk->in_parts;
}

static gboolean block_fits(const Walk *walk, gint64 start)
{
	gint64 by = start - walk->asked->start;
	for (guint i = 0; i < walk->in_parts->len; i++) {
		const GPtrArray *parts = walk->in_parts->pdata[i];
		gboolean free = TRUE;
		for (guint p = 0; free && p < parts->len; p++) {
			Part part = *(const Part *)parts->pdata[p];
			part.start += by;
			part.end += by;
			part.busy_from += by;
			part.busy_to += by;
			free = plan_may_share(walk->asked->rules, walk->asked->taken, &part);
		}
		if (free)
			return TRUE;
	}
	return FALSE;
}

static gboolean walk_fits(const Walk *walk, gint64 start)
{
	gint64 end;
	const Resource *resource;
	if (!walk->sites)
		return block_fits(walk, start) && is_offered(walk->asked, walk->services, start);
	for (guint staff = 0; staff < walk->asked->rules->staff->len; staff++)
		if (plan_sites_fit(walk->sites, staff, start, &end, &resource))
			return is_offered(walk->asked, walk->services, start);
	return FALSE;
}

/* The nearest start in [from, to) that fits, the earlier of two; NONE. */
static gint64 nearest_start(const Asked *asked, gint64 from, gint64 to)
{
	Walk walk;
	gint64 before = NONE, after = NONE;
	gboolean ready = walk_init(&walk, asked, from, to);
	for (gint64 start = asked->start - (asked->start - from) / 60 * 60;
	     ready && start < to && after == NONE; start += 60) {
		if (start > asked->start && before != NONE && start - asked->start >= asked->start - before)
			break;
		if (start != asked->start && walk_fits(&walk, start))
			*(start < asked->start ? &before : &after) = start;
	}
	walk_clear(&walk);
	if (after != NONE && fits(asked, asked->visits, after))
		return after; /* nearer than what is before */
	return before != NONE && fits(asked, asked->visits, before) ? before : NONE;
}

static PlanChange *other_start(const Asked *asked, gint64 from, gint64 to)
{
	gint64 start = nearest_start(asked, from, to);
	if (start == NONE)
		return NULL;
	g_autofree char *by = when_duration_words(ABS(start - asked->start));
	return change_to(copy_visits(asked->visits), start,
			 start < asked->start ? g_strdup_printf(_("start %s earlier"), by)
					      : g_strdup_printf(_("start %s later"), by));
}

PlanChange *plan_change(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, gint64 start,
			gboolean appointment)
{
	Asked asked = { rules, taken, visits, start, appointment };
	gint64 day = zone_day_of(rules->zone, start);
	PlanChange *change = other_resource(&asked);
	if (!change)
		change = other_start(&asked, start - NEAR, start + NEAR + 1);
	if (!change)
		change = other_person(&asked);
	if (!change)
		change = shorter(&asked);
	if (!change)
		change = other_start(&asked, zone_day_start(rules->zone, day),
				     zone_day_start(rules->zone, day + 1));
	return change;
}

PlanChange *plan_change_to_slot(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
				const Slot *slot, gboolean appointment, gboolean anybody)
{
	Asked asked = { rules, taken, visits, slot->start, appointment };
	g_autoptr(GPtrArray) changed = copy_visits(visits);
	const Staff *staff = anybody ? plan_staff(rules, slot->staff) : NULL;
	gint64 local = zone_local(rules->zone, slot->start);
	g_autofree char *day = day_short(local_day(local));
	g_autofree char *time = local_hhmm(local);
	if (!fits(&asked, changed, slot->start))
		return NULL;
	if (!staff)
		return change_to(g_steal_pointer(&changed), slot->start,
				 /* translators: day, then time */
				 g_strdup_printf(_("start %s %s"), day, time));
	model_set(&visit_class, changed->pdata[0], &((Visit *)changed->pdata[0])->staff, staff->id);
	return change_to(g_steal_pointer(&changed), slot->start,
			 /* translators: day, time, then a name */
			 g_strdup_printf(_("start %s %s, with %s"), day, time, staff->name));
}
