/* tests/unit/book/test_story.c - what became of a booking and of a customer, as a person would tell it */
#include "tests/unit/book/desk.h"
#include "tests/unit/unit.h"

/* "owner: booked …", a line each, the newest first. */
static char *story_of(Book *book, const char *id, guint limit)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) steps = book_story(book, id, limit, &error);
	GString *out = g_string_new(NULL);

	T_NO_ERROR("story", error);
	for (guint i = 0; steps && i < steps->len; i++) {
		const StoryStep *step = steps->pdata[i];
		g_string_append_printf(out, "%s%s: %s", i ? "\n" : "", step->who, step->words);
		T_NOT_NULL("a change that undo can name", step->correlation);
	}
	return g_string_free(out, FALSE);
}

static void check_story(const char *label, Book *book, const char *id, guint limit, const char *want)
{
	g_autofree char *got = story_of(book, id, limit);

	T_STR(label, got, want);
}

static void move(Book *book, const char *id, const char *when, const char *staff)
{
	BookEdit edit = BOOK_EDIT_INIT;

	edit.start = when ? desk_at(book, when) : NONE;
	edit.staff = staff ? desk_staff(book, staff) : NULL;
	T_TRUE(when ? when : staff, book_move(book, id, &edit, NULL, NULL));
}

static void test_booking(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 14:30", "Cut", "Ana", "Maria Lopez");
	BookEdit edit = BOOK_EDIT_INIT;

	check_story("booked", book, id, 0, "ana: booked for Tue 24 Nov 14:30: Cut with Ana");
	move(book, id, "2026-11-25 09:00", "Boris");
	edit.notes = "brings\nthe dog";
	edit.seconds = 3600;
	edit.price = 4100;
	T_TRUE("edited", book_edit(book, id, &edit, NULL, NULL));
	T_TRUE("noted", book_note(book, id, "pays late", NULL, NULL));
	T_TRUE("paid", book_paid(book, id, NONE, NULL, NULL));
	change_free(book_undo(book, NULL, NULL));
	change_free(book_redo(book, NULL));
	T_TRUE("cancelled", book_cancel(book, id, "ill", FALSE, NULL, NULL));
	check_story("all of it", book, id, 0,
		    "ana: cancelled: ill\n"
		    "ana: paid: €41.00 (done again)\n"
		    "ana: paid: nothing (undone)\n"
		    "ana: paid: €41.00\n"
		    "ana: note: pays late\n"
		    "ana: length 1h instead of 45 min, price €41.00 instead of €38.00, note: brings the dog\n"
		    "ana: moved from Tue 24 Nov 14:30 to Wed 25 Nov 09:00, with Boris instead of Ana\n"
		    "ana: booked for Tue 24 Nov 14:30: Cut with Ana");
	check_story("the last of it", book, id, 2, "ana: cancelled: ill\nana: paid: €41.00 (done again)");
}

static void test_undone(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autoptr(Booking) block =
		desk_book("block", book, desk_block(book, "2027-11-24 12:00", 60, "Boris"));

	change_free(book_undo(book, NULL, NULL));
	change_free(book_redo(book, NULL));
	check_story("another year; taken back, and again", book, block->id, 0,
		    "ana: blocked: Wed 24 Nov 12:00 2027 (done again)\n"
		    "ana: taken back (undone)\n"
		    "ana: blocked: Wed 24 Nov 12:00 2027");
}

/* The customer and all their bookings, in one order; each step says which booking it is about. */
static void test_customer(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *maria = desk_customer(book, "Maria Lopez");
	g_autofree char *cut = desk_made(book, "2026-11-24 14:30", "Cut", "Ana", "Maria Lopez");
	g_autofree char *yoga = desk_made(book, "2026-11-25 10:00", "Yoga", "Cleo", "Maria Lopez");
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	CustomerEdit edit = { .name = "Maria Ruiz", .phones = phones };

	g_ptr_array_add(phones, (gpointer) "0170 12");
	g_autoptr(Customer) renamed = book_customer_edit(book, maria, &edit, NULL);
	g_autoptr(Customer) noted = book_customer_note(book, maria, "likes Ana", NULL);
	T_TRUE("done", book_mark(book, cut, STATUS_COMPLETED, NULL, NULL));
	move(book, yoga, "2026-11-26 10:00", NULL);
	check_story("all of it", book, maria, 0,
		    "ana: Yoga: moved from Wed 25 Nov 10:00 to Thu 26 Nov 10:00\n"
		    "ana: Cut, Tue 24 Nov 14:30: completed\n"
		    "ana: note: likes Ana\n"
		    "ana: name Maria Ruiz instead of Maria Lopez, phone: 0170 12\n"
		    "ana: booked for Wed 25 Nov 10:00: Yoga with Cleo\n"
		    "ana: booked for Tue 24 Nov 14:30: Cut with Ana\n"
		    "owner: added: Maria Lopez");
	g_autofree char *twin = desk_customer(book, "Twin");
	g_autoptr(Customer) merged = book_customer_merge(book, twin, maria, NULL);
	check_story("who became another", book, twin, 1, "ana: made one with Maria Ruiz");
}

static void test_erased(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 14:30", "Cut", "Ana", "Maria Lopez");
	g_autofree char *maria = desk_customer(book, "Maria Lopez");

	T_TRUE("erased", book_customer_erase(book, maria, NULL));
	check_story("that it was erased, once", book, id, 0, "ana: erased");
	T_TRUE("done", book_mark(book, id, STATUS_COMPLETED, NULL, NULL));
	check_story("and what came after", book, id, 0, "ana: completed\nana: erased");
	check_story("the person", book, maria, 0, "owner: erased");
}

/* There is a story of bookings and customers; of all else there is the log. */
static void test_others(void)
{
	g_autoptr(Book) book = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(book, "2026-11-24 14:30", "Cut", "Ana", NULL);
	g_autoptr(GError) unknown = NULL, staff = NULL;

	T_TRUE("a booking", book_has_story(book, id));
	T_FALSE("a staff member", book_has_story(book, desk_staff(book, "Ana")));
	T_NULL("a staff member", book_story(book, desk_staff(book, "Ana"), 0, &staff));
	T_ERROR("a staff member", staff, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	T_NULL("nobody", book_story(book, "00000000-0000-4000-8000-000000000000", 0, &unknown));
	T_ERROR("nobody", unknown, DAYBOOK_ERROR, DAYBOOK_ERROR_NOT_FOUND);
}

UNIT_SUITE("story", NULL, NULL, { "a booking", test_booking }, { "undone", test_undone },
	   { "a customer", test_customer }, { "erased", test_erased }, { "others", test_others })
