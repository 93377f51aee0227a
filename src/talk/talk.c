/* talk/talk.c - a line read against the book, and what it asks for */
#include "talk/talk.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

#define REBOOK_SECONDS (28 * ZONE_DAY_SECONDS)

struct Talk {
	Book *book;
	SayLanguages *languages;
};

Talk *talk_new(Book *book, GError **error)
{
	g_autofree char *language = g_strndup(g_get_language_names()[0], 2);
	SayLanguages *languages = say_languages_new(language, error);
	if (!languages)
		return NULL;
	Talk *talk = g_new0(Talk, 1);
	talk->book = book;
	talk->languages = languages;
	return talk;
}

void talk_free(Talk *talk)
{
	if (!talk)
		return;
	say_languages_free(talk->languages);
	g_free(talk);
}

Book *talk_book(const Talk *talk)
{
	return talk->book;
}

/* --- reading --- */

static GPtrArray *customers(const char *const *words, SayFind how, gpointer book)
{
	static const BookNamedHow hows[] = { [SAY_FIND_NAME] = BOOK_NAMED,
					     [SAY_FIND_TYPO] = BOOK_NAMED_SLIP,
					     [SAY_FIND_PHONE] = BOOK_NAMED_PHONE };
	GPtrArray *names = g_ptr_array_new_with_free_func((GDestroyNotify)say_name_free);
	g_autoptr(GPtrArray) found = book_customers_named(book, words, hows[how], SAY_NAMES_MOST, NULL);
	for (guint i = 0; found && i < found->len; i++) {
		const Customer *customer = found->pdata[i];
		SayFit fit = how == SAY_FIND_PHONE ? SAY_FIT_WHOLE
						   : say_fit(customer->name, words, how == SAY_FIND_TYPO);
		if (fit)
			g_ptr_array_add(names, say_name_new(customer->id, customer->name, fit));
	}
	return names;
}

/* When the house opens at the earliest and closes at the latest. */
static void opening(const Book *book, int *from, int *to)
{
	const GPtrArray *all = book_hours(book);
	*from = 1440;
	*to = 0;
	for (guint i = 0; i < all->len; i++) {
		const OpeningHours *hours = all->pdata[i];
		for (guint r = 0; r < hours->ranges->len; r++) {
			const HoursRange *range = hours->ranges->pdata[r];
			*from = MIN(*from, (int)range->from_min);
			*to = MAX(*to, (int)range->to_min);
		}
	}
	if (*from >= *to) {
		*from = 0;
		*to = 1440;
	}
}

SayReading *talk_read(const Talk *talk, const char *line, gboolean offered, const SayAnswer *answers,
		      guint n_answers)
{
	SayContext context = { .when = book_when(talk->book),
			       .currency = book_business(talk->book)->currency,
			       .services = book_services(talk->book),
			       .staff = book_staff(talk->book),
			       .customers = customers,
			       .data = talk->book,
			       .offered = offered,
			       .answers = answers,
			       .n_answers = n_answers };
	opening(talk->book, &context.open_from, &context.open_to);
	return say_read(talk->languages, &context, line);
}

/* --- what it asks for --- */

gboolean talk_has_what(const SayReading *reading)
{
	for (guint i = 0; i < reading->visits->len; i++)
		if (((SayVisit *)reading->visits->pdata[i])->service)
			return TRUE;
	return reading->seconds > 0;
}

static const char *said_staff(const SayReading *reading)
{
	return reading->visits->len ? ((SayVisit *)reading->visits->pdata[0])->staff : NULL;
}

static const char *booking_lacks(const SayReading *reading)
{
	if (!reading->customer && !reading->new_customer)
		return _("Who is it for? Name a customer, or a new one as “new Jane Doe”.");
	if (!talk_has_what(reading))
		return _("What is it? Name a service, or how long it takes.");
	if (reading->rrule && reading->start == NONE)
		return _("What repeats needs a day and a time to begin with.");
	return NULL;
}

/* A day, a time or a person to move it to; one day, not a week of them. */
static const char *move_lacks(const SayReading *reading)
{
	const SayWhen *at = &reading->at;
	if (at->day == NONE && at->minute < 0 && !said_staff(reading) && !reading->seconds)
		return _("Where is it moved to? Say a day or a time: “to friday 10:00”.");
	if (at->day != at->last)
		return _("On which day of them?");
	return at->from >= 0 && at->minute < 0 ? _("At what time?") : NULL;
}

static const char *whose(const SayReading *reading)
{
	return !reading->customer && reading->was.minute < 0 && reading->was.day == NONE
		       ? _("Whose booking? Name the customer, or the day and the time.")
		       : NULL;
}

const char *talk_lacks(const SayReading *reading)
{
	const char *lacks;
	switch (reading->verb) {
	case SAY_BOOK:
		return booking_lacks(reading);
	case SAY_MOVE:
		lacks = move_lacks(reading);
		return lacks ? lacks : whose(reading);
	case SAY_CANCEL:
	case SAY_REBOOK:
		return whose(reading);
	case SAY_FREE:
		return talk_has_what(reading)
			       ? NULL
			       : _("How long should it be? Name a service, or a length such as 45m.");
	default:
		return NULL;
	}
}

gboolean talk_check_words(const SayReading *reading, const char *line, GError **error)
{
#define BIT(role) (1U << SAY_##role)
	static const guint anything = BIT(VERB) | BIT(FILLER) | BIT(UNKNOWN);
	static const guint used[SAY_VERB_COUNT] = {
		[SAY_BOOK] = G_MAXUINT,
		[SAY_MOVE] = BIT(CUSTOMER) | BIT(SERVICE) | BIT(STAFF) | BIT(DAY) | BIT(TIME) | BIT(LENGTH),
		[SAY_CANCEL] = BIT(CUSTOMER) | BIT(SERVICE) | BIT(STAFF) | BIT(DAY) | BIT(TIME) | BIT(NOTE),
		[SAY_REBOOK] = BIT(CUSTOMER) | BIT(SERVICE) | BIT(STAFF) | BIT(DAY) | BIT(TIME),
		[SAY_FREE] = BIT(SERVICE) | BIT(STAFF) | BIT(DAY) | BIT(TIME) | BIT(LENGTH),
		[SAY_NEXT] = BIT(NUMBER),
		[SAY_PICK] = BIT(STAFF) | BIT(DAY) | BIT(TIME) | BIT(NUMBER),
	};
#undef BIT
	for (guint i = 0; i < reading->spans->len; i++) {
		const SaySpan *span = reading->spans->pdata[i];
		g_autofree char *text = g_strndup(line + span->from, span->to - span->from);
		if (!((anything | used[reading->verb]) & 1U << span->role))
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("“%s” is not something that this can do. Leave it out."), text);
	}
	return TRUE;
}

GPtrArray *talk_visits(const SayReading *reading)
{
	GPtrArray *visits = model_list_new(&visit_class);
	for (guint i = 0; i < MAX(reading->visits->len, 1); i++) {
		Visit *visit = visit_new();
		const SayVisit *said = i < reading->visits->len ? reading->visits->pdata[i] : NULL;
		if (said)
			model_set(&visit_class, visit, &visit->service, said->service);
		if (said)
			model_set(&visit_class, visit, &visit->staff, said->staff);
		visit->seconds = i == 0 ? reading->seconds : 0;
		g_ptr_array_add(visits, visit);
	}
	return visits;
}

BookRequest *talk_request(const SayReading *reading)
{
	const ModelClass *cls = &book_request_class;
	BookRequest *request = book_request_new();
	model_set(cls, request, &request->kind, "appointment");
	model_set(cls, request, &request->customer, reading->customer);
	model_set(cls, request, &request->new_customer, reading->new_customer);
	model_set(cls, request, &request->phone, reading->new_customer ? reading->phone : NULL);
	model_set(cls, request, &request->email, reading->new_customer ? reading->email : NULL);
	model_set(cls, request, &request->notes, reading->note);
	model_set(cls, request, &request->title, reading->title);
	model_set(cls, request, &request->rrule, reading->rrule);
	g_ptr_array_unref(request->visits);
	request->visits = talk_visits(reading);
	request->start = reading->start;
	request->price = reading->price;
	return request;
}

/* --- where a booking that stands goes --- */

gboolean talk_start(const Talk *talk, const SayReading *reading, const Booking *booking, gint64 *start,
		    GError **error)
{
	const SayWhen *at = &reading->at;
	GTimeZone *zone = book_zone(talk->book);
	gint64 was = zone_local(zone, booking->start);
	gboolean twice;
	if (at->instant != NONE) {
		*start = at->instant;
		return TRUE;
	}
	gint64 day = at->day != NONE ? at->day : local_day(was);
	int minute = at->minute >= 0 ? at->minute : local_minute(was);
	return zone_instant(zone, day * ZONE_DAY_SECONDS + minute * 60, start, &twice, error);
}

/* "in 4 weeks" is counted from the last time, a day or a time is where it goes. */
gboolean talk_later(const Talk *talk, const SayReading *reading, const Booking *booking, gint64 *seconds,
		    GError **error)
{
	GTimeZone *zone = book_zone(talk->book);
	gint64 start;
	*seconds = reading->later ? reading->later : REBOOK_SECONDS;
	if (reading->later || (reading->at.day == NONE && reading->at.minute < 0))
		return TRUE;
	if (!talk_start(talk, reading, booking, &start, error))
		return FALSE;
	*seconds = zone_local(zone, start) - zone_local(zone, booking->start);
	return TRUE;
}

gboolean talk_edit(const Talk *talk, const SayReading *reading, const Booking *booking, BookEdit *edit,
		   GError **error)
{
	*edit = (BookEdit)BOOK_EDIT_INIT;
	edit->staff = said_staff(reading);
	edit->seconds = reading->seconds ? reading->seconds : NONE;
	edit->expect_version = booking->version;
	return talk_start(talk, reading, booking, &edit->start, error);
}

char *talk_repeat(const Talk *talk, const char *text, gint64 start, GError **error)
{
	When when = book_when(talk->book);

	return say_repeat(talk->languages, &when, start, text, error);
}
