/* cli/waitlist.c - waitlist add, edit, list, match, book, remove: who wants to come and has no time yet. */
#include "cli/commands_p.h"

#include "book/people.h"
#include "book/rescue.h"
#include <string.h>

#define MATCH_SLOTS 3 /* of each, unless told otherwise */

/* --- what was typed --- */

/* What a WaitlistEdit borrows. */
typedef struct {
	char *customer, *service, *staff;
	GPtrArray *windows;
} Names;

static void names_clear(Names *names)
{
	g_free(names->customer);
	g_free(names->service);
	g_free(names->staff);
	g_clear_pointer(&names->windows, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static gboolean is_any(const Cli *cli, const char *option)
{
	return g_strcmp0(cli_text(cli, option), "any") == 0;
}

/* `any` takes a wish away again. */
static gboolean read_times(const Cli *cli, WaitlistEdit *edit, GError **error)
{
	guint weekdays = 0;
	int from_min = 0, to_min = 0;
	if (cli_text(cli, "weekdays")) {
		if (!is_any(cli, "weekdays") && !cli_weekdays(cli, &weekdays, error))
			return FALSE;
		edit->weekdays = weekdays;
	}
	if (cli_text(cli, "hours")) {
		if (!is_any(cli, "hours") && !cli_hours(cli, &from_min, &to_min, error))
			return FALSE;
		edit->from_min = from_min;
		edit->to_min = to_min;
	}
	return TRUE;
}

/* TIME; a day alone is its first instant, or with `whole` its end. */
static gboolean read_end(const Cli *cli, const char *option, gboolean whole, gint64 *instant, GError **error)
{
	WhenTime time;
	if (!cli_time(cli, cli_text(cli, option), &time, error)) {
		g_prefix_error(error, "--%s: ", option);
		return FALSE;
	}
	*instant = whole && time.is_day ? zone_day_start(book_zone(cli->book), time.day + 1) : time.instant;
	return TRUE;
}

/* --from and --to are one more window. NULL without error where none is given; an empty list for `--window any`. */
static gboolean read_windows(const Cli *cli, GPtrArray **windows, GError **error)
{
	const GPtrArray *given = cli_list(cli, "window");
	gboolean from = cli_text(cli, "from") != NULL, to = cli_text(cli, "to") != NULL;
	WishWindow span = { book_now(cli->book), WISH_OPEN_END };
	if (!given && !from && !to)
		return TRUE;
	if (given && given->len == 1 && strcmp(given->pdata[0], "any") == 0 && !from && !to) {
		*windows = model_list_new(&wish_window_class);
		return TRUE;
	}
	*windows = given ? cli_spans(cli, "window", book_zone(cli->book), error)
			 : model_list_new(&wish_window_class);
	if (!*windows || (from && !read_end(cli, "from", FALSE, &span.start, error)) ||
	    (to && !read_end(cli, "to", TRUE, &span.end, error)))
		return FALSE;
	if (from || to)
		g_ptr_array_add(*windows, wish_window_copy(&span));
	return TRUE;
}

static gboolean read_customer(const Cli *cli, WaitlistEdit *edit, Names *names, GError **error)
{
	edit->new_customer = cli_text(cli, "new-customer");
	edit->phone = cli_text(cli, "phone");
	edit->email = cli_text(cli, "email");
	if (!cli_not_both(cli, "customer", "new-customer", error) ||
	    !cli_find(cli, "customer", book_find_customer, &names->customer, error))
		return FALSE;
	if (!edit->new_customer && (edit->phone || edit->email))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--phone and --email belong to a --new-customer."));
	edit->customer = names->customer;
	return TRUE;
}

/* "" takes it away. */
static gboolean read_named(const Cli *cli, const char *option, CliFind find, char **name, GError **error)
{
	const char *text = cli_text(cli, option);
	if (text && !*text) {
		*name = g_strdup("");
		return TRUE;
	}
	return cli_find(cli, option, find, name, error);
}

/* What `add` and `edit` both take. */
static gboolean read_wish(const Cli *cli, WaitlistEdit *edit, Names *names, GError **error)
{
	gint64 minutes = NONE;
	if (!read_named(cli, "service", book_find_service, &names->service, error) ||
	    !read_named(cli, "staff", book_find_staff, &names->staff, error) ||
	    !cli_minutes(cli, "duration", FALSE, &minutes, error) || !read_times(cli, edit, error) ||
	    !read_windows(cli, &names->windows, error) ||
	    !cli_number(cli, "priority", -1000, 1000, &edit->priority, error))
		return FALSE;
	edit->service = names->service;
	edit->staff = names->staff;
	edit->windows = names->windows;
	edit->seconds = minutes == NONE ? NONE : minutes * 60;
	edit->reach = cli_text(cli, "reach");
	edit->notes = cli_text(cli, "notes");
	return TRUE;
}

/* --- in words --- */

static const char *name_of(const WaitlistView *view)
{
	return view->customer_name && *view->customer_name ? view->customer_name : "–";
}

static char *hhmm(gint64 minute)
{
	return g_strdup_printf("%02d:%02d", (int)minute / 60, (int)minute % 60);
}

static char *window_words(const Cli *cli, const WishWindow *window)
{
	if (window->end < WISH_OPEN_END)
		return cli_span_words(cli, book_zone(cli->book), window->start, window->end);
	g_autofree char *start = cli_instant_words(cli, window->start);
	return g_strdup_printf(_("from %s"), start);
}

/* "mo, we · 09:00–12:00 · Tue 24 Nov 09:00–12:00"; "" for any time. */
static char *wish_words(const Cli *cli, const Waitlist *entry)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < 7; i++) {
		if (!(entry->weekdays & (1 << i)))
			continue;
		/* the first word of "Mon 5 Jan": 5 January 1970 was a Monday */
		g_autofree char *day = day_short(4 + i);
		g_ptr_array_add(days, g_strndup(day, strcspn(day, " ")));
	}
	if (days->len)
		g_ptr_array_add(words, cli_join(days, ", "));
	if (entry->from_min || entry->to_min) {
		g_autofree char *from = hhmm(entry->from_min), *to = hhmm(entry->to_min);
		g_ptr_array_add(words, g_strdup_printf("%s–%s", from, to));
	}
	for (guint i = 0; i < entry->windows->len; i++)
		g_ptr_array_add(words, window_words(cli, entry->windows->pdata[i]));
	return cli_join(words, " · ");
}

static char *slots_words(const Cli *cli, const GPtrArray *slots)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		const Staff *staff = book_staff_by_id(cli->book, slot->staff);
		g_autofree char *when = cli_instant_words(cli, slot->start);
		g_ptr_array_add(words, g_strdup_printf("%u) %s%s%s", i + 1, when, staff ? " " : "",
						       staff ? staff->name : ""));
	}
	return cli_join(words, "  ");
}

static char *mark_of(const Waitlist *entry)
{
	GString *mark = g_string_new(NULL);
	if (entry->priority)
		g_string_append_printf(mark, _("priority %d"), (int)entry->priority);
	if (entry->auto_book)
		g_string_append_printf(mark, "%s%s", mark->len ? ", " : "", _("booked by itself"));
	if (strcmp(entry->status, "waiting") != 0)
		g_string_append_printf(mark, "%s%s", mark->len ? ", " : "",
				       strcmp(entry->status, "booked") == 0 ? _("booked") : _("gone"));
	return g_string_free(mark, FALSE);
}

static void row(const Cli *cli, CliTable *table, const WaitlistView *view)
{
	const Waitlist *entry = view->entry;
	const Service *service = book_service_by_id(cli->book, entry->service);
	const Staff *staff = book_staff_by_id(cli->book, entry->staff);
	g_autofree char *length = entry->seconds ? when_duration_words(entry->seconds) : g_strdup("");
	g_autofree char *since = cli_day_words(cli, zone_day_of(book_zone(cli->book), entry->created));
	g_autofree char *when = view->slots ? slots_words(cli, view->slots) : wish_words(cli, entry);
	g_autofree char *mark = mark_of(entry);
	g_autofree char *id = cli_short_id(cli, entry->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	CLI_ROW(table, name_of(view), *entry->reach ? entry->reach : view->customer_phone,
		service ? service->name : "", length, staff ? staff->name : "", when, since, mark, faint_id);
}

static CliTable *table_new(void)
{
	return cli_table_new("lllllcllr");
}

/* After a change of one. */
static gboolean answer(Cli *cli, const char *id, const char *done, GError **error)
{
	g_autoptr(WaitlistView) view = book_waitlist_view(cli->book, id, error);
	if (!view)
		return FALSE;
	cli_answer(cli, json_waitlist(cli->book, view));
	if (cli->quiet)
		return TRUE;
	CliTable *table = table_new();
	cli_confirm_done(cli, "%s ", done);
	row(cli, table, view);
	cli_table_say(cli, table);
	return TRUE;
}

static void answer_list(Cli *cli, const GPtrArray *views)
{
	CliTable *table = table_new();
	if (cli_wants_json(cli))
		cli_answer_list(cli, "waitlist", json_waitlists(cli->book, views));
	for (guint i = 0; cli_wants_text(cli) && i < views->len; i++)
		row(cli, table, views->pdata[i]);
	cli_table_say(cli, table);
}

/* --- the commands --- */

gboolean cmd_waitlist_add(Cli *cli, GError **error)
{
	g_auto(Names) names = { 0 };
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	if (!read_customer(cli, &edit, &names, error) || !read_wish(cli, &edit, &names, error))
		return FALSE;
	edit.auto_book = cli_flag(cli, "auto") ? 1 : NONE;
	g_autoptr(Waitlist) entry = book_waitlist_add(cli->book, &edit, error);
	return entry && answer(cli, entry->id, _("On the waitlist:"), error);
}

gboolean cmd_waitlist_edit(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_waitlist(cli->book, cli_arg(cli, 0), error);
	g_auto(Names) names = { 0 };
	WaitlistEdit edit = WAITLIST_EDIT_INIT;
	if (!id || !cli_not_both(cli, "auto", "no-auto", error) ||
	    !cli_find(cli, "customer", book_find_customer, &names.customer, error) ||
	    !read_wish(cli, &edit, &names, error))
		return FALSE;
	edit.customer = names.customer;
	edit.auto_book = cli_flag(cli, "auto") ? 1 : cli_flag(cli, "no-auto") ? 0 : NONE;
	g_autoptr(Waitlist) entry = book_waitlist_edit(cli->book, id, &edit, error);
	return entry && answer(cli, entry->id, _("Changed:"), error);
}

gboolean cmd_waitlist_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) views = book_waitlist(cli->book, cli_flag(cli, "all"), error);
	if (!views)
		return FALSE;
	answer_list(cli, views);
	if (views->len == 0)
		cli_remark(cli, _("Nobody waits."));
	return TRUE;
}

/* Only that entry's, where one is named. */
static gboolean keep_named(Cli *cli, GPtrArray *views, GError **error)
{
	g_autofree char *id = cli_arg(cli, 0) ? book_find_waitlist(cli->book, cli_arg(cli, 0), error) : NULL;
	if (!cli_arg(cli, 0))
		return TRUE;
	for (guint i = id ? views->len : 0; i-- > 0;)
		if (strcmp(((const WaitlistView *)views->pdata[i])->entry->id, id) != 0)
			g_ptr_array_remove_index(views, i);
	return id != NULL;
}

gboolean cmd_waitlist_match(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	gint64 from = NONE, to = NONE, slots = MATCH_SLOTS;
	if (!cli_find(cli, "staff", book_find_staff, &staff, error) ||
	    (cli_text(cli, "from") && !read_end(cli, "from", FALSE, &from, error)) ||
	    (cli_text(cli, "to") && !read_end(cli, "to", TRUE, &to, error)) ||
	    !cli_number(cli, "slots", 1, 1000, &slots, error))
		return FALSE;
	g_autoptr(GPtrArray) views = book_waitlist_match(cli->book, staff, from, to, (guint)slots, error);
	if (!views || !keep_named(cli, views, error))
		return FALSE;
	answer_list(cli, views);
	if (views->len == 0)
		cli_remark(cli, _("Nobody who waits could come then."));
	return TRUE;
}

/* SLOT is a time, or the number of one of those that `match` lists for the entry. */
static gboolean read_slot(Cli *cli, const char *id, const char *text, gint64 *start, char **staff,
			  GError **error)
{
	gint64 number;
	if (strlen(text) > 2 || !cli_read_number(text, 1, 99, &number, NULL))
		return cli_moment(cli, text, start, error);
	g_autoptr(GPtrArray) views =
		book_waitlist_match(cli->book, NULL, NONE, NONE, (guint)MAX(number, MATCH_SLOTS), error);
	for (guint i = 0; views && i < views->len; i++) {
		const WaitlistView *view = views->pdata[i];
		if (strcmp(view->entry->id, id) != 0 || number > view->slots->len)
			continue;
		const Slot *slot = view->slots->pdata[number - 1];
		*start = slot->start;
		if (!*staff)
			*staff = g_strdup(slot->staff);
		return TRUE;
	}
	return views &&
	       daybook_fail(
		       error, DAYBOOK_ERROR_NOT_FOUND,
		       _("There is no slot %s for them (any more). `daybook waitlist match` lists them."),
		       text);
}

gboolean cmd_waitlist_book(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_waitlist(cli->book, cli_arg(cli, 0), error), *staff = NULL;
	g_autoptr(BookResult) result = NULL;
	gint64 start = NONE;
	return id && cli_find(cli, "staff", book_find_staff, &staff, error) &&
	       read_slot(cli, id, cli_arg(cli, 1), &start, &staff, error) &&
	       book_waitlist_book(cli->book, id, start, staff, &result, error) &&
	       cli_answer_change(cli, result, _("Booked:"), FALSE, error);
}

gboolean cmd_waitlist_remove(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_waitlist(cli->book, cli_arg(cli, 0), error);
	return id && book_waitlist_remove(cli->book, id, error) &&
	       answer(cli, id, _("Taken off the waitlist:"), error);
}
