/* cli/book.c - book, walkin, block. */
#include "cli/say_p.h"
#include "cli/series_p.h"

#include "book/people.h"
#include <string.h>

/* What a walk-in without a service takes. */
#define WALKIN_SECONDS (30 * 60)

static gboolean read_overbook(const Cli *cli, BookRequest *request, GError **error)
{
	const char *reason = NULL;
	if (!cli_overbook(cli, &reason, error))
		return FALSE;
	model_set(&book_request_class, request, &request->overbook, reason);
	return TRUE;
}

static gboolean read_status(const Cli *cli, BookRequest *request, GError **error)
{
	const char *status = "";
	if (!cli_status(cli, &status, error))
		return FALSE;
	model_set(&book_request_class, request, &request->status, status);
	return TRUE;
}

static void set(BookRequest *request, char **field, const char *value)
{
	if (value)
		model_set(&book_request_class, request, field, value);
}

static gboolean read_customer(const Cli *cli, BookRequest *request, GError **error)
{
	gboolean known = cli_text(cli, "customer") != NULL, made = cli_text(cli, "new-customer") != NULL;
	if (!cli_not_both(cli, "customer", "new-customer", error) ||
	    !cli_not_both(cli, "customer", "block", error) ||
	    !cli_not_both(cli, "new-customer", "block", error))
		return FALSE;
	if (!made && (cli_text(cli, "phone") || cli_text(cli, "email")))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    known ? _("--phone and --email are for a new customer; a known one is "
					      "changed with: daybook "
					      "customer edit")
					  : _("--phone and --email belong to a --new-customer."));
	set(request, &request->new_customer, cli_text(cli, "new-customer"));
	set(request, &request->phone, cli_text(cli, "phone"));
	set(request, &request->email, cli_text(cli, "email"));
	return cli_find(cli, "customer", book_find_customer, &request->customer, error);
}

/* A block of whole days: it begins with a day alone and lasts whole days. */
static gboolean set_days(BookRequest *request, gint64 seconds, GError **error)
{
	if (seconds % ZONE_DAY_SECONDS != 0 || strcmp(request->kind, "block") != 0)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("The start is a whole day. Say the hour too, or block whole days, such as 1d."));
	request->all_day = seconds / ZONE_DAY_SECONDS;
	return TRUE;
}

/* The start, how long, and what: the visits. */
static gboolean read_visits(const Cli *cli, BookRequest *request, GError **error)
{
	const char *start = cli_text(cli, "start");
	gint64 seconds = 0;
	WhenTime time;
	if (!start)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“book” needs to know when: --start TIME."));
	if (!cli_time(cli, start, &time, error) || !cli_length(cli, time.instant, &seconds, error))
		return FALSE;
	request->start = time.instant;
	if (!cli_text(cli, "service") && seconds == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("How long does it take? Give --service, --duration or --end."));
	if (cli_text(cli, "end") && cli_list(cli, "with"))
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("With --with the end follows from the services; --duration is the first one's."));
	if (time.is_day && !set_days(request, seconds, error))
		return FALSE;
	g_autoptr(GPtrArray) visits = cli_visits(cli, seconds, error);
	if (!visits || !cli_buffers(cli, &((Visit *)visits->pdata[0])->before_min,
				    &((Visit *)visits->pdata[visits->len - 1])->after_min, error))
		return FALSE;
	g_ptr_array_unref(request->visits);
	request->visits = g_steal_pointer(&visits);
	return TRUE;
}

/* --- the answer --- */

/* What does not stand in the book (a dry run) has no row to look up its names in. */
static BookingView *view_of(Cli *cli, const Booking *booking, const BookRequest *request, GError **error)
{
	if (!request->dry_run)
		return book_view(cli->book, booking->id, error);
	BookingView *view = g_new0(BookingView, 1);
	view->booking = booking_copy(booking);
	view->customer_name = g_strdup(request->new_customer);
	view->customer_phone = g_strdup(request->phone);
	g_autoptr(Customer) customer =
		request->customer ? book_customer(cli->book, request->customer, NULL) : NULL;
	if (customer) {
		view->customer_name = g_strdup(customer->name);
		if (customer->phones->len > 0)
			view->customer_phone = g_strdup(((Phone *)customer->phones->pdata[0])->typed);
	}
	return view;
}

static void say_booked(Cli *cli, const BookRequest *request, const GPtrArray *views, const BookResult *result)
{
	if (!cli_wants_text(cli))
		return;
	for (guint i = 0; i < views->len; i++) {
		g_autofree char *words = cli_booking_words(cli, views->pdata[i]);
		gboolean block = strcmp(request->kind, "block") == 0;
		cli_confirm_done(cli, "%s %s\n",
				 request->dry_run ? (block ? _("Would block:") : _("Would book:"))
						  : (block ? _("Blocked:") : _("Booked:")),
				 words);
	}
	if (!request->rrule)
		return;
	cli_confirm_done(cli, ngettext("%u date.\n", "%u dates.\n", views->len), views->len);
	if (!cli->quiet)
		cli_say_dates(cli, result->dates, FALSE);
}

/* What a series that was only tried is called and repeats by, which no row can tell. */
static cJSON *dates_of(Cli *cli, const Series *series, const GPtrArray *views)
{
	cJSON *bookings = json_bookings(cli->book, views), *booking;
	cJSON_ArrayForEach (booking, bookings) {
		cJSON *its_series = cJSON_GetObjectItemCaseSensitive(booking, "series");
		if (series && cJSON_IsObject(its_series))
			cJSON_ReplaceItemInObjectCaseSensitive(its_series, "rrule",
							       cJSON_CreateString(series->rrule));
	}
	return bookings;
}

static gboolean answer(Cli *cli, const BookRequest *request, const BookResult *result, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	for (guint i = 0; i < result->bookings->len; i++) {
		BookingView *view = view_of(cli, result->bookings->pdata[i], request, error);
		if (!view)
			return FALSE;
		g_ptr_array_add(views, view);
	}
	for (guint i = 0; i < result->remarks->len; i++)
		cli_remark(cli, "%s", (const char *)result->remarks->pdata[i]);
	cli_remark_change(cli, result->correlation);
	if (cli_wants_json(cli) && request->rrule) {
		cJSON *document = cJSON_CreateObject();
		cJSON_AddItemToObject(document, "series",
				      result->series ? json_series(cli->book, result->series)
						     : cJSON_CreateNull());
		cJSON_AddItemToObject(document, "bookings", dates_of(cli, result->series, views));
		cJSON_AddItemToObject(document, "dates", json_series_dates(cli->book, result->dates));
		cli_answer(cli, document);
	} else if (cli_wants_json(cli)) {
		cli_answer(cli, json_booking(cli->book, views->pdata[0]));
	}
	say_booked(cli, request, views, result);
	return TRUE;
}

/* What this customer's visits usually take, where no length was given: offered, not done. NULL: nothing to say. */
static char *usual_remark(Cli *cli, const BookRequest *request)
{
	const Visit *visit = request->visits->pdata[0];
	if (!request->customer || !visit->service || visit->seconds != 0)
		return NULL;
	gint64 seconds = book_usual_length(cli->book, request->customer, visit->service, visit->staff, NULL);
	g_autoptr(Customer) customer = seconds > 0 ? book_customer(cli->book, request->customer, NULL) : NULL;
	if (!customer)
		return NULL;
	/* translators: a customer, then twice the same number of minutes */
	return g_strdup_printf(_("%s usually takes %d min: --duration %d"), customer->name,
			       (int)(seconds / 60), (int)(seconds / 60));
}

gboolean cli_add_booking(Cli *cli, const BookRequest *request, GError **error)
{
	g_autoptr(BookResult) result = NULL;
	g_autofree char *usual = usual_remark(cli, request); /* before this booking counts as well */
	if (!book_add(cli->book, request, &result, error))
		return FALSE;
	cli_remark_take(cli, g_steal_pointer(&usual));
	return answer(cli, request, result, error);
}

/* --- the commands --- */

static gboolean read_repeat(const Cli *cli, BookRequest *request, GError **error)
{
	if (!cli_text(cli, "repeat") && (cli_text(cli, "clash") || cli_list(cli, "date")))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--clash and --date say what becomes of the dates of a series: give "
				      "--repeat too."));
	return cli_repeat(cli, request->start, &request->rrule, error) &&
	       cli_clash(cli, &request->clash, request->choices, error);
}

BookRequest *cli_read_request(const Cli *cli, GError **error)
{
	g_autoptr(BookRequest) request = book_request_new();
	set(request, &request->kind, cli_flag(cli, "block") ? "block" : "appointment");
	if (!read_customer(cli, request, error) || !read_visits(cli, request, error) ||
	    !cli_money(cli, "price", &request->price, error) ||
	    !cli_money(cli, "deposit", &request->deposit, error) || !read_status(cli, request, error) ||
	    !read_overbook(cli, request, error) || !read_repeat(cli, request, error))
		return NULL;
	set(request, &request->title, cli_text(cli, "title"));
	set(request, &request->notes, cli_text(cli, "notes"));
	set(request, &request->public_note, cli_text(cli, "public-note"));
	request->dry_run = cli_flag(cli, "dry-run");
	return g_steal_pointer(&request);
}

gboolean cmd_book(Cli *cli, GError **error)
{
	if (cli_arg(cli, 0) && !cli_book_line(cli, cli_arg(cli, 0), error))
		return FALSE;
	g_autoptr(BookRequest) request = cli_read_request(cli, error);
	return request && cli_add_booking(cli, request, error);
}

/* The next step of the slots in wall time: the grid that the screen shows. Now itself where it lies on it. */
static gint64 next_step(const Cli *cli)
{
	GTimeZone *zone = book_zone(cli->book);
	gint64 step = book_policy(cli->book)->slot_step * 60;
	gint64 wall = zone_local(zone, book_now(cli->book));
	gint64 midnight = local_day(wall) * ZONE_DAY_SECONDS;
	gint64 steps = (wall - midnight + step - 1) / step;
	return book_now(cli->book) + midnight + steps * step - wall;
}

gboolean cmd_walkin(Cli *cli, GError **error)
{
	g_autoptr(BookRequest) request = book_request_new();
	Visit *visit = visit_new();
	const char *service = cli_arg(cli, 1), *duration = cli_text(cli, "duration");
	g_ptr_array_add(request->visits, visit);
	set(request, &request->kind, "appointment");
	set(request, &request->new_customer, cli_arg(cli, 0));
	set(request, &request->phone, cli_text(cli, "phone"));
	set(request, &request->email, cli_text(cli, "email"));
	set(request, &request->notes, cli_text(cli, "notes"));
	request->start = next_step(cli);
	request->dry_run = cli_flag(cli, "dry-run");
	if (service && !(visit->service = book_find_service(cli->book, service, error)))
		return FALSE;
	if (duration && !when_duration(duration, FALSE, &visit->seconds, error))
		return FALSE;
	if (!service && !duration)
		visit->seconds = WALKIN_SECONDS;
	return cli_find(cli, "staff", book_find_staff, &visit->staff, error) &&
	       cli_find(cli, "resource", book_find_resource, &visit->resource, error) &&
	       cli_money(cli, "price", &request->price, error) && read_overbook(cli, request, error) &&
	       cli_add_booking(cli, request, error);
}

gboolean cmd_block(Cli *cli, GError **error)
{
	g_autoptr(BookRequest) request = book_request_new();
	Visit *visit = visit_new();
	WhenTime time;
	g_ptr_array_add(request->visits, visit);
	set(request, &request->kind, "block");
	set(request, &request->title, cli_arg(cli, 2));
	set(request, &request->notes, cli_text(cli, "notes"));
	request->dry_run = cli_flag(cli, "dry-run");
	if (!cli_time(cli, cli_arg(cli, 0), &time, error) ||
	    !when_duration(cli_arg(cli, 1), FALSE, &visit->seconds, error))
		return FALSE;
	request->start = time.instant;
	if (time.is_day && !set_days(request, visit->seconds, error))
		return FALSE;
	return cli_find(cli, "staff", book_find_staff, &visit->staff, error) &&
	       cli_find(cli, "resource", book_find_resource, &visit->resource, error) &&
	       read_overbook(cli, request, error) && read_repeat(cli, request, error) &&
	       cli_add_booking(cli, request, error);
}
