/* ui/screens/day_move.c - moving a booking by carrying it: it follows the keys, and is written when it is dropped
 *
 * A screen on top of the Day screen, so that the same keys can mean something else; what it carries is in the day's state, for
 * the day draws it. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "ui/screens/dates.h"
#include "ui/screens/waitlist.h"
#include "ui/screens/day_move.h"
#include "ui/screens/day_state.h"
#include "ui/screens/visits.h"
#include "ui/widgets/prompt.h"
#include "ui/words.h"

static Screen *day_of(const Screen *screen)
{
	return app_below(screen);
}

static DayCarry *carry_of(const Screen *screen)
{
	return day_state(day_of(screen))->carry;
}

static void carry_free(DayCarry *carry)
{
	booking_free(carry->booking);
	g_ptr_array_unref(carry->visits);
	g_clear_pointer(&carry->preview, book_preview_free);
	g_free(carry->name);
	g_free(carry->staff);
	g_free(carry);
}

/* All parts with one person, so that another column means another person for all of it. */
static gboolean is_one_persons(const Booking *booking)
{
	const Part *first = booking_first_part(booking);
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		if (g_strcmp0(part->staff, first->staff) != 0)
			return FALSE;
	}
	return first != NULL;
}

/* --- may it stand there? --- */

static BookRequest *request_of(const Book *book, const DayCarry *carry)
{
	BookRequest *request = visits_request(carry->booking, carry->visits, carry->start);
	for (guint i = 0; carry->one_person && i < request->visits->len; i++) {
		Visit *visit = request->visits->pdata[i];
		model_set(&visit_class, visit, &visit->staff, carry->staff);
	}
	if (carry->seconds != carry->booking->end - carry->booking->start)
		visits_set_length(book, request->visits, carry->seconds);
	return request;
}

static void say_where(const Screen *screen)
{
	App *app = screen->app;
	DayCarry *carry = carry_of(screen);
	g_autofree char *when = carry->booking->all_day
					? day_short(zone_day_of(book_zone(app->book), carry->start))
					: words_when(app->book, carry->start);
	const Staff *staff = book_staff_by_id(app->book, carry->staff);
	const char *why = carry->preview && !carry->preview->fits && carry->preview->messages->len
				  ? carry->preview->messages->pdata[0]
				  : NULL;
	if (why)
		app_say(app, SAY_ERROR, "%s: %s", when, why);
	else
		app_say(app, SAY_PLAIN, _("%s to %s%s%s"), carry->name, when, staff ? " · " : "",
			staff ? staff->name : "");
}

static void look(Screen *screen)
{
	DayState *state = day_state(day_of(screen));
	DayCarry *carry = state->carry;
	g_clear_pointer(&carry->preview, book_preview_free);
	state->cursor.at = carry->start;
	/* nobody's time is in nobody's way */
	if (carry->staff || booking_first_part(carry->booking)->service) {
		g_autoptr(BookRequest) request = request_of(screen->app->book, carry);
		GError *error = NULL;
		carry->preview = book_preview(screen->app->book, request, carry->booking->id, &error);
		if (!carry->preview) {
			app_fail(screen->app, error);
			return;
		}
	}
	say_where(screen);
}

/* --- carrying --- */

/* Shows the day it is over now. */
static void follow_day(Screen *screen)
{
	Screen *day = day_of(screen);
	DayState *state = day_state(day);
	gint64 over = zone_day_of(book_zone(screen->app->book), state->carry->start);
	if (over != state->day)
		day_go(day, over);
}

static void shift_time(Screen *screen, gint64 seconds)
{
	DayCarry *carry = carry_of(screen);
	carry->start += seconds;
	follow_day(screen);
	look(screen);
}

static void shift_days(Screen *screen, gint64 days)
{
	DayCarry *carry = carry_of(screen);
	GTimeZone *zone = book_zone(screen->app->book);
	carry->start = zone_resolve(zone, zone_local(zone, carry->start) + days * ZONE_DAY_SECONDS);
	follow_day(screen);
	look(screen);
}

/* A row of the grid: to its line first when the booking stands between two. */
static void shift_rows(Screen *screen, int rows)
{
	const DayState *state = day_state(day_of(screen));
	gint64 step = state->layout->row_seconds, over = (state->carry->start - state->view->from) % step;
	if (state->carry->booking->all_day)
		shift_days(screen, rows > 0 ? 1 : -1);
	else if (over && rows < 0)
		shift_time(screen, -over + (rows + 1) * step);
	else
		shift_time(screen, rows * step - over);
}

static void shift_column(Screen *screen, int columns)
{
	DayState *state = day_state(day_of(screen));
	DayCarry *carry = state->carry;
	int to = state->cursor.column + columns;
	if (carry->booking->all_day) {
		shift_days(screen, columns);
		return;
	}
	if (!carry->one_person) {
		app_say(screen->app, SAY_WARNING,
			_("Several people serve this visit: change who does what in the form."));
		return;
	}
	if (to < 0 || to >= (int)state->view->columns->len)
		return;
	state->cursor.column = to;
	g_free(carry->staff);
	carry->staff = g_strdup(day_cursor_column(state)->staff);
	look(screen);
}

static void resize(Screen *screen, int steps)
{
	DayCarry *carry = carry_of(screen);
	gint64 step = book_policy(screen->app->book)->slot_step * 60, seconds = carry->seconds + steps * step;
	if (carry->booking->all_day || seconds < 60)
		return;
	carry->seconds = seconds;
	look(screen);
}

/* --- dropping --- */

/* What dropping it here changes. */
static BookEdit edit_of(const DayCarry *carry, const GPtrArray *choices, const char *overbook)
{
	const Part *first = booking_first_part(carry->booking);
	BookEdit edit = BOOK_EDIT_INIT;
	edit.start = carry->start;
	edit.overbook = overbook;
	edit.scope = carry->scope;
	edit.choices = choices;
	edit.expect_version = carry->booking->version;
	if (carry->seconds != carry->booking->end - carry->booking->start)
		edit.seconds = carry->seconds;
	if (g_strcmp0(carry->staff, first->staff) != 0)
		edit.staff = carry->staff;
	return edit;
}

static gboolean drop_with(Screen *screen, const GPtrArray *choices, const char *overbook, GError **error)
{
	App *app = screen->app;
	Screen *day = day_of(screen);
	DayCarry *carry = carry_of(screen);
	g_autoptr(BookResult) result = NULL;
	BookEdit edit = edit_of(carry, choices, overbook);
	if (!book_move(app->book, carry->booking->id, &edit, &result, error))
		return FALSE;
	g_autofree char *name = g_strdup(carry->name), *remarks = words_remarks(result);
	const Booking *moved = result->bookings->pdata[0];
	app_pop(app);
	app_refresh(app);
	day_go_to_booking(day, moved);
	g_autofree char *when = moved->all_day ? day_short(local_day(moved->local_start))
					       : words_when(app->book, moved->start);
	if (result->correlation)
		app_say(app, remarks ? SAY_WARNING : SAY_GOOD, _("Moved: %s, %s. %s"), name, when,
			remarks ? remarks : "");
	waitlist_offer(day, result);
	return TRUE;
}

static GPtrArray *look_at_dates(Screen *screen, const GPtrArray *choices, const char *overbook,
				GError **error)
{
	const DayCarry *carry = carry_of(screen);
	BookEdit edit = edit_of(carry, choices, overbook);
	g_autoptr(BookPreview) preview =
		book_edit_preview(screen->app->book, carry->booking->id, &edit, error);
	return preview && preview->table ? g_ptr_array_ref(preview->table) : NULL;
}

/* Of several dates each must fit, or it is said what becomes of it. */
static void drop_series(Screen *screen)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) table = look_at_dates(screen, NULL, NULL, &error);
	gboolean done =
		table &&
		(dates_clash(table) ? dates_ask(screen, &(DatesQuestion){ look_at_dates, drop_with }, &error)
				    : drop_with(screen, NULL, NULL, &error));
	if (!done)
		app_fail(screen->app, error);
}

static void drop_so_much(Screen *screen, SeriesScope scope)
{
	GError *error = NULL;
	carry_of(screen)->scope = scope;
	if (scope != SERIES_THIS)
		drop_series(screen);
	else if (!drop_with(screen, NULL, NULL, &error))
		app_fail(screen->app, error);
}

static gboolean drop(Screen *screen, const char *overbook, GError **error)
{
	carry_of(screen)->scope = SERIES_THIS;
	return drop_with(screen, NULL, overbook, error);
}

static void move_drop(Screen *screen)
{
	if (carry_of(screen)->booking->series)
		scope_ask(screen, drop_so_much);
	else
		drop_so_much(screen, SERIES_THIS);
}

static gboolean overbook_done(Screen *screen, const char *text, GError **error)
{
	if (!*text)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("An overbooking needs a reason."));
	return drop(screen, text, error);
}

static void move_overbook(Screen *screen)
{
	prompt_ask(screen, &(Question){ .label = _("Overbook, because:"), .done = overbook_done });
}

static void move_back(Screen *screen)
{
	App *app = screen->app;
	Screen *day = day_of(screen);
	g_autoptr(Booking) booking = booking_copy(carry_of(screen)->booking);
	app_pop(app);
	day_go_to_booking(day, booking);
	app_say(app, SAY_PLAIN, _("It stays where it was."));
}

/* --- keys --- */

static void move_up(Screen *screen)
{
	shift_rows(screen, -1);
}

static void move_down(Screen *screen)
{
	shift_rows(screen, 1);
}

static void move_hour_up(Screen *screen)
{
	shift_rows(screen, -(int)MAX(3600 / day_state(day_of(screen))->layout->row_seconds, 1));
}

static void move_hour_down(Screen *screen)
{
	shift_rows(screen, (int)MAX(3600 / day_state(day_of(screen))->layout->row_seconds, 1));
}

static void move_left(Screen *screen)
{
	shift_column(screen, -1);
}

static void move_right(Screen *screen)
{
	shift_column(screen, 1);
}

static void move_day_before(Screen *screen)
{
	shift_days(screen, -1);
}

static void move_day_after(Screen *screen)
{
	shift_days(screen, 1);
}

static void move_week_before(Screen *screen)
{
	shift_days(screen, -7);
}

static void move_week_after(Screen *screen)
{
	shift_days(screen, 7);
}

static void move_longer(Screen *screen)
{
	resize(screen, 1);
}

static void move_shorter(Screen *screen)
{
	resize(screen, -1);
}

static gboolean does_not_fit(const Screen *screen)
{
	const BookPreview *preview = carry_of(screen)->preview;
	return preview && !preview->fits;
}

/* --- the screen --- */

void day_move_open(Screen *day)
{
	DayState *state = day_state(day);
	const BookingView *view = day_cursor_view(state);
	const Part *first = view ? booking_first_part(view->booking) : NULL;
	GError *error = NULL;
	if (!first)
		return;
	if (!book_may_change(day->app->book, view->booking, &error)) {
		app_fail(day->app, error);
		return;
	}
	DayCarry *carry = g_new0(DayCarry, 1);
	carry->booking = booking_copy(view->booking);
	carry->name = g_strdup(booking_view_name(view));
	carry->visits = visits_of(day->app->book, view->booking);
	carry->staff = g_strdup(first->staff);
	carry->start = view->booking->start;
	carry->seconds = view->booking->end - view->booking->start;
	carry->day = state->day;
	carry->one_person = is_one_persons(view->booking);
	state->carry = carry;
	app_push(day->app, &day_move_class);
	app_say(day->app, SAY_PLAIN,
		_("Moving %s. Every key moves it; nothing is written before it is dropped."), carry->name);
}

static void move_close(Screen *screen)
{
	g_clear_pointer(&day_state(day_of(screen))->carry, carry_free);
}

/* The book changed under it: what stands in the way may be something else now. */
static gboolean move_refresh(Screen *screen, GError **error)
{
	(void)error;
	look(screen);
	return TRUE;
}

static const Action actions[] = {
	{ .name = "drop",
	  .keys = "Enter",
	  .brief = N_("drop"),
	  .help = N_("Drop it here"),
	  .run = move_drop },
	{ .name = "back",
	  .keys = "Esc q",
	  .brief = N_("back"),
	  .help = N_("Put it back where it was"),
	  .run = move_back },
	{ .name = "overbook",
	  .keys = "o",
	  .brief = N_("overbook"),
	  .help = N_("Drop it although it does not fit, saying why"),
	  .run = move_overbook,
	  .applies = does_not_fit,
	  .otherwise = N_("It fits here: Enter drops it.") },
	{ .name = "earlier",
	  .keys = "Up k",
	  .brief = N_("earlier"),
	  .help = N_("One row earlier"),
	  .run = move_up },
	{ .name = "later",
	  .keys = "Down j",
	  .brief = N_("later"),
	  .help = N_("One row later"),
	  .run = move_down },
	{ .name = "column-left",
	  .keys = "Left h",
	  .help = N_("To the person on the left"),
	  .run = move_left },
	{ .name = "column-right",
	  .keys = "Right l",
	  .help = N_("To the person on the right"),
	  .run = move_right },
	{ .name = "hour-earlier", .keys = "PgUp", .help = N_("One hour earlier"), .run = move_hour_up },
	{ .name = "hour-later", .keys = "PgDn", .help = N_("One hour later"), .run = move_hour_down },
	{ .name = "day-before",
	  .keys = "[",
	  .brief = N_("day before"),
	  .help = N_("One day earlier"),
	  .run = move_day_before },
	{ .name = "day-after",
	  .keys = "]",
	  .brief = N_("day after"),
	  .help = N_("One day later"),
	  .run = move_day_after },
	{ .name = "week-before", .keys = "{", .help = N_("One week earlier"), .run = move_week_before },
	{ .name = "week-after", .keys = "}", .help = N_("One week later"), .run = move_week_after },
	{ .name = "longer",
	  .keys = "+ =",
	  .brief = N_("longer"),
	  .help = N_("One step longer"),
	  .run = move_longer },
	{ .name = "shorter",
	  .keys = "-",
	  .brief = N_("shorter"),
	  .help = N_("One step shorter"),
	  .run = move_shorter },
};

const ScreenClass day_move_class = {
	.name = "move",
	.title = N_("Moving a booking"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.close = move_close,
	.refresh = move_refresh,
};
