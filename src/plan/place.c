/* plan/place.c - who could do a visit, and where: the one search under plan_place and plan_free_slots
 *
 * The services of one visit follow each other and never stand in each other's way, so whether the rest of a visit fits depends only
 * on when it begins: the search goes through staff in order, and remembers from which time on the rest has failed. */
#include <string.h>

#include "plan/plan_p.h"

typedef struct {
	const Resource *resource; /* NULL: none is needed */
	const PlanLine *line;
} Candidate;

/* One service of the visit. */
typedef struct {
	const Visit *visit;
	const Service *service; /* NULL: just time */
	gboolean offered;       /* the service is there still */
	gint64 capacity;
	GPtrArray *shapes;  /* of PlanShape, by staff index: how long each takes; NULL for who cannot do it */
	PlanShape *nobodys; /* as it lies when nobody can, or for a name that is not on the list */
	GArray *candidates; /* of Candidate; empty: what it needs is not to be had */
} Ask;

typedef struct {
	int staff;     /* index; -1: nobody on the list */
	int candidate; /* index; -1: none */
} Choice;

typedef struct {
	guint ask;
	gint64 start;
} Failed;

struct PlanSites {
	const PlanRules *rules;
	const PlanTaken *taken;
	PlanDays *days;
	gint64 from, to; /* hours are known within */
	gint64 start;    /* of the visit that is being tried */
	gint64 least_gap;
	/* by staff index */
	GArray **open; /* NULL until asked */
	guint *hints;
	const PlanLine **lines;
	gint64 *not_before; /* no visit with them first fits before that */
	/* by place in the visit */
	guint n_asks;
	Ask *asks;
	Choice *choices;
	gint64 *starts; /* of each service, as chosen */
	GArray *failed; /* of Failed */
};

/* --- what is needed, and who and what there is --- */

static gboolean same_or_open(const char *named, const char *id)
{
	return !named || strcmp(named, id) == 0;
}

static void find_staff(Ask *ask, const PlanRules *rules)
{
	ask->shapes = g_ptr_array_new_with_free_func((GDestroyNotify)plan_shape_free);
	for (guint i = 0; i < rules->staff->len; i++) {
		const Staff *staff = rules->staff->pdata[i];
		gboolean able = staff->active && !staff->removed &&
				same_or_open(ask->visit->staff, staff->id) &&
				(!ask->service || service_done_by(ask->service, staff->id));
		g_ptr_array_add(ask->shapes,
				able ? plan_shape_new(ask->service, ask->visit, staff->id, NULL) : NULL);
	}
}

static void find_resources(Ask *ask, const PlanRules *rules, const PlanTaken *taken)
{
	const char *kind = ask->service ? ask->service->resource_kind : "";
	ask->candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
	if (!ask->visit->resource && !*kind) {
		Candidate none = { NULL, NULL };
		g_array_append_val(ask->candidates, none);
		return;
	}
	for (guint i = 0; i < rules->resources->len; i++) {
		const Resource *resource = rules->resources->pdata[i];
		if (!resource->active || resource->removed ||
		    !same_or_open(ask->visit->resource, resource->id) ||
		    (*kind && strcmp(kind, resource->kind) != 0))
			continue;
		Candidate candidate = { resource, plan_line_resource(taken, resource->id) };
		g_array_append_val(ask->candidates, candidate);
	}
}

static gboolean ask_init(Ask *ask, const PlanRules *rules, const PlanTaken *taken, const Visit *visit,
			 GError **error)
{
	ask->visit = visit;
	if (!plan_visit_service(rules, visit, &ask->service, error))
		return FALSE;
	ask->nobodys = plan_shape_new(ask->service, visit, visit->staff, error);
	if (!ask->nobodys)
		return FALSE;
	ask->offered = !ask->service || (ask->service->active && !ask->service->removed);
	ask->capacity = plan_capacity(ask->service);
	find_staff(ask, rules);
	find_resources(ask, rules, taken);
	return TRUE;
}

static void ask_clear(Ask *ask)
{
	g_clear_pointer(&ask->shapes, g_ptr_array_unref);
	g_clear_pointer(&ask->candidates, g_array_unref);
	plan_shape_free(ask->nobodys);
}

/* The hours that may be asked about: the longest visit, buffers and all, begun at either end. */
static void set_window(PlanSites *sites, gint64 from, gint64 to)
{
	gint64 before = 0, after = 0, length = 0;
	for (guint i = 0; i < sites->n_asks; i++) {
		gint64 longest = sites->asks[i].nobodys->length;
		for (guint s = 0; s < sites->asks[i].shapes->len; s++) {
			const PlanShape *shape = sites->asks[i].shapes->pdata[s];
			if (!shape)
				continue;
			longest = MAX(longest, shape->length);
			before = MIN(before, shape->busy_from);
			after = MAX(after, shape->busy_to - shape->length);
		}
		length += longest;
	}
	sites->from = from + before;
	sites->to = to + length + after;
	sites->days = plan_days_new(sites->rules->zone, sites->from, sites->to);
}

PlanSites *plan_sites_new(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits,
			  gint64 from, gint64 to, GError **error)
{
	g_autoptr(PlanSites) sites = g_new0(PlanSites, 1);
	guint n_staff = rules->staff->len;
	sites->rules = rules;
	sites->taken = taken;
	sites->open = g_new0(GArray *, n_staff);
	sites->hints = g_new0(guint, n_staff);
	sites->lines = g_new0(const PlanLine *, n_staff);
	sites->not_before = g_new(gint64, n_staff);
	for (guint i = 0; i < n_staff; i++) {
		sites->lines[i] = plan_line_staff(taken, ((const Staff *)rules->staff->pdata[i])->id);
		sites->not_before[i] = G_MININT64;
	}
	sites->n_asks = visits->len;
	sites->asks = g_new0(Ask, visits->len);
	sites->choices = g_new0(Choice, visits->len);
	sites->starts = g_new0(gint64, visits->len);
	sites->failed = g_array_new(FALSE, FALSE, sizeof(Failed));
	for (guint i = 0; i < visits->len; i++)
		if (!ask_init(&sites->asks[i], rules, taken, visits->pdata[i], error))
			return NULL;
	set_window(sites, from, to);
	return g_steal_pointer(&sites);
}

void plan_sites_free(PlanSites *sites)
{
	if (!sites)
		return;
	for (guint i = 0; i < sites->rules->staff->len; i++)
		g_clear_pointer(&sites->open[i], g_array_unref);
	for (guint i = 0; i < sites->n_asks; i++)
		ask_clear(&sites->asks[i]);
	g_free(sites->open);
	g_free(sites->hints);
	g_free(sites->lines);
	g_free(sites->not_before);
	g_free(sites->asks);
	g_free(sites->choices);
	g_free(sites->starts);
	g_array_unref(sites->failed);
	plan_days_free(sites->days);
	g_free(sites);
}

/* --- does it fit? --- */

static const char *staff_id(const PlanSites *sites, guint staff)
{
	return ((const Staff *)sites->rules->staff->pdata[staff])->id;
}

static gboolean takes_one_more(const PlanSites *sites, guint staff)
{
	const Staff *who = sites->rules->staff->pdata[staff];
	return who->max_per_day == NONE ||
	       plan_staff_has_room(sites->taken, zone_day_of(sites->rules->zone, sites->start), who);
}

/* The first visit that begins with the hours that open after `from`; before: where its own time begins, seconds from its start. hint: the last
 * hours that have begun by then, if any have. */
static gint64 opens_next(const GArray *open, guint hint, gint64 from, gint64 before)
{
	guint next = hint < open->len && g_array_index(open, Interval, hint).start <= from ? hint : 0;
	while (next < open->len && g_array_index(open, Interval, next).start <= from)
		next++;
	return next < open->len ? g_array_index(open, Interval, next).start - before : G_MAXINT64;
}

/* Where FALSE, nothing fits before `until`. */
static gboolean works(PlanSites *sites, guint staff, const PlanShape *shape, gint64 start, gint64 *until)
{
	gboolean buffers = sites->rules->policy->buffers_inside_hours != 0;
	gint64 before = buffers ? shape->busy_from : 0;
	gint64 from = start + before, to = start + (buffers ? shape->busy_to : shape->length);
	if (!sites->open[staff])
		sites->open[staff] = plan_open_days(sites->rules, sites->days, staff_id(sites, staff),
						    sites->from, sites->to, TRUE);
	if (plan_holding(sites->open[staff], from, to, &sites->hints[staff]) >= 0)
		return TRUE;
	*until = opens_next(sites->open[staff], sites->hints[staff], from, before);
	return FALSE;
}

static PlanPart part_at(const Ask *ask, const PlanPiece *piece, const char *staff, const Resource *resource,
			gint64 start)
{
	return (PlanPart){
		.service = ask->visit->service,
		.staff = staff,
		.resource = resource ? resource->id : NULL,
		.start = start + piece->start,
		.end = start + piece->end,
		.busy_from = start + piece->busy_from,
		.busy_to = start + piece->busy_to,
		.busy = piece->busy,
	};
}

/* line NULL: only the resource is looked at. */
static gboolean is_free(const Ask *ask, const PlanShape *shape, const char *staff, const PlanLine *line,
			const Candidate *candidate, gint64 start)
{
	for (guint i = 0; i < shape->pieces->len; i++) {
		PlanPart part = part_at(ask, &g_array_index(shape->pieces, PlanPiece, i), staff,
					candidate->resource, start);
		if (!plan_shares(&part, ask->capacity, line, candidate->line))
			return FALSE;
	}
	return TRUE;
}

/* When what stands in the way of a single visit in that line is over: nothing fits before. A class may share its time, so of it
 * nothing is said. */
static gint64 over(const Ask *ask, const PlanShape *shape, const PlanLine *line, gint64 start)
{
	gint64 until = start;
	for (guint i = 0; ask->capacity == 1 && i < shape->pieces->len; i++) {
		const PlanPiece *piece = &g_array_index(shape->pieces, PlanPiece, i);
		PlanOverlap overlap = plan_overlap(line, start + piece->busy_from, start + piece->busy_to);
		const PlanPart *other = piece->busy ? plan_overlap_next(&overlap) : NULL;
		if (other)
			until = MAX(until, other->busy_to - piece->busy_from);
	}
	return until;
}

/* Which candidate of the resources; -1 when it does not fit, and then not before `until` either. */
static int fit_one(PlanSites *sites, const Ask *ask, guint staff, gint64 start, gint64 *until)
{
	const PlanShape *shape = ask->shapes->pdata[staff];
	if (!ask->offered || !shape) {
		*until = G_MAXINT64;
		return -1;
	}
	*until = start;
	if (!works(sites, staff, shape, start, until) || !takes_one_more(sites, staff))
		return -1;
	for (guint i = 0; i < ask->candidates->len; i++)
		if (is_free(ask, shape, staff_id(sites, staff), sites->lines[staff],
			    &g_array_index(ask->candidates, Candidate, i), start))
			return (int)i;
	*until = over(ask, shape, sites->lines[staff], start);
	return -1;
}

/* --- the gaps that are left --- */

/* Is nothing, or at least so much, free between this piece and the bookings beside it? Where another piece of the visit lies between
 * (own: free seconds to it, NONE when there is none), that piece is asked. */
static gboolean gap_is_kept(gint64 gap, gint64 own, gint64 least)
{
	return gap == NONE || gap == 0 || gap >= least || (own != NONE && own <= gap);
}

/* How far the nearest other busy piece of that person's visit is, before and after. */
static void own_beside(const PlanSites *sites, int staff, gint64 from, gint64 to, gint64 *before,
		       gint64 *after)
{
	*before = *after = NONE;
	for (guint i = 0; i < sites->n_asks; i++) {
		const PlanShape *shape =
			sites->choices[i].staff == staff ? sites->asks[i].shapes->pdata[staff] : NULL;
		for (guint p = 0; shape && p < shape->pieces->len; p++) {
			const PlanPiece *piece = &g_array_index(shape->pieces, PlanPiece, p);
			gint64 start = sites->starts[i] + piece->busy_from,
			       end = sites->starts[i] + piece->busy_to;
			if (piece->busy && start < from && (*before == NONE || from - end < *before))
				*before = MAX(from - end, 0);
			if (piece->busy && end > to && (*after == NONE || start - to < *after))
				*after = MAX(start - to, 0);
		}
	}
}

static gboolean piece_keeps_gaps(const PlanSites *sites, int staff, gint64 from, gint64 to)
{
	PlanBeside beside = plan_line_beside(sites->lines[staff], from, to);
	gint64 own_before, own_after;
	own_beside(sites, staff, from, to, &own_before, &own_after);
	return gap_is_kept(beside.gap_before, own_before, sites->least_gap) &&
	       gap_is_kept(beside.gap_after, own_after, sites->least_gap);
}

static gboolean keeps_gaps(const PlanSites *sites)
{
	for (guint i = 0; sites->least_gap > 0 && i < sites->n_asks; i++) {
		int staff = sites->choices[i].staff;
		const PlanShape *shape = sites->asks[i].shapes->pdata[staff];
		for (guint p = 0; p < shape->pieces->len; p++) {
			const PlanPiece *piece = &g_array_index(shape->pieces, PlanPiece, p);
			if (piece->busy &&
			    !piece_keeps_gaps(sites, staff, sites->starts[i] + piece->busy_from,
					      sites->starts[i] + piece->busy_to))
				return FALSE;
		}
	}
	return TRUE;
}

void plan_sites_keep_gap(PlanSites *sites, gint64 least_gap)
{
	sites->least_gap = least_gap;
}

/* --- the search --- */

static gboolean has_failed(const PlanSites *sites, guint ask, gint64 start)
{
	for (guint i = 0; i < sites->failed->len; i++) {
		const Failed *failed = &g_array_index(sites->failed, Failed, i);
		if (failed->ask == ask && failed->start == start)
			return TRUE;
	}
	return FALSE;
}

/* When the i-th begins, where all before it are over at `start`. */
static gint64 begins(const PlanSites *sites, guint i, gint64 start)
{
	return i > 0 && sites->asks[i].visit->beside ? sites->starts[i - 1] : start;
}

/* Is this person (or the resource) chosen already for one that goes on then? Only what stands beside others can meet them. */
static gboolean is_chosen(const PlanSites *sites, guint i, guint staff, int candidate, gint64 start)
{
	const Ask *ask = &sites->asks[i];
	const Resource *resource = g_array_index(ask->candidates, Candidate, candidate).resource;
	for (guint j = 0; j < i; j++) {
		Choice choice = sites->choices[j];
		const PlanShape *shape = sites->asks[j].shapes->pdata[choice.staff];
		if (sites->starts[j] + shape->length > start &&
		    (choice.staff == (int)staff ||
		     (resource &&
		      g_array_index(sites->asks[j].candidates, Candidate, choice.candidate).resource ==
			      resource)))
			return TRUE;
	}
	return FALSE;
}

static gboolean search(PlanSites *sites, guint i, gint64 start, gint64 *end);

static gboolean search_with(PlanSites *sites, guint i, guint staff, gint64 after, gint64 *end)
{
	const Ask *ask = &sites->asks[i];
	gint64 until, start = begins(sites, i, after);
	int candidate = fit_one(sites, ask, staff, start, &until);
	if (candidate >= 0 && start < after && is_chosen(sites, i, staff, candidate, start))
		return FALSE;
	if (candidate < 0) {
		if (i == 0)
			sites->not_before[staff] = until;
		return FALSE;
	}
	sites->choices[i] = (Choice){ (int)staff, candidate };
	sites->starts[i] = start;
	return search(sites, i + 1,
		      MAX(after, start + ((const PlanShape *)ask->shapes->pdata[staff])->length), end);
}

/* Chooses for the i-th service and all after it. */
static gboolean search(PlanSites *sites, guint i, gint64 start, gint64 *end)
{
	if (i == sites->n_asks) {
		*end = start;
		return TRUE;
	}
	if (has_failed(sites, i, start))
		return FALSE;
	for (guint staff = 0; staff < sites->asks[i].shapes->len; staff++)
		if (search_with(sites, i, staff, start, end))
			return TRUE;
	if (sites->asks[i].visit->beside)
		return FALSE; /* beside others it may do: it depends on them, not on the time alone */
	Failed failed = { i, start };
	g_array_append_val(sites->failed, failed);
	return FALSE;
}

gboolean plan_sites_fit(PlanSites *sites, guint staff, gint64 start, gint64 *end, const Resource **resource)
{
	if (start < sites->not_before[staff])
		return FALSE;
	g_array_set_size(sites->failed, 0);
	sites->start = start;
	if (!search_with(sites, 0, staff, start, end) || !keeps_gaps(sites))
		return FALSE; /* another choice for the later services may leave better gaps, but booking would not make it */
	*resource = g_array_index(sites->asks[0].candidates, Candidate, sites->choices[0].candidate).resource;
	return TRUE;
}

Interval plan_sites_time(const PlanSites *sites, guint staff, gint64 start)
{
	const PlanShape *shape = sites->asks[0].shapes->pdata[staff];
	Interval time = { start + shape->busy_from, start + shape->busy_to };
	for (guint i = 1; i < sites->n_asks && sites->choices[i].staff == (int)staff; i++) {
		shape = sites->asks[i].shapes->pdata[staff];
		time.end = MAX(time.end, sites->starts[i] + shape->busy_to);
	}
	return time;
}

/* --- placing --- */

static const PlanShape *chosen_shape(const Ask *ask, Choice choice)
{
	return choice.staff < 0 ? ask->nobodys : ask->shapes->pdata[choice.staff];
}

static const char *chosen_staff(const PlanSites *sites, const Ask *ask, Choice choice)
{
	return choice.staff < 0 ? ask->visit->staff : staff_id(sites, (guint)choice.staff);
}

/* With nobody who fits: the first who could do it, in a free resource or else the first. */
static Choice next_best(PlanSites *sites, const Ask *ask, gint64 start)
{
	Choice choice = { -1, -1 };
	for (guint i = 0; i < ask->shapes->len; i++) {
		gint64 until;
		int candidate = fit_one(sites, ask, i, start, &until);
		if (candidate >= 0)
			return (Choice){ (int)i, candidate };
		if (choice.staff < 0 && ask->shapes->pdata[i])
			choice.staff = (int)i;
	}
	const char *staff = chosen_staff(sites, ask, choice);
	for (guint i = 0; choice.candidate < 0 && i < ask->candidates->len; i++)
		if (is_free(ask, chosen_shape(ask, choice), staff, NULL,
			    &g_array_index(ask->candidates, Candidate, i), start))
			choice.candidate = (int)i;
	if (choice.candidate < 0 && ask->candidates->len)
		choice.candidate = 0;
	return choice;
}

static void choose_next_best(PlanSites *sites, gint64 start)
{
	for (guint i = 0; i < sites->n_asks; i++) {
		gint64 begun = sites->starts[i] = begins(sites, i, start);
		sites->choices[i] = next_best(sites, &sites->asks[i], begun);
		start = MAX(start, begun + chosen_shape(&sites->asks[i], sites->choices[i])->length);
	}
}

/* Where it was chosen to be. */
static void lay(const PlanSites *sites, guint i, GPtrArray *parts)
{
	const Ask *ask = &sites->asks[i];
	Choice choice = sites->choices[i];
	const PlanShape *shape = chosen_shape(ask, choice);
	const char *staff = chosen_staff(sites, ask, choice);
	const Resource *resource =
		choice.candidate < 0 ? NULL
				     : g_array_index(ask->candidates, Candidate, choice.candidate).resource;
	plan_shape_lay(shape, ask->service, staff, resource ? resource->id : ask->visit->resource,
		       sites->starts[i], parts);
}

GPtrArray *plan_place(const PlanRules *rules, const PlanTaken *taken, const GPtrArray *visits, gint64 start,
		      GError **error)
{
	g_autoptr(PlanSites) sites = plan_sites_new(rules, taken, visits, start, start + 1, error);
	if (!sites)
		return NULL;
	gint64 end;
	sites->start = start;
	if (!search(sites, 0, start, &end))
		choose_next_best(sites, start);
	GPtrArray *parts = model_list_new(&part_class);
	for (guint i = 0; i < sites->n_asks; i++)
		lay(sites, i, parts);
	return parts;
}
