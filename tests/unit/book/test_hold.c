/* tests/unit/book/test_hold.c - slots held while talking: whom they stop, when they are over */
#include <string.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

static GPtrArray *visits_of(const Book *book, const char *service, const char *staff)
{
	GPtrArray *visits = model_list_new(&visit_class);
	Visit *visit = visit_new();
	model_set(&visit_class, visit, &visit->service, desk_service(book, service));
	if (staff)
		model_set(&visit_class, visit, &visit->staff, desk_staff(book, staff));
	g_ptr_array_add(visits, visit);
	return visits;
}

static Hold *hold(Book *book, const char *when, const char *service, const char *staff, GError **error)
{
	g_autoptr(GPtrArray) visits = visits_of(book, service, staff);
	return book_hold(book, visits, desk_at(book, when), 0, "for Kim", error);
}

/* The id of one that must be held. */
static char *held(Book *book, const char *when, const char *service, const char *staff)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Hold) made = hold(book, when, service, staff, &error);
	T_NO_ERROR(when, error);
	return made ? g_strdup(made->id) : g_strdup("");
}

static guint count(Book *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) holds = book_holds(book, NONE, NONE, &error);
	T_NO_ERROR("holds", error);
	return holds ? holds->len : 0;
}

static guint slots(Book *book, const char *from, const char *to, const char *service, const char *staff)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) visits = visits_of(book, service, staff);
	FreeQuery query = {
		.visits = visits, .from = desk_at(book, from), .to = desk_at(book, to), .limit = G_MAXUINT
	};
	g_autoptr(GPtrArray) found = book_free(book, &query, &error);
	T_NO_ERROR(from, error);
	return found ? found->len : 0;
}

static void test_stops_others(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE), boris = desk_open(ana, "boris");
	gint64 events = desk_events(ana);
	gboolean changed = FALSE;
	g_autofree char *id = held(ana, "2026-11-24 10:00", "Cut", "Ana");
	T_INT("no event", desk_events(ana), events);
	T_TRUE("seen at once", book_refresh(boris, &changed, NULL));
	T_TRUE("seen at once", changed);
	T_INT("others see it", count(boris), 1);
	T_INT("others find nothing", slots(boris, "2026-11-24 10:00", "2026-11-24 10:45", "Cut", "Ana"), 0);
	T_INT("the owner does", slots(ana, "2026-11-24 10:00", "2026-11-24 10:45", "Cut", "Ana"), 1);
	g_autoptr(GError) refused = desk_refused(
		"held", boris, desk_ask(boris, "2026-11-24 10:15", "Cut", "Ana"), DAYBOOK_ERROR_CONFLICT);
	T_NOT_NULL("by whom", strstr(refused->message, "Ana 10:00–10:45 is held by ana until 08:10."));
	T_NULL("said once", strstr(refused->message, "busy"));
	desk_must("beside it", boris, desk_ask(boris, "2026-11-24 10:45", "Cut", "Ana"));
	desk_must("somebody else", boris, desk_ask(boris, "2026-11-24 10:00", "Cut", "Boris"));
	g_autoptr(GError) also = NULL;
	g_autoptr(Hold) second = hold(boris, "2026-11-24 10:00", "Cut", "Ana", &also);
	T_NULL("held once", second);
	T_ERROR("held once", also, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	T_FALSE("nothing open", store_in_transaction(boris->store));
	desk_must("the owner books", ana, desk_ask(ana, "2026-11-24 10:00", "Cut", "Ana"));
	T_INT("and it has served", count(ana), 0);
	desk_check("in order", ana);
}

static void test_over(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE), boris = desk_open(ana, "boris");
	g_autofree char *first = held(ana, "2026-11-24 10:00", "Cut", "Ana");
	desk_set_now(boris, "2026-11-20 08:09");
	desk_must_not("still", boris, desk_ask(boris, "2026-11-24 10:00", "Cut", "Ana"),
		      DAYBOOK_ERROR_CONFLICT);
	desk_set_now(boris, "2026-11-20 08:10");
	desk_must("over", boris, desk_ask(boris, "2026-11-24 10:00", "Cut", "Ana"));
	T_INT("not listed", count(boris), 0);
	g_autofree char *second = held(boris, "2026-11-24 12:00", "Cut", "Ana");
	T_INT("what is over is deleted", store_holds(boris->store, 0, NULL)->len, 1);
	g_autoptr(GError) gone = NULL;
	T_FALSE("gone", book_hold_release(boris, first, &gone));
	T_ERROR("gone", gone, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

static void test_release(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE), boris = desk_open(ana, "boris");
	g_autoptr(GError) error = NULL;
	g_autofree char *id = held(ana, "2026-11-24 10:00", "Massage", NULL);
	g_autofree char *prefix = g_strndup(id, 8);
	T_TRUE("by anybody", book_hold_release(boris, prefix, &error));
	T_NO_ERROR("by anybody", error);
	T_INT("let go", count(ana), 0);
	T_FALSE("a short one", book_hold_release(boris, "ab", &error));
	T_ERROR("a short one", error, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

static void test_same_again(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE);
	g_autofree char *first = held(ana, "2026-11-24 10:00", "Cut", "Ana");
	desk_set_now(ana, "2026-11-20 08:05");
	g_autofree char *again = held(ana, "2026-11-24 10:00", "Colour", "Ana");
	T_INT("one takes the other's place", count(ana), 1);
	g_autofree char *other = held(ana, "2026-11-24 10:00", "Cut", "Boris");
	T_INT("somebody else's is another", count(ana), 2);
}

/* A room is held all along, a place of a class counts as one. */
static void test_room_and_class(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE), boris = desk_open(ana, "boris"),
			cleo = desk_open(ana, "cleo");
	g_autoptr(GError) error = NULL;
	g_autofree char *one = held(ana, "2026-11-24 10:00", "Massage", "Ana");
	g_autofree char *two = held(cleo, "2026-11-24 10:00", "Massage", "Boris");
	T_INT("both rooms are held", slots(boris, "2026-11-24 10:00", "2026-11-24 11:00", "Massage", "Cleo"),
	      0);
	g_autofree char *class = held(ana, "2026-11-25 10:00", "Yoga", "Cleo");
	desk_must("second place", boris, desk_ask(boris, "2026-11-25 10:00", "Yoga", "Cleo"));
	desk_must("third place", boris, desk_ask(boris, "2026-11-25 10:00", "Yoga", "Cleo"));
	desk_must_not("the held one", boris, desk_ask(boris, "2026-11-25 10:00", "Yoga", "Cleo"),
		      DAYBOOK_ERROR_CONFLICT);
	g_autoptr(GPtrArray) visits = visits_of(ana, "Cut", "Ana");
	T_NULL("too short", book_hold(ana, visits, desk_at(ana, "2026-11-26 10:00"), 30, NULL, &error));
	T_ERROR("too short", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

static void test_on_the_day(void)
{
	g_autoptr(Book) ana = desk_new(DESK_ZONE), boris = desk_open(ana, "boris");
	g_autoptr(GError) error = NULL;
	g_autofree char *id = held(ana, "2026-11-24 10:00", "Cut", "Ana");
	g_autoptr(DayView) day = book_day(boris, desk_day("2026-11-24"), &error);
	g_autoptr(DayView) other = book_day(boris, desk_day("2026-11-25"), &error);
	T_INT("shown", day->holds->len, 1);
	T_STR("whose", ((const Hold *)day->holds->pdata[0])->owner, "ana");
	T_INT("that day alone", other->holds->len, 0);
	/* what comes from outside is taken in all the same, and not marked for it */
	boris->source_now = "import";
	BookRules rules;
	g_autoptr(GPtrArray) visits = visits_of(boris, "Cut", "Ana");
	book_rules(boris, &rules, NONE, NONE, &error);
	g_autoptr(PlanTaken) taken =
		book_taken(boris, &rules.rules, visits, desk_at(boris, "2026-11-24 09:00"),
			   desk_at(boris, "2026-11-24 12:00"), NULL, &error);
	Part part = { .staff = (char *)desk_staff(boris, "Ana"),
		      .start = desk_at(boris, "2026-11-24 10:00"),
		      .end = desk_at(boris, "2026-11-24 11:00"),
		      .busy = 1 };
	part.busy_from = part.start;
	part.busy_to = part.end;
	T_TRUE("not in the way", plan_may_share(&rules.rules, taken, &part));
	boris->source_now = NULL;
	book_rules_clear(&rules);
}

UNIT_SUITE("hold", NULL, NULL, { "stops others", test_stops_others }, { "over", test_over },
	   { "release", test_release }, { "same again", test_same_again },
	   { "room and class", test_room_and_class }, { "on the day", test_on_the_day })
