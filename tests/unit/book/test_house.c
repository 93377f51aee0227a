/* tests/unit/book/test_house.c - staff, resources, services, hours, closures, the business and its policies */
#include <string.h>

#include "base/error.h"
#include "book/history.h"
#include "book/house.h"
#include "book/json.h"
#include "tests/unit/book/shop.h"
#include "tests/unit/unit.h"

#define UNKNOWN_ID "00000000-0000-4000-8000-000000000000"
#define CODE(name) DAYBOOK_ERROR_##name

/* A step that must be refused: its error is looked at and cleared. */
#define REFUSED(label, call, code)                                                                           \
	do {                                                                                                 \
		T_FALSE(label, (call) ? TRUE : FALSE);                                                       \
		T_ERROR(label, error, DAYBOOK_ERROR, code);                                                  \
		g_clear_error(&error);                                                                       \
	} while (0)

static const Staff *staff(const char *name)
{
	return book_staff_by_id(shop, shop_staff(name));
}

/* --- staff --- */

static void test_staff(void)
{
	g_autoptr(GError) error = NULL;
	StaffEdit chloe = { " Chloé ", NULL, NONE, 0 };
	gint64 seq = shop_events();
	g_autoptr(Staff) added = book_staff_add(shop, &chloe, &error);
	if (!T_NO_ERROR("added", error))
		return;
	T_STR("trimmed", added->name, "Chloé");
	T_STR("the next colour", added->color, "cyan");
	T_INT("last in order", added->position, 2);
	T_INT("there to be booked", book_staff(shop)->len, 3);
	StaffEdit twin = { "chloe", NULL, NONE, 0 }, nobody = { "", NULL, NONE, 0 },
		  odd = { "Dana", "mauve", NONE, 0 };
	REFUSED("the same name, folded", book_staff_add(shop, &twin, &error), CODE(CONFLICT));
	REFUSED("no name", book_staff_add(shop, &nobody, &error), CODE(USAGE));
	REFUSED("no colour", book_staff_add(shop, &odd, &error), CODE(USAGE));
	StaffEdit rename = { "Zoe", "#AABBCC", NONE, 0 };
	g_autoptr(Staff) renamed = book_staff_edit(shop, added->id, &rename, &error);
	T_STR("new name", renamed ? renamed->name : NULL, "Zoe");
	T_STR("renamed", staff("Zoe") ? staff("Zoe")->color : NULL, "#aabbcc");
	g_autoptr(Staff) same = book_staff_edit(shop, added->id, &rename, &error);
	T_INT("nothing different", same ? same->version : 0, 2);
	REFUSED("nobody", book_staff_edit(shop, UNKNOWN_ID, &rename, &error), CODE(NOT_FOUND));
	g_autofree char *types = shop_types_since(seq);
	T_STR("events", types, "staff.added staff.changed");
	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_TRUE("undone", undone && staff("Chloé"));
}

static void test_staff_retire(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL, *none = NULL;
	const char *maria = shop_customer("Maria", NULL), *boris = shop_staff("Boris"),
		   *ana = shop_staff("Ana");
	shop_book(maria, NULL, boris, "2026-11-26 10:00");
	shop_book(maria, NULL, boris, "2026-11-25 10:00");
	shop_book(maria, NULL, boris, "2026-11-20 10:00"); /* past */
	g_autoptr(Staff) retired = book_staff_retire(shop, boris, &remark, &error);
	T_TRUE("retired", retired && !retired->active);
	T_STR("what still comes", remark,
	      "Boris still has 2 coming bookings, the first on Wed 25 Nov 10:00.");
	gint64 seq = shop_events();
	g_autoptr(Staff) again = book_staff_retire(shop, boris, &none, &error);
	T_INT("twice is once", again ? again->version : 0, 2);
	T_INT("no event", shop_events(), seq);
	REFUSED("the last one", book_staff_retire(shop, ana, NULL, &error), CODE(POLICY));
	StaffEdit off = { NULL, NULL, 0, 0 }, on = { NULL, NULL, 1, 0 };
	REFUSED("the last one, by editing", book_staff_edit(shop, ana, &off, &error), CODE(POLICY));
	StaffEdit namesake = { "Boris", NULL, NONE, 0 };
	REFUSED("a retired one keeps the name", book_staff_add(shop, &namesake, &error), CODE(CONFLICT));
	g_autoptr(Staff) back = book_staff_edit(shop, boris, &on, &error);
	T_TRUE("back again", back && back->active);
}

static void test_find_staff(void)
{
	g_autoptr(GError) error = NULL;
	StaffEdit anna = { "Anna Maria", NULL, NONE, 0 };
	g_autoptr(Staff) added = book_staff_add(shop, &anna, &error);
	g_autofree char *prefix = added ? g_strndup(added->id, 9) : NULL;
	const char *ana = shop_staff("Ana"), *boris = shop_staff("Boris");
	const struct {
		const char *label, *who, *want;
		int code;
	} rows[] = {
		{ "a whole name wins", "ana", ana, 0 },
		{ "the start of a second word", "mar", added ? added->id : "?", 0 },
		{ "prefix of an id", prefix, added ? added->id : "?", 0 },
		{ "one of them", "b", boris, 0 },
		{ "two of them", "an", NULL, CODE(USAGE) },
		{ "nobody", "Borys", NULL, CODE(NOT_FOUND) },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *id = book_find_staff(shop, rows[i].who, &error);
		T_STR(rows[i].label, id, rows[i].want);
		if (!rows[i].want)
			T_ERROR(rows[i].label, error, DAYBOOK_ERROR, rows[i].code);
		if (rows[i].code == CODE(NOT_FOUND))
			T_TRUE("the one that was meant", strstr(error->message, "Boris"));
		g_clear_error(&error);
	}
	g_autoptr(Staff) retired = book_staff_retire(shop, ana, NULL, &error);
	T_NOT_NULL("retired", retired);
	g_autofree char *first = book_find_staff(shop, "an", &error);
	T_STR("who left is in nobody's way", first, added ? added->id : NULL);
	g_autofree char *left = book_find_staff(shop, "Ana", &error);
	T_STR("but a whole name wins", left, ana);
}

static void test_staff_merge(void)
{
	g_autoptr(GError) error = NULL;
	const char *maria = shop_customer("Maria", NULL), *ana = shop_staff("Ana"),
		   *boris = shop_staff("Boris");
	const char *coming = shop_book(maria, NULL, boris, "2026-11-26 10:00");
	shop_book(maria, NULL, boris, "2026-11-20 10:00");
	shop_book(maria, NULL, ana, "2026-11-20 10:15"); /* both were at work then */
	g_autoptr(Staff) into = book_staff_merge(shop, boris, ana, &error);
	T_NO_ERROR("merged", error);
	T_STR("into", into ? into->name : NULL, "Ana");
	T_FALSE("retired", staff("Boris")->active);
	ListQuery query = LIST_QUERY_INIT;
	query.staff = ana;
	g_autoptr(GPtrArray) list = book_list(shop, &query, &error);
	T_INT("all of them", list ? list->len : 0, 3);
	g_autoptr(BookingView) first =
		list && list->len
			? book_view(shop, ((const BookingView *)list->pdata[0])->booking->id, &error)
			: NULL;
	T_NOT_NULL("what overlaps in the past is marked", first ? first->booking->overbooked : NULL);
	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_NOT_NULL("undone", undone);
	T_NO_ERROR("undone", error);
	T_TRUE("Boris is back", staff("Boris")->active);
	shop_book(maria, NULL, ana, "2026-11-26 10:15");
	REFUSED("with himself", book_staff_merge(shop, ana, ana, &error), CODE(USAGE));
	T_NULL("what comes must not clash", book_staff_merge(shop, boris, ana, &error));
	T_ERROR("what comes must not clash", error, DAYBOOK_ERROR, CODE(CONFLICT));
	T_TRUE("named in the details", error && strstr(daybook_error_details(error), coming));
}

/* --- resources --- */

static void test_resources(void)
{
	g_autoptr(GError) error = NULL;
	ResourceEdit lift = { "Lift", NULL, NULL, NONE }, room = { "Room 1", "Room", "red", NONE },
		     second = { "Room 2", "room", NULL, NONE };
	g_autoptr(Resource) one = book_resource_add(shop, &lift, &error);
	g_autoptr(Resource) two = book_resource_add(shop, &room, &error);
	g_autoptr(Resource) three = book_resource_add(shop, &second, &error);
	if (!T_NO_ERROR("added", error))
		return;
	T_STR("of no kind but its own", one->kind, "Lift");
	T_STR("a kind", two->kind, "Room");
	T_STR("the kind as it is spelt", three->kind, "Room");
	REFUSED("the same name", book_resource_add(shop, &lift, &error), CODE(CONFLICT));
	ResourceEdit blue = { NULL, NULL, "blue", NONE };
	g_autoptr(Resource) changed = book_resource_edit(shop, two->id, &blue, &error);
	T_STR("changed", changed ? changed->color : NULL, "blue");
	g_autoptr(Resource) retired = book_resource_retire(shop, two->id, NULL, &error);
	T_TRUE("retired", retired && !retired->active);
	g_autofree char *found = book_find_resource(shop, "lif", &error);
	T_STR("found", found, one->id);
}

/* --- services --- */

static void test_segments(void)
{
	static const struct {
		const char *text;
		const char *want; /* minutes, a star where busy; NULL: refused */
	} rows[] = {
		{ "30 busy, 45 free, 30 busy", "30* 45 30*" },
		{ "1h30 busy; 20 FREE ,10m Busy", "90* 20 10*" },
		{ "45 busy", "45*" },
		{ "", "" },
		{ "30 busy, 45 free", NULL },
		{ "45 free, 30 busy", NULL },
		{ "30 idle", NULL },
		{ "busy", NULL },
		{ "0 busy", NULL },
		{ "soon busy", NULL },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) segments = book_segments_parse(rows[i].text, &error);
		g_autoptr(GString) got = g_string_new(NULL);
		for (guint j = 0; segments && j < segments->len; j++) {
			const Segment *segment = segments->pdata[j];
			g_string_append_printf(got, "%s%d%s", j ? " " : "", (int)segment->minutes,
					       segment->busy ? "*" : "");
		}
		T_STR(rows[i].text, segments ? got->str : NULL, rows[i].want);
		if (!rows[i].want)
			T_ERROR(rows[i].text, error, DAYBOOK_ERROR, CODE(USAGE));
	}
}

static void test_services(void)
{
	g_autoptr(GError) error = NULL;
	const char *cut = shop_service("Cut", 45, 3800);
	const Service *made = book_service_by_id(shop, cut);
	T_INT("capacity", made->capacity, 1);
	T_TRUE("no limit", made->max_per_day == NONE);
	ServiceEdit edit = SERVICE_EDIT_INIT;
	REFUSED("no name", book_service_add(shop, &edit, &error), CODE(USAGE));
	edit.name = "Colour";
	REFUSED("no length", book_service_add(shop, &edit, &error), CODE(USAGE));
	g_autoptr(GPtrArray) segments = book_segments_parse("30 busy, 45 free, 30 busy", &error);
	edit.segments = segments;
	edit.duration = 90;
	REFUSED("length and segments that do not agree", book_service_add(shop, &edit, &error), CODE(USAGE));
	edit.duration = 105;
	edit.buffer_after = -1;
	REFUSED("a buffer below nothing", book_service_add(shop, &edit, &error), CODE(USAGE));
	edit.buffer_after = 10;
	edit.capacity = 0;
	REFUSED("room for nobody", book_service_add(shop, &edit, &error), CODE(USAGE));
	edit.capacity = NONE;
	ResourceEdit basin = { "Basin 1", "basin", NULL, NONE };
	g_autoptr(Resource) resource = book_resource_add(shop, &basin, &error);
	T_NOT_NULL("resource", resource);
	edit.resource_kind = "BASIN";
	g_autoptr(Service) colour = book_service_add(shop, &edit, &error);
	if (!T_NO_ERROR("added", error))
		return;
	T_INT("length", colour->duration, 105);
	T_STR("kind", colour->resource_kind, "basin");
	ServiceEdit steam = SERVICE_EDIT_INIT;
	steam.name = "Steam";
	steam.duration = 30;
	steam.resource_kind = "cabin";
	g_autoptr(Service) bath = book_service_add(shop, &steam, &error);
	T_NOT_NULL("the kind before the resource", bath);
	ResourceEdit cabin = { "Cabin 1", "CABIN", NULL, NONE };
	g_autoptr(Resource) later = book_resource_add(shop, &cabin, &error);
	if (T_NO_ERROR("then the resource", error))
		T_STR("spelt as the service has it", later->kind, "cabin");
	ServiceEdit longer = SERVICE_EDIT_INIT;
	longer.duration = 120;
	REFUSED("another length than its segments", book_service_edit(shop, colour->id, &longer, &error),
		CODE(USAGE));
	g_autoptr(GPtrArray) none = book_segments_parse("", &error);
	longer.segments = none;
	g_autoptr(Service) plain = book_service_edit(shop, colour->id, &longer, &error);
	T_TRUE("without segments", plain && plain->duration == 120 && plain->segments->len == 0);
	ServiceEdit free_of_charge = SERVICE_EDIT_INIT;
	free_of_charge.no_price = TRUE;
	g_autoptr(Service) unpriced = book_service_edit(shop, cut, &free_of_charge, &error);
	T_TRUE("no price", unpriced && unpriced->price == NONE);
	g_autoptr(Service) retired = book_service_retire(shop, cut, NULL, &error);
	T_TRUE("retired", retired && !retired->active);
}

static void test_own_length(void)
{
	g_autoptr(GError) error = NULL;
	const char *cut = shop_service("Cut", 45, 3800), *ana = shop_staff("Ana"),
		   *boris = shop_staff("Boris");
	ServiceEdit own = SERVICE_EDIT_INIT;
	own.for_staff = boris;
	own.duration = 30;
	own.price = 3400;
	g_autoptr(Service) service = book_service_edit(shop, cut, &own, &error);
	if (!T_NO_ERROR("set", error))
		return;
	T_INT("Boris is quicker", service_minutes(service, boris), 30);
	T_INT("and cheaper", service_price(service, boris), 3400);
	T_TRUE("Ana still does it", service_done_by(service, ana));
	T_INT("as before", service_minutes(service, ana), 45);
	ServiceEdit who = SERVICE_EDIT_INIT;
	g_autoptr(GPtrArray) both = g_ptr_array_new();
	g_autoptr(GPtrArray) wrong = g_ptr_array_new();
	g_ptr_array_add(both, (gpointer)boris);
	g_ptr_array_add(both, (gpointer)boris);
	who.skills = both;
	g_autoptr(Service) alone = book_service_edit(shop, cut, &who, &error);
	T_INT("one, named twice", alone ? alone->skills->len : 0, 1);
	T_INT("keeps his own length", alone ? service_minutes(alone, boris) : 0, 30);
	T_FALSE("Ana no longer", alone && service_done_by(alone, ana));
	g_ptr_array_add(wrong, (gpointer)UNKNOWN_ID);
	who.skills = wrong;
	REFUSED("somebody unknown", book_service_edit(shop, cut, &who, &error), CODE(NOT_FOUND));
	ServiceEdit same = SERVICE_EDIT_INIT;
	same.for_staff = boris;
	same.duration = 45;
	same.no_price = TRUE;
	g_autoptr(Service) again = book_service_edit(shop, cut, &same, &error);
	T_TRUE("like everybody again", again && ((const Skill *)again->skills->pdata[0])->minutes == NONE &&
					       service_price(again, boris) == 3800);
	g_autoptr(GPtrArray) segments = book_segments_parse("30 busy, 45 free, 30 busy", &error);
	ServiceEdit parts = SERVICE_EDIT_INIT, shorter = SERVICE_EDIT_INIT;
	parts.segments = segments;
	g_autoptr(Service) parted = book_service_edit(shop, cut, &parts, &error);
	T_NOT_NULL("parted", parted);
	shorter.for_staff = boris;
	shorter.duration = 75;
	REFUSED("nothing left of the last segment", book_service_edit(shop, cut, &shorter, &error),
		CODE(USAGE));
}

/* One kind has one spelling, wherever it is changed. */
static void test_respelled(void)
{
	g_autoptr(GError) error = NULL;
	ResourceEdit first = { "R1", "ROOM", NULL, NONE }, second = { "R2", "room", NULL, NONE };
	g_autoptr(Resource) one = book_resource_add(shop, &first, &error);
	g_autoptr(Resource) two = book_resource_add(shop, &second, &error);
	T_STR("as the first", two ? two->kind : NULL, "ROOM");
	ServiceEdit service = SERVICE_EDIT_INIT;
	service.name = "Bath";
	service.duration = 30;
	service.resource_kind = "room";
	g_autoptr(Service) bath = book_service_add(shop, &service, &error);
	T_STR("as the first", bath ? bath->resource_kind : NULL, "ROOM");
	ResourceEdit anew = { NULL, "Room", NULL, NONE };
	gint64 seq = shop_events();
	g_autoptr(Resource) changed = book_resource_edit(shop, two->id, &anew, &error);
	T_NO_ERROR("spelled anew", error);
	T_STR("spelled anew", changed ? changed->kind : NULL, "Room");
	T_STR("the other one too", book_resource_by_id(shop, one->id)->kind, "Room");
	T_STR("and who needs one", book_service_by_id(shop, bath->id)->resource_kind, "Room");
	g_autofree char *types = shop_types_since(seq);
	T_STR("in one change", types, "resource.changed service.changed resource.changed");
	change_free(book_undo(shop, NULL, &error));
	T_STR("undone", book_service_by_id(shop, bath->id)->resource_kind, "ROOM");
}

/* --- hours --- */

static void test_hours_spec(void)
{
	static const char *const rows[][2] = {
		{ "mo-fr 09:00-12:30 13:30-18:00, sa 9-13", "mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00" },
		{ "mo 9-10, we 9-10", "mo 09:00-10:00, we 09:00-10:00" },
		{ "fr 20:00-02:00", "fr 20:00-24:00, sa 00:00-02:00" },
		{ "closed", "closed" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(OpeningHours) hours =
			book_hours_set(shop, NULL, NONE, NONE, rows[i][0], NULL, &error);
		g_autofree char *spec = hours ? book_hours_spec(hours) : NULL;
		T_NO_ERROR(rows[i][0], error);
		T_STR(rows[i][0], spec, rows[i][1]);
	}
	T_INT("always the same plan", book_hours(shop)->len, 1);
}

static void test_hours_set(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL, *quiet = NULL;
	const char *maria = shop_customer("Maria", NULL), *ana = shop_staff("Ana"),
		   *boris = shop_staff("Boris");
	shop_book(maria, NULL, ana, "2026-11-27 17:00");
	shop_book(maria, NULL, ana, "2026-12-04 17:30");
	shop_book(maria, NULL, ana, "2026-12-04 10:00");
	shop_book(maria, NULL, boris, "2026-12-04 17:30");
	gint64 seq = shop_events();
	g_autoptr(OpeningHours) own =
		book_hours_set(shop, ana, NONE, NONE, "mo-fr 09:00-17:00", &remark, &error);
	T_NO_ERROR("hers", error);
	T_STR("what falls outside", remark,
	      "2 coming bookings are now outside the opening hours, the first on Fri 27 Nov 17:00.");
	g_autoptr(OpeningHours) same = book_hours_set(shop, ana, NONE, NONE, "mo-fr 9-17", &quiet, &error);
	T_NOT_NULL("same", same);
	T_STR("the same again says nothing", quiet, NULL);
	g_autoptr(OpeningHours) late =
		book_hours_set(shop, ana, NONE, NONE, "mo-fr 09:00-17:40", &quiet, &error);
	T_STR("in place", late ? late->id : NULL, own ? own->id : NULL);
	T_STR("what was outside already is not said again", quiet, NULL);
	g_autofree char *types = shop_types_since(seq);
	T_STR("events", types, "hours.changed hours.changed");
	g_autoptr(OpeningHours) week = book_hours_set(
		shop, ana, shop_day("2026-11-30"), shop_day("2026-12-06"), "sa 10:00-12:00", &quiet, &error);
	T_STR("an exception", quiet, "1 coming booking is now outside the opening hours: Fri 4 Dec 10:00.");
	T_TRUE("counts on its days",
	       week && book_hours_on(shop, ana, shop_day("2026-12-01")) &&
		       strcmp(book_hours_on(shop, ana, shop_day("2026-12-01"))->id, week->id) == 0);
	T_STR("not before", book_hours_on(shop, ana, shop_day("2026-11-29"))->id, own ? own->id : NULL);
	T_NULL("Boris has the business's", book_hours_on(shop, boris, shop_day("2026-12-01"))->staff);
	REFUSED("ends before it begins", book_hours_set(shop, NULL, 20001, 20000, "mo 9-10", NULL, &error),
		CODE(USAGE));
	REFUSED("not understood", book_hours_set(shop, NULL, NONE, NONE, "mo-fr late", NULL, &error),
		CODE(USAGE));
	REFUSED("nobody's", book_hours_set(shop, UNKNOWN_ID, NONE, NONE, "mo 9-10", NULL, &error),
		CODE(NOT_FOUND));
	T_INT("three plans", book_hours(shop)->len, 3);
}

static void test_hours_default(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL;
	const char *maria = shop_customer("Maria", NULL), *ana = shop_staff("Ana");
	gint64 first = shop_day("2026-11-30"), last = shop_day("2026-12-06");
	opening_hours_free(book_hours_set(shop, ana, NONE, NONE, "sa 10:00-22:00", NULL, &error));
	opening_hours_free(book_hours_set(shop, ana, first, last, "su 10:00-12:00", NULL, &error));
	T_NO_ERROR("hers", error);
	shop_book(maria, NULL, ana, "2026-11-28 20:00");
	gint64 seq = shop_events();
	g_autoptr(OpeningHours) usual = book_hours_default(shop, ana, first, last, NULL, &error);
	T_NO_ERROR("not that week", error);
	T_STR("her own usual ones again", usual ? usual->staff : NULL, ana);
	g_autoptr(OpeningHours) now = book_hours_default(shop, ana, NONE, NONE, &remark, &error);
	T_NO_ERROR("none of her own", error);
	T_TRUE("the business's", now && !now->staff);
	T_STR("what falls outside", remark,
	      "1 coming booking is now outside the opening hours: Sat 28 Nov 20:00.");
	g_autoptr(OpeningHours) again = book_hours_default(shop, ana, NONE, NONE, NULL, &error);
	T_TRUE("twice is once", again && !again->staff);
	g_autofree char *types = shop_types_since(seq);
	T_STR("events", types, "hours.removed hours.removed");
	REFUSED("whose", book_hours_default(shop, NULL, NONE, NONE, NULL, &error), CODE(USAGE));
	REFUSED("nobody's", book_hours_default(shop, UNKNOWN_ID, NONE, NONE, NULL, &error), CODE(NOT_FOUND));
	change_free(book_undo(shop, NULL, &error));
	T_NO_ERROR("undone", error);
	T_STR("hers again", book_hours_on(shop, ana, book_today(shop))->staff, ana);
}

/* --- closures --- */

static void test_closures(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL;
	const char *maria = shop_customer("Maria", NULL), *ana = shop_staff("Ana");
	shop_book(maria, NULL, ana, "2026-12-24 10:00");
	ClosureEdit days = { NULL, " Christmas ", NULL, shop_day("2026-12-24"), shop_day("2026-12-26"),
			     NONE, NONE };
	g_autoptr(Closure) holiday = book_closure_add(shop, &days, &remark, &error);
	if (!T_NO_ERROR("added", error))
		return;
	T_STR("kind", holiday->kind, "holiday");
	T_STR("what falls on it", remark,
	      "1 coming booking is now outside the opening hours: Thu 24 Dec 10:00.");
	gint64 seq = shop_events();
	days.reason = "Christmas";
	g_autoptr(Closure) same = book_closure_add(shop, &days, NULL, &error);
	T_STR("the same again is the same", same ? same->id : NULL, holiday->id);
	T_INT("no event", shop_events(), seq);
	ClosureEdit leave = {
		ana, "", NULL, NONE, NONE, shop_time("2026-11-25 09:00"), shop_time("2026-11-25 12:00")
	};
	g_autoptr(Closure) away = book_closure_add(shop, &leave, NULL, &error);
	T_STR("somebody's", away ? away->kind : NULL, "leave");
	ClosureEdit extra = { NULL,
			      "Open Sunday",
			      "10:00-14:00 15:00-16:00",
			      shop_day("2026-12-13"),
			      shop_day("2026-12-13"),
			      NONE,
			      NONE };
	g_autoptr(Closure) open = book_closure_add(shop, &extra, NULL, &error);
	T_TRUE("extra opening", open && strcmp(open->kind, "open") == 0 && open->ranges->len == 2);
	shop_book(maria, NULL, ana, "2026-12-13 10:00");
	ClosureEdit past = { NULL, "", NULL, shop_day("2026-11-02"), shop_day("2026-11-03"), NONE, NONE };
	g_autoptr(Closure) over = book_closure_add(shop, &past, NULL, &error);
	T_NOT_NULL("over", over);
	g_autoptr(GPtrArray) coming = book_closures(shop, FALSE, &error);
	g_autoptr(GPtrArray) all = book_closures(shop, TRUE, &error);
	T_INT("coming", coming->len, 3);
	T_INT("all", all->len, 4);
	T_STR("by start", ((const Closure *)coming->pdata[0])->id, away ? away->id : NULL);
	g_autofree char *prefix = g_strndup(holiday->id, 8);
	T_TRUE("removed by prefix", book_closure_remove(shop, prefix, NULL, &error));
	REFUSED("gone", book_closure_remove(shop, prefix, NULL, &error), CODE(NOT_FOUND));
	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_NOT_NULL("undone", undone);
	T_TRUE("back", book_closure_remove(shop, prefix, NULL, &error));
	ClosureEdit backwards = { NULL, "", NULL, 20001, 20000, NONE, NONE },
		    empty = { NULL, "", NULL, NONE, NONE, NONE, NONE };
	REFUSED("backwards", book_closure_add(shop, &backwards, NULL, &error), CODE(USAGE));
	REFUSED("never", book_closure_add(shop, &empty, NULL, &error), CODE(USAGE));
	extra.open = "late";
	REFUSED("not understood", book_closure_add(shop, &extra, NULL, &error), CODE(USAGE));
	leave.open = "10:00-12:00";
	REFUSED("open by instants", book_closure_add(shop, &leave, NULL, &error), CODE(USAGE));
}

/* --- the business and its policies --- */

typedef struct {
	const char *name;
	char *value;
} Wanted;

static void keep_setting(const char *name, const char *value, gpointer data)
{
	Wanted *wanted = data;
	if (strcmp(name, wanted->name) == 0)
		wanted->value = g_strdup(value);
}

static char *setting(void (*every)(const Book *, BookSettingFunc, gpointer), const char *name)
{
	Wanted wanted = { name, NULL };
	every(shop, keep_setting, &wanted);
	return wanted.value;
}

static void test_business(void)
{
	static const struct {
		const char *name, *value, *want;
		int code;
	} rows[] = {
		{ "name", "  Salon  Lumière ", "Salon Lumière", 0 },
		{ "name", "", NULL, CODE(USAGE) },
		{ "currency", "chf", "CHF", 0 },
		{ "currency", "francs", NULL, CODE(USAGE) },
		{ "locale", "de_DE.UTF-8", "de_DE.UTF-8", 0 },
		{ "week-start", "su", "sunday", 0 },
		{ "Week_Start", "Montag", NULL, 0 },
		{ "week-start", "mo-fr", NULL, CODE(USAGE) },
		{ "week-start", "someday", NULL, CODE(USAGE) },
		{ "phone", "030 1234", "030 1234", 0 },
		{ "email", "salon@example.com", "salon@example.com", 0 },
		{ "email", "salon", NULL, CODE(USAGE) },
		{ "address", "Lime Street 12\nBerlin", "Lime Street 12\nBerlin", 0 },
		{ "timezone", "Moon", NULL, CODE(USAGE) },
		{ "timezone", "", NULL, CODE(USAGE) },
		{ "colour", "blue", NULL, CODE(USAGE) },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gboolean done = book_business_set(shop, rows[i].name, rows[i].value, NULL, &error);
		g_autofree char *value = rows[i].want ? setting(book_business_each, rows[i].name) : NULL;
		T_STR(rows[i].name, value, rows[i].want);
		if (rows[i].code)
			T_ERROR(rows[i].value, error, DAYBOOK_ERROR, rows[i].code);
		else
			T_TRUE(rows[i].value, done);
	}
	T_INT("a day in German", book_business(shop)->week_start, 0);
}

static void test_timezone(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL, *none = NULL;
	const char *id = shop_book(shop_customer("Maria", NULL), NULL, shop_staff("Ana"), "2026-11-26 10:00");
	T_TRUE("set", book_business_set(shop, "timezone", "Europe/Lisbon", &remark, &error));
	T_STR("what it means", remark,
	      "1 coming booking keeps its moment in time; on the new clock it is on Thu 26 Nov 09:00.");
	T_TRUE("again", book_business_set(shop, "timezone", "Europe/Lisbon", &none, &error));
	T_STR("nothing changed", none, NULL);
	g_autoptr(BookingView) view = book_view(shop, id, &error);
	cJSON *json = view ? json_booking(shop, view) : NULL;
	g_autofree char *start = shop_json(json, "start");
	T_STR("in its own zone", start, "2026-11-26T10:00:00+01:00");
	cJSON_Delete(json);
}

static void test_currency(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remark = NULL;
	const char *cut = shop_service("Cut", 45, 3850), *boris = shop_staff("Boris");
	ServiceEdit own = SERVICE_EDIT_INIT;
	own.for_staff = boris;
	own.price = 3000;
	g_autoptr(Service) service = book_service_edit(shop, cut, &own, &error);
	T_NOT_NULL("service", service);
	T_TRUE("set", book_business_set(shop, "currency", "JPY", &remark, &error));
	T_INT("no decimals", book_service_by_id(shop, cut)->price, 39);
	T_INT("his own too", service_price(book_service_by_id(shop, cut), boris), 30);
	T_TRUE("said", remark && strstr(remark, "JPY"));
	g_autoptr(Change) undone = book_undo(shop, NULL, &error);
	T_NOT_NULL("undone", undone);
	T_STR("undone", book_business(shop)->currency, "EUR");
	T_INT("as before", book_service_by_id(shop, cut)->price, 3850);
}

static void test_policies(void)
{
	static const struct {
		const char *name, *value, *want;
	} rows[] = {
		{ "slot-step", "20", "20" },
		{ "slot-step", "1h", "60" },
		{ "slot-step", "4", NULL },
		{ "slot-step", "61", NULL },
		{ "min-notice", "2h", "120" },
		{ "min-notice", "0", "0" },
		{ "horizon", "6", "6 months" },
		{ "horizon", "12 months", "12 months" },
		{ "horizon", "2 years", "24 months" },
		{ "horizon", "0", NULL },
		{ "horizon", "11 years", NULL },
		{ "horizon", "soon", NULL },
		{ "cancel-deadline", "1d", "1440" },
		{ "cancel-deadline", "-1", NULL },
		{ "max-per-day", "8", "8" },
		{ "max-per-day", "none", "none" },
		{ "max-per-day", "0", NULL },
		{ "max-per-day", "8 months", NULL },
		{ "buffers-inside-hours", "on", "on" },
		{ "buffers_inside_hours", "no", NULL },
		{ "buffers-inside-hours", "maybe", NULL },
		{ "rank-spread", "on", "on" },
		{ "rank-spread", "Gather", "gather" },
		{ "rank-spread", "off", "off" },
		{ "rank-spread", "some", NULL },
		{ "rank-gaps", "off", "off" },
		{ "rank-gaps", "on", "on" },
		{ "rank-gaps", "gather", NULL },
		{ "remember-length", "off", "off" },
		{ "remember-length", "on", "on" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gboolean done = book_policy_set(shop, rows[i].name, rows[i].value, &error);
		g_autofree char *value = rows[i].want ? setting(book_policy_each, rows[i].name) : NULL;
		T_STR(rows[i].value, value, rows[i].want);
		if (rows[i].want || strcmp(rows[i].value, "no") == 0)
			T_TRUE(rows[i].value, done);
		else
			T_ERROR(rows[i].value, error, DAYBOOK_ERROR, CODE(USAGE));
	}
	g_autoptr(GError) error = NULL;
	T_INT("off again", book_policy(shop)->buffers_inside_hours, 0);
	REFUSED("unknown", book_policy_set(shop, "dress-code", "smart", &error), CODE(USAGE));
	REFUSED("policies are not undone", book_undo(shop, NULL, &error), CODE(CONFLICT));
}

/* --- JSON --- */

static void test_booking_json(void)
{
	g_autoptr(GError) error = NULL;
	const char *cut = shop_service("Cut", 45, 3800), *maria = shop_customer("Maria", "0170 555");
	const char *id = shop_book(maria, cut, shop_staff("Ana"), "2026-11-26 10:00");
	g_autoptr(BookingView) view = book_view(shop, id, &error);
	cJSON *json = view ? json_booking(shop, view) : NULL;
	if (!T_NOT_NULL("JSON", json))
		return;
	static const char *const keys = "id kind status title customer service staff resource parts start "
					"end timezone all_day busy overbooked notes public_note "
					"paid price series source version created updated sync";
	g_auto(GStrv) names = g_strsplit(keys, " ", -1);
	for (char **name = names; *name; name++)
		T_TRUE(*name, cJSON_HasObjectItem(json, *name));
	static const char *const want[][2] = {
		{ "kind", "appointment" },
		{ "status", "confirmed" },
		{ "title", "" },
		{ "resource", "null" },
		{ "start", "2026-11-26T10:00:00+01:00" },
		{ "end", "2026-11-26T10:45:00+01:00" },
		{ "timezone", "Europe/Berlin" },
		{ "all_day", "false" },
		{ "busy", "true" },
		{ "overbooked", "null" },
		{ "paid", "null" },
		{ "price", "{\"minor\":3800,\"currency\":\"EUR\"}" },
		{ "series", "null" },
		{ "source", "cli" },
		{ "version", "1" },
		{ "sync", "{\"status\":\"local\",\"attempts\":0,\"next_attempt\":null,\"error\":null,"
			  "\"last_synced\":null,\"account\":null,\"calendar\":null,\"remote_id\":null}" }
	};
	for (gsize i = 0; i < G_N_ELEMENTS(want); i++) {
		g_autofree char *value = shop_json(json, want[i][0]);
		T_STR(want[i][0], value, want[i][1]);
	}
	g_autofree char *name = shop_json(cJSON_GetObjectItem(json, "customer"), "name");
	g_autofree char *phone = shop_json(cJSON_GetObjectItem(json, "customer"), "phone");
	g_autofree char *service = shop_json(cJSON_GetObjectItem(json, "service"), "name");
	T_STR("customer", name, "Maria");
	T_STR("phone", phone, "0170 555");
	T_STR("service", service, "Cut");
	const cJSON *part = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "parts"), 0);
	g_autofree char *price = shop_json(part, "price"), *busy = shop_json(part, "busy");
	T_STR("part's price", price, "{\"minor\":3800,\"currency\":\"EUR\"}");
	T_STR("part's busy", busy, "true");
	cJSON_Delete(json);
}

static void test_house_json(void)
{
	g_autoptr(GError) error = NULL;
	const char *ana = shop_staff("Ana");
	g_autoptr(GPtrArray) segments = book_segments_parse("30 busy, 45 free, 30 busy", &error);
	g_autoptr(GPtrArray) skills = g_ptr_array_new();
	g_ptr_array_add(skills, (gpointer)ana);
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = "Colour";
	edit.segments = segments;
	edit.skills = skills;
	edit.price = 7800;
	g_autoptr(Service) service = book_service_add(shop, &edit, &error);
	g_autoptr(OpeningHours) hours = book_hours_set(shop, ana, NONE, NONE, "tu 10:00-12:00", NULL, &error);
	ClosureEdit days = { ana, "Away", NULL, shop_day("2026-12-24"), shop_day("2026-12-26"), NONE, NONE };
	g_autoptr(Closure) closure = book_closure_add(shop, &days, NULL, &error);
	if (!T_NO_ERROR("added", error))
		return;
	cJSON *one = json_service(shop, service), *two = json_hours(shop, hours),
	      *three = json_closure(shop, closure);
	g_autofree char *parts = shop_json(one, "segments"), *price = shop_json(one, "price"),
			*ranges = shop_json(two, "ranges");
	g_autofree char *from = shop_json(three, "from"), *end = shop_json(three, "end");
	T_STR("segments", parts,
	      "[{\"minutes\":30,\"busy\":true},{\"minutes\":45,\"busy\":false},{\"minutes\":30,\"busy\":true}"
	      "]");
	T_STR("price", price, "{\"minor\":7800,\"currency\":\"EUR\"}");
	T_STR("who",
	      cJSON_GetStringValue(
		      cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(one, "staff"), 0), "name")),
	      "Ana");
	T_STR("ranges", ranges, "[{\"day\":\"tu\",\"from\":\"10:00\",\"to\":\"12:00\"}]");
	T_STR("first day", from, "2026-12-24");
	T_STR("until", end, "2026-12-27T00:00:00+01:00");
	cJSON_Delete(one);
	cJSON_Delete(two);
	cJSON_Delete(three);
}

UNIT_SUITE("house", shop_open, shop_close, { "staff", test_staff }, { "staff retire", test_staff_retire },
	   { "find staff", test_find_staff }, { "staff merge", test_staff_merge },
	   { "resources", test_resources }, { "segments", test_segments }, { "services", test_services },
	   { "own length and price", test_own_length }, { "hours in words", test_hours_spec },
	   { "hours set", test_hours_set }, { "hours as the business's", test_hours_default },
	   { "kinds spelled anew", test_respelled }, { "closures", test_closures },
	   { "business", test_business }, { "timezone", test_timezone }, { "currency", test_currency },
	   { "policies", test_policies }, { "a booking's JSON", test_booking_json },
	   { "the house's JSON", test_house_json })
