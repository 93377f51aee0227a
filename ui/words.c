/* ui/words.c - times, people and bookings in a few words */
#include "ui/words.h"

#include "base/i18n.h"
#include "base/text.h"

char *words_time(const Book *book, gint64 instant)
{
	return local_hhmm(zone_local(book_zone(book), instant));
}

char *words_span(const Book *book, gint64 start, gint64 end)
{
	g_autofree char *from = words_time(book, start), *to = words_time(book, end);
	return g_strdup_printf("%s – %s", from, to);
}

char *words_when(const Book *book, gint64 instant)
{
	g_autofree char *day = day_short(zone_day_of(book_zone(book), instant)),
			*time = words_time(book, instant);
	return g_strdup_printf("%s %s", day, time);
}

char *words_when_short(const Book *book, gint64 instant)
{
	gint64 day = zone_day_of(book_zone(book), instant), ahead = day - book_today(book);
	if (ahead == 0)
		return words_time(book, instant);
	g_autofree char *words = day_short(day), *time = words_time(book, instant);
	char *space = strchr(words, ' ');
	if (space && ahead > 0 && ahead < 7)
		*space = '\0'; /* the weekday alone is clear */
	return g_strdup_printf("%s %s", words, time);
}

char *words_hours(gint64 seconds)
{
	static const char *const quarters[] = { "", "¼", "½", "¾" };
	gint64 n = (seconds + 450) / 900;
	if (!i18n_is_utf8())
		return g_strdup_printf("%" G_GINT64_FORMAT "%s", n / 4,
				       n % 4 == 0   ? ""
				       : n % 4 == 1 ? ".25"
				       : n % 4 == 2 ? ".5"
						    : ".75");
	if (n / 4 == 0 && n % 4)
		return g_strdup(quarters[n % 4]);
	return g_strdup_printf("%" G_GINT64_FORMAT "%s", n / 4, quarters[n % 4]);
}

char *words_distance(gint64 days)
{
	if (days == 0)
		return g_strdup(_("today"));
	if (days == 1)
		return g_strdup(_("tomorrow"));
	if (days == -1)
		return g_strdup(_("yesterday"));
	gulong n = (gulong)ABS(days);
	return days > 0 ? g_strdup_printf(ngettext("in %lu day", "in %lu days", n), n)
			: g_strdup_printf(ngettext("%lu day ago", "%lu days ago", n), n);
}

char *words_booking(const Book *book, const BookingView *view)
{
	const Booking *booking = view->booking;
	g_autofree char *when = booking->all_day ? day_short(local_day(booking->local_start))
						 : words_when(book, booking->start);
	return g_strdup_printf("%s, %s", booking_view_name(view), when);
}

char *words_parts(const char *words, int width)
{
	if (text_width(words) <= width)
		return g_strdup(words);
	g_auto(GStrv) parts = g_strsplit(words, " · ", -1);
	g_autofree char *shown = NULL;
	for (guint n = g_strv_length(parts); n > 1; n--) {
		g_clear_pointer(&parts[n - 1], g_free);
		g_autofree char *joined = g_strjoinv(" · ", parts);
		g_free(shown);
		shown = g_strdup_printf("%s %s", joined, i18n_is_utf8() ? "…" : "~");
		if (text_width(shown) <= width)
			return g_steal_pointer(&shown);
	}
	return text_cut(words, width);
}

char *words_slot(const Book *book, const Slot *slot, gint64 day)
{
	const Staff *staff = book_staff_by_id(book, slot->staff);
	g_autofree char *when = zone_day_of(book_zone(book), slot->start) == day
					? words_time(book, slot->start)
					: words_when(book, slot->start);
	return staff ? g_strdup_printf("%s %s", when, staff->name) : g_steal_pointer(&when);
}

char *words_remarks(const BookResult *result)
{
	if (!result || !result->remarks || result->remarks->len == 0)
		return NULL;
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < result->remarks->len; i++)
		g_string_append_printf(all, "%s%s", i ? " " : "", (const char *)result->remarks->pdata[i]);
	return g_string_free(all, FALSE);
}
