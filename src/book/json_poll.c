/* book/json_poll.c - polls in the contract's JSON */
#include "book/json.h"

/* A time in the zone it was written in: the same instant everywhere. */
static cJSON *spans_json(GTimeZone *zone, const GPtrArray *windows)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < windows->len; i++) {
		const WishWindow *window = windows->pdata[i];
		cJSON *span = cJSON_CreateObject();
		cJSON_AddItemToObject(span, "start", json_instant(zone, window->start));
		cJSON_AddItemToObject(span, "end", json_instant(zone, window->end));
		cJSON_AddItemToArray(list, span);
	}
	return list;
}

static void add_text_or_null(cJSON *object, const char *key, const char *text)
{
	cJSON_AddItemToObject(object, key, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

static cJSON *person_json(const Book *book, const PollPerson *person)
{
	const Staff *staff = book_staff_by_id(book, person->staff);
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "name", person->name);
	cJSON_AddStringToObject(object, "email", person->email);
	cJSON_AddItemToObject(object, "staff", staff ? json_staff(book, staff) : cJSON_CreateNull());
	cJSON_AddBoolToObject(object, "must", person->must != 0);
	cJSON_AddBoolToObject(object, "answered", person->staff || person->answer != 0);
	cJSON_AddBoolToObject(object, "declined", person->answer == 2);
	return object;
}

static cJSON *answer_json(const Book *book, const PollPerson *person)
{
	const char *name = *person->zone ? person->zone : book_business(book)->zone;
	g_autoptr(GTimeZone) zone = book_zone_named(book, name);
	cJSON *object = cJSON_CreateObject();

	cJSON_AddStringToObject(object, "name", person->name);
	cJSON_AddBoolToObject(object, "declined", person->answer == 2);
	cJSON_AddItemToObject(object, "free", spans_json(zone, person->free));
	cJSON_AddStringToObject(object, "timezone", name);
	return object;
}

static gint by_answer(gconstpointer a_, gconstpointer b_)
{
	const PollPerson *a = *(PollPerson *const *)a_, *b = *(PollPerson *const *)b_;

	return (a->answered > b->answered) - (a->answered < b->answered);
}

/* Those who have, in the order of their first answer. */
static cJSON *answers_json(const Book *book, const Poll *poll)
{
	g_autoptr(GPtrArray) people = g_ptr_array_new();
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < poll->people->len; i++)
		if (((const PollPerson *)poll->people->pdata[i])->answer != 0)
			g_ptr_array_add(people, poll->people->pdata[i]);
	g_ptr_array_sort(people, by_answer);
	for (guint i = 0; i < people->len; i++)
		cJSON_AddItemToArray(list, answer_json(book, people->pdata[i]));
	return list;
}

cJSON *json_poll(const Book *book, const Poll *poll)
{
	cJSON *object = cJSON_CreateObject(), *people;

	cJSON_AddStringToObject(object, "id", poll->id);
	cJSON_AddStringToObject(object, "title", poll->title);
	cJSON_AddStringToObject(object, "status", poll->status);
	cJSON_AddNumberToObject(object, "duration", (double)(poll->seconds / 60));
	cJSON_AddNumberToObject(object, "step", (double)poll->step);
	cJSON_AddItemToObject(object, "windows", spans_json(book_zone(book), poll->windows));
	people = cJSON_AddArrayToObject(object, "people");
	for (guint i = 0; i < poll->people->len; i++)
		cJSON_AddItemToArray(people, person_json(book, poll->people->pdata[i]));
	cJSON_AddItemToObject(object, "answers", answers_json(book, poll));
	add_text_or_null(object, "booking", poll->booking);
	cJSON_AddNumberToObject(object, "version", (double)poll->version);
	cJSON_AddItemToObject(object, "created", json_instant(book_zone(book), poll->created));
	return object;
}

static void add_names(cJSON *object, const char *key, const GPtrArray *people)
{
	cJSON *names = cJSON_AddArrayToObject(object, key);

	for (guint i = 0; i < people->len; i++)
		cJSON_AddItemToArray(names, cJSON_CreateString(((const PollPerson *)people->pdata[i])->name));
}

cJSON *json_poll_candidate(const Book *book, const PollCandidate *candidate, guint n)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddNumberToObject(object, "n", n);
	cJSON_AddItemToObject(object, "start", json_instant(book_zone(book), candidate->start));
	cJSON_AddItemToObject(object, "end", json_instant(book_zone(book), candidate->end));
	add_names(object, "can", candidate->can);
	add_names(object, "cannot", candidate->cannot);
	add_names(object, "unknown", candidate->unknown);
	cJSON_AddNumberToObject(object, "score", (double)candidate->score / 1000);
	return object;
}
