/* tests/unit/book/test_rules_random.c - random histories: whatever two desks do, the rules hold
 *
 * Every use case, with undo and redo among them, in a random business; what must be true of any book is looked at as it goes. The seed
 * is printed: DAYBOOK_SEED=… repeats a run. DAYBOOK_STEPS=… makes it longer or shorter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/json.h"
#include "store/store_p.h"
#include "book/rescue.h"
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

#if defined(__SANITIZE_ADDRESS__)
#define STEPS 700
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STEPS 700
#endif
#endif
#ifndef STEPS
#define STEPS 5000
#endif

#define LOOKS 100 /* how often everything is looked at */
#define DAYS 7    /* that bookings lie on: few, so that they meet */

/* What a list said at some time. */
typedef struct {
	gint64 at;
	ListQuery query;
	char *staff, *customer, *service;
	char *said;
} Moment;

static void moment_free(gpointer moment_)
{
	Moment *moment = moment_;
	g_free(moment->staff);
	g_free(moment->customer);
	g_free(moment->service);
	g_free(moment->said);
	g_free(moment);
}

typedef struct {
	GRand *random;
	guint32 seed;
	guint step;
	Book *desks[2];
	Book *book;          /* the one that acts */
	GPtrArray *ids;      /* of bookings made, gone or not */
	GPtrArray *people;   /* ids of customers, gone or not */
	GPtrArray *holidays; /* ids of closures */
	GPtrArray *moments;  /* of Moment */
	gint64 first;        /* day */
	gint64 freed;        /* when a time was last let go, or NONE; and whose it was */
	char *freed_staff;
	guint did[32], refused[32]; /* by the deed's place in the table */
} World;

static int pick(World *world, int n)
{
	return g_rand_int_range(world->random, 0, n);
}

static gboolean one_in(World *world, int n)
{
	return pick(world, n) == 0;
}

static const char *any_of(World *world, const GPtrArray *ids)
{
	return ids->len ? ids->pdata[pick(world, (int)ids->len)] : NULL;
}

static const char *any_row(World *world, const GPtrArray *rows)
{
	return rows->len ? ((const Row *)rows->pdata[pick(world, (int)rows->len)])->id : NULL;
}

/* One made lately, or any. */
static const char *any_booking(World *world)
{
	guint lately = MIN(world->ids->len, 60);
	if (!lately || one_in(world, 3))
		return any_of(world, world->ids);
	return world->ids->pdata[world->ids->len - 1 - (guint)pick(world, (int)lately)];
}

/* Within the days that bookings lie on, when it is open; often just when another one begins. */
static gint64 any_time(World *world)
{
	gint64 day = world->first + pick(world, DAYS), minute = 7 * 60 + 5 * pick(world, 14 * 12);
	const char *other = one_in(world, 3) ? any_booking(world) : NULL;
	g_autoptr(Booking) booking =
		other ? store_get(world->book->store, &booking_class, other, NULL) : NULL;
	return booking ? booking->start
		       : zone_resolve(book_zone(world->book), day * ZONE_DAY_SECONDS + minute * 60);
}

/* --- the business --- */

static const char *const zones[] = {
	"Europe/Berlin",  "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
	"Africa/Cairo",   "America/St_Johns", "Pacific/Chatham",     "UTC",
	"Asia/Beirut",    "Pacific/Apia",     "Africa/Casablanca",   "America/Santiago",
	"Atlantic/Azores"
};

static GPtrArray *random_segments(World *world)
{
	GPtrArray *segments = model_list_new(&segment_class);
	for (int i = 0; i < 3; i++) {
		Segment *segment = segment_new();
		segment->minutes = 5 * (1 + pick(world, 6));
		segment->busy = i != 1;
		g_ptr_array_add(segments, segment);
	}
	return segments;
}

static GPtrArray *random_skills(World *world, const Book *book)
{
	GPtrArray *skills = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < book_staff(book)->len; i++)
		if (i == 0 || !one_in(world, 3))
			g_ptr_array_add(skills, g_strdup(((const Row *)book_staff(book)->pdata[i])->id));
	return skills;
}

static void add_service(World *world, Book *book, int number)
{
	g_autofree char *name = g_strdup_printf("Service %d", number);
	g_autoptr(GPtrArray) segments = one_in(world, 3) ? random_segments(world) : NULL;
	g_autoptr(GPtrArray) skills = one_in(world, 3) ? random_skills(world, book) : NULL;
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = name;
	edit.segments = segments;
	edit.skills = skills;
	edit.duration = segments ? NONE : 5 * (1 + pick(world, 20));
	edit.price = one_in(world, 4) ? NONE : 100 * pick(world, 100);
	edit.buffer_before = one_in(world, 4) ? 5 * pick(world, 4) : NONE;
	edit.buffer_after = one_in(world, 3) ? 5 * pick(world, 5) : NONE;
	edit.capacity = number == 1 || one_in(world, 4) ? 2 + pick(world, 3) : NONE;
	edit.resource_kind = book_resources(book)->len && one_in(world, 3) ? "room" : NULL;
	edit.max_per_day = one_in(world, 6) ? 2 + pick(world, 6) : NONE;
	desk_add_service(book, &edit);
}

static void furnish(World *world, Book *book)
{
	g_autoptr(GError) error = NULL;
	for (int i = pick(world, 4); i > 0; i--) {
		g_autofree char *name = g_strdup_printf("Room %d", i);
		ResourceEdit edit = { .name = name, .kind = "room", .active = NONE };
		resource_free(book_resource_add(book, &edit, &error));
	}
	for (int i = 3 + pick(world, 5); i > 0; i--)
		add_service(world, book, i);
	for (int i = 0; i < 12; i++) {
		g_autofree char *name = g_strdup_printf("Customer %d", i);
		CustomerEdit edit = { .name = name };
		g_autoptr(Customer) customer = book_customer_add(book, &edit, &error);
		g_ptr_array_add(world->people, g_strdup(customer->id));
	}
	if (one_in(world, 3))
		desk_policy(book, "buffers-inside-hours", "on");
	if (one_in(world, 3))
		desk_policy(book, "max-per-day", "30");
	T_NO_ERROR("furnished", error);
}

static Book *open_desk(const char *path, const char *actor, Clock clock)
{
	g_autoptr(GError) error = NULL;
	BookOptions options = { .path = path, .actor = actor, .source = "cli", .clock = clock };
	Book *book = book_open(&options, &error);
	if (!T_NO_ERROR(actor, error))
		g_error("no book to test with");
	/* what is tried here is not the disk */
	T_TRUE(actor, store_exec(book->store, "PRAGMA synchronous = OFF", &error));
	return book;
}

/* The first day within which the clocks change, or any when they never do; bookings begin three days before. */
static gint64 first_day(World *world, const char *name)
{
	g_autoptr(GTimeZone) zone = zone_new(name, NULL);
	gint64 day = day_from_civil(2026, 1, 1) + pick(world, 365);
	for (int i = 0; i < 365; i++, day++)
		if (zone_offset(zone, zone_day_start(zone, day)) !=
		    zone_offset(zone, zone_day_start(zone, day + 1)))
			break;
	return day - 3;
}

static guint32 seed_of_run(void)
{
	const char *text = g_getenv("DAYBOOK_SEED");
	return text ? (guint32)g_ascii_strtoull(text, NULL, 10) : g_random_int();
}

static guint steps_of_run(void)
{
	const char *text = g_getenv("DAYBOOK_STEPS");
	return text ? (guint)g_ascii_strtoull(text, NULL, 10) : STEPS;
}

static void world_init(World *world)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL, *path = NULL;
	g_autoptr(GPtrArray) staff = g_ptr_array_new();
	static const char *const names[] = { "Ana", "Boris", "Cleo", "Dora", "Emil" };
	world->seed = seed_of_run();
	printf("\n    DAYBOOK_SEED=%u ", world->seed);
	world->random = g_rand_new_with_seed(world->seed);
	name = g_strdup_printf("%u.db", world->seed);
	path = unit_path(name);
	world->ids = g_ptr_array_new_with_free_func(g_free);
	world->people = g_ptr_array_new_with_free_func(g_free);
	world->holidays = g_ptr_array_new_with_free_func(g_free);
	world->moments = g_ptr_array_new_with_free_func(moment_free);
	world->freed = NONE;
	const char *zone = zones[pick(world, G_N_ELEMENTS(zones))];
	world->first = first_day(world, zone);
	Clock clock = { TRUE, world->first * ZONE_DAY_SECONDS };
	for (int i = 2 + pick(world, 4); i > 0; i--)
		g_ptr_array_add(staff, (gpointer)names[i - 1]);
	BookOptions options = { .path = path, .actor = "owner", .source = "cli", .clock = clock };
	BookInit init = { .zone = zone, .hours = "mo-su 07:00-21:00", .staff = staff };
	book_init(&options, &init, &error);
	T_NO_ERROR("init", error);
	g_autoptr(Book) owner = open_desk(path, "owner", clock);
	furnish(world, owner);
	world->desks[0] = open_desk(path, "ana", clock);
	world->desks[1] = open_desk(path, "boris", clock);
	world->book = world->desks[0];
}

static void world_clear(World *world)
{
	book_close(world->desks[0]);
	book_close(world->desks[1]);
	g_ptr_array_unref(world->ids);
	g_ptr_array_unref(world->people);
	g_ptr_array_unref(world->holidays);
	g_ptr_array_unref(world->moments);
	g_free(world->freed_staff);
	g_rand_free(world->random);
}

/* --- what is done --- */

static void keep_made(World *world, const BookResult *result)
{
	for (guint i = 0; result && i < result->bookings->len; i++)
		g_ptr_array_add(world->ids, g_strdup(((const Booking *)result->bookings->pdata[i])->id));
}

/* What may let go of a booking's time remembers it, so that somebody soon wants it. */
static const char *to_let_go(World *world)
{
	const char *id = any_booking(world);
	g_autoptr(Booking) booking = id ? store_get(world->book->store, &booking_class, id, NULL) : NULL;
	if (!booking || !booking_is_live(booking))
		return id;
	world->freed = booking->start;
	g_free(world->freed_staff);
	world->freed_staff = g_strdup(booking_first_part(booking)->staff);
	return id;
}

/* Wants the time that was let go last. */
static void want_freed(World *world, BookRequest *request)
{
	Visit *first = request->visits->pdata[0];
	if (world->freed == NONE || !one_in(world, 3))
		return;
	request->start = world->freed;
	model_set(&visit_class, first, &first->staff, world->freed_staff);
}

static void add_visit(World *world, BookRequest *request, const char *service, gint64 seconds)
{
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, service);
	if (one_in(world, 2))
		model_set(&visit_class, visit, &visit->staff, any_row(world, book_staff(world->book)));
	if (one_in(world, 10))
		model_set(&visit_class, visit, &visit->resource, any_row(world, book_resources(world->book)));
	visit->seconds = seconds;
	g_ptr_array_add(request->visits, visit);
}

static BookRequest *any_request(World *world)
{
	BookRequest *request = book_request_new();
	gboolean block = one_in(world, 5);
	model_set(&book_request_class, request, &request->kind, block ? "block" : "appointment");
	request->start = any_time(world);
	if (block)
		add_visit(world, request, NULL, 300 * (1 + pick(world, 60)));
	for (int i = block ? 0 : 1 + pick(world, 12) / 9; i > 0; i--)
		add_visit(world, request, any_row(world, book_services(world->book)),
			  one_in(world, 6) ? 300 * (1 + pick(world, 30)) : 0);
	want_freed(world, request);
	if (block && one_in(world, 5))
		request->all_day = 1 + pick(world, 3);
	if (one_in(world, 8))
		model_set(&book_request_class, request, &request->overbook, "a reason");
	if (one_in(world, 20))
		model_set(&book_request_class, request, &request->new_customer, "Somebody new");
	else if (one_in(world, 2))
		model_set(&book_request_class, request, &request->customer, any_of(world, world->people));
	if (!block && one_in(world, 5))
		model_set(&book_request_class, request, &request->status, "tentative");
	if (one_in(world, 10))
		request->price = 1000;
	return request;
}

static gboolean do_book(World *world, GError **error)
{
	g_autoptr(BookRequest) request = any_request(world);
	g_autoptr(BookResult) result = NULL;
	gboolean done = book_add(world->book, request, &result, error);
	keep_made(world, result);
	return done;
}

/* Just what somebody else has, at the same time with the same person: a class fills, anything else clashes. */
static gboolean do_join(World *world, GError **error)
{
	const char *id = any_booking(world);
	g_autoptr(Booking) other = id ? store_get(world->book->store, &booking_class, id, NULL) : NULL;
	g_autoptr(BookRequest) request = book_request_new();
	g_autoptr(BookResult) result = NULL;
	if (!other)
		return TRUE;
	const Part *part = booking_first_part(other);
	Visit *visit = visit_new();
	model_set(&book_request_class, request, &request->kind, other->kind);
	model_set(&visit_class, visit, &visit->service, part->service);
	model_set(&visit_class, visit, &visit->staff, part->staff);
	model_set(&visit_class, visit, &visit->resource, part->resource);
	visit->seconds = part->service ? 0 : part->end - part->start;
	request->start = part->start;
	g_ptr_array_add(request->visits, visit);
	gboolean done = book_add(world->book, request, &result, error);
	keep_made(world, result);
	return done;
}

static gboolean do_repeat(World *world, GError **error)
{
	static const char *const every[] = { "DAILY", "WEEKLY", "HOURLY", "WEEKLY;INTERVAL=2" };
	g_autoptr(BookRequest) request = any_request(world);
	g_autoptr(BookResult) result = NULL;
	g_autofree char *rrule =
		g_strdup_printf("FREQ=%s;COUNT=%d", every[pick(world, 4)], 2 + pick(world, 4));
	model_set(&book_request_class, request, &request->rrule, rrule);
	gboolean done = book_add(world->book, request, &result, error);
	keep_made(world, result);
	return done;
}

/* Looked at and tried: neither may write, and both say the same. */
static gboolean do_look(World *world, GError **error)
{
	g_autoptr(BookRequest) request = any_request(world);
	gint64 events = desk_events(world->book);
	g_autoptr(BookPreview) preview = book_preview(world->book, request, NULL, error);
	if (!preview)
		return FALSE;
	request->dry_run = 1;
	gboolean fits = book_add(world->book, request, NULL, error);
	T_INT("looking writes nothing", desk_events(world->book), events);
	if (!request->overbook && (fits || (*error)->code == DAYBOOK_ERROR_CONFLICT))
		T_INT("what the form shows", preview->fits, fits);
	return fits;
}

static gboolean do_move(World *world, GError **error)
{
	BookEdit edit = BOOK_EDIT_INIT;
	const char *id = to_let_go(world);
	if (!one_in(world, 4))
		edit.start = any_time(world);
	if (one_in(world, 3))
		edit.staff = any_row(world, book_staff(world->book));
	if (one_in(world, 4))
		edit.seconds = 300 * (1 + pick(world, 40));
	if (one_in(world, 12))
		edit.resource = any_row(world, book_resources(world->book));
	if (one_in(world, 6))
		edit.overbook = "moved over it";
	return !id || book_move(world->book, id, &edit, NULL, error);
}

static gboolean do_edit(World *world, GError **error)
{
	BookEdit edit = BOOK_EDIT_INIT;
	const char *id = any_booking(world);
	g_autoptr(BookRequest) other = any_request(world);
	g_autofree char *title = g_strdup_printf("title %u", world->step);
	switch (pick(world, 8)) {
	case 0:
		edit.title = title;
		break;
	case 1:
		edit.notes = title;
		edit.public_note = title;
		break;
	case 2:
		edit.price = pick(world, 9000);
		break;
	case 3:
		edit.deposit = pick(world, 9000);
		break;
	case 4:
		edit.customer = any_of(world, world->people);
		break;
	case 5:
		edit.visits = other->visits;
		break;
	case 6:
		edit.status = status_name((BookingStatus)pick(world, STATUS_COUNT));
		break;
	default:
		edit.new_customer = "Somebody else";
	}
	return !id || book_edit(world->book, id, &edit, NULL, error);
}

static gboolean do_mark(World *world, GError **error)
{
	static const BookingStatus often[] = { STATUS_NO_SHOW, STATUS_CONFIRMED, STATUS_ARRIVED };
	const char *id = to_let_go(world);
	BookingStatus status =
		one_in(world, 2) ? often[pick(world, 3)] : (BookingStatus)pick(world, STATUS_COUNT);
	return !id || book_mark(world->book, id, status, NULL, error);
}

static gboolean do_cancel(World *world, GError **error)
{
	const char *id = to_let_go(world);
	return !id || book_cancel(world->book, id, one_in(world, 2) ? "a reason" : NULL, one_in(world, 5),
				  NULL, error);
}

static gboolean do_small(World *world, GError **error)
{
	const char *id = any_booking(world);
	if (!id)
		return TRUE;
	return one_in(world, 2) ? book_note(world->book, id, "noted", NULL, error)
				: book_paid(world->book, id, pick(world, 100), NULL, error);
}

static gboolean do_rebook(World *world, GError **error)
{
	const char *id = any_booking(world);
	g_autoptr(BookResult) result = NULL;
	gboolean done = !id || book_rebook(world->book, id, (1 + pick(world, 3)) * ZONE_DAY_SECONDS,
					   one_in(world, 8) ? "again" : NULL, &result, error);
	keep_made(world, result);
	return done;
}

static gboolean done(const ModelClass *cls, gpointer row)
{
	gboolean made = row != NULL;
	model_free(cls, row);
	return made;
}

static gboolean do_customer(World *world, GError **error)
{
	g_autofree char *name = g_strdup_printf("Person %u", world->step);
	CustomerEdit edit = { .name = name };
	const char *one = any_of(world, world->people), *two = any_of(world, world->people);
	switch (pick(world, 5)) {
	case 0: {
		g_autoptr(Customer) customer = book_customer_add(world->book, &edit, error);
		if (customer)
			g_ptr_array_add(world->people, g_strdup(customer->id));
		return customer != NULL;
	}
	case 1:
		return done(&customer_class, book_customer_edit(world->book, one, &edit, error));
	case 2:
		return done(&customer_class, book_customer_merge(world->book, one, two, error));
	default:
		return done(&customer_class, book_customer_note(world->book, one, "noted", error));
	}
}

static gboolean do_staff(World *world, GError **error)
{
	g_autofree char *name = g_strdup_printf("Staff %u", world->step);
	const char *one = any_row(world, book_staff(world->book)),
		   *two = any_row(world, book_staff(world->book));
	StaffEdit edit = { .name = name, .active = NONE }, back = { .active = 1 };
	switch (pick(world, book_staff(world->book)->len < 6 ? 5 : 4)) {
	case 0:
		return done(&staff_class, book_staff_edit(world->book, one, &edit, error));
	case 1:
		return done(&staff_class, book_staff_retire(world->book, one, NULL, error));
	case 2:
		return done(&staff_class, book_staff_edit(world->book, one, &back, error));
	case 3:
		return one_in(world, 3) ? done(&staff_class, book_staff_merge(world->book, one, two, error))
					: done(&staff_class, book_staff_edit(world->book, two, &back, error));
	default:
		return done(&staff_class, book_staff_add(world->book, &edit, error));
	}
}

/* Never the places of a class: who is in it stays in it. */
static gboolean do_service(World *world, GError **error)
{
	const char *id = any_row(world, book_services(world->book));
	ServiceEdit edit = SERVICE_EDIT_INIT;
	switch (pick(world, 4)) {
	case 0:
		edit.price = pick(world, 10000);
		break;
	case 1:
		edit.buffer_after = 5 * pick(world, 4);
		break;
	case 2:
		edit.for_staff = any_row(world, book_staff(world->book));
		edit.duration = 60 + 5 * pick(world, 12);
		break;
	default:
		edit.active = !one_in(world, 4);
	}
	return done(&service_class, book_service_edit(world->book, id, &edit, error));
}

static gboolean do_hours(World *world, GError **error)
{
	gint64 day = world->first + pick(world, DAYS);
	ClosureEdit edit = { .first_day = day, .last_day = day + pick(world, 2), .start = NONE, .end = NONE };
	const char *holiday = any_of(world, world->holidays);
	edit.staff = one_in(world, 2) ? any_row(world, book_staff(world->book)) : NULL;
	if (holiday && one_in(world, 2))
		return book_closure_remove(world->book, holiday, NULL, error);
	if (one_in(world, 3))
		return done(&opening_hours_class,
			    book_hours_set(world->book, any_row(world, book_staff(world->book)), NONE, NONE,
					   one_in(world, 2) ? "mo-su 07:00-21:00" : "mo-fr 08:00-20:00", NULL,
					   error));
	g_autoptr(Closure) closure = book_closure_add(world->book, &edit, NULL, error);
	if (closure)
		g_ptr_array_add(world->holidays, g_strdup(closure->id));
	return closure != NULL;
}

/* --- holds and the waitlist --- */

static gboolean do_hold(World *world, GError **error)
{
	g_autoptr(GPtrArray) holds = book_holds(world->book, NONE, NONE, error);
	const char *one = holds && holds->len ? ((const Hold *)holds->pdata[0])->id : NULL;
	if (one && one_in(world, 3))
		return book_hold_release(world->book, one, error);
	g_autoptr(BookRequest) request = any_request(world);
	g_autoptr(Hold) hold = book_hold(world->book, request->visits, request->start,
					 60 * (1 + pick(world, 600)), NULL, error);
	return hold != NULL;
}

static void any_wish(World *world, WaitlistEdit *edit, GPtrArray *windows)
{
	edit->service = any_row(world, book_services(world->book));
	edit->staff = one_in(world, 3) ? any_row(world, book_staff(world->book)) : NULL;
	edit->auto_book = one_in(world, 2);
	edit->priority = pick(world, 3);
	edit->weekdays = one_in(world, 3) ? 1 + pick(world, 127) : NONE;
	if (one_in(world, 3)) {
		edit->from_min = 60 * pick(world, 24);
		edit->to_min = 60 * pick(world, 25);
	}
	for (int i = pick(world, 3); i > 0; i--) {
		WishWindow *window = wish_window_new();
		window->start = any_time(world);
		window->end = window->start + 900 * (1 + pick(world, 40));
		g_ptr_array_add(windows, window);
	}
	edit->windows = windows;
}

static gboolean do_wait(World *world, GError **error)
{
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	g_autoptr(GPtrArray) windows = model_list_new(&wish_window_class);
	g_autofree char *name = g_strdup_printf("Waiting %u", world->step);
	any_wish(world, &edit, windows);
	if (one_in(world, 4))
		edit.new_customer = name;
	else
		edit.customer = any_of(world, world->people);
	return done(&waitlist_class, book_waitlist_add(world->book, &edit, error));
}

/* Changed, taken off, or booked: of those that wait, or waited. */
static gboolean do_waiting(World *world, GError **error)
{
	g_autoptr(GPtrArray) views = book_waitlist(world->book, one_in(world, 8), error);
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	g_autoptr(GPtrArray) windows = model_list_new(&wish_window_class);
	if (!views || !views->len)
		return views != NULL;
	const char *id = ((const WaitlistView *)views->pdata[pick(world, (int)views->len)])->entry->id;
	switch (pick(world, 3)) {
	case 0:
		any_wish(world, &edit, windows);
		return done(&waitlist_class, book_waitlist_edit(world->book, id, &edit, error));
	case 1:
		return book_waitlist_remove(world->book, id, error);
	default:
		return book_waitlist_book(world->book, id, any_time(world), NULL, NULL, error);
	}
}

/* --- bad days --- */

static gboolean finish(Rescue *take)
{
	g_autoptr(Rescue) rescue = take;
	return rescue != NULL;
}

static gboolean do_delay(World *world, GError **error)
{
	gint64 from = any_time(world);
	return finish(book_delay(world->book,
				 one_in(world, 4) ? NULL : any_row(world, book_staff(world->book)), from,
				 5 * (1 + pick(world, 12)), one_in(world, 4), error));
}

static gboolean do_absent(World *world, GError **error)
{
	gint64 from = any_time(world), to = from + 3600 * (1 + pick(world, 30));
	return finish(book_absent(world->book, any_row(world, book_staff(world->book)), from, to,
				  one_in(world, 3), "ill", one_in(world, 4), error));
}

static gboolean do_undo(World *world, GError **error)
{
	g_autoptr(Change) change = book_undo(world->book, NULL, error);
	return change != NULL;
}

static gboolean do_redo(World *world, GError **error)
{
	g_autoptr(Change) change = book_redo(world->book, error);
	return change != NULL;
}

/* Anybody's, of the last thirty. */
static gboolean do_undo_named(World *world, GError **error)
{
	g_autoptr(GPtrArray) changes = book_changes(world->book, FALSE, 30, error);
	if (!changes || !changes->len)
		return FALSE;
	const Change *named = changes->pdata[pick(world, (int)changes->len)];
	if (strcmp(named->actor, "owner") == 0)
		return TRUE; /* where it all began */
	g_autoptr(Change) change = book_undo(world->book, named->id, error);
	return change != NULL;
}

static gboolean do_clock(World *world, GError **error)
{
	(void)error;
	gint64 at = world->book->clock.at + 60 * pick(world, 300);
	for (int i = 0; i < 2; i++)
		world->desks[i]->clock.at = at;
	return TRUE;
}

static gboolean do_reopen(World *world, GError **error)
{
	(void)error;
	int which = world->book == world->desks[1];
	g_autofree char *path = g_strdup(book_path(world->book)), *actor = g_strdup(book_actor(world->book));
	Clock clock = world->book->clock;
	book_close(world->book);
	world->book = world->desks[which] = open_desk(path, actor, clock);
	return TRUE;
}

typedef struct {
	int weight;
	gboolean (*run)(World *world, GError **error);
	gboolean alone; /* also with one desk, each step undone in its turn */
} Deed;

static const Deed deeds[] = {
	{ 300, do_book, TRUE },  { 40, do_join, TRUE },        { 12, do_repeat, TRUE },
	{ 30, do_look, TRUE },   { 110, do_move, TRUE },       { 80, do_edit, TRUE },
	{ 60, do_mark, TRUE },   { 60, do_cancel, TRUE },      { 30, do_small, TRUE },
	{ 40, do_rebook, TRUE }, { 25, do_customer, TRUE },    { 8, do_staff, TRUE },
	{ 8, do_service, TRUE }, { 6, do_hours, TRUE },        { 90, do_undo, TRUE },
	{ 60, do_redo, TRUE },   { 30, do_undo_named, FALSE }, { 10, do_clock, TRUE },
	{ 3, do_reopen, TRUE },  { 15, do_hold, TRUE },        { 40, do_wait, TRUE },
	{ 30, do_waiting, TRUE }, { 8, do_delay, TRUE }, { 8, do_absent, TRUE },
};

static const Deed *any_deed(World *world, gboolean alone)
{
	int all = 0, at;
	for (gsize i = 0; i < G_N_ELEMENTS(deeds); i++)
		all += deeds[i].alone || !alone ? deeds[i].weight : 0;
	at = pick(world, all);
	for (gsize i = 0;; i++) {
		if (!deeds[i].alone && alone)
			continue;
		if ((at -= deeds[i].weight) < 0)
			return &deeds[i];
	}
}

/* A refusal writes nothing and is one of those that a person can be given. */
static void step(World *world, gboolean alone)
{
	g_autoptr(GError) error = NULL;
	gboolean changed;
	world->book = world->desks[alone ? 0 : pick(world, 2)];
	book_refresh(world->book, &changed, &error);
	gint64 events = desk_events(world->book);
	const Deed *deed = any_deed(world, alone);
	gboolean did = deed->run(world, &error);
	(did ? world->did : world->refused)[deed - deeds]++;
	if (store_in_transaction(world->book->store))
		unit_check(FALSE, __LINE__, __FILE__, "seed %u, step %u: left in a transaction", world->seed,
			   world->step);
	if (did)
		return;
	if (desk_events(world->book) != events)
		unit_check(FALSE, __LINE__, __FILE__, "seed %u, step %u: refused, and written: %s",
			   world->seed, world->step, error->message);
	if (error->domain != DAYBOOK_ERROR ||
	    (error->code != DAYBOOK_ERROR_CONFLICT && error->code != DAYBOOK_ERROR_POLICY &&
	     error->code != DAYBOOK_ERROR_NOT_FOUND && error->code != DAYBOOK_ERROR_USAGE))
		unit_check(FALSE, __LINE__, __FILE__, "seed %u, step %u: %s", world->seed, world->step,
			   error->message);
}

/* --- what must be true --- */

/* Bookings name no customer who is gone, and those to come nobody and nothing else. */
static char *dangling(Book *book)
{
	g_autoptr(GError) error = NULL;
	ListQuery query = LIST_QUERY_INIT;
	query.all = TRUE;
	g_autoptr(GPtrArray) views = book_list(book, &query, &error);
	T_NO_ERROR("list", error);
	for (guint i = 0; views && i < views->len; i++) {
		const Booking *booking = ((const BookingView *)views->pdata[i])->booking;
		g_autoptr(Customer) customer =
			booking->customer ? store_get(book->store, &customer_class, booking->customer, &error)
					  : NULL;
		if (booking->customer && (!customer || customer->removed))
			return g_strdup_printf("%s is for a customer who is gone", booking->id);
		gboolean comes = booking_is_live(booking) && booking->start >= book_now(book);
		for (guint j = 0; comes && j < booking->parts->len; j++) {
			const Part *part = booking->parts->pdata[j];
			const Staff *staff = book_staff_by_id(book, part->staff);
			const Service *service = book_service_by_id(book, part->service);
			if ((staff && staff->removed) || (service && service->removed))
				return g_strdup_printf("%s names somebody or something that is gone",
						       booking->id);
		}
	}
	return NULL;
}

/* --- the book as it was (list --as-of) --- */

typedef struct {
	Book *book;
	GString *said;
} Telling;

static gboolean tell(BookingView *take, gpointer data)
{
	g_autoptr(BookingView) view = take;
	Telling *telling = data;
	cJSON *booking = json_booking(telling->book, view);
	cJSON_DeleteItemFromObject(booking, "sync"); /* not of the book, and not of then */
	char *text = cJSON_PrintUnformatted(booking);
	g_string_append_printf(telling->said, "%s\n", text);
	cJSON_free(text);
	cJSON_Delete(booking);
	return TRUE;
}

static char *told(Book *book, const ListQuery *query)
{
	g_autoptr(GError) error = NULL;
	Telling telling = { book, g_string_new(NULL) };
	T_TRUE("list", book_list_each(book, query, tell, &telling, &error));
	T_NO_ERROR("list", error);
	return g_string_free(telling.said, FALSE);
}

/* Any list of the book as it is, and a minute later than what was done last, for a moment ends with its second. */
static void keep_moment(World *world)
{
	Book *book = world->desks[0];
	Moment *moment = g_new0(Moment, 1);
	gint64 day = zone_day_start(book_zone(book), world->first + pick(world, DAYS));
	moment->query = (ListQuery)LIST_QUERY_INIT;
	moment->query.all = one_in(world, 2);
	if (!one_in(world, 8)) {
		moment->query.from = day;
		moment->query.to = day + 86400 * (1 + pick(world, 2));
	}
	moment->staff = one_in(world, 3) ? g_strdup(any_row(world, book_staff(book))) : NULL;
	moment->customer = one_in(world, 4) ? g_strdup(any_of(world, world->people)) : NULL;
	moment->service = one_in(world, 4) ? g_strdup(any_row(world, book_services(book))) : NULL;
	moment->query.statuses = one_in(world, 4) ? 1u << pick(world, STATUS_COUNT) : 0;
	moment->query.limit = one_in(world, 4) ? 5 : 0;
	moment->query.staff = moment->staff;
	moment->query.customer = moment->customer;
	moment->query.service = moment->service;
	moment->at = book_now(book);
	moment->said = told(book, &moment->query);
	g_ptr_array_add(world->moments, moment);
	for (int i = 0; i < 2; i++)
		world->desks[i]->clock.at += 60;
}

/* At the end each of them is told as it was. */
static void check_moments(const World *world)
{
	guint lines = 0;
	gboolean changed;
	book_refresh(world->desks[0], &changed, NULL);
	for (guint i = 0; i < world->moments->len; i++) {
		Moment *moment = world->moments->pdata[i];
		g_autofree char *label = g_strdup_printf("seed %u, moment %u", world->seed, i);
		moment->query.as_of = moment->at;
		g_autofree char *said = told(world->desks[0], &moment->query);
		T_STR(label, said, moment->said);
		lines += *said != '\0';
	}
	T_TRUE("some of them said something", world->moments->len < 50 || lines > world->moments->len / 5);
}

/* Nobody waits who is gone, and who is booked has their booking. */
static char *waits_wrongly(Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) views = book_waitlist(book, TRUE, &error);
	T_NO_ERROR("waitlist", error);
	for (guint i = 0; views && i < views->len; i++) {
		const Waitlist *entry = ((const WaitlistView *)views->pdata[i])->entry;
		gboolean waits = strcmp(entry->status, "waiting") == 0;
		g_autoptr(Customer) customer =
			store_get(book->store, &customer_class, entry->customer, &error);
		if (waits && (!customer || customer->removed))
			return g_strdup_printf("%s waits for a customer who is gone", entry->id);
		if (waits != (entry->booking == NULL) && strcmp(entry->status, "gone") != 0)
			return g_strdup_printf("%s is %s", entry->id, entry->status);
	}
	return NULL;
}

static void look(World *world)
{
	gboolean changed;
	book_refresh(world->desks[0], &changed, NULL);
	keep_moment(world);
	g_autofree char *label = g_strdup_printf("seed %u, step %u", world->seed, world->step);
	g_autofree char *overlap = desk_overlap(world->desks[0]);
	g_autofree char *gone = dangling(world->desks[0]);
	T_STR(label, overlap, NULL);
	T_STR(label, gone, NULL);
	g_autofree char *waits = waits_wrongly(world->desks[0]);
	T_STR(label, waits, NULL);
}

/* Each change that stands, by when it last came to stand: the newest first. */
static gint newest_first(gconstpointer a_, gconstpointer b_)
{
	const Change *a = *(Change *const *)a_, *b = *(Change *const *)b_;
	return a->seq < b->seq ? 1 : a->seq > b->seq ? -1 : 0;
}

static GPtrArray *standing(Book *book)
{
	GPtrArray *changes = book_changes(book, FALSE, 0, NULL);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < changes->len; i++)
		g_hash_table_insert(by_id, ((Change *)changes->pdata[i])->id, changes->pdata[i]);
	for (guint i = changes->len; i-- > 0;) {
		const Change *change = changes->pdata[i];
		Change *first = changes->pdata[i];
		while (first->undoes)
			first = g_hash_table_lookup(by_id, first->undoes);
		first->seq = MAX(first->seq, change->seq);
	}
	for (guint i = changes->len; i-- > 0;) {
		const Change *change = changes->pdata[i];
		if (change->kind != CHANGE_DO || change->undone || !change->undoable ||
		    strcmp(change->actor, "owner") == 0)
			g_ptr_array_remove_index(changes, i);
	}
	g_ptr_array_sort(changes, newest_first);
	return changes;
}

/* Back to the beginning, change by change; how many would not go. */
static guint undo_all(World *world)
{
	g_autoptr(GPtrArray) changes = standing(world->book);
	guint refused = 0;
	for (guint i = 0; i < changes->len; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Change) change =
			book_undo(world->book, ((const Change *)changes->pdata[i])->id, &error);
		refused += !change;
		if (!change && !g_error_matches(error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT))
			unit_check(FALSE, __LINE__, __FILE__, "seed %u, undoing: %s", world->seed,
				   error->message);
	}
	return refused;
}

/* A long run has done everything, and been refused most things. */
static void sum_up(const World *world, guint steps, gboolean alone)
{
	guint did = 0, refused = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(deeds); i++) {
		did += world->did[i];
		refused += world->refused[i];
		if (steps >= 3000 && (deeds[i].alone || !alone))
			unit_check(world->did[i] > 0, __LINE__, __FILE__, "seed %u: deed %u was never done",
				   world->seed, (guint)i);
		if (g_getenv("DAYBOOK_STEPS"))
			printf("\n    deed %u: %u done, %u refused", (guint)i, world->did[i],
			       world->refused[i]);
	}
	printf("%u done, %u refused, ", did, refused);
}

static void run(gboolean alone, guint steps)
{
	World world = { 0 };
	world_init(&world);
	g_autoptr(GHashTable) start = desk_content(world.book);
	for (world.step = 1; world.step <= steps; world.step++) {
		step(&world, alone);
		if (world.step % MAX(steps / LOOKS, 1) == 0)
			look(&world);
	}
	g_autofree char *label = g_strdup_printf("seed %u, at the end", world.seed);
	desk_check(label, world.book);
	g_autoptr(GHashTable) end = desk_content(world.book);
	guint refused = undo_all(&world);
	look(&world);
	if (refused == 0) {
		g_autoptr(GHashTable) back = desk_content(world.book);
		desk_check_same("all undone", back, start);
	}
	if (alone)
		T_INT(label, refused, 0);
	desk_check("all undone", world.book);
	check_moments(&world);
	sum_up(&world, steps, alone);
	printf("%u rows, %u not undone ", g_hash_table_size(end), refused);
	world_clear(&world);
}

/* Three businesses, or the one that was asked for. */
static void test_two_desks(void)
{
	for (int i = g_getenv("DAYBOOK_SEED") ? 1 : 3; i > 0; i--)
		run(FALSE, steps_of_run());
}

/* With one desk, everything can be taken back to the beginning. */
static void test_one_desk(void)
{
	run(TRUE, steps_of_run() / 5);
}

UNIT_SUITE("random", NULL, NULL, { "two desks", test_two_desks }, { "one desk", test_one_desk })
