/* ui/screens/search.c - / : customers and bookings, asked for with every key */
#include "ui/screens/search.h"

#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "book/people.h"
#include "book/view.h"
#include "ui/app.h"
#include "ui/screens/day.h"
#include "ui/screens/form.h"
#include "ui/widgets/input.h"
#include "ui/words.h"

#define HIT_LIMIT 40

typedef struct {
	Screen *day;
	Input *field;
	SearchHits *hits; /* NULL: nothing typed yet */
	int pick;         /* over customers, then bookings */
} Search;

static Search *search_of(const Screen *screen)
{
	return screen->state;
}

static int n_customers(const Search *search)
{
	return search->hits ? (int)search->hits->customers->len : 0;
}

static int n_hits(const Search *search)
{
	return search->hits ? n_customers(search) + (int)search->hits->bookings->len : 0;
}

static void look(Screen *screen)
{
	Search *search = search_of(screen);
	GError *error = NULL;
	g_clear_pointer(&search->hits, search_hits_free);
	search->pick = 0;
	if (input_is_empty(search->field))
		return;
	search->hits = book_search(screen->app->book, input_text(search->field), TRUE, HIT_LIMIT, &error);
	app_fail(screen->app, error);
}

static gboolean search_text(Screen *screen, gunichar c)
{
	input_insert(search_of(screen)->field, c);
	look(screen);
	return TRUE;
}

static gboolean search_edit(Screen *screen, Key key)
{
	gboolean changed = FALSE;
	if (!input_key(search_of(screen)->field, screen->app->keymap, key, &changed))
		return FALSE;
	if (changed)
		look(screen);
	return TRUE;
}

/* The book changed: the same question again, the same place in the answer. */
static gboolean search_refresh(Screen *screen, GError **error)
{
	Search *search = search_of(screen);
	int pick = search->pick;
	(void)error;
	look(screen);
	search->pick = CLAMP(pick, 0, MAX(n_hits(search) - 1, 0));
	return TRUE;
}

static void search_close(Screen *screen)
{
	Search *search = search_of(screen);
	input_free(search->field);
	g_clear_pointer(&search->hits, search_hits_free);
}

/* --- actions --- */

static void up(Screen *screen)
{
	Search *search = search_of(screen);
	search->pick = MAX(search->pick - 1, 0);
}

static void down(Screen *screen)
{
	Search *search = search_of(screen);
	search->pick = MIN(search->pick + 1, MAX(n_hits(search) - 1, 0));
}

static void leave(Screen *screen)
{
	app_pop(screen->app);
}

/* A customer's next booking, or else their last; NULL: there is none. */
static BookingView *booking_of(Book *book, const char *customer)
{
	g_autoptr(CustomerCard) card = book_customer_card(book, customer, NULL);
	if (!card)
		return NULL;
	if (card->next_id)
		return book_view(book, card->next_id, NULL);
	if (card->last_visit == NONE)
		return NULL;
	ListQuery query = LIST_QUERY_INIT;
	query.from = card->last_visit;
	query.to = card->last_visit + 1;
	query.customer = customer;
	query.all = TRUE;
	g_autoptr(GPtrArray) found = book_list(book, &query, NULL);
	return found && found->len ? g_ptr_array_steal_index(found, 0) : NULL;
}

static void go_to_customer(Screen *screen, const CustomerHit *hit)
{
	App *app = screen->app;
	Screen *day = search_of(screen)->day;
	g_autofree char *id = g_strdup(hit->id), *name = g_strdup(hit->name);
	g_autoptr(BookingView) view = booking_of(app->book, id);
	app_pop(app);
	if (view) {
		day_show_booking(day, view->booking);
		g_autofree char *words = words_booking(app->book, view);
		app_say(app, SAY_PLAIN, "%s", words);
	} else {
		FormStart start = { .customer = id, .start = day_start_here(day) };
		form_open_new(day, &start);
		app_say(app, SAY_PLAIN, _("%s has no booking yet."), name);
	}
}

static void jump(Screen *screen)
{
	Search *search = search_of(screen);
	App *app = screen->app;
	Screen *day = search->day;
	if (n_hits(search) == 0) {
		app_say(app, SAY_PLAIN, _("Nothing was found."));
		return;
	}
	if (search->pick < n_customers(search)) {
		go_to_customer(screen, search->hits->customers->pdata[search->pick]);
		return;
	}
	const BookingView *view = search->hits->bookings->pdata[search->pick - n_customers(search)];
	g_autoptr(Booking) booking = booking_copy(view->booking);
	app_pop(app);
	day_show_booking(day, booking);
	if (!booking_is_live(booking) && booking_status(booking) != STATUS_NO_SHOW)
		app_say(app, SAY_WARNING, _("It was cancelled: this is where it was."));
}

static const Action actions[] = {
	{ .name = "jump",
	  .keys = "Enter",
	  .brief = N_("show it"),
	  .help = N_("Show it on its day; of a customer, the next or last booking"),
	  .run = jump },
	{ .name = "up", .keys = "Up BTab", .help = N_("Up in the list"), .run = up },
	{ .name = "down",
	  .keys = "Down Tab",
	  .brief = N_("next"),
	  .help = N_("Down in the list"),
	  .run = down },
	{ .name = "leave", .keys = "Esc", .brief = N_("back"), .help = N_("Back"), .run = leave },
};

/* --- drawing --- */

typedef struct {
	const Screen *screen;
	const Canvas *canvas;
	Area area; /* of the list */
	int line;  /* the next to be drawn, counted with those scrolled away */
	int first; /* the first line that shows */
} List;

/* One line of the list; returns its row, or -1 when it is scrolled away. */
static int next_line(List *list, Ground ground)
{
	int y = list->area.y + list->line++ - list->first;
	if (y < list->area.y || y >= list->area.y + list->area.h)
		return -1;
	draw_fill(list->canvas, (Area){ list->area.x, y, list->area.w, 1 }, " ",
		  theme_pen(list->canvas->theme, INK_TEXT, ground));
	return y;
}

static void heading(List *list, const char *text)
{
	int y = next_line(list, GROUND_SHEET);
	if (y >= 0)
		draw_text(list->canvas, y, list->area.x + 1, list->area.w - 2, text,
			  theme_pen(list->canvas->theme, INK_DIM, GROUND_SHEET));
}

static void draw_customer(List *list, const CustomerHit *hit, gboolean on)
{
	Ground ground = on ? GROUND_PICK : GROUND_SHEET;
	Theme *theme = list->canvas->theme;
	int y = next_line(list, ground), x = list->area.x, w = list->area.w;
	if (y < 0)
		return;
	g_autofree char *last =
		hit->last_visit == NONE
			? g_strdup(_("no visit yet"))
			: day_short(zone_day_of(book_zone(list->screen->app->book), hit->last_visit));
	draw_text(list->canvas, y, x + 1, w / 3, hit->name,
		  on ? theme_bold(theme, INK_BRIGHT, ground) : theme_pen(theme, INK_TEXT, ground));
	draw_text(list->canvas, y, x + 2 + w / 3, 18, hit->phone,
		  theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
	g_autofree char *right =
		hit->last_service ? g_strdup_printf("%s, %s", hit->last_service, last) : g_strdup(last);
	draw_text(list->canvas, y, x + 22 + w / 3, w - w / 3 - 23, right,
		  theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
}

static void draw_booking(List *list, const BookingView *view, gboolean on)
{
	Ground ground = on ? GROUND_PICK : GROUND_SHEET;
	Theme *theme = list->canvas->theme;
	const Book *book = list->screen->app->book;
	int y = next_line(list, ground), x = list->area.x, w = list->area.w;
	if (y < 0)
		return;
	const Booking *booking = view->booking;
	int year;
	day_to_civil(local_day(booking->local_start), &year, NULL, NULL);
	g_autofree char *when = words_when(book, booking->start),
			*services = booking_view_services(book, view);
	g_autofree char *full = g_strdup_printf("%s %d", when, year);
	BookingStatus status = booking_status(booking);
	const char *state = status == STATUS_CONFIRMED ? "" : status_words(status);
	draw_text(list->canvas, y, x + 1, 24, full, theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
	draw_text(list->canvas, y, x + 26, w / 3, booking_view_name(view),
		  on ? theme_bold(theme, INK_BRIGHT, ground) : theme_pen(theme, INK_TEXT, ground));
	g_autofree char *right = *services && *state ? g_strdup_printf("%s · %s", services, state)
						     : g_strdup(*services ? services : state);
	draw_text(list->canvas, y, x + 27 + w / 3, w - w / 3 - 28, right,
		  theme_pen(theme, on ? INK_TEXT : INK_DIM, ground));
}

static void draw_list(const Screen *screen, const Canvas *canvas, Area area)
{
	const Search *search = search_of(screen);
	List list = { screen, canvas, area, 0, 0 };
	int heads = (n_customers(search) > 0) +
		    (search->hits->bookings->len && search->pick >= n_customers(search));
	list.first = MAX(search->pick + heads + 1 - area.h, 0);
	if (search->hits->typo)
		heading(&list, _("nothing is spelt like that; one letter away:"));
	if (n_customers(search))
		heading(&list, _("Customers"));
	for (int i = 0; i < n_customers(search); i++)
		draw_customer(&list, search->hits->customers->pdata[i], i == search->pick);
	if (search->hits->bookings->len)
		heading(&list, _("Bookings, the nearest first"));
	for (guint i = 0; i < search->hits->bookings->len; i++)
		draw_booking(&list, search->hits->bookings->pdata[i],
			     (int)i + n_customers(search) == search->pick);
}

static void search_draw(Screen *screen, const Canvas *canvas)
{
	Search *search = search_of(screen);
	Theme *theme = canvas->theme;
	Area sheet = { .w = MIN(96, canvas->cols - 4), .h = MIN(36, canvas->rows - 4) };
	sheet.x = (canvas->cols - sheet.w) / 2;
	sheet.y = 1;
	draw_sheet(canvas, sheet, _("Search"));
	screen->app->caret_x = input_draw(search->field, canvas, sheet.y + 1, sheet.x + 2, sheet.w - 4, TRUE);
	screen->app->caret_y = sheet.y + 1;
	Area list = { sheet.x + 1, sheet.y + 3, sheet.w - 2, sheet.h - 4 };
	if (!search->hits)
		draw_text(canvas, list.y, list.x + 1, list.w - 2,
			  _("A name, a phone number, a service, a word of a note …"),
			  theme_pen(theme, INK_DIM, GROUND_SHEET));
	else if (n_hits(search) == 0)
		draw_text(canvas, list.y, list.x + 1, list.w - 2, _("Nothing was found."),
			  theme_pen(theme, INK_WARN, GROUND_SHEET));
	else
		draw_list(screen, canvas, list);
}

void search_open(Screen *day)
{
	Screen *screen = app_push(day->app, &search_class);
	Search *search = search_of(screen);
	search->day = day;
	search->field = input_new(NULL);
}

const ScreenClass search_class = {
	.name = "search",
	.title = N_("Search"),
	.actions = actions,
	.n_actions = G_N_ELEMENTS(actions),
	.state_bytes = sizeof(Search),
	.covers = TRUE,
	.close = search_close,
	.refresh = search_refresh,
	.draw = search_draw,
	.text = search_text,
	.edit = search_edit,
};
