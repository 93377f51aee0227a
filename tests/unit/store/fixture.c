/* tests/unit/store/fixture.c - see fixture.h */
#include "tests/unit/store/fixture.h"

#include "base/embedded.h"
#include "base/id.h"
#include "tests/unit/unit.h"

char *fixture_id(const char *kind, gint64 number)
{
	g_autofree char *tail = id_derive("6ba7b811-9dad-11d1-80b4-00c04fd430c8", kind);

	return g_strdup_printf("%08" G_GINT64_FORMAT "%s", number, tail + 8);
}

Store *fixture_new(const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = unit_path(name);
	Store *store = store_create(path, &error);

	T_NO_ERROR(path, error);
	return store;
}

/* --- rows --- */

/* Every field gets a value that no other field of the row has, as far as the schema's own checks let it. */
gpointer fixture_row(const ModelClass *cls, gint64 number, const char *text)
{
	char *row = model_new(cls);
	gint64 value = number * 100;

	for (guint i = 0; i < cls->n_fields; i++, value++) {
		const ModelField *field = &cls->fields[i];
		gpointer at = row + field->offset;
		switch (field->kind) {
		case MODEL_INT:
		case MODEL_OPT:
			*(gint64 *)at = value;
			break;
		case MODEL_TEXT:
			model_set(cls, row, at, text);
			break;
		case MODEL_REF: /* set by the test that has the row it names */
			break;
		case MODEL_LIST:
			for (gint64 n = 0; n < 3; n++)
				g_ptr_array_add(*(GPtrArray **)at, fixture_row(field->of, value + n, text));
			break;
		}
	}
	if (model_field(cls, "version")) {
		Row *head = (Row *)row;
		g_free(head->id);
		head->id = cls == &business_class ? g_strdup(BUSINESS_ID)
			   : cls == &policy_class ? g_strdup(POLICY_ID)
						  : fixture_id(cls->name, number);
		head->version = 1;
		head->removed = 0;
	}
	return row;
}

Customer *fixture_customer(gint64 number, const char *name)
{
	Customer *customer = customer_new();

	customer->id = (g_free(customer->id), fixture_id("customer", number));
	customer->version = 1;
	model_set(&customer_class, customer, &customer->name, name);
	return customer;
}

Booking *fixture_booking(gint64 number, gint64 start, gint64 minutes, const char *customer, const char *staff)
{
	Booking *booking = booking_new();
	Part *part = part_new();

	booking->id = (g_free(booking->id), fixture_id("booking", number));
	booking->version = 1;
	model_set(&booking_class, booking, &booking->kind, customer ? "appointment" : "block");
	model_set(&booking_class, booking, &booking->status, "confirmed");
	model_set(&booking_class, booking, &booking->zone, "UTC");
	model_set(&booking_class, booking, &booking->source, "cli");
	model_set(&booking_class, booking, &booking->customer, customer);
	booking->start = booking->local_start = part->start = part->busy_from = start;
	booking->end = part->end = part->busy_to = start + minutes * 60;
	booking->busy = part->busy = 1;
	model_set(&part_class, part, &part->staff, staff);
	g_ptr_array_add(booking->parts, part);
	return booking;
}

static gboolean put(Store *store, const ModelClass *cls, gpointer take)
{
	g_autoptr(GError) error = NULL;
	gboolean done = store_put(store, cls, take, &error);

	if (!done)
		T_NO_ERROR(((Row *)take)->id, error);
	model_free(cls, take);
	return done;
}

void fixture_put(Store *store, const ModelClass *cls, gpointer take)
{
	T_TRUE("begins", store_begin(store, NULL));
	put(store, cls, take);
	T_TRUE("commits", store_commit(store, NULL));
}

Event *fixture_event(const char *entity, const char *entity_id, const char *correlation, const char *after)
{
	Event *event = g_new0(Event, 1);

	event->type = g_strconcat(entity, ".created", NULL);
	event->at = (gint64)A_DAY * STORE_DAY;
	event->source = g_strdup("cli");
	event->actor = g_strdup("ana");
	event->correlation = g_strdup(correlation);
	event->entity = g_strdup(entity);
	event->entity_id = g_strdup(entity_id);
	event->after = g_strdup(after);
	return event;
}

/* --- a whole book --- */

static const char *const first_names[] = { "Ana",    "Boris",  "Chiara",   "Dörte",
					   "Élodie", "Fatima", "Grzegorz", "Ha-neul" };
static const char *const family_names[] = { "Müller", "Nowak", "Øster", "Pérez",
					    "Quinn",  "Rossi", "Şahin", "王小明" };

static gboolean fill_house(Store *store)
{
	for (gint64 i = 0; i < FILLED_STAFF; i++) {
		Staff *staff = staff_new();
		staff->id = (g_free(staff->id), fixture_id("staff", i));
		staff->version = staff->active = 1;
		staff->position = i;
		model_set(&staff_class, staff, &staff->name, first_names[i]);
		if (!put(store, &staff_class, staff))
			return FALSE;
	}
	return put(store, &resource_class, fixture_row(&resource_class, 0, "Chair")) &&
	       put(store, &service_class, fixture_row(&service_class, 0, "Cut"));
}

static gboolean fill_customer(Store *store, gint64 number)
{
	g_autofree char *name = g_strdup_printf("%s %s K%06" G_GINT64_FORMAT, first_names[number % 8],
						family_names[number / 8 % 8], number);
	g_autofree char *digits = g_strdup_printf("+49170%07" G_GINT64_FORMAT, number);
	Customer *customer = fixture_customer(number, name);
	Phone *phone = phone_new();

	model_set(&phone_class, phone, &phone->number, digits);
	g_ptr_array_add(customer->phones, phone);
	return put(store, &customer_class, customer);
}

static gboolean fill_series(Store *store, gint64 number)
{
	g_autofree char *uid = g_strdup_printf("series-%" G_GINT64_FORMAT "@example", number);
	Series *series = series_new();

	series->id = (g_free(series->id), fixture_id("series", number));
	series->version = 1;
	model_set(&series_class, series, &series->rrule, "FREQ=WEEKLY");
	model_set(&series_class, series, &series->zone, "UTC");
	model_set(&series_class, series, &series->uid, uid);
	return put(store, &series_class, series);
}

/* 10 bookings a day of each staff member, 45 minutes from 8:00 on; every fifth is a series', every tenth has words of its own. */
static gboolean fill_booking(Store *store, gint64 number, gint64 customers)
{
	g_autofree char *customer = fixture_id("customer", number % customers);
	g_autofree char *staff = fixture_id("staff", number % FILLED_STAFF);
	g_autofree char *series = fixture_id("series", number / 5 / BOOKINGS_A_SERIES);
	g_autofree char *chair = fixture_id("resource", 0);
	gint64 start = (A_DAY + number / BOOKINGS_A_DAY) * STORE_DAY + 8 * 3600 +
		       number % BOOKINGS_A_DAY / FILLED_STAFF * 2700;
	Booking *booking = fixture_booking(number, start, 45, customer, staff);
	Part *part = booking->parts->pdata[0];

	g_autofree char *service = fixture_id("service", 0);
	model_set(&part_class, part, &part->service, service);
	if (number % FILLED_STAFF == 0)
		model_set(&part_class, part, &part->resource, chair);
	if (number % 5 == 0) {
		model_set(&booking_class, booking, &booking->series, series);
		booking->occurrence = start;
	}
	if (number % 10 == 0) {
		booking->uid = (g_free(booking->uid),
				g_strdup_printf("booking-%" G_GINT64_FORMAT "@example", number));
		booking->notes = (g_free(booking->notes),
				  g_strdup_printf("annual review b%07" G_GINT64_FORMAT, number));
	}
	return put(store, &booking_class, booking);
}

static gboolean fill_long(Store *store, gint64 number, gint64 days)
{
	g_autofree char *staff = fixture_id("staff", number % FILLED_STAFF);
	gint64 start = (A_DAY + days * number / FILLED_LONG) * STORE_DAY;

	return put(store, &booking_class,
		   fixture_booking(90000000 + number, start, 3 * 24 * 60, NULL, staff));
}

/* Its event and its change; three people have worked on the book. */
static gboolean fill_log(Store *store, gint64 number)
{
	static const char *const actors[] = { "ana", "boris", "chiara" };
	g_autofree char *id = fixture_id("change", number);
	g_autofree char *booking = fixture_id("booking", number);
	g_autoptr(Event) event = fixture_event("booking", booking, id, "{}");
	Change change = { .id = id,
			  .kind = CHANGE_DO,
			  .source = (char *)"cli",
			  .what = (char *)"Booked",
			  .undoable = TRUE };

	event->actor = (g_free(event->actor), g_strdup(actors[number % 3]));
	change.actor = event->actor;
	change.at = event->at = (A_DAY + number / BOOKINGS_A_DAY) * STORE_DAY;
	return store_event_append(store, event, NULL) && store_change_add(store, &change, NULL) &&
	       store_request_add(store, id, "book", id, change.at, NULL);
}

/* Every booking stands in one calendar, the first and last 20 of them wait; one in five follows a repeating event there; 10 of each thing
 * that waits for somebody. Runs are numbered by their second. */
static gboolean fill_sync(Store *store, gint64 bookings)
{
	g_autofree char *account = fixture_id("account", 0);
	g_autofree char *calendar = fixture_id("calendar", 0);
	g_autofree char *sql = g_strdup_printf(
		"INSERT INTO account VALUES('%s', 1, 0, 'google', 'Salon', '', 'ok', '', 'keyring', '', '', "
		"'', '', '', '', "
		"0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);"
		"INSERT INTO calendar VALUES('%s', 1, 0, '%s', 'salon@example.com', 'Salon', '', NULL, NULL, "
		"'name', "
		"'book', 0, '', 'linked', '', 0, 0, 0);"
		"INSERT INTO sync_link SELECT id, '%s', 'own', replace(id, '-', '') || '0', 0, '', '{}', "
		"NULL, 0, NULL, NULL, "
		"iif(row <= 20 OR row > %" G_GINT64_FORMAT
		" - 20, 'pending', 'synced'), 0, 0, '', '', 1, NULL, 0, "
		"iif(row %% 5 = 0, 'r' || (row / 50), NULL), row, '', row FROM booking;"
		"UPDATE sync_link SET sent_calendar = calendar, sent_remote_id = 's' || remote_id WHERE "
		"booking IN "
		"(SELECT id FROM booking WHERE row <= 10);"
		"UPDATE sync_link SET theirs = '{}' WHERE booking IN (SELECT id FROM booking WHERE row > 20 "
		"AND row <= 30);"
		"INSERT INTO sync_series SELECT DISTINCT calendar, series, '{}', 9 FROM sync_link WHERE "
		"series IS NOT NULL;"
		"INSERT INTO sync_exception SELECT calendar, series, original, '{}' FROM sync_link WHERE "
		"series IS NOT NULL;"
		"INSERT INTO sync_held SELECT id, '%s', 'there', row FROM booking WHERE row <= 10;"
		"INSERT INTO sync_guard SELECT '%s', 'there', id, row, 0 FROM booking WHERE row <= 10;"
		"INSERT INTO sync_removal(calendar, remote_id, etag, booking, attempts, next_attempt, error) "
		"SELECT '%s', id, '', id, 0, 0, '' FROM booking WHERE row <= 10;"
		"INSERT INTO sync_orphan SELECT '%s', id, '{}' FROM booking WHERE row <= 10;"
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %" G_GINT64_FORMAT
		") "
		"INSERT INTO sync_run(account, started, ended, pulled, pushed, failed, conflicts, refreshes, "
		"requests, total_ms, "
		"operations, error) SELECT '%s', i, i, 0, 1, 0, 0, 0, 1, 1, '{}', '' FROM n;",
		account, calendar, account, calendar, bookings, calendar, calendar, calendar, calendar,
		bookings / 2 + 20, account);

	return store_exec(store, sql, NULL);
}

void fixture_fill(Store *store, gint64 bookings)
{
	gint64 customers = bookings / BOOKINGS_A_CUSTOMER;
	gboolean done = store_exec(store, "PRAGMA synchronous = OFF", NULL) && store_begin(store, NULL) &&
			fill_house(store);

	for (gint64 i = 0; done && i < customers; i++)
		done = fill_customer(store, i);
	for (gint64 i = 0; done && i <= bookings / 5 / BOOKINGS_A_SERIES; i++)
		done = fill_series(store, i);
	for (gint64 i = 0; done && i < bookings; i++)
		done = fill_booking(store, i, customers) && fill_log(store, i);
	for (gint64 i = 0; done && i < FILLED_LONG; i++)
		done = fill_long(store, i, bookings / BOOKINGS_A_DAY);
	done = done && fill_sync(store, bookings);
	T_TRUE("a book is filled", done && store_commit(store, NULL));
}

/* --- older schemas --- */

extern const EmbeddedFile store_schema_sql[];

void fixture_old(const char *path, int version, gint64 bookings)
{
	g_autoptr(Store) store = g_new0(Store, 1);
	GString *sql = g_string_new("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; BEGIN;");

	store->path = g_strdup(path);
	T_INT(path, sqlite3_open(path, &store->db), SQLITE_OK);
	for (int i = 0; i < version; i++)
		g_string_append(sql, store_schema_sql[i].text);
	g_string_append_printf(sql, "PRAGMA user_version = %d; PRAGMA application_id = %d;", version,
			       STORE_APPLICATION_ID);
	/* with no more columns than the first version had */
	g_string_append_printf(sql,
			       "INSERT INTO customer SELECT 1, 'c', 1, 0, 'Maria Müller', '[]', '', '', '', "
			       "'', '', '', NULL, NULL, 0, 0;"
			       "INSERT INTO customer_text(rowid, text) VALUES(1, 'maria muller');"
			       "INSERT INTO word(kind, fold, what) VALUES(0, 'maria', 1), (0, 'muller', 1);"
			       "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
			       "INSERT INTO booking SELECT i, printf('%%08d-0000-4000-8000-000000000000', "
			       "i), 1, 0, 'appointment', 'c', i * 3600, "
			       "i * 3600 + 1800, 'UTC', i * 3600, 0, 'confirmed', '', '', '', NULL, NULL, "
			       "'cli', NULL, 1, '', NULL, NULL, '', '', 0, '[]', "
			       "'', 0, 0 FROM n;"
			       "COMMIT",
			       (int)bookings);
	T_INT(sqlite3_errmsg(store->db), sqlite3_exec(store->db, sql->str, NULL, NULL, NULL), SQLITE_OK);
	g_string_free(sql, TRUE);
}

/* --- looking at everything --- */

typedef struct {
	char *last_hash;
	gint64 seq, broken;
} Chain;

static gboolean check_link(const Event *event, gpointer data)
{
	Chain *chain = data;
	g_autofree char *hash = store_event_hash(event);

	if (event->seq != ++chain->seq || g_strcmp0(event->hash, hash) != 0 ||
	    (chain->last_hash && g_strcmp0(event->prev_hash, chain->last_hash) != 0))
		chain->broken++;
	g_free(chain->last_hash);
	chain->last_hash = g_strdup(event->hash);
	return TRUE;
}

gint64 fixture_whole(const char *label, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(path, &error);
	Chain chain = { 0 };
	gboolean fine = T_NO_ERROR(label, error);

	if (!store)
		return -1;
	g_autofree char *wrong = store_check(store, NULL);
	fine &= T_STR(label, wrong, NULL);
	fine &= T_TRUE(label, store_events(store, 0, check_link, &chain, NULL));
	fine &= T_INT(label, chain.broken, 0);
	fine &= T_INT(label, store_search_wrong(store, NULL), 0);
	g_free(chain.last_hash);
	return fine ? store_count(store, &booking_class, NULL) : -1;
}

char *fixture_sum(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return g_strdup("unreadable");
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}
