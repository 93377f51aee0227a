/* model/event.c - frees a line of the log, and a change */
#include "model/event.h"

void event_free(Event *event)
{
	if (!event)
		return;
	g_free(event->id);
	g_free(event->type);
	g_free(event->source);
	g_free(event->actor);
	g_free(event->correlation);
	g_free(event->entity);
	g_free(event->entity_id);
	g_free(event->after);
	g_free(event->salt);
	g_free(event->payload_hash);
	g_free(event->prev_hash);
	g_free(event->hash);
	g_free(event);
}

void change_free(Change *change)
{
	if (!change)
		return;
	g_free(change->id);
	g_free(change->actor);
	g_free(change->source);
	g_free(change->what);
	g_free(change->undoes);
	g_free(change);
}
