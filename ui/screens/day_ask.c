/* ui/screens/day_ask.c - questions answered with one line
 *
 * A question is about the booking that was under the cursor when it was asked: another process may take that away while the
 * person types, so its id is kept (DayState.asked). */
#include "ui/screens/day_ask.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/screens/day_state.h"
#include "ui/screens/dates.h"
#include "ui/screens/waitlist.h"
#include "ui/widgets/prompt.h"
#include "ui/words.h"

#define WALK_IN_SECONDS (30 * 60) /* for somebody who only gave a name */

static void ask_about(Screen *screen, const char *label, const Question *question)
{
	DayState *state = day_state(screen);
	const BookingView *view = day_cursor_view(state);
	Question named = *question;
	g_autofree char *full = g_strdup_printf(label, booking_view_name(view));
	g_free(state->asked);
	g_free(state->asked_name);
	state->asked = g_strdup(view->booking->id);
	state->asked_name = g_strdup(booking_view_name(view));
	named.label = full;
	prompt_ask(screen, &named);
}

/* Refreshes after a change, and says what happened: "Kim Lee: cancelled". */
static void said(Screen *screen, const BookResult *result, const char *what)
{
	g_autofree char *remarks = words_remarks(result);
	app_refresh(screen->app);
	app_say(screen->app, remarks ? SAY_WARNING : SAY_GOOD, "%s%s%s", what, remarks ? " " : "",
		remarks ? remarks : "");
	waitlist_offer(screen, result);
}

/* --- a date --- */

static char *date_hint(Screen *screen, const char *text)
{
	When when = book_when(screen->app->book);
	gint64 day;
	if (!*text)
		return g_strdup(_("fri, +2w, 24.12."));
	return when_day(&when, text, &day, NULL) ? day_words(day) : NULL;
}

static gboolean date_done(Screen *screen, const char *text, GError **error)
{
	When when = book_when(screen->app->book);
	gint64 day;
	if (!*text)
		return TRUE;
	if (!when_day(&when, text, &day, error))
		return FALSE;
	day_go(screen, day);
	return TRUE;
}

void day_ask_date(Screen *screen)
{
	prompt_ask(screen, &(Question){ .label = _("Go to:"), .hint = date_hint, .done = date_done });
}

/* --- a walk-in --- */

/* The next step of the grid; now itself where it lies on it. */
static gint64 now_on_grid(const Book *book)
{
	gint64 step = book_policy(book)->slot_step * 60;
	GTimeZone *zone = book_zone(book);
	gint64 local = zone_local(zone, book_now(book)), into = local - local_day(local) * ZONE_DAY_SECONDS;
	return book_now(book) - into + (into + step - 1) / step * step;
}

/* "anna" or "anna, beard": who, and what. FALSE: there is no name, or no such service. */
static gboolean walk_in_request(Screen *screen, const char *text, const char *staff, BookRequest **out,
				GError **error)
{
	Book *book = screen->app->book;
	const char *comma = strchr(text, ',');
	g_autofree char *head = comma ? g_strndup(text, (gsize)(comma - text)) : g_strdup(text);
	g_autofree char *name = text_name(head);
	g_autofree char *what = comma ? text_name(comma + 1) : NULL;
	g_autofree char *service = what ? book_find_service(book, what, error) : NULL;
	if (!name)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Give a name; after a comma, a service."));
	if (what && !service)
		return FALSE;
	BookRequest *request = book_request_new();
	Visit *visit = visit_new();
	model_set(&book_request_class, request, &request->kind, "appointment");
	model_set(&book_request_class, request, &request->new_customer, name);
	model_set(&visit_class, visit, &visit->service, service);
	model_set(&visit_class, visit, &visit->staff, staff);
	visit->seconds = service ? 0 : WALK_IN_SECONDS;
	g_ptr_array_add(request->visits, visit);
	request->start = now_on_grid(book);
	*out = request;
	return TRUE;
}

/* The column's person when they are free, or else whoever is. */
static BookRequest *walk_in_placed(Screen *screen, const char *text, BookPreview **preview, GError **error)
{
	g_autoptr(BookRequest) request = NULL;
	const char *staff = day_cursor_column(day_state(screen))->staff;
	if (!walk_in_request(screen, text, staff, &request, error))
		return NULL;
	*preview = book_preview(screen->app->book, request, NULL, error);
	if (*preview && !(*preview)->fits && staff) {
		Visit *visit = request->visits->pdata[0];
		model_set(&visit_class, visit, &visit->staff, NULL);
		book_preview_free(*preview);
		*preview = book_preview(screen->app->book, request, NULL, error);
	}
	return *preview ? g_steal_pointer(&request) : NULL;
}

static char *preview_words(const Book *book, const BookPreview *preview)
{
	if (!preview->fits)
		return g_strdup(preview->messages->len ? preview->messages->pdata[0] : _("does not fit"));
	const Part *part = preview->parts->len ? preview->parts->pdata[0] : NULL;
	const Staff *staff = part ? book_staff_by_id(book, part->staff) : NULL;
	g_autofree char *span = words_span(book, preview->start, preview->end);
	return staff ? g_strdup_printf("%s %s", span, staff->name) : g_steal_pointer(&span);
}

static char *walk_in_hint(Screen *screen, const char *text)
{
	g_autoptr(BookPreview) preview = NULL;
	g_autoptr(GError) error = NULL;
	if (!*text)
		return g_strdup(_("name, or: name, service"));
	g_autoptr(BookRequest) request = walk_in_placed(screen, text, &preview, &error);
	return request ? preview_words(screen->app->book, preview) : g_strdup(error->message);
}

static gboolean walk_in_done(Screen *screen, const char *text, GError **error)
{
	g_autoptr(BookPreview) preview = NULL;
	g_autoptr(BookResult) result = NULL;
	g_autoptr(BookRequest) request = walk_in_placed(screen, text, &preview, error);
	if (!request || !book_add(screen->app->book, request, &result, error))
		return FALSE;
	g_autofree char *where = preview_words(screen->app->book, preview);
	g_autofree char *what = g_strdup_printf(_("Here now: %s, %s."), request->new_customer, where);
	said(screen, result, what);
	day_go_to_booking(screen, result->bookings->pdata[0]);
	return TRUE;
}

void day_ask_walk_in(Screen *screen)
{
	prompt_ask(screen, &(Question){ .label = _("Walk-in:"), .hint = walk_in_hint, .done = walk_in_done });
}

/* --- a block --- */

/* "45 supplier", "1h30", "2d holiday": how long, and why. Whole days are days of the calendar. */
static BookRequest *block_request(Screen *screen, const char *text, GError **error)
{
	const DayState *state = day_state(screen);
	const DayColumn *column = day_cursor_column(state);
	const char *space = strchr(text, ' ');
	g_autofree char *length = space ? g_strndup(text, (gsize)(space - text)) : g_strdup(text);
	gint64 seconds;
	if (!when_duration(length, FALSE, &seconds, error))
		return NULL;
	BookRequest *request = book_request_new();
	Visit *visit = visit_new();
	model_set(&book_request_class, request, &request->kind, "block");
	model_set(&book_request_class, request, &request->title, space ? space + 1 : "");
	model_set(&visit_class, visit, &visit->staff, column->staff);
	visit->seconds = seconds;
	g_ptr_array_add(request->visits, visit);
	request->start = day_cursor_start(state);
	if (seconds % ZONE_DAY_SECONDS == 0) {
		request->all_day = seconds / ZONE_DAY_SECONDS;
		request->start = state->view->from;
	}
	return request;
}

static char *block_hint(Screen *screen, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(BookRequest) request = block_request(screen, text, &error);
	if (!request)
		return g_strdup(_("how long, and why: 45 supplier, 1h30, 2d fair"));
	g_autoptr(BookPreview) preview = book_preview(screen->app->book, request, NULL, &error);
	if (preview && request->all_day && preview->fits)
		return day_words(day_state(screen)->day);
	return preview ? preview_words(screen->app->book, preview) : g_strdup(error->message);
}

static gboolean block_done(Screen *screen, const char *text, GError **error)
{
	g_autoptr(BookResult) result = NULL;
	g_autoptr(BookRequest) request = block_request(screen, text, error);
	if (!request || !book_add(screen->app->book, request, &result, error))
		return FALSE;
	const Booking *booking = result->bookings->pdata[0];
	g_autofree char *when = booking->all_day
					? day_short(local_day(booking->local_start))
					: words_span(screen->app->book, booking->start, booking->end);
	g_autofree char *what = g_strdup_printf(_("Blocked: %s."), when);
	said(screen, result, what);
	day_go_to_booking(screen, booking);
	return TRUE;
}

void day_ask_block(Screen *screen)
{
	prompt_ask(
		screen,
		&(Question){ .label = _("Block:"), .offer = "30m", .hint = block_hint, .done = block_done });
}

/* --- cancelling --- */

static gboolean cancel(Screen *screen, const char *reason, gboolean late, GError **error)
{
	DayState *state = day_state(screen);
	g_autoptr(BookResult) result = NULL;
	const char *why = *reason ? reason : NULL;
	if (!(state->asked_scope == SERIES_THIS
		      ? book_cancel(screen->app->book, state->asked, why, late, &result, error)
		      : book_cancel_series(screen->app->book, state->asked, state->asked_scope, why, late,
					   &result, error)))
		return FALSE;
	g_autofree char *key = keymap_key_of(screen->app->keymap, &day_class, "undo");
	g_autofree char *what = g_strdup_printf(_("Cancelled: %s. %s brings it back."), state->asked_name,
						key ? key : "undo");
	said(screen, result, what);
	return TRUE;
}

static gboolean cancel_done(Screen *screen, const char *text, GError **error)
{
	GError *refused = NULL;
	if (cancel(screen, text, FALSE, &refused))
		return TRUE;
	if (!g_error_matches(refused, DAYBOOK_ERROR, DAYBOOK_ERROR_POLICY)) {
		g_propagate_error(error, refused);
		return FALSE;
	}
	/* too late for free: it can still be recorded as that */
	g_free(day_state(screen)->reason);
	day_state(screen)->reason = g_strdup(text);
	app_push(screen->app, &day_late_class);
	app_fail(screen->app, refused);
	return TRUE;
}

static char *cancel_hint(Screen *screen, const char *text)
{
	(void)screen;
	return *text ? NULL : g_strdup(_("a reason, or just Enter"));
}

static void cancel_so_much(Screen *screen, SeriesScope scope)
{
	day_state(screen)->asked_scope = scope;
	ask_about(screen,
		  scope == SERIES_THIS ? _("Cancel %s, because:") : _("Cancel the series of %s, because:"),
		  &(Question){ .hint = cancel_hint, .done = cancel_done });
}

void day_ask_cancel(Screen *screen)
{
	const BookingView *view = day_cursor_view(day_state(screen));
	if (view->booking->series)
		scope_ask(screen, cancel_so_much);
	else
		cancel_so_much(screen, SERIES_THIS);
}

static void late_yes(Screen *screen)
{
	Screen *day = app_below(screen);
	App *app = screen->app;
	GError *error = NULL;
	app_pop(app);
	if (!cancel(day, day_state(day)->reason, TRUE, &error))
		app_fail(app, error);
}

static void late_no(Screen *screen)
{
	App *app = screen->app;
	app_pop(app);
	app_say(app, SAY_PLAIN, _("It stays booked."));
}

static const Action late_actions[] = {
	{ .name = "cancel-late",
	  .keys = "y L",
	  .brief = N_("cancel it as late"),
	  .help = N_("Record it as cancelled late"),
	  .run = late_yes },
	{ .name = "keep",
	  .keys = "Esc n q",
	  .brief = N_("keep it"),
	  .help = N_("Keep the booking"),
	  .run = late_no },
};

const ScreenClass day_late_class = {
	.name = "late",
	.title = N_("Cancelling after the deadline"),
	.actions = late_actions,
	.n_actions = G_N_ELEMENTS(late_actions),
};

/* --- the same again --- */

/* "4", "4w", "10d": a bare number is weeks. */
static gboolean parse_weeks(const char *text, gint64 *seconds, GError **error)
{
	gboolean bare = *text && strspn(text, "0123456789") == strlen(text);
	g_autofree char *weeks = bare ? g_strdup_printf("%sw", text) : NULL;
	return when_duration(weeks ? weeks : text, FALSE, seconds, error);
}

static const BookingView *asked_view(const DayState *state)
{
	for (guint i = 0; i < state->view->bookings->len; i++) {
		const BookingView *view = state->view->bookings->pdata[i];
		if (g_strcmp0(view->booking->id, state->asked) == 0)
			return view;
	}
	return NULL;
}

static char *rebook_hint(Screen *screen, const char *text)
{
	const BookingView *view = asked_view(day_state(screen));
	GTimeZone *zone = book_zone(screen->app->book);
	gint64 seconds;
	if (!view || !parse_weeks(text, &seconds, NULL))
		return g_strdup(_("weeks, or: 10d"));
	return words_when(screen->app->book,
			  zone_resolve(zone, zone_local(zone, view->booking->start) + seconds));
}

static gboolean rebook_done(Screen *screen, const char *text, GError **error)
{
	g_autoptr(BookResult) result = NULL;
	DayState *state = day_state(screen);
	gint64 seconds;
	if (!parse_weeks(text, &seconds, error) ||
	    !book_rebook(screen->app->book, state->asked, seconds, NULL, &result, error))
		return FALSE;
	const Booking *booking = result->bookings->pdata[0];
	g_autofree char *when = words_when(screen->app->book, booking->start);
	g_autofree char *what = g_strdup_printf(_("Booked again: %s, %s."), state->asked_name, when);
	said(screen, result, what);
	return TRUE;
}

void day_ask_rebook(Screen *screen)
{
	ask_about(screen, _("%s again in weeks:"),
		  &(Question){ .offer = "4", .hint = rebook_hint, .done = rebook_done });
}

/* --- money and notes --- */

static gboolean paid_done(Screen *screen, const char *text, GError **error)
{
	g_autoptr(BookResult) result = NULL;
	DayState *state = day_state(screen);
	gint64 amount = NONE;
	if (*text && !money_parse(text, book_business(screen->app->book)->currency, &amount, error))
		return FALSE;
	if (!book_paid(screen->app->book, state->asked, amount, &result, error))
		return FALSE;
	const Booking *booking = result->bookings->pdata[0];
	g_autofree char *money = money_words(booking->paid == NONE ? 0 : booking->paid, booking->currency);
	g_autofree char *what = g_strdup_printf(_("%s has paid %s."), state->asked_name, money);
	said(screen, result, what);
	return TRUE;
}

void day_ask_paid(Screen *screen)
{
	const Booking *booking = day_cursor_view(day_state(screen))->booking;
	gint64 price = booking_price(booking);
	g_autofree char *offer = price == NONE ? NULL : money_plain(price, booking->currency);
	ask_about(screen, _("Paid by %s:"), &(Question){ .offer = offer, .done = paid_done });
}

static gboolean note_done(Screen *screen, const char *text, GError **error)
{
	g_autoptr(BookResult) result = NULL;
	DayState *state = day_state(screen);
	if (!*text)
		return TRUE;
	if (!book_note(screen->app->book, state->asked, text, &result, error))
		return FALSE;
	g_autofree char *what = g_strdup_printf(_("Noted: %s."), state->asked_name);
	said(screen, result, what);
	return TRUE;
}

void day_ask_note(Screen *screen)
{
	ask_about(screen, _("Note on %s:"), &(Question){ .done = note_done });
}
