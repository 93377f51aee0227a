/* book/demo.c - `init --demo`: a hairdresser's with three staff, their services and 120 customers */
#include "book/demo_p.h"

#include <string.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "book/fields_p.h"
#include "book/house.h"

extern const EmbeddedFile book_demo_data[]; /* data/demo, by build-aux/embed */

guint64 demo_next(guint64 *state)
{
	guint64 z = (*state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

guint demo_below(guint64 *state, guint n)
{
	return (guint)(demo_next(state) % n);
}

const Service *demo_service(const Demo *demo, int service)
{
	return demo->new->services->pdata[demo->first + (guint)service];
}

gint64 demo_price(const Demo *demo, gint64 hundredths)
{
	int digits = money_digits(demo->new->business->currency);
	for (; digits > 2; digits--)
		hundredths *= 10;
	return hundredths; /* where there are no decimals (yen, won) a price has two digits more anyway */
}

/* --- hours --- */

static const char *const day_names[] = { "mo", "tu", "we", "th", "fr", "sa", "su" };

/* Works on `weekdays` (bits, 0 Monday), never on the day that is closed; Saturdays are short. */
static char *spec_of(const Demo *demo, guint weekdays, const char *hours, const char *saturday)
{
	g_autoptr(GString) spec = g_string_new(NULL);
	for (int day = 0; day < 7; day++)
		if (day != demo->closed && weekdays & 1u << day)
			g_string_append_printf(spec, "%s%s %s", spec->len ? ", " : "", day_names[day],
					       day == 5 ? saturday : hours);
	return g_strdup(spec->len ? spec->str : "closed");
}

/* The weekdays so many days after today's, as digits. Chosen so that everybody is there today, and somebody every day. */
static guint weekdays_after(const Demo *demo, const char *days)
{
	guint bits = 0;
	for (; *days; days++)
		bits |= 1u << (day_weekday(demo->today) + (*days - '0')) % 7;
	return bits;
}

static gboolean add_hours(const Demo *demo, const char *staff, guint weekdays, const char *hours,
			  const char *saturday, GError **error)
{
	g_autofree char *spec = spec_of(demo, weekdays, hours, saturday);
	return new_book_hours(demo->new, staff, spec, error);
}

static gboolean fill_hours(const Demo *demo, GError **error)
{
	static const struct {
		const char *days, *hours, *saturday;
	} plans[DEMO_PLANS] = {
		[DEMO_FULL] = { "01245", "09:00-17:00", "09:00-16:00" },
		[DEMO_LATE] = { "01356", "10:00-18:00", "09:00-16:00" },
		[DEMO_HALF] = { "02346", "13:00-17:00", "11:00-15:00" },
	};
	if (demo->new->hours->len > 0)
		return TRUE; /* they were asked for: everybody keeps them */
	if (!add_hours(demo, NULL, 0x7f, "09:00-18:00", "09:00-16:00", error))
		return FALSE;
	for (guint i = 0; i < demo->new->staff->len; i++) {
		const Staff *staff = demo->new->staff->pdata[i];
		guint plan = i % DEMO_PLANS;
		if (!add_hours(demo, staff->id, weekdays_after(demo, plans[plan].days), plans[plan].hours,
			       plans[plan].saturday, error))
			return FALSE;
	}
	return TRUE;
}

/* --- staff, resource, services --- */

static gboolean fill_staff(const Demo *demo, GError **error)
{
	static const char *const names[DEMO_PLANS] = { "Ana", "Boris", "Chloé" };
	gboolean done = TRUE;
	for (guint i = 0; demo->new->asked->staff == NULL &&done &&i < G_N_ELEMENTS(names); i++)
		done = new_book_staff(demo->new, names[i], error);
	return done && (demo->new->staff->len > 0 || new_book_staff(demo->new, names[0], error));
}

#define ROOM_KIND N_("room")

static void fill_resource(const Demo *demo)
{
	Resource *room = resource_new();
	new_book_id(demo->new, &resource_class, room, ROOM_KIND);
	model_set(&resource_class, room, &room->name, _("Treatment room"));
	model_set(&resource_class, room, &room->kind, _(ROOM_KIND));
	room->active = 1;
	g_ptr_array_add(demo->new->resources, room);
}

#define BY(plan) (1u << DEMO_##plan)
#define BY_ALL 0u

/* Minutes; prices in hundredths; who: bits of BY, 0 everybody. */
static const struct {
	const char *name, *segments, *color, *kind, *description;
	gint64 minutes, price, before, after, capacity;
	guint who;
} services[DEMO_SERVICES] = {
	[DEMO_CUT] = { N_("Cut"), NULL, "blue", NULL, N_("Wash and cut"), 60, 4200, 0, 0, 1, BY_ALL },
	[DEMO_CUT_DRY] = { N_("Cut & dry"), NULL, "cyan", NULL, N_("Wash, cut and blow-dry"), 90, 6200, 0, 5,
			   1, BY_ALL },
	[DEMO_BEARD] = { N_("Beard"), NULL, "green", NULL, N_("Trim and hot towel"), 45, 2800, 0, 0, 1,
			 BY(LATE) },
	[DEMO_COLOUR] = { N_("Colour · roots"), "45 busy, 45 free, 30 busy", "magenta", NULL,
			  N_("The colour takes 45 minutes by itself"), 120, 8800, 5, 10, 1,
			  BY(FULL) | BY(HALF) },
	[DEMO_HIGHLIGHTS] = { N_("Highlights"), NULL, "magenta", NULL, N_("In foils, with a toner"), 180,
			      14500, 0, 15, 1, BY(FULL) },
	[DEMO_BROWS] = { N_("Brows"), NULL, "yellow", NULL, N_("Plucked or tinted"), 30, 1800, 0, 0, 1,
			 BY_ALL },
	[DEMO_FACIAL] = { N_("Facial"), NULL, "red", ROOM_KIND, N_("In the treatment room"), 75, 7500, 10, 15,
			  1, BY(FULL) | BY(HALF) },
	[DEMO_CLASS] = { N_("Braiding class"), NULL, "white", NULL, N_("At most six people"), 90, 2500, 15,
			 15, 6, BY(HALF) },
};

static gboolean fill_skills(const Demo *demo, Service *service, guint who)
{
	for (guint i = 0; who && i < demo->new->staff->len; i++) {
		const Staff *staff = demo->new->staff->pdata[i];
		if (!(who & 1u << i % DEMO_PLANS))
			continue;
		Skill *skill = skill_new();
		model_set(&skill_class, skill, &skill->staff, staff->id);
		g_ptr_array_add(service->skills, skill);
	}
	return service->skills->len > 0;
}

/* Who works half days is still learning: colour costs less with them. */
static void fill_own_price(const Demo *demo, Service *service)
{
	for (guint i = 0; i < service->skills->len; i++) {
		Skill *skill = service->skills->pdata[i];
		for (guint j = DEMO_HALF; j < demo->new->staff->len; j += DEMO_PLANS)
			if (strcmp(((const Staff *)demo->new->staff->pdata[j])->id, skill->staff) == 0)
				skill->price = demo_price(demo, 7400);
	}
}

static gboolean fill_service(const Demo *demo, int i, GError **error)
{
	const ModelClass *cls = &service_class;
	Service *service = service_new();
	g_ptr_array_add(demo->new->services, service);
	new_book_id(demo->new, cls, service, services[i].name);
	model_set(cls, service, &service->name, _(services[i].name));
	model_set(cls, service, &service->color, services[i].color);
	model_set(cls, service, &service->resource_kind, services[i].kind ? _(services[i].kind) : "");
	model_set(cls, service, &service->description, _(services[i].description));
	service->duration = services[i].minutes;
	service->price = demo_price(demo, services[i].price);
	service->buffer_before = services[i].before;
	service->buffer_after = services[i].after;
	service->capacity = services[i].capacity;
	service->active = 1;
	service->position = demo->new->services->len - 1;
	if (fill_skills(demo, service, services[i].who) && i == DEMO_COLOUR)
		fill_own_price(demo, service);
	if (!services[i].segments)
		return TRUE;
	g_ptr_array_unref(service->segments);
	service->segments = book_segments_parse(services[i].segments, error);
	return service->segments != NULL;
}

static gboolean fill_services(Demo *demo, GError **error)
{
	demo->first = demo->new->services->len;
	for (int i = 0; i < DEMO_SERVICES; i++)
		if (!fill_service(demo, i, error))
			return FALSE;
	return TRUE;
}

/* --- customers: lines of name, phone, e-mail, "beard" or nothing, the key of a note or nothing, parted by tabs --- */

static const struct {
	const char *key, *note;
} customer_notes[] = {
	{ "ppd", N_("Allergic to PPD, patch test ok in October") },
	{ "mandarin", N_("Speaks Mandarin and English") },
	{ "window", N_("Likes the window chair") },
	{ "they", N_("they/them") },
	{ "annas phone", N_("Phone is Anna's") },
	{ "hearing", N_("Hard of hearing, speak up on the phone") },
	{ "frame", N_("Walks with a frame, ground floor only") },
	{ "early", N_("Always ten minutes early") },
	{ "ukrainian", N_("Prefers Ukrainian") },
	{ "female", N_("Female staff only, please") },
	{ "henna", N_("Henna appointment before festivals") },
	{ "other", N_("The other Sam Taylor: taller, red hair") },
	{ "daughter", N_("Oliver's daughter, his phone") },
	{ "story", N_("Child, sits still for a story") },
	{ "child", N_("Child") },
	{ "cash", N_("Pays cash") },
	{ "name", N_("Only ever gave this name") },
};

static const char *customer_note(const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(customer_notes); i++)
		if (g_str_equal(customer_notes[i].key, key))
			return _(customer_notes[i].note);
	return "";
}

static const char *demo_text(const char *name)
{
	const EmbeddedFile *file = book_demo_data;
	while (file->name && strcmp(file->name, name) != 0)
		file++;
	return file->name ? file->text : "";
}

static void add_phone(Customer *customer, const char *typed)
{
	Phone *phone = phone_new();
	g_autofree char *number = text_phone(typed);
	model_set(&phone_class, phone, &phone->typed, typed);
	model_set(&phone_class, phone, &phone->number, number);
	g_ptr_array_add(customer->phones, phone);
}

/* Known for a while already; their first booking may put it back further. */
static void fill_customer(const Demo *demo, guint i, char **fields)
{
	const ModelClass *cls = &customer_class;
	Customer *customer = customer_new();
	g_autofree char *key = g_strdup_printf("%u", i);
	new_book_id(demo->new, cls, customer, key);
	model_set(cls, customer, &customer->name, fields[0]);
	if (*fields[1])
		add_phone(customer, fields[1]);
	model_set(cls, customer, &customer->email, fields[2]);
	model_set(cls, customer, &customer->notes, customer_note(fields[4]));
	customer->created = zone_day_start(demo->new->zone, demo->today - (gint64)i * 3 / 2) - 5 * 3600;
	customer->updated = customer->created;
	g_ptr_array_add(demo->new->customers, customer);
	demo_guest_add(demo, customer, *fields[3] != '\0');
}

static void fill_customers(const Demo *demo)
{
	g_auto(GStrv) lines = g_strsplit(demo_text("customers.tsv"), "\n", -1);
	for (guint i = 0; lines[i] && *lines[i]; i++) {
		g_auto(GStrv) fields = g_strsplit(lines[i], "\t", 5);
		if (g_strv_length(fields) == 5)
			fill_customer(demo, i, fields);
	}
}

/* --- closures --- */

static void add_closure(const Demo *demo, const char *key, int staff, gint64 from, gint64 until,
			const char *reason)
{
	const ModelClass *cls = &closure_class;
	Closure *closure = closure_new();
	new_book_id(demo->new, cls, closure, key);
	if (staff >= 0)
		model_set(cls, closure, &closure->staff, ((const Staff *)demo->new->staff->pdata[staff])->id);
	model_set(cls, closure, &closure->kind, staff >= 0 ? "leave" : "holiday");
	model_set(cls, closure, &closure->reason, reason);
	closure->first_day = demo->today + from;
	closure->last_day = demo->today + until;
	closure->created =
		MIN(demo->new->now, zone_day_start(demo->new->zone, demo->today + from - 60) + 9 * 3600);
	g_ptr_array_add(demo->new->closures, closure);
}

static void fill_closures(const Demo *demo)
{
	int staff = (int)demo->new->staff->len;
	add_closure(demo, "renovation", -1, 31, 32, _("New floor"));
	add_closure(demo, "past", -1, -76, -76, _("Holiday"));
	if (staff > DEMO_LATE)
		add_closure(demo, "leave", DEMO_LATE, 15, 20, _("In the mountains"));
	if (staff > DEMO_HALF)
		add_closure(demo, "ill", DEMO_HALF, -41, -37, _("Ill"));
}

static void fill_business(const Demo *demo)
{
	const ModelClass *cls = &business_class;
	Business *business = demo->new->business;
	model_set(cls, business, &business->phone, "030 23125 042");
	model_set(cls, business, &business->email, "salon@example.com");
	model_set(cls, business, &business->address, _("12 Lime Street"));
}

/* Closed on Sundays; but a demo looked at on a Sunday is of one that rests on Mondays. */
gboolean demo_fill(NewBook *new, GError **error)
{
	gint64 today = zone_day_of(new->zone, new->now);
	g_autoptr(GArray) guests = g_array_new(FALSE, FALSE, sizeof(Guest));
	Demo demo = { new, today, day_weekday(today) == 6 ? 0 : 6, 0, guests };
	if (!fill_staff(&demo, error) || !fill_hours(&demo, error) || !fill_services(&demo, error))
		return FALSE;
	fill_business(&demo);
	fill_resource(&demo);
	fill_customers(&demo);
	fill_closures(&demo);
	demo_fill_days(&demo);
	return TRUE;
}
