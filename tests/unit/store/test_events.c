/* tests/unit/store/test_events.c - the log's chain, the changes that undo goes by, the keys of requests */
#include <string.h>

#include "base/id.h"
#include "tests/unit/store/fixture.h"
#include "tests/unit/unit.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

/* Appends n events; entity i % 3, correlation i / 2. */
static void append(Store *store, int n)
{
	T_TRUE("begins", store_begin(store, NULL));
	for (int i = 0; i < n; i++) {
		g_autofree char *entity = fixture_id("booking", i % 3);
		g_autofree char *correlation = fixture_id("change", i / 2);
		g_autofree char *after = g_strdup_printf("{\"number\":%d,\"name\":\"Ärger\"}", i);
		g_autoptr(Event) event = fixture_event("booking", entity, correlation, after);
		g_autoptr(GError) error = NULL;
		T_TRUE("appended", store_event_append(store, event, &error));
		T_NO_ERROR("appended", error);
		T_INT("seq", event->seq, i + 1);
		T_INT("a salt of 16 bytes", strlen(event->salt), 32);
		T_TRUE("an id of its own", id_is_uuid(event->id));
	}
	T_TRUE("commits", store_commit(store, NULL));
}

typedef struct {
	char *last_hash;
	int seen, broken;
	int stop_after;
} Chain;

static gboolean check_link(const Event *event, gpointer data)
{
	Chain *chain = data;
	g_autofree char *payload = store_payload_hash(event->salt, event->after);
	g_autofree char *hash = store_event_hash(event);

	if (g_strcmp0(event->prev_hash, chain->last_hash) != 0 ||
	    g_strcmp0(event->payload_hash, payload) != 0 || g_strcmp0(event->hash, hash) != 0)
		chain->broken++;
	g_free(chain->last_hash);
	chain->last_hash = g_strdup(event->hash);
	return ++chain->seen != chain->stop_after;
}

static int broken_links(Store *store, int *seen)
{
	Chain chain = { .last_hash = g_strdup(ZEROS) };
	g_autoptr(GError) error = NULL;

	T_TRUE("read", store_events(store, 0, check_link, &chain, &error));
	T_NO_ERROR("read", error);
	g_free(chain.last_hash);
	if (seen)
		*seen = chain.seen;
	return chain.broken;
}

static void test_chain(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	int seen;

	T_INT("empty", broken_links(store, &seen), 0);
	T_INT("empty", seen, 0);
	append(store, 9);
	T_INT("whole", broken_links(store, &seen), 0);
	T_INT("all", seen, 9);
	T_INT("last", store_event_last_seq(store, NULL), 9);
}

/* Whatever is altered in an event shows: in its own hashes, or in the next one's link. */
static void test_tampering(void)
{
	static const char *const alterations[] = {
		"UPDATE event SET after = replace(after, '4', '5') WHERE seq = 5",
		"UPDATE event SET salt = 'x' WHERE seq = 5",
		"UPDATE event SET at = at + 1 WHERE seq = 5",
		"UPDATE event SET actor = 'eve' WHERE seq = 5",
		"UPDATE event SET type = 'booking.cancelled' WHERE seq = 5",
		"UPDATE event SET source = 'ui' WHERE seq = 5",
		"UPDATE event SET correlation = 'x' WHERE seq = 5",
		"UPDATE event SET entity = 'customer' WHERE seq = 5",
		"UPDATE event SET entity_id = 'x' WHERE seq = 5",
		"UPDATE event SET id = 'x' WHERE seq = 5",
		"UPDATE event SET version = 2 WHERE seq = 5",
		"UPDATE event SET payload_hash = hash WHERE seq = 5",
		"UPDATE event SET hash = payload_hash WHERE seq = 5",
		"UPDATE event SET prev_hash = payload_hash WHERE seq = 5",
		"DELETE FROM event WHERE seq = 5",
		"DELETE FROM event WHERE seq = 1",
		"UPDATE event SET seq = 50 WHERE seq = 5",
		/* a field's end moved into the next: only the lengths tell */
		"UPDATE event SET source = 'cliana', actor = '' WHERE seq = 5",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(alterations); i++) {
		g_autofree char *name = g_strdup_printf("book%d.db", (int)i);
		g_autoptr(Store) store = fixture_new(name);
		append(store, 9);
		T_TRUE(alterations[i], store_exec(store, alterations[i], NULL));
		T_TRUE(alterations[i], broken_links(store, NULL) > 0);
	}
}

/* The hashes are what data.md says, and so the same in ten years: computed once by other means (sha256sum, of
 * "4:salt2:{}" and of "64:000…1:11:i1:t1:12:-53:cli2:Ä0:1:e1:x1:p"). */
static void test_known_hashes(void)
{
	Event event = {
		.seq = 1,
		.id = (char *)"i",
		.type = (char *)"t",
		.version = 1,
		.at = -5,
		.source = (char *)"cli",
		.actor = (char *)"Ä",
		.correlation = (char *)"",
		.entity = (char *)"e",
		.entity_id = (char *)"x",
		.payload_hash = (char *)"p",
		.prev_hash = (char *)ZEROS,
	};
	g_autofree char *payload = store_payload_hash("salt", "{}");
	g_autofree char *hash = store_event_hash(&event);

	T_STR("payload", payload, "ee4b4fbc37c8223d2c20749705e0541180283ee9af034038052f82161782e8c8");
	T_STR("event", hash, "60aa77fd77a830ab629926361822970a1f6461a7b1e40dcbb70efda211ee926b");
}

/* --- reading --- */

static gboolean note_seq(const Event *event, gpointer data)
{
	g_string_append_printf(data, "%d ", (int)event->seq);
	return TRUE;
}

static void test_reading(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *entity = fixture_id("booking", 1);
	g_autofree char *correlation = fixture_id("change", 2);
	g_autoptr(GString) seqs = g_string_new(NULL);
	Chain chain = { .last_hash = g_strdup(ZEROS), .stop_after = 3 };

	append(store, 9);
	T_TRUE("after 6", store_events(store, 6, note_seq, seqs, NULL));
	T_TRUE("of an entity", store_events_of_entity(store, entity, note_seq, seqs, NULL));
	T_TRUE("of a change", store_events_of_correlation(store, correlation, note_seq, seqs, NULL));
	T_TRUE("of nobody", store_events_of_entity(store, "x", note_seq, seqs, NULL));
	T_STR("which", seqs->str, "7 8 9 2 5 8 5 6 ");
	T_TRUE("stops", store_events(store, 0, check_link, &chain, NULL));
	T_INT("stops", chain.seen, 3);
	g_free(chain.last_hash);

	g_autoptr(Event) newest = store_event_before(store, entity, G_MAXINT64, NULL);
	g_autoptr(Event) before = store_event_before(store, entity, 8, NULL);
	T_INT("newest", newest->seq, 8);
	T_INT("before", before->seq, 5);
	T_NULL("none before", store_event_before(store, entity, 2, NULL));
}

static void test_blank(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *entity = fixture_id("booking", 1);
	const char *const ids[] = { entity, NULL };

	append(store, 9);
	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("blanked", store_events_blank(store, ids, NULL));
	T_TRUE("commits", store_commit(store, NULL));
	g_autoptr(Event) event = store_event_before(store, entity, 6, NULL);
	g_autofree char *hash = store_event_hash(event);
	T_STR("no payload", event->after, "");
	T_STR("no salt", event->salt, "");
	T_STR("its own hash still holds", event->hash, hash);
	g_autofree char *other = fixture_id("booking", 0);
	g_autoptr(Event) kept = store_event_before(store, other, 5, NULL);
	T_TRUE("others keep theirs", *kept->after && *kept->salt);
	T_TRUE("scrubs", store_scrub(store, NULL));
}

/* --- changes --- */

static void add_change(Store *store, gint64 number, ChangeKind kind, const char *actor, const char *source,
		       gboolean undoable)
{
	g_autofree char *id = fixture_id("change", number);
	Change change = { .id = id,
			  .kind = kind,
			  .actor = (char *)actor,
			  .source = (char *)source,
			  .at = number * 100,
			  .what = (char *)"Did „it“",
			  .undoable = undoable };
	g_autoptr(GError) error = NULL;

	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("added", store_change_add(store, &change, &error));
	T_NO_ERROR("added", error);
	T_TRUE("commits", store_commit(store, NULL));
}

static gint64 newest(Store *store, const char *actor, ChangeKind kind)
{
	g_autoptr(Change) change = store_change_newest(store, actor, kind, NULL);

	return change ? change->at / 100 : -1;
}

static void set_undone(Store *store, gint64 number, gboolean undone)
{
	g_autofree char *id = fixture_id("change", number);

	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("set", store_change_set_undone(store, id, undone, NULL));
	T_TRUE("commits", store_commit(store, NULL));
}

static void test_changes(void)
{
	g_autoptr(Store) store = fixture_new("book.db");

	T_INT("none", newest(store, "ana", CHANGE_DO), -1);
	add_change(store, 1, CHANGE_DO, "ana", "cli", TRUE);
	add_change(store, 2, CHANGE_DO, "ana", "ui", TRUE);
	add_change(store, 3, CHANGE_DO, "boris", "ui", TRUE);
	add_change(store, 4, CHANGE_DO, "ana", "import", TRUE);
	add_change(store, 5, CHANGE_DO, "ana", "system", TRUE);
	add_change(store, 6, CHANGE_DO, "ana", "cli", FALSE);
	add_change(store, 7, CHANGE_UNDO, "ana", "cli", TRUE);
	T_INT("her newest at a front end", newest(store, "ana", CHANGE_DO), 2);
	T_INT("his", newest(store, "boris", CHANGE_DO), 3);
	T_INT("of another kind", newest(store, "ana", CHANGE_UNDO), 7);
	set_undone(store, 2, TRUE);
	T_INT("the one before", newest(store, "ana", CHANGE_DO), 1);
	T_INT("undone or not", store_change_newest_seq(store, "ana", CHANGE_DO, NULL), 2);
	T_INT("none", store_change_newest_seq(store, "ana", CHANGE_REDO, NULL), 0);
	set_undone(store, 2, FALSE);
	T_INT("again", newest(store, "ana", CHANGE_DO), 2);

	g_autoptr(GPtrArray) all = store_changes(store, NULL, 0, NULL);
	g_autoptr(GPtrArray) hers = store_changes(store, "ana", 3, NULL);
	T_INT("all", all->len, 7);
	T_INT("newest first", ((Change *)all->pdata[0])->at, 700);
	T_INT("hers", hers->len, 3);
	T_INT("hers", ((Change *)hers->pdata[2])->at, 500);
	T_STR("its words", ((Change *)hers->pdata[2])->what, "Did „it“");
	T_NULL("undoes nothing", ((Change *)hers->pdata[2])->undoes);
}

static void test_change_by_prefix(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(GError) error = NULL;

	add_change(store, 10000001, CHANGE_DO, "ana", "cli", TRUE);
	add_change(store, 10000002, CHANGE_DO, "ana", "cli", TRUE);
	g_autofree char *whole = fixture_id("change", 10000001);
	g_autoptr(Change) by_id = store_change(store, whole, &error);
	g_autoptr(Change) by_prefix = store_change(store, "10000002", &error);
	T_STR("whole", by_id->id, whole);
	T_TRUE("prefix", g_str_has_prefix(by_prefix->id, "10000002"));
	T_NULL("unknown", store_change(store, "77777777", &error));
	T_NO_ERROR("unknown is no error", error);
	T_NULL("two", store_change(store, "100000", &error));
	T_ERROR("two", error, DAYBOOK_ERROR, DAYBOOK_ERROR_USAGE);
}

/* A row of its own, and who made it. */
static void add_booking(Store *store, gint64 number, const char *actor, const char *source, gboolean removed)
{
	Booking *booking = fixture_booking(number, number * 3600, 30, NULL, NULL);
	g_autofree char *correlation = fixture_id("change", number);
	g_autoptr(Event) event = fixture_event("booking", booking->id, correlation, "{}");
	booking->removed = removed;
	fixture_put(store, &booking_class, booking);
	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("appended", store_event_append(store, event, NULL));
	T_TRUE("commits", store_commit(store, NULL));
	add_change(store, number, CHANGE_DO, actor, source, TRUE);
}

/* `last` is the booking this person changed last, whatever came after it; never one that was taken back. */
static void test_last_booking(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autofree char *booking = fixture_id("booking", 1);
	g_autofree char *customer = fixture_id("customer", 1);
	g_autofree char *correlation = fixture_id("change", 5);
	g_autoptr(Event) event = fixture_event("customer", customer, correlation, "{}");

	T_NULL("none", store_last_booking_of(store, "ana", NULL));
	add_booking(store, 1, "ana", "cli", FALSE);
	add_booking(store, 2, "boris", "cli", FALSE);
	add_booking(store, 3, "ana", "system", FALSE);
	add_booking(store, 4, "ana", "ui", TRUE);
	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("appended", store_event_append(store, event, NULL));
	T_TRUE("commits", store_commit(store, NULL));
	add_change(store, 5, CHANGE_DO, "ana", "cli", TRUE);
	g_autofree char *last = store_last_booking_of(store, "ana", NULL);
	T_STR("hers", last, booking);
}

static void test_seq_since(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	gint64 seq = 0;

	append(store, 6);
	for (gint64 i = 0; i < 3; i++)
		add_change(store, i, CHANGE_DO, "ana", "cli", TRUE); /* at 0, 100, 200 */
	T_TRUE("asked", store_event_seq_since(store, 100, &seq, NULL));
	T_INT("that of the change", seq, 3);
	T_TRUE("asked", store_event_seq_since(store, 101, &seq, NULL));
	T_INT("of the next", seq, 5);
	T_TRUE("asked", store_event_seq_since(store, 201, &seq, NULL));
	T_TRUE("none", seq == G_MAXINT64);
}

/* --- requests and notes of its own --- */

static void test_requests(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(GError) error = NULL;
	char *words = NULL, *answer = NULL, *correlation = NULL;

	T_FALSE("new", store_request(store, "k", &words, &answer, &correlation, &error));
	T_NO_ERROR("new", error);
	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("added", store_request_add(store, "k", "book Maria", "c", 5, NULL));
	T_TRUE("commits", store_commit(store, NULL));
	T_TRUE("known", store_request(store, "k", &words, &answer, &correlation, &error));
	T_STR("words", words, "book Maria");
	T_STR("correlation", correlation, "c");
	T_NULL("never answered", answer);
	g_free(words);
	g_free(correlation);
	T_TRUE("begins", store_begin(store, NULL));
	T_TRUE("answered", store_request_answer(store, "k", "", NULL));
	T_FALSE("a key is used once", store_request_add(store, "k", "other", "d", 6, NULL));
	T_TRUE("commits", store_commit(store, NULL));
	T_TRUE("known", store_request(store, "k", &words, &answer, &correlation, &error));
	T_STR("an empty answer is one", answer, "");
	g_free(words);
	g_free(answer);
	g_free(correlation);
}

static void test_meta(void)
{
	g_autoptr(Store) store = fixture_new("book.db");
	g_autoptr(GError) error = NULL;

	T_NULL("none", store_meta(store, "key", &error));
	T_NO_ERROR("none", error);
	for (int i = 0; i < 2; i++) {
		T_TRUE("set", store_meta_set(store, "key", i ? "b" : "", NULL));
		g_autofree char *value = store_meta(store, "key", NULL);
		T_STR("read", value, i ? "b" : "");
	}
}

UNIT_SUITE("events", NULL, NULL, { "chain", test_chain }, { "tampering shows", test_tampering },
	   { "known hashes", test_known_hashes }, { "reading", test_reading }, { "blanking", test_blank },
	   { "changes", test_changes }, { "a change by prefix", test_change_by_prefix },
	   { "the last booking", test_last_booking }, { "since", test_seq_since },
	   { "requests", test_requests }, { "meta", test_meta })
