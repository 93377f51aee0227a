/* tests/unit/book/test_sync_send.c - the sending half of sync: what is marked, what is wanted, what is on its way, and what an answer does
 *
 * The server here is a table of events, as much of one as the book can tell from its answers. */
#include <string.h>

#include "book/care.h"
#include "book/house.h"
#include "book/json.h"
#include "tests/unit/book/calendars.h"
#include "tests/unit/unit.h"

#define MONDAY "2026-11-23 10:00"
#define TUESDAY "2026-11-24 10:00"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncSend, sync_send_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SyncAnswer, sync_answer_free)

static Book *book;
static GHashTable *there; /* "calendar/id" -> EventFields; of a deleted one NULL */
static guint requests;

static void setup(void)
{
	book = cal_book();
	there = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)event_fields_free);
	requests = 0;
}

static void teardown(void)
{
	g_clear_pointer(&book, book_close);
	g_clear_pointer(&there, g_hash_table_unref);
}

/* --- asking --- */

static SyncLink *get(const char *id)
{
	g_autoptr(GError) error = NULL;
	SyncLink *link = book_sync_link(book, id, &error);

	T_NO_ERROR(id, error);
	return link;
}

/* "pending own ana 0" */
static char *words_of(const char *id)
{
	g_autoptr(SyncLink) link = get(id);
	const Calendar *calendar =
		link && sync_calendars(book, NULL) ? sync_calendar_of(book, link->calendar) : NULL;

	return link ? g_strdup_printf("%s %s %s %d", link->status, link->kind,
				      calendar ? calendar->name : "?", (int)link->generation)
		    : g_strdup("none");
}

static void check(const char *label, const char *id, const char *want)
{
	g_autofree char *got = words_of(id);

	T_STR(label, got, want);
}

static SyncWant *want_of(const char *id)
{
	g_autoptr(GError) error = NULL;
	SyncWant *want = book_sync_want(book, id, &error);

	T_NO_ERROR(id, error);
	return want;
}

static GPtrArray *wants_now(void)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *wants = book_sync_wants(book, CAL_ACCOUNT, clock_real(), 1000, &error);

	T_NO_ERROR("wants", error);
	return wants;
}

static guint waiting(void)
{
	g_autoptr(GPtrArray) wants = wants_now();

	return wants->len;
}

/* --- the server, and a push --- */

static char *key_of(const char *calendar, const char *id)
{
	return g_strconcat(calendar, "/", id, NULL);
}

static SyncSend *send_for(const SyncWant *want)
{
	const SyncLink *link = want->link;
	gboolean stays = link->base && (!want->want || g_str_equal(want->target, link->calendar));
	SyncSend *send = sync_send_new();

	send->booking = g_strdup(link->booking);
	send->sent = want->want ? event_fields_copy(want->want) : NULL;
	send->version = want->version;
	send->calendar = g_strdup(want->want ? want->target : link->calendar);
	send->generation = link->generation;
	send->remote_id = stays || !want->want ? g_strdup(link->remote_id)
					       : sync_remote_id(link->booking, link->generation);
	return send;
}

static void put_there(const char *calendar, const char *id, const EventFields *fields)
{
	g_hash_table_replace(there, key_of(calendar, id), fields ? event_fields_copy(fields) : NULL);
}

/* What the server does, and says. */
static SyncAnswer *serve(const SyncWant *want, const SyncSend *send)
{
	g_autofree char *key = key_of(send->calendar, send->remote_id);
	gboolean update = want->want && want->link->base && g_str_equal(want->target, want->link->calendar);
	gpointer stands = NULL;
	gboolean known = g_hash_table_lookup_extended(there, key, NULL, &stands);
	SyncAnswer *answer = sync_answer_new();

	requests++;
	answer->booking = g_strdup(send->booking);
	answer->kind = SYNC_ANSWER_DONE;
	answer->etag = g_strdup_printf("\"%u\"", requests);
	if (!send->sent) {
		if (known)
			put_there(send->calendar, send->remote_id, NULL);
	} else if (update) {
		T_NOT_NULL("an update finds its event", stands);
		put_there(send->calendar, send->remote_id, send->sent);
	} else if (!known) {
		put_there(send->calendar, send->remote_id, send->sent);
	} else if (stands) {
		answer->stands = event_fields_copy(stands); /* 409, and it is ours */
	} else {
		answer->kind = SYNC_ANSWER_GENERATION;
	}
	return answer;
}

static void answer_with(SyncAnswer *take)
{
	g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func((GDestroyNotify)sync_answer_free);
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(answers, take);
	T_TRUE("answered", book_sync_answered(book, answers, &error));
	T_NO_ERROR("answered", error);
}

static void answer_kind(const char *id, SyncAnswerKind kind)
{
	SyncAnswer *answer = sync_answer_new();

	answer->booking = g_strdup(id);
	answer->kind = kind;
	answer->error = g_strdup("because");
	answer->next_attempt = G_MAXINT32;
	answer_with(answer);
}

static void sending(const SyncSend *send)
{
	g_autoptr(GPtrArray) sends = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	g_ptr_array_add(sends, (gpointer)send);
	T_TRUE("sending", book_sync_sending(book, sends, &error));
	T_NO_ERROR("sending", error);
}

static gboolean nothing_to_send(const SyncWant *want)
{
	g_autoptr(EventFields) base =
		want->link->base ? model_from_image(&event_fields_class, want->link->base, NULL) : NULL;

	if (!want->want)
		return !base && !want->link->sent_calendar;
	return base && g_str_equal(want->target, want->link->calendar) &&
	       event_fields_sent_same(want->want, base);
}

typedef enum { WELL, LOST_BEFORE, LOST_AFTER, AGAIN, OFFLINE } Luck;

/* An update without an answer is asked about before anything else is sent for that booking, as the engine does (sync/planner.h): nobody could
 * tell afterwards which text stands there. */
static gboolean ask_first(const SyncWant *want)
{
	const SyncLink *link = want->link;
	g_autoptr(EventFields) sent = event_fields_read(link->sent);
	gboolean again = want->want && sent && event_fields_sent_same(want->want, sent) &&
			 g_strcmp0(want->target, link->sent_calendar) == 0;
	SyncAnswer *answer;

	if (!link->base || !sent || again || g_strcmp0(link->sent_calendar, link->calendar) != 0)
		return FALSE;
	g_autofree char *key = key_of(link->sent_calendar, link->sent_remote_id);
	const EventFields *stands = g_hash_table_lookup(there, key);
	if (!stands)
		return FALSE;
	requests++;
	answer = sync_answer_new();
	answer->booking = g_strdup(link->booking);
	answer->kind = SYNC_ANSWER_DONE;
	answer->stands = event_fields_copy(stands);
	answer->etag = g_strdup_printf("\"%u\"", requests);
	answer_with(answer);
	return TRUE;
}

static void push_one(const SyncWant *want, Luck luck)
{
	g_autoptr(SyncSend) send = send_for(want);
	g_autoptr(SyncAnswer) answer = NULL;

	if (ask_first(want))
		return;
	if (nothing_to_send(want)) {
		answer_kind(want->link->booking, SYNC_ANSWER_SAME);
		return;
	}
	sending(send);
	if (luck != LOST_BEFORE)
		answer = serve(want, send);
	if (luck == AGAIN || luck == OFFLINE)
		answer_kind(want->link->booking, luck == AGAIN ? SYNC_ANSWER_AGAIN : SYNC_ANSWER_OFFLINE);
	else if (luck == WELL)
		answer_with(g_steal_pointer(&answer));
}

static void push_freed(SyncWant *take, Luck luck)
{
	push_one(take, luck);
	sync_want_free(take);
}

static void push_removals(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) removals = book_sync_removals(book, CAL_ACCOUNT, G_MAXINT64, 1000, &error);

	for (guint i = 0; removals && i < removals->len; i++) {
		const SyncRemoval *removal = removals->pdata[i];
		requests++;
		put_there(removal->calendar, removal->remote_id, NULL);
		T_TRUE("removed", book_sync_removed(book, removal->id, TRUE, 0, NULL, &error));
	}
	T_NO_ERROR("removals", error);
}

static void take_over(void)
{
	g_autoptr(GError) error = NULL;

	T_TRUE("take over", book_sync_take_over(book, &error));
	T_NO_ERROR("take over", error);
}

/* A run that goes well, back-off or not. */
static void push(void)
{
	take_over();
	for (int round = 0; round < 5; round++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) wants = book_sync_wants(book, CAL_ACCOUNT, G_MAXINT64, 1000, &error);
		T_NO_ERROR("wants", error);
		for (guint i = 0; wants && i < wants->len; i++)
			push_one(wants->pdata[i], WELL);
		push_removals();
	}
}

/* --- the law --- */

/* "ana:Maria 24T10:00; …" of what is alive there. */
static guint alive(void)
{
	GHashTableIter iter;
	gpointer fields;
	guint n = 0;

	g_hash_table_iter_init(&iter, there);
	while (g_hash_table_iter_next(&iter, NULL, &fields))
		n += fields != NULL;
	return n;
}

static gboolean collect_id(Booking *take, const char *customer, const char *phones, gpointer ids)
{
	(void)customer;
	(void)phones;
	g_ptr_array_add(ids, g_strdup(take->id));
	booking_free(take);
	return TRUE;
}

static void check_stands(const char *label, const EventFields *want, const EventFields *stands)
{
	g_autofree char *is = model_image(&event_fields_class, stands);
	g_autofree char *should = model_image(&event_fields_class, want);
	unit_check(event_fields_sent_same(want, stands), __LINE__, __FILE__, "%s: stands as %s, want %s",
		   label, is, should);
}

/* Every booking that belongs in a calendar stands there as it is to be, once, and nothing else does. */
static void check_law(const char *label)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	guint n = 0;

	T_TRUE("all", store_bookings_all(book->store, collect_id, ids, NULL));
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(SyncWant) want = want_of(ids->pdata[i]);
		g_autofree char *key = want ? key_of(want->link->calendar, want->link->remote_id) : NULL;
		const EventFields *stands = key ? g_hash_table_lookup(there, key) : NULL;
		if (!want)
			continue;
		T_STR(label, want->link->status, want->want ? "synced" : "deleted");
		T_INT(label, stands != NULL, want->want != NULL);
		if (want->want && stands) {
			n++;
			T_STR(label, want->link->calendar, want->target);
			check_stands(label, want->want, stands);
		}
	}
	T_INT(label, alive(), n);
	n = requests;
	push();
	T_INT("a further run sends nothing", requests, n);
}

/* --- a booking and its link --- */

static void test_new(void)
{
	g_autofree char *ana = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *cleo = desk_made(book, MONDAY, "Yoga", "Cleo", "Maria Lopez");
	g_autofree char *old = desk_made(book, "2026-11-19 10:00", "Cut", "Ana", "Maria Lopez");
	g_autofree char *far = desk_made(book, "2027-12-20 10:00", "Cut", "Ana", "Maria Lopez");
	g_autoptr(Booking) block = desk_book("block", book, desk_block(book, "2026-11-25 10:00", 60, "Ana"));
	g_autoptr(SyncLink) link = get(ana);
	g_autofree char *id = sync_remote_id(ana, 0);

	check("its staff's calendar", ana, "pending own ana 0");
	check("everybody's", cleo, "pending own all 0");
	check("before the window", old, "none");
	check("beyond the window", far, "none");
	check("a block stays here", block->id, "none");
	T_STR("its id there", link->remote_id, id);
	T_INT("33 characters", strlen(id), 33);
	T_NULL("nothing stands there", link->base);
	T_INT("two wait", waiting(), 2);
	push();
	check("sent", ana, "synced own ana 0");
	check_law("two");
	T_INT("one request each", requests, 2);
	desk_set_now(book, "2026-12-21 08:00");
	take_over(); /* nobody looked before: the calendars were linked by other means */
	T_TRUE("looked through", store_begin(book->store, NULL) && sync_window_from(book, 0, NULL) &&
					 store_commit(book->store, NULL));
	take_over();
	check("it came into the window", far, "pending own ana 0");
}

/* Without a calendar nothing is kept or asked. */
static void test_no_calendar(void)
{
	teardown();
	g_autofree char *path = unit_path("book.db");
	store_delete(path);
	g_autoptr(Book) alone = desk_new(DESK_ZONE);
	g_autofree char *id = desk_made(alone, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(BookingView) view = book_view(alone, id, NULL);
	cJSON *json = json_booking(alone, view);
	const cJSON *sync = cJSON_GetObjectItem(json, "sync");

	T_NULL("no link", book_sync_link(alone, id, NULL));
	T_STR("local", cJSON_GetStringValue(cJSON_GetObjectItem(sync, "status")), "local");
	T_TRUE("no calendar", cJSON_IsNull(cJSON_GetObjectItem(sync, "calendar")));
	T_INT("nothing due", book_sync_next_due(alone, NULL), G_MAXINT64);
	cJSON_Delete(json);
}

static void cancel(const char *id)
{
	g_autoptr(GError) error = NULL;

	T_TRUE("cancel", book_cancel(book, id, "ill", FALSE, NULL, &error));
	T_NO_ERROR("cancel", error);
}

static void undo(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Change) change = book_undo(book, NULL, &error);

	T_NOT_NULL("undo", change);
	T_NO_ERROR("undo", error);
}

static void test_cancel(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *never = desk_made(book, TUESDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *again = sync_remote_id(id, 1);

	cancel(never);
	check("it never left", never, "none");
	undo();
	check("and is to go now", never, "pending own ana 0");
	push();
	cancel(id);
	check("to be gone", id, "pending own ana 0");
	g_autoptr(SyncWant) want = want_of(id);
	T_NULL("nothing is to stand there", want->want);
	push();
	check("gone", id, "deleted own ana 0");
	check_law("one left");
	undo();
	check("put back as another event", id, "pending own ana 1");
	g_autoptr(SyncLink) link = get(id);
	T_STR("its new id", link->remote_id, again);
	push();
	check_law("two again");
	cancel(id);
	undo();
	check("nobody had looked", id, "pending own ana 1");
	push();
	check_law("still two");
}

static void mark(const char *id, BookingStatus status)
{
	g_autoptr(GError) error = NULL;

	T_TRUE("mark", book_mark(book, id, status, NULL, &error));
	T_NO_ERROR("mark", error);
}

static void test_stays(void)
{
	g_autofree char *missed = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *done = desk_made(book, TUESDAY, "Cut", "Ana", "Maria Lopez");

	push();
	mark(missed, STATUS_NO_SHOW);
	mark(done, STATUS_COMPLETED);
	push();
	check("a no-show stays", missed, "synced own ana 0");
	check("what was done stays", done, "synced own ana 0");
	T_INT("both stand there", alive(), 2);
	T_INT("nothing of it shows there", requests, 2);
}

static void edit(const char *id, BookEdit how)
{
	g_autoptr(GError) error = NULL;

	T_TRUE("edit", book_edit(book, id, &how, NULL, &error));
	T_NO_ERROR("edit", error);
}

static void to_staff(const char *id, const char *name)
{
	BookEdit how = BOOK_EDIT_INIT;

	how.staff = desk_staff(book, name);
	edit(id, how);
}

static void test_staff(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");

	push();
	to_staff(id, "Boris");
	check("it is still where it was", id, "pending own ana 0");
	g_autoptr(SyncWant) want = want_of(id);
	T_STR("it goes to Boris's", want->target, CAL_BORIS);
	push_one(want, WELL);
	check("there it stands", id, "synced own boris 1");
	T_INT("and still here", alive(), 2);
	g_autoptr(GPtrArray) removals = book_sync_removals(book, CAL_ACCOUNT, 0, 9, NULL);
	T_INT("which is to go", removals->len, 1);
	T_STR("from Ana's", ((SyncRemoval *)removals->pdata[0])->calendar, CAL_ANA);
	to_staff(id, "Ana"); /* before it was gone there */
	push();
	check_law("back where it was");
	to_staff(id, "Boris");
	push();
	check_law("once more");
}

/* --- what was interrupted --- */

static void test_take_over(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(SyncWant) want = want_of(id);
	BookEdit how = BOOK_EDIT_INIT;

	push_one(want, LOST_AFTER);
	check("on its way", id, "syncing own ana 0");
	T_INT("nothing is sent twice at once", waiting(), 0);
	how.public_note = "Bring the card";
	edit(id, how);
	check("still on its way", id, "syncing own ana 0");
	take_over();
	check("waits again", id, "pending own ana 0");
	g_autoptr(SyncLink) link = get(id);
	T_NOT_NULL("what was sent is known", link->sent);
	T_STR("and where to", link->sent_calendar, CAL_ANA);
	push();
	check_law("one");
}

static void test_answer_late(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(SyncWant) want = want_of(id);
	g_autoptr(SyncSend) send = send_for(want);
	BookEdit how = BOOK_EDIT_INIT;

	sending(send);
	how.start = desk_at(book, TUESDAY);
	edit(id, how);
	answer_with(serve(want, send));
	check("it has moved meanwhile", id, "pending own ana 0");
	g_autoptr(SyncLink) link = get(id);
	T_NOT_NULL("it stands there as it was", link->base);
	T_NULL("nothing is on its way", link->sent);
	push();
	check_law("moved");
	cancel(id);
	g_autoptr(SyncWant) gone = want_of(id);
	g_autoptr(SyncSend) deletion = send_for(gone);
	sending(deletion);
	undo();
	check("nobody knows yet", id, "syncing own ana 0");
	answer_with(serve(gone, deletion));
	check("deleted, and wanted again", id, "pending own ana 1");
	push();
	check_law("put back");
}

/* A deletion of unknown outcome, and the booking is wanted again. */
static void test_deletion_lost(void)
{
	static const Luck lucks[] = { LOST_BEFORE, LOST_AFTER, AGAIN, OFFLINE };

	for (gsize i = 0; i < G_N_ELEMENTS(lucks); i++) {
		g_autofree char *when = g_strdup_printf("2026-11-2%d 10:00", (int)i + 3);
		g_autofree char *id = desk_made(book, when, "Cut", "Ana", "Maria Lopez");
		g_autoptr(SyncWant) want = NULL;
		push();
		cancel(id);
		want = want_of(id);
		push_one(want, lucks[i]);
		undo();
		push();
		check("another event", id, "synced own ana 1");
		check_law("deletion lost");
	}
}

/* Sent to Boris's, nobody knows whether it arrived; then it is Ana's again. */
static void test_move_lost(void)
{
	static const Luck lucks[] = { LOST_BEFORE, LOST_AFTER, AGAIN, OFFLINE };

	for (gsize i = 0; i < G_N_ELEMENTS(lucks); i++) {
		g_autofree char *when = g_strdup_printf("2026-11-2%d 10:00", (int)i + 3);
		g_autofree char *id = desk_made(book, when, "Cut", "Ana", "Maria Lopez");
		g_autoptr(SyncWant) want = NULL;
		push();
		to_staff(id, "Boris");
		want = want_of(id);
		push_one(want, lucks[i]);
		to_staff(id, "Ana");
		push();
		check("where it was", id, "synced own ana 0");
		check_law("move lost");
	}
}

/* An insert whose answer was lost, an edit, and tries that came to nothing: what stands there is the older text, and is written over. */
static void test_older_stands(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	BookEdit how = BOOK_EDIT_INIT;

	push_freed(want_of(id), LOST_AFTER);
	take_over();
	how.public_note = "bring the key";
	T_TRUE("edited", book_edit(book, id, &how, NULL, NULL));
	for (int i = 0; i < 4; i++)
		push_freed(want_of(id), AGAIN);
	push();
	check("at last", id, "synced own ana 0");
	check_law("the older text");
}

/* --- answers --- */

static void test_answers(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func((GDestroyNotify)sync_link_free);
	BookEdit how = BOOK_EDIT_INIT;
	SyncLink *link;

	push_freed(want_of(id), AGAIN);
	g_ptr_array_add(links, link = get(id));
	T_INT("tried", link->attempts, 1);
	T_INT("not before", link->next_attempt, G_MAXINT32);
	T_STR("why", link->error, "because");
	T_INT("backed off", waiting(), 0);
	T_INT("due then", book_sync_next_due(book, NULL), G_MAXINT32);
	how.public_note = "x";
	edit(id, how);
	T_INT("an edit is a new try", waiting(), 1);
	push_freed(want_of(id), OFFLINE);
	g_ptr_array_add(links, link = get(id));
	T_INT("no answer is not counted", link->attempts, 0);
	T_INT("it still waits", waiting(), 1);
	answer_kind(id, SYNC_ANSWER_REFUSED);
	check("refused", id, "failed own ana 0");
	T_INT("waits for a person", waiting(), 0);
	T_TRUE("retry", book_sync_retry(book, NULL, NULL, NULL));
	T_INT("again", waiting(), 1);
	g_hash_table_remove_all(there); /* all of that was refused */
	answer_kind(id, SYNC_ANSWER_GENERATION);
	check("its id was taken", id, "pending own ana 1");
	push();
	check_law("in the end");
}

static void test_conflict(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(SyncWant) want = NULL;
	SyncAnswer *answer = sync_answer_new();
	BookEdit how = BOOK_EDIT_INIT;

	push();
	want = want_of(id);
	answer->booking = g_strdup(id);
	answer->kind = SYNC_ANSWER_CONFLICT;
	answer->stands = event_fields_copy(want->want);
	answer->stands->start += 3600;
	answer_with(answer);
	check("both sides", id, "conflict own ana 0");
	how.public_note = "x";
	edit(id, how);
	check("an edit decides nothing", id, "conflict own ana 0");
	g_autoptr(GPtrArray) items = book_sync_items(book, 0, FALSE, 0, NULL);
	T_INT("shown", items->len, 1);
	T_STR("in words", ((SyncItem *)items->pdata[0])->reason,
	      "Changed on both sides: Mon 23 Nov 10:00 here, Mon 23 Nov 11:00 there. Say which is right.");
	cancel(id);
	check("a cancellation does", id, "pending own ana 0");
}

/* --- what is shown there --- */

static void set_level(const char *show)
{
	g_autoptr(Calendar) calendar = book_sync_calendar(book, "ana", NULL, NULL);
	g_autoptr(GError) error = NULL;

	model_set(&calendar_class, calendar, &calendar->show, show);
	T_TRUE(show, book_sync_calendar_link(book, calendar, &error));
	T_NO_ERROR(show, error);
}

static void check_level(const char *id, const char *show, const char *summary, const char *description,
			const char *place)
{
	set_level(show);
	g_autoptr(SyncWant) want = want_of(id);
	g_autofree char *image = model_image(&event_fields_class, want->want);
	T_STR(show, want->want->summary, summary);
	T_STR(show, want->want->description, description);
	T_STR(show, want->want->place, place);
	T_NULL("a private note never leaves", strstr(image, "secret"));
	T_INT("the level busy has no colour", *want->want->color != 0, !g_str_equal(show, "busy"));
}

static void save_business(void)
{
	g_autoptr(Business) business = business_copy(book_business(book));
	g_autoptr(GError) error = NULL;

	model_set(&business_class, business, &business->address, "Main Street 1");
	T_TRUE("begin", book_begin(book, &error));
	T_TRUE("save", book_save(book, &business_class, business, "business.changed", &error));
	T_TRUE("commit", book_commit(book, "Moved", NULL, &error));
	T_NO_ERROR("business", error);
}

static void test_levels(void)
{
	g_autofree char *customer = desk_customer(book, "maria lopez-ruiz");
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "maria lopez-ruiz");
	CustomerEdit phone = { 0 };
	g_autoptr(GPtrArray) phones = g_ptr_array_new();
	BookEdit how = BOOK_EDIT_INIT;

	g_ptr_array_add(phones, (gpointer) "030 1234567");
	phone.phones = phones;
	customer_free(book_customer_edit(book, customer, &phone, NULL));
	save_business();
	how.notes = "secret";
	how.public_note = "Bring the card";
	edit(id, how);
	check_level(id, "busy", "Busy", "", "");
	check_level(id, "initials", "M. L. R.", "", "Main Street 1");
	check_level(id, "name", "maria lopez-ruiz", "Bring the card", "Main Street 1");
	check_level(id, "service", "Cut · maria lopez-ruiz", "Bring the card", "Main Street 1");
	check_level(id, "phone", "Cut · maria lopez-ruiz", "030 1234567\n\nBring the card", "Main Street 1");
	how.notes = NULL;
	how.title = "Wedding";
	edit(id, how);
	check_level(id, "busy", "Busy", "", "");
	check_level(id, "initials", "M. L. R.", "", "Main Street 1");
	check_level(id, "service", "Wedding", "Bring the card", "Main Street 1");
	g_autofree char *nobodys = desk_made(book, TUESDAY, "Cut", "Ana", NULL);
	check_level(nobodys, "initials", "Busy", "", "Main Street 1");
	check_level(nobodys, "name", "Busy", "", "Main Street 1");
	check_level(nobodys, "service", "Cut", "", "Main Street 1");
}

/* --- what marks --- */

static void rename_customer(const char *id, const char *name)
{
	CustomerEdit how = { .name = name };
	g_autoptr(GError) error = NULL;

	customer_free(book_customer_edit(book, id, &how, &error));
	T_NO_ERROR(name, error);
}

static void test_marks(void)
{
	g_autofree char *customer = desk_customer(book, "Maria Lopez");
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *other = desk_made(book, TUESDAY, "Cut", "Ana", "Jo");
	CustomerEdit notes = { .notes = "likes tea" };
	BookEdit how = BOOK_EDIT_INIT;
	guint before;

	push();
	customer_free(book_customer_edit(book, customer, &notes, NULL));
	T_INT("what is not shown marks nothing", waiting(), 0);
	rename_customer(customer, "Maria Ruiz");
	T_INT("her booking", waiting(), 1);
	check("hers", id, "pending own ana 0");
	push();
	check_law("renamed");
	before = requests;
	how.notes = "secret";
	edit(other, how);
	T_INT("looked at", waiting(), 1);
	push();
	T_INT("but a private note sends nothing", requests, before);
	check("in step", other, "synced own ana 0");
	set_level("service");
	T_INT("a level marks all of the calendar", waiting(), 2);
	push();
	check_law("with services");
	set_level("service");
	T_INT("linking twice changes nothing", waiting(), 0);
	save_business();
	T_INT("the address marks what is to come", waiting(), 2);
	push();
	check_law("moved house");
}

/* Who becomes somebody else takes the bookings along, there too. */
static void test_merges(void)
{
	g_autofree char *from = desk_customer(book, "Maria Lopez");
	g_autofree char *into = desk_customer(book, "Mary Lopez");
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(GError) error = NULL;
	Staff *staff;

	push();
	customer_free(book_customer_merge(book, from, into, &error));
	T_NO_ERROR("customers", error);
	g_autoptr(SyncWant) want = want_of(id);
	T_STR("the other's name", want->want->summary, "Mary Lopez");
	T_INT("to be sent", waiting(), 1);
	push();
	check_law("customers merged");
	staff = book_staff_merge(book, desk_staff(book, "Ana"), desk_staff(book, "Boris"), &error);
	T_NO_ERROR("staff", error);
	staff_free(staff);
	push();
	check("Boris's now", id, "synced own boris 1");
	check_law("staff merged");
}

/* Not there any more although nobody said so: as if it had been deleted there. */
static void test_gone(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Booking) booking = NULL;

	push();
	g_hash_table_remove_all(there);
	answer_kind(id, SYNC_ANSWER_GONE);
	check("gone on both sides", id, "deleted own ana 0");
	booking = desk_get(book, id);
	T_STR("cancelled here", booking->status, "cancelled");
	T_TRUE("the log is whole", desk_check("log", book));
}

static void check_doctor(const char *label, const char *check, DoctorGrade grade)
{
	BookOptions options = { .path = (char *)book_path(book), .clock = book->clock };
	g_autoptr(GPtrArray) findings = book_doctor(&options);
	const DoctorFinding *found = NULL;

	for (guint i = 0; i < findings->len; i++)
		if (g_str_equal(((DoctorFinding *)findings->pdata[i])->check, check))
			found = findings->pdata[i];
	T_NOT_NULL(label, found);
	T_INT(label, found ? found->grade : DOCTOR_PROBLEM, grade);
}

static void test_doctor(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Calendar) calendar = book_sync_calendar(book, "ana", NULL, NULL);
	g_autoptr(SyncLink) link = get(id);

	check_doctor("just made", "queue", DOCTOR_OK);
	link->since = clock_real() - 7200;
	T_TRUE("old", store_begin(book->store, NULL) && store_link_put(book->store, link, NULL) &&
			      store_commit(book->store, NULL));
	check_doctor("two hours old", "queue", DOCTOR_WARNING);
	answer_kind(id, SYNC_ANSWER_REFUSED);
	check_doctor("refused", "decide", DOCTOR_WARNING);
	model_set(&calendar_class, calendar, &calendar->state, "needs_plan");
	T_TRUE("save", book_sync_calendar_save(book, calendar, NULL));
	check_doctor("a yes is needed", "calendar", DOCTOR_WARNING);
}

/* --- the guard --- */

static GPtrArray *cancelled(GPtrArray *ids, guint from, guint n)
{
	GPtrArray *some = g_ptr_array_new();

	for (guint i = from; i < from + n; i++) {
		cancel(ids->pdata[i]);
		g_ptr_array_add(some, ids->pdata[i]);
	}
	return some;
}

static guint guard(const GPtrArray *bookings, gint64 now)
{
	g_autoptr(GError) error = NULL;
	guint held = 99;

	T_TRUE("guard", book_sync_guard_there(book, CAL_ANA, bookings, now, &held, &error));
	T_NO_ERROR("guard", error);
	return held;
}

static GPtrArray *many(guint n)
{
	GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < n; i++) {
		g_autofree char *when =
			g_strdup_printf("2026-12-%02u %02u:%02u", 1 + i / 12, 10 + i % 12 / 2, i % 2 * 30);
		g_ptr_array_add(ids, desk_made(book, when, "Talk", "Ana", "Maria Lopez"));
	}
	push();
	return ids;
}

static void test_guard(void)
{
	g_autoptr(GPtrArray) ids = many(60);
	g_autoptr(GPtrArray) ten = cancelled(ids, 0, 10), more = cancelled(ids, 10, 1);
	gint64 now = clock_real();
	guint count = 0;

	T_INT("ten of sixty may go", guard(ten, now), 0);
	T_INT("the same again", guard(ten, now), 0);
	T_INT("one more within the hour", guard(more, now + 3599), 1);
	check("held", ids->pdata[10], "pending own ana 0");
	g_autoptr(SyncLink) held = get(ids->pdata[10]);
	T_INT("held", held->held, 1);
	T_INT("the others are sent", waiting(), 10);
	undo();
	g_autoptr(SyncLink) free_ = get(ids->pdata[10]);
	T_INT("put back here, it is not held", free_->held, 0);
	cancel(ids->pdata[10]);
	T_INT("held again", guard(more, now), 1);
	T_TRUE("yes", book_sync_confirm(book, &count, NULL));
	T_INT("one", count, 1);
	T_INT("a yes is a yes", guard(more, now), 0);
	push();
	check_law("49 stand there");
	T_INT("49 stand there", alive(), 49);
}

static void test_guard_share(void)
{
	g_autoptr(GPtrArray) ids = many(20);
	g_autoptr(GPtrArray) four = cancelled(ids, 0, 4), fifth = cancelled(ids, 4, 1);
	gint64 now = clock_real();

	T_INT("four are few", guard(four, now), 0);
	T_INT("five of twenty are more than a fifth", guard(fifth, now), 1);
	T_INT("an hour later they are one", guard(fifth, now + 3601), 0);
}

/* --- calendars and accounts --- */

static Calendar *calendar_for(const char *remote_id, const char *staff)
{
	Calendar *calendar = calendar_new();

	model_set(&calendar_class, calendar, &calendar->account, CAL_ACCOUNT);
	model_set(&calendar_class, calendar, &calendar->remote_id, remote_id);
	model_set(&calendar_class, calendar, &calendar->name, remote_id);
	model_set(&calendar_class, calendar, &calendar->staff, staff ? desk_staff(book, staff) : NULL);
	return calendar;
}

static void unlink_calendar(const char *id)
{
	g_autoptr(GError) error = NULL;

	T_TRUE("unlink", book_sync_calendar_unlink(book, id, &error));
	T_NO_ERROR("unlink", error);
}

static void test_link(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Calendar) again = calendar_for("new", "Ana"), all = calendar_for("everybody", NULL),
			    wrong = calendar_for("wrong", "Cleo");
	g_autoptr(GError) error = NULL, problem = NULL;

	push();
	T_FALSE("taken", book_sync_calendar_link(book, again, &error));
	T_ERROR("taken", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	model_set(&calendar_class, wrong, &wrong->show, "everything");
	T_FALSE("no level", book_sync_calendar_link(book, wrong, &problem));
	T_ERROR("no level", problem, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	unlink_calendar(CAL_ANA);
	check("everybody's takes it now", id, "pending own all 0");
	unlink_calendar(CAL_ALL);
	check("it stays here", id, "none");
	g_autoptr(Booking) booking = desk_get(book, id);
	T_INT("unchanged", booking->version, 1);
	g_autoptr(GPtrArray) would = book_sync_would_send(book, again, NULL);
	T_INT("would be sent", would->len, 1);
	T_TRUE("link", book_sync_calendar_link(book, again, NULL));
	check("taken up", id, "pending own new 0");
	T_STR("the usual level", again->show, "name");
	T_INT("from today on", again->since, desk_at(book, "2026-11-20 00:00"));
	T_TRUE("everybody's too", book_sync_calendar_link(book, all, NULL));
	check("but she has her own", id, "pending own new 0");
	T_INT("a new one begins", all->version, 1);
}

static void test_states(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Calendar) calendar = book_sync_calendar(book, "ana", NULL, NULL);
	g_autoptr(Account) account = book_sync_account(book, NULL, NULL);
	gint64 version, now = clock_real();

	T_TRUE("due", book_sync_next_due(book, NULL) <= now);
	account->write_pause_until = now + 500;
	T_TRUE("save", book_sync_account_save(book, account, NULL));
	T_INT("not while the account rests", book_sync_next_due(book, NULL), now + 500);
	model_set(&account_class, account, &account->state, "needs_sign_in");
	T_TRUE("save", book_sync_account_save(book, account, NULL));
	T_INT("not before somebody signs in", book_sync_next_due(book, NULL), G_MAXINT64);
	version = account->version;
	T_TRUE("save", book_sync_account_save(book, account, NULL));
	T_INT("the same is not written", account->version, version);
	model_set(&calendar_class, calendar, &calendar->state, "needs_plan");
	T_TRUE("save", book_sync_calendar_save(book, calendar, NULL));
	T_INT("nothing before a yes", waiting(), 0);
	check("it waits", id, "pending own ana 0");
	to_staff(id, "Boris");
	T_INT("elsewhere it may go", waiting(), 1);
}

static void test_account(void)
{
	g_autoptr(Account) twin = account_new(), found = NULL;
	g_autoptr(GError) error = NULL, problem = NULL;

	model_set(&account_class, twin, &twin->label, "google");
	T_FALSE("one label", book_sync_account_save(book, twin, &error));
	T_ERROR("one label", error, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT);
	model_set(&account_class, twin, &twin->label, "Second");
	T_TRUE("another", book_sync_account_save(book, twin, NULL));
	T_NULL("which?", book_sync_account(book, NULL, &problem));
	T_ERROR("which?", problem, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
	found = book_sync_account(book, "second", NULL);
	T_STR("by its label", found ? found->id : NULL, twin->id);
	T_TRUE("remove", book_sync_account_remove(book, CAL_ACCOUNT, NULL));
	g_autoptr(GPtrArray) left = book_sync_calendars(book, NULL, NULL);
	T_INT("its calendars went with it", left->len, 0);
}

/* --- looking --- */

static void check_words(const char *label, const char *want)
{
	g_autoptr(SyncSummary) summary = book_sync_header(book, NULL);

	T_STR(label, summary->words, want);
}

static void test_status(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *other = desk_made(book, TUESDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Account) account = book_sync_account(book, NULL, NULL);
	g_autoptr(SyncRun) run = sync_run_new();

	check_words("two", "2 waiting");
	push();
	check_words("none", "in step");
	mark(id, STATUS_ARRIVED);
	answer_kind(other, SYNC_ANSWER_REFUSED);
	check_words("the worst first", "1 failed · 1 waiting");
	g_autoptr(SyncSummary) header = book_sync_header(book, NULL);
	T_INT("the worst", header->worst, SYNC_HEALTH_FAILED);
	g_autoptr(GPtrArray) items = book_sync_items(book, 0, FALSE, 0, NULL);
	T_INT("both", items->len, 2);
	const SyncItem *first = items->pdata[0], *second = items->pdata[1];
	T_STR("the server's words", first->reason, "because");
	T_INT("only a person", first->next_try, NONE);
	T_STR("by itself", second->reason, "Goes with the next run.");
	T_STR("where", second->calendar, "ana");
	g_autoptr(GHashTable) links =
		book_sync_links_between(book, desk_at(book, MONDAY), desk_at(book, TUESDAY), NULL);
	T_NOT_NULL("glyph", g_hash_table_lookup(links, id));
	model_set(&sync_run_class, run, &run->account, CAL_ACCOUNT);
	run->started = run->ended = clock_real();
	run->pushed = 3;
	run->failed = 1;
	run->requests = 4;
	run->total_ms = 100;
	T_TRUE("run", book_sync_run_add(book, run, NULL));
	g_autoptr(SyncSummary) summary = book_sync_summary(book, NULL);
	const SyncAccountStatus *status = summary->accounts->pdata[0];
	T_INT("success", (int)(status->success_rate * 100), 75);
	T_INT("time", (int)status->average_ms, 25);
	cJSON *json = book_sync_status_json(book, summary);
	const cJSON *one = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "accounts"), 0);
	T_INT("failed", cJSON_GetObjectItem(one, "failed")->valueint, 1);
	T_STR("state", cJSON_GetStringValue(cJSON_GetObjectItem(one, "state")), "ok");
	cJSON_Delete(json);
	account->signed_in = 1;
	model_set(&account_class, account, &account->state, "needs_sign_in");
	T_TRUE("save", book_sync_account_save(book, account, NULL));
	check_words("somebody is needed", "Sign in to Google Calendar again");
}

static void test_json(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(BookingView) view = book_view(book, id, NULL);
	g_autoptr(GPtrArray) views = g_ptr_array_new();
	g_autofree char *remote = sync_remote_id(id, 0);

	g_ptr_array_add(views, view);
	push();
	cJSON *list = json_bookings(book, views), *one = json_booking(book, view);
	const cJSON *sync = cJSON_GetObjectItem(cJSON_GetArrayItem(list, 0), "sync");
	T_STR("status", cJSON_GetStringValue(cJSON_GetObjectItem(sync, "status")), "synced");
	T_STR("account", cJSON_GetStringValue(cJSON_GetObjectItem(sync, "account")), CAL_ACCOUNT);
	T_STR("calendar", cJSON_GetStringValue(cJSON_GetObjectItem(sync, "calendar")), "ana");
	T_STR("id", cJSON_GetStringValue(cJSON_GetObjectItem(sync, "remote_id")), remote);
	T_TRUE("alone the same", cJSON_Compare(sync, cJSON_GetObjectItem(one, "sync"), TRUE));
	cJSON_Delete(list);
	cJSON_Delete(one);
}

static void test_erase(void)
{
	g_autofree char *customer = desk_customer(book, "Maria Lopez");
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(GError) error = NULL;

	push();
	T_TRUE("erase", book_customer_erase(book, customer, &error));
	T_NO_ERROR("erase", error);
	g_autoptr(SyncLink) link = get(id);
	T_NULL("her name is gone here", strstr(link->base, "Maria"));
	check("and goes there", id, "pending own ana 0");
	push();
	check_law("nobody's");
	g_autoptr(LogVerdict) verdict = book_log_verify(book, NULL);
	T_TRUE("the log is whole", verdict->ok);
}

static void test_restore(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autofree char *file = unit_path("copy.db");
	g_autoptr(GError) error = NULL;
	BackupInfo *copy;
	const char *ours = book_sync_book_id(book, &error);

	push();
	copy = book_backup(book, file, &error);
	T_NO_ERROR("backup", error);
	backup_info_free(copy);
	T_TRUE("restore", book_restore(book, file, NULL, &error));
	T_NO_ERROR("restore", error);
	g_autoptr(GPtrArray) calendars = book_sync_calendars(book, NULL, NULL);
	for (guint i = 0; i < calendars->len; i++)
		T_STR("a yes is needed", ((Calendar *)calendars->pdata[i])->state, "needs_plan");
	T_INT("nothing goes before", waiting(), 0);
	g_autoptr(SyncLink) link = get(id);
	T_NULL("nothing is agreed", link->base);
	T_STR("the same book", book_sync_book_id(book, NULL), ours);
	check_words("said", "ana waits for a yes to its plan · 1 waiting");
}

static void test_idle(void)
{
	g_autofree char *id = desk_made(book, MONDAY, "Cut", "Ana", "Maria Lopez");
	g_autoptr(Book) watcher = desk_open(book, "watcher");
	gint64 before, after;

	T_TRUE("looked through", store_begin(book->store, NULL) &&
					 sync_window_from(book, book_now(book), NULL) &&
					 store_commit(book->store, NULL));
	push();
	T_TRUE("version", store_data_version(watcher->store, &before, NULL));
	desk_set_now(book, "2026-11-21 08:00");
	push();
	T_TRUE("version", store_data_version(watcher->store, &after, NULL));
	T_INT("a run that finds nothing writes nothing", after, before);
	check("in step", id, "synced own ana 0");
}

/* --- any history --- */

typedef struct {
	GRand *rand;
	GPtrArray *ids;
	guint undone;
} History;

static const char *any(History *history)
{
	return history->ids->pdata[g_rand_int_range(history->rand, 0, (gint32)history->ids->len)];
}

static void random_change(History *history)
{
	static const char *const staff[] = { "Ana", "Boris", "Cleo" };
	const char *who = staff[g_rand_int_range(history->rand, 0, 3)];
	const char *id = history->ids->len ? any(history) : NULL;
	BookEdit how = BOOK_EDIT_INIT;
	g_autofree char *when =
		g_strdup_printf("2026-12-%02d %02d:00", g_rand_int_range(history->rand, 1, 20),
				g_rand_int_range(history->rand, 9, 17));

	how.overbook = "why not";
	switch (id ? g_rand_int_range(history->rand, 0, 8) : 0) {
	case 0: {
		g_autoptr(BookRequest) request = desk_ask(book, when, "Talk", who);
		g_autoptr(BookResult) result = NULL;
		if (book_add(book, request, &result, NULL))
			g_ptr_array_add(history->ids, g_strdup(((Booking *)result->bookings->pdata[0])->id));
		break;
	}
	case 1:
		how.start = desk_at(book, when);
		book_move(book, id, &how, NULL, NULL);
		break;
	case 2:
		how.staff = desk_staff(book, who);
		book_edit(book, id, &how, NULL, NULL);
		break;
	case 3:
		book_cancel(book, id, "", FALSE, NULL, NULL);
		break;
	case 4:
		how.overbook = NULL;
		how.public_note = when;
		book_edit(book, id, &how, NULL, NULL);
		break;
	case 5:
		book_mark(book, id, (BookingStatus)g_rand_int_range(history->rand, 0, STATUS_COUNT), NULL,
			  NULL);
		break;
	default: {
		g_autoptr(Change) change = book_undo(book, NULL, NULL);
		history->undone += change != NULL;
		break;
	}
	}
}

/* Part of a run, changes between its steps, and no mercy. */
static void random_run(History *history)
{
	g_autoptr(GPtrArray) wants = NULL;
	gboolean dies = g_rand_int_range(history->rand, 0, 3) == 0;

	take_over();
	wants = wants_now();
	for (guint i = 0; i < wants->len; i++) {
		const SyncWant *stale = wants->pdata[i];
		g_autoptr(SyncWant) want = want_of(stale->link->booking);
		Luck luck = (Luck)g_rand_int_range(history->rand, 0, 5);
		if (!want || !g_str_equal(want->link->status, "pending"))
			continue;
		push_one(want, luck);
		if (g_rand_int_range(history->rand, 0, 3) == 0)
			random_change(history);
		if (dies && luck != WELL)
			return;
	}
	if (g_rand_boolean(history->rand))
		push_removals();
}

static void test_random(void)
{
	const char *asked = g_getenv("DAYBOOK_SEED");
	guint32 seed = asked ? (guint32)g_ascii_strtoull(asked, NULL, 10) : 20261120;

	for (guint32 i = 0; i < 4; i++) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
		History history = { g_rand_new_with_seed(seed + i), ids, 0 };
		g_autofree char *label = g_strdup_printf("DAYBOOK_SEED=%u", seed + i);
		if (i) {
			g_autofree char *path = g_strdup(book_path(book));
			teardown();
			store_delete(path);
			setup();
		}
		for (int step = 0; step < 300; step++)
			if (g_rand_int_range(history.rand, 0, 4) == 0)
				random_run(&history);
			else
				random_change(&history);
		T_TRUE("retry", book_sync_retry(book, NULL, NULL, NULL));
		push();
		check_law(label);
		T_TRUE("something happened", history.ids->len > 10 && history.undone > 2);
		g_rand_free(history.rand);
	}
}

UNIT_SUITE("sync send", setup, teardown, { "a new booking", test_new }, { "no calendar", test_no_calendar },
	   { "cancelled and put back", test_cancel }, { "what stays", test_stays },
	   { "another's calendar", test_staff }, { "taking over", test_take_over },
	   { "changed on its way", test_answer_late }, { "a deletion without an answer", test_deletion_lost },
	   { "a move without an answer", test_move_lost }, { "an older text stands", test_older_stands },
	   { "answers", test_answers }, { "a conflict", test_conflict }, { "levels", test_levels },
	   { "marks", test_marks }, { "merges", test_merges }, { "gone", test_gone },
	   { "doctor", test_doctor }, { "the guard", test_guard }, { "the guard's share", test_guard_share },
	   { "linking", test_link }, { "states", test_states }, { "accounts", test_account },
	   { "status", test_status }, { "JSON", test_json }, { "erasure", test_erase },
	   { "restore", test_restore }, { "idle", test_idle }, { "any history", test_random })
