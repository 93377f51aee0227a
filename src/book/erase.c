/* book/erase.c - what the book knows of one person: to take away, or to be forgotten
 *
 * A person is a customer and whoever was merged into them. Every event that ever named them loses its salt and payload, and each
 * row it was about gets a new event with its image as it stands without them: so the log still verifies, still replays, and no longer
 * tells. Bookings stay as anonymous time. */
#include "book/people_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "book/json.h"
#include "book/rescue.h"
#include "book/sync_p.h"
#include "model/poll.h"

/* A person in the log. Of a poll they may be one of the outsiders, whom no id joins with a customer: whoever has one of the customer's e-mails
 * there is taken for the same; where there is none to compare, whoever has one of their whole names. */
typedef struct {
	GPtrArray *customers; /* of char*: ids */
	GHashTable *rows;     /* ids of rows that named them -> their ModelClass */
	GHashTable *words;    /* what they were called */
	GHashTable *names, *emails; /* of the customers, folded, ever */
	GHashTable *meetings; /* ids of bookings that came of polls with them */
	gint64 seq;           /* read up to here */
} Person;

static void person_clear(Person *person)
{
	g_ptr_array_unref(person->customers);
	g_hash_table_unref(person->rows);
	g_hash_table_unref(person->words);
	g_hash_table_unref(person->names);
	g_hash_table_unref(person->emails);
	g_hash_table_unref(person->meetings);
}

/* Those merged into them, those merged into those, and so on. */
static gboolean find_customers(Book *book, const char *id, GPtrArray *customers, GError **error)
{
	g_ptr_array_set_size(customers, 0);
	g_ptr_array_add(customers, g_strdup(id));
	for (guint i = 0; i < customers->len; i++) {
		g_autoptr(GPtrArray) merged =
			store_customers_merged_into(book->store, customers->pdata[i], error);
		if (!merged)
			return FALSE;
		for (guint j = 0; j < merged->len; j++)
			g_ptr_array_add(customers, g_strdup(merged->pdata[j]));
	}
	return TRUE;
}

static gboolean is_customer(const Person *person, const char *id)
{
	return id && g_ptr_array_find_with_equal_func(person->customers, id, g_str_equal, NULL);
}

static gboolean names(const Person *person, const char *image)
{
	for (guint i = 0; i < person->customers->len; i++)
		if (strstr(image, person->customers->pdata[i]))
			return TRUE;
	return FALSE;
}

static void keep_word(Person *person, const char *word)
{
	if (*word)
		g_hash_table_add(person->words, g_strdup(word));
}

static void keep_folded(GHashTable *set, const char *text)
{
	char *folded = text_fold(text);

	if (*folded)
		g_hash_table_add(set, folded);
	else
		g_free(folded);
}

/* What changes are described with. */
static void keep_words(Person *person, const Event *event)
{
	const ModelClass *cls = store_class(event->entity);
	gpointer row = cls == &customer_class || cls == &booking_class
			       ? model_from_image(cls, event->after, NULL)
			       : NULL;
	if (row)
		keep_word(person, cls == &customer_class ? ((Customer *)row)->name : ((Booking *)row)->title);
	if (row && is_customer(person, event->entity_id)) {
		keep_folded(person->names, ((Customer *)row)->name);
		keep_folded(person->emails, ((Customer *)row)->email);
	}
	if (row)
		model_free(cls, row);
}

static gboolean see_event(const Event *event, gpointer data)
{
	Person *person = data;
	person->seq = event->seq;
	if (!*event->after || !names(person, event->after))
		return TRUE;
	g_hash_table_insert(person->rows, g_strdup(event->entity_id), (gpointer)store_class(event->entity));
	keep_words(person, event);
	return TRUE;
}

/* --- polls --- */

static gboolean holds_folded(GHashTable *set, const char *text)
{
	g_autofree char *folded = text_fold(text);

	return g_hash_table_contains(set, folded);
}

static gboolean is_outsider(const Person *person, const PollPerson *asked)
{
	if (asked->staff)
		return FALSE;
	if (*asked->email && g_hash_table_size(person->emails) > 0)
		return holds_folded(person->emails, asked->email);
	return holds_folded(person->names, asked->name);
}

static void see_poll(Person *person, const Poll *poll)
{
	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *asked = poll->people->pdata[i];
		if (!is_outsider(person, asked))
			continue;
		keep_word(person, asked->name);
		keep_word(person, asked->email);
		g_hash_table_insert(person->rows, g_strdup(poll->id), (gpointer)&poll_class);
		if (!poll->booking)
			continue;
		g_hash_table_insert(person->rows, g_strdup(poll->booking), (gpointer)&booking_class);
		g_hash_table_add(person->meetings, g_strdup(poll->booking));
	}
}

/* A poll whose booking was taken back has a booking in the log all the same. */
static gboolean see_polled(const Event *event, gpointer data)
{
	g_autoptr(Poll) poll = g_str_equal(event->entity, "poll") && *event->after ? model_from_image(&poll_class, event->after, NULL) : NULL;

	if (poll)
		see_poll(data, poll);
	return TRUE;
}

static gboolean see_polls(Book *book, Person *person, GError **error)
{
	g_autoptr(GPtrArray) polls = store_all(book->store, &poll_class, error);

	for (guint i = 0; polls && i < polls->len; i++)
		if (!store_events_of_entity(book->store, ((const Poll *)polls->pdata[i])->id, see_polled, person, error))
			return FALSE;
	return polls != NULL;
}

/* Their answer stays, without a name; so does what came of it. */
static void blank_in_poll(const Person *person, Poll *poll)
{
	for (guint i = 0; i < poll->people->len; i++) {
		PollPerson *asked = poll->people->pdata[i];
		if (!is_outsider(person, asked))
			continue;
		g_autofree char *title = text_fold(poll->title);
		g_autofree char *name = text_fold(asked->name);
		if (strstr(title, name))
			model_set(&poll_class, poll, &poll->title, _("(erased)"));
		model_set(&poll_person_class, asked, &asked->name, _("(erased)"));
		model_set(&poll_person_class, asked, &asked->email, NULL);
		model_set(&poll_person_class, asked, &asked->zone, NULL);
	}
}

/* Who was there stands in the notes; its title may name them. The time stays. */
static void blank_meeting(const Person *person, Booking *booking)
{
	g_autofree char *title = text_fold(booking->title);
	GHashTableIter iter;
	gpointer name;

	model_set(&booking_class, booking, &booking->notes, NULL);
	g_hash_table_iter_init(&iter, person->names);
	while (g_hash_table_iter_next(&iter, &name, NULL))
		if (strstr(title, name))
			model_set(&booking_class, booking, &booking->title, NULL);
}

/* Reads the log from where it was left; the polls once it is known what the person was called. */
static gboolean read_log(Book *book, Person *person, GError **error)
{
	return store_events(book->store, person->seq, see_event, person, error) && see_polls(book, person, error);
}

static gboolean person_init(Book *book, Person *person, const char *id, GError **error)
{
	*person = (Person){ g_ptr_array_new_with_free_func(g_free),
			    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), 0 };
	return find_customers(book, id, person->customers, error) && read_log(book, person, error);
}

/* Under the lock: what others wrote meanwhile, and everything again where somebody was merged meanwhile. */
static gboolean person_update(Book *book, Person *person, GError **error)
{
	guint n = person->customers->len;
	g_autofree char *id = g_strdup(person->customers->pdata[0]);
	if (!find_customers(book, id, person->customers, error))
		return FALSE;
	if (person->customers->len != n)
		person->seq = 0;
	return read_log(book, person, error);
}

/* --- forgetting --- */

static void blank(const ModelClass *cls, gpointer row, char **const *fields, gsize n)
{
	for (gsize i = 0; i < n; i++)
		model_set(cls, row, fields[i], NULL);
}

static void blank_customer(Customer *customer, gint64 now)
{
	char **const words[] = { &customer->name,     &customer->email, &customer->zone,
				 &customer->language, &customer->notes, &customer->preferences,
				 &customer->consents };
	blank(&customer_class, customer, words, G_N_ELEMENTS(words));
	g_ptr_array_set_size(customer->phones, 0);
	customer->erased = now;
}

/* The time, the people of the house, the price stay. That it was overbooked too, without the words. */
static void blank_booking(Booking *booking)
{
	char **const words[] = { &booking->customer,    &booking->title, &booking->notes,
				 &booking->public_note, &booking->extra, &booking->cancel_reason };
	blank(&booking_class, booking, words, G_N_ELEMENTS(words));
	if (booking->overbooked)
		model_set(&booking_class, booking, &booking->overbooked, _("(erased)"));
}

/* Nobody is left who could come. */
static void blank_entry(Waitlist *entry)
{
	char **const words[] = { &entry->customer, &entry->reach, &entry->notes };
	blank(&waitlist_class, entry, words, G_N_ELEMENTS(words));
	if (strcmp(entry->status, "waiting") == 0)
		model_set(&waitlist_class, entry, &entry->status, "gone");
}

/* A row that once named them but no longer does keeps its words, and only gets an image again. */
static gboolean rewrite(Book *book, const Person *person, const ModelClass *cls, const char *id,
			GError **error)
{
	GError *problem = NULL;
	gpointer row = store_get(book->store, cls, id, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!row)
		return TRUE;
	if (cls == &customer_class && is_customer(person, id))
		blank_customer(row, book_now(book));
	if (cls == &booking_class && is_customer(person, ((Booking *)row)->customer))
		blank_booking(row);
	if (cls == &booking_class && g_hash_table_contains(person->meetings, id))
		blank_meeting(person, row);
	if (cls == &poll_class)
		blank_in_poll(person, row);
	if (cls == &waitlist_class && is_customer(person, ((Waitlist *)row)->customer))
		blank_entry(row);
	gboolean done = book_save(book, cls, row, "customer.erased", error) &&
			(cls != &booking_class || sync_forget(book, id, error));
	model_free(cls, row);
	return done;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A set's words in an order that is always the same, NULL at the end. Borrowed words. */
static GPtrArray *sorted(GHashTable *set)
{
	GPtrArray *list = g_ptr_array_new();
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, set);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_ptr_array_add(list, key);
	g_ptr_array_sort(list, by_text);
	g_ptr_array_add(list, NULL);
	return list;
}

static gboolean forget(Book *book, const Person *person, GError **error)
{
	g_autoptr(GPtrArray) ids = sorted(person->rows);
	g_autoptr(GPtrArray) words = sorted(person->words);
	if (!store_events_blank(book->store, (const char *const *)ids->pdata, error) ||
	    !store_orphans_forget(book->store, (const char *const *)words->pdata, error) ||
	    !store_holds_expire(book->store, book_now(book), error) || !store_holds_forget(book->store, error))
		return FALSE;
	for (guint i = 0; i + 1 < ids->len; i++)
		if (!store_changes_forget(book->store, ids->pdata[i], (const char *const *)words->pdata,
					  _("(erased)"), error) ||
		    !rewrite(book, person, g_hash_table_lookup(person->rows, ids->pdata[i]), ids->pdata[i],
			     error))
			return FALSE;
	return TRUE;
}

gboolean book_customer_erase(Book *book, const char *id, GError **error)
{
	g_autoptr(Customer) customer = book_customer(book, id, error);
	if (!customer || customer->erased != NONE)
		return customer != NULL;
	Person person;
	gboolean done = person_init(book, &person, customer->id, error) && book_begin(book, error);
	if (done) {
		book->undoable = FALSE;
		done = person_update(book, &person, error) && forget(book, &person, error)
			       ? book_commit(book, _("Erased a customer"), NULL, error)
			       : book_abort(book);
	}
	person_clear(&person);
	return done && store_scrub(book->store, error);
}

/* --- taking away --- */

typedef struct {
	const Book *book;
	cJSON *log;
} LogList;

static gboolean list_event(const Event *event, gpointer data)
{
	LogList *list = data;
	cJSON_AddItemToArray(list->log, json_event(list->book, event));
	return TRUE;
}

static gboolean add_log(Book *book, cJSON *object, const char *id, GError **error)
{
	cJSON *log = cJSON_GetObjectItemCaseSensitive(object, "log");
	LogList list = { book, log ? log : cJSON_AddArrayToObject(object, "log") };
	return store_events_of_entity(book->store, id, list_event, &list, error);
}

static gboolean add_bookings(Book *book, cJSON *object, const char *id, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	if (!store_bookings_of(book->store, id, FALSE, book_collect_view, views, error))
		return FALSE;
	cJSON_AddItemToObject(object, "bookings", json_bookings(book, views));
	for (guint i = 0; i < views->len; i++)
		if (!add_log(book, object, ((const BookingView *)views->pdata[i])->booking->id, error))
			return FALSE;
	return TRUE;
}

static gboolean add_waitlist(Book *book, cJSON *object, const char *id, GError **error)
{
	g_autoptr(GPtrArray) entries = store_waitlist_of(book->store, id, error);
	cJSON *list = entries ? cJSON_AddArrayToObject(object, "waitlist") : NULL;
	for (guint i = 0; entries && i < entries->len; i++) {
		const Waitlist *entry = entries->pdata[i];
		g_autoptr(WaitlistView) view = book_waitlist_view(book, entry->id, error);
		if (!view || !add_log(book, object, entry->id, error))
			return FALSE;
		cJSON_AddItemToArray(list, json_waitlist(book, view));
	}
	return entries != NULL;
}

static gboolean add_customers_log(Book *book, cJSON *object, const char *id, GError **error)
{
	g_autoptr(GPtrArray) customers = g_ptr_array_new_with_free_func(g_free);
	if (!find_customers(book, id, customers, error))
		return FALSE;
	for (guint i = 0; i < customers->len; i++)
		if (!add_log(book, object, customers->pdata[i], error))
			return FALSE;
	return TRUE;
}

char *book_customer_export(Book *book, const char *id, GError **error)
{
	g_autoptr(Customer) customer = book_customer(book, id, error);
	if (!customer || !store_read_begin(book->store, error))
		return NULL;
	cJSON *object = cJSON_CreateObject();
	cJSON_AddItemToObject(object, "customer", json_customer(book, customer));
	gboolean done = add_bookings(book, object, customer->id, error) &&
			add_waitlist(book, object, customer->id, error) &&
			add_customers_log(book, object, customer->id, error);
	store_read_end(book->store);
	char *printed = done ? cJSON_Print(object) : NULL;
	char *text = g_strdup(printed);
	cJSON_free(printed);
	cJSON_Delete(object);
	return text;
}
