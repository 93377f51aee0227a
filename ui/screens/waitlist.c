/* ui/screens/waitlist.c - the waitlist, and the offers made from it */
#include "ui/screens/waitlist.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/people.h"
#include "book/rescue.h"
#include "ui/screens/day.h"
#include "ui/screens/line.h"
#include "ui/undo.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/listing.h"
#include "ui/words.h"

#define SLOTS_SHOWN 3

typedef struct {
	Screen *day;
	Listing *listing;
	GPtrArray *entries; /* of WaitlistView */
	GPtrArray *matches; /* of WaitlistView, with slots; NULL: not asked for yet */
} Waiting;

static Waiting *waiting_of(const Screen *screen)
{
	return screen->state;
}

/* --- words --- */

static char *what_words(const Book *book, const Waitlist *entry)
{
	const Service *service = book_service_by_id(book, entry->service);
	const Staff *staff = book_staff_by_id(book, entry->staff);
	g_autofree char *length = service ? NULL : when_duration_words(entry->seconds);
	return staff ? g_strdup_printf(_("%s with %s"), service ? service->name : length, staff->name)
		     : g_strdup(service ? service->name : length);
}

/* "26 Nov – 30 Nov, mo tu, 09:00–12:00"; "any time". */
static char *wish_words(const Book *book, const Waitlist *entry)
{
	static const char *const days[] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
					    N_("Fri"), N_("Sat"), N_("Sun") };
	GString *words = g_string_new(NULL);
	if (entry->windows->len) {
		const WishWindow *window = entry->windows->pdata[0];
		g_autofree char *from = words_when(book, window->start), *to = words_when(book, window->end);
		g_string_append_printf(words, "%s – %s", from, to);
		if (entry->windows->len > 1)
			g_string_append_printf(words, " +%u", entry->windows->len - 1);
	}
	for (int i = 0; i < 7; i++)
		if (entry->weekdays & (1 << i))
			g_string_append_printf(words, "%s%s", words->len ? " " : "", _(days[i]));
	if (entry->from_min || entry->to_min)
		g_string_append_printf(words, "%s%02d:%02d–%02d:%02d", words->len ? " " : "",
				       (int)entry->from_min / 60, (int)entry->from_min % 60,
				       (int)entry->to_min / 60, (int)entry->to_min % 60);
	return *words->str ? g_string_free(words, FALSE)
			   : (g_string_free(words, TRUE), g_strdup(_("any time")));
}

static char *slots_words(const Book *book, const GPtrArray *slots)
{
	GString *words = g_string_new(NULL);
	for (guint i = 0; slots && i < slots->len && i < SLOTS_SHOWN; i++) {
		const Slot *slot = slots->pdata[i];
		const Staff *staff = book_staff_by_id(book, slot->staff);
		g_autofree char *when = words_when(book, slot->start);
		g_string_append_printf(words, "%s%s%s%s", i ? " · " : "", when, staff ? " " : "",
				       staff ? staff->name : "");
	}
	return g_string_free(words, FALSE);
}

/* --- filling --- */

static const WaitlistView *match_of(const Waiting *waiting, const char *id)
{
	for (guint i = 0; waiting->matches && i < waiting->matches->len; i++) {
		const WaitlistView *view = waiting->matches->pdata[i];
		if (strcmp(view->entry->id, id) == 0)
			return view;
	}
	return NULL;
}

static void add_entry(Waiting *waiting, const Book *book, const WaitlistView *view)
{
	const Waitlist *entry = view->entry;
	const WaitlistView *match = match_of(waiting, entry->id);
	g_autofree char *what = what_words(book, entry), *wish = wish_words(book, entry),
			*since = day_short(zone_day_of(book_zone(book), entry->created)),
			*slots = match ? slots_words(book, match->slots) : NULL;
	const char *reach = *entry->reach ? entry->reach : view->customer_phone ? view->customer_phone : "";
	g_autofree char *name = entry->priority > 0 ? g_strdup_printf("%s !", view->customer_name)
						    : g_strdup(view->customer_name);
	ListingRow *row =
		listing_add(waiting->listing, 0, entry->id, NULL, name, what, wish, reach, since, NULL);
	if (slots && *slots)
		row->below = g_strdup_printf(_("free now: %s"), slots);
	row->ink = slots && *slots ? INK_GOOD : INK_TEXT;
}

static void fill(Waiting *waiting, const Book *book)
{
	listing_begin(waiting->listing);
	for (guint i = 0; i < waiting->entries->len; i++)
		add_entry(waiting, book, waiting->entries->pdata[i]);
	listing_end(waiting->listing);
}

static gboolean waitlist_refresh(Screen *screen, GError **error)
{
	Waiting *waiting = waiting_of(screen);
	GPtrArray *entries = book_waitlist(screen->app->book, FALSE, error);
	if (!entries)
		return FALSE;
	g_clear_pointer(&waiting->entries, g_ptr_array_unref);
	g_clear_pointer(&waiting->matches, g_ptr_array_unref);
	waiting->entries = entries;
	fill(waiting, screen->app->book);
	return TRUE;
}

/* What would suit them can wait until the list is up. */
static void waitlist_later(Screen *screen)
{
	Waiting *waiting = waiting_of(screen);
	if (waiting->matches || waiting->entries->len == 0)
		return;
	waiting->matches = book_waitlist_match(screen->app->book, NULL, NONE, NONE, SLOTS_SHOWN, NULL);
	if (!waiting->matches)
		waiting->matches = g_ptr_array_new();
	fill(waiting, screen->app->book);
	screen->app->stale = TRUE;
}

static void waitlist_close(Screen *screen)
{
	Waiting *waiting = waiting_of(screen);
	listing_free(waiting->listing);
	g_clear_pointer(&waiting->entries, g_ptr_array_unref);
	g_clear_pointer(&waiting->matches, g_ptr_array_unref);
}

/* --- keys --- */

static void book_slot(Screen *screen, const WaitlistView *match)
{
	Waiting *waiting = waiting_of(screen);
	App *app = screen->app;
	Screen *day = waiting->day;
	const Slot *slot = match->slots->pdata[0];
	g_autoptr(BookResult) result = NULL;
	GError *error = NULL;
	if (!book_waitlist_book(app->book, match->entry->id, slot->start, slot->staff, &result, &error)) {
		app_refresh(app);
		app_fail(app, error);
		return;
	}
	app_pop(app);
	app_refresh(app);
	day_show_booking(day, result->bookings->pdata[0]);
	g_autoptr(BookingView) view =
		book_view(app->book, ((const Booking *)result->bookings->pdata[0])->id, NULL);
	g_autofree char *words = view ? words_booking(app->book, view) : g_strdup("");
	app_say(app, SAY_GOOD, _("Booked from the waitlist: %s."), words);
}

/* Books the first time that suits; where none does, one is looked for. */
static void take(Screen *screen)
{
	Waiting *waiting = waiting_of(screen);
	const ListingRow *row = listing_row(waiting->listing);
	if (!row)
		return;
	waitlist_later(screen);
	const WaitlistView *match = match_of(waiting, row->id);
	if (match && match->slots && match->slots->len)
		book_slot(screen, match);
	else
		app_say(screen->app, SAY_PLAIN, _("No time suits %s now."), row->cells[0]);
}

static void find(Screen *screen)
{
	Waiting *waiting = waiting_of(screen);
	const ListingRow *row = listing_row(waiting->listing);
	Screen *day = waiting->day;
	if (!row)
		return;
	const WaitlistView *view = waiting->entries->pdata[waiting->listing->pick];
	const Service *service = book_service_by_id(screen->app->book, view->entry->service);
	g_autofree char *text = g_strdup_printf("%s %s ", view->customer_name, service ? service->name : "");
	app_pop(screen->app);
	line_open_find(day, text);
}

static void take_away(Screen *screen)
{
	const ListingRow *row = listing_row(waiting_of(screen)->listing);
	GError *error = NULL;
	if (!row)
		return;
	g_autofree char *name = g_strdup(row->cells[0]);
	if (!book_waitlist_remove(screen->app->book, row->id, &error)) {
		app_fail(screen->app, error);
		return;
	}
	app_refresh(screen->app);
	app_say(screen->app, SAY_GOOD, _("%s waits no more."), name);
}

/* --- a new entry --- */

enum {
	NEW_CUSTOMER,
	NEW_SERVICE,
	NEW_STAFF,
	NEW_DAYS,
	NEW_HOURS,
	NEW_PRIORITY,
	NEW_AUTO,
	NEW_REACH,
	NEW_NOTES,
	NEW_FIELDS
};

static void new_picks(Screen *asking, guint i, const char *text, GPtrArray *picks, gpointer data)
{
	Book *book = asking->app->book;
	(void)data;
	if (i == NEW_CUSTOMER && *text) {
		g_autoptr(SearchHits) hits = book_search(book, text, FALSE, 6, NULL);
		for (guint h = 0; hits && h < hits->customers->len; h++) {
			const CustomerHit *hit = hits->customers->pdata[h];
			fields_pick(picks, hit->id, hit->name, hit->phone);
		}
	} else if (i == NEW_SERVICE && *text) {
		g_autoptr(GPtrArray) services = book_match_services(book, text);
		for (guint s = 0; s < services->len; s++) {
			const Service *service = services->pdata[s];
			fields_pick(picks, service->id, service->name, NULL);
		}
	} else if (i == NEW_STAFF && *text) {
		g_autoptr(GPtrArray) staff = book_match_staff(book, text, NULL);
		for (guint s = 0; s < staff->len; s++) {
			const Staff *one = staff->pdata[s];
			fields_pick(picks, one->id, one->name, NULL);
		}
	}
}

static gboolean read_hours(const char *text, gint64 *from, gint64 *to, GError **error)
{
	g_autofree char *spec = g_strdup(text);
	int first_hour, first_min, last_hour, last_min, end = 0;
	if (sscanf(spec, "%d:%d-%d:%d%n", &first_hour, &first_min, &last_hour, &last_min, &end) == 4 &&
	    !spec[end] && first_hour >= 0 && first_hour < 24 && first_min >= 0 && first_min < 60 &&
	    last_hour >= 0 && last_hour <= 24 && last_min >= 0 && last_min < 60) {
		*from = first_hour * 60 + first_min;
		*to = last_hour * 60 + last_min;
		return TRUE;
	}
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” is not a range of hours. Write it like 09:00-12:00."), text);
}

static char *message_of(GError *error)
{
	char *message = g_strdup(error->message);
	g_error_free(error);
	return message;
}

static gboolean is_yes(const char *text)
{
	g_autofree char *folded = g_utf8_casefold(text, -1);
	g_autofree char *yes = g_utf8_casefold(_("yes"), -1);
	return *folded && g_str_has_prefix(yes, folded);
}

static char *new_problem(Screen *asking, guint i, const FieldTexts *typed, gpointer data)
{
	const char *text = typed->texts[i];
	Book *book = asking->app->book;
	When when = book_when(book);
	GError *error = NULL;
	gint64 from, to;
	g_autofree char *id = NULL;
	(void)data;
	if (i == NEW_CUSTOMER)
		return *text ? NULL : g_strdup(_("who waits?"));
	if (i == NEW_SERVICE) {
		gint64 seconds;
		if (typed->ids[i] || (*text && when_duration(text, FALSE, &seconds, NULL)))
			return NULL;
		if (!*text)
			return g_strdup(_("a service, or how long: 45m"));
		id = book_find_service(book, text, &error);
		return id ? NULL : message_of(error);
	}
	if (!*text || typed->ids[i])
		return NULL;
	if (i == NEW_STAFF)
		return (id = book_find_staff(book, text, &error)) ? NULL : message_of(error);
	if (i == NEW_DAYS)
		return when_range(&when, text, &from, &to, &error) ? NULL : message_of(error);
	if (i == NEW_HOURS)
		return read_hours(text, &from, &to, &error) ? NULL : message_of(error);
	if (i == NEW_PRIORITY && strspn(text, "0123456789") != strlen(text))
		return g_strdup(_("a number; the higher the sooner"));
	return NULL;
}

static GPtrArray *window_of(const Book *book, const char *text)
{
	When when = book_when(book);
	GPtrArray *windows = model_list_new(&wish_window_class);
	gint64 from, to;
	if (*text && when_range(&when, text, &from, &to, NULL)) {
		WishWindow *window = wish_window_new();
		window->start = from;
		window->end = to;
		g_ptr_array_add(windows, window);
	}
	return windows;
}

/* A known customer, or a new one of that name. */
static char *known_customer(Book *book, const FieldTexts *typed)
{
	return typed->ids[NEW_CUSTOMER] ? g_strdup(typed->ids[NEW_CUSTOMER])
					: book_find_customer(book, typed->texts[NEW_CUSTOMER], NULL);
}

static gboolean new_done(Screen *asking, const FieldTexts *typed, gpointer data, GError **error)
{
	Book *book = asking->app->book;
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	g_autoptr(GPtrArray) windows = window_of(book, typed->texts[NEW_DAYS]);
	g_autofree char *customer = known_customer(book, typed);
	const char *service_text = typed->texts[NEW_SERVICE], *staff_text = typed->texts[NEW_STAFF];
	gint64 seconds = NONE;
	gboolean just_time = !typed->ids[NEW_SERVICE] && when_duration(service_text, FALSE, &seconds, NULL);
	g_autofree char *service = typed->ids[NEW_SERVICE] ? g_strdup(typed->ids[NEW_SERVICE])
				   : just_time             ? NULL
							   : book_find_service(book, service_text, NULL);
	g_autofree char *staff = typed->ids[NEW_STAFF] ? g_strdup(typed->ids[NEW_STAFF])
				 : *staff_text         ? book_find_staff(book, staff_text, NULL)
						       : NULL;
	(void)data;
	edit.customer = customer;
	edit.new_customer = customer ? NULL : typed->texts[NEW_CUSTOMER];
	edit.service = service;
	edit.staff = staff;
	edit.seconds = just_time ? seconds : NONE;
	edit.windows = windows;
	if (*typed->texts[NEW_HOURS] &&
	    !read_hours(typed->texts[NEW_HOURS], &edit.from_min, &edit.to_min, error))
		return FALSE;
	edit.priority =
		*typed->texts[NEW_PRIORITY] ? g_ascii_strtoll(typed->texts[NEW_PRIORITY], NULL, 10) : NONE;
	edit.auto_book = is_yes(typed->texts[NEW_AUTO]);
	edit.reach = typed->texts[NEW_REACH];
	edit.notes = typed->texts[NEW_NOTES];
	g_autoptr(Waitlist) entry = book_waitlist_add(book, &edit, error);
	if (!entry)
		return FALSE;
	app_refresh(asking->app);
	listing_go(waiting_of(asking)->listing, entry->id);
	app_say(asking->app, SAY_GOOD, _("%s is on the waitlist."), typed->texts[NEW_CUSTOMER]);
	return TRUE;
}

static void add(Screen *screen)
{
	const Field rows[NEW_FIELDS] = {
		[NEW_CUSTOMER] = { .label = _("Customer"), .hint = _("name or phone") },
		[NEW_SERVICE] = { .label = _("Service"), .hint = _("or a length: 45m") },
		[NEW_STAFF] = { .label = _("With"), .hint = _("anybody") },
		[NEW_DAYS] = { .label = _("Days"), .hint = _("any; or fri..+10d") },
		[NEW_HOURS] = { .label = _("Hours"), .hint = _("any; 09:00-12:00") },
		[NEW_PRIORITY] = { .label = _("Priority"), .hint = _("0; higher is sooner") },
		[NEW_AUTO] = { .label = _("Book unasked"), .hint = _("no; or yes") },
		[NEW_REACH] = { .label = _("Reach by"), .hint = _("their phone") },
		[NEW_NOTES] = { .label = _("Note"), .hint = _("stays in this book") },
	};
	fields_ask(screen, &(Fields){ .title = _("Onto the waitlist"),
				      .save = _("Wait"),
				      .n = NEW_FIELDS,
				      .fields = rows,
				      .problem = new_problem,
				      .picks = new_picks,
				      .done = new_done });
}

static void up(Screen *screen)
{
	listing_move(waiting_of(screen)->listing, -1);
}

static void down(Screen *screen)
{
	listing_move(waiting_of(screen)->listing, 1);
}

static void page_up(Screen *screen)
{
	listing_move(waiting_of(screen)->listing, -10);
}

static void page_down(Screen *screen)
{
	listing_move(waiting_of(screen)->listing, 10);
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

static gboolean has_row(const Screen *screen)
{
	return listing_row(waiting_of(screen)->listing) != NULL;
}

#define NOBODY N_("Nobody waits.")
static const Action actions[] = {
	{ .name = "take",
	  .keys = "Enter",
	  .brief = N_("book"),
	  .help = N_("Book the first time that suits"),
	  .run = take,
	  .applies = has_row,
	  .otherwise = NOBODY },
	{ .name = "new",
	  .keys = "n +",
	  .brief = N_("new"),
	  .help = N_("Put somebody on the waitlist"),
	  .run = add },
	{ .name = "find-time",
	  .keys = "f",
	  .brief = N_("find time"),
	  .help = N_("Find a time for who waits"),
	  .run = find,
	  .applies = has_row,
	  .otherwise = NOBODY },
	{ .name = "take-away",
	  .keys = "d Del",
	  .brief = N_("take off"),
	  .help = N_("Take somebody off the waitlist"),
	  .run = take_away,
	  .applies = has_row,
	  .otherwise = NOBODY },
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

static void waitlist_draw(Screen *screen, const Canvas *canvas)
{
	Waiting *waiting = waiting_of(screen);
	g_autofree char *title = waiting->entries->len
					 ? g_strdup_printf("%s · %u", _("Waitlist"), waiting->entries->len)
					 : g_strdup(_("Waitlist"));
	listing_head(screen, canvas, title);
	listing_draw(
		waiting->listing, canvas, listing_area(canvas),
		_("Nobody waits. n puts somebody on the list; what frees is then offered to them at once."));
}

void waitlist_open(Screen *day)
{
	Screen *screen = app_push(day->app, &waiting_class);
	GError *error = NULL;
	waiting_of(screen)->day = day;
	waiting_of(screen)->listing = listing_new();
	if (waitlist_refresh(screen, &error))
		return;
	app_pop(day->app);
	app_fail(day->app, error);
}

const ScreenClass waiting_class = {
	.name = "waitlist",
	.title = N_("Waitlist"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Waiting),
	.close = waitlist_close,
	.refresh = waitlist_refresh,
	.later = waitlist_later,
	.draw = waitlist_draw,
};

/* --- offers over the day --- */

static const Action offer_actions[] = {
	{ .name = "take",
	  .keys = "Enter",
	  .brief = N_("book"),
	  .help = N_("Book it for who is picked"),
	  .run = take },
	{ .name = "down", .keys = "Down Tab j", .brief = N_("next"), .help = N_("Down"), .run = down },
	{ .name = "up", .keys = "Up BTab k", .help = N_("Up"), .run = up },
	{ .name = "leave",
	  .keys = "Esc q",
	  .brief = N_("leave it free"),
	  .help = N_("Leave the time free"),
	  .run = leave },
};

static void offer_draw(Screen *screen, const Canvas *canvas)
{
	Waiting *waiting = waiting_of(screen);
	int rows = MIN((int)waiting->entries->len * 2, canvas->rows - 9);
	Area sheet = { .w = MIN(92, canvas->cols - 4), .h = rows + 4, .y = canvas->rows - rows - 7 };
	sheet.x = (canvas->cols - sheet.w) / 2;
	draw_sheet(canvas, sheet, _("Free now for who waits"));
	listing_draw(waiting->listing, canvas, (Area){ sheet.x + 1, sheet.y + 2, sheet.w - 2, rows }, "");
}

/* They are as they were offered; a booking that does not fit any more says so. */
static void offer_open(Screen *day, GPtrArray *matches)
{
	Screen *screen = app_push(day->app, &waiting_offer_class);
	Waiting *waiting = waiting_of(screen);
	waiting->day = day;
	waiting->listing = listing_new();
	waiting->entries = g_ptr_array_ref(matches);
	waiting->matches = g_ptr_array_ref(matches);
	fill(waiting, day->app->book);
}

const ScreenClass waiting_offer_class = {
	.name = "offers",
	.title = N_("Free now for who waits"),
	.actions = offer_actions,
	.n_actions = G_N_ELEMENTS(offer_actions),
	.state_bytes = sizeof(Waiting),
	.covers = TRUE,
	.close = waitlist_close,
	.draw = offer_draw,
};

void waitlist_offer(Screen *day, const BookResult *result)
{
	if (result->offers && result->offers->len)
		offer_open(day, result->offers);
}

void waitlist_for_slot(Screen *day, const char *staff, gint64 from, gint64 to)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) matches = book_waitlist_match(day->app->book, staff, from, to, 1, &error);
	if (!matches)
		app_fail(day->app, error);
	else if (matches->len == 0)
		app_say(day->app, SAY_PLAIN,
			_("Nobody on the waitlist could take this time. 7 shows the whole list."));
	else
		offer_open(day, matches);
}
