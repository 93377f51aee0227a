/* cli/service.c - service add, list, edit, retire. */
#include "cli/commands_p.h"

#include "base/money.h"
#include "book/house.h"
#include "book/people.h"
#include <string.h>

/* A service may be added before what it needs; it cannot be booked before. */
static void remark_missing_kind(Cli *cli, const Service *service)
{
	const GPtrArray *resources = book_resources(cli->book);
	gboolean there = !*service->resource_kind;
	for (guint i = 0; i < resources->len && !there; i++) {
		const Resource *resource = resources->pdata[i];
		there = resource->active && strcmp(resource->kind, service->resource_kind) == 0;
	}
	if (!there)
		cli_remark(
			cli,
			_("There is no resource of the kind “%s” yet: daybook resource add NAME --kind KIND"),
			service->resource_kind);
}

static gboolean answer(Cli *cli, Service *service, const char *done)
{
	if (!service)
		return FALSE;
	g_autofree char *length = when_duration_words(service->duration * 60);
	g_autofree char *price = service->price == NONE
					 ? NULL
					 : money_words(service->price, book_business(cli->book)->currency);
	cli_answer(cli, json_service(cli->book, service));
	cli_confirm_done(cli, "%s %s · %s%s%s\n", done, service->name, length, price ? " · " : "",
			 price ? price : "");
	remark_missing_kind(cli, service);
	service_free(service);
	return TRUE;
}

static gboolean is_none(const Cli *cli, const char *option)
{
	const char *text = cli_text(cli, option);
	return text && g_ascii_strcasecmp(text, "none") == 0;
}

/* What add and edit share; skills and segments are the caller's to free. */
static gboolean read_fields(const Cli *cli, ServiceEdit *edit, GPtrArray **segments, GPtrArray **skills,
			    GError **error)
{
	const char *text = cli_text(cli, "segments");
	if (text && !(*segments = book_segments_parse(text, error)))
		return FALSE;
	if (cli_list(cli, "staff") && !(*skills = cli_find_staff_list(cli, "staff", error)))
		return FALSE;
	edit->segments = *segments;
	edit->skills = *skills;
	edit->color = cli_text(cli, "color");
	edit->resource_kind = cli_text(cli, "resource");
	edit->description = cli_text(cli, "description");
	edit->no_price = is_none(cli, "price");
	edit->no_max = is_none(cli, "max-per-day");
	return cli_minutes(cli, "duration", FALSE, &edit->duration, error) &&
	       cli_minutes(cli, "buffer-before", TRUE, &edit->buffer_before, error) &&
	       cli_minutes(cli, "buffer-after", TRUE, &edit->buffer_after, error) &&
	       (edit->no_price || cli_money(cli, "price", &edit->price, error)) &&
	       cli_number(cli, "capacity", 1, 10000, &edit->capacity, error) &&
	       (edit->no_max || cli_number(cli, "max-per-day", 0, 10000, &edit->max_per_day, error));
}

gboolean cmd_service_add(Cli *cli, GError **error)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	g_autoptr(GPtrArray) segments = NULL, skills = NULL;
	if (!read_fields(cli, &edit, &segments, &skills, error))
		return FALSE;
	if (edit.duration == NONE && !segments)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("How long does it take? Give --duration, or --segments."));
	edit.name = cli_arg(cli, 0);
	return answer(cli, book_service_add(cli->book, &edit, error), _("Added:"));
}

gboolean cmd_service_edit(Cli *cli, GError **error)
{
	ServiceEdit edit = SERVICE_EDIT_INIT;
	g_autoptr(GPtrArray) segments = NULL, skills = NULL;
	g_autofree char *for_staff = NULL;
	g_autofree char *id = book_find_service(cli->book, cli_arg(cli, 0), error);
	if (!id || !read_fields(cli, &edit, &segments, &skills, error) ||
	    !cli_find(cli, "for", book_find_staff, &for_staff, error))
		return FALSE;
	edit.name = cli_text(cli, "name");
	edit.for_staff = for_staff;
	edit.active = cli_flag(cli, "active") ? 1 : NONE;
	return answer(cli, book_service_edit(cli->book, id, &edit, error), _("Changed:"));
}

gboolean cmd_service_retire(Cli *cli, GError **error)
{
	char *remark = NULL;
	g_autofree char *id = book_find_service(cli->book, cli_arg(cli, 0), error);
	gboolean done = id && answer(cli, book_service_retire(cli->book, id, &remark, error), _("Retired:"));
	cli_remark_take(cli, remark);
	return done;
}

/* --- list --- */

/* "30 + 45 free + 30", or "45 min". */
static char *length_of(const Service *service)
{
	if (service->segments->len == 0)
		return when_duration_words(service->duration * 60);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < service->segments->len; i++) {
		const Segment *segment = service->segments->pdata[i];
		g_autofree char *length = when_duration_words(segment->minutes * 60);
		g_ptr_array_add(words,
				segment->busy ? g_strdup(length) : g_strdup_printf(_("%s free"), length));
	}
	return cli_join(words, " + ");
}

/* "Ana, Boris (1h, €50.00)", "everybody". */
static char *doers_of(const Cli *cli, const Service *service)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < service->skills->len; i++) {
		const Skill *skill = service->skills->pdata[i];
		const Staff *staff = book_staff_by_id(cli->book, skill->staff);
		g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
		if (!staff)
			continue;
		if (skill->minutes != NONE)
			g_ptr_array_add(own, when_duration_words(skill->minutes * 60));
		if (skill->price != NONE)
			g_ptr_array_add(own, money_words(skill->price, book_business(cli->book)->currency));
		g_autofree char *words = cli_join(own, ", ");
		g_ptr_array_add(names, *words ? g_strdup_printf("%s (%s)", staff->name, words)
					      : g_strdup(staff->name));
	}
	return names->len ? cli_join(names, ", ") : g_strdup(_("everybody"));
}

/* "10 min before, 5 min after, 8 places, room, at most 3 a day, retired". */
static char *terms_of(const Service *service)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *before = when_duration_words(service->buffer_before * 60);
	g_autofree char *after = when_duration_words(service->buffer_after * 60);
	if (service->buffer_before > 0)
		g_ptr_array_add(words, g_strdup_printf(_("%s before"), before));
	if (service->buffer_after > 0)
		g_ptr_array_add(words, g_strdup_printf(_("%s after"), after));
	if (service->capacity > 1)
		g_ptr_array_add(words, g_strdup_printf(_("%d places"), (int)service->capacity));
	if (*service->resource_kind)
		g_ptr_array_add(words, g_strdup(service->resource_kind));
	if (service->max_per_day != NONE)
		g_ptr_array_add(words, g_strdup_printf(_("at most %d a day"), (int)service->max_per_day));
	if (!service->active)
		g_ptr_array_add(words, g_strdup(_("retired")));
	return cli_join(words, ", ");
}

gboolean cmd_service_list(Cli *cli, G_GNUC_UNUSED GError **error)
{
	const GPtrArray *services = book_services(cli->book);
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("clrccr");
	for (guint i = 0; i < services->len; i++) {
		const Service *one = services->pdata[i];
		g_autofree char *length = length_of(one);
		g_autofree char *price =
			one->price == NONE ? NULL
					   : money_words(one->price, book_business(cli->book)->currency);
		g_autofree char *doers = doers_of(cli, one);
		g_autofree char *terms = terms_of(one);
		g_autofree char *id = cli_short_id(cli, one->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		cJSON_AddItemToArray(list, json_service(cli->book, one));
		CLI_ROW(table, one->name, length, price, doers, terms, faint_id);
	}
	cli_answer_list(cli, "services", list);
	cli_table_say(cli, table);
	if (services->len == 0)
		cli_remark(cli, _("There are no services yet: daybook service add NAME --duration 45m"));
	return TRUE;
}
