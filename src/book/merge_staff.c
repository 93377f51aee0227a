/* book/merge_staff.c - somebody who was entered twice becomes one: their bookings go over, and they retire
 *
 * What comes must not clash with what the other has: that is refused. What is past has happened, and is marked instead. */
#include "book/house_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/json.h"
#include "book/poll.h"
#include "book/rescue_p.h"

/* Further than any booking, with room for a day more. */
#define FAR G_GINT64_CONSTANT(1000000000000)

typedef struct {
	const char *from, *into;
	GPtrArray *bookings; /* of Booking: those of from */
	GHashTable *ids;     /* theirs; borrowed */
	PlanTaken *taken;    /* what else into has */
	GPtrArray *clashing; /* of Booking, borrowed: coming ones that cannot go over */
} Merge;

static gboolean keep_theirs(Booking *take, const char *customer, const char *phones_json, gpointer data)
{
	(void)customer;
	(void)phones_json;
	Merge *merge = data;
	for (guint i = 0; i < take->parts->len; i++)
		if (g_strcmp0(((const Part *)take->parts->pdata[i])->staff, merge->from) == 0) {
			g_ptr_array_add(merge->bookings, take);
			g_hash_table_add(merge->ids, take->id);
			return TRUE;
		}
	booking_free(take);
	return TRUE;
}

static void keep_taken(const StorePart *part, gpointer data)
{
	Merge *merge = data;
	PlanPart plan = { part->booking, part->service,   part->staff,   part->resource, part->start,
			  part->end,     part->busy_from, part->busy_to, part->busy };
	if (!g_hash_table_contains(merge->ids, part->booking))
		plan_taken_add(merge->taken, &plan);
}

/* Hands the parts over; FALSE where one of them clashes. */
static gboolean hand_over(const PlanRules *rules, const Merge *merge, Booking *booking)
{
	gboolean fits = TRUE;
	for (guint i = 0; i < booking->parts->len; i++) {
		Part *part = booking->parts->pdata[i];
		if (g_strcmp0(part->staff, merge->from) != 0)
			continue;
		model_set(&part_class, part, &part->staff, merge->into);
		fits = fits && plan_may_share(rules, merge->taken, part);
	}
	return fits || !booking_is_live(booking) || !booking->busy || booking->overbooked;
}

static void hand_all_over(Book *book, const PlanRules *rules, Merge *merge, const char *name)
{
	for (guint i = 0; i < merge->bookings->len; i++) {
		Booking *booking = merge->bookings->pdata[i];
		if (hand_over(rules, merge, booking))
			continue;
		if (booking->end > book_now(book)) {
			g_ptr_array_add(merge->clashing, booking);
			continue;
		}
		g_autofree char *why = g_strdup_printf(_("was with %s, now the same person"), name);
		model_set(&booking_class, booking, &booking->overbooked, why);
	}
}

static gboolean refuse(Book *book, const Merge *merge, const char *from, const char *into, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	const Booking *first = merge->clashing->pdata[0];
	g_autofree char *when = book_time_words(book, first->start);
	for (guint i = 0; i < merge->clashing->len; i++) {
		BookingView *view = book_view(book, ((const Booking *)merge->clashing->pdata[i])->id, NULL);
		if (view)
			g_ptr_array_add(views, view);
	}
	cJSON *details = cJSON_CreateObject();
	cJSON_AddItemToObject(details, "with", json_bookings(book, views));
	char *text = cJSON_PrintUnformatted(details);
	GError *problem = NULL;
	daybook_fail(&problem, DAYBOOK_ERROR_CONFLICT,
		     ngettext("%s and %s both have a booking on %s. Move one of them first.",
			      "%s and %s have bookings at the same time, the first on %s. Move those first.",
			      merge->clashing->len),
		     from, into, when);
	daybook_error_set_details(problem, text);
	g_propagate_error(error, problem);
	cJSON_free(text);
	cJSON_Delete(details);
	return FALSE;
}

/* In a poll they are asked as one, too. FALSE where it names nobody of them. */
static gboolean hand_poll_over(const Merge *merge, Poll *poll, const Staff *into)
{
	PollPerson *from = NULL, *other = NULL;

	for (guint i = 0; i < poll->people->len; i++) {
		PollPerson *person = poll->people->pdata[i];
		if (g_strcmp0(person->staff, merge->from) == 0)
			from = person;
		else if (g_strcmp0(person->staff, merge->into) == 0)
			other = person;
	}
	if (!from)
		return FALSE;
	if (other) {
		other->must |= from->must;
		return g_ptr_array_remove(poll->people, from);
	}
	model_set(&poll_person_class, from, &from->staff, into->id);
	model_set(&poll_person_class, from, &from->name, into->name);
	return TRUE;
}

/* What is booked or closed tells what was. */
static gboolean hand_polls_over(Book *book, const Merge *merge, const Staff *into, GError **error)
{
	g_autoptr(GPtrArray) polls = book_polls(book, FALSE, error);

	for (guint i = 0; polls && i < polls->len; i++)
		if (hand_poll_over(merge, polls->pdata[i], into) &&
		    !book_save(book, &poll_class, polls->pdata[i], "poll.changed", error))
			return FALSE;
	return polls != NULL;
}

static gboolean save_all(Book *book, const Merge *merge, Staff *from, GError **error)
{
	for (guint i = 0; i < merge->bookings->len; i++)
		if (!book_save(book, &booking_class, merge->bookings->pdata[i], "booking.changed", error))
			return FALSE;
	from->active = 0;
	return book_save(book, &staff_class, from, "staff.merged", error);
}

static gboolean merge_into(Book *book, Merge *merge, Staff *from, const Staff *into, GError **error)
{
	BookRules rules;
	if (!store_bookings_all(book->store, keep_theirs, merge, error) ||
	    !store_parts_of_staff(book->store, merge->into, -FAR, FAR, keep_taken, merge, error) ||
	    !book_rules(book, &rules, NONE, NONE, error))
		return FALSE;
	hand_all_over(book, &rules.rules, merge, from->name);
	book_rules_clear(&rules);
	if (merge->clashing->len > 0)
		return refuse(book, merge, from->name, into->name, error);
	return hand_polls_over(book, merge, into, error) &&
	       waitlist_hand_staff_over(book, from->id, into->id, error) && save_all(book, merge, from, error);
}

static gboolean merge_staff(Book *book, Staff *from, const Staff *into, GError **error)
{
	g_autoptr(GPtrArray) bookings = model_list_new(&booking_class);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(PlanTaken) taken = plan_taken_new();
	g_autoptr(GPtrArray) clashing = g_ptr_array_new();
	Merge merge = { from->id, into->id, bookings, ids, taken, clashing };
	if (strcmp(from->id, into->id) == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("%s cannot be merged into the same person. Name two."), into->name);
	return house_may_retire(book, &house_staff, from, error) &&
	       merge_into(book, &merge, from, into, error);
}

Staff *book_staff_merge(Book *book, const char *from_id, const char *into_id, GError **error)
{
	if (!book_begin(book, error))
		return NULL;
	g_autoptr(Staff) from = house_copy(book, &house_staff, from_id, error);
	g_autoptr(Staff) into = from ? house_copy(book, &house_staff, into_id, error) : NULL;
	if (!into || !merge_staff(book, from, into, error)) {
		book_abort(book);
		return NULL;
	}
	g_autofree char *what =
		g_strdup_printf(_("Merged the staff member %s into %s"), from->name, into->name);
	return book_commit(book, what, NULL, error) ? g_steal_pointer(&into) : NULL;
}
