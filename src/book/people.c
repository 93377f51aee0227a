/* book/people.c - customers: added, changed, merged, listed, and what the book knows of one */
#include "book/people_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "book/fields_p.h"
#include "book/rescue_p.h"

/* --- fields --- */

static Phone *make_phone(const char *typed)
{
	Phone *phone = phone_new();
	g_autofree char *number = text_phone(typed);
	model_set(&phone_class, phone, &phone->typed, typed);
	model_set(&phone_class, phone, &phone->number, number);
	return phone;
}

/* Phones as typed replace all; a number written twice counts once, an empty one not at all. */
static gboolean set_phones(Customer *customer, const GPtrArray *typed, GError **error)
{
	g_ptr_array_set_size(customer->phones, 0);
	for (guint i = 0; i < typed->len; i++) {
		g_autofree char *text = text_name(typed->pdata[i]);
		if (!text)
			continue;
		g_autoptr(Phone) phone = make_phone(text);
		if (strlen(phone->number) < 2)
			return daybook_fail(
				error, DAYBOOK_ERROR_USAGE,
				_("“%s” is not a phone number. Write it with digits, like +49 170 5550123."),
				text);
		if (!customer_has_number(customer, phone->number))
			g_ptr_array_add(customer->phones, g_steal_pointer(&phone));
	}
	return TRUE;
}

gboolean customer_has_number(const Customer *customer, const char *number)
{
	for (guint i = 0; i < customer->phones->len; i++)
		if (strcmp(((const Phone *)customer->phones->pdata[i])->number, number) == 0)
			return TRUE;
	return FALSE;
}

/* What edit names goes into the row; NULL leaves a field as it is. */
static gboolean apply(Customer *customer, const CustomerEdit *edit, GError **error)
{
	const ModelClass *cls = &customer_class;
	if (edit->name &&
	    !field_take(cls, customer, &customer->name, field_name(edit->name, _("customer"), error)))
		return FALSE;
	if (edit->email && !field_take(cls, customer, &customer->email, field_email(edit->email, error)))
		return FALSE;
	if (edit->zone && !field_take(cls, customer, &customer->zone, field_zone(edit->zone, error)))
		return FALSE;
	if (edit->language &&
	    !field_take(cls, customer, &customer->language, field_language(edit->language, error)))
		return FALSE;
	if (edit->notes)
		field_take(cls, customer, &customer->notes, field_text(edit->notes));
	if (edit->preferences)
		field_take(cls, customer, &customer->preferences, field_text(edit->preferences));
	if (edit->consents)
		field_take(cls, customer, &customer->consents, field_text(edit->consents));
	return !edit->phones || set_phones(customer, edit->phones, error);
}

Customer *customer_make(const CustomerEdit *edit, GError **error)
{
	g_autoptr(Customer) customer = customer_new();
	CustomerEdit named = *edit;
	named.name = edit->name ? edit->name : "";
	if (!apply(customer, &named, error))
		return NULL;
	field_new_id(&customer_class, customer);
	return g_steal_pointer(&customer);
}

/* --- use cases --- */

Customer *book_customer_add(Book *book, const CustomerEdit *edit, GError **error)
{
	g_autoptr(Customer) customer = customer_make(edit, error);
	if (!customer || !book_begin(book, error))
		return NULL;
	g_autofree char *what = g_strdup_printf(_("Added the customer %s"), customer->name);
	if (!book_save(book, &customer_class, customer, "customer.created", error)) {
		book_abort(book);
		return NULL;
	}
	return book_commit(book, what, NULL, error) ? g_steal_pointer(&customer) : NULL;
}

/* Inside a change: the customer as it stands, in the version that was seen (0: any). */
static Customer *customer_to_change(Book *book, const char *id, gint64 expect_version, GError **error)
{
	g_autoptr(Customer) customer = book_customer(book, id, error);
	if (!customer)
		return NULL;
	if (customer->erased != NONE) {
		daybook_fail(error, DAYBOOK_ERROR_POLICY,
			     _("This customer was erased and can no longer be changed."));
		return NULL;
	}
	if (expect_version == 0 || customer->version == expect_version)
		return g_steal_pointer(&customer);
	g_autoptr(Event) last = store_event_before(book->store, customer->id, G_MAXINT64, NULL);
	g_autofree char *when = last ? book_time_words(book, last->at) : g_strdup("?");
	daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
		     _("%s was changed by %s (%s) since you opened it. Look at it again and make your change "
		       "once more."),
		     customer->name, last ? last->actor : "?", when);
	return NULL;
}

/* Saves what differs from `before`, and says what was done. */
static gboolean save_changed(Book *book, Customer *customer, const Customer *before, const char *what,
			     GError **error)
{
	if (!model_equal(&customer_class, customer, before) &&
	    !book_save(book, &customer_class, customer, "customer.changed", error))
		return book_abort(book);
	return book_commit(book, what, NULL, error);
}

Customer *book_customer_edit(Book *book, const char *id, const CustomerEdit *edit, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	g_autoptr(Customer) customer = customer_to_change(book, id, edit->expect_version, error);
	g_autoptr(Customer) before = customer ? customer_copy(customer) : NULL;
	if (!customer || !apply(customer, edit, error)) {
		book_abort(book);
		return NULL;
	}
	g_autofree char *what = g_strdup_printf(_("Changed the customer %s"), customer->name);
	return save_changed(book, customer, before, what, error) ? g_steal_pointer(&customer) : NULL;
}

Customer *book_customer_note(Book *book, const char *id, const char *text, GError **error)
{
	g_autofree char *note = field_text(text);
	if (!*note) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("The note is empty. Write what it should say."));
		return NULL;
	}
	if (!book_begin(book, error))
		return NULL;
	g_autoptr(Customer) customer = customer_to_change(book, id, 0, error);
	if (!customer) {
		book_abort(book);
		return NULL;
	}
	g_autoptr(Customer) before = customer_copy(customer);
	g_autofree char *notes = book_dated_note(book, customer->notes, note);
	g_autofree char *what = g_strdup_printf(_("Noted about %s"), customer->name);
	model_set(&customer_class, customer, &customer->notes, notes);
	return save_changed(book, customer, before, what, error) ? g_steal_pointer(&customer) : NULL;
}

/* --- merging --- */

/* into's text, then from's on a line of its own unless it is there already. */
static void join_text(Customer *into, char **field, const char *more)
{
	if (!*more || strstr(*field, more))
		return;
	g_autofree char *joined = **field ? g_strconcat(*field, "\n", more, NULL) : g_strdup(more);
	model_set(&customer_class, into, field, joined);
}

static void fill_text(Customer *into, char **field, const char *value)
{
	if (!**field)
		model_set(&customer_class, into, field, value);
}

static void unite(Customer *into, const Customer *from)
{
	for (guint i = 0; i < from->phones->len; i++) {
		const Phone *phone = from->phones->pdata[i];
		if (!customer_has_number(into, phone->number))
			g_ptr_array_add(into->phones, phone_copy(phone));
	}
	fill_text(into, &into->email, from->email);
	fill_text(into, &into->zone, from->zone);
	fill_text(into, &into->language, from->language);
	join_text(into, &into->notes, from->notes);
	join_text(into, &into->preferences, from->preferences);
	join_text(into, &into->consents, from->consents);
}

static gboolean keep_booking(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	g_ptr_array_add(data, take);
	return TRUE;
}

GPtrArray *customer_bookings(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) bookings = model_list_new(&booking_class);
	return store_bookings_of(book->store, id, FALSE, keep_booking, bookings, error)
		       ? g_steal_pointer(&bookings)
		       : NULL;
}

static gboolean hand_bookings_over(Book *book, const Customer *from, const Customer *into, GError **error)
{
	g_autoptr(GPtrArray) bookings = customer_bookings(book, from->id, error);
	for (guint i = 0; bookings && i < bookings->len; i++) {
		Booking *booking = bookings->pdata[i];
		model_set(&booking_class, booking, &booking->customer, into->id);
		if (!book_save(book, &booking_class, booking, "booking.changed", error))
			return FALSE;
	}
	return bookings != NULL;
}

static gboolean merge(Book *book, Customer *from, Customer *into, GError **error)
{
	g_autoptr(Customer) before = customer_copy(into);
	unite(into, from);
	if (!hand_bookings_over(book, from, into, error) ||
	    !waitlist_hand_over(book, from->id, into->id, error))
		return FALSE;
	if (!model_equal(&customer_class, into, before) &&
	    !book_save(book, &customer_class, into, "customer.changed", error))
		return FALSE;
	from->removed = 1;
	model_set(&customer_class, from, &from->merged_into, into->id);
	return book_save(book, &customer_class, from, "customer.merged", error);
}

Customer *book_customer_merge(Book *book, const char *from_id, const char *into_id, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	g_autoptr(Customer) from = customer_to_change(book, from_id, 0, error);
	g_autoptr(Customer) into = from ? customer_to_change(book, into_id, 0, error) : NULL;
	gboolean same = into && strcmp(from->id, into->id) == 0;
	if (same)
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("%s cannot be merged into the same customer. Name two."), into->name);
	if (!into || same || !merge(book, from, into, error)) {
		book_abort(book);
		return NULL;
	}
	g_autofree char *what = g_strdup_printf(_("Merged the customer %s into %s"), from->name, into->name);
	return book_commit(book, what, NULL, error) ? g_steal_pointer(&into) : NULL;
}

/* --- lists --- */

/* Kept beside its folded name, so that sorting folds each once. */
typedef struct {
	Customer *customer;
	char *folded;
} Named;

static void named_clear(gpointer data)
{
	Named *named = data;
	customer_free(named->customer);
	g_free(named->folded);
}

static gint by_name(gconstpointer a_, gconstpointer b_)
{
	const Named *a = a_, *b = b_;
	int order = strcmp(a->folded, b->folded);
	return order ? order : strcmp(a->customer->id, b->customer->id);
}

typedef struct {
	GArray *found;      /* of Named */
	char **words;       /* each must stand in name, phone or e-mail; NULL: no matter */
	const char *digits; /* must stand in a phone; NULL: no matter */
	guint limit;        /* 0: none */
} CustomerList;

static gboolean word_matches(const Customer *customer, const char *folded, const char *word)
{
	g_autofree char *email = text_fold(customer->email);
	g_autofree char *digits = text_digits(word);
	return strstr(folded, word) || strstr(email, word) ||
	       (*digits && strcmp(digits, word) == 0 && customer_has_digits(customer, digits));
}

static gboolean list_matches(const CustomerList *list, const Customer *customer, const char *folded)
{
	for (char **word = list->words; word && *word; word++)
		if (!word_matches(customer, folded, *word))
			return FALSE;
	return !list->digits || customer_has_digits(customer, list->digits);
}

static gboolean list_take(gpointer take, gpointer data)
{
	CustomerList *list = data;
	Named named = { take, text_fold(((Customer *)take)->name) };
	if (named.customer->erased != NONE || !list_matches(list, named.customer, named.folded))
		named_clear(&named);
	else
		g_array_append_val(list->found, named);
	return list->limit == 0 || list->found->len < list->limit;
}

static gboolean fill_list(Book *book, CustomerList *list, GError **error)
{
	if (list->words && *list->words)
		return customer_each_found(book, (const char *const *)list->words, G_MAXINT, list_take, list,
					   error);
	if (list->digits)
		return customer_each_with_digits(book, list->digits, G_MAXINT, list_take, list, error);
	return store_customers_all(book->store, list_take, list, error);
}

GPtrArray *book_customers(Book *book, const char *text, const char *digits, guint limit, GError **error)
{
	g_auto(GStrv) words = text && *text ? text_words(text) : NULL;
	g_autofree char *number = digits && *digits ? text_digits(digits) : NULL;
	gboolean searched = (words && *words) || number;
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Named));
	g_array_set_clear_func(found, named_clear);
	/* Without words the first ones by name are wanted, and they are known when all have been seen. */
	CustomerList list = { found, words, number, searched ? limit : 0 };
	if (!fill_list(book, &list, error))
		return NULL;
	g_array_sort(found, by_name);
	GPtrArray *customers = model_list_new(&customer_class);
	for (guint i = 0; i < found->len && (limit == 0 || i < limit); i++)
		g_ptr_array_add(customers, g_steal_pointer(&g_array_index(found, Named, i).customer));
	return customers;
}

/* --- the card --- */

void customer_card_free(CustomerCard *card)
{
	if (!card)
		return;
	customer_free(card->customer);
	g_free(card->next_id);
	g_free(card->last_service);
	g_free(card->usual_staff);
	g_free(card);
}

/* Somebody came: it is marked so, or it was confirmed and is over. A tentative one that nobody confirmed is no visit. */
static gboolean is_visit(const Booking *booking, gint64 now)
{
	switch (booking_status(booking)) {
	case STATUS_ARRIVED:
	case STATUS_IN_SERVICE:
	case STATUS_COMPLETED:
		return TRUE;
	case STATUS_CONFIRMED:
		return booking->end <= now;
	default:
		return FALSE;
	}
}

static gboolean is_coming(const Booking *booking, gint64 now)
{
	BookingStatus status = booking_status(booking);
	return booking->start >= now &&
	       (status == STATUS_TENTATIVE || status == STATUS_CONFIRMED || status == STATUS_ARRIVED);
}

typedef struct {
	Book *book;
	CustomerCard *card;
	GHashTable *staff; /* borrowed id -> how many visits */
	guint most;
} CardFill;

static void count_staff(CardFill *fill, const Booking *booking)
{
	const Part *part = booking_first_part(booking);
	const Staff *staff = part ? book_staff_by_id(fill->book, part->staff) : NULL;
	if (!staff)
		return;
	guint times = GPOINTER_TO_UINT(g_hash_table_lookup(fill->staff, staff->id)) + 1;
	g_hash_table_insert(fill->staff, staff->id, GUINT_TO_POINTER(times));
	if (times < fill->most)
		return; /* of equals the one seen last, in time order, is the usual one */
	fill->most = times;
	g_free(fill->card->usual_staff);
	fill->card->usual_staff = g_strdup(staff->name);
}

static void count_visit(CardFill *fill, const Booking *booking)
{
	CustomerCard *card = fill->card;
	const Part *part = booking_first_part(booking);
	const Service *service = part ? book_service_by_id(fill->book, part->service) : NULL;
	gint64 price = booking_price(booking);
	card->visits++;
	card->last_visit = booking->start;
	if (service) {
		g_free(card->last_service);
		card->last_service = g_strdup(service->name);
	}
	if (price != NONE && booking_status(booking) == STATUS_COMPLETED &&
	    strcmp(booking->currency, fill->book->business->currency) == 0)
		card->spent += price;
	count_staff(fill, booking);
}

/* Called in time order. */
static gboolean count_booking(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	g_autoptr(Booking) booking = take;
	CardFill *fill = data;
	gint64 now = book_now(fill->book);
	if (strcmp(booking->kind, "appointment") != 0)
		return TRUE;
	if (booking_status(booking) == STATUS_NO_SHOW)
		fill->card->no_shows++;
	if (is_visit(booking, now))
		count_visit(fill, booking);
	else if (is_coming(booking, now) && fill->card->upcoming++ == 0) {
		fill->card->next_booking = booking->start;
		fill->card->next_id = g_strdup(booking->id);
	}
	return TRUE;
}

CustomerCard *customer_card_of(Book *book, const Customer *customer, GError **error)
{
	g_autoptr(CustomerCard) card = g_new0(CustomerCard, 1);
	g_autoptr(GHashTable) staff = g_hash_table_new(g_str_hash, g_str_equal);
	CardFill fill = { book, card, staff, 0 };
	card->customer = customer_copy(customer);
	card->last_visit = card->next_booking = NONE;
	gint64 waiting = waitlist_count(book, customer->id, NULL, error);
	if (waiting < 0 || !store_bookings_of(book->store, customer->id, FALSE, count_booking, &fill, error))
		return NULL;
	card->waiting = (guint)waiting;
	return g_steal_pointer(&card);
}

CustomerCard *book_customer_card(Book *book, const char *id, GError **error)
{
	g_autoptr(Customer) customer = book_customer(book, id, error);
	return customer ? customer_card_of(book, customer, error) : NULL;
}
