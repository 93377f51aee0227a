/* cli/fields.c - the fields of `list --format` and --tsv. start and end are RFC 3339 with the booking's own offset, as in JSON; day and
 * hour are on the business's clock. */
#include "cli/words_p.h"

#include "base/money.h"
#include "cli/typed_p.h"
#include <string.h>

static char *text_or_empty(const char *text)
{
	return g_strdup(text ? text : "");
}

static char *stamp(const Cli *cli, const BookingView *view, gint64 instant)
{
	g_autoptr(GTimeZone) zone = book_zone_named(cli->book, view->booking->zone);
	return zone_rfc3339(zone, instant);
}

static gint64 wall(const Cli *cli, gint64 instant)
{
	return zone_local(book_zone(cli->book), instant);
}

static char *money(const BookingView *view, gint64 minor)
{
	return minor == NONE ? g_strdup("") : money_plain(minor, view->booking->currency);
}

/* clang-format off */
#define FIELD(name) static char *field_##name(G_GNUC_UNUSED const Cli *cli, const BookingView *view)
FIELD(id) { return g_strdup(view->booking->id); }
FIELD(short) { return cli_short_id(cli, view->booking->id); }
FIELD(start) { return stamp(cli, view, view->booking->start); }
FIELD(end) { return stamp(cli, view, view->booking->end); }
FIELD(date) { return day_iso(local_day(wall(cli, view->booking->start))); }
FIELD(day) { return day_short(local_day(wall(cli, view->booking->start))); }
FIELD(time) { return local_hhmm(wall(cli, view->booking->start)); }
FIELD(until) { return local_hhmm(wall(cli, view->booking->end)); }
FIELD(minutes) { return g_strdup_printf("%" G_GINT64_FORMAT, (view->booking->end - view->booking->start) / 60); }
FIELD(kind) { return g_strdup(view->booking->kind); }
FIELD(status) { return g_strdup(view->booking->status); }
FIELD(name) { return g_strdup(booking_view_name(view)); }
FIELD(customer) { return text_or_empty(view->customer_name); }
FIELD(phone) { return text_or_empty(view->customer_phone); }
FIELD(service) { return booking_view_services(cli->book, view); }
FIELD(staff) { return cli_booking_staff(cli, view->booking); }
FIELD(title) { return g_strdup(view->booking->title); }
FIELD(notes) { return g_strdup(view->booking->notes); }
FIELD(public_note) { return g_strdup(view->booking->public_note); }
FIELD(price) { return money(view, booking_price(view->booking)); }
FIELD(deposit) { return money(view, view->booking->deposit); }
FIELD(paid) { return money(view, view->booking->paid); }
FIELD(currency) { return g_strdup(view->booking->currency); }
FIELD(overbooked) { return text_or_empty(view->booking->overbooked); }
FIELD(series) { return text_or_empty(view->booking->series); }
FIELD(source) { return g_strdup(view->booking->source); }
/* clang-format on */
FIELD(resource)
{
	const Part *part = booking_first_part(view->booking);
	const Resource *resource = part ? book_resource_by_id(cli->book, part->resource) : NULL;
	return text_or_empty(resource ? resource->name : NULL);
}

const CliField cli_fields[] = {
	{ "start", N_("when it begins, 2026-11-24T14:30:00+01:00"), TRUE, field_start },
	{ "end", N_("when it ends"), TRUE, field_end },
	{ "status", N_("its status, as in JSON"), TRUE, field_status },
	{ "customer", N_("the customer's name"), TRUE, field_customer },
	{ "phone", N_("the customer's phone"), TRUE, field_phone },
	{ "service", N_("its services"), TRUE, field_service },
	{ "staff", N_("who does it"), TRUE, field_staff },
	{ "resource", N_("the room, chair or other resource"), TRUE, field_resource },
	{ "title", N_("the title it was given"), TRUE, field_title },
	{ "price", N_("the price, 45.00"), TRUE, field_price },
	{ "kind", N_("appointment or block"), TRUE, field_kind },
	{ "id", N_("its id"), TRUE, field_id },
	{ "short", N_("the beginning of its id"), FALSE, field_short },
	{ "date", N_("the day it begins, 2026-11-24"), FALSE, field_date },
	{ "day", N_("the day it begins, in words"), FALSE, field_day },
	{ "time", N_("the hour it begins, 14:30"), FALSE, field_time },
	{ "until", N_("the hour it ends"), FALSE, field_until },
	{ "minutes", N_("how long it takes"), FALSE, field_minutes },
	{ "name", N_("the customer, or the title"), FALSE, field_name },
	{ "notes", N_("private notes"), FALSE, field_notes },
	{ "public_note", N_("the note that may be shared"), FALSE, field_public_note },
	{ "deposit", N_("the deposit"), FALSE, field_deposit },
	{ "paid", N_("what was paid"), FALSE, field_paid },
	{ "currency", N_("the currency of the three"), FALSE, field_currency },
	{ "overbooked", N_("why it stands although a rule speaks against it"), FALSE, field_overbooked },
	{ "series", N_("the id of its series"), FALSE, field_series },
	{ "source", N_("where it came from"), FALSE, field_source },
	{ NULL, NULL, FALSE, NULL },
};

/* --- formats: {field}, {{ for a brace, \t and \n --- */

static const CliField *field_named(const char *name, gsize length)
{
	for (const CliField *field = cli_fields; field->name; field++)
		if (strlen(field->name) == length && strncmp(field->name, name, length) == 0)
			return field;
	return NULL;
}

static gboolean unknown_field(const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const CliField *field = cli_fields; field->name; field++)
		g_ptr_array_add(names, (gpointer)field->name);
	g_autofree char *all = cli_join(names, ", ");
	g_ptr_array_add(names, NULL);
	g_autofree char *hint = cli_did_you_mean(name, (const char *const *)names->pdata);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("--format: there is no field “%s”.%s There are: %s."), name, hint, all);
}

gboolean cli_format_check(const char *format, GError **error)
{
	for (const char *p = strchr(format, '{'); p; p = strchr(p, '{')) {
		if (p[1] == '{') {
			p += 2;
			continue;
		}
		const char *end = strchr(p, '}');
		if (!end)
			return daybook_fail(
				error, DAYBOOK_ERROR_USAGE,
				_("--format: a “{” without its “}”. A brace itself is written “{{”."));
		if (!field_named(p + 1, (gsize)(end - p - 1))) {
			g_autofree char *name = g_strndup(p + 1, (gsize)(end - p - 1));
			return unknown_field(name, error);
		}
		p = end;
	}
	return TRUE;
}

/* One booking is one line, whatever is in its notes. */
static void append_field(GString *out, const Cli *cli, const CliField *field, const BookingView *view)
{
	g_autofree char *value = field->text(cli, view);
	g_strdelimit(value, "\n\r\t", ' ');
	g_string_append(out, value);
}

void cli_format_append(GString *out, const Cli *cli, const char *format, const BookingView *view)
{
	for (const char *p = format; *p; p++) {
		if (p[0] == '{' && p[1] != '{') {
			const char *end = strchr(p, '}');
			append_field(out, cli, field_named(p + 1, (gsize)(end - p - 1)), view);
			p = end;
			continue;
		}
		if (p[0] == '\\' && (p[1] == 't' || p[1] == 'n')) {
			g_string_append_c(out, p[1] == 't' ? '\t' : '\n');
			p++;
			continue;
		}
		g_string_append_c(out, *p);
		p += (p[0] == '{' || p[0] == '}') && p[1] == p[0]; /* doubled: once */
	}
	g_string_append_c(out, '\n');
}

void cli_tsv_append(GString *out, const Cli *cli, const BookingView *view)
{
	for (const CliField *field = cli_fields; field->name; field++) {
		if (!field->tsv)
			continue;
		if (field != cli_fields)
			g_string_append_c(out, '\t');
		append_field(out, cli, field, view);
	}
	g_string_append_c(out, '\n');
}
