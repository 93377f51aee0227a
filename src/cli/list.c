/* cli/list.c - list, next, show, find. */
#include "cli/sync_p.h"

#include "base/money.h"
#include "book/people.h"
#include <string.h>

#define FIND_LIMIT 50
#define BOOKING_COLUMNS "lrcccllr"

/* --- tables of bookings --- */

/* What a person should see at a glance beside the status. */
static char *marks_of(const Booking *booking)
{
	g_autoptr(GPtrArray) marks = g_ptr_array_new();
	if (booking->overbooked)
		g_ptr_array_add(marks, (gpointer)_("overbooked"));
	if (booking->series)
		g_ptr_array_add(marks, (gpointer)_("repeats"));
	if (*booking->notes)
		g_ptr_array_add(marks, (gpointer)_("note"));
	if (booking->paid != NONE)
		g_ptr_array_add(marks, (gpointer)_("paid"));
	return cli_join(marks, ", ");
}

/* Bold while it goes on, faint when it is over. */
static const char *emphasis(const Cli *cli, const Booking *booking)
{
	BookingStatus status = booking_status(booking);
	if (status == STATUS_COMPLETED || status_frees_time(status))
		return MARK_FAINT;
	gint64 now = book_now(cli->book);
	return booking->start <= now && now < booking->end && !booking->all_day ? MARK_STRONG : "";
}

static void booking_row(Cli *cli, CliTable *table, const BookingView *view)
{
	const Booking *booking = view->booking;
	gboolean block = strcmp(booking->kind, "block") == 0;
	g_autofree char *times = cli_booking_times(cli, booking);
	g_autofree char *length = when_duration_words(booking->all_day ? booking->all_day * ZONE_DAY_SECONDS
								       : booking->end - booking->start);
	g_autofree char *services = booking_view_services(cli->book, view);
	g_autofree char *staff = cli_booking_staff(cli, booking);
	g_autofree char *marks = marks_of(booking);
	g_autofree char *warned = g_strconcat(booking->overbooked ? MARK_WARN : "", marks, NULL);
	g_autofree char *id = cli_short_id(cli, booking->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	g_autofree char *first = g_strconcat("  ", emphasis(cli, booking), times, NULL);
	g_autofree char *name = g_strconcat(emphasis(cli, booking), booking_view_name(view), NULL);
	const char *what = *services || block || !view->customer_name ? services : booking->title;
	const char *status = block && !status_frees_time(booking_status(booking))
				     ? _("blocked")
				     : status_words(booking_status(booking));
	CLI_ROW(table, first, length, name, what, staff, status, warned, faint_id);
}

/* The line of a booking, under the heading of its day where that is another than the one before (G_MININT64: none). */
static void add_booking(Cli *cli, CliTable *table, const BookingView *view, gint64 *day)
{
	gint64 its_day = zone_day_of(book_zone(cli->book), view->booking->start);
	if (its_day != *day) {
		g_autofree char *words = day_words(its_day);
		g_autofree char *line =
			g_strdup_printf("%s" MARK_STRONG "%s", *day != G_MININT64 ? "\n" : "", words);
		cli_table_line(table, line);
		*day = its_day;
	}
	booking_row(cli, table, view);
}

void cli_say_bookings(Cli *cli, const GPtrArray *views)
{
	CliTable *table = cli_table_new(BOOKING_COLUMNS);
	gint64 day = G_MININT64;
	for (guint i = 0; i < views->len; i++)
		add_booking(cli, table, views->pdata[i], &day);
	cli_table_say(cli, table);
}

/* --- list and next --- */

static gboolean read_statuses(const Cli *cli, guint *statuses, GError **error)
{
	const GPtrArray *texts = cli_list(cli, "status");
	g_autoptr(GPtrArray) words = cli_split(texts);
	for (guint i = 0; i < words->len; i++) {
		int status = cli_read_status(words->pdata[i], error);
		if (status < 0)
			return FALSE;
		*statuses |= 1U << status;
	}
	if (texts && words->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--status needs at least one status."));
	return TRUE;
}

/* --sync as bits, 1 << SyncStatus; 0: any. */
static gboolean read_sync(const Cli *cli, guint *statuses, GError **error)
{
	const GPtrArray *texts = cli_list(cli, "sync");
	g_autoptr(GPtrArray) words = cli_split(texts);
	for (guint i = 0; i < words->len; i++) {
		int status = sync_status_parse(words->pdata[i]);
		if (status < 0)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("--sync: there is no “%s”. There are: local, pending, syncing, "
					      "synced, failed, conflict, deleted."),
					    (char *)words->pdata[i]);
		*statuses |= 1U << status;
	}
	if (texts && words->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--sync needs at least one status."));
	return TRUE;
}

static gboolean read_limit(const Cli *cli, guint *limit, GError **error)
{
	gint64 number = *limit;
	if (!cli_number(cli, "limit", 0, G_MAXUINT, &number, error))
		return FALSE;
	*limit = (guint)number;
	return TRUE;
}

/* A list on its way out. */
typedef struct {
	Cli *cli;
	CliTable *table; /* NULL: lines for programs, or JSON */
	gint64 day;
	gboolean any;
	guint sync; /* bits, 1 << SyncStatus; 0: any */
	guint left; /* with sync: how many more are wanted */
	GError *error;
} Listing;

/* A booking without a link is local. */
static gboolean is_wanted(Listing *listing, const Booking *booking)
{
	if (!listing->sync)
		return TRUE;
	g_autoptr(SyncLink) link = book_sync_link(listing->cli->book, booking->id, &listing->error);
	return !listing->error && (listing->sync & 1U << cli_sync_status(link, booking)) != 0;
}

static gboolean list_one(BookingView *take, gpointer data)
{
	g_autoptr(BookingView) view = take;
	Listing *listing = data;
	Cli *cli = listing->cli;
	const char *format = cli_text(cli, "format");
	if (!is_wanted(listing, view->booking))
		return !listing->error;
	if (cli->json) {
		cli_stream_add(cli, json_booking(cli->book, view));
	} else if (listing->table) {
		add_booking(cli, listing->table, view, &listing->day);
	} else if (format) {
		cli_format_append(cli->text, cli, format, view);
	} else {
		cli_tsv_append(cli->text, cli, view);
	}
	listing->any = TRUE;
	listing->left--;
	return cli_pour(cli) && !(listing->sync && listing->left == 0);
}

/* One by one as they are read: a list may be the whole book. */
static gboolean list_all(Cli *cli, ListQuery *query, guint sync, GError **error)
{
	gboolean lines = cli_flag(cli, "tsv") || cli_text(cli, "format");
	Listing listing = { .cli = cli, .day = G_MININT64, .sync = sync, .left = query->limit };
	if (sync)
		query->limit = 0; /* it counts those that are left */
	if (cli->json) {
		cli_stream_begin(cli, "bookings");
	} else if (!lines) {
		listing.table = cli_table_new(BOOKING_COLUMNS);
		cli_table_flow(cli, listing.table);
	}
	gboolean done = book_list_each(cli->book, query, list_one, &listing, error);
	if (listing.table)
		cli_table_say(cli, listing.table);
	if (cli->json)
		cli_stream_end(cli);
	if (listing.error) {
		g_clear_error(error);
		g_propagate_error(error, listing.error);
		return FALSE;
	}
	if (done && !listing.any && !lines)
		cli_remark(cli, _("Nothing is booked there."));
	return done;
}

/* --as-of, which has been. */
static gboolean read_moment(const Cli *cli, gint64 *moment, GError **error)
{
	const char *text = cli_text(cli, "as-of");
	WhenTime time;
	if (!text)
		return TRUE;
	if (!cli_time(cli, text, &time, error))
		return FALSE;
	if (time.instant > book_now(cli->book))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--as-of: “%s” has not come yet."), text);
	*moment = time.instant;
	return TRUE;
}

gboolean cmd_list(Cli *cli, GError **error)
{
	ListQuery query = LIST_QUERY_INIT;
	g_autofree char *staff = NULL, *customer = NULL, *service = NULL;
	When when = book_when(cli->book);
	const char *range = cli_arg(cli, 0);
	guint sync = 0;
	if (!cli_not_both(cli, "as-of", "sync", error) || !read_moment(cli, &query.as_of, error) || !when_range(&when, range ? range : "today", &query.from, &query.to, error) ||
	    !cli_find(cli, "staff", book_find_staff, &staff, error) ||
	    !cli_find(cli, "customer", book_find_customer, &customer, error) ||
	    !cli_find(cli, "service", book_find_service, &service, error) ||
	    !read_statuses(cli, &query.statuses, error) || !read_sync(cli, &sync, error) ||
	    !read_limit(cli, &query.limit, error) || !cli_not_both(cli, "tsv", "format", error) ||
	    (cli_text(cli, "format") && !cli_format_check(cli_text(cli, "format"), error)))
		return FALSE;
	query.staff = staff;
	query.customer = customer;
	query.service = service;
	query.all = cli_flag(cli, "all");
	return list_all(cli, &query, sync, error);
}

gboolean cmd_next(Cli *cli, GError **error)
{
	gint64 n = 1;
	if (cli_arg(cli, 0) && !cli_read_number(cli_arg(cli, 0), 1, G_MAXUINT, &n, error))
		return FALSE;
	g_autoptr(GPtrArray) views = book_next(cli->book, (guint)n, error);
	if (!views)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer_list(cli, "bookings", json_bookings(cli->book, views));
	if (cli_wants_text(cli))
		cli_say_bookings(cli, views);
	if (views->len == 0)
		cli_remark(cli, _("Nobody is booked from now on."));
	return TRUE;
}

/* --- show --- */

static void say_parts(Cli *cli, const Booking *booking)
{
	CliTable *table = cli_table_new("lcccr");
	GTimeZone *zone = book_zone(cli->book);
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Service *service = book_service_by_id(cli->book, part->service);
		const Staff *staff = book_staff_by_id(cli->book, part->staff);
		const Resource *resource = book_resource_by_id(cli->book, part->resource);
		g_autofree char *from = local_hhmm(zone_local(zone, part->start));
		g_autofree char *to = local_hhmm(zone_local(zone, part->end));
		g_autofree char *times = g_strdup_printf("  %s–%s", from, to);
		g_autofree char *price =
			part->price == NONE ? NULL : money_words(part->price, booking->currency);
		CLI_ROW(table, times,
			!part->busy ? _("free meanwhile")
			: service   ? service->name
				    : NULL,
			staff ? staff->name : NULL, resource ? resource->name : NULL, price);
	}
	cli_table_say(cli, table);
}

static void say_pair(Cli *cli, const char *what, const char *value)
{
	if (value && *value)
		cli_say(cli, MARK_FAINT "%s" MARK_PLAIN " %s\n", what, value);
}

static void say_money(Cli *cli, const char *what, gint64 minor, const char *currency)
{
	g_autofree char *words = minor == NONE ? NULL : money_words(minor, currency);
	say_pair(cli, what, words);
}

static void say_history(Cli *cli, const GPtrArray *events)
{
	cli_say(cli, "\n" MARK_STRONG "%s\n", _("History"));
	for (guint i = 0; i < events->len; i++) {
		const Event *event = events->pdata[i];
		g_autofree char *before = book_event_before(cli->book, event, NULL);
		g_autofree char *words = book_event_words(cli->book, event, before);
		g_autofree char *when = cli_instant_words(cli, event->at);
		cli_say(cli, "  %s  %s\n", when, words);
	}
}

static void say_booking(Cli *cli, const BookingView *view, const SyncLink *link, const GPtrArray *events)
{
	const Booking *booking = view->booking;
	g_autofree char *words = cli_booking_words(cli, view);
	cli_say(cli, MARK_STRONG "%s\n", words);
	say_parts(cli, booking);
	say_pair(cli, _("Title:"), view->customer_name ? booking->title : NULL);
	say_pair(cli, _("Phone:"), view->customer_phone);
	say_pair(cli, _("Zone:"),
		 strcmp(booking->zone, book_business(cli->book)->zone) != 0 ? booking->zone : NULL);
	say_money(cli, _("Deposit:"), booking->deposit, booking->currency);
	say_money(cli, _("Paid:"), booking->paid, booking->currency);
	say_pair(cli, _("Overbooked:"), booking->overbooked);
	say_pair(cli, _("Cancelled:"), booking->cancel_reason);
	say_pair(cli, _("Public note:"), booking->public_note);
	say_pair(cli, _("Notes:"), booking->notes);
	gboolean local = cli_sync_status(link, booking) == SYNC_LOCAL;
	g_autofree char *sync = local ? NULL : cli_link_words(cli, link);
	say_pair(cli, _("Sync:"), sync);
	say_pair(cli, _("Its page:"), local ? NULL : link->link);
	say_pair(cli, _("Id:"), booking->id);
	say_history(cli, events);
}

gboolean cmd_show(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_booking(cli->book, cli_arg(cli, 0), error);
	g_autoptr(BookingView) view = id ? book_view(cli->book, id, error) : NULL;
	LogQuery query = { .entity_id = id, .since_at = NONE };
	g_autoptr(GPtrArray) events = view ? book_log(cli->book, &query, error) : NULL;
	if (!events)
		return FALSE;
	GError *failed = NULL;
	g_autoptr(SyncLink) link = book_sync_link(cli->book, id, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (cli_wants_json(cli)) {
		cJSON *document = json_booking(cli->book, view);
		cJSON *history = cJSON_AddArrayToObject(document, "history");
		for (guint i = 0; i < events->len; i++)
			cJSON_AddItemToArray(history, json_event(cli->book, events->pdata[i]));
		cli_answer(cli, document);
	}
	if (cli_wants_text(cli))
		say_booking(cli, view, link, events);
	return TRUE;
}

/* --- find --- */

/* One more than the limit was asked for: is it there? It is dropped. */
static gboolean drop_more(GPtrArray *list, guint limit)
{
	if (limit == 0 || list->len <= limit)
		return FALSE;
	g_ptr_array_set_size(list, (gint)limit);
	return TRUE;
}

static gboolean answer_hits(Cli *cli, const SearchHits *hits, gboolean more, GError **error)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *customers = cJSON_AddArrayToObject(document, "customers");
	cli_answer(cli, document);
	for (guint i = 0; i < hits->customers->len; i++) {
		const CustomerHit *hit = hits->customers->pdata[i];
		g_autoptr(Customer) customer = book_customer(cli->book, hit->id, error);
		if (!customer)
			return FALSE;
		cJSON_AddItemToArray(customers, json_customer(cli->book, customer));
	}
	cJSON_AddItemToObject(document, "bookings", json_bookings(cli->book, hits->bookings));
	cJSON_AddBoolToObject(document, "more", more);
	return TRUE;
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const BookingView *x = *(BookingView *const *)a, *y = *(BookingView *const *)b;
	return (x->booking->start > y->booking->start) - (x->booking->start < y->booking->start);
}

/* Programs get the nearest to now first; people get days. */
static void say_hits(Cli *cli, const SearchHits *hits)
{
	g_ptr_array_sort(hits->bookings, by_start);
	CliTable *table = cli_table_new("ccllr");
	for (guint i = 0; i < hits->customers->len; i++) {
		const CustomerHit *hit = hits->customers->pdata[i];
		g_autofree char *last =
			hit->last_visit == NONE ? NULL : cli_instant_words(cli, hit->last_visit);
		g_autofree char *seen = last ? g_strdup_printf(_("last %s"), last) : NULL;
		g_autofree char *id = cli_short_id(cli, hit->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		CLI_ROW(table, hit->name, hit->phone, seen, hit->last_service, faint_id);
	}
	cli_table_say(cli, table);
	if (hits->customers->len > 0 && hits->bookings->len > 0)
		cli_say(cli, "\n");
	cli_say_bookings(cli, hits->bookings);
}

gboolean cmd_find(Cli *cli, GError **error)
{
	guint limit = FIND_LIMIT;
	if (!read_limit(cli, &limit, error))
		return FALSE;
	g_autoptr(SearchHits) hits =
		book_search(cli->book, cli_arg(cli, 0), TRUE, limit ? limit + 1 : 0, error);
	if (!hits)
		return FALSE;
	gboolean more = drop_more(hits->customers, limit);
	more |= drop_more(hits->bookings, limit);
	if (cli_wants_json(cli) && !answer_hits(cli, hits, more, error))
		return FALSE;
	if (cli_wants_text(cli))
		say_hits(cli, hits);
	if (hits->customers->len == 0 && hits->bookings->len == 0)
		cli_remark(cli, _("Nothing was found for “%s”."), cli_arg(cli, 0));
	else if (hits->typo)
		cli_remark(cli, _("Nothing was found as written; these are one letter away."));
	if (more)
		cli_remark(cli, _("There are more; --limit 0 shows all."));
	return TRUE;
}
