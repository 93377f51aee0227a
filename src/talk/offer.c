/* talk/offer.c - the free times that a line allows, and which of them another line picks */
#include <string.h>

#include "talk/talk.h"

#define OFFER_DAYS 14
#define OFFER_LOOKS 2000 /* free times looked at */

/* Where the reading looks: a day, a range or the next two weeks; hours of the day where it says some. A time of day alone is a start, which the
 * book's wishes cannot say. */
static FreeQuery query_of(const Talk *talk, const SayReading *reading, const GPtrArray *visits)
{
	Book *book = talk_book(talk);
	const SayWhen *at = &reading->at;
	GTimeZone *zone = book_zone(book);
	gint64 day = at->day != NONE ? at->day : book_today(book);
	gint64 last = at->day != NONE ? at->last : day + OFFER_DAYS - 1;
	FreeQuery query = { .visits = visits,
			    .from = MAX(zone_day_start(zone, day), book_now(book)),
			    .to = zone_day_start(zone, last + 1),
			    .limit = OFFER_LOOKS,
			    .customer = reading->customer };
	if (at->from >= 0) {
		query.from_min = at->from;
		query.to_min = at->to;
	} else if (at->minute >= 0) {
		query.from_min = at->minute;
		query.to_min = 1440;
	}
	return query;
}

static GPtrArray *slots_of(const Talk *talk, const SayReading *reading, const FreeQuery *query, guint most,
			   GError **error)
{
	GTimeZone *zone = book_zone(talk_book(talk));
	if (query->to <= query->from)
		return model_list_new(&slot_class);
	GPtrArray *slots = book_free(talk_book(talk), query, error);
	for (guint i = slots && reading->at.minute >= 0 ? slots->len : 0; i-- > 0;)
		if (local_minute(zone_local(zone, ((Slot *)slots->pdata[i])->start)) != reading->at.minute)
			g_ptr_array_remove_index(slots, i);
	if (slots && slots->len > most)
		g_ptr_array_remove_range(slots, most, slots->len - most);
	return slots;
}

GPtrArray *talk_slots(const Talk *talk, const SayReading *reading, GError **error)
{
	g_autoptr(GPtrArray) visits = talk_visits(reading);
	FreeQuery query = query_of(talk, reading, visits);
	return slots_of(talk, reading, &query, G_MAXUINT, error);
}

GPtrArray *talk_best(const Talk *talk, const SayReading *reading, guint most, gboolean in_order,
		     GError **error)
{
	g_autoptr(GPtrArray) visits = talk_visits(reading);
	FreeQuery query = query_of(talk, reading, visits);
	query.rank = !in_order;
	if (reading->at.minute < 0)
		query.limit = most;
	return slots_of(talk, reading, &query, most, error);
}

/* Each start once, with the first who can. */
static void one_a_start(GPtrArray *slots)
{
	for (guint i = slots->len; i-- > 1;)
		if (((Slot *)slots->pdata[i])->start == ((Slot *)slots->pdata[i - 1])->start)
			g_ptr_array_remove_index(slots, i);
}

GPtrArray *talk_offer(const Talk *talk, GPtrArray *slots, guint most)
{
	GTimeZone *zone = book_zone(talk_book(talk));
	GPtrArray *some = model_list_new(&slot_class);
	gint64 day_before = G_MININT64;
	one_a_start(slots);
	gboolean one_day =
		slots->len == 0 || zone_day_of(zone, ((Slot *)slots->pdata[0])->start) ==
					   zone_day_of(zone, ((Slot *)slots->pdata[slots->len - 1])->start);
	guint step = (slots->len + most - 1) / most;
	for (guint i = 0; i < slots->len && some->len < most; i++) {
		const Slot *slot = slots->pdata[i];
		gint64 day = zone_day_of(zone, slot->start);
		if (one_day ? i % MAX(step, 1) == 0 : day != day_before)
			g_ptr_array_add(some, slot_copy(slot));
		day_before = day;
	}
	return some;
}

/* --- picking --- */

/* Weekdays are those of the offer: said on a Tuesday, "the tuesday one" of next week's is next Tuesday's. */
static gboolean is_day(const SayWhen *at, gint64 day, gboolean exact)
{
	if (at->day == NONE)
		return TRUE;
	if (day >= at->day && day <= at->last)
		return TRUE;
	return !exact && at->day == at->last && day_weekday(day) == day_weekday(at->day);
}

static GPtrArray *pick(const Talk *talk, const GPtrArray *slots, const SayReading *reading, gboolean exact)
{
	const SayWhen *at = &reading->at;
	const SayVisit *visit = reading->visits->len ? reading->visits->pdata[0] : NULL;
	GPtrArray *picked = g_ptr_array_new();
	for (guint i = 0; i < slots->len; i++) {
		Slot *slot = slots->pdata[i];
		gint64 start = zone_local(book_zone(talk_book(talk)), slot->start);
		int minute = local_minute(start);
		if (!is_day(at, local_day(start), exact) || (at->minute >= 0 && minute != at->minute) ||
		    (at->from >= 0 && (minute < at->from || minute >= at->to)) ||
		    (visit && visit->staff && g_strcmp0(visit->staff, slot->staff) != 0))
			continue;
		g_ptr_array_add(picked, slot);
	}
	return picked;
}

GPtrArray *talk_pick(const Talk *talk, const GPtrArray *slots, const SayReading *reading)
{
	g_autoptr(GPtrArray) picked = pick(talk, slots, reading, TRUE);
	if (picked->len == 0) {
		g_ptr_array_unref(g_steal_pointer(&picked));
		picked = pick(talk, slots, reading, FALSE);
	}
	if (reading->number == 0)
		return g_steal_pointer(&picked);
	GPtrArray *one = g_ptr_array_new();
	if ((guint)reading->number <= picked->len)
		g_ptr_array_add(one, picked->pdata[reading->number - 1]);
	return one;
}
