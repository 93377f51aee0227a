/* book/demo_guests.c - who comes to the demo's salon, and how often: most every three to six weeks, a few every fortnight, one every
 * week, and some have only just found it */
#include "book/demo_p.h"

#define WEEKLY 12          /* her place in the list */
#define REGULAR_EACH 15    /* every so many-th comes more often than the rest */
#define NEW_FROM 113       /* who stands here or below came for the first time only lately */
#define EARLY_PERMILLE 850 /* of the rhythm: nobody comes again before */

/* A number of its own for each customer and question, that no later change of the calendar can move. */
static guint habit(guint customer, guint question, guint n)
{
	guint64 state = customer * 64 + question;
	return demo_below(&state, n);
}

/* Where more staff than the demo's own three work, all come more often, or they would wait for customers. */
static guint rhythm_of(const Demo *demo, guint i)
{
	guint staff = MAX(demo->new->staff->len, DEMO_PLANS);
	guint days = i == WEEKLY ? 21 : i % REGULAR_EACH == 3 ? 11 + habit(i, 0, 4) : 20 + habit(i, 0, 20);
	return MAX(days * DEMO_PLANS / staff, 1);
}

void demo_guest_add(const Demo *demo, Customer *customer, gboolean beard)
{
	guint i = demo->guests->len;
	Guest guest = { .customer = customer, .beard = beard };
	guest.rhythm = rhythm_of(demo, i);
	guest.staff = habit(i, 1, demo->new->staff->len);
	if (i >= NEW_FROM)
		guest.last = -(gint64)(i - NEW_FROM) * 8 - (gint64)guest.rhythm;
	else
		guest.last = -DEMO_DAYS_BACK - (gint64)habit(i, 2, guest.rhythm);
	g_array_append_val(demo->guests, guest);
}

Guest *demo_guest_weekly(const Demo *demo)
{
	return &g_array_index(demo->guests, Guest, WEEKLY);
}

static gboolean wants(const Guest *guest, int service)
{
	if (service == DEMO_BEARD)
		return guest->beard;
	return !guest->beard ||
	       (service != DEMO_COLOUR && service != DEMO_HIGHLIGHTS && service != DEMO_CLASS);
}

Guest *demo_guest_due(const Demo *demo, gint64 offset, int service, guint staff, guint64 *chance)
{
	Guest *best = NULL;
	gint64 most = 0;
	for (guint i = 0; i < demo->guests->len; i++) {
		Guest *guest = &g_array_index(demo->guests, Guest, i);
		gint64 due = 1000 * (offset - guest->last) / guest->rhythm;
		gint64 score = due * (gint64)(70 + demo_below(chance, 61)) * (guest->staff == staff ? 10 : 6);
		if (due < EARLY_PERMILLE || !wants(guest, service) || score <= most)
			continue;
		most = score;
		best = guest;
	}
	return best;
}
