/* book/sync_service.c - what is left of the answers of sync, once they were read */
#include "book/sync_service.h"

#define LOOK_MS 60000
#define LEAST_LOOK_MS 10

static gpointer read_look(gpointer unused)
{
	const char *set = g_getenv("DAYBOOK_LOOK_MS");
	gint64 ms = set ? g_ascii_strtoll(set, NULL, 10) : 0;

	(void)unused;
	return GINT_TO_POINTER((int)(ms >= LEAST_LOOK_MS && ms <= G_MAXINT ? ms : LOOK_MS));
}

gint64 sync_look_ms(void)
{
	static GOnce once = G_ONCE_INIT;

	return GPOINTER_TO_INT(g_once(&once, read_look, NULL));
}

void sync_remote_calendar_free(SyncRemoteCalendar *calendar)
{
	if (!calendar)
		return;
	g_free(calendar->remote_id);
	g_free(calendar->name);
	g_free(calendar->zone);
	g_free(calendar->role);
	g_free(calendar->color);
	calendar_free(calendar->linked);
	g_free(calendar);
}

void sync_report_clear(SyncReport *report)
{
	g_free(report->words);
	*report = (SyncReport){ 0 };
}
