/* book/sync_send.c - what is to be sent, what is on its way, and what became of it
 *
 * Before anything is sent, `sent` stands in the link; the answer makes it `base`. Whatever is found in between was interrupted: its outcome is
 * unknown, and nothing that follows may depend on it. */
#include "book/sync_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/sync_take_p.h"

#define STUBBORN 3 /* so often is something sent to a server that makes something else of it */

/* --- frees --- */

void sync_want_free(SyncWant *want)
{
	if (!want)
		return;
	sync_link_free(want->link);
	event_fields_free(want->want);
	g_free(want->target);
	g_free(want);
}

SyncSend *sync_send_new(void)
{
	return g_new0(SyncSend, 1);
}

void sync_send_free(SyncSend *send)
{
	if (!send)
		return;
	g_free(send->booking);
	event_fields_free(send->sent);
	g_free(send->calendar);
	g_free(send->remote_id);
	g_free(send);
}

SyncAnswer *sync_answer_new(void)
{
	return g_new0(SyncAnswer, 1);
}

void sync_answer_free(SyncAnswer *answer)
{
	if (!answer)
		return;
	g_free(answer->booking);
	g_free(answer->etag);
	g_free(answer->link);
	event_fields_free(answer->stands);
	g_free(answer->error_kind);
	g_free(answer->error);
	g_free(answer);
}

void sync_removal_free(SyncRemoval *removal)
{
	if (!removal)
		return;
	g_free(removal->calendar);
	g_free(removal->remote_id);
	g_free(removal->etag);
	g_free(removal->booking);
	g_free(removal);
}

/* --- shared --- */

static gboolean is_status(const SyncLink *link, SyncStatus status)
{
	return g_str_equal(link->status, sync_status_name(status));
}

static void set_status(SyncLink *link, SyncStatus status)
{
	model_set(&sync_link_class, link, &link->status, sync_status_name(status));
}

static void set_error(SyncLink *link, const char *kind, const char *words)
{
	model_set(&sync_link_class, link, &link->error_kind, kind);
	model_set(&sync_link_class, link, &link->error, words);
}

static void set_image(SyncLink *link, char **field, const EventFields *fields)
{
	g_autofree char *image = fields ? model_image(&event_fields_class, fields) : NULL;

	model_set(&sync_link_class, link, field, image);
}

/* The link, or NULL with or without an error. */
static SyncLink *link_of(Book *book, const char *booking, gboolean *failed, GError **error)
{
	g_autoptr(GError) problem = NULL;
	SyncLink *link = store_link(book->store, booking, &problem);

	*failed = problem != NULL;
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return link;
}

/* Ends what book_lock began. */
static gboolean done(Book *book, gboolean well, GError **error)
{
	if (well && store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

/* --- what a booking is to be there --- */

/* With its customer's name; NULL without error when there is none. */
static BookingView *view_of(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) views = booking_views_new();

	if (!store_booking_line(book->store, id, book_collect_view, views, error) || views->len == 0)
		return NULL;
	return g_steal_pointer(&views->pdata[0]);
}

static void fill_want(const Book *book, SyncWant *want, const BookingView *view)
{
	const SyncLink *link = want->link;
	const Calendar *target;

	want->version = view->booking->version;
	if (sync_is_gone(view->booking))
		return;
	target = sync_target_among(book->calendars, view->booking);
	if (!target &&
	    g_str_equal(link->kind, "adopted")) /* somebody made it there: it is not ours to take away */
		target = sync_calendar_of(book, link->calendar);
	if (!target)
		return;
	want->target = g_strdup(target->id);
	want->want = sync_render(book, view, target->show);
}

SyncWant *sync_want_of(Book *book, const SyncLink *link, GError **error)
{
	g_autoptr(SyncWant) want = g_new0(SyncWant, 1);
	g_autoptr(BookingView) view = NULL;
	g_autoptr(GError) problem = NULL;

	want->link = sync_link_copy(link);
	if (!sync_calendars(book, error))
		return NULL;
	view = view_of(book, link->booking, &problem);
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (view && sync_is_mirror(link)) { /* only our marks in it are taken away */
		want->want = event_fields_read(link->base);
		want->target = want->want ? g_strdup(link->calendar) : NULL;
		want->version = view->booking->version;
	} else if (view) {
		fill_want(book, want, view);
	}
	return g_steal_pointer(&want);
}

SyncWant *book_sync_want(Book *book, const char *booking, GError **error)
{
	gboolean failed;
	g_autoptr(SyncLink) link = link_of(book, booking, &failed, error);

	return link ? sync_want_of(book, link, error) : NULL;
}

/* Where a want is sent to: insertions and changes to its target, deletions to where it stands. */
static const Calendar *sent_to(const Book *book, const SyncWant *want)
{
	return sync_calendar_of(book, want->target ? want->target : want->link->calendar);
}

static gboolean is_open(const Calendar *calendar)
{
	return calendar && g_str_equal(calendar->state, "linked");
}

typedef struct {
	Book *book;
	const char *account; /* NULL: any */
	guint limit;
	GPtrArray *wants;
	gint64 next; /* the first one's next_attempt */
	GError *problem;
} Gather;

static gboolean gather_want(SyncLink *take, gpointer data)
{
	Gather *gather = data;
	g_autoptr(SyncLink) link = take;
	g_autoptr(SyncWant) want = sync_want_of(gather->book, link, &gather->problem);
	const Calendar *calendar = want ? sent_to(gather->book, want) : NULL;

	if (!want)
		return FALSE;
	if (!is_open(calendar) || (gather->account && !g_str_equal(calendar->account, gather->account)))
		return TRUE;
	g_ptr_array_add(gather->wants, g_steal_pointer(&want));
	return gather->wants->len < gather->limit;
}

/* From every calendar, for one that moves may be sent to another's account. */
static gboolean gather_due(Gather *gather, gint64 now, GError **error)
{
	const GPtrArray *calendars = sync_calendars(gather->book, error);

	for (guint i = 0; calendars && i < calendars->len && gather->wants->len < gather->limit; i++) {
		const Calendar *calendar = calendars->pdata[i];
		if (!store_links_due(gather->book->store, calendar->id, now, gather_want, gather, error))
			return FALSE;
		if (gather->problem) {
			g_propagate_error(error, g_steal_pointer(&gather->problem));
			return FALSE;
		}
	}
	return calendars != NULL;
}

GPtrArray *book_sync_wants(Book *book, const char *account, gint64 now, guint limit, GError **error)
{
	g_autoptr(GPtrArray) wants = g_ptr_array_new_with_free_func((GDestroyNotify)sync_want_free);
	Gather gather = { .book = book, .account = account, .limit = limit, .wants = wants };
	gboolean well;

	if (limit == 0)
		return g_steal_pointer(&wants);
	if (!store_read_begin(book->store, error))
		return NULL;
	well = store_data_version(book->store, &book->wanted_version, error) &&
	       (book->wanted_seq = store_event_last_seq(book->store, error)) >= 0 &&
	       gather_due(&gather, now, error);
	store_read_end(book->store);
	return well ? g_steal_pointer(&wants) : NULL;
}

/* --- taking over --- */

/* Interrupted: what was sent is kept, so that it is known when it comes back. A deletion of a booking that is wanted again is given up. */
static gboolean take_over_one(Book *book, SyncLink *link, gint64 now, GError **error)
{
	g_autoptr(Booking) booking = store_get(book->store, &booking_class, link->booking, error);

	if (!booking)
		return FALSE;
	set_status(link, SYNC_PENDING);
	link->since = link->since ? link->since : now;
	return sync_link_wake(book, link, booking, now, NULL, error) &&
	       store_link_put(book->store, link, error);
}

static gboolean take_over_calendar(Book *book, const char *calendar, GError **error)
{
	g_autoptr(GPtrArray) links = store_links_in(book->store, calendar, SYNC_SYNCING, G_MAXINT, error);

	for (guint i = 0; links && i < links->len; i++)
		if (!take_over_one(book, links->pdata[i], clock_real(), error))
			return FALSE;
	return links != NULL;
}

static gboolean anything_syncing(Book *book, gboolean *any, GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);

	*any = FALSE;
	for (guint i = 0; calendars && !*any && i < calendars->len; i++) {
		const Calendar *calendar = calendars->pdata[i];
		g_autoptr(GPtrArray) links =
			store_links_in(book->store, calendar->id, SYNC_SYNCING, 1, error);
		if (!links)
			return FALSE;
		*any = links->len > 0;
	}
	return calendars != NULL;
}

static gboolean take_over_links(Book *book, GError **error)
{
	const GPtrArray *calendars;
	gboolean any, well;

	if (!anything_syncing(book, &any, error))
		return FALSE;
	if (!any)
		return TRUE;
	if (!book_lock(book, error))
		return FALSE;
	calendars = sync_calendars(book, error);
	well = calendars != NULL;
	for (guint i = 0; well && i < calendars->len; i++)
		well = take_over_calendar(book, ((const Calendar *)calendars->pdata[i])->id, error);
	return done(book, well, error);
}

gboolean book_sync_take_over(Book *book, GError **error)
{
	gboolean changed;

	return book_refresh(book, &changed, error) && take_over_links(book, error) &&
	       sync_fill_window(book, error) && sync_mirror_top_up(book, error);
}

/* --- sending --- */

/* An occurrence of a foreign series has no id of its own before the first write to it, which gives it one. */
static gboolean is_sent_in_place(const SyncLink *link)
{
	return g_str_equal(link->sent_calendar, link->calendar) &&
	       (!*link->remote_id || g_str_equal(link->sent_remote_id, link->remote_id));
}

/* An insert of unknown outcome that is not repeated may have left an event; calendar, remote_id: what is sent now, or NULL. */
static gboolean forget_unanswered(Book *book, const SyncLink *link, const char *calendar,
				  const char *remote_id, GError **error)
{
	if (!link->sent || !link->sent_calendar || !link->sent_remote_id)
		return TRUE;
	if (g_strcmp0(link->sent_calendar, calendar) == 0 && g_strcmp0(link->sent_remote_id, remote_id) == 0)
		return TRUE;
	if (is_sent_in_place(link) && link->base)
		return TRUE;
	return store_removal_add(book->store, link->sent_calendar, link->sent_remote_id, "", link->booking,
				 error);
}

static gboolean send_one(Book *book, const SyncSend *send, GError **error)
{
	gboolean failed;
	g_autoptr(SyncLink) link = link_of(book, send->booking, &failed, error), before = NULL;

	if (failed)
		return FALSE;
	if (!link || !sync_calendar_of(book, send->calendar))
		return daybook_fail(
			error, DAYBOOK_ERROR_CONFLICT,
			_("A calendar was unlinked while it was being written to; the rest follows "
			  "with the next run."));
	before = sync_link_copy(link);
	if (!forget_unanswered(book, link, send->calendar, send->remote_id, error) ||
	    (send->sent && !store_removal_drop(book->store, send->calendar, send->remote_id, error)))
		return FALSE;
	set_image(link, &link->sent, send->sent);
	link->sent_version = send->version;
	link->generation = send->generation;
	model_set(&sync_link_class, link, &link->sent_calendar, send->calendar);
	model_set(&sync_link_class, link, &link->sent_remote_id, send->remote_id);
	if (!link->base && send->sent) {
		model_set(&sync_link_class, link, &link->calendar, send->calendar);
		model_set(&sync_link_class, link, &link->remote_id, send->remote_id);
	}
	set_status(link, SYNC_SYNCING);
	return store_link_change(book->store, before, link, error);
}

static gboolean count_made(Book *book, const GPtrArray *sends, GError **error)
{
	gint64 today = clock_real() / ZONE_DAY_SECONDS, made = 0;
	const SyncSend *first = sends->pdata[0];
	const Calendar *calendar = sync_calendar_of(book, first->calendar);
	g_autoptr(Account) account = NULL;

	for (guint i = 0; i < sends->len; i++)
		made += ((const SyncSend *)sends->pdata[i])->makes;
	if (!made)
		return TRUE;
	if (!(account = store_account(book->store, calendar->account, error)))
		return FALSE;
	account->made = made + (account->made_day == today ? account->made : 0);
	account->made_day = today;
	account->version++;
	return store_account_put(book->store, account, error);
}

static gboolean send_all(Book *book, const GPtrArray *sends, GError **error)
{
	for (guint i = 0; sends && i < sends->len; i++)
		if (!send_one(book, sends->pdata[i], error))
			return FALSE;
	return !sends || sends->len == 0 || count_made(book, sends, error);
}

/* --- answers --- */

/* It is as far as it gets: in step when there is nothing more to send, else pending again. sent: what the server was given last, before: what
 * stood there then (each may be NULL). A server that was given the same again and again, and keeps what it had, is left in peace; an insert
 * that finds an older one of ours there, and tries that came to nothing, are not that. */
static gboolean settle(Book *book, SyncLink *link, const EventFields *sent, const EventFields *before,
		       GError **error)
{
	g_autoptr(SyncWant) want = sync_want_of(book, link, error);
	g_autoptr(EventFields) base = event_fields_read(link->base);
	gboolean repeats, stubborn;

	if (!want)
		return FALSE;
	repeats = want->want && sent && event_fields_sent_same(want->want, sent);
	stubborn = repeats && before && base && event_fields_sent_same(before, base) &&
		   link->attempts >= STUBBORN;
	if (want->want && base && g_strcmp0(want->target, link->calendar) == 0 &&
	    (stubborn || event_fields_sent_same(want->want, base))) {
		set_status(link, SYNC_SYNCED);
		link->attempts = 0;
		return TRUE;
	}
	set_status(link, SYNC_PENDING);
	link->attempts = repeats ? link->attempts + 1 : 0;
	link->since = clock_real();
	return TRUE;
}

gboolean sync_link_arrive(Book *book, SyncLink *link, GError **error)
{
	if (!link->sent_calendar || !link->sent_remote_id)
		return TRUE;
	if (is_sent_in_place(link)) {
		model_set(&sync_link_class, link, &link->remote_id, link->sent_remote_id);
		return TRUE;
	}
	if (link->base) {
		if (!store_removal_add(book->store, link->calendar, link->remote_id, link->etag,
				       link->booking, error))
			return FALSE;
		if (!sync_is_mirror(link)) { /* there it is an event of ours */
			model_set(&sync_link_class, link, &link->kind, "own");
			model_set(&sync_link_class, link, &link->series, NULL);
			link->original = NONE;
		}
		/* Should it come back before that is gone, it is another event: what still stands there says nothing of it. */
		link->generation++;
	}
	model_set(&sync_link_class, link, &link->calendar, link->sent_calendar);
	model_set(&sync_link_class, link, &link->remote_id, link->sent_remote_id);
	return TRUE;
}

/* It stands there as it is wanted: nothing was changed here since what was sent was made up. */
static gboolean is_as_sent(SyncLink *link, const char *etag, const char *page)
{
	model_set(&sync_link_class, link, &link->base, link->sent);
	model_set(&sync_link_class, link, &link->etag, etag);
	model_set(&sync_link_class, link, &link->link, page);
	sync_link_unsend(link);
	set_error(link, NULL, NULL);
	link->attempts = link->next_attempt = 0;
	link->last_synced = clock_real();
	set_status(link, SYNC_SYNCED);
	return TRUE;
}

gboolean sync_link_stands(Book *book, SyncLink *link, const EventFields *stands, const char *etag,
			  const char *page, GError **error)
{
	g_autoptr(EventFields) sent = event_fields_read(link->sent), before = event_fields_read(link->base);
	g_autoptr(EventFields) base = stands ? event_fields_copy(stands) : NULL;
	const EventFields *ours = sent ? sent : before;

	if (!sync_link_arrive(book, link, error))
		return FALSE;
	if (base && ours)
		model_set(&event_fields_class, base, &base->color, ours->color);
	if (base || sent)
		set_image(link, &link->base, base ? base : sent);
	if (etag)
		model_set(&sync_link_class, link, &link->etag, etag);
	if (page)
		model_set(&sync_link_class, link, &link->link, page);
	sync_link_unsend(link);
	set_error(link, NULL, NULL);
	link->next_attempt = 0;
	link->last_synced = clock_real();
	if (sync_is_mirror(link)) {
		set_status(link, SYNC_SYNCED);
		link->attempts = 0;
		return TRUE;
	}
	return settle(book, link, sent, before, error);
}

/* It is gone there, as it was to be. */
static gboolean is_deleted(Book *book, SyncLink *link, GError **error)
{
	gboolean counted, confirmed;

	sync_link_unsend(link);
	model_set(&sync_link_class, link, &link->base, NULL);
	model_set(&sync_link_class, link, &link->theirs, NULL);
	set_error(link, NULL, NULL);
	set_status(link, SYNC_DELETED); /* its etag stays: an old list may show it once more */
	link->attempts = link->next_attempt = link->held = 0;
	link->last_synced = clock_real();
	return store_held_delete(book->store, link->booking, error) &&
	       store_guard_get(book->store, link->calendar, "there", link->booking, 0, &counted, &confirmed,
			       error) &&
	       (!confirmed || store_guard_delete(book->store, link->calendar, "there", link->booking, error));
}

/* The id is somebody else's, or that of an event that was deleted. */
static void next_generation(SyncLink *link)
{
	g_autofree char *id = sync_remote_id(link->booking, ++link->generation);

	sync_link_unsend(link);
	if (!link->base)
		model_set(&sync_link_class, link, &link->remote_id, id);
	set_status(link, SYNC_PENDING);
	link->attempts = link->next_attempt = 0;
	set_error(link, NULL, NULL);
}

/* Nothing had to be sent, but what was sent before without an answer may have arrived: elsewhere it leaves an event, here it stands in the
 * place of what was agreed, and is to be sent over. */
static gboolean is_same(Book *book, SyncLink *link, GError **error)
{
	g_autoptr(EventFields) sent = event_fields_read(link->sent), base = event_fields_read(link->base);

	if (!forget_unanswered(book, link, NULL, NULL, error))
		return FALSE;
	if (!base)
		return is_deleted(book, link, error);
	if (sent && g_strcmp0(link->sent_calendar, link->calendar) == 0 &&
	    !event_fields_sent_same(sent, base))
		set_image(link, &link->base, sent);
	sync_link_unsend(link);
	set_error(link, NULL, NULL);
	if (!sync_is_mirror(link))
		return settle(book, link, NULL, NULL, error);
	set_status(link, SYNC_SYNCED);
	return TRUE;
}

/* unchanged: the bookings are as book_sync_wants found them. */
static gboolean apply(Book *book, SyncLink *link, const SyncAnswer *answer, gboolean unchanged,
		      GError **error)
{
	gboolean deletion = !link->sent && !answer->stands;

	switch (answer->kind) {
	case SYNC_ANSWER_DONE:
		if (unchanged && link->sent && !answer->stands && answer->etag && answer->link &&
		    is_status(link, SYNC_SYNCING) && is_sent_in_place(link))
			return sync_link_arrive(book, link, error) && is_as_sent(link, answer->etag, answer->link);
		return deletion ? is_deleted(book, link, error)
				: sync_link_stands(book, link, answer->stands, answer->etag, answer->link,
						   error);
	case SYNC_ANSWER_SAME:
		return is_same(book, link, error);
	case SYNC_ANSWER_AGAIN:
		set_status(link, SYNC_PENDING);
		link->attempts++;
		link->next_attempt = answer->next_attempt;
		set_error(link, answer->error_kind, answer->error);
		return TRUE;
	case SYNC_ANSWER_OFFLINE:
		set_status(link, SYNC_PENDING);
		set_error(link, answer->error_kind ? answer->error_kind : "offline", answer->error);
		return TRUE;
	case SYNC_ANSWER_REFUSED:
		sync_link_unsend(link);
		set_status(link, SYNC_FAILED);
		link->attempts++;
		set_error(link, answer->error_kind ? answer->error_kind : "refused", answer->error);
		return TRUE;
	case SYNC_ANSWER_CONFLICT:
		sync_link_unsend(link);
		set_status(link, SYNC_CONFLICT);
		set_image(link, &link->theirs, answer->stands);
		if (answer->etag)
			model_set(&sync_link_class, link, &link->etag, answer->etag);
		set_error(link, NULL, NULL);
		return TRUE;
	case SYNC_ANSWER_GENERATION:
		next_generation(link);
		return TRUE;
	case SYNC_ANSWER_GONE: /* what it means is decided below */
		break;
	}
	return TRUE;
}

/* What came of a thing that a person changed again while it was on its way. */
static gboolean look_again(Book *book, SyncLink *link, GError **error)
{
	g_autoptr(Booking) booking = NULL;

	if (!is_status(link, SYNC_DELETED) &&
	    !(is_status(link, SYNC_PENDING) && !link->sent && link->sent_calendar))
		return TRUE;
	if (!(booking = store_get(book->store, &booking_class, link->booking, error)))
		return FALSE;
	return sync_link_wake(book, link, booking, clock_real(), NULL, error);
}

/* gone gets those that are not there any more. An answer for a link that is not there any more says nothing. */
static gboolean answer_one(Book *book, const SyncAnswer *answer, gboolean unchanged, GPtrArray *gone,
			   GError **error)
{
	gboolean failed;
	g_autoptr(SyncLink) link = link_of(book, answer->booking, &failed, error), before = NULL;

	if (!link)
		return !failed;
	before = sync_link_copy(link);
	if (answer->kind == SYNC_ANSWER_GONE) {
		g_ptr_array_add(gone, sync_link_copy(link));
		set_status(link, SYNC_PENDING); /* should the next step not be reached */
		return store_link_change(book->store, before, link, error);
	}
	return apply(book, link, answer, unchanged, error) && look_again(book, link, error) &&
	       store_link_change(book->store, before, link, error);
}

/* --- gone although nobody said so --- */

/* Those of one calendar. */
static gboolean take_gone(Book *book, const Calendar *calendar, const GPtrArray *links, GError **error)
{
	g_autoptr(GPtrArray) bookings = g_ptr_array_new();
	gboolean free = TRUE, well = TRUE;

	for (guint i = 0; i < links->len; i++) {
		const SyncLink *link = links->pdata[i];
		if (g_str_equal(link->calendar, calendar->id))
			g_ptr_array_add(bookings, link->booking);
	}
	if (bookings->len == 0)
		return TRUE;
	if (!book_sync_begin(book, calendar->account, NULL, error))
		return FALSE;
	if (!sync_guard_free(book, calendar->id, "here", bookings, 0, clock_real(), &free, error))
		well = FALSE;
	for (guint i = 0; well && i < bookings->len; i++)
		well = book_sync_deleted(book, bookings->pdata[i], !free, error);
	if (well && book_sync_commit(book, NULL, error))
		return TRUE;
	book_sync_abort(book);
	return FALSE;
}

static gboolean take_all_gone(Book *book, const GPtrArray *links, GError **error)
{
	g_autoptr(GPtrArray) calendars = links->len ? store_calendars(book->store, error) : NULL;

	if (links->len && !calendars)
		return FALSE;
	for (guint i = 0; calendars && i < calendars->len; i++)
		if (!take_gone(book, calendars->pdata[i], links, error))
			return FALSE;
	return TRUE;
}

/* Does everything stand as book_sync_wants found it? Inside the transaction. */
static gboolean stands_unchanged(Book *book, gboolean *unchanged, GError **error)
{
	gint64 seq = store_event_last_seq(book->store, error);

	*unchanged = book->wanted_seq == seq && book->wanted_version == book->data_version;
	return seq >= 0;
}

static gboolean answer_all(Book *book, const GPtrArray *answers, GPtrArray *gone, GError **error)
{
	gboolean unchanged;

	if (!answers || answers->len == 0)
		return TRUE;
	if (!stands_unchanged(book, &unchanged, error))
		return FALSE;
	for (guint i = 0; i < answers->len; i++)
		if (!answer_one(book, answers->pdata[i], unchanged, gone, error))
			return FALSE;
	return TRUE;
}

gboolean book_sync_turn(Book *book, const GPtrArray *answers, const GPtrArray *sends, GError **error)
{
	g_autoptr(GPtrArray) gone = model_list_new(&sync_link_class);
	gboolean well;

	if ((!answers || answers->len == 0) && (!sends || sends->len == 0))
		return TRUE;
	if (!book_lock(book, error))
		return FALSE;
	well = sync_calendars(book, error) && answer_all(book, answers, gone, error) &&
	       send_all(book, sends, error);
	return done(book, well, error) && take_all_gone(book, gone, error);
}

gboolean book_sync_answered(Book *book, const GPtrArray *answers, GError **error)
{
	return book_sync_turn(book, answers, NULL, error);
}

gboolean book_sync_sending(Book *book, const GPtrArray *sends, GError **error)
{
	return book_sync_turn(book, NULL, sends, error);
}

/* --- removals --- */

GPtrArray *book_sync_removals(Book *book, const char *account, gint64 now, guint limit, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)sync_removal_free);
	const GPtrArray *calendars = sync_calendars(book, error);

	for (guint i = 0; calendars && i < calendars->len && all->len < limit; i++) {
		const Calendar *calendar = calendars->pdata[i];
		g_autoptr(GPtrArray) some = NULL;
		if (!is_open(calendar) || !g_str_equal(calendar->account, account))
			continue;
		if (!(some = store_removals(book->store, calendar->id, now, limit - all->len, error)))
			return NULL;
		for (guint j = 0; j < some->len; j++) {
			const StoreRemoval *from = some->pdata[j];
			SyncRemoval *to = g_new(SyncRemoval, 1);
			*to = (SyncRemoval){ from->id,
					     g_strdup(from->calendar),
					     g_strdup(from->remote_id),
					     g_strdup(from->etag),
					     g_strdup(from->booking),
					     from->attempts };
			g_ptr_array_add(all, to);
		}
	}
	return calendars ? g_steal_pointer(&all) : NULL;
}

gboolean book_sync_removed(Book *book, gint64 id, gboolean is_done, gint64 next_attempt,
			   const char *error_words, GError **error)
{
	gboolean well;

	if (!book_lock(book, error))
		return FALSE;
	well = is_done ? store_removal_done(book->store, id, error)
		       : store_removal_again(book->store, id, next_attempt, error_words, error);
	return done(book, well, error);
}

/* --- when --- */

static gboolean first_due(SyncLink *take, gpointer data)
{
	Gather *gather = data;
	gint64 next = take->next_attempt;

	gather_want(take, gather);
	if (gather->wants->len == 0)
		return gather->problem == NULL;
	gather->next = next;
	return FALSE;
}

/* When an account may be written to at the earliest; G_MAXINT64: not before somebody has signed in. */
static gint64 account_open(const Account *account)
{
	if (!account || account->removed || g_str_equal(account->state, "needs_sign_in"))
		return G_MAXINT64;
	return MAX(account->pause_until, account->write_pause_until);
}

static gboolean calendar_due(Book *book, const Calendar *calendar, gint64 *due, GError **error)
{
	g_autoptr(GPtrArray) wants = g_ptr_array_new_with_free_func((GDestroyNotify)sync_want_free);
	Gather gather = { .book = book, .limit = 1, .wants = wants, .next = G_MAXINT64 };
	g_autoptr(Account) account = NULL;
	gint64 removal = G_MAXINT64, next;

	if (!store_links_due(book->store, calendar->id, G_MAXINT64, first_due, &gather, error))
		return FALSE;
	if (gather.problem) {
		g_propagate_error(error, gather.problem);
		return FALSE;
	}
	if (is_open(calendar) && (removal = store_removal_next(book->store, calendar->id, error)) < 0)
		return FALSE;
	next = MIN(gather.next, removal);
	if (next == G_MAXINT64)
		return TRUE;
	account = store_account(
		book->store, wants->len ? sent_to(book, wants->pdata[0])->account : calendar->account, error);
	*due = MIN(*due, MAX(next, account_open(account)));
	return account != NULL;
}

gint64 book_sync_next_due(Book *book, GError **error)
{
	const GPtrArray *calendars = sync_calendars(book, error);
	gint64 due = G_MAXINT64;

	for (guint i = 0; calendars && i < calendars->len; i++)
		if (!calendar_due(book, calendars->pdata[i], &due, error))
			break;
	return due;
}

/* --- the guard --- */

gboolean sync_guard_free(Book *book, const char *calendar, const char *direction, const GPtrArray *bookings,
			 guint unnamed, gint64 now, gboolean *free, GError **error)
{
	gint64 hour = now - SYNC_GUARD_SECONDS, fresh = unnamed, before, all, live;
	enum { MOST = 10, LEAST = 5, PART = 5 }; /* ever; fewer are never held; of what stood there an hour ago one in so many */

	for (guint i = 0; bookings && i < bookings->len; i++) {
		gboolean counted, confirmed;
		if (!store_guard_get(book->store, calendar, direction, bookings->pdata[i], hour, &counted,
				     &confirmed, error))
			return FALSE;
		fresh += !counted && !confirmed;
	}
	*free = TRUE;
	if (fresh == 0)
		return TRUE;
	if ((before = store_guard_count(book->store, calendar, direction, hour, error)) < 0)
		return FALSE;
	all = before + fresh;
	/* no more need be counted than what `all` is a part of */
	if ((live = store_links_live(book->store, calendar, PART * all, error)) < 0)
		return FALSE;
	*free = all <= MOST && (all < LEAST || all * PART <= live + before);
	return TRUE;
}

/* One that was counted or confirmed before goes on; another is counted, or held. */
static gboolean guard_one(Book *book, const char *calendar, const char *booking, gint64 now, gboolean free,
			  guint *held, GError **error)
{
	gboolean counted, confirmed, failed;
	g_autoptr(SyncLink) link = NULL;

	if (!store_guard_get(book->store, calendar, "there", booking, now - SYNC_GUARD_SECONDS, &counted,
			     &confirmed, error))
		return FALSE;
	if (counted || confirmed)
		return TRUE;
	if (free)
		return store_guard_put(book->store, calendar, "there", booking, now, FALSE, error);
	link = link_of(book, booking, &failed, error);
	if (!link)
		return !failed;
	++*held;
	link->held = 1;
	return store_link_put(book->store, link, error) &&
	       store_held_put(book->store, booking, calendar, "there", now, error);
}

gboolean book_sync_guard_there(Book *book, const char *calendar, const GPtrArray *bookings, gint64 now,
			       guint *held, GError **error)
{
	gboolean free = TRUE, well;

	*held = 0;
	if (bookings->len == 0)
		return TRUE;
	if (!book_lock(book, error))
		return FALSE;
	well = sync_guard_free(book, calendar, "there", bookings, 0, now, &free, error) &&
	       store_guard_prune(book->store, calendar, "there", now - SYNC_GUARD_SECONDS, error);
	for (guint i = 0; well && i < bookings->len; i++)
		well = guard_one(book, calendar, bookings->pdata[i], now, free, held, error);
	return done(book, well, error);
}

/* --- before linking --- */

typedef struct {
	Book *book;
	const Calendar *calendar;
	GPtrArray *calendars; /* with it among them */
	GPtrArray *ids;
} Would;

static gboolean keep_id(const StoreWindowRow *row, gpointer data)
{
	g_ptr_array_add(((Would *)data)->ids, g_strdup(row->id));
	return TRUE;
}

/* A want of a booking that the calendar would take; NULL without error for another. */
static SyncWant *would_want(const Would *would, const char *id, GError **error)
{
	g_autoptr(BookingView) view = view_of(would->book, id, error);
	g_autoptr(SyncWant) want = NULL;
	gboolean failed;

	if (!view || !booking_is_live(view->booking) || view->booking->end <= would->calendar->since ||
	    sync_target_among(would->calendars, view->booking) != would->calendar)
		return NULL;
	want = g_new0(SyncWant, 1);
	want->link = link_of(would->book, id, &failed, error);
	if (failed)
		return NULL;
	if (!want->link) {
		g_autofree char *remote = sync_remote_id(id, 0);
		want->link = sync_link_new();
		model_set(&sync_link_class, want->link, &want->link->booking, id);
		model_set(&sync_link_class, want->link, &want->link->calendar, would->calendar->id);
		model_set(&sync_link_class, want->link, &want->link->kind, "own");
		model_set(&sync_link_class, want->link, &want->link->remote_id, remote);
		set_status(want->link, SYNC_PENDING);
	}
	want->want = sync_render(would->book, view, would->calendar->show);
	want->target = g_strdup(would->calendar->id);
	want->version = view->booking->version;
	return g_steal_pointer(&want);
}

static GPtrArray *calendars_with(Book *book, const Calendar *calendar, GError **error)
{
	const GPtrArray *linked = sync_calendars(book, error);
	GPtrArray *all = g_ptr_array_new();

	for (guint i = 0; linked && i < linked->len; i++) {
		Calendar *other = linked->pdata[i];
		if (!g_str_equal(other->id, calendar->id))
			g_ptr_array_add(all, other);
	}
	g_ptr_array_add(all, (gpointer)calendar);
	return all;
}

GPtrArray *book_sync_would_send(Book *book, const Calendar *calendar, GError **error)
{
	g_autoptr(GPtrArray) wants = g_ptr_array_new_with_free_func((GDestroyNotify)sync_want_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) calendars = calendars_with(book, calendar, error);
	g_autoptr(GError) problem = NULL;
	Would would = { book, calendar, calendars, ids };
	gint64 horizon = sync_horizon(book, error);

	if (!book->calendars || horizon == NONE ||
	    !store_window(book->store, calendar->since - 14 * ZONE_DAY_SECONDS, -1, horizon, keep_id, &would,
			  error))
		return NULL;
	for (guint i = 0; i < ids->len; i++) {
		SyncWant *want = would_want(&would, ids->pdata[i], &problem);
		if (want)
			g_ptr_array_add(wants, want);
		if (problem) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
	}
	return g_steal_pointer(&wants);
}
