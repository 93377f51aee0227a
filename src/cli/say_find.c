/* cli/say_find.c - the booking that a line means. */
#include "cli/say_p.h"

#include <string.h>

#define SHOWN 20

static BookingView *choose(CliSaying *saying, GPtrArray *views, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < views->len && i < SHOWN; i++) {
		const BookingView *view = views->pdata[i];
		g_ptr_array_add(ids, view->booking->id);
		g_ptr_array_add(names, cli_booking_words(saying->cli, view));
	}
	int chosen = cli_saying_choose(saying, _("Several bookings can be meant. Which?"), ids, names, error);
	return chosen >= 0 ? g_ptr_array_steal_index(views, (guint)chosen) : NULL;
}

BookingView *cli_say_find(CliSaying *saying, gboolean latest, GError **error)
{
	if (!cli_saying_complete(saying, error))
		return NULL;
	g_autoptr(GPtrArray) views = talk_meant(saying->talk, saying->reading, latest, error);
	if (!views)
		return NULL;
	if (views->len == 1 || latest)
		return g_ptr_array_steal_index(views, views->len - 1);
	return choose(saying, views, error);
}
