/* sync/provider.c - the services there are, and what all of them answer with */
#include "sync/provider.h"

#include "base/error.h"

#include <string.h>

static const Provider *const providers[] = { &provider_google };

const Provider *provider_of(const char *kind)
{
	for (guint i = 0; i < G_N_ELEMENTS(providers); i++)
		if (strcmp(providers[i]->kind, kind) == 0)
			return providers[i];
	return NULL;
}

void reply_clear(Reply *reply)
{
	g_free(reply->words);
	*reply = (Reply){ .retry_after = -1 };
}

gboolean reply_set(Reply *reply, ReplyKind kind, const char *words)
{
	char *copy = g_strdup(words);
	g_free(reply->words);
	reply->words = copy;
	reply->kind = kind;
	return kind == REPLY_DONE;
}

gboolean reply_fail(Reply *reply, ReplyKind kind, const GError *error)
{
	g_autofree char *said = daybook_error_said(error);
	return reply_set(reply, kind, said);
}

gboolean reply_is_of_account(ReplyKind kind)
{
	switch (kind) {
	case REPLY_STOPPED:
	case REPLY_OFFLINE:
	case REPLY_SERVER:
	case REPLY_RATE:
	case REPLY_UNAUTHORIZED:
	case REPLY_SIGN_IN:
	case REPLY_SETUP:
		return TRUE;
	default:
		return FALSE;
	}
}

gboolean reply_is_unknown(ReplyKind kind)
{
	return kind == REPLY_OFFLINE || kind == REPLY_SERVER || kind == REPLY_STOPPED;
}

const char *call_kind_name(CallKind kind)
{
	static const char *const names[CALL_COUNT] = { "get", "insert", "patch", "delete" };
	return names[kind];
}

void provider_calendar_free(ProviderCalendar *calendar)
{
	g_free(calendar->id);
	g_free(calendar->name);
	g_free(calendar->zone);
	g_free(calendar->role);
	g_free(calendar->color);
	g_free(calendar);
}

void provider_page_clear(ProviderPage *page)
{
	g_clear_pointer(&page->events, g_ptr_array_unref);
	g_clear_pointer(&page->unread, g_ptr_array_unref);
	g_free(page->next);
	g_free(page->token);
	g_free(page->name);
	g_free(page->zone);
	*page = (ProviderPage){ 0 };
}

void provider_answers_free(ProviderAnswer *answers, guint n)
{
	for (guint i = 0; answers && i < n; i++) {
		reply_clear(&answers[i].reply);
		remote_event_free(answers[i].event);
	}
	g_free(answers);
}
