/* tests/unit/book/calendars.c - see calendars.h */
#include "tests/unit/book/calendars.h"

#include <string.h>

#include "tests/unit/unit.h"

static void put_calendar(Book *book, const char *id, const char *name, const char *staff,
			 const char *blocks_for)
{
	g_autoptr(Calendar) calendar = calendar_new();
	g_autoptr(GError) error = NULL;
	model_set(&calendar_class, calendar, &calendar->id, id);
	model_set(&calendar_class, calendar, &calendar->account, CAL_ACCOUNT);
	model_set(&calendar_class, calendar, &calendar->remote_id, name);
	model_set(&calendar_class, calendar, &calendar->name, name);
	model_set(&calendar_class, calendar, &calendar->zone, DESK_ZONE);
	model_set(&calendar_class, calendar, &calendar->staff, staff);
	model_set(&calendar_class, calendar, &calendar->blocks_for, blocks_for);
	model_set(&calendar_class, calendar, &calendar->show, "name");
	model_set(&calendar_class, calendar, &calendar->on_conflict, "book");
	model_set(&calendar_class, calendar, &calendar->state, "linked");
	calendar->version = 1;
	calendar->since = desk_at(book, "2026-11-20 00:00");
	store_calendar_put(book->store, calendar, &error);
	T_NO_ERROR(name, error);
}

Book *cal_book(void)
{
	Book *book = desk_new(DESK_ZONE);
	g_autoptr(Account) account = account_new();
	g_autoptr(GError) error = NULL;
	gboolean changed;
	model_set(&account_class, account, &account->id, CAL_ACCOUNT);
	model_set(&account_class, account, &account->kind, "google");
	model_set(&account_class, account, &account->label, "Google");
	model_set(&account_class, account, &account->state, "ok");
	account->version = 1;
	store_begin(book->store, &error);
	store_account_put(book->store, account, &error);
	put_calendar(book, CAL_ANA, "ana", desk_staff(book, "Ana"), desk_staff(book, "Ana"));
	put_calendar(book, CAL_BORIS, "boris", desk_staff(book, "Boris"), desk_staff(book, "Boris"));
	put_calendar(book, CAL_ALL, "all", NULL, NULL);
	store_commit(book->store, &error);
	book_load_house(book, &error);
	book_refresh(book, &changed, &error);
	T_NO_ERROR("calendars", error);
	return book;
}

void cal_zone(Book *book, const char *calendar, const char *zone)
{
	g_autoptr(Calendar) row = store_calendar(book->store, calendar, NULL);
	g_autoptr(GError) error = NULL;
	model_set(&calendar_class, row, &row->zone, zone);
	store_begin(book->store, &error);
	store_calendar_put(book->store, row, &error);
	store_commit(book->store, &error);
	book_load_house(book, &error);
	T_NO_ERROR(zone, error);
}

/* --- events --- */

static RemoteEvent *new_event(const char *remote_id, const char *zone, const char *summary)
{
	RemoteEvent *event = remote_event_new();
	EventFields *fields = event_fields_new();
	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	model_set(&remote_event_class, event, &event->etag, "1");
	model_set(&event_fields_class, fields, &fields->zone, zone);
	model_set(&event_fields_class, fields, &fields->summary, summary);
	event->blocks = event->editable = 1;
	event->original = NONE;
	g_ptr_array_add(event->fields, fields);
	return event;
}

RemoteEvent *cal_event(Book *book, const char *remote_id, const char *from, const char *to,
		       const char *summary)
{
	RemoteEvent *event = new_event(remote_id, DESK_ZONE, summary);
	EventFields *fields = event->fields->pdata[0];
	fields->start = desk_at(book, from);
	fields->end = desk_at(book, to);
	return event;
}

RemoteEvent *cal_days(const char *remote_id, const char *zone_name, const char *day, gint64 days,
		      const char *summary)
{
	RemoteEvent *event = new_event(remote_id, zone_name, summary);
	EventFields *fields = event->fields->pdata[0];
	g_autoptr(GTimeZone) zone = zone_new(zone_name, NULL);
	fields->start = zone_day_start(zone, desk_day(day));
	fields->end = zone_day_start(zone, desk_day(day) + days);
	fields->all_day = days;
	return event;
}

RemoteEvent *cal_gone(const char *remote_id)
{
	RemoteEvent *event = remote_event_new();
	model_set(&remote_event_class, event, &event->remote_id, remote_id);
	event->deleted = 1;
	event->original = NONE;
	return event;
}

RemoteEvent *cal_exception(RemoteEvent *take, const char *series, gint64 original)
{
	model_set(&remote_event_class, take, &take->series, series);
	take->original = original;
	return take;
}

/* --- links --- */

SyncLink *cal_link(Book *book, const char *booking)
{
	g_autoptr(GError) error = NULL;
	SyncLink *link = store_link(book->store, booking, &error);
	T_NO_ERROR(booking, error);
	T_NOT_NULL(booking, link);
	return link;
}

static EventFields *shown(Book *book, const char *id)
{
	g_autoptr(BookingView) view = book_view(book, id, NULL);
	EventFields *fields = event_fields_new();
	fields->start = view->booking->start;
	fields->end = view->booking->end;
	fields->all_day = view->booking->all_day;
	model_set(&event_fields_class, fields, &fields->zone, view->booking->zone);
	model_set(&event_fields_class, fields, &fields->summary, booking_view_name(view));
	return fields;
}

void cal_stand(Book *book, const char *id, const char *calendar)
{
	g_autoptr(SyncLink) link = sync_link_new();
	g_autoptr(EventFields) fields = shown(book, id);
	g_autofree char *image = model_image(&event_fields_class, fields);
	g_autofree char *remote = sync_remote_id(id, 0);
	g_autoptr(GError) error = NULL;
	model_set(&sync_link_class, link, &link->booking, id);
	model_set(&sync_link_class, link, &link->calendar, calendar);
	model_set(&sync_link_class, link, &link->kind, "own");
	model_set(&sync_link_class, link, &link->remote_id, remote);
	model_set(&sync_link_class, link, &link->etag, "1");
	model_set(&sync_link_class, link, &link->base, image);
	model_set(&sync_link_class, link, &link->status, "synced");
	store_begin(book->store, &error);
	store_link_put(book->store, link, &error);
	store_commit(book->store, &error);
	T_NO_ERROR(id, error);
}

RemoteEvent *cal_there(Book *book, const char *id)
{
	g_autoptr(SyncLink) link = cal_link(book, id);
	RemoteEvent *event = new_event(link->remote_id, DESK_ZONE, "");
	EventFields *fields = event_fields_read(link->base);
	g_ptr_array_set_size(event->fields, 0);
	g_ptr_array_add(event->fields, fields ? fields : shown(book, id));
	model_set(&remote_event_class, event, &event->etag, "2");
	model_set(&remote_event_class, event, &event->booking, id);
	model_set(&remote_event_class, event, &event->book, book_sync_book_id(book, NULL));
	return event;
}

/* --- chunks --- */

void cal_begin(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	T_TRUE(label, book_sync_begin(book, CAL_ACCOUNT, NULL, &error));
	T_NO_ERROR(label, error);
}

void cal_commit(const char *label, Book *book)
{
	g_autoptr(GError) error = NULL;
	T_TRUE(label, book_sync_commit(book, NULL, &error));
	T_NO_ERROR(label, error);
}

void cal_mirror(const char *label, Book *book, const char *calendar, RemoteEvent *take)
{
	g_autoptr(RemoteEvent) event = take;
	g_autoptr(GError) error = NULL;
	cal_begin(label, book);
	T_TRUE(label, book_sync_mirror(book, calendar, event, &error));
	T_NO_ERROR(label, error);
	cal_commit(label, book);
}

void cal_deleted(const char *label, Book *book, const char *booking, gboolean hold)
{
	g_autoptr(GError) error = NULL;
	cal_begin(label, book);
	T_TRUE(label, book_sync_deleted(book, booking, hold, &error));
	T_NO_ERROR(label, error);
	cal_commit(label, book);
}

void cal_merge(const char *label, Book *book, const char *booking, const RemoteEvent *event, gboolean start,
	       gboolean end)
{
	g_autoptr(GError) error = NULL;
	SyncMerge merge = { .booking = booking,
			    .there = remote_event_fields(event),
			    .etag = event->etag,
			    .link = event->link,
			    .start = start,
			    .end = end };
	cal_begin(label, book);
	T_TRUE(label, book_sync_merge(book, &merge, &error));
	T_NO_ERROR(label, error);
	cal_commit(label, book);
}

/* --- looking --- */

static gboolean keep_block(Booking *take, const char *customer, const char *phones, gpointer data)
{
	(void)customer;
	(void)phones;
	if (strcmp(take->kind, "block") == 0)
		g_ptr_array_add(data, take);
	else
		booking_free(take);
	return TRUE;
}

static GPtrArray *blocks_of(Book *book)
{
	GPtrArray *blocks = model_list_new(&booking_class);
	g_autoptr(GError) error = NULL;
	store_bookings_all(book->store, keep_block, blocks, &error);
	T_NO_ERROR("blocks", error);
	return blocks;
}

char *cal_blocks(Book *book)
{
	g_autoptr(GPtrArray) blocks = blocks_of(book);
	GString *all = g_string_new(NULL);
	for (guint i = 0; i < blocks->len; i++) {
		const Booking *block = blocks->pdata[i];
		g_autofree char *words = desk_words(book, block);
		g_string_append_printf(all, "%s%s%s%s%s%s%s", i ? "; " : "", block->overbooked ? "!" : "",
				       block->busy ? "" : "~",
				       strcmp(block->status, "cancelled") == 0 ? "x" : "", words,
				       *block->title ? " " : "", block->title);
	}
	return g_string_free(all, FALSE);
}

guint cal_count_blocks(Book *book)
{
	g_autoptr(GPtrArray) blocks = blocks_of(book);
	return blocks->len;
}
