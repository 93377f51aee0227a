/* tests/unit/book/test_history.c - undo and redo of everything, field by field; the log and its proof */
#include <string.h>

#include "model/series.h"
#include "store/store_p.h" /* to tamper */
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static void undo(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = book_undo(book, NULL, &error);
	T_NO_ERROR(label, error);
	T_NOT_NULL(label, change);
}

static void redo(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = book_redo(book, &error);
	T_NO_ERROR(label, error);
	T_NOT_NULL(label, change);
}

/* Must be refused, with nothing written. The message. */
static char *refused(const char *label, Book *book, const char *correlation, DaybookErrorCode code)
{
	g_autoptr(GError) error = NULL;
	gint64 events = desk_events(book);
	T_NULL(label, book_undo(book, correlation, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	T_INT(label, desk_events(book), events);
	return g_strdup(error ? error->message : "");
}

/* The id of this actor's newest change. */
static char *newest(Book *book)
{
	g_autoptr(GPtrArray) changes = book_changes(book, TRUE, 1, NULL);
	return g_strdup(changes && changes->len ? ((const Change *)changes->pdata[0])->id : NULL);
}

static BookEdit titled(const char *title)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.title = title;
	return edit;
}

static BookEdit at_time(const Book *book, const char *when)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.start = desk_at(book, when);
	return edit;
}

/* --- every kind of change --- */

typedef struct {
	Book *book;
	char *id;    /* Maria's cut on the 24th at 10:00 with Ana */
	char *block; /* of Boris, that day 12:00-13:00 */
	char *maria, *ben;
	char *ana, *boris, *cut, *room;
} Scene;

static void scene_init(Scene *scene)
{
	Book *book = scene->book = desk_new(DESK_ZONE);
	scene->maria = desk_customer(book, "Maria Lopez");
	scene->ben = desk_customer(book, "Ben Adler");
	scene->id = desk_made(book, "2026-11-24 10:00", "Cut", "Ana", "Maria Lopez");
	g_autoptr(Booking) block =
		desk_book("block", book, desk_block(book, "2026-11-24 12:00", 60, "Boris"));
	scene->block = g_strdup(block->id);
	scene->ana = g_strdup(desk_staff(book, "Ana"));
	scene->boris = g_strdup(desk_staff(book, "Boris"));
	scene->cut = g_strdup(desk_service(book, "Cut"));
	scene->room = g_strdup(desk_resource(book, "Room 1"));
}

static void scene_clear(Scene *scene)
{
	char *texts[] = { scene->id,  scene->block, scene->maria, scene->ben,
			  scene->ana, scene->boris, scene->cut,   scene->room };
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	book_close(scene->book);
}

static gboolean add(Book *book, BookRequest *take, GError **error)
{
	g_autoptr(BookRequest) request = take;
	return book_add(book, request, NULL, error);
}

static gboolean do_book(const Scene *scene, GError **error)
{
	return add(scene->book, desk_ask(scene->book, "2026-11-25 10:00", "Colour", NULL), error);
}

static gboolean do_book_new(const Scene *scene, GError **error)
{
	BookRequest *request = desk_ask(scene->book, "2026-11-25 10:00", "Cut", NULL);
	model_set(&book_request_class, request, &request->new_customer, "Zoe");
	return add(scene->book, request, error);
}

static gboolean do_overbook(const Scene *scene, GError **error)
{
	BookRequest *request = desk_ask(scene->book, "2026-11-24 10:15", "Massage", "Ana");
	model_set(&book_request_class, request, &request->overbook, "a friend");
	return add(scene->book, request, error);
}

static gboolean do_days(const Scene *scene, GError **error)
{
	BookRequest *request = desk_block(scene->book, "2026-11-26 00:00", 60, "Cleo");
	request->all_day = 3;
	return add(scene->book, request, error);
}

static gboolean do_series(const Scene *scene, GError **error)
{
	BookRequest *request = desk_ask(scene->book, "2026-11-25 10:00", "Massage", "Ana");
	model_set(&book_request_class, request, &request->rrule, "FREQ=WEEKLY;COUNT=5");
	return add(scene->book, request, error);
}

static gboolean do_move(const Scene *scene, GError **error)
{
	BookEdit edit = at_time(scene->book, "2026-11-25 15:00");
	edit.staff = scene->boris;
	edit.seconds = 3600;
	return book_move(scene->book, scene->id, &edit, NULL, error);
}

static gboolean do_move_block(const Scene *scene, GError **error)
{
	BookEdit edit = at_time(scene->book, "2026-11-25 15:00");
	return book_move(scene->book, scene->block, &edit, NULL, error);
}

static gboolean do_edit(const Scene *scene, GError **error)
{
	BookEdit edit = titled("Wedding");
	edit.notes = "two hours";
	edit.public_note = "bring photo";
	edit.price = 9900;
	edit.deposit = 100;
	edit.status = "tentative";
	edit.customer = scene->ben;
	return book_edit(scene->book, scene->id, &edit, NULL, error);
}

static gboolean do_edit_new_customer(const Scene *scene, GError **error)
{
	BookEdit edit = BOOK_EDIT_INIT;
	edit.new_customer = "Zoe";
	return book_edit(scene->book, scene->id, &edit, NULL, error);
}

static gboolean do_edit_visits(const Scene *scene, GError **error)
{
	g_autoptr(BookRequest) request = desk_ask(scene->book, "2026-11-24 10:00", "Colour", "Boris");
	BookEdit edit = BOOK_EDIT_INIT;
	edit.visits = request->visits;
	return book_edit(scene->book, scene->id, &edit, NULL, error);
}

static gboolean do_arrive(const Scene *scene, GError **error)
{
	return book_mark(scene->book, scene->id, STATUS_ARRIVED, NULL, error);
}

static gboolean do_no_show(const Scene *scene, GError **error)
{
	return book_mark(scene->book, scene->id, STATUS_NO_SHOW, NULL, error);
}

static gboolean do_cancel(const Scene *scene, GError **error)
{
	return book_cancel(scene->book, scene->id, "is ill", TRUE, NULL, error);
}

static gboolean do_paid(const Scene *scene, GError **error)
{
	return book_paid(scene->book, scene->id, NONE, NULL, error);
}

static gboolean do_note(const Scene *scene, GError **error)
{
	return book_note(scene->book, scene->id, "rang", NULL, error);
}

static gboolean do_rebook(const Scene *scene, GError **error)
{
	return book_rebook(scene->book, scene->id, 28 * ZONE_DAY_SECONDS, NULL, NULL, error);
}

static gboolean done(const ModelClass *cls, gpointer row)
{
	gboolean made = row != NULL;
	model_free(cls, row);
	return made;
}

static gboolean do_customer_add(const Scene *scene, GError **error)
{
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit edit = { .name = "Zoe", .phones = phones };
	g_ptr_array_add(phones, (gpointer) "+49 170 5550123");
	return done(&customer_class, book_customer_add(scene->book, &edit, error));
}

static gboolean do_customer_edit(const Scene *scene, GError **error)
{
	CustomerEdit edit = { .name = "Maria Gomez", .email = "maria@example.com", .notes = "tea" };
	return done(&customer_class, book_customer_edit(scene->book, scene->maria, &edit, error));
}

static gboolean do_customer_note(const Scene *scene, GError **error)
{
	return done(&customer_class, book_customer_note(scene->book, scene->maria, "rang", error));
}

static gboolean do_customer_merge(const Scene *scene, GError **error)
{
	return done(&customer_class, book_customer_merge(scene->book, scene->maria, scene->ben, error));
}

static gboolean do_staff_add(const Scene *scene, GError **error)
{
	StaffEdit edit = { .name = "Dora", .active = NONE };
	return done(&staff_class, book_staff_add(scene->book, &edit, error));
}

static gboolean do_staff_edit(const Scene *scene, GError **error)
{
	StaffEdit edit = { .name = "Anna", .color = "red", .active = NONE };
	return done(&staff_class, book_staff_edit(scene->book, scene->ana, &edit, error));
}

static gboolean do_staff_retire(const Scene *scene, GError **error)
{
	return done(&staff_class, book_staff_retire(scene->book, scene->ana, NULL, error));
}

static gboolean do_staff_merge(const Scene *scene, GError **error)
{
	return done(&staff_class, book_staff_merge(scene->book, scene->ana, scene->boris, error));
}

static gboolean do_resource_add(const Scene *scene, GError **error)
{
	ResourceEdit edit = { .name = "Lift", .active = NONE };
	return done(&resource_class, book_resource_add(scene->book, &edit, error));
}

static gboolean do_resource_edit(const Scene *scene, GError **error)
{
	ResourceEdit edit = { .name = "Blue room", .active = NONE };
	return done(&resource_class, book_resource_edit(scene->book, scene->room, &edit, error));
}

static gboolean do_resource_retire(const Scene *scene, GError **error)
{
	return done(&resource_class, book_resource_retire(scene->book, scene->room, NULL, error));
}

static gboolean do_service_add(const Scene *scene, GError **error)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.name = "Shave";
	edit.duration = 20;
	return done(&service_class, book_service_add(scene->book, &edit, error));
}

static gboolean do_service_edit(const Scene *scene, GError **error)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.duration = 50;
	edit.price = 4000;
	edit.buffer_after = 5;
	return done(&service_class, book_service_edit(scene->book, scene->cut, &edit, error));
}

static gboolean do_service_own(const Scene *scene, GError **error)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	edit.for_staff = scene->boris;
	edit.duration = 60;
	return done(&service_class, book_service_edit(scene->book, scene->cut, &edit, error));
}

static gboolean do_service_retire(const Scene *scene, GError **error)
{
	return done(&service_class, book_service_retire(scene->book, scene->cut, NULL, error));
}

static gboolean do_hours(const Scene *scene, GError **error)
{
	return done(&opening_hours_class,
		    book_hours_set(scene->book, NULL, NONE, NONE, "mo-fr 10:00-16:00", NULL, error));
}

static gboolean do_own_hours(const Scene *scene, GError **error)
{
	return done(&opening_hours_class,
		    book_hours_set(scene->book, scene->ana, NONE, NONE, "mo 10:00-16:00", NULL, error));
}

static gboolean do_closure(const Scene *scene, GError **error)
{
	ClosureEdit edit = { .first_day = desk_day("2026-12-24"),
			     .last_day = desk_day("2026-12-26"),
			     .start = NONE,
			     .end = NONE };
	return done(&closure_class, book_closure_add(scene->book, &edit, NULL, error));
}

static gboolean do_business(const Scene *scene, GError **error)
{
	return book_business_set(scene->book, "name", "Salon", NULL, error);
}

static gboolean do_zone(const Scene *scene, GError **error)
{
	return book_business_set(scene->book, "timezone", "Asia/Kathmandu", NULL, error);
}

static const struct {
	const char *label;
	gboolean (*run)(const Scene *scene, GError **error);
} kinds[] = {
	{ "book", do_book },
	{ "book for a new customer", do_book_new },
	{ "overbook", do_overbook },
	{ "block days", do_days },
	{ "series", do_series },
	{ "move", do_move },
	{ "move a block", do_move_block },
	{ "edit", do_edit },
	{ "edit for a new customer", do_edit_new_customer },
	{ "edit services", do_edit_visits },
	{ "arrive", do_arrive },
	{ "no-show", do_no_show },
	{ "cancel", do_cancel },
	{ "paid", do_paid },
	{ "note", do_note },
	{ "rebook", do_rebook },
	{ "customer add", do_customer_add },
	{ "customer edit", do_customer_edit },
	{ "customer note", do_customer_note },
	{ "customer merge", do_customer_merge },
	{ "staff add", do_staff_add },
	{ "staff edit", do_staff_edit },
	{ "staff retire", do_staff_retire },
	{ "staff merge", do_staff_merge },
	{ "resource add", do_resource_add },
	{ "resource edit", do_resource_edit },
	{ "resource retire", do_resource_retire },
	{ "service add", do_service_add },
	{ "service edit", do_service_edit },
	{ "service edit for one", do_service_own },
	{ "service retire", do_service_retire },
	{ "hours", do_hours },
	{ "own hours", do_own_hours },
	{ "closure", do_closure },
	{ "business", do_business },
	{ "time zone", do_zone },
};

static void check_content(const char *label, Book *book, GHashTable *want)
{
	g_autoptr(GHashTable) got = desk_content(book);
	desk_check_same(label, got, want);
}

/* Also with the book closed in between. */
static void test_every_kind(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GHashTable) before = desk_content(scene.book);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		const char *label = kinds[i].label;
		g_autoptr(GError) error = NULL;
		T_TRUE(label, kinds[i].run(&scene, &error));
		T_NO_ERROR(label, error);
		g_autoptr(GHashTable) after = desk_content(scene.book);
		undo(label, scene.book);
		check_content(label, scene.book, before);
		redo(label, scene.book);
		check_content(label, scene.book, after);
		Book *again = desk_open(scene.book, "ana");
		book_close(scene.book);
		scene.book = again;
		undo(label, again);
		check_content(label, again, before);
		redo(label, again);
		check_content(label, again, after);
		undo(label, again);
		check_content(label, again, before);
	}
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* And all of them on top of each other. */
static void test_all_together(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GHashTable) before = desk_content(scene.book);
	guint made = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		made += kinds[i].run(&scene, NULL) ? 1 : 0;
	T_TRUE("nearly all of them", made > G_N_ELEMENTS(kinds) - 8);
	g_autoptr(GHashTable) after = desk_content(scene.book);
	for (guint i = 0; i < made; i++)
		undo("back", scene.book);
	check_content("back", scene.book, before);
	for (guint i = 0; i < made; i++)
		redo("forth", scene.book);
	check_content("forth", scene.book, after);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* --- field by field --- */

static void test_fields(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	BookEdit title = titled("Wedding"), again = titled("Funeral"), note = BOOK_EDIT_INIT,
		 other = BOOK_EDIT_INIT;
	note.notes = "his";
	other.public_note = "hers";
	T_TRUE("title", book_edit(scene.book, scene.id, &title, NULL, &error));
	g_autofree char *titled_by_ana = newest(scene.book);
	desk_set_now(boris, "2026-11-20 09:30");
	T_TRUE("notes", book_edit(boris, scene.id, &note, NULL, &error));
	g_autofree char *noted_by_boris = newest(boris);
	T_TRUE("public note", book_edit(scene.book, scene.id, &other, NULL, &error));
	T_NO_ERROR("changed", error);
	/* the older of three, named: only its field goes back */
	change_free(book_undo(boris, titled_by_ana, &error));
	T_NO_ERROR("the oldest", error);
	g_autoptr(Booking) after = desk_get(boris, scene.id);
	T_STR("its field", after->title, "");
	T_STR("not another's", after->notes, "his");
	T_STR("not another's", after->public_note, "hers");
	/* the same field again: refused, naming who did it, not who came last */
	T_TRUE("title", book_edit(scene.book, scene.id, &title, NULL, &error));
	g_autofree char *first = newest(scene.book);
	desk_set_now(boris, "2026-11-20 10:30");
	T_TRUE("title again", book_edit(boris, scene.id, &again, NULL, &error));
	desk_set_now(scene.book, "2026-11-20 11:30");
	T_TRUE("something else", book_note(scene.book, scene.id, "rang", NULL, &error));
	T_NO_ERROR("changed", error);
	g_autofree char *message = refused("the same field", scene.book, first, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("who", strstr(message, "boris") != NULL);
	T_TRUE("when", strstr(message, "Fri 20 Nov 10:30") != NULL);
	g_autofree char *notes =
		refused("notes have grown", scene.book, noted_by_boris, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("who", strstr(notes, "ana") != NULL);
	T_TRUE("when", strstr(notes, "Fri 20 Nov 11:30") != NULL);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* A booking that has changed since it was made is not simply gone. */
static void test_creation_changed(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	BookEdit title = titled("his");
	T_TRUE("booked", do_book(&scene, &error));
	g_autofree char *made = book_find_booking(scene.book, "last", &error);
	T_TRUE("changed", book_edit(boris, made, &title, NULL, &error));
	T_NO_ERROR("changed", error);
	g_autofree char *message = refused("changed since", scene.book, NULL, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("who", strstr(message, "boris") != NULL);
	undo("his first", boris);
	undo("then hers", scene.book);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* --- time taken meanwhile --- */

static void test_time_taken(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("moved", do_move(&scene, &error));
	g_autofree char *instead = desk_made(boris, "2026-11-24 10:30", "Talk", "Ana", "Ben Adler");
	g_autofree char *message = refused("moved back", scene.book, NULL, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", strstr(message, "Ana has Ben Adler (Talk) 10:30–10:45.") != NULL);
	T_TRUE("gone", book_cancel(boris, instead, NULL, FALSE, NULL, &error));
	undo("moved back now", scene.book);
	T_TRUE("cancelled", do_cancel(&scene, &error));
	undo("his, cancelled", boris);
	g_autofree char *cancelled = refused("stands again", scene.book, NULL, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("by whom", strstr(cancelled, "Ben Adler") != NULL);
	T_NO_ERROR("changed", error);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

static void test_redo_time_taken(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("booked", do_book(&scene, &error));
	undo("and back", scene.book);
	desk_make(boris, "2026-11-25 10:15", "Talk", "Ana", NULL);
	T_NULL("taken", book_redo(scene.book, &error));
	T_ERROR("taken", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	undo("his", boris);
	redo("now it is free", scene.book);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* Who was put over it with a reason before has taken nothing meanwhile; who came since has. */
static void test_overbooked_before(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	BookEdit away = at_time(scene.book, "2026-11-25 10:00"),
		 back = at_time(scene.book, "2026-11-24 10:15");
	back.overbook = "again";
	T_TRUE("over her", do_overbook(&scene, &error));
	g_autofree char *over = book_find_booking(scene.book, "last", &error);
	T_TRUE("she cancels", do_cancel(&scene, &error));
	undo("no, she comes", scene.book);
	T_TRUE("she cancels", do_cancel(&scene, &error));
	g_autofree char *cancelled = newest(scene.book);
	T_TRUE("the other goes", book_move(scene.book, over, &away, NULL, &error));
	T_TRUE("and takes her time for good", book_move(scene.book, over, &back, NULL, &error));
	T_NO_ERROR("changed", error);
	g_free(refused("it is taken now", scene.book, cancelled, DAYBOOK_ERROR_CONFLICT));
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* Nor does a mark for another reason help who has come there since. */
static void test_marked_since(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	BookEdit early = at_time(scene.book, "2026-11-24 08:50");
	early.overbook = "before we open";
	T_TRUE("over her", do_overbook(&scene, &error));
	g_autofree char *over = book_find_booking(scene.book, "last", &error);
	T_TRUE("she cancels", do_cancel(&scene, &error));
	g_autofree char *cancelled = newest(scene.book);
	T_TRUE("the other comes early, into her time", book_move(scene.book, over, &early, NULL, &error));
	T_NO_ERROR("changed", error);
	g_autofree char *why = refused("it is taken", scene.book, cancelled, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("nothing is advised that undo cannot do",
	       !strstr(why, "overbook") && strstr(why, "try again"));
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* A visit's price and its time are two things, though both stand in its parts. */
static void test_parts_apart(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	BookEdit dearer = BOOK_EDIT_INIT, at_two = at_time(scene.book, "2026-11-24 14:00"),
		 longer = BOOK_EDIT_INIT;
	dearer.price = 4500;
	longer.seconds = 5400;
	T_TRUE("dearer", book_edit(scene.book, scene.id, &dearer, NULL, &error));
	g_autofree char *price = newest(scene.book);
	T_TRUE("moved", book_move(scene.book, scene.id, &at_two, NULL, &error));
	g_autofree char *move = newest(scene.book);
	change_free(book_undo(scene.book, price, &error));
	T_NO_ERROR("the price alone", error);
	g_autoptr(Booking) moved = desk_get(scene.book, scene.id);
	T_INT("the price alone", booking_price(moved), 3800);
	desk_check_words("still moved", scene.book, moved, "24T14:00-14:45 Ana Cut");
	T_TRUE("dearer again", book_edit(scene.book, scene.id, &dearer, NULL, &error));
	change_free(book_undo(scene.book, move, &error));
	T_NO_ERROR("the move alone", error);
	g_autoptr(Booking) back = desk_get(scene.book, scene.id);
	T_INT("the move alone", booking_price(back), 4500);
	desk_check_words("back", scene.book, back, "24T10:00-10:45 Ana Cut");
	T_TRUE("moved", book_move(scene.book, scene.id, &at_two, NULL, &error));
	g_autofree char *again = newest(scene.book);
	T_TRUE("longer", book_move(scene.book, scene.id, &longer, NULL, &error));
	g_free(refused("its end has changed since", scene.book, again, DAYBOOK_ERROR_CONFLICT));
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* Two people of one name could not be told apart. */
static void test_name_taken(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	T_TRUE("Ana is Anna now", do_staff_edit(&scene, &error));
	g_autofree char *renamed = newest(scene.book);
	StaffEdit twin = { .name = "ANA", .active = NONE }, away = { .name = "Bea", .active = NONE };
	g_autoptr(Staff) other = book_staff_add(scene.book, &twin, &error);
	T_NO_ERROR("another one", error);
	g_autofree char *why = refused("another has the name", scene.book, renamed, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says whose", strstr(why, "ANA") != NULL);
	staff_free(book_staff_edit(scene.book, other->id, &away, &error));
	change_free(book_undo(scene.book, renamed, &error));
	T_NO_ERROR("when it is free again", error);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* A class with one too many, by reason: one cancels, and comes back. */
static void test_overbooked_class(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	g_autofree char *first = desk_made(book, "2026-11-24 10:00", "Yoga", "Cleo", NULL);
	desk_make(book, "2026-11-24 10:00", "Yoga", "Cleo", NULL);
	desk_make(book, "2026-11-24 10:00", "Yoga", "Cleo", NULL);
	BookRequest *request = desk_ask(book, "2026-11-24 10:00", "Yoga", "Cleo");
	model_set(&book_request_class, request, &request->overbook, "small");
	g_autoptr(Booking) fourth = desk_book("fourth", book, request);
	T_TRUE("cancelled", book_cancel(book, first, NULL, FALSE, NULL, &error));
	undo("comes after all", book);
	T_TRUE("cancelled", book_cancel(book, first, NULL, FALSE, NULL, &error));
	T_TRUE("cancelled", book_cancel(book, fourth->id, NULL, FALSE, NULL, &error));
	T_NO_ERROR("cancelled", error);
	g_autoptr(Book) boris = desk_open(book, "boris");
	desk_make(boris, "2026-11-24 10:00", "Yoga", "Cleo", NULL);
	undo("the marked one is still that", book);
	g_free(refused("the place is taken", book, NULL, DAYBOOK_ERROR_CONFLICT));
	desk_check("after", book);
}

/* --- whose turn it is --- */

static void test_actors(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("hers", do_note(&scene, &error));
	T_TRUE("his", book_paid(boris, scene.id, NONE, NULL, &error));
	g_autoptr(Change) his = book_undo_next(boris, &error);
	T_STR("his is next for him", his ? his->what : NULL, "Payment of Maria Lopez, Tue 24 Nov 10:00");
	g_autoptr(Change) hers = book_undo_next(scene.book, &error);
	T_STR("hers for her", hers ? hers->what : NULL, "Note on Maria Lopez, Tue 24 Nov 10:00");
	undo("hers", scene.book);
	g_autoptr(Booking) booking = desk_get(boris, scene.id);
	T_STR("hers is gone", booking->notes, "");
	T_INT("his stands", booking->paid, 3800);
	T_NULL("he has nothing to redo", book_redo(boris, &error));
	T_ERROR("he has nothing to redo", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	undo("his", boris);
	g_autofree char *message = refused("he has no more", boris, NULL, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says whose", strstr(message, "boris") != NULL);
	T_TRUE("hers, by name", book_note(scene.book, scene.id, "rang", NULL, &error));
	g_autofree char *noted = newest(scene.book);
	change_free(book_undo(boris, noted, &error));
	T_NO_ERROR("another's is undone by name", error);
	redo("his undo of hers", boris);
	scene_clear(&scene);
}

static void test_redo_emptied(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	T_TRUE("one", do_note(&scene, &error));
	T_TRUE("two", do_paid(&scene, &error));
	undo("two", scene.book);
	undo("one", scene.book);
	redo("one", scene.book);
	g_autoptr(Change) next = book_redo(scene.book, &error);
	T_STR("then two", next ? next->what : NULL, "Payment of Maria Lopez, Tue 24 Nov 10:00");
	undo("two", scene.book);
	T_TRUE("something new", do_arrive(&scene, &error));
	T_NO_ERROR("changed", error);
	T_NULL("nothing to redo", book_redo(scene.book, &error));
	T_ERROR("nothing to redo", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	undo("the new one", scene.book);
	redo("the new one", scene.book);
	undo("the new one", scene.book);
	undo("one", scene.book);
	redo("one", scene.book);
	redo("the new one", scene.book);
	T_NULL("two is lost", book_redo(scene.book, &error));
	T_ERROR("two is lost", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* --- by name --- */

static void test_named(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	T_TRUE("title", do_note(&scene, &error));
	g_autofree char *id = newest(scene.book), *prefix = g_strndup(id, 8);
	g_free(refused("too short", scene.book, "ab", DAYBOOK_ERROR_USAGE));
	g_free(refused("unknown", scene.book, "00000000-0000", DAYBOOK_ERROR_NOT_FOUND));
	g_autoptr(Change) undone = book_undo(scene.book, prefix, &error);
	T_STR("by its beginning", undone ? undone->id : NULL, id);
	g_autofree char *twice = refused("twice", scene.book, id, DAYBOOK_ERROR_CONFLICT);
	T_TRUE("says why", strstr(twice, "already") != NULL);
	desk_policy(scene.book, "slot-step", "20");
	g_autofree char *policy = newest(scene.book);
	g_free(refused("not a policy", scene.book, policy, DAYBOOK_ERROR_POLICY));
	redo("a policy is passed over", scene.book);
	T_NO_ERROR("named", error);
	scene_clear(&scene);
}

/* An undo can be taken back by name like any change; what it took back stands again, whichever way one goes from there. */
static void test_undo_of_undo(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) before = desk_content(scene.book);
	T_TRUE("done", do_paid(&scene, &error));
	g_autoptr(GHashTable) after = desk_content(scene.book);
	undo("undone", scene.book);
	g_autofree char *id = newest(scene.book);
	change_free(book_undo(scene.book, id, &error));
	T_NO_ERROR("the undo undone", error);
	check_content("the undo undone", scene.book, after);
	redo("the undo again", scene.book);
	check_content("the undo again", scene.book, before);
	g_autoptr(Change) next = book_undo_next(scene.book, &error);
	T_STR("nothing of it is left to undo", next ? next->what : NULL, "Blocked Tue 24 Nov 12:00");
	redo("and what it took back", scene.book);
	check_content("and what it took back", scene.book, after);
	undo("once more", scene.book);
	check_content("once more", scene.book, before);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* --- what others have done meanwhile --- */

static void test_in_use(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("customer", do_customer_add(&scene, &error));
	desk_make(boris, "2026-11-26 10:00", "Cut", "Ana", "Zoe");
	g_free(refused("a customer who has a booking", scene.book, NULL, DAYBOOK_ERROR_CONFLICT));
	undo("his", boris);
	undo("the customer", scene.book);
	T_TRUE("staff", do_staff_add(&scene, &error));
	desk_make(boris, "2026-11-26 10:00", "Cut", "Dora", NULL);
	g_free(refused("a staff member who has a booking", scene.book, NULL, DAYBOOK_ERROR_CONFLICT));
	undo("his", boris);
	undo("the staff member", scene.book);
	T_TRUE("service", do_service_add(&scene, &error));
	desk_make(boris, "2026-11-26 10:00", "Shave", "Ana", NULL);
	g_free(refused("a service that is booked", scene.book, NULL, DAYBOOK_ERROR_CONFLICT));
	T_NO_ERROR("in use", error);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* A booking does not come back for somebody, or with somebody, who is gone since. */
static void test_gone_meanwhile(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("staff", do_staff_add(&scene, &error));
	desk_make(boris, "2026-11-26 10:00", "Cut", "Dora", "Ben Adler");
	undo("his", boris);
	undo("she is gone", scene.book);
	T_NULL("with whom", book_redo(boris, &error));
	T_ERROR("with whom", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	g_clear_error(&error);
	desk_make(boris, "2026-11-26 10:00", "Cut", "Ana", "Ben Adler");
	undo("his", boris);
	customer_free(book_customer_merge(scene.book, scene.ben, scene.maria, &error));
	T_NO_ERROR("merged", error);
	T_NULL("for whom", book_redo(boris, &error));
	T_ERROR("for whom", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	undo("they are two again", scene.book);
	redo("now he is there", boris);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

/* Two who were one again for a while, and one of them has got a booking since. */
static void test_merged_in_use(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(Book) boris = desk_open(scene.book, "boris");
	g_autoptr(GError) error = NULL;
	T_TRUE("one", do_customer_merge(&scene, &error));
	T_NO_ERROR("one", error);
	undo("two", scene.book);
	desk_make(boris, "2026-11-26 10:00", "Cut", "Ana", "Maria Lopez");
	T_NULL("one again", book_redo(scene.book, &error));
	T_ERROR("one again", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	undo("his", boris);
	redo("one again", scene.book);
	desk_check("after", scene.book);
	scene_clear(&scene);
}

static void test_erased(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	T_TRUE("noted", do_note(&scene, &error));
	g_autofree char *noted = newest(scene.book);
	T_TRUE("erased", book_customer_erase(scene.book, scene.maria, &error));
	T_NO_ERROR("erased", error);
	g_free(refused("what it did is erased", scene.book, noted, DAYBOOK_ERROR_POLICY));
	g_autoptr(LogVerdict) verdict = book_log_verify(scene.book, &error);
	T_STR("an erasure is no tampering", verdict->problem, NULL);
	scene_clear(&scene);
}

/* --- reading the log --- */

static char *types(Book *book, const LogQuery *query)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) events = book_log(book, query, &error);
	GString *out = g_string_new(NULL);
	T_NO_ERROR("log", error);
	for (guint i = 0; events && i < events->len; i++)
		g_string_append_printf(out, "%s%s", i ? " " : "", ((const Event *)events->pdata[i])->type);
	return g_string_free(out, FALSE);
}

static void test_log(void)
{
	Scene scene;
	scene_init(&scene);
	gint64 seq = desk_events(scene.book);
	g_autoptr(GError) error = NULL;
	desk_set_now(scene.book, "2026-11-20 12:00");
	T_TRUE("moved", do_move(&scene, &error));
	T_TRUE("paid", do_paid(&scene, &error));
	undo("unpaid", scene.book);
	redo("paid", scene.book);
	LogQuery one = { .entity_id = scene.id, .since_at = NONE },
		 since = { .since_at = NONE, .since_seq = seq + 2 },
		 noon = { .since_at = desk_at(scene.book, "2026-11-20 12:00") },
		 last = { .since_at = NONE, .limit = 2 },
		 one_last = { .entity_id = scene.id, .since_at = NONE, .limit = 2 },
		 later = { .since_at = desk_at(scene.book, "2026-11-20 12:01") };
	g_autofree char *of_one = types(scene.book, &one), *of_seq = types(scene.book, &since),
			*of_noon = types(scene.book, &noon), *of_last = types(scene.book, &last),
			*of_one_last = types(scene.book, &one_last), *of_later = types(scene.book, &later);
	T_STR("of one", of_one, "booking.created booking.moved booking.paid booking.undone booking.redone");
	LogQuery both = { .entity_id = scene.id, .since_at = NONE, .since_seq = seq + 2 };
	g_autofree char *of_both = types(scene.book, &both);
	T_STR("of one since a number", of_both, "booking.paid booking.undone booking.redone");
	g_autoptr(GPtrArray) newest_two = book_log(scene.book, &last, &error);
	for (guint i = 0; i < newest_two->len; i++)
		T_STR("done by undo", ((const Event *)newest_two->pdata[i])->source, "undo");
	T_STR("since a number", of_seq, "booking.paid booking.undone booking.redone");
	T_STR("since a time", of_noon, "booking.moved booking.paid booking.undone booking.redone");
	T_STR("the newest", of_last, "booking.undone booking.redone");
	T_STR("the newest of one", of_one_last, "booking.undone booking.redone");
	T_STR("nothing later", of_later, "");
	T_NO_ERROR("changed", error);
	scene_clear(&scene);
}

static void check_words(const char *label, Book *book, const char *want)
{
	LogQuery query = { .since_at = NONE, .limit = 1 };
	g_autoptr(GPtrArray) events = book_log(book, &query, NULL);
	const Event *event = events->pdata[0];
	g_autofree char *before = book_event_before(book, event, NULL);
	g_autofree char *words = book_event_words(book, event, before);
	T_STR(label, words, want);
}

static void test_words(void)
{
	Scene scene;
	scene_init(&scene);
	Book *book = scene.book;
	BookEdit longer = BOOK_EDIT_INIT, title = titled("x"), staff = BOOK_EDIT_INIT;
	longer.seconds = 3600;
	staff.staff = scene.boris;
	T_TRUE("booked", do_book(&scene, NULL));
	check_words("booked", book, "booked for Wed 25 Nov 10:00 with Ana");
	undo("undone", book);
	check_words("undone", book, "taken back");
	redo("redone", book);
	check_words("redone", book, "booked for Wed 25 Nov 10:00 with Ana");
	T_TRUE("length", book_move(book, scene.id, &longer, NULL, NULL));
	check_words("length", book, "length changed to 1h");
	T_TRUE("staff", book_move(book, scene.id, &staff, NULL, NULL));
	check_words("staff", book, "now with Boris");
	T_TRUE("moved", do_move(&scene, NULL));
	check_words("moved", book, "moved to Wed 25 Nov 15:00");
	T_TRUE("paid", do_paid(&scene, NULL));
	check_words("paid", book, "payment recorded");
	T_TRUE("edited", book_edit(book, scene.id, &title, NULL, NULL));
	check_words("edited", book, "changed");
	T_TRUE("arrived", do_arrive(&scene, NULL));
	check_words("arrived", book, "arrived");
	T_TRUE("cancelled", do_cancel(&scene, NULL));
	check_words("cancelled", book, "cancelled late: is ill");
	T_TRUE("customer", do_customer_add(&scene, NULL));
	check_words("customer", book, "customer created");
	scene_clear(&scene);
}

/* --- proving it --- */

/* {id}: Maria's booking; events 18 and 19 are the block's and the note's. */
static const struct {
	const char *label, *sql, *says;
} tamperings[] = {
	{ "image",
	  "UPDATE event SET after = replace(after, 'confirmed', 'completed') WHERE entity_id = '{id}'",
	  "altered" },
	{ "image of the last",
	  "UPDATE event SET after = replace(after, 'rang', 'sang') WHERE seq = (SELECT max(seq) FROM event)",
	  "altered" },
	{ "salt", "UPDATE event SET salt = '00' WHERE seq = 3", "altered" },
	{ "payload hash", "UPDATE event SET payload_hash = hash WHERE seq = 3", "altered" },
	{ "hash", "UPDATE event SET hash = payload_hash WHERE seq = 3", "altered" },
	{ "hash of the last", "UPDATE event SET hash = payload_hash WHERE seq = (SELECT max(seq) FROM event)",
	  "altered" },
	{ "previous hash", "UPDATE event SET prev_hash = hash WHERE seq = 3", "follow" },
	{ "time", "UPDATE event SET at = at + 1 WHERE seq = 3", "altered" },
	{ "actor", "UPDATE event SET actor = 'nobody' WHERE seq = 3", "altered" },
	{ "type", "UPDATE event SET type = 'booking.moved' WHERE seq = 3", "altered" },
	{ "source", "UPDATE event SET source = 'sync' WHERE seq = 3", "altered" },
	{ "correlation", "UPDATE event SET correlation = 'x' WHERE seq = 3", "altered" },
	{ "entity", "UPDATE event SET entity = 'series' WHERE seq = 3", "altered" },
	{ "whose", "UPDATE event SET entity_id = 'x' WHERE seq = 3", "altered" },
	{ "id", "UPDATE event SET id = 'x' WHERE seq = 3", "altered" },
	{ "version", "UPDATE event SET version = 2 WHERE seq = 3", "altered" },
	{ "two swapped",
	  "UPDATE event SET seq = 1000 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 4; UPDATE event "
	  "SET seq = 4 WHERE seq = 1000",
	  "follow" },
	{ "the first deleted", "DELETE FROM event WHERE seq = 1", "missing" },
	{ "one deleted", "DELETE FROM event WHERE seq = 4", "missing" },
	{ "one deleted, the rest moved up",
	  "DELETE FROM event WHERE seq = 4; UPDATE event SET seq = seq - 1 WHERE seq > 4", "follow" },
	{ "the last deleted", "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "last event" },
	{ "all deleted", "DELETE FROM event", "no event" },
	{ "one blanked", "UPDATE event SET after = '', salt = '' WHERE seq = 15", "no erasure" },
	{ "the last blanked",
	  "UPDATE event SET after = '', salt = '' WHERE seq = (SELECT max(seq) FROM event)", "no erasure" },
	{ "a salt taken away, image and row altered",
	  "UPDATE event SET salt = '', after = replace(after, 'Room 1', 'Room 9') WHERE entity = 'resource'; "
	  "UPDATE resource SET name = 'Room 9' WHERE name = 'Room 1'",
	  "altered" },
	{ "a booking", "UPDATE booking SET title = 'x' WHERE id = '{id}'", "last event" },
	{ "its time", "UPDATE booking_part SET start = start + 60 WHERE booking = 1", "last event" },
	{ "its version", "UPDATE booking SET version = 7 WHERE id = '{id}'", "last event" },
	{ "a part gone", "DELETE FROM booking_part WHERE booking = 1", "last event" },
	{ "a part more",
	  "INSERT INTO booking_part SELECT booking, 9, service, staff, resource, start, [end], price, busy, "
	  "busy_from, busy_to, live FROM "
	  "booking_part WHERE booking = 1",
	  "last event" },
	{ "its time, but for the booking itself", "UPDATE booking_part SET live = 0 WHERE booking = 1",
	  "times taken" },
	{ "removed", "UPDATE booking SET removed = 1 WHERE id = '{id}'", "last event" },
	{ "a booking gone", "DELETE FROM booking_part WHERE booking = 1; DELETE FROM booking WHERE row = 1",
	  "not in the book" },
	{ "a customer",
	  "UPDATE customer SET phones = '[{\"number\":\"1\",\"typed\":\"1\"}]' WHERE name = 'Ben Adler'",
	  "last event" },
	{ "a customer more",
	  "INSERT INTO customer SELECT 99, 'x', 1, 0, 'X', '[]', '', '', '', '', '', '', NULL, NULL, 0, 0",
	  "no event" },
	{ "the price list", "UPDATE service SET price = 1 WHERE name = 'Cut'", "last event" },
	{ "who works", "UPDATE staff SET active = 0 WHERE name = 'Ana'", "last event" },
	{ "hours", "UPDATE opening_hours SET ranges = '[]'", "last event" },
	{ "a policy", "UPDATE policy SET horizon = 1", "last event" },
	{ "the business", "UPDATE business SET zone = 'UTC'", "last event" },
};

static void check_tampering(Scene *scene, const char *label, const char *sql, const char *says)
{
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) around = g_strsplit(sql, "{id}", -1);
	g_autofree char *text = g_strjoinv(scene->id, around);
	store_begin(scene->book->store, &error);
	store_exec(scene->book->store, text, &error);
	T_NO_ERROR(label, error);
	T_TRUE(label, sqlite3_changes(scene->book->store->db) > 0);
	g_autoptr(LogVerdict) verdict = book_log_verify(scene->book, &error);
	store_rollback(scene->book->store);
	T_NO_ERROR(label, error);
	if (!T_NOT_NULL(label, verdict))
		return;
	T_FALSE(label, verdict->ok);
	unit_check(verdict->problem && strstr(verdict->problem, says), __LINE__, __FILE__, "%s: says %s",
		   label, verdict->problem ? verdict->problem : "nothing");
}

static void test_verify(void)
{
	Scene scene;
	scene_init(&scene);
	g_autoptr(GError) error = NULL;
	T_TRUE("noted", do_note(&scene, &error));
	g_autoptr(LogVerdict) verdict = book_log_verify(scene.book, &error);
	T_NO_ERROR("untouched", error);
	T_STR("untouched", verdict->problem, NULL);
	T_TRUE("untouched", verdict->ok);
	T_INT("all of them", verdict->events, desk_events(scene.book));
	T_INT("rows", verdict->rows, 17);
	for (gsize i = 0; i < G_N_ELEMENTS(tamperings); i++)
		check_tampering(&scene, tamperings[i].label, tamperings[i].sql, tamperings[i].says);
	g_autoptr(LogVerdict) again = book_log_verify(scene.book, &error);
	T_TRUE("nothing of it stayed", again && again->ok);
	scene_clear(&scene);
}

UNIT_SUITE("history", NULL, NULL, { "every kind of change", test_every_kind },
	   { "all together", test_all_together }, { "field by field", test_fields },
	   { "changed since it was made", test_creation_changed },
	   { "time taken meanwhile", test_time_taken },
	   { "redo: time taken meanwhile", test_redo_time_taken },
	   { "overbooked before", test_overbooked_before }, { "marked since", test_marked_since },
	   { "price and time apart", test_parts_apart }, { "the name is taken", test_name_taken },
	   { "a class overbooked before", test_overbooked_class }, { "each actor's own", test_actors },
	   { "a new change empties redo", test_redo_emptied }, { "by name", test_named },
	   { "undo of an undo", test_undo_of_undo }, { "in use", test_in_use },
	   { "gone meanwhile", test_gone_meanwhile }, { "a merge redone", test_merged_in_use },
	   { "erased", test_erased }, { "log", test_log }, { "log in words", test_words },
	   { "verify finds tampering", test_verify })
