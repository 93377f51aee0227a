/* plan/taken.c - what is taken, found by time
 *
 * Each staff member's and each resource's parts lie in one array by busy_from, beside the largest busy_to so far: what overlaps a
 * time is found by bisection, and the walk back from there ends as soon as nothing before can reach it. */
#include <string.h>

#include "plan/plan_p.h"

typedef struct {
	PlanLine line;
	guint settled; /* parts sorted, their reach known */
} Line;

struct PlanTaken {
	GStringChunk *strings;
	GHashTable *staff,
		*resources; /* interned id -> Line; sorted at the first question, so not const for us */
	GHashTable *counts; /* "day service", "day@staff" -> appointments */
};

static void line_free(gpointer line_)
{
	Line *line = line_;
	g_array_unref(line->line.parts);
	g_array_unref(line->line.reach);
	g_free(line);
}

PlanTaken *plan_taken_new(void)
{
	PlanTaken *taken = g_new0(PlanTaken, 1);
	taken->strings = g_string_chunk_new(4096);
	taken->staff = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, line_free);
	taken->resources = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, line_free);
	taken->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return taken;
}

void plan_taken_free(PlanTaken *taken)
{
	if (!taken)
		return;
	g_hash_table_unref(taken->staff);
	g_hash_table_unref(taken->resources);
	g_hash_table_unref(taken->counts);
	g_string_chunk_free(taken->strings);
	g_free(taken);
}

/* --- adding --- */

static const char *intern(PlanTaken *taken, const char *text)
{
	return text ? g_string_chunk_insert_const(taken->strings, text) : NULL;
}

static void add_to(GHashTable *lines, const char *id, const PlanPart *part)
{
	Line *line = g_hash_table_lookup(lines, id);
	if (!line) {
		line = g_new0(Line, 1);
		line->line.parts = g_array_new(FALSE, FALSE, sizeof(PlanPart));
		line->line.reach = g_array_new(FALSE, FALSE, sizeof(gint64));
		g_hash_table_insert(lines, (gpointer)id, line);
	}
	g_array_append_val(line->line.parts, *part);
}

void plan_taken_add(PlanTaken *taken, const PlanPart *part)
{
	if (part->busy_from >= part->busy_to)
		return; /* takes no time */
	PlanPart copy = *part;
	copy.booking = intern(taken, part->booking);
	copy.service = intern(taken, part->service);
	copy.staff = intern(taken, part->staff);
	copy.resource = intern(taken, part->resource);
	if (copy.staff && copy.busy)
		add_to(taken->staff, copy.staff, &copy);
	if (copy.resource)
		add_to(taken->resources, copy.resource, &copy);
}

/* kind: of what the id is; an id alone might be both a service's and a staff member's. */
static char *count_key(gint64 day, char kind, const char *id)
{
	return g_strdup_printf("%" G_GINT64_FORMAT "%c%s", day, kind, id ? id : "");
}

static guint count_of(const PlanTaken *taken, gint64 day, char kind, const char *id)
{
	g_autofree char *key = count_key(day, kind, id);
	return GPOINTER_TO_UINT(g_hash_table_lookup(taken->counts, key));
}

static void count(PlanTaken *taken, gint64 day, char kind, const char *id, guint appointments)
{
	guint sum = count_of(taken, day, kind, id) + appointments;
	g_hash_table_insert(taken->counts, count_key(day, kind, id), GUINT_TO_POINTER(sum));
}

void plan_taken_count(PlanTaken *taken, gint64 day, const char *service, guint appointments)
{
	count(taken, day, ' ', service, appointments);
}

void plan_taken_count_staff(PlanTaken *taken, gint64 day, const char *staff, guint appointments)
{
	count(taken, day, '@', staff, appointments);
}

guint plan_taken_on(const PlanTaken *taken, gint64 day, const char *service)
{
	return count_of(taken, day, ' ', service);
}

guint plan_taken_on_staff(const PlanTaken *taken, gint64 day, const char *staff)
{
	return count_of(taken, day, '@', staff);
}

/* --- asking --- */

static gint by_time(gconstpointer a, gconstpointer b)
{
	const PlanPart *x = a, *y = b;
	if (x->busy_from != y->busy_from)
		return x->busy_from < y->busy_from ? -1 : 1;
	if (x->busy_to != y->busy_to)
		return x->busy_to < y->busy_to ? -1 : 1;
	return g_strcmp0(x->booking, y->booking);
}

static PlanPart *nth(const GArray *parts, guint i)
{
	return &g_array_index(parts, PlanPart, i);
}

/* One part more, as when a series is laid date by date, is moved to its place; many are sorted. */
static void sort_rest(GArray *parts, guint sorted)
{
	if (parts->len - sorted > 8) {
		g_array_sort(parts, by_time);
		return;
	}
	for (guint i = sorted; i < parts->len; i++) {
		PlanPart part = *nth(parts, i);
		guint at = i;
		for (; at > 0 && by_time(nth(parts, at - 1), &part) > 0; at--)
			*nth(parts, at) = *nth(parts, at - 1);
		*nth(parts, at) = part;
	}
}

static const PlanLine *line_of(GHashTable *lines, const char *id)
{
	Line *line = id ? g_hash_table_lookup(lines, id) : NULL;
	if (!line)
		return NULL;
	GArray *parts = line->line.parts;
	if (line->settled < parts->len) {
		sort_rest(parts, line->settled);
		g_array_set_size(line->line.reach, 0);
		gint64 reach = G_MININT64;
		for (guint i = 0; i < parts->len; i++) {
			reach = MAX(reach, nth(parts, i)->busy_to);
			g_array_append_val(line->line.reach, reach);
		}
		line->settled = parts->len;
	}
	return &line->line;
}

const PlanLine *plan_line_staff(const PlanTaken *taken, const char *id)
{
	return line_of(taken->staff, id);
}

const PlanLine *plan_line_resource(const PlanTaken *taken, const char *id)
{
	return line_of(taken->resources, id);
}

/* The first that begins at that time or later. */
static guint first_from(const PlanLine *line, gint64 time)
{
	guint low = 0, high = line ? line->parts->len : 0;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (nth(line->parts, middle)->busy_from < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

PlanOverlap plan_overlap(const PlanLine *line, gint64 from, gint64 to)
{
	return (PlanOverlap){ line, from, from < to ? first_from(line, to) : 0 };
}

PlanBeside plan_line_beside(const PlanLine *line, gint64 from, gint64 to)
{
	guint next = first_from(line, to), here = next;
	PlanBeside beside = { NULL, NULL, NONE, NONE };
	if (line && next < line->parts->len) {
		beside.after = nth(line->parts, next);
		beside.gap_after = beside.after->busy_from - to;
	}
	while (here > 0 && nth(line->parts, here - 1)->busy_from >= from)
		here--;
	if (here == 0)
		return beside;
	gint64 reach = g_array_index(line->reach, gint64, --here);
	while (nth(line->parts, here)->busy_to != reach)
		here--;
	beside.before = nth(line->parts, here);
	beside.gap_before = MAX(from - reach, 0);
	return beside;
}

const PlanPart *plan_overlap_next(PlanOverlap *overlap)
{
	while (overlap->i > 0) {
		guint i = --overlap->i;
		if (g_array_index(overlap->line->reach, gint64, i) <= overlap->from)
			break; /* neither this one nor any before it */
		if (nth(overlap->line->parts, i)->busy_to > overlap->from)
			return nth(overlap->line->parts, i);
	}
	overlap->i = 0;
	return NULL;
}

/* --- sharing time --- */

gint64 plan_capacity(const Service *service)
{
	return service ? MAX(service->capacity, 1) : 1;
}

gboolean plan_same_class(const PlanPart *a, const PlanPart *b)
{
	return a->start == b->start && a->end == b->end && a->service &&
	       g_strcmp0(a->service, b->service) == 0 && g_strcmp0(a->staff, b->staff) == 0 &&
	       g_strcmp0(a->resource, b->resource) == 0;
}

static gboolean shares_line(const PlanPart *part, gint64 capacity, const PlanLine *line)
{
	gint64 places = 1; /* this one's */
	PlanOverlap overlap = plan_overlap(line, part->busy_from, part->busy_to);
	for (const PlanPart *other; (other = plan_overlap_next(&overlap));)
		if (!plan_same_class(part, other) || ++places > capacity)
			return FALSE;
	return TRUE;
}

gboolean plan_shares(const PlanPart *part, gint64 capacity, const PlanLine *staff, const PlanLine *resource)
{
	return (!part->busy || shares_line(part, capacity, staff)) && shares_line(part, capacity, resource);
}

PlanPart plan_part_of(const Part *part)
{
	return (PlanPart){
		.service = part->service,
		.staff = part->staff,
		.resource = part->resource,
		.start = part->start,
		.end = part->end,
		.busy_from = part->busy_from,
		.busy_to = part->busy_to,
		.busy = part->busy != 0,
	};
}

gboolean plan_may_share(const PlanRules *rules, const PlanTaken *taken, const Part *part)
{
	PlanPart wanted = plan_part_of(part);
	return plan_shares(&wanted, plan_capacity(plan_service(rules, part->service)),
			   plan_line_staff(taken, part->staff), plan_line_resource(taken, part->resource));
}
