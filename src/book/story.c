/* book/story.c - the log as a story: what became of a booking, or of a customer with all their bookings, as a person would tell it.
 *
 * Each step says what its event changed, field by field, from the image before and the image after; what changed nothing that a person sees is no
 * step. What an erasure has taken is told as that. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "book/book_p.h"
#include "book/history.h"
#include "book/sync_take_p.h"

void story_step_free(StoryStep *step)
{
	if (!step)
		return;
	g_free(step->who);
	g_free(step->words);
	g_free(step->booking);
	g_free(step->correlation);
	g_free(step);
}

typedef struct {
	Book *book;
	GPtrArray *steps;   /* of StoryStep, as they come */
	gboolean customers; /* of a customer: each step says which booking it is about */
	const ModelClass *cls;
	gpointer before; /* the image before, read; NULL */
	gboolean blank;  /* it has been erased */
} Story;

/* --- words --- */

/* "Tue 24 Nov 14:30", with the year where it is not this one. */
static char *when_words(const Book *book, gint64 instant)
{
	int year, now;

	day_to_civil(zone_day_of(book->zone, instant), &year, NULL, NULL);
	day_to_civil(book_today(book), &now, NULL, NULL);
	g_autofree char *words = book_time_words(book, instant);
	return year == now ? g_steal_pointer(&words) : g_strdup_printf("%s %d", words, year);
}

/* Takes words; NULL or "" is nothing. */
static void say(GPtrArray *said, char *take)
{
	if (take && *take)
		g_ptr_array_add(said, take);
	else
		g_free(take);
}

static char *joined(GPtrArray *said)
{
	g_ptr_array_add(said, NULL);
	return g_strjoinv(", ", (char **)said->pdata);
}

/* The names of everybody with a part in it. */
static char *staff_of(const Book *book, const Booking *booking)
{
	GString *names = g_string_new(NULL);
	const char *last = NULL;

	for (guint i = 0; i < booking->parts->len; i++) {
		const Staff *staff = book_staff_by_id(book, ((const Part *)booking->parts->pdata[i])->staff);
		if (staff && g_strcmp0(last, staff->id) != 0)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "", staff->name);
		last = staff ? staff->id : last;
	}
	return g_string_free(names, FALSE);
}

static char *services_of(const Book *book, const Booking *booking)
{
	const BookingView view = { .booking = (Booking *)booking };

	return booking_view_services(book, &view);
}

static char *name_of_customer(Book *book, const char *id)
{
	g_autoptr(Customer) customer = id ? store_get(book->store, &customer_class, id, NULL) : NULL;

	return g_strdup(customer && *customer->name ? customer->name : _("nobody"));
}

static char *amount(gint64 minor, const char *currency)
{
	return minor == NONE ? g_strdup(_("nothing")) : money_words(minor, currency);
}

/* How much of a line is its date (book_dated_note), which the step has too. */
static gsize dated(const char *line)
{
	static const char shape[] = "0000-00-00 00:00: ";

	for (gsize i = 0; shape[i]; i++)
		if (shape[i] == '0' ? !g_ascii_isdigit(line[i]) : line[i] != shape[i])
			return 0;
	return strlen(shape);
}

/* What a note has more than it had, or that it is another. */
static char *note_words(const char *before, const char *after, const char *what)
{
	gsize length = strlen(before);

	if (strcmp(before, after) == 0)
		return NULL;
	if (!*after)
		/* translators: "note taken away" */
		return g_strdup_printf(_("%s taken away"), what);
	g_autofree char *more =
		g_strstrip(g_strdup(strncmp(before, after, length) == 0 ? after + length : after));
	g_strdelimit(more, "\n\r\t", ' ');
	return g_strdup_printf("%s: %s", what, more + dated(more));
}

static char *text_words(const char *before, const char *after, const char *what)
{
	if (strcmp(before, after) == 0)
		return NULL;
	return *after ? g_strdup_printf("%s: %s", what, after) : g_strdup_printf(_("%s taken away"), what);
}

/* --- a booking --- */

/* "booked for Tue 24 Nov 14:30: Cut with Ana" */
static char *booked_words(const Story *story, const Booking *booking)
{
	g_autofree char *when = when_words(story->book, booking->start);
	g_autofree char *services = services_of(story->book, booking);
	g_autofree char *staff = staff_of(story->book, booking);
	g_autofree char *with = *staff ? g_strdup_printf(_("with %s"), staff) : g_strdup("");
	const char *what = *services ? services : booking->title;

	if (g_str_equal(booking->kind, "block"))
		return g_strdup_printf(_("blocked: %s%s%s"), when, *what ? " " : "", what);
	return g_strdup_printf(_("booked for %s%s%s%s%s"), when, *what || *with ? ": " : "", what,
			       *what && *with ? " " : "", with);
}

static void say_time(const Story *story, const Booking *before, const Booking *after, GPtrArray *said)
{
	g_autofree char *from = when_words(story->book, before->start);
	g_autofree char *to = when_words(story->book, after->start);

	if (before->start != after->start)
		say(said, g_strdup_printf(_("moved from %s to %s"), from, to));
	if (before->end - before->start != after->end - after->start) {
		g_autofree char *was = when_duration_words(before->end - before->start);
		g_autofree char *is = when_duration_words(after->end - after->start);
		say(said, g_strdup_printf(_("length %s instead of %s"), is, was));
	}
}

static void say_who(const Story *story, const Booking *before, const Booking *after, GPtrArray *said)
{
	Book *book = story->book;
	g_autofree char *was_staff = staff_of(book, before), *is_staff = staff_of(book, after);
	g_autofree char *was_services = services_of(book, before), *is_services = services_of(book, after);

	if (strcmp(was_services, is_services) != 0)
		say(said, g_strdup_printf(_("%s instead of %s"), *is_services ? is_services : _("no service"),
					  *was_services ? was_services : _("no service")));
	if (strcmp(was_staff, is_staff) != 0)
		say(said, g_strdup_printf(_("with %s instead of %s"), *is_staff ? is_staff : _("nobody"),
					  *was_staff ? was_staff : _("nobody")));
	if (g_strcmp0(before->customer, after->customer) != 0) {
		g_autofree char *was = name_of_customer(book, before->customer),
				*is = name_of_customer(book, after->customer);
		say(said, g_strdup_printf(_("for %s instead of %s"), is, was));
	}
}

static void say_money(const Booking *before, const Booking *after, GPtrArray *said)
{
	g_autofree char *was = amount(booking_price(before), before->currency),
			*is = amount(booking_price(after), after->currency);
	g_autofree char *paid = amount(after->paid, after->currency),
			*deposit = amount(after->deposit, after->currency);

	if (strcmp(was, is) != 0)
		say(said, g_strdup_printf(_("price %s instead of %s"), is, was));
	if (before->paid != after->paid)
		say(said, g_strdup_printf(_("paid: %s"), paid));
	if (before->deposit != after->deposit)
		say(said, g_strdup_printf(_("deposit: %s"), deposit));
}

static void say_status(const Booking *before, const Booking *after, GPtrArray *said)
{
	const char *words = status_words(booking_status(after));

	if (strcmp(before->status, after->status) != 0)
		say(said, *after->cancel_reason && status_frees_time(booking_status(after))
				  ? g_strdup_printf(_("%s: %s"), words, after->cancel_reason)
				  : g_strdup(words));
	if (g_strcmp0(before->overbooked, after->overbooked) != 0 && after->overbooked)
		say(said, g_strdup_printf(_("overbooked: %s"), after->overbooked));
}

static char *booking_words(const Story *story, const Event *event, const Booking *before,
			   const Booking *after)
{
	g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);

	if (after->removed)
		return before && before->removed ? NULL : g_strdup(_("taken back"));
	if (!before || before->removed)
		return booked_words(story, after);
	if (g_str_equal(event->type, "booking.overruled"))
		return g_strdup(_("changed in the calendar too; what stands here was kept"));
	say_status(before, after, said);
	say_time(story, before, after, said);
	say_who(story, before, after, said);
	say_money(before, after, said);
	say(said, text_words(before->title, after->title, _("title")));
	say(said, note_words(before->notes, after->notes, _("note")));
	say(said, note_words(before->public_note, after->public_note, _("shared note")));
	return said->len ? joined(said) : NULL;
}

/* --- a customer --- */

static char *phones_of(const Customer *customer)
{
	GString *phones = g_string_new(NULL);

	for (guint i = 0; i < customer->phones->len; i++)
		g_string_append_printf(phones, "%s%s", i ? ", " : "",
				       ((const Phone *)customer->phones->pdata[i])->typed);
	return g_string_free(phones, FALSE);
}

static char *customer_words(const Story *story, const Customer *before, const Customer *after)
{
	g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *was = before ? phones_of(before) : NULL, *is = phones_of(after);

	if (after->erased != NONE)
		return g_strdup(_("erased"));
	if (after->merged_into) {
		g_autofree char *into = name_of_customer(story->book, after->merged_into);
		return g_strdup_printf(_("made one with %s"), into);
	}
	if (after->removed)
		return g_strdup(_("taken back"));
	if (!before || before->removed)
		return g_strdup_printf(_("added: %s"), after->name);
	if (strcmp(before->name, after->name) != 0)
		say(said, g_strdup_printf(_("name %s instead of %s"), after->name, before->name));
	say(said, text_words(was, is, _("phone")));
	say(said, text_words(before->email, after->email, _("e-mail")));
	say(said, text_words(before->zone, after->zone, _("time zone")));
	say(said, text_words(before->language, after->language, _("language")));
	say(said, note_words(before->notes, after->notes, _("note")));
	say(said, note_words(before->preferences, after->preferences, _("preferences")));
	say(said, note_words(before->consents, after->consents, _("consents")));
	return said->len ? joined(said) : NULL;
}

/* --- step by step --- */

/* "Cut, Tue 24 Nov 14:30: ", for a step that does not say it by itself. */
static char *about(const Story *story, const Booking *before, const Booking *after)
{
	if (!story->customers || story->cls != &booking_class || !before || before->removed)
		return g_strdup("");
	g_autofree char *services = services_of(story->book, after);
	g_autofree char *when =
		before->start == after->start ? when_words(story->book, before->start) : g_strdup("");
	const char *what = *services ? services : after->title;
	return g_strdup_printf("%s%s%s%s", what, *what && *when ? ", " : "", when,
			       *what || *when ? ": " : "");
}

static const char *who_words(const Event *event)
{
	return g_str_equal(event->source, "system") ? "daybook" : event->actor;
}

static void add_step(Story *story, const Event *event, char *words)
{
	StoryStep *step = g_new0(StoryStep, 1);

	step->at = event->at;
	step->seq = event->seq;
	step->who = g_strdup(who_words(event));
	step->words = words;
	step->booking = story->cls == &booking_class ? g_strdup(event->entity_id) : NULL;
	step->correlation = g_strdup(event->correlation);
	g_ptr_array_add(story->steps, step);
}

/* "moved from … to … (undone)" */
static char *with_undo(const Event *event, const char *words)
{
	if (g_str_has_suffix(event->type, ".undone"))
		return g_strdup_printf(_("%s (undone)"), words);
	return g_str_has_suffix(event->type, ".redone") ? g_strdup_printf(_("%s (done again)"), words)
							: g_strdup(words);
}

/* "moved from … to … · not taken: …": whatever a calendar and the book disagreed about. */
static char *with_overruled(const Story *story, const Event *event, const Booking *booking, char *take)
{
	g_autofree char *words = take, *lost = take ? sync_overruled_words(story->book, event, booking) : NULL;

	return lost ? g_strdup_printf("%s · %s", words, lost) : g_steal_pointer(&words);
}

/* What was erased is told once. */
static void tell_blank(Story *story, const Event *event)
{
	if (!story->blank)
		add_step(story, event, g_strdup(_("erased")));
	story->blank = TRUE;
}

static gboolean tell_event(const Event *event, gpointer data)
{
	Story *story = data;
	gpointer after;
	char *words;

	if (!*event->after) {
		tell_blank(story, event);
		return TRUE;
	}
	if (!(after = model_from_image(story->cls, event->after, NULL)))
		return TRUE;
	words = story->cls == &booking_class ? with_overruled(story, event, after, booking_words(story, event, story->before, after))
					     : customer_words(story, story->before, after);
	/* the image that an erasure leaves is no news: that it was erased is said */
	if (words && !(story->blank && g_str_equal(event->type, "customer.erased"))) {
		g_autofree char *lead =
			story->cls == &booking_class ? about(story, story->before, after) : g_strdup("");
		g_autofree char *back = with_undo(event, words);
		add_step(story, event, g_strconcat(lead, back, NULL));
	}
	g_free(words);
	model_free(story->cls, story->before);
	story->before = after;
	return TRUE;
}

static gboolean tell(Story *story, const ModelClass *cls, const char *id, GError **error)
{
	gboolean done;

	story->cls = cls;
	story->blank = FALSE;
	done = store_events_of_entity(story->book->store, id, tell_event, story, error);
	model_free(cls, story->before);
	story->before = NULL;
	return done;
}

static gboolean tell_customer(Story *story, const char *id, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();

	story->customers = TRUE;
	if (!tell(story, &customer_class, id, error) ||
	    !store_bookings_of(story->book->store, id, FALSE, book_collect_view, views, error))
		return FALSE;
	for (guint i = 0; i < views->len; i++)
		if (!tell(story, &booking_class, ((const BookingView *)views->pdata[i])->booking->id, error))
			return FALSE;
	return TRUE;
}

static gint newest_first(gconstpointer a_, gconstpointer b_)
{
	const StoryStep *a = *(StoryStep *const *)a_, *b = *(StoryStep *const *)b_;

	return a->seq < b->seq ? 1 : a->seq > b->seq ? -1 : 0;
}

/* Of neither class: USAGE, for there is only the log itself. */
static gboolean tell_of(Story *story, const char *id, GError **error)
{
	GError *problem = NULL;
	g_autoptr(Event) last = store_event_before(story->book->store, id, G_MAXINT64, &problem);

	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (!last)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("Nothing in the book has the id “%s”."),
				    id);
	if (g_str_equal(last->entity, "booking"))
		return tell(story, &booking_class, id, error);
	if (g_str_equal(last->entity, "customer"))
		return tell_customer(story, id, error);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is a story of bookings and of customers."));
}

GPtrArray *book_story(Book *book, const char *entity_id, guint limit, GError **error)
{
	g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func((GDestroyNotify)story_step_free);
	Story story = { .book = book, .steps = steps };
	gboolean done;

	if (!store_read_begin(book->store, error))
		return NULL;
	done = tell_of(&story, entity_id, error);
	store_read_end(book->store);
	if (!done)
		return NULL;
	g_ptr_array_sort(steps, newest_first);
	if (limit && steps->len > limit)
		g_ptr_array_set_size(steps, (gint)limit);
	return g_steal_pointer(&steps);
}

gboolean book_has_story(Book *book, const char *entity_id)
{
	g_autoptr(Event) last = store_event_before(book->store, entity_id, G_MAXINT64, NULL);

	return last && (g_str_equal(last->entity, "booking") || g_str_equal(last->entity, "customer"));
}
