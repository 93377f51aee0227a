/* tests/unit/book/test_people.c - customers: fields, WHO, merging, the card, taking away, forgetting */
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "book/book_p.h"
#include "book/history.h"
#include "book/house.h"
#include "book/json.h"
#include "book/people.h"
#include "tests/unit/book/shop.h"
#include "tests/unit/unit.h"

#define UNKNOWN_ID "00000000-0000-4000-8000-000000000000"

static GPtrArray *list_of(const char *const *words)
{
	GPtrArray *list = g_ptr_array_new();
	for (; *words; words++)
		g_ptr_array_add(list, (gpointer)*words);
	return list;
}

#define LIST(...) list_of((const char *const[]){ __VA_ARGS__, NULL })

/* --- fields --- */

static void test_add(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) phones = LIST("+49 170 5550123", " (0)30 23125 100", "0049 170 555 01 23", "");
	gint64 seq = shop_events();
	CustomerEdit edit = { .name = "  María \t López ",
			      .email = " maria@example.com ",
			      .zone = "America/Lima",
			      .language = "es-PE",
			      .notes = "Allergic to PPD\n",
			      .phones = phones };
	g_autoptr(Customer) customer = book_customer_add(shop, &edit, &error);
	if (!T_NO_ERROR("added", error))
		return;
	T_STR("trimmed", customer->name, "María López");
	T_STR("e-mail", customer->email, "maria@example.com");
	T_STR("zone", customer->zone, "America/Lima");
	T_STR("notes", customer->notes, "Allergic to PPD");
	T_INT("created", customer->created, SHOP_NOW);
	T_INT("version", customer->version, 1);
	if (T_INT("the same number once, an empty one not", customer->phones->len, 2)) {
		const Phone *phone = customer->phones->pdata[0];
		T_STR("for dialling", phone->number, "+491705550123");
		T_STR("as typed", phone->typed, "+49 170 5550123");
	}
	g_autofree char *types = shop_types_since(seq);
	T_STR("one event", types, "customer.created");
	g_autoptr(Customer) again = book_customer(shop, customer->id, &error);
	T_TRUE("as it was given back", again && model_equal(&customer_class, again, customer));
}

static void test_refused_fields(void)
{
	const char *id = shop_customer("Ana", NULL);
	static const struct {
		const char *label;
		CustomerEdit edit;
		const char *phone;
	} rows[] = {
		{ "empty name", { .name = "" }, NULL },
		{ "name of white space", { .name = " \t\n" }, NULL },
		{ "e-mail without @", { .email = "ana.example.com" }, NULL },
		{ "e-mail with two", { .email = "a@b@c" }, NULL },
		{ "e-mail with a space", { .email = "ana maria@example.com" }, NULL },
		{ "e-mail ends in a dot", { .email = "ana@example." }, NULL },
		{ "unknown zone", { .zone = "Europe/Atlantis" }, NULL },
		{ "no language", { .language = "german, please" }, NULL },
		{ "no phone", { .name = "Ana" }, "call me" },
	};
	gint64 seq = shop_events();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) phones = rows[i].phone ? LIST(rows[i].phone) : NULL;
		CustomerEdit edit = rows[i].edit;
		edit.phones = phones;
		T_NULL(rows[i].label, book_customer_edit(shop, id, &edit, &error));
		T_ERROR(rows[i].label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	}
	g_autoptr(GError) error = NULL;
	g_autofree char *long_name = g_strnfill(300, 'x');
	CustomerEdit edit = { .name = long_name };
	T_NULL("too long", book_customer_add(shop, &edit, &error));
	T_ERROR("too long", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_INT("nothing was written", shop_events(), seq);
}

static void test_edit(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Ana", "030 1234");
	CustomerEdit edit = { .name = "Anna", .email = "anna@example.com" };
	g_autoptr(Customer) changed = book_customer_edit(shop, id, &edit, &error);
	T_NO_ERROR("changed", error);
	T_STR("name", changed ? changed->name : "", "Anna");
	T_INT("its phone stays", changed ? changed->phones->len : 0, 1);
	T_INT("version", changed ? changed->version : 0, 2);
	gint64 seq = shop_events();
	g_autoptr(Customer) same = book_customer_edit(shop, id, &edit, &error);
	T_INT("nothing different", same ? same->version : 0, 2);
	T_INT("no event", shop_events(), seq);
	CustomerEdit clear = { .email = "" };
	g_autoptr(Customer) cleared = book_customer_edit(shop, id, &clear, &error);
	T_STR("taken away", cleared ? cleared->email : "?", "");
	CustomerEdit stale = { .name = "Anne", .expect_version = 2 };
	T_NULL("somebody was quicker", book_customer_edit(shop, id, &stale, &error));
	T_ERROR("somebody was quicker", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("who and when", strstr(error->message, "tester") && strstr(error->message, "10:42"));
	g_clear_error(&error);
	T_NULL("nobody", book_customer_edit(shop, UNKNOWN_ID, &edit, &error));
	T_ERROR("nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

static void test_note(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Ana", NULL);
	g_autoptr(Customer) one = book_customer_note(shop, id, " likes tea ", &error);
	T_STR("dated", one ? one->notes : "", "2026-11-24 10:42: likes tea");
	g_autoptr(Customer) two = book_customer_note(shop, id, "no, coffee", &error);
	T_STR("appended", two ? two->notes : "", "2026-11-24 10:42: likes tea\n2026-11-24 10:42: no, coffee");
	T_NULL("empty", book_customer_note(shop, id, "  ", &error));
	T_ERROR("empty", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

/* Families and firms: the same phone, e-mail and even name are two people. */
static void test_twins(void)
{
	const char *one = shop_customer("Sam Taylor", "+44 7700 900123");
	const char *two = shop_customer("Sam Taylor", "+44 7700 900123");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) all = book_customers(shop, "sam", NULL, 0, &error);
	T_TRUE("two ids", strcmp(one, two) != 0);
	T_INT("two customers", all ? all->len : 0, 2);
}

/* --- WHO --- */

static void test_match(void)
{
	static const struct {
		const char *label, *name, *query;
		int want;
	} rows[] = {
		{ "the whole name", "Søren Ås", "soren as", 2 },
		{ "the start of the first word", "Søren Ås", "sor", 1 },
		{ "the start of another", "Søren Ås", "as", 1 },
		{ "two starts", "Maria López García", "mar gar", 1 },
		{ "in the middle of a word", "Maria", "ari", 0 },
		{ "one of two words not there", "Maria López", "maria x", 0 },
		{ "nothing asked", "Maria", "", 0 },
		{ "another script", "王小明", "王", 1 },
		{ "a hyphen parts words", "Jean-Luc", "luc", 1 },
		{ "signs alone", "C++", "++", 1 },
		{ "signs that are not there", "Cut", "&", 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		T_INT(rows[i].label, book_name_match(rows[i].name, rows[i].query), rows[i].want);
}

static void test_find_customer(void)
{
	const char *maria = shop_customer("Maria López", "+49 171 3920011");
	const char *mario = shop_customer("Mario Rossi", "0171 39200 22");
	const char *ana = shop_customer("Ana", "030 2312511");
	const char *anna = shop_customer("Anna Ana", NULL);
	const char *wang = shop_customer("王小明", NULL);
	g_autofree char *prefix = g_strndup(maria, 8);
	g_autofree char *upper = g_ascii_strup(mario, -1);
	const struct {
		const char *label, *who, *want;
		int code;
	} rows[] = {
		{ "id", maria, maria, 0 },
		{ "id in capitals", upper, mario, 0 },
		{ "prefix", prefix, maria, 0 },
		{ "the start of a word, no accent", "lopez", maria, 0 },
		{ "two starts", "mario r", mario, 0 },
		{ "a whole name wins", "ANA", ana, 0 },
		{ "starts of words alone", "anna", anna, 0 },
		{ "one character of Chinese", "王", wang, 0 },
		{ "inside a Chinese name", "小明", NULL, DAYBOOK_ERROR_NOT_FOUND },
		{ "the end of a phone", "0011", maria, 0 },
		{ "a phone as dialled at home", "0171 3920022", mario, 0 },
		{ "digits from abroad, typed at home", "0171 3920011", maria, 0 },
		{ "too few digits", "011", NULL, DAYBOOK_ERROR_NOT_FOUND },
		{ "several", "mar", NULL, DAYBOOK_ERROR_USAGE },
		{ "digits of several", "3920", NULL, DAYBOOK_ERROR_USAGE },
		{ "nobody", "zoltan", NULL, DAYBOOK_ERROR_NOT_FOUND },
		{ "an id that is not there", UNKNOWN_ID, NULL, DAYBOOK_ERROR_NOT_FOUND },
		{ "nothing", "", NULL, DAYBOOK_ERROR_NOT_FOUND },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *id = book_find_customer(shop, rows[i].who, &error);
		T_STR(rows[i].label, id, rows[i].want);
		if (!rows[i].want)
			T_ERROR(rows[i].label, error, DAYBOOK_ERROR, rows[i].code);
	}
}

static void test_candidates(void)
{
	g_autoptr(GError) error = NULL;
	for (int i = 0; i < 7; i++) {
		g_autofree char *name = g_strdup_printf("Maria %c", 'A' + i);
		shop_customer(name, NULL);
	}
	T_NULL("several", book_find_customer(shop, "maria", &error));
	cJSON *details = cJSON_Parse(error ? daybook_error_details(error) : "null");
	const cJSON *candidates = cJSON_GetObjectItemCaseSensitive(details, "candidates");
	T_INT("all of them", cJSON_GetArraySize(candidates), 7);
	g_autofree char *name = shop_json(cJSON_GetArrayItem(candidates, 0), "name");
	T_TRUE("a name", g_str_has_prefix(name, "Maria "));
	T_TRUE("an id", id_is_uuid(cJSON_GetStringValue(
				cJSON_GetObjectItem(cJSON_GetArrayItem(candidates, 6), "id"))));
	T_TRUE("said in words", error && strstr(error->message, "2 more"));
	cJSON_Delete(details);
}

static void test_lists(void)
{
	shop_customer("Zoë", "030 555100");
	shop_customer("ábel", "030 555200");
	shop_customer("Maria", NULL);
	g_autoptr(GError) error = NULL;
	CustomerEdit edit = { .name = "Xaver", .email = "maria.x@example.com", .notes = "Abel's brother" };
	g_autoptr(Customer) xaver = book_customer_add(shop, &edit, &error);
	T_STR("one with notes", xaver ? xaver->notes : NULL, "Abel's brother");
	const struct {
		const char *label, *text, *digits;
		guint limit;
		const char *want;
	} rows[] = {
		{ "all, by name", NULL, NULL, 0, "ábel Maria Xaver Zoë" },
		{ "the first two", "", "", 2, "ábel Maria" },
		{ "name or e-mail", "maria", NULL, 0, "Maria Xaver" },
		{ "notes do not count", "abel", NULL, 0, "ábel" },
		{ "phone alone", NULL, "555", 0, "ábel Zoë" },
		{ "phone as text", "555100", NULL, 0, "Zoë" },
		{ "both", "zoe", "555", 0, "Zoë" },
		{ "neither", "zoe", "999", 0, "" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) list =
			book_customers(shop, rows[i].text, rows[i].digits, rows[i].limit, &error);
		g_autoptr(GString) names = g_string_new(NULL);
		for (guint j = 0; list && j < list->len; j++)
			g_string_append_printf(names, "%s%s", j ? " " : "",
					       ((const Customer *)list->pdata[j])->name);
		T_NO_ERROR(rows[i].label, error);
		T_STR(rows[i].label, names->str, rows[i].want);
	}
}

/* --- the card --- */

static void mark(const char *id, BookingStatus status)
{
	g_autoptr(GError) error = NULL;
	book_mark(shop, id, status, NULL, &error);
	T_NO_ERROR(status_name(status), error);
}

static void test_card(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Maria", NULL);
	const char *cut = shop_service("Cut", 30, 3000), *colour = shop_service("Colour", 60, 7000);
	const char *ana = shop_staff("Ana"), *boris = shop_staff("Boris");
	mark(shop_book(id, cut, ana, "2026-09-01 10:00"), STATUS_COMPLETED);
	mark(shop_book(id, cut, boris, "2026-10-01 10:00"), STATUS_COMPLETED);
	shop_book(id, colour, boris, "2026-11-02 10:00"); /* over, and nobody marked it */
	mark(shop_book(id, cut, ana, "2026-11-03 10:00"), STATUS_NO_SHOW);
	mark(shop_book(id, cut, ana, "2026-11-04 10:00"), STATUS_CANCELLED);
	const char *next = shop_book(id, cut, ana, "2026-12-01 10:00");
	shop_book(id, cut, ana, "2026-12-22 10:00");
	mark(shop_book(id, cut, ana, "2026-11-30 10:00"), STATUS_CANCELLED);
	g_autoptr(CustomerCard) card = book_customer_card(shop, id, &error);
	if (!T_NO_ERROR("card", error))
		return;
	T_INT("visits", card->visits, 3);
	T_INT("no-shows", card->no_shows, 1);
	T_INT("upcoming", card->upcoming, 2);
	T_INT("last visit", card->last_visit, shop_time("2026-11-02 10:00"));
	T_INT("next", card->next_booking, shop_time("2026-12-01 10:00"));
	T_STR("next id", card->next_id, next);
	T_STR("last service", card->last_service, "Colour");
	T_STR("usual staff", card->usual_staff, "Boris");
	T_INT("spent", card->spent, 6000);
	cJSON *json = json_customer(shop, card->customer);
	static const char *const want[][2] = { { "name", "Maria" },
					       { "phones", "[]" },
					       { "email", "" },
					       { "visits", "3" },
					       { "no_shows", "1" },
					       { "last_visit", "2026-11-02T10:00:00+01:00" },
					       { "next_booking", "2026-12-01T10:00:00+01:00" },
					       { "created", "2026-11-24T10:42:00+01:00" } };
	for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
		g_autofree char *value = shop_json(json, want[i][0]);
		T_STR(want[i][0], value, want[i][1]);
	}
	cJSON_Delete(json);
}

/* --- merging --- */

static guint bookings_of(const char *customer)
{
	ListQuery query = LIST_QUERY_INIT;
	query.customer = customer;
	query.all = TRUE;
	g_autoptr(GPtrArray) list = book_list(shop, &query, NULL);
	return list ? list->len : 0;
}

static void test_merge(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) phones = LIST("030 1111", "030 2222");
	CustomerEdit first = {
		.name = "Maria Lopez", .email = "maria@example.com", .notes = "likes Ana", .phones = phones
	};
	g_autoptr(Customer) from = book_customer_add(shop, &first, &error);
	const char *into_id = shop_customer("María López", "030 2222");
	CustomerEdit notes = { .notes = "allergic" };
	g_autoptr(Customer) before = book_customer_edit(shop, into_id, &notes, &error);
	T_INT("noted", before ? before->version : 0, 2);
	shop_book(from->id, NULL, shop_staff("Ana"), "2026-11-26 10:00");
	mark(shop_book(from->id, NULL, shop_staff("Ana"), "2026-11-26 12:00"), STATUS_CANCELLED);
	gint64 seq = shop_events();
	g_autoptr(Customer) into = book_customer_merge(shop, from->id, into_id, &error);
	if (!T_NO_ERROR("merged", error))
		return;
	T_STR("into's name", into->name, "María López");
	T_STR("an e-mail it lacked", into->email, "maria@example.com");
	T_STR("both notes", into->notes, "allergic\nlikes Ana");
	T_INT("each phone once", into->phones->len, 2);
	T_INT("bookings", bookings_of(into_id), 2);
	T_INT("none left", bookings_of(from->id), 0);
	g_autofree char *types = shop_types_since(seq);
	T_STR("events", types, "booking.changed booking.changed customer.changed customer.merged");
	g_autofree char *found = book_find_customer(shop, from->id, &error);
	T_STR("the old id leads to the new", found, into_id);
	g_autofree char *by_name = book_find_customer(shop, "maria", &error);
	T_STR("one is left", by_name, into_id);

	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_NOT_NULL("undone", undone);
	T_NO_ERROR("undone", error);
	g_autoptr(Customer) again = book_customer(shop, from->id, &error);
	T_STR("back", again ? again->name : NULL, "Maria Lopez");
	T_INT("with its bookings", bookings_of(from->id), 2);
	g_autoptr(Customer) kept = book_customer(shop, into_id, &error);
	T_STR("as before", kept ? kept->notes : NULL, "allergic");
	T_INT("its own phone", kept ? kept->phones->len : 0, 1);
	g_autoptr(LogVerdict) verdict = book_log_verify(shop, &error);
	T_TRUE("the log is right", verdict && verdict->ok);
}

static void test_merge_refused(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Maria", NULL);
	T_NULL("with itself", book_customer_merge(shop, id, id, &error));
	T_ERROR("with itself", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	g_clear_error(&error);
	T_NULL("with nobody", book_customer_merge(shop, id, UNKNOWN_ID, &error));
	T_ERROR("with nobody", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

/* --- taking away, forgetting --- */

static void test_export(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Maria", "030 1111"), *other = shop_customer("Somebody else", NULL);
	shop_book(id, NULL, shop_staff("Ana"), "2026-11-26 10:00");
	shop_book(other, NULL, shop_staff("Ana"), "2026-11-26 12:00");
	g_autofree char *text = book_customer_export(shop, id, &error);
	cJSON *json = text ? cJSON_Parse(text) : NULL;
	if (!T_NOT_NULL("JSON", json))
		return;
	g_autofree char *name = shop_json(cJSON_GetObjectItem(json, "customer"), "name");
	T_STR("who", name, "Maria");
	T_INT("bookings", cJSON_GetArraySize(cJSON_GetObjectItem(json, "bookings")), 1);
	T_INT("log", cJSON_GetArraySize(cJSON_GetObjectItem(json, "log")), 2);
	T_NULL("nobody else", strstr(text, "Somebody"));
	cJSON_Delete(json);
}

/* Is a word anywhere in the files of the test's folder? */
static gboolean in_files(const char *word)
{
	g_autoptr(GDir) folder = g_dir_open(unit_dir(), 0, NULL);
	const char *name;
	gboolean found = FALSE;
	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *path = unit_path(name);
		g_autofree char *bytes = NULL;
		gsize length = 0;
		if (g_file_get_contents(path, &bytes, &length, NULL))
			found = found || memmem(bytes, length, word, strlen(word));
	}
	return found;
}

static void test_erase(void)
{
	g_autoptr(GError) error = NULL;
	const char *id = shop_customer("Zebulon Quixquax", "+49 171 3920099"),
		   *twin = shop_customer("Zebulon Twinquax", NULL);
	const char *other = shop_customer("Maria", NULL);
	const char *given =
		shop_book(id, NULL, shop_staff("Ana"), "2026-11-26 10:00"); /* his once, then Maria's */
	const char *kept = shop_book(id, NULL, shop_staff("Ana"), "2026-11-26 12:00");
	BookEdit give = BOOK_EDIT_INIT, tell = BOOK_EDIT_INIT;
	give.customer = other;
	T_TRUE("given away", book_edit(shop, given, &give, NULL, &error));
	tell.notes = "Zebulon brings the dog";
	tell.title = "Quixquax the elder";
	T_TRUE("told", book_edit(shop, kept, &tell, NULL, &error));
	g_autoptr(Customer) noted = book_customer_note(shop, id, "Quixquax pays late", &error);
	T_NOT_NULL("noted", noted);
	g_autoptr(Customer) merged = book_customer_merge(shop, twin, id, &error);
	T_NOT_NULL("merged", merged);
	T_NO_ERROR("merged", error);
	T_TRUE("there before", in_files("Quixquax") && in_files("quixquax") && in_files("3920099"));

	T_TRUE("erased", book_customer_erase(shop, id, &error));
	T_NO_ERROR("erased", error);
	static const char *const traces[] = { "Quixquax", "quixquax", "Twinquax", "twinquax",
					      "Zebulon",  "zebulon",  "3920099",  "quixq" };
	for (gsize i = 0; i < G_N_ELEMENTS(traces); i++)
		T_FALSE(traces[i], in_files(traces[i]));
	g_autoptr(BookingView) view = book_view(shop, kept, &error);
	T_TRUE("the time stays", view && view->booking->start == shop_time("2026-11-26 12:00") &&
					 view->booking->customer == NULL);
	g_autoptr(BookingView) maria = book_view(shop, given, &error);
	T_STR("Maria keeps hers", maria ? maria->customer_name : NULL, "Maria");
	g_autoptr(Customer) blank = book_customer(shop, id, &error);
	T_TRUE("blank", blank && blank->erased == SHOP_NOW && !*blank->name && blank->phones->len == 0);
	g_autoptr(GPtrArray) list = book_customers(shop, NULL, NULL, 0, &error);
	T_INT("no longer listed", list ? list->len : 0, 1);
	g_autoptr(LogVerdict) verdict = book_log_verify(shop, &error);
	T_STR("the log is right", verdict ? verdict->problem : "none", NULL);
	T_TRUE("twice is once", book_customer_erase(shop, id, &error));
	T_NULL("cannot be changed", book_customer_note(shop, id, "back again", &error));
	T_ERROR("cannot be changed", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
}

/* Undo passes over what an erasure made final, to what lies before it. */
static void test_erase_and_undo(void)
{
	g_autoptr(GError) error = NULL;
	const char *maria = shop_customer("Maria", NULL), *gone = shop_customer("Gone", NULL);
	shop_book(gone, NULL, shop_staff("Ana"), "2026-11-26 10:00");
	T_TRUE("erased", book_customer_erase(shop, gone, &error));
	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_STR("Maria's", undone ? undone->what : NULL, "Added the customer Maria");
	T_NULL("she is gone", book_customer(shop, maria, NULL));
	g_autoptr(GPtrArray) changes = book_changes(shop, FALSE, 0, &error);
	for (guint i = 0; changes && i < changes->len; i++)
		T_NULL("not told", strstr(((const Change *)changes->pdata[i])->what, "Gone"));
}

UNIT_SUITE("people", shop_open, shop_close, { "add", test_add }, { "refused fields", test_refused_fields },
	   { "edit", test_edit }, { "note", test_note }, { "twins", test_twins },
	   { "name match", test_match }, { "find a customer", test_find_customer },
	   { "candidates", test_candidates }, { "lists", test_lists }, { "card", test_card },
	   { "merge", test_merge }, { "merge refused", test_merge_refused }, { "export", test_export },
	   { "erase", test_erase }, { "erase, then undo", test_erase_and_undo })
