/* cli/business.c - init, business, policy. */
#include "cli/commands_p.h"

#include "book/house.h"
#include <unistd.h>

/* --- the business --- */

/* "week-start" is typed, "week_start" is JSON's. */
static void add_member(const char *name, const char *value, gpointer document)
{
	g_autofree char *key = g_strdelimit(g_strdup(name), "-", '_');
	cJSON_AddStringToObject(document, key, value);
}

static void add_row(const char *name, const char *value, gpointer table)
{
	CLI_ROW(table, name, value);
}

static cJSON *business_json(const Book *book)
{
	cJSON *document = cJSON_CreateObject();
	book_business_each(book, add_member, document);
	return document;
}

gboolean cmd_business_show(Cli *cli, G_GNUC_UNUSED GError **error)
{
	CliTable *table = cli_table_new("ll");
	book_business_each(cli->book, add_row, table);
	cli_table_say(cli, table);
	cli_answer(cli, business_json(cli->book));
	return TRUE;
}

gboolean cmd_business_set(Cli *cli, GError **error)
{
	char *remark = NULL;
	if (!book_business_set(cli->book, cli_arg(cli, 0), cli_arg(cli, 1), &remark, error))
		return FALSE;
	cli_answer(cli, business_json(cli->book));
	cli_confirm_done(cli, "%s: %s\n", cli_arg(cli, 0), cli_arg(cli, 1));
	cli_remark_take(cli, remark);
	return TRUE;
}

/* --- policies --- */

static cJSON *policy_json(const Book *book)
{
	const Policy *policy = book_policy(book);
	cJSON *document = cJSON_CreateObject();
	cJSON_AddNumberToObject(document, "slot_step", (double)policy->slot_step);
	cJSON_AddNumberToObject(document, "min_notice", (double)policy->min_notice);
	cJSON_AddNumberToObject(document, "horizon", (double)policy->horizon);
	cJSON_AddNumberToObject(document, "cancel_deadline", (double)policy->cancel_deadline);
	if (policy->max_per_day == NONE)
		cJSON_AddNullToObject(document, "max_per_day");
	else
		cJSON_AddNumberToObject(document, "max_per_day", (double)policy->max_per_day);
	cJSON_AddBoolToObject(document, "buffers_inside_hours", policy->buffers_inside_hours != 0);
	cJSON_AddStringToObject(document, "rank_spread",
				policy->rank_load == 0  ? "off"
				: policy->rank_load > 0 ? "on"
							: "gather");
	cJSON_AddBoolToObject(document, "rank_gaps", !policy->ignore_gaps);
	cJSON_AddBoolToObject(document, "remember_length", !policy->forget_length);
	return document;
}

gboolean cmd_policy_show(Cli *cli, G_GNUC_UNUSED GError **error)
{
	CliTable *table = cli_table_new("ll");
	book_policy_each(cli->book, add_row, table);
	cli_table_say(cli, table);
	cli_answer(cli, policy_json(cli->book));
	return TRUE;
}

gboolean cmd_policy_set(Cli *cli, GError **error)
{
	if (!book_policy_set(cli->book, cli_arg(cli, 0), cli_arg(cli, 1), error))
		return FALSE;
	cli_answer(cli, policy_json(cli->book));
	cli_confirm_done(cli, "%s: %s\n", cli_arg(cli, 0), cli_arg(cli, 1));
	return TRUE;
}

/* --- init --- */

static cJSON *init_json(const Book *book)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "path", book_path(book));
	cJSON_AddItemToObject(document, "business", business_json(book));
	cJSON *staff = cJSON_AddArrayToObject(document, "staff");
	for (guint i = 0; i < book_staff(book)->len; i++)
		cJSON_AddItemToArray(staff, json_staff(book, book_staff(book)->pdata[i]));
	cJSON *services = cJSON_AddArrayToObject(document, "services");
	for (guint i = 0; i < book_services(book)->len; i++)
		cJSON_AddItemToArray(services, json_service(book, book_services(book)->pdata[i]));
	return document;
}

static gboolean answer_init(Cli *cli, GError **error)
{
	BookOptions options = cli_book_options(cli);
	cli->book = book_open(&options, error);
	if (!cli->book)
		return FALSE;
	const Business *business = book_business(cli->book);
	cli_answer(cli, init_json(cli->book));
	cli_confirm_done(cli, _("A new book for %s (%s, %s): %s\n"), business->name, business->zone,
			 business->currency, book_path(cli->book));
	if (book_services(cli->book)->len == 0)
		cli_remark(cli, _("Next, what is offered: daybook service add NAME --duration 45m"));
	return TRUE;
}

/* The same request again: a book that this very one has made answers as it did then. */
static gboolean repeat_init(Cli *cli, gboolean *repeated, GError **error)
{
	*repeated = FALSE;
	if (!cli->request_words || access(cli->path, F_OK) != 0)
		return TRUE;
	BookOptions options = cli_book_options(cli);
	cli->book = book_open(&options, NULL);
	if (cli->book && !cli_repeat_answer(cli, repeated, error))
		return FALSE;
	g_clear_pointer(&cli->book, book_close);
	return TRUE;
}

gboolean cmd_init(Cli *cli, GError **error)
{
	gboolean repeated;
	if (!repeat_init(cli, &repeated, error))
		return FALSE;
	if (repeated)
		return TRUE;
	g_autoptr(GPtrArray) staff = cli_split(cli_list(cli, "staff"));
	BookInit init = { .name = cli_text(cli, "name"),
			  .zone = cli_text(cli, "timezone"),
			  .currency = cli_text(cli, "currency"),
			  .hours = cli_text(cli, "hours"),
			  .staff = staff->len > 0 ? staff : NULL,
			  .demo = cli_flag(cli, "demo") };
	g_autofree char *zone_name = init.zone ? g_strdup(init.zone) : zone_system_name();
	g_autoptr(GTimeZone) zone = zone_new(zone_name, error);
	if (!zone || !cli_read_clock(cli, zone, error))
		return FALSE;
	BookOptions options = cli_book_options(cli);
	return book_init(&options, &init, error) && answer_init(cli, error) &&
	       (!cli->request_words || cli_keep_answer(cli, error));
}
