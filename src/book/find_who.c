/* book/find_who.c - WHO and WHAT of the contract: from what a person writes to the one that is meant */
#include "book/people_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/fields_p.h"

#define PHONE_DIGITS_MIN 4 /* of a phone's digits, to be looked for at all */
#define LOOKED_AT_MOST 5000
#define CANDIDATES_SHOWN 5
#define CANDIDATES_MOST 50 /* in the JSON details */

/* --- names --- */

static gboolean some_word_begins(char **words, const char *start)
{
	for (; *words; words++)
		if (g_str_has_prefix(*words, start))
			return TRUE;
	return FALSE;
}

int book_name_match(const char *name, const char *folded_query)
{
	g_autofree char *folded = text_fold(name);
	if (!*folded_query)
		return 0;
	if (strcmp(folded, folded_query) == 0)
		return 2;
	g_auto(GStrv) words = text_words(folded);
	g_auto(GStrv) asked = text_words(folded_query);
	if (!*asked)
		return strstr(folded, folded_query) != NULL; /* signs alone, as in "C++" or "&" */
	for (char **each = asked; *each; each++)
		if (!some_word_begins(words, *each))
			return 0;
	return 1;
}

/* --- several, or nobody --- */

static char *candidates_json(const GPtrArray *ids, const GPtrArray *names)
{
	cJSON *details = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(details, "candidates");
	for (guint i = 0; i < ids->len && i < CANDIDATES_MOST; i++) {
		cJSON *one = cJSON_CreateObject();
		cJSON_AddStringToObject(one, "id", ids->pdata[i]);
		cJSON_AddStringToObject(one, "name", names->pdata[i]);
		cJSON_AddItemToArray(list, one);
	}
	char *text = cJSON_PrintUnformatted(details);
	cJSON_Delete(details);
	return text;
}

gboolean book_ambiguous(GError **error, const char *what, const char *text, const GPtrArray *ids,
			const GPtrArray *names)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(list, names->pdata[i]);
	g_ptr_array_add(list, NULL);
	g_autofree char *words = field_words((const char *const *)list->pdata, CANDIDATES_SHOWN);
	GError *problem = NULL;
	daybook_fail(&problem, DAYBOOK_ERROR_USAGE,
		     _("“%s” can mean more than one (%s): %s. Write more of the name, or the id."), text,
		     what, words);
	char *details = candidates_json(ids, names);
	daybook_error_set_details(problem, details);
	cJSON_free(details);
	g_propagate_error(error, problem);
	return FALSE;
}

/* The ones found so far, apart by how well the name matches. */
typedef struct {
	GPtrArray *ids[2], *names[2]; /* 0: the start of words; 1: the whole name */
} Found;

static void found_init(Found *found)
{
	for (int i = 0; i < 2; i++) {
		found->ids[i] = g_ptr_array_new_with_free_func(g_free);
		found->names[i] = g_ptr_array_new_with_free_func(g_free);
	}
}

static void found_clear(Found *found)
{
	for (int i = 0; i < 2; i++) {
		g_ptr_array_unref(found->ids[i]);
		g_ptr_array_unref(found->names[i]);
	}
}

static void found_add(Found *found, int match, const char *id, const char *name)
{
	if (match == 0)
		return;
	g_ptr_array_add(found->ids[match - 1], g_strdup(id));
	g_ptr_array_add(found->names[match - 1], g_strdup(name));
}

/* The one: a whole name wins. FALSE without error: nobody. */
static gboolean found_one(const Found *found, const char *what, const char *text, char **id, GError **error)
{
	for (int i = 1; i >= 0; i--) {
		if (found->ids[i]->len > 1)
			return book_ambiguous(error, what, text, found->ids[i], found->names[i]);
		if (found->ids[i]->len == 1) {
			*id = g_strdup(found->ids[i]->pdata[0]);
			return TRUE;
		}
	}
	return FALSE;
}

/* --- the house: staff, resources, services --- */

/* Where the fields that are looked at lie in a Staff, Resource or Service. */
typedef struct {
	const char *what;    /* N_(): for messages */
	const char *unknown; /* N_(): with “%s” */
	gsize name, active;
} HouseKind;

static const HouseKind staff_kind = { N_("staff"), N_("There is no staff member “%s”."),
				      G_STRUCT_OFFSET(Staff, name), G_STRUCT_OFFSET(Staff, active) };
static const HouseKind resource_kind = { N_("resource"), N_("There is no resource “%s”."),
					 G_STRUCT_OFFSET(Resource, name), G_STRUCT_OFFSET(Resource, active) };
static const HouseKind service_kind = { N_("service"), N_("There is no service “%s”."),
					G_STRUCT_OFFSET(Service, name), G_STRUCT_OFFSET(Service, active) };

static const char *house_name(const HouseKind *kind, const Row *row)
{
	return G_STRUCT_MEMBER(char *, row, kind->name);
}

static gboolean house_active(const HouseKind *kind, const Row *row)
{
	return G_STRUCT_MEMBER(gint64, row, kind->active) != 0;
}

/* match 2: whole names; 1: the start of words, of those who are there or of the retired. */
static void house_by_name(const HouseKind *kind, const GPtrArray *rows, int match, gboolean active,
			  const char *folded, Found *found)
{
	for (guint i = 0; i < rows->len; i++) {
		const Row *row = rows->pdata[i];
		if ((match == 2 || house_active(kind, row) == active) &&
		    book_name_match(house_name(kind, row), folded) >= match)
			found_add(found, match, row->id, house_name(kind, row));
	}
}

static void house_by_id(const HouseKind *kind, const GPtrArray *rows, const char *text, Found *found)
{
	for (guint i = 0; i < rows->len && id_is_prefix(text); i++) {
		const Row *row = rows->pdata[i];
		if (g_ascii_strncasecmp(row->id, text, strlen(text)) == 0)
			found_add(found, 1, row->id, house_name(kind, row));
	}
}

/* "There is no service “Cot”. There are Cut, Colour …" */
static gboolean house_unknown(const HouseKind *kind, const GPtrArray *rows, const char *text, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < rows->len; i++)
		if (house_active(kind, rows->pdata[i]))
			g_ptr_array_add(names, (gpointer)house_name(kind, rows->pdata[i]));
	g_ptr_array_add(names, NULL);
	g_autofree char *missing = g_strdup_printf(_(kind->unknown), text);
	const char *near = text_nearest(text, (const char *const *)names->pdata);
	if (near)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("%s Did you mean “%s”?"), missing,
				    near);
	if (names->len == 1)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, "%s", missing);
	g_autofree char *known = field_words((const char *const *)names->pdata, 8);
	return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("%s Known: %s."), missing, known);
}

/* An id; a whole name; the start of words, first of those who are there, so that who left is in nobody's way. */
static char *house_find(const HouseKind *kind, const GPtrArray *rows, const char *text, GError **error)
{
	g_autofree char *folded = text_fold(text);
	char *id = NULL;
	for (int round = 0; round < 4 && !id; round++) {
		Found found;
		GError *problem = NULL;
		found_init(&found);
		if (round == 0)
			house_by_id(kind, rows, text, &found);
		else
			house_by_name(kind, rows, round == 1 ? 2 : 1, round == 2, folded, &found);
		found_one(&found, _(kind->what), text, &id, &problem);
		found_clear(&found);
		if (problem) {
			g_propagate_error(error, problem);
			return NULL;
		}
	}
	if (!id)
		house_unknown(kind, rows, text, error);
	return id;
}

char *book_find_staff(Book *book, const char *who, GError **error)
{
	return house_find(&staff_kind, book->staff, who, error);
}

char *book_find_resource(Book *book, const char *who, GError **error)
{
	return house_find(&resource_kind, book->resources, who, error);
}

char *book_find_service(Book *book, const char *what, GError **error)
{
	return house_find(&service_kind, book->services, what, error);
}

/* --- customers --- */

/* Digits, spaces and what else stands in a phone number; at least four digits. The caller frees; NULL for any other text. */
static char *phone_query(const char *text)
{
	for (const char *p = text; *p; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_digit_value(c) < 0 && !g_unichar_isspace(c) &&
		    !(c < 0x80 && strchr("+-/().", (char)c)))
			return NULL;
	}
	char *digits = text_digits(text);
	if (strlen(digits) < PHONE_DIGITS_MIN)
		g_clear_pointer(&digits, g_free);
	return digits;
}

/* A number at home begins with a 0 that the same number from abroad does not have. */
static const char *without_trunk(const char *digits)
{
	return digits[0] == '0' && digits[1] != '0' && strlen(digits) > PHONE_DIGITS_MIN ? digits + 1
											 : digits;
}

gboolean customer_has_digits(const Customer *customer, const char *digits)
{
	const char *bare = without_trunk(digits);
	for (guint i = 0; i < customer->phones->len; i++) {
		const Phone *phone = customer->phones->pdata[i];
		g_autofree char *typed = text_digits(phone->typed);
		if (strstr(phone->number, bare) || strstr(typed, digits))
			return TRUE;
	}
	return FALSE;
}

gboolean customer_each_found(Book *book, const char *const *words, guint most, StoreRowFunc each,
			     gpointer data, GError **error)
{
	g_autoptr(GArray) rows = store_find_customers(book->store, words, most, error);
	for (guint i = 0; rows && i < rows->len; i++) {
		GError *problem = NULL;
		Customer *customer = store_customer_at(book->store, g_array_index(rows, gint64, i), &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		if (customer && !each(customer, data))
			return TRUE;
	}
	return rows != NULL;
}

gboolean customer_each_with_digits(Book *book, const char *digits, guint most, StoreRowFunc each,
				   gpointer data, GError **error)
{
	const char *const words[] = { without_trunk(digits), NULL };
	return customer_each_found(book, words, most, each, data, error);
}

typedef struct {
	Found *found;
	const char *query; /* folded, or digits */
} CustomerQuery;

static gboolean add_by_name(gpointer take, gpointer data)
{
	g_autoptr(Customer) customer = take;
	const CustomerQuery *query = data;
	found_add(query->found, book_name_match(customer->name, query->query), customer->id, customer->name);
	return TRUE;
}

static gboolean add_by_phone(gpointer take, gpointer data)
{
	g_autoptr(Customer) customer = take;
	const CustomerQuery *query = data;
	if (customer_has_digits(customer, query->query))
		found_add(query->found, 2, customer->id, customer->name);
	return TRUE;
}

/* The customer that somebody merged away became; the text's own where not merged. NULL where there is none (no error), or on error. */
static Customer *customer_now(Book *book, const char *id, GError **error)
{
	Customer *customer = store_get(book->store, &customer_class, id, error);
	while (customer && customer->removed && customer->merged_into) {
		Customer *next = store_get(book->store, &customer_class, customer->merged_into, error);
		customer_free(customer);
		customer = next;
	}
	if (customer && customer->removed)
		g_clear_pointer(&customer, customer_free);
	return customer;
}

static gboolean customers_by_id(Book *book, const char *text, Found *found, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	if (id_is_uuid(text)) {
		g_ptr_array_add(ids, g_ascii_strdown(text, -1));
	} else if (id_is_prefix(text)) {
		g_ptr_array_unref(g_steal_pointer(&ids));
		if (!(ids = store_ids(book->store, &customer_class, text, CANDIDATES_MOST, error)))
			return FALSE;
	}
	for (guint i = 0; i < ids->len; i++) {
		GError *problem = NULL;
		g_autoptr(Customer) customer = customer_now(book, ids->pdata[i], &problem);
		if (problem) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		if (customer)
			found_add(found, 2, customer->id, customer->name);
	}
	return TRUE;
}

static gboolean customers_by_name(Book *book, const char *text, Found *found, GError **error)
{
	g_autofree char *folded = text_fold(text);
	g_auto(GStrv) words = text_words(folded);
	CustomerQuery query = { found, folded };
	return !*words || customer_each_found(book, (const char *const *)words, LOOKED_AT_MOST, add_by_name,
					      &query, error);
}

static gboolean customers_by_phone(Book *book, const char *text, Found *found, GError **error)
{
	g_autofree char *digits = phone_query(text);
	CustomerQuery query = { found, digits };
	return !digits ||
	       customer_each_with_digits(book, digits, LOOKED_AT_MOST, add_by_phone, &query, error);
}

/* --- by the words of a line --- */

#define NAMED_LOOKS 60 /* rows looked at first: nearly always enough */
#define NAMED_LOOKS_MOST 600

static gboolean is_named(const char *name, const char *const *words)
{
	g_auto(GStrv) parts = text_words(name);
	for (; *words; words++)
		if (!some_word_begins(parts, *words))
			return FALSE;
	return TRUE;
}

static gboolean holds_id(const GPtrArray *customers, const char *id)
{
	for (guint i = 0; i < customers->len; i++)
		if (strcmp(((Customer *)customers->pdata[i])->id, id) == 0)
			return TRUE;
	return FALSE;
}

/* Of a row whose name is another, only the name is read. */
static gboolean add_row(Book *book, gint64 row, const char *const *words, GPtrArray *found, GError **error)
{
	GError *problem = NULL;
	g_autofree char *name = store_customer_name_at(book->store, row, &problem);
	g_autoptr(Customer) customer =
		name && is_named(name, words) ? store_customer_at(book->store, row, &problem) : NULL;
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (customer && !holds_id(found, customer->id))
		g_ptr_array_add(found, g_steal_pointer(&customer));
	return TRUE;
}

static gboolean add_rows(Book *book, const GArray *rows, const char *const *words, guint limit,
			 GPtrArray *found, GError **error)
{
	for (guint i = 0; rows && i < rows->len && found->len < limit; i++)
		if (!add_row(book, g_array_index(rows, gint64, i), words, found, error))
			return FALSE;
	return rows != NULL;
}

/* A rare word has few rows, and they are all that can be meant; where every word is frequent, the rows that hold them all are. The index
 * holds notes too: rows whose name is another are passed over. */
static gboolean add_named(Book *book, const char *const *words, guint limit, GPtrArray *found, GError **error)
{
	for (guint i = 0; words[i]; i++) {
		const char *const one[] = { words[i], NULL };
		g_autoptr(GArray) rows = store_customers_beginning(book->store, one, NAMED_LOOKS, error);
		if (!rows || rows->len < NAMED_LOOKS)
			return add_rows(book, rows, words, limit, found, error);
	}
	g_autoptr(GArray) rows = store_customers_beginning(book->store, words, NAMED_LOOKS_MOST, error);
	return add_rows(book, rows, words, limit, found, error);
}

/* The words with one of them replaced by each that is a slip away; of several one that begins nobody's name. */
static gboolean add_slips(Book *book, const char *const *words, guint limit, GPtrArray *found, GError **error)
{
	guint n = g_strv_length((char **)words);
	for (guint i = 0; i < n; i++) {
		const char *const one[] = { words[i], NULL };
		g_autoptr(GArray) known = n > 1 ? store_customers_beginning(book->store, one, 1, error)
						: g_array_new(FALSE, FALSE, sizeof(gint64));
		if (!known)
			return FALSE;
		if (known->len > 0)
			continue;
		g_autoptr(GPtrArray) near = store_near_words(book->store, words[i], error);
		if (!near)
			return FALSE;
		for (guint j = 0; j < near->len && found->len < limit; j++) {
			g_autofree const char **others = g_memdup2(words, (n + 1) * sizeof *words);
			others[i] = near->pdata[j];
			if (!add_named(book, others, limit, found, error))
				return FALSE;
		}
	}
	return TRUE;
}

typedef struct {
	GPtrArray *found;
	const char *digits;
	guint limit;
} PhoneHolders;

static gboolean add_holder(gpointer take, gpointer data)
{
	g_autoptr(Customer) customer = take;
	PhoneHolders *holders = data;
	if (!customer->removed && customer_has_digits(customer, holders->digits))
		g_ptr_array_add(holders->found, g_steal_pointer(&customer));
	return holders->found->len < holders->limit;
}

GPtrArray *book_customers_named(Book *book, const char *const *words, BookNamedHow how, guint limit,
				GError **error)
{
	g_autoptr(GPtrArray) found = model_list_new(&customer_class);
	PhoneHolders holders = { found, words[0], limit };
	gboolean done;
	if (how == BOOK_NAMED_PHONE)
		done = customer_each_with_digits(book, words[0], LOOKED_AT_MOST, add_holder, &holders, error);
	else if (how == BOOK_NAMED_SLIP)
		done = add_slips(book, words, limit, found, error);
	else
		done = add_named(book, words, limit, found, error);
	return done ? g_steal_pointer(&found) : NULL;
}

/* A phone's digits come before an id's: six digits that happen to begin somebody's id must not book for that person. */
char *book_find_customer(Book *book, const char *who, GError **error)
{
	static gboolean (*const ways[])(Book *, const char *, Found *, GError **) = { customers_by_phone,
										      customers_by_id,
										      customers_by_name };
	char *id = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(ways) && !id; i++) {
		Found found;
		GError *problem = NULL;
		found_init(&found);
		if (ways[i](book, who, &found, &problem))
			found_one(&found, _("customer"), who, &id, &problem);
		found_clear(&found);
		if (problem) {
			g_propagate_error(error, problem);
			return NULL;
		}
	}
	if (!id)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no customer “%s”. Look with `daybook find`, or add the person as a "
			       "new customer."),
			     who);
	return id;
}

Customer *book_customer(Book *book, const char *id, GError **error)
{
	GError *problem = NULL;
	Customer *customer = customer_now(book, id, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (!customer)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no customer “%s”."), id ? id : "");
	return customer;
}
