/* book/lay.c - the shortest way from visits and an instant to parts that may stand there */
#include "book/rescue_p.h"

GPtrArray *book_lay(Book *book, const GPtrArray *visits, gint64 start, GError **error)
{
	BookWanted wanted = { .visits = visits, .start = start, .appointment = TRUE };
	BookRules rules;
	gint64 from = start - ZONE_DAY_SECONDS,
	       to = start + 2 * ZONE_DAY_SECONDS + book_longest(book, visits);
	g_autoptr(PlanTaken) taken = NULL;
	g_autoptr(GPtrArray) parts = NULL, findings = NULL;

	if (!book_rules(book, &rules, from, to, error))
		return NULL;
	taken = book_taken(book, &rules.rules, visits, from, to, NULL, error);
	if (taken)
		parts = plan_place(&rules.rules, taken, visits, start, error);
	if (parts)
		findings = plan_check(&rules.rules, taken, parts, TRUE);
	book_rules_clear(&rules);
	if (!findings || !book_judge(book, findings, &wanted, NULL, NULL, error))
		return NULL;
	return g_steal_pointer(&parts);
}
