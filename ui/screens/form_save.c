/* ui/screens/form_save.c - from the form to the book: the live look, saving, and the draft */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/screens/dates.h"
#include "ui/screens/day.h"
#include "ui/screens/form_state.h"
#include "ui/screens/visits.h"
#include "ui/words.h"

/* --- reading the rows --- */

static char *row_text(const Form *form, RowKind kind)
{
	const FormRow *row = form_row(form, kind, 0);
	return g_strstrip(g_strdup(row ? input_text(row->field) : ""));
}

static gboolean is_touched(const Form *form, RowKind kind)
{
	const FormRow *row = form_row(form, kind, 0);
	return row && row->touched;
}

const char *form_new_name(const Form *form)
{
	const FormRow *row = form->rows->len ? form_row(form, ROW_CUSTOMER, 0) : NULL;
	return row && !row->chosen && !input_is_empty(row->field) ? input_text(row->field) : NULL;
}

static char *note_typed(const Form *form)
{
	g_autofree char *shown = row_text(form, ROW_NOTE);
	g_auto(GStrv) lines = g_strsplit(shown, "¶", -1);
	return g_strjoinv("\n", lines);
}

/* "75", "1h15", or until when: "12:30". NONE: nothing was typed. */
static gboolean read_length(const Screen *screen, gint64 *seconds, GError **error)
{
	const Form *form = form_of(screen);
	g_autofree char *text = row_text(form, ROW_LENGTH);
	GTimeZone *zone = book_zone(screen->app->book);
	*seconds = NONE;
	if (!*text)
		return TRUE;
	if (!strchr(text, ':'))
		return when_duration(text, FALSE, seconds, error);
	When when = book_when(screen->app->book);
	WhenTime until;
	g_autofree char *day = day_iso(zone_day_of(zone, form->start)),
			*full = g_strdup_printf("%s %s", day, text);
	if (!when_time(&when, full, &until, error))
		return FALSE;
	*seconds = until.instant - form->start;
	if (*seconds < 60)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("It would end before it begins."));
	return TRUE;
}

static gboolean read_price(const Screen *screen, gint64 *price, GError **error)
{
	g_autofree char *text = row_text(form_of(screen), ROW_PRICE);
	*price = NONE;
	return !*text || money_parse(text, book_business(screen->app->book)->currency, price, error);
}

/* What does not need the book to be wrong. */
static gboolean check_rows(const Form *form, GError **error)
{
	for (guint i = 0; i < form->rows->len; i++) {
		const FormRow *row = form->rows->pdata[i];
		if (row->problem)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE, "%s", row->problem);
	}
	return TRUE;
}

static GPtrArray *read_visits(const Screen *screen)
{
	const Form *form = form_of(screen);
	GPtrArray *visits = model_list_new(&visit_class);
	for (guint i = 0; i < form_visits(form); i++) {
		const FormRow *service = form_row(form, ROW_SERVICE, i),
			      *staff = form_row(form, ROW_STAFF, i);
		const FormRow *resource = form_row(form, ROW_RESOURCE, i);
		Visit *visit = visit_new();
		if (i > 0 && service && !service->chosen) {
			visit_free(visit);
			continue; /* a further service not chosen yet */
		}
		model_set(&visit_class, visit, &visit->service, service ? service->chosen : NULL);
		model_set(&visit_class, visit, &visit->staff, staff->chosen);
		model_set(&visit_class, visit, &visit->resource, resource ? resource->chosen : NULL);
		g_ptr_array_add(visits, visit);
	}
	return visits;
}

static gboolean visits_touched(const Form *form)
{
	for (guint i = 0; i < form->rows->len; i++) {
		const FormRow *row = form->rows->pdata[i];
		if (row->touched &&
		    (row->kind == ROW_SERVICE || row->kind == ROW_STAFF || row->kind == ROW_RESOURCE))
			return TRUE;
	}
	return FALSE;
}

/* The visits as they would be asked for: of a booking that is changed its own lengths hold until the person says otherwise. */
static GPtrArray *wanted_visits(const Screen *screen, gint64 seconds)
{
	const Form *form = form_of(screen);
	const Book *book = screen->app->book;
	GPtrArray *visits = read_visits(screen);
	if (form->before) {
		g_autoptr(GPtrArray) old = visits_of(book, form->before);
		if (form->block || !visits_touched(form)) {
			const FormRow *staff = form_row(form, ROW_STAFF, 0);
			g_ptr_array_unref(visits);
			visits = g_steal_pointer(&old);
			if (form->block && visits->len == 1) {
				Visit *only = visits->pdata[0];
				model_set(&visit_class, only, &only->staff, staff->chosen);
			}
		} else {
			for (guint i = 0; i < visits->len && i < old->len; i++) {
				Visit *now = visits->pdata[i];
				const Visit *then = old->pdata[i];
				if (g_strcmp0(now->service, then->service) == 0)
					now->seconds = then->seconds;
			}
		}
	}
	if (seconds != NONE)
		visits_set_length(book, visits, seconds);
	return visits;
}

/* --- the live look --- */

/* "every 4 weeks, 6 times", or a rule as it is; NULL without an error: it does not repeat. */
static char *read_repeat(const Screen *screen, GError **error)
{
	Form *form = form_of(screen);
	g_autofree char *text = row_text(form, ROW_REPEAT);
	if (!*text)
		return NULL;
	if (!form->talk && !(form->talk = talk_new(screen->app->book, error)))
		return NULL;
	return talk_repeat(form->talk, text, form->start, error);
}

static BookRequest *build_request(const Screen *screen, GError **error)
{
	const Form *form = form_of(screen);
	const FormRow *customer = form_row(form, ROW_CUSTOMER, 0), *status = form_row(form, ROW_STATUS, 0);
	gint64 seconds, price;
	if (!check_rows(form, error) || !read_length(screen, &seconds, error) ||
	    !read_price(screen, &price, error))
		return NULL;
	g_autoptr(BookRequest) request = book_request_new();
	g_autoptr(GPtrArray) visits = wanted_visits(screen, seconds);
	GError *unread = NULL;
	g_autofree char *phone = row_text(form, ROW_PHONE), *title = row_text(form, ROW_TITLE),
			*rrule = read_repeat(screen, &unread);
	if (unread) {
		g_propagate_error(error, unread);
		return NULL;
	}
	g_autofree char *note = note_typed(form),
			*name = form_new_name(form) ? text_name(form_new_name(form)) : NULL;
	const ModelClass *cls = &book_request_class;
	model_set(cls, request, &request->kind, form->block ? "block" : "appointment");
	model_set(cls, request, &request->customer, customer ? customer->chosen : NULL);
	model_set(cls, request, &request->new_customer, name);
	model_set(cls, request, &request->phone, *phone ? phone : NULL);
	model_set(cls, request, &request->title, form->before && !form->block ? form->before->title : title);
	model_set(cls, request, &request->notes, note);
	model_set(cls, request, &request->status, status ? status->chosen : NULL);
	model_set(cls, request, &request->rrule, rrule);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(request->visits, visit_copy(visits->pdata[i]));
	request->start = form->start;
	request->all_day = form->before ? form->before->all_day : 0;
	request->price = price;
	if (form->before && price == NONE && !visits_touched(form))
		request->price = booking_price(form->before);
	return g_steal_pointer(&request);
}

/* Is there anything to ask about? An appointment without a service needs a length. */
static const char *what_lacks(const BookRequest *request)
{
	for (guint i = 0; i < request->visits->len; i++) {
		const Visit *visit = request->visits->pdata[i];
		if (!visit->service && visit->seconds <= 0 && !request->all_day)
			return strcmp(request->kind, "block") == 0 ? _("Say how long, or until when.")
								   : _("Choose a service, or say how long.");
	}
	return NULL;
}

static void set_problem(Form *form, const char *text)
{
	g_free(form->problem);
	form->problem = g_strdup(text);
}

void form_preview(Screen *screen)
{
	Form *form = form_of(screen);
	GError *error = NULL;
	g_clear_pointer(&form->preview, book_preview_free);
	set_problem(form, NULL);
	g_autoptr(BookRequest) request = build_request(screen, &error);
	const char *lacks = request ? what_lacks(request) : NULL;
	if (request && !lacks)
		form->preview = book_preview(screen->app->book, request,
					     form->before ? form->before->id : NULL, &error);
	if (!form->preview)
		set_problem(form, error ? error->message : lacks);
	g_clear_error(&error);
}

void form_take_alternative(Screen *screen, guint n)
{
	Form *form = form_of(screen);
	if (!form->preview || n >= form->preview->alternatives->len)
		return;
	g_autoptr(Slot) slot = slot_copy(form->preview->alternatives->pdata[n]);
	FormRow *staff = form_row(form, ROW_STAFF, 0), *when = form_row(form, ROW_WHEN, 0);
	const Staff *who = book_staff_by_id(screen->app->book, slot->staff);
	form_set_start(screen, slot->start);
	when->touched = TRUE;
	if (who && g_strcmp0(staff->chosen, who->id) != 0) {
		g_free(staff->chosen);
		staff->chosen = g_strdup(who->id);
		input_set(staff->field, who->name);
		staff->touched = TRUE;
	}
	form_preview(screen);
}

gboolean form_hold(Screen *screen)
{
	Form *form = form_of(screen);
	App *app = screen->app;
	GError *error = NULL;
	g_autoptr(BookRequest) request = build_request(screen, &error);
	const FormRow *customer = form_row(form, ROW_CUSTOMER, 0);
	g_autoptr(Hold) hold = request ? book_hold(app->book, request->visits, request->start, 0,
						   customer ? input_text(customer->field) : "", &error)
				       : NULL;
	if (!hold) {
		app_fail(app, error);
		return FALSE;
	}
	if (form->held && strcmp(form->held, hold->id) != 0)
		book_hold_release(app->book, form->held, NULL);
	g_free(form->held);
	form->held = g_strdup(hold->id);
	g_autofree char *until = words_time(app->book, hold->until);
	app_say(app, SAY_GOOD, _("The time is held until %s, while you talk."), until);
	return TRUE;
}

void form_take_usual(Screen *screen)
{
	Form *form = form_of(screen);
	FormRow *row = form_row(form, ROW_LENGTH, 0);
	g_autofree char *text = g_strdup_printf("%d", (int)(form->preview->usual / 60));
	input_set(row->field, text);
	row->touched = TRUE;
	form->changed = form->unwritten = TRUE;
	form_preview(screen);
}

/* --- saving --- */

static void add_choices(BookRequest *request, const GPtrArray *choices)
{
	for (guint i = 0; choices && i < choices->len; i++)
		g_ptr_array_add(request->choices, date_chosen_copy(choices->pdata[i]));
}

static gboolean save_new(Screen *screen, const GPtrArray *choices, const char *overbook, BookResult **result,
			 GError **error)
{
	g_autoptr(BookRequest) request = build_request(screen, error);
	if (!request)
		return FALSE;
	const char *lacks = what_lacks(request);
	if (lacks)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, "%s", lacks);
	model_set(&book_request_class, request, &request->overbook, overbook);
	add_choices(request, choices);
	return book_add(screen->app->book, request, result, error);
}

/* Looks at a change, or makes it. */
typedef gboolean (*WithEdit)(Screen *screen, const BookEdit *edit, gpointer out, GError **error);

static gboolean do_edit(Screen *screen, const BookEdit *edit, gpointer result, GError **error)
{
	return book_edit(screen->app->book, form_of(screen)->before->id, edit, result, error);
}

static gboolean look_at_edit(Screen *screen, const BookEdit *edit, gpointer preview, GError **error)
{
	return (*(BookPreview **)preview = book_edit_preview(screen->app->book, form_of(screen)->before->id,
							     edit, error)) != NULL;
}

/* Only what the person touched is changed: the rest may have become something else meanwhile. */
static gboolean with_edit(Screen *screen, const GPtrArray *choices, const char *overbook, WithEdit with,
			  gpointer out, GError **error)
{
	const Form *form = form_of(screen);
	const FormRow *customer = form_row(form, ROW_CUSTOMER, 0);
	BookEdit edit = BOOK_EDIT_INIT;
	gint64 seconds, price;
	if (!check_rows(form, error) || !read_length(screen, &seconds, error) ||
	    !read_price(screen, &price, error))
		return FALSE;
	g_autoptr(GPtrArray) visits = wanted_visits(screen, seconds);
	g_autofree char *phone = row_text(form, ROW_PHONE), *title = row_text(form, ROW_TITLE),
			*note = note_typed(form);
	g_autofree char *name = form_new_name(form) ? text_name(form_new_name(form)) : NULL;
	if (is_touched(form, ROW_CUSTOMER)) {
		edit.new_customer = name;
		edit.phone = name && *phone ? phone : NULL;
		edit.customer = name ? NULL : customer->chosen ? customer->chosen : "";
	}
	if (visits_touched(form) && !form->before->all_day)
		edit.visits = visits;
	else if (is_touched(form, ROW_LENGTH))
		edit.seconds = seconds;
	if (is_touched(form, ROW_WHEN) && form->start != form->before->start)
		edit.start = form->start;
	if (is_touched(form, ROW_TITLE))
		edit.title = title;
	if (is_touched(form, ROW_NOTE))
		edit.notes = note;
	if (is_touched(form, ROW_PRICE))
		edit.price = price;
	edit.overbook = overbook;
	edit.expect_version = form->before->version;
	edit.scope = form->scope;
	edit.choices = choices;
	return with(screen, &edit, out, error);
}

static void say_saved(App *app, const BookResult *result, gboolean changed)
{
	g_autofree char *remarks = words_remarks(result);
	const Booking *booking = result->bookings->pdata[0];
	g_autoptr(BookingView) view = book_view(app->book, booking->id, NULL);
	g_autofree char *words = view ? words_booking(app->book, view) : g_strdup("");
	guint n = result->bookings->len;
	if (n > 1 && changed)
		app_say(app, SAY_GOOD,
			ngettext("Changed %u date: %s. %s", "Changed %u dates, the first: %s. %s", n), n,
			words, remarks ? remarks : "");
	else if (n > 1)
		app_say(app, SAY_GOOD,
			ngettext("Booked %u date: %s. %s", "Booked %u dates, the first: %s. %s", n), n, words,
			remarks ? remarks : "");
	else
		app_say(app, remarks ? SAY_WARNING : SAY_GOOD, "%s: %s. %s",
			changed ? _("Changed") : _("Booked"), words, remarks ? remarks : "");
}

static gboolean save_with(Screen *screen, const GPtrArray *choices, const char *overbook, GError **error)
{
	Form *form = form_of(screen);
	App *app = screen->app;
	Screen *day = form->day;
	g_autoptr(BookResult) result = NULL;
	gboolean changed = form->before != NULL;
	if (!(changed ? with_edit(screen, choices, overbook, do_edit, &result, error)
		      : save_new(screen, choices, overbook, &result, error)))
		return FALSE;
	draft_remove(g_steal_pointer(&form->draft));
	app_pop(app);
	app_refresh(app);
	day_show_booking(day, result->bookings->pdata[0]);
	say_saved(app, result, changed);
	return TRUE;
}

/* --- a series --- */

static GPtrArray *look_at_dates(Screen *screen, const GPtrArray *choices, const char *overbook,
				GError **error)
{
	g_autoptr(BookPreview) preview = NULL;
	if (form_of(screen)->before) {
		with_edit(screen, choices, overbook, look_at_edit, &preview, error);
	} else {
		g_autoptr(BookRequest) request = build_request(screen, error);
		if (request) {
			add_choices(request, choices);
			model_set(&book_request_class, request, &request->overbook, overbook);
		}
		preview = request ? book_preview(screen->app->book, request, NULL, error) : NULL;
	}
	return preview && preview->table ? g_ptr_array_ref(preview->table) : NULL;
}

/* Where dates do not fit, the table asks what becomes of each. FALSE: there is none that does not fit. */
static gboolean ask_about_dates(Screen *screen)
{
	const Form *form = form_of(screen);
	if (form->before ? form->scope == SERIES_THIS : input_is_empty(form_row(form, ROW_REPEAT, 0)->field))
		return FALSE;
	g_autoptr(GPtrArray) table = look_at_dates(screen, NULL, NULL, NULL);
	return dates_clash(table) && dates_ask(screen, &(DatesQuestion){ look_at_dates, save_with }, NULL);
}

static void save_so_much(Screen *screen, SeriesScope scope)
{
	form_of(screen)->scope = scope;
	form_of(screen)->scoped = TRUE;
	form_save(screen, NULL);
}

gboolean form_save(Screen *screen, const char *overbook)
{
	Form *form = form_of(screen);
	GError *error = NULL;
	if (form->before && form->before->series && !form->scoped && !overbook) {
		scope_ask(screen, save_so_much);
		return TRUE;
	}
	form->scoped = FALSE; /* asked again the next time */
	if ((!overbook && ask_about_dates(screen)) || save_with(screen, NULL, overbook, &error))
		return TRUE;
	form_preview(screen); /* somebody may have been quicker: show what stands there now */
	if (!form->preview || form->preview->fits)
		set_problem(form, error->message);
	app_fail(screen->app, error);
	return FALSE;
}

/* --- the draft --- */

static char *row_group(const FormRow *row)
{
	return g_strdup_printf("row-%d-%u", (int)row->kind, row->part);
}

static char *draft_about(const Screen *screen)
{
	const Form *form = form_of(screen);
	const FormRow *customer = form_row(form, ROW_CUSTOMER, 0), *title = form_row(form, ROW_TITLE, 0);
	const char *name = customer ? input_text(customer->field) : title ? input_text(title->field) : "";
	g_autofree char *when = words_when(screen->app->book, form->start);
	return *name ? g_strdup_printf("%s, %s", name, when) : g_steal_pointer(&when);
}

void form_write_draft(Screen *screen)
{
	Form *form = form_of(screen);
	g_autoptr(GKeyFile) content = g_key_file_new();
	g_autofree char *words = draft_about(screen);
	if (!form->unwritten || !form->draft)
		return;
	form->unwritten = FALSE;
	g_key_file_set_string(content, "form", "words", words);
	g_key_file_set_boolean(content, "form", "block", form->block);
	g_key_file_set_int64(content, "form", "start", form->start);
	g_key_file_set_integer(content, "form", "visits", (int)form_visits(form));
	if (form->before)
		g_key_file_set_string(content, "form", "booking", form->before->id);
	for (guint i = 0; i < form->rows->len; i++) {
		const FormRow *row = form->rows->pdata[i];
		g_autofree char *group = row_group(row);
		g_key_file_set_string(content, group, "text", input_text(row->field));
		g_key_file_set_boolean(content, group, "touched", row->touched);
		if (row->chosen)
			g_key_file_set_string(content, group, "chosen", row->chosen);
	}
	draft_write(form->draft, content);
}

static void read_row(Form *form, FormRow *row, GKeyFile *content)
{
	g_autofree char *group = row_group(row);
	if (!g_key_file_has_group(content, group))
		return;
	g_autofree char *text = g_key_file_get_string(content, group, "text", NULL);
	(void)form;
	input_set(row->field, text);
	g_free(row->chosen);
	row->chosen = g_key_file_get_string(content, group, "chosen", NULL);
	row->touched = g_key_file_get_boolean(content, group, "touched", NULL);
}

void form_read_draft(Screen *screen, GKeyFile *content)
{
	Form *form = form_of(screen);
	int visits = g_key_file_get_integer(content, "form", "visits", NULL);
	while (!form->block && (int)form_visits(form) < MIN(visits, 20))
		form_add_service(screen);
	form_unlist(form);
	form->start = g_key_file_get_int64(content, "form", "start", NULL);
	form->start_day = zone_day_of(book_zone(screen->app->book), form->start);
	form->focus = 0;
	/* a row that another one brings (a phone, a resource) is there only after that one has been read */
	for (int pass = 0; pass < 2; pass++) {
		for (guint i = 0; i < form->rows->len; i++)
			read_row(form, form->rows->pdata[i], content);
		form_rows_fit(screen);
	}
	form->changed = TRUE;
}
