/* cli/care.c - backup, restore, backups, doctor. */
#include "cli/commands_p.h"

#include "base/settings.h"
#include "book/care.h"
#include <unistd.h>

static cJSON *backup_json(const Book *book, const BackupInfo *info)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "path", info->path);
	cJSON_AddItemToObject(document, "at", json_instant(book_zone(book), info->at));
	cJSON_AddNumberToObject(document, "bytes", (double)info->bytes);
	cJSON_AddItemToObject(document, "bookings",
			      info->bookings == NONE ? cJSON_CreateNull()
						     : cJSON_CreateNumber((double)info->bookings));
	return document;
}

static char *count_words(const BackupInfo *info)
{
	if (info->bookings == NONE)
		return g_strdup(_("cannot be opened"));
	return g_strdup_printf(ngettext("%lld booking", "%lld bookings", (gulong)info->bookings),
			       (long long)info->bookings);
}

/* For commands on a book that may not open: only its zone is asked for here, and only for --now. */
static gboolean read_clock(Cli *cli, GError **error)
{
	BookOptions options = cli_book_options(cli);
	g_autoptr(Book) book = book_open(&options, NULL);
	g_autofree char *name = zone_system_name();
	g_autoptr(GTimeZone) zone = book ? g_time_zone_ref(book_zone(book)) : zone_new(name, error);
	return zone && cli_read_clock(cli, zone, error);
}

gboolean cmd_backup(Cli *cli, GError **error)
{
	g_autoptr(BackupInfo) info = book_backup(cli->book, cli_arg(cli, 0), error);
	if (!info)
		return FALSE;
	g_autofree char *count = count_words(info);
	cli_answer(cli, backup_json(cli->book, info));
	cli_confirm_done(cli, _("Copied to %s: %s.\n"), info->path, count);
	return TRUE;
}

/* The book may be one that is too damaged to open. */
gboolean cmd_restore(Cli *cli, GError **error)
{
	g_autoptr(BackupInfo) saved = NULL;
	if (!cli_start_log(cli, error) || !read_clock(cli, error))
		return FALSE;
	BookOptions options = cli_book_options(cli);
	if (!book_restore_at(&options, cli_arg(cli, 0), &saved, error) ||
	    !(cli->book = book_open(&options, error)))
		return FALSE;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "restored", cli_arg(cli, 0));
	cJSON_AddItemToObject(document, "saved", saved ? backup_json(cli->book, saved) : cJSON_CreateNull());
	cli_answer(cli, document);
	cli_confirm_done(cli, _("The book is as %s has it.\n"), cli_arg(cli, 0));
	if (saved && saved->bookings == NONE)
		cli_remark(cli, _("What was there before is kept in %s."), saved->path);
	else if (saved)
		cli_remark(cli, _("As it was before: daybook restore %s"), saved->path);
	return TRUE;
}

gboolean cmd_backups(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) backups = book_backups(cli->book, error);
	if (!backups)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("lrrl");
	for (guint i = 0; i < backups->len; i++) {
		const BackupInfo *info = backups->pdata[i];
		g_autofree char *when = cli_instant_words(cli, info->at);
		g_autofree char *size = g_format_size((guint64)info->bytes);
		g_autofree char *count = count_words(info);
		cJSON_AddItemToArray(list, backup_json(cli->book, info));
		CLI_ROW(table, when, size, count, info->path);
	}
	cli_answer_list(cli, "backups", list);
	cli_table_say(cli, table);
	if (backups->len == 0)
		cli_remark(cli, _("There are no copies yet. One a day is made when the front end is used."));
	return TRUE;
}

/* --- doctor --- */

static void add_finding(GPtrArray *findings, const char *check, DoctorGrade grade, const char *message,
			const char *advice)
{
	DoctorFinding *finding = g_new0(DoctorFinding, 1);
	finding->check = g_strdup(check);
	finding->grade = grade;
	finding->message = g_strdup(message);
	finding->advice = g_strdup(advice);
	g_ptr_array_add(findings, finding);
}

/* The settings are not the book's; every other command refuses to start with wrong ones. */
static void check_settings(GPtrArray *findings)
{
	g_autoptr(GError) wrong = NULL;
	g_autoptr(Settings) settings = settings_load(&wrong);
	if (!settings)
		add_finding(findings, "settings", DOCTOR_PROBLEM, wrong->message,
			    _("Mend that line, or move the file away."));
	else
		add_finding(findings, "settings", DOCTOR_OK, _("The settings can be read."), NULL);
}

static void answer_doctor(Cli *cli, const GPtrArray *findings, guint problems)
{
	static const char *const names[] = {
		[DOCTOR_OK] = "ok", [DOCTOR_WARNING] = "warning", [DOCTOR_PROBLEM] = "problem"
	};
	static const char *const words[] = {
		[DOCTOR_OK] = N_("fine"), [DOCTOR_WARNING] = N_("warning"), [DOCTOR_PROBLEM] = N_("problem")
	};
	cJSON *document = cJSON_CreateObject();
	cJSON_AddBoolToObject(document, "ok", problems == 0);
	cJSON *list = cJSON_AddArrayToObject(document, "findings");
	for (guint i = 0; i < findings->len; i++) {
		const DoctorFinding *finding = findings->pdata[i];
		cJSON *item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "check", finding->check);
		cJSON_AddStringToObject(item, "grade", names[finding->grade]);
		cJSON_AddStringToObject(item, "message", finding->message);
		cJSON_AddItemToObject(item, "advice",
				      finding->advice ? cJSON_CreateString(finding->advice)
						      : cJSON_CreateNull());
		cJSON_AddItemToArray(list, item);
		cli_say(cli, "%s%s" MARK_PLAIN "  %s: %s\n",
			finding->grade == DOCTOR_OK ? MARK_FAINT : MARK_WARN, _(words[finding->grade]),
			finding->check, finding->message);
		if (finding->advice)
			cli_say(cli, "    %s\n", finding->advice);
	}
	cli_answer(cli, document);
}

gboolean cmd_doctor(Cli *cli, GError **error)
{
	if (!read_clock(cli, error))
		return FALSE;
	BookOptions options = cli_book_options(cli);
	g_autoptr(GPtrArray) findings = book_doctor(&options);
	check_settings(findings);
	if (cli->service)
		cli->service->doctor(&options, findings);
	guint problems = 0, warnings = 0;
	for (guint i = 0; i < findings->len; i++) {
		problems += ((DoctorFinding *)findings->pdata[i])->grade == DOCTOR_PROBLEM;
		warnings += ((DoctorFinding *)findings->pdata[i])->grade == DOCTOR_WARNING;
	}
	answer_doctor(cli, findings, problems);
	if (problems == 0) {
		cli_say(cli, warnings ? _("No problems.\n") : _("All is in order.\n"));
		return TRUE;
	}
	cli->fails_with_answer = TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_FAILED,
			    ngettext("%u problem was found.", "%u problems were found.", problems), problems);
}
