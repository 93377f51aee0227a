/* book/poll_rank.c - the times of a poll: who can at each, and the one that is booked */
#include "base/error.h"
#include "base/i18n.h"
#include "book/poll_p.h"
#include "plan/poll.h"

void poll_candidate_free(PollCandidate *candidate)
{
	if (!candidate)
		return;
	g_ptr_array_unref(candidate->can);
	g_ptr_array_unref(candidate->cannot);
	g_ptr_array_unref(candidate->unknown);
	g_free(candidate);
}

/* --- what everybody has answered --- */

/* voters[i] is what poll->people[i] has answered; the free times behind it. */
typedef struct {
	PlanVoter *voters;
	GPtrArray *free; /* of GArray of Interval */
} Answers;

static void answers_clear(Answers *answers)
{
	g_free(answers->voters);
	g_ptr_array_unref(answers->free);
}

static gboolean works_here(const Book *book, const char *id)
{
	const Staff *staff = book_staff_by_id(book, id);

	return staff && staff->active && !staff->removed;
}

/* For asking what the staff of a poll have. */
static GPtrArray *visits_of_staff(const Book *book, const Poll *poll)
{
	GPtrArray *visits = model_list_new(&visit_class);

	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		Visit *visit;
		if (!works_here(book, person->staff))
			continue;
		visit = visit_new();
		visit->seconds = poll->seconds;
		model_set(&visit_class, visit, &visit->staff, person->staff);
		g_ptr_array_add(visits, visit);
	}
	return visits;
}

/* Staff answer by the book: their hours without what they have, buffers kept. Who has left cannot. */
static void read_answers(const Book *book, const Poll *poll, const PlanRules *rules, const PlanTaken *taken,
			 Interval span, Answers *answers)
{
	answers->voters = g_new0(PlanVoter, poll->people->len);
	answers->free = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		GArray *free = NULL;
		if (person->staff && works_here(book, person->staff))
			free = plan_gaps(rules, taken, person->staff, span.start, span.end, poll->seconds);
		else if (!person->staff && person->answer == 1)
			free = poll_intervals(person->free, TRUE);
		if (free)
			g_ptr_array_add(answers->free, free);
		answers->voters[i] = (PlanVoter){ free, person->must != 0 };
	}
}

static Interval span_of(const Poll *poll)
{
	Interval span = { G_MAXINT64, G_MININT64 };

	for (guint i = 0; i < poll->windows->len; i++) {
		const WishWindow *window = poll->windows->pdata[i];
		span.start = MIN(span.start, window->start);
		span.end = MAX(span.end, window->end);
	}
	return span;
}

static gboolean ask_book(Book *book, const Poll *poll, Answers *answers, GError **error)
{
	g_autoptr(GPtrArray) visits = visits_of_staff(book, poll);
	g_autoptr(PlanTaken) taken = NULL;
	Interval span = span_of(poll);
	BookRules rules;

	if (!book_rules(book, &rules, span.start - ZONE_DAY_SECONDS, span.end + ZONE_DAY_SECONDS, error))
		return FALSE;
	if (store_read_begin(book->store, error)) {
		taken = book_taken(book, &rules.rules, visits, span.start, span.end, NULL, error);
		store_read_end(book->store);
	}
	if (taken)
		read_answers(book, poll, &rules.rules, taken, span, answers);
	book_rules_clear(&rules);
	return taken != NULL;
}

/* --- candidates --- */

/* What is past is offered no more, unless all is: then one can still look at what there was. */
static GArray *starts_of(const Book *book, const Poll *poll)
{
	g_autoptr(GArray) windows = poll_intervals(poll->windows, FALSE);
	GArray *starts =
		plan_poll_starts(book->zone, windows, poll->seconds, (int)poll->step, POLL_STARTS_MOST);
	gint64 earliest = book_now(book) + book->policy->min_notice * 60;
	guint past = 0;

	while (past < starts->len && g_array_index(starts, gint64, past) < earliest)
		past++;
	if (past > 0 && past < starts->len)
		g_array_remove_range(starts, 0, past);
	return starts;
}

static gint by_answer(gconstpointer a_, gconstpointer b_)
{
	const PollPerson *a = *(PollPerson *const *)a_, *b = *(PollPerson *const *)b_;

	return (a->answered > b->answered) - (a->answered < b->answered);
}

/* people: of PollPerson, in the order in which they are told. */
static PollCandidate *candidate_new(const Poll *poll, const PlanPoll *plan, const PlanPollTime *time,
				    const guint *order)
{
	PollCandidate *candidate = g_new0(PollCandidate, 1);

	candidate->start = time->start;
	candidate->end = time->end;
	candidate->musts = time->musts;
	candidate->score = ((gint64)time->can * 1000 + poll->people->len / 2) / poll->people->len;
	candidate->can = g_ptr_array_new();
	candidate->cannot = g_ptr_array_new();
	candidate->unknown = g_ptr_array_new();
	for (guint i = 0; i < poll->people->len; i++) {
		PollPerson *person = poll->people->pdata[order[i]];
		GPtrArray *list = plan_poll_can(plan, time, order[i])    ? candidate->can
				  : person->staff || person->answer != 0 ? candidate->cannot
									 : candidate->unknown;
		g_ptr_array_add(list, person);
	}
	return candidate;
}

/* Places of the people in the order of their first answer; staff, who need not answer, come first, and so do (among themselves) those who have
 * not answered. */
static guint *order_of(const Poll *poll)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(poll->people->len);
	guint *order = g_new(guint, poll->people->len + 1);

	for (guint i = 0; i < poll->people->len; i++)
		g_ptr_array_add(sorted, poll->people->pdata[i]);
	g_ptr_array_sort(sorted, by_answer);
	for (guint i = 0; i < sorted->len; i++)
		g_ptr_array_find(poll->people, sorted->pdata[i], &order[i]);
	return order;
}

GPtrArray *book_poll_rank(Book *book, const Poll *poll, gboolean ranked, GError **error)
{
	GPtrArray *candidates;
	g_autoptr(GArray) starts = starts_of(book, poll);
	g_autoptr(PlanPoll) plan = NULL;
	g_autofree guint *order = order_of(poll);
	Answers answers;

	if (!ask_book(book, poll, &answers, error))
		return NULL;
	plan = plan_poll(starts, poll->seconds, answers.voters, poll->people->len, ranked);
	answers_clear(&answers);
	candidates = g_ptr_array_new_with_free_func((GDestroyNotify)poll_candidate_free);
	for (guint i = 0; i < plan->times->len; i++)
		g_ptr_array_add(
			candidates,
			candidate_new(poll, plan, &g_array_index(plan->times, PlanPollTime, i), order));
	return candidates;
}

/* --- booking one --- */

/* Side by side: everybody at the same time. Nobody's time where no staff can come. */
static GPtrArray *parts_of(const PollCandidate *candidate)
{
	GPtrArray *parts = model_list_new(&part_class);

	for (guint i = 0; i <= candidate->can->len; i++) {
		const PollPerson *person = i < candidate->can->len ? candidate->can->pdata[i] : NULL;
		Part *part;
		if (person ? !person->staff : parts->len > 0)
			continue;
		part = part_new();
		part->start = part->busy_from = candidate->start;
		part->end = part->busy_to = candidate->end;
		part->busy = 1;
		model_set(&part_class, part, &part->staff, person ? person->staff : NULL);
		g_ptr_array_add(parts, part);
	}
	return parts;
}

/* "With: Maria Lopez <maria@example.org>, Tom": the outsiders, on a line of their own. */
static void note_people(GString *notes, const char *what, const GPtrArray *people)
{
	gboolean any = FALSE;

	for (guint i = 0; i < people->len; i++) {
		const PollPerson *person = people->pdata[i];
		if (person->staff)
			continue;
		if (any)
			g_string_append(notes, ", ");
		else
			g_string_append_printf(notes, "%s%s ", notes->len ? "\n" : "", what);
		any = TRUE;
		g_string_append(notes, person->name);
		if (*person->email)
			g_string_append_printf(notes, " <%s>", person->email);
	}
}

static Booking *booking_of(Book *book, const Poll *poll, const PollCandidate *candidate)
{
	Booking *booking = book_booking_new(book, "appointment");
	g_autoptr(GString) notes = g_string_new(NULL);

	note_people(notes, _("With:"), candidate->can);
	note_people(notes, _("Cannot:"), candidate->cannot);
	note_people(notes, _("Not answered:"), candidate->unknown);
	model_set(&booking_class, booking, &booking->title, poll->title);
	model_set(&booking_class, booking, &booking->notes, notes->str);
	g_ptr_array_unref(booking->parts);
	booking->parts = parts_of(candidate);
	book_fit_to_parts(book, booking);
	return booking;
}

/* The rules that hold for any booking; what takes nobody's time is bound by none. */
static gboolean may_stand(Book *book, const Poll *poll, const Booking *booking, GError **error)
{
	g_autoptr(GPtrArray) visits = visits_of_staff(book, poll), findings = NULL, messages = NULL;
	g_autoptr(PlanTaken) taken = NULL;
	BookRules rules;
	gboolean conflict = FALSE;

	if (!booking_first_part(booking)->staff)
		return TRUE;
	if (!book_rules(book, &rules, booking->start - ZONE_DAY_SECONDS, booking->end + ZONE_DAY_SECONDS,
			error))
		return FALSE;
	taken = book_taken(book, &rules.rules, visits, booking->start - ZONE_DAY_SECONDS,
			   booking->end + ZONE_DAY_SECONDS, NULL, error);
	findings = taken ? plan_check(&rules.rules, taken, booking->parts, TRUE) : NULL;
	book_rules_clear(&rules);
	if (!findings || plan_fits(findings))
		return findings != NULL;
	messages = book_objections(book, findings, NULL);
	g_ptr_array_add(messages, NULL);
	for (guint i = 0; i < findings->len; i++)
		conflict |= !((const PlanFinding *)findings->pdata[i])->ok &&
			    ((const PlanFinding *)findings->pdata[i])->conflict;
	g_autofree char *words = g_strjoinv(" ", (char **)messages->pdata);
	return daybook_fail(error, conflict ? DAYBOOK_ERROR_CONFLICT : DAYBOOK_ERROR_POLICY,
			    _("%s Take another of the times."), words);
}

static const PollCandidate *choose(const GPtrArray *candidates, guint n, GError **error)
{
	if (n >= 1 && n <= candidates->len)
		return candidates->pdata[n - 1];
	if (candidates->len == 0)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no time yet that anybody can."));
	else
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     ngettext("There is no time %u: there is %u to choose from.",
				      "There is no time %u: there are %u to choose from.", candidates->len),
			     n, candidates->len);
	return NULL;
}

static gboolean book_time(Book *book, Poll *poll, guint n, BookResult *result, GError **error)
{
	g_autoptr(GPtrArray) candidates = book_poll_rank(book, poll, TRUE, error);
	const PollCandidate *candidate = candidates ? choose(candidates, n, error) : NULL;
	g_autoptr(Booking) booking = candidate ? booking_of(book, poll, candidate) : NULL;

	if (!booking || !may_stand(book, poll, booking, error) ||
	    !book_save(book, &booking_class, booking, "booking.created", error))
		return FALSE;
	model_set(&poll_class, poll, &poll->status, "booked");
	model_set(&poll_class, poll, &poll->booking, booking->id);
	if (!book_save(book, &poll_class, poll, "poll.booked", error))
		return FALSE;
	g_autofree char *when = book_time_words(book, booking->start);
	if (booking->start < book_now(book) - 59)
		g_ptr_array_add(result->remarks, g_strdup_printf(_("%s is past."), when));
	g_ptr_array_add(result->bookings, g_steal_pointer(&booking));
	return TRUE;
}

gboolean book_poll_book(Book *book, const char *id, guint n, BookResult **result, GError **error)
{
	g_autoptr(BookResult) made = book_result_new();
	g_autoptr(Poll) poll = NULL;

	if (!book_begin(book, error))
		return FALSE;
	poll = poll_open_one(book, id, error);
	if (!poll || !book_time(book, poll, n, made, error))
		return book_abort(book);
	g_autofree char *when = book_time_words(book, ((const Booking *)made->bookings->pdata[0])->start);
	g_autofree char *what = g_strdup_printf(_("Booked %s, %s"), poll->title, when);
	if (!book_commit(book, what, &made->correlation, error))
		return FALSE;
	if (result)
		*result = g_steal_pointer(&made);
	return TRUE;
}
