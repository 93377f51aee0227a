/* book/waitlist_match.c - whom a free time would suit
 *
 * Entries that ask for the same (service, person, length) have the same slots, so these are looked for once for all of them: a salon has a few
 * dozen such wishes, however many wait. What a change has set free is what fits after it and did not before. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/rescue_p.h"

#define TOLD 3        /* offers that are told by name */
#define SLOTS 3       /* of each offer */
#define PIECE_DAYS 42 /* looked at for all together; beyond that each entry for itself */

/* --- does a slot suit? --- */

static gboolean in_windows(const Waitlist *entry, const Slot *slot)
{
	for (guint i = 0; i < entry->windows->len; i++) {
		const WishWindow *window = entry->windows->pdata[i];
		if (window->start <= slot->start && slot->end <= window->end)
			return TRUE;
	}
	return entry->windows->len == 0;
}

/* As plan.h has it of PlanWish: to not above from is over midnight. */
static gboolean in_hours(const Book *book, const Waitlist *entry, const Slot *slot)
{
	gint64 start = zone_local(book->zone, slot->start), end = zone_local(book->zone, slot->end);
	gint64 day = local_day(start), from = entry->from_min * 60, to = entry->to_min * 60;

	if (from == 0 && to == 0)
		return TRUE;
	if (to <= from)
		to += ZONE_DAY_SECONDS;
	start -= day * ZONE_DAY_SECONDS;
	end -= day * ZONE_DAY_SECONDS;
	return (start >= from && end <= to) ||
	       (start + ZONE_DAY_SECONDS >= from && end + ZONE_DAY_SECONDS <= to);
}

gboolean waitlist_suits(const Book *book, const Waitlist *entry, const Slot *slot)
{
	gint64 day = zone_day_of(book->zone, slot->start);

	return in_windows(entry, slot) &&
	       (entry->weekdays == 0 || (entry->weekdays & (1 << day_weekday(day)))) &&
	       in_hours(book, entry, slot);
}

/* --- what has been set free --- */

typedef struct {
	Book *book;
	GPtrArray *parts;  /* of Part, borrowed: taken before, and no more; NULL */
	const char *whose; /* the customer who gave it up is not asked; NULL */
	GArray *spans;     /* of Interval: where it lies */
	BookRules before, after;
	GHashTable *slots; /* wish -> GPtrArray of Slot */
	BookResult *result;
	char **what;
	GPtrArray *ids; /* of char*: entries that are booked by themselves and could suit, in order */
	GError *error;
} Fill;

static void fill_clear(Fill *fill)
{
	g_clear_pointer(&fill->parts, g_ptr_array_unref);
	g_clear_pointer(&fill->spans, g_array_unref);
	g_clear_pointer(&fill->slots, g_hash_table_unref);
	g_clear_pointer(&fill->ids, g_ptr_array_unref);
	book_rules_clear(&fill->before);
	book_rules_clear(&fill->after);
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const Interval *a = a_, *b = b_;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Only what is to come, and not beyond the reach. */
static void add_span(Fill *fill, gint64 from, gint64 to)
{
	gint64 now = book_now(fill->book);
	Interval span = { MAX(from, now), MIN(to, now + WAITLIST_REACH_DAYS * ZONE_DAY_SECONDS) };

	if (span.start < span.end)
		g_array_append_val(fill->spans, span);
}

static void settle_spans(Fill *fill)
{
	guint kept = 0;

	g_array_sort(fill->spans, by_start);
	for (guint i = 0; i < fill->spans->len; i++) {
		Interval *last = kept ? &g_array_index(fill->spans, Interval, kept - 1) : NULL;
		Interval span = g_array_index(fill->spans, Interval, i);
		if (last && span.start <= last->end)
			last->end = MAX(last->end, span.end);
		else
			g_array_index(fill->spans, Interval, kept++) = span;
	}
	g_array_set_size(fill->spans, kept);
}

static void add_taken(const Fill *fill, PlanTaken *taken)
{
	for (guint i = 0; fill->parts && i < fill->parts->len; i++) {
		const Part *part = fill->parts->pdata[i];
		PlanPart plan = { "",        part->service,   part->staff,   part->resource, part->start,
				  part->end, part->busy_from, part->busy_to, part->busy != 0 };
		plan_taken_add(taken, &plan);
	}
}

/* Slots are in time order: *at goes along with those that are asked about. */
static gboolean has_slot(const GPtrArray *slots, guint *at, const Slot *slot)
{
	while (*at < slots->len && ((const Slot *)slots->pdata[*at])->start < slot->start)
		++*at;
	for (guint i = *at; i < slots->len; i++) {
		const Slot *each = slots->pdata[i];
		if (each->start != slot->start)
			return FALSE;
		if (g_strcmp0(each->staff, slot->staff) == 0)
			return TRUE;
	}
	return FALSE;
}

/* A visit that begins just when the one before it began, which need not lie on the grid. */
static void add_same_start(Fill *fill, const PlanTaken *taken, const PlanTaken *was, const GPtrArray *visits,
			   const Interval *span, GPtrArray *slots)
{
	const Part *first = fill->parts ? fill->parts->pdata[0] : NULL;
	g_autoptr(GPtrArray) named = NULL, parts = NULL, fits = NULL, fitted = NULL;
	g_autoptr(Slot) slot = slot_new();
	guint at = 0;

	if (!first || !first->staff || first->start < span->start || first->start >= span->end)
		return;
	named = g_ptr_array_copy((GPtrArray *)visits, (GCopyFunc)(void (*)(void))visit_copy, NULL);
	g_ptr_array_set_free_func(named, (GDestroyNotify)visit_free);
	Visit *visit = named->pdata[0];
	if (visit->staff && strcmp(visit->staff, first->staff) != 0)
		return;
	model_set(&visit_class, visit, &visit->staff, first->staff);
	if (!(parts = plan_place(&fill->after.rules, taken, named, first->start, NULL)))
		return;
	fits = plan_check(&fill->after.rules, taken, parts, TRUE);
	fitted = plan_check(&fill->before.rules, was, parts, TRUE);
	slot->start = first->start;
	slot->end = ((const Part *)parts->pdata[parts->len - 1])->end;
	model_set(&slot_class, slot, &slot->staff, first->staff);
	model_set(&slot_class, slot, &slot->resource, ((const Part *)parts->pdata[0])->resource);
	if (plan_fits(fits) && !plan_fits(fitted) && !has_slot(slots, &at, slot))
		g_ptr_array_insert(slots, (gint)at, g_steal_pointer(&slot));
}

/* What fits these visits in a span now and did not before, added. FALSE on error. */
static gboolean add_freed(Fill *fill, const GPtrArray *visits, const Interval *span, GPtrArray *slots)
{
	Book *book = fill->book;
	gint64 longest = book_longest(book, visits);
	PlanSearch search = { .from = MAX(span->start - longest, book_now(book)),
			      .to = span->end + longest,
			      .starts_before = NONE,
			      .step_min = (int)book->policy->slot_step,
			      .limit = G_MAXUINT };
	gint64 from = search.from - longest, to = search.to + longest;
	g_autoptr(PlanTaken) taken =
		book_taken(book, &fill->after.rules, visits, from, to, NULL, &fill->error);
	g_autoptr(PlanTaken) was =
		taken ? book_taken(book, &fill->before.rules, visits, from, to, NULL, &fill->error) : NULL;
	g_autoptr(GPtrArray) now_free = NULL, then_free = NULL;

	if (!was)
		return FALSE;
	add_taken(fill, was);
	/* a service or a person that is gone has no slots, and is no fault of this change */
	if (!(now_free = plan_free_slots(&fill->after.rules, taken, visits, &search, NULL)))
		return TRUE;
	if (now_free->len)
		then_free = plan_free_slots(&fill->before.rules, was, visits, &search, NULL);
	for (guint i = 0, at = 0; then_free && i < now_free->len; i++)
		if (!has_slot(then_free, &at, now_free->pdata[i]))
			g_ptr_array_add(slots, slot_copy(now_free->pdata[i]));
	add_same_start(fill, taken, was, visits, span, slots);
	return TRUE;
}

/* The slots that were set free for a wish; borrowed. NULL on error. */
static const GPtrArray *slots_for(Fill *fill, const char *service, const char *staff, gint64 seconds)
{
	g_autofree char *key = g_strdup_printf("%s %s %" G_GINT64_FORMAT, service ? service : "",
					       staff ? staff : "", seconds);
	GPtrArray *slots = g_hash_table_lookup(fill->slots, key);
	Waitlist wish = { .service = (char *)service, .staff = (char *)staff, .seconds = seconds };
	g_autoptr(GPtrArray) visits = NULL;

	if (slots)
		return slots;
	slots = model_list_new(&slot_class);
	g_hash_table_insert(fill->slots, g_steal_pointer(&key), slots);
	visits = waitlist_visits(&wish, NULL);
	for (guint i = 0; i < fill->spans->len; i++)
		if (!add_freed(fill, visits, &g_array_index(fill->spans, Interval, i), slots))
			return NULL;
	return slots;
}

/* Goes through those that wait for some of the time. FALSE on error. */
static gboolean each_waiting(Fill *fill, gboolean auto_book, StoreWishFunc each, GError **error)
{
	const Interval *first = &g_array_index(fill->spans, Interval, 0);
	const Interval *last = &g_array_index(fill->spans, Interval, fill->spans->len - 1);

	if (!store_waitlist_touching(fill->book->store, first->start, last->end, auto_book, each, fill,
				     error))
		return FALSE;
	if (!fill->error)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&fill->error));
	return FALSE;
}

/* The slots of those set free that suit an entry, at most n. NULL on error. */
static GPtrArray *suiting(Fill *fill, const Waitlist *entry, guint n, GError **error)
{
	const GPtrArray *slots = slots_for(fill, entry->service, entry->staff, entry->seconds);
	GPtrArray *found;

	if (!slots) {
		if (error != &fill->error)
			g_propagate_error(error, g_steal_pointer(&fill->error));
		return NULL;
	}
	found = model_list_new(&slot_class);
	for (guint i = 0; i < slots->len && found->len < n; i++)
		if (waitlist_suits(fill->book, entry, slots->pdata[i]))
			g_ptr_array_add(found, slot_copy(slots->pdata[i]));
	return found;
}

/* --- booked at once --- */

static void grow(char **text, const char *between, const char *more)
{
	char *longer = *text ? g_strconcat(*text, between, more, NULL) : g_strdup(more);

	g_free(*text);
	*text = longer;
}

static void tell_filled(Fill *fill, const char *name, Booking *take)
{
	BookResult *result = fill->result;
	g_autofree char *when = book_time_words(fill->book, take->start);
	/* translators: name, then when */
	g_autofree char *what = g_strdup_printf(_("Booked %s from the waitlist, %s"), name, when);

	grow(fill->what, "; ", what);
	g_ptr_array_add(result->remarks, g_strconcat(what, ".", NULL));
	if (!result->filled)
		result->filled = model_list_new(&booking_class);
	g_ptr_array_add(result->filled, take);
}

/* Where it would stand by the rules as they will be. */
static GPtrArray *place(Fill *fill, const Waitlist *entry, const Slot *slot, GError **error)
{
	g_autoptr(GPtrArray) visits = waitlist_visits(entry, slot->staff);
	gint64 reach = 2 * ZONE_DAY_SECONDS + book_longest(fill->book, visits);
	g_autoptr(PlanTaken) taken = book_taken(fill->book, &fill->after.rules, visits, slot->start - reach,
						slot->start + reach, NULL, error);

	return taken ? plan_place(&fill->after.rules, taken, visits, slot->start, error) : NULL;
}

static gboolean fill_one(Fill *fill, WaitlistView *view, GError **error)
{
	g_autoptr(GPtrArray) slots = suiting(fill, view->entry, 1, error);
	g_autoptr(GPtrArray) parts = NULL;
	Booking *booking;

	if (!slots || slots->len == 0)
		return slots != NULL;
	if (!(parts = place(fill, view->entry, slots->pdata[0], error)) ||
	    !(booking = waitlist_book_parts(fill->book, view->entry, parts, "system", error)))
		return FALSE;
	tell_filled(fill, view->customer_name, booking);
	g_hash_table_remove_all(fill->slots); /* less is free now */
	return TRUE;
}

/* A wish of the one who gave the time up is not met by it. */
static gboolean may_ask(const Fill *fill, const Waitlist *entry)
{
	return entry->customer && g_strcmp0(entry->customer, fill->whose) != 0;
}

static gboolean keep_wish(const StoreWish *wish, gpointer data)
{
	Fill *fill = data;
	const GPtrArray *slots = slots_for(fill, wish->service, wish->staff, wish->seconds);

	if (slots && slots->len)
		g_ptr_array_add(fill->ids, g_strdup(wish->id));
	return slots != NULL;
}

static gboolean fill_all(Fill *fill, GError **error)
{
	if (!each_waiting(fill, TRUE, keep_wish, error))
		return FALSE;
	for (guint i = 0; i < fill->ids->len; i++) {
		g_autoptr(WaitlistView) view = waitlist_view(fill->book, fill->ids->pdata[i], error);
		if (!view || (may_ask(fill, view->entry) && !fill_one(fill, view, error)))
			return FALSE;
	}
	return TRUE;
}

/* --- offered --- */

static void tell_offer(Fill *fill, const WaitlistView *view)
{
	const Waitlist *entry = view->entry;
	const Service *service = book_service_by_id(fill->book, entry->service);
	g_autofree char *length = service ? NULL : when_duration_words(entry->seconds);
	g_autofree char *since = day_short(zone_day_of(fill->book->zone, entry->created));
	g_autofree char *when = book_time_words(fill->book, ((const Slot *)view->slots->pdata[0])->start);
	g_autofree char *id = g_strndup(entry->id, 8);

	/* translators: name, service, a day, a time, then an id */
	g_ptr_array_add(fill->result->remarks,
			g_strdup_printf(_("Free now for: %s (%s, since %s), %s: daybook waitlist book %s"),
					view->customer_name, service ? service->name : length, since, when,
					id));
}

/* While the list is read, and not longer than it takes to find enough. */
static gboolean offer_wish(const StoreWish *wish, gpointer data)
{
	Fill *fill = data;
	BookResult *result = fill->result;
	const GPtrArray *slots = slots_for(fill, wish->service, wish->staff, wish->seconds);
	g_autoptr(WaitlistView) view = NULL;

	if (!slots || slots->len == 0)
		return slots != NULL;
	if (!(view = waitlist_view(fill->book, wish->id, &fill->error)))
		return FALSE;
	if (!may_ask(fill, view->entry))
		return TRUE;
	if (!(view->slots = suiting(fill, view->entry, SLOTS, &fill->error)))
		return FALSE;
	if (view->slots->len == 0)
		return TRUE;
	if (!result->offers)
		result->offers = waitlist_views_new();
	if (result->offers->len < TOLD)
		tell_offer(fill, view);
	g_ptr_array_add(result->offers, g_steal_pointer(&view));
	return result->offers->len < WAITLIST_OFFERS;
}

static gboolean offer_all(Fill *fill, GError **error)
{
	BookResult *result = fill->result;
	guint more;

	if (!each_waiting(fill, FALSE, offer_wish, error))
		return FALSE;
	more = result->offers && result->offers->len > TOLD ? result->offers->len - TOLD : 0;
	if (more)
		g_ptr_array_add(result->remarks,
				g_strdup_printf(ngettext("%u more could come: daybook waitlist match",
							 "%u more could come: daybook waitlist match", more),
						more));
	return TRUE;
}

/* spans are set; rules as they will be in after, where they differ. */
static gboolean run(Fill *fill, const GPtrArray *hours, const GPtrArray *closures, GError **error)
{
	settle_spans(fill);
	if (fill->spans->len == 0)
		return TRUE;
	if (!book_rules(fill->book, &fill->before, NONE, NONE, error) ||
	    !book_rules(fill->book, &fill->after, NONE, NONE, error))
		return FALSE;
	if (hours)
		fill->after.rules.hours = hours;
	if (closures)
		fill->after.rules.closures = closures;
	fill->slots =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	fill->ids = g_ptr_array_new_with_free_func(g_free);
	return fill_all(fill, error) && offer_all(fill, error);
}

/* --- after a booking has changed --- */

static gboolean has_part(const Booking *booking, const Part *part)
{
	for (guint i = 0; booking && i < booking->parts->len; i++) {
		const Part *each = booking->parts->pdata[i];
		if (each->start == part->start && each->end == part->end &&
		    each->busy_from == part->busy_from && each->busy_to == part->busy_to &&
		    each->busy == part->busy && g_strcmp0(each->staff, part->staff) == 0 &&
		    g_strcmp0(each->resource, part->resource) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean occupies(const Booking *booking)
{
	return booking && booking_is_live(booking) && booking->busy;
}

gboolean waitlist_after_booking(Book *book, const Booking *before, const Booking *after, BookResult *result,
				char **what, GError **error)
{
	Fill fill = { .book = book, .whose = before->customer, .result = result, .what = what };
	gboolean any = FALSE, done = TRUE;

	if (book->dry || !occupies(before) || before->end <= book_now(book))
		return TRUE;
	fill.parts = g_ptr_array_new();
	fill.spans = g_array_new(FALSE, FALSE, sizeof(Interval));
	for (guint i = 0; i < before->parts->len; i++) {
		Part *part = before->parts->pdata[i];
		if (occupies(after) && has_part(after, part))
			continue;
		g_ptr_array_add(fill.parts, part);
		add_span(&fill, MIN(part->start, part->busy_from), MAX(part->end, part->busy_to));
	}
	if (fill.spans->len)
		done = store_waitlist_any(book->store, &any, error) &&
		       (!any || run(&fill, NULL, NULL, error));
	fill_clear(&fill);
	return done;
}

/* --- after the hours have changed --- */

/* Where somebody is open now and was not. */
static void add_longer(Fill *fill, const GArray *was, const GArray *is)
{
	for (guint i = 0, j = 0; i < is->len; i++) {
		Interval open = g_array_index(is, Interval, i);
		while (j < was->len && g_array_index(was, Interval, j).end <= open.start)
			j++;
		for (guint k = j; k < was->len && open.start < open.end; k++) {
			const Interval *old = &g_array_index(was, Interval, k);
			if (old->start >= open.end)
				break;
			add_span(fill, open.start, old->start);
			open.start = MAX(open.start, old->end);
		}
		add_span(fill, open.start, open.end);
	}
}

static void compare_hours(Fill *fill, const PlanRules *before, const PlanRules *after)
{
	gint64 from = book_now(fill->book), to = from + WAITLIST_REACH_DAYS * ZONE_DAY_SECONDS;

	for (guint i = 0; i < fill->book->staff->len; i++) {
		const Staff *staff = fill->book->staff->pdata[i];
		g_autoptr(GArray) was = NULL, is = NULL;
		if (!staff->active)
			continue;
		was = plan_open(before, staff->id, from, to);
		is = plan_open(after, staff->id, from, to);
		add_longer(fill, was, is);
	}
}

gboolean waitlist_after_hours(Book *book, const GPtrArray *hours, const GPtrArray *closures, char **remark,
			      char **what, GError **error)
{
	g_autoptr(BookResult) result = book_result_new();
	Fill fill = { .book = book, .result = result, .what = what };
	BookRules rules;
	PlanRules after;
	gboolean any = FALSE, done;

	if (!store_waitlist_any(book->store, &any, error))
		return FALSE;
	if (!any)
		return TRUE;
	if (!book_rules(book, &rules, NONE, NONE, error))
		return FALSE;
	after = rules.rules;
	after.hours = hours ? hours : after.hours;
	after.closures = closures ? closures : after.closures;
	fill.spans = g_array_new(FALSE, FALSE, sizeof(Interval));
	compare_hours(&fill, &rules.rules, &after);
	book_rules_clear(&rules);
	done = run(&fill, hours, closures, error);
	for (guint i = 0; done && remark && i < result->remarks->len; i++)
		grow(remark, "\n", result->remarks->pdata[i]);
	fill_clear(&fill);
	return done;
}

/* --- whom what is free would suit, whenever it came to be so --- */

typedef struct {
	Book *book;
	const char *staff; /* NULL: anybody's slots */
	gint64 from, piece,
		to; /* slots of [from, piece) are looked for once for a wish; up to `to` for each entry */
	guint most;
	GHashTable *slots; /* wish -> GPtrArray of Slot */
} Match;

/* Whose slots: the entry's own, or the one that is asked about. "" where the two differ: nobody's. */
static const char *match_staff(const Match *match, const Waitlist *entry)
{
	if (match->staff && entry->staff && strcmp(match->staff, entry->staff) != 0)
		return "";
	return entry->staff ? entry->staff : match->staff;
}

/* Slots of [from, to) for an entry, asked of the book; windows are the caller's. Those of a service that is gone are none. */
static GPtrArray *ask_book(const Match *match, const Waitlist *entry, const char *staff, gint64 from,
			   gint64 to, gboolean wishes, guint limit)
{
	g_autoptr(GPtrArray) visits = waitlist_visits(entry, staff);
	FreeQuery query = { .visits = visits, .from = from, .to = to, .limit = limit };
	GPtrArray *slots;

	if (wishes) {
		query.weekdays = (guint)entry->weekdays;
		query.from_min = (int)entry->from_min;
		query.to_min = (int)entry->to_min;
	}
	slots = book_free(match->book, &query, NULL);
	return slots ? slots : model_list_new(&slot_class);
}

static const GPtrArray *piece_slots(Match *match, const Waitlist *entry, const char *staff)
{
	g_autofree char *key =
		g_strdup_printf("%s %s %" G_GINT64_FORMAT, entry->service ? entry->service : "",
				staff ? staff : "", entry->seconds);
	GPtrArray *slots = g_hash_table_lookup(match->slots, key);

	if (!slots) {
		slots = ask_book(match, entry, staff, match->from, match->piece, FALSE, G_MAXUINT);
		g_hash_table_insert(match->slots, g_steal_pointer(&key), slots);
	}
	return slots;
}

static void take_slots(const Match *match, const GPtrArray *from, const Waitlist *entry, GPtrArray *found)
{
	for (guint i = 0; i < from->len && found->len < match->most; i++)
		if (waitlist_suits(match->book, entry, from->pdata[i]))
			g_ptr_array_add(found, slot_copy(from->pdata[i]));
}

static gint slot_by_start(gconstpointer a_, gconstpointer b_)
{
	const Slot *a = *(Slot *const *)a_, *b = *(Slot *const *)b_;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Beyond the piece that is known: each window for itself. */
static void take_later(const Match *match, const Waitlist *entry, const char *staff, GPtrArray *found)
{
	g_autoptr(GPtrArray) windows = g_ptr_array_copy(entry->windows, NULL, NULL);
	WishWindow any = { match->piece, match->to };

	g_ptr_array_set_free_func(windows, NULL);
	if (windows->len == 0)
		g_ptr_array_add(windows, &any);
	for (guint i = 0; i < windows->len && found->len < match->most; i++) {
		const WishWindow *window = windows->pdata[i];
		gint64 from = MAX(window->start, match->piece), to = MIN(window->end, match->to);
		g_autoptr(GPtrArray) slots =
			from < to ? ask_book(match, entry, staff, from, to, TRUE, match->most) : NULL;
		if (slots)
			take_slots(match, slots, entry, found);
	}
	g_ptr_array_sort(found, slot_by_start);
}

static GPtrArray *match_entry(Match *match, const Waitlist *entry)
{
	const char *staff = match_staff(match, entry);
	GPtrArray *found = model_list_new(&slot_class);

	if (staff && !*staff)
		return found;
	take_slots(match, piece_slots(match, entry, staff), entry, found);
	if (found->len < match->most && match->piece < match->to &&
	    (entry->latest == NONE || entry->latest > match->piece))
		take_later(match, entry, staff, found);
	return found;
}

GPtrArray *book_waitlist_match(Book *book, const char *staff, gint64 from, gint64 to, guint slots,
			       GError **error)
{
	g_autoptr(GPtrArray) views = NULL;
	g_autoptr(GHashTable) known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	Match match = { .book = book, .staff = staff, .most = MAX(slots, 1), .slots = known };
	BookRules rules;

	if (!store_read_begin(book->store, error))
		return NULL;
	if ((views = book_waitlist(book, FALSE, error)) && book_rules(book, &rules, NONE, NONE, error)) {
		match.from = MAX(from == NONE ? book_now(book) : from, book_now(book));
		match.to = MIN(to == NONE ? G_MAXINT64 : to, plan_horizon(&rules.rules) + ZONE_DAY_SECONDS);
		match.piece = MIN(match.to, match.from + PIECE_DAYS * ZONE_DAY_SECONDS);
		book_rules_clear(&rules);
		for (guint i = 0; i < views->len; i++) {
			WaitlistView *view = views->pdata[i];
			view->slots = match_entry(&match, view->entry);
		}
		for (guint i = views->len; i-- > 0;)
			if (((const WaitlistView *)views->pdata[i])->slots->len == 0)
				g_ptr_array_remove_index(views, i);
	}
	store_read_end(book->store);
	return g_steal_pointer(&views);
}
