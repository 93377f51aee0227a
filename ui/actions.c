/* ui/actions.c - every screen there is: what keys.conf may name, and the list of keys for the manual */
#include "base/i18n.h"
#include "ui/everywhere.h"
#include "ui/keymap.h"
#include "ui/screens/dates.h"
#include "ui/screens/day.h"
#include "ui/screens/day_ask.h"
#include "ui/screens/day_move.h"
#include "ui/screens/form.h"
#include "ui/screens/help.h"
#include "ui/screens/line.h"
#include "ui/screens/polls.h"
#include "ui/screens/rescue.h"
#include "ui/screens/search.h"
#include "ui/screens/settings.h"
#include "ui/screens/setup.h"
#include "ui/screens/sync.h"
#include "ui/screens/sync_join.h"
#include "ui/screens/waitlist.h"
#include "ui/ui.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/input.h"
#include "ui/widgets/prompt.h"

const ScreenClass *const all_screens[] = {
	&day_class,
	&day_move_class,
	&dates_class,
	&scope_class,
	&form_class,
	&form_leave_class,
	&line_class,
	&line_find_class,
	&search_class,
	&prompt_class,
	&input_class,
	&fields_class,
	&day_late_class,
	&waiting_class,
	&waiting_offer_class,
	&sync_class,
	&sync_card_class,
	&sync_sign_in_class,
	&sync_join_class,
	&sync_account_class,
	&polls_class,
	&rescue_class,
	&settings_class,
	&setup_class,
	&help_class,
	&everywhere_class,
	NULL,
};

void ui_actions_each(void (*each)(const UiAction *action, gpointer data), gpointer data)
{
	for (guint s = 0; all_screens[s]; s++)
		for (guint i = 0; i < all_screens[s]->n_actions; i++) {
			const Action *action = &all_screens[s]->actions[i];
			UiAction row = { all_screens[s]->name, _(all_screens[s]->title), action->name,
					 action->keys, _(action->help) };
			each(&row, data);
		}
}

typedef struct {
	FILE *out;
	const char *section;
} Printing;

static void print_action(const UiAction *action, gpointer printing_)
{
	Printing *printing = printing_;
	if (g_strcmp0(printing->section, action->section) != 0)
		fprintf(printing->out, "[%s]\t%s\n", action->section, action->title);
	printing->section = action->section;
	fprintf(printing->out, "%s\t%s\t%s\n", action->action, action->keys, action->help);
}

void ui_print_keys(FILE *out)
{
	ui_actions_each(print_action, &(Printing){ out, NULL });
}
