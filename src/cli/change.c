/* cli/change.c - move, edit, rebook, mark, arrive, done, noshow, cancel, paid, note. */
#include "cli/series_p.h"

#include "base/id.h"
#include "base/money.h"
#include "book/people.h"
#include <string.h>

#define REBOOK_SECONDS (28 * ZONE_DAY_SECONDS)

/* --- the answer --- */

void cli_remark_change(const Cli *cli, const char *correlation)
{
	if (cli->verbose && correlation)
		cli_remark(cli, _("daybook undo %s takes it back."), correlation);
}

/* What was only tried stands nowhere else than in the result. */
BookingView *cli_tried(Cli *cli, const Booking *booking)
{
	BookingView *view = g_new0(BookingView, 1);
	view->booking = booking_copy(booking);
	g_autoptr(Customer) customer =
		booking->customer ? book_customer(cli->book, booking->customer, NULL) : NULL;
	view->customer_name = customer ? g_strdup(customer->name) : NULL;
	if (customer && customer->phones->len > 0)
		view->customer_phone = g_strdup(((Phone *)customer->phones->pdata[0])->typed);
	return view;
}

/* Who was booked for what it set free, and whom else it would suit. */
void cli_add_freed(Cli *cli, cJSON *answer, const BookResult *result)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	for (guint i = 0; result->filled && i < result->filled->len; i++) {
		const Booking *booking = result->filled->pdata[i];
		BookingView *view = book_view(cli->book, booking->id, NULL);
		if (view)
			g_ptr_array_add(views, view);
	}
	if (views->len)
		cJSON_AddItemToObject(answer, "filled", json_bookings(cli->book, views));
	if (result->offers)
		cJSON_AddItemToObject(answer, "offers", json_waitlists(cli->book, result->offers));
}

gboolean cli_answer_change(Cli *cli, const BookResult *result, const char *done, gboolean dry_run,
			   GError **error)
{
	const Booking *booking = result->bookings->pdata[0];
	g_autoptr(BookingView) view =
		dry_run ? cli_tried(cli, booking) : book_view(cli->book, booking->id, error);
	if (!view)
		return FALSE;
	for (guint i = 0; i < result->remarks->len; i++)
		cli_remark(cli, "%s", (const char *)result->remarks->pdata[i]);
	cli_remark_change(cli, result->correlation);
	if (cli_wants_json(cli)) {
		cJSON *answer = json_booking(cli->book, view);
		cli_add_freed(cli, answer, result);
		cli_answer(cli, answer);
	}
	if (cli_wants_text(cli)) {
		g_autofree char *words = cli_booking_words(cli, view);
		cli_confirm_done(cli, "%s %s\n",
				 dry_run               ? _("Would be:")
				 : result->correlation ? done
						       : _("As it was:"),
				 words);
	}
	return TRUE;
}

static char *booking_id(Cli *cli, GError **error)
{
	return book_find_booking(cli->book, cli_arg(cli, 0), error);
}

/* --- move and edit --- */

/* The strings that a BookEdit borrows. */
typedef struct {
	char *customer, *staff, *resource;
} EditNames;

static void edit_names_clear(EditNames *names)
{
	g_free(names->customer);
	g_free(names->staff);
	g_free(names->resource);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EditNames, edit_names_clear)

static gboolean read_place(const Cli *cli, BookEdit *edit, EditNames *names, GError **error)
{
	if (!cli_find(cli, "staff", book_find_staff, &names->staff, error) ||
	    !cli_find(cli, "resource", book_find_resource, &names->resource, error) ||
	    !cli_overbook(cli, &edit->overbook, error))
		return FALSE;
	edit->staff = names->staff;
	edit->resource = names->resource;
	edit->dry_run = cli_flag(cli, "dry-run");
	return TRUE;
}

/* How much of the series, and what becomes of dates that do not fit. */
static gboolean read_scope(const Cli *cli, const Booking *booking, BookEdit *edit, GPtrArray *choices,
			   GError **error)
{
	gint64 clash = DATE_REFUSE;
	if (!cli_scope(cli, &edit->scope, error) || !cli_clash(cli, &clash, choices, error))
		return FALSE;
	edit->clash = (DateChoice)clash;
	edit->choices = choices;
	if (edit->scope == SERIES_THIS && (clash != DATE_REFUSE || choices->len > 0))
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("--clash and --date are for several dates: --series following or all."));
	if (edit->scope != SERIES_THIS && !booking->series)
		cli_remark(cli, _("It is a single booking, none of a series."));
	return TRUE;
}

/* Of one date: that, told whether there are more. Of several: all of them. */
static gboolean answer(Cli *cli, const Booking *was, const BookResult *result, const char *done,
		       gboolean dry_run, GError **error)
{
	if (result->series)
		return cli_answer_series(cli, result, done, dry_run, error);
	if (was->series && !cli_text(cli, "series"))
		cli_remark(cli, _("It is one date of a series; the others stay as they are (--series "
				  "following or all "
				  "takes them along)."));
	return cli_answer_change(cli, result, done, dry_run, error);
}

gboolean cmd_move(Cli *cli, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookingView) was = id ? book_view(cli->book, id, error) : NULL;
	g_auto(EditNames) names = { NULL, NULL, NULL };
	g_autoptr(BookResult) result = NULL;
	g_autoptr(GPtrArray) choices = model_list_new(&date_chosen_class);
	BookEdit edit = BOOK_EDIT_INIT;
	const char *duration;
	if (!was || !read_place(cli, &edit, &names, error) ||
	    !read_scope(cli, was->booking, &edit, choices, error) ||
	    !cli_moment_or_day(cli, cli_arg(cli, 1), was->booking->start, &edit.start, error))
		return FALSE;
	duration = cli_text(cli, "duration");
	if (duration && !when_duration(duration, FALSE, &edit.seconds, error))
		return FALSE;
	return book_move(cli->book, id, &edit, &result, error) &&
	       answer(cli, was->booking, result, _("Moved:"), edit.dry_run, error);
}

/* Is there more than one service in the visit? The segments of one stand beside each other with the same person, and one of two
 * neighbours is free. */
static gboolean has_further(const Booking *booking)
{
	for (guint i = 1; i < booking->parts->len; i++) {
		const Part *before = booking->parts->pdata[i - 1], *part = booking->parts->pdata[i];
		if (g_strcmp0(part->service, before->service) != 0 ||
		    g_strcmp0(part->staff, before->staff) != 0 || (part->busy && before->busy))
			return TRUE;
	}
	return FALSE;
}

/* With --service or --with the visit is made of other services: the first is the new one or the one it has. NULL without error: they
 * stay as they are. */
static gboolean read_visits(const Cli *cli, const Booking *booking, GPtrArray **visits, GError **error)
{
	const Part *first = booking_first_part(booking);
	if (!cli_text(cli, "service") && !cli_list(cli, "with"))
		return TRUE;
	if (has_further(booking) && !cli_list(cli, "with"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("This visit has several services. Give all of them: the first with "
				      "--service, each further one "
				      "with --with."));
	*visits = cli_visits(cli, 0, error);
	if (!*visits)
		return FALSE;
	Visit *visit = (*visits)->pdata[0];
	if (!visit->service && first) {
		model_set(&visit_class, visit, &visit->service, first->service);
		if (!first->service)
			visit->seconds = first->end - first->start;
	}
	if (!visit->staff && first)
		model_set(&visit_class, visit, &visit->staff, first->staff);
	return TRUE;
}

static gboolean read_customer(const Cli *cli, BookEdit *edit, EditNames *names, GError **error)
{
	const char *customer = cli_text(cli, "customer");
	if (!cli_not_both(cli, "customer", "new-customer", error))
		return FALSE;
	edit->new_customer = cli_text(cli, "new-customer");
	edit->phone = cli_text(cli, "phone");
	edit->email = cli_text(cli, "email");
	if (!edit->new_customer && (edit->phone || edit->email))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--phone and --email are for a new customer; a known one is changed "
				      "with: daybook customer edit"));
	if (customer && !*customer)
		edit->customer = "";
	else if (!cli_find(cli, "customer", book_find_customer, &names->customer, error))
		return FALSE;
	else
		edit->customer = names->customer;
	return TRUE;
}

static gboolean read_edit(const Cli *cli, const Booking *booking, BookEdit *edit, EditNames *names,
			  GError **error)
{
	const char *start = cli_text(cli, "start");
	if (!read_customer(cli, edit, names, error) || !read_place(cli, edit, names, error))
		return FALSE;
	if (start && !cli_moment_or_day(cli, start, booking->start, &edit->start, error))
		return FALSE;
	if (!cli_length(cli, edit->start == NONE ? booking->start : edit->start, &edit->seconds, error) ||
	    !cli_money(cli, "price", &edit->price, error) ||
	    !cli_money(cli, "deposit", &edit->deposit, error) || !cli_status(cli, &edit->status, error))
		return FALSE;
	if (!cli_buffers(cli, &edit->buffer_before, &edit->buffer_after, error))
		return FALSE;
	edit->title = cli_text(cli, "title");
	edit->notes = cli_text(cli, "notes");
	edit->public_note = cli_text(cli, "public-note");
	return TRUE;
}

gboolean cmd_edit(Cli *cli, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookingView) was = id ? book_view(cli->book, id, error) : NULL;
	g_auto(EditNames) names = { NULL, NULL, NULL };
	g_autoptr(GPtrArray) visits = NULL, choices = model_list_new(&date_chosen_class);
	g_autoptr(BookResult) result = NULL;
	g_autofree char *rrule = NULL;
	BookEdit edit = BOOK_EDIT_INIT;
	if (!was || !read_edit(cli, was->booking, &edit, &names, error) ||
	    !read_visits(cli, was->booking, &visits, error) ||
	    !read_scope(cli, was->booking, &edit, choices, error) ||
	    !cli_repeat(cli, edit.start == NONE ? was->booking->start : edit.start, &rrule, error))
		return FALSE;
	edit.rrule = rrule;
	edit.visits = visits;
	if (visits || edit.start != NONE || edit.seconds != NONE)
		edit.expect_version =
			was->booking->version; /* what --end, a day alone and --with were read against */
	return book_edit(cli->book, id, &edit, &result, error) &&
	       answer(cli, was->booking, result, _("Changed:"), edit.dry_run, error);
}

gboolean cmd_rebook(Cli *cli, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookResult) result = NULL;
	const char *later = cli_text(cli, "in"), *overbook = NULL;
	gint64 seconds = REBOOK_SECONDS;
	if (!id || !cli_overbook(cli, &overbook, error) ||
	    (later && !when_duration(later, FALSE, &seconds, error)))
		return FALSE;
	return book_rebook(cli->book, id, seconds, overbook, &result, error) &&
	       cli_answer_change(cli, result, _("Booked:"), FALSE, error);
}

/* --- marks --- */

static gboolean mark(Cli *cli, BookingStatus status, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookResult) result = NULL;
	return id && book_mark(cli->book, id, status, &result, error) &&
	       cli_answer_change(cli, result, _("Marked:"), FALSE, error);
}

gboolean cmd_mark(Cli *cli, GError **error)
{
	int status = cli_read_status(cli_arg(cli, 1), error);
	return status >= 0 && mark(cli, (BookingStatus)status, error);
}

gboolean cmd_arrive(Cli *cli, GError **error)
{
	return mark(cli, STATUS_ARRIVED, error);
}

gboolean cmd_done(Cli *cli, GError **error)
{
	return mark(cli, STATUS_COMPLETED, error);
}

gboolean cmd_noshow(Cli *cli, GError **error)
{
	return mark(cli, STATUS_NO_SHOW, error);
}

gboolean cmd_cancel(Cli *cli, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookingView) was = id ? book_view(cli->book, id, error) : NULL;
	g_autoptr(BookResult) result = NULL;
	SeriesScope scope = SERIES_THIS;
	if (!was || !cli_scope(cli, &scope, error))
		return FALSE;
	if (scope != SERIES_THIS && !was->booking->series)
		cli_remark(cli, _("It is a single booking, none of a series."));
	return book_cancel_series(cli->book, id, scope, cli_text(cli, "reason"), cli_flag(cli, "late"),
				  &result, error) &&
	       answer(cli, was->booking, result, _("Cancelled:"), FALSE, error);
}

gboolean cmd_paid(Cli *cli, GError **error)
{
	g_autofree char *id = booking_id(cli, error);
	g_autoptr(BookResult) result = NULL;
	gint64 amount = NONE;
	if (!id)
		return FALSE;
	if (cli_arg(cli, 1) &&
	    !money_parse(cli_arg(cli, 1), book_business(cli->book)->currency, &amount, error))
		return FALSE;
	return book_paid(cli->book, id, amount, &result, error) &&
	       cli_answer_change(cli, result, _("Paid:"), FALSE, error);
}

/* --- notes --- */

/* An id, last or next is a booking's; where no booking has that id, and for any other word, it is a customer. NULL without error. */
static char *named_booking(Cli *cli, const char *text, GError **error)
{
	if (strcmp(text, "last") == 0 || strcmp(text, "next") == 0)
		return book_find_booking(cli->book, text, error);
	return id_is_prefix(text) ? book_find_booking(cli->book, text, NULL) : NULL;
}

gboolean cmd_note(Cli *cli, GError **error)
{
	GError *failed = NULL;
	const char *text = cli_arg(cli, 1);
	g_autofree char *booking = named_booking(cli, cli_arg(cli, 0), &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (booking) {
		g_autoptr(BookResult) result = NULL;
		return book_note(cli->book, booking, text, &result, error) &&
		       cli_answer_change(cli, result, _("Noted:"), FALSE, error);
	}
	g_autofree char *id = book_find_customer(cli->book, cli_arg(cli, 0), error);
	g_autoptr(Customer) customer = id ? book_customer_note(cli->book, id, text, error) : NULL;
	if (!customer)
		return FALSE;
	cli_answer_customer(cli, customer, _("Noted:"));
	return TRUE;
}
