/* tests/unit/store/test_rows.c - rows of every class go in and come out as they were, whatever text is in them */
#include <string.h>

#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

/* --- odd texts --- */

static char *long_text(void)
{
	GString *text = g_string_new(NULL);

	while (text->len < 10 * 1024)
		g_string_append(text, "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. ");
	return g_string_free(text, FALSE);
}

static const char *const odd_texts[] = {
	"",
	" ",
	"x",
	"'",
	"\"",
	"it's \"quoted\" -- ; DROP TABLE booking;",
	"a\nb\tc\r",
	"NULL",
	"null",
	"0",
	"{booking:b}",
	"?1 :x @y $z",
	"\\ \\n % _ * ^",
	"Ärger naïve Ωμέγα",
	"王小明 みかん 김하늘",
	"\xf0\x9f\x92\x87\xf0\x9f\x8f\xbe\xe2\x80\x8d\xe2\x99\x80",
	"\x01\x1f\x7f",
	"\xef\xbb\xbf begins with a byte order mark",
	"[]",
	"{}",
	"\xcc\x81",
	"\xef\xbf\xbd",
};

/* A row goes in, and what comes out is the same; once new, once over itself. */
static void check_round_trip(Store *store, const ModelClass *cls, gconstpointer row, const char *label)
{
	for (int again = 0; again < 2; again++) {
		g_autoptr(GError) error = NULL;
		gpointer back;
		T_TRUE(label, store_put(store, cls, row, &error));
		T_NO_ERROR(label, error);
		back = store_get(store, cls, ((const Row *)row)->id, &error);
		T_NO_ERROR(label, error);
		T_TRUE(label, back && model_equal(cls, row, back));
		model_free(cls, back);
	}
}

static void check_text(Store *store, const ModelClass *cls, const char *text, gint64 number)
{
	g_autofree char *label = g_strdup_printf("%s with “%.40s”", cls->name, text);
	gpointer row = fixture_row(cls, number, text);

	check_round_trip(store, cls, row, label);
	model_free(cls, row);
}

static void test_odd_text(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *large = long_text();

	for (const ModelClass *const *cls = store_classes(); *cls; cls++) {
		T_TRUE("begins", store_begin(store, NULL));
		for (gsize i = 0; i < G_N_ELEMENTS(odd_texts); i++)
			check_text(store, *cls, odd_texts[i], (gint64)i + 1);
		check_text(store, *cls, large, 99);
		T_TRUE("commits", store_commit(store, NULL));
	}
	g_autofree char *wrong = store_check(store, NULL);
	T_STR("the file", wrong, NULL);
}

/* --- numbers, references, nothing --- */

static void set_numbers(const ModelClass *cls, gpointer row, gint64 ints, gint64 opts)
{
	for (guint i = 0; i < cls->n_fields; i++) {
		const ModelField *field = &cls->fields[i];
		gint64 *at = (gint64 *)(void *)((char *)row + field->offset);
		if (g_str_equal(field->name, "version") || g_str_equal(field->name, "removed"))
			continue;
		if (field->kind == MODEL_INT)
			*at = ints;
		else if (field->kind == MODEL_OPT)
			*at = opts;
	}
}

static void test_numbers(void)
{
	static const gint64 ints[] = { 0, 1, -1, G_MAXINT64, G_MININT64 + 1, 253402300799, -62135596800 };
	g_autoptr(Store) store = fixture_new("book.db");

	T_TRUE("begins", store_begin(store, NULL));
	for (const ModelClass *const *cls = store_classes(); *cls; cls++) {
		for (gsize i = 0; i < G_N_ELEMENTS(ints); i++) {
			g_autofree char *label =
				g_strdup_printf("%s %" G_GINT64_FORMAT, (*cls)->name, ints[i]);
			gpointer row = fixture_row(*cls, 1, "x");
			set_numbers(*cls, row, ints[i], i % 2 ? NONE : ints[i]);
			check_round_trip(store, *cls, row, label);
			model_free(*cls, row);
		}
	}
	store_rollback(store);
}

/* A booking with two parts, each reference set; then with none. */
static void test_references(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *customer = fixture_id("customer", 1);
	g_autofree char *staff = fixture_id("staff", 1);
	g_autofree char *service = fixture_id("service", 1);
	g_autofree char *resource = fixture_id("resource", 1);
	g_autofree char *series = fixture_id("series", 1);
	g_autoptr(Booking) booking = fixture_booking(1, 1000, 30, customer, staff);
	Part *part = booking->parts->pdata[0];

	T_TRUE("begins", store_begin(store, NULL));
	for (const ModelClass *const *cls = store_classes(); *cls != &booking_class; cls++) {
		gpointer row = fixture_row(*cls, 1, "x");
		T_TRUE((*cls)->name, store_put(store, *cls, row, NULL));
		model_free(*cls, row);
	}
	model_set(&booking_class, booking, &booking->series, series);
	model_set(&booking_class, booking, &booking->overbooked, "");
	booking->occurrence = 1000;
	model_set(&part_class, part, &part->service, service);
	model_set(&part_class, part, &part->resource, resource);
	part->price = 0;
	g_ptr_array_add(booking->parts, part_copy(part));
	check_round_trip(store, &booking_class, booking, "all references");
	T_STR("an empty reason is not none", booking->overbooked, "");
	model_set(&booking_class, booking, &booking->customer, NULL);
	model_set(&booking_class, booking, &booking->series, NULL);
	model_set(&booking_class, booking, &booking->overbooked, NULL);
	g_ptr_array_set_size(booking->parts, 1);
	check_round_trip(store, &booking_class, booking, "fewer parts");
	g_ptr_array_set_size(booking->parts, 0);
	check_round_trip(store, &booking_class, booking, "no parts");
	T_TRUE("commits", store_commit(store, NULL));
}

/* What names a row that is not there is refused, whole. */
static void test_no_such_reference(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(Booking) booking = fixture_booking(1, 1000, 30, "nobody", NULL);
	g_autoptr(GError) error = NULL;

	T_TRUE("begins", store_begin(store, NULL));
	T_FALSE("refused", store_put(store, &booking_class, booking, &error));
	T_ERROR("refused", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	store_rollback(store);
	T_NULL("not there", store_get(store, &booking_class, booking->id, NULL));
}

/* --- asking --- */

static void test_get(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(GError) error = NULL;

	T_NULL("unknown", store_get(store, &staff_class, "nobody", &error));
	T_NULL("no id", store_get(store, &staff_class, NULL, &error));
	T_NO_ERROR("neither is an error", error);
	T_TRUE("a class by its name", store_class("booking") == &booking_class);
	T_NULL("no class", store_class("nothing"));
}

static void test_ids(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	static const struct {
		const char *prefix;
		guint limit, found;
	} rows[] = {
		{ "00000012", 10, 1 }, { "000000", 100, 30 }, { "000000", 7, 7 },
		{ "0000001", 100, 9 }, { "99", 10, 0 },       { "%", 10, 0 },
		{ "_", 10, 0 },        { "", 100, 30 },       { "'", 10, 0 },
	};

	for (gint64 i = 0; i < 31; i++) {
		Booking *booking = fixture_booking(i, 1000, 30, NULL, NULL);
		booking->removed = i == 13;
		fixture_put(store, &booking_class, booking);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) ids =
			store_ids(store, &booking_class, rows[i].prefix, rows[i].limit, NULL);
		T_INT(rows[i].prefix, ids->len, rows[i].found);
	}
	g_autofree char *id = fixture_id("booking", 7);
	g_autofree char *upper = g_ascii_strup(id, -1);
	g_autoptr(GPtrArray) one = store_ids(store, &booking_class, upper, 2, NULL);
	T_INT("case is ignored", one->len, 1);
	T_INT("count leaves the removed out", store_count(store, &booking_class, NULL), 30);
}

static void test_all(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	for (gint64 i = 0; i < 5; i++) {
		Staff *staff = fixture_row(&staff_class, i, "x");
		staff->position = 10 - i;
		staff->removed = i == 2;
		fixture_put(store, &staff_class, staff);
	}
	g_autoptr(GPtrArray) all = store_all(store, &staff_class, NULL);
	T_INT("removed ones too", all->len, 5);
	for (guint i = 1; i < all->len; i++)
		T_TRUE("in their order",
		       ((Staff *)all->pdata[i - 1])->position < ((Staff *)all->pdata[i])->position);
}

/* --- bookings --- */

static gboolean collect_number(Booking *take, G_GNUC_UNUSED const char *customer,
			       G_GNUC_UNUSED const char *phones, gpointer data)
{
	g_autoptr(Booking) booking = take;
	GString *numbers = data;
	g_autofree char *number = g_strndup(booking->id, 8);

	g_string_append_printf(numbers, "%s%d", numbers->len ? " " : "",
			       (int)g_ascii_strtoll(number, NULL, 10));
	return TRUE;
}

#define NOON 43200
#define MINUTE 60

/* In hours of a day that begins at 0, by number. */
static void put_at(Store *store, gint64 number, gint64 start, gint64 minutes)
{
	fixture_put(store, &booking_class, fixture_booking(number, start, minutes, NULL, NULL));
}

static void test_overlapping(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	static const struct {
		const char *label;
		gint64 from, to;
		const char *numbers;
	} rows[] = {
		{ "nothing", 10 * STORE_DAY, 11 * STORE_DAY, "" },
		{ "the day before", -STORE_DAY, 0, "4 6" },
		{ "the day", 0, STORE_DAY, "4 6 5 1 2 3" },
		{ "touching at its end is not in", NOON + 30 * MINUTE, NOON + 60 * MINUTE, "4 5" },
		{ "one second of it is", NOON + 30 * MINUTE - 1, NOON + 30 * MINUTE, "4 5 1" },
		{ "an empty one at the start is", 20 * 3600, 21 * 3600, "4 5 2" },
		{ "a long one, in its middle", 3 * STORE_DAY, 3 * STORE_DAY + MINUTE, "4 5" },
		{ "exactly a day long", 2 * STORE_DAY, 2 * STORE_DAY + 1, "4 5 7" },
	};

	put_at(store, 1, NOON, 30);
	put_at(store, 2, 20 * 3600, 0);              /* no length */
	put_at(store, 3, 23 * 3600, 120);            /* over midnight */
	put_at(store, 4, -STORE_DAY, 10 * 24 * 60);  /* long */
	put_at(store, 5, NOON, 5 * 24 * 60);         /* long, at the same time as 1 */
	put_at(store, 6, -3600, 90);                 /* from the day before */
	put_at(store, 7, STORE_DAY + 3600, 24 * 60); /* exactly a day */
	Booking *removed = fixture_booking(8, NOON, 30, NULL, NULL);
	removed->removed = 1;
	fixture_put(store, &booking_class, removed);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		GString *numbers = g_string_new(NULL);
		T_TRUE(rows[i].label, store_bookings_overlapping(store, rows[i].from, rows[i].to,
								 collect_number, numbers, NULL));
		T_STR(rows[i].label, numbers->str, rows[i].numbers);
		g_string_free(numbers, TRUE);
	}
}

typedef struct {
	GString *numbers;
	guint left;
} Some;

static gboolean collect_some(Booking *take, const char *customer, const char *phones, gpointer data)
{
	Some *some = data;

	collect_number(take, customer, phones, some->numbers);
	return --some->left > 0;
}

/* A caller that stops gets no more, neither of the long ones nor of the others; nothing leaks (the sanitizers look). */
static void test_stopping(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	for (gint64 i = 0; i < 6; i++)
		put_at(store, i, i * 3600, i % 2 ? 3 * 24 * 60 : 30);
	for (guint left = 1; left <= 6; left++) {
		Some some = { g_string_new(NULL), left };
		g_autofree char *label = g_strdup_printf("%u of them", left);
		T_TRUE(label, store_bookings_overlapping(store, 0, STORE_DAY, collect_some, &some, NULL));
		T_INT(label, some.numbers->len, left * 2 - 1);
		g_string_free(some.numbers, TRUE);
	}
}

static gboolean see_names(Booking *take, const char *customer, const char *phones, gpointer data)
{
	booking_free(take);
	g_string_append_printf(data, "%s %s;", customer ? customer : "-", phones ? phones : "-");
	return TRUE;
}

static void test_lines(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *id = fixture_id("customer", 1);
	g_autofree char *booking = fixture_id("booking", 1);
	g_autoptr(GString) seen = g_string_new(NULL);
	Customer *customer = fixture_customer(1, "Maria");
	Phone *phone = phone_new();

	model_set(&phone_class, phone, &phone->number, "+491");
	model_set(&phone_class, phone, &phone->typed, "01");
	g_ptr_array_add(customer->phones, phone);
	fixture_put(store, &customer_class, customer);
	for (gint64 i = 1; i < 4; i++)
		fixture_put(store, &booking_class, fixture_booking(i, i * 3600, 30, i < 3 ? id : NULL, NULL));
	T_TRUE("one", store_booking_line(store, booking, see_names, seen, NULL));
	T_STR("with names", seen->str, "Maria [{\"number\":\"+491\",\"typed\":\"01\"}];");
	g_string_set_size(seen, 0);
	T_TRUE("none", store_booking_line(store, "nothing", see_names, seen, NULL));
	T_STR("no call", seen->str, "");
	T_TRUE("all", store_bookings_all(store, collect_number, seen, NULL));
	T_STR("all", seen->str, "1 2 3");
	g_string_set_size(seen, 0);
	T_TRUE("from", store_bookings_from(store, 2 * 3600, collect_number, seen, NULL));
	T_STR("from", seen->str, "2 3");
	g_string_set_size(seen, 0);
	T_TRUE("of", store_bookings_of(store, id, TRUE, collect_number, seen, NULL));
	T_STR("of a customer, newest first", seen->str, "2 1");
}

/* --- parts --- */

static void collect_part(const StorePart *part, gpointer data)
{
	g_autofree char *number = g_strndup(part->booking, 8);

	g_string_append_printf(data, "%d[%d-%d%s] ", (int)g_ascii_strtoll(number, NULL, 10),
			       (int)part->busy_from / MINUTE, (int)part->busy_to / MINUTE,
			       part->busy ? "" : " gap");
}

static Booking *with_part(gint64 number, gint64 from_min, gint64 to_min, const char *staff,
			  const char *resource)
{
	Booking *booking = fixture_booking(number, from_min * MINUTE, to_min - from_min, NULL, staff);
	Part *part = booking->parts->pdata[0];

	model_set(&part_class, part, &part->resource, resource);
	part->busy_from -= 5 * MINUTE;
	part->busy_to += 10 * MINUTE;
	return booking;
}

/* What occupies somebody: live and busy, with its buffers; of others, cancelled, removed, transparent ones nothing. */
static void test_parts(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *ana = fixture_id("staff", 1);
	g_autofree char *boris = fixture_id("staff", 2);
	g_autofree char *chair = fixture_id("resource", 1);
	g_autoptr(GString) seen = g_string_new(NULL);

	fixture_put(store, &staff_class, fixture_row(&staff_class, 1, "Ana"));
	fixture_put(store, &staff_class, fixture_row(&staff_class, 2, "Boris"));
	fixture_put(store, &resource_class, fixture_row(&resource_class, 1, "Chair"));
	fixture_put(store, &booking_class, with_part(1, 600, 630, ana, chair));
	fixture_put(store, &booking_class, with_part(2, 700, 730, boris, chair));
	fixture_put(store, &booking_class, with_part(3, 700, 730, ana, NULL));
	fixture_put(store, &booking_class, with_part(4, 100, 100 + 3 * 1440, ana, NULL));
	Booking *booking = with_part(5, 700, 730, ana, NULL);
	model_set(&booking_class, booking, &booking->status, "cancelled");
	fixture_put(store, &booking_class, booking);
	booking = with_part(6, 700, 730, ana, NULL);
	booking->removed = 1;
	fixture_put(store, &booking_class, booking);
	booking = with_part(7, 700, 730, ana, NULL);
	booking->busy = 0;
	fixture_put(store, &booking_class, booking);

	T_TRUE("hers",
	       store_parts_of_staff(store, ana, 640 * MINUTE, 700 * MINUTE, collect_part, seen, NULL));
	T_STR("buffers touch", seen->str, "3[695-740] 4[95-4430] ");
	g_string_set_size(seen, 0);
	T_TRUE("hers",
	       store_parts_of_staff(store, ana, 639 * MINUTE, 695 * MINUTE, collect_part, seen, NULL));
	T_STR("half open at both ends", seen->str, "1[595-640] 4[95-4430] ");
	g_string_set_size(seen, 0);
	T_TRUE("its", store_parts_of_resource(store, chair, 0, STORE_DAY, collect_part, seen, NULL));
	T_STR("a resource", seen->str, "1[595-640] 2[695-740] ");
	g_string_set_size(seen, 0);
	T_TRUE("all", store_overlaps(store, FALSE, collect_part, seen, NULL));
	T_STR("by staff and time", seen->str, "4[95-4430] 1[595-640] 3[695-740] 2[695-740] ");
	g_string_set_size(seen, 0);
	T_TRUE("all", store_overlaps(store, TRUE, collect_part, seen, NULL));
	T_STR("by resource and time", seen->str, "1[595-640] 2[695-740] ");
}

/* --- series and iCalendar --- */

static Booking *of_series(gint64 number, gint64 start, const char *series, const char *uid)
{
	Booking *booking = fixture_booking(number, start, 30, NULL, NULL);

	model_set(&booking_class, booking, &booking->series, series);
	booking->occurrence = start;
	model_set(&booking_class, booking, &booking->uid, uid);
	return booking;
}

static void test_series(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *id = fixture_id("series", 1);
	g_autoptr(GString) seen = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	fixture_put(store, &series_class, fixture_row(&series_class, 1, "u@x"));
	for (gint64 i = 1; i <= 3; i++) {
		Booking *booking = of_series(i, i * 1000, id, "u@x");
		booking->removed = i == 3;
		booking->recurrence_id = (g_free(booking->recurrence_id), g_strdup_printf("%d", (int)i));
		fixture_put(store, &booking_class, booking);
	}
	g_autoptr(Booking) latest = store_series_latest(store, id, &error);
	g_autoptr(GArray) times = store_series_occurrences(store, id, &error);
	g_autoptr(Booking) second = store_booking_by_uid(store, "u@x", "2", &error);
	T_INT("the newest that is not removed", latest->occurrence, 2000);
	T_INT("the removed too", times->len, 3);
	T_INT("by uid and recurrence", second->occurrence, 2000);
	T_NULL("no uid names nothing", store_booking_by_uid(store, "", "", &error));
	T_NULL("unknown", store_series_latest(store, "nothing", &error));
	T_NO_ERROR("none of it", error);
	T_TRUE("of the series", store_bookings_of_series(store, id, collect_number, seen, NULL));
	T_TRUE("of the uid", store_bookings_by_uid(store, "u@x", collect_number, seen, NULL));
	T_STR("both", seen->str, "1 2 1 2 3");

	Booking *twice = of_series(9, 2000, id, "");
	T_TRUE("begins", store_begin(store, NULL));
	T_FALSE("an occurrence is there once", store_put(store, &booking_class, twice, &error));
	T_ERROR("an occurrence is there once", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	store_rollback(store);
	booking_free(twice);
}

UNIT_SUITE("rows", NULL, NULL, { "odd text", test_odd_text }, { "numbers and none", test_numbers },
	   { "references", test_references }, { "a reference to nothing", test_no_such_reference },
	   { "get", test_get }, { "ids by prefix", test_ids }, { "all of a small class", test_all },
	   { "bookings overlapping a time", test_overlapping }, { "stopping", test_stopping },
	   { "lines", test_lines }, { "parts", test_parts }, { "series and uids", test_series })
