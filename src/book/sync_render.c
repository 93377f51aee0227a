/* book/sync_render.c - a booking as a calendar shows it: as much as its level allows, and never a private note
 *
 * Each level shows what its name says and what the levels before it show. The words that are daybook's own are the same in every language:
 * an event must not change because somebody else looked at the book. */
#include "book/sync_p.h"

#include <string.h>

#include "book/view.h"

#define BUSY "Busy"

typedef enum { LEVEL_BUSY, LEVEL_INITIALS, LEVEL_NAME, LEVEL_SERVICE, LEVEL_PHONE } Level;

static Level level_of(const char *show)
{
	static const char *const names[] = { "busy", "initials", "name", "service", "phone" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_equal(names[i], show))
			return (Level)i;
	return LEVEL_BUSY; /* what nobody knows shows nothing */
}

/* "M. L." for Maria Lopez. */
static char *initials(const char *name)
{
	GString *out = g_string_new(NULL);
	gboolean begins = TRUE;

	for (const char *at = name; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (begins && g_unichar_isalnum(c)) {
			if (out->len)
				g_string_append_c(out, ' ');
			g_string_append_unichar(out, g_unichar_toupper(c));
			g_string_append_c(out, '.');
			begins = FALSE;
		} else if (g_unichar_isspace(c) || c == '-') {
			begins = TRUE;
		}
	}
	return g_string_free(out, FALSE);
}

static char *or_busy(char *take)
{
	if (take && *take)
		return take;
	g_free(take);
	return g_strdup(BUSY);
}

/* A title of its own is the whole summary, so that whoever changes it there changes the title and nothing else. */
static char *summary_of(const Book *book, const BookingView *view, Level level)
{
	const char *name = view->customer_name ? view->customer_name : "";
	g_autofree char *services = NULL;

	if (level == LEVEL_BUSY)
		return g_strdup(BUSY);
	if (level == LEVEL_INITIALS)
		return or_busy(initials(name));
	if (*view->booking->title)
		return g_strdup(view->booking->title);
	if (level == LEVEL_NAME)
		return or_busy(g_strdup(name));
	services = booking_view_services(book, view);
	if (*services && *name)
		return g_strconcat(services, " · ", name, NULL);
	return or_busy(g_strdup(*name ? name : services));
}

static char *description_of(const BookingView *view, Level level)
{
	const char *note = view->booking->public_note;
	const char *phone = level == LEVEL_PHONE && view->customer_phone ? view->customer_phone : "";

	if (level < LEVEL_NAME)
		return g_strdup("");
	return g_strconcat(phone, *phone && *note ? "\n\n" : "", note, NULL);
}

/* A service's colour tells the service, so it shows where the service does; else the staff member's. */
static const char *color_of(const Book *book, const Booking *booking, Level level)
{
	const Part *part = booking_first_part(booking);
	const Service *service = part ? book_service_by_id(book, part->service) : NULL;
	const Staff *staff = part ? book_staff_by_id(book, part->staff) : NULL;

	if (level == LEVEL_BUSY)
		return "";
	if (level >= LEVEL_SERVICE && service && *service->color)
		return service->color;
	return staff ? staff->color : "";
}

EventFields *sync_render(const Book *book, const BookingView *view, const char *show)
{
	const Booking *booking = view->booking;
	Level level = level_of(show);
	EventFields *fields = event_fields_new();
	g_autofree char *summary = summary_of(book, view, level);
	g_autofree char *description = description_of(view, level);

	fields->start = booking->start;
	fields->end = booking->end;
	fields->all_day = booking->all_day;
	fields->transparent = !booking->busy;
	fields->tentative = level > LEVEL_BUSY && booking_status(booking) == STATUS_TENTATIVE;
	model_set(&event_fields_class, fields, &fields->zone, booking->zone);
	model_set(&event_fields_class, fields, &fields->summary, summary);
	model_set(&event_fields_class, fields, &fields->description, description);
	model_set(&event_fields_class, fields, &fields->color, color_of(book, booking, level));
	if (level > LEVEL_BUSY)
		model_set(&event_fields_class, fields, &fields->place, book->business->address);
	return fields;
}
