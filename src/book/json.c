/* book/json.c - the contract's JSON (cli.md). Keys may be added, never renamed; a thing that is not there is null, a text that was not
 * given is "". */
#include "book/json.h"

#include <string.h>

#include "base/text.h"
#include "book/as_of_p.h"
#include "book/book_p.h"
#include "book/house.h"
#include "book/people_p.h"
#include "book/sync_p.h"

/* --- values --- */

static void add_text(cJSON *object, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, key, text);
	else
		cJSON_AddNullToObject(object, key);
}

/* Whole numbers, written as such: cJSON keeps doubles, which are exact up to 2^53. */
static void add_number(cJSON *object, const char *key, gint64 number)
{
	if (number == NONE)
		cJSON_AddNullToObject(object, key);
	else
		cJSON_AddNumberToObject(object, key, (double)number);
}

static void add_flag(cJSON *object, const char *key, gint64 flag)
{
	cJSON_AddBoolToObject(object, key, flag != 0);
}

static cJSON *text_or_null(char *take)
{
	g_autofree char *text = take;
	return text ? cJSON_CreateString(text) : cJSON_CreateNull();
}

static void add_day(cJSON *object, const char *key, gint64 day)
{
	cJSON_AddItemToObject(object, key, text_or_null(day == NONE ? NULL : day_iso(day)));
}

cJSON *json_instant(GTimeZone *zone, gint64 instant)
{
	return text_or_null(instant == NONE ? NULL : zone_rfc3339(zone, instant));
}

static void add_instant(cJSON *object, const char *key, GTimeZone *zone, gint64 instant)
{
	cJSON_AddItemToObject(object, key, json_instant(zone, instant));
}

cJSON *json_money(gint64 minor, const char *currency)
{
	if (minor == NONE)
		return cJSON_CreateNull();
	cJSON *money = cJSON_CreateObject();
	add_number(money, "minor", minor);
	add_text(money, "currency", currency);
	return money;
}

static cJSON *id_and_name(const char *id, const char *name)
{
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", id);
	add_text(object, "name", name);
	return object;
}

static cJSON *staff_of(const Book *book, const char *id)
{
	const Staff *staff = book_staff_by_id(book, id);
	return staff ? id_and_name(staff->id, staff->name) : cJSON_CreateNull();
}

static cJSON *resource_of(const Book *book, const char *id)
{
	const Resource *resource = book_resource_by_id(book, id);
	return resource ? id_and_name(resource->id, resource->name) : cJSON_CreateNull();
}

static cJSON *service_of(const Book *book, const char *id)
{
	const Service *service = book_service_by_id(book, id);
	return service ? id_and_name(service->id, service->name) : cJSON_CreateNull();
}

/* --- a booking --- */

static void add_who_and_what(cJSON *object, const Book *book, const Part *part)
{
	cJSON_AddItemToObject(object, "service", part ? service_of(book, part->service) : cJSON_CreateNull());
	cJSON_AddItemToObject(object, "staff", part ? staff_of(book, part->staff) : cJSON_CreateNull());
	cJSON_AddItemToObject(object, "resource",
			      part ? resource_of(book, part->resource) : cJSON_CreateNull());
}

static cJSON *parts_of(const Book *book, const Booking *booking, GTimeZone *zone)
{
	cJSON *parts = cJSON_CreateArray();
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		cJSON *object = cJSON_CreateObject();
		add_who_and_what(object, book, part);
		add_instant(object, "start", zone, part->start);
		add_instant(object, "end", zone, part->end);
		add_flag(object, "busy", part->busy);
		cJSON_AddItemToObject(object, "price", json_money(part->price, booking->currency));
		cJSON_AddItemToArray(parts, object);
	}
	return parts;
}

/* A number as it can be dialled from anywhere; as typed where the country cannot be told. */
static const char *dialled(const char *number, const char *typed)
{
	return *number == '+' ? number : typed;
}

static cJSON *customer_of(const BookingView *view)
{
	const char *typed = view->customer_phone;
	g_autofree char *number = typed ? text_phone(typed) : NULL;
	if (!view->booking->customer)
		return cJSON_CreateNull();
	cJSON *customer =
		id_and_name(view->booking->customer, view->customer_name ? view->customer_name : "");
	add_text(customer, "phone", number ? dialled(number, typed) : NULL);
	return customer;
}

/* A wall time, which is what a rule gives, as the instant that it is in this zone. */
static void add_wall(cJSON *object, const char *key, GTimeZone *zone, gint64 local)
{
	add_instant(object, key, zone, local == NONE ? NONE : zone_resolve(zone, local));
}

static cJSON *series_of(Book *book, const Booking *booking, GTimeZone *zone)
{
	if (!booking->series)
		return cJSON_CreateNull();
	g_autoptr(Series) series = as_of_row(book, &series_class, booking->series);
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", booking->series);
	add_text(object, "rrule", series ? series->rrule : NULL);
	add_wall(object, "occurrence", zone, booking->occurrence);
	return object;
}

static void add_times(cJSON *object, const Booking *booking, GTimeZone *zone)
{
	add_instant(object, "start", zone, booking->start);
	add_instant(object, "end", zone, booking->end);
	add_text(object, "timezone", booking->zone);
	add_flag(object, "all_day", booking->all_day);
	add_flag(object, "busy", booking->busy);
}

/* Minutes that are kept free around it. */
static void add_buffers(cJSON *object, const Booking *booking)
{
	guint n = booking->parts->len;
	const Part *first = n ? booking->parts->pdata[0] : NULL, *last = n ? booking->parts->pdata[n - 1] : NULL;
	add_number(object, "buffer_before", first ? (first->start - first->busy_from) / 60 : 0);
	add_number(object, "buffer_after", last ? (last->busy_to - last->end) / 60 : 0);
}

static void add_words(cJSON *object, const Booking *booking)
{
	add_text(object, "overbooked", booking->overbooked);
	add_text(object, "notes", booking->notes);
	add_text(object, "public_note", booking->public_note);
	add_text(object, "cancel_reason", booking->cancel_reason);
}

static void add_amounts(cJSON *object, const Booking *booking)
{
	cJSON_AddItemToObject(object, "paid", json_money(booking->paid, booking->currency));
	cJSON_AddItemToObject(object, "deposit", json_money(booking->deposit, booking->currency));
	cJSON_AddItemToObject(object, "price", json_money(booking_price(booking), booking->currency));
}

static cJSON *booking_with(Book *book, const BookingView *view, const SyncLink *link)
{
	const Booking *booking = view->booking;
	g_autoptr(GTimeZone) zone = book_zone_named(book, booking->zone);
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", booking->id);
	add_text(object, "kind", booking->kind);
	add_text(object, "status", booking->status);
	add_text(object, "title", booking->title);
	cJSON_AddItemToObject(object, "customer", customer_of(view));
	add_who_and_what(object, book, booking_first_part(booking));
	cJSON_AddItemToObject(object, "parts", parts_of(book, booking, zone));
	add_times(object, booking, zone);
	add_buffers(object, booking);
	add_words(object, booking);
	add_amounts(object, booking);
	cJSON_AddItemToObject(object, "series", series_of(book, booking, zone));
	add_text(object, "source", booking->source);
	add_text(object, "uid", booking->uid);
	add_number(object, "version", booking->version);
	add_instant(object, "created", zone, booking->created);
	add_instant(object, "updated", zone, booking->updated);
	cJSON_AddItemToObject(object, "sync", sync_link_json(book, link, booking));
	return object;
}

cJSON *json_booking(Book *book, const BookingView *view)
{
	const GPtrArray *calendars = sync_calendars(book, NULL);
	g_autoptr(SyncLink) link = NULL;

	if (calendars && calendars->len)
		link = store_link(book->store, view->booking->id, NULL);
	return booking_with(book, view, link);
}

cJSON *json_bookings(Book *book, const GPtrArray *views)
{
	g_autoptr(GHashTable) links = sync_links_of_views(book, views);
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < views->len; i++) {
		const BookingView *view = views->pdata[i];
		cJSON_AddItemToArray(
			list, booking_with(book, view, g_hash_table_lookup(links, view->booking->id)));
	}
	return list;
}

/* --- slots --- */

/* Scores and reasons are for ranked slots; these are in time order. */
cJSON *json_slot(const Book *book, const Slot *slot)
{
	cJSON *object = cJSON_CreateObject();
	add_instant(object, "start", book->zone, slot->start);
	add_instant(object, "end", book->zone, slot->end);
	cJSON_AddItemToObject(object, "staff", staff_of(book, slot->staff));
	cJSON_AddItemToObject(object, "resource", resource_of(book, slot->resource));
	if (slot->score == NONE)
		cJSON_AddNullToObject(object, "score");
	else
		cJSON_AddNumberToObject(object, "score", (double)slot->score / 1000);
	cJSON *reasons = cJSON_AddArrayToObject(object, "reasons");
	for (guint i = 0; i < slot->reasons->len; i++)
		cJSON_AddItemToArray(reasons,
				     cJSON_CreateString(((const Reason *)slot->reasons->pdata[i])->words));
	return object;
}

cJSON *json_slots(const Book *book, const GPtrArray *slots)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < slots->len; i++)
		cJSON_AddItemToArray(list, json_slot(book, slots->pdata[i]));
	return list;
}

/* --- explanations --- */

static cJSON *visit_of(const Book *book, const Visit *visit)
{
	cJSON *object = cJSON_CreateObject();
	const Service *service = book_service_by_id(book, visit->service);
	cJSON_AddItemToObject(object, "service",
			      service ? id_and_name(service->id, service->name) : cJSON_CreateNull());
	cJSON_AddItemToObject(object, "staff", staff_of(book, visit->staff));
	cJSON_AddItemToObject(object, "resource", resource_of(book, visit->resource));
	add_number(object, "duration", visit->seconds ? visit->seconds / 60 : NONE);
	return object;
}

static cJSON *changed_of(const Book *book, const Explanation *explanation)
{
	cJSON *object = cJSON_CreateObject();
	add_instant(object, "start", book->zone, explanation->changed_start);
	cJSON *visits = cJSON_AddArrayToObject(object, "visits");
	for (guint i = 0; i < explanation->changed->len; i++)
		cJSON_AddItemToArray(visits, visit_of(book, explanation->changed->pdata[i]));
	return object;
}

void json_add_change(const Book *book, cJSON *object, const Explanation *explanation)
{
	cJSON_AddItemToObject(object, "nearest",
			      explanation->nearest ? json_slot(book, explanation->nearest) : cJSON_CreateNull());
	if (explanation->change)
		add_text(object, "change", explanation->change);
	else
		cJSON_AddNullToObject(object, "change");
	cJSON_AddItemToObject(object, "changed",
			      explanation->change ? changed_of(book, explanation) : cJSON_CreateNull());
}

cJSON *json_explanation(const Book *book, const Explanation *explanation)
{
	cJSON *object = cJSON_CreateObject();
	add_flag(object, "fits", explanation->fits);
	cJSON *rules = cJSON_AddArrayToObject(object, "rules");
	for (guint i = 0; i < explanation->rules->len; i++) {
		const ExplainedRule *rule = explanation->rules->pdata[i];
		cJSON *said = cJSON_CreateObject();
		add_text(said, "rule", rule->rule);
		add_flag(said, "ok", rule->ok);
		add_text(said, "message", rule->message);
		cJSON *with = cJSON_AddArrayToObject(said, "with");
		for (guint w = 0; w < rule->with->len; w++)
			cJSON_AddItemToArray(with, cJSON_CreateString(rule->with->pdata[w]));
		cJSON_AddItemToArray(rules, said);
	}
	json_add_change(book, object, explanation);
	return object;
}

/* --- people --- */

static void add_figures(cJSON *object, Book *book, const Customer *customer)
{
	g_autoptr(CustomerCard) card = customer_card_of(book, customer, NULL);
	if (!card)
		return;
	add_number(object, "visits", card->visits);
	add_number(object, "no_shows", card->no_shows);
	add_instant(object, "last_visit", book->zone, card->last_visit);
	add_instant(object, "next_booking", book->zone, card->next_booking);
	add_text(object, "next_booking_id", card->next_id);
	add_number(object, "upcoming", card->upcoming);
	add_number(object, "waiting", card->waiting);
	cJSON_AddItemToObject(object, "spent", json_money(card->spent, book->business->currency));
}

static cJSON *phones_of(const Customer *customer)
{
	cJSON *phones = cJSON_CreateArray();
	for (guint i = 0; i < customer->phones->len; i++) {
		const Phone *phone = customer->phones->pdata[i];
		cJSON_AddItemToArray(phones, cJSON_CreateString(dialled(phone->number, phone->typed)));
	}
	return phones;
}

cJSON *json_customer(Book *book, const Customer *customer)
{
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", customer->id);
	add_text(object, "name", customer->name);
	cJSON_AddItemToObject(object, "phones", phones_of(customer));
	add_text(object, "email", customer->email);
	add_text(object, "timezone", customer->zone);
	add_text(object, "language", customer->language);
	add_text(object, "notes", customer->notes);
	add_text(object, "preferences", customer->preferences);
	add_text(object, "consents", customer->consents);
	add_figures(object, book, customer);
	add_number(object, "version", customer->version);
	add_instant(object, "erased", book->zone, customer->erased);
	add_instant(object, "created", book->zone, customer->created);
	add_instant(object, "updated", book->zone, customer->updated);
	return object;
}

/* --- the house --- */

cJSON *json_staff(G_GNUC_UNUSED const Book *book, const Staff *staff)
{
	cJSON *object = id_and_name(staff->id, staff->name);
	add_text(object, "color", staff->color);
	add_flag(object, "active", staff->active);
	add_number(object, "max_per_day", staff->max_per_day);
	add_number(object, "version", staff->version);
	return object;
}

cJSON *json_resource(G_GNUC_UNUSED const Book *book, const Resource *resource)
{
	cJSON *object = id_and_name(resource->id, resource->name);
	add_text(object, "kind", resource->kind);
	add_text(object, "color", resource->color);
	add_flag(object, "active", resource->active);
	add_number(object, "version", resource->version);
	return object;
}

static cJSON *segments_of(const Service *service)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < service->segments->len; i++) {
		const Segment *segment = service->segments->pdata[i];
		cJSON *object = cJSON_CreateObject();
		add_number(object, "minutes", segment->minutes);
		add_flag(object, "busy", segment->busy);
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

/* Who does it, with the length and price that count for them. */
static cJSON *skills_of(const Book *book, const Service *service)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < service->skills->len; i++) {
		const Skill *skill = service->skills->pdata[i];
		const Staff *staff = book_staff_by_id(book, skill->staff);
		cJSON *object = id_and_name(skill->staff, staff ? staff->name : "");
		add_number(object, "duration", service_minutes(service, skill->staff));
		cJSON_AddItemToObject(
			object, "price",
			json_money(service_price(service, skill->staff), book->business->currency));
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

cJSON *json_service(const Book *book, const Service *service)
{
	cJSON *object = id_and_name(service->id, service->name);
	add_number(object, "duration", service->duration);
	cJSON_AddItemToObject(object, "segments", segments_of(service));
	add_number(object, "buffer_before", service->buffer_before);
	add_number(object, "buffer_after", service->buffer_after);
	cJSON_AddItemToObject(object, "price", json_money(service->price, book->business->currency));
	add_text(object, "color", service->color);
	add_number(object, "capacity", service->capacity);
	add_text(object, "resource", *service->resource_kind ? service->resource_kind : NULL);
	cJSON_AddItemToObject(object, "staff", skills_of(book, service));
	add_number(object, "max_per_day", service->max_per_day);
	add_text(object, "description", service->description);
	add_flag(object, "active", service->active);
	add_number(object, "version", service->version);
	return object;
}

static void add_minute(cJSON *object, const char *key, gint64 minute)
{
	char text[16];
	g_snprintf(text, sizeof text, "%02d:%02d", (int)minute / 60, (int)minute % 60);
	add_text(object, key, text);
}

static cJSON *ranges_of(const GPtrArray *ranges, gboolean weekdays)
{
	static const char *const days[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < ranges->len; i++) {
		const HoursRange *range = ranges->pdata[i];
		cJSON *object = cJSON_CreateObject();
		if (weekdays)
			add_text(object, "day", days[CLAMP(range->weekday, 0, 6)]);
		add_minute(object, "from", range->from_min);
		add_minute(object, "to", range->to_min);
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

cJSON *json_hours(const Book *book, const OpeningHours *hours)
{
	g_autofree char *spec = book_hours_spec(hours);
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", hours->id);
	cJSON_AddItemToObject(object, "staff", staff_of(book, hours->staff));
	add_day(object, "from", hours->from_day);
	add_day(object, "until", hours->until_day);
	add_text(object, "spec", spec);
	cJSON_AddItemToObject(object, "ranges", ranges_of(hours->ranges, TRUE));
	add_number(object, "version", hours->version);
	return object;
}

cJSON *json_closure(const Book *book, const Closure *closure)
{
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", closure->id);
	add_text(object, "kind", closure->kind);
	cJSON_AddItemToObject(object, "staff", staff_of(book, closure->staff));
	add_day(object, "from", closure->first_day);
	add_day(object, "until", closure->last_day);
	add_instant(object, "start", book->zone,
		    closure->first_day == NONE ? closure->start
					       : zone_day_start(book->zone, closure->first_day));
	add_instant(object, "end", book->zone,
		    closure->first_day == NONE ? closure->end
					       : zone_day_start(book->zone, closure->last_day + 1));
	cJSON_AddItemToObject(object, "open", ranges_of(closure->ranges, FALSE));
	add_text(object, "reason", closure->reason);
	add_number(object, "version", closure->version);
	return object;
}

cJSON *json_series(const Book *book, const Series *series)
{
	g_autoptr(GTimeZone) zone = book_zone_named(book, series->zone);
	cJSON *object = cJSON_CreateObject();
	add_text(object, "id", series->id);
	add_text(object, "rrule", series->rrule);
	add_wall(object, "start", zone, series->local_start);
	add_text(object, "timezone", series->zone);
	add_wall(object, "filled_until", zone, series->filled_until);
	cJSON *skipped = cJSON_AddArrayToObject(object, "skipped");
	for (guint i = 0; i < series->skipped->len; i++) {
		const Skipped *date = series->skipped->pdata[i];
		cJSON_AddItemToArray(skipped, json_instant(zone, zone_resolve(zone, date->occurrence)));
	}
	return object;
}

/* --- the log --- */

cJSON *json_change(const Book *book, const Change *change)
{
	static const char *const kinds[] = {
		[CHANGE_DO] = "do", [CHANGE_UNDO] = "undo", [CHANGE_REDO] = "redo"
	};
	cJSON *object = cJSON_CreateObject();
	add_text(object, "correlation", change->id);
	add_text(object, "what", change->what);
	add_text(object, "kind", kinds[change->kind]);
	add_text(object, "actor", change->actor);
	add_text(object, "source", change->source);
	add_instant(object, "at", book->zone, change->at);
	add_text(object, "undoes", change->undoes);
	add_flag(object, "undone", change->undone);
	add_flag(object, "undoable", change->undoable);
	return object;
}

cJSON *json_event(const Book *book, const Event *event)
{
	cJSON *object = cJSON_CreateObject();
	add_number(object, "seq", event->seq);
	add_text(object, "id", event->id);
	add_text(object, "type", event->type);
	add_instant(object, "at", book->zone, event->at);
	add_text(object, "source", event->source);
	add_text(object, "actor", event->actor);
	add_text(object, "correlation", event->correlation);
	add_text(object, "entity", event->entity);
	add_text(object, "entity_id", event->entity_id);
	cJSON *after = *event->after ? cJSON_Parse(event->after) : NULL;
	cJSON_AddItemToObject(object, "after", after ? after : cJSON_CreateNull());
	add_text(object, "hash", event->hash);
	return object;
}
