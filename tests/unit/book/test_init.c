/* tests/unit/book/test_init.c - a new book, and the demo */
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "book/book_p.h"
#include "book/history.h"
#include "book/house.h"
#include "book/people.h"
#include "ical/ical.h"
#include "model/series.h"
#include "tests/unit/unit.h"

#define NOW G_GINT64_CONSTANT(1795513320) /* Tuesday 2026-11-24 10:42 in Berlin */

static BookOptions options_at(const char *path, gint64 now)
{
	return (BookOptions){ .path = path, .actor = "tester", .source = "cli", .clock = { TRUE, now } };
}

static GPtrArray *words(const char *text)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(text, "|", -1);
	for (char **part = parts; *part; part++)
		g_ptr_array_add(list, g_strdup(*part));
	return list;
}

/* --- a plain book --- */

static void test_defaults(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("new/folder/book.db");
	BookOptions options = options_at(path, NOW);
	BookInit init = { 0 };
	T_TRUE("made", book_init(&options, &init, &error));
	T_NO_ERROR("made", error);
	g_autoptr(Book) book = book_open(&options, &error);
	if (!T_NO_ERROR("opened", error))
		return;
	T_STR("name", book_business(book)->name, "My business");
	T_STR("zone", book_business(book)->zone, "UTC");
	T_STR("currency", book_business(book)->currency, "EUR");
	T_INT("one staff member", book_staff(book)->len, 1);
	T_STR("who acts", book_only_staff(book)->name, "tester");
	T_STR("a colour", book_only_staff(book)->color, "blue");
	T_INT("services", book_services(book)->len, 0);
	g_autofree char *spec = book_hours_spec(book_hours_on(book, NULL, 20000));
	T_STR("hours", spec, "mo-fr 09:00-18:00");
	T_INT("step", book_policy(book)->slot_step, 15);
	T_INT("horizon", book_policy(book)->horizon, 24);
	T_TRUE("no limit", book_policy(book)->max_per_day == NONE);
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &error);
	T_TRUE("the log is right", verdict && verdict->ok);
	T_NULL("nothing to undo", book_undo(book, NULL, &error));
	T_ERROR("nothing to undo", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
}

static void test_asked_for(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("book.db");
	g_autoptr(GPtrArray) staff = words("  Ana |Boris");
	g_autoptr(GPtrArray) services = words("Cut 45 38.00|Cut & colour 1h30|  |Fringe 10 5");
	BookOptions options = options_at(path, NOW);
	BookInit init = { "Salon", "America/New_York", "chf", "sa 10:00-14:00", staff, services, FALSE };
	T_TRUE("made", book_init(&options, &init, &error));
	g_autoptr(Book) book = book_open(&options, &error);
	if (!T_NO_ERROR("made", error))
		return;
	T_STR("zone", book_business(book)->zone, "America/New_York");
	T_STR("currency", book_business(book)->currency, "CHF");
	T_INT("staff", book_staff(book)->len, 2);
	T_STR("trimmed", ((const Staff *)book_staff(book)->pdata[0])->name, "Ana");
	T_STR("their own colour", ((const Staff *)book_staff(book)->pdata[1])->color, "magenta");
	const GPtrArray *made = book_services(book);
	if (!T_INT("services", made->len, 3))
		return;
	T_STR("name", ((const Service *)made->pdata[0])->name, "Cut");
	T_INT("minutes", ((const Service *)made->pdata[0])->duration, 45);
	T_INT("price", ((const Service *)made->pdata[0])->price, 3800);
	T_STR("a longer name", ((const Service *)made->pdata[1])->name, "Cut & colour");
	T_INT("an hour and a half", ((const Service *)made->pdata[1])->duration, 90);
	T_TRUE("no price", ((const Service *)made->pdata[1])->price == NONE);
	T_INT("whole money", ((const Service *)made->pdata[2])->price, 500);
}

/* Nothing is left of a book that could not be made. */
static void test_refused(void)
{
	static const struct {
		const char *label, *name, *zone, *currency, *hours, *staff, *service;
		int code;
	} rows[] = {
		{ "zone", NULL, "Mars/Olympus", NULL, NULL, "Ana", NULL, DAYBOOK_ERROR_USAGE },
		{ "currency", NULL, NULL, "EURO", NULL, "Ana", NULL, DAYBOOK_ERROR_USAGE },
		{ "hours", NULL, NULL, NULL, "mo-fr late", "Ana", NULL, DAYBOOK_ERROR_USAGE },
		{ "name of white space", " \t ", NULL, NULL, NULL, "Ana", NULL, DAYBOOK_ERROR_USAGE },
		{ "staff without a name", NULL, NULL, NULL, NULL, "Ana| ", NULL, DAYBOOK_ERROR_USAGE },
		{ "the same staff twice", NULL, NULL, NULL, NULL, "Zoë|zoe", NULL, DAYBOOK_ERROR_CONFLICT },
		{ "service without length", NULL, NULL, NULL, NULL, "Ana", "Cut", DAYBOOK_ERROR_USAGE },
		{ "service without name", NULL, NULL, NULL, NULL, "Ana", "45", DAYBOOK_ERROR_USAGE },
		{ "service twice", NULL, NULL, NULL, NULL, "Ana", "Cut 45|cut 30", DAYBOOK_ERROR_CONFLICT },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *path = unit_path("refused.db");
		g_autoptr(GPtrArray) staff = words(rows[i].staff);
		g_autoptr(GPtrArray) services = rows[i].service ? words(rows[i].service) : NULL;
		BookOptions options = options_at(path, NOW);
		BookInit init = { rows[i].name, rows[i].zone, rows[i].currency, rows[i].hours, staff,
				  services,     FALSE };
		T_FALSE(rows[i].label, book_init(&options, &init, &error));
		T_ERROR(rows[i].label, error, DAYBOOK_ERROR, rows[i].code);
		T_FALSE(rows[i].label, g_file_test(path, G_FILE_TEST_EXISTS));
	}
}

static void test_existing(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("there.db");
	g_autofree char *text = NULL;
	BookOptions options = options_at(path, NOW);
	BookInit init = { .demo = TRUE };
	g_file_set_contents(path, "somebody's\n", -1, NULL);
	T_FALSE("refused", book_init(&options, &init, &error));
	T_ERROR("refused", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_file_get_contents(path, &text, NULL, NULL);
	T_STR("untouched", text, "somebody's\n");
}

/* A write that fails after the file was made takes the file away again. */
static void test_no_file_left(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path("file");
	g_autofree char *below = g_build_filename(path, "book.db", NULL);
	BookOptions options = options_at(below, NOW);
	BookInit init = { 0 };
	g_file_set_contents(path, "a file, no folder\n", -1, NULL);
	T_FALSE("no folder", book_init(&options, &init, &error));
	T_ERROR("no folder", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
}

/* --- the demo --- */

static Book *open_demo(const char *name, gint64 now, const BookInit *asked)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path(name);
	BookOptions options = options_at(path, now);
	Book *book = NULL;
	BookInit init = *asked;
	init.demo = TRUE;
	if (T_TRUE(name, book_init(&options, &init, &error)))
		book = book_open(&options, &error);
	T_NO_ERROR(name, error);
	return book;
}

static GPtrArray *all_bookings(Book *book)
{
	ListQuery query = LIST_QUERY_INIT;
	query.all = TRUE;
	return book_list(book, &query, NULL);
}

static void test_demo(void)
{
	g_autoptr(GError) error = NULL;
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) book = open_demo("demo.db", NOW, &init);
	g_autoptr(GPtrArray) bookings = book ? all_bookings(book) : NULL;
	g_autoptr(GPtrArray) customers = book ? book_customers(book, NULL, NULL, 0, &error) : NULL;
	if (!T_NOT_NULL("made", bookings) || !T_NOT_NULL("customers", customers))
		return;
	T_STR("name", book_business(book)->name, "Salon Lumière");
	T_INT("staff", book_staff(book)->len, 3);
	T_INT("resources", book_resources(book)->len, 1);
	T_INT("services", book_services(book)->len, 8);
	T_INT("customers", customers->len, 120);
	T_TRUE("bookings enough", bookings->len > 1000);
	T_TRUE("bookings not too many", bookings->len < 1700);
	const Booking *first = ((const BookingView *)bookings->pdata[0])->booking;
	const Booking *last = ((const BookingView *)bookings->pdata[bookings->len - 1])->booking;
	T_TRUE("half a year back", first->start < NOW - 175 * ZONE_DAY_SECONDS);
	T_TRUE("six weeks ahead", last->start > NOW + 38 * ZONE_DAY_SECONDS);
	g_autoptr(LogVerdict) verdict = book_log_verify(book, &error);
	T_TRUE("the log is right", verdict && verdict->ok);
	T_INT("an event each", verdict ? verdict->events : 0, verdict ? verdict->rows : 1);
	g_autoptr(DayView) day = book_day(book, book_today(book), &error);
	T_INT("today: columns", day ? day->columns->len : 0, 3);
	T_TRUE("today: appointments", day && day->appointments >= 9 && day->appointments <= 15);
}

/* Nobody comes to a hairdresser's thirty times in half a year: three to ten times, a few regulars more, a few are new. */
static void test_demo_customers(void)
{
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) book = open_demo("demo.db", NOW, &init);
	g_autoptr(GPtrArray) bookings = book ? all_bookings(book) : NULL;
	g_autoptr(GHashTable) visits = g_hash_table_new(g_str_hash, g_str_equal);
	guint seldom = 0, usual = 0, often = 0, most = 0;
	for (guint i = 0; bookings && i < bookings->len; i++) {
		const Booking *booking = ((const BookingView *)bookings->pdata[i])->booking;
		guint before = GPOINTER_TO_UINT(
			booking->customer ? g_hash_table_lookup(visits, booking->customer) : NULL);
		if (booking->customer && booking_is_live(booking) && booking->end <= NOW)
			g_hash_table_insert(visits, booking->customer, GUINT_TO_POINTER(before + 1));
	}
	GHashTableIter each;
	gpointer n;
	g_hash_table_iter_init(&each, visits);
	while (g_hash_table_iter_next(&each, NULL, &n)) {
		guint count = GPOINTER_TO_UINT(n);
		seldom += count < 3;
		usual += count >= 3 && count <= 10;
		often += count > 10;
		most = MAX(most, count);
	}
	T_TRUE("nearly all come three to ten times", usual >= 95);
	T_TRUE("some are new", seldom >= 3 && seldom <= 12);
	T_TRUE("some are regulars", often >= 5 && often <= 12);
	T_TRUE("and nobody is there all the time", most <= 20);
}

/* A working day of somebody's is about half full: none is packed, few are empty. */
static void test_demo_days(void)
{
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) book = open_demo("demo.db", NOW, &init);
	guint days = 0, empty = 0, packed = 0;
	gint64 open = 0, taken = 0;
	for (gint64 at = -90; book && at < 0; at++) {
		g_autoptr(DayView) day = book_day(book, book_today(book) + at, NULL);
		for (guint i = 0; day && i < day->columns->len; i++) {
			const DayColumn *column = day->columns->pdata[i];
			if (column->available == 0)
				continue;
			days++;
			open += column->available;
			taken += column->booked;
			empty += column->booked == 0;
			packed += column->booked * 100 > column->available * 95;
		}
	}
	T_TRUE("days", days > 100);
	T_TRUE("empty ones", empty * 20 < days);
	T_TRUE("packed ones", packed * 20 < days);
	T_TRUE("neither empty nor packed", taken * 100 > open * 40 && taken * 100 < open * 70);
}

/* What the clock must agree with. */
static gboolean status_fits(const Booking *booking, gint64 now)
{
	switch (booking_status(booking)) {
	case STATUS_COMPLETED:
	case STATUS_NO_SHOW:
	case STATUS_LATE_CANCELLED:
		return booking->end <= now;
	case STATUS_IN_SERVICE:
		return booking->start <= now && booking->end > now;
	case STATUS_ARRIVED:
		return booking->start > now && booking->start - now <= 1200;
	case STATUS_TENTATIVE:
	case STATUS_CONFIRMED:
		return booking->start > now || strcmp(booking->kind, "block") == 0;
	default:
		return TRUE;
	}
}

static void test_demo_statuses(void)
{
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) book = open_demo("demo.db", NOW, &init);
	g_autoptr(GPtrArray) bookings = book ? all_bookings(book) : NULL;
	guint counts[STATUS_COUNT] = { 0 }, wrong = 0, early = 0, series = 0, overbooked = 0, gaps = 0;
	for (guint i = 0; bookings && i < bookings->len; i++) {
		const Booking *booking = ((const BookingView *)bookings->pdata[i])->booking;
		counts[booking_status(booking)]++;
		wrong += !status_fits(booking, NOW);
		early += booking->created > NOW || booking->created > booking->updated ||
			 booking->updated > NOW ||
			 (strcmp(booking->kind, "appointment") == 0 && booking->created > booking->start);
		series += booking->series != NULL;
		overbooked += booking->overbooked != NULL;
		gaps += booking->parts->len == 3;
	}
	T_INT("every status agrees with the clock", wrong, 0);
	T_INT("made before it was changed, and before now", early, 0);
	for (int i = 0; i < STATUS_COUNT; i++)
		T_TRUE(status_name((BookingStatus)i), counts[i] > 0);
	T_TRUE("mostly completed", counts[STATUS_COMPLETED] > 10 * counts[STATUS_NO_SHOW]);
	T_TRUE("one comes every week", series >= 15);
	T_INT("one is overbooked", overbooked, 1);
	T_TRUE("gaps while a colour takes", gaps > 50);
}

/* The rule of sharing time, in its plainest form: no two busy parts of one staff member or resource overlap, buffers in. */
typedef struct {
	const char *who, *class_key;
	gint64 from, to;
	const Booking *booking;
} Busy;

static gint by_who_and_time(gconstpointer a_, gconstpointer b_)
{
	const Busy *a = a_, *b = b_;
	int order = strcmp(a->who, b->who);
	return order ? order : a->from != b->from ? (a->from < b->from ? -1 : 1) : 0;
}

static void add_busy(GArray *busy, const Booking *booking, const Part *part)
{
	Busy staff = { part->staff, part->service, part->busy_from, part->busy_to, booking };
	if (part->staff && part->busy)
		g_array_append_val(busy, staff);
	Busy resource = { part->resource, part->service, part->busy_from, part->busy_to, booking };
	if (part->resource)
		g_array_append_val(busy, resource);
}

static guint count_overlaps(Book *book, const GPtrArray *bookings)
{
	g_autoptr(GArray) busy = g_array_new(FALSE, FALSE, sizeof(Busy));
	guint n = 0;
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = ((const BookingView *)bookings->pdata[i])->booking;
		for (guint j = 0; booking_is_live(booking) && !booking->overbooked && j < booking->parts->len;
		     j++)
			add_busy(busy, booking, booking->parts->pdata[j]);
	}
	g_array_sort(busy, by_who_and_time);
	for (guint i = 1; i < busy->len; i++) {
		const Busy *a = &g_array_index(busy, Busy, i - 1), *b = a + 1;
		const Service *service = book_service_by_id(book, a->class_key);
		gboolean class = service && service->capacity > 1 &&
				 g_strcmp0(a->class_key, b->class_key) == 0 && a->from == b->from;
		n += a->booking != b->booking && strcmp(a->who, b->who) == 0 && b->from < a->to && !class;
	}
	return n;
}

/* On each day of the week, in other currencies, zones and houses. */
static void test_demo_everywhere(void)
{
	g_autoptr(GPtrArray) alone = words("Mia");
	g_autoptr(GPtrArray) five = words("A|B|C|D|E");
	const struct {
		const char *label;
		gint64 now;
		guint least; /* appointments today */
		BookInit init;
	} rows[] = {
		{ "wednesday", NOW + 1 * ZONE_DAY_SECONDS, 6, { .zone = "Europe/Berlin" } },
		{ "thursday", NOW + 2 * ZONE_DAY_SECONDS, 6, { .zone = "Europe/Berlin", .currency = "JPY" } },
		{ "friday",
		  NOW + 3 * ZONE_DAY_SECONDS,
		  8,
		  { .zone = "America/Santiago", .currency = "KWD" } },
		{ "saturday", NOW + 4 * ZONE_DAY_SECONDS, 6, { .zone = "Pacific/Auckland" } },
		{ "sunday", NOW + 5 * ZONE_DAY_SECONDS, 6, { .zone = "Europe/Berlin" } },
		{ "monday, alone", NOW + 6 * ZONE_DAY_SECONDS, 2, { .zone = "UTC", .staff = alone } },
		{ "five, own hours",
		  NOW,
		  10,
		  { .zone = "Europe/Berlin", .staff = five, .hours = "mo-su 08:00-12:00 14:00-20:00" } },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("demo%u.db", (guint)i);
		g_autoptr(Book) book = open_demo(name, rows[i].now, &rows[i].init);
		g_autoptr(GPtrArray) bookings = book ? all_bookings(book) : NULL;
		g_autoptr(DayView) day = book ? book_day(book, book_today(book), NULL) : NULL;
		T_INT(rows[i].label, bookings ? count_overlaps(book, bookings) : 1, 0);
		T_TRUE(rows[i].label, day && day->appointments >= rows[i].least);
	}
}

static void test_demo_same(void)
{
	g_autoptr(GError) error = NULL;
	BookInit init = { .zone = "Europe/Berlin" };
	g_autofree char *one = unit_path("one.db"), *two = unit_path("two.db");
	book_close(open_demo("one.db", NOW, &init));
	book_close(open_demo("two.db", NOW, &init));
	g_autoptr(Store) a = store_open(one, &error);
	g_autoptr(Store) b = store_open(two, &error);
	T_NO_ERROR("opened", error);
	g_autofree char *difference = a && b ? store_differs(a, b, &error) : g_strdup("not opened");
	T_STR("the same now gives the same book", difference, NULL);
}

/* The weekly visit is as `book --repeat` would have made it: its rule as it is kept, filled to its end. */
static void test_demo_series(void)
{
	g_autoptr(GError) error = NULL;
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) book = open_demo("demo.db", NOW, &init);
	g_autoptr(GPtrArray) before = book ? all_bookings(book) : NULL;
	g_autoptr(GPtrArray) rules = book ? store_all(book->store, &series_class, &error) : NULL;
	if (!T_INT("one series", rules ? rules->len : 0, 1))
		return;
	const Series *series = rules->pdata[0];
	g_autofree char *normal = ical_rule_normal(series->rrule, series->zone, &error);
	T_STR("its rule", series->rrule, normal);
	g_autoptr(GArray) dates =
		ical_expand(series->rrule, series->local_start, NULL, NULL, series->local_start,
			    series->filled_until, 1000, &(gboolean){ FALSE }, &error);
	guint made = 0;
	for (guint i = 0; before && i < before->len; i++)
		made += ((const BookingView *)before->pdata[i])->booking->series != NULL;
	T_INT("every date is made or skipped", made + series->skipped->len, dates ? dates->len : 0);
	T_TRUE("topped up", book_series_top_up(book, NOW, &error));
	g_autoptr(GPtrArray) after = all_bookings(book);
	T_INT("nothing more comes of it", after ? after->len : 0, before ? before->len : 1);
}

/* The hour decides how things stand, not what was booked. */
static void test_demo_later(void)
{
	BookInit init = { .zone = "Europe/Berlin" };
	g_autoptr(Book) morning = open_demo("one.db", NOW, &init);
	g_autoptr(Book) evening = open_demo("two.db", NOW + 8 * 3600, &init);
	g_autoptr(GPtrArray) a = morning ? all_bookings(morning) : NULL;
	g_autoptr(GPtrArray) b = evening ? all_bookings(evening) : NULL;
	guint differ = 0;
	if (!a || !b || !T_INT("as many", a->len, b->len))
		return;
	for (guint i = 0; i < a->len; i++) {
		const Booking *x = ((const BookingView *)a->pdata[i])->booking,
			      *y = ((const BookingView *)b->pdata[i])->booking;
		differ += strcmp(x->id, y->id) != 0 || x->start != y->start ||
			  g_strcmp0(x->customer, y->customer) != 0;
	}
	T_INT("the same visits", differ, 0);
}

UNIT_SUITE("init", NULL, NULL, { "defaults", test_defaults }, { "asked for", test_asked_for },
	   { "refused", test_refused }, { "existing file", test_existing },
	   { "no file left", test_no_file_left }, { "demo", test_demo },
	   { "demo's customers", test_demo_customers }, { "demo's days", test_demo_days },
	   { "demo's statuses", test_demo_statuses }, { "demo everywhere", test_demo_everywhere },
	   { "demo twice", test_demo_same }, { "demo's series", test_demo_series },
	   { "demo later that day", test_demo_later })
