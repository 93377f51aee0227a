/* cli/staff.c - the staff and the resources: add, list, edit, retire, merge. */
#include "cli/commands_p.h"

#include "book/house.h"
#include "book/people.h"

/* --- staff --- */

static gboolean answer_staff(Cli *cli, Staff *staff, const char *done)
{
	if (!staff)
		return FALSE;
	cli_answer(cli, json_staff(cli->book, staff));
	cli_confirm_done(cli, "%s %s\n", done, staff->name);
	staff_free(staff);
	return TRUE;
}

/* A number, or none. */
static gboolean read_max(const Cli *cli, gint64 *max_per_day, GError **error)
{
	const char *text = cli_text(cli, "max-per-day");
	if (!text || !g_str_equal(text, "none"))
		return cli_number(cli, "max-per-day", 1, PER_DAY_MOST, max_per_day, error);
	*max_per_day = NONE;
	return TRUE;
}

gboolean cmd_staff_add(Cli *cli, GError **error)
{
	StaffEdit edit = { .name = cli_arg(cli, 0), .color = cli_text(cli, "color"), .active = NONE };
	if (!read_max(cli, &edit.max_per_day, error))
		return FALSE;
	return answer_staff(cli, book_staff_add(cli->book, &edit, error), _("Added:"));
}

gboolean cmd_staff_list(Cli *cli, G_GNUC_UNUSED GError **error)
{
	const GPtrArray *staff = book_staff(cli->book);
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("clllr");
	for (guint i = 0; i < staff->len; i++) {
		const Staff *one = staff->pdata[i];
		g_autofree char *id = cli_short_id(cli, one->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		g_autofree char *most = one->max_per_day == NONE ? NULL
								 : g_strdup_printf(_("at most %d a day"),
										   (int)one->max_per_day);
		cJSON_AddItemToArray(list, json_staff(cli->book, one));
		CLI_ROW(table, one->name, one->color, most, one->active ? NULL : _("retired"), faint_id);
	}
	cli_answer_list(cli, "staff", list);
	cli_table_say(cli, table);
	return TRUE;
}

gboolean cmd_staff_edit(Cli *cli, GError **error)
{
	StaffEdit edit = { .name = cli_text(cli, "name"),
			   .color = cli_text(cli, "color"),
			   .active = cli_flag(cli, "active") ? 1 : NONE };
	if (!read_max(cli, &edit.max_per_day, error))
		return FALSE;
	g_autofree char *id = book_find_staff(cli->book, cli_arg(cli, 0), error);
	return id && answer_staff(cli, book_staff_edit(cli->book, id, &edit, error), _("Changed:"));
}

gboolean cmd_staff_retire(Cli *cli, GError **error)
{
	char *remark = NULL;
	g_autofree char *id = book_find_staff(cli->book, cli_arg(cli, 0), error);
	g_autoptr(Staff) staff = id ? book_staff_retire(cli->book, id, &remark, error) : NULL;
	if (!staff || !cli_answer_outside(cli, json_staff(cli->book, staff), remark, error))
		return FALSE;
	cli_confirm_done(cli, "%s %s\n", _("Retired:"), staff->name);
	return TRUE;
}

gboolean cmd_staff_merge(Cli *cli, GError **error)
{
	g_autofree char *from = book_find_staff(cli->book, cli_arg(cli, 0), error);
	g_autofree char *into = from ? book_find_staff(cli->book, cli_arg(cli, 1), error) : NULL;
	return into && answer_staff(cli, book_staff_merge(cli->book, from, into, error), _("Merged into:"));
}

/* --- resources --- */

static gboolean answer_resource(Cli *cli, Resource *resource, const char *done)
{
	if (!resource)
		return FALSE;
	cli_answer(cli, json_resource(cli->book, resource));
	cli_confirm_done(cli, "%s %s\n", done, resource->name);
	resource_free(resource);
	return TRUE;
}

gboolean cmd_resource_add(Cli *cli, GError **error)
{
	ResourceEdit edit = { .name = cli_arg(cli, 0),
			      .kind = cli_text(cli, "kind"),
			      .color = cli_text(cli, "color"),
			      .active = NONE };
	return answer_resource(cli, book_resource_add(cli->book, &edit, error), _("Added:"));
}

gboolean cmd_resource_list(Cli *cli, G_GNUC_UNUSED GError **error)
{
	const GPtrArray *resources = book_resources(cli->book);
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("cclr");
	for (guint i = 0; i < resources->len; i++) {
		const Resource *one = resources->pdata[i];
		g_autofree char *id = cli_short_id(cli, one->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		cJSON_AddItemToArray(list, json_resource(cli->book, one));
		CLI_ROW(table, one->name, one->kind, one->active ? NULL : _("retired"), faint_id);
	}
	cli_answer_list(cli, "resources", list);
	cli_table_say(cli, table);
	if (resources->len == 0)
		cli_remark(cli, _("There are no resources yet."));
	return TRUE;
}

gboolean cmd_resource_edit(Cli *cli, GError **error)
{
	ResourceEdit edit = { .name = cli_text(cli, "name"),
			      .kind = cli_text(cli, "kind"),
			      .color = cli_text(cli, "color"),
			      .active = cli_flag(cli, "active") ? 1 : NONE };
	g_autofree char *id = book_find_resource(cli->book, cli_arg(cli, 0), error);
	return id && answer_resource(cli, book_resource_edit(cli->book, id, &edit, error), _("Changed:"));
}

gboolean cmd_resource_retire(Cli *cli, GError **error)
{
	char *remark = NULL;
	g_autofree char *id = book_find_resource(cli->book, cli_arg(cli, 0), error);
	gboolean done = id && answer_resource(cli, book_resource_retire(cli->book, id, &remark, error),
					      _("Retired:"));
	cli_remark_take(cli, remark);
	return done;
}
