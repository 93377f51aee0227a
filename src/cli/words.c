/* cli/words.c - bookings, times and ids in words, for people. */
#include "cli/words_p.h"

#include "base/money.h"
#include <string.h>

#define SHORT_ID 8

char *cli_short_id(const Cli *cli, const char *id)
{
	return cli->verbose ? g_strdup(id) : g_strndup(id, SHORT_ID);
}

char *cli_join(const GPtrArray *words, const char *between)
{
	GString *joined = g_string_new(NULL);
	for (guint i = 0; i < words->len; i++)
		g_string_append_printf(joined, "%s%s", i ? between : "", (const char *)words->pdata[i]);
	return g_string_free(joined, FALSE);
}

char *cli_day_words(const Cli *cli, gint64 day)
{
	int year, this_year;
	day_to_civil(day, &year, NULL, NULL);
	day_to_civil(book_today(cli->book), &this_year, NULL, NULL);
	char *words = day_short(day);
	if (year == this_year)
		return words;
	char *full = g_strdup_printf("%s %d", words, year);
	g_free(words);
	return full;
}

static char *wall_words(const Cli *cli, GTimeZone *zone, gint64 instant)
{
	gint64 wall = zone_local(zone, instant);
	g_autofree char *day = cli_day_words(cli, local_day(wall));
	g_autofree char *hour = local_hhmm(wall);
	return g_strdup_printf("%s %s", day, hour);
}

char *cli_instant_words(const Cli *cli, gint64 instant)
{
	return wall_words(cli, book_zone(cli->book), instant);
}

char *cli_booking_times(const Cli *cli, const Booking *booking)
{
	if (booking->all_day)
		return g_strdup(_("all day"));
	GTimeZone *zone = book_zone(cli->book);
	gint64 start = zone_local(zone, booking->start), end = zone_local(zone, booking->end);
	g_autofree char *from = local_hhmm(start);
	g_autofree char *to = local_hhmm(end);
	gint64 days = local_day(end) - local_day(start);
	if (days == 0)
		return g_strdup_printf("%s–%s", from, to);
	if (days == 1 && local_minute(end) == 0)
		return g_strdup_printf("%s–24:00", from);
	return g_strdup_printf("%s–%s (+%d)", from, to, (int)days);
}

char *cli_booking_staff(const Cli *cli, const Booking *booking)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < booking->parts->len; i++) {
		const Part *part = booking->parts->pdata[i];
		const Staff *staff = part->busy ? book_staff_by_id(cli->book, part->staff) : NULL;
		if (staff && !g_ptr_array_find_with_equal_func(names, staff->name, g_str_equal, NULL))
			g_ptr_array_add(names, staff->name);
	}
	return cli_join(names, ", ");
}

/* "Tue 24 Nov 14:30–15:15 (45 min)", "Thu 24 Dec, all day (2 d)". */
static char *span_words(const Cli *cli, const Booking *booking)
{
	GTimeZone *zone = book_zone(cli->book);
	g_autofree char *day = cli_day_words(cli, local_day(zone_local(zone, booking->start)));
	g_autofree char *times = cli_booking_times(cli, booking);
	g_autofree char *length = when_duration_words(booking->all_day ? booking->all_day * ZONE_DAY_SECONDS
								       : booking->end - booking->start);
	return g_strdup_printf("%s %s (%s)", day, times, length);
}

char *cli_booking_words(const Cli *cli, const BookingView *view)
{
	const Booking *booking = view->booking;
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(words, g_strdup(booking_view_name(view)));
	g_ptr_array_add(words, booking_view_services(cli->book, view));
	g_ptr_array_add(words, cli_booking_staff(cli, booking));
	g_ptr_array_add(words, span_words(cli, booking));
	if (booking_price(booking) != NONE)
		g_ptr_array_add(words, money_words(booking_price(booking), booking->currency));
	if (strcmp(booking->kind, "appointment") == 0)
		g_ptr_array_add(words, g_strdup(status_words(booking_status(booking))));
	if (booking->overbooked)
		g_ptr_array_add(words, g_strdup(_("overbooked")));
	g_ptr_array_add(words, cli_short_id(cli, booking->id));

	GString *line = g_string_new(NULL);
	for (guint i = 0; i < words->len; i++)
		if (*(const char *)words->pdata[i])
			g_string_append_printf(line, "%s%s", line->len ? " · " : "",
					       (const char *)words->pdata[i]);
	return g_string_free(line, FALSE);
}
