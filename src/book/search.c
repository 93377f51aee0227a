/* book/search.c - find: every word anywhere, accents ignored, one typo forgiven when nothing matched.
 *
 * Customers are found by the store's indexes. A booking is found by its own text, by its customer's, and by the names of its
 * services and staff: candidates come from the indexes, and each is held against all the words. */
#include <string.h>

#include "base/text.h"
#include "book/book_p.h"
#include "book/people.h"

#define CANDIDATES 300         /* bookings looked at for one search */
#define BOOKINGS_A_CUSTOMER 40 /* of one customer, the nearest to now */

static void hit_free(gpointer hit_)
{
	CustomerHit *hit = hit_;

	g_free(hit->id);
	g_free(hit->name);
	g_free(hit->phone);
	g_free(hit->last_service);
	g_free(hit);
}

void search_hits_free(SearchHits *hits)
{
	if (!hits)
		return;
	g_clear_pointer(&hits->customers, g_ptr_array_unref);
	g_clear_pointer(&hits->bookings, g_ptr_array_unref);
	g_free(hits);
}

/* The words asked for; digits of a phone typed with spaces or signs are one word. */
static char **query_words(const char *text)
{
	g_autofree char *digits = text_digits(text);
	gboolean phone = strlen(digits) >= 3;

	for (const char *at = text; phone && *at; at++)
		phone = g_ascii_isdigit(*at) || strchr("+-()/. ", *at);
	if (phone) {
		char **words = g_new0(char *, 2);
		words[0] = g_strdup(digits);
		return words;
	}
	return text_words(text);
}

/* --- customers --- */

static gboolean add_customers(Book *book, const char *const *words, guint limit, GPtrArray *hits,
			      GError **error)
{
	g_autoptr(GArray) rows = store_find_customers(book->store, words, limit, error);

	for (guint i = 0; rows && i < rows->len; i++) {
		g_autofree char *id = NULL, *name = NULL, *phones = NULL;
		if (!store_customer_line_at(book->store, g_array_index(rows, gint64, i), &id, &name, &phones,
					    error))
			return FALSE;
		if (!id)
			continue;
		CustomerHit *hit = g_new0(CustomerHit, 1);
		hit->id = g_steal_pointer(&id);
		hit->name = g_steal_pointer(&name);
		char *phone = book_first_phone(phones);
		hit->phone = phone ? phone : g_strdup("");
		hit->last_visit = NONE;
		g_ptr_array_add(hits, hit);
	}
	return rows != NULL;
}

static gboolean add_last_visit(Book *book, CustomerHit *hit, GError **error)
{
	g_autofree char *service_id = NULL;
	const Service *service;

	if (!store_last_visit(book->store, hit->id, book_now(book), &hit->last_visit, &service_id, error))
		return FALSE;
	service = book_service_by_id(book, service_id);
	hit->last_service = service ? g_strdup(service->name) : NULL;
	return TRUE;
}

/* The words with one of them replaced by each name that is one letter away. */
static gboolean add_near(Book *book, char **words, guint limit, GPtrArray *customers, GError **error)
{
	for (guint i = 0; words[i]; i++) {
		g_autoptr(GPtrArray) near = g_utf8_strlen(words[i], -1) >= 3
						    ? store_near_words(book->store, words[i], error)
						    : g_ptr_array_new();
		if (!near)
			return FALSE;
		for (guint j = 0; j < near->len && customers->len < limit; j++) {
			g_autofree const char **others =
				g_memdup2(words, (g_strv_length(words) + 1) * sizeof *words);
			others[i] = near->pdata[j];
			if (!add_customers(book, others, limit - customers->len, customers, error))
				return FALSE;
		}
	}
	return TRUE;
}

/* --- bookings --- */

typedef struct {
	Book *book;
	char **words;
	GHashTable *seen; /* ids */
	GPtrArray *views;
	guint looked_at, limit;
	const CustomerHit *whose; /* with take_alone */
} Hunt;

static void append_folded(GString *text, const char *more)
{
	g_autofree char *folded = more && *more ? text_fold(more) : NULL;

	if (folded)
		g_string_append_printf(text, "\n%s", folded);
}

static gboolean holds_all_words(const Hunt *hunt, const BookingView *view)
{
	GString *text = g_string_new(NULL);
	gboolean all = TRUE;
	g_autofree char *services = booking_view_services(hunt->book, view);
	g_autofree char *digits = view->customer_phone ? text_digits(view->customer_phone) : NULL;

	append_folded(text, view->customer_name);
	append_folded(text, digits);
	append_folded(text, services);
	append_folded(text, view->booking->title);
	append_folded(text, view->booking->notes);
	append_folded(text, view->booking->public_note);
	for (guint i = 0; i < view->booking->parts->len; i++) {
		const Staff *staff =
			book_staff_by_id(hunt->book, ((const Part *)view->booking->parts->pdata[i])->staff);
		append_folded(text, staff ? staff->name : NULL);
	}
	for (char **word = hunt->words; all && *word; word++)
		all = strstr(text->str, *word) != NULL;
	g_string_free(text, TRUE);
	return all;
}

static gboolean consider(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	Hunt *hunt = data;
	g_autoptr(BookingView) view = book_view_take(take, customer, phones_json);

	if (!take->removed && g_hash_table_add(hunt->seen, g_strdup(take->id)) && holds_all_words(hunt, view))
		g_ptr_array_add(hunt->views, g_steal_pointer(&view));
	return ++hunt->looked_at < hunt->limit;
}

/* A customer's bookings match by the customer's own text, which may hold words that no booking shows (an e-mail, a note). */
static gboolean take_alone(Booking *take, G_GNUC_UNUSED const char *customer,
			   G_GNUC_UNUSED const char *phones_json, gpointer data)
{
	Hunt *hunt = data;
	BookingView *view = book_view_take(take, hunt->whose->name, NULL);

	view->customer_phone = *hunt->whose->phone ? g_strdup(hunt->whose->phone) : NULL;
	g_hash_table_add(hunt->seen, g_strdup(take->id));
	g_ptr_array_add(hunt->views, view);
	return FALSE;
}

/* A customer's booking, as the index knows it. */
typedef struct {
	gint64 row, start;
	const CustomerHit *whose;
} Start;

typedef struct {
	GArray *starts;
	const CustomerHit *whose;
} Starts;

static void note_start(gint64 row, gint64 start, gpointer data)
{
	const Starts *starts = data;
	Start at = { row, start, starts->whose };

	g_array_append_val(starts->starts, at);
}

static gint start_by_nearness(gconstpointer a, gconstpointer b, gpointer now_)
{
	gint64 now = *(const gint64 *)now_;
	gint64 one = ABS(((const Start *)a)->start - now), two = ABS(((const Start *)b)->start - now);

	return one < two ? -1 : one > two;
}

/* Of all that these customers ever booked only the nearest are read: the index alone says when they are. The last visit is told at the
 * same time, from the same pages. */
static gboolean bookings_of_customers(Hunt *hunt, const GPtrArray *customers, guint most, GError **error)
{
	g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(Start));
	gint64 now = book_now(hunt->book);

	for (guint i = 0; i < customers->len; i++) {
		CustomerHit *hit = customers->pdata[i];
		Starts of = { starts, hit };
		if (!store_booking_starts_of(hunt->book->store, hit->id, note_start, &of, error) ||
		    !add_last_visit(hunt->book, hit, error))
			return FALSE;
	}
	g_array_sort_with_data(starts, start_by_nearness, &now);
	for (guint i = 0; i < MIN(starts->len, most); i++) {
		const Start *start = &g_array_index(starts, Start, i);
		hunt->whose = start->whose;
		if (!store_booking_alone_at(hunt->book->store, start->row, take_alone, hunt, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean bookings_by_text(Hunt *hunt, GError **error)
{
	for (char **word = hunt->words; *word; word++) {
		const char *one[] = { *word, NULL };
		g_autoptr(GArray) rows = store_find_bookings(hunt->book->store, one, CANDIDATES, error);
		if (!rows)
			return FALSE;
		for (guint i = 0; i < rows->len; i++) {
			hunt->looked_at = 0;
			hunt->limit = 1;
			if (!store_booking_at(hunt->book->store, g_array_index(rows, gint64, i), consider,
					      hunt, error))
				return FALSE;
		}
	}
	return TRUE;
}

/* Words that are a name together with others that are a service, a staff member or in a note. */
static gboolean bookings_of_part_matches(Hunt *hunt, GError **error)
{
	g_autoptr(GPtrArray) customers = g_ptr_array_new_with_free_func(hit_free);

	if (!hunt->words[1])
		return TRUE;
	for (char **word = hunt->words; *word; word++) {
		const char *one[] = { *word, NULL };
		if (!add_customers(hunt->book, one, 50, customers, error))
			return FALSE;
	}
	for (guint i = 0; i < customers->len; i++) {
		const CustomerHit *customer = customers->pdata[i];
		hunt->looked_at = 0;
		hunt->limit = BOOKINGS_A_CUSTOMER;
		if (!store_bookings_of(hunt->book->store, customer->id, TRUE, consider, hunt, error))
			return FALSE;
	}
	return TRUE;
}

/* A word that is a service or a staff member alone: today's and the coming bookings. */
static gboolean bookings_of_the_house(Hunt *hunt, GError **error)
{
	gboolean named = FALSE;

	for (char **word = hunt->words; *word; word++) {
		for (guint i = 0; i < hunt->book->services->len && !named; i++)
			named = book_name_match(((const Service *)hunt->book->services->pdata[i])->name,
						*word) > 0;
		for (guint i = 0; i < hunt->book->staff->len && !named; i++)
			named = book_name_match(((const Staff *)hunt->book->staff->pdata[i])->name, *word) >
				0;
	}
	if (!named)
		return TRUE;
	hunt->looked_at = 0;
	hunt->limit = CANDIDATES;
	return store_bookings_from(hunt->book->store, book_now(hunt->book), consider, hunt, error);
}

static gint by_nearness(gconstpointer a_, gconstpointer b_, gpointer now_)
{
	const Booking *a = (*(BookingView *const *)a_)->booking, *b = (*(BookingView *const *)b_)->booking;
	gint64 now = *(const gint64 *)now_, one = ABS(a->start - now), two = ABS(b->start - now);

	return one != two ? (one < two ? -1 : 1) : strcmp(a->id, b->id);
}

static gboolean find_bookings(Book *book, char **words, const GPtrArray *customers, guint limit,
			      GPtrArray *views, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Hunt hunt = { book, words, seen, views, 0, 0, NULL };
	gint64 now = book_now(book);

	if (!bookings_of_customers(&hunt, customers, limit ? limit : G_MAXUINT, error))
		return FALSE;
	if (!bookings_by_text(&hunt, error) || !bookings_of_part_matches(&hunt, error) ||
	    !bookings_of_the_house(&hunt, error))
		return FALSE;
	g_ptr_array_sort_with_data(views, by_nearness, &now);
	if (limit && views->len > limit)
		g_ptr_array_set_size(views, (gint)limit);
	return TRUE;
}

static gboolean search(Book *book, char **words, gboolean bookings, guint limit, SearchHits *hits,
		       GError **error)
{
	GPtrArray *customers = hits->customers;
	guint most = limit ? limit : 1000, told;

	if (!add_customers(book, (const char *const *)words, most, customers, error) ||
	    (bookings && !find_bookings(book, words, customers, limit, hits->bookings, error)))
		return FALSE;
	told = bookings ? customers->len : 0; /* whose last visits are known by now */
	if (customers->len == 0 && hits->bookings->len == 0) {
		if (!add_near(book, words, most, customers, error))
			return FALSE;
		hits->typo = customers->len > 0;
	}
	for (guint i = told; i < customers->len; i++)
		if (!add_last_visit(book, customers->pdata[i], error))
			return FALSE;
	return TRUE;
}

SearchHits *book_search(Book *book, const char *text, gboolean bookings, guint limit, GError **error)
{
	g_autoptr(SearchHits) hits = g_new0(SearchHits, 1);
	g_auto(GStrv) words = query_words(text);
	gboolean done;

	hits->customers = g_ptr_array_new_with_free_func(hit_free);
	hits->bookings = booking_views_new();
	if (!words[0])
		return g_steal_pointer(&hits);
	if (!store_read_begin(book->store, error))
		return NULL;
	done = search(book, words, bookings, limit, hits, error);
	store_read_end(book->store);
	return done ? g_steal_pointer(&hits) : NULL;
}

/* --- the house, by the start of any word --- */

GPtrArray *book_match_services(const Book *book, const char *text)
{
	GPtrArray *found = g_ptr_array_new();
	g_autofree char *folded = text_fold(text);

	for (guint i = 0; i < book->services->len; i++) {
		Service *service = book->services->pdata[i];
		if (service->active && (!*folded || book_name_match(service->name, folded)))
			g_ptr_array_add(found, service);
	}
	return found;
}

GPtrArray *book_match_staff(const Book *book, const char *text, const char *service)
{
	GPtrArray *found = g_ptr_array_new();
	g_autofree char *folded = text_fold(text);
	const Service *wanted = book_service_by_id(book, service);

	for (guint i = 0; i < book->staff->len; i++) {
		Staff *staff = book->staff->pdata[i];
		if (staff->active && (!*folded || book_name_match(staff->name, folded)) &&
		    (!wanted || service_done_by(wanted, staff->id)))
			g_ptr_array_add(found, staff);
	}
	return found;
}
