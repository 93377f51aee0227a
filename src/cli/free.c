/* cli/free.c - free: what can be booked, by wishes. */
#include "book/people.h"
#include "cli/commands_p.h"

#define FREE_DAYS 14
#define FREE_LIMIT 50

static gboolean read_window(const Cli *cli, FreeQuery *query, GError **error)
{
	const char *from = cli_text(cli, "from"), *to = cli_text(cli, "to");
	GTimeZone *zone = book_zone(cli->book);
	WhenTime time;
	query->from = book_now(cli->book);
	if (from && !cli_time(cli, from, &time, error))
		return FALSE;
	if (from)
		query->from = time.instant;
	/* Two weeks of the wall's clock, from the first time that can be offered. */
	gint64 first = MAX(query->from, book_now(cli->book));
	query->to = zone_resolve(zone, zone_local(zone, first) + FREE_DAYS * ZONE_DAY_SECONDS);
	if (to && !cli_time(cli, to, &time, error))
		return FALSE;
	if (to)
		query->to = time.is_day ? zone_day_start(zone, time.day + 1) : time.instant;
	if (from && to && query->to <= query->from)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--to must be after --from."));
	return TRUE;
}

/* "joins the 10:00, Ana, as usual"; "" where nothing was ranked. The caller frees. */
static char *reasons_words(const Slot *slot)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (guint i = 0; i < slot->reasons->len; i++)
		g_ptr_array_add(words, ((const Reason *)slot->reasons->pdata[i])->words);
	return cli_join(words, "; ");
}

/* In time order under their days; the ranked ones as they come, each with its day. */
void cli_say_slots(Cli *cli, const GPtrArray *slots)
{
	CliTable *table = cli_table_new("lccc");
	GTimeZone *zone = book_zone(cli->book);
	gint64 day = G_MININT64;
	for (guint i = 0; i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		const Staff *staff = book_staff_by_id(cli->book, slot->staff);
		const Resource *resource = book_resource_by_id(cli->book, slot->resource);
		gint64 start = zone_local(zone, slot->start);
		gboolean ranked = slot->score != NONE;
		g_autofree char *score = ranked ? g_strdup_printf("  %3d", (int)(slot->score / 10)) : NULL;
		g_autofree char *its_day = ranked ? cli_day_words(cli, local_day(start)) : NULL;
		if (!ranked && local_day(start) != day) {
			day = local_day(start);
			g_autofree char *words = day_words(day);
			g_autofree char *line = g_strdup_printf("%s" MARK_STRONG "%s", i ? "\n" : "", words);
			cli_table_line(table, line);
		}
		g_autofree char *from = local_hhmm(start);
		g_autofree char *to = local_hhmm(zone_local(zone, slot->end));
		g_autofree char *times = ranked ? g_strdup_printf("%s %s  %s–%s", score, its_day, from, to)
						: g_strdup_printf("  %s–%s", from, to);
		g_autofree char *reasons = reasons_words(slot);
		CLI_ROW(table, times, staff ? staff->name : NULL, resource ? resource->name : NULL, reasons);
	}
	cli_table_say(cli, table);
}

/* --- wishes --- */

static void keep_weekday(int weekday, G_GNUC_UNUSED int from_min, G_GNUC_UNUSED int to_min, gpointer data)
{
	*(guint *)data |= 1u << weekday;
}

/* "mo,tu" or "mo-fr": as the days of opening hours are typed. */
gboolean cli_weekdays(const Cli *cli, guint *weekdays, GError **error)
{
	const char *text = cli_text(cli, "weekdays");
	g_auto(GStrv) words = g_strsplit(text ? text : "", ",", -1);
	for (guint i = 0; text && (i == 0 || words[i]); i++) {
		const char *word = words[i] ? g_strstrip(words[i]) : "";
		g_autofree char *spec = g_strdup_printf("%s 00:00-24:00", word);
		if (!*word || !when_hours(spec, keep_weekday, weekdays, NULL))
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("“%s” are no weekdays. Write them like mo,tu or mo-fr."), text);
	}
	return TRUE;
}

typedef struct {
	int n, from_min, to_min;
} DayHours;

static void keep_hours(G_GNUC_UNUSED int weekday, int from_min, int to_min, gpointer data)
{
	DayHours *hours = data;
	hours->n++;
	hours->from_min = from_min;
	hours->to_min = to_min;
}

static gboolean one_range(const char *from, const char *to, DayHours *hours)
{
	g_autofree char *spec = g_strdup_printf("%s-%s", from, to);
	*hours = (DayHours){ 0 };
	return when_day_ranges(spec, keep_hours, hours, NULL) && hours->n == 1;
}

/* "09:00-12:00", "14:00-", "-12:00"; "22:00-02:00" is over midnight. */
gboolean cli_hours(const Cli *cli, int *from_min, int *to_min, GError **error)
{
	const char *text = cli_text(cli, "hours");
	g_auto(GStrv) ends = g_strsplit(text ? text : "", "-", -1);
	DayHours hours, after;
	if (!text)
		return TRUE;
	gboolean two = g_strv_length(ends) == 2;
	const char *from = two ? g_strstrip(ends[0]) : "", *to = two ? g_strstrip(ends[1]) : "";
	if (*from || *to) {
		from = *from ? from : "00:00";
		to = *to ? to : "24:00";
		if (one_range(from, to, &hours)) {
			*from_min = hours.from_min;
			*to_min = hours.to_min;
			return TRUE;
		}
		if (one_range(from, "24:00", &hours) && one_range("00:00", to, &after)) {
			*from_min = hours.from_min;
			*to_min = after.to_min;
			return TRUE;
		}
	}
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” are no hours of a day. Write them like 09:00-12:00, 14:00- or -12:00."),
			    text);
}

static gboolean read_wishes(const Cli *cli, FreeQuery *query, GError **error)
{
	gint64 gap = 0, offset = 0, limit = FREE_LIMIT, step = 0;
	if (!read_window(cli, query, error) || !cli_weekdays(cli, &query->weekdays, error) ||
	    !cli_hours(cli, &query->from_min, &query->to_min, error) || !cli_minutes(cli, "gap", TRUE, &gap, error) ||
	    !cli_number(cli, "step", 1, 1440, &step, error) ||
	    !cli_number(cli, "offset", 0, G_MAXINT, &offset, error) ||
	    !cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	query->least_gap = gap * 60;
	query->step = (int)step;
	query->offset = (guint)offset;
	query->rank = cli_flag(cli, "rank");
	query->limit = limit == 0 ? G_MAXUINT : (guint)limit;
	return TRUE;
}

gboolean cmd_free(Cli *cli, GError **error)
{
	gint64 minutes = 0;
	FreeQuery query = { 0 };
	if (!cli_minutes(cli, "duration", FALSE, &minutes, error) || !read_wishes(cli, &query, error))
		return FALSE;
	if (!cli_text(cli, "service") && minutes == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("How long should it be? Give --service or --duration."));
	g_autoptr(GPtrArray) visits = cli_visits(cli, minutes * 60, error);
	if (!visits)
		return FALSE;
	query.visits = visits;
	g_autofree char *customer = NULL;
	if (!cli_find(cli, "customer", book_find_customer, &customer, error))
		return FALSE;
	query.customer = customer;
	g_autoptr(GPtrArray) slots = book_free(cli->book, &query, error);
	if (!slots)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer_list(cli, "slots", json_slots(cli->book, slots));
	if (cli_wants_text(cli))
		cli_say_slots(cli, slots);
	if (slots->len == 0)
		cli_remark(cli, _("Nothing is free there."));
	return TRUE;
}
