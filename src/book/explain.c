/* book/explain.c - why something may not be booked, and what would do instead */
#include "base/error.h"
#include "base/i18n.h"
#include "book/book_p.h"

#define KNOWN_DAYS 2 /* on either side: plan_change looks at the day that was asked for */

void explanation_free(Explanation *explanation)
{
	if (!explanation)
		return;
	g_clear_pointer(&explanation->rules, g_ptr_array_unref);
	g_clear_pointer(&explanation->parts, g_ptr_array_unref);
	g_clear_pointer(&explanation->nearest, slot_free);
	g_clear_pointer(&explanation->changed, g_ptr_array_unref);
	g_free(explanation->change);
	g_free(explanation);
}

static void rule_free(gpointer rule_)
{
	ExplainedRule *rule = rule_;

	g_free(rule->message);
	g_ptr_array_unref(rule->with);
	g_free(rule);
}

static Explanation *explanation_of(const GPtrArray *findings)
{
	Explanation *explanation = g_new0(Explanation, 1);

	explanation->fits = plan_fits(findings);
	explanation->changed_start = NONE;
	explanation->rules = g_ptr_array_new_with_free_func(rule_free);
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		ExplainedRule *rule = g_new0(ExplainedRule, 1);
		rule->rule = plan_rule_name(finding->rule);
		rule->ok = finding->ok;
		rule->conflict = !finding->ok && finding->conflict;
		rule->message = g_strdup(finding->message);
		rule->with = g_ptr_array_ref(finding->with);
		g_ptr_array_add(explanation->rules, rule);
	}
	return explanation;
}

static const Slot *nearest_of(const GPtrArray *slots, gint64 start)
{
	const Slot *nearest = NULL;

	for (guint i = 0; i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		if (!nearest || ABS(slot->start - start) < ABS(nearest->start - start))
			nearest = slot;
	}
	return nearest;
}

/* --- the smallest change --- */

/* The same, whoever does it and wherever. */
static GPtrArray *loosened(const GPtrArray *visits)
{
	GPtrArray *loose = model_list_new(&visit_class);

	for (guint i = 0; i < visits->len; i++) {
		Visit *visit = visit_copy(visits->pdata[i]);
		model_set(&visit_class, visit, &visit->staff, NULL);
		if (visit->service) /* the kind that it needs is the service's */
			model_set(&visit_class, visit, &visit->resource, NULL);
		g_ptr_array_add(loose, visit);
	}
	return loose;
}

/* What another person or another room would need to be free for: the visits, the same done by anybody, and those rooms. */
static GPtrArray *with_others(const Book *book, const GPtrArray *visits)
{
	GPtrArray *all = loosened(visits);

	for (guint i = 0; i < visits->len; i++) {
		const Resource *named =
			book_resource_by_id(book, ((const Visit *)visits->pdata[i])->resource);
		g_ptr_array_add(all, visit_copy(visits->pdata[i]));
		for (guint r = 0; named && r < book->resources->len; r++) {
			const Resource *other = book->resources->pdata[r];
			Visit *visit =
				g_str_equal(other->kind, named->kind) ? visit_copy(visits->pdata[i]) : NULL;
			if (!visit)
				continue;
			model_set(&visit_class, visit, &visit->resource, other->id);
			g_ptr_array_add(all, visit);
		}
	}
	return all;
}

/* On the day that was asked for. */
static gboolean change_that_day(Book *book, const BookWanted *wanted, PlanChange **change, GError **error)
{
	gint64 around = KNOWN_DAYS * ZONE_DAY_SECONDS;
	gint64 from = wanted->start - around,
	       to = wanted->start + around + book_longest(book, wanted->visits);
	g_autoptr(GPtrArray) all = with_others(book, wanted->visits);
	g_autoptr(PlanTaken) taken = NULL;
	BookRules rules;

	if (!book_rules(book, &rules, from, to, error))
		return FALSE;
	taken = book_taken(book, &rules.rules, all, from, to, wanted->except, error);
	if (taken)
		*change =
			plan_change(&rules.rules, taken, wanted->visits, wanted->start, wanted->appointment);
	book_rules_clear(&rules);
	return taken != NULL;
}

/* At a slot that was found for these visits; checked, for what lists slots and what books blocks are not quite the same. */
static gboolean change_to_slot(Book *book, const BookWanted *wanted, const GPtrArray *visits,
			       const Slot *slot, gboolean anybody, PlanChange **change, GError **error)
{
	gint64 from = slot->start - ZONE_DAY_SECONDS,
	       to = slot->start + ZONE_DAY_SECONDS + book_longest(book, visits);
	g_autoptr(PlanTaken) taken = NULL;
	BookRules rules;

	if (!book_rules(book, &rules, from, to, error))
		return FALSE;
	taken = book_taken(book, &rules.rules, visits, from, to, wanted->except, error);
	if (taken)
		*change =
			plan_change_to_slot(&rules.rules, taken, visits, slot, wanted->appointment, anybody);
	book_rules_clear(&rules);
	return taken != NULL;
}

/* On another day: the same, then with anybody. */
static gboolean change_beyond(Book *book, const BookWanted *wanted, const Slot *nearest, PlanChange **change,
			      GError **error)
{
	g_autoptr(GPtrArray) loose = NULL, slots = NULL;
	const Slot *slot;

	if (nearest)
		return change_to_slot(book, wanted, wanted->visits, nearest, FALSE, change, error);
	loose = loosened(wanted->visits);
	slots = book_alternatives(book, loose, wanted->start, wanted->except, error);
	if (!slots)
		return FALSE;
	slot = nearest_of(slots, wanted->start);
	return !slot || change_to_slot(book, wanted, loose, slot, TRUE, change, error);
}

static gboolean find_change(Book *book, const BookWanted *wanted, Explanation *explanation, GError **error)
{
	g_autoptr(PlanChange) change = NULL;

	if (!change_that_day(book, wanted, &change, error) ||
	    (!change && !change_beyond(book, wanted, explanation->nearest, &change, error)))
		return FALSE;
	if (!change)
		return TRUE;
	explanation->change = g_strdup(change->words);
	explanation->changed = g_ptr_array_ref(change->visits);
	explanation->changed_start = change->start;
	return TRUE;
}

Explanation *book_explanation(Book *book, const BookWanted *wanted, const GPtrArray *findings,
			      const GPtrArray *alternatives, GError **error)
{
	g_autoptr(Explanation) explanation = explanation_of(findings);
	const Slot *nearest = alternatives ? nearest_of(alternatives, wanted->start) : NULL;

	if (explanation->fits)
		return g_steal_pointer(&explanation);
	explanation->nearest = nearest ? slot_copy(nearest) : NULL;
	if (!wanted->as_it_is && !find_change(book, wanted, explanation, error))
		return NULL;
	return g_steal_pointer(&explanation);
}

/* --- asked for itself --- */

static void say_kept(Explanation *explanation, const PlanRules *rules, const PlanTaken *taken,
		     gboolean appointment)
{
	for (guint i = 0; i < explanation->rules->len; i++) {
		ExplainedRule *rule = explanation->rules->pdata[i];
		if (!rule->ok)
			continue;
		g_free(rule->message);
		rule->message = plan_kept_words(rules, taken, explanation->parts, appointment, (PlanRule)i);
	}
}

static Explanation *explain(Book *book, const BookWanted *wanted, const BookRules *rules,
			    const PlanTaken *taken, GError **error)
{
	g_autoptr(GPtrArray) parts =
		wanted->appointment
			? plan_place(&rules->rules, taken, wanted->visits, wanted->start, error)
			: plan_place_block(&rules->rules, taken, wanted->visits, wanted->start, error);
	g_autoptr(GPtrArray) findings =
		parts ? plan_check(&rules->rules, taken, parts, wanted->appointment) : NULL;
	g_autoptr(GPtrArray) alternatives = NULL;
	Explanation *explanation;

	if (!findings ||
	    (!plan_fits(findings) &&
	     !(alternatives = book_alternatives(book, wanted->visits, wanted->start, wanted->except, error))))
		return NULL;
	explanation = book_explanation(book, wanted, findings, alternatives, error);
	if (!explanation)
		return NULL;
	explanation->parts = g_steal_pointer(&parts);
	say_kept(explanation, &rules->rules, taken, wanted->appointment);
	return explanation;
}

Explanation *book_explain(Book *book, const GPtrArray *visits, gint64 start, gboolean appointment,
			  const char *except, GError **error)
{
	BookWanted wanted = {
		.visits = visits, .start = start, .appointment = appointment, .except = except
	};
	gint64 from = start - ZONE_DAY_SECONDS,
	       to = start + 2 * ZONE_DAY_SECONDS + book_longest(book, visits);
	g_autoptr(PlanTaken) taken = NULL;
	Explanation *explanation = NULL;
	BookRules rules;

	if (!store_read_begin(book->store, error))
		return NULL;
	if (book_rules(book, &rules, from, to, error)) {
		taken = book_taken(book, &rules.rules, visits, from, to, except, error);
		explanation = taken ? explain(book, &wanted, &rules, taken, error) : NULL;
		book_rules_clear(&rules);
	}
	store_read_end(book->store);
	return explanation;
}
