/* ui/screens/sync_draw.c - the Sync screen: accounts, what needs somebody, what waits, what was lost, the last runs
 *
 * The page is laid out twice: once without drawing, for where the cursor's lines are, and once with what shows of it. */
#include <string.h>

#include "base/i18n.h"
#include "base/said.h"
#include "base/text.h"
#include "ui/link.h"
#include "ui/screens/sync_state.h"
#include "ui/syncing.h"
#include "ui/words.h"

#define TOP_LINES 2   /* the header and a blank line */
#define WIDE_COLS 100 /* a reason stands beside its booking */
#define REASON_LINES 4
#define BAR_CELLS 24

typedef struct {
	const Screen *screen;
	const SyncState *state;
	Book *book;
	const Canvas *canvas;
	Area area;      /* of the list */
	gboolean draws; /* else it is measured only */
	int line;       /* the next one */
	int first, end; /* the lines of the cursor's row */
	gint64 now;     /* real clock */
	Ground ground;  /* of the row being drawn */
} Page;

static Pen pen(const Page *page, Ink ink)
{
	return theme_pen(page->canvas->theme, ink, page->ground);
}

static Pen bold(const Page *page, Ink ink)
{
	return theme_bold(page->canvas->theme, ink, page->ground);
}

static const char *glyph(const Page *page, Glyph which)
{
	return theme_glyph(page->canvas->theme, which);
}

/* --- lines --- */

/* A new line on the row's ground; its row on the screen, or -1 when it does not show. */
static int next_line(Page *page)
{
	int y = page->area.y + page->line++ - page->state->top;
	if (!page->draws || y < page->area.y || y >= page->area.y + page->area.h)
		return -1;
	draw_fill(page->canvas, (Area){ page->area.x, y, page->area.w, 1 }, " ", pen(page, INK_TEXT));
	return y;
}

/* Text at a column of a line; the column after it. Nothing is drawn on a line that does not show. */
static int put(const Page *page, int y, int x, const char *text, Pen how)
{
	if (y < 0)
		return x;
	return draw_text(page->canvas, y, page->area.x + x, page->area.w - x - 1, text, how) - page->area.x;
}

/* A text over as many lines as it needs, at most `lines`. */
static void wrapped(Page *page, int x, const char *text, Ink ink, int lines)
{
	g_auto(GStrv) each = draw_broken(text, page->area.w - x - 1, lines);
	for (guint i = 0; each[i]; i++) {
		int y = next_line(page);
		put(page, y, x, each[i], pen(page, ink));
	}
}

static void heading(Page *page, const char *text, guint n, Ink ink)
{
	g_autofree char *count = g_strdup_printf("%u", n);
	page->ground = GROUND_BASE;
	next_line(page);
	int y = next_line(page), x = put(page, y, 1, text, bold(page, INK_BRIGHT));
	put(page, y, x + 2, count, bold(page, ink));
}

/* Before and after the lines of a row. */
static void row_begin(Page *page, int row)
{
	page->ground = row == page->state->pick ? GROUND_CURSOR : GROUND_BASE;
	if (row == page->state->pick)
		page->first = page->line;
}

static void row_end(Page *page, int row)
{
	if (row == page->state->pick)
		page->end = page->line;
	page->ground = GROUND_BASE;
}

/* --- accounts --- */

static Ink account_ink(const Account *account)
{
	if (strcmp(account->state, "ok") == 0)
		return INK_GOOD;
	return strcmp(account->state, "needs_sign_in") == 0 ? INK_BAD : INK_WARN;
}

/* "in step", or what is not: "signed out", "offline". */
static const char *account_words(const SyncAccountStatus *status)
{
	static const char *const states[][2] = { { "offline", N_("cannot be reached") },
						 { "needs_sign_in", N_("needs a sign-in") },
						 { "paused", N_("paused") } };
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
		if (strcmp(status->account->state, states[i][0]) == 0)
			return _(states[i][1]);
	if (status->calendars->len == 0)
		return _("signed in");
	return status->pending + status->failed + status->conflicts + status->held ? _("connected")
										   : _("in step");
}

static void draw_calendars(Page *page, const SyncAccountStatus *status)
{
	g_autoptr(GString) words = g_string_new(NULL);
	for (guint i = 0; i < status->calendars->len; i++) {
		const Calendar *calendar = status->calendars->pdata[i];
		const Staff *staff = book_staff_by_id(page->book, calendar->staff);
		g_string_append_printf(words, "%s%s %s %s", i ? "   " : "",
				       staff ? staff->name : _("everybody"), glyph(page, GLYPH_INTO),
				       calendar->name);
	}
	if (status->calendars->len == 0)
		g_string_append(words, _("No calendar is linked yet."));
	wrapped(page, 3, words->str, INK_DIM, 3);
	for (guint i = 0; i < status->calendars->len; i++) {
		const Calendar *calendar = status->calendars->pdata[i];
		if (strcmp(calendar->state, "linked") == 0)
			continue;
		g_autofree char *said = said_words(calendar->state_text);
		g_autofree char *why = g_strdup_printf("%s: %s", calendar->name,
						       *said ? said
						       : strcmp(calendar->state, "paused") == 0
							       ? _("paused")
							       : _("waits for a yes to its plan"));
		wrapped(page, 3, why, INK_WARN, 2);
	}
}

static void draw_figures(Page *page, const SyncAccountStatus *status, const char *rates)
{
	gint64 tried = status->done + status->refused;
	g_autoptr(GString) words = g_string_new(_("30 days:"));
	if (tried == 0 && status->requests == 0)
		return;
	g_string_append_printf(words, " ");
	g_string_append_printf(words, ngettext("%ld change", "%ld changes", (gulong)tried), (long)tried);
	g_string_append(words, " · ");
	g_string_append_printf(words, _("%.1f %% succeeded"), status->success_rate * 100);
	g_string_append(words, " · ");
	g_string_append_printf(words, _("%ld failed"), (long)status->refused);
	g_string_append(words, " · ");
	if (status->average_ms < 1000)
		g_string_append_printf(words, _("%.0f ms a request"), status->average_ms);
	else
		g_string_append_printf(words, _("%.1f s a request"), status->average_ms / 1000);
	g_string_append(words, " · ");
	g_string_append_printf(
		words, ngettext("%ld sign-in refresh", "%ld sign-in refreshes", (gulong)status->refreshes),
		(long)status->refreshes);
	wrapped(page, 3, words->str, INK_DIM, 2);
	if (!*rates)
		return;
	g_autofree char *failed = g_strdup_printf(_("failed by kind: %s"), rates);
	wrapped(page, 3, failed, INK_DIM, 2);
}

static void draw_account(Page *page, int row, guint index)
{
	const SyncAccountStatus *status = page->state->summary->accounts->pdata[index];
	const Account *account = status->account;
	g_autofree char *looked =
		account->last_sync > 0 ? words_when_short(page->book, account->last_sync) : NULL;
	row_begin(page, row);
	if (page->ground == GROUND_BASE && page->canvas->theme->colours == COLOURS_256)
		page->ground = GROUND_PANEL;
	int y = next_line(page),
	    x = put(page, y, 1, glyph(page, GLYPH_BULLET), pen(page, account_ink(account)));
	x = put(page, y, x + 1, account->label, bold(page, account_ink(account)));
	if (*account->email) {
		x = put(page, y, x, " · ", pen(page, INK_DIM));
		x = put(page, y, x, account->email, pen(page, INK_TEXT));
	}
	g_autofree char *when = looked ? g_strdup_printf(_("looked at %s"), looked) : g_strdup("");
	int column = MIN(42, page->area.w / 2),
	    room = text_width(account_words(status)) + 3 + text_width(when) + 1;
	x = put(page, y, MAX(x + 3, MIN(column, page->area.w - room)), account_words(status),
		pen(page, account_ink(account)));
	put(page, y, x + 3, when, pen(page, INK_DIM));
	g_autofree char *why = said_words(account->state_text);
	if (*why && strcmp(account->state, "ok") != 0)
		wrapped(page, 3, why, account_ink(account), 3);
	draw_calendars(page, status);
	draw_figures(page, status, page->state->rates->pdata[index]);
	row_end(page, row);
}

/* --- bookings --- */

/* Was, here, there: on one line where they fit, else each on its own. */
static void draw_difference(Page *page, const SyncDifference *each)
{
	const struct {
		const char *what, *text;
		Ink ink;
	} sides[] = { { _("was"), each->before, INK_DIM },
		      { _("here"), each->here, INK_ACCENT },
		      { _("there"), each->there, INK_WARN } };
	int width = 3 + text_width(_(each->name)) + 2, x, y = next_line(page);
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++)
		width += text_width(sides[i].what) + 1 + text_width(*sides[i].text ? sides[i].text : "–") + 3;
	x = put(page, y, 3, _(each->name), pen(page, INK_DIM)) + 2;
	for (gsize i = 0; i < G_N_ELEMENTS(sides); i++) {
		g_autofree char *words =
			g_strdup_printf("%s %s", sides[i].what, *sides[i].text ? sides[i].text : "–");
		if (width > page->area.w) {
			y = next_line(page);
			x = 5;
		}
		x = put(page, y, x, words, pen(page, sides[i].ink)) + 3;
	}
}

/* What of a conflict may be taken, was, here and there; of a text that was edited, what stands there now. FALSE: there is nothing to show. */
static gboolean draw_differences(Page *page, const SyncItem *item)
{
	gboolean conflict = strcmp(item->link->status, sync_status_name(SYNC_CONFLICT)) == 0, any = FALSE;
	if (!item->link->theirs || item->link->held)
		return FALSE;
	g_autoptr(GPtrArray) differences = sync_differences(page->book, item);
	for (guint i = 0; i < differences->len; i++) {
		const SyncDifference *each = differences->pdata[i];
		if (each->two_way) {
			draw_difference(page, each);
			any = TRUE;
		} else if (!conflict) {
			g_autofree char *there =
				g_strdup_printf(_("edited there: %s"), *each->there ? each->there : "–");
			any = TRUE;
			wrapped(page, 3, there, INK_WARN, 2);
		}
	}
	return any;
}

static char *who_words(const Page *page, const SyncItem *item)
{
	if (!item->view)
		return g_strdup(_("a booking that is gone"));
	const Part *part = booking_first_part(item->view->booking);
	const Staff *staff = part ? book_staff_by_id(page->book, part->staff) : NULL;
	g_autofree char *services = booking_view_services(page->book, item->view);
	return g_strdup_printf("%s%s%s%s", *services ? " · " : "", services, staff ? " · " : "",
			       staff ? staff->name : "");
}

/* "! Wed 11:45  Kim Lee · Cut · Boris"; the column after it. */
static int draw_who(Page *page, int y, const SyncItem *item)
{
	const SyncLink *link = item->link;
	g_autofree char *who = who_words(page, item);
	int x = put(page, y, 1, link_glyph(page->canvas->theme, link), bold(page, link_ink(link)));
	if (item->view) {
		const Booking *booking = item->view->booking;
		g_autofree char *when = booking->all_day ? day_short(local_day(booking->local_start))
							 : words_when_short(page->book, booking->start);
		x = put(page, y, x + 1, when, pen(page, INK_TEXT));
		x = put(page, y, MAX(x + 2, 14), booking_view_name(item->view), bold(page, INK_BRIGHT));
	} else {
		x++;
	}
	return put(page, y, x, who, pen(page, INK_TEXT));
}

static void draw_person(Page *page, int row, guint index)
{
	const SyncItem *item = page->state->items->pdata[index];
	g_autofree char *tries = link_try_words(item->link, item->next_try, page->now);
	row_begin(page, row);
	draw_who(page, next_line(page), item);
	if (!draw_differences(page, item))
		wrapped(page, 3, item->reason, INK_TEXT, REASON_LINES);
	g_autofree char *foot =
		g_strdup_printf("%s%s%s", tries, *item->calendar ? " · " : "", item->calendar);
	wrapped(page, 3, foot, INK_DIM, 1);
	row_end(page, row);
}

/* One line where there is room beside the booking, else two or more. */
static void draw_waiting(Page *page, int row, guint index)
{
	const SyncItem *item = page->state->items->pdata[index];
	g_autofree char *tries = link_try_words(item->link, item->next_try, page->now);
	g_autofree char *why = g_strdup_printf("%s%s%s", item->reason, *tries ? " · " : "", tries);
	row_begin(page, row);
	int y = next_line(page), x = draw_who(page, y, item), column = page->area.w * 9 / 20;
	if (page->canvas->cols >= WIDE_COLS && column + text_width(why) < page->area.w) {
		put(page, y, MAX(x + 2, column), why, pen(page, INK_DIM));
	} else if (text_width(why) < page->area.w - 3) {
		wrapped(page, 3, why, INK_DIM, 1);
	} else { /* each whole: "waits for" says nothing without who */
		wrapped(page, 3, item->reason, INK_DIM, 2);
		if (*tries)
			wrapped(page, 3, tries, INK_DIM, 1);
	}
	row_end(page, row);
}

static void draw_orphan(Page *page, int row, guint index)
{
	const RemoteEvent *event = page->state->orphans->pdata[index];
	const EventFields *fields = remote_event_fields(event);
	row_begin(page, row);
	int y = next_line(page), x = put(page, y, 1, glyph(page, GLYPH_DOT), pen(page, INK_DIM)) + 1;
	if (fields) {
		g_autofree char *when = words_when(page->book, fields->start);
		x = put(page, y, x, when, pen(page, INK_TEXT)) + 2;
		put(page, y, x, fields->summary, bold(page, INK_BRIGHT));
	}
	row_end(page, row);
}

/* --- runs --- */

static void draw_run(Page *page, int row, guint index)
{
	const SyncRun *run = page->state->runs->pdata[index];
	g_autoptr(GString) words = g_string_new(NULL);
	g_autofree char *when = words_when_short(page->book, run->ended);
	row_begin(page, row);
	int y = next_line(page), x = put(page, y, 1, when, pen(page, INK_DIM));
	g_string_append_printf(words, _("%ld sent · %ld taken · %ld failed"), (long)run->pushed,
			       (long)run->pulled, (long)run->failed);
	g_string_append_printf(words, " · %.1f s", (double)run->total_ms / 1000);
	x = put(page, y, MAX(x + 2, 20), words->str,
		pen(page, run->failed || *run->error ? INK_WARN : INK_TEXT));
	g_autofree char *error = said_words(run->error);
	if (*error && page->canvas->cols >= WIDE_COLS)
		put(page, y, x + 3, error, pen(page, INK_DIM));
	else if (*error)
		wrapped(page, 20, error, INK_DIM, 2);
	row_end(page, row);
}

/* --- all of it --- */

static guint count_of(const SyncState *state, SyncRowKind kind)
{
	guint n = 0;
	for (guint i = 0; i < state->rows->len; i++)
		n += (guint)(g_array_index(state->rows, SyncRow, i).kind == kind);
	return n;
}

static void draw_row(Page *page, int row)
{
	static void (*const draw[])(Page *, int, guint) = { draw_account, draw_person, draw_waiting,
							    draw_orphan, draw_run };
	static const struct {
		const char *title;
		Ink ink;
	} headings[] = { { NULL, INK_TEXT },
			 { N_("Needs you"), INK_BAD },
			 { N_("Waiting"), INK_WARN },
			 { N_("In the calendar, but lost from the book"), INK_WARN },
			 { N_("The last runs"), INK_DIM } };
	const SyncRow *this = &g_array_index(page->state->rows, SyncRow, row);
	const SyncRow *before = row ? this - 1 : NULL;
	if (headings[this->kind].title && (!before || before->kind != this->kind))
		heading(page, _(headings[this->kind].title), count_of(page->state, this->kind),
			headings[this->kind].ink);
	else if (this->kind == SYNC_ROW_ACCOUNT && before)
		next_line(page);
	draw[this->kind](page, row, this->index);
}

/* Events that nobody here can make sense of: nothing is done about them, and nothing is lost. */
static void draw_unread(Page *page)
{
	const GPtrArray *unread = page->state->unread;
	if (unread->len == 0)
		return;
	heading(page, _("Events that are not understood"), unread->len, INK_WARN);
	for (guint i = 0; i < unread->len; i++) {
		const SyncUnread *one = unread->pdata[i];
		const EventFields *fields = remote_event_fields(one->event);
		int y = next_line(page), x = put(page, y, 3, one->name, pen(page, INK_DIM));
		put(page, y, x + 2, fields && *fields->summary ? fields->summary : one->event->remote_id,
		    pen(page, INK_TEXT));
	}
}

static void lay_out(Page *page)
{
	page->line = 0;
	page->ground = GROUND_BASE;
	for (int row = 0; row < (int)page->state->rows->len; row++)
		draw_row(page, row);
	draw_unread(page);
}

static void draw_nothing(const Page *page)
{
	g_autofree char *key = keymap_key_of(page->screen->app->keymap, &sync_class, "account-new");
	g_autofree char *text = g_strdup_printf(_("No calendar account is connected. This book can be kept "
						  "in step with Google Calendar: what is booked here "
						  "stands on your phone, and what you move there moves "
						  "here.\n\n%s connects an account; on the command line: "
						  "daybook account add google --client-file FILE"),
						key ? key : "+");
	draw_wrapped(page->canvas, (Area){ 2, TOP_LINES + 1, MIN(page->canvas->cols - 4, 90), 8 }, text,
		     theme_pen(page->canvas->theme, INK_TEXT, GROUND_BASE));
}

static void draw_head(const Screen *screen, const Canvas *canvas)
{
	Book *book = screen->app->book;
	const SyncSummary *summary = sync_state(screen)->summary;
	Theme *theme = canvas->theme;
	Pen bright = theme_bold(theme, INK_BRIGHT, GROUND_HEAD);
	guint done, total;
	draw_fill(canvas, (Area){ 0, 0, canvas->cols, 1 }, " ", theme_pen(theme, INK_TEXT, GROUND_HEAD));
	g_autofree char *clock = words_time(book, app_now(screen->app));
	int end = draw_right(canvas, 0, canvas->cols - 8, 7, clock, bright) - 2;
	int name = draw_text(canvas, 0, 1, canvas->cols / 3, book_business(book)->name, bright) + 2;
	int title = text_width(_("Sync")), health = end;
	if (*summary->words) {
		g_autofree char *all =
			g_strdup_printf("%s %s", health_glyph(theme, summary->worst), summary->words);
		g_autofree char *shown = words_parts(all, end - name - title - 3);
		health = draw_right(canvas, 0, name, end - name, shown,
				    theme_pen(theme, health_ink(summary->worst), GROUND_HEAD));
	}
	draw_text(canvas, 0, MAX(MIN((canvas->cols - title) / 2, health - title - 3), name), title, _("Sync"),
		  bright);
	if (!syncing_runs(screen->app, &done, &total))
		return;
	int x = draw_text(canvas, 1, 1, canvas->cols, theme_glyph(theme, GLYPH_IN_FLIGHT),
			  theme_pen(theme, INK_INFO, GROUND_BASE));
	x = draw_text(canvas, 1, x + 1, canvas->cols, _("Syncing"), theme_pen(theme, INK_INFO, GROUND_BASE)) +
	    2;
	if (total == 0)
		return;
	g_autofree char *count = g_strdup_printf(_("%u of %u"), done, total);
	draw_progress(canvas, 1, x, BAR_CELLS, done, total, GROUND_BASE);
	draw_text(canvas, 1, x + BAR_CELLS + 2, 20, count, theme_pen(theme, INK_TEXT, GROUND_BASE));
}

void sync_draw(Screen *screen, const Canvas *canvas)
{
	SyncState *state = sync_state(screen);
	Page page = { .screen = screen,
		      .state = state,
		      .book = screen->app->book,
		      .canvas = canvas,
		      .area = { 0, TOP_LINES, canvas->cols, canvas->rows - 2 - TOP_LINES },
		      .now = clock_real() };
	draw_fill(canvas, (Area){ 0, 1, canvas->cols, canvas->rows - 3 }, " ",
		  theme_pen(canvas->theme, INK_TEXT, GROUND_BASE));
	draw_head(screen, canvas);
	if (state->rows->len == 0) {
		draw_nothing(&page);
		return;
	}
	lay_out(&page);
	if (page.end > state->top + page.area.h)
		state->top = page.end - page.area.h;
	if (page.first < state->top)
		state->top = page.first;
	state->top = state->pick == 0 ? 0 : CLAMP(state->top, 0, MAX(page.line - page.area.h, 0));
	page.draws = TRUE;
	lay_out(&page);
}
