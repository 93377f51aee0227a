/* ui/screens/form_rows.c - the rows of the form: which there are, what is in them, what may be picked */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/text.h"
#include "ui/screens/form_state.h"
#include "ui/screens/visits.h"
#include "ui/words.h"

#define PICK_LIMIT 6

/* --- rows --- */

static void row_free(gpointer row_)
{
	FormRow *row = row_;
	input_free(row->field);
	g_free(row->chosen);
	g_free(row->problem);
	g_free(row);
}

static void pick_free(gpointer pick_)
{
	FormPick *pick = pick_;
	g_free(pick->id);
	g_free(pick->name);
	g_free(pick->middle);
	g_free(pick->right);
	g_free(pick);
}

FormRow *form_row(const Form *form, RowKind kind, guint part)
{
	for (guint i = 0; i < form->rows->len; i++) {
		FormRow *row = form->rows->pdata[i];
		if (row->kind == kind && row->part == part)
			return row;
	}
	return NULL;
}

FormRow *form_focus_row(const Form *form)
{
	return form->rows->pdata[form->focus];
}

guint form_visits(const Form *form)
{
	guint n = 0;
	while (form_row(form, ROW_STAFF, n))
		n++;
	return n;
}

gboolean form_is_picker(RowKind kind)
{
	return kind == ROW_CUSTOMER || kind == ROW_SERVICE || kind == ROW_STAFF || kind == ROW_RESOURCE ||
	       kind == ROW_STATUS;
}

/* Where a row belongs: rows stand by kind, those of one visit together. */
static guint rank(RowKind kind, guint part)
{
	if (kind == ROW_SERVICE || kind == ROW_STAFF || kind == ROW_RESOURCE)
		return 100 + part * 10 + (guint)kind - ROW_SERVICE;
	return kind < ROW_SERVICE ? (guint)kind : 100000 + (guint)kind;
}

static FormRow *add_row(Form *form, RowKind kind, guint part)
{
	FormRow *row = g_new0(FormRow, 1), *focus = form->rows->len ? form_focus_row(form) : NULL;
	guint at = 0;
	row->kind = kind;
	row->part = part;
	row->field = input_new(NULL);
	while (at < form->rows->len) {
		const FormRow *each = form->rows->pdata[at];
		if (rank(each->kind, each->part) > rank(kind, part))
			break;
		at++;
	}
	g_ptr_array_insert(form->rows, (gint)at, row);
	if (focus)
		g_ptr_array_find(form->rows, focus, &form->focus);
	return row;
}

static void remove_row(Form *form, RowKind kind, guint part)
{
	FormRow *row = form_row(form, kind, part), *focus = form_focus_row(form);
	if (!row)
		return;
	g_ptr_array_remove(form->rows, row);
	if (!g_ptr_array_find(form->rows, focus, &form->focus))
		form->focus = MIN(form->focus, form->rows->len - 1);
}

static void choose(FormRow *row, const char *id, const char *text)
{
	g_free(row->chosen);
	row->chosen = g_strdup(id);
	g_clear_pointer(&row->problem, g_free);
	input_set(row->field, text);
}

/* --- which rows there are --- */

static const Service *service_of(const Screen *screen, guint part)
{
	const FormRow *row = form_row(form_of(screen), ROW_SERVICE, part);
	return row ? book_service_by_id(screen->app->book, row->chosen) : NULL;
}

/* A resource is asked for where the service needs one, or one was given. */
static void fit_resource(Screen *screen, guint part)
{
	Form *form = form_of(screen);
	const Service *service = service_of(screen, part);
	const FormRow *row = form_row(form, ROW_RESOURCE, part);
	gboolean wanted = (service && *service->resource_kind) ||
			  (form->block && book_resources(screen->app->book)->len) || (row && row->chosen);
	if (wanted && !row)
		add_row(form, ROW_RESOURCE, part);
	else if (!wanted && row)
		remove_row(form, ROW_RESOURCE, part);
}

static void fit_phone(Form *form)
{
	gboolean wanted = form_new_name(form) != NULL;
	if (wanted && !form_row(form, ROW_PHONE, 0))
		add_row(form, ROW_PHONE, 0);
	else if (!wanted)
		remove_row(form, ROW_PHONE, 0);
}

void form_rows_fit(Screen *screen)
{
	Form *form = form_of(screen);
	const FormRow *customer = form_row(form, ROW_CUSTOMER, 0);
	for (guint i = 0; i < form_visits(form); i++)
		fit_resource(screen, i);
	fit_phone(form);
	if (customer && customer->chosen && !form->card)
		form->card = book_customer_card(screen->app->book, customer->chosen, NULL);
}

static void make_rows(Screen *screen)
{
	Form *form = form_of(screen);
	static const RowKind of_appointment[] = { ROW_CUSTOMER, ROW_SERVICE, ROW_STAFF,  ROW_WHEN, ROW_LENGTH,
						  ROW_PRICE,    ROW_REPEAT,  ROW_STATUS, ROW_NOTE, ROW_SAVE };
	static const RowKind of_block[] = { ROW_TITLE,  ROW_STAFF, ROW_WHEN, ROW_LENGTH,
					    ROW_REPEAT, ROW_NOTE,  ROW_SAVE };
	const RowKind *kinds = form->block ? of_block : of_appointment;
	gsize n = form->block ? G_N_ELEMENTS(of_block) : G_N_ELEMENTS(of_appointment);
	for (gsize i = 0; i < n; i++)
		if (!form->before || (kinds[i] != ROW_REPEAT && kinds[i] != ROW_STATUS))
			add_row(form, kinds[i], 0);
	fit_resource(screen, 0);
}

/* --- filling them --- */

static void set_staff(Screen *screen, guint part, const char *id)
{
	const Staff *staff = book_staff_by_id(screen->app->book, id);
	choose(form_row(form_of(screen), ROW_STAFF, part), id, staff ? staff->name : "");
}

static void set_service(Screen *screen, guint part, const char *id)
{
	const Service *service = book_service_by_id(screen->app->book, id);
	FormRow *row = form_row(form_of(screen), ROW_SERVICE, part);
	if (row)
		choose(row, id, service ? service->name : "");
	fit_resource(screen, part);
}

static void set_resource(Screen *screen, guint part, const char *id)
{
	Form *form = form_of(screen);
	const Resource *resource = book_resource_by_id(screen->app->book, id);
	FormRow *row = form_row(form, ROW_RESOURCE, part);
	if (resource && !row)
		row = add_row(form, ROW_RESOURCE, part);
	if (row)
		choose(row, id, resource ? resource->name : "");
}

void form_set_start(Screen *screen, gint64 start)
{
	Form *form = form_of(screen);
	FormRow *row = form_row(form, ROW_WHEN, 0);
	form->start = start;
	form->start_day = zone_day_of(book_zone(screen->app->book), start);
	g_autofree char *words = words_when(screen->app->book, start);
	choose(row, NULL, words);
}

static void fetch_card(Screen *screen, const char *customer)
{
	Form *form = form_of(screen);
	g_clear_pointer(&form->card, customer_card_free);
	if (customer)
		form->card = book_customer_card(screen->app->book, customer, NULL);
}

static void set_customer(Screen *screen, const char *id, const char *name)
{
	Form *form = form_of(screen);
	choose(form_row(form, ROW_CUSTOMER, 0), id, name);
	fetch_card(screen, id);
	fit_phone(form);
}

/* A line break of a longer note stands as a sign in the one line that a field has. */
static char *note_shown(const char *notes)
{
	g_auto(GStrv) lines = g_strsplit(notes, "\n", -1);
	return g_strjoinv("¶", lines);
}

static void fill_from_booking(Screen *screen)
{
	Form *form = form_of(screen);
	const Booking *before = form->before;
	g_autoptr(GPtrArray) visits = visits_of(screen->app->book, before);
	g_autofree char *notes = note_shown(before->notes);
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		if (i > 0 && !form->block) {
			add_row(form, ROW_SERVICE, i);
			add_row(form, ROW_STAFF, i);
		}
		if (i > 0 && form->block)
			continue;
		set_service(screen, i, visit->service);
		set_staff(screen, i, visit->staff);
		set_resource(screen, i, visit->resource);
	}
	if (form->block)
		input_set(form_row(form, ROW_TITLE, 0)->field, before->title);
	else if (before->customer)
		set_customer(screen, before->customer, form->before_name);
	form_set_start(screen, before->start);
	input_set(form_row(form, ROW_NOTE, 0)->field, notes);
}

void form_rows_make(Screen *screen, const FormStart *start)
{
	Form *form = form_of(screen);
	form->rows = g_ptr_array_new_with_free_func(row_free);
	form->picks = g_ptr_array_new_with_free_func(pick_free);
	make_rows(screen);
	if (form->before) {
		fill_from_booking(screen);
		return;
	}
	const Staff *only = book_only_staff(screen->app->book);
	if (start->service)
		set_service(screen, 0, start->service);
	set_staff(screen, 0, start->staff ? start->staff : only ? only->id : NULL);
	form_set_start(screen, start->start);
	if (start->customer) {
		fetch_card(screen, start->customer);
		set_customer(screen, start->customer, form->card ? form->card->customer->name : "");
	}
}

void form_rows_free(Form *form)
{
	g_ptr_array_unref(form->rows);
	g_ptr_array_unref(form->picks);
	g_clear_pointer(&form->card, customer_card_free);
	g_clear_pointer(&form->talk, talk_free);
}

void form_add_service(Screen *screen)
{
	Form *form = form_of(screen);
	guint n = form_visits(form);
	const FormRow *last = form_row(form, ROW_STAFF, n - 1);
	g_autofree char *staff = g_strdup(last->chosen);
	FormRow *row = add_row(form, ROW_SERVICE, n);
	add_row(form, ROW_STAFF, n);
	set_staff(screen, n, staff);
	g_ptr_array_find(form->rows, row, &form->focus);
	form_list(screen, FALSE);
}

/* Emptying the service of a further visit takes that visit away. */
static void drop_visit(Form *form, guint part)
{
	guint n = form_visits(form);
	static const RowKind kinds[] = { ROW_RESOURCE, ROW_STAFF, ROW_SERVICE };
	for (guint k = 0; k < G_N_ELEMENTS(kinds); k++)
		remove_row(form, kinds[k], part);
	for (guint i = part + 1; i < n; i++)
		for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
			FormRow *row = form_row(form, kinds[k], i);
			if (row)
				row->part = i - 1;
		}
}

void form_turn(Screen *screen)
{
	Form *form = form_of(screen);
	g_autofree char *staff = g_strdup(form_row(form, ROW_STAFF, 0)->chosen);
	g_autofree char *note = g_strdup(input_text(form_row(form, ROW_NOTE, 0)->field));
	gint64 start = form->start;
	form->block = !form->block;
	form_unlist(form);
	g_ptr_array_set_size(form->rows, 0);
	form->focus = 0;
	g_clear_pointer(&form->card, customer_card_free);
	make_rows(screen);
	set_staff(screen, 0, staff);
	form_set_start(screen, start);
	input_set(form_row(form, ROW_NOTE, 0)->field, note);
	form->focus = 0;
}

/* --- reading what was typed --- */

/* "9", "14:30", "2pm": a time of day and no day. */
static gboolean is_bare_time(const char *text)
{
	const char *p = text;
	while (g_ascii_isdigit(*p))
		p++;
	if (p == text || p - text > 2)
		return FALSE;
	if (*p == ':') {
		if (!g_ascii_isdigit(p[1]) || !g_ascii_isdigit(p[2]))
			return FALSE;
		p += 3;
	}
	while (*p == ' ')
		p++;
	return *p == '\0' || g_ascii_strcasecmp(p, "am") == 0 || g_ascii_strcasecmp(p, "pm") == 0;
}

/* The day's words as the form writes them, with another time behind them. */
static const char *after_day(const char *text, gint64 day)
{
	g_autofree char *words = day_short(day);
	gsize n = strlen(words);
	if (strncmp(text, words, n) != 0)
		return NULL;
	text += n;
	return text + strspn(text, " ");
}

static gboolean read_time(const Screen *screen, const char *text, gint64 *start, GError **error)
{
	const Form *form = form_of(screen);
	When when = book_when(screen->app->book);
	WhenTime time;
	const char *rest = after_day(text, form->start_day);
	const char *bare = rest && is_bare_time(rest) ? rest : is_bare_time(text) ? text : NULL;
	g_autofree char *day = bare ? day_iso(form->start_day) : NULL;
	/* a lone hour is one: "9" is 9:00 */
	gboolean lone = bare && strspn(bare, "0123456789") == strlen(bare);
	g_autofree char *full =
		bare ? g_strdup_printf("%s %s%s", day, bare, lone ? ":00" : "") : g_strdup(text);
	if (!when_time(&when, full, &time, error))
		return FALSE;
	*start = time.instant;
	if (time.is_day) { /* another day, the same time of day */
		GTimeZone *zone = book_zone(screen->app->book);
		gint64 local = zone_local(zone, form->start);
		*start = zone_resolve(zone, time.day * ZONE_DAY_SECONDS + local -
						    local_day(local) * ZONE_DAY_SECONDS);
	}
	return TRUE;
}

static void read_when(Screen *screen, FormRow *row)
{
	Form *form = form_of(screen);
	GError *error = NULL;
	g_autofree char *text = g_strstrip(g_strdup(input_text(row->field)));
	gint64 start;
	if (read_time(screen, text, &start, &error)) {
		form->start = start;
		return;
	}
	row->problem = g_strdup(error->message);
	g_error_free(error);
}

/* The only thing of that name; picking is for the rest. */
static void read_picker(Screen *screen, FormRow *row)
{
	Form *form = form_of(screen);
	g_clear_pointer(&row->chosen, g_free);
	if (row->kind == ROW_CUSTOMER)
		g_clear_pointer(&form->card, customer_card_free);
	form_list(screen, FALSE);
}

void form_row_read(Screen *screen, FormRow *row)
{
	g_clear_pointer(&row->problem, g_free);
	row->touched = TRUE;
	if (form_is_picker(row->kind))
		read_picker(screen, row);
	else if (row->kind == ROW_WHEN)
		read_when(screen, row);
}

/* --- what may be picked --- */

static FormPick *add_pick(Form *form, const char *id, const char *name)
{
	FormPick *pick = g_new0(FormPick, 1);
	pick->id = g_strdup(id);
	pick->name = g_strdup(name);
	g_ptr_array_add(form->picks, pick);
	return pick;
}

static char *hit_right(const Screen *screen, const CustomerHit *hit)
{
	if (hit->last_visit == NONE)
		return g_strdup(_("new"));
	gint64 weeks = (book_now(screen->app->book) - hit->last_visit) / (7 * ZONE_DAY_SECONDS);
	g_autofree char *ago =
		weeks >= 1 ? g_strdup_printf(_("%d w ago"), (int)weeks) : g_strdup(_("this week"));
	return hit->last_service ? g_strdup_printf("%s, %s", hit->last_service, ago) : g_steal_pointer(&ago);
}

static void list_customers(Screen *screen, const char *text)
{
	Form *form = form_of(screen);
	if (!*text)
		return;
	g_autoptr(SearchHits) hits = book_search(screen->app->book, text, FALSE, PICK_LIMIT - 1, NULL);
	for (guint i = 0; hits && i < hits->customers->len; i++) {
		const CustomerHit *hit = hits->customers->pdata[i];
		FormPick *pick = add_pick(form, hit->id, hit->name);
		pick->middle = g_strdup(hit->phone);
		pick->right = hit_right(screen, hit);
	}
	g_autofree char *name = g_strdup_printf(_("+ new customer “%s”"), text);
	add_pick(form, NULL, name)->is_new = TRUE;
}

static void list_services(Screen *screen, const char *text)
{
	Form *form = form_of(screen);
	const char *currency = book_business(screen->app->book)->currency;
	g_autoptr(GPtrArray) found = book_match_services(screen->app->book, text);
	for (guint i = 0; i < found->len; i++) {
		const Service *service = found->pdata[i];
		FormPick *pick = add_pick(form, service->id, service->name);
		pick->middle = when_duration_words(service->duration * 60);
		pick->right = service->price == NONE ? NULL : money_words(service->price, currency);
	}
}

static void list_staff(Screen *screen, const FormRow *row, const char *text)
{
	Form *form = form_of(screen);
	const Service *service = service_of(screen, row->part);
	g_autoptr(GPtrArray) found = book_match_staff(screen->app->book, text, service ? service->id : NULL);
	if (!*text)
		add_pick(form, NULL, form->block ? _("nobody") : _("any"));
	for (guint i = 0; i < found->len; i++) {
		const Staff *staff = found->pdata[i];
		FormPick *pick = add_pick(form, staff->id, staff->name);
		if (service)
			pick->middle = when_duration_words(service_minutes(service, staff->id) * 60);
	}
}

static void list_resources(Screen *screen, const FormRow *row, const char *text)
{
	Form *form = form_of(screen);
	const Service *service = service_of(screen, row->part);
	const GPtrArray *all = book_resources(screen->app->book);
	g_autofree char *typed = text_fold(text);
	if (!*text)
		add_pick(form, NULL, form->block ? _("none") : _("any"));
	for (guint i = 0; i < all->len; i++) {
		const Resource *resource = all->pdata[i];
		g_autofree char *name = text_fold(resource->name);
		gboolean fits = !service || !*service->resource_kind ||
				g_strcmp0(service->resource_kind, resource->kind) == 0;
		if (resource->active && fits && strstr(name, typed))
			add_pick(form, resource->id, resource->name)->middle = g_strdup(resource->kind);
	}
}

static void list_statuses(Form *form, const char *text)
{
	static const BookingStatus both[] = { STATUS_CONFIRMED, STATUS_TENTATIVE };
	g_autofree char *typed = text_fold(text);
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		g_autofree char *words = text_fold(status_words(both[i]));
		if (g_str_has_prefix(words, typed))
			add_pick(form, status_name(both[i]), status_words(both[i]));
	}
}

void form_unlist(Form *form)
{
	g_ptr_array_set_size(form->picks, 0);
	form->pick = 0;
}

void form_list(Screen *screen, gboolean all)
{
	Form *form = form_of(screen);
	const FormRow *row = form_focus_row(form);
	g_autofree char *text = all ? g_strdup("") : g_strstrip(g_strdup(input_text(row->field)));
	form_unlist(form);
	switch (row->kind) {
	case ROW_CUSTOMER:
		list_customers(screen, all ? input_text(row->field) : text);
		break;
	case ROW_SERVICE:
		list_services(screen, text);
		break;
	case ROW_STAFF:
		list_staff(screen, row, text);
		break;
	case ROW_RESOURCE:
		list_resources(screen, row, text);
		break;
	case ROW_STATUS:
		list_statuses(form, text);
		break;
	default:
		break;
	}
}

/* What was typed as the name of a new customer, its phone taken out: "anna 0170 123456". */
static void split_phone(Form *form, const char *text)
{
	const char *digits = strpbrk(text, "+0123456789");
	g_autofree char *all = digits ? text_digits(digits) : NULL;
	if (!all || strlen(all) < 4)
		return;
	g_autofree char *head = g_strndup(text, (gsize)(digits - text));
	g_autofree char *name = text_name(head);
	FormRow *customer = form_row(form, ROW_CUSTOMER, 0);
	if (!name)
		return; /* digits alone: the name is still to come */
	choose(customer, NULL, name);
	fit_phone(form);
	input_set(form_row(form, ROW_PHONE, 0)->field, digits);
}

static void service_taken(Screen *screen, guint part)
{
	Form *form = form_of(screen);
	const Service *service = service_of(screen, part);
	FormRow *staff = form_row(form, ROW_STAFF, part);
	fit_resource(screen, part);
	/* who was only offered because the cursor stood there gives way to whoever can do it */
	if (service && staff->chosen && !staff->touched && !service_done_by(service, staff->chosen))
		choose(staff, NULL, "");
}

/* The service a known customer had last is offered. */
static void offer_last_service(Screen *screen)
{
	Form *form = form_of(screen);
	const FormRow *row = form_row(form, ROW_SERVICE, 0);
	const GPtrArray *services = book_services(screen->app->book);
	if (!form->card || !form->card->last_service || !row || row->touched || row->chosen)
		return;
	for (guint i = 0; i < services->len; i++) {
		const Service *service = services->pdata[i];
		if (service->active && strcmp(service->name, form->card->last_service) == 0) {
			set_service(screen, 0, service->id);
			service_taken(screen, 0);
			return;
		}
	}
}

gboolean form_take_pick(Screen *screen)
{
	Form *form = form_of(screen);
	FormRow *row = form_focus_row(form);
	if (form->picks->len == 0)
		return FALSE;
	const FormPick *pick = form->picks->pdata[form->pick];
	g_autofree char *typed = text_name(input_text(row->field));
	row->touched = TRUE;
	if (pick->is_new) {
		choose(row, NULL, typed ? typed : "");
		fit_phone(form);
		split_phone(form, input_text(row->field));
	} else if (row->kind == ROW_CUSTOMER) {
		set_customer(screen, pick->id, pick->name);
		offer_last_service(screen);
	} else {
		choose(row, pick->id, pick->id ? pick->name : "");
	}
	form_unlist(form);
	if (row->kind == ROW_SERVICE)
		service_taken(screen, row->part);
	return TRUE;
}

/* Called when the focus leaves a row. */
void form_row_left(Screen *screen, FormRow *row)
{
	Form *form = form_of(screen);
	if (row->kind == ROW_CUSTOMER)
		fit_phone(form);
	if (row->kind == ROW_SERVICE && row->part > 0 && input_is_empty(row->field))
		drop_visit(form, row->part);
	else if (form_is_picker(row->kind) && row->kind != ROW_CUSTOMER && !row->chosen &&
		 !input_is_empty(row->field) && !row->problem)
		row->problem = g_strdup_printf(_("there is no “%s”"), input_text(row->field));
	else if (row->kind == ROW_WHEN && !row->problem && row->touched)
		form_set_start(screen, form->start); /* as it was understood */
}
