/* cli/series.c - how often, what becomes of dates that do not fit, and the table of them. */
#include "cli/series_p.h"

#include "book/json.h"
#include "talk/talk.h"
#include <string.h>

gboolean cli_repeat(const Cli *cli, gint64 start, char **rrule, GError **error)
{
	const char *text = cli_text(cli, "repeat");
	if (!text)
		return TRUE;
	g_autoptr(Talk) talk = talk_new(cli->book, error);
	g_autofree char *rule = talk ? talk_repeat(talk, text, start, error) : NULL;
	if (!rule)
		return FALSE;
	g_free(*rrule);
	*rrule = g_steal_pointer(&rule);
	return TRUE;
}

static gboolean read_choice(const char *text, gint64 *choice, GError **error)
{
	for (DateChoice each = DATE_SKIP; each <= DATE_OVERBOOK; each++) {
		if (g_ascii_strcasecmp(text, date_choice_name(each)) == 0) {
			*choice = each;
			return TRUE;
		}
	}
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” does not say what becomes of a date: skip, move or overbook."), text);
}

/* "2026-12-24=skip", "2026-12-24T10:00=move" */
static DateChosen *read_chosen(const Cli *cli, const char *text, GError **error)
{
	const char *sign = strrchr(text, '=');
	g_autoptr(DateChosen) chosen = date_chosen_new();
	g_autofree char *date = sign ? g_strndup(text, (gsize)(sign - text)) : NULL;
	WhenTime time;
	if (!sign) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("“%s” is no choice for a date. Write DAY=skip, DAY=move or DAY=overbook."),
			     text);
		return NULL;
	}
	if (!cli_time(cli, date, &time, error) || !read_choice(sign + 1, &chosen->choice, error))
		return NULL;
	chosen->date =
		time.is_day ? time.day * ZONE_DAY_SECONDS : zone_local(book_zone(cli->book), time.instant);
	return g_steal_pointer(&chosen);
}

gboolean cli_clash(const Cli *cli, gint64 *clash, GPtrArray *choices, GError **error)
{
	const char *all = cli_text(cli, "clash");
	const GPtrArray *single = cli_list(cli, "date");
	if (all && !read_choice(all, clash, error))
		return FALSE;
	for (guint i = 0; single && i < single->len; i++) {
		DateChosen *chosen = read_chosen(cli, single->pdata[i], error);
		if (!chosen)
			return FALSE;
		g_ptr_array_add(choices, chosen);
	}
	return TRUE;
}

gboolean cli_scope(const Cli *cli, SeriesScope *scope, GError **error)
{
	static const char *const names[] = { "this", "following", "all" };
	const char *text = cli_text(cli, "series");
	if (!text)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		if (g_ascii_strcasecmp(text, names[i]) == 0) {
			*scope = (SeriesScope)i;
			return TRUE;
		}
	}
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” does not say how much of the series: this, following or all."), text);
}

/* --- the table --- */

static char *outcome_words(const Cli *cli, const SeriesDate *date, gboolean done)
{
	switch (date->choice) {
	case DATE_SKIP:
		return g_strdup(date->booking ? _("stays as it was") : _("left out"));
	case DATE_OVERBOOK:
		return g_strdup(date->fits ? _("fits") : _("overbooked"));
	case DATE_MOVE:
		if (!date->fits && date->nearest) {
			g_autofree char *when = cli_instant_words(cli, date->nearest->start);
			return g_strdup_printf(done ? _("moved to %s") : _("to %s"), when);
		}
		return g_strdup(_("fits"));
	case DATE_REFUSE:
	default:
		return g_strdup(date->fits ? _("fits") : _("does not fit"));
	}
}

static gboolean is_plain(const SeriesDate *date)
{
	return date->fits && date->choice != DATE_SKIP;
}

void cli_say_dates(Cli *cli, const GPtrArray *dates, gboolean all)
{
	CliTable *table = cli_table_new("llc");
	for (guint i = 0; dates && i < dates->len; i++) {
		const SeriesDate *date = dates->pdata[i];
		if (is_plain(date) && !all)
			continue;
		g_autofree char *when = cli_instant_words(cli, date->start);
		g_autofree char *outcome = outcome_words(cli, date, !all);
		CLI_ROW(table, when, outcome, date->message);
	}
	cli_table_say(cli, table);
}

/* --- a change of several dates --- */

static GPtrArray *views_of(Cli *cli, const GPtrArray *bookings, gboolean dry_run, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();
	for (guint i = 0; i < bookings->len; i++) {
		const Booking *booking = bookings->pdata[i];
		BookingView *view =
			dry_run ? cli_tried(cli, booking) : book_view(cli->book, booking->id, error);
		if (!view)
			return NULL;
		g_ptr_array_add(views, view);
	}
	return g_steal_pointer(&views);
}

gboolean cli_answer_series(Cli *cli, const BookResult *result, const char *done, gboolean dry_run,
			   GError **error)
{
	g_autoptr(GPtrArray) views = views_of(cli, result->bookings, dry_run, error);
	if (!views)
		return FALSE;
	for (guint i = 0; i < result->remarks->len; i++)
		cli_remark(cli, "%s", (const char *)result->remarks->pdata[i]);
	cli_remark_change(cli, result->correlation);
	if (cli_wants_json(cli)) {
		cJSON *document = cJSON_CreateObject();
		cJSON_AddItemToObject(document, "series", json_series(cli->book, result->series));
		cJSON_AddItemToObject(document, "bookings", json_bookings(cli->book, views));
		cJSON_AddItemToObject(document, "dates",
				      result->dates ? json_series_dates(cli->book, result->dates)
						    : cJSON_CreateArray());
		cli_add_freed(cli, document, result);
		cli_answer(cli, document);
		return TRUE;
	}
	for (guint i = 0; i < views->len && !cli->quiet; i++) {
		g_autofree char *words = cli_booking_words(cli, views->pdata[i]);
		cli_confirm_done(cli, "%s %s\n",
				 dry_run               ? _("Would be:")
				 : result->correlation ? done
						       : _("As it was:"),
				 words);
	}
	cli_confirm_done(cli, ngettext("%u date.\n", "%u dates.\n", views->len), views->len);
	if (!cli->quiet)
		cli_say_dates(cli, result->dates, FALSE);
	return TRUE;
}
