/* cli/rescue.c - delay, absent: when the day goes wrong. */
#include "cli/commands_p.h"

#include "book/people.h"
#include "book/rescue.h"

static const char *name_of(const RescueStep *step)
{
	if (step->customer_name)
		return step->customer_name;
	return *step->booking->title ? step->booking->title : "–";
}

static char *alternatives_words(const Cli *cli, const GPtrArray *slots)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; slots && i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		const Staff *staff = book_staff_by_id(cli->book, slot->staff);
		g_autofree char *when = cli_instant_words(cli, slot->start);
		g_ptr_array_add(words,
				g_strdup_printf("%s%s%s", when, staff ? " " : "", staff ? staff->name : ""));
	}
	return cli_join(words, " · ");
}

static void step_row(const Cli *cli, CliTable *table, const RescueStep *step)
{
	BookingView view = { step->booking, step->customer_name, step->customer_phone };
	g_autofree char *day = cli_day_words(cli, zone_day_of(book_zone(cli->book), step->booking->start));
	g_autofree char *times = cli_booking_times(cli, step->booking);
	g_autofree char *services = booking_view_services(cli->book, &view);
	g_autofree char *other = alternatives_words(cli, step->alternatives);
	g_autofree char *words =
		g_strdup_printf("%s%s%s%s", step->outside ? MARK_WARN : "", step->words,
				step->outside ? _(" (does not fit)") : "", step->outside ? MARK_PLAIN : "");
	CLI_ROW(table, day, times, name_of(step), services, words, other);
}

/* Once each, who must be told: those who could not be placed first of all, else all whose time or person is another. */
static void say_calls(Cli *cli, const Rescue *rescue)
{
	CliTable *table = cli_table_new("lll");
	guint n = 0;
	for (guint i = 0; i < rescue->steps->len; i++) {
		const RescueStep *step = rescue->steps->pdata[i];
		if (!step->customer_name || (rescue->calls && step->parts))
			continue;
		g_autofree char *when = cli_instant_words(cli, step->booking->start);
		CLI_ROW(table, name_of(step), step->customer_phone ? step->customer_phone : _("no phone"),
			when);
		n++;
	}
	if (n > 0)
		cli_say(cli, "\n%s\n", _("To call:"));
	cli_table_say(cli, table);
}

static void answer(Cli *cli, const Rescue *rescue, gboolean dry_run, const char *nothing)
{
	cli_remark_change(cli, rescue->correlation);
	if (cli_wants_json(cli))
		cli_answer(cli, json_rescue(cli->book, rescue, dry_run));
	if (!cli_wants_text(cli))
		return;
	CliTable *table = cli_table_new("lrlcll");
	for (guint i = 0; i < rescue->steps->len; i++)
		step_row(cli, table, rescue->steps->pdata[i]);
	cli_table_say(cli, table);
	say_calls(cli, rescue);
	if (rescue->steps->len == 0)
		cli_remark(cli, "%s", nothing);
	else if (dry_run)
		cli_remark(cli, _("Nothing was changed: without --dry-run it is done."));
}

gboolean cmd_delay(Cli *cli, GError **error)
{
	g_autofree char *staff = NULL;
	gint64 from = book_now(cli->book), seconds;
	gboolean dry_run = cli_flag(cli, "dry-run");
	if (!when_duration(cli_arg(cli, 0), FALSE, &seconds, error) ||
	    !cli_find(cli, "staff", book_find_staff, &staff, error) ||
	    (cli_text(cli, "from") && !cli_moment(cli, cli_text(cli, "from"), &from, error)))
		return FALSE;
	g_autoptr(Rescue) rescue = book_delay(cli->book, staff, from, seconds / 60, dry_run, error);
	if (!rescue)
		return FALSE;
	answer(cli, rescue, dry_run, _("Nothing has to move."));
	return TRUE;
}

/* Whole days, or from one hour to another. */
static gboolean read_range(const Cli *cli, const char *text, gint64 *from, gint64 *to, GError **error)
{
	When when = book_when(cli->book);
	gint64 first, last;
	if (!when_days(&when, text, &first, &last, NULL))
		return when_range(&when, text, from, to, error);
	*from = zone_day_start(book_zone(cli->book), first);
	*to = zone_day_start(book_zone(cli->book), last + 1);
	return TRUE;
}

gboolean cmd_absent(Cli *cli, GError **error)
{
	g_autofree char *staff = book_find_staff(cli->book, cli_arg(cli, 0), error);
	gint64 from, to;
	gboolean dry_run = cli_flag(cli, "dry-run");
	if (!staff || !read_range(cli, cli_arg(cli, 1), &from, &to, error))
		return FALSE;
	g_autoptr(Rescue) rescue = book_absent(cli->book, staff, from, to, !cli_flag(cli, "no-closure"),
					       cli_text(cli, "reason"), dry_run, error);
	if (!rescue)
		return FALSE;
	answer(cli, rescue, dry_run, _("Nobody is booked with them then."));
	return TRUE;
}
