/* ui/screens/day_offer.c - times on offer, shown where they lie in the grid */
#include <string.h>

#include "base/i18n.h"
#include "ui/screens/day_state.h"
#include "ui/screens/form.h"
#include "ui/words.h"

void day_offer_clear(DayState *state)
{
	DayOffer *offer = g_steal_pointer(&state->offer);
	if (!offer)
		return;
	g_ptr_array_unref(offer->visits);
	g_clear_pointer(&offer->slots, g_ptr_array_unref);
	g_free(offer->customer);
	g_free(offer->words);
	g_free(offer);
}

gboolean day_offer_load(Screen *screen, GError **error)
{
	DayState *state = day_state(screen);
	if (!state->offer)
		return TRUE;
	FreeQuery query = { .visits = state->offer->visits,
			    .from = state->view->from,
			    .to = state->view->to +
				  ZONE_DAY_SECONDS, /* what begins today may end after midnight */
			    .limit = G_MAXUINT };
	GPtrArray *slots = book_free(screen->app->book, &query, error);
	if (!slots)
		return FALSE;
	guint n = 0;
	while (n < slots->len && ((const Slot *)slots->pdata[n])->start < state->view->to)
		n++;
	g_ptr_array_remove_range(slots, n, slots->len - n);
	g_clear_pointer(&state->offer->slots, g_ptr_array_unref);
	state->offer->slots = slots;
	return TRUE;
}

const Slot *day_offer_at(const DayState *state, const DayColumn *column, int row)
{
	for (guint i = 0; state->offer && i < state->offer->slots->len; i++) {
		const Slot *slot = state->offer->slots->pdata[i];
		if (g_strcmp0(slot->staff, column->staff) == 0 &&
		    day_row_of(state->layout, slot->start, FALSE) == row)
			return slot;
	}
	return NULL;
}

void day_offer_take(Screen *screen)
{
	DayState *state = day_state(screen);
	DayStop stop = day_cursor_stop(state);
	const Slot *slot = day_offer_at(state, day_cursor_column(state), stop.top);
	const Visit *visit = state->offer->visits->pdata[0];
	FormStart start = { .staff = day_cursor_column(state)->staff,
			    .start = slot ? slot->start : day_cursor_start(state),
			    .customer = state->offer->customer,
			    .service = visit->service };
	form_open_new(screen, &start);
}

static char *offer_words(const Book *book, const GPtrArray *visits)
{
	GString *words = g_string_new(NULL);
	for (guint i = 0; i < visits->len; i++) {
		const Visit *visit = visits->pdata[i];
		const Service *service = book_service_by_id(book, visit->service);
		g_autofree char *length = service ? NULL : when_duration_words(visit->seconds);
		g_string_append_printf(words, "%s%s", i ? " + " : "", service ? service->name : length);
	}
	return g_string_free(words, FALSE);
}

void day_offer_slots(Screen *screen, const GPtrArray *visits, const char *customer, const Slot *first)
{
	DayState *state = day_state(screen);
	Book *book = screen->app->book;
	day_offer_clear(state);
	state->offer = g_new0(DayOffer, 1);
	state->offer->visits = model_list_new(&visit_class);
	for (guint i = 0; i < visits->len; i++)
		g_ptr_array_add(state->offer->visits, visit_copy(visits->pdata[i]));
	state->offer->customer = g_strdup(customer);
	state->offer->words = offer_words(book, visits);
	if (!day_go_to(screen, first->staff, first->start)) {
		day_offer_clear(state);
		return;
	}
	app_say(screen->app, SAY_PLAIN, _("%s: %s is where it could begin. Enter books there, Esc ends it."),
		state->offer->words, theme_glyph(&screen->app->theme, GLYPH_OFFER));
}
