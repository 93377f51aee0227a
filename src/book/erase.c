/* book/erase.c - what the book knows of one person: to take away, or to be forgotten
 *
 * A person is a customer and whoever was merged into them. Every event that ever named them loses its salt and payload, and each
 * row it was about gets a new event with its image as it stands without them: so the log still verifies, still replays, and no longer
 * tells. Bookings stay as anonymous time. */
#include "book/people_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/json.h"
#include "book/sync_p.h"

/* A person in the log. */
typedef struct {
	GPtrArray *customers; /* of char*: ids */
	GHashTable *rows;     /* ids of rows that named them -> their ModelClass */
	GHashTable *words;    /* what they were called */
	gint64 seq;           /* read up to here */
} Person;

static void person_clear(Person *person)
{
	g_ptr_array_unref(person->customers);
	g_hash_table_unref(person->rows);
	g_hash_table_unref(person->words);
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

/* What changes are described with. */
static void keep_words(Person *person, const Event *event)
{
	const ModelClass *cls = store_class(event->entity);
	gpointer row = cls == &customer_class || cls == &booking_class
			       ? model_from_image(cls, event->after, NULL)
			       : NULL;
	if (row)
		keep_word(person, cls == &customer_class ? ((Customer *)row)->name : ((Booking *)row)->title);
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

/* Reads the log from where it was left. */
static gboolean read_log(Book *book, Person *person, GError **error)
{
	return store_events(book->store, person->seq, see_event, person, error);
}

static gboolean person_init(Book *book, Person *person, const char *id, GError **error)
{
	*person = (Person){ g_ptr_array_new_with_free_func(g_free),
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
	    !store_orphans_forget(book->store, (const char *const *)words->pdata, error))
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
			add_customers_log(book, object, customer->id, error);
	store_read_end(book->store);
	char *printed = done ? cJSON_Print(object) : NULL;
	char *text = g_strdup(printed);
	cJSON_free(printed);
	cJSON_Delete(object);
	return text;
}
