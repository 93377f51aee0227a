/* tests/unit/book/test_poll.c - a time for several people: asked, answered, ranked, booked, taken back */
#include "book/poll.h"

#include <string.h>

#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* --- asking --- */

/* "2026-11-24 14:00/2026-11-24 16:00", a comma between. */
static GPtrArray *windows_of(const Book *book, const char *text)
{
	GPtrArray *windows = model_list_new(&wish_window_class);
	g_auto(GStrv) spans = g_strsplit(text, ",", -1);

	for (char **span = spans; *span && **span; span++) {
		g_auto(GStrv) ends = g_strsplit(*span, "/", 2);
		WishWindow *window = wish_window_new();
		window->start = desk_at(book, ends[0]);
		window->end = desk_at(book, ends[1]);
		g_ptr_array_add(windows, window);
	}
	return windows;
}

/* "Ana!" is staff of that name, whom it needs with a !; "Tom:tom@example.org" is not. */
static GPtrArray *people_of(const Book *book, const char *text)
{
	GPtrArray *people = model_list_new(&poll_person_class);
	g_auto(GStrv) names = g_strsplit(text, ",", -1);

	for (char **each = names; *each && **each; each++) {
		PollPerson *person = poll_person_new();
		g_autofree char *name = g_strdup(*each);
		if (g_str_has_suffix(name, "!")) {
			person->must = 1;
			name[strlen(name) - 1] = '\0';
		}
		g_auto(GStrv) parts = g_strsplit(name, ":", 2);
		if (strlen(parts[0]) > 2 && (g_str_equal(parts[0], "Ana") || g_str_equal(parts[0], "Boris") ||
					     g_str_equal(parts[0], "Cleo")))
			model_set(&poll_person_class, person, &person->staff, desk_staff(book, parts[0]));
		else
			model_set(&poll_person_class, person, &person->name, parts[0]);
		model_set(&poll_person_class, person, &person->email, parts[1] ? parts[1] : "");
		g_ptr_array_add(people, person);
	}
	return people;
}

static Poll *try_new(Book *book, const char *title, gint64 minutes, const char *windows, const char *people,
		     GError **error)
{
	g_autoptr(GPtrArray) spans = windows_of(book, windows), asked = people_of(book, people);
	PollNew poll = {
		.title = title, .seconds = minutes * 60, .step = NONE, .windows = spans, .people = asked
	};

	return book_poll_add(book, &poll, error);
}

static Poll *new_poll(Book *book, const char *windows, const char *people)
{
	g_autoptr(GError) error = NULL;
	Poll *poll = try_new(book, "Team meeting", 60, windows, people, &error);

	T_NO_ERROR("asked", error);
	return poll;
}

static void refuse_new(const char *label, Book *book, const char *title, gint64 minutes, const char *windows,
		       const char *people, int code)
{
	g_autoptr(GError) error = NULL;
	gint64 events = desk_events(book);

	T_NULL(label, try_new(book, title, minutes, windows, people, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	T_INT(label, desk_events(book), events);
}

static void answer(Book *book, const Poll *poll, const char *who, const char *free)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) times = free ? windows_of(book, free) : NULL;
	g_autoptr(Poll) now = times ? book_poll_answer(book, poll->id, who, times, NULL, &error)
				    : book_poll_decline(book, poll->id, who, &error);

	T_NO_ERROR(who, error);
}

static char *refuse_answer(const char *label, Book *book, const Poll *poll, const char *who, int code)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) times = windows_of(book, "2026-11-24 14:00/2026-11-24 16:00");
	gint64 events = desk_events(book);

	T_NULL(label, book_poll_answer(book, poll->id, who, times, NULL, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, code);
	T_NULL(label, book_poll_decline(book, poll->id, who, NULL));
	T_INT(label, desk_events(book), events);
	return g_strdup(error ? error->message : "");
}

static void name_people(GString *out, const char *before, const GPtrArray *people)
{
	if (people->len)
		g_string_append(out, before);
	for (guint i = 0; i < people->len; i++)
		g_string_append_printf(out, "%s%s", i ? "+" : "",
				       ((const PollPerson *)people->pdata[i])->name);
}

/* "14:00 Ana+Tom -Boris ?Kim, …": who can, who cannot, who has not said. */
static char *rank(Book *book, const Poll *poll, gboolean ranked)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Poll) now = book_poll(book, poll->id, &error);
	g_autoptr(GPtrArray) candidates = now ? book_poll_rank(book, now, ranked, &error) : NULL;
	GString *out = g_string_new(NULL);

	T_NO_ERROR("ranked", error);
	for (guint i = 0; candidates && i < candidates->len; i++) {
		const PollCandidate *candidate = candidates->pdata[i];
		g_autofree char *start = local_hhmm(zone_local(book_zone(book), candidate->start));
		g_string_append_printf(out, "%s%s", i ? ", " : "", start);
		T_INT("its length", candidate->end - candidate->start, now->seconds);
		T_INT("score", candidate->score,
		      (candidate->can->len * 1000 + now->people->len / 2) / now->people->len);
		name_people(out, " ", candidate->can);
		name_people(out, " -", candidate->cannot);
		name_people(out, " ?", candidate->unknown);
	}
	return g_string_free(out, FALSE);
}

static void check_rank(const char *label, Book *book, const Poll *poll, gboolean ranked, const char *want)
{
	g_autofree char *got = rank(book, poll, ranked);

	T_STR(label, got, want);
}

#define AFTERNOON "2026-11-24 14:00/2026-11-24 16:00"

/* --- the tests --- */

static void test_golden(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "A,B,C");

	check_rank("nobody has answered", book, poll, TRUE, "");
	answer(book, poll, "A", "2026-11-24 14:00/2026-11-24 15:30");
	answer(book, poll, "B", AFTERNOON);
	check_rank("C has not answered", book, poll, FALSE,
		   "14:00 A+B ?C, 14:15 A+B ?C, 14:30 A+B ?C, 14:45 B -A ?C, 15:00 B -A ?C");
	answer(book, poll, "C", "2026-11-24 15:00/2026-11-24 16:00");
	check_rank("in time order", book, poll, FALSE,
		   "14:00 A+B -C, 14:15 A+B -C, 14:30 A+B -C, 14:45 B -A+C, 15:00 B+C -A");
	check_rank("best first", book, poll, TRUE,
		   "14:00 A+B -C, 14:15 A+B -C, 14:30 A+B -C, 15:00 B+C -A, 14:45 B -A+C");
	desk_check("the book", book);
}

static void test_order_of_answers(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, "2026-11-24 14:00/2026-11-24 15:00", "Ada,Bea,Ana,Cyd");

	answer(book, poll, "Cyd", AFTERNOON);
	answer(book, poll, "bea", "2026-11-24 14:00/2026-11-24 14:20,2026-11-24 14:20/2026-11-24 16:00");
	check_rank("staff first, then as they answered", book, poll, TRUE, "14:00 Ana+Cyd+Bea ?Ada");
	answer(book, poll, "Cyd", NULL);
	check_rank("declined", book, poll, TRUE, "14:00 Ana+Bea -Cyd ?Ada");
	answer(book, poll, "Ada", AFTERNOON);
	answer(book, poll, "Cyd", "2026-11-24 13:00/2026-11-24 17:00");
	check_rank("a second answer keeps its place", book, poll, TRUE, "14:00 Ana+Cyd+Bea+Ada");
	gint64 events = desk_events(book);
	answer(book, poll, "Cyd", "2026-11-24 13:00/2026-11-24 17:00");
	T_INT("the same again writes nothing", desk_events(book), events);
}

static void test_staff(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, "2026-11-24 08:30/2026-11-24 11:30", "Ana,Cleo");

	check_rank("open from nine", book, poll, TRUE,
		   "09:00 Ana+Cleo, 09:15 Ana+Cleo, 09:30 Ana+Cleo, 09:45 Ana+Cleo, 10:00 Ana+Cleo, 10:15 "
		   "Ana+Cleo, 10:30 Ana+Cleo");
	desk_make(book, "2026-11-24 10:15", "Massage", "Cleo", "Maria Lopez"); /* kept free: 10:05 to 11:30 */
	desk_must("block", book, desk_block(book, "2026-11-24 09:00", 15, "Ana"));
	check_rank("what they have, with its buffers", book, poll, FALSE,
		   "09:00 Cleo -Ana, 09:15 Ana -Cleo, 09:30 Ana -Cleo, 09:45 Ana -Cleo, 10:00 Ana -Cleo, "
		   "10:15 Ana -Cleo, 10:30 Ana -Cleo");
	g_autoptr(Staff) left = book_staff_retire(book, desk_staff(book, "Ana"), NULL, NULL);
	check_rank("who has left cannot", book, poll, TRUE, "09:00 Cleo -Ana");
}

static void test_musts(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "A,B,C!");

	answer(book, poll, "A", "2026-11-24 14:00/2026-11-24 15:30");
	answer(book, poll, "B", AFTERNOON);
	answer(book, poll, "C", "2026-11-24 15:00/2026-11-24 16:00");
	check_rank("with whom it must be", book, poll, TRUE,
		   "15:00 B+C -A, 14:00 A+B -C, 14:15 A+B -C, 14:30 A+B -C, 14:45 B -A+C");
}

static void test_past(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "A");

	answer(book, poll, "A", AFTERNOON);
	desk_set_now(book, "2026-11-24 14:40");
	check_rank("what is past is not offered", book, poll, TRUE, "14:45 A, 15:00 A");
	desk_policy(book, "min-notice", "15");
	check_rank("nor what is too soon", book, poll, TRUE, "15:00 A");
	desk_set_now(book, "2026-11-24 15:01");
	check_rank("all of it is past: one can still look", book, poll, TRUE,
		   "14:00 A, 14:15 A, 14:30 A, 14:45 A, 15:00 A");
}

static void test_refused(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Staff) left = book_staff_retire(book, desk_staff(book, "Cleo"), NULL, NULL);

	refuse_new("no title", book, " ", 60, AFTERNOON, "A", DAYBOOK_ERROR_USAGE);
	refuse_new("no length", book, "Meeting", 0, AFTERNOON, "A", DAYBOOK_ERROR_USAGE);
	refuse_new("nobody", book, "Meeting", 60, AFTERNOON, "", DAYBOOK_ERROR_USAGE);
	refuse_new("never", book, "Meeting", 60, "", "A", DAYBOOK_ERROR_USAGE);
	refuse_new("backwards", book, "Meeting", 60, "2026-11-24 16:00/2026-11-24 14:00", "A",
		   DAYBOOK_ERROR_USAGE);
	refuse_new("too short", book, "Meeting", 121, AFTERNOON, "A", DAYBOOK_ERROR_USAGE);
	refuse_new("twice the same name", book, "Meeting", 60, AFTERNOON, "Zoë,zoe", DAYBOOK_ERROR_USAGE);
	refuse_new("no address", book, "Meeting", 60, AFTERNOON, "Zoë:nowhere", DAYBOOK_ERROR_USAGE);
	refuse_new("gone", book, "Meeting", 60, AFTERNOON, "Cleo", DAYBOOK_ERROR_POLICY);
	refuse_new("more than anybody can look at", book, "Meeting", 60, "2020-01-01 00:00/2030-01-01 00:00",
		   "A", DAYBOOK_ERROR_USAGE);

	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "Tom Ray,Tom Fox,Ana");
	g_autofree char *unknown = refuse_answer("unknown", book, poll, "Kim", DAYBOOK_ERROR_NOT_FOUND);
	g_autofree char *several = refuse_answer("ambiguous", book, poll, "tom", DAYBOOK_ERROR_USAGE);
	g_autofree char *staff = refuse_answer("staff", book, poll, "Ana", DAYBOOK_ERROR_USAGE);
	T_TRUE("it says who there are", strstr(unknown, "Tom Ray") && strstr(unknown, "Ana"));
	T_TRUE("it says who is meant", strstr(several, "Tom Ray") && strstr(several, "Tom Fox"));
	T_TRUE("it says who answers for staff", strstr(staff, "Ana is staff"));
}

static char *first_word(const char *label, Book *book, const Poll *poll)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Poll) now = book_poll(book, poll->id, &error);

	T_NO_ERROR(label, error);
	return g_strdup(now ? now->status : "gone");
}

static void check_status(const char *label, Book *book, const Poll *poll, const char *want)
{
	g_autofree char *got = first_word(label, book, poll);

	T_STR(label, got, want);
}

static void test_book(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "Ana,Boris,Tom:tom@example.org,Kim,Lee");
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL, too_far = NULL;

	answer(book, poll, "Tom", AFTERNOON);
	answer(book, poll, "Kim", NULL);
	desk_must("block", book, desk_block(book, "2026-11-24 14:00", 60, "Boris"));
	T_FALSE("there is no such time", book_poll_book(book, poll->id, 6, NULL, &too_far));
	T_ERROR("no such time", too_far, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
	GHashTable *before = desk_content(book);
	T_TRUE("booked", book_poll_book(book, poll->id, 1, &result, &error));
	T_NO_ERROR("booked", error);
	const Booking *booking = result->bookings->pdata[0];
	desk_check_words("side by side", book, booking, "24T15:00-16:00 Ana, 24T15:00-16:00 Boris");
	T_INT("from", booking->start, desk_at(book, "2026-11-24 15:00"));
	T_INT("to", booking->end, desk_at(book, "2026-11-24 16:00"));
	T_STR("title", booking->title, "Team meeting");
	T_STR("kind", booking->kind, "appointment");
	T_STR("who else", booking->notes, "With: Tom <tom@example.org>\nCannot: Kim\nNot answered: Lee");
	check_status("it is booked", book, poll, "booked");
	desk_must_not("their time is taken", book, desk_ask(book, "2026-11-24 15:30", "Cut", "Boris"),
		      DAYBOOK_ERROR_CONFLICT);
	g_autofree char *words = refuse_answer("booked already", book, poll, "Lee", DAYBOOK_ERROR_POLICY);
	T_FALSE("not twice", book_poll_book(book, poll->id, 1, NULL, NULL));

	g_autoptr(Change) undone = book_undo(book, NULL, &error);
	T_NO_ERROR("undone", error);
	T_STR("one change", undone ? undone->what : NULL, "Booked Team meeting, Tue 24 Nov 15:00");
	GHashTable *after = desk_content(book);
	desk_check_same("as before", after, before);
	g_hash_table_unref(after);
	g_hash_table_unref(before);
	check_status("open again", book, poll, "open");
	g_autoptr(Change) redone = book_redo(book, &error);
	T_NO_ERROR("redone", error);
	check_status("booked again", book, poll, "booked");
	desk_check("the book", book);
}

/* Nobody of the house can come, or was asked: it takes nobody's time, and no opening hours bind it. */
static void test_nobodys(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, "2026-11-24 19:00/2026-11-24 20:00", "Ana,Tom");
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GError) error = NULL;

	answer(book, poll, "Tom", "2026-11-24 19:00/2026-11-24 20:00");
	T_TRUE("booked", book_poll_book(book, poll->id, 1, &result, &error));
	T_NO_ERROR("booked", error);
	const Booking *booking = result->bookings->pdata[0];
	T_INT("one part", booking->parts->len, 1);
	T_NULL("nobody's", booking_first_part(booking)->staff);
	T_STR("who", booking->notes, "With: Tom");
	desk_check("the book", book);
}

static void test_rules(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "Ana");
	g_autoptr(GError) error = NULL;

	desk_policy(book, "max-per-day", "1");
	desk_make(book, "2026-11-24 09:00", "Cut", "Boris", NULL);
	T_FALSE("the day is full", book_poll_book(book, poll->id, 1, NULL, &error));
	T_ERROR("the day is full", error, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY);
	check_status("still open", book, poll, "open");
}

static void test_close(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "A");
	g_autoptr(GError) error = NULL;

	g_autoptr(Poll) now = book_poll_close(book, poll->id, &error);
	T_NO_ERROR("closed", error);
	check_status("closed", book, poll, "closed");
	g_autofree char *words = refuse_answer("closed", book, poll, "A", DAYBOOK_ERROR_POLICY);
	T_FALSE("nor booked", book_poll_book(book, poll->id, 1, NULL, NULL));
	gint64 events = desk_events(book);
	g_autoptr(Poll) again = book_poll_close(book, poll->id, &error);
	T_NO_ERROR("again", error);
	T_INT("again writes nothing", desk_events(book), events);
	g_autoptr(Change) undone = book_undo(book, NULL, &error);
	T_NO_ERROR("undone", error);
	answer(book, poll, "A", AFTERNOON);
	check_status("open again", book, poll, "open");
}

static void check_find(const char *label, Book *book, const char *text, const Poll *want, int code)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *id = book_find_poll(book, text, &error);

	T_STR(label, id, want ? want->id : NULL);
	if (!want)
		T_ERROR(label, error, DAYBOOK_ERROR, code);
}

static void test_list(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) lunch = try_new(book, "Lunch with Tom", 60, AFTERNOON, "A", NULL);
	desk_set_now(book, "2026-11-20 09:00");
	g_autoptr(Poll) dinner = try_new(book, "Dinner with Kim", 60, AFTERNOON, "A", NULL);
	desk_set_now(book, "2026-11-20 10:00");
	g_autoptr(Poll) old = try_new(book, "Lunch", 60, AFTERNOON, "A", NULL);
	g_autoptr(Poll) closed = book_poll_close(book, old->id, NULL);
	g_autoptr(GPtrArray) open = book_polls(book, FALSE, NULL), all = book_polls(book, TRUE, NULL);
	g_autofree char *prefix = g_strndup(dinner->id, 6);

	T_INT("open ones", open->len, 2);
	T_STR("newest first", ((const Poll *)open->pdata[0])->title, "Dinner with Kim");
	T_INT("all", all->len, 3);
	check_find("id", book, lunch->id, lunch, 0);
	check_find("prefix", book, prefix, dinner, 0);
	check_find("a whole title wins", book, "lunch", old, 0);
	check_find("the start of words", book, "lun to", lunch, 0);
	check_find("several", book, "with", NULL, DAYBOOK_ERROR_USAGE);
	check_find("none", book, "breakfast", NULL, DAYBOOK_ERROR_NOT_FOUND);
	g_autoptr(Change) one = book_undo(book, NULL, NULL), two = book_undo(book, NULL, NULL);
	check_find("an undone one is gone", book, old->id, NULL, DAYBOOK_ERROR_NOT_FOUND);
	desk_check("the book", book);
}

/* --- people who go --- */

static gboolean in_files(const Book *book, const char *text)
{
	static const char *const endings[] = { "", "-wal" };
	gboolean found = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = g_strconcat(book_path(book), endings[i], NULL);
		g_autofree char *bytes = NULL;
		gsize length = 0;
		if (g_file_get_contents(path, &bytes, &length, NULL))
			found = found || memmem(bytes, length, text, strlen(text));
	}
	return found;
}

static char *names_of(Book *book, const Poll *poll)
{
	g_autoptr(Poll) now = book_poll(book, poll->id, NULL);
	GString *out = g_string_new(now->title);

	name_people(out, ": ", now->people);
	return g_string_free(out, FALSE);
}

/* The images that an erasure took are gone: the rest must still give the book. */
static void check_log(Book *book)
{
	g_autoptr(LogVerdict) verdict = book_log_verify(book, NULL);

	T_STR("the log", verdict ? verdict->problem : "none", NULL);
}

/* An outsider is the customer who has that e-mail; without one to compare, that name. */
static void test_erased(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(GError) error = NULL;
	CustomerEdit edit = { .name = "Zebulon Quixquax", .email = "zeb@quixquax.example" };
	g_autoptr(Customer) gone = book_customer_add(book, &edit, &error);
	g_autoptr(Poll) by_mail =
		new_poll(book, AFTERNOON, "Zeb:ZEB@quixquax.example,Tom:tom@example.org,Ana");
	g_autoptr(Poll) by_name = new_poll(book, AFTERNOON, "zebulon quixquax,Zebulon Other");
	g_autoptr(Poll) another = new_poll(book, AFTERNOON, "Zebulon Quixquax:other@example.org,Boris");
	g_autoptr(Poll) titled =
		try_new(book, "Zebulon Quixquax's visit", 60, AFTERNOON, "Zebulon Quixquax", &error);

	answer(book, by_mail, "Zeb", AFTERNOON);
	answer(book, by_mail, "Tom", AFTERNOON);
	T_TRUE("booked", book_poll_book(book, by_mail->id, 1, NULL, &error));
	T_TRUE("there before", in_files(book, "ZEB@quixquax") && in_files(book, "zebulon quixquax"));
	T_TRUE("erased", book_customer_erase(book, gone->id, &error));
	T_NO_ERROR("erased", error);
	T_FALSE("his e-mail", in_files(book, "@quixquax"));
	T_FALSE("his name", in_files(book, "zebulon quixquax"));
	g_autofree char *mail = names_of(book, by_mail), *name = names_of(book, by_name),
			*other = names_of(book, another);
	g_autofree char *title = names_of(book, titled);
	T_STR("by e-mail", mail, "Team meeting: (erased)+Tom+Ana");
	T_STR("by name", name, "Team meeting: (erased)+Zebulon Other");
	T_STR("somebody else of that name", other, "Team meeting: Zebulon Quixquax+Boris");
	T_STR("what it was called", title, "(erased): (erased)");
	g_autoptr(Poll) booked = book_poll(book, by_mail->id, &error);
	g_autoptr(Booking) booking = desk_get(book, booked->booking);
	T_STR("who was there is forgotten", booking->notes, "");
	desk_check_words("the time stays", book, booking, "24T14:00-15:00 Ana");
	check_log(book);
}

/* Two who were once merged and are not the same person. */
static void test_erased_other(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *gone = desk_customer(book, "Zebulon Gone"),
			*stays = desk_customer(book, "Maria Kept");
	g_autoptr(Poll) poll = new_poll(book, AFTERNOON, "Maria Kept,Ana");
	g_autoptr(GError) error = NULL;

	g_autoptr(Customer) merged = book_customer_merge(book, stays, gone, &error);
	g_autoptr(Change) undone = book_undo(book, NULL, &error);
	T_TRUE("erased", book_customer_erase(book, gone, &error));
	T_NO_ERROR("erased", error);
	g_autofree char *names = names_of(book, poll);
	T_STR("she stays", names, "Team meeting: Maria Kept+Ana");
	check_log(book);
}

static void test_staff_merged(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Poll) one = new_poll(book, AFTERNOON, "Boris!,Cleo"),
			both = new_poll(book, AFTERNOON, "Boris!,Ana,Tom");
	g_autoptr(Poll) none = new_poll(book, AFTERNOON, "Cleo");
	g_autoptr(GError) error = NULL;
	GHashTable *before = desk_content(book);
	g_autoptr(Staff) into =
		book_staff_merge(book, desk_staff(book, "Boris"), desk_staff(book, "Ana"), &error);

	T_NO_ERROR("merged", error);
	g_autofree char *first = names_of(book, one), *second = names_of(book, both),
			*third = names_of(book, none);
	T_STR("asked as the other", first, "Team meeting: Ana+Cleo");
	T_STR("asked once", second, "Team meeting: Ana+Tom");
	T_STR("others are left alone", third, "Team meeting: Cleo");
	check_rank("and answers", book, one, TRUE,
		   "14:00 Ana+Cleo, 14:15 Ana+Cleo, 14:30 Ana+Cleo, 14:45 Ana+Cleo, 15:00 Ana+Cleo");
	g_autoptr(Poll) merged = book_poll(book, both->id, &error);
	T_INT("still a must", ((const PollPerson *)merged->people->pdata[0])->must, 1);
	g_autoptr(Change) undone = book_undo(book, NULL, &error);
	T_NO_ERROR("undone", error);
	GHashTable *after = desk_content(book);
	desk_check_same("as before", after, before);
	g_hash_table_unref(after);
	g_hash_table_unref(before);
	desk_check("the book", book);
}

UNIT_SUITE("polls", NULL, NULL, { "the issue's example", test_golden },
	   { "in the order of answers", test_order_of_answers }, { "staff answer by the book", test_staff },
	   { "must-haves", test_musts }, { "the past", test_past }, { "refused", test_refused },
	   { "booking", test_book }, { "nobody's time", test_nobodys }, { "rules", test_rules },
	   { "closing", test_close }, { "finding", test_list }, { "an outsider erased", test_erased },
	   { "somebody else erased", test_erased_other }, { "staff merged", test_staff_merged })
