/* sync/pull_p.h - what listing (pull.c), asking (moves.c) and applying (apply.c) share */
#pragma once
#include "sync/engine_p.h"

gboolean pull_is_state(const Calendar *calendar, const char *state);
gboolean pull_is_mirror(const SyncLink *link);
/** Is its server within reach in this run? */
gboolean pull_can_say(const AccountRun *account);
/** A deletion of which nothing but the id is known. */
RemoteEvent *pull_tombstone(const char *remote_id);

/** Does its list name this event, readable or not? */
gboolean pull_names(const CalendarRun *one, const char *remote_id);

/** What a GET says. */
gboolean pull_says_gone(const ProviderAnswer *answer);
gboolean pull_says_alive(const ProviderAnswer *answer);
/** Whether all of them say something; what one that does not said instead is noted. */
gboolean pull_all_say(AccountRun *account, const ProviderAnswer *answers, guint n);
