/* cli/customer.c - customer add, list, show, edit, merge, export, erase. */
#include "cli/commands_p.h"

#include "base/money.h"
#include "book/people.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SHOWN_PAST 5
#define SHOWN_COMING 10

static char *phones_of(const Customer *customer)
{
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	for (guint i = 0; i < customer->phones->len; i++)
		g_ptr_array_add(phones, ((Phone *)customer->phones->pdata[i])->typed);
	return cli_join(phones, ", ");
}

/* "Maria Lopez · +49 170 1234567 · maria@example.org · 1a2b3c4d" */
static char *customer_words(const Cli *cli, const Customer *customer)
{
	g_autofree char *phones = phones_of(customer);
	g_autofree char *id = cli_short_id(cli, customer->id);
	GString *words = g_string_new(customer->name);
	const char *const more[] = { phones, customer->email, id };
	for (guint i = 0; i < G_N_ELEMENTS(more); i++)
		if (*more[i])
			g_string_append_printf(words, " · %s", more[i]);
	return g_string_free(words, FALSE);
}

void cli_answer_customer(Cli *cli, const Customer *customer, const char *done)
{
	if (cli_wants_json(cli))
		cli_answer(cli, json_customer(cli->book, customer));
	if (cli_wants_text(cli)) {
		g_autofree char *words = customer_words(cli, customer);
		cli_confirm_done(cli, "%s %s\n", done, words);
	}
}

/* --- add and edit --- */

static CustomerEdit read_fields(const Cli *cli, const char *name)
{
	return (CustomerEdit){ .name = name,
			       .email = cli_text(cli, "email"),
			       .zone = cli_text(cli, "timezone"),
			       .language = cli_text(cli, "language"),
			       .notes = cli_text(cli, "notes"),
			       .preferences = cli_text(cli, "preferences"),
			       .consents = cli_text(cli, "consents"),
			       .phones = cli_list(cli, "phone") };
}

gboolean cmd_customer_add(Cli *cli, GError **error)
{
	CustomerEdit edit = read_fields(cli, cli_arg(cli, 0));
	g_autoptr(Customer) customer = book_customer_add(cli->book, &edit, error);
	if (!customer)
		return FALSE;
	cli_answer_customer(cli, customer, _("Added:"));
	return TRUE;
}

gboolean cmd_customer_edit(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_customer(cli->book, cli_arg(cli, 0), error);
	if (!id)
		return FALSE;
	CustomerEdit edit = read_fields(cli, cli_text(cli, "name"));
	/* --phone "" takes every phone away. */
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	if (edit.phones && edit.phones->len == 1 && !*(const char *)edit.phones->pdata[0])
		edit.phones = none;
	g_autoptr(Customer) customer = book_customer_edit(cli->book, id, &edit, error);
	if (!customer)
		return FALSE;
	cli_answer_customer(cli, customer, _("Changed:"));
	return TRUE;
}

gboolean cmd_customer_merge(Cli *cli, GError **error)
{
	g_autofree char *from = book_find_customer(cli->book, cli_arg(cli, 0), error);
	g_autofree char *into = from ? book_find_customer(cli->book, cli_arg(cli, 1), error) : NULL;
	g_autoptr(Customer) customer = into ? book_customer_merge(cli->book, from, into, error) : NULL;
	if (!customer)
		return FALSE;
	cli_answer_customer(cli, customer, _("Merged into:"));
	return TRUE;
}

/* --- list and show --- */

static void say_customers(Cli *cli, const GPtrArray *customers)
{
	CliTable *table = cli_table_new("cccr");
	for (guint i = 0; i < customers->len; i++) {
		const Customer *customer = customers->pdata[i];
		g_autofree char *phones = phones_of(customer);
		g_autofree char *id = cli_short_id(cli, customer->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		CLI_ROW(table, customer->name, phones, customer->email, faint_id);
	}
	cli_table_say(cli, table);
}

gboolean cmd_customer_list(Cli *cli, GError **error)
{
	gint64 limit = 0;
	const char *phone = cli_text(cli, "phone");
	if (!cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	if (phone && !strpbrk(phone, "0123456789"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--phone: “%s” has no digits to look for."), phone);
	g_autoptr(GPtrArray) customers =
		book_customers(cli->book, cli_arg(cli, 0), phone, (guint)limit, error);
	if (!customers)
		return FALSE;
	if (cli_wants_json(cli)) {
		cJSON *list = cJSON_CreateArray();
		for (guint i = 0; i < customers->len; i++)
			cJSON_AddItemToArray(list, json_customer(cli->book, customers->pdata[i]));
		cli_answer_list(cli, "customers", list);
	}
	if (cli_wants_text(cli))
		say_customers(cli, customers);
	if (customers->len == 0)
		cli_remark(cli, _("No customer is like that."));
	return TRUE;
}

static void say_pair(Cli *cli, const char *what, const char *value)
{
	if (value && *value)
		cli_say(cli, MARK_FAINT "%s" MARK_PLAIN " %s\n", what, value);
}

static void say_figures(Cli *cli, const CustomerCard *card)
{
	g_autofree char *visits =
		g_strdup_printf(ngettext("%u visit", "%u visits", card->visits), card->visits);
	g_autofree char *missed =
		g_strdup_printf(ngettext("%u no-show", "%u no-shows", card->no_shows), card->no_shows);
	g_autofree char *spent = money_words(card->spent, book_business(cli->book)->currency);
	g_autofree char *last = card->last_visit == NONE ? NULL : cli_instant_words(cli, card->last_visit);
	g_autofree char *next =
		card->next_booking == NONE ? NULL : cli_instant_words(cli, card->next_booking);
	cli_say(cli, "%s · %s · %s\n", visits, missed, spent);
	say_pair(cli, _("Last visit:"), last);
	say_pair(cli, _("Last service:"), card->last_service);
	say_pair(cli, _("Usually with:"), card->usual_staff);
	say_pair(cli, _("Next booking:"), next);
	g_autofree char *waiting =
		card->waiting ? g_strdup_printf(ngettext("%u entry", "%u entries", card->waiting), card->waiting)
			      : NULL;
	say_pair(cli, _("On the waitlist:"), waiting);
}

/* The last few that are over and the first few that come. */
static gboolean say_customers_bookings(Cli *cli, const char *id, GError **error)
{
	ListQuery query = LIST_QUERY_INIT;
	query.customer = id;
	query.all = TRUE;
	g_autoptr(GPtrArray) views = book_list(cli->book, &query, error);
	if (!views)
		return FALSE;
	g_autoptr(GPtrArray) shown = g_ptr_array_new();
	guint coming = 0;
	while (coming < views->len &&
	       ((BookingView *)views->pdata[coming])->booking->start < book_now(cli->book))
		coming++;
	for (guint i = coming > SHOWN_PAST ? coming - SHOWN_PAST : 0;
	     i < views->len && i < coming + SHOWN_COMING; i++)
		g_ptr_array_add(shown, views->pdata[i]);
	if (shown->len > 0)
		cli_say(cli, "\n");
	cli_say_bookings(cli, shown);
	return TRUE;
}

gboolean cmd_customer_show(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_customer(cli->book, cli_arg(cli, 0), error);
	g_autoptr(CustomerCard) card = id ? book_customer_card(cli->book, id, error) : NULL;
	if (!card)
		return FALSE;
	const Customer *customer = card->customer;
	if (cli_wants_json(cli))
		cli_answer(cli, json_customer(cli->book, customer));
	if (!cli_wants_text(cli))
		return TRUE;
	g_autofree char *words = customer_words(cli, customer);
	cli_say(cli, MARK_STRONG "%s\n", words);
	say_figures(cli, card);
	say_pair(cli, _("Zone:"), customer->zone);
	say_pair(cli, _("Language:"), customer->language);
	say_pair(cli, _("Likes:"), customer->preferences);
	say_pair(cli, _("Agreed to:"), customer->consents);
	say_pair(cli, _("Notes:"), customer->notes);
	say_pair(cli, _("Id:"), customer->id);
	return say_customers_bookings(cli, id, error);
}

/* --- export and erase --- */

static gboolean write_text(int fd, gpointer text, GError **error)
{
	for (gsize put = 0, length = strlen(text); put < length;) {
		ssize_t wrote = write(fd, (const char *)text + put, length - put);
		if (wrote < 0 && errno != EINTR)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("It could not be written: %s."),
					    g_strerror(errno));
		put += (gsize)MAX(wrote, 0);
	}
	return TRUE;
}

gboolean cmd_customer_export(Cli *cli, GError **error)
{
	const char *output = cli_text(cli, "output");
	g_autofree char *id = book_find_customer(cli->book, cli_arg(cli, 0), error);
	g_autofree char *json = id ? book_customer_export(cli->book, id, error) : NULL;
	if (!json)
		return FALSE;
	if (!output || strcmp(output, "-") == 0) {
		/* It is one JSON document whoever reads it; cJSON keeps it as it stands. */
		cli->json = TRUE;
		cli_answer(cli, cJSON_CreateRaw(json));
		return TRUE;
	}
	if (!cli_write_file(output, write_text, json, error))
		return FALSE;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "output", output);
	cli_answer(cli, document);
	cli_confirm_done(cli, _("Written to %s.\n"), output);
	return TRUE;
}

gboolean cmd_customer_erase(Cli *cli, GError **error)
{
	g_autofree char *id = book_find_customer(cli->book, cli_arg(cli, 0), error);
	g_autoptr(Customer) customer = id ? book_customer(cli->book, id, error) : NULL;
	if (!customer)
		return FALSE;
	g_autofree char *words = customer_words(cli, customer);
	g_autofree char *question = g_strdup_printf(
		_("Erase %s for good, in the book and its log? This cannot be undone."), words);
	if (!cli_ask(cli, question, error) || !book_customer_erase(cli->book, id, error))
		return FALSE;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "erased", id);
	cli_answer(cli, document);
	cli_confirm_done(cli, _("Erased: %s\n"), id);
	return TRUE;
}
