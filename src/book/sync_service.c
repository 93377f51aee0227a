/* book/sync_service.c - what is left of the answers of sync, once they were read */
#include "book/sync_service.h"

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
