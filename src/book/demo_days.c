/* book/demo_days.c - the demo's calendar: half a year of visits and six weeks ahead, placed by the same rules as any other booking */
#include "book/demo_p.h"

#include <string.h>

#include "base/i18n.h"
#include "base/id.h"

#define STEP (15 * 60)
#define SERIES_BACK 84
/* Of those tried, the one whose today shows most: a colour whose gap is used, somebody who is here, somebody not yet sure. */
#define SEED 82

/* One day being filled. */
typedef struct {
	Demo *demo;
	PlanRules rules;
	gint64 day, offset; /* offset: days from today */
	gint64 from, to;    /* the day's instants */
	PlanTaken *taken;
	GPtrArray *open; /* by staff, of GArray of Interval */
	guint64 chance;
	Series *series; /* borrowed */
} Day;

static const Staff *staff_at(const Day *day, guint i)
{
	return day->demo->new->staff->pdata[i];
}

static gint64 at_wall(const Day *day, int hour, int minute)
{
	return zone_resolve(day->rules.zone, day->day * ZONE_DAY_SECONDS + hour * 3600 + minute * 60);
}

/* --- placing --- */

static void add_visit(GPtrArray *visits, const Day *day, const Service *service, guint staff, gint64 seconds)
{
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, service ? service->id : NULL);
	model_set(&visit_class, visit, &visit->staff, staff_at(day, staff)->id);
	if (service && *service->resource_kind)
		model_set(&visit_class, visit, &visit->resource,
			  ((const Resource *)day->demo->new->resources->pdata[0])->id);
	visit->seconds = seconds;
	g_ptr_array_add(visits, visit);
}

static gboolean is_open(const Day *day, const Part *part)
{
	for (guint i = 0; i < day->open->len; i++) {
		const GArray *open = day->open->pdata[i];
		if (g_strcmp0(staff_at(day, i)->id, part->staff) != 0)
			continue;
		for (guint j = 0; j < open->len; j++) {
			const Interval *each = &g_array_index(open, Interval, j);
			if (each->start <= part->start && part->end <= each->end)
				return TRUE;
		}
	}
	return FALSE;
}

static gboolean parts_fit(const Day *day, const GPtrArray *parts)
{
	for (guint i = 0; i < parts->len; i++) {
		const Part *part = parts->pdata[i];
		if (!is_open(day, part) || !plan_may_share(&day->rules, day->taken, part))
			return FALSE;
	}
	return TRUE;
}

static Booking *make_booking(const Day *day, const char *kind, GPtrArray *parts_take)
{
	const ModelClass *cls = &booking_class;
	const NewBook *new = day->demo->new;
	Booking *booking = booking_new();
	g_autofree char *key = g_strdup_printf("%u", new->bookings->len);
	new_book_id(new, cls, booking, key);
	model_set(cls, booking, &booking->kind, kind);
	model_set(cls, booking, &booking->zone, new->business->zone);
	model_set(cls, booking, &booking->currency, new->business->currency);
	model_set(cls, booking, &booking->source, new->source);
	model_set(cls, booking, &booking->status, status_name(STATUS_CONFIRMED));
	booking->busy = 1;
	g_ptr_array_unref(booking->parts);
	booking->parts = parts_take;
	booking->start = ((const Part *)parts_take->pdata[0])->start;
	booking->end = ((const Part *)parts_take->pdata[parts_take->len - 1])->end;
	booking->local_start = zone_local(new->zone, booking->start);
	return booking;
}

/* NULL where it does not fit. */
static Booking *place(const Day *day, const char *kind, const GPtrArray *visits, gint64 start)
{
	g_autoptr(GPtrArray) parts = plan_parts(&day->rules, visits, start, NULL);
	return parts && parts_fit(day, parts) ? make_booking(day, kind, g_steal_pointer(&parts)) : NULL;
}

static void keep(Day *day, Booking *take)
{
	g_ptr_array_add(day->demo->new->bookings, take);
	if (booking_status(take) == STATUS_CANCELLED)
		return;
	for (guint i = 0; i < take->parts->len; i++) {
		const Part *part = take->parts->pdata[i];
		PlanPart taken = { take->id,  part->service,   part->staff,   part->resource, part->start,
				   part->end, part->busy_from, part->busy_to, part->busy != 0 };
		plan_taken_add(day->taken, &taken);
	}
}

/* --- how it went: chosen by chance, told by the clock --- */

static gint64 made_at(Day *day, const Booking *booking)
{
	gint64 now = day->demo->new->now;
	gint64 days = demo_below(&day->chance, 30), seconds = demo_below(&day->chance, 9 * 3600);
	gint64 late = 60 * (5 + (gint64)demo_below(&day->chance, 600));
	gint64 made = zone_day_start(day->rules.zone, day->day - days) + 9 * 3600 + seconds;
	return made < MIN(booking->start, now) ? made : MIN(booking->start, now) - late;
}

static BookingStatus status_by(const Booking *booking, guint dice, gint64 now)
{
	gboolean past = booking->end <= now;
	if (dice < 6)
		return STATUS_CANCELLED;
	if (booking->start <= now && !past)
		return STATUS_IN_SERVICE;
	if (dice < 8)
		return past ? STATUS_LATE_CANCELLED : STATUS_CONFIRMED;
	if (dice < 13)
		return past && dice < 11 ? STATUS_NO_SHOW : past ? STATUS_COMPLETED : STATUS_TENTATIVE;
	if (past)
		return STATUS_COMPLETED;
	return booking->start - now <= 20 * 60 ? STATUS_ARRIVED : STATUS_CONFIRMED;
}

static gint64 changed_at(const Booking *booking, BookingStatus status, gint64 now)
{
	gint64 at = booking->created;
	if (status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED)
		at += (MIN(booking->start, now) - booking->created) / 2;
	else if (status == STATUS_COMPLETED)
		at = booking->end;
	else if (status == STATUS_IN_SERVICE || status == STATUS_NO_SHOW)
		at = booking->start;
	else if (status == STATUS_ARRIVED)
		at = now - 120;
	return CLAMP(at, booking->created, now);
}

static const char *cancel_reason(guint dice)
{
	static const char *const reasons[] = { N_("Ill"), N_("Another appointment"), NULL,
					       N_("Will call again") };
	const char *reason = reasons[dice % G_N_ELEMENTS(reasons)];
	return reason ? _(reason) : "";
}

static const char *note_at(const Guest *guest, guint dice, guint which)
{
	static const char *const notes[] = {
		N_("Wants it shorter at the back than last time"),
		N_("Brings the dog"),
		N_("Asked for the same shade as in spring, 6/43"),
		N_("Needs five minutes more at the start"),
		N_("Patch test done, no reaction"),
		N_("Please offer tea, no coffee"),
		N_("Has a voucher"),
		N_("Wedding on Saturday, keep the length"),
		N_("Sensitive scalp, lukewarm water"),
		N_("Would like to talk about a fringe"),
		N_("Needs to leave on the hour"),
		N_("Photo of the last cut is in the folder"),
		N_("Grow-out, only tidy the ends"),
	};
	if (!guest->known)
		return _("First visit, recommended by a friend");
	return dice == 0 ? _(notes[which % G_N_ELEMENTS(notes)]) : "";
}

/* Gives a placed visit its customer and what came of it. Always draws the same number of chances. */
static void tell(Day *day, Booking *booking, Guest *guest)
{
	const ModelClass *cls = &booking_class;
	gint64 now = day->demo->new->now;
	guint dice = demo_below(&day->chance, 100), note = demo_below(&day->chance, 12),
	      which = demo_below(&day->chance, 1000), unpaid = demo_below(&day->chance, 20);
	BookingStatus status = status_by(booking, dice, now);
	Customer *customer = guest->customer;
	model_set(cls, booking, &booking->customer, customer->id);
	model_set(cls, booking, &booking->status, status_name(status));
	booking->created = made_at(day, booking);
	booking->updated = changed_at(booking, status, now);
	customer->created = MIN(customer->created, booking->created - 60);
	customer->updated = MIN(customer->updated, booking->created - 60);
	model_set(cls, booking, &booking->notes, note_at(guest, note, which));
	if (status == STATUS_CANCELLED || status == STATUS_LATE_CANCELLED)
		model_set(cls, booking, &booking->cancel_reason, cancel_reason(dice));
	if (status == STATUS_COMPLETED && unpaid > 0)
		booking->paid = booking_price(booking);
	if (status == STATUS_CANCELLED)
		return;
	guest->last = day->offset;
	guest->known = TRUE;
}

/* --- a day --- */

/* Out of a hundred, by plan. */
static const guint wanted[DEMO_PLANS][DEMO_SERVICES] = {
	[DEMO_FULL] = { [DEMO_CUT] = 26,
			[DEMO_CUT_DRY] = 24,
			[DEMO_COLOUR] = 22,
			[DEMO_HIGHLIGHTS] = 10,
			[DEMO_BROWS] = 8,
			[DEMO_FACIAL] = 10 },
	[DEMO_LATE] = { [DEMO_CUT] = 36, [DEMO_CUT_DRY] = 30, [DEMO_BEARD] = 26, [DEMO_BROWS] = 8 },
	[DEMO_HALF] = { [DEMO_CUT] = 28,
			[DEMO_CUT_DRY] = 24,
			[DEMO_COLOUR] = 20,
			[DEMO_BROWS] = 8,
			[DEMO_FACIAL] = 20 },
};

static int choose_service(Day *day, guint staff)
{
	guint dice = demo_below(&day->chance, 100);
	const guint *weights = wanted[staff % DEMO_PLANS];
	int service = 0;
	while (service < DEMO_SERVICES - 1 && dice >= weights[service])
		dice -= weights[service++];
	return service;
}

/* Sometimes a cut follows, with somebody else. */
static Booking *place_visit(Day *day, int service, guint staff, gint64 start)
{
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	guint next = (staff + 1) % day->open->len;
	gboolean two = demo_below(&day->chance, 6) == 0 &&
		       (service == DEMO_COLOUR || service == DEMO_BEARD) && next != staff;
	Booking *booking = NULL;
	add_visit(visits, day, demo_service(day->demo, service), staff, 0);
	if (two) {
		add_visit(visits, day, demo_service(day->demo, DEMO_CUT), next, 0);
		booking = place(day, "appointment", visits, start);
		g_ptr_array_set_size(visits, 1);
	}
	return booking ? booking : place(day, "appointment", visits, start);
}

/* Where the staff member is next free: in the gap where the colour takes, else at the end. */
static gint64 free_again(const Booking *booking, const char *staff)
{
	gint64 end = booking->start;
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (!part->busy)
			return part->start;
		if (g_strcmp0(part->staff, staff) == 0)
			end = part->busy_to;
	}
	return end;
}

/* How full a day is: out of a hundred starts that are free, those at which somebody comes. The days after next week fill up yet. */
static guint fullness(gint64 offset)
{
	return offset < 0     ? 32
	       : offset == 0  ? 50
	       : offset <= 7  ? 34
	       : offset <= 14 ? 22
	       : offset <= 28 ? 12
			      : 6;
}

/* A visit at that time, where it fits and it is time for somebody; how long the staff member is taken, 0 where nobody comes. */
static gint64 fill_start(Day *day, guint staff, gint64 at)
{
	int service = choose_service(day, staff);
	g_autoptr(Booking) booking = place_visit(day, service, staff, at);
	Guest *guest = booking ? demo_guest_due(day->demo, day->offset, service, staff, &day->chance) : NULL;
	if (!guest)
		return 0;
	tell(day, booking, guest);
	gint64 seconds = booking_status(booking) == STATUS_CANCELLED
				 ? 0
				 : free_again(booking, staff_at(day, staff)->id) - at;
	keep(day, g_steal_pointer(&booking));
	return seconds;
}

static void fill_interval(Day *day, guint staff, const Interval *open)
{
	gint64 at = open->start;
	while (at < open->end) {
		gboolean comes = demo_below(&day->chance, 100) < fullness(day->offset);
		gint64 seconds = comes ? fill_start(day, staff, at) : 0;
		at += MAX((seconds + STEP - 1) / STEP, 1) * STEP;
	}
}

static void add_block(Day *day, guint staff, int hour, int minute, gint64 minutes, const char *title)
{
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	add_visit(visits, day, NULL, staff, minutes * 60);
	Booking *block = place(day, "block", visits, at_wall(day, hour, minute));
	if (!block)
		return;
	model_set(&booking_class, block, &block->title, title);
	block->created = block->updated = made_at(day, block);
	keep(day, block);
}

static void add_blocks(Day *day)
{
	for (guint i = 0; i < day->open->len; i++) {
		guint quarter = demo_below(&day->chance, 5);
		if (i % DEMO_PLANS != DEMO_HALF)
			add_block(day, i, i % DEMO_PLANS == DEMO_LATE ? 13 : 12, (int)quarter * 15,
				  30 + 15 * (quarter % 2), _("Lunch"));
	}
	if (day->offset % 14 == 0)
		add_block(day, day->open->len > 1 ? 1 : 0, 15, 30, 30, _("Supplier call"));
}

/* A class is held every other week; whoever comes has the very same time. */
static void add_class(Day *day)
{
	guint guests = 2 + demo_below(&day->chance, 4);
	int after = (day_weekday(day->demo->today) + 2) % 7 == day->demo->closed ? 4 : 2;
	if (day->open->len <= DEMO_HALF || (day->offset + DEMO_DAYS_BACK) % 14 != after)
		return;
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	add_visit(visits, day, demo_service(day->demo, DEMO_CLASS), DEMO_HALF, 0);
	for (guint i = 0; i < guests; i++) {
		g_autoptr(Booking) booking = place(day, "appointment", visits, at_wall(day, 15, 0));
		Guest *guest =
			booking ? demo_guest_due(day->demo, day->offset, DEMO_CLASS, DEMO_HALF, &day->chance)
				: NULL;
		if (!guest)
			return;
		tell(day, booking, guest);
		keep(day, g_steal_pointer(&booking));
	}
}

/* --- one customer comes every week --- */

#define SERIES_HOUR 10

static gboolean in_series(const Day *day)
{
	gint64 first = local_day(day->series->local_start);
	return day->day >= first && (day->day - first) % 7 == 0;
}

static void add_occurrence(Day *day)
{
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	gint64 local = day->day * ZONE_DAY_SECONDS + SERIES_HOUR * 3600;
	add_visit(visits, day, demo_service(day->demo, DEMO_CUT_DRY), 0, 0);
	Booking *booking = place(day, "appointment", visits, at_wall(day, SERIES_HOUR, 0));
	if (!booking) {
		Skipped *skipped = skipped_new();
		skipped->occurrence = local;
		g_ptr_array_add(day->series->skipped, skipped);
		return;
	}
	g_autofree char *iso = local_iso(local);
	g_autofree char *id = id_derive(day->series->id, iso);
	tell(day, booking, demo_guest_weekly(day->demo));
	model_set(&booking_class, booking, &booking->id, id);
	model_set(&booking_class, booking, &booking->series, day->series->id);
	booking->occurrence = booking->local_start = local;
	booking->created = MIN(booking->created, day->series->created);
	keep(day, booking);
}

/* It ends with the demo; until then it is filled, so topping it up adds nothing. */
static Series *add_series(Demo *demo)
{
	const ModelClass *cls = &series_class;
	Series *series = series_new();
	gint64 first = demo->today - SERIES_BACK + 1;
	while (day_weekday(first) == demo->closed)
		first++;
	gint64 last = first + (demo->today + DEMO_DAYS_AHEAD - first) / 7 * 7;
	int year, month, mday;
	day_to_civil(last, &year, &month, &mday);
	g_autofree char *rule =
		g_strdup_printf("FREQ=WEEKLY;UNTIL=%04d%02d%02dT%02d0000", year, month, mday, SERIES_HOUR);
	new_book_id(demo->new, cls, series, "weekly");
	model_set(cls, series, &series->rrule, rule);
	model_set(cls, series, &series->zone, demo->new->business->zone);
	series->local_start = first * ZONE_DAY_SECONDS + SERIES_HOUR * 3600;
	series->filled_until =
		day_add_months(demo->today, (int)demo->new->policy->horizon) * ZONE_DAY_SECONDS;
	series->created = zone_day_start(demo->new->zone, first - 7) + 11 * 3600;
	g_ptr_array_add(demo->new->series, series);
	return series;
}

/* --- the odd ones --- */

/* On a day to come somebody is taken in between, with a reason. Not kept among what is taken: it stands against the rule. */
static gboolean add_overbooked(Day *day)
{
	const GPtrArray *bookings = day->demo->new->bookings;
	for (guint i = bookings->len; i-- > 0;) {
		const Booking *other = bookings->pdata[i];
		const Part *part = booking_first_part(other);
		if (other->start < day->from)
			return FALSE;
		if (strcmp(other->kind, "appointment") != 0 || booking_status(other) != STATUS_CONFIRMED ||
		    other->series || g_strcmp0(part->staff, staff_at(day, 0)->id) != 0)
			continue;
		g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
		add_visit(visits, day, demo_service(day->demo, DEMO_BROWS), 0, 0);
		Guest *guest = demo_guest_due(day->demo, day->offset, DEMO_BROWS, 0, &day->chance);
		if (!guest)
			return FALSE;
		GPtrArray *parts = plan_parts(&day->rules, visits, other->start, NULL);
		Booking *booking = make_booking(day, "appointment", parts);
		tell(day, booking, guest);
		model_set(&booking_class, booking, &booking->status, status_name(STATUS_CONFIRMED));
		model_set(&booking_class, booking, &booking->cancel_reason, "");
		model_set(&booking_class, booking, &booking->overbooked,
			  _("Wedding in the afternoon, ten minutes will do"));
		g_ptr_array_add(day->demo->new->bookings, booking);
		return TRUE;
	}
	return FALSE;
}

/* A block of a whole day that is nobody's: shown above the grid. */
static void add_fair(Day *day)
{
	GPtrArray *parts = model_list_new(&part_class);
	Part *part = part_new();
	part->start = part->busy_from = day->from;
	part->end = part->busy_to = day->to;
	part->busy = 1;
	g_ptr_array_add(parts, part);
	Booking *block = make_booking(day, "block", parts);
	model_set(&booking_class, block, &block->title, _("Trade fair in town"));
	block->all_day = 1;
	block->created = block->updated = made_at(day, block);
	g_ptr_array_add(day->demo->new->bookings, block);
}

/* --- all days --- */

static void day_init(Day *day, Demo *demo, Series *series, gint64 offset)
{
	NewBook *new = demo->new;
	*day = (Day){ .demo = demo, .day = demo->today + offset, .offset = offset, .series = series };
	day->rules = (PlanRules){ new->zone,      new->now,      new->policy, new->staff,
				  new->resources, new->services, new->hours,  new->closures };
	day->from = zone_day_start(new->zone, day->day);
	day->to = zone_day_start(new->zone, day->day + 1);
	day->taken = plan_taken_new();
	day->open = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	day->chance = (guint64)SEED * 1000 + (guint64)(offset + DEMO_DAYS_BACK);
	for (guint i = 0; i < new->staff->len; i++)
		g_ptr_array_add(day->open, plan_open(&day->rules, staff_at(day, i)->id, day->from, day->to));
}

static void day_clear(Day *day)
{
	plan_taken_free(day->taken);
	g_ptr_array_unref(day->open);
}

static void fill_day(Day *day)
{
	if (in_series(day))
		add_occurrence(day);
	add_class(day);
	add_blocks(day);
	for (guint i = 0; i < day->open->len; i++) { /* each is the first to choose in turn */
		guint staff = (i + (guint)day->day) % day->open->len;
		const GArray *open = day->open->pdata[staff];
		for (guint j = 0; j < open->len; j++)
			fill_interval(day, staff, &g_array_index(open, Interval, j));
	}
	if (day->offset == 9)
		add_fair(day);
}

void demo_fill_days(Demo *demo)
{
	Series *series = add_series(demo);
	gboolean overbooked = FALSE;
	for (gint64 offset = -DEMO_DAYS_BACK; offset <= DEMO_DAYS_AHEAD; offset++) {
		Day day;
		day_init(&day, demo, series, offset);
		fill_day(&day);
		if (offset > 0 && !overbooked)
			overbooked = add_overbooked(&day);
		day_clear(&day);
	}
}
