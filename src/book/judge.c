/* book/judge.c - why a time may not be booked, in words, with whom and what else there is. */
#include "base/error.h"
#include "base/i18n.h"
#include "book/book_p.h"
#include "book/fields_p.h"
#include "book/json.h"
#include "book/rescue_p.h"

#define ALTERNATIVES 3
#define REACH_DAYS 60 /* how far they are looked for */

static gboolean any_conflict(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		if (!finding->ok && finding->conflict)
			return TRUE;
	}
	return FALSE;
}

static gboolean has_view(const GPtrArray *views, const char *id)
{
	for (guint i = 0; i < views->len; i++)
		if (g_str_equal(((const BookingView *)views->pdata[i])->booking->id, id))
			return TRUE;
	return FALSE;
}

/* The names of those who are busy with it, borrowed, each once; a room's where it is nobody. */
static GPtrArray *holders(const Book *book, const Booking *booking)
{
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Staff *staff = part->busy ? book_staff_by_id(book, part->staff) : NULL;
		const Resource *resource = staff ? NULL : book_resource_by_id(book, part->resource);
		const char *name = staff ? staff->name : resource && !part->staff ? resource->name : NULL;
		if (name && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
			g_ptr_array_add(names, (gpointer)name);
	}
	if (names->len == 0)
		g_ptr_array_add(names, (gpointer)_("Somebody"));
	g_ptr_array_add(names, NULL);
	return names;
}

/* "Ana has Søren Ås (Cut) 11:30–12:15." */
static char *against(Book *book, const BookingView *view)
{
	g_autoptr(GPtrArray) names = holders(book, view->booking);
	g_autofree char *who = field_words((const char *const *)names->pdata, G_MAXUINT);
	g_autofree char *from = local_hhmm(zone_local(book->zone, view->booking->start));
	g_autofree char *to = local_hhmm(zone_local(book->zone, view->booking->end));
	g_autofree char *services = booking_view_services(book, view);
	g_autofree char *what = *services ? g_strdup_printf("%s (%s)", booking_view_name(view), services)
					  : g_strdup(booking_view_name(view));

	if (names->len > 2)
		/* translators: several people, then the other booking, then from and to */
		return g_strdup_printf(_("%s have %s %s–%s."), who, what, from, to);
	/* translators: whom or what, then the other booking, then from and to */
	return g_strdup_printf(_("%s has %s %s–%s."), who, what, from, to);
}

GPtrArray *book_objections(Book *book, const GPtrArray *findings, GPtrArray *with)
{
	GPtrArray *messages = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) views = booking_views_new();

	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		gboolean named = FALSE;
		if (finding->ok)
			continue;
		for (guint j = 0; j < finding->with->len; j++) {
			const char *id = finding->with->pdata[j];
			BookingView *view = has_view(views, id) ? NULL : book_view(book, id, NULL);
			char *held = view || has_view(views, id) ? NULL : hold_against(book, id);
			if (view)
				g_ptr_array_add(views, view);
			if (held && !g_ptr_array_find_with_equal_func(messages, held, g_str_equal, NULL))
				g_ptr_array_add(messages, g_strdup(held));
			named |= has_view(views, id) || held;
			g_free(held);
		}
		/* a person busy at the time is said by naming the booking; every other rule has its own sentence */
		if (!(finding->rule == PLAN_STAFF && named))
			g_ptr_array_add(messages, g_strdup(finding->message));
	}
	for (guint i = views->len; i-- > 0;)
		g_ptr_array_insert(messages, 0, against(book, views->pdata[i]));
	if (with) {
		for (guint i = 0; i < views->len; i++)
			g_ptr_array_add(with, g_steal_pointer(&views->pdata[i]));
	}
	return messages;
}

/* --- what else there is --- */

typedef struct {
	gint64 away;
	guint index;
} Nearness;

static gint by_nearness(gconstpointer a_, gconstpointer b_)
{
	const Nearness *a = a_, *b = b_;

	if (a->away != b->away)
		return a->away < b->away ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Slot *a = *(Slot *const *)a_, *b = *(Slot *const *)b_;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Adds the slots that begin in [from, until); ahead lies beyond it, for those that end later. */
static gboolean add_slots(Book *book, const FreeQuery *asked, gint64 from, gint64 until, gint64 ahead,
			  guint limit, GPtrArray *found, GError **error)
{
	FreeQuery query = *asked;
	query.from = from;
	query.to = until + ahead;
	query.limit = limit;
	g_autoptr(GPtrArray) slots = book_free(book, &query, error);

	for (guint i = 0; slots && i < slots->len; i++)
		if (((const Slot *)slots->pdata[i])->start < until)
			g_ptr_array_add(found, slot_copy(slots->pdata[i]));
	return slots != NULL;
}

/* Backwards day by day, until there are enough, or they are farther away than what is known. */
static gboolean add_before(Book *book, const FreeQuery *asked, gint64 start, gint64 farthest,
			   GPtrArray *found, GError **error)
{
	gint64 length = book_longest(book, asked->visits);

	for (gint64 away = 0; away < farthest && found->len < ALTERNATIVES; away += ZONE_DAY_SECONDS) {
		gint64 until = start - away;
		g_autoptr(GPtrArray) day = model_list_new(&slot_class);
		if (until <= book_now(book))
			return TRUE;
		if (!add_slots(book, asked, until - ZONE_DAY_SECONDS, until, length, G_MAXUINT, day, error))
			return FALSE;
		for (guint i = 0; i < day->len; i++)
			g_ptr_array_insert(found, (gint)i, slot_copy(day->pdata[i]));
	}
	return TRUE;
}

/* The first ones from the start on; far ahead is looked at only where nothing is nearer. */
static gboolean add_after(Book *book, const FreeQuery *asked, gint64 start, GPtrArray *found, GError **error)
{
	static const int reach_days[] = { 1, 7, REACH_DAYS };
	gint64 from = MAX(start, book_now(book)), length = book_longest(book, asked->visits);

	for (guint i = 0; i < G_N_ELEMENTS(reach_days) && found->len < ALTERNATIVES; i++) {
		g_ptr_array_set_size(found, 0);
		if (!add_slots(book, asked, from, from + reach_days[i] * ZONE_DAY_SECONDS, length,
			       ALTERNATIVES, found, error))
			return FALSE;
	}
	return TRUE;
}

/* Nothing is listed beyond the horizon, so from there it is looked for backwards. */
static gint64 not_beyond(Book *book, gint64 start)
{
	BookRules rules;
	gint64 last = start;

	if (book_rules(book, &rules, start, start, NULL)) {
		last = plan_horizon(&rules.rules) + 1;
		book_rules_clear(&rules);
	}
	return MIN(start, last);
}

GPtrArray *book_alternatives(Book *book, const GPtrArray *visits, gint64 start, const char *except,
			     GError **error)
{
	FreeQuery asked = { .visits = visits, .except = except };
	g_autoptr(GPtrArray) before = model_list_new(&slot_class), after = model_list_new(&slot_class);
	g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(Nearness));
	GPtrArray *chosen;
	gint64 farthest = REACH_DAYS * ZONE_DAY_SECONDS;

	if (!add_after(book, &asked, start, after, error))
		return NULL;
	if (after->len == ALTERNATIVES)
		farthest = ((const Slot *)after->pdata[ALTERNATIVES - 1])->start - start + 1;
	if (!add_before(book, &asked, not_beyond(book, start), farthest, before, error))
		return NULL;
	g_ptr_array_extend_and_steal(before, g_steal_pointer(&after));
	for (guint i = 0; i < before->len; i++) {
		Nearness near = { ABS(((const Slot *)before->pdata[i])->start - start), i };
		g_array_append_val(order, near);
	}
	g_array_sort(order, by_nearness);
	chosen = model_list_new(&slot_class);
	for (guint i = 0; i < order->len && i < ALTERNATIVES; i++)
		g_ptr_array_add(chosen, slot_copy(before->pdata[g_array_index(order, Nearness, i).index]));
	g_ptr_array_sort(chosen, by_start);
	return chosen;
}

/* The buffers are the first and the last part's. */
static void keep_buffers(Visit *visit, const Part *first, const Part *last)
{
	visit->before_min = first->busy ? (first->start - first->busy_from) / 60 : 0;
	visit->after_min = last->busy ? (last->busy_to - last->end) / 60 : 0;
}

static GPtrArray *visits_of(const Booking *booking, gboolean buffers)
{
	GPtrArray *visits = model_list_new(&visit_class);
	const Part *first = NULL; /* of the visit */
	Visit *visit = NULL;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Part *before = i ? booking->parts->pdata[i - 1] : NULL;
		/* the segments of one service stand beside each other with the same people */
		if (before && part->service && g_strcmp0(before->service, part->service) == 0 &&
		    g_strcmp0(before->staff, part->staff) == 0 && before->end == part->start &&
		    (!before->busy || !part->busy)) {
			visit->seconds += part->end - part->start;
			if (buffers)
				keep_buffers(visit, first, part);
			continue;
		}
		gboolean beside = first && part->start == first->start;
		first = part;
		visit = visit_new();
		visit->beside = beside;
		model_set(&visit_class, visit, &visit->service, part->service);
		model_set(&visit_class, visit, &visit->staff, part->staff);
		model_set(&visit_class, visit, &visit->resource, part->resource);
		visit->seconds = part->end - part->start;
		if (buffers)
			keep_buffers(visit, part, part);
		g_ptr_array_add(visits, visit);
	}
	return visits;
}

GPtrArray *book_visits_of(const Booking *booking)
{
	return visits_of(booking, FALSE);
}

GPtrArray *book_visits_as_laid(const Booking *booking)
{
	return visits_of(booking, TRUE);
}

/* --- the refusal --- */

static char *refusal_details(Book *book, const Explanation *why, const GPtrArray *with,
			     const GPtrArray *slots)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *rules = cJSON_CreateArray();
	char *printed, *text;

	for (guint i = 0; i < why->rules->len; i++) {
		const ExplainedRule *said = why->rules->pdata[i];
		cJSON *rule;
		if (said->ok)
			continue;
		rule = cJSON_CreateObject();
		cJSON_AddStringToObject(rule, "rule", said->rule);
		cJSON_AddStringToObject(rule, "message", said->message);
		cJSON_AddItemToArray(rules, rule);
	}
	cJSON_AddItemToObject(details, "with", json_bookings(book, with));
	cJSON_AddItemToObject(details, "alternatives", slots ? json_slots(book, slots) : cJSON_CreateArray());
	cJSON_AddItemToObject(details, "rules", rules);
	json_add_change(book, details, why);
	printed = cJSON_PrintUnformatted(details);
	text = g_strdup(printed);
	cJSON_free(printed);
	cJSON_Delete(details);
	return text;
}

static void log_refusal(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		const PlanFinding *finding = findings->pdata[i];
		if (!finding->ok)
			g_log_structured("daybook-book", G_LOG_LEVEL_INFO, "RULE",
					 plan_rule_name(finding->rule), "MESSAGE", "refused a time");
	}
}

/* What stands against it, what a person can do (advice, a sentence), and last what would fit. */
static char *refusal_words(const GPtrArray *messages, const char *advice, const Explanation *why)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < messages->len; i++)
		g_string_append_printf(all, "%s%s", i ? " " : "", (const char *)messages->pdata[i]);
	g_string_append_printf(all, " %s", advice);
	if (why->change) {
		g_string_append_c(all, ' ');
		/* translators: what to change: "start 15 min later" */
		g_string_append_printf(all, _("It would fit: %s."), why->change);
	}
	return g_string_free(all, FALSE);
}

static gboolean refuse(Book *book, const GPtrArray *findings, const BookWanted *wanted, const char *advice,
		       GError **error)
{
	g_autoptr(GPtrArray) with = booking_views_new();
	g_autoptr(GPtrArray) messages = book_objections(book, findings, with);
	g_autoptr(GPtrArray) slots =
		book_alternatives(book, wanted->visits, wanted->start, wanted->except, NULL);
	g_autoptr(Explanation) why = book_explanation(book, wanted, findings, slots, error);
	g_autofree char *words = NULL, *details = NULL;

	if (!why)
		return FALSE;
	words = refusal_words(messages, advice, why);
	details = refusal_details(book, why, with, slots);
	log_refusal(findings);
	daybook_fail(error, any_conflict(findings) ? DAYBOOK_ERROR_CONFLICT : DAYBOOK_ERROR_POLICY, "%s",
		     words);
	if (error)
		daybook_error_set_details(*error, details);
	return FALSE;
}

gboolean book_judge(Book *book, const GPtrArray *findings, const BookWanted *wanted, const char *reason,
		    char **overbooked, GError **error)
{
	const PlanFinding *exists = findings->pdata[PLAN_EXISTS];
	gboolean conflict = any_conflict(findings);

	if (overbooked)
		*overbooked = NULL;
	if (plan_fits(findings))
		return TRUE;
	if (!exists->ok && (reason || !conflict)) /* what is not there cannot be overridden */
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, "%s", exists->message);
	if (!reason)
		return refuse(book, findings, wanted, _("Choose another time, or overbook with a reason."),
			      error);
	if (overbooked)
		*overbooked = g_strdup(reason);
	return TRUE;
}

/* The places of the smallest class in it. */
static gint64 places_of(const PlanRules *rules, const Booking *booking)
{
	gint64 places = G_MAXINT64;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Service *service =
			plan_service(rules, ((const Part *)booking->parts->pdata[i])->service);
		if (service && service->capacity > 1)
			places = MIN(places, service->capacity);
	}
	return places;
}

/* Takes the spared ones out of what stands against a booking; nobody else left is no hindrance. */
static void spare_some(Book *book, const PlanRules *rules, const Booking *booking, GPtrArray *findings,
		       BookSpare spare, gpointer data)
{
	for (guint i = 0; i < findings->len; i++) {
		PlanFinding *finding = findings->pdata[i];
		gint64 room = finding->rule == PLAN_CAPACITY ? places_of(rules, booking) - 1 : 0;
		if (finding->ok || !finding->conflict)
			continue;
		for (guint j = finding->with->len; j-- > 0;)
			if (spare(book, finding->with->pdata[j], data))
				g_ptr_array_remove_index(finding->with, j);
		finding->ok = finding->with->len <= room;
	}
}

gboolean book_check_sharing(Book *book, const Booking *booking, BookSpare spare, gpointer data,
			    GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	g_autoptr(PlanTaken) taken = NULL;
	g_autoptr(GPtrArray) findings = NULL;
	BookWanted wanted;
	BookRules rules;
	gboolean shares = TRUE;

	if (!booking_is_live(booking) || !booking->busy || booking->overbooked || booking->parts->len == 0)
		return TRUE;
	if (!book_rules(book, &rules, booking->start - ZONE_DAY_SECONDS, booking->end + ZONE_DAY_SECONDS,
			error))
		return FALSE;
	visits = book_visits_of(booking);
	wanted = (BookWanted){ visits, booking->start, TRUE, TRUE, booking->id };
	taken = book_taken(book, &rules.rules, visits, booking->start - ZONE_DAY_SECONDS,
			   booking->end + ZONE_DAY_SECONDS, booking->id, error);
	if (taken) {
		findings = plan_check(&rules.rules, taken, booking->parts,
				      g_str_equal(booking->kind, "appointment"));
		if (spare)
			spare_some(book, &rules.rules, booking, findings, spare, data);
		shares = !any_conflict(findings) ||
			 refuse(book, findings, &wanted, _("Move what stands there first, then try again."),
				error);
	}
	book_rules_clear(&rules);
	return taken && shares;
}
