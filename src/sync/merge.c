/* sync/merge.c - three-way, field by field */
#include "sync/merge.h"

#include "base/i18n.h"
#include "base/zone.h"
#include <string.h>

/* Of a text, in the words of what was not taken; characters. */
#define LONGEST_TEXT 200

typedef gboolean (*Same)(const EventFields *a, const EventFields *b);

static gboolean same_title(const EventFields *a, const EventFields *b)
{
	return event_text_same(a->summary, b->summary);
}

/* Everything composed here but the title. */
static gboolean same_rest(const EventFields *a, const EventFields *b)
{
	return !a->tentative == !b->tentative && !a->transparent == !b->transparent && event_text_same(a->description, b->description) &&
	       event_text_same(a->place, b->place);
}

MergePolicy merge_policy(const char *on_conflict)
{
	static const char *const names[MERGE_POLICY_COUNT] = { "book", "remote", "newest", "ask" };
	for (guint i = 0; i < MERGE_POLICY_COUNT; i++)
		if (strcmp(names[i], on_conflict) == 0)
			return (MergePolicy)i;
	return MERGE_BOOK;
}

/* While an answer is lost either of base and sent may have stood there: what equals one of them nobody edited. */
static gboolean changed_there(const MergeSides *sides, Same same)
{
	if (sides->base && same(sides->there, sides->base))
		return FALSE;
	return !(sides->sent && same(sides->there, sides->sent));
}

static gboolean changed_here(const MergeSides *sides, Same same)
{
	const EventFields *agreed = sides->base ? sides->base : sides->sent;
	return !agreed || !same(sides->here, agreed);
}

/* --- one field --- */

typedef enum { FIELD_SAME, FIELD_OURS, FIELD_TAKE, FIELD_BOTH } Field;

static Field judge(const MergeSides *sides, Same same)
{
	if (same(sides->here, sides->there))
		return FIELD_SAME;
	if (!changed_there(sides, same))
		return FIELD_OURS;
	return changed_here(sides, same) ? FIELD_BOTH : FIELD_TAKE;
}

static gboolean theirs_wins(const MergeSides *sides)
{
	return sides->policy == MERGE_REMOTE || (sides->policy == MERGE_NEWEST && sides->there_updated > sides->here_updated);
}

static void settle(const MergeSides *sides, Merge *merge, Field field, gboolean *take, gboolean *lost)
{
	switch (field) {
	case FIELD_SAME:
		break;
	case FIELD_OURS:
		merge->keeps_ours = TRUE;
		break;
	case FIELD_TAKE:
		*take = TRUE;
		break;
	case FIELD_BOTH:
		*lost = TRUE;
		if (sides->policy == MERGE_ASK)
			merge->conflict = TRUE;
		else if (theirs_wins(sides))
			*take = merge->lost_ours = TRUE;
		else
			merge->keeps_ours = TRUE;
	}
}

/* --- start and end together --- */

/* A start from one side and an end from the other must still be a time: else both ends are one field. */
static gboolean fit_together(const MergeSides *sides, Field start, Field end)
{
	gboolean theirs = theirs_wins(sides);
	gboolean take_start = start == FIELD_TAKE || (start == FIELD_BOTH && theirs);
	gboolean take_end = end == FIELD_TAKE || (end == FIELD_BOTH && theirs);
	if (take_start == take_end)
		return TRUE;
	if (!sides->here->all_day != !sides->there->all_day)
		return start == FIELD_SAME || end == FIELD_SAME;
	const EventFields *from = take_start ? sides->there : sides->here, *to = take_end ? sides->there : sides->here;
	return from->start < to->end;
}

static void merge_times(const MergeSides *sides, Merge *merge)
{
	Field start = judge(sides, event_start_same), end = judge(sides, event_end_same);
	if (!fit_together(sides, start, end)) {
		/* one field: changed on both sides where each end was changed on another */
		gboolean there = changed_there(sides, event_start_same) || changed_there(sides, event_end_same);
		gboolean here = changed_here(sides, event_start_same) || changed_here(sides, event_end_same);
		start = end = there && here ? FIELD_BOTH : there ? FIELD_TAKE : FIELD_OURS;
	}
	settle(sides, merge, start, &merge->take_start, &merge->lost_start);
	settle(sides, merge, end, &merge->take_end, &merge->lost_end);
}

/* --- words --- */

static void merge_words(const MergeSides *sides, Merge *merge)
{
	if (sides->two_way_title)
		settle(sides, merge, judge(sides, same_title), &merge->take_title, &merge->lost_title);
	else if (judge(sides, same_title) >= FIELD_TAKE)
		merge->edited_text = TRUE;
	else
		merge->keeps_ours |= !same_title(sides->here, sides->there);
	if (judge(sides, same_rest) >= FIELD_TAKE)
		merge->edited_text = TRUE;
	else
		merge->keeps_ours |= !same_rest(sides->here, sides->there);
	/* composed anew here while somebody edited it there: that is the next push */
	if (merge->edited_text && (changed_here(sides, same_rest) || (!sides->two_way_title && changed_here(sides, same_title))))
		merge->keeps_ours = TRUE;
}

/* The booking is to be gone: that stands, and what was changed there meanwhile is kept in words. */
static Merge merge_gone(const MergeSides *sides)
{
	Merge merge = { .keeps_ours = TRUE };
	merge.lost_start = changed_there(sides, event_start_same);
	merge.lost_end = changed_there(sides, event_end_same);
	merge.edited_text = changed_there(sides, same_title) || changed_there(sides, same_rest);
	merge.lost_title = sides->two_way_title && changed_there(sides, same_title);
	return merge;
}

Merge merge_sides(const MergeSides *sides)
{
	Merge merge = { 0 };
	if (event_fields_same(sides->there, sides->sent) || event_fields_same(sides->there, sides->base)) {
		merge.echo = TRUE;
		return merge;
	}
	if (!sides->here)
		return merge_gone(sides);
	merge_times(sides, &merge);
	merge_words(sides, &merge);
	if (merge.conflict)
		merge = (Merge){ .conflict = TRUE,
				 .edited_text = merge.edited_text,
				 .lost_start = merge.lost_start,
				 .lost_end = merge.lost_end,
				 .lost_title = merge.lost_title };
	return merge;
}

/* --- in words --- */

static char *time_words(gint64 instant, GTimeZone *zone)
{
	gint64 local = zone_local(zone, instant);
	g_autofree char *day = day_short(local_day(local));
	g_autofree char *time = local_hhmm(local);
	return g_strdup_printf("%s %s", day, time);
}

static void add(GString *words, char *take)
{
	g_string_append_printf(words, "%s%s", words->len ? ", " : "", take);
	g_free(take);
}

/* One-way text that somebody edited there, a beginning of it. */
static void add_texts(GString *what, const MergeSides *sides)
{
	const EventFields *there = sides->there, *base = sides->base;
	const char *const texts[][2] = { { there->summary, base ? base->summary : NULL },
					 { there->description, base ? base->description : NULL },
					 { there->place, base ? base->place : NULL } };
	for (guint i = sides->two_way_title ? 1 : 0; i < G_N_ELEMENTS(texts); i++) {
		if (!*texts[i][0] || event_text_same(texts[i][0], texts[i][1] ? texts[i][1] : ""))
			continue;
		g_autofree char *plain = event_text_plain(texts[i][0]);
		g_autofree char *begins = g_utf8_substring(plain, 0, MIN(g_utf8_strlen(plain, -1), LONGEST_TEXT));
		add(what, g_strdup_printf("“%s”", g_strdelimit(begins, "\n", ' ')));
	}
}

static char *edited_words(const MergeSides *sides)
{
	g_autoptr(GString) what = g_string_new(NULL);
	add_texts(what, sides);
	return what->len ? g_strdup_printf(_("The book's own text stays; it said there: %s"), what->str) :
			   g_strdup(_("The book's own text stays; there it was taken away."));
}

char *merge_lost_words(const MergeSides *sides, const Merge *merge, GTimeZone *zone)
{
	if (merge->conflict)
		return NULL;
	if (!(merge->lost_start || merge->lost_end || merge->lost_title))
		return merge->edited_text ? edited_words(sides) : NULL;
	const EventFields *lost = merge->lost_ours ? sides->here : sides->there;
	g_autoptr(GString) what = g_string_new(NULL);
	if (merge->lost_start) {
		g_autofree char *time = time_words(lost->start, zone);
		add(what, g_strdup_printf(_("start %s"), time));
	}
	if (merge->lost_end) {
		g_autofree char *time = time_words(lost->end, zone);
		add(what, g_strdup_printf(_("end %s"), time));
	}
	if (merge->lost_title)
		add(what, g_strdup_printf(_("title “%s”"), lost->summary));
	if (merge->edited_text && !merge->lost_ours)
		add_texts(what, sides);
	return g_strdup_printf(merge->lost_ours ? _("The calendar's change won; it said here: %s") : _("The book's change won; it said there: %s"),
			       what->str);
}
