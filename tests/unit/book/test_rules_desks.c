/* tests/unit/book/test_rules_desks.c - two to five processes at once on one book: no unintended overlap, nothing lost
 *
 * Each process is a desk of its own; what it was told is booked it writes into a file, and that is held against the book afterwards.
 * The seed is printed: DAYBOOK_SEED=… repeats a run, as far as the machine does. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

#define MOST_DESKS 5
#define ROUNDS 60 /* what each desk does in the free-for-all */

typedef struct {
	Book *book;
	GRand *random;
	FILE *told; /* "booked ID", "failed MESSAGE" */
	int number;
} Desk;

static gint64 window_start(const Book *book)
{
	return desk_at(book, "2026-11-24 09:00");
}

/* --- what a desk does; in its own process --- */

static void tell_failure(Desk *desk, const GError *error)
{
	gboolean refusal = error->domain == DAYBOOK_ERROR &&
			   (error->code == DAYBOOK_ERROR_CONFLICT || error->code == DAYBOOK_ERROR_POLICY ||
			    error->code == DAYBOOK_ERROR_NOT_FOUND);
	if (!refusal)
		fprintf(desk->told, "failed %s\n", error->message);
}

static void try_to_book(Desk *desk, BookRequest *take)
{
	g_autoptr(BookRequest) request = take;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL;
	if (!book_add(desk->book, request, &result, &error))
		tell_failure(desk, error);
	for (guint i = 0; result && i < result->bookings->len; i++)
		fprintf(desk->told, "booked %s\n", ((const Booking *)result->bookings->pdata[i])->id);
}

/* Everybody wants every quarter of an hour of the same day, in the same order. */
static void same_slots(Desk *desk)
{
	for (int slot = 0; slot < 36; slot++) {
		BookRequest *request = desk_ask(desk->book, "2026-11-24 09:00", "Talk", "Ana");
		request->start += slot * 900;
		try_to_book(desk, request);
	}
}

static BookRequest *any_request(Desk *desk)
{
	static const char *const services[] = { "Cut", "Colour", "Massage", "Yoga", "Talk" };
	BookRequest *request = desk_ask(desk->book, "2026-11-24 09:00",
					services[g_rand_int_range(desk->random, 0, 5)], NULL);
	request->start = window_start(desk->book) + g_rand_int_range(desk->random, 0, 108) * 300 +
			 g_rand_int_range(desk->random, 0, 2) * ZONE_DAY_SECONDS;
	if (g_rand_int_range(desk->random, 0, 10) == 0)
		model_set(&book_request_class, request, &request->new_customer, "Somebody new");
	if (g_rand_int_range(desk->random, 0, 15) == 0)
		model_set(&book_request_class, request, &request->rrule, "FREQ=DAILY;COUNT=2");
	return request;
}

/* Anybody's booking. */
static char *any_booking(Desk *desk)
{
	ListQuery query = LIST_QUERY_INIT;
	query.from = window_start(desk->book) - ZONE_DAY_SECONDS;
	query.to = query.from + 10 * ZONE_DAY_SECONDS;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) views = book_list(desk->book, &query, &error);
	if (error)
		tell_failure(desk, error);
	if (!views || !views->len)
		return NULL;
	return g_strdup(
		((const BookingView *)views->pdata[g_rand_int_range(desk->random, 0, (int)views->len)])
			->booking->id);
}

static void try_to_change(Desk *desk)
{
	g_autofree char *id = any_booking(desk);
	g_autoptr(GError) error = NULL;
	BookEdit edit = BOOK_EDIT_INIT;
	gboolean done = TRUE;
	edit.start = window_start(desk->book) + g_rand_int_range(desk->random, 0, 108) * 300;
	switch (id ? g_rand_int_range(desk->random, 0, 4) : -1) {
	case 0:
		done = book_cancel(desk->book, id, NULL, FALSE, NULL, &error);
		break;
	case 1:
		done = book_note(desk->book, id, "noted", NULL, &error);
		break;
	case 2:
	case 3:
		done = book_move(desk->book, id, &edit, NULL, &error);
		break;
	default:
		break;
	}
	if (!done)
		tell_failure(desk, error);
}

static void try_to_undo(Desk *desk)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = g_rand_boolean(desk->random) ? book_undo(desk->book, NULL, &error)
								: book_redo(desk->book, &error);
	if (!change)
		tell_failure(desk, error);
}

static void anything(Desk *desk)
{
	for (int i = 0; i < ROUNDS; i++) {
		int what = g_rand_int_range(desk->random, 0, 10);
		if (what < 5)
			try_to_book(desk, any_request(desk));
		else if (what < 8)
			try_to_change(desk);
		else
			try_to_undo(desk);
	}
}

/* Reads while the others write: each look is at one state of the book, and that state is right. */
static void only_look(Desk *desk)
{
	for (int i = 0; i < 12; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(LogVerdict) verdict = book_log_verify(desk->book, &error);
		g_autoptr(DayView) day =
			verdict ? book_day(desk->book, desk_day("2026-11-24"), &error) : NULL;
		if (!day || !verdict->ok)
			fprintf(desk->told, "failed %s\n", error ? error->message : verdict->problem);
	}
}

/* --- starting them, and what they were told --- */

typedef void (*Role)(Desk *desk);

static char *told_path(int number)
{
	g_autofree char *name = g_strdup_printf("told-%d", number);
	return unit_path(name);
}

static void G_GNUC_NORETURN be_a_desk(const char *path, Clock clock, Role role, int number, guint32 seed)
{
	g_autofree char *told = told_path(number), *actor = g_strdup_printf("desk %d", number);
	g_autoptr(GError) error = NULL;
	BookOptions options = { .path = path, .actor = actor, .source = "cli", .clock = clock };
	g_random_set_seed(seed + (guint32)number); /* ids: a fork would go on with its parent's */
	Desk desk = { book_open(&options, &error), g_rand_new_with_seed(seed + (guint32)number),
		      fopen(told, "w"), number };
	if (desk.told && !desk.book)
		fprintf(desk.told, "failed %s\n", error->message);
	if (desk.told && desk.book)
		role(&desk);
	book_close(desk.book);
	_exit(desk.told && fclose(desk.told) == 0 ? 0 : 1);
}

/* Runs them all at once; the book must have been closed. */
static void run(const char *label, const char *path, Clock clock, const Role *roles, int n, guint32 seed)
{
	pid_t pids[MOST_DESKS + 1];
	fflush(NULL);
	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			be_a_desk(path, clock, roles[i], i, seed);
		T_TRUE(label, pids[i] > 0);
	}
	for (int i = 0; i < n; i++) {
		int status = -1;
		T_TRUE(label, waitpid(pids[i], &status, 0) == pids[i]);
		T_INT(label, status, 0);
	}
}

/* Every booking that a desk was told is made is there. How many there were of them all. */
static guint check_told(const char *label, Book *book, int desks)
{
	guint booked = 0;
	for (int i = 0; i < desks; i++) {
		g_autofree char *path = told_path(i), *text = NULL;
		g_file_get_contents(path, &text, NULL, NULL);
		g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
		for (char **line = lines; *line; line++) {
			if (g_str_has_prefix(*line, "failed "))
				unit_check(FALSE, __LINE__, __FILE__, "%s: desk %d: %s", label, i, *line);
			if (!g_str_has_prefix(*line, "booked "))
				continue;
			g_autoptr(Booking) booking = desk_get(book, *line + 7);
			booked++;
			if (booking && booking->version < 1)
				unit_check(FALSE, __LINE__, __FILE__, "%s: %s was lost", label, *line);
		}
	}
	return booked;
}

static guint created(Book *book)
{
	LogQuery query = { .since_at = NONE };
	g_autoptr(GPtrArray) events = book_log(book, &query, NULL);
	guint n = 0;
	for (guint i = 0; events && i < events->len; i++)
		n += strcmp(((const Event *)events->pdata[i])->type, "booking.created") == 0 ? 1 : 0;
	return n;
}

static void try_desks(const Role *roles, int n, guint32 seed, guint wanted)
{
	Book *book = desk_new(DESK_ZONE);
	g_autofree char *path = g_strdup(book_path(book)),
			*label = g_strdup_printf("seed %u, %d desks", seed, n);
	Clock clock = book->clock;
	book_close(book);
	run(label, path, clock, roles, n, seed);
	g_autoptr(GError) error = NULL;
	BookOptions options = { .path = path, .actor = "ana", .source = "cli", .clock = clock };
	g_autoptr(Book) after = book_open(&options, &error);
	if (!T_NO_ERROR(label, error))
		return;
	guint booked = check_told(label, after, n);
	T_INT(label, created(after), booked);
	if (wanted)
		T_INT(label, booked, wanted);
	T_TRUE(label, booked > 0);
	desk_check(label, after);
}

static guint32 seed_of_run(void)
{
	const char *text = g_getenv("DAYBOOK_SEED");
	guint32 seed = text ? (guint32)g_ascii_strtoull(text, NULL, 10) : g_random_int();
	printf("\n    DAYBOOK_SEED=%u ", seed);
	return seed;
}

/* Each time goes to one of them and no other. */
static void test_same_slots(void)
{
	static const Role roles[] = { same_slots, same_slots, same_slots, same_slots };
	try_desks(roles, 4, 0, 36);
}

static void test_two(void)
{
	static const Role roles[] = { anything, anything };
	try_desks(roles, 2, seed_of_run(), 0);
}

static void test_five(void)
{
	static const Role roles[] = { anything, anything, anything, anything, anything };
	try_desks(roles, 5, seed_of_run(), 0);
}

static void test_with_a_reader(void)
{
	static const Role roles[] = { anything, anything, anything, only_look };
	try_desks(roles, 4, seed_of_run(), 0);
}

UNIT_SUITE("desks", NULL, NULL, { "all want the same times", test_same_slots }, { "two at once", test_two },
	   { "five at once", test_five }, { "while somebody reads", test_with_a_reader })
