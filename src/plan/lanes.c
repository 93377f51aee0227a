/* plan/lanes.c - overlapping intervals side by side, none hidden behind another */
#include "plan/plan_p.h"

/* What takes no time at all is drawn nonetheless, and would hide what begins with it. */
static gint64 drawn_end(const Interval *interval)
{
	return MAX(interval->end, interval->start + 1);
}

/* The first lane that is free again by then; a new one when none is. ends: of gint64, each lane's last end. */
static guint take_lane(GArray *ends, const Interval *interval)
{
	gint64 end = drawn_end(interval);
	for (guint lane = 0; lane < ends->len; lane++) {
		gint64 *free_from = &g_array_index(ends, gint64, lane);
		if (*free_from <= interval->start) {
			*free_from = end;
			return lane;
		}
	}
	g_array_append_val(ends, end);
	return ends->len - 1;
}

void plan_lanes(const Interval *intervals, guint n, guint *lane, guint *lanes)
{
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(gint64));
	guint group = 0; /* where the group of overlapping ones began */
	gint64 group_end = G_MININT64;
	for (guint i = 0; i < n; i++) {
		if (intervals[i].start >= group_end) {
			group = i;
			g_array_set_size(ends, 0);
		}
		lane[i] = take_lane(ends, &intervals[i]);
		group_end = i == group ? drawn_end(&intervals[i]) : MAX(group_end, drawn_end(&intervals[i]));
		for (guint j = group; j <= i; j++)
			lanes[j] = ends->len;
	}
}
