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
