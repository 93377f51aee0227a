/* merge: every combination of who changed what, under every policy */
#include "base/zone.h"
#include "sync/merge.h"
#include "tests/unit/unit.h"
#include <string.h>

#define AT(hour) (1795593600 + (hour) * 3600) /* 2026-11-25 08:00 UTC and on */

static EventFields *event(gint64 start, gint64 end, const char *title)
{
	EventFields *fields = event_fields_new();
	fields->start = start;
	fields->end = end;
	model_set(&event_fields_class, fields, &fields->zone, "Europe/Berlin");
	model_set(&event_fields_class, fields, &fields->summary, title);
	return fields;
}

/* One field: base 0, changed here to 1, changed there to 2 or to the same as here. */
typedef enum { NOBODY, HERE, THERE, BOTH, BOTH_ALIKE, WAYS } Way;

static gint64 value(Way way, gboolean there)
{
	if (way == NOBODY || (there ? way == HERE : way == THERE))
		return 0;
	return there && way == BOTH ? 2 : 1;
}

/* What must come of one field. */
typedef struct {
	gboolean take, keep, ask;
} Want;

static Want want_of(Way way, MergePolicy policy, gboolean theirs_newer)
{
	gboolean theirs = policy == MERGE_REMOTE || (policy == MERGE_NEWEST && theirs_newer);
	switch (way) {
	case HERE:
		return (Want){ .keep = TRUE };
	case THERE:
		return (Want){ .take = TRUE };
	case BOTH:
		return policy == MERGE_ASK ? (Want){ .ask = TRUE } : theirs ? (Want){ .take = TRUE } : (Want){ .keep = TRUE };
	default:
		return (Want){ 0 };
	}
}

static void check_one(Way start, Way end, Way title, MergePolicy policy, gboolean newer)
{
	static const char *const titles[] = { "base", "ours", "theirs" };
	g_autofree char *label = g_strdup_printf("start %d end %d title %d policy %d newer %d", start, end, title, policy, newer);
	g_autoptr(EventFields) base = event(AT(0), AT(10), titles[0]);
	g_autoptr(EventFields) here = event(AT(value(start, FALSE)), AT(10 + value(end, FALSE)), titles[value(title, FALSE)]);
	g_autoptr(EventFields) there = event(AT(value(start, TRUE)), AT(10 + value(end, TRUE)), titles[value(title, TRUE)]);
	MergeSides sides = { .base = base, .here = here, .there = there, .two_way_title = TRUE, .policy = policy,
			     .here_updated = 100, .there_updated = newer ? 200 : 50 };
	Merge got = merge_sides(&sides);
	Want s = want_of(start, policy, newer), e = want_of(end, policy, newer), t = want_of(title, policy, newer);
	gboolean unchanged_there = !value(start, TRUE) && !value(end, TRUE) && !value(title, TRUE);
	gboolean conflict = s.ask || e.ask || t.ask;
	T_INT(label, got.echo, unchanged_there);
	if (unchanged_there)
		return;
	T_INT(label, got.conflict, conflict);
	T_INT(label, got.take_start, !conflict && s.take);
	T_INT(label, got.take_end, !conflict && e.take);
	T_INT(label, got.take_title, !conflict && t.take);
	T_INT(label, got.keeps_ours, !conflict && (s.keep || e.keep || t.keep));
	T_FALSE(label, got.edited_text);
	gboolean lost = !conflict && (start == BOTH || end == BOTH || title == BOTH);
	g_autoptr(GTimeZone) zone = zone_new("Europe/Berlin", NULL);
	g_autofree char *words = merge_lost_words(&sides, &got, zone);
	T_INT(label, words != NULL, lost);
}

static void test_all_ways(void)
{
	for (int start = 0; start < WAYS; start++)
		for (int end = 0; end < WAYS; end++)
			for (int title = 0; title < WAYS; title++)
				for (int policy = 0; policy < MERGE_POLICY_COUNT; policy++)
					for (int newer = 0; newer < 2; newer++)
						check_one((Way)start, (Way)end, (Way)title, (MergePolicy)policy, newer);
}

static void test_echoes(void)
{
	g_autoptr(EventFields) base = event(AT(0), AT(1), "a"), sent = event(AT(2), AT(3), "a"), here = event(AT(4), AT(5), "a");
	g_autoptr(EventFields) there = event_fields_copy(sent);
	MergeSides sides = { .base = base, .sent = sent, .here = here, .there = there };
	T_TRUE("what was sent, its answer lost", merge_sides(&sides).echo);
	sides.there = base;
	T_TRUE("as it was", merge_sides(&sides).echo);
	model_set(&event_fields_class, there, &there->description, "<p>a &amp; b</p>\r\n");
	model_set(&event_fields_class, sent, &sent->description, "a & b");
	sides.there = there;
	T_TRUE("HTML around our own words", merge_sides(&sides).echo);
	model_set(&event_fields_class, there, &there->color, "#ff0000");
	T_TRUE("a colour", merge_sides(&sides).echo);
}

static void test_lost_answer_is_no_edit(void)
{
	/* start from what was sent, end edited there: only the end is news */
	g_autoptr(EventFields) base = event(AT(0), AT(8), "a"), sent = event(AT(1), AT(8), "a"), here = event(AT(1), AT(8), "a");
	g_autoptr(EventFields) there = event(AT(1), AT(9), "a");
	Merge got = merge_sides(&(MergeSides){ .base = base, .sent = sent, .here = here, .there = there, .policy = MERGE_ASK });
	T_FALSE("no conflict", got.conflict);
	T_FALSE("start", got.take_start);
	T_TRUE("end", got.take_end);
}

static void test_ends_that_do_not_fit(void)
{
	/* here moved late, there the start moved later still: together they would end before they begin */
	g_autoptr(EventFields) base = event(AT(4), AT(5), "a"), here = event(AT(4), AT(5) + 600, "a"), there = event(AT(7), AT(8), "a");
	Merge got = merge_sides(&(MergeSides){ .base = base, .here = here, .there = there, .policy = MERGE_BOOK });
	T_FALSE("book: neither end", got.take_start || got.take_end);
	T_TRUE("book: kept", got.keeps_ours && got.lost_start && got.lost_end);
	got = merge_sides(&(MergeSides){ .base = base, .here = here, .there = there, .policy = MERGE_REMOTE });
	T_TRUE("remote: both ends", got.take_start && got.take_end);
	got = merge_sides(&(MergeSides){ .base = base, .here = here, .there = there, .policy = MERGE_ASK });
	T_TRUE("ask", got.conflict);
}

static void test_days(void)
{
	g_autoptr(GTimeZone) berlin = zone_new("Europe/Berlin", NULL), tokyo = zone_new("Asia/Tokyo", NULL);
	g_autoptr(EventFields) a = event(zone_day_start(berlin, 20800), zone_day_start(berlin, 20801), "a");
	g_autoptr(EventFields) b = event(zone_day_start(tokyo, 20800), zone_day_start(tokyo, 20801), "a");
	a->all_day = b->all_day = 1;
	model_set(&event_fields_class, b, &b->zone, "Asia/Tokyo");
	T_TRUE("a day is a day in every zone", merge_sides(&(MergeSides){ .base = a, .here = a, .there = b }).echo);
	b->all_day = 2;
	Merge got = merge_sides(&(MergeSides){ .base = a, .here = a, .there = b });
	T_TRUE("longer", got.take_end && !got.take_start);
	g_autoptr(EventFields) timed = event(a->start + 3600, a->start + 7200, "a");
	got = merge_sides(&(MergeSides){ .base = a, .here = a, .there = timed });
	T_TRUE("a time of a day", got.take_end && got.take_start);
}

static void test_one_way(void)
{
	g_autoptr(EventFields) base = event(AT(0), AT(1), "Cut"), here = event(AT(0), AT(1), "Cut"), there = event(AT(0), AT(1), "Cut!");
	Merge got = merge_sides(&(MergeSides){ .base = base, .here = here, .there = there });
	T_TRUE("noticed", got.edited_text && !got.echo);
	T_FALSE("not overwritten at once", got.keeps_ours);
	T_FALSE("not taken", got.take_title);
	g_autoptr(GTimeZone) zone = zone_new("Europe/Berlin", NULL);
	g_autofree char *words = merge_lost_words(&(MergeSides){ .base = base, .here = here, .there = there }, &got, zone);
	T_TRUE("told in words", words && strstr(words, "“Cut!”"));
	here->start = AT(0) - 60;
	got = merge_sides(&(MergeSides){ .base = base, .here = here, .there = there });
	T_TRUE("with the next push", got.keeps_ours && got.edited_text);
}

static void test_gone_here(void)
{
	g_autoptr(EventFields) base = event(AT(0), AT(1), "Cut"), there = event(AT(2), AT(3), "Cut");
	g_autoptr(GTimeZone) zone = zone_new("Europe/Berlin", NULL);
	for (int policy = 0; policy < MERGE_POLICY_COUNT; policy++) {
		MergeSides sides = { .base = base, .there = there, .policy = (MergePolicy)policy };
		Merge got = merge_sides(&sides);
		g_autofree char *words = merge_lost_words(&sides, &got, zone);
		T_TRUE("stays gone", got.keeps_ours && !got.take_start && !got.conflict);
		T_TRUE("what it said is kept", words && strstr(words, "11:00"));
	}
}

UNIT_SUITE("merge", NULL, NULL, { "all ways", test_all_ways }, { "echoes", test_echoes }, { "a lost answer", test_lost_answer_is_no_edit },
	   { "ends that do not fit", test_ends_that_do_not_fit }, { "days", test_days }, { "one-way text", test_one_way },
	   { "gone here", test_gone_here })
