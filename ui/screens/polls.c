/* ui/screens/polls.c - open polls with their best times, asking, answering, booking */
#include "ui/screens/polls.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/people.h"
#include "book/poll.h"
#include "ui/screens/day.h"
#include "ui/undo.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/listing.h"
#include "ui/words.h"

#define TIMES_SHOWN 6 /* of each poll */

typedef struct {
	Screen *day;
	Listing *listing; /* kind: the number of the time in its poll, from 1; 0: it has none */
	GPtrArray *polls; /* of Poll */
	GArray *owner;    /* of guint, by row: which poll */
} Polls;

static Polls *polls_of(const Screen *screen)
{
	return screen->state;
}

static const Poll *poll_here(const Polls *polls)
{
	if (!listing_row(polls->listing))
		return NULL;
	return polls->polls->pdata[g_array_index(polls->owner, guint, polls->listing->pick)];
}

/* --- words --- */

static void add_names(GString *words, const char *label, const GPtrArray *people)
{
	if (people->len == 0)
		return;
	g_string_append_printf(words, "%s%s ", words->len ? " · " : "", label);
	for (guint i = 0; i < people->len; i++)
		g_string_append_printf(words, "%s%s", i ? ", " : "",
				       ((const PollPerson *)people->pdata[i])->name);
}

static char *who_words(const PollCandidate *candidate)
{
	GString *words = g_string_new(NULL);
	add_names(words, _("can:"), candidate->can);
	add_names(words, _("cannot:"), candidate->cannot);
	add_names(words, _("no answer:"), candidate->unknown);
	return g_string_free(words, FALSE);
}

/* "Team meeting · 1 h · 2 of 4 have answered": staff answer by the book. */
static char *heading_of(const Poll *poll)
{
	g_autofree char *length = when_duration_words(poll->seconds);
	guint answered = 0;
	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		answered += person->staff || person->answer;
	}
	g_autofree char *count = g_strdup_printf(
		ngettext("%u of %u has answered", "%u of %u have answered", poll->people->len), answered,
		poll->people->len);
	return g_strdup_printf("%s · %s · %s", poll->title, length, count);
}

/* --- filling --- */

static void add_row(Polls *polls, guint owner, int number, const char *heading, const char *when,
		    const char *count, char *below_take)
{
	const Poll *poll = polls->polls->pdata[owner];
	g_autofree char *id = g_strdup_printf("%s %d", poll->id, number);
	ListingRow *row = listing_add(polls->listing, number, id, heading, when, count, NULL);
	row->below = below_take;
	g_array_append_val(polls->owner, owner);
}

static gboolean add_poll(Polls *polls, Book *book, guint owner, GError **error)
{
	const Poll *poll = polls->polls->pdata[owner];
	g_autoptr(GPtrArray) ranked = book_poll_rank(book, poll, TRUE, error);
	g_autofree char *heading = heading_of(poll);
	if (!ranked)
		return FALSE;
	for (guint i = 0; i < ranked->len && i < TIMES_SHOWN; i++) {
		const PollCandidate *candidate = ranked->pdata[i];
		g_autofree char *start = words_when(book, candidate->start),
				*end = words_time(book, candidate->end);
		g_autofree char *when = g_strdup_printf("%u  %s – %s", i + 1, start, end),
				*count = g_strdup_printf(_("%u of %u"), candidate->can->len,
							 poll->people->len);
		add_row(polls, owner, (int)i + 1, i ? NULL : heading, when, count, who_words(candidate));
	}
	if (ranked->len == 0)
		add_row(polls, owner, 0, heading, _("There is no time yet that anybody can."), "", NULL);
	return TRUE;
}

static gboolean polls_refresh(Screen *screen, GError **error)
{
	Polls *polls = polls_of(screen);
	Book *book = screen->app->book;
	GPtrArray *open = book_polls(book, FALSE, error);
	if (!open)
		return FALSE;
	g_clear_pointer(&polls->polls, g_ptr_array_unref);
	polls->polls = open;
	listing_begin(polls->listing);
	g_array_set_size(polls->owner, 0);
	gboolean done = TRUE;
	for (guint i = 0; done && i < open->len; i++)
		done = add_poll(polls, book, i, error);
	listing_end(polls->listing);
	return done;
}

static void polls_close(Screen *screen)
{
	Polls *polls = polls_of(screen);
	listing_free(polls->listing);
	g_clear_pointer(&polls->polls, g_ptr_array_unref);
	g_array_unref(polls->owner);
}

/* --- asking --- */

enum { ASK_TITLE, ASK_LENGTH, ASK_WINDOWS, ASK_STAFF, ASK_OTHERS, ASK_MUSTS, ASK_FIELDS };

static char *message_of(GError *error)
{
	char *message = g_strdup(error->message);
	g_error_free(error);
	return message;
}

/* "thu 14:00..16:00, fri 9:00..12:00" in a zone. NULL with an error. */
static GPtrArray *read_windows(Book *book, const char *text, GTimeZone *zone, GError **error)
{
	When when = book_when(book);
	g_autoptr(GPtrArray) windows = model_list_new(&wish_window_class);
	g_auto(GStrv) spans = g_strsplit(text, ",", -1);
	gint64 from, to;
	when.zone = zone;
	for (guint i = 0; spans[i]; i++) {
		if (!*g_strstrip(spans[i]))
			continue;
		if (!when_range(&when, spans[i], &from, &to, error))
			return NULL;
		WishWindow *window = wish_window_new();
		window->start = from;
		window->end = to;
		g_ptr_array_add(windows, window);
	}
	if (windows->len == 0) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Say when it could be: thu 14:00..16:00, fri"));
		return NULL;
	}
	return g_steal_pointer(&windows);
}

static gboolean add_staff(Book *book, const char *text, GPtrArray *people, GError **error)
{
	g_auto(GStrv) names = g_strsplit(text, ",", -1);
	for (guint i = 0; names[i]; i++) {
		if (!*g_strstrip(names[i]))
			continue;
		g_autofree char *id = book_find_staff(book, names[i], error);
		if (!id)
			return FALSE;
		PollPerson *person = poll_person_new();
		model_set(&poll_person_class, person, &person->staff, id);
		model_set(&poll_person_class, person, &person->name, book_staff_by_id(book, id)->name);
		g_ptr_array_add(people, person);
	}
	return TRUE;
}

/* "Jane Doe:jane@example.org, Tom" */
static void add_others(const char *text, GPtrArray *people)
{
	g_auto(GStrv) names = g_strsplit(text, ",", -1);
	for (guint i = 0; names[i]; i++) {
		if (!*g_strstrip(names[i]))
			continue;
		g_auto(GStrv) parts = g_strsplit(names[i], ":", 2);
		PollPerson *person = poll_person_new();
		model_set(&poll_person_class, person, &person->name, g_strstrip(parts[0]));
		model_set(&poll_person_class, person, &person->email, parts[1] ? g_strstrip(parts[1]) : "");
		g_ptr_array_add(people, person);
	}
}

static GPtrArray *read_people(Book *book, const FieldTexts *typed, GError **error)
{
	g_autoptr(GPtrArray) people = model_list_new(&poll_person_class);
	if (!add_staff(book, typed->texts[ASK_STAFF], people, error))
		return NULL;
	add_others(typed->texts[ASK_OTHERS], people);
	return g_steal_pointer(&people);
}

static char *ask_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer data)
{
	Book *book = asking->app->book;
	GError *error = NULL;
	gint64 seconds;
	(void)data;
	if (i == ASK_TITLE)
		return *typed->texts[i] ? NULL : g_strdup(_("what is it about?"));
	if (i == ASK_LENGTH)
		return when_duration(typed->texts[i], FALSE, &seconds, &error) ? NULL : message_of(error);
	if (i == ASK_WINDOWS) {
		g_autoptr(GPtrArray) windows = read_windows(book, typed->texts[i], book_zone(book), &error);
		return windows ? NULL : message_of(error);
	}
	if (i == ASK_STAFF || i == ASK_OTHERS) {
		g_autoptr(GPtrArray) people = read_people(book, typed, &error);
		if (!people)
			return i == ASK_STAFF ? message_of(error) : (g_error_free(error), NULL);
		return people->len || i == ASK_STAFF ? NULL : g_strdup(_("who is asked?"));
	}
	return NULL;
}

static gboolean ask_done(Screen *asking, const FieldTexts *typed, gpointer data, GError **error)
{
	Book *book = asking->app->book;
	PollNew new = { .title = typed->texts[ASK_TITLE], .step = NONE };
	(void)data;
	g_autoptr(GPtrArray) windows = read_windows(book, typed->texts[ASK_WINDOWS], book_zone(book), error);
	g_autoptr(GPtrArray) people = windows ? read_people(book, typed, error) : NULL;
	g_autoptr(GPtrArray) musts = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) names = g_strsplit(typed->texts[ASK_MUSTS], ",", -1);
	if (!people || !when_duration(typed->texts[ASK_LENGTH], FALSE, &new.seconds, error))
		return FALSE;
	for (guint i = 0; names[i]; i++)
		if (*g_strstrip(names[i]))
			g_ptr_array_add(musts, g_strdup(names[i]));
	new.windows = windows;
	new.people = people;
	new.musts = musts->len ? musts : NULL;
	g_autoptr(Poll) poll = book_poll_add(book, &new, error);
	if (!poll)
		return FALSE;
	app_refresh(asking->app);
	app_say(asking->app, SAY_GOOD, _("Asked: %s. a writes an answer down."), poll->title);
	return TRUE;
}

static void ask(Screen *screen)
{
	const Field rows[ASK_FIELDS] = {
		[ASK_TITLE] = { .label = _("What for"), .hint = _("team meeting") },
		[ASK_LENGTH] = { .label = _("How long"), .hint = _("45, 1h30"), .offer = "60" },
		[ASK_WINDOWS] = { .label = _("When it could be"), .hint = _("thu 14:00..16:00, fri") },
		[ASK_STAFF] = { .label = _("Staff"), .hint = _("Ana, Boris") },
		[ASK_OTHERS] = { .label = _("Others"), .hint = _("Jane Doe:jane@…, Tom") },
		[ASK_MUSTS] = { .label = _("Not without"), .hint = _("nobody in particular") },
	};
	fields_ask(screen, &(Fields){ .title = _("A time for several people"),
				      .intro = _("Staff answer by this book: their free time. What others "
						 "answer is written down with a."),
				      .save = _("Ask"),
				      .n = ASK_FIELDS,
				      .fields = rows,
				      .problem = ask_problem,
				      .done = ask_done });
}

/* --- answering --- */

enum { ANSWER_WHO, ANSWER_FREE, ANSWER_ZONE, ANSWER_FIELDS };

static void answer_picks(Screen *asking, guint i, const char *text, GPtrArray *picks, gpointer poll_)
{
	const Poll *poll = poll_;
	g_autofree char *typed = g_utf8_casefold(text, -1);
	(void)asking;
	for (guint p = 0; i == ANSWER_WHO && p < poll->people->len; p++) {
		const PollPerson *person = poll->people->pdata[p];
		g_autofree char *name = g_utf8_casefold(person->name, -1);
		if (!person->staff && strstr(name, typed))
			fields_pick(picks, person->name, person->name,
				    person->answer ? _("has answered") : NULL);
	}
}

static GTimeZone *answer_zone(Book *book, const char *text)
{
	return *text ? g_time_zone_new_identifier(text) : g_time_zone_ref(book_zone(book));
}

static char *answer_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer poll_)
{
	const Poll *poll = poll_;
	Book *book = asking->app->book;
	GError *error = NULL;
	g_autoptr(GTimeZone) zone = answer_zone(book, typed->texts[ANSWER_ZONE]);
	if (i == ANSWER_WHO && !typed->ids[i]) {
		g_autofree char *name =
			*typed->texts[i] ? book_poll_person(book, poll->id, typed->texts[i], &error) : NULL;
		return name ? NULL : error ? message_of(error) : g_strdup(_("who answers?"));
	}
	if (i == ANSWER_FREE && *typed->texts[i]) {
		g_autoptr(GPtrArray) free =
			read_windows(book, typed->texts[i], zone ? zone : book_zone(book), &error);
		return free ? NULL : message_of(error);
	}
	return i == ANSWER_ZONE && !zone ? g_strdup(_("not known; like Europe/Berlin")) : NULL;
}

static char *answer_outcome(Screen *asking, const FieldTexts *typed, gpointer poll)
{
	(void)asking;
	(void)poll;
	return *typed->texts[ANSWER_FREE] ? NULL : g_strdup(_("Without a time it is a no."));
}

static gboolean answer_done(Screen *asking, const FieldTexts *typed, gpointer poll_, GError **error)
{
	const Poll *poll = poll_;
	Book *book = asking->app->book;
	const char *zone_name = *typed->texts[ANSWER_ZONE] ? typed->texts[ANSWER_ZONE] : NULL;
	g_autoptr(GTimeZone) zone = answer_zone(book, typed->texts[ANSWER_ZONE]);
	g_autofree char *who = book_poll_person(book, poll->id, typed->texts[ANSWER_WHO], error);
	if (!who)
		return FALSE;
	g_autoptr(Poll) answered = NULL;
	if (*typed->texts[ANSWER_FREE]) {
		g_autoptr(GPtrArray) free = read_windows(book, typed->texts[ANSWER_FREE], zone, error);
		answered = free ? book_poll_answer(book, poll->id, who, free, zone_name, error) : NULL;
	} else {
		answered = book_poll_decline(book, poll->id, who, error);
	}
	if (!answered)
		return FALSE;
	app_refresh(asking->app);
	app_say(asking->app, SAY_GOOD, _("%s has answered."), who);
	return TRUE;
}

static void free_poll(gpointer poll)
{
	poll_free(poll);
}

static void answer(Screen *screen)
{
	const Poll *poll = poll_here(polls_of(screen));
	const Field rows[ANSWER_FIELDS] = {
		[ANSWER_WHO] = { .label = _("Who"), .hint = _("one of those asked") },
		[ANSWER_FREE] = { .label = _("Can"), .hint = _("thu 14:00..15:30, fri") },
		[ANSWER_ZONE] = { .label = _("In their time zone"), .hint = _("the business's") },
	};
	fields_ask(screen, &(Fields){ .title = poll->title,
				      .save = _("Write it down"),
				      .n = ANSWER_FIELDS,
				      .fields = rows,
				      .problem = answer_problem,
				      .picks = answer_picks,
				      .outcome = answer_outcome,
				      .done = answer_done,
				      .data = poll_copy(poll),
				      .free_data = free_poll });
}

/* --- keys --- */

static void take(Screen *screen)
{
	Polls *polls = polls_of(screen);
	App *app = screen->app;
	Screen *day = polls->day;
	const ListingRow *row = listing_row(polls->listing);
	g_autoptr(BookResult) result = NULL;
	GError *error = NULL;
	if (row->kind == 0) {
		app_say(app, SAY_PLAIN, "%s", row->cells[0]);
		return;
	}
	if (!book_poll_book(app->book, poll_here(polls)->id, (guint)row->kind, &result, &error)) {
		app_refresh(app);
		app_fail(app, error);
		return;
	}
	app_pop(app);
	app_refresh(app);
	day_show_booking(day, result->bookings->pdata[0]);
	g_autofree char *when = words_when(app->book, ((const Booking *)result->bookings->pdata[0])->start);
	app_say(app, SAY_GOOD, _("Booked: %s. u takes it back."), when);
}

static void close_poll(Screen *screen)
{
	GError *error = NULL;
	g_autoptr(Poll) poll = book_poll_close(screen->app->book, poll_here(polls_of(screen))->id, &error);
	if (!poll) {
		app_fail(screen->app, error);
		return;
	}
	app_refresh(screen->app);
	app_say(screen->app, SAY_GOOD, _("Closed: %s."), poll->title);
}

static void up(Screen *screen)
{
	listing_move(polls_of(screen)->listing, -1);
}

static void down(Screen *screen)
{
	listing_move(polls_of(screen)->listing, 1);
}

static void page_up(Screen *screen)
{
	listing_move(polls_of(screen)->listing, -10);
}

static void page_down(Screen *screen)
{
	listing_move(polls_of(screen)->listing, 10);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static gboolean has_poll(const Screen *screen)
{
	return poll_here(polls_of(screen)) != NULL;
}

#define NONE_OPEN N_("No poll is open.")
static const Action actions[] = {
	{ .name = "take",
	  .keys = "Enter",
	  .brief = N_("book"),
	  .help = N_("Book the time that is picked, with all staff who can"),
	  .run = take,
	  .applies = has_poll,
	  .otherwise = NONE_OPEN },
	{ .name = "new",
	  .keys = "n +",
	  .brief = N_("new"),
	  .help = N_("Ask several people for a time"),
	  .run = ask },
	{ .name = "answer",
	  .keys = "a",
	  .brief = N_("answer"),
	  .help = N_("Write down what somebody answered"),
	  .run = answer,
	  .applies = has_poll,
	  .otherwise = NONE_OPEN },
	{ .name = "close",
	  .keys = "d Del",
	  .brief = N_("close"),
	  .help = N_("Close the poll without booking"),
	  .run = close_poll,
	  .applies = has_poll,
	  .otherwise = NONE_OPEN },
	{ .name = "undo",
	  .keys = "u",
	  .brief = N_("undo"),
	  .help = N_("Take back your last change"),
	  .run = undo_last },
	{ .name = "redo", .keys = "C-r", .help = N_("Do again what was taken back"), .run = redo_last },
	{ .name = "down", .keys = "Down j", .help = N_("Down"), .run = down },
	{ .name = "up", .keys = "Up k", .help = N_("Up"), .run = up },
	{ .name = "page-down", .keys = "PgDn", .help = N_("Ten lines down"), .run = page_down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("Ten lines up"), .run = page_up },
	{ .name = "leave",
	  .keys = "Esc q 1",
	  .brief = N_("back"),
	  .help = N_("Back to the day"),
	  .run = leave },
};

static void polls_draw(Screen *screen, const Canvas *canvas)
{
	listing_head(screen, canvas, _("A time for several people"));
	listing_draw(polls_of(screen)->listing, canvas, listing_area(canvas),
		     _("Nobody is being asked. n asks several people for a time: staff answer by this book, "
		       "what others say is written down."));
}

void polls_open(Screen *day)
{
	Screen *screen = app_push(day->app, &polls_class);
	Polls *polls = polls_of(screen);
	GError *error = NULL;
	polls->day = day;
	polls->listing = listing_new();
	polls->owner = g_array_new(FALSE, FALSE, sizeof(guint));
	if (polls_refresh(screen, &error))
		return;
	app_pop(day->app);
	app_fail(day->app, error);
}

const ScreenClass polls_class = {
	.name = "polls",
	.title = N_("A time for several people"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Polls),
	.close = polls_close,
	.refresh = polls_refresh,
	.draw = polls_draw,
};
