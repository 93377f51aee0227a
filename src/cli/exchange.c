/* cli/exchange.c - import, export. */
#include "cli/commands_p.h"

#include "book/exchange.h"
#include "book/people.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- import: which kind of file? --- */

typedef enum { KIND_ICAL, KIND_CSV } FileKind;

/* A pipe can be read once: what comes is put into a file without a name, which takes its place. */
static gboolean spool_stdin(GError **error)
{
	struct stat status;
	char buffer[1 << 16];
	if (fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode))
		return TRUE;
	g_autofree char *name = NULL;
	int file = g_file_open_tmp("daybook-XXXXXX", &name, error);
	if (file < 0)
		return FALSE;
	g_unlink(name);
	ssize_t got = 0;
	gboolean good = TRUE;
	while (good && (got = read(STDIN_FILENO, buffer, sizeof buffer)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		for (ssize_t put = 0; good && put < got;) {
			ssize_t wrote = write(file, buffer + put, (size_t)(got - put));
			good = wrote >= 0 || errno == EINTR;
			put += MAX(wrote, 0);
		}
		good = good && got >= 0;
	}
	good = good && lseek(file, 0, SEEK_SET) == 0 && dup2(file, STDIN_FILENO) >= 0;
	if (!good)
		daybook_fail(error, DAYBOOK_ERROR_FAILED,
			     _("What comes on standard input could not be kept: %s."), g_strerror(errno));
	close(file);
	return good;
}

/* A calendar begins with BEGIN:VCALENDAR, whatever it is called; anything else with the name of one is one too, and what is wrong
 * with it is told by its reader. */
static FileKind kind_of(const char *path, int file)
{
	char head[512];
	ssize_t got = pread(file, head, sizeof head - 1, 0);
	head[MAX(got, 0)] = '\0';
	const char *p = g_str_has_prefix(head, "\xEF\xBB\xBF") ? head + 3 : head;
	while (g_ascii_isspace(*p))
		p++;
	if (g_ascii_strncasecmp(p, "BEGIN:", 6) == 0)
		return KIND_ICAL;
	const char *dot = strrchr(path, '.');
	static const char *const calendars[] = { ".ics", ".ical", ".ifb", ".icalendar", NULL };
	g_autofree char *extension = g_ascii_strdown(dot ? dot : "", -1);
	return g_strv_contains(calendars, extension) ? KIND_ICAL : KIND_CSV;
}

static gboolean tell_kind(const char *path, FileKind *kind, GError **error)
{
	gboolean is_stdin = strcmp(path, "-") == 0;
	if (is_stdin && !spool_stdin(error))
		return FALSE;
	int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("“%s” cannot be read: %s."), path,
				    g_strerror(errno));
	*kind = kind_of(path, file);
	if (!is_stdin)
		close(file);
	return TRUE;
}

/* --- import --- */

static gboolean show_progress(guint done, G_GNUC_UNUSED gpointer data)
{
	fprintf(stderr, "\r%u … ", done);
	fflush(stderr);
	return TRUE;
}

cJSON *cli_import_json(const ImportReport *report)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddNumberToObject(document, "created", report->created);
	cJSON_AddNumberToObject(document, "updated", report->updated);
	cJSON_AddNumberToObject(document, "unchanged", report->unchanged);
	cJSON_AddNumberToObject(document, "skipped", report->skipped);
	cJSON *errors = cJSON_AddArrayToObject(document, "errors");
	for (guint i = 0; i < report->errors->len; i++) {
		const ImportProblem *problem = report->errors->pdata[i];
		cJSON *item = cJSON_CreateObject();
		cJSON_AddItemToObject(item, "uid",
				      problem->uid ? cJSON_CreateString(problem->uid) : cJSON_CreateNull());
		cJSON_AddItemToObject(item, "line",
				      problem->line ? cJSON_CreateNumber(problem->line) : cJSON_CreateNull());
		cJSON_AddStringToObject(item, "message", problem->message);
		cJSON_AddItemToArray(errors, item);
	}
	return document;
}

void cli_say_import(Cli *cli, const ImportReport *report, gboolean dry_run)
{
	for (guint i = 0; i < report->errors->len; i++) {
		const ImportProblem *problem = report->errors->pdata[i];
		if (problem->line && problem->uid)
			cli_say(cli, _("Line %u (UID %s): %s\n"), problem->line, problem->uid,
				problem->message);
		else if (problem->line)
			cli_say(cli, _("Line %u: %s\n"), problem->line, problem->message);
		else
			cli_say(cli, "%s\n", problem->message);
	}
	cli_say(cli, _("%s%u new, %u changed, %u unchanged, %u skipped, %u not understood.\n"),
		dry_run ? _("Would be: ") : "", report->created, report->updated, report->unchanged,
		report->skipped, report->errors->len);
	cli_remark_change(cli, report->correlation);
}

static void answer_import(Cli *cli, const ImportReport *report, gboolean dry_run)
{
	cli_answer(cli, cli_import_json(report));
	cli_say_import(cli, report, dry_run);
}

gboolean cmd_import(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	FileKind kind = KIND_CSV;
	GError *failed = NULL;
	gboolean shows = isatty(STDERR_FILENO) && !cli->quiet && !cli->json;
	if (!cli_find(cli, "staff", book_find_staff, &staff, error) ||
	    !tell_kind(cli_arg(cli, 0), &kind, error))
		return FALSE;
	if (kind == KIND_CSV && (staff || cli_flag(cli, "match-customers")))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--staff and --match-customers are for a calendar, and this is a file "
				      "of customers."));
	ImportOptions options = { .path = cli_arg(cli, 0),
				  .staff = staff,
				  .match_customers = cli_flag(cli, "match-customers"),
				  .dry_run = cli_flag(cli, "dry-run"),
				  .progress = shows ? show_progress : NULL };
	g_autoptr(ImportReport) report = kind == KIND_ICAL
						 ? book_import_ical(cli->book, &options, &failed)
						 : book_import_customers(cli->book, &options, &failed);
	if (shows)
		fputs("\r\033[K", stderr);
	if (!report) {
		/* A file that is no calendar at all cannot be read; the call was right. */
		if (failed->domain == DAYBOOK_ERROR && failed->code == DAYBOOK_ERROR_USAGE)
			failed->code = DAYBOOK_ERROR_FAILED;
		g_propagate_error(error, failed);
		return FALSE;
	}
	answer_import(cli, report, options.dry_run);
	return TRUE;
}

/* --- export --- */

typedef struct {
	Cli *cli;
	ExportOptions options;
} Export;

static gboolean write_export(int fd, gpointer data, GError **error)
{
	Export *what = data;
	what->options.fd = fd;
	return cli_flag(what->cli, "customers")
		       ? book_export_customers(what->cli->book, &what->options, error)
		       : book_export_ical(what->cli->book, &what->options, error);
}

static void answer_export(Cli *cli, const char *path)
{
	struct stat status;
	cJSON *document = cJSON_CreateObject();
	cJSON_AddStringToObject(document, "output", path);
	if (stat(path, &status) == 0)
		cJSON_AddNumberToObject(document, "bytes", (double)status.st_size);
	cli_answer(cli, document);
	cli_confirm_done(cli, _("Written to %s.\n"), path);
}

gboolean cmd_export(Cli *cli, GError **error)
{
	const char *path = cli_text(cli, "output"), *range = cli_arg(cli, 0);
	Export what = { cli, { .from = NONE, .to = NONE, .private_notes = cli_flag(cli, "private") } };
	When when = book_when(cli->book);
	gboolean to_file = path && strcmp(path, "-") != 0;
	if (range && cli_flag(cli, "customers"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--customers writes all of them; it takes no RANGE."));
	if (cli->json && !to_file)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("What is exported is no JSON. Give --output FILE, or leave --json out."));
	if (range && !when_range(&when, range, &what.options.from, &what.options.to, error))
		return FALSE;
	if (!to_file)
		return write_export(STDOUT_FILENO, &what, error);
	if (!cli_write_file(path, write_export, &what, error))
		return FALSE;
	answer_export(cli, path);
	return TRUE;
}
