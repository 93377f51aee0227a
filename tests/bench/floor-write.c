/* floor-write - SQLite alone: what a booking writes, in one synced transaction each.
 *   floor-write FILE SERVICE CUSTOMER STAFF START [STAFF START]...	(ids; instants)
 * Prints the milliseconds of each, from BEGIN to COMMIT. Hashes are of the right length, not right. */
#include <time.h>
#include <unistd.h>

#include "floor.h"

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define SALT "60303ae22b998861bce3b28f33eec1be"

enum { BEGIN, BOOKING, PART, LAST, EVENT, CHANGE, COMMIT, STATEMENTS };
static const char *const sql[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[BOOKING] = "INSERT INTO booking(id, version, removed, kind, customer, start, [end], zone, local_start, all_day, status, title, "
		    "notes, public_note, source, busy, currency, uid, recurrence_id, sequence, extra, cancel_reason, created, updated) "
		    "VALUES(?1, 1, 0, 'appointment', ?2, ?3, ?4, 'Europe/Berlin', ?3, 0, 'confirmed', '', '', '', 'cli', 1, 'EUR', '', "
		    "'', 0, '', '', ?3, ?3)",
	[PART] = "INSERT INTO booking_part(booking, position, service, staff, start, [end], price, busy, busy_from, busy_to, live) "
		 "VALUES(?1, 0, ?2, ?3, ?4, ?5, 900, 1, ?4, ?5, 1)",
	[LAST] = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1",
	[EVENT] = "INSERT INTO event(seq, id, type, version, at, source, actor, correlation, entity, entity_id, after, salt, "
		  "payload_hash, prev_hash, hash) VALUES(?1, ?2, 'booking.created', 1, ?3, 'cli', 'bench', ?4, 'booking', ?5, ?6, "
		  "'" SALT "', '" HASH "', ?7, '" HASH "')",
	[CHANGE] = "INSERT INTO change(id, kind, actor, source, at, what, undoes, undone, undoable) VALUES(?1, 0, 'bench', 'cli', ?2, "
		   "'Booked Maria Lopez, Tue 24 Nov 14:30', NULL, 0, 1)",
	[COMMIT] = "COMMIT",
};

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* As long and as scattered as a UUID. */
static void new_id(char id[37])
{
	unsigned char b[16];
	sqlite3_randomness(sizeof b, b);
	snprintf(id, 37, "%02x%02x%02x%02x-%02x%02x-4%01x%02x-8%01x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
		 b[6] & 15, b[7], b[8] & 15, b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static void text(sqlite3_stmt *stmt, int at, const char *value)
{
	sqlite3_bind_text(stmt, at, value, -1, SQLITE_STATIC);
}

/* A quarter of an hour. */
typedef struct {
	const char *service, *customer, *staff;
	sqlite3_int64 start;
} Wanted;

/* The event's image: the booking as JSON. */
static void image(char *out, size_t room, const Wanted *wanted, const char *id, sqlite3_int64 start)
{
	snprintf(out, room,
		 "{\"id\":\"%s\",\"version\":1,\"removed\":0,\"kind\":\"appointment\",\"customer\":\"%s\",\"start\":%lld,\"end\":%lld,"
		 "\"zone\":\"Europe/Berlin\",\"local_start\":%lld,\"all_day\":0,\"status\":\"confirmed\",\"title\":\"\",\"notes\":\"\","
		 "\"public_note\":\"\",\"series\":null,\"occurrence\":null,\"source\":\"cli\",\"overbooked\":null,\"busy\":1,"
		 "\"currency\":\"EUR\",\"paid\":null,\"deposit\":null,\"uid\":\"\",\"recurrence_id\":\"\",\"sequence\":0,\"extra\":\"\","
		 "\"cancel_reason\":\"\",\"created\":%lld,\"updated\":%lld,\"parts\":[{\"service\":\"%s\",\"staff\":\"%s\","
		 "\"resource\":null,\"start\":%lld,\"end\":%lld,\"price\":900,\"busy\":1,\"busy_from\":%lld,\"busy_to\":%lld}]}",
		 id, wanted->customer, start, start + 900, start, start, start, wanted->service, wanted->staff, start, start + 900, start,
		 start + 900);
}

static void write_booking(sqlite3 *db, sqlite3_stmt **stmt, const Wanted *wanted)
{
	sqlite3_int64 start = wanted->start;
	char booking[37], event[37], change[37], hash[65], after[2048];
	new_id(booking);
	new_id(event);
	new_id(change);
	image(after, sizeof after, wanted, booking, start);
	floor_step(stmt[BEGIN]);

	text(stmt[BOOKING], 1, booking);
	text(stmt[BOOKING], 2, wanted->customer);
	sqlite3_bind_int64(stmt[BOOKING], 3, start);
	sqlite3_bind_int64(stmt[BOOKING], 4, start + 900);
	floor_step(stmt[BOOKING]);

	sqlite3_bind_int64(stmt[PART], 1, sqlite3_last_insert_rowid(db));
	text(stmt[PART], 2, wanted->service);
	text(stmt[PART], 3, wanted->staff);
	sqlite3_bind_int64(stmt[PART], 4, start);
	sqlite3_bind_int64(stmt[PART], 5, start + 900);
	floor_step(stmt[PART]);

	floor_step(stmt[LAST]);
	sqlite3_bind_int64(stmt[EVENT], 1, sqlite3_column_int64(stmt[LAST], 0) + 1);
	snprintf(hash, sizeof hash, "%s", floor_text(stmt[LAST], 1));
	sqlite3_reset(stmt[LAST]);
	text(stmt[EVENT], 2, event);
	sqlite3_bind_int64(stmt[EVENT], 3, start);
	text(stmt[EVENT], 4, change);
	text(stmt[EVENT], 5, booking);
	text(stmt[EVENT], 6, after);
	text(stmt[EVENT], 7, hash);
	floor_step(stmt[EVENT]);

	text(stmt[CHANGE], 1, change);
	sqlite3_bind_int64(stmt[CHANGE], 2, start);
	floor_step(stmt[CHANGE]);
	floor_step(stmt[COMMIT]);
}

int main(int argc, char **argv)
{
	sqlite3_stmt *stmt[STATEMENTS];
	if (argc < 6)
		floor_die("usage", "floor-write FILE SERVICE CUSTOMER STAFF START [STAFF START]...");
	sqlite3 *db = floor_open(argv[1]);
	floor_exec(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL");
	for (int i = 0; i < STATEMENTS; i++)
		stmt[i] = floor_prepare(db, sql[i]);
	for (int i = 4; i + 1 < argc; i += 2) {
		Wanted wanted = { argv[2], argv[3], argv[i], atoll(argv[i + 1]) };
		double begun = now_ms();
		write_booking(db, stmt, &wanted);
		printf("%.4f\n", now_ms() - begun);
	}
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(stmt[i]);
	sqlite3_close(db);
	return 0;
}
