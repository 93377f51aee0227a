/* cli/typed.c - options and arguments, turned into what the book understands. */
#include "cli/typed_p.h"

#include "base/money.h"
#include "base/text.h"
#include "book/people.h"
#include "model/booking.h"
#include "model/slot.h"
#include <string.h>
#include <unistd.h>

/* An option that the command's table does not have is a mistake in this program. */
static const GPtrArray *values_of(const Cli *cli, const char *name)
{
	gboolean known = FALSE;
	for (const CliOption *option = cli->command->options; option && option->name && !known; option++)
		known = strcmp(option->name, name) == 0;
	g_return_val_if_fail(known, NULL);
	return g_hash_table_lookup(cli->given, name);
}

const char *cli_arg(const Cli *cli, guint i)
{
	return i < cli->args->len ? cli->args->pdata[i] : NULL;
}

gboolean cli_flag(const Cli *cli, const char *option)
{
	return values_of(cli, option) != NULL;
}

const char *cli_text(const Cli *cli, const char *option)
{
	const GPtrArray *values = values_of(cli, option);
	return values ? values->pdata[0] : NULL;
}

const GPtrArray *cli_list(const Cli *cli, const char *option)
{
	return values_of(cli, option);
}

gboolean cli_not_both(const Cli *cli, const char *a, const char *b, GError **error)
{
	if (!values_of(cli, a) || !values_of(cli, b))
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“--%s” and “--%s” cannot both be given."), a, b);
}

/* --- numbers, money, lengths --- */

static gboolean with_option(gboolean good, const char *option, GError **error)
{
	if (!good)
		g_prefix_error(error, "--%s: ", option);
	return good;
}

gboolean cli_read_number(const char *text, gint64 least, gint64 most, gint64 *number, GError **error)
{
	if (g_ascii_string_to_signed(text, 10, least, most, number, NULL))
		return TRUE;
	if (most == G_MAXINT64 || most == G_MAXUINT)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a whole number from %d up."),
				    text, (int)least);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a whole number from %d to %d."), text,
			    (int)least, (int)most);
}

gboolean cli_number(const Cli *cli, const char *option, gint64 least, gint64 most, gint64 *number,
		    GError **error)
{
	const char *text = cli_text(cli, option);
	return !text || with_option(cli_read_number(text, least, most, number, error), option, error);
}

gboolean cli_minutes(const Cli *cli, const char *option, gboolean zero_ok, gint64 *minutes, GError **error)
{
	const char *text = cli_text(cli, option);
	gint64 seconds;
	if (!text)
		return TRUE;
	if (!with_option(when_duration(text, zero_ok, &seconds, error), option, error))
		return FALSE;
	*minutes = seconds / 60;
	return TRUE;
}

gboolean cli_buffers(const Cli *cli, gint64 *before, gint64 *after, GError **error)
{
	return cli_minutes(cli, "buffer-before", TRUE, before, error) &&
	       cli_minutes(cli, "buffer-after", TRUE, after, error);
}

gboolean cli_money(const Cli *cli, const char *option, gint64 *minor, GError **error)
{
	const char *text = cli_text(cli, option);
	return !text || with_option(money_parse(text, book_business(cli->book)->currency, minor, error),
				    option, error);
}

/* --- times --- */

gboolean cli_day(const Cli *cli, const char *option, gint64 *day, GError **error)
{
	const char *text = cli_text(cli, option);
	When when = book_when(cli->book);
	return !text || with_option(when_day(&when, text, day, error), option, error);
}

gboolean cli_time(const Cli *cli, const char *text, WhenTime *time, GError **error)
{
	When when = book_when(cli->book);
	if (!when_time(&when, text, time, error))
		return FALSE;
	if (time->twice) {
		g_autofree char *hour = local_hhmm(zone_local(when.zone, time->instant));
		cli_remark(cli,
			   _("%s exists twice that day, for the clocks go back; the earlier one is meant."),
			   hour);
	}
	return TRUE;
}

gboolean cli_moment(const Cli *cli, const char *text, gint64 *instant, GError **error)
{
	WhenTime time;
	if (!cli_time(cli, text, &time, error))
		return FALSE;
	if (time.is_day)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is a whole day. Say the hour too: “%s 14:30”."), text, text);
	*instant = time.instant;
	return TRUE;
}

gboolean cli_moment_or_day(const Cli *cli, const char *text, gint64 was, gint64 *instant, GError **error)
{
	WhenTime time;
	GTimeZone *zone = book_zone(cli->book);
	if (!cli_time(cli, text, &time, error))
		return FALSE;
	if (!time.is_day) {
		*instant = time.instant;
		return TRUE;
	}
	gint64 wall = zone_local(zone, was);
	gboolean twice;
	return zone_instant(zone, time.day * ZONE_DAY_SECONDS + (wall - local_day(wall) * ZONE_DAY_SECONDS),
			    instant, &twice, error);
}

/* "15:15", "3pm": an hour alone. */
static gboolean is_hour(const char *text)
{
	return g_ascii_isdigit(*text) && strlen(text) <= 8 && !strpbrk(text, "-./");
}

gboolean cli_length(const Cli *cli, gint64 start, gint64 *seconds, GError **error)
{
	const char *duration = cli_text(cli, "duration");
	const char *end = cli_text(cli, "end");
	gint64 until;
	if (!cli_not_both(cli, "duration", "end", error))
		return FALSE;
	if (duration)
		return with_option(when_duration(duration, FALSE, seconds, error), "duration", error);
	if (!end)
		return TRUE;
	/* An hour alone is on the day that the booking begins, which need not be today. */
	g_autofree char *day = day_iso(zone_day_of(book_zone(cli->book), start));
	g_autofree char *full = is_hour(end) ? g_strdup_printf("%s %s", day, end) : g_strdup(end);
	if (!with_option(cli_moment(cli, full, &until, error), "end", error))
		return FALSE;
	if (until - start < 60)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--end: “%s” is not after the start."),
				    end);
	*seconds = until - start;
	return TRUE;
}

/* --- words of few choices --- */

int cli_read_status(const char *text, GError **error)
{
	int status = status_parse(text);
	if (status < 0)
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("There is no status “%s”. There are: tentative, confirmed, arrived, "
			       "in-service, completed, no-show, "
			       "cancelled, late-cancelled."),
			     text);
	return status;
}

gboolean cli_status(const Cli *cli, const char **name, GError **error)
{
	const char *text = cli_text(cli, "status");
	int status = text ? cli_read_status(text, error) : 0;
	if (text && status >= 0)
		*name = status_name((BookingStatus)status);
	return status >= 0;
}

gboolean cli_overbook(const Cli *cli, const char **reason, GError **error)
{
	const char *text = cli_text(cli, "overbook");
	if (text && !*text)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--overbook needs a reason: it is kept with the booking."));
	if (text)
		*reason = text;
	return TRUE;
}

/* --- who and what --- */

gboolean cli_find(const Cli *cli, const char *option, CliFind find, char **id, GError **error)
{
	const char *text = cli_text(cli, option);
	if (!text)
		return TRUE;
	char *found = find(cli->book, text, error);
	if (!found)
		return FALSE;
	g_free(*id);
	*id = found;
	return TRUE;
}

GPtrArray *cli_split(const GPtrArray *texts)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; texts && i < texts->len; i++) {
		g_auto(GStrv) parts = g_strsplit(texts->pdata[i], ",", -1);
		for (char **part = parts; *part; part++) {
			char *word = text_name(*part);
			if (word)
				g_ptr_array_add(words, word);
		}
	}
	return words;
}

GPtrArray *cli_find_staff_list(const Cli *cli, const char *option, GError **error)
{
	g_autoptr(GPtrArray) names = cli_split(cli_list(cli, option));
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < names->len; i++) {
		char *id = book_find_staff(cli->book, names->pdata[i], error);
		if (!id)
			return NULL;
		g_ptr_array_add(ids, id);
	}
	return g_steal_pointer(&ids);
}

/* --- visits --- */

/* A service's own name may hold a slash, so the whole is tried first. */
static gboolean read_with(const Cli *cli, const char *text, Visit *visit, GError **error)
{
	const char *slash = strrchr(text, '/');
	g_autoptr(GError) unknown = NULL;
	visit->service = book_find_service(cli->book, text, slash ? &unknown : error);
	if (visit->service || !slash)
		return visit->service != NULL;
	g_autofree char *service = g_strndup(text, (gsize)(slash - text));
	visit->service = book_find_service(cli->book, service, error);
	if (!visit->service)
		return FALSE;
	visit->staff = book_find_staff(cli->book, slash + 1, error);
	return visit->staff != NULL;
}

gboolean cli_visits_with(const Cli *cli, GPtrArray *visits, GError **error)
{
	const GPtrArray *texts = cli_list(cli, "with");
	for (guint i = 0; texts && i < texts->len; i++) {
		Visit *visit = visit_new();
		g_ptr_array_add(visits, visit);
		if (!with_option(read_with(cli, texts->pdata[i], visit, error), "with", error))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *cli_visits(const Cli *cli, gint64 seconds, GError **error)
{
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	Visit *first = visit_new();
	g_ptr_array_add(visits, first);
	first->seconds = seconds;
	if (!cli_find(cli, "service", book_find_service, &first->service, error) ||
	    !cli_find(cli, "staff", book_find_staff, &first->staff, error) ||
	    !cli_find(cli, "resource", book_find_resource, &first->resource, error) ||
	    !cli_visits_with(cli, visits, error))
		return NULL;
	return g_steal_pointer(&visits);
}

/* --- asking --- */

gboolean cli_can_ask(const Cli *cli, const char *question, GError **error)
{
	if (cli_flag(cli, "yes") || (!cli->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO)))
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s With --yes it is done without asking."),
			    question);
}

gboolean cli_ask(const Cli *cli, const char *question, GError **error)
{
	char answer[16] = "";
	if (!cli_can_ask(cli, question, error))
		return FALSE;
	if (cli_flag(cli, "yes"))
		return TRUE;
	/* TRANSLATORS: the letters that are typed for yes and no; yes is also taken as y. */
	g_autofree char *line = g_strdup_printf("%s %s ", question, _("[y/N]"));
	cli_write(stderr, line, FALSE);
	if (!fgets(answer, sizeof answer, stdin))
		answer[0] = '\0';
	/* TRANSLATORS: the first letter of "yes", in lower case. */
	char yes = *_("y");
	if (g_ascii_tolower(answer[0]) == 'y' || g_ascii_tolower(answer[0]) == yes)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Nothing was done."));
}
