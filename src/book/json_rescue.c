/* book/json_rescue.c - the contract's JSON of holds, the waitlist and bad days */
#include "book/json.h"

#include "book/book_p.h"
#include "book/rescue.h"

static void add(cJSON *object, const char *key, cJSON *take)
{
	cJSON_AddItemToObject(object, key, take);
}

/* {"id","name"}, or null */
static cJSON *named(const char *id, const char *name)
{
	cJSON *object;

	if (!id)
		return cJSON_CreateNull();
	object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", id);
	cJSON_AddStringToObject(object, "name", name ? name : "");
	return object;
}

static cJSON *staff_of(const Book *book, const char *id)
{
	const Staff *staff = book_staff_by_id(book, id);

	return named(id, staff ? staff->name : NULL);
}

static cJSON *service_of(const Book *book, const char *id)
{
	const Service *service = book_service_by_id(book, id);

	return named(id, service ? service->name : NULL);
}

static cJSON *resource_of(const Book *book, const char *id)
{
	const Resource *resource = book_resource_by_id(book, id);

	return named(id, resource ? resource->name : NULL);
}

cJSON *json_hold(const Book *book, const Hold *hold)
{
	const HeldPart *part = hold->parts->len ? hold->parts->pdata[0] : NULL;
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "id", hold->id);
	cJSON_AddStringToObject(object, "owner", hold->owner);
	cJSON_AddStringToObject(object, "note", hold->note);
	add(object, "start", json_instant(book->zone, hold->start));
	add(object, "end", json_instant(book->zone, hold->end));
	add(object, "until", json_instant(book->zone, hold->until));
	add(object, "staff", staff_of(book, part ? part->staff : NULL));
	add(object, "service", service_of(book, part ? part->service : NULL));
	add(object, "resource", resource_of(book, part ? part->resource : NULL));
	return object;
}

/* A span; its end is null where it is open (WISH_OPEN_END). */
static cJSON *windows_of(const Book *book, const GPtrArray *windows)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < windows->len; i++) {
		const WishWindow *window = windows->pdata[i];
		cJSON *object = cJSON_CreateObject();
		add(object, "start", json_instant(book->zone, window->start));
		add(object, "end",
		    json_instant(book->zone, window->end >= WISH_OPEN_END ? NONE : window->end));
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

static cJSON *weekdays_of(gint64 weekdays)
{
	static const char *const days[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };
	cJSON *list = cJSON_CreateArray();

	for (int i = 0; i < 7; i++)
		if (weekdays & (1 << i))
			cJSON_AddItemToArray(list, cJSON_CreateString(days[i]));
	return list;
}

static cJSON *hours_of(const Waitlist *entry)
{
	char from[16], to[16];
	cJSON *object;

	if (entry->from_min == 0 && entry->to_min == 0)
		return cJSON_CreateNull();
	object = cJSON_CreateObject();
	g_snprintf(from, sizeof from, "%02d:%02d", (int)entry->from_min / 60, (int)entry->from_min % 60);
	g_snprintf(to, sizeof to, "%02d:%02d", (int)entry->to_min / 60, (int)entry->to_min % 60);
	cJSON_AddStringToObject(object, "from", from);
	cJSON_AddStringToObject(object, "to", to);
	return object;
}

static cJSON *customer_of(const WaitlistView *view)
{
	cJSON *object = named(view->entry->customer, view->customer_name);

	if (view->entry->customer)
		cJSON_AddStringToObject(object, "phone", view->customer_phone ? view->customer_phone : "");
	return object;
}

cJSON *json_waitlist(const Book *book, const WaitlistView *view)
{
	const Waitlist *entry = view->entry;
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "id", entry->id);
	add(object, "customer", customer_of(view));
	add(object, "service", service_of(book, entry->service));
	add(object, "staff", staff_of(book, entry->staff));
	/* minutes; null: the service's own */
	add(object, "duration",
	    entry->seconds ? cJSON_CreateNumber((double)(entry->seconds / 60)) : cJSON_CreateNull());
	add(object, "windows", windows_of(book, entry->windows));
	add(object, "weekdays", weekdays_of(entry->weekdays));
	add(object, "hours", hours_of(entry));
	cJSON_AddNumberToObject(object, "priority", (double)entry->priority);
	cJSON_AddBoolToObject(object, "auto", entry->auto_book != 0);
	cJSON_AddStringToObject(object, "reach", entry->reach);
	cJSON_AddStringToObject(object, "notes", entry->notes);
	cJSON_AddStringToObject(object, "status", entry->status);
	add(object, "booking", entry->booking ? cJSON_CreateString(entry->booking) : cJSON_CreateNull());
	add(object, "created", json_instant(book->zone, entry->created));
	if (view->slots)
		add(object, "slots", json_slots(book, view->slots));
	return object;
}

cJSON *json_waitlists(const Book *book, const GPtrArray *views)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < views->len; i++)
		cJSON_AddItemToArray(list, json_waitlist(book, views->pdata[i]));
	return list;
}

static cJSON *step_of(Book *book, const RescueStep *step)
{
	const Part *part = step->parts && step->parts->len ? step->parts->pdata[0] : NULL;
	BookingView view = { step->booking, step->customer_name, step->customer_phone };
	cJSON *object = cJSON_CreateObject();

	add(object, "booking", json_booking(book, &view));
	add(object, "start", json_instant(book->zone, part ? step->start : NONE));
	add(object, "end", json_instant(book->zone, part ? step->end : NONE));
	add(object, "staff", staff_of(book, part ? part->staff : NULL));
	cJSON_AddStringToObject(object, "words", step->words);
	cJSON_AddBoolToObject(object, "placed", part != NULL);
	cJSON_AddBoolToObject(object, "outside", step->outside);
	add(object, "alternatives",
	    step->alternatives ? json_slots(book, step->alternatives) : cJSON_CreateArray());
	return object;
}

cJSON *json_rescue(Book *book, const Rescue *rescue, gboolean dry_run)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *steps = cJSON_AddArrayToObject(object, "steps");

	for (guint i = 0; i < rescue->steps->len; i++)
		cJSON_AddItemToArray(steps, step_of(book, rescue->steps->pdata[i]));
	cJSON_AddNumberToObject(object, "placed", rescue->placed);
	cJSON_AddNumberToObject(object, "calls", rescue->calls);
	cJSON_AddBoolToObject(object, "dry_run", dry_run);
	return object;
}
