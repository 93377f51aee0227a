/* ui/screens/line.c - a line of language being typed: read at every key, understood a moment later, done with Enter */
#include "ui/screens/line_state.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "ui/screens/day.h"
#include "ui/screens/form.h"
#include "ui/words.h"

#define SHOWN 8 /* times and bookings listed */
#define FOUND 60

static void answer_free(gpointer answer_)
{
	LineAnswer *answer = answer_;
	g_free(answer->words);
	g_free(answer);
}

int line_picks(const Line *line)
{
	switch (line->outcome) {
	case LINE_ASKS:
		return (int)line->question->choices->len;
	case LINE_TIMES:
		return (int)line->slots->len;
	case LINE_BOOKINGS:
		return (int)line->bookings->len;
	default:
		return 0;
	}
}

/* --- reading --- */

/* An answer holds as long as its words stand where they stood. */
static void drop_answers(Line *line, const char *now)
{
	gsize length = strlen(now);
	for (guint i = line->answers->len; i-- > 0;) {
		const LineAnswer *answer = line->answers->pdata[i];
		gsize n = strlen(answer->words);
		if (answer->answer.from + n > length ||
		    strncmp(now + answer->answer.from, answer->words, n) != 0)
			g_ptr_array_remove_index(line->answers, i);
	}
}

static void forget_outcome(Line *line)
{
	g_clear_pointer(&line->message, g_free);
	g_clear_pointer(&line->slots, g_ptr_array_unref);
	g_clear_pointer(&line->bookings, g_ptr_array_unref);
	g_clear_pointer(&line->undo, change_free);
	line->question = NULL;
}

static void read_line(Screen *screen)
{
	Line *line = line_of(screen);
	drop_answers(line, input_text(line->field));
	if (g_strcmp0(line->line, input_text(line->field)) != 0)
		g_clear_pointer(&line->chosen, g_free);
	g_free(line->line);
	line->line = g_strdup(input_text(line->field));
	g_autofree SayAnswer *answers = g_new(SayAnswer, line->answers->len + 1);
	for (guint i = 0; i < line->answers->len; i++)
		answers[i] = ((const LineAnswer *)line->answers->pdata[i])->answer;
	if (line->outcome == LINE_ASKS) /* its question was the reading's */
		line->outcome = LINE_LACKS;
	line->question = NULL;
	say_reading_free(line->reading);
	line->reading = talk_read(line->talk, line->line, FALSE, answers, line->answers->len);
	line->stale = TRUE;
	line->pick = 0;
}

/* --- what it comes to --- */

static void come_to(Line *line, LineOutcome outcome, char *message_take)
{
	line->outcome = outcome;
	g_free(line->message);
	line->message = message_take;
}

static void come_to_error(Line *line, GError *error)
{
	come_to(line, LINE_WRONG, g_strdup(error->message));
	g_error_free(error);
}

static char *staff_of(const Book *book, const GPtrArray *parts)
{
	const Part *part = parts->len ? parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(book, part->staff) : NULL;
	return g_strdup(staff ? staff->name : _("nobody"));
}

/* Why it does not fit, and, where there are some, the times that would. */
static void come_to_clash(Line *line, const BookPreview *preview)
{
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < preview->messages->len; i++)
		g_string_append_printf(all, "%s%s", i ? " " : "", (const char *)preview->messages->pdata[i]);
	if (preview->dates_clashing)
		g_string_append_printf(all,
				       ngettext(" %u of %u dates does not fit.",
						" %u of %u dates do not fit.", preview->dates_clashing),
				       preview->dates_clashing, preview->dates);
	come_to(line, preview->alternatives->len ? LINE_TIMES : LINE_WRONG, g_string_free(all, FALSE));
	line->slots = g_ptr_array_ref(preview->alternatives);
}

static void look_at_time(Screen *screen, const BookRequest *request)
{
	Line *line = line_of(screen);
	Book *book = screen->app->book;
	GError *error = NULL;
	g_autoptr(BookPreview) preview = book_preview(book, request, NULL, &error);
	if (!preview) {
		come_to_error(line, error);
		return;
	}
	if (!preview->fits) {
		come_to_clash(line, preview);
		return;
	}
	g_autofree char *when = words_when(book, preview->start), *staff = staff_of(book, preview->parts),
			*length = when_duration_words(preview->end - preview->start);
	g_autofree char *dates =
		preview->dates > 1 ? g_strdup_printf(ngettext(" · %u date", " · %u dates", preview->dates),
						     preview->dates)
				   : g_strdup("");
	come_to(line, LINE_READY,
		line->reading->twice
			? g_strdup_printf(
				  _("%s · %s · %s%s. That time exists twice; the earlier one is meant."),
				  when, length, staff, dates)
			: g_strdup_printf("%s · %s · %s%s", when, length, staff, dates));
}

/* The best, or the earliest. */
static void find_times(Screen *screen)
{
	Line *line = line_of(screen);
	GError *error = NULL;
	line->slots = talk_best(line->talk, line->reading, FOUND, line->in_order, &error);
	if (!line->slots)
		come_to_error(line, error);
	else if (line->slots->len == 0)
		come_to(line, LINE_WRONG, g_strdup(_("Nothing is free there.")));
	else if (line->reading->customer || line->reading->new_customer)
		come_to(line, LINE_TIMES,
			g_strdup(line->in_order ? _("The earliest first; Enter books it:")
						: _("The best first; Enter books it:")));
	else
		come_to(line, LINE_TIMES,
			g_strdup(line->in_order ? _("The earliest first; Enter opens the form there:")
						: _("The best first; Enter opens the form there:")));
}

static void look_for_times(Screen *screen)
{
	Line *line = line_of(screen);
	GError *error = NULL;
	g_autoptr(GPtrArray) all = talk_slots(line->talk, line->reading, &error);
	if (!all) {
		come_to_error(line, error);
		return;
	}
	line->slots = talk_offer(line->talk, all, SHOWN);
	if (line->slots->len == 0)
		come_to(line, LINE_WRONG, g_strdup(_("Nothing is free there.")));
	else
		come_to(line, LINE_TIMES,
			g_strdup(line->reading->verb == SAY_FREE ? _("Free; Enter opens the form there:")
								 : _("Free; Enter books it:")));
}

/* What would be done to it, tried without doing it. */
static gboolean try_verb(Screen *screen, const BookingView *view, char **plan, GError **error)
{
	Line *line = line_of(screen);
	Book *book = screen->app->book;
	g_autofree char *words = words_booking(book, view);
	BookEdit edit;
	gint64 later;
	switch (line->reading->verb) {
	case SAY_MOVE: {
		g_autoptr(BookResult) tried = NULL;
		if (!talk_edit(line->talk, line->reading, view->booking, &edit, error))
			return FALSE;
		edit.dry_run = TRUE;
		if (!book_move(book, view->booking->id, &edit, &tried, error))
			return FALSE;
		const Booking *moved = tried->bookings->pdata[0];
		g_autofree char *to = words_when(book, moved->start), *staff = staff_of(book, moved->parts);
		*plan = g_strdup_printf(_("Move %s → %s · %s"), words, to, staff);
		return TRUE;
	}
	case SAY_REBOOK: {
		if (!talk_later(line->talk, line->reading, view->booking, &later, error))
			return FALSE;
		GTimeZone *zone = book_zone(book);
		gint64 start = zone_resolve(zone, zone_local(zone, view->booking->start) + later);
		g_autofree char *to = words_when(book, start);
		*plan = g_strdup_printf(_("Book again: %s → %s"), words, to);
		return TRUE;
	}
	default:
		*plan = g_strdup_printf(_("Cancel %s"), words);
		return TRUE;
	}
}

static const BookingView *chosen_of(const Line *line)
{
	for (guint i = 0; line->chosen && i < line->bookings->len; i++) {
		const BookingView *view = line->bookings->pdata[i];
		if (strcmp(view->booking->id, line->chosen) == 0)
			return view;
	}
	return line->bookings->len == 1 ? line->bookings->pdata[0] : NULL;
}

static void look_for_booking(Screen *screen)
{
	Line *line = line_of(screen);
	gboolean latest = line->reading->verb == SAY_REBOOK;
	GError *error = NULL;
	char *plan = NULL;
	line->bookings = talk_meant(line->talk, line->reading, latest, &error);
	if (!line->bookings) {
		come_to_error(line, error);
		return;
	}
	if (latest && line->bookings->len > 1) /* the last one is what is had again */
		g_ptr_array_remove_range(line->bookings, 0, line->bookings->len - 1);
	const BookingView *view = chosen_of(line);
	if (!view)
		come_to(line, LINE_BOOKINGS, g_strdup(_("Several bookings can be meant; Enter takes one:")));
	else if (try_verb(screen, view, &plan, &error))
		come_to(line, LINE_READY, plan);
	else
		come_to_error(line, error);
}

static void look_who_is_next(Screen *screen)
{
	Line *line = line_of(screen);
	GError *error = NULL;
	guint n = line->reading->number > 0 ? (guint)line->reading->number : 3;
	line->bookings = book_next(screen->app->book, MIN(n, SHOWN), &error);
	if (!line->bookings)
		come_to_error(line, error);
	else if (line->bookings->len == 0)
		come_to(line, LINE_WRONG, g_strdup(_("Nobody is next.")));
	else
		come_to(line, LINE_BOOKINGS, g_strdup(_("Next; Enter shows it:")));
}

static void look_what_undo_does(Screen *screen)
{
	Line *line = line_of(screen);
	GError *error = NULL;
	line->undo = book_undo_next(screen->app->book, &error);
	if (error)
		come_to_error(line, error);
	else if (line->undo)
		come_to(line, LINE_READY, g_strdup_printf(_("Take back: %s"), line->undo->what));
	else
		come_to(line, LINE_WRONG, g_strdup(_("There is nothing to take back.")));
}

static void look_at_verb(Screen *screen)
{
	Line *line = line_of(screen);
	switch (line->reading->verb) {
	case SAY_NOTHING:
		come_to(line, LINE_EMPTY, NULL);
		break;
	case SAY_MOVE:
	case SAY_CANCEL:
	case SAY_REBOOK:
		look_for_booking(screen);
		break;
	case SAY_FREE:
		(line->finding ? find_times : look_for_times)(screen);
		break;
	case SAY_NEXT:
		look_who_is_next(screen);
		break;
	case SAY_UNDO:
		look_what_undo_does(screen);
		break;
	case SAY_REDO:
		come_to(line, LINE_READY, g_strdup(_("Do again what was taken back")));
		break;
	default: {
		g_autoptr(BookRequest) request = talk_request(line->reading);
		if (line->finding)
			find_times(screen);
		else if (request->start == NONE)
			look_for_times(screen);
		else
			look_at_time(screen, request);
	}
	}
}

/* Where times are looked for, the customer may stay unsaid. */
static const char *lacks_of(const Line *line)
{
	const SayReading *reading = line->reading;
	if (!line->finding || (reading->verb != SAY_BOOK && reading->verb != SAY_FREE))
		return talk_lacks(reading);
	return talk_has_what(reading) ? NULL : _("What is it for? Name a service, or how long it takes.");
}

void line_settle(Screen *screen)
{
	Line *line = line_of(screen);
	GError *error = NULL;
	if (!line->stale)
		return;
	line->stale = FALSE;
	forget_outcome(line);
	const SayQuestion *question = say_question(line->reading, SAY_ROLE_COUNT);
	const char *lacks;
	if (question && question->choices->len) {
		come_to(line, LINE_ASKS, g_strdup(question->message));
		line->question = question;
	} else if (question) {
		come_to(line, LINE_WRONG, g_strdup(question->message));
	} else if (!talk_check_words(line->reading, line->line, &error)) {
		come_to_error(line, error);
	} else if ((lacks = lacks_of(line))) {
		come_to(line, LINE_LACKS, g_strdup(lacks));
	} else {
		look_at_verb(screen);
	}
}

/* --- typing --- */

static gboolean line_text(Screen *screen, gunichar c)
{
	input_insert(line_of(screen)->field, c);
	read_line(screen);
	return TRUE;
}

static gboolean line_edit(Screen *screen, Key key)
{
	gboolean changed = FALSE;
	if (!input_key(line_of(screen)->field, screen->app->keymap, key, &changed))
		return FALSE;
	if (changed)
		read_line(screen);
	return TRUE;
}

/* The book changed: the same line may come to something else now. */
static gboolean line_refresh(Screen *screen, GError **error)
{
	Line *line = line_of(screen);
	int pick = line->pick;
	(void)error;
	read_line(screen);
	line_settle(screen);
	line->pick = CLAMP(pick, 0, MAX(line_picks(line) - 1, 0));
	return TRUE;
}

static void line_later(Screen *screen)
{
	screen->app->stale |= line_of(screen)->stale;
	line_settle(screen);
}

static void line_close(Screen *screen)
{
	Line *line = line_of(screen);
	forget_outcome(line);
	input_free(line->field);
	g_free(line->line);
	g_free(line->chosen);
	g_ptr_array_unref(line->answers);
	say_reading_free(line->reading);
	talk_free(line->talk);
}

/* --- doing --- */

static void up(Screen *screen)
{
	Line *line = line_of(screen);
	line->pick = MAX(line->pick - 1, 0);
}

static void down(Screen *screen)
{
	Line *line = line_of(screen);
	line_settle(screen);
	line->pick = CLAMP(line->pick + 1, 0, MAX(line_picks(line) - 1, 0));
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

/* It is done: back to the day, the cursor on what it was about. did: "Booked". Takes the result. */
static void finish(Screen *screen, const char *did, BookResult *take)
{
	g_autoptr(BookResult) result = take;
	App *app = screen->app;
	Screen *day = line_of(screen)->day;
	const Booking *booking = result->bookings->pdata[0];
	g_autofree char *remarks = words_remarks(result);
	app_pop(app);
	app_refresh(app);
	day_show_booking(day, booking);
	g_autoptr(BookingView) view = book_view(app->book, booking->id, NULL);
	g_autofree char *words = view ? words_booking(app->book, view) : g_strdup("");
	app_say(app, remarks ? SAY_WARNING : SAY_GOOD, "%s: %s. %s", did, words, remarks ? remarks : "");
}

/* Somebody may have been quicker: the reason, and what the line comes to now. */
static void refused(Screen *screen, GError *error)
{
	line_of(screen)->stale = TRUE;
	line_settle(screen);
	app_fail(screen->app, error);
}

static void book_at(Screen *screen, const Slot *slot)
{
	Line *line = line_of(screen);
	g_autoptr(BookRequest) request = talk_request(line->reading);
	BookResult *result = NULL;
	GError *error = NULL;
	if (slot) {
		Visit *first = request->visits->pdata[0];
		request->start = slot->start;
		model_set(&visit_class, first, &first->staff, slot->staff);
	}
	if (book_add(screen->app->book, request, &result, &error))
		finish(screen, _("Booked"), result);
	else
		refused(screen, error);
}

/* The form, begun with what the line said. */
static void open_form_at(Screen *screen, const Slot *slot)
{
	Line *line = line_of(screen);
	Screen *day = line->day;
	const SayVisit *visit = line->reading->visits->len ? line->reading->visits->pdata[0] : NULL;
	g_autofree char *staff = g_strdup(slot->staff), *service = g_strdup(visit ? visit->service : NULL),
			*customer = g_strdup(line->reading->customer);
	FormStart start = { .staff = staff, .service = service, .start = slot->start, .customer = customer };
	app_pop(screen->app);
	form_open_new(day, &start);
}

static void show_booking(Screen *screen, const BookingView *view)
{
	Screen *day = line_of(screen)->day;
	App *app = screen->app;
	g_autoptr(Booking) booking = booking_copy(view->booking);
	g_autofree char *words = words_booking(app->book, view);
	app_pop(app);
	day_show_booking(day, booking);
	app_say(app, SAY_PLAIN, "%s", words);
}

static void do_to_booking(Screen *screen)
{
	Line *line = line_of(screen);
	Book *book = screen->app->book;
	const BookingView *view = chosen_of(line);
	BookResult *result = NULL;
	GError *error = NULL;
	BookEdit edit;
	gint64 later;
	const char *id = view->booking->id, *did = _("Cancelled");
	gboolean done;
	if (line->reading->verb == SAY_MOVE) {
		did = _("Moved");
		done = talk_edit(line->talk, line->reading, view->booking, &edit, &error) &&
		       book_move(book, id, &edit, &result, &error);
	} else if (line->reading->verb == SAY_REBOOK) {
		did = _("Booked");
		done = talk_later(line->talk, line->reading, view->booking, &later, &error) &&
		       book_rebook(book, id, later, NULL, &result, &error);
	} else {
		done = book_cancel(book, id, line->reading->note ? line->reading->note : "", FALSE, &result,
				   &error);
	}
	if (done)
		finish(screen, did, result);
	else
		refused(screen, error);
}

static void take_back(Screen *screen, gboolean redo)
{
	App *app = screen->app;
	GError *error = NULL;
	g_autoptr(Change) change = redo ? book_redo(app->book, &error) : book_undo(app->book, NULL, &error);
	if (!change) {
		refused(screen, error);
		return;
	}
	app_pop(app);
	app_refresh(app);
	app_say(app, SAY_GOOD, redo ? _("Done again: %s") : _("Taken back: %s"), change->what);
}

static void do_ready(Screen *screen)
{
	switch (line_of(screen)->reading->verb) {
	case SAY_MOVE:
	case SAY_CANCEL:
	case SAY_REBOOK:
		do_to_booking(screen);
		break;
	case SAY_UNDO:
	case SAY_REDO:
		take_back(screen, line_of(screen)->reading->verb == SAY_REDO);
		break;
	default:
		book_at(screen, NULL);
	}
}

static void take_answer(Screen *screen)
{
	Line *line = line_of(screen);
	const SayQuestion *question = line->question;
	LineAnswer *answer = g_new(LineAnswer, 1);
	answer->answer = (SayAnswer){ question->from, question->to, (guint)line->pick };
	answer->words = g_strndup(line->line + question->from, question->to - question->from);
	g_ptr_array_add(line->answers, answer);
	read_line(screen);
	line_settle(screen);
}

static void take_booking(Screen *screen)
{
	Line *line = line_of(screen);
	const BookingView *view = line->bookings->pdata[line->pick];
	if (line->reading->verb == SAY_NEXT) {
		show_booking(screen, view);
		return;
	}
	line->chosen = g_strdup(view->booking->id);
	line->stale = TRUE;
	line_settle(screen);
}

static void go(Screen *screen)
{
	Line *line = line_of(screen);
	line_settle(screen);
	switch (line->outcome) {
	case LINE_ASKS:
		take_answer(screen);
		break;
	case LINE_TIMES:
		if (!line->reading->customer && !line->reading->new_customer)
			open_form_at(screen, line->slots->pdata[line->pick]);
		else
			book_at(screen, line->slots->pdata[line->pick]);
		break;
	case LINE_BOOKINGS:
		take_booking(screen);
		break;
	case LINE_READY:
		do_ready(screen);
		break;
	default:
		app_say(screen->app, SAY_PLAIN, "%s",
			line->message ? line->message
				      : _("Type what is to be done, such as: maria cut tue 2pm"));
	}
}

static void turn_order(Screen *screen)
{
	Line *line = line_of(screen);
	line->in_order = !line->in_order;
	line->pick = 0;
	line->stale = TRUE;
	line_settle(screen);
}

static void page(Screen *screen, int rows)
{
	Line *line = line_of(screen);
	line_settle(screen);
	line->pick = CLAMP(line->pick + rows, 0, MAX(line_picks(line) - 1, 0));
}

static void page_down(Screen *screen)
{
	page(screen, SHOWN);
}

static void page_up(Screen *screen)
{
	page(screen, -SHOWN);
}

/* The times stand in the grid of the day, as many as that day has. */
static void show_on_grid(Screen *screen)
{
	Line *line = line_of(screen);
	Screen *day = line->day;
	line_settle(screen);
	if (line->outcome != LINE_TIMES)
		return;
	g_autoptr(GPtrArray) visits = talk_visits(line->reading);
	g_autofree char *customer = g_strdup(line->reading->customer);
	g_autoptr(Slot) slot = slot_copy(line->slots->pdata[line->pick]);
	app_pop(screen->app);
	day_offer_slots(day, visits, customer, slot);
}

static gboolean has_times(const Screen *screen)
{
	return line_of(screen)->outcome == LINE_TIMES;
}

static const Action find_actions[] = {
	{ .name = "take",
	  .keys = "Enter",
	  .brief = N_("take it"),
	  .help = N_("Book the time that is picked; without a customer, open the form there"),
	  .run = go },
	{ .name = "down", .keys = "Down", .brief = N_("next"), .help = N_("Down in the list"), .run = down },
	{ .name = "up", .keys = "Up", .help = N_("Up in the list"), .run = up },
	{ .name = "page-down", .keys = "PgDn", .help = N_("A page down"), .run = page_down },
	{ .name = "page-up", .keys = "PgUp", .help = N_("A page up"), .run = page_up },
	{ .name = "order",
	  .keys = "Tab",
	  .brief = N_("best or earliest"),
	  .help = N_("The best first, or the earliest first"),
	  .run = turn_order },
	{ .name = "grid",
	  .keys = "C-g",
	  .brief = N_("on the day"),
	  .help = N_("Show the times in the grid of the day"),
	  .run = show_on_grid,
	  .applies = has_times,
	  .otherwise = N_("There are no times to show.") },
	{ .name = "leave", .keys = "Esc", .brief = N_("back"), .help = N_("Back"), .run = leave },
};

static const Action actions[] = {
	{ .name = "do",
	  .keys = "Enter",
	  .brief = N_("do it"),
	  .help = N_("Do what the line says, or take what is picked"),
	  .run = go },
	{ .name = "down",
	  .keys = "Down Tab",
	  .brief = N_("next"),
	  .help = N_("Down in the list"),
	  .run = down },
	{ .name = "up", .keys = "Up BTab", .help = N_("Up in the list"), .run = up },
	{ .name = "leave", .keys = "Esc", .brief = N_("back"), .help = N_("Back"), .run = leave },
};

const ScreenClass line_class = {
	.name = "line",
	.title = N_("One line"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Line),
	.covers = TRUE,
	.close = line_close,
	.refresh = line_refresh,
	.later = line_later,
	.draw = line_draw,
	.text = line_text,
	.edit = line_edit,
};

const ScreenClass line_find_class = {
	.name = "find",
	.title = N_("Find a time"),
	.actions = find_actions,
	.n_actions = G_N_ELEMENTS(find_actions),
	.state_bytes = sizeof(Line),
	.covers = TRUE,
	.close = line_close,
	.refresh = line_refresh,
	.later = line_later,
	.draw = line_draw,
	.text = line_text,
	.edit = line_edit,
};

static void open_line(Screen *day, const ScreenClass *cls, const char *text)
{
	GError *error = NULL;
	Talk *talk = talk_new(day->app->book, &error);
	if (!talk) {
		app_fail(day->app, error);
		return;
	}
	Screen *screen = app_push(day->app, cls);
	Line *line = line_of(screen);
	line->day = day;
	line->finding = cls == &line_find_class;
	line->talk = talk;
	line->field = input_new(NULL);
	for (const char *c = text; c && *c;
	     c = g_utf8_next_char(c)) /* typed for the person: to be gone on with */
		input_insert(line->field, g_utf8_get_char(c));
	line->answers = g_ptr_array_new_with_free_func(answer_free);
	read_line(screen);
	line_settle(screen);
}

void line_open(Screen *day)
{
	open_line(day, &line_class, NULL);
}

void line_open_find(Screen *day, const char *text)
{
	open_line(day, &line_find_class, text);
}
