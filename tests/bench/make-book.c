/* make-book - a large appointment book for the benchmarks:   make-book FILE BOOKINGS DAY
 *
 * A salon of eight, full from Monday to Saturday: 72 bookings a day, the same in a book of any size, reaching from the
 * week after DAY (YYYY-MM-DD) back as far as BOOKINGS go; ten customers for each hundred. Written as the program writes, each row
 * with its event in the log's chain, its change and its search words, but thousands to a transaction. Everybody is free
 * from 18:00 to 19:00, for the bookings that are timed. The same arguments give the same rows (the log's salts are random). */
#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"
#include "base/zone.h"
#include "model/business.h"
#include "model/catalog.h"
#include "model/customer.h"
#include "model/hours.h"
#include "store/store.h"

#define ZONE "Europe/Berlin"
#define NAME_SPACE "6f1c1b52-5d0e-4f43-9d0c-0f2d6a4c9e10" /* of every id made here */
#define STAFF 8
#define FIRST_HOUR 9
#define LAST_HOUR 17 /* the last booking's; the house is open until 19:00 */
#define A_DAY (STAFF * (LAST_HOUR - FIRST_HOUR + 1))
#define CHUNK 4000 /* rows to a transaction */
#define MAX_CUSTOMERS 100000
#define HOUR 3600
#define BOOKED_AHEAD (14 * ZONE_DAY_SECONDS)

static const char *const staff_names[STAFF] = { "Ana",  "Boris", "Chloé", "Dilek",
						"Emre", "Fatou", "Goran", "Hanna" };

static const struct {
	const char *name;
	gint64 minutes, price, after;
	gboolean gap; /* 20 busy, 15 while the colour takes, 20 busy */
} services[] = {
	{ "Cut", 45, 3800, 5, FALSE },          { "Beard", 30, 1900, 0, FALSE },
	{ "Wash & style", 40, 2900, 5, FALSE }, { "Colour", 55, 6400, 0, TRUE },
	{ "Fringe", 15, 900, 0, FALSE },        { "Long hair", 55, 5200, 5, FALSE },
};

static const char *const first_names[] = {
	"Maria",  "Søren", "Zoë",   "Kim",    "Tom",   "José",  "Aylin",  "Marek",  "Ingrid",
	"Łukasz", "Noor",  "Olga",  "Peter",  "Ruth",  "Samir", "Teresa", "Ulrich", "Vera",
	"Wanda",  "Xenia", "Yusuf", "Zeynep", "Björn", "Carla", "Denis",  "Elena",  "Fritz",
	"Greta",  "Hugo",  "Iris",  "Jonas",  "Kaja",  "Лев",   "Νίκος",  "小明",   "さくら",
};
static const char *const last_names[] = {
	"Lopez",  "Ås",        "Brandt",  "Lee",    "Ng",       "Núñez",   "Kaya",   "Nowak",   "Dahl",
	"Wójcik", "Haddad",    "Petrowa", "Braun",  "Engel",    "Farah",   "Silva",  "Maier",   "Koch",
	"Lis",    "Papadakis", "Demir",   "Yıldız", "Lund",     "Conti",   "Weber",  "Ionescu", "Hartmann",
	"Sommer", "Lumière",   "Keller",  "Vogt",   "Novak",    "Толстой", "Παππάς", "王",      "田中",
	"Okafor", "Mensah",    "Diallo",  "Schulz", "Fischer",  "Becker",  "Wagner", "Hofmann", "Schäfer",
	"Bauer",  "Richter",   "Klein",   "Wolf",   "Schröder", "Neumann", "Zimmer", "Krüger",  "Lang",
	"Werner", "Krause",    "Lehmann", "Köhler", "Huber",    "Winkler",
};
static const char *const notes[] = {
	"allergic to PPD", "prefers the chair by the window", "brings the dog", "patch test done in spring",
	"pays by card",
};

typedef struct {
	Store *store;
	GTimeZone *zone;
	gint64 today; /* day */
	char *staff[STAFF];
	guint in_chunk;
	char *correlation; /* of the change being written */
	gint64 at;         /* and its instant */
	guint64 random;
} Maker;

static void stop(GError *error)
{
	fprintf(stderr, "make-book: %s\n", error->message);
	exit(1);
}

/* xorshift64*: the same numbers on every machine. */
static guint pick(Maker *maker, guint n)
{
	maker->random ^= maker->random >> 12;
	maker->random ^= maker->random << 25;
	maker->random ^= maker->random >> 27;
	return (guint)((maker->random * 2685821657736338717u) >> 33) % n;
}

static char *make_id(const char *kind, guint n)
{
	g_autofree char *name = g_strdup_printf("%s %u", kind, n);
	return id_derive(NAME_SPACE, name);
}

static void set(char **field, const char *value)
{
	g_free(*field);
	*field = g_strdup(value);
}

/* --- writing --- */

static void begin_change(Maker *maker, gint64 at, guint n)
{
	GError *error = NULL;
	if (maker->in_chunk == 0 && !store_begin(maker->store, &error))
		stop(error);
	g_free(maker->correlation);
	maker->correlation = make_id("change", n);
	maker->at = at;
}

static void end_change(Maker *maker, const char *what)
{
	GError *error = NULL;
	Change change = { .id = maker->correlation,
			  .actor = (char *)"make-book",
			  .source = (char *)"cli",
			  .at = maker->at,
			  .what = (char *)what,
			  .undoable = TRUE };
	if (!store_change_add(maker->store, &change, &error))
		stop(error);
	if (++maker->in_chunk < CHUNK)
		return;
	maker->in_chunk = 0;
	if (!store_commit(maker->store, &error))
		stop(error);
}

static void save(Maker *maker, const ModelClass *cls, gpointer row, const char *type)
{
	GError *error = NULL;
	g_autofree char *after = NULL;
	((Row *)row)->version = 1;
	after = model_image(cls, row);
	Event event = { .type = (char *)type,
			.at = maker->at,
			.source = (char *)"cli",
			.actor = (char *)"make-book",
			.correlation = maker->correlation,
			.entity = (char *)cls->name,
			.entity_id = ((Row *)row)->id,
			.after = after };
	if (!store_put(maker->store, cls, row, &error) || !store_event_append(maker->store, &event, &error))
		stop(error);
	g_free(event.id);
	g_free(event.salt);
	g_free(event.payload_hash);
	g_free(event.prev_hash);
	g_free(event.hash);
}

/* --- the house --- */

static void make_service(Maker *maker, guint n)
{
	g_autoptr(Service) service = service_new();
	service->id = (g_free(service->id), make_id("service", n));
	set(&service->name, services[n].name);
	service->duration = services[n].minutes;
	service->buffer_after = services[n].after;
	service->price = services[n].price;
	service->capacity = service->active = 1;
	service->position = n + 1;
	for (gint64 i = 0; services[n].gap && i < 3; i++) {
		Segment *segment = segment_new();
		segment->minutes = i == 1 ? 15 : 20;
		segment->busy = i != 1;
		g_ptr_array_add(service->segments, segment);
	}
	save(maker, &service_class, service, "service.created");
}

static void make_hours(Maker *maker)
{
	g_autoptr(OpeningHours) hours = opening_hours_new();
	hours->id = (g_free(hours->id), make_id("hours", 0));
	hours->created = maker->at;
	for (gint64 weekday = 0; weekday < 6; weekday++) {
		HoursRange *range = hours_range_new();
		*range = (HoursRange){ .weekday = weekday, .from_min = FIRST_HOUR * 60, .to_min = 19 * 60 };
		g_ptr_array_add(hours->ranges, range);
	}
	save(maker, &opening_hours_class, hours, "hours.changed");
}

static void make_house(Maker *maker, gint64 at)
{
	g_autoptr(Business) business = business_new();
	g_autoptr(Policy) policy = policy_new();
	begin_change(maker, at, 0);
	set(&business->id, BUSINESS_ID);
	set(&business->name, "Salon Lumière");
	set(&business->zone, ZONE);
	set(&business->currency, "EUR");
	save(maker, &business_class, business, "business.changed");
	set(&policy->id, POLICY_ID);
	policy->slot_step = 15;
	policy->horizon = 24;
	save(maker, &policy_class, policy, "policy.changed");
	for (guint i = 0; i < STAFF; i++) {
		g_autoptr(Staff) staff = staff_new();
		maker->staff[i] = make_id("staff", i);
		set(&staff->id, maker->staff[i]);
		set(&staff->name, staff_names[i]);
		staff->active = 1;
		staff->position = i + 1;
		save(maker, &staff_class, staff, "staff.created");
	}
	for (guint i = 0; i < G_N_ELEMENTS(services); i++)
		make_service(maker, i);
	make_hours(maker);
	end_change(maker, "Made the book");
}

/* --- customers --- */

static void make_customer(Maker *maker, guint n, gint64 at)
{
	g_autoptr(Customer) customer = customer_new();
	Phone *phone = phone_new();
	g_autofree char *typed = g_strdup_printf("0170 %03u %04u", 100 + n / 10000, n % 10000);
	customer->id = (g_free(customer->id), make_id("customer", n));
	g_free(customer->name);
	customer->name = g_strdup_printf("%s %s", first_names[n % G_N_ELEMENTS(first_names)],
					 last_names[n / 7 % G_N_ELEMENTS(last_names)]);
	g_free(phone->number);
	phone->number = g_strdup_printf("0170%03u%04u", 100 + n / 10000, n % 10000);
	set(&phone->typed, typed);
	g_ptr_array_add(customer->phones, phone);
	if (n % 3 == 0) {
		g_free(customer->email);
		customer->email = g_strdup_printf("kunde%u@example.org", n);
	}
	if (n % 10 == 0)
		set(&customer->notes, notes[n / 10 % G_N_ELEMENTS(notes)]);
	customer->created = customer->updated = at;
	begin_change(maker, at, n + 1);
	save(maker, &customer_class, customer, "customer.created");
	end_change(maker, customer->name);
}

/* --- bookings --- */

static void add_part(Booking *booking, const char *service, const char *staff, gint64 start, gint64 minutes,
		     gint64 price, gboolean busy, gint64 after)
{
	Part *part = part_new();
	part->service = g_strdup(service);
	part->staff = g_strdup(staff);
	part->start = part->busy_from = start;
	part->end = start + minutes * 60;
	part->busy_to = part->end + after * 60;
	part->price = price;
	part->busy = busy;
	g_ptr_array_add(booking->parts, part);
	booking->end = part->end;
}

static void add_parts(Booking *booking, guint kind, const char *staff)
{
	g_autofree char *service = make_id("service", kind);
	gint64 start = booking->start;
	if (!services[kind].gap) {
		add_part(booking, service, staff, start, services[kind].minutes, services[kind].price, TRUE,
			 services[kind].after);
		return;
	}
	add_part(booking, service, staff, start, 20, services[kind].price, TRUE, 0);
	add_part(booking, service, staff, start + 20 * 60, 15, NONE, FALSE, 0);
	add_part(booking, service, staff, start + 35 * 60, 20, NONE, TRUE, services[kind].after);
}

static const char *make_status(Maker *maker, gboolean past)
{
	guint chance = pick(maker, 100);
	if (chance < 3)
		return "cancelled";
	if (past)
		return chance < 5 ? "no_show" : "completed";
	return chance < 8 ? "tentative" : "confirmed";
}

static void make_booking(Maker *maker, guint n, gint64 local, guint who, guint customers)
{
	g_autoptr(Booking) booking = booking_new();
	gint64 today = zone_resolve(maker->zone, maker->today * ZONE_DAY_SECONDS);
	booking->id = (g_free(booking->id), make_id("booking", n));
	set(&booking->kind, "appointment");
	booking->customer = make_id("customer", pick(maker, customers));
	booking->start = zone_resolve(maker->zone, local);
	booking->local_start = local;
	booking->occurrence = NONE;
	set(&booking->zone, ZONE);
	set(&booking->status, make_status(maker, booking->start < today));
	set(&booking->source, "cli");
	set(&booking->currency, "EUR");
	booking->busy = 1;
	if (pick(maker, 5) == 0)
		set(&booking->notes, notes[pick(maker, G_N_ELEMENTS(notes))]);
	add_parts(booking, pick(maker, G_N_ELEMENTS(services)), maker->staff[who]);
	if (g_str_equal(booking->status, "completed"))
		booking->paid = booking_price(booking);
	booking->created = booking->updated = MIN(booking->start - BOOKED_AHEAD, today);
	begin_change(maker, booking->created, MAX_CUSTOMERS + 1 + n);
	save(maker, &booking_class, booking, "booking.created");
	end_change(maker, "Booked");
}

/* The first working day of so many, the last of them the Saturday of next week. */
static gint64 first_day(gint64 today, guint working_days)
{
	gint64 day = today - day_weekday(today) + 7 + 5;
	for (guint left = working_days - 1; left > 0; left--)
		day -= day_weekday(day) == 0 ? 2 : 1;
	return day;
}

static void make_bookings(Maker *maker, guint count, guint customers, gint64 day)
{
	/* A day that is cut short is the first, so that those looked at are full. */
	guint skip = (A_DAY - count % A_DAY) % A_DAY;
	for (guint n = 0, place = skip; n < count; n++, place++) {
		if (place == A_DAY) {
			place = 0;
			day += day_weekday(day) == 5 ? 2 : 1;
		}
		gint64 hour = FIRST_HOUR + place / STAFF;
		make_booking(maker, n, day * ZONE_DAY_SECONDS + hour * HOUR, place % STAFF, customers);
	}
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	int year, month, mday;
	guint count = argc == 4 ? (guint)strtoul(argv[2], NULL, 10) : 0;
	if (count == 0 || sscanf(argv[3], "%d-%d-%d", &year, &month, &mday) != 3) {
		fprintf(stderr, "usage: make-book FILE BOOKINGS YYYY-MM-DD\n");
		return 2;
	}
	Maker maker = { .today = day_from_civil(year, month, mday), .random = 88172645463325252u };
	guint customers = CLAMP(count / 10, 10, MAX_CUSTOMERS);
	gint64 first = first_day(maker.today, (count + A_DAY - 1) / A_DAY);
	maker.zone = zone_new(ZONE, &error);
	maker.store = maker.zone ? store_create(argv[1], &error) : NULL;
	if (!maker.store)
		stop(error);
	gint64 opened = zone_resolve(maker.zone, first * ZONE_DAY_SECONDS) - 2 * BOOKED_AHEAD;
	make_house(&maker, opened);
	for (guint n = 0; n < customers; n++)
		make_customer(&maker, n, opened);
	make_bookings(&maker, count, customers, first);
	if (maker.in_chunk && !store_commit(maker.store, &error))
		stop(error);
	store_close(maker.store);
	g_time_zone_unref(maker.zone);
	g_free(maker.correlation);
	for (guint i = 0; i < STAFF; i++)
		g_free(maker.staff[i]);
	return 0;
}
