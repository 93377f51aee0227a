/* store/store.h - the appointment book's file.
 *
 * Rows in and out as the model's structs; nothing of SQLite shows. One statement table (statements.h) holds every query.
 * Threads:   one Store per thread; several may share a file.
 * Ownership: arguments stay the caller's; everything returned is the caller's, but for strings said to be borrowed.
 * Errors:    FAILED (locked, disk full, read-only), DAMAGED, TOO_NEW, NOT_FOUND, with a sentence that names the file. */
#pragma once
#include "model/booking.h"
#include "model/event.h"
#include "model/slot.h"
#include "model/waitlist.h"

typedef struct Store Store;

#define STORE_SCHEMA_VERSION 4

/** Opens an existing book and brings it to this schema (copying it beside itself first). NOT_FOUND when there is none. */
Store *store_open(const char *path, GError **error);
/** Makes a book, 0600 in a 0700 folder. CONFLICT where the file exists. The caller deletes it when its own work on it fails. */
Store *store_create(const char *path, GError **error);
/** An empty book that no file outlives, for replay and tests. */
Store *store_temporary(GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)
const char *store_path(const Store *store);

/** BEGIN IMMEDIATE: waits up to 5 s for another writer, then FAILED "another desk is writing". TOO_NEW when the schema was upgraded meanwhile. */
gboolean store_begin(Store *store, GError **error);
gboolean store_commit(Store *store, GError **error);
void store_rollback(Store *store); /* no transaction: does nothing */
gboolean store_in_transaction(const Store *store);
/** Many commits in a row that are confirmed as one (an import): between the two, a commit is whole and in order but not waited for on
 *  the disk; bulk_end waits for all of them. A crash in between loses the newest chunks, never half of one. */
gboolean store_bulk_begin(Store *store, GError **error);
gboolean store_bulk_end(Store *store, GError **error);
/** Between these reads see one state of the book. Nested calls are fine. */
gboolean store_read_begin(Store *store, GError **error);
void store_read_end(Store *store);

/** A number that changes when another connection commits. */
gboolean store_data_version(Store *store, gint64 *version, GError **error);

/* --- rows of any logged class --- */

/** NULL without error when there is no such row. A booking comes with its parts. */
gpointer store_get(Store *store, const ModelClass *cls, const char *id, GError **error);
/** Writes the row as it is, new or not, with its parts and search words. */
gboolean store_put(Store *store, const ModelClass *cls, gconstpointer row, GError **error);
/** Every row of a small class (business, policy, staff, resource, service, opening_hours, closure, series), removed ones too, in their order. */
GPtrArray *store_all(Store *store, const ModelClass *cls, GError **error);
/** The classes that are logged and replayed, NULL-terminated, in an order that satisfies their references. */
const ModelClass *const *store_classes(void);
const ModelClass *store_class(const char *name);
/** Ids beginning with a prefix (6 or more characters), at most limit. GPtrArray of char*. */
GPtrArray *store_ids(Store *store, const ModelClass *cls, const char *prefix, guint limit, GError **error);

/* --- bookings --- */

/* One line of a list: the booking with its parts, its customer's name and phones. Return FALSE to stop. */
typedef gboolean (*StoreBookingFunc)(Booking *take, const char *customer, const char *phones_json, gpointer data);

/** Not removed, overlapping [from, to), by start; of the same start those longer than a day first, then as they were made. The callback
 *  owns the booking. */
gboolean store_bookings_overlapping(Store *store, gint64 from, gint64 to, StoreBookingFunc each, gpointer data, GError **error);
/** All, removed ones not, by start, then as they were made. Reads everything. */
gboolean store_bookings_all(Store *store, StoreBookingFunc each, gpointer data, GError **error);
/** Appointments that begin at from or later, by start. */
gboolean store_bookings_from(Store *store, gint64 from, StoreBookingFunc each, gpointer data, GError **error);
/** One customer's, not removed, by start; newest first where backwards. */
gboolean store_bookings_of(Store *store, const char *customer, gboolean backwards, StoreBookingFunc each, gpointer data, GError **error);
/** Row number and start of each of one customer's, from the index alone. */
typedef void (*StoreStartFunc)(gint64 row, gint64 start, gpointer data);
gboolean store_booking_starts_of(Store *store, const char *customer, StoreStartFunc each, gpointer data, GError **error);
/** A customer's newest visit up to an instant that was neither cancelled nor missed; its first service (NULL: none) is the caller's. start is NONE
 *  where there was none. */
gboolean store_last_visit(Store *store, const char *customer, gint64 until, gint64 *start, char **service, GError **error);
gboolean store_bookings_of_series(Store *store, const char *series, StoreBookingFunc each, gpointer data, GError **error);
/** One, with names; each is not called when there is none. */
gboolean store_booking_line(Store *store, const char *id, StoreBookingFunc each, gpointer data, GError **error);
/** The booking of an iCalendar UID and RECURRENCE-ID ("" for none), removed ones too; NULL without error. */
Booking *store_booking_by_uid(Store *store, const char *uid, const char *recurrence_id, GError **error);
gboolean store_bookings_by_uid(Store *store, const char *uid, StoreBookingFunc each, gpointer data, GError **error);
/** The newest occurrence of a series that is not removed: what topping up copies. NULL without error. */
Booking *store_series_latest(Store *store, const char *series, GError **error);
/** The wall times of a series' rows, removed and cancelled ones too. GArray of gint64. */
GArray *store_series_occurrences(Store *store, const char *series, GError **error);
/** The id of the row that stands under a date of a series, removed and cancelled ones too; NULL without error. */
char *store_series_at(Store *store, const char *series, gint64 occurrence, GError **error);

/* What occupies a staff member or a resource. Strings are borrowed for the call. */
typedef struct {
	const char *booking, *service, *staff, *resource;
	gint64 start, end, busy_from, busy_to;
	gboolean busy;
} StorePart;
typedef void (*StorePartFunc)(const StorePart *part, gpointer data);
/** Live parts of one staff member (or one resource) whose busy time overlaps [from, to). */
gboolean store_parts_of_staff(Store *store, const char *staff, gint64 from, gint64 to, StorePartFunc each, gpointer data, GError **error);
gboolean store_parts_of_resource(Store *store, const char *resource, gint64 from, gint64 to, StorePartFunc each, gpointer data, GError **error);
/** Live appointments beginning in [from, to): called once for each part, for counting days. */
gboolean store_parts_starting(Store *store, gint64 from, gint64 to, StorePartFunc each, gpointer data, GError **error);
/** Live parts for `doctor`: those that take somebody's time, by staff and busy_from; or those that hold a resource, by that. Reads
 *  everything. */
gboolean store_overlaps(Store *store, gboolean of_resources, StorePartFunc each, gpointer data, GError **error);

gint64 store_count(Store *store, const ModelClass *cls, GError **error); /* -1 on error; not removed */

/* --- customers --- */

typedef gboolean (*StoreRowFunc)(gpointer take, gpointer data); /* FALSE stops */
/** Not removed, in the order they were made. Reads everything. */
gboolean store_customers_all(Store *store, StoreRowFunc each, gpointer data, GError **error);

/* --- slots held while talking: no rows of the log --- */

/** Those that count at `now`, by start, then id. GPtrArray of Hold. */
GPtrArray *store_holds(Store *store, gint64 now, GError **error);
gboolean store_hold_put(Store *store, const Hold *hold, GError **error);
gboolean store_hold_delete(Store *store, const char *id, GError **error);
/** Deletes those that are over. G_MAXINT64: all. */
gboolean store_holds_expire(Store *store, gint64 now, GError **error);
/** Takes the notes off all of them. */
gboolean store_holds_forget(Store *store, GError **error);

/* --- the waitlist --- */

/* The callback owns the entry; names are borrowed for the call, NULL where it has no customer. FALSE stops. */
typedef gboolean (*StoreWaitlistFunc)(Waitlist *take, const char *customer, const char *phones_json, gpointer data);
/** Those that wait (all: the booked and gone too), by priority, then who has waited longest. Reads all of them. */
gboolean store_waitlist(Store *store, gboolean all, StoreWaitlistFunc each, gpointer data, GError **error);
/** One; each is not called when there is none. */
gboolean store_waitlist_line(Store *store, const char *id, StoreWaitlistFunc each, gpointer data, GError **error);
/* What is asked for by one of them. Borrowed for the call. */
typedef struct {
	const char *id, *service, *staff;
	gint64 seconds;
} StoreWish;
typedef gboolean (*StoreWishFunc)(const StoreWish *wish, gpointer data); /* FALSE stops */
/** Those that wait for some time in [from, to), of one kind (auto_book), in the same order: from an index alone. */
gboolean store_waitlist_touching(Store *store, gint64 from, gint64 to, gboolean auto_book, StoreWishFunc each, gpointer data, GError **error);
/** Does anybody wait? */
gboolean store_waitlist_any(Store *store, gboolean *any, GError **error);
/** Every entry of a customer, not removed. GPtrArray of Waitlist. */
GPtrArray *store_waitlist_of(Store *store, const char *customer, GError **error);
/** Those waiting that name this staff member or service. Reads all of them. */
GPtrArray *store_waitlist_naming(Store *store, const char *id, GError **error);

/* --- search (data.md) --- */

/** Row numbers of customers (bookings) that hold every folded word: by prefix first, then anywhere. At most limit. GArray of gint64. */
GArray *store_find_customers(Store *store, const char *const *words, guint limit, GError **error);
GArray *store_find_bookings(Store *store, const char *const *words, guint limit, GError **error);
/** Row numbers of customers in whose text each folded word begins a word, in no order but that of the words' exact hits first where there is
 *  one word. At most limit. GArray of gint64. */
GArray *store_customers_beginning(Store *store, const char *const *words, guint limit, GError **error);
/** The distinct folded words of customers within one typo of a word of three letters or more, none for a number. GPtrArray of char*. */
GPtrArray *store_near_words(Store *store, const char *word, GError **error);
gpointer store_customer_at(Store *store, gint64 row, GError **error);
/** The name alone, for looking at many; NULL where the row is gone (no error). */
char *store_customer_name_at(Store *store, gint64 row, GError **error);
/** What a line of a search shows of a customer; the strings are the caller's. All NULL where the row is gone. */
gboolean store_customer_line_at(Store *store, gint64 row, char **id, char **name, char **phones_json, GError **error);
/** Without its customer's name and phones, for who knows them. */
gboolean store_booking_alone_at(Store *store, gint64 row, StoreBookingFunc each, gpointer data, GError **error);
gboolean store_booking_at(Store *store, gint64 row, StoreBookingFunc each, gpointer data, GError **error);
/** Makes the search indexes again from the rows. */
gboolean store_search_rebuild(Store *store, GError **error);
/** How many customers and bookings the indexes lack or hold although they should not; -1 on error. Reads everything. */
gint64 store_search_wrong(Store *store, GError **error);

/* --- the log --- */

/** Appends: fills seq, salt and the hashes in. Inside a write transaction. after is copied from the event. */
gboolean store_event_append(Store *store, Event *event, GError **error);
typedef gboolean (*StoreEventFunc)(const Event *event, gpointer data); /* FALSE stops */
gboolean store_events(Store *store, gint64 after_seq, StoreEventFunc each, gpointer data, GError **error);
gboolean store_events_of_entity(Store *store, const char *entity_id, StoreEventFunc each, gpointer data, GError **error);
gboolean store_events_of_correlation(Store *store, const char *correlation, StoreEventFunc each, gpointer data, GError **error);
/** The newest event of an entity before seq (G_MAXINT64: the newest); NULL without error. */
Event *store_event_before(Store *store, const char *entity_id, gint64 seq, GError **error);
gint64 store_event_last_seq(Store *store, GError **error); /* 0: none; -1: error */
/** The first seq that belongs to a change made at `at` or later; G_MAXINT64 when none. */
gboolean store_event_seq_since(Store *store, gint64 at, gint64 *seq, GError **error);
/** What events later than an instant are about, some of it more than once; it may name what has none, where the clock was set back. made: it was not there
 *  before (where FALSE, it may be so too). The id is borrowed for the call. */
typedef void (*StoreChangedFunc)(const char *entity_id, gboolean made, gpointer data);
gboolean store_changed_since(Store *store, gint64 at, StoreChangedFunc each, gpointer data, GError **error);
/** The image that a row's newest event not later than an instant left: NULL when it was not made by then, or is of another class. Where an erasure has
 *  taken it, the first one since that is left. */
gboolean store_image_at(Store *store, const ModelClass *cls, const char *id, gint64 at, char **image, GError **error);
/** The hash an event must have: SHA-256 over length-prefixed fields (prev_hash, metadata, payload_hash). */
char *store_event_hash(const Event *event);
char *store_payload_hash(const char *salt, const char *after);
/** Erasure: blanks salt and payload of every event whose entity is one of these ids (NULL-terminated). */
gboolean store_events_blank(Store *store, const char *const *entity_ids, GError **error);
/** Erasure: the changes that touched this entity are no longer undoable; their words become `with` where they hold one of these words
 *  (NULL-terminated), and what was asked and answered with their request ids is forgotten. */
gboolean store_changes_forget(Store *store, const char *entity_id, const char *const *words, const char *with, GError **error);
/** The customers that were merged into this one and are still. GPtrArray of char*. Reads every customer. */
GPtrArray *store_customers_merged_into(Store *store, const char *id, GError **error);

gboolean store_change_add(Store *store, const Change *change, GError **error);
/** By id or prefix of 6 or more; NULL without error. Ambiguous: USAGE. */
Change *store_change(Store *store, const char *id, GError **error);
/** The newest of this actor of a kind that is not undone, undoable and of source ui or cli; NULL without error. */
Change *store_change_newest(Store *store, const char *actor, ChangeKind kind, GError **error);
gint64 store_change_newest_seq(Store *store, const char *actor, ChangeKind kind, GError **error); /* undone or not; 0: none */
/** Another wording, while it still grows (a sync run, chunk by chunk); and whether undo may take it. */
gboolean store_change_words(Store *store, const char *id, const char *what, gboolean undoable, GError **error);
gboolean store_change_set_undone(Store *store, const char *id, gboolean undone, GError **error);
/** Newest first; actor NULL: everybody's. GPtrArray of Change. */
GPtrArray *store_changes(Store *store, const char *actor, guint limit, GError **error);
/** The booking this actor changed last, of those that are not removed; NULL without error. */
char *store_last_booking_of(Store *store, const char *actor, GError **error);

/* --- requests --- */
/** FALSE without error: the key is new. Else what it was used for and the answer (NULL when it was never stored) and its correlation. */
gboolean store_request(Store *store, const char *key, char **words, char **answer, char **correlation, GError **error);
gboolean store_request_add(Store *store, const char *key, const char *words, const char *correlation, gint64 at, GError **error);
gboolean store_request_answer(Store *store, const char *key, const char *answer, GError **error);

char *store_meta(Store *store, const char *key, GError **error); /* NULL when there is none */
gboolean store_meta_set(Store *store, const char *key, const char *value, GError **error);

/* --- the file --- */

/** Gives a finished file its name, and syncs the folder; never over another: CONFLICT. */
gboolean store_name(const char *from, const char *to, GError **error);
/** Deletes a book's file with what SQLite keeps beside it (-wal, -shm, -journal): for one whose making failed. */
void store_delete(const char *file);

/** SQLite's online backup into a new file (0600), opened afterwards and counted; bookings NULL: it is kept as it is, even of a damaged
 *  book. CONFLICT where it exists. The file appears when it is whole; until then it has STORE_UNFINISHED and six letters after its name, also after a crash. */
gboolean store_backup(Store *store, const char *file, gint64 *bookings, GError **error);
#define STORE_UNFINISHED ".part-XXXXXX"
/* Called when nobody else can write any more, before anything is copied. It must not use the Store that is being restored. FALSE with
 * an error: nothing is restored. */
typedef gboolean (*StoreLockedFunc)(gpointer data, GError **error);
/** Copies a book's file into this one, live, with the backup API. The file is checked first: DAMAGED, TOO_NEW, NOT_FOUND. locked may
 *  be NULL. */
gboolean store_restore(Store *store, const char *file, StoreLockedFunc locked, gpointer data, GError **error);
/** Counts the bookings of some book's file, read-only. -1 on error. */
gint64 store_count_in(const char *file, GError **error);
/** PRAGMA integrity_check and foreign_key_check: NULL when fine, else the first finding in words. */
char *store_check(Store *store, GError **error);
/** After an erasure: FTS optimize, wal_checkpoint(TRUNCATE). */
gboolean store_scrub(Store *store, GError **error);
/** Compares every logged table with another store's, row by row: NULL when equal, else the first difference in words. */
char *store_differs(Store *store, Store *other, GError **error);
